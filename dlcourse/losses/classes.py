"""What a wrong class costs: cross-entropy over K classes, from probabilities or from sums.

A row of targets adds up to 1. One-hot is the usual case; shares of several classes are another.
"""

from __future__ import annotations

import math
import sys
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _check
from .._check import FloatArray
from .._door import bare, door
from .._quiet import tiny_is_zero
from ..activations import softmax
from ..activations.rowwise import below_0

_softmax = bare(softmax)

# How far the probabilities of one example may be from the sum 1: those of a table, written with
# three decimals, pass; sums before the softmax do not.
_SUM_TOL = 2**-9


def _same_table(left: FloatArray, Y: FloatArray, name: str, Y_name: str) -> None:
    """Demand two tables of one shape (m, K)."""
    if Y.ndim == 1 and left.ndim == 2:
        raise ValueError(
            f"{name} has shape {left.shape} but {Y_name} has shape {Y.shape}: "
            f"{Y_name} looks like labels. Write them one-hot: data.one_hot(y, {left.shape[1]})."
        )
    _check.same_shape(left, Y, name, Y_name)
    if left.ndim != 2:
        raise ValueError(
            f"{name} has shape {left.shape}, but it needs one row for each example "
            "and one column for each class: (m, K)."
        )


def _shares(Y: FloatArray, name: str) -> None:
    """Demand rows of numbers from 0 on that add up to 1."""
    if Y.ndim != 2:
        _check.finite(Y, name)
        raise ValueError(
            f"{name} has shape {Y.shape}, but it needs one row for each example and one column "
            "for each class. If these are labels, write them one-hot: data.one_hot(y, K)."
        )
    total = Y.dot(_ones(Y.shape[1], Y.dtype))  # Y.sum(axis=1) takes three times as long
    low, high = total.item(total.argmin()), total.item(total.argmax())
    if Y.item(Y.argmin()) >= 0 and low >= 1 - _SUM_TOL and high <= 1 + _SUM_TOL:
        return  # never with NaN, which counts as the least and as the largest
    _check.finite(Y, name)
    wrong = (Y < 0).any(axis=1) | (np.abs(total - 1) > _SUM_TOL)
    i = int(wrong.argmax())
    raise ValueError(
        f"Row {i} of {name} is {Y[i].tolist()}, but it must add up to 1, with no entry below 0: "
        "one-hot, a single 1, the rest 0; or the shares of several classes."
    )


@lru_cache
def _ones(K: int, dtype: np.dtype[Any]) -> FloatArray:
    return np.ones(K, dtype)


def _distributions(p: FloatArray, name: str) -> None:
    """Demand probabilities whose last axis adds up to 1."""
    remedy = f"If {name} holds the sums before the softmax, use softmax_cross_entropy or softmax."
    outside = (p < 0) | (p > 1)
    if outside.any():
        index = [int(k) for k in np.argwhere(outside)[0]]
        raise ValueError(
            f"{name} holds {p[tuple(index)]:g} at index {index}, but a probability lies "
            f"between 0 and 1. {remedy}"
        )
    total = np.atleast_1d(p.sum(axis=-1))
    wrong = np.abs(total - 1) > _SUM_TOL
    if wrong.any():
        i = int(wrong.argmax())
        row = f"Row {i} of {name}" if p.ndim > 1 else name
        raise ValueError(
            f"{row} adds up to {total[i]:.4g}, but the probabilities of one example "
            f"add up to 1. {remedy}"
        )


@door("P", "Y", shapes=_same_table, answers=_distributions, targets=_shares)
def cross_entropy(P: FloatArray, Y: FloatArray) -> float:
    """Cross-entropy of m answers, each a probability for every one of K classes.

    J = −1/m Σ_i Σ_k y_ik log p_ik, in nats. The board lacks the minus sign it needs.
    P, Y: (m, K), each row adds up to 1; Y is one-hot, or holds shares. Returns a number.
    Raises ValueError where y_ik is not 0 but p_ik is (−log 0 is infinite), for rows that do not
    add up to 1, for other shapes and NaN.
    Source: decks D and E, cross-entropy (rows D8, E8). Chapter 10.
    """
    p, y = _where_y_counts(P, Y)
    _refuse(p == 0, P, Y)
    return -float(np.vdot(y, np.log(p))) / len(Y)  # eq. (cross-entropy), eq. (cross-entropy-cost)


@door("P", "Y", shapes=_same_table, answers=_distributions, targets=_shares)
def cross_entropy_grad(P: FloatArray, Y: FloatArray) -> FloatArray:
    """Gradient of the cross-entropy in its probabilities, each taken as free to move by itself.

    ∂J/∂p_ik = −1/m y_ik / p_ik, and 0 where y_ik is 0
    P, Y: (m, K), each row adds up to 1; Y is one-hot, or holds shares. Returns (m, K).
    Raises ValueError as cross_entropy does, and where p is too small to divide by.
    Source: decks D and E, cross-entropy (rows D8, D10, E8). Chapter 10.
    """
    p, y = _where_y_counts(P, Y)
    _refuse(p < np.finfo(P.dtype).tiny, P, Y)  # too small to divide by
    dP = np.zeros_like(P)
    dP[Y != 0] = -y / p / len(Y)  # eq. (ce-dp)
    return dP


@door("Z", "Y", shapes=_same_table, targets=_shares, over="ignore")
def softmax_cross_entropy(Z: FloatArray, Y: FloatArray) -> float:
    """Cross-entropy of P = softmax(Z), computed from Z: finite where P rounds to 0.

    J = 1/m Σ_i (log Σ_k e^(s_ik) − Σ_k y_ik s_ik), in nats,  S = Z less each row's largest
    Z: (m, K), the sums of the last layer. Y: (m, K), each row adds up to 1: one-hot, or shares.
    Returns a number. Raises ValueError for other rows of Y, for other shapes, NaN and infinity.
    Source: decks D and E, softmax and cross-entropy (rows D8, D14, E8). Chapter 10.
    """
    S = below_0(Z)
    total = float(np.log(np.exp(S).sum(axis=1)).sum() - np.vdot(Y, S))
    if math.isnan(total):  # 1e308 and −1e308: their distance is infinite, but 0 times it is 0
        S = np.maximum(S.astype(np.float64), -sys.float_info.max)
        total = float(np.log(np.exp(S).sum(axis=1)).sum() - np.vdot(Y, S))
    return total / len(Y)  # eq. (ce-from-sums)


@door("Z", "Y", shapes=_same_table, targets=_shares, over="ignore")
def softmax_cross_entropy_grad(Z: FloatArray, Y: FloatArray) -> FloatArray:
    """Gradient of the cross-entropy of P = softmax(Z) in Z.

    ∂J/∂Z = 1/m (P − Y): the Jacobian of softmax and −Y/P leave only this
    Z: (m, K), the sums of the last layer. Y: (m, K), each row adds up to 1: one-hot, or shares.
    Returns dZ (m, K). Raises ValueError for other rows of Y, for other shapes, NaN and infinity.
    Source: decks D and E, softmax and cross-entropy (rows D8, D13, D14, E6, E8). Chapter 10.
    """
    P: FloatArray = _softmax(Z)
    P -= Y  # eq. (softmax-dz): only with this loss do the Jacobians cancel
    P /= len(Y)  # eq. (softmax-dz-mean)
    return P


@tiny_is_zero
def entropy(p: ArrayLike) -> float | FloatArray:
    """Entropy: how undecided K probabilities are.

    H = −Σ_k p_k log p_k, in nats (natural logarithm), where 0 log 0 counts as 0.
    From 0 for a sure answer to log K for K equal ones. The board lacks the minus sign it needs.
    p: (K,) or (m, K); each row adds up to 1. Returns a number, or (m,) for (m, K).
    Raises ValueError when p is no table of probabilities that add up to 1.
    Source: deck D, entropy (row D8). Chapter 10.
    """
    p = _check.finite_array(p, "p")
    if p.ndim not in (1, 2):
        raise ValueError(f"p has shape {p.shape}, but (K,) or (m, K) is needed.")
    _distributions(p, "p")
    H: FloatArray = -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)  # eq. (entropy)
    H = H + 0.0  # no −0
    return float(H) if p.ndim == 1 else H


def _where_y_counts(P: FloatArray, Y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return p and y where y is not 0: there alone a probability costs something."""
    counts = Y != 0
    return P[counts], Y[counts]


def _refuse(wrong: NDArray[np.bool_], P: FloatArray, Y: FloatArray) -> None:
    """Refuse an answer, to a y that counts, whose logarithm or slope is infinite."""
    if wrong.any():
        i, k = (int(n) for n in np.argwhere(Y != 0)[wrong][0])
        raise ValueError(
            f"At index [{i}, {k}] the answer p is {P[i, k]:g} but y is {Y[i, k]:g}: "
            "the loss -log 0 is infinite. A softmax rounds to 0 when one z is far above another; "
            "softmax_cross_entropy(Z, Y) takes Z itself and stays finite."
        )

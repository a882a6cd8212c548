"""What a wrong class costs: cross-entropy over K classes, from probabilities or from sums."""

import numpy as np
from numpy.typing import ArrayLike

from .. import _check, ops
from .._check import FloatArray

# How far the probabilities of one example may be from the sum 1: those of a table, written with
# three decimals, pass; sums before the softmax do not.
_SUM_TOL = 1e-3


def cross_entropy(P: ArrayLike, Y: ArrayLike) -> float:
    """Cross-entropy of m answers, each a probability for every one of K classes.

    J = −1/m Σ_i Σ_k y_ik log p_ik, in nats. The board lacks the minus sign it needs.
    P: (m, K), each row adds up to 1. Y: (m, K), one-hot. Returns a number.
    Raises ValueError where the true class has p = 0 (−log 0 is infinite), for rows of Y that are
    not one-hot, for rows of P that do not add up to 1, for other shapes and NaN.
    Source: deck D, cross-entropy (row D8). Chapter 10.
    """
    return ops.cross_entropy(*_probabilities_and_classes(P, Y))


def cross_entropy_grad(P: ArrayLike, Y: ArrayLike) -> FloatArray:
    """Gradient of the cross-entropy in its probabilities, each taken as free to move by itself.

    ∂J/∂p_ik = −1/m y_ik / p_ik
    P: (m, K), each row adds up to 1. Y: (m, K), one-hot. Returns (m, K).
    Raises ValueError as cross_entropy does, and where p is too small to divide by.
    Source: deck D, cross-entropy (rows D8, D10). Chapter 10.
    """
    return ops.cross_entropy_grad(*_probabilities_and_classes(P, Y))


def softmax_cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """Cross-entropy of P = softmax(Z), computed from Z: finite where P rounds to 0.

    J = −1/m Σ_i Σ_k y_ik log softmax(z_i)_k, in nats
    Z: (m, K), the sums of the last layer. Y: (m, K), one-hot. Returns a number.
    Raises ValueError for rows of Y that are not one-hot, for other shapes, NaN and infinity.
    Source: deck D, softmax and cross-entropy (rows D8, D14), with log p rewritten. Chapter 10.
    """
    return ops.softmax_cross_entropy(*_sums_and_classes(Z, Y, "Z"))


def softmax_cross_entropy_grad(Z: ArrayLike, Y: ArrayLike) -> FloatArray:
    """Gradient of the cross-entropy of P = softmax(Z) in Z.

    ∂J/∂Z = 1/m (P − Y): the Jacobian of softmax and −Y/P leave only this.
    Z: (m, K), the sums of the last layer. Y: (m, K), one-hot. Returns (m, K).
    Raises ValueError for rows of Y that are not one-hot, for other shapes, NaN and infinity.
    Source: decks D and E (rows D8, D14, E6). Chapter 10.
    """
    return ops.softmax_cross_entropy_grad(*_sums_and_classes(Z, Y, "Z"))


@_check.tiny_is_zero
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


def _sums_and_classes(Z: ArrayLike, Y: ArrayLike, name: str) -> tuple[FloatArray, FloatArray]:
    """Return finite arrays of one shape (m, K), Y one-hot."""
    if np.ndim(Y) == 1 and np.ndim(Z) == 2:
        raise ValueError(
            f"Y has shape {np.shape(Y)} but {name} has shape {np.shape(Z)}: "
            f"these look like labels. Write them one-hot: data.one_hot(y, {np.shape(Z)[1]})."
        )
    Z, Y = _check.finite_pair(Z, Y, name, "Y")
    if Z.ndim != 2:
        raise ValueError(
            f"{name} has shape {Z.shape}, but it needs one row for each example "
            "and one column for each class: (m, K)."
        )
    ones = Y == 1
    # m ones in all, at least one in each row, and nothing else: one in each row.
    one_hot = np.count_nonzero(ones) == np.count_nonzero(Y) == len(Y) and ones.any(axis=1).all()
    if not one_hot:
        i = int(((ones.sum(axis=1) != 1) | ((Y != 0).sum(axis=1) != 1)).argmax())
        raise ValueError(
            f"Row {i} of Y is {Y[i].tolist()}, but it must be one-hot: a single 1, the rest 0."
        )
    return Z, Y


def _probabilities_and_classes(P: ArrayLike, Y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    P, Y = _sums_and_classes(P, Y, "P")
    _distributions(P, "P")
    return P, Y


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

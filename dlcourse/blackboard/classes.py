"""What a wrong class costs, class by class: cross-entropy, and entropy."""

from __future__ import annotations

import math

import numpy as np

from ._board import Array, need, q_log_p, q_over_p, tiny_is_zero
from .neurons import softmax


@tiny_is_zero
def cross_entropy(P: Array, Y: Array) -> float:
    """Cross-entropy of m rows of probabilities.

    J = −1/m Σ_i Σ_k y_ik log p_ik
    P: (m, K), every p in [0, 1]. Y: (m, K), one-hot or any rows that sum to 1. Returns a number.
    Raises ValueError when the shapes differ, and when p_ik is exactly 0 but y_ik is not.
    Source: decks D and E, categorical cross-entropy (rows D8, E8). Chapter 10.
    """
    m, K = _rows(P, Y, "P")
    J = 0.0
    for i in range(m):  # example i
        for k in range(K):  # class k
            J += -q_log_p(Y[i, k], P[i, k])  # eq. (cross-entropy)
    return J / m  # eq. (cross-entropy-cost)


@tiny_is_zero
def cross_entropy_grad(P: Array, Y: Array) -> Array:
    """Gradient of the cross-entropy in its probabilities.

    ∂J/∂p_ik = −1/m y_ik / p_ik
    P: (m, K), every p in [0, 1]. Y: (m, K), one-hot or any rows that sum to 1. Returns dP (m, K).
    Raises ValueError when the shapes differ, and when p_ik is 0 but y_ik is not.
    Source: decks D and E, categorical cross-entropy (rows D8, E8). Chapter 10.
    """
    m, K = _rows(P, Y, "P")
    dP = np.zeros((m, K))
    for i in range(m):  # example i
        for k in range(K):  # class k
            dP[i, k] = -q_over_p(Y[i, k], P[i, k]) / m  # eq. (ce-dp)
    return dP


@tiny_is_zero
def softmax_cross_entropy(Z: Array, Y: Array) -> float:
    """Cross-entropy of P = softmax(Z), computed from Z: finite at any finite z.

    J = −1/m Σ_i Σ_k y_ik log p_ik,  log p_ik = z_ik − log Σ_j e^(z_ij)
    Z: (m, K), the sums before softmax. Y: (m, K), rows that sum to 1. Returns a number.
    Raises ValueError when the shapes differ.
    Source: decks D and E, softmax and cross-entropy (rows D8, D14, E8). Chapter 10.
    """
    m, K = _rows(Z, Y, "Z")
    J = 0.0
    for i in range(m):  # example i
        # The board: −log of a softmax. A p too small for the machine is 0, and log 0 infinite.
        # The logarithm, taken by hand, has no p in it; max z keeps e^z within the machine.
        highest = max(Z[i])
        total = 0.0
        for j in range(K):  # class j
            total += math.exp(Z[i, j] - highest)
        for k in range(K):  # class k
            J += -Y[i, k] * (Z[i, k] - highest - math.log(total))  # eq. (log-softmax)
    return J / m


@tiny_is_zero
def softmax_cross_entropy_grad(Z: Array, Y: Array) -> Array:
    """Gradient of the cross-entropy of P = softmax(Z) in Z.

    ∂J/∂z_ik = 1/m (p_ik − y_ik)
    Z: (m, K), the sums before softmax. Y: (m, K), rows that sum to 1. Returns dZ (m, K).
    Raises ValueError when the shapes differ.
    Source: decks D and E, softmax and cross-entropy (rows D13, D14, E8). Chapter 10.
    """
    m, K = _rows(Z, Y, "Z")
    dZ = np.zeros((m, K))
    for i in range(m):  # example i
        p = softmax(Z[i])
        for k in range(K):  # class k
            dZ[i, k] = (p[k] - Y[i, k]) / m  # eq. (softmax-dz-mean)
    return dZ


@tiny_is_zero
def entropy(p: Array) -> float:
    """Entropy of one row of probabilities: how undecided it is.

    H = −Σ_k p_k log p_k, in nats, where 0 log 0 counts as 0
    p: (K,), adds up to 1. Returns a number. Raises ValueError when p is not one row.
    Source: deck D, entropy (row D8). Chapter 10.
    """
    need(p.ndim == 1, f"p has shape {p.shape}, but the board takes one row: (K,).")
    H = 0.0
    for k in range(len(p)):  # class k
        H -= q_log_p(p[k], p[k])  # eq. (entropy)
    return H


def _rows(left: Array, Y: Array, name: str) -> tuple[int, int]:
    """Return m, K."""
    need(left.ndim == 2, f"{name} has shape {left.shape}, but it needs a row for each example.")
    need(left.shape == Y.shape, f"{name} has shape {left.shape} but Y has shape {Y.shape}.")
    m, K = left.shape
    return m, K

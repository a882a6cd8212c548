"""What a wrong answer costs, entry by entry."""

import math

import numpy as np

from ._board import Array, need, tiny_is_zero
from .neurons import softmax


@tiny_is_zero
def mse(y_hat: Array, y: Array) -> float:
    """Mean squared error of m predictions.

    J = 1/m Σ_i (ŷ_i − y_i)²
    y_hat, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit. Raises ValueError when the shapes differ.
    Source: deck D, whiteboard (row D9). Chapter 10.
    """
    need(y_hat.shape == y.shape, f"y_hat has shape {y_hat.shape} but y has shape {y.shape}.")
    J = 0.0
    for i in range(y.size):  # entry i
        J += (y_hat.flat[i] - y.flat[i]) ** 2
    return J / y.size  # eq. (mean-squared-error)


@tiny_is_zero
def mse_grad(y_hat: Array, y: Array) -> Array:
    """Gradient of the mean squared error in its predictions.

    ∂J/∂ŷ_i = 2/m (ŷ_i − y_i)
    y_hat, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ.
    Source: deck D, whiteboard (rows D9, D10). Chapter 10.
    """
    need(y_hat.shape == y.shape, f"y_hat has shape {y_hat.shape} but y has shape {y.shape}.")
    dy_hat = np.zeros(y.shape)
    for i in range(y.size):  # entry i
        dy_hat.flat[i] = 2 * (y_hat.flat[i] - y.flat[i]) / y.size
    return dy_hat


def binary_cross_entropy(a: Array, y: Array) -> float:
    """Binary cross-entropy of m probabilities.

    J = −1/m Σ_i (y_i log a_i + (1 − y_i) log(1 − a_i))
    a, y: (m,) or (m, K), the same shape; y holds 0 and 1. Returns a number.
    Raises ValueError when the shapes differ, and when a_i is exactly 0 or 1 and wrong.
    Source: deck C, logistic regression (rows C3, C6). Chapter 3.
    """
    need(a.shape == y.shape, f"a has shape {a.shape} but y has shape {y.shape}.")
    J = 0.0
    for i in range(y.size):  # entry i
        a_i, y_i = a.flat[i], y.flat[i]
        J += -(_q_log_p(y_i, a_i) + _q_log_p(1 - y_i, 1 - a_i))  # eq. (bce)
    return J / y.size  # eq. (logistic-cost)


@tiny_is_zero
def binary_cross_entropy_grad(a: Array, y: Array) -> Array:
    """Gradient of the binary cross-entropy in its probabilities.

    ∂J/∂a_i = 1/m (a_i − y_i) / (a_i (1 − a_i))
    a, y: (m,) or (m, K), the same shape; y holds 0 and 1. Returns that shape.
    Raises ValueError when the shapes differ, and when a_i is exactly 0 or 1 and wrong.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    need(a.shape == y.shape, f"a has shape {a.shape} but y has shape {y.shape}.")
    da = np.zeros(y.shape)
    for i in range(y.size):  # entry i
        a_i, y_i = a.flat[i], y.flat[i]
        # The board: (a − y) / (a (1 − a)). For a right answer of exactly 0 or 1 that is 0/0.
        # Split into two fractions, the one with 0 on top drops out and the other is finite.
        dL = _q_over_p(1 - y_i, 1 - a_i) - _q_over_p(y_i, a_i)  # eq. (bce-da)
        da.flat[i] = dL / y.size
    return da


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
            J += -_q_log_p(Y[i, k], P[i, k])  # eq. (cross-entropy)
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
            dP[i, k] = -_q_over_p(Y[i, k], P[i, k]) / m  # eq. (ce-dp)
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


def _rows(left: Array, Y: Array, name: str) -> tuple[int, int]:
    """Return m, K."""
    need(left.ndim == 2, f"{name} has shape {left.shape}, but it needs a row for each example.")
    need(left.shape == Y.shape, f"{name} has shape {left.shape} but Y has shape {Y.shape}.")
    m, K = left.shape
    return m, K


def _q_log_p(q: float, p: float) -> float:
    """Return q log p. On the board 0 · log 0 is 0; any other multiple of log 0 is refused."""
    if q == 0:
        return 0.0
    need(p > 0, "An answer of exactly 0 or 1 is wrong: the fine −log 0 is infinite.")
    return q * math.log(p)


def _q_over_p(q: float, p: float) -> float:
    """Return q/p, and 0 where q is 0. A p too small to divide by is refused."""
    if q == 0:
        return 0.0
    need(p >= np.finfo(float).tiny, "An answer of 0 or 1 is wrong: the slope of −log is infinite.")
    return q / p

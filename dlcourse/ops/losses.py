"""What wrong answers cost, whole arrays at once."""

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray


@_check.tiny_is_zero
def mse(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Mean squared error of m predictions.

    J = 1/m Σ_i (ŷ_i − y_i)²
    y_hat, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit. Raises ValueError when the shapes differ.
    Source: deck D, whiteboard (row D9). Chapter 10.
    """
    y_hat, y = _pair(y_hat, y, "y_hat")
    return float(np.mean((y_hat - y) ** 2))  # eq. (mean-squared-error)


@_check.tiny_is_zero
def mse_grad(y_hat: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of the mean squared error in its predictions.

    ∂J/∂ŷ = 2/m (ŷ − y)
    y_hat, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ.
    Source: deck D, whiteboard (rows D9, D10). Chapter 10.
    """
    y_hat, y = _pair(y_hat, y, "y_hat")
    return 2 / y.size * (y_hat - y)


def binary_cross_entropy(a: ArrayLike, y: ArrayLike) -> float:
    """Binary cross-entropy of m probabilities.

    J = −1/m Σ_i log p_i, where p_i is the probability of the true class: a_i or 1 − a_i
    a, y: (m,) or (m, K), the same shape; y holds 0 and 1. Returns a number.
    Raises ValueError when the shapes differ, and when a_i is exactly 0 or 1 and wrong.
    Source: deck C, logistic regression (rows C3, C6). Chapter 3.
    """
    p, _ = _true_class(a, y)
    return float(np.mean(-np.log(p)))  # eq. (bce), eq. (logistic-cost)


@_check.tiny_is_zero
def binary_cross_entropy_grad(a: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of the binary cross-entropy in its probabilities.

    ∂J/∂a = 1/m (a − y) / (a (1 − a)), which is −1/(m a) for y = 1 and 1/(m (1 − a)) for y = 0
    a, y: (m,) or (m, K), the same shape; y holds 0 and 1. Returns that shape.
    Raises ValueError when the shapes differ, and when a_i is exactly 0 or 1 and wrong.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    p, y = _true_class(a, y, to_divide=True)
    return (1 - 2 * y) / p / y.size  # eq. (bce-da)


@_check.tiny_is_zero
def cross_entropy(P: ArrayLike, Y: ArrayLike) -> float:
    """Cross-entropy of m rows of probabilities.

    J = −1/m Σ Y log P, over all entries where Y is not 0
    P: (m, K), every p in [0, 1]. Y: (m, K), one-hot or any rows that sum to 1. Returns a number.
    Raises ValueError when the shapes differ, and when p_ik is exactly 0 but y_ik is not.
    Source: decks D and E, categorical cross-entropy (rows D8, E8). Chapter 10.
    """
    P, Y = _rows(P, Y, "P")
    p, y = _where_y_counts(P, Y)
    return -float(y @ np.log(p)) / len(Y)  # eq. (cross-entropy-cost)


@_check.tiny_is_zero
def cross_entropy_grad(P: ArrayLike, Y: ArrayLike) -> FloatArray:
    """Gradient of the cross-entropy in its probabilities.

    ∂J/∂P = −1/m Y / P, and 0 where Y is 0
    P: (m, K), every p in [0, 1]. Y: (m, K), one-hot or any rows that sum to 1. Returns dP (m, K).
    Raises ValueError when the shapes differ, and when p_ik is 0 but y_ik is not.
    Source: decks D and E, categorical cross-entropy (rows D8, E8). Chapter 10.
    """
    P, Y = _rows(P, Y, "P")
    p, y = _where_y_counts(P, Y, to_divide=True)
    dP = np.zeros_like(P)
    dP[Y != 0] = -y / p / len(Y)  # eq. (ce-dp)
    return dP


@_check.tiny_is_zero
def softmax_cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """Cross-entropy of P = softmax(Z), computed from Z: finite where P itself rounds to 0.

    J = 1/m Σ_i (log Σ_k e^(s_ik) − Σ_k y_ik s_ik),  S = Z with each row's largest taken away
    Z: (m, K), the sums before softmax. Y: (m, K), rows that sum to 1. Returns a number.
    Raises ValueError when the shapes differ.
    Source: decks D and E, softmax and cross-entropy (rows D8, D14, E8). Chapter 10.
    """
    Z, Y = _rows(Z, Y, "Z")
    S = Z - Z.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(S).sum(axis=1)) - (Y * S).sum(axis=1)))  # eq. (ce-from-sums)


@_check.tiny_is_zero
def softmax_cross_entropy_grad(Z: ArrayLike, Y: ArrayLike) -> FloatArray:
    """Gradient of the cross-entropy of P = softmax(Z) in Z.

    ∂J/∂Z = 1/m (P − Y): the Jacobian of softmax and −Y/P leave only this
    Z: (m, K), the sums before softmax. Y: (m, K), rows that sum to 1. Returns dZ (m, K).
    Raises ValueError when the shapes differ.
    Source: decks D and E, softmax and cross-entropy (rows D13, D14, E8). Chapter 10.
    """
    Z, Y = _rows(Z, Y, "Z")
    P: FloatArray = np.exp(Z - Z.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    P -= Y  # eq. (softmax-dz): only with this loss do the Jacobians cancel
    P /= len(Y)  # eq. (softmax-dz-mean)
    return P


def _pair(left: ArrayLike, y: ArrayLike, name: str) -> tuple[FloatArray, FloatArray]:
    """Demand predictions and targets of one shape."""
    left = _check.float_array(left, name)
    y = _check.float_array(y, "y", default=left.dtype)
    _check.same_shape(left, y, name, "y")
    return left, y


def _true_class(
    a: ArrayLike, y: ArrayLike, *, to_divide: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Return the probability that each answer gives to its true class, and y."""
    a, y = _pair(a, y, "a")
    _check.binary_labels(y)
    _check.probabilities(a)
    p = np.where(y == 1, a, 1 - a)
    wrong = p < np.finfo(p.dtype).tiny if to_divide else p == 0
    if wrong.any():
        i = tuple(int(k) for k in np.argwhere(wrong)[0])
        raise ValueError(
            f"At index {list(i)} the answer a is {a[i]:g} but y is {y[i]:g}: "
            "the fine −log 0 is infinite. A sigmoid rounds to 0 or 1 when |z| is large; "
            "sigmoid_cross_entropy(z, y) takes z itself and stays finite."
        )
    return p, y


def _rows(left: ArrayLike, Y: ArrayLike, name: str) -> tuple[FloatArray, FloatArray]:
    """Demand two tables of one shape (m, K)."""
    left = _check.float_array(left, name)
    Y = _check.float_array(Y, "Y", default=left.dtype)
    if left.shape != Y.shape:
        labels = left.ndim == 2 and Y.shape == left.shape[:1]
        cure = f"Use one_hot(Y, {left.shape[1]})." if labels else "Give both the same shape."
        raise ValueError(f"{name} has shape {left.shape} but Y has shape {Y.shape}: {cure}")
    _check.table(left, name)
    return left, Y


def _where_y_counts(
    P: FloatArray, Y: FloatArray, *, to_divide: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Return p and y where y is not 0, and refuse a p whose logarithm or slope is infinite."""
    counts = Y != 0
    p, y = P[counts], Y[counts]
    wrong = p < np.finfo(p.dtype).tiny if to_divide else p == 0
    if wrong.any():
        i, k = (int(n) for n in np.argwhere(counts)[wrong][0])
        raise ValueError(
            f"At index [{i}, {k}] the answer p is {P[i, k]:g} but y is {Y[i, k]:g}: "
            "the fine −log 0 is infinite. A softmax rounds to 0 when one z is far above another; "
            "softmax_cross_entropy(Z, Y) takes Z itself and stays finite."
        )
    return p, y

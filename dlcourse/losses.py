"""Losses and their gradients in the first argument; every array is checked to be finite.

A mean is over all entries, so 1/m is in the loss and nowhere else.
"""

import numpy as np
from numpy.typing import ArrayLike

from . import _check, ops
from ._check import FloatArray
from .activations import sigmoid


def mse(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Mean squared error of m predictions.

    J = 1/m Σ_i (ŷ_i − y_i)²
    y_hat, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck D, whiteboard (row D9). Chapter 10.
    """
    return ops.mse(*_finite_pair(y_hat, y, "y_hat"))


def mse_grad(y_hat: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of the mean squared error in its predictions.

    ∂J/∂ŷ = 2/m (ŷ − y)
    y_hat, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck D, whiteboard (rows D9, D10). Chapter 10.
    """
    return ops.mse_grad(*_finite_pair(y_hat, y, "y_hat"))


def half_mse(a: ArrayLike, y: ArrayLike) -> float:
    """Half the mean squared error, as deck A writes its cost.

    J = 1/(2m) Σ_i (a_i − y_i)²                  eq. (squared-cost)
    a, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck A, cost function (row A3). Chapter 1.
    """
    return ops.mse(*_finite_pair(a, y, "a")) / 2  # eq. (squared-cost)


def half_mse_grad(a: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of half the mean squared error in its predictions.

    ∂J/∂a = 1/m (a − y): the ½ is there to cancel the 2 of the square.
    a, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck A, gradient of J (row A5). Chapter 2.
    """
    return ops.mse_grad(*_finite_pair(a, y, "a")) / 2


def binary_cross_entropy(a: ArrayLike, y: ArrayLike) -> float:
    """Binary cross-entropy of m probabilities. Nothing is clipped.

    L = −(y log a + (1 − y) log(1 − a)),  J = mean of L      eq. (bce), eq. (logistic-cost)
    a, y: (m,) or (m, K), the same shape; a in [0, 1], y of 0 and 1. Returns a number.
    An a_i of exactly 0 or 1 costs 0 where it is right.
    Raises ValueError where it is wrong (−log 0 is infinite), for other labels, shapes or NaN.
    Source: deck C, logistic regression (rows A8, C3, C6). Chapter 3.
    """
    return ops.binary_cross_entropy(*_finite_pair(a, y, "a"))


def binary_cross_entropy_grad(a: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of the binary cross-entropy in its probabilities.

    ∂J/∂a = 1/m (a − y) / (a (1 − a))            eq. (bce-da)
    a, y: (m,) or (m, K), the same shape; a in [0, 1], y of 0 and 1. Returns that shape.
    Raises ValueError where an a_i of exactly 0 or 1 is wrong, for other labels, shapes or NaN.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    return ops.binary_cross_entropy_grad(*_finite_pair(a, y, "a"))


@_check.tiny_is_zero
def sigmoid_cross_entropy(z: ArrayLike, y: ArrayLike) -> float:
    """Binary cross-entropy of a = σ(z), computed from z: finite at any finite z.

    L = max(z, 0) − y z + log(1 + e^(−|z|)),  J = mean of L  eq. (bce-from-z)
    z, y: (m,) or (m, K), the same shape; y of 0 and 1. Returns a number.
    Raises ValueError for other labels, and when the shapes differ or hold NaN or infinity.
    Source: deck C, logistic regression (rows C3, C6), with log a rewritten. Chapter 3.
    """
    z, y = _sums_and_labels(z, y)
    L = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))  # eq. (bce-from-z)
    return float(np.mean(L))  # eq. (logistic-cost)


@_check.tiny_is_zero
def sigmoid_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of the binary cross-entropy of a = σ(z) in z.

    ∂J/∂z = 1/m (a − y)                          eq. (logistic-dz)
    z, y: (m,) or (m, K), the same shape; y of 0 and 1. Returns that shape.
    Raises ValueError for other labels, and when the shapes differ or hold NaN or infinity.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    z, y = _sums_and_labels(z, y)
    # Only a sigmoid with this loss: the a (1 − a) of the one cancels that of the other.
    return (sigmoid(z) - y) / y.size  # eq. (logistic-dz)


def _finite_pair(left: ArrayLike, y: ArrayLike, name: str) -> tuple[FloatArray, FloatArray]:
    left = _check.finite_array(left, name)
    y = _check.finite_array(y, "y", default=left.dtype)
    _check.same_shape(left, y, name, "y")
    return left, y


def _sums_and_labels(z: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    z, y = _finite_pair(z, y, "z")
    _check.binary_labels(y)
    return z, y

"""What a wrong yes or no costs: binary cross-entropy, from the probability or from the sum z."""

import numpy as np
from numpy.typing import ArrayLike

from .. import _check, ops
from .._check import FloatArray
from ..activations import sigmoid


def binary_cross_entropy(a: ArrayLike, y: ArrayLike) -> float:
    """Binary cross-entropy of m probabilities. Nothing is clipped.

    L = −(y log a + (1 − y) log(1 − a)),  J = mean of L      eq. (bce), eq. (logistic-cost)
    a, y: (m,) or (m, K), the same shape; a in [0, 1], y of 0 and 1. Returns a number.
    An a_i of exactly 0 or 1 costs 0 where it is right.
    Raises ValueError where it is wrong (−log 0 is infinite), for other labels, shapes or NaN.
    Source: deck C, logistic regression (rows A8, C3, C6). Chapter 3.
    """
    return ops.binary_cross_entropy(*_check.finite_pair(a, y, "a"))


def binary_cross_entropy_grad(a: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of the binary cross-entropy in its probabilities.

    ∂J/∂a = 1/m (a − y) / (a (1 − a))            eq. (bce-da)
    a, y: (m,) or (m, K), the same shape; a in [0, 1], y of 0 and 1. Returns that shape.
    Raises ValueError where an a_i of exactly 0 or 1 is wrong, for other labels, shapes or NaN.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    return ops.binary_cross_entropy_grad(*_check.finite_pair(a, y, "a"))


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


def _sums_and_labels(z: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    z, y = _check.finite_pair(z, y, "z")
    _check.binary_labels(y)
    return z, y

"""What a wrong yes or no costs: binary cross-entropy, from the probability or from the sum z."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .. import _check
from .._check import FloatArray
from .._door import door
from ..activations import sigmoid


@door("a", "y", answers=_check.probabilities, targets=_check.binary_labels)
def binary_cross_entropy(a: FloatArray, y: FloatArray) -> float:
    """Binary cross-entropy of m probabilities. Nothing is clipped.

    L = −(y log a + (1 − y) log(1 − a)),  J = mean of L      eq. (bce), eq. (logistic-cost)
    a, y: (m,) or (m, K), the same shape; a in [0, 1], y of 0 and 1. Returns a number.
    An a_i of exactly 0 or 1 costs 0 where it is right.
    Raises ValueError where it is wrong (−log 0 is infinite), for other labels, shapes or NaN.
    Source: deck C, logistic regression (rows A8, C3, C6). Chapter 3.
    """
    p = np.where(y == 1, a, 1 - a)  # the probability of the true class
    _refuse(p == 0, a, y)
    return float(np.mean(-np.log(p), dtype=np.float64))  # eq. (bce), eq. (logistic-cost)


@door("a", "y", answers=_check.probabilities, targets=_check.binary_labels)
def binary_cross_entropy_grad(a: FloatArray, y: FloatArray) -> FloatArray:
    """Gradient of the binary cross-entropy in its probabilities.

    ∂J/∂a = 1/m (a − y) / (a (1 − a)), which is −1/(m a) for y = 1 and 1/(m (1 − a)) for y = 0;
    for (m, K) the mean is over m·K entries
    a, y: (m,) or (m, K), the same shape; a in [0, 1], y of 0 and 1. Returns that shape.
    Raises ValueError where an a_i of exactly 0 or 1 is wrong, for other labels, shapes or NaN.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    p = np.where(y == 1, a, 1 - a)
    _refuse(p < np.finfo(p.dtype).tiny, a, y)  # too small to divide by
    return (1 - 2 * y) / p / y.size  # eq. (bce-da)


@door("z", "y", targets=_check.binary_labels)
def sigmoid_cross_entropy(z: FloatArray, y: FloatArray) -> float:
    """Binary cross-entropy of a = σ(z), computed from z: finite at any finite z.

    L = max(z, 0) − y z + log(1 + e^(−|z|)),  J = mean of L  eq. (bce-from-z)
    z, y: (m,) or (m, K), the same shape; y of 0 and 1. Returns a number.
    Raises ValueError for other labels, and when the shapes differ or hold NaN or infinity.
    Source: deck C, logistic regression (rows C3, C6), with log a rewritten. Chapter 3.
    """
    L = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))  # eq. (bce-from-z)
    return float(np.mean(L, dtype=np.float64))  # eq. (logistic-cost)


@door("z", "y", targets=_check.binary_labels)
def sigmoid_cross_entropy_grad(z: FloatArray, y: FloatArray) -> FloatArray:
    """Gradient of the binary cross-entropy of a = σ(z) in z.

    ∂J/∂z = 1/m (a − y); for (m, K) the mean is over m·K entries  eq. (logistic-dz)
    z, y: (m,) or (m, K), the same shape; y of 0 and 1. Returns that shape.
    Raises ValueError for other labels, and when the shapes differ or hold NaN or infinity.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    # Only a sigmoid with this loss: the a (1 − a) of the one cancels that of the other.
    return (sigmoid(z) - y) / y.size  # eq. (logistic-dz)


def _refuse(wrong: NDArray[np.bool_], a: FloatArray, y: FloatArray) -> None:
    """Refuse a true class whose probability is so small that its cost or slope is infinite."""
    if wrong.any():
        i = tuple(int(k) for k in np.argwhere(wrong)[0])
        raise ValueError(
            f"At index {list(i)} the answer a is {a[i]:g} but y is {y[i]:g}: "
            "the loss -log 0 is infinite. A sigmoid rounds to 0 or 1 when |z| is large; "
            "sigmoid_cross_entropy(z, y) takes z itself and stays finite."
        )

"""Activation functions g and their slopes g′, each on numbers or arrays of any shape.

Infinity is a value like any other here; NaN stays NaN in every g.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._door import checked

_ZERO = {np.dtype(kind): np.zeros((), kind) for kind in (np.float32, np.float64)}


def _numbers(z: ArrayLike) -> tuple[FloatArray]:
    """Demand real numbers, of any shape."""
    return (_check.float_array(z, "z"),)


def _numbers_and_leak(z: ArrayLike, slope: float = 0.01) -> tuple[FloatArray, float]:
    """Demand real numbers, and a slope from 0 to below 1."""
    z, slope = _check.float_array(z, "z"), _check.number(slope, "slope")
    if not 0 <= slope < 1:
        raise ValueError(f"slope is {slope:g}, but it must be at least 0 and below 1.")
    return z, slope


@checked(_numbers)
def sigmoid(z: FloatArray) -> FloatArray:
    """Sigmoid: squeezes any number into (0, 1).

    a = σ(z) = 1 / (1 + e^(−z))                  eq. (sigmoid)
    z: any shape. Returns that shape. Safe from overflow at any z.
    Raises ValueError when z does not hold real numbers.
    Source: decks A, B, C and E (rows A7, B3, C4, E6). Chapter 3.
    """
    # e^(−z) overflows for z below −709. e^(−|z|) never exceeds 1, and it serves both sides:
    # where z is negative, 1/(1 + e^(−z)) = e^z/(1 + e^z).
    e = np.exp(-np.abs(z))
    a: FloatArray = np.where(z < 0, e, 1)[()] / (1 + e)  # eq. (sigmoid)
    return a


@checked(_numbers)
def sigmoid_prime(z: FloatArray) -> FloatArray:
    """Slope of the sigmoid.

    σ′(z) = σ(z) (1 − σ(z))                      eq. (sigmoid-prime)
    z: any shape, the sum before the sigmoid (not a). Returns that shape.
    Raises ValueError when z does not hold real numbers.
    Source: decks C and E (rows C4, E6). Chapter 3.
    """
    e = np.exp(-np.abs(z))
    # Of σ(z) and 1 − σ(z), one is 1/(1 + e) and the other e/(1 + e). So no digits are lost in
    # 1 − σ(z) where σ(z) is nearly 1.
    slope: FloatArray = e / (1 + e) ** 2  # eq. (sigmoid-prime)
    return slope


@checked(_numbers)
def tanh(z: FloatArray) -> FloatArray:
    """Hyperbolic tangent: squeezes any number into (−1, 1).

    a = tanh(z) = (e^z − e^(−z)) / (e^z + e^(−z))
    z: any shape. Returns that shape. Raises ValueError when z does not hold real numbers.
    Source: decks B and E (rows B3, E6). Chapter 7.
    """
    return np.tanh(z)  # eq. (tanh)


@checked(_numbers)
def tanh_prime(z: FloatArray) -> FloatArray:
    """Slope of the hyperbolic tangent.

    tanh′(z) = 4 / (e^z + e^(−z))²
    z: any shape. Returns that shape. Raises ValueError when z does not hold real numbers.
    Source: deck E, table of activations (row E6). Chapter 7.
    """
    # Above and below the bar, multiply by e^(−2|z|): then nothing overflows.
    e = np.exp(-np.abs(z))
    slope: FloatArray = (2 * e / (1 + e**2)) ** 2  # eq. (tanh-prime)
    return slope


@checked(_numbers)
def relu(z: FloatArray) -> FloatArray:
    """Rectified linear unit: keeps what is positive.

    a = max(0, z)
    z: any shape. Returns that shape. Raises ValueError when z does not hold real numbers.
    Source: decks B and E (rows B3, E6). Chapter 7.
    """
    # Against an array of zeros NumPy compares many numbers at a time, against one 0 it does not.
    # The zeros lie in memory as z does, and so does the result: layers of images rely on it.
    zeros = np.zeros(z.shape, z.dtype) if z.flags.c_contiguous else np.zeros_like(z)
    return np.maximum(z, zeros)  # eq. (relu)


@checked(_numbers)
def relu_prime(z: FloatArray) -> FloatArray:
    """Slope of the rectified linear unit.

    1 for z > 0, 0 for z ≤ 0. At the corner z = 0 there is no slope; we choose 0.
    z: any shape. Returns that shape. Raises ValueError when z does not hold real numbers.
    Source: deck E, table of activations (row E6). Chapter 7.
    """
    # np.heaviside(z, 0) says the same and takes many times as long. A 0 that is an array already
    # need not be made one each time, which is a quarter of the time for a small layer.
    slope: FloatArray = np.greater(z, _ZERO[z.dtype]).astype(z.dtype)
    return slope


@checked(_numbers_and_leak)
def leaky_relu(z: FloatArray, slope: float = 0.01) -> FloatArray:
    """Rectified linear unit that lets a little of the negative side through.

    a = z for z ≥ 0, slope · z for z < 0
    z: any shape. slope: at least 0 and below 1. Returns the shape of z.
    Raises ValueError when z does not hold real numbers, or slope is outside [0, 1).
    Source: deck B (row B3). Chapter 7.
    """
    return np.where(z < 0, slope * z, z)[()]  # eq. (leaky-relu)


@checked(_numbers_and_leak)
def leaky_relu_prime(z: FloatArray, slope: float = 0.01) -> FloatArray:
    """Slope of the leaky rectified linear unit.

    1 for z > 0, slope for z ≤ 0; at the corner z = 0 we choose the left side, as for relu.
    z: any shape. slope: at least 0 and below 1. Returns the shape of z.
    Raises ValueError when z does not hold real numbers, or slope is outside [0, 1).
    Source: deck B (row B3). Chapter 7.
    """
    return np.where(z > 0, 1, slope).astype(z.dtype)[()]


@checked(_numbers)
def identity(z: FloatArray) -> FloatArray:
    """Linear activation: hands the sum on, as a new array.

    a = z
    z: any shape. Returns that shape. Raises ValueError when z does not hold real numbers.
    Source: decks A and B (rows A2, B3). Chapter 1.
    """
    return +z


@checked(_numbers)
def identity_prime(z: FloatArray) -> FloatArray:
    """Slope of the linear activation.

    1 everywhere
    z: any shape. Returns that shape. Raises ValueError when z does not hold real numbers.
    Source: decks A and B (rows A2, B3). Chapter 7.
    """
    return np.ones_like(z)[()]


@checked(_numbers)
def step(z: FloatArray) -> FloatArray:
    """Step: the decision 1 or 0.

    a = 1 for z ≥ 0, 0 for z < 0; so step(z) = 1 exactly where σ(z) ≥ ½.
    z: any shape. Returns that shape. It has no useful slope, so there is no step_prime.
    Raises ValueError when z does not hold real numbers.
    Source: decks A and D, the decision and the perceptron (rows A7, D3). Chapter 3.
    """
    return np.heaviside(z, 1)

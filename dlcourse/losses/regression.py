"""What a wrong number costs: squared errors."""

from __future__ import annotations

import numpy as np

from .._check import FloatArray
from .._door import behind, door


@door("y_hat", "y")
def mse(y_hat: FloatArray, y: FloatArray) -> float:
    """Mean squared error of m predictions.

    J = 1/m Σ_i (ŷ_i − y_i)²
    y_hat, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck D, whiteboard (row D9). Chapter 10.
    """
    error = np.subtract(y_hat, y, dtype=np.float64)  # J is no float32, and so holds the squares
    return float(np.mean(error**2))  # eq. (mean-squared-error)


@door("y_hat", "y")
def mse_grad(y_hat: FloatArray, y: FloatArray) -> FloatArray:
    """Gradient of the mean squared error in its predictions.

    ∂J/∂ŷ = 2/m (ŷ − y); for (m, K) the mean is over m·K entries, and so 2/(mK)
    y_hat, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck D, whiteboard (rows D9, D10). Chapter 10.
    """
    return 2 / y.size * (y_hat - y)


@door("a", "y")
def half_mse(a: FloatArray, y: FloatArray) -> float:
    """Half the mean squared error, as deck A writes its cost.

    J = 1/(2m) Σ_i (a_i − y_i)²                  eq. (squared-cost)
    a, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck A, cost function (row A3). Chapter 1.
    """
    return _mse(a, y) / 2  # eq. (squared-cost)


@door("a", "y")
def half_mse_grad(a: FloatArray, y: FloatArray) -> FloatArray:
    """Gradient of half the mean squared error in its predictions.

    ∂J/∂a = 1/m (a − y): the ½ is there to cancel the 2 of the square. For (m, K): 1/(mK)
    a, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck A, gradient of J (row A5). Chapter 2.
    """
    return (a - y) / y.size


_mse = behind(mse).formula

"""What a wrong number costs: squared errors."""

from numpy.typing import ArrayLike

from .. import _check, ops
from .._check import FloatArray


def mse(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Mean squared error of m predictions.

    J = 1/m Σ_i (ŷ_i − y_i)²
    y_hat, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck D, whiteboard (row D9). Chapter 10.
    """
    return ops.mse(*_check.finite_pair(y_hat, y, "y_hat"))


def mse_grad(y_hat: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of the mean squared error in its predictions.

    ∂J/∂ŷ = 2/m (ŷ − y)
    y_hat, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck D, whiteboard (rows D9, D10). Chapter 10.
    """
    return ops.mse_grad(*_check.finite_pair(y_hat, y, "y_hat"))


def half_mse(a: ArrayLike, y: ArrayLike) -> float:
    """Half the mean squared error, as deck A writes its cost.

    J = 1/(2m) Σ_i (a_i − y_i)²                  eq. (squared-cost)
    a, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck A, cost function (row A3). Chapter 1.
    """
    return ops.mse(*_check.finite_pair(a, y, "a")) / 2  # eq. (squared-cost)


def half_mse_grad(a: ArrayLike, y: ArrayLike) -> FloatArray:
    """Gradient of half the mean squared error in its predictions.

    ∂J/∂a = 1/m (a − y): the ½ is there to cancel the 2 of the square.
    a, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ or hold NaN or infinity.
    Source: deck A, gradient of J (row A5). Chapter 2.
    """
    return ops.mse_grad(*_check.finite_pair(a, y, "a")) / 2

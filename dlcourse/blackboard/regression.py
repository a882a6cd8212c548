"""What a wrong number costs, entry by entry: squared errors."""

from __future__ import annotations

import numpy as np

from ._board import Array, need, tiny_is_zero


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


@tiny_is_zero
def half_mse(a: Array, y: Array) -> float:
    """Half the mean squared error, as deck A writes its cost.

    J = 1/(2m) Σ_i (a_i − y_i)²
    a, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit. Raises ValueError when the shapes differ.
    Source: deck A, cost function (row A3). Chapter 1.
    """
    need(a.shape == y.shape, f"a has shape {a.shape} but y has shape {y.shape}.")
    J = 0.0
    for i in range(y.size):  # entry i
        J += (a.flat[i] - y.flat[i]) ** 2
    return J / (2 * y.size)  # eq. (squared-cost)


@tiny_is_zero
def half_mse_grad(a: Array, y: Array) -> Array:
    """Gradient of half the mean squared error in its predictions.

    ∂J/∂a_i = 1/m (a_i − y_i): the ½ is there to cancel the 2 of the square.
    a, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ.
    Source: deck A, gradient of J (row A5). Chapter 2.
    """
    need(a.shape == y.shape, f"a has shape {a.shape} but y has shape {y.shape}.")
    da = np.zeros(y.shape)
    for i in range(y.size):  # entry i
        da.flat[i] = (a.flat[i] - y.flat[i]) / y.size
    return da


@tiny_is_zero
def l2_penalty(W: Array, alpha: float) -> float:
    """L2 penalty on the weights of one layer.

    R = α/2 Σ_jk w_jk²
    W: any shape, one layer's weights. alpha: α, zero or more. Returns a number.
    Source: deck D, regularised loss (row D7). Chapter 11.
    """
    R = 0.0
    for w in W.flat:  # weight after weight
        R += w**2
    return alpha / 2 * R  # eq. (l2-cost)


@tiny_is_zero
def l2_penalty_grad(W: Array, alpha: float) -> Array:
    """Gradient of the L2 penalty in the weights.

    ∂R/∂w_jk = α w_jk
    W: any shape, one layer's weights. alpha: α, zero or more. Returns the shape of W.
    Source: deck D, regularised loss (row D7). Chapter 11.
    """
    dW = np.zeros(W.shape)
    for i in range(W.size):  # weight i
        dW.flat[i] = alpha * W.flat[i]  # eq. (l2-gradient)
    return dW

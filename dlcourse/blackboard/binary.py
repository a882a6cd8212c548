"""What a wrong yes or no costs, entry by entry: binary cross-entropy."""

from __future__ import annotations

import math

import numpy as np

from ._board import Array, need, q_log_p, q_over_p, tiny_is_zero
from .neurons import sigmoid


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
        J += -(q_log_p(y_i, a_i) + q_log_p(1 - y_i, 1 - a_i))  # eq. (bce)
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
        dL = q_over_p(1 - y_i, 1 - a_i) - q_over_p(y_i, a_i)  # eq. (bce-da)
        da.flat[i] = dL / y.size
    return da


@tiny_is_zero
def sigmoid_cross_entropy(z: Array, y: Array) -> float:
    """Binary cross-entropy of a = σ(z), computed from z: finite at any finite z.

    J = 1/m Σ_i (max(z_i, 0) − y_i z_i + log(1 + e^(−|z_i|)))
    z, y: (m,) or (m, K), the same shape; y holds 0 and 1. Returns a number.
    Raises ValueError when the shapes differ.
    Source: deck C, logistic regression (rows C3, C6), with log a rewritten. Chapter 3.
    """
    need(z.shape == y.shape, f"z has shape {z.shape} but y has shape {y.shape}.")
    J = 0.0
    for i in range(y.size):  # entry i
        z_i, y_i = z.flat[i], y.flat[i]
        # The board: −log of a sigmoid. Above z = 37 the machine rounds a to 1, and log(1 − a) is
        # log 0. Written with z there is nothing to round. log1p(u) is log(1 + u), exact for a
        # small u too.
        J += max(z_i, 0) - y_i * z_i + math.log1p(math.exp(-abs(z_i)))  # eq. (bce-from-z)
    return J / y.size  # eq. (logistic-cost)


@tiny_is_zero
def sigmoid_cross_entropy_grad(z: Array, y: Array) -> Array:
    """Gradient of the binary cross-entropy of a = σ(z) in z.

    ∂J/∂z_i = 1/m (a_i − y_i)
    z, y: (m,) or (m, K), the same shape; y holds 0 and 1. Returns that shape.
    Raises ValueError when the shapes differ.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    need(z.shape == y.shape, f"z has shape {z.shape} but y has shape {y.shape}.")
    dz = np.zeros(y.shape)
    for i in range(y.size):  # entry i
        a_i = sigmoid(z.flat[i])
        dz.flat[i] = (a_i - y.flat[i]) / y.size  # eq. (logistic-dz)
    return dz

"""Learning from one example after another: the delta rule and the perceptron."""

from __future__ import annotations

import numpy as np

from ._board import Array, tiny_is_zero


@tiny_is_zero
def delta_rule(X: Array, y: Array, w: Array, *, lr: float, epochs: int = 1) -> Array:
    """Linear neuron trained example by example, in the order of the table.

    For every example i: w := w − α (a_i − y_i) x_i
    X: (m, n). y: (m,). w: (n + 1,), the start, bias first. lr: α. epochs: passes over X.
    Returns the last w.
    Source: deck D, whiteboard (row D1). Chapter 1.
    """
    for _ in range(epochs):
        for i in range(len(y)):  # example i
            x = np.array([1, *X[i]])  # x_0 = 1 for the bias
            a = w @ x  # eq. (linear-neuron)
            w = w - lr * (a - y[i]) * x  # eq. (delta-rule)
    return w


@tiny_is_zero
def perceptron(X: Array, y: Array, w: Array, *, lr: float = 1.0, epochs: int) -> Array:
    """Perceptron: a neuron that says +1 or −1, and learns only from its mistakes.

    For every example i with y_i z_i ≤ 0: w := w + η y_i x_i; until a pass makes no mistake
    X: (m, n). y: (m,) of −1 and +1. w: (n + 1,), the start, bias first. lr: η.
    epochs: the most passes over X. Returns the last w.
    Source: deck D, the perceptron (row D3). Chapter 5.
    """
    for _ in range(epochs):
        mistakes = 0
        for i in range(len(y)):  # example i
            x = np.array([1, *X[i]])  # x_0 = 1 for the bias
            z = w @ x  # eq. (perceptron-neuron)
            if y[i] * z <= 0:
                w = w + lr * y[i] * x  # eq. (perceptron-rule)
                mistakes += 1
        if mistakes == 0:
            break
    return w

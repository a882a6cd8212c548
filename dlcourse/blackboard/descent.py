"""The walk downhill, step by step: on the whole cost, on batches, and with each optimiser.

As everywhere on the board there is no record and no check: what is left at the end is w.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ._board import Array, tiny_is_zero

Gradient = Callable[[Array], Array]  # w -> ∂J/∂w


@tiny_is_zero
def gradient_descent(dJ: Gradient, w: Array, *, lr: float, steps: int) -> Array:
    """Walk downhill, step by step against the gradient.

    Repeat: w := w − α ∂J/∂w
    dJ: w -> its gradient. w: (n,), the start; not changed. lr: α. steps: how many.
    Returns the last w.
    Source: decks A and C (rows A4, A5, C1). Chapter 2.
    """
    for _ in range(steps):
        w = w - lr * dJ(w)  # eq. (gd-update)
    return w


@tiny_is_zero
def sequential_descent(dJ: Gradient, w: Array, *, lr: float, rounds: int) -> Array:
    """The mistake, made on purpose: each weight moves before the next derivative is taken.

    Repeat, for one k after the other: w_k := w_k − α ∂J/∂w_k. This is not gradient descent.
    dJ: w -> its gradient. w: (n,), the start; not changed. lr: α. rounds: how many.
    Returns the last w.
    Source: deck C, simultaneous update (row C5). Chapter 2.
    """
    w = w.copy()
    for _ in range(rounds):
        for k in range(len(w)):  # weight k
            w[k] -= lr * dJ(w)[k]  # a gradient taken half-way
    return w


@tiny_is_zero
def stochastic_gradient_descent(
    dJ: Callable[[Array, Array, Array], Array],
    w: Array,
    X: Array,
    y: Array,
    *,
    lr: float,
    rng: np.random.Generator,
    batch_size: int = 1,
    epochs: int = 1,
) -> Array:
    """Walk downhill on the cost of one batch after another.

    Repeat, for every batch B of every epoch: w := w − α ∂J_B/∂w
    dJ: (w, X, y) -> the gradient of the cost of these rows. w: (n,), the start. X (m, n), y (m,).
    lr: α. rng: a numpy Generator, which deals the rows anew in each epoch.
    batch_size: rows in a batch. epochs: passes over all rows. Returns the last w.
    Source: deck A, three ways to descend (row A9). Chapter 6.
    """
    m = len(X)
    for _ in range(epochs):
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            B = order[start : start + batch_size]
            w = w - lr * dJ(w, X[B], y[B])  # eq. (batch-step)
    return w


@tiny_is_zero
def momentum(dJ: Gradient, w: Array, *, lr: float, beta: float = 0.9, steps: int) -> Array:
    """Walk along an average of the gradients so far, the older the less.

    Repeat: v := β v + (1 − β) ∂J/∂w,  w := w − α v
    dJ: w -> its gradient. w: (n,), the start. lr: α. beta: β. steps: how many.
    Returns the last w.
    Source: ours, on the way to Adam (row D11). Chapter 6.
    """
    v = np.zeros(w.shape)
    for _ in range(steps):
        v = beta * v + (1 - beta) * dJ(w)  # eq. (momentum)
        w = w - lr * v
    return w


@tiny_is_zero
def rmsprop(
    dJ: Gradient, w: Array, *, lr: float = 0.001, beta: float = 0.9, eps: float = 1e-8, steps: int
) -> Array:
    """Walk with each gradient divided by its usual size.

    Repeat: s := β s + (1 − β) (∂J/∂w)²,  w := w − α ∂J/∂w / (√s + ε)
    dJ: w -> its gradient. w: (n,), the start. lr: α. beta: β. eps: ε. steps: how many.
    Returns the last w.
    Source: ours, on the way to Adam (row D11). Chapter 6.
    """
    s = np.zeros(w.shape)
    for _ in range(steps):
        dw = dJ(w)
        s = beta * s + (1 - beta) * dw**2  # eq. (rmsprop)
        w = w - lr * dw / (np.sqrt(s) + eps)
    return w


@tiny_is_zero
def adam(
    dJ: Gradient,
    w: Array,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    steps: int,
) -> Array:
    """Adam: an average of the gradients over the root of an average of their squares.

    Algorithm 1 of Kingma and Ba (2015), with ε outside the root
    dJ: w -> its gradient. w: (n,), the start. lr: α. beta1, beta2: β₁, β₂. eps: ε.
    steps: how many. Returns the last w.
    Source: deck D, learning-rate schedules (row D11). Chapter 6.
    """
    v, s = np.zeros(w.shape), np.zeros(w.shape)
    for t in range(1, steps + 1):
        dw = dJ(w)
        v = beta1 * v + (1 - beta1) * dw  # eq. (adam-averages)
        s = beta2 * s + (1 - beta2) * dw**2  # eq. (adam-averages)
        v_hat = v / (1 - beta1**t)  # eq. (adam-correction)
        s_hat = s / (1 - beta2**t)  # eq. (adam-correction)
        w = w - lr * v_hat / (np.sqrt(s_hat) + eps)  # eq. (adam-step)
    return w

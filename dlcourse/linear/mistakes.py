"""Learning from mistakes alone: the perceptron, and how many mistakes it can make."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .. import _check, _scaled
from .._check import FloatArray
from ._checked import weights
from .neuron import add_bias_column


class PerceptronUpdate(NamedTuple):
    """One mistake: in which epoch, on example i, with which sum z, and w before and after."""

    epoch: int
    i: int
    z: float
    w_before: FloatArray
    w_after: FloatArray

    def __repr__(self) -> str:
        return _check.short(self, self._fields)


class PerceptronTrace(NamedTuple):
    """What perceptron did: the last w, every update, and the number of mistakes in each epoch.

    `converged` says whether the last epoch made no mistake; `reason` says why it ended.
    """

    w: FloatArray
    updates: tuple[PerceptronUpdate, ...]
    mistakes: tuple[int, ...]
    converged: bool
    reason: str

    def __repr__(self) -> str:
        return _check.short(self, self._fields)


def perceptron(
    X: ArrayLike,
    y: ArrayLike,
    *,
    max_epochs: int = 100,
    rng: np.random.Generator | None = None,
    lr: float = 1.0,
    w0: ArrayLike | None = None,
) -> PerceptronTrace:
    """Perceptron: a neuron that says +1 or −1, and learns only from its mistakes.

    A mistake is y_i z_i ≤ 0 with z_i = Σ_k w_k x_ik; then w := w + η y_i x_i. On the board the
    sign is that of the error: y_i is half of (target − answer) wherever the answer is wrong.
    X: (m, n). y: (m,) of −1 and +1. max_epochs: the most passes. lr: η. w0: (n + 1,), else zeros.
    rng: a Generator that shuffles each pass; without it, the order of the table.
    Returns a PerceptronTrace; w[0] is the bias. Converged: a whole pass without a mistake.
    Raises ValueError for bad shapes, values or settings.
    Source: deck D, the perceptron (row D3). Chapter 5.
    """
    X, y = _table_and_signs(X, y)
    X1, max_epochs = add_bias_column(X), _check.count(max_epochs, "max_epochs")
    eta = _check.learning_rate(lr)
    w = np.zeros(X1.shape[1], X.dtype) if w0 is None else weights(w0, X, "w0").astype(X.dtype)
    if rng is not None:
        _check.check_rng(rng, "perceptron")
    updates: list[PerceptronUpdate] = []
    mistakes: list[int] = []
    for epoch in range(1, max_epochs + 1):
        before = len(updates)
        order = np.arange(len(y)) if rng is None else rng.permutation(len(y))
        for i in order:  # example i
            z = w @ X1[i]  # eq. (perceptron-neuron)
            if not y[i] * z > 0:  # on the line counts as a mistake: so w = 0 learns
                w_after = w + eta * y[i] * X1[i]  # eq. (perceptron-rule)
                updates.append(PerceptronUpdate(epoch, int(i), float(z), w, w_after))
                w = w_after
        mistakes.append(len(updates) - before)
        if mistakes[-1] == 0:
            reason = f"Epoch {epoch} made no mistake: this line separates the classes."
            return PerceptronTrace(w, tuple(updates), tuple(mistakes), True, reason)
    reason = (
        f"Stopped after {max_epochs} epochs, the most allowed; the last made {mistakes[-1]} "
        "mistakes. Either no line separates the classes, and then it never ends, or more epochs "
        "are needed."
    )
    return PerceptronTrace(w, tuple(updates), tuple(mistakes), False, reason)


@np.errstate(over="ignore", under="ignore")
def margin(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> float:
    """Distance from the line to the nearest example; negative when one is on the wrong side.

    min over i of y_i (w0 + Σ_k w_k x_ik) / ‖(w_1, …, w_n)‖
    X: (m, n). y: (m,) of −1 and +1. w: (n + 1,), bias first. Returns a number, in X's unit.
    Raises ValueError for bad shapes or values, and when every weight but the bias is 0: no line.
    Source: deck D, the perceptron (row D3). Chapter 5.
    """
    X, y = _table_and_signs(X, y)
    w = weights(w, X)
    if not w[1:].any():
        raise ValueError("Every weight but the bias is 0, so w draws no line to be distant from.")
    w = np.ldexp(w, -_scaled.exponent(w[1:]))  # its length does not count, and may be 1e200
    return float((y * (add_bias_column(X) @ w)).min() / np.linalg.norm(w[1:]))  # eq. (margin)


@np.errstate(over="ignore", under="ignore")
def mistake_bound(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> float:
    """Novikoff's bound: from w0 = 0 the perceptron makes at most this many mistakes.

    (R/γ)², R = max ‖x_i‖, γ = min over i of y_i (Σ_k w_k x_ik) / ‖w‖; both with x_0 = 1 counted
    X: (m, n). y: (m,) of −1 and +1. w: (n + 1,), bias first: any line that separates the
    classes; the better it does, the lower the bound. Returns a number.
    Raises ValueError for bad shapes or values, and when w separates no classes.
    Source: beside deck D, the perceptron (row D3). Chapter 5.
    """
    X, y = _table_and_signs(X, y)
    X1, w = add_bias_column(X), weights(w, X)
    w = np.ldexp(w, -_scaled.exponent(w))  # its length does not count, and may be 1e200
    signed = y * (X1 @ w)
    if (signed <= 0).any():
        i = int((signed <= 0).argmax())
        raise ValueError(
            f"Example {i} is not on its side of the line w: the bound needs a line that separates "
            "the classes, such as the w of a perceptron that has converged."
        )
    R = _scaled.length(X1, axis=1).max()
    gamma = signed.min() / np.linalg.norm(w)  # eq. (novikoff-margin)
    return float((R / gamma) ** 2)  # eq. (novikoff-bound)


def _table_and_signs(X: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return a finite X (m, n), and y (m,) of −1 and +1."""
    X, y = _check.X_and_y(X, y)
    bad = np.abs(y) != 1
    if not bad.any():
        return X, y
    if np.isin(y, (0, 1)).all():
        raise ValueError(
            "y holds the labels 0 and 1, but the perceptron needs -1 and +1, since it adds y x: "
            "with 0 it would learn nothing. Use 2 * y - 1."
        )
    i = int(bad.argmax())
    raise ValueError(f"y holds {y[i]:g} at index [{i}], but every label must be -1 or +1.")

"""The usual mistake beside gradient descent: one weight after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .walk import _evaluate


def sequential_descent(
    dJ: Callable[[Any], Any], w0: ArrayLike, *, lr: float, rounds: int
) -> FloatArray:
    """The mistake, made on purpose: each weight moves before the next derivative is taken.

    w_k := w_k − α ∂J/∂w_k, where w_0 … w_(k−1) are new already. This is not gradient descent.
    dJ: w -> its gradient, shaped as w. w0: (n,); not changed. lr: α, a positive number.
    rounds: how often every weight moves. Returns the path (rounds + 1, n), which opens with w0.
    Raises ValueError for a wrong lr, rounds or w0, for a gradient of a wrong shape, and when the
    numbers overflow.
    Source: deck C, simultaneous update (row C5). Chapter 2.
    """
    alpha, rounds = _check.learning_rate(lr), _check.count(rounds, "rounds")
    with np.errstate(all="ignore"):  # an overflow is looked for below
        w = _start(dJ, w0)
        path = [w.copy()]
        for t in range(1, rounds + 1):
            for k in range(len(w)):  # weight k
                w[k] -= alpha * _gradient(dJ, w)[k]  # a gradient taken half-way
            if not np.isfinite(w).all():
                raise ValueError(
                    f"Diverged in round {t}: w is no longer a finite number. "
                    f"The learning rate {alpha:g} is probably too large: try a smaller one."
                )
            path.append(w.copy())
    return np.array(path)


def _start(dJ: Callable[[Any], Any], w0: ArrayLike) -> FloatArray:
    w = _check.finite_array(w0, "w0").copy()
    if w.ndim != 1:
        raise ValueError(f"w0 has shape {w.shape}, but one entry for each weight is needed: (n,).")
    if not np.isfinite(gradient := _gradient(dJ, w)).all():
        raise ValueError(
            f"At w0 the gradient is {gradient}, but it must be finite. Start from another point."
        )
    return w


def _gradient(dJ: Callable[[Any], Any], w: FloatArray) -> FloatArray:
    """Return dJ(w), of the shape of w; infinity where the numbers overflow."""
    return _evaluate(np.sum, dJ, w.copy())[1]  # of any cost; and a copy, which dJ may only read

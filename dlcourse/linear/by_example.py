"""Training example by example, in the order of the table: the delta rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from ._checked import weights
from .neuron import add_bias_column


class DeltaRuleRow(NamedTuple):
    """One update: example i, prediction a, error a − y, and w before and after."""

    i: int
    a: float
    error: float
    w_before: FloatArray
    w_after: FloatArray

    def __repr__(self) -> str:
        return _check.short(self, self._fields)


class DeltaRuleTrace(NamedTuple):
    """What delta_rule did: the last finite w, a row for each update, and how it ended."""

    w: FloatArray
    rows: tuple[DeltaRuleRow, ...]
    diverged: bool
    reason: str

    def __repr__(self) -> str:
        return _check.short(self, self._fields)


def delta_rule(
    X: ArrayLike, y: ArrayLike, w0: ArrayLike, *, lr: float, epochs: int = 1
) -> DeltaRuleTrace:
    """Linear neuron trained example by example, in the order of the table.

    w := w − α (a_i − y_i) x_i                   eq. (delta-rule)
    X: (m, n). y: (m,). w0: (n + 1,), bias first; not changed. lr: α. epochs: passes over X.
    Returns a DeltaRuleTrace: w, rows (i, a, error, w_before, w_after), diverged, reason.
    Raises ValueError for bad shapes, values or settings.
    Source: deck D, whiteboard (row D1). Chapter 1.
    """
    X, y = _check.X_and_y(X, y)
    X1, w = add_bias_column(X), weights(w0, X, "w0").astype(X.dtype)
    alpha, epochs = _check.learning_rate(lr), _check.count(epochs, "epochs")
    rows: list[DeltaRuleRow] = []
    with np.errstate(all="ignore"):  # an overflow is looked for below
        for _ in range(epochs):
            for i in range(len(y)):  # example i
                a = w @ X1[i]  # eq. (linear-neuron), eq. (bias-as-weight)
                error = a - y[i]
                w_after = w - alpha * error * X1[i]  # eq. (delta-rule)
                if not np.isfinite(w_after).all():
                    reason = (
                        f"Diverged at update {len(rows) + 1}, example {i}: w is no longer finite. "
                        f"The learning rate {alpha:g} is probably too large: try a smaller one."
                    )
                    return DeltaRuleTrace(w, tuple(rows), True, reason)
                rows.append(DeltaRuleRow(i, float(a), float(error), w, w_after))
                w = w_after
    return DeltaRuleTrace(w, tuple(rows), False, f"All {len(rows)} updates were made.")

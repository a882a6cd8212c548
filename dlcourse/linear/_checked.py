"""Checks of a table and of the weights of a neuron on it."""

from __future__ import annotations

from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray


def table(X: ArrayLike) -> FloatArray:
    """Return X as a finite table (m, n)."""
    X = _check.finite_array(X, "X")
    _check.table(X)
    return X


def weights(w: ArrayLike, X: FloatArray, name: str = "w") -> FloatArray:
    """Demand one weight for each column of X, and the bias before them."""
    w = _check.finite_array(w, name, default=X.dtype)
    if w.shape != (X.shape[1] + 1,):
        raise ValueError(
            f"{name} has shape {w.shape} but X has shape {X.shape}: {name} needs "
            f"{X.shape[1] + 1} entries, the bias first and then one for each column of X."
        )
    return w

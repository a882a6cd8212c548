"""Means, lengths and spreads in units in which no square overflows and none vanishes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._check import FloatArray


def exponent(x: FloatArray, axis: int | None = None) -> NDArray[np.intc]:
    """Return k such that 2^k is just above the largest entry of x, along an axis or of all.

    In units of a power of two nothing is rounded, and no square, sum or product of a few entries
    overflows: `np.ldexp(x, -k)` changes to the unit, `np.ldexp(x, k)` back.
    """
    k: NDArray[np.intc] = np.frexp(np.abs(x).max(axis=axis))[1]
    return k


@np.errstate(over="ignore", under="ignore")
def length(x: FloatArray, axis: int | None = None) -> FloatArray:
    """Return ‖x‖₂, along an axis or of all of x, also where its squares overflow or vanish."""
    k = exponent(x, axis)
    inner = -k if axis is None else -np.expand_dims(k, axis)
    return np.ldexp(np.linalg.norm(np.ldexp(x, inner), axis=axis), k)


@np.errstate(over="ignore", under="ignore")
def mean(x: FloatArray, axis: int | None = None) -> FloatArray:
    """Return the mean in float64, along an axis or of all of x, also where the sum overflows."""
    k = exponent(x, axis)
    inner = -k if axis is None else -np.expand_dims(k, axis)
    middle: FloatArray = np.ldexp(np.ldexp(x, inner).mean(axis=axis, dtype=np.float64), k)
    return middle


@np.errstate(over="ignore", under="ignore")
def constant(x: FloatArray) -> NDArray[np.bool_]:
    """Say of each column of x, or of a list x, whether it is constant but for rounding."""
    spread = x.max(axis=0) - x.min(axis=0)
    steady: NDArray[np.bool_] = spread <= 4 * np.finfo(x.dtype).eps * np.abs(x).max(axis=0)
    return steady

"""The lines of the papers, in place: each takes a parameter, its gradient, its memory, and scratch.

x is scratch, as large as the others: so no line needs new memory. An optimiser runs these on one
piece after another, and the pure formulas on a copy.
"""

from __future__ import annotations

import numpy as np

from .._check import FloatArray


def sgd(w: FloatArray, dw: FloatArray, x: FloatArray, *, alpha: float) -> None:
    """W := w − α dw."""
    w -= np.multiply(dw, alpha, out=x)  # eq. (batch-step)


def momentum(
    w: FloatArray, dw: FloatArray, v: FloatArray, x: FloatArray, *, alpha: float, beta: float
) -> None:
    """V := β v + (1 − β) dw,  w := w − α v."""
    v *= beta
    v += np.multiply(dw, 1 - beta, out=x)  # eq. (momentum)
    w -= np.multiply(v, alpha, out=x)


def rmsprop(
    w: FloatArray,
    dw: FloatArray,
    s: FloatArray,
    x: FloatArray,
    *,
    alpha: float,
    beta: float,
    eps: float,
) -> None:
    """S := β s + (1 − β) dw²,  w := w − α dw / (√s + ε)."""
    s *= beta
    np.square(dw, out=x)
    x *= 1 - beta
    s += x  # eq. (rmsprop)
    np.sqrt(s, out=x)
    x += eps
    np.divide(dw, x, out=x)
    x *= alpha
    w -= x


def adam(
    w: FloatArray,
    dw: FloatArray,
    m: FloatArray,
    v: FloatArray,
    x: FloatArray,
    *,
    t: int,
    alpha: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> None:
    """M := β₁ m + (1 − β₁) dw,  v := β₂ v + (1 − β₂) dw²,  w := w − α m̂ / (√v̂ + ε)."""
    m *= beta1
    m += np.multiply(dw, 1 - beta1, out=x)  # eq. (adam-averages)
    v *= beta2
    np.square(dw, out=x)
    x *= 1 - beta2
    v += x  # eq. (adam-averages)
    np.divide(v, 1 - beta2**t, out=x)  # v̂, eq. (adam-correction)
    np.sqrt(x, out=x)
    x += eps
    np.divide(m, x, out=x)
    x *= alpha / (1 - beta1**t)  # the correction of m̂ with the rate, in one pass
    w -= x  # eq. (adam-step)

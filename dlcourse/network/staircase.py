"""A network set by hand: one hidden layer of sigmoids that comes as close to a curve as asked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from ..layers import Activation, Dense
from .sequential import Sequential


def staircase(f: Callable[[FloatArray], ArrayLike], H: int, *, steepness: float) -> Sequential:
    """One hidden layer of H sigmoids and a linear output: f on [0, 1] as H + 1 steps of width h.

    G(x) = y₀ + Σ_k (y_k − y_{k−1}) σ(s(x − k h)), k = 1 … H,  y_k = f((k + ½) h)  eq. (staircase)
    f: takes x (H + 1,) and returns y (H + 1,). H: at least 1. steepness: q = s h, above 0.
    Returns the network, x (m, 1) -> G(x) (m, 1). Where f changes by at most L times the distance,
    its error is at most L h/2, but for terms of the size e^(−s h).
    Raises ValueError for values of f that are not one finite number for each x.
    Source: deck A, the universal approximation theorem (row A12). Chapter 11.
    """
    H, q = _check.count(H, "H"), _steepness(steepness)
    h = 1 / (H + 1)
    s, c = q / h, h * np.arange(1, H + 1)  # c: the edges between the steps
    y = _heights(f, h * (np.arange(H + 1) + 0.5))  # f in the middle of each step
    rng = np.random.default_rng(0)  # nothing is drawn: all first weights are zeros
    hidden, output = Dense(1, H, rng=rng, init="zeros"), Dense(H, 1, rng=rng, init="zeros")
    hidden.params["W"][:] = s
    hidden.params["b"][:] = -s * c
    output.params["W"][:] = np.diff(y)  # eq. (staircase)
    output.params["b"][:] = y[0]
    return Sequential(hidden, Activation("sigmoid"), output)


def _steepness(value: float) -> float:
    q = _check.number(value, "steepness")
    if q <= 0:
        raise ValueError(
            f"steepness is {q:g}, but it must be positive: with 0 no step rises, and below 0 "
            "every step goes the wrong way."
        )
    return q


def _heights(f: Callable[[FloatArray], ArrayLike], x: FloatArray) -> FloatArray:
    if not callable(f):
        raise ValueError(f"f is {f!r}, but a function of x is needed, such as np.sin.")
    y = _check.finite_array(f(x), "f(x)")
    if y.shape != x.shape:
        raise ValueError(
            f"f(x) has shape {y.shape} but x has shape {x.shape}: f must return one number for "
            "each x. Write it with NumPy's functions, which take arrays."
        )
    return y

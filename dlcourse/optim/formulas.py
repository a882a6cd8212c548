"""The formulas of the optimisers as functions: arrays in, new arrays out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._quiet import tiny_is_zero
from . import _in_place
from ._settings import beta as _beta
from ._settings import demand_eps_that_counts, epsilon


@tiny_is_zero
def sgd_step(w: ArrayLike, dw: ArrayLike, *, lr: float) -> FloatArray:
    """Step of gradient descent; stochastic when dw comes from a batch.

    w := w − α dw
    w, dw: any shape, the same. lr: α, a positive number. Returns the new w.
    Raises ValueError when the shapes differ, for NaN, or when lr is not positive.
    Source: decks A and D (rows A9, D10). Chapter 6.
    """
    [w, dw] = _copies(w=w, dw=dw)
    _in_place.sgd(w, dw, np.empty_like(w), alpha=_check.learning_rate(lr))
    return w[()]


@tiny_is_zero
def momentum_step(
    w: ArrayLike, dw: ArrayLike, v: ArrayLike, *, lr: float, beta: float = 0.9
) -> tuple[FloatArray, FloatArray]:
    """Step along an average of the gradients so far, the older the less.

    v := β v + (1 − β) dw,  w := w − α v. Others write v := β v + dw: that is the same path with
    α smaller by the factor 1 − β.
    w, dw, v: any shape, the same; v starts at 0. lr: α. beta: β. Returns the new w and v.
    Raises ValueError when the shapes differ, for NaN, or a setting out of range.
    Source: ours, on the way to Adam (row D11). Chapter 6.
    """
    [w, dw, v] = _copies(w=w, dw=dw, v=v)
    how = {"alpha": _check.learning_rate(lr), "beta": _beta(beta)}
    _in_place.momentum(w, dw, v, np.empty_like(w), **how)
    return w[()], v[()]


@tiny_is_zero
def rmsprop_step(
    w: ArrayLike, dw: ArrayLike, s: ArrayLike, *, lr: float, beta: float = 0.9, eps: float = 1e-8
) -> tuple[FloatArray, FloatArray]:
    """Step that divides each gradient by its usual size.

    s := β s + (1 − β) dw²,  w := w − α dw / (√s + ε)
    w, dw, s: any shape, the same; s starts at 0. lr: α. beta: β. eps: ε.
    Returns the new w and s. Raises ValueError when the shapes differ, for NaN, a negative s, a
    dw whose square is infinite, or a setting out of range.
    Source: ours, on the way to Adam (row D11). Chapter 6.
    """
    [w, dw, s] = _copies(w=w, dw=dw, s=s)
    _demand_squares(s, "s", dw, eps)
    how = {"alpha": _check.learning_rate(lr), "beta": _beta(beta), "eps": epsilon(eps)}
    _in_place.rmsprop(w, dw, s, np.empty_like(w), **how)
    return w[()], s[()]


@tiny_is_zero
def adam_step(
    w: ArrayLike,
    dw: ArrayLike,
    v: ArrayLike,
    s: ArrayLike,
    t: int,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Step of Adam: an average of the gradients over the root of an average of their squares.

    v := β₁ v + (1 − β₁) dw,  s := β₂ s + (1 − β₂) dw²,  v̂ = v / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ),
    w := w − α v̂ / (√ŝ + ε): Algorithm 1 of Kingma and Ba (2015), with ε outside the root, and v
    and s for their m and v. The gradients in v have the weights (1 − β₁) β₁ⁱ, i = 0 … t−1, whose
    sum is 1 − β₁ᵗ and not 1, since v starts at 0; the division mends that.
    w, dw, v, s: any shape, the same; v and s start at 0. t: 1, 2, …. lr: α. beta1, beta2, eps.
    Returns the new w, v, s. Raises ValueError when the shapes differ, or for a wrong value.
    Source: deck D, learning-rate schedules (row D11). Chapter 6.
    """
    [w, dw, v, s] = _copies(w=w, dw=dw, v=v, s=s)
    _demand_squares(s, "s", dw, eps)
    how = {"alpha": _check.learning_rate(lr), "eps": epsilon(eps)}
    betas = {"beta1": _beta(beta1, "beta1"), "beta2": _beta(beta2, "beta2")}
    _in_place.adam(w, dw, v, s, np.empty_like(w), t=_check.count(t, "t"), **how, **betas)
    return w[()], v[()], s[()]


def _copies(w: ArrayLike, **others: ArrayLike) -> list[FloatArray]:
    """Return copies of finite arrays of one shape, all of the type of w."""
    w = _check.finite_array(w, "w").copy()
    arrays = [w]
    for name, other in others.items():
        array = _check.finite_array(other, name, default=w.dtype).astype(w.dtype)
        _check.same_shape(w, array, "w", name)
        arrays.append(array)
    return arrays


def _demand_squares(s: FloatArray, name: str, dw: FloatArray, eps: float) -> None:
    """Demand an average of squares, and a gradient whose square it can take up."""
    if (s < 0).any():
        raise ValueError(f"{name} holds {s.min():g}, but an average of squares is never negative.")
    demand_eps_that_counts(epsilon(eps), dw.dtype)
    largest = float(np.abs(dw).max())
    if largest > math.sqrt(np.finfo(dw.dtype).max):
        raise ValueError(
            f"dw holds {largest:.3g}, whose square is infinite in {dw.dtype}: {name} would stay "
            "infinite, and the weight would never move again."
        )

"""The formulas of the optimisers, as on paper: arrays in, new arrays out."""

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from ._settings import beta as _beta
from ._settings import epsilon


@_check.tiny_is_zero
def sgd_step(w: ArrayLike, dw: ArrayLike, *, lr: float) -> FloatArray:
    """Step of gradient descent; stochastic when dw comes from a batch.

    w := w − α dw
    w, dw: any shape, the same. lr: α, a positive number. Returns the new w.
    Raises ValueError when the shapes differ, for NaN, or when lr is not positive.
    Source: decks A and D (rows A9, D10). Chapter 6.
    """
    [w, dw] = _arrays(w=w, dw=dw)
    return w - _check.learning_rate(lr) * dw  # eq. (batch-step)


@_check.tiny_is_zero
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
    [w, dw, v] = _arrays(w=w, dw=dw, v=v)
    alpha, beta = _check.learning_rate(lr), _beta(beta)
    v = beta * v + (1 - beta) * dw  # eq. (momentum)
    return w - alpha * v, v


@_check.tiny_is_zero
def rmsprop_step(
    w: ArrayLike, dw: ArrayLike, s: ArrayLike, *, lr: float, beta: float = 0.9, eps: float = 1e-8
) -> tuple[FloatArray, FloatArray]:
    """Step that divides each gradient by its usual size.

    s := β s + (1 − β) dw²,  w := w − α dw / (√s + ε)
    w, dw, s: any shape, the same; s starts at 0. lr: α. beta: β. eps: ε.
    Returns the new w and s.
    Raises ValueError when the shapes differ, for NaN, a negative s, or a setting out of range.
    Source: ours, on the way to Adam (row D11). Chapter 6.
    """
    [w, dw, s] = _arrays(w=w, dw=dw, s=s)
    _not_negative(s, "s")
    alpha, beta, eps = _check.learning_rate(lr), _beta(beta), epsilon(eps)
    s = beta * s + (1 - beta) * dw**2  # eq. (rmsprop)
    return w - alpha * dw / (np.sqrt(s) + eps), s


@_check.tiny_is_zero
def adam_step(
    w: ArrayLike,
    dw: ArrayLike,
    m: ArrayLike,
    v: ArrayLike,
    t: int,
    *,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Step of Adam: an average of the gradients over the root of an average of their squares.

    m := β₁ m + (1 − β₁) dw,  v := β₂ v + (1 − β₂) dw²,  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),
    w := w − α m̂ / (√v̂ + ε): Algorithm 1 of Kingma and Ba (2015), with ε outside the root.
    The gradients in m have the weights (1 − β₁) β₁ⁱ, i = 0 … t−1, whose sum is 1 − β₁ᵗ and not
    1, since m starts at 0; the division mends that.
    w, dw, m, v: any shape, the same; m and v start at 0. t: 1, 2, …. lr: α. beta1, beta2, eps.
    Returns the new w, m, v. Raises ValueError when the shapes differ, or for a wrong value.
    Source: deck D, learning-rate schedules (row D11). Chapter 6.
    """
    [w, dw, m, v] = _arrays(w=w, dw=dw, m=m, v=v)
    _not_negative(v, "v")
    alpha, t, eps = _check.learning_rate(lr), _check.count(t, "t"), epsilon(eps)
    beta1, beta2 = _beta(beta1, "beta1"), _beta(beta2, "beta2")
    m = beta1 * m + (1 - beta1) * dw  # eq. (adam-averages)
    v = beta2 * v + (1 - beta2) * dw**2  # eq. (adam-averages)
    m_hat = m / (1 - beta1**t)  # eq. (adam-correction)
    v_hat = v / (1 - beta2**t)  # eq. (adam-correction)
    return w - alpha * m_hat / (np.sqrt(v_hat) + eps), m, v  # eq. (adam-step)


def _arrays(w: ArrayLike, **others: ArrayLike) -> list[FloatArray]:
    """Return finite arrays of one shape, all of the type of w."""
    w = _check.finite_array(w, "w")
    arrays = [w]
    for name, other in others.items():
        array = _check.finite_array(other, name, default=w.dtype).astype(w.dtype, copy=False)
        _check.same_shape(w, array, "w", name)
        arrays.append(array)
    return arrays


def _not_negative(s: FloatArray, name: str) -> None:
    if (s < 0).any():
        raise ValueError(f"{name} holds {s.min():g}, but an average of squares is never negative.")

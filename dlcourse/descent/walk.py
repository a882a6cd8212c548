"""The loop over time: gradient descent on a cost, and on the cost of one batch after another."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, count
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._deal import deal, size_of_batch
from ..schedules import Schedule, rate_at
from ._trace import Trace, ended_above_the_start, trace_of, why_diverged, why_exhausted
from .rules import Point, StopRule, demand_rule, small_gradient


def _never(point: Point) -> None:
    return None


def gradient_descent(
    J: Callable[[Any], Any],
    dJ: Callable[[Any], Any],
    w0: ArrayLike,
    *,
    lr: float | Schedule,
    max_iter: int = 1000,
    stop: StopRule = small_gradient(1e-6),  # noqa: B008  (a rule has no state to share)
    callback: Callable[[Point], object] | None = None,
) -> Trace:
    """Walk downhill from w0, step by step against the gradient.

    w := w − α ∂J/∂w                             eq. (gd-update)
    J: w -> one number. dJ: w -> its gradient, shaped as w. w0: a number or (n,); not changed.
    lr: α, a positive number or a schedule t -> α. max_iter: the most steps allowed.
    stop: the rule that ends the walk. callback: called with each Point.
    Returns a Trace; if the numbers overflow, it ends at the last finite point and says so.
    Raises ValueError for a wrong lr, max_iter or w0, or when J or dJ returns a wrong shape.
    Source: decks A and C (rows A4, A5, C1, C8). Chapter 2.
    """
    _demand_functions(J=J, dJ=dJ, callback=callback or _never)
    demand_rule(stop, "stop")
    max_iter = _settings(lr, max_iter)
    with np.errstate(all="ignore"):  # an overflow is looked for below, as a value without end
        point = _start(J, dJ, w0)
        path, costs = [point.w], [point.cost]
        while True:
            if callback is not None:
                callback(point)
            met = _reason(stop, point)
            if met is not None or point.t == max_iter:
                break
            t = point.t + 1
            alpha = rate_at(lr, t, point.cost)
            w = np.asarray(point.w - alpha * point.gradient, dtype=point.w.dtype)  # eq. (gd-update)
            cost, gradient = _evaluate(J, dJ, w)
            if not _finite(cost, gradient):
                nan = bool(np.isnan(cost) or np.isnan(gradient).any())
                why = why_diverged(costs, alpha, nan=nan)
                return trace_of(path, costs, why, converged=False, diverged=True)
            point = Point(t, w, cost, gradient, _kept(w - point.w), point.cost - cost)
            path.append(w)
            costs.append(cost)
    if met is not None:
        return trace_of(path, costs, met, converged=True, diverged=False)
    diverged = ended_above_the_start(costs)
    return trace_of(path, costs, why_exhausted(costs), converged=False, diverged=diverged)


def stochastic_gradient_descent(
    J: Callable[[Any, FloatArray, FloatArray], Any],
    dJ: Callable[[Any, FloatArray, FloatArray], Any],
    w0: ArrayLike,
    X: ArrayLike,
    y: ArrayLike,
    *,
    lr: float | Schedule,
    rng: np.random.Generator,
    batch_size: int = 1,
    epochs: int = 1,
    stop: StopRule = _never,
    callback: Callable[[Point], object] | None = None,
) -> Trace:
    """Gradient descent whose every step looks at a few examples, dealt anew in each epoch.

    w := w − α ∂J_B/∂w, J_B the cost of one batch B; α is lr, a number or a schedule.
    J, dJ: as in gradient_descent, of (w, X, y) for any rows of X (m, n) and y (m,) or (m, K).
    batch_size: 1 is stochastic descent, m the whole batch; the last of an epoch may be shorter.
    epochs: passes over the data. w0, stop and callback: as in gradient_descent.
    Returns a Trace; its costs are J of all examples, which the steps themselves never see.
    Raises ValueError as gradient_descent does, for other shapes, and a batch_size above m.
    rng: a numpy Generator. Source: deck A, three ways to descend (row A9). Chapter 6.
    """
    X, y = _check.finite_array(X, "X"), _check.finite_array(y, "y")
    m = _examples(X, y)
    size, epochs = size_of_batch(batch_size, m), _check.count(epochs, "epochs")
    rng = _check.check_rng(rng, "stochastic_gradient_descent")
    batches = chain.from_iterable(deal(m, size, rng) for _ in count())  # epoch after epoch

    def dJ_batch(w: FloatArray) -> Any:
        rows = next(batches)
        return dJ(w, X[rows], y[rows])  # eq. (batch-gradient)

    steps = epochs * math.ceil(m / size)
    trace = gradient_descent(
        lambda w: J(w, X, y), dJ_batch, w0, lr=lr, max_iter=steps, stop=stop, callback=callback
    )
    if trace.converged or trace.iterations < steps:
        return trace
    # The cost may well have risen in the last step: with batches that is no sign of a large α.
    return replace(trace, reason=f"All {steps} steps were made: epochs = {epochs}.")


def _examples(X: FloatArray, y: FloatArray) -> int:
    """Return m, the number of rows that X and y share."""
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        raise ValueError(f"X has shape {X.shape} but y has shape {y.shape}: one y a row.")
    return len(X)


def _demand_functions(**given: Any) -> None:
    for name, it in given.items():
        if not callable(it):
            raise ValueError(f"{name} is {it!r}, but a function is needed.")


def _settings(lr: float | Schedule, max_iter: int) -> int:
    if not callable(lr):
        _check.learning_rate(lr)
    return _check.count(max_iter, "max_iter")


def _reason(stop: StopRule, point: Point) -> str | None:
    """Return the reason to stop, or None; False is neither, and would end the descent at once."""
    met = stop(point)
    if not (met is None or isinstance(met, str)):
        raise ValueError(
            f"The rule stop returned {met!r}, but it returns None to go on, or a sentence that "
            "says why it ends."
        )
    return met


def _kept(array: FloatArray) -> FloatArray:
    """Return an array of its own, which callbacks may keep and cannot change."""
    array = np.array(array)
    array.flags.writeable = False
    return array


def _start(J: Callable[[Any], Any], dJ: Callable[[Any], Any], w0: ArrayLike) -> Point:
    w = _check.finite_array(w0, "w0").copy()
    if w.ndim > 1:
        raise ValueError(f"w0 has shape {w.shape}, but one number or (n,) is needed: w0.ravel().")
    cost, gradient = _evaluate(J, dJ, w)
    if not _finite(cost, gradient):
        raise ValueError(
            f"At w0 the cost is {cost:g} and the gradient is {gradient}, but both must be finite. "
            "Start from another point; if the data that J uses hold NaN, no point helps."
        )
    return Point(0, w, cost, gradient)


def _evaluate(
    J: Callable[[Any], Any], dJ: Callable[[Any], Any], w: FloatArray
) -> tuple[float, FloatArray]:
    """Return J(w) and dJ(w); infinity where the numbers overflow."""
    overflow = np.inf, np.full(w.shape, np.inf)
    if not np.isfinite(w).all():
        return overflow
    w.flags.writeable = False  # w belongs to the path: J and dJ may read it only
    try:
        cost, gradient = np.asarray(J(w)), _check.float_array(dJ(w), "dJ(w)")
    except (FloatingPointError, OverflowError):  # math.exp raises where np.exp gives infinity
        return overflow
    if cost.shape != () or cost.dtype.kind not in "biuf":
        raise ValueError(
            f"J(w) has shape {cost.shape} and type {cost.dtype}, but a cost is one number. "
            "Sum over the examples."
        )
    if gradient.shape != w.shape:
        raise ValueError(
            f"dJ(w) has shape {gradient.shape} but w0 has shape {w.shape}: "
            "the gradient needs one entry for each entry of w."
        )
    return float(cost), _kept(gradient)  # dJ may write the next one into the same array


def _finite(cost: float, gradient: FloatArray) -> bool:
    return bool(np.isfinite(cost) and np.isfinite(gradient).all())

"""Gradient descent: the loop over time, its stopping rules and the trace that it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import _check
from ._check import FloatArray
from .schedules import Schedule, constant


@dataclass(frozen=True, eq=False)
class Point:
    """A point of the path, as stopping rules and callbacks see it; t steps lead to it.

    `step` is w minus the w before, `decrease` the cost before minus the cost: None at the start.
    """

    t: int
    w: FloatArray
    cost: float
    gradient: FloatArray
    step: FloatArray | None = None
    decrease: float | None = None


@dataclass(frozen=True, eq=False)
class Trace:
    """What gradient_descent did. Row t of `path` and entry t of `costs` belong to step t.

    `path` is (iterations + 1, n) and opens with w0; w is its last row; `reason` says in words
    why the descent ended, and `converged` whether a stopping rule was met.
    """

    w: FloatArray
    path: FloatArray
    costs: FloatArray
    iterations: int
    converged: bool
    reason: str


StopRule = Callable[[Point], str | None]


def small_gradient(tol: float) -> StopRule:
    """Rule that stops where the slope is nearly zero.

    ‖∂J/∂w‖₂ ≤ tol                               eq. (stop-gradient)
    tol: zero or more, in units of the gradient. Returns a rule: Point -> the reason, or None.
    Raises ValueError when tol is negative or not finite.
    Source: deck C, convergence criteria (row C8). Chapter 2.
    """
    tol = _check.tolerance(tol)

    def rule(point: Point) -> str | None:
        length = float(np.linalg.norm(point.gradient))
        if length <= tol:  # eq. (stop-gradient)
            return f"The gradient is small: its length {length:.3g} is at most {tol:g}."
        return None

    return rule


def small_step(tol: float) -> StopRule:
    """Rule that stops when w hardly moves.

    ‖w(t+1) − w(t)‖₂ ≤ tol                        eq. (stop-step)
    tol: zero or more, in units of w. Returns a rule: Point -> the reason, or None.
    Raises ValueError when tol is negative or not finite.
    Source: deck C, convergence criteria (row C8). Chapter 2.
    """
    tol = _check.tolerance(tol)

    def rule(point: Point) -> str | None:
        if point.step is None:
            return None
        length = float(np.linalg.norm(point.step))
        if length <= tol:  # eq. (stop-step)
            return f"The step is small: its length {length:.3g} is at most {tol:g}."
        return None

    return rule


def small_decrease(tol: float) -> StopRule:
    """Rule that stops when the cost hardly falls.

    0 ≤ J(w(t)) − J(w(t+1)) ≤ tol; a cost that rises does not stop it.
    tol: zero or more, in units of J. Returns a rule: Point -> the reason, or None.
    Raises ValueError when tol is negative or not finite.
    Source: beside the two rules of deck C (row C8). Chapter 2.
    """
    tol = _check.tolerance(tol)

    def rule(point: Point) -> str | None:
        if point.decrease is not None and 0 <= point.decrease <= tol:
            return f"The cost hardly falls: it fell by {point.decrease:.3g}, at most {tol:g}."
        return None

    return rule


def any_of(*rules: StopRule) -> StopRule:
    """Rule that stops when one of the given rules does.

    rules: one or more. Returns a rule: Point -> the reason of the first that is met, or None.
    Raises ValueError when no rule is given.
    Source: deck C joins its two criteria with "or" (row C8). Chapter 2.
    """
    if not rules:
        raise ValueError("any_of needs at least one rule: without one the descent never converges.")

    def rule(point: Point) -> str | None:
        return next((reason for each in rules if (reason := each(point)) is not None), None)

    return rule


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
    schedule, max_iter = _settings(lr, max_iter, stop)
    with np.errstate(all="ignore"):  # an overflow is looked for below, as a value without end
        point = _start(J, dJ, w0)
        path, costs = [point.w], [point.cost]
        while True:
            if callback is not None:
                callback(point)
            met = stop(point)
            if met is not None or point.t == max_iter:
                break
            t = point.t + 1
            alpha = _check.learning_rate(schedule(t), f"The learning rate at t = {t}")
            w = np.asarray(point.w - alpha * point.gradient, dtype=point.w.dtype)  # eq. (gd-update)
            cost, gradient = _evaluate(J, dJ, w)
            if not _finite(cost, gradient):
                return _trace(path, costs, False, _why_diverged(costs, alpha))
            point = Point(t, w, cost, gradient, w - point.w, point.cost - cost)
            path.append(w)
            costs.append(cost)
    return _trace(path, costs, met is not None, met or _why_exhausted(costs))


def _settings(lr: float | Schedule, max_iter: int, stop: StopRule) -> tuple[Schedule, int]:
    if not callable(stop):
        raise ValueError(f"stop is {stop!r}, but a rule is needed, such as small_gradient(1e-6).")
    return lr if callable(lr) else constant(lr), _check.count(max_iter, "max_iter")


def _start(J: Callable[[Any], Any], dJ: Callable[[Any], Any], w0: ArrayLike) -> Point:
    w = _check.finite_array(w0, "w0").copy()
    if w.ndim > 1:
        raise ValueError(f"w0 has shape {w.shape}, but one number or (n,) is needed: w0.ravel().")
    cost, gradient = _evaluate(J, dJ, w)
    if not _finite(cost, gradient):
        raise ValueError(
            f"At w0 the cost is {cost:g} and the gradient is {gradient}, but both must be finite. "
            "Start from another point."
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
    return float(cost), gradient


def _finite(cost: float, gradient: FloatArray) -> bool:
    return bool(np.isfinite(cost) and np.isfinite(gradient).all())


def _trace(path: list[FloatArray], costs: list[float], converged: bool, reason: str) -> Trace:
    return Trace(path[-1].copy(), np.array(path), np.array(costs), len(path) - 1, converged, reason)


def _why_diverged(costs: list[float], alpha: float) -> str:
    return (
        f"Diverged at iteration {len(costs)}: the cost or its gradient is no longer a finite "
        f"number. {_rise(costs)}The learning rate {alpha:g} is probably too large: try a smaller "
        "one. If that does not help, check the sign of the gradient."
    )


def _why_exhausted(costs: list[float]) -> str:
    reason = f"Stopped after {len(costs) - 1} iterations, the most allowed: no rule was met."
    if not (rise := _rise(costs)):
        return reason
    return f"{reason} {rise}The learning rate is probably too large: try a smaller one."


def _rise(costs: list[float]) -> str:
    """Say that the cost has been rising; a rise within rounding is none."""
    low, high = min(costs), max(np.abs(costs))
    if len(costs) < 2 or costs[-1] <= costs[-2] or costs[-1] - low <= 1e-6 * high:
        return ""
    return f"The cost rose from {low:.3g} to {costs[-1]:.3g}. "

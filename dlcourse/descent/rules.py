"""When to stop: a point of the path, and rules that judge it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from .. import _check, _scaled
from .._check import FloatArray


@dataclass(frozen=True, eq=False, repr=False)
class Point:
    """A point of the path, as stopping rules and callbacks see it; t steps lead to it.

    `step` is w minus the w before, `decrease` the cost before minus the cost: None at the start.
    The arrays may be kept: they stay what they are, and cannot be written into.
    """

    t: int
    w: FloatArray
    cost: float
    gradient: FloatArray
    step: FloatArray | None = None
    decrease: float | None = None

    def __repr__(self) -> str:
        return _check.short(self, [field.name for field in fields(self)])


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
        length = float(_scaled.length(point.gradient))
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
        length = float(_scaled.length(point.step))
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
    for one in rules:
        demand_rule(one, "A rule of any_of")

    def rule(point: Point) -> str | None:
        return next((reason for each in rules if (reason := each(point)) is not None), None)

    return rule


def demand_rule(it: object, name: str) -> None:
    """Refuse what is no rule: a number, or the maker of a rule in place of the rule it makes."""
    for maker in (small_gradient, small_step, small_decrease):
        if it is maker:
            rule = maker.__name__
            raise ValueError(f"{name} is {rule} itself: call it, as in {rule}(1e-6).")
    if not callable(it):
        raise ValueError(f"{name} is {it!r}, but a rule is needed, such as small_gradient(1e-6).")

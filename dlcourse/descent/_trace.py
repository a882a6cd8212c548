"""What a descent leaves behind: the path, and in words why it ended."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .. import _check
from .._check import FloatArray


@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """What gradient_descent did. Row t of `path` and entry t of `costs` belong to step t.

    `path` is (iterations + 1, n) and opens with w0; w is its last row; `reason` says in words
    why the descent ended, and `converged` whether a stopping rule was met. `diverged`: the numbers
    overflowed, or no rule was met and the cost ended above where it began.
    """

    w: FloatArray
    path: FloatArray
    costs: FloatArray
    iterations: int
    converged: bool
    reason: str
    diverged: bool

    def __repr__(self) -> str:
        return _check.short(self, [field.name for field in fields(self)])


def trace_of(
    path: list[FloatArray], costs: list[float], reason: str, *, converged: bool, diverged: bool
) -> Trace:
    """Return the Trace of the points so far."""
    steps = len(path) - 1
    w, rows = path[-1].copy(), np.array(path)
    return Trace(w, rows, np.array(costs), steps, converged, reason, diverged)


def why_diverged(costs: list[float], alpha: float, *, nan: bool) -> str:
    """Say that the numbers overflowed, or that J or dJ has no value here, and the likely cause."""
    what = f"Diverged at iteration {len(costs)}: the cost or its gradient is no longer a finite "
    rise = _rise(costs)
    if nan and not rise:
        return (
            f"{what}number. It is NaN, and the cost had not risen: J or dJ has no value at this w, "
            "as 0/0 or the logarithm of a negative number has none. Check both there; a learning "
            f"rate smaller than {alpha:g} may stay where they have one."
        )
    return (
        f"{what}number. {rise}The learning rate {alpha:g} is probably too large: try a smaller "
        "one. If that does not help, check the sign of the gradient."
    )


def why_exhausted(costs: list[float]) -> str:
    """Say that no rule was met in the iterations allowed."""
    reason = f"Stopped after {len(costs) - 1} iterations, the most allowed: no rule was met."
    rise = _rise(costs)
    if not rise and ended_above_the_start(costs):
        rise = f"The cost ended at {costs[-1]:.3g}, above the {costs[0]:.3g} it began with. "
    if not rise:
        return reason
    return f"{reason} {rise}The learning rate is probably too large: try a smaller one."


def ended_above_the_start(costs: list[float]) -> bool:
    """Say whether the last cost is above the first by more than rounding."""
    return bool(costs[-1] - costs[0] > 1e-6 * max(np.abs(costs)))


def _rise(costs: list[float]) -> str:
    """Say that the cost has been rising; a rise within rounding is none."""
    low, high = min(costs), max(np.abs(costs))
    if len(costs) < 2 or costs[-1] <= costs[-2] or costs[-1] - low <= 1e-6 * high:
        return ""
    return f"The cost rose from {low:.3g} to {costs[-1]:.3g}. "

"""What a descent leaves behind: the path, and in words why it ended."""

from dataclasses import dataclass

import numpy as np

from .._check import FloatArray


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


def trace_of(path: list[FloatArray], costs: list[float], converged: bool, reason: str) -> Trace:
    """Return the Trace of the points so far."""
    return Trace(path[-1].copy(), np.array(path), np.array(costs), len(path) - 1, converged, reason)


def why_diverged(costs: list[float], alpha: float) -> str:
    """Say that the numbers overflowed, and the likely cause."""
    return (
        f"Diverged at iteration {len(costs)}: the cost or its gradient is no longer a finite "
        f"number. {_rise(costs)}The learning rate {alpha:g} is probably too large: try a smaller "
        "one. If that does not help, check the sign of the gradient."
    )


def why_exhausted(costs: list[float]) -> str:
    """Say that no rule was met in the iterations allowed."""
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

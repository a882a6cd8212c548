"""Chapter 6 in numbers: learning rates that look at the loss, and the units they stumble over."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import schedules
from dlcourse.descent import gradient_descent
from dlcourse.experiments.batches_schedules_adam import FIXED, START, bowl, cost, gradient
from dlcourse.schedules import LossSchedule, Schedule

Array = NDArray[Any]

BY_LOSS, POLYAK, POLYAK_ZERO = "∝ loss", "Polyak", "Polyak, J* = 0"


def polyak(lowest: float, squares: Callable[[], float]) -> LossSchedule:
    """Polyak's step: the loss above its least, over the squared length of the gradient.

    α = (J − J*) / ‖∇J‖²                         eq. (polyak-step)
    lowest: J*. squares: gives ‖∇J‖² where the step begins. Returns a LossSchedule.
    Source: in the family of deck D, learning-rate schedules (row D11). Chapter 6.
    """
    return LossSchedule(lambda t, loss: (loss - lowest) / squares())  # eq. (polyak-step)


class Problem(NamedTuple):
    """A cost and its gradient, where to start, its least value, and the c of ∝ loss."""

    J: Callable[[Any], Any]
    gradient: Callable[[Any], Any]
    start: Array
    lowest: float
    c: float


def problems() -> dict[str, Problem]:
    """Two costs, each in two units. The first rate of ∝ loss is 0.5 in the first of them.

    Returns the bowl J = ½ w², the same with w in mm, and all 80 houses in 1000 $ and in $.
    Source: ours. Chapter 6.
    """
    X, y, _, lowest = bowl()
    w0 = np.array(START)

    def in_dollars(w: Array) -> float:
        return cost(w, X, 1000 * y)

    return {
        "J = ½ w²": Problem(lambda w: w**2 / 2, lambda w: w, np.array(1.0), 0.0, 1.0),
        "the same, w in thousandths": Problem(
            lambda w: (w / 1000) ** 2 / 2, lambda w: w / 1e6, np.array(1000.0), 0.0, 1.0
        ),
        "houses, prices in 1000 $": Problem(
            lambda w: cost(w, X, y),
            lambda w: gradient(w, X, y),
            w0,
            lowest,
            0.5 / cost(w0, X, y),
        ),
        "houses, prices in $": Problem(
            in_dollars,
            lambda w: gradient(w, X, 1000 * y),
            1000 * w0,
            lowest * 1e6,
            0.5 / cost(w0, X, y),
        ),
    }


def steps_by_loss(rule: str, problem: Problem) -> tuple[int, bool]:
    """Steps until the cost has come a million times nearer to its least.

    rule: FIXED (at 0.5), BY_LOSS, POLYAK or POLYAK_ZERO. problem: what it runs on.
    Returns how many steps, at most 10,000, and whether they were enough.
    Source: deck D, learning-rate schedules (row D11). Chapter 6.
    """
    J, gradient_of, start, lowest, c = problem
    squares = [0.0]

    def slope(w: Array) -> Array:
        found: Array = np.asarray(gradient_of(w))
        squares[0] = float(np.sum(found**2))
        return found

    lr: dict[str, float | Schedule] = {
        FIXED: 0.5,
        BY_LOSS: schedules.proportional_to_loss(c),
        POLYAK: polyak(lowest, lambda: squares[0]),
        POLYAK_ZERO: polyak(0.0, lambda: squares[0]),
    }
    goal = (float(J(start)) - lowest) / 1e6
    trace = gradient_descent(
        J,
        slope,
        start,
        lr=lr[rule],
        max_iter=10_000,
        stop=lambda point: "near" if point.cost - lowest <= goal else None,
    )
    return trace.iterations, trace.converged

"""Learning-rate schedules: each makes a function t -> learning rate, for steps t = 1, 2, …

One of them looks at the loss as well: proportional_to_loss makes a LossSchedule, (t, loss) -> rate.

>>> from dlcourse.schedules import step_decay, warmup
>>> stairs = step_decay(0.4, 0.5, every=3)
>>> [stairs(t) for t in range(1, 8)]
[0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.1]
>>> gentle = warmup(stairs, steps=2)
>>> [gentle(t) for t in range(1, 5)]
[0.2, 0.4, 0.4, 0.2]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from . import _check

_LEAST = sys.float_info.min  # a rate that shrinks for ever ends here: 0 would mean "stand still"


@dataclass(frozen=True)
class LossSchedule:
    """A schedule that needs the loss before step t: calling it gives rule(t, loss)."""

    rule: Callable[[int, float], float]

    def __call__(self, t: int, loss: float) -> float:
        """Return the learning rate of step t, before which the cost is `loss`."""
        return self.rule(t, loss)


Schedule = Callable[[int], float] | LossSchedule


class _Rule(partial[float]):
    """A formula with its settings filled in, which pickle keeps: no function within a function."""

    def __repr__(self) -> str:
        settings = ", ".join(map(repr, self.args))
        return f"<schedule {self.func.__name__.removeprefix('_')}: {settings}>"


def rate_at(lr: float | Schedule, t: int, loss: float | None = None) -> float:
    """Learning rate of step t, whatever kind of schedule lr is.

    α = lr, lr(t), or lr(t, loss) for a LossSchedule
    lr: a positive number or a schedule. t: 1, 2, …. loss: the cost before the step, if known.
    Raises ValueError when the rate is no positive number, or when a needed loss is missing.
    Source: ours, for everything that takes steps (row D11). Chapter 6.
    """
    if type(lr) is float and 0 < lr < math.inf:
        return lr
    if not callable(lr):
        return _check.learning_rate(lr)
    for maker in _makers():
        name = maker.__name__
        if lr is maker:
            raise ValueError(
                f"lr is {name} itself: call it with its settings, and give the schedule that it "
                "returns."
            )
    if not isinstance(lr, LossSchedule):
        return _check.learning_rate(lr(t), f"The learning rate at t = {t}")
    if loss is None:
        raise ValueError(
            "This schedule makes the learning rate from the loss, and no loss was given: "
            "use step(params, grads, loss=loss)."
        )
    return _check.learning_rate(
        lr(t, loss), f"The learning rate at t = {t}, made from the loss {loss:g},"
    )


def constant(lr: float) -> Callable[[int], float]:
    """Schedule that always gives the same learning rate.

    α(t) = lr for t = 1, 2, …
    lr: a positive number. Returns a function of the step t.
    Raises ValueError when lr is not a positive finite number.
    Source: decks A and D, the fixed learning rate (rows A4, D11). Chapter 2.
    """
    return _Rule(_always, _check.learning_rate(lr))


def _always(alpha: float, t: int) -> float:
    return alpha


def inverse_power(lr: float, power: float) -> Callable[[int], float]:
    """Schedule that falls as a power of the step.

    α(t) = lr / t^power. For ½ < power ≤ 1 the rates add up to infinity, so every point stays in
    reach, and their squares do not, so the noise of mini-batches dies out.
    lr: the rate of the first step. power: above 0. Returns a function of the step t.
    Raises ValueError when lr or power is not positive, or t is below 1.
    Source: deck D, learning-rate schedules (row D11). Chapter 6.
    """
    alpha, power = _check.learning_rate(lr), _positive(power, "power")
    return _Rule(_power_of_step, alpha, power)


def _power_of_step(alpha: float, power: float, t: int) -> float:
    rate: float = alpha * float(_step(t)) ** -power  # eq. (inverse-power)
    return max(rate, _LEAST)


def proportional_to_loss(lr: float) -> LossSchedule:
    """Schedule whose rate is proportional to the loss: large steps far away, small ones near.

    α(t) = lr · J(t−1). lr: the rate at a loss of 1. Returns a LossSchedule, (t, loss) -> α.
    It fails in four ways: J also depends on its unit (price in thousands: J and α a million times
    smaller); a J that rises makes the next step larger still; a J whose minimum is above 0 leaves
    steps that never shrink; one whose minimum is 0 is approached ever more slowly.
    Raises ValueError when lr is not positive; and at the step when the loss is 0 or below.
    Source: deck D, learning-rate schedules (row D11). Chapter 6.
    """
    return LossSchedule(_Rule(_times_loss, _check.learning_rate(lr)))


def _times_loss(alpha: float, t: int, loss: float) -> float:
    return alpha * loss  # eq. (loss-rate)


def step_decay(lr: float, factor: float, every: int) -> Callable[[int], float]:
    """Schedule that falls in stairs.

    α(t) = lr · factor^⌊(t−1)/every⌋
    lr: the rate of the first stair. factor: between 0 and 1. every: steps on one stair.
    Returns a function of the step t. Raises ValueError when lr, factor or every is out of range.
    Source: in the family of deck D, learning-rate schedules (row D11). Chapter 6.
    """
    alpha, factor, every = _check.learning_rate(lr), _factor(factor), _check.count(every, "every")
    return _Rule(_stairs, alpha, factor, every)


def _stairs(alpha: float, factor: float, every: int, t: int) -> float:
    return max(alpha * factor ** ((_step(t) - 1) // every), _LEAST)


def exponential_decay(lr: float, factor: float) -> Callable[[int], float]:
    """Schedule that falls by the same factor at every step.

    α(t) = lr · factor^(t−1). All rates together are lr / (1 − factor): what lies further is
    never reached.
    lr: the rate of the first step. factor: between 0 and 1. Returns a function of the step t.
    Raises ValueError when lr or factor is out of range.
    Source: in the family of deck D, learning-rate schedules (row D11). Chapter 6.
    """
    return step_decay(lr, factor, every=1)


def cosine(lr: float, steps: int, *, lowest: float = 0.0) -> Callable[[int], float]:
    """Schedule that falls from lr along half a wave of the cosine.

    α(t) = lowest + ½ (lr − lowest) (1 + cos(π (t−1)/steps)) up to t = steps, then lowest
    lr: the rate of the first step. steps: length of the fall. lowest: from 0 to below lr.
    Returns a function of the step t. Raises ValueError when lr, steps or lowest is out of range;
    and, if lowest is 0, at a step after the last: it would not move.
    Source: in the family of deck D, learning-rate schedules (row D11). Chapter 6.
    """
    alpha, steps = _check.learning_rate(lr), _check.count(steps, "steps")
    lowest = _check.number(lowest, "lowest")
    if not 0 <= lowest < alpha:
        raise ValueError(f"lowest is {lowest:g}, but it must lie from 0 to below lr = {alpha:g}.")
    return _Rule(_half_a_wave, alpha, steps, lowest)


def _half_a_wave(alpha: float, steps: int, lowest: float, t: int) -> float:
    if _step(t) <= steps:
        return lowest + (alpha - lowest) * (1 + math.cos(math.pi * (t - 1) / steps)) / 2
    if lowest == 0:
        raise ValueError(
            f"cosine was made for {steps} steps and step {t} is asked for: its rate would "
            "be 0. Give more steps, or a lowest rate above 0."
        )
    return lowest


def warmup(lr: float | Schedule, steps: int) -> Schedule:
    """Schedule that begins gently: another schedule, times a ramp that climbs to 1.

    α(t) = min(t/steps, 1) · (the rate of lr at t)
    lr: a positive number or any schedule, a LossSchedule too. steps: length of the ramp.
    Returns a schedule of the same kind. Raises ValueError when lr or steps is out of range.
    Source: in the family of deck D, learning-rate schedules (row D11). Chapter 6.
    """
    base = lr if callable(lr) else constant(lr)
    steps = _check.count(steps, "steps")
    ramp = _Rule(_ramp, base, steps)
    return LossSchedule(ramp) if isinstance(base, LossSchedule) else ramp


def _ramp(base: Schedule, steps: int, t: int, *loss: float) -> float:
    return min(_step(t) / steps, 1) * base(t, *loss)


def _makers() -> tuple[Callable[..., object], ...]:
    by_step = inverse_power, step_decay, exponential_decay, cosine
    return constant, *by_step, proportional_to_loss, warmup


def _step(t: int) -> int:
    if isinstance(t, str) or not t >= 1:
        raise ValueError(f"t is {t}, but steps are counted from 1.")
    return t


def _positive(value: float, name: str) -> float:
    value = _check.number(value, name)
    if value <= 0:
        raise ValueError(f"{name} is {value:g}, but it must be above 0.")
    return value


def _factor(factor: float) -> float:
    factor = _check.number(factor, "factor")
    if not 0 < factor < 1:
        raise ValueError(f"factor is {factor:g}, but it must lie between 0 and 1: the rate falls.")
    return factor

"""Learning-rate schedules: each makes a function t -> learning rate, for steps t = 1, 2, …"""

from collections.abc import Callable

from . import _check

Schedule = Callable[[int], float]


def constant(lr: float) -> Schedule:
    """Schedule that always gives the same learning rate.

    α(t) = lr for t = 1, 2, …
    lr: a positive number. Returns a function of the step t.
    Raises ValueError when lr is not a positive finite number.
    Source: decks A and D, the fixed learning rate (rows A4, D11). Chapter 2.
    """
    alpha = _check.learning_rate(lr)

    def schedule(t: int) -> float:
        return alpha

    return schedule

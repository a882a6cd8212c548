"""What every board shares: its arrays, how it stops at a wrong shape, and 0 · log 0."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# A decorator: a product too small for the machine, such as 1e-200 * 1e-200, becomes 0 in silence.
tiny_is_zero = np.errstate(under="ignore")


def need(condition: bool | np.bool_, message: str) -> None:
    """Stop with the message where the condition does not hold."""
    if not condition:
        raise ValueError(message)


def q_log_p(q: float, p: float) -> float:
    """Return q log p. On the board 0 · log 0 is 0; any other multiple of log 0 is refused."""
    if q == 0:
        return 0.0
    need(p > 0, "An answer of exactly 0 or 1 is wrong: the loss -log 0 is infinite.")
    return q * math.log(p)


def q_over_p(q: float, p: float) -> float:
    """Return q/p, and 0 where q is 0. A p too small to divide by is refused."""
    if q == 0:
        return 0.0
    need(p >= np.finfo(float).tiny, "An answer of 0 or 1 is wrong: the slope of -log is infinite.")
    return q / p

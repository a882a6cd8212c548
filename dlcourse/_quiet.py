"""Which of NumPy's alarms are off, and where: what is too small for the machine is 0, unremarked.

`np.errstate` says so too, and costs as much as a product of small matrices. A step of training goes
through four of our functions, each of which has to hold by itself: inside the first, the others ask
a variable, and leave the alarms as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")

_quiet: ContextVar[bool] = ContextVar("_quiet", default=False)


def is_quiet() -> bool:
    """Say whether an outer function has switched the alarms off."""
    return _quiet.get()


def tiny_is_zero(f: Callable[P, R]) -> Callable[P, R]:
    """Let what is too small be 0 in f, and in all that f calls."""
    first = _outermost(f, np.errstate(under="ignore"))

    @wraps(f)
    def quietly(*given: P.args, **named: P.kwargs) -> R:
        return f(*given, **named) if _quiet.get() else first(*given, **named)

    return quietly


def growth_is_checked(f: Callable[P, R]) -> Callable[P, R]:
    """Let NumPy tell of nothing in f: overflow gives infinity in silence, and f looks for it."""
    return wraps(f)(_outermost(f, np.errstate(all="ignore")))


def _outermost(f: Callable[P, R], alarms: np.errstate) -> Callable[P, R]:
    """Set the alarms and the variable around f."""

    @alarms  # takes half of the time of a with block, which makes an object each time
    def first(*given: P.args, **named: P.kwargs) -> R:
        outside = _quiet.set(True)
        try:
            return f(*given, **named)
        finally:
            _quiet.reset(outside)

    return first

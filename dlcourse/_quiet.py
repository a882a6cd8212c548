"""Which of NumPy's alarms are off, and where: what is too small for the machine is 0, unremarked.

`np.errstate` says so too, and costs as much as a product of small matrices. A step of training goes
through four of our functions, each of which has to hold by itself: inside the first, the others ask
a variable, and leave the alarms as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")

_quiet: ContextVar[bool] = ContextVar("_quiet", default=False)


class Quiet:
    """A with block in which NumPy counts what is too small as 0. all: and tells of nothing else."""

    def __init__(self, all: Literal["ignore"] | None = None) -> None:
        self._alarms = np.errstate(all=all, under="ignore")

    def __enter__(self) -> None:
        self._alarms.__enter__()
        self._outside = _quiet.set(True)

    def __exit__(self, *error: object) -> None:
        _quiet.reset(self._outside)
        self._alarms.__exit__(None, None, None)


def tiny_is_zero(f: Callable[P, R]) -> Callable[P, R]:
    """Let what is too small be 0 in f, and in all that f calls."""

    @wraps(f)
    def quietly(*given: P.args, **named: P.kwargs) -> R:
        if _quiet.get():
            return f(*given, **named)
        with Quiet():
            return f(*given, **named)

    return quietly

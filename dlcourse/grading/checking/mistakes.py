"""Calls that checks made, and the known mistake that explains every answer to them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dlcourse.grading.checking.plain import alike, plain
from dlcourse.grading.exercise.spec import Mistake, Task
from dlcourse.grading.sandbox.errors import RemoteError


@dataclass(frozen=True)
class Raised:
    """What a call came to when the function raised: the class of the error, nothing else."""

    class_name: str


@dataclass
class Asked:
    """One call that a check made: the arguments, and a plain result or Raised.

    What functions of ours come to for these arguments is computed where it is needed, and once:
    some known mistakes train a network.
    """

    args: tuple[Any, ...]
    result: Any
    ours: dict[Callable[..., Any], Any] = field(default_factory=dict)

    def result_of(self, function: Callable[..., Any]) -> Any:
        """Return what a function of ours gives for the same arguments: a plain value or Raised."""
        if function not in self.ours:
            self.ours[function] = _result(function, self.args)
        return self.ours[function]


def _result(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    try:
        with np.errstate(all="ignore"):
            return plain(function(*copy.deepcopy(args)))
    except Exception as error:
        return Raised(class_of(error))


def class_of(error: Exception) -> str:
    """Return the class that an error had in the student's process."""
    return error.class_name if isinstance(error, RemoteError) else type(error).__name__


def recognise(task: Task, history: list[Asked]) -> Mistake | None:
    """Return the known mistake that explains every answer, where the right function does not."""
    for atol in (0.0, 1e-9):  # first the one that agrees even in the smallest numbers
        for mistake in task.mistakes:
            explains = all(
                _same(asked.result_of(mistake.wrong), asked.result, 1e-6, atol) for asked in history
            )
            if explains and not all(
                _identical(asked.result_of(mistake.wrong), asked.result_of(task.reference))
                for asked in history
            ):
                return mistake
    return None


def _identical(left: Any, right: Any) -> bool:
    return _same(left, right, 1e-9, 0.0)


def _same(left: Any, right: Any, rtol: float, atol: float) -> bool:
    """Whether two answers are alike: both results, or both errors of one class."""
    if isinstance(left, Raised) or isinstance(right, Raised):
        return isinstance(left, Raised) and isinstance(right, Raised) and left == right
    return alike(left, right, rtol=rtol, atol=atol)

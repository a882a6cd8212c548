"""Calls that checks made, and the known mistake that explains every answer to them."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, permutations
from typing import Any

import numpy as np

from dlcourse._words import Said
from dlcourse.grading.checking.locks import keys_of, opened
from dlcourse.grading.checking.plain import alike, copied, plain
from dlcourse.grading.exercise.spec import Mistake, Sealed, Task
from dlcourse.grading.sandbox.errors import RemoteError
from dlcourse.grading.sandbox.inside.raised import mark_of

_MOST_RESULTS = 4  # of a function; more have too many orders to try
_ORDER = Said("These are the right results, in another order. The text says which comes first.")


@dataclass(frozen=True)
class Raised:
    """What a call came to when the function raised: the error's class, and what tells it apart.

    mark: of its text and its place; two errors of one class may have nothing else in common.
    """

    class_name: str
    mark: str

    @classmethod
    def of(cls, error: Exception) -> Raised:
        """Return what is kept of an error, raised here or in the sandbox."""
        mark = error.mark if isinstance(error, RemoteError) else mark_of(error)
        return cls(class_of(error), mark)


@dataclass
class Asked:
    """One call that a check made: the arguments, and a plain result or Raised.

    What functions of ours come to for these arguments is computed where it is needed, and once:
    some known mistakes train a network. digest: of the arguments, where repeated calls are found.
    """

    args: tuple[Any, ...]
    result: Any
    digest: bytes = b""
    ours: dict[Callable[..., Any], Any] = field(default_factory=dict)

    def result_of(self, function: Callable[..., Any]) -> Any:
        """Return what a function of ours gives for the same arguments: a plain value or Raised."""
        if function not in self.ours:
            self.ours[function] = _result(function, self.args)
        return self.ours[function]


def digest_of(args: tuple[Any, ...]) -> bytes:
    """Return what is the same for equal arguments, and for no others."""
    return hashlib.sha256(pickle.dumps(args)).digest()


def _result(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    try:
        with np.errstate(all="ignore"):
            return plain(function(*copied(args)))
    except Exception as error:
        return Raised.of(error)


def class_of(error: Exception) -> str:
    """Return the class that an error had in the student's process."""
    return error.class_name if isinstance(error, RemoteError) else type(error).__name__


def recognise(task: Task, history: list[Asked]) -> Mistake | None:
    """Return the known mistake that explains every answer, where the right function does not."""
    if task.sealed is not None:
        return _unsealed(task.sealed, history)
    candidates = chain(task.mistakes, other_orders(task, history))
    return next((m for m in candidates if _explains(m, task, history)), None)


def _explains(mistake: Mistake, task: Task, history: list[Asked]) -> bool:
    """Say whether a mistake gives every answer, and the right function does not."""
    wrong, right = mistake.wrong, task.reference
    return all(_same(asked.result_of(wrong), asked.result) for asked in history) and not all(
        _same(asked.result_of(wrong), asked.result_of(right), rtol=1e-12) for asked in history
    )


def _unsealed(sealed: Sealed, history: list[Asked]) -> Mistake | None:
    """Return name and hint of the mistake that opens to these answers; its function is unknown."""
    keys = keys_of((asked.result for asked in history), each=True)
    told = (opened(boxes, keys) for boxes in sealed.mistakes)
    for name, hint in (json.loads(found) for found in told if found):
        return Mistake(name, _unknown, hint)
    return None


def _unknown(*args: Any) -> Any:
    raise NotImplementedError("A student's copy holds no known mistakes.")


def other_orders(task: Task, history: list[Asked]) -> Iterator[Mistake]:
    """Yield the mistakes of a function that has the right results, and mixes them up."""
    first = history[0].result_of(task.reference) if history else None
    if not isinstance(first, tuple) or len(first) > _MOST_RESULTS:
        return
    for order in permutations(range(len(first))):

        def wrong(*args: Any, order: tuple[int, ...] = order) -> Any:
            right = task.reference(*args)
            return tuple(right[k] for k in order)

        yield Mistake("in another order", wrong, _ORDER)


def _same(left: Any, right: Any, rtol: float = 1e-9) -> bool:
    """Whether two answers are alike: both results, or both the same error.

    Numbers are compared with nothing but their own size: two functions that agree only roughly are
    two functions, and the name of the one would be no true word about the other.
    """
    if isinstance(left, Raised) or isinstance(right, Raised):
        return isinstance(left, Raised) and isinstance(right, Raised) and left == right
    return alike(left, right, rtol=rtol, atol=0.0)

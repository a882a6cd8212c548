"""Run one check against a student's function, here or in the sandbox, and name known mistakes."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dlcourse.grading.checking.plain import alike, plain
from dlcourse.grading.exercise.spec import Call, Check, Failed, Mistake, Task


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

    def outcome_of(self, function: Callable[..., Any]) -> Any:
        """Return what a function of ours gives for the same arguments."""
        if function not in self.ours:
            self.ours[function] = outcome(function, self.args)
        return self.ours[function]


class Recorder:
    """A Call that writes down what was asked and what came back.

    `error` is the exception that the student's function raised, if it did: so an error in the
    student's code is told apart from one in the check.
    """

    def __init__(self, call: Call, history: list[Asked]) -> None:
        self.call = call
        self.history = history
        self.error: Exception | None = None

    def __call__(self, *args: Any) -> Any:
        """Call with copies, so that the function cannot change what the check holds."""
        asked = Asked(args, None)
        self.history.append(asked)
        try:
            with np.errstate(all="ignore"):
                result = self.call(*copy.deepcopy(args))
        except Exception as error:
            self.error = error
            asked.result = Raised(class_of(error))
            raise
        asked.result = plain(result)
        return copy.deepcopy(asked.result)


def class_of(error: Exception) -> str:
    """Return the class that an error had in the student's process."""
    return str(getattr(error, "class_name", type(error).__name__))


def run_check(
    task: Task,
    check: Check,
    call: Call,
    rng: np.random.Generator,
    history: list[Asked] | None = None,
) -> Failed | None:
    """Run a check. Returns None when all holds, and the Failed otherwise, with its hint filled in.

    history: the calls of earlier checks of the same function. They tell known mistakes apart, and
    the calls of this check are appended.

    What the student's function raises (or a remote call in its place) goes through to the caller.
    It then has the attributes given (the arguments by name), hint, mistake ("" if unknown).
    """
    recorder = Recorder(call, [] if history is None else history)
    before = len(recorder.history)
    try:
        with np.errstate(all="ignore"):
            check.run(recorder, rng)
    except Failed as failed:
        return _explain(task, failed, recorder.history, before)
    except Exception as error:
        if error is recorder.error:
            known = recognise(task, recorder.history)
            vars(error).update(
                given=named(task, recorder.history[-1].args),
                hint=known.hint if known else "",
                mistake=known.name if known else "",
            )
            raise
        if len(recorder.history) == before:
            raise  # the check fell over before it asked anything: that is the author's
        unusable = Failed("The check could not work with what came back.")
        return _explain(task, unusable, recorder.history, before)
    return None


def _explain(task: Task, failed: Failed, history: list[Asked], before: int) -> Failed:
    """Fill in what the check left out: the input, the result and the name of a known mistake.

    before: how many of the calls belong to earlier checks; their input is not this one's.
    """
    if len(history) > before:
        last = history[-1]
        if failed.given is None:
            failed.given = named(task, last.args)
        if failed.got is ...:
            failed.got = last.result
    mistake = recognise(task, history)
    if mistake is not None:
        failed.mistake, failed.hint = mistake.name, mistake.hint
    return failed


def named(task: Task, args: tuple[Any, ...]) -> dict[str, Any]:
    """Return the arguments of a call by their names."""
    names = list(inspect.signature(task.reference).parameters)
    return dict(zip(names, args, strict=False))


def outcome(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Return what a function of ours gives, as a plain value or as Raised."""
    try:
        with np.errstate(all="ignore"):
            return plain(function(*copy.deepcopy(args)))
    except Exception as error:
        return Raised(class_of(error))


def recognise(task: Task, history: list[Asked]) -> Mistake | None:
    """Return the known mistake that explains every answer, where the right function does not."""
    for atol in (0.0, 1e-9):  # first the one that agrees even in the smallest numbers
        for mistake in task.mistakes:
            explains = all(
                _same(asked.outcome_of(mistake.wrong), asked.result, 1e-6, atol)
                for asked in history
            )
            if explains and not all(
                _identical(asked.outcome_of(mistake.wrong), asked.outcome_of(task.reference))
                for asked in history
            ):
                return mistake
    return None


def _identical(left: Any, right: Any) -> bool:
    return _same(left, right, 1e-9, 0.0)


def _same(left: Any, right: Any, rtol: float, atol: float) -> bool:
    """Whether two outcomes are alike: both results, or both errors of one class."""
    if isinstance(left, Raised) or isinstance(right, Raised):
        return isinstance(left, Raised) and isinstance(right, Raised) and left == right
    return alike(left, right, rtol=rtol, atol=atol)

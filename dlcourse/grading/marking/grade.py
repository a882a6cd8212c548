"""Grade one submission against an exercise: the same seed gives the same questions and marks."""

import hashlib
import time
from dataclasses import replace

import numpy as np

from dlcourse.grading.checking.mistakes import Asked
from dlcourse.grading.checking.plain import shown, shown_arguments
from dlcourse.grading.checking.running import Outcome, run_check
from dlcourse.grading.exercise.spec import Check, Exercise, Task
from dlcourse.grading.marking.marks import GRADED, LONGEST, NOT_GRADED, NOTHING, Mark, Result, Work
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import (
    Lost,
    MemoryLimit,
    NotPlain,
    RemoteError,
    TimeLimit,
    Unavailable,
    Violation,
)
from dlcourse.grading.sandbox.remote import RemoteCall, Session


def grade(work: Work, exercise: Exercise, seed: int, sandbox: Sandbox) -> Result:
    """Return the marks of one submission. Raises Unavailable where no sandbox could be started."""
    began = time.monotonic()
    notes = list(work.notes)
    if work.data is None:
        return _result(work, exercise, [], notes, began)
    names = [task.name for task in exercise.tasks]
    with Session(sandbox, work.file, work.data) as session:
        defined: set[str] = set()
        try:
            session.start()
            defined = session.defined(names)
        except RemoteError as error:
            notes.append(_sentence(error, "Reading the file"))
        marks: list[Mark] = []
        for task in exercise.tasks:
            asked: list[Asked] = []  # a known mistake is told by all calls of its function
            for check in task.checks:
                call = session.call(task.name) if task.name in defined else None
                rng = generator(seed, work.student, task.name, check.name)
                marks.append(_mark(task, check, call, rng, asked))
        notes += session.notes
    missing = [name for name in names if name not in defined]
    if missing:
        notes.append(f"The file defines no function named {', '.join(missing)}.")
    result = _result(work, exercise, marks, notes, began)
    return result if defined else replace(result, status=NOTHING)


def not_graded(work: Work, exercise: Exercise, why: str) -> Result:
    """Return the row of a submission that could not be graded through no fault of the student."""
    result = _result(work, exercise, [], [why], time.monotonic())
    return replace(result, status=NOT_GRADED)


def _result(
    work: Work, exercise: Exercise, marks: list[Mark], notes: list[str], began: float
) -> Result:
    failed = [mark for mark in marks if not mark.passed]
    said = dict.fromkeys([*notes, *(mark.message for mark in failed if mark.stopped)])
    if failed:
        said[f"{len(failed)} of {len(marks)} checks do not pass."] = None
    return Result(
        student=work.student,
        file=work.file,
        digest=work.digest,
        points=sum(mark.points for mark in marks),
        of=exercise.points,
        status=GRADED if marks else NOTHING,
        reason=" ".join(said)[:LONGEST],
        marks=tuple(marks),
        notes=tuple(notes),
        seconds=round(time.monotonic() - began, 3),
    )


def generator(seed: int, student: str, task: str, check: str) -> np.random.Generator:
    """Return the random numbers of one check of one student: no other's, whatever the order."""
    key = hashlib.sha256("\0".join((student, task, check)).encode("utf-8", "surrogatepass"))
    return np.random.default_rng([seed, *np.frombuffer(key.digest()[:16], "<u4").tolist()])


def _mark(
    task: Task, check: Check, call: RemoteCall | None, rng: np.random.Generator, asked: list[Asked]
) -> Mark:
    """Return what one check came to; call: the student's function, if there is one.

    asked: the calls of the checks of this task so far; those of this check are added.
    """
    hidden = check not in task.public
    message, hint, stopped = f"There is no function {task.name} in the file.", "", False
    if call is not None:
        outcome = run_check(task, check, call, rng, asked)
        if isinstance(call.broken, Unavailable):
            raise call.broken
        message, hint = _told(task, outcome, call.broken, hidden)
        error = outcome.error or call.broken
        stopped = isinstance(error, TimeLimit | MemoryLimit | Lost | Violation)
    passed = not message
    return Mark(
        task=task.name,
        check=check.name,
        hidden=hidden,
        points=check.points if passed else 0,
        of=check.points,
        passed=passed,
        message=message[:LONGEST],
        hint=hint[:LONGEST],
        stopped=stopped,
    )


def _told(
    task: Task, outcome: Outcome, broken: RemoteError | None, hidden: bool
) -> tuple[str, str]:
    """Return message and hint of a check; none if it passes. A hidden one keeps its inputs.

    broken: what broke the sandbox, if something did: then no outcome is a pass.
    """
    if isinstance(outcome.error, RemoteError):
        return _sentence(outcome.error, task.name), outcome.hint
    if outcome.error is not None:
        name = type(outcome.error).__name__
        return f"The check could not be completed ({name}).", ""
    if broken is not None:
        return _sentence(broken, task.name), ""
    if outcome.ok:
        return "", ""
    parts = [outcome.what or "A property does not hold.", outcome.wanted_property]
    if not hidden:
        if outcome.given:
            parts.append(f"Input: {shown_arguments(outcome.given)}.")
        if outcome.got is not ...:
            parts.append(f"Came back: {shown(outcome.got)}.")
    return " ".join(part for part in parts if part), outcome.hint


def _sentence(error: RemoteError, who: str) -> str:
    """Return what the reader of the marks learns about a call that brought no result."""
    if isinstance(error, TimeLimit):
        return f"{who} took too long and was stopped."
    if isinstance(error, MemoryLimit):
        return f"{who} asked for more memory than there is (MemoryError)."
    if isinstance(error, Violation):
        return f"{who} sent something that is no answer."
    if isinstance(error, Lost):
        return f"{who} ended the process."
    if isinstance(error, NotPlain):
        return f"{who} returned a value that is no number, text, array or list of them."
    return f"{who} stopped with {error.class_name}."

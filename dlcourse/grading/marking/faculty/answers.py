"""What a worker answers: plain text, which is this file's and this exercise's, or is refused."""

import json
from typing import Any

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, NOTHING, Result, Work

KINDS: dict[str, type | tuple[type, ...]] = {
    "points": int,
    "of": int,
    "status": str,
    "reason": str,
    "seconds": (int, float),
    "content": str,
}
TEXTS = ("message", "hint", "given", "got", "told")


class NoAnswer(Exception):
    """A worker answered something else, and what."""


def answered(text: Any, work: Work, exercise: Exercise) -> tuple[str, str, Result | None]:
    """Return a worker's address, why it refuses a file, and what the file came to. Raises NoAnswer.

    A worker is trusted with the marks. What is no result of this file would stop the run later, or
    stand under another's name.
    """
    try:
        told = json.loads(text)
        address, refused = str(told["worker"]), str(told["refused"])
        result = None if refused else Result.from_data(told["result"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NoAnswer(f"A worker's answer could not be read ({type(error).__name__}).") from error
    if result is not None:
        if result.digest != work.digest:
            raise NoAnswer("A worker answered for another file.")
        if not _is_of(exercise, result):
            raise NoAnswer("A worker answered what no file of this exercise comes to.")
    return address, refused, result


def _is_of(exercise: Exercise, result: Result) -> bool:
    """Say whether a result is one that the exercise can have: its checks, and the sum of points."""
    if not all(_is(getattr(result, name), kind) for name, kind in KINDS.items()):
        return False
    if not all(isinstance(text, str) for text in (*result.notes, *result.faults)):
        return False
    marks = [(m.task, m.check, m.hidden, m.of, m.points) for m in result.marks]
    asked = [
        (task.name, check.name, check in task.hidden, check.points)
        for task in exercise.tasks
        for check in task.checks
    ]
    if marks and [mark[:4] for mark in marks] != asked:
        return False
    told = all(_is(getattr(m, name), str) for m in result.marks for name in TEXTS)
    each = all(_is(m.points, int) and m.points == m.of * m.passed for m in result.marks)
    return (
        told
        and each
        and result.of == exercise.points
        and result.points == sum(mark.points for mark in result.marks)
        and result.status in (GRADED, NOTHING, NOT_GRADED)
    )


def _is(value: object, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)

"""What `check()` answers: a line for each exercise, and the sum."""

from __future__ import annotations

from dataclasses import dataclass

from dlcourse._words import Said, _, of_
from dlcourse.grading.checking.answer import Answer
from dlcourse.grading.checking.markup import framed, marked
from dlcourse.grading.checking.progress import passing
from dlcourse.grading.exercise.spec import Exercise


@dataclass(frozen=True)
class Overview:
    """What `check()` returns: how far all exercises are. Its text form is its repr."""

    answers: tuple[Answer, ...]

    def lines(self) -> list[str]:
        """Return a line for each exercise, and the sum."""
        rows, done, of = [], 0, 0
        for answer in self.answers:
            exercise = answer.exercise
            here = len(passing(exercise, answer.seen))
            done, of = done + here, of + len(exercise.tasks)
            begun = any(state.attempted for state in answer.seen.values())
            rows.append(self._line(exercise, here) if begun else self._not_begun(exercise))
        total = of_(
            "All exercises: {done} of {n} functions pass.",
            of,
            done=done,
        )
        return [*rows, total]

    def _line(self, exercise: Exercise, done: int) -> str:
        """Return the line of an exercise of which so many functions pass."""
        return of_(
            "{number} {title}: {done} of {n} functions pass",
            len(exercise.tasks),
            number=exercise.number,
            title=Said(exercise.title),
            done=done,
        )

    def _not_begun(self, exercise: Exercise) -> str:
        """Return the line of an exercise of which nothing was asked."""
        title = Said(exercise.title)
        return _("{number} {title}: not attempted", number=exercise.number, title=title)

    def __repr__(self) -> str:
        """Return the overview as plain text."""
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        """Return the overview as HTML that takes its colours from the page."""
        return framed("".join(f"{marked(line)}<br>" for line in self.lines()))

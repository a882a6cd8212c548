"""What a check answers: plain text for every screen, and the same as HTML for a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dlcourse.grading.checking.markup import marked
from dlcourse.grading.checking.plain import shown, shown_arguments
from dlcourse.grading.checking.progress import State, passing
from dlcourse.grading.checking.running import Outcome
from dlcourse.grading.exercise.spec import Exercise, Task

INDENT = "   "
ABSENT = "not attempted"


@dataclass(frozen=True)
class TaskReport:
    """What the public checks of one task said: those that hold, then the first that does not.

    mend_first: a sentence about an earlier function that this one calls and that fails itself.
    not_shown: a sentence about printed lines that were left out.
    """

    id: str
    task: Task
    passed: tuple[str, ...]
    points: int
    failed_check: str = ""
    failed: Outcome | None = None
    mend_first: str = ""
    not_shown: str = ""

    @property
    def ok(self) -> bool:
        """Whether every public check holds."""
        return self.failed is None

    def verdict(self) -> str:
        """Return the first line of the report."""
        k, n = len(self.passed), len(self.task.public)
        if self.ok:
            return f"{self.id} {self.task.name}: all {n} public checks pass."
        return f"{self.id} {self.task.name}: {k} of {n} public checks pass so far."

    def details(self) -> list[tuple[str, str]]:
        """Return what passed and what failed, as pairs of a heading and a text."""
        rows = [("Passes", name) for name in self.passed]
        if self.not_shown:
            rows.append(("Printed", self.not_shown))
        failed = self.failed
        if failed is None:
            return rows
        rows.append(("Fails", self.failed_check))
        if self.mend_first:
            rows.append(("First", self.mend_first))
        rows.append(("What was seen", failed.what))
        if failed.where:
            rows.append(("Where", failed.where))
        if failed.given:
            rows.append(("Input", shown_arguments(failed.given)))
            if failed.got is not ...:
                rows.append(("Came back", shown(failed.got)))
        if failed.wanted_property:
            rows.append(("What does not hold", failed.wanted_property))
        if failed.hint:
            rows.append(("Hint", failed.hint))
        return rows

    def closing(self) -> str:
        """Return the sentence about what has not been asked."""
        waiting = sum(check.points for check in self.task.hidden)
        if not waiting:
            return "This function has no hidden checks."
        return (
            "The hidden checks have not run: they use other inputs, "
            f"and bring {waiting} of the {self.task.points} points."
        )


@dataclass(frozen=True)
class Answer:
    """What `check` returns: reports, and how far the exercise is. Its text form is its repr.

    seen: what is known of the functions, from this session and from earlier ones. onward: where to
    go on from here.
    """

    exercise: Exercise
    reports: tuple[TaskReport, ...]
    seen: Mapping[str, State]
    onward: str = ""

    @property
    def ok(self) -> bool:
        """Whether all that was asked holds."""
        return all(report.ok for report in self.reports)

    def progress(self) -> str:
        """Return the line that says which functions pass, and the points so far."""
        tasks = self.exercise.tasks
        done = [task.name for task in passing(self.exercise, self.seen)]
        points = sum(self.seen[task.name].points for task in tasks if task.name in self.seen)
        public = sum(check.points for task in tasks for check in task.public)
        names = f" ({', '.join(done)})" if done else ""
        return (
            f"Exercise {self.exercise.number}: {len(done)} of {len(tasks)} functions pass{names}; "
            f"{points} of {public} public points so far, "
            f"{self.exercise.points - public} more wait for the hidden checks."
        )

    def states(self) -> list[str]:
        """Return one line for each function of the exercise."""
        lines = []
        for task in self.exercise.tasks:
            seen = self.seen.get(task.name)
            state = ABSENT if seen is None else "passes" if seen.ok else "not yet"
            lines.append(f"{self.exercise.id_of(task)} {task.name}: {state}")
        return lines

    def __repr__(self) -> str:
        """Return the answer as plain text."""
        lines = []
        for report in self.reports:
            lines.append(report.verdict())
            lines += [f"{INDENT}{heading}: {text}" for heading, text in report.details()]
            lines.append(f"{INDENT}{report.closing()}")
        if len(self.reports) != 1:
            lines += self.states()
        lines += [self.onward] if self.onward else []
        return "\n".join([*lines, self.progress()])

    def _repr_html_(self) -> str:
        """Return the answer as HTML that takes its colours from the page."""
        pieces = [_html(report) for report in self.reports]
        if len(self.reports) != 1:
            pieces.append("".join(f"{marked(line)}<br>" for line in self.states()))
        if self.onward:
            pieces.append(f"<p>{marked(self.onward)}</p>")
        pieces.append(f"<p><small>{marked(self.progress())}</small></p>")
        return framed("".join(pieces))


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
            state = f"{here} of {len(exercise.tasks)} functions pass"
            rows.append(f"{exercise.number} {exercise.title}: {state if answer.seen else ABSENT}")
        return [*rows, f"All exercises: {done} of {of} functions pass."]

    def __repr__(self) -> str:
        """Return the overview as plain text."""
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        """Return the overview as HTML that takes its colours from the page."""
        return framed("".join(f"{marked(line)}<br>" for line in self.lines()))


def framed(inside: str) -> str:
    """Return HTML with a line at its side, in the colours of the page that it stands in."""
    style = "border-left: 4px solid currentColor; padding: 0.2em 1em; margin: 0.5em 0"
    return f'<div class="dl-check" style="{style}">{inside}</div>'


def _html(report: TaskReport) -> str:
    """Return one report as HTML."""
    items = "".join(
        f"<li><strong>{marked(heading)}:</strong> {marked(text)}</li>"
        for heading, text in report.details()
    )
    return (
        f"<p><strong>{marked(report.verdict())}</strong></p><ul>{items}</ul>"
        f"<p>{marked(report.closing())}</p>"
    )

"""What a check answers: plain text for every screen, and the same as HTML for a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dlcourse._equations import in_html, numbered
from dlcourse._words import _, listed, n_, of_
from dlcourse.grading.checking.markup import framed, leading, marked
from dlcourse.grading.checking.plain import shown, shown_arguments
from dlcourse.grading.checking.progress import NEW, State, passing
from dlcourse.grading.checking.running import Outcome
from dlcourse.grading.exercise.spec import Exercise, Task

INDENT = "   "


@dataclass(frozen=True)
class TaskReport:
    """What the public checks of one task said: those that hold, then the first that does not.

    failed: its sentences are English still, and said in the reader's language here.
    mend_first: a sentence about an earlier function that this one calls and that fails itself.
    not_shown: a sentence about printed lines that were left out. again: whether the check failed
    the last time too: then the right value is shown. time: a sentence about calls that took long.
    noticed: sentences about checks that hold.
    """

    id: str
    task: Task
    passed: tuple[str, ...]
    points: int
    failed_check: str = ""
    failed: Outcome | None = None
    mend_first: str = ""
    not_shown: str = ""
    again: bool = False
    time: str = ""
    noticed: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every public check holds."""
        return self.failed is None

    def verdict(self) -> str:
        """Return the first line of the report."""
        k, n = len(self.passed), len(self.task.public)
        if self.ok:
            return of_(
                "{id} {name}: all {n} public checks pass.",
                n,
                id=self.id,
                name=self.task.name,
            )
        return of_(
            "{id} {name}: {k} of {n} public checks pass so far.",
            n,
            id=self.id,
            name=self.task.name,
            k=k,
        )

    def details(self) -> list[tuple[str, str]]:
        """Return what passed and what failed, as pairs of a heading and a text."""
        rows = [(_("Passes"), _(name)) for name in self.passed]
        rows += [(_("What was seen"), _(sentence)) for sentence in self.noticed]
        if self.not_shown:
            rows.append((_("Printed"), self.not_shown))
        failed = self.failed
        if self.time and not (failed and failed.what == self.time):
            rows.append((_("Time"), _(self.time)))
        if failed is None:
            return rows
        rows.append((_("Fails"), _(self.failed_check)))
        if self.mend_first:
            rows.append((_("First"), self.mend_first))
        rows.append((_("What was seen"), _(failed.what)))
        if failed.where:
            rows.append((_("Where"), _(failed.where)))
        if failed.given:
            rows.append((_("Input"), shown_arguments(failed.given)))
            if failed.got is not ...:
                rows.append((_("Came back"), shown(failed.got)))
        if failed.wanted:
            later = _("The right value is shown when this check fails once more.")
            rows.append((_("Expected"), shown_arguments(failed.wanted) if self.again else later))
        if failed.wanted_property:
            rows.append((_("What does not hold"), _(failed.wanted_property)))
        if failed.hint:
            rows.append((_("Hint"), _(failed.hint)))
        if n := len(self.task.hints):
            rows.append((_("More help"), self._steps(n)))
        return rows

    def _steps(self, n: int) -> str:
        """Return the sentence about the hints, of which there are n."""
        return n_(
            'hint("{id}") helps in {n} step.',
            'hint("{id}") helps in {n} steps, one each time you ask.',
            n,
            id=self.id,
        )

    def closing(self) -> str:
        """Return the sentence about what has not been asked."""
        hidden = _("This function has no hidden checks.")
        if waiting := sum(check.points for check in self.task.hidden):
            hidden = of_(
                "The hidden checks have not run: they use other inputs, and bring {waiting} of the "
                "{n} points.",
                self.task.points,
                waiting=waiting,
            )
        worked = _('solution("{id}") shows a worked solution with its reasons.', id=self.id)
        has_one = self.task.why or self.task.sealed
        return f"{hidden} {worked}" if self.ok and has_one else hidden


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
        told = {
            "number": self.exercise.number,
            "done": len(done),
            "names": listed(done),
            "points": points,
            "public": public,
            "hidden": self.exercise.points - public,
        }
        if not done:
            return of_(
                "Exercise {number}: {done} of {n} functions pass; {points} of {public} public "
                "points so far, {hidden} more wait for the hidden checks.",
                len(tasks),
                **told,
            )
        return of_(
            "Exercise {number}: {done} of {n} functions pass ({names}); {points} of {public} "
            "public points so far, {hidden} more wait for the hidden checks.",
            len(tasks),
            **told,
        )

    def states(self) -> list[str]:
        """Return one line for each function of the exercise."""
        lines = []
        for task in self.exercise.tasks:
            state = self.seen.get(task.name, NEW)
            lines.append(_(state.known, id=self.exercise.id_of(task), name=task.name))
        return lines

    def __repr__(self) -> str:
        """Return the answer as plain text."""
        lines = []
        for report in self.reports:
            lines.append(report.verdict())
            lines += [f"{INDENT}{labelled(name)} {text}" for name, text in report.details()]
            lines.append(f"{INDENT}{report.closing()}")
        if len(self.reports) != 1:
            lines += self.states()
        lines += [self.onward] if self.onward else []
        return numbered("\n".join([*lines, self.progress()]))

    def _repr_html_(self) -> str:
        """Return the answer as HTML that takes its colours from the page."""
        pieces = [_html(report) for report in self.reports]
        if len(self.reports) != 1:
            pieces.append("".join(f"{marked(line)}<br>" for line in self.states()))
        if self.onward:
            pieces.append(f"<p>{leading(marked(self.onward))}</p>")
        pieces.append(f"<p><small>{marked(self.progress())}</small></p>")
        return framed("".join(pieces))


def labelled(name: str) -> str:
    """Return a label as it stands before a text."""
    return _("{label}:", label=name)


def _html(report: TaskReport) -> str:
    """Return one report as HTML."""
    items = "".join(
        f"<li><strong>{marked(labelled(name))}</strong> {marked(text, in_html)}</li>"
        for name, text in report.details()
    )
    return (
        f"<p><strong>{marked(report.verdict())}</strong></p><ul>{items}</ul>"
        f"<p>{marked(report.closing())}</p>"
    )

"""Grade one submission against an exercise: the same seed gives the same questions and marks.

All public checks are asked before the first hidden one. So nothing that a student reads of them, or
of the file, can tell of a hidden input: the student's code has seen none by then.
"""

import hmac
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial

import numpy as np

from dlcourse._words import Said, _, listed, of_
from dlcourse.grading.checking.mistakes import Asked
from dlcourse.grading.checking.notes import note_in_words
from dlcourse.grading.checking.plain import shown, shown_arguments
from dlcourse.grading.checking.running import Outcome, run_check
from dlcourse.grading.exercise.kit import NOTHING as NO_RESULT
from dlcourse.grading.exercise.spec import Check, Exercise, Task
from dlcourse.grading.marking import faults
from dlcourse.grading.marking.marks import GRADED, LONGEST, NOT_GRADED, NOTHING, Mark, Result, Work
from dlcourse.grading.marking.stopped import why_no_result
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.call import RemoteCall
from dlcourse.grading.sandbox.errors import (
    Lost,
    MemoryLimit,
    RemoteError,
    TimeLimit,
    Unavailable,
    Violation,
)
from dlcourse.grading.sandbox.remote import Session

# What the page says where home says more: whether the function printed is not known here.
NOTHING_HERE = Said(
    "Nothing came back: the function came to its end without a `return`, or the dots still stand "
    "in place of its lines."
)


def grade(work: Work, exercise: Exercise, seed: int, sandbox: Sandbox) -> Result:
    """Return the marks of one submission. Raises Unavailable where no sandbox could be started."""
    began = time.monotonic()
    notes = list(work.notes)
    if work.data is None:
        return _result(work, exercise, [], notes, began)
    names = [task.name for task in exercise.tasks]
    with Session(sandbox, work.file, work.data, names) as session:
        defined: set[str] = set()
        unread = ""  # why nobody can tell which functions the file defines
        try:
            session.start()
            defined = session.defined(names)
        except RemoteError as error:
            unread = why_no_result(error)
            notes.append(unread)
        asking = _Asking(exercise, seed, work.digest, session, defined, unread)
        public = [asking.marks(task, task.public) for task in exercise.tasks]
        public = _first_things_first(exercise, public, session)
        notes += [note_in_words(note) for note in session.notes]
        hidden = [asking.marks(task, task.hidden) for task in exercise.tasks]
        marks = [mark for both in zip(public, hidden, strict=True) for m in both for mark in m]
    missing = [name for name in names if name not in defined]
    if missing and not unread:
        notes.append(_("The file defines no function named {names}.", names=listed(missing)))
    result = _result(work, exercise, marks, [*asking.unfair, *notes], began)
    result = replace(result, content=session.content, faults=tuple(asking.faults))
    if asking.unfair:
        return replace(result, status=NOT_GRADED)
    return result if defined else replace(result, status=NOTHING)


def _first_things_first(
    exercise: Exercise, public: list[list[Mark]], session: Session
) -> list[list[Mark]]:
    """Blame no function that reads an earlier one which fails: its hint says to mend that one."""
    failing = [any(not mark.passed for mark in marks) for marks in public]
    reads: dict[str, set[str]] = {}
    if sum(failing) > 1:
        with suppress(RemoteError):
            reads = session.reads([task.name for task in exercise.tasks])
    told = []
    for k, (task, marks) in enumerate(zip(exercise.tasks, public, strict=True)):
        before = [t.name for t, fails in zip(exercise.tasks[:k], failing, strict=False) if fails]
        first = next((name for name in before if name in reads.get(task.name, ())), "")
        said = _("This function calls {name}, which fails too. Mend {name} first.", name=first)
        told.append([m if m.passed or not first else replace(m, hint=said) for m in marks])
    return told


class _Asking:
    """The checks of one file, asked one after the other; `unfair` and `faults` say which are wrong.

    The seed of a faulty check stands in `faults` alone: whoever has it knows the hidden input.
    """

    def __init__(
        self,
        exercise: Exercise,
        seed: int,
        digest: str,
        session: Session,
        defined: set[str],
        unread: str,
    ):
        self.exercise, self.seed, self.digest = exercise, seed, digest
        self.session, self.defined, self.unread = session, defined, unread
        self.unfair: list[str] = []
        self.faults: list[str] = []
        self.asked: dict[str, list[Asked]] = {}  # by function, so that no answer may change

    def marks(self, task: Task, checks: tuple[Check, ...]) -> list[Mark]:
        """Return what some checks of a task come to. A known mistake is told by all their calls."""
        asked = self.asked.setdefault(task.name, [])
        return [self._mark(task, check, asked) for check in checks]

    def _mark(self, task: Task, check: Check, asked: list[Asked]) -> Mark:
        call = self.session.call(task.name) if task.name in self.defined else None
        rng = partial(generator, self.seed, self.digest, task.name, check.name)
        mark = _mark(task, check, call, rng(), asked, self.unread)
        if call is not None and not (mark.passed or is_fair(task, check, rng())):
            self._fault(task, check)
        return mark

    def _fault(self, task: Task, check: Check) -> None:
        number = self.exercise.id_of(task)
        self.unfair.append(
            _(
                "The check {check} of {id} {name} fails the right answer. The fault is the "
                "exercise's, so nothing was charged.",
                check=check.name,
                id=number,
                name=task.name,
            )
        )
        seed = seed_of_check(self.seed, self.digest, task.name, check.name)
        self.faults.append(faults.of_check(number, task.name, check.name, seed))


def is_fair(task: Task, check: Check, rng: np.random.Generator) -> bool:
    """Say whether the right answer passes a check with these random numbers.

    If not, the fault is the author's, whatever the student's function did.
    """
    return run_check(task, check, task.reference, rng).ok


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
        n = len(failed)
        said[of_("{failed} of {n} checks do not pass.", len(marks), failed=n)] = None
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


def generator(seed: int, digest: str, task: str, check: str) -> np.random.Generator:
    """Return the random numbers of one check of one file, whatever its name and the order.

    digest: of the file's bytes: two copies of a file are asked the same, and get the same mark.
    """
    return np.random.default_rng(seed_of_check(seed, digest, task, check))


def seed_of_check(seed: int, digest: str, task: str, check: str) -> int:
    """Return what one check of one file is asked with, which tells nothing of any other."""
    key, of = f"{seed}".encode(), "\0".join((digest, task, check)).encode()
    return int.from_bytes(hmac.digest(key, of, "sha256")[:16])


def _mark(
    task: Task,
    check: Check,
    call: RemoteCall | None,
    rng: np.random.Generator,
    asked: list[Asked],
    unread: str = "",
) -> Mark:
    """Return what one check came to; call: the student's function, if there is one.

    asked: the calls of the checks of this task so far; those of this check are added. unread: why
    the file could not be read, if so.
    """
    hidden = check in task.hidden
    nothing = _("There is no function {name} in the file.", name=task.name)
    message, hint, stopped = unread or nothing, "", False
    given, got = "", ""
    if call is not None:
        outcome = run_check(task, check, call, rng, asked, named=not hidden)
        if isinstance(call.broken, Unavailable):
            raise call.broken
        message, hint = _told(task, outcome, call.broken)
        if hidden:
            return _hidden(task, check, message)
        given, got = _seen(outcome)
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
        given=given[:LONGEST],
        got=got[:LONGEST],
    )


def _hidden(task: Task, check: Check, told: str) -> Mark:
    """Return the mark of a hidden check, whose student learns whether it passes, and no more.

    How a function fails is the student's to choose: each way would be a letter of a message.
    """
    fails = _(
        "With inputs that are not shown, the function gives something else, stops, or takes too "
        "long."
    )
    return Mark(
        task=task.name,
        check=check.name,
        hidden=True,
        points=0 if told else check.points,
        of=check.points,
        passed=not told,
        message=" ".join(filter(None, (fails, _(check.why)))) if told else "",
        told=told[:LONGEST],
    )


def _seen(outcome: Outcome) -> tuple[str, str]:
    """Return input and result in words, where there are any."""
    given = shown_arguments(outcome.given) if outcome.given else ""
    return given, "" if outcome.got is ... else shown(outcome.got)


def _told(task: Task, outcome: Outcome, broken: RemoteError | None) -> tuple[str, str]:
    """Return message and hint of a check; none if it passes.

    broken: what broke the sandbox, if something did: then no outcome is a pass.
    """
    if isinstance(outcome.error, RemoteError):
        return why_no_result(outcome.error, task.name), _(outcome.hint)
    if outcome.error is not None:  # before anything was asked: no student's doing
        name = type(outcome.error).__name__
        return _("The check could not be completed ({error}).", error=name), ""
    if broken is not None:
        return why_no_result(broken, task.name), ""
    if outcome.ok:
        return "", ""
    what = _(NOTHING_HERE if outcome.what == NO_RESULT else outcome.what) or _(
        "A property does not hold."
    )
    parts = [what, _(outcome.wanted_property)]
    return " ".join(part for part in parts if part), _(outcome.hint)

"""A class: files go out, each comes to a result, and a journal keeps it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from dlcourse._words import _
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking import faults
from dlcourse.grading.marking.grade import grade, not_graded
from dlcourse.grading.marking.journal import Journal
from dlcourse.grading.marking.marks import Result, Work
from dlcourse.grading.marking.submissions import Submission
from dlcourse.grading.marking.threads import Threads
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import Unavailable

GRADERS = 2  # that may end while one file is running
WORKERS = 3  # that may be lost while they have one file


class Engine(Protocol):
    """Carries files to where they are run, and back what they came to. It decides nothing.

    here: whether they are run beside this process, which may then end through one of them.
    """

    here: bool

    @property
    def room(self) -> int:
        """How many files may be under way; 0 where nobody can take one now."""

    def send(self, ticket: int, work: Work) -> None:
        """Send a file out under a number of its own."""

    def come(self) -> list[tuple[int, Result | None]]:
        """Wait, and return what came; None for a file whose worker was lost while it had it."""

    def close(self) -> None:
        """Forget what is under way."""


class Classroom:
    """Grades submissions of one exercise."""

    def __init__(self, exercise: Exercise, seed: int, sandbox: Sandbox, journal: Journal):
        self.exercise, self.seed, self.sandbox, self.journal = exercise, seed, sandbox, journal
        self.known = 0  # results that came from the journal
        self._sent = 0
        self._again: list[Submission] = []  # whose worker was lost

    def results(self, submissions: list[Submission], jobs: int) -> Iterator[Result]:
        """Yield the result of each submission, `jobs` at a time on this machine."""
        yield from self.carried(submissions, Threads(self.decided, jobs))

    def carried(self, submissions: list[Submission], engine: Engine) -> Iterator[Result]:
        """Yield the result of each submission, as they come; known ones from the journal.

        Those that were running when a grader ended, or on a worker that was lost, come last, and
        alone: so if it happens again, it is known beside which. Of the files no more are in memory
        than the engine has under way, and one.
        """
        alone = self.journal.downed.union(self.journal.suspects)
        try:
            yield from self._together((s for s in submissions if s.student not in alone), engine)
            self._again += [s for s in submissions if s.student in alone]
            while self._again:
                last, self._again = self._again, []
                yield from self._together(last, engine, 1)
        finally:  # also where the reader stops reading, with Ctrl-C
            engine.close()

    def decided(self, work: Work) -> Result:
        """Return what one file comes to, wherever this runs."""
        return decided(work, self.exercise, self.seed, self.sandbox)

    def barred(self, digest: str) -> bool:
        """Say whether a file with these bytes is not run any more, for what happened beside it."""
        return self.journal.ended(digest) >= GRADERS or self.journal.downs(digest) >= WORKERS

    def _together(
        self, submissions: Iterable[Submission], engine: Engine, most: int | None = None
    ) -> Iterator[Result]:
        """Send out as many as there is room for, `most` at a time; yield what comes."""
        out: dict[int, tuple[Submission, Work]] = {}
        for submission in submissions:
            work = submission.read()
            known = self._known(work)
            if known is not None:
                self.known += 1
                yield known
                continue
            # What came is written down before the next file goes out: that one may end the grader,
            # and who had ended before it would be taken for one that was running.
            while len(out) >= (engine.room if most is None else min(most, engine.room)):
                yield from self._kept(engine.come(), out)
            if engine.here and work.data is not None:
                self.journal.begin(work)
            self._sent += 1
            out[self._sent] = submission, work
            engine.send(self._sent, work)
        while out:
            yield from self._kept(engine.come(), out)

    def _known(self, work: Work) -> Result | None:
        """Return the result of a file that is not to be run, or not any more."""
        known = self.journal.get(work)
        if known is None and self.barred(work.digest):
            ended = self.journal.ended(work.digest) >= GRADERS
            why = _why_never_again() if ended else _why_no_worker_again()
            return not_graded(work, self.exercise, why)
        return known

    def _kept(
        self,
        came: list[tuple[int, Result | None]],
        out: dict[int, tuple[Submission, Work]],
    ) -> Iterator[Result]:
        """Write down what came, and yield it. A file's first answer counts, and no later one."""
        for ticket, result in came:
            if ticket not in out:
                continue
            submission, work = out.pop(ticket)
            if result is not None:
                yield self.journal.add(result)
                continue
            self.journal.down(work)
            self._again.append(submission)


def decided(work: Work, exercise: Exercise, seed: int, sandbox: Sandbox) -> Result:
    """Return what one file comes to. No submission and no machine can make it raise."""
    try:
        return grade(work, exercise, seed, sandbox)
    except Unavailable as error:
        why = _("No sandbox could be started: {error}", error=str(error).strip()[:200])
        return not_graded(work, exercise, why)
    except Exception as error:
        why = _("The grader failed ({error}).", error=type(error).__name__)
        row = not_graded(work, exercise, why)
        return replace(row, faults=(faults.of_grader(work.file, error),))


def _why_never_again() -> str:
    return _(
        "The grader itself was ended {n} times while this file was running, so the file is not run "
        "any more. To run it all the same, choose another folder with --out.",
        n=GRADERS,
    )


def _why_no_worker_again() -> str:
    return _(
        "{n} workers were lost while they had this file, the last ones while they had no other, so "
        "the file is not run any more. To run it all the same, choose another folder with --out.",
        n=WORKERS,
    )


def in_order(results: list[Result]) -> list[Result]:
    """Return results by student."""
    return sorted(results, key=lambda result: (result.student.casefold(), result.student))

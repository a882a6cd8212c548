"""A class: threads that each supervise one sandbox at a time, and a journal of what they find."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace

from dlcourse._words import _
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking import faults
from dlcourse.grading.marking.grade import grade, not_graded
from dlcourse.grading.marking.journal import Journal
from dlcourse.grading.marking.marks import Result
from dlcourse.grading.marking.submissions import Submission
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import Unavailable

GRADERS = 2  # that may end while one file is running


class Classroom:
    """Grades submissions of one exercise, `jobs` at a time."""

    def __init__(self, exercise: Exercise, seed: int, sandbox: Sandbox, journal: Journal):
        self.exercise, self.seed, self.sandbox, self.journal = exercise, seed, sandbox, journal
        self._stopped = threading.Event()

    def results(self, submissions: list[Submission], jobs: int) -> Iterator[Result]:
        """Yield the result of each submission, as they come; known ones from the journal.

        Those that were running when a grader ended come last, and alone: so if it ends again, it
        is known beside which.
        """
        last = {s for s in submissions if s.student in self.journal.suspects}
        try:
            yield from self._together([s for s in submissions if s not in last], jobs)
            yield from self._together([s for s in submissions if s in last], 1)
        finally:  # also where the reader stops reading, with Ctrl-C
            self._stopped.set()

    def _together(self, submissions: list[Submission], jobs: int) -> Iterator[Result]:
        pool = ThreadPoolExecutor(jobs)
        futures = [pool.submit(self.one, submission) for submission in submissions]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            self._stopped.set()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def one(self, submission: Submission) -> Result:
        """Return one result. No submission and no machine can make it raise."""
        work = submission.read()
        known = self.journal.get(work)
        if known is not None:
            return known
        if self._stopped.is_set():
            return not_graded(work, self.exercise, _("The run was interrupted."))
        if self.journal.ended(work.digest) >= GRADERS:
            return not_graded(work, self.exercise, _why_never_again())
        if work.data is not None:
            self.journal.begin(work)
        try:
            result = grade(work, self.exercise, self.seed, self.sandbox)
        except Unavailable as error:
            why = _("No sandbox could be started: {error}", error=str(error).strip()[:200])
            result = not_graded(work, self.exercise, why)
        except Exception as error:
            why = _("The grader failed ({error}).", error=type(error).__name__)
            row = not_graded(work, self.exercise, why)
            result = replace(row, faults=(faults.of_grader(work.file, error),))
        self.journal.add(result)
        return result


def _why_never_again() -> str:
    return _(
        "The grader itself was ended {n} times while this file was running, so the file is not run "
        "any more. To run it all the same, choose another folder with --out.",
        n=GRADERS,
    )


def in_order(results: list[Result]) -> list[Result]:
    """Return results by student."""
    return sorted(results, key=lambda result: (result.student.casefold(), result.student))

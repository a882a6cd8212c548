"""A class: threads that each supervise one sandbox at a time, and a journal of what they find."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.grade import grade, not_graded
from dlcourse.grading.marking.journal import Journal
from dlcourse.grading.marking.marks import Result
from dlcourse.grading.marking.submissions import Submission
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import Unavailable


class Classroom:
    """Grades submissions of one exercise, `jobs` at a time."""

    def __init__(self, exercise: Exercise, seed: int, sandbox: Sandbox, journal: Journal):
        self.exercise, self.seed, self.sandbox, self.journal = exercise, seed, sandbox, journal
        self._stopped = threading.Event()

    def results(self, submissions: list[Submission], jobs: int) -> Iterator[Result]:
        """Yield the result of each submission, as they come; known ones from the journal."""
        pool = ThreadPoolExecutor(jobs)
        futures = [pool.submit(self.one, submission) for submission in submissions]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:  # also where the reader stops reading, with Ctrl-C
            self._stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def one(self, submission: Submission) -> Result:
        """Return one result. No submission and no machine can make it raise."""
        work = submission.read()
        known = self.journal.get(work)
        if known is not None:
            return known
        if self._stopped.is_set():
            return not_graded(work, self.exercise, "The run was interrupted.")
        try:
            result = grade(work, self.exercise, self.seed, self.sandbox)
        except Unavailable as error:
            why = f"No sandbox could be started: {str(error).strip()[:200]}"
            return not_graded(work, self.exercise, why)
        except Exception as error:
            return not_graded(work, self.exercise, f"The grader failed: {error!r:.200}")
        self.journal.add(result)
        return result


def in_order(results: list[Result]) -> list[Result]:
    """Return results by student."""
    return sorted(results, key=lambda result: (result.student.casefold(), result.student))

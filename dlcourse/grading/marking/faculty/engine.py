"""The engine of a faculty: files go to a scheduler's workers, and what they came to comes back.

The scheduler gives nothing out again by itself: what is lost with a worker comes back here, is
written into the journal, and goes out again from there.
"""

import contextlib
import math
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import Any

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.faculty import worker
from dlcourse.grading.marking.faculty.answers import NoAnswer, answered
from dlcourse.grading.marking.faculty.question import Question
from dlcourse.grading.marking.faculty.roll import Roll
from dlcourse.grading.marking.grade import not_graded
from dlcourse.grading.marking.marks import NOT_GRADED, Result, Work

AHEAD = 2  # files for each thread of a worker: the next is there when one is done
TRIES = 3  # of one file, for which it is not to blame, until its row says so
LOOK = 1.0  # seconds between two looks at who is there
STUCK = 10.0  # seconds until a file that no worker can take goes out anew
ALONE = "submission"  # stands for a file's name, in which students' names may stand


class Gone(Exception):
    """The scheduler, or every worker, is out of reach. What came is in the journal."""


@dataclass
class _Out:
    """A file that is under way. to: the workers that may have it."""

    work: Work
    future: Any = None
    to: frozenset[str] = frozenset()
    tries: int = 0
    stuck: float = math.inf  # since when nobody is there who may have it


@dataclass
class Faculty:
    """Carries files to the workers of a scheduler.

    told: takes a sentence for the teacher. patience: seconds without any worker, or without the
    scheduler, until Gone is raised.
    """

    client: Any
    exercise: Exercise
    question: Question
    told: Callable[[str], None]
    patience: float
    here: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Begin with nobody known."""
        self._packed = self.question.packed()
        self._out: dict[int, _Out] = {}
        self._roll = Roll(self.client, self._ask_worker, self.told)
        self._came: SimpleQueue[tuple[int | str, Any]] = SimpleQueue()
        self._looked = -math.inf
        self._lonely = time.monotonic()  # since when nobody can grade

    @property
    def room(self) -> int:
        """How many files may be under way: a few for each thread of the workers that can grade."""
        return AHEAD * self._roll.threads

    def send(self, ticket: int, work: Work) -> None:
        """Send a file to whichever worker is free first."""
        self._out[ticket] = _Out(work)
        self._submit(ticket)

    def come(self) -> list[tuple[int, Result | None]]:
        """Wait for a result, or for room. Raises Gone."""
        had = self.room
        while True:
            self._look_around()
            try:
                key, future = self._came.get(timeout=LOOK)
            except Empty:
                continue
            if isinstance(key, str):
                self._roll.hear(key, future, self.patience)
                if self.room > had:
                    return []
            elif key in self._out and self._out[key].future is future:
                came = self._opened(key, future)
                if came is not None:
                    del self._out[key]
                    return [(key, came[0])]

    def close(self) -> None:
        """Let the scheduler forget what is under way."""
        self._out.clear()
        with contextlib.suppress(Exception):  # it may be gone
            self.client.close(timeout=2)

    def _submit(self, ticket: int) -> None:
        out = self._out[ticket]
        if out.future is not None and not out.future.done():
            out.future.cancel()
        out.to = self._roll.good()
        if not out.to:
            out.future, out.stuck = None, -math.inf  # as soon as somebody is there
            return
        out.stuck = math.inf
        ending = ".ipynb" if out.work.file.lower().endswith(".ipynb") else ".py"
        arguments = (self._packed, ALONE + ending, list(out.work.notes), out.work.data)
        out.future = self._ask(ticket, out.to, worker.answer, *arguments)

    def _ask_worker(self, address: str) -> Any:
        return self._ask(address, frozenset([address]), worker.ready, self._packed)

    def _ask(
        self, key: int | str, to: frozenset[str], function: Callable[..., str], *arguments: Any
    ) -> Any:
        """Have some of the workers call a function; what comes of it goes to the queue."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it advises to lay large arguments onto one worker
                future = self.client.submit(
                    function, *arguments, pure=False, workers=sorted(to), allow_other_workers=False
                )
        except Exception as error:  # it waits and tries again by itself, until it is closed
            raise Gone(
                f"The scheduler takes no files any more ({type(error).__name__})."
            ) from error
        future.add_done_callback(lambda done: self._came.put((key, done)))
        return future

    def _opened(self, ticket: int, future: Any) -> tuple[Result | None] | None:
        """Return what a file came to, None within if its worker was lost, or send it out again."""
        from distributed import KilledWorker

        out = self._out[ticket]
        if future.status in ("cancelled", "lost"):  # with the scheduler, and all that it knew
            self._roll.forget()
            self._submit(ticket)
            return None
        try:
            text = future.result(timeout=self.patience)
            address, refused, result = answered(text, out.work, self.exercise)
        except KilledWorker:
            return (None,)
        except NoAnswer as error:
            return self._once_more(ticket, str(error))
        except Exception as error:
            return self._once_more(ticket, f"A worker failed ({type(error).__name__}).")
        if result is None:
            self._roll.refuse(address, refused)
            self._submit(ticket)
            return None
        named = tuple(fault.replace(ALONE, out.work.file) for fault in result.faults)
        result = replace(result, student=out.work.student, file=out.work.file, faults=named)
        if result.status == NOT_GRADED and not named:  # it has no sandbox any more
            self._roll.refuse(address, result.reason)
            return self._once_more(ticket, result.reason)
        return (result,)

    def _once_more(self, ticket: int, why: str) -> tuple[Result | None] | None:
        """Send a file out again, or give it up for this run."""
        out = self._out[ticket]
        out.tries += 1
        if out.tries >= TRIES:
            return (not_graded(out.work, self.exercise, why),)
        self._submit(ticket)
        return None

    def _look_around(self) -> None:
        """See who came and who left; ask who is new. Raises Gone."""
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        if self.client.status not in ("running", "connecting"):
            raise Gone(f"The scheduler was out of reach for {self.patience:g} seconds.")
        self._roll.look()
        if self.room:
            self._lonely = now
        elif now - self._lonely > self.patience:
            raise Gone(f"No worker could grade for {self.patience:g} seconds.")
        for ticket, out in self._out.items():
            if self._roll.has_one_of(out.to):
                out.stuck = math.inf
            elif now - (since := min(out.stuck, now)) < STUCK:
                out.stuck = since
            elif self.room:
                self._submit(ticket)

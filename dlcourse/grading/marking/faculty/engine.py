"""The engine of a faculty: files go to a scheduler's workers, and what they came to comes back.

The scheduler gives nothing out again by itself: what is lost with a worker comes back here, is
written into the journal, and goes out again from there.
"""

from __future__ import annotations

import contextlib
import json
import math
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from dlcourse.grading.marking.faculty import worker
from dlcourse.grading.marking.faculty.question import Question
from dlcourse.grading.marking.grade import not_graded
from dlcourse.grading.marking.marks import NOT_GRADED, Result, Work

if TYPE_CHECKING:
    from distributed import Client, Future

    from dlcourse.grading.exercise.spec import Exercise

AHEAD = 2  # files for each thread of a worker: the next is there when one is done
TRIES = 3  # of one file, for which it is not to blame, until its row says so
LOOK = 1.0  # seconds between two looks at who is there
ASK_AGAIN = 30.0  # seconds until a worker that refused is asked once more
STUCK = 10.0  # seconds until a file that no worker can take goes out anew
ALONE = "submission"  # stands for a file's name, in which students' names may stand


class Gone(Exception):
    """The scheduler, or every worker, is out of reach. What came is in the journal."""


@dataclass
class _Out:
    """A file that is under way. to: the workers that may have it."""

    work: Work
    future: Future[str] | None = None
    to: frozenset[str] = frozenset()
    tries: int = 0
    stuck: float = math.inf  # since when nobody is there who may have it


@dataclass
class _Worker:
    """Someone who may grade. asked: the answer that is awaited. again: when to ask next."""

    threads: int
    good: bool = False
    asked: Future[str] | None = None
    again: float = -math.inf


@dataclass
class Faculty:
    """Carries files to the workers of a scheduler.

    told: takes a sentence for the teacher. patience: seconds without any worker, or without the
    scheduler, until Gone is raised.
    """

    client: Client
    exercise: Exercise
    question: Question
    told: Callable[[str], None]
    patience: float
    here: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Begin with nobody known."""
        self._packed = self.question.packed()
        self._out: dict[int, _Out] = {}
        self._workers: dict[str, _Worker] = {}
        self._came: SimpleQueue[tuple[int | str, Future[str]]] = SimpleQueue()
        self._refusals: Counter[str] = Counter()
        self._looked = -math.inf
        self._lonely = time.monotonic()  # since when nobody can grade

    @property
    def room(self) -> int:
        """How many files may be under way: a few for each thread of the workers that can grade."""
        return AHEAD * sum(w.threads for w in self._workers.values() if w.good)

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
                self._hear(key, future)
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
        out.to = frozenset(address for address, w in self._workers.items() if w.good)
        if not out.to:
            out.future, out.stuck = None, -math.inf  # as soon as somebody is there
            return
        out.stuck = math.inf
        ending = ".ipynb" if out.work.file.lower().endswith(".ipynb") else ".py"
        arguments = (self._packed, ALONE + ending, list(out.work.notes), out.work.data)
        out.future = self._ask(ticket, out.to, worker.answer, *arguments)

    def _ask(
        self, key: int | str, to: frozenset[str], function: Callable[..., str], *arguments: Any
    ) -> Future[str]:
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

    def _opened(self, ticket: int, future: Future[str]) -> tuple[Result | None] | None:
        """Return what a file came to, None within if its worker was lost, or send it out again."""
        from distributed import KilledWorker

        out = self._out[ticket]
        if future.status in ("cancelled", "lost"):  # with the scheduler, and all that it knew
            self._workers.clear()
            self._submit(ticket)
            return None
        try:
            told = json.loads(future.result(timeout=self.patience))
            refused, address = told["refused"], told["worker"]
            result = None if refused else Result.from_data(told["result"])
        except KilledWorker:
            return (None,)
        except Exception as error:
            return self._once_more(ticket, f"A worker failed ({type(error).__name__}).")
        if result is None:
            self._refuse(address, refused)
            self._submit(ticket)
            return None
        if result.digest != out.work.digest:
            return self._once_more(ticket, "A worker answered for another file.")
        named = tuple(fault.replace(ALONE, out.work.file) for fault in result.faults)
        result = replace(result, student=out.work.student, file=out.work.file, faults=named)
        if result.status == NOT_GRADED and not named:  # it has no sandbox any more
            self._refuse(address, result.reason)
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

    def _hear(self, address: str, future: Future[str]) -> None:
        """Take a worker's word on whether it can grade."""
        known = self._workers.get(address)
        if known is None or known.asked is not future:
            return
        known.asked = None
        if future.status in ("cancelled", "lost"):
            known.again = -math.inf
            return
        try:
            why = future.result(timeout=self.patience)
        except Exception as error:
            why = f"it could not be asked ({type(error).__name__}: {str(error)[:200]})"
        if why:
            self._refuse(address, why)
        else:
            known.good = True

    def _refuse(self, address: str, why: str) -> None:
        """Give no more files to a worker for a while, and say why once."""
        sentence = f"The worker {address} gets no files: {why.rstrip('.')}."
        if not self._refusals[sentence]:
            self.told(sentence)
        self._refusals[sentence] += 1
        if address in self._workers:
            self._workers[address].good = False
            self._workers[address].again = time.monotonic() + ASK_AGAIN

    def _look_around(self) -> None:
        """See who came and who left; ask who is new. Raises Gone."""
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        if self.client.status not in ("running", "connecting"):
            raise Gone(f"The scheduler was out of reach for {self.patience:g} seconds.")
        there = self._who_is_there()
        for address in self._workers.keys() - there.keys():
            del self._workers[address]
        for address, threads in there.items():
            one = self._workers.setdefault(address, _Worker(threads))
            if not one.good and one.asked is None and now >= one.again:
                one.again = math.inf
                one.asked = self._ask(address, frozenset([address]), worker.ready, self._packed)
        if self.room:
            self._lonely = now
        elif now - self._lonely > self.patience:
            raise Gone(f"No worker could grade for {self.patience:g} seconds.")
        for ticket, out in self._out.items():
            if out.to & self._workers.keys():
                out.stuck = math.inf
            elif now - (since := min(out.stuck, now)) < STUCK:
                out.stuck = since
            elif self.room:
                self._submit(ticket)

    def _who_is_there(self) -> dict[str, int]:
        """Return address -> threads of all workers; nobody where the scheduler does not answer."""
        if self.client.status != "running":  # it is looking for the scheduler: do not stand in line
            return {}
        try:
            workers = self.client.scheduler_info()["workers"]
        except Exception:  # it is lost, and the client's status will tell
            return {}
        return {str(address): int(one["nthreads"]) for address, one in workers.items()}

"""The engine of one machine: threads that each supervise one sandbox at a time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from dlcourse.grading.marking.marks import Result, Work


class Threads:
    """Runs what decides a result `room` times at a time, in threads of this process."""

    here = True

    def __init__(self, decide: Callable[[Work], Result], room: int):
        self.room = room
        self._decide = decide
        self._pool = ThreadPoolExecutor(room)
        self._done: SimpleQueue[tuple[int, Future[Result]]] = SimpleQueue()

    def send(self, ticket: int, work: Work) -> None:
        """Begin with a file at once: there are as many threads as there is room."""
        future = self._pool.submit(self._decide, work)
        future.add_done_callback(lambda done: self._done.put((ticket, done)))

    def come(self) -> list[tuple[int, Result | None]]:
        """Wait for the next result."""
        ticket, future = self._done.get()
        return [(ticket, future.result())]

    def close(self) -> None:
        """Wait for nobody: with this process every sandbox ends."""
        self._pool.shutdown(wait=False, cancel_futures=True)

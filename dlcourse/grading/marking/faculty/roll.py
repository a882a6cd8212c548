"""Who is there: the workers of a scheduler, which of them can grade, and why the others cannot."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ASK_AGAIN = 30.0  # seconds until a worker that refused is asked once more


@dataclass
class _Worker:
    """Someone who may grade. asked: the answer that is awaited. again: when to ask next."""

    threads: int
    good: bool = False
    asked: Any = None
    again: float = -math.inf


class Roll:
    """The workers, by address. ask: sends the question to one. told: takes a refusal, once each."""

    def __init__(self, client: Any, ask: Callable[[str], Any], told: Callable[[str], None]):
        self._client, self._ask, self._told = client, ask, told
        self._workers: dict[str, _Worker] = {}
        self._said: set[str] = set()

    @property
    def threads(self) -> int:
        """How many files those that can grade run at a time."""
        return sum(worker.threads for worker in self._workers.values() if worker.good)

    def good(self) -> frozenset[str]:
        """Return the addresses of those that can grade."""
        return frozenset(address for address, worker in self._workers.items() if worker.good)

    def has_one_of(self, addresses: frozenset[str]) -> bool:
        """Say whether one of some workers is there still."""
        return not addresses.isdisjoint(self._workers)

    def forget(self) -> None:
        """Know nobody any more, since the scheduler does not."""
        self._workers.clear()

    def look(self) -> None:
        """See who came and who left, and ask who is new whether it can grade."""
        now, there = time.monotonic(), self._who_is_there()
        for address in self._workers.keys() - there.keys():
            del self._workers[address]
        for address, threads in there.items():
            one = self._workers.setdefault(address, _Worker(threads))
            if not one.good and one.asked is None and now >= one.again:
                one.again = math.inf
                one.asked = self._ask(address)

    def hear(self, address: str, future: Any, patience: float) -> None:
        """Take a worker's word on whether it can grade."""
        known = self._workers.get(address)
        if known is None or known.asked is not future:
            return
        known.asked = None
        if future.status in ("cancelled", "lost"):
            known.again = -math.inf
            return
        try:
            why = future.result(timeout=patience)
        except Exception as error:
            why = f"it could not be asked ({type(error).__name__}: {str(error)[:200]})"
        if why:
            self.refuse(address, why)
        else:
            known.good = True

    def refuse(self, address: str, why: str) -> None:
        """Give no more files to a worker for a while, and say why once."""
        sentence = f"The worker {address} gets no files: {why.rstrip('.')}."
        if sentence not in self._said:
            self._said.add(sentence)
            self._told(sentence)
        if address in self._workers:
            self._workers[address].good = False
            self._workers[address].again = time.monotonic() + ASK_AGAIN

    def _who_is_there(self) -> dict[str, int]:
        """Return address -> threads of all workers; nobody where the scheduler does not answer."""
        if self._client.status != "running":  # it looks for the scheduler: do not stand in line
            return {}
        try:
            workers = self._client.scheduler_info()["workers"]
        except Exception:  # it is lost, and the client's status will tell
            return {}
        return {str(address): int(one["nthreads"]) for address, one in workers.items()}

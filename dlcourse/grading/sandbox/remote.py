"""A student's file in a sandbox: which functions it defines, and calls to them that look local."""

import time
from collections import Counter
from typing import Any

import numpy as np

from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.channel import Channel
from dlcourse.grading.sandbox.errors import (
    Lost,
    RemoteError,
    StudentError,
    TimeLimit,
    Unavailable,
    Violation,
    class_name,
)
from dlcourse.grading.sandbox.launch import launch

STRIKES = 2  # times that one function may run out of time or end its process
STARTS = 12  # sandboxes for one submission
WHY: dict[type[RemoteError], str] = {
    TimeLimit: "It took too long.",
    Violation: "It wrote into the grader's channel.",
    Lost: "It ended the process.",
}


class Session:
    """One submission in its sandbox, which is made anew whenever the student's code breaks it.

    Statements run one by one; one that fails is noted and passed over. One that breaks the
    sandbox is left out of the next.
    """

    def __init__(self, sandbox: Sandbox, name: str, data: bytes):
        self.sandbox, self.name, self.data = sandbox, name, data
        self.notes: list[str] = []
        self._channel: Channel | None = None
        self._ends = time.monotonic() + sandbox.limits.total
        self._starts = 0
        self._skipped: dict[int, str] = {}
        self._strikes: Counter[str] = Counter()
        self._last: dict[str, RemoteError] = {}

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *what: object) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def defined(self, names: list[str]) -> set[str]:
        """Return those of `names` that the file defines as functions."""
        try:
            found = self._ask("defined", (names,), self.sandbox.limits.call)
        except RemoteError:
            return set()
        return {name for name in names if isinstance(found, list) and name in found}

    def call(self, name: str) -> "RemoteCall":
        """Return a function that calls the student's function `name` with plain data."""
        return RemoteCall(self, name)

    def ask_function(self, name: str, args: tuple[Any, ...]) -> Any:
        """Call once; again where the process ended, which need not be the student's doing."""
        if self._strikes[name] >= STRIKES:
            raise self._last[name]
        seconds = self.sandbox.limits.call
        try:
            try:
                return self._ask("call", (name, args), seconds)
            except Lost:
                return self._ask("call", (name, args), seconds)
        except (TimeLimit, Lost, Violation) as error:
            self._strikes[name] += 1
            self._last[name] = error
            raise

    def _ask(self, kind: str, value: tuple[Any, ...], seconds: float) -> Any:
        channel = self._channel or self._start()
        try:
            return channel.ask(kind, value, min(seconds, self._left()))
        except (TimeLimit, Lost, Violation):
            self.close()
            raise

    def _left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeLimit("The whole submission took too long.")
        return left

    def start(self) -> None:
        """Start the sandbox and run the file. Raises RemoteError where the file cannot be read."""
        if self._channel is None:
            self._start()

    def _start(self) -> Channel:
        """Start sandboxes until the file has run in one, without the statements that broke it."""
        while self._starts < STARTS:
            self._starts += 1
            self._left()
            channel = launch(self.sandbox)
            before = len(self._skipped)
            try:
                self._run_all(channel)
            except RemoteError:
                channel.close()
                if len(self._skipped) == before:
                    raise
                continue
            self._channel = channel
            return channel
        raise Lost("The sandbox broke too often.")

    def _run_all(self, channel: Channel) -> None:
        """Run the file's statements one by one, except those that broke a sandbox before."""
        seconds = self.sandbox.limits.piece
        read = channel.ask("load", (self.name, np.frombuffer(self.data, np.uint8)), seconds)
        for note in read["notes"]:
            self._note(note)
        for n, why in self._skipped.items():
            self._note(f"In {channel.ask('where', (n,), seconds)} a statement was left out. {why}")
        for n in range(read["pieces"]):
            if n not in self._skipped:
                self._run(channel, n, min(seconds, self._left()))

    def _run(self, channel: Channel, n: int, seconds: float) -> None:
        """Run one statement, and note it where it fails."""
        try:
            failed = channel.ask("run", (n,), seconds)
        except StudentError as error:
            failed = ["the file", error.class_name]
        except RemoteError as error:
            self._skipped[n] = WHY[type(error)]
            raise
        if isinstance(failed, list) and len(failed) == 2:
            where, name = str(failed[0])[:80], class_name(str(failed[1]))
            self._note(f"In {where} a statement stopped with {name}.")

    def _note(self, note: str) -> None:
        note = str(note)[:300]
        if note not in self.notes and len(self.notes) < 20:
            self.notes.append(note)


class RemoteCall:
    """The student's function, as a check calls it. `broken` is what broke the sandbox, if it did:

    then the check has failed, whatever it made of the error. Where no sandbox could be started
    again, nothing is known about the function.
    """

    def __init__(self, session: Session, name: str):
        self.session, self.name = session, name
        self.broken: RemoteError | Unavailable | None = None

    def __call__(self, *args: Any) -> Any:
        """Return what the student's function returns. Raises RemoteError, Unavailable."""
        try:
            return self.session.ask_function(self.name, args)
        except (TimeLimit, Lost, Violation, Unavailable) as error:
            self.broken = error
            raise

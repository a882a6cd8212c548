"""A student's file in a sandbox: which functions it defines, and calls to them that look local."""

import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.call import RemoteCall
from dlcourse.grading.sandbox.channel import Channel
from dlcourse.grading.sandbox.errors import (
    Lost,
    RemoteError,
    Spent,
    StudentError,
    TimeLimit,
    Violation,
    class_name,
)
from dlcourse.grading.sandbox.inside.cells import PLACE
from dlcourse.grading.sandbox.launch import launch
from dlcourse.grading.sandbox.spending import Spending

STRIKES = 2  # times that one function may run out of time or end its process
BREAKS = 12  # statements that may break the sandbox before only what functions need is run
STARTS = 80  # sandboxes for one submission: more than all functions of an exercise can break
WHY: dict[type[RemoteError], str] = {  # of a TimeLimit the text says it
    Violation: "It wrote into the grader's channel.",
    Lost: "It ended the process.",
}


class Session:
    """One submission in its sandbox, which is made anew whenever the student's code breaks it.

    Statements run one by one; one that fails is noted and passed over. One that breaks the
    sandbox is left out of the next, and so is what has run and is needed by no function. Those that
    run nothing of the student's go together, until something breaks all the same. names: the
    functions that will be asked for; without them every function counts.
    """

    def __init__(self, sandbox: Sandbox, name: str, data: bytes, names: Sequence[str] = ()):
        self.sandbox, self.name, self.data, self.names = sandbox, name, data, list(names)
        self.notes: list[str] = []
        self.content = ""  # a digest of its code
        self._channel: Channel | None = None
        limits = sandbox.limits
        self._spending = Spending(limits)
        self._ends = time.monotonic() + limits.wall(limits.total)
        self._skipped: dict[int, str] = {}
        self._one_by_one = False
        self._tried = 0  # statements that have run at least once
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

    def used(self) -> float:
        """Return the seconds of processor time that the file has used so far."""
        return self._spending.used()

    def waited(self) -> float:
        """Return the seconds that the file has slept or waited so far."""
        return self._spending.waited()

    def defined(self, names: list[str]) -> set[str]:
        """Return those of `names` that the file defines as functions."""
        try:
            found = self._ask("defined", (names,), self.sandbox.limits.call)
        except RemoteError:
            return set()
        told = found if isinstance(found, list) else []
        return {name for name in told if isinstance(name, str) and name in names}

    def reads(self, names: list[str]) -> dict[str, set[str]]:
        """Return for each of `names` those that its code reads, or what it calls."""
        found = self._ask("reads", (names,), self.sandbox.limits.call)
        return {
            name: {other for other in read if isinstance(other, str)}
            for name, read in (found.items() if isinstance(found, dict) else ())
            if isinstance(read, list)
        }

    def call(self, name: str) -> RemoteCall:
        """Return a function that calls the student's function `name` with plain data."""
        return RemoteCall(partial(self.ask_function, name))

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
            return self._question(channel, kind, value, seconds)
        except (TimeLimit, Lost, Violation):
            self.close()
            raise

    def _question(self, channel: Channel, kind: str, value: tuple[Any, ...], seconds: float) -> Any:
        """Ask one question, if the file as a whole has time left. Raises RemoteError."""
        self._in_time()
        return channel.ask(kind, value, seconds, self.sandbox.limits)

    def _in_time(self) -> None:
        """Raise Spent where the file as a whole has used up its time."""
        self._spending.check()
        if time.monotonic() > self._ends:
            wall = self.sandbox.limits.wall(self.sandbox.limits.total)
            raise Spent(f"The whole file has taken more than {wall:g} seconds by the clock.")

    def start(self) -> None:
        """Start the sandbox and run the file. Raises RemoteError where the file cannot be read."""
        if self._channel is None:
            self._start()

    def _start(self) -> Channel:
        """Start sandboxes until the file has run in one, without the statements that broke it."""
        while len(self._spending.channels) < STARTS:
            self._in_time()
            channel = launch(self.sandbox)
            self._spending.begin(channel)
            before = len(self._skipped), self._one_by_one
            try:
                self._run_all(channel)
            except RemoteError:
                channel.close()
                if (len(self._skipped), self._one_by_one) == before:
                    raise
                continue
            finally:
                self._spending.loaded()
            self._channel = channel
            return channel
        raise Spent(f"Its sandbox was broken {STARTS} times.")

    def _run_all(self, channel: Channel) -> None:
        """Run the file's statements one by one, except those that broke a sandbox before.

        What has run before runs again only where a function may need it; so does all of it where
        the demos have used up their time.
        """
        seconds = self.sandbox.limits.piece
        data = np.frombuffer(self.data, np.uint8)
        read = self._question(channel, "load", (self.name, data), seconds)
        self.content = read["content"]
        for note in read["notes"]:
            self._note(note)
        places = [where if PLACE.fullmatch(where) else "the file" for where in read["places"]]
        for n, why in self._skipped.items():
            self._note(f"In {places[n]} a statement was left out. {why}")
        needed: set[int] | None = self._needed(channel) if self._tried else None
        first, enough, together = self._tried, False, list[int]()
        quiet = set() if self._one_by_one else set(read["quiet"])
        for n, where in enumerate(places):
            if n >= first and not enough and (why := self._why_no_demos()):
                enough = True
                self._note(f"From {where} on, what no function needs was left out. {why}")
                needed = needed if needed is not None else self._needed(channel)
            demo = needed is not None and n not in needed
            if n in self._skipped or (demo and (enough or n < first)):
                continue
            if n in quiet:
                together.append(n)
                continue
            self._run_quiet(channel, together, places)
            together = []
            self._run(channel, n, where)
        self._run_quiet(channel, together, places)

    def _needed(self, channel: Channel) -> set[int]:
        """Return the numbers of the statements that functions need."""
        seconds = self.sandbox.limits.piece
        found = self._question(channel, "needed", (self.names,), seconds)
        return {n for n in found if isinstance(n, int)} if isinstance(found, list) else set()

    def _why_no_demos(self) -> str:
        """Say why only what functions need is run from now on, or nothing."""
        if len(self._skipped) >= BREAKS:
            return f"Statements outside of functions have broken the sandbox {BREAKS} times."
        return self._spending.why_no_demos()

    def _run(self, channel: Channel, n: int, where: str) -> None:
        """Run one statement, and note it where it fails.

        where: as the runner said before the student's code ran in it. What it says from now on may
        be the student's, so of that only a class that Python or NumPy has is believed.
        """
        self._tried = max(self._tried, n + 1)
        try:
            failed = self._question(channel, "run", (n,), self.sandbox.limits.piece)
        except StudentError as error:
            failed = error.class_name
        except Spent:
            raise
        except RemoteError as error:
            self._skipped[n] = WHY.get(type(error), str(error))
            raise
        self._stopped(where, failed)

    def _run_quiet(self, channel: Channel, numbers: list[int], places: list[str]) -> None:
        """Run some statements with one question. Where that breaks, each gets its own next time."""
        if not numbers:
            return
        self._tried = max(self._tried, numbers[-1] + 1)
        try:
            failed = self._question(channel, "run_quiet", (numbers,), self.sandbox.limits.piece)
        except Spent:
            raise
        except RemoteError:
            self._one_by_one = True
            raise
        told = failed if isinstance(failed, list) and len(failed) == len(numbers) else numbers
        for n, name in zip(numbers, told, strict=True):
            self._stopped(places[n], name)

    def _stopped(self, where: str, name: object) -> None:
        """Note what a statement stopped with, if it did."""
        said = name if isinstance(name, str) else "no text"
        if said:
            self._note(f"In {where} a statement stopped with {class_name(said)}.")

    def _note(self, note: str) -> None:
        note = str(note)[:300]
        if note not in self.notes and len(self.notes) < 20:
            self.notes.append(note)

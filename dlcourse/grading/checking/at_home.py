"""How the student's own machine calls a function: with patience, and with an end to printing."""

from __future__ import annotations

import contextlib
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from dlcourse._words import Said, _, n_
from dlcourse.grading.sandbox.limits import LIMITS

LINES = 20  # of what a function prints are shown
PATIENCE = 10.0  # seconds, until the check says that it is still waiting
# Python in a page has one thread, and no clock for it alone.
CLOCK: Callable[[], float] = getattr(time, "thread_time", time.perf_counter)


class Stopped(Exception):
    """The student interrupted the function."""


class Ended(Exception):
    """The function tried to end Python: sys.exit, quit."""


class FirstLines:
    """A text stream that hands on the first lines, and counts the rest."""

    def __init__(self, target: TextIO, most: int = LINES) -> None:
        self.target, self.most = target, most
        self.lines = 0
        self.anything = False

    def write(self, text: str) -> int:
        """Hand on what belongs to the first lines."""
        self.anything = self.anything or bool(text)
        for line in text.splitlines(keepends=True):
            if self.lines < self.most:
                self.target.write(line)
            self.lines += line.endswith("\n")
        return len(text)

    def flush(self) -> None:
        """Hand on the wish."""
        self.target.flush()

    def left_out(self) -> str:
        """Return a sentence about the lines that were not shown, or nothing."""
        more = self.lines - self.most
        if more <= 0:
            return ""
        return n_(
            "Of what it printed, {n} more line is not shown.",
            "Of what it printed, {n} more lines are not shown.",
            more,
        )


@contextlib.contextmanager
def first_lines() -> Iterator[FirstLines]:
    """Let the first lines of what is printed through."""
    stream = FirstLines(sys.stdout)
    with contextlib.redirect_stdout(stream):
        yield stream


@contextlib.contextmanager
def patience(name: str, seconds: float = PATIENCE) -> Iterator[None]:
    """Say once that a function is still running, and how to stop it."""
    out = sys.stdout

    def say() -> None:
        waiting = _(
            "{name} has been running for {seconds:g} seconds. If a loop in it has no end, stop it "
            "with ■ above (Kernel, Interrupt), and look at what should end the loop.",
            name=name,
            seconds=seconds,
        )
        out.write(f"{waiting}\n")
        out.flush()

    timer = threading.Timer(seconds, say)
    timer.daemon = True
    with contextlib.suppress(RuntimeError):  # in a page there are no threads: it says so itself
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Timed:
    """A function, and `slowest`: the seconds of processor time that its slowest call took.

    Only this thread is counted. The threads that NumPy's products start wait in a busy loop, which
    would count as work; where the mark is made there are none.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self.call = call
        self.slowest = 0.0

    def __call__(self, *args: Any) -> Any:
        """Call, and measure also where it raises."""
        began = CLOCK()
        try:
            return self.call(*args)
        finally:
            self.slowest = max(self.slowest, CLOCK() - began)


def took(name: str, seconds: float) -> str:
    """Return how long a call took and what the limit is, if it took more than half of that."""
    if seconds <= LIMITS.call / 2:
        return ""
    tenths = math.ceil(10 * seconds) / 10  # up, so that what is beyond the limit looks so
    return Said(
        "A call of {name} took {seconds:g} s of processor time; when it is graded, a call may take "
        "{limit:g} s, on a machine that may be slower or faster than this one.",
        name=name,
        seconds=tenths,
        limit=LIMITS.call,
    )


def kept_going(call: Callable[..., Any], stoppable: bool) -> Callable[..., Any]:
    """Return call, whose attempts to end Python are errors like others.

    stoppable: so is an interruption, as in a notebook, where it means this function and no more.
    """

    def kept(*args: Any) -> Any:
        try:
            return call(*args)
        except KeyboardInterrupt as error:
            if not stoppable:
                raise
            raise Stopped().with_traceback(error.__traceback__) from None
        except (SystemExit, GeneratorExit) as error:
            raise Ended().with_traceback(error.__traceback__) from None

    return kept

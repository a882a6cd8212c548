"""How the student's own machine calls a function: with patience, and with an end to printing."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, TextIO

LINES = 20  # of what a function prints are shown
PATIENCE = 10.0  # seconds, until the check says that it is still waiting


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
        return f"Of what it printed, {more} more lines are not shown." if more > 0 else ""


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
        out.write(
            f"{name} has been running for {seconds:g} seconds. If a loop in it has no end, stop it "
            "with ■ above (Kernel, Interrupt), and look at what should end the loop.\n"
        )
        out.flush()

    timer = threading.Timer(seconds, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def kept_going(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return call, whose attempts to end Python, and whose interruption, are errors like others."""

    def kept(*args: Any) -> Any:
        try:
            return call(*args)
        except KeyboardInterrupt as error:
            raise Stopped().with_traceback(error.__traceback__) from None
        except (SystemExit, GeneratorExit) as error:
            raise Ended().with_traceback(error.__traceback__) from None

    return kept

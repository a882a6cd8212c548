"""The sandbox's only program: runs a student's statements one by one and answers framed questions.

It holds the student's file and numpy, and nothing that is worth stealing: no check, no expected
value, no verdict. Whatever the student's code does to it, it can only give other answers.
"""

import gc
import json
import os
import sys
import types
from typing import Any

import numpy as np

from . import docs, wire
from .cells import Piece, as_in_notebook, content, execute, sources, statements
from .raised import mark_of


def main() -> None:
    """Answer questions from standard input until it closes. The first argument names the limits."""
    ask, answer = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)  # what the student prints goes nowhere, and reading ends at once
    limit(json.loads(sys.argv[1]))
    submission = Submission()
    gc.freeze()  # what is here by now stays: no collection looks at it again
    send(answer, wire.pack("", "ready", None))
    while True:
        prefix = exactly(ask, wire.PREFIX.size)
        header, body = wire.lengths(prefix, wire.QUESTION)
        frame = exactly(ask, header + body)
        question = wire.unpack(frame[:header], frame[header:], wire.QUESTION)
        send(answer, reply(submission, *question))


def limit(limits: dict[str, int]) -> None:
    """Lower the limits of this process for good, such as {"AS": 2**30, "NPROC": 0}."""
    import resource

    for name, value in limits.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
        except (ValueError, OSError):
            if sys.platform == "linux":  # elsewhere no sandbox is promised
                raise


def exactly(fd: int, n: int) -> bytes:
    """Read n bytes; end the process where the grader has gone."""
    read = bytearray()
    while len(read) < n:
        more = os.read(fd, n - len(read))
        if not more:
            os._exit(0)
        read += more
    return bytes(read)


def send(fd: int, frame: bytes) -> None:
    """Write a whole frame."""
    while frame:
        frame = frame[os.write(fd, frame) :]


def reply(submission: "Submission", ticket: str, kind: str, value: Any) -> bytes:
    """Return the frame that answers one question."""
    try:
        result = getattr(submission, kind)(*value)
        try:
            return wire.pack(ticket, "value", result)
        except wire.Malformed:
            return wire.pack(ticket, "strange", str(type(result).__name__))
    except BaseException as error:  # SystemExit and KeyboardInterrupt too: the session goes on
        return wire.pack(ticket, "raised", [type(error).__name__, mark_of(error)])


class Submission:
    """One student's file: its statements, and the module they run in."""

    def __init__(self) -> None:
        self.module = types.ModuleType("submission")
        sys.modules["submission"] = self.module
        self.pieces: list[Piece] = []
        stand_in = types.ModuleType("dlcourse.grading")
        for name in ("check", "hint", "solution"):  # cells that call them are handed in too
            setattr(stand_in, name, lambda *args, **options: None)
        sys.modules["dlcourse"] = types.ModuleType("dlcourse")
        sys.modules["dlcourse"].grading = stand_in  # type: ignore[attr-defined]
        sys.modules["dlcourse.grading"] = stand_in

    def load(self, name: str, data: "np.ndarray[Any, Any]") -> dict[str, Any]:
        """Read the file; return where its statements stand, which are quiet, its notes and content.

        All of it before a line of the student's has run: it is the last thing said in words here.
        """
        docs.bring(data.tobytes())
        code, notes = sources(data.tobytes(), name)
        self.pieces, notes = statements(code, notes)
        if any(where for where, _ in code):  # cells: whatever the file is called
            as_in_notebook(self.module)
            sys.modules["__main__"] = self.module
        gc.freeze()  # of what was read nothing goes any more
        gc.enable()
        told: dict[str, Any] = {"notes": notes, "content": content(code)}
        told["places"] = [piece.where for piece in self.pieces]
        told["quiet"] = [n for n, piece in enumerate(self.pieces) if piece.quiet]
        return told

    def run(self, n: int) -> str:
        """Run statement n; return the class of what it raised, or nothing."""
        return execute(self.pieces[n], self.module.__dict__)

    def run_quiet(self, numbers: list[int]) -> list[str]:
        """Run several statements that run nothing of the student's; return what each raised."""
        return [self.run(n) for n in numbers]

    def needed(self, names: list[str]) -> list[int]:
        """Return the numbers of the statements that must run before `names` can be called."""
        from .demos import needed  # for few files: most run once, and in time

        return needed([piece.tree for piece in self.pieces], names)

    def reads(self, names: list[str]) -> dict[str, list[str]]:
        """Return for each of `names` those of them that its code reads, or what it calls."""
        from .demos import reads

        return reads([piece.tree for piece in self.pieces], names)

    def defined(self, names: list[str]) -> list[str]:
        """Return those of `names` that the file defines as functions."""
        return [name for name in names if callable(getattr(self.module, name, None))]

    def call(self, name: str, args: tuple[Any, ...]) -> Any:
        """Return what the student's function returns for `args`."""
        return getattr(self.module, name)(*args)

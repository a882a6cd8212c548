"""One question, one answer: framed, in lock-step, each within its deadline, to one runner."""

import contextlib
import os
import secrets
import select
import subprocess
import time
from typing import Any

from dlcourse.grading.sandbox.errors import (
    Lost,
    MemoryLimit,
    NotPlain,
    RemoteError,
    StudentError,
    TimeLimit,
    Violation,
    class_name,
)
from dlcourse.grading.sandbox.inside import wire
from dlcourse.grading.sandbox.inside.raised import LENGTH


class Channel:
    """The pipes to one runner. After TimeLimit, Violation or Lost it is closed for good."""

    def __init__(self, process: "subprocess.Popen[bytes]", caps: wire.Caps = wire.ANSWER):
        self.process, self.caps = process, caps
        assert process.stdin is not None
        assert process.stdout is not None
        self._ask, self._answer = process.stdin.fileno(), process.stdout.fileno()
        for fd in (self._ask, self._answer):
            os.set_blocking(fd, False)

    def ready(self, seconds: float) -> None:
        """Wait for the runner's first frame."""
        ticket, kind, _ = self._read(time.monotonic() + seconds)
        if (ticket, kind) != ("", "ready"):
            raise Violation("The runner did not say that it is ready.")

    def ask(self, kind: str, value: tuple[Any, ...], seconds: float) -> Any:
        """Send one question and return its answer. Raises RemoteError.

        Each question carries a ticket that nobody can guess: an answer that was written before
        the question, or to another one, has the wrong ticket.
        """
        ends = time.monotonic() + seconds
        ticket = secrets.token_hex(8)
        try:
            if self._readable(0):
                self._read(ends)
                raise Violation("An answer came before its question.")
            self._write(wire.pack(ticket, kind, value), ends)
            came = self._read(ends)
        except RemoteError:
            self.close()
            raise
        return self._opened(ticket, *came)

    def _opened(self, ticket: str, came: str, kind: str, value: Any) -> Any:
        """Return the value of an answer, or raise what it says."""
        if came == ticket and kind == "value":
            return value
        if came == ticket and kind == "raised" and _two_words(value):
            known, mark = class_name(value[0]), value[1][:LENGTH]
            raise (MemoryLimit if known == "MemoryError" else StudentError)(known, mark)
        if came == ticket and kind == "strange":
            raise NotPlain
        self.close()
        raise Violation("The answer belongs to no question.")

    def close(self) -> None:
        """End the runner and all that it started; return when it is gone."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def last_words(self) -> str:
        """Return what bubblewrap or Python wrote to standard error before the runner was ready."""
        assert self.process.stderr is not None
        os.set_blocking(self.process.stderr.fileno(), False)
        said = self.process.stderr.read(2000)
        return (said or b"").decode(errors="replace")

    def _readable(self, seconds: float) -> bool:
        return _wait(self._answer, select.POLLIN, seconds)

    def _write(self, frame: bytes, ends: float) -> None:
        view = memoryview(frame)
        while view:
            if not _wait(self._ask, select.POLLOUT, ends - time.monotonic()):
                raise TimeLimit("The question was not read in time.")
            try:
                view = view[os.write(self._ask, view[:65536]) :]
            except OSError as error:
                raise Lost("The process in the sandbox has ended.") from error

    def _read(self, ends: float) -> tuple[str, str, Any]:
        try:
            header, body = wire.lengths(self._exactly(wire.PREFIX.size, ends), self.caps)
            return wire.unpack(self._exactly(header, ends), self._exactly(body, ends), self.caps)
        except wire.Malformed as error:
            raise Violation(f"The answer is malformed: {error}.") from error

    def _exactly(self, n: int, ends: float) -> bytes:
        read = bytearray()
        while len(read) < n:
            if not self._readable(ends - time.monotonic()):
                raise TimeLimit("No answer came in time.")
            more = os.read(self._answer, min(n - len(read), 65536))
            if not more:
                raise Lost("The process in the sandbox has ended.")
            read += more
        return bytes(read)


def _wait(fd: int, event: int, seconds: float) -> bool:
    """Return whether a pipe becomes ready (or closes) in time."""
    poll = select.poll()
    poll.register(fd, event)
    return bool(poll.poll(max(0.0, seconds) * 1000))


def _two_words(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)

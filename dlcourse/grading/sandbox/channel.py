"""One question, one answer: framed, in lock-step, each within its deadline, to one runner."""

import contextlib
import os
import secrets
import select
import subprocess
from pathlib import Path
from typing import Any

from dlcourse.grading.sandbox.deadline import Deadline
from dlcourse.grading.sandbox.errors import (
    Lost,
    MemoryLimit,
    NotPlain,
    RemoteError,
    StudentError,
    Violation,
    class_name,
)
from dlcourse.grading.sandbox.inside import wire
from dlcourse.grading.sandbox.inside.raised import LENGTH
from dlcourse.grading.sandbox.limits import Limits
from dlcourse.grading.sandbox.place import modules
from dlcourse.grading.sandbox.processor import ProcessorTime

FIRST = b"1000"  # the kernel's largest oom_score_adj


def first_to_go(pid: int) -> None:
    """Have the kernel end this process before others where memory is short, not the grader."""
    with contextlib.suppress(OSError):  # where /proc is not to be written, or is not there
        Path(f"/proc/{pid}/oom_score_adj").write_bytes(FIRST)


class Channel:
    """The pipes to one runner. After TimeLimit, Violation or Lost it is closed for good."""

    def __init__(self, process: "subprocess.Popen[bytes]", caps: wire.Caps = wire.ANSWER):
        self.process, self.caps = process, caps
        assert process.stdin is not None
        assert process.stdout is not None
        self._ask, self._answer = process.stdin.fileno(), process.stdout.fileno()
        for fd in (self._ask, self._answer):
            os.set_blocking(fd, False)
        self._used = ProcessorTime(process.pid)
        self._ready = 0.0  # what the start had used
        self.waited = 0.0  # the seconds that its questions found it asleep

    def ready(self, seconds: float) -> None:
        """Send our modules and wait for the runner's first frame, so many seconds by the clock."""
        ends = Deadline(self._used, seconds)
        self._write(modules(), ends)
        ticket, kind, _ = self._read(ends)
        if (ticket, kind) != ("", "ready"):
            raise Violation("The runner did not say that it is ready.")
        self._ready = self._used.seconds(anew=True)
        for pid in self._used.family():  # before any code of the student's runs
            first_to_go(pid)

    def used(self) -> float:
        """Return the seconds of processor time that the runner has used since it was ready.

        As of its last answer, for which its clock was read already.
        """
        return self._used.latest - self._ready

    def ask(self, kind: str, value: tuple[Any, ...], seconds: float, limits: Limits) -> Any:
        """Send one question and return its answer. Raises RemoteError.

        seconds: of processor time; from it the limits say how long it may wait. Each question
        carries a ticket that nobody can guess: an answer that was written before the question, or
        to another one, has the wrong ticket.
        """
        ends = Deadline(self._used, limits.wall(seconds), seconds, limits.idle(seconds))
        ticket = secrets.token_hex(8)
        try:
            if self._early():
                self._read(ends)
                raise Violation("An answer came before its question.")
            self._write(wire.pack(ticket, kind, value), ends)
            came = self._read(ends)
            ends.look()  # an answer that is late by little is late whenever it was looked at
        except RemoteError:
            self.close()
            raise
        finally:
            self.waited += ends.waited
        return self._opened(ticket, *came)

    def _opened(self, ticket: str, came: str, kind: str, value: Any) -> Any:
        """Return the value of an answer, or raise what it says."""
        if came == ticket and kind == "value":
            return value
        if came == ticket and kind == "raised" and _two_words(value):
            known, mark = class_name(value[0]), value[1][:LENGTH]
            raise (MemoryLimit if known == "MemoryError" else StudentError)(known, mark)
        if came == ticket and kind == "strange":
            raise NotPlain(value)
        self.close()
        raise Violation("The answer belongs to no question.")

    def close(self) -> None:
        """End the runner and all that it started; return when it is gone."""
        self._used.end()
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

    def _early(self) -> bool:
        """Return whether something waits to be read before anything was asked."""
        poll = select.poll()
        poll.register(self._answer, select.POLLIN)
        return bool(poll.poll(0))

    def _write(self, frame: bytes, ends: Deadline) -> None:
        view = memoryview(frame)
        while view:
            try:
                view = view[os.write(self._ask, view[:65536]) :]
            except BlockingIOError:
                ends.wait(self._ask, select.POLLOUT)
            except OSError as error:
                raise Lost("The process in the sandbox has ended.") from error

    def _read(self, ends: Deadline) -> tuple[str, str, Any]:
        try:
            header, body = wire.lengths(self._exactly(wire.PREFIX.size, ends), self.caps)
            frame = self._exactly(header + body, ends)
            return wire.unpack(frame[:header], frame[header:], self.caps)
        except wire.Malformed as error:
            raise Violation(f"The answer is malformed: {error}.") from error

    def _exactly(self, n: int, ends: Deadline) -> bytes:
        read = bytearray()
        while len(read) < n:
            try:
                more = os.read(self._answer, min(n - len(read), 65536))
            except BlockingIOError:
                ends.wait(self._answer, select.POLLIN)
                continue
            if not more:
                raise Lost("The process in the sandbox has ended.")
            if len(more) == n:  # as nearly always
                return more
            read += more
        return bytes(read)


def _two_words(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)

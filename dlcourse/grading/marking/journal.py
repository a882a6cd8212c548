"""The journal of a run: one line a result, only ever added to, so that a run can be resumed.

It is the teacher's: it holds what hidden checks saw, and others cannot read it.

Before a file is run on this machine a line says so. If no result follows, the file was running when
the grader ended, which may be its doing. Where other machines run it, a line says each time that
one of them was lost while it had the file.
"""

import contextlib
import hashlib
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from dlcourse import __version__
from dlcourse._words import language
from dlcourse.grading.exercise.shelf import digest_of
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.marks import NOT_GRADED, Result, Work
from dlcourse.grading.marking.recorded import Recorded
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.processor import unit

NAME = "journal.jsonl"


class OtherRun(Exception):
    """The folder is another run's: it asked other questions, or it is going on."""


class Journal:
    """Results in a file, as they come. `trouble` says why a line could not be written, if so.

    One run at a time may have it: close() gives it free, and so does the end of the process.
    """

    def __init__(self, folder: Path, run: dict[str, Any]):
        self.path = folder / NAME
        self.run = run
        self.done: dict[tuple[str, str, str], Result] = {}
        self.trouble = ""
        self.suspects: list[str] = []  # whose files were running when the last grader ended
        self.downed: set[str] = set()  # students whose files were on a worker that was lost
        self._ended: Counter[str] = Counter()  # digest of a file -> graders that ended beside it
        self._downs: Counter[str] = Counter()  # digest of a file -> workers lost that had it
        self._stopped = False
        self._writing = threading.Lock()
        self._taken = _take(folder)
        try:
            self._read()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *what: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the folder free for another run."""
        if self._taken is not None:
            os.close(self._taken)
            self._taken = None

    def get(self, work: Work) -> Result | None:
        """Return the result of this student's file with these bytes, if it is known."""
        return self.done.get((work.student, work.file, work.digest))

    def add(self, result: Result) -> Result:
        """Write a result down, at once and to the disk; return it as it is kept in memory."""
        if result.status == NOT_GRADED:
            self.leave(result.digest)
            return result
        with self._writing:
            start = self._append(result.as_data())
            if start is not None:
                result = self._short(result, start)
            self.done[result.student, result.file, result.digest] = result
            self.downed.discard(result.student)
        return result

    def begin(self, work: Work) -> None:
        """Write down that a file is going to be run. This outlives the grader, not the machine."""
        with self._writing:
            if not self._stopped:
                line = {"begun": work.digest, "student": work.student, "file": work.file}
                self._append(line, to_disk=False)

    def leave(self, digest: str) -> None:
        """Write down that a file ran and has no result, for which it is not to blame."""
        with self._writing:
            self._append({"left": digest}, to_disk=False)

    def down(self, work: Work) -> None:
        """Write down that a worker was lost while it had a file."""
        with self._writing:
            self._count_down(work.digest, work.student)
            self._append({"down": work.digest, "student": work.student})

    def downs(self, digest: str) -> int:
        """Return how many workers were lost while they had a file with these bytes."""
        return self._downs[digest]

    def ended(self, digest: str) -> int:
        """Return how many graders have ended while a file with these bytes was running."""
        return self._ended[digest]

    def stop(self) -> None:
        """Write down that the run ends for reasons of its own, and none of what is running."""
        with self._writing:
            self._stopped = True
            self._append({"stopped": True}, to_disk=False)

    def _read(self) -> None:
        """Read what an earlier run left. A line that broke off is lost, and its result with it.

        Such a line may also stand in the middle: the disk was full there, and had room again.
        """
        lines = self._whole_lines()
        _, first = next(lines, (0, b""))
        if not first:
            self._begin()
            return
        head = json.loads(first)["run"]
        other = [key for key in self.run if self.run[key] != head.get(key)]
        if other:
            raise OtherRun(
                f"{self.path.parent} holds the journal of another run (it differs in: "
                f"{', '.join(other)}). Choose another folder with --out."
            )
        running: dict[str, list[str]] = {}  # digest -> students
        end = len(first)
        for start, line in lines:
            end = start + len(line)
            with contextlib.suppress(ValueError, KeyError, TypeError):
                self._read_line(json.loads(line), running, start)
        self._bury(running)
        if end < self.path.stat().st_size:
            os.truncate(self.path, end)
        if self.suspects:
            self._append({"started": True}, to_disk=False)

    def _whole_lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield where each line begins, and the line: a journal may be larger than the memory."""
        if not self.path.exists():
            return
        start = 0
        with self.path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield start, line
                start += len(line)

    def _read_line(self, data: dict[str, Any], running: dict[str, list[str]], start: int) -> None:
        if "down" in data:
            self._count_down(data["down"], data["student"])
        elif "begun" in data:
            running.setdefault(data["begun"], []).append(data["student"])
        elif "left" in data:
            running.pop(data["left"], None)
        elif "stopped" in data:
            running.clear()
        elif "started" in data:  # a grader that said nothing had ended before
            self._bury(running)
        else:
            result = self._short(Result.from_data(data), start)
            self.done[result.student, result.file, result.digest] = result
            self.downed.discard(result.student)
            running.pop(result.digest, None)

    def _short(self, result: Result, start: int) -> Result:
        """Return a result without its marks: whoever asks for them reads the line that is there."""
        return replace(result, marks=Recorded(self.path, start, len(result.marks)))

    def _count_down(self, digest: str, student: str) -> None:
        self._downs[digest] += 1
        self.downed.add(student)

    def _bury(self, running: dict[str, list[str]]) -> None:
        """Count what was running when a grader ended."""
        self._ended.update(running.keys())
        self.suspects = sorted({student for students in running.values() for student in students})
        running.clear()

    def _begin(self) -> None:
        """Write the first line. What breaks off within it is no journal."""
        self.path.unlink(missing_ok=True)
        self._append({"run": self.run})

    def _append(self, data: dict[str, Any], *, to_disk: bool = True) -> int | None:
        """Write a line, whole, or as good as not at all; and wait until the disk has it.

        Returns where it begins, or None where it could not be written.
        """
        line = json.dumps(data).encode() + b"\n"
        before = self.path.stat().st_size if self.path.exists() else 0
        head = b""
        if not before and "run" not in data:  # the disk was full when the first line came
            head = json.dumps({"run": self.run}).encode() + b"\n"
        try:
            how = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            with os.fdopen(os.open(self.path, how, 0o600), "ab") as file:
                file.write(head + line)
                file.flush()
                if to_disk:
                    os.fsync(file.fileno())
        except OSError as error:
            self.trouble = f"{self.path} could not be written: {error.strerror}."
            with contextlib.suppress(OSError):  # or the next line would be glued to half a one
                os.truncate(self.path, before)
            return None
        return before + len(head)


def _take(folder: Path) -> int | None:
    """Take a folder for one run; return what holds it. Raises OtherRun where one is going on.

    Where a system has no such locks, nothing is taken: two runs there are the teacher's affair.
    """
    try:
        import fcntl
    except ImportError:
        return None
    held = os.open(folder, os.O_RDONLY)  # the folder itself: so no file of ours lies about
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise OtherRun(
            f"Another run is writing into {folder}. Wait for it, or choose another with --out."
        ) from None
    except OSError:  # a file system without locks
        pass
    return held


def describe(exercise: Exercise, seed: int, sandbox: Sandbox) -> dict[str, Any]:
    """Return what makes two runs the same: version, questions, secret, limit, sandbox, language.

    Of the secret that the seed comes from a digest stands here, which tells it from another.
    """
    checks = [[t.name, c.name, c.points] for t in exercise.tasks for c in t.checks]
    return {
        "version": __version__,
        "exercise": exercise.number,
        "source": exercise.variant or digest_of(exercise.number),
        "checks": checks,
        "secret": hashlib.sha256(f"journal {seed}".encode()).hexdigest()[:16],
        "limit": f"{sandbox.limits.call:g} {unit()}",
        "sandbox": sandbox.kind,
        "language": language(),
    }

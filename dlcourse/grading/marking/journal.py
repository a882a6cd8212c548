"""The journal of a run: one line a result, only ever added to, so that a run can be resumed."""

import json
import os
import secrets
import threading
from pathlib import Path
from typing import Any

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.marks import NOT_GRADED, Result, Work
from dlcourse.grading.sandbox.bubblewrap import Sandbox

NAME = "journal.jsonl"


class OtherRun(Exception):
    """The folder holds the journal of a run that asked other questions."""


class Journal:
    """Results in a file, as they come. `trouble` says why a line could not be written, if so."""

    def __init__(self, folder: Path, run: dict[str, Any]):
        self.path = folder / NAME
        self.run = run
        self.done: dict[tuple[str, str, str], Result] = {}
        self.trouble = ""
        self._lock = threading.Lock()
        self._read()

    def get(self, work: Work) -> Result | None:
        """Return the result of this student's file with these bytes, if it is known."""
        return self.done.get((work.student, work.file, work.digest))

    def add(self, result: Result) -> None:
        """Write a result down, at once and to the disk."""
        with self._lock:
            if result.status != NOT_GRADED:
                self.done[result.student, result.file, result.digest] = result
                self._append(result.as_data())

    def _read(self) -> None:
        """Read what an earlier run left. Its last line may break off: that result is lost."""
        whole, _, rest = b"", b"", b""
        if self.path.exists():
            whole, _, rest = self.path.read_bytes().rpartition(b"\n")
        lines = [json.loads(line) for line in whole.splitlines()]
        if not lines:
            self._begin()
            return
        head = lines[0]["run"]
        if self.run["seed"] is None:
            self.run["seed"] = head["seed"]
        other = [key for key in self.run if self.run[key] != head.get(key)]
        if other:
            raise OtherRun(
                f"{self.path.parent} holds the journal of another run (it differs in: "
                f"{', '.join(other)}). Choose another folder with --out."
            )
        for line in lines[1:]:
            result = Result.from_data(line)
            self.done[result.student, result.file, result.digest] = result
        if rest:
            os.truncate(self.path, len(whole) + 1)

    def _begin(self) -> None:
        """Write the first line. What breaks off within it is no journal."""
        if self.run["seed"] is None:
            self.run["seed"] = secrets.randbits(32)
        self.path.unlink(missing_ok=True)
        self._append({"run": self.run})

    def _append(self, data: dict[str, Any]) -> None:
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(data) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self.trouble = f"{self.path} could not be written: {error.strerror}."


def describe(exercise: Exercise, seed: int | None, sandbox: Sandbox) -> dict[str, Any]:
    """Return what makes two runs the same: the questions, the seed, the time, the sandbox."""
    checks = [[t.name, c.name, c.points] for t in exercise.tasks for c in t.checks]
    return {
        "exercise": exercise.number,
        "checks": checks,
        "seed": seed,
        "seconds": sandbox.limits.call,
        "sandbox": sandbox.kind,
    }

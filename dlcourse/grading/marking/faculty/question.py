"""What the command asks of every worker, and how both know that they mean the same.

Both describe the run for themselves, and only if all of it is equal does the worker grade.
"""

import functools
import hashlib
import json
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from dlcourse.grading.exercise.shelf import digest_of, load
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.journal import describe
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.limits import Limits

# How a worker says that it differs from the command, in the order in which it looks.
DIFFERS = {
    "version": "it has version {mine} of the course, and the command {yours}",
    "code": "the course's code there is not the command's, though both call it version {version}",
    "python": "it has Python {mine}, and the command {yours}",
    "numpy": "it has NumPy {mine}, and the command {yours}",
    "source": "exercise {number} there is not the command's: its file differs",
    "sandbox": "its sandbox is {mine}, and the command's {yours}",
    "limit": "its limit is {mine}, and the command's {yours}",
    "language": "its language is {mine!r}, and the command's {yours!r}",
}


@dataclass(frozen=True)
class Question:
    """One run, as it goes to the workers. seed: of its hidden questions, and so a secret.

    run: what describe_run gives where the command is.
    """

    number: str
    seed: int
    seconds: float
    run: dict[str, Any]

    @classmethod
    def of(cls, exercise: Exercise, seed: int, sandbox: Sandbox) -> Self:
        """Return the question of a command."""
        run = describe_run(exercise, digest_of(exercise.number), seed, sandbox)
        return cls(exercise.number, seed, sandbox.limits.call, run)

    def packed(self) -> str:
        """Return the question as plain text."""
        return json.dumps([self.number, str(self.seed), self.seconds, self.run])

    @classmethod
    def unpacked(cls, text: str) -> Self:
        """Return the question that packed() gave."""
        number, seed, seconds, run = json.loads(text)
        return cls(number, int(seed), seconds, run)

    @property
    def sandbox(self) -> Sandbox:
        """Where the files are run. A worker has no other."""
        return Sandbox(Limits(call=self.seconds))

    def refusal(self) -> str:
        """Say why this process cannot answer, or nothing."""
        try:
            exercise, source = exercise_here(self.number)
        except KeyError:
            return f"it has no exercise {self.number}"
        mine = describe_run(exercise, source, self.seed, self.sandbox)
        for key, sentence in DIFFERS.items():
            if mine[key] != self.run.get(key):
                words = {"number": self.number, "version": mine["version"]}
                return sentence.format(mine=mine[key], yours=self.run.get(key), **words)
        return "" if mine == self.run else "it describes the run in another way"


def describe_run(exercise: Exercise, source: str, seed: int, sandbox: Sandbox) -> dict[str, Any]:
    """Return what has to be equal, for one file to get one mark on every machine."""
    described = describe(exercise, seed, sandbox)
    python = ".".join(platform.python_version_tuple()[:2])
    return {
        **json.loads(json.dumps(described)),
        "source": source,
        "code": code(),
        "python": python,
        "numpy": np.__version__,
    }


@functools.cache
def exercise_here(number: str) -> tuple[Exercise, str]:
    """Return an exercise and the digest of its file, as it was when this process first read it.

    Raises KeyError. A file that is mended later is not what this process asks.
    """
    before = digest_of(number)
    exercise = load(number)
    return exercise, before if before == digest_of(number) else ""


@functools.cache
def code() -> str:
    """Return a digest of the course's code, as it was when this process first asked."""
    package = Path(__file__).parents[3]
    done = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        if "_exercises" not in path.parts:
            done.update(f"{path.relative_to(package).as_posix()}\0".encode())
            done.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return done.hexdigest()

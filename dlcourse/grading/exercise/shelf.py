"""The shelf: which exercises there are, where each stands, and what an id means."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import re
import traceback
from pathlib import Path
from types import ModuleType

from dlcourse._words import _, listed
from dlcourse.grading.exercise.points import PointsError
from dlcourse.grading.exercise.sealed import FILE, load_sealed
from dlcourse.grading.exercise.spec import Exercise, Task, WarmUp


class SourceError(ValueError):
    """What is wrong with an exercise's source: one sentence that names the file and the line."""

    def __init__(self, path: Path, line: int, sentence: str):
        super().__init__(f"{path}, line {line}: {sentence}")


def folder() -> Path:
    """Return where the exercises are: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parents[1] / "_exercises"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "exercises"


def sources() -> dict[str, Path]:
    """Return number -> the file that holds an exercise: its source, or a student's copy.

    Raises SourceError where two have one number.
    """
    shelf = folder()
    found: dict[str, Path] = {}
    for path in sorted(
        [*shelf.glob("[0-9][0-9]_*/exercise.py"), *shelf.glob(f"[0-9][0-9]_*/{FILE}")]
    ):
        number = path.parent.name[:2]
        if number in found:
            raise SourceError(
                path,
                _line(path),
                f"{found[number].parent.name} has the number {number} already; give one of the two "
                "another, in the name of its folder and in EXERCISE.",
            )
        found[number] = path
    return found


def numbers() -> list[str]:
    """Return the numbers of all exercises: 01, 02, …"""
    return list(sources())


def digest_of(number: str) -> str:
    """Return the SHA-256 of an exercise's file; "" for one that stands on no shelf."""
    path = sources().get(number)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""


def load(number: str) -> Exercise:
    """Return exercise `number`. Raises KeyError, whose message lists those that exist."""
    found = sources()
    if number not in found:
        said = _(
            "There is no exercise {number}. There are: {numbers}.",
            number=repr(number),
            numbers=listed(found),
        )
        raise KeyError(said)
    return load_file(found[number])


@functools.cache
def load_file(path: Path) -> Exercise:
    """Return the EXERCISE of a source file, which is run, or what a student's copy tells.

    Raises SourceError where the file makes none, or one that nobody could hand out.
    """
    return load_sealed(path) if path.name == FILE else read_file(path)


def read_file(path: Path) -> Exercise:
    """Return the EXERCISE of a source file, which is run anew. Raises SourceError."""
    if not path.is_file():
        raise SourceError(path, 1, "there is no such file.")
    exercise = getattr(run_source(path), "EXERCISE", None)
    if not isinstance(exercise, Exercise):
        kind = "missing" if exercise is None else f"of type {type(exercise).__name__}"
        raise SourceError(path, _line(path), f"EXERCISE is {kind}, and should be an Exercise.")
    if not exercise.tasks:
        raise SourceError(path, _line(path), "EXERCISE has no task; it needs one at least.")
    return exercise


def run_source(path: Path) -> ModuleType:
    """Return the module that a source file makes. Raises SourceError for points it cannot have."""
    spec = importlib.util.spec_from_file_location(f"dlcourse_exercise_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except PointsError as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(path)]
        raise SourceError(path, lines[-1] or 1, str(error)) from error
    return module


def _line(path: Path) -> int:
    """Return the line in which a source makes its EXERCISE, or the first."""
    lines = path.read_text("utf8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.startswith("EXERCISE")), 1)


def resolve(identifier: str | float) -> tuple[Exercise, Task | WarmUp | None]:
    """Return what an id names: `03` an exercise, `03.2` a task of it, `03.0` its warm-up question.

    Raises KeyError.

    The zero in front may be missing, and so may the quotation marks.
    """
    shape = re.fullmatch(r"(\d\d?)(?:\.(\d+))?", str(identifier).strip())
    if shape is None:
        said = _(
            "{id} is no id. Write 03 for an exercise, 03.2 for a function.", id=repr(identifier)
        )
        raise KeyError(said)
    exercise = load(shape[1].zfill(2))
    if shape[2] is None:
        return exercise, None
    if int(shape[2]) == 0 and exercise.warm_up is not None:
        return exercise, exercise.warm_up
    if not 1 <= int(shape[2]) <= len(exercise.tasks):
        said = _(
            "There is no {id}. Exercise {number} has the functions {number}.1 to {number}.{last}.",
            id=identifier,
            number=exercise.number,
            last=len(exercise.tasks),
        )
        raise KeyError(said)
    return exercise, exercise.tasks[int(shape[2]) - 1]

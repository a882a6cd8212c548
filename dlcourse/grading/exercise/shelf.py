"""The shelf: which exercises there are, where each stands, and what an id means."""

from __future__ import annotations

import functools
import importlib.util
import re
from pathlib import Path

from dlcourse.grading.exercise.spec import Exercise, Task


def folder() -> Path:
    """Return where the exercises are: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parents[1] / "_exercises"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "exercises"


def sources() -> dict[str, Path]:
    """Return number -> source file, for every exercise."""
    found = sorted(folder().glob("[0-9][0-9]_*/exercise.py"))
    return {path.parent.name[:2]: path for path in found}


def numbers() -> list[str]:
    """Return the numbers of all exercises: 01, 02, …"""
    return list(sources())


def load(number: str) -> Exercise:
    """Return exercise `number`. Raises KeyError, whose message lists those that exist."""
    found = sources()
    if number not in found:
        raise KeyError(f"There is no exercise {number!r}. There are: {', '.join(found)}.")
    return load_file(found[number])


@functools.cache
def load_file(path: Path) -> Exercise:
    """Run the source file of an exercise and return its EXERCISE."""
    spec = importlib.util.spec_from_file_location(f"dlcourse_exercise_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    exercise = module.EXERCISE
    if not isinstance(exercise, Exercise):
        raise TypeError(f"EXERCISE in {path} is of type {type(exercise).__name__}.")
    return exercise


def resolve(identifier: str | float) -> tuple[Exercise, Task | None]:
    """Return what an id names: `03` an exercise, `03.2` a task of it. Raises KeyError.

    The zero in front may be missing, and so may the quotation marks.
    """
    shape = re.fullmatch(r"(\d\d?)(?:\.(\d+))?", str(identifier).strip())
    if shape is None:
        raise KeyError(f"{identifier!r} is no id. Write 03 for an exercise, 03.2 for a function.")
    exercise = load(shape[1].zfill(2))
    if shape[2] is None:
        return exercise, None
    if not 1 <= int(shape[2]) <= len(exercise.tasks):
        raise KeyError(
            f"There is no {identifier}. Exercise {exercise.number} has the functions "
            f"{exercise.number}.1 to {exercise.number}.{len(exercise.tasks)}."
        )
    return exercise, exercise.tasks[int(shape[2]) - 1]

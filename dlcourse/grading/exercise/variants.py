"""A variant of an exercise, for an exam: other numbers and data, from the same source.

Its folder holds a copy of the source and the seed from which its numbers are drawn, so that
it stays what it was when the source is mended. It has no hints, no worked solutions, no warm-up
question and no levels.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dlcourse.grading.exercise.drawn import drawing
from dlcourse.grading.exercise.shelf import SourceError, read_file
from dlcourse.grading.exercise.spec import Exercise, Task

SOURCE = "exercise.py"
DRAWN = "variant.json"


def variant_of(source: Path, seed: str, chosen: Sequence[str] = ()) -> Exercise:
    """Return the exercise of a source with the numbers and data that a seed draws.

    chosen: the ids or names of its tasks, in the order of the exam; all of them where there are
    none. Raises SourceError.
    """
    with drawing(seed):
        exercise = read_file(source)
    tasks = [_task(source, exercise, name) for name in chosen] or exercise.tasks
    if len({task.name for task in tasks}) < len(tasks):
        raise SourceError(source, 1, "a task was chosen twice.")
    what = json.dumps([seed, [task.name for task in tasks]]).encode()
    return replace(
        exercise,
        tasks=tuple(replace(task, hints=(), why="", level=None) for task in tasks),
        warm_up=None,
        variant=hashlib.sha256(source.read_bytes() + what).hexdigest(),
    )


def _task(source: Path, exercise: Exercise, name: str) -> Task:
    for task in exercise.tasks:
        if name in (task.name, exercise.id_of(task)):
            return task
    there = ", ".join(f"{exercise.id_of(task)} {task.name}" for task in exercise.tasks)
    raise SourceError(source, 1, f"there is no task {name!r}. There are: {there}.")


def told(seed: str, chosen: Sequence[str]) -> str:
    """Return what the file DRAWN says of a variant."""
    return json.dumps({"seed": seed, "tasks": list(chosen)}, indent=1) + "\n"


def load_variant(folder: Path) -> Exercise:
    """Return the variant that a folder holds. Raises SourceError where it holds none."""
    path = folder / DRAWN
    try:
        data = json.loads(path.read_text("utf8"))
        seed, chosen = str(data["seed"]), [str(name) for name in data["tasks"]]
    except FileNotFoundError:
        raise SourceError(path, 1, "there is no such file, so this is no variant.") from None
    except (ValueError, KeyError, TypeError):
        raise SourceError(path, 1, "this is not what `exercise variant` wrote.") from None
    return variant_of(folder / SOURCE, seed, chosen)


def is_number(text: str) -> bool:
    """Say whether a text is the number of an exercise, and no folder."""
    return re.fullmatch(r"\d\d?", text.strip()) is not None

"""Draw a variant of an exercise: its folder for the teacher, and in it the notebook to hand out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse._equations import numbered
from dlcourse._words import Said, _
from dlcourse.grading.author.examples import example
from dlcourse.grading.author.notebook import code, heading, size, stub, text, whole
from dlcourse.grading.author.sound import leaked_into, task_problems
from dlcourse.grading.exercise.drawn import generator
from dlcourse.grading.exercise.shelf import SourceError
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.exercise.variants import DRAWN, SOURCE, told, variant_of
from dlcourse.grading.sandbox.limits import LIMITS

BYTES = 16  # of a seed that nobody chose
HAND_OUT = "hand_out"
HOW = Said(
    """\
Write each function in place of the dots, and do not rename it. You may add cells and functions of
your own, and a later function may call an earlier one. Asked the same again, a function must give
the same answer. Below some stands an example with the right result: compare. Your work is graded
with other numbers. Only NumPy is there then, and a call of a function may take {seconds} seconds of
processor time."""
)
LAST = Said("Run the notebook from the top once before you hand it in.")


def draw(source: Path, folder: Path, seed: str | None = None, chosen: Sequence[str] = ()) -> Path:
    """Write a variant of an exercise into a new folder; return the notebook to hand out.

    source: the exercise's source; seed: what its numbers come from, else a secret one; chosen: ids
    or names of tasks, else all. The variant is proved sound first. Raises SourceError where a file
    stands in the way, where there is no such task, and where the variant is not sound: nothing is
    written then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SourceError(folder, 1, "something is here already, and nothing was written.")
    seed = secrets.token_hex(BYTES) if seed is None else seed
    exercise = variant_of(source, seed, chosen)
    for task in exercise.tasks:
        for fault in task_problems(exercise, task):
            said = f"with this seed {exercise.id_of(task)} {task.name} is not sound: {fault}"
            raise SourceError(source, 1, said)
    book = notebook(exercise, seed)
    if leaked := leaked_into(book, source):
        raise SourceError(source, 1, f"the notebook would hold a line of it: {leaked[0]}")
    target = folder / HAND_OUT / f"{exercise.number}_exam.ipynb"
    target.parent.mkdir(parents=True)
    (folder / SOURCE).write_bytes(source.read_bytes())
    (folder / DRAWN).write_text(told(seed, chosen), "utf8")
    target.write_text(book, "utf8")
    return target


def notebook(exercise: Exercise, seed: str) -> str:
    """Return the notebook of a variant as JSON: texts, stubs, examples; it needs NumPy alone."""
    title = _("Exam: {title}", title=Said(exercise.title))
    how = _(HOW, seconds=f"{LIMITS.call:g}")
    cells: list[dict[str, Any]] = [
        text(f"# {title}\n\n*{size(exercise)}*\n\n{how}"),
        code(exercise.setup),
    ]
    for task in exercise.tasks:
        cells += [text(numbered(heading(exercise, task))), code(stub(task))]
        rng: np.random.Generator = generator(json.dumps(["example", seed, task.name]))
        if shown := example(task, rng):
            cells.append(code(shown))
    cells.append(text(_(LAST)))
    return whole(cells)

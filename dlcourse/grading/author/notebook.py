"""The student's notebook, made from the one source of an exercise: text, stubs, check cells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dlcourse import __version__
from dlcourse.grading.exercise.shelf import load_file
from dlcourse.grading.exercise.spec import Exercise, Task

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What differs with the student's work is not compared with what is recorded.
ANY_OUTPUT = {"tags": ["nbval-ignore-output"]}

# What installs all that a notebook of this version imports, on Colab too, where no kit is.
INSTALL = f'%pip install "dlcourse[plots]=={__version__}"'
# The first code cell of every notebook of the course. Of a UsageError IPython shows the sentence
# alone. JupyterLab folds the cell, and the site leaves it out.
FIRST = f"""\
# Where the package is missing, this cell says what to do.
try:
    import dlcourse  # noqa: F401
except ModuleNotFoundError:
    from IPython.core.error import UsageError

    raise UsageError(
        "This notebook needs the package dlcourse, which this Python does not have. The student "
        "kit has it: start the kit and open the notebook there. Elsewhere, run this line in a cell "
        'of its own, and go on: {INSTALL}'
    ) from None"""
FIRST_ID = "first-cell"
FOLDED = {"jupyter": {"source_hidden": True}, "tags": ["remove-cell"]}

RUNNING = """\
**To run a cell**, click it and press Shift+Enter. **To stop one** that does not end, press ■ above
the notebook (in the menu: Kernel, Interrupt)."""

HOW = """\
Write each function in place of the dots, run its cell, then run the check below it. The check
answers at once: what passes, then the first thing that does not. It asks the *public* questions.
When your work is graded, *hidden* questions with other numbers are asked too. The formulas are in
the chapter [{title}](../../book/{chapter}.ipynb). What stands behind "eq." says which one.

Do not rename the functions. You may add cells and functions of your own, and a later function may
call an earlier one. Only NumPy is there when your work is graded."""


def build(path: Path) -> Path:
    """Write the notebook of the exercise in folder (or source file) path; return where it is."""
    source = source_of(path)
    target = notebook_of(source)
    target.write_text(notebook(load_file(source)), encoding="utf-8")
    return target


def source_of(path: Path) -> Path:
    """Return the source file of an exercise, given its folder or the file itself."""
    return (path / "exercise.py" if path.is_dir() else path).resolve()


def notebook_of(source: Path) -> Path:
    """Return where the notebook of a source file belongs."""
    return source.parent / f"{source.parent.name}.ipynb"


def notebook(exercise: Exercise) -> str:
    """Return the student's notebook as JSON, the same bytes each time."""
    cells = [_text(_opening(exercise)), _code(f"{exercise.setup}\n\n{IMPORT}")]
    for task in exercise.tasks:
        cells.append(_text(_heading(exercise, task)))
        cells.append(_code(task.stub))
        cells.append(_code(f'check("{exercise.id_of(task)}", {task.name})', ANY_OUTPUT))
    cells.append(
        _text("## How far you are\n\nRun the notebook from the top once before you hand it in.")
    )
    cells.append(_code(f'check("{exercise.number}")', ANY_OUTPUT))
    for k, cell in enumerate(cells):
        cell["id"] = f"cell-{k:03}"
    cells.insert(1, first_cell())
    whole = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


IMPORT = "from dlcourse.grading import check"


def _opening(exercise: Exercise) -> str:
    """Return the text of the first cell."""
    parts = [
        f"# Exercise: {exercise.title}",
        f"*{len(exercise.tasks)} functions, {exercise.points} points*",
    ]
    if exercise.text:
        parts.append(exercise.text.strip())
    parts += [RUNNING, HOW.format(title=exercise.title, chapter=exercise.chapter)]
    return "\n\n".join(parts)


def _heading(exercise: Exercise, task: Task) -> str:
    """Return the text above a task."""
    points = "1 point" if task.points == 1 else f"{task.points} points"
    return f"## {exercise.id_of(task)} `{task.name}`\n\n*{points}*\n\n{task.text}"


def first_cell() -> dict[str, Any]:
    """Return the cell that says what to do where dlcourse is missing."""
    return {**_code(FIRST, FOLDED), "id": FIRST_ID}


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def _code(source: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata or {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }

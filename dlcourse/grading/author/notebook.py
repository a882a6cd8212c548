"""The student's notebook, made from the one source of an exercise: text, stubs, check cells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dlcourse._words import Said, _, listed, n_
from dlcourse.grading.author.first_cell import first_cell
from dlcourse.grading.author.minutes import minutes
from dlcourse.grading.checking.help import LETTERS
from dlcourse.grading.exercise.kit import YOUR_LINES, doc_of
from dlcourse.grading.exercise.shelf import load_file
from dlcourse.grading.exercise.spec import Exercise, Level, Task, WarmUp
from dlcourse.grading.sandbox.limits import LIMITS

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What differs with the student's work is not compared with what is recorded.
ANY_OUTPUT = {"tags": ["nbval-ignore-output"]}

STUCK = Said(
    """\
Where you are stuck, `hint("{first}")` in a cell of its own gives a first step for function {first},
and a next one each time you ask. When the public checks of a function pass, `solution("{first}")`
shows a worked solution with its reasons."""
)

RUNNING = Said(
    """\
**To run a cell**, click it and press Shift+Enter. **To stop one** that does not end, press ■ above
the notebook (in the menu: Kernel, Interrupt)."""
)

HOW = Said(
    """\
Write each function in place of the dots, run its cell, then run the check below it. The check
answers at once: what passes, then the first thing that does not. It asks the *public* questions.
When your work is graded, *hidden* questions with other numbers are asked too. The formulas are in
the chapter [{title}](../../book/{chapter}.ipynb). What stands behind "eq." says which one."""
)

RULES = Said(
    """\
Do not rename the functions. You may add cells and functions of your own, and a later
function may call an earlier one. Asked the same again, a function must give the same answer. When
your work is graded, only NumPy is there, and a call of a
function may take {seconds} seconds of processor time."""
)

SIZES: dict[Level, Callable[[int], str]] = {
    "easy": lambda n: n_("{n} easy", "{n} easy", n),
    "medium": lambda n: n_("{n} medium", "{n} medium", n),
    "hard": lambda n: n_("{n} hard", "{n} hard", n),
}
LEVEL_NAMES: dict[Level, str] = {
    "easy": Said("easy"),
    "medium": Said("medium"),
    "hard": Said("hard"),
}


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
    cells = [text(_opening(exercise)), code(f"{exercise.setup}\n\n{IMPORT}")]
    if exercise.warm_up is not None:
        cells += _warm_up(exercise, exercise.warm_up)
    for task in exercise.tasks:
        cells.append(text(heading(exercise, task)))
        cells.append(code(stub(task)))
        cells.append(code(f'check("{exercise.id_of(task)}", {task.name})', ANY_OUTPUT))
    far, run = _("How far you are"), _("Run the notebook from the top once before you hand it in.")
    cells.append(text(f"## {far}\n\n{run}"))
    cells.append(code(f'check("{exercise.number}")', ANY_OUTPUT))
    return whole([cells[0], first_cell(), *cells[1:]])


def whole(cells: list[dict[str, Any]]) -> str:
    """Return cells as a notebook, in JSON; those without an id are numbered."""
    for k, cell in enumerate(cell for cell in cells if "id" not in cell):
        cell["id"] = f"cell-{k:03}"
    return written({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})


def written(notebook: dict[str, Any]) -> str:
    """Return a notebook in the form that all of the course have, the same bytes each time."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


IMPORT = "from dlcourse.grading import check, hint, solution"


def _opening(exercise: Exercise) -> str:
    """Return the text of the first cell."""
    title = _("Exercise: {title}", title=Said(exercise.title))
    parts = [f"# {title}", f"*{size(exercise)}*"]
    if exercise.text:
        parts.append(_(exercise.text.strip()))
    return "\n\n".join([*parts, _(RUNNING), *_how(exercise)])


def heading(exercise: Exercise, task: Task) -> str:
    """Return the text above a task."""
    about = [n_("{n} point", "{n} points", task.points)]
    about += [LEVEL_NAMES[task.level]] if task.level else []
    name = _("{id} `{name}`", id=exercise.id_of(task), name=task.name)
    return f"## {name}\n\n*{listed(about)}*\n\n{_(task.text)}"


def _how(exercise: Exercise) -> list[str]:
    """Return how to work, for this exercise: paragraphs."""
    first = exercise.tasks[0]
    stuck = [_(STUCK, first=exercise.id_of(first))] if first.hints else []
    how = _(HOW, title=Said(exercise.title), chapter=exercise.chapter)
    return [how, *stuck, _(RULES, seconds=f"{LIMITS.call:g}")]


def size(exercise: Exercise) -> str:
    """Return how much there is to do: functions, points; and by level, with a time, where known."""
    known = [task.level for task in exercise.tasks if task.level is not None]
    tasks, points = len(exercise.tasks), n_("{n} point", "{n} points", exercise.points)
    if len(known) < tasks:
        return listed([n_("{n} function", "{n} functions", tasks), points])
    each = listed(said(known.count(level)) for level, said in SIZES.items() if level in known)
    functions = n_("{n} function ({each})", "{n} functions ({each})", tasks, each=each)
    time = n_("about {n} minute", "about {n} minutes", minutes(exercise))
    return listed([functions, points, time])


def _warm_up(exercise: Exercise, asked: WarmUp) -> list[dict[str, Any]]:
    """Return the cells of the warm-up question."""
    lettered = zip(LETTERS, asked.choices, strict=False)
    choices = "\n".join(f"- **{letter})** {_(choice.text)}" for letter, choice in lettered)
    head = _("{number}.0 Warm-up", number=exercise.number)
    about = _("one question, no points")
    said = f"## {head}\n\n*{about}*\n\n{_(asked.question)}"
    comment = _("one letter in place of the dots")
    ask = f'check("{exercise.number}.0", "...")  # {comment}'
    return [text(f"{said}\n\n{choices}"), code(ask, ANY_OUTPUT)]


def stub(task: Task) -> str:
    """Return the stub of a task with its docstring and its comment in the reader's language."""
    docstring = doc_of(task.stub)
    told = task.stub.replace(docstring, _(docstring))
    return told.replace(f"# {YOUR_LINES}", f"# {_(YOUR_LINES)}")


def text(source: str) -> dict[str, Any]:
    """Return a cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def code(source: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a cell of code, not yet run."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata or {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }

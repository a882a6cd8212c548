"""A worked solution: its code and its reasons, and in a student's copy what opens them."""

from __future__ import annotations

import ast
import inspect
import io
import json
import textwrap
from contextlib import redirect_stdout, suppress
from types import FunctionType
from typing import Any

from dlcourse._words import _
from dlcourse.grading.checking.locks import Keys, keys_of, opened
from dlcourse.grading.checking.mistakes import Asked
from dlcourse.grading.checking.own_code import functions_of
from dlcourse.grading.checking.running import Recorder
from dlcourse.grading.exercise.drawn import usual_of
from dlcourse.grading.exercise.spec import Call, Exercise, Task


def worked(exercise: Exercise, task: Task, key: str = "") -> str | None:
    """Return the worked solution of a task in Markdown, and why it is so.

    key: what progress keeps of a function's answers to a student's copy; None where it opens
    nothing.
    """
    if task.sealed is None:
        code, why = code_of(exercise, task), task.why
    else:
        told = opened(task.sealed.solution, keys(task, key))
        if told is None:
            return None
        code, why = json.loads(told)
    return f"```python\n{code}\n```\n\n{_(why)}".strip()


def earned(task: Task, call: Call) -> str:
    """Return the key that a function makes of its answers to a student's copy; "" elsewhere."""
    if task.sealed is None or not task.sealed.questions:
        return ""
    answers: list[Asked] = []
    with redirect_stdout(io.StringIO()):  # what it prints for these is no answer to a check
        for args in task.sealed.questions:
            with suppress(Exception):  # then this is the answer
                Recorder(call, answers)(*args)
    results: list[Any] = [asked.result for asked in answers]
    if task.sealed.results > 1:  # a list is as good as a tuple
        results = [tuple(r) if isinstance(r, list) else r for r in results]
    return " ".join(key.hex() for key in keys_of(results))


def keys(task: Task, told: str) -> Keys:
    """Return the keys that progress tells of; those of no answer where there is no question."""
    asked = task.sealed is not None and task.sealed.questions
    return tuple(map(bytes.fromhex, told.split())) if asked else keys_of(())


def code_of(exercise: Exercise, task: Task) -> str:
    """Return the code of a reference, and of the helpers, constants and imports that it names."""
    others = [other.reference for other in exercise.tasks if other is not task]
    own = [f for f in functions_of(task.reference) if f not in others]
    code = "\n\n\n".join(textwrap.dedent(inspect.getsource(f)).strip() for f in reversed(own))
    above = "".join(f"{lines}\n" for lines in _above(code, own[0], exercise.setup))
    return f"{above}\n\n{code}" if above else code


def _above(code: str, function: FunctionType, setup: str) -> list[str]:
    """Return the lines that make the names that a code reads, in the file of a function.

    setup: what the student's notebook begins with; its names are there already.
    """
    lines, _ = inspect.findsource(function)
    there = {name for node in ast.parse(setup).body for name in _made(node)}
    read, found = _read(ast.parse(code)) - there, []
    source = "".join(lines)
    for node in reversed(ast.parse(source).body):  # a constant may read earlier ones
        if read & _made(node):
            value: Any = getattr(node, "value", None)
            told, usual = "".join(lines[node.lineno - 1 : node.end_lineno]), usual_of(value)
            if usual is not None:
                shown = ast.get_source_segment(source, usual, padded=True) or ""
                told = told[: value.col_offset] + textwrap.dedent(shown)
            read |= _read(usual or node) - there
            found.append(told.strip())
    return found[::-1]


def _made(node: ast.stmt) -> set[str]:
    """Return the names that an assignment or an import makes."""
    if isinstance(node, ast.Assign):
        parts = [part for target in node.targets for part in ast.walk(target)]
        return {part.id for part in parts if isinstance(part, ast.Name) and _is_set(part)}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {name.asname or name.name for name in node.names}
    return set()


def _is_set(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _read(tree: ast.AST) -> set[str]:
    """Return the names that a code reads and does not set itself."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    set_here = {name.id for name in names if _is_set(name)}
    return {name.id for name in names} - set_here

"""What students hand in, made from an exercise's own source: right, and wrong in a known way."""

import ast
import inspect
import json
from types import CodeType, FunctionType, ModuleType

import numpy as np

from dlcourse.grading.author.laws import Usual
from dlcourse.grading.exercise.shelf import sources

# The wrong solution under the task's name, while what it calls keeps its own meaning.
SWAP = """
import types
{name} = types.FunctionType(
    {wrong}.__code__, dict(globals()), "{name}", {wrong}.__defaults__, {wrong}.__closure__
)
"""


def solutions(exercise):
    """Return the source of an exercise without what it takes from the course: its functions."""
    kept = []
    for node in Usual().visit(ast.parse(sources()[exercise.number].read_text("utf8"))).body:
        ours = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & {
            *("agrees", "answers", "law", "mistake", "task", "Exercise", "choice", "warm_up"),
            *("gradient_checks", "layer_checks"),
        }
        imports = isinstance(node, ast.ImportFrom) and node.module.startswith("dlcourse")
        if isinstance(node, ast.FunctionDef) or not (ours or imports):
            kept.append(node)
    return ast.unparse(ast.Module(kept, []))


def needed_by(exercise):
    """Return the sources of what the references call besides each other, NumPy left out."""
    names, found = {task.name for task in exercise.tasks}, {}
    waiting = [task.reference for task in exercise.tasks]
    while waiting:
        for name in sorted(_names(waiting.pop().__code__)):
            value = exercise.tasks[0].reference.__globals__.get(name)
            if name in names | set(found) or value is None or isinstance(value, ModuleType):
                continue
            if isinstance(value, FunctionType):
                found[name] = inspect.getsource(value)
                waiting.append(value)
            else:
                found[name] = f"{name} = {'np.' * isinstance(value, np.ndarray)}{value!r}"
    return list(found.values())


def _names(code):
    inside = [part for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*map(_names, inside))


def swapped(task, mistake):
    """Return the lines that put a known mistake in the place of a task's solution."""
    return SWAP.format(name=task.name, wrong=mistake.wrong.__name__)


def book(*sources, metadata=None):
    """Return a notebook of code cells; metadata: that of each cell, where there is some."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{n}",
            "metadata": (metadata or {}).get(n, {}),
            "outputs": [],
            "source": source,
        }
        for n, source in enumerate(sources)
    ]
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole)

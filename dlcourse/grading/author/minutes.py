"""How long an exercise takes to write: an estimate from its levels and its solutions' lengths."""

from __future__ import annotations

import ast
import inspect
import textwrap
from types import FunctionType

from dlcourse.grading.checking.own_code import functions_of
from dlcourse.grading.exercise.spec import Exercise, Level

# For somebody who has read the chapter: minutes to see what a function asks, by its level, and more
# for each statement of its solution, to write it and to mend it.
SEEING: dict[Level, int] = {"easy": 3, "medium": 6, "hard": 10}
STATEMENT = 1
WARM_UP = 3


def minutes(exercise: Exercise) -> int:
    """Return the minutes that an exercise takes to write, in steps of 5."""
    warm_up = WARM_UP if exercise.warm_up is not None else 0
    return 5 * round((warm_up + sum(each(exercise))) / 5)


def each(exercise: Exercise) -> list[int]:
    """Return the minutes that each function of an exercise takes to write."""
    sizes = zip(exercise.tasks, statements(exercise), strict=True)
    return [SEEING[task.level or "medium"] + STATEMENT * size for task, size in sizes]


def statements(exercise: Exercise) -> list[int]:
    """Return how many statements the solution of each function has.

    The helpers that a solution calls count with the first solution that calls them.
    """
    counted: set[object] = {task.reference for task in exercise.tasks}
    sizes = []
    for task in exercise.tasks:
        own = [f for f in functions_of(task.reference) if f is task.reference or f not in counted]
        counted.update(own)
        sizes.append(sum(map(_statements, own)))
    return sizes


def _statements(function: FunctionType) -> int:
    """Return the statements of a function without its docstring and itself."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return sum(isinstance(node, ast.stmt) for node in ast.walk(tree)) - 2

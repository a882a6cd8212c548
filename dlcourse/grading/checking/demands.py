"""What would cost the mark though the function may be right: said before anything is asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from dlcourse._words import Said, listed
from dlcourse.grading.checking.own_code import home_of, not_at_hand
from dlcourse.grading.exercise.spec import Exercise, Task


def fault(exercise: Exercise, task: Task, function: object, names: Mapping[str, Any]) -> str:
    """Return a sentence about what the grader would not accept, or nothing.

    names: what the names of the student's notebook or file mean now.
    """
    if not callable(function):
        return Said(
            "{name} is of type {type}, not a function. Give the function itself, without brackets "
            "behind its name.",
            name=task.name,
            type=type(function).__name__,
        )
    if _is_of_package(function):
        return Said(
            "This is a function of dlcourse, not yours. When your work is graded, dlcourse is not "
            "there: write the lines of {name} yourself.",
            name=task.name,
        )
    if wrong := _name(exercise, task, function, names):
        return wrong
    own = str(names.get("__name__")).partition(".")[0]
    if missing := not_at_hand(function, own):
        return Said(
            "The function uses {packages}, which is not there when your work is graded. NumPy is, "
            "and what comes with Python.",
            packages=listed(missing),
        )
    return ""


def _is_of_package(function: object) -> bool:
    """Say whether a function is one that dlcourse has, and not one made where it only looks so."""
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    name = getattr(function, "__name__", "")
    return home_of(function) == "dlcourse" and getattr(module, name, None) is function


def _name(exercise: Exercise, task: Task, function: object, names: Mapping[str, Any]) -> str:
    """Say what is wrong with the name of a function: the grader knows it by nothing else."""
    means = names.get(task.name)
    if means is function:
        return ""
    name = getattr(function, "__name__", type(function).__name__)
    if name == task.name:
        if means is None:
            return ""
        return Said(
            "The name {name} means something else by now than what was given here. Run the cell "
            "of {name} again, then this one.",
            name=name,
        )
    if name in {other.name for other in exercise.tasks}:
        return Said(
            "This is the check of {name}, but it was given {other}.", name=task.name, other=name
        )
    return Said(
        "The function has the name {other}. When your work is graded, the one named {name} is "
        "asked, so yours needs that name.",
        name=task.name,
        other=name,
    )

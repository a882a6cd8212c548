"""The student's own check: the public questions, answered at once, in the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from dlcourse.grading.checking.answer import Answer, TaskReport
from dlcourse.grading.checking.mistakes import Asked, class_of
from dlcourse.grading.checking.running import Outcome, run_check
from dlcourse.grading.exercise.shelf import resolve
from dlcourse.grading.exercise.spec import Call, Check, Exercise, Failed, Task

# exercise number -> function name -> what its last check said, in this session
_SESSION: dict[str, dict[str, TaskReport]] = {}


def check(number: str, function: Callable[..., Any] | None = None) -> Answer:
    """Ask the public checks of one function, and answer with the first thing that is wrong.

    number: the id in the heading, such as "03.2"; function: yours. check("03") alone shows how
    far you are in exercise 03. Raises KeyError for an unknown id, TypeError without a function.
    """
    exercise, task = resolve(number)
    seen = _SESSION.setdefault(exercise.number, {})
    if task is None:
        return Answer(exercise, (), dict(seen))
    if function is None:
        raise TypeError(f'Give your function too: check("{number}", {task.name}).')
    report = seen[task.name] = run_task(exercise, task, _demand(exercise, task, function))
    return Answer(exercise, (report,), dict(seen))


def run_public(exercise: Exercise, namespace: Mapping[str, Any]) -> Answer:
    """Ask the public checks of all functions of an exercise; namespace: name -> function."""
    reports = {}
    for task in exercise.tasks:
        call = namespace[task.name] if task.name in namespace else _absent(task)
        reports[task.name] = run_task(exercise, task, _demand(exercise, task, call))
    return Answer(exercise, tuple(reports.values()), reports)


def run_task(exercise: Exercise, task: Task, call: Call) -> TaskReport:
    """Ask the public questions in order, and stop at the first that fails."""
    passed: list[str] = []
    history: list[Asked] = []
    points = 0
    for question in task.public:
        outcome = ask(task, question, call, history=history)
        if not outcome.ok:
            return TaskReport(
                exercise.id_of(task), task, tuple(passed), points, question.name, outcome
            )
        passed.append(question.name)
        points += question.points
    return TaskReport(exercise.id_of(task), task, tuple(passed), points)


def ask(
    task: Task, question: Check, call: Call, seed: int = 0, history: list[Asked] | None = None
) -> Outcome:
    """Run one check of a function of this process; what was raised is put into words."""
    outcome = run_check(task, question, call, np.random.default_rng(seed), history)
    error = outcome.error
    if error is None:
        return outcome
    said = f": {error}" if str(error) else "."
    return replace(
        outcome,
        what=f"The function stopped with {class_of(error)}{said}",
        wanted_property="The function returns a result for this input.",
    )


def _demand(exercise: Exercise, task: Task, function: object) -> Call:
    """Return function, or in its place one whose failure says what was given instead."""
    if not callable(function):
        return _refuse(
            f"{task.name} is of type {type(function).__name__}, not a function. "
            "Give the function itself, without brackets behind its name."
        )
    name = getattr(function, "__name__", task.name)
    if name != task.name and name in {other.name for other in exercise.tasks}:
        return _refuse(f"This is the check of {task.name}, but it was given {name}.")
    return function


def _absent(task: Task) -> Call:
    return _refuse(f"There is no function {task.name}. Was it renamed, or its cell deleted?")


def _refuse(what: str) -> Call:
    """Return a function that fails with this sentence, whatever it is asked."""

    def refuse(*args: Any) -> Any:
        raise Failed(what, given={})

    return refuse

"""The student's own check: the public questions, answered at once, in the notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from dlcourse.grading.checking.answer import Answer, Overview, TaskReport
from dlcourse.grading.checking.at_home import first_lines, kept_going, patience
from dlcourse.grading.checking.demands import fault
from dlcourse.grading.checking.mistakes import Asked
from dlcourse.grading.checking.own_code import functions_of
from dlcourse.grading.checking.progress import Progress, State, passing
from dlcourse.grading.checking.running import Outcome, run_check
from dlcourse.grading.checking.seen import nothing_came, stopped
from dlcourse.grading.exercise.kit import NOTHING
from dlcourse.grading.exercise.shelf import load, numbers, resolve
from dlcourse.grading.exercise.spec import Call, Check, Exercise, Failed, Task

_PROGRESS = Progress()


def check(
    number: str | float | None = None, function: Callable[..., Any] | None = None
) -> Answer | Overview:
    """Ask the public checks of one function, and answer with the first thing that is wrong.

    number: the id in the heading, such as "03.2"; function: yours. check("03") alone shows how
    far you are in exercise 03, and check() how far in all of them.
    Raises KeyError for an unknown id, TypeError without a function.
    """
    if number is None:
        return Overview(tuple(Answer(load(n), (), _PROGRESS.of(n)) for n in numbers()))
    exercise, task = resolve(number)
    if task is None:
        return Answer(exercise, (), _PROGRESS.of(exercise.number))
    if function is None:
        raise TypeError(f'Give your function too: check("{exercise.id_of(task)}", {task.name}).')
    asking = sys._getframe(1)  # the cell: what its names mean is what will be handed in
    call = _demand(exercise, task, function, asking.f_globals | asking.f_locals)
    report = run_task(exercise, task, call)
    _PROGRESS.note(exercise.number, task.name, State(report.ok, report.points))
    seen = _PROGRESS.of(exercise.number)
    return Answer(exercise, (report,), seen, _onward(exercise, seen) if report.ok else "")


def run_public(exercise: Exercise, namespace: Mapping[str, Any]) -> Answer:
    """Ask the public checks of all functions of an exercise; namespace: name -> function."""
    reports = {}
    for task in exercise.tasks:
        absent = f"There is no function {task.name}. Was it renamed, or its cell deleted?"
        call = (
            _demand(exercise, task, namespace[task.name], namespace)
            if task.name in namespace
            else _refuse(absent)
        )
        reports[task.name] = run_task(exercise, task, call)
    states = {name: State(report.ok, report.points) for name, report in reports.items()}
    return Answer(exercise, tuple(reports.values()), states)


def run_task(exercise: Exercise, task: Task, call: Call) -> TaskReport:
    """Ask the public questions in order, and stop at the first that fails."""
    passed: list[str] = []
    history: list[Asked] = []
    points = 0
    failed_check, failed = "", None
    with first_lines() as printed, patience(task.name):
        for question in task.public:
            printed.anything = False
            outcome = ask(task, question, call, history=history)
            if not outcome.ok:
                failed_check, failed = question.name, outcome
                break
            passed.append(question.name)
            points += question.points
    if failed is not None and failed.what == NOTHING:
        failed = replace(failed, what=nothing_came(call, printed.anything))
    first = _to_mend_first(exercise, task, call) if failed is not None else ""
    if failed is not None and first:
        failed = replace(failed, mistake="", hint="")  # it would blame this one for another
    return TaskReport(
        exercise.id_of(task),
        task,
        tuple(passed),
        points,
        failed_check,
        failed,
        first,
        printed.left_out(),
    )


def ask(
    task: Task, question: Check, call: Call, seed: int = 0, history: list[Asked] | None = None
) -> Outcome:
    """Run one check of a function of this process; what was raised is put into words."""
    outcome = run_check(task, question, kept_going(call), np.random.default_rng(seed), history)
    error = outcome.error
    return outcome if error is None else stopped(task, outcome, error, call)


def _onward(exercise: Exercise, seen: Mapping[str, State]) -> str:
    """Say where to go on after a function that passes."""
    done = passing(exercise, seen)
    for task in exercise.tasks:
        if task not in done:
            return f"Well done. Next: {exercise.id_of(task)} {task.name}."
    whole = (
        "Well done: every function of this exercise passes. Run the notebook once from the top, "
        f"save it, and hand it in. The chapter again: book/{exercise.chapter}.ipynb."
    )
    later = [n for n in numbers() if n > exercise.number]
    return f"{whole} Next: exercise {later[0]}, {load(later[0]).title}." if later else whole


def _to_mend_first(exercise: Exercise, task: Task, call: Call) -> str:
    """Name the first function that this one calls, an earlier task, which fails itself."""
    earlier = {other.name: other for other in exercise.tasks[: exercise.tasks.index(task)]}
    for f in functions_of(call)[1:]:
        name = f.__name__
        if name in earlier and not run_task(exercise, earlier[name], f).ok:
            return (
                f"This function calls {name}, which does not pass its own check. Mend {name} "
                "first, and ask again."
            )
    return ""


def _demand(exercise: Exercise, task: Task, function: Any, names: Mapping[str, Any]) -> Call:
    """Return function, or in its place one whose failure says what the grader would not accept."""
    wrong = fault(exercise, task, function, names)
    return _refuse(wrong) if wrong else function


def _refuse(what: str) -> Call:
    """Return a function that fails with this sentence, whatever it is asked."""

    def refuse(*args: Any) -> Any:
        raise Failed(what, given={})

    return refuse

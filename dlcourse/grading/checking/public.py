"""The student's own check: the public questions, answered at once, in the notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from dlcourse._words import Said, _
from dlcourse.grading.checking.answer import Answer, TaskReport
from dlcourse.grading.checking.at_home import (
    Stopped,
    Timed,
    first_lines,
    kept_going,
    patience,
    took,
)
from dlcourse.grading.checking.demands import fault
from dlcourse.grading.checking.help import Help, reply
from dlcourse.grading.checking.mistakes import Asked
from dlcourse.grading.checking.overview import Overview
from dlcourse.grading.checking.own_code import functions_of
from dlcourse.grading.checking.progress import NEW, PROGRESS, State, passing
from dlcourse.grading.checking.running import Outcome, run_check
from dlcourse.grading.checking.seen import nothing_came, stopped, too_slow
from dlcourse.grading.checking.worked import earned
from dlcourse.grading.exercise.kit import NOTHING
from dlcourse.grading.exercise.shelf import load, numbers, resolve, sources
from dlcourse.grading.exercise.spec import Call, Check, Exercise, Failed, Task, WarmUp
from dlcourse.grading.sandbox.limits import LIMITS


def check(
    number: str | float | None = None, function: Callable[..., Any] | str | None = None
) -> Answer | Overview | Help:
    """Ask the public checks of one function, and answer with the first thing that is wrong.

    number: the id in the heading, such as "03.2"; function: yours, or for the warm-up question,
    "03.0", a letter. check("03") alone shows how far you are in exercise 03, and check() how far
    in all of them.
    Raises KeyError for an unknown id, TypeError without a function.
    """
    if number is None:
        return Overview(tuple(Answer(load(n), (), PROGRESS.of(n)) for n in numbers()))
    exercise, task = resolve(number)
    if task is None:
        return Answer(exercise, (), PROGRESS.of(exercise.number))
    if isinstance(task, WarmUp):
        return reply(exercise, task, function)
    if function is None:
        it = {"id": exercise.id_of(task), "name": task.name}
        raise TypeError(_('Give your function too: check("{id}", {name}).', **it))
    asking = sys._getframe(1)  # the cell: what its names mean is what will be handed in
    call = _demand(exercise, task, function, asking.f_globals | asking.f_locals)
    report = run_task(exercise, task, call, stoppable=True)
    seen = PROGRESS.of(exercise.number)
    state = seen.get(task.name, NEW).after(report.ok, report.points, report.failed_check)
    state = replace(state, key=earned(task, kept_going(call, stoppable=True)) if report.ok else "")
    PROGRESS.note(exercise.number, task.name, state)
    report, seen = replace(report, again=state.times > 1), seen | {task.name: state}
    return Answer(exercise, (report,), seen, _onward(exercise, seen) if report.ok else "")


def run_public(exercise: Exercise, namespace: Mapping[str, Any]) -> Answer:
    """Ask the public checks of all functions of an exercise; namespace: name -> function."""
    reports = {}
    for task in exercise.tasks:
        absent = Said(
            "There is no function {name}. Was it renamed, or its cell deleted?", name=task.name
        )
        call = (
            _demand(exercise, task, namespace[task.name], namespace)
            if task.name in namespace
            else _refuse(absent)
        )
        reports[task.name] = run_task(exercise, task, call)
    states = {name: State(report.ok, report.points) for name, report in reports.items()}
    return Answer(exercise, tuple(reports.values()), states)


def run_task(exercise: Exercise, task: Task, call: Call, *, stoppable: bool = False) -> TaskReport:
    """Ask the public questions in order, and stop at the first that fails.

    stoppable: an interruption stops the function alone, and not the program that asks.
    """
    passed: list[str] = []
    noticed: list[str] = []
    history: list[Asked] = []
    points, slowest = 0, 0.0
    failed_check, failed = "", None
    with first_lines() as printed, patience(task.name):
        for question in task.public:
            printed.anything = False
            outcome = ask(task, question, call, history=history, stoppable=stoppable)
            slowest = max(slowest, outcome.seconds)
            if not outcome.ok:
                failed_check, failed = question.name, outcome
                break
            passed.append(question.name)
            noticed += [outcome.what] if outcome.what else []
            points += question.points
    if failed is not None and failed.what == NOTHING:
        failed = replace(failed, what=nothing_came(call, printed.anything))
    first = ""
    if failed is not None and not isinstance(failed.error, Stopped):
        first = _to_mend_first(exercise, task, call, stoppable)
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
        time=took(task.name, slowest),
        noticed=tuple(noticed),
    )


def ask(
    task: Task,
    question: Check,
    call: Call,
    seed: int = 0,
    history: list[Asked] | None = None,
    *,
    stoppable: bool = False,
) -> Outcome:
    """Run one check of a function of this process; what was raised is put into words."""
    timed = Timed(kept_going(call, stoppable))
    outcome = run_check(task, question, timed, np.random.default_rng(seed), history, here=True)
    outcome = replace(outcome, seconds=timed.slowest)
    if outcome.ok and timed.slowest > LIMITS.call:
        return too_slow(task, outcome)
    error = outcome.error
    return outcome if error is None else stopped(task, outcome, error, call)


def _onward(exercise: Exercise, seen: Mapping[str, State]) -> str:
    """Say where to go on after a function that passes."""
    done = passing(exercise, seen)
    for task in exercise.tasks:
        if task not in done:
            return _("Well done. Next: {id} {name}.", id=exercise.id_of(task), name=task.name)
    whole = _(
        "Well done: every function of this exercise passes. Run the notebook once from the top, "
        "save it, and hand it in. The chapter again: book/{chapter}.ipynb.",
        chapter=exercise.chapter,
    )
    later = [n for n in numbers() if n > exercise.number]
    if not later:
        return whole
    title, name = Said(load(later[0]).title), sources()[later[0]].parent.name
    onward = _(
        "Next: exercise {number}, {title}: exercises/{name}/{name}.ipynb.",
        number=later[0],
        title=title,
        name=name,
    )
    return f"{whole} {onward}"


def _to_mend_first(exercise: Exercise, task: Task, call: Call, stoppable: bool) -> str:
    """Name the first function that this one calls, an earlier task, which fails itself."""
    earlier = {other.name: other for other in exercise.tasks[: exercise.tasks.index(task)]}
    for f in functions_of(call)[1:]:
        name = f.__name__
        if name in earlier and not run_task(exercise, earlier[name], f, stoppable=stoppable).ok:
            return _(
                "This function calls {name}, which does not pass its own check. Mend {name} "
                "first, and ask again.",
                name=name,
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

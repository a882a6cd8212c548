"""Prove an exercise sound: the reference is right, and stub and known mistakes are told so."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dlcourse.grading.author.notebook import notebook, notebook_of, source_of
from dlcourse.grading.author.seeds import SEEDS, luck_problems
from dlcourse.grading.author.unearned import unearned_problems
from dlcourse.grading.checking.mistakes import Asked
from dlcourse.grading.checking.public import ask, run_task
from dlcourse.grading.exercise.shelf import load_file
from dlcourse.grading.exercise.spec import KINDS, Exercise, Task

FEW = 3  # seeds, where luck plays no part
SHORT = 8  # a line below this length gives no solution away, nor does `return w, b`


def spec_check(path: Path, seeds: int = SEEDS) -> list[str]:
    """Return a sentence for each fault of the exercise in this folder; none means it is sound.

    seeds: with how many the right answers and the known mistakes are asked.
    """
    source = source_of(path)
    exercise = load_file(source)
    problems = list(_outline(exercise, source))
    for task in exercise.tasks:
        where = f"{exercise.id_of(task)} {task.name}"
        problems += [f"{where}: {fault}" for fault in task_problems(exercise, task, seeds)]
    problems += [f"the notebook holds a line of the source: {line}" for line in leaks(source)]
    if not notebook_of(source).exists() or notebook_of(source).read_text("utf8") != notebook(
        exercise
    ):
        problems.append("the notebook is older than its source: build it again")
    return problems


def _outline(exercise: Exercise, source: Path) -> Iterator[str]:
    """Yield what is wrong with the exercise as a whole."""
    if source.parent.name != exercise.chapter or exercise.chapter[:2] != exercise.number:
        yield f"folder {source.parent.name}, chapter {exercise.chapter}, number {exercise.number}"
    names = [task.name for task in exercise.tasks]
    for other in sorted(source.parent.parent.glob(f"{exercise.number}_*/exercise.py")):
        if other.parent.name != source.parent.name:
            yield f"the number {exercise.number} is that of {other.parent.name} too"
    if len(set(names)) < len(names):
        yield "two tasks have the same name"


def task_problems(exercise: Exercise, task: Task, seeds: int = FEW) -> Iterator[str]:
    """Yield what is wrong with one task."""
    if sum(check.points for check in task.checks) != task.points:
        yield "the points of the checks do not add up to the task's"
    order = [KINDS.index(check.kind) for check in task.public]
    if order != sorted(order) or not order or order[0] != 0:
        yield f"the public checks must ask in this order: {', '.join(KINDS)}"
    if task.main and len(task.mistakes) < 4:
        yield f"{len(task.mistakes)} known mistakes: a main function has at least four"
    yield from luck_problems(task, seeds)
    yield from stub_problems(exercise, task)
    yield from unearned_problems(task)
    caught: set[str] = set()
    for mistake in task.mistakes:
        yield from mistake_problems(exercise, task, mistake.name, mistake.wrong, caught)
        if not mistake.hint:
            yield f"the mistake {mistake.name!r} has no hint"
    for check in task.checks:
        if check.name not in caught and KINDS.index(check.kind) >= KINDS.index("value"):
            yield f"no known mistake fails the check {check.name!r}"


def stub_problems(exercise: Exercise, task: Task) -> Iterator[str]:
    """Yield the checks that the untouched stub passes, and a report that is not kind."""
    namespace: dict[str, Any] = {}
    exec(exercise.setup, namespace)
    exec(task.stub, namespace)
    stub = namespace[task.name]
    for check in task.checks:
        if ask(task, check, stub).ok:
            yield f"the untouched stub passes {check.name!r}"
    report = run_task(exercise, task, stub)
    if report.failed is None or "Write the lines" not in report.failed.what:
        yield "the untouched stub does not get the kind sentence that nothing came back"


def mistake_problems(
    exercise: Exercise, task: Task, name: str, wrong: Callable[..., Any], caught: set[str]
) -> Iterator[str]:
    """Yield what is wrong with a known mistake; add the checks that it fails to caught."""
    history: list[Asked] = []
    outcomes = {check.name: ask(task, check, wrong, history=history) for check in task.checks}
    failed = {check: outcome for check, outcome in outcomes.items() if not outcome.ok}
    caught.update(failed)
    if not failed:
        yield f"the mistake {name!r} passes every check"
    elif name not in {outcome.mistake for outcome in failed.values()}:
        yield f"the mistake {name!r} fails, but no feedback names it"
    first = run_task(exercise, task, wrong).failed
    if first is None and failed:
        yield f"only a hidden check notices the mistake {name!r}"
    elif first is not None and first.mistake != name:
        yield f"the public check calls the mistake {name!r} {first.mistake or 'unknown'!r}"


def leaks(source: Path) -> list[str]:
    """Return the lines of functions in the source that the student's notebook holds.

    A stub shares the head and the docstring of its reference, and nothing else.
    """
    path = notebook_of(source)
    return leaked_into(path.read_text("utf8"), source) if path.exists() else []


def leaked_into(book: str, source: Path) -> list[str]:
    """Return the lines of functions in the source that a notebook holds. book: its JSON."""
    text = "".join("".join(cell["source"]) + "\n" for cell in json.loads(book)["cells"])
    return [line for line in solution_lines(source) if line in text]


def solution_lines(source: Path) -> list[str]:
    """Return each line of code inside a function of the source that is long enough to tell."""
    tree = ast.parse(source.read_text("utf8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    lines = set()
    for function in functions:
        body = function.body[1:] if ast.get_docstring(function) else function.body
        for statement in body:
            written = ast.get_source_segment(source.read_text("utf8"), statement) or ""
            for line in (*written.splitlines(), *ast.unparse(statement).splitlines()):
                code = line.split("  #")[0].strip()
                if len(code) >= SHORT and not re.fullmatch(r"return [\w, ]+", code):
                    lines.add(code)
    return sorted(lines)

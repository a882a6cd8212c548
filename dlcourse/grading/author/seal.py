"""Turn an exercise into the student's copy: no reference, no hidden check, no known mistake."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse.grading.author.laws import laws
from dlcourse.grading.author.parts import by_part
from dlcourse.grading.checking.locks import Keys, keys_of, locked
from dlcourse.grading.checking.mistakes import Asked, other_orders
from dlcourse.grading.checking.public import ask
from dlcourse.grading.checking.worked import code_of
from dlcourse.grading.exercise.kit import Agrees, Answers, Recorded, Shaped
from dlcourse.grading.exercise.sealed import boxed, framed
from dlcourse.grading.exercise.shelf import load_file
from dlcourse.grading.exercise.spec import Call, Check, Exercise, Task

ASKED_SEED = 0  # with which a student's own check draws its questions
# With one of these the questions are drawn whose answers open a solution. A grader's seeds come
# from the system's source of randomness and have many more digits.
SEEDS = range(1, 20)
LARGEST = 20_000  # bytes of one
NOISE = 1e-12  # by which right answers may differ, measured by the largest of an array


def sealed(source: Path) -> tuple[str, str]:
    """Return the student's copy of an exercise: its data as JSON, and the code of its laws.

    Raises ValueError where a public check cannot be asked without what must not be in the copy.
    """
    exercise = load_file(source)
    with np.errstate(all="ignore"):  # as where a student asks
        tasks = [_told(exercise, task) for task in exercise.tasks]
    told = {
        **{name: getattr(exercise, name) for name in ("number", "title", "chapter", "text")},
        "setup": exercise.setup,
        "warm_up": asdict(exercise.warm_up) if exercise.warm_up else None,
        "tasks": tasks,
    }
    return json.dumps(told, indent=1, sort_keys=True) + "\n", laws(source)


def _told(exercise: Exercise, task: Task) -> dict[str, Any]:
    """Return what a student's copy tells of a task."""
    names = ("name", "points", "signature", "text", "stub", "main", "hints", "level", "steady")
    questions = _questions(task)
    right = [_plain_answer(task, args) for args in questions]
    keys = keys_of(right)
    return {
        **{name: getattr(task, name) for name in names},
        "hidden": sum(check.points for check in task.hidden),
        "public": [_question(check) for check in task.public],
        "sealed": {
            "mistakes": [boxed(locked(text, keys)) for text, keys in _mistakes(task)],
            "solution": boxed(locked(json.dumps([code_of(exercise, task), task.why]), keys)),
            "questions": framed(questions),
            "results": len(right[0]) if right and isinstance(right[0], tuple) else 1,
        },
    }


def _question(check: Check) -> dict[str, Any]:
    """Return a public check as data; one with a reference records its answers."""
    run, times = check.run, check.times
    if isinstance(run, Agrees):
        run, times = run.recorded(_rng(), times), 1
    asks: tuple[str, Any]
    if isinstance(run, Answers):
        asks = "answers", framed(run.args)
    elif isinstance(run, Shaped):
        asks = "shaped", {"args": framed(run.args), "shape": run.shape}
    elif isinstance(run, Recorded):
        pairs = framed([[tuple(args), right] for args, right in run.pairs])
        asks = "recorded", {**asdict(run), "pairs": pairs}
    else:
        asks = "law", run.__name__
    return {
        "name": check.name,
        "points": check.points,
        "kind": check.kind,
        "asks": asks,
        "times": times,
    }


def _rng() -> np.random.Generator:
    return np.random.default_rng(ASKED_SEED)


def _mistakes(task: Task) -> Iterator[tuple[str, Keys]]:
    """Yield name and hint of each known mistake, as text, and the keys that its answers make."""
    first: list[Asked] = []
    ask(task, task.public[0], task.reference, history=first)
    seen: set[Keys] = set()
    for mistake in (*task.mistakes, *other_orders(task, first)):
        answers = _until_wrong(task, mistake.wrong)
        if answers is not None and (keys := keys_of(answers, each=True)) not in seen:
            seen.add(keys)
            yield json.dumps([mistake.name, mistake.hint]), keys


def _until_wrong(task: Task, wrong: Call) -> list[Any] | None:
    """Return a function's answers to the public checks, to the first that fails; None if none."""
    history: list[Asked] = []
    for check in task.public:
        if not ask(task, check, wrong, history=history).ok:
            return [asked.result for asked in history]
    return None


def _questions(task: Task) -> tuple[tuple[Any, ...], ...]:
    """Return calls that no public check makes and that have one right answer; maybe none.

    They are those of the checks, with random numbers that no check ever draws, so an experiment has
    none. Answers so near to an edge of rounding that another way to compute them could end beyond
    it are drawn again.
    """
    unique = [check for check in task.checks if isinstance(check.run, Agrees)]
    if not unique or not inspect.signature(task.reference).parameters:
        return ()
    known = {framed(args) for check in task.public for args in _asked(task, check, ASKED_SEED)}
    # What a hidden check of another kind asks is a surprise, and stays one.
    drawn = [c for c in task.checks if c in task.public or (c in unique and c.kind == "value")]
    for seed in SEEDS:
        asked = (args for check in drawn for args in _asked(task, check, seed))
        new = [a for a in asked if framed(a) not in known and len(framed(a)) <= LARGEST]
        chosen = _telling(task, new)
        if not chosen or _steady([_plain_answer(task, args) for args in chosen], seed):
            return chosen
    raise ValueError(f"{task.name}: no questions were found whose answers make a steady key.")


def _telling(task: Task, asked: list[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    """Return the first of these calls, and those that tell a known mistake from the right answer.

    Each tells at least one mistake apart that those before it do not.
    """
    chosen: list[tuple[Any, ...]] = asked[:1]
    alike = [mistake.wrong for mistake in task.mistakes]
    for args in asked:
        call = Asked(args, None)
        right = keys_of([call.result_of(task.reference)])
        left = [wrong for wrong in alike if keys_of([call.result_of(wrong)]) == right]
        if len(left) < len(alike):
            chosen += [] if args is chosen[0] else [args]
            alike = left
    return tuple(chosen)


def _asked(task: Task, check: Check, seed: int) -> list[tuple[Any, ...]]:
    """Return the arguments of all calls that a check makes of the right function."""
    history: list[Asked] = []
    ask(task, check, task.reference, seed, history)
    return [asked.args for asked in history]


def _plain_answer(task: Task, args: tuple[Any, ...]) -> Any:
    return Asked(args, None).result_of(task.reference)


def _steady(answers: list[Any], seed: int) -> bool:
    """Say whether both keys stay what they are when the answers change by a little."""
    rng = np.random.default_rng(seed)
    return all(keys_of([_shaken(a, rng) for a in answers]) == keys_of(answers) for _ in range(8))


def _shaken(value: Any, rng: np.random.Generator) -> Any:
    """Return a plain value whose numbers, but for whole ones, are a little off."""

    def off(part: Any) -> Any:
        if not isinstance(part, float | np.ndarray):
            return part
        array = np.asarray(part, dtype=np.float64)
        noise = NOISE * float(np.max(np.abs(array), initial=0.0)) * rng.uniform(-1, 1, array.shape)
        return np.where(array == np.rint(array), array, array + noise)

    return by_part(off, value)

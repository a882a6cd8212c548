"""Points without work: by constants, by recorded answers, by answers that change."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np

from dlcourse.grading.author.parts import by_part
from dlcourse.grading.checking.mistakes import Asked, digest_of
from dlcourse.grading.checking.public import ask
from dlcourse.grading.checking.running import run_check
from dlcourse.grading.exercise.spec import Call, Task

AT_HOME = 0  # the seed with which a student's own check asks
SEEDS = 3
NUMBERS = (0.0, 0.5, 1.0)
# In place of numbers that the student chooses: none of them, far too small, far too large.
CHOSEN = (0.0, 1e-12, -1e-12, 1e5, -1e5, 1e300, np.nan)


def unearned_problems(task: Task) -> Iterator[str]:
    """Yield what brings points to a function that does no work, for several seeds."""
    yield from constant_problems(task)
    if has_arguments(task) and not task.table:
        most = max(worth(task, recorder(task), seed) for seed in range(SEEDS))
        if 2 * most > task.points:
            yield f"the recorded answers to the public checks get {most} of {task.points} points"
    if task.steady:
        for name in changing(task):
            most = max(worth(task, changing(task)[name], seed) for seed in range(SEEDS))
            if most:
                yield f"{name} gets {most} points"


def has_arguments(task: Task) -> bool:
    """Whether the function has some; one without is an experiment, whose answer is a choice."""
    return bool(inspect.signature(task.reference).parameters)


def worth(task: Task, call: Call, seed: int) -> int:
    """Return the points that a function gets with one seed, asked as the grader asks."""
    history: list[Asked] = []
    rngs = ((check, np.random.default_rng([seed, k])) for k, check in enumerate(task.checks))
    outcomes = [(c, run_check(task, c, call, rng, history, named=False)) for c, rng in rngs]
    return sum(check.points for check, outcome in outcomes if outcome.ok)


def recorder(task: Task) -> Call:
    """Return a table of the right answers to what the public checks ask at home, and no more."""
    history: list[Asked] = []
    for check in task.public:
        ask(task, check, task.reference, AT_HOME, history)
    answers = {digest_of(asked.args): asked.result for asked in history}
    return lambda *args: answers[digest_of(args)]


def changing(task: Task) -> dict[str, Call]:
    """Return functions whose answer is another one on each call, and right on some of them."""

    def shaken(when: int, step: int) -> Call:
        calls = count()

        def call(*args: Any) -> Any:
            n = next(calls)
            right = task.reference(*args)
            return moved(right, n // step + 1) if n % when else right

        return call

    return {
        "a function that is right every other time": shaken(2, 1),
        "a function that is right every third time": shaken(3, 1),
        "a function that is right for the first call alone": shaken(10**9, 1),
    }


def moved(value: Any, by: float) -> Any:
    """Return a value of the same structure with other numbers, and other words."""

    def other(part: Any) -> Any:
        if isinstance(part, str):
            return part + "!" * int(by)
        if isinstance(part, bool | np.bool_):
            return not part
        return np.asarray(part) + by

    return by_part(other, value)


def constants(asked: list[Asked], numbers: tuple[float, ...] = NUMBERS) -> dict[str, Call]:
    """Return functions that do no work: one answer for all, or the right shapes filled with one.

    asked: the calls of a check, with the right answers.
    """

    def filled(number: float) -> Call:
        right = iter(asked)
        return lambda *args: like(next(right, asked[-1]).result, number)

    return {
        "the answer 0": lambda *args: 0.0,
        "the answer 1": lambda *args: 1.0,
        "its first argument": lambda *args: args[0],
        "its last argument": lambda *args: args[-1],
        **{f"{number:g} everywhere": filled(number) for number in numbers},
    }


def like(value: Any, number: float) -> Any:
    """Return something with the structure and the shapes of value that holds number alone."""

    def filled(part: Any) -> Any:
        return "" if isinstance(part, str) else np.full(np.shape(part), number)

    return by_part(filled, value)


def constant_problems(task: Task) -> Iterator[str]:
    """Yield the checks that bring points to constants, for several seeds.

    Where the answer is a choice, one number may be right: absurd ones are tried.
    """
    numbers = NUMBERS if has_arguments(task) else CHOSEN
    for check in (check for check in task.checks if check.points):
        passing: set[str] = set()
        for seed in range(SEEDS):
            asked: list[Asked] = []
            ask(task, check, task.reference, seed, asked)
            for name, function in constants(asked, numbers).items():
                if ask(task, check, function, seed).ok:
                    passing.add(name)
        yield from (f"{name} passes {check.name!r}" for name in sorted(passing))

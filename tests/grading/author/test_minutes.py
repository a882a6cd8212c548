"""How long an exercise takes: every function, its level, and the statements of its solution."""

from dataclasses import replace
from typing import get_args

import pytest
from toy_exercise import toy

from dlcourse.grading.author.minutes import SEEING, STATEMENT, WARM_UP, minutes, statements
from dlcourse.grading.exercise.kit import choice, warm_up
from dlcourse.grading.exercise.shelf import load, numbers
from dlcourse.grading.exercise.spec import Level


def part(x):
    """A helper of both solutions below."""
    y = x
    return y


def two(x):
    """What is asked."""
    for _k in range(3):
        x += part(x)
    return x


def three(x):
    """What is asked."""
    return part(two(x))


def test_the_statements_of_solutions_and_of_their_helpers_are_counted_once():
    exercise, _ = toy()
    task = exercise.tasks[0]
    tasks = tuple(
        replace(task, name=f.__name__, reference=f, level=level)
        for f, level in ((two, "easy"), (three, None))
    )
    exercise = replace(exercise, tasks=tasks, warm_up=None)
    assert statements(exercise) == [3 + 2, 1]
    exact = SEEING["easy"] + SEEING["medium"] + STATEMENT * 6
    assert abs(minutes(exercise) - exact) <= 2.5
    asked = replace(exercise, warm_up=warm_up("1 + 1?", choice("2", "Yes.", right=True)))
    assert abs(minutes(asked) - exact - WARM_UP) <= 2.5


@pytest.mark.parametrize("number", numbers())
def test_the_times_are_those_that_a_student_can_have(number):
    """Nobody writes a function in a minute; and a program of eighty lines takes two hours."""
    exercise = load(number)
    assert 4 * len(exercise.tasks) <= minutes(exercise) <= 25 * len(exercise.tasks)


def test_a_harder_level_takes_longer():
    assert [SEEING[level] for level in get_args(Level)] == sorted(SEEING.values())

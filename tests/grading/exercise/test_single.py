"""Results in float32, right to its seven digits, cost no point; shorter and wrong ones do."""

import numpy as np
import pytest
from stamps import reads

from dlcourse.grading.checking.public import ask
from dlcourse.grading.exercise import shelf
from dlcourse.grading.exercise.kit import compare
from dlcourse.grading.exercise.single import exact, is_single
from dlcourse.grading.exercise.spec import Failed

pytestmark = reads("dlcourse", "exercises")
THIRD = np.float32(1 / 3)
TINY = np.finfo(np.float32).tiny  # smaller numbers have no seven digits there


def each(value, change):
    """Return a plain value with every number or array of numbers in it changed."""
    if isinstance(value, tuple | list):
        return type(value)(each(v, change) for v in value)
    if isinstance(value, dict):
        return {k: each(v, change) for k, v in value.items()}
    floats = isinstance(value, float) or getattr(value, "dtype", np.dtype(int)).kind == "f"
    return change(value) if floats else value


@pytest.mark.parametrize("number", shelf.numbers())
def test_a_result_in_float32_costs_no_point(number):
    for task in shelf.load(number).tasks:
        too_small = []

        def rounded(value, small=too_small):
            small.append(np.any((np.abs(value) < TINY) & (value != 0)))
            return np.float32(value)

        for check in task.checks:
            for seed in (0, 1):
                too_small.clear()
                outcome = ask(
                    task, check, lambda *args, t=task, f=rounded: each(t.reference(*args), f), seed
                )
                assert outcome.ok or any(too_small), (task.name, check.name, outcome.what)


@pytest.mark.parametrize(
    ("value", "single"),
    [
        (np.full(3, THIRD), True),
        (float(THIRD), True),  # as it comes out of the sandbox
        ([float(THIRD), 1.0, 0.5], True),
        ({"w": np.full(3, THIRD), "b": (0.5, 3)}, True),
        (1 / 3, False),
        ([float(THIRD), 1 / 3], False),
        (np.array([0.0, 1.0, 0.5]), False),  # of every type
        (np.full(3, np.float16(1 / 3)), False),
        (np.arange(3), False),
        ("a", False),
        (None, False),
    ],
)
def test_single_precision_is_told_by_the_numbers(value, single):
    assert is_single(value) == single


def test_only_single_precision_is_given_five_digits():
    near = np.array([0.1, 0.2]) * (1 + 3e-6)
    compare(near.astype(np.float32), np.array([0.1, 0.2]), "why", rtol=1e-7)
    for wrong in (near, np.float32(near * (1 + 1e-4))):
        with pytest.raises(Failed):
            compare(wrong, np.array([0.1, 0.2]), "why", rtol=1e-7)


@pytest.mark.parametrize(
    ("value", "right", "taken"),
    [
        (THIRD.item(), 1 / 3, True),
        ((np.full(2, THIRD), 1), (np.full(2, 1 / 3), 1), True),
        ({"w": [THIRD.item()]}, {"w": [1 / 3]}, True),
        ((np.full(2, THIRD), 1), (np.full(2, 1 / 3), 2), False),
        (np.full(2, THIRD), np.full(3, 1 / 3), False),
        ([THIRD.item()], (1 / 3,), False),
        (np.full(2, THIRD), np.full(2, 0.3334), False),
        (np.full(2, THIRD), "a", False),
        (THIRD.item(), None, False),
        ({"w": THIRD.item()}, {"v": 1 / 3}, False),
        (1 / 3 + 1e-7, 1 / 3, False),
    ],
)
def test_what_is_right_in_float32_is_taken_for_the_exact_result(value, right, taken):
    assert (exact(value, right) is right) == taken

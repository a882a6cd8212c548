"""Results in float32, right to its seven digits, cost no point; shorter and wrong ones do."""

import numpy as np
import pytest
from stamps import reads

from dlcourse.grading.checking.public import ask
from dlcourse.grading.checking.running import run_check
from dlcourse.grading.exercise import shelf
from dlcourse.grading.exercise.kit import compare
from dlcourse.grading.exercise.single import exact, is_single, lost
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


@pytest.mark.parametrize(
    ("value", "right", "blamed"),
    [
        (np.float32([0, 1]), np.array([1e-200, 1]), True),
        (np.float32([np.inf, 1]), np.array([1e300, 1]), True),
        (np.float32([np.nan, 1]), np.array([0.5, 1]), True),
        ((0.3, np.float32([0])), (0.3, np.array([1e-200])), True),
        (np.float32([0, 1]), np.array([0, 2.0]), False),  # wrong, but not for its type
        (np.float32([0, 1]), None, True),  # where the right answer is not known
        (np.float32([0, 1]), np.array([1e-200]), True),
        (np.float32([2, 1]), None, False),
        (np.array([0, np.inf]), np.array([1.0, 2.0]), False),
        (np.array([0, 1]), np.array([1.0, 2.0]), False),
        ([0.0], [1e-200], False),
        ((np.float32([0]),), (1.0, 2.0), True),
        (None, None, False),
    ],
)
def test_float32_is_blamed_for_what_it_cannot_hold(value, right, blamed):
    assert lost(value, right) == blamed


def asked(number, name, last, function):
    """What comes of one public check of a task, after those before it, by their names."""
    task, history = next(t for t in shelf.load(number).tasks if t.name == name), []
    for check in task.public:
        outcome = run_check(task, check, function, np.random.default_rng(0), history)
        if check.name == last:
            return outcome
    raise LookupError(last)


def test_a_hint_says_that_float32_ends_before_the_right_number():
    def sigmoid(z):
        z = np.asarray(z, np.float32)
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, np.float32(1), e) / (1 + e)

    hint = asked("03", "sigmoid", "large sums", sigmoid).hint
    assert "your numbers are of type float32, which has none between 0 and about 1e-45" in hint

    def loss(P, Y):
        return -np.mean(np.log(np.sum(P.astype(np.float32) * Y, axis=1)))

    outcome = asked("10", "cross_entropy", "next to nothing for the truth", loss)
    assert outcome.got == np.inf
    assert "of type float32, which has nothing between 0" in outcome.hint


def test_a_hint_says_that_an_answer_is_right_to_five_digits():
    def rounded(z):
        E = np.exp(z - z.max(axis=1, keepdims=True))
        return np.round(E / E.sum(axis=1, keepdims=True), 6)

    outcome = asked("10", "softmax", "the sums of the lecture", rounded)
    assert "Five digits of your answer are right" in outcome.hint
    wrong = asked("10", "softmax", "the sums of the lecture", lambda z: rounded(z) + 1e-4)
    assert not wrong.ok
    assert "Five digits" not in wrong.hint

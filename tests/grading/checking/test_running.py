"""One check asked: whose fault an error is, and which known mistake explains the answers."""

import numpy as np
import pytest
from toy_exercise import double, square, toy, triple

from dlcourse.grading.checking.public import ask, run_task
from dlcourse.grading.checking.running import run_check
from dlcourse.grading.exercise.kit import agrees, answers, mistake
from dlcourse.grading.exercise.spec import Check


def test_mistakes_that_agree_on_one_input_are_told_apart_by_an_earlier_one():
    exercise, made = toy(
        public=(
            answers(np.array([2.0])),
            agrees("3", double, (np.array([3.0]),), "Each entry is doubled."),
        )
    )

    def add_four(x):
        return x + 4 - (x == 2) * 2

    assert [run_task(exercise, made, f).failed.mistake for f in (triple, square)] == [
        "triple",
        "square",
    ]
    unknown = run_task(exercise, made, add_four).failed
    assert (unknown.mistake, unknown.hint) == ("", "")


def test_an_error_of_the_student_goes_through_with_its_input_and_its_hint():
    def broken(x):
        """You divide by zero."""
        raise ZeroDivisionError("secret")

    _, made = toy(mistakes=(mistake("broken", broken),))
    with pytest.raises(ZeroDivisionError) as caught:
        run_check(made, made.public[0], broken, np.random.default_rng(0))
    assert caught.value.mistake == "broken"
    assert caught.value.hint == "You divide by zero."
    assert list(caught.value.given) == ["x"]


def test_an_error_of_the_author_is_not_the_student_s():
    _, made = toy(public=(Check("bad", 1, lambda call, rng: 1 / 0, "value"),))
    with pytest.raises(ZeroDivisionError):
        run_check(made, made.public[0], double, np.random.default_rng(0))


def test_a_result_that_a_check_cannot_use_is_the_student_s():
    _, made = toy(public=(Check("sum", 1, lambda call, rng: call(2.0).sum(), "value"),))
    failed = ask(made, made.public[0], lambda x: "text")
    assert failed.what == "The check could not work with what came back."


def test_hidden_inputs_depend_on_the_seed_alone():
    _, made = toy()
    seen = []

    def spy(x):
        seen.append(x)
        return 2 * x

    for seed in (1, 1, 2):
        ask(made, made.hidden[0], spy, seed)
    np.testing.assert_array_equal(seen[0], seen[1])
    assert (seen[0] != seen[2]).all()

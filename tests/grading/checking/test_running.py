"""One check asked: whose fault an error is, and which known mistake explains the answers."""

from dataclasses import replace

import numpy as np
from toy_exercise import double, square, toy, triple

from dlcourse.grading.checking.public import ask, run_task
from dlcourse.grading.checking.running import Outcome, run_check
from dlcourse.grading.exercise.kit import agrees, answers, mistake, task
from dlcourse.grading.exercise.spec import Check, Exercise

ERROR = ZeroDivisionError("secret")


def run(made, check, function):
    return run_check(made, check, function, np.random.default_rng(0))


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


def test_an_error_of_the_student_has_its_input_and_the_hint_of_a_known_mistake():
    def broken(x):
        """You divide by zero."""
        raise ERROR

    _, made = toy(mistakes=(mistake("broken", broken),))
    outcome = run(made, made.public[0], broken)
    assert (outcome.kind, outcome.ok, outcome.error) == ("stops", False, ERROR)
    assert (outcome.mistake, outcome.hint) == ("broken", "You divide by zero.")
    assert list(outcome.given) == ["x"]
    assert vars(ERROR) == {}  # it is not ours to write on


def test_an_error_of_the_author_is_not_the_student_s():
    _, made = toy(public=(Check("bad", 1, lambda call, rng: 1 / 0, "value"),))
    outcome = run(made, made.public[0], double)
    assert (outcome.kind, outcome.ok) == ("unasked", False)
    assert isinstance(outcome.error, ZeroDivisionError)
    assert (outcome.given, outcome.hint) == (None, "")


def test_what_holds_has_nothing_to_say():
    _, made = toy()
    assert {run(made, check, double) for check in made.checks} == {Outcome("holds")}


def test_an_error_is_told_by_its_class_whatever_it_says_of_itself():
    """The attribute is one that errors of the sandbox have."""

    class Sly(Exception):
        class_name = "ZeroDivisionError"

    def sly(x):
        raise Sly("a text")

    def broken(x):
        """You divide by zero."""
        raise ERROR

    _, made = toy(mistakes=(mistake("broken", broken),))
    outcome = ask(made, made.public[0], sly)
    assert outcome.what == "The function stopped with Sly: a text"
    assert outcome.mistake == ""


def test_a_result_that_a_check_cannot_use_is_the_student_s():
    _, made = toy(public=(Check("sum", 1, lambda call, rng: call(2.0).sum(), "value"),))
    outcome = ask(made, made.public[0], lambda x: "text")
    assert outcome.kind == "fails"
    assert outcome.what == "The check could not work with what came back."


def test_hidden_inputs_depend_on_the_seed_alone():
    _, made = toy()
    seen = []

    def spy(x):
        seen[-1].append(x)
        return 2 * x

    for seed in (1, 1, 2):
        seen.append([])
        ask(made, made.hidden[0], spy, seed)
    np.testing.assert_array_equal(seen[0], seen[1])
    assert (np.array(seen[0]) != seen[2]).all()


def test_a_check_runs_as_often_as_it_says_and_then_repeats_its_first_question():
    _, made = toy()
    seen = []
    ask(made, replace(made.hidden[0], times=3), lambda x: seen.append(x) or 2 * x, 1)
    assert len(seen) == 4
    np.testing.assert_array_equal(seen[0], seen[3])
    assert (seen[0] != seen[1]).all()


def test_a_task_that_need_not_be_steady_repeats_nothing():
    made = replace(toy()[1], steady=False)
    seen = []
    assert ask(made, made.hidden[0], lambda x: seen.append(x) or 2 * x, 1).ok
    assert len(seen) == made.hidden[0].times


def test_an_error_of_the_same_class_is_not_yet_the_known_mistake():
    def wrong(x):
        """You turn x round."""
        return x @ np.ones((3, 3))

    def lost(x):
        raise ValueError("I am lost")

    def copied(x):
        try:
            return wrong(x)
        except ValueError as error:
            raise ValueError(str(error)) from None

    def the_same(x):
        return np.add(x, 0) @ np.ones((3, 5))[:, :2]

    _, made = toy(mistakes=(mistake("wrong", wrong),))
    assert ask(made, made.public[0], wrong).mistake == "wrong"
    assert ask(made, made.public[0], the_same).mistake == "wrong"
    assert ask(made, made.public[0], lost).mistake == ""
    assert ask(made, made.public[0], copied).mistake == ""  # the same words, at another place


def test_a_mistake_has_its_name_where_the_numbers_are_its_own_and_not_only_nearly():
    def nearly_triple(x):
        return 3 * x * (1 + 1e-8)

    exercise, made = toy()
    assert run_task(exercise, made, lambda x: x + x + x).failed.mistake == "triple"
    assert run_task(exercise, made, nearly_triple).failed.mistake == ""


def test_right_results_in_another_order_are_called_so():
    def three(x):
        """Three things."""
        return x, 2 * x, 3 * x

    inputs = (np.array([2.0, 5.0]),)
    made = task(
        three,
        "Three things.",
        public=[answers(*inputs), agrees("all three", three, inputs, "x, 2x and 3x.")],
    )
    exercise = Exercise("99", "Toy", "99_toy", (made,))
    turned = run_task(exercise, made, lambda x: (3 * x, x, 2 * x)).failed
    assert turned.mistake == "in another order"
    assert "in another order" in turned.hint
    assert run_task(exercise, made, lambda x: (3 * x, x, x)).failed.mistake == ""
    assert run_task(exercise, made, lambda x: (x, x)).failed.mistake == ""
    assert run_task(exercise, made, three).ok

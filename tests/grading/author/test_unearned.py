"""Points without work: what a table, a constant or a fickle function gets in every exercise."""

import numpy as np
import pytest
from stamps import reads
from toy_exercise import double, toy

from dlcourse.grading.author.parts import by_part
from dlcourse.grading.author.unearned import (
    changing,
    has_arguments,
    moved,
    recorder,
    unearned_problems,
    worth,
)
from dlcourse.grading.checking.public import run_task
from dlcourse.grading.checking.running import run_check
from dlcourse.grading.exercise.kit import agrees, answers, law, number, task
from dlcourse.grading.exercise.shelf import load, numbers
from dlcourse.grading.exercise.spec import Failed

pytestmark = reads("dlcourse", "exercises")
EXERCISES = [load(n) for n in numbers()]
# Where a few words are all that can be asked, their answers are the function.
FUNCTIONS = [(e, t) for e in EXERCISES for t in e.tasks if has_arguments(t) and not t.table]
CHOICES = [(e, t) for e in EXERCISES for t in e.tasks if not has_arguments(t)]
STEADY = [(e, t) for e in EXERCISES for t in e.tasks if t.steady]
# In place of what the student chooses. An answer of -1 or 3 can be right by chance in none of them.
ABSURD = (0.0, -1.0, 1e-9, 1e5, -1e5, 1e12, 1e300, np.inf, np.nan)
LARGEST_SHARE = 0.45  # of an exercise's functions goes to a table of recorded answers, at most


def each(cases):
    return [pytest.param(e, t, id=f"{e.id_of(t)}-{t.name}") for e, t in cases]


def filled(value, by):
    return by_part(lambda part: np.full(np.shape(part), by), value)


@pytest.mark.parametrize(("exercise", "made"), each(FUNCTIONS))
def test_recorded_answers_get_at_most_half_of_a_function(exercise, made):
    for seed in (1, 2):
        assert 2 * worth(made, recorder(made), seed) <= made.points


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.number)
def test_recorded_answers_get_less_than_half_of_an_exercise(exercise):
    made = [t for t in exercise.tasks if has_arguments(t) and not t.table]
    points = sum(worth(t, recorder(t), 1) for t in made)
    assert points <= LARGEST_SHARE * sum(t.points for t in made)


@pytest.mark.parametrize(("exercise", "made"), each(CHOICES))
def test_an_absurd_choice_gets_no_point(exercise, made):
    for by in ABSURD:
        answer = filled(made.reference(), by)
        assert worth(made, lambda answer=answer: answer, 1) == 0, by
    mixed = iter(ABSURD * 100)
    answer = filled(made.reference(), 0.0)
    several = tuple(filled(p, next(mixed)) for p in answer) if isinstance(answer, tuple) else 0.0
    assert worth(made, lambda: several, 1) == 0


@pytest.mark.parametrize(("exercise", "made"), each(CHOICES))
def test_a_choice_is_asked_the_same_at_home_and_for_the_mark(exercise, made):
    """No number is drawn, so a choice that passes at home passes for every student."""
    for check in made.checks:
        rng = np.random.default_rng(1)
        before = rng.bit_generator.state
        assert run_check(made, check, made.reference, rng).ok
        assert rng.bit_generator.state == before


@pytest.mark.parametrize(("exercise", "made"), each(STEADY))
def test_answers_that_change_from_call_to_call_get_no_point(exercise, made):
    for name, call in changing(made).items():
        for seed in (1, 2):
            assert (name, worth(made, changing(made)[name], seed)) == (name, 0), call


def test_only_who_trains_may_answer_differently():
    fickle = [t.name for e in EXERCISES for t in e.tasks if not t.steady]
    assert fickle == ["train_and_read", "read_moved_digits"]


def test_a_function_that_walks_through_the_choices_gets_nothing():
    """Each answer alone is worth points for one check of several."""

    def small(call, rng):
        if not number(call()) < 1:
            raise Failed("Large.")

    def large(call, rng):
        if not number(call()) > 9:
            raise Failed("Small.")

    def choice():
        """Choose."""
        return 5.0

    made = task(choice, "", public=[answers(), law("small", small), law("large", large)])
    values = iter([0.0, 0.0, 0.0, 10.0])
    assert worth(made, lambda: next(values), 0) == 1
    pairs = iter([0.0, 10.0])
    assert worth(made, lambda: next(pairs, 10.0), 0) == 0


def test_the_student_reads_at_home_that_the_answer_changed():
    calls = iter(range(99))
    failed = run_task(*toy(), lambda x: 2 * x + next(calls)).failed
    assert failed is not None
    assert failed.what == "Another answer came back than before, to the same input."
    assert failed.wanted_property == "The same input gets the same answer each time."
    assert "random numbers" in failed.hint


def test_a_difference_in_the_last_digits_is_no_other_answer():
    calls = iter(range(99))
    report = run_task(*toy(), lambda x: 2 * x * (1 + 1e-15 * next(calls)))
    assert report.ok


def test_a_table_that_gets_too_much_is_found():
    fixed = agrees("fixed", double, (np.array([1.0, 3.0]),), "Doubled.", points=2)
    _, made = toy(hidden=(fixed,), public=(answers(np.array([1.0, 3.0])),), points=2)
    assert "the recorded answers to the public checks get 2 of 2 points" in list(
        unearned_problems(made)
    )


@pytest.mark.parametrize("value", [1.0, True, "word", np.eye(2), (1.0, [2.0])])
def test_a_moved_value_is_another_one_of_the_same_structure(value):
    other = moved(value, 1)
    assert repr(other) != repr(value)

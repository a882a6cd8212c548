"""How many wrong answers of students are named: each is asked, and must get its word."""

import pytest
from stamps import reads
from wrong_answers import GENERIC, IN_WORDS, all_of, exercises

from dlcourse.grading.checking.public import run_task
from dlcourse.grading.exercise.kit import NOTHING
from dlcourse.grading.exercise.shelf import load

pytestmark = reads("dlcourse", "exercises", "tests/grading/wrong_answers")

LEAST_NAMED = 0.75


def in_words(failed):
    """Whether what was seen says what is wrong: a hint, the line that stopped, or no `return`."""
    nothing_came = failed.what.startswith("Nothing came back") and failed.what != NOTHING
    return bool(failed.hint or failed.where or nothing_came)


@pytest.mark.parametrize("number", exercises())
def test_each_wrong_answer_fails_and_gets_the_word_it_deserves(number):
    exercise = load(number)
    wrong = []
    for name, function, expected in all_of(number):
        failed = run_task(exercise, exercise.task(name), function).failed
        if failed is None:
            wrong.append(f"{function.__name__} passes every public check")
            continue
        said = failed.mistake or (IN_WORDS if in_words(failed) else GENERIC)
        if said != expected:
            wrong.append(f"{function.__name__} is answered with {said!r}, not {expected!r}")
    assert wrong == []


@pytest.mark.parametrize("number", exercises())
def test_each_function_of_the_exercise_has_wrong_answers(number):
    asked = [name for name, _, _ in all_of(number)]
    few = [task.name for task in load(number).tasks if asked.count(task.name) < 4]
    assert few == []


def test_three_quarters_of_the_wrong_answers_are_named():
    said = [expected for number in exercises() for _, _, expected in all_of(number)]
    assert sum(word != GENERIC for word in said) >= LEAST_NAMED * len(said)

"""Every exercise through the grader and its sandbox: what the author proved holds there too."""

import pytest
from handed_in import solutions, swapped
from long import but, long
from sandboxed import busy_machine, require_sandbox
from stamps import reads

from dlcourse.grading.author.notebook import notebook
from dlcourse.grading.exercise.shelf import load, numbers
from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.sandbox.bubblewrap import Sandbox

pytestmark = reads("dlcourse", "exercises")
EXERCISES = [load(number) for number in numbers()]


def each_exercise():
    some = [exercise for exercise in EXERCISES if exercise.number in ("01", "03", "09")]
    cases = but(some, EXERCISES, "proofs")
    return pytest.mark.parametrize("exercise", cases, ids=lambda e: e.number)


def graded(exercise, file, text):
    require_sandbox()
    return grade(Work("student", file, text.encode()), exercise, 5, Sandbox())


@each_exercise()
def test_the_references_score_full_marks_in_the_sandbox(exercise):
    result = graded(exercise, "a.py", solutions(exercise))
    assert [(m.task, m.check, m.message) for m in result.marks if not m.passed] == []
    assert result.points == exercise.points


@long("limits")
@each_exercise()
def test_a_busy_machine_and_the_name_of_a_student_cost_no_point(exercise):
    require_sandbox()
    text = solutions(exercise).encode()
    with busy_machine():
        for name in ("ana", "ben", "ÇELA 3"):
            result = grade(Work(name, f"{name}.py", text), exercise, 6, Sandbox())
            assert (name, result.points, result.reason) == (name, exercise.points, "")


@each_exercise()
def test_the_untouched_notebook_scores_nothing_in_the_sandbox(exercise):
    result = graded(exercise, "a.ipynb", notebook(exercise))
    assert result.points == 0
    assert not any(mark.passed for mark in result.marks)


@each_exercise()
def test_a_known_mistake_is_named_in_the_sandbox(exercise):
    text = solutions(exercise)
    for task in (task for task in exercise.tasks if task.main):
        mistake = task.mistakes[0]
        result = graded(exercise, "a.py", text + swapped(task, mistake))
        marks = [mark for mark in result.marks if mark.task == task.name]
        assert mistake.hint in {mark.hint for mark in marks if not mark.passed}


def test_no_function_is_blamed_for_an_earlier_one_that_it_calls():
    exercise = load("02")
    uphill = "\n\ndef mse_gradient(X, y, w):\n    return X.T @ (y - X @ w) / len(y)\n"
    result = graded(exercise, "a.py", solutions(exercise) + uphill)
    failed = [mark for mark in result.marks if not (mark.passed or mark.hidden)]
    said = "This function calls mse_gradient, which fails too. Mend mse_gradient first."
    assert {mark.hint for mark in failed if mark.task == "walk_down"} == {said}
    assert said not in {mark.hint for mark in failed if mark.task == "mse_gradient"}


def test_a_function_that_prints_is_not_told_of_dots_alone():
    result = graded(load("03"), "a.py", "def sigmoid(z):\n    print(z)\n")
    assert result.marks[0].message.startswith("Nothing came back: the function came to its end")

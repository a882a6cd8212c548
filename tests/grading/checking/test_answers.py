"""What the student reads: the check in the notebook, in kind words, and what it keeps to itself."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from toy_exercise import toy

from dlcourse.grading import check
from dlcourse.grading.checking.markup import marked
from dlcourse.grading.checking.progress import PROGRESS
from dlcourse.grading.checking.public import run_public, run_task
from dlcourse.grading.exercise.kit import law
from dlcourse.grading.exercise.shelf import load

ROOT = Path(__file__).resolve().parents[3]
THREE = load("03")


@pytest.fixture(autouse=True)
def _a_new_session(monkeypatch):
    monkeypatch.setattr(PROGRESS, "_here", {})


def named(name, function):
    """The function, called as the task is; what is no function stays as it is."""
    if getattr(function, "__name__", "") == "<lambda>":
        function.__name__ = name
    return function


def test_the_answer_names_what_passed_what_failed_and_the_known_mistake():
    def bce(a, y):
        return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))

    text = repr(check("03.2", bce))
    assert "Passes: it can be called" in text
    assert "Fails: one example of each kind" in text
    assert "Input: a = [0.8, 0.4], y = [1, 0]" in text
    assert "Came back: 0.733969" in text
    assert "What does not hold: The first answer gave 0.8 to the truth" in text
    assert "Hint: You return the sum of the losses." in text
    assert "The hidden checks have not run" in text
    assert "0.366985" not in text  # the right answer


def test_a_right_function_hears_that_the_hidden_checks_have_not_run():
    answer = check("03.1", THREE.task("sigmoid").reference)
    assert answer.ok
    assert "03.1 sigmoid: all 5 public checks pass." in repr(answer)
    assert "The hidden checks have not run: they use other inputs" in repr(answer)
    assert "bring 2 of the 4 points" in repr(answer)


def test_progress_grows_with_each_function_and_shrinks_when_one_breaks():
    assert "Exercise 03: 0 of 7 functions pass; 0 of 15 public points" in repr(check("03"))
    for name, line in (
        ("sigmoid", "1 of 7 functions pass (sigmoid); 2 of 15 public points so far"),
        ("classify", "2 of 7 functions pass (sigmoid, classify); 3 of 15 public points so far"),
    ):
        where = THREE.id_of(THREE.task(name))
        assert line in repr(check(where, THREE.task(name).reference))
    assert "1 of 7 functions pass (classify)" in repr(
        check("03.1", named("sigmoid", lambda z: 0.5))
    )
    states = repr(check("03"))
    assert "03.1 sigmoid: not yet" in states
    assert "03.5 classify: passes" in states
    assert "03.6 train_logistic: not attempted" in states


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda z: None, "Nothing came back. Write the lines of the function"),
        (lambda z: nowhere, "The function stopped with NameError: name 'nowhere'"),  # noqa: F821
        (lambda: 1, "The function stopped with TypeError"),
        (lambda z: "text", "is no array of numbers"),
        (
            lambda z: object(),
            "The result is of type object. What comes back from a function here is a number",
        ),
        (lambda z: np.array(["a"]), "The result holds values of type <U1"),
        (lambda z: np.zeros(7), "The result has the shape (7,)"),
        (lambda z: np.full(np.shape(z), np.nan), "The result holds nan."),
        (lambda z: {"a": 1}, "is no array of numbers"),
        (lambda z: [[1, 2], [3]], "is no array of numbers"),
        (lambda z: 1j, "The result is of type complex"),
        (0.5, "sigmoid is of type float, not a function"),
        (THREE.task("bce").reference, "This is the check of sigmoid, but it was given bce."),
    ],
)
def test_whatever_is_given_is_answered_kindly(function, words):
    answer = check("03.1", named("sigmoid", function))
    assert not answer.ok
    assert words in repr(answer)
    assert answer.reports[0].points == 0


def test_the_html_says_the_same_and_escapes_what_the_student_wrote():
    def sigmoid(z):
        raise ValueError("<script>alert(1)</script>")

    answer = check("03.1", sigmoid)
    page = answer._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    said = re.sub(r"<[^>]+>", " ", page)
    assert "03.1 sigmoid: 0 of 5 public checks pass so far." in said
    assert "Exercise 03: 0 of 7 functions pass" in said
    assert "03.5 classify: not attempted" in check("03")._repr_html_()


def test_the_html_shows_what_stands_in_backticks_as_code():
    page = check("03.1", named("sigmoid", lambda z: None))._repr_html_()
    assert "end with <code>return</code>." in page
    assert "`" not in page
    assert marked("`<b>` and ` alone") == "<code>&lt;b&gt;</code> and ` alone"


def test_without_a_function_it_says_how_to_ask():
    with pytest.raises(TypeError, match=r'check\("03\.2", bce\)'):
        check("03.2")


def test_a_function_that_changes_its_argument_does_not_change_the_check():
    right = THREE.task("bce").reference

    def bce(a, y):
        a[:] = 0.5
        return right(a, y)

    assert "Input: a = [0.8, 0.4]" in repr(check("03.2", bce))


def test_a_whole_file_is_checked_and_a_missing_function_is_named():
    references = {t.name: t.reference for t in THREE.tasks}
    assert run_public(THREE, references).ok
    del references["train_logistic"]
    answer = run_public(THREE, references)
    assert not answer.ok
    assert "There is no function train_logistic. Was it renamed, or its cell deleted?" in repr(
        answer
    )


def test_the_check_needs_numpy_alone_and_no_network():
    code = """
import sys
for name in ("IPython", "click", "matplotlib", "nbformat", "sklearn"):
    sys.modules[name] = None
import socket
socket.socket = None
from dlcourse.grading import check
classify = lambda w, b, X: (X @ w + b >= 0)
print(check("03.5", classify))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stderr == ""
    assert "03.5 classify: all 3 public checks pass." in done.stdout


def test_what_a_check_saw_is_told_where_it_holds():
    def counted(call, rng):
        call(2.0)
        return "You doubled one number."

    exercise, _ = toy()
    task = replace(exercise.tasks[0], public=(law("counted", counted),))
    report = run_task(replace(exercise, tasks=(task,)), task, lambda x: 2 * x)
    assert report.details()[1] == ("What was seen", "You doubled one number.")

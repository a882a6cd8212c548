"""What would cost the mark is said at home, before anything is asked."""

import numpy as np
import pytest
from toy_exercise import cell

import dlcourse.activations
from dlcourse.grading.checking.demands import fault
from dlcourse.grading.checking.public import run_public, run_task
from dlcourse.grading.exercise.shelf import load

THREE = load("03")
SIGMOID = THREE.task("sigmoid")
BCE = THREE.task("bce").reference


def said(function, names):
    return fault(THREE, SIGMOID, function, names)


def test_a_function_of_the_task_s_name_is_asked():
    names = cell("def sigmoid(z): return z")
    assert said(names["sigmoid"], names) == ""
    assert said(names["sigmoid"], {}) == ""  # made where no name is known
    names = cell("sigmoid = lambda z: z")
    assert said(names["sigmoid"], names) == ""
    names = cell("def other(z): return z\nsigmoid = other")
    assert said(names["sigmoid"], names) == ""


def test_another_name_is_said_since_the_grader_goes_by_names():
    names = cell("def my_sigmoid(z): return z")
    assert "The function has the name my_sigmoid" in said(names["my_sigmoid"], names)
    assert "the one named sigmoid is asked" in said(names["my_sigmoid"], names)
    assert said(BCE, {}) == "This is the check of sigmoid, but it was given bce."


def test_a_name_that_means_another_function_by_now_is_said():
    names = cell("def sigmoid(z): return z")
    old = names["sigmoid"]
    exec("def sigmoid(z): return 2 * z", names)
    assert "means something else by now" in said(old, names)


def test_a_function_of_the_package_is_not_the_student_s():
    function = dlcourse.activations.sigmoid
    assert "a function of dlcourse, not yours" in said(function, {"sigmoid": function})


def test_what_the_grader_lacks_is_said():
    names = cell("def sigmoid(z):\n    from sklearn import base\n    return base")
    assert "The function uses sklearn, which is not there" in said(names["sigmoid"], names)


@pytest.mark.parametrize("value", [0.5, None, "sigmoid", np.zeros(3)])
def test_what_is_no_function_is_said(value):
    assert f"sigmoid is of type {type(value).__name__}, not a function" in said(value, {})


def test_an_earlier_function_that_fails_is_named_before_a_later_one_is_blamed():
    names = cell("""
def sigmoid(z): return 1 / (1 + np.exp(z))
def classify(w, b, X): return sigmoid(X @ w + b) >= 0.5
""")
    answer = run_public(THREE, names)
    report = next(r for r in answer.reports if r.task.name == "classify")
    assert report.failed is not None
    assert report.mend_first.startswith("This function calls sigmoid, which does not pass")
    assert (report.failed.mistake, report.failed.hint) == ("", "")
    assert "First: This function calls sigmoid" in repr(answer)
    exec("def sigmoid(z): return 1 / (1 + np.exp(-z))", names)


def test_a_helper_without_a_return_is_named():
    names = cell("""
def helper(z): ...
def sigmoid(z):
    a, b = helper(z)
    return a
""")
    report = run_task(THREE, SIGMOID, names["sigmoid"])
    assert report.failed.hint == "helper is called here and has no `return` yet. Write it first."
    assert report.failed.where == "In line 2 of sigmoid."
    exec("def sigmoid(z): return helper(z)", names)
    report = run_task(THREE, SIGMOID, names["sigmoid"])
    assert report.failed.what == "Nothing came back: helper, called here, has no `return` yet."


def test_a_branch_without_a_return_is_told_from_a_function_without_one():
    names = cell("def sigmoid(z):\n    if np.ndim(z):\n        return z")
    what = run_task(THREE, SIGMOID, names["sigmoid"]).failed.what
    assert what.startswith("Nothing came back for this input")

"""The kit: what checks are made from, and the stub that a reference becomes."""

import numpy as np
import pytest
from toy_exercise import double, toy

from dlcourse.grading.checking.public import ask
from dlcourse.grading.exercise.kit import agrees, answers, array, compare, holds, parts, task
from dlcourse.grading.exercise.spec import Failed


def mse(a, y):
    return np.mean((a - y) ** 2)


def test_holds_and_array_and_parts_say_what_was_wanted():
    with pytest.raises(Failed, match="cannot be right") as caught:
        holds(np.array([True, False]), "Everything is true.")
    assert caught.value.wanted_property == "Everything is true."
    with pytest.raises(Failed, match="The result is one number") as caught:
        array(1.0, (2,))
    assert caught.value.wanted_property == "The result must have the shape (2,)."
    with pytest.raises(Failed, match="3 things came back"):
        parts((1, 2, 3), ("w", "b"))
    with pytest.raises(Failed, match="Only one thing came back"):
        parts(np.ones(2), ("w", "b"))


def test_compare_names_the_place_and_the_part():
    with pytest.raises(Failed, match=r"The result is wrong at index \[1, 0\]"):
        compare(np.zeros((2, 2)), np.array([[0, 0], [1, 0]]), "why", rtol=1e-7)
    with pytest.raises(Failed, match="db is wrong"):
        compare((np.zeros(2), 1.0), (np.zeros(2), 2.0), "why", rtol=1e-7, returns=("dw", "db"))
    with pytest.raises(Failed, match="not the word"):
        compare("a", "b", "why", rtol=1e-7)


def test_agrees_takes_several_calls_and_shows_the_one_that_differs():
    _, made = toy()
    several = agrees("both", double, [(0.0,), (2.0,)], "Doubled.")
    assert ask(made, several, double).ok
    assert ask(made, several, lambda x: 0.0).given == {"x": 2.0}


def test_a_stub_has_the_head_and_the_docstring_and_dots():
    _, made = toy()
    assert made.stub == (
        'def double(x):\n    """Twice x. x: an array. Returns the same shape."""\n'
        "    ...  # your lines"
    )
    assert made.signature == "double(x)"
    assert made.points == 2


def test_a_reference_without_a_docstring_is_refused():
    with pytest.raises(ValueError, match="mse has no docstring"):
        task(mse, "", public=[answers(1.0, 1.0)])

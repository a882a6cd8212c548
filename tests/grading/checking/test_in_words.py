"""What Python and NumPy say, put into words; the texts are those of the versions installed."""

import math

import numpy as np
import pytest

from dlcourse.grading.checking.in_words import NOTHING_CAME, in_words, line_of


def error_of(function):
    """The error that a function raises."""
    with pytest.raises(Exception) as caught:  # noqa: PT011
        function()
    return caught.value


A, B, v = np.ones((2, 3)), np.ones((4, 5)), np.ones(3)
NONE = None


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda: A @ B, "Here the left one has 3 and the right one 4."),
        (lambda: np.dot(A, B), "the left one, of shape (2,3), has 3, and the right one, of shape"),
        (lambda: A + B, "Entry by entry, the shapes (2,3) and (4,5) do not fit each other."),
        (lambda: math.exp(v), "`np.exp` for `math.exp`"),
        (lambda: 1 if v > 0 else 0, "`np.where(condition, a, b)`"),
        (lambda: max(A), "Python's own `max`"),
        (
            lambda: v[3],
            "Axis 0 has the size 3. Its places are counted from 0, and 3 is none of them.",
        ),
        (lambda: nowhere, "Python knows no `nowhere` here."),  # noqa: F821
        (lambda: v(0), "something that is no function (numpy.ndarray)"),
        (lambda: NONE + 1, NOTHING_CAME),
        (lambda: [*NONE], NOTHING_CAME),
        (lambda: NONE[0], NOTHING_CAME),
        (lambda: NONE @ 2, NOTHING_CAME),
        (lambda: 1 / 0, ""),  # Python's own words do
    ],
)
def test_an_error_has_a_teachers_words(function, words):
    said = in_words(error_of(function))
    assert words in said
    assert bool(said) is bool(words)


def test_unpacking_what_a_function_did_not_return_has_words_too():
    def unpack():
        a, b = None
        return a, b

    assert in_words(error_of(unpack)) == NOTHING_CAME


def test_the_line_is_the_last_one_of_the_student_s_own():
    def right(x):
        return np.linalg.inv(x)  # NumPy raises, three calls further in

    error = error_of(lambda: right(np.zeros((2, 2))))
    where = line_of(error, globals())
    assert where.startswith("In line 2 of right: `return np.linalg.inv(x)")
    assert line_of(error, {}) == ""


def test_a_line_that_cannot_be_shown_as_code_is_named_by_its_number():
    names = {}
    exec(compile("def f(x):\n\n    return 1 / x", "gone.py", "exec"), names)
    assert line_of(error_of(lambda: names["f"](0)), names) == "In line 3 of f."

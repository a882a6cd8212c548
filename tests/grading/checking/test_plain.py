"""Plain data: what a function may return, compared and put into words."""

import numpy as np
import pytest

from dlcourse.grading.checking.plain import alike, plain, shown
from dlcourse.grading.exercise.spec import Failed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(1.5), 1.5),
        (np.int32(3), 3),
        (np.bool_(True), True),
        (np.array(2.0), 2.0),
        ((1, [np.float32(0.5)], {"a": None}), (1, [0.5], {"a": None})),
    ],
)
def test_numbers_of_numpy_become_python_s(value, expected):
    result = plain(value)
    assert result == expected
    assert type(result) is type(expected)


def test_an_array_becomes_one_of_the_plain_types():
    class Sly(np.ndarray):
        def __eq__(self, other):
            return True

    kinds = {np.uint8: np.int64, np.float16: np.float64, np.float32: np.float32, bool: np.bool_}
    for before, after in kinds.items():
        assert plain(np.ones(2, before)).dtype == after
    assert type(plain(np.ones(2).view(Sly))) is np.ndarray


@pytest.mark.parametrize("value", [object(), 1j, {1: 2}, {3}, b"x", np.array([object()]), len])
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(Failed, match="The result"):
        plain(value)


def test_alike_looks_at_structure_shape_and_numbers():
    assert alike((1.0, [np.ones(2)]), (1.0 + 1e-9, [np.ones(2)]))
    assert alike(np.array([np.nan, np.inf]), np.array([np.nan, np.inf]))
    assert not alike(np.ones(2), np.ones((2, 1)))
    assert alike([[1.0, 2.0], [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert not alike([1.0, 2.0], np.array([1.0, 2.0, 3.0]))
    assert not alike([1.0, [2.0]], np.array([1.0, 2.0]))
    assert not alike((1.0, 2.0), np.array([1.0, 2.0]))
    assert not alike((1, 2), (1, 2, 3))
    assert not alike(None, 0)
    assert not alike("a", 1)
    assert not alike({"a": 1}, {"b": 1})
    assert alike({"a": 1}, {"a": 1.0})


def test_values_are_shown_in_few_words():
    assert shown(None) == "nothing (None)"
    assert shown(1 / 3) == "0.333333"
    assert shown(np.array([[1.0, 2.0], [3.0, 4.5]])) == "[[1, 2], [3, 4.5]]"
    assert shown(np.zeros((30, 40))) == (
        "an array of shape (30, 40) that begins with 0, 0, 0, 0, …"
    )
    assert shown(np.zeros((0, 3))) == "[] with shape (0, 3)"
    assert len(shown("x" * 10000)) <= 200
    assert len(shown(list(range(10000)))) < 100


@pytest.mark.parametrize("result", [(v for v in "ab"), map(abs, [1]), enumerate("a"), range(3)])
def test_what_hands_out_its_items_one_by_one_is_named(result):
    with pytest.raises(Failed, match=rf"of type {type(result).__name__}, which hands out"):
        plain(result)


@pytest.mark.parametrize("result", [{1, 2}, frozenset()])
def test_what_has_no_order_is_named(result):
    with pytest.raises(Failed, match=rf"of type {type(result).__name__}, in which nothing has a"):
        plain(result)


def test_a_key_is_shown_as_a_text_and_turns_nothing_round():
    assert shown({"a": 1, "\u202ebc": 2}) == r"{'a': 1, '\u202ebc': 2}"

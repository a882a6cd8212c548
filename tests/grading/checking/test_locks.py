"""Texts that open to answers: which answers are the same, and which open nothing."""

import numpy as np
import pytest

from dlcourse.grading.checking.locks import keys_of, locked, opened, written
from dlcourse.grading.checking.mistakes import Raised

RNG = np.random.default_rng(3)
TABLE = RNG.normal(size=(40, 30))
SAME = {
    "rounding of another order of the sums": (TABLE.sum(axis=0), TABLE[::-1].sum(axis=0)),
    "a tiny rest where 0 belongs": (np.array([1.0, 0.0]), np.array([1.0, 3e-17])),
    "-0 and 0": (np.array([0.0, 1.0]), np.array([-0.0, 1.0])),
    "a number and one of NumPy": (0.5, np.float64(0.5)),
    "a whole number and a float": (3, 3.0),
    "a list of numbers and an array": ([1.0, 2.0], np.array([1.0, 2.0])),
    "two kinds of no number": (np.array([np.nan]), np.array([-np.nan])),
    "1 and what rounding left of it": (1.0, 1.0 - 1e-16),
    "a power of two and what rounding left of it": (np.full(3, 8.0), np.full(3, 8.0 - 2e-15)),
}
OTHER = {
    "numbers": (np.array([1.0, 2.0]), np.array([1.0, 2.0001])),
    "the eighth digit": (1.2345678, 1.2345679),
    "shapes": (np.zeros((2, 3)), np.zeros((3, 2))),
    "the scale": (np.array([1.0]), np.array([2.0])),
    "order": ((np.ones(2), 0.0), (0.0, np.ones(2))),
    "where a part ends": (("ab", "c"), ("a", "bc")),
    "nothing and zero": (None, 0.0),
    "a word and a number": ("1", 1.0),
    "infinity and its sign": (np.inf, -np.inf),
    "names": ({"w": 1.0}, {"b": 1.0}),
    "errors": (Raised("ValueError", "a"), Raised("ValueError", "b")),
    "rows of different lengths": ([[1.0], [1.0, 2.0]], [[1.0, 2.0], [1.0]]),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_what_is_computed_in_another_way_opens_the_same(one, other):
    boxes = locked("a text", keys_of([one]))
    assert opened(boxes, keys_of([other])) == "a text"
    assert opened(locked("a text", keys_of([other])), keys_of([one])) == "a text"


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER)
def test_other_answers_open_nothing(one, other):
    assert opened(locked("a text", keys_of([one])), keys_of([other])) is None


def test_a_number_at_an_edge_of_one_key_is_safe_with_the_other():
    step = 2.0**-25  # where the largest number is 1
    for edge, shift in ((0.5, 0.0), (0.25, 0.25)):
        one, other = (np.array([1.0, (1000 + edge + e) * step]) for e in (1e-6, -1e-6))
        assert written(one, shift) != written(other, shift)
        assert opened(locked("a text", keys_of([one])), keys_of([other])) == "a text"


def test_small_numbers_beside_large_ones_count_where_each_is_taken_by_itself():
    one, other = np.array([1.0, 1e-300]), np.array([1.0, 1e-200])
    assert keys_of([one]) == keys_of([other])
    assert keys_of([one], each=True) != keys_of([other], each=True)
    assert keys_of([one], each=True) == keys_of([one * (1 - 1e-15)], each=True)


def test_where_one_answer_ends_and_the_next_begins_counts():
    assert keys_of([1.0, 2.0]) != keys_of([[1.0, 2.0]])
    assert keys_of(["a", "b"]) != keys_of(["ab"])


@pytest.mark.parametrize("text", ["", "a", "σ(z) = 1/(1 + e⁻ᶻ) " * 500])
def test_a_text_comes_back_whole_and_is_not_to_be_read_before(text):
    boxes = locked(text, keys_of([1.0]))
    assert opened(boxes, keys_of([1.0])) == text
    assert boxes == locked(text, keys_of([1.0]))
    assert not text or all(text.encode() not in box for box in boxes)


def test_a_changed_box_opens_nothing():
    boxes = locked("a text", keys_of([1.0]))
    for k, box in enumerate(boxes):
        changed = list(boxes)
        changed[k] = box[:-1] + bytes([box[-1] ^ 1])
        expected = None if k == 0 else "a text"  # of the keys' boxes, the other one opens
        assert opened(tuple(changed), keys_of([1.0])) == expected

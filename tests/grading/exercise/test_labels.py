"""What a check says of the labels that a network has read."""

import numpy as np
import pytest

from dlcourse.grading.exercise.kit import NOTHING
from dlcourse.grading.exercise.labels import GUESS, SAME, SOME, reads
from dlcourse.grading.exercise.spec import Failed

RIGHT = np.arange(40) % 10


def said(came, more=""):
    """What is said of labels for forty digits, by a network that has learnt from sixty."""
    with pytest.raises(Failed) as caught:
        reads(came, RIGHT, 60, 0.9, more)
    return caught.value


def wrong_in(k):
    """The right labels, but for the first k."""
    return np.where(np.arange(40) < k, (RIGHT + 1) % 10, RIGHT)


@pytest.mark.parametrize(
    ("k", "seen"),
    [
        (0, "You read 100.0 % of the held-out digits; 90 % are asked."),
        (4, "You read 90.0 % of the held-out digits. That is near 90 %: of other digits it may be"),
    ],
)
def test_enough_labels_pass_as_an_array_or_a_list_and_are_counted(k, seen):
    assert reads(wrong_in(k), RIGHT, 60, 0.9).startswith(seen)
    assert reads(wrong_in(k).tolist(), RIGHT, 60, 0.9).startswith(seen)


@pytest.mark.parametrize(
    ("came", "share", "hint"),
    [
        (np.full(40, 3), "10.0 %", SAME),
        (wrong_in(36), "10.0 %", GUESS),
        (wrong_in(20), "50.0 %", f"{SOME} And the start?"),
        (wrong_in(5), "87.5 %", f"{SOME} And the start?"),
    ],
)
def test_too_few_are_counted_and_told_where_to_look(came, share, hint):
    failed = said(came, "And the start?")
    assert share in failed.what
    assert failed.wanted_property == "At least 90 % of the held-out digits are read correctly."
    assert failed.hint == hint


@pytest.mark.parametrize(
    ("came", "shape", "words"),
    [
        (np.zeros((40, 10)), "(40, 10)", "the place of the largest"),
        (np.zeros(10), "(10,)", "along each row"),
        (np.zeros(60), "(60,)", "Read the digits of X_new"),
        (0.9, "one number", "A single number came back"),
    ],
)
def test_what_is_no_label_for_each_is_told_what_it_is(came, shape, words):
    failed = said(came)
    assert shape in failed.what
    assert words in failed.hint


@pytest.mark.parametrize(
    ("came", "what"),
    [
        (None, NOTHING),
        (np.zeros(41), "The result has the shape (41,)."),
        ([[1], [2, 3]], "The result is no array of numbers."),
    ],
)
def test_anything_else_is_said_as_everywhere(came, what):
    failed = said(came)
    assert (failed.what, failed.hint) == (what, "")

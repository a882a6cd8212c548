"""Metrics by hand, against scikit-learn, and what they refuse."""

import numpy as np
import pytest
from sklearn import metrics as theirs

from dlcourse.metrics import accuracy, confusion_matrix, mean_absolute_error, r2

RNG = np.random.default_rng(0)
ON_CLASSES = [accuracy, confusion_matrix]
ON_NUMBERS = [r2, mean_absolute_error]


def test_accuracy_is_the_share_of_right_answers():
    assert accuracy([1, 2, 0, 1], [1, 2, 1, 1]) == 0.75
    assert accuracy([0], [0]) == 1
    assert accuracy(np.array([0.2, 0.5]) >= 0.5, [0, 1]) == 1
    assert accuracy([-1, 1, 1], [-1, 1, -1]) == pytest.approx(2 / 3)


def test_confusion_has_the_truth_in_rows_and_the_answers_in_columns():
    C = confusion_matrix([1, 1, 2, 0, 1], [0, 1, 2, 0, 0])
    assert C.tolist() == [[1, 2, 0], [0, 1, 0], [0, 0, 1]]
    assert confusion_matrix([0], [0], K=2).tolist() == [[1, 0], [0, 0]]
    assert C.dtype == np.int64
    assert confusion_matrix([2], [0]).shape == confusion_matrix([0], [2]).shape == (3, 3)


def test_r2_of_the_mean_is_0_and_of_the_truth_is_1():
    y = np.array([1.0, 2.0, 6.0])
    assert r2(y, y) == 1
    assert r2(np.full(3, 3.0), y) == 0
    assert r2([1.0, 2.0, 5.0], y) == pytest.approx(1 - 1 / 14)
    assert r2(-y, y) < 0
    assert r2([1e200, -1e200], [1e200, -2e200]) == pytest.approx(1 - 1 / 4.5)


def test_mean_absolute_error_by_hand():
    assert mean_absolute_error([1.5, 1.2, 0.2, 1.0], [1.6, 1.5, 0.7, 3.0]) == pytest.approx(2.9 / 4)
    assert mean_absolute_error([3.0], [3.0]) == 0


def test_scikit_learn_says_the_same():
    y, y_hat = RNG.integers(0, 4, 200), RNG.integers(0, 4, 200)
    assert accuracy(y_hat, y) == pytest.approx(theirs.accuracy_score(y, y_hat), rel=1e-15)
    np.testing.assert_array_equal(confusion_matrix(y_hat, y), theirs.confusion_matrix(y, y_hat))
    y, y_hat = RNG.normal(size=50), RNG.normal(size=50)
    assert r2(y_hat, y) == pytest.approx(theirs.r2_score(y, y_hat), rel=1e-13)
    assert mean_absolute_error(y_hat, y) == pytest.approx(theirs.mean_absolute_error(y, y_hat))


@pytest.mark.parametrize("f", [*ON_CLASSES, *ON_NUMBERS])
@pytest.mark.parametrize(
    ("y_hat", "y", "words"),
    [
        ([1, 0, 1], [1, 0], r"y_hat has shape \(3,\) but y has shape \(2,\)"),
        ([[1], [0]], [1, 0], r"y_hat has shape \(2, 1\) but y .* Use y_hat\[:, 0\]"),
        (
            [[1], [0]],
            [[1], [0]],
            r"y has shape \(2, 1\), but one number for each example is needed",
        ),
        (1, 1, r"y has shape \(\), but one number"),
        ([], [], "y_hat is empty"),
        ([1, np.nan], [1, 0], "y_hat holds nan"),
        ([1, 0], [1, np.inf], "y holds inf"),
        (["a"], ["a"], "y_hat holds values of type"),
    ],
)
def test_wrong_lists_are_refused_in_words(f, y_hat, y, words):
    with pytest.raises(ValueError, match=words):
        f(y_hat, y)


@pytest.mark.parametrize("f", ON_CLASSES)
def test_probabilities_are_no_classes(f):
    with pytest.raises(ValueError, match=r"y_hat holds 0.7 at index \[1\], .* use y_hat >= 0.5"):
        f([1, 0.7], [1, 1])
    with pytest.raises(ValueError, match=r"y holds 0.5 at index \[0\]"):
        f([1, 1], [0.5, 1])
    words = r"y_hat has shape \(2, 3\), but one class .* Use y_hat.argmax\(axis=1\)"
    with pytest.raises(ValueError, match=words):
        f(np.eye(3)[:2], [0, 1])
    with pytest.raises(ValueError, match=r"y_hat has shape \(2, 2\), but one class"):
        f(np.eye(2), [0, 1])


@pytest.mark.parametrize(
    ("y_hat", "y", "K", "words"),
    [
        ([0, 3], [0, 1], 3, r"y_hat holds the label 3 at index \[1\], but with K = 3 classes the"),
        ([0, 1], [0, 2], 2, r"y holds the label 2 at index \[1\], .* the labels are 0 to 1"),
        ([0, -1], [0, 1], None, r"y_hat holds the label -1 at index \[1\]"),
        ([0, 1], [0, 1], 0, "K is 0, but it must be at least 1"),
    ],
)
def test_labels_outside_are_refused(y_hat, y, K, words):
    with pytest.raises(ValueError, match=words):
        confusion_matrix(y_hat, y, K)


def test_a_constant_y_has_no_spread():
    with pytest.raises(ValueError, match="y is always 2: there is no spread to explain"):
        r2([1.0, 3.0], [2.0, 2.0])


@pytest.mark.parametrize("unit", [1e-300, 1e-200, 1.0, 1e200, 1e300])
def test_metrics_of_numbers_do_not_depend_on_the_unit(unit):
    y_hat, y = np.array([1.0, 2.0, 5.0]), np.array([1.0, 2.0, 6.0])
    assert r2(y_hat * unit, y * unit) == pytest.approx(1 - 1 / 14, rel=1e-13)
    assert mean_absolute_error(y_hat * unit, y * unit) / unit == pytest.approx(1 / 3, rel=1e-13)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_metrics_of_the_largest_and_the_smallest_numbers(kind):
    most, least = np.finfo(kind).max, np.finfo(kind).smallest_subnormal
    y, y_hat = np.array([1, -1], kind) * most, np.array([1, -0.5], kind) * most
    assert r2(y_hat, y) == pytest.approx(1 - 1 / 8)
    assert mean_absolute_error(y_hat, y) == pytest.approx(float(most) / 4)
    tiny = np.array([3, 1], kind) * least
    assert mean_absolute_error(tiny, np.zeros(2, kind)) == 2 * float(least)
    assert r2([1e200, 1.0], [1.0, 2.0]) == -np.inf  # 1 − 1e400: no number is as low


def test_a_y_that_is_constant_up_to_rounding_has_no_spread():
    with pytest.raises(ValueError, match=r"y is always 0\.3: there is no spread"):
        r2([1.0, 3.0, 2.0], [0.1 * 3, 0.3, 0.3])


def test_labels_that_are_no_classes_do_not_ask_for_terabytes():
    words = r"^C would have shape \(1000001, 1000001\) and take 7,451 GiB of memory\. Are these cla"
    with pytest.raises(ValueError, match=words):
        confusion_matrix([10**6], [0])


@pytest.mark.parametrize("f", [*ON_CLASSES, *ON_NUMBERS])
def test_a_masked_entry_is_not_counted_in_silence(f):
    y = np.ma.masked_array([1.0, 0.0, 1.0], mask=[0, 0, 1])
    with pytest.raises(ValueError, match="y is a masked array"):
        f([1, 1, 0], y)
    with pytest.raises(ValueError, match="y_hat is a masked array"):
        f(y, [1, 1, 0])

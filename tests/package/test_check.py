"""Each check lets the right thing through unchanged, and says in words what is wrong."""

import re

import numpy as np
import pytest

from dlcourse import _check, _scaled


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_keep_their_type_and_are_not_copied(dtype):
    x = np.array([1, 2], dtype)
    assert _check.finite_array(x, "x") is x


@pytest.mark.parametrize("x", [[1, 2], (1, 2), np.array([1, 2], np.uint8), [True, False], 3, 2.5])
def test_other_numbers_become_float64(x):
    result = _check.float_array(x, "x")
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, np.asarray(x, float))


def test_other_numbers_can_take_another_default():
    assert _check.float_array([0, 1], "y", default=np.float32).dtype == np.float32
    assert _check.float_array([0.5], "y", default=np.float32).dtype == np.float64


@pytest.mark.parametrize("x", [["1", "2"], [None, 1.0], [1j], [10**400], {"a": 1}, None, "text"])
def test_what_is_not_a_real_number_is_refused(x):
    with pytest.raises(ValueError, match=r"^X holds values of type .*, but real numbers are need"):
        _check.float_array(x, "X")


def test_a_matrix_of_numpy_becomes_a_plain_array():
    """With np.matrix, A * B is the product of two matrices: formulas give other numbers."""
    M = np.array([[1.0, 2.0], [3.0, 4.0]]).view(np.matrix)
    result = _check.float_array(M, "X")
    assert type(result) is np.ndarray
    np.testing.assert_array_equal(result, [[1, 2], [3, 4]])
    assert type(_check.finite_array(M.astype(int), "X")) is np.ndarray


MASKED = np.ma.masked_array([1.0, 2.0, 300.0], mask=[False, False, True])


@pytest.mark.parametrize("x", [MASKED, MASKED.astype(int), [MASKED, MASKED], (MASKED[:2],)])
def test_masked_arrays_are_refused_with_the_cure(x):
    words = (
        r"^y is a masked array, but here every entry would count, the masked ones too\. "
        r"Leave masked rows out, or fill them in: y\.filled\(value\)\.$"
    )
    with pytest.raises(ValueError, match=words):
        _check.float_array(x, "y")


@pytest.mark.parametrize("dtype", ["float32", "f4", np.float32, np.dtype("float32"), np.single])
def test_float32_may_be_named_in_every_way_that_numpy_knows(dtype):
    found = _check.float_dtype(dtype)
    assert found == np.float32
    assert type(found) is type(np.dtype("float32"))
    assert _check.float_dtype(float) == np.float64


@pytest.mark.parametrize(
    "dtype", ["float16", "real", int, np.int64, np.longdouble, ">f4", 32, None]
)
def test_another_type_is_refused_in_words_that_do_not_contradict_themselves(dtype):
    words = rf"^dtype is {re.escape(repr(dtype))}, but it must be np\.float32 or np\.float64\.$"
    with pytest.raises(ValueError, match=words):
        _check.float_dtype(dtype)


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="X is not a table: its rows have different lengths"):
        _check.float_array([[1, 2], [3]], "X")


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_empty_arrays_are_refused_with_their_shape(shape):
    with pytest.raises(ValueError, match=rf"X is empty: its shape is \({shape[0]},"):
        _check.float_array(np.zeros(shape), "X")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_finite_array_names_the_first_bad_entry(bad):
    X = np.ones((2, 3))
    X[1, 2] = bad
    with pytest.raises(ValueError, match=rf"X holds {bad:g} at index \[1, 2\], but every entry"):
        _check.finite_array(X, "X")
    with pytest.raises(ValueError, match=rf"^w holds {bad:g}, but every entry must be a finite"):
        _check.finite_array(bad, "w")


def test_a_wider_float_beyond_float64_is_infinite():
    huge = np.array([np.longdouble(10) ** 400])
    with pytest.raises(ValueError, match="x holds inf at index"):
        _check.finite_array(huge, "x")


def test_same_shape_offers_the_column():
    column, row = np.zeros((5, 1)), np.zeros(5)
    _check.same_shape(row, row, "y_hat", "y")
    pair = r"y_hat has shape \(5, 1\) but y has shape \(5,\): NumPy would silently compare every"
    with pytest.raises(ValueError, match=pair + r" pair\. Use y_hat\[:, 0\]\."):
        _check.same_shape(column, row, "y_hat", "y")
    with pytest.raises(ValueError, match=r"Use y\[:, 0\]\."):
        _check.same_shape(row, column, "y_hat", "y")
    with pytest.raises(ValueError, match=r"\(5,\) but y has shape \(4,\): Give both the same shap"):
        _check.same_shape(row, np.zeros(4), "y_hat", "y")


def test_X_and_y_pass_as_floats():
    X, y = _check.X_and_y([[1, 2], [3, 4]], [0, 1])
    assert X.shape == (2, 2)
    assert y.dtype == np.float64
    assert _check.X_and_y(np.ones((2, 1), np.float32), [0, 1])[1].dtype == np.float32


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (np.ones(3), np.ones(3), r"X has shape \(3,\).* For one feature use X\[:, np.newaxis\]"),
        (np.ones((3, 1, 1)), np.ones(3), r"X has shape \(3, 1, 1\), but it needs one row"),
        (np.ones((3, 2)), np.ones((3, 1)), r"y has shape \(3, 1\).* Use y\[:, 0\]\."),
        (np.ones((3, 2)), np.ones((3, 2)), r"y has shape \(3, 2\), but it needs one number"),
        (np.ones((3, 2)), 1.0, r"y has shape \(\), but it needs one number"),
        (np.ones((3, 2)), np.ones(4), r"X has shape \(3, 2\) but y has shape \(4,\): one y a row"),
        (np.ones((2, 3)), np.ones(3), r"Are the examples the columns, as in the lecture\? Use X.T"),
        (np.full((2, 2), np.nan), np.ones(2), "X holds nan"),
        (np.ones((2, 2)), [0, np.inf], r"y holds inf at index \[1\]"),
    ],
)
def test_X_and_y_say_what_does_not_fit(X, y, words):
    with pytest.raises(ValueError, match=words):
        _check.X_and_y(X, y)


def test_a_row_in_place_of_a_table_is_one_feature_or_one_example():
    words = r"For one feature use Z\[:, np.newaxis\], for one example Z\[np.newaxis\]\.$"
    with pytest.raises(ValueError, match=words):
        _check.table(np.ones(3), "Z")
    with pytest.raises(ValueError, match=r"for each feature: \(m, n\)\.$"):
        _check.table(np.ones((3, 1, 1)), "Z")


def test_binary_labels_are_0_and_1():
    _check.binary_labels(np.array([0.0, 1.0, 1.0]))
    _check.binary_labels(np.array([1.0]))
    with pytest.raises(ValueError, match=r"-1 and \+1, which belong to the perceptron.*\(y \+ 1\)"):
        _check.binary_labels(np.array([-1.0, 1.0]))
    with pytest.raises(ValueError, match=r"y holds 2 at index \[1\], but every label must be 0 or"):
        _check.binary_labels(np.array([0.0, 2.0]))
    with pytest.raises(ValueError, match=r"y holds nan at index \[0\]"):
        _check.binary_labels(np.array([np.nan]))


@pytest.mark.parametrize("bad", [-0.01, 1.01, np.nan])
def test_probabilities_lie_between_0_and_1(bad):
    _check.probabilities(np.array([0.0, 0.5, 1.0]))
    with pytest.raises(ValueError, match=r"a holds .* at index \[1\], but a probability lies betw"):
        _check.probabilities(np.array([0.5, bad]))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([0.1], r"lr has shape \(1,\), but one number is needed"),
        ("0.1", "lr is '0.1', but a real number is needed"),
        (None, "lr is None, but a real number is needed"),
        (1j, "lr is 1j, but a real number is needed"),
        (np.nan, "lr is nan, but a finite number is needed"),
        (np.inf, "lr is inf, but a finite number is needed"),
        (0, "lr is 0, but the learning rate must be positive"),
        (-0.1, "lr is -0.1, but the learning rate must be positive.*a negative one climbs"),
    ],
)
def test_a_learning_rate_is_a_positive_number(value, words):
    with pytest.raises(ValueError, match=words):
        _check.learning_rate(value)


def test_numbers_pass_as_python_numbers():
    assert _check.learning_rate(np.float32(0.5)) == 0.5
    assert _check.tolerance(0) == 0
    assert type(_check.count(np.int64(3), "max_iter")) is int


def test_a_penalty_is_not_negative():
    assert _check.penalty(0) == 0
    with pytest.raises(ValueError, match=r"alpha is -0\.5, but it must be 0 or more: below 0"):
        _check.penalty(-0.5)


def test_a_tolerance_is_not_negative():
    with pytest.raises(ValueError, match="tol is -1, but no length is below 0"):
        _check.tolerance(-1)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "max_iter is 0, but it must be at least 1"),
        (-5, "max_iter is -5, but it must be at least 1"),
        (10.0, "max_iter is 10.0, but a whole number is needed"),
        (True, "max_iter is True, but a whole number is needed"),
        (None, "max_iter is None, but a whole number is needed"),
    ],
)
def test_a_count_is_a_whole_number_from_1(value, words):
    with pytest.raises(ValueError, match=words):
        _check.count(value, "max_iter")


@pytest.mark.parametrize("value", [0.0, 2.0, True, False, np.True_, np.float64(1), "1", None, [1]])
def test_what_is_no_whole_number_is_no_count_whatever_its_value(value):
    with pytest.raises(ValueError, match=rf"^pad is {re.escape(repr(value))}, but a whole number "):
        _check.count(value, "pad", least=0)


def test_a_count_may_begin_elsewhere():
    assert _check.count(np.uint8(0), "pad", least=0) == 0
    with pytest.raises(ValueError, match="pad is -1, but it must be at least 0"):
        _check.count(-1, "pad", least=0)


def test_an_array_that_no_machine_holds_is_refused_before_it_is_made():
    _check.room((2**16, 2**15), "Y", "Why?")
    words = r"^Y would have shape \(65536, 32769\) and take 16 GiB of memory\. Why\?$"
    with pytest.raises(ValueError, match=words):
        _check.room((2**16, 2**15 + 1), "Y", "Why?")
    with pytest.raises(ValueError, match="take 7,451 GiB"):
        _check.room((1, 10**12), "Y", "Why?")


# Numbers whose squares overflow or vanish

KINDS = [np.float32, np.float64]


@pytest.mark.parametrize("kind", KINDS)
def test_a_length_and_a_mean_are_found_at_both_ends_of_the_numbers(kind):
    least, most = np.finfo(kind).smallest_subnormal, np.finfo(kind).max
    for s in (least, np.finfo(kind).tiny, most / kind(8)):
        x = np.array([3 * s, -4 * s, 0], kind)
        assert _scaled.length(x) == pytest.approx(5 * s, rel=1e-6, abs=0)
        y = np.array([4 * s, 7 * s, -5 * s], kind)
        assert _scaled.mean(y) == pytest.approx(2 * float(s), rel=1e-6, abs=0)
    ends = np.full(4, most)
    assert _scaled.mean(ends) == most
    assert _scaled.length(ends) == np.inf  # twice the largest: no number is as long


def test_lengths_and_means_along_an_axis_each_have_a_unit_of_their_own():
    X = np.array([[3e200, 3e-200, 0.0], [4e200, 4e-200, 0.0]])
    np.testing.assert_allclose(_scaled.length(X, axis=0), [5e200, 5e-200, 0], rtol=1e-15)
    np.testing.assert_allclose(_scaled.length(X.T, axis=1), [5e200, 5e-200, 0], rtol=1e-15)
    np.testing.assert_allclose(_scaled.mean(X, axis=0), [3.5e200, 3.5e-200, 0], rtol=1e-15)


def test_in_the_middle_they_are_those_of_numpy_to_the_last_bit():
    X = np.random.default_rng(0).normal(size=(50, 3))
    assert _scaled.length(X[:, 0]) == np.linalg.norm(X[:, 0])
    np.testing.assert_array_equal(_scaled.length(X, axis=1), np.linalg.norm(X, axis=1))
    np.testing.assert_array_equal(_scaled.mean(X, axis=0), X.mean(axis=0))
    assert _scaled.length(np.array(-2.0)) == 2
    assert _scaled.mean(np.array([1, 2], np.float32)).dtype == np.float64


def test_what_is_not_finite_stays_so():
    assert _scaled.length(np.array([np.inf, 1.0])) == np.inf
    assert np.isnan(_scaled.length(np.array([np.nan, 1.0])))


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_is_constant_where_it_moves_by_rounding_alone(kind):
    eps = np.finfo(kind).eps
    columns = [[1, 1, 1], [1, 1 + 4 * eps, 1], [1, 1 + 5 * eps, 1], [0, 0, 0], [0, 1, -1]]
    X = np.array(columns, kind).T
    for unit in (1, np.finfo(kind).max / 2, np.finfo(kind).tiny / eps):
        found = _scaled.constant(X * kind(unit))
        assert found.tolist() == [True, True, False, True, False]
    assert _scaled.constant(np.array([0.1 * 3, 0.3, 0.3]))

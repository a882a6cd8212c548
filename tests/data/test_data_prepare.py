"""Splitting loses nothing; standardising looks at the training part only; one-hot names slips."""

import numpy as np
import pytest
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from dlcourse import data


def rng(seed=0):
    return np.random.default_rng(seed)


def rows(m, n=2):
    """A table whose row i says i, with y = 10 i, so that pairs can be recognised."""
    X = np.arange(m)[:, None] + np.arange(n) / 100
    return X, 10 * np.arange(m)


# train_test_split


@pytest.mark.parametrize(
    ("m", "test", "n_test"), [(8, 0.25, 2), (10, 0.25, 3), (2, 0.5, 1), (7, 0.9, 6)]
)
def test_no_example_is_lost_and_none_is_in_both_parts(m, test, n_test):
    X, y = rows(m)
    X_train, X_test, y_train, y_test = data.train_test_split(X, y, test=test, rng=rng())
    assert len(X_test) == len(y_test) == n_test
    assert sorted([*y_train, *y_test]) == sorted(y)
    # Each example keeps its own answer.
    np.testing.assert_array_equal(X_train[:, 0] * 10, y_train)
    np.testing.assert_array_equal(X_test[:, 0] * 10, y_test)


def test_the_split_is_random_but_the_seed_repeats_it():
    X, y = rows(100)
    first = data.train_test_split(X, y, rng=rng(1))
    for a, b in zip(first, data.train_test_split(X, y, rng=rng(1)), strict=True):
        np.testing.assert_array_equal(a, b)
    assert set(first[3]) != set(data.train_test_split(X, y, rng=rng(2))[3])
    assert list(first[2]) != sorted(first[2])  # the training part is shuffled too


def test_every_example_is_tested_equally_often():
    X, y = rows(8)
    generator = rng()
    count = np.zeros(8)
    trials = 2000
    for _ in range(trials):
        count[data.train_test_split(X, y, test=0.25, rng=generator)[3] // 10] += 1
    # Binomial with p = 1/4: four standard deviations.
    np.testing.assert_allclose(count / trials, 0.25, atol=4 * np.sqrt(0.25 * 0.75 / trials))


def test_the_parts_are_copies():
    X, y = rows(8)
    for part in data.train_test_split(X, y, rng=rng()):
        part[:] = -1
    np.testing.assert_array_equal(X, rows(8)[0])
    np.testing.assert_array_equal(y, rows(8)[1])


def test_images_and_one_hot_rows_and_dtypes_survive():
    images = np.arange(8 * 4, dtype=np.float32).reshape(8, 2, 2, 1)
    Y = np.eye(8)
    X_train, X_test, Y_train, Y_test = data.train_test_split(images, Y, rng=rng())
    assert X_train.shape == (6, 2, 2, 1)
    assert X_test.shape == (2, 2, 2, 1)
    assert X_train.dtype == np.float32
    np.testing.assert_array_equal(Y_train.argmax(axis=1), X_train[:, 0, 0, 0] / 4)
    assert Y_test.shape == (2, 8)


def test_a_group_stays_on_one_side():
    d = data.digits()
    form_in_pixel = np.column_stack([d.X, d.groups])
    X_train, X_test, y_train, y_test = data.train_test_split(
        form_in_pixel, d.y, test=0.25, rng=rng(), groups=d.groups
    )
    train, test = set(X_train[:, -1]), set(X_test[:, -1])
    assert not train & test
    assert len(test) == 4  # a quarter of 14, to the nearest whole number
    assert len(y_train) + len(y_test) == len(d.y)
    assert len(np.unique(y_test)) == 10


def test_groups_may_be_named():
    X, y = rows(6)
    names = np.array(["a", "b", "a", "b", "c", "c"])
    y_test = data.train_test_split(X, y, test=0.3, rng=rng(), groups=names)[3]
    assert sorted(y_test // 10) in ([0, 2], [1, 3], [4, 5])


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (np.zeros(5), np.zeros((5, 2)), "they look swapped"),
        (np.zeros(5), np.zeros(5), r"For one feature use X\[:, None\]"),
        (np.zeros((5, 2)), np.float64(3), r"y needs shape \(m,\) or \(m, K\)"),
        (np.zeros((2, 5)), np.zeros(5), r"the examples of X are its columns. Use X.T"),
        (np.zeros((5, 2)), np.zeros(4), "they hold 5 and 4 examples"),
    ],
)
def test_a_pair_that_does_not_fit_is_refused_with_both_shapes(X, y, words):
    with pytest.raises(ValueError, match=words) as caught:
        data.train_test_split(X, y, rng=rng())
    assert f"X has shape {X.shape} and y has shape {y.shape}" in str(caught.value)


@pytest.mark.parametrize("test", [0, 1, -0.5, 25, np.nan])
def test_a_share_outside_zero_to_one_is_refused(test):
    with pytest.raises(ValueError, match=rf"test = {test} is not a share .* write 0.25"):
        data.train_test_split(*rows(8), test=test, rng=rng())


def test_an_empty_part_is_refused():
    with pytest.raises(ValueError, match="of 4 examples leaves the test part empty"):
        data.train_test_split(*rows(4), test=0.1, rng=rng())
    with pytest.raises(ValueError, match="of 4 examples leaves the training part empty"):
        data.train_test_split(*rows(4), test=0.9, rng=rng())
    with pytest.raises(ValueError, match="of 1 groups leaves the test part empty"):
        data.train_test_split(*rows(4), rng=rng(), groups=np.zeros(4))
    with pytest.raises(ValueError, match="of 0 examples leaves the test part empty"):
        data.train_test_split(*rows(0), rng=rng())


def test_groups_of_another_length_are_refused():
    with pytest.raises(ValueError, match=r"groups has shape \(3,\) but X has 4 examples"):
        data.train_test_split(*rows(4), rng=rng(), groups=[0, 1, 2])


def test_a_split_without_a_generator_says_how_to_make_one():
    with pytest.raises(
        TypeError, match=r"train_test_split needs rng\. Write rng=np.random.default"
    ):
        data.train_test_split(*rows(8))
    with pytest.raises(TypeError, match="which is no numpy Generator"):
        data.train_test_split(*rows(8), rng=np.random.RandomState(0))


# standardise


def test_standardise_in_closed_form():
    # 1, 3: mean 2, std 1.  10, 50: mean 30, std 20.
    Z, scale = data.standardise([[1, 10], [3, 50]])
    np.testing.assert_array_equal(Z, [[-1, -1], [1, 1]])
    np.testing.assert_array_equal(scale.mean, [2, 30])
    np.testing.assert_array_equal(scale.std, [1, 20])


def test_training_features_get_mean_zero_and_deviation_one_as_in_scikit_learn():
    X = data.breast_cancer().X
    Z, _ = data.standardise(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), 1, atol=1e-12)
    np.testing.assert_allclose(Z, StandardScaler().fit_transform(X), atol=1e-12)


def test_the_other_parts_are_scaled_with_the_numbers_of_the_training_part():
    X_train = np.array([[0.0], [2.0]])
    X_test = np.array([[5.0], [7.0]])
    Z_train, Z_val, Z_test, scale = data.standardise(X_train, [[1.0]], X_test)
    np.testing.assert_array_equal(Z_train, [[-1], [1]])
    np.testing.assert_array_equal(Z_val, [[0]])
    np.testing.assert_array_equal(Z_test, [[4], [6]])  # with its own mean it would be ∓1
    assert scale.mean == 1
    # Another test part changes nothing in the training part.
    np.testing.assert_array_equal(data.standardise(X_train, 100 * X_test)[0], Z_train)


def test_undo_is_the_inverse_of_apply():
    X = data.diabetes().X
    Z, scale = data.standardise(X)
    np.testing.assert_allclose(scale.undo(Z), X, rtol=1e-12)
    np.testing.assert_array_equal(scale.apply(X), Z)
    assert "mean" in repr(scale)


def test_units_do_not_matter_after_standardising():
    X = data.housing().X
    in_centimetres = X * [1e4, 1, 365.25, 1e5]
    np.testing.assert_allclose(data.standardise(X)[0], data.standardise(in_centimetres)[0])


def test_standardise_keeps_float32_and_turns_integers_into_floats():
    X = np.array([[1, 2], [3, 5]])
    assert data.standardise(X.astype(np.float32))[0].dtype == np.float32
    assert data.standardise(X, X.astype(np.float32))[1].dtype == np.float32
    assert data.standardise(X)[0].dtype == np.float64
    np.testing.assert_array_equal(X, [[1, 2], [3, 5]])


def test_a_constant_column_is_refused_even_where_rounding_hides_it():
    X = np.column_stack([np.arange(10.0), np.full(10, 0.1)])
    with pytest.raises(ValueError, match=r"Column 1 of X_train is always 0.1 \(1 of 2 columns"):
        data.standardise(X)
    with pytest.raises(ValueError, match=r"divide all pixels by one number, such as 16"):
        data.standardise(data.digits().X)


@pytest.mark.parametrize("unit", [1e-300, 1e-200, 1.0, 1e200, 1e300])
def test_standardise_does_not_depend_on_the_unit(unit):
    X = np.array([[1.0], [2.0], [4.0]])
    Z, scale = data.standardise(X * unit)
    # The mean is 7/3 and the variance 14/9.
    np.testing.assert_allclose(Z, (X - 7 / 3) / np.sqrt(14 / 9), rtol=1e-13)
    np.testing.assert_allclose(scale.undo(Z) / unit, X, rtol=1e-13)


@pytest.mark.parametrize("unit", [1e-38, 9e37])
def test_standardise_reaches_both_ends_of_float32(unit):
    X = np.array([[1.0], [2.0], [3.7]], np.float32)
    Z, scale = data.standardise(X * np.float32(unit))
    np.testing.assert_allclose(Z, data.standardise(X)[0], rtol=1e-5)
    assert Z.dtype == np.float32
    assert scale.mean.dtype == scale.std.dtype == np.float64


@pytest.mark.parametrize("unit", [1.0, 1e200, 1e-200])
def test_a_column_constant_up_to_rounding_is_constant(unit):
    almost = np.array([[0.1 * 3], [0.3], [0.3]]) * unit
    with pytest.raises(
        ValueError, match=r"Column 0 of X_train is always 3?0?.*\(1 of 1 columns are constant"
    ):
        data.standardise(almost)
    with pytest.raises(ValueError, match="Column 0 of X_train is always"):
        data.standardise(almost.astype(np.float32) if unit == 1 else almost)
    data.standardise([[0.3], [0.3 + 1e-14]])  # this one moves


def test_standardise_refuses_what_has_no_mean():
    good = np.array([[1.0, 2.0], [3.0, 4.0]])
    bad = np.array([[1.0, 2.0], [3.0, np.nan]])
    with pytest.raises(ValueError, match=r"X_train holds nan at index \[1, 1\]"):
        data.standardise(bad)
    with pytest.raises(ValueError, match=r"X holds nan at index \[1, 1\]"):
        data.standardise(good, bad)
    with pytest.raises(ValueError, match=r"X_train holds inf at index \[1, 0\]"):
        data.standardise([[1.0], [np.inf]])
    with pytest.raises(
        ValueError, match=r"X_train has shape \(2,\), .* For one feature use X_train"
    ):
        data.standardise([1.0, 2.0])
    with pytest.raises(ValueError, match="X_train has one example: a spread needs at least two"):
        data.standardise([[1.0, 2.0]])
    with pytest.raises(ValueError, match="X_train is empty"):
        data.standardise(np.zeros((0, 2)))
    with pytest.raises(
        ValueError, match=r"X has shape \(1, 3\) but the mean was measured on 2 feat"
    ):
        data.standardise(good, [[1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match=r"Z has shape \(2,\)"):
        data.standardise(good)[1].undo([1.0, 2.0])


def test_a_split_counts_no_masked_entries_and_takes_a_share_that_is_a_number():
    X, y = rows(8)
    masked = np.ma.masked_array(y, mask=y > 40)
    for name, given in (("X", (np.ma.masked_array(X), y)), ("y", (X, masked))):
        with pytest.raises(ValueError, match=f"^{name} is a masked array"):
            data.train_test_split(*given, rng=rng())
    with pytest.raises(ValueError, match=r"^groups is a masked array"):
        data.train_test_split(X, y, groups=masked, rng=rng())
    with pytest.raises(ValueError, match=r"^test is '0.25', but a real number is needed"):
        data.train_test_split(X, y, test="0.25", rng=rng())


# one_hot


def test_one_hot_in_closed_form():
    Y = data.one_hot([2, 0, 1, 2])
    np.testing.assert_array_equal(Y, [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert Y.dtype == np.float64


def test_one_hot_rows_sum_to_one_and_argmax_gives_the_label_back():
    y = data.digits().y
    Y = data.one_hot(y)
    assert Y.shape == (len(y), 10)
    np.testing.assert_array_equal(Y.sum(axis=1), 1)
    np.testing.assert_array_equal(Y.argmax(axis=1), y)
    np.testing.assert_array_equal(Y, OneHotEncoder(sparse_output=False).fit_transform(y[:, None]))


def test_one_hot_leaves_room_for_classes_that_are_missing():
    np.testing.assert_array_equal(data.one_hot([1, 0], K=4), [[0, 1, 0, 0], [1, 0, 0, 0]])
    np.testing.assert_array_equal(data.one_hot([0]), [[1]])


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32, np.float64, bool])
def test_one_hot_takes_whole_numbers_of_any_type(dtype):
    np.testing.assert_array_equal(data.one_hot(np.array([1, 0], dtype=dtype)), [[0, 1], [1, 0]])


@pytest.mark.parametrize(
    ("y", "K", "words"),
    [
        ([0, 1, -1, -2], None, r"The label y\[2\] = -1 is negative: classes are counted from 0"),
        ([0, 1.5, 2.5], None, r"The label y\[1\] = 1.5 is not a whole number"),
        ([0, np.nan], None, r"y holds nan at index \[1\]"),
        ([0, np.inf], None, r"y holds inf at index \[1\]"),
        ([0, 3, 7], 3, r"The label y\[1\] = 3 is too large: with K = 3 .* last label is 2"),
        ([[0], [1]], None, r"y has shape \(2, 1\), but labels need shape \(m,\). Use y\[:, 0\]"),
        ([[0, 1], [1, 0]], None, r"y has shape \(2, 2\), but labels need shape \(m,\).$"),
        (3, None, r"y has shape \(\)"),
        (["cat", "dog"], None, "y holds values of type <U3, but real numbers are needed"),
        ([], None, "y is empty"),
        ([0, 1], 0, "K is 0, but it must be at least 1"),
        ([0, 1], 2.0, "K is 2.0, but a whole number is needed"),
        (
            [0, 10**12],
            None,
            r"^Y would have shape \(2, 1000000000001\) and take 14,901 GiB of memory. Is y a list "
            r"of classes\? np.unique\(y, return_inverse=True\)\[1\] counts them from 0\.$",
        ),
        ([0, 1], 10**12, r"Y would have shape \(2, 1000000000000\)"),
        ([1e300], None, "Y would have shape"),
    ],
)
def test_one_hot_refuses_labels_that_name_no_class(y, K, words):
    with pytest.raises(ValueError, match=words):
        data.one_hot(y, K)

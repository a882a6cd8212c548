"""Values in closed form first; then gradients, refusals and large numbers."""

import inspect
import math

import numpy as np
import pytest

from dlcourse import losses, ops
from dlcourse.activations import sigmoid
from dlcourse.gradcheck import check_gradient

# Deck D, row D9.
Y_HAT, Y = [1.5, 1.2, 0.2, 1.0], [1.6, 1.5, 0.7, 3.0]

LABELS = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
Z = np.array([-2.0, -0.5, 0.25, 1.0, 3.0])
REGRESSION = [losses.mse, losses.mse_grad, losses.half_mse, losses.half_mse_grad]
CLASSES = [losses.binary_cross_entropy, losses.binary_cross_entropy_grad]
LOGITS = [losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad]


def test_mse_of_the_lecture_is_1_0875():
    assert losses.mse(Y_HAT, Y) == pytest.approx(1.0875, rel=1e-15)


def test_half_mse_is_half_of_it():
    assert losses.half_mse(Y_HAT, Y) == pytest.approx(1.0875 / 2, rel=1e-15)
    np.testing.assert_array_equal(
        losses.half_mse_grad(Y_HAT, Y), np.divide(losses.mse_grad(Y_HAT, Y), 2)
    )


def test_gradients_of_squared_error_by_hand():
    assert losses.mse_grad([3.0, 1.0], [1.0, 1.0]).tolist() == [2, 0]
    assert losses.half_mse_grad([3.0, 1.0], [1.0, 1.0]).tolist() == [1, 0]


def test_the_mean_is_over_all_entries_of_a_table():
    y_hat, y = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.zeros((2, 3))
    assert losses.mse(y_hat, y) == losses.mse(y_hat.ravel(), y.ravel())
    assert losses.mse(y_hat, y) == pytest.approx(91 / 6, rel=1e-15)
    assert losses.half_mse(y_hat, y) == pytest.approx(91 / 12, rel=1e-15)
    np.testing.assert_allclose(losses.mse_grad(y_hat, y), 2 * y_hat / 6, rtol=1e-15)


def test_the_ends_of_squared_error():
    assert losses.mse(Y, Y) == 0
    assert losses.mse([1e150], [-1e150]) == pytest.approx(4e300)
    assert losses.mse([1e-200], [0]) == 0  # too small to square, and no alarm
    assert losses.mse([2.0], [0.0]) == 4


def test_cross_entropy_of_one_half_is_log_2():
    a = np.full(5, 0.5)
    assert losses.binary_cross_entropy(a, LABELS) == pytest.approx(math.log(2), rel=1e-15)
    np.testing.assert_array_equal(
        losses.binary_cross_entropy_grad(a, LABELS), np.array([2, -2, -2, 2, -2]) / 5
    )


def test_cross_entropy_is_minus_log_of_the_probability_of_the_true_class():
    fine = losses.binary_cross_entropy([0.9, 0.2], [1, 0])
    assert fine == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2, rel=1e-15)


def test_the_gradient_is_the_fraction_of_the_board():
    a, y = sigmoid(Z), LABELS
    np.testing.assert_allclose(
        losses.binary_cross_entropy_grad(a, y), (a - y) / (a * (1 - a)) / 5, rtol=1e-14
    )


def test_a_right_answer_of_exactly_0_or_1_costs_nothing():
    assert losses.binary_cross_entropy([0, 1, 1], [0, 1, 1]) == 0
    assert losses.binary_cross_entropy_grad([0, 1], [0, 1]).tolist() == [0.5, -0.5]


@pytest.mark.parametrize("f", CLASSES)
@pytest.mark.parametrize(("a", "y"), [(0.0, 1), (1.0, 0)])
def test_a_wrong_answer_of_exactly_0_or_1_is_refused(f, a, y):
    words = rf"At index \[1\] the answer a is {a:g} but y is {y}: the fine −log 0 is infinite\..*"
    with pytest.raises(ValueError, match=words + r"sigmoid_cross_entropy\(z, y\) takes z itself"):
        f([0.5, a], [0, y])


def test_a_slope_too_steep_for_the_machine_is_refused():
    a = np.array([1e-310])
    assert losses.binary_cross_entropy(a, [1]) == pytest.approx(310 * math.log(10), rel=1e-12)
    with pytest.raises(ValueError, match="the answer a is 1e-310 but y is 1"):
        losses.binary_cross_entropy_grad(a, [1])


@pytest.mark.parametrize("f", CLASSES)
@pytest.mark.parametrize("bad", [-0.1, 1.1])
def test_what_is_not_a_probability_is_refused(f, bad):
    with pytest.raises(ValueError, match="but a probability lies between 0 and 1"):
        f([0.5, bad], [0, 1])


@pytest.mark.parametrize("f", [*CLASSES, *LOGITS])
def test_labels_of_the_perceptron_are_refused(f):
    with pytest.raises(ValueError, match=r"belong to the perceptron"):
        f([0.5, 0.5], [-1, 1])
    with pytest.raises(ValueError, match=r"y holds 0.5 at index \[1\], but every label"):
        f([0.5, 0.5], [1, 0.5])


def test_cross_entropy_from_z_is_that_of_the_sigmoid():
    a = losses.sigmoid_cross_entropy(Z, LABELS)
    assert a == pytest.approx(losses.binary_cross_entropy(sigmoid(Z), LABELS), rel=1e-14)
    assert losses.sigmoid_cross_entropy([0.0], [1]) == pytest.approx(math.log(2), rel=1e-15)


def test_cross_entropy_from_z_is_that_of_the_logistic_neuron():
    J, dw, db = ops.logistic_cost_and_grad([1.0], 0.0, Z[:, np.newaxis], LABELS)
    dz = losses.sigmoid_cross_entropy_grad(Z, LABELS)
    assert losses.sigmoid_cross_entropy(Z, LABELS) == pytest.approx(J, rel=1e-14)
    assert [dz @ Z, dz.sum()] == pytest.approx([dw[0], db], rel=1e-13)


@pytest.mark.parametrize("y", [0, 1])
def test_the_fine_of_a_wrong_answer_grows_as_z(y):
    right, wrong = (1000.0, -1000.0) if y else (-1000.0, 1000.0)
    assert losses.sigmoid_cross_entropy([right], [y]) == 0
    assert losses.sigmoid_cross_entropy([wrong], [y]) == 1000
    assert losses.sigmoid_cross_entropy_grad([right], [y]).tolist() == [0]
    assert losses.sigmoid_cross_entropy_grad([wrong], [y]).tolist() == [1 - 2 * y]


def test_a_tiny_fine_keeps_its_digits():
    assert losses.sigmoid_cross_entropy([40.0], [1]) == pytest.approx(math.exp(-40), rel=1e-14)


@pytest.mark.parametrize(
    ("f", "df", "x", "y"),
    [
        (losses.mse, losses.mse_grad, Y_HAT, Y),
        (losses.half_mse, losses.half_mse_grad, Y_HAT, Y),
        (losses.mse, losses.mse_grad, np.arange(6.0).reshape(2, 3), np.ones((2, 3))),
        (*CLASSES, sigmoid(Z), LABELS),
        (*LOGITS, Z, LABELS),
        (*LOGITS, Z[:, np.newaxis], LABELS[:, np.newaxis]),
    ],
)
def test_gradients_agree_with_finite_differences(f, df, x, y):
    found = check_gradient(lambda v: f(v, y), lambda v: df(v, y), x)
    assert found.passed, str(found)


@pytest.mark.parametrize("f", [*REGRESSION, *CLASSES, *LOGITS])
def test_a_column_is_not_compared_with_a_row(f):
    name = next(iter(inspect.signature(f).parameters))
    words = rf"{name} has shape \(5, 1\) but y has shape \(5,\): NumPy would silently compare"
    with pytest.raises(ValueError, match=words + rf" every pair\. Use {name}\[:, 0\]\."):
        f(np.full((5, 1), 0.5), LABELS)


@pytest.mark.parametrize("f", [*REGRESSION, *CLASSES, *LOGITS])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity_are_refused_on_both_sides(f, bad):
    with pytest.raises(ValueError, match=rf"(y_hat|a|z) holds {bad:g} at index \[1\]"):
        f([0.5, bad], [0, 1])
    with pytest.raises(ValueError, match=rf"y holds {bad:g} at index \[0\]"):
        f([0.5, 0.5], [bad, 1])
    with pytest.raises(ValueError, match="is empty"):
        f([], [])


@pytest.mark.parametrize("f", [*REGRESSION, *CLASSES, *LOGITS])
def test_float32_stays_float32_beside_whole_numbers(f):
    value = f(np.full(3, 0.5, np.float32), [0, 1, 1])
    assert isinstance(value, float) or value.dtype == np.float32
    assert isinstance(value, float) == (not f.__name__.endswith("_grad"))

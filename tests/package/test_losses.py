"""Values in closed form first; then gradients, refusals and large numbers."""

import inspect
import math

import numpy as np
import pytest

from dlcourse import data, losses, ops
from dlcourse.activations import log_softmax, sigmoid, softmax, softmax_jacobian
from dlcourse.gradcheck import check_gradient

# Deck D, row D9.
Y_HAT, Y = [1.5, 1.2, 0.2, 1.0], [1.6, 1.5, 0.7, 3.0]

LABELS = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
Z = np.array([-2.0, -0.5, 0.25, 1.0, 3.0])
REGRESSION = [losses.mse, losses.mse_grad, losses.half_mse, losses.half_mse_grad]
CLASSES = [losses.binary_cross_entropy, losses.binary_cross_entropy_grad]
LOGITS = [losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad]


def test_mse_of_the_lecture_by_hand():
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
    loss = losses.binary_cross_entropy([0.9, 0.2], [1, 0])
    assert loss == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2, rel=1e-15)


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
    words = rf"At index \[1\] the answer a is {a:g} but y is {y}: the loss -log 0 is infinite\..*"
    with pytest.raises(ValueError, match=words + r"sigmoid_cross_entropy\(z, y\) takes z itself"):
        f([0.5, a, a], [0, y, y])


@pytest.mark.parametrize(
    ("f", "df", "arguments"),
    [
        (*CLASSES, lambda p: ([p], [1])),
        (losses.cross_entropy, losses.cross_entropy_grad, lambda p: ([[p, 1.0]], [[1, 0]])),
    ],
)
def test_a_slope_too_steep_for_the_machine_is_refused(f, df, arguments):
    assert f(*arguments(1e-310)) == pytest.approx(310 * math.log(10), rel=1e-12)
    with pytest.raises(ValueError, match=r"the answer (a|p) is 1e-310 but y is 1"):
        df(*arguments(1e-310))
    smallest = np.finfo(float).tiny
    assert df(*arguments(smallest)).ravel()[0] == -1 / smallest


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


# Classes


SUMS = np.array([[-0.21, 0.47, 1.72], [1.0, 0.0, -1.0], [0.3, 0.3, 0.3], [2.0, -3.0, 1.0]])
ONE_HOT = np.eye(3)[[2, 0, 1, 1]]
FROM_P = [losses.cross_entropy, losses.cross_entropy_grad]
FROM_Z = [losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad]


def test_cross_entropy_of_uniform_answers_is_log_K():
    for K in (1, 2, 10):
        Y = np.eye(K)
        assert losses.cross_entropy(np.full((K, K), 1 / K), Y) == pytest.approx(math.log(K))
        assert losses.softmax_cross_entropy(np.full((K, K), 7.0), Y) == pytest.approx(math.log(K))


def test_cross_entropy_is_the_mean_of_minus_log_p_of_the_true_class():
    P = [[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]]
    loss = losses.cross_entropy(P, [[0, 0, 1], [0, 1, 0]])
    assert loss == pytest.approx(-(math.log(0.7) + math.log(0.25)) / 2, rel=1e-15)
    np.testing.assert_allclose(
        losses.cross_entropy_grad(P, [[0, 0, 1], [0, 1, 0]]), [[0, 0, -1 / 1.4], [0, -2, 0]]
    )


def test_cross_entropy_of_two_classes_is_the_binary_one():
    a = sigmoid(Z)
    P, T = np.stack([1 - a, a], axis=1), np.stack([1 - LABELS, LABELS], axis=1)
    assert losses.cross_entropy(P, T) == pytest.approx(losses.binary_cross_entropy(a, LABELS))


def test_a_sure_and_right_answer_costs_nothing():
    assert losses.cross_entropy(np.eye(3), np.eye(3)) == 0
    assert losses.softmax_cross_entropy(2000 * np.eye(3), np.eye(3)) == 0


def test_cross_entropy_from_Z_is_that_of_its_softmax():
    from_z = losses.softmax_cross_entropy(SUMS, ONE_HOT)
    assert from_z == pytest.approx(losses.cross_entropy(softmax(SUMS), ONE_HOT), rel=1e-14)
    assert from_z == pytest.approx(-(ONE_HOT * log_softmax(SUMS)).sum() / 4, rel=1e-14)


def test_the_gradient_in_Z_is_that_in_P_through_the_jacobian():
    dP, D = losses.cross_entropy_grad(softmax(SUMS), ONE_HOT), softmax_jacobian(SUMS)
    by_chain_rule = np.einsum("ij,ijk->ik", dP, D)
    dZ = losses.softmax_cross_entropy_grad(SUMS, ONE_HOT)
    np.testing.assert_allclose(dZ, by_chain_rule, rtol=1e-13)
    np.testing.assert_allclose(dZ, (softmax(SUMS) - ONE_HOT) / 4, rtol=1e-15)


def test_the_fine_of_a_wrong_class_grows_as_the_distance():
    assert losses.softmax_cross_entropy([[1000.0, -1000.0]], [[0, 1]]) == 2000
    assert losses.softmax_cross_entropy_grad([[1000.0, -1000.0]], [[0, 1]]).tolist() == [[1, -1]]


@pytest.mark.parametrize(
    ("f", "df", "x"), [(*FROM_P, softmax(SUMS / 4)), (*FROM_Z, SUMS), (*FROM_Z, SUMS[:1])]
)
def test_gradients_of_classes_agree_with_finite_differences(f, df, x):
    Y = ONE_HOT[: len(x)]
    found = check_gradient(lambda v: f(v, Y), lambda v: df(v, Y), x)
    assert found.passed, str(found)


@pytest.mark.parametrize("f", [*FROM_P, *FROM_Z])
@pytest.mark.parametrize(
    "bad", [[0, 0, 0], [1, 1, 0], [0.5, 0.4, 0], [2, 0, 0], [1, -1, 1], [1, 0, 0.5], [-1, 1, 1]]
)
def test_the_first_row_that_does_not_add_up_to_1_is_named(f, bad):
    Y = np.array([[1.0, 0, 0], bad, bad])
    words = rf"Row 1 of Y is {[float(v) for v in bad]}, but it must add up to 1, with no entry"
    with pytest.raises(ValueError, match=words.replace("[", r"\[").replace("]", r"\]")):
        f(np.full((3, 3), 1 / 3), Y)


@pytest.mark.parametrize("f", [*FROM_P, *FROM_Z])
def test_labels_that_are_not_one_hot_are_told_how(f):
    words = r"(P|Z) has shape \(4, 3\) but Y has shape \(4,\): .* data\.one_hot\(y, 3\)"
    with pytest.raises(ValueError, match=words):
        f(softmax(SUMS), [2, 0, 1, 1])
    f(softmax(SUMS), data.one_hot([2, 0, 1, 1], 3))


@pytest.mark.parametrize("f", [*FROM_P, *FROM_Z])
@pytest.mark.parametrize(
    ("left", "Y", "words"),
    [
        (np.full((2, 3), 1 / 3), np.eye(2), r"has shape \(2, 3\) but Y has shape \(2, 2\)"),
        (np.full(2, 0.5), np.array([0, 1]), r"has shape \(2,\), but it needs one row for each"),
        ([[0.5, np.nan]], [[0, 1]], r"(P|Z) holds nan at index \[0, 1\]"),
        ([[0.5, 0.5]], [[0, np.inf]], r"Y holds inf at index \[0, 1\]"),
        ([[0.5, 0.5]], [[1e308, 1e308]], r"Row 0 of Y is .* but it must add up to 1"),
        (np.zeros((0, 2)), np.zeros((0, 2)), "(P|Z) is empty"),
    ],
)
def test_classes_of_a_wrong_form_are_refused(f, left, Y, words):
    with pytest.raises(ValueError, match=words):
        f(left, Y)


@pytest.mark.parametrize("f", FROM_P)
def test_what_is_no_distribution_is_refused(f):
    Y = np.eye(2)
    with pytest.raises(ValueError, match=r"Row 1 of P adds up to 1.5, but .* If P holds"):
        f([[0.5, 0.5], [0.75, 0.75]], Y)
    with pytest.raises(ValueError, match=r"P holds -0.5 at index \[1, 0\], but a probability lies"):
        f([[0.5, 0.5], [-0.5, 1.5]], Y)
    f([[0.3333, 0.6666], [0.5, 0.5]], Y)  # rounded in the last decimal
    f(softmax(SUMS.astype(np.float32)), ONE_HOT)


@pytest.mark.parametrize("f", FROM_P)
def test_a_true_class_of_probability_0_is_refused(f):
    with pytest.raises(
        ValueError, match=r"At index \[1, 0\] the answer p is 0 but y is 1: the loss"
    ):
        f([[0.5, 0.5], [0.0, 1.0], [0.0, 1.0]], [[0, 1], [1, 0], [1, 0]])


@pytest.mark.parametrize("f", [*FROM_P, *FROM_Z])
def test_classes_keep_float32_and_the_arguments(f):
    P, Y = softmax(SUMS.astype(np.float32)), ONE_HOT.copy()
    kept = P.copy()
    for labels in (Y, Y.astype(int), Y.astype(bool), Y.astype(np.float32)):
        value = f(P, labels)
        assert isinstance(value, float) == (not f.__name__.endswith("_grad"))
        assert isinstance(value, float) or value.dtype == np.float32
    np.testing.assert_array_equal(P, kept)
    np.testing.assert_array_equal(Y, ONE_HOT)


# Entropy


def test_entropy_goes_from_0_to_log_K():
    assert losses.entropy([1.0]) == 0
    assert losses.entropy([0.0, 1.0, 0.0]) == 0
    assert math.copysign(1, losses.entropy([0.0, 1.0])) == 1
    for K in (2, 3, 10):
        assert losses.entropy(np.full(K, 1 / K)) == pytest.approx(math.log(K), rel=1e-14)


def test_entropy_of_a_fair_coin_is_log_2_nats_and_1_bit():
    assert losses.entropy([0.5, 0.5]) == math.log(2)
    assert losses.entropy([0.5, 0.5]) / math.log(2) == 1
    by_hand = 0.25 * math.log(4) + 0.75 * math.log(4 / 3)
    assert losses.entropy([0.25, 0.75]) == pytest.approx(by_hand, rel=1e-15)


def test_entropy_of_a_table_is_that_of_its_rows():
    H = losses.entropy([[0.5, 0.5], [0.0, 1.0], [0.25, 0.75]])
    assert H.tolist() == [losses.entropy(p) for p in ([0.5, 0.5], [0.0, 1.0], [0.25, 0.75])]
    assert losses.entropy(np.array([[0.5, 0.5]], np.float32)).dtype == np.float32
    assert type(losses.entropy([0.5, 0.5])) is float
    assert losses.entropy([1e-300, 1.0]) == pytest.approx(0, abs=1e-290)


def test_cross_entropy_exceeds_the_entropy_unless_the_answers_are_the_shares():
    # Of four examples with the same features, three belong to class 0.
    Y, share = np.eye(2)[[0, 0, 0, 1]], np.array([0.75, 0.25])
    costs = [losses.cross_entropy(np.tile(p, (4, 1)), Y) for p in (share, [0.7, 0.3], [0.8, 0.2])]
    assert costs[0] == pytest.approx(losses.entropy(share), rel=1e-14)
    assert min(costs[1:]) > costs[0]


@pytest.mark.parametrize(
    ("p", "words"),
    [
        ([0.5, 0.6], "^p adds up to 1.1, but the probabilities of one example add up to 1"),
        ([[0.5, 0.5], [0.5, 0.4]], "Row 1 of p adds up to 0.9"),
        ([-0.5, 1.5], r"p holds -0.5 at index \[0\]"),
        ([1.5, 0.5], r"p holds 1.5 at index \[0\]"),
        ([np.nan, 1.0], "p holds nan"),
        ([], "p is empty"),
        (1.0, r"p has shape \(\), but \(K,\) or \(m, K\) is needed"),
        (np.ones((1, 1, 1)), r"p has shape \(1, 1, 1\)"),
    ],
)
def test_entropy_refuses_in_words(p, words):
    with pytest.raises(ValueError, match=words):
        losses.entropy(p)


# The penalty


def test_the_penalty_is_half_the_square_times_alpha():
    assert losses.l2_penalty([[1.0, 2.0], [-2.0, 4.0]], 0.1) == pytest.approx(0.05 * 25)
    np.testing.assert_allclose(losses.l2_penalty_grad([[1.0, -2.0]], 0.1), [[0.1, -0.2]])
    assert losses.l2_penalty([3.0], 0) == 0
    assert losses.l2_penalty_grad([3.0], 0).tolist() == [0]
    assert losses.l2_penalty([1e-200], 1.0) == 0


def test_a_step_on_the_penalty_shrinks_every_weight_by_the_same_factor():
    W = np.array([[1.0, -2.0, 0.0]])
    np.testing.assert_allclose(W - 0.5 * losses.l2_penalty_grad(W, 0.2), W * (1 - 0.5 * 0.2))


def test_the_gradient_of_the_penalty_agrees_with_finite_differences():
    found = check_gradient(
        lambda W: losses.l2_penalty(W, 0.3), lambda W: losses.l2_penalty_grad(W, 0.3), SUMS
    )
    assert found.passed, str(found)


def test_the_penalty_keeps_float32():
    assert losses.l2_penalty_grad(np.ones((2, 2), np.float32), 0.1).dtype == np.float32
    assert isinstance(losses.l2_penalty(np.ones((2, 2), np.float32), 0.1), float)


@pytest.mark.parametrize("f", [losses.l2_penalty, losses.l2_penalty_grad])
@pytest.mark.parametrize(
    ("W", "alpha", "words"),
    [
        ([1.0], -0.1, "alpha is -0.1, but it must be 0 or more: below 0 it rewards size"),
        ([1.0], np.nan, "alpha is nan"),
        ([1.0], [0.1], "alpha has shape"),
        ([np.nan], 0.1, "W holds nan"),
        ([], 0.1, "W is empty"),
    ],
)
def test_the_penalty_refuses_in_words(f, W, alpha, words):
    with pytest.raises(ValueError, match=words):
        f(W, alpha)


@pytest.mark.parametrize("f", [*FROM_P, *FROM_Z])
def test_a_row_may_be_off_the_sum_1_by_so_much_and_no_more(f):
    P, off = np.full((2, 2), 0.5), 2**-9
    for sign in (1, -1):
        f(P, [[0.5, 0.5 + sign * off], [1, 0]])
        with pytest.raises(ValueError, match="Row 1 of Y"):
            f(P, [[0.5, 0.5 + sign * off], [0.5, 0.5 + 1.01 * sign * off]])


def test_a_distance_beyond_the_largest_number_leaves_the_other_rows_their_cost():
    Z, Y = [[1e308, -1e308], [1.0, 0.0]], [[1, 0], [0, 1]]
    alone = losses.softmax_cross_entropy(Z[1:], Y[1:])
    assert losses.softmax_cross_entropy(Z, Y) == pytest.approx(alone / 2, rel=1e-14)

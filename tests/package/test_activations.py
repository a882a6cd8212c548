"""Each activation has its closed form, its slope, and no overflow anywhere."""

import math
from fractions import Fraction

import numpy as np
import pytest

from dlcourse import activations as g
from dlcourse.gradcheck import check_gradient

PAIRS = {
    g.sigmoid: g.sigmoid_prime,
    g.tanh: g.tanh_prime,
    g.relu: g.relu_prime,
    g.leaky_relu: g.leaky_relu_prime,
    g.identity: g.identity_prime,
}
EVERY = [*PAIRS, *PAIRS.values(), g.step]
SMOOTH = np.array([-30.0, -3.0, -0.5, 0.25, 1.0, 7.0, 30.0])  # away from the corner of relu
HUGE = np.array([-1e308, -1e4, -1000.0, -745.0, -720.0, 720.0, 1000.0, 1e4, 1e308])


def test_sigmoid_of_0_is_one_half():
    assert g.sigmoid(0) == 0.5
    assert g.sigmoid_prime(0) == 0.25


@pytest.mark.parametrize("z", [math.log(3), math.log(2), math.log(99)])
def test_sigmoid_of_log_odds_is_the_probability(z):
    odds = round(math.exp(z))
    assert g.sigmoid(z) == pytest.approx(Fraction(odds, odds + 1), rel=1e-15)
    assert g.sigmoid(-z) == pytest.approx(Fraction(1, odds + 1), rel=1e-15)


def test_sigmoid_keeps_its_digits_on_the_far_left():
    np.testing.assert_allclose(g.sigmoid([-40.0, -600.0]), np.exp([-40.0, -600.0]), rtol=1e-14)


def test_sigmoid_prime_is_a_times_1_minus_a_and_even():
    z = np.linspace(-5, 5, 11)
    a = g.sigmoid(z)
    np.testing.assert_allclose(g.sigmoid_prime(z), a * (1 - a), rtol=1e-13)
    np.testing.assert_array_equal(g.sigmoid_prime(SMOOTH), g.sigmoid_prime(-SMOOTH))
    assert g.sigmoid_prime(40.0) == pytest.approx(math.exp(-40), rel=1e-14)


def test_tanh_prime_is_the_formula_of_the_lecture():
    lecture = 4 / (np.exp(SMOOTH) + np.exp(-SMOOTH)) ** 2
    np.testing.assert_allclose(g.tanh_prime(SMOOTH), lecture, rtol=1e-14)
    assert g.tanh_prime(0) == 1


def test_tanh_is_a_stretched_sigmoid():
    np.testing.assert_allclose(g.tanh(SMOOTH), 2 * g.sigmoid(2 * SMOOTH) - 1, atol=1e-15)


def test_values_at_the_corner_are_chosen():
    assert [g.relu(0), g.relu_prime(0)] == [0, 0]
    assert [g.leaky_relu(0), g.leaky_relu_prime(0)] == [0, 0.01]
    assert g.step([-1e-300, -0.0, 0.0, 1e-300]).tolist() == [0, 1, 1, 1]


def test_step_is_the_class_of_the_sigmoid():
    np.testing.assert_array_equal(g.step(SMOOTH), g.sigmoid(SMOOTH) >= 0.5)


def test_the_lines_with_a_bend():
    assert g.relu([-2, 3]).tolist() == [0, 3]
    assert g.relu_prime([-2, 3]).tolist() == [0, 1]
    assert g.leaky_relu([-2, 3]).tolist() == [-0.02, 3]
    assert g.leaky_relu_prime([-2, 3]).tolist() == [0.01, 1]
    assert g.leaky_relu([-2, 3], slope=0.5).tolist() == [-1, 3]
    assert g.leaky_relu_prime([-2, 3], slope=0.5).tolist() == [0.5, 1]
    assert g.leaky_relu([-2, 3], slope=0).tolist() == [0, 3]
    assert g.identity([-2, 3]).tolist() == [-2, 3]
    assert g.identity_prime([-2, 3]).tolist() == [1, 1]


@pytest.mark.parametrize("f", PAIRS)
@pytest.mark.parametrize("z", [-3.0, -0.5, 0.25, 1.0, 7.0])
def test_every_slope_is_that_of_its_function(f, z):
    found = check_gradient(f, PAIRS[f], z)
    assert found.passed, str(found)


@pytest.mark.parametrize("f", EVERY)
def test_huge_numbers_neither_overflow_nor_warn(f):
    assert np.isfinite(f(HUGE)).all()
    assert np.isfinite(f(HUGE.clip(-1e38, 1e38).astype(np.float32))).all()


def test_limits_at_infinity():
    ends = [-np.inf, np.inf]
    assert g.sigmoid(ends).tolist() == [0, 1]
    assert g.sigmoid(HUGE)[[0, 1, 2, -3, -2, -1]].tolist() == [0, 0, 0, 1, 1, 1]
    assert g.tanh(ends).tolist() == [-1, 1]
    assert g.sigmoid_prime(ends).tolist() == g.tanh_prime(ends).tolist() == [0, 0]


@pytest.mark.parametrize("f", [*PAIRS, g.step])
def test_nan_stays_nan(f):
    assert np.isnan(f(np.array([np.nan, 1.0]))).tolist() == [True, False]


@pytest.mark.parametrize("f", EVERY)
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (2, 1, 3)])
def test_shape_and_type_are_kept(f, shape):
    assert np.shape(f(np.ones(shape))) == shape
    assert f(np.ones(shape, np.float32)).dtype == np.float32
    assert f(np.ones(shape, int)).dtype == np.float64


@pytest.mark.parametrize("f", EVERY)
def test_the_result_lies_in_memory_as_z_does(f):
    """Layers of images hold the examples last: another order costs a copy in each layer."""
    z = np.ones((3, 4, 2, 5)).transpose(3, 0, 2, 1)
    assert f(z).strides == z.strides


@pytest.mark.parametrize("f", EVERY)
def test_the_argument_is_neither_changed_nor_handed_back(f):
    z = np.array([-1.0, 0.0, 2.0])
    f(z)[:] = 5
    assert z.tolist() == [-1, 0, 2]


@pytest.mark.parametrize("f", EVERY)
def test_what_is_not_a_number_is_refused(f):
    with pytest.raises(ValueError, match="z holds values of type <U3, but real numbers"):
        f(["one", "two"])
    with pytest.raises(ValueError, match="z is empty"):
        f([])


@pytest.mark.parametrize("slope", [-0.01, 1, 2.0])
@pytest.mark.parametrize("f", [g.leaky_relu, g.leaky_relu_prime])
def test_a_leak_outside_0_and_1_is_refused(f, slope):
    with pytest.raises(ValueError, match=r"slope is .*, but it must be at least 0 and below 1"):
        f([1.0], slope=slope)


# Softmax


LECTURE = [-0.21, 0.47, 1.72]  # deck E, row E7
ROWWISE = [g.softmax, g.log_softmax, g.softmax_jacobian]


def test_softmax_of_the_lecture():
    np.testing.assert_allclose(g.softmax(LECTURE), [0.1, 0.2, 0.7], atol=0.01)
    assert np.exp(LECTURE).sum() == pytest.approx(8, abs=0.1)


def test_softmax_settles_what_two_sigmoids_leave_open():
    p = g.softmax([1.0, 9.0, 8.0, 2.0])  # deck D, row D13
    by_hand = [math.exp(k - 9) / sum(math.exp(i - 9) for i in (1, 9, 8, 2)) for k in (1, 9, 8, 2)]
    np.testing.assert_allclose(p, by_hand, rtol=1e-14)
    assert p.argmax() == 1


@pytest.mark.parametrize("K", [1, 2, 7])
def test_softmax_of_equal_sums_is_uniform(K):
    np.testing.assert_allclose(g.softmax(np.full(K, 3.0)), np.full(K, 1 / K), rtol=1e-15)
    np.testing.assert_allclose(g.log_softmax(np.full(K, 3.0)), -math.log(K), atol=1e-15)


def test_softmax_of_log_odds_is_the_odds():
    np.testing.assert_allclose(
        g.softmax(np.log([1.0, 2.0, 5.0])), [1 / 8, 2 / 8, 5 / 8], rtol=1e-14
    )


def test_two_classes_are_a_sigmoid():
    z = np.stack([SMOOTH, np.zeros_like(SMOOTH)], axis=-1)
    np.testing.assert_allclose(g.softmax(z)[:, 0], g.sigmoid(SMOOTH), rtol=1e-14)


def test_softmax_works_along_the_last_axis():
    z = np.arange(24.0).reshape(2, 3, 4) ** 1.1
    p, log_p, D = g.softmax(z), g.log_softmax(z), g.softmax_jacobian(z)
    assert (p.shape, log_p.shape, D.shape) == ((2, 3, 4), (2, 3, 4), (2, 3, 4, 4))
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-14)
    for i, j in np.ndindex(2, 3):
        np.testing.assert_array_equal(p[i, j], g.softmax(z[i, j]))
        np.testing.assert_array_equal(D[i, j], g.softmax_jacobian(z[i, j]))


def test_softmax_far_apart_is_sure_and_its_logarithm_keeps_the_distance():
    assert g.softmax([1000.0, 0.0, -1000.0]).tolist() == [1, 0, 0]
    assert g.log_softmax([1000.0, 0.0, -1000.0]).tolist() == [0, -1000, -2000]
    assert g.softmax([1e308, -1e308]).tolist() == [1, 0]
    assert g.log_softmax([1e308, -1e308]).tolist() == [0, -np.inf]
    assert g.log_softmax([0, -1e308]).tolist() == [0, -1e308]
    assert g.softmax_jacobian([1e308, -1e308]).tolist() == [[0, 0], [0, 0]]
    assert g.softmax([1000.0, 1000.0]).tolist() == [0.5, 0.5]
    assert g.softmax_jacobian([1000.0, -1000.0]).tolist() == [[0, 0], [0, 0]]
    assert g.softmax([0.0, -700.0])[1] == pytest.approx(math.exp(-700), rel=1e-13, abs=0)


def test_log_softmax_is_the_logarithm_of_softmax():
    np.testing.assert_allclose(g.log_softmax(LECTURE), np.log(g.softmax(LECTURE)), rtol=1e-14)


def test_the_jacobian_of_two_classes_by_hand():
    np.testing.assert_allclose(  # p = (¾, ¼): p_i (δ_ij − p_j)
        g.softmax_jacobian([math.log(3), 0.0]), [[3 / 16, -3 / 16], [-3 / 16, 3 / 16]], rtol=1e-14
    )


def test_the_jacobian_is_symmetric_and_its_rows_add_up_to_0():
    D = g.softmax_jacobian(LECTURE)
    np.testing.assert_allclose(D, D.T, rtol=1e-15)
    np.testing.assert_allclose(D.sum(axis=1), 0, atol=1e-16)


@pytest.mark.parametrize("k", range(3))
def test_every_row_of_the_jacobian_agrees_with_finite_differences(k):
    found = check_gradient(lambda z: g.softmax(z)[k], lambda z: g.softmax_jacobian(z)[k], LECTURE)
    assert found.passed, str(found)


@pytest.mark.parametrize("f", ROWWISE)
def test_softmax_keeps_float32_and_its_argument(f):
    z = np.array([[1.0, -2.0], [0.5, 3.0]], np.float32)
    before = z.copy()
    assert f(z).dtype == np.float32
    assert f(z.astype(int)).dtype == np.float64
    assert f(1000 * z).dtype == np.float32
    f(z)[:] = 5
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("f", ROWWISE)
@pytest.mark.parametrize(
    ("z", "words"),
    [
        (3.0, "z is one number, but softmax shares 1 among several"),
        ([], "z is empty"),
        ([1.0, np.nan], r"z holds nan at index \[1\]"),
        ([[1.0, np.inf]], r"z holds inf at index \[0, 1\]"),
        (["a"], "z holds values of type"),
    ],
)
def test_softmax_refuses_in_words(f, z, words):
    with pytest.raises(ValueError, match=words):
        f(z)


# Names


def test_the_names_of_a_layer_lead_to_g_and_its_slope():
    assert g.ACTIVATIONS.keys() == {f.__name__ for f in PAIRS}
    for name, (f, f_prime) in g.ACTIVATIONS.items():
        assert f is getattr(g, name)
        assert f_prime is PAIRS[f]

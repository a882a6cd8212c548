"""The witness of all gradients is itself held against derivatives known in closed form."""

import math
import re

import numpy as np
import pytest

from dlcourse.gradcheck import check_gradient, numerical_gradient, relative_error

RNG = np.random.default_rng(5)


def test_the_gradient_of_a_parabola_is_exact_to_rounding():
    assert numerical_gradient(lambda x: (x - 1) ** 2, 9.0) == pytest.approx(16, rel=1e-10)


@pytest.mark.parametrize(
    ("f", "df", "x"),
    [
        (lambda x: float(np.sum(x**3)), lambda x: 3 * x**2, [-2.0, 0.0, 0.5]),
        (lambda x: math.exp(x), lambda x: math.exp(x), 1.5),
        (lambda x: np.sin(x).prod(), lambda x: np.sin(x).prod() / np.tan(x), [[0.3, 1.0], [2, 3]]),
        (lambda x: np.log(x).sum(), lambda x: 1 / x, [0.1, 1.0, 1e6]),
        (lambda x: 7.0, np.zeros_like, [1.0, 2.0]),
        (lambda x: x @ x, lambda x: 2 * x, [1, 2, 3]),
    ],
)
def test_known_derivatives_pass(f, df, x):
    found = check_gradient(f, df, x)
    assert found.passed, str(found)
    assert found.analytic.shape == found.numeric.shape == np.shape(x)
    assert found.error <= found.tol == 1e-7


def test_a_gradient_of_0_at_the_minimum_passes():
    bottom = np.array([1.0, 0.3, -1e3])
    found = check_gradient(lambda x: np.sum((x - bottom) ** 2), lambda x: 2 * (x - bottom), bottom)
    assert found.passed, str(found)


@pytest.mark.parametrize("scale", [1e-30, 1e-9, 1.0, 1e9])
@pytest.mark.parametrize(
    ("wrong", "error"),
    [(lambda g: -g, 2), (lambda g: 3 * g, 2 / 3), (lambda g: g * 1.000001, 1e-6)],
)
def test_a_wrong_sign_or_factor_fails_at_any_scale(scale, wrong, error):
    x = np.array([1.0, 2.0, 3.0])

    def check(df):
        return check_gradient(lambda x: scale * (x @ x), df, x)

    found = check(lambda x: wrong(2 * scale * x))
    assert not found.passed
    assert found.error == pytest.approx(error, rel=1e-2)
    assert check(lambda x: 2 * scale * x).passed


def test_the_bottom_of_a_perfect_fit_passes():
    X = 1e3 * RNG.normal(size=(20, 4))
    w = RNG.normal(size=4)
    y = X @ w
    found = check_gradient(
        lambda w: np.mean((X @ w - y) ** 2), lambda w: 2 * X.T @ (X @ w - y) / 20, w
    )
    assert found.passed, str(found)


def test_one_wrong_entry_among_many_is_found():
    x = RNG.normal(size=(4, 5))

    def df(x):
        gradient = 2 * x
        gradient[2, 3] += 1e-5
        return gradient

    found = check_gradient(lambda x: np.sum(x**2), df, x)
    assert not found.passed
    assert found.worst == (2, 3)


def test_an_entry_that_rounding_hides_is_not_called_right():
    # Beside (1e6)², the differences cannot see the slope −1.4 at all.
    def f(x):
        return np.sum((x - 1) ** 2)

    assert not check_gradient(f, lambda x: 2 * (x - 1), [0.3, 1e6]).passed


def test_the_result_reads_as_a_sentence():
    right = check_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0])
    assert str(right).startswith("The gradient agrees with the finite differences.")
    wrong = check_gradient(lambda x: x @ x, lambda x: np.array([2, -2]) * x, [1.0, 2.0])
    assert str(wrong).startswith(
        "The gradient differs from the finite differences. "
        "The largest relative error is 2 (limit 1e-07) at index [1]: df gives -4, "
    )
    one = check_gradient(lambda x: x**2, lambda x: -2 * x, 3.0)
    assert "(limit 1e-07): df gives -6, the differences give 6" in str(one)


def test_the_step_can_be_chosen():
    def cube(x):
        return x**3

    # (x + h)³ − (x − h)³ over 2h is 3x² + h²
    assert numerical_gradient(cube, 1.0, h=0.5) == 3.25
    assert numerical_gradient(cube, 1.0) == pytest.approx(3, rel=1e-9)
    for h in (0.0, -1e-6, np.nan):
        with pytest.raises(ValueError, match=r"h is .*, but the step must be a positive number"):
            numerical_gradient(cube, 1.0, h=h)


def test_x_is_left_alone_by_a_function_that_writes_into_it():
    x = np.array([1.0, 2.0])

    def f(v):
        v *= 2
        return v @ v

    def df(v):
        v *= 8
        return v

    assert check_gradient(f, df, x).passed
    assert x.tolist() == [1, 2]


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_short_floats_are_refused_wherever_they_enter(kind):
    short = np.ones(2, kind)
    words = rf"is {short.dtype}, but a difference of nearly equal numbers needs float64"
    with pytest.raises(TypeError, match="x " + words + r"\. Use x.astype\(float\)"):
        numerical_gradient(np.sum, short)
    with pytest.raises(TypeError, match="x " + words):
        check_gradient(np.sum, np.ones_like, short)
    with pytest.raises(TypeError, match=r"df\(x\) " + words):
        check_gradient(np.sum, lambda x: short, np.ones(2))
    with pytest.raises(TypeError, match=r"f\(x\) " + words):
        numerical_gradient(lambda x: x.sum().astype(kind), np.ones(2))
    with pytest.raises(TypeError, match="b " + words):
        relative_error(np.ones(2), short)


@pytest.mark.parametrize("x", [[], ["a"], [None], [1j]])
def test_what_is_not_a_real_array_is_refused(x):
    with pytest.raises(ValueError, match="x holds no real numbers"):
        numerical_gradient(lambda x: 0.0, x)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity_are_refused(bad):
    with pytest.raises(ValueError, match="x holds NaN or infinity"):
        numerical_gradient(lambda x: 0.0, [bad])
    with pytest.raises(ValueError, match=r"f\(x\) holds NaN or infinity"):
        numerical_gradient(lambda x: bad, [1.0])
    with pytest.raises(ValueError, match=r"df\(x\) holds NaN or infinity"):
        check_gradient(lambda x: 0.0, lambda x: np.array([bad]), [1.0])


def test_f_must_return_one_number_and_df_the_shape_of_x():
    with pytest.raises(ValueError, match=r"f returned shape \(2,\), but it must return one number"):
        numerical_gradient(lambda x: x, [1.0, 2.0])
    with pytest.raises(ValueError, match=r"df\(x\) has shape \(2, 1\) but x has shape \(2,\): a"):
        check_gradient(np.sum, lambda x: np.ones((2, 1)), [1.0, 2.0])


def test_relative_error_in_closed_form():
    assert relative_error([1.0, 4.0], [1.0, 5.0]) == 0.2
    assert relative_error([1.0], [-1.0]) == 2
    assert relative_error([0.0, 0.0], [0.0, 0.0]) == 0
    assert relative_error([0.0], [1e-300]) == 1
    assert relative_error([0.0], [0.5], floor=2.0) == 0.25
    assert relative_error(3.0, 3.0) == 0
    assert relative_error([5.0, 4.0], [4.0, 4.0]) == relative_error([4.0, 4.0], [5.0, 4.0])
    with pytest.raises(ValueError, match=r"a has shape \(1,\) but b has shape \(2,\): compare equ"):
        relative_error([1.0], [1.0, 2.0])


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e170, 1e300])
def test_a_gradient_is_judged_at_both_ends_of_the_numbers(size):
    x = np.array([1.0, 2.0])

    def f(x):
        return size * (x @ x)

    assert check_gradient(f, lambda x: 2 * size * x, x).passed
    wrong = check_gradient(f, lambda x: -2 * size * x, x)
    assert not wrong.passed
    assert wrong.error == pytest.approx(2)


def test_a_relative_error_is_from_0_to_2_at_both_ends_of_the_numbers():
    assert relative_error([1e308], [-1e308]) == 2
    assert relative_error([5e-324], [-5e-324]) == 2
    assert relative_error([1e-300], [2e-300]) == 0.5
    assert relative_error([1e308, 1.0], [1e308, 1e-308]) == 1


def test_a_difference_that_overflows_has_a_slope_all_the_same():
    steep = numerical_gradient(lambda x: 1e308 * np.tanh(x), 0.0, h=10.0)
    assert steep == pytest.approx(1e307)
    words = r"^f goes from -1e\+308 to 1e\+308 within 1.2e-05: its slope is beyond all numbers\.$"
    with pytest.raises(ValueError, match=words):
        numerical_gradient(lambda x: 1e308 * np.sign(x), 0.0)
    with pytest.raises(ValueError, match="f goes from -1e"):
        check_gradient(lambda x: 1e308 * np.sign(x), lambda x: 1.0, 0.0)


def test_a_step_beyond_all_numbers_is_blamed_on_x_and_not_on_f():
    words = r"^x holds -1.79769e\+308: a step beside it is beyond all numbers\.$"
    with pytest.raises(ValueError, match=words):
        numerical_gradient(lambda x: 0.0, [1.0, -np.finfo(float).max])
    assert numerical_gradient(lambda x: 0.0, 1.7e308) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_a_limit_that_is_no_size_is_refused(bad):
    with pytest.raises(
        ValueError, match=f"^tol is {bad}, but the tolerance must be a positive num"
    ):
        check_gradient(np.sum, np.ones_like, [1.0], tol=bad)
    with pytest.raises(ValueError, match=f"^floor is {bad}, but a size must be a number from 0"):
        relative_error([1.0], [1.0], floor=bad)
    with pytest.raises(ValueError, match=r"^tol is 0, but the tolerance must be a positive"):
        check_gradient(np.sum, np.ones_like, [1.0], tol=0)


def test_what_is_no_function_and_no_number_is_refused():
    with pytest.raises(ValueError, match=r"^f is 'cost', but a function is needed"):
        numerical_gradient("cost", [1.0])
    with pytest.raises(ValueError, match=r"^df is None, but a function is needed"):
        check_gradient(np.sum, None, [1.0])
    with pytest.raises(ValueError, match=r"^h is small, but the step must be a positive number"):
        numerical_gradient(np.sum, [1.0], h="small")
    with pytest.raises(ValueError, match=r"^tol is \[0.1\], but the tolerance must be a positive"):
        check_gradient(np.sum, np.ones_like, [1.0], tol=[0.1])


def test_masked_arrays_are_refused_and_matrices_are_arrays():
    masked = np.ma.masked_array([1.0, 2.0], mask=[False, True])
    words = r"^x is a masked array, but .* or fill them in: x\.filled\(value\)\.$"
    with pytest.raises(ValueError, match=words):
        numerical_gradient(np.sum, masked)
    with pytest.raises(ValueError, match=r"^df\(x\) is a masked array"):
        check_gradient(np.sum, lambda x: masked, [1.0, 2.0])
    matrix = np.ones((1, 2)).view(np.matrix)
    assert type(numerical_gradient(lambda x: np.sum(x * x), matrix)) is np.ndarray


def test_f_and_df_in_the_wrong_order_are_asked_about():
    with pytest.raises(ValueError, match=r"must return one number\. Are f and df swapped\?$"):
        numerical_gradient(lambda x: 2 * x, [1.0, 2.0])
    with pytest.raises(ValueError, match=r"f returned shape \(3,\), but .* one number\.$"):
        numerical_gradient(lambda x: np.ones(3), [1.0, 2.0])


def test_the_name_of_a_result_is_short_however_long_its_arrays_are():
    x = np.linspace(0, 1, 500)
    shown = repr(check_gradient(lambda x: x @ x, lambda x: 2 * x, x))
    assert re.fullmatch(
        r"GradCheck\(passed=True, error=\S+, worst=\(\d+,\), analytic and numeric \(500,\), "
        r"tol=1e-07\)",
        shown,
    )

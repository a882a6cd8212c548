"""One neuron on the lectures' tables, against closed forms, hand calculation and scikit-learn."""

import math
from fractions import Fraction

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from dlcourse import blackboard, linear, losses, ops
from dlcourse.descent import small_gradient

# Deck D, row D1.
X = np.array([[2.0, 3.0], [3.0, 5.0], [1.0, 0.0], [3.0, 1.0]])
Y = np.array([4.0, 6.0, 2.0, 5.0])

RNG = np.random.default_rng(11)
TABLE = RNG.normal(size=(60, 3))
TARGET = TABLE @ [1.5, -2.0, 0.5] + 4 + 0.3 * RNG.normal(size=60)
CLASS = (TABLE @ [1.0, -1.0, 0.5] + 0.5 + RNG.logistic(size=60) > 0).astype(float)

TRAINERS = [linear.linear_regression, linear.logistic_regression]
FITS = [*TRAINERS, linear.normal_equation, linear.delta_rule]


def fit(f, X, y, **settings):
    """Call any of the four with what it needs besides X and y."""
    if f is linear.normal_equation:
        return f(X, y)
    if f is linear.delta_rule:
        settings = {"w0": np.zeros(np.shape(X)[-1] + 1)} | settings
    return f(X, y, **({"lr": 0.1} | settings))


# Prediction


def test_the_bias_is_the_weight_of_a_column_of_ones():
    with_ones = linear.add_bias_column(X)
    np.testing.assert_array_equal(with_ones[:, 0], 1)
    np.testing.assert_array_equal(with_ones[:, 1:], X)
    assert linear.add_bias_column(X.astype(np.float32)).dtype == np.float32
    assert linear.add_bias_column([[7]]).tolist() == [[1, 7]]


@pytest.mark.parametrize(
    ("b", "predictions", "errors"),
    [(0, [8, 13, 1, 5], [-4, -7, 1, 0]), (-1, [7, 12, 0, 4], [-3, -6, 2, 1])],
)
def test_the_table_of_the_whiteboard(b, predictions, errors):
    a = linear.predict_linear(X, [b, 1, 2])
    assert a.tolist() == predictions
    assert (Y - a).tolist() == errors


def test_the_logistic_output_of_the_whiteboard_is_the_sigmoid_of_the_linear_one():
    a = linear.predict_logistic(X, [-1, 1, 2])
    np.testing.assert_allclose(a, [1 / (1 + math.exp(-z)) for z in (7, 12, 0, 4)], rtol=1e-14)
    assert a[2] == 0.5


def test_the_boundary_is_where_z_is_0():
    on_the_line = [[0.0, 0.5], [1.0, 0.0], [3.0, -1.0]]  # 1 = x1 + 2 x2
    assert linear.predict_logistic(on_the_line, [-1, 1, 2]).tolist() == [0.5, 0.5, 0.5]


@pytest.mark.parametrize("f", [linear.predict_linear, linear.predict_logistic])
def test_predictions_keep_float32_and_refuse_what_does_not_fit(f):
    assert f(X.astype(np.float32), [0, 1, 2]).dtype == np.float32
    words = r"w has shape \(2,\) but X has shape \(4, 2\): w needs 3 entries, the bias first"
    with pytest.raises(ValueError, match=words):
        f(X, [1, 2])
    with pytest.raises(ValueError, match=r"X has shape \(2,\).* For one feature use X\["):
        f(X[0], [0, 1, 2])
    with pytest.raises(ValueError, match="w holds nan"):
        f(X, [np.nan, 1, 2])


# The delta rule


@pytest.mark.parametrize("b", [0, -1])
def test_the_delta_rule_on_the_whiteboard_by_exact_fractions(b):
    alpha = Fraction(1, 100)
    w = [Fraction(b), Fraction(1), Fraction(2)]
    trace = linear.delta_rule(X, Y, [b, 1, 2], lr=0.01)
    assert len(trace.rows) == 4
    for i, row in enumerate(trace.rows):
        x = [Fraction(1), *(Fraction(value) for value in X[i])]
        a = sum(w_k * x_k for w_k, x_k in zip(w, x, strict=True))
        error = a - Fraction(Y[i])
        np.testing.assert_allclose(row.w_before, [float(w_k) for w_k in w], rtol=1e-14)
        w = [w_k - alpha * error * x_k for w_k, x_k in zip(w, x, strict=True)]
        assert row.i == i
        assert [row.a, row.error] == pytest.approx([float(a), float(error)], rel=1e-13)
        np.testing.assert_allclose(row.w_after, [float(w_k) for w_k in w], rtol=1e-14)
    np.testing.assert_array_equal(trace.w, trace.rows[-1].w_after)


def test_the_first_update_of_the_whiteboard():
    row = linear.delta_rule(X, Y, [0, 1, 2], lr=0.01).rows[0]
    assert (row.i, row.a, row.error) == (0, 8, 4)
    np.testing.assert_allclose(row.w_after, [-0.04, 0.92, 1.88], rtol=1e-15)


def test_rows_join_and_epochs_repeat_the_order_of_the_table():
    trace = linear.delta_rule(X, Y, [0, 1, 2], lr=0.01, epochs=3)
    assert [row.i for row in trace.rows] == [0, 1, 2, 3] * 3
    for before, after in zip(trace.rows, trace.rows[1:], strict=False):
        np.testing.assert_array_equal(before.w_after, after.w_before)
    assert trace.reason == "All 12 updates were made."
    assert not trace.diverged


def test_one_delta_step_is_one_step_of_descent_on_one_example():
    delta = linear.delta_rule(X[:1], Y[:1], [0, 1, 2], lr=0.01)
    descent = linear.linear_regression(X[:1], Y[:1], lr=0.01, max_iter=1, w0=[0, 1, 2])
    np.testing.assert_allclose(delta.w, descent.w, rtol=1e-15)


def test_the_delta_rule_comes_to_the_line_when_the_line_is_exact():
    y = X @ [0.5, -1] + 2
    trace = linear.delta_rule(X, y, [0, 0, 0], lr=0.05, epochs=2000)
    np.testing.assert_allclose(trace.w, [2, 0.5, -1], rtol=1e-10)


def test_the_delta_rule_leaves_w0_alone():
    w0 = np.array([0.0, 1.0, 2.0])
    trace = linear.delta_rule(X, Y, w0, lr=0.01)
    assert w0.tolist() == [0, 1, 2]
    assert trace.w is not w0


def test_the_delta_rule_that_diverges_says_so_and_ends_at_the_last_finite_w():
    trace = linear.delta_rule(X, Y, [0, 1, 2], lr=1, epochs=1000)
    assert trace.diverged
    assert np.isfinite(trace.w).all()
    last = trace.rows[-1]
    np.testing.assert_array_equal(trace.w, last.w_after)
    assert trace.reason == (
        f"Diverged at update {len(trace.rows) + 1}, example {(last.i + 1) % 4}: w is no longer "
        "finite. The learning rate 1 is probably too large: try a smaller one."
    )


def test_the_delta_rule_wants_a_weight_for_the_bias():
    with pytest.raises(ValueError, match=r"w0 has shape \(2,\) but X has shape \(4, 2\): w0 needs"):
        linear.delta_rule(X, Y, [1, 2], lr=0.01)
    with pytest.raises(ValueError, match="epochs is 0, but it must be at least 1"):
        linear.delta_rule(X, Y, [0, 1, 2], lr=0.01, epochs=0)


# The normal equation


def test_the_normal_equation_finds_an_exact_line():
    y = TABLE @ [0.5, -1, 3] + 2
    np.testing.assert_allclose(linear.normal_equation(TABLE, y), [2, 0.5, -1, 3], rtol=1e-12)


def test_two_points_give_the_line_through_them():
    np.testing.assert_allclose(linear.normal_equation([[1], [3]], [5, 9]), [3, 2], rtol=1e-14)


def test_the_normal_equation_agrees_with_scikit_learn():
    theirs = LinearRegression().fit(TABLE, TARGET)
    ours = linear.normal_equation(TABLE, TARGET)
    np.testing.assert_allclose(ours, [theirs.intercept_, *theirs.coef_], rtol=1e-11)


def test_at_the_minimum_the_gradient_is_0():
    w = linear.normal_equation(TABLE, TARGET)
    _, dw, db = ops.linear_cost_and_grad(w[1:], w[0], TABLE, TARGET)
    np.testing.assert_allclose([db, *dw], 0, atol=1e-14)


def test_columns_of_very_different_units_are_not_called_dependent():
    units = np.array([1e-6, 1.0, 1e6])
    w = linear.normal_equation(TABLE * units, TARGET)
    plain = linear.normal_equation(TABLE, TARGET)
    np.testing.assert_allclose(w[1:] * units, plain[1:], rtol=1e-12)


def test_the_normal_equation_keeps_float32_but_solves_in_float64():
    w = linear.normal_equation(TABLE.astype(np.float32), TARGET.astype(np.float32))
    assert w.dtype == np.float32
    np.testing.assert_allclose(w, linear.normal_equation(TABLE, TARGET), rtol=1e-5)


FIRST = TABLE[:, 0]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ([FIRST, np.full(60, 3.0)], "Column 1 of X .* is constant, so it is a multiple of the"),
        ([np.full(60, 1e-7), FIRST], "Column 0 of X .* is constant"),
        ([FIRST, np.zeros(60)], "Column 1 of X .* holds only zeros"),
        ([FIRST, TABLE[:, 1], FIRST], "Column 2 of X .* is a combination of column 0: many w"),
        ([FIRST, 1e6 * FIRST], "Column 1 of X .* is a combination of column 0: many w"),
        ([FIRST, 32 + 1.8 * FIRST], "Column 1 .* of the column of ones and column 0: many w"),
        (
            [FIRST, TABLE[:, 1], TABLE[:, 2], FIRST - TABLE[:, 2]],
            r"Column 3 of X \(the first is column 0\) is a combination of column 0 and column 2: "
            "many w fit equally well. Leave one of these columns out.",
        ),
    ],
)
def test_columns_that_depend_on_each_other_are_named(columns, words):
    with pytest.raises(np.linalg.LinAlgError, match=words) as error:
        linear.normal_equation(np.column_stack(columns), TARGET)
    assert isinstance(error.value, ValueError)


def beside(column, distance):
    """A column, and one that leaves it by this distance, in lengths of what is centred."""
    Q = np.linalg.qr(np.column_stack((np.ones(60), column, TABLE[:, 1])))[0]
    return np.column_stack((Q[:, 1], Q[:, 1] + distance * Q[:, 2]))


@pytest.mark.parametrize("distance", [1e-2, 1e-6, 1.6e-8])
def test_eight_digits_or_a_refusal_for_columns_that_are_nearly_equal(distance):
    X = beside(FIRST, distance)
    w = linear.normal_equation(X, X @ [3.0, 5.0] + 1)
    np.testing.assert_allclose(w, [1, 3, 5], rtol=max(1e-13, 1e-15 / distance))


@pytest.mark.parametrize("distance", [1.4e-8, 1e-9, 0.0])
def test_columns_apart_by_less_than_the_root_of_eps_are_refused(distance):
    X = beside(FIRST, distance)
    words = "^Column 1 of X .the first is column 0. is a combination of column 0: many w"
    with pytest.raises(np.linalg.LinAlgError, match=words):
        linear.normal_equation(X, TARGET)


TEN = np.arange(10.0)
MINUTES = np.arange(0.0, 601.0, 60.0)


@pytest.mark.parametrize(
    ("x", "y", "w"),
    [
        (1e8 + TEN, 2 * TEN + 1, [1 - 2e8, 2]),
        (1e15 + TEN, 2 * TEN + 1, [1 - 2e15, 2]),
        (1e8 + TEN, 1e8 + 2 * TEN, [1e8 - 2e8, 2]),
        (1.7e9 + MINUTES, 20 + 0.05 * MINUTES, [20 - 0.05 * 1.7e9, 0.05]),  # Unix seconds
        (TEN, np.full(10, 0.3), [0.3, 0]),
    ],
)
def test_a_column_far_from_0_gives_the_line_to_the_last_digits(x, y, w):
    np.testing.assert_allclose(linear.normal_equation(x[:, None], y), w, rtol=1e-14, atol=1e-16)


def test_two_columns_far_from_0_give_the_plane_too():
    far = TABLE[:, :2] + 1e8  # what adding rounds away is no part of the table
    y = 1 + (far - 1e8) @ [3, 5]
    np.testing.assert_allclose(linear.normal_equation(far, y)[1:], [3, 5], rtol=1e-12)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [1e3, 1e6])
def test_a_column_that_only_rounding_tells_from_others_is_a_combination(kind, offset):
    celsius = offset + FIRST
    X = np.column_stack((celsius, 32 + 1.8 * celsius, TABLE[:, 1])).astype(kind)
    with pytest.raises(
        np.linalg.LinAlgError, match=r"Column 1 .* is a combination of .*column 0: "
    ):
        linear.normal_equation(X, TARGET)


def test_of_many_columns_beside_rounding_the_ones_at_fault_are_named():
    # Near 4e15 numbers are ½ apart: a third of how far the last column moves.
    moves = np.random.default_rng(3).integers(0, 8, size=(60, 9))
    X = 4e15 + np.column_stack((moves, 2 * moves.mean(axis=1)))
    names = " and ".join(f"column {k}" for k in range(9))
    words = f"is a combination of the column of ones and {names}: many w"
    with pytest.raises(np.linalg.LinAlgError, match=f"Column 9 .* {words}"):
        linear.normal_equation(X, TARGET)


def test_a_column_that_hardly_moves_is_not_called_constant():
    # One entry in ten thousand leaves the others by five times the rounding.
    x = np.full(10_000, 1.0)
    x[3] += 6 * np.finfo(float).eps
    b, w = linear.normal_equation(x[:, None], (x > 1) * 1.0)
    assert b + w * x[3] == pytest.approx(1)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (np.array([0.1 * 3, 0.3, 0.3]), "Column 0 of X .* is constant"),
        (np.array([0.1 * 3, 0.3, 0.3]) * 1e-200, "Column 0 of X .* is constant"),
        (np.array([1e16, 1e16 + 2, 1e16]), "Column 0 of X .* is constant"),
        (np.zeros(3), "Column 0 of X .* holds only zeros"),
    ],
)
def test_a_column_that_is_constant_up_to_rounding_is_constant(column, words):
    with pytest.raises(np.linalg.LinAlgError, match=words):
        linear.normal_equation(column[:, None], [1.0, 2.0, 3.0])


def test_too_few_examples_are_refused():
    words = r"X has 3 examples but w has 4 entries \(3 features and the bias\): many w fit"
    with pytest.raises(np.linalg.LinAlgError, match=words):
        linear.normal_equation(TABLE[:3], TARGET[:3])
    assert linear.normal_equation(TABLE[:4], TARGET[:4]).shape == (4,)


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e200, 1e300])
def test_numbers_that_cannot_be_squared_are_fitted_too(scale):
    w = linear.normal_equation(TABLE * scale, TARGET)
    plain = linear.normal_equation(TABLE, TARGET)
    np.testing.assert_allclose(w * [1, scale, scale, scale], plain, rtol=1e-12)
    both = linear.normal_equation(TABLE * scale, TARGET * scale)
    np.testing.assert_allclose(both / [scale, 1, 1, 1], plain, rtol=1e-12)


# Linear regression


def test_descent_comes_to_the_normal_equation():
    trace = linear.linear_regression(TABLE, TARGET, lr=0.5, stop=small_gradient(1e-12))
    assert trace.converged
    np.testing.assert_allclose(trace.w, linear.normal_equation(TABLE, TARGET), rtol=1e-11)


def test_the_cost_of_the_trace_is_half_the_mean_square_and_falls():
    trace = linear.linear_regression(X, Y, lr=0.05, max_iter=50)
    for w, cost in zip(trace.path, trace.costs, strict=True):
        assert cost == pytest.approx(losses.half_mse(linear.predict_linear(X, w), Y), rel=1e-13)
    assert (np.diff(trace.costs) < 0).all()
    np.testing.assert_array_equal(trace.path[0], 0)


def test_the_first_step_by_hand():
    # From w = 0 every error y − a is y: w := α (1/m) Σ y x.
    trace = linear.linear_regression(X, Y, lr=0.1, max_iter=1)
    by_hand = [0.1 * 17 / 4, 0.1 * (8 + 18 + 2 + 15) / 4, 0.1 * (12 + 30 + 0 + 5) / 4]
    np.testing.assert_allclose(trace.w, by_hand, rtol=1e-14)


def test_a_learning_rate_that_is_too_large_is_said():
    with pytest.warns(
        RuntimeWarning, match="^Diverged at iteration .* learning rate 1 is prob"
    ) as w:
        trace = linear.linear_regression(X, Y, lr=1.0, max_iter=5000)
    assert w[0].filename == __file__  # the caller's line
    assert str(w[0].message) == trace.reason
    assert not trace.converged
    assert "The learning rate 1 is probably too large" in trace.reason
    assert np.isfinite(trace.w).all()


def test_weights_that_grew_without_an_overflow_are_no_silent_answer_either():
    """550 steps end at weights of 1e144: finite, and of no use."""
    with pytest.warns(RuntimeWarning, match="The cost rose from .* rate is probably too large"):
        trace = linear.linear_regression(X, Y, lr=0.2, max_iter=550)
    assert trace.diverged
    assert 1e100 < np.abs(trace.w).max() < np.inf


@pytest.mark.parametrize("f", TRAINERS)
def test_a_descent_that_is_only_unfinished_does_not_warn(f):
    trace = f(TABLE, CLASS, lr=0.1, max_iter=3)
    assert not trace.converged
    assert not trace.diverged


# Logistic regression


def test_one_example_of_the_logistic_gradient_by_hand():
    # z = 1 + 2·1 − 3·1 = 0, a = ½, L = log 2, dz = ½ − 1, dw = dz x, db = dz
    for module in (blackboard, ops):
        cost, dw, db = module.logistic_cost_and_grad(
            np.array([1.0, -1.0]), 1.0, np.array([[2.0, 3.0]]), np.array([1.0])
        )
        assert cost == pytest.approx(math.log(2), rel=1e-15)
        assert dw.tolist() == [-1, -1.5]
        assert db == -0.5


def test_logistic_regression_agrees_with_scikit_learn():
    trace = linear.logistic_regression(
        TABLE, CLASS, lr=1.0, max_iter=5000, stop=small_gradient(1e-10)
    )
    theirs = LogisticRegression(C=1e15, tol=1e-12, max_iter=1000).fit(TABLE, CLASS)
    assert trace.converged
    np.testing.assert_allclose(trace.w, [*theirs.intercept_, *theirs.coef_[0]], rtol=1e-6)
    np.testing.assert_allclose(
        linear.predict_logistic(TABLE, trace.w), theirs.predict_proba(TABLE)[:, 1], rtol=1e-6
    )


def test_the_logistic_cost_of_the_trace_is_the_cross_entropy_and_starts_at_log_2():
    trace = linear.logistic_regression(TABLE, CLASS, lr=0.5, max_iter=20)
    assert trace.costs[0] == pytest.approx(math.log(2), rel=1e-15)
    a = linear.predict_logistic(TABLE, trace.w)
    assert trace.costs[-1] == pytest.approx(losses.binary_cross_entropy(a, CLASS), rel=1e-13)
    assert (np.diff(trace.costs) < 0).all()


def test_without_features_that_tell_it_learns_the_share_of_ones():
    y = np.array([1.0, 1.0, 1.0, 0.0])
    trace = linear.logistic_regression(np.zeros((4, 1)), y, lr=1.0, stop=small_gradient(1e-12))
    assert trace.w == pytest.approx([math.log(3), 0], rel=1e-10)  # σ(log 3) = ¾


def test_classes_that_a_line_separates_never_end():
    trace = linear.logistic_regression([[-1], [1]], [0, 1], lr=10.0, max_iter=200)
    assert not trace.converged
    assert (np.diff(trace.path[:, 1]) > 0).all()
    assert trace.costs[-1] < 1e-3


def test_a_huge_learning_rate_does_not_overflow():
    with pytest.warns(RuntimeWarning, match="The cost ended at 3.73e"):
        trace = linear.logistic_regression(1e3 * TABLE, CLASS, lr=1e6, max_iter=20)
    assert np.isfinite(trace.costs).all()
    assert np.isfinite(trace.path).all()


# All of them


@pytest.mark.parametrize("f", TRAINERS)
def test_the_same_table_twice_gives_the_same_path(f):
    # 1/m is in the cost, so the learning rate does not depend on m.
    once = f(TABLE, CLASS, lr=0.3, max_iter=30)
    twice = f(np.vstack((TABLE, TABLE)), np.tile(CLASS, 2), lr=0.3, max_iter=30)
    np.testing.assert_allclose(once.path, twice.path, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("f", TRAINERS)
def test_training_takes_a_start_a_rule_and_a_schedule(f):
    w0 = np.array([0.1, 0.2, 0.3, 0.4])
    trace = f(TABLE, CLASS, lr=lambda t: 0.5 / t, max_iter=4, stop=small_gradient(0), w0=w0)
    np.testing.assert_array_equal(trace.path[0], w0)
    assert trace.path.shape == (5, 4)
    with pytest.raises(ValueError, match=r"w0 has shape \(3,\) but X has shape \(60, 3\): w0 nee"):
        f(TABLE, CLASS, lr=0.1, w0=[1, 2, 3])
    with pytest.raises(ValueError, match="lr is 0, but the learning rate must be positive"):
        f(TABLE, CLASS, lr=0)


@pytest.mark.parametrize("f", TRAINERS)
def test_1000_iterations_are_allowed_unless_told_otherwise(f):
    assert f(X, [0, 1, 0, 1], lr=1e-6, stop=small_gradient(0)).iterations == 1000


@pytest.mark.parametrize("f", FITS)
def test_float32_and_whole_numbers(f):
    result = fit(f, TABLE.astype(np.float32), CLASS.astype(int))
    w = result if f is linear.normal_equation else result.w
    assert w.dtype == np.float32
    result = fit(f, X.astype(int), [0, 1, 1, 0], lr=0.01)
    assert (result if f is linear.normal_equation else result.w).dtype == np.float64


@pytest.mark.parametrize("f", FITS)
@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (TABLE[:, 0], CLASS, r"X has shape \(60,\).* For one feature use X\[:, np.newaxis\]"),
        (TABLE, CLASS[:, np.newaxis], r"y has shape \(60, 1\).* Use y\[:, 0\]"),
        (TABLE.T, CLASS, r"X has shape \(3, 60\) but y has shape \(60,\).* Use X.T"),
        (TABLE, CLASS[1:], r"X has shape \(60, 3\) but y has shape \(59,\): one y a row"),
        (TABLE * np.nan, CLASS, r"X holds nan at index \[0, 0\]"),
        (TABLE, CLASS * np.nan, r"y holds nan at index \[0\]"),
        (np.zeros((0, 3)), [], r"X is empty: its shape is \(0, 3\)"),
        (TABLE.astype(str), CLASS, "X holds values of type <U"),
    ],
)
def test_wrong_tables_are_refused_in_words(f, X, y, words):
    with pytest.raises(ValueError, match=words):
        fit(f, X, y)


def test_labels_other_than_0_and_1_are_refused():
    with pytest.raises(ValueError, match=r"-1 and \+1, which belong to the perceptron"):
        linear.logistic_regression(TABLE, 2 * CLASS - 1, lr=0.1)


@pytest.mark.parametrize("train", [linear.linear_regression, linear.logistic_regression])
def test_cost_and_gradient_of_a_point_are_computed_together(train, monkeypatch):
    """They share the prediction, which is most of the work."""
    name = train.__name__.replace("regression", "cost_and_grad")
    formula, asked = getattr(ops, name), []
    monkeypatch.setattr(ops, name, lambda *args: asked.append(1) or formula(*args))
    trace = train([[0.0], [1.0], [3.0]], [0, 1, 1], lr=0.1, max_iter=7)
    assert len(asked) == len(trace.path) == 8

"""What chapter 3 computes is true: against the loops, finite differences and fresh trainings."""

import numpy as np
import pytest

from dlcourse import blackboard, data, gradcheck, linear, losses, ops
from dlcourse.activations import sigmoid
from dlcourse.experiments import logistic_regression as experiments
from dlcourse.experiments.logistic_regression import CLOUDS, MOONS

WEIGHTS = (-10.0, -3.0, 0.0, 1.5, 6.0)
PAIRS = (
    (experiments.squared_cost, experiments.squared_slope),
    (experiments.entropy_cost, experiments.entropy_slope),
)


# Two costs of one weight


@pytest.mark.parametrize("w", WEIGHTS)
@pytest.mark.parametrize(("cost", "slope"), PAIRS)
def test_the_slopes_are_those_of_their_costs(cost, slope, w):
    x, y = experiments.FIVE_X, experiments.FIVE_Y
    measured = gradcheck.numerical_gradient(lambda w: cost(w, x, y), w)
    assert measured == pytest.approx(slope(w, x, y), abs=1e-9)


def test_the_costs_of_one_weight_are_those_of_the_whole_neuron():
    x, y = experiments.FIVE_X, experiments.FIVE_Y
    X = x[:, np.newaxis]
    for w in (-3.0, 0.0, 1.5):
        J, dw, _ = blackboard.logistic_cost_and_grad(np.array([w]), 0.0, X, y)
        assert experiments.entropy_cost(w, x, y) == pytest.approx(J, abs=1e-12)
        assert experiments.entropy_slope(w, x, y) == pytest.approx(dw[0], abs=1e-12)
    # At w = 0 every answer is one half.
    assert experiments.squared_cost(0.0, x, y) == 1 / 8
    assert experiments.entropy_cost(0.0, x, y) == pytest.approx(np.log(2))


def test_the_five_examples_rise_but_for_the_third():
    x, y = experiments.FIVE_X, experiments.FIVE_Y
    assert (np.diff(x) > 0).all()
    assert (x > 0).tolist() == [False, False, True, True, True]
    assert y.tolist() == [0, 0, 0, 1, 1]
    # Far on the left, where every answer is the sign's opposite, dJ/dw = 1/m Σ (a_i − y_i) x_i.
    assert experiments.entropy_slope(-40.0, x, y) == pytest.approx((-2 - 1 - 1 - 3) / 5)
    assert experiments.entropy_slope(40.0, x, y) == pytest.approx(0.5 / 5)
    assert experiments.entropy_slope(0.0, x, y) == pytest.approx((-3 + 0.5 - 4) / 10)


def valleys(cost, x, y, low=-10, high=10):
    J = np.array([cost(w, x, y) for w in np.linspace(low, high, 2001)])
    return int(np.sum((J[1:-1] < J[:-2]) & (J[1:-1] < J[2:])))


def test_the_squared_error_is_a_plateau_and_bends_down_and_the_cross_entropy_never_does():
    x, y = experiments.FIVE_X, experiments.FIVE_Y
    w = np.linspace(-10, 6, 161)
    squared = np.diff([experiments.squared_slope(v, x, y) for v in w])
    entropy = np.diff([experiments.entropy_slope(v, x, y) for v in w])
    assert squared.min() < -1e-3
    assert entropy.min() > 0
    assert -1e-4 < experiments.squared_slope(-10, x, y) < 0
    assert experiments.entropy_slope(-10, x, y) == pytest.approx(-1.4, abs=0.001)


def test_the_valleys_lie_where_the_words_say():
    x, y = experiments.FIVE_X, experiments.FIVE_Y
    w = np.linspace(-10, 6, 1601)
    for cost, best in ((experiments.squared_cost, 1.4), (experiments.entropy_cost, 1.8)):
        J = [cost(v, x, y) for v in w]
        assert w[np.argmin(J)] == pytest.approx(best, abs=0.05)


def test_exercise_3_gives_the_squared_error_two_valleys_and_the_cross_entropy_one():
    five = experiments.FIVE_X, experiments.FIVE_Y
    x, y = np.append(five[0], 10.0), np.append(five[1], 0.0)
    assert valleys(experiments.squared_cost, x, y, -1, 3) == 2
    assert valleys(experiments.entropy_cost, x, y, -1, 3) == 1
    assert valleys(experiments.squared_cost, *five) == 1
    assert valleys(experiments.entropy_cost, *five) == 1


# The tumours by radius


def test_the_line_leaves_the_strip_of_probabilities_and_the_sigmoid_does_not():
    fit = experiments.shares_by_radius()
    table = data.breast_cancer().only("mean radius")
    slope, intercept = np.polyfit(table.X[:, 0], 1 - table.y, 1)
    np.testing.assert_allclose(fit.straight, [intercept, slope])
    low, high = linear.predict_linear([[fit.X.min()], [fit.X.max()]], fit.straight)
    a = linear.predict_logistic(fit.scale.apply(fit.X), fit.curved)
    assert low < 0 < a.min() < a.max() < 1 < high
    at_half = linear.predict_logistic(fit.scale.apply([[fit.half]]), fit.curved)
    assert at_half == pytest.approx(0.5)


def test_the_neuron_of_the_radius_is_what_200_steps_of_the_chapter_make():
    fit = experiments.shares_by_radius()
    table = data.breast_cancer().only("mean radius")
    Z, _ = data.standardise(table.X)
    w = np.zeros(2)
    for _ in range(200):
        _, dw, db = ops.logistic_cost_and_grad(w[1:], w[0], Z, 1 - table.y)
        w = w - 2.0 * np.array([db, *dw])
    np.testing.assert_allclose(fit.curved, w, rtol=1e-10)


def test_the_shares_are_those_of_the_tumours_of_a_radius():
    fit = experiments.shares_by_radius()
    table = data.breast_cancer().only("mean radius")
    malignant = 1 - table.y
    assert fit.centres.tolist() == sorted(set(np.round(table.X[:, 0])))
    counted = [np.sum(np.round(table.X[:, 0]) == centre) for centre in fit.centres]
    assert sum(counted) == len(table.y)
    assert fit.shares @ counted == pytest.approx(malignant.sum())
    assert (fit.shares[0], fit.shares[-1]) == (0, 1)
    twelve = np.abs(table.X[:, 0] - 12) < 0.5
    [share] = fit.shares[fit.centres == 12]
    assert share == pytest.approx(malignant[twelve].mean(), abs=0.02)  # 11.5 may fall either way


# One neuron


@pytest.mark.parametrize("length", [0.5, 2.0, 8.0])
@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0])
def test_the_length_of_w_sets_the_strip_and_leaves_the_line(length, angle):
    w, b, towards, half = experiments.strip(length, angle)
    assert np.linalg.norm(w) == pytest.approx(length)
    np.testing.assert_allclose(towards, w / length)
    assert np.rad2deg(np.arctan2(w[1], w[0])) == pytest.approx(angle)
    # Half a strip to either side of the line, which is ½ from the origin, a is 0.9 and 0.1.
    for side, a in ((1, 0.9), (0, 0.5), (-1, 0.1)):
        x = (0.5 + side * half) * w / length
        assert sigmoid(w @ x + b) == pytest.approx(a)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-6.0, -1.5, 0.0, 3.0])
def test_the_slopes_of_the_fines_are_those_of_the_curves(z, y):
    now = experiments.fines(z, y)
    assert now.a == pytest.approx(1 / (1 + np.exp(-z)))
    assert now.entropy == pytest.approx(-np.log(sigmoid(z) if y else sigmoid(-z)))
    assert now.squared == pytest.approx((sigmoid(z) - y) ** 2 / 2)
    slope = gradcheck.numerical_gradient
    assert slope(lambda z: (sigmoid(z) - y) ** 2 / 2, z) == pytest.approx(now.push_squared)
    assert slope(lambda z: losses.sigmoid_cross_entropy(z, y), z) == pytest.approx(now.push_entropy)
    # Only a sigmoid with its own fine: what is left is a − y.
    assert now.push_entropy == pytest.approx(now.a - y)


def test_where_the_answer_is_most_wrong_only_the_cross_entropy_pushes():
    for z, y in ((-6.0, 1), (6.0, 0)):
        now = experiments.fines(z, y)
        assert abs(now.push_entropy) > 0.99
        assert abs(now.push_squared) < 0.01


@pytest.mark.parametrize("y", [0, 1])
def test_the_derivatives_of_the_graph_are_those_of_the_loop_and_of_the_differences(y):
    w, b, x = np.array([1.0, -1.0]), 2.0, np.array([2.0, 3.0])
    there, back, _ = experiments.graph(tuple(w), b, tuple(x), y)
    J, dw, db = blackboard.logistic_cost_and_grad(w, b, x[np.newaxis], np.array([float(y)]))
    by_graph = [there["L"], back["w_1"], back["w_2"], back["b"]]
    np.testing.assert_allclose(by_graph, [J, *dw, db], rtol=1e-12)
    measured = gradcheck.numerical_gradient(
        lambda p: ops.logistic_cost_and_grad(p[:2], p[2], x[np.newaxis], [y])[0], np.array([*w, b])
    )
    np.testing.assert_allclose(by_graph[1:], measured, rtol=1e-8)
    da = gradcheck.numerical_gradient(lambda a: losses.binary_cross_entropy(a, y), there["a"])
    assert back["a"] == pytest.approx(float(da))
    assert there["z"] == 1
    assert back["z"] == pytest.approx(there["a"] - y)
    assert (there["w_1"], there["w_2"], there["b"]) == (1, -1, 2)


def test_every_derivative_of_the_graph_is_the_next_one_times_its_edge():
    _, back, local = experiments.graph((0.5, -1.5), 0.2, (2.0, -3.0), 1)
    assert back["L"] == 1
    assert set(local) == {("w_1", "z"), ("w_2", "z"), ("b", "z"), ("z", "a"), ("a", "L")}
    for (start, end), slope in local.items():
        assert back[start] == pytest.approx(back[end] * slope)


# Two trainings


def test_the_examples_are_those_of_the_package():
    clouds, moons = (experiments.trained(kind)[0] for kind in (CLOUDS, MOONS))
    for table, drawn in (
        (clouds, data.blobs(100, noise=1.3, rng=np.random.default_rng(3))),
        (moons, data.moons(100, noise=0.2, rng=np.random.default_rng(3))),
    ):
        np.testing.assert_array_equal(table.X, drawn.X)
        np.testing.assert_array_equal(table.y, drawn.y)


@pytest.mark.parametrize(("kind", "rate"), [(CLOUDS, 0.5), (MOONS, 2.0)])
def test_a_step_of_the_descent_is_that_of_the_loops(kind, rate):
    table, trace = experiments.trained(kind)
    assert trace.iterations == 200
    assert trace.path[0].tolist() == [1, 1, 2]
    for t in (0, 90):
        b, *w = trace.path[t]
        J, dw, db = blackboard.logistic_cost_and_grad(np.array(w), b, table.X, table.y)
        assert trace.costs[t] == pytest.approx(J)
        np.testing.assert_allclose(trace.path[t + 1], trace.path[t] - rate * np.array([db, *dw]))


@pytest.mark.parametrize("kind", [CLOUDS, MOONS])
def test_the_cost_falls_to_the_bottom_of_its_only_valley(kind):
    table, trace = experiments.trained(kind)
    assert (np.diff(trace.costs) < 0).all()
    long = linear.logistic_regression(table.X, table.y, lr=1.0, max_iter=5000)
    assert long.converged  # from another start
    assert trace.costs[-1] == pytest.approx(long.costs[-1], abs=2e-4)
    assert experiments.share_right(table.X, table.y, long.w) < 1


def test_the_shares_of_the_chapter_and_a_cost_that_falls_while_errors_rise():
    table, trace = experiments.trained(CLOUDS)
    at_25, at_end = (experiments.share_right(table.X, table.y, trace.path[t]) for t in (25, 200))
    assert (at_25, at_end) == (0.92, 0.89)
    assert trace.costs[200] < trace.costs[25]
    table, trace = experiments.trained(MOONS)
    assert experiments.share_right(table.X, table.y, trace.w) == 0.86


def test_on_the_boundary_the_answer_is_1():
    X, y = np.array([[1.0], [2.0], [3.0]]), np.array([0, 1, 1])
    assert experiments.share_right(X, y, np.array([-2.0, 1.0])) == 1
    assert experiments.share_right(X, 1 - y, np.array([-2.0, 1.0])) == 0


# The held-out tumours


@pytest.mark.parametrize("p", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_the_counts_of_a_threshold_are_those_of_a_fresh_training(p):
    table = data.breast_cancer()
    rng = np.random.default_rng(0)
    X_train, X_test, y_train, y_test = data.train_test_split(table.X, 1 - table.y, rng=rng)
    Z_train, Z_test, _ = data.standardise(X_train, X_test)
    w = linear.logistic_regression(Z_train, y_train, lr=0.5, max_iter=300).w
    says = linear.predict_logistic(Z_test, w) >= p
    counts = experiments.counts(p)
    assert sigmoid(counts.z) == pytest.approx(p)
    assert np.sum(says & (y_test == 1)) == counts.TP
    assert np.sum(says & (y_test == 0)) == counts.FP
    assert y_test.sum() == counts.TP + counts.FN
    assert len(y_test) == counts.TP + counts.FP + counts.FN + counts.TN
    assert counts.accuracy == np.mean(says == y_test)
    assert counts.recall == np.mean(says[y_test == 1])
    assert counts.precision == np.mean(y_test[says])
    np.testing.assert_allclose(
        sigmoid(experiments.held_out()[0]), linear.predict_logistic(Z_test, w)
    )


def test_a_tumour_at_the_threshold_is_called_malignant(monkeypatch):
    z, y = np.array([-1.0, 0.0, 0.0, 2.0]), np.array([0, 0, 1, 1])
    monkeypatch.setattr(experiments, "held_out", lambda: (z, y))
    assert experiments.counts(0.5) == (0, 2, 1, 0, 1, 2 / 3, 1, 3 / 4)


def test_a_higher_threshold_misses_more_and_alarms_less():
    at = [experiments.counts(p) for p in (0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99)]
    assert (np.diff([counts.FN for counts in at]) >= 0).all()
    assert (np.diff([counts.FP for counts in at]) <= 0).all()
    assert at[0].FN < at[-1].FN
    assert at[0].FP > at[-1].FP


def test_the_counts_that_the_chapter_names():
    half, tenth = experiments.counts(0.5), experiments.counts(0.1)
    assert (half.TP, half.FN, half.FP, half.TN) == (48, 2, 1, 91)
    assert (tenth.FN, tenth.FP) == (0, 9)

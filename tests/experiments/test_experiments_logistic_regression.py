"""What chapter 3 computes is true: against the loops, finite differences and fresh trainings."""

import numpy as np
import pytest

from dlcourse import blackboard, data, descent, gradcheck, linear, losses, ops
from dlcourse.activations import sigmoid
from dlcourse.experiments import logistic_regression as experiments
from dlcourse.experiments.logistic_regression import (
    CLOUDS,
    CROSS_ENTROPY,
    MOONS,
    SQUARED_ERROR,
    SURE,
    UNDECIDED,
)

NEURONS = ((0.0, -10.0), (0.5, -3.0), (0.0, 0.0), (-2.0, 1.5), (1.0, 6.0))  # b, w
SLOPES = {
    SQUARED_ERROR: experiments.squared_slopes,
    CROSS_ENTROPY: experiments.entropy_slopes,
}
BOTH = (SQUARED_ERROR, CROSS_ENTROPY)
FIVE = experiments.FIVE_X, experiments.FIVE_Y


# Two costs of one feature


@pytest.mark.parametrize("neuron", NEURONS)
@pytest.mark.parametrize("loss", BOTH)
def test_the_slopes_are_those_of_their_costs(loss, neuron):
    measured = gradcheck.numerical_gradient(
        lambda v: experiments.COSTS[loss](*v, *FIVE), np.array(neuron)
    )
    assert measured == pytest.approx(SLOPES[loss](*neuron, *FIVE), abs=1e-9)


@pytest.mark.parametrize("neuron", NEURONS)
def test_the_costs_and_slopes_of_one_feature_are_those_of_the_whole_neuron(neuron):
    (b, w), (x, y) = neuron, FIVE
    J, dw, db = blackboard.logistic_cost_and_grad(np.array([w]), b, x[:, np.newaxis], y)
    assert experiments.entropy_cost(b, w, x, y) == pytest.approx(J, abs=1e-12)
    assert experiments.entropy_slopes(b, w, x, y) == pytest.approx((db, *dw), abs=1e-12)
    # The squared error by a loop over the examples, with the whiteboard's chain of slopes.
    slopes = np.zeros(2)
    for x_i, y_i in zip(x, y, strict=True):
        a = blackboard.sigmoid(w * x_i + b)
        slopes += (a - y_i) * a * (1 - a) * np.array([1, x_i]) / len(y)
    assert experiments.squared_slopes(b, w, x, y) == pytest.approx(slopes, abs=1e-12)
    a = linear.predict_logistic(x[:, np.newaxis], [b, w])
    assert experiments.squared_cost(b, w, x, y) == pytest.approx(np.mean((a - y) ** 2) / 2)


def test_the_five_examples_rise_but_for_the_third():
    x, y = FIVE
    assert (np.diff(x) > 0).all()
    assert (x > 0).tolist() == [False, False, True, True, True]
    assert y.tolist() == [0, 0, 0, 1, 1]
    # Undecided, a − y is ½ or −½.
    assert experiments.entropy_slopes(0, 0.0, x, y)[1] == pytest.approx((-3 + 0.5 - 4) / 10)
    assert experiments.squared_cost(0, 0.0, x, y) == 1 / 8
    assert experiments.entropy_cost(0, 0.0, x, y) == pytest.approx(np.log(2))


def valleys(cost, x, y, low=-10, high=10):
    J = np.array([cost(0, w, x, y) for w in np.linspace(low, high, 2001)])
    return int(np.sum((J[1:-1] < J[:-2]) & (J[1:-1] < J[2:])))


def test_the_squared_error_is_a_plateau_and_bends_down_and_the_cross_entropy_never_does():
    w = np.linspace(-10, 6, 161)
    squared = np.diff([experiments.squared_slopes(0, v, *FIVE)[1] for v in w])
    entropy = np.diff([experiments.entropy_slopes(0, v, *FIVE)[1] for v in w])
    assert squared.min() < -1e-3
    assert entropy.min() > 0
    assert -1e-4 < experiments.squared_slopes(0, -10, *FIVE)[1] < 0
    assert experiments.entropy_slopes(0, -10, *FIVE)[1] == pytest.approx(-1.4, abs=0.001)


def test_the_valleys_lie_where_the_words_say():
    w = np.linspace(-10, 6, 1601)
    for cost, best in ((experiments.squared_cost, 1.4), (experiments.entropy_cost, 1.8)):
        assert w[np.argmin([cost(0, v, *FIVE) for v in w])] == pytest.approx(best, abs=0.05)


def test_exercise_3_gives_the_squared_error_two_valleys_and_the_cross_entropy_one():
    x, y = np.append(FIVE[0], 10.0), np.append(FIVE[1], 0.0)
    assert valleys(experiments.squared_cost, x, y, -1, 3) == 2
    assert valleys(experiments.entropy_cost, x, y, -1, 3) == 1
    assert valleys(experiments.squared_cost, *FIVE) == 1
    assert valleys(experiments.entropy_cost, *FIVE) == 1


@pytest.mark.parametrize(
    ("loss", "start", "end", "wrong"),
    [
        (SQUARED_ERROR, -1.0, -0.05, 4),
        (SQUARED_ERROR, 3.0, 1.37, 2),
        (CROSS_ENTROPY, -1.0, -0.06, 4),
        (CROSS_ENTROPY, 3.0, -0.06, 4),
    ],
)
def test_with_the_rate_of_exercise_3_each_descent_ends_in_a_valley(loss, start, end, wrong):
    x, y = np.append(FIVE[0], 10.0), np.append(FIVE[1], 0.0)
    trace = descent.gradient_descent(
        lambda w: experiments.COSTS[loss](0, w, x, y),
        lambda w: SLOPES[loss](0, w, x, y)[1],
        start,
        lr=0.2,
        max_iter=3000,
    )
    assert trace.w == pytest.approx(end, abs=0.01)
    assert np.sum((x * trace.w >= 0) != y) == wrong


# The tumours by radius


def test_the_radius_and_the_labels_are_those_of_the_table():
    x, y = experiments.radius()
    table = data.breast_cancer()
    np.testing.assert_array_equal(x, table.X[:, table.feature_names.index("mean radius")])
    assert y.sum() == 212  # as many as are malignant


def test_the_line_leaves_what_can_be_a_probability():
    x, y = experiments.radius()
    line = linear.normal_equation(x[:, np.newaxis], y)
    low, high = linear.predict_linear([[x.min()], [x.max()]], line)
    assert (round(low, 2), round(high, 2)) == (-0.34, 1.77)


def test_the_shares_are_those_of_the_tumours_of_a_radius():
    centres, shares = experiments.shares_by_radius()
    x, malignant = experiments.radius()
    assert centres.tolist() == sorted(set(np.round(x)))
    counted = [np.sum(np.round(x) == centre) for centre in centres]
    assert sum(counted) == len(x)
    assert shares @ counted == pytest.approx(malignant.sum())
    assert (shares[0], shares[-1]) == (0, 1)
    twelve = np.abs(x - 12) < 0.5
    [share] = shares[centres == 12]
    assert share == pytest.approx(malignant[twelve].mean(), abs=0.02)  # 11.5 may fall either way


@pytest.mark.parametrize(("middle", "steepness"), [(18.0, 0.3), (15.0, 1.0), (11.0, 3.0)])
def test_a_curve_by_hand_is_a_logistic_neuron_and_costs_what_it_costs(middle, steepness):
    x, y = experiments.radius()
    w = [-steepness * middle, steepness]
    assert linear.predict_logistic([[middle]], w) == pytest.approx(0.5)
    a = linear.predict_logistic(x[:, np.newaxis], w)
    squared, entropy = experiments.curve_by_hand(middle, steepness)
    assert squared == pytest.approx(losses.half_mse(a, y))
    assert entropy == pytest.approx(losses.binary_cross_entropy(a, y))


@pytest.mark.claim("losses-of-a-bad-curve")
def test_of_a_bad_curve_that_grows_surer_the_cross_entropy_rises_far_more():
    flat, steep = experiments.curve_by_hand(19.0, 1.0), experiments.curve_by_hand(19.0, 3.0)
    assert steep[0] / flat[0] == pytest.approx(1 + 1 / 9, abs=0.02)
    assert 2.7 < steep[1] / flat[1] < 3
    centres, shares = experiments.shares_by_radius()
    assert shares[centres == 17] > 0.9


def test_the_walk_of_the_curve_is_that_of_the_board():
    x, y = experiments.radius()
    walk = experiments.walk_of_the_curve()
    assert walk.path[0].tolist() == [0, 0]
    Z = ((x - x.mean()) / x.std())[:, np.newaxis]
    for t in (1, 4):
        w, b = blackboard.logistic_regression(Z, y, np.zeros(1), 0.0, lr=1.0, steps=t)
        in_u = [b - w[0] * x.mean() / x.std(), w[0] / x.std()]
        np.testing.assert_allclose(walk.path[t], in_u, rtol=1e-10)
    # The units change the weights and no answer: the costs are those of the path.
    for t in (0, 3, 200):
        assert experiments.entropy_cost(*walk.path[t], x, y) == pytest.approx(walk.costs[t])


def test_the_walk_of_the_curve_passes_where_the_chapter_says():
    b, w = experiments.walk_of_the_curve().path[1:].T
    middle = -b / w
    assert round(middle[0], 1) == 15.4
    assert (round(middle[-1], 2), round(w[-1], 2)) == (14.76, 1.02)
    assert (np.diff(w) > 0).all()
    assert (np.diff(np.diff(w)) < 0).all()  # ever more slowly
    assert experiments.walk_of_the_curve().costs[-1] == pytest.approx(
        experiments.least(CROSS_ENTROPY), abs=1e-4
    )


# The race of the two losses


@pytest.mark.parametrize("loss", BOTH)
def test_a_race_descends_step_by_step_on_its_own_cost_with_each_rate(loss):
    x, y = experiments.radius()
    Z = (x - x.mean()) / x.std()
    rates = (0.5, 3.0, 64.0)
    paths = experiments.descend(loss, (0.5, -2.0), np.array(rates))
    assert paths.shape == (experiments.RACE_STEPS + 1, 3, 2)
    for lr, path in zip(rates, np.moveaxis(paths, 1, 0), strict=True):
        assert path[0].tolist() == [0.5, -2.0]
        for t in (0, 7):
            step = lr * np.array(SLOPES[loss](*path[t], Z, y))
            np.testing.assert_allclose(path[t + 1], path[t] - step)


@pytest.mark.parametrize("loss", BOTH)
def test_the_tuned_walk_ends_lowest_of_all_rates_that_are_tried(loss):
    x, y = experiments.radius()
    Z = (x - x.mean()) / x.std()
    walk = experiments.tuned(loss, (8.0, 0.0))
    paths = experiments.descend(loss, (8.0, 0.0), np.array(experiments.TRIED))
    ends = [experiments.COSTS[loss](*neuron, Z, y) for neuron in paths[-1]]
    assert walk.lr == experiments.TRIED[int(np.argmin(ends))]
    assert walk.costs[-1] == min(ends)
    np.testing.assert_array_equal(walk.path, paths[:, int(np.argmin(ends))])
    assert experiments.TRIED[0] < walk.lr < experiments.TRIED[-1]
    assert len(experiments.TRIED) == 14


@pytest.mark.parametrize("loss", BOTH)
def test_the_least_cost_is_no_higher_than_anywhere_else(loss):
    x, y = experiments.radius()
    Z = (x - x.mean()) / x.std()
    b, w = experiments.tuned(loss, (0.0, 0.0)).path[-1]
    here = experiments.least(loss)
    for db, dw in ((0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1)):
        assert here < experiments.COSTS[loss](b + db, w + dw, Z, y)
    assert SLOPES[loss](b, w, Z, y) == pytest.approx((0, 0), abs=1e-4)


@pytest.mark.claim("squared-error-waits")
def test_from_a_start_that_is_sure_and_wrong_the_squared_error_waits_and_then_learns():
    squared, entropy = (experiments.tuned(loss, experiments.STARTS[SURE]) for loss in BOTH)
    a = sigmoid(experiments.STARTS[SURE][0])
    assert (round(a, 4), round(a * (1 - a), 4)) == (0.9997, 0.0003)
    assert squared.lr == 256
    assert squared.costs[10] > 0.99 * squared.costs[0]
    assert squared.costs[20] < 0.2 * squared.costs[0]
    assert entropy.costs[1] < 0.08 * entropy.costs[0]
    # Undecided, both are near their least after two steps.
    for loss in BOTH:
        walk = experiments.tuned(loss, experiments.STARTS[UNDECIDED])
        assert walk.costs[2] < 1.1 * experiments.least(loss)


@pytest.mark.claim("sure-and-wrong")
def test_sure_and_wrong_the_squared_error_needs_many_more_steps_and_undecided_it_does_not():
    near = [experiments.race(loss, 1.0) for loss in BOTH]
    far = [experiments.race(loss, 8.0) for loss in BOTH]
    for steps, rates in (*near, *far):
        assert len(steps) == len(rates) == experiments.RANDOM_STARTS == 10
    (squared, _), (entropy, entropy_rates) = near
    assert np.median(squared) <= np.median(entropy)  # by its median not slower,
    assert squared.max() > entropy.max() == 9  # and by its slowest not quicker
    assert set(entropy_rates) == {16}
    (squared, squared_rates), (entropy, entropy_rates) = far
    assert np.median(squared) > 10 * np.median(entropy)
    assert (squared > entropy).all()
    assert entropy.max() == 9
    assert squared_rates.max() / squared_rates.min() == 32
    assert set(entropy_rates) == {16}


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
def test_the_slopes_of_the_losses_are_those_of_the_curves(z, y):
    now = experiments.one_answer(z, y)
    assert now.a == pytest.approx(1 / (1 + np.exp(-z)))
    assert now.entropy == pytest.approx(-np.log(sigmoid(z) if y else sigmoid(-z)))
    assert now.squared == pytest.approx((sigmoid(z) - y) ** 2 / 2)
    slope = gradcheck.numerical_gradient
    assert slope(lambda z: (sigmoid(z) - y) ** 2 / 2, z) == pytest.approx(now.push_squared)
    assert slope(lambda z: losses.sigmoid_cross_entropy(z, y), z) == pytest.approx(now.push_entropy)
    # Only a sigmoid with its own loss: what is left is a − y.
    assert now.push_entropy == pytest.approx(now.a - y)


def test_where_the_answer_is_most_wrong_only_the_cross_entropy_pushes():
    for z, y in ((-6.0, 1), (6.0, 0)):
        now = experiments.one_answer(z, y)
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


@pytest.mark.claim("cost-falls-errors-rise")
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


@pytest.mark.claim("best-line-of-the-moons")
def test_on_the_moons_the_line_of_least_cost_is_not_the_best_line():
    table, trace = experiments.trained(MOONS)
    long = linear.logistic_regression(table.X, table.y, lr=1.0, max_iter=5000)
    assert experiments.share_right(table.X, table.y, long.w) == 0.86
    assert experiments.share_right(table.X, table.y, trace.w) == 0.86
    assert experiments.best_line(table.X, table.y) == 0.9
    for seed in range(5):  # never better than the best line
        drawn = data.moons(100, noise=0.2, rng=np.random.default_rng(seed))
        w = linear.logistic_regression(drawn.X, drawn.y, lr=2.0, max_iter=500).w
        best = experiments.best_line(drawn.X, drawn.y)
        assert experiments.share_right(drawn.X, drawn.y, w) < best


def test_the_best_line_is_found_where_it_is_known():
    X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    assert experiments.best_line(X, np.array([0, 0, 0, 1])) == 1
    assert experiments.best_line(X, np.array([1, 1, 1, 0])) == 1
    assert experiments.best_line(X, np.array([0, 1, 1, 0])) == 0.75  # xor
    assert experiments.best_line(X, np.array([1, 1, 1, 1])) == 1


# The held-out tumours


def test_the_parts_are_those_of_the_cells_of_the_chapter():
    table, rng = data.breast_cancer(), np.random.default_rng(3)
    X, X_test, y, y_test = data.train_test_split(table.X, 1 - table.y, test=0.25, rng=rng)
    X, X_valid, y, y_valid = data.train_test_split(X, y, test=1 / 3, rng=rng)
    assert (len(y), len(y_valid), len(y_test)) == (285, 142, 142)
    mean, std = X.mean(axis=0), X.std(axis=0)
    w = linear.logistic_regression((X - mean) / std, y, lr=0.5, max_iter=300).w
    z_valid, labels_valid, z_test, labels_test = experiments.parts(3)
    for x, z in ((X_valid, z_valid), (X_test, z_test)):
        np.testing.assert_allclose(linear.predict_linear((x - mean) / std, w), z, rtol=1e-9)
    np.testing.assert_array_equal(labels_valid, y_valid)
    np.testing.assert_array_equal(labels_test, y_test)


@pytest.mark.parametrize("p", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_the_counts_are_those_of_the_answers(p):
    z, y, _, _ = experiments.parts(0)
    says, counts = sigmoid(z) >= p, experiments.counts(p, z, y)
    assert sigmoid(counts.z) == pytest.approx(p)
    assert np.sum(says & (y == 1)) == counts.TP
    assert np.sum(says & (y == 0)) == counts.FP
    assert y.sum() == counts.TP + counts.FN
    assert len(y) == counts.TP + counts.FP + counts.FN + counts.TN
    assert counts.accuracy == np.mean(says == y)
    assert counts.recall == np.mean(says[y == 1])
    assert counts.precision == np.mean(y[says])


def test_a_tumour_at_the_threshold_is_called_malignant():
    z, y = np.array([-1.0, 0.0, 0.0, 2.0]), np.array([0, 0, 1, 1])
    assert experiments.counts(0.5, z, y) == (0, 2, 1, 0, 1, 2 / 3, 1, 3 / 4)


def test_the_counts_that_the_chapter_names():
    z, y, z_test, y_test = experiments.parts(0)
    at = {p: experiments.counts(p, z, y) for p in (0.1, 0.6, 0.7, 0.99)}
    assert [counts.FN for counts in at.values()] == [0, 0, 1, 10]
    assert [counts.FP for counts in at.values()] == [9, 0, 0, 0]
    test = experiments.counts(0.6, z_test, y_test)
    assert (test.TP, test.FN, test.FP, test.TN) == (48, 2, 1, 91)


@pytest.mark.parametrize("seed", [0, 5, 19])
def test_a_cautious_threshold_misses_nothing_where_it_was_chosen_and_a_higher_one_does(seed):
    p, chosen, test = experiments.cautious(seed)
    z, y, z_test, y_test = experiments.parts(seed)
    assert chosen == experiments.counts(p, z, y)
    assert test == experiments.counts(p, z_test, y_test)
    assert chosen.FN == 0
    assert experiments.counts(p * (1 + 1e-9), z, y).FN == 1


@pytest.mark.claim("fitted-threshold")
def test_a_threshold_that_misses_nothing_on_the_validation_part_may_miss_some_on_the_test():
    missed = [experiments.cautious(seed)[2].FN for seed in range(20)]
    assert missed.count(0) == 9
    assert max(missed) == 3


@pytest.mark.claim("accuracy-of-the-tumours")
def test_the_accuracy_is_known_to_about_one_and_a_half_points():
    accuracies = experiments.accuracies()
    assert len(accuracies) == 20
    z, y = experiments.parts(4)[2:]
    assert accuracies[4] == np.mean((z >= 0) == y)
    mean = accuracies.mean()
    by_chance = [np.sqrt(mean * (1 - mean) / m) for m in (142, 569)]
    # What single test parts differ by is what chance lets one expect.
    assert accuracies.std() == pytest.approx(by_chance[0], rel=0.2)
    low, high = mean - 2 * by_chance[1], mean + 2 * by_chance[1]
    assert (round(low, 2), round(high, 2)) == (0.96, 0.99)

"""The pictures of chapter 3 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, data, gradcheck, linear, losses, ops
from dlcourse.activations import sigmoid
from dlcourse.pictures import logistic_regression as pictures

X5, Y5 = pictures.FIVE_X, pictures.FIVE_Y


def example_graph():
    return pictures.graph(w=(1, -1), b=2, x=(2, 3), y=0)


@pytest.mark.parametrize("draw", [pictures.line_and_curve, example_graph])
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert frame.svg().count("<svg") == 1
    assert len(frame.alt) > 100
    assert all(np.isfinite(value) for value in frame.shown.values())


# line_and_curve


def test_the_line_leaves_the_strip_of_probabilities_and_the_sigmoid_does_not():
    shown = pictures.line_and_curve().shown
    assert shown["low"] < 0 < shown["a_least"] < shown["a_most"] < 1 < shown["high"]
    # The line through all points by least squares, from its closed form.
    table = data.breast_cancer().only("mean radius")
    slope, intercept = np.polyfit(table.X[:, 0], 1 - table.y, 1)
    ends = intercept + slope * np.array([table.X.min(), table.X.max()])
    np.testing.assert_allclose([shown["low"], shown["high"]], ends)


# steepness


@some(pictures.steepness)
def test_the_length_of_w_sets_the_strip_and_leaves_the_line(at):
    shown = pictures.steepness(**at).shown
    w, b = np.array([shown["w1"], shown["w2"]]), shown["b"]
    length = np.linalg.norm(w)
    assert length == pytest.approx(at["length"])
    assert -b / length == pytest.approx(pictures.DISTANCE)
    # Half a strip to either side of the line the answers are 0.9 and 0.1.
    for side, a in ((1, 0.9), (-1, 0.1)):
        x = (pictures.DISTANCE + side * shown["strip"] / 2) * w / length
        assert sigmoid(w @ x + b) == pytest.approx(a)
    # The slope across the line, measured.
    on_line = pictures.DISTANCE * w / length
    measured = gradcheck.numerical_gradient(
        lambda d: sigmoid(w @ (on_line + d * w / length) + b), 0
    )
    assert measured == pytest.approx(shown["slope"])


# fines


@some(pictures.fines)
def test_the_slopes_of_the_fines_are_those_of_the_curves(at):
    z, y = at["z"], at["y"]
    shown = pictures.fines(**at).shown
    assert shown["entropy"] == pytest.approx(-np.log(sigmoid(z) if y else sigmoid(-z)))
    assert shown["squared"] == pytest.approx((sigmoid(z) - y) ** 2 / 2)
    slope = gradcheck.numerical_gradient
    assert slope(lambda z: (sigmoid(z) - y) ** 2 / 2, z) == pytest.approx(shown["push_squared"])
    assert slope(lambda z: losses.sigmoid_cross_entropy(z, y), z) == pytest.approx(
        shown["push_entropy"]
    )
    # Only a sigmoid with its own fine: what is left is a − y.
    assert shown["push_entropy"] == pytest.approx(shown["a"] - y)


def test_where_the_answer_is_most_wrong_only_the_cross_entropy_pushes():
    for z, y in ((-6.0, 1), (6.0, 0)):
        shown = pictures.fines(z=z, y=y).shown
        assert abs(shown["push_entropy"]) > 0.99
        assert abs(shown["push_squared"]) < 0.01


# landscapes


@some(pictures.landscapes)
def test_the_slopes_of_the_landscapes_are_those_of_their_costs(at):
    shown = pictures.landscapes(**at).shown
    w = float(at["w"])
    for name, cost in (
        ("squared error", pictures.squared_cost),
        ("cross-entropy", pictures.entropy_cost),
    ):
        assert shown[f"J {name}"] == cost(w, X5, Y5)
        measured = gradcheck.numerical_gradient(lambda w, cost=cost: cost(w, X5, Y5), w)
        assert measured == pytest.approx(shown[f"slope {name}"], abs=1e-9)


def test_the_costs_of_one_weight_are_those_of_the_whole_neuron():
    X = X5[:, np.newaxis]
    for w in (-3.0, 0.0, 1.5):
        J, dw, _ = blackboard.logistic_cost_and_grad(np.array([w]), 0.0, X, Y5)
        assert pictures.entropy_cost(w, X5, Y5) == pytest.approx(J, abs=1e-12)
        assert pictures.entropy_slope(w, X5, Y5) == pytest.approx(dw[0], abs=1e-12)
    # At w = 0 every answer is one half.
    assert pictures.squared_cost(0.0, X5, Y5) == 1 / 8
    assert pictures.entropy_cost(0.0, X5, Y5) == pytest.approx(np.log(2))


def valleys(cost, x, y, low=-10, high=10):
    J = np.array([cost(w, x, y) for w in np.linspace(low, high, 2001)])
    return int(np.sum((J[1:-1] < J[:-2]) & (J[1:-1] < J[2:])))


def test_the_squared_error_is_a_plateau_and_bends_down_and_the_cross_entropy_never_does():
    w = np.linspace(-10, 6, 161)
    squared = np.diff([pictures.squared_slope(v, X5, Y5) for v in w])
    entropy = np.diff([pictures.entropy_slope(v, X5, Y5) for v in w])
    assert squared.min() < -1e-3
    assert entropy.min() > 0
    start = pictures.landscapes(w=-10).shown
    assert -1e-4 < start["slope squared error"] < 0
    assert start["slope cross-entropy"] == pytest.approx(-1.4, abs=0.001)


def test_the_valleys_lie_where_the_words_say():
    w = np.linspace(-10, 6, 1601)
    for cost, best in ((pictures.squared_cost, 1.4), (pictures.entropy_cost, 1.8)):
        J = [cost(v, X5, Y5) for v in w]
        assert w[np.argmin(J)] == pytest.approx(best, abs=0.05)


def test_exercise_3_gives_the_squared_error_two_valleys_and_the_cross_entropy_one():
    x, y = np.append(X5, 10.0), np.append(Y5, 0.0)
    assert valleys(pictures.squared_cost, x, y, -1, 3) == 2
    assert valleys(pictures.entropy_cost, x, y, -1, 3) == 1
    assert valleys(pictures.squared_cost, X5, Y5) == valleys(pictures.entropy_cost, X5, Y5) == 1


# graph


@pytest.mark.parametrize("y", [0, 1])
def test_the_derivatives_of_the_graph_are_those_of_the_loop_and_of_the_differences(y):
    w, b, x = np.array([1.0, -1.0]), 2.0, np.array([2.0, 3.0])
    shown = pictures.graph(w=tuple(w), b=b, x=tuple(x), y=y).shown
    J, dw, db = blackboard.logistic_cost_and_grad(w, b, x[np.newaxis], np.array([float(y)]))
    by_graph = [shown["L"], shown["dw_1"], shown["dw_2"], shown["db"]]
    np.testing.assert_allclose(by_graph, [J, *dw, db], rtol=1e-12)
    measured = gradcheck.numerical_gradient(
        lambda p: ops.logistic_cost_and_grad(p[:2], p[2], x[np.newaxis], [y])[0], np.array([*w, b])
    )
    np.testing.assert_allclose(by_graph[1:], measured, rtol=1e-8)
    da = gradcheck.numerical_gradient(lambda a: losses.binary_cross_entropy(a, y), shown["a"])
    assert shown["da"] == pytest.approx(float(da))
    assert shown["z"] == 1
    assert shown["dz"] == pytest.approx(shown["a"] - y)


# training


@some(pictures.training)
def test_the_numbers_of_a_step_are_those_of_its_weights(at):
    table, _ = pictures._trained(at["kind"])
    shown = pictures.training(**at).shown
    w = np.array([shown["w1"], shown["w2"]])
    J, _, _ = blackboard.logistic_cost_and_grad(w, shown["b"], table.X, table.y)
    assert shown["J"] == pytest.approx(J)
    decisions = table.X @ w + shown["b"] >= 0
    assert shown["right"] == np.mean(decisions == table.y)


@pytest.mark.parametrize("kind", [pictures.CLOUDS, pictures.MOONS])
def test_the_cost_falls_to_the_bottom_of_its_only_valley(kind):
    table, trace = pictures._trained(kind)
    assert (np.diff(trace.costs) < 0).all()
    long = linear.logistic_regression(table.X, table.y, lr=1.0, max_iter=5000)
    assert long.converged  # from another start
    assert trace.costs[-1] == pytest.approx(long.costs[-1], abs=2e-4)
    assert np.mean((linear.predict_logistic(table.X, long.w) >= 0.5) == table.y) < 1


def test_the_shares_of_the_chapter_and_a_cost_that_falls_while_errors_rise():
    at_25, at_end = (pictures.training(t=t, kind=pictures.CLOUDS).shown for t in (25, 200))
    assert (at_25["right"], at_end["right"]) == (0.92, 0.89)
    assert at_end["J"] < at_25["J"]
    assert pictures.training(t=200, kind=pictures.MOONS).shown["right"] == 0.86


# threshold


@some(pictures.threshold)
def test_the_counts_of_a_threshold_are_those_of_a_fresh_training(at):
    table = data.breast_cancer()
    rng = np.random.default_rng(0)
    X_train, X_test, y_train, y_test = data.train_test_split(table.X, 1 - table.y, rng=rng)
    Z_train, Z_test, _ = data.standardise(X_train, X_test)
    w = linear.logistic_regression(Z_train, y_train, lr=0.5, max_iter=300).w
    says = linear.predict_logistic(Z_test, w) >= at["p"]
    shown = pictures.threshold(**at).shown
    assert shown["TP"] == np.sum(says & (y_test == 1))
    assert shown["FP"] == np.sum(says & (y_test == 0))
    assert shown["TP"] + shown["FN"] == y_test.sum()
    assert sum(shown[name] for name in ("TP", "FP", "FN", "TN")) == len(y_test)
    assert shown["accuracy"] == np.mean(says == y_test)
    assert shown["recall"] == np.mean(says[y_test == 1])
    assert shown["precision"] == np.mean(y_test[says])


def test_a_higher_threshold_misses_more_and_alarms_less():
    shown = [pictures.threshold(p=p).shown for p in pictures.threshold.controls["p"].values]
    assert (np.diff([at["FN"] for at in shown]) >= 0).all()
    assert (np.diff([at["FP"] for at in shown]) <= 0).all()
    assert shown[0]["FN"] < shown[-1]["FN"]
    assert shown[0]["FP"] > shown[-1]["FP"]


def test_the_counts_that_the_chapter_names():
    half, tenth = (pictures.threshold(p=p).shown for p in (0.5, 0.1))
    assert [half[name] for name in ("TP", "FN", "FP", "TN")] == [48, 2, 1, 91]
    assert (tenth["FN"], tenth["FP"]) == (0, 9)

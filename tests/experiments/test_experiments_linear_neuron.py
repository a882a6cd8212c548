"""What chapter 1 computes is true: against the loops, in closed form, and by its own minimum."""

import numpy as np
import pytest

from dlcourse import blackboard, data, gradcheck, linear, losses, ops
from dlcourse.experiments import linear_neuron as experiments
from dlcourse.experiments.linear_neuron import BOARD_X, BOARD_Y, LEARNED, LEFT_OUT, RAW, SCALED


def test_the_table_of_the_whiteboard():
    # With b = 0, w = (1, 2) the board has the predictions 8, 13, 1, 5.
    assert (BOARD_X @ [1, 2]).tolist() == [8, 13, 1, 5]
    assert BOARD_X.sum(axis=0).tolist() == [9, 9]
    assert BOARD_Y.tolist() == [4, 6, 2, 5]


# Lines among the houses


@pytest.mark.parametrize(("w", "b"), [(1.0, -40), (1.75, 20), (2.5, 80)])
def test_the_cost_of_a_line_is_that_of_the_loops(w, b):
    table = data.housing().only("area")
    line = experiments.line_among_houses(w, b)
    J, _, _ = blackboard.linear_cost_and_grad(np.array([w]), float(b), table.X, table.y)
    assert pytest.approx(J, rel=1e-12) == line.J
    np.testing.assert_allclose(line.a, w * table.X[:, 0] + b)
    assert line.below == sum(table.y < line.a)
    assert line.above == sum(table.y > line.a)
    assert line.below + line.above == 80


def test_a_house_on_the_line_is_neither_below_nor_above():
    table = data.housing().only("area")
    line = experiments.line_among_houses(0.0, float(table.y[3]))
    assert line.below + line.above == 80 - np.sum(table.y == table.y[3])


def test_the_map_has_the_height_of_the_cost_at_every_point():
    table = data.housing().only("area")
    w, b = np.array([1.0, 1.7, 2.4]), np.array([-60.0, 20])
    J = experiments.costs_of_lines(w, b)
    assert J.shape == (2, 3)
    for j in range(2):
        for i in range(3):
            expected = losses.half_mse(linear.predict_linear(table.X, [b[j], w[i]]), table.y)
            assert J[j, i] == pytest.approx(expected)


# The delta rule


@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_an_update_multiplies_the_error_of_its_example_by_a_known_factor(alpha):
    errors = experiments.board_predictions(alpha) - BOARD_Y
    assert errors.shape == (13, 4)
    assert errors[0].tolist() == [4, 7, -1, 0]
    for t in range(12):
        x = np.array([1.0, *BOARD_X[t % 4]])
        assert errors[t + 1, t % 4] == pytest.approx(errors[t, t % 4] * (1 - alpha * x @ x))


@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_the_predictions_are_those_of_the_rule_written_out(alpha):
    a, w = experiments.board_predictions(alpha), np.array([0.0, 1.0, 2.0])
    for t in range(12):
        x, y = np.array([1.0, *BOARD_X[t % 4]]), BOARD_Y[t % 4]
        w = w - alpha * (w @ x - y) * x
        np.testing.assert_allclose(a[t + 1], w[0] + BOARD_X @ w[1:])


@pytest.mark.claim("delta-rises")
def test_the_cost_of_all_rises_at_the_updates_that_the_chapter_names():
    """With α = 0.05 at 2, 6 and 10; and all the same it ends far below the start."""
    J = np.mean((experiments.board_predictions(0.05) - BOARD_Y) ** 2, axis=1) / 2
    assert [t for t in range(1, len(J)) if J[t] > J[t - 1]] == [2, 6, 10]
    assert J[0] == pytest.approx(8.25)  # errors 4, 7, −1, 0: (16 + 49 + 1) / 8
    assert J[-1] < 0.03 * J[0]


def test_the_slope_of_one_example_is_the_step_of_the_delta_rule():
    """Four witnesses: the step itself, the loop, the vectorised form, finite differences."""
    v = np.array(experiments.START)
    for i in range(4):
        X, y = BOARD_X[i : i + 1], BOARD_Y[i : i + 1]
        step = (linear.delta_rule(X, y, v, lr=0.05).w - v) / -0.05
        for module in (blackboard, ops):
            _, dw, db = module.linear_cost_and_grad(v[1:], float(v[0]), X, y)
            np.testing.assert_allclose(step, [db, *dw], atol=1e-12)
        difference = gradcheck.numerical_gradient(
            lambda u, X=X, y=y: ops.linear_cost_and_grad(u[1:], u[0], X, y)[0], v
        )
        np.testing.assert_allclose(step, difference, atol=1e-8)


@pytest.mark.parametrize("features", [RAW, SCALED])
def test_the_walk_is_the_rule_written_out_on_the_houses(features):
    """And in m² the line is the one that the rule has, whatever it saw."""
    table = data.housing().only("area")
    x, y = table.X[:, 0], table.y
    seen = x if features == RAW else (x - x.mean()) / x.std()
    walk = experiments.walk_among_houses(features, epochs=2)
    assert walk.w.shape == (161, 2)
    np.testing.assert_allclose(walk.w[0], [-40, 1], rtol=1e-12)
    w = np.array([-40.0, 1]) if features == RAW else np.array([-40 + x.mean(), x.std()])
    for t in range(160):
        one = np.array([1, seen[t % 80]])
        w = w - walk.alpha * (w @ one - y[t % 80]) * one
        np.testing.assert_allclose(walk.w[t + 1, 0] + walk.w[t + 1, 1] * x, w[0] + w[1] * seen)


@pytest.mark.parametrize("features", [RAW, SCALED])
def test_at_the_largest_delta_rate_the_strictest_example_is_as_wrong_as_before(features):
    table = data.housing().only("area")
    X = table.X if features == RAW else data.standardise(table.X)[0]
    largest = experiments.largest_delta_rate(X)
    factors = 1 - largest * (1 + X[:, 0] ** 2)
    assert factors.min() == pytest.approx(-1)
    walk = experiments.walk_among_houses(features, share=0.3, epochs=1)
    assert walk.alpha == pytest.approx(0.3 * largest)
    assert experiments.walk_among_houses(features).alpha == pytest.approx(largest / 10)


@pytest.mark.claim("ravine-and-bowl")
def test_in_a_ravine_no_learning_rate_brings_the_delta_rule_down_and_in_a_bowl_each_does():
    """The chapter's table, and its two sentences about longer walks."""
    table = data.housing().only("area")
    least = experiments.cost(table.X, table.y, linear.normal_equation(table.X, table.y))

    def J(w):
        return experiments.cost(table.X, table.y, w)

    for share in (0.02, 0.05, 0.1, 0.2, 0.5):
        raw = experiments.walk_among_houses(RAW, share)
        scaled = experiments.walk_among_houses(SCALED, share)
        assert abs(raw.w[-1, 0] + 40) < 0.5  # of the 60 to go
        assert J(scaled.w[-1]) < 1.35 * least < 2 * least < J(raw.w[-1])
    assert J(experiments.walk_among_houses(SCALED).w[160]) < 1.01 * least
    assert J(experiments.walk_among_houses(RAW, epochs=2000).w[-1]) > 1.8 * least


@pytest.mark.claim("delta-rests")
def test_after_many_epochs_the_cost_rises_a_little_and_rests_where_the_pulls_balance():
    least = experiments.cost(BOARD_X, BOARD_Y, linear.normal_equation(BOARD_X, BOARD_Y))
    ends = {}
    for alpha in (0.05, 0.01):
        rows = linear.delta_rule(BOARD_X, BOARD_Y, (0, 1, 2), lr=alpha, epochs=1000).rows
        J = [experiments.cost(BOARD_X, BOARD_Y, row.w_after) for row in rows[3::4]]
        ends[alpha] = J[-1]
        if alpha == 0.05:
            assert 1 + int(np.argmin(J)) == 56
            assert (np.diff(J[55:300]) > 0).all()
    assert ends[0.05] == pytest.approx(0.0032, abs=5e-5)
    assert ends[0.01] < 1.03 * least < ends[0.05]


@pytest.mark.claim("rooms-least-certain")
def test_the_weight_of_the_rooms_is_the_least_certain():
    """Found once, and over 200 draws of the noise, whatever the seed of the draws."""
    table = data.housing()
    truth = np.array([table.truth[name] for name in ("b", *table.feature_names)])
    found = linear.normal_equation(table.X, table.y)
    for seed in (0, 1):
        w = experiments.weights_over_draws(seed)
        assert w.shape == (experiments.DRAWS, 5)
        spread = w.std(axis=0)
        assert (np.abs(w.mean(axis=0) - truth) < 4 * spread / np.sqrt(len(w))).all()
        assert (np.abs(found - truth) < 1.5 * spread).all()
        shares = spread / np.abs(truth)
        assert np.argmax(shares[1:]) == list(table.feature_names).index("rooms")
        assert 0.05 < shares[1] < 0.09
        assert 4.5 < truth[2] - spread[2] < 6 < 10 < truth[2] + spread[2] < 11


# One measurement


@pytest.mark.parametrize("bias", [LEARNED, LEFT_OUT])
@pytest.mark.parametrize("measurement", ["bmi", "hdl", "age"])
def test_no_other_line_beats_the_best(measurement, bias):
    """Of all lines, or of all lines through the origin: no step in either direction lowers J."""
    table = data.diabetes().only(measurement)
    line = experiments.best_line(measurement, bias)
    np.testing.assert_array_equal(line.x, table.X[:, 0])
    np.testing.assert_array_equal(line.y, table.y)
    J, dw, db = ops.linear_cost_and_grad([line.w], line.b, table.X, table.y)
    assert line.rms == pytest.approx(np.sqrt(2 * J))
    assert dw[0] == pytest.approx(0, abs=1e-6 * np.abs(table.X).max() * line.rms)
    if bias == LEARNED:
        assert db == pytest.approx(0, abs=1e-6 * line.rms)
    else:
        assert line.b == 0


def test_without_a_bias_the_slope_of_hdl_has_the_wrong_sign():
    learned, left_out = (experiments.best_line("hdl", bias) for bias in (LEARNED, LEFT_OUT))
    assert learned.w < 0 < left_out.w
    assert learned.rms < left_out.rms

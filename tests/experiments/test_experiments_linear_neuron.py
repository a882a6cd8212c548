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


def test_the_map_of_two_weights_has_the_best_bias_at_every_point():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(9, 2)) + 4, rng.normal(size=9) - 2
    w1, w2 = np.array([-1.0, 0.5, 2.0]), np.array([0.0, 3.0])
    J = experiments.costs_of_weights(X, y, w1, w2)
    assert J.shape == (2, 3)
    for j in range(2):
        for i in range(3):
            b = np.mean(y - X @ [w1[i], w2[j]])
            expected = experiments.cost(X, y, [b, w1[i], w2[j]])
            assert J[j, i] == pytest.approx(expected)


# The delta rule


@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_an_update_multiplies_the_error_of_its_example_by_a_known_factor(alpha):
    errors = BOARD_Y - experiments.board_predictions(alpha)
    assert errors.shape == (13, 4)
    assert errors[0].tolist() == [-4, -7, 1, 0]
    for t in range(12):
        x = np.array([1.0, *BOARD_X[t % 4]])
        assert errors[t + 1, t % 4] == pytest.approx(errors[t, t % 4] * (1 - alpha * x @ x))


@pytest.mark.parametrize("alpha", [0.01, 0.05])
def test_the_predictions_are_those_of_the_rule_written_out(alpha):
    a, w = experiments.board_predictions(alpha), np.array([0.0, 1.0, 2.0])
    for t in range(12):
        x, y = np.array([1.0, *BOARD_X[t % 4]]), BOARD_Y[t % 4]
        w = w + alpha * (y - w @ x) * x
        np.testing.assert_allclose(a[t + 1], w[0] + BOARD_X @ w[1:])


def test_the_cost_of_all_rises_at_the_updates_that_the_chapter_names():
    """With α = 0.05 at 2, 6 and 10; and all the same it ends far below the start."""
    J = np.mean((experiments.board_predictions(0.05) - BOARD_Y) ** 2, axis=1) / 2
    assert [t for t in range(1, len(J)) if J[t] > J[t - 1]] == [2, 6, 10]
    assert J[0] == pytest.approx(8.25)  # errors −4, −7, 1, 0: (16 + 49 + 1) / 8
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


def test_a_ravine_keeps_the_delta_rule_from_the_lowest_place_and_a_bowl_does_not():
    raw, scaled = (experiments.passes_over_houses(features) for features in (RAW, SCALED))
    least = experiments.cost(raw.X, raw.y, linear.normal_equation(raw.X, raw.y))
    assert scaled.J < 1.01 * least < raw.J / 1.5
    assert scaled.X.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
    np.testing.assert_array_equal(raw.X, data.housing().only("area", "distance").X)


@pytest.mark.parametrize(("features", "lr"), [(RAW, 2e-5), (SCALED, 5e-3)])
def test_the_path_has_the_weights_after_every_pass(features, lr):
    run = experiments.passes_over_houses(features)
    assert run.path.shape == (21, 3)
    for passes in (0, 1, 7, 20):
        w = linear.delta_rule(run.X, run.y, np.zeros(3), lr=lr, epochs=passes).w if passes else 0
        np.testing.assert_allclose(run.path[passes], w, rtol=1e-12)
    a = linear.predict_linear(run.X, run.path[-1])
    assert pytest.approx(losses.half_mse(a, run.y)) == run.J


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

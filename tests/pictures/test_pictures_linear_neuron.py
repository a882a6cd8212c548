"""The pictures of chapter 1 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, data, linear, losses, ops
from dlcourse.experiments import linear_neuron as experiments
from dlcourse.experiments.linear_neuron import BOARD_X, BOARD_Y
from dlcourse.pictures import linear_neuron as pictures


def houses_1():
    table = data.housing().only("area")
    return table.X[:, 0], table.y


@some(pictures.line_by_hand)
def test_the_cost_of_a_line_is_that_of_the_loops(at):
    x, y = houses_1()
    J, _, _ = blackboard.linear_cost_and_grad(np.array([at["w"]]), float(at["b"]), x[:, None], y)
    shown = pictures.line_by_hand(**at).shown
    assert shown["J"] == pytest.approx(J, rel=1e-12)
    assert shown["price"] == pytest.approx(at["w"] * 120 + at["b"])
    assert shown["below"] == sum(y < at["w"] * x + at["b"])


@pytest.mark.parametrize("by_hand", [pictures.line_by_hand, pictures.cost_landscape])
def test_by_hand_a_line_comes_within_one_of_the_least_cost(by_hand):
    X, y = data.housing().only("area").X, houses_1()[1]
    least = experiments.cost(X, y, linear.normal_equation(X, y))
    costs = {
        (at["w"], at["b"]): experiments.cost(X, y, [at["b"], at["w"]]) for at in by_hand.positions()
    }
    assert min(costs, key=costs.get) == (1.7, 20)
    assert 0 < costs[1.7, 20] - least < 1
    assert costs[1.7, 20] < 220  # as the chapter asks for
    assert by_hand(w=1.7, b=20).shown["J"] == costs[1.7, 20]


def test_the_squares_are_squares_to_the_eye_and_stand_on_the_errors():
    [figure] = pictures.line_by_hand(w=1.4, b=0).panels
    [axes] = figure.axes
    [squares] = axes.patches
    corners = axes.transData.transform(squares.get_path().vertices).reshape(-1, 5, 2)
    sides = np.ptp(corners, axis=1)
    np.testing.assert_allclose(sides[:, 0], sides[:, 1], rtol=1e-9)
    x, y = (values[:: pictures.SQUARED] for values in houses_1())
    height = np.abs(np.subtract(*axes.transData.transform([(0, 0), (0, 1)])[:, 1]))
    np.testing.assert_allclose(sides[:, 1], height * np.abs(1.4 * x - y))


@some(pictures.cost_landscape)
def test_a_point_of_the_landscape_lies_above_the_lowest_by_a_closed_form(at):
    """J − J* = ½ mean((Δw x + Δb)²): the bowl over its lowest place."""
    x, y = houses_1()
    b, w = linear.normal_equation(x[:, None], y)
    above = np.mean(((at["w"] - w) * x + at["b"] - b) ** 2) / 2
    shown = pictures.cost_landscape(**at).shown
    assert shown["J"] - shown["least"] == pytest.approx(above, rel=1e-9)


@pytest.mark.parametrize("alpha", [0.01, 0.05])
@pytest.mark.parametrize("step", [1, 2, 7, experiments.STEPS])
def test_an_update_multiplies_the_error_of_its_example_by_a_known_factor(alpha, step):
    x = np.array([1.0, *BOARD_X[(step - 1) % 4]])
    shown = pictures.delta_steps(alpha=alpha, step=step).shown
    assert shown["after"] == pytest.approx(shown["before"] * (1 - alpha * x @ x))
    assert abs(shown["after"]) < abs(shown["before"])


@some(pictures.delta_steps)
def test_the_cost_shown_is_that_of_the_weights_after_the_step(at):
    w = np.array(experiments.START)
    for t in range(at["step"]):  # the rule written out: w := w − α (a − y) x
        x, y = np.array([1.0, *BOARD_X[t % 4]]), BOARD_Y[t % 4]
        w = w - at["alpha"] * (w @ x - y) * x
    expected = losses.half_mse(linear.predict_linear(BOARD_X, w), BOARD_Y)
    assert pictures.delta_steps(**at).shown["J"] == pytest.approx(expected)


@some(pictures.walk_among_houses)
def test_the_walk_shows_the_line_after_that_many_updates(at):
    shown = pictures.walk_among_houses(**at).shown
    b, w = experiments.walk_among_houses(at["features"]).w[at["t"]]
    assert (shown["b"], shown["w"]) == (b, w)
    X, y = data.housing().only("area").X, houses_1()[1]
    assert shown["J"] == pytest.approx(experiments.cost(X, y, [b, w]))
    assert shown["least"] <= shown["J"]


def test_the_rises_that_are_marked_are_those_so_far():
    counts = [
        pictures.delta_steps(alpha=0.05, step=t).shown["rises"] for t in (0, 1, 2, 6, 9, 10, 12)
    ]
    assert counts == [0, 0, 1, 2, 2, 3, 3]


@some(pictures.one_measurement)
def test_no_other_line_beats_the_one_that_is_shown(at):
    """Of all lines, or of all lines through the origin: no step in either direction lowers J."""
    table = data.diabetes().only(at["measurement"])
    shown = pictures.one_measurement(**at).shown
    J, dw, db = ops.linear_cost_and_grad([shown["w"]], shown["b"], table.X, table.y)
    assert shown["rms"] == pytest.approx(np.sqrt(2 * J))
    assert dw[0] == pytest.approx(0, abs=1e-6 * np.abs(table.X).max() * shown["rms"])
    if at["bias"] == experiments.LEARNED:
        assert db == pytest.approx(0, abs=1e-6 * shown["rms"])
    else:
        assert shown["b"] == 0


def test_the_plane_is_the_one_of_least_cost():
    shown = pictures.plane().shown
    table = data.housing().only("area", "distance")
    w = [shown["b"], shown["area"], shown["distance"]]
    slope = ops.linear_cost_and_grad(w[1:], w[0], table.X, table.y)
    assert np.abs([*slope[1], slope[2]]).max() < 1e-6

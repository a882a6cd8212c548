"""The pictures of chapter 1 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, data, gradcheck, linear, losses, ops
from dlcourse.pictures import linear_neuron as pictures

BOARD_X, BOARD_Y = np.split(np.array(pictures.BOARD, dtype=float), [2], axis=1)
BOARD_Y = BOARD_Y[:, 0]


def houses_1():
    table = data.housing().only("area")
    return table.X[:, 0], table.y


@pytest.mark.parametrize(
    "draw", [pictures.houses, pictures.neuron, pictures.plane, pictures.ravine]
)
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert frame.svg().count("<svg") in (1, 2)
    assert len(frame.alt) > 100
    assert not any(np.isnan(value) for value in frame.shown.values())


@some(pictures.line_by_hand)
def test_the_cost_of_a_line_is_that_of_the_loops(at):
    x, y = houses_1()
    J, _, _ = blackboard.linear_cost_and_grad(np.array([at["w"]]), float(at["b"]), x[:, None], y)
    shown = pictures.line_by_hand(**at).shown
    assert shown["J"] == pytest.approx(J, rel=1e-12)
    assert shown["rms"] == pytest.approx(np.sqrt(2 * J))
    assert shown["below"] == sum(y < at["w"] * x + at["b"])


def test_by_hand_the_best_line_is_at_slope_1_and_three_quarters_and_bias_20():
    frames = {(p["w"], p["b"]): p for p in pictures.line_by_hand.positions()}
    costs = {key: pictures.line_by_hand.draw(**at).shown["J"] for key, at in frames.items()}
    assert min(costs, key=costs.get) == (1.75, 20)


@some(pictures.cost_landscape)
def test_a_point_of_the_landscape_lies_above_the_lowest_by_a_closed_form(at):
    """J − J* = ½ mean((Δw x + Δb)²): the bowl over its lowest place."""
    x, y = houses_1()
    b, w = linear.normal_equation(x[:, None], y)
    above = np.mean(((at["w"] - w) * x + at["b"] - b) ** 2) / 2
    shown = pictures.cost_landscape(**at).shown
    assert shown["J"] - shown["least"] == pytest.approx(above, rel=1e-9)


def test_the_middle_of_the_sliders_is_the_bottom_of_the_valley():
    frames = [(at, pictures.cost_landscape(**at)) for at in pictures.cost_landscape.positions()]
    at, lowest = min(frames, key=lambda pair: pair[1].shown["J"])
    assert at == {"w": 1.7, "b": 20}
    assert lowest.shown["J"] < lowest.shown["least"] + 1


def test_the_map_has_the_height_of_the_cost_at_every_point(monkeypatch):
    drawn = {}
    monkeypatch.setattr(
        pictures.plots, "landscape", lambda _, x, y, J, levels: drawn.update(x=x, y=y, J=J)
    )
    table = data.housing().only("area")
    pictures._map_of_lines(None, table)
    for j, i in ((0, 0), (7, 31), (59, 59)):
        w = np.array([drawn["y"][j], drawn["x"][i]])
        expected = losses.half_mse(linear.predict_linear(table.X, w), table.y)
        assert drawn["J"][j, i] == pytest.approx(expected)


@pytest.mark.parametrize("alpha", [0.01, 0.05])
@pytest.mark.parametrize("step", [1, 2, 7, pictures.STEPS])
def test_an_update_multiplies_the_error_of_its_example_by_a_known_factor(alpha, step):
    x = np.array([1.0, *BOARD_X[(step - 1) % 4]])
    shown = pictures.delta_steps(alpha=alpha, step=step).shown
    assert shown["after"] == pytest.approx(shown["before"] * (1 - alpha * x @ x))
    assert abs(shown["after"]) < abs(shown["before"])


@some(pictures.delta_steps)
def test_the_cost_shown_is_that_of_the_weights_after_the_step(at):
    w = np.array(pictures.START)
    for t in range(at["step"]):  # the rule written out: w := w + α (y − a) x
        x, y = np.array([1.0, *BOARD_X[t % 4]]), BOARD_Y[t % 4]
        w = w + at["alpha"] * (y - w @ x) * x
    expected = losses.half_mse(linear.predict_linear(BOARD_X, w), BOARD_Y)
    assert pictures.delta_steps(**at).shown["J"] == pytest.approx(expected)


def test_the_cost_of_all_rises_at_the_updates_that_the_chapter_names():
    """With α = 0.05 at 2, 6 and 10; and all the same it ends far below the start."""
    J = [pictures.delta_steps(alpha=0.05, step=t).shown["J"] for t in range(pictures.STEPS + 1)]
    assert [t for t in range(1, len(J)) if J[t] > J[t - 1]] == [2, 6, 10]
    assert J[0] == pytest.approx(8.25)  # errors −4, −7, 1, 0: (16 + 49 + 1) / 8
    assert J[-1] < 0.03 * J[0]


def test_a_ravine_keeps_the_delta_rule_from_the_lowest_place_and_a_bowl_does_not():
    shown = pictures.ravine().shown
    table = data.housing().only("area", "distance")
    Z, _ = data.standardise(table.X)
    assert shown["standardised"] < 1.01 * shown["least"] < shown["raw"] / 1.5
    for X, lr, name in ((table.X, 2e-5, "raw"), (Z, 5e-3, "standardised")):
        w = linear.delta_rule(X, table.y, np.zeros(3), lr=lr, epochs=pictures.PASSES).w
        assert shown[name] == pytest.approx(losses.half_mse(linear.predict_linear(X, w), table.y))


@some(pictures.one_measurement)
def test_no_other_line_beats_the_one_that_is_shown(at):
    """Of all lines, or of all lines through the origin: no step in either direction lowers J."""
    table = data.diabetes().only(at["measurement"])
    shown = pictures.one_measurement(**at).shown
    J, dw, db = ops.linear_cost_and_grad([shown["w"]], shown["b"], table.X, table.y)
    assert shown["rms"] == pytest.approx(np.sqrt(2 * J))
    assert dw[0] == pytest.approx(0, abs=1e-6 * np.abs(table.X).max() * shown["rms"])
    if at["bias"] == pictures.LEARNED:
        assert db == pytest.approx(0, abs=1e-6 * shown["rms"])
    else:
        assert shown["b"] == 0


def test_without_a_bias_the_slope_of_hdl_has_the_wrong_sign():
    learned, left_out = (
        pictures.one_measurement(measurement="hdl", bias=bias).shown
        for bias in (pictures.LEARNED, pictures.LEFT_OUT)
    )
    assert learned["w"] < 0 < left_out["w"]
    assert learned["rms"] < left_out["rms"]


def test_the_plane_is_the_one_of_least_cost():
    shown = pictures.plane().shown
    table = data.housing().only("area", "distance")
    w = [shown["b"], shown["area"], shown["distance"]]
    slope = ops.linear_cost_and_grad(w[1:], w[0], table.X, table.y)
    assert np.abs([*slope[1], slope[2]]).max() < 1e-6


def test_the_slope_of_one_example_is_the_step_of_the_delta_rule():
    """Four witnesses: the step itself, the loop, the vectorised form, finite differences."""
    v = np.array(pictures.START)
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

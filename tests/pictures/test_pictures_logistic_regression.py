"""The pictures of chapter 3 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, gradcheck
from dlcourse.activations import sigmoid
from dlcourse.experiments import logistic_regression as experiments
from dlcourse.pictures import logistic_regression as pictures


def example_graph():
    return pictures.graph(w=(1, -1), b=2, x=(2, 3), y=0)


# curve_by_hand, walk_of_the_curve


@some(pictures.curve_by_hand)
def test_by_hand_the_costs_shown_are_those_of_the_curve(at):
    shown = pictures.curve_by_hand(**at).shown
    assert (shown["squared"], shown["entropy"]) == experiments.curve_by_hand(**at)


def test_by_hand_both_costs_are_least_at_the_place_that_the_chapter_names():
    middles, widths = (control.values for control in pictures.curve_by_hand.controls.values())
    places = [(middle, width) for middle in middles for width in widths]
    assert len(places) <= 400
    for loss in (0, 1):
        best = min(places, key=lambda place: experiments.curve_by_hand(*place)[loss])
        assert best == (15, 1)


@pytest.mark.parametrize("t", [0, 1, 10, 200])
def test_the_curve_shown_is_that_of_the_step(t):
    shown, walk = pictures.walk_of_the_curve(t=t).shown, experiments.walk_of_the_curve()
    assert (shown["b"], shown["w"]) == tuple(walk.path[t])
    assert shown["J"] == walk.costs[t]
    if t:
        x = shown["middle"]
        assert sigmoid(shown["w"] * x + shown["b"]) == pytest.approx(0.5)


def test_the_stops_are_steps_one_by_one_and_then_the_leaps_of_the_text():
    assert (*range(11), 15, 20, 30, 50, 100, 200) == pictures.CURVE_STOPS
    assert pictures.CURVE_STOPS[-1] == experiments.CURVE_STEPS
    assert (*range(21), 30, 50, 100) == pictures.RACE_STOPS
    assert pictures.RACE_STOPS[-1] == experiments.RACE_STEPS
    assert pictures.STOPS[:11] == tuple(range(11))
    assert pictures.STOPS[-1] == experiments.STEPS


# steepness


@some(pictures.steepness)
def test_the_slope_across_the_line_is_the_one_that_is_shown(at):
    shown = pictures.steepness(**at).shown
    w, b, towards, half = experiments.strip(**at)
    assert (shown["w1"], shown["w2"], shown["b"], shown["strip"]) == (*w, b, 2 * half)
    on_line = pictures.DISTANCE * towards
    measured = gradcheck.numerical_gradient(lambda d: sigmoid(w @ (on_line + d * towards) + b), 0)
    assert measured == pytest.approx(shown["slope"])


# one_answer, two_losses, graph


@some(pictures.one_answer)
def test_the_losses_shown_are_those_of_the_answer(at):
    assert pictures.one_answer(**at).shown == experiments.one_answer(**at)._asdict()


@some(pictures.two_losses)
def test_the_race_shows_the_costs_of_the_tuned_walks(at):
    shown = pictures.two_losses(**at).shown
    start = experiments.STARTS[at["start"]]
    for name, loss in (
        ("squared", experiments.SQUARED_ERROR),
        ("entropy", experiments.CROSS_ENTROPY),
    ):
        costs = experiments.tuned(loss, start).costs
        assert shown[name] == costs[at["t"]]
        assert shown[f"{name} share"] == costs[at["t"]] / costs[0]


def test_the_graph_shows_the_values_there_and_the_derivatives_back():
    shown = example_graph().shown
    there, back, _ = experiments.graph((1, -1), 2, (2, 3), 0)
    assert [shown[name] for name in "zaL"] == [there[name] for name in "zaL"]
    for name in ("w_1", "w_2", "b", "z", "a", "L"):
        assert shown[f"d{name}"] == back[name]


# training


@some(pictures.training)
def test_the_numbers_of_a_step_are_those_of_its_weights(at):
    table, trace = experiments.trained(at["kind"])
    shown = pictures.training(**at).shown
    w = np.array([shown["w1"], shown["w2"]])
    np.testing.assert_array_equal([shown["b"], *w], trace.path[at["t"]])
    J, _, _ = blackboard.logistic_cost_and_grad(w, shown["b"], table.X, table.y)
    assert shown["J"] == pytest.approx(J)
    assert shown["right"] == np.mean((table.X @ w + shown["b"] >= 0) == table.y)


# threshold


@some(pictures.threshold)
def test_the_counts_shown_are_those_of_the_threshold(at):
    shown = pictures.threshold(**at).shown
    z, y, _, _ = experiments.parts(0)
    counts = experiments.counts(at["p"], z, y)._asdict()
    assert {"z": counts["z"], **shown} == counts

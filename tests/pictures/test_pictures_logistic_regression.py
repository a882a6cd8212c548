"""The pictures of chapter 3 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, data, gradcheck
from dlcourse.activations import sigmoid
from dlcourse.experiments import logistic_regression as experiments
from dlcourse.pictures import logistic_regression as pictures

X5, Y5 = experiments.FIVE_X, experiments.FIVE_Y


def example_graph():
    return pictures.graph(w=(1, -1), b=2, x=(2, 3), y=0)


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
def test_the_slope_across_the_line_is_the_one_that_is_shown(at):
    shown = pictures.steepness(**at).shown
    w, b, towards, half = experiments.strip(**at)
    assert (shown["w1"], shown["w2"], shown["b"], shown["strip"]) == (*w, b, 2 * half)
    on_line = pictures.DISTANCE * towards
    measured = gradcheck.numerical_gradient(lambda d: sigmoid(w @ (on_line + d * towards) + b), 0)
    assert measured == pytest.approx(shown["slope"])


# fines, landscapes, graph


@some(pictures.fines)
def test_the_fines_shown_are_those_of_the_answer(at):
    assert pictures.fines(**at).shown == experiments.fines(**at)._asdict()


@some(pictures.landscapes)
def test_the_landscapes_show_the_cost_and_the_slope_at_the_weight(at):
    shown, at = pictures.landscapes(**at).shown, (at["w"], X5, Y5)
    assert shown["J squared error"] == experiments.squared_cost(*at)
    assert shown["slope squared error"] == experiments.squared_slope(*at)
    assert shown["J cross-entropy"] == experiments.entropy_cost(*at)
    assert shown["slope cross-entropy"] == experiments.entropy_slope(*at)


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


def test_the_last_step_of_the_slider_is_that_of_the_descent():
    assert pictures.STEPS[-1] == experiments.STEPS


# threshold


@some(pictures.threshold)
def test_the_counts_shown_are_those_of_the_threshold(at):
    shown = pictures.threshold(**at).shown
    counts = experiments.counts(at["p"])._asdict()
    assert {"z": counts["z"], **shown} == counts

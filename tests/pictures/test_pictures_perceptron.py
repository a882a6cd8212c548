"""The pictures of chapter 5 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import linear
from dlcourse.experiments import perceptron as experiments
from dlcourse.pictures import perceptron as pictures

TABLES = {
    experiments.TEN: (experiments.TEN_X, experiments.TEN_Y),
    experiments.XOR: (experiments.XOR_X, experiments.XOR_Y),
}


def draw_squeeze():
    return pictures.squeeze(gap=0.05)


# one_mistake


def test_one_update_brings_the_ringed_example_to_its_own_side():
    assert pictures.one_mistake().shown == {"before": 3, "after": 1}
    X, y = TABLES[experiments.TEN]
    row = linear.perceptron(X, y).updates[2]
    x, y = np.array([1.0, *X[row.i]]), y[row.i]
    assert y * (row.w_before @ x) < 0 < y * (row.w_after @ x)


# turn


@some(pictures.turn)
def test_the_products_shown_are_those_of_the_update(at):
    shown, made = pictures.turn(**at).shown, experiments.update(**at)
    assert (shown["before"], shown["after"]) == (made.before, made.after)
    assert (shown["w1"], shown["w2"]) == tuple(made.w_after)


# updates


@some(pictures.updates)
def test_the_weights_are_the_sum_of_the_mistakes_so_far(at):
    X, y = TABLES[at["kind"]]
    X1 = np.column_stack((np.ones(len(X)), X))
    rows = linear.perceptron(X, y).updates[: at["t"]]
    w = sum((y[row.i] * X1[row.i] for row in rows), np.zeros(3))
    shown = pictures.updates(**at).shown
    np.testing.assert_allclose([shown["b"], shown["w1"], shown["w2"]], w, atol=1e-12)
    assert shown["wrong"] == np.sum(y * (X1 @ w) <= 1e-12)
    if at["t"]:
        assert shown["before"] <= 0
        x = X1[shown["i"]]
        assert shown["after"] - shown["before"] == pytest.approx(x @ x)


def test_the_slider_ends_where_the_ten_examples_are_parted():
    ends = [pictures.updates(t=t).shown["wrong"] for t in pictures.STEPS[-2:]]
    assert ends == [1, 0]


# margins, squeeze


@some(pictures.margins)
def test_the_mistakes_shown_are_those_counted_at_this_gap(at):
    shown = pictures.margins(**at).shown
    counts, bound = experiments.mistakes(at["gap"])
    assert shown == {
        "mean": counts.mean(),
        "most": counts.max(),
        "least": counts.min(),
        "bound": bound,
    }


def test_the_bounds_of_the_proof_are_those_that_are_shown():
    shown, made = draw_squeeze().shown, experiments.squeeze(0.05)
    assert (shown["R"], shown["gamma"], shown["bound"]) == (made.R, made.gamma, made.bound)
    assert shown["mistakes"] == len(made.lengths)


# fines, memory, restless


def test_far_on_the_right_side_only_the_delta_rule_pushes_back():
    shown = pictures.fines().shown
    assert list(shown) == list(experiments.FINES)
    assert shown["perceptron"] == 0 < shown["logistic"] < 0.05
    assert shown["delta rule"] == -2.5


def test_the_memory_shows_three_ones_and_three_zeros():
    shown = pictures.memory().shown
    assert (shown["mistakes"], shown["ones"]) == (6, 3)
    # Where a 1 has its stroke every weight is positive; around it they are negative on the whole.
    assert shown["ring"] < 0 < shown["middle"]


def test_the_restless_picture_shows_the_last_mistakes_of_the_run():
    shown, every = pictures.restless().shown, experiments.restless_shares()
    late = every.last[-pictures.LAST :]
    assert (shown["lowest"], shown["highest"], shown["last"]) == (late.min(), late.max(), late[-1])
    assert (shown["best"], shown["mean"]) == (every.best[-1], every.mean[-1])
    assert shown["mistakes"] == len(every.last)

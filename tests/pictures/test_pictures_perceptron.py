"""The pictures of chapter 5 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse.experiments import perceptron as experiments
from dlcourse.experiments import unseparated
from dlcourse.pictures import perceptron as pictures

TABLES = {
    experiments.TEN: (experiments.TEN_X, experiments.TEN_Y),
    experiments.XOR: (experiments.XOR_X, experiments.XOR_Y),
}


def draw_squeeze():
    return pictures.squeeze(gap=0.05)


# by_hand


@some(pictures.by_hand)
def test_the_films_on_the_wrong_side_are_counted(at):
    X, y = TABLES[experiments.TEN]
    z = at["b"] + X @ [np.cos(np.deg2rad(at["angle"])), np.sin(np.deg2rad(at["angle"]))]
    assert pictures.by_hand(**at).shown == {"wrong": np.sum(y * z <= 0)}


def test_some_positions_separate_the_films_and_the_start_does_not():
    assert pictures.by_hand().shown["wrong"] == 6
    assert pictures.by_hand(angle=30, b=0.0).shown["wrong"] == 1
    assert pictures.by_hand(angle=45, b=0.25).shown["wrong"] == 0


# turn


@some(pictures.turn)
def test_the_products_shown_are_those_of_the_update(at):
    shown, made = pictures.turn(**at).shown, experiments.update(**at)
    assert (shown["before"], shown["after"]) == (made.before, made.after)
    assert (shown["b"], shown["w1"], shown["w2"]) == tuple(made.w_after)


# updates


@some(pictures.updates)
def test_the_weights_are_the_sum_of_the_mistakes_so_far(at):
    X, y = TABLES[at["kind"]]
    X1 = np.column_stack((np.ones(len(X)), X))
    w, mistakes = np.zeros(3), 0
    for look in range(at["t"]):
        i = look % len(y)
        before = y[i] * (w @ X1[i])
        if before <= 0:
            w, mistakes = w + y[i] * X1[i], mistakes + 1
    shown = pictures.updates(**at).shown
    np.testing.assert_allclose([shown["b"], shown["w1"], shown["w2"]], w, atol=1e-12)
    assert shown["wrong"] == np.sum(y * (X1 @ w) <= 1e-12)
    assert shown["mistakes"] == mistakes
    if at["t"]:
        assert (shown["i"], shown["before"]) == (i, pytest.approx(before))
        assert shown["after"] == pytest.approx(before + (before <= 0) * (X1[i] @ X1[i]))


def test_the_slider_ends_where_a_whole_pass_has_made_no_mistake():
    ends = [pictures.updates(t=t).shown for t in (24, 25, 40)]
    assert [end["wrong"] for end in ends] == [1, 0, 0]
    assert [end["mistakes"] for end in ends] == [7, 8, 8]


# weight_space


@some(pictures.weight_space)
def test_the_angles_of_a_step_are_on_their_sides_of_90_degrees(at):
    shown, (path, seen, _, u, *_) = pictures.weight_space(**at).shown, experiments.cone()
    w = path[at["t"]]
    assert (shown["w1"], shown["w2"]) == tuple(w)
    assert shown["length"] == pytest.approx(np.hypot(*w))
    assert shown["shadow"] == pytest.approx(u @ w)
    if at["t"]:
        assert shown["i"] == seen[at["t"] - 1]
        assert shown["to_u"] < 90 <= shown["to_w"]


def test_the_shadow_rises_with_every_mistake_and_the_slider_ends_in_the_cone():
    shadows = [pictures.weight_space(t=t).shown["shadow"] for t in range(9)]
    assert (np.diff(shadows) > 0).all()
    assert len(experiments.cone().w) == 9
    assert "Now w is in the cone." in pictures.weight_space(t=8).alt
    assert "It is not yet in the cone." in pictures.weight_space(t=7).alt


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


# three_losses, memory, restless


def test_far_on_the_right_side_only_the_delta_rule_pushes_back():
    shown = pictures.three_losses().shown
    assert list(shown) == list(experiments.LOSSES)
    assert shown["perceptron"] == 0 < shown["logistic"] < 0.05
    assert shown["delta rule"] == -2.5


def test_the_memory_shows_three_ones_and_three_zeros():
    shown = pictures.memory().shown
    assert (shown["mistakes"], shown["ones"]) == (6, 3)
    # Where a 1 has its stroke every weight is positive, beside it they are negative on the whole.
    assert shown["sides"] < 0 < shown["middle"]
    assert shown["foot"] > 0


def test_the_restless_picture_shows_the_last_mistakes_of_the_run():
    shown, every = pictures.restless().shown, unseparated.restless_shares()
    late = every.last[-pictures.LAST :]
    assert (shown["lowest"], shown["highest"], shown["last"]) == (late.min(), late.max(), late[-1])
    assert (shown["best"], shown["mean"]) == (every.best[-1], every.mean[-1])
    assert shown["mistakes"] == len(every.last)

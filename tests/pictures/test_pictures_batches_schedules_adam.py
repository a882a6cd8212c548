"""The pictures of chapter 6 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from closed_form import last_rates
from positions import some

from dlcourse.experiments import batches_schedules_adam as experiments
from dlcourse.network import History
from dlcourse.pictures import batches_schedules_adam as pictures

Z, Y, BEST, LOWEST = experiments.bowl()
START = np.array(experiments.START)


def two_histories():
    per_epoch = {1: 20, 4: 5, 20: 1}
    return {
        size: History(np.full(3, 1.0 + size), np.array([]), np.linspace(2, 1, 3 * n))
        for size, n in per_epoch.items()
    }


def example_currencies():
    return pictures.two_currencies(two_histories(), 20)


# The bowl of the houses


def test_the_map_of_the_bowl_has_the_height_of_the_cost():
    w, b, above = pictures._heights()
    for i, j in ((0, 0), (7, 31), (39, 2)):
        J = experiments.cost(np.array([b[j], w[i]]), Z, Y)
        assert above[j, i] == pytest.approx(J - LOWEST)


# Noise


def test_the_picture_of_the_noise_halves_with_four_times_the_examples():
    shown = pictures.noise().shown
    for size in (1, 2, 4, 8, 16):
        assert shown[f"back {size}"] / shown[f"back {4 * size}"] == pytest.approx(2, rel=0.06)
    for size in experiments.SIZES[3:]:
        assert shown[f"dealt {size}"] < shown[f"back {size}"]
    assert shown["dealt 80"] == pytest.approx(0, abs=1e-9)


# three_ways and paths


def test_the_three_ways_look_at_320_examples():
    shown = pictures.three_ways().shown
    assert [shown[f"steps {size}"] for size in (80, 4, 1)] == [4, 80, 320]
    # The curvature is 1 everywhere: every step of the whole batch leaves 1 − α of the error.
    start = experiments.cost(START, Z, Y) - LOWEST
    assert shown["J 80"] == pytest.approx(start * 0.7**8)
    assert shown["J 4"] < shown["J 80"]


@some(pictures.paths)
def test_a_path_has_looked_at_320_examples_and_ends_where_it_says(at):
    shown = pictures.paths(**at).shown
    assert shown["steps"] * at["size"] == 320
    if at["size"] == 80:
        end = BEST + (1 - at["alpha"]) ** 4 * (START - BEST)
        np.testing.assert_allclose([shown["b"], shown["w"]], end)


@pytest.mark.parametrize("alpha", [0.4, 0.8])
def test_the_cloud_shrinks_with_the_batch(alpha):
    last = [pictures.paths(size=size, alpha=alpha).shown["last"] for size in (1, 4, 16)]
    assert last[0] > 3 * last[1] > 9 * last[2]


@pytest.mark.parametrize("size", [1, 4])
def test_the_cloud_grows_with_the_rate(size):
    rates = pictures.paths.controls["alpha"].values
    last = [pictures.paths(size=size, alpha=alpha).shown["last"] for alpha in rates]
    assert (np.diff(last) > 0).all()


def test_the_numbers_of_the_chapter_about_the_paths():
    last = [pictures.paths(size=size, alpha=0.2).shown["last"] for size in (1, 4, 16)]
    assert [round(value) for value in last] == [62, 10, 2]
    assert "thrown off the map" in pictures.paths(size=1, alpha=1.2).alt
    assert "still on its way" in pictures.paths(size=80, alpha=0.4).alt
    others = [pictures.paths(**at).shown["last"] for at in pictures.paths.positions()]
    assert pictures.paths(size=80, alpha=0.8).shown["last"] == pytest.approx(min(others))


# rates


@some(pictures.rates)
def test_the_last_rate_is_that_of_the_schedule_by_its_closed_form(at):
    shown, alpha = pictures.rates(**at).shown, at["alpha"]
    if at["schedule"] == experiments.BY_LOSS:
        assert shown["end"] > alpha * LOWEST / experiments.cost(START, Z, Y)
    else:
        assert shown["end"] == pytest.approx(last_rates(alpha)[at["schedule"]])


# race


@some(pictures.race)
def test_sgd_in_the_ravine_follows_its_closed_form(at):
    shown = pictures.race(**at).shown
    a, start = np.array(experiments.RAVINE), np.array(experiments.RAVINE_START)
    left = (1 - experiments.best_rate("SGD") * a) ** at["t"] * start
    assert shown["SGD"] == pytest.approx(a @ left**2 / 2)
    if at["t"] == 0:
        assert list(shown.values()) == pytest.approx([26] * 4)


def test_no_path_of_the_race_leaves_the_map():
    for kind in (experiments.ALONG, experiments.TURNED):
        (low1, high1), (low2, high2) = pictures.VIEW[kind]
        for path, _ in experiments.race(kind).values():
            assert ((path > [low1, low2]) & (path < [high1, high2])).all()


# correction


@some(pictures.correction)
def test_the_first_step_is_alpha_only_with_the_correction(at):
    shown = pictures.correction(**at).shown
    if at["correction"] == experiments.WITH:
        assert shown["first"] == shown["top"] == 1
    else:
        assert shown["first"] == pytest.approx((1 - at["beta1"]) / (1 - at["beta2"]) ** 0.5)
        assert shown["top"] >= shown["first"]


# two_currencies


def test_the_last_costs_are_those_of_the_histories():
    shown = example_currencies().shown
    assert shown == {"last 1": 2, "last 4": 5, "last 20": 21}

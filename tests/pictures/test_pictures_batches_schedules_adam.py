"""The pictures of chapter 6 show what they claim, at every kind of position of their controls."""

import itertools

import numpy as np
import pytest
from closed_form import last_rates
from positions import some

from dlcourse.experiments import batch_sizes as sizes
from dlcourse.experiments import batches_schedules_adam as experiments
from dlcourse.experiments import ravine as valley
from dlcourse.pictures import batches_schedules_adam as pictures

Z, Y, BEST, LOWEST = experiments.bowl()
START = np.array(experiments.START)


SOME = [
    sizes.Tuned(1, 0.5, (400, 420, 440, 300, 500)),
    sizes.Tuned(64, 4.0, (27, 24, 30, 26, 28)),
]


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


# by_batches and paths


@some(pictures.by_batches)
def test_the_opening_makes_one_step_for_each_position(at):
    shown = pictures.by_batches(**at).shown
    path, _rows = experiments.opening(at["size"])
    assert shown["looked"] == at["size"] * at["t"]
    np.testing.assert_allclose([shown["b"], shown["w"]], path[at["t"]])
    J = experiments.cost(path[at["t"]], Z, Y)
    assert shown["excess"] == pytest.approx(J - LOWEST, abs=1e-6)
    if at["size"] == 80:
        # The curvature is 1 everywhere: every step of the whole batch leaves 1 − α of the error.
        start = experiments.cost(START, Z, Y) - LOWEST
        assert shown["excess"] == pytest.approx(start * 0.7 ** (2 * at["t"]), abs=1e-6)


@pytest.mark.claim("opening-batches")
def test_the_opening_says_what_its_path_does():
    after = {size: pictures.by_batches(size=size, t=320 // size).shown for size in (80, 16, 4, 1)}
    assert {shown["looked"] for shown in after.values()} == {320}
    assert after[80]["excess"] > 90
    assert after[16]["excess"] < 1
    six = pictures.by_batches(size=4, t=6).shown
    assert six["looked"] == 24
    assert six["excess"] < 10
    late = [experiments.height(*experiments.opening(size)[0][80:].T) for size in (4, 1)]
    assert 10 < late[0].mean() < 25 < 80 < late[1].mean()
    assert pictures.STOPS[:21] == tuple(range(21))


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


@pytest.mark.claim("clouds")
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
    assert shown["end"] == pytest.approx(last_rates(alpha)[at["schedule"]])
    assert shown["total"] == pytest.approx(experiments.scheduled(**at_named(at))[1].sum())


def at_named(at):
    return {"name": at["schedule"], "alpha": at["alpha"]}


# momentum


@some(pictures.momentum)
def test_momentum_stands_where_so_many_steps_lead(at):
    shown = pictures.momentum(**at).shown
    setting = valley.Setting(at["alpha"], (at["beta"],))
    path = valley.run("Momentum", [setting], valley.ALONG)[0][at["t"], 0]
    if shown["distance"] < 1e8:
        assert shown["distance"] == pytest.approx(np.linalg.norm(path))
    for where, curvature in (("along", 1), ("across", 100)):
        assert shown[where] == valley.factor(at["alpha"], at["beta"], curvature)


@pytest.mark.claim("momentum-best")
def test_no_position_comes_nearer_than_the_best_momentum():
    sliders = pictures.momentum.controls
    pairs = itertools.product(sliders["alpha"].values, sliders["beta"].values)
    end = {(a, b): pictures.momentum(alpha=a, beta=b, t=80).shown for a, b in pairs}
    distance = {pair: shown["distance"] for pair, shown in end.items()}
    assert min(distance, key=distance.get) == (0.1, 0.67)
    far = {pair for pair, value in distance.items() if value > 10}
    assert far == {pair for pair, shown in end.items() if shown["across"] > 1 + 1e-9}
    assert (0.2, 0.9) not in far
    assert {(0.4, 0.9), (0.04, 0.0)} <= far
    assert end[0.02, 0.0]["across"] == pytest.approx(1)


# race


@some(pictures.race)
def test_the_racers_have_the_costs_of_their_runs(at):
    shown = pictures.race(**at).shown
    where = {str(key): value for key, value in pictures.WHERE.items()}
    kind, tuned = where[str(at["ravine"])]
    for name, (path, costs) in valley.race(kind, tuned).items():
        H, _ = valley.ravine(kind)
        assert shown[name] == costs[at["t"]]
        assert shown[name] == pytest.approx(path[at["t"]] @ H @ path[at["t"]] / 2)
    if at["t"] == 0:
        assert list(shown.values()) == pytest.approx([26] * 4)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SGD", "α = 0.018"),
        ("Momentum", "α = 0.1, β = 0.7"),
        ("Adam", "α = 0.42, β₁ = 0.5, β₂ = 0.999"),
    ],
)
def test_the_setting_of_a_racer_is_said(name, said):
    assert pictures.race(racer=name, ravine=valley.ALONG, t=0).readout.startswith(said)


@pytest.mark.parametrize(
    ("value", "said"),
    [(1e-12, "less than a billionth"), (0.0123, "0.012"), (250, "250"), (1e6, "more than 100,000")],
)
def test_a_cost_is_said_in_two_digits(value, said):
    assert pictures._small(value) == said


# correction


@some(pictures.correction)
def test_the_first_step_is_alpha_only_with_the_correction(at):
    shown = pictures.correction(**at).shown
    if at["correction"] == experiments.WITH:
        assert shown["first"] == shown["top"] == 1
    else:
        assert shown["first"] == pytest.approx((1 - at["beta1"]) / (1 - at["beta2"]) ** 0.5)
        assert shown["top"] >= shown["first"]


# steps_by_size


def test_the_steps_by_size_are_the_medians():
    assert pictures.steps_by_size(SOME).shown == {"steps 1": 420, "steps 64": 27}

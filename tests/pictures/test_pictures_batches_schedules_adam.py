"""The pictures of chapter 6 show what they claim, at every kind of position of their controls."""

import itertools

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, gradcheck, linear, optim
from dlcourse.network import History
from dlcourse.pictures import batches_schedules_adam as pictures

Z, Y = pictures.houses()
BEST = linear.normal_equation(Z, Y)
LOWEST = pictures.cost(BEST, Z, Y)
START = np.array(pictures.START)


def two_histories():
    per_epoch = {1: 20, 4: 5, 20: 1}
    return {
        size: History(np.full(3, 1.0 + size), np.array([]), np.linspace(2, 1, 3 * n))
        for size, n in per_epoch.items()
    }


def example_currencies():
    return pictures.two_currencies(two_histories(), 20)


@pytest.mark.parametrize("draw", [pictures.three_ways, pictures.noise, example_currencies])
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert frame.svg().count("<svg") >= 1
    assert len(frame.alt) > 100
    assert all(np.isfinite(value) for value in frame.shown.values())


# The bowl of the houses


def test_the_cost_and_its_gradient_are_those_of_the_loops_on_any_rows():
    for rows in (slice(None), [7], [3, 14, 15, 65]):
        J, dw, db = blackboard.linear_cost_and_grad(START[1:], START[0], Z[rows], Y[rows])
        assert pictures.cost(START, Z[rows], Y[rows]) == pytest.approx(J)
        found = pictures.gradient(START, Z[rows], Y[rows])
        np.testing.assert_allclose(found, [db, *dw], rtol=1e-12)
        measured = gradcheck.numerical_gradient(
            lambda w, rows=rows: pictures.cost(w, Z[rows], Y[rows]), START
        )
        np.testing.assert_allclose(found, measured, rtol=1e-6)


def test_the_map_of_the_bowl_has_the_height_of_the_cost():
    w, b, above = pictures._heights()
    for i, j in ((0, 0), (7, 31), (39, 2)):
        J = pictures.cost(np.array([b[j], w[i]]), Z, Y)
        assert above[j, i] == pytest.approx(J - LOWEST)


# Noise


def single_gradients():
    return np.random.default_rng(0).normal(size=(6, 3)) * [1, 2, 5] + [3, 0, -1]


@pytest.mark.parametrize("size", range(1, 7))
def test_over_all_batches_the_mean_is_the_gradient_and_the_noise_is_the_formula(size):
    G = single_gradients()
    batches = [G[list(rows)].mean(axis=0) for rows in itertools.combinations(range(6), size)]
    np.testing.assert_allclose(np.mean(batches, axis=0), G.mean(axis=0))
    square = np.mean(np.sum((batches - G.mean(axis=0)) ** 2, axis=1))
    assert pictures.noise_of_batches(G, size) ** 2 == pytest.approx(square, abs=1e-12)


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_what_is_measured_agrees_with_the_formulas(size):
    G, rng = single_gradients(), np.random.default_rng(1)
    dealt = pictures.measured_noise(G, size, rng=rng, draws=20_000)
    assert dealt == pytest.approx(pictures.noise_of_batches(G, size), rel=0.03, abs=1e-12)
    back = pictures.measured_noise(G, size, rng=rng, draws=20_000, back=True)
    assert back == pytest.approx(pictures.noise_of_batches(G, 1) / size**0.5, rel=0.03)


def test_the_picture_of_the_noise_halves_with_four_times_the_examples():
    shown = pictures.noise().shown
    for size in (1, 2, 4, 8, 16):
        assert shown[f"back {size}"] / shown[f"back {4 * size}"] == pytest.approx(2, rel=0.06)
    for size in pictures.SIZES[3:]:
        assert shown[f"dealt {size}"] < shown[f"back {size}"]
    assert shown["dealt 80"] == pytest.approx(0, abs=1e-9)


# three_ways and paths


def test_the_three_ways_look_at_320_examples():
    shown = pictures.three_ways().shown
    assert [shown[f"steps {size}"] for size in (80, 4, 1)] == [4, 80, 320]
    # The curvature is 1 everywhere: every step of the whole batch leaves 1 − α of the error.
    start = pictures.cost(START, Z, Y) - LOWEST
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
    closed = {
        pictures.FIXED: alpha,
        pictures.ROOT: alpha / 20,
        pictures.POWER: alpha / 400**0.75,
        pictures.ONE_OVER_T: alpha / 400,
        pictures.STAIRS: alpha / 16,
        pictures.EXPONENTIAL: alpha * 0.98**399,
        pictures.COSINE: alpha / 2 * (1 + np.cos(np.pi * 399 / 400)),
        pictures.WARM: alpha / 2 * (1 + np.cos(np.pi * 399 / 400)),
    }
    if at["schedule"] == pictures.BY_LOSS:
        assert shown["end"] > alpha * LOWEST / pictures.cost(START, Z, Y)
    else:
        assert shown["end"] == pytest.approx(closed[at["schedule"]])


def test_a_bold_start_needs_a_rate_that_falls():
    schedules = pictures.rates.controls["schedule"].values
    bold = {name: pictures.rates(schedule=name, alpha=0.8).shown["last"] for name in schedules}
    fixed = bold.pop(pictures.FIXED)
    assert fixed == pytest.approx(97.1, abs=0.05)
    assert max(bold.values()) < fixed / 50


def test_a_timid_start_is_mended_by_stairs_and_cosine_only():
    schedules = pictures.rates.controls["schedule"].values
    timid = {name: pictures.rates(schedule=name, alpha=0.05).shown["last"] for name in schedules}
    fixed = timid.pop(pictures.FIXED)
    better = {name for name, value in timid.items() if value < fixed}
    assert better == {pictures.STAIRS, pictures.COSINE, pictures.WARM}
    assert timid[pictures.ONE_OVER_T] == pytest.approx(893, abs=1)


# race


@some(pictures.race)
def test_sgd_in_the_ravine_follows_its_closed_form(at):
    shown = pictures.race(**at).shown
    a, start = np.array(pictures.RAVINE), np.array(pictures.RAVINE_START)
    left = (1 - pictures.best_rate("SGD") * a) ** at["t"] * start
    assert shown["SGD"] == pytest.approx(a @ left**2 / 2)
    if at["t"] == 0:
        assert list(shown.values()) == pytest.approx([26] * 4)


def test_only_the_optimisers_that_rescale_weights_notice_the_turn():
    along, turned = (
        pictures.race(t=80, ravine=kind).shown for kind in (pictures.ALONG, pictures.TURNED)
    )
    for name in ("SGD", "Momentum"):
        assert turned[name] == pytest.approx(along[name], rel=1e-6)
    assert turned["Adam"] / along["Adam"] == pytest.approx(211, abs=5)
    assert turned["Adam"] > turned["SGD"]
    assert turned["RMSProp"] > 2 * along["RMSProp"]


def test_along_the_axes_momentum_and_adam_end_far_below_sgd():
    shown = pictures.race(t=80, ravine=pictures.ALONG).shown
    assert shown["SGD"] / shown["Momentum"] > 100
    assert shown["SGD"] / shown["Adam"] > 100


def test_the_best_rate_of_sgd_is_the_one_next_to_its_closed_form():
    # The largest |1 − αa| over both curvatures is least at α = 2 / (1 + 100).
    best = 2 / sum(pictures.RAVINE)
    factor = {alpha: max(abs(1 - alpha * a) for a in pictures.RAVINE) for alpha in pictures.RATES}
    assert pictures.best_rate("SGD") == min(factor, key=factor.get)
    assert pictures.best_rate("SGD") == pytest.approx(best, rel=0.15)


def test_the_map_of_the_race_has_the_heights_of_its_costs():
    for kind in (pictures.ALONG, pictures.TURNED):
        H, start = pictures._ravine(kind)
        assert start @ H @ start / 2 == pytest.approx(26)
        np.testing.assert_allclose(np.linalg.eigvalsh(H), pictures.RAVINE)
        (low1, high1), (low2, high2) = pictures.VIEW[kind]
        for path, _ in pictures._race(kind).values():
            assert ((path > [low1, low2]) & (path < [high1, high2])).all()


# correction


def test_without_correction_the_averages_are_the_same_and_the_step_is_not():
    rng = np.random.default_rng(3)
    w, dw, m = rng.normal(size=(3, 5))
    v, t = rng.uniform(1, 2, size=5), 4
    ours = pictures.adam_step_without_correction(w, dw, m, v, lr=0.1)
    theirs = optim.adam_step(w, dw, m, v, t, lr=0.1)
    np.testing.assert_allclose(ours[1:], theirs[1:])
    ratio = (1 - 0.9**t) / (1 - 0.999**t) ** 0.5
    np.testing.assert_allclose(w - ours[0], (w - theirs[0]) * ratio, rtol=1e-6)


@pytest.mark.parametrize("beta1", [0.0, 0.9])
def test_the_lengths_of_the_first_steps_are_those_of_a_constant_gradient(beta1):
    w, m, v = np.zeros(1), np.zeros(1), np.zeros(1)
    lengths = []
    for _ in range(30):
        old = w
        w, m, v = pictures.adam_step_without_correction(
            w, np.full(1, 3.0), m, v, lr=1.0, beta1=beta1, beta2=0.99
        )
        lengths.append(float((old - w)[0]))
    closed = pictures.first_steps(pictures.WITHOUT, beta1, 0.99, 30)
    np.testing.assert_allclose(lengths, closed, rtol=1e-6)


@some(pictures.correction)
def test_the_first_step_is_alpha_only_with_the_correction(at):
    shown = pictures.correction(**at).shown
    if at["correction"] == pictures.WITH:
        assert shown["first"] == shown["top"] == 1
    else:
        assert shown["first"] == pytest.approx((1 - at["beta1"]) / (1 - at["beta2"]) ** 0.5)
        assert shown["top"] >= shown["first"]


def test_the_numbers_of_the_chapter_about_the_correction():
    lengths = pictures.first_steps(pictures.WITHOUT, 0.9, 0.999, 1000)
    assert [round(lengths[t - 1], 2) for t in (1, 12)] == [3.16, 6.57]
    assert lengths.argmax() == 11
    assert lengths[-1] == pytest.approx(1.26, abs=0.005)
    least = {
        kind: pictures.correction(correction=kind).shown["least"] for kind in ("with", "without")
    }
    assert least["without"] == pytest.approx(-3.77, abs=0.005)
    assert 1 - least["with"] == pytest.approx(1.4, abs=0.05)


# two_currencies


def test_block_means_keep_the_mean_of_the_steps():
    t, J = pictures._block_means(np.full(500, 2.5))
    assert (J == 2.5).all()
    assert (np.diff(t) > 0).all()
    # A straight line stays one: each mean lies in the middle of its block.
    t, J = pictures._block_means(np.arange(1.0, 1001.0))
    np.testing.assert_allclose(J, t)


def test_the_last_costs_are_those_of_the_histories():
    shown = example_currencies().shown
    assert shown == {"last 1": 2, "last 4": 5, "last 20": 21}

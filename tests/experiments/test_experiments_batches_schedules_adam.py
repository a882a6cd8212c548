"""What chapter 6 computes: batches and their noise, schedules, the race, Adam's first steps."""

import itertools

import numpy as np
import pytest
from closed_form import last_rates

from dlcourse import blackboard, data, gradcheck, optim
from dlcourse.experiments import batches_schedules_adam as experiments

Z, Y = experiments.houses()
_, _, BEST, LOWEST = experiments.bowl()
START = np.array([180.0, 40.0])


def end(costs, size):
    """Mean cost of the last epoch, above the minimum."""
    return experiments.mean_of_epochs(costs[1:], size)[-1] - LOWEST


# The bowl of the houses


def test_the_houses_are_those_of_chapter_1_with_their_area_standardised():
    table = data.housing()
    np.testing.assert_array_equal(Y, table.y)
    assert Z.shape == (experiments.HOUSES, 1)
    assert Z.mean() == pytest.approx(0, abs=1e-12)
    assert Z.std() == pytest.approx(1)
    area = table.X[:, table.feature_names.index("area")]
    assert np.corrcoef(Z[:, 0], area)[0, 1] == pytest.approx(1)


def test_the_cost_and_its_gradient_are_those_of_the_loops_on_any_rows():
    for rows in (slice(None), [7], [3, 14, 15, 65]):
        J, dw, db = blackboard.linear_cost_and_grad(START[1:], START[0], Z[rows], Y[rows])
        assert experiments.cost(START, Z[rows], Y[rows]) == pytest.approx(J)
        found = experiments.gradient(START, Z[rows], Y[rows])
        np.testing.assert_allclose(found, [db, *dw], rtol=1e-12)
        measured = gradcheck.numerical_gradient(
            lambda w, rows=rows: experiments.cost(w, Z[rows], Y[rows]), START
        )
        np.testing.assert_allclose(found, measured, rtol=1e-6)


def test_the_height_of_the_bowl_is_its_cost_above_the_lowest():
    np.testing.assert_allclose(experiments.gradient(BEST, Z, Y), 0, atol=1e-10)
    b, w = np.array([[150.0], [210], [260]]), np.array([30.0, 80])
    above = experiments.height(b, w)
    for i, j in np.ndindex(3, 2):
        J = experiments.cost(np.array([b[i, 0], w[j]]), Z, Y)
        assert above[i, j] == pytest.approx(J - LOWEST)


@pytest.mark.parametrize("size", [80, 4, 1])
def test_a_path_has_looked_at_320_examples(size):
    trace = experiments.descend(size, 0.3)
    assert trace.iterations * size == 320
    np.testing.assert_array_equal(trace.path[0], START)


@pytest.mark.parametrize("alpha", [0.05, 0.3, 1.2])
def test_with_all_houses_every_step_leaves_one_less_alpha_of_the_error(alpha):
    """The curvature is 1 everywhere."""
    w = experiments.descend(80, alpha).w
    np.testing.assert_allclose(w, BEST + (1 - alpha) ** 4 * (START - BEST))


@pytest.mark.parametrize("alpha", [0.4, 0.8])
def test_the_cloud_shrinks_with_the_batch(alpha):
    last = [end(experiments.descend(size, alpha).costs, size) for size in (1, 4, 16)]
    assert last[0] > 3 * last[1] > 9 * last[2]


def test_the_cloud_grows_with_the_rate():
    last = [end(experiments.descend(4, alpha).costs, 4) for alpha in (0.1, 0.2, 0.4, 0.8)]
    assert (np.diff(last) > 0).all()


def test_the_mean_of_an_epoch_is_that_of_its_steps():
    means = experiments.mean_of_epochs(np.arange(8.0), 20)  # four steps an epoch
    np.testing.assert_array_equal(means, [1.5, 5.5])


def test_a_cloud_is_measured_on_the_last_epoch_of_its_path():
    far = BEST + np.full((3, 2), 500.0)
    line = BEST + np.array([[3.0, 4], [7, 8]])  # mean (5, 6)
    away, wide = experiments.cloud(np.concatenate((far, line)), 80)
    assert away == pytest.approx(61**0.5)
    assert wide == pytest.approx(8**0.5)
    five = BEST + np.array([[0.0, 2], [0, 4], [0, 6], [0, 8], [5, 0]])  # mean (1, 4)
    away, wide = experiments.cloud(np.concatenate((far, five)), 16)
    assert away == pytest.approx(17**0.5)
    assert wide == pytest.approx(((4 + 0 + 4 + 16 + 16) / 5 + (1 + 1 + 1 + 1 + 16) / 5) ** 0.5)


# Noise


def single_gradients():
    return np.random.default_rng(0).normal(size=(6, 3)) * [1, 2, 5] + [3, 0, -1]


def test_the_gradient_of_one_house_is_its_error_times_its_inputs():
    G = experiments.gradients_at(START)
    error = START[0] + START[1] * Z[:, 0] - Y
    np.testing.assert_allclose(G, np.column_stack((error, error * Z[:, 0])))


@pytest.mark.parametrize("size", range(1, 7))
def test_over_all_batches_the_mean_is_the_gradient_and_the_noise_is_the_formula(size):
    G = single_gradients()
    batches = [G[list(rows)].mean(axis=0) for rows in itertools.combinations(range(6), size)]
    np.testing.assert_allclose(np.mean(batches, axis=0), G.mean(axis=0))
    square = np.mean(np.sum((batches - G.mean(axis=0)) ** 2, axis=1))
    assert experiments.noise_of_batches(G, size) ** 2 == pytest.approx(square, abs=1e-12)


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_what_is_measured_agrees_with_the_formulas(size):
    G, rng = single_gradients(), np.random.default_rng(1)
    dealt = experiments.measured_noise(G, size, rng=rng, draws=20_000)
    assert dealt == pytest.approx(experiments.noise_of_batches(G, size), rel=0.03, abs=1e-12)
    back = experiments.measured_noise(G, size, rng=rng, draws=20_000, back=True)
    assert back == pytest.approx(experiments.noise_of_batches(G, 1) / size**0.5, rel=0.03)


def test_unless_told_the_noise_is_measured_on_4000_dealt_batches():
    G = single_gradients()
    found = [
        experiments.measured_noise(G, 2, rng=np.random.default_rng(1), **how)
        for how in ({}, {"draws": 4000, "back": False})
    ]
    assert found[0] == found[1]


@pytest.mark.claim("noise-halves")
def test_the_noise_halves_with_four_times_the_examples():
    dealt, back = experiments.noise_by_size(experiments.gradients_at(START))
    for k in range(6):  # from 1, 2, … to 4, 8, …, but not to 80
        if experiments.SIZES[k] * 4 in experiments.SIZES:
            assert back[k] / back[k + 2] == pytest.approx(2, rel=0.06)
    assert all(one < other for one, other in zip(dealt[3:], back[3:], strict=True))
    assert dealt[-1] == pytest.approx(0, abs=1e-9)
    sizes = [1, 2, 4, 8, 16, 32, 64, 80]
    assert list(experiments.SIZES) == sizes


def test_the_noise_of_every_size_is_near_the_formula():
    G = experiments.gradients_at(START)
    dealt, back = experiments.noise_by_size(G, draws=400)
    formula = [experiments.noise_of_batches(G, B) for B in experiments.SIZES]
    np.testing.assert_allclose(dealt, formula, rtol=0.1, atol=1e-9)
    one = experiments.noise_of_batches(G, 1)
    np.testing.assert_allclose(back, one / np.sqrt(experiments.SIZES), rtol=0.1)


def test_unless_told_each_size_has_4000_batches():
    G = single_gradients().repeat(14, axis=0)[:80]
    assert experiments.noise_by_size(G) == experiments.noise_by_size(G, draws=4000)


# Schedules


@pytest.mark.parametrize("alpha", [0.05, 0.8])
def test_the_last_rate_is_that_of_the_schedule_by_its_closed_form(alpha):
    for name in experiments.SCHEDULES:
        trace, alphas = experiments.scheduled(name, alpha)
        assert alphas.shape == (trace.iterations,) == (400,)
        first = alpha / 40 if name == experiments.WARM else alpha
        assert alphas[0] == pytest.approx(first, rel=1e-4)  # the cosine has begun to fall
        if name == experiments.BY_LOSS:
            np.testing.assert_allclose(alphas, alpha * trace.costs[:-1] / trace.costs[0])
        else:
            assert alphas[-1] == pytest.approx(last_rates(alpha)[name])


def test_a_step_of_the_stairs_is_80_steps_long():
    _, alphas = experiments.scheduled(experiments.STAIRS, 0.05)
    np.testing.assert_allclose(alphas, 0.05 * np.repeat(0.5 ** np.arange(5), 80))


def test_the_names_of_the_schedules_are_those_that_are_made():
    assert tuple(experiments.schedules_from(0.1)) == experiments.SCHEDULES


def test_a_bold_start_needs_a_rate_that_falls():
    bold = {n: end(experiments.scheduled(n, 0.8)[0].costs, 4) for n in experiments.SCHEDULES}
    fixed = bold.pop(experiments.FIXED)
    assert fixed == pytest.approx(97.1, abs=0.05)
    assert max(bold.values()) < fixed / 50


def test_a_timid_start_is_mended_by_stairs_and_cosine_only():
    timid = {n: end(experiments.scheduled(n, 0.05)[0].costs, 4) for n in experiments.SCHEDULES}
    fixed = timid.pop(experiments.FIXED)
    better = {name for name, value in timid.items() if value < fixed}
    assert better == {experiments.STAIRS, experiments.COSINE, experiments.WARM}
    assert timid[experiments.ONE_OVER_T] == pytest.approx(893, abs=1)


# The race


@pytest.mark.parametrize("kind", [experiments.ALONG, experiments.TURNED])
def test_a_ravine_has_its_curvatures_and_starts_at_26(kind):
    H, start = experiments.ravine(kind)
    np.testing.assert_allclose(np.linalg.eigvalsh(H), [1, 100])
    assert experiments.ravine_cost(start, H) == pytest.approx(26)
    assert np.linalg.norm(start) == pytest.approx((16 + 0.36) ** 0.5)
    w = np.random.default_rng(2).normal(size=(3, 4, 2))
    for at in np.ndindex(3, 4):
        J = w[at] @ H @ w[at] / 2
        assert experiments.ravine_cost(w, H)[at] == pytest.approx(J)


def test_one_ravine_lies_along_the_axes_and_the_other_along_the_diagonal():
    H, start = experiments.ravine(experiments.ALONG)
    np.testing.assert_array_equal(H, [[1, 0], [0, 100]])
    np.testing.assert_array_equal(start, [-4, 0.6])
    H, start = experiments.ravine(experiments.TURNED)
    np.testing.assert_allclose(H @ [1, 1], [1, 1])  # along it, the curvature is 1
    np.testing.assert_allclose(start * 2**0.5, [-4.6, -3.4])


@pytest.mark.parametrize("kind", [experiments.ALONG, experiments.TURNED])
def test_sgd_in_the_ravine_follows_its_closed_form(kind):
    path, costs = experiments.run("SGD", 0.015, kind)
    a, start = np.array([1, 100]), np.array([-4, 0.6])
    left = (1 - 0.015 * a) ** np.arange(81)[:, np.newaxis] * start
    np.testing.assert_allclose(costs, left**2 @ a / 2)
    H, _ = experiments.ravine(kind)
    np.testing.assert_allclose(experiments.ravine_cost(path, H), costs)


def test_only_the_optimisers_that_rescale_weights_notice_the_turn():
    along, turned = (
        {name: costs[-1] for name, (_, costs) in experiments.race(kind).items()}
        for kind in (experiments.ALONG, experiments.TURNED)
    )
    for name in ("SGD", "Momentum"):
        assert turned[name] == pytest.approx(along[name], rel=1e-6)
    assert turned["Adam"] / along["Adam"] == pytest.approx(211, abs=5)
    assert turned["Adam"] > turned["SGD"]
    assert turned["RMSProp"] > 2 * along["RMSProp"]
    # Along the axes Momentum and Adam end far below SGD.
    assert along["SGD"] / along["Momentum"] > 100
    assert along["SGD"] / along["Adam"] > 100


def test_the_best_rate_of_sgd_is_the_one_next_to_its_closed_form():
    # Eight rates to a power of ten, from 0.01 to 1.
    np.testing.assert_allclose(np.log10(experiments.RATES), np.arange(-2, 0.1, 1 / 8), atol=1e-12)
    # The largest |1 − αa| over both curvatures is least at α = 2 / (1 + 100).
    factor = {alpha: max(abs(1 - alpha * a) for a in (1, 100)) for alpha in experiments.RATES}
    assert experiments.best_rate("SGD") == min(factor, key=factor.get)
    assert experiments.best_rate("SGD") == pytest.approx(2 / 101, rel=0.15)


def test_a_late_peak_is_among_the_last_twenty_costs():
    assert experiments.late_peak(np.arange(81.0)[::-1]) == 19


@pytest.mark.parametrize("name", experiments.RACERS)
def test_the_best_rate_has_the_lowest_peak_of_the_last_twenty_costs(name):
    peaks = {}
    for alpha in experiments.RATES:
        _, costs = experiments.run(name, alpha, experiments.ALONG)
        peaks[alpha] = max(costs[61:])  # after the steps 61 to 80
    assert experiments.best_rate(name) == min(peaks, key=peaks.get)


# Adam's first steps


def test_without_correction_the_averages_are_the_same_and_the_step_is_not():
    rng = np.random.default_rng(3)
    w, dw, m = rng.normal(size=(3, 5))
    v, t = rng.uniform(1, 2, size=5), 4
    ours = experiments.adam_step_without_correction(w, dw, m, v, lr=0.1)
    theirs = optim.adam_step(w, dw, m, v, t, lr=0.1)
    np.testing.assert_allclose(ours[1:], theirs[1:])
    ratio = (1 - 0.9**t) / (1 - 0.999**t) ** 0.5
    np.testing.assert_allclose(w - ours[0], (w - theirs[0]) * ratio, rtol=1e-6)


def test_eps_stands_where_nothing_else_does():
    w, _, _ = experiments.adam_step_without_correction(0.0, 0.0, 1.0, 0.0, lr=1e-8)
    assert w == pytest.approx(-0.9)


@pytest.mark.parametrize("beta1", [0.0, 0.9])
def test_the_lengths_of_the_first_steps_are_those_of_a_constant_gradient(beta1):
    w, m, v = np.zeros(1), np.zeros(1), np.zeros(1)
    lengths = []
    for _ in range(30):
        old = w
        w, m, v = experiments.adam_step_without_correction(
            w, np.full(1, 3.0), m, v, lr=1.0, beta1=beta1, beta2=0.99
        )
        lengths.append(float((old - w)[0]))
    closed = experiments.first_steps(experiments.WITHOUT, beta1, 0.99, 30)
    np.testing.assert_allclose(lengths, closed, rtol=1e-6)
    np.testing.assert_array_equal(experiments.first_steps("with", beta1, 0.99, 30), np.ones(30))


def test_the_numbers_of_the_chapter_about_the_correction():
    lengths = experiments.first_steps(experiments.WITHOUT, 0.9, 0.999, 1000)
    assert [round(lengths[t - 1], 2) for t in (1, 12)] == [3.16, 6.57]
    assert lengths.argmax() == 11
    assert lengths[-1] == pytest.approx(1.26, abs=0.005)
    least = {
        kind: experiments.on_the_parabola(kind, 0.9, 0.999).min() for kind in ("with", "without")
    }
    assert least["without"] == pytest.approx(-3.77, abs=0.005)
    assert 1 - least["with"] == pytest.approx(1.4, abs=0.05)


@pytest.mark.parametrize("kind", ["with", "without"])
def test_on_the_parabola_the_first_step_has_its_length_and_sixty_come_near_the_minimum(kind):
    path = experiments.on_the_parabola(kind, 0.9, 0.999)
    length = 0.5 * experiments.first_steps(kind, 0.9, 0.999, 1)[0]
    np.testing.assert_allclose(path[:2], [9, 9 - length])
    assert len(path) == 61
    signs = optim.adam_step(9.0, 16.0, 0.0, 0.0, 1, lr=0.5)[0]
    assert experiments.on_the_parabola("with", 0, 0.9)[1] == pytest.approx(signs)


# Losses of many steps


def test_block_means_keep_the_mean_of_the_steps():
    t, J = experiments.block_means(np.full(500, 2.5))
    assert (J == 2.5).all()
    assert (np.diff(t) > 0).all()
    # A straight line stays one: each mean lies in the middle of its block.
    t, J = experiments.block_means(np.arange(1.0, 1001.0))
    np.testing.assert_allclose(J, t)


def test_the_blocks_reach_from_the_first_step_to_the_last_and_grow_by_a_sixth():
    only_ends = np.zeros(10_000)
    only_ends[[0, -1]] = 1
    t, J = experiments.block_means(only_ends)
    assert (t[0], J[0]) == (1, 1)
    assert J[-1] > 0
    assert (
        t[-1] / t[-2] == pytest.approx(10_001 ** (1 / 59), rel=1e-3) == pytest.approx(7 / 6, 3e-3)
    )

"""What chapter 6 computes: batches and their noise, schedules, momentum, the race, the digits."""

import itertools

import numpy as np
import pytest
from closed_form import last_rates

from dlcourse import blackboard, data, gradcheck, losses, optim
from dlcourse.descent import gradient_descent, small_gradient
from dlcourse.experiments import batches_schedules_adam as experiments
from dlcourse.schedules import rate_at

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


@pytest.mark.parametrize("size", [80, 16, 3])
def test_the_opening_makes_the_steps_of_its_batches(size):
    path, rows = experiments.opening(size)
    assert len(path) == len(rows) + 1 == 321
    np.testing.assert_array_equal(path[0], START)
    epoch = rows[: -(-80 // size)]
    assert sorted(np.concatenate(epoch)) == list(range(80))
    assert [len(batch) for batch in epoch] == [size] * (80 // size) + [80 % size] * (80 % size > 0)
    for t in (0, 1, 319):
        batch = rows[t]
        step = -0.3 * experiments.gradient(path[t], Z[batch], Y[batch])
        np.testing.assert_allclose(path[t + 1] - path[t], step, atol=1e-12)


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


@pytest.mark.parametrize("dealt", [False, True])
def test_batches_for_several_runs_hold_four_houses_each(dealt):
    batches = list(itertools.islice(experiments.batches_for(3, dealt=dealt), 40))
    for run in range(3):
        epochs = [np.concatenate([rows[run] for rows in batches[k : k + 20]]) for k in (0, 20)]
        whole = [len(set(epoch)) == 80 for epoch in epochs]
        assert whole == [dealt, dealt]
        assert all(len(set(rows[run])) == 4 for rows in batches)
    assert (batches[0][0] != batches[0][1]).any()
    assert (batches[0] != batches[20]).any()


def floor_by_loop(alpha, beta, seed, *, dealt):
    """One of the walks of `floors`, step by step."""
    batches = experiments.batches_for(seed + 1, dealt=dealt)
    w, v, excess = BEST, np.zeros(2), []
    for t in range(2500):
        if t >= 500:
            excess.append(np.sum((w - BEST) ** 2) / 2)
        rows = next(batches)[seed]
        w, v = optim.momentum_step(
            w, experiments.gradient(w, Z[rows], Y[rows]), v, lr=alpha, beta=beta
        )
    return np.mean(excess)


@pytest.mark.parametrize("dealt", [False, True])
def test_a_floor_is_that_of_a_single_walk(dealt):
    found = experiments.floors(dealt=dealt)
    assert found.shape == (4, 2, 5)
    assert found[2, 1, 1] == pytest.approx(floor_by_loop(0.2, 0.9, 1, dealt=dealt))
    assert found[0, 0, 0] == pytest.approx(floor_by_loop(0.05, 0, 0, dealt=dealt))


def squares(size=4):
    return experiments.noise_of_batches(experiments.gradients_at(BEST), size) ** 2


def test_the_formula_of_the_floor_is_where_its_recursion_rests():
    for alpha, noise, c in ((0.3, 2.0, 1.0), (0.1, 5.0, 4.0)):
        V = 2 * experiments.noise_floor(alpha, noise, c) / c
        assert (1 - alpha * c) ** 2 * V + alpha**2 * noise == pytest.approx(V)
    small = [experiments.noise_floor(0.02, squares(B)) for B in (1, 2)]
    assert small[0] / small[1] == pytest.approx(2, rel=0.02)
    assert experiments.noise_floor(0.01, 1) / experiments.noise_floor(0.02, 1) == pytest.approx(
        0.5, rel=0.01
    )


@pytest.mark.claim("noise-floor")
def test_the_floor_is_that_of_the_formula_and_dealing_does_better():
    drawn, dealt = (experiments.floors(dealt=dealt)[:, 0] for dealt in (False, True))
    formula = [experiments.noise_floor(alpha, squares()) for alpha in (0.05, 0.1, 0.2, 0.4)]
    np.testing.assert_allclose(drawn.mean(axis=1), formula, rtol=0.08)
    share = dealt.mean(axis=1) / drawn.mean(axis=1)
    assert (share < 1).all()
    assert (np.diff(share) > 0).all()
    assert (dealt.max(axis=1)[:3] < drawn.min(axis=1)[:3]).all()


@pytest.mark.claim("momentum-noise")
def test_momentum_leaves_the_cloud_of_drawn_batches_and_halves_that_of_dealt_ones():
    drawn, dealt = (experiments.floors(dealt=dealt) for dealt in (False, True))
    share = drawn[:, 1].mean(axis=1) / drawn[:, 0].mean(axis=1)
    assert (share > 0.78).all()
    gap = np.abs(drawn[:2, 1].mean(axis=1) - drawn[:2, 0].mean(axis=1))
    assert (gap < drawn[:2].std(axis=2).min(axis=1)).all()  # not settled for the two smaller rates
    share = dealt[:, 1].mean(axis=1) / dealt[:, 0].mean(axis=1)
    assert ((share > 0.4) & (share < 0.6)).all()


# Schedules


@pytest.mark.parametrize("alpha", [0.05, 0.8])
def test_the_last_rate_is_that_of_the_schedule_by_its_closed_form(alpha):
    for name in experiments.SCHEDULES:
        trace, alphas = experiments.scheduled(name, alpha)
        assert alphas.shape == (trace.iterations,) == (400,)
        first = alpha / 40 if name == experiments.WARM else alpha
        assert alphas[0] == pytest.approx(first, rel=1e-4)  # the cosine has begun to fall
        assert alphas[-1] == pytest.approx(last_rates(alpha)[name])


def test_a_step_of_the_stairs_is_80_steps_long():
    _, alphas = experiments.scheduled(experiments.STAIRS, 0.05)
    np.testing.assert_allclose(alphas, 0.05 * np.repeat(0.5 ** np.arange(5), 80))


def test_the_names_of_the_schedules_are_those_that_are_made():
    assert tuple(experiments.schedules_from(0.1)) == experiments.SCHEDULES


def test_the_sums_of_the_table_are_those_of_the_schedules():
    total = {n: float(experiments.scheduled(n, 0.8)[1].sum()) for n in experiments.SCHEDULES}
    assert total[experiments.COSINE] == pytest.approx(0.8 * 200.5)
    assert total[experiments.EXPONENTIAL] == pytest.approx(0.8 * 50, rel=1e-3)
    # 400 steps are five stairs of 80; without end they would add up to 160 times the first rate.
    assert total[experiments.STAIRS] == pytest.approx(0.8 * 160 * (1 - 0.5**5))


@pytest.mark.claim("schedules")
def test_what_the_rates_add_up_to_and_the_last_of_them_decide_where_a_schedule_ends():
    start = experiments.cost(START, Z, Y) - LOWEST
    ends, sums = {}, {}
    for alpha in (0.05, 0.8):
        for name in experiments.SCHEDULES:
            trace, alphas = experiments.scheduled(name, alpha)
            ends[name, alpha], sums[name, alpha] = end(trace.costs, 4), alphas.sum()
    stuck = {at: J for at, J in ends.items() if sums[at] < 3}
    names = experiments.ROOT, experiments.POWER, experiments.ONE_OVER_T, experiments.EXPONENTIAL
    assert set(stuck) == {(name, 0.05) for name in names}
    for at, J in stuck.items():  # what is left of the start: e to the minus twice the sum
        assert pytest.approx(start * np.exp(-2 * sums[at]), rel=0.1) == J
        assert 9 < J < 900
        assert 0.3 < sums[at] <= 2.5
    fixed = ends.pop((experiments.FIXED, 0.8))
    assert fixed == pytest.approx(97.1, abs=0.05)
    arrived = {at: J for at, J in ends.items() if at not in stuck}
    assert min(sums[at] for at in arrived) > 5
    assert ends[experiments.STAIRS, 0.8] == pytest.approx(0.435, abs=0.001)
    assert ends[experiments.FIXED, 0.05] == pytest.approx(0.446, abs=0.001)
    bold = {at: J for at, J in arrived.items() if at[1] == 0.8}
    assert max(bold, key=bold.get) == (experiments.STAIRS, 0.8)
    late = {experiments.STAIRS, experiments.COSINE, experiments.WARM}
    assert {name for (name, alpha) in arrived if alpha == 0.05} == late | {experiments.FIXED}
    for name in late:
        assert ends[name, 0.05] < 0.01
        assert sums[name, 0.05] > 7


# Rates that look at the loss


def test_polyaks_step_is_the_height_over_the_squared_slope():
    rule = experiments.polyak(2.0, lambda: 9.0)
    assert rate_at(rule, 1, 5.0) == pytest.approx(1 / 3)
    # In a valley with the curvature c it is 1/(2c).
    c, w = 7.0, 0.3
    rule = experiments.polyak(0.0, lambda: (c * w) ** 2)
    assert rate_at(rule, 4, c * w**2 / 2) == pytest.approx(1 / (2 * c))


def test_the_problems_are_two_costs_in_two_units():
    bowl, thousandths, houses, dollars = experiments.problems().values()
    assert thousandths.J(1000 * bowl.start) == pytest.approx(bowl.J(bowl.start))
    assert dollars.J(1000 * houses.start) == pytest.approx(1e6 * houses.J(houses.start))
    for J, gradient, start, lowest, _c in experiments.problems().values():
        measured = gradcheck.numerical_gradient(lambda w, J=J: float(J(w)), start)
        np.testing.assert_allclose(gradient(start), measured, rtol=1e-4)
        assert J(start) > lowest
    assert houses.c * houses.J(houses.start) == pytest.approx(0.5)
    assert bowl.c * bowl.J(bowl.start) == pytest.approx(0.5)
    assert houses.lowest == LOWEST


@pytest.mark.claim("polyak")
def test_polyak_needs_ten_steps_in_every_unit_and_the_others_do_not():
    rules = experiments.FIXED, experiments.BY_LOSS, experiments.POLYAK
    found = [
        [experiments.steps_by_loss(rule, problem) for rule in rules]
        for problem in experiments.problems().values()
    ]
    assert [row[2] for row in found] == [(10, True)] * 4  # half of the way each: 4^10 > 10^6
    assert [near for _, (_, near), _ in found] == [False, False, True, False]
    assert [near for (_, near), _, _ in found] == [True, False, True, True]
    crawls, _, arrives, diverges = (row[1][0] for row in found)
    assert crawls == 10_000
    assert arrives == 92
    assert diverges < 10


def test_a_least_cost_that_is_too_low_makes_polyaks_path_unsettled():
    slope = [0.0]

    def gradient(w):
        found = experiments.gradient(w, Z, Y)
        slope[0] = float(found @ found)
        return found

    for lowest, settles in ((LOWEST, True), (0.0, False)):
        trace = gradient_descent(
            lambda w: experiments.cost(w, Z, Y),
            gradient,
            START,
            lr=experiments.polyak(lowest, lambda: slope[0]),
            max_iter=60,
            stop=small_gradient(1e-3),
        )
        assert trace.converged == settles
        assert (trace.costs[-4:].max() - LOWEST < 1e-3) == settles


# Momentum, and the race


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


OPTIMISERS = {
    "SGD": (optim.SGD, ()),
    "Momentum": (optim.Momentum, (0.8,)),
    "RMSProp": (optim.RMSProp, (0.9,)),
    "Adam": (optim.Adam, (0.7, 0.99)),
}


@pytest.mark.parametrize("kind", [experiments.ALONG, experiments.TURNED])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_run_makes_the_steps_of_its_optimiser(name, kind):
    maker, betas = OPTIMISERS[name]
    settings = [experiments.Setting(lr, betas) for lr in (0.01, 0.004)]
    paths, costs = experiments.run(name, settings, kind)
    assert paths.shape == (81, 2, 2)
    H, w = experiments.ravine(kind)
    opt = maker(0.004, **dict(zip(experiments.RACERS[name].betas, betas, strict=True)))
    for t in range(81):
        np.testing.assert_allclose(paths[t, 1], w, rtol=1e-6, atol=1e-12)
        opt.step({"w": w}, {"w": H @ w})
    np.testing.assert_allclose(costs, experiments.ravine_cost(paths, H))


def test_a_run_may_start_elsewhere():
    paths, _ = experiments.run("SGD", [experiments.Setting(0.01)], experiments.TURNED, (2.0, 0.0))
    np.testing.assert_allclose(paths[0, 0], [2**0.5, 2**0.5])


def test_a_late_peak_is_among_the_last_twenty_costs_of_a_run_that_kept_down():
    falls = np.arange(81.0)[::-1]
    leaps, bears = falls.copy(), falls.copy()
    leaps[3], bears[3] = 801, 800
    lost = np.where(np.arange(81) > 50, np.nan, falls)
    peaks = experiments.late_peak(np.stack((falls, leaps, bears, lost), axis=1))
    np.testing.assert_array_equal(peaks, [19, np.inf, 19, np.inf])


def test_the_grid_is_the_one_that_the_chapter_names():
    np.testing.assert_allclose(np.log10(experiments.RATES), np.arange(-3, 1.1, 1 / 8), atol=1e-12)
    assert len(experiments.RATES) == 33
    assert experiments.BETAS == (0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 0.999)


@pytest.mark.parametrize("name", experiments.RACERS)
def test_the_best_setting_has_the_lowest_late_peak_of_its_grid(name):
    setting, peak = experiments.best_setting(name, experiments.TURNED)
    _, costs = experiments.run(name, [setting], experiments.TURNED)
    assert peak == pytest.approx(costs[61:].max())  # after the steps 61 to 80
    rng = np.random.default_rng(5)
    n = len(experiments.RACERS[name].betas)
    others = [
        experiments.Setting(rng.choice(experiments.RATES), tuple(rng.choice(experiments.BETAS, n)))
        for _ in range(60)
    ]
    peaks = experiments.late_peak(experiments.run(name, others, experiments.TURNED)[1])
    assert peak <= peaks.min() * (1 + 1e-9)
    assert experiments.RATES[0] < setting.lr < experiments.RATES[-1]


def starts():
    """The chapter's start, and five others on the same level line."""
    rng = np.random.default_rng(1)
    angles = rng.uniform(0, 2 * np.pi, size=5)
    return [
        experiments.RAVINE_START,
        *((float(52**0.5 * np.cos(a)), float(0.52**0.5 * np.sin(a))) for a in angles),
    ]


@pytest.mark.claim("race")
@pytest.mark.parametrize("start", starts())
def test_the_turn_spoils_rmsprop_and_the_setting_of_adam(start):
    along, turned = (
        {name: experiments.best_setting(name, kind, start)[1] for name in experiments.RACERS}
        for kind in (experiments.ALONG, experiments.TURNED)
    )
    kept = {name: experiments.kept_peak(name, start) for name in experiments.RACERS}
    for name in ("SGD", "Momentum"):
        assert turned[name] == pytest.approx(along[name], rel=1e-5)
        assert kept[name] == pytest.approx(along[name], rel=1e-5)
    assert max(along["RMSProp"], along["Adam"]) < along["Momentum"] < along["SGD"]
    assert turned["Momentum"] < turned["Adam"] / 100
    assert turned["Adam"] < turned["SGD"] / 1000
    assert turned["SGD"] / 4 < turned["RMSProp"] < turned["SGD"]
    assert kept["Adam"] > 50 * turned["Adam"]
    assert kept["RMSProp"] > turned["RMSProp"]


@pytest.mark.claim("race-kept")
def test_from_the_start_of_the_chapter_the_kept_settings_do_as_it_says():
    assert experiments.kept_peak("RMSProp") == np.inf
    _, own = experiments.best_setting("Adam", experiments.TURNED)
    assert 200 < experiments.kept_peak("Adam") / own < 500
    race = experiments.race(experiments.TURNED, experiments.ALONG)
    for path, costs in race.values():
        assert path.shape == (81, 2)
        assert costs[0] == pytest.approx(26)
    assert race["Adam"][1][61:].max() == pytest.approx(experiments.kept_peak("Adam"))


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_factor_of_momentum_is_that_of_its_steps_and_1_at_the_limit(beta):
    limit = 2 / 3 * (1 + beta) / (1 - beta)
    assert experiments.factor(limit, beta, 3.0) == pytest.approx(1)
    assert (
        experiments.factor(0.99 * limit, beta, 3.0) < 1 < experiments.factor(1.01 * limit, beta, 3)
    )
    # Where the roots are real the long run shows the factor itself.
    alpha = 1.05 * limit
    w, v, before = 1.0, 0.0, 1.0
    for _ in range(400):
        before = w
        w, v = optim.momentum_step(w, 3 * w, v, lr=alpha, beta=beta)
    assert abs(w / before) == pytest.approx(experiments.factor(alpha, beta, 3.0))


def test_the_best_momentum_has_the_root_of_beta_in_both_directions_and_no_other_is_below():
    for flat, steep in ((1.0, 100.0), (2.0, 50.0)):
        lr, (beta,) = experiments.best_momentum(flat, steep)
        worst = max(experiments.factor(lr, beta, c) for c in (flat, steep))
        assert worst == pytest.approx(beta**0.5, rel=1e-4)
        for a, b in itertools.product((0.8, 1, 1.25), (0.9, 1, 1.1)):
            found = max(experiments.factor(a * lr, b * beta, c) for c in (flat, steep))
            assert found >= worst * (1 - 1e-6)
    lr, betas = experiments.best_momentum(1, 100)
    assert (lr, *betas) == pytest.approx((0.1, 81 / 121))
    assert experiments.best_momentum(1, 25)[1][0] == pytest.approx(4 / 9)


@pytest.mark.claim("momentum-tenth")
def test_momentum_needs_11_steps_for_a_tenth_and_plain_descent_115():
    flat, steep = experiments.RAVINE
    lr, (beta,) = experiments.best_momentum(flat, steep)
    plain = max(experiments.factor(2 / (flat + steep), 0.0, c) for c in (flat, steep))
    found = experiments.factor(lr, beta, steep), plain
    assert found == pytest.approx((9 / 11, 99 / 101), rel=1e-4)
    assert np.round(np.log(0.1) / np.log(found)).tolist() == [11, 115]


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


# The digits


def test_the_digits_are_those_that_the_chapter_splits():
    X, y = experiments.digits()
    table = data.digits()
    split = data.train_test_split(table.X / 16, table.y, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(X[:, 1:], split[0])
    np.testing.assert_array_equal(y, split[2])
    assert (X[:, 0] == 1).all()
    assert len(y) == experiments.BATCHES[-1] == 1348


def test_the_cost_of_the_digits_and_its_gradient_are_those_of_softmax_and_cross_entropy():
    X, y = experiments.digits()
    W = np.random.default_rng(6).normal(size=(65, 10)) / 5
    Y = data.one_hot(y, 10)
    assert experiments.digits_cost(W) == pytest.approx(losses.softmax_cross_entropy(X @ W, Y))
    assert experiments.digits_cost(0 * W) == pytest.approx(np.log(10))
    rows = np.array([3, 1, 700])
    dZ = losses.softmax_cross_entropy_grad(X[rows] @ W, Y[rows])
    np.testing.assert_allclose(experiments.digits_gradient(W, rows), X[rows].T @ dZ, atol=1e-12)
    two = experiments.digits_gradient(np.stack((0 * W, W)), rows)
    np.testing.assert_allclose(two[1], X[rows].T @ dZ, atol=1e-12)


def test_epochs_of_digits_hold_each_digit_once_and_differ():
    batches = list(itertools.islice(experiments.epochs_of_digits(500, 0), 6))
    assert [len(rows) for rows in batches] == [500, 500, 348] * 2
    first, second = np.concatenate(batches[:3]), np.concatenate(batches[3:])
    assert sorted(first) == sorted(second) == list(range(1348))
    assert (first != second).any()


def test_steps_to_the_goal_are_counted_where_the_cost_first_is_0_3():
    steps = experiments.steps_to_goal(1348, 8.0, 0, 100)
    W, costs = np.zeros((65, 10)), []
    for _ in range(steps):
        W = W - 8.0 * experiments.digits_gradient(W, np.arange(1348))
        costs.append(experiments.digits_cost(W))
    assert costs[-1] <= 0.3 < min(costs[:-1])
    assert experiments.steps_to_goal(1348, 8.0, 0, 5) == 5


def test_the_median_is_the_middle_of_five():
    assert experiments.Tuned(4, 1.0, (9, 1, 5, 7, 3)).median == 5


@pytest.mark.claim("tuned-sizes")
def test_from_64_on_larger_batches_buy_almost_nothing():
    found = {one.size: one for one in experiments.tuned_sizes()}
    assert tuple(found) == (1, 4, 16, 64, 256, 1348)
    assert found[1].median > 10 * found[64].median
    assert found[64].median < 1.4 * found[1348].median
    assert found[1348].median == pytest.approx(21, abs=1)
    looked = {size: size * one.median for size, one in found.items()}
    assert looked[1348] > 15 * looked[64]
    assert min(looked, key=looked.get) in (1, 4)
    rates = {size: one.alpha for size, one in found.items()}
    assert rates[16] / rates[1] == 8
    assert rates[1348] / rates[16] == 4
    for size, one in found.items():  # neither half nor double the rate does better
        if size in (64, 1348):
            for alpha in (one.alpha / 2, 2 * one.alpha):
                steps = [experiments.steps_to_goal(size, alpha, seed, 200) for seed in range(5)]
                assert np.median(steps) >= one.median


@pytest.mark.claim("optimisers-on-digits")
def test_each_with_its_best_rate_the_optimisers_are_close_on_the_digits():
    assert pytest.approx([10 ** (k / 2) for k in range(-6, 4)]) == experiments.DIGIT_RATES
    found = experiments.optimisers_on_digits()
    best = {name: int(np.argmin(costs.mean(axis=1))) for name, costs in found.items()}
    rates = {name: experiments.DIGIT_RATES[k] for name, k in best.items()}
    assert rates == pytest.approx({"SGD": 10**0.5, "Momentum": 10, "RMSProp": 0.1, "Adam": 0.1})
    ranges = [(found[name][k].min(), found[name][k].max()) for name, k in best.items()]
    for (low, high), (other_low, other_high) in itertools.combinations(ranges, 2):
        assert max(low, other_low) <= min(high, other_high) + 0.02
    same = experiments.DIGIT_RATES.index(0.1)
    assert found["Momentum"][same] == pytest.approx(found["SGD"][same], rel=0.02)
    assert found["Adam"][same].mean() < found["SGD"][same].mean() / 5

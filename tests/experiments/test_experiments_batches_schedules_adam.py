"""What chapter 6 computes: batches and their noise, schedules, and Adam's first steps."""

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
    np.testing.assert_allclose(drawn.mean(axis=1)[:3], formula[:3], rtol=0.03)
    # Away from the best line the noise is larger than at it, and at 0.4 this begins to be seen.
    assert 1.05 < drawn.mean(axis=1)[3] / formula[3] < 1.1
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

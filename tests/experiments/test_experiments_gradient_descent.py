"""What chapter 2 computes is true: in closed form, by hand, and by finite differences."""

import math

import numpy as np
import pytest

from dlcourse import data, linear, ops
from dlcourse.descent import gradient_descent, sequential_descent, small_gradient, small_step
from dlcourse.experiments import gradient_descent as experiments
from dlcourse.experiments.gradient_descent import (
    CENTRED,
    RAW,
    SCALED,
    bowl,
    largest_descent_rate,
    parabola,
    parabola_slope,
    plateau,
    plateau_slope,
    round_factor,
    round_matrix,
    three_points,
    time_both,
)
from dlcourse.gradcheck import check_gradient

RNG = np.random.default_rng(20)
STEEP, FLAT = (4 + math.sqrt(10)) / 3, (4 - math.sqrt(10)) / 3  # λ² − (8/3) λ + 2/3 = 0


def three_point_bowl():
    return bowl(*three_points())


# The curves


@pytest.mark.parametrize(
    ("curve", "slope"),
    [
        (parabola, parabola_slope),
        (plateau, plateau_slope),
        (experiments.hills, experiments.hills_slope),
    ],
)
@pytest.mark.parametrize("x", [-2.0, 1.0, 1.5, 9.0])
def test_the_slopes_of_the_curves_agree_with_finite_differences(curve, slope, x):
    assert check_gradient(curve, slope, x, tol=1e-6).passed


def test_the_curves_at_points_that_can_be_told_by_hand():
    assert parabola([1.0, 3.0, 9.0]).tolist() == [0, 4, 64]
    assert plateau(1.0) == 0
    assert plateau(1 + math.sqrt(2 * math.log(2))) == pytest.approx(0.5)
    # Where 1.6 w is a multiple of 2π, and half of one, the cosine is 1 and −1.
    wave = 2 * math.pi / 1.6
    assert experiments.hills(wave) == pytest.approx(0.06 * (wave - 6.5) ** 2 + 0.95)
    assert experiments.hills(wave / 2) == pytest.approx(0.06 * (wave / 2 - 6.5) ** 2 + 0.25)


def test_where_the_walker_stands_it_goes_down_to_the_right_and_the_lowest_place_is_beyond():
    here = experiments.HERE
    assert experiments.hills_slope(here) == pytest.approx(-0.528 - 0.56 * math.sin(3.36))
    w = np.linspace(here, 10, 400)
    J = experiments.hills(w)
    assert J[1] < J[0]
    peak = np.argmax(np.diff(J) > 0)  # the nearest valley ends here, and it is not the lowest
    assert w[peak] < 3
    assert J.min() < J[peak] - 0.5


@pytest.mark.parametrize("alpha", [0.05, 0.1, 0.5, 0.83, 1.0, 1.1])
def test_the_error_on_the_parabola_is_8_times_a_power_of_1_minus_2_alpha(alpha):
    trace = experiments.steps_on_parabola(alpha)
    assert trace.iterations == (1 if alpha == 0.5 else 20)  # at the minimum the gradient is 0
    t = np.arange(len(trace.path))
    np.testing.assert_allclose(trace.path, 1 + 8 * (1 - 2 * alpha) ** t, atol=1e-9)
    np.testing.assert_allclose(trace.costs, 64 * (1 - 2 * alpha) ** (2 * t), atol=1e-9)


def test_both_rules_are_fooled_where_the_chapter_says():
    assert plateau_slope(experiments.START) == pytest.approx(8 * math.exp(-32))
    assert parabola_slope(experiments.START) == 16
    at_once = gradient_descent(plateau, plateau_slope, 9.0, lr=0.25, stop=small_gradient(1e-4))
    assert (at_once.converged, at_once.iterations, float(at_once.w)) == (True, 0, 9.0)
    tiny = gradient_descent(parabola, parabola_slope, 9.0, lr=1e-6, stop=small_step(1e-4))
    assert (tiny.converged, tiny.iterations) == (True, 1)


# The bowl of a line


@pytest.mark.parametrize("table", [three_points(), (RNG.normal(size=(9, 3)), RNG.normal(size=9))])
def test_the_bowl_is_the_squared_cost(table):
    X, y = table
    J = bowl(X, y)
    for w in np.random.default_rng(1).normal(size=(5, X.shape[1] + 1)):
        e = w - J.best
        cost, dw, db = ops.linear_cost_and_grad(w[1:], w[0], X, y)
        assert cost == pytest.approx(J.lowest + e @ J.H @ e / 2)
        np.testing.assert_allclose(np.array([db, *dw]), J.H @ e, atol=1e-12)  # eq. (bowl-gradient)


def test_the_bowl_of_the_three_points_by_hand():
    J = three_point_bowl()
    np.testing.assert_allclose(J.H, [[1, 1], [1, 5 / 3]])
    np.testing.assert_allclose(J.best, [1, 2])
    assert J.lowest == pytest.approx(0, abs=1e-24)


def test_the_map_has_the_height_of_the_cost_at_every_point():
    X, y = RNG.normal(size=(9, 1)), RNG.normal(size=9)
    J = bowl(X, y)
    w, b = np.array([-1.0, 0.5, 2.0]), np.array([0.0, 3.0])
    above = experiments.heights(J, w, b)
    assert above.shape == (2, 3)
    for i in range(2):
        for j in range(3):
            cost, _, _ = ops.linear_cost_and_grad(w[j : j + 1], b[i], X, y)
            assert J.lowest + above[i, j] == pytest.approx(cost)


@pytest.mark.parametrize("alpha", [0.1, 0.6, 0.8, 0.9])
def test_along_each_axis_of_the_points_the_distance_has_the_factor_of_its_curvature(alpha):
    """The chapter's fold: 0.279 along the valley, 2.387 across it, and so 0.83 and −0.43."""
    assert experiments.curvatures(*three_points()) == pytest.approx((FLAT, STEEP))
    path = experiments.steps_on_points(alpha).path
    assert path.shape == (21, 2)
    assert path[0].tolist() == [4.5, 1.5]
    axes = np.array([np.array([1, curvature - 1]) for curvature in (FLAT, STEEP)])  # H v = λ v
    along = (path - [1, 2]) @ axes.T
    factors = 1 - alpha * np.array([FLAT, STEEP])
    np.testing.assert_allclose(along, along[0] * factors ** np.arange(21)[:, None], atol=1e-9)
    if alpha == 0.6:
        assert factors == pytest.approx([0.83, -0.43], abs=0.005)


def test_on_the_points_the_path_arrives_below_the_limit_and_diverges_above():
    far = {a: math.dist(experiments.steps_on_points(a).path[-1], (1, 2)) for a in (0.6, 0.8, 0.9)}
    assert far[0.6] < far[0.8] < math.dist((4.5, 1.5), (1, 2)) < far[0.9]
    assert 0.8 < 2 / STEEP < 0.9


# The mean and the sum


@pytest.mark.claim("mean-keeps-its-rate")
def test_the_mean_keeps_its_rate_when_houses_arrive_and_the_sum_does_not():
    for m in (20, 40, 80):
        mean = experiments.houses_alike(m, 1.0, mean=True)
        assert (mean.iterations, mean.converged) == (1, True)
    once, swings, diverges = (experiments.houses_alike(m, 1 / 20, mean=False) for m in (20, 40, 80))
    assert (once.iterations, once.converged) == (1, True)
    assert not swings.converged
    assert swings.costs[-1] == pytest.approx(swings.costs[0])
    assert not diverges.converged
    assert diverges.costs[-1] > 1e100


# The ravine


@pytest.mark.parametrize("share", [0.1, 0.8, 1.0])
def test_in_square_metres_the_bias_hardly_moves_at_any_rate(share):
    walk = experiments.steps_in_the_ravine(RAW, share)
    assert walk.path[0].tolist() == [120, 0]
    assert walk.ratio > 100_000
    assert abs(walk.path[-1, 0] - 120) < 1  # of the 100 to go
    assert walk.excess[-1] > 600


@pytest.mark.claim("bias-crawls")
@pytest.mark.parametrize("share", [0.1, 0.45, 0.9])
def test_minus_the_mean_the_bias_and_the_weight_go_their_ways_without_each_other(share):
    """eq. (two-bowls): curvature 1 for the bias, the mean square of the areas for the weight."""
    X, y, _ = experiments.housing_bowl(CENTRED)
    square = float(np.mean(X**2))
    assert X.mean() == pytest.approx(0, abs=1e-12)
    assert experiments.curvatures(X, y) == pytest.approx((1, square))
    assert 2140 < square < 2150
    walk = experiments.steps_in_the_ravine(CENTRED, share)
    t, best = np.arange(31), walk.bowl.best
    np.testing.assert_allclose(walk.path[:, 0] - best[0], (120 - best[0]) * (1 - walk.alpha) ** t)
    factors = np.cumprod([1, *[1 - walk.alpha * square] * 30])
    np.testing.assert_allclose(walk.path[:, 1] - best[1], -best[1] * factors, atol=1e-9)
    half = np.log(0.5) / np.log(1 - 1 / square)  # steps at the weight's best α
    assert half > 1000


def test_the_limit_of_the_rate_is_2_over_the_steepest_curvature_of_the_areas():
    walk = experiments.steps_in_the_ravine(RAW, 0.5)
    X, y = data.housing().only("area").X[:, 0], data.housing().y
    # The curvatures are the roots of λ² − (1 + mean x²) λ + var x.
    flat, steep = np.sort(np.roots([1, -1 - np.mean(X**2), np.var(X)]))
    assert walk.alpha == pytest.approx(0.5 * 2 / steep)
    assert walk.ratio == pytest.approx(steep / flat)
    J = [ops.linear_cost_and_grad(w[1:], w[0], X[:, None], y)[0] for w in walk.path]
    np.testing.assert_allclose(walk.bowl.lowest + walk.excess, J)
    lowest, slope, _ = ops.linear_cost_and_grad(
        walk.bowl.best[1:], walk.bowl.best[0], X[:, None], y
    )
    assert walk.bowl.lowest == pytest.approx(lowest)
    assert slope[0] == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 1.1])
def test_standardised_the_bowl_is_round_and_every_error_has_one_factor(share):
    y = data.housing().y
    walk = experiments.steps_in_the_ravine(SCALED, share)
    e = np.array([120, 0]) - walk.bowl.best
    assert len(walk.path) == len(walk.excess) == 31
    np.testing.assert_allclose(
        walk.excess, e @ e / 2 * (1 - 2 * share) ** (2 * np.arange(31)), rtol=1e-6, atol=1e-6
    )
    assert walk.alpha == pytest.approx(2 * share)
    assert walk.ratio == pytest.approx(1)
    assert walk.bowl.best[0] == pytest.approx(y.mean())


# Simultaneous and sequential


@pytest.mark.parametrize("alpha", [0.1, 0.7, 1.3, 1.7])
def test_the_factors_of_a_round_in_closed_form(alpha):
    a, c, d = 1, 1, 5 / 3  # H = [[a, c], [c, d]]
    trace = 2 - alpha * (a + d) + (alpha * c) ** 2
    product = (1 - alpha * a) * (1 - alpha * d)
    simultaneous, sequential = experiments.both_updates(alpha).factors
    assert sequential == pytest.approx(np.abs(np.roots([1, -trace, product])).max())
    assert simultaneous == pytest.approx(max(abs(1 - alpha * STEEP), abs(1 - alpha * FLAT)))


@pytest.mark.parametrize(
    ("alpha", "together", "in_turn"), [(0.8, True, True), (1.5, False, True), (1.7, False, False)]
)
def test_which_path_arrives_at_which_rate(alpha, together, in_turn):
    both = experiments.both_updates(alpha)
    start = math.hypot(4.5 - 1, 1.5 - 2)
    assert [end < start / 5 for end in both.distances] == [together, in_turn]


def test_both_paths_are_fifteen_rounds_of_their_matrix_from_the_corner():
    both = experiments.both_updates(0.7)
    for k, path in enumerate((both.together, both.in_turn)):
        G = round_matrix(both.bowl.H, 0.7, sequential=k == 1)
        e = np.linalg.matrix_power(G, 15) @ [3.5, -0.5]
        assert path.shape == (16, 2)
        assert path[0].tolist() == [4.5, 1.5]
        np.testing.assert_allclose(path[-1] - [1, 2], e, atol=1e-12)
        assert both.distances[k] == pytest.approx(np.linalg.norm(e))


@pytest.mark.claim("sequential-bears-more")
def test_the_two_limits_on_the_bowl_of_the_three_points():
    H = three_point_bowl().H
    assert largest_descent_rate(H, sequential=False) == pytest.approx(
        6 / (4 + math.sqrt(10)), rel=1e-14
    )
    # The product of the two eigenvalues, (1 − α)(1 − 5α/3), reaches 1 at α = 8/5.
    assert largest_descent_rate(H, sequential=True) == pytest.approx(8 / 5, rel=1e-14)
    for sequential in (False, True):  # of one weight: at α = 2 it swings between two points
        assert largest_descent_rate(np.eye(1), sequential=sequential) == 2


@pytest.mark.parametrize("n", [2, 3, 6])
def test_the_simultaneous_limit_is_2_over_the_steepest_curvature(n):
    A = np.random.default_rng(n).normal(size=(2 * n, n))
    H = A.T @ A / (2 * n)
    steepest = np.linalg.eigvalsh(H)[-1]
    assert largest_descent_rate(H, sequential=False) == pytest.approx(2 / steepest)


@pytest.mark.parametrize("n", [2, 3, 6])
def test_below_2_over_the_largest_diagonal_entry_the_sequential_update_arrives(n):
    A = np.random.default_rng(n).normal(size=(2 * n, n))
    H = A.T @ A / (2 * n)
    sure = 2 / H.diagonal().max()
    assert sure >= 2 / np.linalg.eigvalsh(H)[-1]
    for share in (0.1, 0.5, 0.999):
        assert round_factor(H, share * sure, sequential=True) < 1


@pytest.mark.parametrize("sequential", [False, True])
def test_the_matrix_of_a_round_makes_the_path(sequential):
    J = three_point_bowl()
    w0, alpha = np.array([4.5, 1.5]), 0.7

    def dJ(w):
        return J.H @ (w - J.best)

    if sequential:
        path = sequential_descent(dJ, w0, lr=alpha, rounds=6)
    else:
        stop = small_gradient(0)
        path = gradient_descent(lambda w: 0.0, dJ, w0, lr=alpha, max_iter=6, stop=stop).path
    e, G = w0 - J.best, round_matrix(J.H, alpha, sequential=sequential)
    for w in path:
        np.testing.assert_allclose(w - J.best, e, atol=1e-12)
        e = G @ e


def test_the_sequential_update_takes_the_second_derivative_half_way():
    X, y = three_points()

    def dJ(w):
        _, dw, db = ops.linear_cost_and_grad(w[1:], w[0], X, y)
        return np.array([db, *dw])

    w0 = np.array([0.0, 0.0])
    path = sequential_descent(dJ, w0, lr=0.5, rounds=1)
    b = 0 - 0.5 * -3  # the mean error of the line 0 is −3
    w = 0 - 0.5 * (b - 13 / 3)  # the mean of error times x, with b moved already
    np.testing.assert_allclose(path, [[0, 0], [b, w]])
    simultaneous = linear.linear_regression(X, y, lr=0.5, max_iter=1).w
    assert simultaneous[0] == b
    assert simultaneous[1] != pytest.approx(w)


def test_where_the_weights_do_not_meet_both_updates_are_the_same():
    H = np.diag([1.0, 4.0])
    for alpha in (0.1, 0.4, 0.6):
        np.testing.assert_array_equal(
            round_matrix(H, alpha, sequential=True), round_matrix(H, alpha, sequential=False)
        )


# The race


def test_the_race_is_run_on_every_size_and_descent_arrives():
    timings = time_both((8, 24), rng=np.random.default_rng(0), repeat=2)
    assert [(t.m, t.n) for t in timings] == [(16, 8), (48, 24)]
    for t in timings:
        assert t.solve > 0
        assert t.descent > 0
        assert 1 < t.steps < 1000
    assert all(type(t.steps) is int for t in timings)
    again = time_both((8, 24), rng=np.random.default_rng(0), repeat=1)
    assert [t.steps for t in timings] == [t.steps for t in again]


def test_a_time_of_the_race_is_the_median_of_its_runs(monkeypatch):
    # A clock whose readings lie 1, 10, 2, 20, 6, 60 s apart: the equation takes the odd ones.
    pauses = iter([1.0, 10.0, 0.0, 2.0, 20.0, 0.0, 6.0, 60.0, 0.0])
    now = [0.0]

    def clock():
        reading = now[0]
        now[0] += next(pauses)
        return reading

    monkeypatch.setattr(experiments.time, "perf_counter", clock)
    [timing] = time_both((4,), rng=np.random.default_rng(0))
    assert (timing.solve, timing.descent) == (2, 20)


def test_the_tables_of_the_race_have_as_much_noise_as_law_and_their_limit_is_above_the_rate(
    monkeypatch,
):
    tables, fit = [], linear.linear_regression

    def seen(X, y, *, lr, stop):
        tables.append((X, y, lr))
        return fit(X, y, lr=lr, stop=stop)

    monkeypatch.setattr(experiments.linear, "linear_regression", seen)
    time_both((64,), rng=np.random.default_rng(0), repeat=1)
    [(X, y, rate)] = tables
    H = bowl(X, y).H
    assert rate < 2 / np.linalg.eigvalsh(H)[-1]
    # Of the curvatures' limits for ever larger tables, 2 over their sum shrinks the error fastest.
    limits = (1 - math.sqrt(0.5)) ** 2, (1 + math.sqrt(0.5)) ** 2
    assert rate == pytest.approx(0.9 * 2 / sum(limits))
    assert np.var(X) == pytest.approx(1, rel=0.05)
    noise = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    assert noise @ noise / 64 == pytest.approx(1, rel=0.3)  # m − n = 64
    assert np.var(y) == pytest.approx(2, rel=0.3)


def test_the_growth_is_the_slope_on_logarithmic_scales_for_large_tables():
    n = np.array([64, 128, 256, 512, 1024])
    bent = np.where(n < 256, 1.0, 1e-9 * n**3.0)
    assert experiments.growth(n, bent) == pytest.approx(3)
    edge = np.array([255, 256, 512])
    assert experiments.growth(edge, np.array([9.0, 1.0, 4.0])) == pytest.approx(2)

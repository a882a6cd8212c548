"""What the pictures of chapter 2 show is true: at the ends, at the start and between."""

import math

import numpy as np
import pytest

from dlcourse import linear, ops
from dlcourse.descent import gradient_descent, small_gradient, small_step
from dlcourse.gradcheck import check_gradient
from dlcourse.pictures import gradient_descent as pictures
from dlcourse.pictures.gradient_descent import (
    RAW,
    SCALED,
    Timing,
    axes_of_the_bowl,
    bowl,
    fooled,
    in_the_fog,
    largest_rate,
    parabola,
    parabola_slope,
    plateau,
    plateau_slope,
    race,
    ravine,
    round_factor,
    round_matrix,
    sequential_descent,
    steps_on_a_parabola,
    three_points,
    time_both,
    two_updates,
)
from dlcourse.widgets import Frame

RNG = np.random.default_rng(20)
WIDGETS = {"steps": steps_on_a_parabola, "ravine": ravine, "two_updates": two_updates}


def places(slider):
    """The ends of a slider, its start, and a value between two of its frames."""
    low, high = slider.values[0], slider.values[-1]
    return [low, slider.start, high, float(RNG.uniform(low, high))]


ALPHAS = places(steps_on_a_parabola.controls["alpha"])
SHARES = places(ravine.controls["share"])
RATES = places(two_updates.controls["alpha"])


def three_point_bowl():
    return bowl(*three_points())


# The parabola


@pytest.mark.parametrize("alpha", [*ALPHAS, 0.5, 1.0])
def test_the_error_on_the_parabola_is_8_times_a_power_of_1_minus_2_alpha(alpha):
    shown = steps_on_a_parabola(alpha=alpha).shown
    factor = 1 - 2 * alpha
    assert shown["factor"] == pytest.approx(factor)
    assert shown["x"] == pytest.approx(1 + 8 * factor**20, abs=1e-9)
    assert shown["y"] == pytest.approx(64 * factor**40, abs=1e-9)


@pytest.mark.parametrize(
    ("alpha", "words"),
    [
        (0.05, "crawls"),
        (0.3, "from one side"),
        (0.5, "first step lands"),
        (0.9, "oscillates and arrives"),
        (1.0, "swings"),
        (1.1, "diverges"),
    ],
)
def test_the_words_under_the_parabola_name_what_its_path_does(alpha, words):
    frame = steps_on_a_parabola(alpha=alpha)
    assert words in frame.readout
    assert words in frame.alt


def test_the_play_button_leads_from_crawling_to_divergence():
    values = steps_on_a_parabola.controls["alpha"].values
    ends = [abs(1 - 2 * alpha) for alpha in (values[0], values[-1])]
    assert ends[0] < 1 < ends[1]
    assert {0.5, 1.0} <= set(values)


@pytest.mark.parametrize(("curve", "slope"), [(parabola, parabola_slope), (plateau, plateau_slope)])
@pytest.mark.parametrize("x", [-2.0, 1.0, 1.5, 9.0])
def test_the_slopes_of_the_curves_agree_with_finite_differences(curve, slope, x):
    assert check_gradient(curve, slope, x, tol=1e-6).passed


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


@pytest.mark.parametrize("alpha", [0.1, 0.6, 0.8])
def test_along_each_axis_the_error_has_the_factor_of_its_curvature(alpha):
    shown = axes_of_the_bowl(alpha=alpha).shown
    steep, flat = (4 + math.sqrt(10)) / 3, (4 - math.sqrt(10)) / 3  # λ² − (8/3) λ + 2/3 = 0
    assert shown["steep"] == pytest.approx(abs(1 - alpha * steep))
    assert shown["flat"] == pytest.approx(abs(1 - alpha * flat))
    assert shown["limit"] == pytest.approx(2 / steep)


# The ravine


@pytest.mark.parametrize("share", SHARES)
def test_in_square_metres_the_bias_hardly_moves_at_any_rate(share):
    shown = ravine(features=RAW, share=share).shown
    assert shown["ratio"] > 100_000
    if share <= 1:
        assert abs(shown["b"] - 200) < 1
        assert shown["excess"] > 2000
    else:
        assert shown["excess"] > 10_000


@pytest.mark.parametrize("share", [*SHARES, 0.5])
def test_standardised_the_bowl_is_round_and_every_error_has_one_factor(share):
    _, y, J = pictures._housing(SCALED)
    shown = ravine(features=SCALED, share=share).shown
    e = np.array([200, 0]) - J.best
    left = e @ e / 2 * (1 - 2 * share) ** 60
    assert shown["alpha"] == pytest.approx(2 * share)
    assert shown["ratio"] == pytest.approx(1)
    assert shown["excess"] == pytest.approx(left, rel=1e-6, abs=1e-6)
    if share < 1 and left < 1e-6:
        assert shown["b"] == pytest.approx(y.mean())


# Simultaneous and sequential


@pytest.mark.parametrize("alpha", RATES)
def test_the_factors_of_a_round_in_closed_form(alpha):
    a, c, d = 1, 1, 5 / 3  # H = [[a, c], [c, d]]
    trace = 2 - alpha * (a + d) + (alpha * c) ** 2
    product = (1 - alpha * a) * (1 - alpha * d)
    frame = two_updates(alpha=alpha)
    assert frame.shown["sequential"] == pytest.approx(np.abs(np.roots([1, -trace, product])).max())
    steep = (4 + math.sqrt(10)) / 3
    flat = (4 - math.sqrt(10)) / 3
    simultaneous = max(abs(1 - alpha * steep), abs(1 - alpha * flat))
    assert frame.shown["simultaneous"] == pytest.approx(simultaneous)


@pytest.mark.parametrize(
    ("alpha", "together", "in_turn"), [(0.8, True, True), (1.5, False, True), (1.7, False, False)]
)
def test_which_path_arrives_at_which_rate(alpha, together, in_turn):
    shown = two_updates(alpha=alpha).shown
    start = float(np.linalg.norm(np.array(pictures.CORNER) - three_point_bowl().best))
    assert (shown["together"] < start / 5) == together
    assert (shown["in_turn"] < start / 5) == in_turn


def test_the_two_limits_on_the_bowl_of_the_three_points():
    H = three_point_bowl().H
    assert largest_rate(H, sequential=False) == pytest.approx(6 / (4 + math.sqrt(10)))
    # The product of the two eigenvalues, (1 − α)(1 − 5α/3), reaches 1 at α = 8/5.
    assert largest_rate(H, sequential=True) == pytest.approx(8 / 5)


@pytest.mark.parametrize("n", [2, 3, 6])
def test_the_simultaneous_limit_is_2_over_the_steepest_curvature(n):
    A = np.random.default_rng(n).normal(size=(2 * n, n))
    H = A.T @ A / (2 * n)
    steepest = np.linalg.eigvalsh(H)[-1]
    assert largest_rate(H, sequential=False) == pytest.approx(2 / steepest)


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
    assert w0.tolist() == [0, 0]
    simultaneous = linear.linear_regression(X, y, lr=0.5, max_iter=1).w
    assert simultaneous[0] == b
    assert simultaneous[1] != pytest.approx(w)


def test_where_the_weights_do_not_meet_both_updates_are_the_same():
    H = np.diag([1.0, 4.0])
    for alpha in (0.1, 0.4, 0.6):
        np.testing.assert_array_equal(
            round_matrix(H, alpha, sequential=True), round_matrix(H, alpha, sequential=False)
        )


# Stopping, timing, and the opening picture


def test_both_rules_are_fooled_as_the_picture_says():
    shown = fooled().shown
    assert shown["plateau_slope"] == pytest.approx(8 * math.exp(-32))
    assert shown["parabola_slope"] == 16
    at_once = gradient_descent(plateau, plateau_slope, 9.0, lr=0.25, stop=small_gradient(1e-4))
    assert (at_once.converged, at_once.iterations, float(at_once.w)) == (True, 0, 9.0)
    tiny = gradient_descent(parabola, parabola_slope, 9.0, lr=1e-6, stop=small_step(1e-4))
    assert (tiny.converged, tiny.iterations) == (True, 1)


def test_the_race_is_run_on_every_size_and_descent_arrives():
    timings = time_both((8, 24), rng=np.random.default_rng(0), repeat=2)
    assert [(t.m, t.n) for t in timings] == [(16, 8), (48, 24)]
    for t in timings:
        assert t.solve > 0
        assert t.descent > 0
        assert 1 < t.steps < 1000
    again = time_both((8, 24), rng=np.random.default_rng(0), repeat=1)
    assert [t.steps for t in timings] == [t.steps for t in again]


def test_the_growth_shown_is_the_slope_on_logarithmic_scales():
    sizes = (64, 256, 512, 1024)
    frame = race([Timing(2 * n, n, 1e-9 * n**3, 3e-7 * n**2, 90) for n in sizes])
    assert frame.shown == pytest.approx({"solve": 3, "descent": 2})
    assert "power 3.0 (normal equation) and 2.0 (descent)" in frame.readout
    assert "Descent is faster at n = 512, 1024." in frame.alt


def test_the_race_says_when_descent_never_wins():
    frame = race([Timing(2 * n, n, 1e-6, 1e-3, 90) for n in (256, 512)])
    assert "The normal equation is faster at every n." in frame.alt


def test_in_the_fog_the_arrow_points_downhill():
    slope = 0.12 * (2.1 - 6.5) - 0.35 * 1.6 * math.sin(1.6 * 2.1)
    assert in_the_fog().shown["slope"] == pytest.approx(slope, abs=1e-5)
    assert slope < 0


# All frames


@pytest.mark.parametrize("name", WIDGETS)
def test_frames_of_a_widget_have_one_size_and_words_of_their_own(name):
    widget = WIDGETS[name]
    positions = list(widget.positions())
    chosen = [positions[k] for k in (0, len(positions) // 2, -1)]
    frames = [widget(**position) for position in (*chosen, {})]
    assert len({frame.alt for frame in frames[:3]}) == 3
    assert len({frame.readout for frame in frames[:3]}) == 3
    sizes = {tuple(tuple(f.get_size_inches()) for f in frame.figures) for frame in frames}
    assert len(sizes) == 1
    assert all(frame.svg().count("<svg") == 2 for frame in frames)


@pytest.mark.parametrize("draw", [in_the_fog, axes_of_the_bowl, fooled])
def test_a_picture_is_a_frame_with_words(draw):
    frame = draw()
    assert isinstance(frame, Frame)
    assert len(frame.alt) > 100
    assert "<svg" in frame.svg()

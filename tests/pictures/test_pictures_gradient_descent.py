"""What the pictures of chapter 2 show is true: at the ends, at the start and between."""

import math

import numpy as np
import pytest
from positions import some

from dlcourse import data, ops
from dlcourse.experiments import gradient_descent as experiments
from dlcourse.experiments.gradient_descent import CENTRED, RAW, SCALED, Timing
from dlcourse.pictures.gradient_descent import (
    fooled,
    in_the_fog,
    one_step,
    race,
    ravine,
    steps_on_a_bowl,
    steps_on_a_parabola,
    two_updates,
)
from dlcourse.widgets import Frame

RNG = np.random.default_rng(20)
WIDGETS = {
    "one_step": one_step,
    "steps": steps_on_a_parabola,
    "bowl": steps_on_a_bowl,
    "ravine": ravine,
    "two_updates": two_updates,
}


def places(slider):
    """The ends of a slider, its start, and a value between two of its frames."""
    low, high = slider.values[0], slider.values[-1]
    return [low, slider.start, high, float(RNG.uniform(low, high))]


ALPHAS = places(steps_on_a_parabola.controls["alpha"])


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


def test_the_rates_lead_from_crawling_to_divergence():
    for widget in (one_step, steps_on_a_parabola):
        values = widget.controls["alpha"].values
        ends = [abs(1 - 2 * alpha) for alpha in (values[0], values[-1])]
        assert ends[0] < 1 < ends[1]
        assert {0.1, 0.5, 0.95, 1.0, 1.05} <= set(values)


@some(one_step)
def test_the_ball_stands_where_so_many_steps_lead_and_the_arrow_shows_the_next(at):
    shown, factor = one_step(**at).shown, 1 - 2 * at["alpha"]
    assert shown["x"] == pytest.approx(1 + 8 * factor ** at["t"])
    assert shown["slope"] == pytest.approx(16 * factor ** at["t"])
    assert shown["onward"] == pytest.approx(1 + 8 * factor ** (at["t"] + 1))
    assert shown["y"] == pytest.approx((shown["x"] - 1) ** 2)


def test_a_ball_that_has_left_the_picture_is_said_to_have_left():
    assert "has left the picture" not in one_step(alpha=1.05, t=1).alt
    assert "has left the picture" in one_step(alpha=1.05, t=8).alt


# The bowl of a line


@some(steps_on_a_bowl)
def test_the_line_on_the_bowl_is_the_one_after_so_many_steps(at):
    shown = steps_on_a_bowl(**at).shown
    X, y = experiments.three_points()
    b, w = experiments.steps_on_points(at["alpha"]).path[at["t"]]
    J, _, _ = ops.linear_cost_and_grad([w], b, X, y)
    assert shown == pytest.approx({"w": w, "b": b, "J": J})


# The ravine


@pytest.mark.parametrize("share", ravine.controls["share"].values)
def test_only_where_both_curvatures_are_one_the_bias_moves(share):
    for features, ratio in ((RAW, 123_315), (CENTRED, 2147)):
        shown = ravine(features=features, share=share, t=30).shown
        assert shown["ratio"] == pytest.approx(ratio, rel=1e-3)
        assert abs(shown["b"] - 120) < 3
    shown = ravine(features=SCALED, share=share, t=30).shown
    e = np.array([120, 0]) - experiments.housing_bowl(SCALED)[2].best
    left = e @ e / 2 * (1 - 2 * share) ** 60
    assert shown["alpha"] == pytest.approx(2 * share)
    assert shown["ratio"] == pytest.approx(1)
    assert shown["excess"] == pytest.approx(left, rel=1e-6, abs=1e-6)
    if share < 1:
        assert shown["b"] == pytest.approx(data.housing().y.mean(), abs=0.2)


# Simultaneous and sequential


@some(two_updates)
def test_the_distances_of_two_updates_are_those_of_their_paths(at):
    both, shown = experiments.both_updates(at["alpha"]), two_updates(**at).shown
    ends = [math.dist(path[at["t"]], (1, 2)) for path in (both.together, both.in_turn)]  # b, w
    assert (shown["together"], shown["in_turn"]) == pytest.approx(ends)


# Stopping, timing, and the opening picture


def test_both_rules_are_fooled_as_the_picture_says():
    shown = fooled().shown
    assert shown["plateau_slope"] == pytest.approx(8 * math.exp(-32))
    assert shown["parabola_slope"] == 16


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
    sizes = {tuple(tuple(f.get_size_inches()) for f in frame.panels) for frame in frames}
    assert len(sizes) == 1
    assert all(frame.svg().count("<svg") == len(frame.panels) for frame in frames)


@pytest.mark.parametrize("draw", [in_the_fog, fooled])
def test_a_picture_is_a_frame_with_words(draw):
    frame = draw()
    assert isinstance(frame, Frame)
    assert len(frame.alt) > 100
    assert "<svg" in frame.svg()

"""What the pictures of chapter 2 show is true: at the ends, at the start and between."""

import math

import numpy as np
import pytest

from dlcourse import data
from dlcourse.experiments import gradient_descent as experiments
from dlcourse.experiments.gradient_descent import RAW, SCALED, Timing
from dlcourse.pictures.gradient_descent import (
    axes_of_the_bowl,
    fooled,
    in_the_fog,
    race,
    ravine,
    steps_on_a_parabola,
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


# The bowl of a line


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
    y = data.housing().y
    shown = ravine(features=SCALED, share=share).shown
    e = np.array([200, 0]) - experiments.housing_bowl(SCALED)[2].best
    left = e @ e / 2 * (1 - 2 * share) ** 60
    assert shown["alpha"] == pytest.approx(2 * share)
    assert shown["ratio"] == pytest.approx(1)
    assert shown["excess"] == pytest.approx(left, rel=1e-6, abs=1e-6)
    if share < 1 and left < 1e-6:
        assert shown["b"] == pytest.approx(y.mean())


# Simultaneous and sequential


@pytest.mark.parametrize("alpha", RATES)
def test_the_numbers_of_two_updates_are_those_of_their_paths(alpha):
    both, shown = experiments.both_updates(alpha), two_updates(alpha=alpha).shown
    assert (shown["simultaneous"], shown["sequential"]) == tuple(both.factors)
    ends = [math.dist(path[-1], (1, 2)) for path in (both.together, both.in_turn)]  # b, w
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
    sizes = {tuple(tuple(f.get_size_inches()) for f in frame.figures) for frame in frames}
    assert len(sizes) == 1
    assert all(frame.svg().count("<svg") == 2 for frame in frames)


@pytest.mark.parametrize("draw", [in_the_fog, axes_of_the_bowl, fooled])
def test_a_picture_is_a_frame_with_words(draw):
    frame = draw()
    assert isinstance(frame, Frame)
    assert len(frame.alt) > 100
    assert "<svg" in frame.svg()

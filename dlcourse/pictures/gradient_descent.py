"""The pictures of chapter 2: steps on a curve, paths on a bowl, two ways to update, a race."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse.experiments import gradient_descent as experiments
from dlcourse.experiments.gradient_descent import LARGE_N, RAW, SCALED, START, Bowl, Timing
from dlcourse.pictures._panels import panel, powers_of_ten
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]
Interval = tuple[float, float]

PATH: dict[str, Any] = {"color": VERMILLION, "marker": "o", "markersize": 3.5, "linewidth": 1.2}


@picture
def in_the_fog() -> Frame:
    """The opening picture: a walker knows the height and the slope underfoot, nothing else."""
    J, here = experiments.hills, experiments.HERE
    slope = float(experiments.hills_slope(here))
    w, near = np.linspace(0, 10, 140), np.linspace(here - 0.5, here + 0.5, 30)
    figure, axes = plots.canvas(height=2.5)
    axes.plot(w, J(w), color=MUTED, linewidth=1, linestyle=(0, (2, 4)))
    axes.plot(near, J(near), color=BLUE, linewidth=3.5)
    arrow = {"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 2, "mutation_scale": 16}
    tip = (here + 1.2, J(here) + 1.2 * slope)
    axes.annotate("", tip, (here, J(here)), arrowprops=arrow)
    axes.plot(here, J(here), "o", color=INK, markersize=8)
    axes.text(0.6, 0.68, "the slope here\nis all we know", color=VERMILLION, va="center")
    axes.text(6.6, 1.5, "the rest is in fog", color=MUTED, ha="center")
    axes.set(xlabel="weight w", ylabel="cost J", xlim=(0, 10), ylim=(0.2, 3.1))
    axes.set(xticks=[], yticks=[])
    return Frame(
        figure,
        "A hilly cost curve over one weight w. Most of it is a faint dotted line, as if in fog. "
        "Only a short piece around the point where we stand is drawn clearly, and an arrow along "
        "its slope points down to the right. Farther to the right, in the fog, lies a deeper "
        "valley.",
        shown={"slope": slope},
    )


@widget(
    alpha=Slider("learning rate α", tuple(k / 20 for k in range(1, 23)), 0.1, fmt=".2f"),
    play="alpha",
)
def steps_on_a_parabola(alpha: float) -> Frame:
    """Twenty steps on y = (x − 1)² from x = 9, and how y falls or grows."""
    trace = experiments.steps_on_parabola(alpha)
    x, y, factor = trace.path, trace.costs, 1 - 2 * alpha
    left, curve = panel()
    curve.plot(grid := np.linspace(-10, 12, 90), experiments.parabola(grid), color=BLUE)
    curve.plot(x, y, **PATH)
    curve.plot(x[0], y[0], "o", color=INK, markersize=7)
    curve.set(xlabel="x", ylabel="y = (x − 1)²", xlim=(-10, 12), ylim=(-6, 121))
    right, fall = panel()
    fall.semilogy(np.maximum(y, 1e-30), **PATH)  # a logarithmic axis has no place for 0
    fall.semilogy(0, y[0], "o", color=INK, markersize=7)
    fall.set(xlabel="step t", ylabel="y", xlim=(-0.8, 20.8))
    powers_of_ten(fall, range(-8, 7, 2))
    what = _what_happens(factor)
    return Frame(
        (left, right),
        f"First panel: the steps on the parabola from x = 9 with learning rate {alpha:.2f}. {what} "
        f"After {len(y) - 1} steps x is {_size(x[-1])}. Second panel: y against the step, "
        f"from {_size(y[0])} to {_size(y[-1])} on a logarithmic scale.",
        f"error × {number(factor, '.2f')} at every step · {what}",
        {"factor": factor, "x": float(x[-1]), "y": float(y[-1])},
    )


def _what_happens(factor: float) -> str:
    """Say what multiplying the error by this factor at every step does."""
    if abs(factor) < 1e-9:
        return "The first step lands on the minimum."
    if abs(abs(factor) - 1) < 1e-9:
        return "The path swings between two points for ever."
    if abs(factor) > 1:
        return "The path diverges: every step lands farther away."
    if factor < 0:
        return "The path oscillates and arrives: every step changes sides."
    return "The path crawls." if factor > 0.8 else "The path arrives from one side."


@picture
def axes_of_the_bowl(alpha: float = 0.6) -> Frame:
    """A path on the bowl of the three points, and its error along each axis of the bowl."""
    J, directions, path, errors, factors, limit = experiments.along_the_axes(alpha)
    left, over = panel()
    right, fall = panel()
    _map(over, J, (-2, 5), (-2, 5))
    for k, (name, colour, mark, dash) in enumerate(
        (("flat axis", PURPLE, "s", "--"), ("steep axis", GREEN, "^", ":"))
    ):
        b, w = J.best[:, None] + 8 * directions[:, [k]] * np.array([-1, 1])
        over.plot(w, b, color=colour, linestyle=dash, linewidth=1.8)
        line: dict[str, Any] = {"color": colour, "marker": mark, "linestyle": dash, "markersize": 4}
        fall.semilogy(errors[:, k], linewidth=1.2, label=name, **line)
    over.plot(*path.T[::-1], **PATH)
    over.set(aspect="equal", xlabel="slope w", ylabel="bias b")
    fall.set(xlabel="step t", ylabel="error along the axis")
    powers_of_ten(fall, range(-5, 2))
    fall.legend(loc="lower left")
    flat, steep = map(float, factors)
    return Frame(
        (left, right),
        "First panel: level lines of an oval bowl over w and b, with its flat axis dashed and its "
        f"steep axis dotted. The path for α = {alpha:g} jumps to and fro across the flat axis at "
        "first, then creeps along it. Second panel: the error along each axis falls along a "
        f"straight line on a logarithmic scale, by the factor {flat:.2f} at every step along the "
        f"flat axis and {steep:.2f} along the steep one.",
        f"error at every step: × {flat:.2f} along the flat axis, × {steep:.2f} along the steep one",
        {"flat": flat, "steep": steep, "limit": limit},
    )


@widget(
    features=Choice("area", (RAW, SCALED), RAW),
    share=Slider("α, as a share of its limit", tuple(k / 10 for k in range(1, 12)), 0.8, fmt=".1f"),
    play="share",
)
def ravine(features: str, share: float) -> Frame:
    """Thirty steps over (w, b) on the housing table, before and after scaling."""
    J, alpha, path, above, ratio = experiments.steps_in_the_ravine(features, share)
    b, w = map(float, path[-1])
    excess = np.maximum(above, 1e-9)  # a logarithmic axis has no place for 0
    left, over = panel()
    _map(over, J, *(((-0.8, 4.2), (-60, 240)) if features == RAW else ((-25, 185), (121, 321))))
    over.plot(*path.T[::-1], **PATH)
    over.plot(0, 200, "o", color=INK, markersize=7)
    unit = "1000 $ per m²" if features == RAW else "1000 $ per std"
    over.set(xlabel=f"slope w ({unit})", ylabel="bias b (1000 $)")
    right, fall = panel()
    fall.semilogy(excess, **PATH)
    fall.set(xlabel="step t", ylabel="J above its minimum (1000 $)²")
    powers_of_ten(fall, range(-4, 7, 2))
    return Frame(
        (left, right),
        f"First panel: a map of the cost over w and b with {_shape(features)} and a cross at the "
        f"minimum, w = {J.best[1]:.3g} and b = {J.best[0]:.3g}. With α = {_rate(alpha)} the path "
        f"starts at w = 0, b = 200; after 30 steps it stands at w = {_size(w)}, b = {_size(b)}. "
        "Second panel: the cost above its minimum goes "
        f"from {_size(excess[0])} to {_size(excess[-1])}.",
        f"α = {_rate(alpha)} · w = {_size(w)}, b = {_size(b)} · J above its minimum: "
        f"{_size(excess[-1])}",
        {"alpha": alpha, "b": b, "w": w, "excess": float(excess[-1]), "ratio": ratio},
    )


def _shape(features: str) -> str:
    return "a slanting valley" if features == RAW else "round level lines"


@widget(
    alpha=Slider("learning rate α", tuple(k / 10 for k in range(1, 18)), 0.7, fmt=".1f"),
    play="alpha",
)
def two_updates(alpha: float) -> Frame:
    """Simultaneous and sequential paths on one bowl, and the factor of a round for every α."""
    J, together, in_turn, now, ends = experiments.both_updates(alpha)
    rounds = len(together) - 1
    return Frame(
        (_two_paths(J, together, in_turn), _factors_of_a_round(alpha, now)),
        f"First panel: two paths on one bowl for α = {alpha:.1f}. After {rounds} rounds the "
        f"simultaneous one (circles) is {_size(ends[0])} from the minimum, the sequential one "
        f"(squares, joined by steps along b and along w) {_size(ends[1])}. Second panel: the "
        f"factor of a round against α. Here it is {now[0]:.2f} for the simultaneous update and "
        f"{now[1]:.2f} for the sequential one; as α grows, the simultaneous update is the first "
        "to pass 1.",
        f"factor of a round: simultaneous {now[0]:.2f}, sequential {now[1]:.2f}",
        {"simultaneous": now[0], "sequential": now[1], "together": ends[0], "in_turn": ends[1]},
    )


def _two_paths(J: Bowl, together: Array, in_turn: Array) -> Figure:
    figure, over = panel()
    _map(over, J, (-2, 5), (-2, 5))
    over.plot(*together.T[::-1], **PATH)
    b, w = np.repeat(in_turn, 2, axis=0).T  # each half-step is drawn: first b moves, then w
    over.plot(w[:-1], b[1:], color=GREEN, linestyle="--", linewidth=1.4)
    over.plot(*in_turn.T[::-1], "s", color=GREEN, markersize=4)
    over.plot(*together[0, ::-1], "o", color=INK, markersize=7)
    over.set(aspect="equal", xlabel="slope w", ylabel="bias b")
    return figure


def _factors_of_a_round(alpha: float, now: Sequence[float]) -> Figure:
    """The factor of a round for every α, with a mark at this one."""
    figure, factors = panel()
    factors.plot(*_factors(False), color=VERMILLION, label="simultaneous")
    factors.plot(*_factors(True), color=GREEN, linestyle="--", label="sequential")
    factors.plot(alpha, now[0], "o", color=VERMILLION)
    factors.plot(alpha, now[1], "s", color=GREEN)
    factors.axhline(1, color=MUTED, linewidth=1)
    factors.set(xlabel="learning rate α", ylabel="error: factor of a round")
    factors.set(xlim=(0, 1.75), ylim=(0, 2))
    factors.legend(loc="upper left")
    return figure


@cache
def _factors(sequential: bool) -> tuple[Array, Array]:
    H = experiments.bowl(*experiments.three_points()).H
    rates = np.linspace(0, 1.75, 71)
    factor = partial(experiments.round_factor, H, sequential=sequential)
    return rates, np.array([factor(rate) for rate in rates])


@picture
def fooled() -> Frame:
    """Where each stopping rule ends too early: a plateau, and a tiny learning rate."""
    x = np.linspace(-8, 11, 120)
    left, flat = panel()
    flat.plot(x, experiments.plateau(x), color=BLUE)
    flat.plot(START, experiments.plateau(START), "o", color=VERMILLION, markersize=8)
    flat.text(11, 0.86, "‖dJ‖ ≤ ε:\nit stops here", color=VERMILLION, ha="right", va="top")
    flat.set(xlabel="x", ylabel="y", ylim=(-0.05, 1.15), title="flat far from the minimum")
    right, tiny = panel()
    tiny.plot(x, experiments.parabola(x), color=BLUE)
    tiny.plot(START, experiments.parabola(START), "o", color=VERMILLION, markersize=8)
    tiny.text(7.8, 72, "‖step‖ ≤ ε:\nit stops here", color=VERMILLION, ha="right", va="top")
    tiny.set(xlabel="x", ylabel="y = (x − 1)²", ylim=(-5, 105), title="a tiny learning rate")
    for axes in (flat, tiny):
        axes.plot(1, 0, "+", color=INK, markersize=10, markeredgewidth=2)
    return Frame(
        (left, right),
        "First panel: a curve with one dip at x = 1 that is flat everywhere else; the gradient "
        "rule stops at once at x = 9, on the flat part, at the greatest height. Second panel: the "
        "parabola; with a tiny learning rate the step rule stops at once at x = 9, high on the "
        "slope. A cross marks the minimum of each curve.",
        shown={
            "plateau_slope": float(experiments.plateau_slope(START)),
            "parabola_slope": float(experiments.parabola_slope(START)),
        },
    )


@picture
def race(timings: Sequence[Timing]) -> Frame:
    """Median times of the normal equation and of descent against n, on logarithmic scales."""
    n = np.array([timing.n for timing in timings])
    solve = np.array([timing.solve for timing in timings])
    descent = np.array([timing.descent for timing in timings])
    figure, axes = plots.canvas()
    axes.loglog(n, solve, "-o", color=BLUE, label="normal equation")
    axes.loglog(n, descent, "--s", color=VERMILLION, label="descent to ‖dJ‖ ≤ 0.0001")
    axes.set(xlabel="features n, with m = 2n examples", ylabel="median time (s)")
    axes.set_xticks(n, labels=[str(value) for value in n])
    axes.minorticks_off()
    axes.legend()
    growth = [experiments.growth(n, seconds) for seconds in (solve, descent)]
    faster = n[descent < solve]
    who = f"Descent is faster at n = {', '.join(str(value) for value in faster)}."
    if not len(faster):
        who = "The normal equation is faster at every n."
    return Frame(
        figure,
        "Two rising lines, time against n on logarithmic scales. "
        f"The normal equation takes {solve[0]:.6f} s at n = {n[0]} and {solve[-1]:.3f} s at "
        f"n = {n[-1]}; descent takes {descent[0]:.6f} s and {descent[-1]:.3f} s. {who}",
        f"from n = {LARGE_N} on the time grows as n to the power {growth[0]:.1f} (normal "
        f"equation) and {growth[1]:.1f} (descent)",
        {"solve": growth[0], "descent": growth[1]},
    )


def _map(axes: Axes, J: Bowl, w: Interval, b: Interval) -> None:
    """Draw the bowl over w (across) and b (up), with a cross at its lowest point."""
    ws, bs = np.linspace(*w, 40), np.linspace(*b, 40)
    above = experiments.heights(J, ws, bs)
    # J grows with the square of the distance: these levels are evenly spaced ovals.
    levels = above.max() * np.linspace(0, 1, 9) ** 2
    plots.landscape(axes, ws, bs, above, levels=list(levels))
    axes.plot(J.best[1], J.best[0], "+", color=INK, markersize=10, markeredgewidth=2, zorder=3)
    axes.set(xlim=w, ylim=b)


def _size(value: float) -> str:
    """The number in a few digits: three decimals where it is small, commas where it is large."""
    fmt = ".3f" if abs(value) < 10 else ",.0f" if abs(value) >= 1000 else ".1f"
    return number(value, fmt)


def _rate(alpha: float) -> str:
    return f"{alpha:.2f}" if alpha >= 0.1 else f"{alpha:.6f}"

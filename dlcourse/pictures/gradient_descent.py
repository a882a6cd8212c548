"""The pictures of chapter 2: steps on a curve, paths on a bowl, two ways to update, a race."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, listed
from dlcourse.experiments import gradient_descent as experiments
from dlcourse.experiments.gradient_descent import (
    CENTRED,
    FIRST_BIAS,
    LARGE_N,
    RAW,
    SCALED,
    START,
    Bowl,
    Timing,
)
from dlcourse.pictures._panels import half, placed, powers_of_ten
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PAPER, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]
Interval = tuple[float, float]

PATH: dict[str, Any] = {"color": VERMILLION, "marker": "o", "markersize": 3.5, "linewidth": 1.2}
RATES = tuple(k / 20 for k in range(1, 23))
LEFT, RIGHT = -10.0, 12.0  # of what the pictures show of the parabola
# On the maps over w and b: from where to where, and what w is measured in.
MAPS: dict[str, tuple[Interval, Interval, str]] = {
    RAW: ((-0.4, 2.8), (-60, 300), Said("slope w (1000 $ per m²)")),
    CENTRED: ((-0.4, 3.8), (100, 300), Said("slope w (1000 $ per m²)")),
    # As many units to the inch on both axes, so that circles are circles.
    SCALED: ((-60, 240), (105, 325), Said("slope w (1000 $ per std)")),
}

# What is to be seen of the ravine.
SEEN: dict[str, Said] = {
    RAW: Said(
        "First panel: a map of the cost over w and b with a slanting valley and a cross at the "
        "minimum, w = {best_w} and b = {best_b}. With α = {alpha} the path stands at w = {w}, "
        "b = {b} at step {t}. Second panel: the cost above its minimum, from {first} to "
        "{last}.",
    ),
    CENTRED: Said(
        "First panel: a map of the cost over w and b with upright ovals and a cross at the "
        "minimum, w = {best_w} and b = {best_b}. With α = {alpha} the path stands at w = {w}, "
        "b = {b} at step {t}. Second panel: the cost above its minimum, from {first} to "
        "{last}.",
    ),
    SCALED: Said(
        "First panel: a map of the cost over w and b with round level lines and a cross at the "
        "minimum, w = {best_w} and b = {best_b}. With α = {alpha} the path stands at w = {w}, "
        "b = {b} at step {t}. Second panel: the cost above its minimum, from {first} to "
        "{last}.",
    ),
}


@widget(
    alpha=Slider(Said("learning rate α"), RATES, 0.1, fmt=".2f"),
    t=Slider(Said("steps made"), range(11), 0),
    play="t",
    pace=0.8,
)
def one_step(alpha: float, t: int) -> Frame:
    """A ball on y = (x − 1)² from x = 9: where it stands, its slope, and the step to come."""
    path = experiments.steps_on_parabola(alpha).path  # which ends early on the minimum itself
    x, onward = (float(path[min(step, len(path) - 1)]) for step in (t, t + 1))
    y, slope = float(experiments.parabola(x)), float(experiments.parabola_slope(x))
    figure, axes = placed((0.13, 0.17, 0.84, 0.8), height=2.7, width=4.8)
    grid = np.linspace(LEFT, RIGHT, 90)
    axes.plot(grid, experiments.parabola(grid), color=BLUE)
    past = path[:t]
    axes.plot(past, experiments.parabola(past), "o", color=MUTED, markersize=4)
    arrow = {"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 2, "mutation_scale": 14}
    if abs(onward - x) > 0.05:  # shorter than its own head
        tip, tail = np.clip((onward, x), LEFT, RIGHT)
        axes.annotate("", (tip, -9), (tail, -9), arrowprops=arrow)
    axes.plot([x, x], [-9, y], color=MUTED, linewidth=1, linestyle=":")
    axes.plot(x, y, "o", color=INK, markersize=9, markeredgecolor=PAPER)
    axes.set(xlabel="x", ylabel="y = (x − 1)²", xlim=(LEFT, RIGHT), ylim=(-16, 121))
    axes.set_xticks(range(-10, 11, 5))
    words = {
        "alpha": number(alpha),
        "t": str(t),
        "x": _size(x),
        "y": _size(y),
        "slope": _size(slope),
        "onward": _size(onward),
    }
    if LEFT <= x <= RIGHT:
        alt = _(
            "A ball on a valley, at step {t} with learning rate {alpha}. It lies at x = {x} at "
            "the height {y}, where the slope is {slope}. An arrow leads to x = {onward}.",
            **words,
        )
    else:
        alt = _(
            "A valley, at step {t} with learning rate {alpha}. The ball has left the picture: "
            "it is at x = {x} at the height {y}, where the slope is {slope}. The next step leads "
            "to x = {onward}.",
            **words,
        )
    return Frame(
        figure,
        alt,
        _("x = {x}, y = {y} · slope {slope} · next x = {onward}", **words),
        {"x": x, "y": y, "slope": slope, "onward": onward},
    )


@picture
def in_the_fog() -> Frame:
    """A walker knows the height and the slope underfoot, nothing else: two valleys."""
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
    axes.text(0.6, 0.68, _("the slope here\nis all we know"), color=VERMILLION, va="center")
    axes.text(6.6, 1.5, _("the rest is in fog"), color=MUTED, ha="center")
    axes.set(xlabel=_("weight w"), ylabel=_("cost J"), xlim=(0, 10), ylim=(0.2, 3.1))
    axes.set(xticks=[], yticks=[])
    return Frame(
        figure,
        _(
            "A hilly cost curve over one weight w. Most of it is a faint dotted line, as if in "
            "fog. Only a short piece around the point where we stand is drawn clearly, and an "
            "arrow along its slope points down to the right. Farther to the right, in the fog, "
            "lies a deeper valley."
        ),
        shown={"slope": slope},
    )


@widget(alpha=Slider(Said("learning rate α"), RATES, 0.1, fmt=".2f"))
def steps_on_a_parabola(alpha: float) -> Frame:
    """Twenty steps on y = (x − 1)² from x = 9, and how y falls or grows."""
    trace = experiments.steps_on_parabola(alpha)
    x, y, factor = trace.path, trace.costs, 1 - 2 * alpha
    left, curve = half()
    curve.plot(grid := np.linspace(LEFT, RIGHT, 90), experiments.parabola(grid), color=BLUE)
    curve.plot(x, y, **PATH)
    curve.plot(x[0], y[0], "o", color=INK, markersize=7)
    curve.set(xlabel="x", ylabel="y = (x − 1)²", xlim=(LEFT, RIGHT), ylim=(-6, 121))
    right, fall = half()
    fall.semilogy(np.maximum(y, 1e-30), **PATH)  # a logarithmic axis has no place for 0
    fall.semilogy(0, y[0], "o", color=INK, markersize=7)
    fall.set(xlabel=_("step t"), ylabel="y", xlim=(-0.8, 20.8))
    powers_of_ten(fall, range(-8, 7, 2))
    words = {
        "alpha": number(alpha),
        "what": _(_what_happens(factor)),
        "steps": str(len(y) - 1),
        "x": _size(x[-1]),
        "y": _size(y[0]),
        "y_end": _size(y[-1]),
        "factor": number(factor),
    }
    return Frame(
        (left, right),
        _(
            "First panel: the steps on the parabola from x = 9 with learning rate {alpha}. {what} "
            "At step {steps} x is {x}. Second panel: y against the step, from {y} to {y_end} "
            "on a logarithmic scale.",
            **words,
        ),
        _("distance × {factor} at every step · {what}", **words),
        {"factor": factor, "x": float(x[-1]), "y": float(y[-1])},
    )


def _what_happens(factor: float) -> Said:
    """Say what multiplying the distance by this factor at every step does."""
    if abs(factor) < 1e-9:
        return Said("The first step lands on the minimum.")
    if abs(abs(factor) - 1) < 1e-9:
        return Said("The path swings between two points for ever.")
    if abs(factor) > 1:
        return Said("The path diverges: every step lands farther away.")
    if factor < 0:
        return Said("The path oscillates and arrives: every step changes sides.")
    return Said("The path crawls.") if factor > 0.8 else Said("The path arrives from one side.")


@widget(
    alpha=Choice(Said("learning rate α"), (0.1, 0.3, 0.6, 0.8, 0.9), 0.3),
    t=Slider(Said("steps made"), range(21), 0),
    play="t",
    pace=0.8,
)
def steps_on_a_bowl(alpha: float, t: int) -> Frame:
    """Descent for a line through three points: the line, and its way over the map of the cost."""
    X, y = experiments.three_points()
    trace, bowl = experiments.steps_on_points(alpha), experiments.bowl(X, y)
    (b, w), J = map(float, trace.path[t]), float(trace.costs[t])
    left, line = half()
    line.plot(X[:, 0], y, "o", color=INK, markersize=7)
    line.plot([-0.5, 2.5], [b - 0.5 * w, b + 2.5 * w], color=BLUE)
    line.set(xlabel="x", ylabel=_("y and a"), xlim=(-0.5, 2.5), ylim=(-1, 8))
    right, over = half()
    _map(over, bowl, (-1.5, 4.5), (-1.5, 5))
    over.plot(*trace.path[: t + 1, ::-1].T, **PATH)
    over.plot(w, b, "o", color=BLUE, markersize=8, markeredgecolor=PAPER)
    over.set(xlabel=_("slope w"), ylabel=_("bias b"))
    words = {
        "alpha": number(alpha, "g"),
        "t": str(t),
        "w": _size(w),
        "b": _size(b),
        "J": _size(J),
    }
    return Frame(
        (left, right),
        _(
            "Step {t} with learning rate {alpha}. First panel: three points and the line "
            "with slope {w} and bias {b}. Second panel: the path of slope and bias over the oval "
            "level lines of the cost, which is {J} here.",
            **words,
        ),
        _("w = {w}, b = {b} · J = {J}", **words),
        {"w": w, "b": b, "J": J},
    )


@widget(
    features=Choice(Said("the area"), (RAW, CENTRED, SCALED), RAW),
    share=Choice(Said("α, as a share of its limit"), (0.5, 0.9, 1.0, 1.05), 0.9),
    t=Slider(Said("steps made"), (*range(9), 15, 30), 0),
    play="t",
    pace=0.8,
)
def ravine(features: str, share: float, t: int) -> Frame:
    """Thirty steps over (w, b) on the housing table: in m², minus the mean, and standardised."""
    walk = experiments.steps_in_the_ravine(features, share)
    b, w = map(float, walk.path[t])
    excess = np.maximum(walk.excess[: t + 1], 1e-9)  # a logarithmic axis has no place for 0
    across, up, unit = MAPS[features]
    left, over = half()
    _map(over, walk.bowl, across, up)
    over.plot(*walk.path[: t + 1, ::-1].T, **PATH)
    over.plot(0, FIRST_BIAS, "o", color=INK, markersize=6)
    over.set(xlabel=_(unit), ylabel=_("bias b (1000 $)"))
    right, fall = half()
    fall.semilogy(excess, **PATH)
    fall.set(xlabel=_("step t"), ylabel=_("J above its minimum"), xlim=(-1, 31))
    powers_of_ten(fall, range(-4, 7, 2))
    words = {
        "t": str(t),
        "alpha": _rate(walk.alpha),
        "best_w": f"{walk.bowl.best[1]:.3g}",
        "best_b": f"{walk.bowl.best[0]:.3g}",
        "w": _size(w),
        "b": _size(b),
        "first": _size(excess[0]),
        "last": _size(excess[-1]),
    }
    return Frame(
        (left, right),
        _(SEEN[features], **words),
        _("α = {alpha} · w = {w}, b = {b} · J − least = {last}", **words),
        {"alpha": walk.alpha, "b": b, "w": w, "excess": float(excess[-1]), "ratio": walk.ratio},
    )


@widget(
    alpha=Choice(Said("learning rate α"), (0.3, 0.7, 0.9, 1.05, 1.5, 1.7), 0.7),
    t=Slider(Said("rounds made"), range(experiments.ROUNDS + 1), 0),
    play="t",
    pace=0.8,
)
def two_updates(alpha: float, t: int) -> Frame:
    """Simultaneous and sequential paths on one bowl, and how far each is from the minimum."""
    both = experiments.both_updates(alpha)
    far = [_distances(path, both.bowl)[: t + 1] for path in (both.together, both.in_turn)]
    left, over = half()
    _map(over, both.bowl, (-2, 5), (-2, 5))
    over.plot(*both.together[: t + 1, ::-1].T, **PATH)
    # Each half-step is drawn: first b moves, then w.
    b, w = np.repeat(both.in_turn[: t + 1], 2, axis=0).T
    over.plot(w[:-1], b[1:], color=GREEN, linestyle="--", linewidth=1.4)
    over.plot(*both.in_turn[: t + 1, ::-1].T, "s", color=GREEN, markersize=4)
    over.plot(*both.together[0, ::-1], "o", color=INK, markersize=7)
    over.set(xlabel=_("slope w"), ylabel=_("bias b"))
    right, fall = half()
    fall.semilogy(far[0], **PATH, label=_("simultaneous"))
    fall.semilogy(far[1], "--s", color=GREEN, markersize=4, label=_("sequential"))
    fall.set(xlabel=_("rounds"), ylabel=_("distance"), xlim=(-0.5, 15.5))
    powers_of_ten(fall, range(-6, 7, 2))
    fall.legend(loc="upper left")
    words = {
        "alpha": number(alpha, "g"),
        "t": str(t),
        "together": _size(far[0][-1]),
        "in_turn": _size(far[1][-1]),
    }
    return Frame(
        (left, right),
        _(
            "First panel: two paths on one bowl for α = {alpha}. At round {t} the simultaneous "
            "one (circles) is {together} from the minimum, the sequential one (squares, joined by "
            "steps along b and along w) {in_turn}. Second panel: both distances against the "
            "rounds, on a logarithmic scale.",
            **words,
        ),
        _("α = {alpha} · distance: simultaneous {together}, sequential {in_turn}", **words),
        {"together": float(far[0][-1]), "in_turn": float(far[1][-1])},
    )


def _distances(path: Array, bowl: Bowl) -> Array:
    lengths: Array = np.linalg.norm(path - bowl.best, axis=1)
    return lengths


@picture
def fooled() -> Frame:
    """Where each stopping rule ends too early: a plateau, and a tiny learning rate."""
    x = np.linspace(-8, 11, 120)
    left, flat = placed((0.21, 0.19, 0.75, 0.69), height=2.6)
    flat.plot(x, experiments.plateau(x), color=BLUE)
    flat.plot(START, experiments.plateau(START), "o", color=VERMILLION, markersize=8)
    stop: dict[str, Any] = {"color": VERMILLION, "ha": "right", "va": "top"}
    flat.text(11, 0.86, _("slope ≤ ε:\nit stops here"), **stop)
    flat.set(xlabel="x", ylabel="y", ylim=(-0.05, 1.15), title=_("flat far from the minimum"))
    right, tiny = placed((0.21, 0.19, 0.75, 0.69), height=2.6)
    tiny.plot(x, experiments.parabola(x), color=BLUE)
    tiny.plot(START, experiments.parabola(START), "o", color=VERMILLION, markersize=8)
    tiny.text(7.8, 72, _("step ≤ ε:\nit stops here"), **stop)
    tiny.set(xlabel="x", ylabel="y = (x − 1)²", ylim=(-5, 105), title=_("a tiny learning rate"))
    for axes in (flat, tiny):
        axes.plot(1, 0, "+", color=INK, markersize=10, markeredgewidth=2)
    return Frame(
        (left, right),
        _(
            "First panel: a curve with one dip at x = 1 that is flat everywhere else; the rule of "
            "the slope stops at once at x = 9, on the flat part, at the greatest height. Second "
            "panel: the parabola; with a tiny learning rate the rule of the step stops at once at "
            "x = 9, high on the slope. A cross marks the minimum of each curve."
        ),
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
    axes.loglog(n, solve, "-o", color=BLUE, label=_("normal equation"))
    axes.loglog(n, descent, "--s", color=VERMILLION, label=_("gradient descent"))
    axes.set(xlabel=_("features n, with m = 2n examples"), ylabel=_("median time (s)"))
    axes.set_xticks(n, labels=[str(value) for value in n])
    axes.minorticks_off()
    axes.legend()
    growth = [experiments.growth(n, seconds) for seconds in (solve, descent)]
    faster = n[descent < solve]
    words = {
        "least": str(n[0]),
        "most": str(n[-1]),
        "solve": f"{solve[0]:.6f}",
        "solve_most": f"{solve[-1]:.3f}",
        "descent": f"{descent[0]:.6f}",
        "descent_most": f"{descent[-1]:.3f}",
        "faster": listed(str(value) for value in faster),
    }
    if len(faster):
        alt = _(
            "Two rising lines, time against n on logarithmic scales. The normal equation takes "
            "{solve} s at n = {least} and {solve_most} s at n = {most}; descent takes {descent} s "
            "and {descent_most} s. Descent is faster at n = {faster}.",
            **words,
        )
    else:
        alt = _(
            "Two rising lines, time against n on logarithmic scales. The normal equation takes "
            "{solve} s at n = {least} and {solve_most} s at n = {most}; descent takes {descent} s "
            "and {descent_most} s. The normal equation is faster at every n.",
            **words,
        )
    return Frame(
        figure,
        alt,
        _(
            "from n = {n} on the time grows as n to the power {solve} (normal equation) and "
            "{descent} (descent)",
            n=LARGE_N,
            solve=number(growth[0], ".1f"),
            descent=number(growth[1], ".1f"),
        ),
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

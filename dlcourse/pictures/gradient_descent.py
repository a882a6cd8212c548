"""The pictures of chapter 2: steps on a curve, paths on a bowl, two ways to update, a race."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlcourse import data, linear, plots
from dlcourse.descent import gradient_descent, small_gradient
from dlcourse.pictures._panels import panel, powers_of_ten
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[np.float64]
Interval = tuple[float, float]

START = 9.0  # where the path on the lecture's parabola begins
CORNER = (4.5, 1.5)  # b, w: where the paths on the bowl of the three points begin
ROUNDS = 15  # of both, on that bowl
NEVER = small_gradient(0)  # a picture shows a fixed number of steps
PATH: dict[str, Any] = {"color": VERMILLION, "marker": "o", "markersize": 3.5, "linewidth": 1.2}
RAW, SCALED = "in m²", "standardised"
# The curvatures of a random table with m = 2n lie about between (1 − √½)² and (1 + √½)²: sum 3.
RATE = 0.9 * 2 / 3
LARGE_N = 256  # the growth of the times is measured from here on


class Bowl(NamedTuple):
    """The squared cost of a line: J = lowest + ½ eᵀHe, e = (b, w) − best."""

    H: Array
    best: Array
    lowest: float


class Timing(NamedTuple):
    """Median seconds for m examples of n features, and the steps that descent took."""

    m: int
    n: int
    solve: float
    descent: float
    steps: int


def parabola(x: Array) -> Array:
    """The parabola y = (x − 1)², the lecture's closed form (row C2)."""
    return (x - 1) ** 2


def parabola_slope(x: Array) -> Array:
    """Its slope dy/dx = 2 (x − 1)."""
    return 2 * (x - 1)


def plateau(x: Array) -> Array:
    """A plateau, y = 1 − e^(−(x−1)²/2): lowest at x = 1, and flat far from there."""
    return 1 - np.exp(-((x - 1) ** 2) / 2)


def plateau_slope(x: Array) -> Array:
    """Its slope dy/dx = (x − 1) e^(−(x−1)²/2)."""
    return (x - 1) * np.exp(-((x - 1) ** 2) / 2)


def three_points() -> tuple[Array, Array]:
    """A table for a calculation by hand: x = 0, 1, 2 and y = 1, 3, 5. The best line is 2x + 1."""
    return np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 5.0])


def bowl(X: ArrayLike, y: ArrayLike) -> Bowl:
    """The cost of a linear neuron as a bowl: H = 1/m XᵀX, with x0 = 1 as the first column."""
    X1 = linear.add_bias_column(X).astype(np.float64)
    best = linear.normal_equation(X, y).astype(np.float64)
    errors = X1 @ best - np.asarray(y)
    return Bowl(X1.T @ X1 / len(X1), best, float(errors @ errors) / (2 * len(X1)))


def sequential_descent(
    dJ: Callable[[Array], Array], w0: ArrayLike, *, lr: float, rounds: int
) -> Array:
    """The mistake, made on purpose: each weight moves before the next derivative is taken.

    w_k := w_k − α ∂J/∂w_k, where w_0 … w_(k−1) are new already. This is not gradient descent.
    dJ: w -> its gradient. w0: (n,); not changed. lr: α. Returns the path (rounds + 1, n).
    Source: deck C, simultaneous update (row C5). Chapter 2.
    """
    w = np.array(w0, dtype=np.float64)
    path = [w.copy()]
    for _ in range(rounds):
        for k in range(len(w)):  # weight k
            w[k] -= lr * dJ(w)[k]  # a gradient taken half-way
        path.append(w.copy())
    return np.array(path)


def round_matrix(H: Array, alpha: float, *, sequential: bool) -> Array:
    """What one round does to the error on a bowl: e(t+1) = G e(t).

    Simultaneous: G = I − αH. Sequential: e_k := e_k − α Σ_j H_kj e_j, for one k after the other.
    H: (n, n). Returns G (n, n).
    """
    G = np.eye(len(H))
    if not sequential:
        return G - alpha * H
    for k in range(len(H)):  # weight k
        G[k] -= alpha * H[k] @ G
    return G


def round_factor(H: Array, alpha: float, *, sequential: bool) -> float:
    """The factor of the error per round in the long run: the largest |eigenvalue| of G."""
    return float(np.abs(np.linalg.eigvals(round_matrix(H, alpha, sequential=sequential))).max())


def largest_rate(H: Array, *, sequential: bool) -> float:
    """The α from which on a round no longer shrinks the error, between halved bounds."""

    def shrinks(alpha: float) -> bool:
        return round_factor(H, alpha, sequential=sequential) < 1

    low, high = 0.0, 1 / float(np.trace(H))  # below 1/λ_max: sure to shrink
    while shrinks(high):
        low, high = high, 2 * high
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if shrinks(middle) else (low, middle)
    return high


def time_both(
    sizes: Sequence[int], *, rng: np.random.Generator, repeat: int = 3
) -> tuple[Timing, ...]:
    """Time the normal equation and descent on random tables of n features, m = 2n examples.

    Descent ends at ‖dJ‖ ≤ 1e-4. A time is the median of `repeat` runs, in seconds. Each run goes
    through all sizes, so that a busy moment of the machine spoils one run of each, not all of one.
    """
    seconds = np.empty((len(sizes), 2, repeat))
    tables = [_random_table(n, rng) for n in sizes]
    steps = [0] * len(sizes)
    for run in range(repeat):
        for i, (X, y) in enumerate(tables):
            _solve(X, y)  # untimed: it brings the table into the caches
            begin = time.perf_counter()
            _solve(X, y)
            between = time.perf_counter()
            steps[i] = linear.linear_regression(X, y, lr=RATE, stop=small_gradient(1e-4)).iterations
            seconds[i, :, run] = between - begin, time.perf_counter() - between
    medians = np.median(seconds, axis=2).tolist()
    return tuple(
        Timing(2 * n, n, solve, descent, count)
        for n, (solve, descent), count in zip(sizes, medians, steps, strict=True)
    )


def _solve(X: Array, y: Array) -> None:
    """The normal equation without the check of the columns that linear.normal_equation makes."""
    X1 = linear.add_bias_column(X)
    np.linalg.solve(X1.T @ X1, X1.T @ y)


def _random_table(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    X = rng.normal(size=(2 * n, n))
    return X, X @ rng.normal(size=n) / math.sqrt(n) + rng.normal(size=2 * n)


@picture
def in_the_fog() -> Frame:
    """The opening picture: a walker knows the height and the slope underfoot, nothing else."""

    def J(w: Array) -> Array:
        return 0.06 * (w - 6.5) ** 2 + 0.35 * np.cos(1.6 * w) + 0.6

    here = np.array(2.1)
    slope = float((J(here + 1e-4) - J(here - 1e-4)) / 2e-4)
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
    trace = gradient_descent(parabola, parabola_slope, START, lr=alpha, max_iter=20, stop=NEVER)
    x, y, factor = trace.path, trace.costs, 1 - 2 * alpha
    left, curve = panel()
    curve.plot(grid := np.linspace(-10, 12, 90), parabola(grid), color=BLUE)
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
    X, y = three_points()
    J = bowl(X, y)
    curvatures, directions = np.linalg.eigh(J.H)
    trace = linear.linear_regression(X, y, lr=alpha, max_iter=14, stop=NEVER, w0=CORNER)
    along = np.abs((trace.path - J.best) @ directions)
    left, over = panel()
    right, fall = panel()
    _map(over, J, (-2, 5), (-2, 5))
    for k, (name, colour, mark, dash) in enumerate(
        (("flat axis", PURPLE, "s", "--"), ("steep axis", GREEN, "^", ":"))
    ):
        b, w = J.best[:, None] + 8 * directions[:, [k]] * np.array([-1, 1])
        over.plot(w, b, color=colour, linestyle=dash, linewidth=1.8)
        line: dict[str, Any] = {"color": colour, "marker": mark, "linestyle": dash, "markersize": 4}
        fall.semilogy(along[:, k], linewidth=1.2, label=name, **line)
    over.plot(*trace.path.T[::-1], **PATH)
    over.set(aspect="equal", xlabel="slope w", ylabel="bias b")
    fall.set(xlabel="step t", ylabel="error along the axis")
    powers_of_ten(fall, range(-5, 2))
    fall.legend(loc="lower left")
    flat, steep = (float(abs(1 - alpha * curvature)) for curvature in curvatures)
    return Frame(
        (left, right),
        "First panel: level lines of an oval bowl over w and b, with its flat axis dashed and its "
        f"steep axis dotted. The path for α = {alpha:g} jumps to and fro across the flat axis at "
        "first, then creeps along it. Second panel: the error along each axis falls along a "
        f"straight line on a logarithmic scale, by the factor {flat:.2f} at every step along the "
        f"flat axis and {steep:.2f} along the steep one.",
        f"error at every step: × {flat:.2f} along the flat axis, × {steep:.2f} along the steep one",
        {"flat": flat, "steep": steep, "limit": 2 / float(curvatures[-1])},
    )


@widget(
    features=Choice("area", (RAW, SCALED), RAW),
    share=Slider("α, as a share of its limit", tuple(k / 10 for k in range(1, 12)), 0.8, fmt=".1f"),
    play="share",
)
def ravine(features: str, share: float) -> Frame:
    """Thirty steps over (w, b) on the housing table, before and after scaling."""
    X, y, J = _housing(features)
    flat, steep = np.linalg.eigvalsh(J.H)
    alpha = share * 2 / float(steep)
    trace = linear.linear_regression(X, y, lr=alpha, max_iter=30, stop=NEVER, w0=[200, 0])
    b, w = (float(value) for value in trace.w)
    excess = np.maximum(trace.costs - J.lowest, 1e-9)
    left, over = panel()
    _map(over, J, *(((-0.8, 4.2), (-60, 240)) if features == RAW else ((-25, 185), (121, 321))))
    over.plot(*trace.path.T[::-1], **PATH)
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
        {"alpha": alpha, "b": b, "w": w, "excess": float(excess[-1]), "ratio": float(steep / flat)},
    )


@functools.cache
def _housing(features: str) -> tuple[Array, Array, Bowl]:
    houses = data.housing().only("area")
    X: Array = houses.X if features == RAW else data.standardise(houses.X)[0].astype(np.float64)
    return X, houses.y, bowl(X, houses.y)


def _shape(features: str) -> str:
    return "a slanting valley" if features == RAW else "round level lines"


@widget(
    alpha=Slider("learning rate α", tuple(k / 10 for k in range(1, 18)), 0.7, fmt=".1f"),
    play="alpha",
)
def two_updates(alpha: float) -> Frame:
    """Simultaneous and sequential paths on one bowl, and the factor of a round for every α."""
    X, y = three_points()
    J = bowl(X, y)
    together = linear.linear_regression(X, y, lr=alpha, max_iter=ROUNDS, stop=NEVER, w0=CORNER).path
    in_turn = sequential_descent(lambda w: J.H @ (w - J.best), CORNER, lr=alpha, rounds=ROUNDS)
    left, over = panel()
    _map(over, J, (-2, 5), (-2, 5))
    over.plot(*together.T[::-1], **PATH)
    b, w = np.repeat(in_turn, 2, axis=0).T  # each half-step is drawn: first b moves, then w
    over.plot(w[:-1], b[1:], color=GREEN, linestyle="--", linewidth=1.4)
    over.plot(*in_turn.T[::-1], "s", color=GREEN, markersize=4)
    over.plot(*CORNER[::-1], "o", color=INK, markersize=7)
    over.set(aspect="equal", xlabel="slope w", ylabel="bias b")
    right, factors = panel()
    now = [round_factor(J.H, alpha, sequential=sequential) for sequential in (False, True)]
    factors.plot(*_factors(False), color=VERMILLION, label="simultaneous")
    factors.plot(*_factors(True), color=GREEN, linestyle="--", label="sequential")
    factors.plot(alpha, now[0], "o", color=VERMILLION)
    factors.plot(alpha, now[1], "s", color=GREEN)
    factors.axhline(1, color=MUTED, linewidth=1)
    factors.set(xlabel="learning rate α", ylabel="error: factor of a round")
    factors.set(xlim=(0, 1.75), ylim=(0, 2))
    factors.legend(loc="upper left")
    ends = [float(np.linalg.norm(path[-1] - J.best)) for path in (together, in_turn)]
    return Frame(
        (left, right),
        f"First panel: two paths on one bowl for α = {alpha:.1f}. After {ROUNDS} rounds the "
        f"simultaneous one (circles) is {_size(ends[0])} from the minimum, the sequential one "
        f"(squares, joined by steps along b and along w) {_size(ends[1])}. Second panel: the "
        f"factor of a round against α. Here it is {now[0]:.2f} for the simultaneous update and "
        f"{now[1]:.2f} for the sequential one; as α grows, the simultaneous update is the first "
        "to pass 1.",
        f"factor of a round: simultaneous {now[0]:.2f}, sequential {now[1]:.2f}",
        {"simultaneous": now[0], "sequential": now[1], "together": ends[0], "in_turn": ends[1]},
    )


@functools.cache
def _factors(sequential: bool) -> tuple[Array, Array]:
    H = bowl(*three_points()).H
    rates = np.linspace(0, 1.75, 71)
    return rates, np.array([round_factor(H, rate, sequential=sequential) for rate in rates])


@picture
def fooled() -> Frame:
    """Where each stopping rule ends too early: a plateau, and a tiny learning rate."""
    x = np.linspace(-8, 11, 120)
    left, flat = panel()
    flat.plot(x, plateau(x), color=BLUE)
    flat.plot(START, plateau(np.array(START)), "o", color=VERMILLION, markersize=8)
    flat.text(11, 0.86, "‖dJ‖ ≤ ε:\nit stops here", color=VERMILLION, ha="right", va="top")
    flat.set(xlabel="x", ylabel="y", ylim=(-0.05, 1.15), title="flat far from the minimum")
    right, tiny = panel()
    tiny.plot(x, parabola(x), color=BLUE)
    tiny.plot(START, parabola(np.array(START)), "o", color=VERMILLION, markersize=8)
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
            "plateau_slope": float(plateau_slope(np.array(START))),
            "parabola_slope": float(parabola_slope(np.array(START))),
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
    growth = [_growth(n, seconds) for seconds in (solve, descent)]
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


def _growth(n: Array, seconds: Array) -> float:
    """The exponent p of seconds ∝ n^p: the slope on logarithmic scales, for large n."""
    large = n >= LARGE_N
    return float(np.polyfit(np.log(n[large]), np.log(seconds[large]), 1)[0])


def _map(axes: Axes, J: Bowl, w: Interval, b: Interval) -> None:
    """Draw the bowl over w (across) and b (up), with a cross at its lowest point."""
    ws, bs = np.linspace(*w, 40), np.linspace(*b, 40)
    e = np.stack(np.meshgrid(bs - J.best[0], ws - J.best[1], indexing="ij"))  # (2, b, w)
    above = np.einsum("kbw,kl,lbw->bw", e, J.H, e) / 2
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

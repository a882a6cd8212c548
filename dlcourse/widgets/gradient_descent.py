"""Frames of chapter 2: steps on a curve, paths on a bowl, two ways to update, a race in time."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlcourse import data, linear, plots
from dlcourse.descent import Trace, gradient_descent, small_gradient
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[np.float64]

START = 9.0  # where the lecture's parabola is entered
NEVER = small_gradient(0)  # a picture shows a fixed number of steps
PANEL = {"width": 3.1, "height": 2.9}
OLD_STEPS = {"color": VERMILLION, "marker": "o", "markersize": 3.5, "linewidth": 1.2}


class Bowl(NamedTuple):
    """The squared cost of a table: its second derivatives H, its lowest point, and its depth.

    J(w) = lowest + ½ (w − best)ᵀ H (w − best) with w = (b, w1, …).
    """

    H: Array
    best: Array
    lowest: float

    def cost(self, b: Array, w: Array) -> Array:
        """J at every pair (b, w) of two arrays of one shape."""
        e_b, e_w = b - self.best[0], w - self.best[1]
        (h_bb, h_bw), (_, h_ww) = self.H
        return self.lowest + (h_bb * e_b**2 + 2 * h_bw * e_b * e_w + h_ww * e_w**2) / 2


class Timing(NamedTuple):
    """Median seconds for n features: solving alone, solving with its checks, and descending."""

    n: int
    solve: float
    checked: float
    descent: float
    steps: int


def parabola(x: Array) -> Array:
    """y = (x − 1)², the lecture's first landscape (row C2)."""
    return (x - 1) ** 2


def slope(x: Array) -> Array:
    """dy/dx = 2 (x − 1)."""
    return 2 * (x - 1)


def plateau(x: Array) -> Array:
    """y = 1 − e^(−(x−1)²/2): lowest at x = 1, almost flat far from it."""
    return 1 - np.exp(-((x - 1) ** 2) / 2)


def plateau_slope(x: Array) -> Array:
    """dy/dx = (x − 1) e^(−(x−1)²/2)."""
    return (x - 1) * np.exp(-((x - 1) ** 2) / 2)


def three_points() -> tuple[Array, Array]:
    """A table for the hand: X (3, 1) holds 0, 1, 2 and y holds 1, 3, 5, so w = 2 and b = 1."""
    return np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 5.0])


def bowl(X: ArrayLike, y: ArrayLike) -> Bowl:
    """The bowl of a linear neuron: H = XᵀX/m with the column of ones, bias first."""
    X1, best = linear.add_bias_column(X), linear.normal_equation(X, y)
    errors = X1 @ best - np.asarray(y)
    return Bowl(X1.T @ X1 / len(X1), best, float(errors @ errors) / (2 * len(X1)))


def sequential_descent(
    dJ: Callable[[Array], Array], w0: ArrayLike, *, lr: float, rounds: int
) -> Array:
    """The mistake, made on purpose: each weight moves before the next derivative is taken.

    w_k := w_k − α ∂J/∂w_k, with w_0 … w_{k−1} already new. This is not gradient descent.
    dJ: w -> its gradient. w0: (n,); not changed. Returns the path (rounds + 1, n).
    Source: deck C, simultaneous update (row C5). Chapter 2.
    """
    w = np.array(w0, dtype=np.float64)
    path = [w.copy()]
    for _ in range(rounds):
        for k in range(len(w)):  # weight k
            w[k] -= lr * dJ(w)[k]  # the gradient is taken anew, at a point half-way
        path.append(w.copy())
    return np.array(path)


def round_matrix(H: Array, alpha: float, *, sequential: bool) -> Array:
    """What one round does to the error on a bowl: e(t+1) = G e(t).

    Simultaneous: G = I − αH. Sequential: each row k in turn, e_k := e_k − α Σ_j H_kj e_j.
    H: (n, n). Returns G (n, n). Chapter 2.
    """
    G = np.eye(len(H))
    if not sequential:
        return G - alpha * H
    for k in range(len(H)):  # weight k
        G[k] -= alpha * H[k] @ G
    return G


def shrinkage(H: Array, alpha: float, *, sequential: bool) -> float:
    """The factor of a round in the long run: the largest |eigenvalue| of its matrix."""
    return float(np.abs(np.linalg.eigvals(round_matrix(H, alpha, sequential=sequential))).max())


def largest_rate(H: Array, *, sequential: bool) -> float:
    """The α at which a round stops to shrink the error, found by halving an interval."""
    low, high = 0.0, 1.0
    while shrinkage(H, high, sequential=sequential) < 1:
        low, high = high, 2 * high
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        if shrinkage(H, middle, sequential=sequential) < 1:
            low = middle
        else:
            high = middle
    return high


def time_once(n: int, *, rng: np.random.Generator, repeat: int = 3) -> Timing:
    """Time the normal equation and descent on a random table of n features and m = 2n examples.

    Descent stops at ‖dJ‖ ≤ 1e-4. Every time is the median of `repeat` runs, in seconds.
    """
    m = 2 * n
    X = rng.normal(size=(m, n))
    y = X @ rng.normal(size=n) / math.sqrt(n) + rng.normal(size=m)
    X1 = linear.add_bias_column(X)

    def descend() -> Trace:
        # The curvatures of such a table lie between (1 − √½)² and (1 + √½)²: their sum is 3.
        return linear.linear_regression(X, y, lr=0.9 * 2 / 3, stop=small_gradient(1e-4))

    def median(run: Callable[[], object]) -> float:
        seconds = []
        for _ in range(repeat):
            begin = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - begin)
        return float(np.median(seconds))

    return Timing(
        n,
        median(lambda: np.linalg.solve(X1.T @ X1, X1.T @ y)),
        median(lambda: linear.normal_equation(X, y)),
        median(descend),
        descend().iterations,
    )


@picture
def in_the_fog() -> Frame:
    """What a walker knows: the height and the slope underfoot, nothing else."""

    def J(w: Array) -> Array:
        return 0.06 * (w - 6.5) ** 2 + 0.35 * np.cos(1.6 * w) + 0.6

    here = np.array(2.2)
    steep = float((J(here + 1e-4) - J(here - 1e-4)) / 2e-4)
    figure, axes = plots.canvas(height=2.6)
    w, near = np.linspace(0, 10, 140), np.linspace(here - 0.55, here + 0.55, 30)
    axes.plot(w, J(w), color=MUTED, linewidth=1, linestyle=(0, (2, 4)))
    axes.plot(near, J(near), color=BLUE, linewidth=3)
    axes.plot(here, J(here), "o", color=INK, markersize=8)
    arrow = {"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 2, "mutation_scale": 16}
    axes.annotate("", (here + 1.3, J(here) + 1.3 * steep), (here, J(here)), arrowprops=arrow)
    axes.annotate("the slope here", (here + 1.35, J(here) + 1.2 * steep), color=VERMILLION)
    axes.annotate("the rest is in fog", (6.6, 1.55), color=MUTED, ha="center")
    axes.set(xlabel="weight w", ylabel="cost J", xlim=(0, 10), ylim=(0, 3.2))
    axes.set(xticks=[], yticks=[])
    return Frame(
        figure,
        "A hilly cost curve over one weight w. Most of it is a faint dotted line, as if in fog. "
        "Only a short piece around the point where we stand is drawn clearly, and an arrow along "
        "it points down to the right.",
        shown={"slope": steep},
    )


@widget(
    alpha=Slider("learning rate α", tuple(k / 20 for k in range(1, 23)), 0.1, fmt=".2f"),
    play="alpha",
)
def steps_on_a_parabola(alpha: float) -> Frame:
    """Twenty steps on y = (x − 1)² from x = 9, and how the cost falls or grows."""
    trace = gradient_descent(parabola, slope, START, lr=alpha, max_iter=20, stop=NEVER)
    path, y, factor = trace.path, trace.costs, 1 - 2 * alpha
    left, on_curve = plots.canvas(**PANEL)
    x = np.linspace(-10, 12, 90)
    on_curve.plot(x, parabola(x), color=BLUE)
    on_curve.plot(path, y, **OLD_STEPS)
    on_curve.plot(path[0], y[0], "o", color=INK, markersize=6)
    on_curve.set(xlabel="x", ylabel="y = (x − 1)²", xlim=(-10, 12), ylim=(-6, 121))
    right, over_time = plots.canvas(**PANEL)
    over_time.semilogy(np.arange(len(y)), np.maximum(y, 1e-30), **OLD_STEPS)
    over_time.set(xlabel="step t", ylabel="y", xlim=(-0.5, 20.5), ylim=(1e-9, 1e7))
    end = f"After {len(y) - 1} steps x is {path[-1]:.4g} and y is {y[-1]:.2g}."
    what = _on_a_bowl(factor)
    return Frame(
        [left, right],
        f"Two panels for the learning rate {alpha:.2f}. The first shows the steps on the parabola "
        f"from x = 9, the second y against the step. {what} {end}",
        f"α = {alpha:.2f} · error × {factor:.2f} at every step · {what}".replace("-", "−"),
        {"alpha": alpha, "factor": factor, "x": float(path[-1]), "y": float(y[-1])},
    )


def _on_a_bowl(factor: float) -> str:
    """Say what a factor of the error means."""
    if abs(factor) < 1e-9:
        return "One step lands on the minimum."
    if abs(abs(factor) - 1) < 1e-9:
        return "It swings between two points for ever."
    if abs(factor) > 1:
        return "It diverges: every step lands farther away."
    if factor < 0:
        return "It oscillates and arrives: every step changes sides."
    return "It crawls." if factor > 0.8 else "It arrives from one side."


@picture
def axes_of_the_bowl(alpha: float = 0.75) -> Frame:
    """A path on the bowl of the three points, and its error along each of the two axes."""
    X, y = three_points()
    J = bowl(X, y)
    curvature, direction = np.linalg.eigh(J.H)
    trace = linear.linear_regression(X, y, lr=alpha, max_iter=25, stop=NEVER, w0=[4.5, 1.5])
    along = np.abs((trace.path - J.best) @ direction)
    left, over = plots.canvas(**PANEL)
    _map(over, J, (-1.5, 5.5), (-2.5, 4.5))
    over.set(aspect="equal", xlabel="bias b", ylabel="slope w")
    for k, (colour, dash) in enumerate(((PURPLE, "--"), (GREEN, ":"))):
        ends = J.best[:, None] + 5 * direction[:, [k]] * np.array([-1, 1])
        over.plot(*ends, color=colour, linestyle=dash, linewidth=1.8)
    over.plot(*trace.path.T, **OLD_STEPS)
    right, fall = plots.canvas(**PANEL)
    for k, (colour, mark, name) in enumerate(((PURPLE, "s", "flat"), (GREEN, "^", "steep"))):
        fall.semilogy(along[:, k], color=colour, marker=mark, markersize=3.5, linewidth=1.2)
        text = f"{name}: × {abs(1 - alpha * curvature[k]):.2f}"
        fall.annotate(text, (11, along[11, k] * 1.5), color=colour)
    fall.set(xlabel="step t", ylabel="error along the axis", xlim=(-0.5, 25.5))
    factors = {f"factor_{k}": float(1 - alpha * curvature[k]) for k in range(2)}
    return Frame(
        [left, right],
        f"First panel: level lines of an oblong bowl over b and w, with its flat axis dashed and "
        f"its steep axis dotted; the path for α = {alpha:g} jumps from side to side of the flat "
        f"axis. Second panel: the error along each axis falls as a straight line on a logarithmic "
        f"scale, by the factor {abs(factors['factor_0']):.2f} a step along the flat axis and "
        f"{abs(factors['factor_1']):.2f} along the steep one.",
        f"curvatures {curvature[0]:.3f} and {curvature[1]:.3f} · limit of α: {2 / curvature[1]:.3f}",
        {"flat": float(curvature[0]), "steep": float(curvature[1]), **factors},
    )


RAW, SCALED = "area in m²", "area standardised"


class _View(NamedTuple):
    """The housing table in one of its scales: where the map begins and ends, and where we start."""

    X: Array
    bowl: Bowl
    b: tuple[float, float]
    w: tuple[float, float]
    unit: str


@functools.cache
def _housing(features: str) -> tuple[_View, Array]:
    houses = data.housing().only("area")
    X = houses.X if features == RAW else data.standardise(houses.X)[0]
    J = bowl(X, houses.y)
    if features == RAW:
        view = _View(X, J, (-150, 300), (-0.8, 4.2), "1000 $ per m²")
    else:
        view = _View(X, J, (121, 321), (-22, 178), "1000 $ per std")
    return view, houses.y


@widget(
    features=Choice("the feature", (RAW, SCALED), RAW),
    share=Slider("α as a share of its limit", tuple(k / 10 for k in range(1, 12)), 0.9, fmt=".1f"),
    play="share",
)
def ravine(features: str, share: float) -> Frame:
    """Forty steps over (b, w) on the housing table, before and after scaling."""
    view, y = _housing(features)
    J = view.bowl
    flat, steep = np.linalg.eigvalsh(J.H)
    alpha = share * 2 / steep
    trace = linear.linear_regression(view.X, y, lr=alpha, max_iter=40, stop=NEVER, w0=[200, 0])
    left, over = plots.canvas(**PANEL)
    _map(over, J, view.b, view.w)
    over.plot(*trace.path.T, **OLD_STEPS)
    over.set(xlabel="bias b (1000 $)", ylabel=f"slope w ({view.unit})", xlim=view.b, ylim=view.w)
    right, fall = plots.canvas(**PANEL)
    excess = np.maximum(trace.costs - J.lowest, 1e-9)
    fall.semilogy(excess, **OLD_STEPS)
    fall.set(xlabel="step t", ylabel="J above its minimum (1000 $)²", ylim=(1e-6, 1e9))
    b, w = trace.w
    return Frame(
        [left, right],
        f"Two panels for {features} and α = {alpha:.3g}, which is {share:.1f} of its limit. First: "
        f"a map of the cost over b and w with {_shape(steep / flat)}; after 40 steps the path "
        f"from b = 200, w = 0 stands at b = {b:.4g}, w = {w:.3g}, while the cross of the minimum "
        f"is at b = {J.best[0]:.4g}, w = {J.best[1]:.3g}. Second: the cost above its minimum goes "
        f"from {excess[0]:.3g} to {excess[-1]:.3g}.",
        f"α = {alpha:.3g} · after 40 steps b = {b:.4g}, w = {w:.3g} · "
        f"J above its minimum = {excess[-1]:.3g} (1000 $)²",
        {"alpha": alpha, "b": b, "w": w, "excess": float(excess[-1]), "ratio": steep / flat},
    )


def _shape(ratio: float) -> str:
    return "round level lines" if ratio < 2 else "a long narrow ravine"


@widget(
    alpha=Slider("learning rate α", tuple(k / 10 for k in range(1, 18)), 0.7, fmt=".1f"),
    play="alpha",
)
def two_updates(alpha: float) -> Frame:
    """Simultaneous and sequential paths on one bowl, and the factor of a round for every α."""
    X, y = three_points()
    J = bowl(X, y)
    w0 = np.array([4.5, 1.5])
    together = linear.linear_regression(X, y, lr=alpha, max_iter=25, stop=NEVER, w0=w0).path
    in_turn = sequential_descent(lambda w: J.H @ (w - J.best), w0, lr=alpha, rounds=25)
    left, over = plots.canvas(**PANEL)
    _map(over, J, (-1.5, 5.5), (-2.5, 4.5))
    over.plot(*together.T, **OLD_STEPS)
    # Each half-step is drawn: first along b, then along w.
    corners = np.repeat(in_turn, 2, axis=0)
    corners[1:-1:2, 0] = in_turn[1:, 0]
    over.plot(*corners[:-1].T, color=GREEN, linestyle="--", linewidth=1.2)
    over.plot(*in_turn.T, "s", color=GREEN, markersize=3.5)
    over.set(aspect="equal", xlabel="bias b", ylabel="slope w", xlim=(-1.5, 5.5), ylim=(-2.5, 4.5))
    right, factor = plots.canvas(**PANEL)
    rates = np.linspace(0.0, 1.75, 71)
    now = []
    for sequential, colour, mark, dash in ((False, VERMILLION, "o", "-"), (True, GREEN, "s", "--")):
        curve = [shrinkage(J.H, rate, sequential=sequential) for rate in rates]
        now.append(shrinkage(J.H, alpha, sequential=sequential))
        factor.plot(rates, curve, color=colour, linestyle=dash)
        factor.plot(alpha, now[-1], mark, color=colour)
    factor.axhline(1, color=MUTED, linewidth=1)
    factor.set(xlabel="learning rate α", ylabel="factor of a round", xlim=(0, 1.75), ylim=(0, 2))
    return Frame(
        [left, right],
        f"First panel: two paths on one bowl for α = {alpha:.1f}. The simultaneous one (circles) "
        f"{_ending(together[-1] - J.best)}; the sequential one (squares, joined by steps along "
        f"the two axes) {_ending(in_turn[-1] - J.best)}. Second panel: the factor of a round "
        f"against α. Here it is {now[0]:.2f} for the simultaneous update and {now[1]:.2f} for "
        "the sequential one; the first passes 1 far earlier than the second.",
        f"α = {alpha:.1f} · factor of a round: simultaneous {now[0]:.2f}, sequential {now[1]:.2f}",
        {
            "simultaneous": now[0],
            "sequential": now[1],
            "error_simultaneous": float(np.linalg.norm(together[-1] - J.best)),
            "error_sequential": float(np.linalg.norm(in_turn[-1] - J.best)),
        },
    )


def _ending(error: Array) -> str:
    distance = float(np.linalg.norm(error))
    if distance < 0.1:
        return "ends at the minimum"
    return f"is {distance:.2g} from the minimum after 25 rounds"


def _map(axes: Axes, J: Bowl, w: tuple[float, float], b: tuple[float, float]) -> None:
    """Draw the bowl over w (across) and b (up), with a cross at its lowest point."""
    ws, bs = np.linspace(*w, 40), np.linspace(*b, 40)
    across, up = np.meshgrid(ws, bs)
    costs = J.cost(up, across)
    # Evenly spaced ellipses: the cost grows with the square of the distance.
    levels = J.lowest + (costs.max() - J.lowest) * np.linspace(0, 1, 11) ** 2
    plots.landscape(axes, ws, bs, costs, levels=list(levels))
    axes.plot(*J.best[::-1], "+", color=INK, markersize=10, markeredgewidth=2)
    axes.set(xlim=w, ylim=b)

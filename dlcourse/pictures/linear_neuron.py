"""The pictures of chapter 1: a line, its cost as a landscape, and the delta rule at work."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlcourse import data, linear, plots
from dlcourse._check import FloatArray
from dlcourse.experiments import linear_neuron as experiments
from dlcourse.experiments.linear_neuron import (
    BOARD_Y,
    LEARNED,
    LEFT_OUT,
    PASSES,
    RAW,
    SCALED,
    STEPS,
)
from dlcourse.pictures._panels import placed
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PAPER, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

AREA, DISTANCE, PRICE = "area (m²)", "distance (km)", "price (thousand dollars)"
LEVELS = [0, 260, 400, 700, 1200, 2000, 3500, 6000, 10_000, 20_000, 40_000]  # of J, for the maps
MEASUREMENTS = {
    "bmi": "body mass index (kg/m²)",
    "ltg": "ltg: log of the triglycerides (ln mg/dL)",
    "bp": "average blood pressure (mm Hg)",
    "hdl": "HDL cholesterol (mg/dL)",
    "age": "age (years)",
}
# On the maps of two weights: how far to each side of the best, and the units of the weights.
MAPS = {RAW: (3.2, ("/m²", "/km")), SCALED: (105.0, ("", ""))}


@picture
def houses(area: float = 120) -> Frame:
    """The opening picture: what 80 houses cost, and a house whose price is asked for."""
    table = data.housing().only("area")
    figure, axes = _house_axes(4.8, 3.2)
    _dots(axes, table.X[:, 0], table.y)
    axes.axvline(area, color=BLUE, linestyle="--")
    axes.text(area - 9, 385, "?", color=BLUE, fontsize=15, va="center")
    return Frame(
        figure,
        f"A scatter plot of {len(table.y)} synthetic houses: the larger the area, the higher the "
        f"price, nearly along a straight line. A dashed line marks {area:g} m², the house whose "
        "price is asked for.",
        shown={"area": area, "houses": len(table.y)},
    )


@picture
def neuron() -> Frame:
    """The artificial neuron: inputs, weights, sum, activation, output."""
    figure, axes = plots.canvas(width=4.8, height=2.5)
    axes.set(xlim=(-0.4, 6.4), ylim=(-0.45, 3.45))
    axes.axis("off")
    centre: dict[str, Any] = {"fontsize": 13, "ha": "center", "va": "center"}
    arrows = [((3.0, 0.25), (3.0, 1.02)), ((3.4, 1.5), (4.2, 1.5)), ((5.0, 1.5), (5.8, 1.5))]
    for y, k in ((3.1, "1"), (2.1, "2"), (0.1, "n")):
        axes.text(0, y, f"$x_{k}$", **centre)
        axes.text(1.1, 1.5 + 0.73 * (y - 1.5) + 0.22, f"$w_{k}$", color=BLUE, ha="center")
        arrows.append(((0.3, y), (2.66, 1.5 + 0.09 * (y - 1.5))))
    for start, end in arrows:
        style = {"arrowstyle": "-|>", "color": MUTED, "lw": 1.2}
        axes.annotate("", end, start, arrowprops=style)
    axes.plot([3, 4.6], [1.5, 1.5], "o", markersize=34, color=PAPER, markeredgecolor=INK)
    for x, y, text in ((0, 1.1, "⋮"), (3, 1.5, "Σ"), (4.6, 1.5, "$g$"), (6, 1.5, "$a$")):
        axes.text(x, y, text, **centre)
    axes.text(3.0, 0.0, "$b$", color=BLUE, **centre)
    axes.text(3.8, 1.72, "$z$", ha="center")
    return Frame(
        figure,
        "A drawing of a neuron. Inputs x1 to xn each enter over an arrow with a weight w1 to wn. "
        "A circle adds them up together with the bias b; the sum is z. A second circle applies "
        "the activation g; the output is a.",
    )


@picture
def plane() -> Frame:
    """Two features: the weighted sum is a plane, seen from the side and from above."""
    table = data.housing().only("area", "distance")
    b, *w = linear.normal_equation(table.X, table.y)
    x1, x2 = np.meshgrid(np.linspace(40, 200, 9), np.linspace(0, 20, 6))
    a = b + w[0] * x1 + w[1] * x2
    side, space = plots.canvas(width=3.1, height=3.0, projection="3d")
    side.set_layout_engine("none")
    space.set_position((-0.02, 0.04, 0.97, 0.94))
    space.plot_wireframe(x1, x2, a, color=BLUE, linewidth=0.9)  # type: ignore[attr-defined]
    space.plot(*table.X.T, table.y, "o", color=INK, markersize=2.5)
    space.set(xticks=(50, 100, 150, 200), yticks=(0, 10, 20), zticks=(100, 200, 300, 400))
    space.set(xlabel=AREA, ylabel=DISTANCE, zlim=(50, 400))
    space.set_title(PRICE, y=0.9)
    space.view_init(elev=22, azim=-125)  # type: ignore[attr-defined]
    space.set_box_aspect(None, zoom=0.88)  # type: ignore[call-arg]
    for name in "xyz":
        getattr(space, f"{name}axis").pane.set_visible(False)  # its grey is no colour of ours
    above, axes = _half()
    lines = axes.contour(x1, x2, a, levels=[150, 200, 250, 300, 350], colors=BLUE)
    _dots(axes, *table.X.T)
    for label in axes.clabel(lines, fontsize=9.5, colors=INK):
        label.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 1.5})
    axes.set(xlim=(40, 200), ylim=(0, 20.5), xlabel=AREA, ylabel=DISTANCE)
    axes.set_title("the plane from above")
    return Frame(
        (side, above),
        "On the left a tilted plane over area and distance, with the houses as points close to "
        "it: the price rises with the area and falls with the distance to the centre. On the "
        "right the same plane as a map: its lines of equal price are straight, parallel and "
        "equally far apart.",
        shown={"b": float(b), "area": float(w[0]), "distance": float(w[1])},
    )


@widget(
    w=Slider(
        "slope w, thousand dollars per m²", [1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5], 1.0, fmt=".2f"
    ),
    b=Slider("bias b, thousand dollars", [-40, -20, 0, 20, 40, 60, 80], -40),
)
def line_by_hand(w: float, b: float) -> Frame:
    """Slope and bias by hand, and the cost of the line that they make."""
    figure, axes = _house_axes(4.8, 3.2)
    J, below, above = _line_among_houses(axes, w, b)
    rms = float(np.sqrt(2 * J))
    return Frame(
        figure,
        f"A line with slope {number(w, '.2f')} and bias {number(b, 'g')} among the houses. "
        f"{below} houses lie below the line and {above} above it. A vertical segment joins "
        f"each house to the line; the typical length of a segment is {rms:.1f} thousand dollars.",
        f"J = {J:,.0f} (thousand dollars)² · √(2J) = {rms:.1f} thousand dollars",
        {"J": J, "rms": rms, "below": below},
    )


@widget(
    w=Slider("slope w, thousand dollars per m²", [1.2, 1.45, 1.7, 1.95, 2.2], 1.2, fmt=".2f"),
    b=Slider("bias b, thousand dollars", [-40, -10, 20, 50, 80], -40),
)
def cost_landscape(w: float, b: float) -> Frame:
    """The cost of every line as a map, and the line that belongs to one of its points."""
    table = data.housing().only("area")
    ground, axes = _half()
    slopes, biases = np.linspace(1, 2.4, 60), np.linspace(-60, 100, 60)
    J_of_lines = experiments.costs_of_lines(slopes, biases)
    plots.landscape(axes, slopes, biases, J_of_lines, levels=LEVELS)
    axes.plot(w, b, "o", color=BLUE, markersize=10, markeredgecolor=PAPER, markeredgewidth=1.5)
    axes.set(xlabel="slope w (thousand $ per m²)", ylabel="bias b (thousand $)")
    beside, line = _house_axes(3.1, 3.0)
    J, _, _ = _line_among_houses(line, w, b)
    least = experiments.cost(table.X, table.y, linear.normal_equation(table.X, table.y))
    return Frame(
        (ground, beside),
        "On the left the cost as a map over slope and bias: a long valley. Its floor runs from "
        "small slopes with a large bias to large slopes with a small bias. The point at slope "
        f"{number(w, '.2f')} and bias {number(b, 'g')} lies at height {J:,.0f}; the lowest place "
        f"is at {least:,.0f}. On the right the line of this point among the houses.",
        f"J = {J:,.0f} (thousand dollars)², {J - least:,.0f} above the lowest place",
        {"J": J, "least": least},
    )


@widget(
    alpha=Choice("learning rate α", (0.01, 0.05), 0.05),
    step=Slider("updates made", range(STEPS + 1), 0),
    play="step",
)
def delta_steps(alpha: float, step: int) -> Frame:
    """The delta rule over the whiteboard's table: predictions, and the cost of all examples."""
    y, a = BOARD_Y, experiments.board_predictions(alpha)
    J = ((a - y) ** 2).mean(axis=1) / 2
    i = (step - 1) % len(y)  # the example of the last update
    rises = 1 + np.flatnonzero(np.diff(J[: step + 1]) > 0)
    figures = _delta_panels(a[: step + 1], y, J[: step + 1], rises)
    shown = {"J": float(J[step]), "rises": len(rises)}
    if step == 0:
        return Frame(
            figures,
            f"Before the first update, with learning rate {alpha:g}. On the left the predictions "
            "of the four examples, far from their answers. On the right one point: the cost of "
            f"all four is {J[0]:.2f}.",
            f"no update yet · J = {J[0]:.2f}",
            shown,
        )
    before, after = float(y[i] - a[step - 1, i]), float(y[i] - a[step, i])
    change = "rose" if J[step] > J[step - 1] else "fell"
    return Frame(
        figures,
        f"Update {step} with learning rate {alpha:g}, on example {i + 1}: its prediction moves "
        f"from {number(a[step - 1, i], '.2f')} to {number(a[step, i], '.2f')}; its answer is "
        f"{y[i]:g}. The cost of all four examples {change} from {J[step - 1]:.2f} to "
        f"{J[step]:.2f}. So far it rose at {len(rises)} of {step} updates.",
        f"example {i + 1}: error {number(before, '.2f')} → {number(after, '.2f')} · "
        f"J = {J[step - 1]:.2f} → {J[step]:.2f}",
        {**shown, "J_before": float(J[step - 1]), "before": before, "after": after},
    )


@picture
def ravine() -> Frame:
    """The cost over two weights, features raw and standardised, and the delta rule's path."""
    figures, shown = [], {}
    for name, (half, units) in MAPS.items():
        X, y, path, shown[name] = experiments.passes_over_houses(name)
        best = linear.normal_equation(X, y)
        shown["least"] = experiments.cost(X, y, best)  # of both: scaling changes no line
        figure, axes = _half()
        w1, w2 = (np.linspace(w - half, w + half, 60) for w in best[1:])
        plots.landscape(axes, w1, w2, experiments.costs_of_weights(X, y, w1, w2), levels=LEVELS)
        axes.plot(*best[1:], "X", color=GREEN, markersize=9, markeredgecolor=PAPER, zorder=3)
        axes.plot(*path.T[1:], "-o", color=VERMILLION, markersize=3.5, linewidth=1.2)
        axes.set_aspect("equal")
        axes.set_title(f"{name}: J = {shown[name]:.0f} at the end")
        axes.set_xlabel(f"w of area (thousand ${units[0]})")
        axes.set_ylabel(f"w of distance (thousand ${units[1]})")
        figures.append(figure)
    return Frame(
        figures,
        "Two maps of the same cost, each drawn with one scale for both axes. Left, raw features: "
        "a steep and narrow ravine. The path of the delta rule drops to its floor in one pass and "
        f"then hardly moves; after {PASSES} passes the cost is {shown['raw']:.0f}. Right, "
        "standardised features: a round bowl. The path runs straight to the bottom; the cost is "
        f"{shown['standardised']:.0f} and the least is {shown['least']:.0f}.",
        shown=shown,
    )


@widget(
    measurement=Choice("measurement", tuple(MEASUREMENTS), "bmi"),
    bias=Choice("bias", (LEARNED, LEFT_OUT), LEARNED),
)
def one_measurement(measurement: str, bias: str) -> Frame:
    """The best line through one measurement of the diabetes data, with and without a bias."""
    x, y, b, w, rms = experiments.best_line(measurement, bias)
    name = MEASUREMENTS[measurement]
    figure, axes = plots.canvas()
    _segments(axes, x, y - 0.1, y + 0.1, color=MUTED, linewidth=3.5)  # round dots
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, b + w * ends, color=BLUE, linewidth=2.5)
    axes.set(xlabel=name, ylabel="progression (score)", ylim=(0, 360))
    return Frame(
        figure,
        f"The scores of {len(y)} patients against {name}: a wide cloud of points. With the bias "
        f"{bias}, the line of least cost goes from {b + w * ends[0]:.0f} at the left end to "
        f"{b + w * ends[1]:.0f} at the right end. Its root-mean-square error is {rms:.1f}.",
        f"slope {number(w, '.2f')} per unit · bias {number(b, '.1f')} · √(2J) = {rms:.1f} score",
        {"w": w, "b": b, "rms": rms},
    )


def _half() -> tuple[Figure, Axes]:
    """One of two panels. Its axes have a fixed place, so the two stand level."""
    return placed((0.21, 0.17, 0.75, 0.74), height=3.0)


def _house_axes(width: float, height: float) -> tuple[Figure, Axes]:
    figure, axes = plots.canvas(width=width, height=height) if width > 4 else _half()
    axes.set(xlim=(0, 210), ylim=(-50, 420), xlabel=AREA, ylabel=PRICE)
    return figure, axes


def _dots(axes: Axes, x: FloatArray, y: FloatArray) -> None:
    axes.plot(x, y, "o", color=INK, markersize=4.5, markeredgecolor=PAPER, markeredgewidth=0.6)


def _segments(axes: Axes, x: FloatArray, y0: FloatArray, y1: FloatArray, **style: Any) -> None:
    """Draw vertical segments as one line with gaps: a tenth of the SVG of one line each."""
    gap = np.full(len(x), np.nan)
    x_all, y_all = np.column_stack([x, x, gap]), np.column_stack([y0, y1, gap])
    (line,) = axes.plot(x_all.ravel(), y_all.ravel(), solid_capstyle="round", **style)
    line.get_path().should_simplify = False  # it would drop what has no length


def _line_among_houses(axes: Axes, w: float, b: float) -> tuple[float, int, int]:
    """Draw houses, line and errors. Return the cost, and the houses below and above the line."""
    table, line = data.housing().only("area"), experiments.line_among_houses(w, b)
    x, y = table.X[:, 0], table.y
    _segments(axes, x, line.a, y, color=VERMILLION, linewidth=1)
    _dots(axes, x, y)
    axes.plot([0, 210], [b, 210 * w + b], color=BLUE)
    return line.J, line.below, line.above


def _delta_panels(a: FloatArray, y: FloatArray, J: FloatArray, rises: Any) -> tuple[Figure, Figure]:
    """Draw the predictions after the last update, and the cost after each."""
    left, axes = _half()
    number, i = np.arange(1, len(y) + 1), (len(a) - 2) % len(y)
    axes.vlines(number, a[-1], y, color=VERMILLION, linewidth=1.5)
    axes.plot(number, y, "_", color=INK, markersize=16, markeredgewidth=2.5, label="answer y")
    axes.plot(number, a[-1], "o", color=BLUE, label="prediction a")
    if len(a) > 1:
        axes.plot(number[i], a[-2, i], "o", color=BLUE, fillstyle="none", markersize=10)
        axes.plot(number[i], a[-1, i], "o", color=BLUE, markersize=10)
    axes.set(xlim=(0.5, 4.5), ylim=(-1.5, 14), xticks=number)
    axes.set(xlabel="example", ylabel="a and y")
    axes.legend(loc="upper right")
    right, costs = _half()
    costs.plot(np.arange(len(J)), J, "-o", color=BLUE, markersize=4)
    costs.plot(rises, J[rises], "^", color=VERMILLION, label="J rose")
    costs.set(xlim=(-0.5, STEPS + 0.5), ylim=(0, 9), xticks=range(0, STEPS + 1, 4))
    costs.set(xlabel="updates made", ylabel="J of all four examples")
    costs.legend(loc="upper right")
    return left, right

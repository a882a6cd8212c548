"""The pictures of chapter 1: a line, its cost as a landscape, and the delta rule at work."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlcourse import data, linear, plots
from dlcourse._check import FloatArray
from dlcourse._words import Said, _
from dlcourse.experiments import linear_neuron as experiments
from dlcourse.experiments.linear_neuron import (
    BOARD_Y,
    FIRST_LINE,
    LEARNED,
    LEFT_OUT,
    RAW,
    SCALED,
    STEPS,
)
from dlcourse.pictures._cells import SQUARE, marks
from dlcourse.pictures._panels import half, placed
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PAPER, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

AREA, DISTANCE = Said("area (m²)"), Said("distance (km)")
PRICE = Said("price (thousand dollars)")
SLOPE, BIAS = Said("slope w (thousand $ per m²)"), Said("bias b (thousand $)")
ASKED = 120.0  # m², the house whose price is asked for
SQUARED = 4  # every fourth house shows the square of its error: with all it could not be read
LEVELS = [0, 260, 400, 700, 1200, 2000, 3500, 6000, 10_000, 20_000, 40_000]  # of J, for the maps
# How many updates have been made where the walk among the houses stops: one by one, then by passes.
STOPS = (*range(21), 40, 80, 160, 400, 800, 1600)
MEASUREMENTS: dict[str, Said] = {
    Said("bmi"): Said("body mass index (kg/m²)"),
    Said("ltg"): Said("ltg: log of the triglycerides (ln mg/dL)"),
    Said("bp"): Said("average blood pressure (mm Hg)"),
    Said("hdl"): Said("HDL cholesterol (mg/dL)"),
    Said("age"): Said("age (years)"),
}


@widget(
    w=Slider(
        Said("slope w, thousand dollars per m²"),
        tuple(k / 10 for k in range(10, 25)),
        FIRST_LINE[1],
        fmt=".1f",
    ),
    b=Slider(Said("bias b, thousand dollars"), range(-40, 81, 10), int(FIRST_LINE[0])),
)
def line_by_hand(w: float, b: float) -> Frame:
    """Slope and bias by hand, the squares of some errors, and the cost of the line."""
    figure, axes = placed((0.13, 0.16, 0.84, 0.8), width=4.8, height=3.0)
    line, (x, y) = _line_among_houses(axes, w, b), _houses()
    _squares(axes, x[::SQUARED], y[::SQUARED], line.a[::SQUARED])
    price = w * ASKED + b
    axes.plot([ASKED, ASKED, 0], [-50, price, price], "--", color=BLUE, linewidth=1.3)
    return Frame(
        figure,
        _(
            "A line with slope {w} and bias {b} among the houses. Houses below the line: {below}; "
            "above it: {above}. Every fourth house is joined to the line, and its error has a "
            "square on it. At {area} m² the line says {price} thousand dollars.",
            **_line_in_words(w, b),
            below=line.below,
            above=line.above,
            area=number(ASKED, "g"),
            price=number(price, ".0f"),
        ),
        _(
            "J = {J} · for {area} m² the line says {price} thousand dollars",
            J=number(line.J, ",.0f"),
            area=number(ASKED, "g"),
            price=number(price, ".0f"),
        ),
        {"J": line.J, "below": line.below, "price": price},
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
        _(
            "A drawing of a neuron. Inputs x1 to xn each enter over an arrow with a weight w1 to "
            "wn. A circle adds them up together with the bias b; the sum is z. A second circle "
            "applies the activation g; the output is a."
        ),
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
    space.set(xlabel=_(AREA), ylabel=_(DISTANCE), zlim=(50, 400))
    space.set_title(_(PRICE), y=0.9)
    space.view_init(elev=22, azim=-125)  # type: ignore[attr-defined]
    space.set_box_aspect(None, zoom=0.88)  # type: ignore[call-arg]
    for name in "xyz":
        getattr(space, f"{name}axis").pane.set_visible(False)  # its grey is no colour of ours
    above, axes = placed((0.21, 0.17, 0.75, 0.74), height=3.0)
    lines = axes.contour(x1, x2, a, levels=[150, 200, 250, 300, 350], colors=BLUE)
    _dots(axes, *table.X.T)
    for label in axes.clabel(lines, fontsize=9.5, colors=INK):
        label.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 1.5})
    axes.set(xlim=(40, 200), ylim=(0, 20.5), xlabel=_(AREA), ylabel=_(DISTANCE))
    axes.set_title(_("the plane from above"))
    return Frame(
        (side, above),
        _(
            "On the left a tilted plane over area and distance, with the houses as points close to "
            "it: the price rises with the area and falls with the distance to the centre. On the "
            "right the same plane as a map: its lines of equal price are straight, parallel and "
            "equally far apart."
        ),
        shown={"b": float(b), "area": float(w[0]), "distance": float(w[1])},
    )


@widget(
    w=Slider(Said("slope w"), tuple(k / 10 for k in range(10, 25)), FIRST_LINE[1], fmt=".1f"),
    b=Slider(Said("bias b"), range(-40, 81, 10), int(FIRST_LINE[0])),
)
def cost_landscape(w: float, b: float) -> Frame:
    """The cost of every line as a map, and the line that belongs to one of its points."""
    ground, axes = _map()
    axes.plot(w, b, "o", color=BLUE, markersize=10, markeredgecolor=PAPER, markeredgewidth=1.5)
    beside, line = half()
    J, least = _line_among_houses(line, w, b).J, _least()
    words = {**_line_in_words(w, b), "J": number(J, ",.0f"), "least": number(least, ",.0f")}
    return Frame(
        (ground, beside),
        _(
            "First panel: the cost as a map over slope and bias, a long valley. Its floor runs "
            "from small slopes with a large bias to large slopes with a small bias. The point at "
            "slope {w} and bias {b} lies at height {J}; the lowest place is at {least}. Second "
            "panel: the line of this point among the houses.",
            **words,
        ),
        _("J = {J}, and at the lowest place {least}", **words),
        {"J": J, "least": least},
    )


@widget(
    alpha=Choice(Said("learning rate α"), (0.01, 0.05), 0.05),
    step=Slider(Said("updates made"), range(STEPS + 1), 0),
    play="step",
    pace=1.5,
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
        words = {"alpha": number(alpha, "g"), "J": number(J[0])}
        return Frame(
            figures,
            _(
                "Before the first update, with learning rate {alpha}. First panel: the predictions "
                "of the four examples, far from their answers. Second panel: one point, for the "
                "cost of all four is {J}.",
                **words,
            ),
            _("no update yet · J = {J}", **words),
            shown,
        )
    before, after = float(a[step - 1, i] - y[i]), float(a[step, i] - y[i])
    words = {
        "step": str(step),
        "alpha": number(alpha, "g"),
        "i": str(i),
        "a_before": number(a[step - 1, i]),
        "a": number(a[step, i]),
        "y": number(y[i], "g"),
        "before": number(before),
        "after": number(after),
        "J_before": number(J[step - 1]),
        "J": number(J[step]),
        "rises": str(len(rises)),
    }
    return Frame(
        figures,
        _(
            "Update {step} with learning rate {alpha}, on example {i}: its prediction moves from "
            "{a_before} to {a}; its answer is {y}. The cost of all four examples goes from "
            "{J_before} to {J}. Rises so far: {rises}.",
            **words,
        ),
        _("example {i}: error {before} → {after} · J: {J_before} → {J}", **words),
        {**shown, "J_before": float(J[step - 1]), "before": before, "after": after},
    )


@widget(
    features=Choice(Said("the area is"), (RAW, SCALED), RAW),
    t=Slider(Said("updates made"), STOPS, 0),
    play="t",
    pace=0.6,
)
def walk_among_houses(features: str, t: int) -> Frame:
    """The delta rule moves the line, one house after another; the map shows how far it came."""
    walk, (x, y) = experiments.walk_among_houses(features), _houses()
    b, w = walk.w[t]
    figure, axes = half()
    J, least = _line_among_houses(axes, w, b).J, _least()
    if t:
        i = (t - 1) % len(y)  # the house of the last update
        old_b, old_w = walk.w[t - 1]
        axes.plot([0, 210], [old_b, 210 * old_w + old_b], "--", color=MUTED, linewidth=1.2)
        axes.plot([x[i], x[i]], [old_w * x[i] + old_b, y[i]], color=VERMILLION, linewidth=2)
        axes.plot(x[i], y[i], "o", color=VERMILLION, markersize=8, markeredgecolor=PAPER)
    ground, above = _map()
    above.plot(*walk.w[: t + 1, ::-1].T, "-", color=VERMILLION, linewidth=1.2)
    above.plot(w, b, "o", color=BLUE, markersize=8, markeredgecolor=PAPER)
    words = {
        **_line_in_words(w, b, ".2f", ".1f"),
        "t": str(t),
        "J": number(J, ",.0f"),
        "least": number(least, ",.0f"),
    }
    if features == RAW:
        alt = _(
            "The area in m², updates made: {t}. First panel: the line with slope {w} and bias {b} "
            "among the houses. Second panel: the path of slope and bias so far, on the map of the "
            "cost, in whose valley it soon lies. The cost is {J}; the least is {least}.",
            **words,
        )
    else:
        alt = _(
            "The area standardised, updates made: {t}. First panel: the line with slope {w} and "
            "bias {b} among the houses. Second panel: the path of slope and bias so far, on the "
            "map of the cost, towards its lowest place. The cost is {J}; the least is {least}.",
            **words,
        )
    return Frame(
        (figure, ground),
        alt,
        _("slope {w}, bias {b} · J = {J}, and at the lowest place {least}", **words),
        {"J": J, "least": least, "w": float(w), "b": float(b)},
    )


@widget(
    measurement=Choice(Said("measurement"), tuple(MEASUREMENTS), "bmi"),
    bias=Choice(Said("bias"), (LEARNED, LEFT_OUT), LEARNED),
)
def one_measurement(measurement: str, bias: str) -> Frame:
    """The best line through one measurement of the diabetes data, with and without a bias."""
    x, y, b, w, rms = experiments.best_line(measurement, bias)
    name = _(MEASUREMENTS[measurement])
    figure, axes = placed((0.13, 0.16, 0.84, 0.8), width=4.8, height=3.0)
    _segments(axes, x, y - 0.1, y + 0.1, color=MUTED, linewidth=3.5)  # round dots
    right = float(x.max())
    axes.plot([0, right], [b, b + w * right], color=BLUE, linewidth=2.5)
    axes.set(xlabel=name, ylabel=_("progression (score)"), xlim=(0, 1.03 * right), ylim=(0, 360))
    words = {
        "name": name,
        "m": str(len(y)),
        "w": number(w),
        "b": number(b, ".1f"),
        "right": number(b + w * right, ".0f"),
        "rms": number(rms, ".1f"),
    }
    if bias == LEARNED:
        alt = _(
            "The scores of {m} patients against {name}: a wide cloud of points, and through it the "
            "line of least cost. It would meet the vertical axis at {b}, and ends at {right}. Its "
            "root-mean-square error is {rms}.",
            **words,
        )
    else:
        alt = _(
            "The scores of {m} patients against {name}: a wide cloud of points. Without a bias the "
            "line of least cost has to start at the origin; it ends at {right}. Its "
            "root-mean-square error is {rms}.",
            **words,
        )
    return Frame(
        figure,
        alt,
        _("slope {w} per unit · bias {b} · RMSE = {rms} points", **words),
        {"w": w, "b": b, "rms": rms},
    )


def _map() -> tuple[Figure, Axes]:
    """The cost of all lines among the houses, over slope and bias; a cross at its lowest place."""
    figure, axes = half()
    slopes, biases = np.linspace(0.8, 2.5, 60), np.linspace(-60, 130, 60)
    plots.landscape(axes, slopes, biases, experiments.costs_of_lines(slopes, biases), levels=LEVELS)
    best = linear.normal_equation(*_houses(column=True))
    axes.plot(best[1], best[0], "X", color=GREEN, markersize=8, markeredgecolor=PAPER)
    axes.set(xlabel=_(SLOPE), ylabel=_(BIAS))
    return figure, axes


def _houses(column: bool = False) -> tuple[FloatArray, FloatArray]:
    """Areas and prices; column: the areas as a table of one feature."""
    table = data.housing().only("area")
    return (table.X if column else table.X[:, 0]), table.y


def _least() -> float:
    """The cost of the best line of all."""
    X, y = _houses(column=True)
    return experiments.cost(X, y, linear.normal_equation(X, y))


def _line_in_words(w: float, b: float, w_fmt: str = ".1f", b_fmt: str = "g") -> dict[str, str]:
    return {"w": number(w, w_fmt), "b": number(b, b_fmt)}


def _dots(axes: Axes, x: FloatArray, y: FloatArray) -> None:
    axes.plot(x, y, "o", color=INK, markersize=4.5, markeredgecolor=PAPER, markeredgewidth=0.6)


def _segments(axes: Axes, x: FloatArray, y0: FloatArray, y1: FloatArray, **style: Any) -> None:
    """Draw vertical segments as one line with gaps: a tenth of the SVG of one line each."""
    gap = np.full(len(x), np.nan)
    x_all, y_all = np.column_stack([x, x, gap]), np.column_stack([y0, y1, gap])
    (line,) = axes.plot(x_all.ravel(), y_all.ravel(), solid_capstyle="round", **style)
    line.get_path().should_simplify = False  # it would drop what has no length


def _squares(axes: Axes, x: FloatArray, y: FloatArray, a: FloatArray) -> None:
    """Draw the squares of the errors on their segments, to the right: squares to the eye."""
    one = axes.transData.transform([(0, 0), (1, 1)])
    wide, high = one[1] - one[0]  # pixels of a unit of each axis
    half = np.abs(a - y) / 2
    sides = np.column_stack((half * high / wide, half))
    middles = np.column_stack((x + sides[:, 0], (a + y) / 2))
    axes.add_artist(marks(middles, SQUARE, sides, fc=(VERMILLION, 0.18)))
    _segments(axes, x, a, y, color=VERMILLION, linewidth=1.2)


def _line_among_houses(axes: Axes, w: float, b: float) -> experiments.HouseLine:
    """Draw the houses and a line; return what is known of it."""
    axes.set(xlim=(0, 210), ylim=(-50, 420), xlabel=_(AREA), ylabel=_(PRICE))
    _dots(axes, *_houses())
    axes.plot([0, 210], [b, 210 * w + b], color=BLUE)
    return experiments.line_among_houses(w, b)


def _delta_panels(a: FloatArray, y: FloatArray, J: FloatArray, rises: Any) -> tuple[Figure, Figure]:
    """Draw the predictions after the last update, and the cost after each."""
    left, axes = half()
    example, i = np.arange(len(y)), (len(a) - 2) % len(y)
    axes.vlines(example, a[-1], y, color=VERMILLION, linewidth=1.5)
    axes.plot(example, y, "_", color=INK, markersize=16, markeredgewidth=2.5, label=_("answer y"))
    axes.plot(example, a[-1], "o", color=BLUE, label=_("prediction a"))
    if len(a) > 1:
        axes.plot(example[i], a[-2, i], "o", color=BLUE, fillstyle="none", markersize=10)
        axes.plot(example[i], a[-1, i], "o", color=BLUE, markersize=10)
    axes.set(xlim=(-0.5, 3.5), ylim=(-1.5, 20), xticks=example, yticks=(0, 5, 10, 15))
    axes.set(xlabel=_("example"), ylabel=_("a and y"))
    axes.legend(loc="upper right", ncols=2, columnspacing=1, handletextpad=0.2)
    right, costs = half()
    costs.plot(np.arange(len(J)), J, "-o", color=BLUE, markersize=4)
    costs.plot(rises, J[rises], "^", color=VERMILLION, label=_("J rose"))
    costs.set(xlim=(-0.5, STEPS + 0.5), ylim=(0, 9), xticks=range(0, STEPS + 1, 4))
    costs.set(xlabel=_("updates made"), ylabel=_("J of all four examples"))
    costs.legend(loc="upper right")
    return left, right

"""The pictures of chapter 3: the logistic neuron, its boundary, two fines and what they teach it.

Class 1 is always blue and a circle, class 0 vermillion and a triangle.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlcourse import linear, plots
from dlcourse._words import Said, _
from dlcourse.activations import sigmoid, sigmoid_prime
from dlcourse.experiments import logistic_regression as experiments
from dlcourse.experiments.logistic_regression import CLOUDS, DISTANCE, FIVE_X, FIVE_Y, MOONS
from dlcourse.pictures._panels import Range, limits, panel, two_classes
from dlcourse.plots import BLUE, GRID, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

STEPS = (0, 1, 2, 3, 5, 10, 25, 50, 100, 200)
EDGE = 15.0  # a tumour with a larger |z| is drawn here, in `threshold`
SQUARED_ERROR, CROSS_ENTROPY = Said("squared error"), Said("cross-entropy")
SQUARED: dict[str, Any] = {"color": PURPLE, "ls": "--"}
ENTROPY: dict[str, Any] = {"color": BLUE, "ls": "-"}


@picture
def line_and_curve() -> Frame:
    """The opening picture: the share of malignant tumours by radius, a line and a sigmoid."""
    X, centres, shares, straight, curved, scale, half = experiments.shares_by_radius()
    radius = np.linspace(6, 29, 80)[:, np.newaxis]
    figure, axes = plots.canvas()
    for low, high, text in ((-0.6, 0, -0.3), (1, 2.1, 1.1)):
        axes.axhspan(low, high, color=GRID, alpha=0.5, lw=0)
        axes.text(28.6, text, _("impossible"), ha="right", color=INK)
    axes.plot(radius, linear.predict_linear(radius, straight), "--", color=PURPLE, label=_("line"))
    a = linear.predict_logistic(scale.apply(radius), curved)
    axes.plot(radius, a, color=BLUE, label=_("sigmoid"))
    axes.plot(centres, shares, "o", color=INK, ms=4.5, label=_("tumours, in steps of 1 u"))
    limits(axes, _("mean radius of the nuclei (u)"), _("share of malignant"), (6, 29), (-0.6, 2.1))
    axes.legend(loc="upper left")
    low, high = linear.predict_linear(np.array([[X.min()], [X.max()]]), straight)
    return Frame(
        figure,
        _(
            "The share of malignant tumours rises with the radius in the form of an S, from 0 to "
            "1. The line leaves the strip between 0 and 1 on both sides; the sigmoid stays in it "
            "and follows the points."
        ),
        _(
            "line: {low} for the smallest, {high} for the largest · sigmoid: one half at "
            "{half:.1f} u",
            low=number(low),
            high=number(high),
            half=half,
        ),
        {"low": float(low), "high": float(high), "a_least": a.min(), "a_most": a.max()}
        | {"half": half},
    )


@widget(
    length=Slider(Said("length of w, ‖w‖"), (0.5, 1.0, 2.0, 4.0, 8.0), 1.0, fmt=".1f"),
    angle=Slider(Said("direction of w"), (0, 45, 90), 45, unit=Said("{value}°"), fmt=".0f"),
)
def steepness(length: float, angle: float) -> Frame:
    """What the direction and the length of w do to the answers; the line keeps its distance."""
    w, b, towards, near = experiments.strip(length, angle)
    left, plane = panel(_("feature $x_1$"), _("feature $x_2$"), (-3, 3), (-3, 3))
    _map(plane, np.array([b, *w]), (0, 0), 3)
    for side in (-near, near):
        _line(plane, towards, DISTANCE + side, ":")
    (x1, x2), (name1, name2) = towards * DISTANCE, towards * (DISTANCE + 1.3)
    plane.quiver(x1, x2, *towards, color=INK, angles="xy", scale_units="xy", scale=1, width=0.015)
    plane.text(name1, name2, "w", ha="center", va="center", weight="bold")
    right, across = panel(_("distance from the line, $d$"), _("answer $a$"), (-3, 3), (-0.05, 1.05))
    d = np.linspace(-3, 3, 121)
    across.plot(d, sigmoid(length * d), color=BLUE)
    across.vlines([-near, near], -0.05, [0.1, 0.9], color=INK, ls=":", lw=1.5)
    across.plot(0, 0.5, "o", color=INK)
    return Frame(
        [left, right],
        _(
            "The boundary is a straight line at a right angle to w, which points at {angle:.0f}°. "
            "Across it the answer rises from 0.1 to 0.9 within a strip that is {near:.2f} wide.",
            angle=angle,
            near=2 * near,
        ),
        _(
            "w = ({w1}, {w2}) · b = {b} · slope at the line: {slope:.3f} · from 0.1 to 0.9: "
            "{near:.2f}",
            w1=number(w[0]),
            w2=number(w[1]),
            b=number(b),
            slope=length / 4,
            near=2 * near,
        ),
        {"w1": w[0], "w2": w[1], "b": b, "strip": 2 * near, "slope": length / 4},
    )


@widget(
    z=Slider(Said("sum z"), (-6.0, -4.5, -3.0, -1.5, 0.0, 1.5, 3.0, 4.5, 6.0), 3.0, fmt=".1f"),
    y=Choice(Said("true label y"), (1, 0), 1),
)
def fines(z: float, y: int) -> Frame:
    """Both fines of one answer, and how hard each pushes z."""
    now = experiments.fines(z, y)
    left, fine = panel(_("answer $a$"), _("fine $L$"), (-0.05, 1.05), (-0.3, 6.3))
    p = np.linspace(0.002, 0.998, 121)
    fine.plot(p, -np.log(p if y else 1 - p), **ENTROPY, label=_(CROSS_ENTROPY))
    fine.plot(p, (p - y) ** 2 / 2, **SQUARED, label=_(SQUARED_ERROR))
    fine.legend(loc="upper right" if y else "upper left")
    right, slope = panel(_("sum $z$"), _("slope $dL/dz$"), (-7, 7), (-1.08, 1.08))
    grid = np.linspace(-7, 7, 121)
    slope.axhline(0, color=MUTED, lw=0.8)
    slope.plot(grid, sigmoid(grid) - y, **ENTROPY)
    slope.plot(grid, (sigmoid(grid) - y) * sigmoid_prime(grid), **SQUARED)
    for axes, across, entropy, squared in (
        (fine, now.a, now.entropy, now.squared),
        (slope, z, now.push_entropy, now.push_squared),
    ):
        axes.plot(across, entropy, "o", color=BLUE)
        axes.plot(across, squared, "s", color=PURPLE)
    slope_squared, slope_entropy = number(now.push_squared, ".3f"), number(now.push_entropy, ".3f")
    return Frame(
        [left, right],
        _(
            "The true label is {y} and the answer is {a:.3f}. The slope of the cross-entropy is "
            "{slope_entropy}, the slope of the squared error {slope_squared}. Where the answer is "
            "most wrong, the first is nearly 1 in size and the second is nearly 0.",
            y=y,
            a=now.a,
            slope_entropy=slope_entropy,
            slope_squared=slope_squared,
        ),
        _(
            "squared error {squared:.3f}, slope {slope_squared} · cross-entropy {entropy:.3f}, "
            "slope {slope_entropy}",
            squared=now.squared,
            slope_squared=slope_squared,
            entropy=now.entropy,
            slope_entropy=slope_entropy,
        ),
        now._asdict(),
    )


@widget(w=Slider(Said("weight w"), tuple(range(-10, 8, 2)), -10, fmt=".0f"))
def landscapes(w: float) -> Frame:
    """Both costs of five examples over one weight, with the slope at the chosen weight."""
    grid = np.linspace(-11, 7, 121)
    figures: list[Figure] = []
    shown: dict[str, float] = {}
    for name, cost, slope, look, top in (
        (SQUARED_ERROR, experiments.squared_cost, experiments.squared_slope, SQUARED, 0.5),
        (CROSS_ENTROPY, experiments.entropy_cost, experiments.entropy_slope, ENTROPY, 16.0),
    ):
        J, s = cost(w, FIVE_X, FIVE_Y), slope(w, FIVE_X, FIVE_Y)
        figure, axes = panel(_("weight $w$"), _("cost $J$"), (-12, 8), (-top / 8, top))
        axes.set_title(_(name))
        axes.plot(grid, [cost(v, FIVE_X, FIVE_Y) for v in grid], **look)
        axes.plot([w - 2, w + 2], [J - 2 * s, J + 2 * s], color=INK, lw=1.5)
        axes.plot(w, J, "o", color=INK)
        figures.append(figure)
        shown |= {f"J {name}": J, f"slope {name}": s}
    squared, entropy = (
        number(shown[f"slope {SQUARED_ERROR}"], ".5f"),
        number(shown[f"slope {CROSS_ENTROPY}"]),
    )
    return Frame(
        figures,
        _(
            "Two costs over one weight. The squared error is a plateau on the left and has a "
            "valley near w = 1.4. The cross-entropy is one bowl, steep on the left, with its "
            "lowest point near w = 1.8. At w = {w} the slope of the squared error is {squared}, "
            "that of the cross-entropy {entropy}.",
            w=number(w, ".0f"),
            squared=squared,
            entropy=entropy,
        ),
        _(
            "slope of the squared error: {squared} · slope of the cross-entropy: {entropy}",
            squared=squared,
            entropy=entropy,
        ),
        shown,
    )


@picture
def graph(w: tuple[float, float], b: float, x: tuple[float, float], y: float) -> Frame:
    """The graph of one logistic neuron: values on the way there, derivatives on the way back."""
    there, back, local = experiments.graph(w, b, x, y)
    at = {"w_1": (0.9, 5.6), "w_2": (0.9, 3.5), "b": (0.9, 1.4)}
    at |= {"z": (4.0, 3.5), "a": (6.6, 3.5), "L": (9.2, 3.5)}
    figure, axes = plots.canvas(height=3.4)
    axes.set(xlim=(0, 10), ylim=(0.2, 6.8))
    axes.axis("off")
    for (start, end), times in local.items():
        look = {"arrowstyle": "-|>", "color": MUTED, "shrinkA": 20, "shrinkB": 20}
        axes.annotate("", at[end], at[start], arrowprops=look)
        (x0, y0), (x1, y1) = at[start], at[end]
        beside = (0.25, "center") if y0 == y1 else (0.1, "left") if y0 > y1 else (-0.5, "left")
        text = f"× {number(times, '.3g')}"
        axes.text((x0 + x1) / 2, (y0 + y1) / 2 + beside[0], text, ha=beside[1], size=9.5)
    box = {"boxstyle": "round,pad=0.45", "facecolor": PAPER, "edgecolor": MUTED}
    for name, (across, up) in at.items():
        axes.text(across, up, f"${name}$", ha="center", va="center", size=12, bbox=box)
        axes.text(across, up + 0.52, number(there[name], ".3f"), color=BLUE, ha="center")
        text = number(back[name], ".3f")
        axes.text(across, up - 0.52, text, color=VERMILLION, ha="center", va="top")
    example = _("the example: x = ({x1:g}, {x2:g}), y = {y:g}", x1=x[0], x2=x[1], y=y)
    axes.text(3.9, 6.0, example)
    axes.text(3.9, 1.3, _("above: the value, from left to right"), color=BLUE)
    axes.text(3.9, 0.6, _("below: the derivative of L, coming back"), color=VERMILLION)
    return Frame(
        figure,
        _(
            "A graph with arrows from w1, w2 and b to z, from z to a and from a to L. From left "
            "to right, z is {z}, a is {a:.3f} and L is {L:.3f}. Coming back, the derivative of L "
            "is {da} in a, {dz} in z and b, {dw1} in w1 and {dw2} in w2.",
            z=number(there["z"], ".3f"),
            a=there["a"],
            L=there["L"],
            da=number(back["a"], ".3f"),
            dz=number(back["z"], ".3f"),
            dw1=number(back["w_1"], ".3f"),
            dw2=number(back["w_2"], ".3f"),
        ),
        shown={name: there[name] for name in "zaL"} | {f"d{name}": back[name] for name in back},
    )


@widget(
    t=Slider(Said("step"), STEPS, 0),
    kind=Choice(Said("examples"), (CLOUDS, MOONS), CLOUDS),
    play="t",
)
def training(t: int, kind: str) -> Frame:
    """The map of the answers and the cost while the neuron learns."""
    table, trace = experiments.trained(kind)
    w, J = trace.path[t], float(trace.costs[t])
    right = experiments.share_right(table.X, table.y, w)
    centre, reach = ((0.0, 0.0), 4.6) if kind == CLOUDS else ((0.5, 0.25), 2.2)
    around = [(middle - reach, middle + reach) for middle in centre]
    left, plane = panel(_("feature $x_1$"), _("feature $x_2$"), *around)
    _map(plane, w, centre, reach)
    two_classes(plane, table.X, table.y)
    figure, curve = panel(_("step"), _("cost $J$"), (-0.2, 260), (0, 3))
    curve.plot(trace.costs, color=MUTED, linestyle=":")
    curve.plot(trace.costs[: t + 1], color=BLUE)
    curve.plot(t, J, "o", color=INK)
    curve.set_xscale("symlog", linthresh=1)
    curve.set_xticks([0, 1, 10, 100], ["0", "1", "10", "100"])
    return Frame(
        [left, figure],
        _(
            "Step {t} on the {kind}: the boundary is a straight line, at a right angle to w = "
            "({w1}, {w2}), and {right:.0%} of the examples lie on their own side. The cost is "
            "{J:.3f}; at the start it was {first:.3f}.",
            t=t,
            kind=kind,
            w1=number(w[1]),
            w2=number(w[2]),
            right=right,
            J=J,
            first=trace.costs[0],
        ),
        _(
            "J = {J:.3f} · on their own side: {right:.0%} · w = ({w1}, {w2}) · b = {b}",
            J=J,
            right=right,
            w1=number(w[1]),
            w2=number(w[2]),
            b=number(w[0]),
        ),
        {"J": J, "right": right, "b": w[0], "w1": w[1], "w2": w[2]},
    )


@widget(
    p=Slider(
        Said("threshold on a"),
        (0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.97, 0.99),
        0.5,
        fmt=".2f",
    )
)
def threshold(p: float) -> Frame:
    """The held-out tumours in order of their sum z, and what a threshold makes of them."""
    z, y = experiments.held_out()
    cut, TP, FP, FN, TN, precision, recall, accuracy = now = experiments.counts(p)
    figure, axes = plots.canvas()
    jitter = np.random.default_rng(0).uniform(-0.2, 0.2, len(z))
    two_classes(axes, np.column_stack((np.clip(z, -EDGE, EDGE), y + jitter)), y)
    axes.axvline(cut, color=INK, lw=1.5)
    for row, missed, found in (
        (1.34, _("missed: {FN}", FN=FN), _("found: {TP}", TP=TP)),
        (0.34, _("cleared: {TN}", TN=TN), _("false alarms: {FP}", FP=FP)),
    ):
        axes.text(-EDGE, row, missed)
        axes.text(EDGE, row, found, ha="right")
    limits(axes, _("sum $z$, the log of the odds"), "", (-EDGE - 1, EDGE + 1), (-0.4, 1.6))
    axes.set_yticks([0, 1], [_("benign"), _("malignant")])
    axes.grid(False)
    return Frame(
        figure,
        _(
            "With the threshold at a = {p:.2f}, a vertical line at z = {cut}, {TP} of {P} "
            "malignant tumours are found and {FN} are missed. Of {N} benign tumours, {TN} are "
            "cleared; the number of false alarms is {FP}.",
            p=p,
            cut=number(cut),
            TP=TP,
            P=TP + FN,
            FN=FN,
            N=FP + TN,
            TN=TN,
            FP=FP,
        ),
        _(
            "z = {cut} · precision {precision:.3f} · recall {recall:.3f} · accuracy {accuracy:.3f}",
            cut=number(cut),
            precision=precision,
            recall=recall,
            accuracy=accuracy,
        ),
        {name: value for name, value in now._asdict().items() if name != "z"},
    )


def _map(axes: Axes, w: Array, centre: Range, reach: float) -> None:
    """Colour the plane by the answers of the neuron, and draw its boundary. w: bias first."""
    x1, x2 = (np.linspace(middle - reach, middle + reach, 31) for middle in centre)
    grid = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
    a: Array = linear.predict_logistic(grid, w)
    plots.halves(axes, x1, x2, a.reshape(31, 31))
    length = float(np.linalg.norm(w[1:]))
    _line(axes, w[1:] / length, -w[0] / length, "-")


def _line(axes: Axes, towards: Array, distance: float, ls: str) -> None:
    """Draw the line at a right angle to the unit vector, this far from the origin."""
    ends = distance * towards + np.outer([-9, 9], [-towards[1], towards[0]])
    axes.plot(*ends.T, ls, color=INK, lw=1.5, scalex=False, scaley=False)

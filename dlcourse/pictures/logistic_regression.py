"""The pictures of chapter 3: the logistic neuron, its boundary, two losses and what they teach it.

Class 1 is always blue and a circle, class 0 vermillion and a triangle.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dlcourse import linear, plots
from dlcourse._words import Said, _
from dlcourse.activations import sigmoid, sigmoid_prime
from dlcourse.experiments import logistic_regression as experiments
from dlcourse.experiments.logistic_regression import (
    CLOUDS,
    CROSS_ENTROPY,
    DISTANCE,
    FIVE_X,
    FIVE_Y,
    MOONS,
    SQUARED_ERROR,
    STARTS,
    SURE,
    UNDECIDED,
)
from dlcourse.pictures._panels import half, limits, placed, two_classes
from dlcourse.plots import BLUE, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

RADIUS = Said("mean radius of the nuclei (u)")
DRAWN = 4  # every fourth tumour is drawn: with all, the ticks would run together
# How many steps have been made where a widget stops: one by one, and then in leaps.
CURVE_STOPS = (*range(11), 15, 20, 30, 50, 100, 200)
RACE_STOPS = (*range(21), 30, 50, 100)
STOPS = (*range(11), 15, 20, 25, 50, 100, 200)
EDGE = 15.0  # a tumour with a larger |z| is drawn here, in `threshold`
WIDE = 1.456  # of a panel of `half`: its width over its height
SQUARED: dict[str, Any] = {"color": PURPLE, "ls": "--"}
ENTROPY: dict[str, Any] = {"color": BLUE, "ls": "-"}
LOOKS = {SQUARED_ERROR: SQUARED, CROSS_ENTROPY: ENTROPY}


@widget(
    middle=Slider(Said("middle of the S, u"), tuple(k / 2 for k in range(22, 39)), 18.0, fmt=".1f"),
    steepness=Slider(
        Said("steepness w, per u"),
        (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.3, 1.6, 2.0, 3.0),
        0.3,
        fmt=".1f",
    ),
)
def curve_by_hand(middle: float, steepness: float) -> Frame:
    """An S over the tumours, set by hand, and what it costs by both losses."""
    squared, entropy = experiments.curve_by_hand(middle, steepness)
    figure, axes = placed((0.13, 0.17, 0.84, 0.79), width=4.8, height=2.8)
    _tumours(axes, -steepness * middle, steepness)
    axes.plot([middle, middle, 6], [-0.12, 0.5, 0.5], ":", color=INK, linewidth=1.3)
    words = {
        "middle": number(middle, ".1f"),
        "steepness": number(steepness, ".1f"),
        "squared": number(squared, ".3f"),
        "entropy": number(entropy, ".3f"),
    }
    return Frame(
        figure,
        _(
            "Points for the share of malignant tumours at each radius: they rise from 0 to 1 in "
            "the form of an S, one half near 15 u. The curve, an S with its middle at {middle} u "
            "and the steepness {steepness}, lies over them. Its squared error is {squared}, its "
            "cross-entropy {entropy}.",
            **words,
        ),
        _("squared error {squared} · cross-entropy {entropy}", **words),
        {"squared": squared, "entropy": entropy},
    )


@widget(
    t=Slider(Said("steps made"), CURVE_STOPS, 0),
    play="t",
    pace=0.8,
)
def walk_of_the_curve(t: int) -> Frame:
    """Gradient descent moves the S of the first picture, one step for each position."""
    walk = experiments.walk_of_the_curve()
    (b, w), J = walk.path[t], float(walk.costs[t])
    left, axes = half()
    if t:
        _sigmoid_over_radius(axes, *walk.path[t - 1], color=MUTED, ls="--", lw=1.2)
    _tumours(axes, b, w)
    right, cost = half()
    _against_steps(cost, walk.costs, t, CURVE_STOPS[-1], BLUE)
    cost.set(ylabel=_("cross-entropy J"), ylim=(0, 0.75))
    shown = {"J": J, "b": float(b), "w": float(w)}
    words = {"t": str(t), "J": number(J, ".3f"), "w": number(w)}
    if t == 0:
        alt = _(
            "Before the first step. First panel: a level line at one half over the shares of "
            "malignant tumours. Second panel: one point, the cross-entropy {J}.",
            **words,
        )
        return Frame((left, right), alt, _("w = {w} · J = {J}", **words), shown)
    words["middle"] = number(-b / w)
    return Frame(
        (left, right),
        _(
            "After step {t}. First panel: an S with its middle at {middle} u and the steepness "
            "{w} over the shares of malignant tumours, and dashed where it was a step before. "
            "Second panel: the cross-entropy has fallen to {J}.",
            **words,
        ),
        _("middle {middle} u, steepness w = {w} · J = {J}", **words),
        {**shown, "middle": float(-b / w)},
    )


@widget(
    length=Slider(Said("length of w, ‖w‖"), (0.5, 1.0, 2.0, 4.0, 8.0), 1.0, fmt=".1f"),
    angle=Slider(Said("direction of w"), range(0, 91, 15), 45, unit=Said("{value}°"), fmt=".0f"),
)
def steepness(length: float, angle: float) -> Frame:
    """What the direction and the length of w do to the answers; the line keeps its distance."""
    w, b, towards, near = experiments.strip(length, angle)
    left, plane = half()
    _map(plane, np.array([b, *w]), (0, 0), 2.5)
    for side in (-near, near):
        _line(plane, towards, DISTANCE + side, ":")
    (x1, x2), (name1, name2) = towards * DISTANCE, towards * (DISTANCE + 1.4)
    plane.quiver(x1, x2, *towards, color=INK, angles="xy", scale_units="xy", scale=1, width=0.015)
    plane.text(name1, name2, "w", ha="center", va="center", weight="bold")
    right, across = half()
    limits(across, _("distance from the line, $d$"), _("answer $a$"), (-3, 3), (-0.05, 1.05))
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
def one_answer(z: float, y: int) -> Frame:
    """Both losses of one answer, and how hard each pushes z."""
    now = experiments.one_answer(z, y)
    left, loss = half()
    limits(loss, _("answer $a$"), _("loss $L$"), (-0.05, 1.05), (-0.3, 6.3))
    p = np.linspace(0.002, 0.998, 121)
    loss.plot(p, -np.log(p if y else 1 - p), **ENTROPY, label=_(CROSS_ENTROPY))
    loss.plot(p, (p - y) ** 2 / 2, **SQUARED, label=_(SQUARED_ERROR))
    loss.legend(loc="upper right" if y else "upper left")
    right, slope = half()
    limits(slope, _("sum $z$"), _("slope $dL/dz$"), (-7, 7), (-1.08, 1.08))
    grid = np.linspace(-7, 7, 121)
    slope.axhline(0, color=MUTED, lw=0.8)
    slope.plot(grid, sigmoid(grid) - y, **ENTROPY)
    slope.plot(grid, (sigmoid(grid) - y) * sigmoid_prime(grid), **SQUARED)
    for axes, across, entropy, squared in (
        (loss, now.a, now.entropy, now.squared),
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


@widget(
    start=Choice(Said("the start"), (UNDECIDED, SURE), SURE),
    t=Slider(Said("steps made"), RACE_STOPS, 0),
    play="t",
    pace=0.6,
)
def two_losses(start: str, t: int) -> Frame:
    """Squared error and cross-entropy train the same neuron from the same start, step by step."""
    x, _y = experiments.radius()
    left, axes = half()
    right, fall = half()
    shown: dict[str, float] = {}
    words = {"start": _(Said(start)), "t": str(t)}
    for name, loss in (("squared", SQUARED_ERROR), ("entropy", CROSS_ENTROPY)):
        walk = experiments.tuned(loss, STARTS[start])
        b, w = walk.path[t, 0] - walk.path[t, 1] * x.mean() / x.std(), walk.path[t, 1] / x.std()
        _sigmoid_over_radius(axes, b, w, **LOOKS[loss])
        share = walk.costs[: t + 1] / walk.costs[0]
        fall.plot(share, **LOOKS[loss], marker="o", markersize=3, label=_(loss))
        shown |= {name: float(walk.costs[t]), f"{name} share": float(share[-1])}
        words |= {name: number(walk.costs[t], ".3f"), f"{name}_share": f"{share[-1]:.0%}"}
    _shares(axes)
    limits(fall, _("steps made"), _("cost / first cost"), (-2, 103), (-0.05, 1.1))
    fall.legend(loc="upper right")
    return Frame(
        (left, right),
        _(
            "The start: {start}. Steps made: {t}. First panel: the S of the squared error, dashed, "
            "and that of the cross-entropy over the shares of malignant tumours. Second panel: the "
            "squared error stands at {squared_share} of its first value, the cross-entropy at "
            "{entropy_share}.",
            **words,
        ),
        _(
            "squared error {squared} ({squared_share} of the first) · cross-entropy {entropy} "
            "({entropy_share})",
            **words,
        ),
        shown,
    )


@picture
def landscapes() -> Frame:
    """Both costs of five examples over one weight: a plateau with a valley, and a bowl."""
    grid = np.linspace(-11, 7, 121)
    figures = []
    for name, cost, top in (
        (SQUARED_ERROR, experiments.squared_cost, 0.5),
        (CROSS_ENTROPY, experiments.entropy_cost, 16.0),
    ):
        figure, axes = placed((0.21, 0.21, 0.75, 0.67), height=2.4)
        limits(axes, _("weight $w$"), _("cost $J$"), (-12, 8), (0, top))
        axes.set_title(_(name))
        axes.plot(grid, [cost(0, v, FIVE_X, FIVE_Y) for v in grid], **LOOKS[name])
        figures.append(figure)
    return Frame(
        figures,
        _(
            "Two costs over one weight. The squared error is a plateau on the left and has a "
            "valley near w = 1.4. The cross-entropy is one bowl, steep on the left, with its "
            "lowest point near w = 1.8."
        ),
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
    kind=Choice(Said("examples"), (CLOUDS, MOONS), CLOUDS),
    t=Slider(Said("steps made"), STOPS, 0),
    play="t",
    pace=0.6,
)
def training(kind: str, t: int) -> Frame:
    """The map of the answers and the cost while the neuron learns."""
    table, trace = experiments.trained(kind)
    w, J = trace.path[t], float(trace.costs[t])
    right = experiments.share_right(table.X, table.y, w)
    centre, reach = ((0.0, 0.0), 4.6) if kind == CLOUDS else ((0.5, 0.25), 1.5)
    left, plane = half()
    _map(plane, w, centre, reach)
    two_classes(plane, table.X, table.y)
    figure, curve = half()
    _against_steps(curve, trace.costs, t, STOPS[-1], BLUE)
    curve.set(ylabel=_("cross-entropy J"), ylim=(0, 3))
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
        (0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 0.99),
        0.9,
        fmt=".2f",
    )
)
def threshold(p: float) -> Frame:
    """The validation part in order of the sum z, and what a threshold makes of it."""
    z, y, _z_test, _y_test = experiments.parts(0)
    cut, TP, FP, FN, TN, precision, recall, accuracy = now = experiments.counts(p, z, y)
    figure, axes = placed((0.19, 0.18, 0.78, 0.78), width=4.8, height=2.7)
    jitter = np.random.default_rng(0).uniform(-0.2, 0.2, len(z))
    two_classes(axes, np.column_stack((np.clip(z, -EDGE, EDGE), y + jitter)), y)
    axes.axvline(cut, color=INK, lw=1.5)
    for row, missed, found in (
        (1.34, _("missed: {FN}", FN=FN), _("found: {TP}", TP=TP)),
        (0.34, _("cleared: {TN}", TN=TN), _("false alarms: {FP}", FP=FP)),
    ):
        axes.text(-EDGE, row, missed)
        axes.text(EDGE, row, found, ha="right")
    limits(axes, _("logit z"), "", (-EDGE - 1, EDGE + 1), (-0.4, 1.6))
    axes.set_yticks([0, 1], [_("benign"), _("malignant")])
    axes.grid(False)
    return Frame(
        figure,
        _(
            "With the threshold at a = {p:.2f}, a vertical line at z = {cut}. Malignant tumours "
            "found: {TP} of {P}; missed: {FN}. Benign tumours cleared: {TN} of {N}; false alarms: "
            "{FP}.",
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


def _shares(axes: Axes) -> None:
    """Draw the share of malignant tumours at each radius, and the axes that the S has."""
    axes.plot(*experiments.shares_by_radius(), "o", color=INK, ms=4.5, mec=PAPER, mew=0.5)
    limits(axes, _(RADIUS), _("share, and answer a"), (6, 29), (-0.12, 1.12))


def _tumours(axes: Axes, b: float, w: float) -> None:
    """Draw every fourth tumour as a tick at its label, the shares, and an S."""
    x, y = (values[::DRAWN] for values in experiments.radius())
    for label, color, height in ((0, VERMILLION, -0.08), (1, BLUE, 1.08)):
        at = x[y == label]
        axes.plot(at, np.full(len(at), height), "|", color=color, ms=5, mew=0.8)
    _sigmoid_over_radius(axes, b, w, color=BLUE)
    _shares(axes)


def _sigmoid_over_radius(axes: Axes, b: float, w: float, **look: Any) -> None:
    radius = np.linspace(6, 29, 93)
    axes.plot(radius, sigmoid(w * radius + b), **look)


def _against_steps(axes: Axes, costs: Array, t: int, last: int, color: str) -> None:
    """Draw the cost up to step t, over a logarithmic axis on which step 0 has its place too."""
    axes.plot(1 + np.arange(t + 1), costs[: t + 1], color=color)
    axes.plot(1 + t, costs[t], "o", color=INK)
    axes.set_xscale("log")
    axes.set_xlim(0.9, 1.3 * last)
    axes.set_xticks([1, 2, 11, 101], ["0", "1", "10", "100"])
    axes.minorticks_off()
    axes.set_xlabel(_("steps made"))


def _map(axes: Axes, w: Array, centre: tuple[float, float], reach: float) -> None:
    """Colour the plane by the answers of the neuron, and draw its boundary. w: bias first.

    A unit is as long on one axis as on the other, so that right angles are right angles.
    """
    (middle1, middle2), wide = centre, WIDE * reach
    x1 = np.linspace(middle1 - wide, middle1 + wide, 43)
    x2 = np.linspace(middle2 - reach, middle2 + reach, 31)
    grid = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
    a: Array = linear.predict_logistic(grid, w)
    plots.halves(axes, x1, x2, a.reshape(31, 43))
    length = float(np.linalg.norm(w[1:]))
    _line(axes, w[1:] / length, -w[0] / length, "-")
    across, up = (middle1 - wide, middle1 + wide), (middle2 - reach, middle2 + reach)
    limits(axes, _("feature $x_1$"), _("feature $x_2$"), across, up)


def _line(axes: Axes, towards: Array, distance: float, ls: str) -> None:
    """Draw the line at a right angle to the unit vector, this far from the origin."""
    ends = distance * towards + np.outer([-9, 9], [-towards[1], towards[0]])
    axes.plot(*ends.T, ls, color=INK, lw=1.5, scalex=False, scaley=False)

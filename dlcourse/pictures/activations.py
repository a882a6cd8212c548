"""The pictures of chapter 7: two ReLUs set by hand, a fold, the activations at work.

Blue is what was learned or the function looked at; class 0 is vermillion and a triangle.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlcourse import plots
from dlcourse._words import Said, _, listed, together
from dlcourse.activations import ACTIVATIONS, softmax
from dlcourse.experiments import activations as experiments
from dlcourse.experiments.activations import BAR, SCALES
from dlcourse.pictures._panels import HEIGHT, LOW, half, limits, placed, powers_of_ten, two_classes
from dlcourse.plots import BLUE, GRID, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

CORNERS, SLOPES = ((1, 2, 3), (3, 4, 5)), (-2, -1, 1, 2)  # of the ReLUs that are set by hand
BESIDE = 7  # how far to the right the second unit is drawn
SHORT = 2.05  # inches: two such panels and four sliders are on one screen of a phone
LEAKS = (0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 1.0)
UNITS = (1, 2, 4, 6, 10)


@widget(
    corner1=Slider(Said("unit 1: corner"), CORNERS[0], 1),
    slope1=Slider(Said("unit 1: slope v₁ after it"), SLOPES, 1),
    corner2=Slider(Said("unit 2: corner"), CORNERS[1], 3),
    slope2=Slider(Said("unit 2: slope v₂ after it"), SLOPES, 1),
)
def by_hand(corner1: int, slope1: int, corner2: int, slope2: int) -> Frame:
    """Two ReLUs: their sums, what is left of them, their weighted outputs, and the total."""
    x, y = experiments.visitors()
    corners, slopes = (corner1, corner2), (slope1, slope2)
    fine = np.linspace(0, 6, 61)
    rows = experiments.by_hand(fine, corners, slopes)
    grid, axes = placed((0.12, 0.13, 0.85, 0.77), height=SHORT)
    gap = np.full((1, 2), np.nan)
    table = (("z", rows.z, 12), ("h", rows.h, 12), ("v h", rows.weighted, 24))
    heights = np.vstack(
        [np.vstack([v / height - row, gap]) for row, (_name, v, height) in enumerate(table)]
    )
    across = np.tile([*fine, np.nan], len(table))
    for unit, color in enumerate((BLUE, PURPLE)):
        at = BESIDE * unit
        axes.plot(across + at, heights[:, unit], color=color)
        axes.plot([corners[unit] + at] * 2, [-2.4, 0.45], ":", color=MUTED, lw=1.2)
    axes.hlines([0, -1, -2] * 2, [0] * 3 + [BESIDE] * 3, [6] * 3 + [BESIDE + 6] * 3, MUTED, lw=0.8)
    limits(axes, "", "", (-0.2, BESIDE + 6.2), (-2.5, 0.5))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    hours = range(0, 7, 2)
    axes.set_xticks([h + BESIDE * u for u in range(2) for h in hours], [str(h) for h in hours] * 2)
    axes.set_yticks([0, -1, -2], [name for name, _values, _height in table], style="italic")
    axes.tick_params(length=0)
    for unit in range(2):
        axes.text(BESIDE * unit + 3, 0.53, _("unit {j}", j=unit + 1), ha="center", va="bottom")
    figure, total = placed((0.21, 0.24, 0.75, 0.72), height=SHORT)
    total.plot(x, y, "o", color=INK, ms=4)
    total.plot(fine, rows.total, color=BLUE)
    limits(total, _("hours since opening"), _("hundreds of visitors"), (0, 6.1), (-2, 8))
    total.set_xticks(range(7))
    error = float(np.sqrt(np.mean((experiments.by_hand(x, corners, slopes).total - y) ** 2)))
    pieces = _pieces(corners, slopes)
    words = {"error": number(error), "pieces": listed(number(v, "g") for v in pieces)}
    return Frame(
        [grid, figure],
        _(
            "First panel, for each of two units from top to bottom: the sum z rises in a straight "
            "line and is 0 at its corner, {corner1} and {corner2}; h is 0 up to the corner and "
            "rises after it; the weighted v h has the slope {slope1} and {slope2} after it. Second "
            "panel: their total, which has the slopes {pieces} from left to right, beside the "
            "dots, which are level up to 2, rise to 4 and fall. Its typical error is {error}.",
            **words,
            corner1=str(corner1),
            corner2=str(corner2),
            slope1=number(slope1, "g"),
            slope2=number(slope2, "g"),
        ),
        _("slopes of the total: {pieces} · typical error: {error} hundred visitors", **words),
        {"error": error, "pieces": len(pieces), "last": pieces[-1]},
    )


@picture
def net() -> Frame:
    """The two ReLUs of the first picture as a network of one input, a hidden layer, one output."""
    figure, axes = placed(width=4.8, height=2.7)
    axes.set(xlim=(-0.4, 8.0), ylim=(-1.25, 3.1))
    axes.axis("off")
    middle: dict[str, Any] = {"fontsize": 12, "ha": "center", "va": "center"}
    for j, y in ((1, 2.5), (2, 0.5)):
        side = 1 if j == 1 else -1
        _arrow(axes, (0.25, 1.5 + 0.1 * side), (1.75, y - 0.1 * side))
        _arrow(axes, (2.45, y), (3.35, y))
        _arrow(axes, (4.05, y - 0.1 * side), (5.55, 1.5 + 0.15 * side))
        _arrow(axes, (2.1, y - 0.95), (2.1, y - 0.36))
        axes.plot([2.1, 3.7], [y, y], "o", markersize=26, color=PAPER, markeredgecolor=INK)
        for x, text in ((2.1, "Σ"), (3.7, "$g$")):
            axes.text(x, y, text, **middle)
        axes.text(0.95, 1.5 + 0.85 * side, f"$w_{j}$", color=BLUE, ha="center", va="center")
        axes.text(2.5, y - 0.8, f"$b_{j}$", color=BLUE, ha="center", va="center")
        axes.text(2.9, y + 0.28, f"$z_{j}$", ha="center", va="center")
        axes.text(4.6, y, f"$h_{j}$", ha="center", va="center")
        axes.text(5.2, 1.5 + 0.62 * side, f"$v_{j}$", color=BLUE, ha="center", va="center")
    axes.plot(5.9, 1.5, "o", markersize=26, color=PAPER, markeredgecolor=INK)
    _arrow(axes, (6.25, 1.5), (7.2, 1.5))
    _arrow(axes, (5.9, 0.55), (5.9, 1.14))
    axes.text(6.2, 0.7, "$b$", color=BLUE, ha="center", va="center")
    for x, text in ((0, "$x$"), (5.9, "Σ"), (7.5, r"$\hat y$")):
        axes.text(x, 1.5, text, **middle)
    for x, text in ((0, _("input")), (2.9, _("hidden layer")), (6.4, _("output layer"))):
        axes.text(x, -1.0, text, color=MUTED, ha="center", va="center")
    return Frame(
        figure,
        _(
            "A drawing of a network. The input x goes over two arrows with the weights w1 and w2 "
            "to two units of the hidden layer. Each adds its bias b1 or b2, which gives the sums "
            "z1 and z2, and applies the activation g, which gives h1 and h2. Over two arrows with "
            "the weights v1 and v2 these go to the one unit of the output layer, which adds its "
            "bias b and gives the prediction."
        ),
    )


@widget(name=Choice(Said("activation of the hidden units"), ("identity", "relu"), "identity"))
def areas(name: str) -> Frame:
    """Area against radius of tumour nuclei: the best line, and a network of two layers."""
    X, y = experiments.tumours()
    radius, area, line = experiments.areas(name)
    figure, axes = placed((0.15, 0.16, 0.83, 0.81), width=4.8, height=HEIGHT)
    axes.axhspan(-300, 0, color=GRID, alpha=0.5, lw=0)
    axes.text(28.6, -150, _("impossible"), ha="right", va="center")
    # Of 569 tumours one near each of 70 radii: all would be a black patch in the middle.
    some = np.unique([np.abs(X[:, 0] - r).argmin() for r in np.linspace(7, 28.1, 70)])
    axes.plot(
        X[some, 0],
        y[some],
        "o",
        color=INK,
        ms=4,
        label=_("{count} tumours", count=some.size),
    )
    axes.plot(radius, area, color=BLUE, lw=3, label=_("two layers, {name}", name=name))
    axes.plot(radius, line, "--", color=PURPLE, label=_("best line"))
    limits(axes, _("mean radius (u)"), _("mean area (u²)"), (6, 29), (-300, 2700))
    axes.legend(loc="upper left")
    apart = float(np.abs(area - line).max())
    seen = (
        Said(
            "The two layers draw the same straight line: the two are at most {apart:.0f} u² apart."
        )
        if apart < 1
        else Said(
            "The two layers draw a curve through the points; it leaves the straight line: the two "
            "are at most {apart:.0f} u² apart."
        )
    )
    return Frame(
        figure,
        together(
            _(
                "The area of the nuclei rises with their radius along a curve that bends upwards. "
                "The best line lies too low at both ends; for the smallest radius it is below 0."
            ),
            _(seen, apart=apart),
        ),
        _(
            "at 6 u: line {low}, two layers {net_low} u² · at 29 u: line {high}, two layers "
            "{net_high} u²",
            low=number(line[0], ".0f"),
            net_low=number(area[0], ".0f"),
            high=number(line[-1], ".0f"),
            net_high=number(area[-1], ".0f"),
        ),
        {"apart": apart, "line_low": line[0], "net_low": area[0], "net_high": area[-1]},
    )


@widget(c=Slider(Said("slope c of the negative side"), LEAKS, 1.0, fmt=".2f"))
def fold(c: float) -> Frame:
    """XOR in the plane of the inputs, and in the plane of the two hidden units."""
    table = experiments.xor()
    H, cut, right, gap = experiments.fold(table.X, table.y, c)
    left, plane = _square()
    figure, folded = _square()
    limits(plane, _("input $x_1$"), _("input $x_2$"), (-2, 2), (-2, 2))
    limits(folded, _("hidden unit $h_1$"), _("hidden unit $h_2$"), (-3.4, 3.4), (-3.4, 3.4))
    for axes in (plane, folded):
        axes.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    two_classes(plane, table.X, table.y)
    two_classes(folded, H, table.y)
    if c < 1:
        for side in (-1, 1):
            plane.plot([-3, 3], [-3 - side, 3 - side], color=INK, lw=1.5)
        folded.plot([-5, 5], [cut + 5, cut - 5], color=INK, lw=1.5)
    seen = (
        _(
            "In the plane of the hidden units all points lie on one straight line, class 0 in the "
            "middle between the two corners of class 1: no line separates them."
        )
        if c == 1
        else _(
            "In the plane of the hidden units the points lie on a bent line with its corner at the "
            "origin, where class 0 is; a straight line cuts off class 1, {gap:.2f} away.",
            gap=gap,
        )
    )
    return Frame(
        [left, figure],
        together(_("The slope on the negative side is {c:.2f}.", c=c), seen),
        _(
            "h₁ + h₂: {class0} at the corners of class 0, {class1} at those of class 1 · distance "
            "between the classes: {gap:.2f} · share right: {right:.2f}",
            class0=number(0.0),
            class1=number(2 * cut),
            gap=gap,
            right=right,
        ),
        {"class0": 0.0, "class1": 2 * cut, "gap": gap, "right": right},
    )


@widget(
    units=Slider(Said("hidden units"), UNITS, 1, fmt=".0f"),
    name=Choice(Said("activation"), ("identity", "tanh", "relu"), "identity"),
)
def fit_curve(units: int, name: str) -> Frame:
    """What a trained network makes of a day of tides, and its error for each number of units."""
    units = int(units)
    error = experiments.fitted(name, units)[1]
    t, y = experiments.tide()
    grid = np.linspace(0, 24, 193)
    curve = experiments.drawn(name, units, grid)
    left, axes = half()
    axes.plot(t, y, "o", color=INK, ms=3)
    axes.plot(grid, curve, color=BLUE)
    corners = experiments.corners(units) if name == "relu" else np.array([])
    heights = experiments.drawn(name, units, corners) if corners.size else corners
    axes.plot(corners, heights, "o", color=BLUE, ms=7, mec=PAPER)
    limits(axes, _("time (hours)"), _("height of the sea (m)"), (0, 24.5), (0.5, 5))
    axes.set_xticks([0, 6, 12, 18, 24])
    figure, errors = half()
    for other, ls, color in (("identity", ":", INK), ("tanh", "--", PURPLE), ("relu", "-", BLUE)):
        of_units = [experiments.fitted(other, count)[1] for count in UNITS]
        errors.plot(UNITS, of_units, ls, color=color, label=other)
    errors.plot(units, error, "o", color=INK, clip_on=False)
    powers_of_ten(errors, range(-3, 1))
    errors.set(xlim=(0.5, 10.5), xlabel=_("hidden units"), ylabel=_("typical error (m)"))
    errors.set_xticks(UNITS)
    errors.legend(loc="lower left", ncols=1)
    seen = (
        Said(
            "With {units} hidden units and {name} the network draws a straight line through the "
            "tides of a day; its typical error is {error:.3f} m."
        )
        if name == "identity"
        else Said(
            "With {units} hidden units and {name} the network draws a bent curve beside the tides "
            "of a day; its typical error is {error:.3f} m."
        )
    )
    return Frame(
        [left, figure],
        together(
            _(seen, units=units, name=name, error=error),
            _(
                "The second panel has the error for each number of units: for identity it stays, "
                "for tanh and relu it falls."
            ),
        ),
        _(
            "{trained} numbers to train · typical error {error:.3f} m",
            trained=3 * units + 1,
            error=error,
        ),
        {"error": error, "corners": corners.size, "bend": float(np.abs(np.diff(curve, 2)).max())},
    )


@picture
def gallery() -> Frame:
    """The graphs of the table: each activation and its slope, and softmax as it depends on z₁."""
    figure, first = plots.canvas(height=3.8)
    first.remove()
    panels = figure.subplots(2, 3, sharex=True)
    z = np.linspace(-4, 4, 81)
    shown: dict[str, float] = {}
    for axes, (name, (g, g_prime)) in zip(panels.flat, ACTIVATIONS.items(), strict=False):
        axes.plot(z, g(z), color=BLUE)
        slope = np.where(np.abs(z) < 0.01, np.nan, g_prime(z)) if "relu" in name else g_prime(z)
        axes.plot(z, slope, "--", color=VERMILLION, lw=1.5)
        axes.set_title(name)
        shown[name] = float(g_prime(z).max())
    last = panels.flat[5]
    for other, ls in ((0.0, "-"), (2.0, ":")):
        rows = np.column_stack([z, np.zeros_like(z), np.full_like(z, other)])
        last.plot(z, softmax(rows)[:, 0], ls, color=BLUE)
    last.set_title(_("softmax, $p_1$ of 3"))
    for axes, low in zip(panels.flat, (-0.25, -1.2, -0.9, -0.9, -4.2, -0.25), strict=True):
        axes.set(xlim=(-4, 4), ylim=(low, 4.2 if low in (-0.9, -4.2) else 1.2))
        axes.set_xticks([-3, 0, 3])
        axes.axhline(0, color=MUTED, lw=0.8)
    figure.supxlabel(_("sum $z$"), fontsize=10.5)
    return Frame(
        figure,
        _(
            "Six graphs over the sum z. Sigmoid and tanh are S-shaped and flat at both ends; "
            "their slopes are bells. ReLU is 0 on the left and rises on the right; its slope "
            "jumps from 0 to 1. Leaky ReLU falls very slightly below 0 on the left. The identity "
            "is a line with slope 1. Softmax has another curve for each value of the other sums."
        ),
        _(
            "solid: the function · dashed: its slope · softmax: for z₂ = 0 and z₃ = 0 (solid), z₃ "
            "= 2 (dotted)"
        ),
        shown,
    )


@widget(
    z=Slider(Said("sum z"), tuple(k / 2 for k in range(-8, 9)), 1.0, fmt=".1f"),
    name=Choice(Said("activation"), ("sigmoid", "tanh", "relu", "leaky_relu"), "sigmoid"),
)
def slope_at(z: float, name: str) -> Frame:
    """An activation with its tangent at one point, and its slope at every point."""
    g, g_prime = ACTIVATIONS[name]
    a, slope = float(g(np.array(z))), float(g_prime(np.array(z)))
    grid = np.linspace(-5, 5, 101)
    bounded = name in ("sigmoid", "tanh")
    left, curve = half()
    height = 1.4 if bounded else 5
    limits(curve, _("sum $z$"), _("output $a$"), (-5, 5), (-height, height))
    curve.axhline(0, color=MUTED, lw=0.8)
    curve.plot(grid, g(grid), color=BLUE)
    curve.plot([z - 1, z + 1], [a - slope, a + slope], color=INK, lw=1.5)
    curve.plot(z, a, "o", color=INK)
    figure, slopes = half()
    limits(slopes, _("sum $z$"), _("slope $g'(z)$"), (-5, 5), (-0.05, 1.1))
    heights = g_prime(grid)
    if "relu" in name:  # a jump is no line
        heights = np.where(grid == 0, np.nan, heights)
    slopes.plot(grid, heights, "--", color=VERMILLION)
    slopes.plot(z, slope, "o", color=INK)
    return Frame(
        [left, figure],
        _(
            "The activation {name} at z = {z}: its output is {a}, and its tangent there has the "
            "slope {slope}. The right panel shows the slope at every z.",
            name=name,
            z=number(z, ".1f"),
            a=number(a, ".3f"),
            slope=number(slope, ".3f"),
        ),
        _(
            "a = {a} · slope = {slope} · {share:.1%} of a gradient passes",
            a=number(a, ".4f"),
            slope=number(slope, ".4f"),
            share=slope,
        ),
        {"a": a, "slope": slope},
    )


@widget(
    scale=Slider(Said("scale s of the weights"), SCALES, 0.1, fmt=".2f"),
    name=Choice(Said("activation"), ("sigmoid", "tanh", "relu"), "tanh"),
    play="scale",
)
def saturation(scale: float, name: str) -> Frame:
    """Where the sums of a layer fall, and how many of them in the flat part of the activation."""
    z = scale * experiments.sums()
    flat, shut = experiments.flat_share(name, z), experiments.flat_below(name)
    left, bars = half()
    limits(bars, _("sum $z$"), _("share of the sums"), (-10.5, 10.5), (0, 0.55))
    for span in ((-10.5, shut), (-shut, 10.5)) if name != "relu" else ((-10.5, 0),):
        bars.axvspan(*span, color=VERMILLION, alpha=0.18, lw=0)
    at, shares = experiments.shares_by_sum(z)
    bars.bar(at, shares, width=BAR, align="edge", color=BLUE, edgecolor=PAPER, lw=0.5)
    right, lines = half()
    limits(lines, _("scale $s$ of the weights"), _("share of flat sums"), (-1.6, 1.1), (0, 1.02))
    for other, ls, color in (("sigmoid", "-", BLUE), ("tanh", "--", PURPLE), ("relu", ":", INK)):
        lines.plot(np.log10(SCALES), experiments.flat_shares(other), ls, color=color, label=other)
    lines.plot(np.log10(scale), flat, "o", color=INK, clip_on=False)
    lines.set_xticks([-1, 0, 1], ["0.1", "1", "10"])
    lines.legend(loc="upper left")
    passing = experiments.open_share(name, z)
    mean = float(ACTIVATIONS[name][1](z).mean())
    return Frame(
        [left, right],
        _(
            "With weights of scale {scale:.2f} and {name}, {flat:.0%} of the sums lie in the "
            "shaded part, where the slope is almost 0. For sigmoid and tanh this share grows with "
            "the scale from none to nearly all; for relu it is about one half at every scale.",
            scale=scale,
            name=name,
            flat=flat,
        ),
        _(
            "flat: {flat:.1%} · slope above 0.9: {passing:.1%} · mean slope: {mean:.3f}",
            flat=flat,
            passing=passing,
            mean=mean,
        ),
        {"flat": flat, "open": passing, "mean": mean},
    )


def _pieces(corners: tuple[int, ...], slopes: tuple[int, ...]) -> list[int]:
    """The slopes of the total of some ReLUs, from left to right: each corner adds its own."""
    return [
        sum(v for c, v in zip(corners, slopes, strict=True) if c <= start)
        for start in sorted({0, *corners})
    ]


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": MUTED, "lw": 1.2})


def _square() -> tuple[Figure, Axes]:
    """A panel as low as `half`, on which both axes have the same length."""
    return placed((0.25, 0.23, 0.52, 0.73), height=LOW)

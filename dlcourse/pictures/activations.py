"""The pictures of chapter 7: a line that stacking cannot bend, a fold, the activations at work.

Blue is what was learned or the function looked at; class 0 is vermillion and a triangle.
"""

from typing import Any

import numpy as np

from dlcourse import plots
from dlcourse._words import Said, _, together
from dlcourse.activations import ACTIVATIONS, softmax
from dlcourse.experiments import activations as experiments
from dlcourse.experiments.activations import SCALES
from dlcourse.pictures._panels import limits, panel, two_classes
from dlcourse.plots import BLUE, GRID, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

LEAKS = (0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 1.0)
UNITS = (1, 2, 3, 5, 10)


@picture
def areas(name: str) -> Frame:
    """Mean area against mean radius of tumour nuclei: the best line, and a network of two layers.

    name: the activation of the ten hidden units, a key of ACTIVATIONS. Chapter 7.
    """
    X, y = experiments.tumours()
    radius, area, line = experiments.areas(name)
    figure, axes = plots.canvas()
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
    left, plane = panel(_("input $x_1$"), _("input $x_2$"), (-2, 2), (-2, 2))
    figure, folded = panel(_("hidden unit $h_1$"), _("hidden unit $h_2$"), (-3.4, 3.4), (-3.4, 3.4))
    plane.set_xticks([-2, -1, 0, 1, 2])
    plane.set_yticks([-2, -1, 0, 1, 2])
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
    units=Slider(Said("hidden units"), UNITS, 3, fmt=".0f"),
    name=Choice(Said("activation"), ("identity", "tanh", "relu"), "identity"),
)
def fit_curve(units: int, name: str) -> Frame:
    """What a trained network makes of a year, and the parts of which it adds it up."""
    units = int(units)
    error = experiments.fitted(name, units)[1]
    t, y, noise = experiments.year()
    grid = np.linspace(0, 12, 73)
    parts, curve = experiments.parts(name, units, grid)
    left, axes = panel(_("time (months)"), _("temperature (°C)"), (0, 12.5), (-4, 36))
    axes.plot(t, y, "o", color=INK, ms=3)
    axes.plot(grid, curve, color=BLUE)
    figure, pieces = panel(_("time (months)"), _("part of each unit (°C)"), (0, 12.5), (-70, 70))
    for over_time in (axes, pieces):
        over_time.set_xticks([0, 3, 6, 9, 12])
    for j in range(units):
        look: dict[str, Any] = {"color": PURPLE if j % 2 else BLUE, "ls": "--" if j % 2 else "-"}
        pieces.plot(grid, parts[:, j], lw=1.3, **look)
    bend = float(np.abs(np.diff(curve, 2)).max())
    seen = (
        Said(
            "With {units} hidden units and {name} the network draws a straight line; its typical "
            "error is {error:.2f} °C."
        )
        if bend < 1e-6
        else Said(
            "With {units} hidden units and {name} the network draws a bent curve that follows the "
            "year; its typical error is {error:.2f} °C."
        )
    )
    return Frame(
        [left, figure],
        together(
            _("Temperatures of a year, low in winter and high in summer."),
            _(seen, units=units, name=name, error=error),
            _("On the right, the part of each hidden unit."),
        ),
        _(
            "{trained} numbers to train · typical error {error:.2f} °C · typical size of the noise "
            "{noise:.2f} °C",
            trained=3 * units + 1,
            error=error,
            noise=np.std(noise),
        ),
        {"error": error, "bend": bend},
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
    z=Slider(Said("sum z"), (-4.0, -2.0, 0.0, 1.0, 2.0, 4.0), 1.0, fmt=".1f"),
    name=Choice(Said("activation"), ("sigmoid", "tanh", "relu", "leaky_relu"), "sigmoid"),
)
def slope_at(z: float, name: str) -> Frame:
    """An activation with its tangent at one point, and its slope at every point."""
    g, g_prime = ACTIVATIONS[name]
    a, slope = float(g(np.array(z))), float(g_prime(np.array(z)))
    grid = np.linspace(-5, 5, 101)
    bounded = name in ("sigmoid", "tanh")
    left, curve = panel(_("sum $z$"), _("answer $a$"), (-5, 5), (-1.4, 1.4) if bounded else (-5, 5))
    curve.axhline(0, color=MUTED, lw=0.8)
    curve.plot(grid, g(grid), color=BLUE)
    curve.plot([z - 1, z + 1], [a - slope, a + slope], color=INK, lw=1.5)
    curve.plot(z, a, "o", color=INK)
    figure, slopes = panel(_("sum $z$"), _("slope"), (-5, 5), (-0.05, 1.1))
    heights = g_prime(grid)
    if "relu" in name:  # a jump is no line
        heights = np.where(grid == 0, np.nan, heights)
    slopes.plot(grid, heights, "--", color=VERMILLION)
    slopes.plot(z, slope, "o", color=INK)
    return Frame(
        [left, figure],
        _(
            "The activation {name} at z = {z}: its answer is {a}, and its tangent there has the "
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
    left, bars = panel(_("sum $z$"), _("share of the sums"), (-11, 11), (0, 1.05))
    for span in ((-11, shut), (-shut, 11)) if name != "relu" else ((-11, 0),):
        bars.axvspan(*span, color=VERMILLION, alpha=0.18, lw=0)
    at, shares = experiments.shares_by_sum(z)
    bars.bar(at, shares, width=0.85, color=BLUE)
    right, lines = panel(
        _("scale $s$ of the weights"), _("share in the flat part"), (-1.6, 1.1), (0, 1)
    )
    for other, ls, color in (("sigmoid", "-", BLUE), ("tanh", "--", PURPLE), ("relu", ":", INK)):
        lines.plot(np.log10(SCALES), experiments.flat_shares(other), ls, color=color, label=other)
    lines.plot(np.log10(scale), flat, "o", color=INK, clip_on=False)
    lines.set_xticks([-1, 0, 1], ["0.1", "1", "10"])
    lines.legend(loc="upper left")
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
        _("in the flat part: {flat:.1%} · mean slope: {mean:.3f}", flat=flat, mean=mean),
        {"flat": flat, "mean": mean},
    )

"""The pictures of chapter 5: the perceptron, the mistakes that move its line, and their number.

Class +1 is always blue and a circle, class −1 vermillion and a triangle.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, listed, together
from dlcourse.experiments import perceptron as experiments
from dlcourse.experiments.perceptron import TEN, TEN_X, TEN_Y, X_LENGTH, XOR
from dlcourse.pictures._panels import Range, limits, panel
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

STEPS = tuple(range(9))
GAPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
LAST = 120  # mistakes drawn in `restless`
LOOKS: dict[str, dict[str, Any]] = {
    Said("perceptron"): {"color": BLUE, "ls": "-"},
    Said("delta rule"): {"color": PURPLE, "ls": "--"},
    Said("logistic"): {"color": GREEN, "ls": "-."},
}


@picture
def one_mistake() -> Frame:
    """The opening picture: a line with an example on the wrong side, and the line after it."""
    row = experiments.walk(TEN).trace.updates[2]
    figures: list[Figure] = []
    for title, w in ((_("before"), row.w_before), (_("after"), row.w_after)):
        figure, axes = _plane()
        axes.set_title(title)
        _sides(axes, w)
        _points(axes, TEN_X, TEN_Y)
        _ring(axes, TEN_X[row.i])
        figures.append(figure)
    share = [experiments.wrong(TEN_X, TEN_Y, w) for w in (row.w_before, row.w_after)]
    return Frame(
        figures,
        _(
            "Ten examples of two classes and a line. On the left a ringed circle lies on the "
            "triangles' side of the line. On the right the line has turned, and the ringed circle "
            "lies among the circles. One example is still on the wrong side."
        ),
        _(
            "on the wrong side: {before} before · {after} after",
            before=share[0],
            after=share[1],
        ),
        {"before": share[0], "after": share[1]},
    )


@widget(
    angle=Slider(
        Said("direction of x"), tuple(range(0, 360, 45)), 135, unit=Said("{value}°"), fmt=".0f"
    ),
    y=Choice(Said("label y"), (1, -1), 1),
)
def turn(angle: float, y: int) -> Frame:
    """One example, one update: w turns, and the line with it. No bias: all lines meet at 0."""
    x, w_before, w, before, after = experiments.update(angle, y)
    mistake = before <= 0
    figure, axes = plots.canvas()
    limits(axes, _("feature $x_1$"), _("feature $x_2$"), (-3.9, 3.9), (-2.5, 2.5))
    axes.set_aspect("equal")
    _sides(axes, np.array([0.0, *w]))
    axes.plot([0, x[0]], [0, x[1]], ":", color=MUTED, lw=1.5)
    if mistake:
        _move(axes, w_before, x, y)
    _arrow(axes, np.zeros(2), w, INK)
    _beside(axes, w, w / np.linalg.norm(w), "w", INK)
    look = ("o", BLUE) if y == 1 else ("^", VERMILLION)
    axes.plot(*x, look[0], color=look[1], ms=8, mec=PAPER)
    _ring(axes, x)
    _beside(axes, x, x / X_LENGTH * 1.4, "x", look[1])
    if not mistake:
        said = Said("It is on the right side: y z is {before}, and nothing changes.")
    elif y == 1:
        said = Said(
            "It is on the wrong side: w turns towards x, and the line with it. The product y z "
            "rises from {before} to {after}."
        )
    else:
        said = Said(
            "It is on the wrong side: w turns away from x, and the line with it. The product y z "
            "rises from {before} to {after}."
        )
    return Frame(
        figure,
        together(
            _(
                "An example with the label {y} in the direction {angle:.0f}°.",
                y=number(y, ".0f"),
                angle=angle,
            ),
            _(said, before=number(before), after=number(after)),
        ),
        _(
            "y z before: {before} · after: {after} · w = ({w1}, {w2})",
            before=number(before),
            after=number(after),
            w1=number(w[0]),
            w2=number(w[1]),
        ),
        {"before": before, "after": after, "w1": w[0], "w2": w[1]},
    )


def _move(axes: Axes, w_before: Array, x: Array, y: int) -> None:
    """Draw the line before, and the step of w to its new place."""
    _line(axes, np.array([0.0, *w_before]), color=MUTED, ls="--")
    _arrow(axes, np.zeros(2), w_before, MUTED)
    _arrow(axes, w_before, y * x, PURPLE)
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}  # the line may pass behind it
    axes.text(1.4, 0.72, _("w before"), color=MUTED, weight="bold", va="center", bbox=box)
    middle = w_before + y * x / 2
    _beside(axes, middle, 1.5 * _away(middle, x), "+ x" if y == 1 else "− x", PURPLE)


@widget(
    t=Slider(Said("mistakes so far"), STEPS, 0, fmt=".0f"),
    kind=Choice(Said("examples"), (TEN, XOR), TEN),
    play="t",
)
def updates(t: int, kind: str) -> Frame:
    """The line before and after each mistake, and how many examples are wrong then."""
    X, y, trace, path = experiments.walk(kind)
    wrong = [experiments.wrong(X, y, w) for w in path[: t + 1]]
    w = path[t]
    left, plane = _plane()
    _sides(plane, w)
    if t:
        _line(plane, path[t - 1], color=MUTED, ls="--")
    _points(plane, X, y)
    right, count = panel(_("mistake"), _("share on the wrong side"), (-0.4, 8.4), (-0.04, 1.06))
    count.plot(STEPS[: t + 1], np.array(wrong) / len(y), "-o", color=VERMILLION, ms=5)
    count.set_xticks(STEPS)
    weights = f"w = ({listed(number(v, '.1f') for v in w)})"
    shown = {"wrong": wrong[t], "b": w[0], "w1": w[1], "w2": w[2]}
    drawn = _("The line has moved.") if w[1:].any() else _("All weights are 0: there is no line.")
    if t == 0:
        return Frame(
            [left, right],
            _(
                "Before the first mistake ({kind}): all weights are 0, so there is no line yet.",
                kind=kind,
            ),
            _("{weights} · wrong: {wrong} of {m}", weights=weights, wrong=wrong[0], m=len(y)),
            shown,
        )
    row = trace.updates[t - 1]
    _ring(plane, X[row.i])
    before, after = float(y[row.i] * row.z), float(y[row.i] * (w @ [1.0, *X[row.i]]))
    return Frame(
        [left, right],
        together(
            _(
                "Mistake {t} ({kind}): example {i} of the table, ringed, with the label {y}.",
                t=t,
                kind=kind,
                i=row.i + 1,
                y=number(y[row.i], ".0f"),
            ),
            drawn,
            _(
                "Now {wrong} of {m} examples are on the wrong side.",
                wrong=wrong[t],
                m=len(y),
            ),
        ),
        _(
            "epoch {epoch} · y z from {before} to {after} · {weights} · wrong: {wrong} of {m}",
            epoch=row.epoch,
            before=number(before),
            after=number(after),
            weights=weights,
            wrong=wrong[t],
            m=len(y),
        ),
        shown | {"before": before, "after": after, "i": row.i},
    )


@widget(gap=Slider(Said("gap to the line"), GAPS, 0.2))
def margins(gap: float) -> Frame:
    """How the number of mistakes, and its bound, grow while the gap closes."""
    (X, y), w = experiments.strip(gap), experiments.strip_line()
    left, plane = panel(_("feature $x_1$"), _("feature $x_2$"), (-2.2, 3.6), (-2.2, 3.6))
    for side in (-gap, gap):
        _line(plane, w - np.array([side, 0, 0]), color=MUTED, ls=":")
    _line(plane, w, color=GREEN, ls="--")
    _points(plane, X, y)
    right, count = panel(_("gap to the line"), _("mistakes"), (0.015, 1.4), (1, 1e5))
    counted, bounds = zip(*map(experiments.mistakes, GAPS), strict=True)
    count.plot(GAPS, bounds, "--", color=INK, label=_("bound"))
    for g, runs in zip(GAPS, counted, strict=True):
        count.plot([g, g], [runs.min(), runs.max()], color=BLUE, lw=1)
    count.plot(GAPS, [runs.mean() for runs in counted], "o", color=BLUE, ms=4, label=_("counted"))
    counts, bound = experiments.mistakes(gap)
    _ring(count, np.array([gap, counts.mean()]))
    _ring(count, np.array([gap, bound]))
    count.set(xscale="log", yscale="log", xlim=(0.015, 1.4), ylim=(0.7, 1e5))
    count.set_xticks(GAPS[::2], [f"{g:g}" for g in GAPS[::2]])
    count.minorticks_off()
    count.legend(loc="upper right")
    return Frame(
        [left, right],
        _(
            "On the left twenty examples on both sides of a line, none nearer to it than {gap:g}. "
            "On the right the mistakes against the gap: {mean:.1f} on average, where the "
            "bound allows {bound:,.0f}. Both grow while the gap closes, the bound much faster.",
            gap=gap,
            mean=counts.mean(),
            bound=bound,
        ),
        _(
            "mistakes: {mean:.1f} on average, {most} at most · bound: {bound:,.0f}",
            mean=counts.mean(),
            most=counts.max(),
            bound=bound,
        ),
        {"mean": counts.mean(), "most": counts.max(), "least": counts.min(), "bound": bound},
    )


@picture
def squeeze(gap: float) -> Frame:
    """The proof as a picture: the length of w between its two bounds, mistake by mistake."""
    lengths, shadows, R, gamma, meet = experiments.squeeze(gap)
    k = np.arange(1, len(lengths) + 1)
    axis = np.geomspace(0.8, 3 * meet, 30)
    figure, axes = plots.canvas()
    axes.plot(axis, np.sqrt(axis) * R, "--", color=VERMILLION, label=_("at most: $\\sqrt{k}\\,R$"))
    axes.plot(k, lengths, ".", color=BLUE, label=_("measured: $\\Vert w^{(k)} \\Vert$"))
    axes.plot(k, shadows, "x", color=PURPLE, ms=4, mew=1, label=_("measured: $u^T w^{(k)}$"))
    axes.plot(axis, axis * gamma, "-.", color=GREEN, label=_("at least: $k\\,\\gamma$"))
    axes.axvline(meet, color=MUTED, lw=1)
    axes.set(xscale="log", yscale="log")
    limits(axes, _("mistakes $k$"), _("length"), (0.8, 3 * meet), (gamma, 3 * meet * gamma))
    axes.legend(loc="upper left", fontsize=9)
    axes.text(meet * 0.9, gamma * 1.6, f"$k$ = {meet:,.0f}", ha="right", color=INK)
    return Frame(
        figure,
        _(
            "Two rising lines over the number of mistakes, both axes logarithmic. The upper bound "
            "grows as the square root, the lower bound grows as the number itself, so they meet, "
            "at {meet:,.0f} mistakes. The measured length of w runs between them and ends after "
            "{k} mistakes.",
            meet=meet,
            k=len(k),
        ),
        _(
            "R = {R:.2f} · γ = {gamma:.3f} · bound (R/γ)² = {meet:,.0f} · mistakes made: {k}",
            R=R,
            gamma=gamma,
            meet=meet,
            k=len(k),
        ),
        {"R": R, "gamma": gamma, "bound": meet, "mistakes": len(k)},
    )


@picture
def fines() -> Frame:
    """The fines of the three neurons over s = y z, and how hard each pushes."""
    s = np.sort(np.append(np.linspace(-3, 3.5, 131), [0, 1e-9]))  # the step stands upright
    left, fine = panel("$s = y\\,z$", _("fine $L$"), (-3, 3.5), (-0.2, 4.2))
    right, push = panel("$s = y\\,z$", _("push $-dL/ds$"), (-3, 3.5), (-2.6, 4.2))
    push.axhline(0, color=MUTED, lw=0.8)
    shown: dict[str, float] = {}
    for name, look in LOOKS.items():
        L, strength = experiments.FINES[name](s)
        fine.plot(s, L, label=_(name), **look)
        push.plot(s, strength, **look)
        shown[name] = float(strength[-1])
    fine.legend(loc="upper right")
    return Frame(
        [left, right],
        _(
            "Three fines over s = y z; a mistake is on the left of 0. The perceptron's fine is a "
            "straight line that ends at 0 and stays there. The logistic fine is a smooth curve "
            "close to it that never reaches 0. The squared fine is a parabola with its lowest "
            "point at s = 1, and it rises again to the right. The pushes: a step from 1 to 0, a "
            "smooth S from 1 to 0, and a straight line that becomes negative beyond s = 1."
        ),
        shown=shown,
    )


@picture
def memory() -> Frame:
    """The digits on which the perceptron was wrong, and the weights, which are their sum."""
    X, y, trace = experiments.zeros_and_ones()[:3]
    w = trace.w[1:]
    image = w.reshape(8, 8)
    left, seen = panel()
    for k, update in enumerate(trace.updates):
        corner = (10 * (k % 3), 12 * (k // 3))
        color = BLUE if y[update.i] == 1 else VERMILLION
        _pixels(seen, X[update.i], color, corner)
        text = _("+ this 1") if y[update.i] == 1 else _("− this 0")
        seen.text(corner[0] + 4, corner[1] - 0.5, text, ha="center", va="bottom", color=INK)
    right, weights = panel()
    size = float(np.abs(w).max())
    _pixels(weights, np.maximum(w, 0) / size, BLUE, (0, 0))
    _pixels(weights, np.maximum(-w, 0) / size, VERMILLION, (0, 0))
    for row, column in np.argwhere(image < 0):
        weights.text(column + 0.5, row + 0.5, "−", ha="center", va="center", size=9)
    weights.set_title(_("weights w, negative with −"))
    for axes, xlim, ylim in ((seen, (-1, 29), (21, -3)), (weights, (-0.5, 8.5), (8.5, -0.5))):
        axes.set(xlim=xlim, ylim=ylim, aspect="equal")
        axes.axis("off")
    return Frame(
        [left, right],
        _(
            "On the left the {n} digits on which the perceptron was wrong, three ones and "
            "three zeros. On the right the 64 weights as an image: positive weights in the middle "
            "columns, where a 1 has its stroke, negative weights in a ring around them, where a 0 "
            "has its own.",
            n=len(trace.updates),
        ),
        _("{n} mistakes among {m} digits", n=len(trace.updates), m=len(y)),
        {"mistakes": len(trace.updates), "ones": sum(y[row.i] == 1 for row in trace.updates)}
        | {"middle": float(image[2:6, 3:5].min()), "ring": float(image[2:6, [1, 2, 5, 6]].sum())},
    )


@picture
def restless() -> Frame:
    """The last line, the best so far and the mean, on tumours that no line separates."""
    every = experiments.restless_shares()
    k = np.arange(1, len(every.last) + 1)
    last, best, averaged = (share[-LAST:] for share in every)
    figure, axes = plots.canvas()
    axes.plot(k[-LAST:], last, color=VERMILLION, lw=1, label=_("last weights"))
    axes.plot(k[-LAST:], best, "--", color=GREEN, label=_("best so far"))
    axes.plot(k[-LAST:], averaged, "-.", color=BLUE, label=_("mean so far"))
    limits(
        axes,
        _("mistakes $k$"),
        _("share right, training"),
        (len(k) - LAST, len(k) + 1),
        (0.25, 0.95),
    )
    axes.legend(loc="lower left", ncols=3)
    return Frame(
        figure,
        _(
            "The share of training tumours on their own side, over the last {shown} mistakes of "
            "{k:,}. The last weights jump between {least:.0%} and {most:.0%}. The best so "
            "far stays at {best:.0%}, the mean at {mean:.0%}.",
            shown=LAST,
            k=len(k),
            least=last.min(),
            most=last.max(),
            best=best[-1],
            mean=averaged[-1],
        ),
        _(
            "last weights: {least:.3f} to {most:.3f} · best: {best:.3f} · mean: {mean:.3f}",
            least=last.min(),
            most=last.max(),
            best=best[-1],
            mean=averaged[-1],
        ),
        {"lowest": last.min(), "highest": last.max(), "best": best[-1], "mean": averaged[-1]}
        | {"last": last[-1], "mistakes": len(k)},
    )


def _plane() -> tuple[Figure, Axes]:
    return panel(_("feature $x_1$"), _("feature $x_2$"), (-2.4, 2.4), (-2.4, 2.4))


def _line(axes: Axes, w: Array, **look: Any) -> None:
    """Draw the line of the weights w, bias first; nothing where they draw none."""
    length = float(np.linalg.norm(w[1:]))
    if length == 0:
        return
    towards = w[1:] / length
    ends = -w[0] / length * towards + np.outer([-9, 9], [-towards[1], towards[0]])
    axes.plot(*ends.T, lw=1.5, scalex=False, scaley=False, **look)


def _sides(axes: Axes, w: Array) -> None:
    """Draw the line of w, and shade its two sides by what the neuron answers there."""
    axes.grid(False)
    if not w[1:].any():
        return
    (x1, x2) = (np.linspace(*axes.get_xlim(), 2), np.linspace(*axes.get_ylim(), 2))
    z = w[0] + w[1] * x1 + w[2] * x2[:, np.newaxis]
    far = float(np.abs(z).max()) + 1
    axes.contourf(x1, x2, z, levels=[-far, 0, far], colors=[(VERMILLION, 0.1), (BLUE, 0.1)])
    _line(axes, w, color=INK, ls="-")


def _points(axes: Axes, X: Array, y: Array) -> None:
    for label, marker, color in ((-1, "^", VERMILLION), (1, "o", BLUE)):
        axes.plot(*X[y == label].T, marker, color=color, ms=7, mec=PAPER, mew=0.5)


def _ring(axes: Axes, x: Array) -> None:
    axes.plot(*x, "o", ms=14, mfc="none", mec=INK, mew=1.5)


def _arrow(axes: Axes, start: Array, along: Array, color: str) -> None:
    look: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.008}
    axes.quiver(*start, *along, color=color, **look)


def _beside(axes: Axes, at: Array, towards: Array, text: str, color: str) -> None:
    """Write a name a little way from a point."""
    x1, x2 = at + 0.24 * towards
    axes.text(x1, x2, text, color=color, weight="bold", ha="center", va="center")


def _away(at: Array, along: Array) -> Array:
    """The direction at a right angle to `along` that leads away from the origin."""
    across: Array = np.array([-along[1], along[0]]) / np.linalg.norm(along)
    return across if across @ at > 0 else -across


def _pixels(axes: Axes, image: Array, color: str, corner: Range) -> None:
    """Draw 64 numbers from 0 to 1 as an image of 8 by 8 squares, row by row."""
    inked = np.flatnonzero(image > 0)
    squares = [Rectangle((corner[0] + k % 8, corner[1] + k // 8), 1, 1) for k in inked]
    shades = [(color, float(image[k])) for k in inked]
    axes.add_collection(PatchCollection(squares, facecolors=shades, linewidths=0))
    axes.add_patch(Rectangle(corner, 8, 8, fill=False, ec=MUTED, lw=0.8))

"""The pictures of chapter 5: the perceptron, the mistakes that move its line, and their number.

Class +1 is always blue and a circle, class −1 vermillion and a triangle.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, listed, together
from dlcourse.experiments import perceptron as experiments
from dlcourse.experiments import unseparated
from dlcourse.experiments.perceptron import (
    COUNTED,
    FIVE_X,
    FIVE_Y,
    LEFT_OUT,
    LOOKS,
    TEN,
    TEN_X,
    TEN_Y,
    XOR,
)
from dlcourse.pictures._panels import half, limits, panel, placed
from dlcourse.pictures._plane import arrow, away, beside, boundary, pixels, points, ring, sides
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

DEGREES = tuple(range(0, 360, 15))
GAPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
LAST = 120  # mistakes drawn in `restless`
THRILLING, FUNNY = Said("how thrilling $x_1$"), Said("how funny $x_2$")
LOOKS_OF: dict[str, dict[str, Any]] = {
    Said("perceptron"): {"color": BLUE, "ls": "-"},
    Said("delta rule"): {"color": PURPLE, "ls": "--"},
    Said("logistic"): {"color": GREEN, "ls": "-."},
}


@widget(
    angle=Slider(Said("turn the line"), DEGREES, 150, unit=Said("{value}°"), fmt=".0f"),
    b=Slider(Said("shift it"), tuple(k / 4 for k in range(-4, 5)), 0.0, fmt=".2f"),
)
def by_hand(angle: float, b: float) -> Frame:
    """Ten films, and a line that the reader turns and shifts until each is on its own side."""
    figure, axes = _wide(_(THRILLING), _(FUNNY), 2.25)
    w = experiments.turned(angle, b)
    sides(axes, w)
    for x, y in zip(TEN_X, TEN_Y, strict=True):
        if y * (w @ [1.0, *x]) <= 0:
            ring(axes, x)
    points(axes, TEN_X, TEN_Y)
    wrong = experiments.wrong(TEN_X, TEN_Y, w)
    return Frame(
        figure,
        _(
            "Ten films by how thrilling and how funny they are: circles were liked, triangles were "
            "not. A line, turned to {angle:.0f}° and shifted by {b}, parts the plane into a side "
            "for circles and a side for triangles. Films on the wrong side are ringed.",
            angle=angle,
            b=number(b),
        ),
        _("on the wrong side: {wrong} of {m} films", wrong=wrong, m=len(TEN_Y)),
        {"wrong": wrong},
    )


@widget(
    t=Slider(Said("films looked at"), range(LOOKS + 1), 0, fmt=".0f"),
    kind=Choice(Said("table"), (TEN, XOR), TEN),
    play="t",
    pace=1.0,
)
def updates(t: int, kind: str) -> Frame:
    """The perceptron at work, one look at one film after the other, and how many are wrong then."""
    X, y, path, mistakes = experiments.walk(kind)
    wrong = np.array([experiments.wrong(X, y, w) for w in path[: t + 1]])
    w = path[t]
    left, plane = _plane()
    sides(plane, w)
    if t and mistakes[t - 1]:
        boundary(plane, path[t - 1], color=MUTED, ls="--")
    points(plane, X, y)
    right, count = half()
    count.plot(np.arange(t + 1), wrong, "-", color=INK, lw=1)
    made = 1 + np.flatnonzero(mistakes[:t])
    count.plot(made, wrong[made], "o", color=VERMILLION, ms=5, label=_("after a mistake"))
    limits(count, _("films looked at"), _("on the wrong side"), (-1, LOOKS + 1), (-0.5, 10.9))
    count.set_yticks(range(0, 11, 2))
    count.legend(loc="upper right")
    words = {
        "kind": _(kind),
        "weights": f"w = ({listed(number(v, '.1f') for v in w)})",
        "wrong": str(wrong[t]),
        "m": str(len(y)),
    }
    shown = {"wrong": int(wrong[t]), "b": w[0], "w1": w[1], "w2": w[2], "mistakes": len(made)}
    if t == 0:
        return Frame(
            [left, right],
            _("{kind}, before the first look: all weights are 0, so there is no line.", **words),
            _("{weights} · wrong: {wrong} of {m}", **words),
            shown,
        )
    i = (t - 1) % len(y)
    ring(plane, X[i])
    before, after = (float(y[i] * (v @ [1.0, *X[i]])) for v in (path[t - 1], w))
    words |= {"t": str(t), "i": str(i), "y": number(y[i], ".0f")}
    words |= {"before": number(before), "after": number(after)}
    if not mistakes[t - 1]:
        said = Said("Its product y z is {before}, so the answer is right and nothing changes.")
        short = Said("film {i}: y z = {before}, right, so nothing changes · {weights}")
    elif w[1:].any():
        said = Said("Its product y z was {before}, a mistake. The line has moved; y z is {after}.")
        short = Said("film {i}: a mistake, y z from {before} to {after} · {weights}")
    else:
        said = Said("Its product y z was {before}, a mistake. Now all weights are 0: no line.")
        short = Said("film {i}: a mistake, y z from {before} to {after} · {weights}")
    return Frame(
        [left, right],
        together(
            _("{kind}, look {t}: film {i}, ringed, with the label {y}.", **words),
            _(said, **words),
            _("On the wrong side: {wrong} of {m}.", **words),
        ),
        _(short, **words),
        {**shown, "before": before, "after": after, "i": i},
    )


@widget(
    angle=Slider(Said("direction of x"), DEGREES, 150, unit=Said("{value}°"), fmt=".0f"),
    bias=Choice(Said("bias"), (LEFT_OUT, COUNTED), LEFT_OUT),
    y=Choice(Said("label y"), (1, -1), 1),
)
def turn(angle: float, y: int, bias: str) -> Frame:
    """One example, one update: w turns, and the line with it; the bias shifts the line."""
    x, w_before, w, before, after = experiments.update(angle, y, bias)
    mistake = before <= 0
    figure, axes = _wide(_("feature $x_1$"), _("feature $x_2$"), 2.0)
    sides(axes, w)
    axes.plot([0, x[0]], [0, x[1]], ":", color=MUTED, lw=1.5)
    if mistake:
        boundary(axes, w_before, color=MUTED, ls="--")
        boundary(axes, np.array([0.0, *w[1:]]), color=PURPLE, ls=":")
        arrow(axes, np.zeros(2), w_before[1:], MUTED)
        axes.text(1.32, 0.84, _("w before"), color=MUTED, weight="bold", va="center")
        arrow(axes, w_before[1:], y * x, PURPLE)
        middle = w_before[1:] + y * x / 2
        beside(axes, middle, 1.5 * away(middle, x), "+ x" if y == 1 else "− x", PURPLE)
    arrow(axes, np.zeros(2), w[1:], INK)
    beside(axes, w[1:], w[1:] / np.linalg.norm(w[1:]), "w", INK)
    look = ("o", BLUE) if y == 1 else ("^", VERMILLION)
    axes.plot(*x, look[0], color=look[1], ms=8, mec=PAPER)
    ring(axes, x)
    beside(axes, x, 1.4 * x, "x", look[1])
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
    shifted = _("The bias shifts the line, to where z is 0 now.")
    return Frame(
        figure,
        together(
            _(
                Said(
                    "An example with the label {y} in the direction {angle:.0f}°; the bias counts."
                )
                if bias == COUNTED
                else Said(
                    "An example with the label {y} in the direction {angle:.0f}°, without a bias."
                ),
                y=number(y, ".0f"),
                angle=angle,
            ),
            _(said, before=number(before), after=number(after)),
            *([shifted] if mistake and bias == COUNTED else []),
        ),
        _(
            "y z before: {before} · after: {after} · b = {b}, w = ({w1}, {w2})",
            before=number(before),
            after=number(after),
            b=number(w[0], ".0f"),
            w1=number(w[1]),
            w2=number(w[2]),
        ),
        {"before": before, "after": after, "b": w[0], "w1": w[1], "w2": w[2]},
    )


@widget(
    t=Slider(Said("mistakes so far"), range(9), 0, fmt=".0f"),
    play="t",
    pace=1.5,
)
def weight_space(t: int) -> Frame:
    """Five films and a line; and the same as weights: each film a line, each mistake a step."""
    path, seen, _edges, u = experiments.cone()[:4]
    w = path[t]
    left, plane = _plane()
    sides(plane, np.array([0.0, *w]))
    if t:
        boundary(plane, np.array([0.0, *path[t - 1]]), color=MUTED, ls="--")
        ring(plane, FIVE_X[seen[t - 1]])
    points(plane, FIVE_X, FIVE_Y)
    for i, x in enumerate(FIVE_X):
        beside(plane, x, np.array([1.5, 0.0]), f"{i}", INK)
    right = _weights(t)
    length, shadow = float(np.linalg.norm(w)), float(u @ w)
    shown = {"length": length, "shadow": shadow, "w1": w[0], "w2": w[1]}
    words = {"t": str(t), "length": number(length), "shadow": number(shadow)}
    first = _(
        "First panel: five films, numbered from 0, and the line of the neuron. Second panel: the "
        "plane of the weights, in which each film is a line through the origin. Between two of "
        "them is a cone of weights that are right for all five; u is its direction."
    )
    if t == 0:
        return Frame(
            (left, right),
            together(first, _("The weights are 0: no mistake yet.")),
            _("w = 0 · no mistake yet"),
            shown,
        )
    step = w - path[t - 1]
    angles = [_angle(step, other) for other in (u, path[t - 1])]
    words |= {"i": str(seen[t - 1]), "to_u": number(angles[0], ".0f")}
    if t == 1:
        said = Said("Mistake {t}, on film {i}. The step and u make an angle of {to_u}°.")
        short = Said("film {i} · step and u: {to_u}° · uᵀw = {shadow}, ‖w‖ = {length}")
    else:
        words["to_w"] = number(angles[1], ".0f")
        said = Said(
            "Mistake {t}, on film {i}. The step makes an angle of {to_u}° with u, and of {to_w}° "
            "with w as it was."
        )
        short = Said(
            "film {i} · step and u: {to_u}° · step and w: {to_w}° · uᵀw = {shadow}, ‖w‖ = {length}"
        )
    end = _("Now w is in the cone.") if t == len(seen) else _("It is not yet in the cone.")
    return Frame(
        (left, right),
        together(first, _(said, **words), end),
        _(short, **words),
        {**shown, "i": int(seen[t - 1]), "to_u": angles[0], "to_w": angles[1]},
    )


@widget(gap=Slider(Said("gap to the line"), GAPS, 0.2))
def margins(gap: float) -> Frame:
    """How the number of mistakes, and its bound, grow while the gap closes."""
    (X, y), w = experiments.strip(gap), experiments.strip_line()
    left, plane = half()
    limits(plane, _("feature $x_1$"), _("feature $x_2$"), (-3.5, 4.9), (-2.2, 3.6))
    for side in (-gap, gap):
        boundary(plane, w - np.array([side, 0, 0]), color=MUTED, ls=":")
    boundary(plane, w, color=GREEN, ls="--")
    points(plane, X, y)
    right, count = half()
    counted, bounds = zip(*map(experiments.mistakes, GAPS), strict=True)
    count.plot(GAPS, bounds, "--", color=INK, label=_("bound"))
    for g, runs in zip(GAPS, counted, strict=True):
        count.plot([g, g], [runs.min(), runs.max()], color=BLUE, lw=1)
    count.plot(GAPS, [runs.mean() for runs in counted], "o", color=BLUE, ms=4, label=_("counted"))
    counts, bound = experiments.mistakes(gap)
    ring(count, np.array([gap, counts.mean()]))
    ring(count, np.array([gap, bound]))
    count.set(xscale="log", yscale="log")
    limits(count, _("gap to the line"), _("mistakes"), (0.015, 1.4), (0.7, 1e5))
    count.set_xticks(GAPS[::2], [f"{g:g}" for g in GAPS[::2]])
    count.minorticks_off()
    count.legend(loc="upper right")
    return Frame(
        [left, right],
        _(
            "First panel: twenty examples on both sides of a line, none nearer to it than {gap:g}. "
            "Second panel: the mistakes against the gap: {mean:.1f} on average, where the "
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
    t = np.arange(1, len(lengths) + 1)
    axis = np.geomspace(0.8, 3 * meet, 30)
    figure, axes = plots.canvas()
    axes.plot(axis, np.sqrt(axis) * R, "--", color=VERMILLION, label=_("at most: $\\sqrt{t}\\,R$"))
    axes.plot(t, lengths, ".", color=BLUE, label=_("measured: $\\Vert w_t \\Vert$"))
    axes.plot(t, shadows, "x", color=PURPLE, ms=4, mew=1, label=_("measured: $u^T w_t$"))
    axes.plot(axis, axis * gamma, "-.", color=GREEN, label=_("at least: $t\\,\\gamma$"))
    axes.axvline(meet, color=MUTED, lw=1)
    axes.set(xscale="log", yscale="log")
    limits(axes, _("mistakes $t$"), _("length"), (0.8, 3 * meet), (gamma, 3 * meet * gamma))
    axes.legend(loc="upper left", fontsize=9)
    axes.text(meet * 0.9, gamma * 1.6, f"$t$ = {meet:,.0f}", ha="right", color=INK)
    return Frame(
        figure,
        _(
            "Two rising lines over the number of mistakes, both axes logarithmic. The upper bound "
            "grows as the square root, the lower bound grows as the number itself, so they meet, "
            "at {meet:,.0f} mistakes. The measured length of w runs between them and ends after "
            "{t} mistakes.",
            meet=meet,
            t=len(t),
        ),
        _(
            "R = {R:.3f} · γ = {gamma:.4f} · bound (R/γ)² = {meet:,.0f} · mistakes made: {t}",
            R=R,
            gamma=gamma,
            meet=meet,
            t=len(t),
        ),
        {"R": R, "gamma": gamma, "bound": meet, "mistakes": len(t)},
    )


@picture
def three_losses() -> Frame:
    """The losses of the three neurons over s = y z, and how hard each pushes."""
    s = np.sort(np.append(np.linspace(-3, 3.5, 131), [0, 1e-9]))  # the step stands upright
    left, loss = panel("$s = y\\,z$", _("loss $L$"), (-3, 3.5), (-0.2, 4.2))
    right, push = panel("$s = y\\,z$", _("push $-dL/ds$"), (-3, 3.5), (-2.6, 4.2))
    push.axhline(0, color=MUTED, lw=0.8)
    shown: dict[str, float] = {}
    for name, look in LOOKS_OF.items():
        L, strength = experiments.LOSSES[name](s)
        loss.plot(s, L, label=_(name), **look)
        push.plot(s, strength, **look)
        shown[name] = float(strength[-1])
    loss.legend(loc="upper right")
    return Frame(
        [left, right],
        _(
            "Three losses over s = y z; a mistake is on the left of 0. The perceptron's loss is a "
            "straight line that ends at 0 and stays there. The logistic loss is a smooth curve "
            "close to it that never reaches 0. The squared loss is a parabola with its lowest "
            "point at s = 1, and it rises again to the right. The pushes: a step from 1 to 0, a "
            "smooth S from 1 to 0, and a straight line that becomes negative beyond s = 1."
        ),
        shown=shown,
    )


@picture
def memory() -> Frame:
    """The digits on which the perceptron was wrong, and the weights, which are their sum."""
    X, y, trace = experiments.zeros_and_ones()
    w = trace.w[1:]
    image = w.reshape(8, 8)
    left, seen = panel()
    for k, update in enumerate(trace.updates):
        corner = (10 * (k % 3), 12 * (k // 3))
        color = BLUE if y[update.i] == 1 else VERMILLION
        pixels(seen, X[update.i], color, corner)
        text = _("+ this 1") if y[update.i] == 1 else _("− this 0")
        seen.text(corner[0] + 4, corner[1] - 0.5, text, ha="center", va="bottom", color=INK)
    right, weights = panel()
    size = float(np.abs(w).max())
    pixels(weights, np.maximum(w, 0) / size, BLUE, (0, 0))
    pixels(weights, np.maximum(-w, 0) / size, VERMILLION, (0, 0))
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
            "three zeros. On the right the 64 weights as an image. The strongest positive weights "
            "are in the middle, where a 1 has its stroke. Left and right of them most weights are "
            "negative, where a 0 has its own. At the lower right some are positive again.",
            n=len(trace.updates),
        ),
        _("{n} mistakes among {m} digits", n=len(trace.updates), m=len(y)),
        {"mistakes": len(trace.updates), "ones": sum(y[row.i] == 1 for row in trace.updates)}
        | {"middle": float(image[2:6, 3:5].min()), "sides": float(image[2:6, [1, 2, 5, 6]].sum())}
        | {"foot": float(image[6:, 5:].sum())},
    )


@picture
def restless() -> Frame:
    """The last line, the best so far and the mean, on tumours that no line separates."""
    every = unseparated.restless_shares()
    t = np.arange(1, len(every.last) + 1)
    last, best, averaged = (share[-LAST:] for share in every)
    figure, axes = plots.canvas()
    axes.plot(t[-LAST:], last, color=VERMILLION, lw=1, label=_("last weights"))
    axes.plot(t[-LAST:], best, "--", color=GREEN, label=_("best so far"))
    axes.plot(t[-LAST:], averaged, "-.", color=BLUE, label=_("mean so far"))
    limits(
        axes,
        _("mistakes $t$"),
        _("share right, training"),
        (len(t) - LAST, len(t) + 1),
        (0.25, 0.95),
    )
    axes.legend(loc="lower left", ncols=3)
    return Frame(
        figure,
        _(
            "The share of training tumours on their own side, over the last {shown} mistakes of "
            "{t:,}. The last weights jump between {least:.0%} and {most:.0%}. The best so "
            "far stays at {best:.0%}, the mean at {mean:.0%}.",
            shown=LAST,
            t=len(t),
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
        | {"last": last[-1], "mistakes": len(t)},
    )


def _weights(t: int) -> Figure:
    """The plane of the weights: five lines, the cone, and the path of w after t mistakes."""
    path, seen, edges, u = experiments.cone()[:4]
    figure, weights = half()
    far = 9 * np.array([experiments.turned(edge, 0)[1:] for edge in edges])
    weights.fill(*np.vstack(([0.0, 0.0], far)).T, color=(GREEN, 0.2), lw=0)
    for i, step in enumerate(FIVE_Y[:, np.newaxis] * FIVE_X):
        last = t > 0 and i == seen[t - 1]
        boundary(weights, np.array([0.0, *step]), color=PURPLE if last else MUTED, ls="-")
        along = np.array([step[1], -step[0]]) * (1 if step[1] > 0 else -1)
        end = along / max(along[0] / 5, abs(along[1]) / (2.95 if along[1] > 0 else 0.7))
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}
        weights.text(end[0], end[1], f"{i}", size=9, ha="center", va="center", bbox=box)
    weights.plot(*path[: max(t, 1)].T, "-o", color=BLUE, ms=3.5, lw=1.2)
    if t:
        arrow(weights, path[t - 1], path[t] - path[t - 1], PURPLE)
    weights.plot(*path[t], "o", color=BLUE, ms=7, mec=PAPER)
    arrow(weights, np.zeros(2), u, GREEN)
    beside(weights, u, u, "u", GREEN)
    limits(weights, _("weight $w_1$"), _("weight $w_2$"), (-0.9, 5.2), (-1.0, 3.213))
    return figure


def _plane() -> tuple[Figure, Axes]:
    """One of two panels: films by their two features, both axes in one scale."""
    figure, axes = half()
    limits(axes, _(THRILLING), _(FUNNY), (-3.33, 3.33), (-2.3, 2.3))
    return figure, axes


def _wide(xlabel: str, ylabel: str, high: float) -> tuple[Figure, Axes]:
    """A single panel, both axes in one scale, from −high to high."""
    figure, axes = placed((0.13, 0.17, 0.84, 0.8), width=4.8, height=2.9)
    wide = high * 4.8 * 0.84 / (2.9 * 0.8)
    limits(axes, xlabel, ylabel, (-wide, wide), (-high, high))
    axes.set_yticks(range(-2, 3))
    return figure, axes


def _angle(a: Array, b: Array) -> float:
    """Angle between two arrows, in degrees; 90 where one of them has no length."""
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.rad2deg(np.arccos((a @ b) / lengths))) if lengths else 90.0

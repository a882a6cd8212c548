"""The pictures of chapter 10: from sums to probabilities, what they cost, and ten digits."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.tri import Triangulation
from numpy.typing import NDArray

from dlcourse import losses, metrics, plots
from dlcourse._words import Said, _, listed, n_
from dlcourse.activations import softmax
from dlcourse.experiments import softmax as experiments
from dlcourse.experiments.softmax import SCORES, SUMS, TRUTH
from dlcourse.pictures._cells import SQUARE, box, shades
from dlcourse.pictures._panels import half, limits, placed
from dlcourse.plots import BLUE, GREEN, GRID, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

CORNERS = np.array([(0.0, 0.0), (1.0, 0.0), (0.5, np.sqrt(3) / 2)])  # of the triangle
LINES: list[dict[str, Any]] = [
    {"color": MUTED, "ls": ":"},
    {"color": BLUE, "ls": "-"},
    {"color": VERMILLION, "ls": "--"},
    {"color": PURPLE, "ls": "-."},
]
KINDS = ((BLUE, "o"), (VERMILLION, "^"), (GREEN, "s"))  # the three classes in the plane
SQUARED: dict[str, Any] = {"color": PURPLE, "ls": "--"}
ENTROPY: dict[str, Any] = {"color": BLUE, "ls": "-"}


@widget(
    step=Slider(Said("steps of descent"), (*range(11), 15, 20, 30, 50, 100, 200, 500), 0),
    play="step",
    pace=0.8,
)
def regions(step: int) -> Frame:
    """The plane, divided among three neurons, while they learn."""
    table, layer = experiments.clouds(), experiments.plane()[step]
    figure, axes = placed((0.12, 0.16, 0.85, 0.81), width=4.8, height=3.0)
    limits(axes, _("feature $x_1$"), _("feature $x_2$"), (-5, 5), (-4, 4))
    x1, x2 = np.meshgrid(np.linspace(-5, 5, 41), np.linspace(-4, 4, 33))
    P = softmax(np.stack((x1, x2), axis=-1) @ layer.W.T + layer.b)
    for k, (color, marker) in enumerate(KINDS):
        ahead = P[..., k] - np.delete(P, k, axis=-1).max(axis=-1)
        shades = [(color, share) for share in (0.1, 0.22, 0.34, 0.46)]
        axes.contourf(x1, x2, ahead, levels=(0, 0.3, 0.6, 0.9, 1.001), colors=shades)
        mine = table.X[table.y == k]
        axes.plot(*mine.T, marker, color=color, ms=5, mec=PAPER, mew=0.5)
    return Frame(
        figure,
        n_(
            "Three clouds of points in a plane that is divided into three regions with straight "
            "boundaries, one for each class. After {n} step of descent {right:.0%} of the points "
            "lie in the region of their own class.",
            "Three clouds of points in a plane that is divided into three regions with straight "
            "boundaries, one for each class. At step {n} of descent {right:.0%} of the points "
            "lie in the region of their own class.",
            step,
            right=layer.right,
        ),
        _("in their own region: {right:.0%} · J = {J:.3f}", right=layer.right, J=layer.J),
        {"J": layer.J, "right": layer.right},
    )


@widget(
    T=Slider(Said("temperature T"), (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0), 1.0, fmt=".1f"),
    sums=Choice(Said("sums z"), tuple(SUMS), SCORES),
)
def temperature(T: float, sums: str) -> Frame:
    """Softmax of z/T: the same order at every temperature, from nearly all to nearly equal."""
    z = np.array(SUMS[sums], float)
    K, p = len(z), softmax(z / T)
    left, bars = half()
    limits(bars, _("class"), _("probability"), (0.4, 4.6), (0, 1))
    bars.bar(range(1, K + 1), p, width=0.6, color=[line["color"] for line in LINES[:K]])
    for k, value in enumerate(p):  # class k
        bars.text(k + 1, min(value + 0.02, 0.93), f"{value:.2f}", ha="center")
    bars.set_xticks(range(1, K + 1), [str(k + 1) for k in range(K)])
    right, curves = half()
    limits(curves, _("temperature $T$"), _("probability"), (0.08, 13), (0, 1.45))
    grid = np.geomspace(0.1, 10, 61)
    P = softmax(z / grid[:, np.newaxis])
    for k in range(K):  # class k
        curves.plot(grid, P[:, k], **LINES[k], label=_("class {k}", k=k + 1))
        curves.plot(T, p[k], "o", color=LINES[k]["color"])
    curves.axvline(T, color=INK, lw=0.8)
    curves.set_xscale("log")
    curves.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
    curves.minorticks_off()
    curves.set_yticks([0, 0.25, 0.5, 0.75, 1])
    curves.legend(loc="upper center", ncols=2, handlelength=2.4)
    H, answer = losses.entropy(p), listed(f"{value:.3f}" for value in p)
    return Frame(
        [left, right],
        _(
            "Bars of softmax(z/T) for z = {sums} at the temperature {T:.1f}: {answer}. In the "
            "second panel the {K} probabilities over the temperature: on the left the largest "
            "takes nearly all of 1, towards the right all come closer to 1/{K}, and no two of "
            "them change order.",
            sums=sums,
            T=T,
            answer=answer,
            K=K,
        ),
        _(
            "p = ({answer}) · entropy {H:.3f} of at most log {K} = {most:.3f}",
            answer=answer,
            H=H,
            K=K,
            most=np.log(K),
        ),
        {f"p{k + 1}": p[k] for k in range(K)} | {"H": float(H)},
    )


@widget(
    z=Slider(Said("sum z of the true class"), tuple(range(-6, 10, 2)), 0, fmt=".0f"),
    K=Choice(Said("classes K"), (2, 10), 10),
)
def two_losses(z: float, K: int) -> Frame:
    """Both losses over the probability of the true class, and how hard each pushes its sum."""
    now = experiments.two_losses(z, K)
    left, loss = half()
    limits(loss, _("probability $p$ of the truth"), _("loss $L$"), (-0.05, 1.05), (-0.4, 8.6))
    grid = np.geomspace(1e-4, 1, 121)
    loss.plot(grid, -np.log(grid), **ENTROPY, label=_("cross-entropy"))
    loss.plot(grid, experiments.squared(grid, K), **SQUARED, label=_("squared error"))
    loss.legend(loc="upper right")
    right, slope = half()
    limits(slope, _("sum $z$ of the true class"), _("slope $dL/dz$"), (-7, 9), (-1.08, 0.3))
    slope.set_yticks([-1, -0.5, 0])
    across = np.linspace(-7, 9, 121)
    at = experiments.probability(across, K)
    slope.axhline(0, color=MUTED, lw=0.8)
    slope.plot(across, at - 1, **ENTROPY)
    slope.plot(across, experiments.squared_slope(at, K), **SQUARED)
    loss.plot(now.p, now.entropy, "o", color=BLUE)
    loss.plot(now.p, now.squared, "s", color=PURPLE)
    slope.plot(z, now.entropy_slope, "o", color=BLUE)
    slope.plot(z, now.squared_slope, "s", color=PURPLE)
    of_entropy, of_squared = (number(v, ".4f") for v in (now.entropy_slope, now.squared_slope))
    return Frame(
        [left, right],
        _(
            "There are {K} classes, and the true one has the sum {z} and the probability {p:.4f}. "
            "The cross-entropy is {entropy:.3f}, with the slope {of_entropy}; the squared error "
            "is {squared:.3f}, with the slope {of_squared}. For a small probability the first "
            "curve rises without limit and its slope is nearly −1; the second is bounded and its "
            "slope is nearly 0.",
            K=K,
            z=number(z, ".0f"),
            p=now.p,
            entropy=now.entropy,
            of_entropy=of_entropy,
            squared=now.squared,
            of_squared=of_squared,
        ),
        _(
            "p = {p:.4f} · cross-entropy {entropy:.3f}, slope {of_entropy} · squared error "
            "{squared:.3f}, slope {of_squared}",
            p=now.p,
            entropy=now.entropy,
            of_entropy=of_entropy,
            squared=now.squared,
            of_squared=of_squared,
        ),
        {"p": now.p, "entropy": now.entropy, "squared": now.squared}
        | {"push_entropy": now.entropy_slope, "push_squared": now.squared_slope},
    )


ANSWERS = {
    "(0.33, 0.33, 0.33)": (1 / 3, 1 / 3, 1 / 3),
    "(0.50, 0.30, 0.20)": (0.5, 0.3, 0.2),
    "(0.70, 0.20, 0.10)": (0.7, 0.2, 0.1),
    "(0.96, 0.02, 0.02)": (0.96, 0.02, 0.02),
    "(0.02, 0.96, 0.02)": (0.02, 0.96, 0.02),
    "(0.20, 0.30, 0.50)": (0.2, 0.3, 0.5),
}


@widget(answer=Choice(Said("answer p"), tuple(ANSWERS), "(0.33, 0.33, 0.33)"))
def triangle(answer: str) -> Frame:
    """Every answer about three classes is a point of a triangle: its entropy, its cross-entropy."""
    p, H, cross, gap = experiments.answer(np.array(ANSWERS[answer]))
    mesh, grid = _mesh()
    costs = experiments.cross_entropy_with_truth(grid)
    figures = []
    for title, heights, levels in (
        (_("entropy $H(p)$"), losses.entropy(grid), (0, 0.2, 0.4, 0.6, 0.8, 1.0, np.log(3) + 1e-9)),
        (_("cross-entropy $H(y, p)$"), costs, (1.02, 1.1, 1.25, 1.5, 2.0, 2.75, 3.75, 7)),
    ):
        figure, axes = plots.canvas(width=3.1, height=2.2)
        shades = np.linspace(0, 0.55, len(levels) - 1)
        axes.tricontourf(mesh, heights, levels=levels, colors=[(BLUE, s) for s in shades])
        axes.tricontour(mesh, heights, levels=levels[1:-1], colors=MUTED, linewidths=0.7)
        _corners(axes, title)
        if heights is costs:
            axes.plot(*(TRUTH @ CORNERS), "*", color=GREEN, ms=11)
        axes.plot(*(p @ CORNERS), "o", color=VERMILLION, mec=PAPER, ms=8)
        figures.append(figure)
    return Frame(
        figures,
        _(
            "Two triangles; each point is an answer p about three classes, each corner a sure "
            "one. The entropy is 0 in the corners and highest in the middle. The cross-entropy "
            "with the truth (0.5, 0.3, 0.2) is lowest at the star, where p is the truth: "
            "{least:.3f}. At the point p = {answer} the entropy is {H:.3f} and the cross-entropy "
            "is {cross:.3f}.",
            least=cross - gap,
            answer=answer,
            H=H,
            cross=cross,
        ),
        _(
            "p = {answer} · H(p) = {H:.3f} · H(y, p) = {cross:.3f}: {least:.3f} and a gap of "
            "{gap:.3f}",
            answer=answer,
            H=H,
            cross=cross,
            least=cross - gap,
            gap=gap,
        ),
        {"p1": p[0], "p2": p[1], "p3": p[2], "H": H, "cross": cross, "gap": gap},
    )


@cache
def _mesh() -> tuple[Triangulation, Array]:
    """Points of the triangle: their places, and their three probabilities."""
    p = experiments.grid_of_answers()
    return Triangulation(*(p @ CORNERS).T), p


def _corners(axes: Axes, title: str) -> None:
    axes.plot(*CORNERS[[0, 1, 2, 0]].T, color=MUTED, lw=1)
    for k, (ha, va) in enumerate((("center", "top"), ("center", "top"), ("center", "bottom"))):
        x, y = CORNERS[k]
        axes.text(
            x, y + (0.04 if k == 2 else -0.04), _("class {k}", k=k + 1), ha=ha, va=va, size=9.5
        )
    axes.set(xlim=(-0.2, 1.2), ylim=(-0.15, 1.02), aspect="equal", title=title)
    axes.axis("off")


@picture
def pushes(z: Sequence[float], true: int) -> Frame:
    """What the gradient p − y asks of each sum. true: the true class, counted from 1."""
    p, y = softmax(np.array(z, float)), np.eye(len(z))[true - 1]
    figure, axes = plots.canvas()
    place = np.arange(1, len(z) + 1)
    axes.bar(place, p, width=0.5, color=BLUE, alpha=0.7, label=_("$p$, the answer"))
    axes.hlines(y, place - 0.33, place + 0.33, color=GREEN, lw=3, label=_("$y$, the truth"))
    for k in range(len(z)):  # class k
        look = {"arrowstyle": "-|>", "color": VERMILLION, "lw": 2, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (place[k], y[k]), (place[k], p[k]), arrowprops=look)
        text = number(p[k] - y[k])
        axes.text(place[k] + 0.29, (p[k] + y[k]) / 2, text, color=INK, va="center")
    limits(axes, _("class"), _("probability"), (0.4, len(z) + 0.6), (-0.03, 1.25))
    axes.set_xticks(place)
    axes.legend(loc="upper center", ncols=2)
    slopes = listed(number(value) for value in p - y)
    return Frame(
        figure,
        _(
            "A bar for the probability of each of {K} classes, and a line where the truth wants "
            "it: at 1 for class {true}, at 0 for the others. Arrows lead from the bars to the "
            "lines. The numbers beside them are the slopes p − y: {slopes}.",
            K=len(z),
            true=true,
            slopes=slopes,
        ),
        _("p − y = ({slopes}) · sum {sum}", slopes=slopes, sum=number(float(np.sum(p - y)))),
        {f"d{k + 1}": p[k] - y[k] for k in range(len(z))},
    )


@picture
def confusion(y_hat: Array, y: Array) -> Frame:
    """Counts of every pair of true digit and answer."""
    C = metrics.confusion_matrix(y_hat, y, 10)
    figure, axes = plots.canvas(height=4.3)
    for j, k in np.argwhere(C):  # digit j, called k
        share = C[j, k] / C[j].sum()
        color, depth = (BLUE, 0.5 * share) if j == k else (VERMILLION, min(0.15 + 2 * share, 0.6))
        axes.add_patch(Rectangle((k - 0.5, j - 0.5), 1, 1, fc=(color, depth), lw=0))
        axes.text(k, j, str(C[j, k]), ha="center", va="center", size=9.5)
    limits(axes, _("answer"), _("true digit"), (-0.5, 9.5), (9.5, -0.5))
    axes.set(aspect="equal", xticks=range(10), yticks=range(10))
    axes.grid(False)
    pairs, most = experiments.most_frequent_mistakes(C)
    each = listed(_("{true} called {called}", true=true, called=called) for true, called in pairs)
    words = {"right": np.trace(C), "m": C.sum(), "each": each}
    return Frame(
        figure,
        n_(
            "A table of ten rows, the true digits, and ten columns, the answers. Most of the "
            "digits stand on the diagonal: {right} of {m}. The most frequent mistakes, with {n} "
            "time each: {each}.",
            "A table of ten rows, the true digits, and ten columns, the answers. Most of the "
            "digits stand on the diagonal: {right} of {m}. The most frequent mistakes, with {n} "
            "times each: {each}.",
            most,
            **words,
        ),
        n_(
            "on the diagonal: {right} of {m} · most often, {n} time each: {each}",
            "on the diagonal: {right} of {m} · most often, {n} times each: {each}",
            most,
            **words,
        ),
        {"right": int(np.trace(C)), "most": most, "pairs": len(pairs)},
    )


@picture
def least_sure(X: Array, P: Array, y: Array) -> Frame:
    """The ten digits with the highest entropy, the least sure first. X: (m, 64) in 0..1."""
    H = np.asarray(losses.entropy(P))
    worst = experiments.least_sure(P)[:10]
    figure, axes = plots.canvas(height=2.6)
    words = []
    for i in worst:
        said = (
            Said("says {answer}: {share:.0%}\nright")
            if P[i].argmax() == y[i]
            else Said("says {answer}: {share:.0%}\ntrue: {truth}")
        )
        words.append(_(said, answer=P[i].argmax(), share=P[i].max(), truth=y[i]))
    tiles(axes, X[worst], columns=5, words=words, lines=2)
    right = int(np.sum(P[worst].argmax(axis=1) == y[worst]))
    return Frame(
        figure,
        _(
            "The ten handwritten digits about which the layer is least sure, in two rows. It is "
            "right about {right} of the ten, and no answer has more than {most:.0%}. The first, "
            "truly a {y}, it calls {answer} with {share:.0%}.",
            right=right,
            most=P[worst].max(),
            y=y[worst[0]],
            answer=P[worst[0]].argmax(),
            share=P[worst[0]].max(),
        ),
        _(
            "right: {right} of 10 · entropy from {least:.2f} to {most:.2f}",
            right=right,
            least=H[worst[-1]],
            most=H[worst[0]],
        ),
        {"right": right, "highest": H[worst[0]], "lowest": H[worst[-1]]},
    )


@picture
def weights(W: Array) -> Frame:
    """The weights of each class as a picture. W: (10, 64)."""
    figure, axes = plots.canvas(height=2.2)
    size = np.abs(W).max()
    words = [_("class {k}", k=k) for k in range(10)]
    tiles(axes, np.maximum(W, 0) / size, columns=5, words=words, lines=1, color=BLUE)
    tiles(axes, np.maximum(-W, 0) / size, columns=5, lines=1, color=VERMILLION)
    return Frame(
        figure,
        _(
            "Ten pictures of 8 by 8 weights, one for each class. Blue squares are positive "
            "weights: ink there speaks for the class. Vermillion squares are negative: ink there "
            "speaks against it. The picture of class 0 has a vermillion middle."
        ),
        _("largest weight: {size:.2f}", size=size),
        {"size": float(size), "middle_of_0": float(W[0].reshape(8, 8)[3:5, 3:5].mean())},
    )


def tiles(
    axes: Axes,
    X: Array,
    *,
    columns: int,
    words: Sequence[str] = (),
    lines: int = 0,
    color: str = INK,
) -> None:
    """Draw images of 8 × 8 pixels, values 0 to 1, in rows; words stand below, of so many lines."""
    height = 8.6 + 1.9 * lines
    for n, image in enumerate(X):  # image n
        left, top = 9.6 * (n % columns), height * (n // columns)
        shades(axes, left, top, image.reshape(8, 8), color, most=1, mark=_PIXEL)
        box(axes, left, top, (8, 8), GRID, lw=1)
        if words:
            axes.text(left + 4, top + 8.3, words[n], ha="center", va="top", size=9.5)
    rows = -(-len(X) // columns)
    axes.set(xlim=(-0.8, 9.6 * columns - 0.8), ylim=(height * rows, -0.3), aspect="equal")
    axes.axis("off")


_PIXEL = 0.97 * SQUARE / 2 + (-0.015, 0.015)  # a thin gap to the right and above

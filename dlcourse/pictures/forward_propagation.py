"""The pictures of chapter 8: values on their way through a net, and what its units see.

Class 1 and positive numbers are blue, class 0 and negative numbers vermillion.
"""

import itertools
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse import losses, plots
from dlcourse._words import Said, _, listed, n_, of_, together
from dlcourse.activations import sigmoid
from dlcourse.experiments import forward_propagation as experiments
from dlcourse.experiments.forward_propagation import (
    B1,
    B2,
    HIDDEN,
    IMAGES,
    INPUTS,
    MOONS,
    SECOND,
    W1,
    W2,
    XOR,
)
from dlcourse.pictures._panels import half, limits, panel, placed, two_classes
from dlcourse.pictures._words import factor, sum_of_products
from dlcourse.plots import BLUE, GRID, INK, MUTED, PAPER, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

_LOW = "₁₂₃₄"
_HALF = 1.12  # half the width of a box in `flow`
STEPS = (
    Said("Step {step}, input: {readout}"),
    *(Said("Step {step}, unit {step}: {readout}"),) * 4,
    Said("Step {step}, activation: {readout}"),
    Said("Step {step}, output sum: {readout}"),
    Said("Step {step}, answer: {readout}"),
)


@widget(
    step=Slider(Said("step"), tuple(range(8)), 0),
    x=Choice(Said("input x"), tuple(INPUTS), "(1, 2, 3)"),
    g=Choice(Said("activation of the hidden units"), tuple(HIDDEN), "sigmoid"),
    play="step",
    pace=1.5,
)
def flow(step: int, x: str, g: str) -> Frame:
    """The values in the 3-4-1 net, one more at each step."""
    inputs = np.array(INPUTS[x])
    z1, a1, z2, a2 = experiments.flow_values(inputs, g)
    at_x, at_h, at_y = _places(1.2, 3), _places(5.1, 4), _places(9.0, 1)
    figure, axes = placed(width=4.8, height=3.7)
    axes.set(xlim=(0, 10.2), ylim=(0.1, 7.6))
    axes.axis("off")
    for j in range(4):  # hidden unit j
        names = [f"w{_LOW[j]}{_LOW[k]}" for k in range(3)]
        _edges(axes, at_x, at_h[j], names, W1[j], step == j + 1)
    _edges(axes, at_h, at_y[0], [f"w{_LOW[j]}" for j in range(4)], W2[0], step == 6)
    for k in range(3):  # input k
        _node(axes, at_x[k], [f"x{_LOW[k]} = {number(inputs[k], 'g')}"], step == 0)
    for j in range(4):
        z = number(z1[j], "g") if step > j else "…"
        a = _value(a1[j]) if step >= 5 else "…"
        _node(axes, at_h[j], [f"z{_LOW[j]} = {z}", f"a{_LOW[j]} = {a}"], step in (j + 1, 5))
        if step == j + 1:
            _beside(
                axes, (at_h[j][0] + _HALF + 0.15, at_h[j][1]), f"b{_LOW[j]} = {number(B1[j], 'g')}"
            )
    texts = [_value(z2) if step >= 6 else "…", _value(a2) if step >= 7 else "…"]
    _node(axes, at_y[0], [f"z = {texts[0]}", f"a = {texts[1]}"], step >= 6)
    if step == 6:
        _beside(axes, (at_y[0][0], at_y[0][1] - 1.0), f"b = {number(B2[0], 'g')}", ha="center")
    columns = (1.2, _("input")), (5.1, _("hidden layer: {g}", g=g)), (9.0, _("output"))
    for across, text in columns:
        axes.text(across, 7.2, text, ha="center", color=MUTED)
    readout = _arithmetic(step, inputs, g, z1, a1, z2, a2)
    return Frame(
        figure,
        together(
            _(
                "A net of three inputs, four hidden units and one output, with an arrow from each "
                "unit to each unit of the next layer. The input is x = {x}; the activation of the "
                "hidden units is {g}.",
                x=x,
                g=g,
            ),
            _(STEPS[step], step=step, readout=readout),
        ),
        readout,
        {"step": float(step), "a": a2, "z": z2}
        | {f"z{j + 1}": z1[j] for j in range(4)}
        | {f"a{j + 1}": a1[j] for j in range(4)},
    )


def _value(a: float) -> str:
    """A whole number as it is, any other with three decimals."""
    return number(a, "g" if a == round(a) else ".3f")


def _arithmetic(step: int, x: Array, g: str, z1: Array, a1: Array, z2: float, a2: float) -> str:
    """The line under the picture: what is computed in this step."""
    if step == 0:
        return _("The three numbers of the input stand ready.")
    if step <= 4:
        w, b = W1[step - 1], B1[step - 1]
        terms, z = sum_of_products(w, x), number(z1[step - 1], "g")
        return f"z{_LOW[step - 1]} = {terms} + {factor(b)} = {z}"
    if step == 5:
        formula = "σ(z)" if g == "sigmoid" else f"{g}(z)"
        return f"a = {formula} = ({listed(_value(a) for a in a1)})"
    if step == 6:
        places = "g" if all(a1 == np.round(a1)) else ".3f"
        return f"z = {sum_of_products(W2[0], a1, places)} + {factor(B2[0])} = {_value(z2)}"
    return f"a = σ({_value(z2)}) = {a2:.3f}"


def _places(across: float, n: int) -> list[tuple[float, float]]:
    gap = 1.75
    return [(across, 3.6 + gap * ((n - 1) / 2 - k)) for k in range(n)]


def _edges(
    axes: Axes,
    starts: list[tuple[float, float]],
    end: tuple[float, float],
    names: list[str],
    w: Array,
    now: bool,
) -> None:
    """Lines that lead to one unit; arrows with their weights while its sum is being made."""
    x1, y1 = end[0] - _HALF, end[1]
    for (x0, y0), name, weight in zip(starts, names, w, strict=True):
        x0 += _HALF
        if not now:
            axes.plot([x0, x1], [y0, y1], color=GRID, lw=1.0)
            continue
        look = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "color": BLUE, "lw": 1.8}
        axes.annotate("", (x1, y1), (x0, y0), arrowprops=look, zorder=3)
        where = (x0 + 0.4 * (x1 - x0), y0 + 0.4 * (y1 - y0))
        _beside(axes, where, f"{name} = {number(weight, 'g')}", ha="center")


def _beside(axes: Axes, at: tuple[float, float], text: str, ha: str = "left") -> None:
    """A weight or a bias, on the paper's colour, over the lines."""
    box = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"}
    axes.text(*at, text, ha=ha, va="center", color=BLUE, bbox=box, zorder=4, size=10.5)


def _node(axes: Axes, at: tuple[float, float], lines: list[str], now: bool) -> None:
    """A box of the same size whatever it holds."""
    half = 0.1 + 0.3 * len(lines)
    axes.add_patch(
        Rectangle(
            (at[0] - _HALF, at[1] - half),
            2 * _HALF,
            2 * half,
            facecolor=PAPER,
            edgecolor=BLUE if now else MUTED,
            linewidth=1.8 if now else 0.8,
            zorder=5,
        )
    )
    text = "\n".join(lines)
    axes.text(*at, text, ha="center", va="center", zorder=6, linespacing=1.35, size=12)


@picture
def units() -> Frame:
    """What each of three hidden units says about every point of the plane, and their sum."""
    table, net = experiments.examples(MOONS), experiments.shallow_net(MOONS, 3)
    Z1 = net.layers[0].forward(_grid(MOONS)[2])  # (p, 3)
    w = net.params["2.W"][0]
    figures = []
    for j in range(3):  # hidden unit j
        weight = number(w[j], ".1f")
        title = _("hidden unit {j}, output weight {weight}", j=j + 1, weight=weight)
        figure, axes = _plane(MOONS, title)
        _map(axes, MOONS, Z1[:, j])
        two_classes(axes, table.X, table.y)
        figures.append(figure)
    figure, axes = _plane(MOONS, _("the answer of the net"))
    _map(axes, MOONS, net.forward(_grid(MOONS)[2]))
    two_classes(axes, table.X, table.y)
    right = experiments.own_side(net, table)
    return Frame(
        [*figures, figure],
        _(
            "Four maps of the same two moons. In the first three, one for each hidden unit, a "
            "straight line divides the plane into a blue and a vermillion half. In the fourth, "
            "the answer of the net, the boundary bends around the moons; {right:.0%} of the "
            "points lie on their own side.",
            right=right,
        ),
        _("on their own side: {right:.0%} of {m} points", right=right, m=len(table.y)),
        {"right": right} | {f"w{j + 1}": w[j] for j in range(3)},
    )


@widget(
    H=Slider(Said("hidden units H"), (1, 2, 3, 4, 6, 8), 1),
    kind=Choice(Said("examples"), (MOONS, XOR), MOONS),
)
def bends(H: int, kind: str) -> Frame:
    """The lines of the hidden units, and the boundary that their sum makes."""
    table, net = experiments.examples(kind), experiments.shallow_net(kind, H)
    x1, x2, grid = _grid(kind)
    left, lines = _low_plane(kind)
    two_classes(lines, table.X, table.y)
    W, b, w = net.params["0.W"], net.params["0.b"], net.params["2.W"][0]
    for j in range(H):  # hidden unit j
        z = (grid @ W[j] + b[j]).reshape(31, 31)
        colour, dash = (BLUE, "-") if w[j] > 0 else (VERMILLION, "--")
        lines.contour(x1, x2, z, levels=[0.0], colors=colour, linestyles=dash, linewidths=2)
    right_figure, plane = _low_plane(kind)
    _map(plane, kind, net.forward(grid))
    two_classes(plane, table.X, table.y)
    right = experiments.own_side(net, table)
    J = losses.sigmoid_cross_entropy(net.forward(table.X), table.y[:, np.newaxis])
    count = sum(p.size for p in net.params.values())
    form = (
        Said(
            "Second panel: the boundary of the net is a straight line, and {right:.0%} of the "
            "points lie on their own side."
        )
        if H == 1
        else Said(
            "Second panel: the boundary of the net is a line that bends, and {right:.0%} of the "
            "points lie on their own side."
        )
    )
    return Frame(
        [left, right_figure],
        together(
            n_(
                "The {kind} and a net with {n} hidden unit.",
                "The {kind} and a net with {n} hidden units.",
                H,
                kind=kind,
            ),
            _("First panel: each hidden unit has one straight line."),
            _(form, right=right),
        ),
        _(
            "parameters: {count} · on their own side: {right:.0%} · J = {J:.3f}",
            count=count,
            right=right,
            J=J,
        ),
        {"right": right, "J": J, "parameters": float(count)},
    )


@picture
def width_and_depth() -> Frame:
    """Two nets with the same number of hidden units and parameters: one wide, one deep."""
    figures = []
    for sizes, title in (
        ((2, 6, 1), _("one hidden layer of width 6")),
        ((2, 3, 3, 1), _("two hidden layers of width 3")),
    ):
        figure, axes = placed((0.02, 0.02, 0.96, 0.86), height=2.2)
        axes.set(xlim=(-0.5, 3.5), ylim=(-1.1, 6.2), title=title)
        axes.axis("off")
        columns = [
            [(3 * layer / (len(sizes) - 1), 3 + k - (n - 1) / 2) for k in range(n)]
            for layer, n in enumerate(sizes)
        ]
        for left, right in itertools.pairwise(columns):
            for start, end in itertools.product(left, right):
                axes.plot(*zip(start, end, strict=True), color=MUTED, lw=0.7)
        for layer, column in enumerate(columns):
            inner = 0 < layer < len(sizes) - 1
            axes.plot(
                *zip(*column, strict=True), "o", ms=10, color=BLUE if inner else PAPER, mec=INK
            )
            axes.text(column[0][0], -0.9, f"$n_{layer} = {sizes[layer]}$", ha="center")
        figures.append(figure)
    return Frame(
        figures,
        _(
            "Two nets of two inputs and one output, with a line from each unit to each unit of the "
            "next layer. The first has one hidden layer of six units, the second two hidden layers "
            "of three."
        ),
    )


@widget(
    units=Choice(Said("hidden units in each layer"), ("2", "3"), "2"),
    depth=Slider(Said("hidden layers"), (1, 2, 3, 4), 1),
    play="depth",
    pace=1.5,
)
def folds(units: str, depth: int) -> Frame:
    """A fold, and the curve that comes out when each layer folds what the one before has made."""
    n = int(units)
    x = np.linspace(0, 1, 2 * 3**4 * 2**4 + 1)[:, np.newaxis]  # its places hold every corner
    layers = experiments.folding_net(n, depth)
    count, total = experiments.pieces(layers, 0, 1), n * depth
    left, fold = half()
    limits(fold, _("value that comes in"), _("value that goes out"), (-0.03, 1.03), (-0.06, 1.08))
    fold.plot(x, experiments.output(experiments.folding_net(n, 1), x), color=BLUE)
    right, curve = half()
    limits(curve, _("input $x$"), _("output of the net"), (-0.03, 1.03), (-0.06, 1.08))
    if depth > 1:
        before = experiments.output(experiments.folding_net(n, depth - 1), x)
        curve.plot(x, before, "--", color=MUTED, lw=1.0)
    curve.plot(x, experiments.output(layers, x), color=BLUE, lw=1.3)
    return Frame(
        [left, right],
        together(
            of_(
                "First panel: what a layer of {n} ReLUs does to a value between 0 and 1, a line of "
                "{n} pieces that goes up and down.",
                n,
            ),
            n_(
                "Second panel: the output of a net with {n} such layer goes up and down in "
                "{count} straight pieces.",
                "Second panel: the output of a net with {n} such layers goes up and down in "
                "{count} straight pieces; dashed, the output with one layer less.",
                depth,
                count=count,
            ),
        ),
        _(
            "hidden units: {total} · straight pieces: {count} · in one hidden layer they could "
            "make {most} at most",
            total=total,
            count=count,
            most=total + 1,
        ),
        {"units": float(total), "pieces": float(count)},
    )


@widget(
    digit=Choice(Said("digit"), tuple(range(10)), 3),
    image=Choice(Said("image"), IMAGES, SECOND),
)
def question(digit: int, image: str) -> Frame:
    """The opening picture: an image goes in, ten probabilities come out; between them a box."""
    return _through(digit, image, opened=False)


@widget(
    digit=Choice(Said("digit"), tuple(range(10)), 3),
    image=Choice(Said("image"), IMAGES, SECOND),
)
def inside(digit: int, image: str) -> Frame:
    """One held-out digit: its pixels, the hidden units that it wakes, the ten answers."""
    return _through(digit, image, opened=True)


def _through(digit: int, image: str, opened: bool) -> Frame:
    x = experiments.held_out(digit, image)
    a1, p = experiments.answer(x)
    says, awake = int(np.argmax(p)), int(np.sum(a1 > 0))
    figure, axes = plots.canvas(height=2.6)
    axes.set(xlim=(0, 16), ylim=(0.8, 9.4), aspect="equal")
    axes.axis("off")
    _cells(axes, x.reshape(8, 8), (0.2, 8.4), 0.65)
    axes.text(2.8, 1.9, _("64 pixels"), ha="center", color=MUTED)
    if opened:
        _cells(axes, a1.reshape(8, 4) / 6, (7.2, 8.4), 0.65)
        axes.text(
            8.5,
            1.9,
            _("32 hidden units,\n{awake} above 0", awake=awake),
            ha="center",
            va="center_baseline",
        )
    else:
        axes.add_patch(Rectangle((7.2, 3.2), 2.6, 5.2, fill=False, edgecolor=MUTED, lw=1.2))
        axes.text(8.5, 5.8, "?", ha="center", va="center", size=26)
    for start, end in ((5.7, 6.9), (10.1, 11.3)):
        axes.annotate("", (end, 5.8), (start, 5.8), arrowprops={"arrowstyle": "-|>", "color": INK})
    for k in range(10):  # class k
        up = 8.9 - 0.72 * k
        colour = BLUE if k == says else MUTED
        axes.text(11.9, up, str(k), va="center", ha="center", color=INK)
        axes.add_patch(Rectangle((12.4, up - 0.25), max(3.4 * p[k], 0.03), 0.5, color=colour, lw=0))
    axes.text(13.6, 1.2, _("10 probabilities"), ha="center", color=MUTED)
    return Frame(
        figure,
        together(
            _(
                "A held-out image of 8 by 8 pixels: {image}, a handwritten {digit}.",
                image=image,
                digit=digit,
            ),
            _(
                Said(
                    "{awake} of the 32 hidden units are above 0; ten bars show the answer. The "
                    "longest is that of {says}, with the probability {p:.3f}."
                )
                if opened
                else Said(
                    "Beside it is a closed box; ten bars show the answer. The longest is that of "
                    "{says}, with the probability {p:.3f}."
                ),
                awake=awake,
                says=says,
                p=p[says],
            ),
        ),
        _("answer: {says} with probability {p:.3f}", says=says, p=p[says]),
        {"says": float(says), "p": float(p[says]), "awake": float(awake), "total": float(p.sum())},
    )


@picture
def products(unit: int) -> Frame:
    """One hidden unit and one image: pixels, weights, and their 64 products."""
    x, w, b, z, up, down = experiments.products(unit)
    most = float(np.abs(w).max())
    figure, axes = plots.canvas(height=1.9)
    axes.set(xlim=(0, 30), ylim=(0.4, 11.6), aspect="equal")
    axes.axis("off")
    for left, values, title in (
        (0.3, x, _("pixels")),
        (10.8, w / most, _("weights")),
        (21.3, w * x / most, _("products")),
    ):
        _cells(axes, values.reshape(8, 8), (left, 9.6), 1.05)
        axes.text(left + 4.2, 10.2, title, ha="center")
    for across, sign in ((9.75, "×"), (20.25, "=")):
        axes.text(across, 5.4, sign, ha="center", va="center", size=14)
    return Frame(
        figure,
        _(
            "Three maps of 8 by 8 cells: the pixels of the handwritten digit, the weights of "
            "hidden unit {unit}, and their products. Blue cells are positive, vermillion ones "
            "negative. The blue products add up to {up}, the vermillion ones to {down}.",
            unit=unit + 1,
            up=number(up),
            down=number(down),
        ),
        _(
            "{up} + ({down}) + bias ({b}) = {z}",
            up=number(up),
            down=number(down),
            b=number(b),
            z=number(z),
        ),
        {"up": up, "down": down, "b": b, "z": z},
    )


@widget(epoch=Slider(Said("epochs"), (0, 1, 2, 3, 5, 10, 20), 0), play="epoch")
def epochs(epoch: int) -> Frame:
    """The same forward pass after more and more epochs, and the cost of every iteration."""
    trained = experiments.training()
    iterations, p, right = experiments.progress(epoch)
    true = int(trained.y[experiments.followed()])
    left, bars = half()
    limits(bars, _("class"), _("probability"), (-0.7, 9.7), (0, 1.05))
    bars.bar(range(10), p, color=[BLUE if k == true else MUTED for k in range(10)], width=0.7)
    bars.set_xticks(range(10))
    figure, curve = half()
    end = len(trained.step_loss)
    limits(curve, _("iteration"), _("cost $J$ of its batch"), (-20, end + 20), (0, 2.6))
    shown = np.arange(0, end, 7)
    curve.plot(shown, trained.step_loss[shown], color=GRID, lw=1.2)
    done = shown[shown < iterations]
    curve.plot(done, trained.step_loss[done], color=BLUE, lw=1.2)
    curve.axvline(iterations, color=INK, lw=1.2, ls=":")
    return Frame(
        [left, figure],
        _(
            "At epoch {epoch}, iteration {iterations}, the net gives the true "
            "class {true} the probability {p:.3f}. Of the held-out digits {right:.1%} are read "
            "correctly. The cost falls steeply in the first two epochs, then slowly.",
            epoch=epoch,
            iterations=iterations,
            true=true,
            p=p[true],
            right=right,
        ),
        _(
            "iterations: {iterations} · p of the true class: {p:.3f} · held-out digits read "
            "correctly: {right:.1%}",
            iterations=iterations,
            p=p[true],
            right=right,
        ),
        {"iterations": float(iterations), "p": float(p[true]), "right": right},
    )


def _cells(axes: Axes, values: Array, corner: tuple[float, float], size: float) -> None:
    """Draw a table of values from −1 to 1 as cells: the stronger the colour, the larger."""
    left, top = corner
    cells, faces = [], []
    for (row, col), value in np.ndenumerate(values):
        cells.append(Rectangle((left + col * size, top - (row + 1) * size), size, size))
        faces.append(to_rgba(BLUE if value > 0 else VERMILLION, min(1.0, abs(float(value)))))
    axes.add_collection(PatchCollection(cells, facecolors=faces, edgecolors=GRID, linewidths=0.6))


def _grid(kind: str) -> tuple[Array, Array, Array]:
    (low1, high1), (low2, high2) = _REACH[kind]
    x1, x2 = np.linspace(low1, high1, 31), np.linspace(low2, high2, 31)
    return x1, x2, np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)


_REACH = {
    MOONS: ((-1.6, 2.6), (-1.85, 2.35)),
    XOR: ((-1.8, 1.8), (-1.8, 1.8)),
}


def _plane(kind: str, title: str) -> tuple[Figure, Axes]:
    figure, axes = panel(_("feature $x_1$"), _("feature $x_2$"), *_REACH[kind])
    axes.set_title(title)
    return figure, axes


def _low_plane(kind: str) -> tuple[Figure, Axes]:
    figure, axes = half()
    limits(axes, _("feature $x_1$"), _("feature $x_2$"), *_REACH[kind])
    return figure, axes


def _map(axes: Axes, kind: str, z: Array) -> None:
    """Colour the plane by σ(z), and draw the boundary z = 0. z: one value a point of the grid."""
    x1, x2 = _grid(kind)[:2]
    z = np.asarray(z, np.float64).reshape(31, 31)
    a: Array = sigmoid(z)
    plots.halves(axes, x1, x2, a)
    axes.contour(x1, x2, z, levels=[0.0], colors=INK, linewidths=1.5)

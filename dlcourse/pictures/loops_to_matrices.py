"""The pictures of chapter 4: a layer as loops and as matrices, its shapes, and what does not fit.

Grey is what comes in, blue what is learned, purple what comes out, vermillion what is wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse import ops, plots
from dlcourse._words import Said, _, together
from dlcourse.experiments import loops_to_matrices as experiments
from dlcourse.experiments.loops_to_matrices import B_COLUMN, COLUMNS, NO_TURN, RIGHT, B, Typed, W, X
from dlcourse.pictures._cells import box, by_size, cells, numbered, numbers, sheet
from dlcourse.pictures._words import factor, lowered, sum_of_products
from dlcourse.plots import BLUE, GREEN, GRID, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]
Shape = tuple[int, ...]

SHAPES = {str(shape): shape for shape in ((4, 3), (4, 1), (1, 3), (3,), (4,))}
LOOKS = (("s", VERMILLION, "--"), ("^", PURPLE, ":"), ("D", GREEN, "-."), ("o", BLUE, "-"))


@picture
def timing(m: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> Frame:
    """Measured times against the number of examples, both on logarithmic axes.

    m: rising numbers of examples. seconds: up to four ways by name, the slowest first, each with
    one time for each m.
    """
    figure, axes = plots.canvas(height=3.4)
    for (name, times), (marker, color, ls) in zip(seconds.items(), LOOKS, strict=False):
        axes.plot(m, times, ls, marker=marker, color=color, ms=5, label=_(name))
    axes.set(xscale="log", yscale="log", xlabel=_("number of examples $m$"), ylabel=_("time (s)"))
    axes.legend(loc="upper left")
    low, high = axes.get_ylim()
    axes.set_ylim(low, high * 30)  # room for the legend
    last = {name: times[-1] for name, times in seconds.items()}
    slowest, fastest = next(iter(last)), next(reversed(last))
    ratio = last[slowest] / last[fastest]
    each = " · ".join(f"{_(name)} {_time(value)}" for name, value in last.items())
    return Frame(
        figure,
        _(
            "Times measured when this page was built, on two logarithmic axes. All of them rise "
            "with the number of examples. The curve of {slowest} ends highest, at {most} for "
            "{m} examples; the curve of {fastest} ends lowest, at {least}.",
            slowest=_(slowest),
            most=_time(last[slowest]),
            m=m[-1],
            fastest=_(fastest),
            least=_time(last[fastest]),
        ),
        _(
            "m = {m}: {each} · the first takes {ratio:,.0f} times as long as the last",
            m=m[-1],
            each=each,
            ratio=ratio,
        ),
        {"ratio": ratio} | last,
    )


@picture
def weight(source: int, unit: int) -> Frame:
    """One weight of a layer with 8 inputs and 9 units: its arrow, its place in W, and in deck E.

    source: the input it comes from, 1 to 8. unit: the unit it goes to, 1 to 9.
    """
    left, net = sheet((-1.6, 6.6), (-0.9, 9.4), width=3.1, height=3.0)
    start = [(0.0, k + 0.5) for k in range(8)]
    end = [(5.0, j) for j in range(9)]
    pairs = [(x0, x1, np.nan, y0, y1, np.nan) for x0, y0 in start for x1, y1 in end]
    edges = np.array(pairs)
    net.plot(edges[:, :3].ravel(), edges[:, 3:].ravel(), color=GRID, lw=0.8)
    net.plot(*zip(start[source - 1], end[unit - 1], strict=True), color=BLUE, lw=3)
    for dots, chosen in ((start, source), (end, unit)):
        for k, (across, down) in enumerate(dots, start=1):
            here = k == chosen
            net.plot(across, down, "o", ms=13, color=BLUE if here else PAPER, mec=MUTED)
            color = PAPER if here else INK
            net.text(across, down, str(k), ha="center", va="center", size=9, color=color)
    net.text(0, 9.05, _("inputs"), ha="center", va="center")
    net.text(5, 9.05, _("units"), ha="center", va="center")
    right, board = sheet((-1.2, 19.2), (-2.0, 11.8), width=3.1, height=3.0)
    places = {
        Said("our $W$ {shape}"): (0.0, (9, 8), unit, source),
        Said("deck E {shape}"): (10.0, (8, 9), source, unit),
    }
    for name, (x, shape, row, column) in places.items():
        cells(board, x, 0, shape, BLUE)
        board.add_patch(Rectangle((x + column - 1, row - 1), 1, 1, color=BLUE, lw=0))
        board.text(x, -0.9, _(name, shape=shape), va="center", size=9.5)
        board.text(
            x, 10.3, _("row {row},\ncolumn {column}", row=row, column=column), va="center", size=9.5
        )
    return Frame(
        [left, right],
        _(
            "On the left 8 inputs, each joined to 9 units; the line from input {source} to unit "
            "{unit} is thick. On the right our W of 9 rows and 8 columns, where this weight "
            "stands in row {unit}, column {source}, and the matrix of deck E of 8 rows and 9 "
            "columns, where it stands in row {source}, column {unit}.",
            source=source,
            unit=unit,
        ),
        _(
            "our w{unit}{source} = W[{row}, {column}] · deck E writes w{source}{unit}",
            unit=lowered(unit),
            source=lowered(source),
            row=unit - 1,
            column=source - 1,
        ),
        {"row": unit, "column": source},
    )


@widget(
    i=Slider(Said("example i"), (1, 2, 3, 4, 5), 2, fmt=".0f"),
    j=Slider(Said("unit j"), (1, 2, 3, 4), 3, fmt=".0f"),
)
def meeting(i: int, j: int) -> Frame:
    """Row i of A and row j of W meet in entry (i, j) of Z; Wᵀ stands above Z, A beside it."""
    a, w, Z = X[i - 1], W[j - 1], ops.dense(X, W, B)
    figure, axes = sheet((-0.2, 10.4), (-0.3, 11.6), width=3.6, height=4.04)
    across, down = 4.4, 5.4  # where Z begins
    numbered(axes, across, 0, W.T, BLUE)
    numbered(axes, across, 3.7, B[np.newaxis], BLUE)
    numbered(axes, 0, down, X, MUTED)
    numbered(axes, across, down, Z, PURPLE)
    for x, y, shape, color in (
        (across + j - 1, 0, (3, 1), BLUE),
        (across + j - 1, 3.7, (1, 1), BLUE),
        (0, down + i - 1, (1, 3), MUTED),
        (across + j - 1, down + i - 1, (1, 1), PURPLE),
    ):
        box(axes, x, y, shape, color, lw=2.5, shade=0.3)
    axes.text(across - 0.3, 1.5, "$W^{\\top}$ (3, 4)", ha="right", va="center")
    axes.text(across - 0.3, 4.2, "$b$ (4,)", ha="right", va="center")
    axes.text(0, down - 0.45, "$A$ (5, 3)", va="center")
    axes.text(across + 4.3, down + 2.5, "$Z$ (5, 4)", va="center")
    z = float(Z[i - 1, j - 1])
    axes.text(
        4.2,
        11.1,
        f"$z_{{{i}{j}}}$ = {sum_of_products(w, a)} + {factor(B[j - 1])} = {number(z, 'g')}",
        ha="center",
        va="center",
        size=11,
    )
    return Frame(
        figure,
        _(
            "The transposed W stands above Z, and A to the left of Z. Row {i} of A and column {j} "
            "of the transposed W are marked, and so is the entry of Z where they meet: it is {z}.",
            i=i,
            j=j,
            z=number(z, "g"),
        ),
        _(
            "row {i} of A · row {j} of W + {b} = {z}",
            i=i,
            j=j,
            b=f"b{lowered(j)}",
            z=number(z, "g"),
        ),
        {"z": z},
    )


@widget(
    m=Slider(Said("examples m"), (1, 5, 10), 5, fmt=".0f"),
    n=Slider(Said("inputs n"), (3, 8), 3, fmt=".0f"),
    hidden=Slider(Said("hidden units"), (4, 9), 4, fmt=".0f"),
    outputs=Slider(Said("output units"), (1, 4), 1, fmt=".0f"),
)
def shapes(m: int, n: int, hidden: int, outputs: int) -> Frame:
    """Every shape on the way through a net of two layers, drawn in proportion."""
    figures: list[Figure] = []
    layers, weights, biases, products = experiments.shapes(m, n, hidden, outputs)
    shown = {"weights": weights, "biases": biases, "products": products}
    words = []
    for layer, (into, (A, W_T, b, Z)) in enumerate(zip(("X", "A_1"), layers, strict=True), 1):
        figure, axes = sheet((-0.5, 42.7), (-3.2, 10.8), width=3.1, height=1.0)
        figures.append(figure)
        for x, name, color, shape in (
            (0, into, MUTED, A),
            (10.9, f"W_{layer}^{{\\top}}", BLUE, W_T),
            (21.8, f"b_{layer}", BLUE, b),
            (32.7, f"Z_{layer}", PURPLE, Z),
        ):
            cells(axes, x, 0, shape if len(shape) == 2 else (1, *shape), color)
            axes.text(x, -1.8, f"${name}$ {shape}", va="center", size=8.5)
        for x, sign in ((9.6, "@"), (20.5, "+"), (31.4, "=")):
            axes.text(x, 0.6, sign, ha="center", va="center", color=MUTED, size=8.5)
        arrays = {"A": A, "W": W_T, "b": b, "Z": Z}
        words.append(_("Layer {layer}: {A} times {W}, plus {b}, gives {Z}.", layer=layer, **arrays))
        shown |= {f"rows {layer}": Z[0], f"columns {layer}": Z[1]}
    return Frame(
        figures,
        together(
            _(
                "Two rows of boxes, one for each layer, with a box for each array in proportion "
                "to its shape."
            ),
            *words,
        ),
        _(
            "{weights} weights and {biases} biases, whatever m is · {products} products for m = "
            "{m}",
            weights=weights,
            biases=biases,
            products=products,
            m=m,
        ),
        shown,
    )


@widget(
    typed=Choice(Said("you type"), (RIGHT, NO_TURN, COLUMNS, B_COLUMN), NO_TURN),
    m=Slider(Said("examples m"), (1, 3, 4), 3, fmt=".0f"),
    n=Slider(Said("inputs n"), (3, 4), 3, fmt=".0f"),
)
def transposes(typed: str, m: int, n: int) -> Frame:
    """What a wrong transpose gives for a layer of 4 units: an error, or wrong numbers."""
    tried = experiments.typed_layer(typed, m, n)
    figure, axes = sheet((-0.3, 20.8), (-2.5, 4.3), width=4.2, height=1.36)
    for x, name, color, array in (
        (0, "A.T" if typed == COLUMNS else "A", MUTED, tried.left),
        (5.4, "W" if typed == NO_TURN else "W.T", BLUE, tried.right),
        (10.8, "b[:, None]" if typed == B_COLUMN else "b", BLUE, tried.added),
    ):
        numbered(axes, x, 0, np.atleast_2d(array), color)
        axes.text(x, -1.2, f"{name}\n{array.shape}", va="center", size=9.5)
    for x, sign in ((4.7, "@"), (10.1, "+"), (15.9, "=")):
        axes.text(x, 0.5, sign, ha="center", va="center", color=MUTED)
    found, says = _what_comes(axes, tried), tried.refusal or _("No error.")
    return Frame(
        figure,
        _(
            "You type {typed} with m = {m}, n = {n} and 4 units. {found}. Entries that are wrong "
            "are marked. The package says: {says}",
            typed=typed,
            m=m,
            n=n,
            found=found,
            says=says,
        ),
        f"{found} · {'ops.dense(A, W.T, b)' if typed == NO_TURN else 'dlcourse'}: {says}",
        {"error": tried.Z is None, "wrong": int(tried.wrong.sum())}
        | {"refused": tried.refusal is not None},
    )


def _what_comes(axes: Axes, tried: Typed) -> str:
    """Draw what NumPy makes of what was typed, its wrong entries marked. Return it in words."""
    if tried.Z is None:
        box(axes, 16.6, 0, (4, 4), VERMILLION, ls=":")
        axes.text(18.6, 2, _("error"), ha="center", va="center")
        return _("NumPy stops with an error")
    Z, wrong = tried.Z, tried.wrong
    numbered(axes, 16.6, 0, Z, PURPLE)
    for row, column in np.argwhere(wrong):
        box(axes, 16.6 + column, row, (1, 1), VERMILLION, shade=0.3)
    axes.text(16.6, -1.2, f"Z\n{Z.shape}", va="center", size=9.5)
    return _(
        "NumPy gives Z {shape} without an error; wrong in it: {wrong} of {all}",
        shape=Z.shape,
        wrong=wrong.sum(),
        all=Z.size,
    )


@widget(
    left=Choice(Said("left array"), tuple(SHAPES), "(4, 3)"),
    right=Choice(Said("right array"), tuple(SHAPES), "(3,)"),
)
def broadcasting(left: str, right: str) -> Frame:
    """How two shapes are lined up from the right, stretched and added."""
    p, q, total, copies = experiments.broadcast_sum(SHAPES[left], SHAPES[right])
    figure, axes = sheet((-0.3, 17.2), (-0.3, 8.7), width=4.2, height=2.16)
    _lined_up(axes, p.shape, q.shape)
    names = _("left {shape}", shape=left), _("right {shape}", shape=right), _("sum")
    for row, name in enumerate(names):
        axes.text(6.2, 1.1 + 0.9 * row, name, ha="right", va="center")
    for x, array, color in ((0, p, MUTED), (6.3, q, BLUE)):
        _stretched(axes, x, 4.5, array, array.shape if total is None else total.shape, color)
    for x, sign in ((5.2, "+"), (11.5, "=")):
        axes.text(x, 6.5, sign, ha="center", va="center", color=MUTED)
    if total is None:
        box(axes, 12.6, 4.5, (4, 4), VERMILLION, ls=":")
        axes.text(14.6, 6.5, _("error"), ha="center", va="center")
        return Frame(
            figure,
            _(
                "The left array has shape {left} and the right one {right}. Lined up from the "
                "right, one axis has two different lengths and neither is 1. There is no sum.",
                left=left,
                right=right,
            ),
            _("{left} + {right} does not fit: NumPy stops with an error", left=left, right=right),
            {"fits": False, "copies": 0},
        )
    numbered(axes, 12.6, 4.5, np.atleast_2d(total), PURPLE, size=8)
    return Frame(
        figure,
        _(
            "The left array has shape {left} and the right one {right}. Lined up from the right "
            "and stretched, they give a sum of shape {shape}; {copies} numbers in dashed "
            "boxes are copies.",
            left=left,
            right=right,
            shape=total.shape,
            copies=copies,
        ),
        _(
            "{left} + {right} gives {shape} · copies: {copies}",
            left=left,
            right=right,
            shape=total.shape,
            copies=copies,
        ),
        {"fits": True, "copies": copies, "size": total.size, "last": float(total.flat[-1])},
    )


def _lined_up(axes: Axes, *shapes: Shape) -> None:
    """Write two shapes under each other, lined up from the right, and then that of the sum."""
    ends = [(1,) * (2 - len(shape)) + shape for shape in shapes]
    for k, name in enumerate((_("axis 0"), _("axis 1"))):
        axes.text(8.5 + 3 * k, 0.2, name, ha="center", va="center", size=9, color=MUTED)
        clash = ends[0][k] != ends[1][k] and 1 not in (ends[0][k], ends[1][k])
        for row, (shape, full) in enumerate(zip(shapes, ends, strict=True)):
            text = f"{full[k]}" if k >= 2 - len(shape) else _("none: 1")
            color = VERMILLION if clash else INK if k >= 2 - len(shape) else MUTED
            axes.text(8.5 + 3 * k, 1.1 + 0.9 * row, text, ha="center", va="center", color=color)
        end = _("no") if clash else str(max(ends[0][k], ends[1][k]))
        color = VERMILLION if clash else PURPLE
        axes.text(8.5 + 3 * k, 2.9, end, ha="center", va="center", color=color, weight="bold")


@picture
def ten_units(weights: Array) -> Frame:
    """The rows of a W (10, 64), each as an image of 8 × 8 weights; the larger, the bigger its mark.

    Blue squares are positive weights, vermillion diamonds negative ones.
    """
    figure, axes = sheet((-0.5, 48.5), (-2.0, 20.2), height=2.4)
    largest, centre, blank = experiments.units(weights)
    seen = np.where(np.abs(weights) > 0.0064 * largest, weights, 0)  # smaller cannot be seen
    for j, image in enumerate(seen.reshape(-1, 8, 8)):
        x, y = 10 * (j % 5), 11.5 * (j // 5)
        box(axes, x, y, (8, 8), MUTED, lw=0.8)
        axes.text(x, y - 0.9, _("unit {j}", j=j), va="center", size=9.5)
        by_size(axes, x, y, image, largest, square=0.43, diamond=0.55)
    return Frame(
        figure,
        _(
            "Ten images of 8 by 8 weights. Blue squares are positive weights, vermillion diamonds "
            "negative ones; the larger the mark, the larger the weight. The largest has the size "
            "{largest:.3f}; at the left edge none is larger than {blank:.3f}. In the middle of "
            "unit 0 the mean of four weights is {centre}.",
            largest=largest,
            blank=blank,
            centre=number(centre, ".3f"),
        ),
        _(
            "the largest weight has the size {largest:.3f} · mean of the four in the middle of "
            "unit 0: {centre}",
            largest=largest,
            centre=number(centre, ".3f"),
        ),
        {"largest": largest, "centre": centre, "blank": blank},
    )


def _stretched(axes: Axes, x: float, y: float, array: Array, shape: Shape, color: str) -> None:
    """An array as broadcasting sees it: its own numbers in a box, the copies dashed and pale."""
    own = np.atleast_2d(array)
    full = np.atleast_2d(np.broadcast_to(array, shape))
    if full.size > own.size:
        box(axes, x, y, full.shape, MUTED, lw=1, ls="--")
    copies = full.astype(float)
    copies[: len(own), : own.shape[1]] = np.nan
    numbers(axes, x, y, copies, MUTED, size=8)
    numbered(axes, x, y, own, color, size=8)


def _time(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds >= 1:
        return _("{seconds:.2f} s", seconds=seconds)
    if seconds >= 1e-3:
        return _("{milliseconds:.3g} ms", milliseconds=1e3 * seconds)
    return _("{microseconds:.3g} µs", microseconds=1e6 * seconds)

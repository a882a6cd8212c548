"""The pictures of chapter 4: products of matrices, a layer and its shapes, and what does not fit.

Grey is what comes in, blue what is learned, purple what comes out, vermillion what is wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse import ops, plots
from dlcourse._words import Said, _, together
from dlcourse.experiments import loops_to_matrices as experiments
from dlcourse.experiments.loops_to_matrices import (
    B_COLUMN,
    COLUMNS,
    DZ,
    NO_TURN,
    P_2,
    Q_3,
    RIGHT,
    A,
    B,
    P,
    Q,
    Typed,
    W,
    X,
)
from dlcourse.pictures._cells import box, by_size, cells, numbered, numbers, shades, sheet
from dlcourse.pictures._words import factor, lowered, sum_of_products
from dlcourse.plots import BLUE, GREEN, GRID, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]
Shape = tuple[int, ...]

SHAPES = {str(shape): shape for shape in ((4, 3), (4, 1), (1, 3), (3,), (4,))}
LOOKS = (("s", VERMILLION, "--"), ("^", PURPLE, ":"), ("D", GREEN, "-."), ("o", BLUE, "-"))
NETS = {"3 → 4 → 1": (3, 4, 1), "8 → 9 → 4": (8, 9, 4)}  # inputs, then the units of each layer
GAP = 1.0  # between the factors of a product and what comes out, in cells


@widget(
    i=Slider(Said("example i"), range(5), 1),
    j=Slider(Said("unit j"), range(4), 3),
)
def meeting(i: int, j: int) -> Frame:
    """Row i of A and row j of W meet in entry (i, j) of Z; Wᵀ stands above Z, A beside it."""
    a, w, Z = X[i], W[j], ops.dense(X, W, B)
    figure, axes = sheet((-0.3, 8.9), (-0.3, 10.9), width=3.2, height=3.9)
    across, down = 4.4, 5.6  # where Z begins
    numbered(axes, across, 0, W.T, BLUE)
    numbered(axes, across, 3.6, B[np.newaxis], BLUE)
    numbered(axes, 0, down, X, MUTED)
    numbered(axes, across, down, Z, PURPLE)
    for x, y, shape, color in (
        (across + j, 0, (3, 1), BLUE),
        (across + j, 3.6, (1, 1), BLUE),
        (0, down + i, (1, 3), MUTED),
        (across + j, down + i, (1, 1), PURPLE),
    ):
        box(axes, x, y, shape, color, lw=2.5, shade=0.3)
    axes.text(across - 0.3, 1.5, _("weights"), ha="right", va="center")
    axes.text(across - 0.3, 4.1, _("biases"), ha="right", va="center")
    axes.text(0, down - 0.45, _("examples"), va="center")
    axes.text(across, down - 0.45, _("sums"), va="center")
    z = number(float(Z[i, j]), "g")
    written = f"{sum_of_products(a, w)} + {factor(B[j])} = {z}"
    return Frame(
        figure,
        _(
            "Four columns of weights stand above a table of sums, and five rows of inputs to its "
            "left. Row {i} of the inputs and column {j} of the weights are marked, and so is the "
            "sum where they meet: it is {z}.",
            i=i,
            j=j,
            z=z,
        ),
        _("example {i}, unit {j}: {written}", i=i, j=j, written=written),
        {"z": float(Z[i, j])},
    )


@widget(
    step=Slider(Said("entries formed"), range(P.shape[0] * Q.shape[1] + 1), 0),
    play="step",
    pace=1.5,
)
def by_hand(step: int) -> Frame:
    """A product of two matrices, one entry at each step, with the sum that makes it."""
    figure, axes = sheet((-0.2, 9.9), (-0.9, 6.2), width=3.6, height=2.53)
    entry = _stepwise(axes, P, Q, step, ("$P$", "$Q$", "$PQ$"), wide=3.35, size=8.5)
    return _one_entry(figure, entry, P, Q, step)


@widget(
    step=Slider(Said("entries formed"), range(DZ.shape[1] * A.shape[1] + 1), 0),
    play="step",
    pace=1.5,
)
def gradient_by_hand(step: int) -> Frame:
    """The product of dZ, turned, and A: the gradient of the weights, one entry at each step."""
    figure, axes = sheet((-0.2, 13.1), (-0.9, 6.2), width=4.4, height=2.35)
    names = "$dZ^{\\top}$", "$A$", "$dW$"
    entry = _stepwise(axes, DZ.T, A, step, names, (PURPLE, MUTED, BLUE), wide=4.45, size=8)
    numbered(axes, 0.5, 0, DZ, PURPLE)
    axes.text(0.5, -0.45, "$dZ$", va="center")
    if entry is not None:
        box(axes, 0.5 + entry[0], 0, (3, 1), PURPLE, lw=2.5, shade=0.3)
    return _one_entry(figure, entry, DZ.T, A, step)


@widget(
    i=Choice(Said("row i"), (0, 1), 1),
    j=Choice(Said("column j"), (0, 1, 2), 2),
)
def turned(i: int, j: int) -> Frame:
    """An entry of a product, and the same entry of the product of the transposes."""
    left, one = sheet((-0.3, 6.8), (-0.9, 6.2), width=2.3, height=2.3)
    _product(one, P_2, Q_3, ("$P$", "$Q$", "$PQ$"), (i, j))
    right, other_way = sheet((-0.3, 6.8), (-0.9, 6.2), width=2.3, height=2.3)
    names = "$Q^{\\top}$", "$P^{\\top}$", "$Q^{\\top} P^{\\top}$"
    _product(other_way, Q_3.T, P_2.T, names, (j, i), (BLUE, MUTED, PURPLE))
    z = float(P_2[i] @ Q_3[:, j])
    straight, other = sum_of_products(P_2[i], Q_3[:, j]), sum_of_products(Q_3[:, j], P_2[i])
    words = {"i": str(i), "j": str(j), "z": number(z, "g"), "straight": straight, "other": other}
    return Frame(
        (left, right),
        _(
            "On the left the product of P and Q, with the entry in row {i}, column {j} marked: "
            "{straight} = {z}. On the right the product of the transposes in the other order, with "
            "the entry in row {j}, column {i} marked: {other} = {z}.",
            **words,
        ),
        _("{straight} = {z} · turned: {other} = {z}", **words),
        {"z": z},
    )


def _stepwise(
    axes: Axes,
    left: Array,
    right: Array,
    step: int,
    names: tuple[str, str, str],
    tints: tuple[str, str, str] = (MUTED, BLUE, PURPLE),
    *,
    wide: float,
    size: float,
) -> tuple[int, int] | None:
    """Draw a product whose first entries are formed; return the last of them, row and column."""
    columns = right.shape[1]
    entry = divmod(step - 1, columns) if step else None
    across, down = _product(axes, left, right, names, entry, tints, wide=wide, empty=True)
    for k in range(step):
        row, column = divmod(k, columns)
        p, q = left[row], right[:, column]
        axes.text(
            across + wide * (column + 0.5),
            down + row + 0.5,
            f"{sum_of_products(p, q)} = {number(float(p @ q), 'g')}",
            ha="center",
            va="center",
            size=size,
        )
    return entry


def _product(
    axes: Axes,
    left: Array,
    right: Array,
    names: tuple[str, str, str],
    entry: tuple[int, int] | None,
    tints: tuple[str, str, str] = (MUTED, BLUE, PURPLE),
    *,
    wide: float = 1.0,
    empty: bool = False,
) -> tuple[float, float]:
    """Draw two factors and their product, which stands where rows and columns meet.

    entry: the one that is marked, with its row and its column. Three colours: those of the left
    factor, the right one and the product. wide: how wide the columns on the right are. empty:
    whether the product is left so. Return where it begins.
    """
    across, down = left.shape[1] + GAP, len(right) + GAP
    beside, above, inside = tints
    numbered(axes, 0, down, left, beside)
    _wide(axes, across, 0, right, above, wide)
    _wide(axes, across, down, left @ right, inside, wide, empty=empty)
    for (x, y), name in zip(((0, down), (across, 0), (across, down)), names, strict=True):
        axes.text(x, y - 0.45, name, va="center")
    if entry is not None:
        row, column = entry
        at = across + wide * column
        box(axes, 0, down + row, (1, left.shape[1]), beside, lw=2.5, shade=0.3)
        box(axes, at, 0, (len(right), wide), above, lw=2.5, shade=0.3)
        box(axes, at, down + row, (1, wide), inside, lw=2.5, shade=0.3)
    return across, down


def _wide(
    axes: Axes,
    x: float,
    y: float,
    values: Array,
    color: str,
    wide: float,
    *,
    empty: bool = False,
) -> None:
    """An array in shaded cells that are `wide` times as wide as high."""
    for row, column in np.ndindex(values.shape):
        box(axes, x + wide * column, y + row, (1, wide), color, lw=0.8, shade=0.15)
    for column in range(0 if empty else values.shape[1]):
        middle = x + wide * (column + 0.5) - 0.5
        numbers(axes, middle, y, values[:, column : column + 1], INK)


def _one_entry(
    figure: Any, entry: tuple[int, int] | None, left: Array, right: Array, step: int
) -> Frame:
    """The frame of a product after some steps, in words."""
    all_of_them = len(left) * right.shape[1]
    if entry is None:
        return Frame(
            figure,
            _(
                "Two matrices, of {left} and {right} entries. Their product stands where rows "
                "and columns will meet; it is empty still.",
                left=left.size,
                right=right.size,
            ),
            _("no entry yet of {all}", all=all_of_them),
            {"z": 0.0},
        )
    row, column = entry
    z = float(left[row] @ right[:, column])
    words = {
        "step": str(step),
        "all": str(all_of_them),
        "row": str(row),
        "column": str(column),
        "sum": sum_of_products(left[row], right[:, column]),
        "z": number(z, "g"),
    }
    return Frame(
        figure,
        _(
            "Entries of the product that are formed: {step} of {all}. The last stands in row "
            "{row}, column {column}, where that row of the left matrix and that column of the "
            "upper one meet: {sum} = {z}.",
            **words,
        ),
        _("row {row}, column {column}: {sum} = {z}", **words),
        {"z": z},
    )


@picture
def timing(m: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> Frame:
    """Measured times against the number of examples, both on logarithmic axes.

    m: rising numbers of examples. seconds: up to four ways by name, the slowest first, each with
    one time for each m.
    """
    figure, axes = plots.canvas(height=3.2)
    for (name, times), (marker, color, ls) in zip(seconds.items(), LOOKS, strict=False):
        axes.plot(m, times, ls, marker=marker, color=color, ms=5, label=_(name))
    axes.set(xscale="log", yscale="log", xlabel=_("number of examples $m$"), ylabel=_("time (s)"))
    axes.legend(loc="upper left")
    low, high = axes.get_ylim()
    axes.set_ylim(low, high * 30)  # room for the legend
    last = {name: times[-1] for name, times in seconds.items()}
    slowest, fastest = next(iter(last)), next(reversed(last))
    ratio = last[slowest] / last[fastest]
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
            "m = {m}: {slowest} {most}, {fastest} {least}, a ratio of {ratio}",
            slowest=_(slowest),
            most=_time(last[slowest]),
            m=m[-1],
            fastest=_(fastest),
            least=_time(last[fastest]),
            ratio=number(ratio, ",.0f"),
        ),
        {"ratio": ratio} | last,
    )


@picture
def weight(source: int, unit: int) -> Frame:
    """One weight of a layer with 8 inputs and 9 units: its arrow, and its place in W and Wᵀ.

    source: the input it comes from, 0 to 7. unit: the unit it goes to, 0 to 8.
    """
    left, net = sheet((-1.6, 6.6), (-0.9, 9.4), width=3.1, height=3.0)
    start = [(0.0, k + 0.5) for k in range(8)]
    end = [(5.0, j) for j in range(9)]
    pairs = [(x0, x1, np.nan, y0, y1, np.nan) for x0, y0 in start for x1, y1 in end]
    edges = np.array(pairs)
    net.plot(edges[:, :3].ravel(), edges[:, 3:].ravel(), color=GRID, lw=0.8)
    net.plot(*zip(start[source], end[unit], strict=True), color=BLUE, lw=3)
    for dots, chosen in ((start, source), (end, unit)):
        for k, (across, down) in enumerate(dots):
            here = k == chosen
            net.plot(across, down, "o", ms=13, color=BLUE if here else PAPER, mec=MUTED)
            color = PAPER if here else INK
            net.text(across, down, str(k), ha="center", va="center", size=9, color=color)
    net.text(0, 9.05, _("inputs"), ha="center", va="center")
    net.text(5, 9.05, _("units"), ha="center", va="center")
    right, board = sheet((-1.2, 19.2), (-2.0, 11.8), width=3.1, height=3.0)
    places = {
        "$W$": (0.0, (9, 8), unit, source),
        "$W^{\\top}$": (10.0, (8, 9), source, unit),
    }
    for name, (x, shape, row, column) in places.items():
        cells(board, x, 0, shape, BLUE)
        board.add_patch(Rectangle((x + column, row), 1, 1, color=BLUE, lw=0))
        board.text(x, -0.9, f"{name} {shape}", va="center", size=9.5)
        board.text(
            x, 10.3, _("row {row},\ncolumn {column}", row=row, column=column), va="center", size=9.5
        )
    return Frame(
        [left, right],
        _(
            "On the left 8 inputs, each joined to 9 units; the line from input {source} to unit "
            "{unit} is thick. On the right W with 9 rows and 8 columns, where this weight stands "
            "in row {unit}, column {source}, and its transpose with 8 rows and 9 columns, where "
            "it stands in row {source}, column {unit}.",
            source=source,
            unit=unit,
        ),
        _(
            "from input {source} to unit {unit}: w{index} = W[{unit}, {source}]",
            index=lowered(unit) + lowered(source),
            source=source,
            unit=unit,
        ),
        {"row": unit, "column": source},
    )


@widget(
    m=Slider(Said("examples m"), range(1, 11), 5),
    net=Choice(Said("inputs → units → units"), tuple(NETS), "3 → 4 → 1"),
)
def shapes(m: int, net: str) -> Frame:
    """Every shape on the way through a net of two layers, drawn in proportion."""
    layers, weights, biases, products = experiments.shapes(m, *NETS[net])
    shown = {"weights": weights, "biases": biases, "products": products}
    figures, words = [], []
    for layer, (into, (A_, W_T, b, Z)) in enumerate(zip(("X", "A_1"), layers, strict=True), 1):
        figure, axes = sheet((-0.5, 57.5), (-6.8, 10.5), width=3.3, height=0.99)
        figures.append(figure)
        for left, name, color, shape in (
            (0, into, MUTED, A_),
            (12, f"W_{layer}^{{\\top}}", BLUE, W_T),
            (24, f"b_{layer}", BLUE, b),
            (36, f"Z_{layer}", PURPLE, Z),
            (48, f"A_{layer}", PURPLE, Z),
        ):
            cells(axes, left, 0, shape if len(shape) == 2 else (1, *shape), color)
            axes.text(left, -3.4, f"${name}$\n{shape}", va="center", size=8)
        for x, sign in ((10.5, "@"), (22.5, "+"), (34.5, "="), (46.5, "σ")):
            axes.text(x, 0.8, sign, ha="center", va="center", color=MUTED, size=8)
        arrays = {"A": A_, "W": W_T, "b": b, "Z": Z}
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
    m=Choice(Said("examples m"), (1, 3, 4), 3),
    n=Choice(Said("inputs n"), (3, 4), 3),
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
    p, q, total, reused = experiments.broadcast_sum(SHAPES[left], SHAPES[right])
    figure, axes = sheet((-0.3, 17.2), (-0.3, 8.7), width=4.2, height=2.16)
    _lined_up(axes, p.shape, q.shape)
    names = _("left {shape}", shape=left), _("right {shape}", shape=right), _("sum")
    for row, name in enumerate(names):
        axes.text(6.2, 1.1 + 0.9 * row, name, ha="right", va="center")
    for x, array, color in ((0, p, MUTED), (6.3, q, BLUE)):
        _stretched(axes, x, 4.5, array, array.shape if total is None else total.shape, color)
    middle = 6.5 if total is None else 4.5 + len(np.atleast_2d(total)) / 2
    for x, sign in ((5.2, "+"), (11.5, "=")):
        axes.text(x, middle, sign, ha="center", va="center", color=MUTED)
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
            {"fits": False, "reused": 0},
        )
    numbered(axes, 12.6, 4.5, np.atleast_2d(total), PURPLE, size=8)
    return Frame(
        figure,
        _(
            "The left array has shape {left} and the right one {right}. Lined up from the right "
            "and stretched, they give a sum of shape {shape}; {reused} numbers in dashed "
            "boxes are entries that are used again.",
            left=left,
            right=right,
            shape=total.shape,
            reused=reused,
        ),
        _(
            "{left} + {right} gives {shape} · used again: {reused}",
            left=left,
            right=right,
            shape=total.shape,
            reused=reused,
        ),
        {"fits": True, "reused": reused, "size": total.size, "last": float(total.flat[-1])},
    )


def _lined_up(axes: Axes, *shapes: Shape) -> None:
    """Write two shapes under each other, lined up from the right, and then that of the sum."""
    ends = [(1,) * (2 - len(shape)) + shape for shape in shapes]
    both = max(len(shape) for shape in shapes)  # how many axes the sum has
    for k, name in enumerate((_("the one before"), _("last axis"))):
        axes.text(8.4 + 3.8 * k, 0.2, name, ha="center", va="center", size=9, color=MUTED)
        clash = ends[0][k] != ends[1][k] and 1 not in (ends[0][k], ends[1][k])
        for row, (shape, full) in enumerate(zip(shapes, ends, strict=True)):
            there = k >= 2 - len(shape)
            text = f"{full[k]}" if there else _("none: 1") if both == 2 else "–"
            color = VERMILLION if clash else INK if there else MUTED
            axes.text(8.4 + 3.8 * k, 1.1 + 0.9 * row, text, ha="center", va="center", color=color)
        longest = str(max(ends[0][k], ends[1][k])) if k >= 2 - both else "–"
        color = VERMILLION if clash else PURPLE
        end = _("no") if clash else longest
        axes.text(8.4 + 3.8 * k, 2.9, end, ha="center", va="center", color=color, weight="bold")


@widget(j=Slider(Said("unit j"), range(10), 0))
def ten_units(j: int) -> Frame:
    """The mean image of a digit, and the weights of its unit: the larger, the bigger its mark.

    Blue squares are positive weights, vermillion diamonds negative ones.
    """
    learned = experiments.ten_units()
    mean, weights = learned.means[j].reshape(8, 8), learned.W[j].reshape(8, 8)
    largest = float(np.abs(learned.W).max())
    figure, axes = sheet((-0.3, 18.3), (-1.4, 8.3), height=2.5)
    names = _("mean image of {j}", j=j), _("weights of unit {j}", j=j)
    for x, name in zip((0, 10), names, strict=True):
        box(axes, x, 0, (8, 8), MUTED, lw=0.8)
        axes.text(x, -0.7, name, va="center")
    shades(axes, 0, 0, mean, INK)
    seen = np.where(np.abs(weights) > 0.0064 * largest, weights, 0)  # smaller cannot be seen
    by_size(axes, 10, 0, seen, largest, square=0.43, diamond=0.55)
    up, down = (np.unravel_index(f(weights), (8, 8)) for f in (np.argmax, np.argmin))
    words = {
        "j": str(j),
        "up": number(float(weights.max()), ".2f"),
        "up_row": str(up[0]),
        "up_column": str(up[1]),
        "down": number(float(weights.min()), ".2f"),
        "down_row": str(down[0]),
        "down_column": str(down[1]),
        "right": f"{learned.of_digit[j]:.0%}",
    }
    return Frame(
        figure,
        _(
            "On the left the mean of all images of the digit {j}, on the right the 64 weights of "
            "unit {j}: blue squares are positive, vermillion diamonds negative, and the mark is "
            "larger the larger the weight. The largest is {up}, in row {up_row}, column "
            "{up_column}; the lowest is {down}, in row {down_row}, column {down_column}.",
            **words,
        ),
        _(
            "weights from {down} to {up} · right on {right} of the held-out images of this digit",
            **words,
        ),
        {"largest": float(weights.max()), "lowest": float(weights.min())}
        | {"right": float(learned.of_digit[j])},
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

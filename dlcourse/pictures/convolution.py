"""The pictures of chapter 12: flip, slide and sum, over time and over images.

Grey is what comes in, blue the kernel, purple what comes out, vermillion what is negative or lost.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, n_, together
from dlcourse.experiments import convolution as experiments
from dlcourse.experiments.convolution import BOX, CONVOLUTION, DOSES, FADING, KERNELS, TINY, TINY_W
from dlcourse.pictures._cells import DIAMOND, SQUARE, box, numbered, numbers, shades, sheet
from dlcourse.pictures._panels import Range, limits, placed
from dlcourse.pictures._words import listed, sum_of_products
from dlcourse.plots import BLUE, GREEN, GRID, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

WRITTEN, MOVED = Said("as written"), Said("moved by one pixel")


@picture
def opening() -> Frame:
    """The opening picture: a digit, the same digit one pixel further, and what a layer reads."""
    net = experiments.reader()[0]
    five = experiments.image()[np.newaxis, :, :, np.newaxis] / 16
    there = experiments.shifted(five, 1)
    figures: list[Figure] = []
    shown: dict[str, float] = {"changed": int(np.sum(five != there))}
    for name, A in ((WRITTEN, five), (MOVED, there)):
        said, p = experiments.reading(net, A)
        figure, axes = sheet((-0.3, 8.3), (-1.3, 9.7), width=3.1, height=2.9)
        figures.append(figure)
        _ink(axes, 0, 0, 16 * A[0, :, :, 0])
        axes.text(4, -0.7, _(name), ha="center", va="center")
        axes.text(
            4, 9.0, _("read as {said}, with {p:.2f}", said=said, p=p), ha="center", va="center"
        )
        shown |= {f"{name}, digit": said, f"{name}, p": p}
    before, after = (int(shown[f"{name}, digit"]) for name in (WRITTEN, MOVED))
    sure, unsure = (shown[f"{name}, p"] for name in (WRITTEN, MOVED))
    return Frame(
        figures,
        _(
            "A handwritten 5 in 8 by 8 pixels, and the same 5 moved to the right by one pixel. "
            "The layer reads the first as {before} with the probability {sure:.2f}, the second as "
            "{after} with {unsure:.2f}.",
            before=before,
            sure=sure,
            after=after,
            unsure=unsure,
        ),
        _(
            "{changed} of 64 pixels have changed · read as {before}, then as {after}",
            changed=shown["changed"],
            before=before,
            after=after,
        ),
        shown,
    )


@picture
def doses() -> Frame:
    """What every dose leaves in the blood, hour by hour, one upon the other."""
    figure, axes = plots.canvas(height=3.0)
    total = np.zeros(len(DOSES) + len(FADING) - 1)
    for tau, color in ((0, BLUE), (1, GREEN), (3, VERMILLION), (4, PURPLE)):
        left = DOSES[tau] * FADING
        hours = range(tau, tau + len(FADING))
        axes.bar(
            hours,
            left,
            0.8,
            bottom=total[hours[0] : hours[-1] + 1],
            color=(color, 0.3),
            edgecolor=color,
            lw=1.2,
        )
        for hour, mg in zip(hours, left, strict=True):
            axes.text(hour, total[hour] + mg / 2, f"{mg:g}", ha="center", va="center")
        total[hours[0] : hours[-1] + 1] += left
    for hour, mg in enumerate(total):
        axes.text(hour, mg + 0.4, f"{mg:g}", ha="center", weight="bold")
    axes.set(xlabel=_("time t (h)"), ylabel=_("in the blood (mg)"), xlim=(-0.7, 6.7), ylim=(0, 12))
    axes.grid(axis="x", visible=False)
    levels = listed(total)
    return Frame(
        figure,
        _(
            "A stack of blocks for each of seven hours. Every dose leaves three blocks, each half "
            "as high as the one before. The stacks have the heights {levels}.",
            levels=levels,
        ),
        _("in the blood, from hour 0 to hour 6: {levels} mg", levels=levels),
        {f"y_{hour}": float(mg) for hour, mg in enumerate(total)},
    )


@widget(
    t=Slider(
        Said("time t"), tuple(k / 4 for k in range(9)), 0.5, unit=Said("{value} h"), fmt=".2f"
    ),
    body=Choice(Said("the body"), (BOX, experiments.FADES), BOX),
    play="t",
)
def drip(t: float, body: str) -> Frame:
    """The integral as an area: x(τ) times the flipped h(t − τ)."""
    y = float(experiments.level(np.array(t), body))
    left, under = _panel(_("time of the drop τ (h)"), _("x (mg/h) and h"), (-1.6, 3.1), (0, 1.35))
    under.fill_between([0, 1], 1, color=(MUTED, 0.25), lw=0)
    under.plot([-1.6, 0, 0, 1, 1, 3.1], [0, 0, 1, 1, 0, 0], color=MUTED, label="x(τ)")
    start = t - 1 if body == BOX else -1.6
    tau = np.linspace(start, t, 61)
    h = np.ones(61) if body == BOX else np.exp(tau - t)
    under.plot([start, *tau, t], [0, *h, 0], "--", color=BLUE, label="h(t − τ)")
    inside = np.linspace(max(start, 0.0), max(min(t, 1.0), 0.0), 31)
    product = np.ones(31) if body == BOX else np.exp(inside - t)
    under.fill_between(inside, product, color=(PURPLE, 0.4), lw=0)
    under.plot(t, 0, "o", color=INK, clip_on=False, zorder=5)
    under.legend(loc="upper right", ncols=2, borderpad=0, columnspacing=1)
    right, over = _panel(_("time t (h)"), _("in the blood, y (mg)"), (-0.1, 3.1), (0, 1.15))
    times = np.linspace(0, 3, 121)
    levels = experiments.level(times, body)
    over.plot(times, levels, color=GRID)
    over.plot(times[times <= t], levels[times <= t], color=PURPLE)
    over.plot(t, y, "o", color=INK, clip_on=False)
    seen = (
        Said(
            "On the left the drip, a box from 0 to 1 hour, and h, a box, flipped, with its start "
            "at t = {t:.2f} hours."
        )
        if body == BOX
        else Said(
            "On the left the drip, a box from 0 to 1 hour, and h, a curve that falls from 1 as "
            "time goes on, flipped, with its start at t = {t:.2f} hours."
        )
    )
    return Frame(
        [left, right],
        together(
            _(seen, t=t),
            _(
                "The area below both is {y:.3f}. On the right this area over the time; the point "
                "is at {y:.3f} mg.",
                y=y,
            ),
        ),
        _("t = {t:.2f} h · y = {y:.3f} mg", t=t, y=y),
        {"y": y},
    )


@widget(
    step=Slider(Said("step"), tuple(range(1, 8)), 3, fmt=".0f"),
    kind=Choice(Said("operation"), (CONVOLUTION, experiments.CORRELATION), CONVOLUTION),
    play="step",
    pace=1.5,
)
def flip_and_slide(step: int, kind: str) -> Frame:
    """A kernel of three numbers slides along five; what meets is multiplied and added."""
    n, f, flips = len(DOSES), len(FADING), kind == CONVOLUTION
    t, first, kernel, pairs, y = experiments.slide(step, kind)
    products = {tau: x * h for tau, (x, h) in pairs.items()}
    figure, axes = sheet((-4.8, 7.2), (-0.6, 6.8), width=4.2, height=2.59)
    for tau in range(-2, 7):
        axes.text(tau + 0.5, 0, number(tau, "g"), ha="center", va="center", color=MUTED, size=9)
        if not 0 <= tau < n:
            axes.text(tau + 0.5, 1.1, "0", ha="center", va="center", color=MUTED)
    numbered(axes, 0, 0.6, DOSES[np.newaxis], MUTED)
    numbered(axes, first, 2.0, kernel[np.newaxis], BLUE)
    for tau, product in products.items():
        axes.plot([tau + 0.5] * 2, [1.65, 1.95], color=INK, lw=1)
        axes.plot([tau + 0.5] * 2, [3.05, 3.35], color=INK, lw=1)
        text = number(product, "g")
        axes.text(tau + 0.5, 3.75, text, ha="center", va="center", color=PURPLE)
    _sums(axes, 0 if flips else -(f - 1), n + f - 1, y, t)
    kernel_name = _("h, flipped") if flips else "h"
    names = ((0, _("time τ")), (1.1, "x"), (2.5, kernel_name), (3.75, _("products")))
    for down, name in (*names, (5.4, _("sums y"))):
        axes.text(-4.7, down, name, va="center", size=9.5)
    terms = [f"{number(x, 'g')}·{number(h, 'g')}" for x, h in pairs.values()]
    seen = (
        Said(
            "Step {step} of the convolution: the kernel, flipped, lies under the times {first} to "
            "{last}. Pairs that meet: {pairs}. Their products add up to {y}."
        )
        if flips
        else Said(
            "Step {step} of the cross-correlation: the kernel, not flipped, lies under the times "
            "{first} to {last}. Pairs that meet: {pairs}. Their products add up to {y}."
        )
    )
    return Frame(
        figure,
        _(
            seen,
            step=step,
            first=number(first, "g"),
            last=number(first + f - 1, "g"),
            pairs=len(pairs),
            y=number(y[-1], "g"),
        ),
        _(
            "y at t = {t}: {terms} = {y}",
            t=number(t, "g"),
            terms=" + ".join(terms),
            y=number(y[-1], "g"),
        ),
        {"t": t, "y": float(y[-1]), "products": len(pairs), "sum": sum(products.values())},
    )


def _sums(axes: Axes, start: int, n: int, y: Array, t: int) -> None:
    """The sums so far, of n that begin at the time start; that of the time t is framed."""
    numbered(axes, start, 4.9, y[np.newaxis], PURPLE)
    axes.add_patch(Rectangle((start, 4.9), n, 1, fc="none", ec=MUTED, lw=0.8))
    axes.add_patch(Rectangle((t, 4.9), 1, 1, fc="none", ec=INK, lw=2.2))
    axes.text(t + 0.5, 6.3, f"$y_{{{number(t, 'g')}}}$", ha="center", va="center")


@widget(step=Slider(Said("window"), tuple(range(1, 37)), 9, fmt=".0f"), play="step", pace=1.5)
def stepping(step: int) -> Frame:
    """A kernel of 3 × 3 steps over a digit; the sum of this window is written out."""
    five, kernel = experiments.image(), experiments.VERTICAL
    r, c = divmod(step - 1, 6)
    Z = experiments.filtered(five, kernel)
    left, digit = sheet((-0.3, 8.3), (-0.3, 10.6), width=3.1, height=3.93)
    _ink(digit, 0, 0, five, most=0.45)
    numbers(digit, 0, 0, five, INK)
    digit.add_patch(Rectangle((c, r), 3, 3, fc=(BLUE, 0.15), ec=BLUE, lw=2.5))
    digit.text(0, 9.5, _("kernel w:\neach row is"), va="center", size=9.5)
    numbered(digit, 4.3, 9.0, kernel[:1], BLUE)
    right, out = sheet((-0.3, 8.3), (-0.3, 10.6), width=3.1, height=3.93)
    out.add_patch(Rectangle((0, 0), 6, 6, fc="none", ec=MUTED, lw=0.8))
    done = np.where(np.arange(36).reshape(6, 6) < step, Z, np.nan)
    _signed(out, 0, 0, done, most=0.45)
    numbers(out, 0, 0, done, INK)
    out.add_patch(Rectangle((c, r), 1, 1, fc="none", ec=INK, lw=2.2))
    z = Z[r, c]
    for u in range(3):  # row u of the window
        a, w = five[r + u, c : c + 3], kernel[u]
        sign = "=" if u == 0 else "+"
        out.text(0, 7.2 + 0.8 * u, f"{sign} {sum_of_products(w, a)}", va="center", size=9.5)
    out.text(0, 6.5, f"$z_{{{r}{c}}}$", va="center")
    out.text(0, 9.6, f"= {number(z, 'g')}", va="center", weight="bold")
    sides = [float(five[r : r + 3, column].sum()) for column in (c + 2, c)]
    return Frame(
        [left, right],
        _(
            "A window of 3 by 3 pixels stands on the digit at row {r}, column {c}. Its right "
            "column holds {right:g} cells of ink, its left column {left:g}. The output has "
            "{step} of 36 numbers so far; the newest is {z}.",
            r=r,
            c=c,
            right=sides[0],
            left=sides[1],
            step=step,
            z=number(z, "g"),
        ),
        _(
            "right column {right:g} − left column {left:g} = {z}",
            right=sides[0],
            left=sides[1],
            z=number(z, "g"),
        ),
        {"z": float(z), "right": sides[0], "left": sides[1]},
    )


@widget(
    kernel=Choice(Said("kernel"), tuple(KERNELS), "blur"),
    digit=Choice(Said("digit"), tuple(experiments.DIGITS), "5"),
)
def kernels(kernel: str, digit: str) -> Frame:
    """What a kernel makes of a digit, with a frame of zeros so that the size stays."""
    A, w = experiments.image(digit) / 16, KERNELS[kernel]
    Z = experiments.filtered(A, w, pad=1)
    figure, axes = sheet((-0.2, 22.4), (-1.5, 8.2), width=4.2, height=1.8)
    _ink(axes, 0, 0, 16 * A)
    _signed(axes, 14.2, 0, Z / max(1.0, np.abs(Z).max()))
    across, size = 9.2, 4.0 / 3
    texts = w if kernel != "blur" else np.full((3, 3), np.nan)
    axes.add_patch(Rectangle((across, 2), 4, 4, fc=(BLUE, 0.15), ec=BLUE, lw=1.2))
    for (u, v), value in np.ndenumerate(texts):
        text = "1/9" if kernel == "blur" else number(float(value), "g")
        at = across + size * (v + 0.5), 2 + size * (u + 0.5)
        axes.text(*at, text, ha="center", va="center", size=9)
    for x, name in ((4, _("image")), (11.2, _("kernel")), (18.2, _("output"))):
        axes.text(x, -0.8, name, ha="center", va="center", size=9.5)
    negative = int(np.sum(Z < -1e-9))
    return Frame(
        figure,
        _(
            "The digit {digit}, the kernel called {kernel} and the output. The output runs from "
            "{least} to {most}; {negative} of its 64 numbers are negative, drawn as diamonds.",
            digit=digit,
            kernel=kernel,
            least=number(float(Z.min())),
            most=number(float(Z.max())),
            negative=negative,
        ),
        _(
            "sum of the kernel: {total} · output from {least} to {most} · negative: {negative} "
            "of 64",
            total=number(float(w.sum()), ".0f"),
            least=number(float(Z.min())),
            most=number(float(Z.max())),
            negative=negative,
        ),
        {"least": float(Z.min()), "most": float(Z.max()), "negative": negative}
        | {"ink": float(A.sum()), "total": float(Z.sum())},
    )


@widget(
    f=Slider(Said("window f"), (3, 5), 3, fmt=".0f"),
    stride=Slider(Said("stride"), (1, 2, 3), 2, fmt=".0f"),
    pad=Slider(Said("pad"), (0, 1, 2), 0, fmt=".0f"),
)
def sizes(f: int, stride: int, pad: int) -> Frame:
    """Every position of a window along one row of eight pixels."""
    n = 8
    starts, lost = experiments.windows(n, f, stride=stride, pad=pad)
    count = len(starts)
    figure, axes = sheet((-2.4, 10.4), (-0.4, 6.2), height=2.48)
    for k in range(-pad, n + pad):
        own = 0 <= k < n
        look: dict[str, Any] = {"fc": (MUTED, 0.25) if own else "none", "ec": MUTED, "lw": 1}
        axes.add_patch(Rectangle((k, 0), 1, 1, ls="-" if own else ":", **look))
        if k >= n + pad - lost:
            axes.plot([k + 0.2, k + 0.8], [0.2, 0.8], color=VERMILLION)
            axes.plot([k + 0.2, k + 0.8], [0.8, 0.2], color=VERMILLION)
        elif not own:
            axes.text(k + 0.5, 0.5, "0", ha="center", va="center", color=MUTED)
    for window, start in enumerate(starts):
        down = 1.4 + 0.47 * window
        axes.add_patch(Rectangle((start + 0.08, down), f - 0.16, 0.28, color=BLUE, lw=0))
    return Frame(
        figure,
        _(
            "A row of 8 pixels with {pad} zeros on either side. Below it {count} windows of {f}, "
            "each {stride} to the right of the one before. Pixels at the end that no window reads "
            "are crossed out: {lost}.",
            pad=pad,
            count=count,
            f=f,
            stride=stride,
            lost=lost,
        ),
        _(
            "⌊(8 + 2·{pad} − {f}) / {stride}⌋ + 1 = {count} windows · not read at the end: {lost}",
            pad=pad,
            f=f,
            stride=stride,
            count=count,
            lost=lost,
        ),
        {"windows": count, "lost": lost},
    )


@picture
def tied() -> Frame:
    """The matrix of a convolution: 2 × 2 weights on 4 × 4 pixels, a row for each window."""
    matrix = experiments.tied_matrix()
    figure, axes = sheet((-2.9, 16.3), (-2.1, 9.3), width=4.2, height=2.49)
    axes.add_patch(Rectangle((0, 0), 16, 9, fc="none", ec=MUTED, lw=1))
    for k in range(1, 16):
        axes.plot([k, k], [0, 9], color=GRID, lw=0.6 if k % 4 else 1.6)
    for k in range(1, 9):
        axes.plot([0, 16], [k, k], color=GRID, lw=0.6 if k % 3 else 1.6)
    for (row, column), w in np.ndenumerate(matrix):
        if w:
            axes.add_patch(Rectangle((column, row), 1, 1, color=(BLUE, 0.2), lw=0))
    numbers(axes, 0, 0, np.where(matrix == 0, np.nan, matrix), INK)
    for k in range(4):
        axes.text(4 * k + 2, -0.6, _("image row {k}", k=k), ha="center", va="center", size=9)
    for k in range(9):
        axes.text(-0.3, k + 0.5, f"{k // 3}, {k % 3}", ha="right", va="center", size=9)
    axes.text(-0.3, -0.6, _("window"), ha="right", va="center", size=9)
    axes.text(
        8, -1.5, _("one column for each of the 16 pixels"), ha="center", va="center", size=9.5
    )
    used = int(np.count_nonzero(matrix))
    return Frame(
        figure,
        _(
            "A matrix of 9 rows and 16 columns. Every row holds the same four weights 1, 2, −4, "
            "3, and zeros elsewhere. From one window to the next they move to the right by one "
            "column, and by two where a new row of windows begins. {used} of 144 entries are not "
            "0.",
            used=used,
        ),
        _(
            "{used} of {size} entries are not 0 · different weights: 4",
            used=used,
            size=matrix.size,
        ),
        {"used": used, "rows": matrix.shape[0], "columns": matrix.shape[1]},
    )


@widget(
    r=Slider(Said("row of the window"), (0, 1, 2), 1, fmt=".0f"),
    c=Slider(Said("column of the window"), (0, 1, 2), 2, fmt=".0f"),
)
def pieces(r: int, c: int) -> Frame:
    """The pieces of rows that are written out, and the column in which one window stands."""
    figure, axes = sheet((-0.3, 18.9), (-1.5, 10.0), width=4.2, height=2.52)
    numbered(axes, 0, 1.5, TINY, MUTED)
    axes.add_patch(Rectangle((c, 1.5 + r), 2, 2, fc="none", ec=BLUE, lw=2.5))
    tops = [0.2 + 2.4 * h for h in range(4)]
    for h, top in enumerate(tops):  # row h of the image: one piece for each column of the kernel
        numbered(axes, 6.8, top, np.array([TINY[h, v : v + 3] for v in range(2)]), MUTED)
        axes.plot([4.2, 6.6], [2 + h, top + 1], color=GRID, lw=1)
    axes.add_patch(Rectangle((6.65, tops[r] - 0.15), 3.3, 4.7, fc="none", ec=PURPLE, lw=2, ls="--"))
    for h in (r, r + 1):
        axes.add_patch(Rectangle((6.8 + c, tops[h]), 1, 2, fc=(BLUE, 0.15), ec=BLUE, lw=2.5))
    axes.text(10.15, tops[r] + 2.2, "=", ha="left", va="center", color=PURPLE)
    stack = experiments.stack_of_row(r)
    kernel = TINY_W.reshape(1, 4)
    numbered(axes, 11.0, 0.2, kernel, BLUE)
    axes.text(15.4, 0.7, "@", ha="center", va="center", color=MUTED)
    numbered(axes, 15.8, 0.2, stack, MUTED)
    axes.add_patch(Rectangle((15.8, 0.2), 3, 4, fc="none", ec=PURPLE, lw=2, ls="--"))
    axes.add_patch(Rectangle((15.8 + c, 0.2), 1, 4, fc=(BLUE, 0.15), ec=BLUE, lw=2.5))
    Z = experiments.filtered(TINY, TINY_W)
    axes.text(15.45, 6.3, "=", ha="center", va="center", color=MUTED)
    numbered(axes, 15.8, 5.8, Z[r : r + 1], PURPLE)
    axes.add_patch(Rectangle((15.8 + c, 5.8), 1, 1, fc="none", ec=INK, lw=2.2))
    for x, name in ((2, _("image")), (8.3, _("pieces of rows")), (15, _("product"))):
        axes.text(x, -0.7, name, ha="center", va="center", size=9.5)
    axes.text(15.0, 7.6, _("row {r} of the output", r=r), ha="center", va="center", size=9.5)
    window = listed(TINY[r : r + 2, c : c + 2].flat)
    return Frame(
        figure,
        _(
            "On the left an image of 4 by 4 numbers. In the middle, for each of its rows, two "
            "pieces one below the other. The window at row {r}, column {c} is column {c} of the "
            "stack that image rows {r} and {below} make: {window}. On the right the kernel times "
            "this stack gives row {r} of the output: {row}.",
            r=r,
            c=c,
            below=r + 1,
            window=window,
            row=listed(Z[r]),
        ),
        _(
            "window ({r}, {c}) = column {c} of its stack: {window} · output {z}",
            r=r,
            c=c,
            window=window,
            z=number(Z[r, c], "g"),
        ),
        {"z": float(Z[r, c]), "column": c} | {f"p{k}": float(stack[k, c]) for k in range(4)},
    )


@widget(
    s=Slider(Said("moved by"), (0, 1, 2), 1, unit=Said("{value} px"), fmt=".0f"),
    layer=Choice(
        Said("layer"),
        (experiments.DENSE, experiments.PLAIN, experiments.STRIDED),
        experiments.DENSE,
    ),
)
def moved(s: int, layer: str) -> Frame:
    """A digit that moves, and what becomes of the outputs of a layer."""
    five = experiments.image() / 16
    there = experiments.shifted(five[np.newaxis, :, :, np.newaxis], s)[0, :, :, 0]
    before, after = (experiments.outputs(A, layer) for A in (five, there))
    # By how many places the old outputs, moved to the right, agree best with the new ones.
    k, agree, places = experiments.agreement(before, after, s)
    left, digit = sheet((-0.3, 8.3), (-1.3, 8.3), width=3.1, height=3.46)
    _ink(digit, 0, 0, 16 * there)
    right, out = sheet((-0.3, 8.3), (-1.3, 8.3), width=3.1, height=3.46)
    size = 8 / len(after)
    _signed(out, 0, 0, after / max(np.abs(before).max(), np.abs(after).max()), size=size)
    digit.text(4, -0.7, _("the image"), ha="center", va="center")
    out.text(4, -0.7, _("outputs: {layer}", layer=layer), ha="center", va="center")
    return Frame(
        [left, right],
        together(
            _(
                "A 5, moved to the right by {s} px, and the {outputs} outputs of the layer: "
                "{layer}.",
                s=s,
                outputs=after.size,
                layer=layer,
            ),
            n_(
                "Compared with the outputs before the move, {n} place further to the right, "
                "{agree} of {places} agree.",
                "Compared with the outputs before the move, {n} places further to the right, "
                "{agree} of {places} agree.",
                k,
                agree=agree,
                places=places,
            ),
        ),
        n_(
            "the old outputs, {n} place further to the right: {agree} of {places} agree",
            "the old outputs, {n} places further to the right: {agree} of {places} agree",
            k,
            agree=agree,
            places=places,
        ),
        {"agree": agree, "places": places, "by": k},
    )


def _panel(xlabel: str, ylabel: str, xlim: Range, ylim: Range) -> tuple[Figure, Axes]:
    """One of two panels that stand side by side."""
    figure, axes = placed((0.17, 0.18, 0.8, 0.79), height=2.7)
    limits(axes, xlabel, ylabel, xlim, ylim)
    axes.locator_params(nbins=4)
    return figure, axes


def _ink(axes: Axes, x: float, y: float, values: Array, *, most: float = 0.9) -> None:
    """An image of 0 to 16 as shades of ink, at most so dark, in a thin frame."""
    shades(axes, x, y, values / 16, INK, most=most)
    box(axes, x, y, values.shape, MUTED, lw=0.8)


def _signed(
    axes: Axes, x: float, y: float, values: Array, *, most: float = 0.9, size: float = 1.0
) -> None:
    """Numbers from −1 to 1 as shades: squares where positive, diamonds where negative.

    Larger numbers are first divided by the largest. nan: nothing is drawn.
    """
    known = np.nan_to_num(values)
    known /= max(1.0, np.abs(known).max())
    for sign, mark, color in ((1, SQUARE, PURPLE), (-1, DIAMOND, VERMILLION)):
        shades(axes, x, y, sign * known, color, most=most, mark=mark / 2, size=size)
    rows, columns = values.shape
    box(axes, x, y, (size * rows, size * columns), MUTED, lw=0.8)

"""The pictures of chapter 12: flip, slide and sum, over time and over images.

Grey is what comes in, blue the kernel, purple what comes out, vermillion what is negative or lost.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, n_, together
from dlcourse.experiments import convolution as experiments
from dlcourse.experiments.convolution import BOX, CONVOLUTION, DOSES, FADING
from dlcourse.pictures._cells import (
    DIAMOND,
    SQUARE,
    box,
    headings,
    numbered,
    numbers,
    shades,
    sheet,
)
from dlcourse.pictures._panels import half, limits, placed
from dlcourse.pictures._words import listed, sum_of_products
from dlcourse.plots import BLUE, GREEN, GRID, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

GREYS = 16  # in a picture of many pixels


@widget(
    right=Slider(
        Said("move to the right"), (-2, -1, 0, 1, 2), 0, unit=Said("{value} px"), fmt=".0f"
    ),
    down=Slider(Said("move down"), (-1, 0, 1), 0, unit=Said("{value} px"), fmt=".0f"),
)
def opening(right: int, down: int) -> Frame:
    """The opening picture: a digit to move, and what a dense layer reads in it."""
    five = experiments.image()[np.newaxis, :, :, np.newaxis] / 16
    there = experiments.shifted(five, int(right), int(down))
    p = experiments.reading(there)
    figure, axes = sheet((-0.3, 19.5), (-0.4, 8.4), width=4.2, height=1.87)
    _ink(axes, 0, 0, 16 * there[0, :, :, 0])
    said = int(p.argmax())
    y, colours = 0.8 * np.arange(10) + 0.4, [VERMILLION] * 5 + [BLUE] + [VERMILLION] * 4
    looks = [(colour, 0.9 if k == said else 0.35) for k, colour in enumerate(colours)]
    axes.barh(y, 7.2 * p, 0.6, left=10.2, color=looks)
    for digit, share in enumerate(p):
        axes.text(9.9, y[digit], str(digit), ha="right", va="center", size=9)
        if share >= 0.01:
            axes.text(10.4 + 7.2 * share, y[digit], f"{share:.2f}", va="center", size=9)
    return Frame(
        figure,
        _(
            "A handwritten 5 in 8 by 8 pixels, moved to the right by {right} px and down by {down} "
            "px. Beside it a bar for each digit: the layer reads {said} with the probability "
            "{p:.2f}, and gives the 5 the probability {truth:.2f}.",
            right=number(right, ".0f"),
            down=number(down, ".0f"),
            said=said,
            p=p[said],
            truth=p[5],
        ),
        _(
            "read as {said}, with {p:.2f} · probability of the 5: {truth:.2f}",
            said=said,
            p=p[said],
            truth=p[5],
        ),
        {"said": said, "p": float(p[said]), "truth": float(p[5])},
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
    left, under = half()
    limits(under, _("time of the drop τ (h)"), _("x (mg/h) and h"), (-1.6, 3.1), (0, 1.35))
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
    right, over = half()
    limits(over, _("time t (h)"), _("in the blood, y (mg)"), (-0.1, 3.1), (0, 1.15))
    for end, color in ((3, GRID), (t, PURPLE)):
        times = np.linspace(0, end, 121)
        over.plot(times, experiments.level(times, body), color=color)
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
    step=Slider(Said("step"), tuple(range(7)), 2, fmt=".0f"),
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
        axes.vlines([tau + 0.5] * 2, [1.65, 3.05], [1.95, 3.35], INK, linewidths=1)
        axes.text(tau + 0.5, 3.75, number(product, "g"), ha="center", va="center", color=PURPLE)
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


@widget(
    r=Slider(Said("row r of the output"), tuple(range(4)), 1, fmt=".0f"),
    c=Slider(Said("column c of the output"), tuple(range(4)), 1, fmt=".0f"),
    kind=Choice(Said("operation"), (CONVOLUTION, experiments.CORRELATION), CONVOLUTION),
    play="c",
    pace=1.5,
)
def two_axes(r: int, c: int, kind: str) -> Frame:
    """A kernel of 2 × 2 on an image of 3 × 3, flipped or not, and all the sums so far."""
    it = experiments.meeting(r, c, kind)
    flips, z = kind == CONVOLUTION, it.Z[r, c]
    figure, axes = sheet((-0.3, 17.3), (-1.4, 6.4), width=4.2, height=1.87)
    axes.add_patch(Rectangle((0, 0), 5, 5, fc="none", ec=MUTED, lw=0.8, ls=":"))
    numbered(axes, 1, 1, it.framed[1:4, 1:4], MUTED)
    numbers(axes, 0, 0, np.pad(np.full((3, 3), np.nan), 1), MUTED)
    axes.add_patch(Rectangle((c, r), 2, 2, fc=(BLUE, 0.15), ec=BLUE, lw=2.5))
    numbered(axes, 7.5, 1.5, it.kernel, BLUE)
    done = np.where(np.arange(16).reshape(4, 4) <= 4 * r + c, it.Z, np.nan)
    axes.add_patch(Rectangle((12, 0.5), 4, 4, fc="none", ec=MUTED, lw=0.8))
    numbered(axes, 12, 0.5, done, PURPLE)
    axes.add_patch(Rectangle((12 + c, 0.5 + r), 1, 1, fc="none", ec=INK, lw=2.2))
    kernel_name = _("kernel, turned") if flips else _("kernel, as it is")
    headings(axes, -0.8, (2.5, _("image, and zeros")), (8.5, kernel_name), (14, _("sums")))
    terms = sum_of_products(it.kernel.flat, it.window.flat)
    axes.text(0, 5.8, f"$z_{{{r}{c}}}$ = {terms} = {number(z, 'g')}", va="center", size=9.5)
    seen = (
        Said(
            "The convolution at row {r}, column {c}: a kernel of 2 by 2, turned by half a turn, "
            "lies on an image of 3 by 3 with a frame of zeros. Its numbers are {kernel}, what they "
            "meet is {window}, and the products add up to {z}."
        )
        if flips
        else Said(
            "The cross-correlation at row {r}, column {c}: a kernel of 2 by 2, not turned, lies on "
            "an image of 3 by 3 with a frame of zeros. Its numbers are {kernel}, what they meet is "
            "{window}, and the products add up to {z}."
        )
    )
    said = {"r": r, "c": c, "kernel": listed(it.kernel.flat), "window": listed(it.window.flat)}
    return Frame(
        figure,
        _(seen, **said, z=number(z, "g")),
        _("kernel {kernel} · window {window} · sum {z}", z=number(z, "g"), **said),
        {"z": float(z), "sum": float(np.sum(it.kernel * it.window))},
    )


@widget(
    r=Slider(Said("row r of the window"), tuple(range(6)), 1, fmt=".0f"),
    c=Slider(Said("column c of the window"), tuple(range(6)), 2, fmt=".0f"),
    play="c",
    pace=1.5,
)
def stepping(r: int, c: int) -> Frame:
    """A kernel of 3 × 3 steps over a digit; the sum of this window is written out."""
    five, kernel = experiments.image(), experiments.VERTICAL
    Z = experiments.filtered(five, kernel)
    figure, axes = sheet((-0.3, 18.3), (-1.3, 11.6), width=4.8, height=3.33)
    _ink(axes, 0, 0, five, most=0.45)
    numbers(axes, 0, 0, five, INK)
    axes.add_patch(Rectangle((c, r), 3, 3, fc=(BLUE, 0.15), ec=BLUE, lw=2.5))
    axes.add_patch(Rectangle((11, 1), 6, 6, fc="none", ec=MUTED, lw=0.8))
    done = np.where(np.arange(36).reshape(6, 6) <= 6 * r + c, Z, np.nan)
    _signed(axes, 11, 1, done, most=0.45)
    numbers(axes, 11, 1, done, INK, size=8)
    axes.add_patch(Rectangle((11 + c, 1 + r), 1, 1, fc="none", ec=INK, lw=2.2))
    headings(axes, -0.8, (4, _("image")), (14, _("sums")))
    z = Z[r, c]
    for u in range(3):  # row u of the window
        sign = f"$z_{{{r}{c}}}$ =" if u == 0 else "     +"
        terms = sum_of_products(kernel[u], five[r + u, c : c + 3])
        axes.text(0, 8.9 + u, f"{sign} {terms}", va="center", size=9.5)
    axes.text(11, 10.9, f"= {number(z, 'g')}", va="center", size=9.5, weight="bold")
    sides = [float(five[r : r + 3, column].sum()) for column in (c + 2, c)]
    return Frame(
        figure,
        _(
            "A window of 3 by 3 pixels stands on the digit at row {r}, column {c}. Its right "
            "column holds {right:g} cells of ink, its left column {left:g}. The output at this "
            "place is {z}.",
            r=r,
            c=c,
            right=sides[0],
            left=sides[1],
            z=number(z, "g"),
        ),
        _(
            "window ({r}, {c}): right column {right:g} − left column {left:g} = {z}",
            r=r,
            c=c,
            right=sides[0],
            left=sides[1],
            z=number(z, "g"),
        ),
        {"z": float(z), "right": sides[0], "left": sides[1]},
    )


@widget(
    left=Slider(Said("left"), (-1, 0, 1), 0, fmt=".0f"),
    right=Slider(Said("right"), (-1, 0, 1), 0, fmt=".0f"),
    above=Slider(Said("above"), (-1, 0, 1), 0, fmt=".0f"),
    below=Slider(Said("below"), (-1, 0, 1), 0, fmt=".0f"),
    middle=Slider(Said("middle"), (0, 1, 4, 5), 1, fmt=".0f"),
)
def own_kernel(left: int, right: int, above: int, below: int, middle: int) -> Frame:
    """A picture of many pixels, a kernel to make oneself, and what it makes of the picture."""
    w = experiments.cross(left, right, above, below, middle)
    A, total = experiments.scene(), left + right + above + below + middle
    Z = experiments.filtered(A, w, pad=1)[1:-1, 1:-1]  # where the frame is not seen
    figure, axes = sheet((-0.1, 23.1), (-1.3, 9.1), width=4.8, height=2.17)
    _photo(axes, 0, A[1:-1, 1:-1])
    _photo(axes, 14, Z if total > 0 else (Z + 1) / 2)
    whole = np.array([[0, above, 0], [left, middle, right], [0, below, 0]], float)
    numbered(axes, 10, 3, whole, BLUE)
    if total > 1:
        axes.text(11.5, 6.8, _("divided by {total}", total=total), ha="center", va="center", size=9)
    headings(axes, -0.7, (4.5, _("picture")), (11.5, _("kernel")), (18.5, _("output")))
    even, least, most = (number(v) for v in (w.sum(), Z.min(), Z.max()))
    shown = (
        Said("On an even area it answers {even} times the brightness; 0 is black and 1 is white.")
        if total > 0
        else Said("On an even area it answers {even} times the brightness; 0 is drawn as grey.")
    )
    return Frame(
        figure,
        together(
            _(
                "A picture of a house, a tree and the sun, a kernel of 3 by 3, and the output. The "
                "kernel has {middle} in the middle, {left} on the left, {right} on the right, "
                "{above} above and {below} below. The output runs from {least} to {most}.",
                middle=middle,
                left=number(left, ".0f"),
                right=number(right, ".0f"),
                above=number(above, ".0f"),
                below=number(below, ".0f"),
                least=least,
                most=most,
            ),
            _(shown, even=even),
        ),
        _(
            "sum of the nine numbers: {even} · output from {least} to {most}",
            even=even,
            least=least,
            most=most,
        ),
        {"even": float(w.sum()), "least": float(Z.min()), "most": float(Z.max())},
    )


def _photo(axes: Axes, x: float, values: Array) -> None:
    """A picture of 9 cells a side, from 0, black, to 1, white; what is beyond is cut off.

    Of so many pixels a bitmap is far lighter on the page than outlines. Few greys keep it so.
    """
    greys, place = np.rint(np.clip(values, 0, 1) * (GREYS - 1)), (x, x + 9, 9.0, 0.0)
    axes.imshow(
        greys,
        cmap="gray",
        vmin=0,
        vmax=GREYS - 1,
        extent=place,
        interpolation="none",
        gid=f"photo{x:g}",  # two that are alike may not have one name
    )


@widget(
    f=Slider(Said("window f"), (3, 5), 3, fmt=".0f"),
    stride=Slider(Said("stride s"), (1, 2, 3), 2, fmt=".0f"),
    pad=Slider(Said("padding p"), (0, 1, 2), 0, fmt=".0f"),
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
    across, down = np.arange(1, 16), np.arange(1, 9)
    axes.vlines(across, 0, 9, GRID, linewidths=np.where(across % 4, 0.6, 1.6).tolist())
    axes.hlines(down, 0, 16, GRID, linewidths=np.where(down % 3, 0.6, 1.6).tolist())
    shades(axes, 0, 0, matrix != 0, BLUE, most=0.2)
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
    by=Slider(Said("move to the right"), (0, 1, 2), 1, unit=Said("{value} px"), fmt=".0f"),
    layer=Choice(
        Said("layer"),
        (experiments.DENSE, experiments.PLAIN, experiments.STRIDED),
        experiments.DENSE,
    ),
)
def moved(by: int, layer: str) -> Frame:
    """A digit before and after a move, both outputs, and the old output moved as well."""
    five = experiments.image() / 16
    there = experiments.shifted(five[np.newaxis, :, :, np.newaxis], int(by))[0, :, :, 0]
    before, after = (experiments.outputs(A, layer) for A in (five, there))
    places, agree = experiments.agreement(before, after, int(by))
    figure, axes = sheet((-0.3, 28.3), (-1.5, 19.9), width=4.8, height=3.59)
    largest, size = max(np.abs(before).max(), np.abs(after).max()), 8 / len(after)
    _ink(axes, 0, 0, 16 * five)
    _ink(axes, 10, 0, 16 * there)
    old = np.full(before.shape, np.nan)
    old[:, places:] = before[:, : before.shape[1] - places]
    for x, Z in ((0, before), (10, after), (20, old)):
        _signed(axes, x, 10.8, Z / largest, size=size)
    headings(axes, -0.8, (4, _("before")), (14, _("after the move")))
    headings(axes, 9.9, *((x, _("its output")) for x in (4, 14)), (24, _("old output, moved")))
    differ = np.argwhere(~agree) + np.array([0.5, places + 0.5])
    axes.plot(20 + size * differ[:, 1], 10.8 + size * differ[:, 0], "x", color=INK, ms=5, mew=1)
    axes.text(
        24, 4, _("×: it differs\nfrom the output\nbeside it"), ha="center", va="center", size=9.5
    )
    said = {"places": places, "agree": int(agree.sum()), "of": agree.size}
    return Frame(
        figure,
        together(
            _(
                "A 5 before and after a move to the right by {by} px, and below each the "
                "{outputs} outputs of the layer: {layer}.",
                by=by,
                outputs=after.size,
                layer=layer,
            ),
            n_(
                "The third panel has the old outputs, {n} place further to the right: {agree} of "
                "{of} agree with the new ones, and the others are crossed.",
                "The third panel has the old outputs, {n} places further to the right: {agree} of "
                "{of} agree with the new ones, and the others are crossed.",
                places,
                agree=said["agree"],
                of=said["of"],
            ),
        ),
        n_(
            "the old outputs, {n} place further to the right: {agree} of {of} agree",
            "the old outputs, {n} places further to the right: {agree} of {of} agree",
            places,
            agree=said["agree"],
            of=said["of"],
        ),
        {"agree": said["agree"], "of": said["of"], "by": places},
    )


STEPS = 20  # of the kernel that learns


@widget(step=Slider(Said("step"), tuple(range(STEPS + 1)), 0, fmt=".0f"), play="step", pace=1.0)
def learning(step: int) -> Frame:
    """A kernel of two numbers learns from a row of pixels, and from what another made of it."""
    h, y_hat, J = experiments.learnt(int(step))
    top, axes = sheet((-3.6, 10.1), (-0.2, 6.4), width=4.8, height=2.31)
    for down, name, values, color in (
        (0, "x", experiments.PIXELS, MUTED),
        (1.6, _("kernel h"), h, BLUE),
        (3.2, _("its answer"), y_hat, PURPLE),
        (4.8, _("wanted: y"), experiments.WANTED, GREEN),
    ):
        numbered(axes, 0, down, np.round(values, 2)[np.newaxis] + 0.0, color, size=8.5)
        axes.text(-3.5, down + 0.5, name, va="center", size=9.5)
    below, curve = placed((0.13, 0.27, 0.84, 0.66), width=4.8, height=1.7)
    limits(curve, _("step"), _("kernel"), (-0.5, STEPS + 0.5), (-1.2, 1.2))
    path = np.array([experiments.learnt(k)[0] for k in range(int(step) + 1)])
    for u, look in enumerate(("o-", "s--")):  # place u of the kernel
        curve.plot(path[:, u], look, ms=4, color=(BLUE, GREEN)[u], label=f"$h_{u}$")
    for wanted in experiments.FALLS:
        curve.axhline(wanted, color=MUTED, lw=0.8, ls=":")
    curve.set_xticks(range(0, STEPS + 1, 5))
    curve.legend(loc="center right")
    said = [number(float(v)) for v in h]
    return Frame(
        [top, below],
        _(
            "After step {step} the kernel is {first}, {second}. A row of ten pixels, the nine "
            "answers of the kernel and the nine that are wanted; below, both numbers of the kernel "
            "over the steps, on their way to 1 and −1. Half the mean squared error is {J:.4f}.",
            step=step,
            first=said[0],
            second=said[1],
            J=J,
        ),
        _("h = ({first}, {second}) · J = {J:.4f}", first=said[0], second=said[1], J=J),
        {"h0": float(h[0]), "h1": float(h[1]), "J": float(J)},
    )


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

"""The pictures of the page "Where the time goes": a step taken apart, and the stacks of rows.

Times come in from the page, which measures them; nothing is measured here.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import _
from dlcourse.experiments import where_the_time_goes as experiments
from dlcourse.experiments.where_the_time_goes import IMAGE, SIDE, F
from dlcourse.pictures._cells import sheet
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION
from dlcourse.widgets import Frame, picture

Array = NDArray[Any]

COLORS = (BLUE, VERMILLION, GREEN, PURPLE)
HATCHES = ("", "///", "...", "xxx")


@picture
def step_apart(parts: Mapping[str, float], products: float) -> Frame:
    """One training step as a bar of up to four parts, above a bar of its matrix products alone.

    parts: seconds by name, in the order in which they happen. products: seconds.
    """
    figure, axes = plots.canvas(height=2.6)
    whole = sum(parts.values())
    start, keys = 0.0, {}
    for (name, time), color, hatch in zip(parts.items(), COLORS, HATCHES, strict=False):
        # Two bars on each other: in SVG a hatch is as pale as the face that it is drawn on.
        pale, hatched = axes.barh([1, 1], 1e6 * time, left=1e6 * start, height=0.6)
        pale.set(facecolor=(color, 0.3), edgecolor="none")
        hatched.set(facecolor="none", edgecolor=color, hatch=hatch)
        keys[_(name)] = pale, hatched
        start += time
    axes.barh(0, 1e6 * products, height=0.6, facecolor=(MUTED, 0.35), edgecolor=MUTED)
    axes.set(xlabel=_("time (µs)"), ylim=(-0.5, 2.6), yticks=(0, 1))
    axes.set_yticklabels((_("products\nalone"), _("the step")))
    axes.grid(axis="y", visible=False)
    axes.legend(list(keys.values()), list(keys), loc="upper left", ncols=2, borderaxespad=0)
    longest = max(parts, key=lambda name: parts[name])
    each = " · ".join(f"{_(name)} {1e6 * time:.0f}" for name, time in parts.items())
    ratio = whole / products
    return Frame(
        figure,
        _(
            "Two bars, measured when this page was built. The upper one is a training step of "
            "{whole:.0f} µs; its longest part is {longest}, with {share:.0%}. The lower one is "
            "its matrix products alone, {products:.0f} µs.",
            whole=1e6 * whole,
            longest=_(longest),
            share=parts[longest] / whole,
            products=1e6 * products,
        ),
        _(
            "{each} · products {products:.0f} µs · ratio {ratio:.2f}",
            each=each,
            products=1e6 * products,
            ratio=ratio,
        ),
        {"whole": whole, "ratio": ratio, "longest": parts[longest] / whole},
    )


@picture
def stacks() -> Frame:
    """What is written out for a window of 3 × 3 on 5 × 5 pixels: pieces of rows, or columns."""
    lines, columns, same = experiments.stacks()
    return Frame(
        [_pieces(lines), _columns(columns)],
        _(
            "On the left an image of {side} by {side} numbers, and beside it its pieces: {lines} "
            "lines of {numbers} numbers, {f} lines from each row of the image. Three "
            "brackets mark {both} lines each and begin {f} lines apart, so they overlap: these are "
            "the columns of the output rows 1, 2 and 3. On the right the same columns, each "
            "written out for itself. The image has {image} numbers, the pieces {pieces}, "
            "the columns {columns}.",
            side=SIDE,
            lines=len(lines),
            numbers=lines.shape[1],
            f=F,
            both=F * F,
            image=IMAGE.size,
            pieces=lines.size,
            columns=columns.size,
        ),
        _(
            "image {image} numbers · pieces {pieces} · columns {columns}",
            image=IMAGE.size,
            pieces=lines.size,
            columns=columns.size,
        ),
        {
            "image": IMAGE.size,
            "pieces": lines.size,
            "columns": columns.size,
            "same": same,
            "first": float(lines[0, 0]),
        },
    )


def _pieces(lines: Array) -> Figure:
    """The image, its pieces, and a bracket beside the lines of each output row."""
    figure, axes = _sheet(rows=len(lines))
    _heading(axes, 0.3, SIDE, _("image"))
    _pixels(axes, 0.3, 0, IMAGE)
    x, width = 6.1, lines.shape[1]
    _heading(axes, x, width, _("pieces"))
    _pixels(axes, x, 0, lines)
    for r in range(SIDE - F + 1):
        side, top, bottom = x + width + 0.4 + r, F * r + 0.15, F * r + F * F - 0.15
        axes.plot([side - 0.2, side, side, side - 0.2], [top, top, bottom, bottom], color=INK, lw=1)
        axes.text(side + 0.12, top, _("output row {r}", r=r + 1), va="top", rotation=90, size=8.5)
    return figure


def _columns(columns: Array) -> Figure:
    """The columns of each output row, side by side, as they would be written out."""
    figure, axes = _sheet(rows=F * F + 1)  # one for the names below
    _heading(axes, 0.5, 11, _("columns, written out"))
    for r, column in enumerate(columns):
        x = 0.5 + 4 * r
        _pixels(axes, x, 0, column)
        axes.text(x + 1.5, F * F + 0.6, _("row {r}", r=r + 1), ha="center", va="center", size=8.5)
    return figure


def _sheet(rows: int) -> tuple[Figure, Axes]:
    """A sheet without axes; x grows to the right and y downwards, in cells."""
    width, top, bottom = 12.2, -1.2, rows + 0.3
    return sheet((0, width), (top, bottom), width=3.1, height=3.1 * (bottom - top) / width)


def _heading(axes: Axes, x: float, width: float, text: str) -> None:
    axes.text(x + width / 2, -0.6, text, ha="center", va="center")


def _pixels(axes: Axes, x: float, y: float, values: Array) -> None:
    """A table of pixels; those of odd rows of the image are shaded deeper."""
    for (row, column), value in np.ndenumerate(values):
        at = x + column, y + row
        face = (BLUE, 0.28 if value // 10 % 2 else 0.08)
        axes.add_patch(Rectangle(at, 1, 1, fc=face, ec=MUTED, lw=0.4))
        axes.text(at[0] + 0.5, at[1] + 0.53, str(value), ha="center", va="center", size=8.5)

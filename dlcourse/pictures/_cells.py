"""What chapters share where numbers stand in cells: a sheet, boxes, arrays, shaded images.

On a sheet x grows to the right and y downwards, both in cells, and a cell (row, column) of an
array whose upper left corner is (x, y) has its middle at (x + column + ½, y + row + ½).
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from numpy.typing import ArrayLike, NDArray

from dlcourse.pictures._panels import Range, placed
from dlcourse.plots import BLUE, INK, MUTED, VERMILLION, number

Array = NDArray[Any]
Shape = tuple[float, ...]  # rows, columns

# Outlines around (0, 0), closed. Positive numbers are squares, negative ones diamonds.
SQUARE = np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
DIAMOND = np.array([[-1.0, 0], [0, -1], [1, 0], [0, 1], [-1, 0]])
SHADES = 8  # of one colour, in an image
LEVELS = 6  # the same for a small image, of which many stand side by side


def sheet(xlim: Range, ylim: Range, *, width: float = 4.8, height: float) -> tuple[Figure, Axes]:
    """A sheet without axes, to the edges of its figure. Up and down: first the top."""
    figure, axes = placed(width=width, height=height)
    axes.set(xlim=xlim, ylim=ylim[::-1], aspect="equal")
    axes.axis("off")
    return figure, axes


def box(
    axes: Axes,
    x: float,
    y: float,
    shape: Shape,
    color: str,
    *,
    lw: float = 1.2,
    ls: str = "-",
    shade: float = 0.0,
) -> None:
    """A frame of rows × columns cells, whose upper left corner is (x, y)."""
    rows, columns = shape
    face = (color, shade) if shade else "none"
    axes.add_patch(Rectangle((x, y), columns, rows, fc=face, ec=color, lw=lw, ls=ls))


def cells(axes: Axes, x: float, y: float, shape: tuple[int, ...], color: str) -> None:
    """An array as a shaded box with a line between its cells."""
    rows, columns = shape
    box(axes, x, y, shape, color, shade=0.15)
    lines = [(x + k, x + k, np.nan, y, y + rows, np.nan) for k in range(1, columns)]
    lines += [(x, x + columns, np.nan, y + k, y + k, np.nan) for k in range(1, rows)]
    if lines:
        ends = np.array(lines)
        axes.plot(ends[:, :3].ravel(), ends[:, 3:].ravel(), color=color, lw=0.5, alpha=0.5)


def numbered(axes: Axes, x: float, y: float, values: Array, color: str, *, size: float = 9) -> None:
    """An array as a shaded box of cells with its numbers."""
    cells(axes, x, y, values.shape, color)
    numbers(axes, x, y, values, INK, size=size)


def headings(axes: Axes, y: float, *names: tuple[float, str]) -> None:
    """Names in one line at the height y, each with the x of its middle."""
    for x, name in names:
        axes.text(x, y, name, ha="center", va="center", size=9.5)


def numbers(axes: Axes, x: float, y: float, values: Array, color: str, *, size: float = 9) -> None:
    """The numbers of an array, each in the middle of its cell; nothing where there is none.

    A row is one path, drawn in far less time than a text for each number; and the page, which keeps
    what two frames have in common, keeps a row that stays.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None  # canvas made both
    across = np.ptp(axes.get_xlim()) / (72 * figure.get_figwidth())  # cells for each point
    for row, line in enumerate(values):
        outlines = []
        for column in np.flatnonzero(~np.isnan(line)):
            glyphs = _glyphs(number(float(line[column]), "g"), size)
            at = np.array([x + column + 0.5, y + row + 0.5])
            outlines.append(Path(at + across * glyphs.vertices, glyphs.codes))
        if outlines:
            path = Path.make_compound_path(*outlines)
            # Above what marks their cells, as a text is; the limits of the axes are set already.
            axes.add_artist(PathPatch(path, facecolor=color, lw=0, zorder=3))


@cache
def _glyphs(text: str, size: float) -> Path:
    """A number as an outline of so many points, its middle at (0, 0) and y downwards."""
    outline = TextPath((0, 0), text, size=size)
    extents = outline.get_extents()
    zero = TextPath((0, 0), "0", size=size).get_extents()
    middle = np.array([(extents.x0 + extents.x1) / 2, zero.y1 / 2])
    return Path((outline.vertices - middle) * (1, -1), outline.codes)


def shades(
    axes: Axes,
    x: float,
    y: float,
    values: Array,
    color: str,
    *,
    most: float = 0.9,
    mark: Array = SQUARE / 2,
    size: float = 1.0,
) -> None:
    """An image of values from 0 to 1 in shades of a colour up to `most`, a path for each shade.

    mark: the outline that stands in a cell. size: of a cell.
    """
    shade = np.ceil(values * SHADES - 1e-9)
    for k in range(1, SHADES + 1):
        at = np.argwhere(shade == k)[:, ::-1] + 0.5  # the middles, (x, y)
        if len(at):
            axes.add_artist(marks((x, y) + size * at, mark, size, fc=(color, most * k / SHADES)))


def shaded(axes: Axes, image: Array, x: float, y: float, size: float, color: str = BLUE) -> None:
    """An image of values 0 to 1 in a square of this size; runs of one shade are one rectangle."""
    n = len(image)
    shade = np.round(image * LEVELS).astype(int)
    runs: dict[int, list[tuple[float, float, float]]] = {}
    for r, row in enumerate(shade):
        edges = [0, *(np.flatnonzero(np.diff(row)) + 1), n]
        for start, end in pairwise(edges):
            runs.setdefault(int(row[start]), []).append(((start + end) / 2, r + 0.5, end - start))
    pixel = size / n
    for level, found in runs.items():
        if level > 0:
            across, down, length = pixel * np.array(found).T
            at, sizes = np.column_stack((x + across, y + down)), [(w, pixel) for w in length]
            axes.add_patch(marks(at, SQUARE / 2, sizes, fc=color, alpha=level / LEVELS))
    box(axes, x, y, (size, size), MUTED, lw=0.6)


def by_size(
    axes: Axes, x: float, y: float, values: Array, largest: float, *, square: float, diamond: float
) -> None:
    """Signed numbers as marks whose area grows with their size: blue squares, vermillion diamonds.

    largest: the size that is drawn with half a side of `square`, half a diagonal of `diamond`.
    """
    for sign, outline, color in ((1, square * SQUARE, BLUE), (-1, diamond * DIAMOND, VERMILLION)):
        rows, columns = np.nonzero(sign * values > 0)
        if len(rows):
            at = np.column_stack((x + columns + 0.5, y + rows + 0.5))
            sizes = np.sqrt(sign * values[rows, columns] / largest)
            axes.add_artist(marks(at, outline, sizes, fc=color))


def marks(at: ArrayLike, outline: Array, sizes: ArrayLike = 1.0, **look: Any) -> PathPatch:
    """The same outline in many places as one path: far lighter on the page than a patch for each.

    at: (n, 2), the middles. outline: (p, 2), closed. sizes: one for all, (n,), or (n, 2) for
    width and height. look: of the patch, which has no edge unless this says so.
    """
    middles = np.asarray(at, dtype=float)
    stretch = np.broadcast_to(np.transpose(sizes), middles.T.shape).T
    corners = middles[:, np.newaxis] + stretch[:, np.newaxis] * outline
    codes = [Path.MOVETO, *[Path.LINETO] * (len(outline) - 2), Path.CLOSEPOLY]
    return PathPatch(Path(corners.reshape(-1, 2), codes * len(corners)), **{"lw": 0, **look})

"""What chapter 5 draws in a plane: a line and its two sides, examples, arrows, images of pixels.

Class +1 is always blue and a circle, class −1 vermillion and a triangle.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse.pictures._panels import Range
from dlcourse.plots import BLUE, INK, MUTED, PAPER, VERMILLION

Array = NDArray[Any]


def boundary(axes: Axes, w: Array, **look: Any) -> None:
    """Draw the line of the weights w, bias first; nothing where they draw none."""
    length = float(np.linalg.norm(w[1:]))
    if length == 0:
        return
    towards = w[1:] / length
    ends = -w[0] / length * towards + np.outer([-9, 9], [-towards[1], towards[0]])
    axes.plot(*ends.T, lw=1.5, scalex=False, scaley=False, **look)


def sides(axes: Axes, w: Array) -> None:
    """Draw the line of w, and shade its two sides by what the neuron answers there."""
    axes.grid(False)
    if not w[1:].any():
        return
    (x1, x2) = (np.linspace(*axes.get_xlim(), 2), np.linspace(*axes.get_ylim(), 2))
    z = w[0] + w[1] * x1 + w[2] * x2[:, np.newaxis]
    far = float(np.abs(z).max()) + 1
    axes.contourf(x1, x2, z, levels=[-far, 0, far], colors=[(VERMILLION, 0.1), (BLUE, 0.1)])
    boundary(axes, w, color=INK, ls="-")


def points(axes: Axes, X: Array, y: Array) -> None:
    """Draw examples X (m, 2): triangles where y is −1, circles where it is +1."""
    for label, marker, color in ((-1, "^", VERMILLION), (1, "o", BLUE)):
        axes.plot(*X[y == label].T, marker, color=color, ms=7, mec=PAPER, mew=0.5)


def ring(axes: Axes, x: Array) -> None:
    """Put a ring round a point."""
    axes.plot(*x, "o", ms=14, mfc="none", mec=INK, mew=1.5)


def arrow(axes: Axes, start: Array, along: Array, color: str) -> None:
    """Draw an arrow from its start, as long as `along`."""
    look: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.008}
    axes.quiver(*start, *along, color=color, **look)


def beside(axes: Axes, at: Array, towards: Array, text: str, color: str) -> None:
    """Write a name a little way from a point."""
    x1, x2 = at + 0.24 * towards
    axes.text(x1, x2, text, color=color, weight="bold", ha="center", va="center")


def away(at: Array, along: Array) -> Array:
    """The direction at a right angle to `along` that leads away from the origin."""
    across: Array = np.array([-along[1], along[0]]) / np.linalg.norm(along)
    return across if across @ at > 0 else -across


def pixels(axes: Axes, image: Array, color: str, corner: Range) -> None:
    """Draw 64 numbers from 0 to 1 as an image of 8 by 8 squares, row by row."""
    inked = np.flatnonzero(image > 0)
    squares = [Rectangle((corner[0] + k % 8, corner[1] + k // 8), 1, 1) for k in inked]
    shades = [(color, float(image[k])) for k in inked]
    axes.add_collection(PatchCollection(squares, facecolors=shades, linewidths=0))
    axes.add_patch(Rectangle(corner, 8, 8, fill=False, ec=MUTED, lw=0.8))

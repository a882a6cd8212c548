"""How the graphs and nets of chapter 9 are drawn: boxes, units, arrows, and numbers on them."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlcourse.pictures._panels import placed
from dlcourse.plots import BLUE, INK, MUTED, PAPER, VERMILLION, number

Place = tuple[float, float]


def bare(height: float, xlim: Place, ylim: Place) -> tuple[Figure, Axes]:
    """A figure without axes, to its edges: there is nothing to lay out, and that saves time."""
    figure, axes = placed(width=4.8, height=height)
    axes.set(xlim=xlim, ylim=ylim)
    axes.axis("off")
    return figure, axes


def letter(name: str) -> str:
    """A unit's name for matplotlib: h₂ is h_2 between dollars."""
    return "$" + name.replace("₁", "_1").replace("₂", "_2") + "$"


def node(
    axes: Axes, at: Place, label: str, value: float | None, below: str | None, active: bool
) -> None:
    """A box with its letter, the value above it and the derivative below."""
    edge = {"edgecolor": INK if active else MUTED, "linewidth": 2.0 if active else 1.0}
    box = {"boxstyle": "round,pad=0.4", "facecolor": PAPER, **edge}
    axes.text(*at, label, ha="center", va="center", size=10.5, bbox=box, zorder=4)
    across, up = at
    if value is not None:
        axes.text(across, up + 0.5, number(value, ".3f"), color=BLUE, ha="center", size=9)
    if below is not None:
        paper = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"}
        look: dict[str, Any] = {"color": VERMILLION, "size": 9, "bbox": paper, "zorder": 3}
        axes.text(across, up - 0.5, below, ha="center", va="top", **look)


# A figure 4.8 wide and about 3.3 high, in points for one unit of its axes.
POINTS = (33.0, 38.0)


def gap(start: Place, end: Place, label: str) -> float:
    """How far from the centre of a box, in points, an arrow in this direction leaves it."""
    letters = len(label.replace("$", "").replace("_", "").replace("\\,", "").replace("-", "--"))
    across, up = ((e - s) * p for s, e, p in zip(start, end, POINTS, strict=True))
    length = float(np.hypot(across, up))
    wide, high = 8 + 3.2 * letters, 12.0
    return length * min(wide / max(abs(across), 1e-9), high / max(abs(up), 1e-9)) + 2


def arrow(
    axes: Axes, ends: tuple[Place, Place], labels: tuple[str, str], color: str, backward: bool
) -> None:
    """An arrow between two boxes with these labels."""
    start, end = ends
    gaps = gap(start, end, labels[0]), gap(start, end, labels[1])
    if backward:
        start, end, gaps = end, start, gaps[::-1]
    look = {"arrowstyle": "-|>", "color": color, "shrinkA": gaps[0], "shrinkB": gaps[1]}
    look["linewidth"] = 1.0 if color == MUTED else 2.0
    axes.annotate("", end, start, arrowprops=look)


def beside(
    axes: Axes, ends: tuple[Place, Place], labels: tuple[str, str], text: str, color: str
) -> None:
    """A slope at the middle of an arrow between two boxes: above a level one, on a steep one."""
    (x0, y0), (x1, y1) = ends
    length = float(np.hypot((x1 - x0) * POINTS[0], (y1 - y0) * POINTS[1]))
    first, last = (gap(*ends, label) / length for label in labels)
    share = (first + 1 - last) / 2
    lift = 0.28 if y0 == y1 else 0.0
    on_edge(axes, (x0, y0 + lift), (x1, y1 + lift), share, [(text, color)])


def edge(axes: Axes, start: Place, end: Place, color: str, width: float, backward: bool) -> None:
    """An arrow between two units, or back from the second to the first."""
    if backward:
        start, end = end, start
    look = {"arrowstyle": "-|>,head_width=0.25", "color": color, "shrinkA": 13, "shrinkB": 13}
    axes.annotate("", end, start, arrowprops=look | {"linewidth": width})


def on_edge(
    axes: Axes, start: Place, end: Place, share: float, lines: list[tuple[str, str]]
) -> None:
    """Numbers on an arrow, one below the other, where it has gone this share of its way."""
    across, up = (s + share * (e - s) for s, e in zip(start, end, strict=True))
    box = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"}
    for k, (text, color) in enumerate(lines):
        height = up + 0.2 * (len(lines) - 1) - 0.4 * k
        axes.text(across, height, text, ha="center", va="center", size=9, color=color, bbox=box)

"""What chapters share on axes with numbers: a panel and its limits, two classes, ticks."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse.pictures._words import power_of_ten
from dlcourse.plots import BLUE, PAPER, VERMILLION

Array = NDArray[Any]
Range = tuple[float, float]  # from, to
Place = tuple[float, float, float, float]  # left, bottom, width and height, as shares of a figure

WIDTH, HEIGHT, LOW = 3.1, 2.9, 2.2  # of a panel, in inches


def panel(
    xlabel: str = "", ylabel: str = "", xlim: Range | None = None, ylim: Range | None = None
) -> tuple[Figure, Axes]:
    """One of two panels that stand side by side. Without limits it takes in what is drawn."""
    figure, axes = plots.canvas(width=WIDTH, height=HEIGHT)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    if xlim is not None:
        axes.set_xlim(xlim)
    if ylim is not None:
        axes.set_ylim(ylim)
    return figure, axes


def limits(axes: Axes, xlabel: str, ylabel: str, xlim: Range, ylim: Range) -> None:
    """Name the two axes, and say from where to where they go."""
    axes.set(xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim)


def placed(
    place: Place = (0, 0, 1, 1), *, width: float = WIDTH, height: float = HEIGHT
) -> tuple[Figure, Axes]:
    """A canvas whose axes have a fixed place: the same in every frame.

    To measure how much room the labels need takes as long as the drawing itself.
    """
    figure, axes = plots.canvas(width=width, height=height)
    figure.set_layout_engine("none")
    axes.set_position(place)
    return figure, axes


def half() -> tuple[Figure, Axes]:
    """One of two panels whose axes have fixed places, so that the two stand level.

    On a phone one stands below the other: low as they are, both are seen with their controls.
    """
    return placed((0.21, 0.23, 0.75, 0.73), height=LOW)


def two_classes(axes: Axes, X: Array, y: Array) -> None:
    """Draw examples X (m, 2): triangles where y is 0, circles where it is 1."""
    for label, marker, color in ((0, "^", VERMILLION), (1, "o", BLUE)):
        x1, x2 = X[y == label].T
        axes.plot(x1, x2, marker, color=color, ms=5, mec=PAPER, mew=0.5)


def powers_of_ten(axes: Axes, powers: range) -> None:
    """Ticks of a logarithmic y axis, as plain text: mathtext would take most of a frame's time."""
    ticks = [10.0**power for power in powers]
    axes.set_yscale("log")
    axes.set_yticks(ticks, labels=[power_of_ten(power) for power in powers])
    axes.minorticks_off()
    axes.set_ylim(ticks[0], ticks[-1])

"""The picture of chapter 4 in which a matrix moves the plane.

Grey is where the plane was, blue and green are the columns of the matrix, purple is what comes out.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse._words import Said, _
from dlcourse.experiments import loops_to_matrices as experiments
from dlcourse.pictures._panels import placed
from dlcourse.pictures._words import factor
from dlcourse.plots import BLUE, GREEN, GRID, INK, MUTED, PAPER, PURPLE, number
from dlcourse.widgets import Choice, Frame, Slider, widget

Array = NDArray[Any]

POINT = np.array([2.0, 1])  # the one that is followed
LINES = np.arange(-4.0, 5)  # of the grid
SIDES = {1: "left", 0: "center", -1: "right"}  # of a text that stands right of a point, and so on
PATCH: dict[str, Any] = {"fc": PAPER, "ec": "none", "pad": 0.8}  # so that no line runs through


@widget(
    kind=Choice(Said("the matrix"), tuple(experiments.MOVES), experiments.TURN),
    step=Slider(Said("step"), range(experiments.MOVE_STEPS + 1), 0),
    play="step",
    pace=0.6,
)
def by_columns(kind: str, step: int) -> Frame:
    """A matrix moves the plane with its grid: where two arrows of length 1 go, and a point."""
    W = experiments.moved_plane(kind, step)
    figure, axes = placed(width=3.4, height=2.6)
    axes.set(xlim=(-5.1, 5.1), ylim=(-3.1, 4.7), aspect="equal")
    axes.axis("off")
    for lines, color, width in ((_grid(np.eye(2)), GRID, 1.0), (_grid(W), MUTED, 0.8)):
        axes.plot(*lines, color=color, lw=width)
    z, first = W @ POINT, POINT[0] * W[:, 0]
    way = np.array([np.zeros(2), first, z])
    axes.plot(*way.T, ":", color=INK, lw=1.6)
    for column, color, text in ((0, BLUE, _("column 0")), (1, GREEN, _("column 1"))):
        end = W[:, column]
        along = end / np.linalg.norm(end)
        right = np.array([along[1], -along[0]])
        axes.quiver(0, 0, *end, color=color, angles="xy", scale_units="xy", scale=1, width=0.013)
        x, y = end + 0.2 * along + (0.6 if column == 0 else -0.6) * right  # on its own side
        beside = int(np.sign(x - end[0])) if abs(x - end[0]) > 0.3 else 0
        axes.text(x, y, text, color=color, ha=SIDES[beside], va="center", size=9.5, bbox=PATCH)
    axes.plot(*z, "o", color=PURPLE, ms=8)
    places = {"zero": _point(W[:, 0]), "one": _point(W[:, 1]), "z": _point(z)}
    return Frame(
        figure,
        _(
            "A plane with its grid, and what moves it: {kind}. At step {step} of {steps} the "
            "arrow (1, 0) has come to {zero} and the arrow (0, 1) to {one}. The point (2, 1) is at "
            "{z}. The lines of the grid are straight still.",
            kind=_(kind),
            step=step,
            steps=experiments.MOVE_STEPS,
            **places,
        ),
        _("{by_zero}·{zero} + {by_one}·{one} = {z}", by_zero=_by(0), by_one=_by(1), **places),
        {"x": float(z[0]), "y": float(z[1])},
    )


def _grid(W: Array) -> tuple[Array, Array]:
    """The grid after W, as one line with gaps: x and y."""
    ends = LINES[[0, -1]]
    upright = [(x, y) for x in LINES for y in (*ends, np.nan)]
    level = [(x, y) for y in LINES for x in (*ends, np.nan)]
    x, y = W @ np.array(upright + level).T
    return x, y


def _point(z: Array) -> str:
    return f"({number(z[0], '.3g')}, {number(z[1], '.3g')})"


def _by(k: int) -> str:
    return factor(POINT[k])

"""The course's sign, for a browser's tabs and bookmarks: a ball on its way down into a valley.

One set of numbers draws it twice: as an SVG, and with matplotlib for the PNGs.
"""

from __future__ import annotations

import io
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path as Curve
from sphinx.application import Sphinx

from dlcourse.plots import BLUE

# On a square of 32, y downwards: a valley (a parabola by its three Bézier points), and the ball.
SIDE, CORNER = 32, 7
VALLEY = [(5, 7), (16, 46), (27, 7)]
BALL, RADIUS = (12.4, 10.4), 3.4
LINE, CHALK, WARM = 2.8, "#ffffff", "#ffb37d"


def svg() -> str:
    """The sign as an SVG. Blue with white on it is seen in a light tab and in a dark one."""
    (x0, y0), (x1, y1), (x2, y2) = VALLEY
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" rx="{CORNER}" fill="{BLUE}"/>'
        f'<path d="M{x0} {y0}Q{x1} {y1} {x2} {y2}" fill="none" stroke="{CHALK}" '
        f'stroke-width="{LINE}" stroke-linecap="round"/>'
        f'<circle cx="{BALL[0]}" cy="{BALL[1]}" r="{RADIUS}" fill="{WARM}"/></svg>\n'
    )


def draw(figure: Figure, corner: tuple[float, float], size: float, *, round_: bool = True) -> None:
    """Draw the sign into a figure: its lower left corner as a share of the figure, size in pixels.

    round_: with round corners; a phone that makes icons rounds them itself.
    """
    width, height = figure.get_size_inches() * figure.dpi
    axes = figure.add_axes((*corner, size / width, size / height), xlim=(0, SIDE), ylim=(SIDE, 0))
    axes.axis("off")
    point = size / SIDE * 72 / figure.dpi  # a unit of the square, in points
    r = CORNER if round_ else 0
    box = f"round,pad=0,rounding_size={r}" if r else "square,pad=0"
    axes.add_patch(FancyBboxPatch((0, 0), SIDE, SIDE, boxstyle=box, facecolor=BLUE, linewidth=0))
    curve = Curve(VALLEY, [Curve.MOVETO, Curve.CURVE3, Curve.CURVE3])
    axes.add_patch(
        PathPatch(curve, fill=False, edgecolor=CHALK, linewidth=LINE * point, capstyle="round")
    )
    axes.add_patch(Circle(BALL, RADIUS, facecolor=WARM, linewidth=0))


def png(size: int, *, round_: bool = True) -> bytes:
    """The sign as a PNG of size × size pixels."""
    figure = Figure(figsize=(1, 1), dpi=size, facecolor="none")
    draw(figure, (0, 0), size, round_=round_)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the icons that the head of each page names."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "favicon.svg").write_text(svg(), "utf8")
    (folder / "favicon.png").write_bytes(png(48))
    (folder / "apple-touch-icon.png").write_bytes(png(180, round_=False))

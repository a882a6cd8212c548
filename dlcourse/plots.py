"""What every figure shares: the palette, the canvas, and SVG that follows the page's theme.

Draw with PALETTE's colours only. On a page each becomes a CSS variable, so that the same picture
is dark on light and light on dark; in a PNG or a PDF it is the colour named here.

>>> from dlcourse import plots
>>> figure, axes = plots.canvas()
>>> _ = axes.plot([0, 1, 2], [4, 1, 0], color=plots.BLUE)
>>> plots.svg(figure).startswith("<svg")
True
>>> plots.number(-0.5), plots.number(-0.001)
('−0.50', '0.00')
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from dlcourse import _words

# Blue, vermillion, green and purple after Okabe & Ito (2008), safe for colour-blind readers.
PALETTE = {
    "ink": "#1f2933",  # text, axes
    "muted": "#667380",  # what recedes: helper lines, old steps
    "grid": "#d8dde3",
    "paper": "#fefefe",  # the page behind the figure
    "blue": "#0072b2",
    "vermillion": "#c75000",
    "green": "#007f5f",
    "purple": "#a8508a",
}
INK, MUTED, GRID, PAPER, BLUE, VERMILLION, GREEN, PURPLE = PALETTE.values()

Array = NDArray[np.float64]

# A front end that has no variables of ours (JupyterLab) lends its own for text and page.
_FALLBACK = {"ink": "--jp-content-font-color1", "paper": "--jp-layout-color0"}

STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "figure.dpi": 72,  # one point is one SVG unit
    "font.size": 10.5,
    "axes.titlesize": 10.5,
    "axes.labelsize": 10.5,
    "legend.fontsize": 9.5,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.titlecolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": GRID,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=[BLUE, VERMILLION, GREEN, PURPLE]),
    "lines.linewidth": 2,
    "legend.frameon": False,
    "mathtext.fontset": "dejavusans",
    "svg.fonttype": "path",  # a reader's machine need not have our fonts
    "svg.hashsalt": "dlcourse",  # the same figure gives the same bytes
}


_MARGIN = 1.0  # points between a text and the edge of its figure
_ROUNDS = 6  # in which texts of another language are made smaller, by a fifth at most in each
CSS_PX = 100  # how wide an inch of a figure stands on a wide page; a narrow one shrinks it


def canvas(*, width: float = 4.8, height: float = 3.2, **axes: Any) -> tuple[Figure, Axes]:
    """A new figure of one Axes in the course's style: (figure, axes).

    width, height: in inches. 4.8 wide fills a text column and is still readable on a phone; for
    two panels make two figures of 3.1, which stand side by side where there is room for both.
    axes: passed to add_subplot (projection="3d", say). No pyplot: nothing global is left behind.
    """
    with style():
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.add_subplot(**axes)


def style() -> AbstractContextManager[None]:
    """The course's style, inside a with block."""
    return mpl.rc_context(STYLE)  # type: ignore[arg-type]


def svg(figure: Figure, *, prefix: str | None = None) -> str:
    """The figure as one <svg> element to stand inside a page, an element a line.

    PALETTE's colours become CSS variables (--dl-ink, …) with themselves as the fallback. Ids begin
    with prefix (default: a hash of the content), since two figures in one page may share no id.
    The same figure always gives the same text.
    """
    buffer = io.StringIO()
    with style(), _laid_out(figure):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    for name, colour in PALETTE.items():
        fallback = f"var({_FALLBACK[name]}, {colour})" if name in _FALLBACK else colour
        text = text.replace(colour, f"var(--dl-{name}, {fallback})")
    text = text.replace("<svg", f'<svg width="{figure.get_figwidth() * CSS_PX:.0f}"', 1)
    prefix = prefix or "f" + hashlib.sha256(text.encode()).hexdigest()[:8]
    return re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{prefix}-", text).strip()


@contextmanager
def _laid_out(figure: Figure) -> Iterator[None]:
    """Lay a figure out once: left to itself, matplotlib draws all of it a first time for that."""
    engine = figure.get_layout_engine()
    FigureCanvasSVG(figure)  # so that the labels are measured as they will be drawn
    if _words.language() != _words.ENGLISH:  # whose texts were seen to have room
        _fit(figure)
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


def _fit(figure: Figure) -> None:
    """Make texts smaller that the figure's edge would cut, and legends wider than their axes."""
    legends = [legend for axes in figure.axes if (legend := axes.get_legend()) is not None]
    for legend in legends:  # or axes would make room for one that is too wide
        legend.set_in_layout(False)
    for _round in range(_ROUNDS):
        figure.draw_without_rendering()  # which puts labels and legends where they will stand
        too_large = [(text, share) for text, share in _shares(figure) if share < 1]
        for text, share in too_large:
            text.set_fontsize(float(text.get_fontsize()) * max(share, 0.8) * 0.99)
        if not too_large:
            break
    for legend in legends:
        legend.set_in_layout(True)


def _shares(figure: Figure) -> Iterator[tuple[Text, float]]:
    """Each text but numbers at ticks, and the share of its size for which there is room."""
    texts = list(figure.texts)
    for axes in figure.axes:
        titles = (axes.title, axes.xaxis.label, axes.yaxis.label)
        texts += [*axes.texts, *titles, *axes.get_xticklabels(), *axes.get_yticklabels()]
        legend = axes.get_legend()
        if legend is not None:
            share = axes.bbox.width / legend.get_window_extent().width
            yield from ((text, share) for text in (*legend.get_texts(), legend.get_title()))
    room = figure.bbox.padded(-_MARGIN)
    for text in texts:
        if text.get_visible() and re.search(r"\w{2}", text.get_text()):
            at, box = text.get_transform().transform(text.get_position()), text.get_window_extent()
            over = [
                (edge - at[k]) / (side - at[k])
                for k, low, high in ((0, "x0", "x1"), (1, "y0", "y1"))
                for side, edge, out in (
                    (getattr(box, low), getattr(room, low), -1),
                    (getattr(box, high), getattr(room, high), 1),
                )
                if out * (side - edge) > 0 and side != at[k]
            ]
            yield text, min(over, default=1.0)


def number(value: float, fmt: str = ".2f") -> str:
    """The number as a reader sees it: a true minus sign, and none before a zero.

    fmt: a format specification, ".2f" or ",.0f" say, without a sign of its own.
    """
    return f"{value:z{fmt}}".replace("-", "−")


def landscape(
    axes: Axes, x: Array, y: Array, J: Array, *, levels: Sequence[float] | int = 12
) -> None:
    """Draw a cost over two parameters as a map: level lines, and deeper blue for a high cost.

    x: (p,). y: (q,). J: (q, p), J[j, i] at (x[i], y[j]). levels: how many, evenly spaced in cost,
    or the costs themselves in rising order.
    """
    if isinstance(levels, int):
        if not np.isfinite(J).all():
            raise ValueError("J holds NaN or infinity: draw the part where all costs are numbers.")
        low, high = float(np.min(J)), float(np.max(J))
        if low == high:
            raise ValueError(f"J is {low:g} everywhere, so it has no level lines.")
        levels = list(np.linspace(low, high, levels + 1))
    shades = np.linspace(0.0, 0.5, len(levels) - 1)
    axes.contourf(x, y, J, levels=levels, colors=[(BLUE, shade) for shade in shades])
    axes.contour(x, y, J, levels=levels, colors=MUTED, linewidths=0.7)
    axes.grid(False)


def halves(axes: Axes, x: Array, y: Array, a: Array) -> None:
    """Colour the plane by a probability: blue towards 1, vermillion towards 0, nothing at one half.

    x: (p,). y: (q,). a: (q, p) in [0, 1], a[j, i] at (x[i], y[j]).
    """
    steps = np.linspace(0.0, 1.0, 11)
    middles = (steps[:-1] + steps[1:]) / 2
    colours = [(BLUE if p > 0.5 else VERMILLION, abs(p - 0.5)) for p in middles]
    axes.contourf(x, y, a, levels=steps, colors=colours)
    axes.grid(False)


# matplotlib writes a file of its own; inside a page less is enough.
_TIDY: list[tuple[re.Pattern[str], Any]] = [
    (re.compile(r"^.*?(?=<svg)", re.DOTALL), ""),  # the XML header
    (re.compile(r"<metadata>.*?</metadata>", re.DOTALL), ""),
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    # A <style> for * would reach the whole page: the same two properties on the root reach the svg.
    (re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL), ""),
    (
        re.compile(r'<svg[^>]*?(viewBox="[^"]*")[^>]*>'),
        r'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        r'\1 stroke-linejoin="round" stroke-linecap="butt">',
    ),
    (re.compile(r'<g id="[^"]*"'), "<g"),  # nothing refers to a group
    # Two decimals of a point are finer than any screen.
    (
        re.compile(r'(?<= d=")[^"]*|(?<=translate\()[^)]*|(?<= [xy]=")[\d.-]+(?=")'),
        lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found.group()).replace("\n", ""),
    ),
    (re.compile(r"\s*\n\s*"), "\n"),
]

"""Matplotlib's way to show pyplot's figures in a page; the build packs it as dlcourse_figures."""

import dlcourse_shown  # type: ignore[import-not-found]  # in the same pack
from matplotlib.backends.backend_svg import FigureCanvasSVG as FigureCanvas

__all__ = ["FigureCanvas", "show"]


def show(block: bool | None = None) -> None:
    """Show all figures of pyplot below the cell. block: asked for by pyplot; nothing waits here."""
    dlcourse_shown.show_figures()

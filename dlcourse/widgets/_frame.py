"""A frame: one picture, what it shows in words, and the numbers that tests check."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ParamSpec

from matplotlib.figure import Figure

from dlcourse import plots
from dlcourse._words import _
from dlcourse.widgets import _paper
from dlcourse.widgets._letters import plain

P = ParamSpec("P")


@dataclass(frozen=True)
class Frame:
    """What one position of the sliders shows; in a notebook it displays itself.

    figures: drawn with dlcourse.plots.canvas, one or several panels; they stand side by side where
    there is room, and below each other on a phone. alt: what is to be seen, in full sentences, for
    a reader who cannot see it. readout: the numbers under the picture, one short line ("" for
    none). shown: the same numbers by name, for tests and for the text around.
    Raises ValueError when alt is empty: a picture without words is no picture for everyone;
    TypeError when a panel is no Figure.
    """

    figures: Figure | Sequence[Figure] = field(repr=False)
    alt: str
    readout: str = ""
    shown: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.alt.split()) < 4:
            raise ValueError(
                f"alt is {self.alt!r}, but a frame needs a sentence that says what is to be seen."
            )
        for panel in self.panels:
            if not isinstance(panel, Figure):
                raise TypeError(
                    f"figures holds {_a(panel)}, but a Figure is needed: the first that canvas() "
                    "returns."
                )

    def __repr__(self) -> str:
        return plain(self.text)

    @property
    def text(self) -> str:
        """The picture in words, and the numbers under it."""
        said = _("Figure: {alt}", alt=self.alt)
        return f"{said}\n{self.readout}" if self.readout else said

    @property
    def panels(self) -> Sequence[Figure]:
        """The figures, also where there is only one."""
        return self.figures if isinstance(self.figures, Sequence) else [self.figures]

    def svg(self, prefix: str | None = None) -> str:
        """The panels as SVG elements, one after the other; prefix begins their ids."""
        return "\n".join(
            plots.svg(panel, prefix=prefix and f"{prefix}{k}")
            for k, panel in enumerate(self.panels)
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        if _paper.is_read():
            return {"text/plain": self.text, **_paper.picture(self.panels, self.readout)}
        readout = f'<p class="dl-readout">{html.escape(self.readout)}</p>' if self.readout else ""
        figure = f'<figure class="dl-figure">{stage(self.svg(), self.alt)}{readout}</figure>'
        return {"text/plain": self.text, "text/html": figure}


def picture(draw: Callable[P, Frame]) -> Callable[P, Frame]:
    """Make a function that draws one Frame draw it in the course's style."""

    @functools.wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Frame:
        with plots.style():
            frame = draw(*args, **kwargs)
        if not isinstance(frame, Frame):
            raise TypeError(
                f"{draw.__name__} returned {_a(frame)}, but a Frame is needed, a figure with its "
                "words: Frame(figure, alt)."
            )
        return frame

    return styled


def _a(it: object) -> str:
    """What something is, in words."""
    return "None" if it is None else f"an object of type {type(it).__name__}"


def stage(svg: str, alt: str) -> str:
    """The element that holds a picture and its words: the script of the page changes both."""
    return f'<div class="dl-stage" role="img" aria-label="{html.escape(alt)}">{svg}</div>'

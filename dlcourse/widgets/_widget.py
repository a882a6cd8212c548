"""A widget: a plain function of its parameters, and the controls that move them.

One function draws; three doors show it. On the static page every position is a frame drawn when the
book is built, and the page's own script swaps them. With a kernel, ipywidgets call the function.
In the PDF it stands where it starts.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any

from dlcourse.widgets import _paper
from dlcourse.widgets._controls import Control
from dlcourse.widgets._frame import Frame, picture

MOST_FRAMES = 400  # a page is read on slow lines too

# The book's build sets this variable: then a widget shows the page's door.
STATIC = "DLCOURSE_STATIC"


class Widget:
    """A figure with controls; in a notebook it displays itself.

    draw: parameters in, Frame out. controls: one for each parameter of draw, by name.
    play: the name of the parameter that a Play button steps through, or None.
    Calling the widget calls draw; parameters left out take their start value.
    """

    def __init__(
        self, draw: Callable[..., Frame], controls: dict[str, Control], play: str | None = None
    ) -> None:
        functools.update_wrapper(self, draw)
        self.draw, self.controls, self.play = picture(draw), controls, play
        if play is not None and play not in controls:
            raise ValueError(f"play is {play!r}, but the controls are {', '.join(controls)}.")
        count = sum(1 for _ in self.positions())
        if count > MOST_FRAMES:
            raise ValueError(
                f"{self.name} has {count} positions, but a page holds at most {MOST_FRAMES}: "
                "give its controls fewer values."
            )

    @property
    def name(self) -> str:
        """The function's module and name: what the recorded output and error messages say."""
        return f"{self.draw.__module__}.{self.draw.__name__}"

    @property
    def key(self) -> str:
        """A short id, the same on every machine, with which the page's ids begin."""
        return "w" + hashlib.sha256(self.name.encode()).hexdigest()[:8]

    def __call__(self, **values: Any) -> Frame:
        """The frame at these values; what is left out takes its start value.

        Raises ValueError for a name that no control has, and for a value outside a control's.
        """
        start = {name: control.start for name, control in self.controls.items()}
        unknown = values.keys() - start.keys()
        if unknown:
            raise ValueError(f"{self.name} has no control {sorted(unknown)}: it has {list(start)}.")
        for name, value in values.items():
            self.controls[name].check(value)
        return self.draw(**{**start, **values})

    def positions(self) -> Iterator[dict[str, Any]]:
        """Every combination of the controls' values, the last control changing fastest."""
        for values in itertools.product(*(c.values for c in self.controls.values())):
            yield dict(zip(self.controls, values, strict=True))

    def _at_start(self, between: str) -> str:
        """The controls and where they start, in words."""
        return between.join(f"{c.label} = {c.text(c.start)}" for c in self.controls.values())

    def __repr__(self) -> str:
        return f"Widget at {self._at_start(', ')}\n{self()!r}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        if _paper.is_read():
            frame = self()
            words = " · ".join(filter(None, [self._at_start(" · "), frame.readout]))
            return {"text/plain": repr(self), **_paper.picture(frame.panels, words)}
        if os.environ.get(STATIC):
            from dlcourse.widgets._page import page_html

            return {"text/plain": repr(self), "text/html": page_html(self)}
        from dlcourse.widgets._live import live_bundle

        return {**live_bundle(self), "text/plain": repr(self)}


def widget(
    *, play: str | None = None, **controls: Control
) -> Callable[[Callable[..., Frame]], Widget]:
    """Make a frame function a Widget: `@widget(lr=Slider("learning rate α", …))` above its def."""
    return lambda draw: Widget(draw, controls, play)

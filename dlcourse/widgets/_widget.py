"""A widget: a plain function of its parameters, and the controls that move them.

One function draws; three doors show it. On the static page every position is a frame drawn when the
book is built, and the page's own script swaps them. With a kernel, ipywidgets call the function.
In the PDF it stands where it starts.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from dlcourse.widgets import _paper
from dlcourse.widgets._controlled import PACE, Controlled
from dlcourse.widgets._controls import Control
from dlcourse.widgets._frame import Frame
from dlcourse.widgets._live import live_bundle
from dlcourse.widgets._page import page_html

# The book's build sets this variable: then a widget shows the page's door.
STATIC = "DLCOURSE_STATIC"


class Widget(Controlled):
    """A figure with controls; in a notebook it displays itself, by the door that fits."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        if _paper.is_read():
            frame = self()
            words = " · ".join(filter(None, [*self.at_start(), frame.readout]))
            return {"text/plain": self.text, **_paper.picture(frame.panels, words)}
        if os.environ.get(STATIC):
            return {"text/plain": self.text, "text/html": page_html(self)}
        return {**live_bundle(self), "text/plain": self.text}


def widget(
    *, play: str | None = None, pace: float = PACE, **controls: Control
) -> Callable[[Callable[..., Frame]], Widget]:
    """Make a frame function a Widget: `@widget(lr=Slider("learning rate α", …))` above its def."""
    return lambda draw: Widget(draw, controls, play, pace)

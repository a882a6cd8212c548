"""A plain function of its parameters that draws, and the controls that move them."""

from __future__ import annotations

import functools
import hashlib
import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from dlcourse._words import _, listed
from dlcourse.widgets._controls import Control
from dlcourse.widgets._frame import Frame, picture
from dlcourse.widgets._letters import plain

MOST_FRAMES = 400  # a page is read on slow lines too
PACE = 0.4  # seconds that Play shows each step for; what has to be read takes 1.5 and more


class Controlled:
    """A frame function with its controls: what every door shows.

    draw: parameters in, Frame out. controls: one for each parameter of draw, by name.
    play: the name of the parameter through which one button steps and another plays, or None.
    pace: the seconds that Play shows each step for.
    Raises TypeError where the controls are not those of the parameters.
    Calling it calls draw; parameters left out take their start value.
    """

    def __init__(
        self,
        draw: Callable[..., Frame],
        controls: dict[str, Control],
        play: str | None = None,
        pace: float = PACE,
    ) -> None:
        _demand_fitting(draw, controls)
        functools.update_wrapper(self, draw)
        self.draw, self.controls, self.play, self.pace = picture(draw), controls, play, pace
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
        chosen = {**start, **values}
        return self.draw(**{name: self.controls[name].own(chosen[name]) for name in chosen})

    def positions(self) -> Iterator[dict[str, Any]]:
        """Every combination of the controls' values, the last control changing fastest."""
        for values in itertools.product(*(c.values for c in self.controls.values())):
            yield dict(zip(self.controls, values, strict=True))

    def at_start(self) -> list[str]:
        """The controls and where they start, each in words."""
        starts = ((c.name, c.text(c.start)) for c in self.controls.values())
        return [_("{label} = {value}", label=label, value=value) for label, value in starts]

    def __repr__(self) -> str:
        return plain(self.text)

    @property
    def text(self) -> str:
        """The controls, and the picture at their start, in words."""
        return _("Widget at {controls}", controls=listed(self.at_start())) + f"\n{self().text}"


def _demand_fitting(draw: Callable[..., Frame], controls: dict[str, Control]) -> None:
    """Demand a control for each parameter of draw, and a parameter for each control."""
    for name, control in controls.items():
        if not isinstance(control, Control):
            raise TypeError(
                f"{name} is {control!r}, but a control is needed: a Slider or a Choice."
            )
    try:
        inspect.signature(draw).bind(**controls)
    except TypeError:
        wanted, given = ", ".join(inspect.signature(draw).parameters), ", ".join(controls)
        raise TypeError(
            f"{draw.__name__} takes {wanted or 'nothing'}, but the controls are named "
            f"{given or 'nothing'}: each parameter needs a control of its name."
        ) from None

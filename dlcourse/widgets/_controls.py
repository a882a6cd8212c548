"""The two controls a reader can move: a slider over numbers and a choice between names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

from dlcourse._words import _
from dlcourse.plots import number


@dataclass(frozen=True)
class Control:
    """A label and the values it can take. values: at least two, in order; start: one of them.

    unit: how a value is shown, a sentence with a place for it ("{value} m²", say). Label, unit and
    names are Said, English in code, and shown in the reader's language. Raises ValueError when
    start is not one of the values, or when a value stands twice.
    """

    label: str
    values: Sequence[Any]
    start: Any
    unit: str = "{value}"

    def __post_init__(self) -> None:
        if len(set(self.values)) != len(self.values) or len(self.values) < 2:
            raise ValueError(
                f"{self.label!r} has the values {list(self.values)}, "
                "but a control needs at least two, and each only once."
            )
        if self.start not in self.values:
            raise ValueError(
                f"{self.label!r} starts at {self.start!r}, "
                f"which is not one of its values {list(self.values)}."
            )

    @property
    def start_index(self) -> int:
        """The place of start among the values."""
        return list(self.values).index(self.start)

    @property
    def name(self) -> str:
        """The label in the reader's language."""
        return _(self.label)

    def text(self, value: Any) -> str:
        """The value as a reader sees it, with its unit."""
        shown = number(value, "g") if isinstance(value, int | float) else _(value)
        return _(self.unit, value=shown)

    def own(self, value: Any) -> Any:
        """The value as this control has it: the name that is Said, where only its key is given."""
        return next((one for one in self.values if one == value), value)

    def check(self, value: Any) -> None:
        """Raise ValueError for a value that this control cannot take."""
        if value not in self.values:
            raise ValueError(
                f"{self.label!r} cannot be {value!r}: it is one of {list(self.values)}."
            )


@dataclass(frozen=True)
class Slider(Control):
    """Numbers in rising order, each a frame on the page; with a kernel also what lies between.

    fmt: how a number is written, a format specification such as ".2f".
    """

    fmt: str = "g"

    def __post_init__(self) -> None:
        super().__post_init__()
        if list(self.values) != sorted(self.values):
            raise ValueError(f"{self.label!r} has values that do not rise: {list(self.values)}.")

    def check(self, value: Any) -> None:
        """Raise ValueError for what is no number from the first value to the last."""
        low, high = self.values[0], self.values[-1]
        slack = 1e-9 * max(abs(low), abs(high))  # the end of a logarithmic slider is rounded
        if not (isinstance(value, Real) and low - slack <= value <= high + slack):
            raise ValueError(
                f"{self.label!r} cannot be {value!r}: it is a number from {low} to {high}."
            )

    def text(self, value: float) -> str:
        """The number in its format, a true minus sign, and its unit."""
        return _(self.unit, value=number(value, self.fmt))


@dataclass(frozen=True)
class Choice(Control):
    """Names side by side, of which one is chosen."""

"""The two controls a reader can move: a slider over numbers and a choice between names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

from dlcourse.plots import number


@dataclass(frozen=True)
class Control:
    """A label and the values it can take. values: at least two, in order; start: one of them.

    unit follows every value shown (" m²", say, or ""). Raises ValueError when start is not one
    of the values, or when a value stands twice.
    """

    label: str
    values: Sequence[Any]
    start: Any
    unit: str = ""

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

    def text(self, value: Any) -> str:
        """The value as a reader sees it, with its unit."""
        return f"{number(value, 'g') if isinstance(value, int | float) else value}{self.unit}"

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
        return number(value, self.fmt) + self.unit


@dataclass(frozen=True)
class Choice(Control):
    """Names side by side, of which one is chosen."""

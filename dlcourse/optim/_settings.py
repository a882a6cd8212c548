"""Checks of what formulas and classes both take."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import _check


def beta(value: float, name: str = "beta") -> float:
    """Return the share of the past in an average: from 0 to below 1."""
    value = _check.number(value, name)
    if not 0 <= value < 1:
        raise ValueError(
            f"{name} is {value:g}, but it must be at least 0 and below 1: it is the share of the "
            "past in an average, and with 1 nothing new would count."
        )
    return value


def epsilon(value: float) -> float:
    """Return the small number that keeps a division away from 0."""
    value = _check.number(value, "eps")
    if value <= 0:
        raise ValueError(f"eps is {value:g}, but it must be above 0: it keeps 0/0 away.")
    return value


def demand_eps_that_counts(eps: float, dtype: np.dtype[Any]) -> None:
    """Refuse an eps so small that the average of squares beside it is lost: then 0/0 threatens."""
    least = math.sqrt(np.finfo(dtype).tiny)
    if eps < least:
        raise ValueError(
            f"eps is {eps:g}, but in {dtype} the square of a gradient as small as that is 0, and "
            f"0/0 would follow. Give at least {least:.2g}."
        )

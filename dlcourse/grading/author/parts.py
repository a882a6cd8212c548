"""Results in parts: a tuple or a list of results, as deep as it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def by_part(change: Callable[[Any], Any], value: Any) -> Any:
    """Return a value of the same structure, with each of its parts changed."""
    if isinstance(value, tuple | list):
        return type(value)(by_part(change, part) for part in value)
    return change(value)

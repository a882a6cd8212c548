"""Results of single precision: right to seven digits, which is all that float32 has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

DIGITS = 1e-5  # of a result; a sum of some hundred terms loses no more than two of the seven digits


def is_single(value: Any) -> bool:
    """Say whether every number of a plain value is one of float32, and some are of no shorter type.

    A scalar comes from the sandbox as Python's own float, so the type alone does not tell. 0, 1 and
    0.5 are numbers of every type, and tell nothing.
    """
    tells = False
    with np.errstate(all="ignore"):
        for numbers in _floats(value):
            if not (numbers.astype(np.float32) == numbers).all():
                return False  # as nearly all are: so nothing more is looked at
            tells = tells or not (numbers.astype(np.float16) == numbers).all()
    return tells


def lost(value: Any, right: Any = None) -> bool:
    """Say whether an array of float32 has 0, infinity or NaN where the right number is another.

    There the type may be to blame: it has nothing closer to 0 than about 1e-45, nor above 3e38.
    right: the right plain value; None, where it is not known, leaves every such entry suspect.
    """
    if isinstance(value, list | tuple):
        known = right if isinstance(right, list | tuple) and len(right) == len(value) else None
        return any(map(lost, value, known or [None] * len(value)))
    if not (isinstance(value, np.ndarray) and value.dtype == np.float32):
        return False
    same = value == right if np.shape(right) == value.shape else np.zeros(value.shape, bool)
    return bool((~same & ~(np.isfinite(value) & (value != 0))).any())


def _floats(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the finite numbers with a point in a plain value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _floats(item)
    elif isinstance(value, float | np.ndarray):
        numbers = np.asarray(value)
        if numbers.dtype.kind == "f":
            yield numbers[np.isfinite(numbers)].astype(np.float64)


def close(left: Any, right: Any, rtol: float) -> Any:
    """Say for each entry whether left is right.

    It may be off by `rtol` of its own size, and by `rtol` of the largest one's, if that is below 1.
    """
    same = np.equal(left, right)
    if np.all(same):  # most answers are, and to weigh them takes ten times as long
        return same
    scale = float(np.max(np.abs(right), initial=0.0))
    return np.isclose(left, right, rtol=rtol, atol=rtol * min(scale, 1.0))


def exact(value: Any, right: Any) -> Any:
    """Return a plain value of single precision with right's numbers, where it is right to DIGITS.

    So a law that compares to more digits is fair to it. What differs in a shape or in one number
    comes back as it is, and so does what is of double precision.
    """
    return right if is_single(value) and _alike(value, right) else value


def _alike(value: Any, right: Any) -> bool:
    if isinstance(value, dict) and isinstance(right, dict):
        return value.keys() == right.keys() and all(_alike(value[k], right[k]) for k in value)
    if isinstance(value, list | tuple) and type(value) is type(right):
        return len(value) == len(right) and all(map(_alike, value, right))
    if np.shape(value) != np.shape(right):
        return False
    if not isinstance(value, float | int | np.ndarray):
        return type(value) is type(right) and bool(value == right)
    if not np.issubdtype(np.asarray(right).dtype, np.number):
        return bool(np.array_equal(value, right))
    return bool(np.all(close(value, right, DIGITS)))

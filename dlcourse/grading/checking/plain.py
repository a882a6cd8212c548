"""Plain data: what may come back from a student's function, compared and put into words."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from dlcourse._words import Said, _, said
from dlcourse.grading.exercise.spec import SHOWN, Failed
from dlcourse.grading.sandbox.errors import ONE_BY_ONE, WITHOUT_ORDER

IMMUTABLE = (bool, int, float, str)


def plain(value: Any) -> Any:
    """Return value as None, bool, int, float, str, a NumPy array, or lists, tuples, dicts of them.

    Numbers of NumPy become Python's. Raises Failed for anything else.
    """
    if isinstance(value, np.ndarray | np.generic):
        array = np.array(value, subok=False)
        if array.dtype.kind not in "biuf":
            raise Failed(
                Said(
                    "The result holds values of type {type}, which are no numbers.",
                    type=array.dtype,
                )
            )
        if array.dtype.kind in "iu":
            array = array.astype(np.int64)
        elif array.dtype not in (np.bool_, np.float32, np.float64):
            array = array.astype(np.float64)
        return array.item() if array.ndim == 0 else array
    if value is None or type(value) in IMMUTABLE:
        return value
    if isinstance(value, tuple):
        return tuple(plain(v) for v in value)
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, dict) and all(isinstance(k, str) for k in value):
        return {k: plain(v) for k, v in value.items()}
    name = type(value).__name__
    if in_place := no_list(name):
        raise Failed(in_place, got=name)
    raise Failed(
        Said(
            "The result is of type {type}. What comes back from a function here is a number, a "
            "word, a NumPy array, or a list or tuple of such.",
            type=name,
        ),
        got=name,
    )


def copied(value: Any) -> Any:
    """Return a copy of plain data, in which no two parts are the same array."""
    kind = type(value)
    if value is None or kind in IMMUTABLE:
        return value
    if kind is np.ndarray and not value.dtype.hasobject:
        return value.copy(order="K")
    if kind is tuple or kind is list:
        return kind(map(copied, value))
    return copy.deepcopy(value)


def no_list(type_name: str) -> str:
    """Return the sentence about a result that is no list, though it looks like one; or nothing."""
    if type_name in ONE_BY_ONE:
        return Said(
            "The result is of type {type}, which hands out its items one by one. Make a list of "
            "it: `list(...)`, or square brackets around what stands there.",
            type=type_name,
        )
    if type_name in WITHOUT_ORDER:
        return Said(
            "The result is of type {type}, in which nothing has a place. Return a list.",
            type=type_name,
        )
    return ""


def alike(a: Any, b: Any, *, rtol: float = 1e-6, atol: float = 1e-9) -> bool:
    """Whether two plain values have the same structure and nearly the same numbers.

    A list of numbers is like the array of them.
    """
    if isinstance(a, str) or isinstance(b, str) or a is None or b is None:
        return type(a) is type(b) and bool(a == b)
    if isinstance(a, dict) or isinstance(b, dict):
        if not (isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys()):
            return False
        return all(alike(a[k], b[k], rtol=rtol, atol=atol) for k in a)
    one_of_each = isinstance(a, list) != isinstance(b, list)
    if one_of_each and isinstance(a, np.ndarray | list) and isinstance(b, np.ndarray | list):
        # as every check reads it: a list of numbers is an array
        return len(a) == len(b) and all(
            alike(x, y, rtol=rtol, atol=atol) for x, y in zip(a, b, strict=True)
        )
    if isinstance(a, tuple | list) or isinstance(b, tuple | list):
        if not (isinstance(a, tuple | list) and isinstance(b, tuple | list) and len(a) == len(b)):
            return False
        return all(alike(x, y, rtol=rtol, atol=atol) for x, y in zip(a, b, strict=True))
    if np.shape(a) != np.shape(b):
        return False
    with np.errstate(all="ignore"):
        left, right = np.asarray(a, float), np.asarray(b, float)
        if (left == right).all():
            return True
        return bool(np.allclose(left, right, rtol=rtol, atol=atol, equal_nan=True))


def shown(value: Any) -> str:
    """Put a plain value into a short text."""
    if value is None:
        return _("nothing (None)")
    if isinstance(value, bool | int | str):
        return repr(value)[:200]
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple | list):
        inside = ", ".join(shown(v) for v in value[:SHOWN])
        more = ", …" if len(value) > SHOWN else ""
        return f"({inside}{more})" if isinstance(value, tuple) else f"[{inside}{more}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{shown(k)}: {shown(v)}" for k, v in list(value.items())[:SHOWN])
        return f"{{{inside}}}"
    if isinstance(value, np.ndarray):
        return _shown_array(value)
    return type(value).__name__


def _shown_array(array: np.ndarray[Any, Any]) -> str:
    """Put an array into words: all of it, or its shape and its first entries."""
    if array.size <= SHOWN:
        if array.size:
            return shown(array.tolist())
        nothing = shown(array.tolist())
        return _("{nothing} with shape {shape}", nothing=nothing, shape=array.shape)
    first = ", ".join(shown(v) for v in array.ravel()[:4].tolist())
    return _(
        "an array of shape {shape} that begins with {first}, …", shape=array.shape, first=first
    )


def shown_arguments(given: dict[str, Any]) -> str:
    """Put the arguments of a call into one text: name = value."""
    return ", ".join(f"{said(name)} = {shown(value)}" for name, value in given.items())

"""Checks of shapes and values whose messages name both sides and the likely cause."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

FloatArray = NDArray[np.floating[Any]]

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
_MOST = 2**31  # entries of one array that nobody means to ask for: 16 GiB of float64

_SHOWN = 4  # numbers that a name of an object still shows


def float_array(
    x: ArrayLike,
    name: str,
    *,
    default: DTypeLike = np.float64,
    dtype: np.dtype[Any] | None = None,
) -> FloatArray:
    """Return x as float32 or float64; other numbers take the default. NaN and infinity may pass.

    dtype: the type that is needed, if only one will do.
    """
    if type(x) is np.ndarray and x.size:  # nearly always so
        kind = x.dtype
        if kind is dtype or (dtype is None and kind in _FLOATS):
            return x
    if dtype is not None:
        return float_array(x, name, default=dtype).astype(dtype, copy=False)
    no_mask(x, name)
    try:
        array = np.asarray(x)
    except ValueError:
        raise ValueError(
            f"{name} is not a table: its rows have different lengths. "
            "Give every row the same number of entries."
        ) from None
    if array.dtype.kind not in "biuf":
        raise ValueError(
            f"{name} holds values of type {array.dtype}, but real numbers are needed. "
            "Turn text, missing values and other objects into numbers first."
        )
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}. Give at least one number.")
    if array.dtype in _FLOATS:
        return array
    with np.errstate(over="ignore"):  # a wider type may hold more: finite_array then sees inf
        return array.astype(default)


def no_mask(x: Any, name: str) -> None:
    """Refuse a masked array, whose mask NumPy drops in silence where it makes a plain array."""
    rows = x if isinstance(x, list | tuple) else (x,)
    if any(isinstance(row, np.ma.MaskedArray) for row in rows):
        raise ValueError(
            f"{name} is a masked array, but here every entry would count, the masked ones too. "
            f"Leave masked rows out, or fill them in: {name}.filled(value)."
        )


def float_dtype(dtype: DTypeLike, name: str = "dtype") -> np.dtype[Any]:
    """Return float32 or float64 as NumPy's type, however it is named: "float32" is np.float32."""
    with suppress(TypeError):  # where NumPy knows no such type
        if dtype is not None and (found := np.dtype(dtype)) in _FLOATS:
            return found
    raise ValueError(f"{name} is {dtype!r}, but it must be np.float32 or np.float64.")


def finite_array(x: ArrayLike, name: str, *, default: DTypeLike = np.float64) -> FloatArray:
    """Return x as a float array that holds neither NaN nor infinity."""
    array = float_array(x, name, default=default)
    finite(array, name)
    return array


def finite(array: FloatArray, name: str) -> None:
    """Demand neither NaN nor infinity."""
    if math.isfinite(np.vdot(array, array)):
        return  # nearly always so, and one call; a square may overflow where no entry does
    bad = ~np.isfinite(array)
    if bad.any():
        where, value = _first(bad, array)
        raise ValueError(
            f"{name} holds {value}{where}, but every entry must be a finite number. "
            "Fill in or remove missing values first."
        )


def same_shape(left: FloatArray, right: FloatArray, left_name: str, right_name: str) -> None:
    """Demand equal shapes, because NumPy would broadcast different ones in silence."""
    if left.shape == right.shape:
        return
    cause = "Give both the same shape."
    for a, b, name in ((left, right, left_name), (right, left, right_name)):
        if a.shape == (*b.shape, 1) and b.ndim == 1:
            cause = f"NumPy would silently compare every pair. Use {name}[:, 0]."
    raise ValueError(
        f"{left_name} has shape {left.shape} but {right_name} has shape {right.shape}: {cause}"
    )


def finite_pair(
    left: ArrayLike, right: ArrayLike, left_name: str, right_name: str = "y"
) -> tuple[FloatArray, FloatArray]:
    """Return two finite arrays of the same shape; whole numbers on the right take the left type."""
    left = finite_array(left, left_name)
    right = finite_array(right, right_name, default=left.dtype)
    same_shape(left, right, left_name, right_name)
    return left, right


def table(X: FloatArray, name: str = "X") -> None:
    """Demand two axes: one row for each example, one column for each feature."""
    if X.ndim != 2:
        cure = (
            f" For one feature use {name}[:, np.newaxis], for one example {name}[np.newaxis]."
            if X.ndim == 1
            else ""
        )
        raise ValueError(
            f"{name} has shape {X.shape}, but it needs one row for each example "
            f"and one column for each feature: (m, n).{cure}"
        )


def examples(X: FloatArray, y: FloatArray) -> None:
    """Demand X (m, n) and y (m,)."""
    table(X)
    if y.ndim != 1:
        cure = " Use y[:, 0]." if y.ndim == 2 and y.shape[1] == 1 else ""
        raise ValueError(f"y has shape {y.shape}, but it needs one number for each example.{cure}")
    if len(X) != len(y):
        turned = X.shape[1] == len(y)
        cure = " Are the examples the columns, as in the lecture? Use X.T." if turned else ""
        raise ValueError(f"X has shape {X.shape} but y has shape {y.shape}: one y a row.{cure}")


def X_and_y(X: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return a finite X (m, n) and a finite y (m,)."""
    X_array = finite_array(X, "X")
    y_array = finite_array(y, "y", default=X_array.dtype)
    examples(X_array, y_array)
    return X_array, y_array


def binary_labels(y: FloatArray, name: str = "y") -> None:
    """Demand that every label is 0 or 1."""
    bad = (y != 0) & (y != 1)
    if not bad.any():
        return
    finite(y, name)
    if np.isin(y, (-1, 1)).all():
        raise ValueError(
            f"{name} holds the labels -1 and +1, which belong to the perceptron. "
            f"This formula needs 0 and 1: use ({name} + 1) / 2."
        )
    where, value = _first(bad, y)
    raise ValueError(f"{name} holds {value}{where}, but every label must be 0 or 1.")


def probabilities(a: FloatArray, name: str = "a") -> None:
    """Demand that every entry lies between 0 and 1."""
    bad = ~((a >= 0) & (a <= 1))
    if bad.any():
        where, value = _first(bad, a)
        raise ValueError(
            f"{name} holds {value}{where}, but a probability lies between 0 and 1. "
            f"If {name} is the sum z before the sigmoid, use sigmoid_cross_entropy(z, y)."
        )


def number(value: Any, name: str) -> float:
    """Return one finite number as a Python float."""
    if not isinstance(value, float):  # most are, and need no more questions
        if np.ndim(value) != 0:
            raise ValueError(f"{name} has shape {np.shape(value)}, but one number is needed.")
        if np.asarray(value).dtype.kind not in "biuf":
            raise ValueError(f"{name} is {value!r}, but a real number is needed.")
    result = float(value)
    if not math.isfinite(result):
        raise ValueError(f"{name} is {result}, but a finite number is needed.")
    return result


def learning_rate(value: Any, name: str = "lr") -> float:
    """Return a positive learning rate."""
    lr = number(value, name)
    if lr <= 0:
        raise ValueError(
            f"{name} is {lr:g}, but the learning rate must be positive: "
            "with 0 nothing moves, and a negative one climbs."
        )
    return lr


def tolerance(value: Any, name: str = "tol") -> float:
    """Return a tolerance: zero or more."""
    tol = number(value, name)
    if tol < 0:
        raise ValueError(f"{name} is {tol:g}, but no length is below 0: the rule would never stop.")
    return tol


def penalty(value: Any, name: str = "alpha") -> float:
    """Return the strength of a penalty: zero or more."""
    alpha = number(value, name)
    if alpha < 0:
        raise ValueError(f"{name} is {alpha:g}, but it must be 0 or more: below 0 it rewards size.")
    return alpha


def count(value: Any, name: str, *, least: int = 1) -> int:
    """Return a whole number, `least` or more."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ValueError(f"{name} is {value!r}, but a whole number is needed.")
    if value < least:
        raise ValueError(f"{name} is {value}, but it must be at least {least}.")
    return int(value)


def room(shape: tuple[int, ...], name: str, cause: str) -> None:
    """Demand that an array of this shape is one that somebody may want, before memory runs out."""
    if (entries := math.prod(shape)) > _MOST:
        raise ValueError(
            f"{name} would have shape {shape} and take {8 * entries / 2**30:,.0f} GiB of memory. "
            f"{cause}"
        )


def check_rng(rng: object, name: str) -> np.random.Generator:
    """Return rng if it is a numpy Generator; the error says how to make one."""
    if not isinstance(rng, np.random.Generator):
        problem = "needs rng" if rng is None else f"got rng = {rng!r}, which is no numpy Generator"
        raise TypeError(
            f"{name} {problem}. Write rng=np.random.default_rng(0): "
            "the same seed then gives the same numbers each time."
        )
    return rng


def _first(bad: NDArray[np.bool_], array: FloatArray) -> tuple[str, str]:
    """Say where the first bad entry is, and what it is."""
    index = tuple(int(k) for k in np.argwhere(bad)[0])
    where = f" at index {list(index)}" if index else ""
    return where, f"{array[index]:g}"


def short(it: Any, names: Iterable[str]) -> str:
    """Name an object with these fields: long arrays by their shapes, long tuples by their lengths.

    For __repr__: a screen of numbers tells less than their shape.
    """

    def shown(value: Any) -> str:
        if isinstance(value, np.ndarray):
            return f"array {value.shape}" if value.size > _SHOWN else f"array({value.tolist()})"
        if isinstance(value, tuple) and len(value) > _SHOWN:
            return f"{len(value)} entries"
        return repr(value)

    fields = (f"{name}={shown(getattr(it, name))}" for name in names)
    return f"{type(it).__name__}({', '.join(fields)})"

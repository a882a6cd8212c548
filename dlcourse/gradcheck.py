"""Central differences: a witness that knows f only by its values, and so can judge any gradient.

>>> from dlcourse.gradcheck import check_gradient, numerical_gradient
>>> numerical_gradient(lambda x: x @ x, [1.0, -3.0]).round(6)
array([ 2., -6.])
>>> right = check_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, -3.0])
>>> right.passed
True
>>> print(check_gradient(lambda x: x @ x, lambda x: -2 * x, [1.0, 0.0]))  # doctest: +ELLIPSIS
The gradient differs from the finite differences. The largest relative error is 2 (limit ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Rounding costs eps/h and the bend of f costs h²: their sum is least near the cube root of eps.
_EPS = float(np.finfo(np.float64).eps)
_H = float(np.cbrt(_EPS))  # eq. (best-step), up to a factor near 1
_MOST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, eq=False, repr=False)
class GradCheck:
    """What check_gradient found: print it, or use `passed` as the verdict."""

    passed: bool
    error: float
    worst: tuple[int, ...]
    analytic: Array
    numeric: Array
    tol: float

    def __repr__(self) -> str:
        return (
            f"GradCheck(passed={self.passed}, error={self.error:.2g}, worst={self.worst}, "
            f"analytic and numeric {self.numeric.shape}, tol={self.tol:g})"
        )

    def __str__(self) -> str:
        verdict = "agrees with" if self.passed else "differs from"
        where = f" at index {list(self.worst)}" if self.worst else ""
        return (
            f"The gradient {verdict} the finite differences. "
            f"The largest relative error is {self.error:.2g} (limit {self.tol:g}){where}: "
            f"df gives {self.analytic[self.worst]:.10g}, "
            f"the differences give {self.numeric[self.worst]:.10g}."
        )


@np.errstate(under="ignore")
def numerical_gradient(f: Callable[[Any], Any], x: ArrayLike, *, h: float = _H) -> Array:
    """Gradient of f at x by central differences.

    ∂f/∂x_k ≈ (f(x + h e_k) − f(x − h e_k)) / (2h), with h scaled by |x_k| where that exceeds 1
    f: takes an array shaped as x, returns one number. x: any shape, float64. h: the step.
    Returns an array shaped as x. The error is about h² |f‴| + 1e-16 |f| / h.
    Raises TypeError for float32; ValueError when f is not one finite number, or h not positive.
    Source: the derivative as a limit, two-sided (row A5). Chapter 2.
    """
    point = _float64(x, "x")
    if not (_is_number(h) and h > 0):
        raise ValueError(f"h is {h}, but the step must be a positive number.")
    return _slopes(*_values_beside(f, point, h))


@np.errstate(under="ignore")
def relative_error(a: ArrayLike, b: ArrayLike, *, floor: float = 0.0) -> float:
    """Largest relative difference between two arrays, entry by entry.

    max_k |a_k − b_k| / max(|a_k|, |b_k|, floor); an entry that is 0 in both counts 0.
    a, b: the same shape, float64. floor: the size below which a difference is measured absolutely.
    Returns a number from 0 to 2; a wrong sign gives 2.
    Raises TypeError for float32, ValueError when the shapes differ or hold NaN or infinity.
    Source: how a finite difference is compared (row A5). Chapter 2.
    """
    if not (_is_number(floor) and floor >= 0):
        raise ValueError(f"floor is {floor}, but a size must be a number from 0.")
    return float(_errors(_float64(a, "a"), _float64(b, "b"), floor).max())


@np.errstate(under="ignore")
def check_gradient(
    f: Callable[[Any], Any], df: Callable[[Any], Any], x: ArrayLike, *, tol: float = 1e-7
) -> GradCheck:
    """Compare a gradient with central differences.

    Passes when every entry's relative error is at most tol, or its difference is mere rounding.
    f: one number from an array shaped as x. df: its gradient, shaped as x. x: float64.
    Returns GradCheck(passed, error, worst, analytic, numeric, tol); print it.
    Raises TypeError for float32, ValueError when df(x) is not shaped as x or not finite, or tol is
    not positive.
    Source: the fourth witness of every gradient (rows A5, C4, E10). Chapter 2.
    """
    if not (_is_number(tol) and tol > 0):
        raise ValueError(f"tol is {tol}, but the tolerance must be a positive number.")
    point = _float64(x, "x")
    if not callable(df):
        raise ValueError(f"df is {df!r}, but a function is needed.")
    analytic = _float64(df(point.copy()), "df(x)")
    if analytic.shape != point.shape:
        raise ValueError(
            f"df(x) has shape {analytic.shape} but x has shape {point.shape}: "
            "a gradient has one entry for each entry of x."
        )
    left, right, width = _values_beside(f, point, _H)
    numeric = _slopes(left, right, width)
    # A rounding of f, or of x on a bend of f, is all that may set the two apart; and even that
    # is forgiven only while it is small beside the largest entry.
    middle = _one_number(f, point.copy())
    with np.errstate(over="ignore"):  # infinite: then the largest entry sets the limit
        bend = np.maximum(np.abs(right - middle), np.abs(left - middle)) / _H
        rounding = 8 * _EPS * (abs(middle) + bend) / width
    floor = np.minimum(rounding / tol, max(1.0, float(np.abs(numeric).max())))
    errors = _errors(analytic, numeric, floor)
    worst = tuple(int(k) for k in np.unravel_index(errors.argmax(), errors.shape))
    error = float(errors[worst])
    return GradCheck(error <= tol, error, worst, analytic, numeric, tol)


def _values_beside(f: Callable[[Any], Any], point: Array, h: float) -> tuple[Array, Array, Array]:
    """Return f a step to the left and to the right along each axis, and the distance between."""
    if not callable(f):
        raise ValueError(f"f is {f!r}, but a function is needed.")
    left, right, width = (np.empty(point.shape) for _ in range(3))
    for k in range(point.size):  # coordinate k
        below, above = point.copy(), point.copy()
        step = h * max(1.0, abs(float(point.flat[k])))
        if abs(float(point.flat[k])) + step > _MOST:
            raise ValueError(f"x holds {point.flat[k]:g}: a step beside it is beyond all numbers.")
        below.flat[k] -= step
        above.flat[k] += step
        width.flat[k] = above.flat[k] - below.flat[k]  # 2h after rounding
        left.flat[k], right.flat[k] = _one_number(f, below), _one_number(f, above)
    return left, right, width


def _slopes(left: Array, right: Array, width: Array) -> Array:
    """Return the differences over the distances; half of each, since the difference may overflow.

    A slope that is beyond all numbers itself is said to be so.
    """
    with np.errstate(over="ignore"):
        slopes = np.asarray((right / 2 - left / 2) / (width / 2))
    if not np.isfinite(slopes).all():
        k = int(np.argmin(np.isfinite(slopes)))
        raise ValueError(
            f"f goes from {left.flat[k]:g} to {right.flat[k]:g} within {width.flat[k]:.2g}: "
            "its slope is beyond all numbers."
        )
    return slopes


def _errors(a: Array, b: Array, floor: Array | float) -> Array:
    if a.shape != b.shape:
        raise ValueError(f"a has shape {a.shape} but b has shape {b.shape}: compare equal shapes.")
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    k = np.frexp(size)[1]  # in units of 2^k a difference does not overflow, and nothing is rounded
    a, b, size = np.ldexp(a, -k), np.ldexp(b, -k), np.ldexp(size, -k)
    return np.asarray(np.abs(a - b) / np.where(size == 0, 1.0, size))


def _is_number(it: Any) -> bool:
    return np.ndim(it) == 0 and np.asarray(it).dtype.kind in "biuf" and bool(np.isfinite(it))


def _float64(x: ArrayLike, name: str) -> Array:
    if isinstance(x, np.ma.MaskedArray):
        raise ValueError(
            f"{name} is a masked array, but here every entry would count, the masked ones too. "
            f"Leave masked entries out, or fill them in: {name}.filled(value)."
        )
    array = np.asarray(x)
    if array.dtype.kind == "f" and array.dtype != np.float64:
        raise TypeError(
            f"{name} is {array.dtype}, but a difference of nearly equal numbers needs float64. "
            f"Use {name}.astype(float)."
        )
    if array.dtype.kind not in "biuf" or array.size == 0:
        raise ValueError(f"{name} holds no real numbers: dtype {array.dtype}, shape {array.shape}.")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity: every entry must be a finite number.")
    return array.astype(np.float64)


def _one_number(f: Callable[[Any], Any], x: Array) -> float:
    value = np.asarray(f(x))
    if value.ndim != 0:
        swapped = " Are f and df swapped?" if value.shape == x.shape else ""
        raise ValueError(f"f returned shape {value.shape}, but it must return one number.{swapped}")
    return float(_float64(value, "f(x)"))

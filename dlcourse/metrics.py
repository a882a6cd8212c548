"""How good the answers are, in numbers that people read; nothing here is differentiated.

>>> from dlcourse.metrics import accuracy, confusion_matrix, r2
>>> accuracy([1, 0, 1, 1], [1, 0, 0, 1])
0.75
>>> confusion_matrix([1, 0, 1, 1], [1, 0, 0, 1])
array([[1, 1],
       [0, 2]])
>>> r2([1.0, 2.0, 5.0], [1.0, 2.0, 6.0]) > 0.9
True
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _check, _scaled
from ._check import FloatArray


def accuracy(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Share of the examples whose class is right.

    (number of i with ŷ_i = y_i) / m
    y_hat, y: (m,), classes as whole numbers. Returns a number from 0 to 1.
    Raises ValueError for other shapes, and for probabilities in place of classes.
    Source: decks A and D, classification (rows A7, D13). Chapter 3.
    """
    y_hat, y = _classes(y_hat, y)
    return float(np.mean(y_hat == y))


def confusion_matrix(y_hat: ArrayLike, y: ArrayLike, K: int | None = None) -> NDArray[np.int64]:
    """Count of every pair of true class and answer.

    C_jk = number of examples of class j that were called k; what is right stands on the diagonal.
    y_hat, y: (m,), classes 0 to K − 1. K: number of classes; without it, the largest label + 1.
    Returns C (K, K).
    Raises ValueError for other shapes, for probabilities, and for a label outside 0 to K − 1.
    Source: deck D, one-hot coding and the choice of a class (row D13). Chapter 11.
    """
    y_hat, y = _classes(y_hat, y)
    K = int(max(y_hat.max(), y.max())) + 1 if K is None else _check.count(K, "K")
    _check.room((K, K), "C", "Are these classes? They are counted 0, 1, 2, …, without gaps.")
    for name, labels in (("y_hat", y_hat), ("y", y)):
        outside = (labels < 0) | (labels >= K)
        if outside.any():
            i = int(outside.argmax())
            raise ValueError(
                f"{name} holds the label {labels[i]:g} at index [{i}], but with K = {K} classes "
                f"the labels are 0 to {K - 1}."
            )
    C = np.zeros((K, K), np.int64)
    np.add.at(C, (y.astype(np.int64), y_hat.astype(np.int64)), 1)
    return C


@np.errstate(over="ignore", under="ignore")
def r2(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Share of the spread of y that the predictions explain.

    R² = 1 − Σ_i (y_i − ŷ_i)² / Σ_i (y_i − ȳ)², with ȳ the mean of y
    y_hat, y: (m,), in one unit. Returns a number up to 1; always answering ȳ gives 0.
    Raises ValueError for other shapes, NaN, or a y that is constant but for rounding: no spread.
    Source: deck A, the housing problem and its cost (rows A2, A3). Chapter 2.
    """
    y_hat, y = _numbers(y_hat, y)
    if _scaled.constant(y):
        raise ValueError(
            f"y is always {y[0]:g}: there is no spread to explain, and x/0 is no number."
        )
    # In units of the largest y, no distance overflows; of the largest distance, no square does.
    k = _scaled.exponent(y)
    y_hat, y = np.ldexp(y_hat.astype(np.float64), -k), np.ldexp(y.astype(np.float64), -k)
    far = y - y.mean()
    unit = np.abs(far).max()
    return float(1 - np.sum(((y - y_hat) / unit) ** 2) / np.sum((far / unit) ** 2))


@np.errstate(over="ignore", under="ignore")
def mean_absolute_error(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Mean distance of the predictions from the truth.

    1/m Σ_i |ŷ_i − y_i|
    y_hat, y: (m,), in one unit. Returns a number in that unit.
    Raises ValueError for other shapes and NaN.
    Source: deck A, the housing problem and its cost (rows A2, A3). Chapter 2.
    """
    both = np.array(_numbers(y_hat, y), dtype=np.float64)  # (2, m)
    k = _scaled.exponent(both)  # in units of the largest, no difference and no sum overflows
    return float(np.ldexp(np.mean(np.abs(np.diff(np.ldexp(both, -k), axis=0))), k))


def _numbers(y_hat: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    y_hat, y = _check.finite_pair(y_hat, y, "y_hat")
    if y.ndim != 1:
        raise ValueError(f"y has shape {y.shape}, but one number for each example is needed: (m,).")
    return y_hat, y


def _classes(y_hat: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return two lists of classes of the same length, as whole numbers."""
    if np.ndim(y_hat) == 2 and np.shape(y_hat)[1] > 1:
        raise ValueError(
            f"y_hat has shape {np.shape(y_hat)}, but one class for each example is needed: (m,). "
            "Use y_hat.argmax(axis=1), and y.argmax(axis=1) if y is one-hot."
        )
    y_hat, y = _numbers(y_hat, y)
    for name, labels in (("y_hat", y_hat), ("y", y)):
        broken = labels != np.round(labels)
        if broken.any():
            i = int(broken.argmax())
            raise ValueError(
                f"{name} holds {labels[i]:g} at index [{i}], but a class is a whole number. "
                f"If these are probabilities, use {name} >= 0.5."
            )
    return y_hat, y

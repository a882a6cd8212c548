"""What is done to numbers before training: standardise features, write labels one-hot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlcourse import _check, _scaled
from dlcourse._check import FloatArray, count, finite_array, table


@dataclass(frozen=True, eq=False, repr=False)
class Standardiser:
    """The mean and the standard deviation of each feature, as measured on the training examples.

    z = (x − mean) / std,  x = z · std + mean
    mean, std: (n,), in the units of the features.
    """

    mean: FloatArray
    std: FloatArray

    def __repr__(self) -> str:
        return _check.short(self, ("mean", "std"))

    def apply(self, X: ArrayLike) -> FloatArray:
        """Return Z = (X − mean) / std, a pure number. X: (m, n), in the units of the features."""
        X = self._checked(X, "X")
        Z: FloatArray = ((X - self.mean) / self.std).astype(X.dtype)
        return Z

    def undo(self, Z: ArrayLike) -> FloatArray:
        """Return X = Z · std + mean, in the units of the features again. Z: (m, n)."""
        Z = self._checked(Z, "Z")
        X: FloatArray = (Z * self.std + self.mean).astype(Z.dtype)
        return X

    def _checked(self, X: ArrayLike, name: str) -> FloatArray:
        """Return X as floats; raise ValueError unless its columns are those that were measured."""
        array, n = finite_array(X, name), len(self.mean)
        table(array, name)
        if array.shape[1] != n:
            raise ValueError(
                f"{name} has shape {array.shape} but the mean was measured on {n} features: "
                f"it needs shape (m, {n})."
            )
        return array


@overload
def standardise(X_train: ArrayLike, /) -> tuple[FloatArray, Standardiser]: ...
@overload
def standardise(
    X_train: ArrayLike, X_test: ArrayLike, /
) -> tuple[FloatArray, FloatArray, Standardiser]: ...
@overload
def standardise(
    X_train: ArrayLike, X_validation: ArrayLike, X_test: ArrayLike, /
) -> tuple[FloatArray, FloatArray, FloatArray, Standardiser]: ...
def standardise(X_train: ArrayLike, /, *others: ArrayLike) -> tuple[Any, ...]:
    """Give every feature mean 0 and standard deviation 1 on the training examples.

    z = (x − mean) / std,  mean = 1/m Σ x,  std = √(1/m Σ (x − mean)²), column by column
    X_train: (m, n). others: test or validation examples, scaled with the mean and std of X_train.
    To measure them on test examples is a mistake: the test would no longer be unseen.
    Returns as many arrays as were given, then the Standardiser:
    Z_train, Z_test, scale = standardise(X_train, X_test).
    Raises ValueError for NaN, a wrong shape, or a feature constant in X_train but for rounding.
    Source: ours. Chapters 1, 2 and 11.
    """
    X_train = finite_array(X_train, "X_train")
    table(X_train, "X_train")
    if len(X_train) < 2:
        raise ValueError("X_train has one example: a spread needs at least two.")
    constant = np.flatnonzero(_scaled.constant(X_train))
    if len(constant):
        k = constant[0]
        raise ValueError(
            f"Column {k} of X_train is always {X_train[0, k]:g} ({len(constant)} of "
            f"{X_train.shape[1]} columns are constant): its standard deviation is 0, and 0/0 is no "
            "number. Leave such columns out, or divide all pixels by one number, such as 16. "
            "Add a column of ones for the bias after you standardise."
        )
    scale = Standardiser(_scaled.mean(X_train, axis=0), _std(X_train))
    return (*(scale.apply(X) for X in (X_train, *others)), scale)


def _std(X: FloatArray) -> FloatArray:
    """Return the standard deviation of each column, also where its squares overflow or vanish."""
    k = _scaled.exponent(X, axis=0)
    U = np.ldexp(X.astype(np.float64), -k)
    std: FloatArray = np.ldexp(U.std(axis=0), k)
    return std


def one_hot(y: ArrayLike, K: int | None = None) -> NDArray[np.float64]:
    """Write each label as a row of zeros with a single one.

    Y_ik = 1 if y_i = k, else 0
    y: (m,), whole numbers 0 to K − 1. K: number of classes; without it, the largest label + 1.
    Give K when some class may be missing from y, as in a small batch. Returns Y (m, K), float64.
    Raises ValueError for a label that is negative, not whole, or K or more, and names the first;
    and for one so large that no memory holds Y.
    Source: deck D, one-hot coding (row D13). Chapter 10.
    """
    y = finite_array(y, "y")
    if y.ndim != 1:
        cure = " Use y[:, 0]." if y.ndim == 2 and y.shape[1] == 1 else ""
        raise ValueError(f"y has shape {y.shape}, but labels need shape (m,).{cure}")
    _refuse(y, y != np.round(y), "is not a whole number")
    _refuse(y, y < 0, "is negative: classes are counted from 0")
    K = int(y.max()) + 1 if K is None else count(K, "K")
    classes = "Is y a list of classes? np.unique(y, return_inverse=True)[1] counts them from 0."
    _check.room((len(y), K), "Y", classes)
    _refuse(y, y >= K, f"is too large: with K = {K} classes the last label is {K - 1}")
    Y = np.zeros((len(y), K))
    Y[np.arange(len(y)), y.astype(np.int64)] = 1  # eq. (one-hot)
    return Y


def _refuse(y: FloatArray, wrong: NDArray[np.bool_], reason: str) -> None:
    """Raise ValueError that names the first label that is wrong, if there is one."""
    if wrong.any():
        i = int(np.argmax(wrong))
        raise ValueError(f"The label y[{i}] = {y[i]:g} {reason}.")

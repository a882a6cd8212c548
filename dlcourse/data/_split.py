"""Deal the examples of a table into a training part and a test part."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlcourse._check import check_rng, no_mask, number


def train_test_split(
    X: ArrayLike,
    y: ArrayLike,
    *,
    test: float = 0.25,
    rng: np.random.Generator | None = None,
    groups: ArrayLike | None = None,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Deal the examples at random into a training part and a test part.

    X: (m, n) or (m, H, W, C). y: (m,) or (m, K). test: the share of the examples, or of the
    groups, that is kept for the test. rng must be given. groups: (m,) or None; examples of one
    group, such as the digits of one form, stay on one side.
    Returns copies X_train, X_test, y_train, y_test: each example is in exactly one part.
    Raises ValueError when X and y do not fit or a part is empty, TypeError without a Generator.
    Source: deck A, generalisation (row A13). Chapters 3 and 11.
    """
    rng = check_rng(rng, "train_test_split")
    for name, given in (("X", X), ("y", y), ("groups", groups)):
        no_mask(given, name)
    X, y = np.asarray(X), np.asarray(y)
    _check_pair(X, y)
    m = len(X)
    g = np.arange(m) if groups is None else np.asarray(groups)  # no groups: each example its own
    if g.shape != (m,):
        raise ValueError(f"groups has shape {g.shape} but X has {m} examples: give one for each.")
    if not isinstance(test, Real):
        number(test, "test")
    if not 0 < test < 1:
        raise ValueError(
            f"test = {test} is not a share between 0 and 1. For a quarter, write 0.25."
        )
    ids = np.unique(g)
    n_test = int(test * len(ids) + 0.5)  # to the nearest whole number
    if n_test == 0 or n_test == len(ids):
        what = "examples" if groups is None else "groups"
        raise ValueError(
            f"test = {test} of {len(ids)} {what} leaves the {'training' if n_test else 'test'} "
            "part empty. Choose another share, or take more data."
        )
    in_test = np.isin(g, rng.permutation(ids)[:n_test])
    order = rng.permutation(m)
    train, held = order[~in_test[order]], order[in_test[order]]
    return X[train], X[held], y[train], y[held]


def _check_pair(X: NDArray[Any], y: NDArray[Any]) -> None:
    """Raise ValueError, with the likely cause, unless X and y hold the same examples."""
    shapes = f"X has shape {X.shape} and y has shape {y.shape}"
    if X.ndim < 2 <= y.ndim:
        raise ValueError(f"{shapes}: they look swapped. Write train_test_split(X, y, …).")
    if X.ndim < 2:
        raise ValueError(
            f"{shapes}: X needs a row for each example. For one feature use X[:, None]."
        )
    if y.ndim not in (1, 2):
        raise ValueError(f"{shapes}: y needs shape (m,) or (m, K).")
    if len(X) != len(y) and X.shape[1] == len(y):
        raise ValueError(f"{shapes}: the examples of X are its columns. Use X.T.")
    if len(X) != len(y):
        raise ValueError(
            f"{shapes}: they hold {len(X)} and {len(y)} examples, not the same number."
        )

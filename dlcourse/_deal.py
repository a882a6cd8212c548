"""The dealer of mini-batches, for everything that learns from them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from . import _check


def size_of_batch(batch_size: int, m: int) -> int:
    """Return batch_size if it is a whole number from 1 to m."""
    size = _check.count(batch_size, "batch_size")
    if size > m:
        raise ValueError(
            f"batch_size is {size}, but there are {m} examples: a batch is a part of them. "
            f"Use at most {m}."
        )
    return size


def deal(m: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    """Deal the rows 0 … m − 1 once, in random order, size at a time; what is left comes last."""
    order = rng.permutation(m)
    return (order[start : start + size] for start in range(0, m, size))

"""The dealer of mini-batches, for everything that learns from them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from . import _check


def deal(m: int, batch_size: int, rng: object, name: str) -> Iterator[NDArray[np.intp]]:
    """Deal the rows 0 … m − 1 once, in random order, batch_size at a time; the rest comes last.

    name: who asks, for the message where rng is no Generator. Raises ValueError for a batch_size
    that is no whole number from 1 to m.
    """
    size = _check.count(batch_size, "batch_size")
    if size > m:
        raise ValueError(
            f"batch_size is {size}, but there are {m} examples: a batch is a part of them. "
            f"Use at most {m}."
        )
    order = _check.check_rng(rng, name).permutation(m)
    return (order[start : start + size] for start in range(0, m, size))

"""Numbers and data of an exercise that a variant of it has of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import numpy as np

Value = TypeVar("Value")
_RNG: ContextVar[np.random.Generator | None] = ContextVar("rng of a variant", default=None)


def drawn(usual: Value, draw: Callable[[np.random.Generator], Value]) -> Value:
    """Return a number or data that the text of an exercise states.

    usual: what the exercise itself has. draw: returns what a variant has, from its random numbers;
    every value that it can return must leave the exercise sound.
    """
    rng = _RNG.get()
    return usual if rng is None else draw(rng)


@contextmanager
def drawing(seed: str) -> Iterator[None]:
    """Let `drawn` draw: the same for the same seed, whatever its length."""
    number = int.from_bytes(hashlib.sha256(f"variant {seed}".encode()).digest())
    token = _RNG.set(np.random.default_rng(number))
    try:
        yield
    finally:
        _RNG.reset(token)

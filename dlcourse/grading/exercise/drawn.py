"""Numbers and data of an exercise that a variant of it has of its own."""

from __future__ import annotations

import ast
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


def usual_of(code: ast.AST | None) -> ast.expr | None:
    """Return what the exercise itself has where code calls `drawn`; None where it is other code."""
    match code:
        case ast.Call(func=ast.Name(id=drawn.__name__), args=[usual, _]):
            return usual
    return None


def generator(seed: str) -> np.random.Generator:
    """Return random numbers from a seed of any length."""
    number = int.from_bytes(hashlib.sha256(f"variant {seed}".encode()).digest())
    return np.random.default_rng(number)


@contextmanager
def drawing(seed: str) -> Iterator[None]:
    """Let `drawn` draw, and the same for the same seed."""
    token = _RNG.set(generator(seed))
    try:
        yield
    finally:
        _RNG.reset(token)

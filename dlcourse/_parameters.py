"""The arrays that a layer or a network learns: each name has one array, whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from . import _check
from ._check import FloatArray

T = TypeVar("T")


class ByName(Mapping[str, T]):
    """What is held by name, to look at."""

    def __init__(self, held: Mapping[str, T]) -> None:
        self._held = dict(held)

    def __getitem__(self, name: str) -> T:
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


class Parameters(ByName[FloatArray], MutableMapping[str, FloatArray]):
    """Arrays by name. In a network, "0.W" is the W of layer 0.

    A layer, its network and an optimiser all hold the same arrays. So to assign to a name that is
    there already writes the numbers into its array, and does not put another in its place. In a
    network the names are fixed, and all arrays are pieces of one vector, `flat`: an optimiser steps
    through it at once. `flat` is None where layers belong to another network as well.
    """

    def __init__(self, arrays: Mapping[str, ArrayLike] | None = None) -> None:
        super().__init__({})
        self._flat: FloatArray | None = None
        self._fixed = False
        for name, values in (arrays or {}).items():
            self[name] = values  # anything that is an array will do

    @property
    def flat(self) -> FloatArray | None:
        """The vector that all arrays are pieces of, one after the other; write into it at will."""
        return self._flat

    def __setitem__(self, name: str, values: ArrayLike) -> None:
        ours = self._held.get(name)
        if ours is values and ours is not None:  # as after params["W"] *= 2
            return
        new = _check.float_array(values, f"The new {name}")
        if ours is None:
            self._demand_open(name, "cannot be added")
            self._held[name] = new
            return
        if new.shape != ours.shape:
            raise ValueError(
                f"{name} has shape {ours.shape}, but what is assigned to it has shape {new.shape}: "
                "the numbers of a parameter change, its shape does not."
            )
        ours[...] = new

    def __delitem__(self, name: str) -> None:
        self._demand_open(name, "cannot be removed")
        del self._held[name]

    def __repr__(self) -> str:
        return f"Parameters({', '.join(f'{k} {w.shape}' for k, w in self._held.items())})"

    def __getstate__(self) -> dict[str, dict[str, FloatArray]]:
        """Return the arrays alone: a copy stands by itself until a network gathers it."""
        return {"arrays": self._held}

    def __setstate__(self, state: dict[str, dict[str, FloatArray]]) -> None:
        self._held, self._flat, self._fixed = dict(state["arrays"]), None, False

    def stand_for(self, gathered: Parameters) -> Parameters:
        """Mean the arrays of gathered from now on; but where a network has these, return those.

        Whoever holds the params of a network, and is copied along with it, holds those of the copy.
        """
        if self._fixed:
            return gathered
        vars(self).update(vars(gathered))
        return self

    def _demand_open(self, name: str, what: str) -> None:
        if self._fixed:
            raise ValueError(
                f"{name} {what}: these are the arrays of a network, {', '.join(self._held)}. "
                "A layer has to name its parameters before a network is made of it."
            )

    def _move(self, name: str, place: FloatArray) -> None:
        """Let a name mean another array, and take its numbers along."""
        place[...] = self._held[name]
        self._held[name] = place


def named(arrays: Mapping[str, FloatArray]) -> Parameters:
    """Give arrays their names for good."""
    found = Parameters()
    found._held, found._fixed = dict(arrays), True
    return found


def gather(layers: Iterable[Parameters]) -> Parameters:
    """Put the arrays of layers into one vector, and let each layer see its pieces of it.

    Arrays of layers that belong to a network already stay where they are.
    Raises ValueError when arrays differ in type, or two names share their numbers.
    """
    parts = list(layers)
    everything = Parameters()
    everything._held = {
        f"{k}.{name}": w for k, part in enumerate(parts) for name, w in part.items()
    }
    if len({w.dtype for w in everything.values()}) > 1:
        raise ValueError("Some layers are float32 and some float64: give all the same dtype.")
    taken = any(part._fixed for part in parts)
    everything._fixed = True
    if taken or not everything:
        _fix(parts)
        return everything
    _demand_apart(everything)
    everything._flat = flat = np.empty(
        sum(w.size for w in everything.values()), next(iter(everything.values())).dtype
    )
    start = 0
    for k, part in enumerate(parts):
        for name, w in list(part.items()):
            place = flat[start : start + w.size].reshape(w.shape)
            part._move(name, place)
            everything._held[f"{k}.{name}"] = place
            start += w.size
    _fix(parts)
    return everything


def _fix(parts: list[Parameters]) -> None:
    for part in parts:
        part._fixed = True


def _demand_apart(arrays: Parameters) -> None:
    """Refuse two names for the same numbers: each would get a piece of its own, untied."""
    for (one, w), (other, u) in combinations(arrays.items(), 2):
        if np.may_share_memory(w, u):
            raise ValueError(
                f"{one} and {other} share their numbers, but in a network each parameter has its "
                f"own. Give the second a copy; or use one layer for both in a layer of your own."
            )

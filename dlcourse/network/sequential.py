"""Layers in a row: forward from the first to the last, backward from the last to the first."""

import os
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from ..layers import Layer
from ._storage import read, write

# predict passes so many examples at a time: memory stays small however many come.
_AT_ONCE = 512


class Parameters(dict[str, FloatArray]):
    """Arrays by name, "0.W" for the W of layer 0; all are pieces of one vector, `flat`.

    So an optimiser may step through the vector as a whole. Where layers already belong to another
    network, their arrays stay where they are, and `flat` is None.
    """

    flat: FloatArray | None = None


class Sequential:
    """Layers in a row: what one makes is what the next one takes.

    params and grads hold the arrays of all layers: change them in place, do not replace them.
    """

    def __init__(self, *layers: Layer) -> None:
        wrong = [layer for layer in layers if not isinstance(layer, Layer)]
        if wrong or not layers:
            raise ValueError(
                f"A network is made of layers, but it got {wrong[0]!r}."
                if wrong
                else "A network needs at least one layer."
            )
        for k, layer in enumerate(layers):
            if any(layer is earlier for earlier in layers[:k]):
                raise ValueError(
                    f"Layer {k}, {layer!r}, is in the network already: it can remember one forward "
                    "pass only. Make another one."
                )
        self.layers = layers
        self.params = _gather({k: layer.params for k, layer in enumerate(layers)})
        self.grads = _gather({k: layer.grads for k, layer in enumerate(layers)})
        self._lowest = min((k for k, layer in enumerate(layers) if layer.params), default=0)

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.layers))})"

    def forward(self, X: ArrayLike) -> FloatArray:
        """Return the last layer's output for X; every layer remembers what came in."""
        A = X
        for k, layer in enumerate(self.layers):
            try:
                A = layer.forward(A)  # eq. (forward-layer)
            except ValueError as error:
                error.add_note(f"This was in layer {k}, {layer!r}.")
                raise
        return np.asarray(A)

    def backward(self, dZ: ArrayLike, *, need_dX: bool = False) -> FloatArray | None:
        """Fill grads from ∂J/∂Z of the last layer's output Z.

        Returns ∂J/∂X if need_dX; else None, and the layers that come before all parameters rest.
        """
        dA: ArrayLike = dZ
        lowest = 0 if need_dX else self._lowest
        for k in range(len(self.layers) - 1, lowest - 1, -1):
            dA = self.layers[k].backward(dA, need_dA=need_dX or k > lowest)  # type: ignore[assignment]
        return np.asarray(dA) if need_dX else None

    def predict(self, X: ArrayLike) -> FloatArray:
        """Return the last layer's output for X, in small portions; no layer remembers anything.

        For classes take the largest: predict(X).argmax(axis=1).
        """
        X = _check.float_array(X, "X")
        parts = [self.forward(X[i : i + _AT_ONCE]) for i in range(0, len(X), _AT_ONCE)]
        for layer in self.layers:
            layer.forget()
        return np.concatenate(parts)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all parameters to a file, as NumPy's npz. The layers themselves are not written."""
        write(path, self.params)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Read parameters that save wrote, for a network of the same layers.

        Raises ValueError, and changes nothing, when the file is not of this kind, is damaged, or
        belongs to other layers.
        """
        for name, array in read(path, self.params).items():
            self.params[name][...] = array


def _gather(of_layers: Mapping[int, dict[str, FloatArray]]) -> Parameters:
    """Put the arrays of all layers into one vector, and give the layers views of it instead."""
    gathered = Parameters(
        {f"{k}.{name}": array for k, arrays in of_layers.items() for name, array in arrays.items()}
    )
    types = {array.dtype for array in gathered.values()}
    if len(types) > 1:
        raise ValueError("Some layers are float32 and some float64: give all the same dtype.")
    if not gathered or any(array.base is not None for array in gathered.values()):
        return gathered
    gathered.flat = flat = np.concatenate([array.ravel() for array in gathered.values()])
    start = 0
    for k, arrays in of_layers.items():
        for name, array in arrays.items():
            view = flat[start : start + array.size].reshape(array.shape)
            arrays[name] = gathered[f"{k}.{name}"] = view
            start += array.size
    return gathered

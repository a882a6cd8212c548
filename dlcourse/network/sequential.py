"""Layers in a row: forward from the first to the last, backward from the last to the first."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._parameters import Parameters, gather
from .._quiet import tiny_is_zero
from ..layers import Layer
from ._storage import read, write

# predict passes so many examples at a time: memory stays small however many come.
_AT_ONCE = 512


class Sequential:
    """Layers in a row: what one makes is what the next one takes.

    params and grads hold the arrays of all layers, "0.W" for the W of layer 0. To assign to one of
    them writes the numbers into its array, which layer and optimiser see. copy.deepcopy and pickle
    make a network of its own, with the same numbers.
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
        self._layers = layers
        self._lowest = min((k for k, layer in enumerate(layers) if layer.params), default=0)
        self._params, self._grads = _in_one_vector(layers)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, from the first to the last. For other layers make another network."""
        return self._layers

    @property
    def params(self) -> Parameters:
        """The arrays that are learnt, of all layers."""
        return self._params

    @property
    def grads(self) -> Parameters:
        """∂J/∂ each of params, as the last backward left them."""
        return self._grads

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.layers))})"

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the state of another: a copy gathers its arrays into a vector of its own."""
        vars(self).update(state)
        params, grads = _in_one_vector(self._layers)
        self._params, self._grads = self._params.stand_for(params), self._grads.stand_for(grads)

    @tiny_is_zero
    def forward(self, X: ArrayLike) -> FloatArray:
        """Return the last layer's output for X; every layer remembers what came in."""
        A = X
        try:
            for layer in self._layers:
                A = layer.forward(A)  # eq. (forward-layer)
        except ValueError as error:
            error.add_note(f"This was in layer {self.layers.index(layer)}, {layer!r}.")
            raise
        return np.asarray(A)

    @tiny_is_zero
    def backward(self, dZ: ArrayLike, *, need_dX: bool = False) -> FloatArray | None:
        """Fill grads from ∂J/∂Z of the last layer's output Z.

        Returns ∂J/∂X if need_dX; else None, and the layers that come before all parameters rest.
        """
        dA: Any = dZ
        lowest = 0 if need_dX else self._lowest
        for layer in self._layers[:lowest:-1]:
            dA = layer.backward(dA)
            if dA is None:
                raise _nothing_came(self._layers[self._layers.index(layer) - 1])
        dA = self._layers[lowest].backward(dA, need_dA=need_dX)
        return np.asarray(dA) if need_dX else None

    def predict(self, X: ArrayLike) -> FloatArray:
        """Return the last layer's output for X, in small portions; no layer remembers anything.

        For classes take the largest: predict(X).argmax(axis=1). NaN in X is not looked for: it
        shows itself in the answer. Meanwhile `training` of each layer is False.
        """
        X = _check.float_array(X, "X")
        for layer in self.layers:
            layer.training = False
        try:
            parts = [self.forward(X[i : i + _AT_ONCE]) for i in range(0, len(X), _AT_ONCE)]
        finally:
            for layer in self.layers:
                layer.training = True
                layer.forget()
        return np.concatenate(parts)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all parameters to a file, as NumPy's npz. The layers themselves are not written."""
        write(path, self.params)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Read parameters that save wrote, for a network with the same names and shapes.

        Raises ValueError, and changes nothing, when the file is not of this kind, is damaged, has
        other names or shapes, or holds numbers that our type of float does not.
        """
        for name, array in read(path, self.params).items():
            self.params[name] = array


def _in_one_vector(layers: tuple[Layer, ...]) -> tuple[Parameters, Parameters]:
    """Gather the parameters of all layers, and gradients for each, in a vector each."""
    for layer in layers:
        for name, w in layer.params.items():
            if name not in layer.grads:
                layer.grads[name] = np.zeros_like(w)
    # A layer may keep such an array as an attribute, to have it at hand: that has to follow.
    kept = [
        (layer, attribute, arrays, name)
        for layer in layers
        for attribute, value in vars(layer).items()
        for arrays in (layer.params, layer.grads)
        for name, w in arrays.items()
        if value is w
    ]
    params = gather(layer.params for layer in layers)
    grads = gather(layer.grads for layer in layers)
    for layer, attribute, arrays, name in kept:
        setattr(layer, attribute, arrays[name])
    return params, grads


def _nothing_came(layer: Layer) -> ValueError:
    """Say that the layer after this one passed nothing back."""
    return ValueError(
        f"Nothing came back to {layer!r}: the backward of the layer after it returned None, "
        "but the gradient in what it took in is needed here."
    )

"""The first weights of a layer."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import DTypeLike

from .. import _check
from .._check import FloatArray
from ._layer import Layer


class Weighted(Layer):
    """A layer with weights and biases, which it has at hand as attributes, and their gradients."""

    def start(self, W: FloatArray, n_out: int, dtype: DTypeLike) -> None:
        """Take the first W, biases of 0, and make room for their gradients."""
        kind = _check.float_dtype(dtype)
        self.params = {"W": W.astype(kind), "b": np.zeros(n_out, kind)}
        self.grads = {name: np.zeros_like(p) for name, p in self.params.items()}
        self._W, self._b = self.params.values()
        self._dW, self._db = self.grads.values()


def first_weights(
    shape: tuple[int, ...], n_in: int, n_out: int, init: str, rng: np.random.Generator
) -> FloatArray:
    """Draw weights whose variance keeps the size of the signal from layer to layer.

    A sum of n_in products has n_in Var(w) times the variance of what comes in; going back, n_out
    Var(w). Glorot: Var(w) = 2 / (n_in + n_out), between the two. He: 2 / n_in, since a ReLU keeps
    half. Zeros: all units of the layer stay equal for ever; to see just that.
    """
    variances = {
        "glorot": 2 / (n_in + n_out),  # eq. (glorot)
        "he": 2 / n_in,  # eq. (he)
        "zeros": 0.0,
    }
    if init not in variances:
        raise ValueError(f"There is no init {init!r}. There are {', '.join(variances)}.")
    return math.sqrt(variances[init]) * rng.normal(size=shape)

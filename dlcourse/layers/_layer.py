"""What all layers share, a memory; and what those with weights share, their start and way back."""

import math
from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .. import _check
from .. import ops as vectorised
from .._check import FloatArray


class Layer:
    """What every layer has. params and grads are empty where nothing is learnt.

    Backward may be called once or more after forward, and fills grads anew each time.
    """

    def __init__(self) -> None:
        self.params: dict[str, FloatArray] = {}
        self.grads: dict[str, FloatArray] = {}
        self.A: FloatArray | None = None  # what came in: backward needs it

    def forward(self, A: ArrayLike) -> FloatArray:
        """Return what the layer makes of A, and remember A."""
        raise NotImplementedError

    def backward(self, dZ: ArrayLike, *, need_dA: bool = True) -> FloatArray | None:
        """Take ∂J/∂Z of the output Z, fill grads, return ∂J/∂A; None if it is not needed."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop what forward remembered."""
        self.A = None

    def remembered(self) -> FloatArray:
        """Return what came in, or say that nothing did."""
        if self.A is None:
            raise RuntimeError(
                f"{self!r} has no forward pass to go back through: call forward before backward. "
                "After predict there is none either."
            )
        return self.A


def start(layer: Layer, W: FloatArray, n_out: int, dtype: DTypeLike) -> None:
    """Give a layer its first W, biases of 0, and room for their gradients."""
    if dtype not in (np.float32, np.float64):
        raise ValueError(f"dtype is {dtype!r}, but parameters are float32 or float64.")
    layer.params = {"W": W.astype(dtype), "b": np.zeros(n_out, dtype)}
    layer.grads = {name: np.zeros_like(p) for name, p in layer.params.items()}


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


def backward(
    layer: Layer, ops: ModuleType, name: str, dZ: ArrayLike, need_dA: bool, **how: int
) -> FloatArray | None:
    """Go back through the formula `name` of a module, write dW and db into grads, return dA."""
    A, W, dW, db = layer.remembered(), layer.params["W"], layer.grads["W"], layer.grads["b"]
    dZ = _check.float_array(dZ, "dZ")
    f = getattr(ops, name)
    # Into the same arrays each time: a network keeps those of all layers in one vector.
    if ops is vectorised:
        dA, _, _ = f(dZ, A, W, need_dA=need_dA, out=(dW, db), **how)
    else:
        dA, dW[...], db[...] = f(dZ, A, W, **how)
    return dA if need_dA else None

"""Layers of units: the sums of a dense layer, and the activation that follows them."""

from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .. import _check
from .. import ops as vectorised
from .._check import FloatArray
from ..activations import ACTIVATIONS
from ._layer import Layer, backward, first_weights, start


class Dense(Layer):
    """A layer of n_out units, each joined to all n_in inputs: Z = A Wᵀ + b.

    rng: a numpy Generator, for the first W. init: "glorot", "he" or "zeros". dtype: float64 or
    float32, of the parameters and so of Z. ops: the module with the formulas.
    params: W (n_out, n_in), b (n_out,), which starts at 0.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        rng: np.random.Generator,
        init: str = "glorot",
        dtype: DTypeLike = np.float64,
        ops: ModuleType = vectorised,
    ) -> None:
        super().__init__()
        self.n_in, self.n_out = _check.count(n_in, "n_in"), _check.count(n_out, "n_out")
        self.ops = ops
        rng = _check.check_rng(rng, "Dense")
        start(self, first_weights((n_out, n_in), n_in, n_out, init, rng), n_out, dtype)

    def __repr__(self) -> str:
        return f"Dense({self.n_in}, {self.n_out})"

    def forward(self, A: ArrayLike) -> FloatArray:
        """Return Z (m, n_out) for A (m, n_in)."""
        W, b = self.params["W"], self.params["b"]
        A = _check.float_array(A, "A").astype(W.dtype, copy=False)
        if A.ndim != 2 or A.shape[1] != self.n_in:
            cure = " Put Flatten() before it." if A.ndim == 4 else ""
            raise ValueError(
                f"A has shape {A.shape}, but {self!r} takes (m, {self.n_in}): "
                f"{self.n_in} features for each example.{cure}"
            )
        Z: FloatArray = self.ops.dense(A, W, b)
        self.A = A
        return Z

    def backward(self, dZ: ArrayLike, *, need_dA: bool = True) -> FloatArray | None:
        """Fill grads from dZ (m, n_out), and return dA (m, n_in)."""
        return backward(self, self.ops, "dense_backward", dZ, need_dA)


class Activation(Layer):
    """A = g(Z), entry by entry.

    name: "sigmoid", "tanh", "relu", "leaky_relu" or "identity".
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        if name not in ACTIVATIONS:
            cure = f"There are {', '.join(ACTIVATIONS)}."
            if name == "softmax":
                cure = "Softmax belongs to the loss: end with Dense, and use softmax_cross_entropy."
            raise ValueError(f"There is no activation {name!r} for a layer. {cure}")
        self.name = name
        self.g, self.g_prime = ACTIVATIONS[name]

    def __repr__(self) -> str:
        return f"Activation({self.name!r})"

    def forward(self, A: ArrayLike) -> FloatArray:
        """Return g(A), shaped as A."""
        A = _check.float_array(A, "A")
        Z = self.g(A)
        self.A = A
        return Z

    @_check.tiny_is_zero
    def backward(self, dZ: ArrayLike, *, need_dA: bool = True) -> FloatArray | None:
        """Return dA = dZ · g′(A), entry by entry."""
        A, dZ = self.remembered(), _check.float_array(dZ, "dZ")
        _check.same_shape(dZ, A, "dZ", "A")
        return dZ * self.g_prime(A)  # eq. (through-activation)

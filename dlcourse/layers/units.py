"""Layers of units: the sums of a dense layer, and the activation that follows them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .. import _check
from .._check import FloatArray
from .._door import bare
from .._quiet import is_quiet
from ..activations import ACTIVATIONS
from ..ops import dense, dense_backward
from ._layer import Layer
from ._start import Weighted, first_weights

_dense, _dense_backward = bare(dense), bare(dense_backward)
# Within a network's pass the alarms are off, and the formulas are enough.
_BARE = {name: (bare(g), bare(g_prime)) for name, (g, g_prime) in ACTIVATIONS.items()}


class Dense(Weighted):
    """A layer of n_out units, each joined to all n_in inputs: Z = A Wᵀ + b.

    rng: a numpy Generator, for the first W. init: "glorot", "he" or "zeros". dtype: float64 or
    float32, of the parameters and so of Z.
    params: W (n_out, n_in), b (n_out,), which starts at 0.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        rng: np.random.Generator,
        init: str = "glorot",
        dtype: DTypeLike = "float64",
    ) -> None:
        super().__init__()
        self.n_in, self.n_out = _check.count(n_in, "n_in"), _check.count(n_out, "n_out")
        rng = _check.check_rng(rng, "Dense")
        self.start(first_weights((n_out, n_in), n_in, n_out, init, rng), n_out, dtype)

    def __repr__(self) -> str:
        return f"Dense({self.n_in}, {self.n_out})"

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return Z (m, n_out) for A (m, n_in)."""
        W = self._W
        if not (
            type(A) is np.ndarray and A.dtype is W.dtype and A.shape[1:] == W.shape[1:] and A.size
        ):  # nearly never so
            return _dense(self.remember(self._demanded(A)), W, self._b)
        return _dense(self.remember(A), W, self._b)

    def backward(self, dZ: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Fill grads from dZ (m, n_out), and return dA (m, n_in)."""
        A = self.remembered()
        dZ = self.arrived(dZ, "dZ", (len(A), self.n_out))
        dA, _, _ = _dense_backward(dZ, A, self._W, need_dA=need_dA, out=(self._dW, self._db))
        return dA

    def _demanded(self, A: ArrayLike) -> FloatArray:
        """Return A (m, n_in) in our type of float."""
        A = _check.float_array(A, "A", dtype=self._W.dtype)
        if A.ndim != 2 or A.shape[1] != self.n_in:
            one = " For one example use A[np.newaxis]." if A.shape == (self.n_in,) else ""
            cure = " Put Flatten() before it." if A.ndim == 4 else one
            raise ValueError(
                f"A has shape {A.shape}, but {self!r} takes (m, {self.n_in}): "
                f"{self.n_in} features for each example.{cure}"
            )
        return A


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

    def __repr__(self) -> str:
        return f"Activation({self.name!r})"

    def forward(self, Z: ArrayLike, /) -> FloatArray:
        """Return A = g(Z), shaped as Z."""
        g, _ = (_BARE if is_quiet() else ACTIVATIONS)[self.name]
        return g(self.remember(_check.float_array(Z, "Z")))

    def backward(self, dA: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Return dZ = dA ⊙ g′(Z), entry by entry."""
        _, g_prime = (_BARE if is_quiet() else ACTIVATIONS)[self.name]
        Z = self.remembered()
        dA = self.arrived(dA, "dA", Z.shape)
        return dA * g_prime(Z)  # eq. (through-activation)

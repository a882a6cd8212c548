"""Layers of images (m, H, W, C): convolution, pooling, and the way from images to rows."""

from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .. import _check
from .. import ops as vectorised
from .._check import FloatArray
from ._layer import Layer, backward, first_weights, start


class Conv2D(Layer):
    """c_out kernels of f · f pixels that slide over images (m, H, W, c_in). No kernel is flipped.

    stride: pixels from window to window. pad: zeros on every side. rng: a numpy Generator, for the
    first W. init, dtype, ops: as for Dense; a sum has n_in = f · f · c_in products.
    params: W (f, f, c_in, c_out), b (c_out,), which starts at 0.
    """

    def __init__(
        self,
        c_in: int,
        c_out: int,
        *,
        f: int,
        stride: int = 1,
        pad: int = 0,
        rng: np.random.Generator,
        init: str = "glorot",
        dtype: DTypeLike = np.float64,
        ops: ModuleType = vectorised,
    ) -> None:
        super().__init__()
        self.c_in, self.c_out = _check.count(c_in, "c_in"), _check.count(c_out, "c_out")
        self.f, self.stride, self.pad, self.ops = _check.count(f, "f"), stride, pad, ops
        vectorised.output_size(f, f, stride=stride, pad=pad)  # refuses what is no stride or pad
        rng = _check.check_rng(rng, "Conv2D")
        W = first_weights((f, f, c_in, c_out), f * f * c_in, f * f * c_out, init, rng)
        start(self, W, c_out, dtype)

    def __repr__(self) -> str:
        how = f", stride={self.stride}" * (self.stride != 1) + f", pad={self.pad}" * (self.pad != 0)
        return f"Conv2D({self.c_in}, {self.c_out}, f={self.f}{how})"

    def forward(self, A: ArrayLike) -> FloatArray:
        """Return Z (m, H_out, W_out, c_out) for A (m, H, W, c_in)."""
        W, b = self.params["W"], self.params["b"]
        A = _check.float_array(A, "A").astype(W.dtype, copy=False)
        Z: FloatArray = self.ops.conv2d(A, W, b, stride=self.stride, pad=self.pad)
        self.A = A
        return Z

    def backward(self, dZ: ArrayLike, *, need_dA: bool = True) -> FloatArray | None:
        """Fill grads from dZ, shaped as Z, and return dA, shaped as A."""
        how = {"stride": self.stride, "pad": self.pad}
        return backward(self, self.ops, "conv2d_backward", dZ, need_dA, **how)


class MaxPool2D(Layer):
    """Of every window of f · f pixels the largest, for each channel; of equals the first.

    stride: pixels from window to window; windows may overlap. ops: the module with the formulas.
    """

    def __init__(self, f: int = 2, *, stride: int = 2, ops: ModuleType = vectorised) -> None:
        super().__init__()
        self.f, self.stride = _check.count(f, "f"), _check.count(stride, "stride")
        self.ops = ops

    def __repr__(self) -> str:
        return f"MaxPool2D({self.f}, stride={self.stride})"

    def forward(self, A: ArrayLike) -> FloatArray:
        """Return P (m, H_out, W_out, C) for A (m, H, W, C)."""
        A = _check.float_array(A, "A")
        P: FloatArray = self.ops.maxpool2d(A, f=self.f, stride=self.stride)
        self.A = A
        return P

    def backward(self, dZ: ArrayLike, *, need_dA: bool = True) -> FloatArray | None:
        """Return dA, shaped as A, from dZ, shaped as P."""
        A, dP = self.remembered(), _check.float_array(dZ, "dZ")
        dA: FloatArray = self.ops.maxpool2d_backward(dP, A, f=self.f, stride=self.stride)
        return dA


class Flatten(Layer):
    """Every image as one row of numbers, in the order row, column, channel."""

    def __repr__(self) -> str:
        return "Flatten()"

    def forward(self, A: ArrayLike) -> FloatArray:
        """Return (m, H·W·C) for A (m, H, W, C)."""
        self.A = _check.float_array(A, "A")
        return self.A.reshape(len(self.A), -1)  # eq. (flatten-place)

    def backward(self, dZ: ArrayLike, *, need_dA: bool = True) -> FloatArray | None:
        """Return dZ as images again."""
        A, dZ = self.remembered(), _check.float_array(dZ, "dZ")
        flat = len(A), A[0].size
        if dZ.shape != flat:
            raise ValueError(f"dZ has shape {dZ.shape}, but flattening A {A.shape} makes {flat}.")
        return dZ.reshape(A.shape)

"""Layers of images (m, H, W, C): convolution, pooling, and the way from images to rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .. import _check
from .._check import FloatArray
from .._door import bare
from ..ops import conv2d, conv2d_backward, maxpool2d, maxpool2d_backward, output_size
from ..ops.convolution import demand_fit, output_shape
from ..ops.pooling import pooled_shape
from ..ops.windows import images
from ._layer import Layer
from ._start import Weighted, first_weights

_conv2d, _conv2d_backward = bare(conv2d), bare(conv2d_backward)
_maxpool2d, _maxpool2d_backward = bare(maxpool2d), bare(maxpool2d_backward)


class Conv2D(Weighted):
    """c_out kernels of f · f pixels that slide over images (m, H, W, c_in). No kernel is flipped.

    stride: pixels from window to window. pad: zeros on every side. rng: a numpy Generator, for the
    first W. init, dtype: as for Dense; a sum has n_in = f · f · c_in products.
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
        dtype: DTypeLike = "float64",
    ) -> None:
        super().__init__()
        self.c_in, self.c_out = _check.count(c_in, "c_in"), _check.count(c_out, "c_out")
        self.f, self.stride, self.pad = _check.count(f, "f"), stride, pad
        output_size(f, f, stride=stride, pad=pad)  # refuses what is no stride or pad
        rng = _check.check_rng(rng, "Conv2D")
        W = first_weights((f, f, c_in, c_out), f * f * c_in, f * f * c_out, init, rng)
        self.start(W, c_out, dtype)

    def __repr__(self) -> str:
        how = f", stride={self.stride}" * (self.stride != 1) + f", pad={self.pad}" * (self.pad != 0)
        return f"Conv2D({self.c_in}, {self.c_out}, f={self.f}{how})"

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return Z (m, H_out, W_out, c_out) for A (m, H, W, c_in)."""
        A = images(_check.float_array(A, "A", dtype=self._W.dtype))
        demand_fit(A, self._W)
        output_shape(A, self._W, self.stride, self.pad)  # refuses images that hold no window
        A = self.remember(A)
        return _conv2d(A, self._W, self._b, stride=self.stride, pad=self.pad)

    def backward(self, dZ: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Fill grads from dZ, shaped as Z, and return dA, shaped as A."""
        A, W, stride, pad = self.remembered(), self._W, self.stride, self.pad
        dZ = self.arrived(dZ, "dZ", output_shape(A, W, stride, pad))
        dA, _, _ = _conv2d_backward(
            dZ, A, W, stride=stride, pad=pad, need_dA=need_dA, out=(self._dW, self._db)
        )
        return dA


class MaxPool2D(Layer):
    """Of every window of f · f pixels the largest, for each channel; of equals the first.

    stride: pixels from window to window; windows may overlap.
    """

    def __init__(self, f: int = 2, *, stride: int = 2) -> None:
        super().__init__()
        self.f, self.stride = _check.count(f, "f"), _check.count(stride, "stride")
        self._P: FloatArray | None = None  # what came out: the way back compares with it

    def __repr__(self) -> str:
        return f"MaxPool2D({self.f}, stride={self.stride})"

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return P (m, H_out, W_out, C) for A (m, H, W, C)."""
        A = images(A)
        pooled_shape(A, self.f, self.stride)  # refuses images that hold no window
        P = _maxpool2d(self.remember(A), f=self.f, stride=self.stride)
        self._P = P.copy(order="K")  # whoever gets P may change it
        return P

    def backward(self, dP: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Return dA, shaped as A, from dP, shaped as P."""
        A, P = self.remembered(), self._P
        assert P is not None  # what came in is remembered, and so is what came out
        dP = self.arrived(dP, "dP", P.shape)
        return _maxpool2d_backward(dP, A, f=self.f, stride=self.stride, P=P)

    def forget(self) -> None:
        """Drop what forward remembered."""
        super().forget()
        self._P = None


class Flatten(Layer):
    """Every image as one row of numbers, in the order row, column, channel."""

    def __repr__(self) -> str:
        return "Flatten()"

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return (m, H·W·C) for A (m, H, W, C)."""
        A = self.remember(_check.float_array(A, "A"))
        return A.reshape(len(A), -1)  # eq. (flatten-place)

    def backward(self, dZ: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Return dZ as images again."""
        A, dZ = self.remembered(), _check.float_array(dZ, "dZ")
        flat = len(A), A[0].size
        if dZ.shape != flat:
            raise ValueError(f"dZ has shape {dZ.shape}, but flattening A {A.shape} makes {flat}.")
        return dZ.reshape(A.shape)

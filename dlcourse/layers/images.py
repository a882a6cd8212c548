"""Layers of images (m, H, W, C): convolution, pooling, and the way from images to rows."""

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .. import _check
from .._check import FloatArray
from ..ops import output_size
from ..ops.convolution import (
    demand_fit,
    image_gradient,
    kernel_gradients,
    output_shape,
    window_sums,
)
from ..ops.pooling import largest, to_the_largest
from ..ops.windows import images
from ._layer import Layer
from ._start import first_weights, start


class Conv2D(Layer):
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
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        self.c_in, self.c_out = _check.count(c_in, "c_in"), _check.count(c_out, "c_out")
        self.f, self.stride, self.pad = _check.count(f, "f"), stride, pad
        output_size(f, f, stride=stride, pad=pad)  # refuses what is no stride or pad
        rng = _check.check_rng(rng, "Conv2D")
        W = first_weights((f, f, c_in, c_out), f * f * c_in, f * f * c_out, init, rng)
        start(self, W, c_out, dtype)

    def __repr__(self) -> str:
        how = f", stride={self.stride}" * (self.stride != 1) + f", pad={self.pad}" * (self.pad != 0)
        return f"Conv2D({self.c_in}, {self.c_out}, f={self.f}{how})"

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return Z (m, H_out, W_out, c_out) for A (m, H, W, c_in)."""
        W, b = self.params["W"], self.params["b"]
        A = images(A).astype(W.dtype, copy=False)
        demand_fit(A, W)
        output_shape(A, W, self.stride, self.pad)  # refuses images that hold no window
        return window_sums(self.remember(A), W, b, self.stride, self.pad)

    def backward(self, dZ: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Fill grads from dZ, shaped as Z, and return dA, shaped as A."""
        A, W = self.remembered(), self.params["W"]
        shape = output_shape(A, W, self.stride, self.pad)
        dZ = self.arrived(dZ, "dZ", shape).astype(W.dtype, copy=False)
        kernel_gradients(dZ, A, self.grads["W"], self.grads["b"], self.stride, self.pad)
        return image_gradient(dZ, A, W, self.stride, self.pad) if need_dA else None


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
        for n in A.shape[1:3]:
            output_size(n, self.f, stride=self.stride)  # refuses images that hold no window
        P = largest(self.remember(A), self.f, self.stride)
        self._P = P.copy(order="K")  # whoever gets P may change it
        return P

    def backward(self, dP: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Return dA, shaped as A, from dP, shaped as P."""
        A, P = self.remembered(), self._P
        assert P is not None  # what came in is remembered, and so is what came out
        return to_the_largest(self.arrived(dP, "dP", P.shape), A, P, self.f, self.stride)

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

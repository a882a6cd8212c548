"""Layers whose formulas are the blackboard's loops: slow witnesses of the layers that train."""

from typing import Any

from numpy.typing import ArrayLike

from .. import _check, blackboard
from .._check import FloatArray
from ..layers import Conv2D, Dense, Layer, MaxPool2D

board: Any = blackboard  # its arrays are float64; what comes here is checked by the layer


class DenseOnBoard(Dense):
    """A dense layer by three loops: over examples, units and inputs."""

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return Z (m, n_out) for A (m, n_in)."""
        A, p = self.remember(_check.float_array(A, "A")), self.params
        Z: FloatArray = board.dense(A, p["W"], p["b"])
        return Z

    def backward(self, dZ: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Fill grads from dZ (m, n_out), and return dA (m, n_in)."""
        A, dZ = self.remembered(), _check.float_array(dZ, "dZ")
        dA: FloatArray
        dA, dW, db = board.dense_backward(dZ, A, self.params["W"])
        self.grads["W"], self.grads["b"] = dW, db
        return dA


class Conv2DOnBoard(Conv2D):
    """A convolution pixel by pixel."""

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return Z (m, H_out, W_out, c_out) for A (m, H, W, c_in)."""
        A, W, b = self.remember(_check.float_array(A, "A")), self.params["W"], self.params["b"]
        Z: FloatArray = board.conv2d(A, W, b, stride=self.stride, pad=self.pad)
        return Z

    def backward(self, dZ: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Fill grads from dZ, shaped as Z, and return dA, shaped as A."""
        A, dZ, W = self.remembered(), _check.float_array(dZ, "dZ"), self.params["W"]
        dA: FloatArray
        dA, dW, db = board.conv2d_backward(dZ, A, W, stride=self.stride, pad=self.pad)
        self.grads["W"], self.grads["b"] = dW, db
        return dA


class MaxPool2DOnBoard(MaxPool2D):
    """Pooling window by window."""

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return P (m, H_out, W_out, C) for A (m, H, W, C)."""
        A = self.remember(_check.float_array(A, "A"))
        P: FloatArray = board.maxpool2d(A, f=self.f, stride=self.stride)
        return P

    def backward(self, dP: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Return dA, shaped as A, from dP, shaped as P."""
        dP = _check.float_array(dP, "dP")
        how = {"f": self.f, "stride": self.stride}
        dA: FloatArray = board.maxpool2d_backward(dP, self.remembered(), **how)
        return dA


# Each layer, and the same one by loops.
BOARD: dict[type[Layer], type[Layer]] = {
    Dense: DenseOnBoard,
    Conv2D: Conv2DOnBoard,
    MaxPool2D: MaxPool2DOnBoard,
}

"""What convolution and pooling share: how many windows there are, and how images lie in memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray


def output_size(n: int, f: int, *, stride: int = 1, pad: int = 0) -> int:
    """How many positions a window of f has on n pixels.

    n_out = ⌊(n + 2 pad − f) / stride⌋ + 1
    n, f: sizes along one axis. stride: pixels from window to window. pad: zeros on either side.
    Pixels at the end that fill no window are not read.
    Returns the number of positions. Raises ValueError when not even one window fits.
    Source: deck A, the convolutional layer (row A15). Chapter 12.
    """
    n, f, stride = _check.count(n, "n"), _check.count(f, "f"), _check.count(stride, "stride")
    pad = _check.count(pad, "pad", least=0)
    if n + 2 * pad < f:
        raise ValueError(
            f"A window of {f} does not fit into {n} pixels with pad {pad}. "
            "Take a smaller f, a larger pad, larger images, or fewer layers that shrink them."
        )
    return (n + 2 * pad - f) // stride + 1  # eq. (output-size)


def images(A: ArrayLike, name: str = "A") -> FloatArray:
    """Demand four axes: (m, H, W, C)."""
    A = _check.float_array(A, name)
    if A.ndim != 4:
        cure = f" For one channel use {name}[..., np.newaxis]." if A.ndim == 3 else ""
        raise ValueError(
            f"{name} has shape {A.shape}, but images need four axes: "
            f"example, row, column, channel, (m, H, W, C).{cure}"
        )
    return A


def batch_last(A: FloatArray, pad: int = 0) -> FloatArray:
    """Return images as (H, C, W, m), unbroken in memory, with a frame of zeros pad wide."""
    A = A.transpose(1, 3, 2, 0)
    if pad == 0:
        return np.ascontiguousarray(A)
    H, C, W, m = A.shape
    framed = np.zeros((H + 2 * pad, C, W + 2 * pad, m), A.dtype)
    framed[pad : pad + H, :, pad : pad + W] = A
    return framed


def batch_first(A: FloatArray) -> FloatArray:
    """Show (H, C, W, m) as (m, H, W, C), without moving a number."""
    return A.transpose(3, 0, 2, 1)

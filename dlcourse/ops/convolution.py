"""Sums that slide, whole arrays at once: every window becomes a column, and the sum a product.

Images come and go as (m, H, W, C). In memory they lie as (C, H, W, m), the examples last: then
one row of a window is one unbroken run, for the whole batch. The arrays returned are views with
the axes in the usual order, so that from layer to layer nothing has to be turned round.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .windows import batch_first, batch_last, images, output_size


@_check.tiny_is_zero
def conv1d(x: ArrayLike, h: ArrayLike) -> FloatArray:
    """Convolution of two signals: flip h, slide it along x, and sum.

    y_t = Σ_τ x_τ h_{t−τ},  t = 0 … n + f − 2; outside its ends a signal is 0
    x: (n,). h: (f,). Returns y (n + f − 1,). Without a 0 from outside: y[f − 1 : n].
    Raises ValueError when x or h is not one axis of numbers.
    Source: deck A, convolution from the integral to the sum (row A14). Chapter 12.
    """
    return np.convolve(_signal(x, "x"), _signal(h, "h"))


@_check.tiny_is_zero
def cross_correlate1d(x: ArrayLike, h: ArrayLike) -> FloatArray:
    """Cross-correlation of two signals: slide h along x as it is, and sum.

    y_t = Σ_τ x_τ h_{τ−t},  t = −(f − 1) … n − 1; outside its ends a signal is 0
    x: (n,). h: (f,). Returns y (n + f − 1,): conv1d of x with h flipped.
    Raises ValueError when x or h is not one axis of numbers.
    Source: deck A, convolution against cross-correlation (row A14). Chapter 12.
    """
    return np.convolve(_signal(x, "x"), _signal(h, "h")[::-1])


@_check.tiny_is_zero
def conv2d(
    A: ArrayLike, W: ArrayLike, b: ArrayLike, *, stride: int = 1, pad: int = 0
) -> FloatArray:
    """Slide c_out kernels over m images. The field says convolution; no kernel is flipped.

    z_ircj = b_j + Σ_uvk w_uvkj a_{i, r·stride + u − pad, c·stride + v − pad, k}
    A: (m, H, W, c_in); outside an image a is 0. W: (f, f, c_in, c_out). b: (c_out,).
    Returns Z (m, H_out, W_out, c_out), each size by output_size(n, f, stride, pad).
    Raises ValueError when the shapes do not fit.
    Source: deck A, the convolutional layer (rows A14, A15). Chapter 12.
    """
    A, W = _images_and_kernels(A, W)
    b = _check.float_array(b, "b")
    if b.shape != W.shape[3:]:
        raise ValueError(
            f"b has shape {b.shape} but W has shape {W.shape}: b needs one entry for each kernel."
        )
    m, H_out, W_out, c_out = _output_shape(A, W, stride, pad)
    columns = _columns(batch_last(A, pad), len(W), stride)  # (H_out, f·f·c_in, W_out·m)
    kernels = W.reshape(-1, c_out)  # (f·f·c_in, c_out)
    Z = np.empty((c_out, H_out, W_out * m), np.result_type(A, W))
    # One product for each row of the output: its columns are few enough to stay in the cache.
    np.matmul(kernels.T, columns, out=Z.transpose(1, 0, 2))
    Z += b[:, np.newaxis, np.newaxis]
    return batch_first(Z.reshape(c_out, H_out, W_out, m))


@_check.tiny_is_zero
def conv2d_backward(
    dZ: ArrayLike,
    A: ArrayLike,
    W: ArrayLike,
    *,
    stride: int = 1,
    pad: int = 0,
    need_dA: bool = True,
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Pass ∂J/∂Z back through conv2d.

    With a column for each window, Z = Wᵀ columns + b; so ∂J/∂W = columns dZᵀ, ∂J/∂columns = W dZ,
    and each a receives the sum over the columns in which it stands
    dZ: (m, H_out, W_out, c_out). A, W, stride, pad: as in conv2d. Returns dA, dW, db;
    None for dA where need_dA is False: the first layer has no use for it.
    Raises ValueError when the shapes do not fit.
    Source: decks A and E, convolution and backpropagation (rows A16, E10). Chapter 13.
    """
    A, W = _images_and_kernels(A, W)
    dZ = _check.float_array(dZ, "dZ")
    shape = m, H_out, W_out, c_out = _output_shape(A, W, stride, pad)
    if dZ.shape != shape:
        raise ValueError(
            f"dZ has shape {dZ.shape}, but A {A.shape} and W {W.shape} "
            f"make a Z of shape {shape}: dZ has the shape of Z."
        )
    f, kernels = len(W), W.reshape(-1, c_out)
    dZ = batch_last(dZ).reshape(c_out, H_out, W_out * m)
    A_pad = batch_last(A, pad)
    columns = _columns(A_pad, f, stride)
    # Again one product for each row of the output, and then their sum.
    dW = np.matmul(columns, dZ.transpose(1, 2, 0)).sum(axis=0)
    db = dZ.sum(axis=(1, 2))
    if not need_dA:
        return None, dW.reshape(W.shape), db
    dcolumns = (kernels @ dZ.reshape(c_out, -1)).reshape(f, f, -1, H_out, W_out, m)
    dA_pad = _add_windows(dcolumns, A_pad.shape, stride)
    inside = slice(pad, -pad or None)
    return batch_first(dA_pad[:, inside, inside]), dW.reshape(W.shape), db


def _columns(A_pad: FloatArray, f: int, stride: int) -> FloatArray:
    """Return a column of f·f·c_in pixels for each window: (H_out, f·f·c_in, W_out·m)."""
    windows = sliding_window_view(A_pad, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    c_in, H_out, W_out, m, _, _ = windows.shape
    return windows.transpose(1, 4, 5, 0, 2, 3).reshape(H_out, f * f * c_in, W_out * m)


def _add_windows(dcolumns: FloatArray, shape: tuple[int, ...], stride: int) -> FloatArray:
    """Add up what each pixel receives from the columns in which it stands."""
    f, _, _, H_out, W_out, _ = dcolumns.shape
    rows, across = stride * (H_out - 1) + 1, stride * (W_out - 1) + 1
    dA_pad = np.zeros(shape, dcolumns.dtype)
    for u in range(f):  # row u of the window
        for v in range(f):  # column v of the window
            dA_pad[:, u : u + rows : stride, v : v + across : stride] += dcolumns[u, v]
    return dA_pad


def _signal(x: ArrayLike, name: str) -> FloatArray:
    """Demand one axis."""
    x = _check.float_array(x, name)
    if x.ndim != 1:
        raise ValueError(f"{name} has shape {x.shape}, but a signal has one axis: {name}.ravel().")
    return x


def _images_and_kernels(A: ArrayLike, W: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Demand A (m, H, W, c_in) and W (f, f, c_in, c_out)."""
    A, W = images(A), _check.float_array(W, "W")
    if W.ndim != 4 or W.shape[0] != W.shape[1]:
        raise ValueError(
            f"W has shape {W.shape}, but kernels are square and need four axes: "
            "row, column, channel in, channel out, (f, f, c_in, c_out)."
        )
    if A.shape[3] != W.shape[2]:
        first = A.shape[1] == W.shape[2]
        cure = " Are the channels first? Use A.transpose(0, 2, 3, 1)." if first else ""
        raise ValueError(
            f"A has shape {A.shape} but W has shape {W.shape}: "
            f"both need c_in channels, A on its last axis and W on its third.{cure}"
        )
    return A, W


def _output_shape(A: FloatArray, W: FloatArray, stride: int, pad: int) -> tuple[int, int, int, int]:
    """Return the shape of Z."""
    m, H, W_in, _ = A.shape
    f, _, _, c_out = W.shape
    H_out = output_size(H, f, stride=stride, pad=pad)
    return m, H_out, output_size(W_in, f, stride=stride, pad=pad), c_out

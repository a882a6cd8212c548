"""Sums that slide, whole arrays at once: every window becomes a column, and the sum a product.

Images come and go as (m, H, W, C). In memory they lie as (H, C, W, m), one picture row after the
other and the examples last. The arrays returned are views with the axes in the usual order, so
that from layer to layer nothing has to be turned round.

A window is f pieces of rows, one below the other. So only the pieces are written out, f times the
image; f rows of pieces are a window's column already, in one unbroken run, for all windows of
an output row and the whole batch. Written out as columns, they would be f · f times the image.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._door import checked
from .neurons import Pair, demand_room
from .windows import batch_first, batch_last, images, output_size


def _two_signals(x: ArrayLike, h: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Demand one axis each."""
    return _signal(x, "x"), _signal(h, "h")


@checked(_two_signals)
def conv1d(x: FloatArray, h: FloatArray) -> FloatArray:
    """Convolution of two signals: flip h, slide it along x, and sum.

    y_t = Σ_τ x_τ h_{t−τ},  t = 0 … n + f − 2; outside its ends a signal is 0
    x: (n,). h: (f,). Returns y (n + f − 1,). Without a 0 from outside: y[f − 1 : n].
    Raises ValueError when x or h is not one axis of numbers.
    Source: deck A, convolution from the integral to the sum (row A14). Chapter 12.
    """
    return np.convolve(x, h)  # eq. (convolution-sum)


@checked(_two_signals)
def cross_correlate1d(x: FloatArray, h: FloatArray) -> FloatArray:
    """Cross-correlation of two signals: slide h along x as it is, and sum.

    y_t = Σ_τ x_τ h_{τ−t},  t = −(f − 1) … n − 1; outside its ends a signal is 0
    x: (n,). h: (f,). Returns y (n + f − 1,): conv1d of x with h flipped.
    Raises ValueError when x or h is not one axis of numbers.
    Source: deck A, convolution against cross-correlation (row A14). Chapter 12.
    """
    return np.convolve(x, h[::-1])  # eq. (flip-identity)


def _two_tables(A: ArrayLike, w: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Demand two axes each."""
    return _table(A, "A"), _table(w, "w")


@checked(_two_tables)
def convolve2d(A: FloatArray, w: FloatArray) -> FloatArray:
    """Convolution of an image and a kernel: flip w on both axes, slide it over A, and sum.

    z_rc = Σ_uv w_uv a_{r−u, c−v},  r = 0 … H + f − 2,  c = 0 … W + g − 2; outside A is 0
    A: (H, W), one image with one channel. w: (f, g), most often as wide as high.
    Returns Z (H + f − 1, W + g − 1). Without a 0 from outside: Z[f − 1 : H, g − 1 : W].
    Raises ValueError when A or w is not a table of numbers.
    Source: deck A, convolution in two dimensions (row A14). Chapter 12.
    """
    f, g = w.shape
    framed = np.pad(A, ((f - 1, f - 1), (g - 1, g - 1)))
    windows = sliding_window_view(framed, (f, g))  # (H + f − 1, W + g − 1, f, g)
    return np.tensordot(windows, w[::-1, ::-1], axes=2)  # eq. (convolution-2d): w upside down


def _images_kernels_biases(
    A: ArrayLike, W: ArrayLike, b: ArrayLike, *, stride: int = 1, pad: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Demand images, kernels that fit into them, and a bias for each kernel."""
    A, W = _images_and_kernels(A, W)
    b = _check.float_array(b, "b")
    if b.shape != W.shape[3:]:
        raise ValueError(
            f"b has shape {b.shape} but W has shape {W.shape}: b needs one entry for each kernel."
        )
    output_shape(A, W, stride, pad)
    return A, W, b


@checked(_images_kernels_biases)
def conv2d(
    A: FloatArray, W: FloatArray, b: FloatArray, *, stride: int = 1, pad: int = 0
) -> FloatArray:
    """Slide c_out kernels over m images. The field says convolution; no kernel is flipped.

    z_ircj = b_j + Σ_uvk w_uvkj a_{i, r·stride + u − pad, c·stride + v − pad, k}
    A: (m, H, W, c_in); outside an image a is 0. W: (f, f, c_in, c_out). b: (c_out,).
    Returns Z (m, H_out, W_out, c_out), each size by output_size(n, f, stride, pad).
    Raises ValueError when the shapes do not fit.
    Source: deck A, the convolutional layer (rows A14, A15). Chapter 12.
    """
    m, H_out, W_out, c_out = output_shape(A, W, stride, pad)
    columns = _columns(batch_last(A, pad), len(W), stride)  # (H_out, f·f·c_in, W_out·m)
    kernels = W.reshape(-1, c_out)  # (f·f·c_in, c_out)
    Z = np.matmul(kernels.T, columns)  # eq. (conv-layer): one product for each row of the output
    Z += b[:, np.newaxis]
    return batch_first(Z.reshape(H_out, c_out, W_out, m))


def _way_back(
    dZ: ArrayLike,
    A: ArrayLike,
    W: ArrayLike,
    *,
    stride: int = 1,
    pad: int = 0,
    need_dA: bool = True,
    out: Pair | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Demand images, kernels that fit into them, dZ of Z's shape, and an out that can be filled."""
    A, W = _images_and_kernels(A, W)
    dZ = _check.float_array(dZ, "dZ")
    shape = output_shape(A, W, stride, pad)
    if dZ.shape != shape:
        raise ValueError(
            f"dZ has shape {dZ.shape}, but A {A.shape} and W {W.shape} "
            f"make a Z of shape {shape}: dZ has the shape of Z."
        )
    if out is not None:
        demand_room(out, W.shape, shape[3], dZ, A, W)
    return dZ, A, W


@checked(_way_back)
def conv2d_backward(
    dZ: FloatArray,
    A: FloatArray,
    W: FloatArray,
    *,
    stride: int = 1,
    pad: int = 0,
    need_dA: bool = True,
    out: Pair | None = None,
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Pass ∂J/∂Z back through conv2d.

    With a column for each window, Z = Wᵀ columns + b; so ∂J/∂W = columns dZᵀ, and ∂J/∂b is the
    sum of dZ. Each a receives w · dz from every window in which it stands, times its w there
    dZ: (m, H_out, W_out, c_out). A, W, stride, pad: as in conv2d. need_dA, out: as in
    dense_backward. Returns dA, dW, db, shaped as A, W, b; dA is None unless needed.
    Raises ValueError when the shapes do not fit.
    Source: decks A and E, convolution and backpropagation (rows A16, E10). Chapter 13.
    """
    m, H_out, W_out, c_out = dZ.shape
    dZ = batch_last(dZ).reshape(H_out, c_out, W_out * m)
    A_pad = batch_last(A, pad)
    columns = _columns(A_pad, len(W), stride)
    dW, db = out or (np.empty(W.shape, np.result_type(A, dZ)), np.empty(c_out, dZ.dtype))
    # Again one product for each row of the output, and then their sum: eq. (kernel-dw).
    np.matmul(columns, dZ.transpose(0, 2, 1)).sum(axis=0, out=dW.reshape(-1, c_out))
    dZ.sum(axis=(0, 2), out=db)  # eq. (kernel-db)
    if not need_dA:
        return None, dW, db
    dA_pad = _into_image(dZ, W, A_pad.shape, stride)
    inside = slice(pad, -pad or None)
    return batch_first(dA_pad[inside, :, inside]), dW, db


def _columns(A_pad: FloatArray, f: int, stride: int) -> FloatArray:
    """Return a column of f·f·c_in pixels for each window: (H_out, f·f·c_in, W_out·m)."""
    H, c_in, W_in, m = A_pad.shape
    across = W_in - f + 1  # where windows may start
    W_out = len(range(0, across, stride))
    pieces = np.empty((H, f, c_in, W_out, m), A_pad.dtype)
    for v in range(f):  # column v of the window
        pieces[:, v] = A_pad[:, :, v : v + across : stride]
    return _stacks(pieces.reshape(H, f * c_in, W_out * m), f)[::stride]


def _into_image(dZ: FloatArray, W: FloatArray, shape: tuple[int, ...], stride: int) -> FloatArray:
    """Give each pixel what it receives from all windows in which it stands.

    The row u of a window at row r is row r + u of the image. So row h of the image receives from
    the rows h − u of dZ: f of them, one below the other, for which there is one product with the
    kernels' rows upside down. Rows of zeros stand where there is no window.
    """
    H, c_in, W_in, m = shape
    f, H_out, c_out = len(W), len(dZ), dZ.shape[1]
    rows = np.zeros((H + f - 1, *dZ.shape[1:]), dZ.dtype)
    rows[f - 1 : f - 1 + stride * H_out : stride] = dZ
    kernels = W[::-1].transpose(1, 2, 0, 3).reshape(f * c_in, f * c_out)
    dpieces = np.matmul(kernels, _stacks(rows, f)).reshape(H, f, c_in, -1, m)
    dA_pad = np.zeros(shape, dpieces.dtype)
    for v in range(f):  # column v of the window
        dA_pad[:, :, v : v + W_in - f + 1 : stride] += dpieces[:, v]  # eq. (image-da)
    return dA_pad


def _stacks(rows: FloatArray, f: int) -> FloatArray:
    """Show every f rows in turn, (p, q) each, as one stack (f·p, q), without moving a number."""
    n, p, q = rows.shape
    row, line, number = rows.strides
    return as_strided(rows, (n - f + 1, f * p, q), (row, line, number), writeable=False)


def _signal(x: ArrayLike, name: str) -> FloatArray:
    """Demand one axis."""
    x = _check.float_array(x, name)
    if x.ndim != 1:
        raise ValueError(f"{name} has shape {x.shape}, but a signal has one axis: {name}.ravel().")
    return x


def _table(A: ArrayLike, name: str) -> FloatArray:
    """Demand two axes."""
    A = _check.float_array(A, name)
    if A.ndim != 2:
        raise ValueError(
            f"{name} has shape {A.shape}, but here it is one table of numbers with two axes."
        )
    return A


def _images_and_kernels(A: ArrayLike, W: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Demand A (m, H, W, c_in) and W (f, f, c_in, c_out)."""
    A, W = images(A), _check.float_array(W, "W")
    if W.ndim != 4 or W.shape[0] != W.shape[1]:
        raise ValueError(
            f"W has shape {W.shape}, but kernels are square and need four axes: "
            "row, column, channel in, channel out, (f, f, c_in, c_out)."
        )
    demand_fit(A, W)
    return A, W


def demand_fit(A: FloatArray, W: FloatArray) -> None:
    """Demand as many channels in A as the kernels have."""
    if A.shape[3] != W.shape[2]:
        first = A.shape[1] == W.shape[2]
        cure = " Are the channels first? Use A.transpose(0, 2, 3, 1)." if first else ""
        raise ValueError(
            f"A has shape {A.shape} but W has shape {W.shape}: "
            f"both need c_in channels, A on its last axis and W on its third.{cure}"
        )


def output_shape(A: FloatArray, W: FloatArray, stride: int, pad: int) -> tuple[int, int, int, int]:
    """Return the shape of Z."""
    m, H, W_in, _ = A.shape
    f, _, _, c_out = W.shape
    H_out = output_size(H, f, stride=stride, pad=pad)
    return m, H_out, output_size(W_in, f, stride=stride, pad=pad), c_out

"""Of every window the largest number, whole arrays at once: one pass for each place in a window."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._door import bare, checked
from .windows import batch_first, batch_last, images, output_size


def _images(A: ArrayLike, *, f: int = 2, stride: int = 2) -> tuple[FloatArray]:
    """Demand images that hold a window."""
    A = images(A)
    pooled_shape(A, f, stride)
    return (A,)


@checked(_images)
def maxpool2d(A: FloatArray, *, f: int = 2, stride: int = 2) -> FloatArray:
    """The largest number in every window, for each channel by itself; NaN where there is one.

    P = the largest of f · f pictures: place (u, v) of all windows makes one of them
    A: (m, H, W, C). f: the window's side. stride: pixels from window to window; windows may
    overlap (stride < f), and rows and columns that fill no window are not read.
    Returns P (m, H_out, W_out, C), sizes by output_size(n, f, stride). Raises ValueError when A is
    not images, or f or stride does not fit.
    Source: deck A, max pooling (row A16). Chapter 13.
    """
    places = _places(batch_last(A), f, stride)
    P = places[0].copy()
    for a in places[1:]:
        np.maximum(P, a, out=P)  # eq. (block-pool)
    return batch_first(P)


def _way_back(
    dP: ArrayLike,
    A: ArrayLike,
    *,
    f: int = 2,
    stride: int = 2,
    P: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Demand images, and dP of P's shape."""
    A, dP = images(A), _check.float_array(dP, "dP")
    shape = pooled_shape(A, f, stride)
    if dP.shape != shape:
        raise ValueError(
            f"dP has shape {dP.shape}, but pooling A {A.shape} makes a P of shape {shape}: "
            "dP has the shape of P."
        )
    if P is not None and type(P) is not np.ndarray:
        raise ValueError(
            f"P is a {type(P).__name__}, but the array that maxpool2d returned is needed."
        )
    if P is not None and P.shape != shape:
        raise ValueError(
            f"P has shape {P.shape}, but pooling A {A.shape} makes one of shape {shape}: "
            "give what maxpool2d returned, or nothing."
        )
    return dP, A


@checked(_way_back)
def maxpool2d_backward(
    dP: FloatArray, A: FloatArray, *, f: int = 2, stride: int = 2, P: FloatArray | None = None
) -> FloatArray:
    """Pass ∂J/∂P back through maxpool2d: each goes to the pixel that was the largest.

    At place (u, v) of every window dA gets dP where A equals P, unless an earlier place in
    reading order did and took it
    dP: (m, H_out, W_out, C). A, f, stride: as in maxpool2d. P: what that returned, to spare the
    search. Returns dA, shaped as A. Raises ValueError when the shapes do not fit.
    Source: decks A and E, max pooling and backpropagation (rows A16, E10). Chapter 13.
    """
    if P is None:
        P = bare(maxpool2d)(A, f=f, stride=stride)
    A, P, dP = batch_last(A), batch_last(P), batch_last(dP)
    # Where windows tile the image every pixel is written below; elsewhere some stay 0.
    tiles = stride == f and A.shape[0] % f == 0 == A.shape[2] % f
    dA = (np.empty if tiles else np.zeros)(A.shape, np.result_type(A, dP))
    has_nan = np.isnan(np.vdot(P, P))  # NaN is the largest of its window, and equals nothing
    free = np.ones(P.shape, bool)  # windows whose largest pixel is not yet met
    hit = np.empty_like(free)
    for a, da in zip(_places(A, f, stride), _places(dA, f, stride), strict=True):
        np.equal(a, P, out=hit)
        if has_nan:
            hit |= np.isnan(a)
        hit &= free
        if stride < f:  # windows overlap: what one has given stays
            da += dP * hit  # eq. (pool-backward)
        else:
            np.multiply(dP, hit, out=da)
        free ^= hit
    return batch_first(dA)


def _places(A: FloatArray, f: int, stride: int) -> list[FloatArray]:
    """Return place (u, v) of all windows as one array, (H_out, C, W_out, m), in reading order."""
    H, _, W, _ = A.shape
    rows, across = H - f + 1, W - f + 1  # where windows may start
    return [A[u : u + rows : stride, :, v : v + across : stride] for u, v in np.ndindex(f, f)]


def pooled_shape(A: FloatArray, f: int, stride: int) -> tuple[int, int, int, int]:
    """Return the shape of P."""
    m, H, W, C = A.shape
    return m, output_size(H, f, stride=stride), output_size(W, f, stride=stride), C

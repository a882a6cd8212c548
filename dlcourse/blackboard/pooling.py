"""Of every window the largest number, and the way back to where it stood."""

from __future__ import annotations

import numpy as np

from ._board import Array, need
from .convolution import output_size


def maxpool2d(A: Array, *, f: int = 2, stride: int = 2) -> Array:
    """The largest number in every window, for each channel by itself.

    p_irck = max over u, v = 0 … f − 1 of a_{i, r·stride + u, c·stride + v, k}
    A: (m, H, W, C). f: the window's side. stride: pixels from window to window; windows may
    overlap (stride < f), and rows and columns that fill no window are not read.
    Returns P (m, H_out, W_out, C), sizes by output_size(n, f, stride). Raises ValueError when A is
    not images, or f or stride does not fit.
    Source: deck A, max pooling (row A16). Chapter 13.
    """
    P = np.zeros(_shape(A, f, stride))
    for i, r, c, k in np.ndindex(P.shape):  # example i, row r, column c, channel k
        row, column = _place(A, i, r * stride, c * stride, k, f)
        P[i, r, c, k] = A[i, row, column, k]  # eq. (block-pool)
    return P


def maxpool2d_backward(dP: Array, A: Array, *, f: int = 2, stride: int = 2) -> Array:
    """Pass ∂J/∂P back through maxpool2d: each goes to the pixel that was the largest.

    ∂J/∂a = the sum of dp_irck over the windows in which a was the largest; of equals, the first
    in reading order is the one
    dP: (m, H_out, W_out, C). A, f, stride: as in maxpool2d. Returns dA, shaped as A.
    Raises ValueError when the shapes do not fit.
    Source: decks A and E, max pooling and backpropagation (rows A16, E10). Chapter 13.
    """
    shape = _shape(A, f, stride)
    need(dP.shape == shape, f"dP has shape {dP.shape}, but P has shape {shape}.")
    dA = np.zeros(A.shape)
    for i, r, c, k in np.ndindex(shape):  # example i, row r, column c, channel k
        row, column = _place(A, i, r * stride, c * stride, k, f)
        dA[i, row, column, k] += dP[i, r, c, k]  # eq. (pool-backward)
    return dA


def _place(A: Array, i: int, top: int, left: int, k: int, f: int) -> tuple[int, int]:
    """Return the row and column of the first largest pixel of a window, in reading order.

    NaN, which no number is comparable with, counts as the largest: so it cannot hide.
    """
    row, column = top, left
    for u, v in np.ndindex(f, f):  # row u, column v of the window
        a, best = A[i, top + u, left + v, k], A[i, row, column, k]
        if a > best or (np.isnan(a) and not np.isnan(best)):  # an equal one does not win
            row, column = top + u, left + v
    return row, column


def _shape(A: Array, f: int, stride: int) -> tuple[int, int, int, int]:
    """Return the shape of P."""
    need(A.ndim == 4, f"A has shape {A.shape}, but images are (m, H, W, C).")
    m, H, W, C = A.shape
    return m, output_size(H, f, stride=stride), output_size(W, f, stride=stride), C

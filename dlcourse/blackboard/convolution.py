"""Sums that slide: one kernel over a signal or an image, position by position."""

from __future__ import annotations

import numpy as np

from ._board import Array, need, tiny_is_zero


def output_size(n: int, f: int, *, stride: int = 1, pad: int = 0) -> int:
    """How many positions a window of f has on n pixels.

    Windows start at 0, stride, 2·stride, … while they end inside; what is left over is not read.
    n, f: sizes along one axis. stride: pixels from window to window. pad: zeros on either side.
    Returns the number of positions. Raises ValueError when not even one window fits.
    Source: deck A, the convolutional layer (row A15). Chapter 12.
    """
    need(f >= 1, f"f is {f}, but a window has at least 1 pixel.")
    need(stride >= 1, f"stride is {stride}, but a window moves by at least 1 pixel.")
    need(pad >= 0, f"pad is {pad}, but nobody can add fewer than 0 zeros.")
    need(f <= n + 2 * pad, f"A window of {f} does not fit into {n} pixels with pad {pad}.")
    positions, start = 0, 0
    while start + f <= n + 2 * pad:
        positions += 1
        start += stride
    return positions


@tiny_is_zero
def conv1d(x: Array, h: Array) -> Array:
    """Convolution of two signals: flip h, slide it along x, and sum.

    y_t = Σ_τ x_τ h_{t−τ},  t = 0 … n + f − 2; outside its ends a signal is 0
    x: (n,). h: (f,). Returns y (n + f − 1,). Without a 0 from outside: y[f − 1 : n].
    Raises ValueError when x or h is not one axis of numbers.
    Source: deck A, convolution from the integral to the sum (row A14). Chapter 12.
    """
    n, f = _signals(x, h)
    y = np.zeros(n + f - 1)
    for t in range(n + f - 1):  # time t
        for tau in range(n):  # time τ of the signal
            if 0 <= t - tau < f:
                y[t] += x[tau] * h[t - tau]  # eq. (convolution-sum)
    return y


@tiny_is_zero
def cross_correlate1d(x: Array, h: Array) -> Array:
    """Cross-correlation of two signals: slide h along x as it is, and sum.

    y_t = Σ_τ x_τ h_{τ−t},  t = −(f − 1) … n − 1; outside its ends a signal is 0
    x: (n,). h: (f,). Returns y (n + f − 1,): conv1d of x with h flipped.
    Raises ValueError when x or h is not one axis of numbers.
    Source: deck A, convolution against cross-correlation (row A14). Chapter 12.
    """
    n, f = _signals(x, h)
    y = np.zeros(n + f - 1)
    for t in range(-(f - 1), n):  # shift t
        for tau in range(n):  # time τ of the signal
            if 0 <= tau - t < f:
                y[t + f - 1] += x[tau] * h[tau - t]  # eq. (cross-correlation)
    return y


@tiny_is_zero
def convolve2d(A: Array, w: Array) -> Array:
    """Convolution of an image and a kernel: flip w on both axes, slide it over A, and sum.

    z_rc = Σ_u Σ_v w_uv a_{r−u, c−v},  r = 0 … H + f − 2,  c = 0 … W + g − 2; outside A is 0
    A: (H, W), one image with one channel. w: (f, g), most often as wide as high.
    Returns Z (H + f − 1, W + g − 1). Without a 0 from outside: Z[f − 1 : H, g − 1 : W].
    Raises ValueError when A or w is not a table of numbers.
    Source: deck A, convolution in two dimensions (row A14). Chapter 12.
    """
    H, W, f, g = _tables(A, w)
    Z = np.zeros((H + f - 1, W + g - 1))
    for r, c in np.ndindex(Z.shape):  # row r and column c of the output
        for u, v in np.ndindex(f, g):  # row u and column v of the kernel
            if 0 <= r - u < H and 0 <= c - v < W:
                Z[r, c] += w[u, v] * A[r - u, c - v]  # eq. (convolution-2d)
    return Z


def learn_kernel(x: Array, y: Array, h: Array, *, lr: float, steps: int) -> Array:
    """Find the kernel that makes y of x, by gradient descent on half the mean squared error.

    dh_u = Σ_t dy_t x_{t+u},  h := h − lr · dh; valid places only
    x: (n,), a signal. y: (n − f + 1,), what the kernel that is looked for makes of it, without a
    flip. h: (f,), where to start. lr: the learning rate. steps: how many. Returns h (f,).
    Raises ValueError when x or h is no signal, or y has another length.
    Source: ours, for the convolutional layer of deck A (row A15). Chapter 12.
    """
    n, f = _signals(x, h)
    need(y.shape == (n - f + 1,), f"y has shape {y.shape}, but x and h have {n - f + 1} places.")
    for _ in range(steps):
        dh = np.zeros(f)
        for t in range(len(y)):  # place t
            window = x[t : t + f]
            dy = (np.sum(h * window) - y[t]) / len(y)  # answer minus what it should be
            dh += dy * window  # eq. (kernel-gradient)
        h = h - lr * dh  # eq. (gd-update)
    return h


@tiny_is_zero
def conv2d(A: Array, W: Array, b: Array, *, stride: int = 1, pad: int = 0) -> Array:
    """Slide c_out kernels over m images. The field says convolution; no kernel is flipped.

    z_ircj = b_j + Σ_u Σ_v Σ_k w_uvkj a_{i, r·stride + u − pad, c·stride + v − pad, k}
    A: (m, H, W, c_in); outside an image a is 0. W: (f, f, c_in, c_out). b: (c_out,).
    Returns Z (m, H_out, W_out, c_out), each size by output_size(n, f, stride, pad).
    Raises ValueError when the shapes do not fit.
    Source: deck A, the convolutional layer (rows A14, A15). Chapter 12.
    """
    m, H_out, W_out, f, c_in, c_out = _sizes(A, W, stride, pad)
    need(b.shape == (c_out,), f"W has {c_out} kernels but b has shape {b.shape}: one b_j each.")
    A_pad = _with_frame(A, pad)
    Z = np.zeros((m, H_out, W_out, c_out))
    for i, r, c, j in np.ndindex(Z.shape):  # example i, row r, column c, kernel j
        Z[i, r, c, j] = b[j]
        for u, v, k in np.ndindex(f, f, c_in):  # row u and column v of the window, channel k
            Z[i, r, c, j] += W[u, v, k, j] * A_pad[i, r * stride + u, c * stride + v, k]
    return Z


@tiny_is_zero
def conv2d_backward(
    dZ: Array, A: Array, W: Array, *, stride: int = 1, pad: int = 0
) -> tuple[Array, Array, Array]:
    """Pass ∂J/∂Z back through conv2d: each product of the forward sum gives two.

    ∂J/∂w_uvkj = Σ_irc dz_ircj a_{i, r·stride + u − pad, …, k},  ∂J/∂b_j = Σ_irc dz_ircj,
    ∂J/∂a: each a receives dz_ircj w_uvkj from every window in which it was read
    dZ: (m, H_out, W_out, c_out). A, W, stride, pad: as in conv2d. Returns dA, dW, db.
    Raises ValueError when the shapes do not fit.
    Source: decks A and E, convolution and backpropagation (rows A16, E10). Chapter 13.
    """
    m, H_out, W_out, f, c_in, c_out = _sizes(A, W, stride, pad)
    shape = (m, H_out, W_out, c_out)
    need(dZ.shape == shape, f"dZ has shape {dZ.shape}, but Z has shape {shape}.")
    A_pad = _with_frame(A, pad)
    dA_pad, dW, db = np.zeros(A_pad.shape), np.zeros(W.shape), np.zeros(c_out)
    for i, r, c, j in np.ndindex(dZ.shape):  # example i, row r, column c, kernel j
        db[j] += dZ[i, r, c, j]  # eq. (kernel-db)
        for u, v, k in np.ndindex(f, f, c_in):  # row u and column v of the window, channel k
            # eq. (kernel-dw), eq. (image-da)
            dW[u, v, k, j] += dZ[i, r, c, j] * A_pad[i, r * stride + u, c * stride + v, k]
            dA_pad[i, r * stride + u, c * stride + v, k] += dZ[i, r, c, j] * W[u, v, k, j]
    _, H, W_in, _ = A.shape
    return dA_pad[:, pad : pad + H, pad : pad + W_in], dW, db


def _signals(x: Array, h: Array) -> tuple[int, int]:
    """Return n, f."""
    need(x.ndim == 1 and x.size > 0, f"x has shape {x.shape}, but a signal has one axis: (n,).")
    need(h.ndim == 1 and h.size > 0, f"h has shape {h.shape}, but a signal has one axis: (f,).")
    return len(x), len(h)


def _tables(A: Array, w: Array) -> tuple[int, int, int, int]:
    """Return H, W, f, g."""
    for name, table in (("A", A), ("w", w)):
        need(
            table.ndim == 2 and table.size > 0,
            f"{name} has shape {table.shape}, but here it is one table of numbers with two axes.",
        )
    return *A.shape, *w.shape


def _sizes(A: Array, W: Array, stride: int, pad: int) -> tuple[int, int, int, int, int, int]:
    """Return m, H_out, W_out, f, c_in, c_out."""
    need(A.ndim == 4, f"A has shape {A.shape}, but images are (m, H, W, c_in).")
    need(W.ndim == 4, f"W has shape {W.shape}, but kernels are (f, f, c_in, c_out).")
    m, H, W_in, c_in = A.shape
    f, f_too, c, c_out = W.shape
    need(f == f_too, f"W has shape {W.shape}, but a kernel is square: (f, f, c_in, c_out).")
    need(c == c_in, f"A has shape {A.shape} but W has shape {W.shape}: both need c_in channels.")
    H_out = output_size(H, f, stride=stride, pad=pad)
    W_out = output_size(W_in, f, stride=stride, pad=pad)
    return m, H_out, W_out, f, c_in, c_out


def _with_frame(A: Array, pad: int) -> Array:
    """Put a frame of zeros, pad pixels wide, around every image."""
    m, H, W, c_in = A.shape
    A_pad = np.zeros((m, H + 2 * pad, W + 2 * pad, c_in))
    A_pad[:, pad : pad + H, pad : pad + W] = A
    return A_pad

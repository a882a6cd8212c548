"""Chapter 12 in numbers: doses and what they leave, kernels over digits, windows, moved images."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses, ops
from dlcourse._words import Said
from dlcourse.activations import softmax
from dlcourse.layers import Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD

Array = NDArray[Any]

DOSES = np.array([4.0, 8.0, 0.0, 4.0, 4.0])  # mg, one each hour
FADING = np.array([1.0, 0.5, 0.25])  # the share that is left 0, 1, 2 hours later
CONVOLUTION, CORRELATION = Said("convolution"), Said("cross-correlation")
BOX, FADES = Said("box"), Said("fades")

# A vertical stroke in an image of 5 × 5, and the kernel that looks for its sides.
STROKE = np.array(
    [[0, 0, 2, 2, 0], [0, 0, 3, 2, 0], [0, 1, 3, 1, 0], [0, 2, 3, 0, 0], [0, 2, 2, 0, 0]]
)
VERTICAL = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
KERNELS: dict[str, Array] = {
    Said("do nothing"): np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    Said("blur"): np.full((3, 3), 1 / 9),
    Said("vertical edges"): VERTICAL,
    Said("horizontal edges"): VERTICAL.T,
    Said("sharpen"): np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}
DIGITS = {"0": 0, "5": 1129, "7": 7}  # the rows of the digits that are shown
TINY, TINY_W = np.arange(1.0, 17).reshape(4, 4), np.array([[1.0, 2], [-4, 3]])  # 16 pixels, f = 2
DENSE, PLAIN, STRIDED = Said("dense"), Said("convolution"), Said("convolution, stride 2")


# Over time


def level(t: Array, body: str) -> Array:
    """What is in the blood at time t when 1 mg an hour drips in from 0 to 1, in closed form.

    box: h(u) = 1 for one hour. fades: h(u) = e^(−u).
    t: hours, any shape, t ≥ 0. body: BOX or FADES. Returns mg, in the shape of t.
    Source: ours. Chapter 12.
    """
    if body == BOX:
        return np.maximum(0.0, 1.0 - np.abs(t - 1.0))  # eq. (two-boxes)
    return np.exp(-np.maximum(t - 1.0, 0.0)) - np.exp(-t)


class Slide(NamedTuple):
    """One sum of a sliding kernel: what lies where, and what it adds up to."""

    t: int  # the time of this sum
    first: int  # the time under which the kernel begins
    kernel: Array  # as it lies there
    pairs: dict[int, tuple[float, float]]  # time -> x and the h that meets it
    y: Array  # the sums so far


def slide(step: int, kind: str) -> Slide:
    """The kernel FADING slides over DOSES, one step an hour: who meets whom, and the sums.

    step: from 1 to 7. kind: CONVOLUTION, which flips the kernel, or CORRELATION. Returns a Slide.
    Source: deck A (row A14). Chapter 12.
    """
    f, flips = len(FADING), kind == CONVOLUTION
    t = step - 1 if flips else step - f
    first = t - f + 1 if flips else t
    kernel = FADING[::-1] if flips else FADING
    under = range(max(first, 0), min(first + f, len(DOSES)))
    pairs = {tau: (float(DOSES[tau]), float(kernel[tau - first])) for tau in under}
    y = (ops.conv1d if flips else ops.cross_correlate1d)(DOSES, FADING)
    return Slide(t, first, kernel, pairs, y[:step])


# Over images


@cache
def image(digit: str = "5") -> Array:
    """One handwritten digit: of 16 cells, how many have ink.

    digit: "0", "5" or "7". Returns (8, 8).
    Source: ours. Chapter 12.
    """
    pixels: Array = data.digits().X[DIGITS[digit]].reshape(8, 8)
    return pixels


def filtered(A: Array, w: Array, *, stride: int = 1, pad: int = 0) -> Array:
    """One image under one kernel, without a bias.

    A: (H, W). w: (f, f). stride, pad: of the window. Returns (H_out, W_out).
    Source: deck A (row A15). Chapter 12.
    """
    images, kernels = A[np.newaxis, :, :, np.newaxis], w[:, :, np.newaxis, np.newaxis]
    return ops.conv2d(images, kernels, [0.0], stride=stride, pad=pad).squeeze((0, 3))


def windows(n: int, f: int, *, stride: int, pad: int) -> tuple[list[int], int]:
    """Where the windows along a row of pixels begin, and how much at its end none of them reads.

    n: pixels. f: of a window. stride: from one to the next. pad: zeros on either side.
    Returns the first pixel of each window, −pad for the first, and the pixels that are lost.
    Source: deck A (row A15). Chapter 12.
    """
    n_out = ops.output_size(n, f, stride=stride, pad=pad)
    starts = [k * stride - pad for k in range(n_out)]
    return starts, n + pad - (starts[-1] + f)


def tied_matrix() -> Array:
    """The matrix with which a dense layer does what TINY_W does to 4 × 4 pixels.

    Returns (9, 16): a row for each window, a column for each pixel.
    Source: ours. Chapter 12.
    """
    units = np.eye(16).reshape(16, 4, 4)
    return np.column_stack([filtered(unit, TINY_W).ravel() for unit in units])


def stack_of_row(r: int) -> Array:
    """The pieces of TINY that make row r of its output: TINY_W as a row, times this stack.

    r: 0, 1 or 2. Returns (4, 3): for each weight a piece of a row, with what it meets.
    Source: ours. Chapter 12.
    """
    return np.array([TINY[h, v : v + 3] for h in (r, r + 1) for v in (0, 1)])


# Moved images


def shifted(A: Array, s: int) -> Array:
    """Images moved to the right by s pixels, to the left for s < 0; what leaves them is lost.

    A: (m, H, W, C). s: pixels, at most W. Returns a new array of the same shape; from outside
    comes 0.
    Source: ours. Chapter 12.
    """
    W = A.shape[2]
    framed = np.pad(A, ((0, 0), (0, 0), (W, W), (0, 0)))
    return framed[:, :, W - s : 2 * W - s].copy()


@cache
def reader() -> tuple[Sequential, Array, Array]:
    """A dense layer that has learnt to read digits, and digits that it has not seen.

    Returns the net, images (449, 8, 8, 1), each pixel the share of its cells with ink, and their
    labels (449,).
    Source: ours. Chapter 12.
    """
    table, rng = data.digits(), np.random.default_rng(0)
    X_train, X_test, y_train, y_test = data.train_test_split(
        table.X / 16, table.y, test=0.25, rng=rng
    )
    net = Sequential(Dense(64, 10, rng=rng, init="zeros"))
    loss = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad
    fit(net, X_train, data.one_hot(y_train), loss=loss, opt=SGD(0.5), epochs=200)
    return net, X_test.reshape(len(X_test), 8, 8, 1), y_test


def reading(net: Sequential, A: Array) -> tuple[int, float]:
    """What a net reads in one image, and how sure it is.

    net: 64 inputs, ten sums. A: (1, 8, 8, 1). Returns the digit and its probability.
    Source: ours. Chapter 12.
    """
    p = softmax(net.predict(A.reshape(1, 64)).ravel())
    return int(p.argmax()), float(p.max())


def outputs(A: Array, layer: str) -> Array:
    """What a layer makes of one image, as a square.

    A: (8, 8). layer: DENSE, with random weights, PLAIN or `STRIDED`. Returns (8, 8) or (4, 4).
    Source: ours. Chapter 12.
    """
    if layer == DENSE:
        W = np.random.default_rng(0).normal(size=(64, 64))
        return ops.dense(A.reshape(1, 64), W, np.zeros(64)).reshape(8, 8)
    return filtered(A, VERTICAL, stride=2 if layer == STRIDED else 1, pad=1)


def agreement(before: Array, after: Array, s: int) -> tuple[int, int, int]:
    """How well the outputs before a move, a few places further right, agree with those after it.

    before, after: (H, W). s: by so many places at most. Returns by how many they agree best, how
    many outputs agree there, and of how many.
    Source: ours. Chapter 12.
    """
    same = {k: np.isclose(after[:, k:], before[:, : before.shape[1] - k]) for k in range(s + 1)}
    k = max(same, key=lambda k: (same[k].mean(), k))
    return k, int(same[k].sum()), same[k].size

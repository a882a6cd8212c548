"""Chapter 12 in numbers: doses and what they leave, kernels over digits, windows, moved images."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import blackboard, data, losses, ops
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
FIVE = 1129  # the row of the digit that is shown
TINY_W = np.array([[1.0, 2], [-4, 3]])  # f = 2, and no two numbers are the same
CORNER = np.array([[1.0, 0, 0], [0, 5, 0], [2, 0, 0]])  # an image with three points of ink
# A row of pixels, what the kernel (1, −1) makes of it, and another kernel to start from.
PIXELS: Array = np.array([0.0, 0, 1, 1, 1, 0, 0, 1, 0, 0])
FALLS, START = np.array([1.0, -1]), np.array([1.0, 1])
WANTED: Array = ops.cross_correlate1d(PIXELS, FALLS)[1:-1]  # at valid places
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

    step: from 0 to 6. kind: CONVOLUTION, which flips the kernel, or CORRELATION. Returns a Slide.
    Source: deck A (row A14). Chapter 12.
    """
    f, flips = len(FADING), kind == CONVOLUTION
    t = step if flips else step - (f - 1)
    first = t - f + 1 if flips else t
    kernel = FADING[::-1] if flips else FADING
    under = range(max(first, 0), min(first + f, len(DOSES)))
    pairs = {tau: (float(DOSES[tau]), float(kernel[tau - first])) for tau in under}
    y = (ops.conv1d if flips else ops.cross_correlate1d)(DOSES, FADING)
    return Slide(t, first, kernel, pairs, y[: step + 1])


@cache
def learnt(steps: int, lr: float = 1.0) -> tuple[Array, Array, float]:
    """A kernel that learns from PIXELS and from what FALLS makes of them, after so many steps.

    It begins at START. lr: the learning rate. Returns the kernel (2,), what it makes of PIXELS
    (9,), and half the mean squared error.
    Source: ours. Chapter 12.
    """
    h: Array = blackboard.learn_kernel(PIXELS, WANTED, START, lr=lr, steps=steps)
    y_hat: Array = ops.cross_correlate1d(PIXELS, h)[1:-1]
    return h, y_hat, losses.half_mse(y_hat, WANTED)


# Over images


@cache
def image() -> Array:
    """The handwritten 5 of the first picture: of 16 cells, how many have ink.

    Returns (8, 8).
    Source: ours. Chapter 12.
    """
    pixels: Array = data.digits().X[FIVE].reshape(8, 8)
    return pixels


class Meeting(NamedTuple):
    """One place of a kernel on CORNER: what lies where, and what it adds up to."""

    framed: Array  # the image with a frame of zeros, (5, 5)
    kernel: Array  # as it lies there, (2, 2)
    window: Array  # what it meets, (2, 2)
    Z: Array  # all sums, (4, 4)


def meeting(r: int, c: int, kind: str) -> Meeting:
    """The kernel TINY_W on the image CORNER, at the row r and the column c of the framed image.

    r, c: from 0 to 3. kind: CONVOLUTION, which flips the kernel on both axes, or CORRELATION.
    Returns a Meeting.
    Source: deck A (row A14). Chapter 12.
    """
    f, flips = len(TINY_W), kind == CONVOLUTION
    kernel = TINY_W[::-1, ::-1] if flips else TINY_W
    framed = np.pad(CORNER, f - 1)
    Z = ops.convolve2d(CORNER, TINY_W) if flips else filtered(CORNER, TINY_W, pad=f - 1)
    return Meeting(framed, kernel, framed[r : r + f, c : c + f], Z)


@cache
def scene(n: int = 48) -> Array:
    """A drawn picture: a house, a tree and the sun over a meadow.

    n: pixels on each side. Returns (n, n), each pixel from 0, black, to 1, white.
    Source: ours, from the formulas below. Chapter 12.
    """
    down, right = np.mgrid[0:n, 0:n] / n + 0.5 / n
    grain = np.random.default_rng(1).normal(size=(n, n))
    picture = 0.55 + 0.35 * down  # the sky
    picture[(right - 0.78) ** 2 + (down - 0.18) ** 2 < 0.1**2] = 1
    meadow = down > 0.7 + 0.05 * np.sin(5 * right)
    picture[meadow] = (0.42 + 0.1 * grain)[meadow]
    crown = (right - 0.76) ** 2 + (down - 0.5) ** 2 < 0.14**2
    picture[(abs(right - 0.76) < 0.025) & (down > 0.55) & (down < 0.82)] = 0.15
    picture[crown] = (0.28 + 0.12 * grain)[crown]
    picture[(abs(right - 0.3) < 0.19) & (down > 0.45) & (down < 0.82)] = 0.85
    picture[(abs(right - 0.3) < 0.9 * (down - 0.2)) & (down < 0.45)] = 0.2  # the roof
    picture[(abs(right - 0.2) < 0.045) & (down > 0.6) & (down < 0.82)] = 0.3  # the door
    picture[(abs(right - 0.38) < 0.07) & (abs(down - 0.6) < 0.065)] = 0.1  # the window
    picture[(abs(right - 0.38) < 0.012) & (abs(down - 0.6) < 0.065)] = 0.85
    clipped: Array = np.clip(picture, 0, 1)
    return clipped


def cross(left: int, right: int, above: int, below: int, middle: int) -> Array:
    """A kernel with five numbers of one's choice and zeros at its corners.

    left, right, above, below: the neighbours of the middle. Returns (3, 3); if its sum is above 1,
    it is divided by it.
    Source: ours. Chapter 12.
    """
    w = np.array([[0.0, above, 0], [left, middle, right], [0, below, 0]])
    divided: Array = w / max(1.0, w.sum())
    return divided


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


# Moved images


def shifted(A: Array, right: int, down: int = 0) -> Array:
    """Images moved by so many pixels; what leaves them is lost.

    A: (m, H, W, C). right: at most W, to the left if negative. down: at most H, up if negative.
    Returns a new array of the same shape; from outside comes 0.
    Source: ours. Chapter 12.
    """
    _, H, W, _ = A.shape
    framed = np.pad(A, ((0, 0), (H, H), (W, W), (0, 0)))
    return framed[:, H - down : 2 * H - down, W - right : 2 * W - right].copy()


@cache
def reader(seed: int = 0) -> tuple[Sequential, Array, Array]:
    """A dense layer that has learnt to read digits, and digits that it has not seen.

    seed: of the deal. Returns the net, images (449, 8, 8, 1), each pixel the share of its cells
    with ink, and their labels (449,).
    Source: ours. Chapter 12.
    """
    table, rng = data.digits(), np.random.default_rng(seed)
    X_train, X_test, y_train, y_test = data.train_test_split(
        table.X / 16, table.y, test=0.25, rng=rng
    )
    net = Sequential(Dense(64, 10, rng=rng, init="zeros"))
    loss = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad
    fit(net, X_train, data.one_hot(y_train), loss=loss, opt=SGD(0.5), epochs=200)
    return net, X_test.reshape(len(X_test), 8, 8, 1), y_test


def read_right(seed: int, right: int) -> float:
    """How many held-out digits a dense layer reads, when they are moved to the right.

    Only those that lose no ink by a move of one pixel. seed: of the deal. right: pixels.
    Returns the share that is read correctly.
    Source: ours. Chapter 12.
    """
    net, images, labels = reader(seed)
    roomy = images[:, :, 7, 0].sum(axis=1) == 0
    moved = shifted(images[roomy], right).reshape(-1, 64)
    return float(np.mean(net.predict(moved).argmax(axis=1) == labels[roomy]))


def reading(A: Array) -> Array:
    """What the dense layer of the first picture says of one image.

    A: (1, 8, 8, 1). Returns the probabilities of the ten digits.
    Source: ours. Chapter 12.
    """
    return softmax(reader()[0].predict(A.reshape(1, 64)).ravel())


def outputs(A: Array, layer: str) -> Array:
    """What a layer makes of one image, as a square.

    A: (8, 8). layer: DENSE, with random weights, PLAIN or `STRIDED`. Returns (8, 8) or (4, 4).
    Source: ours. Chapter 12.
    """
    if layer == DENSE:
        W = np.random.default_rng(0).normal(size=(64, 64))
        return ops.dense(A.reshape(1, 64), W, np.zeros(64)).reshape(8, 8)
    return filtered(A, VERTICAL, stride=2 if layer == STRIDED else 1, pad=1)


def agreement(before: Array, after: Array, most: int) -> tuple[int, Array]:
    """How well the outputs before a move, a few places further right, agree with those after it.

    before, after: (H, W). most: by so many places at most. Returns by how many they agree best,
    and for each place that both have then whether they agree, (H, W less so many).
    Source: ours. Chapter 12.
    """
    W = before.shape[1]
    same = {by: np.isclose(after[:, by:], before[:, : W - by]) for by in range(most + 1)}
    best = max(same, key=lambda by: (same[by].mean(), by))
    return best, same[best]

"""Chapter 13, what its small network sees: the loop watched, the strongest patches, read-outs."""

from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import blackboard, data, losses
from dlcourse.activations import softmax
from dlcourse.experiments.convolutional_network import (
    BATCH,
    cnn,
    deal,
    examples,
    share_right,
    stages,
)
from dlcourse.network import Sequential

Array = NDArray[Any]

LR, EPOCHS, KERNELS = 0.3, 30, (8, 16)  # of the small network; for its rate RATES are tried
LR_ENLARGED = 0.1  # with 0.3 five of its sixteen second maps die
RATES = (0.03, 0.1, 0.3)
UPDATES = (*range(11), 15, 20, 32, 64, 160, 320, 960)  # after which the loop is looked at
SEES = 8  # pixels, the receptive field of the second maps
FRAME = (3, 4)  # how far it reaches beyond the image, before its first pixel and behind its last
PENALTIES = (1e-3, 1e-4, 1e-5)
MOMENTUM, RATE, STEPS = 0.95, 2.0, 300  # of the read-outs, on features scaled to a mean square of 1


# The loop, watched


class Moment(NamedTuple):
    """The network after some updates."""

    updates: int
    kernels: Array  # of the first layer, (3, 3, 8)
    cost: float  # J of the training part
    share: float  # of the validation digits that are read right


class _Watched:
    """A network that is looked at before each batch comes in, and so after each update.

    look: is called then, and may ask the network; what it remembers of a batch is not there yet.
    """

    def __init__(self, net: Sequential, look: Callable[[], None]):
        self.net, self.look = net, look
        self.params, self.grads, self.backward = net.params, net.grads, net.backward

    def forward(self, X: Array) -> Array:
        """Look, and go forward. X: (m, …). Returns what the network makes of it."""
        self.look()
        return self.net.forward(X)


@cache
def learning(side: int = 8) -> tuple[Sequential, list[Moment]]:
    """The small network, trained by `blackboard.train`, with a look at it after UPDATES.

    side: 8 for the digits as they are, 16 for digits enlarged. Returns the network and the moments.
    Source: deck A (row A16). Chapter 13.
    """
    part, net, lr = deal(), cnn(side, KERNELS), LR if side == 8 else LR_ENLARGED
    X, X_val, Y = _sized(part.X, side), _sized(part.X_val, side), data.one_hot(part.y, 10)
    seen, updates = list[Moment](), count()

    def look() -> None:
        if (done := next(updates)) in UPDATES:
            W = net.params["0.W"].squeeze(2).copy()
            cost = float(losses.softmax_cross_entropy(net.predict(X), Y))
            seen.append(Moment(done, W, cost, share_right(net, X_val, part.y_val)))

    _train(_Watched(net, look), X, Y, lr=lr, seed=0)
    look()
    return net, seen


def _train(net: Any, X: Array, Y: Array, *, lr: float, seed: int) -> None:
    """Train by the bare loop, as chapter 13 has it."""
    slope: Any = losses.softmax_cross_entropy_grad
    rng = np.random.default_rng(seed)
    blackboard.train(net, X, Y, slope, lr=lr, rng=rng, batch_size=BATCH, epochs=EPOCHS)


def _sized(X: Array, side: int) -> Array:
    """Digits of 8 × 8 pixels, or enlarged to 16 × 16."""
    return enlarged(X) if side == 16 else X


def trained(lr: float, seed: int = 0) -> Sequential:
    """The small network after the bare loop.

    lr: α. seed: of the first weights and of the shuffling. Returns the network.
    Source: deck A (row A16). Chapter 13.
    """
    part, net = deal(), cnn(8, KERNELS, seed=seed)
    _train(net, part.X, data.one_hot(part.y, 10), lr=lr, seed=seed)
    return net


def enlarged(X: Array) -> Array:
    """Images of twice the side: each new pixel mixes its old one with the nearest neighbours, 3:1.

    X: (m, H, W, 1). Returns (m, 2H, 2W, 1). It adds no information.
    Source: ours. Chapter 13.
    """
    for axis in (1, 2):
        n = X.shape[axis]
        before = np.take(X, np.maximum(np.arange(n) - 1, 0), axis)
        after = np.take(X, np.minimum(np.arange(n) + 1, n - 1), axis)
        pair = np.stack((0.75 * X + 0.25 * before, 0.75 * X + 0.25 * after), axis + 1)
        X = pair.reshape(*X.shape[:axis], 2 * n, *X.shape[axis + 1 :])
    return X


# What excites a map


class Patch(NamedTuple):
    """A place of a second map, and the number that stands there."""

    digit: int  # of the test part
    row: int
    column: int
    value: float


@cache
def second_maps(side: int = 8) -> tuple[Array, list[Array]]:
    """The digits of the test part, and all that the small network makes of them.

    side: as in `learning`. Returns X (m, side, side, 1) and its `stages`.
    Source: ours. Chapter 13.
    """
    X = _sized(deal().X_test, side)
    return X, stages(learning(side)[0], X)


def strongest(k: int, side: int = 8, n: int = 9) -> list[Patch]:
    """The patches that excite a map of the second block most, one of each digit.

    k: the map, from 0. side: as in `learning`. n: how many. Returns them, the strongest first.
    Source: ours. Chapter 13.
    """
    maps = second_maps(side)[1][5][..., k]
    flat = maps.reshape(len(maps), -1)
    best = np.argsort(-flat.max(axis=1), kind="stable")[:n]
    places = [(int(i), divmod(int(flat[i].argmax()), maps.shape[2])) for i in best]
    return [Patch(i, r, c, float(maps[i, r, c])) for i, (r, c) in places]


def seen_by(patch: Patch, side: int = 8) -> Array:
    """The pixels that a number of a second map depends on; NaN where there is no image.

    patch: its place. side: as in `learning`. Returns (8, 8).
    Source: ours. Chapter 13.
    """
    image = np.pad(second_maps(side)[0][patch.digit, :, :, 0], FRAME, constant_values=np.nan)
    top, left = 2 * patch.row, 2 * patch.column  # the frame is 3 wide, and the window starts at −3
    return image[top : top + SEES, left : left + SEES]


def sums_of(patch: Patch, k: int, side: int = 8) -> tuple[Array, Array, Array]:
    """The arithmetic of one number of a second map.

    patch: its place. k: the map. side: as in `learning`. Returns the window of the pooled maps
    (3, 3, 8), the kernel (3, 3, 8), and the sum of their products for each pooled map (8,).
    Source: deck A (row A16). Chapter 13.
    """
    window = _window(second_maps(side)[1][3][patch.digit], patch.row, patch.column)
    W = learning(side)[0].params["3.W"][..., k]
    return window, W, np.sum(window * W, axis=(0, 1))


# One number, followed

Place = tuple[int, int, int]  # row, column and map


class Followed(NamedTuple):
    """Where the largest part of an answer comes from, stage by stage, and its arithmetic."""

    out: list[Array]  # the digit, and what each layer makes of it
    answer: int
    first: Place  # in the first maps, its window of pixels and its kernel, both (3, 3)
    pixels: Array
    kernel: Array
    pooled: Place
    second: Place  # in the second maps, and the sum of products with each pooled map (8,)
    sums: Array
    last: Place  # in the second maps, pooled
    weight: float  # of this number, for the answer
    biases: tuple[float, float, float]  # of the first kernel, of the second, of the answer


def followed(digit: int) -> Followed:
    """Go back from an answer of the small network: each time to where the largest part comes from.

    digit: which of the test digits of the opening picture, 0 to 9. Returns the numbers on the way.
    Source: deck A (row A16). Chapter 13.
    """
    net = learning()[0]
    params = net.params
    out = [stage[0] for stage in stages(net, examples()[[digit]])]
    answer = int(out[-1].argmax())
    weights = params["7.W"][answer].reshape(out[6].shape)
    last = _largest(weights * out[6])
    second = _kept(out[5], last)
    r, c, k = second
    products = _window(out[3], r, c) * params["3.W"][..., k]
    u, v, j = _largest(products)
    pooled = r + u - 1, c + v - 1, j
    first = _kept(out[2], pooled)
    pixels = _window(out[0], *first[:2])[..., 0]
    return Followed(
        out,
        answer,
        first,
        pixels,
        params["0.W"][:, :, 0, j],
        pooled,
        second,
        products.sum(axis=(0, 1)),
        last,
        float(weights[last]),
        (float(params["0.b"][j]), float(params["3.b"][k]), float(params["7.b"][answer])),
    )


def _window(maps: Array, r: int, c: int) -> Array:
    """What a kernel of three by three reads at a place: zeros where there is no image."""
    window: Array = np.pad(maps, ((1, 1), (1, 1), (0, 0)))[r : r + 3, c : c + 3]
    return window


def _largest(values: Array) -> Place:
    r, c, k = np.unravel_index(int(values.argmax()), values.shape)
    return int(r), int(c), int(k)


def _kept(maps: Array, pooled: Place) -> Place:
    """The place of the number that pooling kept, in the maps before it."""
    r, c, k = pooled
    u, v = divmod(int(maps[2 * r : 2 * r + 2, 2 * c : 2 * c + 2, k].argmax()), 2)
    return 2 * r + u, 2 * c + v, k


# Read-outs


class ReadOut(NamedTuple):
    """A softmax layer on features that stay as they are."""

    numbers: int  # features of an image
    penalty: float  # of PENALTIES, the best on the validation part
    slope: float  # the largest, where training ended
    share: float  # of the test digits that are read right


def to_the_minimum(F: Array, Y: Array, W: Array, penalty: float) -> tuple[Array, float]:
    """Train a softmax layer until it has converged: descent on all examples, with momentum.

    The cost has ½ α |W|² added, and so one minimum; the biases pay nothing.
    F: features, and a last column of ones (m, n + 1). Y: one-hot (m, 10). W: the start (n + 1, 10).
    penalty: α. Returns W, and the largest slope where it stopped.
    Source: ours. Chapter 13.
    """
    alpha = np.full((len(W), 1), penalty, W.dtype)
    alpha[-1] = 0
    v = np.zeros_like(W)
    for _ in range(STEPS):
        dW = F.T @ (softmax(F @ W) - Y) / np.float32(len(F)) + alpha * W
        v = MOMENTUM * v - RATE * dW
        W = W + v
    return W, float(np.abs(dW).max())


def read_out(features: Array, features_val: Array, features_test: Array) -> ReadOut:
    """A softmax layer on features, with the price of PENALTIES that reads most validation digits.

    features, features_val, features_test: of the three parts of `deal`, (m, …); all are scaled by
    the first. Each training begins where that of the price before has ended. Returns a ReadOut.
    Source: ours. Chapter 13.
    """
    part, found, mean = deal(), [], features.mean(axis=0)
    size = np.sqrt(np.mean(np.sum((features - mean).reshape(len(features), -1) ** 2, axis=1)))
    F, F_val, F_test = (
        np.column_stack((((A - mean) / size).reshape(len(A), -1), np.ones(len(A)))).astype("f")
        for A in (features, features_val, features_test)
    )
    Y, W = data.one_hot(part.y, 10).astype("f"), np.zeros((F.shape[1], 10), "f")
    for penalty in PENALTIES:
        W, slope = to_the_minimum(F, Y, W, penalty)
        val, test = (
            float(np.mean((A @ W).argmax(axis=1) == y))
            for A, y in ((F_val, part.y_val), (F_test, part.y_test))
        )
        found.append((val, ReadOut(F.shape[1] - 1, penalty, slope, test)))
    return max(found, key=lambda it: it[0])[1]


@cache
def read_outs(stage: int, learnt: bool) -> tuple[ReadOut, ...]:
    """Five starts of the small network, each read after one of its stages.

    stage: of `stages`; 0 is the pixels, for which there is one answer. learnt: whether its kernels
    were trained before, or are left as chance made them. Returns a ReadOut for each start.
    Source: ours. Chapter 13.
    """
    part = deal()
    images = part.X, part.X_val, part.X_test
    if stage == 0:
        return (read_out(*images),)
    nets = [trained(LR, seed) if learnt else cnn(8, KERNELS, seed=seed) for seed in range(5)]
    return tuple(read_out(*(stages(net, X)[stage] for X in images)) for net in nets)

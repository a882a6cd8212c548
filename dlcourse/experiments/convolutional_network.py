"""Chapter 13 in numbers: pooling and the way back by hand, networks that read digits, moves."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dlcourse import data, metrics, ops
from dlcourse.activations import softmax
from dlcourse.experiments.fair_comparison import MANY as LOSS
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, Layer, MaxPool2D
from dlcourse.network import Sequential, fit
from dlcourse.optim import Adam
from dlcourse.schedules import cosine

Array = NDArray[Any]
Window = tuple[int, int]

# Our own example of pooling; the lecture's cannot be read. dP is what comes back.
A_POOL = np.array([[1.0, 3, 2, 2], [5, 0, 2, 1], [0, 0, 4, 6], [0, 0, 7, 1]])
DP_POOL = np.array([[2.0, -1], [3, 0.5]])
WINDOWS = ((0, 0), (0, 1), (1, 0), (1, 1))  # of the pooling, in reading order
# A small convolution for the way back by hand: the input, the kernel, and ∂J/∂Z.
A_HAND = np.array([[1.0, 0, 2], [3, 1, 0], [0, 2, 1]])
W_HAND = np.array([[1.0, 2], [3, 4]])
DZ_HAND = np.array([[1.0, -1], [2, 0]])

CANVAS, REACH, BATCH, MOVES_SEED = 12, 2, 32, 7
# By their pixels, what stands between, and the ten sums: kernels of a CNN, hidden units of an MLP.
SMALL, FEW, MANY = "CNN 64-8-16-10", "MLP 64-26-10", "MLP 64-128-10"
LARGE, SAME, WIDE = "CNN 144-8-16-10", "MLP 144-17-10", "MLP 144-85-10"


# By hand


def pooled() -> Array:
    """The largest number of each window of A_POOL.

    Returns P (2, 2).
    Source: deck A (row A16). Chapter 13.
    """
    return ops.maxpool2d(A_POOL[np.newaxis, :, :, np.newaxis]).squeeze((0, 3))


def winner(r: int, c: int) -> tuple[int, int]:
    """Where the largest number of a window of A_POOL stands, the first of equals.

    r, c: row and column of the window, 0 or 1. Returns row and column in A_POOL.
    Source: deck A (row A16). Chapter 13.
    """
    u, v = divmod(int(A_POOL[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].argmax()), 2)
    return 2 * r + u, 2 * c + v


def routed(windows: Sequence[Window]) -> Array:
    """What the derivatives DP_POOL of some windows become in front of the pooling.

    windows: (row, column) of each. Returns dA (4, 4).
    Source: deck A (row A16). Chapter 13.
    """
    dA = np.zeros_like(A_POOL)
    for r, c in windows:
        dA[winner(r, c)] += DP_POOL[r, c]
    return dA


def full_convolution() -> Array:
    """DZ_HAND on its way back through the convolution of A_HAND with W_HAND.

    Returns dA (3, 3).
    Source: deck A (row A16). Chapter 13.
    """
    dZ, A = DZ_HAND[np.newaxis, :, :, np.newaxis], A_HAND[np.newaxis, :, :, np.newaxis]
    dA, *_ = ops.conv2d_backward(dZ, A, W_HAND[:, :, np.newaxis, np.newaxis])
    return np.squeeze(np.asarray(dA), (0, 3))


# The digits


class Digits(NamedTuple):
    """The digits in three parts: to train with, to choose with, and to be asked once at the end.

    Images are (m, H, W, 1) with values from 0 to 1, labels (m,).
    """

    X: Array
    y: Array
    X_val: Array
    y_val: Array
    X_test: Array
    y_test: Array


@cache
def deal() -> Digits:
    """Deal the digits: a quarter for the test, and of the rest a quarter for validation.

    Returns Digits of 8 × 8 pixels.
    Source: ours. Chapter 13.
    """
    table, rng = data.digits(), np.random.default_rng(0)
    images = table.X.reshape(-1, 8, 8, 1) / 16
    X, X_test, y, y_test = data.train_test_split(images, table.y, rng=rng)
    X, X_val, y, y_val = data.train_test_split(X, y, rng=rng)
    return Digits(X, y, X_val, y_val, X_test, y_test)


@cache
def examples() -> Array:
    """One digit of the test part for each class, the first in the deal.

    Returns (10, 8, 8, 1).
    Source: ours. Chapter 13.
    """
    X, y = deal().X_test, deal().y_test
    return np.stack([X[np.argmax(y == k)] for k in range(10)])


def on_canvas(X: Array, down: Any = 0, right: Any = 0) -> Array:
    """Put each digit on an empty canvas of 12 × 12 pixels, moved from the middle.

    X: (m, 8, 8, 1). down, right: pixels from −2 to 2, one number or one for each digit.
    Returns (m, 12, 12, 1).
    Source: ours. Chapter 13.
    """
    canvas = np.zeros((len(X), CANVAS, CANVAS, 1))
    rows = np.broadcast_to(np.add(down, REACH), len(X))
    columns = np.broadcast_to(np.add(right, REACH), len(X))
    for i, x in enumerate(X):
        canvas[i, rows[i] : rows[i] + 8, columns[i] : columns[i] + 8] = x
    return canvas


def anywhere(X: Array, rng: np.random.Generator) -> Array:
    """Put each digit on a canvas, moved at random by up to two pixels both ways.

    X: (m, 8, 8, 1). rng: draws the moves. Returns (m, 12, 12, 1).
    Source: ours. Chapter 13.
    """
    return on_canvas(X, *rng.integers(-REACH, REACH + 1, (2, len(X))))


@cache
def digits(moved: bool | None = None) -> Digits:
    """The dealt digits, as they are or on canvases.

    moved: None for 8 × 8 pixels; False for canvases with all digits in the middle, True for each
    moved at random. Returns Digits.
    Source: ours. Chapter 13.
    """
    dealt, rng = deal(), np.random.default_rng(MOVES_SEED)
    if moved is None:
        return dealt
    put = partial(anywhere, rng=rng) if moved else on_canvas
    X, X_val, X_test = (put(A) for A in (dealt.X, dealt.X_val, dealt.X_test))
    return Digits(X, dealt.y, X_val, dealt.y_val, X_test, dealt.y_test)


# The networks


def cnn(
    side: int,
    kernels: tuple[int, int],
    *,
    seed: int = 0,
    relu: Callable[[], Layer] = lambda: Activation("relu"),
    pool: Callable[[], Layer] = MaxPool2D,
    flatten: Callable[[], Layer] = Flatten,
    dtype: DTypeLike = np.float64,
) -> Sequential:
    """Two blocks of convolution, ReLU and pooling, then one dense layer for ten digits.

    side: of the images, in pixels. kernels: how many in each block. relu, pool, flatten: what
    makes these layers; a chapter may hand in a wrong one. seed: of the first weights. dtype: of all
    parameters. Returns the network.
    Source: deck A (row A16). Chapter 13.
    """
    rng, (k1, k2) = np.random.default_rng(seed), kernels
    how: dict[str, Any] = {"rng": rng, "init": "he", "dtype": dtype}
    n = (side // 4) ** 2 * k2  # each pooling halves the side
    return Sequential(
        Conv2D(1, k1, f=3, pad=1, **how),
        relu(),
        pool(),
        Conv2D(k1, k2, f=3, pad=1, **how),
        relu(),
        pool(),
        flatten(),
        Dense(n, 10, **how),
    )


def mlp(n: int, hidden: int, *, seed: int = 0, dtype: DTypeLike = np.float64) -> Sequential:
    """Pixels as one row, one hidden layer of ReLU units, ten sums.

    n: pixels of an image. hidden: units. seed: of the first weights. dtype: of all
    parameters. Returns the network.
    Source: ours. Chapter 13.
    """
    how: dict[str, Any] = {"rng": np.random.default_rng(seed), "init": "he", "dtype": dtype}
    return Sequential(
        Flatten(), Dense(n, hidden, **how), Activation("relu"), Dense(hidden, 10, **how)
    )


def train(
    net: Sequential,
    X: Array | Sequence[Array],
    y: Array,
    *,
    epochs: int,
    lr: float = 0.01,
    seed: int = 0,
) -> None:
    """Train on labels 0 to 9: cross-entropy, Adam, a rate that falls as a cosine, batches of 32.

    net: changed in place. X: (m, H, W, 1), or several such sets of the same digits, which take
    turns from epoch to epoch. y: (m,). epochs: how many. lr: the first rate. seed: of the
    shuffling.
    Source: ours. Chapter 13.
    """
    sets = [X] if isinstance(X, np.ndarray) else X
    Y, steps = data.one_hot(y, 10), epochs * -(-len(y) // BATCH)
    opt, rng = Adam(cosine(lr, steps)), np.random.default_rng(seed)
    for epoch in range(epochs):
        images = sets[epoch % len(sets)]
        fit(net, images, Y, loss=LOSS, opt=opt, epochs=1, batch_size=BATCH, rng=rng)


class Rival(NamedTuple):
    """A network of the comparison: how it is made, its epochs, and its first learning rates."""

    make: Callable[..., Sequential]
    epochs: int
    lr: dict[int, float]  # by the number of places: of RATES the best, see `best_rate`


RATES, PLACES, STARTS = (0.003, 0.01, 0.03), (1, 4, 60), range(5)
RIVALS = {
    SMALL: Rival(partial(cnn, 8, (8, 16)), 20, {1: 0.01}),
    FEW: Rival(partial(mlp, 64, 26), 60, {1: 0.03}),
    MANY: Rival(partial(mlp, 64, 128), 60, {1: 0.03}),
    LARGE: Rival(partial(cnn, CANVAS, (8, 16)), 20, {1: 0.01, 4: 0.01, 60: 0.01}),
    SAME: Rival(partial(mlp, 144, 17), 60, {1: 0.01, 4: 0.003, 60: 0.003}),
    WIDE: Rival(partial(mlp, 144, 85), 60, {1: 0.01, 4: 0.01, 60: 0.01}),
}


def best_rate(
    name: str, moved: bool | None = None, *, places: int = 1, seeds: Iterable[int] = (0, 1)
) -> float:
    """The rate of RATES with which a network reads most digits of the validation part.

    name: of RIVALS. moved, places: as in `rival`. seeds: of the starts, over which the mean is
    taken. Returns a rate, of equals the smallest.
    Source: ours. Chapter 13.
    """
    X, y = digits(moved).X_val, digits(moved).y_val

    def share(lr: float) -> float:
        nets = (rival(name, moved, seed=seed, places=places, lr=lr) for seed in seeds)
        return float(np.mean([share_right(net, X, y) for net in nets]))

    return max(RATES, key=share)


@cache
def rival(
    name: str,
    moved: bool | None = None,
    *,
    seed: int = 0,
    places: int = 1,
    lr: float | None = None,
) -> Sequential:
    """One of RIVALS, trained.

    name: of RIVALS. moved: the digits to train on, as `digits` has them. seed: of the first weights
    and of the shuffling. places: of PLACES, at how many each digit is shown where digits are moved;
    from epoch to epoch another. lr: None for that of RIVALS. Returns the network, in float32.
    Source: ours. Chapter 13.
    """
    it, part = RIVALS[name], digits(moved)
    rng, sets = np.random.default_rng(MOVES_SEED + 1), [part.X]
    sets += [anywhere(deal().X, rng) for _ in range(min(places, it.epochs) - 1)]
    net = it.make(seed=seed, dtype=np.float32)  # half the memory, and half the time
    train(net, sets, part.y, epochs=it.epochs, lr=lr or it.lr[places], seed=seed)
    return net


@cache
def scores(name: str, moved: bool | None = None, *, places: int = 1) -> Array:
    """What the five starts of a network read right in the test part, one after the other.

    name, moved, places: as in `rival`. Returns (5,), shares from 0 to 1.
    Source: ours. Chapter 13.
    """
    part = digits(moved)
    nets = [rival(name, moved, seed=seed, places=places) for seed in STARTS]
    return np.array([share_right(net, part.X_test, part.y_test) for net in nets])


def share_right(net: Sequential, X: Array, y: Array) -> float:
    """Share of the images whose largest sum is that of their digit.

    net: ten sums. X: (m, H, W, 1). y: (m,). Returns a number from 0 to 1.
    Source: ours. Chapter 13.
    """
    return metrics.accuracy(net.predict(X).argmax(axis=1), y)


def stages(net: Sequential, X: Array) -> list[Array]:
    """What comes out of each layer, the images themselves first.

    net: L layers. X: (m, H, W, 1). Returns L + 1 arrays.
    Source: deck A (row A16). Chapter 13.
    """
    out = [X]
    for layer in net.layers:
        out.append(layer.forward(out[-1]))
    return out


# Moves


def truth_by_move(net: Sequential, digit: int) -> Array:
    """The probability that a net gives to the truth for one example, moved sideways.

    net: takes canvases. digit: 0 to 9. Returns (5,), for −2 to 2 pixels to the right.
    Source: ours. Chapter 13.
    """
    sideways = range(-REACH, REACH + 1)
    X = np.concatenate([on_canvas(examples()[[digit]], 0, c) for c in sideways])
    return softmax(net.predict(X))[:, digit]


def share_by_move(net: Sequential) -> Array:
    """Share of all held-out digits that a net reads right, for each move.

    net: takes canvases. Returns (5, 5): −2 to 2 pixels down, and −2 to 2 to the right.
    Source: ours. Chapter 13.
    """
    X, y = deal().X_test, deal().y_test
    moves = range(-REACH, REACH + 1)
    return np.array([[share_right(net, on_canvas(X, r, c), y) for c in moves] for r in moves])

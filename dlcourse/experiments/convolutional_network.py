"""Chapter 13 in numbers: pooling and the way back by hand, networks that read digits, moves."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dlcourse import data, losses, metrics, ops
from dlcourse.activations import softmax
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, Layer, MaxPool2D
from dlcourse.network import Epoch, History, Sequential, fit
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
SMALL, SAME, WIDE, LARGE = "CNN 8, 16", "MLP 144-48-10", "MLP 144-256-10", "CNN 16, 32"


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


@cache
def deal(whole_forms: bool = False) -> tuple[Array, Array, Array, Array]:
    """Deal the digits into three quarters for training and one quarter for the test.

    whole_forms: keep the digits of one form on one side. Returns images (m, 8, 8, 1) in 0..1 and
    labels: X_train, X_test, y_train, y_test.
    Source: ours. Chapter 13.
    """
    table, rng = data.digits(), np.random.default_rng(0)
    X = table.X.reshape(len(table.X), 8, 8, 1) / 16
    groups = table.groups if whole_forms else None
    return data.train_test_split(X, table.y, rng=rng, groups=groups)


@cache
def examples() -> Array:
    """One held-out digit of each class, the first in the deal.

    Returns (10, 8, 8, 1).
    Source: ours. Chapter 13.
    """
    _, X, _, y = deal()
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


@cache
def digits(
    moved: bool | None = None, *, whole_forms: bool = False
) -> tuple[Array, Array, Array, Array]:
    """The dealt digits, as they are or on canvases.

    moved: None for 8 × 8 pixels; False for canvases with all digits in the middle, True for each
    moved at random both ways. whole_forms: as `deal` has it. Returns what `deal` returns.
    Source: ours. Chapter 13.
    """
    X_train, X_test, y_train, y_test = deal(whole_forms)
    if moved is None:
        return X_train, X_test, y_train, y_test
    rng, reach = np.random.default_rng(MOVES_SEED), REACH if moved else 0
    train, test = (
        on_canvas(X, *rng.integers(-reach, reach + 1, (2, len(X)))) for X in (X_train, X_test)
    )
    return train, test, y_train, y_test


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
    X: Array,
    y: Array,
    *,
    epochs: int,
    lr: float = 0.01,
    seed: int = 0,
    callback: Callable[[Epoch], object] | None = None,
) -> History:
    """Train on labels 0 to 9: cross-entropy, Adam, a rate that falls as a cosine, batches of 32.

    net: changed in place. X: (m, H, W, 1). y: (m,). epochs: how many. lr: the first rate. seed: of
    the shuffling. callback: called after each epoch. Returns the History.
    Source: ours. Chapter 13.
    """
    steps = epochs * -(-len(X) // BATCH)
    loss = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad
    opt, rng = Adam(cosine(lr, steps)), np.random.default_rng(seed)
    how: dict[str, Any] = {"epochs": epochs, "batch_size": BATCH, "callback": callback}
    return fit(net, X, data.one_hot(y, 10), loss=loss, opt=opt, rng=rng, **how)


# Each rival: how it is made, its epochs and its first learning rate.
RIVALS: dict[str, tuple[Callable[..., Sequential], int, float]] = {
    SMALL: (partial(cnn, 8, (8, 16)), 12, 0.01),
    "MLP 64-26-10": (partial(mlp, 64, 26), 20, 0.01),
    "MLP 64-128-10": (partial(mlp, 64, 128), 20, 0.01),
    SAME: (partial(mlp, 144, 48), 30, 0.02),
    WIDE: (partial(mlp, 144, 256), 12, 0.01),
    LARGE: (partial(cnn, 12, (16, 32)), 10, 0.01),
}


@cache
def rival(
    name: str, moved: bool | None = None, *, seed: int = 0, whole_forms: bool = False
) -> Sequential:
    """One of RIVALS, trained.

    name: of RIVALS. moved, whole_forms: the digits to train on, as `digits` has them. seed: of the
    first weights and of the shuffling. Returns the network, in float32.
    Source: ours. Chapter 13.
    """
    make, epochs, lr = RIVALS[name]
    X, _, y, _ = digits(moved, whole_forms=whole_forms)
    net = make(seed=seed, dtype=np.float32)  # half the memory, and half the time
    train(net, X, y, epochs=epochs, lr=lr, seed=seed)
    return net


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


@cache
def small_cnn(epochs: int = RIVALS[SMALL][1]) -> tuple[Sequential, list[Array], list[float]]:
    """The small network while it learns.

    epochs: how many. Returns the net after training; its first kernels, (3, 3, 8), and its share
    right in the test, both at the start and after each epoch.
    Source: ours. Chapter 13.
    """
    X, X_test, y, y_test = deal()
    net = RIVALS[SMALL][0]()
    W = net.params["0.W"]
    kernels, shares = [W.squeeze(2).copy()], [share_right(net, X_test, y_test)]

    def note(epoch: Epoch) -> None:
        kernels.append(W.squeeze(2).copy())
        shares.append(share_right(net, X_test, y_test))

    train(net, X, y, epochs=epochs, callback=note)
    return net, kernels, shares


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
    _, X, _, y = deal()
    moves = range(-REACH, REACH + 1)
    return np.array([[share_right(net, on_canvas(X, r, c), y) for c in moves] for r in moves])

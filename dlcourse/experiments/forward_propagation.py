"""What chapter 8 computes: values on their way through a net, boundaries, and digits."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses, optim
from dlcourse._words import Said
from dlcourse.activations import sigmoid, softmax
from dlcourse.layers import Activation, Dense, Layer
from dlcourse.network import Sequential, fit

Array = NDArray[Any]

# The 3-4-1 net of deck B, with numbers of our own: the deck has letters only.
W1 = np.array([[1.0, -1.0, 1.0], [2.0, 0.0, -1.0], [0.0, 1.0, -1.0], [-1.0, 0.0, 1.0]])
B1 = np.array([-2.0, 3.0, -1.0, -1.0])
W2 = np.array([[2.0, 1.0, -1.0, -2.0]])
B2 = np.array([1.0])
INPUTS = {"(1, 2, 3)": (1.0, 2.0, 3.0), "(1, 3, 0)": (1.0, 3.0, 0.0), "(0, 0, 0)": (0.0, 0.0, 0.0)}

MOONS, XOR = Said("two moons"), "XOR"
STARTS = 5  # trainings from different first weights; the one of least cost is kept
SIDE = np.linspace(-2, 2, 31)  # of the square in which boundaries are measured

SIZES, EPOCHS, BATCH, LR = (64, 32, 10), 20, 32, 0.005  # of the net for the digits
SURE = 0.9  # the chapter follows the first held-out image of which the net is less sure


def flow_values(x: Array) -> tuple[Array, Array, float, float]:
    """Every value in the 3-4-1 net for one example.

    z[1] = W[1] x + b[1], a[1] = σ(z[1]), z[2] = W[2] a[1] + b[2], a[2] = σ(z[2])
    x: (3,). Returns z1 (4,), a1 (4,), z2 and a2, two numbers.
    Source: deck B, the shallow network (row B1). Chapter 8.
    """
    z1 = W1 @ x + B1
    a1 = sigmoid(z1)
    z2 = (W2 @ a1 + B2).item()
    return z1, a1, z2, float(sigmoid(z2))


# Boundaries.


def examples(kind: str) -> data.Dataset:
    """80 points of two classes in the plane.

    kind: MOONS or XOR. Returns a Dataset with X (80, 2) and y (80,).
    Source: deck D, the multilayer perceptron (row D4). Chapter 8.
    """
    rng = np.random.default_rng(3)
    return data.moons(80, noise=0.15, rng=rng) if kind == MOONS else data.xor(80, rng=rng)


@cache
def shallow_net(kind: str, units: int) -> Sequential:
    """A trained net of two inputs, some sigmoid units and one output z, the best of five starts.

    kind: MOONS or XOR. units: how many hidden units. Returns the Sequential; σ of its output is
    the probability of class 1.
    Source: deck D, the multilayer perceptron (row D4). Chapter 8.
    """
    table = examples(kind)
    loss = (losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad)
    tries = []
    for seed in range(STARTS):
        rng = np.random.default_rng(seed)
        net = Sequential(Dense(2, units, rng=rng), Activation("sigmoid"), Dense(units, 1, rng=rng))
        y = table.y[:, np.newaxis]
        fit(net, table.X, y, loss=loss, opt=optim.Adam(0.1), epochs=300)
        tries.append((losses.sigmoid_cross_entropy(net.forward(table.X), y), seed, net))
    return min(tries)[2]


def own_side(net: Sequential, table: data.Dataset) -> float:
    """The share of points that lie on their own side of the boundary z = 0.

    net: two inputs, one output z. table: points of the classes 0 and 1. Returns 0 to 1.
    Source: deck D, the multilayer perceptron (row D4). Chapter 8.
    """
    return float(np.mean((net.forward(table.X).ravel() >= 0) == table.y))


def parameters(n: Array, d: int) -> Array:
    """Count the parameters of a net with two inputs, d hidden layers of n units, one output.

    P = 3n + (d − 1)(n² + n) + (n + 1)
    n: whole numbers. d: at least 1. Returns counts, shaped as n.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    count: Array = 3 * n + (d - 1) * (n * n + n) + n + 1  # eq. (equal-widths-count)
    return count


def random_net(width: int, depth: int, draw: int) -> Sequential:
    """A net of two inputs, some equal tanh layers and one output, with random weights and biases.

    Weights have the spread 3/√n_in, biases 1. The last bias is then set so that the output is
    positive on one half of the square from −2 to 2, and its scale so that its spread there is 2.
    width: units in a hidden layer. depth: how many hidden layers. draw: the seed.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    rng = np.random.default_rng(draw)
    layers: list[Layer] = []
    n_in = 2
    for _ in range(depth):
        layers += [Dense(n_in, width, rng=rng), Activation("tanh")]
        n_in = width
    net = Sequential(*layers, Dense(n_in, 1, rng=rng))
    for name, p in net.params.items():
        spread = 3 / np.sqrt(p.shape[1]) if name.endswith("W") else 1.0
        p[...] = spread * rng.normal(size=p.shape)
    z = net.forward(square())
    last_W, last_b = list(net.params.values())[-2:]
    last_W *= 2 / np.std(z)
    last_b -= np.median(z)
    last_b *= 2 / np.std(z)
    return net


def square() -> Array:
    """The places of a grid in the square from −2 to 2, row by row: (31 · 31, 2).

    Source: deck E, width and depth (row E2). Chapter 8.
    """
    return np.column_stack([x.ravel() for x in np.meshgrid(SIDE, SIDE)])


def boundary_length(net: Sequential) -> float:
    """How long the line z = 0 of a net is inside the square from −2 to 2, measured on a grid.

    net: two inputs, one output z. Returns a length in the unit of the inputs.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    z = net.forward(square()).reshape(SIDE.size, SIDE.size)
    return float(SIDE[1] - SIDE[0]) * line_length(z)


def line_length(z: Array) -> float:
    """How long the line z = 0 is on a grid: marching squares.

    On the side of a square z changes evenly. Where all four sides are crossed, the mean of the
    corners says which two of them belong together.
    z: (p, q), a value for each place of the grid. Returns a length in sides of a square.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    corners, length = np.array([0, 1, 1 + 1j, 1j]), 0.0
    ring = z[:-1, :-1], z[:-1, 1:], z[1:, 1:], z[1:, :-1]
    around = np.column_stack([corner.ravel() for corner in ring])
    above = around > 0
    for k in np.flatnonzero(np.diff(above, axis=1).any(axis=1)):  # square k: z is 0 in it
        v, crossed = around[k], above[k] != np.roll(above[k], -1)
        share = v[crossed] / (v - np.roll(v, -1))[crossed]
        at = corners[crossed] + share * (np.roll(corners, -1) - corners)[crossed]
        if crossed.all() and (v.mean() > 0) != above[k, 0]:
            at = np.roll(at, 1)
        length += np.abs(at[1::2] - at[::2]).sum()
    return float(length)


# The digits.


class Trained(NamedTuple):
    """The net for the digits after each epoch, and what it was tested on."""

    X: Array  # held out
    y: Array
    params: list[dict[str, Array]]  # after 0, 1, … epochs
    step_loss: Array
    loss: Array


@cache
def training() -> Trained:
    """Train as in the chapter's cells, and keep the parameters after each epoch.

    Source: deck E, forward propagation and epochs (row E9). Chapter 8.
    """
    X, y = data.digits().X / 16, data.digits().y
    X_train, X_test, y_train, y_test = data.train_test_split(X, y, rng=np.random.default_rng(0))
    net, rng = _digits_net()
    params = [_copied(net)]
    history = fit(
        net,
        X_train,
        data.one_hot(y_train, 10),
        loss=(losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad),
        opt=optim.Adam(LR),
        epochs=EPOCHS,
        batch_size=BATCH,
        rng=rng,
        callback=lambda epoch: params.append(_copied(epoch.net)),
    )
    return Trained(X_test, y_test, params, history.step_loss, history.loss)


def _digits_net() -> tuple[Sequential, np.random.Generator]:
    rng = np.random.default_rng(1)
    n, H, K = SIZES
    net = Sequential(Dense(n, H, rng=rng, init="he"), Activation("relu"), Dense(H, K, rng=rng))
    return net, rng


def _copied(net: Sequential) -> dict[str, Array]:
    return {name: p.copy() for name, p in net.params.items()}


def digits_net(epoch: int = EPOCHS) -> Sequential:
    """The net for the digits as it was after some epochs of its training.

    epoch: from 0 to 20. Returns the Sequential of 64 inputs, 32 hidden units and 10 outputs.
    Source: deck E, forward propagation and epochs (row E9). Chapter 8.
    """
    net, _ = _digits_net()
    for name, p in training().params[epoch].items():
        net.params[name][...] = p
    return net


def held_out(digit: int) -> Array:
    """The first held-out image of a digit, (64,), with values from 0 to 1.

    digit: from 0 to 9.
    Source: deck E, forward propagation and epochs (row E9). Chapter 8.
    """
    trained = training()
    x: Array = trained.X[np.argmax(trained.y == digit)]
    return x


@cache
def followed() -> int:
    """The place of the held-out image that the chapter follows: the net reads it, but not surely.

    Returns the first place with the right class and a probability below 0.9.
    Source: deck E, forward propagation and epochs (row E9). Chapter 8.
    """
    trained = training()
    P = softmax(digits_net().forward(trained.X))
    return int(np.argmax((P.argmax(axis=1) == trained.y) & (P.max(axis=1) < SURE)))


def answer(x: Array) -> tuple[Array, Array]:
    """What the trained net makes of one image.

    x: (64,), values from 0 to 1. Returns a1 (32,) of the hidden units, and ten probabilities.
    Source: deck E, forward propagation and epochs (row E9). Chapter 8.
    """
    hidden, activation, output = digits_net().layers
    a1 = activation.forward(hidden.forward(x[np.newaxis]))
    return a1.ravel(), softmax(output.forward(a1)).ravel()


class Products(NamedTuple):
    """One hidden unit and one image: z = w·x + b, and its products apart by their sign."""

    x: Array
    w: Array
    b: float
    z: float
    up: float  # the sum of the positive products
    down: float  # the sum of the negative ones


def products(unit: int) -> Products:
    """The sum of one hidden unit of the trained net for the image that the chapter follows.

    unit: from 0 to 31. Returns Products.
    Source: deck E, forward propagation and epochs (row E9). Chapter 8.
    """
    net, x = digits_net(), training().X[followed()]
    w, b = net.params["0.W"][unit], float(net.params["0.b"][unit])
    up, down = (float(part(w * x, 0).sum()) for part in (np.maximum, np.minimum))
    return Products(x, w, b, float(w @ x + b), up, down)


class Progress(NamedTuple):
    """How far the training has come after an epoch."""

    iterations: int
    p: Array  # the ten probabilities for the image that the chapter follows
    right: float  # the share of held-out digits that are read correctly


def progress(epoch: int) -> Progress:
    """What the net for the digits says after some epochs.

    epoch: from 0 to 20. Returns Progress.
    Source: deck E, forward propagation and epochs (row E9). Chapter 8.
    """
    trained, Z = training(), digits_net(epoch).forward(training().X)
    right = float(np.mean(Z.argmax(axis=1) == trained.y))
    iterations = epoch * len(trained.step_loss) // EPOCHS
    return Progress(iterations, softmax(Z)[followed()], right)

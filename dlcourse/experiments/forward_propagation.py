"""What chapter 8 computes: values on their way through a net, boundaries, and digits."""

import itertools
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses, ops, optim
from dlcourse._words import Said
from dlcourse.activations import identity, relu, sigmoid, softmax
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential, fit

Array = NDArray[Any]

# The 3-4-1 net of deck B, with numbers of our own: the deck has letters only.
W1 = np.array([[1.0, -1.0, 1.0], [2.0, 0.0, -1.0], [0.0, 1.0, -1.0], [-1.0, 0.0, 1.0]])
B1 = np.array([-2.0, 3.0, -1.0, -1.0])
W2 = np.array([[2.0, 1.0, -1.0, -2.0]])
B2 = np.array([1.0])
INPUTS = {"(1, 2, 3)": (1.0, 2.0, 3.0), "(1, 3, 0)": (1.0, 3.0, 0.0), "(0, 0, 0)": (0.0, 0.0, 0.0)}

HIDDEN: dict[str, Callable[[Array], Array]] = {"sigmoid": sigmoid, "ReLU": relu}

MOONS, XOR = Said("two moons"), "XOR"
STARTS = 5  # trainings from different first weights; the one of least cost is kept

SIZES, EPOCHS, BATCH, LR = (64, 32, 10), 20, 32, 0.005  # of the net for the digits
IMAGES = FIRST, SECOND, HARDEST = Said("first"), Said("second"), Said("hardest")  # of a digit
SURE = 0.9  # the chapter follows the first held-out image of which the net is less sure


def flow_values(x: Array, hidden: str = "sigmoid") -> tuple[Array, Array, float, float]:
    """Every value in the 3-4-1 net for one example.

    z[1] = W[1] x + b[1], a[1] = g(z[1]), z[2] = W[2] a[1] + b[2], a[2] = σ(z[2])
    x: (3,). hidden: the activation g of the hidden layer, a key of HIDDEN.
    Returns z1 (4,), a1 (4,), z2 and a2, two numbers.
    Source: decks B and D, the network with one hidden layer (rows B1, D4). Chapter 8.
    """
    z1 = W1 @ x + B1
    a1 = HIDDEN[hidden](z1)
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


# Width and depth.

Layers = list[tuple[Array, Array, Callable[[Array], Array]]]  # W, b and the activation of each


def folding_net(units: int, depth: int) -> Layers:
    """A net by hand that lays the interval from 0 to 1 in folds, and does so again in each layer.

    A fold of n pieces goes up and down between 0 and 1: f(x) = Σ_j w_j max(0, x − j/n), with the
    weights n, −2n, 2n, … A hidden layer makes its ReLUs; the next layer reads their weighted sum.
    units: n, at least 1. depth: how many hidden layers. Returns W, b and g of each layer, for
    `blackboard.forward`.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    corners = np.arange(units) / units
    w_out = 2.0 * units * (-1.0) ** np.arange(units)
    w_out[0] = units  # from level ground; at each further corner the slope turns round
    w_in = np.ones(units)
    first = (w_in[:, np.newaxis], -corners, relu)
    further = (np.outer(w_in, w_out), -corners, relu)
    return [first, *(further,) * (depth - 1), (w_out[np.newaxis], np.zeros(1), identity)]


def random_layers(sizes: Sequence[int], rng: np.random.Generator) -> Layers:
    """Hidden ReLU layers of one input with random weights and biases.

    Weights have the spread √(2/n_in), biases ½.
    sizes: the units of each hidden layer. rng: a numpy Generator. Returns W, b and g of each.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    layers: Layers = []
    for n_in, n_out in itertools.pairwise((1, *sizes)):
        W = np.sqrt(2 / n_in) * rng.normal(size=(n_out, n_in))
        layers.append((W, 0.5 * rng.normal(size=n_out), relu))
    return layers


def output(layers: Layers, X: Array) -> Array:
    """What `blackboard.forward` computes, without loops over units and examples.

    layers: W, b and g of each. X: (m, n_0). Returns the last A (m, n_L).
    Source: deck E, forward propagation (row E9). Chapter 8.
    """
    return _answers(layers, X)[-1]


def _answers(layers: Layers, X: Array) -> list[Array]:
    """The A of each layer."""
    found = [X]
    for W, b, g in layers:
        found.append(g(ops.dense(found[-1], W, b)))
    return found[1:]


def pieces(layers: Layers, low: float, high: float) -> int:
    """Into how many pieces a net of one input divides an interval; on each its curve is straight.

    A piece ends where a hidden unit opens or closes. Counted between 8000 places.
    layers: W, b and g of each; hidden layers are ReLUs. low, high: the ends of the interval.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    edges = np.linspace(low, high, 8001)
    places = ((edges[1:] + edges[:-1]) / 2)[:, np.newaxis]
    answers = zip(layers, _answers(layers, places), strict=True)
    now = np.hstack([A > 0 for (_, _, g), A in answers if g is relu])  # which units are open
    return 1 + int(np.sum(np.any(now[1:] != now[:-1], axis=1)))


def pieces_by_chance(sizes: Sequence[int], draws: int = 100) -> Array:
    """In how many pieces nets with random weights divide the interval from −2 to 2.

    sizes: the units of each hidden layer. draws: how many nets. Returns a count for each.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    seeds = range(draws)
    nets = (random_layers(sizes, np.random.default_rng(seed)) for seed in seeds)
    return np.array([pieces(layers, -2, 2) for layers in nets])


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


def held_out(digit: int, image: str = FIRST) -> Array:
    """One of the held-out images of a digit, (64,), with values from 0 to 1.

    digit: from 0 to 9. image: FIRST, SECOND, or HARDEST, to which the trained net gives the least
    probability of its true class.
    Source: deck E, forward propagation and epochs (row E9). Chapter 8.
    """
    trained = training()
    of_digit = np.flatnonzero(trained.y == digit)
    if image == HARDEST:
        P = softmax(digits_net().forward(trained.X[of_digit]))
        place = int(np.argmin(P[:, digit]))
    else:
        place = (FIRST, SECOND).index(image)
    x: Array = trained.X[of_digit[place]]
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

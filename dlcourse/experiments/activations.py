"""What chapter 7 computes: two ReLUs by hand, a fold, a tide, flat slopes, dead units."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, linear, losses
from dlcourse.activations import ACTIVATIONS, identity, leaky_relu, relu
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD, Adam

Array = NDArray[Any]

HALF_MSE = (losses.half_mse, losses.half_mse_grad)
STARTS = 8  # random starts of a training, of which the best is kept
SCALES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)  # of the weights
FLAT = 0.01  # a slope below this share of the largest counts as flat
OPEN = 0.9  # a slope above this lets nearly all of a gradient through
EDGE = 10.0  # a sum with a larger |z| is counted here, in `shares_by_sum`
SEEDS = range(5)  # of random starts
BAR = 0.5  # how wide a bar of `shares_by_sum` is: 0, ±3 and ±6, where flat begins, are its edges


def two_layers(n_in: int, hidden: int, name: str, *, rng: np.random.Generator) -> Sequential:
    """A network of one hidden layer and one linear output.

    ŷ = W₂ g(W₁ x + b₁) + b₂
    n_in: features. hidden: hidden units. name: of g, a key of ACTIVATIONS. rng: for the weights.
    Returns the network.
    Source: deck D, the network with one hidden layer (row D4). Chapter 7.
    """
    layers = (Dense(n_in, hidden, rng=rng), Activation(name), Dense(hidden, 1, rng=rng))
    return Sequential(*layers)


# Two ReLUs by hand.


def visitors() -> tuple[Array, Array]:
    """Invented visitors of a museum, every half hour of a day: hours and hundreds, (13,) each.

    1 until hour 2, then 1 more each hour until hour 4, then 1 fewer each hour.
    Source: deck E, why nonlinearities (row E4). Chapter 7.
    """
    x = np.arange(13) / 2
    return x, 3 - np.minimum(2, np.abs(x - 4))


class Rows(NamedTuple):
    """What two hidden units make of inputs x (m,): sums, outputs, weighted outputs, the total."""

    z: Array  # (m, 2)
    h: Array  # (m, 2)
    weighted: Array  # (m, 2)
    total: Array  # (m,)


def by_hand(x: Array, corners: Sequence[float], slopes: Sequence[float]) -> Rows:
    """A network of two ReLUs, set by hand: each is 0 up to its corner and a slope from there on.

    z_j = x − corner_j, h_j = max(0, z_j), ŷ = 1 + Σ_j v_j h_j
    x: inputs (m,). corners, slopes: of the two units; slopes are the v_j. Returns Rows.
    Source: deck E, a simple example of a nonlinearity (row E5). Chapter 7.
    """
    z = np.asarray(x)[:, np.newaxis] - np.asarray(corners)  # w_j = 1, b_j = −corner_j
    h = relu(z)
    weighted = h * np.asarray(slopes)
    return Rows(z, h, weighted, 1 + weighted.sum(axis=1))


# Radius and area.


def tumours() -> tuple[Array, Array]:
    """Mean radius and mean area of the nuclei of 569 tumours: (569, 1) in u, (569, 1) in u².

    Source: deck E, real life is not linear (row E1). Chapter 7.
    """
    table = data.breast_cancer()
    return table.only("mean radius").X, table.only("mean area").X


class Areas(NamedTuple):
    """What a network of two layers and the best line predict: area in u² for each radius in u."""

    radius: Array
    net: Array
    line: Array


@cache
def areas(name: str) -> Areas:
    """Predict the area of nuclei from their radius, with ten hidden units and with a line.

    name: the activation of the hidden units, a key of ACTIVATIONS. Returns Areas, (47,) each.
    Source: deck E, real life is not linear (row E1). Chapter 7.
    """
    X, y = tumours()
    Z, scale = data.standardise(X)
    T, unit = data.standardise(y)
    net = two_layers(1, 10, name, rng=np.random.default_rng(0))
    fit(net, Z, T, loss=HALF_MSE, opt=Adam(0.02), epochs=600)
    radius = np.linspace(6, 29, 47)[:, np.newaxis]
    line = linear.predict_linear(radius, linear.normal_equation(X, y.ravel()))
    area = unit.undo(net.predict(scale.apply(radius)))
    return Areas(radius.ravel(), area.ravel(), line)


# XOR.


def xor() -> data.Dataset:
    """80 points in four clouds, of two classes: X (80, 2), y (80,).

    Source: deck E, a simple example of a nonlinearity (row E5). Chapter 7.
    """
    return data.xor(80, rng=np.random.default_rng(0))


class Fold(NamedTuple):
    """Points in the plane of the two hidden units, and the line h₁ + h₂ = cut between them."""

    H: Array
    cut: float
    right: float  # the share of points on the right side of it
    gap: float  # the distance between the classes


def fold(X: Array, y: Array, c: float) -> Fold:
    """XOR with two hidden units whose slope is c on the negative side.

    h₁ = g(x₁ − x₂), h₂ = g(x₂ − x₁), where g(z) = z for z > 0 and c z below
    X: points (m, 2). y: 1 where x₁ and x₂ differ, (m,). c: from 0 to 1. Returns a Fold.
    Source: deck E, a simple example of a nonlinearity (row E5). Chapter 7.
    """
    u = X[:, 0] - X[:, 1]
    sums = np.column_stack([u, -u])
    H = identity(sums) if c == 1 else leaky_relu(sums, c)
    cut = 1 - c  # half of h₁ + h₂ at the corners of class 1
    right = float(np.mean((H.sum(axis=1) > cut) == y))
    return Fold(H, cut, right, float(np.sqrt(2) * cut))


# A tide.


@cache
def tide() -> tuple[Array, Array]:
    """Invented heights of the sea in a harbour through a day: t in hours, height in m, (49,) each.

    2.5 + 1.4 cos(2π (t − 3)/12) + 0.5 cos(2π (t − 3)/24), without noise.
    Source: deck E, why nonlinearities (row E4). Chapter 7.
    """
    t = np.linspace(0, 24, 49)
    turn = 2 * np.pi * (t - 3)
    return t, 2.5 + 1.4 * np.cos(turn / 12) + 0.5 * np.cos(turn / 24)


def scaled_tide() -> tuple[Array, Array]:
    """The tide as a network gets it: (t − 12)/6 from −2 to 2, and the standardised height.

    Returns X and T, (49, 1) each.
    Source: deck E, why nonlinearities (row E4). Chapter 7.
    """
    t, y = tide()
    return (t[:, np.newaxis] - 12) / 6, (y[:, np.newaxis] - y.mean()) / y.std()


@cache
def fitted(name: str, units: int) -> tuple[Sequential, float]:
    """The best of several trainings on the tide, and its typical error in m.

    name: the activation, a key of ACTIVATIONS. units: in the hidden layer. Returns the network,
    from (t − 12)/6 to the standardised height, and √MSE. A line needs one start only.
    Source: deck E, why nonlinearities (row E4). Chapter 7.
    """
    X, T = scaled_tide()
    nets: list[tuple[float, Sequential]] = []
    for seed in range(1 if name == "identity" else STARTS):
        rng = np.random.default_rng(seed)
        net = two_layers(1, units, name, rng=rng)
        # The bends begin spread over the day instead of all at noon.
        at = -2 + 4 * (np.arange(units) + rng.uniform(size=units)) / units
        w = np.sign(net.params["0.W"].ravel()) * (1 if name == "relu" else 2)
        net.params["0.W"][:, 0], net.params["0.b"][:] = w, -w * at
        fit(net, X, T, loss=HALF_MSE, opt=Adam(0.03), epochs=1000)
        nets.append((losses.mse(net.predict(X), T), net))
    J, best = min(nets, key=lambda pair: pair[0])
    return best, float(np.sqrt(J) * tide()[1].std())


def drawn(name: str, units: int, t: Array) -> Array:
    """The curve of `fitted` in m, at the hours t (n,).

    name, units: of the trained network. Returns (n,).
    Source: deck E, why nonlinearities (row E4). Chapter 7.
    """
    y = tide()[1]
    T = fitted(name, units)[0].predict((t[:, np.newaxis] - 12) / 6)[:, 0]
    curve: Array = T * y.std() + y.mean()
    return curve


def corners(units: int) -> Array:
    """The hours at which the ReLUs of `fitted` have their corners, those within the day, in order.

    units: in the hidden layer. A unit without a part in the answer has none.
    Source: deck E, a simple example of a nonlinearity (row E5). Chapter 7.
    """
    net = fitted("relu", units)[0]
    w, b, v = net.params["0.W"][:, 0], net.params["0.b"], net.params["2.W"][0]
    at = 12 - 6 * b / w  # where w x + b = 0
    seen: Array = np.sort(at[(at > 0) & (at < 24) & (np.abs(v * w) > 1e-3)])
    return seen


# The flat part.


@cache
def sums() -> Array:
    """Sums of 20 units with weights of scale 1 for every tenth tumour, standardised: (57, 20).

    Source: deck B, which activation where (row B3). Chapter 7.
    """
    Z, _ = data.standardise(data.breast_cancer().X)
    W = np.random.default_rng(0).normal(size=(20, Z.shape[1]))
    z: Array = Z[::10] @ W.T
    return z


def flat_share(name: str, z: Array) -> float:
    """Share of the sums z at which the slope of an activation is below 1 % of its largest.

    name: a key of ACTIVATIONS. z: any shape. Returns a number from 0 to 1.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    g_prime = ACTIVATIONS[name][1]
    largest = 0.25 if name == "sigmoid" else 1.0
    return float(np.mean(g_prime(z) < FLAT * largest))


def flat_below(name: str) -> float:
    """The sum below which the slope of an activation is flat: 4 a (1 − a) = FLAT for a sigmoid.

    name: "sigmoid", "tanh" (it is 2σ(2z) − 1) or "relu". Returns z, not above 0.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    a = (1 - np.sqrt(1 - FLAT)) / 2
    z = float(np.log(a / (1 - a)))
    return {"sigmoid": z, "tanh": z / 2, "relu": 0.0}[name]


@cache
def flat_shares(name: str) -> list[float]:
    """The flat share of the sums at each of SCALES.

    name: a key of ACTIVATIONS.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    return [flat_share(name, scale * sums()) for scale in SCALES]


def open_share(name: str, z: Array) -> float:
    """Share of the sums z at which the slope of an activation is above 0.9.

    name: a key of ACTIVATIONS. z: any shape. Returns a number from 0 to 1.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    return float(np.mean(ACTIVATIONS[name][1](z) > OPEN))


def shares_by_sum(z: Array) -> tuple[Array, Array]:
    """The share of the sums in each half unit from −10 to 10.

    z: any shape; what lies beyond is counted at the ends. Returns the left edges of the bars and
    their shares, (40,) each.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    edges = np.linspace(-EDGE, EDGE, round(2 * EDGE / BAR) + 1)
    inside = np.clip(z, -EDGE, np.nextafter(EDGE, 0))
    shares: Array = np.histogram(inside, edges)[0] / np.size(z)
    return edges[:-1], shares


# Dead units.


def dead_units(net: Sequential, X: Array) -> int:
    """How many hidden units have a sum that is not above 0 for any example.

    net: of `two_layers`. X: the examples (m, n).
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    return int(np.sum((net.layers[0].forward(X) <= 0).all(axis=0)))


@cache
def revived(name: str) -> Array:
    """Ten hidden units, all dead because their biases were set to −3, trained on the visitors.

    name: "relu" or "leaky_relu". Returns for each of five random starts how many are dead before
    and after the training, and the typical error after it in hundreds of visitors: (5, 3).
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    x, y = visitors()
    X, T = (x[:, np.newaxis] - 3) / 1.5, (y[:, np.newaxis] - y.mean()) / y.std()
    rows = []
    for seed in SEEDS:
        net = two_layers(1, 10, name, rng=np.random.default_rng(seed))
        net.params["0.b"][:] = -3.0
        before = dead_units(net, X)
        fit(net, X, T, loss=HALF_MSE, opt=Adam(0.05), epochs=1000)
        error = np.sqrt(losses.mse(net.predict(X), T)) * y.std()
        rows.append((before, dead_units(net, X), float(error)))
    return np.array(rows)


@cache
def deaths(lr: float, seeds: int = 10) -> Array:
    """Twenty ReLUs trained on the tide by plain gradient descent: how many are dead afterwards.

    lr: the learning rate. seeds: how many random starts. Returns counts (seeds, 2): before, after.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    X, T = scaled_tide()
    counts = []
    for seed in range(seeds):
        net = two_layers(1, 20, "relu", rng=np.random.default_rng(seed))
        before = dead_units(net, X)
        fit(net, X, T, loss=HALF_MSE, opt=SGD(lr), epochs=300)
        counts.append((before, dead_units(net, X)))
    return np.array(counts)


# Zero-centred.


def same_way(name: str, batch: int, *, trials: int = 4000, seed: int = 0) -> float:
    """How often all five weights of a unit move the same way in one update.

    ∂J/∂w_k = mean_i ∂L_i/∂z_i · a_{ik}, with a = g(standard normal numbers) and ∂L/∂z of random
    sign and size.
    name: of g, a key of ACTIVATIONS. batch: examples in an update. trials: how many updates.
    seed: for the random numbers. Returns a share of the updates.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    rng = np.random.default_rng(seed)
    A = ACTIVATIONS[name][0](rng.normal(size=(trials, batch, 5)))
    dz = rng.normal(size=(trials, batch, 1))
    dw = (A * dz).mean(axis=1)
    return float(np.mean((dw >= 0).all(axis=1) | (dw <= 0).all(axis=1)))

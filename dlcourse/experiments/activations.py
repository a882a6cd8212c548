"""What chapter 7 computes: nets that bend and nets that cannot, a fold, flat slopes."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, linear, losses
from dlcourse.activations import ACTIVATIONS, identity, leaky_relu
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import Adam

Array = NDArray[Any]

HALF_MSE = (losses.half_mse, losses.half_mse_grad)
STARTS = 6  # random starts of a training, of which the best is kept
SCALES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)  # of the weights
FLAT = 0.01  # a slope below this share of the largest counts as flat
EDGE = 10  # a sum with a larger |z| is counted here, in `shares_by_sum`


def two_layers(n_in: int, hidden: int, name: str, *, rng: np.random.Generator) -> Sequential:
    """A network of one hidden layer and one linear output.

    ŷ = W₂ g(W₁ x + b₁) + b₂
    n_in: features. hidden: hidden units. name: of g, a key of ACTIVATIONS. rng: for the weights.
    Returns the network.
    Source: deck D, the network with one hidden layer (row D4). Chapter 7.
    """
    layers = (Dense(n_in, hidden, rng=rng), Activation(name), Dense(hidden, 1, rng=rng))
    return Sequential(*layers)


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


# A year.


@cache
def year() -> tuple[Array, Array, Array]:
    """Invented temperatures of a year: time t in months, temperature and its noise in °C.

    16 − 13 cos(2π (t − 0.7)/12) + noise. Returns t, temperature, noise: (49,) each.
    Source: deck E, why nonlinearities (row E4). Chapter 7.
    """
    t = np.linspace(0, 12, 49)
    noise = np.random.default_rng(0).normal(0, 1.5, t.size)
    return t, 16 - 13 * np.cos(2 * np.pi * (t - 0.7) / 12) + noise, noise


@cache
def fitted(name: str, units: int) -> tuple[Sequential, float]:
    """The best of several trainings on the temperatures, and its typical error in °C.

    name: the activation, a key of ACTIVATIONS. units: in the hidden layer. Returns the network,
    from (t − 6)/3 to the standardised temperature, and √MSE. A line needs one start only.
    Source: deck E, why nonlinearities (row E4). Chapter 7.
    """
    t, y, _ = year()
    X, T = (t[:, np.newaxis] - 6) / 3, (y[:, np.newaxis] - y.mean()) / y.std()
    nets: list[tuple[float, Sequential]] = []
    for seed in range(1 if name == "identity" else STARTS):
        rng = np.random.default_rng(seed)
        net = two_layers(1, units, name, rng=rng)
        # The bends begin spread over the year instead of all in June.
        net.params["0.b"][:] = -rng.uniform(-2, 2, units) * net.params["0.W"].ravel()
        fit(net, X, T, loss=HALF_MSE, opt=Adam(0.05), epochs=500)
        nets.append((losses.mse(net.predict(X), T), net))
    J, best = min(nets, key=lambda pair: pair[0])
    return best, float(np.sqrt(J) * y.std())


def parts(name: str, units: int, t: Array) -> tuple[Array, Array]:
    """What each hidden unit adds to the curve of `fitted`, and the curve, in °C.

    name, units: of the trained network. t: times in months, (n,). Returns (n, units) and (n,).
    Source: deck E, why nonlinearities (row E4). Chapter 7.
    """
    net, y = fitted(name, units)[0], year()[1]
    A = net.layers[1].forward(net.layers[0].forward((t[:, np.newaxis] - 6) / 3))
    of_units = A * net.params["2.W"] * y.std()  # (n, units) times (1, units)
    return of_units, of_units.sum(axis=1) + net.params["2.b"] * y.std() + y.mean()


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


def shares_by_sum(z: Array) -> tuple[Array, Array]:
    """The share of the sums near each whole number from −10 to 10.

    z: any shape; what lies beyond is counted at the ends. Returns numbers and shares, (21,) each.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    at = np.arange(-EDGE, EDGE + 1)
    nearest = np.clip(np.floor(z + 0.5), -EDGE, EDGE)
    return at, np.array([np.mean(nearest == k) for k in at])

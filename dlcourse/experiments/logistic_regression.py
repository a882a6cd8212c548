"""What chapter 3 computes: two costs of one weight, the graph of a neuron, and three trainings."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, linear, losses
from dlcourse._words import Said
from dlcourse.activations import sigmoid, sigmoid_prime
from dlcourse.data import Dataset, Standardiser
from dlcourse.descent import Trace

Array = NDArray[Any]
Pair = tuple[float, float]

# One feature, five examples: the third has label 0 where a rising curve would rather say 1.
FIVE_X, FIVE_Y = np.array([-2.0, -1.0, 0.5, 1.0, 3.0]), np.array([0.0, 0.0, 0.0, 1.0, 1.0])

DISTANCE = 0.5  # from the origin to the boundary, in `strip`
START = (1.0, 1.0, 2.0)  # b, w1, w2: a wrong line to begin with, in `trained`
STEPS = 200  # of that descent
CLOUDS, MOONS = Said("two clouds"), Said("two moons")
RATES: dict[str, float] = {CLOUDS: 0.5, MOONS: 2.0}
SEED, LR, MAX_ITER = 0, 0.5, 300  # of the tumours: as in the chapter's cells


class RadiusFit(NamedTuple):
    """The share of malignant tumours by radius: points, a line and a sigmoid.

    centres, shares: a point for each radius. straight: the line's (b, w), radius in u. curved: the
    neuron's, of the radius that scale has standardised. half: where its answer is one half, in u.
    """

    X: Array
    centres: Array
    shares: Array
    straight: Array
    curved: Array
    scale: Standardiser
    half: float


class Strip(NamedTuple):
    """A neuron whose boundary keeps its distance: w, b, the direction of w, half a strip's width.

    Within the strip, half to each side of the boundary, the answer rises from 0.1 to 0.9.
    """

    w: Array
    b: float
    towards: Array
    half: float


class Fines(NamedTuple):
    """The answer a, both fines of it, and the slope of each fine in z."""

    a: float
    squared: float
    entropy: float
    push_squared: float
    push_entropy: float


class Graph(NamedTuple):
    """The graph of a logistic neuron: values on the way there, derivatives of L on the way back.

    there, back: a number for each of w_1, w_2, b, z, a, L. local: for each edge (from, to), the
    derivative of its end in its start.
    """

    there: dict[str, float]
    back: dict[str, float]
    local: dict[tuple[str, str], float]


class Counts(NamedTuple):
    """What a threshold makes of the tumours: true and false, positive (malignant) and negative.

    z: the threshold as a sum z, the log of the odds.
    """

    z: float
    TP: int
    FP: int
    FN: int
    TN: int
    precision: float
    recall: float
    accuracy: float


def squared_cost(w: float, x: Array, y: Array) -> float:
    """Half the mean squared error of a logistic neuron with one weight and no bias.

    J = 1/(2m) Σ_i (σ(w x_i) − y_i)²
    w: a number. x, y: (m,), y of 0 and 1. Returns a number.
    Source: deck A, the first of its two costs (row A8). Chapter 3.
    """
    return losses.half_mse(sigmoid(w * x), y)


def squared_slope(w: float, x: Array, y: Array) -> float:
    """Slope of squared_cost in w.

    dJ/dw = 1/m Σ_i (a_i − y_i) σ′(z_i) x_i
    w: a number. x, y: (m,), y of 0 and 1. Returns a number.
    Source: deck A, the first of its two costs (row A8). Chapter 3.
    """
    da = losses.half_mse_grad(sigmoid(w * x), y)
    return float(np.sum(da * sigmoid_prime(w * x) * x))


def entropy_cost(w: float, x: Array, y: Array) -> float:
    """Binary cross-entropy of a logistic neuron with one weight and no bias.

    J = 1/m Σ_i L(σ(w x_i), y_i)
    w: a number. x, y: (m,), y of 0 and 1. Returns a number.
    Source: deck A, the second of its two costs (row A8). Chapter 3.
    """
    return losses.sigmoid_cross_entropy(w * x, y)


def entropy_slope(w: float, x: Array, y: Array) -> float:
    """Slope of entropy_cost in w.

    dJ/dw = 1/m Σ_i (a_i − y_i) x_i
    w: a number. x, y: (m,), y of 0 and 1. Returns a number.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    return float(np.sum(losses.sigmoid_cross_entropy_grad(w * x, y) * x))


def shares_by_radius() -> RadiusFit:
    """Malignant tumours by their radius, and what a line and a logistic neuron make of them.

    Tumours of nearly the same radius, 1 u apart, are one point. Returns the RadiusFit.
    Source: deck D, the neuron with a logistic output (row D2). Chapter 3.
    """
    table = data.breast_cancer().only("mean radius")
    X, y = table.X, 1 - table.y
    Z, scale = data.standardise(X)
    curved = linear.logistic_regression(Z, y, lr=2.0, max_iter=200).w
    [radius] = np.round(X.T)
    centres = np.unique(radius)
    shares = np.array([y[radius == centre].mean() for centre in centres])
    half = float((scale.mean - scale.std * curved[0] / curved[1]).item())
    return RadiusFit(X, centres, shares, linear.normal_equation(X, y), curved, scale, half)


def strip(length: float, angle: float) -> Strip:
    """Neuron of two features whose boundary is DISTANCE from the origin, whatever its w.

    a = 0.9 where z = log 9, so half a strip is log 9 / ‖w‖ wide.
    length: ‖w‖. angle: the direction of w, in degrees. Returns the Strip.
    Source: deck A, the decision boundary (row A7). Chapter 3.
    """
    towards = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    return Strip(length * towards, -length * DISTANCE, towards, float(np.log(9)) / length)


def fines(z: float, y: int) -> Fines:
    """Squared error and cross-entropy of one answer, and how hard each pushes z.

    d/dz ½(a − y)² = (a − y) σ′(z), and for the cross-entropy a − y
    z: the sum. y: the label, 0 or 1. Returns the Fines.
    Source: deck A, its two costs (row A8). Chapter 3.
    """
    a, dz = float(sigmoid(z)), float(losses.sigmoid_cross_entropy_grad(z, y))
    entropy = losses.sigmoid_cross_entropy(z, y)
    return Fines(a, losses.half_mse([a], [y]), entropy, dz * float(sigmoid_prime(z)), dz)


def graph(w: Pair, b: float, x: Pair, y: float) -> Graph:
    """Graph of one logistic neuron with two weights, there and back, edge by edge.

    w: (w_1, w_2). b: the bias. x: (x_1, x_2). y: the label, 0 or 1. Returns the Graph.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    z = w[0] * x[0] + w[1] * x[1] + b
    a, slope = float(sigmoid(z)), float(sigmoid_prime(z))
    da = float(losses.binary_cross_entropy_grad([a], [y]).item())
    dz = da * slope
    L = losses.binary_cross_entropy([a], [y])
    there = {"w_1": w[0], "w_2": w[1], "b": b, "z": z, "a": a, "L": L}
    back = {"w_1": dz * x[0], "w_2": dz * x[1], "b": dz, "z": dz, "a": da, "L": 1.0}
    local = {("w_1", "z"): x[0], ("w_2", "z"): x[1], ("b", "z"): 1.0}
    return Graph(there, back, local | {("z", "a"): slope, ("a", "L"): da})


@cache
def trained(kind: str) -> tuple[Dataset, Trace]:
    """A hundred examples of two features, and the descent of a logistic neuron on them.

    kind: CLOUDS or MOONS. Returns the Dataset and the Trace of STEPS steps from START.
    Source: deck C, the logistic-regression loop (row C7). Chapter 3.
    """
    draw, noise = (data.blobs, 1.3) if kind == CLOUDS else (data.moons, 0.2)
    table = draw(100, noise=noise, rng=np.random.default_rng(3))
    start = np.array(START)
    return table, linear.logistic_regression(
        table.X, table.y, lr=RATES[kind], max_iter=STEPS, w0=start
    )


def share_right(X: Array, y: Array, w: Array) -> float:
    """Share of examples on their own side of the boundary, where a = ½.

    X: (m, n). y: (m,), of 0 and 1. w: (n + 1,), bias first. Returns a share, 0 to 1.
    Source: deck A, the decision boundary (row A7). Chapter 3.
    """
    return float(np.mean((linear.predict_linear(X, w) >= 0) == y))


@cache
def held_out() -> tuple[Array, Array]:
    """Sums z of the tumours that were kept for the test, and their labels.

    The neuron is trained as in the chapter. Returns z (143,) and y (143,), 1 = malignant.
    Source: ours, on the decision boundary of deck A (row A7). Chapter 3.
    """
    table = data.breast_cancer()
    X_train, X_test, y_train, y_test = data.train_test_split(
        table.X, 1 - table.y, rng=np.random.default_rng(SEED)
    )
    Z_train, Z_test, _ = data.standardise(X_train, X_test)
    w = linear.logistic_regression(Z_train, y_train, lr=LR, max_iter=MAX_ITER).w
    return linear.predict_linear(Z_test, w), y_test


def counts(p: float) -> Counts:
    """What becomes of the held-out tumours when an answer of p or more means malignant.

    precision = TP/(TP + FP), recall = TP/(TP + FN), accuracy = (TP + TN)/m
    p: the threshold on a, between 0 and 1. Returns the Counts.
    Source: ours, on the decision boundary of deck A (row A7). Chapter 3.
    """
    z, y = held_out()
    cut = float(np.log(p / (1 - p)))
    says, is_one = z >= cut, y == 1
    TP, FP = int(np.sum(says & is_one)), int(np.sum(says & ~is_one))
    FN, TN = int(np.sum(~says & is_one)), int(np.sum(~says & ~is_one))
    return Counts(cut, TP, FP, FN, TN, TP / (TP + FP), TP / (TP + FN), (TP + TN) / len(y))

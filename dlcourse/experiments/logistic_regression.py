"""What chapter 3 computes: a curve over the tumours, two losses in a race, and three trainings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, linear, losses
from dlcourse._quiet import tiny_is_zero
from dlcourse._words import Said
from dlcourse.activations import sigmoid, sigmoid_prime
from dlcourse.data import Dataset
from dlcourse.descent import Trace, small_gradient

Array = NDArray[Any]
Pair = tuple[float, float]

SQUARED_ERROR, CROSS_ENTROPY = Said("squared error"), Said("cross-entropy")

# One feature, five examples: the third has label 0 where a rising curve would rather say 1.
FIVE_X, FIVE_Y = np.array([-2.0, -1.0, 0.5, 1.0, 3.0]), np.array([0.0, 0.0, 0.0, 1.0, 1.0])

CURVE_LR, CURVE_STEPS = 1.0, 200  # of the curve over the radius that descent moves

UNDECIDED, SURE = Said("undecided"), Said("sure and wrong")
STARTS: dict[str, Pair] = {UNDECIDED: (0.0, 0.0), SURE: (8.0, 0.0)}  # (b, w)
TRIED = tuple(2.0**k for k in range(-1, 13))  # the learning rates that each side tries
RACE_STEPS, RANDOM_STARTS = 100, 10  # the starts of each distance, in random directions
ARRIVED = 1.05  # a race is over at this multiple of the least cost

DISTANCE = 0.5  # from the origin to the boundary, in `strip`
START, STEPS = (
    (1.0, 1.0, 2.0),
    200,
)  # in `trained`: b, w1, w2 of a wrong line, and the steps from it
CLOUDS, MOONS = Said("two clouds"), Said("two moons")
RATES: dict[str, float] = {CLOUDS: 0.5, MOONS: 2.0}
DIRECTIONS = 3600  # of lines, in `best_line`
LR, MAX_ITER, SPLITS = 0.5, 300, 20  # of the tumours: as in the chapter's cells


class Walk(NamedTuple):
    """A descent from a start: its learning rate, (b, w) and the cost at each step."""

    lr: float
    path: Array
    costs: Array


class Strip(NamedTuple):
    """A neuron whose boundary keeps its distance: w, b, the direction of w, half a strip's width.

    Within the strip, half to each side of the boundary, the answer rises from 0.1 to 0.9.
    """

    w: Array
    b: float
    towards: Array
    half: float


class OneAnswer(NamedTuple):
    """The answer a, both losses of it, and the slope of each in z."""

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
    """What a threshold makes of tumours: true and false, positive (malignant) and negative.

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


def squared_cost(b: float, w: float, x: Array, y: Array) -> float:
    """Half the mean squared error of a logistic neuron with one feature.

    J = 1/(2m) Σ_i (σ(w x_i + b) − y_i)²
    b, w: numbers. x, y: (m,), y of 0 and 1. Returns a number.
    Source: deck A, the first of its two costs (row A8). Chapter 3.
    """
    return losses.half_mse(sigmoid(w * x + b), y)


def squared_slopes(b: Any, w: Any, x: Array, y: Array) -> tuple[Any, Any]:
    """Slopes of squared_cost in b and in w.

    ∂J/∂b = 1/m Σ_i (a_i − y_i) a_i (1 − a_i),  ∂J/∂w: each term times x_i
    b, w: numbers, or (R, 1) for R neurons. x, y: (m,), y of 0 and 1. Returns two numbers, or
    (R,) each.
    Source: deck D, squared error with a logistic output (row D2). Chapter 3.
    """
    a = sigmoid(w * x + b)
    dz = (a - y) * a * (1 - a)  # eq. (squared-dz)
    return dz.mean(axis=-1), (dz * x).mean(axis=-1)  # eq. (squared-gradient)


def entropy_cost(b: float, w: float, x: Array, y: Array) -> float:
    """Binary cross-entropy of a logistic neuron with one feature.

    J = 1/m Σ_i L(σ(w x_i + b), y_i)
    b, w: numbers. x, y: (m,), y of 0 and 1. Returns a number.
    Source: deck A, the second of its two costs (row A8). Chapter 3.
    """
    return losses.sigmoid_cross_entropy(w * x + b, y)


def entropy_slopes(b: Any, w: Any, x: Array, y: Array) -> tuple[Any, Any]:
    """Slopes of entropy_cost in b and in w.

    ∂J/∂b = 1/m Σ_i (a_i − y_i),  ∂J/∂w: each term times x_i
    b, w: numbers, or (R, 1) for R neurons. x, y: (m,), y of 0 and 1. Returns two numbers, or
    (R,) each.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    dz = sigmoid(w * x + b) - y  # eq. (logistic-dz)
    return dz.mean(axis=-1), (dz * x).mean(axis=-1)  # eq. (logistic-gradient)


COSTS: dict[str, Callable[[float, float, Array, Array], float]] = {
    SQUARED_ERROR: squared_cost,
    CROSS_ENTROPY: entropy_cost,
}
SLOPES: dict[str, Callable[[Any, Any, Array, Array], tuple[Any, Any]]] = {
    SQUARED_ERROR: squared_slopes,
    CROSS_ENTROPY: entropy_slopes,
}


@cache
def radius() -> tuple[Array, Array]:
    """The mean radius of each tumour, and whether it is malignant.

    Returns x (569,), in u, and y (569,), 1 = malignant.
    Source: deck C, logistic regression (row C3). Chapter 3.
    """
    table = data.breast_cancer().only("mean radius")
    return table.X[:, 0], 1 - table.y


def shares_by_radius() -> tuple[Array, Array]:
    """The share of malignant tumours among those of nearly the same radius.

    Tumours whose radius rounds to the same u are one point. Returns the radii (u) and the shares.
    Source: deck C, logistic regression (row C3). Chapter 3.
    """
    x, y = radius()
    centres = np.unique(np.round(x))
    return centres, np.array([y[np.round(x) == centre].mean() for centre in centres])


@cache
def curve_by_hand(middle: float, steepness: float) -> Pair:
    """Both costs of an S over the tumours: w is its steepness, and b = −w · middle.

    middle: the radius where the answer is ½, in u. steepness: w, per u.
    Returns the squared error and the cross-entropy.
    Source: deck A, its two costs (row A8). Chapter 3.
    """
    neuron = -steepness * middle, steepness, *radius()
    return squared_cost(*neuron), entropy_cost(*neuron)


def _standardised() -> tuple[Array, Array]:
    x, y = radius()
    return (x - x.mean()) / x.std(), y  # eq. (standardise)


@cache
def walk_of_the_curve() -> Walk:
    """The descent of the curve over the radius, from w = b = 0 on the standardised radius.

    Returns the Walk, whose path is in the units of the table: (b, w), w per u.
    Source: deck C, the logistic-regression loop (row C7). Chapter 3.
    """
    x, _ = radius()
    Z, y = _standardised()
    trace = linear.logistic_regression(
        Z[:, np.newaxis], y, lr=CURVE_LR, max_iter=CURVE_STEPS, stop=small_gradient(0)
    )
    w = trace.path[:, 1] / x.std()  # eq. (back-to-units)
    return Walk(CURVE_LR, np.column_stack((trace.path[:, 0] - w * x.mean(), w)), trace.costs)


@tiny_is_zero
def descend(loss: str, start: Pair, lr: Array) -> Array:
    """RACE_STEPS steps down the cost of one loss, on the standardised radius, with many rates.

    All rates walk side by side, each on its own: one after the other they take ten times as long.
    loss: SQUARED_ERROR or CROSS_ENTROPY. start: (b, w). lr: (R,). Returns (RACE_STEPS + 1, R, 2).
    Source: deck D, squared error with a logistic output (row D2). Chapter 3.
    """
    x, y = _standardised()
    b, w = (np.full(len(lr), number) for number in start)  # (R,)
    path = [(b, w)]
    for _ in range(RACE_STEPS):
        db, dw = SLOPES[loss](b[:, np.newaxis], w[:, np.newaxis], x, y)
        b, w = b - lr * db, w - lr * dw  # eq. (gd-update)
        path.append((b, w))
    return np.moveaxis(np.array(path), 1, 2)


@cache
def tuned(loss: str, start: Pair) -> Walk:
    """The best of the walks from a start: of all rates TRIED, the one whose own cost ends lowest.

    loss: SQUARED_ERROR or CROSS_ENTROPY. start: (b, w). Returns the Walk.
    Source: deck D, squared error with a logistic output (row D2). Chapter 3.
    """
    x, y = _standardised()
    paths = descend(loss, start, np.array(TRIED))
    best = int(np.argmin([COSTS[loss](b, w, x, y) for b, w in paths[-1]]))
    costs = [COSTS[loss](b, w, x, y) for b, w in paths[:, best]]
    return Walk(TRIED[best], paths[:, best], np.array(costs))


@cache
def least(loss: str) -> float:
    """The least cost of the tumours' standardised radius, from the better of all tuned walks.

    loss: SQUARED_ERROR or CROSS_ENTROPY. Returns a number.
    Source: deck A, its two costs (row A8). Chapter 3.
    """
    return float(tuned(loss, STARTS[UNDECIDED]).costs.min())


@cache
def race(loss: str, distance: float) -> tuple[Array, Array]:
    """How long one loss takes from RANDOM_STARTS starts, each with its own tuned learning rate.

    The race is over where the cost is within 5 % of its least.
    loss: SQUARED_ERROR or CROSS_ENTROPY. distance: of (b, w) from (0, 0).
    Returns for each start the steps, inf where RACE_STEPS were not enough, and its rate.
    Source: deck D, squared error with a logistic output (row D2). Chapter 3.
    """
    angles = np.random.default_rng(0).uniform(0, 2 * np.pi, RANDOM_STARTS)
    walks = [tuned(loss, (distance * np.cos(t), distance * np.sin(t))) for t in angles]
    arrived = [walk.costs <= ARRIVED * least(loss) for walk in walks]
    steps = [float(hit.argmax()) if hit.any() else np.inf for hit in arrived]
    return np.array(steps), np.array([walk.lr for walk in walks])


def strip(length: float, angle: float) -> Strip:
    """Neuron of two features whose boundary is DISTANCE from the origin, whatever its w.

    a = 0.9 where z = log 9, so half a strip is log 9 / ‖w‖ wide.
    length: ‖w‖. angle: the direction of w, in degrees. Returns the Strip.
    Source: deck A, the decision boundary (row A7). Chapter 3.
    """
    towards = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    return Strip(length * towards, -length * DISTANCE, towards, float(np.log(9)) / length)


def one_answer(z: float, y: int) -> OneAnswer:
    """Squared error and cross-entropy of one answer, and how hard each pushes z.

    d/dz ½(a − y)² = (a − y) σ′(z), and for the cross-entropy a − y
    z: the sum. y: the label, 0 or 1. Returns the OneAnswer.
    Source: deck A, its two costs (row A8). Chapter 3.
    """
    a, dz = float(sigmoid(z)), float(losses.sigmoid_cross_entropy_grad(z, y))
    squared, entropy = losses.half_mse([a], [y]), losses.sigmoid_cross_entropy(z, y)
    return OneAnswer(a, squared, entropy, dz * float(sigmoid_prime(z)), dz)


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
    return table, linear.logistic_regression(
        table.X, table.y, lr=RATES[kind], max_iter=STEPS, w0=np.array(START)
    )


def share_right(X: Array, y: Array, w: Array) -> float:
    """Share of examples on their own side of the boundary, where a = ½.

    X: (m, n). y: (m,), of 0 and 1. w: (n + 1,), bias first. Returns a share, 0 to 1.
    Source: deck A, the decision boundary (row A7). Chapter 3.
    """
    return float(np.mean((linear.predict_linear(X, w) >= 0) == y))


def best_line(X: Array, y: Array) -> float:
    """Share of examples that the best of all lines has on their own side.

    It tries DIRECTIONS directions of w, and for each every place of the boundary that differs.
    X: (m, 2). y: (m,), of 0 and 1. Returns a share, 0 to 1.
    Source: deck A, the decision boundary (row A7). Chapter 3.
    """
    most = 0
    for angle in np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False):
        along = X @ np.array([np.cos(angle), np.sin(angle)])
        one = y[np.argsort(along)] == 1
        # The boundary after k examples: the zeros among these are right, and the ones beyond.
        most = max(most, int(one.sum() + np.cumsum(np.append(0, np.where(one, -1, 1))).max()))
    return most / len(y)


@cache
def parts(seed: int) -> tuple[Array, Array, Array, Array]:
    """Sums and labels of the validation part and of the test part; the rest was learned from.

    Half of the tumours for the training, a quarter each for validation and test.
    seed: of the dealing. Returns z and y of the validation part, z and y of the test part.
    Source: ours, on the decision boundary of deck A (row A7). Chapter 3.
    """
    table, rng = data.breast_cancer(), np.random.default_rng(seed)
    X, X_test, y, y_test = data.train_test_split(table.X, 1 - table.y, test=0.25, rng=rng)
    X, X_valid, y, y_valid = data.train_test_split(X, y, test=1 / 3, rng=rng)
    Z, Z_valid, Z_test, _ = data.standardise(X, X_valid, X_test)
    w = linear.logistic_regression(Z, y, lr=LR, max_iter=MAX_ITER).w
    return linear.predict_linear(Z_valid, w), y_valid, linear.predict_linear(Z_test, w), y_test


def counts(p: float, z: Array, y: Array) -> Counts:
    """What becomes of tumours when an answer of p or more means malignant.

    precision = TP/(TP + FP), recall = TP/(TP + FN), accuracy = (TP + TN)/m
    p: the threshold on a, between 0 and 1. z, y: (m,), 1 = malignant. Returns the Counts.
    Source: ours, on the decision boundary of deck A (row A7). Chapter 3.
    """
    cut = float(np.log(p / (1 - p)))  # eq. (log-odds)
    says, is_one = z >= cut, y == 1
    TP, FP = int(np.sum(says & is_one)), int(np.sum(says & ~is_one))
    FN, TN = int(np.sum(~says & is_one)), int(np.sum(~says & ~is_one))
    return Counts(cut, TP, FP, FN, TN, TP / (TP + FP), TP / (TP + FN), (TP + TN) / len(y))


def cautious(seed: int) -> tuple[float, Counts, Counts]:
    """Choose on the validation part the largest threshold that misses nothing; use it on the test.

    seed: of the dealing, as in parts. Returns the threshold, and the Counts of both parts.
    Source: ours, on the decision boundary of deck A (row A7). Chapter 3.
    """
    z_valid, y_valid, z_test, y_test = parts(seed)
    p = float(sigmoid(z_valid[y_valid == 1].min())) * (1 - 1e-12)  # at or below its own tumour
    return p, counts(p, z_valid, y_valid), counts(p, z_test, y_test)


def accuracies() -> Array:
    """Share of right answers on the test part, for SPLITS dealings of the tumours.

    Returns (SPLITS,).
    Source: ours, on the decision boundary of deck A (row A7). Chapter 3.
    """
    return np.array([counts(0.5, *parts(seed)[2:]).accuracy for seed in range(SPLITS)])

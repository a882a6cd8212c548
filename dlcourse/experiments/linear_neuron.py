"""What chapter 1 computes: the cost of lines, the best of them, and the delta rule at work."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlcourse import data, linear, losses

Array = NDArray[Any]

BOARD_X = np.array([[2.0, 3], [3, 5], [1, 0], [3, 1]])  # the whiteboard's table: x1, x2
BOARD_Y = np.array([4.0, 6, 2, 5])
START = (0.0, 1.0, 2.0)  # the whiteboard's b, w1, w2
BOARD_PASSES = 3  # over that table
STEPS = BOARD_PASSES * len(BOARD_Y)  # the updates in them
PASSES = 20  # over the houses, in `passes_over_houses`
RAW, SCALED = "raw", "standardised"
RATES = {RAW: 2e-5, SCALED: 5e-3}  # of the delta rule, on the houses
LEARNED, LEFT_OUT = "learned", "left out"


class HouseLine(NamedTuple):
    """A line among the houses: predictions, cost, and the houses below it and above it."""

    a: Array
    J: float
    below: int
    above: int


class Passes(NamedTuple):
    """The delta rule on X, y: the weights before the first pass and after each, the last cost."""

    X: Array
    y: Array
    path: Array
    J: float


class BestLine(NamedTuple):
    """The line of least cost through one measurement x: bias, slope, root-mean-square error."""

    x: Array
    y: Array
    b: float
    w: float
    rms: float


def cost(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> float:
    """Squared cost of a linear neuron.

    J = 1/(2m) Σ_i (y_i − a_i)²
    X: (m, n). y: (m,). w: (n + 1,), bias first. Returns J, in the unit of y, squared.
    Source: deck A, the cost (row A3). Chapter 1.
    """
    return losses.half_mse(linear.predict_linear(X, w), y)


def line_among_houses(w: float, b: float) -> HouseLine:
    """Predictions and cost of a line among the houses, and on which side of it they lie.

    w: slope, in thousand dollars per m². b: bias, in thousand dollars. Returns a HouseLine.
    Source: deck A, the price of a house (row A2). Chapter 1.
    """
    table = data.housing().only("area")
    a = linear.predict_linear(table.X, [b, w])
    J = cost(table.X, table.y, [b, w])
    return HouseLine(a, J, int((table.y < a).sum()), int((table.y > a).sum()))


def costs_of_lines(w: Array, b: Array) -> Array:
    """Costs of many lines among the houses, with the square multiplied out.

    J = 1/(2m) Σ_i (e_i + b)², e_i = w x_i − y_i
    w: (p,), slopes. b: (q,), biases. Returns J (q, p).
    Source: deck A, the cost (row A3). Chapter 1.
    """
    table = data.housing().only("area")
    e = w * table.X - table.y[:, np.newaxis]  # (m, p)
    b = b[:, np.newaxis]
    J: Array = ((e**2).mean(axis=0) + 2 * b * e.mean(axis=0) + b**2) / 2
    return J


def costs_of_weights(X: Array, y: Array, w1: Array, w2: Array) -> Array:
    """Costs over two weights, each point with its own best bias.

    The best bias makes the mean of the errors 0, so it falls out when X and y lose their means.
    X: (m, 2). y: (m,). w1: (p,). w2: (q,). Returns J (q, p).
    Source: deck A, the third step of its recipe (row A6). Chapter 1.
    """
    x1, x2, y0 = (v[:, np.newaxis, np.newaxis] for v in (*(X - X.mean(axis=0)).T, y - y.mean()))
    J: Array = ((x1 * w1 + x2 * w2[:, np.newaxis] - y0) ** 2).mean(axis=0) / 2
    return J


def board_predictions(alpha: float) -> Array:
    """Predictions for the whiteboard's examples before and after each update of the delta rule.

    alpha: the learning rate. Returns a (STEPS + 1, 4), row t after t updates.
    Source: deck D, whiteboard (row D1). Chapter 1.
    """
    rows = linear.delta_rule(BOARD_X, BOARD_Y, START, lr=alpha, epochs=BOARD_PASSES).rows
    weights = [np.array(START), *(row.w_after for row in rows)]
    return np.array([linear.predict_linear(BOARD_X, w) for w in weights])


def passes_over_houses(features: str) -> Passes:
    """Twenty passes of the delta rule over area and distance of the houses.

    features: RAW or SCALED. Returns the Passes: X (80, 2), y (80,), path (PASSES + 1, 3), J.
    Source: deck A, the third step of its recipe (row A6). Chapter 1.
    """
    table = data.housing().only("area", "distance")
    X, y = table.X if features == RAW else data.standardise(table.X)[0], table.y
    rows = linear.delta_rule(X, y, np.zeros(3), lr=RATES[features], epochs=PASSES).rows
    path = np.array([rows[0].w_before, *(row.w_after for row in rows[len(y) - 1 :: len(y)])])
    return Passes(X, y, path, cost(X, y, path[-1]))


def best_line(measurement: str, bias: str) -> BestLine:
    """Line of least cost through one measurement of the diabetes data, with or without a bias.

    Without a bias, w = Σ_i x_i y_i / Σ_i x_i²: J(w) is a parabola, and this is its lowest place.
    measurement: a feature of data.diabetes(). bias: LEARNED or LEFT_OUT. Returns the BestLine.
    Source: deck D, the bias as a weight (row D5). Chapter 1.
    """
    patients = data.diabetes().only(measurement)
    [x], y = patients.X.T, patients.y
    if bias == LEARNED:
        b, w = linear.normal_equation(patients.X, y).tolist()
    else:
        b, w = 0.0, float(x @ y / (x @ x))
    return BestLine(x, y, b, w, float(np.sqrt(2 * cost(patients.X, y, [b, w]))))

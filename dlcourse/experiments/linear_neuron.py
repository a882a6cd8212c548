"""What chapter 1 computes: the cost of lines, the best of them, and the delta rule at work."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlcourse import data, linear, losses
from dlcourse._words import Said

Array = NDArray[Any]

BOARD_X = np.array([[2.0, 3], [3, 5], [1, 0], [3, 1]])  # the whiteboard's table: x1, x2
BOARD_Y = np.array([4.0, 6, 2, 5])
START = (0.0, 1.0, 2.0)  # the whiteboard's b, w1, w2
BOARD_PASSES = 3  # over that table
STEPS = BOARD_PASSES * len(BOARD_Y)  # the updates in them
FIRST_LINE = (-40.0, 1.0)  # bias and slope among the houses, before anyone has moved them
SHARE = 0.1  # of `largest_delta_rate`
RAW, SCALED = Said("in m²"), Said("standardised")
LEARNED, LEFT_OUT = Said("learned"), Said("left out")
DRAWS = 200  # of the noise, in `weights_over_draws`


class HouseLine(NamedTuple):
    """A line among the houses: predictions, cost, and the houses below it and above it."""

    a: Array
    J: float
    below: int
    above: int


class Walk(NamedTuple):
    """The delta rule among the houses: α, and the line's bias and slope after each update.

    w: (updates + 1, 2), bias first, for the area in m² whatever the rule saw. alpha: its α.
    """

    w: Array
    alpha: float


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


def board_predictions(alpha: float) -> Array:
    """Predictions for the whiteboard's examples before and after each update of the delta rule.

    alpha: the learning rate. Returns a (STEPS + 1, 4), row t after t updates.
    Source: deck D, whiteboard (row D1). Chapter 1.
    """
    rows = linear.delta_rule(BOARD_X, BOARD_Y, START, lr=alpha, epochs=BOARD_PASSES).rows
    weights = [np.array(START), *(row.w_after for row in rows)]
    return np.array([linear.predict_linear(BOARD_X, w) for w in weights])


def largest_delta_rate(X: Array) -> float:
    """Largest learning rate at which no update leaves its own example farther from its answer.

    α < 2 / (1 + Σ_k x_ik²) for every example i  eq. (own-error)
    X: (m, n). Returns α, where the strictest example is exactly as wrong as before.
    Source: deck D, whiteboard (row D1). Chapter 1.
    """
    return float(2 / (linear.add_bias_column(X) ** 2).sum(axis=1).max())


def walk_among_houses(features: str, share: float = SHARE, epochs: int = 20) -> Walk:
    """Delta rule on area and price of the houses, from FIRST_LINE.

    features: RAW or SCALED, as which the rule sees the area. share: of its largest_delta_rate.
    epochs: passes over the table. Returns a Walk.
    Source: deck A, the third step of its recipe (row A6). Chapter 1.
    """
    table = data.housing().only("area")
    b, w = FIRST_LINE
    scaled, scale = data.standardise(table.X)
    mean, std = float(scale.mean[0]), float(scale.std[0])
    X, start = (table.X, (b, w)) if features == RAW else (scaled, (b + w * mean, w * std))
    alpha = share * largest_delta_rate(X)
    rows = linear.delta_rule(X, table.y, start, lr=alpha, epochs=epochs).rows
    path = np.array([start, *(row.w_after for row in rows)])
    if features == SCALED:  # eq. (back-to-units)
        slope = path[:, 1] / std
        path = np.column_stack((path[:, 0] - slope * mean, slope))
    return Walk(path, alpha)


def weights_over_draws(seed: int = 0) -> Array:
    """Weights of least cost on the houses, for many draws of the noise in their prices.

    seed: of the noise. Returns w (DRAWS, 5), bias first, one row a draw.
    Source: beside deck A, the price of a house (row A2). Chapter 1.
    """
    table, rng = data.housing(), np.random.default_rng(seed)
    truth = [table.truth[name] for name in ("b", *table.feature_names)]
    prices = linear.predict_linear(table.X, truth)
    noise = rng.normal(0, table.truth["sigma"], size=(DRAWS, len(prices)))
    return np.array([linear.normal_equation(table.X, prices + e) for e in noise])


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

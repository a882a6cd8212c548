"""What chapter 2 computes: walks on curves and on a bowl, two ways to update, and a race."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlcourse import data, linear, ops
from dlcourse._words import Said
from dlcourse.descent import Trace, gradient_descent, sequential_descent, small_gradient

Array = NDArray[Any]

HERE = 2.1  # where the walker of the opening picture stands
START = 9.0  # where the path on the lecture's parabola begins
CORNER = (4.5, 1.5)  # b, w: where the paths on the bowl of the three points begin
ROUNDS = 15  # of both updates, on that bowl
FIRST_BIAS = 120.0  # thousand dollars, where the paths on the houses begin
RAW, CENTRED, SCALED = Said("in m²"), Said("centred"), Said("standardised")
# The curvatures of a random table with m = 2n lie about between (1 − √½)² and (1 + √½)²: sum 3.
RATE = 0.9 * 2 / 3
LARGE_N = 256  # the growth of the times is measured from here on


class Bowl(NamedTuple):
    """The squared cost of a line: J = lowest + ½ eᵀHe, e = (b, w) − best."""

    H: Array
    best: Array
    lowest: float


class Ravine(NamedTuple):
    """A path over (b, w) on a bowl: alpha, the height of each point above the lowest, κ."""

    bowl: Bowl
    alpha: float
    path: Array
    excess: Array
    ratio: float


class Updates(NamedTuple):
    """Two paths on one bowl, and for both: the factor of a round, the distance at the end."""

    bowl: Bowl
    together: Array
    in_turn: Array
    factors: list[float]
    distances: list[float]


class Timing(NamedTuple):
    """Median seconds for m examples of n features, and the steps that descent took."""

    m: int
    n: int
    solve: float
    descent: float
    steps: int


def hills(w: ArrayLike) -> Array:
    """Cost of the opening picture: two valleys, the deeper one farther to the right.

    J = 0.06 (w − 6.5)² + 0.35 cos(1.6 w) + 0.6
    w: a number or (n,). Returns J, shaped as w.
    Source: ours, for deck C's motivation of the gradient (row C1). Chapter 2.
    """
    w = np.asarray(w)
    return 0.06 * (w - 6.5) ** 2 + 0.35 * np.cos(1.6 * w) + 0.6


def hills_slope(w: ArrayLike) -> Array:
    """Slope of hills.

    dJ/dw = 0.12 (w − 6.5) − 0.56 sin(1.6 w)
    w: a number or (n,). Returns the slope, shaped as w.
    Source: ours, for deck C's motivation of the gradient (row C1). Chapter 2.
    """
    w = np.asarray(w)
    return 0.12 * (w - 6.5) - 0.56 * np.sin(1.6 * w)


def parabola(x: ArrayLike) -> Array:
    """Parabola of the lecture, lowest at x = 1.

    y = (x − 1)²
    x: a number or (n,). Returns y, shaped as x.
    Source: deck C, a closed form (row C2). Chapter 2.
    """
    return (np.asarray(x) - 1) ** 2


def parabola_slope(x: ArrayLike) -> Array:
    """Slope of parabola.

    dy/dx = 2 (x − 1)
    x: a number or (n,). Returns the slope, shaped as x.
    Source: deck C, a closed form (row C2). Chapter 2.
    """
    return 2 * (np.asarray(x) - 1)


def plateau(x: ArrayLike) -> Array:
    """Plateau with one dip: lowest at x = 1, and flat far from there.

    y = 1 − e^(−(x−1)²/2)
    x: a number or (n,). Returns y, shaped as x.
    Source: ours, where a stopping rule of deck C is fooled (row C8). Chapter 2.
    """
    return 1 - np.exp(-((np.asarray(x) - 1) ** 2) / 2)


def plateau_slope(x: ArrayLike) -> Array:
    """Slope of plateau.

    dy/dx = (x − 1) e^(−(x−1)²/2)
    x: a number or (n,). Returns the slope, shaped as x.
    Source: ours, where a stopping rule of deck C is fooled (row C8). Chapter 2.
    """
    x = np.asarray(x)
    return (x - 1) * np.exp(-((x - 1) ** 2) / 2)


def steps_on_parabola(alpha: float) -> Trace:
    """Twenty steps of gradient descent on the parabola, from x = 9.

    The error x − 1 is multiplied by 1 − 2α at every step.
    alpha: the learning rate. Returns the Trace.
    Source: deck C, one step after the other (rows A4, C2). Chapter 2.
    """
    stop = small_gradient(0)  # at the minimum alone
    return gradient_descent(parabola, parabola_slope, START, lr=alpha, max_iter=20, stop=stop)


def three_points() -> tuple[Array, Array]:
    """Table for a calculation by hand: x = 0, 1, 2 and y = 1, 3, 5, on the line 2x + 1.

    Returns X (3, 1) and y (3,).
    Source: ours, for the gradients of a line (row A5). Chapter 2.
    """
    return np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 5.0])


def bowl(X: ArrayLike, y: ArrayLike) -> Bowl:
    """Cost of a linear neuron as a bowl over its weights.

    H = 1/m XᵀX, with x0 = 1 as the first column, and J = lowest + ½ eᵀHe
    X: (m, n). y: (m,). Returns the Bowl: H (n + 1, n + 1), best (n + 1,), bias first, lowest.
    Source: deck A, the quadratic cost (row A5). Chapter 2.
    """
    X1 = linear.add_bias_column(X)
    best = linear.normal_equation(X, y)
    errors = X1 @ best - np.asarray(y)
    return Bowl(X1.T @ X1 / len(X1), best, float(errors @ errors) / (2 * len(X1)))


def heights(J: Bowl, w: Array, b: Array) -> Array:
    """Heights of a bowl above its lowest point, on a grid.

    ½ eᵀHe, e = (b, w) − best
    J: a Bowl of two weights. w: (p,), slopes. b: (q,), biases. Returns the heights (q, p).
    Source: ours, for the maps of a cost (row A5). Chapter 2.
    """
    e = np.stack(np.meshgrid(b - J.best[0], w - J.best[1], indexing="ij"))  # (2, b, w)
    above: Array = np.einsum("kbw,kl,lbw->bw", e, J.H, e) / 2
    return above


def curvatures(X: ArrayLike, y: ArrayLike) -> tuple[float, float]:
    """Smallest and largest curvature of the cost of a linear neuron, over all directions.

    X: (m, n). y: (m,). Returns the least and the greatest eigenvalue of the bowl's H.
    Source: ours, on the learning rate of deck A (row A4). Chapter 2.
    """
    low, *_, high = np.linalg.eigvalsh(bowl(X, y).H).tolist()
    return low, high


def steps_on_points(alpha: float) -> Trace:
    """Twenty steps of gradient descent for a line through the three points, from CORNER.

    alpha: the learning rate. Returns the Trace; w is (b, w).
    Source: decks A and C, the gradient of a line (rows A5, C1). Chapter 2.
    """
    return _steps(*three_points(), CORNER, alpha, 20)


def houses_alike(m: int, alpha: float, *, mean: bool) -> Trace:
    """Gradient descent on the first m houses, their areas standardised, from the line 0.

    mean: whether the gradient is the mean over the examples, or a sum that lacks its 1/m.
    alpha: the learning rate. Returns the Trace of at most 1000 steps, to a gradient of 1e-4.
    Source: ours, on the gradient of deck A (row A5). Chapter 2.
    """
    houses = data.housing().only("area")
    X, y = data.standardise(houses.X[:m])[0], houses.y[:m]
    factor = 1.0 if mean else float(m)

    def J(w: Array) -> float:
        return factor * ops.linear_cost_and_grad(w[1:], w[0], X, y)[0]

    def dJ(w: Array) -> Array:
        _, dw, db = ops.linear_cost_and_grad(w[1:], w[0], X, y)
        return factor * np.array([db, *dw])

    return gradient_descent(J, dJ, (0.0, 0.0), lr=alpha, stop=small_gradient(1e-4))


def housing_bowl(features: str) -> tuple[Array, Array, Bowl]:
    """Areas and prices of the housing table, and the cost of a line through them.

    features: RAW, CENTRED or SCALED. Returns X (80, 1), the areas so, y (80,) and a Bowl.
    Source: ours, on the learning rate of deck A (row A4). Chapter 2.
    """
    houses = data.housing().only("area")
    X = houses.X
    if features == CENTRED:
        X = X - X.mean(axis=0)
    elif features == SCALED:
        X, _ = data.standardise(X)
    return X, houses.y, bowl(X, houses.y)


def steps_in_the_ravine(features: str, share: float) -> Ravine:
    """Thirty steps of descent over (b, w) on the housing table, from w = 0 and FIRST_BIAS.

    features: RAW, CENTRED or SCALED. share: of the limit 2/λ of α, λ the steepest curvature.
    Returns a Ravine: bowl, alpha, path (31, 2), excess (31,) = J − lowest, ratio = λ/λ_min.
    Source: ours, on the learning rate of deck A (row A4). Chapter 2.
    """
    X, y, J = housing_bowl(features)
    flat, steep = np.linalg.eigvalsh(J.H)
    alpha = share * 2 / float(steep)
    trace = _steps(X, y, (FIRST_BIAS, 0), alpha, 30)
    return Ravine(J, alpha, trace.path, trace.costs - J.lowest, float(steep / flat))


def both_updates(alpha: float) -> Updates:
    """Simultaneous and sequential update, fifteen rounds of each on the bowl of the points.

    alpha: the learning rate. Returns the Updates: together and in_turn (16, 2), the paths from
    CORNER; factors and distances, first of the simultaneous update.
    Source: deck C, simultaneous update (row C5). Chapter 2.
    """
    X, y = three_points()
    J = bowl(X, y)
    together = _steps(X, y, CORNER, alpha, ROUNDS).path
    in_turn = sequential_descent(lambda w: J.H @ (w - J.best), CORNER, lr=alpha, rounds=ROUNDS)
    factors = [round_factor(J.H, alpha, sequential=sequential) for sequential in (False, True)]
    distances = [float(np.linalg.norm(path[-1] - J.best)) for path in (together, in_turn)]
    return Updates(J, together, in_turn, factors, distances)


def round_matrix(H: Array, alpha: float, *, sequential: bool) -> Array:
    """What one round does to the error on a bowl: e(t+1) = G e(t).

    Simultaneous: G = I − αH. Sequential: e_k := e_k − α Σ_j H_kj e_j, for one k after the other.
    H: (n, n). alpha: the learning rate. sequential: which of the two. Returns G (n, n).
    Source: ours, on the simultaneous update of deck C (row C5). Chapter 2.
    """
    G = np.eye(len(H))
    if not sequential:
        return G - alpha * H
    for k in range(len(H)):  # weight k
        G[k] -= alpha * H[k] @ G
    return G


def round_factor(H: Array, alpha: float, *, sequential: bool) -> float:
    """Factor of the error per round in the long run: the largest |eigenvalue| of round_matrix.

    H: (n, n). alpha: the learning rate. sequential: which of the two updates. Returns a number.
    Source: ours, on the simultaneous update of deck C (row C5). Chapter 2.
    """
    return float(np.abs(np.linalg.eigvals(round_matrix(H, alpha, sequential=sequential))).max())


def largest_descent_rate(H: Array, *, sequential: bool) -> float:
    """Learning rate from which on a round no longer shrinks the error, between halved bounds.

    H: (n, n). sequential: which of the two updates. Returns α.
    Source: ours, on the simultaneous update of deck C (row C5). Chapter 2.
    """

    def shrinks(alpha: float) -> bool:
        return round_factor(H, alpha, sequential=sequential) < 1

    high = 1 / float(np.trace(H))  # below 1/λ_max: sure to shrink
    while shrinks(high):
        high *= 2
    low = high / 2
    while low < (middle := (low + high) / 2) < high:  # to the last digit
        low, high = (middle, high) if shrinks(middle) else (low, middle)
    return high


def time_both(
    sizes: Sequence[int], *, rng: np.random.Generator, repeat: int = 3
) -> tuple[Timing, ...]:
    """Time the normal equation and descent on random tables of n features, m = 2n examples.

    Descent ends at ‖dJ‖ ≤ 1e-4. A time is the median of repeat runs, in seconds. Each run goes
    through all sizes, so that a busy moment of the machine spoils one run of each, not all of one.
    sizes: the n. rng: a numpy Generator, for the tables. Returns a Timing for each size.
    Source: deck C, two closed forms (row C2). Chapter 2.
    """
    tables = [_random_table(n, rng) for n in sizes]
    seconds, steps = np.empty((len(sizes), 2, repeat)), dict[int, int]()
    for run in range(repeat):
        for i, (X, y) in enumerate(tables):
            _solve(X, y)  # untimed: it brings the table into the caches
            begin = time.perf_counter()
            _solve(X, y)
            between = time.perf_counter()
            steps[i] = linear.linear_regression(X, y, lr=RATE, stop=small_gradient(1e-4)).iterations
            seconds[i, :, run] = between - begin, time.perf_counter() - between
    solve, descent = np.median(seconds, axis=2).T.tolist()
    return tuple(Timing(2 * n, n, solve[i], descent[i], steps[i]) for i, n in enumerate(sizes))


def growth(n: Array, seconds: Array) -> float:
    """Exponent p of seconds ∝ n^p: the slope on logarithmic scales, from n = LARGE_N on.

    n, seconds: (k,), sizes and the times they took. Returns p.
    Source: deck C, two closed forms (row C2). Chapter 2.
    """
    large = n >= LARGE_N
    return float(np.polyfit(np.log(n[large]), np.log(seconds[large]), 1)[0])


def _steps(X: Array, y: Array, w0: tuple[float, float], alpha: float, count: int) -> Trace:
    """So many steps of descent on the cost of a line, however small its gradient becomes.

    They are those of linear_regression, which would warn of a path that diverges on purpose.
    """

    def J(w: Array) -> float:
        return ops.linear_cost_and_grad(w[1:], w[0], X, y)[0]

    def dJ(w: Array) -> Array:
        _, dw, db = ops.linear_cost_and_grad(w[1:], w[0], X, y)
        return np.array([db, *dw])

    return gradient_descent(J, dJ, w0, lr=alpha, max_iter=count, stop=small_gradient(0))


def _solve(X: Array, y: Array) -> None:
    """The normal equation without the check of the columns that linear.normal_equation makes."""
    X1 = linear.add_bias_column(X)
    np.linalg.solve(X1.T @ X1, X1.T @ y)


def _random_table(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    X = rng.normal(size=(2 * n, n))
    return X, X @ rng.normal(size=n) / math.sqrt(n) + rng.normal(size=2 * n)

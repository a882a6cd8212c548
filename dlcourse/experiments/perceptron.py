"""What chapter 5 computes: the perceptron's mistakes, their number and its bound, three losses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlcourse import data, linear
from dlcourse._words import Said
from dlcourse.linear import PerceptronTrace

Array = NDArray[Any]

# Ten films, how thrilling and how funny: +1 was liked. A line separates them, after eight mistakes.
TEN_X = np.array(
    [
        [-1.7, 0.7],
        [-1.7, -0.7],
        [-0.2, 0.4],
        [1.9, 0.7],
        [-0.8, 1.2],
        [1.0, 1.4],
        [-0.5, -1.9],
        [-1.2, -1.7],
        [-1.7, -1.3],
        [0.0, -1.8],
    ]
)
TEN_Y = np.array([-1.0, -1.0, 1.0, 1.0, 1.0, 1.0, -1.0, -1.0, -1.0, -1.0])
# Exclusive or: +1 where the signs of the two features differ.
XOR_X = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
XOR_Y = np.array([-1.0, 1.0, -1.0, 1.0])
# Five films, for a neuron without a bias: eight mistakes in this order.
FIVE_X = np.array([[-2.3, 0.7], [0.2, -1.6], [-2.1, 1.8], [0.7, 1.7], [-0.7, 1.2]])
FIVE_Y = np.array([-1.0, -1.0, -1.0, 1.0, 1.0])


TEN, XOR = Said("ten films"), "XOR"
LOOKS = 40  # at one example each, in `walk`
LEFT_OUT, COUNTED = Said("left out"), Said("counted")  # the bias, in `update`
W_BEFORE = np.array([1.2, 0.9])  # in `update`
X_LENGTH = 1.0  # shorter than it, so that no sum of the two is too short to be seen
TOWARDS = np.array([0.6, 0.8])  # of `strip`: at a right angle to its line
OFFSET = 1.0  # the distance of that line from the origin
SHUFFLES = 10
MAX_EPOCHS = 10_000  # no run on a strip needs as many
FIRST_TEST_FORM = 10  # of the digits: forms 10 to 13 are kept for the test
SEED = 0


class Update(NamedTuple):
    """An example x; w before and after it was met, bias first; y z before and after."""

    x: Array
    w_before: Array
    w_after: Array
    before: float
    after: float


class Walk(NamedTuple):
    """A run from w = 0: its examples, w after each look (LOOKS + 1, 3), and which were mistakes."""

    X: Array
    y: Array
    w: Array
    mistakes: Array


class Cone(NamedTuple):
    """A run without a bias, seen in the space of the weights.

    w (t + 1, 2): before the first mistake and after each. i (t,): the example of each. edges: the
    directions between which all weights separate the classes, in degrees. u: the direction in
    the middle. R: the greatest length of an example. gamma: the margin of u.
    """

    w: Array
    i: Array
    edges: tuple[float, float]
    u: Array
    R: float
    gamma: float


class Squeeze(NamedTuple):
    """The proof in numbers: ‖w‖ and uᵀw after each mistake, and what keeps them within bounds.

    R: the greatest length of an example, with x0 = 1. gamma: the margin of u, the known line.
    """

    lengths: Array
    shadows: Array
    R: float
    gamma: float
    bound: float


def turned(angle: float, b: float) -> Array:
    """Weights of a line that is turned and shifted by hand, bias first; w without it has length 1.

    angle: of w, in degrees. b: the bias. Returns w (3,).
    Source: deck D, the perceptron (row D3). Chapter 5.
    """
    return np.array([b, np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])


def walk(kind: str) -> Walk:
    """Run of the perceptron on the ten films or on XOR, in the order of the table.

    kind: TEN or XOR. Returns the Walk, look by look, also at examples that change nothing.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    X, y = (TEN_X, TEN_Y) if kind == TEN else (XOR_X, XOR_Y)
    w, mistakes = np.zeros((LOOKS + 1, 3)), np.zeros(LOOKS, bool)
    for row in linear.perceptron(X, y, max_epochs=LOOKS // len(y)).updates:
        look = (row.epoch - 1) * len(y) + row.i
        w[look + 1 :], mistakes[look] = row.w_after, True
    return Walk(X, y, w, mistakes)


def wrong(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> int:
    """Count the examples that are not on their own side: y z ≤ 0.

    X: (m, n). y: (m,), of −1 and +1. w: (n + 1,), bias first. Returns the count.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    return int(np.sum(np.asarray(y) * linear.predict_linear(X, w) <= 0))


def update(angle: float, y: int, bias: str) -> Update:
    """One example met by a neuron whose bias is 0: at a mistake, w := w + y x.

    angle: the direction of x, in degrees. y: the label, −1 or +1. bias: LEFT_OUT, or COUNTED, and
    then x_0 = 1, else 0. Returns the Update.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    x0 = 1.0 if bias == COUNTED else 0.0
    x = np.array([x0, *(X_LENGTH * turned(angle, 0)[1:])])
    w = np.array([0.0, *W_BEFORE])
    before = float(y * (w @ x))
    after = w + y * x if before <= 0 else w
    return Update(x[1:], w, after, before, float(y * (after @ x)))


@cache
def cone() -> Cone:
    """Run of a perceptron without a bias on the five films, and the weights that separate them.

    A film's line in the space of the weights is at a right angle to y x; on that side it is right.
    Returns the Cone.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    signed = FIVE_Y[:, np.newaxis] * FIVE_X  # y x
    w, rows, seen = np.zeros(2), [np.zeros(2)], [-1]
    while (signed @ w <= 0).any():
        for i, step in enumerate(signed):
            if step @ w <= 0:
                w = w + step
                rows.append(w)
                seen.append(i)
    towards = np.rad2deg(np.arctan2(signed[:, 1], signed[:, 0]))
    edges = float(towards.max()) - 90, float(towards.min()) + 90
    u = turned((edges[0] + edges[1]) / 2, 0)[1:]
    R = float(np.linalg.norm(signed, axis=1).max())
    return Cone(np.array(rows), np.array(seen[1:]), edges, u, R, float((signed @ u).min()))


def strip(gap: float, m: int = 20) -> tuple[Array, Array]:
    """Two classes on either side of a known line, and nothing nearer to it than the gap.

    The line is 0.6 x1 + 0.8 x2 = 1; one example of each class is exactly at the gap.
    gap: a distance above 0. m: number of examples. Returns X (m, 2) and y (m,) of −1 and +1.
    Source: ours, for row D3. Chapter 5.
    """
    rng = np.random.default_rng(SEED)
    y = np.where(np.arange(m) % 2 == 0, 1.0, -1.0)
    further = rng.uniform(0, 1, m)
    further[:2] = 0
    along = np.outer(rng.uniform(-1.5, 1.5, m), [-TOWARDS[1], TOWARDS[0]])
    return np.outer(OFFSET + y * (gap + further), TOWARDS) + along, y


def strip_line() -> Array:
    """Weights of the known line of `strip`, bias first, with a w of length 1.

    Returns w (3,).
    Source: ours, for row D3. Chapter 5.
    """
    return np.array([-OFFSET, *TOWARDS])


@cache
def mistakes(gap: float) -> tuple[Array, float]:
    """Mistakes of ten shuffled runs on the strip of a gap, and their bound.

    gap: a distance above 0. Returns the counts (SHUFFLES,) and the bound (R/γ)².
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    X, y = strip(gap)
    rngs = (np.random.default_rng(seed) for seed in range(SHUFFLES))
    runs = [linear.perceptron(X, y, max_epochs=MAX_EPOCHS, rng=rng) for rng in rngs]
    counts = np.array([len(run.updates) for run in runs])
    return counts, linear.mistake_bound(X, y, strip_line())


def squeeze(gap: float) -> Squeeze:
    """Length of w between its two bounds, mistake by mistake, on the strip of a gap.

    t γ ≤ uᵀw ≤ ‖w‖ ≤ √t R after t mistakes, so t ≤ (R/γ)²
    gap: a distance above 0. Returns the Squeeze: lengths and shadows (t,), R, gamma, bound.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    X, y = strip(gap)
    rng = np.random.default_rng(SEED)
    rows = linear.perceptron(X, y, max_epochs=MAX_EPOCHS, rng=rng).updates
    W, X1 = np.array([row.w_after for row in rows]), linear.add_bias_column(X)
    u = strip_line() / np.linalg.norm(strip_line())
    R, gamma = float(np.linalg.norm(X1, axis=1).max()), float((y * (X1 @ u)).min())
    return Squeeze(np.linalg.norm(W, axis=1), W @ u, R, gamma, (R / gamma) ** 2)


def perceptron_loss(s: Array) -> tuple[Array, Array]:
    """Loss of the perceptron over s = y z, and its push −dL/ds.

    L = max(0, −s); the push is 1 where s ≤ 0, else 0: at the corner it is 1.
    s: any shape. Returns the loss and the push, shaped as s.
    Source: ours, beside the rules of deck D (rows D1, D2, D3). Chapter 5.
    """
    return np.maximum(0, -s), np.where(s <= 0, 1.0, 0.0)


def delta_rule_loss(s: Array) -> tuple[Array, Array]:
    """Loss of the delta rule over s = y z, and its push −dL/ds.

    L = ½ (1 − s)², −dL/ds = 1 − s
    s: any shape. Returns the loss and the push, shaped as s.
    Source: ours, beside the rules of deck D (rows D1, D2, D3). Chapter 5.
    """
    return (1 - s) ** 2 / 2, 1 - s


def logistic_loss(s: Array) -> tuple[Array, Array]:
    """Loss of the logistic neuron over s = y z, and its push −dL/ds.

    L = log(1 + e^(−s)), −dL/ds = 1/(1 + e^s)
    s: any shape, of moderate size. Returns the loss and the push, shaped as s.
    Source: ours, beside the rules of deck D (rows D1, D2, D3). Chapter 5.
    """
    return np.log1p(np.exp(-s)), 1 / (1 + np.exp(s))


LOSSES: dict[str, Callable[[Array], tuple[Array, Array]]] = {
    Said("perceptron"): perceptron_loss,
    Said("delta rule"): delta_rule_loss,
    Said("logistic"): logistic_loss,
}


def zeros_and_ones() -> tuple[Array, Array, PerceptronTrace]:
    """Run of the perceptron on the zeros and ones among the digits of the first forms.

    Returns X (m, 64), pixels from 0 to 1; y (m,), −1 for a 0 and +1 for a 1; the trace.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    X, y = pair_of_digits(0, 1)[:2]
    return X, y, linear.perceptron(X, y, rng=np.random.default_rng(SEED))


def pair_of_digits(a: int, b: int) -> tuple[Array, Array, Array, Array]:
    """Images of two digits: those of the first forms, and those of the forms kept for the test.

    a, b: digits; the label of a is −1, of b +1. Returns X, y of the first, X, y of the others.
    Source: ours, for row D3. Chapter 5.
    """
    table = data.digits()
    assert table.groups is not None  # the digits have forms
    keep = np.isin(table.y, (a, b))
    X, y = table.X[keep] / 16, np.where(table.y[keep] == b, 1.0, -1.0)
    first = table.groups[keep] < FIRST_TEST_FORM
    return X[first], y[first], X[~first], y[~first]


def in_many_orders(a: int, b: int, runs: int = 20) -> tuple[Array, Array]:
    """Mistakes of the perceptron on two digits in random orders, and the shares on new forms.

    a, b: digits. runs: how many orders. Returns mistakes (runs,) and shares right (runs,).
    Raises AssertionError if a run does not end with a pass without a mistake.
    Source: ours, for row D3. Chapter 5.
    """
    X, y, X_new, y_new = pair_of_digits(a, b)
    rngs = (np.random.default_rng(seed) for seed in range(runs))
    traces = [linear.perceptron(X, y, rng=rng) for rng in rngs]
    assert all(trace.converged for trace in traces)
    right = [share(X_new, y_new, trace.w) for trace in traces]
    return np.array([len(trace.updates) for trace in traces]), np.array(right)


def share(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> float:
    """Share of the examples on their own side: y z > 0.

    X: (m, n). y: (m,), of −1 and +1. w: (n + 1,), bias first. Returns the share.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    return float(np.mean(np.asarray(y) * linear.predict_linear(X, w) > 0))

"""What chapter 5 computes: the perceptron's mistakes, their number and its bound, three fines."""

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

# Ten examples that a line separates. In this order the perceptron makes eight mistakes.
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


TEN, XOR = Said("ten examples"), "XOR"
W_BEFORE = np.array([1.2, 0.9])  # in `update`
X_LENGTH = 1.6
TOWARDS = np.array([0.6, 0.8])  # of `strip`: at a right angle to its line
OFFSET = 1.0  # the distance of that line from the origin
SHUFFLES = 10
MAX_EPOCHS = 10_000  # no run on a strip needs as many
FIRST_TEST_FORM = 10  # of the digits: forms 10 to 13 are kept for the test
PAIR = ("mean radius", "mean texture")  # of the tumours that no line separates
SEED, EPOCHS = 0, 20


class Update(NamedTuple):
    """An example x, and w before and after it was met; y z before and after."""

    x: Array
    w_before: Array
    w_after: Array
    before: float
    after: float


class Walk(NamedTuple):
    """A run from w = 0: the examples, its trace, w before and after each mistake (k + 1, n + 1)."""

    X: Array
    y: Array
    trace: PerceptronTrace
    w: Array


class Squeeze(NamedTuple):
    """The proof in numbers: ‖w‖ and uᵀw after each mistake, and what keeps them within bounds.

    R: the greatest length of an example, with x0 = 1. gamma: the margin of u, the known line.
    """

    lengths: Array
    shadows: Array
    R: float
    gamma: float
    bound: float


class Shares(NamedTuple):
    """Shares of examples on their own side after each mistake: last weights, best, mean so far."""

    last: Array
    best: Array
    mean: Array


def walk(kind: str) -> Walk:
    """Run of the perceptron on the ten examples or on XOR, in the order of the table.

    kind: TEN or XOR. Returns the Walk.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    X, y = (TEN_X, TEN_Y) if kind == TEN else (XOR_X, XOR_Y)
    return _walk(X, y, linear.perceptron(X, y))


def wrong(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> int:
    """Count the examples that are not on their own side: y z ≤ 0.

    X: (m, n). y: (m,), of −1 and +1. w: (n + 1,), bias first. Returns the count.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    return int(np.sum(np.asarray(y) * linear.predict_linear(X, w) <= 0))


def update(angle: float, y: int) -> Update:
    """One example met by a neuron without a bias: at a mistake, w := w + y x.

    angle: the direction of x, in degrees. y: the label, −1 or +1. Returns the Update.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    x = X_LENGTH * np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    before = float(y * (W_BEFORE @ x))
    w = W_BEFORE + y * x if before <= 0 else W_BEFORE
    return Update(x, W_BEFORE, w, before, float(y * (w @ x)))


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

    k γ ≤ uᵀw ≤ ‖w‖ ≤ √k R after k mistakes, so k ≤ (R/γ)²
    gap: a distance above 0. Returns the Squeeze: lengths and shadows (k,), R, gamma, bound.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    X, y = strip(gap)
    rng = np.random.default_rng(SEED)
    rows = linear.perceptron(X, y, max_epochs=MAX_EPOCHS, rng=rng).updates
    W, X1 = np.array([row.w_after for row in rows]), linear.add_bias_column(X)
    u = strip_line() / np.linalg.norm(strip_line())
    R, gamma = float(np.linalg.norm(X1, axis=1).max()), float((y * (X1 @ u)).min())
    return Squeeze(np.linalg.norm(W, axis=1), W @ u, R, gamma, (R / gamma) ** 2)


def perceptron_fine(s: Array) -> tuple[Array, Array]:
    """Fine of the perceptron over s = y z, and its push −dL/ds.

    L = max(0, −s); the push is 1 where s ≤ 0, else 0: at the corner it is 1.
    s: any shape. Returns the fine and the push, shaped as s.
    Source: ours, beside the rules of deck D (rows D1, D2, D3). Chapter 5.
    """
    return np.maximum(0, -s), np.where(s <= 0, 1.0, 0.0)


def delta_rule_fine(s: Array) -> tuple[Array, Array]:
    """Fine of the delta rule over s = y z, and its push −dL/ds.

    L = ½ (1 − s)², −dL/ds = 1 − s
    s: any shape. Returns the fine and the push, shaped as s.
    Source: ours, beside the rules of deck D (rows D1, D2, D3). Chapter 5.
    """
    return (1 - s) ** 2 / 2, 1 - s


def logistic_fine(s: Array) -> tuple[Array, Array]:
    """Fine of the logistic neuron over s = y z, and its push −dL/ds.

    L = log(1 + e^(−s)), −dL/ds = 1/(1 + e^s)
    s: any shape, of moderate size. Returns the fine and the push, shaped as s.
    Source: ours, beside the rules of deck D (rows D1, D2, D3). Chapter 5.
    """
    return np.log1p(np.exp(-s)), 1 / (1 + np.exp(s))


FINES: dict[str, Callable[[Array], tuple[Array, Array]]] = {
    Said("perceptron"): perceptron_fine,
    Said("delta rule"): delta_rule_fine,
    Said("logistic"): logistic_fine,
}


def zeros_and_ones() -> Walk:
    """Run of the perceptron on the zeros and ones among the digits of the first forms.

    X: 64 pixels from 0 to 1. y: −1 for a 0, +1 for a 1. Returns the Walk.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    table = data.digits()
    assert table.groups is not None  # the digits have forms
    keep = (table.y <= 1) & (table.groups < FIRST_TEST_FORM)
    X, y = table.X[keep] / 16, 2.0 * table.y[keep] - 1
    return _walk(X, y, linear.perceptron(X, y, rng=np.random.default_rng(SEED)))


def restless_shares() -> Shares:
    """Shares right on the training tumours after each mistake: the perceptron never rests there.

    Returns the Shares, each (k,), one entry for each mistake of EPOCHS epochs.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    table = data.breast_cancer().only(*PAIR)
    X, _, y, _ = data.train_test_split(table.X, 1.0 - 2 * table.y, rng=np.random.default_rng(SEED))
    Z, _ = data.standardise(X)
    rows = linear.perceptron(Z, y, max_epochs=EPOCHS, rng=np.random.default_rng(SEED)).updates
    X1 = linear.add_bias_column(Z)
    W = np.array([row.w_after for row in rows])
    sums = W.cumsum(axis=0)  # they draw the lines of the means
    last, averaged = ((y * (V @ X1.T) > 0).mean(axis=1) for V in (W, sums))
    return Shares(last, np.maximum.accumulate(last), averaged)


def _walk(X: Array, y: Array, trace: PerceptronTrace) -> Walk:
    weights = [row.w_after for row in trace.updates]
    return Walk(X, y, trace, np.array([np.zeros_like(trace.w), *weights]))

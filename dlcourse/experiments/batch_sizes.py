"""Chapter 6 in numbers: batch sizes and optimisers on the digits, each with its best rate."""

import itertools
import math
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, linear
from dlcourse._deal import deal
from dlcourse._door import bare
from dlcourse.activations import softmax
from dlcourse.experiments.ravine import RACERS

Array = NDArray[Any]

SEED, SEEDS = 0, 5  # of the split, and of how many runs
BATCHES = (1, 4, 16, 64, 256, 1348)  # of digits
FIRST_RATE, GOAL = 0.25, 0.3  # where the search for a rate begins, and the cost to be reached
DIGIT_RATES = tuple(10 ** (k / 2) for k in range(-6, 4))  # of the optimisers on the digits
DIGIT_BATCH, DIGIT_EPOCHS = 32, 5

_softmax = bare(softmax)  # a rate that is too large for its goal may overflow


class Digits(NamedTuple):
    """The training digits with a column of ones (m, 65), and their classes (m,)."""

    X: Array
    y: Array


@cache
def digits() -> Digits:
    """The 1348 digits of the training part, pixels from 0 to 1.

    Returns a Digits.
    Source: ours. Chapter 6.
    """
    table = data.digits()
    rng = np.random.default_rng(SEED)
    X, _, y, _ = data.train_test_split(table.X / 16, table.y, rng=rng)
    return Digits(linear.add_bias_column(X), y)


def digits_cost(W: Array) -> float:
    """The cost of a layer of ten neurons on all training digits.

    W: (65, 10), the biases first. Returns J: 2.30 for a layer that has learnt nothing.
    Source: deck D (row D14). Chapter 10.
    """
    X, y = digits()
    Z = W.T @ X.T  # (10, m)
    with np.errstate(all="ignore"):  # a cost that is no number is not below any goal
        J = np.log(np.exp(Z).sum(axis=0)) - Z[y, np.arange(len(y))]
    return float(J.mean())


def digits_gradient(W: Array, rows: Array) -> Array:
    """The gradient of the cost of some digits, for one layer or for several at once.

    W: (…, 65, 10). rows: (B,). Returns the shape of W.
    Source: deck D (row D14). Chapter 10.
    """
    X, y = digits()
    P = _softmax(X[rows] @ W)
    P[..., np.arange(len(rows)), y[rows]] -= 1
    found: Array = X[rows].T @ P / len(rows)
    return found


def epochs_of_digits(size: int, seed: int) -> Iterator[Array]:
    """The batches of one epoch after the other, without end.

    size: B. seed: of the shuffling. Yields rows (B,); the last of an epoch may be shorter.
    Source: deck A (row A9). Chapter 6.
    """
    rng = np.random.default_rng(seed)
    return itertools.chain.from_iterable(
        deal(len(digits().y), size, rng) for _ in itertools.count()
    )


def steps_to_goal(size: int, alpha: float, seed: int, most: int) -> int:
    """Steps until the cost of all training digits is 0.3 or less, looked at after each step.

    size: B. alpha: the rate. seed: of the shuffling. most: the most steps. Returns at most most.
    Source: deck A (row A9). Chapter 6.
    """
    W = np.zeros((65, 10))
    for t, rows in enumerate(itertools.islice(epochs_of_digits(size, seed), most), start=1):
        W = W - alpha * digits_gradient(W, rows)  # eq. (batch-step)
        if digits_cost(W) <= GOAL:
            return t
    return most


class Tuned(NamedTuple):
    """A batch size, its best rate, and the steps to the goal for each seed."""

    size: int
    alpha: float
    steps: tuple[int, ...]

    @property
    def median(self) -> int:
        """The median of the steps."""
        return sorted(self.steps)[len(self.steps) // 2]


@cache
def tuned_sizes() -> tuple[Tuned, ...]:
    """For each of BATCHES the rate with which the goal is reached in the fewest steps.

    The rate is doubled as long as the median over five seeds falls. The search begins at 1/4 for
    B = 1, and for a larger batch at the best rate of the one before.
    Returns a Tuned for each.
    Source: deck A (row A9). Chapter 6.
    """
    found: list[Tuned] = []
    for size in BATCHES:
        alpha, most = (found[-1].alpha if found else FIRST_RATE), 1000
        best = _five(size, alpha, most)
        while True:
            further = _five(size, 2 * best.alpha, 2 * best.median)
            if further.median >= best.median:
                break
            best = further
        found.append(best)
    return tuple(found)


def _five(size: int, alpha: float, most: int) -> Tuned:
    steps = tuple(steps_to_goal(size, alpha, seed, most) for seed in range(SEEDS))
    return Tuned(size, alpha, steps)


@cache
def optimisers_on_digits() -> dict[str, Array]:
    """The cost on all training digits after five epochs of batches of 32, for each optimiser.

    Returns name -> (10 rates of DIGIT_RATES, 5 seeds). The β are the usual ones.
    Source: deck D (row D11). Chapter 6.
    """
    steps = DIGIT_EPOCHS * math.ceil(len(digits().y) / DIGIT_BATCH)
    lr: Any = np.reshape(DIGIT_RATES, (-1, 1, 1))
    found = {}
    for name, racer in RACERS.items():
        runs = []
        for seed in range(SEEDS):
            batches = epochs_of_digits(DIGIT_BATCH, seed)
            W = racer.descent(
                lambda W, batches=batches: digits_gradient(W, next(batches)),
                np.zeros((len(DIGIT_RATES), 65, 10)),
                lr=lr,
                steps=steps,
            )
            runs.append([digits_cost(one) for one in W])
        found[name] = np.array(runs).T
    return found

"""What chapter 5 asks of the tumours, which hardly a line separates: which weights to keep."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, linear
from dlcourse._words import Said
from dlcourse.experiments.perceptron import SEED, share

Array = NDArray[Any]

PAIR = ("mean radius", "mean texture")  # of the tumours that no line separates
EPOCHS = 20
SPLITS = 20  # of the tumours, in `compared`
PASSES = (1, 3, 10, 30)  # among which each perceptron of `compared` chooses
STEPS, RATES = (10, 30, 100, 300), (0.1, 1.0)  # and each logistic neuron
LAST, POCKET, MEAN = Said("last weights"), Said("pocket"), Said("mean")
LOGISTIC = Said("logistic neuron")


class Shares(NamedTuple):
    """Shares of examples on their own side after each mistake: last weights, best, mean so far."""

    last: Array
    best: Array
    mean: Array


def restless_shares() -> Shares:
    """Shares right on the training tumours after each mistake: the perceptron never rests there.

    Returns the Shares, each (k,), one entry for each mistake of EPOCHS epochs.
    Source: deck D, the perceptron's rule (row D3). Chapter 5.
    """
    Z, _, y, _ = tumours(PAIR)
    rows = linear.perceptron(Z, y, max_epochs=EPOCHS, rng=np.random.default_rng(SEED)).updates
    W = np.array([row.w_after for row in rows])
    sums = W.cumsum(axis=0)  # they draw the lines of the means
    last, averaged = (_shares(Z, y, V) for V in (W, sums))
    return Shares(last, np.maximum.accumulate(last), averaged)


def _shares(X: Array, y: Array, W: Array) -> Array:
    """What `share` says of each row of W (k, n + 1)."""
    right: Array = (y * (W @ linear.add_bias_column(X).T) > 0).mean(axis=1)
    return right


def tumours(names: tuple[str, ...] = ()) -> tuple[Array, Array, Array, Array]:
    """Tumours, standardised by those to learn from; a quarter is kept for the test.

    names: of the features; all where none is named. The label of malignant is +1, of benign −1.
    Returns Z, Z_test, y, y_test.
    Source: ours, for row D3. Chapter 5.
    """
    X, y = _tumours(names)
    X, X_test, y, y_test = data.train_test_split(X, y, rng=np.random.default_rng(SEED))
    Z, Z_test, _ = data.standardise(X, X_test)
    return Z, Z_test, y, y_test


def _tumours(names: tuple[str, ...]) -> tuple[Array, Array]:
    table = data.breast_cancer()
    some = table.only(*names) if names else table
    return some.X, 1.0 - 2 * some.y


@cache
def compared(names: tuple[str, ...] = ()) -> dict[str, Array]:
    """Shares of new tumours that four neurons get right, over SPLITS splits of the table.

    Each split has three parts. On the first all are trained; on the second each chooses among its
    settings, PASSES or STEPS and RATES, the first of the best; on the third it is measured.
    names: of the features; all where none is named. Returns the shares (SPLITS,) by name.
    Source: ours, for row D3. Chapter 5.
    """
    X, y = _tumours(names)
    shares: dict[str, list[float]] = {}
    for seed in range(SPLITS):
        rng = np.random.default_rng(seed)
        rest, X_test, y_rest, y_test = data.train_test_split(X, y, rng=rng)
        X_train, X_val, y_train, y_val = data.train_test_split(rest, y_rest, rng=rng)
        Z, Z_val, Z_test, _ = data.standardise(X_train, X_val, X_test)
        settings = {**_perceptrons(Z, y_train, rng), LOGISTIC: _logistic_neurons(Z, y_train)}
        for name, tried in settings.items():
            best = max(tried, key=lambda w: share(Z_val, y_val, w))
            shares.setdefault(name, []).append(share(Z_test, y_test, best))
    return {name: np.array(right) for name, right in shares.items()}


def _perceptrons(X: Array, y: Array, rng: np.random.Generator) -> dict[str, list[Array]]:
    """Weights that one run hands over after each number of PASSES, in three ways."""
    rows = linear.perceptron(X, y, max_epochs=max(PASSES), rng=rng).updates
    W, epochs = np.array([row.w_after for row in rows]), [row.epoch for row in rows]
    right = _shares(X, y, W)
    met = [int(np.searchsorted(epochs, most, side="right")) for most in PASSES]
    return {
        LAST: [W[k - 1] for k in met],
        POCKET: [W[right[:k].argmax()] for k in met],
        MEAN: [W[:k].mean(axis=0) for k in met],
    }


def _logistic_neurons(X: Array, y: Array) -> list[Array]:
    """Weights of the logistic neuron after each number of STEPS, with each of the RATES."""
    paths = [
        linear.logistic_regression(X, (y + 1) / 2, lr=lr, max_iter=max(STEPS)).path for lr in RATES
    ]
    return [path[min(steps, len(path) - 1)] for path in paths for steps in STEPS]

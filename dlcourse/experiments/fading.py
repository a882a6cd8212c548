"""Nets of several depths on the tumours of chapter 9: what a faded gradient leaves to learn."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses
from dlcourse.layers import Activation, Dense, Layer
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD

Array = NDArray[Any]

WIDTH, RATE, EPOCHS = 6, 0.5, 300  # as the net with one hidden layer of the chapter
STARTS = range(5)


@cache
def train_part() -> tuple[Array, Array]:
    """The tumours to train on, as chapter 9 splits them: (426, 30) in standard units, (426, 1).

    A label is 1 for malignant. Source: deck E, δ of one layer from the next (row E10). Chapter 9.
    """
    table = data.breast_cancer()
    rng = np.random.default_rng(0)
    X, X_test, y, _ = data.train_test_split(table.X, 1 - table.y, test=0.25, rng=rng)
    Z, _, _ = data.standardise(X, X_test)
    return Z, y[:, np.newaxis]


@cache
def final_costs(depth: int, name: str) -> Array:
    """The cost of the last of 300 epochs, from each of five random starts: (5,).

    depth: hidden layers, each of 6 units. name: their activation, "sigmoid" or "relu".
    Source: deck E, δ of one layer from the next (row E10). Chapter 9.
    """
    X, Y = train_part()
    loss = losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad
    costs = []
    for seed in STARTS:
        rng, layers = np.random.default_rng(seed), list[Layer]()
        for k in range(depth):
            init = "he" if name == "relu" else "glorot"
            n_in = WIDTH if k else X.shape[1]
            layers += [Dense(n_in, WIDTH, rng=rng, init=init), Activation(name)]
        net = Sequential(*layers, Dense(WIDTH, 1, rng=rng))
        costs.append(fit(net, X, Y, loss=loss, opt=SGD(RATE), epochs=EPOCHS).loss[-1])
    return np.array(costs)

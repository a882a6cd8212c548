"""Ten hidden layers on the digits: what the size of the first weights does to a training."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data
from dlcourse.experiments.fair_comparison import MANY
from dlcourse.layers import Activation, Dense
from dlcourse.network import Epoch, Sequential, fit
from dlcourse.optim import SGD

Array = NDArray[Any]

DEPTH, WIDTH, EPOCHS = 10, 32, 15
SEEDS = range(5)  # of the deals, and of the weights
SCALES = (0.5, 0.7, 1.0, 1.4, 2.0)  # times the standard deviation of Glorot or He
RATE = 0.05  # where all are trained alike
RATES = (0.0125, 0.025, 0.05, 0.1, 0.2, 0.4)  # where each gets the one that suits it
LEARN, CHOOSE = 1000, 1300  # up to these rows of a deal: training and validation; then the test


def net(scale: float, name: str, *, rng: np.random.Generator, depth: int = DEPTH) -> Sequential:
    """A network for the digits: hidden layers of 32 units, ten sums, and weights times a scale.

    scale: times the weights of He (relu) or Glorot (all others), in every layer. name: the
    activation, a key of ACTIVATIONS. rng: for the weights. depth: hidden layers.
    Source: ours. Chapter 11.
    """
    init = "he" if name == "relu" else "glorot"
    layers: list[Dense | Activation] = []
    for k in range(depth):
        layers += [Dense(WIDTH if k else 64, WIDTH, rng=rng, init=init), Activation(name)]
    layers.append(Dense(WIDTH, 10, rng=rng))
    for dense in layers[::2]:
        dense.params["W"] *= scale
    return Sequential(*layers)


def dealt(rng: np.random.Generator) -> tuple[Array, Array]:
    """The digits in random order, each pixel from 0 to 1. rng: for the order.

    Returns X (1797, 64) and Y (1797, 10): first those to learn from, then those to choose by.
    Source: ours. Chapter 11.
    """
    digits = data.digits()
    order = rng.permutation(len(digits.y))
    return digits.X[order] / 16, data.one_hot(digits.y[order], 10)


class Trained(NamedTuple):
    """A training: J after each epoch, the shares right, and how it stopped, if it did."""

    J: Array  # as many as there were epochs
    validation: float  # of 300 digits; 0 if it stopped
    test: float  # of the other 497
    stopped: str  # the error, or nothing


@cache
def trained(scale: float, name: str, lr: float, seed: int, depth: int = DEPTH) -> Trained:
    """Train once: 15 epochs of SGD in batches of 32, on 1000 digits.

    scale, name, depth: of `net`. lr: the learning rate. seed: of the deal and of the weights.
    Returns a Trained.
    Source: ours. Chapter 11.
    """
    rng = np.random.default_rng(seed)
    (X, Y), J = dealt(rng), list[float]()
    deep = net(scale, name, rng=rng, depth=depth)

    def keep(epoch: Epoch) -> None:
        J.append(epoch.loss)

    how: dict[str, Any] = {"opt": SGD(lr), "epochs": EPOCHS, "batch_size": 32, "rng": rng}
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        try:
            fit(deep, X[:LEARN], Y[:LEARN], loss=MANY, callback=keep, **how)
        except FloatingPointError as error:
            return Trained(np.array(J), 0.0, 0.0, str(error))
        right = deep.predict(X).argmax(axis=1) == Y.argmax(axis=1)
    validation, test = right[LEARN:CHOOSE], right[CHOOSE:]
    return Trained(np.array(J), float(validation.mean()), float(test.mean()), "")


class Tuned(NamedTuple):
    """The learning rate that is best on validation, and what its five nets do."""

    lr: float
    validation: float  # the mean of its five nets
    test: Array  # (5,)
    stopped: int  # how many of the five stopped with an error


@cache
def tuned(scale: float, name: str, rates: tuple[float, ...] = RATES, depth: int = DEPTH) -> Tuned:
    """The digits with one scale, at the learning rate whose five nets are best on validation.

    scale, name, depth: of `net`. rates: to try; a net that stops with an error scores 0.
    Returns a Tuned.
    Source: ours. Chapter 11.
    """
    found = []
    for lr in rates:
        nets = [trained(scale, name, lr, seed, depth) for seed in SEEDS]
        validation = float(np.mean([each.validation for each in nets]))
        test = np.array([each.test for each in nets])
        found.append(Tuned(lr, validation, test, sum(bool(each.stopped) for each in nets)))
    return max(found, key=lambda each: each.validation)


class Sizes(NamedTuple):
    """Before the first step, in each hidden layer: the size of a, and of dz. (10,) each."""

    outputs: Array
    slopes: Array


@cache
def sizes(scale: float, name: str) -> Sizes:
    """Root mean square of the outputs of each hidden layer and of its slopes, over five starts.

    A slope dz is that of one example's loss in a sum z of the layer. scale, name: of `net`.
    Returns a Sizes.
    Source: ours. Chapter 11.
    """
    outputs, slopes = np.zeros((2, len(SEEDS), DEPTH))
    for row, seed in enumerate(SEEDS):
        rng = np.random.default_rng(seed)
        X, Y = (part[:LEARN] for part in dealt(rng))
        deep = net(scale, name, rng=rng)
        A = X
        for k, layer in enumerate(deep.layers):
            A = layer.forward(A)
            if k % 2:
                outputs[row, k // 2] = np.mean(A**2)
        back = len(X) * MANY[1](A, Y)  # of each example's own loss
        with np.errstate(under="ignore"):  # where the answers are sure, slopes are next to 0
            for k, layer in reversed([*enumerate(deep.layers)]):
                back = np.asarray(layer.backward(back))
                if k % 2:
                    slopes[row, k // 2] = np.mean(back**2)
    return Sizes(np.sqrt(outputs.mean(axis=0)), np.sqrt(slopes.mean(axis=0)))

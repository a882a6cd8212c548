"""The comparison of chapter 7: each activation with the learning rate that suits it best."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD, Adam

Array = NDArray[Any]

MANY = (losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad)
SEEDS = range(5)  # of the deals, and of the weights
# Depth, optimiser and learning rates of the comparison.
SETTINGS: dict[str, tuple[int, type[SGD] | type[Adam], tuple[float, ...]]] = {
    "1 hidden layer, SGD": (1, SGD, (0.4, 0.8, 1.6, 3.2, 6.4)),
    "4 hidden layers, SGD": (4, SGD, (0.1, 0.2, 0.4, 0.8)),
    "4 hidden layers, Adam": (4, Adam, (0.002, 0.004, 0.008, 0.016, 0.032)),
}


def deep(depth: int, name: str, *, rng: np.random.Generator) -> Sequential:
    """A network for the digits: depth hidden layers of 32 units, and ten outputs.

    name: the activation of the hidden layers, a key of ACTIVATIONS. rng: for the weights.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    layers: list[Dense | Activation] = []
    for k in range(depth):
        layers += [Dense(32 if k else 64, 32, rng=rng), Activation(name)]
    return Sequential(*layers, Dense(32, 10, rng=rng))


class Score(NamedTuple):
    """The learning rate with the best validation score, and the test scores of its five nets."""

    lr: float
    validation: float  # the mean of its five nets
    test: Array  # (5,): shares of the test digits that are right


@cache
def compared(setting: str, name: str) -> Score:
    """The handwritten digits with one activation, at the learning rate that suits it best.

    For each rate five nets are trained, each with its own deal of the digits and its own weights:
    600 digits for training, 300 for validation, the other 897 for the test. A net whose numbers
    overflow scores 0. setting: a key of SETTINGS. name: a key of ACTIVATIONS. Returns a Score.
    Source: deck B, which activation where (row B3). Chapter 7.
    """
    depth, optimiser, rates = SETTINGS[setting]
    scores: list[Score] = []
    for lr in rates:
        pairs = np.array([_scores(depth, name, optimiser(lr), seed) for seed in SEEDS])
        scores.append(Score(lr, float(pairs[:, 0].mean()), pairs[:, 1]))
    return max(scores, key=lambda score: score.validation)


def _scores(depth: int, name: str, opt: SGD | Adam, seed: int) -> tuple[float, float]:
    """Train one net; the shares of right answers on the validation and on the test digits."""
    digits = data.digits()
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(digits.y))
    X, Y = digits.X[order] / 16, data.one_hot(digits.y[order])
    net = deep(depth, name, rng=rng)
    how: dict[str, Any] = {"loss": MANY, "opt": opt, "epochs": 20, "batch_size": 50, "rng": rng}
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            fit(net, X[:600], Y[:600], **how)
    except FloatingPointError:
        return 0.0, 0.0
    right = net.predict(X).argmax(axis=1) == Y.argmax(axis=1)
    return float(right[600:900].mean()), float(right[900:].mean())

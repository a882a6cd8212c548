"""What chapter 10 computes: a layer that reads digits, two fines, answers about three classes."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses
from dlcourse.activations import softmax
from dlcourse.layers import Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD

Array = NDArray[Any]

# The sums of the lectures, by the name that a reader chooses.
SCORES, TENFOLD, WORKED = "(0.1, 0.9, 0.8, 0.2)", "(1, 9, 8, 2)", "(−0.21, 0.47, 1.72)"
SUMS = {SCORES: (0.1, 0.9, 0.8, 0.2), TENFOLD: (1, 9, 8, 2), WORKED: (-0.21, 0.47, 1.72)}
TRUTH = np.array([0.5, 0.3, 0.2])  # the shares of three classes
SEED, LR, EPOCHS, BATCH = 0, 0.5, 30, 32  # of the digits: as in the chapter's cells


# The digits.


@cache
def trained() -> tuple[Sequential, Array, Array]:
    """One layer trained on the digits, as in the chapter, and the forms that it has not seen.

    Returns the network of 64 inputs and 10 sums, X (m, 64) from 0 to 1, y (m,).
    Source: deck E, softmax gives a probability distribution (row E8). Chapter 10.
    """
    table = data.digits()
    X_train, X_test, y_train, y_test = data.train_test_split(
        table.X / 16, table.y, rng=np.random.default_rng(SEED), groups=table.groups
    )
    net = Sequential(Dense(64, 10, rng=np.random.default_rng(SEED)))
    loss = (losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad)
    Y, rng = data.one_hot(y_train, 10), np.random.default_rng(SEED)
    fit(net, X_train, Y, loss=loss, opt=SGD(LR), epochs=EPOCHS, batch_size=BATCH, rng=rng)
    return net, X_test, y_test


def least_sure(P: Array) -> Array:
    """The examples in the order of their entropy, the highest first.

    P: rows of probabilities, (m, K). Returns the numbers of the rows, (m,).
    Source: deck D, entropy (row D8). Chapter 10.
    """
    order: Array = np.argsort(-np.asarray(losses.entropy(P)))
    return order


def most_frequent_mistake(C: Array) -> tuple[int, int, int]:
    """The largest count off the diagonal of a confusion matrix.

    C: counts of true class and answer, (K, K). Returns the true class, the answer and the count.
    Source: deck D, one-hot coding, argmax (row D13). Chapter 10.
    """
    off = C - np.diag(np.diag(C))
    true, called = divmod(int(off.argmax()), len(C))
    return true, called, int(off[true, called])


# Two fines for one answer.


class Fines(NamedTuple):
    """Both fines for an answer, and their slopes in the sum of the true class."""

    p: float  # the probability of the true class
    entropy: float
    squared: float
    entropy_slope: float
    squared_slope: float


def fines(z: float, K: int) -> Fines:
    """Cross-entropy and squared error when the true class has the sum z and the others 0.

    z: a number. K: how many classes. Returns Fines.
    Source: deck D, which loss for which problem (row D9). Chapter 10.
    """
    Z, Y = np.array([[z] + [0.0] * (K - 1)]), np.eye(1, K)
    p = float(probability(np.array(z), K))
    slope = float(losses.softmax_cross_entropy_grad(Z, Y).ravel()[0])
    values = losses.softmax_cross_entropy(Z, Y), float(squared(np.array(p), K))
    return Fines(p, *values, slope, float(squared_slope(np.array(p), K)))


def probability(z: Array, K: int) -> Array:
    """The probability of a class with the sum z, when the sums of the others are 0.

    z: any shape. K: how many classes. Returns p, shaped as z.
    Source: deck D, softmax (row D14). Chapter 10.
    """
    Z = np.stack([z] + [np.zeros_like(z)] * (K - 1), axis=-1)
    p: Array = softmax(Z)[..., 0]
    return p


def squared(p: Array, K: int) -> Array:
    """The squared error ½ Σ_k (p_k − y_k)² of an answer that shares 1 − p equally.

    p: of the true class, any shape. K: how many classes. Returns the error, shaped as p.
    Source: deck D, which loss for which problem (row D9). Chapter 10.
    """
    error: Array = K / (K - 1) * (1 - p) ** 2 / 2
    return error


def squared_slope(p: Array, K: int) -> Array:
    """The slope of the squared error in the sum of the true class: ∂p/∂z = p (1 − p).

    p: of the true class, any shape. K: how many classes. Returns the slope, shaped as p.
    Source: deck D, which loss for which problem (row D9). Chapter 10.
    """
    slope: Array = -K / (K - 1) * (1 - p) * p * (1 - p)
    return slope


# Three classes.


class Answer(NamedTuple):
    """An answer about three classes whose true shares are TRUTH."""

    p: Array
    H: float  # its entropy
    fine: float  # its cross-entropy with the truth
    gap: float  # how far that is above the entropy of the truth


def answer(p1: float, share: float) -> Answer:
    """Judge an answer about three classes.

    p1: the probability of class 1. share: class 2's share of the rest, in percent.
    Source: deck D, entropy and cross-entropy (row D8). Chapter 10.
    """
    rest = (1 - p1) * share / 100
    p = np.array([p1, rest, 1 - p1 - rest])
    fine = float(cross_entropy_with_truth(p))
    return Answer(p, float(losses.entropy(p)), fine, fine - float(losses.entropy(TRUTH)))


def cross_entropy_with_truth(p: Array) -> Array:
    """The cross-entropy −Σ_k y_k log p_k with the shares y = TRUTH; p below 0.001 counts as that.

    p: probabilities of the three classes along the last axis. Returns H(y, p), one axis less.
    Source: deck D, entropy and cross-entropy (row D8). Chapter 10.
    """
    H: Array = -(np.log(np.maximum(p, 0.001)) @ TRUTH)
    return H


def grid_of_answers(n: int = 30) -> Array:
    """Every answer about three classes whose probabilities are whole multiples of 1/n.

    n: how many steps lead from 0 to 1. Returns p, ((n + 1)(n + 2)/2, 3).
    Source: deck D, entropy and cross-entropy (row D8). Chapter 10.
    """
    i, j = np.nonzero(np.tri(n + 1)[::-1])  # all pairs with i + j ≤ n
    return np.column_stack([i, j, n - i - j]) / n

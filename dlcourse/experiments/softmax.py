"""What chapter 10 computes: a layer that reads digits, two losses, answers about three classes."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses
from dlcourse.activations import softmax, softmax_jacobian
from dlcourse.layers import Dense
from dlcourse.network import History, Sequential, fit
from dlcourse.optim import SGD

Array = NDArray[Any]

# The sums of the lectures, by the name that a reader chooses.
SCORES, TENFOLD, WORKED = "(0.1, 0.9, 0.8, 0.2)", "(1, 9, 8, 2)", "(−0.21, 0.47, 1.72)"
SUMS = {SCORES: (0.1, 0.9, 0.8, 0.2), TENFOLD: (1, 9, 8, 2), WORKED: (-0.21, 0.47, 1.72)}
TRUTH = np.array([0.5, 0.3, 0.2])  # the shares of three classes
SEED, LR, EPOCHS, BATCH = 0, 0.5, 30, 32  # of the digits: as in the chapter's cells
ONCE = (losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad)


# The digits.


def deal(seed: int = SEED) -> tuple[Array, Array, Array, Array]:
    """Deal the forms of the digits: three quarters to train with, a quarter held out.

    seed: of the deal. Returns X_train, X_test, with values from 0 to 1, y_train and y_test.
    Source: deck E, softmax gives a probability distribution (row E8). Chapter 10.
    """
    table, rng = data.digits(), np.random.default_rng(seed)
    return data.train_test_split(table.X / 16, table.y, rng=rng, groups=table.groups)


@cache
def trained() -> tuple[Sequential, Array, Array]:
    """One layer trained on the digits, as in the chapter, and the forms that it has not seen.

    Returns the network of 64 inputs and 10 sums, X (m, 64) from 0 to 1, y (m,).
    Source: deck E, softmax gives a probability distribution (row E8). Chapter 10.
    """
    net, _, X_test, y_test = _learnt(ONCE, LR, SEED)
    return net, X_test, y_test


def _learnt(loss: Any, lr: float, seed: int) -> tuple[Sequential, History, Array, Array]:
    """Train the layer on the forms of a deal; the net, its history, and X and y of the others."""
    X_train, X_test, y_train, y_test = deal(seed)
    net = Sequential(Dense(64, 10, rng=np.random.default_rng(SEED)))
    Y, rng = data.one_hot(y_train, 10), np.random.default_rng(SEED)
    kept = fit(net, X_train, Y, loss=loss, opt=SGD(lr), epochs=EPOCHS, batch_size=BATCH, rng=rng)
    return net, kept, X_test, y_test


class Ended(NamedTuple):
    """How a training ended; the one of least cost comes first."""

    J: float  # the mean cost of the last epoch
    lr: float
    right: float  # the share of held-out digits that are read correctly


def with_softmax(twice: bool, lr: float, seed: int = SEED) -> Ended:
    """Train the layer of the chapter, with softmax in the loss, or at its end as well.

    twice: whether the loss takes the probabilities for sums. lr: α. seed: of the deal.
    Source: deck E, softmax gives a probability distribution (row E8). Chapter 10.
    """

    def value(Z: Array, Y: Array) -> float:
        return losses.softmax_cross_entropy(softmax(Z), Y)

    def slope(Z: Array, Y: Array) -> Array:
        dP = losses.softmax_cross_entropy_grad(softmax(Z), Y)
        dZ: Array = np.einsum("mi,mij->mj", dP, softmax_jacobian(Z))
        return dZ

    net, kept, X_test, y_test = _learnt((value, slope) if twice else ONCE, lr, seed)
    right = np.mean(net.predict(X_test).argmax(axis=1) == y_test)
    return Ended(float(kept.loss[-1]), lr, float(right))


def least_sure(P: Array) -> Array:
    """The examples in the order of their entropy, the highest first.

    P: rows of probabilities, (m, K). Returns the numbers of the rows, (m,).
    Source: deck D, entropy (row D8). Chapter 10.
    """
    order: Array = np.argsort(-np.asarray(losses.entropy(P)))
    return order


def most_frequent_mistakes(C: Array) -> tuple[list[tuple[int, int]], int]:
    """The largest count off the diagonal of a confusion matrix, and where it stands.

    C: counts of true class and answer, (K, K). Returns pairs of true class and answer, and the
    count that each of them has.
    Source: deck D, one-hot coding, argmax (row D13). Chapter 10.
    """
    off = C - np.diag(np.diag(C))
    most = int(off.max())
    return [(int(true), int(called)) for true, called in np.argwhere(off == most)], most


# Two losses for one answer.


class TwoLosses(NamedTuple):
    """Both losses for an answer, and their slopes in the sum of the true class."""

    p: float  # the probability of the true class
    entropy: float
    squared: float
    entropy_slope: float
    squared_slope: float


def two_losses(z: float, K: int) -> TwoLosses:
    """Cross-entropy and squared error when the true class has the sum z and the others 0.

    z: a number. K: how many classes. Returns TwoLosses.
    Source: deck D, which loss for which problem (row D9). Chapter 10.
    """
    Z, Y = np.array([[z] + [0.0] * (K - 1)]), np.eye(1, K)
    p = float(probability(np.array(z), K))
    slope = float(losses.softmax_cross_entropy_grad(Z, Y).ravel()[0])
    values = losses.softmax_cross_entropy(Z, Y), float(squared(np.array(p), K))
    return TwoLosses(p, *values, slope, float(squared_slope(np.array(p), K)))


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

PLANE_LR, PLANE_STEPS = 0.1, 500


class Layer(NamedTuple):
    """Three neurons over the plane, after some steps of descent."""

    W: Array  # (3, 2)
    b: Array
    J: float
    right: float  # the share of points whose largest probability is that of their class


def clouds() -> data.Dataset:
    """90 points of three classes in the plane. Returns a Dataset with X (90, 2) and y (90,).

    Source: deck D, softmax (row D14). Chapter 10.
    """
    return data.blobs(90, K=3, noise=0.75, rng=np.random.default_rng(2))


@cache
def plane() -> list[Layer]:
    """Descend on the cross-entropy of three neurons, all points in each step.

    dZ = (P − Y)/m, W := W − α dZᵀ X, b := b − α Σ_i dZ_i
    Returns the layer after each step, from 0.
    Source: decks D and E, softmax and its loss (rows D14, E7). Chapter 10.
    """
    table, rng = clouds(), np.random.default_rng(0)
    Y = data.one_hot(table.y, 3)
    W, b, layers = rng.normal(size=(3, 2)), np.zeros(3), []
    for _ in range(PLANE_STEPS + 1):
        Z = table.X @ W.T + b
        right = float(np.mean(Z.argmax(axis=1) == table.y))
        layers.append(Layer(W, b, losses.softmax_cross_entropy(Z, Y), right))
        dZ = losses.softmax_cross_entropy_grad(Z, Y)  # eq. (softmax-dz-mean)
        W = W - PLANE_LR * dZ.T @ table.X  # eq. (softmax-dw)
        b = b - PLANE_LR * dZ.sum(axis=0)
    return layers


class Answer(NamedTuple):
    """An answer about three classes whose true shares are TRUTH."""

    p: Array
    H: float  # its entropy
    cross: float  # its cross-entropy with the truth
    gap: float  # how far that is above the entropy of the truth


def answer(p: Array) -> Answer:
    """Judge an answer about three classes.

    p: three probabilities. Returns Answer.
    Source: deck D, entropy and cross-entropy (row D8). Chapter 10.
    """
    cross = float(cross_entropy_with_truth(p))
    return Answer(p, float(losses.entropy(p)), cross, cross - float(losses.entropy(TRUTH)))


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

"""Chapter 11 in numbers: a curve and its noise, penalties, the best of many, first weights."""

import math
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlcourse import blackboard, data, losses
from dlcourse.activations import sigmoid
from dlcourse.layers import Activation, Dense
from dlcourse.network import Epoch, Sequential, fit, staircase
from dlcourse.optim import Adam, WithL2
from dlcourse.schedules import cosine

Array = NDArray[Any]

STEEPEST = 2.5 * math.pi  # the largest slope of `curve`, at 0
NOISE = 0.2  # standard deviation of a measurement of the curve
UNITS = (1, 3, 5, 7, 9, 11, 15, 23, 30, 31, 63, 255, 1023)  # of the net of `fit_output`
DRAWS = range(1, 6)  # other measurements of the same curve, to see what was chance
STEP = 0.01  # the learning rate of `batch_steps`
SOFT = 4  # s h there: the steps are wide, and the answer is smooth
STOPS = (1, 3, 10, 30, 100, 260, 500, 1000, 2000)  # epochs at which `long_training` looks
STRENGTHS = (0.0, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.3)  # of the penalty
BATCH, ROUNDS = 8, 3  # points in a batch of `batch_steps`, and epochs
TRIES, SMALL_TEST = 40, 50  # nets to choose from, examples to choose by
BCE = (losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad)


# One hidden layer by hand


def curve(x: ArrayLike) -> Array:
    """A curve that is known: ½ sin 2πx + ¼ sin 6πx.

    x: any shape. Returns the same shape.
    Source: ours. Chapter 11.
    """
    x = np.asarray(x, float)
    return np.asarray(np.sin(2 * np.pi * x) / 2 + np.sin(6 * np.pi * x) / 4)


def bump(x: Array, left: float, right: float, s: float) -> Array:
    """A step up at the left edge less one at the right: B(x) = σ(s(x − left)) − σ(s(x − right)).

    x: any shape. left < right: the edges. s: the steepness of the steps. Returns the shape of x.
    Source: deck A (row A12). Chapter 11.
    """
    return np.asarray(sigmoid(s * (x - left)) - sigmoid(s * (x - right)))  # eq. (bump)


def bound(H: int) -> float:
    """The bound of the error that a staircase of H sigmoids makes on `curve`: L h/2.

    H: hidden units. Returns the bound, for steps that are steep.
    Source: deck A (row A12). Chapter 11.
    """
    return STEEPEST / 2 / (H + 1)  # eq. (bump-bound)


@cache
def worst(H: int, q: float) -> tuple[float, float]:
    """Where the staircase is furthest from `curve`, and how far, at 4001 places from 0 to 1.

    H: hidden units. q: the steepness s h. Returns x and the error there.
    Source: deck A (row A12). Chapter 11.
    """
    x = np.linspace(0, 1, 4001)
    error = np.abs(staircase(curve, H, steepness=q).predict(x[:, np.newaxis]).ravel() - curve(x))
    i = int(error.argmax())
    return float(x[i]), float(error[i])


# Too few units, too many


@cache
def measured(part: str, draw: int = 0) -> tuple[Array, Array]:
    """Noisy measurements of the curve: 32 to learn from, 100 to judge by.

    part: "training" or "validation". draw: 0 for those of the chapter, others for other noise.
    Returns x (m, 1) and y (m,).
    Source: ours. Chapter 11.
    """
    m = 32 if part == "training" else 100
    rng = np.random.default_rng([m, draw] if draw else m)
    x = (np.arange(m) + 0.5) / m if part == "training" else rng.uniform(0, 1, m)
    return x[:, np.newaxis], curve(x) + NOISE * rng.normal(size=m)


@cache
def fit_output(H: int, draw: int = 0) -> Sequential:
    """A staircase whose output weights have the least squared error on the training part.

    Where many have the same error, as with more weights than points, it takes the shortest of them.
    H: hidden units. draw: of the measurements. Returns the network.
    Source: deck A (row A13). Chapter 11.
    """
    net, (x, y) = staircase(curve, H, steepness=SOFT), measured("training", draw)
    steps = net.layers[1].forward(net.layers[0].forward(x))  # (m, H)
    w, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(x)), steps]), y, rcond=None)
    net.params["2.b"][:], net.params["2.W"][:] = w[0], w[1:]
    return net


def error_on(net: Sequential, part: str, draw: int = 0) -> float:
    """Mean squared error of a net on the measurements.

    net: one input, one output. part: "training" or "validation". draw: of the measurements.
    Returns the error.
    Source: deck A (row A13). Chapter 11.
    """
    x, y = measured(part, draw)
    return losses.mse(net.predict(x).ravel(), y)


def steep_net(H: int, seed: int) -> Sequential:
    """One input, H sigmoids and one sum, to be trained: steep steps at random places.

    H: hidden units. seed: of the first weights. Returns the network.
    Source: ours. Chapter 11.
    """
    rng = np.random.default_rng(seed)
    net = Sequential(Dense(1, H, rng=rng), Activation("sigmoid"), Dense(H, 1, rng=rng))
    W, b = net.params["0.W"], net.params["0.b"]
    W[:] = 40 * rng.normal(size=W.shape)  # steep, to either side
    b[:] = -W.ravel() * rng.uniform(0, 1, H)  # at random places from 0 to 1
    return net


class Run(NamedTuple):
    """A training: its answers at x after each of STOPS, and its errors after every epoch."""

    x: Array
    answers: dict[int, Array]
    training: Array
    validation: Array


@cache
def long_training(epochs: int = STOPS[-1], seed: int = 0) -> Run:
    """Train all weights of a net of 60 steep sigmoids on the 32 measurements.

    epochs: how many. seed: of the first weights. Returns a Run; its errors are mean squared ones,
    (epochs,).
    Source: deck A (row A13). Chapter 11.
    """
    net = steep_net(60, seed=seed)
    (x, y), (x_held, y_held) = measured("training"), measured("validation")
    grid, answers = np.linspace(0, 1, 141), {}

    def look(epoch: Epoch) -> None:
        if epoch.number in STOPS:
            answers[epoch.number] = epoch.net.predict(grid[:, np.newaxis]).ravel()

    held = x_held, y_held[:, np.newaxis]
    how: dict[str, Any] = {"validation": held, "callback": look, "epochs": epochs}
    squared = losses.mse, losses.mse_grad
    history = fit(net, x, y[:, np.newaxis], loss=squared, opt=Adam(0.01), **how)
    return Run(grid, answers, history.loss, history.validation_loss)


class Step(NamedTuple):
    """One step of `batch_steps`: its batch, the cost of it before and after, and the answers."""

    rows: Array  # (8,), numbers of points
    before: float
    after: float
    answers: Array  # of the net after the step, at the x of `Run`


@cache
def batch_steps() -> tuple[Array, tuple[Step, ...]]:
    """`blackboard.train` on the 32 measurements, step by step: three epochs in batches of 8.

    Returns the answers before the first step, at 141 places from 0 to 1, and the twelve Steps.
    Source: decks A, D and E, training (rows A9, D10, E10). Chapter 11.
    """
    net, (x, y) = steep_net(60, seed=0), measured("training")
    grid, Y = np.linspace(0, 1, 141)[:, np.newaxis], y[:, np.newaxis]
    first, begun, steps = net.predict(grid).ravel(), list[tuple[Array, float]](), list[Step]()

    def look() -> None:
        for B, before in begun[-1:]:  # none before the first
            after = losses.mse(net.predict(x[B]), Y[B])
            steps.append(Step(B, before, after, net.predict(grid).ravel()))

    def forward(B: Array) -> Array:
        look()  # the step on the batch before it is made
        begun.append((B, losses.mse(Z := net.forward(x[B]), Y[B])))
        return Z

    # This network takes the numbers of points in place of points, and so knows its batch.
    parts: Any = {"backward": net.backward, "params": net.params, "grads": net.grads}
    how: Any = {"rng": np.random.default_rng(0), "batch_size": BATCH, "epochs": ROUNDS, "lr": STEP}
    points: Any = (np.arange(len(x)), Y, losses.mse_grad)
    blackboard.train(SimpleNamespace(forward=forward, **parts), *points, **how)
    look()
    return first, tuple(steps)


# Choosing by the test


def best_coin(K: int, m: int) -> float:
    """Mean score of the best of K coin-tossers on m examples, from the binomial distribution.

    K, m: at least 1. Returns a share of m.
    Source: ours. Chapter 11.
    """
    below = np.cumsum([math.comb(m, j) / 2**m for j in range(m)])  # P(at most j right)
    with np.errstate(under="ignore"):
        return float(np.sum(1 - below**K) / m)


def excess_bound(K: Array, m: int) -> Array:
    """By how much, on average, the best of K scores on m examples is too high, at most.

    √(log K / 2m)      eq. (best-of-many)
    K: any shape, at least 1. m: examples. Returns the same shape as K.
    Source: ours. Chapter 11.
    """
    return np.asarray(np.sqrt(np.log(K) / (2 * m)))  # eq. (best-of-many)


@cache
def tried_nets(tries: int = TRIES) -> Array:
    """Which of 4000 new moons each of many nets with random settings has right.

    tries: nets. Returns (tries, 4000), of True and False.
    Source: ours. Chapter 11.
    """
    few, many = noisy_moons(60, seed=3), noisy_moons(4000, seed=99)
    rng, right = np.random.default_rng(0), []
    for k in range(tries):
        H, lr = int(rng.integers(2, 41)), 10 ** rng.uniform(-2, -0.5)
        alpha = 10 ** rng.uniform(-5, -1)
        net = moons_net(H, seed=k)
        opt, y = WithL2(Adam(lr), alpha), few.y[:, np.newaxis]
        fit(net, few.X, y, loss=BCE, opt=opt, epochs=60)
        right.append(right_on(net, many))
    return np.array(right)


def best_of_nets(right: Array, *, deals: int = 500) -> tuple[Array, Array]:
    """What the best of the first 1, 2, … nets scores on a small test, and what it is worth.

    right: (nets, m), whether a net has an example right. deals: of a test and an order of the nets.
    Returns the mean score on the tests by which it was chosen, and on all m, (nets,) each.
    Source: ours. Chapter 11.
    """
    nets, m = right.shape
    rng, truth = np.random.default_rng(1), right.mean(axis=1)
    claimed, true = np.zeros(nets), np.zeros(nets)
    for _ in range(deals):
        test, order = rng.choice(m, SMALL_TEST), rng.permutation(nets)
        scores = right[np.ix_(order, test)].mean(axis=1)
        best = [int(scores[:K].argmax()) for K in range(1, nets + 1)]
        claimed += scores[best]
        true += truth[order][best]
    return claimed / deals, true / deals


# A price on large weights


def noisy_moons(m: int, seed: int) -> data.Dataset:
    """Two moons that reach into each other, with so much noise that they overlap.

    m: examples. seed: of their noise. Returns a Dataset, X (m, 2) and y (m,).
    Source: ours. Chapter 11.
    """
    return data.moons(m, noise=0.3, rng=np.random.default_rng(seed))


def moons_net(H: int, seed: int = 0) -> Sequential:
    """Two features, H units of tanh, one sum; the units begin steep, so that they can overfit.

    H: hidden units. seed: of the first weights. Returns the network.
    Source: ours. Chapter 11.
    """
    rng = np.random.default_rng(seed)
    hidden = Dense(2, H, rng=rng, init="he")
    hidden.params["W"] *= 3
    return Sequential(hidden, Activation("tanh"), Dense(H, 1, rng=rng))


def right_on(net: Sequential, part: data.Dataset) -> Array:
    """Which examples a net with one sum has right: it says 1 where the sum is 0 or more.

    net: one output. part: X (m, n) and y (m,) of 0 and 1. Returns (m,), of True and False.
    Source: ours. Chapter 11.
    """
    return np.asarray((net.predict(part.X).ravel() >= 0) == part.y)


class Penalised(NamedTuple):
    """A net trained with a penalty: its costs and shares right on two parts, and ‖W‖²."""

    net: Sequential
    training: float
    validation: float
    right: float  # of the training part
    right_held: float  # of the validation part
    size: float


@cache
def penalised(alpha: float, steps: int = 1000, draw: int = 0) -> Penalised:
    """Train 40 units on 60 noisy moons, with a penalty on the weights.

    alpha: its strength. steps: of Adam, whose rate falls along a cosine. draw: 0 for the moons and
    the weights of the chapter, others for others. Returns a Penalised.
    Source: deck D (row D7). Chapter 11.
    """
    few, held = noisy_moons(60, seed=3 + 100 * draw), noisy_moons(200, seed=13 + 100 * draw)
    net, y = moons_net(40, seed=draw), few.y[:, np.newaxis]
    opt = WithL2(Adam(cosine(0.03, steps)), alpha)
    fit(net, few.X, y, loss=BCE, opt=opt, epochs=steps)
    costs = [BCE[0](net.predict(part.X), part.y[:, np.newaxis]) for part in (few, held)]
    right = [float(right_on(net, part).mean()) for part in (few, held)]
    size = sum(float(np.sum(W**2)) for name, W in net.params.items() if name.endswith("W"))
    return Penalised(net, costs[0], costs[1], right[0], right[1], size)


class Worth(NamedTuple):
    """What a net does on 4000 moons that chose nothing: its cost, and its share right."""

    alpha: float
    cost: float
    right: float


def penalty_in_truth(draw: int) -> tuple[Worth, Worth]:
    """Without a penalty, and with the one of the least validation cost, on 4000 new moons.

    draw: of the moons and of the first weights. Returns both, without first.
    Source: deck D (row D7). Chapter 11.
    """
    best = min(STRENGTHS, key=lambda alpha: penalised(alpha, draw=draw).validation)
    new, worth = noisy_moons(4000, seed=99), []
    for alpha in (0.0, best):
        net = penalised(alpha, draw=draw).net
        cost = BCE[0](net.predict(new.X), new.y[:, np.newaxis])
        worth.append(Worth(alpha, cost, float(right_on(net, new).mean())))
    return worth[0], worth[1]

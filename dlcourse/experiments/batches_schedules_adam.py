"""Chapter 6 in numbers: batches and their noise, schedules, Adam's first steps.

The bowl is the cost of a line through the 80 houses of chapter 1, area standardised: w is (bias,
slope), and the curvature is 1 in every direction.
"""

import math
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import blackboard, data, linear, ops, optim, schedules
from dlcourse._deal import deal
from dlcourse._words import Said
from dlcourse.descent import Trace, stochastic_gradient_descent
from dlcourse.schedules import Schedule

Array = NDArray[Any]

HOUSES, SEED = 80, 0
START = (180.0, 40.0)  # b, w: where every path on the bowl of the houses begins
RATE, MOST = 0.3, 320  # of the opening descent: its learning rate, and the most steps shown
EPOCHS = 4  # of a path on the bowl
SIZES = (1, 2, 4, 8, 16, 32, 64, 80)  # of the batches whose noise is measured
BATCH, STEPS = 4, 400  # of a descent with a schedule

FLOOR_RATES, FLOOR_BETAS = (0.05, 0.1, 0.2, 0.4), (0.0, 0.9)
SEEDS = 5
WAIT, WATCH = 500, 2000  # steps until a path has forgotten its start, and steps that then count

FIXED, ROOT, POWER, ONE_OVER_T = Said("fixed"), "1/√t", "1/t^0.75", "1/t"
STAIRS, EXPONENTIAL, COSINE = Said("stairs"), Said("exponential"), Said("cosine")
WARM = Said("warm-up, then cosine")
SCHEDULES = (FIXED, ROOT, POWER, ONE_OVER_T, STAIRS, EXPONENTIAL, COSINE, WARM)


WITH, WITHOUT = Said("with"), Said("without")
TRIES, ALPHA = 60, 0.5  # steps and learning rate of Adam on the parabola


# The bowl of the houses


class Bowl(NamedTuple):
    """The houses (80, 1) and their prices (80,), the best line (2,), and its cost."""

    X: Array
    y: Array
    best: Array
    lowest: float


def houses() -> tuple[Array, Array]:
    """The 80 synthetic houses of chapter 1.

    Returns the area, standardised (80, 1), and the price in 1000 $ (80,).
    Source: ours. Chapter 6.
    """
    table = data.housing().only("area")
    return data.standardise(table.X)[0], table.y


def cost(w: Array, X: Array, y: Array) -> float:
    """Cost of a line on any rows of a table, in the form that the descents take.

    J = 1/(2B) Σ_i (a_i − y_i)², over the B rows given
    w: (2,), bias first. X: (B, 1). y: (B,). Returns J.
    Source: deck A (row A9). Chapter 6.
    """
    return ops.linear_cost_and_grad(w[1:], float(w[0]), X, y)[0]


def gradient(w: Array, X: Array, y: Array) -> Array:
    """Gradient of `cost`: (∂J/∂b, ∂J/∂w).

    w: (2,), bias first. X: (B, 1). y: (B,). Returns (2,).
    Source: deck A (row A9). Chapter 6.
    """
    _, dw, db = ops.linear_cost_and_grad(w[1:], float(w[0]), X, y)
    return np.concatenate(([db], dw))


@cache
def bowl() -> Bowl:
    """The houses, and the lowest point of their cost.

    Returns a Bowl.
    Source: ours. Chapter 6.
    """
    X, y = houses()
    best = linear.normal_equation(X, y)
    return Bowl(X, y, best, cost(best, X, y))


def height(b: Array, w: Array) -> Array:
    """The bowl above its lowest point: half the squared distance, for all curvatures are 1.

    b, w: of one shape, or of shapes that broadcast. Returns J less its lowest value.
    Source: ours. Chapter 6.
    """
    best = bowl().best
    return np.asarray((b - best[0]) ** 2 + (w - best[1]) ** 2) / 2


@cache
def opening(size: int) -> tuple[Array, list[Array]]:
    """The steps of the opening picture: from START on batches of the houses, with the rate 0.3.

    size: B, of a batch. Returns the path (321, 2), and the rows of the batch of each step.
    Source: deck A (row A9). Chapter 6.
    """
    X, y, _, _ = bowl()
    rng, rows = np.random.default_rng(SEED), list[Array]()
    while len(rows) < MOST:
        rows.extend(deal(HOUSES, size, rng))
    path, w = [np.array(START)], np.array(START)
    for batch in rows[:MOST]:
        w = w - RATE * gradient(w, X[batch], y[batch])  # eq. (batch-step)
        path.append(w)
    return np.array(path), rows[:MOST]


@cache
def descend(size: int, alpha: float) -> Trace:
    """Four epochs from START on batches of the houses.

    size: B, of a batch. alpha: the learning rate. Returns a Trace; its costs are those of all 80.
    Source: deck A (row A9). Chapter 6.
    """
    X, y, _, _ = bowl()
    rng = np.random.default_rng(SEED)
    return stochastic_gradient_descent(
        cost, gradient, START, X, y, lr=alpha, rng=rng, batch_size=size, epochs=EPOCHS
    )


def mean_of_epochs(values: Array, size: int) -> Array:
    """Mean over each epoch of what was noted after every step.

    values: (epochs · 80/B,). size: B, of a batch. Returns (epochs,).
    Source: ours. Chapter 6.
    """
    return np.asarray(values.reshape(-1, HOUSES // size).mean(axis=1))


def cloud(path: Array, size: int) -> tuple[float, float]:
    """Where a path on the bowl ends: how far from the lowest point, and how wide.

    path: (steps + 1, 2). size: B, of a batch; the last epoch counts, or the last two steps.
    Returns the distance of the mean, and the root of the mean squared distance from it.
    Source: ours. Chapter 6.
    """
    tail = path[-max(HOUSES // size, 2) :]
    mean = tail.mean(axis=0)
    wide = np.sqrt(np.mean(np.sum((tail - mean) ** 2, axis=1)))
    return float(np.linalg.norm(mean - bowl().best)), float(wide)


# Noise


def gradients_at(w: Array) -> Array:
    """Gradient of the cost of each house alone.

    w: (2,), bias first. Returns (80, 2).
    Source: ours. Chapter 6.
    """
    X, y, _, _ = bowl()
    return np.array([gradient(w, X[[i]], y[[i]]) for i in range(len(X))])


def noise_of_batches(G: Array, size: int) -> float:
    """What the formula says: the usual distance between a batch's gradient and the whole one's.

    σ_B² = σ²/B · (m − B)/(m − 1), σ² = 1/m Σ_i ‖∇L_i − ∇J‖²      eq. (batch-noise)
    G: (m, n), the gradient of each example. size: B, from 1 to m. Returns σ_B.
    Source: ours. Chapter 6.
    """
    m = len(G)
    variance = float(np.sum((G - G.mean(axis=0)) ** 2)) / m
    return math.sqrt(variance / size * (m - size) / (m - 1))  # eq. (batch-noise)


def measured_noise(
    G: Array, size: int, *, rng: np.random.Generator, draws: int = 4000, back: bool = False
) -> float:
    """What drawing says: the root of the mean squared distance over many batches.

    G: (m, n). size: B. rng: draws the batches. draws: how many. back: whether an example is put
    back before the next is drawn. Returns an estimate of σ_B.
    Source: ours. Chapter 6.
    """
    m = len(G)
    if back:
        rows = rng.integers(m, size=(draws, size))
    else:
        rows = rng.random((draws, m)).argsort(axis=1)[:, :size]
    distance = G[rows].mean(axis=1) - G.mean(axis=0)  # (draws, n)
    return float(np.sqrt(np.mean(np.sum(distance**2, axis=1))))


def noise_by_size(G: Array, *, draws: int = 4000) -> tuple[list[float], list[float]]:
    """The measured noise for each of SIZES.

    G: (80, n), the gradient of each house. draws: batches of each size.
    Returns the noise of batches that are dealt, and of those whose examples are put back.
    Source: ours. Chapter 6.
    """
    rng = np.random.default_rng(SEED)
    dealt = [measured_noise(G, B, rng=rng, draws=draws) for B in SIZES]
    return dealt, [measured_noise(G, B, rng=rng, draws=draws, back=True) for B in SIZES]


def noise_floor(alpha: float, squares: float, curvature: float = 1.0) -> float:
    """What the formula says of a fixed rate: how far above its minimum the cost stays on average.

    J = α σ² / (2 (2 − α c))                     eq. (noise-floor)
    alpha: α. squares: σ², the mean square of the noise. curvature: c. Returns J.
    Source: ours. Chapter 6.
    """
    return alpha * squares / (2 * (2 - alpha * curvature))


def batches_for(seeds: int, *, dealt: bool) -> Iterator[Array]:
    """Batches of four houses without end, for several runs at once.

    seeds: how many runs, each with a generator of its own. dealt: epoch by epoch; otherwise each
    batch is drawn from all houses. Yields rows (seeds, 4).
    Source: ours. Chapter 6.
    """
    generators = [np.random.default_rng(seed) for seed in range(seeds)]
    while True:
        order = np.array([rng.permutation(HOUSES) for rng in generators])
        last = HOUSES if dealt else BATCH
        yield from (order[:, k : k + BATCH] for k in range(0, last, BATCH))


@cache
def floors(*, dealt: bool) -> Array:
    """How far above its minimum the cost stays, for each of FLOOR_RATES, FLOOR_BETAS and seeds.

    The runs begin at the best line; the mean is over 2000 steps after the first 500.
    dealt: as in batches_for. Returns (4, 2, 5). With β = 0 it is plain descent.
    Source: ours. Chapter 6.
    """
    X, y, best, _ = bowl()
    X1 = linear.add_bias_column(X)
    batches, excess = batches_for(SEEDS, dealt=dealt), []

    def dJ(w: Array) -> Array:
        excess.append(np.sum((w - best) ** 2, axis=-1) / 2)
        rows = next(batches)
        error = np.einsum("sbn,...sn->...sb", X1[rows], w) - y[rows]
        slope: Array = np.einsum("...sb,sbn->...sn", error, X1[rows]) / BATCH
        return slope

    lr: Any = np.reshape(FLOOR_RATES, (-1, 1, 1, 1))
    beta: Any = np.reshape(FLOOR_BETAS, (-1, 1, 1))
    w = np.tile(best, (len(FLOOR_RATES), len(FLOOR_BETAS), SEEDS, 1))
    blackboard.momentum(dJ, w, lr=lr, beta=beta, steps=WAIT + WATCH)
    mean: Array = np.mean(excess[WAIT:], axis=0)
    return mean


# Schedules


def schedules_from(alpha: float) -> dict[str, Schedule]:
    """The schedules that are compared, by name.

    alpha: the first rate of all; the warm-up climbs to it. Returns name -> schedule.
    Source: deck D (row D11). Chapter 6.
    """
    return {
        FIXED: schedules.constant(alpha),
        ROOT: schedules.inverse_power(alpha, 0.5),
        POWER: schedules.inverse_power(alpha, 0.75),
        ONE_OVER_T: schedules.inverse_power(alpha, 1),
        STAIRS: schedules.step_decay(alpha, 0.5, every=80),
        EXPONENTIAL: schedules.exponential_decay(alpha, 0.98),
        COSINE: schedules.cosine(alpha, STEPS),
        WARM: schedules.warmup(schedules.cosine(alpha, STEPS), 40),
    }


@cache
def scheduled(name: str, alpha: float) -> tuple[Trace, Array]:
    """A descent on batches of four with a schedule.

    name: of the schedule. alpha: its first rate.
    Returns a Trace, and the learning rates of its 400 steps.
    Source: deck D (row D11). Chapter 6.
    """
    X, y, _, _ = bowl()
    lr, rng = schedules_from(alpha)[name], np.random.default_rng(SEED)
    how: dict[str, Any] = {"batch_size": BATCH, "epochs": STEPS * BATCH // HOUSES}
    trace = stochastic_gradient_descent(cost, gradient, START, X, y, lr=lr, rng=rng, **how)
    costs = enumerate(trace.costs[:-1], start=1)
    return trace, np.array([schedules.rate_at(lr, t, J) for t, J in costs])


# Adam's first steps


def adam_step_without_correction(
    w: Array, dw: Array, m: Array, v: Array, *, lr: float, beta1: float = 0.9, beta2: float = 0.999
) -> tuple[Array, Array, Array]:
    """The mistake, made on purpose: Adam's step with the averages as they are.

    m := β₁ m + (1 − β₁) dw,  v := β₂ v + (1 − β₂) dw²,  w := w − α m / (√v + ε)
    w, dw, m, v: any shape, the same; m and v start at 0. lr: α. beta1, beta2: below 1.
    Returns the new w, m, v.
    Source: deck D (row D11). Chapter 6.
    """
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * m / (np.sqrt(v) + 1e-8), m, v


def first_steps(correction: str, beta1: float, beta2: float, steps: int) -> Array:
    """Length of Adam's steps while the gradient is constant, in units of α, for t = 1 … steps.

    1 with the correction; (1 − β₁ᵗ) / √(1 − β₂ᵗ) without
    correction: WITH or WITHOUT. beta1, beta2: below 1. steps: how many. Returns (steps,).
    Source: ours. Chapter 6.
    """
    t = np.arange(1, steps + 1)
    return np.ones(steps) if correction == WITH else (1 - beta1**t) / np.sqrt(1 - beta2**t)


def on_the_parabola(correction: str, beta1: float, beta2: float) -> Array:
    """Sixty steps of Adam on y = (x − 1)² from x = 9.

    correction: WITH or WITHOUT. beta1, beta2: below 1. Returns the path (61,).
    Source: ours. Chapter 6.
    """
    x, m, v = np.array(9.0), np.array(0.0), np.array(0.0)
    betas, path = {"beta1": beta1, "beta2": beta2}, [9.0]
    for t in range(1, TRIES + 1):
        dx = 2 * (x - 1)
        if correction == WITH:
            x, m, v = optim.adam_step(x, dx, m, v, t, lr=ALPHA, **betas)
        else:
            x, m, v = adam_step_without_correction(x, dx, m, v, lr=ALPHA, **betas)
        path.append(float(x))
    return np.array(path)

"""Chapter 6 in numbers: batches and their noise, schedules, momentum, a race, Adam's start.

The bowl is the cost of a line through the 80 houses of chapter 1, area standardised: w is (bias,
slope), and the curvature is 1 in every direction.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import blackboard, data, linear, ops, optim, schedules
from dlcourse._deal import deal
from dlcourse._words import Said
from dlcourse.descent import Trace, gradient_descent, stochastic_gradient_descent
from dlcourse.schedules import LossSchedule, Schedule

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

BY_LOSS, POLYAK, POLYAK_ZERO = "∝ loss", "Polyak", "Polyak, J* = 0"

RAVINE = (1.0, 100.0)  # the curvatures of the ravine: along it, and across
RAVINE_START, RAVINE_STEPS = (-4.0, 0.6), 80  # the start is (along it, across)
ALONG, TURNED = Said("along the axes"), Said("turned by 45°")
RATES = tuple(10 ** (k / 8) for k in range(-24, 9))  # what each racer may choose from
BETAS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 0.999)

WITH, WITHOUT = Said("with"), Said("without")
TRIES, ALPHA = 60, 0.5  # steps and learning rate of Adam on the parabola

BATCHES = (1, 4, 16, 64, 256, 1348)  # of digits
FIRST_RATE, GOAL = 0.25, 0.3  # where the search for a rate begins, and the cost to be reached
DIGIT_RATES = tuple(10 ** (k / 2) for k in range(-6, 4))  # of the optimisers on the digits
DIGIT_BATCH, DIGIT_EPOCHS = 32, 5


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


# Rates that look at the loss


def polyak(lowest: float, squares: Callable[[], float]) -> LossSchedule:
    """Polyak's step: the loss above its least, over the squared length of the gradient.

    α = (J − J*) / ‖∇J‖²                         eq. (polyak-step)
    lowest: J*. squares: gives ‖∇J‖² where the step begins. Returns a LossSchedule.
    Source: in the family of deck D, learning-rate schedules (row D11). Chapter 6.
    """
    return LossSchedule(lambda t, loss: (loss - lowest) / squares())  # eq. (polyak-step)


class Problem(NamedTuple):
    """A cost and its gradient, where to start, its least value, and the c of ∝ loss."""

    J: Callable[[Any], Any]
    gradient: Callable[[Any], Any]
    start: Array
    lowest: float
    c: float


def problems() -> dict[str, Problem]:
    """Two costs, each in two units. The first rate of ∝ loss is 0.5 in the first of them.

    Returns the bowl J = ½ w², the same with w in mm, and all 80 houses in 1000 $ and in $.
    Source: ours. Chapter 6.
    """
    X, y, _, lowest = bowl()
    w0 = np.array(START)

    def in_dollars(w: Array) -> float:
        return cost(w, X, 1000 * y)

    return {
        "J = ½ w²": Problem(lambda w: w**2 / 2, lambda w: w, np.array(1.0), 0.0, 1.0),
        "the same, w in thousandths": Problem(
            lambda w: (w / 1000) ** 2 / 2, lambda w: w / 1e6, np.array(1000.0), 0.0, 1.0
        ),
        "houses, prices in 1000 $": Problem(
            lambda w: cost(w, X, y),
            lambda w: gradient(w, X, y),
            w0,
            lowest,
            0.5 / cost(w0, X, y),
        ),
        "houses, prices in $": Problem(
            in_dollars,
            lambda w: gradient(w, X, 1000 * y),
            1000 * w0,
            lowest * 1e6,
            0.5 / cost(w0, X, y),
        ),
    }


def steps_by_loss(rule: str, problem: Problem) -> tuple[int, bool]:
    """Steps until the cost has come a million times nearer to its least.

    rule: FIXED (at 0.5), BY_LOSS, POLYAK or POLYAK_ZERO. problem: what it runs on.
    Returns how many steps, at most 10,000, and whether they were enough.
    Source: deck D, learning-rate schedules (row D11). Chapter 6.
    """
    J, gradient_of, start, lowest, c = problem
    squares = [0.0]

    def slope(w: Array) -> Array:
        found: Array = np.asarray(gradient_of(w))
        squares[0] = float(np.sum(found**2))
        return found

    lr: dict[str, float | Schedule] = {
        FIXED: 0.5,
        BY_LOSS: schedules.proportional_to_loss(c),
        POLYAK: polyak(lowest, lambda: squares[0]),
        POLYAK_ZERO: polyak(0.0, lambda: squares[0]),
    }
    goal = (float(J(start)) - lowest) / 1e6
    trace = gradient_descent(
        J,
        slope,
        start,
        lr=lr[rule],
        max_iter=10_000,
        stop=lambda point: "near" if point.cost - lowest <= goal else None,
    )
    return trace.iterations, trace.converged


# Momentum, and the race


class Setting(NamedTuple):
    """Of a racer: its learning rate, and as many β as it has."""

    lr: float
    betas: tuple[float, ...] = ()


class Racer(NamedTuple):
    """The loop on the board, and what it calls its β."""

    descent: Callable[..., Array]
    betas: tuple[str, ...]


RACERS = {
    "SGD": Racer(blackboard.gradient_descent, ()),
    "Momentum": Racer(blackboard.momentum, ("beta",)),
    "RMSProp": Racer(blackboard.rmsprop, ("beta",)),
    "Adam": Racer(blackboard.adam, ("beta1", "beta2")),
}


def ravine(kind: str) -> tuple[Array, Array]:
    """The ravine J = ½ wᵀHw of the race.

    kind: ALONG or TURNED. Returns H (2, 2), whose eigenvalues are RAVINE, and the start (2,).
    Source: ours. Chapter 6.
    """
    R = turn(kind)
    return R @ np.diag(RAVINE) @ R.T, R @ np.array(RAVINE_START)


def turn(kind: str) -> Array:
    """The rotation that lays the ravine as it lies.

    kind: ALONG or TURNED. Returns (2, 2).
    Source: ours. Chapter 6.
    """
    angle = math.pi / 4 if kind == TURNED else 0.0
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def ravine_cost(w: Array, H: Array) -> Array:
    """The height of a ravine: J = ½ wᵀHw.

    w: (…, 2). H: (2, 2). Returns (…).
    Source: ours. Chapter 6.
    """
    J: Array = np.einsum("...i,ij,...j->...", w, H, w) / 2
    return J


def run(
    name: str,
    settings: Sequence[Setting],
    kind: str,
    start: tuple[float, float] = RAVINE_START,
) -> tuple[Array, Array]:
    """Send a racer down the ravine for 80 steps, once with each setting.

    name: of RACERS. kind: of the ravine, ALONG or TURNED. start: (along the ravine, across).
    Returns the paths (81, settings, 2) and their costs (81, settings); no number at all where the
    numbers overflow.
    Source: deck D (row D11). Chapter 6.
    """
    (H, _), racer, path = ravine(kind), RACERS[name], []

    def dJ(w: Array) -> Array:
        path.append(w)
        slope: Array = w @ H
        return slope

    how: dict[str, Any] = {"lr": np.array([[setting.lr] for setting in settings])}
    for k, beta in enumerate(racer.betas):
        how[beta] = np.array([[setting.betas[k]] for setting in settings])
    w = np.tile(turn(kind) @ np.array(start), (len(settings), 1))
    with np.errstate(all="ignore"):
        path.append(racer.descent(dJ, w, **how, steps=RAVINE_STEPS))
        return np.array(path), ravine_cost(np.array(path), H)


def late_peak(costs: Array) -> Array:
    """By what a run is judged: the highest of its last twenty costs, so no lucky moment counts.

    costs: (steps + 1, runs). Returns (runs,); infinite where a cost is above ten times the first.
    Source: ours. Chapter 6.
    """
    near = (costs <= 10 * costs[0]).all(axis=0)
    return np.where(near, costs[-20:].max(axis=0), np.inf)


@cache
def best_setting(
    name: str, kind: str, start: tuple[float, float] = RAVINE_START
) -> tuple[Setting, float]:
    """The best of all settings of RATES and BETAS for a racer in one ravine.

    name: of RACERS. kind: of the ravine. start: as in run.
    Returns the setting whose `late_peak` is lowest, and this cost.
    Source: ours. Chapter 6.
    """
    betas = itertools.product(BETAS, repeat=len(RACERS[name].betas))
    settings = [Setting(lr, some) for some in betas for lr in RATES]
    peaks = late_peak(run(name, settings, kind, start)[1])
    best = int(np.argmin(peaks))
    return settings[best], float(peaks[best])


def kept_peak(name: str, start: tuple[float, float] = RAVINE_START) -> float:
    """The `late_peak` in the turned ravine with the setting that was best along the axes.

    name: of RACERS. start: as in run. Returns J; infinite where it rose above ten times the first.
    Source: ours. Chapter 6.
    """
    setting, _ = best_setting(name, ALONG, start)
    return float(late_peak(run(name, [setting], TURNED, start)[1])[0])


@cache
def race(kind: str, tuned: str) -> dict[str, tuple[Array, Array]]:
    """All racers in one ravine, each with the setting that is best in a ravine.

    kind, tuned: ALONG or TURNED: where they run, and where their settings are the best.
    Returns name -> path (81, 2), costs (81,).
    Source: deck D (row D11). Chapter 6.
    """
    found = {}
    for name in RACERS:
        path, costs = run(name, [best_setting(name, tuned)[0]], kind)
        found[name] = path[:, 0], costs[:, 0]
    return found


def factor(alpha: float, beta: float, curvature: float) -> float:
    """By what a step of momentum multiplies the distance in the long run, in one direction.

    The larger |r| of r² − (1 + β − q) r + β = 0, q = α (1 − β) c      eq. (momentum-roots)
    alpha, beta: the setting. curvature: c. Returns |r|; below 1 it converges.
    Source: ours, on the way to Adam (row D11). Chapter 6.
    """
    q = alpha * (1 - beta) * curvature
    return float(np.abs(np.roots([1, -(1 + beta - q), beta])).max())  # eq. (momentum-roots)


def best_momentum(flat: float, steep: float) -> Setting:
    """The setting of momentum that shrinks the distance fastest in a ravine, in the long run.

    √β = (√κ − 1)/(√κ + 1), κ = steep/flat; α (1 − β) flat = (1 − √β)²      eq. (momentum-best)
    flat, steep: the curvatures. Returns a Setting.
    Source: ours, on the way to Adam (row D11). Chapter 6.
    """
    root = (math.sqrt(steep / flat) - 1) / (math.sqrt(steep / flat) + 1)  # eq. (momentum-best)
    return Setting((1 - root) ** 2 / ((1 - root**2) * flat), (root**2,))


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


# The digits


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
    Z = X[rows] @ W
    P = np.exp(Z - Z.max(axis=-1, keepdims=True))
    P /= P.sum(axis=-1, keepdims=True)
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

"""Chapter 6 in numbers: momentum in a ravine, and a race whose settings are all tuned."""

import itertools
import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import blackboard
from dlcourse._words import Said

Array = NDArray[Any]

RAVINE = (1.0, 100.0)  # the curvatures of the ravine: along it, and across
RAVINE_START, RAVINE_STEPS = (-4.0, 0.6), 80  # the start is (along it, across)
ALONG, TURNED = Said("along the axes"), Said("turned by 45°")
RATES = tuple(10 ** (k / 8) for k in range(-24, 9))  # what each racer may choose from
BETAS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 0.999)


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

"""Two inputs by hand: a tower out of four steps, and a surface out of towers."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse.activations import sigmoid
from dlcourse.experiments.training import bump
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential

Array = NDArray[Any]

STEEPEST = math.pi / 2  # the largest slope of `surface`, in any direction


def surface(X: Array) -> Array:
    """A surface that is known: ½ + ½ cos πx₁ cos πx₂.

    X: (m, 2). Returns (m,).
    Source: ours. Chapter 11.
    """
    x1, x2 = X.T
    return np.asarray(0.5 + 0.5 * np.cos(np.pi * x1) * np.cos(np.pi * x2))


def crossed(X: Array, edges: tuple[tuple[float, float], tuple[float, float]], s: float) -> Array:
    """A bump along x₁ and one along x₂, added: 2 where they cross, 1 on the arms, else 0.

    X: (m, 2). edges: from where to where along x₁, and along x₂. s: the steepness of the steps.
    Returns (m,).
    Source: deck A (row A12). Chapter 11.
    """
    (left, right), (low, high) = edges
    return bump(X[:, 0], left, right, s) + bump(X[:, 1], low, high, s)


def tower(
    X: Array, edges: tuple[tuple[float, float], tuple[float, float]], s: float, c: float = 1.5
) -> Array:
    """One more sigmoid on top of `crossed`: a step at c, which 2 passes and 1 does not.

    X: (m, 2). edges: as for `crossed`. s: the steepness of all steps. c: the threshold.
    Returns (m,).
    Source: deck A (row A12). Chapter 11.
    """
    return np.asarray(sigmoid(s * (crossed(X, edges, s) - c)))  # eq. (tower)


def towers(f: Callable[[Array], Array], N: int, *, steepness: float) -> Sequential:
    """Two hidden layers of sigmoids and one sum: f on the unit square as N × N towers.

    f: takes (N·N, 2), the middles of the pieces, and returns (N·N,). N: pieces along each side, at
    least 2. steepness: q = s h of the steps. Returns the network, X (m, 2) -> (m, 1): 2 (N − 1)
    steps at the inner edges, N·N towers, and one sum. The outer bumps stay open.
    Source: deck A (row A12). Chapter 11.
    """
    rng, h, edges = np.random.default_rng(0), 1 / N, N - 1
    steps = Dense(2, 2 * edges, rng=rng, init="zeros")
    tops = Dense(2 * edges, N * N, rng=rng, init="zeros")
    output = Dense(N * N, 1, rng=rng, init="zeros")
    s = steepness / h
    for axis in range(2):
        own = slice(axis * edges, (axis + 1) * edges)
        steps.params["W"][own, axis] = s
        steps.params["b"][own] = -s * h * np.arange(1, N)
    # Piece k along a side: up at its left edge, down at its right one; the first is up already.
    bumps = np.eye(N, edges, k=-1) - np.eye(N, edges)
    first = np.eye(N)[0]
    tops.params["W"][:] = steepness * np.hstack(
        [np.repeat(bumps, N, axis=0), np.tile(bumps, (N, 1))]
    )
    open_ = np.repeat(first, N) + np.tile(first, N)
    tops.params["b"][:] = steepness * (open_ - 1.5)  # eq. (tower)
    middles = h * (np.arange(N) + 0.5)
    grid = np.stack(np.meshgrid(middles, middles, indexing="ij"), axis=-1).reshape(-1, 2)
    output.params["W"][:] = f(grid)
    return Sequential(steps, Activation("sigmoid"), tops, Activation("sigmoid"), output)


def bound(N: int) -> float:
    """The bound of the error inside the pieces: L times half the diagonal of a piece.

    N: pieces along each side. Returns the bound, for steps that are steep.
    Source: deck A (row A12). Chapter 11.
    """
    return STEEPEST / math.sqrt(2) / N  # eq. (tower-bound)


def errors(N: int, q: float) -> tuple[float, float]:
    """How far `towers` are from `surface`: the mean distance, and the largest inside the pieces.

    Inside are the places that are more than a tenth of a piece away from every edge. N: pieces
    along each side. q: the steepness s h. Returns both errors, at 201 × 201 places.
    Source: deck A (row A12). Chapter 11.
    """
    side = (np.arange(201) + 0.5) / 201
    X = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    wrong = np.abs(towers(surface, N, steepness=q).predict(X)[:, 0] - surface(X))
    place = (N * X) % 1
    inside = ((place > 0.1) & (place < 0.9)).all(axis=1)
    return float(wrong.mean()), float(wrong[inside].max())

"""Small synthetic problems in the plane, to look at: moons, spirals, blobs, xor, line.

Each returns a Dataset with X (m, 2), float64, and labels y (m,), int64, whose classes are of equal
size up to one. `noise` is the standard deviation of a normal number added to each coordinate.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dlcourse._check import check_rng, count, number, room
from dlcourse.data._dataset import Dataset

# The line of `line`: 0.6 x1 + 0.8 x2 − 0.2 = 0. As 0.6² + 0.8² = 1, the left side is the distance.
LINE_W = (0.6, 0.8)
LINE_B = -0.2
LINE_MARGIN = 0.1


def _labels(m: int, K: int, name: str) -> NDArray[np.int64]:
    """Return the labels 0, 1, …, K−1, 0, 1, … of m examples."""
    if count(m, "m") < K:
        raise ValueError(f"{name} got m = {m}: it needs at least {K} examples.")
    room((m, 2), "X", "Give a smaller m.")
    return np.arange(m) % K


def _toy(
    name: str,
    X: NDArray[np.float64],
    y: NDArray[np.int64],
    noise: float,
    rng: np.random.Generator,
    formula: str,
    truth: Mapping[str, float] | None = None,
) -> Dataset:
    """Add the noise and attach the names."""
    if number(noise, "noise") < 0:
        raise ValueError(f"{name} got noise = {noise}: a standard deviation is 0 or more.")
    return Dataset(
        X + noise * rng.standard_normal(X.shape),
        y,
        ("x1", "x2"),
        ("", ""),
        f"invented: {formula}; noise {noise:g}",
        True,
        name=name,
        target_name="class",
        classes=tuple(str(c) for c in range(int(y.max()) + 1)),
        truth=truth or {},
    )


def moons(m: int, *, noise: float = 0.2, rng: np.random.Generator | None = None) -> Dataset:
    """Two half circles that reach into each other: no line separates them.

    Class 0: (cos t, sin t). Class 1: (1 − cos t, ½ − sin t). t is uniform in 0..π.
    m: number of examples. rng must be given. Returns a Dataset, labels 0 and 1.
    Raises ValueError for a bad m or noise, TypeError without a Generator.
    Source: ours. Chapters 7, 8 and 11.
    """
    rng = check_rng(rng, "moons")
    y = _labels(m, 2, "moons")
    t = rng.uniform(0, np.pi, size=m)
    upper = np.column_stack([np.cos(t), np.sin(t)])
    lower = np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])
    return _toy("moons", np.where(y[:, None] == 0, upper, lower), y, noise, rng, "two half circles")


def spirals(m: int, *, noise: float = 0.03, rng: np.random.Generator | None = None) -> Dataset:
    """Two spirals, each the other one turned by half a circle.

    Class 0: r (cos θ, sin θ) with r = θ / 3π and θ in π/2..3π. Class 1: the same, times −1.
    m: number of examples. rng must be given. Returns a Dataset, labels 0 and 1.
    Raises ValueError for a bad m or noise, TypeError without a Generator.
    Source: ours. Chapters 8 and 11.
    """
    rng = check_rng(rng, "spirals")
    y = _labels(m, 2, "spirals")
    # The outer turns are longer: the root puts more points there.
    theta = np.pi / 2 + 5 * np.pi / 2 * np.sqrt(rng.uniform(0, 1, size=m))
    r = theta / (3 * np.pi)
    arm = np.column_stack([r * np.cos(theta), r * np.sin(theta)])
    return _toy("spirals", np.where(y[:, None] == 0, arm, -arm), y, noise, rng, "two spiral arms")


def blobs(
    m: int, *, K: int = 2, noise: float = 0.6, rng: np.random.Generator | None = None
) -> Dataset:
    """K round clouds, with their centres evenly spread on a circle of radius 2.

    The centre of class k is 2 (cos 2πk/K, sin 2πk/K).
    m: number of examples. K: number of classes, 2 or more. rng must be given.
    Returns a Dataset, labels 0 to K − 1.
    Raises ValueError for a bad m, K or noise, TypeError without a Generator.
    Source: ours. Chapters 3, 5 and 10.
    """
    rng = check_rng(rng, "blobs")
    if count(K, "K") < 2:
        raise ValueError(f"blobs got K = {K}: it needs at least 2 classes.")
    y = _labels(m, K, "blobs")
    angle = 2 * np.pi * y / K
    X = 2 * np.column_stack([np.cos(angle), np.sin(angle)])
    return _toy("blobs", X, y, noise, rng, f"{K} round clouds on a circle of radius 2")


def xor(m: int, *, noise: float = 0.2, rng: np.random.Generator | None = None) -> Dataset:
    """Four corners of a square: class 1 where the signs of x1 and x2 differ.

    The corners are (±1, ±1). No line separates the classes, so the perceptron never stops.
    m: number of examples, 4 or more. rng must be given. Returns a Dataset, labels 0 and 1.
    Raises ValueError for a bad m or noise, TypeError without a Generator.
    Source: deck D, the perceptron (row D3). Chapters 5 and 7.
    """
    rng = check_rng(rng, "xor")
    corner = _labels(m, 4, "xor")
    corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
    return _toy("xor", corners[corner], corner % 2, noise, rng, "corners of a square")


def line(m: int, *, noise: float = 0.0, rng: np.random.Generator | None = None) -> Dataset:
    """Two classes on the two sides of a known line, with an empty strip between them.

    Class 1 where 0.6 x1 + 0.8 x2 − 0.2 > 0. Before the noise, each example is 0.1 to 1 away from
    the line. truth holds x1 and x2 (the weights), b and margin.
    m: number of examples. rng must be given. Returns a Dataset, labels 0 and 1.
    Raises ValueError for a bad m or noise, TypeError without a Generator.
    Source: deck D, the perceptron (row D3). Chapters 3 and 5.
    """
    rng = check_rng(rng, "line")
    y = _labels(m, 2, "line")
    w = np.array(LINE_W)
    distance = np.where(y == 1, 1, -1) * rng.uniform(LINE_MARGIN, 1, size=m)
    along = rng.uniform(-1, 1, size=m)
    X = np.outer(distance - LINE_B, w) + np.outer(along, [-w[1], w[0]])
    truth = {"x1": LINE_W[0], "x2": LINE_W[1], "b": LINE_B, "margin": LINE_MARGIN}
    formula = f"two sides of {w[0]:g} x1 + {w[1]:g} x2 - {-LINE_B:g} = 0"
    return _toy("line", X, y, noise, rng, formula, truth)

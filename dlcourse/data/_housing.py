"""A synthetic table of houses whose formula is known, so that what a neuron finds can be judged."""

from __future__ import annotations

import numpy as np

from dlcourse.data._dataset import Dataset

SEED = 1
M = 80
UNITS = {"area": "m²", "rooms": "rooms", "age": "years", "distance": "km"}
WEIGHTS = {"area": 1.5, "rooms": 8.0, "age": -0.6, "distance": -2.0}  # per unit, in 1000 dollars
BIAS = 50.0
SIGMA = 15.0  # standard deviation of the noise, in 1000 dollars


def housing() -> Dataset:
    """Prices of 80 invented houses, made by a formula that is known.

    price = 50 + 1.5 area + 8 rooms − 0.6 age − 2 distance + noise
    X: (80, 4), float64: area in m², rooms (more in larger houses), age in years, distance to the
    centre in km. y: (80,), float64, price in thousand dollars, to one decimal. The noise is
    normal with standard deviation 15 thousand dollars. truth holds b, the weights by feature name
    and sigma. The same table each time. housing().only("area") has one feature; its best slope
    is more than 1.5, because larger houses also have more rooms.
    Source: lecture A, housing prices (row A2); the numbers are ours. Chapters 1 and 2.
    """
    rng = np.random.default_rng(SEED)
    area = rng.integers(40, 201, size=M).astype(np.float64)
    rooms = np.clip(np.rint(area / 30 + rng.normal(0, 0.7, size=M)), 1, 7)
    age = rng.integers(0, 51, size=M).astype(np.float64)
    distance = np.round(rng.uniform(0.5, 20, size=M), 1)
    X = np.column_stack([area, rooms, age, distance])
    price = X @ np.array(list(WEIGHTS.values())) + BIAS + rng.normal(0, SIGMA, size=M)
    terms = " ".join(f"{'+' if w > 0 else '-'} {abs(w):g} {k}" for k, w in WEIGHTS.items())
    return Dataset(
        X,
        np.round(price, 1),
        tuple(UNITS),
        tuple(UNITS.values()),
        f"invented: price = {BIAS:g} {terms} + noise, standard deviation of the noise {SIGMA:g}",
        True,
        name="housing",
        target_name="price",
        target_unit="thousand dollars",
        truth={"b": BIAS, **WEIGHTS, "sigma": SIGMA},
    )

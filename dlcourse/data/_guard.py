"""Checks that several modules of data share."""

import numpy as np


def check_rng(rng: object, name: str) -> np.random.Generator:
    """Return rng if it is a numpy Generator; the error says how to make one."""
    if not isinstance(rng, np.random.Generator):
        problem = "needs rng" if rng is None else f"got rng = {rng!r}, which is no numpy Generator"
        raise TypeError(
            f"{name} {problem}. Write rng=np.random.default_rng(0): "
            "the same seed then gives the same numbers each time."
        )
    return rng

"""Where a widget is tested: at the lowest, start and highest of its controls, and at random."""

import numpy as np
import pytest


def positions(widget, seed=1):
    """Five positions of a widget's controls, as keyword arguments for calling it."""
    rng = np.random.default_rng(seed)
    picks = [
        lambda c: c.values[0],
        lambda c: c.start,
        lambda c: c.values[-1],
        *[lambda c: c.values[rng.integers(len(c.values))]] * 2,
    ]
    return [{name: pick(c) for name, c in widget.controls.items()} for pick in picks]


def some(widget):
    """Run a test at each of these positions: its argument is called `at`."""
    return pytest.mark.parametrize("at", positions(widget), ids=str)

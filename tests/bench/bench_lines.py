"""What each line of the optimisers costs: its microseconds, and its share of all of them.

The lines are read from the package, so none is forgotten here. They run in their order, over and
over, on a piece of parameters as an optimiser gives it out; what it costs to run no line is taken
off each.
"""

import ast
import inspect
import textwrap
import time
from statistics import median

import numpy as np

from dlcourse.optim import _in_place
from dlcourse.optim._arrays import PIECE_BYTES

STEPS = (_in_place.sgd, _in_place.momentum, _in_place.rmsprop, _in_place.adam)
SIZES = {"MLP 64-32-10": 2_410, "a whole piece": PIECE_BYTES // 4}
SETTINGS = {"t": 7, "alpha": 1e-3, "beta": 0.9, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
ROUNDS = 2_000
NOTHING = "pass"


def lines(step):
    """Return the lines of a step, but for its docstring, as text."""
    [function] = ast.parse(textwrap.dedent(inspect.getsource(step))).body
    return [ast.unparse(line) for line in function.body[1:]]


def names(step, size):
    """Return what the lines of a step find by name: arrays of so many numbers, and settings."""
    rng, parameters = np.random.default_rng(0), inspect.signature(step).parameters
    arrays = [name for name in parameters if name not in SETTINGS]
    made = {name: rng.random(size, np.float32) for name in arrays}
    return {"np": np} | SETTINGS | made


def seconds(step, size):
    """Return line -> seconds, the median of many rounds."""
    found, texts = names(step, size), [NOTHING, *lines(step)]
    codes = [compile(text, text, "exec") for text in texts]
    spent = [[] for _ in codes]
    for _ in range(ROUNDS):
        for code, times in zip(codes, spent, strict=True):
            began = time.perf_counter()
            exec(code, found)
            times.append(time.perf_counter() - began)
    nothing, *each = map(median, spent)
    return {text: one - nothing for text, one in zip(texts[1:], each, strict=True)}


def main():
    """Print a table for each optimiser."""
    for what, size in SIZES.items():
        print(f"{f'{what}: {size:,} numbers of float32':60} {'µs':>8} {'of the step':>12}")
        for step in STEPS:
            spent = seconds(step, size)
            whole = sum(spent.values())
            print(f"{step.__name__:60} {1e6 * whole:8.2f}")
            for line, one in spent.items():
                print(f"  {line:58} {1e6 * one:8.2f} {one / whole:12.0%}")


if __name__ == "__main__":
    main()

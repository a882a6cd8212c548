"""A sound exercise of one task, and what students do wrong in it."""

import types
from dataclasses import replace

import numpy as np

from dlcourse.grading.exercise.kit import agrees, answers, mistake, task
from dlcourse.grading.exercise.spec import Exercise


def double(x):
    """Twice x. x: an array. Returns the same shape."""
    return 2 * x


def triple(x):
    """You take three times x."""
    return 3 * x


def square(x):
    """You take the square."""
    return x * x


def half(x):
    """You take one half of x."""
    return x / 2


def negative(x):
    """The sign is wrong."""
    return -2 * x


def toy(**changes):
    """A sound exercise of one task, or one with something changed."""
    made = task(
        double,
        "Twice x.",
        public=[
            answers(np.array([2.0])),
            agrees("2 and 3", double, (np.array([2.0, 3.0]),), "Each entry is doubled."),
        ],
        hidden=[agrees("random", double, lambda rng: (rng.normal(size=3),), "Doubled.")],
        mistakes=[mistake(f.__name__, f) for f in (triple, square, half, negative)],
    )
    made = replace(made, **changes)
    return Exercise("99", "Toy", "99_toy", (made,)), made


def cell(source):
    """The names that a student's notebook has after NumPy's cell and these lines."""
    module = types.ModuleType("__main__")
    exec(f"import numpy as np\n{source}", module.__dict__)
    return module.__dict__

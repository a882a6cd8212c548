"""A task that shares its name with a function of the package means the same by it."""

import numpy as np
import pytest
from stamps import reads

from dlcourse import activations, linear, ops, optim, schedules
from dlcourse.grading.exercise.shelf import load

pytestmark = reads("dlcourse", "exercises")
RNG = np.random.default_rng(0)
TABLE, ANSWERS, SIGNS = RNG.normal(size=(6, 3)), RNG.normal(size=6), np.tile([-1.0, 1.0], 3)
WEIGHTS, STEP, AVERAGE = RNG.normal(size=(3, 4))
SQUARES = RNG.uniform(1, 2, size=4)
LAYER = (TABLE, RNG.normal(size=(5, 3)), RNG.normal(size=5))


def delta_rule(X, y, w, alpha):
    return linear.delta_rule(X, y, w, lr=alpha).w


def inverse_power(alpha, power, t):
    return schedules.inverse_power(alpha, power)(t)


def momentum_step(w, dw, v, alpha, beta):
    return optim.momentum_step(w, dw, v, lr=alpha, beta=beta)


def adam_step(w, dw, m, v, t, alpha, beta1, beta2, eps):
    return optim.adam_step(w, dw, m, v, t, lr=alpha, beta1=beta1, beta2=beta2, eps=eps)


@pytest.mark.parametrize(
    ("number", "ours", "args"),
    [
        ("01", linear.add_bias_column, (TABLE,)),
        ("01", delta_rule, (TABLE, ANSWERS, WEIGHTS, 0.1)),
        ("03", activations.sigmoid, (TABLE,)),
        ("04", ops.dense, LAYER),
        ("05", linear.margin, (TABLE, SIGNS, WEIGHTS)),
        ("06", inverse_power, (0.5, 0.7, 9)),
        ("06", momentum_step, (WEIGHTS, STEP, AVERAGE, 0.1, 0.8)),
        ("06", adam_step, (WEIGHTS, STEP, AVERAGE, SQUARES, 3, 0.1, 0.9, 0.99, 0.1)),
    ],
    ids=lambda part: getattr(part, "__name__", None),
)
def test_an_exercise_and_the_package_answer_alike(number, ours, args):
    """With the same arguments, in the same order."""
    theirs = load(number).task(ours.__name__).reference
    np.testing.assert_allclose(theirs(*args), ours(*args), rtol=1e-12)

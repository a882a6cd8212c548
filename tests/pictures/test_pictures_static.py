"""Pictures that nothing moves: each draws, says what is to be seen, and shows finite numbers.

They are found, not listed: a function of a chapter's module that returns a Frame is one. What some
of them cannot draw without stands below.
"""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

from dlcourse import data, pictures
from dlcourse.experiments.batch_sizes import Tuned
from dlcourse.pictures.gradient_descent import Timing
from dlcourse.widgets import Frame, Widget

DIGITS = data.digits()
SOME = np.random.default_rng(0)
SCORES = SOME.uniform(0.9, 1, size=(2, 20))
P = SOME.dirichlet(np.ones(10), size=len(DIGITS.y))
TIMINGS = [Timing(2 * n, n, 1e-9 * n**3, 3e-7 * n**2, 90) for n in (64, 256, 512, 1024)]
# Picture -> its arguments, one set or several.
ARGUMENTS = {
    "batches_schedules_adam.steps_by_size": [
        ([Tuned(size, 1.0, tuple(range(k, k + 5))) for size, k in ((1, 400), (64, 20))],)
    ],
    "convolutional_network.share_by_move": [(True,), (False,)],
    "forward_propagation.products": [(30,)],
    "gradient_descent.race": [(TIMINGS,)],
    "logistic_regression.graph": [((1, -1), 2, (2, 3), 0)],
    "loops_to_matrices.timing": [((1, 10, 100), {"slow": [1, 2, 9], "fast": [0.1, 0.1, 0.2]})],
    "loops_to_matrices.weight": [(2, 5)],
    "perceptron.squeeze": [(0.05,)],
    "softmax.confusion": [(P.argmax(axis=1), DIGITS.y)],
    "softmax.least_sure": [(DIGITS.X, P, DIGITS.y)],
    "softmax.pushes": [((-0.21, 0.47, 1.72), 2)],
    "softmax.weights": [(SOME.normal(size=(10, 64)),)],
    "training.mistakes": [(DIGITS.X, P.argmax(axis=1), DIGITS.y)],
    "training.two_splits": [tuple(SCORES)],
    "where_the_time_goes.step_apart": [({"forward": 1e-3, "backward": 2e-3}, 1e-3)],
}


def static(package):
    """Return name -> function, of every picture that nothing moves."""
    found = {}
    for chapter in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{chapter.name}")
        for name, draw in {} if chapter.name.startswith("_") else vars(module).items():
            if not name.startswith("_") and is_static(draw) and draw.__module__ == module.__name__:
                found[f"{chapter.name}.{name}"] = draw
    return found


def is_static(draw):
    if isinstance(draw, Widget) or not inspect.isfunction(draw):
        return False
    return inspect.signature(draw).return_annotation in (Frame, "Frame")


PICTURES = static(pictures)
CALLS = [(name, args) for name in PICTURES for args in ARGUMENTS.get(name, [()])]


@pytest.mark.parametrize(("name", "args"), CALLS, ids=[name for name, _ in CALLS])
def test_a_static_picture_draws_and_says_what_is_to_be_seen(name, args):
    frame = PICTURES[name](*args)
    assert frame.svg().count("<svg") == len(frame.panels) > 0
    assert len(frame.alt) > 100
    assert all(np.isfinite(value) for value in frame.shown.values())


def test_the_arguments_are_those_of_pictures_that_cannot_do_without():
    needing = {
        name
        for name, draw in PICTURES.items()
        if any(p.default is p.empty for p in inspect.signature(draw).parameters.values())
    }
    assert ARGUMENTS.keys() == needing


def test_every_chapter_has_one():
    assert len({name.partition(".")[0] for name in PICTURES}) >= 14

"""A name means one thing: in all exercises, and in the package that a student has beside them."""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from inspect import Parameter
from pathlib import Path

import nbformat
import numpy as np
import pytest
from stamps import reads

import dlcourse
from dlcourse import activations, blackboard, data, linear, losses, ops, optim
from dlcourse.experiments import training
from dlcourse.grading.exercise.shelf import load, numbers

pytestmark = reads("dlcourse", "exercises")
BOOK = Path(__file__).resolve().parents[3] / "book"
TASKS = [task for number in numbers() for task in load(number).tasks]
RNG = np.random.default_rng(0)
TABLE, ANSWERS, SIGNS = RNG.normal(size=(6, 3)), RNG.normal(size=6), np.tile([-1.0, 1.0], 3)
TABLE[0] = [0.0, -720.0, 720.0]  # a corner, and powers beyond the machine
SMALL = RNG.normal(size=(6, 3))
WEIGHTS, STEP, AVERAGE = RNG.normal(size=(3, 4))
SQUARES = RNG.uniform(1, 2, size=4)
LABELS = np.array([2, 0, 1])
SHARES = np.array([[0.7, 0.2, 0.1], [1.0, 0.0, 0.0], [0.2, 0.3, 0.5]])
TRUTH = np.eye(3)[[1, 0, 2]]
IMAGES, KERNELS = RNG.normal(size=(2, 5, 6, 2)), RNG.normal(size=(3, 3, 2, 3))
# What the package has under the name of a task, and arguments in the order of the task.
SHARED = [
    (activations.leaky_relu, (TABLE, 0.1)),
    (activations.leaky_relu_prime, (TABLE, 0.1)),
    (activations.sigmoid, (TABLE,)),
    (activations.sigmoid_prime, (TABLE,)),
    (activations.softmax, (TABLE,)),
    (activations.tanh_prime, (TABLE,)),
    (blackboard.delta_rule, (SMALL, ANSWERS, WEIGHTS, 0.1)),
    (data.one_hot, (LABELS, 4)),
    (linear.add_bias_column, (TABLE,)),
    (linear.margin, (SMALL, SIGNS, WEIGHTS)),
    (losses.cross_entropy, (SHARES, TRUTH)),
    (losses.entropy, (SHARES[1],)),
    (losses.half_mse, (SIGNS, ANSWERS)),
    (ops.convolve2d, (IMAGES[0, :, :, 0], KERNELS[:, :, 0, 0])),
    (ops.conv2d, (IMAGES, KERNELS, WEIGHTS[:3], 2, 1)),
    (ops.dense, (SMALL, RNG.normal(size=(5, 3)), RNG.normal(size=5))),
    (ops.output_size, (9, 3, 2, 1)),
    (optim.adam_step, (WEIGHTS, STEP, AVERAGE, SQUARES, 3, 0.1, 0.9, 0.99, 0.1)),
    (optim.momentum_step, (WEIGHTS, STEP, AVERAGE, 0.1, 0.8)),
    (training.bump, (SMALL, -0.5, 0.5, 9.0)),
]


def public_modules():
    """Every module that a student can import: the grader's and those of the house are not meant."""
    for found in pkgutil.walk_packages(dlcourse.__path__, "dlcourse."):
        if "._" not in found.name and not found.name.startswith("dlcourse.grading"):
            yield importlib.import_module(found.name)


def in_the_package():
    """Return name -> the functions of that name, and for a name of methods alone the methods.

    Where the blackboard has one it is the board's own form, and stands for all of the name.
    """
    functions, methods = {}, {}
    for module in public_modules():
        for name, found in vars(module).items():
            if name.startswith("_") or not getattr(found, "__module__", "").startswith("dlcourse"):
                continue
            if inspect.isfunction(found):
                functions.setdefault(name, set()).add(found)
            if inspect.isclass(found):
                for inner, method in inspect.getmembers(found, inspect.isfunction):
                    methods.setdefault(inner, set()).add(method)
    for name, found in functions.items():
        board = {f for f in found if f.__module__.startswith("dlcourse.blackboard")}
        functions[name] = board or found
    return methods | functions


PACKAGE = in_the_package()


def parameters(function):
    return [p for p in inspect.signature(function).parameters.values() if p.name != "self"]


def parts(result):
    return result if isinstance(result, tuple) else (result,)


@pytest.mark.parametrize("task", [t for t in TASKS if t.name in PACKAGE], ids=lambda t: t.name)
def test_a_shared_name_takes_what_the_package_takes(task):
    """The same letters in the same order. What the package takes besides must be optional."""
    taken = [p.name for p in parameters(task.reference)]
    for ours in PACKAGE[task.name]:
        theirs = parameters(ours)
        where = f"{task.signature}, and {ours.__qualname__}{inspect.signature(ours)}"
        assert taken == [p.name for p in theirs[: len(taken)]], where
        assert all(p.default is not Parameter.empty for p in theirs[len(taken) :]), where


def test_every_shared_name_is_asked_for_its_meaning():
    assert {t.name for t in TASKS} & set(PACKAGE) == {ours.__name__ for ours, _ in SHARED}


@pytest.mark.parametrize(("ours", "args"), SHARED, ids=lambda part: getattr(part, "__name__", ""))
def test_a_shared_name_answers_what_the_package_answers(ours, args):
    task = next(t for t in TASKS if t.name == ours.__name__)
    given = inspect.signature(ours).parameters
    pairs = zip(given.values(), args, strict=False)  # the package may take more
    named = {p.name: value for p, value in pairs if p.kind is p.KEYWORD_ONLY}
    mine = ours(*args[: len(args) - len(named)], **named)
    with np.errstate(under="ignore"):
        theirs = task.reference(*args)
        for part, answer in zip(parts(theirs), parts(mine), strict=True):
            np.testing.assert_allclose(part, answer, rtol=1e-12, atol=1e-14)


def test_no_name_means_two_things_in_two_exercises():
    assert [name for name, times in Counter(t.name for t in TASKS).items() if times > 1] == []


def calls_in_exercises():
    """What chapters ask for on paper, as name(letters): chapter, name, letters."""
    for path in sorted(BOOK.glob("[0-9][0-9]_*.ipynb")):
        text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
        section = text.partition("\n## Exercises\n")[2].partition("\n## ")[0]
        for name, letters in re.findall(r"`(\w+)\(([^()`]*)\)`", section):
            yield path.stem, name, letters


@reads("book")
def test_a_chapter_asks_on_paper_for_the_function_of_the_exercise():
    takes = {t.name: [p.name for p in parameters(t.reference)] for t in TASKS}
    asked = [call for call in calls_in_exercises() if call[1] in takes]
    assert asked
    for chapter, name, letters in asked:
        given = letters.split(", ")
        assert takes[name][: len(given)] == given, (chapter, name)

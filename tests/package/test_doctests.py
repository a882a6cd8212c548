"""The examples in docstrings: a student can type them, and they print what they say."""

import doctest
import importlib
import io
import pkgutil

import numpy as np
import pytest

import dlcourse

PUBLIC = sorted(
    m.name for m in pkgutil.iter_modules(dlcourse.__path__) if not m.name.startswith("_")
)
ALL = ["dlcourse", *sorted(m.name for m in pkgutil.walk_packages(dlcourse.__path__, "dlcourse."))]


def examples(name):
    """Return the doctests of a module and of what it defines, those with examples only."""
    found = doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name))
    return [test for test in found if test.examples]


@pytest.mark.parametrize("name", ALL)
def test_the_examples_of_a_module_print_what_they_say(name):
    said = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    with np.printoptions(legacy=False):
        for test in examples(name):
            runner.run(test, out=said.write)
    assert runner.failures == 0, said.getvalue()


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_module_opens_with_an_example(name):
    module = importlib.import_module(f"dlcourse.{name}")
    assert doctest.DocTestParser().get_examples(module.__doc__)


def test_a_wrong_example_is_noticed():
    test = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    runner = doctest.DocTestRunner()
    runner.run(test, out=lambda text: None)
    assert runner.failures == 1

"""A function is called with patience at home, and cannot flood or end the notebook."""

import io
import sys
import time

import pytest

from dlcourse.grading import check
from dlcourse.grading.checking import public
from dlcourse.grading.checking.at_home import LINES, Ended, Stopped, kept_going, patience
from dlcourse.grading.checking.progress import Progress


@pytest.fixture(autouse=True)
def _a_new_session(monkeypatch):
    monkeypatch.setattr(public, "_PROGRESS", Progress())


def raises(error):
    def sigmoid(z):
        raise error

    return sigmoid


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), GeneratorExit()])
def test_nothing_that_a_function_raises_ends_more_than_its_call(error):
    with pytest.raises(Stopped if isinstance(error, KeyboardInterrupt) else Ended):
        kept_going(raises(error))(1.0)


def test_an_attempt_to_end_python_is_one_sentence():
    said = repr(check("03.1", raises(SystemExit(0))))
    assert "The function tried to end Python, with sys.exit or quit." in said
    assert "In line 2 of sigmoid: `raise error`" in said


def test_an_interrupt_is_one_sentence():
    said = repr(check("03.1", raises(KeyboardInterrupt())))
    assert "You stopped sigmoid while it ran." in said
    assert "What does not hold" not in said


def test_of_much_printing_the_first_lines_are_shown_and_the_rest_is_counted(capsys):
    def sigmoid(z):
        for k in range(5000):
            print("line", k)
        return 0.5

    said = repr(check("03.1", sigmoid))
    shown = capsys.readouterr().out.splitlines()
    assert shown == [f"line {k}" for k in range(LINES)]
    assert "more lines are not shown." in said


def test_a_function_that_only_prints_is_told_what_return_is_for(capsys):
    def sigmoid(z):
        print(0.5)

    assert "`print` shows a value to you; `return` hands it" in repr(check("03.1", sigmoid))
    assert capsys.readouterr().out == "0.5\n"


def test_what_runs_long_is_named_once_and_how_to_stop_it(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    with patience("fit", 0.01):
        while not out.getvalue():
            time.sleep(0.01)
    assert "fit has been running for 0.01 seconds." in out.getvalue()
    assert out.getvalue().count("\n") == 1
    with patience("fit", 0.2):
        pass
    time.sleep(0.3)
    assert out.getvalue().count("\n") == 1  # what ended in time is not spoken of

"""A function is called with patience at home, and cannot flood or end the notebook."""

import io
import sys
import time

import pytest
from toy_exercise import cell

from dlcourse.grading import check
from dlcourse.grading.checking import at_home
from dlcourse.grading.checking.at_home import LINES, Ended, Stopped, kept_going, patience, took
from dlcourse.grading.checking.progress import PROGRESS
from dlcourse.grading.checking.public import run_task
from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.sandbox.limits import LIMITS


@pytest.fixture(autouse=True)
def _a_new_session(monkeypatch):
    monkeypatch.setattr(PROGRESS, "_here", {})


def raises(error):
    def sigmoid(z):
        raise error

    return sigmoid


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), GeneratorExit()])
def test_nothing_that_a_function_raises_ends_more_than_its_call(error):
    with pytest.raises(Stopped if isinstance(error, KeyboardInterrupt) else Ended):
        kept_going(raises(error), stoppable=True)(1.0)


def test_whoever_proves_an_exercise_sound_can_stop_it():
    sigmoid = load("03").task("sigmoid")
    with pytest.raises(KeyboardInterrupt):
        run_task(load("03"), sigmoid, raises(KeyboardInterrupt()))


def test_an_attempt_to_end_python_is_one_sentence():
    said = repr(check("03.1", raises(SystemExit(0))))
    assert "The function tried to end Python, with sys.exit or quit." in said
    assert "In line 2 of sigmoid: `raise error`" in said


def test_an_interrupt_is_one_sentence():
    said = repr(check("03.1", raises(KeyboardInterrupt())))
    assert "You stopped sigmoid while it ran." in said
    assert "What does not hold" not in said


def test_an_interrupted_helper_is_not_asked_once_more():
    names = cell("""
asked = []
def sigmoid(z):
    asked.append(z)
    raise KeyboardInterrupt
def classify(w, b, X): return sigmoid(X @ w + b)
""")
    assert "You stopped classify while it ran." in repr(check("03.5", names["classify"]))
    assert len(names["asked"]) == 1


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
    with patience("train_logistic", 0.01):
        while not out.getvalue():
            time.sleep(0.01)
    assert "train_logistic has been running for 0.01 seconds." in out.getvalue()
    assert out.getvalue().count("\n") == 1
    with patience("train_logistic", 0.2):
        pass
    time.sleep(0.3)
    assert out.getvalue().count("\n") == 1  # what ended in time is not spoken of


def test_where_no_thread_starts_as_in_a_browser_a_function_is_checked_all_the_same(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(at_home.threading.Thread, "start", refuse)
    assert check("03.1", load("03").task("sigmoid").reference).ok


def after(monkeypatch, seconds, right=True):
    """Return what check says of a function whose calls take so much processor time."""
    clock, reference = [0.0], load("03").task("sigmoid").reference

    def sigmoid(z):
        clock[0] += seconds
        return reference(z) if right else 1 / 0

    monkeypatch.setattr(at_home, "CLOCK", lambda: clock[0])
    return check("03.1", sigmoid)


def test_near_the_limit_of_the_mark_the_report_says_how_long_a_call_took(monkeypatch):
    answer = after(monkeypatch, 0.65 * LIMITS.call)
    said = (
        "Time: A call of sigmoid took 6.5 s of processor time; when it is graded, a call may take "
        "10 s, on a machine that may be slower or faster than this one."
    )
    assert answer.ok
    assert repr(answer).count(said) == 1


def test_beyond_the_limit_of_the_mark_the_check_fails_and_says_so(monkeypatch):
    answer = after(monkeypatch, 1.4 * LIMITS.call)
    said = repr(answer)
    assert not answer.ok
    assert "What was seen: A call of sigmoid took 14 s of processor time; when it is graded" in said
    assert "Hint: Loops over single numbers are the usual reason" in said
    assert said.count("processor time") == 1


def test_far_from_the_limit_no_time_is_told(monkeypatch):
    answer = after(monkeypatch, LIMITS.call / 2)
    assert answer.ok
    assert "processor time" not in repr(answer)


def test_an_error_after_a_long_time_is_told_with_its_time(monkeypatch):
    said = repr(after(monkeypatch, 2 * LIMITS.call, right=False))
    assert "Time: A call of sigmoid took 20 s" in said
    assert "What was seen: The function stopped with ZeroDivisionError" in said


def test_a_call_beyond_the_limit_never_looks_as_if_it_were_at_it():
    assert "took 10.1 s" in took("train_logistic", LIMITS.call + 0.01)


def test_what_is_measured_is_work_and_not_waiting():
    timed = at_home.Timed(time.sleep)
    timed(0.5)
    assert timed.slowest < 0.4

"""One submission in its sandbox: partial credit where there is any, and a reason."""

import contextlib
import json
import subprocess
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from sandboxed import DOUBLE, QUICK, TINY, TWICE, require_sandbox
from stamps import reads

from dlcourse.grading.exercise.kit import agrees, holds, law, task
from dlcourse.grading.exercise.spec import Failed, Mistake
from dlcourse.grading.marking.exports import gradescope, junit
from dlcourse.grading.marking.grade import generator, grade, not_graded
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, NOTHING, Result, Work
from dlcourse.grading.marking.pages import page
from dlcourse.grading.sandbox import launch, remote
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import Unavailable

pytestmark = reads("dlcourse")
GOOD = "def double(x):\n    return 2 * x\n"


def triple(x):
    """Return 3x."""
    return 3 * x


BOTH = replace(
    TINY,
    tasks=(DOUBLE, task(triple, "Thrice.", public=[agrees("one", triple, (1.0,), TWICE)])),
)


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    require_sandbox()


def mark(source, name="x.py", exercise=TINY, seed=1, sandbox=QUICK):
    data = source if isinstance(source, bytes) else source.encode()
    return grade(Work("ana", name, data), exercise, seed, sandbox)


def book(*sources):
    return json.dumps({"cells": [{"cell_type": "code", "source": s} for s in sources]})


def test_a_right_solution_gets_full_marks_and_no_reason():
    result = mark(GOOD)
    assert (result.points, result.of, result.status, result.reason) == (3, 3, GRADED, "")
    assert [m.passed for m in result.marks] == [True, True]
    assert [m.hidden for m in result.marks] == [False, True]


def test_a_wrong_solution_gets_the_points_of_what_holds():
    result = mark("def double(x): return 6.0")  # right for 3, wrong for a table
    assert (result.points, result.status) == (1, GRADED)
    assert result.reason == "1 of 2 checks do not pass."


@pytest.mark.parametrize(
    ("source", "name", "points", "reason"),
    [
        (GOOD + "1 / 0", "x.py", 3, "In line 3 a statement stopped with ZeroDivisionError."),
        ("import nobody_has_this\n" + GOOD, "x.py", 3, "stopped with ModuleNotFoundError"),
        (GOOD + "def f(:\n    pass\n", "x.py", 3, "stopped with SyntaxError"),
        (book("def f(:", GOOD), "x.ipynb", 3, "In cell 1 a statement stopped with SyntaxError."),
        ("while True: pass\n" + GOOD, "x.py", 3, "In line 1 a statement was left out. It took too"),
        (book("while True: pass", GOOD), "x.ipynb", 3, "In cell 1 a statement was left out."),
        (
            "import os\nos._exit(1)\n" + GOOD,
            "x.py",
            3,
            "In line 2 a statement was left out. It ended",
        ),
        ("raise SystemExit\n" + GOOD, "x.py", 3, "stopped with SystemExit"),
        ("print('x' * 10**7)\n" + GOOD, "x.py", 3, ""),
        ("def double(x):\n    print('x' * 10**7)\n    return 2 * x", "x.py", 3, ""),
        ("x = bytes(6 * 2**30)\n" + GOOD, "x.py", 3, "stopped with MemoryError"),
        (GOOD.replace("double", "Double"), "x.py", 0, "defines no function named double"),
        (book("x = 1"), "x.ipynb", 0, "defines no function named double"),
        ("double = 5", "x.py", 0, "defines no function named double"),
        (
            "def double(x):\n    while True: pass",
            "x.py",
            0,
            "double took too long and was stopped.",
        ),
        ("def double(x): return bytes(6 * 2**30)", "x.py", 0, "double asked for more memory"),
        ("import os\ndef double(x): os._exit(0)", "x.py", 0, "double ended the process."),
        ("def double(x): return", "x.py", 0, "2 of 2 checks do not pass."),
        ("", "x.ipynb", 0, "The file is empty."),
        (book(GOOD, "x = 1")[:-30], "x.ipynb", 3, "The notebook is damaged"),
        (b"\xe9\n" + GOOD.encode(), "x.py", 3, "not written in UTF-8"),
        (b"\x00" * 1000, "x.py", 0, "SyntaxError"),
        (b"PK\x03\x04" + bytes(range(256)) * 99, "x.ipynb", 0, "The file is not a notebook."),
        ('{"cells": ' + "[" * 10**6, "x.ipynb", 0, "The file is not a notebook."),
        ("from dlcourse.grading import check\ncheck('99.1', 5)\n" + GOOD, "x.py", 3, ""),
    ],
    ids=lambda x: repr(x)[:30],
)
def test_a_bad_file_keeps_the_points_it_has_and_gets_a_reason(source, name, points, reason):
    result = mark(source, name)
    assert result.points == points
    assert reason in result.reason
    assert bool(result.reason) == (points < 3 or bool(reason))
    assert result.status != NOT_GRADED


def test_one_broken_function_costs_its_own_points_alone():
    result = mark(
        "def double(x):\n    while True: pass\ndef triple(x): return 3 * x", exercise=BOTH
    )
    assert result.points == 1
    assert [m.points for m in result.marks] == [0, 0, 1]


def test_a_deleted_cell_costs_its_own_points_and_is_named():
    result = mark(book("import numpy as np", "def triple(x): return 3 * x"), "x.ipynb", BOTH)
    assert [m.points for m in result.marks] == [0, 0, 1]
    assert "The file defines no function named double." in result.reason


def test_a_function_that_hangs_is_not_called_for_ever():
    many = task(
        DOUBLE.reference,
        "Twice.",
        public=[agrees(f"number {n}", DOUBLE.reference, (float(n),), TWICE) for n in range(50)],
    )
    result = mark(
        "import time\ndef double(x): time.sleep(9)", exercise=replace(TINY, tasks=(many,))
    )
    assert len(result.marks) == 50
    assert result.seconds < 10


def test_a_check_that_swallows_the_error_does_not_pass_all_the_same():
    def careless(call, rng):
        try:
            call(1.0)
        except Exception:
            return

    lenient = task(DOUBLE.reference, "Twice.", public=[law("careless", careless)])
    exercise = replace(TINY, tasks=(lenient,))
    assert mark("import os\ndef double(x): os._exit(0)", exercise=exercise).points == 0
    assert mark("def double(x): raise ValueError", exercise=exercise).points == 1


def test_a_check_that_falls_over_is_the_checks_fault_and_stops_nothing():
    def broken(call, rng):
        raise RuntimeError("the author's")

    faulty = task(DOUBLE.reference, "Twice.", public=[law("broken", broken)])
    result = mark(GOOD, exercise=replace(TINY, tasks=(faulty,)))
    assert result.marks[0].message == "The check could not be completed (RuntimeError)."


def test_an_error_in_the_students_code_is_named_by_its_class_alone():
    result = mark("def double(x): raise ValueError('the input was ' + repr(x))")
    assert {m.message for m in result.marks} == {"double stopped with ValueError."}


def test_a_public_check_shows_its_input_and_a_hidden_one_does_not():
    public, hidden = mark("def double(x): return 5 * x").marks
    assert "Input: x = 3. Came back: 15." in public.message
    assert "Input" not in hidden.message
    assert "Came back" not in hidden.message
    assert TWICE in hidden.message


def halved(x):
    """You take one half."""
    return x / 2


def less_by_a_half(x):
    """You take one half away."""
    return x - 0.5


def test_a_known_mistake_is_told_by_all_calls_and_computed_once_for_each():
    """At x = 1 both mistakes answer one half; the call before it tells them apart."""
    counts = Counter()

    def counted(function):
        def call(x):
            counts[function.__name__] += 1
            return function(x)

        return call

    reference = counted(DOUBLE.reference)
    known = replace(
        DOUBLE,
        reference=reference,
        public=tuple(agrees(f"at {x}", DOUBLE.reference, (x,), TWICE) for x in (3.0, 1.0, 1.0)),
        hidden=(law("at 1 in secret", lambda call, rng: holds(call(1.0) == 2, TWICE)),),
        mistakes=tuple(
            Mistake(f.__name__, counted(f), f.__doc__) for f in (halved, less_by_a_half)
        ),
    )
    source = "def double(x):\n    return x - 0.5\n"
    marks = mark(source, exercise=replace(TINY, tasks=(known,))).marks
    assert [m.hint for m in marks] == ["You take one half away."] * 4
    assert counts["less_by_a_half"] == 4
    assert counts["halved"] == 1  # the first answer rules it out
    assert counts["double"] == 1


def test_a_check_that_fails_before_it_asks_does_not_show_an_earlier_checks_input():
    def unasked(call, rng):
        raise Failed("Nothing was asked.")

    twice = replace(DOUBLE, public=(*DOUBLE.public, law("unasked", unasked)), hidden=())
    result = mark(GOOD, exercise=replace(TINY, tasks=(twice,)))
    assert result.marks[1].message == "Nothing was asked."


def test_no_numbers_of_a_hidden_check_are_in_any_report():
    """The student's answer is the input itself; a known mistake is told all the same."""
    inputs = []

    def random(rng):
        inputs.append(rng.normal(size=3))
        return (inputs[-1],)

    secret = replace(
        DOUBLE,
        hidden=tuple(agrees(name, DOUBLE.reference, random, TWICE) for name in ("one", "two")),
        mistakes=(Mistake("as it came", lambda x: x, "You give back what came."),),
    )
    exercise = replace(TINY, tasks=(secret,))
    result = replace(mark("def double(x): return x", exercise=exercise), seconds=0)
    assert [m.hint for m in result.marks] == ["You give back what came."] * 3
    said = page(exercise, result, {"seed": 1, "sandbox": "bubblewrap"}) + gradescope(result)
    said += junit(exercise, [result])
    assert len(inputs) == 2
    for value in np.abs(np.concatenate(inputs)):
        assert f"{value:.3f}"[:5] not in said


def test_the_same_seed_gives_the_same_marks_and_another_seed_other_inputs():
    half = "def double(x):\n    import numpy as np\n    return np.where(x > 0, 2 * x, 0)\n"
    first, again = mark(half, seed=5), mark(half, seed=5)
    assert replace(first, seconds=0) == replace(again, seconds=0)
    draws = {
        generator(seed, student, "t", check).normal()
        for seed in (1, 2)
        for student in ("ana", "ben", "\udcff")
        for check in ("a", "b")
    }
    assert len(draws) == 12
    assert generator(7, "ana", "t", "c").normal() == generator(7, "ana", "t", "c").normal()


def test_a_result_survives_its_journal():
    result = mark("def double(x): return 5 * x")
    assert Result.from_data(json.loads(json.dumps(result.as_data()))) == result


def test_a_sandbox_that_does_not_start_is_tried_again_and_is_no_students_zero(monkeypatch):
    monkeypatch.setattr(launch.time, "sleep", lambda seconds: None)
    tries = []

    class Broken(Sandbox):
        def spawn(self):
            tries.append(1)
            return subprocess.Popen(
                ["sh", "-c", "echo no room >&2"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
            )

    with pytest.raises(Unavailable, match="no room"):
        mark(GOOD, sandbox=Broken())
    assert len(tries) == launch.TRIES
    row = not_graded(Work("ana", "x.py", b""), TINY, "No sandbox could be started.")
    assert (row.status, row.points, row.reason) == (NOT_GRADED, 0, "No sandbox could be started.")


@pytest.mark.parametrize("swallow", [(), Unavailable], ids=["goes through", "swallowed"])
def test_a_sandbox_that_cannot_be_started_again_is_no_students_zero(monkeypatch, swallow):
    """The function ends its process; then this machine has no room for another."""

    def asks(call, rng):
        with contextlib.suppress(swallow):
            call(1.0)

    def unavailable(sandbox):
        raise Unavailable("no room")

    def once(sandbox):
        monkeypatch.setattr(remote, "launch", unavailable)
        return launch.launch(sandbox)

    monkeypatch.setattr(remote, "launch", once)
    exercise = replace(TINY, tasks=(replace(DOUBLE, public=(law("asks", asks),), hidden=()),))
    with pytest.raises(Unavailable, match="no room"):
        mark("import os\ndef double(x): os._exit(0)", exercise=exercise)


def test_what_is_no_plain_data_is_said_to_have_come_back():
    said = "double returned a value that is no number, text, array or list of them."
    assert {m.message for m in mark("def double(x): return object()").marks} == {said}


def test_a_file_that_is_not_there_is_a_row():
    result = grade(Work("ana", "x.py", None, ("This is not an ordinary file.",)), TINY, 1, QUICK)
    assert (result.status, result.points) == (NOTHING, 0)
    assert result.reason == "This is not an ordinary file."

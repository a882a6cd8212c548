"""One submission in its sandbox: partial credit where there is any, and a reason."""

import contextlib
import json
import re
import subprocess
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from sandboxed import DOUBLE, QUICK, TINY, TWICE, require_sandbox
from stamps import reads

from dlcourse.grading.exercise.kit import agrees, holds, law, task
from dlcourse.grading.exercise.spec import Failed, Mistake
from dlcourse.grading.marking.grade import generator, grade, not_graded
from dlcourse.grading.marking.journal import Journal
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, NOTHING, Mark, Result, Work
from dlcourse.grading.marking.pages import page
from dlcourse.grading.marking.report import write_all
from dlcourse.grading.sandbox import launch, remote
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import Unavailable

pytestmark = reads("dlcourse")
GOOD = "def double(x):\n    return 2 * x\n"
HIDDEN = (
    "With inputs that are not shown, the function gives something else, stops, or takes too long. "
    f"{TWICE}"
)


def triple(x):
    """Return 3x."""
    return 3 * x


def third(x):
    """Return x/3."""
    return x / 3


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
        (
            "while True: pass\n" + GOOD,
            "x.py",
            3,
            "In line 1 a statement was left out. It took",
        ),
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
            "double was stopped. It took more than 1.5 seconds of processor time.",
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
    assert result.seconds < (remote.STRIKES + 1) * QUICK.limits.wall(QUICK.limits.call)


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
    assert result.status == NOT_GRADED


def test_a_check_that_the_right_answer_fails_for_some_seed_charges_nobody():
    """It is named with exercise, function and check; the teacher gets what repeats it."""

    def luck(call, rng):
        holds(call(1.0) < 3 * rng.random(), "The result is small.")

    unlucky = replace(DOUBLE, public=(*DOUBLE.public, law("luck", luck)))
    exercise = replace(TINY, tasks=(unlucky,))
    results = {seed: mark(GOOD, exercise=exercise, seed=seed) for seed in range(8)}
    statuses = {result.status for result in results.values()}
    assert statuses == {GRADED, NOT_GRADED}
    for result in results.values():
        if result.status == NOT_GRADED:
            said = "The check luck of 99.1 double fails the right answer. The fault is"
            assert result.reason.startswith(said)
            (fault,) = result.faults
            drawn = int(re.search(r"default_rng\((\d+)\)", fault)[1])
            assert 3 * np.random.default_rng(drawn).random() <= 2
            assert str(drawn) not in page(exercise, result, {"sandbox": "none"})
        else:
            assert [m.passed for m in result.marks] == [True] * 3


def test_an_error_in_the_students_code_is_named_by_its_class_alone():
    result = mark("def double(x): raise ValueError('the input was ' + repr(x))")
    assert [m.message for m in result.marks] == ["double stopped with ValueError.", HIDDEN]


def test_a_public_check_shows_its_input_and_a_hidden_one_does_not():
    public, hidden = mark("def double(x): return 5 * x").marks
    assert (public.given, public.got) == ("x = 3", "15")
    assert (hidden.given, hidden.got) == ("", "")
    assert public.message == f"The result is wrong. {TWICE}"
    assert hidden.message == HIDDEN


def test_a_public_check_that_the_function_stops_in_shows_its_input():
    public, hidden = mark("def double(x): raise ValueError").marks
    assert (public.given, public.got) == ("x = 3", "")
    assert (hidden.given, hidden.got) == ("", "")


def test_no_mark_of_a_hidden_check_can_hold_numbers():
    chosen = {"given": "x = 3", "got": "15", "hint": "You halve.", "stopped": True}
    for name, value in chosen.items():
        with pytest.raises(ValueError, match="'a table' is hidden, so its mark holds no input"):
            Mark("double", "a table", True, 0, 2, False, **{name: value})


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
    assert [m.hint for m in marks] == ["You take one half away."] * 3 + [""]
    assert counts["less_by_a_half"] == 3
    assert counts["halved"] == 1  # the first answer rules it out
    assert counts["double"] == 1 + 2 * 4  # and twice for each failing check: is it fair?


def test_a_check_that_fails_before_it_asks_does_not_show_an_earlier_checks_input():
    def unasked(call, rng):
        raise Failed("Nothing was asked.")

    twice = replace(DOUBLE, public=(*DOUBLE.public, law("unasked", unasked)), hidden=())
    result = mark(GOOD, exercise=replace(TINY, tasks=(twice,)))
    assert result.marks[1].message == "Nothing was asked."


@pytest.mark.parametrize("answer", ["x", "1000 + x", "[*x]", "x[:2]", "str(x[0])", "1 / 0"])
def test_no_numbers_of_a_hidden_check_are_in_any_report(answer, tmp_path):
    """Neither what was asked nor what came back; the public check beside it shows both."""
    inputs = []

    def random(rng):
        inputs.append(rng.normal(size=3))
        return (inputs[-1],)

    asked = np.array([7.125, 8.5, 9.25])
    secret = replace(
        DOUBLE,
        public=(agrees("three numbers", DOUBLE.reference, (asked,), TWICE),),
        hidden=tuple(agrees(name, DOUBLE.reference, random, TWICE) for name in ("one", "two")),
        mistakes=(Mistake("as it came", lambda x: x, "You give back what came."),),
    )
    exercise = replace(TINY, tasks=(secret,))
    run = {"sandbox": "bubblewrap"}
    result = replace(mark(f"def double(x): return {answer}", exercise=exercise), seconds=0)
    assert not any(m.passed for m in result.marks)
    assert write_all(tmp_path, exercise, [result], run) == []
    with Journal(tmp_path, run) as journal:
        journal.add(result)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".html", ".csv", ".xml", ".json", ".jsonl"}
    said = [path.read_text("utf8") for path in files]
    silent = {path.name for path, text in zip(files, said, strict=True) if "7.125" not in text}
    assert silent == {"grades.csv", "class.html"}  # of a class, not of one submission
    assert len(inputs) == 2 * (1 + 5)  # the first draw fails; does the right answer pass all five?
    for value in np.abs(np.concatenate(inputs)):
        for number in (f"{value:.3f}"[:5], f"{1000 + value:.2f}"[:6], f"{1000 - value:.2f}"[:5]):
            assert not any(number in text for text in said)


def test_the_same_seed_gives_the_same_marks_and_another_seed_other_inputs():
    half = "def double(x):\n    import numpy as np\n    return np.where(x > 0, 2 * x, 0)\n"
    first, again = mark(half, seed=5), mark(half, seed=5)
    assert replace(first, seconds=0) == replace(again, seconds=0)
    draws = {
        generator(seed, digest, "t", check).normal()
        for seed in (1, 2)
        for digest in ("a1", "b2", "c3")
        for check in ("a", "b")
    }
    assert len(draws) == 12
    assert generator(7, "a1", "t", "c").normal() == generator(7, "a1", "t", "c").normal()


def test_the_same_file_is_asked_the_same_whoever_hands_it_in():
    half = b"def double(x):\n    import numpy as np\n    return np.where(x > 0.1, 2 * x, 0)\n"
    marks = {
        grade(Work(student, file, half), TINY, 5, QUICK).marks
        for student, file in (("ana", "a.py"), ("ben", "b.py"), ("\udcff", "c.py"))
    }
    assert len(marks) == 1


def test_a_result_survives_its_journal():
    result = mark("def double(x): return 5 * x")
    assert Result.from_data(json.loads(json.dumps(result.as_data()))) == result


def test_a_journal_from_before_inputs_were_kept_by_themselves_is_read():
    result = mark("def double(x): return 5 * x")
    old = result.as_data()
    for entry in old["marks"]:
        del entry["given"], entry["got"]
    plain = tuple(replace(m, given="", got="") for m in result.marks)
    assert Result.from_data(json.loads(json.dumps(old))) == replace(result, marks=plain)


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
    assert mark("def double(x): return object()").marks[0].message == said


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("(v for v in [x])", "of type generator, which hands out its items one by one."),
        ("map(abs, [x])", "of type map, which hands out"),
        ("{6.0}", "of type set, in which nothing has a place."),
        ("type('map (29 of 29)', (), {})()", "double returned a value that is no number"),
    ],
)
def test_what_is_no_list_is_named_by_its_type_where_it_is_pythons(returned, said):
    assert said in mark(f"def double(x): return {returned}").marks[0].message


def test_a_result_in_float32_gets_full_marks_through_the_sandbox():
    thirds = agrees("a third", third, (1.0,), TWICE)
    many = agrees("a table", third, lambda rng: (rng.normal(size=3),), TWICE)
    exercise = replace(TINY, tasks=(task(third, "A third.", public=[thirds], hidden=[many]),))
    source = "import numpy as np\ndef third(x): return np.float32(x) / np.float32(3)\n"
    assert mark(source, exercise=exercise).points == 2
    assert mark(source.replace("32", "16"), exercise=exercise).points == 0


def test_a_file_that_is_not_there_is_a_row():
    result = grade(Work("ana", "x.py", None, ("This is not an ordinary file.",)), TINY, 1, QUICK)
    assert (result.status, result.points) == (NOTHING, 0)
    assert result.reason == "This is not an ordinary file."

"""A session with one file: plain data crosses, and the limits are those of the process."""

import numpy as np
import pytest
from sandboxed import QUICK, require_sandbox

from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.channel import Channel
from dlcourse.grading.sandbox.errors import StudentError
from dlcourse.grading.sandbox.inside.raised import mark_of
from dlcourse.grading.sandbox.limits import Limits
from dlcourse.grading.sandbox.remote import Session


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    require_sandbox()


def test_arguments_and_results_cross_as_they_are():
    source = "def f(*args): return args\ndef g(): return {'a': (1, 2.5, [None, True])}\n"
    with Session(QUICK, "x.py", source.encode()) as session:
        table = np.arange(6, dtype=np.float32).reshape(2, 3)
        numbers, words, came = session.call("f")(7, "σ", table)
        assert (numbers, words) == (7, "σ")
        assert came.dtype == np.float32
        assert np.array_equal(came, table)
        assert session.call("g")() == {"a": (1, 2.5, [None, True])}
        assert session.defined(["f", "g", "h"]) == {"f", "g"}
        with pytest.raises(StudentError, match="AttributeError"):
            session.call("h")()


def test_a_large_argument_reaches_a_function_that_never_reads():
    with Session(QUICK, "x.py", b"def f(x): return x.sum()") as session:
        assert session.call("f")(np.ones(10**6)) == 10**6


def test_limits_are_what_the_process_has():
    source = (
        "import resource as r\n"
        "def limits(): return {n[7:]: list(r.getrlimit(getattr(r, n))) for n in dir(r)\n"
        "    if n.startswith('RLIMIT_')}\n"
    )
    limits = Limits()
    wanted = limits.for_process()
    assert wanted["AS"] == limits.memory
    assert wanted["CPU"] == limits.loading + limits.total + limits.piece
    assert wanted["NPROC"] == wanted["RTPRIO"] == wanted["MSGQUEUE"] == 0
    with Session(Sandbox(limits), "x.py", source.encode()) as session:
        found = session.call("limits")()
    assert {name: found[name] for name in wanted} == {n: [v, v] for n, v in wanted.items()}


def questions(code, monkeypatch):
    """Return what is asked until a file is read."""
    asked, real = [], Channel.ask

    def spy(self, kind, *rest):
        asked.append(kind)
        return real(self, kind, *rest)

    monkeypatch.setattr(Channel, "ask", spy)
    with Session(QUICK, "x.py", code.encode()) as session:
        session.start()
        kinds = asked[:]
        return kinds, session.notes, session.defined([f"f{n}" for n in range(9)])


def test_definitions_go_together_and_in_order(monkeypatch):
    code = "def f0(): pass\nn = 1\nprint()\ndef f1(x: missing): pass\ndef f2(): pass\n"
    asked, notes, defined = questions(code, monkeypatch)
    assert asked == ["load", "run_quiet", "run", "run_quiet"]
    assert notes == ["In line 4 a statement stopped with NameError."]
    assert defined == {"f0", "f2"}


def test_where_they_break_all_the_same_each_goes_by_itself(monkeypatch):
    code = "import os\nfrom inside import runner\n"
    code += "runner.Submission.run_quiet = lambda *a: os._exit(0)\n"
    code += "def f0(): pass\ndef f1(): pass\n"
    asked, notes, defined = questions(code, monkeypatch)
    first = ["load", *["run"] * 3, "run_quiet"]
    assert asked == [*first, "load", "needed", *["run"] * 5]
    assert defined == {"f0", "f1"}
    assert notes == []  # none was left out


def raised_here(function):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        function()
    return mark_of(caught.value)


def test_an_error_has_the_mark_in_the_sandbox_that_it_has_here_and_says_nothing_more():
    source = (
        "import numpy as np\n"
        "def one(): return np.ones((2, 3)) @ np.ones((2, 3))\n"
        "def two(): return np.linalg.inv(np.zeros((2, 2)))\n"
        "def three(): raise ValueError('a text of its own ' * 10**6)\n"
        "class Silent(Exception):\n    def __str__(self): raise SystemExit\n"
        "def four(): raise Silent\n"
        "def five(): raise ValueError('\\ud800')\n"
    )
    here = {}
    exec(source, here)
    with Session(QUICK, "x.py", source.encode()) as session:
        marks = []
        for name in ("one", "two", "three", "four", "five"):
            with pytest.raises(StudentError) as caught:
                session.call(name)()
            assert "text" not in str(vars(caught.value))
            marks.append(caught.value.mark)
            assert marks[-1] == raised_here(here[name])
        assert len(set(marks)) == 5


def test_the_same_words_at_another_place_have_another_mark():
    def by_python():
        return 1 / 0

    def by_hand():
        raise ZeroDivisionError("division by zero")

    assert raised_here(by_python) != raised_here(by_hand)

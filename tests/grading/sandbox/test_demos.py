"""What no function needs does not run again, and takes nothing from what functions may use."""

import ast

import pytest
from long import long
from sandboxed import TINY, require_sandbox

from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.marks import GRADED, NOTHING, Work
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import Lost, Spent, TimeLimit
from dlcourse.grading.sandbox.inside.demos import needed
from dlcourse.grading.sandbox.limits import Limits
from dlcourse.grading.sandbox.remote import BREAKS, Session

LIMITS = Limits(call=0.5, clock=40)
BURN = """import time
def burn(seconds):
    ends = time.process_time() + seconds
    while time.process_time() < ends: pass
"""
GOOD = "def double(x): return 2 * x\n"
ENDLESS = "def triple(x):\n    while True: pass\n"


def which(source, names=("f",)):
    """Return the lines of a file that are needed."""
    statements = ast.parse(source).body
    return [statements[n].lineno for n in needed(statements, names)]


def graded(code, limits=LIMITS):
    require_sandbox()
    return grade(Work("ana", "x.py", code.encode()), TINY, 1, Sandbox(limits))


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import numpy as np\ndef f(x): return x\nprint(f(3))\n", [1, 2]),
        ("table = [1]\ndef f(x): return table[x]\n", [1, 2]),
        ("X = [1]\ndef f(X): return X\nprint(f(X))\n", [2]),
        ("X = [1]\ndef f(x):\n    X = x\n    return X\nprint(X)\n", [2]),
        ("X = [1]\ndef f(x):\n    global X\n    X = x\nprint(f(3))\n", [1, 2, 5]),
        ("import numpy as np\nrng = np.random.default_rng(0)\ndef f(): return rng\n", [1, 2, 3]),
        ("t = [0]\nt[0] = 5\nt.append(1)\nt += [1]\ndef f(): return t\n", [1, 2, 3, 4, 5]),
        ("t = [0]\nfor n in range(3):\n    t.append(n)\ndef f(): return t\n", [1, 2, 4]),
        ("t = [0]\nalias = t\nalias.append(1)\ndef f(): return t\n", [1, 2, 3, 4]),
        ("t = [0]\ndef fill(): t.append(1)\nfill()\ndef f(): return t\n", [1, 2, 3, 4]),
        ("def g(x): return k\nk = 3\ndef f(x): return g(x)\n", [1, 2, 3]),
        ("k = 3\ndef g(x): return k\ndef f(x): return x\nprint(g(1))\n", [2, 3]),
        ("k = 3\nf = lambda x: k\nf(1)\n", [1, 2, 3]),
        ("def g(x): return x\nf = g\nh = g\n", [1, 2]),
        ("def g(x): return x\ng.table = [1]\ndef f(x): return g.table\n", [1, 2, 3]),
        ("import numpy as np\nseed = 3\nnp.random.seed(seed)\ndef f(x): return x\n", [1, 2, 3, 4]),
        ("import sys\nsys.setrecursionlimit(9)\ndef f(x): return x\n", [1, 2, 3]),
        ("import sys\nsys.tables = [1]\ndef f(x): return x\n", [1, 2, 3]),
        ("import time\ntime.sleep(8)\ndef f(x): return x\n", [1, 3]),
        ("import numpy as np\ndef f(x): return x\nnp.testing.assert_equal(f(1), 1)\n", [1, 2]),
        ("try:\n    import no_one\nexcept ImportError:\n    no_one = 0\ndef f(x): pass\n", [1, 5]),
        ("fast = True\nif fast:\n    def f(x): return x\n", [1, 2]),
        ("d = 3\ndef f(x=d): return x\n", [1, 2]),
        ("k = 3\nclass Net:\n    def run(self): return k\nnet = Net()\ndef f(): return net.run()\n",
         [1, 2, 4, 5]),
        ("def f(x): return x\nif __name__ == '__main__':\n    print(f(3))\n", [1]),
        ("total = 0\nfor n in range(9):\n    total += n\ndef f(x): return x\n", [4]),
        ("k = 3\ndef f(x): return globals()['k']\nprint(1)\n", [1, 2, 3]),
        ("max = 3\ndef f(x): return max\n", [1, 2]),
        ("with open('x') as t:\n    pass\ndef f(): return t\n", [1, 3]),
        ("a, (b, *c) = 1, (2, 3)\ndef f(): return c\n", [1, 2]),
        ("t = {}\ndef g():\n    def h(): return t\n    return h\ndef f(): return g()\n", [1, 2, 5]),
    ],
    ids=lambda x: repr(x)[:60],
)  # fmt: skip
def test_what_a_function_needs_is_found(source, lines):
    assert which(source) == lines


def test_without_names_every_function_counts():
    source = "k = 3\ndef g(): return k\nj = 4\ndef h(): return j\nl = 5\n"
    assert which(source, ()) == which(source, ("nobody",)) == [1, 2, 3, 4]


@long("limits")
def test_demos_and_an_endless_function_cost_no_other_function_a_point():
    """Five demos of nearly a call each, and a function that breaks the sandbox twice."""
    require_sandbox()
    code = BURN + "burn(0.4)\n" * 5 + ENDLESS + GOOD
    with Session(Sandbox(LIMITS), "x.py", code.encode(), ["double", "triple"]) as session:
        for _ in range(3):
            with pytest.raises(TimeLimit, match=r"0\.5 seconds of processor time"):
                session.call("triple")(1)
        assert session.call("double")(4) == 8
        assert session.used() < 5 * 0.5 + 4 * 0.5 + 1  # the demos once, two strikes


@long("limits")
def test_more_demos_than_there_is_time_for_cost_no_point_and_the_reason_names_the_limit():
    result = graded(BURN + "burn(0.45)\n" * 10 + GOOD)
    assert (result.points, result.status) == (3, GRADED)
    assert result.reason.startswith("From line 1")
    assert result.reason.endswith(
        "on, what no function needs was left out. The statements outside of functions have taken "
        f"more than {LIMITS.demos:g} seconds of processor time."
    )


def test_what_functions_need_is_there_again_after_a_break():
    require_sandbox()
    code = (
        "import numpy as np\nrng = np.random.default_rng(0)\ntable = np.zeros(2)\n"
        "table[1] = 7\nseen = []\nfor n in range(3): seen.append(n)\n"
        "def draw(x): return [float(rng.normal()), table, seen]\n" + ENDLESS
    )
    with Session(Sandbox(LIMITS), "x.py", code.encode(), ["draw", "triple"]) as session:
        before = session.call("draw")(1)
        with pytest.raises(TimeLimit, match="processor time"):
            session.call("triple")(1)
        after = session.call("draw")(1)
    assert before[0] == after[0]
    assert before[1].tolist() == after[1].tolist() == [0, 7]
    assert before[2] == after[2] == [0, 1, 2]


@long("limits")
def test_a_file_that_needs_more_than_all_the_time_says_so_and_nothing_that_is_not_true():
    result = graded(BURN + "table = burn(0.9)\n" * 12 + "def double(x): return table\n")
    assert (result.points, result.status) == (0, NOTHING)
    said = (
        "Reading the file was stopped. The statements outside of functions have taken more than "
        f"{LIMITS.loading:g} seconds of processor time."
    )
    assert result.reason.startswith(said)
    assert {mark.message for mark in result.marks} == {said}
    assert "no function" not in result.reason.replace("what no function needs", "")


@long("limits")
def test_calls_that_take_all_the_time_say_so():
    require_sandbox()
    code = BURN + "def double(x): return burn(0.4)\n"
    with Session(Sandbox(LIMITS), "x.py", code.encode(), ["double"]) as session:
        said = f"The calls of all functions have taken more than {LIMITS.total:g} seconds"
        for _ in range(int(LIMITS.total / 0.4)):
            session.call("double")(1)
        with pytest.raises(Spent, match=said):
            [session.call("double")(1) for _ in range(3)]


@long("limits")
def test_statements_that_break_the_sandbox_are_left_out_and_then_all_demos():
    result = graded("import os\n" + "os._exit(0)\n" * 30 + GOOD)
    assert result.points == 3
    said = f"Statements outside of functions have broken the sandbox {BREAKS} times."
    assert f"From line {BREAKS + 2} on, what no function needs was left out. {said}" in result.notes


def test_functions_that_all_end_their_process_leave_the_last_one_its_points():
    """More breaks than any one function may cause."""
    require_sandbox()
    many = [f"f{n}" for n in range(6)]
    code = "import os\n" + "".join(f"def {f}(x): os._exit(0)\n" for f in many) + GOOD
    with Session(Sandbox(LIMITS), "x.py", code.encode(), [*many, "double"]) as session:
        for name in many:
            for _ in range(3):
                with pytest.raises(Lost, match="has ended"):
                    session.call(name)(1)
        assert session.call("double")(4) == 8

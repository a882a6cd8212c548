"""A session with one file: plain data crosses, and the limits are those of the process."""

import numpy as np
import pytest
from sandboxed import QUICK, require_sandbox

from dlcourse.grading.sandbox.bubblewrap import Limits, Sandbox
from dlcourse.grading.sandbox.errors import StudentError
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
        "def limits(): return [list(r.getrlimit(n)) for n in (r.RLIMIT_AS, r.RLIMIT_NPROC, "
        "r.RLIMIT_FSIZE, r.RLIMIT_NOFILE, r.RLIMIT_CORE, r.RLIMIT_CPU)]\n"
    )
    limits = Limits()
    with Session(Sandbox(limits), "x.py", source.encode()) as session:
        wanted = [limits.memory, 0, limits.file, limits.files, 0, limits.cpu]
        assert session.call("limits")() == [[n, n] for n in wanted]

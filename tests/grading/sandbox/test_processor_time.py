"""Time in the sandbox is processor time: a busy machine costs no point, and nobody hides work."""

import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext

import pytest
from long import long
from needs import ROOT
from sandboxed import TINY, busy_machine, require_sandbox

from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.sandbox import processor
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import Lost, Spent, TimeLimit
from dlcourse.grading.sandbox.limits import LIMITS as USUAL
from dlcourse.grading.sandbox.limits import Limits
from dlcourse.grading.sandbox.processor import ProcessorTime
from dlcourse.grading.sandbox.remote import Session

pytestmark = long("limits")
LIMITS = Limits(call=0.5, clock=20)
LATE = r"^It took more than 0\.5 seconds of processor time\.$"
ASLEEP = r"^It slept or waited for more than 0\.25 seconds\.$"
CODE = b"""
import os, time
def burn(seconds):
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass
def burn_and_end(seconds):
    burn(seconds)
    os._exit(0)
"""
BURN = """
import os, sys, time
from threading import Thread
def burn(seconds):
    ends = time.thread_time() + seconds
    while time.thread_time() < ends:
        pass
"""


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    require_sandbox()


@contextmanager
def session(limits=LIMITS, code=CODE, **how):
    with Session(Sandbox(limits, **how), "x.py", code) as one:
        one.start()
        yield one


def graded(code, limits):
    return grade(Work("ana", "x.py", code.encode()), TINY, 1, Sandbox(limits))


def test_on_a_busy_machine_a_call_below_the_limit_always_comes_back():
    longest = 0.0
    with busy_machine(), session() as one:
        for _ in range(4):
            began = time.monotonic()
            one.call("burn")(0.6 * LIMITS.call)
            longest = max(longest, time.monotonic() - began)
    assert longest > LIMITS.call  # by the clock they would have been late


def test_on_a_busy_machine_an_endless_call_is_stopped_at_the_limit():
    with busy_machine(), session() as one:
        before = one.used()
        with pytest.raises(TimeLimit, match=LATE):
            one.call("burn")(1e9)
        assert LIMITS.call < one.used() - before < 2 * LIMITS.call


@pytest.mark.parametrize("walls", [True, False])
def test_a_call_that_is_late_by_little_is_late(walls):
    """Whoever waits for an answer looks now and then; the limit does not depend on when."""
    with session(walls=walls) as one, pytest.raises(TimeLimit, match=LATE):
        one.call("burn")(LIMITS.call + 0.05)


NAPS = b"""
import os, signal, time
terminal = os.open('/dev/ptmx', os.O_RDWR | os.O_NOCTTY)
def nap(seconds): time.sleep(seconds)
def naps(seconds):
    for _ in range(10_000): time.sleep(seconds)
def signals(seconds): signal.pause()
def reads(seconds): os.read(terminal, 1)
"""


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("name", ["nap", "naps", "signals", "reads"])
def test_who_sleeps_or_waits_is_stopped_soon_and_told_so(name, busy):
    with busy_machine() if busy else nullcontext(), session(LIMITS, NAPS) as one:
        one.call("nap")(0.1)
        began = time.monotonic()
        with pytest.raises(TimeLimit, match=ASLEEP):
            one.call(name)(0.02 if name == "naps" else 60)
        assert LIMITS.idle(LIMITS.call) < time.monotonic() - began < 8


def test_on_a_busy_machine_who_computes_is_not_taken_for_asleep():
    with busy_machine(), session() as one:
        for _ in range(4):
            one.call("burn")(0.8 * LIMITS.call)
        assert one.waited() < LIMITS.idle(LIMITS.call)


def test_the_last_bound_is_by_the_clock():
    """A process that computes and gets no processor; here one that does not count as asleep."""
    limits = Limits(call=0.5, clock=1)
    with session(limits, NAPS) as one, pytest.MonkeyPatch.context() as patch:
        patch.setattr(processor, "ASLEEP", ())
        with pytest.raises(TimeLimit, match=r"^It had not come back after 1\.5 seconds by the"):
            one.call("nap")(60)


def test_its_clock_tells_what_the_table_of_processes_tells():
    """And the time of who has gone stays, where only the table has it."""
    with session() as one:
        one.call("burn")(0.3)
        [channel] = one._spending.channels
        by_clocks, by_table = channel._used._by_clocks(), channel._used._by_table()
        assert by_table > 0.3
        assert by_clocks == pytest.approx(by_table, abs=0.05)
        channel._used._family.append(2**22 + 1)  # more than a kernel numbers
        assert channel._used._by_clocks() is None
        assert channel._used.seconds() == pytest.approx(by_table, abs=0.05)


def test_what_a_process_used_before_it_ended_is_counted():
    with session() as one:
        with pytest.raises(Lost):
            one.call("burn_and_end")(0.3)
        assert one.used() > 2 * 0.3  # it was asked twice


def test_a_file_that_sleeps_is_bounded_as_a_whole_and_its_functions_are_asked_all_the_same():
    code = "import time\n" + "time.sleep(0.4)\n" * 90 + "def double(x): return 2 * x\n"
    began = time.monotonic()
    result = graded(code, LIMITS)
    assert time.monotonic() - began < 25
    assert result.points == 3
    idle = LIMITS.idle(LIMITS.demos)
    said = "The statements outside of functions have slept or waited for more than"
    assert f"what no function needs was left out. {said} {idle:g} seconds." in result.reason


def test_calls_that_sleep_are_bounded_as_a_whole():
    with session(LIMITS, NAPS) as one:
        said = f"^The calls of all functions have slept or waited for more than {3:g} seconds"
        assert LIMITS.idle(LIMITS.total) == 3
        with pytest.raises(Spent, match=said):
            [one.call("nap")(0.2) for _ in range(200)]


def test_the_reason_names_the_limit_once():
    result = graded("def double(x):\n    while True: pass\n", LIMITS)
    said = "double was stopped. It took more than 0.5 seconds of processor time."
    assert [mark.told or mark.message for mark in result.marks] == [said, said]
    assert result.reason.count(said) == 1


@pytest.mark.parametrize(
    ("code", "least"),
    [
        ("burn(0.6)", 0.5),
        ("two = [Thread(target=burn, args=(0.6,)) for _ in '12']; [t.start() for t in two]", 1.0),
        ("os.fork() or burn(0.6)", 0.5),
        ("os.fork() or (burn(0.6), os._exit(0)); os.wait()", 0.5),
        ("os.fork() or os.fork() or burn(0.6)", 0.5),
    ],
    ids=["itself", "threads", "a child", "a child that has ended", "a grandchild"],
)
def test_all_that_a_process_starts_is_counted(code, least):
    """No sandbox lets a process start another, so that a plain one shows it."""
    command = [sys.executable, "-c", f"{BURN}{code}\nsys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        time_of = ProcessorTime(process.pid)
        ends = time.monotonic() + 60
        while time_of.seconds(anew=True) < least and time.monotonic() < ends:
            time.sleep(0.05)
        counted = time_of.seconds()
        time_of.end()
        process.stdin.close()
    assert counted >= least
    assert time_of.seconds() >= counted


def test_where_processor_time_is_not_told_the_clock_counts_and_messages_say_so(monkeypatch):
    monkeypatch.setattr(processor, "measured", lambda: False)
    with (
        session(code=b"import time\ndef nap(): time.sleep(9)") as one,
        pytest.raises(TimeLimit, match=r"^It took more than 0\.5 seconds\.$"),
    ):
        one.call("nap")()


def test_the_page_about_promises_names_these_limits():
    page = " ".join((ROOT / "exercises" / "THREATS.md").read_text("utf8").split())
    limits = USUAL
    said = (
        f"{limits.call:g} seconds of processor time a call and {limits.total / 60:g} minutes for "
        f"all calls; {limits.piece:g} seconds a statement outside of functions and "
        f"{limits.loading / 60:g} minutes for all of those, with what runs again after a break. "
        f"After {limits.demos / 60:g} minute only what functions need is run."
    )
    assert said in page
    assert limits.idle(limits.call) == limits.call / 2
    assert "may sleep or wait for half of each of these times" in page
    wall, end = limits.wall(limits.call), limits.wall(limits.total)
    assert f"after {wall:g} seconds by the clock, and a file after {end / 60:.0f} minutes." in page

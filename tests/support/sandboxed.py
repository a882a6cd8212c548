"""What the tests of the grader share: a tiny exercise, and whether a sandbox can be had."""

import functools
import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from dlcourse.grading.exercise.kit import agrees, law, task
from dlcourse.grading.exercise.spec import Exercise, Failed
from dlcourse.grading.marking.classroom import Classroom
from dlcourse.grading.marking.journal import Journal, describe
from dlcourse.grading.marking.submissions import find
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import NoSandbox
from dlcourse.grading.sandbox.launch import prove
from dlcourse.grading.sandbox.limits import Limits

CANARY = "canary-5f3759df"
QUICK = Sandbox(Limits(memory=512 << 20, call=1.5, clock=20))


def double(x):
    """Return 2x."""
    return 2 * x


def loot():
    """Return what nobody should have."""
    return CANARY


def looted(call, rng):
    got = call()
    if not (isinstance(got, str) and (CANARY in got or got == "escaped")):
        raise Failed("This is no loot.")


TWICE = "The result is twice the input."
DOUBLE = task(
    double,
    "Twice.",
    public=[agrees("three", double, (3.0,), TWICE)],
    hidden=[agrees("a table", double, lambda rng: (rng.normal(size=3),), TWICE, points=2)],
)
LOOT = task(loot, "Loot.", public=[], hidden=[law("looted", looted, points=5)])
TINY = Exercise("99", "Tiny", "99_tiny", (DOUBLE,))
TEMPTING = Exercise("98", "Tempting", "98_tempting", (DOUBLE, LOOT))


def graded(folder, out):
    """Grade a folder of TEMPTING; return the results, and the bytes of the largest child so far.

    For a process of its own: the kernel counts what a child shared with its parent when it began,
    and a process that has run tests before is large and has had other children.
    """
    with Journal(out, describe(TEMPTING, 1, QUICK)) as journal:
        classroom = Classroom(TEMPTING, 1, QUICK, journal)
        results = list(classroom.results(find(folder, "98").submissions, jobs=2))
    return results, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


@functools.cache
def no_sandbox():
    """Return why no sandbox can be had on this machine, or nothing."""
    try:
        prove(QUICK)
    except NoSandbox as error:
        return str(error)
    return ""


def require_sandbox():
    """Skip the test where no sandbox can be had; fail where one is required."""
    if why := no_sandbox():
        if os.environ.get("DLCOURSE_REQUIRE_SANDBOX"):
            pytest.fail(why, pytrace=False)
        pytest.skip(f"no sandbox: {why}"[:150])


@contextmanager
def busy_machine():
    """Keep every processor busy with three processes, each in a session of its own as ours is."""
    command = [sys.executable, "-c", "while True: pass"]
    many = range(3 * os.cpu_count())
    spinning = [subprocess.Popen(command, start_new_session=True) for _ in many]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def runners(grader=None):
    """Return the processes of a grader's runners (this one's), from the table of all processes."""
    tag = f"dlcourse-grade-{grader or os.getpid()}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if tag in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def runners_after_killing(grader):
    """Kill a grader, a Popen; return which of its runners are there after five seconds."""
    grader.kill()
    grader.communicate()
    ends = time.monotonic() + 5
    while runners(grader.pid) and time.monotonic() < ends:
        time.sleep(0.05)
    return runners(grader.pid)

"""No submission fills the kernel's memory or outlives its grader; where memory is short it goes."""

import contextlib
import dataclasses
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile import FILLING, LIBRARY
from long import long
from sandboxed import QUICK, require_sandbox, runners, runners_after_killing

from dlcourse.grading.sandbox import seccomp
from dlcourse.grading.sandbox.errors import RemoteError
from dlcourse.grading.sandbox.launch import launch
from dlcourse.grading.sandbox.remote import Session

pytestmark = long("limits")
MB = 1 << 20
KEPT = ("SUnreclaim", "Shmem", "KernelStack", "Percpu", "PageTables", "VmallocUsed")
BOUND = 64 * MB  # each attack would take about 200 MB, were it let
OUTLIVES = f"""{LIBRARY}import os, time
def double(x):
    C.prctl(1, 0)
    C.setfsuid(os.getuid())
    C.setfsgid(os.getgid())
    time.sleep(600)
"""


@pytest.fixture(scope="module", autouse=True)
def filtered():
    require_sandbox()
    if not seccomp.machine():
        pytest.skip("there is no filter for this machine")


def kept():
    """Return the bytes of memory that this kernel holds for itself, and cannot give back."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    sizes = {name: int(rest.split()[0]) for name, rest in (line.split(":") for line in lines)}
    return 1024 * sum(sizes.get(name, 0) for name in KEPT)


def growth(source):
    """Return by how much the kernel's memory is larger after an attack, while its process lives.

    What other programs do at the same time counts too.
    """
    with Session(QUICK, "x.py", source.encode()) as session:
        session.start()
        before = kept()
        with contextlib.suppress(RemoteError):
            session.ask_function("loot", ())
        return kept() - before


@pytest.mark.parametrize("name", FILLING)
def test_no_attack_fills_the_kernels_memory(name):
    assert any(growth(FILLING[name]) < BOUND for _ in range(3))


def test_without_the_filter_attacks_would_fill_it(monkeypatch):
    """So the test above would see it. Not every kernel knows attributes of files in memory."""
    monkeypatch.setattr(seccomp, "machine", lambda: "")
    names = ("attributes", "folders", "empty files", "what is left of shared memory")
    grown = {name: growth(FILLING[name]) for name in names}
    assert sum(size > BOUND for size in grown.values()) >= 2, grown


def test_page_tables_stay_within_the_number_of_mappings():
    """A page each, a gigabyte apart: as many tables as there can be for the memory that counts."""
    source = f"""{LIBRARY}
C.mmap.restype = ctypes.c_void_p
C.mmap.argtypes = [ctypes.c_void_p] + [ctypes.c_long] * 5
def spread():
    for n in range(1, 10**6):
        page = C.mmap(n << 30, 4096, 3, 0x100022, -1, 0)
        if page != n << 30: return n
        ctypes.memset(page, 1, 1)
"""
    mappings = int(Path("/proc/sys/vm/max_map_count").read_text())
    patient = dataclasses.replace(QUICK, limits=dataclasses.replace(QUICK.limits, call=6.0))
    with Session(patient, "x.py", source.encode()) as session:
        session.start()
        assert 10_000 < session.call("spread")() <= mappings
        tables = [Path(f"/proc/{pid}/status").read_text() for pid in runners()]
        size = max(int(re.search(r"VmPTE:\s*(\d+)", text)[1]) for text in tables)
        assert 2 * 4 * 10_000 < size <= 2.1 * 4 * mappings


def test_where_memory_is_short_the_kernel_ends_the_sandbox_and_not_the_grader():
    """By the score from which it chooses, for each process of the sandbox."""
    channel = launch(QUICK)
    try:
        mine = int(Path("/proc/self/oom_score").read_text())
        assert len(runners()) >= 2
        for pid in runners():
            assert Path(f"/proc/{pid}/oom_score_adj").read_text() == "1000\n"
            assert int(Path(f"/proc/{pid}/oom_score").read_text()) > mine + 500
        assert Path("/proc/self/oom_score_adj").read_text() != "1000\n"
    finally:
        channel.close()


def test_a_submission_that_would_outlive_its_grader_ends_with_it(tmp_path):
    """It takes back that the kernel ends it with its parent, which is why that call is refused."""
    (tmp_path / "x.py").write_text(OUTLIVES)
    code = (
        "import sys; from dlcourse.grading.sandbox.bubblewrap import Sandbox\n"
        "from dlcourse.grading.sandbox.remote import Session\n"
        "session = Session(Sandbox(), 'x.py', open(sys.argv[1], 'rb').read())\n"
        "session.start(); print('ready', flush=True); session.call('double')(1)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, str(tmp_path / "x.py")]
    grader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
    assert grader.stdout.readline() == b"ready\n"
    time.sleep(0.3)  # it sleeps by now
    assert runners(grader.pid)
    assert runners_after_killing(grader) == []


def test_a_crash_is_not_handed_to_this_machines_collector_of_crashes():
    """The kernel pipes a core to it whatever the limit is, but for a limit of one byte."""
    source = b"import resource as r\ndef core(): return list(r.getrlimit(r.RLIMIT_CORE))\n"
    with Session(QUICK, "x.py", source) as session:
        assert session.call("core")() == [1, 1]

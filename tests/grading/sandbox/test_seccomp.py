"""The filter of system calls: refuses its list, kills what is foreign, leaves NumPy alone."""

import errno
import platform
import re
import struct
from pathlib import Path

import pytest
from command_line import typed
from hostile import CALLS, FILTERED
from sandboxed import QUICK, TEMPTING, TINY, require_sandbox

from dlcourse.grading.marking import command
from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.sandbox import seccomp
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import Lost
from dlcourse.grading.sandbox.remote import Session

# A few calls without which Python does not run, by machine.
NEEDED = {
    "x86_64": {"read": 0, "write": 1, "mmap": 9, "execve": 59, "getrandom": 318, "openat": 257},
    "aarch64": {
        "read": 63,
        "write": 64,
        "mmap": 222,
        "execve": 221,
        "getrandom": 278,
        "openat": 56,
    },
}
HEADERS = {
    "x86_64": ("x86_64-linux-gnu/asm/unistd_64.h", "asm/unistd_64.h"),
    "aarch64": ("asm-generic/unistd.h",),
}
CALL = b"""
import ctypes
C = ctypes.CDLL(None, use_errno=True)
def call(number, *args):
    ctypes.set_errno(0)
    return [C.syscall(number, *args), ctypes.get_errno()]
"""
# The number of getpid for 32 bits, through the gate for 32 bits: mov eax, 20; int 0x80; ret.
FOREIGN = b"""
import ctypes, mmap
everything = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
code = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=everything)
code.write(bytes.fromhex("b814000000cd80c3"))
gate = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
def call(): return gate()
"""
NUMPY = b"""
import numpy as np, os, tempfile, time, threading, random, json, decimal, hashlib
def work():
    A = np.random.default_rng(0).normal(size=(200, 200))
    assert np.allclose(A @ np.linalg.inv(A), np.eye(200), atol=1e-6)
    np.linalg.svd(A), np.fft.fft(A), np.sort(A), np.einsum("ij,jk", A, A), np.linalg.eigh(A @ A.T)
    with tempfile.TemporaryFile() as file:
        np.save(file, A)
        file.seek(0)
        assert (np.load(file) == A).all()
    time.sleep(0.001), os.urandom(8), random.random(), os.listdir("/tmp"), threading.Lock()
    return True
"""


def here():
    require_sandbox()
    if not (machine := seccomp.machine()):
        pytest.skip("there is no filter for this machine")
    return machine


def decision(program, number, machine, arguments=(0,) * 6):
    """What the kernel decides: the program run as it runs it."""
    lines = list(struct.iter_unpack("=H2BI", program))
    read = {seccomp.NUMBER: number, seccomp.MACHINE: machine}
    read |= {seccomp.ARGUMENTS + 8 * n: value for n, value in enumerate(arguments)}
    at, value = 0, 0
    while True:
        code, yes, no, k = lines[at]
        at += 1
        if code == seccomp.LOAD:
            value = read[k]
        elif code == seccomp.AND:
            value &= k
        elif code == seccomp.RETURN:
            return k
        else:
            at += yes if (value == k if code == seccomp.EQUAL else value >= k) else no


@pytest.mark.parametrize("name", seccomp.MACHINES)
def test_the_program_decides_as_its_list_says(name):
    program, (machine, _) = seccomp.program(name), seccomp.MACHINES[name]
    refused, depends = set(seccomp.refused(name).values()), seccomp.allowed(name)
    assert len(refused) == len(seccomp.refused(name)) > 120
    assert refused.isdisjoint(depends)
    for number in {*range(seccomp.NEWER)} - {*depends}:
        wanted = seccomp.ERROR | errno.EPERM if number in refused else seccomp.ALLOW
        assert decision(program, number, machine) == wanted
    for number in (seccomp.NEWER, seccomp.NEWER + 99, seccomp.X32 - 1):
        assert decision(program, number, machine) == seccomp.ERROR | errno.ENOSYS
    for number in (seccomp.X32, seccomp.X32 + 1, 2**32 - 1):
        assert decision(program, number, machine) == seccomp.KILL
    for other in {0x40000003, *(m for m, _ in seccomp.MACHINES.values())} - {machine}:
        assert decision(program, 0, other) == seccomp.KILL
    assert refused.isdisjoint(NEEDED[name].values())


@pytest.mark.parametrize("name", seccomp.MACHINES)
def test_the_program_decides_by_an_argument_where_its_list_says_so(name):
    program, (machine, _) = seccomp.program(name), seccomp.MACHINES[name]
    assert len(seccomp.allowed(name)) >= 3
    for number, (argument, bits, values) in seccomp.allowed(name).items():
        for value in (*range(64), 0o100, 0o101, 0o20200002, 1024, 1026, 1030, 1031, 2**32 - 1):
            arguments = [2**32 - 1] * 6
            arguments[argument] = value
            wanted = seccomp.ALLOW if value & bits in values else seccomp.ERROR | errno.EPERM
            assert decision(program, number, machine, arguments) == wanted, (number, value)


@pytest.mark.parametrize("name", seccomp.MACHINES)
def test_the_numbers_are_those_of_the_kernels_headers(name):
    found = [p for h in HEADERS[name] if (p := Path("/usr/include", h)).exists()]
    if not found:
        pytest.skip("the kernel's headers are not installed")
    defined = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", found[0].read_text())
    numbers = {call: int(number) for call, number in defined}
    column = seccomp.MACHINES[name][1]
    ours = seccomp.refused(name)
    for call, *column_of in (rule.split() for rule in seccomp.ALLOWED):
        if column_of[column] != "-":
            ours[call] = int(column_of[column])
    known = numbers.keys() & ours.keys()
    assert len(known) > 120
    assert {call: numbers[call] for call in known} == {call: ours[call] for call in known}
    assert {call: numbers[call] for call in NEEDED[name]} == NEEDED[name]


def test_each_call_of_the_list_is_refused_in_the_sandbox():
    refused = seccomp.refused(here())
    with Session(QUICK, "x.py", CALL) as session:
        call = session.call("call")
        assert {name: call(n, -1, -1, -1, -1) for name, n in refused.items()} == {
            name: [-1, errno.EPERM] for name in refused
        }
        assert call(seccomp.NEWER, -1) == [-1, errno.ENOSYS]
        assert call(seccomp.X32 - 1, -1) == [-1, errno.ENOSYS]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has other gates")
@pytest.mark.parametrize(("source", "args"), [(CALL, (seccomp.X32 + 39,)), (FOREIGN, ())])
def test_a_call_in_the_manner_of_another_machine_ends_the_process(source, args):
    here()
    with Session(QUICK, "x.py", source) as session, pytest.raises(Lost):
        session.call("call")(*args)


def test_numpy_and_python_work_as_before():
    here()
    with Session(QUICK, "x.py", NUMPY) as session:
        assert session.call("work")() is True


ARGUMENTS = b"""
import ctypes, mmap, os, fcntl
C = ctypes.CDLL(None, use_errno=True)
file = os.open("/tmp", os.O_TMPFILE | os.O_RDWR)
os.write(file, bytes(4096))
def may(call, *args):
    try:
        return getattr({"mmap": mmap, "fcntl": fcntl}[call], call)(*args) is not None
    except OSError as error:
        return error.errno
def create(flags):
    return C.open(b"/tmp/new", flags, 0o600) >= 0 or ctypes.get_errno()
def private(): return may("mmap", -1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
def shared(): return may("mmap", -1, 4096, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
def checked(): return may("mmap", file, 4096, 3)
def ours(): return may("mmap", file, 4096, mmap.MAP_PRIVATE)
def control(command): return may("fcntl", file, command)
"""


def test_calls_that_depend_on_an_argument_are_refused_by_it_in_the_sandbox():
    here()
    with Session(QUICK, "x.py", ARGUMENTS) as session:
        create, control = session.call("create"), session.call("control")
        assert [create(flags) for flags in (0o100, 0o102, 0o301)] == [errno.EPERM] * 3
        assert create(0o2) == errno.ENOENT
        assert session.call("private")() is True
        assert session.call("ours")() is True
        assert session.call("shared")() == session.call("checked")() == errno.EPERM
        assert control(1) is True
        assert [control(command) for command in (6, 7, 37, 1024, 1026, 1031)] == [errno.EPERM] * 6


def test_no_file_of_the_filter_stays_open_in_the_sandbox():
    here()
    source = (
        b"import os, stat\ndef pipes():\n    n = 0\n    for fd in range(32):\n"
        b"        try: n += stat.S_ISFIFO(os.fstat(fd).st_mode)\n        except OSError: pass\n"
        b"    return n\n"
    )
    with Session(QUICK, "x.py", source) as session:
        assert session.call("pipes")() == 2  # questions and answers


def test_without_the_filter_the_attacks_on_system_calls_would_succeed(monkeypatch):
    """But for those that this kernel refuses by itself."""
    here()
    monkeypatch.setattr(seccomp, "machine", lambda: "")
    points = {
        name: grade(Work("x", "x.py", source.encode()), TEMPTING, 1, QUICK).points
        for name, source in FILTERED.items()
    }
    assert len(points) == len(CALLS)
    assert sum(map(bool, points.values())) >= len(CALLS) / 2, points


def test_a_machine_without_a_filter_is_named_in_the_run_and_in_the_marks(monkeypatch, tmp_path):
    require_sandbox()
    monkeypatch.setattr(command, "load", lambda number: TINY)
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert "--seccomp" not in Sandbox().command()
    (tmp_path / "ana.py").write_text("def double(x): return 2 * x\n")
    out = tmp_path / "out"
    done = typed("grade", tmp_path / "ana.py", "--exercise", "99", "--out", out)
    assert done.exit_code == 0, done.output
    assert "WARNING: this kind of machine has no filter of system calls." in done.output
    assert '"bubblewrap, no filter of system calls"' in (out / "grades.csv").read_text()

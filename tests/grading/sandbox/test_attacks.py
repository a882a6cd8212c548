"""Hostile submissions, all in one run with honest ones: none scores, none leaves a trace."""

import math
import os
import re
import shutil
import socket
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from hostile import ATTACKS, PIPES
from long import but, long
from sandboxed import CANARY, QUICK, TEMPTING, TINY, graded, require_sandbox, runners
from stamps import reads

from dlcourse.grading.checking.public import ask
from dlcourse.grading.exercise import shelf
from dlcourse.grading.exercise.kit import law
from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, Work
from dlcourse.grading.marking.pages import page
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.launch import launch

pytestmark = reads("dlcourse", "exercises")
MARK = f"dlcourse_mark_{os.getpid()}"
HONEST = "def double(x):\n    return 2 * x\n"
RUN = {"sandbox": "bubblewrap"}


class Host:
    """A place worth attacking: files that every user may read, and two open ports."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="dlcourse_host_"))
        self.home.chmod(0o777)
        self.secret = self.home / "secret.txt"
        self.secret.write_text(CANARY)
        self.name = self.home.name
        self.visitors = 0
        self.sockets = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
        self.sockets[1].bind(f"\0{self.name}")
        self.sockets[1].listen()
        self.port = self.sockets[0].getsockname()[1]
        for listener in self.sockets:
            threading.Thread(target=self.greet, args=(listener,), daemon=True).start()

    def greet(self, listener):
        while True:
            try:
                guest, _ = listener.accept()
            except OSError:
                return
            self.visitors += 1
            guest.sendall(CANARY.encode())
            guest.close()

    def close(self):
        for listener in self.sockets:
            listener.close()
        shutil.rmtree(self.home)

    def fill(self, source):
        for word, text in {
            "HOME": str(self.home),
            "SECRET": str(self.secret),
            "PORT": str(self.port),
            "NAME": self.name,
            "MARK": MARK,
        }.items():
            source = re.sub(rf"\b{word}\b", text, source)
        return source

    def traces(self):
        """Return every file that should not be there."""
        places = [self.home, Path(tempfile.gettempdir()), Path("/dev/shm"), Path.home(), Path.cwd()]
        return [p for place in places for p in place.glob(f"*{MARK}*")]


class Run:
    """All the attacks graded in one run, with honest submissions before, between and after."""

    def __init__(self, host, out):
        folder = host.home / "submissions"
        folder.mkdir()
        names = {f"a{n:03}": name for n, name in enumerate(ATTACKS)}
        for key, name in names.items():
            suffix = "ipynb" if ATTACKS[name].startswith("{") else "py"
            (folder / f"{key}.{suffix}").write_text(host.fill(ATTACKS[name]))
        for n in range(4):
            (folder / f"a{n * 30:03}_honest.py").write_text(HONEST)
        (folder / "honest_0.py").write_text(f"# {CANARY}\n{HONEST}")
        before = {p.name: p.read_bytes() for p in folder.iterdir()}
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            results, self.peak = alone.submit(graded, folder, out).result()
        self.untouched = before == {p.name: p.read_bytes() for p in folder.iterdir()}
        self.of = {names[r.student]: r for r in results if r.student in names}
        self.honest = [r for r in results if "honest" in r.student]
        self.out = sorted(p.name for p in out.iterdir())


@pytest.fixture(scope="module")
def host():
    require_sandbox()
    host = Host()
    yield host
    host.close()


@pytest.fixture(scope="module")
def run(host, tmp_path_factory):
    os.environ["DLCOURSE_SECRET"] = CANARY
    yield Run(host, tmp_path_factory.mktemp("out"))
    del os.environ["DLCOURSE_SECRET"]


@long("limits")
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_scores_nothing_and_ends_in_time(run, name):
    result = run.of[name]
    assert result.points == 0
    assert result.status != NOT_GRADED  # it ran, and a row says what came of it
    assert result.reason
    assert result.seconds < QUICK.limits.wall(QUICK.limits.total) + 10


@long("limits")
def test_there_are_attacks_of_every_kind(run):
    assert len(ATTACKS) >= 195
    assert run.of.keys() == ATTACKS.keys()


@long("limits")
def test_honest_submissions_of_the_same_run_are_not_disturbed(run):
    assert len(run.honest) == 5
    assert {(r.points, r.status) for r in run.honest} == {(3, GRADED)}


@long("limits")
def test_no_process_is_left(run):
    ends = time.monotonic() + 5
    while runners() and time.monotonic() < ends:
        time.sleep(0.05)
    assert runners() == []


@long("limits")
def test_no_file_is_left_and_none_is_changed(run, host):
    assert host.traces() == []
    assert run.untouched
    assert run.out == ["journal.jsonl"]
    assert host.secret.read_text() == CANARY


@long("limits")
def test_no_connection_was_made(run, host):
    assert host.visitors == 0


@long("limits")
def test_memory_stays_within_the_limit(run):
    assert 0 < run.peak < QUICK.limits.memory * 1.1


@long("limits")
def test_a_page_holds_no_markup_of_a_student_and_no_canary(run):
    for name, result in run.of.items():
        text = page(TEMPTING, result, RUN)
        assert "<script" not in text, name
        assert CANARY not in text, name


def test_the_bait_is_real_without_walls():
    """What the attacks look for is there: without a sandbox these three would score."""
    host = Host()
    try:
        for name in ("read the host's file", "list the host's home", "open the network"):
            work = Work("x", "x.py", host.fill(ATTACKS[name]).encode())
            open_house = Sandbox(walls=False)
            assert grade(work, TEMPTING, 1, open_house).points == 5, name
    finally:
        host.close()


def test_the_attacks_on_the_pipe_reach_it(host):
    """The snippet finds pipe and ticket, so what it sends is refused for what it is."""
    source = PIPES.replace("\n", "\n    ")
    honest = (
        f"def double(x):{source}\n    assert answer > 2 and len(ticket) == 16\n    return 2 * x\n"
    )
    assert grade(Work("x", "x.py", honest.encode()), TINY, 1, QUICK).points == 3


def test_no_student_code_runs_as_root(host):
    channel = launch(QUICK)
    try:
        for pid in runners():
            status = Path(f"/proc/{pid}/status").read_text()
            uids = {int(uid) for uid in re.search(r"Uid:(.*)", status)[1].split()}
            assert 0 not in uids
            assert re.search(r"NoNewPrivs:\s*1", status) or pid == channel.process.pid
        assert len(runners()) >= 2
    finally:
        channel.close()


def test_the_students_process_is_alone(host):
    """Beside it no process of its user without limits, such as one that ptrace could drive."""
    source = "import os\ndef double(x): return 2 * x if os.getpid() == 1 else None\n"
    assert grade(Work("x", "x.py", source.encode()), TINY, 1, QUICK).points == 3


def test_a_sandbox_shows_python_and_nothing_of_this_machine(host):
    source = (
        "import os\ndef loot():\n"
        "    return ' '.join(sorted(os.listdir('/'))) + ' ' + ' '.join(sorted(os.environ))\n"
    )
    seen = []

    def look(call, rng):
        seen.append(call())

    spy = replace(TEMPTING.tasks[1], hidden=(law("look", look),))
    grade(Work("x", "x.py", source.encode()), replace(TEMPTING, tasks=(spy,)), 1, QUICK)
    words = set(seen[0].split())
    assert "proc" not in words
    assert {"tmp", "dev", "packages"} <= words
    assert not words & {"home", "etc", "var", "work", "runner", "DLCOURSE_SECRET"}


def test_hidden_inputs_do_not_come_out_through_an_error(host):
    source = (
        "def double(x):\n"
        "    if getattr(x, 'shape', ()) == (3,):\n"
        "        name = 'INPUT_' + '_'.join(str(abs(int(v * 1000))) for v in x)\n"
        "        raise type(name, (Exception,), {})('INPUT ' + repr(x))\n"
        "    return 2 * x\n"
    )
    result = grade(Work("x", "x.py", source.encode()), TINY, 1, QUICK)
    assert result.points == 1
    assert "INPUT" not in page(TINY, result, RUN)
    assert "an error class of its own" in result.marks[1].told
    assert "error" not in result.marks[1].message


TRICKS = {
    "no entries": np.zeros(0),
    "no rows": np.zeros((0, 5)),
    "a long column": np.zeros((200_000, 1)),
    "a long row": np.zeros((1, 200_000)),
    "eight axes": np.zeros((2,) * 8),
    "nan": np.full(3, np.nan),
    "one nan": math.nan,
    "infinity": math.inf,
    "smallest integers": np.full(5, -(2**63)),
    "a text": "<script>",
    "no text": "",
    "an empty list": [],
    "an empty tuple": (),
    "an empty dict": {},
    "many texts": ["a"] * 9000,
    "nested": [[1, [2, {"a": None}]]],
    "three long columns": tuple(np.zeros((80_000, 1)) for _ in range(3)),
}


@pytest.mark.parametrize("number", but(["03"], shelf.numbers(), "proofs"))
@pytest.mark.parametrize("trick", TRICKS)
def test_no_check_of_an_exercise_takes_a_trick_for_an_answer(number, trick):
    """And each answers at once: arrays that broadcast would cost the grader its memory."""
    for task in shelf.load(number).tasks:
        for check in task.checks:
            began = time.process_time()  # another program's load is no fault of the check
            outcome = ask(task, check, lambda *args: TRICKS[trick])
            assert time.process_time() - began < 5  # some ask the right answer five times
            assert not (outcome.ok and check.points), (task.name, check.name)

"""A grader that is killed: what was running is named, comes last, alone, and not a third time."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import typed
from long import long
from sandboxed import QUICK, TINY, require_sandbox

from dlcourse.grading.marking import classroom, command, journal
from dlcourse.grading.marking.classroom import Classroom
from dlcourse.grading.marking.journal import Journal, describe
from dlcourse.grading.marking.marks import NOT_GRADED, Work
from dlcourse.grading.marking.submissions import find
from dlcourse.grading.sandbox.errors import Unavailable

pytestmark = long("classes")
GOOD = "def double(x):\n    return 2 * x\n"
KILLER = "KILLER = 'the grader'\n" + GOOD
NAMED = "The last run ended while these were being graded: "
NEVER = "The grader itself was ended 2 times while this file was running"
# A grader that is killed when it comes to a certain file, as the kernel would kill it.
DEADLY = """
import os, signal, sys
from sandboxed import TINY
from dlcourse.grading.cli import main
from dlcourse.grading.marking import classroom, command
real = classroom.grade
def deadly(work, *rest):
    if b"KILLER" in work.data:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(work, *rest)
classroom.grade = deadly
command.load = lambda number: TINY
main()
"""


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    require_sandbox()
    monkeypatch.setattr(command, "load", lambda number: TINY)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "submissions"
    made.mkdir()
    for name in ("ana", "ben", "eva", "kim"):
        (made / f"{name}.py").write_text(f"# {name}\n{GOOD}")
    (made / "dan.py").write_text(KILLER)
    return made


def run(code, folder, out, jobs=2):
    args = ["grade", folder, "--exercise", "99", "--out", out, "--jobs", jobs]
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )


def table(out):
    with (out / "grades.csv").open(encoding="utf-8") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def lines(out):
    return [json.loads(line) for line in (out / journal.NAME).read_text().splitlines()]


def test_a_file_that_kills_the_grader_does_it_twice_and_not_again(folder, tmp_path):
    out = tmp_path / "out"
    first = run(DEADLY, folder, out)
    assert first.returncode == -signal.SIGKILL
    assert NAMED not in first.stderr
    second = run(DEADLY, folder, out)
    assert second.returncode == -signal.SIGKILL
    assert NAMED in second.stderr
    assert "dan" in second.stderr.split(NAMED)[1].split(". They come last")[0]
    done = {line["student"] for line in lines(out) if "marks" in line}
    assert done == {"ana", "ben", "eva", "kim"}  # the others came before it
    third = run(DEADLY, folder, out)
    assert third.returncode == command.FAILING, third.stderr
    assert f"{NAMED}dan. They come last" in third.stderr
    assert "Not run any more, since they ended the grader or its workers: 1." in third.stderr
    assert "to retry those" not in third.stderr
    rows = table(out)
    assert NEVER in rows["dan"]["reason"]
    assert (rows["dan"]["status"], rows["dan"]["points"]) == (NOT_GRADED, "")
    assert {rows[name]["points"] for name in ("ana", "ben", "eva", "kim")} == {"3"}
    fourth = run(DEADLY, folder, out)
    assert fourth.returncode == command.FAILING
    assert NAMED not in fourth.stderr
    assert len([line for line in lines(out) if "marks" in line]) == 4  # nothing twice


def test_who_was_only_beside_it_is_graded(folder, tmp_path):
    out = tmp_path / "out"
    (folder / "ann.py").write_text("import time\ntime.sleep(1)\n" + GOOD)
    for _ in range(2):
        assert run(DEADLY, folder, out, jobs=6).returncode == -signal.SIGKILL
    assert run(DEADLY, folder, out).returncode == command.FAILING
    assert table(out)["ann"]["points"] == "3"


def test_a_copy_under_another_name_is_not_run_either_and_a_mended_file_is(folder, tmp_path):
    out = tmp_path / "out"
    for _ in range(2):
        run(DEADLY, folder, out)
    (folder / "zoe.py").write_text(KILLER)
    (folder / "dan.py").write_text(GOOD)
    assert run(DEADLY, folder, out).returncode == command.FAILING
    assert NEVER in table(out)["zoe"]["reason"]
    assert table(out)["dan"]["points"] == "3"


def suspects(out, head):
    with Journal(out, dict(head)) as book:
        return book.suspects


def test_what_ends_for_a_reason_of_its_own_is_no_death(folder, tmp_path, monkeypatch):
    head = describe(TINY, 1, QUICK)
    work = [Work(name, f"{name}.py", name.encode()) for name in ("ana", "ben")]
    with Journal(tmp_path, dict(head)) as book:
        for one in work:
            book.begin(one)
        book.leave(work[0].digest)  # no sandbox could be had
    assert suspects(tmp_path, head) == ["ben"]
    with Journal(tmp_path, dict(head)) as book:
        book.begin(work[0])
        book.stop()  # Ctrl-C
        book.begin(work[1])  # by a thread that had not heard of it
    with Journal(tmp_path, dict(head)) as book:
        assert book.suspects == []
        assert [book.ended(one.digest) for one in work] == [0, 1]

    def unavailable(*args):
        raise Unavailable("no room")

    monkeypatch.setattr(classroom, "grade", unavailable)
    out = tmp_path / "out"
    assert typed("grade", folder, "--exercise", "99", "--out", out).exit_code == command.FAILING
    monkeypatch.undo()
    monkeypatch.setattr(command, "load", lambda number: TINY)
    done = typed("grade", folder, "--exercise", "99", "--out", out)
    assert done.exit_code == 0
    assert NAMED not in done.output


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_run_that_is_asked_to_end_blames_no_file(tmp_path, name):
    folder, out = tmp_path / "submissions", tmp_path / "out"
    folder.mkdir()
    (folder / "ana.py").write_text(GOOD + "while True: pass\n")
    code = "from sandboxed import TINY; from dlcourse.grading.marking import command\n"
    code += "from dlcourse.grading.cli import main; command.load = lambda n: TINY; main()"
    args = ["grade", str(folder), "--exercise", "99", "--out", str(out)]
    grader = subprocess.Popen(
        [sys.executable, "-c", code, *args],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        # a shell's & and nohup would have it ignore them
        preexec_fn=lambda: [signal.signal(n, signal.SIG_DFL) for n in (2, 1, 15)],
    )
    ends = time.monotonic() + 60
    path = out / journal.NAME
    while time.monotonic() < ends and not (path.exists() and b"begun" in path.read_bytes()):
        time.sleep(0.05)
    grader.send_signal(getattr(signal, name))
    _, said = grader.communicate(timeout=20)
    assert grader.returncode == command.INTERRUPTED
    assert b"Start the same command again" in said
    assert [line for line in lines(out) if "stopped" in line] == [{"stopped": True}]


def test_suspects_come_last_and_one_at_a_time(folder, tmp_path, monkeypatch):
    head = describe(TINY, 1, QUICK)
    found = find(folder, "99").submissions
    with Journal(tmp_path, dict(head)) as book:
        for submission in found[:2]:
            book.begin(submission.read())
    seen, running, most = [], set(), []
    real = classroom.grade

    def spy(work, *rest):
        running.add(work.student)
        most.append(len(running))
        time.sleep(0.2)
        seen.append(work.student)
        running.discard(work.student)
        return real(work, *rest)

    monkeypatch.setattr(classroom, "grade", spy)
    with Journal(tmp_path, dict(head)) as book:
        results = list(Classroom(TINY, 1, QUICK, book).results(found, jobs=3))
    assert len(results) == len(found) == 5
    assert seen[3:] == [submission.student for submission in found[:2]]
    assert max(most[:3]) > 1
    assert most[3:] == [1, 1]


def test_a_journal_from_before_this_is_read(tmp_path):
    head = describe(TINY, 1, QUICK)
    (tmp_path / journal.NAME).write_text(json.dumps({"run": head}) + "\n")
    with Journal(tmp_path, dict(head)) as book:
        assert book.suspects == []
    assert Path(tmp_path / journal.NAME).read_text().count("\n") == 1

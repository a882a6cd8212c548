"""A class from the command line: a table of marks, and a run that can be gone on with."""

import csv
import errno
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from command_line import typed
from long import long
from sandboxed import TINY, require_sandbox
from stamps import reads

from dlcourse.grading.cli import main
from dlcourse.grading.exercise.kit import law
from dlcourse.grading.marking import classroom, command, journal, report
from dlcourse.grading.marking.marks import Result
from dlcourse.grading.sandbox.errors import NoSandbox, Unavailable

pytestmark = reads("dlcourse")
GOOD = "def double(x):\n    return 2 * x\n"
HALF = "def double(x):\n    return 6.0\n"


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(command, "load", lambda number: {"99": TINY}[number])
    require_sandbox()


def cell(source):
    return {"cell_type": "code", "source": source}


def grade(folder, out, *more):
    return typed("grade", folder, "--exercise", "99", "--out", out, "--jobs", "2", *more)


def asks(folder, n):
    """Return the option that names a secret, another for each n."""
    path = folder / f"secret_{n}"
    path.write_text(f"sixteen letters and {n}\n")
    return "--secret", path


def table(out):
    with (out / "grades.csv").open(encoding="utf-8") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_a_class_with_everything_in_it(tiny, folder, tmp_path):
    (folder / "good.py").write_text(GOOD)
    (folder / "half.py").write_text(HALF)
    (folder / "=odd name'\n<b>.py").write_text(GOOD)
    (folder / os.fsdecode(b"\xff\xfe.py")).write_text(GOOD)
    (folder / "empty.ipynb").write_text("")
    (folder / "loop.py").write_text("while True: pass\n")
    (folder / "big.ipynb").touch()
    os.truncate(folder / "big.ipynb", 200 << 20)
    (folder / "link.py").symlink_to("/etc/passwd")
    (folder / "two.py").write_text(HALF)
    (folder / "two.ipynb").write_text(json.dumps({"cells": [cell(GOOD)]}))
    out = tmp_path / "out"
    done = grade(folder, out, *asks(tmp_path, 5), "--seconds", 1)
    assert done.exit_code == 0, done.output
    assert "9 submissions: 5 graded, 4 nothing to grade." in done.output
    points = {student: row["points"] for student, row in table(out).items()}
    assert points == {
        "good": "3",
        "half": "1",
        "'=odd name'\\n<b>": "3",
        "\\udcff\\udcfe": "3",
        "empty": "0",
        "loop": "0",
        "big": "0",
        "link": "0",
        "two": "3",
    }
    note = "There are 2 files, and one was graded: the one that is named beside the mark."
    assert (table(out)["two"]["reason"], table(out)["two"]["file"]) == (note, "two.ipynb")
    assert all(row["reason"] for row in table(out).values() if row["points"] != "3")
    assert len(list((out / "pages").iterdir())) == 9


def test_the_same_secret_gives_the_same_table(tiny, folder, tmp_path):
    for n in range(3):
        (folder / f"s{n}.py").write_text(GOOD if n else HALF)
    texts = []
    for jobs, name in ((1, "a"), (3, "b")):
        assert grade(folder, tmp_path / name, *asks(tmp_path, 5), "--jobs", jobs).exit_code == 0
        texts.append((tmp_path / name / "grades.csv").read_text())
    assert texts[0] == texts[1]
    assert ",bubblewrap" in texts[0]


def test_what_is_graded_is_not_graded_again_unless_the_file_changes(
    tiny, folder, tmp_path, monkeypatch
):
    out, seen = tmp_path / "out", []
    real = classroom.grade

    def spy(work, *rest):
        seen.append(work.student)
        return real(work, *rest)

    monkeypatch.setattr(classroom, "grade", spy)
    (folder / "ana.py").write_text(GOOD)
    (folder / "ben.py").write_text(HALF)
    assert grade(folder, out).exit_code == 0
    first = (out / "grades.csv").read_bytes()
    assert grade(folder, out).exit_code == 0
    assert (out / "grades.csv").read_bytes() == first
    (folder / "ben.py").write_text(GOOD)
    assert grade(folder, out).exit_code == 0
    assert sorted(seen) == ["ana", "ben", "ben"]
    assert table(out)["ben"]["points"] == "3"


def test_a_journal_that_breaks_off_loses_that_line_alone(tiny, folder, tmp_path):
    out = tmp_path / "out"
    for name in ("ana", "ben"):
        (folder / f"{name}.py").write_text(GOOD)
    assert grade(folder, out).exit_code == 0
    path = out / journal.NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    assert grade(folder, out).exit_code == 0
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert sorted(line["student"] for line in lines if "marks" in line) == ["ana", "ben"]
    path.write_bytes(whole[:20])
    assert grade(folder, out).exit_code == 0


def test_half_a_line_in_the_middle_costs_its_own_result_alone(tiny, folder, tmp_path):
    """A disk was full, and had room again."""
    out = tmp_path / "out"
    for name in ("ana", "ben", "eva"):
        (folder / f"{name}.py").write_text(GOOD)
    assert grade(folder, out, "--jobs", 1).exit_code == 0
    path = out / journal.NAME
    lines = path.read_bytes().splitlines(keepends=True)
    _, second, _ = [n for n, line in enumerate(lines) if b'"marks"' in line]
    lines[second] = lines[second][:40]
    path.write_bytes(b"".join(lines))
    done = grade(folder, out)
    assert done.exit_code == 0
    assert {row["points"] for row in table(out).values()} == {"3"}
    assert len(table(out)) == 3


def test_a_line_that_the_disk_did_not_take_leaves_no_half_of_it(tmp_path, monkeypatch):
    run = {"seed": 1, "sandbox": "none"}
    results = [Result(name, f"{name}.py", "0", 1, 3, "graded") for name in ("ana", "ben", "eva")]
    with journal.Journal(tmp_path, run) as book:
        book.add(results[0])
        with monkeypatch.context() as patch:
            patch.setattr(
                journal.os, "fsync", lambda fd: (_ for _ in ()).throw(OSError(28, "Full"))
            )
            book.add(results[1])
        assert "Full" in book.trouble
        book.add(results[2])
    lines = [json.loads(line) for line in (tmp_path / journal.NAME).read_text().splitlines()]
    assert [line.get("student") for line in lines] == [None, "ana", "eva"]


def test_a_disk_that_was_full_for_the_first_line_has_it_with_the_next(tmp_path, monkeypatch):
    head = {"seed": 1, "sandbox": "none"}

    def full(fd):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal.os, "fsync", full)
        book = journal.Journal(tmp_path, dict(head))
    book.add(Result("ana", "ana.py", "0", 1, 3, "graded"))
    book.close()
    with journal.Journal(tmp_path, dict(head)) as book:
        assert len(book.done) == 1


def test_two_runs_cannot_write_into_one_folder(tiny, folder, tmp_path):
    (folder / "ana.py").write_text(GOOD)
    out = tmp_path / "out"
    assert grade(folder, out).exit_code == 0
    head = json.loads((out / journal.NAME).read_text().splitlines()[0])["run"]
    with journal.Journal(out, head):
        done = grade(folder, out)
        assert done.exit_code == 2
        assert "Another run is writing into" in done.output
    assert grade(folder, out).exit_code == 0


def test_an_exercise_that_was_mended_is_another_run(tiny, folder, tmp_path, monkeypatch):
    (folder / "ana.py").write_text(GOOD)
    assert grade(folder, tmp_path / "out").exit_code == 0
    monkeypatch.setattr(journal, "digest_of", lambda number: "mended")
    done = grade(folder, tmp_path / "out")
    assert done.exit_code == 2
    assert "another run (it differs in: source)" in done.output


def test_a_folder_with_another_runs_journal_is_refused(tiny, folder, tmp_path):
    (folder / "ana.py").write_text(GOOD)
    assert grade(folder, tmp_path).exit_code == 0
    done = grade(folder, tmp_path, "--seconds", 9)
    assert done.exit_code == 2
    assert "another run (it differs in: limit)" in done.output
    (tmp_path / journal.NAME).write_text("no journal\n")
    done = grade(folder, tmp_path)
    assert done.exit_code == 2
    assert "is no journal of this program" in done.output


@long("classes")
def test_a_run_that_was_killed_goes_on_where_it_was(folder, tmp_path):
    require_sandbox()
    out = tmp_path / "out"
    for n in range(6):
        (folder / f"s{n}.py").write_text("import time\ntime.sleep(0.7)\ndef sigmoid(z): return 0\n")
    code = "import sys; from dlcourse.grading.cli import main; main()"
    args = ["grade", str(folder), "--exercise", "03", "--out", str(out), "--jobs", "1"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = [sys.executable, "-c", code, *args]
    first = subprocess.Popen(run, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    path, ends = out / journal.NAME, time.monotonic() + 60
    while time.monotonic() < ends and not (
        path.exists() and path.read_bytes().count(b'"marks"') >= 2
    ):
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    before = path.read_bytes()
    before = before[: before.rindex(b"\n") + 1]
    done = subprocess.run(run, env=env, capture_output=True, text=True, check=True)
    assert "6 submissions: 6 graded." in done.stdout
    after = path.read_bytes()
    assert after.startswith(before)  # nothing twice, nothing lost
    written = [json.loads(line) for line in after.splitlines()[1:]]
    students = [line["student"] for line in written if "marks" in line]
    assert sorted(students) == [f"s{n}" for n in range(6)]
    assert before.count(b'"marks"') < 6


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(folder, tmp_path):
    require_sandbox()
    (folder / "ana.py").write_text("import time\ntime.sleep(8)\n")
    code = "import sys; from dlcourse.grading.cli import main; main()"
    args = ["grade", str(folder), "--exercise", "03", "--out", str(tmp_path / "out")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.Popen(
        [sys.executable, "-c", code, *args],
        env=env,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's & ignores it
    )
    ends = time.monotonic() + 60
    while time.monotonic() < ends and not (tmp_path / "out" / journal.NAME).exists():
        time.sleep(0.05)
    time.sleep(0.5)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=20)
    assert run.returncode == command.INTERRUPTED
    assert b"Start the same command again" in said


def test_a_fault_of_a_check_is_named_charges_nobody_and_ends_unlike_a_clean_run(
    tiny, folder, tmp_path, monkeypatch
):
    """Neither the table nor the filled export nor Gradescope's file has a mark then."""

    def broken(call, rng):
        call(1.0)
        raise RuntimeError("the author's")

    faulty = replace(TINY.tasks[0], hidden=(*TINY.tasks[0].hidden, law("broken", broken)))
    exercise = replace(TINY, tasks=(faulty,))
    monkeypatch.setattr(command, "load", lambda number: exercise)
    (folder / "ana.py").write_text(GOOD)
    roster, out = tmp_path / "r.csv", tmp_path / "out"
    roster.write_text("ID,Exercise 99\nana,7\n")
    done = grade(folder, out, "--roster", roster, "--match", "ID")
    assert done.exit_code == command.FAILING
    assert "99.1 double: the check 'broken' fails the right answer with" in done.stderr
    assert "no student's fault: 1." in done.stderr
    assert "again to retry" not in done.stderr
    assert (table(out)["ana"]["points"], table(out)["ana"]["status"]) == ("", "not graded")
    assert (out / "r.csv").read_text() == roster.read_text()
    assert "score" not in json.loads((out / "results.json").read_text())


def test_a_submission_whose_sandbox_does_not_start_is_retried_next_time(
    tiny, folder, tmp_path, monkeypatch
):
    (folder / "ana.py").write_text(GOOD)

    def unavailable(*args):
        raise Unavailable("no room")

    with monkeypatch.context() as patch:
        patch.setattr(classroom, "grade", unavailable)
        done = grade(folder, tmp_path / "out")
        assert done.exit_code == command.FAILING
        assert "could not be graded" in done.output
        assert table(tmp_path / "out")["ana"]["points"] == ""
    assert grade(folder, tmp_path / "out").exit_code == 0
    assert table(tmp_path / "out")["ana"]["points"] == "3"


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_graded(tiny, folder, tmp_path):
    (folder / "ana.py").write_text(GOOD)
    (tmp_path / "file").write_text("in the way")
    for out in (tmp_path / "file" / "out", Path("/proc/out")):
        done = grade(folder, out)
        assert done.exit_code == command.UNWRITTEN
        assert "Nothing was graded" in done.output


def test_a_folder_that_fills_up_does_not_stop_the_run_and_the_marks_are_printed(
    tiny, folder, tmp_path, monkeypatch
):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    (folder / "ana.py").write_text(GOOD)
    (folder / "ben.py").write_text(HALF)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret").write_text("of an earlier run\n")
    with monkeypatch.context() as patch:
        patch.setattr(journal.os, "fsync", full)
        patch.setattr(report.Path, "replace", full)
        done = grade(folder, tmp_path / "out")
    assert done.exit_code == command.UNWRITTEN
    assert "No space left" in done.output
    assert "ana,3,3,100.0" in done.output
    assert "ben,1,3,33.3" in done.output
    assert grade(folder, tmp_path / "out").exit_code == 0


def test_a_disk_without_room_for_any_report_costs_no_mark(folder, tmp_path):
    """No file may grow beyond a few bytes, as on a disk that is full; nothing is patched."""
    require_sandbox()
    (folder / "ana.py").write_text("def sigmoid(z): return 0\n")
    code = "import sys; from dlcourse.grading.cli import main; main()"
    args = ["grade", str(folder), "--exercise", "03", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY)),
    )
    assert done.returncode == command.UNWRITTEN, done.stderr
    assert "journal.jsonl could not be written: File too large." in done.stderr
    assert "grades.csv could not be written" in done.stderr
    assert "ana,0,29,0.0,graded" in done.stdout


def test_without_a_sandbox_it_stops_and_names_the_way_around(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "load", lambda number: TINY)

    def none(sandbox):
        raise NoSandbox("Sandboxes need Linux.")

    (folder / "ana.py").write_text(GOOD)
    monkeypatch.setattr(command, "prove", none)
    done = grade(folder, tmp_path / "out")
    assert done.exit_code == command.UNSAFE
    assert "Sandboxes need Linux." in done.output
    assert "--no-sandbox" in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with deadlines need poll")
def test_without_a_sandbox_by_name_it_grades_and_every_report_says_so(
    folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(command, "load", lambda number: TINY)
    (folder / "ana.py").write_text(GOOD)
    done = grade(folder, tmp_path / "out", "--no-sandbox")
    assert done.exit_code == 0, done.output
    assert "WARNING" in done.output
    assert table(tmp_path / "out")["ana"]["sandbox"] == "none"
    [page] = (tmp_path / "out" / "pages").iterdir()
    assert "Graded without a sandbox" in page.read_text()


def test_where_processor_time_is_not_told_the_run_says_so(tiny, folder, tmp_path, monkeypatch):
    (folder / "ana.py").write_text(GOOD)
    said = "WARNING: this system does not tell processor time, so the limits count by the clock."
    assert said not in grade(folder, tmp_path / "out").output
    monkeypatch.setattr(command, "measured", lambda: False)
    assert said in grade(folder, tmp_path / "again").output


def test_a_roster_is_refilled_and_who_does_not_fit_is_named(tiny, folder, tmp_path):
    (folder / "ana.py").write_text(GOOD)
    (folder / "eve.py").write_text(GOOD)
    roster = tmp_path / "canvas.csv"
    roster.write_text("Student,ID\nAna,ana\n")
    out = tmp_path / "out"
    done = grade(folder, out, "--roster", roster, "--match", "ID")
    assert done.exit_code == 0
    assert "fits: eve." in done.output
    assert (out / "canvas.csv").read_text() == "Student,ID,Exercise 99\nAna,ana,3\n"
    assert f"The filled export: {out / 'canvas.csv'}" in done.output
    assert roster.read_text() == "Student,ID\nAna,ana\n"
    done = grade(folder, tmp_path / "none", "--roster", roster, "--match", "Nobody")
    assert done.exit_code == 2
    assert "no column 'Nobody'" in done.output
    assert not (tmp_path / "none").exists()  # it is said before anything is graded


@pytest.mark.parametrize("name", ["canvas.csv", "grades.csv", "junit.xml", "class.html"])
def test_a_roster_among_the_marks_stays_and_so_do_the_marks(tiny, folder, tmp_path, name):
    (folder / "ana.py").write_text(GOOD)
    out = tmp_path / "out"
    out.mkdir()
    roster = (out if name == "canvas.csv" else tmp_path) / name
    roster.write_text("ID\nana\n")
    assert grade(folder, out, "--roster", roster, "--match", "ID").exit_code == 0
    assert roster.read_text() == "ID\nana\n"
    assert (out / f"filled-{name}").read_text() == "ID,Exercise 99\nana,3\n"
    assert table(out)["ana"]["points"] == "3"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["grade"], "Missing argument"),
        (["grade", "nowhere", "--exercise", "03", "--out", "x"], "does not exist"),
        (["grade", ".", "--exercise", "77", "--out", "x"], "There is no exercise '77'"),
        (["grade", ".", "--exercise", "03", "--out", "x", "--roster", "."], "belong together"),
        (["grade", ".", "--exercise", "03", "--out", "x", "--secret", "nowhere"], "--secret"),
        (["check", "nowhere.py"], "does not exist"),
    ],
)
def test_wrong_use_is_explained(args, said):
    done = typed(*args)
    assert done.exit_code == 2
    assert said in done.output


def test_an_empty_folder_is_wrong_use(tiny, folder, tmp_path):
    done = grade(folder, tmp_path / "out")
    assert done.exit_code == 2
    assert "no .ipynb or .py files" in done.output


@pytest.mark.parametrize("page", ["cp1252", "cp1251"])
def test_names_in_letters_that_the_output_lacks_stop_nobody(page, tiny, folder, tmp_path):
    """The run was done, its marks written, and its last line a UnicodeEncodeError."""
    (folder / "ana.py").write_text(GOOD)
    args = ["grade", str(folder), "--exercise", "99", "--out", str(tmp_path / "نمره")]
    done = CliRunner(charset=page).invoke(main, args)
    assert done.exit_code == 0
    assert "Marks: " in done.output
    assert r"\u0646\u0645\u0631\u0647" in done.output


def test_help_has_examples():
    for words in (
        ["grade"],
        ["check"],
        ["gradescope"],
        ["ci"],
        *(["exercise", w] for w in ("check", "build")),
    ):
        done = typed(*words, "--help")
        assert done.exit_code == 0
        assert "Example" in done.output
        assert "\b" not in done.output


def test_the_digest_in_the_table_is_the_files(tiny, folder, tmp_path):
    (folder / "ana.py").write_text(GOOD)
    assert grade(folder, tmp_path / "out").exit_code == 0
    digest = hashlib.sha256(GOOD.encode()).hexdigest()
    assert table(tmp_path / "out")["ana"]["sha256"] == digest

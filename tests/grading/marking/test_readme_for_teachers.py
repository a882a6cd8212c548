"""The README's section for teachers, typed as written, on a class of 40."""

import csv
import hashlib
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import redirect_stdout
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pytest
from handed_in import book, solutions, swapped
from hostile import ATTACKS
from long import long
from sandboxed import require_sandbox
from stamps import reads

from dlcourse.grading.author.notebook import notebook
from dlcourse.grading.checking.running import run_check
from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.marking.grade import generator
from dlcourse.grading.marking.journal import NAME
from dlcourse.grading.marking.secret import seed_of

pytestmark = reads("dlcourse", "exercises", "README.md")
ROOT = Path(__file__).resolve().parents[3]
EXERCISE = load("03")
RIGHT = solutions(EXERCISE)
FULL = EXERCISE.points
HOSTILE = (
    "kill everyone",
    "forge the results",
    "a flood",
    "an array equal to everything",
    "read expected values off the stack",
)


def commands():
    """Return the lines that the README's section for teachers tells to type."""
    section = (ROOT / "README.md").read_text("utf8").partition("## For teachers")[2]
    blocks = re.findall(r"```shell\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def partly(n):
    """Return the student's notebook with n functions written, and the others untouched."""
    whole = json.loads(notebook(EXERCISE))
    stubs = [t.stub for t in EXERCISE.tasks[n:]]
    whole["cells"].insert(1, json.loads(book(RIGHT))["cells"][0])
    done = {t.stub for t in EXERCISE.tasks[:n]}
    whole["cells"] = [c for c in whole["cells"] if "".join(c["source"]) not in done]
    assert sum("".join(c["source"]) in stubs for c in whole["cells"]) == len(stubs)
    return json.dumps(whole)


def broken():
    """Yield suffix, bytes, points (None: as its code deserves) and a part of the reason."""
    yield "ipynb", b"", 0, "The file is empty."
    yield "ipynb", book(RIGHT, "x = 1")[:-40].encode(), FULL, "The notebook is damaged"
    yield "py", RIGHT.encode() + b"# caf\xe9\n", FULL, "not written in UTF-8"
    yield "ipynb", book("def f(:\n    pass", RIGHT).encode(), FULL, "stopped with SyntaxError"
    yield "py", b"import torch\n" + RIGHT.encode(), FULL, "stopped with ModuleNotFoundError"
    renamed = RIGHT + "\nSigmoid = sigmoid\ndel sigmoid"
    yield "py", renamed.encode(), None, "defines no function named sigmoid"
    yield "py", b"while True: pass\n" + RIGHT.encode(), FULL, "a statement was left out"
    endless = "def sigmoid(z):\n    while True: pass\n"
    yield (
        "py",
        endless.encode(),
        0,
        "sigmoid was stopped. It took more than 10 seconds",
    )
    yield "ipynb", 200 << 20, 0, "The file has 210 MB"


def class_of_40():
    """Yield student, file, content (or a size), points (or None), a part of the reason."""
    for n in range(8):
        student = ("ana", "ben o'neil", "=cmd()", "سارا", "d.e", "<b>f", "g;h", "ii")[n]
        content = (book(RIGHT), RIGHT)[n % 2].encode()
        yield student, ("ipynb", "py")[n % 2], content, FULL, ""
    mistakes = [(t, m) for t in EXERCISE.tasks for m in t.mistakes]
    for n, (task, mistake) in enumerate(mistakes[:: len(mistakes) // 12][:12]):
        yield f"wrong{n}", "ipynb", book(RIGHT, swapped(task, mistake)).encode(), None, mistake.hint
    for n in range(6):
        yield f"partly{n}", "ipynb", partly(n).encode(), None, ""
    for n, (suffix, content, points, reason) in enumerate(broken()):
        yield f"broken{n}", suffix, content, points, reason
    for n, name in enumerate(HOSTILE):
        attack = ATTACKS[name].replace("double", "sigmoid").replace("loot", "my_neuron")
        yield f"hostile{n}", "py", attack.encode(), 0, "checks do not pass."


CLASS = list(class_of_40())


def deserved(suffix, content, seed):
    """Return the points of a file's code, asked in this process without any sandbox."""
    text = content.decode()
    if suffix == "ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    namespace = {}
    with redirect_stdout(io.StringIO()):
        exec(text, namespace)
    points, digest = 0, hashlib.sha256(content).hexdigest()
    for task in EXERCISE.tasks:
        for check in task.checks if task.name in namespace else ():
            rng = generator(seed, digest, task.name, check.name)
            points += check.points * run_check(task, check, namespace[task.name], rng).ok
    return points


class Newcomer:
    """A folder after `make`: the environment is there. The class is graded, with a mishap."""

    def __init__(self, folder):
        self.folder, self.out = folder, folder / "grades"
        (folder / ".venv").symlink_to(sys.prefix)
        (folder / "submissions").mkdir()
        for student, suffix, content, _, _ in CLASS:
            path = folder / "submissions" / f"{student}.{suffix}"
            path.write_bytes(b"" if isinstance(content, int) else content)
            if isinstance(content, int):
                os.truncate(path, content)
        self.grade, self.refill = commands()
        self.before = self.killed()
        self.done = self.type(self.grade)
        self.after = (self.out / NAME).read_bytes()
        with (self.out / "grades.csv").open(encoding="utf-8") as file:
            self.rows = {row["student"].removeprefix("'"): row for row in csv.DictReader(file)}

    def type(self, command):
        return subprocess.run(
            shlex.split(command), cwd=self.folder, capture_output=True, text=True, check=False
        )

    def killed(self):
        """Kill the run in the middle; return the journal that it leaves, in whole lines."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        run = subprocess.Popen(shlex.split(self.grade), cwd=self.folder, **quiet)
        path, ends = self.out / NAME, time.monotonic() + 300
        while time.monotonic() < ends and run.poll() is None:
            if path.exists() and path.read_bytes().count(b'"marks"') >= 12:
                break
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL
        return path.read_bytes().rpartition(b"\n")[0]


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory):
    require_sandbox()
    return Newcomer(tmp_path_factory.mktemp("course"))


def test_the_class_has_40_students_of_every_kind():
    assert len(CLASS) == len({student for student, *_ in CLASS}) == 40


@long("classes")
def test_every_student_has_a_row_and_the_exit_code_is_0(newcomer):
    assert newcomer.done.returncode == 0, newcomer.done.stderr
    assert "40 submissions: " in newcomer.done.stdout
    assert set(newcomer.rows) == {student for student, *_ in CLASS}


@long("classes")
@pytest.mark.parametrize(
    ("student", "suffix", "content", "points", "reason"), CLASS, ids=[c[0] for c in CLASS]
)
def test_each_has_the_points_of_its_code_and_a_reason(
    newcomer, student, suffix, content, points, reason
):
    row = newcomer.rows[student]
    if points is None:
        points = deserved(suffix, content, seed_of(newcomer.out))
        assert points < FULL
    assert (int(row["points"]), int(row["of"])) == (points, FULL)
    feedback = (newcomer.out / row["page"]).read_text("utf8")
    assert bool(row["reason"]) == (points < FULL or bool(reason))
    assert not reason or reason in row["reason"] or student.startswith("wrong")
    assert "<b>f" not in feedback


@long("classes")
def test_a_known_mistake_is_named_on_the_students_page(newcomer):
    named = 0
    for student, _, _, _, hint in CLASS:
        if student.startswith("wrong"):
            text = (newcomer.out / newcomer.rows[student]["page"]).read_text("utf8")
            named += hint.partition(".")[0].partition("`")[0][:30] in text.replace("&#x27;", "'")
    assert named == 12


@long("classes")
def test_a_killed_run_goes_on_and_grades_nothing_twice(newcomer):
    assert 12 <= newcomer.before.count(b'"marks"') < 40
    assert newcomer.after.startswith(newcomer.before)
    written = [json.loads(line) for line in newcomer.after.splitlines()[1:]]
    students = [line["student"] for line in written if "marks" in line]
    assert sorted(students) == sorted(student for student, *_ in CLASS)


@long("classes")
def test_gradescope_and_junit_have_everyone(newcomer):
    points = {
        path.parent.name: json.loads(path.read_text("utf8"))["score"]
        for path in newcomer.out.glob("gradescope/*/results.json")
    }
    assert points == {Path(row["page"]).stem: int(row["points"]) for row in newcomer.rows.values()}
    suites = ElementTree.parse(newcomer.out / "junit.xml").getroot()
    assert len(suites) == len(list(newcomer.out.glob("pages/*.html"))) == 40
    of = {suite.get("name"): int(suite.get("failures")) for suite in suites}
    assert of["ana"] == 0
    assert of["hostile0"] > 0


@long("classes")
def test_the_roster_is_filled_and_nothing_is_graded_for_it(newcomer):
    file = newcomer.folder / "canvas.csv"
    some = list(islice(newcomer.rows, 0, 40, 5))
    with file.open("w", encoding="utf-8", newline="") as export:
        csv.writer(export).writerows([["Student", "ID"], *([s.title(), s] for s in some)])
    done = newcomer.type(newcomer.refill)
    assert done.returncode == 0, done.stderr
    assert (newcomer.out / NAME).read_bytes() == newcomer.after
    with (newcomer.out / "canvas.csv").open(encoding="utf-8") as filled:
        marks = {row["ID"].removeprefix("'"): row for row in csv.DictReader(filled)}
    assert {s: row[f"Exercise {EXERCISE.number}"] for s, row in marks.items()} == {
        s: newcomer.rows[s]["points"] for s in some
    }


@long("classes")
def test_the_secret_of_a_folder_asks_the_same_again(newcomer):
    again = newcomer.type(f"{newcomer.grade}_again --secret grades/secret --jobs 2")
    assert again.returncode == 0, again.stderr
    with (newcomer.folder / "grades_again" / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student"].removeprefix("'"): row for row in csv.DictReader(file)}
    assert rows == newcomer.rows
    (newcomer.folder / "another").write_text("a secret of the teacher's own\n")
    other = newcomer.type(f"{newcomer.grade} --secret another")
    assert other.returncode == 2
    assert "grades was begun with another secret" in other.stderr

"""The autograder for Gradescope: its two scripts run as there, in a root folder of their own.

In place of Gradescope's machine: the folder that its specification names, elsewhere; apt-get that
only writes down what it was asked; and an index of packages that are installed here already. What
results.json may hold is Gradescope's page "Autograder Specifications"
(gradescope-autograders.readthedocs.io/en/latest/specs/).
"""

import io
import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from command_line import typed
from handed_in import book, solutions
from long import long
from repacked import wheel_of
from sandboxed import require_sandbox
from stamps import reads

from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.marking.grade import seed_of_check
from dlcourse.grading.marking.secret import seed_of
from dlcourse.grading.recipes import gradescope as recipe

pytestmark = reads("dlcourse", "exercises", "book/for_teachers.md")
ROOT = Path(__file__).resolve().parents[3]
EXERCISE = load("03")
RIGHT = solutions(EXERCISE)
BROKEN = RIGHT + "\ndef sigmoid(z):\n    return z\n"
HIDDEN = [check.name for task in EXERCISE.tasks for check in task.hidden]

# key -> what stands there, as the specification has it
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
FORMAT = {"text", "html", "simple_format", "md", "ansi"}
WHOLE = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "output_format": FORMAT,
    "test_output_format": FORMAT,
    "test_name_format": FORMAT,
    "visibility": VISIBILITY,
    "stdout_visibility": VISIBILITY,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST = {
    "score": (int, float),
    "max_score": (int, float),
    "status": {"passed", "failed"},
    "name": str,
    "name_format": FORMAT,
    "number": str,
    "output": str,
    "output_format": FORMAT,
    "tags": list,
    "visibility": VISIBILITY,
    "extra_data": dict,
}


def strange(told, allowed):
    """Return what the specification does not know, or knows otherwise."""
    return [
        (key, value)
        for key, value in told.items()
        if key not in allowed
        or (
            value not in allowed[key]
            if isinstance(allowed[key], set)
            else not isinstance(value, allowed[key]) or isinstance(value, bool)
        )
    ]


class Gradescope:
    """A machine that was built from an archive, and grades one hand-in after the other."""

    def __init__(self, folder, *options):
        self.root, self.course = folder / "autograder", folder / "opt" / "dlcourse"
        self.archive = folder / "autograder.zip"
        made = typed("gradescope", "--exercise", "03", "--out", self.archive, *options)
        assert made.exit_code == 0, made.output
        self.said = made.output
        source = self.root / "source"
        source.mkdir(parents=True)
        subprocess.run(["unzip", "-q", self.archive, "-d", source], check=True)
        shutil.copy(source / "run_autograder", self.root)
        (self.root / "results").mkdir()
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.program("apt-get", f'echo "$@" >> {folder}/asked')
        wheels = folder / "wheels"
        wheels.mkdir()
        for name in ("numpy", "click"):
            wheel_of(name, wheels)
        self.environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "AUTOGRADER_ROOT": str(self.root),
            "COURSE_ROOT": str(self.course),
            "PYTHON": sys.executable,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "OPENBLAS_NUM_THREADS": "1",
        }
        self.built = self.run(source / "setup.sh")
        assert self.built.returncode == 0, self.built.stderr
        self.asked = (folder / "asked").read_text()

    def program(self, name, line):
        """Put a program in front of all others of its name."""
        (self.bin / name).write_text(f"#!/bin/sh\n{line}\n")
        (self.bin / name).chmod(0o755)

    def run(self, script):
        return subprocess.run(
            [script], env=self.environment, cwd=self.root, capture_output=True, text=True
        )

    def grade(self, files):
        """Return what a hand-in comes to: the run of the script, and results.json or None."""
        shutil.rmtree(self.root / "submission", ignore_errors=True)
        (self.root / "submission").mkdir()
        for name, text in files.items():
            (self.root / "submission" / name).write_text(text)
        (self.root / "submission_metadata.json").write_text("{}")
        done = self.run(self.root / "run_autograder")
        path = self.root / "results" / "results.json"
        return done, json.loads(path.read_text("utf8")) if path.exists() else None

    def refuses_sandboxes(self):
        """Have bubblewrap fail as it does in a container that may make no namespaces."""
        self.program("bwrap", "echo No permissions to create new namespace >&2; exit 1")


@pytest.fixture(scope="module")
def gradescope():
    """A machine whose folders other users can pass through, as those of a container.

    It is not below pytest's own folder, which each new session closes to others again.
    """
    require_sandbox()
    with tempfile.TemporaryDirectory(prefix="machine") as home:
        Path(home).chmod(0o711)
        yield Gradescope(Path(home))


def visible(results):
    """All that a student reads before the marks are published."""
    shown = [test for test in results["tests"] if test["visibility"] == "visible"]
    return json.dumps([results["output"], shown])


@long("archives")
def test_the_archive_has_both_scripts_in_its_root_and_one_exercise(gradescope):
    with zipfile.ZipFile(gradescope.archive) as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    for script in ("setup.sh", "run_autograder"):
        assert modes[script] & stat.S_IXUSR
    shelf = [name for name in modes if "/_exercises/" in name]
    assert [name.split("/")[-2] for name in shelf] == ["03_logistic_regression"]
    assert not [name for name in modes if "__pycache__" in name]
    assert stat.S_IMODE(gradescope.archive.stat().st_mode) == 0o600
    assert f"{EXERCISE.points} autograder points" in gradescope.said


def test_the_page_for_teachers_types_these_commands(tmp_path, monkeypatch):
    page = (ROOT / "book" / "for_teachers.md").read_text("utf8")
    lines = re.findall(r"^\.venv/bin/dlcourse ((?:gradescope|ci) .*)$", page, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "student-kit").mkdir()
    shutil.copy(next((ROOT / "exercises").glob("01_*/*.ipynb")), tmp_path / "student-kit")
    assert [typed(*shlex.split(line)).exit_code for line in lines] == [0, 0]
    again = typed(*shlex.split(lines[0]))
    assert again.exit_code == 2
    assert "autograder.zip is there already" in " ".join(again.output.split())


def test_a_secret_that_could_be_guessed_and_a_folder_that_is_none_are_refused(tmp_path):
    (tmp_path / "short").write_text("1234")
    made = ["gradescope", "--exercise", "03", "--out"]
    done = typed(*made, tmp_path / "a.zip", "--secret", tmp_path / "short")
    assert (done.exit_code, "holds no secret" in done.output) == (2, True)
    done = typed(*made, tmp_path / "nowhere" / "a.zip")
    assert (done.exit_code, "cannot be written" in done.output) == (3, True)


def test_a_checkout_on_windows_makes_scripts_for_linux(tmp_path, monkeypatch):
    for name in ("setup.sh", "run_autograder"):
        lines = (recipe.HERE / name).read_bytes().replace(b"\n", b"\r\n")
        (tmp_path / name).write_bytes(lines)
    monkeypatch.setattr(recipe, "HERE", tmp_path)
    with zipfile.ZipFile(io.BytesIO(recipe.autograder("03", "secret"))) as archive:
        assert not [n for n in ("setup.sh", "run_autograder") if b"\r" in archive.read(n)]


@long("archives")
def test_building_asks_for_the_sandbox_and_hides_what_no_student_may_read(gradescope):
    assert "bubblewrap" in gradescope.asked
    home = gradescope.course / "package" / "dlcourse" / "grading" / "_exercises"
    for path, mode in ((home, 0o700), (gradescope.root / "source", 0o700),
                       (gradescope.course / "secret", 0o600)):  # fmt: skip
        assert stat.S_IMODE(path.stat().st_mode) == mode


@long("archives")
@pytest.mark.parametrize("name", ["03_logistic_regression.ipynb", "mine.py"])
def test_a_right_hand_in_has_full_marks_in_the_documented_form(gradescope, name):
    text = book(RIGHT) if name.endswith("ipynb") else RIGHT
    done, results = gradescope.grade({name: text, "notes.txt": "x"})
    assert done.returncode == 0, done.stderr
    assert strange(results, WHOLE) == []
    assert [fault for test in results["tests"] for fault in strange(test, TEST)] == []
    assert results["score"] == EXERCISE.points
    assert sum(test["max_score"] for test in results["tests"]) == EXERCISE.points
    assert results["stdout_visibility"] == "hidden"


@long("archives")
def test_what_shows_at_once_says_nothing_of_hidden_checks(gradescope):
    _, right = gradescope.grade({"a.py": RIGHT})
    _, results = gradescope.grade({"a.py": BROKEN})
    assert results["score"] < right["score"]
    hidden = [test for test in results["tests"] if test["visibility"] != "visible"]
    assert len(hidden) == len(HIDDEN)
    assert any(test["status"] == "failed" for test in hidden)
    for test in hidden:
        assert test["name"] not in visible(results)
        assert not test["output"] or test["output"] not in visible(results)
    assert "checks do not pass" not in visible(results)


@long("archives")
def test_the_same_hand_in_gets_the_same_questions_as_at_home(gradescope, tmp_path):
    """With the archive's secret a teacher can look at a mark again."""
    with zipfile.ZipFile(gradescope.archive) as archive:
        archive.extract("secret", tmp_path)
    again = typed("gradescope", "--exercise", "03", "--out", tmp_path / "again.zip",
                  "--secret", tmp_path / "secret")  # fmt: skip
    assert again.exit_code == 0
    assert (tmp_path / "again.zip").read_bytes() == gradescope.archive.read_bytes()
    (tmp_path / "marks").mkdir()
    home = seed_of(tmp_path / "marks", tmp_path / "secret")
    (tmp_path / "there").mkdir()
    there = seed_of(tmp_path / "there", gradescope.course / "secret")
    assert seed_of_check(home, "d", "t", "c") == seed_of_check(there, "d", "t", "c")


@long("archives")
def test_a_hand_in_without_a_file_has_the_reason_and_no_points(gradescope):
    done, results = gradescope.grade({"essay.pdf": "x"})
    assert done.returncode == 0, done.stderr
    assert results["score"] == 0
    assert "There is no .ipynb or .py file." in results["output"]


@long("archives")
def test_where_no_sandbox_can_be_had_nobody_has_a_mark_and_the_teacher_reads_why(gradescope):
    gradescope.refuses_sandboxes()
    try:
        done, results = gradescope.grade({"a.py": RIGHT})
    finally:
        (gradescope.bin / "bwrap").unlink()
    assert (done.returncode, results) == (4, None)
    assert "dlcourse gradescope --no-sandbox" in done.stdout
    assert "user namespaces" in done.stderr


def test_without_a_sandbox_where_it_was_asked_for_checks_and_secret_stay_unread(
    gradescope, tmp_path
):
    """Student's code is another user then, where the grader is root, as there."""
    made = typed("gradescope", "--exercise", "03", "--out", tmp_path / "a.zip", "--no-sandbox")
    assert made.exit_code == 0, made.output
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        script = archive.read("run_autograder")
    own = gradescope.root / "run_autograder"
    before = own.read_bytes()
    shelf = gradescope.course / "package" / "dlcourse" / "grading" / "_exercises"
    closed = [
        *shelf.glob("*/exercise.py"),
        gradescope.course / "secret",
        gradescope.root / "source" / "secret",
        gradescope.root / "submission_metadata.json",
    ]
    looks = f"""
def my_neuron():
    seen = []
    for path in {[str(path) for path in closed]!r}:
        try:
            seen.append(open(path).read()[:20])
        except OSError as error:
            seen.append(type(error).__name__)
    return " ".join(seen)
"""
    own.write_bytes(script)
    gradescope.refuses_sandboxes()
    try:
        done, results = gradescope.grade({"a.py": RIGHT + looks})
    finally:
        own.write_bytes(before)
        (gradescope.bin / "bwrap").unlink()
    assert done.returncode == 0, done.stderr
    assert "WARNING: graded without a sandbox" in done.stdout
    assert 0 < results["score"] < EXERCISE.points
    seen = ["PermissionError" if os.geteuid() == 0 else "" for _ in closed]
    assert " ".join(seen).strip() in visible(results)

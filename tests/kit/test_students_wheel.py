"""The wheel in the student's kit: whole to an installer, and without a solution to a reader."""

import base64
import csv
import hashlib
import io
import os
import subprocess
import sys
import zipfile

import pytest
from long import long
from stamps import reads

import dlcourse
from coursekit.archives import build_package
from coursekit.students import students_wheel
from dlcourse.grading.author.sound import solution_lines
from dlcourse.grading.exercise.sealed import LAWS
from dlcourse.grading.exercise.shelf import sources

pytestmark = reads("dlcourse", "exercises", "book/_kit", "README.md", "LICENSE")
OWN = f"{dlcourse.__version__}+student"
STUDENT = """
import json, sys
from dlcourse.grading import check, hint, solution

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

import numpy as np
print(repr(check("03.1", sigmoid)))
print(repr(solution("03.1")))

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) < 0, e, 1) / (1 + e)

print(repr(check("03.1", sigmoid)))
print(repr(solution("03.1")))
"""
GRADE = "from dlcourse.grading.cli import main; main()"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The wheel as it is built, and name and bytes of the student's."""
    whole = build_package(tmp_path_factory.mktemp("built"))
    return whole, *students_wheel(whole)


@pytest.fixture(scope="module")
def installed(wheels, tmp_path_factory):
    """A folder that holds the student's package, as pip puts it there."""
    folder = tmp_path_factory.mktemp("installed")
    (path := folder / wheels[1]).write_bytes(wheels[2])
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--target", folder / "site", path], check=True)
    return folder / "site"


def python(installed, *command):
    """Run Python with the student's package and no other of the name."""
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )


@long("archives")
def test_an_installer_finds_what_the_wheel_lists_and_nothing_else(wheels):
    _, name, data = wheels
    assert name == f"dlcourse-{OWN}-py3-none-any.whl"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        listed = list(
            csv.reader(io.StringIO(archive.read(f"dlcourse-{OWN}.dist-info/RECORD").decode()))
        )
        assert sorted(path for path, _, _ in listed) == names == sorted(set(names))
        for path, digest, size in listed[:-1]:
            found = archive.read(path)
            made = base64.urlsafe_b64encode(hashlib.sha256(found).digest()).decode().rstrip("=")
            assert (digest, size) == (f"sha256={made}", str(len(found)))
        assert listed[-1] == [f"dlcourse-{OWN}.dist-info/RECORD", "", ""]
        assert f"\nVersion: {OWN}\n" in archive.read(f"dlcourse-{OWN}.dist-info/METADATA").decode()


@long("archives")
def test_the_same_sources_make_the_same_wheel(wheels):
    assert students_wheel(wheels[0]) == wheels[1:]


def test_it_is_the_package_but_for_the_exercises(wheels):
    def rest(archive):
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if ".dist-info/" not in name and not name.endswith(("/exercise.py", ".json", LAWS))
        }

    with zipfile.ZipFile(wheels[0]) as whole, zipfile.ZipFile(io.BytesIO(wheels[2])) as own:
        assert rest(own) == rest(whole)
        assert not [name for name in own.namelist() if name.endswith("/exercise.py")]
        assert sum(name.endswith("/exercise.json") for name in own.namelist()) == len(sources())


@long("archives")
def test_no_line_of_a_solution_stands_in_it(wheels):
    """Lines of functions of an exercise, but for those of the laws, which every student may ask."""
    with zipfile.ZipFile(io.BytesIO(wheels[2])) as archive:
        read = {name: archive.read(name).decode("utf8", "replace") for name in archive.namelist()}
    for source in sources().values():
        home = f"dlcourse/grading/_exercises/{source.parent.name}/"
        laws = read[f"{home}{LAWS}"]
        here = "\n".join(
            text for name, text in read.items() if name.startswith(home) and name != f"{home}{LAWS}"
        )
        code = (line for line in solution_lines(source) if not line.startswith('"'))
        lines = [line for line in code if line not in laws]
        assert len(lines) > 20
        assert [line for line in lines if line in here] == []


def test_a_student_is_told_what_a_check_finds_and_a_solution_opens_with_success(installed):
    done = python(installed, "-c", STUDENT)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.split("03.1 sigmoid: not open yet")
    assert "public checks pass so far" in first
    assert "Hint: " in first
    assert "public checks pass.\n" in second
    assert "03.1 sigmoid: a worked solution" in second
    assert "def sigmoid(z):" in second.partition("a worked solution")[2]


def test_it_grades_nobody_and_says_where_that_is_done(installed):
    (installed.parent / "03.py").write_text("def sigmoid(z):\n    return z\n", "utf8")
    done = python(installed, "-c", GRADE, "grade", "03.py", "--exercise", "03", "--out", "out")
    assert done.returncode == 2, done.stdout
    assert "This is a student's copy of the course" in done.stderr
    assert not (installed.parent / "out").exists()

"""A semester without a sandbox: folders of marks as the grader's own writers leave them."""

import csv
import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from sandboxed import QUICK

from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.marking.journal import Journal, describe
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, Mark, Result
from dlcourse.grading.marking.report import write_all
from dlcourse.grading.semester import plan, standing

NOW = datetime(2026, 12, 1, tzinfo=ZoneInfo("Europe/Berlin"))
TOP = """\
students = "class.csv"
match = "ID"
name = "Student"
zone = "Europe/Berlin"
"""
WEEK = """
[[assignment]]
name = "Week 1"
exercise = "01"
folder = "week_1"
due = 2026-10-05T23:59:00
"""
CLASS = "Student,ID,Email\nJane Doe,1,jane@x.y\nBob Roe,2,bob@x.y\nAnn Poe,3,ann@x.y\n"


def result(student, points=10, file="", status=GRADED, code="x"):
    """What the grader found in a file: student and file as it names them."""
    of = load("01").points
    name = file or f"{student}.ipynb"
    digest = hashlib.sha256(f"{student}{name}{code}".encode()).hexdigest()
    mark = Mark("f", "a check", False, points, of, points == of, "" if points == of else "No.")
    if status == NOT_GRADED:
        return Result(student, name, digest, 0, of, status, "No sandbox.")
    return Result(student, name, digest, points, of, status, marks=(mark,))


def graded(folder, *results, number="01"):
    """Leave in a folder what a run of the grader with these results leaves there."""
    folder.mkdir(parents=True, exist_ok=True)
    exercise = load(number)
    with Journal(folder, describe(exercise, 1, QUICK)) as journal:
        for one in results:
            if journal.done.get((one.student, one.file, one.digest)) is None:
                journal.add(one)
        assert write_all(folder, exercise, list(results), journal.run) == []


def made(folder, *results, more="", people=CLASS, files=None):
    """A class with one week; more: lines behind the week's. Returns the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "semester.toml").write_text(TOP + WEEK + more, "utf8")
    (folder / "class.csv").write_text(people, "utf8")
    for name, text in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
    if results:
        graded(folder / "week_1" / "grades", *results)
    return folder


def stands(folder, now=NOW):
    """How everybody stands, by key."""
    read = standing.read(plan.read(folder / "semester.toml"), now)
    return {one.person.key: one for one in read.standings}


def rows(path):
    """The rows of a table."""
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))

"""The section on a semester of the page for teachers, typed as written: three times 40 hand-ins."""

import csv
import json
import math
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from handed_in import book, solutions
from long import long
from sandboxed import require_sandbox
from stamps import reads

from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.marking.scale import scaled

pytestmark = [reads("dlcourse", "exercises", "book/for_teachers.md"), long("classes")]
ROOT = Path(__file__).resolve().parents[3]
SECTION = (ROOT / "book" / "for_teachers.md").read_text("utf8")
SECTION = SECTION.partition("### A class over a semester")[2].partition("\n## ")[0]
[PLAN] = re.findall(r"```toml\n(.*?)```", SECTION, re.DOTALL)
COMMANDS = re.findall(r"```shell\n(.*?)```", SECTION, re.DOTALL)
GRADE, BY_HAND, MARKS, FILL, ZEROS, FEEDBACK = (block.splitlines() for block in COMMANDS)
STATED = tomllib.loads(PLAN)
ZONE = ZoneInfo(STATED["zone"])
STUDENTS = {str(1000 + n): f"Student {n:02}, Ana" for n in range(40)}
MISSING, TWICE, HANDED_IN = 4, 4, 40  # of each assignment: 36 students, four of them twice
LATE = (timedelta(minutes=10), timedelta(days=1, hours=2), timedelta(days=9))


class Week:
    """What one assignment's students do: who hands in nothing, who twice, who late by how much."""

    def __init__(self, n):
        self.n, self.stated = n, STATED["assignment"][n]
        self.exercise = load(self.stated["exercise"])
        keys = list(STUDENTS)
        turned = keys[7 * n :] + keys[: 7 * n]
        self.missing = turned[:MISSING]
        self.there = turned[MISSING:]
        self.twice = self.there[:TWICE]
        self.late = dict(zip(self.there[2:], LATE * 3, strict=False))
        self.due = self.stated["due"].replace(tzinfo=ZONE)
        self.files = {}  # student -> names, the earlier first
        self.content = {}
        for place, key in enumerate(self.there):
            for attempt in range(1 + (key in self.twice)):
                late = "LATE_" if key in self.late else ""
                again = f"-{attempt}" if attempt else ""
                number = 50000 + 1000 * n + 10 * place + attempt
                name = f"student{key}_{late}{key}_{number}_{self.stated['exercise']}{again}.ipynb"
                self.files.setdefault(key, []).append(name)
                self.content[name] = self.written(place, attempt, key in self.twice)

    def written(self, place, attempt, twice):
        """A hand-in: right, or without its last functions; an earlier one of two has just one."""
        solved = solutions(self.exercise)
        keep = 1 if twice and not attempt else len(self.exercise.tasks) - place % 3
        gone = "".join(f"\ndel {task.name}" for task in self.exercise.tasks[keep:])
        return book(f"# {place} {attempt}", solved + gone)

    def at(self, key):
        """When a student's last file came."""
        return self.due + self.late.get(key, -timedelta(hours=3))

    def save(self, folder):
        """Write what Canvas gives for download."""
        home = folder / self.stated["folder"]
        home.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(home / "submissions.zip", "w") as archive:
            for name, text in self.content.items():
                archive.writestr(name, text)
        rows = [self.row(key) for key in STUDENTS]
        (folder / self.stated["times"]).write_text("while(1);" + json.dumps(rows))

    def row(self, key):
        """What Canvas says of one student."""
        empty = {"user_id": int(key), "submitted_at": None, "attempt": None}
        if key in self.missing:
            return empty
        last = f"{self.at(key).astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%SZ}"
        before = f"{self.at(key) - timedelta(days=5):%Y-%m-%dT%H:%M:%S%z}"
        numbers = [int(name.split("_")[-2]) for name in self.files[key]]
        history = [
            {"submitted_at": when, "attachments": [{"id": number}]}
            for when, number in zip([before, last][-len(numbers) :], numbers, strict=True)
        ]
        attempts = {"attempt": len(numbers), "submission_history": history}
        return empty | history[-1] | attempts

    def seconds(self, key):
        """How late, by the time that has passed: clocks may be put back meanwhile."""
        return self.at(key).timestamp() - self.due.timestamp()

    def status(self, key):
        """What handed_in.csv has to say."""
        if key in self.stated.get("excused", []):
            return "excused"
        if key in self.missing:
            return "missing"
        due = self.stated.get("extended", {}).get(key)
        return (
            "late"
            if self.at(key) > (due.replace(tzinfo=ZONE) if due else self.due)
            else "handed in"
        )

    def penalty(self, key, of):
        """What lateness costs, by the sentence of the page."""
        if "late" not in self.stated or self.status(key) != "late":
            return 0
        if self.seconds(key) <= 15 * 60:
            return 0
        begun = math.ceil(self.seconds(key) / (24 * 3600))
        return of * Decimal(min(10 * begun, 50)) / 100


class Teacher:
    """A folder after `make`, in which the section is typed once, and again after a resubmission."""

    def __init__(self, folder):
        self.folder, self.home = folder, folder / "class"
        (folder / ".venv").symlink_to(sys.prefix)
        self.weeks = [Week(n) for n in range(3)]
        self.home.mkdir()
        (self.home / "semester.toml").write_text(PLAN, "utf8")
        with (self.home / STATED["students"]).open("w", newline="") as file:
            rows = [[name, key, ""] for key, name in STUDENTS.items()]
            head = [["Student", "ID", "Week 1 (77)"], ["    Points Possible", "", "29"]]
            csv.writer(file).writerows([*head, *rows])
        for week in self.weeks:
            week.save(self.home)
        self.graded = [self.type(line) for line in GRADE]
        self.tables = [self.type(line) for line in BY_HAND]
        self.fill()
        self.marked = [self.type(line) for line in MARKS]
        self.first = self.read("marks.csv")
        export = self.home / "week_1" / "filled_canvas.csv"
        self.filled = [self.type(line) for line in FILL]
        self.without_zeros = export.read_text("utf8")
        self.zeros = [self.type(line) for line in ZEROS]
        self.with_zeros = export.read_text("utf8")
        self.returned = [self.type(line) for line in FEEDBACK]
        self.details = self.read("handed_in.csv")
        self.again()

    def type(self, line):
        words = shlex.split(line)
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done

    def read(self, name):
        with (self.home / name).open(encoding="utf8", newline="") as file:
            return list(csv.DictReader(file))

    def fill(self):
        """Give points by hand, as a spreadsheet of another country saves them."""
        path = self.home / "week_2" / "by_hand.csv"
        rows = list(csv.DictReader(path.read_text("utf8").splitlines()))
        self.asked = rows
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            for n, row in enumerate(rows):
                filled = {
                    "explanation": n % 6,
                    "style": "1,5",
                    "comment": f"Seen, {row['student']}",
                }
                writer.writerow(row | filled)

    def again(self):
        """One student hands in another file in week 2: all is typed again."""
        week = self.weeks[1]
        self.who = week.there[5]
        [name] = week.files[self.who]
        week.content[name] = week.content[name].replace("# 5 0", "# once more")
        week.save(self.home)
        self.type(GRADE[1])
        self.kept = self.type(BY_HAND[0])
        self.type(MARKS[0])
        self.second = self.read("marks.csv")
        self.noted = self.read("handed_in.csv")


@pytest.fixture(scope="module")
def teacher(tmp_path_factory):
    require_sandbox()
    return Teacher(tmp_path_factory.mktemp("course"))


def grades(teacher, n):
    """The points that `dlcourse grade` wrote: file -> (points, full marks)."""
    path = teacher.home / f"week_{n + 1}" / "grades" / "grades.csv"
    with path.open(encoding="utf8", newline="") as file:
        return {r["file"]: (int(r["points"]), int(r["of"])) for r in csv.DictReader(file)}


def test_forty_files_come_in_for_each_of_three_assignments(teacher):
    for n, week in enumerate(teacher.weeks):
        assert len(week.content) == len(grades(teacher, n)) == HANDED_IN
        assert {len(names) for names in week.files.values()} == {1, 2}
        assert len(week.late) == 9


def test_everybody_has_a_status_a_time_and_how_late(teacher):
    rows = {(row["key"], row["assignment"]): row for row in teacher.details}
    assert len(rows) == len(teacher.details) == 3 * len(STUDENTS)
    for week in teacher.weeks:
        for key in STUDENTS:
            row = rows[key, week.stated["name"]]
            assert row["status"] == week.status(key)
            if key in week.missing:
                assert (row["handed in"], row["file"], row["attempts"]) == ("", "", "")
                continue
            assert row["file"] == week.files[key][-1]
            assert row["attempts"] == str(len(week.files[key]))
            assert row["handed in"] == f"{week.at(key):%Y-%m-%d %H:%M}"
            if row["status"] == "late":
                days, _, clock = row["late by"].split()
                hours, minutes = map(int, clock.split(":"))
                late = timedelta(int(days), hours=hours, minutes=minutes)
                due, at = (datetime.fromisoformat(row[c]) for c in ("due", "handed in"))
                assert due.replace(tzinfo=ZONE).timestamp() + late.total_seconds() == (
                    at.replace(tzinfo=ZONE).timestamp()
                )


def test_the_marks_are_the_graders_and_a_persons_less_the_penalty(teacher):
    by_hand = {row["key"]: Decimal(n % 6) + Decimal("1.5") for n, row in enumerate(teacher.asked)}
    for row in teacher.first:
        key, total, whole = row["key"], Decimal(0), Decimal(0)
        for n, week in enumerate(teacher.weeks):
            [cell] = [value for head, value in row.items() if head.startswith(week.stated["name"])]
            points = grades(teacher, n)
            of = Decimal(week.exercise.points) + (Decimal("7.5") if n == 1 else 0)
            if week.status(key) == "excused":
                assert cell == ""
                continue
            whole += of
            if key in week.missing:
                assert cell == (str(by_hand[key]) if n == 1 else "")
                total += by_hand[key] if n == 1 else 0
                continue
            mark = points[week.files[key][-1]][0] + (by_hand[key] if n == 1 else 0)
            mark = max(mark - week.penalty(key, of), Decimal(0))
            assert Decimal(cell) == mark, (key, week.stated["name"])
            total += mark
        assert (Decimal(row["total"]), Decimal(row["of"])) == (total, whole)


def test_some_are_late_and_pay_and_one_has_more_time(teacher):
    rows = [row for row in teacher.details if row["assignment"] == "Week 3"]
    of = {row["key"]: row for row in rows}
    paid = {row["penalty"] for row in rows if row["status"] == "late"}
    assert {"", f"{Decimal(teacher.weeks[2].exercise.points) / 2:f}".rstrip("0").rstrip(".")} < paid
    assert of["1007"]["due"] == "2026-10-21 23:59"
    assert of["1012"]["status"] == "excused"
    assert not any(row["penalty"] for row in teacher.details if row["assignment"] != "Week 3")


def test_the_gradebook_has_the_marks_of_the_table_scaled_and_no_other_cell_changed(teacher):
    was = (teacher.home / STATED["students"]).read_text("utf8").splitlines()
    now = teacher.without_zeros.splitlines()
    assert now[:2] == was[:2]
    of = teacher.weeks[0].exercise.points
    [head] = [name for name in teacher.first[0] if name.startswith("Week 1")]
    for before, after, row in zip(was[2:], now[2:], teacher.first, strict=True):
        untouched, cell = after.rsplit(",", 1)
        assert before == f"{untouched},"
        assert cell == (scaled(Decimal(row[head]), of, "29") if row[head] else "")
    [said] = teacher.filled
    assert "36 marks in the column 'Week 1 (77)'." in said.stdout
    assert f"Marks were scaled from {of} points to 29." in said.stderr
    assert "No mark, so their cells stay: " in said.stderr


def test_who_handed_in_nothing_has_a_zero_once_the_teacher_says_so(teacher):
    missing = [STUDENTS[key] for key in teacher.weeks[0].missing]
    were, are = (text.splitlines() for text in (teacher.without_zeros, teacher.with_zeros))
    changed = [(was, now) for was, now in zip(were, are, strict=True) if was != now]
    assert [now for _, now in changed] == [f"{was}0" for was, _ in changed]
    assert len(changed) == MISSING
    assert all(any(name in now for _, now in changed) for name in missing)
    [said] = teacher.zeros
    assert f"Handed in nothing, so a 0 stands there: {', '.join(sorted(missing))}." in said.stderr
    assert "cells stay" not in said.stderr


def test_feedback_has_the_names_that_came_and_opens_as_what_they_are(teacher):
    week = teacher.weeks[0]
    with zipfile.ZipFile(teacher.home / "week_1" / "feedback.zip") as archive:
        assert set(archive.namelist()) == {names[-1] for names in week.files.values()}
        for name in archive.namelist():
            user, attachment = [part for part in name.split("_") if part.isdigit()][:2]
            assert user in STUDENTS
            assert attachment == name.split("_")[-2]
            [cell] = json.loads(archive.read(name))["cells"]
            assert cell["cell_type"] == "markdown"
            assert f"of {week.exercise.points} points" in cell["source"]


def test_points_by_hand_are_kept_through_a_regrade_and_it_is_said(teacher):
    key = teacher.who
    assert any("# once more" in text for text in teacher.weeks[1].content.values())
    before, now = (
        next(row for row in rows if row["key"] == key) for rows in (teacher.first, teacher.second)
    )
    assert before == now
    assert STUDENTS[key] in teacher.kept.stderr
    noted = {(row["key"], row["assignment"]): row for row in teacher.noted if row["notes"]}
    assert set(noted) == {(key, "Week 2"), ("1012", "Week 3")}  # who was excused, and handed in
    assert noted[key, "Week 2"]["attempts"] == "2"


def test_the_archive_of_feedback_is_the_same_each_time(teacher):
    path = teacher.home / "week_1" / "feedback.zip"
    before = path.read_bytes()
    teacher.type(FEEDBACK[0])
    assert path.read_bytes() == before
    assert zipfile.ZipFile(BytesIO(before)).testzip() is None

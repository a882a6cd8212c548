"""The marks of the semester's table in a platform's export: where, how scaled, what stays."""

import csv
from dataclasses import replace
from decimal import Decimal

import pytest
from click.testing import CliRunner
from made_semester import made, result

from dlcourse.grading.cli import main
from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.marking import roster, scale
from dlcourse.grading.marking.marks import NOT_GRADED

CANVAS = (
    "Student,ID,Week 1 (77),Week 2 (78)\r\n    Points Possible,,42,10\r\n"
    '"Doe, Jane",1,,3\r\n"Roe, Bob",2,5,4\r\n"Poe, Ann",3,,\r\n'
)
MOODLE = (
    "\ufeffIdentifier,Full name,ID,Grade,Maximum Grade\n"
    'Participant 71,Jane Doe,1,,"10,00"\nParticipant 72,Bob Roe,2,,"10,00"\n'
)
HAND = "by_hand = { prose = 9 }\n"
LATE = "late = { percent_a_day = 10 }\n"


def fill(home, export, *words):
    done = CliRunner().invoke(
        main, ["semester", "fill", str(home), "Week 1", str(export), *map(str, words)]
    )
    return done


@pytest.fixture
def home(tmp_path):
    """Two of three have handed in; 7 and 8 of 21 points."""
    return made(tmp_path / "class", result("1", 7), result("2", 8))


def saved(home, text, name="export.csv"):
    path = home / name
    path.write_text(text, "utf8", newline="")
    return path


def test_canvas_has_scaled_marks_and_every_other_byte_as_it_came(home):
    done = fill(home, saved(home, CANVAS))
    assert done.exit_code == 0, done.output
    wanted = CANVAS.replace('"Doe, Jane",1,,3', '"Doe, Jane",1,14,3').replace("2,5,4", "2,16,4")
    assert (home / "week_1" / "filled_export.csv").read_bytes() == wanted.encode()
    assert (home / "export.csv").read_bytes() == CANVAS.encode()
    for said in (
        "2 marks in the column 'Week 1 (77)'.",
        "Marks were scaled from 21 points to 42.",
        "Marks that stood there were replaced: Bob Roe (5 became 16).",
        "No mark, so their cells stay: Ann Poe.",
    ):
        assert said in done.output


def test_moodle_has_its_own_column_scale_and_decimal_sign(home):
    done = fill(home, saved(home, MOODLE))
    assert done.exit_code == 0, done.output
    wanted = MOODLE.replace("Jane Doe,1,,", 'Jane Doe,1,"3,33",')
    wanted = wanted.replace("Bob Roe,2,,", 'Bob Roe,2,"3,81",')
    assert (home / "week_1" / "filled_export.csv").read_text("utf8") == wanted


def test_points_by_hand_are_in_the_mark_and_lateness_costs(tmp_path):
    times = "student,time\n1,2026-10-06 12:00\n2,2026-10-05 12:00\n"
    more = f'times = "times.csv"\n{HAND}{LATE}'
    files = {"times.csv": times, "week_1/by_hand.csv": "key,prose\n1,9\n2,\n"}
    home = made(tmp_path / "class", result("1", 21), result("2", 21), more=more, files=files)
    done = fill(home, saved(home, CANVAS), "--maximum", 30)
    assert done.exit_code == 0, done.output
    text = (home / "week_1" / "filled_export.csv").read_text("utf8")
    assert '"Doe, Jane",1,27,3' in text  # 30 less a day's 10 per cent of 30
    assert '"Roe, Bob",2,5,4' in text  # who waits for points by hand keeps what stands there
    assert "Bob Roe" in done.output


def test_an_empty_cell_of_full_marks_is_filled_with_ours(home):
    fill(home, saved(home, CANVAS.replace(",,42,10", ",,,10")))
    text = (home / "week_1" / "filled_export.csv").read_text("utf8")
    assert "    Points Possible,,21,10" in text
    assert '"Doe, Jane",1,7,3' in text


@pytest.mark.parametrize(
    ("export", "words", "said"),
    [
        (CANVAS.replace("ID", "Id number"), (), "line 1: there is not one column 'ID'."),
        (CANVAS.replace("Week 1", "Homework"), (), "line 1: no column is called 'Week 1'."),
        (CANVAS.replace("Week 2", "Week 1"), (), "line 1: several columns could be meant: 'Week"),
        (CANVAS, ("--column", "Week 9"), "line 1: there is not one column 'Week 9'."),
        (CANVAS, ("--maximum", "Most"), None),
        (CANVAS.replace(",,42", ",,0"), (), "line 2: full marks are '0', which is no positive"),
        (CANVAS.replace(",3,,", ",2,,"), (), "line 5: '2' stands in line 4 already."),
        (MOODLE.replace('"10,00"', "good"), (), "line 2: full marks are 'good', which is no"),
        (
            MOODLE.replace("Maximum Grade", "Most"),
            ("--maximum", "Best"),
            "line 1: there is not one column 'Best'.",
        ),
    ],
)
def test_what_cannot_be_filled_is_said_with_its_line_and_nothing_is_written(
    home, export, words, said
):
    before = set(home.rglob("*"))
    path = saved(home, export)
    done = fill(home, path, *words)
    if said is None:  # Canvas's row of full marks goes before a column
        assert done.exit_code == 0
        return
    assert done.exit_code == 2
    assert f"{path.name}, {said}" in " ".join(done.output.split())
    assert set(home.rglob("*")) == before | {path}


def test_nothing_is_filled_before_anything_was_graded(tmp_path):
    home = made(tmp_path / "class")
    done = fill(home, saved(home, CANVAS))
    assert done.exit_code == 2
    assert "'Week 1' has no marks yet: grade it first." in " ".join(done.output.split())
    assert "There is no assignment" in CliRunner().invoke(
        main, ["semester", "fill", str(home), "Week 7", str(home / "export.csv")]
    ).output  # fmt: skip


def test_who_has_a_mark_and_no_row_is_named_and_the_exit_code_says_so(home):
    done = fill(home, saved(home, CANVAS.replace('"Roe, Bob",2,5,4\r\n', "")))
    assert done.exit_code == 1
    assert "export.csv fits: Bob Roe." in " ".join(done.output.split())
    assert (home / "week_1" / "filled_export.csv").exists()


def cells(home):
    """Student's name -> what the filled copy of Canvas's table has for week 1."""
    with (home / "week_1" / "filled_export.csv").open(encoding="utf8", newline="") as file:
        return {row["Student"]: row["Week 1 (77)"] for row in csv.DictReader(file)}


def test_a_missing_hand_in_is_a_zero_only_where_the_teacher_says_so(home):
    path = saved(home, CANVAS)
    done = fill(home, path)
    assert "No mark, so their cells stay: Ann Poe." in done.output
    assert cells(home)["Poe, Ann"] == ""
    done = fill(home, path, "--missing", "0")
    assert done.exit_code == 0, done.output
    assert "Handed in nothing, so a 0 stands there: Ann Poe." in done.output
    assert "cells stay" not in done.output
    assert "2 marks in the column" in done.output
    assert cells(home) == {
        "    Points Possible": "42", "Doe, Jane": "14", "Roe, Bob": "16", "Poe, Ann": "0",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "export"),
    [
        ('excused = ["3"]\n', CANVAS),
        ("extended = { 3 = 2099-01-01T12:00:00 }\n", CANVAS),
        ('times = "times.csv"\n', CANVAS),  # which says that she handed something in
        ("", CANVAS.replace('Ann",3,,', 'Ann",3,7.5,')),  # her teacher has heard her
    ],
)
def test_no_zero_where_somebody_did_not_miss_it_or_has_a_mark(tmp_path, more, export):
    files = {"times.csv": "student,time\n3,2026-10-05 12:00\n"}
    home = made(tmp_path / "class", result("1", 7), result("2", 8), more=more, files=files)
    done = fill(home, saved(home, export), "--missing", "0")
    assert done.exit_code == 0, done.output
    assert "No mark, so their cells stay: Ann Poe." in done.output
    assert cells(home)["Poe, Ann"] == ("7.5" if "7.5" in export else "")


def test_no_zero_while_a_mark_waits_and_no_zero_without_a_row(tmp_path):
    ungraded = result("2", status=NOT_GRADED)
    home = made(tmp_path / "class", result("1", 7), ungraded)
    done = fill(home, saved(home, CANVAS), "--missing", "0")
    assert cells(home)["Roe, Bob"] == "5"
    assert "their cells stay: Bob Roe." in done.output
    done = fill(home, saved(home, CANVAS.replace('"Poe, Ann",3,,\r\n', "")), "--missing", "0")
    assert done.exit_code == 1
    assert "export.csv fits: Ann Poe." in " ".join(done.output.split())


@pytest.mark.parametrize(("points", "mark"), [(1, "0.13"), (3, "0.38"), (5, "0.63"), (7, "0.88")])
def test_at_a_tie_both_commands_round_half_a_cent_up(tmp_path, points, mark):
    """An eighth, as floating-point numbers, would be rounded to an even cent: 0.12."""
    exercise = replace(load("01"), tasks=(replace(load("01").tasks[0], points=8),))
    table = "Student,ID,Exercise 01 (7)\n    Points Possible,,1\nJane Doe,1,\n"
    path = saved(tmp_path, table)
    [one] = [replace(result("1", points), of=8)]
    data = roster.filled(path, "ID", exercise, [one]).data
    assert data.decode() == table.replace("Jane Doe,1,", f"Jane Doe,1,{mark}")
    assert scale.scaled(Decimal(points), Decimal(8), "1") == mark
    assert scale.scaled(points, 8, "1,0") == mark.replace(".", ",")


def test_full_marks_are_found_in_the_same_places_by_both_commands(home):
    """Gradescope's export of a course has a column of them behind each assignment."""
    path = saved(home, "Student,ID,Week 1,Week 1 - Max Points\nJane Doe,1,,42\nBob Roe,2,,42\n")
    done = fill(home, path)
    assert done.exit_code == 0, done.output
    assert "Marks were scaled from 21 points to 42." in done.output
    assert (home / "week_1" / "filled_export.csv").read_text("utf8").split() == [
        "Student,ID,Week", "1,Week", "1", "-", "Max", "Points", "Jane", "Doe,1,14,42", "Bob",
        "Roe,2,16,42",
    ]  # fmt: skip

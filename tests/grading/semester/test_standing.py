"""Whose a file is, which counts, when it came and what it is worth, for each platform's layout."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from made_semester import CLASS, NOW, graded, made, result, stands

from dlcourse.grading.marking.marks import NOT_GRADED
from dlcourse.grading.semester.plan import Late

TIMES = 'times = "times.csv"\n'
MOODLE = (
    "Identifier,Full name,Email,Status,Grade,Maximum Grade,Last modified (submission)\r\n"
    'Participant 71,Jane Doe,jane@x.y,,,29.00,"Monday, 5 October 2026, 11:59 PM"\r\n'
    'Participant 72,Bob Roe,bob@x.y,,,29.00,"Tuesday, 6 October 2026, 12:00 AM"\r\n'
    "Participant 73,Ann Poe,ann@x.y,,,29.00,-\r\n"
)
BY_EMAIL = CLASS.replace("ID", "Number").replace("Email", "ID")


def canvas(*rows):
    return json.dumps(
        [
            {"user_id": user, "submitted_at": at, "attempt": n, "attachments": [{"id": file}]}
            for user, at, n, file in rows
        ]
    )


def test_without_anything_graded_all_are_missing_or_not_due_yet(tmp_path):
    home = made(tmp_path / "class")
    assert {one.status for one in stands(home).values()} == {"missing"}
    early = stands(home, NOW.replace(month=10))
    assert {one.status for one in early.values()} == {"not due yet"}


def test_files_are_found_by_key_by_canvas_and_by_moodle_names(tmp_path):
    home = made(
        tmp_path / "class",
        result("1", 3),
        result("roebob_LATE_2_5001_week1", 4),
        result("4", 5),
    )
    found = stands(home)
    assert (found["1"].mark, found["2"].mark, found["3"].mark) == (3, 4, None)
    assert (found["1"].status, found["2"].status) == ("handed in", "late")
    assert "no export says when" in found["2"].notes[0]
    assert found["2"].penalty == 0


def test_a_row_that_two_senders_claim_is_nobodys(tmp_path):
    people = "Student,ID\nJane,Jane Doe\nBob,Bob Roe\n"
    two = [result(f"Jane Doe_{n}_assignsubmission_file_") for n in (8, 9)]
    found = stands(
        made(tmp_path / "class", *two, result("Bob Roe_7_assignsubmission_file_x"), people=people)
    )
    assert found["Jane Doe"].file is None
    assert found["Bob Roe"].mark == 10


def test_of_several_files_the_last_counts_or_the_best(tmp_path):
    files = [result(f"doejane_1_{n}_w", points) for n, points in ((502, 4), (501, 9), (1000, 2))]
    home = made(tmp_path / "class", *files)
    assert (stands(home)["1"].mark, stands(home)["1"].attempts) == (2, 3)
    home = made(tmp_path / "class", more='counts = "best"\n')
    assert stands(home)["1"].mark == 9


def test_a_second_run_on_a_new_file_counts_and_both_are_attempts(tmp_path):
    home = made(tmp_path / "class", result("1", 4), result("2", 5))
    graded(home / "week_1" / "grades", result("1", 8, code="new"))
    found = stands(home)
    assert (found["1"].mark, found["1"].attempts) == (8, 2)
    assert found["2"].mark == 5, "who was not in the last run keeps the mark"
    graded(home / "week_1" / "grades", result("1", 4), result("2", 5))
    assert stands(home)["1"].mark == 4, "grades.csv has the marks"


def test_what_could_not_be_graded_has_no_mark_and_waits(tmp_path):
    home = made(tmp_path / "class", result("1", status=NOT_GRADED), result("2"))
    found = stands(home)
    assert (found["1"].mark, found["1"].waits, found["1"].status) == (None, True, "handed in")


def test_moodles_worksheet_says_who_and_when(tmp_path):
    """Its numbers are anew in each assignment, so they lead to the class by another column."""
    names = [result(f"Name_{n}_assignsubmission_file_") for n in (71, 72)]
    home = made(
        tmp_path / "class", *names, more=TIMES, people=BY_EMAIL.replace("ID", "Email"), files={}
    )
    plan = (home / "semester.toml").read_text().replace('match = "ID"', 'match = "Email"')
    (home / "semester.toml").write_text(plan)
    (home / "times.csv").write_bytes(b"\xef\xbb\xbf" + MOODLE.encode())
    found = stands(home)
    assert [one.status for one in found.values()] == ["handed in", "late", "missing"]
    assert found["bob@x.y"].late == timedelta(minutes=1)
    assert f"{found['jane@x.y'].at:%d %H:%M %z}" == "05 23:59 +0200"


def test_what_an_export_has_and_the_grader_has_not_is_noted(tmp_path):
    home = made(tmp_path / "class", result("2"), more='times = "t.json"\n')
    (home / "t.json").write_text(canvas((1, "2026-10-01T10:00:00Z", 1, 7)))
    found = stands(home)
    assert found["1"].status == "missing"
    assert "no file was graded" in found["1"].notes[0]
    assert found["2"].notes == ("No export says when it came.",)


def test_canvas_tells_each_attempt_by_the_number_of_its_file(tmp_path):
    home = made(
        tmp_path / "class",
        result("doejane_1_50_w", 9),
        result("doejane_LATE_1_40_w", 4),
        more='times = ["t.json"]\n',
    )
    late, early = "2026-10-06T22:00:00Z", "2026-10-01T10:00:00Z"
    row = {"user_id": 1, "submitted_at": late, "attempt": 5, "attachments": [{"id": 40}]}
    row["submission_history"] = [{"submitted_at": early, "attachments": [{"id": 50}]}, None]
    (home / "t.json").write_text("while(1);" + json.dumps([row]))
    found = stands(home)["1"]
    assert (found.mark, found.attempts, found.status) == (4, 5, "late")
    assert found.late == timedelta(days=1, minutes=1)


def test_nbgraders_tree_and_a_table_of_ones_own_say_when(tmp_path):
    home = made(
        tmp_path / "class", result("1"), result("2"), more='times = ["submitted", "t.csv"]\n'
    )
    for student, folder, text in (
        ("1", "ps1", "2026-10-05 14:59:30.25 America/Los_Angeles"),
        ("1", "ps2", "2026-11-05 14:59:30 UTC"),
    ):
        path = home / "submitted" / student / folder / "timestamp.txt"
        path.parent.mkdir(parents=True)
        path.write_text(text + "\n")
    (home / "t.csv").write_text("student;time\n2;2026-10-06 00:09\n")
    found = stands(home)
    assert found["1"].late == timedelta(seconds=30.25)
    assert found["2"].late == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("seconds", "points"),
    [(1, 0), (900, 0), (901, 2), (86400, 2), (86401, 4), (10**6, 10)],
)
def test_lateness_costs_what_the_teacher_says_by_days_that_have_begun(seconds, points):
    late = Late(Decimal(10), Decimal(50), grace=15)
    assert late.penalty(seconds, Decimal(20)) == points


def test_no_policy_no_penalty_and_more_time_is_no_lateness(tmp_path):
    times = "student,time\n1,2026-10-08 12:00\n2,2026-10-08 12:00\n3,2026-10-08 12:00\n"
    three = [result(key, 20) for key in "123"]
    home = made(tmp_path / "class", *three, more=TIMES, files={"times.csv": times})
    assert {one.mark for one in stands(home).values()} == {20}
    policy = (
        "late = { percent_a_day = 10 }\nextended = { 2 = 2026-10-08, 3 = 2026-10-08T11:00:00 }\n"
    )
    found = stands(made(tmp_path / "class", more=TIMES + policy))
    of = Decimal(found["1"].of)
    assert [one.status for one in found.values()] == ["late", "handed in", "late"]
    assert found["1"].mark == max(20 - round(of * 30 / 100, 2), 0)
    assert found["2"].mark == 20
    assert found["3"].mark == 20 - round(of * 10 / 100, 2)


def test_a_penalty_makes_no_mark_negative(tmp_path):
    home = made(
        tmp_path / "class",
        result("1", 1),
        more=TIMES + "late = { percent_a_day = 100 }\n",
        files={"times.csv": "student,time\n1,2026-12-01 12:00\n"},
    )
    assert stands(home)["1"].mark == 0


def test_an_hour_of_summer_time_is_no_hour_and_no_day(tmp_path):
    home = made(
        tmp_path / "class",
        result("1"),
        more=TIMES,
        files={"times.csv": "student,time\n1,2026-10-25 12:00\n"},
    )
    plan = home / "semester.toml"
    plan.write_text(plan.read_text().replace("2026-10-05T23:59:00", "2026-10-24T12:00:00"))
    assert stands(home)["1"].late == timedelta(hours=25)


def test_points_by_hand_count_and_what_waits_for_them_has_no_mark(tmp_path):
    more = "by_hand = { prose = 5, talk = 2 }\n"
    home = made(tmp_path / "class", result("1"), result("2"), more=more)
    (home / "week_1" / "by_hand.csv").write_text("key,prose,talk\n1,4.5,2\n2,3,\n3,,1\n")
    found = stands(home)
    assert (found["1"].mark, found["1"].full) == (Decimal("16.5"), found["1"].of + 7)
    assert (found["2"].mark, found["2"].waits) == (None, True)
    assert (found["3"].mark, found["3"].waits) == (None, False)

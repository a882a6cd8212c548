"""The commands for a semester: what they write, keep and refuse, each fault in one sentence."""

import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from made_semester import WEEK, graded, made, result, rows

from dlcourse.grading.cli import main
from dlcourse.grading.marking.marks import NOT_GRADED

HAND = "by_hand = { prose = 5 }\n"
TIMES = 'times = "times.csv"\n'


def typed(command, *words):
    return CliRunner().invoke(main, ["semester", command, *map(str, words)])


def left(folder):
    """All files below a folder, with their bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_table_has_a_row_a_student_and_full_marks_in_its_head(tmp_path):
    home = made(tmp_path / "class", result("1", 7), result("2", 8))
    done = typed("marks", home)
    assert done.exit_code == 0, done.output
    assert "Week 1: 2 handed in, 1 missing." in done.stdout
    table = rows(home / "marks.csv")
    of = "Week 1 (of 21)"
    assert list(table[0]) == ["student", "key", of, "total", "of", "percent"]
    assert [(r["key"], r[of], r["total"], r["of"]) for r in table] == [
        ("1", "7", "7", "21"),
        ("2", "8", "8", "21"),
        ("3", "", "0", "21"),
    ]
    assert table[1]["percent"] == "38.1"


def test_no_sum_while_a_mark_waits_and_the_command_says_whose(tmp_path):
    home = made(tmp_path / "class", result("1", status=NOT_GRADED), result("2", 8))
    done = typed("marks", home)
    assert "Jane Doe in 'Week 1'" in done.stderr
    assert [row["total"] for row in rows(home / "marks.csv")] == ["", "8", "0"]
    assert [row["grader"] for row in rows(home / "handed_in.csv")] == ["not graded", "graded", ""]
    assert rows(home / "handed_in.csv")[0]["points"] == ""


def test_files_of_nobody_are_named_have_a_row_and_a_code(tmp_path):
    home = made(tmp_path / "class", result("1"), result("=stranger"))
    done = typed("marks", home)
    assert done.exit_code == 1
    assert "=stranger" in done.stderr
    last = rows(home / "handed_in.csv")[-1]
    assert (last["status"], last["file"]) == ("fits nobody", "'=stranger")


def test_a_table_written_anew_says_whose_marks_changed(tmp_path):
    home = made(tmp_path / "class", result("1", 7), result("2", 8))
    typed("marks", home)
    assert "written" not in typed("marks", home).stdout, "nothing has changed"
    graded(home / "week_1" / "grades", result("1", 9, code="new"), result("2", 8))
    done = typed("marks", home)
    assert "written anew" in done.stdout
    assert "1 in 'Week 1' (7 became 9)." in done.stderr


def test_a_table_of_somebody_elses_is_not_overwritten(tmp_path):
    home = made(tmp_path / "class", result("1"), files={"marks.csv": "my,own\n"})
    before = left(home)
    done = typed("marks", home)
    assert done.exit_code == 2
    assert "marks.csv, line 1: this is no table of ours" in done.stderr
    assert left(home) == before


def test_points_by_hand_stay_and_only_rows_without_any_follow_the_file(tmp_path):
    home = made(tmp_path / "class", result("1"), result("2"), more=HAND)
    assert typed("by-hand", home).exit_code == 0
    path = home / "week_1" / "by_hand.csv"
    assert [row["key"] for row in rows(path)] == ["1", "2", "3"]
    text = path.read_text().replace(",,\n", ',4,"well, ""done"""\n', 1)
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    graded(home / "week_1" / "grades", result("1", 9, code="new"), result("2", 9, code="new"))
    people = (home / "class.csv").read_text() + "New One,4,n@x.y\n"
    (home / "class.csv").write_text(people)
    before = path.read_bytes()
    done = typed("by-hand", home)
    assert "Points stay, and another file counts by now: Jane Doe." in done.stderr
    after = path.read_bytes()
    assert after.splitlines()[:2] == before.splitlines()[:2]
    assert after.splitlines()[2] != before.splitlines()[2]
    assert after.endswith(b"New One,4,,,,\r\n")
    typed("by-hand", home)
    assert path.read_bytes() == after, "typed again, it changes nothing"


def test_without_points_by_hand_there_is_nothing_to_write(tmp_path):
    home = made(tmp_path / "class", result("1"))
    done = typed("by-hand", home)
    assert done.exit_code == 2
    assert "No assignment in" in done.stderr


def feedback(home):
    done = typed("feedback", home, "Week 1")
    with zipfile.ZipFile(home / "week_1" / "feedback.zip") as archive:
        assert archive.testzip() is None
        return done, {name: archive.read(name) for name in archive.namelist()}


def test_moodle_gets_pages_in_the_folders_or_under_the_names_that_came(tmp_path):
    people = "Student,ID\nJane Doe,71\nBob Roe,72\n"
    home = made(
        tmp_path / "class",
        result("Jane Doe_71_assignsubmission_file_", file="my work.ipynb"),
        result("Bob Roe_72_assignsubmission_file_w", file="Bob Roe_72_assignsubmission_file_w.py"),
        people=people,
    )
    done, files = feedback(home)
    assert done.exit_code == 0, done.stderr
    assert set(files) == {
        "Jane Doe_71_assignsubmission_file_/my work.ipynb.html",
        "Bob Roe_72_assignsubmission_file_w.py.html",
    }
    assert all(page.startswith(b"<!doctype html>") for page in files.values())


def test_canvas_gets_files_that_are_what_their_names_say(tmp_path):
    home = made(
        tmp_path / "class",
        result("doejane_1_50_w", file="doejane_1_50_w.ipynb"),
        result("roebob_LATE_2_51_w", file="roebob_LATE_2_51_w.py"),
        result("poeann_3_52_all", file="exercise.ipynb"),
        more=HAND + TIMES + "late = { percent_a_day = 10 }\n",
        files={
            "week_1/by_hand.csv": 'key,prose,comment\n1,4,"<b>Good</b>"\n2,1,\n3,1,\n',
            "times.csv": "student,time\n2,2026-10-06 12:00\n",
        },
    )
    done, files = feedback(home)
    assert done.exit_code == 0, done.stderr
    assert set(files) == {"doejane_1_50_w.ipynb", "roebob_LATE_2_51_w.py", "poeann_3_52_all.zip"}
    [cell] = json.loads(files["doejane_1_50_w.ipynb"])["cells"]
    assert "prose: 4 of 5 points." in cell["source"]
    assert "&lt;b&gt;Good&lt;/b&gt;" in cell["source"]
    assert "Together: 14 of 26 points." in cell["source"]
    lines = files["roebob_LATE_2_51_w.py"].decode().splitlines()
    assert all(line.startswith("#") for line in lines)
    assert "# It came late, which costs 2.6 points." in lines
    assert "# Together: 8.4 of 26 points." in lines
    compile("\n".join(lines), "w.py", "exec")
    inner = zipfile.ZipFile(io.BytesIO(files["poeann_3_52_all.zip"]))
    assert inner.namelist() == ["feedback.html"]


def test_who_gets_no_feedback_is_named_and_others_get_it(tmp_path):
    home = made(
        tmp_path / "class",
        result("doejane_1_50_w"),
        result("2"),
        result("poeann_3_52_w", status=NOT_GRADED),
    )
    done, files = feedback(home)
    assert done.exit_code == 1
    assert set(files) == {"doejane_1_50_w.ipynb"}
    assert "Bob Roe, Ann Poe." in done.stderr


def test_feedback_needs_an_assignment_that_is_there_and_a_page_for_each(tmp_path):
    home = made(tmp_path / "class", result("doejane_1_50_w"))
    assert "There are: 'Week 1'." in typed("feedback", home, "Week 9").stderr
    for page in (home / "week_1" / "grades" / "pages").iterdir():
        page.unlink()
    done = typed("feedback", home, "Week 1")
    assert "there is no such page of feedback" in done.stderr
    assert not (home / "week_1" / "feedback.zip").exists()


def plan(old, new):
    return lambda home: swap(home / "semester.toml", old, new)


def file(name, text):
    return lambda home: (home / name).write_text(text, "utf8")


def swap(path, old, new):
    text = path.read_text("utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf8")


FAULTS = {
    "no plan": (lambda home: (home / "semester.toml").unlink(), "semester.toml cannot be read: No"),
    "no TOML": (plan("match =", "match ="[:5]), "semester.toml, line 2: this is no TOML ("),
    "open end": (plan("00\n", "00\nlate = {"), "semester.toml, line 11: this is no TOML ("),
    "a key that is not known": (plan("due", "deadline"), "line 10: deadline is not known. Known"),
    "a key at the top": (plan("zone", "time_zone"), "line 4: time_zone is not known. Known"),
    "no zone": (plan('zone = "Europe/Berlin"\n', ""), "line 1: there is no zone."),
    "no such zone": (plan("Berlin", "Paradise"), "line 4: 'Europe/Paradise' is no time zone"),
    "no assignment": (plan("[[assignment]]", "[assignment]"), "assignment is not written as it"),
    "no name": (plan('name = "Week 1"\n', ""), "line 6: there is no name."),
    "no text": (
        plan('exercise = "01"', "exercise = 1"),
        "line 8: exercise is no text in quotation",
    ),
    "no time": (plan("2026-10-05T23:59:00", '"Monday"'), "line 10: due is no time, such as"),
    "late free": (plan("due", "late = { at_most = 5 }\ndue"), "line 10: late work has no percent"),
    "too late": (plan("due", "late = { percent_a_day = 200 }\ndue"), "line 10: late work cannot"),
    "counts": (plan("due", 'counts = "first"\ndue'), "line 10: counts is 'last' or 'best'."),
    "points": (plan("prose = 5", 'prose = "5"'), "line 11: prose is no number from"),
    "reserved": (plan("prose = 5", "key = 5"), "line 11: 'key' is no name for what"),
    "twice": (lambda home: add(home, WEEK), "line 13: another assignment has this name already."),
    "one folder": (
        lambda home: add(home, WEEK.replace("Week 1", "Week 2")),
        "line 15: another assignment has this folder already.",
    ),
    "a stranger": (
        plan("due", 'excused = ["1", "9"]\ndue'),
        "line 10: '9' is nobody in the class.",
    ),
    "more time": (
        lambda home: add(home, "[assignment.extended]\n\n9 = 2026-10-10\n"),
        "line 13: '9' is nobody in the class.",
    ),
    "no class": (plan("class.csv", "nobody.csv"), "nobody.csv cannot be read: No such file"),
    "no column": (plan('"ID"', '"Key"'), "class.csv, line 1: there is no column 'Key'. There are"),
    "an empty class": (file("class.csv", "Student,ID\n"), "class.csv, line 1: there is no student"),
    "no key": (
        file("class.csv", 'Student,ID\n"Jane\nDoe",1\nBob,\n'),
        "class.csv, line 4: Bob has nothing in the column 'ID'.",
    ),
    "the same key": (
        file("class.csv", "Student,ID\nJane,a b\nBob,A  B\n"),
        "class.csv, line 3: 'A  B' stands in line 2 already.",
    ),
    "another exercise": (plan('"01"', '"02"'), "line 1: these are the marks of exercise 01, and"),
    "no journal": (file("week_1/grades/journal.jsonl", "x\n"), "line 1: this is no journal of"),
    "changed marks": (
        lambda home: swap(home / "week_1" / "grades" / "grades.csv", "1,10,21", "1,20,21"),
        "grades.csv, line 2: here are 20 points, and the journal says 10.",
    ),
    "no row": (
        lambda home: swap(home / "week_1" / "grades" / "grades.csv", "1,10,21", "1,ten,21"),
        "grades.csv, line 2: this is no row as dlcourse grade writes it.",
    ),
    "a time": (file("times.csv", "student,time\n1,soon\n"), "times.csv, line 2: 'soon' is no time"),
    "no times": (file("times.csv", "who,when\n"), "times.csv, line 1: there are no columns"),
    "JSON": (
        lambda home: [
            swap(home / "semester.toml", "times.csv", "t.json"),
            (home / "t.json").write_text('[\n{"user_id": }]'),
        ],
        "t.json, line 2: this is no JSON (",
    ),
    "another JSON": (
        lambda home: [
            swap(home / "semester.toml", "times.csv", "t.json"),
            (home / "t.json").write_text("{}"),
        ],
        "t.json, line 1: this is no list of submissions as Canvas gives it.",
    ),
    "a time of Canvas's": (
        lambda home: [
            swap(home / "semester.toml", "times.csv", "t.json"),
            (home / "t.json").write_text('[{"user_id": 1, "submitted_at": "soon"}]'),
        ],
        "t.json, line 1: 'soon' is no time that we can read.",
    ),
    "no key by hand": (file("week_1/by_hand.csv", "who,prose\n"), "there is not one column 'key'"),
    "nobody by hand": (file("week_1/by_hand.csv", "key,prose\n7,1\n"), "line 2: '7' is nobody in"),
    "twice by hand": (
        file("week_1/by_hand.csv", "key,prose\n1,1\n\n1,2\n"),
        "by_hand.csv, line 4: '1' has a row already.",
    ),
    "no number": (
        file("week_1/by_hand.csv", "key;prose\n1;good\n"),
        "by_hand.csv, line 2: 'good' is no number of points for 'prose'.",
    ),
    "too many": (
        file("week_1/by_hand.csv", "key,prose\n1,5.5\n"),
        "by_hand.csv, line 2: 5.5 points for 'prose' are more than its 5.",
    ),
}


def add(home, text):
    path = home / "semester.toml"
    path.write_text(path.read_text("utf8") + text, "utf8")


@pytest.mark.parametrize("command", ["marks", "by-hand", "feedback"])
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_written(tmp_path, fault, command):
    spoil, sentence = FAULTS[fault]
    home = made(
        tmp_path / "class",
        result("1", 10),
        more="" if fault in ("open end", "twice", "one folder", "more time") else HAND + TIMES,
        files={"times.csv": "student,time\n1,2026-10-05 12:00\n"},
    )
    spoil(home)
    before = left(home)
    done = typed(command, home, *(["Week 1"] if command == "feedback" else []))
    assert done.exit_code == 2, done.output
    [said] = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert sentence in said
    assert left(home) == before

"""Reports: neutralised, escaped, in the formats of others, and written whole or not at all."""

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from sandboxed import TINY

from dlcourse.grading.marking import exports, pages, report, tables
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, NOTHING, Mark, Result

RUN = {"seed": 7, "sandbox": "bubblewrap"}
EVIL = "<script>alert(1)</script>&'\""


def result(student="ana", points=1, status=GRADED, reason="", message="wrong", marks=None):
    given = (
        Mark("double", "three", False, 1, 1, True),
        Mark("double", "a table", True, 0, 2, False, message, "a hint"),
    )
    return Result(student, f"{student}.py", "0" * 64, points, 3, status, reason, given, (reason,))


def rows(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+x", "-x", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "-1+2"]
)
def test_a_cell_that_could_be_a_formula_is_neutralised(cell):
    assert tables.neutral(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["ana", "", 5, -5, 0.5, "-5", "+1.5", "a=b", None])
def test_any_other_cell_stays(cell):
    assert tables.neutral(cell) == cell


def test_grades_have_a_row_for_each_student_and_a_column_for_each_task():
    text = tables.grades(TINY, [result(), result("=cmd|' /C calc'!A0", 0, NOTHING, "=reason")], RUN)
    head, first, second = rows(text)
    assert dict(zip(head, first, strict=True)) == {
        "student": "ana",
        "points": "1",
        "of": "3",
        "percent": "33.3",
        "status": GRADED,
        "reason": "",
        "double": "1",
        "file": "ana.py",
        "sha256": "0" * 64,
        "page": f"pages/{pages.page_name('ana')}",
        "seed": "7",
        "sandbox": "bubblewrap",
    }
    assert second[0] == "'=cmd|' /C calc'!A0"
    assert second[5] == "'=reason"


def test_who_could_not_be_graded_has_no_zero():
    ungraded = replace(result(status=NOT_GRADED, reason="No sandbox."), marks=(), points=0)
    row = rows(tables.grades(TINY, [ungraded], RUN))[1]
    assert row[1:7] == ["", "3", "", NOT_GRADED, "No sandbox.", ""]


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen, self.text = set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)

    def handle_data(self, data):
        self.text += data


def test_a_page_escapes_every_text_of_a_student():
    evil = replace(result(EVIL, reason=EVIL, message=EVIL), file=EVIL)
    evil = replace(evil, marks=(replace(evil.marks[1], check=EVIL, hint=EVIL),))
    text = pages.page(TINY, evil, RUN)
    tags = Tags(text)
    assert "script" not in tags.seen
    assert "<script" not in text
    assert tags.text.count(EVIL) == 6
    assert "Content-Security-Policy" in text


def test_a_page_says_what_passes_what_does_not_and_how_to_repeat_it():
    text = Tags(pages.page(TINY, result(), RUN)).text
    for words in ("ana", "1 of 3 points", "Passes", "Does not pass", "wrong", "a hint", "seed 7"):
        assert words in text
    assert "without a sandbox" not in text
    assert "Graded without a sandbox" in pages.page(TINY, result(), {**RUN, "sandbox": "none"})


def test_pages_of_odd_names_have_names_of_their_own():
    odd = ["ana", "Ana", "a/na", "..", "", "a" * 500, "ana\n", "σ", "ς", "\udcff", "CON", "-rf"]
    names = [pages.page_name(student) for student in odd]
    assert len({name.casefold() for name in names}) == len(odd)
    for name in names:
        assert name.isascii()
        assert "/" not in name
        assert len(name) < 80
        assert not name.startswith(".")


def test_gradescope_gets_scores_and_hides_hidden_checks_until_they_are_published():
    data = json.loads(exports.gradescope(result()))
    assert data["score"] == 1
    assert [t["score"] for t in data["tests"]] == [1, 0]
    assert [t["max_score"] for t in data["tests"]] == [1, 2]
    assert [t["status"] for t in data["tests"]] == ["passed", "failed"]
    assert [t["visibility"] for t in data["tests"]] == ["visible", "after_published"]
    assert {t["output_format"] for t in data["tests"]} == {"text"}


def test_junit_has_a_suite_a_student_and_stays_xml_whatever_they_are_called():
    broken = replace(result("b\x00\x1b<&", 0, NOTHING, "bad \ud800"), marks=())
    root = ElementTree.fromstring(exports.junit(TINY, [result(message="x\x0b]]>"), broken]))
    first, second = root.findall("testsuite")
    assert (first.get("tests"), first.get("failures"), first.get("errors")) == ("2", "1", "0")
    assert first.find("testcase/failure").get("message") == "x\ufffd]]> a hint"
    assert second.get("name") == "b\ufffd\ufffd<&"
    assert second.find("testcase/error").get("type") == "unreadable"


CANVAS = (
    "\ufeffStudent,ID,SIS Login ID,Exercise 03 (55)\n"
    "    Points Possible,,,29\n"
    '"Doe, Jane",123,jane,\n'
    '"=Evil, Bob",124,bob,\n'
)
MOODLE = "Identifier,Full name,Grade,Maximum Grade\nParticipant 77,Jane Doe,,3.00\n"


@pytest.mark.parametrize(
    ("export", "match", "student", "row"),
    [
        (CANVAS, "SIS Login ID", "jane", ["Doe, Jane", "123", "jane", "", "1"]),
        (CANVAS, "ID", "doejane_LATE_123_999_hw3", ["Doe, Jane", "123", "jane", "", "1"]),
        (MOODLE, "Identifier", "Jane Doe_77_assignsubmission_file_", 4),
        (MOODLE, "Full name", "jane  doe_77_assignsubmission_file_", 4),
    ],
)
def test_an_export_is_refilled(tmp_path, export, match, student, row):
    path = tmp_path / "export.csv"
    path.write_text(export, encoding="utf-8")
    text, unmatched = tables.refilled(path, match, TINY, [result(student)])
    assert unmatched == []
    if row == 4:
        assert rows(text)[1] == ["Participant 77", "Jane Doe", "1", "3.00"]
    else:  # TINY is exercise 99, so it gets a column of its own
        assert rows(text)[0][-1] == "Exercise 99"
        assert rows(text)[1][-1] == "3"
        assert rows(text)[2] == row
        assert rows(text)[3][0] == "'=Evil, Bob"


def test_a_column_of_the_exercise_is_filled_where_it_stands(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(CANVAS, encoding="utf-8")
    text, _ = tables.refilled(path, "ID", replace(TINY, number="03"), [result("123")])
    assert rows(text)[2] == ["Doe, Jane", "123", "jane", "1"]
    assert rows(text)[1][3] == "29"


def test_marks_never_go_to_two_people_or_to_the_wrong_one(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("name,n\nana,\nben,\neve,\neve,\n", encoding="utf-8")
    students = ["ana", "x_ana", "y_ben", "z_ben", "eve", "ana_ben", "nobody"]
    text, unmatched = tables.refilled(path, "name", TINY, [result(s) for s in students])
    assert [row[-1] for row in rows(text)] == ["Exercise 99", "1", "", "", ""]
    assert unmatched == students[1:]


def test_who_was_not_graded_keeps_an_empty_cell(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("name\nana\n", encoding="utf-8")
    text, unmatched = tables.refilled(path, "name", TINY, [result(status=NOT_GRADED)])
    assert rows(text)[1] == ["ana", ""]
    assert unmatched == []


@pytest.mark.parametrize(("export", "there"), [("a,b\n", "a, b"), ("", "none")])
def test_an_export_without_the_column_is_refused(tmp_path, export, there):
    path = tmp_path / "export.csv"
    path.write_text(export, encoding="utf-8")
    with pytest.raises(tables.Unmatched, match=f"no column 'ID'. Its columns: {there}"):
        tables.refilled(path, "ID", TINY, [])


def test_every_report_is_written(tmp_path):
    assert report.write_all(tmp_path, TINY, [result()], RUN) == []
    page = pages.page_name("ana")
    found = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    own = f"gradescope/{page.removesuffix('.html')}/results.json"
    assert found == sorted(["grades.csv", "junit.xml", "results.json", f"pages/{page}", own])


def test_one_report_that_cannot_be_written_stops_no_other(tmp_path):
    (tmp_path / "pages").write_text("in the way")
    troubles = report.write_all(tmp_path, TINY, [result()], RUN)
    assert len(troubles) == 1
    assert "could not be written" in troubles[0]
    assert (tmp_path / "grades.csv").exists()


def test_a_full_disk_leaves_the_old_file_whole(tmp_path, monkeypatch):
    (tmp_path / "grades.csv").write_text("old")
    monkeypatch.setattr(
        report.Path, "replace", lambda self, target: (_ for _ in ()).throw(OSError(28, "full"))
    )
    assert report.write(tmp_path, "grades.csv", "new").endswith("full.")
    assert (tmp_path / "grades.csv").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "grades.csv"]


def test_a_summary_counts_and_warns():
    text = report.summary([result(), result(points=3)], RUN)
    assert text == "2 submissions: 2 graded. Mean: 2.0 of 3 points. Seed 7."
    assert "WARNING: graded without a sandbox" in report.summary([], {**RUN, "sandbox": "none"})

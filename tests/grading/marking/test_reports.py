"""Reports: neutralised, escaped, in the formats of others, and written whole or not at all."""

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sandboxed import TINY

from dlcourse.grading.marking import exports, pages, report, tables
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, NOTHING, Mark, Result

RUN = {"sandbox": "bubblewrap"}


def result(student="ana", points=1, status=GRADED, reason="", message="wrong", marks=None):
    given = marks or (
        Mark("double", "three", False, 1, 1, True),
        Mark("double", "a table", True, 0, 2, False, message),
    )
    return Result(student, f"{student}.py", "0" * 64, points, 3, status, reason, given, (reason,))


def rows(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+x", "-x", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "-1+2", "|x", "%x"]
)
def test_a_cell_that_could_be_a_formula_is_neutralised(cell):
    assert tables.neutral(cell) == "'" + cell


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r", "; ", '";', ';"', "；"])
def test_nor_can_what_another_spreadsheet_takes_for_the_next_cell(separator):
    assert tables.neutral(f"ana{separator}=1+1") == f"ana{separator}'=1+1"


@pytest.mark.parametrize("cell", ["ana", "", 5, -5, 0.5, "-5", "+1.5", "a=b", "a;b-c", None])
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
        "sandbox": "bubblewrap",
    }
    assert second[0] == "'=cmd|' /C calc'!A0"
    assert second[5] == "'=reason"


def test_who_could_not_be_graded_has_no_zero():
    ungraded = replace(result(status=NOT_GRADED, reason="No sandbox."), marks=(), points=0)
    row = rows(tables.grades(TINY, [ungraded], RUN))[1]
    assert row[1:7] == ["", "3", "", NOT_GRADED, "No sandbox.", ""]


def test_gradescope_gets_scores_and_hides_hidden_checks_until_they_are_published():
    data = json.loads(exports.gradescope(result()))
    assert data["score"] == 1
    assert [t["score"] for t in data["tests"]] == [1, 0]
    assert [t["max_score"] for t in data["tests"]] == [1, 2]
    assert [t["status"] for t in data["tests"]] == ["passed", "failed"]
    assert [t["visibility"] for t in data["tests"]] == ["visible", "after_published"]
    assert {t["output_format"] for t in data["tests"]} == {"text"}


def test_gradescope_reads_no_count_of_hidden_checks_and_no_mark_of_who_was_not_graded():
    told = replace(result(reason="Note. 2 of 9 checks do not pass."), notes=("Note.",))
    assert json.loads(exports.gradescope(told))["output"] == "Note."
    ungraded = replace(told, status=NOT_GRADED, points=0)
    data = json.loads(exports.gradescope(ungraded))
    assert "score" not in data
    assert data["tests"] == []


def test_the_input_and_the_result_of_a_public_check_go_to_gradescope_and_junit():
    mark = Mark("double", "three", False, 0, 1, False, "wrong.", given="x = 3", got="15")
    told, said = result(marks=(mark,)), "wrong. Input: x = 3. Came back: 15."
    (test,) = json.loads(exports.gradescope(told))["tests"]
    assert test["output"] == said
    root = ElementTree.fromstring(exports.junit(TINY, [told]))
    assert root.find("testsuite/testcase/failure").get("message") == said


def test_junit_has_a_suite_a_student_and_stays_xml_whatever_they_are_called():
    broken = replace(result("b\x00\x1b<&", 0, NOTHING, "bad \ud800"), marks=())
    root = ElementTree.fromstring(exports.junit(TINY, [result(message="x\x0b]]>"), broken]))
    first, second = root.findall("testsuite")
    assert (first.get("tests"), first.get("failures"), first.get("errors")) == ("2", "1", "0")
    assert first.find("testcase/failure").get("message") == "x\ufffd]]>"
    assert second.get("name") == "b\ufffd\ufffd<&"
    assert second.find("testcase/error").get("type") == "unreadable"


def test_every_report_is_written(tmp_path):
    assert report.write_all(tmp_path, TINY, [result()], RUN) == []
    page = pages.page_name("ana")
    found = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    own = f"gradescope/{page.removesuffix('.html')}/results.json"
    assert found == sorted(
        ["class.html", "grades.csv", "junit.xml", "results.json", f"pages/{page}", own]
    )


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
    text = report.summary([result(), replace(result(points=3), digest="1" * 64)], RUN)
    assert text == "2 submissions: 2 graded. Mean: 2.0 of 3 points."
    assert "WARNING: graded without a sandbox" in report.summary([], {**RUN, "sandbox": "none"})

"""Sentences of the page's section on a semester that no other test holds to their word."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from made_semester import NOW, TOP, WEEK, graded, made, result, rows, stands
from sandboxed import QUICK

from dlcourse.grading.cli import main
from dlcourse.grading.exercise.shelf import sources
from dlcourse.grading.exercise.variants import variant_of
from dlcourse.grading.marking.journal import Journal, describe
from dlcourse.grading.marking.marks import GRADED, Result
from dlcourse.grading.marking.report import write_all

ROOT = Path(__file__).resolve().parents[3]
SECTION = (ROOT / "book" / "for_teachers.md").read_text("utf8")
SECTION = SECTION.partition("### A class over a semester")[2].partition("\n## ")[0]
SAID = " ".join(SECTION.split())
LATE = "late = { percent_a_day = 10 }\n"
CANVAS_LATE = "doejane_LATE_1_501_01.ipynb"


def marks(home):
    done = CliRunner().invoke(main, ["semester", "marks", str(home)])
    assert done.exit_code == 0, done.output
    return rows(home / "marks.csv")


def needed():
    """The keys that the page says must be there: at the top, and in an assignment."""
    assert (
        "Only `students`, `match`, `zone`, and a `name`, `exercise` and `folder` for each" in SAID
    )
    return ("students", "match", "zone"), ("name", "exercise", "folder")


def minimal(left_out="", of=None):
    """The plan of the page with nothing but those keys, less one of them."""
    [stated] = re.findall(r"```toml\n(.*?)```", SECTION, re.DOTALL)
    plan, (top, each) = tomllib.loads(stated), needed()
    lines = [f'{key} = "{plan[key]}"' for key in top if (key, of) != (left_out, "top")]
    week = plan["assignment"][0]
    lines.append("[[assignment]]")
    lines += [f'{key} = "{week[key]}"' for key in each if (key, of) != (left_out, "week")]
    return "\n".join(lines) + "\n"


def home_with(tmp_path, plan):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "semester.toml").write_text(plan, "utf8")
    (folder / "canvas.csv").write_text("Student,ID\nJane Doe,1\nBob Roe,2\n", "utf8")
    graded(folder / "week_1" / "grades", result("1", 7))
    return folder


def test_the_keys_that_must_be_there_are_enough(tmp_path):
    home = home_with(tmp_path, minimal())
    assert [row["Week 1 (of 21)"] for row in marks(home)] == ["7", ""]


@pytest.mark.parametrize(
    ("key", "of"), [*((k, "top") for k in needed()[0]), *((k, "week") for k in needed()[1])]
)
def test_none_of_them_may_be_missing(tmp_path, key, of):
    home = home_with(tmp_path, minimal(key, of))
    done = CliRunner().invoke(main, ["semester", "marks", str(home)])
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert re.search(rf"semester\.toml, line \d+: there is no {key}\.", said), said
    assert not (home / "marks.csv").exists()


def test_without_times_canvas_s_word_is_all_that_is_known_and_costs_nothing(tmp_path):
    assert "Then Canvas's word LATE in a file's name is all that is known of lateness" in SAID
    home = made(tmp_path / "class", result(CANVAS_LATE[:-6], 7, CANVAS_LATE), more=LATE)
    one = stands(home)["1"]
    assert (one.status, one.late, one.penalty, one.mark) == ("late", None, 0, 7)
    assert "Canvas says late, and no export says when it came." in one.notes


def test_times_may_be_a_list_of_several(tmp_path):
    assert "`times` may be a list of several." in SAID
    files = {
        "one.csv": "student,time\n1,2026-10-06 00:29\n",
        "two.csv": "student,time\n2,2026-10-05 12:00\n",
    }
    more = 'times = ["one.csv", "two.csv"]\n'
    home = made(tmp_path / "class", result("1", 7), result("2", 8), more=more, files=files)
    there = stands(home)
    assert there["1"].late == timedelta(minutes=30)
    assert (there["2"].late, there["2"].status) == (None, "handed in")


def test_in_a_sum_missing_counts_nothing_and_what_is_excused_or_not_due_is_left_out(tmp_path):
    assert "In a sum a missing hand-in counts nothing, and what is excused, or not due yet" in SAID
    later = WEEK.replace("Week 1", "Week 2").replace("week_1", "week_2")
    year = f"{NOW.year + 100}-10-05T23:59:00"
    not_due = later.replace("Week 2", "Week 3").replace("week_2", "week_3")
    not_due = re.sub(r"due = \S+", f"due = {year}", not_due)
    more = f'{later}excused = ["3"]\n{not_due}'
    home = made(tmp_path / "class", result("1", 7), result("3", 9), more=more)
    graded(home / "week_2" / "grades", result("1", 10), result("2", 11))
    graded(home / "week_3" / "grades", result("2", 20))
    sums = [(row["key"], row["total"], row["of"]) for row in marks(home)]
    assert sums == [("1", "17", "42"), ("2", "31", "63"), ("3", "9", "21")]


def test_the_best_of_several_files_counts_where_the_plan_says_so(tmp_path):
    assert '`counts = "best"` takes the best.' in SAID
    files = [result(f"doejane_1_50{n}_01", points, f"doejane_1_50{n}_01.ipynb", code=str(n))
             for n, points in ((1, 9), (2, 4))]  # fmt: skip
    last = made(tmp_path / "last", *files)
    best = made(tmp_path / "best", *files, more='counts = "best"\n')
    assert [row["Week 1 (of 21)"] for row in marks(last)] == ["4", "", ""]
    assert [row["Week 1 (of 21)"] for row in marks(best)] == ["9", "", ""]


def test_an_exam_is_an_assignment_with_the_number_of_its_exercise(tmp_path):
    page = " ".join((ROOT / "book" / "for_teachers.md").read_text("utf8").split())
    assert "its `exercise` is the number of the exercise that it was drawn from" in page
    home = tmp_path / "class"
    (home / "week_1" / "grades").mkdir(parents=True)
    (home / "semester.toml").write_text(TOP + WEEK, "utf8")
    (home / "class.csv").write_text("Student,ID\nJane Doe,1\n", "utf8")
    exam = variant_of(sources()["01"], "a", ["01.2", "01.7"])
    one = Result("1", "1.ipynb", "0" * 64, 4, exam.points, GRADED)
    with Journal(home / "week_1" / "grades", describe(exam, 1, QUICK)) as journal:
        journal.add(one)
        assert write_all(home / "week_1" / "grades", exam, [one], journal.run) == []
    [row] = marks(home)
    assert row[f"Week 1 (of {exam.points})"] == "4"

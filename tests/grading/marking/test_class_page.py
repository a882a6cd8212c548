"""The page about the class, and files of equal content: told to the teacher, and to nobody else."""

import json
import re
import stat

import pytest
from bs4 import BeautifulSoup
from sandboxed import QUICK, TINY, require_sandbox
from stamps import reads

from dlcourse.grading.marking import report
from dlcourse.grading.marking.class_page import NAME, class_page
from dlcourse.grading.marking.equal import Equal, equal
from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, NOTHING, Mark, Result, Work
from dlcourse.grading.sandbox.inside.cells import content, sources

pytestmark = reads("dlcourse")
RUN = {"sandbox": "bubblewrap"}
EVIL = "<b>ana</b>"
CODE = "def double(x):\n    # twice\n    return 2 * x  # so\n"


def marks(public, hidden, hint=""):
    return (
        Mark("double", "three", False, int(public), 1, public, "" if public else "wrong", hint),
        Mark("double", "a table", True, 2 * hidden, 2, hidden, "" if hidden else "wrong"),
    )


def result(student, public=True, hidden=True, hint="", **changes):
    told = {"file": f"{student}.py", "digest": student, "of": 3, "status": GRADED, **changes}
    given = told.pop("marks", marks(public, hidden, hint))
    return Result(student, points=sum(m.points for m in given), marks=given, **told)


CLASS = [
    result("ana", digest="a", content="1"),
    result("ben", digest="a", content="1"),
    result("eva", digest="e", content="1"),
    result("kim", hidden=False, content="2"),
    result("lea", False, False, "You take one half.", content="3"),
    result("max", False, False, "You take one half.", content="3"),
    result(EVIL, marks=(), status=NOT_GRADED, reason="No sandbox.", faults=("The check is odd.",)),
    result("zoe", marks=(), status=NOTHING, reason="The file is empty."),
]


def soup(results=CLASS, run=RUN):
    return BeautifulSoup(class_page(TINY, results, run), "html.parser")


def below(page, heading):
    """Return the texts of the rows or items below a heading."""
    part = page.find("h2", string=heading).find_next(["table", "ul", "p"])
    rows = part("tr")[1:] or part("li") or [part]
    return [[c.text for c in row(["th", "td"])] or row.text for row in rows]


def test_it_counts_what_has_a_mark():
    page = soup()
    assert page.select_one(".points").text == "8 submissions, 7 with a mark"
    assert "Mean 1.4 of 3 points, median 1, from 0 to 3." in page.text
    assert below(page, "Distribution of marks") == [
        ["0", "", "3"],
        ["1", "", "1"],
        ["2", "", "0"],
        ["3", "", "3"],
    ]


def test_it_says_of_each_function_how_it_went_and_which_checks_fail():
    ((name, _, points, full),) = below(soup(), "Points by function")
    assert name.startswith("99.1 double")
    assert (points, full) == ("1.4 of 3", "3")
    assert [li.text for li in soup()("details")[0]("li")] == [
        "a table (hidden): 3",
        "three (public): 2",
    ]


def test_it_lists_the_commonest_named_mistakes():
    assert below(soup(), "The commonest named mistakes") == [["You take one half.99.1 double", "2"]]
    assert "None was recognised." in soup(CLASS[:1]).text


def test_it_names_what_was_not_graded_and_our_own_faults():
    page = soup()
    assert below(page, "What was not graded") == [
        f"{EVIL} ({NOT_GRADED}): No sandbox.",
        f"zoe ({NOTHING}): The file is empty.",
        "The check is odd.",
    ]
    assert page("b") == []
    assert "Everything was." in soup(CLASS[:1]).text


def test_it_stands_where_nothing_was_graded_and_where_no_sandbox_was():
    page = soup(CLASS[-2:-1], {"sandbox": "none"})
    assert page.select_one(".points").text == "1 submission, none graded"
    assert "Graded without a sandbox." in page.text


def test_files_with_equal_content_are_told_if_they_earned_points():
    assert equal(CLASS) == [
        Equal(("ana", "ben"), to_the_byte=True),
        Equal(("ana", "ben", "eva"), to_the_byte=False),
    ]
    assert equal(CLASS[2:]) == []


def test_equal_content_is_on_the_teachers_screen_and_page_and_on_no_students(tmp_path):
    said = report.summary(CLASS, RUN)
    assert "The same file, to the byte: ana, ben." in said
    assert "That is no proof of copying" in said
    assert "The same" not in report.summary(CLASS[2:], RUN)
    assert report.write_all(tmp_path, TINY, CLASS, RUN) == []
    page = tmp_path / NAME
    assert "The same code, apart from comments" in page.read_text("utf8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    others = [path for path in tmp_path.rglob("*") if path.is_file() and path != page]
    assert len(others) == 2 + 2 * len(CLASS)
    for path in others:
        assert "The same" not in path.read_text("utf8")


def test_many_groups_are_counted():
    many = [result(f"{n}{k}", digest=f"{n}", content=f"{n}") for n in range(9) for k in "ab"]
    assert "And 4 more groups with equal content: see class.html." in report.summary(many, RUN)


def notebook(*cells):
    return json.dumps({"cells": [{"cell_type": k, "source": s} for k, s in cells]}).encode()


def content_of(data, name="a.py"):
    return content(sources(data if isinstance(data, bytes) else data.encode(), name)[0])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("def double(x):\n  return 2*x\n", "b.py"),
        ('# a "text"\ndef double(x): # \'\n\n    return 2 *  x\n', "b.py"),
        (notebook(("markdown", "# mine"), ("code", ""), ("code", CODE)), "b.ipynb"),
    ],
)
def test_comments_white_space_texts_and_cells_make_no_other_content(data, name):
    assert content_of(data, name) == content_of(CODE)


@pytest.mark.parametrize(
    "data", ["def double(x):\n    return 3 * x\n", "def double(x):\n    return 2 * x + 0\n", ""]
)
def test_other_code_is_other_content(data):
    assert content_of(data) != content_of(CODE)


def test_what_stands_in_a_text_counts():
    assert content_of("x = 'a b'") != content_of("x = 'ab'")
    assert content_of("x = '# a'") != content_of("x = '# b'")
    assert content_of('x = """a\n# b"""') != content_of('x = """a\n# c"""')


def test_two_files_with_other_comments_have_one_content_through_the_sandbox():
    require_sandbox()
    files = [CODE, re.sub("#.*", "", CODE), CODE.replace("2", "3")]
    found = [grade(Work("ana", "a.py", f.encode()), TINY, 1, QUICK).content for f in files]
    assert found[0] == found[1] != found[2]

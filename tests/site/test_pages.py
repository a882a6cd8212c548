"""The pages around the chapters say of them what they say of themselves."""

import inspect
import json
import re
from pathlib import Path

import pytest

from coursesite.around import reading
from coursesite.data_pages import glossary
from dlcourse import blackboard
from dlcourse.widgets import Source

BOOK = Path(__file__).resolve().parents[2] / "book"
CHAPTERS = glossary.chapters()
SHORTEST, LONGEST = 20, 30  # minutes in which a chapter is read
LINK = re.compile(r"\]\(([\w-]+\.(?:ipynb|md))(?:#([\w-]+))?\)")
TEACHERS = (BOOK / "for_teachers.md").read_text("utf8")
NEXT = (BOOK / "where_next.md").read_text("utf8")
ROW = re.compile(r"^\| \[(\d+) ([^\]]+)\]\(([^)]+)\) \| (\d+) \| ([^|]+) \|$", re.M)


def section(page, heading):
    """The text of a page below a heading, up to the next of its kind."""
    return page.split(f"\n## {heading}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", ["for_teachers.md", "from_here_to_pytorch.md", "where_next.md"])
def test_every_link_of_a_page_leads_to_a_heading(name):
    links = LINK.findall((BOOK / name).read_text("utf8"))
    assert links
    for file, heading in links:
        assert (BOOK / file).exists(), file
        assert not heading or heading in glossary.addresses(BOOK / file), f"{file}#{heading}"


@pytest.mark.this_edition
def test_the_reading_map_leads_to_every_chapter():
    """Each chapter of Kelleher's book is on it, and each of ours."""
    reading = section(NEXT, "A reading map")
    assert {file for file, _ in LINK.findall(reading)} == {p.name for p in CHAPTERS.values()}
    assert re.findall(r"^\| (\d)", reading, re.M) == list("1234567")


def test_every_subject_left_out_says_what_it_builds_on_and_where_to_read():
    subjects = section(NEXT, "What this course leaves out").split("\n### ")[1:]
    assert len(subjects) >= 5
    for subject in subjects:
        assert "{cite:t}" in subject, subject
        assert re.search(r"\nRead ", subject), subject


@pytest.mark.this_edition
def test_the_table_for_teachers_says_what_the_chapters_say():
    rows = {int(number): rest for number, *rest in ROW.findall(TEACHERS)}
    assert list(rows) == list(CHAPTERS)
    for number, (title, file, minutes, ledger) in rows.items():
        text = glossary.prose(CHAPTERS[number])
        assert file == CHAPTERS[number].name
        assert text.startswith(f"# {title}\n")
        lecture = re.search(r"^\*Lecture rows? ([A-E0-9 ]+[0-9])\b", text, re.M)
        assert ledger.split() == lecture[1].split(), file
        assert int(minutes) == reading.minutes(CHAPTERS[number]), f"{file}: run `make record`"


@pytest.mark.this_edition
def test_the_hours_are_the_sum_of_the_minutes():
    minutes = sum(int(row[3]) for row in ROW.findall(TEACHERS))
    said = re.search(r"about (\d+) hours of reading", TEACHERS)[1]
    assert int(said) == round(minutes / 60)


@pytest.mark.this_edition
def test_minutes_and_hours_that_are_wrong_are_written_anew():
    wrong = reading.ROW.sub(r"\g<1>999", TEACHERS).replace("about 6 hours", "about 99 hours")
    assert wrong != TEACHERS
    assert reading.renewed(wrong) == TEACHERS


def test_words_formulas_and_code_take_time_and_their_marks_do_not(tmp_path):
    page = tmp_path / "page.md"

    def minutes(text):
        page.write_text(text, "utf8")
        return reading.minutes(page)

    assert minutes("") == 1
    assert minutes("word " * reading.WORDS * 7) == 7
    assert minutes("$a + b$ " * reading.WORDS * 7) == 7
    assert minutes("$$\na + b + c\n$$ (label)\n\n" * reading.FORMULAS * 7) == 7
    assert minutes("```python\n" + "a = 1  # one\n" * reading.LINES * 7 + "```\n") == 7
    assert minutes("A price of 5 \\$. " * reading.WORDS + "It rose by 2 \\$.") == 4
    assert minutes("word " * reading.WORDS * 18) == 20


def test_what_is_folded_takes_no_time_and_what_a_cell_shows_takes_its_own(tmp_path):
    shown = inspect.getsource(blackboard.momentum).rstrip()
    taken = len(Source(blackboard.momentum).code.split("\n")) / reading.LINES
    assert 3 <= taken * reading.LINES < len(shown.split("\n"))  # without its docstring

    def exact(*cells):
        page = tmp_path / "page.ipynb"
        cells = [{"metadata": {}} | cell for cell in cells]
        page.write_text(json.dumps({"cells": cells}), "utf8")
        return reading.exact(page)

    def code(source, **metadata):
        return {"cell_type": "code", "source": source, "metadata": metadata}

    fold = ":::{dropdown} More\n:class-container: dl-aside\n\n" + "word " * 900 + "\n:::\n"
    prose = {"cell_type": "markdown", "source": "word " * 400 + "\n\n" + fold + "\nword word"}
    imports = code("from dlcourse import blackboard\nfrom dlcourse.widgets import Source")
    assert exact(prose) == pytest.approx(402 / reading.WORDS)
    assert exact(imports, code("pictures.loss()")) == 0
    assert exact(code("x = 1\n\ny = 2")) == pytest.approx(2 / reading.LINES)
    assert exact(code("x = 1\n\ny = 2", tags=["hide-input"])) == 0
    show = code("Source(blackboard.momentum)")
    assert exact(imports, show) == pytest.approx(1 / reading.LINES + taken)
    own = code("def mine():\n    return 1"), code("Source(mine)")
    assert exact(imports, *own) == pytest.approx(3 / reading.LINES)  # its code is in a cell


@pytest.mark.parametrize("path", CHAPTERS.values(), ids=lambda path: path.stem)
def test_a_chapter_is_read_in_half_an_hour(path):
    assert reading.exact(path) <= LONGEST  # its page says the minutes in steps of 5, which hide 32


@pytest.mark.this_edition
@pytest.mark.parametrize("path", CHAPTERS.values(), ids=lambda path: path.stem)
def test_a_chapter_of_ours_is_no_mere_note(path):
    assert reading.exact(path) >= SHORTEST


def test_the_time_for_one_more_sentence_is_not_rounded_away(tmp_path):
    """What is planted: half an hour, and eight words."""
    page = tmp_path / "page.md"
    page.write_text("word " * reading.WORDS * LONGEST, "utf8")
    assert reading.exact(page) == LONGEST
    page.write_text("word " * (reading.WORDS * LONGEST + 8), "utf8")
    assert reading.minutes(page) == LONGEST < reading.exact(page)


def test_the_minutes_of_a_page_that_includes_another_are_those_of_the_other():
    included = reading.minutes(BOOK.parent / "CONTRIBUTING.md")
    assert reading.minutes(BOOK / "contributing.md") == included > 1


@pytest.mark.this_edition
def test_every_chapter_has_something_to_do_in_class():
    ideas = section(TEACHERS, "In class, with the widgets")
    found = re.findall(r"^(\d+)\\. [A-Z].*\?\n: \[[^\]]+\]\((\d+)_", ideas, re.M)
    assert [(int(a), int(b)) for a, b in found] == [(number, number) for number in CHAPTERS]

"""The page that the kit opens at: chapters and exercises by their numbers, and how far one is."""

import re

import nbformat
import pytest

from coursekit.contents import contents, page_of
from coursesite.edition import current


@pytest.fixture(scope="module")
def page():
    read = nbformat.reads(page_of(contents()), as_version=4)
    nbformat.validate(read)
    return read


def test_chapters_and_exercises_have_their_numbers(page):
    lines = page.cells[0].source.splitlines()
    numbered = [re.match(r"(\d+)\. \[.*\]\((book|exercises)/(\d\d)_", line) for line in lines]
    found = [(m[2], m[1].zfill(2), m[3]) for m in numbered if m]
    book = current()
    chapters = [(f"{place:02}", f"{name:02}") for place, name in enumerate(book.chapters, start=1)]
    assert found == [
        *(("book", place, name) for place, name in chapters),
        *(("exercises", number, number) for number in book.exercises()),
    ]


def test_it_says_how_to_run_and_to_stop_a_cell_before_anything_else(page):
    first = page.cells[0].source.split("\n\n")[1]
    assert "Shift+Enter" in first
    assert "■" in first


def test_its_one_cell_shows_how_far_one_is(page, capsys):
    (cell,) = (cell for cell in page.cells if cell.cell_type == "code")
    *lines, last = cell.source.splitlines()
    names = {}
    exec("\n".join(lines), names)
    assert "All exercises: " in repr(eval(last, names))

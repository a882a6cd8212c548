"""Equations in the kit's notebooks: the site's numbers, and links to the cells where they stand."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from stamps import reads

from coursekit.archives import HTML, packed
from coursekit.contents import contents
from coursekit.equations import home, known, link_equations
from coursekit.places import ROOT
from coursesite.rewriting import page_name, rewriter, rewritten
from dlcourse._equations import cited

LINK = re.compile(r"\[\((\d+\.\d+)\)\]\(([^)#]+)#cell-id=([^)]+)\)")
NUMBERED = re.compile(rf"{LINK.pattern}|# eq. \(\d+\.\d+\)")
PAGES = [p for pages in contents().values() for p in pages if p.suffix == ".ipynb"]
CHAPTERS = contents()["Chapters"]
EXERCISES = contents()["Exercises"]


def text_of(cells):
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def before_and_after(path):
    """The cells of a notebook in the words of the edition, without links and with them."""
    before, after = (json.loads(path.read_text("utf8")) for _ in range(2))
    for notebook in (before, after):
        words = rewriter(page := page_name(path.relative_to(ROOT).as_posix()))
        for cell in (c for c in notebook["cells"] if c["cell_type"] == "markdown"):
            said = rewritten("".join(cell["source"]), page, words)
            cell["source"] = said.splitlines(keepends=True)
    link_equations(path, after)
    return before["cells"], after["cells"]


@reads("book", "_build/html")
def test_the_numbers_are_those_of_the_site():
    seen = {}
    for chapter in CHAPTERS:
        page = BeautifulSoup(
            (HTML / "book" / f"{chapter.stem}.html").read_text("utf8"), "html.parser"
        )
        for equation in page.select("[id^=equation-]"):
            label = equation["id"].removeprefix("equation-")
            seen[label] = (chapter, equation.select_one(".eqno").text.strip("()¶#"))
    assert seen
    assert {label: (home(e), e.number) for label, e in known().items()} == seen


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_each_link_leads_to_the_cell_with_that_equation_and_none_stays_in_code(path):
    before, after = before_and_after(path)
    by_number = {e.number: (label, e) for label, e in known().items()}
    for number, way, cell in LINK.findall(text_of(after)):
        label, equation = by_number[number]
        assert (path.parent / way).resolve() == home(equation)
        cells = json.loads(home(equation).read_text("utf8"))["cells"]
        assert f"$$ ({label})" in text_of(c for c in cells if c["id"] == cell)
    own = {label for label, e in known().items() if home(e) == path}
    left = re.findall(r"\{eq\}`([^`]+)`", text_of(after))
    assert set(left) <= own
    cited = len(re.findall(r"\{eq\}`", text_of(before))) - len(left)
    assert path in EXERCISES or cited == len(LINK.findall(text_of(after)))


def test_what_an_exercise_names_in_words_has_number_and_link():
    found = 0
    for path in EXERCISES:
        before, after = map(text_of, before_and_after(path))
        named = re.findall(r"\((?:[a-z0-9]+-)*[a-z0-9]+\)", before)
        labels = [label for name in named if (label := name[1:-1]) in known()]
        numbers = [number for number, _, _ in LINK.findall(after)]
        assert numbers == [known()[label].number for label in labels]
        found += len(numbers)
    assert found


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_nothing_else_in_a_notebook_changes(path):
    before, after = before_and_after(path)
    for old, new in zip(before, after, strict=True):
        if old["source"] != new["source"]:
            assert NUMBERED.search("".join(new.pop("source")))
            del old["source"]
        assert old == new


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_no_label_is_left_in_what_the_kit_holds(path):
    """What a cell shows gets its numbers where it runs: see test_cited_by_number.py."""
    cells = json.loads(packed(path))["cells"]
    assert {label for cell in cells for label in cited("".join(cell["source"]))} == set()


def test_a_label_is_left_where_nobody_turns_it_into_a_number():
    page = {"cells": [{"cell_type": "markdown", "source": ["In code, `# eq. (bce)`."]}]}
    assert cited(page["cells"][0]["source"][0]) == ["bce"]
    link_equations(CHAPTERS[0], page)
    assert page["cells"][0]["source"] == [f"In code, `# eq. ({known()['bce'].number})`."]

"""A chapter's page begins with what moves: imports, and calls of pictures alone, are folded."""

import json
import tomllib

import pytest
from site_under_test import ROOT, Visit, pages, sampled

from coursesite.build.folded import fold
from coursesite.cells import FOLDED as TAG
from coursesite.cells import is_folded, needs_no_look

REWRITTEN = tomllib.loads((ROOT / "book" / "rewritten.toml").read_text("utf8"))["chapters"]
CHAPTERS = [
    page
    for page in pages()
    if page.startswith("book/") and page[5:7] in {f"{n:02}" for n in REWRITTEN}
]


@pytest.mark.parametrize(
    ("code", "folded"),
    [
        ("import numpy as np\n\nfrom dlcourse import data", True),
        ("pictures.neuron()", True),
        ("pictures.line_by_hand", True),
        ("pictures.houses(area=120)\npictures.plane()", True),
        ("timings = race()\npictures.race(timings)", False),
        ("import numpy as np\nx = 1", False),
        ("pictures", False),
        ("data.housing()", False),
        ("", False),
        ("# only a comment", False),
    ],
)
def test_what_only_imports_or_only_shows_pictures_is_folded(code, folded):
    assert needs_no_look(code) == folded
    assert is_folded({"metadata": {}, "source": code}) == folded


def test_a_cell_that_its_chapter_tags_is_folded_whatever_it_does():
    assert is_folded({"metadata": {"tags": ["a", TAG]}, "source": "x = 1"})
    assert not is_folded({"metadata": {"tags": ["a"]}, "source": "x = 1"})


def test_a_folded_cell_keeps_the_tags_that_it_had():
    tagged = {"cell_type": "code", "source": ["pictures.", "neuron()"], "metadata": {"tags": ["a"]}}
    plain = {"cell_type": "code", "source": "x = 1", "metadata": {}}
    prose = {"cell_type": "markdown", "source": "import this", "metadata": {}}
    notebook = {"cells": [tagged, plain, prose]}
    before = json.dumps([plain, prose])
    fold(notebook)
    assert tagged["metadata"]["tags"] == ["a", TAG]
    assert json.dumps([plain, prose]) == before


@pytest.mark.parametrize("page", sampled(CHAPTERS))
def test_the_first_thing_below_the_question_moves_and_no_import_stands_open(browser, http, page):
    with Visit(browser, http + page, width=1280) as visit:
        first = visit.page.locator(".dl-widget").first
        box = first.bounding_box()
        assert box["y"] < 900
        folded = visit.page.locator("details.hide")
        assert folded.count() > 3
        for cell in folded.all():
            assert not cell.locator("pre").first.is_visible()
        folded.first.locator("summary").click()
        assert "import numpy" in folded.first.locator("pre").inner_text()


def higher_than_a_phone(visit):
    """The widgets of a page that are higher than a phone's screen below the bar: key -> pixels."""
    visit.lay_out_all()
    bar = visit.page.locator(".bd-header-article").first.bounding_box()["height"]
    heights = {
        widget.get_attribute("data-key"): widget.bounding_box()["height"]
        for widget in visit.page.locator(".dl-widget").all()
    }
    assert len(heights) >= 2
    return {key: h for key, h in heights.items() if h + bar > 844}


@pytest.mark.parametrize("page", sampled(CHAPTERS))
def test_on_a_phone_the_controls_a_picture_and_its_numbers_are_on_one_screen(browser, http, page):
    with Visit(browser, http + page, width=390) as visit:
        assert higher_than_a_phone(visit) == {}


def test_a_picture_that_is_too_high_for_a_phone_is_found(browser, http):
    with Visit(browser, http + CHAPTERS[0], width=390) as visit:
        visit.page.locator(".dl-widget").first.evaluate("one => { one.style.height = '800px' }")
        assert [*higher_than_a_phone(visit).values()] == [800]

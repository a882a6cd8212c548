"""The place of the contents where a reader sees how far all exercises are, as it is built."""

import json

import pytest
from packs_of_site import require_run
from site_under_test import HTML, KINDS, pages

from coursesite.run import standing
from dlcourse.grading.exercise.shelf import load, sources

PAGE = f"<article><h1>Contents</h1>\n{standing.EMPTY}\n<div>More.</div></article>"
EXERCISE = '<h1>Exercise: What is <em>x</em> &amp; y?<a class="headerlink" href="#x">#</a></h1>'


def book(*sources):
    """A notebook with these code cells."""
    return {"cells": [{"cell_type": "code", "source": [source]} for source in sources]}


@pytest.mark.parametrize("number", sources())
def test_the_functions_of_an_exercise_are_counted_by_their_checks(number):
    source = sources()[number]
    notebook = json.loads((source.parent / f"{source.parent.name}.ipynb").read_text("utf8"))
    assert standing.functions(notebook) == len(load(number).tasks)


def test_the_place_is_filled_for_each_exercise_and_empty_again_to_the_byte(tmp_path):
    (static := tmp_path / "_static").mkdir()
    page, one = tmp_path / "book/index.html", tmp_path / "exercises/03_x/03_x.html"
    assert standing.without(PAGE) == PAGE
    texts = {page: PAGE, one: EXERCISE}
    standing.told(static, texts, {one: book('check("03.0", "a")', 'check("03.1", f)\n')})
    assert texts[one] == EXERCISE
    assert 'href="../exercises/03_x/03_x.html">Exercise: What is x &amp; y?</a>' in texts[page]
    assert 'data-exercise="03" data-of="1"' in texts[page]
    assert 'src="../_static/standing.js?v=' in texts[page]
    assert (static / standing.SCRIPT).read_bytes() == standing.SOURCE.read_bytes()
    assert standing.without(texts[page]) == PAGE


def test_where_there_is_no_exercise_or_no_place_nothing_is_said(tmp_path):
    texts = {tmp_path / "a.html": PAGE, tmp_path / "b.html": "<h1>Other</h1>"}
    before = dict(texts)
    standing.told(tmp_path, texts, {})
    assert texts == before
    del texts[tmp_path / "a.html"]
    standing.told(tmp_path, texts, {tmp_path / "b.html": book()})
    assert texts == {tmp_path / "b.html": "<h1>Other</h1>"}
    assert list(tmp_path.iterdir()) == []


def test_the_landing_page_alone_has_the_place():
    require_run()
    having = {page for page in pages() if standing.SCRIPT in (HTML / page).read_text("utf8")}
    assert having == {KINDS["landing"]}
    text = (HTML / KINDS["landing"]).read_text("utf8")
    assert text.count("data-exercise=") == len(sources())

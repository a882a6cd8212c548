"""Equations that the site cites: a reader sees no label, and each number leads to its place."""

import re
from functools import cache
from types import SimpleNamespace
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from site_under_test import HTML
from stamps import reads

from coursesite.build import links as module
from coursesite.build.links import AUTHORS
from coursesite.data_pages import equations
from dlcourse import _equations

pytestmark = reads("_build/html", "book", "dlcourse")
PAGES = sorted(p for p in HTML.rglob("*.html") if "_static" not in p.relative_to(HTML).parts)
NUMBER = re.compile(r"\((\d+\.\d+)\)")


@cache
def read(path):
    return BeautifulSoup(path.read_text("utf8"), "html.parser")


def left(page):
    """The labels that the text of a page shows."""
    return _equations.cited(page.get_text())


def number(element):
    """The number that a link or an equation shows, or nothing."""
    return "".join(NUMBER.findall(element.get_text()))


def links(page):
    return page.select('a[href*="#equation-"]:not(.headerlink)')


def astray(page, path):
    """The links of a page to equations that do not lead to one with the number that they show."""
    found = []
    for link in links(page):
        address, anchor = urldefrag(link["href"])
        there = (path.parent / unquote(address)).resolve() if address else path
        target = read(there).find(id=anchor) if there.is_file() else None
        if not target or number(target.select_one(".eqno")) != number(link):
            found.append(f"{link.get_text()}: {link['href']}")
    return found


def is_for_authors(path):
    return path.relative_to(HTML).as_posix().startswith(AUTHORS)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(HTML).as_posix())
def test_a_reader_sees_numbers_and_each_leads_to_its_equation(path):
    if not is_for_authors(path):
        assert left(read(path)) == []
        assert astray(read(path), path) == []


@pytest.mark.this_edition
def test_words_and_comments_cite_many():
    assert sum(len(links(read(path))) for path in PAGES) > 400
    assert sum(len(read(path).select('.c1 a[href*="#equation-"]')) for path in PAGES) > 100


def test_the_numbers_that_the_package_knows_are_those_of_the_chapters():
    assert equations.FILE.read_text("utf8") == equations.render(), "run `make record`"
    assert _equations.equations() == equations.equations()


@pytest.mark.parametrize(
    ("html", "labels", "wrong"),
    [
        ('<span class="c1"># eq. (bce)</span>', ["bce"], 0),
        ('<a href="#equation-bce">eq. (3.6)</a>', [], 0),
        ('<a href="#equation-bce">eq. (3.7)</a>', [], 1),
        ('<a href="#equation-of-none">eq. (3.6)</a>', [], 1),
        ('<a href="away.html#equation-bce">eq. (3.6)</a>', [], 1),
    ],
)
def test_a_label_and_a_wrong_link_are_found(tmp_path, html, labels, wrong):
    equation = '<div id="equation-bce"><span class="eqno">(3.6)</span></div>'
    (path := tmp_path / "page.html").write_text(f"{equation}{html}")
    page = read(path)
    assert left(page) == labels
    assert len(astray(page, path)) == wrong


@pytest.mark.parametrize(("page", "shown"), [("book/reference/losses", "(left out)"),
                                             ("exercises/README", "(bce)")])  # fmt: skip
def test_an_equation_of_a_chapter_that_is_left_out_is_said_to_be_and_an_author_sees_its_label(
    page, shown, monkeypatch
):
    monkeypatch.setattr(module, "left_out", lambda: frozenset({"bce"}))
    domain = SimpleNamespace(data={"objects": {}})
    app = SimpleNamespace(env=SimpleNamespace(get_domain=lambda name: domain))
    context = {"body": '<span class="c1"># eq. (bce) and eq. (of-none)</span>'}
    module.lead_to_equations(app, page, "", context, object())
    assert context["body"] == f'<span class="c1"># eq. {shown} and eq. (of-none)</span>'

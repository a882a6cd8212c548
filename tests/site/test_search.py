"""The search page in a browser, over http and from the disk: what it finds and what it shows."""

import json
import re

import pytest
from page_heads import DOCUMENTS, text
from site_under_test import HTML, Visit
from stamps import reads


def search(visit, http_or_root, words):
    visit.page.goto(f"{http_or_root}search.html?q={words}")
    visit.until("() => /found/.test(document.querySelector('.search-summary').textContent)")
    visit.until(  # each hit has its words, or says what it is
        """() => [...document.querySelectorAll("ul.search > li")]
            .every(hit => hit.querySelector(".context, span"))"""
    )
    hits = visit.page.locator("ul.search > li")
    return [
        (hit.locator("a").inner_text(), hit.locator("a").get_attribute("href"), hit.inner_text())
        for hit in hits.all()
    ]


@reads("_build/html")
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_search_finds_words_and_shows_them_in_their_place(browser, http, scheme):
    root = http if scheme == "http" else HTML.as_uri() + "/"
    with Visit(browser, root + "search.html") as visit:
        fetched = []
        visit.page.on("request", lambda request: fetched.append(request.url.split("?")[0]))
        found = search(visit, root, "saddle")
        assert found == [] or all("saddle" in summary.lower() for *_, summary in found)
        # One word: in each summary.
        found = search(visit, root, "Novikoff")
        assert any(link.startswith("book/05_perceptron.html") for _, link, _ in found)
        said = visit.page.locator(".search-summary").inner_text()
        assert said == f"Places that were found: {len(found)}"
        assert all("novikoff" in summary.lower() for *_, summary in found)
        # A phrase, in the page where it stands, as it stands.
        found = search(visit, root, "ends in the small valley")
        (hit,) = (hit for hit in found if hit[1].startswith("book/02_gradient_descent.html"))
        assert "ends in the small valley" in hit[2]
        # A heading: the words below it, and a link to it.
        found = search(visit, root, "How big a step")
        (hit,) = (hit for hit in found if hit[1].endswith("#how-big-a-step"))
        assert "…" in hit[2]
        # An explained term.
        found = search(visit, root, "batch")
        assert all(len(summary) > len(name) for name, _, summary in found)
        # Nothing.
        assert search(visit, root, "zyzzyva") == []
        assert "Nothing was found" in visit.page.locator(".search-summary").inner_text()
        assert (visit.asked, visit.errors) == ([], [])
        # A hit's words arrive without its page.
        assert {url for url in fetched if url.endswith(".html")} == {root + "search.html"}


def test_the_words_of_every_page_are_there_and_no_others():
    folder = HTML / "_static" / "words"
    found = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.js")}
    assert found == set(DOCUMENTS)


def test_words_are_those_of_their_section_without_pictures_and_marks():
    call = text("_static/words/book/05_perceptron.js")
    assert call.startswith('dlcourseWords("book/05_perceptron",[[[')
    name, sections = json.loads(f"[{call.removeprefix('dlcourseWords(')[:-3]}]")
    assert name == "book/05_perceptron"
    joined = " ".join(words for _, words in sections)
    assert "What if a neuron learns only from its mistakes?" in joined
    assert not re.search(r"<svg|\\frac|data-key", joined)
    assert len({ids[0] for ids, _ in sections}) == len(sections) > 5

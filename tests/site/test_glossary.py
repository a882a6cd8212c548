"""The glossary: every term stands in bold in its chapter, and the book keeps to its terms."""

import re
from pathlib import Path

import pytest

from coursesite.data_pages import glossary

BOOK = Path(__file__).resolve().parents[2] / "book"
DATA = glossary.load()
TERMS = DATA["term"]
KEYS = {"term", "chapter", "definition", "stands", "also", "not", "everyday", "fa"}
CHAPTERS = glossary.chapters()
PAGES = [
    BOOK / f"{name}.md"
    for name in ("where_next", "from_here_to_pytorch", "for_teachers", "notation")
]
PROSE = [*BOOK.glob("*.ipynb"), *PAGES]

# What others call it is theirs: titles in lists of reading, quotations, what a row of the ledger
# or a name in the code says.
THEIRS = re.compile(
    r"## Further reading.*|\$\$.*?\$\$|\$[^$]+\$|```.*?```|`[^`]+`|\"[^\"]+\"", re.DOTALL
)


def words(path):
    """The prose of a page, without formulas, code, quotations and the titles of other books."""
    return " ".join(THEIRS.sub(" ", glossary.prose(path)).split())


def variants(text):
    """The names in a text that the glossary rules out, each with the term to use instead."""
    return [
        f"{found[0]}: say {term['term']}"
        for term in TERMS
        for variant in term.get("not", [])
        for found in re.finditer(rf"\b{re.escape(variant)}\w*", text, re.IGNORECASE)
    ]


def test_terms_are_in_alphabetical_order():
    names = [term["term"] for term in TERMS]
    assert names == sorted(names, key=str.casefold)


def test_no_term_is_defined_twice():
    names = [n.casefold() for t in TERMS for n in [t["term"], *t.get("also", [])]]
    assert sorted(names) == sorted(set(names))
    definitions = [term["definition"] for term in TERMS]
    assert len(set(definitions)) == len(definitions)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["term"])
def test_a_definition_is_one_or_two_short_sentences(term):
    assert set(term) <= KEYS
    assert {"term", "chapter", "definition", "fa"} <= set(term)
    assert re.fullmatch(r"[A-Z].*\.", term["definition"])
    assert len(term["definition"].split()) <= 40
    assert len(re.findall(r"\.(?:\s|$)", term["definition"])) <= 2


@pytest.mark.this_edition
@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["term"])
def test_a_term_stands_in_bold_first_in_the_chapter_it_names(term):
    found = [number for number, _ in glossary.places(term)]
    assert found, f"{term['term']} stands in bold in no chapter"
    assert found[0] == term["chapter"]


@pytest.mark.parametrize("number", CHAPTERS, ids=lambda number: CHAPTERS[number].stem)
def test_every_term_in_bold_is_in_the_glossary(number):
    """Bold of up to three words is a term; what only wants a louder voice is listed as such."""
    known = {form for term in TERMS for form in glossary.forms(term)}
    known |= {word.casefold() for word in DATA["emphasis"]}
    short = {
        text
        for text, _ in glossary.bold(CHAPTERS[number])
        if len(text.split()) <= 3 and text[-1] not in ".:?!" and not re.search(r"[$`]", text)
    }
    assert {text for text in short if text.casefold() not in known} == set()


@pytest.mark.this_edition
def test_no_word_is_listed_as_emphasis_that_is_not_in_bold():
    stand = {text for path in CHAPTERS.values() for text, _ in glossary.bold(path)}
    assert [word for word in DATA["emphasis"] if word not in stand] == []


@pytest.mark.this_edition
def test_every_chapter_gives_terms():
    assert {term["chapter"] for term in TERMS} == set(CHAPTERS)


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.stem)
def test_the_book_calls_things_as_the_glossary_does(path):
    assert variants(words(path)) == []


def test_a_name_that_the_glossary_rules_out_is_found():
    assert variants("The step sizes of a multi-layer net.") == [
        "step sizes: say learning rate",
        "multi-layer: say multilayer perceptron",
    ]


def test_a_persian_term_appears_on_the_page_when_it_is_there():
    page = glossary.render([{**TERMS[0], "fa": "واژه"}])
    assert '<span lang="fa" dir="rtl">واژه</span>' in page
    assert "<span" not in glossary.render([{**TERMS[0], "fa": ""}])


def test_the_page_is_as_new_as_its_data():
    assert glossary.PAGE.read_text("utf8") == glossary.render(TERMS), "run `make record`"

"""No term before its place: in the chapters that are written anew, and in planted ones."""

import pytest

from coursesite.data_pages import glossary
from coursesite.prose import terms
from coursesite.prose.reading import book, paragraphs, rewritten

TERMS = glossary.load()["term"]
COST = {"term": "cost", "chapter": 1}
CHAIN = {"term": "chain rule", "chapter": 2}


def planted(*chapters):
    """A book whose chapters have these texts, a cell each."""
    cells = [[{"cell_type": "markdown", "source": text} for text in texts] for texts in chapters]
    return {number: paragraphs(texts) for number, texts in enumerate(cells, start=1)}


def early(*chapters, glossary=(COST, CHAIN)):
    return [str(found) for found in terms.early(glossary, planted(*chapters))]


@pytest.mark.this_edition
def test_a_chapter_introduces_its_terms_before_it_uses_them():
    assert [str(e) for e in terms.early(TERMS, book()) if e.chapter in rewritten()] == []


@pytest.mark.this_edition
def test_a_chapter_that_is_held_to_its_word_is_in_the_book():
    assert set(rewritten()) <= book().keys()
    assert rewritten() == sorted(set(rewritten()))


def test_a_term_before_its_place_is_named_with_the_cell_where_it_stands_first():
    found = early(
        ["# One", "By the chain rule.", "A **cost**. The chain rules."], ["The **chain rule**."]
    )
    assert found == ["chapter 1, cell 1: chain rule (introduced in chapter 2, cell 0)"]
    assert early(["Two costs.\n\nThen: the **cost**."]) == [
        "chapter 1, cell 0: cost (introduced in chapter 1, cell 0)"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "What is the cost? This is the **cost**.",  # the paragraph that introduces it
        "# The cost\n\nThe **cost** is this.",  # a heading names what follows
        ":::{dropdown} The cost\nA cost.\n:::\n\nThe **cost**.",
        "```{note}\nA cost.\n```\n\nThe **cost**.",
        "```python\ncost = 1\n```\n\nThe **cost**.",
        'The `cost` and $cost$ and "a cost".\n\nThe **cost**.',
        "See [the cost](02_gradient_descent.ipynb).\n\nThe **cost**.",
        "A costly thing.\n\nThe **cost**.",
        "The **cost**.\n\n## Further reading\n\nOn the chain rule.",
    ],
)
def test_what_is_no_use_of_a_term_is_let_through(text):
    assert early([text], ["The **chain rule**."]) == []


def test_the_longer_of_two_terms_is_the_one_that_stands_there():
    delta = {"term": "delta", "chapter": 2}
    rule = {"term": "delta rule", "chapter": 1}
    assert (
        early(["The **delta rule**. The delta-rule."], ["A **delta**."], glossary=[delta, rule])
        == []
    )
    found = early(["The **delta rule**.", "A delta."], ["A **delta**."], glossary=[delta, rule])
    assert found == ["chapter 1, cell 1: delta (introduced in chapter 2, cell 0)"]


def test_names_with_capitals_are_those_and_other_names_of_a_term_count():
    gate = {"term": "AND", "chapter": 2}
    assert early(["This and that."], ["**AND**"], glossary=[gate]) == []
    assert len(early(["This AND that."], ["**AND**"], glossary=[gate])) == 1
    mlp = {"term": "perceptron", "also": ["MLP"], "chapter": 2}
    assert len(early(["MLPs and Perceptrons."], ["**MLP**"], glossary=[mlp])) == 1


@pytest.mark.this_edition
def test_an_everyday_word_is_left_alone_and_each_is_one_that_needs_it():
    assert early(["A cost.", "The **cost**."], glossary=[COST | {"everyday": True}]) == []
    strict = [{k: v for k, v in term.items() if k != "everyday"} for term in TERMS]
    found = {e.term for e in terms.early(strict, book())}
    assert [t["term"] for t in TERMS if t.get("everyday") and t["term"] not in found] == []


@pytest.mark.this_edition
def test_a_phrase_in_which_the_word_has_its_common_meaning_is_let_through_and_stands_in_the_book():
    term = COST | {"everyday": ["what it cost"]}
    assert early(["Ask what it cost.", "The **cost**."], glossary=[term]) == []
    assert len(early(["Ask what it cost and its cost.", "The **cost**."], glossary=[term])) == 1
    said = " ".join(paragraph.words() for texts in book().values() for paragraph in texts)
    assert [p for t in TERMS for p in terms.phrases_of(t) if p not in said] == []

"""How long sentences are: counted as a reader reads them."""

import pytest

from coursesite.prose.reading import book, paragraphs
from coursesite.prose.sentences import lengths, sentences


def chapter(text):
    return paragraphs([{"cell_type": "markdown", "source": text}])


def test_sentences_are_told_apart_and_a_formula_is_a_word():
    text = (
        "# One. Two.\n\nTake $a + b$ of [chapter 1](01_x.ipynb). **Why?** It is 0.5, by\n"
        "{eq}`bce`.\n\n"
        "$$\na = b. C\n$$ (label)\n\n- First.\n- Second one.\n\n| a | b |\n|---|---|\n\n"
        ":::{note}\nAside.\n:::\n\n```python\nx = 1\n```\n"
    )
    assert sentences(chapter(text)) == [
        "Take FORMULA of chapter 1.",
        "**Why?**",
        "It is 0.5, by FORMULA.",
        "First.",
        "Second one.",
    ]
    found = lengths(chapter(text))
    assert found.count == 5
    assert found.mean == (5 + 1 + 5 + 1 + 2) / 5
    assert found.short == 1


def test_the_ninth_word_makes_a_sentence_long():
    text = (
        "One two three four five six seven eight. " * 3 + "And here is one more word than in those."
    )
    assert lengths(chapter(text)).short == 3 / 4


def test_of_nothing_there_is_no_mean():
    with pytest.raises(ValueError, match=r"^There is no sentence in these paragraphs\.$"):
        lengths(chapter("# A heading"))


@pytest.mark.this_edition
def test_every_chapter_has_sentences():
    assert all(lengths(found).count > 100 for found in book().values())

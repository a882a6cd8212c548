"""One letter, one meaning: in the chapters that are written anew, and in planted ones."""

import pytest

from coursesite.data_pages import notation
from coursesite.prose import letters
from coursesite.prose.reading import book, paragraphs, rewritten

ENTRIES = notation.load()
KEYS = {"letter", "shape", "meaning", "chapter", "section", "only"}
W = {"letter": "w", "meaning": "a weight", "chapter": 1}
D = {"letter": "d", "meaning": "a distance", "chapter": 2}


def faults(text, *entries, chapter=1):
    cells = [{"cell_type": "markdown", "source": part} for part in text.split("|")]
    return list(letters.faults(entries, chapter, paragraphs(cells)))


@pytest.mark.this_edition
def test_each_letter_of_a_chapter_has_one_meaning_there():
    found = {n: list(letters.faults(ENTRIES, n, book()[n])) for n in rewritten()}
    assert {n: said for n, said in found.items() if said} == {}


@pytest.mark.this_edition
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda it: f"{it['letter']}-{it['chapter']}")
def test_a_letter_stands_in_the_formulas_of_the_chapters_that_it_names(entry):
    assert KEYS >= set(entry) >= {"letter", "meaning", "chapter"}
    for chapter in (entry["chapter"], *entry.get("only", ())):
        formulas = [f for paragraph in book()[chapter] for f in paragraph.formulas()]
        assert entry["letter"] in set().union(*map(letters.letters, formulas)), chapter


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        (r"a_{ik} = \alpha w^\top x", {"a", "i", "k", r"\alpha", "w", r"\top", "x"}),
        (r"\frac{d^2 L}{dz^2}", {"d…", "L", "z"}),
        (r"\frac{d}{dz} e^{-z}", {"d…", "z", "e^…"}),
        (r"d\,e + d_i", {"d", "e", "i"}),
        (r"d\theta", {"d…", r"\theta"}),
        (r"\hat{y} + \hat y_1 - \bar x", {r"\hat y", r"\bar x"}),
        (r"\max(0, z_\text{out}) \dots \operatorname{relu}(q)", {"z", "q"}),
        (r"\begin{array}{cc} a \\[0.4em] b \end{array}", {"a", "b"}),
    ],
)
def test_the_letters_of_a_formula(formula, found):
    assert letters.letters(formula) == found


def test_a_letter_without_a_meaning_is_named_where_it_first_stands():
    assert faults("Words.|Here $w$ and $v$.|And $v$.", W) == ["chapter 1, cell 1: v has no meaning"]
    assert faults("$$\nw + d\n$$ (sum)", W, D) == ["chapter 1, cell 0: d has no meaning"]
    assert faults("$w + d$", W, D, chapter=2) == []


def test_two_meanings_in_one_chapter_are_named_and_another_one_elsewhere_is_not():
    other = {"letter": "w", "meaning": "a width", "chapter": 2, "only": [2]}
    assert faults("$w$", W, other) == faults("$w$", W, other, chapter=2) == []
    third = other | {"meaning": "a word"}
    assert faults("$w$", W, other, third, chapter=2) == [
        "chapter 2, cell 0: w means a width and a word"
    ]
    assert faults("$w$", W, third | {"only": [1]}, W | {"meaning": "twice"}, chapter=3) == [
        "chapter 3, cell 0: w means a weight and twice"
    ]


def test_a_letter_before_its_section_is_named_and_one_in_a_fold_is_not():
    here = W | {"section": "Weights"}
    assert faults("# One|$w$|## Weights\n\n$w$", here) == [
        'chapter 1, cell 1: w (introduced in the section "Weights")'
    ]
    assert faults("# One|:::{note}\n$w$ and $v$\n:::|## Weights\n\n$w$", here) == []
    assert faults("$w$", here) == ['chapter 1, cell 0: w: there is no section "Weights"']
    assert faults("$w$", here, chapter=2) == []


def test_the_page_is_as_new_as_its_data_and_says_what_a_letter_means_elsewhere():
    page = notation.PAGE.read_text("utf8")
    assert page == notation.renewed(page, ENTRIES), "run `make record`"
    assert [name for _, name in notation.TABLE.findall(page)] == [notation.WHOLE, notation.SINGLE]
    other = {"letter": "w", "meaning": "a width", "chapter": 2, "only": [2, 3]}
    assert notation.in_single_chapters([W, D, other])[2:] == [
        "| $w$ | 1 on | a weight |",
        "| $w$ | 2, 3 | a width |",
    ]
    table = notation.in_the_whole_book(
        [W | {"shape": "$(n{,})$"}, D | {"shape": "one number"}, other]
    )
    assert table[2:] == [
        "| $w$ | a weight (shape $(n{,})$) | [1](01_linear_neuron.ipynb) |",
        "| $d$ | a distance (one number) | [2](02_gradient_descent.ipynb) |",
    ]
    assert "[2](02_gradient_descent.ipynb#the-way)" in notation.place(D | {"section": "The way"})

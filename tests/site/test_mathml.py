"""Formulas as screen readers get them: MathML in which every element has the parts it must have."""

import re
from xml.etree import ElementTree

import pytest
from site_under_test import HTML, pages

from coursesite.page.mend import CHILDREN, mend
from coursesite.page.tree import Tree

FORMULAS = [page for page in pages() if "<math" in (HTML / page).read_text("utf8")]


def wrong(page):
    """What in the page's formulas has another number of children than its kind demands."""
    found = []
    for formula in re.findall(r"<math\b.*?</math>", page, re.S):
        for element in ElementTree.fromstring(formula).iter():
            name = element.tag.rpartition("}")[2]
            if len(element) != CHILDREN.get(name, len(element)):
                found.append(ElementTree.tostring(element, "unicode")[:160])
    return found


def test_there_are_pages_with_formulas():
    assert len(FORMULAS) > 20


def test_the_table_is_that_of_mathml_core():
    assert CHILDREN == {
        **{"msub": 2, "msup": 2, "mfrac": 2, "munder": 2, "mover": 2, "mroot": 2},
        **{"msubsup": 3, "munderover": 3},
    }


@pytest.mark.parametrize("page", FORMULAS)
def test_every_element_of_a_formula_has_its_number_of_parts(page):
    assert wrong((HTML / page).read_text("utf8")) == []


def test_the_name_of_an_operator_stays_one_index():
    formula = "<math><msub><mi>λ</mi><mi>max</mi><mo>\u2061</mo></msub></math>"
    soup = Tree(f"<article>{formula}</article>")
    assert len(wrong(str(soup))) == 1
    mend(soup)
    assert wrong(str(soup)) == []
    assert str(soup.math.msub) == (
        "<msub><mi>λ</mi><mrow><mi>max</mi><mo>\u2061</mo></mrow></msub>"
    )

"""The social cards: a figure of the page, a PNG of the right size, a title that fits."""

import io
import re

import pytest
from page_heads import DOCUMENTS, text
from PIL import Image
from site_under_test import ROOT

from coursesite.around import cards, reading
from dlcourse.widgets import Widget


@pytest.mark.parametrize("name", cards.FIGURES)
def test_the_figure_of_a_card_stands_on_its_page(name):
    module, function, arguments, count = cards.FIGURES[name]
    code = reading.parts(ROOT / "book" / f"{name}.ipynb")[1]
    assert re.search(rf"\b{module}\b", code)
    assert re.search(rf"\b{function}\b", code)
    found = getattr(__import__(f"dlcourse.pictures.{module}", fromlist=[function]), function)
    if isinstance(found, Widget):
        for parameter, value in arguments.items():
            assert value in found.controls[parameter].values, parameter
    figures, alt = cards.shown(cards.FIGURES[name])
    assert len(figures) == count
    assert len(alt.split()) > 4
    assert len(alt) <= cards.LONGEST_ALT


def test_every_page_with_figures_has_one_on_its_card():
    with_figures = {
        document.rsplit("/", 1)[-1]
        for document in DOCUMENTS
        if document.startswith("book/")
        and '<figure class="dl-figure' in text(f"{document}.html")  # not in a listing of code
    }
    assert with_figures == set(cards.FIGURES)


@pytest.mark.parametrize("name", cards.FIGURES)
def test_a_card_is_a_small_png_of_the_size_it_says(name):
    png = cards.draw(
        "Exercise: Computational graphs and backpropagation",
        "Site",
        *cards.shown(cards.FIGURES[name]),
    )
    card = Image.open(io.BytesIO(png))
    assert (card.format, card.size) == ("PNG", (cards.WIDTH, cards.HEIGHT))
    assert len(png) < 80_000
    assert card.info["Description"] == cards.shown(cards.FIGURES[name])[1]
    # The figure keeps to its side, and there is one.
    ink = card.convert("L").point(lambda light: 255 * (light < 200))
    left, *_ = ink.crop((cards.MARGIN + cards.TITLE_WIDTH, 0, cards.WIDTH, cards.HEIGHT)).getbbox()
    assert left >= cards.GAP - 2


def test_a_name_that_fits_on_no_card_is_an_error():
    with pytest.raises(ValueError, match="does not fit on a card"):
        cards.draw(
            "Donaudampfschifffahrtsgesellschaft" * 2, "Site", *cards.shown(cards.FIGURES["index"])
        )

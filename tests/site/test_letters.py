"""A page's pictures share their letters, and none is lost."""

import re

import pytest
from site_under_test import HTML, pages

from coursesite.page.letters import share_letters

LETTER = '<path id="{}-DejaVuSans-{}" d="M 0 {}" transform="scale(0.015625)"/>\n'
USE = '<use xlink:href="#{}-DejaVuSans-{}"/>'


def picture(key, *letters, shape=1):
    """A picture with a marker of its own and these letters."""
    defined = "".join(LETTER.format(key, letter, shape) for letter in letters)
    used = "".join(USE.format(key, letter) for letter in letters)
    return f'<svg><defs>\n{defined}</defs>{used}<use xlink:href="#{key}-m1"/></svg>'


def test_a_letter_of_two_pictures_is_drawn_once():
    page = share_letters(f"<article>{picture('w1', 13, 14)}{picture('w2', 14, 15)}</article>")
    shared, pictures = page.split("<article>")
    assert re.findall(r'id="([^"]+)"', page) == [f"DejaVuSans-{n}" for n in (13, 14, 15)]
    assert shared.count("<path") == 3
    assert "<defs>" not in pictures
    assert re.findall(r'href="#([^"]+)"', pictures) == [
        *("DejaVuSans-13", "DejaVuSans-14", "w1-m1"),
        *("DejaVuSans-14", "DejaVuSans-15", "w2-m1"),
    ]


def test_a_letter_of_another_shape_stays_with_its_picture():
    page = share_letters(f"<article>{picture('w1', 13)}{picture('w2', 13, shape=2)}</article>")
    assert 'id="w2-DejaVuSans-13" d="M 0 2"' in page
    assert 'href="#w2-DejaVuSans-13"' in page
    assert page.count("<defs>") == 2


@pytest.mark.parametrize("page", ["<p>no pictures</p>", f"<article>{picture('w1')}</article>"])
def test_a_page_without_letters_stays_to_the_letter(page):
    assert share_letters(page) == page


def test_a_page_whose_letters_are_shared_stays_as_it_is():
    page = share_letters(f"<article>{picture('w1', 13)}</article>")
    assert share_letters(page) == page


@pytest.mark.parametrize("page", pages())
def test_every_page_draws_a_letter_once_and_has_all_that_its_pictures_use(page):
    text = (HTML / page).read_text("utf8")
    drawn = re.findall(r'<path id="[^"]*(DejaVu[^"]+)"', text)
    assert len(drawn) == len(set(drawn))
    used = set(re.findall(r'<use xlink:href="#([^"]+)"', text))
    assert used <= set(re.findall(r' id="([^"]+)"', text))

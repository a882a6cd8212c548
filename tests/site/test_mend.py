"""How the theme's pages are mended: as trees, with everything else left as it was."""

import re
from itertools import pairwise

import pytest
from site_under_test import HTML, pages

from coursesite.page import mend


def mended(part, before):
    """What one part makes of a piece of a page."""
    return mend.rewrite(before, part)


@pytest.mark.parametrize(
    "text",
    [
        '<p title="b" class="a">x &lt; y<br>z</p>',
        '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
        '<a href="?a=1&amp;b=2">é — “q”</a>',
        "<pre>  two\n\n lines </pre><!-- why -->",
    ],
)
def test_what_needs_no_mending_stays_to_the_letter(text):
    assert mended(mend.mend, text) == text


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        (
            mend.name_controls,
            '<button class="search-button-field" aria-label="Search" title="S">S</button>',
            '<button class="search-button-field">S</button>',
        ),
        (
            mend.name_controls,
            '<a>Home</a><details><summary><b class="toctree-toggle"></b></summary></details>',
            '<a>Home</a><details><summary aria-label="Pages below: Home">'
            '<b class="toctree-toggle"></b></summary></details>',
        ),
        (
            mend.name_controls,
            '<i class="theme-switch fa-solid fa-sun" title="light"></i>',
            '<i class="theme-switch fa-solid fa-sun" aria-hidden="true"></i>',
        ),
        (
            mend.free_from_bootstrap,
            '<div class="dropdown"><button type="button" data-bs-toggle="dropdown"'
            ' aria-expanded="false" aria-label="Get">x</button></div>',
            '<details class="dropdown"><summary aria-label="Get" title="Get">x</summary></details>',
        ),
        (
            mend.free_from_bootstrap,
            '<button data-bs-title="Colours" data-bs-placement="left" data-bs-toggle="tooltip">x'
            "</button>",
            '<button title="Colours">x</button>',
        ),
        (
            mend.order_headings,
            '<div id="jb-print-docs-body"><h1></h1></div><article><h1>Index</h1></article>',
            '<div id="jb-print-docs-body"><p class="dl-print-h1">Index</p></div>'
            "<article><h1>Index</h1></article>",
        ),
        (
            mend.mend_formulas,
            '<p>so (<span class="math">a</span>), or “<span class="math">b</span>”?</p>',
            '<p>so <span class="dl-whole">(<span class="math">a</span>),</span> or '
            '<span class="dl-whole">“<span class="math">b</span>”?</span></p>',
        ),
        (
            mend.mend_formulas,
            '<p>a <span class="math">b</span>-th <em>c</em><span class="math">d</span></p>',
            '<p>a <span class="math">b</span>-th <em>c</em><span class="math">d</span></p>',
        ),
        (
            mend.order_headings,
            '<div id="jb-print-docs-body"><h1>A</h1><h2>B</h2></div>',
            '<div id="jb-print-docs-body"><p class="dl-print-h1">A</p>'
            '<p class="dl-print-h2">B</p></div>',
        ),
        (
            mend.mend_formulas,
            "<mi><munder><mo>z</mo><mn>4</mn></munder></mi>",
            "<munder><mo>z</mo><mn>4</mn></munder>",
        ),
        (mend.mend_formulas, '<mtable columnspacing=""></mtable>', "<mtable></mtable>"),
        (mend.tidy, "<button>x</button>", '<button type="button">x</button>'),
        (
            mend.tidy,
            '<meta name="viewport" content="a"><meta name="viewport" content="b">',
            '<meta name="viewport" content="a">',
        ),
    ],
)
def test_a_mend(part, before, after):
    assert mended(part, before) == after
    assert mended(part, after) == after


def test_headings_are_in_order_on_every_page():
    """One h1, which comes first in the article, and no level left out on the way down."""
    wrong = {}
    for page in pages():
        main = (HTML / page).read_text("utf8").partition("<main")[2].partition("</main>")[0]
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", main)]
        steps = pairwise(levels)
        if levels[:1] != [1] or levels.count(1) != 1 or any(b > a + 1 for a, b in steps):
            wrong[page] = levels
    assert wrong == {}

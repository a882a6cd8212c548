"""A page's elements are found as `select` finds them, each selector on the few it can mean."""

import re
from functools import cache

import pytest
from site_under_test import HTML, ROOT

from coursesite.page import lean
from coursesite.page.tree import Tree, ends

CODE = "\n".join(p.read_text("utf8") for p in (ROOT / "book/_site/coursesite/page").glob("*.py"))
SELECTORS = [found[2] for found in re.finditer(r"""soup\.(?:pick|first)\((["'])(.+?)\1\)""", CODE)]
SELECTORS += filter(None, [*lean.NEEDED.values(), "body"])
SMALL = """
<html><head><meta name="viewport" content="a"><meta name="x" content=""><meta name="viewport">
<link rel="preload stylesheet" href="x"><script src="x"></script><script>1</script></head>
<body id="top"><div id="pst-primary-sidebar"><summary><b class="toctree-toggle"></b></summary></div>
<button class="search-button-field"><i></i><span class="fa-solid"></span></button>
<kbd class="a search-button__kbd-shortcut"></kbd><p role="doc-biblioentry" data-bs-toggle="x"></p>
<div id="jb-print-docs-body"><h2>b</h2><h1>a</h1></div><div class="math"></div>
<article><h1>A</h1><section><section><span class="math"></span></section></section>
<span class="dl-whole"><span class="math"></span></span><p class="math"></p>
<math><mi><munder></munder></mi><mo><msup></msup><mover></mover></mo><munder></munder></math>
<mtable columnspacing=""></mtable><mtable columnspacing="1"></mtable><button type="x"></button>
<div class="pst-scrollable-table-container"><a href="../_sources/exercises/x">x</a></div>
<div class="highlight b"><pre></pre></div><pre></pre><i class="toggle"></i><b class="toggle"></b>
<div class="dl-doors"></div><p class="prev-next-title">a.b</p><a class="left-prev"></a>
<script src="../_static/search.js"></script><script src="../searchindex.js"></script>
<div class="sd-tab-set dl-widget"><p class="admonition dropdown"></p></div></article></body></html>
"""


@cache
def trees():
    """A small page that has nearly all that is asked for, and one of the book."""
    return Tree(SMALL), Tree((HTML / "book" / "01_linear_neuron.html").read_text("utf8"))


@pytest.mark.parametrize("selector", SELECTORS)
def test_a_selector_of_ours_means_what_select_finds(selector):
    counts = []
    for tree in trees():
        picked, selected = tree.pick(selector), tree.select(selector)
        assert list(map(id, picked)) == list(map(id, selected))
        assert tree.first(selector) is tree.select_one(selector)
        counts.append(len(picked))
    assert counts[0] or selector == "#search-results" or "ethical" in selector or counts[1]


def test_every_question_to_a_page_is_asked_of_few():
    assert len(SELECTORS) > 25
    assert ".select" not in CODE


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("div.highlight pre", ["pre"]),
        (".toggle, .admonition.dropdown", [".toggle", ".admonition"]),
        ('a[href*="b.c"]', ["a"]),
        ("[data-x]", ["[data-x"]),
        ("p#x > span.math", [".math"]),
        ("script:not([src])", ["script"]),
    ],
)
def test_a_selector_is_tried_on_what_its_end_can_mean(selector, found):
    assert ends(selector) == found


def test_a_selector_without_a_plain_end_is_refused():
    with pytest.raises(ValueError, match="ends in neither"):
        ends("a > *")


def test_what_has_changed_since_is_asked_again_and_what_is_gone_is_not():
    tree = Tree('<p class="a">x</p><p class="a">y</p><p class="a">z</p>')
    first, second, third = tree.pick("p.a")
    first["class"] = "b"
    second.decompose()
    assert tree.pick("p.a") == [third]

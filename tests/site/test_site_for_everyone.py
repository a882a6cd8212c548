"""The built book read with axe, wide and narrow, light and dark: everyone can use every page."""

import pytest
from site_lighthouse import INSTALLED, axe_audits
from site_under_test import NODE_MODULES, files_of, pages, sampled
from stamps import reads

AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf8")
# Not the thousands of signs inside a formula, in the text's colour and as KaTeX makes them, nor the
# strokes inside a picture, which has its name outside: they would take most of the time. They leave
# boxes of their size, so that a formula that has to be scrolled is still found.
HOLLOW = """() => {
    const formulas = [...document.querySelectorAll(".katex")];
    const boxes = formulas.map(formula => formula.getBoundingClientRect());
    formulas.forEach((formula, i) => {
        formula.textContent = "";
        formula.style.display = "inline-block";
        formula.style.width = `${boxes[i].width}px`;
        formula.style.height = `${boxes[i].height}px`;
    });
    for (const picture of document.querySelectorAll(".dl-stage svg")) picture.textContent = "";
}"""
# Nothing is loaded a second time for a look at the styles (one rule, which is off by default).
QUICK = "{ preload: false, resultTypes: ['violations'] }"
# In the dark the colours are others and nothing else; on a phone all else may be.
COLOURS = "['color-contrast', 'link-in-text-block']"
# What axe asks only when told to, as Lighthouse tells it on its phone.
MORE = ("identical-links-same-purpose", "table-fake-caption", "target-size", "td-has-header")
TOLD = ", ".join(f"'{rule}': {{ enabled: true }}" for rule in MORE)
VIEWS = {
    "light": ("light", "{ rules: { 'td-has-header': { enabled: true } } }"),
    "dark": ("dark", f"{{ runOnly: {COLOURS} }}"),
    "phone": ("light", f"{{ rules: {{ {TOLD}, 'color-contrast': {{ enabled: false }} }} }}"),
}


def prepare(visit):
    """Put axe into the page, lay out all of it, and take out what axe is not to look at."""
    visit.lay_out_all()
    visit.page.evaluate(AXE)  # a script tag would be refused by the page's policy
    visit.page.evaluate(HOLLOW)


def reports(visit):
    """What axe says in each view of a page."""
    prepare(visit)
    for view, (mode, options) in VIEWS.items():
        visit.page.emulate_media(color_scheme=mode)
        if view == "phone":  # afresh: scripts look at the width when a page comes
            visit.page.set_viewport_size({"width": 390, "height": 844})
            visit.page.reload()
            prepare(visit)
        visit.until(f"() => document.documentElement.dataset.theme === '{mode}'")
        visit.page.wait_for_timeout(100)
        yield view, visit.page.evaluate(f"axe.run({{ ...{QUICK}, ...{options} }})")


@reads(files_of)
@pytest.mark.parametrize("page", sampled(pages()))
def test_axe_finds_nothing(tabs, http, page):
    with tabs.visit(http + page) as visit:
        for view, report in reports(visit):
            assert [
                f"{v['id']}: {v['nodes'][0]['html'][:200]} ({len(v['nodes'])})"
                for v in report["violations"]
            ] == [], view


@pytest.mark.skipif(not INSTALLED.is_dir(), reason="no Lighthouse: `make test` installs it")
def test_axe_is_asked_all_that_lighthouse_asks_it(tabs, http):
    """On a phone, as it does; colours, which are no others there, on a wide page."""
    told = ("violations", "passes", "incomplete", "inapplicable")
    with tabs.visit(f"{http}book/notation.html") as visit:
        asked = {
            view: {rule["id"] for kind in told for rule in report[kind]}
            for view, report in reports(visit)
        }
    lighthouse = axe_audits()
    assert len(lighthouse["axe"]) > 60
    assert lighthouse["besides"] == []
    assert set(lighthouse["axe"]) - asked["phone"] == {"color-contrast"}
    assert "color-contrast" in asked["light"] & asked["dark"]


def test_a_place_to_touch_that_is_too_small_would_be_found(tabs, http):
    with tabs.visit(f"{http}book/notation.html", width=390) as visit:
        visit.page.add_style_tag(content=".small { position: fixed; top: 90px; font-size: 6px }")
        button = "<button>a</button>" * 9
        add = "html => document.querySelector('article').insertAdjacentHTML('beforeend', html)"
        visit.page.evaluate(add, f"<p class='small'>{button}</p>")
        prepare(visit)
        report = visit.page.evaluate(f"axe.run({{ ...{QUICK}, ...{VIEWS['phone'][1]} }})")
        assert "target-size" in {violation["id"] for violation in report["violations"]}

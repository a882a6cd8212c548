"""The built book read with axe, wide and narrow, light and dark: everyone can use every page."""

import pytest
from site_under_test import NODE_MODULES, pages

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
VIEWS = {
    "light": ("light", "{ rules: { 'td-has-header': { enabled: true } } }"),
    "dark": ("dark", f"{{ runOnly: {COLOURS} }}"),
    "phone": ("light", "{ rules: { 'color-contrast': { enabled: false } } }"),
}


def prepare(visit):
    """Put axe into the page, lay out all of it, and take out what axe is not to look at."""
    visit.lay_out_all()
    visit.page.evaluate(AXE)  # a script tag would be refused by the page's policy
    visit.page.evaluate(HOLLOW)


@pytest.mark.parametrize("page", pages())
def test_axe_finds_nothing(tabs, http, page):
    with tabs.visit(http + page) as visit:
        prepare(visit)
        for view, (mode, options) in VIEWS.items():
            visit.page.emulate_media(color_scheme=mode)
            if view == "phone":  # afresh: scripts look at the width when a page comes
                visit.page.set_viewport_size({"width": 390, "height": 844})
                visit.page.reload()
                prepare(visit)
            visit.until(f"() => document.documentElement.dataset.theme === '{mode}'")
            visit.page.wait_for_timeout(100)
            report = visit.page.evaluate(f"axe.run({{ ...{QUICK}, ...{options} }})")
            assert [
                f"{v['id']}: {v['nodes'][0]['html'][:200]} ({len(v['nodes'])})"
                for v in report["violations"]
            ] == [], view

"""The built book read with axe, wide and narrow, light and dark: everyone can use every page."""

import pytest
from site_under_test import NODE_MODULES, Visit, pages

AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf8")
# Not the thousands of signs inside a formula, hidden from screen readers and in the text's colour,
# nor the strokes inside a picture, which has its name outside: they take most of the time.
SEEN = "{ exclude: ['.katex-html', '.dl-stage svg'] }"
# What a phone changes is the same in both modes.
MODES = [("light", 1280), ("dark", 1280), ("light", 390)]


@pytest.mark.parametrize(("mode", "width"), MODES)
@pytest.mark.parametrize("page", pages())
def test_axe_finds_nothing(browser, http, page, mode, width):
    with Visit(browser, http + page, mode=mode, width=width) as visit:
        visit.page.wait_for_timeout(200)
        visit.page.evaluate(AXE)  # a script tag would be refused by the page's policy
        found = visit.page.evaluate(f"axe.run({SEEN}).then(r => r.violations)")
        assert [
            f"{v['id']}: {v['nodes'][0]['html'][:200]} ({len(v['nodes'])})" for v in found
        ] == []

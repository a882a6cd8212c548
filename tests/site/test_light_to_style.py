"""What a widget's new frame makes the browser do: style the frame, and not its whole page."""

import re

import pytest
from site_under_test import ROOT, Visit

STYLE = (ROOT / "book" / "_site" / "static" / "course.css").read_text("utf8")


def test_the_looks_of_a_section_do_not_hang_on_what_is_in_it():
    """With section:has(…) each change within it styles all of it anew: four times the work."""
    assert re.findall(r"(?:section|article|\.bd-[\w-]+):has\(", STYLE) == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_landing_page_has_its_words_beside_its_figure(browser, http, mode):
    box = "element => element.getBoundingClientRect()"
    with Visit(browser, http + "book/index.html", mode=mode, width=1400) as visit:
        doors = visit.page.locator(".dl-doors").evaluate(box)
        figure = visit.page.locator(".dl-widget").first.evaluate(box)
        assert doors["right"] < figure["left"]
        assert figure["top"] < doors["bottom"]

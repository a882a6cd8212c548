"""Open pages of the site unpacked in the folder named, as files, in a browser; report.

It runs where no network is: see walled.py and test_dist.py.
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from site_under_test import ARGUMENTS, Visit, find_browser
from walled import networks

SITE, QUERY, *PAGES = sys.argv[1:]
ROOT = Path(SITE)


def move(page):
    """Press an arrow key on the first slider; return the words of the picture before and after."""
    widget = page.locator(".dl-widget").first
    stage, slider = widget.locator(".dl-stage"), widget.locator("input[type=range]").first
    before = stage.get_attribute("aria-label")
    slider.focus()
    at_end = slider.input_value() == slider.get_attribute("max")
    page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
    page.wait_for_function(
        "([s, old]) => s.ariaLabel !== old", arg=[stage.element_handle(), before]
    )
    return [before, stage.get_attribute("aria-label")]


def visit(browser, name, act):
    """Open a page, do something there, and report what went wrong on the way."""
    with Visit(browser, (ROOT / name).as_uri(), root=ROOT) as seen:
        result = act(seen.page)
        return {"asked": seen.asked, "errors": seen.errors, "result": result}


def found(page):
    """The addresses that the search for QUERY finds."""
    page.goto((ROOT / "search.html").as_uri() + f"?q={QUERY}")
    page.wait_for_selector("#search-results li a")
    return page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")


with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
    report = {
        "networks": networks(),
        "door": visit(chromium, "index.html", lambda page: page.wait_for_url("**/book/index.html")),
        "pages": {page: visit(chromium, page, move) for page in PAGES},
        "search": visit(chromium, "search.html", found),
    }
    chromium.close()
print(json.dumps(report))

"""Where a browser refuses to keep anything (a setting, a school's), every script still works."""

import pytest
from site_under_test import HTML, Visit

CHAPTER = "book/02_gradient_descent.html"
# As browsers do it: to ask for the storage is an error already; in some web views it is null.
REFUSALS = {
    "an error": "throw new DOMException('The operation is insecure.', 'SecurityError')",
    "null": "return null",
}
REFUSE = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {{ configurable: true, get() {{ {} }} }});"""
THEME = "document.documentElement.dataset.theme"


@pytest.fixture(params=REFUSALS)
def visit(request, browser, http):
    """A visit to a chapter in a browser that keeps nothing."""
    with Visit(browser, http + CHAPTER) as visit:
        visit.context.add_init_script(REFUSE.format(REFUSALS[request.param]))
        visit.errors.clear()
        visit.page.reload()
        yield visit
        assert (visit.asked, visit.errors) == ([], [])


def test_the_search_opens_by_keyboard_and_finds(visit):
    visit.page.keyboard.press("Control+k")
    assert visit.page.locator("#pst-search-dialog").is_visible()
    visit.page.keyboard.type("normal equation")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("#search-results li a")
    visit.page.locator("#search-results li a").first.click()
    visit.page.wait_for_selector("article h1")


def test_the_colours_are_switched(visit):
    switch = visit.page.locator("button.theme-switch-button:visible")
    shown = [switch.press("Enter") or visit.page.evaluate(THEME) for _ in range(3)]
    assert set(shown) == {"light", "dark"}


def test_a_slider_moves_its_picture(visit):
    widget = visit.page.locator(".dl-widget").first
    before = widget.locator(".dl-stage").get_attribute("aria-label")
    widget.locator("input[type=range]").first.press("ArrowRight")
    visit.until("old => document.querySelector('.dl-stage').ariaLabel !== old", before)


def test_code_is_copied_and_contents_are_marked(visit):
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copies = visit.page.locator("button.copybtn")
    block = visit.page.locator("div.highlight:visible", has=copies).first
    block.hover()
    block.locator("button.copybtn").click()
    assert visit.page.evaluate("navigator.clipboard.readText()").strip()
    visit.page.keyboard.press("End")
    visit.until("() => document.querySelector('#pst-page-toc-nav [aria-current]')")


def test_a_page_that_is_left_reports_nothing(visit, http):
    for page in ("book/glossary.html", "book/ledger.html", "search.html", "404.html"):
        visit.page.goto(http + page)


def test_what_the_browser_does_keep_is_left_to_it(browser):
    with Visit(browser, (HTML / CHAPTER).as_uri()) as visit:
        assert visit.page.evaluate("localStorage instanceof Storage")
        assert visit.page.evaluate("sessionStorage instanceof Storage")

"""The lecture hall's view: large type, one section and its widgets a screen, turned by keys."""

import pytest
from long import but
from site_under_test import HTML, KINDS, NODE_MODULES, Visit, pages

CHAPTER = KINDS["chapter"]
AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf8")
SHOWN = """() => [...document.querySelectorAll(".bd-article section")]
    .filter(s => [...s.children].some(
        c => !c.matches("section, .dl-lecture, .dl-way > :is(h1, h2)") && c.checkVisibility()))
    .map(s => s.id)"""
ALL = "() => [...document.querySelectorAll('.bd-article section')].map(s => s.id)"
SIZE = "() => parseFloat(getComputedStyle(document.querySelector('.bd-article p')).fontSize)"


@pytest.fixture
def visit(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        yield visit
        assert visit.errors == []


@pytest.fixture
def hall(visit):
    """The page in the lecture hall's view."""
    visit.page.locator(".dl-lecture-begin").click()
    return visit.page


def test_the_view_begins_where_the_reader_is_and_ends_where_it_was_left(visit):
    page = visit.page
    goal = page.evaluate(ALL)[4]
    page.evaluate("id => document.getElementById(id).scrollIntoView()", goal)
    before = page.evaluate(SIZE)
    page.locator(".dl-lecture-begin").evaluate("button => button.click()")
    assert page.evaluate(SHOWN) == [goal]
    assert page.evaluate(SIZE) >= 1.35 * before
    assert page.evaluate("document.activeElement.className") == "dl-lecture-next"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert len(page.evaluate(SHOWN)) == len(page.evaluate(ALL))
    assert page.evaluate(SIZE) == before
    after = page.evaluate(ALL)[5]
    top = "id => Math.abs(document.getElementById(id).getBoundingClientRect().top) < 90"
    visit.settle()
    visit.until(top, after)
    assert not page.locator(".dl-lecture-bar").is_visible()


def test_every_section_is_a_screen_and_no_two_are_shown_at_once(hall):
    order = hall.evaluate(ALL)
    seen = [hall.evaluate(SHOWN)]
    for _ in order:
        hall.keyboard.press("ArrowRight")
        seen.append(hall.evaluate(SHOWN))
    assert seen == [*([one] for one in order), [order[-1]]], "the last stays"
    hall.keyboard.press("ArrowLeft")
    assert hall.evaluate(SHOWN) == [order[-2]]


def test_only_the_page_is_left_and_the_bar_says_where_it_is(hall):
    for gone in (
        ".bd-sidebar-primary",
        ".bd-sidebar-secondary",
        ".bd-header-article",
        ".bd-footer-article",
        ".dl-about",
    ):
        assert not hall.locator(gone).first.is_visible(), gone
    hall.locator(".dl-lecture-next").click()
    many, second = len(hall.evaluate(ALL)), hall.evaluate(ALL)[1]
    said = hall.locator(".dl-lecture-place").inner_text()
    heading = hall.locator(f"#{second} > h2").evaluate(
        "h => h.firstChild.textContent + h.textContent"
    )
    assert said.startswith(f"2 of {many}: ")
    assert said.partition(": ")[2].rstrip("#") in heading
    hall.locator(".dl-lecture-back").click()
    assert hall.locator(".dl-lecture-place").inner_text().startswith(f"1 of {many}: ")
    hall.locator(".dl-lecture-end").click()
    assert hall.locator(".dl-lecture-begin").evaluate("b => b === document.activeElement")


def test_a_presenters_buttons_first_show_the_rest_of_a_screen(visit, hall):
    tall = "() => document.documentElement.scrollHeight > innerHeight + 100"
    first = hall.evaluate(SHOWN)
    while not hall.evaluate(tall):
        hall.keyboard.press("ArrowRight")
        first = hall.evaluate(SHOWN)
    while not hall.evaluate("innerHeight + scrollY > document.documentElement.scrollHeight - 2"):
        before = hall.evaluate("scrollY")
        hall.keyboard.press("PageDown")
        assert hall.evaluate(SHOWN) == first
        visit.until("before => scrollY > before", before)
        visit.page.wait_for_timeout(300)  # the browser's own scrolling is over
    hall.keyboard.press("PageDown")
    assert hall.evaluate(SHOWN) != first
    visit.until("() => scrollY === 0")
    hall.keyboard.press("PageUp")
    assert hall.evaluate(SHOWN) == first


def test_a_slider_keeps_its_arrow_keys(hall):
    while not hall.locator("input[type=range]:visible").count():
        hall.keyboard.press("ArrowRight")
    shown, slider = hall.evaluate(SHOWN), hall.locator("input[type=range]:visible").first
    slider.focus()
    before = slider.input_value()
    hall.keyboard.press("ArrowRight")
    hall.keyboard.press("ArrowLeft")
    hall.keyboard.press("ArrowLeft")
    assert hall.evaluate(SHOWN) == shown
    assert slider.input_value() != before
    slider.blur()
    hall.keyboard.press("ArrowRight")
    assert hall.evaluate(SHOWN) != shown


def test_a_link_within_the_page_leads_to_its_screen(hall):
    goal = hall.evaluate(ALL)[6]
    hall.evaluate("id => { location.hash = id }", goal)
    hall.wait_for_timeout(100)
    assert hall.evaluate(SHOWN) == [goal]


@pytest.mark.parametrize("mode", but(["dark"], ["light", "dark"], "pages"))
@pytest.mark.parametrize("width", but([1920], [1920, 390], "pages"))
def test_axe_finds_nothing_in_the_view(browser, http, mode, width):
    with Visit(browser, http + CHAPTER, mode=mode, width=width) as visit:
        visit.page.locator(".dl-lecture-begin").click()
        visit.page.evaluate(AXE)
        for _ in range(3):
            wide = visit.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, "the page itself never scrolls sideways"
            report = visit.page.evaluate("axe.run({ preload: false, resultTypes: ['violations'] })")
            assert [(v["id"], v["nodes"][0]["html"][:200]) for v in report["violations"]] == []
            visit.page.keyboard.press("ArrowRight")


def test_without_scripts_and_on_paper_there_is_nothing_of_it(browser, http):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(http + CHAPTER)
    assert not page.locator(".dl-lecture").is_visible()
    context.close()


def test_on_paper_the_whole_page_stands_whatever_the_screen_shows(hall):
    hall.emulate_media(media="print")
    assert len(hall.evaluate(SHOWN)) == len(hall.evaluate(ALL))
    assert not hall.locator(".dl-lecture-bar").is_visible()


def test_every_page_with_sections_has_it_and_its_script():
    for page in pages():
        text = (HTML / page).read_text("utf8")
        has = 'class="dl-lecture ' in text
        assert has == ("_static/lecture.js" in text), page
        if page.startswith(("book/0", "book/1", "exercises/")):
            assert has, page

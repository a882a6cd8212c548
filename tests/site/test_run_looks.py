"""A page whose cells are open and have run: for everyone, on a phone, in the dark, on paper."""

import pytest
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import HTML, NODE_MODULES, Visit

AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf8")
HOLLOW = "() => document.querySelectorAll('.katex').forEach(one => { one.textContent = ''; })"
ASKED = "axe.run({ preload: false, resultTypes: ['violations'] })"
LONG = "a = 1  # " + "a comment that is longer than its line can be " * 4
VIEWS = [("light", 1280), ("dark", 390)]


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: "-".join(map(str, view)))
def page(request, browser):
    """An exercise with an error shown, a hint, a check, and a cell that waits to be stopped."""
    require_run()
    mode, width = request.param
    url = f"{HTML.as_uri()}/{page_of('03')}"
    with Visit(browser, url, mode=mode, width=width) as visit:
        page = RunningPage(visit)
        page.run(3, f"{LONG}\nprint(a)\nnope")
        page.run(4, 'hint("03.1")')
        page.run(6)
        yield page
        assert (visit.asked, visit.errors) == ([], [])


def test_axe_finds_nothing(page):
    page.page.evaluate(AXE)
    page.page.evaluate(HOLLOW)
    found = page.page.evaluate(ASKED)["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []


def test_nothing_is_wider_than_the_page(page):
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = """() => [...document.querySelectorAll(".dl-run button, textarea, .dl-error pre")]
        .filter(one => one.scrollWidth > one.clientWidth + 1)
        .map(one => one.outerHTML.slice(0, 80))"""
    assert page.page.evaluate(wide) == []


def test_the_editor_covers_its_code_to_the_pixel(page):
    boxes = """() => [...document.querySelectorAll("textarea")].map((area) =>
        [area, area.previousElementSibling].map((one) => one.getBoundingClientRect())
            .map(({ x, y, width, height }) => [x, y, width, height].join()))"""
    pairs = page.page.evaluate(boxes)
    assert len(pairs) == len(page.numbers())
    assert all(area == pre for area, pre in pairs)


def test_what_is_typed_on_is_large_enough_on_a_phone(page):
    phone = page.page.viewport_size["width"] < 500
    size = "parseFloat(getComputedStyle(document.querySelector('textarea')).fontSize)"
    assert page.page.evaluate(size) >= (16 if phone else 11)
    heights = "[...document.querySelectorAll('.dl-run button')].map(one => one.offsetHeight)"
    assert min(filter(None, page.page.evaluate(heights))) >= 24


def test_paper_has_the_readers_code_and_no_buttons(page):
    page.page.emulate_media(media="print")
    try:
        assert not page.button(3, "Run").is_visible()
        assert not page.cell(3).query_selector("textarea").is_visible()
        code = page.cell(3).query_selector("pre")
        assert code.is_visible()
        assert "nope" in code.inner_text()
        assert "NameError" in page.shown(3)
    finally:
        page.page.emulate_media(media="screen")


def test_with_the_systems_colours_the_text_is_seen_once(page):
    page.page.emulate_media(forced_colors="active")
    try:
        style = "one => [getComputedStyle(one).color, getComputedStyle(one).visibility]"
        colour, _ = page.cell(3).query_selector("textarea").evaluate(style)
        assert colour != "rgba(0, 0, 0, 0)"
        assert page.cell(3).query_selector("pre").evaluate(style)[1] == "hidden"
    finally:
        page.page.emulate_media(forced_colors="none")


@pytest.mark.parametrize("page", [page_of("03"), "book/02_gradient_descent.html"])
def test_bars_move_nothing_when_the_script_fills_them(browser, http, page):
    moved = """() => new Promise(done => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(one => { sum += one.value; }))
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 500);
    })"""
    with Visit(browser, http + page, width=390) as visit:
        assert visit.page.locator(".dl-run button").count() > 10
        assert visit.page.evaluate(moved) < 0.01


def test_without_scripts_there_is_no_bar(browser, http):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(http + page_of("03"))
    assert page.locator(".dl-run").count() > 10
    assert page.locator(".dl-run:visible").count() == 0
    context.close()

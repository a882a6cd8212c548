"""What the browser keeps of a reader's text and progress: for the next visit, and for two tabs."""

import json

import pytest
from long import long
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import KINDS, Visit

EXERCISE = page_of("03")
REFUSE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("no", "SecurityError"); },
});"""
FILL = """() => {
    for (let n = 1e6, k = 0; n >= 1; ) {
        try { localStorage.setItem(`much ${k++}`, "x".repeat(n)); } catch { n = Math.floor(n / 2); }
    }
}"""
BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
KEPT = "JSON.parse(localStorage.getItem(`code ${location.pathname}`)).map(one => one.own)"
LIST = ".dl-exercises"


@pytest.fixture
def visit(browser, http):
    require_run()
    with Visit(browser, http + EXERCISE) as visit:
        yield visit
        assert (visit.asked, visit.errors) == ([], [])


@pytest.fixture
def page(visit):
    return RunningPage(visit)


def in_other_tab(visit, act):
    """Do something in another tab with the same page, and wait until this one may know of it."""
    other = visit.context.new_page()
    other.goto(visit.page.url)
    act(list(other.query_selector_all("textarea")))
    visit.page.wait_for_timeout(300)
    return other


def test_text_is_kept_for_the_next_visit(page):
    page.write(3, "mine = 1")
    page.page.reload()
    assert page.source(3) == "mine = 1"
    page.button(3, "Reset").click()
    page.page.reload()
    assert "def sigmoid" in page.source(3)


def test_two_tabs_have_the_same_text_and_undo_takes_back_what_came_while_typing(page):
    page.write(3, "mine = 1")
    page.cell(3).query_selector("textarea").focus()

    def write(areas):
        assert areas[2].input_value() == "mine = 1"
        areas[2].fill("theirs = 3")
        areas[4].fill("theirs = 5")

    other = in_other_tab(page.visit, write)
    assert [page.source(n) for n in (3, 5)] == ["theirs = 3", "theirs = 5"]
    assert page.page.evaluate(KEPT) == ["theirs = 3", "theirs = 5"]
    page.cell(3).query_selector("textarea").focus()
    page.page.keyboard.press("Control+z")
    assert page.source(3) == "mine = 1"
    page.page.wait_for_timeout(300)
    assert other.query_selector_all("textarea")[2].input_value() == "mine = 1"
    assert page.page.evaluate(KEPT) == ["mine = 1", "theirs = 5"]


def test_a_page_that_comes_back_knows_what_was_written_meanwhile(page):
    """Out of the browser's memory, where it heard nothing: so it may not write over it."""
    page.write(3, "mine = 1")
    page.page.evaluate("""() => {
        const key = `code ${location.pathname}`, all = JSON.parse(localStorage.getItem(key));
        all[0].own = "later = 2";
        localStorage.setItem(key, JSON.stringify(all));
    }""")
    page.page.evaluate(BACK)
    assert page.source(3) == "later = 2"
    page.write(5, "more = 1")
    assert page.page.evaluate(KEPT) == ["later = 2", "more = 1"]


@long("engine")
def test_a_browser_that_keeps_nothing_runs_and_says_nothing(visit):
    visit.context.add_init_script(REFUSE)
    visit.page.reload()
    page = RunningPage(visit)
    page.write(3, "6 * 7")
    assert page.said(3) == ""
    assert page.run(3).startswith("Done in")
    visit.page.reload()
    assert "def sigmoid" in page.source(3)


@long("engine")
def test_a_browser_without_room_says_so_where_one_writes_and_forgets_nothing(page):
    page.page.evaluate(FILL)
    page.write(3, "mine = " + "1" * 5000)
    assert page.said(3).startswith("This browser has no room left to keep what you write.")
    page.page.evaluate(BACK)
    assert page.source(3).startswith("mine = 1")
    assert page.run(3, "mine = 6 * 7\nmine").startswith("Done in")
    assert page.shown(3) == "42"
    page.page.evaluate("localStorage.clear()")
    page.write(3, "mine = 2")
    assert page.page.evaluate(KEPT) == ["mine = 2"]


# What may stand in the storage, by another edition of the course or another program.
SPOILT = [
    "nonsense",
    "5",
    "{}",
    "[null]",
    '[{"place": 3}]',
    '{"03": null}',
    '{"03": {"bce": null}}',
]


@long("engine")
@pytest.mark.parametrize("text", SPOILT)
def test_what_is_kept_and_makes_no_sense_is_passed_over(visit, text):
    visit.page.evaluate(
        """text => {
            localStorage.setItem(`code ${location.pathname}`, text);
            localStorage.setItem("progress", text);
        }""",
        text,
    )
    visit.page.reload()
    page = RunningPage(visit)
    assert "def sigmoid" in page.source(3)
    assert page.run(3, "6 * 7").startswith("Done in")
    visit.page.goto(visit.page.url.replace(EXERCISE, KINDS["landing"]))
    visit.settle()


def standing(visit, http):
    """What the page of contents says of all exercises; nothing where it shows none of it."""
    visit.page.goto(http + KINDS["landing"])
    visit.lay_out_all()  # the text of what the browser has not laid out is empty
    place = visit.page.locator(LIST)
    return place.inner_text().splitlines() if place.locator("ul").is_visible() else []


def test_the_contents_say_how_far_all_exercises_are(page, http):
    visit = page.visit
    assert standing(visit, http) == []
    told = {"03": {"sigmoid": {"ok": True, "points": 2}, "bce": {"ok": False, "points": 0}}}
    told["05"] = {"no such function": {"ok": True, "points": 1}}
    visit.page.evaluate("told => localStorage.setItem('progress', told)", json.dumps(told))
    lines = standing(visit, http)
    assert len(lines) == 14
    assert (
        "Exercise: Logistic regression. Functions that pass their public checks: 1 of 7." in lines
    )
    assert lines[-1].startswith("Functions that pass in all exercises: 2 of ")
    visit.page.locator(f"{LIST} a", has_text="Logistic").click()
    assert visit.page.url == http + EXERCISE


def test_a_check_in_the_page_is_seen_on_the_contents(page, http):
    visit = page.visit
    page.fill("03")
    [n] = [n for n in page.numbers() if 'check("03.1"' in page.source(n)]
    page.run(n)
    assert "Functions that pass their public checks: 1 of 7. In all exercises: 1." in (
        visit.page.locator(".dl-notebook").inner_text()
    )
    assert any(": 1 of 7." in line for line in standing(visit, http))


def test_where_a_browser_keeps_nothing_the_contents_say_nothing(visit, http):
    visit.context.add_init_script(REFUSE)
    assert standing(visit, http) == []

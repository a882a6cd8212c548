"""Once Python runs, a page's sliders show what lies between the frames that were drawn."""

import pytest
from packs_of_site import require_run
from running_page import RunningPage
from site_under_test import HTML, Visit

CHAPTER = "book/02_gradient_descent.html"
PICTURE = 2  # the number of a cell that shows a widget
SLIDER = ".dl-widget input[type=range]"
SEEN = """cell =>
    [cell.querySelector(".dl-stage").ariaLabel, cell.querySelector("output").textContent]"""
MOVE = """(input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
}"""


@pytest.fixture(scope="module")
def page(browser):
    require_run()
    with Visit(browser, f"{HTML.as_uri()}/{CHAPTER}") as visit:
        page = RunningPage(visit)
        slider = page.cell(PICTURE).query_selector(SLIDER)
        assert slider.get_attribute("step") == "1"
        assert page.run(PICTURE).startswith("Done in")
        yield page
        assert (visit.asked, visit.errors) == ([], [])


def until_seen(page, wanted):
    """Wait until the value beside the slider is this one; return what the picture shows."""
    condition = "value => document.querySelector('.dl-widget output').textContent === value"
    page.visit.until(condition, wanted, seconds=60)
    return page.cell(PICTURE).evaluate(SEEN)


def test_the_figure_of_the_page_stays_and_its_slider_is_finer(page):
    assert len(page.cell(PICTURE).query_selector_all(".dl-widget")) == 1
    assert page.cell(PICTURE).query_selector(SLIDER).get_attribute("step") == "0.2"


def test_a_place_between_two_frames_is_drawn(page):
    slider = page.cell(PICTURE).query_selector(SLIDER)
    slider.evaluate(MOVE, 3)
    [drawn, _] = until_seen(page, "0.20")
    slider.evaluate(MOVE, 3.4)
    [between, _] = until_seen(page, "0.22")
    assert between != drawn
    assert "0.22" in between
    assert slider.get_attribute("aria-valuetext") == "0.22"


def test_a_frame_that_comes_late_never_overtakes(page):
    """Many places on the way to a drawn frame: what stands there in the end is that frame."""
    slider = page.cell(PICTURE).query_selector(SLIDER)
    slider.evaluate(MOVE, 4)
    [drawn, _] = until_seen(page, "0.25")
    for value in (4.2, 4.4, 4.6, 4.8, 5.2, 4):
        slider.evaluate(MOVE, value)
    page.run(1)  # which Python does when it has drawn what was asked of it before
    page.visit.page.wait_for_timeout(500)
    assert page.cell(PICTURE).evaluate(SEEN) == [drawn, "0.25"]
    for value in (5.2, 5.4, 5.6):
        slider.evaluate(MOVE, value)
    assert "0.33" in until_seen(page, "0.33")[0]


def test_one_step_goes_on_from_a_drawn_frame(page):
    slider = page.cell(PICTURE).query_selector(SLIDER)
    slider.evaluate(MOVE, 2.4)
    until_seen(page, "0.17")
    page.cell(PICTURE).query_selector(".dl-step").click()
    assert until_seen(page, "0.15")[1] == "0.15"


def test_after_stop_the_slider_has_the_drawn_frames_again(page):
    slider = page.cell(PICTURE).query_selector(SLIDER)
    slider.evaluate(MOVE, 6.4)
    until_seen(page, "0.37")
    page.write(3, "while True:\n    pass")
    page.start(3)
    page.until_said(3, "is running")
    page.button(3, "Stop").click()
    assert page.wait(3).startswith("Stopped.")
    assert slider.get_attribute("step") == "1"
    assert until_seen(page, "0.35")[1] == "0.35"

"""Where scripts are off a widget says so, and nothing looks as if it could be moved."""

import pytest
from site_under_test import HTML, sampled

PAGES = [
    path.relative_to(HTML).as_posix()
    for path in sorted(HTML.glob("book/*.html"))
    if "dl-widget" in path.read_text("utf8")
]
SAID = "This picture moves only with JavaScript, which is switched off here."


@pytest.fixture(scope="module")
def without_scripts(browser):
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    yield context
    context.close()


def test_there_are_pages_with_widgets():
    assert len(PAGES) > 10


@pytest.mark.parametrize("page", sampled(PAGES))
def test_a_widget_says_that_it_stands_still_and_shows_where(without_scripts, http, page):
    tab = without_scripts.new_page()
    tab.goto(http + page)
    for widget in tab.locator(".dl-widget").all():
        assert [said.text_content() for said in widget.locator("p", has_text=SAID).all()] == [SAID]
        assert widget.locator("p", has_text=SAID).is_visible()
        for alive in widget.locator("input, button").all():
            assert not alive.is_visible()
        # Where it stands: each slider's value, and of names the one that is chosen.
        assert all(value.is_visible() for value in widget.locator("output").all())
        for choice in widget.locator("fieldset").all():
            assert len([name for name in choice.locator("label").all() if name.is_visible()]) == 1
        assert widget.locator(".dl-stage svg").first.is_visible()
    tab.close()


def test_with_scripts_nothing_of_it_is_shown(browser, http):
    tab = browser.new_page()
    tab.goto(http + PAGES[0])
    assert tab.get_by_text(SAID).count() == 0
    assert tab.locator(".dl-widget input").first.is_visible()
    tab.close()

"""The editor of a page that runs: keys, Undo and Reset."""

import pytest
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import Visit

EXERCISE, CHAPTER = page_of("03"), "book/02_gradient_descent.html"
OF_CHAPTER = 3  # a cell of it whose code is to be seen
FOCUS = "() => document.activeElement.matches('textarea') || document.activeElement.textContent"


@pytest.fixture
def page(browser, http):
    require_run()
    with Visit(browser, http + EXERCISE) as visit:
        yield RunningPage(visit)
        assert (visit.asked, visit.errors) == ([], [])


@pytest.fixture
def chapter(browser, http):
    require_run()
    with Visit(browser, http + CHAPTER) as visit:
        yield RunningPage(visit)
        assert (visit.asked, visit.errors) == ([], [])


def area(page, n):
    """The editor of a cell, with the focus, and all of its text marked."""
    found = page.cell(n).query_selector("textarea")
    found.focus()
    found.select_text()
    return found


def test_return_keeps_the_indent_and_a_colon_deepens_it(page):
    area(page, 3)
    page.page.keyboard.type("def f(x):  # why\nif x:\nreturn x\n")
    assert page.source(3) == "def f(x):  # why\n    if x:\n        return x\n        "
    page.page.keyboard.press("Backspace")
    assert page.source(3).endswith("return x\n    ")


def test_brackets_with_control_move_the_lines_that_are_marked(page):
    page.write(3, "a\n\nb")
    area(page, 3)
    page.page.keyboard.press("Control+]")
    assert page.source(3) == "    a\n    \n    b"
    page.page.keyboard.press("Control+[")
    assert page.source(3) == "a\n\nb"


def test_undo_takes_back_what_keys_did(page):
    area(page, 3)
    page.page.keyboard.type("if x:")
    page.page.keyboard.press("Enter")
    assert page.source(3) == "if x:\n    "
    page.page.keyboard.press("Control+z")
    assert page.source(3).strip() == "if x:"


def test_tab_leaves_and_shift_with_return_runs(page):
    area(page, 3)
    page.page.keyboard.type("6 * 7")
    page.page.keyboard.press("Shift+Enter")
    assert page.wait(3).startswith("Done in")
    assert page.shown(3) == "42"
    assert page.page.evaluate(FOCUS) is True  # where the reader was typing
    seen = []
    while "Reset" not in seen and len(seen) < 6:
        page.page.keyboard.press("Tab")
        seen.append(page.page.evaluate(FOCUS))
    assert [name for name in seen if name in ("Run", "Edit", "Reset")] == ["Run", "Reset"]


def test_reset_gives_back_text_and_recorded_output_and_can_be_undone(chapter):
    n = OF_CHAPTER
    output = "cell => cell.querySelector('.cell_output').outerHTML"
    printed, recorded = chapter.source(n).strip(), chapter.cell(n).evaluate(output)
    chapter.run(n, "print('mine')")
    assert chapter.shown(n) == "mine"
    chapter.button(n, "Reset").click()
    assert chapter.source(n) == printed
    assert chapter.cell(n).evaluate(output) == recorded
    assert chapter.page.evaluate("document.activeElement.textContent") == "Run"
    chapter.cell(n).query_selector("textarea").focus()
    chapter.page.keyboard.press("Control+z")
    assert chapter.source(n) == "print('mine')"


def test_a_click_on_code_opens_it(chapter):
    n = OF_CHAPTER
    assert not chapter.cell(n).query_selector("textarea")
    chapter.cell(n).query_selector("pre").click()
    assert chapter.page.evaluate(FOCUS) is True
    height = "pre => [pre.offsetHeight, pre.nextElementSibling.offsetHeight]"
    pre = chapter.cell(n).query_selector("pre")
    chapter.write(n, "x = 1  # " + "a comment that is longer than its line can be " * 4 + "\n\n")
    one, other = pre.evaluate(height)
    assert one == other

"""The editor of a page that runs: keys, Undo, Reset, what the browser keeps, files."""

import json

import pytest
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import ROOT, Visit

from dlcourse.grading.exercise.shelf import sources

EXERCISE, CHAPTER = page_of("03"), "book/02_gradient_descent.html"
REFUSE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("no", "SecurityError"); },
});"""
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


def test_text_is_kept_for_the_next_visit(page):
    page.write(3, "mine = 1")
    page.page.reload()
    assert page.source(3) == "mine = 1"
    page.button(3, "Reset").click()
    page.page.reload()
    assert "def sigmoid" in page.source(3)


def test_two_tabs_have_the_same_text(page):
    other = page.visit.context.new_page()
    other.goto(page.page.url)
    page.write(3, "mine = 1")
    theirs = "() => document.querySelectorAll('textarea')[2].value"
    page.visit.page.wait_for_timeout(200)
    assert other.evaluate(theirs) == "mine = 1"


def test_a_browser_that_keeps_nothing_runs_and_says_nothing(browser, http):
    with Visit(browser, http + EXERCISE) as visit:
        visit.context.add_init_script(REFUSE)
        visit.page.reload()
        page = RunningPage(visit)
        assert page.run(3, "6 * 7").startswith("Done in")
        assert (visit.asked, visit.errors) == ([], [])


def book_of(number="03"):
    """The notebook of an exercise."""
    source = sources()[number]
    return json.loads((source.parent / f"{source.parent.name}.ipynb").read_text("utf8"))


def opened(page, book, tmp_path, name="mine.ipynb"):
    """Open a notebook in the page; return what the page says of it."""
    file = tmp_path / name
    file.write_text(book if isinstance(book, str) else json.dumps(book), "utf8")
    page.page.set_input_files(".dl-notebook input[type=file]", file)
    said = page.page.locator(".dl-notebook [role=status]")
    page.visit.until("() => document.querySelector('.dl-notebook [role=status]').textContent")
    return said.text_content()


def code(book):
    """The code cells that a page shows."""
    found = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    return [cell for cell in found if "remove-cell" not in cell["metadata"].get("tags", [])]


def test_a_notebook_of_jupyter_goes_on_in_the_page(page, tmp_path):
    book = book_of()
    code(book)[2]["source"] = ["def sigmoid(z):\n", "    return 0.5\n"]
    assert opened(page, book, tmp_path) == "The cells of mine.ipynb are in the page."
    assert page.source(3) == "def sigmoid(z):\n    return 0.5\n"
    with page.page.expect_download() as coming:
        page.page.locator(".dl-notebook button", has_text="Download").click()
    assert coming.value.suggested_filename == "03_logistic_regression.ipynb"
    coming.value.save_as(tmp_path / "again.ipynb")
    again = json.loads((tmp_path / "again.ipynb").read_text("utf8"))
    assert code(again)[2]["source"] == code(book)[2]["source"]
    assert [c["id"] for c in again["cells"]] == [c["id"] for c in book["cells"]]
    untouched = [c["source"] for c in again["cells"] if c["id"] != code(book)[2]["id"]]
    assert untouched == [c["source"] for c in book["cells"] if c["id"] != code(book)[2]["id"]]


def test_cells_of_ones_own_stand_before_the_next(page, tmp_path):
    book = book_of()
    own = {**code(book)[0], "id": "my-own", "source": "def helper(z):\n    return z"}
    book["cells"].insert(book["cells"].index(code(book)[2]), own)
    for cell in book["cells"]:
        cell["id"] = f"other-{cell['id']}"  # as some programs name them anew
    assert "Code of its own cells stands before" in opened(page, book, tmp_path)
    assert page.source(3).startswith("def helper(z):\n    return z\n\ndef sigmoid(z):")


@pytest.mark.parametrize("wrong", ["another exercise", "no notebook"])
def test_another_file_changes_nothing(page, tmp_path, wrong):
    book = book_of("07") if wrong == "another exercise" else "no JSON"
    before = [page.source(n) for n in page.numbers()]
    assert "mine.ipynb is no notebook of this page" in opened(page, book, tmp_path)
    assert [page.source(n) for n in page.numbers()] == before


def test_the_notebook_of_a_chapter_has_the_readers_cells(chapter, tmp_path):
    chapter.write(OF_CHAPTER, "mine = 1")
    with chapter.page.expect_download() as coming:
        chapter.page.locator(".dl-notebook button", has_text="Download").click()
    coming.value.save_as(tmp_path / "chapter.ipynb")
    book = json.loads((tmp_path / "chapter.ipynb").read_text("utf8"))
    name = CHAPTER.removeprefix("book/").removesuffix(".html")
    assert coming.value.suggested_filename == f"{name}.ipynb"
    ours = json.loads((ROOT / "book" / f"{name}.ipynb").read_text("utf8"))
    pairs = zip(book["cells"], ours["cells"], strict=True)
    assert [a["source"] for a, b in pairs if a["source"] != b["source"]] == [["mine = 1"]]

"""A page's notebook as a file: what is downloaded goes on in JupyterLab, and comes back."""

import json

import nbformat
import pytest
from long import but, long
from nbclient import NotebookClient
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import ROOT, Visit

from dlcourse.grading.exercise.shelf import sources

EXERCISE, CHAPTER = page_of("03"), "book/02_gradient_descent.html"
OF_CHAPTER = 3  # a cell of it whose code is to be seen
SAYS = "() => document.querySelector('.dl-notebook [role=status]').textContent"
SIGMOID = "def sigmoid(z):\n    return 0.5 * (1 + np.tanh(0.5 * z))"


def visited(browser, url):
    """A page that runs, and at the end nothing that went wrong in it."""
    require_run()
    with Visit(browser, url) as visit:
        yield RunningPage(visit)
        assert (visit.asked, visit.errors) == ([], [])


@pytest.fixture
def page(browser, http):
    yield from visited(browser, http + EXERCISE)


@pytest.fixture
def chapter(browser, http):
    yield from visited(browser, http + CHAPTER)


def book_of(number="03"):
    """The notebook of an exercise."""
    source = sources()[number]
    return json.loads((source.parent / f"{source.parent.name}.ipynb").read_text("utf8"))


def opened(page, book, folder, name="mine.ipynb"):
    """Open a notebook, or a file with this text, in the page; return what the page says of it."""
    file = folder / name
    file.write_text(book if isinstance(book, str) else json.dumps(book), "utf8")
    return opened_file(page, file)


def opened_file(page, file):
    page.page.set_input_files(".dl-notebook input[type=file]", file)
    page.visit.until(SAYS)
    return page.page.evaluate(SAYS)


def downloaded(page, file):
    """What Download gives, as a file; return the name that it would have, and the notebook."""
    with page.page.expect_download() as coming:
        page.page.locator(".dl-notebook button", has_text="Download").click()
    coming.value.save_as(file)
    return coming.value.suggested_filename, json.loads(file.read_text("utf8"))


def code(book):
    """The code cells that a page shows."""
    found = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    return [cell for cell in found if "remove-cell" not in cell["metadata"].get("tags", [])]


def in_jupyter(file):
    """Run a notebook in its kernel and save it, as JupyterLab does; return what cells show."""
    book = nbformat.read(file, as_version=4)
    nbformat.validate(book)
    NotebookClient(book, timeout=300, allow_errors=True, kernel_name="python3").execute(
        cwd=str(file.parent)
    )
    nbformat.write(book, file)
    return [
        "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        for cell in book.cells
        if cell.cell_type == "code"
    ]


@long("engine")
def test_what_is_begun_in_the_page_goes_on_in_jupyter_and_comes_back(page, tmp_path):
    page.write(3, SIGMOID)
    file = tmp_path / "mine.ipynb"
    downloaded(page, file)
    shown = in_jupyter(file)
    assert any("all" in text and "public checks pass" in text for text in shown)
    book = nbformat.read(file, as_version=4)
    code(book)[2]["source"] += "  # in JupyterLab"
    nbformat.write(book, file)
    assert opened_file(page, file) == "The cells of mine.ipynb are in the page."
    assert page.source(3) == f"{SIGMOID}  # in JupyterLab"
    assert page.run(3).startswith("Done in")


def test_a_notebook_of_jupyter_goes_on_in_the_page(page, tmp_path):
    book = book_of()
    code(book)[2]["source"] = ["def sigmoid(z):\n", "    return 0.5\n"]
    assert opened(page, book, tmp_path) == "The cells of mine.ipynb are in the page."
    assert page.source(3) == "def sigmoid(z):\n    return 0.5\n"
    name, again = downloaded(page, tmp_path / "again.ipynb")
    assert name == "03_logistic_regression.ipynb"
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


def test_what_stood_there_before_a_file_was_opened_can_be_taken_back(page, tmp_path):
    page.write(3, "mine = 1")
    book = book_of()
    code(book)[2]["source"] = "def sigmoid(z):\n    return 0.5"
    opened(page, book, tmp_path)
    back = page.page.locator(".dl-notebook button", has_text="Take back")
    back.click()
    assert page.source(3) == "mine = 1"
    assert page.page.evaluate(SAYS).startswith("The cells are as they were")
    assert not back.is_visible()
    page.page.reload()
    assert page.source(3) == "mine = 1"


def whole(cells, **other):
    """A notebook with these cells, as text."""
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **other})


# What somebody may open by mistake, and a part of the sentence that says what came of it.
WRONG = {
    "no notebook": (lambda: "%PDF-1.4 no JSON", "cannot be read as a notebook"),
    "a part of one": (lambda: json.dumps(book_of())[:5000], "cannot be read as a notebook"),
    "nothing": (lambda: "", "cannot be read as a notebook"),
    "a number": (lambda: "7", "cannot be read as a notebook"),
    "a notebook of old": (lambda: '{"worksheets": [], "nbformat": 3}', "cannot be read as a"),
    "cells that are none": (lambda: whole([None, {}]), "cannot be read as a notebook"),
    "a cell without words": (lambda: whole([{"cell_type": "code", "source": 5}]), "cannot be read"),
    "one without code": (lambda: whole([]), "is no notebook of this page"),
    "another exercise": (lambda: book_of("07"), "belongs to exercise 07. Open it in the page of"),
    "a chapter": (
        lambda: json.loads((ROOT / "book" / "03_logistic_regression.ipynb").read_text("utf8")),
        "is no notebook of this page",
    ),
}


@pytest.mark.parametrize("wrong", but(list(WRONG)[:2], WRONG, "engine"))
def test_another_file_changes_nothing_and_is_told_in_a_sentence(page, tmp_path, wrong):
    book, said = WRONG[wrong]
    before = [page.source(n) for n in page.numbers()]
    assert said in opened(page, book(), tmp_path)
    assert [page.source(n) for n in page.numbers()] == before
    assert not page.page.locator(".dl-notebook button", has_text="Take back").is_visible()


def test_a_file_that_is_too_large_is_not_read(page, tmp_path):
    with (file := tmp_path / "mine.ipynb").open("wb") as target:
        target.truncate(51_000_000)
    assert opened_file(page, file).startswith("mine.ipynb has 51 MB, which is too much")


def test_an_exercise_opened_in_a_chapter_is_named(chapter, tmp_path):
    assert "belongs to exercise 07" in opened(chapter, book_of("07"), tmp_path)


def test_the_notebook_of_a_chapter_has_the_readers_cells(chapter, tmp_path):
    chapter.write(OF_CHAPTER, "mine = 1")
    named, book = downloaded(chapter, tmp_path / "chapter.ipynb")
    name = CHAPTER.removeprefix("book/").removesuffix(".html")
    assert named == f"{name}.ipynb"
    ours = json.loads((ROOT / "book" / f"{name}.ipynb").read_text("utf8"))
    pairs = zip(book["cells"], ours["cells"], strict=True)
    assert [a["source"] for a, b in pairs if a["source"] != b["source"]] == [["mine = 1"]]

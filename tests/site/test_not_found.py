"""The page for wrong addresses where the book has no address: at the root of any server."""

import shutil

import pytest
from site_under_test import Visit, served
from small_book import build


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A small book that knows no address, in a folder whose name has spaces."""
    folder = tmp_path_factory.mktemp("private") / "a folder (with spaces) & more"
    folder.mkdir()
    return build(folder)


@pytest.mark.parametrize("depth", ["nowhere.html", "a/b/c/nowhere.html"])
def test_it_has_its_looks_and_leads_on_at_any_depth(browser, book, depth):
    (book / depth).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(book / "404.html", book / depth)
    with served(book) as root, Visit(browser, root + depth) as visit:
        assert visit.page.locator("article h1").inner_text() == "This page is not here"
        rules = "[...document.styleSheets].map(sheet => sheet.cssRules.length)"
        assert visit.page.evaluate(rules) > [100]
        assert (visit.asked, visit.errors) == ([], [])
        visit.page.locator("article a", has_text="Search").click()
        assert visit.page.url == root + "search.html"
        visit.page.go_back()
        visit.page.locator("article a", has_text="contents").click()
        assert visit.page.url == root + "book/index.html"

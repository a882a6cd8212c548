"""No table has to be pushed aside on a phone, but for those that are listed with their reason."""

import pytest
from site_under_test import HTML, Visit, files_of, pages, sampled
from stamps import reads

BOOK = [page for page in pages() if page.startswith(("book/", "exercises/"))]
TABLES = [page for page in BOOK if "<table" in (HTML / page).read_text("utf8")]
# What is wider, and why it stays so.
WIDER = {
    "book/plan.html": "Teachers plan at a desk, and a week needs all five of its columns in a row.",
}
# Each table that is wider than the box in which it can be pushed aside: its head, and by how much.
TOO_WIDE = """() => [...document.querySelectorAll("article table")].map((table) => {
  const box = table.closest(".dl-table, .pst-scrollable-table-container") ?? table.parentElement;
  const inside = getComputedStyle(box);
  const room = box.clientWidth - parseFloat(inside.paddingLeft) - parseFloat(inside.paddingRight);
  return [table.rows[0].textContent.trim(), Math.max(table.offsetWidth, table.scrollWidth) - room];
}).filter(([head, over]) => over > 0.5)"""


def too_wide(visit):
    """The tables of a page as a phone shows them, folded ones too, in the course's own type."""
    visit.settle()
    visit.page.reload()  # at the first visit the type may come too late, and is kept for the next
    visit.lay_out_all()
    visit.page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    visit.settle()
    return visit.page.evaluate(TOO_WIDE)


@reads(files_of)
@pytest.mark.parametrize("page", sampled([page for page in TABLES if page not in WIDER]))
def test_no_table_is_wider_than_a_phone(browser, http, page):
    with Visit(browser, http + page, width=390) as visit:
        assert too_wide(visit) == []


@pytest.mark.this_edition
@pytest.mark.parametrize("page", WIDER)
def test_a_table_that_is_listed_as_wider_is(browser, http, page):
    with Visit(browser, http + page, width=390) as visit:
        assert too_wide(visit) != []


@pytest.mark.parametrize("cell", ["x" * 60, '<span style="padding-left: 400px">x</span>'])
def test_a_table_that_is_too_wide_is_found(browser, http, cell):
    planted = f"<div class='dl-table'><table><tr><td>{cell}</td></tr></table></div>"
    with Visit(browser, http + TABLES[0], width=390) as visit:
        assert too_wide(visit) == []
        visit.page.locator("article p").first.evaluate(
            "(it, table) => it.insertAdjacentHTML('afterend', table)", planted
        )
        assert len(visit.page.evaluate(TOO_WIDE)) == 1

"""The contents beside the text mark the section that the reader is in, however they came there."""

import pytest
from site_under_test import Visit

CHAPTER = "book/11_training.html"
MARKED = "() => document.querySelector('#pst-page-toc-nav [aria-current]')?.hash"
# The last heading above a line in the upper part of the window; at the page's end, the last of all.
READ = """() => {
  const ended = scrollY + innerHeight > document.documentElement.scrollHeight - 2;
  const named = [...document.querySelectorAll("#pst-page-toc-nav a")];
  const above = (link) => document.getElementById(link.hash.slice(1)).getBoundingClientRect().top
    <= innerHeight * (ended ? 1 : 0.3);
  return named.filter(above).pop()?.hash;
}"""


def settled(visit):
    """Wait until the section that is read is the one that is marked; return it."""
    visit.until(f"() => ({READ})() && ({READ})() === ({MARKED})()")
    assert visit.page.locator("#pst-page-toc-nav a.active").count() == 1
    return visit.page.evaluate(MARKED)


@pytest.fixture
def visit(browser, http):
    with Visit(browser, http + CHAPTER, width=1400) as visit:
        yield visit


def test_after_a_jump_over_several_sections_the_right_one_is_marked(visit):
    sections = visit.page.locator("article > section > section")
    seen = []
    for number in (5, 2, 8, 1, 6):
        section = sections.nth(number)
        # Into the middle, with no heading near.
        section.evaluate("s => { s.scrollIntoView(); scrollBy(0, s.offsetHeight / 2) }")
        seen.append(settled(visit))
    assert len(set(seen)) == 5


def test_the_ends_of_the_page_are_marked(visit):
    visit.page.keyboard.press("End")
    last = settled(visit)
    visit.page.evaluate("scrollTo(0, 1500)")
    assert settled(visit) != last


def test_text_that_grows_without_a_scroll_changes_the_mark(visit):
    visit.page.keyboard.press("End")
    last = settled(visit)
    # The page does not end here any more, so that another section stands at the line.
    visit.page.evaluate("document.querySelector('article').style.paddingBottom = '3000px'")
    assert settled(visit) != last


def test_a_mark_that_the_theme_sets_late_does_not_stay(visit):
    visit.page.evaluate("scrollTo(0, 3000)")
    before = settled(visit)
    visit.page.evaluate("""() => {
      const links = [...document.querySelectorAll("#pst-page-toc-nav a")];
      const marked = links.find((link) => link.hasAttribute("aria-current"));
      const other = links.find((link) => link !== marked);
      for (const link of links) {
        link.classList.toggle("active", link === other);
        link.removeAttribute("aria-current");
      }
      document.body.dispatchEvent(new Event("activate.bs.scrollspy", { bubbles: true }));
    }""")
    assert settled(visit) == before


def test_a_link_to_an_equation_marks_its_section(visit):
    visit.page.evaluate("location.hash = '#equation-glorot'")
    visit.page.wait_for_timeout(300)
    marked = settled(visit)
    assert visit.page.locator(f"section{marked} #equation-glorot").count() == 1


def test_the_entry_that_was_chosen_stays_marked_where_the_page_ends_before_it_is_at_the_top(visit):
    entries = visit.page.locator("#pst-page-toc-nav a")
    last_but_one = entries.nth(entries.count() - 2)
    last_but_one.click()
    visit.page.wait_for_timeout(1500)
    assert visit.page.evaluate(MARKED) == last_but_one.evaluate("a => a.hash")

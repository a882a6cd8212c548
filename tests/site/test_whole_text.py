"""No text of any page is cut off, on whichever phone."""

import pytest
from long import but
from site_under_test import Visit, files_of, pages, sampled
from stamps import reads

WIDTHS = (320, 360, 390, 430)
# Text that a box hides: what stands outside a box that neither shows nor scrolls it. Boxes for
# screen readers alone are a pixel in size; what KaTeX hides of a root's sign is no text.
CUT = """() => {
  const hides = (value) => value === "hidden" || value === "clip";
  const found = [];
  for (const box of document.querySelectorAll("body *:not(svg, svg *, .katex *)")) {
    const style = getComputedStyle(box);
    const across = hides(style.overflowX), down = hides(style.overflowY);
    if (!across && !down || box.clientWidth < 2 || box.clientHeight < 2) continue;
    const { left, top } = box.getBoundingClientRect();
    const inner = { left: left + box.clientLeft, top: top + box.clientTop };
    const right = inner.left + box.clientWidth, bottom = inner.top + box.clientHeight;
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
      if (text.parentElement.closest(".katex-mathml, .visually-hidden")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const cut = [...range.getClientRects()].some((word) => word.width && (
        across && (word.right > right + 1 || word.left < inner.left - 1) ||
        down && (word.top >= bottom - 1 || word.bottom <= inner.top + 1)));
      if (cut) found.push(`${box.tagName}.${box.className}: ${text.data.trim().slice(0, 60)}`);
    }
  }
  return [...new Set(found)];
}"""


def test_text_that_a_box_cuts_is_found(browser):
    tab = browser.new_page()
    box = "<div style='width: 90px; height: 30px; white-space: nowrap; overflow: {}'>{}</div>"
    words = "Computational graphs and backpropagation"
    cases = [("hidden", words), ("clip", words), ("auto", words), ("hidden", "short")]
    tab.set_content("".join(box.format(*case) for case in cases))
    assert tab.evaluate(CUT) == [f"DIV.: {words}"]
    tab.set_content(box.format("hidden", "a<br>b<br>below"))
    assert tab.evaluate(CUT) == ["DIV.: below"]
    tab.close()


@reads(files_of)
@pytest.mark.parametrize("page", sampled([*pages(), "404.html"]))
def test_no_text_is_cut_on_a_phone(tabs, http, page):
    with tabs.visit(http + page, width=WIDTHS[0]) as visit:
        visit.lay_out_all()
        cut = {}
        for width in WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 844})
            cut[width] = visit.page.evaluate(CUT)
        assert cut == {width: [] for width in WIDTHS}


@pytest.mark.parametrize("width", but([390], [*WIDTHS, 700, 1280], "pages"))
def test_a_link_to_the_page_beside_breaks_its_name_between_words_alone(browser, http, width):
    """The words of a name stand on one line each, also those with a dot in them."""
    lines = """links => links.flatMap(link => {
      const text = link.querySelector(".prev-next-title").lastChild;
      return [...text.textContent.matchAll(/[^\\s-]+/g)].filter((word) => {
        const range = document.createRange();
        range.setStart(text.nodeType === 3 ? text : text.firstChild, word.index);
        range.setEnd(text.nodeType === 3 ? text : text.firstChild, word.index + word[0].length);
        return range.getClientRects().length > 1;
      }).map(String);
    })"""
    for page in ("book/reference/metrics.html", "book/index.html", "book/09_backpropagation.html"):
        with Visit(browser, http + page, width=width) as visit:
            links = visit.page.locator(".prev-next-area a")
            assert links.count() > 0
            assert links.evaluate_all(lines) == []

"""What is printed can be used without a screen: the answers stand at its end."""

import pytest
from site_under_test import Visit, pages, sampled

CHAPTERS = [page for page in pages() if page.startswith("book/") and page[5].isdigit()]
ANSWERS = "article details.sd-dropdown:not(.dl-aside)"
ORDER = f"""() => {{
  const answers = [...document.querySelectorAll("{ANSWERS}")];
  const article = document.querySelector("article");
  const texts = [...article.querySelectorAll(":scope > section > section")];
  return answers.map((answer) => ({{
    shown: answer.querySelector("p").checkVisibility({{ contentVisibilityAuto: true }})
      && answer.querySelector("p").getBoundingClientRect().height > 0,
    last: texts.every((text) => !text.contains(answer)
      && text.compareDocumentPosition(answer) & Node.DOCUMENT_POSITION_FOLLOWING),
  }}));
}}"""
PLACES = f"""() => [...document.querySelectorAll("{ANSWERS}")]
    .map((answer) => answer.previousElementSibling.textContent)"""
# Whether each aside is open inside the text, and the answers are all behind it.
ASIDES = f"""() => [...document.querySelectorAll("article details.dl-aside")].map((aside) =>
    aside.querySelector("p").checkVisibility({{ contentVisibilityAuto: true }})
    && [...document.querySelectorAll("{ANSWERS}")].every((answer) =>
        aside.compareDocumentPosition(answer) & Node.DOCUMENT_POSITION_FOLLOWING))"""


@pytest.mark.parametrize("page", sampled(CHAPTERS))
def test_answers_are_open_after_the_text_and_go_back_to_their_questions(browser, http, page):
    with Visit(browser, http + page) as visit:
        before = visit.page.evaluate(PLACES)
        assert len(before) >= 3
        visit.page.emulate_media(media="print")
        visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert visit.page.evaluate(ORDER) == [{"shown": True, "last": True}] * len(before)
        assert all(visit.page.evaluate(ASIDES))
        assert not visit.page.locator(".sd-summary-state-marker").first.is_visible()
        visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
        visit.page.emulate_media(media="screen")
        assert visit.page.evaluate(PLACES) == before
        assert not visit.page.locator("details.sd-dropdown p").first.is_visible()


def test_a_browser_that_prints_says_so_to_the_page(browser, http):
    with Visit(browser, http + CHAPTERS[0]) as visit:
        visit.page.evaluate(
            "addEventListener('beforeprint', () => { window.seen = (" + ORDER + ")(); })"
        )
        visit.page.pdf()
        assert [answer["last"] for answer in visit.page.evaluate("window.seen")] == [True] * 3


def test_without_scripts_answers_are_open_where_they_stand(browser, http):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(http + CHAPTERS[0])
    tab.emulate_media(media="print")
    assert tab.locator("details.sd-dropdown p").first.is_visible()
    context.close()

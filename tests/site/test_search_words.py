"""The search answers whatever word is searched for: those of the site, and those of JavaScript."""

import json
import re

from site_under_test import HTML, Visit

WORDS = HTML / "_static" / "words"
# The search's own steps, without a page for each word: what would be shown of every word.
ANSWER = """words => words.map(word => {
  try {
    const places = Search._performSearch(...Search._parseQuery(word));
    return [places.length, places.every(([page, title, anchor]) =>
      [page, title, anchor].every((part) => typeof part === "string"))];
  } catch (error) {
    return [0, String(error)];
  }
})"""


def sections():
    """The text of every section of the site, as the search shows it."""
    for path in WORDS.rglob("*.js"):
        call = path.read_text("utf8").strip()
        _, found = json.loads(f"[{call.removeprefix('dlcourseWords(').removesuffix(');')}]")
        yield from (text for _, text in found)


def test_every_word_of_the_site_can_be_searched_for(browser, http):
    words = sorted({word.lower() for text in sections() for word in re.findall(r"\w+", text)})
    assert len(words) > 3000
    with Visit(browser, f"{http}search.html?q=zyzzyva") as visit:
        visit.until("() => document.querySelector('.search-summary')?.textContent")
        answers = dict(zip(words, visit.page.evaluate(ANSWER, words), strict=True))
        assert {word: answer for word, answer in answers.items() if answer[1] is not True} == {}
        # Nearly all lead somewhere: not words such as "the", and bare numbers.
        assert sum(found > 0 for found, _ in answers.values()) > 0.8 * len(words)
        assert (visit.asked, visit.errors) == ([], [])


def test_a_name_that_every_object_of_javascript_has_is_a_word_like_others(browser, http):
    with Visit(browser, http + "search.html") as visit:
        names = visit.page.evaluate("Object.getOwnPropertyNames(Object.prototype)")
        assert {"constructor", "__proto__", "toString", "hasOwnProperty"} <= set(names)
        for name in [*names, "constructors", "Constructor __proto__"]:
            visit.page.goto(f"{http}search.html?q={name}")
            visit.until("() => /found/.test(document.querySelector('.search-summary').textContent)")
            results = visit.page.locator("#search-results").inner_text()
            assert not re.search(r"undefined|NaN|\[object|function", results), name
        assert (visit.asked, visit.errors) == ([], [])

"""The site speaks the reader's language: under a marked one no word of its own stays unmarked.

A small book is built in it, whose sentences are a third longer too, and looked at as on a phone.
"""

import re

import nbformat
import pseudo
import pytest
from bs4 import BeautifulSoup
from living_book import LivingBook
from long import long
from site_under_test import Visit, served
from stamps import reads
from unsaid import in_sight

from coursesite.places import SITE
from dlcourse import _words

pytestmark = [reads("dlcourse", "book/_site", "exercises"), long("builds")]

CODE = (
    "from dlcourse import ops\nfrom dlcourse.pictures.perceptron import updates\nupdates",
    "from dlcourse.widgets import Source\nSource(ops.conv2d)",
    "from dlcourse._words import Said\nfrom dlcourse.widgets import Table\n"
    'Table([Said("step"), "J"], [[0, 1.0]], caption=Said("cost $J$"))',
)
# What stands on the pages in English: the words of the book, and names.
NAMES = {"XOR", "Ctrl", ".md", ".ipynb", ".pdf", "dlcourse.ops.conv2d"}
FOUND = "кот"  # a word to be searched for, in letters that nobody marks


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The folder of the pages of a small book in the marked language."""
    small = LivingBook(tmp_path_factory.mktemp("book"))
    locale = small.folder / "dlcourse" / "locale"
    pseudo.write(locale)
    cells = [nbformat.v4.new_markdown_cell("# 12\n\n3 + 4 = 7.\n\n## 34\n\n5.", id="a")]
    cells += [nbformat.v4.new_code_cell(code, id=f"c{k}") for k, code in enumerate(CODE)]
    kernel = {"name": "python3", "display_name": "Python 3"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    for name in ("losses", "metrics", "exercise"):
        (small.folder / "book" / f"{name}.ipynb").unlink()
    nbformat.write(made, small.folder / "book" / "losses.ipynb")
    (small.folder / "book" / "words.md").write_text(f"# 56\n\n{FOUND} 7 + 8 = 15.\n", "utf8")
    contents = "# 1\n\n2 + 2 = 4.\n\n```{toctree}\nlosses\nwords\n```\n"
    (small.folder / "book" / "index.md").write_text(contents, "utf8")
    conf = small.folder / "conf.py"
    text = conf.read_text("utf8").replace('"A small book"', '"123"')
    text = text.replace('"coursesite"]', '"sphinx_copybutton", "coursesite"]')
    conf.write_text(f"{text}\nnb_execution_timeout = 120\nauthor = '7'\n", "utf8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(_words.VARIABLE, pseudo.LANGUAGE)
        small.build()
    return small.folder / "_build" / "html"


PAGES = ["book/index", "book/losses", "book/words", "search", "404", "genindex"]
ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-play", "data-pause", "content")


def said(page):
    """Return what a reader meets on a page: its words, and what stands in attributes."""
    soup = BeautifulSoup(page, "html.parser")
    for silent in soup.select("script, style, svg, div.highlight, .dl-source code, noscript a"):
        silent.decompose()
    found = list(soup.stripped_strings)
    for tag in soup.find_all(True):
        names = ATTRIBUTES if tag.name != "meta" else ("content",) * worded(tag)
        found += [tag[name] for name in names if tag.get(name)]
    return "\n".join(found)


def worded(meta):
    """Say whether a meta element has a sentence for readers."""
    return (meta.get("name") or meta.get("property")) in {"description", "og:title"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_translated(book, name):
    assert pseudo.unmarked(said((book / f"{name}.html").read_text("utf8")), NAMES) == []


# What is cut: a word outside the window, or in a box that hides what has no room in it.
CUT = """() => [...document.querySelectorAll(
  "button, summary, label, legend, output, figcaption, caption, th, article p, article a, h1, h2"
)].filter((it) => {
  const box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const seen = box.width && box.height && style.visibility !== "hidden" && it.textContent.trim();
  const range = document.createRange();
  range.selectNodeContents(it);
  const text = range.getBoundingClientRect();
  const over = text.left < box.left - 1 || text.right > box.right + 1;
  const hides = style.overflowX !== "visible" && over;
  return seen && (hides || box.left < -0.5 || box.right > innerWidth + 0.5);
}).map((it) => it.textContent)"""


@pytest.fixture(scope="module")
def root(book):
    with served(book) as address:
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_on_a_phone(browser, root, name):
    with Visit(browser, f"{root}{name}.html", width=390) as visit:
        visit.lay_out_all()
        assert visit.page.evaluate(CUT) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    "style",
    ["min-width: 420px", "max-width: 1em; min-width: 0; white-space: nowrap; overflow: hidden"],
)
def test_what_is_cut_is_found(browser, root, style):
    with Visit(browser, f"{root}book/losses.html", width=390) as visit:
        visit.lay_out_all()
        button = visit.page.locator(".dl-play")
        button.evaluate("(it, style) => { it.style = style; }", style)
        assert visit.page.evaluate(CUT) == [pseudo.marked("Play")]


def test_the_scripts_of_a_page_speak_its_language(browser, root):
    with Visit(browser, f"{root}book/losses.html", width=390) as visit:
        visit.page.emulate_media(reduced_motion="no-preference")
        button = visit.page.locator(".dl-play")
        assert button.inner_text() == pseudo.marked("Play")
        button.click()
        assert button.inner_text() == pseudo.marked("Pause")
        visit.page.locator(".dl-widget input[type=range]").press("ArrowRight")
        readout = visit.page.locator(".dl-readout").inner_text()
        alt = visit.page.locator(".dl-stage").get_attribute("aria-label")
        assert pseudo.unmarked(f"{readout}\n{alt}", NAMES) == []
        copy = visit.page.locator("button.copybtn").first
        assert copy.get_attribute("data-tooltip") == pseudo.marked("Copy")


@pytest.mark.parametrize(
    ("query", "sentence"), [(FOUND, "Places that were found: "), ("zzz", "Nothing was found.")]
)
def test_the_search_answers_in_the_language_of_the_page(browser, root, query, sentence):
    with Visit(browser, f"{root}search.html?q={query}", width=390) as visit:
        answer = visit.page.locator("#search-results .search-summary")
        answer.get_by_text(pseudo.marked(sentence)).wait_for(timeout=10_000)
        assert pseudo.unmarked(visit.page.locator("#search-results").inner_text(), ["zzz"]) == []


# The sources


COURSE = SITE / "coursesite"
SAYING = [
    *(f"around/{name}.py" for name in ("cards", "describe", "head", "published")),
    *(f"build/{name}.py" for name in ("links", "speak")),
    *(f"data_pages/{name}.py" for name in ("glossary", "ledger")),
    "page/mend.py",
]
# What stands in these for machines, and in the scripts for those who mend them.
UNSEEN = {
    *("User-agent: *\nDisallow:\n", "\nSitemap: {}sitemap.xml\n", "{} > mo", '<svg data-hole="'),
    "## {}\n\n:::{glossary}\n{}:::\n",
}
IN_SCRIPTS = {
    *("use strict", "Escape", "article details.sd-dropdown:not(.dl-aside)", "Source Sans 3"),
    *(".headerlink, .katex-html, annotation", "The frames did not arrive: "),
    "input, select, textarea, [contenteditable], [role=slider], dialog[open]",
    "The words did not arrive: ",
    "Search finished, found ${resultCount} page(s) matching the search query.",
    "Your search did not match any documents. Please make sure that all words are spelled "
    "correctly and that you've selected enough categories.",
}
STRING, COMMENT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`([^`]*)`'), re.compile(r"(^|\s)//.*$", re.M)


def in_script(text):
    """Return the strings of a script with words side by side, or one that begins like a name."""
    strings = (found[1] or found[2] or "" for found in STRING.finditer(COMMENT.sub("", text)))
    return [s for s in strings if re.search(r"[A-Za-z]{2,},? [A-Za-z]{2,}|^[A-Z][a-z]+$", s)]


@pytest.mark.parametrize("name", SAYING)
def test_a_source_of_the_site_says_whole_sentences(name):
    found = in_sight((COURSE / name).read_text("utf8"))
    assert [one for one in found if one[1] not in UNSEEN] == []


def test_a_template_holds_no_words_of_its_own():
    for path in (COURSE / "around" / "templates").glob("*.html"):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text("utf8"), flags=re.S
        )
        assert re.findall("[A-Za-z]{2,}", text) == [], path.name


def test_scripts_hold_no_words_for_readers():
    found = [
        s for path in (SITE / "static").glob("*.js") for s in in_script(path.read_text("utf8"))
    ]
    assert set(found) == IN_SCRIPTS


@pytest.mark.parametrize(
    "code", ['b.textContent = "Play again";', "b.title = `Stop`; // so", 'x("Go")']
)
def test_a_word_in_a_script_is_found(code):
    assert len(in_script(code)) == 1

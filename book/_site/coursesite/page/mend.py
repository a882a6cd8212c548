"""The theme's pages, mended: where HTML is not valid, or a screen reader or the keyboard stumbles.

A page is parsed, changed as a tree and written again. Pictures keep their bytes: they are taken
out before and put back after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bs4 import Tag
from bs4.dammit import EntitySubstitution
from bs4.element import AttributeValueList, NavigableString, PageElement
from bs4.formatter import HTMLFormatter

from dlcourse._words import Said, _

from .tree import Tree

PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
# How many children an element of MathML has; with others a browser shows it as an error.
CHILDREN = {
    **dict.fromkeys(("msub", "msup", "mfrac", "munder", "mover", "mroot"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
ENGLISH_ALONE = {Said("Toggle primary sidebar"), Said("Toggle secondary sidebar")}
ENGLISH_ALONE |= {Said("Main"), Said("Page")}
APPLIED = "\u2061"  # the invisible sign between a function and its argument
HOLE = re.compile(r"<svg data-hole=\"(\d+)\"></svg>")


class _AsWritten(HTMLFormatter):
    """Attributes stay in their order, and <br> has no slash."""

    def attributes(self, tag: Tag) -> Iterable[tuple[str, str | AttributeValueList]]:
        return tag.attrs.items()


AS_WRITTEN = _AsWritten(EntitySubstitution.substitute_xml, void_element_close_prefix="")


def rewrite(text: str, *changes: Callable[[Tree], None]) -> str:
    """The page with these changes made to its tree."""
    pictures: list[str] = []

    def take_out(found: re.Match[str]) -> str:
        pictures.append(found[0])
        return f'<svg data-hole="{len(pictures) - 1}"></svg>'

    soup = Tree(PICTURE.sub(take_out, text))
    for change in changes:
        change(soup)
    return HOLE.sub(lambda found: pictures[int(found[1])], soup.decode(formatter=AS_WRITTEN))


def mend(soup: Tree) -> None:
    """Make every mend below."""
    for part in (
        name_controls,
        free_from_bootstrap,
        order_headings,
        name_folds,
        mend_formulas,
        keep_numbers_of_children,
        reach_what_scrolls,
        name_downloads,
        mark_landing,
        let_names_break,
        say_what_follows,
        tidy,
    ):
        part(soup)


def name_controls(soup: Tree) -> None:
    """Give what the reader meets one name each, and a place in a landmark."""
    # The button's text is its name: "Search". The keys beside it are not part of the name.
    for button in soup.pick("button.search-button-field"):
        del button["aria-label"], button["title"]
    for keys in soup.pick(".search-button__kbd-shortcut"):
        keys["aria-hidden"] = "true"
    # An icon would name its button a second time, differently.
    for icon in soup.pick("i, span.fa-solid"):
        icon["aria-hidden"] = "true"
        del icon["title"]
    # What the theme says in English alone.
    for tag in soup.pick("button.sidebar-toggle[title], nav[aria-label]"):
        for name in ("title", "aria-label"):
            if tag.get(name) in ENGLISH_ALONE:
                tag[name] = _(str(tag[name]))
    for sidebar in soup.pick("#pst-primary-sidebar"):
        sidebar["role"], sidebar["aria-label"] = "region", _("Sidebar")
    # What unfolds the pages below a page is an arrow alone.
    for arrow in soup.pick("summary > .toctree-toggle"):
        link = arrow.find_previous("a")
        if toggle := arrow.parent:
            title = link.get_text(strip=True) if link else ""
            toggle["aria-label"] = _("Pages below: {title}", title=title)
    # An entry of the bibliography is an item of its list.
    for entry in soup.pick('[role="doc-biblioentry"]'):
        entry["role"] = "listitem"


def free_from_bootstrap(soup: Tree) -> None:
    """Let the browser itself do what Bootstrap's script did: one menu, and the buttons' tips."""
    for tag in soup.pick("[data-bs-toggle]"):
        if tag["data-bs-toggle"] == "dropdown" and tag.parent:
            tag.name, tag.parent.name = "summary", "details"
            del tag["type"], tag["aria-expanded"]
            tag["title"] = tag["aria-label"]
        elif tip := tag.get("data-bs-title"):
            tag["title"] = tip
        for name in ("data-bs-toggle", "data-bs-placement", "data-bs-title"):
            del tag[name]


def name_folds(soup: Tree) -> None:
    """Let a line that unfolds a cell's code be named by its own words, which are no paragraphs."""
    for line in soup.pick("details.hide > summary"):
        del line["aria-label"]
        for words in line("p"):
            words.name = "span"


def order_headings(soup: Tree) -> None:
    """Leave one h1, the article's: what stands above it in print alone is no heading."""
    title = soup.first("article h1")
    for printed in soup.pick("#jb-print-docs-body h1, #jb-print-docs-body h2"):
        printed.name, printed["class"] = "p", f"dl-print-{printed.name}"
        if title and not printed.get_text(strip=True):  # a page that the theme makes
            printed.string = title.get_text()


def mend_formulas(soup: Tree) -> None:
    """Keep a formula with its comma, and make MathML valid."""
    for formula in soup.pick(":not(.dl-whole) > span.math"):
        keep_with_marks(formula)
    for wrapped in soup.pick("mi > munder, mo > munder, mi > mover, mo > mover, mo > msup"):
        if wrapped.parent:
            wrapped.parent.unwrap()
    for table in soup.pick('mtable[columnspacing=""]'):
        del table["columnspacing"]


def keep_numbers_of_children(soup: Tree) -> None:
    """Put an operator's name and the invisible sign behind it into one box: λ_max has one index."""
    for sign in soup.pick(", ".join(f"{name} > mo" for name in CHILDREN)):
        if sign.text == APPLIED and (named := sign.find_previous_sibling()):
            named.wrap(Tag(name="mrow")).append(sign)


def reach_what_scrolls(soup: Tree) -> None:
    """Let the keyboard reach what may be wider than a phone: a formula, a table."""
    for wide in soup.pick("div.math, .pst-scrollable-table-container"):
        wide["tabindex"] = "0"


def keep_with_marks(formula: Tag) -> None:
    """Put the marks that touch a formula into one box with it, in which no line breaks.

    Browsers may break a line at both edges of what KaTeX makes, whatever stands there.
    """
    opening = take_marks(formula.previous_sibling, r"[(\[“«]+$")
    closing = take_marks(formula.next_sibling, r"^[)\],.;:?!”»،؛؟]+")
    if not opening and not closing:
        return
    whole = formula.wrap(Tag(name="span", attrs={"class": "dl-whole"}))
    if opening:
        whole.insert(0, opening)
    if closing:
        whole.append(closing)


def take_marks(beside: PageElement | None, marks: str) -> str:
    """The marks at the edge of a text, which loses them; nothing where there are none."""
    if not isinstance(beside, NavigableString) or not (found := re.search(marks, beside)):
        return ""
    beside.replace_with(beside[: found.start()] + beside[found.end() :])
    return found[0]


def name_downloads(soup: Tree) -> None:
    """Let an exercise's notebook arrive under a name of its own: its chapter's has the same."""
    for link in soup.pick('a[href*="_sources/exercises/"]'):
        link["download"] = str(link["href"]).rpartition("/")[2].replace(".", "_exercise.")


def mark_landing(soup: Tree) -> None:
    """Give the parts of the landing page a class of their own, for its looks."""
    for doors in soup.pick(".dl-doors"):
        around = doors.find_parents(class_=["bd-article", "bd-article-container"])
        for part in (doors.find_parent("section"), *around):
            if part:
                names = [*part.get_attribute_list("class"), "dl-landing"]
                part["class"] = AttributeValueList(names)


def let_names_break(soup: Tree) -> None:
    """Let the name of a module break behind its dots, where a phone is narrower than the whole."""
    for title in soup.pick(".prev-next-title"):
        first, *others = re.split(r"(?<=\.)(?=\w)", title.text)
        title.string = first
        for part in others:
            title.extend([soup.new_tag("wbr"), part])


def say_what_follows(soup: Tree) -> None:
    """Name the pages beside in their links alone.

    Firefox would fetch what the head says is next, and the page's policy refuses it with an error.
    """
    for side, link in (("prev", "left-prev"), ("next", "right-next")):
        for told in soup.pick(f'head link[rel="{side}"]'):
            told.decompose()
        for shown in soup.pick(f"a.{link}"):
            shown["rel"] = side


def tidy(soup: Tree) -> None:
    """Remove what stands there twice or says nothing."""
    for again in soup.pick('meta[name="viewport"] ~ meta[name="viewport"]'):
        again.decompose()
    for empty in soup.pick('meta[content=""], #ethical-ad-placement'):
        empty.decompose()
    for button in soup.pick("button:not([type])"):
        button["type"] = "button"

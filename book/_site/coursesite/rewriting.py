"""What a page says of chapters, in the numbers of this edition; of what was left out, in words.

In the sources "chapter 4" and every link name a chapter by its file (edition.py). Here they become
its number in the book. A link to what the book leaves out, and an equation there, become words
without a link. Code and formulas stay as they are: there "chapter 4" is the file. In an edition
with all chapters in their order nothing changes, and that is how the sources read.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from dlcourse._words import _

from .data_pages import equations, glossary, ledger, notation
from .edition import Edition, current, declared, settings, source, title
from .lists import FIRST_PAGE, in_order

SAID = r"\b(?P<word>[Cc]hapters?)(?P<gap>\s+)(?P<names>\d+(?:(?:,\s|\sand\s|,\sand\s)\d+)*)\b"
PIECE = re.compile(
    r"(?P<fence>^(?P<ticks>`{3,}).*?^(?P=ticks)[ \t]*$)"
    r"|(?P<math>\$\$.*?\$\$|(?<![\\$])\$[^$]+?(?<!\\)\$)"
    r"|(?P<link>(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^)\s]+)\))"
    r"|(?P<equation>(?:\b(?:eq\.|[Ee]quations?)\s)?\{eq\}`(?P<label>[a-z][a-z0-9-]*)`)"
    r"|(?P<place>\{place\}`(?P<shown>[^`<]+) <(?P<home>[^`>]+)>`)"
    r"|(?P<cite>\{cite:t\}`[^`]*`(?P<theirs>(?:(?!\n\n|\n[-*] |\n\|).)*))"
    r"|(?P<code>(?:\{[\w:]+\})?(?P<tick>`+).+?(?P=tick))"
    rf"|(?P<said>{SAID})",
    re.MULTILINE | re.DOTALL,
)
FILE = re.compile(r"(?:.*/)?(\d\d)_\w+")
NUMBER = re.compile(r"\d+")


@dataclass
class Rewriter:
    """The words of one page, in an edition. page: as _toc.yml names it."""

    page: str
    edition: Edition
    named: set[int] = field(default_factory=set)  # left out, with their titles told on this page

    def __call__(self, text: str) -> str:
        """The text as the page of this edition has it."""
        return PIECE.sub(self._piece, text)

    def _piece(self, found: re.Match[str]) -> str:
        if found["link"]:
            return self._link(found[0], found["text"], found["target"])
        if found["place"]:
            return self._link(found[0], found["shown"].strip(), f"/{found['home']}")
        if found["equation"]:
            gone = found["label"] in equations.left_out()
            words = _("(an equation of a chapter that this edition leaves out)")
            return words if gone else found[0]
        if found["cite"]:  # chapters of somebody else's book; what is linked there is ours
            return found[0].replace(found["theirs"], self._theirs(found["theirs"]))
        return self._said(found) if found["said"] else found[0]

    def _theirs(self, text: str) -> str:
        return PIECE.sub(lambda it: it[0] if it["said"] else self._piece(it), text)

    def _link(self, whole: str, text: str, target: str) -> str:
        page = self._page_of(target)
        if not page or self._is_in(page):
            return whole.replace(text, self._numbered(text, page), 1)
        chapter = FILE.fullmatch(page)
        name = int(chapter[1]) if chapter and page.startswith("book/") else None
        if name and NUMBER.fullmatch(text):
            return _("left out")
        if name and re.search(SAID, text):
            return re.sub(SAID, self._said, text)
        if name:
            return _("{text} (in a chapter that this edition leaves out)", text=text)
        if page.startswith("exercises/") and chapter:
            return _("{text} (an exercise that this edition leaves out)", text=text)
        return _("{text} (a page that this edition leaves out)", text=text)

    def _page_of(self, target: str) -> str:
        """The page of the book that a link names, or nothing."""
        path = target.partition("#")[0]
        if "://" in path or not path:
            return ""
        folder = "/" if path.startswith("/") else posixpath.dirname(self.page)
        whole = posixpath.normpath(posixpath.join(folder, path)).lstrip("/")
        stem, ending = posixpath.splitext(whole)
        if target.startswith("/"):
            return whole
        return stem if ending in (".ipynb", ".md") else ""

    def _is_in(self, page: str) -> bool:
        """Whether the book has a page; one that no file is, but a chapter was, it has not."""
        known = page in self.edition.pages
        return known or (source(self.edition.root, page) is None and not FILE.fullmatch(page))

    def _numbered(self, text: str, page: str) -> str:
        """The words of a link that leads somewhere, with the numbers of the edition."""
        found = FILE.fullmatch(page)
        name = int(found[1]) if found and page.startswith("book/") else None
        if name and (leading := re.match(rf"{name}(?= |$)", text)):
            return f"{self.edition.number(name)}{text[leading.end() :]}"
        return re.sub(SAID, self._said, text)

    def _said(self, found: re.Match[str]) -> str:
        """Chapters that are named by their numbers, in those of the edition."""
        names = [int(number) for number in NUMBER.findall(found["names"])]
        numbers = [self.edition.number(name) for name in names]
        if not any(numbers) and not set(names) & (self.edition.left_out.keys() | known()):
            return found[0]  # of no chapter that we know of
        if all(numbers):
            order = iter(sorted(filter(None, numbers)) if names == sorted(names) else numbers)
            return f"{found['word']}{found['gap']}" + NUMBER.sub(
                lambda _number: str(next(order)), found["names"]
            )
        kept = [str(number) for number in numbers if number]
        gone = [self._gone(name) for name, number in zip(names, numbers, strict=True) if not number]
        if not kept:
            words = _(" and ").join(gone)
        else:
            some = {"chapters": _(" and ").join(kept), "gone": _(" and ").join(gone)}
            words = (
                _("chapter {chapters} and {gone}", **some)
                if len(kept) == 1
                else _("chapters {chapters} and {gone}", **some)
            )
        return words[0].upper() + words[1:] if found["word"][0] == "C" else words

    def _gone(self, name: int) -> str:
        """A chapter that is left out: its title is told once on a page."""
        path = self.edition.left_out.get(name)
        if path is None or name in self.named:
            return _("a chapter that this edition leaves out")
        self.named.add(name)
        return _("a chapter that this edition leaves out (“{title}”)", title=title(path))


def known() -> set[int]:
    """The names of all chapters that the package cites equations of: files may be gone."""
    return {int(it.chapter[:2]) for it in equations.of_package().values()}


def made(page: str) -> str | None:
    """A page that is made from data, as it is in this edition; None for every other."""
    if page == "book/glossary":
        return glossary.render(glossary.load()["term"])
    if page == "book/ledger":
        return ledger.render(ledger.load())
    if page == "book/notation":
        return notation.renewed(notation.PAGE.read_text("utf8"), notation.load())
    return None


def rewriter(page: str) -> Rewriter:
    """What rewrites the text of a page, piece by piece: of a notebook, cell by cell."""
    return Rewriter(page, current())


def rewritten(text: str, page: str, rewrite: Rewriter | None = None) -> str:
    """Markdown as the page of this edition has it: its lists in order, its words in its numbers."""
    rewrite = rewrite or rewriter(page)
    if page == FIRST_PAGE:  # its heading is the name of the course
        ours, name = (
            declared(rewrite.edition.root).get("title", ""),
            settings(rewrite.edition.root)["title"],
        )
        text = re.sub(rf"^# {re.escape(ours)}$", f"# {name}", text, flags=re.MULTILINE)
    return rewrite(in_order(text, page, rewrite.edition))


def page_name(path: str) -> str:
    """The page of a file below the project's folder, as _toc.yml names it."""
    return posixpath.splitext(path)[0]

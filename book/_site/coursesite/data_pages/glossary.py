"""Write book/glossary.md, the page of the book's terms, from book/glossary.toml and the chapters.

Run by `make record`; tests demand that the page is as new as its data, and that each term stands
in bold in the chapter that the glossary names.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from dlcourse._words import Said, _

from ..cells import is_shown
from ..edition import current
from ..places import BOOK

TERMS, PAGE = BOOK / "glossary.toml", BOOK / "glossary.md"
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)

TITLE = Said("Glossary")
HEAD = Said("""\
Each term stands in bold where the book introduces it, and here in one or two sentences. The link
leads to that place. The letters of the formulas are on the page [Notation](notation.md).
""")


def load() -> dict[str, Any]:
    """The glossary's data: {"emphasis": [word, …], "term": [term, …]}."""
    return tomllib.loads(TERMS.read_text("utf8"))


@cache
def chapters() -> dict[int, Path]:
    """The notebooks of the chapters that are in the book, in its order, by the digits they bear."""
    return current().chapters


@cache
def prose(path: Path) -> str:
    """The Markdown that a page shows; a notebook's cells are set apart by an empty line."""
    text = path.read_text("utf8")
    if path.suffix != ".ipynb":
        return text
    cells = [c for c in json.loads(text)["cells"] if is_shown(c)]
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


@cache
def bold(path: Path) -> list[tuple[str, str]]:
    """What stands in bold in a notebook, in order, each with the heading it stands under."""
    text = prose(path)
    headings = [(found.start(), found[1]) for found in HEADING.finditer(text)]
    return [
        (" ".join(found[1].split()), [h for at, h in headings if at < found.start()][-1])
        for found in BOLD.finditer(text)
    ]


def forms(term: dict[str, Any]) -> set[str]:
    """How a term may stand in bold: itself, its plural, or as its entry says; in lower case."""
    names = [term["term"], *term.get("also", []), term.get("stands", term["term"])]
    return {form.casefold() for name in names for form in (name, f"{name}s")}


def places(term: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Where a term stands in bold: (chapter, heading), first things first."""
    for number, path in chapters().items():
        for text, heading in bold(path):
            if text.casefold() in forms(term):
                yield number, heading


def address(heading: str) -> str:
    """The heading as the book writes it in the page's address."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def addresses(path: Path) -> set[str]:
    """The addresses of all headings of a page."""
    return {address(heading) for heading in HEADING.findall(prose(path))}


def render(terms: list[dict[str, Any]]) -> str:
    """The page as MyST Markdown: a glossary for each letter, with the terms of the book."""
    terms = [term for term in terms if next(places(term), None)]
    parts = [f"# {_(TITLE)}\n", _(HEAD)]
    for letter, group in groupby(terms, key=lambda term: term["term"][0].upper()):
        entries = "\n".join(_entry(term) for term in group)
        parts.append(f"## {letter}\n\n:::{{glossary}}\n{entries}:::\n")
    return "\n".join(parts)


def _entry(term: dict[str, Any]) -> str:
    number, heading = next(places(term))
    link = f"{chapters()[number].name}#{address(heading)}"
    names = "\n".join([term["term"], *term.get("also", [])])
    persian = f'\n  <span lang="fa" dir="rtl">{term["fa"]}</span>\n' if term["fa"] else ""
    chapter = _("Chapter\N{NO-BREAK SPACE}{number}", number=number)
    return f"{names}\n  {term['definition']} [{chapter}]({link})\n{persian}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(load()["term"]), "utf8")


if __name__ == "__main__":
    main()

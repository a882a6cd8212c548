"""The prose of a chapter from its top: paragraph by paragraph, each with the cell it stands in.

Asides are what a reader may skip: folds, margins, notes. Code is no prose, and a title of the
further reading is somebody else's.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..cells import is_shown
from ..data_pages.glossary import chapters
from ..places import BOOK

REWRITTEN = BOOK / "rewritten.toml"
CODE = re.compile(r"^(?P<fence>`{3,})(?!\{).*?^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL)
ASIDE = re.compile(
    r"^(?P<fence>:{3,}|`{3,})\{.*?^(?P=fence)[ ]*$|<details.*?</details>|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)
EDGE = re.compile(r"^(?::{3,}|`{3,}).*$|^:[\w-]+:.*$", re.MULTILINE)  # of an aside, and its options
DISPLAYED = re.compile(r"\$\$.+?\$\$(?:[ \t]*\([a-z0-9-]+\))?", re.DOTALL)
INLINE = re.compile(r"(?<![\\$])\$[^$]+?(?<!\\)\$")
THEIRS = "## Further reading"
# What says nothing in the book's own words: a link to another page, a role, code, a quotation.
LINK = re.compile(r"\[[^\]]*\]\([^)\s]*\.(?:ipynb|md)[^)]*\)")
TITLE = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
ROLE = re.compile(r"\{[a-z:]+\}`[^`]*`")
SILENT = re.compile(r"\{[a-z:]+\}`[^`]*`|`[^`]+`|\"[^\"]+\"|“[^”]+”")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in Markdown: the number of its cell, counted from 0, and the heading above it."""

    cell: int
    heading: str
    text: str
    aside: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading itself."""
        return self.text.startswith("#")

    def words(self) -> str:
        """Its text in a line, a formula as FORMULA, without code, quotations and links onward."""
        return " ".join(SILENT.sub(" ", LINK.sub(" ", _without_formulas(self.text))).split())

    def plain(self) -> str:
        """Its text as it is read: a formula or a role as one word, a link as its title."""
        text = TITLE.sub(r"\1", _without_formulas(self.text))
        return ROLE.sub("FORMULA", text).replace("`", "")

    def formulas(self) -> list[str]:
        """What stands between its dollar signs."""
        displayed = [found[0].split("$$")[1] for found in DISPLAYED.finditer(self.text)]
        inline = [found[0][1:-1] for found in INLINE.finditer(DISPLAYED.sub(" ", self.text))]
        return displayed + inline


def _without_formulas(text: str) -> str:
    return INLINE.sub("FORMULA", DISPLAYED.sub(" FORMULA ", text))


def paragraphs(cells: list[dict[str, Any]]) -> list[Paragraph]:
    """The paragraphs of a notebook's cells, headings too, up to the further reading."""
    found: list[Paragraph] = []
    heading = ""
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "markdown" or not is_shown(cell):
            continue
        for text, aside in _parts(CODE.sub("", "".join(cell["source"]))):
            for block in _blocks(text):
                if block.startswith(THEIRS):
                    return found
                if block.startswith("#"):
                    heading = block.lstrip("# ")
                found.append(Paragraph(number, heading, block, aside))
    return found


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is an aside."""
    at = 0
    for found in ASIDE.finditer(text):
        yield text[at : found.start()], False
        yield EDGE.sub("", found[0]), True
        at = found.end()
    yield text[at:], False


def _blocks(text: str) -> Iterator[str]:
    """What empty lines set apart; a heading stands by itself."""
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip().splitlines()
        while lines and lines[0].startswith("#"):
            yield lines.pop(0).strip()
        if lines:
            yield "\n".join(lines)


@cache
def book() -> dict[int, list[Paragraph]]:
    """The paragraphs of each chapter, by its number."""
    return {number: _read(path) for number, path in chapters().items()}


def _read(path: Path) -> list[Paragraph]:
    return paragraphs(json.loads(path.read_text("utf8"))["cells"])


def rewritten() -> list[int]:
    """The chapters that the checks of the prose hold to their word."""
    listed: list[int] = tomllib.loads(REWRITTEN.read_text("utf8"))["chapters"]
    return listed

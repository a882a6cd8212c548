"""Write the tables of book/notation.md from book/notation.toml: each below the line that names it.

Run by `make record`; a test demands that the page is as new as its data. What stands around the
tables is written by hand.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from dlcourse._words import _

from ..edition import current
from ..places import BOOK
from .glossary import address, chapters

PAGE, LETTERS = BOOK / "notation.md", BOOK / "notation.toml"
WHOLE, SINGLE = "in the whole book", "in single chapters"
TABLE = re.compile(r"^(% The table is made from data: (.+)\n\n)(?:\|.*\n)*", re.MULTILINE)
SHOWN = {"d…": r"dw", "e^…": "e^z", r"\lVert": r"\lVert w \rVert", r"\top": r"A^\top"}


def load() -> list[dict[str, Any]]:
    """The meanings of the letters: [{"letter": …, "chapter": …, "meaning": …, …}, …]."""
    meanings: list[dict[str, Any]] = tomllib.loads(LETTERS.read_text("utf8"))["letter"]
    return meanings


def shown(letter: str) -> str:
    """A letter as a formula."""
    return f"${SHOWN.get(letter, letter)}$"


def size(entry: dict[str, Any]) -> str:
    """What a table adds of the shape of a letter, where its entry says something of it."""
    shape = entry.get("shape", "")
    if shape.startswith("one number"):
        return f" ({shape})"
    return f" (shape {shape})" if shape else ""


def place(entry: dict[str, Any]) -> str:
    """The chapter that introduces a letter, as a link, to its section where that is named."""
    number = entry["chapter"]
    section = f"#{address(entry['section'])}" if "section" in entry else ""
    chapter = chapters().get(number)
    return f"[{number}]({chapter.name}{section})" if chapter else _("left out")


def places(entry: dict[str, Any]) -> list[int]:
    """The numbers that the chapters of an entry have in this edition."""
    numbers = map(current().number, entry.get("only", [entry["chapter"]]))
    return sorted(filter(None, numbers))


def in_the_whole_book(entries: Sequence[dict[str, Any]]) -> list[str]:
    """The rows of the meanings that stay."""
    rows = [["Letter", "What it is", "Chapter"], ["---"] * 3]
    rows += [
        [shown(it["letter"]), it["meaning"] + size(it), place(it)]
        for it in entries
        if "only" not in it
    ]
    return [f"| {' | '.join(row)} |" for row in rows]


def in_single_chapters(entries: Sequence[dict[str, Any]]) -> list[str]:
    """The rows of the letters that mean something else in single chapters, with all they mean."""
    rows = [["Letter", "In chapter", "What it is"], ["---"] * 3]
    for letter in dict.fromkeys(it["letter"] for it in entries if "only" in it):
        own = [it for it in entries if it["letter"] == letter and places(it)]
        for it in sorted(own, key=lambda it: places(it)[0]):
            where = ", ".join(map(str, places(it))) + (" on" if "only" not in it else "")
            rows.append([shown(letter), where, it["meaning"]])
    return [f"| {' | '.join(row)} |" for row in rows]


def renewed(page: str, entries: Sequence[dict[str, Any]]) -> str:
    """The page with the tables of today's data."""
    tables = {WHOLE: in_the_whole_book(entries), SINGLE: in_single_chapters(entries)}
    return TABLE.sub(lambda found: found[1] + "".join(f"{r}\n" for r in tables[found[2]]), page)


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(renewed(PAGE.read_text("utf8"), load()), "utf8")


if __name__ == "__main__":
    main()

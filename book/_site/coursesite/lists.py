r"""The lists of the chapters that pages of words hold, with the chapters of this edition in order.

Three kinds are written by hand, and name each chapter by the digits of its file:

a table         whose rows begin with a link to a chapter: | [4 From loops …](04_….ipynb) | … |
questions       each with an answer below it: 4\. How does a loop …
the first page  the path, with its chapters in groups, and the questions
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

from .around import reading
from .edition import Edition, title

ROWS = re.compile(r"(?:^\| \[\d+ [^\]]*\]\(\d\d_[^)]*\) \|.*\n?)+", re.MULTILINE)
MINUTES = re.compile(r"^\| \[[^\]]+\]\([^)]+\) \| \d+ \|", re.MULTILINE)
ROW = re.compile(r"^\| \[\d+ [^\]]*\]\((\d\d)_", re.MULTILINE)
ASKED = re.compile(r"(?:^\d+\\\. .*\n: .*\n(?:  .*\n|\n(?=  ))*\n?)+", re.MULTILINE)
ONE = re.compile(r"^(\d+)\\\. ", re.MULTILINE)
PATH = re.compile(r'(<div class="dl-path">\n\n)(.*?)(\n</div>)', re.DOTALL)
STOP = re.compile(r"^(?:\*\*(?P<group>.+)\*\*|\d+\. \[(?P<words>.+)\]\((?P<name>\d\d)_.*\))$", re.M)
QUESTIONS = re.compile(r"(?:^\d+\. \[[^\]\n]*\?\]\(\d\d_[^)\n]*\)\n)+", re.MULTILINE)
FIRST_PAGE = "book/index"


def in_order(text: str, page: str, edition: Edition) -> str:
    """The text of a page with its lists as this edition has them."""
    text = reading.renewed(ROWS.sub(lambda found: table(found[0], edition), text))
    text = ASKED.sub(lambda found: asked(found[0], edition), text)
    if page == FIRST_PAGE:
        text = PATH.sub(lambda found: found[1] + path(found[2], edition) + found[3], text)
        text = QUESTIONS.sub(lambda found: questions(found[0], edition), text)
    return text


def table(rows: str, edition: Edition) -> str:
    """The rows of a table in the order of the book; their numbers are rewritten later.

    One that has the chapters from the first on lacks those that were added: they get a row.
    """
    lines = {int(found[1]): line for line in rows.splitlines() if (found := ROW.match(line))}
    cells = next(iter(lines.values())).count(" |") - 1

    def new(name: int, file: Path) -> str:
        minutes = " 0 |" if MINUTES.search(rows) else " – |"  # filled in by reading.renewed
        return f"| [{name} {title(file)}]({file.name}) |{minutes}" + " – |" * (cells - 1)

    added = set(edition.chapters) - set(range(len(lines) + 1))
    whole = sorted(lines) == list(range(1, len(lines) + 1))
    lines |= {name: new(name, edition.chapters[name]) for name in added if whole}
    return _ordered(lines, edition, "\n") + ("\n" if rows.endswith("\n") else "")


def asked(entries: str, edition: Edition) -> str:
    """Entries that begin with the number of a chapter, with that of the edition."""
    starts = [found.start() for found in ONE.finditer(entries)] + [len(entries)]
    told = {}
    for start, end in pairwise(starts):
        part = entries[start:end].strip("\n")
        name, _mark, rest = part.partition("\\. ")
        told[int(name)] = f"{edition.number(int(name))}\\. {rest}"
    return _ordered(told, edition, "\n\n") + "\n\n"


def path(text: str, edition: Edition) -> str:
    """The chapters in groups; a new one stands in the group of the chapter before it."""
    group, home, said = "", dict[int, str](), dict[int, str]()
    for found in STOP.finditer(text):
        if found["group"]:
            group = found["group"]
        else:
            home[int(found["name"])], said[int(found["name"])] = group, found["words"]
    lines, now = list[str](), ""
    for number, (name, file) in enumerate(edition.chapters.items(), start=1):
        group = home.get(name, now)
        if group and group != now:
            lines += ["", f"**{group}**", ""]
        now = group
        lines.append(f"{number}. [{said.get(name) or title(file)}]({file.name})")
    return "\n".join(lines).lstrip("\n") + "\n"


def questions(text: str, edition: Edition) -> str:
    """The question of each chapter, as the first page asks it, or else as the chapter does."""
    known = {
        int(number): words for number, words in re.findall(r"^(\d+)\. (.*)$", text, re.MULTILINE)
    }
    lines = [
        f"{number}. {known.get(name) or f'[{question(file)}]({file.name})'}"
        for number, (name, file) in enumerate(edition.chapters.items(), start=1)
    ]
    return "\n".join(lines) + "\n"


def question(file: Path) -> str:
    """The question with which a chapter begins; its title where it asks none."""
    cell = "".join(json.loads(file.read_text("utf8"))["cells"][0]["source"])
    words = " ".join(cell.partition("\n")[2].replace("**", "").split())
    found = re.search(r"(?:^|(?<=[.?!*] ))[^.?!*]+\?", words)
    return found[0].strip() if found else title(file)


def _ordered(known: dict[int, str], edition: Edition, gap: str) -> str:
    """What is known of the chapters of a book, in its order."""
    return gap.join(known[name] for name in edition.chapters if name in known)

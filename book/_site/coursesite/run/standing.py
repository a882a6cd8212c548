"""How far a reader's exercises are, on the page of contents, from what the browser has kept.

The page names the place by an empty element. What is put there stays hidden until an exercise was
begun in this browser, and can be taken off again, to the byte.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any

from dlcourse._words import Said, _

from ..places import SITE

SCRIPT = "standing.js"  # as it is called below _static
SOURCE = SITE / "run" / SCRIPT
PLACE = '<div class="dl-exercises">{}</div>'
EMPTY = PLACE.format("")
FILLED = re.compile(PLACE.format('<ul hidden="">.*?'), re.DOTALL)
OF_ONE = Said("{title}. Functions that pass their public checks: {done} of {n}.")
OF_ALL = Said("Functions that pass in all exercises: {done} of {n}.")
CHECKED = re.compile(r'^check\("\d\d\.[1-9]\d*",', re.MULTILINE)  # 03.0 is a question to warm up
TITLE = re.compile(r"<h1>(.*?)(?:<a class=\"headerlink\"|</h1>)", re.DOTALL)
TAG = re.compile(r"<[^>]*>")

Notebook = dict[str, Any]


def without(page: str) -> str:
    """A page that says nothing of how far one is."""
    return FILLED.sub(EMPTY, page)


def functions(notebook: Notebook) -> int:
    """How many functions an exercise checks."""
    code = ("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
    return sum(len(CHECKED.findall(source)) for source in code)


def row(said: Said, n: int, number: str = "", **places: str) -> str:
    """The attributes of a sentence in which the browser puts how many of n functions pass."""
    text = escape(_(said, done="{done}", n=n, **places))
    exercise = f' data-exercise="{number}"' if number else ""
    return f'{exercise} data-of="{n}" data-said="{text}"'


def told(static: Path, texts: dict[Path, str], exercises: Mapping[Path, Notebook]) -> None:
    """Fill the place in each page that has one. exercises: page -> its notebook, of each exercise.

    The number of an exercise is that in front of its page's name.
    """
    for page in [page for page, text in texts.items() if EMPTY in text and exercises]:
        lines = []
        for other, notebook in sorted(exercises.items()):
            found = TITLE.search(texts[other])
            title = unescape(TAG.sub("", found[1])) if found else other.stem
            data = row(OF_ONE, functions(notebook), other.stem[:2], title=title)
            link = f'class="reference internal" href="{way(other, page)}"'
            lines.append(f"<li{data}><a {link}>{escape(title)}</a>")
        lines.append(f"<li{row(OF_ALL, sum(map(functions, exercises.values())))}>")
        rows = "</li>\n".join(lines)
        listed = f'<ul hidden="">\n{rows}</li>\n</ul>\n'
        address = f"{way(static / SCRIPT, page)}?v={digest(SOURCE)}"
        inside = f'{listed}<script src="{address}" defer=""></script>'
        texts[page] = texts[page].replace(EMPTY, PLACE.format(inside), 1)
        (static / SCRIPT).write_bytes(SOURCE.read_bytes())


def way(target: Path, page: Path) -> str:
    """The address of a file of the site, as a page names it."""
    return Path(os.path.relpath(target, page.parent)).as_posix()


def digest(path: Path) -> str:
    """What changes when a file does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]

"""How long a page takes to read, from its words, formulas and lines of code.

What is folded does not count: a reader may pass by the folds in the text, the answers to the
self-check, and the cells whose code is folded. The code that a cell shows by `Source`
counts as if it stood there.

Run by `make record`, it writes the minutes of the chapters into the table of book/for_teachers.md;
the site says the same minutes under each page's title, and a test compares them.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

from dlcourse.widgets import Source

from ..cells import is_folded, is_shown
from ..places import BOOK

TEACHERS = BOOK / "for_teachers.md"

# A slow, attentive reader with a pencil: per minute so many words, formulas or lines of code.
WORDS, FORMULAS, LINES = 200, 4, 30

CODE = re.compile(r"^(?P<fence>`{3,})(?!\{).*?\n(?P<code>.*?)^(?P=fence)\s*$", re.M | re.S)
FOLD = re.compile(r"^(?P<colons>:{3,})\{dropdown\}.*?^(?P=colons)[ ]*$", re.M | re.S)
FORMULA = re.compile(r"\$\$.+?\$\$", re.S)
INLINE = re.compile(r"(?<![\\$])\$[^$]+?(?<!\\)\$")
WORD = re.compile(r"\w[\w'’.,-]*")
INCLUDE = re.compile(r"^```\{include\} (\S+)$", re.M)
ROW = re.compile(r"^(\| \[\d+ [^\]]+\]\((?P<file>[^)]+)\) \| )\d+(?= \|)", re.M)
HOURS = re.compile(r"(?<=Together that is about )\d+(?= hours of reading)")


def parts(path: Path) -> tuple[str, str]:
    """(prose, code) of a notebook or a page of Markdown."""
    text = path.read_text("utf8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if is_shown(cell)]
        prose = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        return prose, code
    prose = INCLUDE.sub(lambda found: (path.parent / found[1]).read_text("utf8"), text)
    return prose, ""


def on_the_road(path: Path) -> tuple[str, str]:
    """(prose, code) of a page without what is folded, and with the code that it shows."""
    prose, code = parts(path)
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(path.read_text("utf8"))["cells"] if is_shown(cell)]
        codes = {"".join(c["source"]): is_folded(c) for c in cells if c["cell_type"] == "code"}
        code = "\n".join([one for one, folded in codes.items() if not folded] + [*_shown_by(codes)])
    return FOLD.sub("", prose), code


def _shown_by(codes: Iterable[str]) -> Iterator[str]:
    """The code that a notebook's cells show by Source(…), from the names that they import."""
    known: dict[str, tuple[str, str]] = {}
    for statement in (one for code in codes for one in ast.walk(ast.parse(code))):
        if isinstance(statement, ast.ImportFrom) and str(statement.module).startswith("dlcourse"):
            for alias in statement.names:
                known[alias.asname or alias.name] = str(statement.module), alias.name
        elif isinstance(statement, ast.Call) and ast.unparse(statement.func) == Source.__name__:
            name, *attributes = ast.unparse(statement.args[0]).split(".")
            if name in known:  # what a chapter defines itself is among its cells
                yield Source(reduce(getattr, attributes, _imported(*known[name]))).code


def _imported(module: str, name: str) -> Any:
    found = importlib.import_module(module)
    if hasattr(found, name):
        return getattr(found, name)
    return importlib.import_module(f"{module}.{name}")


def exact(path: Path) -> float:
    """The minutes that a page takes to read, unrounded."""
    prose, code = on_the_road(path)
    code += "\n" + "\n".join(found["code"] for found in CODE.finditer(prose))
    prose = CODE.sub("", prose)
    formulas = len(FORMULA.findall(prose))
    words = len(WORD.findall(INLINE.sub("x", FORMULA.sub("", prose))))  # an inline one is a word
    lines = sum(1 for line in code.splitlines() if line.strip())
    return words / WORDS + formulas / FORMULAS + lines / LINES


def minutes(path: Path) -> int:
    """The minutes that a page takes to read, at least 1; from 10 on in steps of 5."""
    taken = exact(path)
    return max(1, round(taken)) if taken < 10 else 5 * round(taken / 5)


def renewed(page: str) -> str:
    """The page for teachers with the minutes of today's chapters, and their sum in hours."""
    taken = {found["file"]: minutes(BOOK / found["file"]) for found in ROW.finditer(page)}
    page = ROW.sub(lambda found: f"{found[1]}{taken[found['file']]}", page)
    return HOURS.sub(str(round(sum(taken.values()) / 60)), page)


def main() -> None:
    """Write the page for teachers anew."""
    TEACHERS.write_text(renewed(TEACHERS.read_text("utf8")), "utf8")


if __name__ == "__main__":
    main()

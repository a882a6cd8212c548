"""How long a page takes to read, from its words, formulas and lines of code.

Run by `make record`, it writes the minutes of the chapters into the table of book/for_teachers.md;
the site says the same minutes under each page's title, and a test compares them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from ..cells import is_shown
from ..places import BOOK

TEACHERS = BOOK / "for_teachers.md"

# A slow, attentive reader with a pencil: per minute so many words, formulas or lines of code.
WORDS, FORMULAS, LINES = 200, 4, 30

CODE = re.compile(r"^(?P<fence>`{3,})(?!\{).*?\n(?P<code>.*?)^(?P=fence)\s*$", re.M | re.S)
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


def minutes(path: Path) -> int:
    """The minutes that a page takes to read, at least 1; from 10 on in steps of 5."""
    prose, code = parts(path)
    code += "\n".join(found["code"] for found in CODE.finditer(prose))
    prose = CODE.sub("", prose)
    formulas = len(FORMULA.findall(prose))
    words = len(WORD.findall(INLINE.sub("x", FORMULA.sub("", prose))))  # an inline one is a word
    lines = sum(1 for line in code.splitlines() if line.strip())
    exact = words / WORDS + formulas / FORMULAS + lines / LINES
    return max(1, round(exact)) if exact < 10 else 5 * round(exact / 5)


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

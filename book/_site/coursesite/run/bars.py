"""What a page with code holds so that it runs: a bar below each cell, its notebook, one script.

A page is first made without; this comes last and can be taken off again, to the byte. So a page is
what it is today where Python for the browser cannot be had, and one that was not written anew gets
the packs of today.
"""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import Any

from dlcourse._words import Said, _

from ..places import STATIC
from .script import script
from .words import WORDS

ELSEWHERE, SLOW = "kit-only", "slow-in-page"  # tags of cells
SECONDS = "seconds-in-page"  # beside the tag: how long a browser takes, as it was measured
SAID_ELSEWHERE = Said(
    "This cell runs in the student’s kit alone: a page has no exact clock, and no other programs."
)
EXERCISES = "exercises-"  # in front of their notebooks, which have the names of the chapters
SCRIPT, STYLE = "run.js", "run.css"  # as they are called below _static

CELL = r'<div class="cell [^"]*docutils container">'
# The end of a cell's code, as MyST-NB and Pygments write it.
CODE = re.compile(
    r'<div class="cell_input docutils container">\n<div class="highlight-[^"]*"><div class="'
    r'highlight"><pre>.*?</pre></div>\n</div>\n</div>\n',
    re.DOTALL,
)
BARS = re.compile(r'<(div|p) class="dl-run(?:-elsewhere)?"[^>]*>[^<]*</\1>\n')
# What is done with the notebook. Where text stands below it, its buttons are there from the start:
# they fill one line or two, by language and screen, and the text must not move when they wake.
PLACE = '<p class="dl-notebook pst-js-only">{}</p>\n'
BUTTON = '<button type="button" disabled="">{}</button>'
# The text of an exercise speaks of JupyterLab, where one adds cells and stops them elsewhere.
HERE = '<span class="dl-status">{}</span>'
SAID_HERE = Said(
    "In this page, Stop below a cell ends it. No cells can be added: ask for a hint in the cell of "
    "its check, and write a function of your own above the one that calls it."
)
PLACES = re.compile(PLACE.format(f"(?:{BUTTON.format('[^<]*')})*(?:{HERE.format('[^<]*')})?"))
HEAD = re.compile(r'<link rel="stylesheet" href="[^"]*_static/run\.css[^>]*>\n'
                  r'<script src="[^"]*_static/run\.js[^>]*></script>\n')  # fmt: skip
OUR_FIRST = re.compile(r'<script src="(?P<up>[^"]*)_static/page\.js')
ARTICLE_END = "</article>"
# The end of a title with the line below it, which says what the page takes.
TITLE = re.compile(r'</h1>\n(?:<p class="dl-about[^\n]*</p>\n)?')

Cell = dict[str, Any]


def without(page: str) -> str:
    """A page without bars, and without what fills them."""
    return HEAD.sub("", BARS.sub("", PLACES.sub("", page)))


def shown(notebook: dict[str, Any]) -> list[tuple[int, Cell]]:
    """The code cells that a page shows in some way, each with its place among all cells."""
    return [
        (place, cell)
        for place, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "code" and "remove-cell" not in tags(cell)
    ]


def tags(cell: Cell) -> list[str]:
    """The tags of a cell."""
    found: list[str] = cell["metadata"].get("tags", [])
    return found


def bar(place: int, cell: Cell) -> str:
    """What stands below the code of a cell. place: its place among all cells of the notebook.

    The bars of a page are alike, which costs it least: the script's tag has the places of all.
    run.js puts the buttons into it, for which run.css leaves room: on every page they would be a
    kilobyte that nobody needs who only reads.
    """
    if ELSEWHERE in tags(cell):
        said = escape(_(SAID_ELSEWHERE))
        return f'<p class="dl-run-elsewhere">{said}</p>\n'
    slow = ""
    if SLOW in tags(cell):
        if SECONDS not in cell["metadata"]:
            raise ValueError(f"Cell {place} has the tag {SLOW} and no {SECONDS} beside it.")
        slow = f' data-slow="{cell["metadata"][SECONDS]}"'  # for which run.js has a sentence
    return f'<div class="dl-run"{slow}></div>\n'


def with_bars(page: str, notebook: dict[str, Any], head: str, file: str) -> str:
    """A page that runs. head: see assets; file: that of its notebook, in _static/run.

    Raises ValueError where the page does not show the code cells that the notebook has.
    """
    first, *parts = re.split(f"(?={CELL})", page)
    cells = shown(notebook)
    if len(parts) != len(cells):
        raise ValueError(f"A page shows {len(parts)} cells, and its notebook {len(cells)}.")
    told = [with_bar(part, *each) for part, each in zip(parts, cells, strict=True)]
    places = [place for part, (place, _cell) in zip(told, cells, strict=True) if BARS.search(part)]
    return dressed("".join([first, *told]), head, file, places)


def with_bar(part: str, place: int, cell: Cell) -> str:
    """A cell and the text behind it, with its bar where its code is shown."""
    if found := CODE.search(part):
        return part[: found.end()] + bar(place, cell) + part[found.end() :]
    if "remove-input" not in tags(cell):
        raise ValueError(f"The code of cell {place} was not found in its page.")
    return part


def dressed(page: str, head: str, file: str, places: list[int]) -> str:
    """A page with bars, with what runs it and a place for what is done with its notebook.

    That place is below the title of an exercise, which is handed in, and at the end of a chapter.
    """
    found = OUR_FIRST.search(page)
    if not found or not places:
        return page
    told = head.format(up=found["up"], file=file, cells=" ".join(map(str, places)))
    page = page[: found.start()] + told + page[found.start() :]
    if file.startswith(f"notebooks/{EXERCISES}"):
        buttons = (BUTTON.format(escape(_(WORDS[name]))) for name in ("download", "open"))
        place = PLACE.format("".join([*buttons, HERE.format(escape(_(SAID_HERE)))]))
        return TITLE.sub(lambda found: found[0] + place, page, count=1)
    return page.replace(ARTICLE_END, PLACE.format("") + ARTICLE_END, 1)


def assets(static: Path, packs: dict[str, str]) -> str:
    """Write style and script, which knows the packs; return what the head of a page says of them.

    Their addresses end in digests, so that browsers ask for new ones. In it are places for the way
    {up} to the site's root, for the {file} of the page's notebook and for the {cells} with bars.
    """
    told = json.dumps({"packs": packs})
    known = f"window.dlcourse = Object.assign(window.dlcourse || {{}}, {told});"
    strict, _end, rest = script().partition("\n")
    made = {STYLE: (STATIC / STYLE).read_bytes(), SCRIPT: f"{strict}\n{known}\n{rest}".encode()}
    version = {}
    for name, data in made.items():
        (static / name).write_bytes(data)
        version[name] = f"{name}?v={hashlib.sha256(data).hexdigest()[:8]}"
    tag = f'<script src="{{up}}_static/{version[SCRIPT]}" defer="" data-notebook="{{file}}"'
    style = f'<link rel="stylesheet" href="{{up}}_static/{version[STYLE]}">'
    return f'{style}\n{tag} data-cells="{{cells}}"></script>\n'


def cleared(notebook: dict[str, Any]) -> str:
    """A notebook without outputs, as a reader takes it away."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return json.dumps(notebook, ensure_ascii=False, separators=(",", ":"))

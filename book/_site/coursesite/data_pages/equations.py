"""Write dlcourse/equations.json: the number and the place of each equation that has a label.

On the site the k-th equation of the third chapter that has a label is (3.k). What the package shows
in a notebook cites it by that number. Run by `make record`; a test demands that it is as new as the
chapters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dlcourse._equations import Equation

from ..edition import current
from ..places import ROOT

FILE = ROOT / "dlcourse" / "equations.json"
DISPLAYED = re.compile(r"\$\$.+?\$\$(?:[ \t]*\(([a-z0-9-]+)\))?", re.DOTALL)


def equations() -> dict[str, Equation]:
    """Every equation of the chapters that has a label, by its label, in the order of the book."""
    found: dict[str, Equation] = {}
    for number, chapter in enumerate(current().chapters.values(), start=1):
        for k, (label, cell) in enumerate(labelled(chapter), start=1):
            found[label] = Equation(f"{number}.{k}", chapter.name, cell)
    return found


def labelled(chapter: Path) -> Iterator[tuple[str, str]]:
    """The labels of a chapter's equations in order, each with the id of the cell it stands in."""
    for cell in json.loads(chapter.read_text("utf8"))["cells"]:
        if cell["cell_type"] == "markdown":
            labels = DISPLAYED.findall("".join(cell["source"]))
            yield from ((label, cell["id"]) for label in labels if label)


@cache
def of_package() -> dict[str, Equation]:
    """The equations that the package knows, by label: those of the edition that recorded them."""
    return {label: Equation(*it) for label, it in json.loads(FILE.read_text("utf8")).items()}


@cache
def left_out() -> frozenset[str]:
    """The labels of equations that stand in no chapter of the book, but did in one left out."""
    known = set(of_package())
    known |= {label for path in current().left_out.values() for label, _ in labelled(path)}
    return frozenset(known - equations().keys())


def render() -> str:
    """The file: a line for each equation, so that two changes seldom meet."""
    lines = (
        f"{json.dumps(label)}: {json.dumps([it.number, it.chapter, it.cell])}"
        for label, it in equations().items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write the file."""
    FILE.write_text(render(), "utf8")


if __name__ == "__main__":
    main()

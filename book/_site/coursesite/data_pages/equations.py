"""Write dlcourse/equations.json: the number and the place of each equation that has a label.

On the site the k-th equation of chapter 3 that has a label is (3.k). What the package shows in a
notebook cites it by that number. Run by `make record`; a test demands that it is as new as the
chapters.
"""

from __future__ import annotations

import json
import re

from dlcourse._equations import Equation

from ..places import ROOT
from .glossary import chapters

FILE = ROOT / "dlcourse" / "equations.json"
DISPLAYED = re.compile(r"\$\$.+?\$\$(?:[ \t]*\(([a-z0-9-]+)\))?", re.DOTALL)


def equations() -> dict[str, Equation]:
    """Every equation of the chapters that has a label, by its label, in the order of the book."""
    found: dict[str, Equation] = {}
    for number, chapter in chapters().items():
        cells = json.loads(chapter.read_text("utf8"))["cells"]
        written = (c for c in cells if c["cell_type"] == "markdown")
        places = (
            (label, cell["id"])
            for cell in written
            for label in DISPLAYED.findall("".join(cell["source"]))
            if label
        )
        for k, (label, cell) in enumerate(places, start=1):
            found[label] = Equation(f"{number}.{k}", chapter.name, cell)
    return found


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

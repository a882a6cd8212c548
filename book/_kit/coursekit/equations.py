"""Equations by the numbers that they have on the site, for notebooks that no Sphinx reads.

JupyterLab knows the labels of the notebook that it shows, and those references stay; what leads to
another chapter becomes a link.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from coursesite.data_pages import equations
from dlcourse._equations import Equation, with_equations
from dlcourse._words import _

from .contents import contents
from .places import ROOT

REFERENCE = re.compile(r"\{eq\}`([a-z0-9-]+)`")
known = cache(equations.equations)


def home(equation: Equation) -> Path:
    """The chapter that an equation stands in."""
    return ROOT / "book" / equation.chapter


def link_equations(page: Path, notebook: dict[str, Any]) -> None:
    """Give the equations that a notebook cites, but for its own, number and link; in code, number.

    page: the file of the notebook. Raises KeyError for an equation that no chapter has.
    """

    def link(label: str) -> str:
        if label in equations.left_out():
            return _("(of a chapter that this edition leaves out)")
        it = known()[label]
        way = Path(os.path.relpath(home(it), page.parent)).as_posix()
        return f"[({it.number})]({way}#cell-id={it.cell})"

    def number(label: str) -> str:
        return f"({label})" if label in equations.left_out() else f"({known()[label].number})"

    def reference(found: re.Match[str]) -> str:
        return found[0] if home(known()[found[1]]) == page else link(found[1])

    in_words = link if page in contents()["Exercises"] else number
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = REFERENCE.sub(reference, "".join(cell["source"]))
            cell["source"] = with_equations(text, in_words).splitlines(keepends=True)
        elif cell["cell_type"] == "code":
            code = with_equations("".join(cell["source"]), number)
            cell["source"] = code.splitlines(keepends=True)

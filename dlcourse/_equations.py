"""Equations by their labels: the number that each has in the book, and the way to it.

Code, hints and answers cite an equation by its label, "eq. (bce)", which stays while the book
changes. A reader sees its number, "eq. (3.6)". `make record` renews equations.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# "eq. (bce)", "Equation (bce)", "Equations (layer-dw) and (layer-db)". One letter is a unit: "(s)".
LABEL = re.compile(r"\(([a-z][a-z0-9-]+)\)")
CITED = re.compile(r"\b(?:eq\.|(?i:equations?))(?:\s+(?:and\s+)?\([a-z][a-z0-9-]+\))+")
CODE = re.compile(r"(```.*?```)", re.DOTALL)
# The chapters, seen from an exercise, whose notebook is called as its chapter, and from a chapter.
HOMES = ("../../book/", "")


@dataclass(frozen=True)
class Equation:
    """A number, as "3.12", and where it stands: a chapter's file, and in it the id of a cell."""

    number: str
    chapter: str
    cell: str

    def way(self) -> str:
        """The address that JupyterLab follows from the notebook that runs; "" where it lies not."""
        found = (f"{home}{self.chapter}" for home in HOMES if Path(home, self.chapter).is_file())
        path = next(found, "")
        return path and f"{path}#cell-id={self.cell}"


@cache
def equations() -> dict[str, Equation]:
    """Every equation of the chapters that has a label, by its label."""
    told = json.loads(Path(__file__).with_name("equations.json").read_text("utf8"))
    return {label: Equation(*place) for label, place in told.items()}


def with_equations(text: str, link: Callable[[str], str]) -> str:
    """The text with what link makes of the label of each equation that it cites."""

    def linked(found: re.Match[str]) -> str:
        return LABEL.sub(lambda label: link(label[1]), found[0])

    return CITED.sub(linked, text)


def cited(text: str) -> list[str]:
    """The labels that a text cites, each once, first things first."""
    return list(dict.fromkeys(lab for found in CITED.findall(text) for lab in LABEL.findall(found)))


def number(label: str) -> str:
    """The number of an equation in brackets; of none that the book has, the label as it is."""
    return f"({equations()[label].number})" if label in equations() else f"({label})"


def numbered(text: str) -> str:
    """The text with numbers in place of labels."""
    return with_equations(text, number)


def in_markdown(text: str) -> str:
    """Markdown whose citations are numbers and links. Below a piece of code stand its links."""
    parts = CODE.split(text)
    parts[0::2] = [with_equations(words, _link) for words in parts[0::2]]
    parts[1::2] = [numbered(code) + _below(code) for code in parts[1::2]]
    return "".join(parts)


def in_html(label: str) -> str:
    """The number of an equation in HTML, as a link where its chapter lies near."""
    way = equations()[label].way() if label in equations() else ""
    return f'<a href="{way}">{number(label)}</a>' if way else number(label)


def _link(label: str) -> str:
    way = equations()[label].way() if label in equations() else ""
    return f"[{number(label)}]({way})" if way else number(label)


def _below(code: str) -> str:
    links = [link for label in cited(code) if (link := _link(label)) != number(label)]
    return f"\n\n{' '.join(links)}" if links else ""

"""Texts as HTML: escaped, whoever wrote them, and what stands in backticks as code."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from dlcourse._equations import number, with_equations
from dlcourse._words import attributes

NOTEBOOK = re.compile(r"(?:book|exercises)/[\w/]+\.ipynb")
CODE = re.compile("`([^`]+)`")


def marked(text: str, equation: Callable[[str], str] = number) -> str:
    """Return a text as HTML. equation: what stands there for the label of one that it cites."""
    return with_equations(CODE.sub(r"<code>\1</code>", escape(text)), equation)


def leading(html: str) -> str:
    """Return HTML whose names of notebooks lead there from an exercise's, where they lie near."""

    def link(found: re.Match[str]) -> str:
        way = f"../../{found[0]}"
        return f'<a href="{way}">{found[0]}</a>' if Path(way).is_file() else found[0]

    return NOTEBOOK.sub(link, html)


def framed(inside: str) -> str:
    """Return HTML with a line at its side, in the colours of the page that it stands in."""
    style = "border-inline-start: 4px solid currentColor; padding: 0.2em 1em; margin: 0.5em 0"
    return f'<div class="dl-check" {attributes()} style="{style}">{inside}</div>'

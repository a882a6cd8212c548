"""Texts as HTML: escaped, whoever wrote them, and what stands in backticks as code."""

import re
from collections.abc import Callable
from html import escape

from dlcourse._equations import number, with_equations
from dlcourse._words import attributes

CODE = re.compile("`([^`]+)`")


def marked(text: str, equation: Callable[[str], str] = number) -> str:
    """Return a text as HTML. equation: what stands there for the label of one that it cites."""
    return with_equations(CODE.sub(r"<code>\1</code>", escape(text)), equation)


def framed(inside: str) -> str:
    """Return HTML with a line at its side, in the colours of the page that it stands in."""
    style = "border-inline-start: 4px solid currentColor; padding: 0.2em 1em; margin: 0.5em 0"
    return f'<div class="dl-check" {attributes()} style="{style}">{inside}</div>'

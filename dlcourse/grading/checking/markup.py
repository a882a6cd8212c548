"""Texts as HTML: escaped, whoever wrote them, and what stands in backticks as code."""

import re
from html import escape

CODE = re.compile("`([^`]+)`")


def marked(text: str) -> str:
    """Return a text as HTML."""
    return CODE.sub(r"<code>\1</code>", escape(text))

"""Formulas of hints, solutions and answers: a page that runs has KaTeX for them, as one script.

What a page says itself is typeset while the site is built (build/typeset.py). What Python says
comes later, and some of it is closed until it is earned: so it is typeset where it is shown.
"""

from __future__ import annotations

from pathlib import Path

from ..places import KATEX
from . import packs

NAME = "formulas"


def write(folder: Path) -> str:
    """Write the script below a folder; return its name, which ends in what it holds."""
    katex = (KATEX / "katex.min.js").read_text("utf8").strip()
    return packs.put(folder, NAME, f"{katex}\n{packs.script(NAME, '')}".encode())

"""The third door: the book as a PDF, where a figure stands still and a widget shows its start.

The build sets DLCOURSE_PAPER to a folder for the pictures, beside the one that LaTeX runs in.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from dlcourse import plots

PAPER = "DLCOURSE_PAPER"
MOST = 6.2  # inches: the width of the text, which panels side by side share
SMALLEST = 0.7  # of its size: a panel that shrinks more cannot be read

# What LaTeX reads as a command, as the character itself.
SPECIAL = str.maketrans(
    {
        **{c: f"\\{c}" for c in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)


def is_read() -> bool:
    """Whether the notebooks run for the PDF."""
    return PAPER in os.environ


def picture(panels: Sequence[Figure], words: str) -> dict[str, str]:
    """The panels side by side and words below them, as LaTeX inside Markdown.

    Each panel is written to the folder once, under a name that its content gives.
    """
    scale = min(1.0, MOST / sum(panel.get_figwidth() for panel in panels))
    between = r"\quad"
    if scale < SMALLEST:  # too small to read side by side
        scale, between = min(1.0, MOST / max(panel.get_figwidth() for panel in panels)), r"\par"
    pictures = [rf"\includegraphics[scale={scale:.2f}]{{{_written(panel)}}}" for panel in panels]
    below = [rf"\par\small {words.translate(SPECIAL)}"] if words else []
    lines = [r"\begin{center}", between.join(pictures), *below, r"\end{center}"]
    return {"text/markdown": "\n".join(["```{raw} latex", *lines, "```"])}


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> dict[str, str]:
    """A table in Markdown, its caption above it."""
    lines = [columns, ["---:"] * len(columns), *rows]
    text = "\n".join(f"| {' | '.join(c.replace('|', chr(92) + '|') for c in r)} |" for r in lines)
    return {"text/markdown": f"{caption}\n\n{text}" if caption else text}


def _written(panel: Figure) -> str:
    """Write a panel as a PDF; return its path as LaTeX finds it."""
    folder = Path(os.environ[PAPER])
    buffer = io.BytesIO()
    with plots.style():
        panel.savefig(buffer, format="pdf", metadata={"CreationDate": None, "Producer": None})
    name = f"{hashlib.sha256(buffer.getvalue()).hexdigest()[:16]}.pdf"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(buffer.getvalue())
    return f"../{folder.name}/{name}"

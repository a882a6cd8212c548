"""Give every notebook the first cells of this version, and run none: what a new version needs.

A chapter says how to run and to stop a cell, which an exercise says in its own text; then every
notebook says what to do where the package is missing. The site shows neither.

`python -m coursesite.first_cell` is that one command.
"""

from __future__ import annotations

from pathlib import Path

import nbformat

from dlcourse._words import _
from dlcourse.grading.author.first_cell import FIRST_ID, FOLDED, first_code
from dlcourse.grading.author.notebook import RUNNING

from .cells import UNSEEN
from .places import BOOK, ROOT

RUNNING_ID = "running"


def notebooks() -> list[Path]:
    """Every notebook of the project: the chapters and other pages, and the exercises."""
    return sorted([*BOOK.glob("*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")])


def begin(notebook: nbformat.NotebookNode, *, chapter: bool) -> None:
    """Put the first cells of this version before the first code cell of the author's."""
    old = [cell for cell in notebook.cells if cell.get("id") in (FIRST_ID, RUNNING_ID)]
    ran = next((cell.execution_count for cell in old if cell.id == FIRST_ID), None)
    notebook.cells = [cell for cell in notebook.cells if cell not in old]
    first = next(n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    code = first_code()
    cell = nbformat.v4.new_code_cell(code, id=FIRST_ID, metadata=FOLDED, execution_count=ran)
    notebook.cells.insert(first, cell)
    if chapter:
        running = nbformat.v4.new_markdown_cell(_(RUNNING), id=RUNNING_ID, metadata=UNSEEN)
        notebook.cells.insert(first, running)


def renew(path: Path) -> bool:
    """Renew the first cell of the notebook at path, and nothing else. True where it changed."""
    before = path.read_text("utf8")
    notebook = nbformat.reads(before, as_version=4)
    begin(notebook, chapter=path.resolve().parent == BOOK)
    after: str = nbformat.writes(notebook) + "\n"
    path.write_text(after, "utf8")
    return after != before


if __name__ == "__main__":
    for path in notebooks():
        print(f"{path.relative_to(ROOT)}: {'renewed' if renew(path) else 'as before'}")

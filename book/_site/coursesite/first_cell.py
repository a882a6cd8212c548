"""Give every notebook the first cell of this version, and run none: what a new version needs.

`python -m coursesite.first_cell` is that one command.
"""

from __future__ import annotations

from pathlib import Path

import nbformat

from dlcourse.grading.author.notebook import FIRST, FIRST_ID, FOLDED

from .places import BOOK, ROOT


def notebooks() -> list[Path]:
    """Every notebook of the project: the chapters and other pages, and the exercises."""
    return sorted([*BOOK.glob("*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")])


def begin(notebook: nbformat.NotebookNode) -> None:
    """Let the first code cell be the one that says what to do where dlcourse is missing."""
    old = [cell for cell in notebook.cells if cell.get("id") == FIRST_ID]
    ran = old[0].execution_count if old else None
    notebook.cells = [cell for cell in notebook.cells if cell not in old]
    first = next(n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    cell = nbformat.v4.new_code_cell(FIRST, id=FIRST_ID, metadata=FOLDED, execution_count=ran)
    notebook.cells.insert(first, cell)


def renew(path: Path) -> bool:
    """Renew the first cell of the notebook at path, and nothing else. True where it changed."""
    before = path.read_text("utf8")
    notebook = nbformat.reads(before, as_version=4)
    begin(notebook)
    after: str = nbformat.writes(notebook) + "\n"
    path.write_text(after, "utf8")
    return after != before


if __name__ == "__main__":
    for path in notebooks():
        print(f"{path.relative_to(ROOT)}: {'renewed' if renew(path) else 'as before'}")

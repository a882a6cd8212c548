"""Run the notebooks and record what they print: `make record`, or this module with file names.

Only text is recorded (what a cell prints, and the text form of what it shows), so that a
notebook's difference can be read and nbval has something to compare. Pictures, HTML and widgets
are made again whenever the notebook runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from dlcourse.grading.author.first_cell import FIRST_ID
from dlcourse.grading.author.notebook import METADATA

from .first_cell import RUNNING_ID, begin
from .places import BOOK


def record(path: Path) -> bool:
    """Execute the notebook at path and write it back, text outputs only. True where it changed."""
    before = path.read_text("utf8")
    notebook = nbformat.reads(before, as_version=4)
    begin(notebook, chapter=path.resolve().parent == BOOK)
    # A cell whose output differs from run to run (a timing) keeps the one that it has.
    kept = {c.source: c.outputs for c in notebook.cells if "nbval-ignore-output" in tags(c)}
    NotebookClient(
        notebook,
        timeout=120,
        coalesce_streams=True,  # or one print may come in pieces, differently each time
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    to_theme = {k: v for k, v in notebook.metadata.items() if k.startswith("html_theme.")}
    notebook.metadata = nbformat.from_dict(METADATA | to_theme)
    for number, cell in enumerate(c for c in notebook.cells if c.id not in (FIRST_ID, RUNNING_ID)):
        cell.id = f"cell-{number:03}"  # an id that an edit does not reshuffle at random
    for cell in notebook.cells:
        told = {k: v for k, v in cell.metadata.items() if k in ("tags", "jupyter")}
        cell.metadata = nbformat.from_dict(told)  # to front ends; not when it ran
        if cell.cell_type == "code":
            outputs = kept.get(cell.source) or cell.outputs
            cell.outputs = [text_only(output) for output in outputs]
    after: str = nbformat.writes(notebook) + "\n"
    path.write_text(after, "utf8")
    return after != before


def tags(cell: nbformat.NotebookNode) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def text_only(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The output without pictures, HTML and widgets."""
    if "data" in output:
        output.data = {"text/plain": output.data["text/plain"]}
        output.metadata = {}
    return output


def main() -> None:
    """Record the files named, or every notebook of the book."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted(BOOK.glob("*.ipynb"))
    for path in paths:
        print(f"{path.name}: {'recorded anew' if record(path) else 'as before'}")


if __name__ == "__main__":
    main()

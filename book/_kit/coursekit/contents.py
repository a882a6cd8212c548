"""The page that the kit opens at: the chapters and the exercises, in the order of the book."""

from pathlib import Path
from typing import Any

import yaml

from coursesite.edition import current, settings, title
from dlcourse.grading.author.notebook import IMPORT, RUNNING, written

from .kernel import KERNEL
from .places import ROOT

# Pages that only Sphinx can fill.
SITE_ONLY = ["book/bibliography", "book/reference/index"]


def contents() -> dict[str, list[Path]]:
    """The pages of the book by part, as _toc.yml has them; the last part is not for students."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))
    *parts, _ = toc["parts"]
    return {
        part["caption"]: [source(p["file"]) for p in part["chapters"] if p["file"] not in SITE_ONLY]
        for part in parts
    }


def source(name: str) -> Path:
    """The file of a page that _toc.yml names without its ending."""
    notebook = ROOT / f"{name}.ipynb"
    return notebook if notebook.exists() else ROOT / f"{name}.md"


def entry(path: Path) -> str:
    """The line of a page: a chapter with its number in the book, an exercise with its own."""
    link = f"[{title(path)}]({path.relative_to(ROOT).as_posix()})"
    name, _, rest = path.stem.partition("_")
    if not rest or not name.isdigit():
        return f"- {link}"
    is_chapter = path.parent == ROOT / "book"
    return f"{current().number(int(name)) if is_chapter else int(name)}. {link}"


def page_of(parts: dict[str, list[Path]]) -> str:
    """The page that JupyterLab opens at, a notebook: as such it shows formatted everywhere."""
    lines = [f"# {settings()['title']}", RUNNING]
    for caption, pages in parts.items():
        lines += [f"## {caption}", "\n".join(map(entry, pages))]
    lines.append("## How far you are\n\nThe cell below shows it: run it whenever you like.")
    text: dict[str, Any] = {"cell_type": "markdown", "id": "contents", "source": "\n\n".join(lines)}
    far: dict[str, Any] = {"cell_type": "code", "id": "how-far", "source": f"{IMPORT}\n\ncheck()"}
    cells = [
        text | {"metadata": {}},
        far | {"metadata": {}, "execution_count": None, "outputs": []},
    ]
    page = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    return written(page)

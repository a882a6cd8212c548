"""The cells of a chapter that its page folds: imports, what only calls a picture, what has a tag.

The reader came for the picture. A chapter tags a cell itself where its result is on the way and its
code is not: the counting behind a table. In the notebook such a cell is a cell like every other.
"""

from __future__ import annotations

from typing import Any

from ..cells import FOLDED, is_folded


def fold(notebook: dict[str, Any]) -> None:
    """Tag the cells of a notebook that its page is to fold."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and is_folded(cell):
            tags = cell["metadata"].setdefault("tags", [])
            if FOLDED not in tags:
                tags.append(FOLDED)

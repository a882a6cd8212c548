"""The cells of a chapter that its page folds: imports, what only calls a picture, what has a tag.

The reader came for the picture. A chapter tags a cell itself where its result is on the way and its
code is not: the counting behind a table. In the notebook such a cell is a cell like every other.
"""

from __future__ import annotations

import ast
from typing import Any

TAG = "hide-input"  # MyST-NB puts the code of such a cell behind a line to press
DRAWN_BY = "pictures"  # how the names end under which a chapter imports its modules of pictures


def fold(notebook: dict[str, Any]) -> None:
    """Tag the cells of a notebook that its page is to fold."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and is_folded(cell):
            tags = cell["metadata"].setdefault("tags", [])
            if TAG not in tags:
                tags.append(TAG)


def is_folded(cell: dict[str, Any]) -> bool:
    """Whether the code of a cell is behind a line to press: by its tag, or by what it does."""
    return TAG in cell["metadata"].get("tags", []) or needs_no_look("".join(cell["source"]))


def needs_no_look(code: str) -> bool:
    """Whether a cell does nothing but import, or nothing but show pictures."""
    statements = ast.parse(code).body
    return bool(statements) and (
        all(isinstance(it, ast.Import | ast.ImportFrom) for it in statements)
        or all(_shows_a_picture(it) for it in statements)
    )


def _shows_a_picture(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Expr):
        return False
    shown = statement.value.func if isinstance(statement.value, ast.Call) else statement.value
    return (
        isinstance(shown, ast.Attribute)
        and isinstance(shown.value, ast.Name)
        and shown.value.id.endswith(DRAWN_BY)
    )

"""Which cells of a notebook its page shows, and of which it folds the code."""

from __future__ import annotations

import ast
from typing import Any

UNSEEN = {"tags": ["remove-cell"]}  # by the site, where nothing runs
FOLDED = "hide-input"  # MyST-NB puts the code of such a cell behind a line to press
DRAWN_BY = "pictures"  # how the names end under which a chapter imports its modules of pictures


def is_shown(cell: dict[str, Any]) -> bool:
    """Whether the page shows a cell."""
    return "remove-cell" not in cell.get("metadata", {}).get("tags", [])


def is_folded(cell: dict[str, Any]) -> bool:
    """Whether the code of a cell is behind a line to press: by its tag, or by what it does."""
    return FOLDED in cell["metadata"].get("tags", []) or needs_no_look("".join(cell["source"]))


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

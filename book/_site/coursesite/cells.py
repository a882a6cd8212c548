"""Which cells of a notebook its page shows."""

from __future__ import annotations

from typing import Any

UNSEEN = {"tags": ["remove-cell"]}  # by the site, where nothing runs


def is_shown(cell: dict[str, Any]) -> bool:
    """Whether the page shows a cell."""
    return "remove-cell" not in cell.get("metadata", {}).get("tags", [])

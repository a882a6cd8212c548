"""The licences of all that the packs hold, as one file beside them."""

from __future__ import annotations

from collections.abc import Iterable

FILE = "notices.txt"


def notices(packages: Iterable[str]) -> str:
    return ""

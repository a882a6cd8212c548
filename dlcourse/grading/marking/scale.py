"""The scale of a platform: what it says full marks are, and a mark in it, in decimal numbers.

Floating-point numbers have no place here: half a cent would be rounded by how it happens to be
stored, and two commands would give one student two marks.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from dlcourse.grading.marking.sheet import Sheet

POINTS_POSSIBLE = "Points Possible"  # Canvas: a row below the head, its first cell with spaces
BELOW = 2  # or the second: above it stands one with "Manual Posting", where marks wait for a person
MAXIMUM = "maximum grade"  # Moodle: a column
MAX_POINTS = "{} - max points"  # Gradescope's export of a course: a column behind each assignment
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")  # with the decimal sign of the platform's language
CENT = Decimal("0.01")


def points_possible(sheet: Sheet) -> int:
    """Return Canvas's row of full marks, one of the first below the head; 0 where there is none."""
    first = range(1, len(sheet.rows))[:BELOW]
    return next((n for n in first if sheet.get(n, 0).strip() == POINTS_POSSIBLE), 0)


def maxima(sheet: Sheet, target: int, full: str, maximum: str) -> dict[int, str] | None:
    """Return row -> what the platform says full marks are; Canvas's empty cell is filled.

    target: the column with the marks; full: what full marks are here; maximum: the column that
    tells them, or their number. Where no row is returned the platform does not say it, and where
    None is, there is no such column.
    """
    body = range(1, len(sheet.rows))
    if NUMBER.fullmatch(maximum):
        return dict.fromkeys(body, maximum)
    if possible := points_possible(sheet):
        if not sheet.get(possible, target).strip():
            sheet.put(possible, target, full)
        return dict.fromkeys(body, sheet.get(possible, target).strip())
    usual = maximum == MAXIMUM
    names = [maximum, MAX_POINTS.format(sheet.head[target])] if usual else [maximum]
    found = [n for name in names for n in sheet.columns(name)]
    if found:
        return {n: sheet.get(n, found[0]).strip() for n in body}
    return {} if usual else None


def number(maximum: str) -> Decimal | None:
    """Return the number that a cell says full marks are; None where it is no positive one."""
    most = Decimal(maximum.replace(",", ".")) if NUMBER.fullmatch(maximum) else Decimal(0)
    return most or None


def scaled(points: Decimal | int, full: Decimal | int, maximum: str) -> str:
    """Return a mark in the platform's scale, with its decimal sign; half a cent is rounded up.

    points: of the full marks here; maximum: what the platform says full marks are, a number.
    """
    most = number(maximum)
    assert most is not None  # who calls has asked
    mark = (points * most / Decimal(full)).quantize(CENT, ROUND_HALF_UP)
    return shown(mark).replace(".", "," if "," in maximum else ".")


def shown(points: Decimal | int | None) -> str:
    """Return points as a cell has them: no more digits than there are, and nothing for None."""
    if points is None:
        return ""
    text = f"{Decimal(points):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

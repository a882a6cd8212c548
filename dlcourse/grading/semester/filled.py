"""The export of a learning platform, with the marks of one assignment in a column of it.

These are the marks of the semester's table: the grader's points and a person's, less what lateness
costs. So they may differ from what `dlcourse grade --roster` fills in, which knows the grader's
points alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dlcourse.grading.marking.roster import (
    GRADE,
    MAXIMUM,
    NUMBER,
    points_possible,
    without_number,
)
from dlcourse.grading.marking.sheet import Sheet, key_of
from dlcourse.grading.semester.faults import Unreadable
from dlcourse.grading.semester.plan import Assignment, Plan
from dlcourse.grading.semester.standing import Standing
from dlcourse.grading.semester.tables import shown

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Filled:
    """The export's new bytes. column: which was filled; marks: how many; scale: from and to.

    left: who has no mark, so that their cell stays; replaced: whose cell had another; strangers:
    who has a mark and no row.
    """

    data: bytes
    column: str
    marks: int
    scale: tuple[str, str] | None
    left: list[str]
    replaced: list[str]
    strangers: list[str]


def filled(
    export: Path,
    plan: Plan,
    assignment: Assignment,
    standings: list[Standing],
    column: str | None = None,
    maximum: str = MAXIMUM,
) -> Filled:
    """Return an export with the marks of an assignment; every other cell stays as it came.

    export: of Canvas's gradebook or Moodle's grading worksheet, with the column that the plan calls
    match. column: the one to fill; else that of the assignment's name, or Moodle's. maximum: the
    column of full marks, or their number; Canvas has a row for them. Marks are scaled to it.
    Raises Unreadable, and OSError.
    """
    sheet = Sheet.read(export.read_bytes(), plan.match)
    at = _column(export, sheet, plan.match)
    target = _target(export, sheet, assignment, column)
    full = standings[0].full
    if not full:
        raise Unreadable(plan.path, 1, f"{assignment.name!r} has no marks yet: grade it first.")
    rows = _rows(export, sheet, at)
    left: list[str] = []
    replaced: list[str] = []
    strangers: list[str] = []
    largest: set[str] = set()
    marks = 0
    for one in standings:
        row = rows.get(key_of(one.person.key))
        if one.mark is None or row is None:
            (left if one.mark is None else strangers).append(one.person.name)
            continue
        most = _most(export, sheet, row, target, maximum, full)
        mark = _scaled(one.mark, full, most)
        if (before := sheet.get(row, target).strip()) not in ("", mark):
            replaced.append(f"{one.person.name} ({before} became {mark})")
        sheet.put(row, target, mark)
        marks += 1
        largest.add(most)
    others = sorted(most for most in largest if _number(most) != full)
    scale = (shown(full), ", ".join(others)) if others else None
    name = sheet.head[target]
    return Filled(sheet.written(), name, marks, scale, left, replaced, strangers)


def _column(export: Path, sheet: Sheet, name: str) -> int:
    found = sheet.columns(name)
    if len(found) != 1:
        there = ", ".join(sheet.head) or "none"
        said = f"there is not one column {name!r}. There are: {there}."
        raise Unreadable(export, 1, said)
    return found[0]


def _target(export: Path, sheet: Sheet, assignment: Assignment, column: str | None) -> int:
    """Return the column to fill: the one that was named, the assignment's, or Moodle's."""
    if column is not None:
        return _column(export, sheet, column)
    bare = [key_of(without_number(head)) for head in sheet.head]
    for name in (assignment.name, GRADE):
        found = [n for n, head in enumerate(bare) if head == key_of(name)]
        if len(found) == 1:
            return found[0]
        if found:
            could = ", ".join(repr(sheet.head[n]) for n in found)
            raise Unreadable(export, 1, f"several columns could be meant: {could}. Say --column.")
    there = ", ".join(sheet.head)
    said = f"no column is called {assignment.name!r}. Say --column. There are: {there}."
    raise Unreadable(export, 1, said)


def _rows(export: Path, sheet: Sheet, at: int) -> dict[str, int]:
    """Return student's key -> row. Raises Unreadable where two rows have one."""
    rows: dict[str, int] = {}
    for row in range(1, len(sheet.rows)):
        text = sheet.get(row, at).strip()
        if not text:
            continue
        if key_of(text) in rows:
            there = sheet.line(rows[key_of(text)])
            said = f"{text!r} stands in line {there} already."
            raise Unreadable(export, sheet.line(row), said)
        rows[key_of(text)] = row
    return rows


def _most(export: Path, sheet: Sheet, row: int, target: int, maximum: str, full: Decimal) -> str:
    """Return what the platform says full marks are; Canvas's empty cell is filled with ours."""
    if NUMBER.fullmatch(maximum):
        most, line = maximum, 1
    elif possible := points_possible(sheet):
        if not sheet.get(possible, target).strip():
            sheet.put(possible, target, shown(full))
        most, line = sheet.get(possible, target).strip(), sheet.line(possible)
    elif maximum != MAXIMUM or sheet.columns(MAXIMUM):
        most = sheet.get(row, _column(export, sheet, maximum)).strip()
        line = sheet.line(row)
    else:
        return shown(full)
    if not NUMBER.fullmatch(most) or not _number(most):
        raise Unreadable(export, line, f"full marks are {most!r}, which is no positive number.")
    return most


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _scaled(mark: Decimal, full: Decimal, most: str) -> str:
    """Return a mark in the platform's scale, with its decimal sign."""
    scaled = (mark * _number(most) / full).quantize(CENT)
    return shown(scaled).replace(".", "," if "," in most else ".")

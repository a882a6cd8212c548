"""The export of a learning platform, with the marks of one assignment in a column of it.

These are the marks of the semester's table: the grader's points and a person's, less what lateness
costs. So they may differ from what `dlcourse grade --roster` fills in, which knows the grader's
points alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dlcourse.grading.marking import scale
from dlcourse.grading.marking.roster import GRADE, without_number
from dlcourse.grading.marking.scale import MAXIMUM, shown
from dlcourse.grading.marking.sheet import Sheet, key_of
from dlcourse.grading.semester.faults import Unreadable
from dlcourse.grading.semester.plan import Assignment, Plan
from dlcourse.grading.semester.standing import MISSING, Standing

LEAVE, ZERO = "leave", "0"  # what is written for who handed in nothing


@dataclass(frozen=True)
class Filled:
    """The export's new bytes. column: which was filled; marks: how many; scale: from and to.

    zeros: who handed in nothing and has a 0; left: who has no mark, so that their cell stays;
    replaced: whose cell had another; strangers: who has a mark, or a 0, and no row.
    """

    data: bytes
    column: str
    marks: int
    scale: tuple[str, str] | None
    zeros: list[str]
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
    missing: str = LEAVE,
) -> Filled:
    """Return an export with the marks of an assignment; every other cell stays as it came.

    export: of Canvas's gradebook or Moodle's grading worksheet, with the column that the plan calls
    match. column: the one to fill; else that of the assignment's name, or Moodle's. maximum: the
    column of full marks, or their number; Canvas has a row for them. Marks are scaled to it.
    missing: LEAVE, or ZERO for who handed in nothing and has an empty cell. Raises Unreadable, and
    OSError.
    """
    sheet = Sheet.read(export.read_bytes(), plan.match)
    at = _column(export, sheet, plan.match)
    target = _target(export, sheet, assignment, column)
    full = standings[0].full
    if not full:
        raise Unreadable(plan.path, 1, f"{assignment.name!r} has no marks yet: grade it first.")
    rows = _rows(export, sheet, at)
    most_of = scale.maxima(sheet, target, shown(full), maximum)
    if most_of is None:
        _column(export, sheet, maximum)
    done = Filled(b"", sheet.head[target], 0, None, [], [], [], [])
    scales: list[str] = []  # of each mark: what the platform says full marks are
    for one in standings:
        row = rows.get(key_of(one.person.key))
        zero = missing == ZERO and _handed_in_nothing(one)
        if one.mark is None and not zero:
            done.left.append(one.person.name)
        elif row is None:
            done.strangers.append(one.person.name)
        elif one.mark is None:
            _put_zero(sheet, row, target, one.person.name, done)
        else:
            most = (most_of or {}).get(row, shown(full))
            _demand_number(export, sheet, row, most, maximum)
            _put_mark(sheet, row, target, scale.scaled(one.mark, full, most), one, done.replaced)
            scales.append(most)
    others = sorted(most for most in set(scales) if scale.number(most) != full)
    told = (shown(full), ", ".join(others)) if others else None
    return replace(done, data=sheet.written(), marks=len(scales), scale=told)


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


def _demand_number(export: Path, sheet: Sheet, row: int, most: str, maximum: str) -> None:
    """Refuse full marks that are no positive number, with the line where they stand."""
    if scale.number(most) is None:
        typed = most == maximum
        line = 1 if typed else sheet.line(scale.points_possible(sheet) or row)
        raise Unreadable(export, line, f"full marks are {most!r}, which is no positive number.")


def _handed_in_nothing(one: Standing) -> bool:
    """Say whether nothing came when it was due. Where an export tells of a file, something did."""
    return one.status == MISSING and one.at is None


def _put_zero(sheet: Sheet, row: int, target: int, name: str, done: Filled) -> None:
    """Write a 0 into an empty cell. What stands in another was given by somebody, and stays."""
    empty = sheet.get(row, target).strip() in ("", ZERO)
    if empty:
        sheet.put(row, target, ZERO)
    (done.zeros if empty else done.left).append(name)


def _put_mark(
    sheet: Sheet, row: int, target: int, mark: str, one: Standing, replaced: list[str]
) -> None:
    """Write a mark, and note what it replaces."""
    if (before := sheet.get(row, target).strip()) not in ("", mark):
        replaced.append(f"{one.person.name} ({before} became {mark})")
    sheet.put(row, target, mark)

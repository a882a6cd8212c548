"""The semester as two tables: the marks of all, and who handed in what, when, how late."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from dlcourse.grading.marking.scale import shown
from dlcourse.grading.marking.tables import table
from dlcourse.grading.semester.plan import Assignment
from dlcourse.grading.semester.standing import MISSING, Semester, Standing

MARKS, HANDED_IN = "marks.csv", "handed_in.csv"
HEAD = ("student", "key")  # of both: a file that begins so is ours to write anew
STRANGER = "fits nobody"
DETAILS = (
    *("assignment", "status", "handed in", "due", "late by", "attempts", "file", "grader"),
    *("points", "of", "by hand", "of by hand", "penalty", "mark", "of mark", "notes"),
)


def marks(semester: Semester) -> str:
    """Return marks.csv: one row a student, one column an assignment, with full marks in its head.

    In the sum what is missing counts nothing, of its full marks; what is excused or not due yet is
    left out of both. While a mark waits for the grader or for a person there is no sum.
    """
    plan = semester.plan
    columns = [_headed(a, semester.of(a)) for a in plan.assignments]
    rows: list[list[Any]] = [[*HEAD, *columns, "total", "of", "percent"]]
    for n, person in enumerate(semester.people):
        mine = [semester.of(a)[n] for a in plan.assignments]
        counted = [s for s in mine if s.mark is not None or s.status == MISSING]
        total: Decimal | None = sum((s.mark or Decimal(0) for s in counted), Decimal(0))
        of = sum((s.full or Decimal(0) for s in counted), Decimal(0))
        if any(s.waits for s in mine) or not of:
            total = None
        percent = None if total is None else (100 * total / of).quantize(Decimal("0.1"))
        each = [shown(s.mark) for s in mine]
        rows.append([person.name, person.key, *each, shown(total), shown(of), shown(percent)])
    return table(rows)


def handed_in(semester: Semester) -> str:
    """Return handed_in.csv: a row for each student and assignment, and for files of nobody's."""
    rows: list[list[Any]] = [[*HEAD, *DETAILS]]
    rows += [_details(standing, semester) for standing in semester.standings]
    for name, strangers in semester.strangers.items():
        for file in strangers:
            row = dict.fromkeys(DETAILS, "") | {"assignment": name, "status": STRANGER}
            rows.append(["", "", *(row | {"file": file}).values()])
    return table(rows)


def _headed(assignment: Assignment, standings: list[Standing]) -> str:
    full = standings[0].full
    return assignment.name if full is None else f"{assignment.name} (of {shown(full)})"


def _details(one: Standing, semester: Semester) -> list[Any]:
    result = one.file.result if one.file else None
    zone = semester.plan.zone
    graded = result is not None and not (one.waits and result.status == "not graded")
    cells = {
        "assignment": one.assignment.name,
        "status": one.status,
        "handed in": _moment(one.at and one.at.astimezone(zone)),
        "due": _moment(one.due and one.due.astimezone(zone)),
        "late by": _span(one.late),
        "attempts": one.attempts or "",
        "file": result.file if result else "",
        "grader": result.status if result else "",
        "points": result.points if result and graded else "",
        "of": shown(one.of),
        "by hand": shown(one.hand_points) if one.assignment.by_hand else "",
        "of by hand": shown(sum(one.assignment.by_hand.values(), Decimal(0)) or None),
        "penalty": shown(one.penalty or None),
        "mark": shown(one.mark),
        "of mark": shown(one.full),
        "notes": " ".join(one.notes),
    }
    return [one.person.name, one.person.key, *(cells[column] for column in DETAILS)]


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _span(late: timedelta | None) -> str:
    """Return how late, as "1 d 02:30": days, hours and minutes."""
    if late is None:
        return ""
    minutes = int(late.total_seconds()) // 60
    return f"{minutes // 1440} d {minutes // 60 % 24:02}:{minutes % 60:02}"

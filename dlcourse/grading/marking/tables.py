"""Marks as tables: grades.csv, and the export of Canvas or Moodle with one column filled."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.marks import NOT_GRADED, Result
from dlcourse.grading.marking.pages import page_name

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def neutral(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    if (
        isinstance(cell, str)
        and cell.lstrip(" ").startswith(FORMULA)
        and not NUMBER.fullmatch(cell)
    ):
        return "'" + cell
    return cell


def table(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as CSV, neutralised."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue()


def grades(exercise: Exercise, results: list[Result], run: dict[str, Any]) -> str:
    """Return grades.csv: one row a student."""
    tasks = [task.name for task in exercise.tasks]
    head = ["student", "points", "of", "percent", "status", "reason", *tasks]
    rows: list[list[Any]] = [[*head, "file", "sha256", "page", "seed", "sandbox"]]
    for result in results:
        ungraded = result.status == NOT_GRADED
        points: list[Any] = ["" if ungraded else result.points, result.of]
        percent = "" if ungraded else round(100 * result.points / max(result.of, 1), 1)
        each = [sum(m.points for m in result.marks if m.task == name) for name in tasks]
        rows.append(
            [result.student, *points, percent, result.status, result.reason]
            + (["" for _ in tasks] if ungraded else each)
            + [result.file, result.digest, f"pages/{page_name(result.student)}"]
            + [run["seed"], run["sandbox"]]
        )
    return table(rows)


class Unmatched(Exception):
    """The export cannot be filled: it has no such column, or no rows."""


def refilled(
    export: Path, match: str, exercise: Exercise, results: list[Result]
) -> tuple[str, list[str]]:
    """Return the export with its marks filled in, and the students that no row matches.

    match: the column that names the student as the submission does. Canvas and Moodle put names
    and numbers together with `_`; one of those pieces is enough, if it is nobody else's.
    """
    rows = list(csv.reader(io.StringIO(export.read_text(encoding="utf-8-sig"), newline="")))
    if not rows or match not in rows[0]:
        there = ", ".join(rows[0]) if rows else "none"
        raise Unmatched(f"{export} has no column {match!r}. Its columns: {there}.")
    head, body = rows[0], rows[1:]
    at, column = head.index(match), _column(head, exercise)
    if column == len(head):
        head.append(f"Exercise {exercise.number}")
    for row in body:
        row += [""] * (len(head) - len(row))
        if row[0].strip() == "Points Possible" and not row[column]:
            row[column] = str(exercise.points)
    rows_of = _rows_of([row[at] for row in body], [result.student for result in results])
    for result in results:
        n = rows_of.get(result.student)
        if n is not None and result.status != NOT_GRADED:
            body[n][column] = str(result.points)
    return table(rows), [r.student for r in results if r.student not in rows_of]


def _column(head: list[str], exercise: Exercise) -> int:
    """Return the column to fill: Moodle's Grade, Canvas's of this exercise, or one to be added."""
    names = ("grade", f"exercise {exercise.number}", exercise.title.casefold())
    for n, name in enumerate(head):
        if name.casefold() == names[0] or name.casefold().startswith(names[1:]):
            return n
    return len(head)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _rows_of(keys: list[str], students: list[str]) -> dict[str, int]:
    """Return the row of each student: by the whole name, else by the only piece of it that fits.

    A row that two students lay claim to is nobody's: marks never go to the wrong person.
    """
    counts = Counter(map(_key, keys))
    row_of = {_key(key): n for n, key in enumerate(keys) if counts[_key(key)] == 1 and _key(key)}
    found = {s: row_of[_key(s)] for s in students if _key(s) in row_of}
    taken = set(found.values())
    claims: dict[int, list[str]] = {}
    for student in students:
        pieces = {_key(piece) for piece in student.split("_")}
        keyed = pieces | {f"participant {piece}" for piece in pieces}
        rows = {row_of[key] for key in keyed if key in row_of}
        if student not in found and len(rows) == 1 and not rows & taken:
            claims.setdefault(rows.pop(), []).append(student)
    return found | {who[0]: n for n, who in claims.items() if len(who) == 1}

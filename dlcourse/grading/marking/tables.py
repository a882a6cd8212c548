"""Marks as a table: grades.csv."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Any

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.marks import NOT_GRADED, Result
from dlcourse.grading.marking.pages import page_name

SIGN = r"[=+\-@|%＝＋－＠]"  # what a formula begins with
FIRST = re.compile(rf" *(?:{SIGN}|[\t\r\n])")
# Behind what a spreadsheet of another country takes for the end of a cell, quotation marks or not.
LATER = re.compile(rf"([;；\t\r\n]+[\"' ]*)({SIGN})")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def neutral(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    if not isinstance(cell, str) or NUMBER.fullmatch(cell):
        return cell
    begins = FIRST.match(cell)
    head = cell[: begins.end()] if begins else ""
    return ("'" if begins else "") + head + LATER.sub(r"\1'\2", cell[len(head) :])


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
    rows = (_row(result, tasks, run) for result in results)
    return table(chain([[*head, "file", "sha256", "page", "sandbox"]], rows))


def _row(result: Result, tasks: list[str], run: dict[str, Any]) -> list[Any]:
    ungraded = result.status == NOT_GRADED
    points: list[Any] = ["" if ungraded else result.points, result.of]
    percent = "" if ungraded else round(100 * result.points / max(result.of, 1), 1)
    each: Counter[str] = Counter()
    for mark in result.marks:
        each[mark.task] += mark.points
    return [
        *[result.student, *points, percent, result.status, result.reason],
        *["" if ungraded else each[name] for name in tasks],
        *[result.file, result.digest, f"pages/{page_name(result.student)}", run["sandbox"]],
    ]

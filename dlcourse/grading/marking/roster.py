"""The export of a learning platform, with the marks of a run filled into one of its columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.marks import NOT_GRADED, Result
from dlcourse.grading.marking.sheet import Sheet

POINTS_POSSIBLE = "Points Possible"  # Canvas: a row below the head, its first cell with spaces
MAXIMUM = "maximum grade"  # Moodle: a column
GRADE = "grade"  # Moodle: the column that its upload reads
NUMBER = re.compile(r"(\d+)(?:([.,])(\d+))?")  # with the decimal sign of the platform's language
SHOWN = 5  # students named in one sentence

# What the platforms put before the student's own file name. What follows is the student's to
# choose, and names nobody.
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<file>\d+)(?:_|$)")
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_")


class Unfillable(Exception):
    """The export cannot be filled, and why: nothing is written."""


@dataclass(frozen=True)
class Filled:
    """The export's new bytes, and sentences that say what was done with it."""

    data: bytes
    told: tuple[str, ...]


def filled(
    export: Path,
    match: str,
    exercise: Exercise,
    results: list[Result],
    column: str | None = None,
    maximum: str = MAXIMUM,
) -> Filled:
    """Return the export with a mark for each student whom one row fits.

    match: the column that names the student as the submission does; of names that Canvas and Moodle
    give to files, their parts with the name and the number do. column: the one to fill; else
    Canvas's or Moodle's of this exercise, or a new one. maximum: the column that tells full marks,
    or their number; Canvas has a row for it. Marks are scaled to it. Raises Unfillable.
    """
    sheet = Sheet.read(export.read_bytes(), match)
    if match not in sheet.head:
        there = ", ".join(sheet.head) or "none"
        raise Unfillable(f"{export} has no column {match!r}. Its columns: {there}.")
    at = sheet.head.index(match)
    target = _column(export, sheet, exercise, column)
    name = f"Exercise {exercise.number}" if target == len(sheet.head) else sheet.head[target]
    if target == len(sheet.head):
        sheet.put(0, target, name)
    maxima = _maxima(sheet, target, exercise, maximum)
    body = range(1, len(sheet.rows))
    rows = _rows_of([sheet.get(n, at) for n in body], [result.student for result in results])
    replaced = []
    for result in results:
        n = rows.get(result.student)
        if n is None or result.status == NOT_GRADED:
            continue
        before, mark = sheet.get(n + 1, target), _scaled(result, maxima.get(n + 1, ""), name)
        if before and before != mark:
            replaced.append(f"{result.student} ({before} became {mark})")
        sheet.put(n + 1, target, mark)
    return Filled(
        sheet.written(),
        (
            f"Filled the column {name!r}.",
            *_about_scale(maxima, exercise),
            *_some("Marks that stood there were replaced: ", replaced),
            *_some(
                f"No single row of {export} fits: ",
                [result.student for result in results if result.student not in rows],
            ),
        ),
    )


def _some(words: str, who: list[str]) -> tuple[str, ...]:
    more = f" and {len(who) - SHOWN} more" if len(who) > SHOWN else ""
    return (f"{words}{', '.join(who[:SHOWN])}{more}.",) if who else ()


def _column(export: Path, sheet: Sheet, exercise: Exercise, column: str | None) -> int:
    """Return the column to fill, or the one behind the last."""
    head = [key_of(name) for name in sheet.head]
    if column is not None:
        found = [n for n, name in enumerate(head) if name == key_of(column)]
        if len(found) != 1:
            said = f"{len(found)} columns" if found else "no column"
            raise Unfillable(
                f"{export} has {said} {column!r}. Its columns: {', '.join(sheet.head)}."
            )
        return found[0]
    found = [n for n, name in enumerate(head) if _names(name, exercise)]
    found = found or [n for n, name in enumerate(head) if name == GRADE]
    if len(found) > 1:
        could = ", ".join(repr(sheet.head[n]) for n in found)
        raise Unfillable(f"Several columns of {export} could be meant: {could}. Say --column.")
    return found[0] if found else len(head)


def _names(head: str, exercise: Exercise) -> bool:
    """Say whether the head of a column names the exercise: its number, its title, or both."""
    plain = re.sub(r" \(\d+\)$", "", head)  # Canvas puts the assignment's number behind
    title = re.escape(key_of(exercise.title))
    number = rf"exercise 0?{int(exercise.number)}"
    return (
        re.fullmatch(rf"{number}|{title}|(?:{number}|{exercise.number})[ :.–-]+{title}", plain)
        is not None
    )


def _maxima(sheet: Sheet, target: int, exercise: Exercise, maximum: str) -> dict[int, str]:
    """Return row -> what the platform says full marks are; Canvas's empty cell is filled."""
    body = range(1, len(sheet.rows))
    if NUMBER.fullmatch(maximum):
        return dict.fromkeys(body, maximum)
    first = 1 if len(sheet.rows) > 1 and sheet.get(1, 0).strip() == POINTS_POSSIBLE else None
    if first is not None:
        if not sheet.get(first, target).strip():
            sheet.put(first, target, str(exercise.points))
        return dict.fromkeys(body, sheet.get(first, target))
    head = [key_of(name) for name in sheet.head]
    if key_of(maximum) in head:
        return {n: sheet.get(n, head.index(key_of(maximum))) for n in body}
    if maximum != MAXIMUM:
        there = ", ".join(sheet.head)
        raise Unfillable(
            f"The export has no column {maximum!r} of full marks. Its columns: {there}."
        )
    return {}


def _scaled(result: Result, maximum: str, column: str) -> str:
    """Return a mark in the platform's scale, with its decimal sign."""
    if not maximum.strip():
        return str(result.points)
    whole = NUMBER.fullmatch(maximum.strip())
    if whole is None or not float(f"{whole[1]}.{whole[3] or 0}"):
        raise Unfillable(
            f"The largest mark of the column {column!r} is {maximum!r}, which is no positive "
            "number. Set it to points on the platform and export again."
        )
    exact = result.points * float(f"{whole[1]}.{whole[3] or 0}") / result.of
    short = f"{exact:.2f}".rstrip("0").rstrip(".")
    return short.replace(".", whole[2] or ".")


def _about_scale(maxima: dict[int, str], exercise: Exercise) -> tuple[str, ...]:
    others = sorted({m.strip() for m in maxima.values() if m.strip()} - {str(exercise.points)})
    scales = [m for m in others if float(m.replace(",", ".")) != exercise.points]
    if not scales:
        return ()
    return (f"Marks were scaled from {exercise.points} points to {', '.join(scales)}.",)


def key_of(text: str) -> str:
    """Return a name as it is compared: case and spaces make no difference."""
    return " ".join(text.casefold().split())


def _rows_of(keys: list[str], students: list[str]) -> dict[str, int]:
    """Return the row of each student: by the whole name, else by the platform's parts of it.

    A row that two students lay claim to is nobody's: marks never go to the wrong person.
    """
    counts = Counter(map(key_of, keys))
    row_of = {k: n for n, k in enumerate(map(key_of, keys)) if counts[k] == 1 and k}
    found = {s: row_of[key_of(s)] for s in students if key_of(s) in row_of}
    taken = set(found.values())
    claims: dict[int, list[str]] = {}
    for student in students:
        place = MOODLE.match(student) or CANVAS.match(student)
        if place is None or student in found:
            continue
        keyed = map(key_of, (place["name"], place["id"], f"Participant {place['id']}"))
        rows = {row_of[key] for key in keyed if key in row_of}
        if len(rows) == 1 and not rows & taken:
            claims.setdefault(rows.pop(), []).append(student)
    return found | {who[0]: n for n, who in claims.items() if len(who) == 1}

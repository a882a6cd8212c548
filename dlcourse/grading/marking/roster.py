"""The export of a learning platform, with the marks of a run filled into one of its columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking import scale
from dlcourse.grading.marking.marks import NOT_GRADED, Result
from dlcourse.grading.marking.scale import MAXIMUM
from dlcourse.grading.marking.sheet import Sheet, key_of

GRADE = "grade"  # Moodle: the column that its upload reads
SHOWN = 5  # students named in one sentence

# What the platforms put before the student's own file name. What follows is the student's to
# choose, and names nobody. Where Canvas grades without names, a word of its own stands for all.
CANVAS = re.compile(r"(?!anon_)(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<file>\d+)(?:_|$)")
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_")
GRADESCOPE = re.compile(r"submission_(?P<id>\d+)$")  # a folder: the number of a hand-in
COUNTED = re.compile(r"(.*\D)(\d+)")  # Moodle's "Participant 77", in any language


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

    match: the column that names the student as the submission does; of names that Canvas, Moodle
    and Gradescope give, their parts with the name and the number do. column: the one to fill; else
    Canvas's or Moodle's of this exercise, or a new one. maximum: the column that tells full marks,
    or their number; Canvas has a row for it. Marks are scaled to it. Raises Unfillable.
    """
    sheet = Sheet.read(export.read_bytes(), match)
    at = _one_column(export, sheet, match)
    target = _column(export, sheet, exercise, column)
    new = target == len(sheet.head)
    name = f"Exercise {exercise.number}" if new else sheet.head[target]
    if new:
        sheet.put(0, target, name)
    maxima = scale.maxima(sheet, target, str(exercise.points), maximum)
    if maxima is None:
        there = ", ".join(sheet.head)
        said = f"The export has no column {maximum!r} of full marks. Its columns: {there}."
        raise Unfillable(said)
    for most in set(maxima.values()) - {""}:  # also before anything is graded
        _demand_number(most, name)
    rows, rivals = _rows_of(sheet, at, [result.student for result in results])
    replaced, marked = [], 0
    for result in results:
        n = rows.get(result.student)
        if n is None or result.status == NOT_GRADED:
            continue
        before, mark = sheet.get(n, target), _scaled(result, maxima.get(n), name)
        if before and before != mark:
            replaced.append(f"{result.student} ({before} became {mark})")
        sheet.put(n, target, mark)
        marked += 1
    students = sum(bool(sheet.get(n, at).strip()) for n in range(1, len(sheet.rows)))
    strangers = [r.student for r in results if r.student not in rows and r.student not in rivals]
    return Filled(
        sheet.written(),
        (
            _about_column(name, new),
            f"A mark of this run stands in {marked} of {students} rows.",
            *_about_scale(maxima, exercise),
            *_some("Marks that stood there were replaced: ", replaced),
            *_some(f"Several files lay claim to one row of {export}, so it stays: ", rivals),
            *_some(f"No single row of {export} fits: ", strangers),
        ),
    )


def _about_column(name: str, new: bool) -> str:
    if not new:
        return f"Filled the column {name!r}."
    return (
        f"Filled a new column {name!r}, since none is named after the exercise; --column names one "
        "that is there."
    )


def _some(words: str, who: list[str]) -> tuple[str, ...]:
    more = f" and {len(who) - SHOWN} more" if len(who) > SHOWN else ""
    return (f"{words}{', '.join(who[:SHOWN])}{more}.",) if who else ()


def _one_column(export: Path, sheet: Sheet, name: str) -> int:
    """Return the one column of a name."""
    found = sheet.columns(name)
    if len(found) != 1:
        said = f"{len(found)} columns" if found else "no column"
        there = ", ".join(sheet.head) or "none"
        raise Unfillable(f"{export} has {said} {name!r}. Its columns: {there}.")
    return found[0]


def _column(export: Path, sheet: Sheet, exercise: Exercise, column: str | None) -> int:
    """Return the column to fill, or the one behind the last."""
    if column is not None:
        return _one_column(export, sheet, column)
    head = [key_of(name) for name in sheet.head]
    found = [n for n, name in enumerate(head) if _names(name, exercise)]
    found = found or sheet.columns(GRADE)
    if len(found) > 1:
        could = ", ".join(repr(sheet.head[n]) for n in found)
        raise Unfillable(f"Several columns of {export} could be meant: {could}. Say --column.")
    return found[0] if found else len(head)


def _names(head: str, exercise: Exercise) -> bool:
    """Say whether the head of a column names the exercise: its number, its title, or both."""
    plain = without_number(head)
    title = re.escape(key_of(exercise.title))
    number = rf"exercise 0?{int(exercise.number)}"
    return (
        re.fullmatch(rf"{number}|{title}|(?:{number}|{exercise.number})[ :.–-]+{title}", plain)
        is not None
    )


def without_number(head: str) -> str:
    """Return the head of a column without the assignment's number, which Canvas puts behind."""
    return re.sub(r" \(\d+\)$", "", head)


def _scaled(result: Result, maximum: str | None, column: str) -> str:
    """Return a mark in the platform's scale. maximum: None if unknown."""
    if maximum is None:
        return str(result.points)
    _demand_number(maximum, column)
    return scale.scaled(result.points, result.of, maximum)


def _demand_number(maximum: str, column: str) -> None:
    """Refuse full marks that are no positive number."""
    if scale.number(maximum) is None:
        raise Unfillable(
            f"The largest mark of the column {column!r} is {maximum!r}, which is no positive "
            "number. Set it to points on the platform and export again."
        )


def _about_scale(maxima: dict[int, str], exercise: Exercise) -> tuple[str, ...]:
    if not maxima:
        return (
            f"The export does not say what full marks are, so marks are points of "
            f"{exercise.points}; --maximum names a column that says it, or their number.",
        )
    others = sorted(set(maxima.values()) - {""})
    scales = [most for most in others if scale.number(most) != exercise.points]
    if not scales:
        return ()
    return (f"Marks were scaled from {exercise.points} points to {', '.join(scales)}.",)


def _rows_of(sheet: Sheet, at: int, students: list[str]) -> tuple[dict[str, int], list[str]]:
    """Return the row of each student, and who share one: by the whole name, else by its parts.

    at: the column with names. A row that two students lay claim to is nobody's: marks never go to
    the wrong person.
    """
    keys = [key_of(sheet.get(n, at)) for n in range(1, len(sheet.rows))]
    counts = Counter(keys)
    row_of = {key: n for n, key in enumerate(keys, 1) if counts[key] == 1 and key}
    found = {s: row_of[key_of(s)] for s in students if key_of(s) in row_of}
    taken = set(found.values())
    counted = _counted(row_of)
    claims: dict[int, list[str]] = {}
    for student in students:
        rows = {row_of[key] for key in _parts(student) if key in row_of}
        place = MOODLE.match(student)
        if place and (n := counted.get(place["id"])) and _agree(sheet, n, at, place["name"]):
            rows.add(n)
        if student not in found and len(rows) == 1 and not rows & taken:
            claims.setdefault(rows.pop(), []).append(student)
    single = {who[0]: n for n, who in claims.items() if len(who) == 1}
    return found | single, [student for who in claims.values() if len(who) > 1 for student in who]


def of_student(name: str) -> bool:
    """Say whether a platform gave this name to what one student handed in."""
    return any(pattern.match(name) for pattern in (CANVAS, MOODLE, GRADESCOPE))


def _parts(student: str) -> set[str]:
    """Return what the parts of a platform's name may be called in its export."""
    if place := GRADESCOPE.match(student):
        return {place["id"]}
    place = MOODLE.match(student) or CANVAS.match(student)
    if place is None:
        return set()
    return {key_of(part) for part in (place["name"], place["id"], f"Participant {place['id']}")}


def _counted(row_of: dict[str, int]) -> dict[str, int]:
    """Return number -> row where all names are one word and a number, as Moodle's are."""
    split = {n: COUNTED.fullmatch(key) for key, n in row_of.items()}
    if len({found[1] if found else None for found in split.values()}) != 1:
        return {}
    return {found[2]: n for n, found in split.items() if found}


def _agree(sheet: Sheet, n: int, at: int, name: str) -> bool:
    """Say whether a row has the name that a file has, or, without names, the platform's word."""
    cells = [key_of(sheet.get(n, k)) for k in range(len(sheet.head))]
    return key_of(name) in cells or cells[at].startswith(key_of(name))

"""What `dlcourse grade` found in the files of one assignment: read, and never worked out anew.

grades.csv has the marks of the last run, the journal all that was ever graded. So the rows are
those of grades.csv, and of the journal those of students who were not in the last run.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dlcourse.grading.marking.journal import NAME as JOURNAL
from dlcourse.grading.marking.marks import NOT_GRADED, Result
from dlcourse.grading.marking.pages import page_name
from dlcourse.grading.marking.tables import neutral
from dlcourse.grading.semester.faults import Unreadable

MARKS = "grades.csv"
FOLDER = "grades"


@dataclass(frozen=True)
class HandedIn:
    """A file and what it came to. page: the student's feedback. order: when it was graded."""

    result: Result
    page: Path
    order: int


@dataclass(frozen=True)
class Graded:
    """A folder of marks. of: full marks. tried: a student's name -> digests of all their files."""

    of: int
    files: tuple[HandedIn, ...]
    tried: dict[str, frozenset[str]] = field(default_factory=dict)


def read(folder: Path, exercise: str) -> Graded | None:
    """Return what lies in a folder of marks; None where nothing was graded yet.

    exercise: its number. Raises Unreadable where the folder is another exercise's, where journal or
    marks cannot be read, or where marks were changed by hand; and OSError.
    """
    path = folder / JOURNAL
    if not path.exists():
        return None
    lines = path.read_bytes().splitlines()
    try:
        run = json.loads(lines[0])["run"]
        number, of = run["exercise"], sum(points for _, _, points in run["checks"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Unreadable(path, 1, "this is no journal of dlcourse grade.") from error
    if number != exercise:
        said = f"these are the marks of exercise {number}, and the plan says {exercise}."
        raise Unreadable(path, 1, said)
    known = list(_results(lines[1:]))
    tried: dict[str, set[str]] = defaultdict(set)
    for result in known:
        tried[result.student].add(result.digest)
    files = [*_last_run(folder, known)]
    there = {neutral(result.student) for result in files}
    files += {r.student: r for r in known if neutral(r.student) not in there}.values()
    order = {(r.student, r.digest): n for n, r in enumerate(known)}
    return Graded(
        of,
        tuple(
            HandedIn(
                result,
                folder / "pages" / page_name(result.student),
                order.get((result.student, result.digest), len(known)),
            )
            for result in files
        ),
        {student: frozenset(digests) for student, digests in tried.items()},
    )


def _results(lines: list[bytes]) -> Iterator[Result]:
    """Yield the results of a journal; a line that broke off is lost, as for the grader."""
    for line in lines:
        try:
            data = json.loads(line)
            if "marks" in data:
                yield Result.from_data(data)
        except (ValueError, KeyError, TypeError):
            continue


def _last_run(folder: Path, known: list[Result]) -> Iterator[Result]:
    """Yield the results that grades.csv lists, as the journal has them."""
    path = folder / MARKS
    if not path.exists():
        return
    of = {(neutral(r.student), neutral(r.file), r.digest): r for r in known}
    with path.open(encoding="utf8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            try:
                result = of.get((row["student"], row["file"], row["sha256"])) or _from_row(row)
                points = None if row["status"] == NOT_GRADED else int(row["points"])
            except (KeyError, ValueError, TypeError) as error:
                said = "this is no row as dlcourse grade writes it."
                raise Unreadable(path, rows.line_num, said) from error
            if points is None:
                yield replace(result, status=NOT_GRADED, reason=row["reason"])
            elif points != result.points:
                raise Unreadable(
                    path,
                    rows.line_num,
                    f"here are {points} points, and the journal says {result.points}. Points that "
                    "a person gives stand in by_hand.csv; grade again to mend this file.",
                )
            else:
                yield result


def _from_row(row: dict[str, Any]) -> Result:
    """Return the result of a row that the journal lacks: not graded, or the disk was full."""
    points = 0 if row["status"] == NOT_GRADED else int(row["points"])
    name = row["student"].removeprefix("'")
    digest, of = row["sha256"], int(row["of"])
    return Result(name, row["file"], digest, points, of, row["status"], row["reason"])

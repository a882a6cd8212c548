"""Points that a person gives: a table that the teacher fills, and no program changes.

Each row says which file was judged. So the points outlive every regrade, and where another file
counts by then, it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dlcourse.grading.marking.sheet import Sheet, key_of
from dlcourse.grading.marking.tables import neutral, table
from dlcourse.grading.semester.faults import Unreadable
from dlcourse.grading.semester.people import Person

FILE = "by_hand.csv"
KEY, FILE_NAME, DIGEST, COMMENT = "key", "file", "sha256", "comment"
POINTS = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Given:
    """What one student has: item -> points, a comment, the digest of the file that was judged."""

    points: Mapping[str, Decimal]
    comment: str = ""
    digest: str = ""

    def total(self, items: Mapping[str, Decimal]) -> Decimal | None:
        """Return the sum; None while an item has no points. items: item -> full marks."""
        if set(items) - set(self.points):
            return None
        return sum((self.points[item] for item in items), Decimal(0))


def read(path: Path, items: Mapping[str, Decimal], people: Iterable[Person]) -> dict[str, Given]:
    """Return key -> what a person gave. Raises Unreadable with a wrong cell's line; OSError."""
    if not path.exists():
        return {}
    sheet = Sheet.read(path.read_bytes(), KEY)
    _demand(sheet, path, items)
    keys = {key_of(person.key): person.key for person in people}
    given: dict[str, Given] = {}
    for row in range(1, len(sheet.rows)):
        cells = {name: sheet.get(row, n).strip() for n, name in enumerate(sheet.head)}
        if not any(cells.values()):
            continue
        key = keys.get(key_of(cells[KEY].removeprefix("'")))
        if key is None:
            said = f"{cells[KEY]!r} is nobody in the class."
            raise Unreadable(path, sheet.line(row), said)
        if key in given:
            raise Unreadable(path, sheet.line(row), f"{key!r} has a row already.")
        points = {
            item: _points(path, sheet.line(row), item, cells[item], most)
            for item, most in items.items()
            if cells[item]
        }
        given[key] = Given(points, cells.get(COMMENT, ""), cells.get(DIGEST, ""))
    return given


def _demand(sheet: Sheet, path: Path, items: Mapping[str, Decimal]) -> None:
    for column in (KEY, *items):
        if sheet.head.count(column) != 1:
            there = ", ".join(sheet.head) or "none"
            said = f"there is not one column {column!r}. There are: {there}."
            raise Unreadable(path, 1, said)


def _points(path: Path, line: int, item: str, text: str, most: Decimal) -> Decimal:
    if not POINTS.fullmatch(text):
        raise Unreadable(path, line, f"{text!r} is no number of points for {item!r}.")
    points = Decimal(text.replace(",", "."))
    if points > most:
        raise Unreadable(path, line, f"{text} points for {item!r} are more than its {most}.")
    return points


def extended(
    path: Path, items: Mapping[str, Decimal], files: Mapping[Person, tuple[str, str]]
) -> tuple[bytes, int, list[str]]:
    """Return the table with a row for everyone, how many are new, and whose file is another now.

    files: student -> name and digest of the file that counts, "" for none. A row that is there
    stays as it is; only its file is named anew while it has no points. Raises Unreadable, OSError.
    """
    head = ["student", KEY, FILE_NAME, DIGEST, *items, COMMENT]
    before = path.read_bytes() if path.exists() else table([head]).encode()
    sheet = Sheet.read(before, KEY)
    _demand(sheet, path, items)
    rows = {key_of(sheet.get(n, sheet.head.index(KEY)).removeprefix("'")): n for n in _body(sheet)}
    new, others = 0, []
    for person, (name, digest) in files.items():
        cells = {"student": person.name, KEY: person.key, FILE_NAME: name, DIGEST: digest}
        row = rows.get(key_of(person.key))
        if row is None:
            sheet.add([neutral(cells.get(column, "")) for column in sheet.head])
            new += 1
        elif _cell(sheet, row, DIGEST) != digest:
            if any(_cell(sheet, row, item) for item in items):
                others.append(person.name)
                continue
            for column in {FILE_NAME, DIGEST} & set(sheet.head):
                sheet.put(row, sheet.head.index(column), neutral(cells[column]))
    return sheet.written(), new, others


def _body(sheet: Sheet) -> range:
    return range(1, len(sheet.rows))


def _cell(sheet: Sheet, row: int, column: str) -> str:
    return sheet.get(row, sheet.head.index(column)).strip() if column in sheet.head else ""

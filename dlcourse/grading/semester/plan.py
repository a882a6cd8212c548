"""The plan of a semester: what `semester.toml` says about the class and its assignments."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from dlcourse.grading.semester.faults import Unreadable

FILE = "semester.toml"
LAST, BEST = "last", "best"
DAY = 24 * 60  # minutes
RESERVED = ("student", "key", "file", "sha256", "comment")  # columns of by_hand.csv


@dataclass(frozen=True)
class Late:
    """What late work costs: percent of the full marks for each day that has begun, at most so many.

    grace: minutes after the deadline that cost nothing, and count as late all the same.
    """

    percent: Decimal
    most: Decimal = Decimal(100)
    grace: int = 0

    def penalty(self, seconds: float, of: Decimal) -> Decimal:
        """Return the points that so many seconds after the deadline cost, of so many points."""
        if seconds <= 60 * self.grace:
            return Decimal(0)
        days = -(-int(seconds) // (60 * DAY))
        percent = min(self.percent * max(days, 1), self.most)
        return (of * percent / 100).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Assignment:
    """One assignment: its folder holds what came in, what `dlcourse grade` wrote, and by_hand.csv.

    times: exports that say when it was handed in. by_hand: what a person judges, with its full
    marks. late: what late work costs, if anything. counts: of several files the last, or the best.
    extended: key of a student -> a deadline of their own. excused: keys of students.
    """

    name: str
    exercise: str
    folder: Path
    due: datetime | None = None
    times: tuple[Path, ...] = ()
    by_hand: Mapping[str, Decimal] = field(default_factory=dict)
    late: Late | None = None
    counts: str = LAST
    extended: Mapping[str, datetime] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """A semester. students: the table of the class; match, name: its columns with key and name."""

    path: Path
    students: Path
    match: str
    name: str
    zone: ZoneInfo
    assignments: tuple[Assignment, ...]

    def assignment(self, name: str) -> Assignment | None:
        """Return the assignment with this name, if there is one."""
        return next((a for a in self.assignments if a.name == name), None)

    def demand(self, keys: Collection[str]) -> None:
        """Raise Unreadable where an assignment names a student who has none of these keys."""
        for n, assignment in enumerate(self.assignments):
            for key in (*assignment.extended, *assignment.excused):
                if key not in keys:
                    line = _line(self.path.read_text("utf8", "replace").splitlines(), n, key)
                    raise Unreadable(self.path, line, f"{key!r} is nobody in the class.")


def read(path: Path) -> Plan:
    """Return the plan that a file holds. Raises Unreadable, with the line, and OSError."""
    text = path.read_text("utf8", "replace")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)"
        said = re.fullmatch(where, str(error))
        line = said[2] if said and said[2] else len(text.splitlines())
        why = said[1] if said else str(error)
        raise Unreadable(path, int(line), f"this is no TOML ({why}).") from error
    return _Reader(path, text).plan(data)


class _Reader:
    """Takes the parts of a file one by one, and says where one is wrong."""

    def __init__(self, path: Path, text: str):
        self.path, self.lines = path, text.splitlines()

    def plan(self, data: dict[str, Any]) -> Plan:
        self._known(data, ("students", "match", "name", "zone", "assignment"), None)
        match = self._text(data, "match", None)
        zone = self._zone(data)
        tables = self._kind(data.get("assignment", []), list, "assignment", None)
        if not tables or not all(isinstance(table, dict) for table in tables):
            self._refuse("there is no assignment: each begins with a line [[assignment]].", None)
        found: list[Assignment] = []
        for n, table in enumerate(tables):
            one = self._assignment(table, n, zone)
            for key in ("name", "folder"):
                if getattr(one, key) in [getattr(other, key) for other in found]:
                    self._refuse(f"another assignment has this {key} already.", n, key)
            found.append(one)
        return Plan(
            self.path,
            self.path.parent / self._text(data, "students", None),
            match,
            self._text(data, "name", None, match),
            zone,
            tuple(found),
        )

    def _assignment(self, table: dict[str, Any], n: int, zone: ZoneInfo) -> Assignment:
        known = ("name", "exercise", "folder", "due", "times", "by_hand", "late", "counts")
        self._known(table, (*known, "extended", "excused"), n)
        home = self.path.parent
        counts = self._text(table, "counts", n, LAST)
        if counts not in (LAST, BEST):
            self._refuse(f"counts is {LAST!r} or {BEST!r}.", n, "counts")
        times = table.get("times", [])
        times = [times] if isinstance(times, str) else times
        extended = self._kind(table.get("extended", {}), dict, "extended", n)
        return Assignment(
            name=self._text(table, "name", n),
            exercise=self._text(table, "exercise", n).zfill(2),
            folder=home / self._text(table, "folder", n),
            due=self._moment(table["due"], "due", n, zone) if "due" in table else None,
            times=tuple(home / name for name in self._texts(times, n, "times")),
            by_hand=self._points(table, n),
            late=self._late(table["late"], n) if "late" in table else None,
            counts=counts,
            extended={key: self._moment(at, key, n, zone) for key, at in extended.items()},
            excused=frozenset(self._texts(table.get("excused", []), n, "excused")),
        )

    def _late(self, table: Any, n: int) -> Late:
        table = self._kind(table, dict, "late", n)
        self._known(table, ("percent_a_day", "at_most", "grace_minutes"), n)
        if "percent_a_day" not in table:
            self._refuse("late work has no percent_a_day.", n, "late")
        percent, most, grace = (
            self._number(table.get(key, usual), key, n)
            for key, usual in (("percent_a_day", 0), ("at_most", 100), ("grace_minutes", 0))
        )
        if max(percent, most) > 100:
            self._refuse("late work cannot cost more than 100 percent.", n, "percent_a_day")
        return Late(percent, most, int(grace))

    def _points(self, table: dict[str, Any], n: int) -> dict[str, Decimal]:
        items = self._kind(table.get("by_hand", {}), dict, "by_hand", n)
        points = {key: self._number(value, key, n) for key, value in items.items()}
        for key in points:
            if not key.strip() or key.casefold() in RESERVED:
                self._refuse(f"{key!r} is no name for what is marked by hand.", n, key)
        return points

    def _zone(self, data: dict[str, Any]) -> ZoneInfo:
        name = self._text(data, "zone", None)
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self._refuse(f"{name!r} is no time zone; Europe/Berlin is one.", None, "zone")

    def _moment(self, value: Any, key: str, n: int, zone: ZoneInfo) -> datetime:
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time(23, 59, 59))  # the day itself is still in time
        if not isinstance(value, datetime):
            self._refuse(f"{key} is no time, such as 2026-10-05T23:59:00.", n, key)
        return value if value.tzinfo else value.replace(tzinfo=zone)

    def _number(self, value: Any, key: str, n: int) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**6:
            self._refuse(f"{key} is no number from 0 on.", n, key)
        return Decimal(str(value))

    def _text(
        self, table: dict[str, Any], key: str, n: int | None, usual: str | None = None
    ) -> str:
        value = table.get(key, usual)
        if value is None:
            self._refuse(f"there is no {key}.", n)
        if not isinstance(value, str) or not value.strip():
            self._refuse(f"{key} is no text in quotation marks.", n, key)
        return value

    def _texts(self, values: Any, n: int, key: str) -> list[str]:
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            self._refuse(f"{key} is no list of texts in quotation marks.", n, key)
        return values

    def _kind(self, value: Any, kind: type, key: str, n: int | None) -> Any:
        if not isinstance(value, kind):
            self._refuse(f"{key} is not written as it should be.", n, key)
        return value

    def _known(self, table: dict[str, Any], keys: tuple[str, ...], n: int | None) -> None:
        for key in table:
            if key not in keys:
                self._refuse(f"{key} is not known. Known are {', '.join(keys)}.", n, key)

    def _refuse(self, sentence: str, n: int | None, key: str = "") -> NoReturn:
        raise Unreadable(self.path, _line(self.lines, n, key), sentence)


def _line(lines: list[str], n: int | None, key: str) -> int:
    """Return the line of a key in assignment n, or at the top: its own, or where that begins."""
    heads = [i for i, text in enumerate(lines) if re.match(r"\s*\[\[", text)]
    start = 0 if n is None or n >= len(heads) else heads[n]
    end = next((i for i in heads if i > start), len(lines))
    word = re.compile(rf"""(?<![\w-]){re.escape(key)}(?![\w-])""")
    found = [i for i in range(start, end) if key and word.search(lines[i].partition("#")[0])]
    named = [i for i in found if re.match(rf"""\s*\[*["']?{re.escape(key)}\b""", lines[i])]
    return next(iter(named + found), start) + 1

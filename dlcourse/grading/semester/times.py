"""When something was handed in, from what a platform writes: never from when a file was unpacked.

Where each platform says it, and where we know its layout from:

- Canvas in the answer of its address /api/v1/courses/…/assignments/…/submissions, in JSON:
  user_id, submitted_at, attempt, attachments; with include[]=submission_history of earlier
  attempts, too (its page "Submissions API"). The archive of all files has the time of its making
  at each file; all that it says is LATE in a name (`lib/content_zipper.rb`).
- Moodle in its grading worksheet, columns "Identifier" and "Last modified (submission)", by the
  clock of whoever exports it, to the minute (`mod/assign/gradingtable.php`).
- nbgrader in a file timestamp.txt beside each submission, with the name of a time zone or in UTC
  (its page "Late submission plugin").
- Anybody's: a table with the columns student and time, as 2026-10-05 23:59.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dlcourse.grading.marking.roster import CANVAS, MOODLE
from dlcourse.grading.marking.sheet import Sheet, key_of
from dlcourse.grading.marking.submissions import is_of
from dlcourse.grading.semester.faults import Unreadable
from dlcourse.grading.semester.plan import Plan

IDENTIFIER, MODIFIED = "Identifier", "Last modified (submission)"
STUDENT, TIME = "student", "time"
# Moodle's English, British and American, without the day of the week, which tells nothing new.
WRITTEN = ("%d %B %Y, %I:%M %p", "%B %d, %Y, %I:%M %p", "%d %B %Y, %H:%M")
GUARD = "while(1);"  # before Canvas's JSON, where a browser asks for it


@dataclass
class Times:
    """When: by a student's key, by a platform's number of one, by Canvas's number of a file.

    attempts: how many, where a platform counts them, by its number. others: Moodle's number of a
    participant, which each assignment gives anew -> the key of the student.
    """

    of_key: dict[str, datetime] = field(default_factory=dict)
    of_number: dict[str, datetime] = field(default_factory=dict)
    of_file: dict[str, datetime] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def when(self, student: str) -> datetime | None:
        """Return when a file came that `dlcourse grade` has under this name, if that is known."""
        if place := CANVAS.match(student):
            return self.of_file.get(place["file"], self.of_number.get(place["id"]))
        if place := MOODLE.match(student):
            return self.of_number.get(place["id"])
        return self.of_key.get(key_of(student))


def read(paths: tuple[Path, ...], plan: Plan, exercise: str) -> Times:
    """Return what exports say. exercise: whose folders count in nbgrader's tree.

    Raises Unreadable where one is none of those above, or has a time that cannot be read; OSError.
    """
    times = Times()
    for path in paths:
        if path.is_dir():
            _nbgrader(path, exercise, times)
        elif path.suffix.lower() == ".json":
            _canvas(path, times)
        else:
            _table(path, plan, times)
    return times


def _canvas(path: Path, times: Times) -> None:
    text = path.read_text("utf8", "replace").strip().removeprefix(GUARD)
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(path, error.lineno, f"this is no JSON ({error.msg}).") from error
    if not isinstance(rows, list) or not all(isinstance(r, dict) and "user_id" in r for r in rows):
        raise Unreadable(path, 1, "this is no list of submissions as Canvas gives it.")
    for row in rows:
        who = str(row["user_id"])
        if isinstance(row.get("attempt"), int):
            times.attempts[who] = row["attempt"]
        earlier = row.get("submission_history") or []
        for one in [*(e for e in earlier if isinstance(e, dict)), row]:
            if one.get("submitted_at"):
                at = _utc(path, one["submitted_at"])
                times.of_number[who] = times.of_key[who] = at
                for file in one.get("attachments") or []:
                    times.of_file.setdefault(str(file.get("id")), at)


def _table(path: Path, plan: Plan, times: Times) -> None:
    sheet = Sheet.read(path.read_bytes(), IDENTIFIER)
    head = sheet.head
    if IDENTIFIER in head and MODIFIED in head:
        who, when = head.index(IDENTIFIER), head.index(MODIFIED)
    elif STUDENT in head and TIME in head:
        who, when = head.index(STUDENT), head.index(TIME)
    else:
        raise Unreadable(
            path,
            1,
            f"there are no columns {IDENTIFIER!r} and {MODIFIED!r}, which Moodle's worksheet has "
            f"in English, nor {STUDENT!r} and {TIME!r}.",
        )
    for row in range(1, len(sheet.rows)):
        text, name = sheet.get(row, when).strip(), sheet.get(row, who).strip()
        number = re.search(r"\d+$", name) if head[who] == IDENTIFIER else None
        if number and plan.match in head:
            times.others[number[0]] = sheet.get(row, head.index(plan.match))
        if text in ("", "-"):
            continue
        at = _moment(text, plan.zone)
        if at is None:
            said = f"{text!r} is no time that we can read, such as 2026-10-05 23:59."
            raise Unreadable(path, sheet.line(row), said)
        if number:
            times.of_number[number[0]] = at
            name = times.others.get(number[0], name)
        times.of_key[key_of(name)] = at


def _nbgrader(folder: Path, exercise: str, times: Times) -> None:
    for path in sorted(folder.glob("*/*/timestamp.txt")):
        if is_of(path.parent.name, exercise):
            times.of_key[key_of(path.parent.parent.name)] = _utc(
                path, path.read_text("utf8", "replace")
            )


def _utc(path: Path, text: Any) -> datetime:
    """Return a time in ISO's form, behind which the name of a zone may stand; else it is UTC."""
    words = str(text).split()
    named = len(words) > 1 and words[-1][0].isalpha()
    try:
        at = datetime.fromisoformat(" ".join(words[:-1] if named else words))
        zone = ZoneInfo(words[-1]) if named else UTC
    except (ValueError, KeyError, OSError) as error:
        raise Unreadable(path, 1, f"{str(text).strip()!r} is no time that we can read.") from error
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the time that a cell tells by the clock of a zone; None where it tells none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        plain = re.sub(r"^\w+, ", "", " ".join(text.split()))
        at = next(filter(None, (_parsed(plain, form) for form in WRITTEN)), datetime.min)
        if at == datetime.min:
            return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None

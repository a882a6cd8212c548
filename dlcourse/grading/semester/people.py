"""Who is in the class, and whose a file is that came under a platform's name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dlcourse.grading.marking.roster import CANVAS, MOODLE
from dlcourse.grading.marking.scale import POINTS_POSSIBLE
from dlcourse.grading.marking.sheet import Sheet, key_of
from dlcourse.grading.semester.faults import Unreadable


@dataclass(frozen=True)
class Person:
    """One student: key, which the names of files have or lead to, and the name for people."""

    key: str
    name: str


def people(path: Path, match: str, name: str) -> list[Person]:
    """Return the class, as its table has it: a CSV file with a head, such as a platform's export.

    match, name: the columns with key and name. Rows of Canvas's own are no students. Raises
    Unreadable where a column is not there, a student has no key, or two have one; and OSError.
    """
    sheet = Sheet.read(path.read_bytes(), match)
    for column in (match, name):
        if column not in sheet.head:
            there = ", ".join(sheet.head) or "none"
            raise Unreadable(path, 1, f"there is no column {column!r}. There are: {there}.")
    at, named = sheet.head.index(match), sheet.head.index(name)
    found: dict[str, tuple[Person, int]] = {}
    for row in range(1, len(sheet.rows)):
        person = Person(sheet.get(row, at).strip(), sheet.get(row, named).strip())
        if not person.key:
            if person.name in ("", POINTS_POSSIBLE):
                continue
            said = f"{person.name} has nothing in the column {match!r}."
            raise Unreadable(path, sheet.line(row), said)
        key = key_of(person.key)
        if key in found:
            said = f"{person.key!r} stands in line {sheet.line(found[key][1])} already."
            raise Unreadable(path, sheet.line(row), said)
        found[key] = (person, row)
    if not found:
        raise Unreadable(path, 1, "there is no student below the head.")
    return [person for person, _ in found.values()]


def sender(student: str) -> str:
    """Return what tells a sender from others: a platform's number, else the whole name.

    student: as `dlcourse grade` names one. Several files of one sender have one such number.
    """
    place = MOODLE.match(student) or CANVAS.match(student)
    return f"#{place['id']}" if place else f"={key_of(student)}"


def placed(
    students: Iterable[str], people: Iterable[Person], others: Mapping[str, str]
) -> dict[str, Person]:
    """Return whose each file is; what fits no one student of the class is left out.

    students: as `dlcourse grade` names them: by their key, or as Canvas and Moodle name files.
    others: a platform's number -> key, where an export says so. Whom two senders fit is nobody's.
    """
    by_key = {key_of(person.key): person for person in people}
    claims: dict[str, set[str]] = defaultdict(set)  # sender -> keys
    names = list(students)
    for student in names:
        claims[sender(student)] |= _keys(student, others) & by_key.keys()
    single = {who: next(iter(keys)) for who, keys in claims.items() if len(keys) == 1}
    senders: dict[str, list[str]] = defaultdict(list)
    for who, key in single.items():
        senders[key].append(who)
    owner = {key: _one(whos, key) for key, whos in senders.items()}
    return {
        student: by_key[single[who]]
        for student in names
        if (who := sender(student)) in single and owner[single[who]] == who
    }


def _keys(student: str, others: Mapping[str, str]) -> set[str]:
    place = MOODLE.match(student) or CANVAS.match(student)
    if place is None:
        return {key_of(student)}
    if place["id"] in others:
        return {key_of(others[place["id"]])}
    parts = (student, place["name"], place["id"], f"Participant {place['id']}")
    return {key_of(part) for part in parts}


def _one(senders: list[str], key: str) -> str | None:
    """Return the one sender, or of several the one that is named by the key itself."""
    return senders[0] if len(senders) == 1 else f"={key}" if f"={key}" in senders else None

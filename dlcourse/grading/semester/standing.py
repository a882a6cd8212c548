"""How each student stands in each assignment: which file counts, when it came, and the mark."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from dlcourse.grading.marking.marks import NOT_GRADED
from dlcourse.grading.marking.roster import CANVAS
from dlcourse.grading.semester import by_hand, handed_in, people, times
from dlcourse.grading.semester.by_hand import Given
from dlcourse.grading.semester.handed_in import HandedIn
from dlcourse.grading.semester.people import Person, placed, sender
from dlcourse.grading.semester.plan import BEST, Assignment, Plan
from dlcourse.grading.semester.times import Times

EXCUSED, MISSING, NOT_DUE, ON_TIME, LATE = (
    "excused",
    "missing",
    "not due yet",
    "handed in",
    "late",
)


@dataclass(frozen=True)
class Standing:
    """One student in one assignment. file: the one that counts; late: by how much, if known.

    of: full marks of the grader, None before anything was graded; hand: what a person gave.
    penalty: points that lateness costs. notes: what the teacher should look at.
    """

    person: Person
    assignment: Assignment
    status: str
    file: HandedIn | None
    at: datetime | None
    due: datetime | None
    late: timedelta | None
    attempts: int
    of: int | None
    hand: Given | None
    penalty: Decimal
    notes: tuple[str, ...]

    @property
    def hand_points(self) -> Decimal | None:
        """What a person gave, or None while something has no points."""
        items = self.assignment.by_hand
        return (self.hand or Given({})).total(items) if items else Decimal(0)

    @property
    def full(self) -> Decimal | None:
        """Full marks of both; None before anything was graded."""
        items = self.assignment.by_hand
        return None if self.of is None else sum(items.values(), Decimal(self.of))

    @property
    def waits(self) -> bool:
        """Whether the mark waits for the grader or for a person."""
        if self.file is None:
            return False
        return self.file.result.status == NOT_GRADED or self.hand_points is None

    @property
    def mark(self) -> Decimal | None:
        """The grader's points and a person's, less the penalty; None where there is no mark."""
        if self.status == EXCUSED or self.waits or self.hand_points is None:
            return None
        if self.file is None:
            return self.hand_points if self.assignment.by_hand else None
        return max(self.file.result.points + self.hand_points - self.penalty, Decimal(0))


@dataclass(frozen=True)
class Semester:
    """The whole class. strangers: assignment -> names of files that fit no one student of it."""

    plan: Plan
    people: list[Person]
    standings: list[Standing]
    strangers: dict[str, list[str]]

    def of(self, assignment: Assignment) -> list[Standing]:
        """Return how the class stands in one assignment, in the order of its table."""
        return [s for s in self.standings if s.assignment is assignment]


def read(plan: Plan, now: datetime) -> Semester:
    """Return how everybody stands. now: what tells missing from not due yet.

    Raises Unreadable where a file of the teacher's or a platform's is wrong, and OSError.
    """
    everyone = people.people(plan.students, plan.match, plan.name)
    plan.demand([person.key for person in everyone])
    standings: list[Standing] = []
    strangers = {}
    for assignment in plan.assignments:
        one = _Reader(plan, assignment, everyone, now)
        standings += [one.standing(person) for person in everyone]
        strangers[assignment.name] = one.strangers
    return Semester(plan, everyone, standings, strangers)


class _Reader:
    """Reads the folder of one assignment."""

    def __init__(self, plan: Plan, assignment: Assignment, everyone: list[Person], now: datetime):
        self.assignment, self.now = assignment, now
        self.times: Times = times.read(assignment.times, plan, assignment.exercise)
        graded = handed_in.read(assignment.folder / handed_in.FOLDER, assignment.exercise)
        self.of = graded.of if graded else None
        files = graded.files if graded else ()
        owner = placed((f.result.student for f in files), everyone, self.times.others)
        self.files: dict[Person, list[HandedIn]] = defaultdict(list)
        self.strangers = [f.result.student for f in files if f.result.student not in owner]
        for file in files:
            if file.result.student in owner:
                self.files[owner[file.result.student]].append(file)
        self.tried: dict[Person, set[str]] = defaultdict(set)
        for student, digests in (graded.tried if graded else {}).items():
            if student in owner:
                self.tried[owner[student]] |= digests
        path = assignment.folder / by_hand.FILE
        self.hand = by_hand.read(path, assignment.by_hand, everyone) if assignment.by_hand else {}

    def standing(self, person: Person) -> Standing:
        """Return how one student stands."""
        file = self._counting(self.files.get(person, []))
        due = self.assignment.extended.get(person.key, self.assignment.due)
        at = self._when(person, file)
        late = _after(at, due)
        hand = self.hand.get(person.key)
        said_late = file is not None and _says_late(file) and due is self.assignment.due
        status = self._status(person, file, due, late is not None or (said_late and at is None))
        penalty = Decimal(0)
        policy = self.assignment.late
        if late and policy and file is not None and self.of is not None:
            full = self.of + sum(self.assignment.by_hand.values(), Decimal(0))
            penalty = policy.penalty(late.total_seconds(), full)
        notes = [*self._notes(file, hand, at, status)]
        attempts = self._attempts(person, file)
        return Standing(
            person=person,
            assignment=self.assignment,
            status=status,
            file=file,
            at=at,
            due=due,
            late=late,
            attempts=attempts,
            of=self.of,
            hand=hand,
            penalty=penalty,
            notes=tuple(notes),
        )

    def _counting(self, files: list[HandedIn]) -> HandedIn | None:
        """Return the file that counts: the last, or the best, as the assignment says."""
        if not files:
            return None
        if self.assignment.counts == BEST:
            return max(files, key=lambda f: (f.result.points, *self._place(f)))
        return max(files, key=self._place)

    def _place(self, file: HandedIn) -> tuple[float, int, int]:
        """Return what is greater for what came later."""
        at, place = self.times.when(file.result.student), CANVAS.match(file.result.student)
        return (at.timestamp() if at else 0.0, int(place["file"]) if place else 0, file.order)

    def _when(self, person: Person, file: HandedIn | None) -> datetime | None:
        at = self.times.when(file.result.student) if file else None
        return at or self.times.when(person.key)

    def _status(
        self, person: Person, file: HandedIn | None, due: datetime | None, late: bool
    ) -> str:
        if person.key in self.assignment.excused:
            return EXCUSED
        if file is None:
            return MISSING if due is None or self.now > due else NOT_DUE
        return LATE if late else ON_TIME

    def _attempts(self, person: Person, file: HandedIn | None) -> int:
        """Return how many attempts the platform counted, or how many different files came."""
        files = self.files.get(person, [])
        graded = {f.result.digest for f in files} | self.tried.get(person, set())
        number = sender(file.result.student).removeprefix("#") if file else person.key
        return max(self.times.attempts.get(number, 0), len(graded))

    def _notes(
        self, file: HandedIn | None, hand: Given | None, at: datetime | None, status: str
    ) -> list[str]:
        notes = []
        if file is None and at is not None:
            notes.append("An export says that something was handed in, and no file was graded.")
        if file is not None and _says_late(file) and at is None:
            notes.append("Canvas says late, and no export says when it came.")
        if status == ON_TIME and file is not None and _says_late(file):
            notes.append("Canvas says late, and by the deadline of the plan it was not.")
        if file is not None and self.assignment.due and at is None and not _says_late(file):
            notes.append("No export says when it came.")
        if hand is not None and hand.points and file and hand.digest != file.result.digest:
            notes.append("Points by hand were given for another file than the one that counts.")
        if status == EXCUSED and file is not None:
            notes.append("Something was handed in all the same.")
        return notes


def _after(at: datetime | None, due: datetime | None) -> timedelta | None:
    """Return by how much a time is later; None if it is not. An hour of summer time is no hour."""
    if at is None or due is None:
        return None
    late = at.astimezone(UTC) - due.astimezone(UTC)
    return late if late > timedelta(0) else None


def _says_late(file: HandedIn) -> bool:
    place = CANVAS.match(file.result.student)
    return place is not None and bool(place["late"])

"""What is handed in, and what it came to: plain data for the journal and every report."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

GRADED = "graded"
NOTHING = "nothing to grade"  # the file could not be read
NOT_GRADED = "not graded"  # through no fault of the student: to be done again
LONGEST = 1_000  # characters of one message: the student's values stand in it


@dataclass(frozen=True)
class Mark:
    """What one check came to."""

    task: str
    check: str
    hidden: bool
    points: int
    of: int
    passed: bool
    message: str = ""
    hint: str = ""
    stopped: bool = False  # by a limit, or because the sandbox broke


@dataclass(frozen=True)
class Result:
    """What one submission came to. reason: why marks are missing, in sentences; "" if none are."""

    student: str
    file: str
    digest: str
    points: int
    of: int
    status: str  # one of the three above
    reason: str = ""
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """Return the result as JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Result":
        """Return the result that as_data gave."""
        marks = tuple(Mark(**mark) for mark in data["marks"])
        return cls(**{**data, "marks": marks, "notes": tuple(data["notes"])})


@dataclass(frozen=True)
class Work:
    """One student's file as it was handed in; data is None where it could not even be read."""

    student: str
    file: str
    data: bytes | None
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.data or b"").hexdigest()

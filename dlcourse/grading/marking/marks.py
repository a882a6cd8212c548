"""What is handed in, and what it came to: plain data for the journal and every report."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

GRADED = "graded"
NOTHING = "nothing to grade"  # the file could not be read
NOT_GRADED = "not graded"  # through no fault of the student: to be done again
LONGEST = 1_000  # characters of one message: the student's values stand in it


@dataclass(frozen=True)
class Mark:
    """What one check came to, in words that its student may read.

    given, got, hint, stopped: of a public check alone. told: what a hidden one saw, which is for
    the teacher; the student's code chose it, knowing the hidden input.
    """

    task: str
    check: str
    hidden: bool
    points: int
    of: int
    passed: bool
    message: str = ""
    hint: str = ""
    stopped: bool = False  # by a limit, or because the sandbox broke
    given: str = ""
    got: str = ""
    told: str = ""

    def __post_init__(self) -> None:
        """Refuse what a hidden check must not say: no report can tell what no mark holds."""
        if self.hidden and (self.given or self.got or self.hint or self.stopped):
            raise ValueError(
                f"{self.check!r} is hidden, so its mark holds no input, no result, no hint and no "
                "limit."
            )


@dataclass(frozen=True, slots=True)
class Result:
    """What one submission came to. reason: why marks are missing, in sentences; "" if none are.

    marks: a tuple, or what reads them from where they are written down (recorded.py).

    content: a digest of its code alone, "" where that is unknown. faults: of the exercise, with
    what repeats them, for the teacher.
    """

    student: str
    file: str
    digest: str
    points: int
    of: int
    status: str  # one of the three above
    reason: str = ""
    marks: Sequence[Mark] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    content: str = ""
    faults: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the result as JSON can carry it."""
        return asdict(replace(self, marks=tuple(self.marks)))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Result":
        """Return the result that as_data gave."""
        marks = tuple(Mark(**mark) for mark in data["marks"])
        lists = {name: tuple(data.get(name, ())) for name in ("notes", "faults")}
        return cls(**{**data, **lists, "marks": marks})


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

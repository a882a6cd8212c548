"""Submissions of a class with equal content. It is told, and judged by nobody but the teacher."""

from collections.abc import Iterable
from dataclasses import dataclass

from dlcourse.grading.marking.marks import Result

NO_PROOF = (
    "That is no proof of copying: two may hand in what they wrote together, and worked solutions "
    "can be had, since the course is open."
)


@dataclass(frozen=True)
class Equal:
    """Students whose files are equal. to_the_byte: else their code is, without its comments."""

    students: tuple[str, ...]
    to_the_byte: bool

    def sentence(self, most: int | None = None) -> str:
        """Say who, and how equal; name so many at most."""
        if self.to_the_byte:
            how = "The same file, to the byte"
        else:
            how = "The same code, apart from comments, white space, texts and outputs"
        left = len(self.students[most:]) if most is not None else 0
        more = f" and {left} more" if left else ""
        return f"{how}: {', '.join(self.students[:most])}{more}."


def equal(results: list[Result]) -> list[Equal]:
    """Return the groups of students with equal content, of those who earned points.

    Who earned none handed in the stubs as they were, which all have alike.
    """
    earned = [result for result in results if result.points]
    files = _groups((result.digest, result.student) for result in earned)
    codes = _groups((result.content or result.digest, result.student) for result in earned)
    same = [Equal(students, True) for students in files]
    known = set(files)
    return same + [Equal(students, False) for students in codes if students not in known]


def _groups(keyed: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the students who have a key in common."""
    found: dict[str, list[str]] = {}
    for key, student in keyed:
        found.setdefault(key, []).append(student)
    return [tuple(students) for students in found.values() if len(students) > 1]

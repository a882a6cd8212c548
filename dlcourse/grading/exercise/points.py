"""Points by task: what an author declares, and how the checks of a task share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dlcourse.grading.exercise.spec import Check


class PointsError(ValueError):
    """Points that cannot be given, and why, in one sentence."""


def shared(name: str, checks: Sequence[Check], points: int | None) -> tuple[Check, ...]:
    """Return the checks of a task with the points that each brings.

    name: the task's. checks: their points are shares where the task declares its own.
    points: what the whole task is worth; None leaves the points of the checks as they are.
    Raises PointsError where a check takes points away, where the task is worth nothing, and where
    whole points cannot be shared as the checks say.
    """
    for check in checks:
        if not _is_whole(check.points) or check.points < 0:
            raise PointsError(
                f"{name}: the check {check.name!r} has {check.points} points; a check has a whole "
                "number of them, from 0 on."
            )
    total = sum(check.points for check in checks)
    if points is not None and (not _is_whole(points) or points < 1):
        raise PointsError(f"{name}: a task has a whole number of points, from 1 on, not {points}.")
    if not total:
        raise PointsError(f"{name}: none of its checks has a point, so the task has none to give.")
    if points is None:
        return tuple(checks)
    each = [check.points * points for check in checks]
    if any(share % total for share in each):
        raise PointsError(f"{name}: {points} points cannot be shared. {_possible(checks, total)}")
    return tuple(
        replace(check, points=share // total) for check, share in zip(checks, each, strict=True)
    )


def _possible(checks: Sequence[Check], total: int) -> str:
    """Say what the checks have, and which points can be shared as they say."""
    least = next(n for n in range(1, total + 1) if not any(c.points * n % total for c in checks))
    have = ", ".join(str(check.points) for check in checks if check.points)
    return (
        f"Its checks have {have} points, which is {total} in all: "
        f"{least}, {2 * least} or {3 * least} points can be shared so."
    )


def _is_whole(points: object) -> bool:
    return isinstance(points, int) and not isinstance(points, bool)

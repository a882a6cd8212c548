"""Exercises that check themselves: `from dlcourse.grading import check; check("03.2", bce)`."""

from dlcourse.grading.checking.public import check

__all__ = ["check"]

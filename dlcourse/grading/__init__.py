"""Exercises that check themselves: the student's call, and behind it wings for all the others.

>>> def half_mse(a, y):
...     return 0.0
>>> print(str(check("01.2", half_mse)).splitlines()[0])
01.2 half_mse: 1 of 4 public checks pass so far.
"""

from dlcourse.grading.checking.help import hint, solution
from dlcourse.grading.checking.public import check

__all__ = ["check", "hint", "solution"]

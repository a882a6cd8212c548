"""What is wrong on the teacher's side, in the teacher's words: no student reads them.

Of an error only its class and its line of ours are told: its text may be the student's.
"""

import traceback
from pathlib import Path


def of_check(number: str, name: str, check: str, seed: int) -> str:
    """Say which check fails the right answer, and what repeats it. seed: of this one check."""
    return (
        f"{number} {name}: the check {check!r} fails the right answer with "
        f"numpy.random.default_rng({seed})."
    )


def of_grader(file: str, error: Exception) -> str:
    """Say where the grader itself fell over."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
    return f"The grader failed at {file}: {where}."

"""What the browser gets of this package: the student's copy, and of it what a page can use.

No reference, hidden check or known mistake is in it. A page marks nothing and writes no exercise.
"""

from __future__ import annotations

import re
from pathlib import Path

from dlcourse.grading.author.seal import sealed
from dlcourse.grading.exercise.sealed import FILE, LAWS
from dlcourse.grading.exercise.shelf import sources

from ..places import ROOT

# What starts and guards other processes, and what is for whoever writes or marks exercises.
ELSEWHERE = re.compile(
    r"dlcourse/grading/(?:author/|marking/|semester/|cli\.py"
    r"|sandbox/(?!__init__|errors|limits|inside/)"
    r"|sandbox/inside/(?:runner|files|demos))"
)
EXERCISES = "dlcourse/grading/_exercises/"


def made_from() -> list[Path]:
    """The files that decide what the browser gets."""
    return [*package(), *sources().values()]


def package() -> list[Path]:
    """Every file of the package, but for what Python has compiled."""
    found = (path for path in (ROOT / "dlcourse").rglob("*") if path.is_file())
    return sorted(p for p in found if p.suffix != ".pyc" and "__pycache__" not in p.parts)


def course() -> dict[str, bytes]:
    """Path below site-packages -> the bytes of each file."""
    names = {path.relative_to(ROOT).as_posix(): path for path in package()}
    files = {n: path.read_bytes() for n, path in names.items() if not ELSEWHERE.match(n)}
    for source in sources().values():
        home = f"{EXERCISES}{source.parent.name}/"
        data, laws = sealed(source)
        files |= {f"{home}{FILE}": data.encode(), f"{home}{LAWS}": laws.encode()}
    return files

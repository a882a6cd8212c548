"""What has passed so far, by function, kept beside the student's notebooks.

A file holds it, so that it outlives the kernel: `progress.json` in the folder of the course, beside
the contents. It is written only where an exercise's own notebook runs; elsewhere, as in a test, a
script or a build of the site, progress lives as long as Python does.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dlcourse._words import Said
from dlcourse.grading.exercise.spec import Exercise, Task

FILE = "progress.json"
DAMAGED = "progress-damaged.json"
_EXERCISE = re.compile(r"\d\d_\w+")


@dataclass(frozen=True)
class State:
    """What the last check of a function came to: whether it passes, and its public points.

    failing, times: the check that fails, and how often in a row it did; hints: how many were asked
    for; attempted: False where nothing but hints was. key: what opens the worked solution of a
    student's copy, made of the function's answers; "" elsewhere.
    """

    ok: bool = False
    points: int = 0
    failing: str = ""
    times: int = 0
    hints: int = 0
    attempted: bool = True
    key: str = ""

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> State:
        """Return the state that a file tells of: always of ok and points, else what there is."""
        whole = asdict(cls()) | {"ok": told["ok"], "points": told["points"]} | dict(told)
        return cls(**{name: type(new)(whole[name]) for name, new in asdict(cls()).items()})

    def after(self, ok: bool, points: int, failing: str) -> State:
        """Return the state after one more check. failing: the name of the one that fails, or ""."""
        times = self.times + 1 if failing and failing == self.failing else int(bool(failing))
        return State(ok, points, failing, times, self.hints)

    @property
    def known(self) -> str:
        """Return the line that says how far the function is, with places for its id and name."""
        return PASSES if self.ok else NOT_YET if self.attempted else NOT_ATTEMPTED


PASSES = Said("{id} {name}: passes")
NOT_YET = Said("{id} {name}: not yet")
NOT_ATTEMPTED = Said("{id} {name}: not attempted")
NEW = State(attempted=False)


States = dict[str, dict[str, State]]  # number of the exercise -> name of the function -> state


def passing(exercise: Exercise, states: Mapping[str, State]) -> list[Task]:
    """Return the functions of an exercise that pass; states: function name -> state."""
    return [task for task in exercise.tasks if task.name in states and states[task.name].ok]


class Progress:
    """The states of all functions, in memory and, where there is a place for it, in a file."""

    def __init__(self) -> None:
        self._here: States = {}

    def note(self, number: str, name: str, state: State) -> None:
        """Remember the state of a function. Where no file can be written, memory has to do."""
        self._here.setdefault(number, {})[name] = state
        path = _place()
        if path is not None and not os.environ.get("DLCOURSE_STATIC"):
            with suppress(OSError):  # a disk that is full or read-only
                _write(path, number, name, state)

    def of(self, number: str) -> dict[str, State]:
        """Return function name -> state for an exercise; what was never asked is absent."""
        return self.all().get(number, {})

    def all(self) -> States:
        """Return the states of every exercise: those of the file, and this session's above them."""
        path = _place()
        kept = _read(path) if path is not None else {}
        numbers = sorted({*kept, *self._here})
        return {n: {**kept.get(n, {}), **self._here.get(n, {})} for n in numbers}


PROGRESS = Progress()


def _place() -> Path | None:
    """Return where the file stands, seen from an exercise's notebook or from the contents."""
    here = Path.cwd()
    if _EXERCISE.fullmatch(here.name) and (here / f"{here.name}.ipynb").exists():
        return here.parents[1] / FILE
    return here / FILE if (here / "contents.ipynb").exists() else None


def _read(path: Path) -> States:
    """Return what a file holds; nothing where it is damaged."""
    try:
        found: Any = json.loads(path.read_text("utf8"))
        return {
            number: {name: State.read(told) for name, told in tasks.items()}
            for number, tasks in found.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(path: Path, number: str, name: str, state: State) -> None:
    """Put one state into the file, which another notebook may have written to meanwhile."""
    states = _read(path)
    if not states and path.exists() and path.read_bytes().strip() not in (b"", b"{}"):
        path.replace(path.with_name(DAMAGED))  # somebody may still want to look at it
    states.setdefault(number, {})[name] = state
    told = {n: {k: asdict(s) for k, s in tasks.items()} for n, tasks in sorted(states.items())}
    new = path.with_name(f".{FILE}.{os.getpid()}")
    new.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf8")
    new.replace(path)  # whole, or not at all

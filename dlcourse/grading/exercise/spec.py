"""What an exercise is: tasks, checks, known mistakes, as frozen data; and where it is found."""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

Call = Callable[..., Any]  # the student's function, here or in the sandbox: plain data in and out
Kind = Literal["callable", "shape", "value", "edge", "law", "gradient"]
KINDS: tuple[str, ...] = get_args(Kind)  # in the order in which the public checks ask


class Failed(Exception):
    """A property does not hold. It carries the input and the result, never the expected value.

    what: one sentence that says what was seen; wanted_property: the sentence that should be true.
    given: name -> argument; got: what came back. Left out, both are those of the last call.
    mistake: the name of the known mistake, once it is recognised; hint: a sentence that helps.
    """

    def __init__(
        self,
        what: str,
        *,
        given: dict[str, Any] | None = None,
        got: Any = ...,
        wanted_property: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(what)
        self.what = what
        self.given = given
        self.got = got
        self.wanted_property = wanted_property
        self.hint = hint
        self.mistake = ""


@dataclass(frozen=True)
class Check:
    """One question to the student's function. `run` raises Failed, or returns when all is well."""

    name: str
    points: int
    run: Callable[[Call, np.random.Generator], None]
    kind: Kind


@dataclass(frozen=True)
class Mistake:
    """A wrong solution that has a name, and the sentence that the student reads about it."""

    name: str
    wrong: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Task:
    """One function for the student to write, with all that is known about it."""

    name: str
    points: int
    signature: str
    text: str
    stub: str
    reference: Callable[..., Any]
    public: tuple[Check, ...]
    hidden: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    main: bool = True

    @property
    def checks(self) -> tuple[Check, ...]:
        """The public checks, then the hidden ones."""
        return self.public + self.hidden


@dataclass(frozen=True)
class Exercise:
    """The tasks that belong to one chapter. Task k of exercise 03 has the id 03.k, from 1."""

    number: str
    title: str
    chapter: str
    tasks: tuple[Task, ...]
    text: str = ""
    setup: str = "import numpy as np"

    @property
    def points(self) -> int:
        """What full marks are."""
        return sum(task.points for task in self.tasks)

    def id_of(self, task: Task) -> str:
        """Return the id of a task of this exercise, such as 03.2."""
        return f"{self.number}.{self.tasks.index(task) + 1}"

    def task(self, name: str) -> Task:
        """Return the task with this function name."""
        return next(task for task in self.tasks if task.name == name)


def folder() -> Path:
    """Return where the exercises are: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parents[1] / "_exercises"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "exercises"


def sources() -> dict[str, Path]:
    """Return number -> source file, for every exercise."""
    found = sorted(folder().glob("[0-9][0-9]_*/exercise.py"))
    return {path.parent.name[:2]: path for path in found}


def numbers() -> list[str]:
    """Return the numbers of all exercises: 01, 02, …"""
    return list(sources())


def load(number: str) -> Exercise:
    """Return exercise `number`. Raises KeyError, whose message lists those that exist."""
    found = sources()
    if number not in found:
        raise KeyError(f"There is no exercise {number!r}. There are: {', '.join(found)}.")
    return load_file(found[number])


@functools.cache
def load_file(path: Path) -> Exercise:
    """Run the source file of an exercise and return its EXERCISE."""
    spec = importlib.util.spec_from_file_location(f"dlcourse_exercise_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    exercise = module.EXERCISE
    if not isinstance(exercise, Exercise):
        raise TypeError(f"EXERCISE in {path} is of type {type(exercise).__name__}.")
    return exercise


def resolve(identifier: str) -> tuple[Exercise, Task | None]:
    """Return what an id names: `03` an exercise, `03.2` a task of it. Raises KeyError."""
    shape = re.fullmatch(r"(\d\d)(?:\.(\d+))?", identifier)
    if shape is None:
        raise KeyError(f"{identifier!r} is no id. Write 03 for an exercise, 03.2 for a function.")
    exercise = load(shape[1])
    if shape[2] is None:
        return exercise, None
    if not 1 <= int(shape[2]) <= len(exercise.tasks):
        raise KeyError(
            f"There is no {identifier}. Exercise {exercise.number} has the functions "
            f"{exercise.number}.1 to {exercise.number}.{len(exercise.tasks)}."
        )
    return exercise, exercise.tasks[int(shape[2]) - 1]

"""What an exercise is: tasks, checks, known mistakes, as frozen data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

Call = Callable[..., Any]  # the student's function, here or in the sandbox: plain data in and out
Kind = Literal["callable", "shape", "value", "edge", "law", "gradient"]
KINDS: tuple[str, ...] = get_args(Kind)  # in the order in which the public checks ask


class Failed(Exception):
    """A property does not hold. It carries the input and the result, never the expected value.

    what: one sentence that says what was seen; wanted_property: the sentence that should be true.
    given: name -> argument; got: what came back. Left out, both are those of the last call.
    hint: a sentence that helps, where no known mistake has a better one.
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

"""What an exercise is: tasks, checks, known mistakes, as frozen data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

Call = Callable[..., Any]  # the student's function, here or in the sandbox: plain data in and out
Kind = Literal["callable", "shape", "value", "edge", "law", "gradient"]
KINDS: tuple[str, ...] = get_args(Kind)  # in the order in which the public checks ask
Level = Literal["easy", "medium", "hard"]
Boxes = tuple[bytes, ...]  # a text that is locked: dlcourse.grading.checking.locks
SHOWN = 12  # an array with more entries is not shown whole


class Failed(Exception):
    """A property does not hold. It carries the input and the result.

    Its sentences are English, and said in the reader's language where they are shown; those with
    places in them are Said.
    what: one sentence that says what was seen; wanted_property: the sentence that should be true.
    given: name -> argument; got: what came back. Left out, both are those of the last call.
    hint: a sentence that helps, where no known mistake has a better one. wanted: name -> the right
    value; only a student's own check of public questions ever shows it.
    """

    def __init__(
        self,
        what: str,
        *,
        given: dict[str, Any] | None = None,
        got: Any = ...,
        wanted_property: str = "",
        hint: str = "",
        wanted: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.given = given
        self.got = got
        self.wanted_property = wanted_property
        self.hint = hint
        self.wanted = wanted


@dataclass(frozen=True)
class Check:
    """One question to the student's function. `run` raises Failed, or returns when all is well.

    What it returns is a sentence that the student's own check shows, or None.

    why: the property in words, where the check has one for all that it asks. times: how often it
    runs, each time with other random numbers, so that luck with one draw earns nothing.
    """

    name: str
    points: int
    run: Callable[[Call, np.random.Generator], str | None]
    kind: Kind
    why: str = ""
    times: int = 1


@dataclass(frozen=True)
class Mistake:
    """A wrong solution that has a name, and the sentence that the student reads about it."""

    name: str
    wrong: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Sealed:
    """What a student's copy of a task holds in place of solution, reasons and known mistakes.

    mistakes: each opens to the answers that it gives to the public checks, and then is a name and
    a hint. solution: opens to the right answers to `questions`, lists of arguments that no public
    check asks; results: how many things each answer is. Without questions anybody can open it.
    """

    mistakes: tuple[Boxes, ...]
    solution: Boxes
    questions: tuple[tuple[Any, ...], ...]
    results: int = 1


@dataclass(frozen=True)
class Task:
    """One function for the student to write, with all that is known about it.

    hints: the steps that help, the smallest first; why: the reasons of the worked solution, whose
    code is the reference; level: how hard it is for who has read the chapter, where
    that is known. sealed: in a student's copy alone, where the reference does nothing, and the
    hidden checks are one that has their points and asks nothing. steady: whether the same input
    must get the same answer; not where who writes it may draw random numbers. table: whether the
    public checks ask every input there is, so that recorded answers are as good as a function.
    """

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
    hints: tuple[str, ...] = ()
    why: str = ""
    level: Level | None = None
    sealed: Sealed | None = None
    steady: bool = True
    table: bool = False

    @property
    def checks(self) -> tuple[Check, ...]:
        """The public checks, then the hidden ones."""
        return self.public + self.hidden


@dataclass(frozen=True)
class Choice:
    """One answer to a question: its text, and what is said to whoever chooses it."""

    text: str
    reply: str
    right: bool = False


@dataclass(frozen=True)
class WarmUp:
    """A question before the first function, without points. The choices get the letters a, b, …"""

    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Exercise:
    """The tasks that belong to one chapter. Task k of exercise 03 has the id 03.k, from 1.

    variant: of a variant for an exam, a digest of its source and of what was drawn for it.
    """

    number: str
    title: str
    chapter: str
    tasks: tuple[Task, ...]
    text: str = ""
    warm_up: WarmUp | None = None
    setup: str = "import numpy as np"
    variant: str = ""

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

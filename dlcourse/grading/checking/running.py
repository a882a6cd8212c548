"""Run one check against a student's function, here or in the sandbox, and say what it came to."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from dlcourse._words import Said
from dlcourse.grading.checking.mistakes import Asked, Raised, digest_of, recognise
from dlcourse.grading.checking.plain import alike, copied, plain
from dlcourse.grading.exercise.single import exact, is_single, lost
from dlcourse.grading.exercise.spec import Call, Check, Failed, Task


@dataclass(frozen=True)
class Outcome:
    """What one check came to, with all that a reader may learn about it.

    kind: "holds"; "fails", where a property does not hold; "stops", where the student's function
    (or a remote call in its place) raised; "unasked", where the check itself fell over before it
    asked anything, which is the author's fault.

    what: one sentence that says what was seen; wanted_property: the sentence that should be true.
    where: the line of the student's code in which it stopped, if that is known. wanted: the right
    value, as Failed has it.
    given: name -> argument of the last call; got: what came back. error: what was raised, of the
    last two kinds. mistake, hint: name and sentence of the known mistake, where one is recognised.
    seconds: the processor time of the slowest call, where it was measured.
    """

    kind: Literal["holds", "fails", "stops", "unasked"]
    what: str = ""
    where: str = ""
    wanted_property: str = ""
    given: dict[str, Any] | None = None
    got: Any = ...
    wanted: dict[str, Any] | None = None
    error: Exception | None = None
    mistake: str = ""
    hint: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def ok(self) -> bool:
        """Whether all holds."""
        return self.kind == "holds"


CHANGED = Said("Another answer came back than before, to the same input.")
THE_SAME = Said("The same input gets the same answer each time.")
WHAT_CHANGES = Said(
    "Does your function draw random numbers without the seed that it is given, or keep something "
    "from one call to the next?"
)

FLOAT32 = Said(
    "Your numbers are of type float32, which has none between 0 and about 1e-45, and none above "
    "3e38. Let them be float64, as NumPy makes them."
)
FLOAT32_TOO = Said(
    "{hint} Also, your numbers are of type float32, which has none between 0 and about 1e-45, and "
    "none above 3e38. Let them be float64, as NumPy makes them."
)


class Recorder:
    """A Call that writes down what was asked and what came back.

    `error` is the exception that the student's function raised, if it did: so an error in the
    student's code is told apart from one in the check.

    reference: the right function, where it is there: a result of single precision that is right to
    its digits is taken for the exact one. steady: as Task has it.
    """

    def __init__(
        self,
        call: Call,
        history: list[Asked],
        reference: Callable[..., Any] | None = None,
        *,
        steady: bool = False,
    ) -> None:
        self.call = call
        self.history = history
        self.reference = reference
        self.steady = steady
        self.error: Exception | None = None

    def __call__(self, *args: Any) -> Any:
        """Call with copies, so that the function cannot change what the check holds.

        Raises Failed where the answer to the same arguments was another one before.
        """
        asked = Asked(args, None, digest_of(args) if self.steady else b"")
        before = self._like(asked)
        self.history.append(asked)
        try:
            with np.errstate(all="ignore"):
                result = self.call(*copied(args))
        except Exception as error:
            self.error = error
            asked.result = Raised.of(error)
            raise
        asked.result = plain(result)
        if self.reference is not None and is_single(asked.result):
            asked.result = exact(asked.result, asked.result_of(self.reference))
        if not all(alike(one.result, asked.result) for one in before):
            raise Failed(CHANGED, wanted_property=THE_SAME, hint=WHAT_CHANGES)
        return copied(asked.result)

    def again(self, begun: int) -> None:
        """Repeat the first call since then, unless it was repeated already."""
        first = self.history[begun] if self.steady and self.history[begun:] else None
        if first and len(self._like(first)) == 1 and digest_of(first.args) == first.digest:
            self(*first.args)
            self.history.pop()  # it tells nothing new

    def _like(self, asked: Asked) -> list[Asked]:
        """Return the calls with these arguments that came to a result."""
        if not self.steady:
            return []
        like = [one for one in self.history if one.digest == asked.digest]
        return [one for one in like if not isinstance(one.result, Raised)]


def run_check(
    task: Task,
    check: Check,
    call: Call,
    rng: np.random.Generator,
    history: list[Asked] | None = None,
    *,
    named: bool = True,
    here: bool = False,
) -> Outcome:
    """Run a check, and return what it came to.

    history: the calls of earlier checks of the same function. They tell known mistakes apart, and
    the calls of this check are appended. named: whether a known mistake is looked for.
    here: whether the function runs in this process, with one thread, and may print.
    """
    known = task.reference if task.sealed is None else None
    made = [] if history is None else history
    recorder = Recorder(call, made, known, steady=task.steady)
    before = len(recorder.history)
    noticed: str | None = ""
    edge = check.kind == "edge"
    try:
        with np.errstate(all="ignore"):
            for _ in range(check.times):
                noticed = check.run(recorder, rng)
            with redirect_stdout(io.StringIO()) if here else nullcontext():  # it was printed
                recorder.again(before)
    except Failed as failed:
        return _fails(task, failed, recorder.history, before, named, edge)
    except Exception as error:
        if error is recorder.error:
            return _stops(task, error, recorder.history, named)
        if len(recorder.history) == before:
            return Outcome("unasked", error=error)
        unusable = Failed(Said("The check could not work with what came back."))
        return _fails(task, unusable, recorder.history, before, named, edge)
    return Outcome("holds", noticed or "")


def _fails(
    task: Task, failed: Failed, history: list[Asked], before: int, named: bool, edge: bool
) -> Outcome:
    """Fill in what the check left out: the input, the result and the name of a known mistake.

    before: how many of the calls belong to earlier checks; their input is not this one's.
    edge: whether the check asks for the ends of the numbers, which float32 does not have.
    """
    given, got = failed.given, failed.got
    if len(history) > before:
        last = history[-1]
        given = _named(task, last.args) if given is None else given
        got = last.result if got is ... else got
    known = recognise(task, history) if named else None
    hint = known.hint if known else failed.hint
    if named and edge and lost(got) and lost(got, _right(task, history)):
        hint = Said(FLOAT32_TOO, hint=hint) if hint else FLOAT32
    return Outcome(
        "fails",
        failed.what,
        wanted_property=failed.wanted_property,
        given=given,
        got=got,
        wanted=failed.wanted,
        mistake=known.name if known else "",
        hint=hint,
    )


def _stops(task: Task, error: Exception, history: list[Asked], named: bool) -> Outcome:
    """Return the outcome of a function that raised: its input, and the name of a known mistake."""
    known = recognise(task, history) if named else None
    return Outcome(
        "stops",
        given=_named(task, history[-1].args),
        error=error,
        mistake=known.name if known else "",
        hint=known.hint if known else "",
    )


def _right(task: Task, history: list[Asked]) -> Any:
    """Return the right answer to the last call, or None: a student's copy does not hold it."""
    return history[-1].result_of(task.reference) if history and task.sealed is None else None


def _named(task: Task, args: tuple[Any, ...]) -> dict[str, Any]:
    """Return the arguments of a call by their names."""
    names = list(inspect.signature(task.reference).parameters)
    return dict(zip(names, args, strict=False))

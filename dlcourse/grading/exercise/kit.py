"""What authors build checks from: typed answers with kind words, and the usual checks."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse._words import Said
from dlcourse.grading.exercise.drawn import drawn as drawn
from dlcourse.grading.exercise.points import shared
from dlcourse.grading.exercise.sentences import (
    has_shape,
    holds_value,
    is_wrong,
    must_be_finite,
    must_have,
    no_array,
    things_came,
    things_in_order,
)
from dlcourse.grading.exercise.single import DIGITS, close, is_single
from dlcourse.grading.exercise.spec import (
    SHOWN,
    Call,
    Check,
    Choice,
    Failed,
    Kind,
    Level,
    Mistake,
    Task,
    WarmUp,
)

Array = NDArray[np.float64]
Arguments = tuple[Any, ...]
Given = Arguments | list[Arguments]  # of one call, or of several
Inputs = Given | Callable[[np.random.Generator], Given]

DRAWS = 5  # of the inputs of a check that draws them: a mistake shows in one, if not in another

NOTHING = Said(
    "Nothing came back. Write the lines of the function in place of the dots, "
    "and end with `return`."
)

NEARLY = Said(
    "Five digits of your answer are right, and those after them are not. Is something rounded on "
    "the way, or of type float32, or has a tiny number been added?"
)
RESULT = Said("result")
YOUR_LINES = Said("your lines")


def holds(condition: Any, wanted_property: str, *, what: str = "", hint: str = "") -> None:
    """Fail unless condition is true. wanted_property: the sentence that should be true."""
    if not bool(np.all(condition)):
        said = what or Said("The result cannot be right.")
        raise Failed(said, wanted_property=wanted_property, hint=hint)


def array(result: Any, shape: tuple[int, ...], *, what: str = "") -> Array:
    """Return result as a float array if it has this shape and only finite numbers, or fail.

    what: the name of a part, where this is not the whole result.
    """
    if result is None:
        raise Failed(NOTHING)
    try:
        values = np.asarray(result, dtype=np.float64)
    except (TypeError, ValueError):
        raise Failed(no_array(what)) from None
    if values.shape != shape:
        raise Failed(has_shape(what, values.shape), wanted_property=must_have(what, shape))
    if not np.isfinite(values).all():
        bad = values[~np.isfinite(values)].ravel()[0]
        raise Failed(holds_value(what, bad), wanted_property=must_be_finite(what))
    return values


def number(result: Any, *, what: str = "") -> float:
    """Return result as one finite number, or fail. what: the name of a part, as array has it."""
    return float(array(result, (), what=what))


def parts(result: Any, names: Sequence[str]) -> tuple[Any, ...]:
    """Return the parts of a result such as `return dw, db`, or fail."""
    if result is None:
        raise Failed(NOTHING)
    wanted = things_in_order(names)
    if not isinstance(result, tuple | list):
        raise Failed(Said("Only one thing came back."), wanted_property=wanted)
    if len(result) != len(names):
        raise Failed(things_came(len(result)), wanted_property=wanted)
    return tuple(result)


def compare(got: Any, wanted: Any, why: str, *, rtol: float, returns: Sequence[str] = ()) -> None:
    """Fail where got differs from wanted. The message says where, and what should be true there."""
    if isinstance(wanted, tuple):
        names = returns or [Said("part {k}", k=k + 1) for k in range(len(wanted))]
        for name, piece, right in zip(names, parts(got, names), wanted, strict=True):
            _compare_numbers(piece, right, why, rtol=rtol, what=name)
    elif isinstance(wanted, str):
        if got is None:
            raise Failed(NOTHING)
        # an empty array "equals" any word: all of its no entries do
        right = isinstance(got, str) and got == wanted
        if not right:
            said = Said("This is not the word that belongs here.")
            raise Failed(said, wanted_property=why, wanted={RESULT: wanted})
    else:
        _compare_numbers(got, wanted, why, rtol=rtol)


def _compare_numbers(got: Any, wanted: Any, why: str, *, rtol: float, what: str = "") -> None:
    """Compare a number or an array with the right one, entry by entry."""
    right = np.asarray(wanted, dtype=np.float64)
    values = array(got, right.shape, what=what)
    wrong = ~close(values, right, rtol)
    if wrong.any() and is_single(values):
        wrong = ~close(values, right, max(rtol, DIGITS))
    if not wrong.any():
        return
    where = [int(k) for k in np.argwhere(wrong)[0]]
    name = what or RESULT
    few = right.size <= SHOWN
    # Of a large array the right value is told at the first wrong place alone.
    entry = Said("{name}{index}", name=name, index=where)
    there: dict[str, Any] = {name: right} if few else {entry: right[tuple(where)].item()}
    hint = NEARLY if close(values, right, DIGITS).all() else ""
    raise Failed(is_wrong(what, where), wanted_property=why, wanted=there, hint=hint)


@dataclass(frozen=True)
class Answers:
    """The question whether the function can be called, and something comes back."""

    args: Arguments

    def __call__(self, call: Call, rng: np.random.Generator) -> None:
        """Ask."""
        if call(*self.args) is None:
            raise Failed(NOTHING)


@dataclass(frozen=True)
class Shaped:
    """The question whether the result has this shape."""

    args: Arguments
    shape: tuple[int, ...]

    def __call__(self, call: Call, rng: np.random.Generator) -> None:
        """Ask."""
        array(call(*self.args), self.shape)


@dataclass(frozen=True)
class Recorded:
    """The question whether the function gives these answers: (arguments, right answer) each.

    ahead: as Agrees has it.
    """

    pairs: tuple[tuple[Arguments, Any], ...]
    why: str
    rtol: float
    returns: tuple[str, ...] = ()
    ahead: bool = False

    def __call__(self, call: Call, rng: np.random.Generator) -> None:
        """Ask one by one."""
        if self.ahead:
            for args, _right in self.pairs:
                call(*args)
        for args, right in self.pairs:
            compare(call(*args), right, self.why, rtol=self.rtol, returns=self.returns)


@dataclass(frozen=True)
class Agrees:
    """The question whether the function gives what the reference gives.

    ahead: all is asked before anything is compared, and then again: what comes back for later
    inputs tells mistakes apart that answer the first one alike.
    """

    reference: Callable[..., Any]
    inputs: Inputs
    why: str
    rtol: float
    returns: tuple[str, ...] = ()
    ahead: bool = False

    def __call__(self, call: Call, rng: np.random.Generator) -> None:
        """Ask one by one."""
        drawn = self.drawn(rng)
        if self.ahead:
            for args in drawn:
                call(*args)
        for args in drawn:
            came, right = call(*args), self.reference(*args)
            compare(came, right, self.why, rtol=self.rtol, returns=self.returns)

    def drawn(self, rng: np.random.Generator) -> list[Arguments]:
        """Return the arguments of each call."""
        given = self.inputs(rng) if callable(self.inputs) else self.inputs
        return given if isinstance(given, list) else [given]

    def recorded(self, rng: np.random.Generator, times: int = 1) -> Recorded:
        """Return the same question with its answers, which needs no reference any more.

        times: as Check has it.
        """
        asked = [args for _ in range(times) for args in self.drawn(rng)]
        pairs = tuple((args, self.reference(*args)) for args in asked)
        return Recorded(pairs, self.why, self.rtol, self.returns, self.ahead)


def answers(*args: Any) -> Check:
    """The first check of every task: the function can be called, and something comes back."""
    return Check(Said("it can be called, and something comes back"), 0, Answers(args), "callable")


def agrees(
    name: str,
    reference: Callable[..., Any],
    inputs: Inputs,
    why: str,
    *,
    points: int = 1,
    kind: Kind = "value",
    rtol: float = 1e-7,
    returns: Sequence[str] = (),
    ahead: bool = False,
    times: int = DRAWS,
) -> Check:
    """Check that the function gives what the reference gives, on fixed or on random inputs.

    inputs: the arguments of a call, or a list of such; or a function that draws them with rng,
    which is asked so many times.
    why: the property in words, as the student reads it; returns: the names of several results.
    ahead: ask all inputs before any answer is compared, so that more mistakes are told apart.
    """
    run = Agrees(reference, inputs, why, rtol, tuple(returns), ahead)
    return Check(name, points, run, kind, why, times if callable(inputs) else 1)


def shaped(name: str, inputs: Arguments, shape: tuple[int, ...], *, points: int = 0) -> Check:
    """Check that the result has this shape."""
    return Check(name, points, Shaped(inputs, shape), "shape")


def law(
    name: str,
    run: Callable[[Call, np.random.Generator], str | None],
    *,
    points: int = 1,
    kind: Kind = "law",
    times: int = 1,
) -> Check:
    """Make a check from a function that calls, and raises Failed (with holds, array, number).

    It may return a sentence about what it saw, which a student reads where all holds. times: how
    often it runs, each time with other random numbers.
    """
    return Check(name, points, run, kind, times=times)


def mistake(name: str, wrong: Callable[..., Any]) -> Mistake:
    """Make a known mistake: the docstring of the wrong solution is what the student reads."""
    return Mistake(name, wrong, " ".join((wrong.__doc__ or "").split()))


def task(
    reference: Callable[..., Any],
    text: str,
    *,
    public: Sequence[Check],
    hidden: Sequence[Check] = (),
    mistakes: Sequence[Mistake] = (),
    main: bool = True,
    hints: Sequence[str] = (),
    why: str = "",
    level: Level | None = None,
    steady: bool = True,
    table: bool = False,
    points: int | None = None,
) -> Task:
    """Make a task from its reference: name, signature and stub are read from its source.

    hints, why, level: as Task has them; Markdown, with formulas in dollars. steady, table: as Task
    has them. points: what the task is worth; the points of its checks are then shares of it. Left
    out, it is worth what they add up to. Raises PointsError.
    """
    stub = stub_of(reference)
    checks = shared(reference.__name__, (*public, *hidden), points)
    return Task(
        name=reference.__name__,
        points=sum(check.points for check in checks),
        signature=f"{reference.__name__}{inspect.signature(reference)}",
        text=textwrap.dedent(text).strip(),
        stub=stub,
        reference=reference,
        public=checks[: len(public)],
        hidden=checks[len(public) :],
        mistakes=tuple(mistakes),
        main=main,
        hints=tuple(textwrap.dedent(hint).strip() for hint in hints),
        why=textwrap.dedent(why).strip(),
        level=level,
        steady=steady,
        table=table,
    )


def warm_up(question: str, *choices: Choice) -> WarmUp:
    """Make the question that an exercise begins with; exactly one choice is right."""
    return WarmUp(textwrap.dedent(question).strip(), choices)


def choice(text: str, reply: str, *, right: bool = False) -> Choice:
    """Make one answer to a question. reply: why it is right, or what it overlooks."""
    return Choice(text, reply, right)


def stub_of(reference: Callable[..., Any]) -> str:
    """Return the head and the docstring of a function, with dots where its lines were."""
    source = textwrap.dedent(inspect.getsource(reference))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    end = definition.body[0].end_lineno
    if ast.get_docstring(definition) is None or end is None:
        raise ValueError(f"{reference.__name__} has no docstring, and the student needs one.")
    head = source.splitlines()[definition.lineno - 1 : end]
    return "\n".join([*head, f"    ...  # {YOUR_LINES}"])


def doc_of(stub: str) -> str:
    """Return the docstring of a stub as its source has it, indented lines and all."""
    [definition] = ast.parse(stub).body
    assert isinstance(definition, ast.FunctionDef)
    return ast.get_docstring(definition, clean=False) or ""

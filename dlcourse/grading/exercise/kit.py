"""What authors build checks from: typed answers with kind words, and the usual checks."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse.grading.exercise.spec import Call, Check, Failed, Kind, Mistake, Task

Array = NDArray[np.float64]
Arguments = tuple[Any, ...]
Given = Arguments | list[Arguments]  # of one call, or of several
Inputs = Given | Callable[[np.random.Generator], Given]

NOTHING = (
    "Nothing came back. Write the lines of the function in place of the dots, "
    "and end with `return`."
)


def holds(condition: Any, wanted_property: str, *, what: str = "", hint: str = "") -> None:
    """Fail unless condition is true. wanted_property: the sentence that should be true."""
    if not bool(np.all(condition)):
        said = what or "The result cannot be right."
        raise Failed(said, wanted_property=wanted_property, hint=hint)


def array(result: Any, shape: tuple[int, ...], *, what: str = "The result") -> Array:
    """Return result as a float array if it has this shape and only finite numbers, or fail."""
    if result is None:
        raise Failed(NOTHING)
    try:
        values = np.asarray(result, dtype=np.float64)
    except (TypeError, ValueError):
        raise Failed(f"{what} is no array of numbers.") from None
    if values.shape != shape:
        wanted = f"have the shape {shape}" if shape else "be one number"
        came = f"has the shape {values.shape}" if values.shape else "is one number"
        raise Failed(f"{what} {came}.", wanted_property=f"{what} must {wanted}.")
    if not np.isfinite(values).all():
        bad = values[~np.isfinite(values)].ravel()[0]
        raise Failed(f"{what} holds {bad}.", wanted_property=f"{what} must be finite everywhere.")
    return values


def number(result: Any, *, what: str = "The result") -> float:
    """Return result as one finite number, or fail."""
    return float(array(result, (), what=what))


def parts(result: Any, names: Sequence[str]) -> tuple[Any, ...]:
    """Return the parts of a result such as `return dw, db`, or fail."""
    if result is None:
        raise Failed(NOTHING)
    wanted = f"The function returns {len(names)} things, in this order: {', '.join(names)}."
    if not isinstance(result, tuple | list):
        raise Failed("Only one thing came back.", wanted_property=wanted)
    if len(result) != len(names):
        raise Failed(f"{len(result)} things came back.", wanted_property=wanted)
    return tuple(result)


def compare(got: Any, wanted: Any, why: str, *, rtol: float, returns: Sequence[str] = ()) -> None:
    """Fail where got differs from wanted. The message says where, and what should be true there."""
    if isinstance(wanted, tuple):
        names = returns or [f"part {k + 1}" for k in range(len(wanted))]
        for name, piece, right in zip(names, parts(got, names), wanted, strict=True):
            _compare_numbers(piece, right, why, rtol=rtol, what=name)
    elif isinstance(wanted, str):
        if got is None:
            raise Failed(NOTHING)
        # an empty array "equals" any word: all of its no entries do
        right = isinstance(got, str) and got == wanted
        holds(right, why, what="This is not the word that belongs here.")
    else:
        _compare_numbers(got, wanted, why, rtol=rtol, what="The result")


def _compare_numbers(got: Any, wanted: Any, why: str, *, rtol: float, what: str) -> None:
    """Compare a number or an array with the right one, entry by entry."""
    right = np.asarray(wanted, dtype=np.float64)
    values = array(got, right.shape, what=what)
    scale = float(np.max(np.abs(right), initial=0.0))
    wrong = ~np.isclose(values, right, rtol=rtol, atol=rtol * min(scale, 1.0))
    if not wrong.any():
        return
    where = [int(k) for k in np.argwhere(wrong)[0]]
    place = f"{what} is wrong" + (f" at index {where}." if where else ".")
    raise Failed(place, wanted_property=why)


def answers(*args: Any) -> Check:
    """The first check of every task: the function can be called, and something comes back."""

    def run(call: Call, rng: np.random.Generator) -> None:
        if call(*args) is None:
            raise Failed(NOTHING)

    return Check("it can be called, and something comes back", 0, run, "callable")


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
) -> Check:
    """Check that the function gives what the reference gives, on fixed or on random inputs.

    inputs: the arguments of a call, or a list of such; or a function that draws them with rng.
    why: the property in words, as the student reads it; returns: the names of several results.
    """

    def run(call: Call, rng: np.random.Generator) -> None:
        given = inputs(rng) if callable(inputs) else inputs
        for args in given if isinstance(given, list) else [given]:
            compare(call(*args), reference(*args), why, rtol=rtol, returns=returns)

    return Check(name, points, run, kind)


def shaped(name: str, inputs: Arguments, shape: tuple[int, ...], *, points: int = 0) -> Check:
    """Check that the result has this shape."""

    def run(call: Call, rng: np.random.Generator) -> None:
        array(call(*inputs), shape)

    return Check(name, points, run, "shape")


def law(
    name: str,
    run: Callable[[Call, np.random.Generator], None],
    *,
    points: int = 1,
    kind: Kind = "law",
) -> Check:
    """Make a check from a function that calls, and raises Failed (with holds, array, number)."""
    return Check(name, points, run, kind)


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
) -> Task:
    """Make a task from its reference: name, signature and stub are read from its source."""
    checks = (*public, *hidden)
    return Task(
        name=reference.__name__,
        points=sum(check.points for check in checks),
        signature=f"{reference.__name__}{inspect.signature(reference)}",
        text=textwrap.dedent(text).strip(),
        stub=stub_of(reference),
        reference=reference,
        public=tuple(public),
        hidden=tuple(hidden),
        mistakes=tuple(mistakes),
        main=main,
    )


def stub_of(reference: Callable[..., Any]) -> str:
    """Return the head and the docstring of a function, with dots where its lines were."""
    source = textwrap.dedent(inspect.getsource(reference))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    end = definition.body[0].end_lineno
    if ast.get_docstring(definition) is None or end is None:
        raise ValueError(f"{reference.__name__} has no docstring, and the student needs one.")
    head = source.splitlines()[definition.lineno - 1 : end]
    return "\n".join([*head, "    ...  # your lines"])

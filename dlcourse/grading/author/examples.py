"""An example of what a function returns, with numbers of its own, as lines of a notebook."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from dlcourse._words import _
from dlcourse.grading.author.parts import by_part
from dlcourse.grading.exercise.kit import Agrees, Arguments
from dlcourse.grading.exercise.spec import Task

TRIES = 5
MOST = 48  # numbers in the arguments of an example: more is not read
DIGITS = 2  # behind the point, where the example allows it
SHOWN = 5  # digits of a result


def example(task: Task, rng: np.random.Generator) -> str:
    """Return a cell that calls the function, with what is right in a comment; "" where none fits.

    The arguments are drawn as those of a check of values, and short where the function allows it.
    """
    for args in _calls(task, rng):
        result = task.reference(*args)
        names = inspect.signature(task.reference).parameters
        if _finite(result):
            named = zip(names, args, strict=False)
            lines = "".join(f"    {name}={_code(given)},\n" for name, given in named)
            right = "\n".join(f"# {line}" for line in _shown(result).splitlines())
            return f"{task.name}(\n{lines})\n# {_('Right is:')}\n{right}"
    return ""


def _calls(task: Task, rng: np.random.Generator) -> Iterator[Arguments]:
    """Yield arguments that are short enough to be read."""
    drawn = [
        check.run
        for check in task.checks
        if isinstance(check.run, Agrees) and callable(check.run.inputs) and check.kind == "value"
    ]
    for run in drawn:
        for _try in range(TRIES):
            for args in run.drawn(rng):
                if not _readable(args):
                    continue
                short = by_part(_rounded, args)
                with np.errstate(all="ignore"):
                    if _finite(task.reference(*short)):
                        yield short
                yield args


def _readable(args: Arguments) -> bool:
    """Say whether the arguments are few numbers, and texts."""
    sizes: list[int] = []

    def counted(part: Any) -> Any:
        plain = isinstance(part, int | float | str | np.ndarray | np.generic)
        sizes.append(np.size(part) if plain else MOST + 1)
        return part

    by_part(counted, args)
    return sum(sizes) <= MOST


def _rounded(part: Any) -> Any:
    """Return a number or an array of numbers with few digits; all else as it is."""
    if isinstance(part, float):
        return round(part, DIGITS)
    if isinstance(part, np.ndarray) and part.dtype.kind == "f":
        return np.round(part, DIGITS)
    return part


def _finite(result: Any) -> bool:
    """Say whether a result is something, and each of its numbers finite."""
    fine = [result is not None]

    def looked(part: Any) -> Any:
        if isinstance(part, int | float | np.ndarray | np.generic):
            fine.append(bool(np.isfinite(np.asarray(part, dtype=np.float64)).all()))
        return part

    by_part(looked, result)
    return all(fine)


def _code(part: Any) -> str:
    """Return a plain value as code that makes it again, with every digit."""
    if isinstance(part, tuple | list):
        inside = ", ".join(map(_code, part))
        end = "," if isinstance(part, tuple) and len(part) == 1 else ""
        return f"({inside}{end})" if isinstance(part, tuple) else f"[{inside}]"
    if isinstance(part, np.ndarray):
        between = ",\n        " if part.ndim > 1 else ", "
        return f"np.array([{between.join(map(repr, part.tolist()))}])"
    return repr(part.item() if isinstance(part, np.generic) else part)


def _shown(result: Any) -> str:
    """Return a result with as many digits as one compares by eye."""
    if isinstance(result, tuple | list):
        return "\n".join(map(_shown, result))
    if isinstance(result, np.ndarray) and result.ndim:
        return np.array2string(result, formatter={"float_kind": _number})
    plain = result.item() if isinstance(result, np.ndarray | np.generic) else result
    return _number(plain) if isinstance(plain, float) else repr(plain)


def _number(value: Any) -> str:
    return f"{value:.{SHOWN}g}" if value and math.isfinite(value) else "0"

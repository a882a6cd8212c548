"""A door: what a formula demands of its arrays, asked once, so that the formula behind it is bare.

`@checked(…)` or, for a loss, `@door(…)` above a formula makes the public function. `bare(f)` is the
formula again, for those who have asked already: a layer, whose own door it is. `behind(f)` hands
out the parts of a loss, for a loop that asks of all targets before it begins, and of each answer as
it comes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, Literal, NamedTuple, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from . import _check
from ._check import FloatArray

P = ParamSpec("P")
R = TypeVar("R")
Demand = Callable[[FloatArray, str], None]  # of an array and its name: raises, or is content


def anything(x: FloatArray, name: str) -> None:
    """Demand nothing."""


def checked(
    demands: Callable[P, tuple[Any, ...]], *, over: Literal["ignore"] | None = None
) -> Callable[[Callable[..., R]], Callable[P, R]]:
    """Put demands before a formula: they take what it takes, and return its arrays, checked.

    over="ignore" is for a formula in which a number beyond the largest counts as infinite.
    """

    def decorate(formula: Callable[..., R]) -> Callable[P, R]:
        signature = inspect.signature(formula)

        @wraps(formula)
        def public(*given: P.args, **named: P.kwargs) -> R:
            settings: dict[str, Any] = {}
            if named:  # an array may come by name as well
                bound = signature.bind(*given, **named)
                given, settings = bound.args, bound.kwargs  # type: ignore[assignment]
            with np.errstate(under="ignore", over=over):  # what is too small is 0
                return formula(*demands(*given, **settings), **settings)

        # What may be given is wider than what the formula gets: that is what help() shows.
        wider = inspect.signature(demands).parameters.values()
        vars(public)["__signature__"] = signature.replace(parameters=list(wider))
        return public

    return decorate


def bare(f: Callable[..., R]) -> Callable[..., R]:
    """Return the formula behind the door of f."""
    formula: Callable[..., R] = inspect.unwrap(f)
    return formula


class Behind(NamedTuple, Generic[R]):
    """What is behind a door: the bare formula, and what is demanded before it."""

    formula: Callable[[FloatArray, FloatArray], R]
    shapes: Callable[[FloatArray, FloatArray], None]
    answers: Callable[[FloatArray], None] | None  # None: they need only be finite
    targets: Callable[[FloatArray], None]


_DOORS: dict[Any, Behind[Any]] = {}


def door(
    left: str,
    right: str,
    *,
    shapes: Callable[[FloatArray, FloatArray, str, str], None] = _check.same_shape,
    answers: Demand = anything,
    targets: Demand = _check.finite,
    over: Literal["ignore"] | None = None,
) -> Callable[[Callable[[FloatArray, FloatArray], R]], Callable[[ArrayLike, ArrayLike], R]]:
    """Put a door before a formula of answers and targets, whose names are left and right.

    Both have to be finite. shapes: whether they fit each other. answers, targets: what else is
    demanded of each; first of the targets, since a wrong answer is judged by them. Where targets
    are asked alone, as before a training, their demand has to find NaN and infinity as well.
    over="ignore" is for a formula in which a number beyond the largest counts as infinite.
    """

    def decorate(
        formula: Callable[[FloatArray, FloatArray], R],
    ) -> Callable[[ArrayLike, ArrayLike], R]:
        signature = inspect.signature(formula)

        @wraps(formula)
        def checked(*given: ArrayLike, **named: ArrayLike) -> R:
            if named or len(given) != 2:
                given = signature.bind(*given, **named).args
            x, y = given
            x = _check.finite_array(x, left)
            y = _check.finite_array(y, right, default=x.dtype)
            shapes(x, y, left, right)
            with np.errstate(all="ignore"):  # a demand may add up the largest numbers there are
                targets(y, right)
                answers(x, left)
            with np.errstate(under="ignore", over=over):  # what is too small is 0
                return formula(x, y)

        wider = [p.replace(annotation="ArrayLike") for p in signature.parameters.values()]
        vars(checked)["__signature__"] = signature.replace(parameters=wider)
        _DOORS[checked] = Behind(
            formula,
            lambda x, y: shapes(x, y, left, right),
            None if answers is anything else lambda x: answers(x, left),
            lambda y: targets(y, right),
        )
        return checked

    return decorate


def behind(f: Callable[[Any, Any], R]) -> Behind[R]:
    """Return what is behind the door of f; for a function without one, itself and no demands."""
    return _DOORS.get(f) or Behind(f, lambda x, y: None, None, lambda y: None)

"""What all optimisers share: the count of steps, the learning rate, a memory for each parameter."""

from __future__ import annotations

import copy
import math
from typing import Any, Protocol

import numpy as np

from .. import _check
from .._check import FloatArray
from .._parameters import Parameters, named
from .._quiet import tiny_is_zero
from ..schedules import Schedule, rate_at
from ._arrays import Arrays, Memory, check_dicts, cut
from ._settings import demand_eps_that_counts

Pieces = list[tuple[FloatArray, ...]]  # parameter, gradient, what is remembered, scratch


class Optimiser(Protocol):
    """What a training needs of an optimiser: yours may be any object with this step."""

    def step(self, params: Any, grads: Any, *, loss: float | None = None) -> None:
        """Change every array of params in place, by one step against its gradient in grads."""


class Remembering:
    """Steps in place. A subclass says what it remembers, and how a step is made.

    `t` is the number of steps made; `memory[name]` holds the arrays remembered for a parameter:
    to assign to one of them, as in `memory["W"]["v"] = kept`, writes the numbers into it.
    A copy, by copy.deepcopy or pickle, goes on where this one stands, on a copy of the parameters.
    """

    remembers: tuple[str, ...] = ()
    squares = False  # whether it remembers squares of gradients, which may overflow
    eps: float  # set by those that divide by the root of squares

    def __init__(self, lr: float | Schedule) -> None:
        self.lr = lr if callable(lr) else _check.learning_rate(lr)
        self.t = 0
        self._memory = Memory({})
        self._forms: dict[str, tuple[object, ...]] = {}  # shape and type of each parameter
        self._let_go()

    def __repr__(self) -> str:
        rate = "a schedule" if callable(self.lr) else f"{self.lr:g}"
        return f"{type(self).__name__}({rate})"

    @property
    def memory(self) -> Memory:
        """The arrays remembered, for each parameter by its name; empty before the first step."""
        return self._memory

    def __getstate__(self) -> dict[str, Any]:
        """Return everything but the arrays last stepped on: a copy has to meet its own."""
        state = dict(vars(self))
        for passing in ("_params", "_grads", "_seen", "_pieces"):
            del state[passing]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._memory = copy.deepcopy(self._memory)  # its own, after copy.copy too
        self._let_go()

    @tiny_is_zero
    def step(self, params: Arrays, grads: Arrays, *, loss: float | None = None) -> None:
        """Change every array of params in place, by one step against its gradient in grads.

        params, grads: dicts with the same names and shapes, the same at every step.
        loss: the cost before the step, for a schedule that needs it.
        Raises ValueError before anything is changed, and FloatingPointError where the square of a
        gradient, which is to be remembered, is infinite.
        """
        if not self._knows(params, grads):
            self._meet(params, grads)
        alpha = rate_at(self.lr, self.t + 1, loss)
        if self.squares:
            self._demand_finite_squares()
        self.t += 1
        self._update(alpha, self._pieces)

    def _update(self, alpha: float, pieces: Pieces) -> None:
        raise NotImplementedError

    def _let_go(self) -> None:
        """Forget which arrays were stepped on; what was remembered of them stays."""
        self._params: Arrays = {}
        self._grads: Arrays = {}
        self._seen: list[tuple[str, FloatArray, FloatArray]] = []  # name, parameter, gradient
        self._pieces: Pieces = []

    def _knows(self, params: Arrays, grads: Arrays) -> bool:
        """Say whether these are the very arrays of the last step, so that all is ready."""
        if params is self._params and grads is self._grads and isinstance(params, Parameters):
            return isinstance(grads, Parameters)  # these never put one array for another
        if not self._seen or len(params) != len(self._seen) or len(grads) != len(self._seen):
            return False
        return all(params.get(name) is w and grads.get(name) is dw for name, w, dw in self._seen)

    def _meet(self, params: Arrays, grads: Arrays) -> None:
        """Check the arrays, give each its memory at the first step, and cut all in pieces."""
        check_dicts(params, grads)
        self._demand_same_form(params)
        self._demand_same_owner(params)
        if self.squares:
            demand_eps_that_counts(self.eps, next(iter(params.values())).dtype)
        if not self._memory:
            self._memory = Memory(
                {
                    name: named({kept: np.zeros_like(w) for kept in self.remembers})
                    for name, w in params.items()
                }
            )
        self._pieces = [piece for group in self._groups(params, grads) for piece in cut(group)]
        self._params, self._grads = params, grads
        self._seen = [(name, w, grads[name]) for name, w in params.items()]

    def _groups(self, params: Arrays, grads: Arrays) -> list[tuple[FloatArray, ...]]:
        """Return a parameter, its gradient and its memory, for each; or all as one vector each."""
        one, other = (d.flat if isinstance(d, Parameters) else None for d in (params, grads))
        if one is None or other is None or list(params) != list(grads):
            return [(w, grads[name], *self._memory[name].values()) for name, w in params.items()]
        vectors = [
            np.concatenate([self._memory[name][kept].ravel() for name in params])
            for kept in self.remembers
        ]
        start, pieces = 0, {}
        for name, w in params.items():
            here = slice(start, start + w.size)
            views = (vector[here].reshape(w.shape) for vector in vectors)
            pieces[name] = named(dict(zip(self.remembers, views, strict=True)))
            start += w.size
        self._memory = Memory(pieces)
        return [(one, other, *vectors)]

    def _demand_same_form(self, params: Arrays) -> None:
        """Demand the names, shapes and types that the memory was made for."""
        forms: dict[str, tuple[object, ...]] = {n: (w.shape, w.dtype) for n, w in params.items()}
        if not self._memory:
            self._forms = forms
        for name in (*self._forms, *forms):
            old, new = self._forms.get(name, ()), forms.get(name, ())
            if old != new:
                was, now = (" ".join(map(str, form)) or "not there" for form in (old, new))
                raise ValueError(
                    f"params[{name!r}] was {was} at the last step and is {now} now. The "
                    "optimiser's memory belongs to the old parameters: make a new optimiser."
                )

    def _demand_same_owner(self, params: Arrays) -> None:
        """Refuse another network of the same form: it would go on with the averages of the first.

        An optimiser without a memory, whose rate does not depend on t, may serve several.
        """
        if not self._seen or params is self._params or not (self.remembers or callable(self.lr)):
            return
        known = {id(w) for _, w, _ in self._seen}
        if not any(id(w) in known for w in params.values()):
            raise ValueError(
                f"{self!r} has made {self.t} steps on other parameters, and what it remembers of "
                "them belongs to them: make a new optimiser for these."
            )

    def _demand_finite_squares(self) -> None:
        """Refuse a gradient whose square is infinite: remembered, it would stop its weight."""
        if all(math.isfinite(np.vdot(dw, dw)) for _, dw, *_ in self._pieces):
            return
        for name, _, dw in self._seen:
            largest = float(np.abs(dw, where=np.isfinite(dw), out=np.zeros_like(dw)).max())
            if largest > math.sqrt(np.finfo(dw.dtype).max):
                raise FloatingPointError(
                    f"grads[{name!r}] holds {largest:.3g}, whose square is infinite in {dw.dtype}: "
                    f"{type(self).__name__} would remember it for ever, and the weight would never "
                    "move again. Standardise the features, divide the loss, or use float64."
                )

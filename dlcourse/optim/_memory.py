"""What all optimisers share: the count of steps, the learning rate, a memory for each parameter."""

import numpy as np

from .. import _check
from .._check import FloatArray
from ..schedules import Schedule, rate_at
from ._arrays import Arrays, check_dicts, cut, flat_pair

Pieces = list[tuple[FloatArray, ...]]  # parameter, gradient, what is remembered, scratch


class Optimiser:
    """Steps in place. A subclass says what it remembers, and how a step is made.

    `t` is the number of steps made; `memory[name]` holds the arrays remembered for a parameter.
    """

    remembers: tuple[str, ...] = ()

    def __init__(self, lr: float | Schedule) -> None:
        self.lr = lr if callable(lr) else _check.learning_rate(lr)
        self.t = 0
        self.memory: dict[str, dict[str, FloatArray]] = {}
        self._flat_memory: list[FloatArray] | None = None  # the vectors that memory views, if any
        self._last: list[tuple[str, FloatArray, FloatArray]] = []  # name, parameter, gradient
        self._pieces: Pieces = []

    def step(self, params: Arrays, grads: Arrays, *, loss: float | None = None) -> None:
        """Change every array of params in place, by one step against its gradient in grads.

        params, grads: dicts with the same names and shapes, the same at every step.
        loss: the cost before the step, for a schedule that needs it.
        A dict may offer one vector `flat` that its arrays are views of: a step is faster then.
        Raises ValueError before anything is changed.
        """
        if not self._same_arrays(params, grads):
            self._prepare(params, grads)
        alpha = rate_at(self.lr, self.t + 1, loss)
        self.t += 1
        with np.errstate(under="ignore"):
            self._update(alpha, self._pieces)

    def _update(self, alpha: float, pieces: Pieces) -> None:
        raise NotImplementedError

    def _same_arrays(self, params: Arrays, grads: Arrays) -> bool:
        """Say whether these are the very arrays of the last step, so that all is ready."""
        if not self._last or len(params) != len(self._last) or len(grads) != len(self._last):
            return False
        return all(params.get(name) is w and grads.get(name) is dw for name, w, dw in self._last)

    def _prepare(self, params: Arrays, grads: Arrays) -> None:
        """Check the arrays, give each its memory at the first step, and cut all in pieces."""
        check_dicts(params, grads)
        self._check_unchanged(params)
        pair = flat_pair(params, grads)
        if not self._last:
            self._start_memory(params, pair[0].starts if pair else None)
        if pair and self._flat_memory is not None:
            groups = [(pair[0].vector, pair[1].vector, *self._flat_memory)]
        else:
            groups = [(w, grads[name], *self.memory[name].values()) for name, w in params.items()]
        self._pieces = [piece for group in groups for piece in cut(group)]
        self._last = [(name, w, grads[name]) for name, w in params.items()]

    def _start_memory(self, params: Arrays, starts: dict[str, int] | None) -> None:
        """Make zeros beside each parameter; where those are flat, as views of vectors too."""
        if starts is None:
            for name, w in params.items():
                self.memory[name] = {kept: np.zeros_like(w) for kept in self.remembers}
            return
        size, dtype = sum(w.size for w in params.values()), next(iter(params.values())).dtype
        self._flat_memory = [np.zeros(size, dtype) for _ in self.remembers]
        for name, w in params.items():
            here = slice(starts[name], starts[name] + w.size)
            views = [vector[here].reshape(w.shape) for vector in self._flat_memory]
            self.memory[name] = dict(zip(self.remembers, views, strict=True))

    def _check_unchanged(self, params: Arrays) -> None:
        """Demand the names, shapes and types of the last step: the memory belongs to them."""
        if not self._last:
            return
        before = {name: w for name, w, _ in self._last}
        for name in (*before, *params):
            old, new = _form(before.get(name)), _form(params.get(name))
            if old != new:
                was, now = (" ".join(map(str, form)) or "not there" for form in (old, new))
                raise ValueError(
                    f"params[{name!r}] was {was} at the last step and is {now} now. The "
                    "optimiser's memory belongs to the old parameters: make a new optimiser."
                )


def _form(w: FloatArray | None) -> tuple[object, ...]:
    return () if w is None else (w.shape, w.dtype)

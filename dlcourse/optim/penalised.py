"""An optimiser that also pays for large weights."""

from __future__ import annotations

import re

from .. import _check
from .._quiet import tiny_is_zero
from ._arrays import Arrays
from ._optimiser import Optimiser

_WEIGHTS = re.compile(r".*W\d*")  # W, W1, 0.W


class WithL2:
    """An optimiser that also pays for large weights: it adds αW to the gradient of each W.

    So it steps down the gradient of J + α/2 Σ ‖W‖², the sum over all arrays whose name ends
    in W, with a number or not: "W", "W1", "0.W". All others, such as biases, go free.
    It writes into grads; the backward pass fills them anew each time.
    opt: the optimiser that makes the step. alpha: α, zero or more.
    Raises ValueError when alpha is negative, and at a step whose params have no W.
    Source: deck D, regularised loss (row D7). Chapter 11.
    """

    def __init__(self, opt: Optimiser, alpha: float) -> None:
        self.opt, self.alpha = opt, _check.penalty(alpha)

    def __repr__(self) -> str:
        return f"WithL2({self.opt!r}, {self.alpha:g})"

    @tiny_is_zero
    def step(self, params: Arrays, grads: Arrays, *, loss: float | None = None) -> None:
        """Change params in place, by one step on the regularised cost."""
        weights = [name for name in params if _WEIGHTS.fullmatch(name)]
        if params and not weights:
            raise ValueError(
                f"params holds {', '.join(params)}, and none of these ends in W: WithL2 has "
                'nothing to penalise. Name the weights "W", "W1" or "0.W".'
            )
        for name in weights:
            grads[name][...] += self.alpha * params[name]  # eq. (l2-gradient)
        self.opt.step(params, grads, loss=loss)

"""An optimiser that also pays for large weights."""

from typing import Protocol

from .. import _check
from ._arrays import Arrays


class _Steps(Protocol):
    def step(self, params: Arrays, grads: Arrays, *, loss: float | None = None) -> None: ...


class WithL2:
    """An optimiser that also pays for large weights: it adds αW to the gradient of each W.

    So it steps down the gradient of J + α/2 Σ ‖W‖², the sum over all arrays whose name ends in W.
    The biases go free. It writes into grads; the backward pass fills them anew each time.
    opt: the optimiser that makes the step. alpha: α, zero or more.
    Raises ValueError when alpha is negative.
    Source: deck D, regularised loss (row D7). Chapter 11.
    """

    def __init__(self, opt: _Steps, alpha: float) -> None:
        self.opt, self.alpha = opt, _check.penalty(alpha)

    @_check.tiny_is_zero
    def step(self, params: Arrays, grads: Arrays, *, loss: float | None = None) -> None:
        """Change params in place, by one step on the regularised cost."""
        for name, W in params.items():
            if name.endswith("W"):
                grads[name][...] += self.alpha * W  # eq. (l2-gradient)
        self.opt.step(params, grads, loss=loss)

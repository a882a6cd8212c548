"""The optimisers as objects: the formulas in place, with a memory for each parameter."""

from __future__ import annotations

from ..schedules import Schedule
from ._in_place import adam, momentum, rmsprop, sgd
from ._optimiser import Pieces, Remembering
from ._settings import beta as _beta
from ._settings import epsilon


class SGD(Remembering):
    """Gradient descent; stochastic when the gradients come from a batch. The formula: sgd_step.

    lr: α, a positive number or a schedule. It remembers nothing.
    """

    def _update(self, alpha: float, pieces: Pieces) -> None:
        for w, dw, x in pieces:
            sgd(w, dw, x, alpha=alpha)


class Momentum(Remembering):
    """Steps along an average of the gradients so far. The formula: momentum_step.

    lr: α, a positive number or a schedule. beta: β, from 0 to below 1.
    It remembers v as memory[name]["v"].
    """

    remembers = ("v",)

    def __init__(self, lr: float | Schedule, *, beta: float = 0.9) -> None:
        super().__init__(lr)
        self.beta = _beta(beta)

    def _update(self, alpha: float, pieces: Pieces) -> None:
        for w, dw, v, x in pieces:
            momentum(w, dw, v, x, alpha=alpha, beta=self.beta)


class RMSProp(Remembering):
    """Steps that divide each gradient by its usual size. The formula: rmsprop_step.

    lr: α, a positive number or a schedule. beta: β, from 0 to below 1. eps: ε, above 0.
    It remembers s as memory[name]["s"].
    """

    remembers, squares = ("s",), True

    def __init__(
        self, lr: float | Schedule = 0.001, *, beta: float = 0.9, eps: float = 1e-8
    ) -> None:
        super().__init__(lr)
        self.beta, self.eps = _beta(beta), epsilon(eps)

    def _update(self, alpha: float, pieces: Pieces) -> None:
        for w, dw, s, x in pieces:
            rmsprop(w, dw, s, x, alpha=alpha, beta=self.beta, eps=self.eps)


class Adam(Remembering):
    """An average of the gradients over the root of an average of squares. The formula: adam_step.

    lr: α, a positive number or a schedule. beta1, beta2: β₁ and β₂, from 0 to below 1.
    eps: ε, above 0. It remembers m and v as memory[name]["m"] and ["v"].
    """

    remembers, squares = ("m", "v"), True

    def __init__(
        self,
        lr: float | Schedule = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(lr)
        self.beta1, self.beta2 = _beta(beta1, "beta1"), _beta(beta2, "beta2")
        self.eps = epsilon(eps)

    def _update(self, alpha: float, pieces: Pieces) -> None:
        how = {"alpha": alpha, "beta1": self.beta1, "beta2": self.beta2, "eps": self.eps}
        for w, dw, m, v, x in pieces:
            adam(w, dw, m, v, x, t=self.t, **how)

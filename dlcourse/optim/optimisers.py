"""The optimisers as objects: the formulas in place, with a memory for each parameter.

An average β v + (1 − β) dw is remembered as the sum β v + dw, which is one pass over the arrays
less; the factor 1 − β joins the learning rate. The numbers are those of the formulas.
"""

import numpy as np

from ..schedules import Schedule
from ._memory import Optimiser, Pieces
from ._settings import beta as _beta
from ._settings import epsilon


class SGD(Optimiser):
    """Gradient descent; stochastic when the gradients come from a batch. The formula: sgd_step.

    lr: α, a positive number or a schedule. It remembers nothing.
    """

    def _update(self, alpha: float, pieces: Pieces) -> None:
        for w, dw, x in pieces:
            np.multiply(dw, alpha, out=x)
            w -= x


class Momentum(Optimiser):
    """Steps along an average of the gradients so far. The formula: momentum_step.

    lr: α, a positive number or a schedule. beta: β, from 0 to below 1.
    It remembers the sum v / (1 − β) as memory[name]["v_sum"].
    """

    remembers = ("v_sum",)

    def __init__(self, lr: float | Schedule, *, beta: float = 0.9) -> None:
        super().__init__(lr)
        self.beta = _beta(beta)

    def _update(self, alpha: float, pieces: Pieces) -> None:
        rate = alpha * (1 - self.beta)
        for w, dw, v_sum, x in pieces:
            v_sum *= self.beta
            v_sum += dw
            np.multiply(v_sum, rate, out=x)
            w -= x


class RMSProp(Optimiser):
    """Steps that divide each gradient by its usual size. The formula: rmsprop_step.

    lr: α, a positive number or a schedule. beta: β, from 0 to below 1. eps: ε, above 0.
    It remembers the sum s / (1 − β) as memory[name]["s_sum"].
    """

    remembers = ("s_sum",)

    def __init__(
        self, lr: float | Schedule = 0.001, *, beta: float = 0.9, eps: float = 1e-8
    ) -> None:
        super().__init__(lr)
        self.beta, self.eps = _beta(beta), epsilon(eps)

    def _update(self, alpha: float, pieces: Pieces) -> None:
        # √s = √(1 − β) √s_sum. Above and below the bar, divide by √(1 − β).
        root = (1 - self.beta) ** 0.5
        rate, eps = alpha / root, self.eps / root
        for w, dw, s_sum, x in pieces:
            np.square(dw, out=x)
            s_sum *= self.beta
            s_sum += x
            np.sqrt(s_sum, out=x)
            x += eps
            np.divide(dw, x, out=x)
            x *= rate
            w -= x


class Adam(Optimiser):
    """An average of the gradients over the root of an average of squares. The formula: adam_step.

    lr: α, a positive number or a schedule. beta1, beta2: β₁ and β₂, from 0 to below 1.
    eps: ε, above 0. It remembers the sums m / (1 − β₁) and v / (1 − β₂) as memory[name]["m_sum"]
    and ["v_sum"].
    """

    remembers = ("m_sum", "v_sum")

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
        # m̂ is m_sum over the sum of its weights 1 + β₁ + … + β₁^(t−1), and v̂ likewise. The step
        # α m̂ / (√v̂ + ε), above and below the bar times the root of the second sum of weights:
        m_weights = (1 - self.beta1**self.t) / (1 - self.beta1)
        v_root = ((1 - self.beta2**self.t) / (1 - self.beta2)) ** 0.5
        rate, eps = alpha * v_root / m_weights, self.eps * v_root
        for w, dw, m_sum, v_sum, x in pieces:
            m_sum *= self.beta1
            m_sum += dw
            np.square(dw, out=x)
            v_sum *= self.beta2
            v_sum += x
            np.sqrt(v_sum, out=x)
            x += eps
            np.divide(m_sum, x, out=x)
            x *= rate
            w -= x

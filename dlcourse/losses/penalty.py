"""What large weights cost: the L2 penalty, added to the loss of a network or a neuron."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._quiet import tiny_is_zero


@tiny_is_zero
def l2_penalty(W: ArrayLike, alpha: float) -> float:
    """L2 penalty on the weights. Leave the bias out: it only shifts, and a shift is no excess.

    R = α/2 ‖W‖² = α/2 Σ_jk w_jk². The board writes α‖w‖; the field takes the square, which is
    smooth at 0 and acts on each weight alone, and a half that cancels the 2 of the slope.
    W: any shape, one layer's weights. alpha: zero or more. Returns a number.
    Raises ValueError when alpha is negative, or W is empty or holds NaN or infinity.
    Source: deck D, regularised loss (row D7). Chapter 11.
    """
    W, alpha = _check.finite_array(W, "W"), _check.penalty(alpha)
    return alpha / 2 * float(np.sum(np.square(W, dtype=np.float64)))  # eq. (l2-cost)


@tiny_is_zero
def l2_penalty_grad(W: ArrayLike, alpha: float) -> FloatArray:
    """Gradient of the L2 penalty in the weights.

    ∂R/∂W = α W: a step with learning rate η shrinks each weight by the factor 1 − ηα.
    W: any shape, one layer's weights. alpha: zero or more. Returns the shape of W.
    Raises ValueError when alpha is negative, or W is empty or holds NaN or infinity.
    Source: deck D, regularised loss (row D7). Chapter 11.
    """
    W, alpha = _check.finite_array(W, "W"), _check.penalty(alpha)
    return alpha * W  # eq. (l2-gradient)

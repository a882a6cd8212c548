"""One step of training: forward, loss, backward, and the optimiser's step."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._door import Behind, behind
from .._quiet import growth_is_checked
from ..optim import Optimiser
from ._health import demand_finite_gradient, demand_finite_output
from .sequential import Sequential

Loss = tuple[Callable[[Any, Any], float], Callable[[Any, Any], FloatArray]]  # value, gradient


@growth_is_checked
def train_step(net: Sequential, X: ArrayLike, y: ArrayLike, loss: Loss, opt: Optimiser) -> float:
    """Train on one batch: Z = forward(X), J = loss(Z, y), backward(∂J/∂Z), step.

    net: changed in place. X: (m, …). y: (m, …), what the loss takes. loss: (value, gradient),
    such as (mse, mse_grad). opt: from optim, or anything with its step.
    Returns J, the loss before the step.
    Raises ValueError for data that do not fit, FloatingPointError when numbers grow without bound.
    Source: decks A, D and E, training (rows A9, D10, E10). Chapter 11.
    """
    X, y = examples(X, y)
    value, gradient = check_loss(loss)
    check_optimiser(opt)
    value.targets(y)
    return step(net, X, y, value, gradient, opt)


def step(
    net: Sequential,
    X: FloatArray,
    y: FloatArray,
    value: Behind[float],
    gradient: Behind[FloatArray],
    opt: Optimiser,
) -> float:
    """Make one step; what comes in is checked, and NumPy's alarms are off."""
    Z = net.forward(X)
    if Z.shape != y.shape:
        _demand_fit(Z, y, value)
    if value.answers is not None:
        demand_finite_output(net, X, Z)
        value.answers(Z)
    J = value.formula(Z, y)
    if type(J) is not float:
        J = _one_number(J)
    if not math.isfinite(J):
        demand_finite_output(net, X, Z)
    net.backward(gradient.formula(Z, y))
    demand_finite_gradient(net)
    opt.step(net.params, net.grads, loss=J)
    return J


def examples(X: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Demand as many y as X."""
    X = _check.float_array(X, "X")
    y = _check.float_array(y, "y", default=X.dtype)
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        raise ValueError(f"X has shape {X.shape} but y has shape {y.shape}: one y for each X.")
    return X, y


def check_loss(loss: Loss) -> tuple[Behind[float], Behind[FloatArray]]:
    """Demand two functions, and return what is behind the door of each."""
    if not (isinstance(loss, tuple) and len(loss) == 2 and callable(loss[0]) and callable(loss[1])):
        raise ValueError(
            f"loss is {loss!r}, but two functions are needed, the value and its gradient: "
            "loss=(softmax_cross_entropy, softmax_cross_entropy_grad)."
        )
    value, gradient = loss
    return behind(value), behind(gradient)


def check_optimiser(opt: object) -> None:
    """Demand an object with a step, and not the class that makes it."""
    if isinstance(opt, type):
        raise ValueError(
            f"opt is the class {opt.__name__}, but an optimiser made from it is needed: "
            f"opt={opt.__name__}(…)."
        )
    if not hasattr(opt, "step"):
        raise ValueError(f"opt is {opt!r}, but an optimiser is needed, such as Adam(0.001).")


def _demand_fit(Z: FloatArray, y: FloatArray, value: Behind[float]) -> None:
    """Say what of the caller's has to change: a y of one axis, or what the loss itself says."""
    if Z.shape == (*y.shape, 1):
        raise ValueError(
            f"The network's output has shape {Z.shape} but y has shape {y.shape}: NumPy would "
            "silently compare every pair. Give it y[:, np.newaxis]."
        )
    value.shapes(Z, y)


def _one_number(J: Any) -> float:
    if np.ndim(J) != 0:
        raise ValueError(
            f"The loss of a batch has shape {np.shape(J)}, but it is one number. "
            "loss is (value, gradient), in this order."
        )
    return float(J)

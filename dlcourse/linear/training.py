"""Training on the whole table at once: gradient descent, and the closed form."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from .. import _check, _scaled, ops
from .._check import FloatArray
from .._quiet import tiny_is_zero
from ..descent import StopRule, Trace, gradient_descent, small_gradient
from ..schedules import Schedule
from ._checked import weights

_Gradient = tuple[float, FloatArray, float]  # J, dw, db
_CostAndGrad = Callable[[FloatArray, float, FloatArray, FloatArray], _Gradient]


def linear_regression(
    X: ArrayLike,
    y: ArrayLike,
    *,
    lr: float | Schedule,
    max_iter: int = 1000,
    stop: StopRule = small_gradient(1e-6),  # noqa: B008  (a rule has no state to share)
    w0: ArrayLike | None = None,
) -> Trace:
    """Linear neuron trained by gradient descent on the squared cost.

    J = 1/(2m) Σ_i (a_i − y_i)²                  eq. (squared-cost)
    X: (m, n). y: (m,). lr, max_iter, stop: as in gradient_descent. w0: (n + 1,), else zeros.
    Returns a Trace; w[0] is the bias. If it diverged, a RuntimeWarning says so, since this w is
    no answer; gradient_descent says it in the Trace alone, for those who study the path.
    Raises ValueError for bad shapes, values or settings.
    Source: deck A (rows A2, A3, A5, A6). Chapter 2.
    """
    X, y = _check.X_and_y(X, y)
    return _train(ops.linear_cost_and_grad, X, y, w0, lr=lr, max_iter=max_iter, stop=stop)


def logistic_regression(
    X: ArrayLike,
    y: ArrayLike,
    *,
    lr: float | Schedule,
    max_iter: int = 1000,
    stop: StopRule = small_gradient(1e-6),  # noqa: B008  (a rule has no state to share)
    w0: ArrayLike | None = None,
) -> Trace:
    """Logistic neuron trained by gradient descent on the binary cross-entropy.

    J = 1/m Σ_i L(a_i, y_i)                      eq. (logistic-cost)
    X: (m, n). y: (m,) of 0 and 1. lr, max_iter, stop, w0: as in linear_regression.
    Returns a Trace; w[0] is the bias. If a line separates the classes, w grows without end.
    If it diverged, a RuntimeWarning says so, as in linear_regression.
    Raises ValueError for bad shapes, values or settings.
    Source: deck C (rows C3, C6, C7). Chapter 3.
    """
    X, y = _check.X_and_y(X, y)
    _check.binary_labels(y)
    return _train(ops.logistic_cost_and_grad, X, y, w0, lr=lr, max_iter=max_iter, stop=stop)


@tiny_is_zero
def normal_equation(X: ArrayLike, y: ArrayLike) -> FloatArray:
    """Weights of least squared cost, in one step.

    XᵀX w = Xᵀy                                  eq. (normal-equation)
    XᵀX would square rounding errors. So the means are taken away, which solves for the bias, and
    what remains is split into Q R, with QᵀQ = I and R a triangle: XᵀX w = Xᵀy is then R w = Qᵀy.
    X: (m, n); the column of ones is added here. y: (m,). Returns w (n + 1,), the bias first.
    Raises LinAlgError, a ValueError, when no single w is best: it names the columns at fault.
    Source: deck C, closed forms (row C2). Chapter 2.
    """
    X, y = _check.X_and_y(X, y)
    _demand_enough_examples(X)
    # Each column in a unit near its largest entry: then squares neither overflow nor vanish,
    # and a feature in millimetres gives the same line as one in kilometres.
    x_unit, y_unit = _scaled.exponent(X, axis=0), _scaled.exponent(y)  # (n,), ()
    U, x_mean = _centred(np.ldexp(X.astype(np.float64), -x_unit))  # (m, n), (n,)
    v, y_mean = _centred(np.ldexp(y.astype(np.float64), -y_unit))  # (m,), ()
    size = np.where(_scaled.constant(X), np.inf, np.linalg.norm(U, axis=0))  # (n,)
    Q, R = np.linalg.qr(U / size)
    _demand_one_answer(X, R, size, x_mean)
    w = np.linalg.solve(R, Q.T @ v) / size  # eq. (normal-equation)
    b = y_mean - x_mean @ w
    return np.ldexp([b, *w], y_unit - np.array([0, *x_unit], np.intc)).astype(X.dtype)


def _train(
    cost_and_grad: _CostAndGrad,
    X: FloatArray,
    y: FloatArray,
    w0: ArrayLike | None,
    *,
    lr: float | Schedule,
    max_iter: int,
    stop: StopRule,
) -> Trace:
    """Descend on a neuron's cost, with the bias packed before the weights."""
    start = np.zeros(X.shape[1] + 1, X.dtype) if w0 is None else weights(w0, X, "w0")

    last: tuple[FloatArray, _Gradient] | None = None

    def at(w: FloatArray) -> _Gradient:
        """Cost and gradient share the prediction, so both are computed once for each w."""
        nonlocal last
        if last is None or last[0] is not w:
            last = w, cost_and_grad(w[1:], w[0], X, y)
        return last[1]

    def J(w: FloatArray) -> float:
        return at(w)[0]

    def dJ(w: FloatArray) -> FloatArray:
        _, dw, db = at(w)
        return np.concatenate(([db], dw))  # eq. (bias-as-weight)

    trace = gradient_descent(J, dJ, start, lr=lr, max_iter=max_iter, stop=stop)
    if trace.diverged:
        warnings.warn(trace.reason, RuntimeWarning, stacklevel=3)  # the line that asked for it
    return trace


def _demand_enough_examples(X: FloatArray) -> None:
    m, n = X.shape
    if m < n + 1:
        raise np.linalg.LinAlgError(
            f"X has {m} examples but w has {n + 1} entries ({n} features and the bias): "
            "many w fit equally well. Use more examples or fewer features."
        )


def _centred(U: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return U less the means of its columns, and the means."""
    mean = U.mean(axis=0)
    off = (U - mean).mean(axis=0)  # what the mean misses, as it is rounded
    return U - mean - off, mean


def _demand_one_answer(X: FloatArray, R: FloatArray, size: FloatArray, mean: FloatArray) -> None:
    """Refuse a table whose columns depend on each other: then many w are equally good.

    R: of the columns of X in units of their own, centred, and divided by their lengths `size`
    (infinite where a column is constant). mean: what was taken away to centre them.
    """
    # Column j, less its share in the columns before it, has length |R_jj|, and w is known to about
    # eps / |R_jj|: to eight digits from √eps on. But what the rounding of X itself can move tells
    # nothing, and beside a large mean that is more.
    rounding = np.finfo(X.dtype).eps * np.sqrt(len(X)) / size
    limit = np.clip(np.maximum.accumulate(rounding), np.sqrt(np.finfo(np.float64).eps), 0.5)
    lost = np.abs(np.diag(R)) <= limit
    if not lost.any():
        return
    j = int(lost.argmax())
    if np.isfinite(size[j]):
        share = np.linalg.solve(R[:j, :j], R[:j, j])
        rest = mean[j] - mean[:j] @ (share * size[j] / size[:j])
        names = ["the column of ones"] * bool(abs(rest) > limit[j])
        least = min(limit[j], 1 / (2 * j))  # of j shares that make up a length, one is larger
        names += [f"column {k}" for k in range(j) if abs(share[k]) > least]
        why = f"is a combination of {' and '.join(names)}"
    elif X[:, j].any():
        why = "is constant, so it is a multiple of the column of ones for the bias"
    else:
        why = "holds only zeros"
    raise np.linalg.LinAlgError(
        f"Column {j} of X (the first is column 0) {why}: many w fit equally well. "
        "Leave one of these columns out."
    )

"""Training on the whole table at once: gradient descent, and the closed form."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from .. import _check, ops
from .._check import FloatArray
from ..descent import StopRule, Trace, gradient_descent, small_gradient
from ..schedules import Schedule
from ._checked import weights
from .neuron import add_bias_column

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
    Returns a Trace; w[0] is the bias. Raises ValueError for bad shapes, values or settings.
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
    Raises ValueError for bad shapes, values or settings.
    Source: deck C (rows C3, C6, C7). Chapter 3.
    """
    X, y = _check.X_and_y(X, y)
    _check.binary_labels(y)
    return _train(ops.logistic_cost_and_grad, X, y, w0, lr=lr, max_iter=max_iter, stop=stop)


@_check.tiny_is_zero
def normal_equation(X: ArrayLike, y: ArrayLike) -> FloatArray:
    """Weights of least squared cost, in one step.

    XᵀX w = Xᵀy, solved without forming the inverse          eq. (normal-equation)
    X: (m, n); the column of ones is added here. y: (m,). Returns w (n + 1,), the bias first.
    Raises LinAlgError, a ValueError, when no single w is best: it names the columns at fault.
    Source: deck C, closed forms (row C2). Chapter 2.
    """
    X, y = _check.X_and_y(X, y)
    X1 = add_bias_column(X).astype(np.float64)  # XᵀX needs twice the digits of X
    # Each column in units of its largest entry: then squares neither overflow nor vanish,
    # and a feature in millimetres gives the same line as one in kilometres.
    scale = np.abs(X1).max(axis=0)  # (n + 1,)
    U = X1 / np.where(scale == 0, 1, scale)
    _demand_one_answer(U)
    w: FloatArray = np.linalg.solve(U.T @ U, U.T @ y) / scale  # eq. (normal-equation)
    return w.astype(X.dtype)


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

    return gradient_descent(J, dJ, start, lr=lr, max_iter=max_iter, stop=stop)


def _demand_one_answer(U: FloatArray) -> None:
    """Refuse a table whose columns depend on each other: then many w are equally good."""
    m, n1 = U.shape
    if m < n1:
        raise np.linalg.LinAlgError(
            f"X has {m} examples but w has {n1} entries ({n1 - 1} features and the bias): "
            "many w fit equally well. Use more examples or fewer features."
        )
    # Column j, less its share in the columns before it, has length |R_jj|. XᵀX squares lengths,
    # so what is shorter than √eps (for columns of length 1) is lost in it.
    limit = np.sqrt(np.finfo(np.float64).eps)
    columns = U / np.maximum(np.linalg.norm(U, axis=0), 1)
    lost = np.abs(np.diag(np.linalg.qr(columns, mode="r"))) <= limit
    if not lost.any():
        return
    j = int(lost.argmax())
    share = np.linalg.lstsq(columns[:, :j], columns[:, j])[0]
    others = [k - 1 for k in range(j) if abs(share[k]) > limit]  # -1 is the column of ones
    if not others:
        why = "holds only zeros"
    elif others == [-1]:
        why = "is constant, so it is a multiple of the column of ones for the bias"
    else:
        names = ["the column of ones" if k < 0 else f"column {k}" for k in others]
        why = f"is a combination of {' and '.join(names)}"
    raise np.linalg.LinAlgError(
        f"Column {j - 1} of X (the first is column 0) {why}: many w fit equally well. "
        "Leave one of these columns out."
    )

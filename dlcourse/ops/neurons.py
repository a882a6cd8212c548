"""One neuron and one layer, whole arrays at once.

`dense` and `dense_backward` check shapes; a layer, which has its own door, takes the bare formulas
below them.
"""

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._door import behind
from ..losses import half_mse, half_mse_grad, sigmoid_cross_entropy, sigmoid_cross_entropy_grad

_half_mse, _half_mse_grad = behind(half_mse).formula, behind(half_mse_grad).formula
_bce, _bce_grad = behind(sigmoid_cross_entropy).formula, behind(sigmoid_cross_entropy_grad).formula


@_check.tiny_is_zero
def dense(A: ArrayLike, W: ArrayLike, b: ArrayLike) -> FloatArray:
    """Weighted sums of a layer of n_out units for m examples.

    Z = A Wᵀ + b, with b added to every row. The board's columns: Z = W X + b, X = Aᵀ.
    A: (m, n_in). W: (n_out, n_in). b: (n_out,). Returns Z (m, n_out).
    Raises ValueError when the shapes do not fit.
    Source: decks A and B, the layer in matrix form (rows A10, B2). Chapter 4.
    """
    A, W = _layer(A, W)
    b = _check.float_array(b, "b")
    if b.shape != W.shape[:1]:
        cure = " Use b[:, 0]." if b.shape == (len(W), 1) else ""
        raise ValueError(
            f"b has shape {b.shape} but W has shape {W.shape}: "
            f"b needs one entry for each row of W.{cure}"
        )
    return weighted_sums(A, W, b)


def weighted_sums(A: FloatArray, W: FloatArray, b: FloatArray) -> FloatArray:
    """Return Z (m, n_out) = A Wᵀ + b."""
    Z: FloatArray = A @ W.T  # (m, n_out)
    Z += b  # eq. (rows-form)
    return Z


@_check.tiny_is_zero
def dense_backward(
    dZ: ArrayLike, A: ArrayLike, W: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Pass ∂J/∂Z back through a layer.

    ∂J/∂A = dZ W,  ∂J/∂W = dZᵀ A,  ∂J/∂b = the sum of the rows of dZ
    dZ: (m, n_out). A: (m, n_in). W: (n_out, n_in). Returns dA, dW, db, shaped as A, W, b.
    Raises ValueError when the shapes do not fit.
    Source: decks D and E, backpropagation (rows D12, E10). Chapter 9.
    """
    A, W = _layer(A, W)
    dZ = _check.float_array(dZ, "dZ")
    if dZ.shape != (len(A), len(W)):
        raise ValueError(
            f"dZ has shape {dZ.shape}, but A {A.shape} and W {W.shape} "
            f"make a Z of shape {(len(A), len(W))}: dZ has the shape of Z."
        )
    dW, db = np.empty(W.shape, np.result_type(A, dZ)), np.empty(len(W), dZ.dtype)
    weight_gradients(dZ, A, dW, db)
    return input_gradient(dZ, W), dW, db


def weight_gradients(dZ: FloatArray, A: FloatArray, dW: FloatArray, db: FloatArray) -> None:
    """Fill dW with dZᵀ A, and db with the sums of the columns of dZ."""
    np.matmul(dZ.T, A, out=dW)  # eq. (matrix-dw)
    dZ.sum(axis=0, out=db)


def input_gradient(dZ: FloatArray, W: FloatArray) -> FloatArray:
    """Return dA (m, n_in) = dZ W."""
    dA: FloatArray = dZ @ W  # eq. (dense-backward)
    return dA


@_check.tiny_is_zero
def linear_cost_and_grad(
    w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike
) -> tuple[float, FloatArray, float]:
    """Squared cost of a linear neuron on m examples, and its gradient.

    a = X w + b,  J = 1/(2m) ‖a − y‖²,  ∂J/∂w = 1/m Xᵀ(a − y),  ∂J/∂b = 1/m Σ_i (a_i − y_i)
    w: (n,). b: a number. X: (m, n). y: (m,). Returns J, dw (n,), db.
    Raises ValueError when the shapes do not fit.
    Source: deck A, linear neuron (rows A3, A5). Chapter 2.
    """
    w, b, X, y = _neuron(w, b, X, y)
    a = X @ w + b  # eq. (linear-neuron)
    da = _half_mse_grad(a, y)  # 1/m is in it
    return _half_mse(a, y), X.T @ da, float(da.sum())  # eq. (squared-cost), eq. (linear-gradient)


@_check.tiny_is_zero
def logistic_cost_and_grad(
    w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike
) -> tuple[float, FloatArray, float]:
    """Binary cross-entropy of a logistic neuron on m examples, and its gradient.

    z = X w + b,  J = mean of L,  dz = 1/m (a − y),  ∂J/∂w = Xᵀ dz,  ∂J/∂b = Σ_i dz_i
    w: (n,). b: a number. X: (m, n). y: (m,) of 0 and 1. Returns J, dw (n,), db.
    Raises ValueError when the shapes do not fit, or a label is neither 0 nor 1.
    Source: deck C, logistic regression on m examples (row C7). Chapter 3.
    """
    w, b, X, y = _neuron(w, b, X, y)
    _check.binary_labels(y)
    z = X @ w + b
    dz = _bce_grad(z, y)  # eq. (logistic-dz); 1/m is in it
    return _bce(z, y), X.T @ dz, float(dz.sum())  # eq. (logistic-dw), eq. (logistic-db)


def _layer(A: ArrayLike, W: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Demand A (m, n_in) and W (n_out, n_in)."""
    A, W = _check.float_array(A, "A"), _check.float_array(W, "W")
    _check.table(A, "A")
    if W.ndim != 2 or W.shape[1] != A.shape[1]:
        cure = " Use W.T." if W.ndim == 2 and len(W) == A.shape[1] else ""
        raise ValueError(
            f"A has shape {A.shape} but W has shape {W.shape}: "
            f"W needs one row for each unit and one column for each column of A.{cure}"
        )
    return A, W


def _neuron(
    w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike
) -> tuple[FloatArray, float, FloatArray, FloatArray]:
    """Demand w (n,), one b, X (m, n) and y (m,)."""
    X = _check.float_array(X, "X")
    y = _check.float_array(y, "y", default=X.dtype)
    w = _check.float_array(w, "w", default=X.dtype)
    _check.examples(X, y)
    if w.shape != X.shape[1:]:
        cure = " If w[0] is the bias, give w[1:], and w[0] as b." if w.size > X.shape[1] else ""
        raise ValueError(
            f"X has shape {X.shape} but w has shape {w.shape}: "
            f"w needs one weight for each column of X.{cure}"
        )
    return w, _check.number(b, "b"), X, y

"""One neuron and one layer, whole arrays at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._door import bare, checked
from ..losses import half_mse, half_mse_grad, sigmoid_cross_entropy, sigmoid_cross_entropy_grad

Pair = tuple[FloatArray, FloatArray]


def _layer_and_bias(
    A: ArrayLike, W: ArrayLike, b: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Demand A (m, n_in), W (n_out, n_in) and b (n_out,)."""
    A, W = _layer(A, W)
    b = _check.float_array(b, "b")
    if b.shape != W.shape[:1]:
        cure = " Use b[:, 0]." if b.shape == (len(W), 1) else ""
        raise ValueError(
            f"b has shape {b.shape} but W has shape {W.shape}: "
            f"b needs one entry for each row of W.{cure}"
        )
    return A, W, b


@checked(_layer_and_bias)
def dense(A: FloatArray, W: FloatArray, b: FloatArray) -> FloatArray:
    """Weighted sums of a layer of n_out units for m examples.

    Z = A Wᵀ + b, with b added to every row. The board's columns: Z = W X + b, X = Aᵀ.
    A: (m, n_in). W: (n_out, n_in). b: (n_out,). Returns Z (m, n_out).
    Raises ValueError when the shapes do not fit.
    Source: decks A and B, the layer in matrix form (rows A10, B2). Chapter 4.
    """
    Z: FloatArray = A @ W.T  # (m, n_out)
    Z += b  # eq. (rows-form)
    return Z


def _way_back(
    dZ: ArrayLike,
    A: ArrayLike,
    W: ArrayLike,
    *,
    need_dA: bool = True,
    out: Pair | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Demand A (m, n_in), W (n_out, n_in), dZ (m, n_out), and an out that can be filled."""
    A, W = _layer(A, W)
    dZ = _check.float_array(dZ, "dZ")
    if dZ.shape != (len(A), len(W)):
        raise ValueError(
            f"dZ has shape {dZ.shape}, but A {A.shape} and W {W.shape} "
            f"make a Z of shape {(len(A), len(W))}: dZ has the shape of Z."
        )
    if out is not None:
        demand_room(out, W.shape, len(W), dZ, A, W)
    return dZ, A, W


@checked(_way_back)
def dense_backward(
    dZ: FloatArray,
    A: FloatArray,
    W: FloatArray,
    *,
    need_dA: bool = True,
    out: Pair | None = None,
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Pass ∂J/∂Z back through a layer.

    ∂J/∂A = dZ W,  ∂J/∂W = dZᵀ A,  ∂J/∂b = the sum of the rows of dZ
    dZ: (m, n_out). A: (m, n_in). W: (n_out, n_in). Returns dA, dW, db, shaped as A, W, b;
    None for dA where need_dA is False: the first layer has no use for it. out: arrays that
    dW and db are written into, as with NumPy's own functions.
    Raises ValueError when the shapes do not fit.
    Source: decks D and E, backpropagation (rows D12, E10). Chapter 9.
    """
    dW_out, db_out = out or (None, None)
    dW = np.matmul(dZ.T, A, out=dW_out)  # eq. (matrix-dw)
    db = dZ.sum(axis=0, out=db_out)
    return dZ @ W if need_dA else None, dW, db  # eq. (dense-backward)


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


@checked(_neuron)
def linear_cost_and_grad(
    w: FloatArray, b: float, X: FloatArray, y: FloatArray
) -> tuple[float, FloatArray, float]:
    """Squared cost of a linear neuron on m examples, and its gradient.

    a = X w + b,  J = 1/(2m) ‖a − y‖²,  da = 1/m (a − y),  ∂J/∂w = Xᵀ da,  ∂J/∂b = Σ_i da_i
    w: (n,). b: a number. X: (m, n). y: (m,). Returns J, dw (n,), db.
    Raises ValueError when the shapes do not fit.
    Source: deck A, linear neuron (rows A3, A5). Chapter 2.
    """
    a = X @ w + b  # eq. (linear-neuron)
    da = bare(half_mse_grad)(a, y)
    return bare(half_mse)(a, y), X.T @ da, float(da.sum())  # eq. (linear-gradient)


def _logistic_neuron(
    w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike
) -> tuple[FloatArray, float, FloatArray, FloatArray]:
    """Demand w (n,), one b, X (m, n) and labels y (m,)."""
    w, b, X, y = _neuron(w, b, X, y)
    _check.binary_labels(y)
    return w, b, X, y


@checked(_logistic_neuron)
def logistic_cost_and_grad(
    w: FloatArray, b: float, X: FloatArray, y: FloatArray
) -> tuple[float, FloatArray, float]:
    """Binary cross-entropy of a logistic neuron on m examples, and its gradient.

    z = X w + b,  J = mean of L,  dz = 1/m (a − y),  ∂J/∂w = Xᵀ dz,  ∂J/∂b = Σ_i dz_i
    w: (n,). b: a number. X: (m, n). y: (m,) of 0 and 1. Returns J, dw (n,), db.
    Raises ValueError when the shapes do not fit, or a label is neither 0 nor 1.
    Source: deck C, logistic regression on m examples (row C7). Chapter 3.
    """
    z = X @ w + b
    dz = bare(sigmoid_cross_entropy_grad)(z, y)  # eq. (logistic-dz)
    J = bare(sigmoid_cross_entropy)(z, y)  # eq. (logistic-cost)
    return J, X.T @ dz, float(dz.sum())  # eq. (logistic-gradient)


def demand_room(out: Pair, W_shape: tuple[int, ...], n_out: int, *read: FloatArray) -> None:
    """Demand arrays that can be filled: of the right shapes, in one unbroken piece, and not read.

    read: what the formula goes on reading while it writes.
    """
    if not (isinstance(out, tuple | list) and len(out) == 2):
        raise ValueError(f"out is a {type(out).__name__}, but two arrays are needed: out=(dW, db).")
    for name, array, shape in (("dW", out[0], W_shape), ("db", out[1], (n_out,))):
        if type(array) is not np.ndarray or array.shape != shape or array.dtype.kind != "f":
            raise ValueError(
                f"out is to hold {name}, of shape {shape}, but there is "
                f"{getattr(array, 'dtype', type(array).__name__)} of shape {np.shape(array)}."
            )
        if not (array.flags.c_contiguous and array.flags.writeable):
            raise ValueError(
                f"out is to hold {name}, but that array is read-only, or its rows do not follow "
                "each other in memory. Use np.empty."
            )
        if any(np.may_share_memory(array, other) for other in read):
            raise ValueError(
                f"out is to hold {name}, but that array is one of those that are read meanwhile: "
                "dZ, A or W. Use np.empty."
            )


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

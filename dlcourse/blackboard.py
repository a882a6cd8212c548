"""The lectures' formulas as explicit loops, written as the board shows them.

Read this module to see what `ops` computes; it is also the witness that `ops` computes it.
It takes arrays of floats and stops at a wrong shape. What the numbers mean is up to you.
"""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# A decorator: a product too small for the machine, such as 1e-200 * 1e-200, becomes 0 in silence.
_tiny_is_zero = np.errstate(under="ignore")


def sigmoid(z: float) -> float:
    """Sigmoid of one number.

    a = σ(z) = 1 / (1 + e^(−z))                  eq. (sigmoid)
    z: one number. Returns a number between 0 and 1.
    Source: deck C, the logistic neuron (rows A7, C3). Chapter 3.
    """
    if z >= 0:
        return 1 / (1 + math.exp(-z))  # eq. (sigmoid)
    # Below z = −709 the machine cannot hold e^(−z). Above and below the bar, multiply by e^z.
    return math.exp(z) / (1 + math.exp(z))


@_tiny_is_zero
def dense(A: Array, W: Array, b: Array) -> Array:
    """Weighted sums of a layer of n_out units for m examples.

    z_ij = Σ_k w_jk a_ik + b_j
    A: (m, n_in). W: (n_out, n_in). b: (n_out,). Returns Z (m, n_out).
    Raises ValueError when the shapes do not fit.
    Source: decks A and B, the layer in matrix form (rows A10, B2). Chapter 4.
    """
    m, n_in, n_out = _layer_sizes(A, W)
    _need(b.shape == (n_out,), f"W has {n_out} rows but b has shape {b.shape}: one b_j a row.")
    Z = np.zeros((m, n_out))
    for i in range(m):  # example i
        for j in range(n_out):  # unit j
            Z[i, j] = b[j]
            for k in range(n_in):  # input k
                Z[i, j] += W[j, k] * A[i, k]
    return Z


@_tiny_is_zero
def dense_backward(dZ: Array, A: Array, W: Array) -> tuple[Array, Array, Array]:
    """Pass ∂J/∂Z back through a layer.

    ∂J/∂a_ik = Σ_j dz_ij w_jk,  ∂J/∂w_jk = Σ_i dz_ij a_ik,  ∂J/∂b_j = Σ_i dz_ij
    dZ: (m, n_out). A: (m, n_in). W: (n_out, n_in). Returns dA, dW, db, shaped as A, W, b.
    Raises ValueError when the shapes do not fit.
    Source: decks D and E, backpropagation (rows D12, E10). Chapter 9.
    """
    m, n_in, n_out = _layer_sizes(A, W)
    _need(dZ.shape == (m, n_out), f"dZ has shape {dZ.shape}, but Z has shape {(m, n_out)}.")
    dA, dW, db = np.zeros((m, n_in)), np.zeros((n_out, n_in)), np.zeros(n_out)
    for i in range(m):  # example i
        for j in range(n_out):  # unit j
            db[j] += dZ[i, j]
            for k in range(n_in):  # input k
                dW[j, k] += dZ[i, j] * A[i, k]
                dA[i, k] += dZ[i, j] * W[j, k]
    return dA, dW, db


@_tiny_is_zero
def mse(y_hat: Array, y: Array) -> float:
    """Mean squared error of m predictions.

    J = 1/m Σ_i (ŷ_i − y_i)²
    y_hat, y: (m,) or (m, K), the same shape; for (m, K) the mean is over all m·K entries.
    Returns a number, in the square of y's unit. Raises ValueError when the shapes differ.
    Source: deck D, whiteboard (row D9). Chapter 10.
    """
    _need(y_hat.shape == y.shape, f"y_hat has shape {y_hat.shape} but y has shape {y.shape}.")
    J = 0.0
    for i in range(y.size):  # entry i
        J += (y_hat.flat[i] - y.flat[i]) ** 2
    return J / y.size


@_tiny_is_zero
def mse_grad(y_hat: Array, y: Array) -> Array:
    """Gradient of the mean squared error in its predictions.

    ∂J/∂ŷ_i = 2/m (ŷ_i − y_i)
    y_hat, y: (m,) or (m, K), the same shape. Returns that shape.
    Raises ValueError when the shapes differ.
    Source: deck D, whiteboard (rows D9, D10). Chapter 10.
    """
    _need(y_hat.shape == y.shape, f"y_hat has shape {y_hat.shape} but y has shape {y.shape}.")
    dy_hat = np.zeros(y.shape)
    for i in range(y.size):  # entry i
        dy_hat.flat[i] = 2 * (y_hat.flat[i] - y.flat[i]) / y.size
    return dy_hat


def binary_cross_entropy(a: Array, y: Array) -> float:
    """Binary cross-entropy of m probabilities.

    J = −1/m Σ_i (y_i log a_i + (1 − y_i) log(1 − a_i))
    a, y: (m,) or (m, K), the same shape; y holds 0 and 1. Returns a number.
    Raises ValueError when the shapes differ, and when a_i is exactly 0 or 1 and wrong.
    Source: deck C, logistic regression (rows C3, C6). Chapter 3.
    """
    _need(a.shape == y.shape, f"a has shape {a.shape} but y has shape {y.shape}.")
    J = 0.0
    for i in range(y.size):  # entry i
        a_i, y_i = a.flat[i], y.flat[i]
        J += -(_q_log_p(y_i, a_i) + _q_log_p(1 - y_i, 1 - a_i))  # eq. (bce)
    return J / y.size  # eq. (logistic-cost)


@_tiny_is_zero
def binary_cross_entropy_grad(a: Array, y: Array) -> Array:
    """Gradient of the binary cross-entropy in its probabilities.

    ∂J/∂a_i = 1/m (a_i − y_i) / (a_i (1 − a_i))
    a, y: (m,) or (m, K), the same shape; y holds 0 and 1. Returns that shape.
    Raises ValueError when the shapes differ, and when a_i is exactly 0 or 1 and wrong.
    Source: deck C, the graph of logistic regression (row C4). Chapter 3.
    """
    _need(a.shape == y.shape, f"a has shape {a.shape} but y has shape {y.shape}.")
    da = np.zeros(y.shape)
    for i in range(y.size):  # entry i
        a_i, y_i = a.flat[i], y.flat[i]
        # The board: (a − y) / (a (1 − a)). For a right answer of exactly 0 or 1 that is 0/0.
        # Split into two fractions, the one with 0 on top drops out and the other is finite.
        dL = _q_over_p(1 - y_i, 1 - a_i) - _q_over_p(y_i, a_i)  # eq. (bce-da)
        da.flat[i] = dL / y.size
    return da


@_tiny_is_zero
def linear_cost_and_grad(w: Array, b: float, X: Array, y: Array) -> tuple[float, Array, float]:
    """Squared cost of a linear neuron on m examples, and its gradient.

    J = 1/(2m) Σ_i (a_i − y_i)²,  ∂J/∂w_k = 1/m Σ_i (a_i − y_i) x_ik,  ∂J/∂b = 1/m Σ_i (a_i − y_i)
    w: (n,). b: a number. X: (m, n). y: (m,). Returns J, dw (n,), db.
    Raises ValueError when the shapes do not fit.
    Source: deck A, linear neuron (rows A3, A5). Chapter 2.
    """
    m, n = _neuron_sizes(w, b, X, y)
    J, dw, db = 0.0, np.zeros(n), 0.0
    for i in range(m):  # example i
        a = b
        for k in range(n):  # feature k
            a = a + w[k] * X[i, k]  # eq. (linear-neuron)
        error = a - y[i]
        J += error**2
        for k in range(n):  # feature k
            dw[k] += error * X[i, k]
        db += error
    return J / (2 * m), dw / m, db / m  # eq. (squared-cost), eq. (linear-gradient)


@_tiny_is_zero
def logistic_cost_and_grad(w: Array, b: float, X: Array, y: Array) -> tuple[float, Array, float]:
    """Binary cross-entropy of a logistic neuron on m examples, and its gradient.

    J = 1/m Σ_i L(a_i, y_i),  ∂J/∂w_k = 1/m Σ_i x_ik (a_i − y_i),  ∂J/∂b = 1/m Σ_i (a_i − y_i)
    w: (n,). b: a number. X: (m, n). y: (m,) of 0 and 1. Returns J, dw (n,), db.
    Raises ValueError when the shapes do not fit.
    Source: deck C, logistic regression on m examples (row C7). Chapter 3.
    """
    m, n = _neuron_sizes(w, b, X, y)
    J, dw, db = 0.0, np.zeros(n), 0.0
    for i in range(m):  # example i
        z = b
        for k in range(n):  # feature k
            z = z + w[k] * X[i, k]
        a = sigmoid(z)  # eq. (logistic-neuron)
        # The board: J += y log a + (1 − y) log(1 − a), without the minus sign it needs.
        # Above z = 37 the machine rounds a to 1, and log(1 − a) is log 0. The same L,
        # written with z, has nothing to round. log1p(u) is log(1 + u), exact for a small u too.
        J += max(z, 0) - y[i] * z + math.log1p(math.exp(-abs(z)))  # eq. (bce-from-z)
        dz = a - y[i]  # eq. (logistic-dz)
        for k in range(n):  # feature k
            dw[k] += X[i, k] * dz  # eq. (logistic-dw)
        db += dz  # eq. (logistic-db)
    return J / m, dw / m, db / m  # eq. (logistic-cost)


def _q_log_p(q: float, p: float) -> float:
    """Return q log p. On the board 0 · log 0 is 0; any other multiple of log 0 is refused."""
    if q == 0:
        return 0.0
    _need(p > 0, "An answer of exactly 0 or 1 is wrong: the fine −log 0 is infinite.")
    return q * math.log(p)


def _q_over_p(q: float, p: float) -> float:
    """Return q/p, and 0 where q is 0. A p too small to divide by is refused."""
    if q == 0:
        return 0.0
    _need(p >= np.finfo(float).tiny, "An answer of 0 or 1 is wrong: the slope of −log is infinite.")
    return q / p


def _layer_sizes(A: Array, W: Array) -> tuple[int, int, int]:
    """Return m, n_in, n_out."""
    fits = A.ndim == 2 and W.ndim == 2 and A.shape[1] == W.shape[1]
    _need(fits, f"A has shape {A.shape} but W has shape {W.shape}: both need n_in columns.")
    return *A.shape, len(W)


def _neuron_sizes(w: Array, b: float, X: Array, y: Array) -> tuple[int, int]:
    """Return m, n."""
    _need(X.ndim == 2, f"X has shape {X.shape}, but it needs a row for each example.")
    _need(w.shape == X.shape[1:], f"X has shape {X.shape} but w has shape {w.shape}: w_k a column.")
    _need(y.shape == X.shape[:1], f"X has shape {X.shape} but y has shape {y.shape}: y_i a row.")
    _need(np.ndim(b) == 0, f"b has shape {np.shape(b)}, but a neuron has one bias.")
    m, n = X.shape
    return m, n


def _need(condition: bool | np.bool_, message: str) -> None:
    if not condition:
        raise ValueError(message)

"""One neuron and one layer, loop by loop."""

from __future__ import annotations

import math

import numpy as np

from ._board import Array, need, tiny_is_zero


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


@tiny_is_zero
def softmax(z: Array) -> Array:
    """Softmax of one row: K sums become K probabilities.

    p_k = e^(z_k) / Σ_j e^(z_j)
    z: (K,). Returns p (K,), which sums to 1. Raises ValueError when z is not one row.
    Source: decks D and E (rows D14, E7, E8). Chapter 10.
    """
    need(z.ndim == 1, f"z has shape {z.shape}, but the board takes one row: (K,).")
    # Above z = 709 the machine cannot hold e^z. Above and below the bar, multiply by e^(−max z).
    highest = max(z)
    p = np.zeros(len(z))
    for k in range(len(z)):  # class k
        p[k] = math.exp(z[k] - highest)  # eq. (softmax-stable)
    total = 0.0
    for j in range(len(z)):  # class j
        total += p[j]
    return p / total


@tiny_is_zero
def dense(A: Array, W: Array, b: Array) -> Array:
    """Weighted sums of a layer of n_out units for m examples.

    z_ij = Σ_k w_jk a_ik + b_j
    A: (m, n_in). W: (n_out, n_in). b: (n_out,). Returns Z (m, n_out).
    Raises ValueError when the shapes do not fit.
    Source: decks A and B, the layer in matrix form (rows A10, B2). Chapter 4.
    """
    m, n_in, n_out = _layer_sizes(A, W)
    need(b.shape == (n_out,), f"W has {n_out} rows but b has shape {b.shape}: one b_j a row.")
    Z = np.zeros((m, n_out))
    for i in range(m):  # example i
        for j in range(n_out):  # unit j
            Z[i, j] = b[j]
            for k in range(n_in):  # input k
                Z[i, j] += W[j, k] * A[i, k]  # eq. (layer-sum)
    return Z


@tiny_is_zero
def dense_backward(dZ: Array, A: Array, W: Array) -> tuple[Array, Array, Array]:
    """Pass ∂J/∂Z back through a layer.

    ∂J/∂a_ik = Σ_j dz_ij w_jk,  ∂J/∂w_jk = Σ_i dz_ij a_ik,  ∂J/∂b_j = Σ_i dz_ij
    dZ: (m, n_out). A: (m, n_in). W: (n_out, n_in). Returns dA, dW, db, shaped as A, W, b.
    Raises ValueError when the shapes do not fit.
    Source: decks D and E, backpropagation (rows D12, E10). Chapter 9.
    """
    m, n_in, n_out = _layer_sizes(A, W)
    need(dZ.shape == (m, n_out), f"dZ has shape {dZ.shape}, but Z has shape {(m, n_out)}.")
    dA, dW, db = np.zeros((m, n_in)), np.zeros((n_out, n_in)), np.zeros(n_out)
    for i in range(m):  # example i
        for j in range(n_out):  # unit j
            db[j] += dZ[i, j]  # eq. (layer-db)
            for k in range(n_in):  # input k
                dW[j, k] += dZ[i, j] * A[i, k]  # eq. (layer-dw)
                dA[i, k] += dZ[i, j] * W[j, k]  # eq. (dense-backward-sums)
    return dA, dW, db


@tiny_is_zero
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


@tiny_is_zero
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
    return J / m, dw / m, db / m  # eq. (logistic-cost), eq. (logistic-gradient)


@tiny_is_zero
def logistic_regression(
    X: Array, y: Array, w: Array, b: float, *, lr: float, steps: int
) -> tuple[Array, float]:
    """Logistic neuron trained by gradient descent on the binary cross-entropy.

    Repeat: dz_i = a_i − y_i;  w_k := w_k − α/m Σ_i x_ik dz_i,  b := b − α/m Σ_i dz_i
    X: (m, n). y: (m,) of 0 and 1. w: (n,) and b, the start; w is not changed. lr: α.
    steps: how many. Returns the last w and b.
    Source: deck C, logistic regression on m examples (row C7). Chapter 3.
    """
    m, n = X.shape
    for _ in range(steps):
        dw, db = np.zeros(n), 0.0
        for i in range(m):  # example i
            z = b
            for k in range(n):  # feature k
                z += w[k] * X[i, k]
            dz = sigmoid(z) - y[i]  # eq. (logistic-neuron), eq. (logistic-dz)
            for k in range(n):  # feature k
                dw[k] += X[i, k] * dz  # eq. (logistic-dw)
            db += dz  # eq. (logistic-db)
        w, b = w - lr * dw / m, b - lr * db / m  # eq. (gd-update), eq. (logistic-gradient)
    return w, b


def _layer_sizes(A: Array, W: Array) -> tuple[int, int, int]:
    """Return m, n_in, n_out."""
    fits = A.ndim == 2 and W.ndim == 2 and A.shape[1] == W.shape[1]
    need(fits, f"A has shape {A.shape} but W has shape {W.shape}: both need n_in columns.")
    return *A.shape, len(W)


def _neuron_sizes(w: Array, b: float, X: Array, y: Array) -> tuple[int, int]:
    """Return m, n."""
    need(X.ndim == 2, f"X has shape {X.shape}, but it needs a row for each example.")
    need(w.shape == X.shape[1:], f"X has shape {X.shape} but w has shape {w.shape}: w_k a column.")
    need(y.shape == X.shape[:1], f"X has shape {X.shape} but y has shape {y.shape}: y_i a row.")
    need(np.ndim(b) == 0, f"b has shape {np.shape(b)}, but a neuron has one bias.")
    m, n = X.shape
    return m, n

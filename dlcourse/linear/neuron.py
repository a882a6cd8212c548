"""What one neuron answers: the weighted sum, and its sigmoid."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .._check import FloatArray
from .._quiet import tiny_is_zero
from ..activations import sigmoid
from ._checked import table, weights


def add_bias_column(X: ArrayLike) -> FloatArray:
    """Put a column of ones before the features, so that the bias becomes the weight w0.

    b = w0 x0 with x0 = 1                        eq. (bias-as-weight)
    X: (m, n). Returns (m, n + 1). Raises ValueError when X is not a finite table.
    Source: deck D, bias as a weight (row D5). Chapter 1.
    """
    X = table(X)
    return np.column_stack((np.ones(len(X), dtype=X.dtype), X))  # eq. (bias-as-weight)


@tiny_is_zero
def predict_linear(X: ArrayLike, w: ArrayLike) -> FloatArray:
    """Predictions of a linear neuron for m examples.

    a_i = w0 + Σ_k w_k x_ik                      eq. (linear-neuron)
    X: (m, n). w: (n + 1,), bias first. Returns a (m,), in y's unit.
    Raises ValueError when the shapes do not fit or hold NaN or infinity.
    Source: decks A and D (rows A1, D1). Chapter 1.
    """
    X = table(X)
    return add_bias_column(X) @ weights(w, X)  # eq. (linear-neuron), eq. (bias-as-weight)


def predict_logistic(X: ArrayLike, w: ArrayLike) -> FloatArray:
    """Predictions of a logistic neuron for m examples: the probability that y = 1.

    a_i = σ(w0 + Σ_k w_k x_ik)                   eq. (logistic-neuron)
    X: (m, n). w: (n + 1,), bias first. Returns a (m,); the class is a >= 0.5.
    Raises ValueError when the shapes do not fit or hold NaN or infinity.
    Source: decks A, C and D (rows A7, C3, D2). Chapter 3.
    """
    return sigmoid(predict_linear(X, w))  # eq. (logistic-neuron)

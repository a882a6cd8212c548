"""Losses and their gradients in the first argument; every array is checked to be finite.

A mean is over all entries, or over the examples where a row is one answer; so 1/m is in the loss
and nowhere else.

>>> round(binary_cross_entropy([0.9, 0.2], [1, 0]), 4)  # −(log 0.9 + log 0.8) / 2
0.1643
>>> softmax_cross_entropy_grad([[0, 0]], [[1, 0]])  # P − Y
array([[-0.5,  0.5]])
"""

from .binary import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
)
from .classes import (
    cross_entropy,
    cross_entropy_grad,
    entropy,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from .penalty import l2_penalty, l2_penalty_grad
from .regression import half_mse, half_mse_grad, mse, mse_grad

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "cross_entropy",
    "cross_entropy_grad",
    "entropy",
    "half_mse",
    "half_mse_grad",
    "l2_penalty",
    "l2_penalty_grad",
    "mse",
    "mse_grad",
    "sigmoid_cross_entropy",
    "sigmoid_cross_entropy_grad",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
]

"""The lectures' formulas as explicit loops, written as the board shows them.

Read this module to see what `ops` computes; it is also the witness that `ops` computes it.
It takes arrays of floats and stops at a wrong shape. What the numbers mean is up to you.
"""

from ._board import Array
from .convolution import conv1d, conv2d, conv2d_backward, cross_correlate1d, output_size
from .losses import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    cross_entropy,
    cross_entropy_grad,
    mse,
    mse_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from .neurons import (
    dense,
    dense_backward,
    linear_cost_and_grad,
    logistic_cost_and_grad,
    sigmoid,
    softmax,
)
from .pooling import maxpool2d, maxpool2d_backward

__all__ = [
    "Array",
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "conv1d",
    "conv2d",
    "conv2d_backward",
    "cross_correlate1d",
    "cross_entropy",
    "cross_entropy_grad",
    "dense",
    "dense_backward",
    "linear_cost_and_grad",
    "logistic_cost_and_grad",
    "maxpool2d",
    "maxpool2d_backward",
    "mse",
    "mse_grad",
    "output_size",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
]

"""The formulas of `blackboard` without loops: the same names and arguments, whole arrays at once.

Shapes are checked, and what would make a result infinite or false, because NumPy would go on in
silence. NaN is not looked for: it shows itself in the result.
One argument is only here: need_dA=False spares a first layer the gradient that nobody asks for.
"""

from .convolution import conv1d, conv2d, conv2d_backward, cross_correlate1d
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
)
from .pooling import maxpool2d, maxpool2d_backward
from .windows import output_size

__all__ = [
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
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
]

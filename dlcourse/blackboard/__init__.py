"""The lectures' formulas and loops, written as the board shows them.

A loop over an axis has a twin without loops in `activations`, `losses` or `ops`; a loop over time
has one in `descent`, `linear`, `optim`, `network` or `autodiff`, which records and checks.
Read this package to see what those compute; it is also the witness that they compute it.
It takes arrays of floats; its formulas stop at a wrong shape. What the numbers mean is up to you.

>>> import numpy as np
>>> gradient_descent(lambda w: 2 * (w - 3), np.array([9.0]), lr=0.1, steps=50)
array([3.00008563])
"""

from ._board import Array
from .binary import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
)
from .by_example import delta_rule, perceptron
from .classes import (
    cross_entropy,
    cross_entropy_grad,
    entropy,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from .convolution import (
    conv1d,
    conv2d,
    conv2d_backward,
    convolve2d,
    cross_correlate1d,
    learn_kernel,
    output_size,
)
from .descent import (
    adam,
    gradient_descent,
    momentum,
    rmsprop,
    sequential_descent,
    stochastic_gradient_descent,
)
from .networks import backpropagate, forward, topological_order, train
from .neurons import (
    dense,
    dense_backward,
    linear_cost_and_grad,
    logistic_cost_and_grad,
    logistic_regression,
    sigmoid,
    softmax,
)
from .pooling import maxpool2d, maxpool2d_backward
from .regression import half_mse, half_mse_grad, l2_penalty, l2_penalty_grad, mse, mse_grad

__all__ = [
    "Array",
    "adam",
    "backpropagate",
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "conv1d",
    "conv2d",
    "conv2d_backward",
    "convolve2d",
    "cross_correlate1d",
    "cross_entropy",
    "cross_entropy_grad",
    "delta_rule",
    "dense",
    "dense_backward",
    "entropy",
    "forward",
    "gradient_descent",
    "half_mse",
    "half_mse_grad",
    "l2_penalty",
    "l2_penalty_grad",
    "learn_kernel",
    "linear_cost_and_grad",
    "logistic_cost_and_grad",
    "logistic_regression",
    "maxpool2d",
    "maxpool2d_backward",
    "momentum",
    "mse",
    "mse_grad",
    "output_size",
    "perceptron",
    "rmsprop",
    "sequential_descent",
    "sigmoid",
    "sigmoid_cross_entropy",
    "sigmoid_cross_entropy_grad",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "stochastic_gradient_descent",
    "topological_order",
    "train",
]

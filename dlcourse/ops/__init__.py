"""Neurons, convolution and pooling without loops: the names and arguments of `blackboard`.

Shapes are checked, and what would make a result infinite or false, because NumPy would go on in
silence. NaN is not looked for: it shows itself in the result.
Some arguments are only here, and change no number: need_dA=False spares a first layer the gradient
that nobody asks for, out names arrays to write into, and P spares a search made before.

>>> dense(A=[[1, 2]], W=[[3, 0], [1, 1], [0, -1]], b=[0.5, 0, 0])  # three units, one example
array([[ 3.5,  3. , -2. ]])
"""

from .convolution import conv1d, conv2d, conv2d_backward, convolve2d, cross_correlate1d
from .neurons import (
    dense,
    dense_backward,
    linear_cost_and_grad,
    logistic_cost_and_grad,
)
from .pooling import maxpool2d, maxpool2d_backward
from .windows import output_size

__all__ = [
    "conv1d",
    "conv2d",
    "conv2d_backward",
    "convolve2d",
    "cross_correlate1d",
    "dense",
    "dense_backward",
    "linear_cost_and_grad",
    "logistic_cost_and_grad",
    "maxpool2d",
    "maxpool2d_backward",
    "output_size",
]

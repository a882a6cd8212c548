"""Activation functions: g and its slope g′ entry by entry, and softmax row by row.

>>> from dlcourse.activations import ACTIVATIONS, sigmoid, softmax
>>> sigmoid([-1000, 0, 1000])
array([0. , 0.5, 1. ])
>>> softmax([1.0, 1.0, 1.0, 1.0])
array([0.25, 0.25, 0.25, 0.25])
>>> g, g_prime = ACTIVATIONS["relu"]
>>> g([-2, 0, 3]), g_prime([-2, 0, 3])
(array([0., 0., 3.]), array([0., 0., 1.]))
"""

from collections.abc import Callable

from .._check import FloatArray
from .pointwise import (
    identity,
    identity_prime,
    leaky_relu,
    leaky_relu_prime,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    step,
    tanh,
    tanh_prime,
)
from .rowwise import log_softmax, softmax, softmax_jacobian

__all__ = [
    "ACTIVATIONS",
    "identity",
    "identity_prime",
    "leaky_relu",
    "leaky_relu_prime",
    "log_softmax",
    "relu",
    "relu_prime",
    "sigmoid",
    "sigmoid_prime",
    "softmax",
    "softmax_jacobian",
    "step",
    "tanh",
    "tanh_prime",
]

Pointwise = Callable[[FloatArray], FloatArray]

# Name -> (g, g′), for a layer to look up. Softmax is absent: it has no slope but a Jacobian, and
# it belongs to the loss. The step is absent: its slope is 0, so nothing could be learnt through it.
ACTIVATIONS: dict[str, tuple[Pointwise, Pointwise]] = {
    "sigmoid": (sigmoid, sigmoid_prime),
    "tanh": (tanh, tanh_prime),
    "relu": (relu, relu_prime),
    "leaky_relu": (leaky_relu, leaky_relu_prime),
    "identity": (identity, identity_prime),
}

"""Where numbers stopped being numbers: the layer in which it began."""

from __future__ import annotations

import math

import numpy as np

from .._check import FloatArray
from .sequential import Sequential


def demand_finite_output(net: Sequential, X: FloatArray, Z: FloatArray) -> None:
    """Stop where the output Z of the network for X is not finite."""
    if all_finite(Z):
        return
    A = X
    for k, layer in enumerate(net.layers):  # forward again, to where it began
        for name, array in layer.params.items():
            if not np.isfinite(array).all():
                raise _stopped(f"the parameter {name}", k, net)
        A = layer.forward(A)
        if not np.isfinite(A).all():
            raise _stopped("the output", k, net)


def demand_finite_gradient(net: Sequential) -> None:
    """Stop where a gradient is not finite; the last layer in which it is not comes first."""
    flat = net.grads.flat
    if flat is not None and math.isfinite(flat.dot(flat)):
        return  # nearly always so; a square may overflow where no gradient does
    for k in range(len(net.layers) - 1, -1, -1):
        for name, array in net.layers[k].grads.items():
            if not np.isfinite(array).all():
                raise _stopped(f"the gradient of {name}", k, net)


def all_finite(x: FloatArray) -> bool:
    """Say whether every number is finite. The sum of squares tells at once, unless it overflows."""
    return math.isfinite(np.vdot(x, x)) or bool(np.isfinite(x).all())


def _stopped(what: str, k: int, net: Sequential) -> FloatingPointError:
    return FloatingPointError(
        f"{what} in layer {k}, {net.layers[k]!r}, is no longer finite. The learning rate is "
        "probably too large: try a smaller one. If that does not help, standardise the features."
    )

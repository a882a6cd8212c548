"""Gradient descent: the loop over time, its stopping rules and the trace that it leaves."""

from ._trace import Trace
from .rules import Point, StopRule, any_of, small_decrease, small_gradient, small_step
from .sequential import sequential_descent
from .walk import gradient_descent, stochastic_gradient_descent

__all__ = [
    "Point",
    "StopRule",
    "Trace",
    "any_of",
    "gradient_descent",
    "sequential_descent",
    "small_decrease",
    "small_gradient",
    "small_step",
    "stochastic_gradient_descent",
]

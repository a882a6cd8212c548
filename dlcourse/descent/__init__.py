"""Gradient descent: the loop over time, its stopping rules and the trace that it leaves.

>>> from dlcourse.descent import gradient_descent
>>> trace = gradient_descent(lambda x: (x - 1) ** 2, lambda x: 2 * (x - 1), 9.0, lr=0.1)
>>> print(f"{trace.iterations} steps to x = {trace.w:.5f}")
75 steps to x = 1.00000
>>> trace.reason
'The gradient is small: its length 8.63e-07 is at most 1e-06.'

max_iter is the most steps allowed: a rule may end the descent before. epochs is how often all
examples are dealt: every one of these passes is made, unless a rule is given and met.
"""

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

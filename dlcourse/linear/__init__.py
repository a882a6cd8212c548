"""One neuron and its training: linear and logistic regression, the delta rule, the perceptron.

Everywhere w is (n + 1,) and w[0] is the bias: the weight of x0 = 1.

>>> from dlcourse import linear
>>> X, y = [[1], [2], [4]], [3, 5, 9]
>>> linear.normal_equation(X, y).round(6)
array([1., 2.])
>>> linear.predict_linear([[3]], [1, 2])
array([7.])
>>> trace = linear.linear_regression(X, y, lr=0.2)
>>> trace.converged, trace.w.round(4)
(True, array([1., 2.]))

lr is the α of the lectures, and the perceptron's η. max_iter and max_epochs are the most that is
allowed: training may end before. epochs is what is done: the delta rule makes all of them.
What predicts and what trains refuses NaN alike.
"""

from .by_example import DeltaRuleRow, DeltaRuleTrace, delta_rule
from .mistakes import PerceptronTrace, PerceptronUpdate, margin, mistake_bound, perceptron
from .neuron import add_bias_column, predict_linear, predict_logistic
from .training import linear_regression, logistic_regression, normal_equation

__all__ = [
    "DeltaRuleRow",
    "DeltaRuleTrace",
    "PerceptronTrace",
    "PerceptronUpdate",
    "add_bias_column",
    "delta_rule",
    "linear_regression",
    "logistic_regression",
    "margin",
    "mistake_bound",
    "normal_equation",
    "perceptron",
    "predict_linear",
    "predict_logistic",
]

"""One neuron and its training: linear and logistic regression, the delta rule, the perceptron.

Everywhere w is (n + 1,) and w[0] is the bias: the weight of x0 = 1.
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

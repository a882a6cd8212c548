"""Optimisers: each is a formula, and a class that remembers what the formula needs next time.

An optimiser of your own is any object with `step(params, grads, *, loss=None)`:

>>> class Signs:  # every weight moves by lr, whatever the size of its gradient
...     def __init__(self, lr):
...         self.lr = lr
...     def step(self, params, grads, *, loss=None):
...         for name, w in params.items():
...             w -= self.lr * np.sign(grads[name])
>>> import numpy as np
>>> params, grads = {"W": np.array([1.0, -2.0])}, {"W": np.array([0.3, -7.0])}
>>> Signs(0.1).step(params, grads)
>>> params["W"]
array([ 0.9, -1.9])
"""

from ._optimiser import Optimiser
from .formulas import adam_step, momentum_step, rmsprop_step, sgd_step
from .optimisers import SGD, Adam, Momentum, RMSProp
from .penalised import WithL2

__all__ = [
    "SGD",
    "Adam",
    "Momentum",
    "Optimiser",
    "RMSProp",
    "WithL2",
    "adam_step",
    "momentum_step",
    "rmsprop_step",
    "sgd_step",
]

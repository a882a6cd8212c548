"""Optimisers: each is a formula, and a class that remembers what the formula needs next time."""

from .formulas import adam_step, momentum_step, rmsprop_step, sgd_step
from .optimisers import SGD, Adam, Momentum, RMSProp
from .penalised import WithL2

__all__ = [
    "SGD",
    "Adam",
    "Momentum",
    "RMSProp",
    "WithL2",
    "adam_step",
    "momentum_step",
    "rmsprop_step",
    "sgd_step",
]

"""A network is its layers in a row; fit trains it in mini-batches and keeps the history."""

from .sequential import Parameters, Sequential
from .training import Epoch, History, fit, minibatches

__all__ = ["Epoch", "History", "Parameters", "Sequential", "fit", "minibatches"]

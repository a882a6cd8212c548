"""A network is its layers in a row; fit trains it in mini-batches and keeps the history."""

from .._parameters import Parameters
from .sequential import Sequential
from .step import train_step
from .training import Epoch, History, fit, minibatches

__all__ = ["Epoch", "History", "Parameters", "Sequential", "fit", "minibatches", "train_step"]

"""A network is its layers in a row; fit trains it in mini-batches and keeps the history.

>>> import numpy as np
>>> from dlcourse import data, losses
>>> from dlcourse.layers import Activation, Dense
>>> from dlcourse.optim import Adam
>>> rng = np.random.default_rng(0)
>>> net = Sequential(Dense(2, 8, rng=rng), Activation("tanh"), Dense(8, 1, rng=rng))
>>> moons = data.moons(200, rng=rng)
>>> y = moons.y[:, np.newaxis].astype(float)
>>> loss = losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad
>>> history = fit(net, moons.X, y, loss=loss, opt=Adam(0.05), epochs=200)
>>> bool(history.loss[-1] < 0.1 * history.loss[0])
True
"""

from .._parameters import Parameters
from .sequential import Sequential
from .staircase import staircase
from .step import train_step
from .training import Epoch, History, fit, minibatches

__all__ = [
    "Epoch",
    "History",
    "Parameters",
    "Sequential",
    "fit",
    "minibatches",
    "staircase",
    "train_step",
]

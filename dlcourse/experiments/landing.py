"""What the landing page computes: a network learns to tell two spirals apart."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses
from dlcourse.layers import Activation, Dense
from dlcourse.network import Epoch, Sequential, fit
from dlcourse.optim import Adam

Array = NDArray[Any]

CROSS_ENTROPY = (losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad)
UNITS = 12  # in each of two hidden layers
EPOCHS = 300
SIDE = np.linspace(-1.15, 1.15, 37)  # of the map


@cache
def points() -> data.Dataset:
    """160 points on two spirals that are wound round each other: X (160, 2), y (160,).

    Source: deck E, width and depth (row E2). Chapter 8.
    """
    return data.spirals(160, rng=np.random.default_rng(1))


@cache
def training() -> tuple[list[Array], list[Array]]:
    """What the network says at the start and after each epoch.

    Returns z of the map's (37, 37) places, and z of the points (160, 1): a list each, by epoch.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    table, rng = points(), np.random.default_rng(2)
    hidden = [Dense(2, UNITS, rng=rng), Activation("tanh")]
    hidden += [Dense(UNITS, UNITS, rng=rng), Activation("tanh")]
    net = Sequential(*hidden, Dense(UNITS, 1, rng=rng))
    places = np.column_stack([x.ravel() for x in np.meshgrid(SIDE, SIDE)])
    maps, answers = [], []

    def look(net: Sequential) -> None:
        maps.append(net.predict(places).reshape(SIDE.size, SIDE.size))
        answers.append(net.predict(table.X))

    def after(epoch: Epoch) -> None:
        look(epoch.net)

    look(net)
    y = table.y[:, np.newaxis].astype(float)
    fit(net, table.X, y, loss=CROSS_ENTROPY, opt=Adam(0.02), epochs=EPOCHS, callback=after)
    return maps, answers


def standing(epoch: int) -> tuple[float, int]:
    """How well the network does after an epoch.

    epoch: from 0 to EPOCHS. Returns the cost in nats, and how many points are on their own side.
    Source: deck E, width and depth (row E2). Chapter 8.
    """
    z, y = training()[1][epoch].ravel(), points().y
    return losses.sigmoid_cross_entropy(z, y), int(np.sum((z > 0) == y))

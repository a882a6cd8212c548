"""The picture of the landing page: a network learns to tell two spirals apart.

Blue is class 1, a disc; class 0 is vermillion and a triangle.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse import activations, data, losses, metrics, plots
from dlcourse.layers import Activation, Dense
from dlcourse.network import Epoch, Sequential, fit
from dlcourse.optim import Adam
from dlcourse.pictures._panels import limits, two_classes
from dlcourse.plots import INK
from dlcourse.widgets import Frame, Slider, widget

Array = NDArray[Any]

CROSS_ENTROPY = (losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad)
UNITS = 12  # in each of two hidden layers
EPOCHS = (0, 10, 20, 40, 50, 60, 70, 80, 100, 120, 150, 200, 300)
SIDE = np.linspace(-1.15, 1.15, 37)  # of the map


@cache
def points() -> data.Dataset:
    """160 points on two spirals that are wound round each other: X (160, 2), y (160,)."""
    return data.spirals(160, rng=np.random.default_rng(1))


@cache
def training() -> tuple[list[Array], list[Array]]:
    """What the network says at the start and after each epoch, and what that costs.

    Returns z of the map's (37, 37) places, and z of the points (160, 1): a list each, by epoch.
    """
    table, rng = points(), np.random.default_rng(2)
    hidden = [Dense(2, UNITS, rng=rng), Activation("tanh")]
    hidden += [Dense(UNITS, UNITS, rng=rng), Activation("tanh")]
    net = Sequential(*hidden, Dense(UNITS, 1, rng=rng))
    places = np.stack(np.meshgrid(SIDE, SIDE), axis=-1).reshape(-1, 2)
    maps, answers = [net.predict(places)], [net.predict(table.X)]

    def look(epoch: Epoch) -> None:
        maps.append(epoch.net.predict(places))
        answers.append(epoch.net.predict(table.X))

    y = table.y[:, np.newaxis].astype(float)
    fit(net, table.X, y, loss=CROSS_ENTROPY, opt=Adam(0.02), epochs=EPOCHS[-1], callback=look)
    return [z.reshape(SIDE.size, SIDE.size) for z in maps], answers


@widget(epoch=Slider("epoch", EPOCHS, EPOCHS[-1], fmt=".0f"), play="epoch")
def two_spirals(epoch: float) -> Frame:
    """The points, and what the network says of every place, after this many epochs."""
    table = points()
    maps, answers = training()
    z, a = maps[round(epoch)], answers[round(epoch)]
    figure, axes = plots.canvas(width=4.0, height=3.0)
    plots.halves(axes, SIDE, SIDE, np.asarray(activations.sigmoid(z), dtype=np.float64))
    axes.contour(SIDE, SIDE, z, levels=[0], colors=INK, linewidths=1.5)
    two_classes(axes, table.X, table.y)
    ends = (SIDE[0], SIDE[-1])
    limits(axes, "$x_1$", "$x_2$", ends, ends)
    axes.set_aspect("equal")
    cost = losses.sigmoid_cross_entropy(a[:, 0], table.y)
    share = metrics.accuracy(a[:, 0] > 0, table.y)
    right = round(share * table.y.size)
    return Frame(
        figure,
        f"Two spirals of points, wound round each other. After epoch {epoch:.0f} the border that "
        f"the network draws between the classes leaves {table.y.size - right} of "
        f"{table.y.size} points on the wrong side.",
        f"{right} of {table.y.size} points on the right side · cost {cost:.3f}",
        {"cost": cost, "share": share},
    )

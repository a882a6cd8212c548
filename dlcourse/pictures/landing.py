"""The picture of the landing page: a network learns to tell two spirals apart.

Blue is class 1, a disc; class 0 is vermillion and a triangle.
"""

import numpy as np

from dlcourse import activations, plots
from dlcourse._words import Said, _
from dlcourse.experiments import landing as experiments
from dlcourse.experiments.landing import SIDE
from dlcourse.pictures._panels import limits, two_classes
from dlcourse.plots import INK
from dlcourse.widgets import Frame, Slider, widget

EPOCHS = (0, 10, 20, 40, 50, 60, 70, 80, 100, 120, 150, 200, experiments.EPOCHS)


@widget(epoch=Slider(Said("epoch"), EPOCHS, EPOCHS[-1], fmt=".0f"), play="epoch")
def two_spirals(epoch: float) -> Frame:
    """The points, and what the network says of every place, after this many epochs."""
    table, maps = experiments.points(), experiments.training()[0]
    z = maps[round(epoch)]
    figure, axes = plots.canvas(width=4.0, height=3.0)
    plots.halves(axes, SIDE, SIDE, np.asarray(activations.sigmoid(z), dtype=np.float64))
    axes.contour(SIDE, SIDE, z, levels=[0], colors=INK, linewidths=1.5)
    two_classes(axes, table.X, table.y)
    ends = (SIDE[0], SIDE[-1])
    limits(axes, "$x_1$", "$x_2$", ends, ends)
    axes.set_aspect("equal")
    cost, right = experiments.standing(round(epoch))
    return Frame(
        figure,
        _(
            "Two spirals of points, wound round each other. After epoch {epoch:.0f} the border "
            "that the network draws between the classes leaves {wrong} of {m} points on "
            "the wrong side.",
            epoch=epoch,
            wrong=table.y.size - right,
            m=table.y.size,
        ),
        _(
            "{right} of {m} points on the right side · cost {cost:.3f}",
            right=right,
            m=table.y.size,
            cost=cost,
        ),
        {"cost": cost, "share": right / table.y.size},
    )

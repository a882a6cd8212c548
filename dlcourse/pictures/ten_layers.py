"""The pictures of chapter 11 in which a network of ten hidden layers is trained."""

import numpy as np
from matplotlib.axes import Axes

from dlcourse import plots
from dlcourse._words import Said, _, together
from dlcourse.experiments import ten_layers
from dlcourse.pictures._panels import half, limits, powers_of_ten
from dlcourse.pictures._words import in_powers
from dlcourse.plots import BLUE, MUTED, VERMILLION
from dlcourse.widgets import Choice, Frame, Slider, widget


@widget(scale=Slider(Said("size of the first weights"), (0.5, 1.0, 2.0), 1.0, fmt="g"))
def opening(scale: float) -> Frame:
    """The same deep network from first weights of three sizes, five starts each."""
    figure, axes = plots.canvas(height=2.5)
    nets = _curves(axes, scale, "tanh")
    right = [net.test for net in nets]
    first, last = (float(np.mean([net.J[k] for net in nets])) for k in (0, -1))
    return Frame(
        figure,
        _(
            "The cost over fifteen epochs, for first weights of {scale:g} times the usual size; a "
            "line for each of five starts. In the mean it goes from {first:.2f} to {last:.2f}. Of "
            "the digits that were held out the five networks read {mean:.0%}.",
            scale=scale,
            first=first,
            last=last,
            mean=float(np.mean(right)),
        ),
        _(
            "cost of the last epoch: {last:.2f} · held-out digits read: {least:.0%} to {most:.0%}",
            last=last,
            least=min(right),
            most=max(right),
        ),
        {"last": last, "right": float(np.mean(right))},
    )


@widget(
    scale=Slider(Said("scale of the first weights"), ten_layers.SCALES, 1.0, fmt="g"),
    activation=Choice(Said("activation"), ("tanh", "relu"), "tanh"),
)
def ten(scale: float, activation: str) -> Frame:
    """Before the first step the sizes of outputs and slopes by layer; then the training."""
    left, axes = half()
    outputs, slopes = ten_layers.sizes(scale, activation)
    layers = range(1, ten_layers.DEPTH + 1)
    axes.plot(layers, outputs, "o-", color=BLUE, ms=4, label=_("output $a$"))
    axes.plot(layers, slopes, "s--", color=VERMILLION, ms=4, label=_("slope $dz$"))
    powers_of_ten(axes, range(-4, 6))
    axes.set(xlim=(0.5, 10.5), xlabel=_("hidden layer"), ylabel=_("size"))
    axes.set_xticks(range(1, 11, 3))
    axes.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, costs = half()
    nets = _curves(costs, scale, activation)
    fallen = sum(bool(net.stopped) for net in nets)
    ended = [float(net.J[-1]) for net in nets if not net.stopped]
    first, last = in_powers(outputs[0]), in_powers(outputs[-1])
    back, front = in_powers(slopes[-1]), in_powers(slopes[0])
    told = (
        _("All five trainings stop with an error, because their numbers grow without bound.")
        if fallen == len(nets)
        else _(
            "Trainings that stop with an error: {fallen} of 5. The others end with a cost of "
            "{cost:.2f} in the mean.",
            fallen=fallen,
            cost=float(np.mean(ended)),
        )
    )
    return Frame(
        [left, right],
        together(
            _(
                "Ten hidden layers of {activation}, with first weights of {scale:g} times the "
                "usual size. The size of the outputs goes from {first} in the first layer to "
                "{last} in the last. The size of the slopes goes from {back} in the last layer to "
                "{front} in the first.",
                activation=activation,
                scale=scale,
                first=first,
                last=last,
                back=back,
                front=front,
            ),
            told,
        ),
        _(
            "a: {first} in layer 1, {last} in layer 10 · dz: {back} in layer 10, {front} in "
            "layer 1 · stopped with an error: {fallen} of 5",
            first=first,
            last=last,
            back=back,
            front=front,
            fallen=fallen,
        ),
        {"a_first": outputs[0], "a_last": outputs[-1], "fallen": fallen}
        | {"slope_first": slopes[0], "slope_last": slopes[-1]},
    )


def _curves(axes: Axes, scale: float, activation: str) -> list[ten_layers.Trained]:
    """Draw the cost over the epochs for five starts, and return the five trainings."""
    rate, seeds = ten_layers.RATE, ten_layers.SEEDS
    nets = [ten_layers.trained(scale, activation, rate, seed) for seed in seeds]
    for net in nets:
        axes.plot(range(1, len(net.J) + 1), net.J, color=BLUE, lw=1.4)
        if net.stopped:
            axes.plot(len(net.J) + 1, 2.9, "x", color=VERMILLION, ms=9, mew=2)
    axes.axhline(np.log(10), color=MUTED, ls=":", lw=1.2)
    axes.text(15.3, np.log(10) + 0.07, _("knowing nothing"), color=MUTED, size=9.5, ha="right")
    limits(axes, _("epoch"), _("cost $J$"), (0.5, 15.5), (0, 3.1))
    axes.set_xticks((1, 5, 10, 15))
    return nets

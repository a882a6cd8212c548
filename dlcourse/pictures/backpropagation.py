"""The pictures of chapter 9: graphs walked forward and back, and what becomes of the blame.

Values are blue and stand above a node; derivatives are vermillion and stand below it.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, listed, together
from dlcourse.autodiff import Value
from dlcourse.experiments import backpropagation as experiments
from dlcourse.experiments.backpropagation import NUMBERS, ROUNDS, W_OUT, Tiny, Walk, X, Y
from dlcourse.pictures import _graphs as graphs
from dlcourse.pictures._graphs import Place
from dlcourse.pictures._words import factor, in_powers
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

DEPTHS = (2, 4, 8, 12, 16, 20)
LOOKS = {"sigmoid": (VERMILLION, "o-"), "tanh": (PURPLE, "s--"), "ReLU": (BLUE, "^:")}
RATES = (0.3, 1.0, 3.0, 5.0, 8.0)


# Graphs, step by step.


class Layout(NamedTuple):
    """Where the nodes of a graph stand, what is written in them, and from where to where up."""

    at: Mapping[str, Place]
    labels: Mapping[str, str]
    up: Place


_FORK = Layout(
    {"x": (1.2, 3.0), "u": (4.6, 4.6), "v": (4.6, 1.4), "f": (8.4, 3.0)},
    {"x": "$x$", "u": "$u = x^2$", "v": "$v = x + 1$", "f": "$f = u\\,v$"},
    (0.1, 6.1),
)
# As oxen plough: to the right above, and to the left below, so that a slope has room on its arrow.
_LOGISTIC = Layout(
    {"w₁": (0.5, 6.4), "w₂": (0.5, 4.0), "b": (7.4, 6.8), "w₁x₁": (2.9, 6.4), "w₂x₂": (2.9, 4.0)}
    | {"s": (5.3, 5.2), "z": (9.7, 5.2), "a": (6.5, 2.0), "1 − a": (4.55, 2.0)}
    | {"log(1 − a)": (2.3, 2.0), "L": (0.5, 2.0)},
    {"w₁": "$w_1$", "w₂": "$w_2$", "b": "$b$", "w₁x₁": "$w_1x_1$", "w₂x₂": "$w_2x_2$", "s": "$s$"}
    | {"z": "$z$", "a": "$a$", "1 − a": "$1-a$", "log(1 − a)": "log", "L": "$L$"},
    (1.0, 7.7),
)


def _walked(nodes: Mapping[str, Value], layout: Layout, t: int) -> Frame:
    """Draw a graph after t steps: values one by one, then derivatives one by one."""
    walk = experiments.walk(nodes, t)
    low, high = layout.up
    figure, axes = graphs.bare((high - low) * graphs.POINTS[1] / 72, (-0.2, 10.2), layout.up)
    names = {node: name for name, node in nodes.items()}
    for child, end in nodes.items():
        for start in (names[parent] for parent in end.parents if parent in names):
            now = child == walk.active
            color = (VERMILLION if walk.passed else BLUE) if now else MUTED
            places = layout.at[start], layout.at[child]
            boxes = layout.labels[start], layout.labels[child]
            graphs.arrow(axes, places, boxes, color, bool(walk.passed) and now)
            if (slope := walk.slopes.get((start, child))) is not None:
                graphs.beside(axes, places, boxes, f"× {factor(slope, '.4g')}", color)
    for name, place in layout.at.items():
        value, grad = walk.values.get(name), walk.grads.get(name)
        below = None if grad is None else number(grad, ".3f")
        graphs.node(axes, place, layout.labels[name], value, below, name == walk.active)
    root = [*nodes][-1]
    return Frame(
        figure,
        _words(walk, t, root),
        _sentence(walk, root),
        {f"value {name}": value for name, value in walk.values.items()}
        | {f"d{name}": grad for name, grad in walk.grads.items()}
        | {f"d{child}/d{start}": slope for (start, child), slope in walk.slopes.items()},
    )


def _sentence(walk: Walk, root: str) -> str:
    """Say what the step did, in one line."""
    if walk.active is None:
        return _("Given: {values}", values=_told(walk.values, " = ", " · "))
    if not walk.grads:
        return f"{walk.active} = {number(walk.values[walk.active], '.3f')}"
    if not walk.passed:
        return _("∂{root}/∂{root} = 1.000: here the way back starts", root=root)
    incoming = walk.grads[walk.active]
    parts = [
        _(
            "to {name}: {incoming} × {slope} = {passed}",
            name=name,
            incoming=number(incoming, ".3f"),
            slope=factor(slope, ".4g"),
            passed=number(incoming * slope, ".3f"),
        )
        for name, slope in walk.passed
    ]
    return _("{node} passes {parts}", node=walk.active, parts=" · ".join(parts))


def _words(walk: Walk, t: int, root: str) -> str:
    """Say what is to be seen in the graph after t steps."""
    slopes = _told(walk.grads, " ")
    told = (
        _("Derivatives of {root} so far, below: {slopes}.", root=root, slopes=slopes)
        if slopes
        else _("No derivatives yet.")
    )
    values = _told(walk.values, " = ")
    each = [
        _("{child} to {start} {slope}", child=child, start=start, slope=number(slope, ".4g"))
        for (start, child), slope in walk.slopes.items()
    ]
    return together(
        _("A graph after step {t}. Values so far, above the nodes: {values}.", t=t, values=values),
        told,
        *[_("Slopes on the arrows that were walked back: {each}.", each=listed(each))] * bool(each),
    )


def _told(values: Mapping[str, float], between: str, after: str | None = None) -> str:
    """Names with their numbers, to three places; after: what stands after each, or the comma."""
    each = [f"{name}{between}{number(value, '.3f')}" for name, value in values.items()]
    return listed(each) if after is None else after.join(each)


@widget(step=Slider(Said("step"), tuple(range(8)), 0), play="step", pace=1.5)
def fork(step: int) -> Frame:
    """A number that leads to the end on two ways, and collects from both."""
    return _walked(experiments.fork_graph(), _FORK, step)


@widget(step=Slider(Said("step"), tuple(range(18)), 0), play="step", pace=1.5)
def logistic(step: int) -> Frame:
    """The graph of the logistic neuron, one operation a step."""
    return _walked(experiments.logistic_graph(), _LOGISTIC, step)


# The small net.

_UNITS = {
    **{"x₁": (0.7, 4.6), "x₂": (0.7, 1.6), "h₁": (4.7, 4.6), "h₂": (4.7, 1.6)},
    **{"a": (8.0, 3.1), "L": (9.7, 3.1)},
}
# From which unit to which a weight leads.
_ARROWS = {
    **{"w₁₁": ("x₁", "h₁"), "w₁₂": ("x₂", "h₁"), "w₂₁": ("x₁", "h₂"), "w₂₂": ("x₂", "h₂")},
    **{"w₁": ("h₁", "a"), "w₂": ("h₂", "a")},
}
_BIASES = {"b₁": "h₁", "b₂": "h₂", "b": "a"}
_DELTAS = {"h₁": "δ₁", "h₂": "δ₂", "a": "δ"}
CHANGES = (-1.0, -0.5, -0.1, 0.0, 0.1, 0.5, 1.0)


@widget(
    name=Choice(Said("which number"), NUMBERS, "w₁"),
    by=Slider(Said("change it by"), CHANGES, 0.0, fmt=".1f"),
)
def one_by_one(name: str, by: float) -> Frame:
    """The small net with one of its nine numbers changed, and what becomes of the loss."""
    before, after = experiments.moved(name, 0), experiments.moved(name, by)
    figure, axes = _net_axes()
    values = {"x₁": X[0], "x₂": X[1], **after.values}
    _net(axes, after.numbers, values, busy={name})
    L, old = after.values["L"], before.values["L"]
    return Frame(
        figure,
        together(
            _(
                "A net with the inputs x₁ and x₂, two hidden units h₁ and h₂, and the output a. "
                "Its weights stand on the arrows, its biases above the units."
            ),
            _(
                "{name} is {value}. Outputs above the units: {values}.",
                name=name,
                value=number(after.numbers[name], ".1f"),
                values=_told(values, " = "),
            ),
        ),
        _(
            "{name} = {value} · a = {a}, and it should be {y} · L = {L}, a change of {change}",
            name=name,
            value=number(after.numbers[name], ".1f"),
            a=number(after.values["a"], ".3f"),
            y=number(Y, "g"),
            L=number(L, ".4f"),
            change=number(L - old, ".4f"),
        ),
        {"L": L, "a": after.values["a"], "change": L - old},
    )


@picture
def named() -> Frame:
    """The small net with the names of its nine numbers, and its outputs."""
    net = experiments.moved("b", 0)
    figure, axes = _net_axes()
    values = {"x₁": X[0], "x₂": X[1], **net.values}
    _net(axes, net.numbers, values)
    each = _told(net.numbers, " = ")
    return Frame(
        figure,
        _(
            "The small net. Weights and biases: {numbers}. Outputs above the units: {values}.",
            numbers=each,
            values=_told(values, " = "),
        ),
        _("a = {a} · L = {L}", a=number(values["a"], ".4f"), L=number(values["L"], ".4f")),
        dict(net.values),
    )


# What is known from which step of small_net on: outputs, then δ, then the derivatives of weights.
_KNOWN = {
    **{"h₁": 1, "h₂": 2, "a": 3, "L": 4, "δ": 5, "δ₁": 7, "δ₂": 8},
    **{"w₁": 6, "w₂": 6, "w₁₁": 9, "w₁₂": 9, "w₂₁": 10, "w₂₂": 10},
}
_LAST = 10
# Which arrows carry numbers in a step.
_BUSY: dict[int, tuple[str, ...]] = {
    1: ("w₁₁", "w₁₂"),
    2: ("w₂₁", "w₂₂"),
    3: ("w₁", "w₂"),
    6: ("w₁", "w₂"),
}
_BUSY |= {7: ("w₁",), 8: ("w₂",), 9: ("w₁₁", "w₁₂"), 10: ("w₂₁", "w₂₂")}


@widget(step=Slider(Said("step"), tuple(range(_LAST + 1)), 0), play="step", pace=1.5)
def small_net(step: int) -> Frame:
    """Forward through the small net, then back, one unit at a step."""
    g = experiments.tiny_graph()
    g.L.backward()
    weights = experiments.numbers(g)
    outputs = {"x₁": X[0], "x₂": X[1], "h₁": g.h[0].data, "h₂": g.h[1].data, "a": g.a.data}
    outputs["L"] = g.L.data
    values = {name: value for name, value in outputs.items() if step >= _KNOWN.get(name, 0)}
    all_deltas = {_DELTAS[unit]: d for unit, d in experiments.deltas(g).items()}
    deltas = {name: d for name, d in all_deltas.items() if step >= _KNOWN[name]}
    grads = {name: weights[name].grad for name in _ARROWS if step >= _KNOWN[name]}
    figure, axes = _net_axes()
    _net(
        axes,
        {name: w.data for name, w in weights.items()},
        values,
        deltas,
        grads,
        busy=set(_BUSY.get(step, ())),
        active={name for name, first in _KNOWN.items() if first == step},
        backward=step > 4,
    )
    shown = {**values, **deltas, **{f"d {name}": grad for name, grad in grads.items()}}
    return Frame(figure, _net_words(step, values, deltas, grads), _what_happens(g, step), shown)


def _net(
    axes: Axes,
    numbers: Mapping[str, float],
    values: Mapping[str, float],
    deltas: Mapping[str, float] | None = None,
    grads: Mapping[str, float] | None = None,
    busy: Collection[str] = (),
    active: Collection[str] = (),
    backward: bool = False,
) -> None:
    """Draw the small net: outputs and biases above the units, δ below, weights on the arrows.

    busy: the weights and biases that have a part in this step. active: outputs and δ that are new.
    """
    deltas, grads = deltas or {}, grads or {}
    for name, (first, last) in _ARROWS.items():
        start, end = _UNITS[first], _UNITS[last]
        now, turned = name in busy, backward and name in busy
        color = (VERMILLION if backward else BLUE) if now else MUTED
        graphs.edge(axes, start, end, color, 2.0 if now else 1.0, turned)
        lines = [(_number(name, numbers[name]), BLUE if now and not backward else INK)]
        if name in grads:
            lines.append((number(grads[name], ".3f"), VERMILLION))
        graphs.on_edge(axes, start, end, 0.28 if first[0] == "x" else 0.5, lines)
    graphs.edge(axes, _UNITS["a"], _UNITS["L"], MUTED, 1.0, backward and "δ" in active)
    for unit, place in _UNITS.items():
        delta = _DELTAS.get(unit, "")
        new = unit in active or delta in active
        told = None if delta not in deltas else f"{delta} = {number(deltas[delta], '.3f')}"
        graphs.node(axes, place, graphs.letter(unit), values.get(unit), told, new)
    for name, unit in _BIASES.items():
        across, up = _UNITS[unit]
        color = BLUE if name in busy else INK
        text = _number(name, numbers[name])
        axes.text(across, up + 0.92, text, ha="center", size=9, color=color)


def _number(name: str, value: float) -> str:
    return f"{name} = {number(value, '.1f')}"


def _net_words(
    step: int,
    values: Mapping[str, float],
    deltas: Mapping[str, float],
    on_arrows: Mapping[str, float],
) -> str:
    """Say what is to be seen in the small net after a step."""
    said = [
        _(
            "The net after step {step}. Outputs above the units: {values}.",
            step=step,
            values=_told(values, " = "),
        )
    ]
    if deltas:
        said.append(_("Below the units: {values}.", values=_told(deltas, " = ")))
    if on_arrows:
        told = _told(on_arrows, " ")
        said.append(_("Derivatives on the arrows: {values}.", values=told))
    return together(*said)


def _what_happens(g: Tiny, step: int) -> str:
    """One line for each step of small_net."""
    d, h, a = experiments.deltas(g), [unit.data for unit in g.h], g.a.data
    z = [unit.parents[0].data for unit in g.h]
    grads = {name: node.grad for name, node in experiments.numbers(g).items()}

    def n(value: float) -> str:
        return number(value, ".4f")

    def back(j: int) -> str:
        name, own = "₁₂"[j], n(h[j] * (1 - h[j]))
        weight, result = factor(W_OUT[j], ".0f"), n(d[f"h{name}"])
        formula = f"δ{name} = δ w{name} · h{name}(1 − h{name})"
        return f"{formula} = {n(d['a'])} × {weight} × {own} = {result}"

    def of_unit(j: int) -> str:
        unit = "₁₂"[j]
        each = (f"∂L/∂w{unit}{k} = δ{unit} x{k} = {n(grads[f'w{unit}{k}'])}" for k in "₁₂")
        return " · ".join((*each, f"∂L/∂b{unit} = δ{unit}"))

    out = (f"∂L/∂w{j} = δ h{j} = {n(grads[f'w{j}'])}" for j in "₁₂")
    return (
        _("Given: the inputs, and a weight on each arrow"),
        *(f"h{'₁₂'[j]} = σ({n(z[j])}) = {n(h[j])}" for j in range(2)),
        f"a = σ({n(g.z.data)}) = {n(a)}",
        f"L = ½ (a − y)² = ½ ({n(a)} − {Y:g})² = {n(g.L.data)}",
        f"δ = (a − y) · a(1 − a) = {n(a - Y)} × {n(a * (1 - a))} = {n(d['a'])}",
        " · ".join((*out, "∂L/∂b = δ")),
        *(back(j) for j in range(2)),
        *(of_unit(j) for j in range(2)),
    )[step]


# The step of the finite difference.


@picture
def step_of_the_difference() -> Frame:
    """How wrong a finite difference is, against its step h."""
    steps, one, two = experiments.difference_errors()
    figure, axes = plots.canvas()
    least = 1e-13  # an error of exactly 0 has no place on a logarithmic axis
    axes.loglog(steps, np.maximum(one, least), "--", color=PURPLE, label=_("one side"))
    axes.loglog(steps, np.maximum(two, least), color=BLUE, label=_("both sides"))
    cube, root = experiments.BEST_TWO_SIDED, experiments.BEST_ONE_SIDED
    axes.axvline(cube, color=INK, ls=":", lw=1.5)
    axes.text(cube * 1.6, 3e-13, "$\\sqrt[3]{\\varepsilon}$", va="bottom")
    axes.set(xlabel=_("step $h$"), ylabel=_("relative error"), xlim=(1e-15, 1), ylim=(1e-13, 10))
    axes.set_xticks([1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1])
    axes.minorticks_off()
    axes.legend(loc="lower left")
    digits_two = experiments.right_digits(steps, two, cube)
    digits_one = experiments.right_digits(steps, one, root)
    return Frame(
        figure,
        _(
            "Two curves in the form of a V, on logarithmic axes. To the left both rise, ragged: "
            "rounding. To the right both rise along straight lines, the two-sided one twice as "
            "steep. The two-sided difference is best near h = {cube}, where about {digits_two} "
            "digits are right; the one-sided near {root}, with about {digits_one}.",
            cube=in_powers(cube),
            digits_two=digits_two,
            root=in_powers(root),
            digits_one=digits_one,
        ),
        _(
            "right digits: about {digits_two} from both sides, h near {cube} · about {digits_one} "
            "from one side, h near {root}",
            digits_two=digits_two,
            cube=in_powers(cube),
            digits_one=digits_one,
            root=in_powers(root),
        ),
        {"two-sided": digits_two, "one-sided": digits_one, "h": cube},
    )


# Depth.


@widget(
    depth=Slider(Said("hidden layers"), DEPTHS, 8),
    name=Choice(Said("activation"), tuple(LOOKS), "sigmoid"),
)
def size_by_layer(depth: int, name: str) -> Frame:
    """The size of the gradient in each layer of a net with random weights."""
    sizes = experiments.sizes_by_layer(depth, name)
    per_layer = experiments.factor_per_layer(sizes)
    figure, axes = plots.canvas()
    layer = np.arange(1, depth + 2)
    back = layer[::-1] - 1  # activations between a layer and the last
    axes.semilogy(layer, 0.25**back, "-", color=GREEN, lw=1.5, label=_("¼ at each activation"))
    color, marks = LOOKS[name]
    axes.semilogy(layer, sizes, marks, color=color, ms=5, label=name)
    axes.set(xlabel=_("layer"), ylabel=_("size of dZ, last layer = 1"), xlim=(0.5, 21.5))
    axes.set_ylim(1e-14, 1e3)
    axes.set_xticks([1, 5, 10, 15, 20])
    axes.set_yticks([1e-12, 1e-9, 1e-6, 1e-3, 1], ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1"])
    axes.minorticks_off()
    axes.legend(loc="lower right")
    first = float(sizes[0])
    trend = (
        Said(
            "It falls steeply towards the first layer: in the first layer it is {first} of that in "
            "the last."
        )
        if per_layer < 0.5
        else Said("It stays nearly level: in the first layer it is {first} of that in the last.")
    )
    return Frame(
        figure,
        together(
            _(
                "The size of dZ in each layer of a net with {depth} hidden layers of {name} units, "
                "on a logarithmic axis.",
                depth=depth,
                name=name,
            ),
            _(trend, first=in_powers(first)),
            _(
                "A straight line shows one quarter at each activation, which makes {share} at the "
                "first.",
                share=in_powers(0.25**depth),
            ),
        ),
        _(
            "first layer: {first} of the last · on the way back × {factor:.2f} at each layer",
            first=in_powers(first),
            factor=per_layer,
        ),
        {"first": first, "factor": per_layer},
    )


# The update that comes too early.


@widget(lr=Slider(Said("learning rate α"), RATES, 0.3, fmt=".1f"))
def early_update(lr: float) -> Frame:
    """Training with all gradients first, and with each layer updated too early."""
    right, early = (experiments.costs_in_training(lr, early) for early in (False, True))
    figure, axes = plots.canvas()
    axes.semilogy(right, color=BLUE, label=_("all gradients first"))
    axes.semilogy(early, "--", color=VERMILLION, label=_("each layer updated too early"))
    axes.set(xlabel=_("step"), ylabel=_("cost $J$"), xlim=(0, ROUNDS), ylim=(1e-3, 100))
    axes.set_yticks([1e-3, 1e-2, 0.1, 1, 10, 100], ["0.001", "0.01", "0.1", "1", "10", "100"])
    axes.minorticks_off()
    axes.legend(loc="upper right")
    return Frame(
        figure,
        _(
            "Two curves of the cost over {steps} steps with α = {lr:g}, on a logarithmic axis. "
            "With all gradients first the cost ends at {right_last:.3f} and was never above "
            "{right_max:.2f}; with each layer updated too early it ends at {early_last:.3f} and "
            "rose to {early_max:.2f} at worst.",
            steps=ROUNDS,
            lr=lr,
            right_last=right[-1],
            right_max=right.max(),
            early_last=early[-1],
            early_max=early.max(),
        ),
        _(
            "J at the end: {right_last:.3f} in order, {early_last:.3f} too early · highest J: "
            "{right_max:.2f} and {early_max:.2f}",
            right_last=right[-1],
            early_last=early[-1],
            right_max=right.max(),
            early_max=early.max(),
        ),
        {"right": right[-1], "early": early[-1], "right_most": right.max()}
        | {"early_most": early.max()},
    )


# Nodes and arrows.


def _net_axes() -> tuple[Figure, Axes]:
    return graphs.bare(0.5 * (6.0 - 0.5), (0, 10.4), (0.5, 6.0))

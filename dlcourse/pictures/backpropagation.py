"""The pictures of chapter 9: graphs walked forward and back, and what becomes of the blame.

Values are blue and stand above a node; derivatives are vermillion and stand below it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlcourse import data, losses, ops, plots
from dlcourse.autodiff import Value, trace
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential
from dlcourse.pictures._panels import placed
from dlcourse.pictures._words import factor, in_powers
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]
Place = tuple[float, float]

# The net with two inputs, two hidden units and one output, and its one example.
X, Y = (1.0, 2.0), 1.0
W_HIDDEN, B_HIDDEN = ((0.5, -1.0), (1.0, 0.5)), (0.5, -0.5)
W_OUT, B_OUT = (2.0, -1.0), 0.5

DEPTHS, WIDTH = (2, 4, 8, 12, 16, 20), 32
LOOKS = {"sigmoid": (VERMILLION, "o-"), "tanh": (PURPLE, "s--"), "ReLU": (BLUE, "^:")}
RATES, ROUNDS = (0.3, 1.0, 3.0, 5.0, 8.0), 150


class Tiny(NamedTuple):
    """The nodes of the small net by the letters of the board; w_hidden[j][i] is its w_ij."""

    w_hidden: list[list[Value]]
    b_hidden: list[Value]
    w_out: list[Value]
    b_out: Value
    h: list[Value]
    z: Value
    a: Value
    L: Value


def tiny_graph(x: Sequence[float] = X, y: float = Y) -> Tiny:
    """The small net as a graph of Values, one example, no gradients yet.

    h_j = σ(Σ_i w_ij x_i + b_j),  a = σ(Σ_j w_j h_j + b),  L = ½ (a − y)²
    x: two numbers. y: a number. Returns the nodes by name.
    Source: deck D, whiteboard (rows D4, D12). Chapter 9.
    """
    w_hidden = [[Value(w) for w in row] for row in W_HIDDEN]
    b_hidden = [Value(b) for b in B_HIDDEN]
    w_out, b_out = [Value(w) for w in W_OUT], Value(B_OUT)
    h = []
    for j in range(2):  # hidden unit j
        z_j = w_hidden[j][0] * x[0] + w_hidden[j][1] * x[1] + b_hidden[j]
        h.append(z_j.sigmoid())
    z = w_out[0] * h[0] + w_out[1] * h[1] + b_out
    a = z.sigmoid()
    L = (a - y) ** 2 / 2
    return Tiny(w_hidden, b_hidden, w_out, b_out, h, z, a, L)


def tiny_net(module: ModuleType = ops) -> Sequential:
    """The small net as layers, with the same weights.

    module: `ops` for whole arrays, `blackboard` for loops. Returns a Sequential.
    Source: deck D, whiteboard (rows D4, D12). Chapter 9.
    """
    rng = np.random.default_rng(0)  # its draws are replaced at once
    net = Sequential(
        Dense(2, 2, rng=rng, ops=module),
        Activation("sigmoid"),
        Dense(2, 1, rng=rng, ops=module),
        Activation("sigmoid"),
    )
    start: dict[str, Any] = {"0.W": W_HIDDEN, "0.b": B_HIDDEN, "2.W": W_OUT, "2.b": B_OUT}
    for name, values in start.items():
        net.params[name][...] = values
    return net


def step_in_order(net: Sequential, dZ: Array, lr: float) -> None:
    """One step of gradient descent: first all gradients, then all updates.

    net: changed in place; its forward pass is done. dZ: ∂J/∂Z of its output. lr: the rate η.
    Source: deck D, w := w − η ∂L/∂w (row D10). Chapter 9.
    """
    net.backward(dZ)
    for name, w in net.params.items():
        w -= lr * net.grads[name]


def step_too_early(net: Sequential, dZ: Array, lr: float) -> None:
    """The usual mistake: each layer is updated before the error has passed back through it.

    net: changed in place; its forward pass is done. dZ: ∂J/∂Z of its output. lr: the rate η.
    Source: deck C, simultaneous and sequential update (row C5). Chapter 9.
    """
    dA: Any = dZ
    for layer in reversed(net.layers):
        layer.backward(dA)
        for name, w in layer.params.items():
            w -= lr * layer.grads[name]
        dA = layer.backward(dA)  # too late: W is no longer the one that made Z


# Graphs, step by step.


class Graph(NamedTuple):
    """A graph to walk through: named nodes, where they stand, and what is written in them."""

    nodes: Mapping[str, Value]
    at: Mapping[str, Place]
    labels: Mapping[str, str]

    def operations(self) -> list[str]:
        """Return the names of the nodes that are computed, parents before children."""
        names = {node: name for name, node in self.nodes.items()}
        order, _ = trace(self.nodes[list(self.nodes)[-1]])
        return [names[node] for node in order if node.parents]


def fork_graph() -> Graph:
    """Build f = u · v with u = x² and v = x + 1, at x = 2: x leads to f on two ways."""
    x = Value(2.0)
    u, v = x**2, x + 1
    return Graph(
        {"x": x, "u": u, "v": v, "f": u * v},
        {"x": (1.2, 3.0), "u": (4.6, 4.6), "v": (4.6, 1.4), "f": (8.4, 3.0)},
        {"x": "$x$", "u": "$u = x^2$", "v": "$v = x + 1$", "f": "$f = u\\,v$"},
    )


def logistic_graph() -> Graph:
    """Build the logistic neuron of deck C with the numbers of chapter 3: y = 0, L = −log(1 − a)."""
    w1, w2, b = Value(1.0), Value(-1.0), Value(2.0)
    p1, p2 = w1 * 2, w2 * 3
    s = p1 + p2
    z = s + b
    a = z.sigmoid()
    q = 1 - a
    r = q.log()
    nodes = {"w₁": w1, "w₂": w2, "b": b, "w₁x₁": p1, "w₂x₂": p2, "s": s, "z": z, "a": a}
    nodes |= {"1 − a": q, "log(1 − a)": r, "L": -r}
    places = [(0.5, 5.2), (0.5, 2.9), (0.5, 1.0), (1.9, 5.2), (1.9, 2.9), (3.5, 3.85)]
    places += [(4.75, 2.7), (5.75, 2.7), (7.05, 2.7), (8.5, 2.7), (9.65, 2.7)]
    labels = ["$w_1$", "$w_2$", "$b$", "$w_1x_1$", "$w_2x_2$", "$s$", "$z$", "$a$"]
    labels += ["$1-a$", "log", "$L$"]
    return Graph(
        nodes,
        dict(zip(nodes, places, strict=True)),
        dict(zip(nodes, labels, strict=True)),
    )


def walk(graph: Graph, t: int, root: str) -> Frame:
    """Draw a graph after t steps: values one by one, then derivatives one by one."""
    operations = graph.operations()
    forward, back = operations[:t], operations[::-1][: max(0, t - len(operations) - 1)]
    leaves = [name for name, node in graph.nodes.items() if not node.parents]
    grads, reached = _passed_back(graph, back, root if t > len(operations) else None)
    active = _active(operations, back, t)
    figure, axes = _bare(3.2, (-0.2, 10.2), (0.1, 6.1))
    names = {node: name for name, node in graph.nodes.items()}
    for child in operations:
        for parent in graph.nodes[child].parents:
            if parent in names:
                now = child == active
                start, color = names[parent], (VERMILLION if back else BLUE) if now else MUTED
                places, labels = (graph.at[start], graph.at[child]), graph.labels
                boxes = labels[start], labels[child]
                _arrow(axes, places, boxes, color, bool(back) and now)
    for name, node in graph.nodes.items():
        value = node.data if name in leaves or name in forward else None
        _node(axes, graph.at[name], graph.labels[name], value, grads.get(name), name == active)
    return Frame(
        figure,
        _words(graph, t, [*leaves, *forward], {name: grads[name] for name in reached}, root),
        _sentence(graph, active, back, grads, t, len(operations), root),
        {f"value {name}": graph.nodes[name].data for name in [*leaves, *forward]}
        | {f"d{name}": grads[name] for name in reached},
    )


def _passed_back(
    graph: Graph, back: list[str], root: str | None
) -> tuple[dict[str, float], list[str]]:
    """Return what each node has received so far, and the nodes that have received anything."""
    if root is None:
        return {}, []
    names = {node: name for name, node in graph.nodes.items()}
    grads = {root: 1.0}
    for child in back:
        node = graph.nodes[child]
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            if parent in names:
                name = names[parent]
                grads[name] = grads.get(name, 0.0) + grads[child] * slope
    return grads, list(grads)


def _active(operations: list[str], back: list[str], t: int) -> str | None:
    """Return the node at which the step happens."""
    if t == 0:
        return None
    return back[-1] if back else operations[min(t, len(operations)) - 1]


def _sentence(
    graph: Graph,
    active: str | None,
    back: list[str],
    grads: Mapping[str, float],
    t: int,
    n: int,
    root: str,
) -> str:
    """Say what the step did, in one line."""
    if active is None:
        return "Given: " + " · ".join(
            f"{name} = {number(node.data, '.3f')}"
            for name, node in graph.nodes.items()
            if not node.parents
        )
    if not back and t <= n:
        return f"{active} = {number(graph.nodes[active].data, '.3f')}"
    if not back:
        return f"∂{root}/∂{root} = 1.000: here the way back starts"
    names = {node: name for name, node in graph.nodes.items()}
    node, incoming = graph.nodes[active], grads[active]
    parts = [
        f"to {names[parent]}: {number(incoming, '.3f')} × {factor(slope, '.3f')} = "
        f"{number(incoming * slope, '.3f')}"
        for parent, slope in zip(node.parents, node.slopes, strict=True)
        if parent in names
    ]
    return f"{active} passes " + " · ".join(parts)


def _words(graph: Graph, t: int, known: list[str], grads: Mapping[str, float], root: str) -> str:
    """Say what is to be seen in the graph after t steps."""
    values = ", ".join(f"{name} = {number(graph.nodes[name].data, '.3f')}" for name in known)
    slopes = ", ".join(f"{name} {number(grad, '.3f')}" for name, grad in grads.items())
    told = f" Derivatives of {root} so far, below: {slopes}." if grads else " No derivatives yet."
    return f"A graph after step {t}. Values so far, above the nodes: {values}.{told}"


@widget(step=Slider("step", tuple(range(8)), 0), play="step")
def fork(step: int) -> Frame:
    """A number that leads to the end on two ways, and collects from both."""
    return walk(fork_graph(), step, "f")


@widget(step=Slider("step", tuple(range(18)), 0), play="step")
def logistic(step: int) -> Frame:
    """The graph of the logistic neuron, one operation a step."""
    return walk(logistic_graph(), step, "L")


# The small net.

_UNITS = {"x₁": (0.7, 4.6), "x₂": (0.7, 1.6), "h₁": (4.7, 4.6), "h₂": (4.7, 1.6)}
_UNITS |= {"a": (8.0, 3.1), "L": (9.7, 3.1)}
_LAST = 7  # the last step of small_net


def _tiny() -> tuple[Tiny, dict[str, Value]]:
    """The graph of the small net after backward, and its weights by the names of their edges."""
    g = tiny_graph()
    g.L.backward()
    edges = {f"x{'₁₂'[i]}h{'₁₂'[j]}": g.w_hidden[j][i] for i in range(2) for j in range(2)}
    edges |= {f"h{'₁₂'[j]}a": g.w_out[j] for j in range(2)}
    return g, edges


def _deltas(g: Tiny) -> dict[str, float]:
    """∂L/∂z of each unit: the derivative in its bias, whose slope is 1."""
    return {"h₁": g.b_hidden[0].grad, "h₂": g.b_hidden[1].grad, "a": g.b_out.grad}


@picture
def blame() -> Frame:
    """The opening picture: how much the loss of the small net changes with each weight."""
    g, edges = _tiny()
    figure, axes = _net_axes(lowest=-0.2)
    largest = max(abs(w.grad) for w in edges.values())
    for edge, w in edges.items():
        start, end = _UNITS[edge[:2]], _UNITS[edge[2:]]
        up = w.grad > 0
        width = 0.6 + 5 * abs(w.grad) / largest
        _edge(axes, start, end, VERMILLION if up else BLUE, width, "-" if up else "--")
        _on_edge(axes, start, end, [(number(w.grad, ".3f"), VERMILLION if up else BLUE)])
    _edge(axes, _UNITS["a"], _UNITS["L"], MUTED, 1.0, "-")
    values = {"x₁": X[0], "x₂": X[1], "h₁": g.h[0].data, "h₂": g.h[1].data}
    for name, value in (values | {"a": g.a.data, "L": g.L.data}).items():
        _node(axes, _UNITS[name], _letter(name), value, None, False)
    axes.text(10.2, 0.5, "solid: a larger weight, a larger loss", ha="right", color=VERMILLION)
    axes.text(10.2, 0.0, "dashed: a larger weight, a smaller loss", ha="right", color=BLUE)
    most = max(edges, key=lambda edge: abs(edges[edge].grad))
    return Frame(
        figure,
        "A net with two inputs, two hidden units and one output. Each arrow is as thick as its "
        f"weight's share of the blame. The thickest leads from {most[:2]} to {most[2:]}, "
        f"{number(edges[most].grad, '.3f')}. The two weights into h₁ have the opposite sign of the "
        "two into h₂.",
        f"the answer is a = {g.a.data:.3f} and should be y = {Y:g} · L = {g.L.data:.3f}",
        {edge: w.grad for edge, w in edges.items()} | {"a": g.a.data, "L": g.L.data},
    )


@widget(step=Slider("step", tuple(range(_LAST + 1)), 0), play="step")
def small_net(step: int) -> Frame:
    """Forward through the small net, then back: outputs above, δ below, weights on the arrows."""
    g, edges = _tiny()
    deltas = _deltas(g)
    figure, axes = _net_axes(lowest=0.5)
    values = {"x₁": X[0], "x₂": X[1]}
    if step >= 1:
        values |= {"h₁": g.h[0].data, "h₂": g.h[1].data}
    if step >= 2:
        values["a"] = g.a.data
    if step >= 3:
        values["L"] = g.L.data
    known = {name: deltas[name] for name in deltas if step >= (4 if name == "a" else 6)}
    told = {name: w.grad for name, w in edges.items() if step >= (5 if name[0] == "h" else 7)}
    busy = {1: "xh", 2: "ha", 5: "ha", 6: "ha", 7: "xh"}.get(step, "")
    for edge, w in edges.items():
        start, end = _UNITS[edge[:2]], _UNITS[edge[2:]]
        now = bool(busy) and edge[0] == busy[0]
        color = (BLUE if step < 4 else VERMILLION) if now else MUTED
        _edge(axes, start, end, color, 2.0 if now else 1.0, "-", step == 6 and now)
        lines = [(number(w.data, ".1f"), INK)]
        if edge in told:
            lines.append((number(w.grad, ".3f"), VERMILLION))
        _on_edge(axes, start, end, lines)
    _edge(axes, _UNITS["a"], _UNITS["L"], MUTED, 1.0, "-", step == 4)
    for name, place in _UNITS.items():
        active = (step == 1 and name[0] == "h") or (step in (2, 4) and name == "a")
        active = active or (step == 3 and name == "L") or (step == 6 and name[0] == "h")
        _node(axes, place, _letter(name), values.get(name), known.get(name), active)
    shown = {**values, **{f"δ {k}": v for k, v in known.items()}}
    shown |= {f"d {k}": v for k, v in told.items()}
    return Frame(figure, _net_words(step, values, known, told), _what_happens(g, step), shown)


def _net_words(
    step: int,
    values: Mapping[str, float],
    deltas: Mapping[str, float],
    on_arrows: Mapping[str, float],
) -> str:
    """Say what is to be seen in the small net after a step."""
    outputs = ", ".join(f"{name} = {number(value, '.3f')}" for name, value in values.items())
    alt = f"The net after step {step}. Outputs above the units: {outputs}."
    if deltas:
        told = ", ".join(f"{name} {number(delta, '.3f')}" for name, delta in deltas.items())
        alt += f" δ below the units: {told}."
    if on_arrows:
        told = ", ".join(
            f"{edge[:2]} to {edge[2:]} {number(grad, '.3f')}" for edge, grad in on_arrows.items()
        )
        alt += f" Derivatives on the arrows: {told}."
    return alt


def _what_happens(g: Tiny, step: int) -> str:
    """One line for each step of small_net."""
    d, h1, h2, a = _deltas(g), g.h[0].data, g.h[1].data, g.a.data
    (z1,), (z2,) = ([p.data for p in unit.parents] for unit in g.h)

    def n(value: float) -> str:
        return number(value, ".4f")

    return (
        "Given: the inputs, and a weight on each arrow",
        f"h₁ = σ({n(z1)}) = {n(h1)} · h₂ = σ({n(z2)}) = {n(h2)}",
        f"a = σ({n(g.z.data)}) = {n(a)}",
        f"L = ½ (a − y)² = ½ ({n(a)} − {Y:g})² = {n(g.L.data)}",
        f"δ = (a − y) · a(1 − a) = {n(a - Y)} × {n(a * (1 - a))} = {n(d['a'])}",
        f"∂L/∂w₁ = δ h₁ = {n(g.w_out[0].grad)} · ∂L/∂w₂ = δ h₂ = {n(g.w_out[1].grad)}",
        f"δ₂ = δ w₂ · h₂(1 − h₂) = {n(d['a'])} × {factor(W_OUT[1], '.0f')} × "
        f"{n(h2 * (1 - h2))} = {n(d['h₂'])}",
        f"∂L/∂w₂₂ = δ₂ x₂ = {n(d['h₂'])} × {X[1]:.0f} = {n(g.w_hidden[1][1].grad)}",
    )[step]


# The step of the finite difference.


@cache
def difference_errors() -> tuple[Array, Array, Array]:
    """Steps h, and the relative errors of the one-sided and the two-sided difference there.

    The slope is ∂L/∂w₂₂ of the small net, which the graph gives.
    Source: the derivative as a limit (row A5). Chapter 9.
    """
    g = tiny_graph()
    g.L.backward()
    exact, w = g.w_hidden[1][1].grad, W_HIDDEN[1][1]
    steps = np.logspace(-15, 0, 61)
    one, two = [], []
    for h in steps:
        ahead, here, behind = (_loss_at(v) for v in (w + h, w, w - h))
        one.append(abs((ahead - here) / h / exact - 1))
        two.append(abs((ahead - behind) / (2 * h) / exact - 1))
    return steps, np.array(one), np.array(two)


def _loss_at(w22: float) -> float:
    """The loss of the small net when its w₂₂ is this number."""
    net = tiny_net()
    net.params["0.W"][1, 1] = w22
    return losses.half_mse(net.forward([X]), [[Y]])


@picture
def step_of_the_difference() -> Frame:
    """How wrong a finite difference is, against its step h."""
    steps, one, two = difference_errors()
    figure, axes = plots.canvas()
    least = 1e-13  # an error of exactly 0 has no place on a logarithmic axis
    axes.loglog(steps, np.maximum(one, least), "--", color=PURPLE, label="one side")
    axes.loglog(steps, np.maximum(two, least), color=BLUE, label="both sides")
    eps = float(np.finfo(float).eps)
    cube, root = eps ** (1 / 3), eps ** (1 / 2)
    axes.axvline(cube, color=INK, ls=":", lw=1.5)
    axes.text(cube * 1.6, 3e-13, "$\\sqrt[3]{\\varepsilon}$", va="bottom")
    axes.set(xlabel="step $h$", ylabel="relative error", xlim=(1e-15, 1), ylim=(1e-13, 10))
    axes.set_xticks([1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1])
    axes.minorticks_off()
    axes.legend(loc="lower left")
    digits_two, digits_one = (
        -int(np.ceil(np.log10(np.median(errors[np.abs(np.log10(steps / best)) < 0.8]))))
        for errors, best in ((two, cube), (one, root))
    )
    return Frame(
        figure,
        "Two curves in the form of a V, on logarithmic axes. To the left both rise, ragged: "
        "rounding. To the right both rise along straight lines, the two-sided one twice as steep. "
        f"The two-sided difference is best near h = {in_powers(cube)}, where about {digits_two} "
        f"digits are right; the one-sided near {in_powers(root)}, with about {digits_one}.",
        f"right digits: about {digits_two} from both sides, h near {in_powers(cube)} · "
        f"about {digits_one} from one side, h near {in_powers(root)}",
        {"two-sided": digits_two, "one-sided": digits_one, "h": cube},
    )


# Depth.


@cache
def sizes_by_layer(depth: int, name: str) -> Array:
    """Size of dZ by layer, in a net with random weights: (depth + 1,), relative to the last.

    ‖dZ(l)‖ / ‖dZ(last)‖, the root of the sum of squares over units and examples
    depth: hidden layers, each of 32 units. name: "sigmoid", "tanh" or "ReLU".
    Source: deck E, δ of one layer from the next (row E10). Chapter 9.
    """
    table = data.breast_cancer()
    Z, _ = data.standardise(table.X)
    rng = np.random.default_rng(0)
    layers: list[Dense | Activation] = []
    n_in = Z.shape[1]
    for _ in range(depth):
        init = "he" if name == "ReLU" else "glorot"
        layers += [Dense(n_in, WIDTH, rng=rng, init=init), Activation(name.lower())]
        n_in = WIDTH
    net = Sequential(*layers, Dense(n_in, 1, rng=rng))
    dA: Any = losses.sigmoid_cross_entropy_grad(net.forward(Z), 1 - table.y[:, np.newaxis])
    sizes = []
    for layer in reversed(net.layers):
        if isinstance(layer, Dense):
            sizes.append(float(np.linalg.norm(dA)))
        dA = layer.backward(dA)
    return np.array(sizes[::-1]) / sizes[0]


@widget(
    depth=Slider("hidden layers", DEPTHS, 8),
    name=Choice("activation", tuple(LOOKS), "sigmoid"),
)
def size_by_layer(depth: int, name: str) -> Frame:
    """The size of the gradient in each layer of a net with random weights."""
    sizes = sizes_by_layer(depth, name)
    per_layer = float((sizes[0] / sizes[-2]) ** (1 / (depth - 1)))
    figure, axes = plots.canvas()
    layer = np.arange(1, depth + 2)
    back = layer[::-1] - 1  # activations between a layer and the last
    axes.semilogy(layer, 0.25**back, "-", color=GREEN, lw=1.5, label="¼ at each activation")
    color, marks = LOOKS[name]
    axes.semilogy(layer, sizes, marks, color=color, ms=5, label=name)
    axes.set(xlabel="layer", ylabel="size of dZ, last layer = 1", xlim=(0.5, 21.5))
    axes.set_ylim(1e-14, 1e3)
    axes.set_xticks([1, 5, 10, 15, 20])
    axes.set_yticks([1e-12, 1e-9, 1e-6, 1e-3, 1], ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1"])
    axes.minorticks_off()
    axes.legend(loc="lower right")
    first = float(sizes[0])
    trend = "falls steeply towards the first layer" if per_layer < 0.5 else "stays nearly level"
    return Frame(
        figure,
        f"The size of dZ in each layer of a net with {depth} hidden layers of {name} units, on a "
        f"logarithmic axis. It {trend}: in the first layer it is {in_powers(first)} of that in the "
        "last. A straight line shows one quarter at each activation, which makes "
        f"{in_powers(0.25**depth)} at the first.",
        f"first layer: {in_powers(first)} of the last · on the way back × {per_layer:.2f} at each "
        "layer",
        {"first": first, "factor": per_layer},
    )


# The update that comes too early.


@cache
def costs_in_training(lr: float, early: bool) -> Array:
    """Cost before each step on the two moons, updating in order or too early: (ROUNDS,)."""
    moons = data.moons(100, noise=0.2, rng=np.random.default_rng(3))
    y, rng = moons.y[:, np.newaxis], np.random.default_rng(0)
    net = Sequential(Dense(2, 8, rng=rng), Activation("tanh"), Dense(8, 1, rng=rng))
    costs = []
    for _ in range(ROUNDS):
        Z = net.forward(moons.X)
        costs.append(losses.sigmoid_cross_entropy(Z, y))
        step = step_too_early if early else step_in_order
        step(net, losses.sigmoid_cross_entropy_grad(Z, y), lr)
    return np.array(costs)


@widget(lr=Slider("learning rate η", RATES, 0.3, fmt=".1f"))
def early_update(lr: float) -> Frame:
    """Training with all gradients first, and with each layer updated too early."""
    right, early = costs_in_training(lr, False), costs_in_training(lr, True)
    figure, axes = plots.canvas()
    axes.semilogy(right, color=BLUE, label="all gradients first")
    axes.semilogy(early, "--", color=VERMILLION, label="each layer updated too early")
    axes.set(xlabel="step", ylabel="cost $J$", xlim=(0, ROUNDS), ylim=(1e-3, 100))
    axes.set_yticks([1e-3, 1e-2, 0.1, 1, 10, 100], ["0.001", "0.01", "0.1", "1", "10", "100"])
    axes.minorticks_off()
    axes.legend(loc="upper right")
    return Frame(
        figure,
        f"Two curves of the cost over {ROUNDS} steps with η = {lr:g}, on a logarithmic axis. With "
        f"all gradients first the cost ends at {right[-1]:.3f} and was never above "
        f"{right.max():.2f}; with each layer updated too early it ends at {early[-1]:.3f} and "
        f"rose to {early.max():.2f} at worst.",
        f"J at the end: {right[-1]:.3f} in order, {early[-1]:.3f} too early · "
        f"highest J: {right.max():.2f} and {early.max():.2f}",
        {"right": right[-1], "early": early[-1], "right_most": right.max()}
        | {"early_most": early.max()},
    )


# Nodes and arrows.


def _net_axes(lowest: float) -> tuple[Figure, Axes]:
    """Room for the small net, and below it down to this height."""
    return _bare(0.55 * (5.5 - lowest), (0, 10.4), (lowest, 5.5))


def _bare(height: float, xlim: Place, ylim: Place) -> tuple[Figure, Axes]:
    """A figure without axes, to its edges: there is nothing to lay out, and that saves time."""
    figure, axes = placed(width=4.8, height=height)
    axes.set(xlim=xlim, ylim=ylim)
    axes.axis("off")
    return figure, axes


def _letter(name: str) -> str:
    """A unit's name for matplotlib: h₂ is h_2 between dollars."""
    return "$" + name.replace("₁", "_1").replace("₂", "_2") + "$"


def _node(
    axes: Axes, at: Place, label: str, value: float | None, grad: float | None, active: bool
) -> None:
    """A box with its letter, the value above it and the derivative below."""
    edge = {"edgecolor": INK if active else MUTED, "linewidth": 2.0 if active else 1.0}
    box = {"boxstyle": "round,pad=0.4", "facecolor": PAPER, **edge}
    axes.text(*at, label, ha="center", va="center", size=10.5, bbox=box, zorder=4)
    across, up = at
    if value is not None:
        axes.text(across, up + 0.5, number(value, ".3f"), color=BLUE, ha="center", size=9)
    if grad is not None:
        text = number(grad, ".3f")
        axes.text(across, up - 0.5, text, color=VERMILLION, ha="center", va="top", size=9)


# A figure 4.8 wide and about 3.3 high, in points for one unit of its axes.
_POINTS = (33.0, 38.0)


def _gap(start: Place, end: Place, label: str) -> float:
    """How far from the centre of a box, in points, an arrow in this direction leaves it."""
    letters = len(label.replace("$", "").replace("_", "").replace("\\,", ""))
    across, up = ((e - s) * p for s, e, p in zip(start, end, _POINTS, strict=True))
    length = float(np.hypot(across, up))
    wide, high = 8 + 3.2 * letters, 12.0
    return length * min(wide / max(abs(across), 1e-9), high / max(abs(up), 1e-9)) + 2


def _arrow(
    axes: Axes, ends: tuple[Place, Place], labels: tuple[str, str], color: str, backward: bool
) -> None:
    """An arrow between two boxes with these labels."""
    start, end = ends
    gaps = _gap(start, end, labels[0]), _gap(start, end, labels[1])
    if backward:
        start, end, gaps = end, start, gaps[::-1]
    look = {"arrowstyle": "-|>", "color": color, "shrinkA": gaps[0], "shrinkB": gaps[1]}
    look["linewidth"] = 1.0 if color == MUTED else 2.0
    axes.annotate("", end, start, arrowprops=look)


def _edge(
    axes: Axes, start: Place, end: Place, color: str, width: float, ls: str, backward: bool = False
) -> None:
    """An arrow between two units, as thick and dashed as it is told."""
    if backward:
        start, end = end, start
    look = {"arrowstyle": "-|>,head_width=0.25", "color": color, "shrinkA": 13, "shrinkB": 13}
    axes.annotate("", end, start, arrowprops=look | {"linewidth": width, "linestyle": ls})


def _on_edge(axes: Axes, start: Place, end: Place, lines: list[tuple[str, str]]) -> None:
    """Numbers on an arrow, one below the other, nearer to its start."""
    across, up = (s + 0.36 * (e - s) for s, e in zip(start, end, strict=True))
    box = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"}
    for k, (text, color) in enumerate(lines):
        height = up + 0.2 * (len(lines) - 1) - 0.4 * k
        axes.text(across, height, text, ha="center", va="center", size=9, color=color, bbox=box)

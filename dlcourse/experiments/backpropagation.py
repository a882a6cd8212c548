"""What chapter 9 computes: graphs walked forward and back, and what becomes of the blame."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses
from dlcourse.autodiff import Value, trace
from dlcourse.layers import Activation, Dense, Layer
from dlcourse.network import Sequential

Array = NDArray[Any]

# The net with two inputs, two hidden units and one output, and its one example.
X, Y = (1.0, 2.0), 1.0
W_HIDDEN, B_HIDDEN = ((0.5, -1.0), (1.0, 0.5)), (0.5, -0.5)
W_OUT, B_OUT = (2.0, -1.0), 0.5
NUMBERS = ("w₁₁", "w₁₂", "w₂₁", "w₂₂", "b₁", "b₂", "w₁", "w₂", "b")

EPS = np.finfo(float).eps
BEST_TWO_SIDED, BEST_ONE_SIDED = float(np.cbrt(EPS)), float(np.sqrt(EPS))  # steps h
WIDTH = 32  # units in each layer of a deep net
ROUNDS = 150  # steps of a training


class Tiny(NamedTuple):
    """The nodes of the small net; w_hidden[j][k] is w_jk, to the hidden unit j from input k."""

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

    h_j = σ(Σ_k w_jk x_k + b_j),  a = σ(Σ_j w_j h_j + b),  L = ½ (a − y)²
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


def tiny_net(kind: type[Dense] = Dense) -> Sequential:
    """The small net as layers, with the same weights.

    kind: the class of its dense layers, Dense or that by loops. Returns a Sequential.
    Source: deck D, whiteboard (rows D4, D12). Chapter 9.
    """
    rng = np.random.default_rng()  # its draws are replaced at once
    hidden, out = kind(2, 2, rng=rng), kind(2, 1, rng=rng)
    net = Sequential(hidden, Activation("sigmoid"), out, Activation("sigmoid"))
    start: dict[str, Any] = {"0.W": W_HIDDEN, "0.b": B_HIDDEN, "2.W": W_OUT, "2.b": B_OUT}
    for name, values in start.items():
        net.params[name][...] = values
    return net


def numbers(g: Tiny) -> dict[str, Value]:
    """The nine weights and biases of the small net by their names, in the order of `tiny_net`.

    g: the nodes of `tiny_graph`.
    Source: deck D, whiteboard (rows D4, D12). Chapter 9.
    """
    nodes = *g.w_hidden[0], *g.w_hidden[1], *g.b_hidden, *g.w_out, g.b_out
    return dict(zip(NUMBERS, nodes, strict=True))


class Moved(NamedTuple):
    """The small net with one of its nine numbers changed."""

    numbers: dict[str, float]
    values: dict[str, float]  # of h₁, h₂, a and L


def moved(name: str, by: float) -> Moved:
    """Change one number of the small net, and let it answer anew.

    name: one of NUMBERS. by: what is added to it. Returns Moved.
    Source: deck D, whiteboard (rows D4, D12). Chapter 9.
    """
    net, A, outputs = tiny_net(), np.array([X]), []
    flat: Any = net.params.flat
    flat[NUMBERS.index(name)] += by
    for layer in net.layers:
        A = layer.forward(A)
        outputs.append(A.ravel())
    named = dict(zip(NUMBERS, map(float, flat), strict=True))
    found = *map(float, (*outputs[1], *outputs[3])), losses.half_mse(A, [[Y]])
    return Moved(named, dict(zip(("h₁", "h₂", "a", "L"), found, strict=True)))


def deltas(g: Tiny) -> dict[str, float]:
    """∂L/∂z of each unit: the derivative in its bias, whose slope is 1.

    g: the nodes of `tiny_graph`, after g.L.backward(). Returns δ by the name of the unit.
    Source: deck D, whiteboard (rows D4, D12). Chapter 9.
    """
    return {"h₁": g.b_hidden[0].grad, "h₂": g.b_hidden[1].grad, "a": g.b_out.grad}


# The order of updates.


def step_in_order(net: Sequential, dZ: Array, lr: float) -> None:
    """One step of gradient descent: first all gradients, then all updates.

    net: changed in place; its forward pass is done. dZ: ∂J/∂Z of its output. lr: the rate α.
    Source: deck D, w := w − α ∂L/∂w (row D10). Chapter 9.
    """
    net.backward(dZ)
    for name, w in net.params.items():
        w -= lr * net.grads[name]


def step_too_early(net: Sequential, dZ: Array, lr: float) -> None:
    """The usual mistake: each layer is updated before the error has passed back through it.

    net: changed in place; its forward pass is done. dZ: ∂J/∂Z of its output. lr: the rate α.
    Source: deck C, simultaneous and sequential update (row C5). Chapter 9.
    """
    dA: Any = dZ
    for layer in reversed(net.layers):
        layer.backward(dA)
        for name, w in layer.params.items():
            w -= lr * layer.grads[name]
        dA = layer.backward(dA)  # too late: W is no longer the one that made Z


@cache
def costs_in_training(lr: float, early: bool) -> Array:
    """Cost before each step of a training on the two moons.

    lr: the rate α. early: whether each layer is updated too early. Returns J in nats, (ROUNDS,).
    Source: deck C, simultaneous and sequential update (row C5). Chapter 9.
    """
    moons = data.moons(100, noise=0.2, rng=np.random.default_rng(3))
    y, rng = moons.y[:, np.newaxis], np.random.default_rng(0)
    net = Sequential(Dense(2, 8, rng=rng), Activation("tanh"), Dense(8, 1, rng=rng))
    costs = []
    for _ in range(ROUNDS):
        Z = net.forward(moons.X)
        costs.append(losses.sigmoid_cross_entropy(Z, y))
        dZ = losses.sigmoid_cross_entropy_grad(Z, y)
        (step_too_early if early else step_in_order)(net, dZ, lr)
    return np.array(costs)


# Graphs, step by step.


def fork_graph() -> dict[str, Value]:
    """Build f = u · v with u = x² and v = x + 1, at x = 2: x leads to f on two ways.

    Returns the nodes by name, f last.
    Source: decks A and C, the computational graph (rows A11, C4). Chapter 9.
    """
    x = Value(2.0)
    u, v = x**2, x + 1
    return {"x": x, "u": u, "v": v, "f": u * v}


def logistic_graph() -> dict[str, Value]:
    """Build the logistic neuron of deck C with the numbers of chapter 3: y = 0, L = −log(1 − a).

    Returns the nodes by name, one for each operation, L last.
    Source: deck C, the computational graph (row C4). Chapter 9.
    """
    w1, w2, b = Value(1.0), Value(-1.0), Value(2.0)
    p1, p2 = w1 * 2, w2 * 3
    s = p1 + p2
    z = s + b
    a = z.sigmoid()
    q = 1 - a
    r = q.log()
    nodes = {"w₁": w1, "w₂": w2, "b": b, "w₁x₁": p1, "w₂x₂": p2, "s": s, "z": z, "a": a}
    return nodes | {"1 − a": q, "log(1 − a)": r, "L": -r}


class Walk(NamedTuple):
    """A graph after some steps: values on the way forward, derivatives on the way back."""

    values: dict[str, float]  # of the nodes that are known by now
    grads: dict[str, float]  # what each node has received so far
    active: str | None  # the node at which the last step happened
    passed: list[tuple[str, float]]  # to whom it passed its derivative, times which slope
    slopes: dict[tuple[str, str], float]  # of each arrow that was walked back, from node to node


def walk(nodes: Mapping[str, Value], t: int) -> Walk:
    """Walk through a graph: n operations forward, ∂root/∂root = 1, n operations back.

    nodes: by name, the root last; plain numbers have no name. t: steps, from 0 to 2n + 1.
    Returns a Walk. Raises ValueError where a node has not one slope for each parent.
    Source: decks A and C, the computational graph (rows A11, C4). Chapter 9.
    """
    names = {node: name for name, node in nodes.items()}
    root = [*nodes][-1]
    # parents before children
    forward = [names[node] for node in trace(nodes[root])[0] if node.parents]
    n, later = len(forward), forward[t:]
    values = {name: node.data for name, node in nodes.items() if name not in later}
    grads, passed, slopes = {root: 1.0} if t > n else {}, [], {}
    for child in forward[::-1][: max(0, t - n - 1)]:
        node = nodes[child]
        pairs = zip(node.parents, node.slopes, strict=True)
        passed = [(names[parent], slope) for parent, slope in pairs if parent in names]
        for name, slope in passed:
            grads[name] = grads.get(name, 0.0) + grads[child] * slope
            slopes[name, child] = slope
    active = [None, *forward, root, *forward[::-1]][t]
    return Walk(values, grads, active, passed, slopes)


# The step of the finite difference.


def loss_at(w22: float) -> float:
    """The loss of the small net when its w₂₂ is another number.

    w22: the weight from the second input to the second hidden unit. Returns L.
    Source: deck D, whiteboard (rows D4, D12). Chapter 9.
    """
    net = tiny_net()
    net.params["0.W"][1, 1] = w22
    return losses.half_mse(net.forward([X]), [[Y]])


@cache
def difference_errors() -> tuple[Array, Array, Array]:
    """Steps h, and the relative errors of the one-sided and the two-sided difference there.

    The slope is ∂L/∂w₂₂ of the small net, which the graph gives. Returns three arrays (61,).
    Source: the derivative as a limit (row A5). Chapter 9.
    """
    g = tiny_graph()
    g.L.backward()
    exact, w = g.w_hidden[1][1].grad, W_HIDDEN[1][1]
    steps, one, two = np.logspace(-15, 0, 61), [], []
    for h in steps:
        ahead, here, behind = (loss_at(v) for v in (w + h, w, w - h))
        one.append(abs((ahead - here) / h / exact - 1))
        two.append(abs((ahead - behind) / (2 * h) / exact - 1))
    return steps, np.array(one), np.array(two)


def right_digits(steps: Array, errors: Array, best: float) -> int:
    """How many digits of a difference are right near its best step: those of the median error.

    steps, errors: (n,), as `difference_errors` returns them. best: a step; near it are those
    that differ by a factor below 10^0.8. Returns a whole number.
    Source: the derivative as a limit (row A5). Chapter 9.
    """
    near = np.abs(np.log10(steps / best)) < 0.8
    return -int(np.ceil(np.log10(np.median(errors[near]))))


# Depth.


@cache
def sizes_by_layer(depth: int, name: str) -> Array:
    """Size of dZ by layer, in a net with random weights: (depth + 1,), relative to the last.

    ‖dZ(l)‖ / ‖dZ(last)‖, the root of the sum of squares over units and examples
    depth: hidden layers, each of 32 units. name: "sigmoid", "tanh" or "ReLU".
    Source: deck E, δ of one layer from the next (row E10). Chapter 9.
    """
    table, rng = data.breast_cancer(), np.random.default_rng(0)
    Z, _ = data.standardise(table.X)
    layers: list[Layer] = []
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


def factor_per_layer(sizes: Array) -> float:
    """What one hidden layer takes or gives on the way back: the geometric mean of its factors.

    sizes: (depth + 1,), as `sizes_by_layer` returns them, from at least two hidden layers.
    Source: deck E, δ of one layer from the next (row E10). Chapter 9.
    """
    return float((sizes[0] / sizes[-2]) ** (1 / (len(sizes) - 2)))

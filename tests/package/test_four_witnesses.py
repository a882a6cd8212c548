"""Every gradient has four witnesses: loops, whole arrays, the graph, and finite differences.

The graph and the differences know only how the cost is computed, and each in its own way.
"""

import math

import numpy as np
import pytest

from dlcourse import activations, blackboard, losses, ops
from dlcourse.activations import ACTIVATIONS
from dlcourse.autodiff import Value
from dlcourse.gradcheck import check_gradient

RNG = np.random.default_rng(12)


def graph_gradient(cost, x):
    """Return ∂cost/∂x from the graph; cost takes an array of Values shaped as x."""
    leaves = np.array([Value(v) for v in x.flat], dtype=object).reshape(x.shape)
    cost(leaves).backward()
    return np.array([leaf.grad for leaf in leaves.flat]).reshape(x.shape)


def graph_value(cost, x):
    leaves = np.array([Value(v) for v in x.flat], dtype=object).reshape(x.shape)
    return cost(leaves).data


# The costs once more, number by number, for the graph.


def mean(values):
    values = list(values)
    return sum(values) * (1 / len(values))


def squares(y):
    return lambda y_hat: mean((a - t) ** 2 for a, t in zip(y_hat.flat, y.flat, strict=True))


def log_of_true(a, y):
    return a.log() if y == 1 else (1 - a).log()


def bce(y):
    return lambda a: -mean(log_of_true(p, t) for p, t in zip(a.flat, y.flat, strict=True))


def bce_of_sigmoid(y):
    return lambda z: -mean(log_of_true(p.sigmoid(), t) for p, t in zip(z.flat, y.flat, strict=True))


def ce(Y):
    return lambda P: -mean((P[i] * Y[i]).sum().log() for i in range(len(Y)))


def ce_of_softmax(Y):
    def cost(Z):
        E = np.array([[z.exp() for z in row] for row in Z])
        return -mean((row @ t / row.sum()).log() for row, t in zip(E, Y, strict=True))

    return cost


def neuron_cost(X, y, loss):
    def cost(wb):  # the weights, then the bias
        z = np.array([sum(w * x for w, x in zip(wb[:-1], row, strict=True)) + wb[-1] for row in X])
        return loss(y)(z)

    return cost


def through_layer(G, A, W, b):
    """Return Σ g_ij z_ij of a layer: a cost whose ∂/∂Z is G. Any of A, W, b may hold Values."""
    Z = [[sum(A[i, k] * W[j, k] for k in range(W.shape[1])) + b[j] for j in range(len(b))]
         for i in range(len(A))]  # fmt: skip
    return sum(Z[i][j] * G[i, j] for i in range(len(A)) for j in range(len(b)))


m, n, K = 5, 3, 4
y, y_hat = RNG.normal(size=(2, m))
labels, a, z = RNG.integers(0, 2, m).astype(float), RNG.uniform(0.1, 0.9, m), RNG.normal(size=m)
Y, Z = np.eye(K)[RNG.integers(0, K, m)], RNG.normal(size=(m, K))
P = RNG.uniform(0.5, 1.5, (m, K))
P /= P.sum(axis=1, keepdims=True)
X, wb = RNG.normal(size=(m, n)), RNG.normal(size=n + 1)
A, W, b, G = (RNG.normal(size=s) for s in ((m, n), (K, n), K, (m, K)))


def packed(cost_and_grad, y):
    """Return the gradient in the weights and the bias, as one array."""

    def gradient(wb):
        _, dw, db = cost_and_grad(wb[:-1], wb[-1], X, y)
        return np.array([*dw, db])

    return gradient


def by_loops(x, slope):
    """Return the gradient of one entry after another."""
    found = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        found[i] = slope(float(x[i]))
    return found


# cost -> (where, its value, its gradient by loops, by whole arrays, the cost for the graph)
COSTS = {
    "mse": (
        y_hat,
        lambda x: losses.mse(x, y),
        lambda x: blackboard.mse_grad(x, y),
        lambda x: losses.mse_grad(x, y),
        squares(y),
    ),
    "mse of a table": (
        Z,
        lambda x: losses.mse(x, Y),
        lambda x: blackboard.mse_grad(x, Y),
        lambda x: losses.mse_grad(x, Y),
        squares(Y),
    ),
    "half_mse": (
        y_hat,
        lambda x: losses.half_mse(x, y),
        lambda x: blackboard.half_mse_grad(x, y),
        lambda x: losses.half_mse_grad(x, y),
        lambda x: squares(y)(x) / 2,
    ),
    "binary_cross_entropy": (
        a,
        lambda x: losses.binary_cross_entropy(x, labels),
        lambda x: blackboard.binary_cross_entropy_grad(x, labels),
        lambda x: losses.binary_cross_entropy_grad(x, labels),
        bce(labels),
    ),
    "sigmoid_cross_entropy": (
        z,
        lambda x: losses.sigmoid_cross_entropy(x, labels),
        lambda x: blackboard.sigmoid_cross_entropy_grad(x, labels),
        lambda x: losses.sigmoid_cross_entropy_grad(x, labels),
        bce_of_sigmoid(labels),
    ),
    "cross_entropy": (
        P,
        lambda x: losses.cross_entropy(x, Y),
        lambda x: blackboard.cross_entropy_grad(x, Y),
        lambda x: losses.cross_entropy_grad(x, Y),
        ce(Y),
    ),
    "softmax_cross_entropy": (
        Z,
        lambda x: losses.softmax_cross_entropy(x, Y),
        lambda x: blackboard.softmax_cross_entropy_grad(x, Y),
        lambda x: losses.softmax_cross_entropy_grad(x, Y),
        ce_of_softmax(Y),
    ),
    "linear_cost_and_grad": (
        wb,
        lambda x: ops.linear_cost_and_grad(x[:-1], x[-1], X, y)[0],
        packed(blackboard.linear_cost_and_grad, y),
        packed(ops.linear_cost_and_grad, y),
        lambda x: neuron_cost(X, y, squares)(x) / 2,
    ),
    "logistic_cost_and_grad": (
        wb,
        lambda x: ops.logistic_cost_and_grad(x[:-1], x[-1], X, labels)[0],
        packed(blackboard.logistic_cost_and_grad, labels),
        packed(ops.logistic_cost_and_grad, labels),
        neuron_cost(X, labels, bce_of_sigmoid),
    ),
    "l2_penalty": (
        W,
        lambda x: losses.l2_penalty(x, 0.3),
        lambda x: blackboard.l2_penalty_grad(x, 0.3),
        lambda x: losses.l2_penalty_grad(x, 0.3),
        lambda x: sum(w**2 for w in x.flat) * 0.15,
    ),
    "dense in A": (
        A,
        lambda x: float((G * ops.dense(x, W, b)).sum()),
        lambda x: blackboard.dense_backward(G, x, W)[0],
        lambda x: ops.dense_backward(G, x, W)[0],
        lambda x: through_layer(G, x, W, b),
    ),
    "dense in W": (
        W,
        lambda x: float((G * ops.dense(A, x, b)).sum()),
        lambda x: blackboard.dense_backward(G, A, x)[1],
        lambda x: ops.dense_backward(G, A, x)[1],
        lambda x: through_layer(G, A, x, b),
    ),
    "dense in b": (
        b,
        lambda x: float((G * ops.dense(A, W, x)).sum()),
        lambda x: blackboard.dense_backward(G, A, W)[2],
        lambda x: ops.dense_backward(G, A, W)[2],
        lambda x: through_layer(G, A, W, x),
    ),
}


@pytest.mark.parametrize("name", COSTS)
def test_four_witnesses_agree_on_the_gradient(name):
    x, value, loop, whole, graph = COSTS[name]
    gradient = whole(x)
    np.testing.assert_allclose(loop(x), gradient, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(graph_gradient(graph, x), gradient, rtol=1e-11, atol=1e-14)
    found = check_gradient(value, whole, x)
    assert found.passed, str(found)


@pytest.mark.parametrize("name", COSTS)
def test_the_graph_computes_the_same_cost(name):
    x, value, _, _, graph = COSTS[name]
    assert graph_value(graph, x) == pytest.approx(value(x), rel=1e-13)


# Activations

POINTS = np.array([-8.0, -1.5, -0.25, 0.5, 2.0, 9.0])
BY_HAND = {
    "sigmoid": lambda v: math.exp(-v) / (1 + math.exp(-v)) ** 2,
    "tanh": lambda v: 4 / (math.exp(v) + math.exp(-v)) ** 2,
    "relu": lambda v: 1.0 if v > 0 else 0.0,
    "leaky_relu": lambda v: 1.0 if v > 0 else 0.01,
    "identity": lambda v: 1.0,
}
ON_GRAPH = {
    "sigmoid": Value.sigmoid,
    "tanh": Value.tanh,
    "relu": Value.relu,
    "leaky_relu": lambda v: v.relu() - 0.01 * (-v).relu(),
    "identity": lambda v: v * 1,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_four_witnesses_agree_on_the_slope(name):
    g, g_prime = ACTIVATIONS[name]
    slope = g_prime(POINTS)
    np.testing.assert_allclose(by_loops(POINTS, BY_HAND[name]), slope, rtol=1e-12)
    on_graph = graph_gradient(lambda x: sum(ON_GRAPH[name](v) for v in x), POINTS)
    np.testing.assert_allclose(on_graph, slope, rtol=1e-12)
    for v in POINTS:
        found = check_gradient(g, g_prime, v)
        assert found.passed, str(found)


@pytest.mark.parametrize("k", range(K))
def test_four_witnesses_agree_on_the_jacobian_of_softmax(k):
    s = Z[0]
    row = activations.softmax_jacobian(s)[k]
    p = blackboard.softmax(s)
    loop = np.array([p[k] * ((k == j) - p[j]) for j in range(K)])
    np.testing.assert_allclose(loop, row, rtol=1e-12)

    def probability(values):
        return values[k].exp() / sum(v.exp() for v in values)

    np.testing.assert_allclose(graph_gradient(probability, s), row, rtol=1e-12)
    found = check_gradient(
        lambda v: activations.softmax(v)[k], lambda v: activations.softmax_jacobian(v)[k], s
    )
    assert found.passed, str(found)


# A whole network, from the data to the loss


def test_four_witnesses_agree_on_a_network_of_two_layers():
    W1, b1, W2, b2 = (RNG.normal(size=s) for s in ((K, n), K, (3, K), 3))
    T = np.eye(3)[[0, 2, 1, 1, 0]]
    shapes = [p.shape for p in (W1, b1, W2, b2)]
    cuts = np.cumsum([p.size for p in (W1, b1, W2, b2)])[:-1]
    packed_up = np.concatenate([p.ravel() for p in (W1, b1, W2, b2)])

    def unpack(v):
        return [part.reshape(s) for part, s in zip(np.split(v, cuts), shapes, strict=True)]

    def cost(v):
        W1, b1, W2, b2 = unpack(v)
        A = activations.tanh(ops.dense(X, W1, b1))
        return losses.softmax_cross_entropy(ops.dense(A, W2, b2), T)

    def backprop(module, loss_grad):
        def gradient(v):
            W1, b1, W2, b2 = unpack(v)
            Z1 = module.dense(X, W1, b1)
            A1 = activations.tanh(Z1)
            dZ2 = loss_grad(module.dense(A1, W2, b2), T)
            dA1, dW2, db2 = module.dense_backward(dZ2, A1, W2)
            _, dW1, db1 = module.dense_backward(dA1 * activations.tanh_prime(Z1), X, W1)
            return np.concatenate([d.ravel() for d in (dW1, db1, dW2, db2)])

        return gradient

    def on_graph(v):
        W1, b1, W2, b2 = unpack(v)

        def layer(A, W, b):
            return [[sum(w * x for w, x in zip(row, x_i, strict=True)) + c
                     for row, c in zip(W, b, strict=True)] for x_i in A]  # fmt: skip

        A1 = [[v.tanh() for v in row] for row in layer(X, W1, b1)]
        return ce_of_softmax(T)(np.array(layer(A1, W2, b2), dtype=object))

    by_whole_arrays = backprop(ops, losses.softmax_cross_entropy_grad)
    by_loops = backprop(blackboard, blackboard.softmax_cross_entropy_grad)
    gradient = by_whole_arrays(packed_up)
    np.testing.assert_allclose(by_loops(packed_up), gradient, rtol=1e-11, atol=1e-15)
    np.testing.assert_allclose(
        graph_gradient(on_graph, packed_up), gradient, rtol=1e-10, atol=1e-14
    )
    found = check_gradient(cost, by_whole_arrays, packed_up)
    assert found.passed, str(found)

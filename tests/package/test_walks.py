"""Loops over time: the bare one walks the path of the one that records and checks.

A bare loop leaves its last w alone; so it is asked for one step, for two, and so on.
"""

import ast
import inspect
import itertools

import numpy as np
import pytest

from dlcourse import blackboard, descent, linear, optim
from dlcourse.autodiff import Value, trace
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential

RNG = np.random.default_rng(21)
X, W0 = RNG.normal(size=(9, 3)), RNG.normal(size=4)
Y = X @ np.array([1.0, -2.0, 0.5]) + 0.3 + 0.1 * RNG.normal(size=9)
SIDES = np.where(X @ np.array([1.0, 1.0, -2.0]) > 0.2, 1.0, -1.0)
STEPS = 12
SAME = {"rtol": 1e-12, "atol": 1e-13}


def J(w, X=X, y=Y):
    return float(np.mean((w[0] + X @ w[1:] - y) ** 2) / 2)


def dJ(w, X=X, y=Y):
    error = w[0] + X @ w[1:] - y
    return np.array([error.mean(), *(error @ X) / len(y)])


def test_gradient_descent():
    trace = descent.gradient_descent(J, dJ, W0, lr=0.2, max_iter=STEPS)
    assert len(trace.path) == STEPS + 1
    for t, w in enumerate(trace.path):
        np.testing.assert_allclose(blackboard.gradient_descent(dJ, W0, lr=0.2, steps=t), w, **SAME)


def test_the_sequential_update():
    path = descent.sequential_descent(dJ, W0, lr=0.2, rounds=STEPS)
    for t, w in enumerate(path):
        np.testing.assert_allclose(
            blackboard.sequential_descent(dJ, W0, lr=0.2, rounds=t), w, **SAME
        )


@pytest.mark.parametrize("size", [1, 2, 4, 9])
def test_descent_over_batches(size):
    for epochs in (1, 2, 3):
        how = {"lr": 0.1, "batch_size": size, "epochs": epochs}
        trace = descent.stochastic_gradient_descent(
            J, dJ, W0, X, Y, rng=np.random.default_rng(3), **how
        )
        w = blackboard.stochastic_gradient_descent(
            dJ, W0, X, Y, rng=np.random.default_rng(3), **how
        )
        np.testing.assert_allclose(w, trace.w, **SAME)


def test_the_delta_rule():
    rows = linear.delta_rule(X, Y, W0, lr=0.05, epochs=3).rows
    for epochs in (1, 2, 3):
        w = blackboard.delta_rule(X, Y, W0, lr=0.05, epochs=epochs)
        np.testing.assert_allclose(w, rows[9 * epochs - 1].w_after, **SAME)
    one = blackboard.delta_rule(X[:1], Y[:1], W0, lr=0.05)
    np.testing.assert_allclose(one, rows[0].w_after, **SAME)


def test_logistic_regression():
    y, start = (SIDES + 1) / 2, W0.copy()
    trace = linear.logistic_regression(X, y, lr=0.7, max_iter=STEPS, w0=W0)
    assert len(trace.path) == STEPS + 1
    for t, path in enumerate(trace.path):
        w, b = blackboard.logistic_regression(X, y, W0[1:], W0[0], lr=0.7, steps=t)
        np.testing.assert_allclose([b, *w], path, **SAME)
    np.testing.assert_array_equal(W0, start)


@pytest.mark.parametrize("lr", [1.0, 0.3])
def test_the_perceptron(lr):
    full = linear.perceptron(X, SIDES, lr=lr, w0=W0)
    assert full.converged
    assert len(full.mistakes) > 2
    for epochs in range(1, len(full.mistakes) + 2):
        ours = linear.perceptron(X, SIDES, lr=lr, w0=W0, max_epochs=epochs)
        w = blackboard.perceptron(X, SIDES, W0, lr=lr, epochs=epochs)
        np.testing.assert_allclose(w, ours.w, **SAME)


def test_on_the_line_the_perceptron_learns_on_the_board_too():
    np.testing.assert_array_equal(
        blackboard.perceptron(X[:1], SIDES[:1], np.zeros(4), epochs=1),
        linear.perceptron(X[:1], SIDES[:1], max_epochs=1).w,
    )


@pytest.mark.parametrize(
    ("walk", "opt", "settings"),
    [
        (blackboard.momentum, optim.Momentum, {"lr": 0.2, "beta": 0.7}),
        (blackboard.momentum, optim.Momentum, {"lr": 0.1}),
        (blackboard.rmsprop, optim.RMSProp, {"lr": 0.1, "beta": 0.8, "eps": 1e-3}),
        (blackboard.rmsprop, optim.RMSProp, {}),
        (blackboard.adam, optim.Adam, {"lr": 0.3, "beta1": 0.6, "beta2": 0.9, "eps": 1e-4}),
        (blackboard.adam, optim.Adam, {}),
    ],
)
def test_optimisers(walk, opt, settings):
    ours, w = opt(**settings), W0.copy()
    for t in range(1, STEPS):
        ours.step({"w": w}, {"w": dJ(w)})
        np.testing.assert_allclose(walk(dJ, W0, steps=t, **settings), w, **SAME)


@pytest.mark.parametrize("widths", [(1,), (4, 2), (5, 4, 3, 2)])
def test_the_forward_pass(widths):
    rng = np.random.default_rng(7)
    dense = [Dense(n_in, n_out, rng=rng) for n_in, n_out in itertools.pairwise((3, *widths))]
    for layer in dense:
        layer.params["b"][...] = rng.normal(size=layer.params["b"].shape)
    net = Sequential(*(part for layer in dense for part in (layer, Activation("tanh"))))
    layers = [(layer.params["W"], layer.params["b"], np.tanh) for layer in dense]
    np.testing.assert_allclose(blackboard.forward(X, layers), net.forward(X), **SAME)


def test_the_forward_pass_stops_at_a_layer_that_does_not_fit():
    wide = (np.ones((2, 3)), np.zeros(2), np.tanh)
    with pytest.raises(ValueError, match="both need n_in columns"):
        blackboard.forward(X, [wide, wide])


def test_the_order_of_a_graph():
    x, y = Value(2.0), Value(-1.0)
    f = ((x * y + x) ** 2 + y.exp()) * (x - y)
    assert blackboard.topological_order(f) == trace(f)[0]
    assert blackboard.topological_order(x) == [x]


def test_the_way_back_through_a_graph():
    x, y = Value(2.0), Value(-1.0)
    u = x * y + x
    f = (u**2 + y.exp()) * (x - y) + u
    nodes = trace(f)[0]
    f.backward()
    grads = [node.grad for node in nodes]
    for _ in range(2):  # it begins anew each time
        blackboard.backpropagate(f)
        np.testing.assert_allclose([node.grad for node in nodes], grads, **SAME)


WALKS = [
    *(blackboard.gradient_descent, blackboard.sequential_descent, blackboard.momentum),
    blackboard.stochastic_gradient_descent,
    *(blackboard.rmsprop, blackboard.adam, blackboard.delta_rule, blackboard.perceptron),
    *(blackboard.forward, blackboard.train, blackboard.topological_order),
    *(blackboard.backpropagate, blackboard.learn_kernel),
]
BY_DJ = WALKS[:8]  # which start at w; the others have tests of their own


@pytest.mark.parametrize("walk", WALKS, ids=lambda f: f.__name__)
def test_a_bare_loop_has_three_to_twelve_lines(walk):
    body = ast.parse(inspect.getsource(walk)).body[0].body[1:]
    lines = {n.lineno for part in body for n in ast.walk(part) if isinstance(n, ast.stmt)}
    assert 3 <= len(lines) <= 12
    assert not any(isinstance(n, ast.Raise) for part in body for n in ast.walk(part))


@pytest.mark.parametrize("walk", BY_DJ, ids=lambda f: f.__name__)
def test_a_bare_loop_leaves_its_start_alone(walk):
    w = W0.copy()
    table = {"X": X, "y": SIDES} if "X" in inspect.signature(walk).parameters else {}
    how = {
        "lr": 0.1,
        "steps": 2,
        "rounds": 2,
        "epochs": 2,
        "rng": np.random.default_rng(0),
        "dJ": dJ,
    }
    wanted = {k: v for k, v in how.items() if k in inspect.signature(walk).parameters}
    assert not np.allclose(walk(w=w, **table, **wanted), W0)
    np.testing.assert_array_equal(w, W0)

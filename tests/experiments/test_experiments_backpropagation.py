"""The numbers of chapter 9: the small net, graphs walked forward and back, blame and its order."""

import numpy as np
import pytest

from dlcourse import blackboard, gradcheck, losses
from dlcourse.activations import sigmoid
from dlcourse.autodiff import Value
from dlcourse.experiments import backpropagation as experiments
from dlcourse.experiments.on_board import DenseOnBoard
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential

X, Y = np.array([experiments.X]), np.array([[experiments.Y]])


def gradients_of(net, x=X, y=Y):
    net.backward(losses.half_mse_grad(net.forward(x), y))
    return net.grads


def blamed_graph():
    g = experiments.tiny_graph()
    g.L.backward()
    return g


# The small net


def test_the_small_net_by_hand():
    """The hidden sums are ½ − 2 + ½ = −1 and 1 + 1 − ½ = 1½, for x = (1, 2)."""
    g = experiments.tiny_graph()
    h1, h2 = 1 / (1 + np.exp(1.0)), 1 / (1 + np.exp(-1.5))
    z = 2 * h1 - h2 + 0.5
    a = 1 / (1 + np.exp(-z))
    assert [h.data for h in g.h] == pytest.approx([h1, h2])
    assert [g.z.data, g.a.data, g.L.data] == pytest.approx([z, a, (a - 1) ** 2 / 2])
    assert g.L.data == pytest.approx(experiments.loss_at(0.5), abs=1e-15)
    assert experiments.loss_at(0.0) == pytest.approx(
        (1 / (1 + np.exp(-2 * h1 + 1 / (1 + np.exp(-0.5)) - 0.5)) - 1) ** 2 / 2
    )


def test_the_small_net_and_its_graph_are_the_same_function():
    g = blamed_graph()
    for kind in (Dense, DenseOnBoard):
        net = experiments.tiny_net(kind)
        assert losses.half_mse(net.forward(X), Y) == pytest.approx(g.L.data, abs=1e-15)
        grads = gradients_of(net)
        by_graph = {
            "0.W": [[w.grad for w in row] for row in g.w_hidden],
            "0.b": [b.grad for b in g.b_hidden],
            "2.W": [[w.grad for w in g.w_out]],
            "2.b": [g.b_out.grad],
        }
        for name, values in by_graph.items():
            np.testing.assert_allclose(grads[name], values, rtol=1e-12)


def test_the_two_weights_of_the_whiteboard_factor_by_factor():
    g = blamed_graph()
    h = [
        float(sigmoid(np.dot(w, experiments.X) + b))
        for w, b in zip(experiments.W_HIDDEN, experiments.B_HIDDEN, strict=True)
    ]
    a, y = float(sigmoid(np.dot(experiments.W_OUT, h) + experiments.B_OUT)), experiments.Y
    assert g.w_out[1].grad == pytest.approx((a - y) * a * (1 - a) * h[1])
    long = (a - y) * a * (1 - a) * experiments.W_OUT[1] * h[1] * (1 - h[1]) * experiments.X[1]
    assert g.w_hidden[1][1].grad == pytest.approx(long)


def test_the_graph_takes_another_example():
    """With x = (3, 4) the hidden sums are 1½ − 4 + ½ = −2 and 3 + 2 − ½ = 4½."""
    g = experiments.tiny_graph((3, 4), 0)
    assert [h.data for h in g.h] == pytest.approx([1 / (1 + np.exp(2)), 1 / (1 + np.exp(-4.5))])
    assert g.L.data == pytest.approx(g.a.data**2 / 2)


def test_another_target_turns_every_derivative_round():
    one, zero = blamed_graph(), experiments.tiny_graph(y=0)
    zero.L.backward()
    ratio = zero.a.data / (one.a.data - 1)
    for left, right in zip(zero.w_out, one.w_out, strict=True):
        assert left.grad == pytest.approx(right.grad * ratio)
    assert ratio < 0


def test_the_nine_numbers_have_the_order_and_the_derivatives_of_the_layers():
    net, nodes = experiments.tiny_net(), experiments.numbers(blamed_graph())
    assert tuple(nodes) == experiments.NUMBERS
    assert [node.data for node in nodes.values()] == list(net.params.flat)
    np.testing.assert_allclose(
        [node.grad for node in nodes.values()], gradients_of(net).flat, rtol=1e-12
    )


@pytest.mark.parametrize("name", experiments.NUMBERS)
def test_one_changed_number_changes_nothing_but_what_comes_after_it(name):
    still, moved = experiments.moved(name, 0), experiments.moved(name, 0.5)
    assert moved.numbers == still.numbers | {name: still.numbers[name] + 0.5}
    assert (moved.values["h₁"] != still.values["h₁"]) == (name in ("w₁₁", "w₁₂", "b₁"))
    assert (moved.values["h₂"] != still.values["h₂"]) == (name in ("w₂₁", "w₂₂", "b₂"))
    assert moved.values["L"] == pytest.approx((moved.values["a"] - experiments.Y) ** 2 / 2)
    if name == "w₂₂":
        assert moved.values["L"] == pytest.approx(experiments.loss_at(1.0))


def test_the_deltas_are_those_of_the_formula():
    g = blamed_graph()
    deltas, a, h = experiments.deltas(g), g.a.data, [h.data for h in g.h]
    assert deltas["a"] == pytest.approx((a - experiments.Y) * a * (1 - a))
    for j, unit in enumerate(("h₁", "h₂")):
        formula = h[j] * (1 - h[j]) * deltas["a"] * experiments.W_OUT[j]
        assert deltas[unit] == pytest.approx(formula)
    assert deltas["h₁"] < 0 < deltas["h₂"]


# Graphs


def test_the_fork_walked_by_hand():
    """f = x² (x + 1) at x = 2: u = 4, v = 3, f = 12; df/dv = 4, df/du = 3; 4 · 1 + 3 · 4 = 16."""
    nodes = experiments.fork_graph()
    walks = [experiments.walk(nodes, t) for t in range(8)]
    assert [list(w.values.values()) for w in walks[:4]] == [[2], [2, 4], [2, 4, 3], [2, 4, 3, 12]]
    assert [w.active for w in walks] == [None, "u", "v", "f", "f", "f", "v", "u"]
    assert [w.grads for w in walks[:5]] == [{}, {}, {}, {}, {"f": 1}]
    assert [w.passed for w in walks[:5]] == [[]] * 5
    assert walks[5].grads == {"f": 1, "u": 3, "v": 4}
    assert walks[5].passed == [("u", 3), ("v", 4)]
    assert (walks[6].grads["x"], walks[6].passed) == (4, [("x", 1)])
    assert (walks[7].grads["x"], walks[7].passed) == (16, [("x", 4)])
    assert all(w.values == walks[3].values for w in walks[3:])


def test_x_has_a_quarter_of_its_derivative_after_one_way_and_all_after_both():
    grads = [experiments.walk(experiments.fork_graph(), t).grads for t in (5, 6, 7)]
    assert [at.get("x") for at in grads] == [None, 4, 16]
    measured = gradcheck.numerical_gradient(lambda x: x**2 * (x + 1), 2.0)
    assert measured == pytest.approx(16)


@pytest.mark.parametrize(
    ("make", "last"), [(experiments.fork_graph, 7), (experiments.logistic_graph, 17)]
)
def test_the_last_step_of_a_walk_is_what_backward_finds(make, last):
    nodes = make()
    root = list(nodes.values())[-1]
    root.backward()
    walk = experiments.walk(nodes, last)
    for name, node in nodes.items():
        assert walk.values[name] == node.data
        assert walk.grads[name] == pytest.approx(node.grad)
    with pytest.raises(IndexError):
        experiments.walk(nodes, last + 1)


def test_the_logistic_walk_ends_at_the_numbers_of_chapter_3():
    walk = experiments.walk(experiments.logistic_graph(), 17)
    x, error = np.array([2.0, 3.0]), walk.values["a"] - 0
    J, dw, db = blackboard.logistic_cost_and_grad(
        np.array([1.0, -1.0]), 2.0, x[np.newaxis], np.zeros(1)
    )
    assert walk.values["L"] == pytest.approx(J)
    assert [walk.grads[name] for name in ("w₁", "w₂", "b")] == pytest.approx([*dw, db])
    assert walk.grads["z"] == pytest.approx(error)
    assert walk.grads["a"] == pytest.approx(error / (walk.values["a"] * (1 - walk.values["a"])))


def test_a_node_without_its_slopes_is_refused_on_the_way_back():
    x = Value(1.0)
    nodes = {"x": x, "f": Value(2.0, (x,))}
    assert experiments.walk(nodes, 2).grads == {"f": 1}
    with pytest.raises(ValueError, match="shorter"):
        experiments.walk(nodes, 3)


# The step of a difference


def test_the_errors_of_a_difference_are_a_v_with_the_slopes_of_taylor():
    steps, one, two = experiments.difference_errors()

    def slope(errors, low, high):
        there = (steps > low) & (steps < high)
        return np.polyfit(np.log10(steps[there]), np.log10(errors[there]), 1)[0]

    assert slope(one, 1e-6, 1e-2) == pytest.approx(1, abs=0.05)
    assert slope(two, 1e-3, 1e-1) == pytest.approx(2, abs=0.05)
    assert slope(two, 1e-14, 1e-8) == pytest.approx(-1, abs=0.4)
    np.testing.assert_allclose(steps, 10.0 ** np.arange(-15, 0.1, 0.25))


def test_the_errors_of_a_large_step_by_hand():
    """Here rounding is nothing, so the errors are those of the loss at w ± 1."""
    steps, one, two = experiments.difference_errors()
    g = blamed_graph()
    ahead, here, behind = (experiments.loss_at(w) for w in (1.5, 0.5, -0.5))
    assert steps[-1] == 1
    assert (1 - one[-1]) * g.w_hidden[1][1].grad == pytest.approx(ahead - here)
    assert (1 - two[-1]) * g.w_hidden[1][1].grad == pytest.approx((ahead - behind) / 2)


def test_the_best_steps_give_ten_digits_from_both_sides_and_seven_from_one():
    steps, one, two = experiments.difference_errors()
    best = np.array([experiments.BEST_TWO_SIDED**3, experiments.BEST_ONE_SIDED**2])
    np.testing.assert_allclose(best, np.finfo(float).eps)
    assert experiments.right_digits(steps, two, experiments.BEST_TWO_SIDED) == 10
    assert experiments.right_digits(steps, one, experiments.BEST_ONE_SIDED) == 7


def test_right_digits_are_those_of_the_median_error_near_the_best_step():
    steps = np.array([10**-0.8, 10**-0.7, 1.0, 10**0.7, 10**0.8])
    errors = np.array([1.0, 2e-6, 2e-4, 2e-5, 1.0])  # those at the ends are too far off
    assert experiments.right_digits(steps, errors, 1.0) == 4
    assert experiments.right_digits(7 * steps, errors, 7.0) == 4


# Depth


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "ReLU"])
def test_the_first_layer_gets_what_the_factors_leave(name):
    for depth in (2, 5):
        sizes = experiments.sizes_by_layer(depth, name)
        assert len(sizes) == depth + 1
        assert sizes[-1] == 1
        factor = experiments.factor_per_layer(sizes)
        assert sizes[-2] * factor ** (depth - 1) == pytest.approx(sizes[0])


def test_a_sigmoid_takes_about_three_quarters_and_the_others_little():
    for depth in (4, 8, 12, 16, 20):
        factor = {
            name: experiments.factor_per_layer(experiments.sizes_by_layer(depth, name))
            for name in ("sigmoid", "tanh", "ReLU")
        }
        assert 0.2 < factor["sigmoid"] < 0.27
        assert 0.8 <= factor["tanh"] < 0.95
        assert 0.9 < factor["ReLU"] < 1.15


@pytest.mark.parametrize(
    ("depth", "name", "first"),
    [(8, "sigmoid", 9.933e-6), (20, "sigmoid", 2.884e-13), (8, "tanh", 0.4077), (8, "ReLU", 2.256)],
)
def test_what_the_first_layer_gets_in_the_nets_of_the_chapter(depth, name, first):
    assert experiments.sizes_by_layer(depth, name)[0] == pytest.approx(first, rel=1e-3)


def test_no_layer_of_sigmoids_hands_back_more_than_a_quarter_of_what_its_weights_give():
    rng = np.random.default_rng(4)
    dense, g = Dense(6, 5, rng=rng), Activation("sigmoid")
    for _ in range(20):
        g.forward(rng.normal(scale=3, size=(7, 6)))
        Z = dense.forward(rng.normal(size=(7, 6)))
        dA = dense.backward(rng.normal(size=Z.shape))
        dZ = g.backward(dA)
        assert (np.abs(dZ) <= np.abs(dA) / 4).all()


# The order of updates


def test_a_small_rate_hides_the_early_update_and_a_large_one_does_not():
    right, early = (
        {lr: experiments.costs_in_training(lr, late) for lr in (0.3, 1.0, 3.0, 5.0, 8.0)}
        for late in (False, True)
    )
    for lr, costs in right.items():
        assert len(costs) == len(early[lr]) == experiments.ROUNDS == 150
        assert costs[0] == early[lr][0] == pytest.approx(0.71763, abs=1e-5)
        assert costs.max() == costs[0]
    assert early[0.3][-1] == pytest.approx(right[0.3][-1], rel=0.01)
    assert early[1.0][-1] < right[1.0][-1]
    assert early[5.0][-1] > 5 * right[5.0][-1]
    assert early[8.0].max() > 10 > 1 > right[8.0].max()
    assert early[8.0][-1] > 10 * right[8.0][-1]


def test_in_order_a_step_follows_the_gradient_and_too_early_only_the_last_layer_does():
    rng, lr = np.random.default_rng(5), 0.7
    x, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    right, early = experiments.tiny_net(), experiments.tiny_net()
    before = {name: w.copy() for name, w in right.params.items()}
    for net, step in ((right, experiments.step_in_order), (early, experiments.step_too_early)):
        step(net, losses.half_mse_grad(net.forward(x), y), lr)
    grads = gradients_of(experiments.tiny_net(), x, y)
    for name, w in before.items():
        np.testing.assert_allclose(right.params[name], w - lr * grads[name], rtol=1e-12)
    for name in ("2.W", "2.b"):
        np.testing.assert_allclose(early.params[name], right.params[name], rtol=1e-12)
    assert np.abs(early.params["0.W"] - right.params["0.W"]).max() > 1e-4


def test_two_linear_units_updated_too_early_get_the_extra_part_of_the_formula():
    w1, w2, y, lr = 3.0, 0.5, 2.0, 0.1
    rng = np.random.default_rng(0)
    net = Sequential(Dense(1, 1, rng=rng), Dense(1, 1, rng=rng))
    net.params["0.W"][...], net.params["1.W"][...] = w1, w2
    e = w1 * w2 - y
    experiments.step_too_early(net, losses.half_mse_grad(net.forward([[1.0]]), [[y]]), lr)
    assert net.params["1.W"] == pytest.approx(w2 - lr * e * w1)
    assert net.params["0.W"] == pytest.approx(w1 - lr * e * w2 + lr**2 * e**2 * w1)


def test_the_early_update_is_the_gradient_of_no_cost():
    lr, y = 0.25, 2.0

    def pair(w):
        e = w[0] * w[1] - y
        v2 = e * w[0]
        return np.array([e * (w[1] - lr * v2), v2])

    at = np.array([3.0, 0.5])
    by_w1, by_w2 = (gradcheck.numerical_gradient(lambda w, k=k: pair(w)[k], at) for k in range(2))
    e = at[0] * at[1] - y
    assert by_w2[0] - by_w1[1] == pytest.approx(2 * lr * e * at[0] ** 2)
    assert abs(by_w2[0] - by_w1[1]) > 1

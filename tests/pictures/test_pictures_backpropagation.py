"""The pictures of chapter 9 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, gradcheck, losses, ops
from dlcourse.activations import sigmoid
from dlcourse.autodiff import Value
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential
from dlcourse.pictures import backpropagation as pictures

X, Y = np.array([pictures.X]), np.array([[pictures.Y]])


def gradients_of(net, x=X, y=Y):
    net.backward(losses.half_mse_grad(net.forward(x), y))
    return net.grads


@pytest.mark.parametrize("draw", [pictures.blame, pictures.step_of_the_difference])
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert frame.svg().count("<svg") == 1
    assert len(frame.alt) > 100
    assert all(np.isfinite(value) for value in frame.shown.values())


# The small net


def test_the_small_net_and_its_graph_are_the_same_function():
    g = pictures.tiny_graph()
    g.L.backward()
    for module in (ops, blackboard):
        net = pictures.tiny_net(module)
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
    g = pictures.tiny_graph()
    g.L.backward()
    h = [
        float(sigmoid(np.dot(w, pictures.X) + b))
        for w, b in zip(pictures.W_HIDDEN, pictures.B_HIDDEN, strict=True)
    ]
    a, y = float(sigmoid(np.dot(pictures.W_OUT, h) + pictures.B_OUT)), pictures.Y
    assert g.w_out[1].grad == pytest.approx((a - y) * a * (1 - a) * h[1])
    long = (a - y) * a * (1 - a) * pictures.W_OUT[1] * h[1] * (1 - h[1]) * pictures.X[1]
    assert g.w_hidden[1][1].grad == pytest.approx(long)


def test_another_target_turns_every_derivative_round():
    one, zero = pictures.tiny_graph(), pictures.tiny_graph(y=0)
    one.L.backward()
    zero.L.backward()
    ratio = zero.a.data / (one.a.data - 1)
    for left, right in zip(zero.w_out, one.w_out, strict=True):
        assert left.grad == pytest.approx(right.grad * ratio)
    assert ratio < 0


def test_the_arrows_of_the_first_picture_carry_the_gradient_of_the_layers():
    shown, grads = pictures.blame().shown, gradients_of(pictures.tiny_net())
    for i in range(2):
        for j in range(2):
            assert shown[f"x{'₁₂'[i]}h{'₁₂'[j]}"] == pytest.approx(grads["0.W"][j, i])
    assert [shown["h₁a"], shown["h₂a"]] == pytest.approx(grads["2.W"][0])
    assert max(shown, key=lambda name: abs(shown[name]) if len(name) > 2 else 0) == "h₂a"


@some(pictures.small_net)
def test_a_step_of_the_small_net_shows_what_is_known_and_no_more(at):
    step, shown = at["step"], pictures.small_net(**at).shown
    known = {"h₁": 1, "a": 2, "L": 3, "δ a": 4, "d h₂a": 5, "δ h₁": 6, "d x₂h₂": 7}
    assert [name in shown for name in known] == [step >= first for first in known.values()]


def test_at_the_last_step_the_deltas_are_those_of_the_formula():
    shown, w = pictures.small_net(step=7).shown, pictures.W_OUT
    a, h = shown["a"], (shown["h₁"], shown["h₂"])
    assert shown["δ a"] == pytest.approx((a - pictures.Y) * a * (1 - a))
    for j, name in enumerate(("h₁", "h₂")):
        delta = h[j] * (1 - h[j]) * shown["δ a"] * w[j]
        assert shown[f"δ {name}"] == pytest.approx(delta)
        assert shown[f"d {name}a"] == pytest.approx(shown["δ a"] * h[j])
        for i, x in enumerate(pictures.X):
            assert shown[f"d x{'₁₂'[i]}{name}"] == pytest.approx(delta * x)
    assert shown["δ h₁"] < 0 < shown["δ h₂"]


# fork and logistic


def test_x_has_a_quarter_of_its_derivative_after_one_way_and_all_after_both():
    at_6, at_7 = (pictures.fork(step=t).shown for t in (6, 7))
    assert (at_6["dx"], at_7["dx"]) == (4, 16)
    assert "dx" not in pictures.fork(step=5).shown
    measured = gradcheck.numerical_gradient(lambda x: x**2 * (x + 1), 2.0)
    assert measured == pytest.approx(16)


@pytest.mark.parametrize(
    ("widget", "make"),
    [(pictures.fork, pictures.fork_graph), (pictures.logistic, pictures.logistic_graph)],
)
def test_the_last_step_of_a_walk_is_what_backward_finds(widget, make):
    nodes = make().nodes
    root: Value = list(nodes.values())[-1]
    root.backward()
    shown = widget(step=widget.controls["step"].values[-1]).shown
    for name, node in nodes.items():
        assert shown[f"value {name}"] == node.data
        assert shown[f"d{name}"] == pytest.approx(node.grad)


@some(pictures.logistic)
def test_a_walk_shows_one_more_number_at_each_step(at):
    step, n = at["step"], len(pictures.logistic_graph().operations())
    shown = pictures.logistic(**at).shown
    values = [name for name in shown if name.startswith("value")]
    leaves = 3
    assert len(values) == leaves + min(step, n)
    assert ("dL" in shown) == (step > n)
    assert all(node in shown for node in ("dw₁", "dw₂", "db")) == (step == 2 * n + 1)


def test_the_logistic_walk_ends_at_the_numbers_of_chapter_3():
    shown = pictures.logistic(step=17).shown
    x, error = np.array([2.0, 3.0]), shown["value a"] - 0
    J, dw, db = blackboard.logistic_cost_and_grad(
        np.array([1.0, -1.0]), 2.0, x[np.newaxis], np.zeros(1)
    )
    assert shown["value L"] == pytest.approx(J)
    assert [shown["dw₁"], shown["dw₂"], shown["db"]] == pytest.approx([*dw, db])
    assert shown["dz"] == pytest.approx(error)
    assert shown["da"] == pytest.approx(error / (shown["value a"] * (1 - shown["value a"])))


# step_of_the_difference


def test_the_errors_of_a_difference_are_a_v_with_the_slopes_of_taylor():
    steps, one, two = pictures.difference_errors()

    def slope(errors, low, high):
        there = (steps > low) & (steps < high)
        return np.polyfit(np.log10(steps[there]), np.log10(errors[there]), 1)[0]

    assert slope(one, 1e-6, 1e-2) == pytest.approx(1, abs=0.05)
    assert slope(two, 1e-3, 1e-1) == pytest.approx(2, abs=0.05)
    assert slope(two, 1e-14, 1e-8) == pytest.approx(-1, abs=0.4)
    shown = pictures.step_of_the_difference().shown
    assert shown["h"] == pytest.approx(np.cbrt(np.finfo(float).eps))
    assert (shown["two-sided"], shown["one-sided"]) == (10, 7)


# size_by_layer


@some(pictures.size_by_layer)
def test_the_first_layer_gets_what_the_factors_leave(at):
    sizes, shown = pictures.sizes_by_layer(**at), pictures.size_by_layer(**at).shown
    assert len(sizes) == at["depth"] + 1
    assert sizes[-1] == 1
    assert shown["first"] == sizes[0]
    assert sizes[-2] * shown["factor"] ** (at["depth"] - 1) == pytest.approx(sizes[0])


def test_a_sigmoid_takes_about_three_quarters_and_the_others_little():
    for depth in pictures.DEPTHS[1:]:
        factor = {
            name: pictures.size_by_layer(depth=depth, name=name).shown["factor"]
            for name in pictures.LOOKS
        }
        assert 0.2 < factor["sigmoid"] < 0.27
        assert 0.8 <= factor["tanh"] < 0.95
        assert 0.9 < factor["ReLU"] < 1.15
    assert pictures.sizes_by_layer(20, "sigmoid")[0] < 1e-12


def test_no_layer_of_sigmoids_hands_back_more_than_a_quarter_of_what_its_weights_give():
    rng = np.random.default_rng(4)
    dense, g = Dense(6, 5, rng=rng), Activation("sigmoid")
    for _ in range(20):
        g.forward(rng.normal(scale=3, size=(7, 6)))
        Z = dense.forward(rng.normal(size=(7, 6)))
        dA = dense.backward(rng.normal(size=Z.shape))
        dZ = g.backward(dA)
        assert (np.abs(dZ) <= np.abs(dA) / 4).all()


# early_update


@some(pictures.early_update)
def test_the_readout_of_a_training_is_its_curve(at):
    shown = pictures.early_update(**at).shown
    right, early = (pictures.costs_in_training(at["lr"], late) for late in (False, True))
    assert right[0] == early[0]
    assert (shown["right"], shown["early"]) == (right[-1], early[-1])
    assert (shown["right_most"], shown["early_most"]) == (right.max(), early.max())


def test_a_small_rate_hides_the_early_update_and_a_large_one_does_not():
    small, large = (pictures.early_update(lr=lr).shown for lr in (0.3, 8.0))
    assert small["early"] == pytest.approx(small["right"], rel=0.01)
    at_1 = pictures.early_update(lr=1.0).shown
    assert at_1["early"] < at_1["right"]
    at_5 = pictures.early_update(lr=5.0).shown
    assert at_5["early"] > 5 * at_5["right"]
    assert at_5["right_most"] == pictures.costs_in_training(5.0, False)[0]
    assert large["early_most"] > 10 > 1 > large["right_most"]
    assert large["early"] > 10 * large["right"]


def test_in_order_a_step_follows_the_gradient_and_too_early_only_the_last_layer_does():
    rng, lr = np.random.default_rng(5), 0.7
    x, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    right, early = pictures.tiny_net(), pictures.tiny_net()
    before = {name: w.copy() for name, w in right.params.items()}
    for net, step in ((right, pictures.step_in_order), (early, pictures.step_too_early)):
        step(net, losses.half_mse_grad(net.forward(x), y), lr)
    grads = gradients_of(pictures.tiny_net(), x, y)
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
    pictures.step_too_early(net, losses.half_mse_grad(net.forward([[1.0]]), [[y]]), lr)
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

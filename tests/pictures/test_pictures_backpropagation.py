"""The pictures of chapter 9 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import losses
from dlcourse.experiments import backpropagation as experiments
from dlcourse.pictures import backpropagation as pictures

# blame and small_net


def test_the_arrows_of_the_first_picture_carry_the_gradient_of_the_layers():
    net, x, y = experiments.tiny_net(), [experiments.X], [[experiments.Y]]
    net.backward(losses.half_mse_grad(net.forward(x), y))
    shown, grads = pictures.blame().shown, net.grads
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
    shown, w = pictures.small_net(step=7).shown, experiments.W_OUT
    a, h = shown["a"], (shown["h₁"], shown["h₂"])
    assert shown["δ a"] == pytest.approx((a - experiments.Y) * a * (1 - a))
    for j, name in enumerate(("h₁", "h₂")):
        delta = h[j] * (1 - h[j]) * shown["δ a"] * w[j]
        assert shown[f"δ {name}"] == pytest.approx(delta)
        assert shown[f"d {name}a"] == pytest.approx(shown["δ a"] * h[j])
        for i, x in enumerate(experiments.X):
            assert shown[f"d x{'₁₂'[i]}{name}"] == pytest.approx(delta * x)
    assert shown["δ h₁"] < 0 < shown["δ h₂"]


# fork and logistic


@pytest.mark.parametrize(
    ("widget", "make"),
    [(pictures.fork, experiments.fork_graph), (pictures.logistic, experiments.logistic_graph)],
)
def test_a_frame_of_a_walk_shows_what_the_walk_knows(widget, make):
    n = sum(1 for node in make().values() if node.parents)
    assert widget.controls["step"].values == tuple(range(2 * n + 2))
    for step in widget.controls["step"].values:
        walk, frame = experiments.walk(make(), step), widget(step=step)
        assert len(frame.shown) == len(walk.values) + len(walk.grads)
        assert all(frame.shown[f"value {name}"] == v for name, v in walk.values.items())
        assert all(frame.shown[f"d{name}"] == v for name, v in walk.grads.items())


def test_the_line_under_a_walk_tells_who_passes_what_to_whom():
    lines = [pictures.fork(step=step).readout for step in range(8)]
    assert lines[:3] == ["Given: x = 2.000", "u = 4.000", "v = 3.000"]
    assert lines[4] == "∂f/∂f = 1.000: here the way back starts"
    assert lines[6:] == [
        "v passes to x: 4.000 × 1.000 = 4.000",
        "u passes to x: 3.000 × 4.000 = 12.000",
    ]


@some(pictures.logistic)
def test_a_walk_shows_one_more_number_at_each_step(at):
    step, n = at["step"], 8
    shown = pictures.logistic(**at).shown
    values = [name for name in shown if name.startswith("value")]
    assert len(values) == 3 + min(step, n)  # three leaves
    assert ("dL" in shown) == (step > n)
    assert all(node in shown for node in ("dw₁", "dw₂", "db")) == (step == 2 * n + 1)


# step_of_the_difference


def test_the_picture_of_the_difference_names_the_best_step_and_the_digits():
    shown = pictures.step_of_the_difference().shown
    assert shown["h"] == pytest.approx(np.cbrt(np.finfo(float).eps))
    assert (shown["two-sided"], shown["one-sided"]) == (10, 7)


# size_by_layer


@some(pictures.size_by_layer)
def test_the_readout_of_a_net_is_its_first_layer_and_the_factor_of_a_layer(at):
    sizes, shown = experiments.sizes_by_layer(**at), pictures.size_by_layer(**at).shown
    assert shown["first"] == sizes[0]
    assert sizes[-2] * shown["factor"] ** (at["depth"] - 1) == pytest.approx(sizes[0])


# early_update


@some(pictures.early_update)
def test_the_readout_of_a_training_is_its_curve(at):
    shown = pictures.early_update(**at).shown
    right, early = (experiments.costs_in_training(at["lr"], late) for late in (False, True))
    assert (shown["right"], shown["early"]) == (right[-1], early[-1])
    assert (shown["right_most"], shown["early_most"]) == (right.max(), early.max())

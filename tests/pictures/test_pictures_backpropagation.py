"""The pictures of chapter 9 show what they claim, at every kind of position of their controls."""

from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pytest
from positions import some

from dlcourse import losses
from dlcourse.experiments import backpropagation as experiments
from dlcourse.pictures import backpropagation as pictures
from dlcourse.pictures._words import factor
from dlcourse.plots import number

# The small net


def derivatives():
    net, x, y = experiments.tiny_net(), [experiments.X], [[experiments.Y]]
    net.backward(losses.half_mse_grad(net.forward(x), y))
    return dict(zip(experiments.NUMBERS, net.grads.flat, strict=True))


@some(pictures.one_by_one)
def test_the_loss_beside_the_sliders_is_that_of_the_changed_net(at):
    net, x, y = experiments.tiny_net(), [experiments.X], [[experiments.Y]]
    L = losses.half_mse(net.forward(x), y)
    net.params.flat[experiments.NUMBERS.index(at["name"])] += at["by"]
    shown = pictures.one_by_one(**at).shown
    assert shown["L"] == pytest.approx(losses.half_mse(net.forward(x), y))
    assert shown["change"] == pytest.approx(shown["L"] - L)


def test_a_small_change_measures_the_blame():
    """What the chapter says below the first picture: b counts most, w₂₁ little."""
    small = {name: pictures.one_by_one(name=name, by=0.1).shown["change"] for name in derivatives()}
    for name, grad in derivatives().items():
        assert small[name] == pytest.approx(0.1 * grad, abs=6e-4)
    assert min(small, key=small.get) == "b"
    assert small["b"] == pytest.approx(-0.0106, abs=1e-4)


def test_the_net_with_names_has_the_numbers_of_the_first_picture():
    shown = pictures.named().shown
    at_rest = pictures.one_by_one(name="w₁₁", by=0.0).shown
    assert (shown["a"], shown["L"]) == (at_rest["a"], at_rest["L"])
    alt = pictures.named().alt
    assert all(f"{name} = " in alt for name in experiments.NUMBERS)


@some(pictures.small_net)
def test_a_step_of_the_small_net_shows_what_is_known_and_no_more(at):
    step, shown = at["step"], pictures.small_net(**at).shown
    known = {"h₁": 1, "h₂": 2, "a": 3, "L": 4, "δ": 5, "d w₂": 6, "δ₁": 7, "δ₂": 8}
    known |= {"d w₁₁": 9, "d w₂₂": 10}
    assert [name in shown for name in known] == [step >= first for first in known.values()]


def test_at_the_last_step_the_deltas_are_those_of_the_formula():
    shown, w = pictures.small_net(step=10).shown, experiments.W_OUT
    a, h = shown["a"], (shown["h₁"], shown["h₂"])
    assert shown["δ"] == pytest.approx((a - experiments.Y) * a * (1 - a))
    right = derivatives()
    for j, name in enumerate("₁₂"):
        delta = h[j] * (1 - h[j]) * shown["δ"] * w[j]
        assert shown[f"δ{name}"] == pytest.approx(delta)
        assert shown[f"d w{name}"] == pytest.approx(shown["δ"] * h[j])
        for k, x in zip("₁₂", experiments.X, strict=True):
            assert shown[f"d w{name}{k}"] == pytest.approx(delta * x)
            assert shown[f"d w{name}{k}"] == pytest.approx(right[f"w{name}{k}"])
    assert shown["δ₁"] < 0 < shown["δ₂"]


def test_the_lines_under_the_small_net_come_out():
    """Products of rounded numbers: read each as Python would."""
    for step in (5, 7, 8):
        *_, product, result = pictures.small_net(step=step).readout.split(" = ")
        product, result = (text.replace("−", "-").replace("×", "*") for text in (product, result))
        assert eval(product) == pytest.approx(float(result), abs=1e-4)


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
        assert len(frame.shown) == len(walk.values) + len(walk.grads) + len(walk.slopes)
        assert all(frame.shown[f"value {name}"] == v for name, v in walk.values.items())
        assert all(frame.shown[f"d{name}"] == v for name, v in walk.grads.items())
        assert all(frame.shown[f"d{end}/d{start}"] == v for (start, end), v in walk.slopes.items())


def test_the_line_under_a_walk_tells_who_passes_what_to_whom():
    lines = [pictures.fork(step=step).readout for step in range(8)]
    assert lines[:3] == ["Given: x = 2.000", "u = 4.000", "v = 3.000"]
    assert lines[4] == "∂f/∂f = 1.000: here the way back starts"
    assert lines[6:] == [
        "v passes to x: 4.000 × 1 = 4.000",
        "u passes to x: 3.000 × 4 = 12.000",
    ]


WAY = ("L", "log(1 − a)", "1 − a", "a", "z", "s", "w₂x₂", "w₂")


def test_the_slopes_on_the_way_to_a_weight_multiply_to_its_derivative():
    """With four digits on the arrows a reader comes to the number below w₂."""
    shown = pictures.logistic(step=17).shown
    slopes = [shown[f"d{end}/d{start}"] for end, start in pairwise(WAY)]
    assert np.prod(slopes) == pytest.approx(shown["dw₂"])
    assert shown["dw₂"] == pytest.approx(3 * (shown["value a"] - 0))  # x₂ (a − y)
    printed = [float(f"{slope:.4g}") for slope in slopes]
    assert printed == [-1, 3.718, -1, 0.1966, 1, 1, 3]
    assert f"{np.prod(printed):.3f}" == f"{shown['dw₂']:.3f}" == "2.193"


@pytest.mark.parametrize("walk", [pictures.fork, pictures.logistic])
def test_an_arrow_has_its_slope_from_the_step_that_walks_it_back_and_keeps_it(walk):
    seen = {}
    for step in walk.controls["step"].values:
        frame = walk(step=step)
        texts = Counter(text.get_text() for text in frame.panels[0].axes[0].texts)
        slopes = {name: v for name, v in frame.shown.items() if "/" in name}
        assert slopes.items() >= seen.items()
        expected = Counter("× " + factor(slope, ".4g") for slope in slopes.values())
        assert Counter({t: n for t, n in texts.items() if t.startswith("×")}) == expected
        assert ("Slopes on the arrows" in frame.alt) == bool(slopes)
        for name, slope in slopes.items():
            end, start = (part.removeprefix("d") for part in name.split("/"))
            assert f"{end} to {start} {number(slope, '.4g')}" in frame.alt
        seen = slopes
    assert len(seen) == {pictures.fork: 4, pictures.logistic: 10}[walk]


@pytest.mark.parametrize("walk", [pictures.fork, pictures.logistic])
def test_no_two_texts_of_a_graph_lie_on_each_other(walk):
    for step in walk.controls["step"].values:
        (figure,) = walk(step=step).panels
        figure.draw_without_rendering()
        boxes = [
            (t.get_text(), t.get_window_extent()) for t in figure.axes[0].texts if t.get_text()
        ]
        on_each_other = [(a, b) for (a, p), (b, q) in combinations(boxes, 2) if p.overlaps(q)]
        assert on_each_other == []
        edges = figure.bbox
        outside = [
            t for t, p in boxes if p.x0 < 0 or p.y0 < 0 or p.x1 > edges.x1 or p.y1 > edges.y1
        ]
        assert outside == []


def test_each_product_under_the_logistic_graph_comes_out_to_one_in_the_last_digit():
    for step in range(10, 18):
        for part in pictures.logistic(step=step).readout.split(": ", 1)[1].split(" · "):
            product, result = part.rsplit(": ", 1)[-1].split(" = ")
            product, result = (t.replace("−", "-").replace("×", "*") for t in (product, result))
            assert eval(product) == pytest.approx(float(result), abs=1e-3)


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

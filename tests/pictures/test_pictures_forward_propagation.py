"""The pictures of chapter 8 show what they claim, at every kind of position of their controls."""

import itertools

import numpy as np
import pytest
from positions import some

from dlcourse import losses
from dlcourse.experiments import forward_propagation as experiments
from dlcourse.pictures import forward_propagation as pictures

# Everything is 0 or 1 here, or rounded sums of a training: the machine's last bits do not show.
ALL_RIGHT = 1.0


# flow


@some(pictures.flow)
def test_the_values_in_the_picture_are_those_of_the_net(at):
    z1, a1, z, a = experiments.flow_values(np.array(experiments.INPUTS[at["x"]]), at["g"])
    shown = pictures.flow(**at).shown
    assert [shown[f"z{j}"] for j in (1, 2, 3, 4)] == list(z1)
    assert [shown[f"a{j}"] for j in (1, 2, 3, 4)] == list(a1)
    assert (shown["z"], shown["a"]) == (z, a)


def test_the_arithmetic_under_the_picture_comes_out():
    """Each readout is a sum and its result: read it as Python would."""
    steps = ((1, 0), (2, 0), (3, 0), (4, 0), (6, 0.005))
    for x, g, (step, places) in itertools.product(experiments.INPUTS, experiments.HIDDEN, steps):
        _, sum_, result = pictures.flow(step=step, x=x, g=g).readout.split(" = ")
        sum_, result = (text.replace("−", "-").replace("·", "*") for text in (sum_, result))
        assert eval(sum_) == pytest.approx(float(result), abs=places)


def test_zeros_leave_the_biases():
    shown = pictures.flow(x="(0, 0, 0)", step=7, g="sigmoid").shown
    assert [shown[f"z{j}"] for j in (1, 2, 3, 4)] == list(experiments.B1)


# units and bends


def test_three_units_divide_the_moons():
    shown = pictures.units().shown
    assert shown["right"] == ALL_RIGHT
    w = experiments.shallow_net(experiments.MOONS, 3).params["2.W"][0]
    assert [shown[f"w{j + 1}"] for j in range(3)] == list(w)


@some(pictures.bends)
def test_the_readout_of_a_shallow_net_is_its_cost_its_share_and_its_size(at):
    table = experiments.examples(at["kind"])
    net = experiments.shallow_net(at["kind"], at["H"])
    shown = pictures.bends(**at).shown
    Z = net.forward(table.X)[:, 0]
    assert shown["J"] == pytest.approx(losses.sigmoid_cross_entropy(Z, table.y))
    assert shown["right"] == np.mean((Z >= 0) == table.y)
    assert shown["parameters"] == at["H"] * 3 + at["H"] + 1


# folds


@some(pictures.folds)
def test_the_readout_of_folds_is_their_number(at):
    n, d = int(at["units"]), at["depth"]
    frame = pictures.folds(**at)
    assert frame.shown == {"units": n * d, "pieces": n**d}
    assert frame.readout.endswith(f"in one hidden layer they could make {n * d + 1} at most")


def test_the_curve_of_folds_reaches_every_corner():
    curve = pictures.folds(units="3", depth=4).figures[1].axes[0].lines[-1].get_ydata()
    y = np.ravel(curve)
    assert np.sum(np.isclose(y, 1, atol=1e-9)) == 41  # peaks, the end among them
    assert np.sum(np.isclose(y, 0, atol=1e-9)) == 41


# question, inside, products, epochs


@some(pictures.inside)
def test_the_readout_of_a_digit_is_the_answer_of_the_net(at):
    a1, p = experiments.answer(experiments.held_out(at["digit"], at["image"]))
    shown = pictures.inside(**at).shown
    assert shown["says"] == np.argmax(p)
    assert shown["p"] == pytest.approx(p.max())
    assert shown["awake"] == np.sum(a1 > 0)
    assert shown["total"] == pytest.approx(1)


def test_the_first_picture_asks_about_the_image_that_the_chapter_follows():
    first = pictures.question(digit=3, image="second").shown
    assert first["says"] == 3
    assert first["p"] == pytest.approx(0.852, abs=5e-4)


@pytest.mark.parametrize("unit", [0, 15, 30, 31])
def test_the_products_under_the_picture_add_up_to_the_sum(unit):
    shown = pictures.products(unit=unit).shown
    assert shown["up"] + shown["down"] + shown["b"] == pytest.approx(shown["z"])
    assert shown["down"] <= 0 <= shown["up"]


@some(pictures.epochs)
def test_the_readout_of_an_epoch_is_its_progress(at):
    shown, progress = pictures.epochs(**at).shown, experiments.progress(at["epoch"])
    assert (shown["iterations"], shown["right"]) == (progress.iterations, progress.right)
    assert shown["p"] == progress.p[3]

"""The pictures of chapter 4 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import data, losses, ops
from dlcourse.experiments import loops_to_matrices as experiments
from dlcourse.experiments.loops_to_matrices import B, W, X
from dlcourse.layers import Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD
from dlcourse.pictures import loops_to_matrices as pictures

TIMES = {"slow": [1e-3, 1e-2, 2.5], "middle": [1e-4, 1e-3, 1e-2], "fast": [1e-5, 1e-5, 1e-4]}


def learned_weights():
    table = data.digits()
    layer = Dense(64, 10, rng=np.random.default_rng(0), init="zeros")
    loss = (losses.mse, losses.mse_grad)
    Y = data.one_hot(table.y)
    fit(Sequential(layer), table.X / 16, Y, loss=loss, opt=SGD(0.5), epochs=100)
    return layer.params["W"]


# Static pictures


def test_the_words_of_the_timing_are_those_of_the_measurement():
    frame = pictures.timing((1, 10, 100), TIMES)
    assert frame.shown["ratio"] == pytest.approx(25_000)
    assert "curve of slow ends highest, at 2.50 s for 100 examples" in frame.alt
    assert "curve of fast ends lowest, at 100 µs" in frame.alt
    assert "middle 10 ms" in frame.readout
    assert "25,000 times" in frame.readout


@pytest.mark.parametrize(("source", "unit"), [(1, 1), (3, 6), (8, 9)])
def test_a_weight_stands_in_the_row_of_its_unit(source, unit):
    frame = pictures.weight(source=source, unit=unit)
    place = frame.shown["row"] - 1, frame.shown["column"] - 1
    # A layer in which only this weight is 1 hands this input to this unit, and nothing else.
    only = np.zeros((9, 8))
    only[place] = 1.0
    Z = ops.dense(np.arange(1.0, 9)[np.newaxis], only, np.zeros(9))[0]
    assert np.flatnonzero(Z).tolist() == [unit - 1]
    assert Z[unit - 1] == source
    index = f"{unit}{source}".translate(str.maketrans("123456789", "₁₂₃₄₅₆₇₈₉"))
    assert f"w{index} = W[{unit - 1}, {source - 1}]" in frame.readout


def test_the_weights_of_the_unit_for_zero_are_negative_in_its_middle():
    weights = learned_weights()
    shown = pictures.ten_units(weights).shown
    image = weights[0].reshape(8, 8)
    assert shown["centre"] == pytest.approx(image[3:5, 3:5].mean())
    assert shown["centre"] < -0.05
    # The ring around the middle, where a zero has its ink.
    ring = (image[3:5, 1:3], image[3:5, 6], image[1, 3:6], image[6, 2:6])
    assert min(part.mean() for part in ring) > 0
    assert shown["blank"] < shown["largest"] / 20


def test_the_marks_of_the_units_grow_with_the_weights():
    with pytest.raises(ValueError, match="reshape"):
        pictures.ten_units(np.ones((10, 63)))
    one = np.zeros((10, 64))
    one[3, 9], one[4, 9] = 2.0, -1.0
    assert pictures.ten_units(one).shown["largest"] == 2.0


# Widgets


@some(pictures.meeting)
def test_an_entry_is_the_sum_over_the_inputs(at):
    i, j = at["i"] - 1, at["j"] - 1
    frame = pictures.meeting(**at)
    assert frame.shown["z"] == sum(W[j, k] * X[i, k] for k in range(3)) + B[j]
    # Nothing else in A or W has a part in it.
    A, weights = np.full_like(X, 7), np.full_like(W, 7)
    A[i], weights[j] = X[i], W[j]
    assert ops.dense(A, weights, B)[i, j] == frame.shown["z"]


@some(pictures.shapes)
def test_the_shapes_in_the_words_are_those_of_the_net(at):
    m, n, h, K = at["m"], at["n"], at["hidden"], at["outputs"]
    frame, net = pictures.shapes(**at), experiments.shapes(m, n, h, K)
    shown = frame.shown
    assert [shown[f"rows {layer}"] for layer in (1, 2)] == [m, m]
    assert [shown[f"columns {layer}"] for layer in (1, 2)] == [h, K]
    assert (shown["weights"], shown["biases"]) == (net.weights, net.biases)
    assert shown["products"] == net.products
    assert f"{(m, n)} times {(n, h)}, plus {(h,)}, gives {(m, h)}" in frame.alt


@some(pictures.transposes)
def test_the_words_say_what_comes_of_what_is_typed(at):
    frame, tried = pictures.transposes(**at), experiments.typed_layer(**at)
    assert frame.shown["error"] == (tried.Z is None)
    assert frame.shown["wrong"] == tried.wrong.sum()
    assert frame.shown["refused"] == (tried.refusal is not None)
    assert (tried.refusal or "No error.") in frame.readout
    assert ("NumPy stops with an error" in frame.readout) == (tried.Z is None)


@some(pictures.broadcasting)
def test_the_words_say_whether_two_shapes_fit(at):
    frame = pictures.broadcasting(**at)
    made = experiments.broadcast_sum(*(pictures.SHAPES[at[side]] for side in ("left", "right")))
    assert frame.shown["fits"] == (made.total is not None)
    assert frame.shown["copies"] == made.copies
    assert ("does not fit" in frame.readout) == (made.total is None)
    if made.total is not None:
        assert frame.shown["size"] == made.total.size
        assert f"gives {made.total.shape}" in frame.readout

"""The pictures of chapter 4 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import ops
from dlcourse.experiments import loops_to_matrices as experiments
from dlcourse.experiments.loops_to_matrices import DZ, P_2, Q_3, A, B, P, Q, W, X
from dlcourse.pictures import loops_to_matrices as pictures

TIMES = {"slow": [1e-3, 1e-2, 2.5], "middle": [1e-4, 1e-3, 1e-2], "fast": [1e-5, 1e-5, 1e-4]}


# Static pictures


def test_the_words_of_the_timing_are_those_of_the_measurement():
    frame = pictures.timing((1, 10, 100), TIMES)
    assert frame.shown["ratio"] == pytest.approx(25_000)
    assert "curve of slow ends highest, at 2.50 s for 100 examples" in frame.alt
    assert "curve of fast ends lowest, at 100 µs" in frame.alt
    assert "slow 2.50 s, fast 100 µs" in frame.readout
    assert "a ratio of 25,000" in frame.readout


@pytest.mark.parametrize(("source", "unit"), [(0, 0), (2, 5), (7, 8)])
def test_a_weight_stands_in_the_row_of_its_unit(source, unit):
    frame = pictures.weight(source=source, unit=unit)
    place = frame.shown["row"], frame.shown["column"]
    # A layer in which only this weight is 1 hands this input to this unit, and nothing else.
    only = np.zeros((9, 8))
    only[place] = 1.0
    Z = ops.dense(np.arange(1.0, 9)[np.newaxis], only, np.zeros(9))[0]
    assert np.flatnonzero(Z).tolist() == [unit]
    assert Z[unit] == source + 1
    index = f"{unit}{source}".translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    assert f"w{index} = W[{unit}, {source}]" in frame.readout


# Widgets


@some(pictures.meeting)
def test_an_entry_is_the_sum_over_the_inputs(at):
    i, j = at["i"], at["j"]
    frame = pictures.meeting(**at)
    assert frame.shown["z"] == sum(W[j, k] * X[i, k] for k in range(3)) + B[j]
    # Nothing else in A or W has a part in it.
    inputs, weights = np.full_like(X, 7), np.full_like(W, 7)
    inputs[i], weights[j] = X[i], W[j]
    assert ops.dense(inputs, weights, B)[i, j] == frame.shown["z"]


@pytest.mark.parametrize("step", range(1, 7))
def test_a_step_forms_the_next_entry_of_the_product(step):
    row, column = divmod(step - 1, 2)
    frame = pictures.by_hand(step=step)
    assert frame.shown["z"] == sum(P[row, k] * Q[k, column] for k in range(2))
    assert f"row {row}, column {column}" in frame.readout
    figure = frame.figures
    sums = [text.get_text() for text in figure.axes[0].texts if "=" in text.get_text()]
    assert len(sums) == step  # those that are formed stay


@pytest.mark.parametrize("step", range(1, 5))
def test_a_step_forms_the_next_entry_of_the_gradient(step):
    j, k = divmod(step - 1, 2)
    frame = pictures.gradient_by_hand(step=step)
    assert frame.shown["z"] == sum(DZ[i, j] * A[i, k] for i in range(3))


def test_before_the_first_step_no_entry_is_formed():
    for widget, entries in ((pictures.by_hand, 6), (pictures.gradient_by_hand, 4)):
        frame = widget(step=0)
        assert f"no entry yet of {entries}" in frame.readout
        assert not any("=" in text.get_text() for text in frame.figures.axes[0].texts)


@some(pictures.turned)
def test_turned_the_same_two_lists_meet(at):
    i, j = at["i"], at["j"]
    frame = pictures.turned(**at)
    assert frame.shown["z"] == (P_2 @ Q_3)[i, j] == (Q_3.T @ P_2.T)[j, i]
    straight, other = frame.readout.split(" · turned: ")
    assert straight.rpartition("= ")[2] == other.rpartition("= ")[2]


@some(pictures.shapes)
def test_the_shapes_in_the_words_are_those_of_the_net(at):
    m, (n, h, K) = at["m"], pictures.NETS[at["net"]]
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
    assert frame.shown["reused"] == made.reused
    assert ("does not fit" in frame.readout) == (made.total is None)
    if made.total is not None:
        assert frame.shown["size"] == made.total.size
        assert f"gives {made.total.shape}" in frame.readout


@pytest.mark.parametrize("shape", ["(3,)", "(4,)"])
def test_an_axis_that_both_lack_is_none_of_the_sum(shape):
    frame = pictures.broadcasting(left=shape, right=shape)
    texts = [text.get_text() for text in frame.figures.axes[0].texts]
    assert texts.count("–") == 3
    assert "1" not in texts
    assert f"gives {shape}" in frame.readout


@some(pictures.ten_units)
def test_the_words_of_a_unit_are_those_of_its_weights(at):
    frame, learned, j = pictures.ten_units(**at), experiments.ten_units(), at["j"]
    assert frame.shown["largest"] == learned.W[j].max()
    assert frame.shown["lowest"] == learned.W[j].min()
    assert f"right on {learned.of_digit[j]:.0%}" in frame.readout

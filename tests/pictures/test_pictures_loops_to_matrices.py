"""The pictures of chapter 4 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, data, losses, ops
from dlcourse.layers import Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD
from dlcourse.pictures import loops_to_matrices as pictures

X, W, B = pictures.X, pictures.W, pictures.B
WAYS = [pictures.dot_products, pictures.one_example_at_a_time]
SIZES = [(1, 1, 1), (1, 3, 4), (5, 1, 2), (4, 3, 1), (7, 3, 4), (3, 8, 2)]
TIMES = {"slow": [1e-3, 1e-2, 2.5], "middle": [1e-4, 1e-3, 1e-2], "fast": [1e-5, 1e-5, 1e-4]}


def learned_weights():
    table = data.digits()
    layer = Dense(64, 10, rng=np.random.default_rng(0), init="zeros")
    loss = (losses.mse, losses.mse_grad)
    Y = data.one_hot(table.y)
    fit(Sequential(layer), table.X / 16, Y, loss=loss, opt=SGD(0.5), epochs=100)
    return layer.params["W"]


# The two steps between the loop and the line


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_layer_with_fewer_loops_is_the_layer_of_the_board(way, size):
    rng = np.random.default_rng(4)
    m, n_in, n_out = size
    A, weights, b = (rng.normal(size=s) for s in ((m, n_in), (n_out, n_in), n_out))
    expected = blackboard.dense(A, weights, b)
    np.testing.assert_allclose(way(A, weights, b), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("way", [*WAYS, ops.dense, blackboard.dense])
def test_the_layer_of_deck_b_by_hand(way):
    expected = [[2, 5, 1, -2], [7, 3, 1, 3], [5, -5, 1, 5], [6, -3, 4, 3], [-2, 2, -2, -2]]
    assert way(X, W, B).tolist() == expected


# Static pictures


@pytest.mark.parametrize(
    "draw",
    [
        lambda: pictures.timing((1, 10, 100), TIMES),
        lambda: pictures.weight(source=3, unit=6),
        lambda: pictures.ten_units(learned_weights()),
    ],
    ids=["timing", "weight", "ten_units"],
)
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert "<svg" in frame.svg()
    assert len(frame.alt) > 100
    assert all(np.isfinite(value) for value in frame.shown.values())


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
def test_the_examples_go_through_and_the_weights_do_not_know_them(at):
    m, n, h, K = at["m"], at["n"], at["hidden"], at["outputs"]
    frame = pictures.shapes(**at)
    shown = frame.shown
    assert [shown[f"rows {layer}"] for layer in (1, 2)] == [m, m]
    assert [shown[f"columns {layer}"] for layer in (1, 2)] == [h, K]
    assert (shown["weights"], shown["biases"]) == (h * n + K * h, h + K)
    assert shown["products"] == m * shown["weights"]
    assert f"{(m, n)} times {(n, h)}, plus {(h,)}, gives {(m, h)}" in frame.alt
    net = Sequential(
        Dense(n, h, rng=np.random.default_rng(0)), Dense(h, K, rng=np.random.default_rng(0))
    )
    assert shown["weights"] + shown["biases"] == sum(p.size for p in net.params.values())


@some(pictures.transposes)
def test_what_is_typed_is_what_is_computed(at):
    check_typed(at)


def test_every_way_to_type_a_layer_at_every_size():
    for at in pictures.transposes.positions():
        check_typed(at)


def check_typed(at):
    A, weights, b = pictures.X_4[: at["m"], : at["n"]], pictures.W_4[:, : at["n"]], B
    frame = pictures.transposes(**at)
    right = blackboard.dense(A, weights, b)
    names = {"A": A, "W": weights, "b": b}
    try:
        Z = eval(at["typed"], {}, names)
    except ValueError:
        assert frame.shown["error"]
        assert frame.shown["refused"]  # where NumPy stops, the package stops with better words
        return
    assert not frame.shown["error"]
    same = Z.shape == right.shape
    assert frame.shown["wrong"] == (np.sum(right != Z) if same else Z.size)
    assert (frame.shown["wrong"] == 0) == (at["typed"] == pictures.RIGHT)


def test_when_a_wrong_transpose_is_silent():
    silent = {
        (at["typed"], at["m"], at["n"])
        for at in pictures.transposes.positions()
        if pictures.transposes(**at).shown["wrong"]
    }
    assert silent == (
        {(pictures.NO_TURN, m, 4) for m in (1, 3, 4)}
        | {(pictures.COLUMNS, size, size) for size in (3, 4)}
        | {(pictures.B_COLUMN, m, n) for m in (1, 4) for n in (3, 4)}
    )


def test_the_package_sees_a_column_of_biases_and_no_square_matrix():
    for at in pictures.transposes.positions():
        shown = pictures.transposes(**at).shown
        if at["typed"] == pictures.B_COLUMN:
            assert shown["refused"]
        elif shown["wrong"] or at["typed"] == pictures.RIGHT:
            assert not shown["refused"]


def test_with_sizes_that_all_differ_every_wrong_transpose_is_an_error():
    for wrong in (lambda: X @ W + B, lambda: X.T @ W.T + B, lambda: X @ W.T + B[:, None]):
        with pytest.raises(ValueError, match=r"mismatch|broadcast"):
            wrong()


@some(pictures.broadcasting)
def test_broadcasting_follows_its_three_rules(at):
    check_rules(at)


def test_broadcasting_follows_its_three_rules_for_all_pairs():
    for at in pictures.broadcasting.positions():
        check_rules(at)


def check_rules(at):
    p, q = (pictures.SHAPES[at[side]] for side in ("left", "right"))
    shown = pictures.broadcasting(**at).shown
    longest = max(len(p), len(q))
    pairs = list(zip((1,) * (longest - len(p)) + p, (1,) * (longest - len(q)) + q, strict=True))
    assert shown["fits"] == all(s == t or 1 in (s, t) for s, t in pairs)
    if shown["fits"]:
        size = np.prod([max(pair) for pair in pairs])
        assert shown["size"] == size
        assert shown["copies"] == 2 * size - np.prod(p) - np.prod(q)
        assert shown["last"] == 10 * np.prod(p) + np.prod(q)


# What the chapter says of the cost of all pairs


def test_the_cost_of_all_pairs_is_least_for_the_mean():
    rng = np.random.default_rng(2)
    a, y = rng.normal(size=(6, 1)), rng.normal(size=9)
    pairs = np.mean((a - y) ** 2)
    assert pairs == pytest.approx(np.mean((a - y.mean()) ** 2) + y.var())
    assert np.mean((np.full_like(a, y.mean()) - y) ** 2) == pytest.approx(y.var())

"""The perceptron: the rule by hand, the bound on its mistakes, and what it never learns."""

import numpy as np
import pytest

from dlcourse import linear
from dlcourse.linear import margin, mistake_bound, perceptron

AND = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND_Y = np.array([-1.0, -1.0, -1.0, 1.0])
XOR_Y = np.array([-1.0, 1.0, 1.0, -1.0])


def separable(seed, m=30, gap=0.3):
    """Return X, y and a line that separates them, with at least `gap` around it."""
    rng = np.random.default_rng(seed)
    w = rng.normal(size=3)
    X = rng.uniform(-2, 2, size=(10 * m, 2))
    distance = (w[0] + X @ w[1:]) / np.linalg.norm(w[1:])
    keep = np.flatnonzero(np.abs(distance) > gap)[:m]
    return X[keep], np.sign(distance[keep]), w


def test_the_first_epoch_by_hand():
    # From w = 0 every z = 0 is a mistake; w collects y x, with x0 = 1 in front.
    trace = perceptron([[2.0, 1.0], [-1.0, 1.0], [1.0, 1.0]], [1, -1, 1])
    assert [row.i for row in trace.updates if row.epoch == 1] == [0, 1]
    assert trace.updates[0].z == 0
    assert trace.updates[0].w_before.tolist() == [0, 0, 0]
    assert trace.updates[0].w_after.tolist() == [1, 2, 1]
    assert trace.updates[1].z == 1 - 2 + 1  # on the line
    assert trace.updates[1].w_after.tolist() == [0, 3, 0]
    assert trace.w.tolist() == [0, 3, 0]
    assert trace.mistakes == (2, 0)
    assert trace.converged
    assert trace.reason == "Epoch 2 made no mistake: this line separates the classes."


def test_it_learns_and():
    trace = perceptron(AND, AND_Y)
    assert trace.converged
    assert np.sign(linear.predict_linear(AND, trace.w)).tolist() == AND_Y.tolist()
    assert sum(trace.mistakes) == len(trace.updates)
    assert trace.mistakes[-1] == 0


@pytest.mark.parametrize("rng", [None, np.random.default_rng(0)])
def test_it_never_learns_xor(rng):
    trace = perceptron(AND, XOR_Y, max_epochs=200, rng=rng)
    assert not trace.converged
    assert len(trace.mistakes) == 200
    assert min(trace.mistakes) > 0
    assert np.abs(trace.w).max() < 10  # it does not grow either: it goes round and round
    assert trace.reason == (
        f"Stopped after 200 epochs, the most allowed; the last made {trace.mistakes[-1]} mistakes. "
        "Either no line separates the classes, and then it never ends, or more epochs are needed."
    )


def test_it_gives_up_after_100_epochs_unless_told_otherwise():
    assert len(perceptron(AND, XOR_Y).mistakes) == 100


def test_without_shuffling_xor_repeats_itself():
    trace = perceptron(AND, XOR_Y, max_epochs=50)
    ends = [tuple(row.w_after) for row in trace.updates if row.i == 3]
    assert len(set(ends)) < len(ends)


@pytest.mark.parametrize("seed", range(8))
def test_the_mistakes_are_within_the_bound_of_novikoff(seed):
    X, y, w = separable(seed)
    for rng in (None, np.random.default_rng(seed)):
        trace = perceptron(X, y, max_epochs=1000, rng=rng)
        assert trace.converged
        assert len(trace.updates) <= mistake_bound(X, y, w)
        assert len(trace.updates) <= mistake_bound(X, y, trace.w)
        assert margin(X, y, trace.w) > 0


def test_the_bound_is_met_exactly_by_one_example():
    assert mistake_bound([[1.0]], [1], [1.0, 1.0]) == pytest.approx(1)  # R² = 2, γ² = 2
    assert len(perceptron([[1.0]], [1]).updates) == 1


def test_the_bound_by_hand():
    # x = (1, 2) and (1, −2), so R² = 5; w = (0, 3) has z = ±6, so γ = 2
    assert mistake_bound([[2.0], [-2.0]], [1, -1], [0.0, 3.0]) == pytest.approx(5 / 4)


def test_the_reason_counts_the_mistakes_of_the_last_epoch():
    trace = perceptron([[2.0, 1.0], [-1.0, 1.0], [1.0, 1.0]], [1, -1, 1], max_epochs=1)
    assert (trace.mistakes, trace.converged) == ((2,), False)
    assert trace.reason.startswith("Stopped after 1 epochs, the most allowed; the last made 2 mist")


def test_the_rate_only_stretches_w_when_w_starts_at_0():
    X, y, _ = separable(1)
    one, three = perceptron(X, y), perceptron(X, y, lr=4)
    assert [row.i for row in one.updates] == [row.i for row in three.updates]
    np.testing.assert_allclose(three.w, 4 * one.w, rtol=1e-12)


def test_updates_join_and_are_the_rule():
    X, y, _ = separable(2)
    w0 = np.array([0.5, -1.0, 2.0])
    trace = perceptron(X, y, lr=0.5, w0=w0, rng=np.random.default_rng(3))
    assert len(trace.updates) > 1
    w = w0
    for row in trace.updates:
        x = np.array([1.0, *X[row.i]])
        np.testing.assert_array_equal(row.w_before, w)
        assert row.z == pytest.approx(w @ x, abs=1e-15)
        assert y[row.i] * row.z <= 0
        w = row.w_after
        np.testing.assert_allclose(w, row.w_before + 0.5 * y[row.i] * x, rtol=1e-15)
    np.testing.assert_array_equal(trace.w, w)
    assert w0.tolist() == [0.5, -1, 2]


def test_from_a_line_that_separates_nothing_is_changed():
    X, y, w = separable(3)
    trace = perceptron(X, y, w0=w)
    assert (trace.updates, trace.mistakes, trace.converged) == ((), (0,), True)
    np.testing.assert_array_equal(trace.w, w)


def test_shuffling_is_by_the_seed():
    X, y, _ = separable(4)
    runs = [perceptron(X, y, rng=np.random.default_rng(s)).updates for s in (7, 7, 8)]
    orders = [[row.i for row in run] for run in runs]
    assert orders[0] == orders[1] != orders[2]


def test_the_margin_is_the_distance_to_the_nearest_example():
    w = [-5.0, 3.0, 4.0]  # the line 3 x1 + 4 x2 = 5, at distance 1 from the origin
    assert margin([[0.0, 0.0], [3.0, 4.0]], [-1, 1], w) == pytest.approx(1)
    assert margin([[0.0, 0.0], [3.0, 4.0]], [1, 1], w) == pytest.approx(-1)
    assert margin([[3.0, 4.0]], [1], np.multiply(w, 7)) == pytest.approx(4)


def test_float32_and_whole_numbers():
    assert perceptron(AND.astype(np.float32), AND_Y.astype(int)).w.dtype == np.float32
    assert perceptron(AND.astype(int), AND_Y.astype(int)).w.dtype == np.float64


@pytest.mark.parametrize("f", [perceptron, lambda X, y: margin(X, y, [0, 1, 1])])
@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (AND, (AND_Y + 1) / 2, r"y holds the labels 0 and 1, .* needs -1 and \+1.* Use 2 \* y - 1"),
        (AND, [1, -1, 1, 2], r"y holds 2 at index \[3\], but every label must be -1 or \+1"),
        (AND, [1, -1, 1, 0], r"y holds 0 at index \[3\]"),
        (AND, [1, -1, 1], r"X has shape \(4, 2\) but y has shape \(3,\)"),
        (AND[0], [1, 1], r"X has shape \(2,\)"),
        (AND * np.nan, AND_Y, "X holds nan"),
        (np.zeros((0, 2)), [], "X is empty"),
    ],
)
def test_wrong_tables_are_refused_in_words(f, X, y, words):
    with pytest.raises(ValueError, match=words):
        f(X, y)


def test_wrong_settings_are_refused_in_words():
    with pytest.raises(ValueError, match="max_epochs is 0, but it must be at least 1"):
        perceptron(AND, AND_Y, max_epochs=0)
    with pytest.raises(ValueError, match="lr is 0, but the learning rate must be positive"):
        perceptron(AND, AND_Y, lr=0)
    with pytest.raises(ValueError, match=r"w0 has shape \(2,\) but X has shape \(4, 2\): w0 needs"):
        perceptron(AND, AND_Y, w0=[1, 2])
    with pytest.raises(TypeError, match="perceptron got rng = 3, which is no numpy Generator"):
        perceptron(AND, AND_Y, rng=3)
    with pytest.raises(ValueError, match="Every weight but the bias is 0, so w draws no line"):
        margin(AND, AND_Y, [1, 0, 0])
    with pytest.raises(ValueError, match="Example 1 is not on its side of the line w"):
        mistake_bound([[2.0], [1.0]], [1, 1], [-1.0, 1.0])  # it is on the line
    with pytest.raises(ValueError, match="Example 3 is not on its side of the line w"):
        mistake_bound(AND, AND_Y, [-1, 0, 0])


@pytest.mark.parametrize("unit", [1e-300, 1e-200, 1e200, 1e300])
def test_the_length_of_w_does_not_count(unit):
    X, y, w = [[0.0, 0.0], [3.0, 4.0]], [-1, 1], np.array([-5.0, 3.0, 4.0])
    assert margin(X, y, w * unit) == pytest.approx(1)
    assert mistake_bound(X, y, w * unit) == pytest.approx(26 / (25 / 50))
    # In another unit of length the margin is as many times as large.
    assert margin(np.multiply(X, unit), y, w * [unit, 1, 1]) == pytest.approx(unit)


def test_the_bound_of_numbers_that_cannot_be_squared():
    X, y = np.array([[-1e200], [1e200]]), [-1, 1]
    assert mistake_bound(X, y, [0.0, 1.0]) == pytest.approx(1)
    assert mistake_bound([[-1e-200], [1e-200]], y, [0.0, 1.0]) == np.inf  # 1e400
    with pytest.raises(ValueError, match="Every weight but the bias is 0"):
        margin(X, y, [1e-300, 0.0])
    assert margin(X, y, [0.0, 1e-300]) == pytest.approx(1e200)

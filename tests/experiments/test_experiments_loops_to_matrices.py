"""What chapter 4 computes is true: against the board, by hand, and by the rules of broadcasting."""

from itertools import pairwise, product

import numpy as np
import pytest

from dlcourse import blackboard, ops
from dlcourse.experiments import loops_to_matrices as experiments
from dlcourse.experiments.loops_to_matrices import B_COLUMN, COLUMNS, NO_TURN, RIGHT
from dlcourse.layers import Dense
from dlcourse.network import Sequential

WAYS = [experiments.dot_products, experiments.one_example_at_a_time]
SIZES = [(1, 1, 1), (1, 3, 4), (5, 1, 2), (4, 3, 1), (7, 3, 4), (3, 8, 2)]
TYPED = list(product((RIGHT, NO_TURN, COLUMNS, B_COLUMN), (1, 3, 4), (3, 4)))  # m, n
BY_HAND = [[2, 5, 1, -2], [7, 3, 1, 3], [5, -5, 1, 5], [6, -3, 4, 3], [-2, 2, -2, -2]]


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
    assert way(experiments.X, experiments.W, experiments.B).tolist() == BY_HAND


def test_the_fourth_input_by_hand():
    fourth = np.array([[3, 1, -2, 0], [9, 3, -6, 0], [0, 0, 0, 0], [-3, -1, 2, 0], [6, 2, -4, 0]])
    Z = experiments.dot_products(experiments.X_4, experiments.W_4, experiments.B)
    np.testing.assert_array_equal(Z, np.array(BY_HAND) + fourth)


# Shapes


@pytest.mark.parametrize("m", [1, 5])
@pytest.mark.parametrize("widths", [(3, 4, 1), (8, 9, 4), (2, 7), (5, 1, 2, 3)])
def test_the_examples_go_through_and_the_weights_do_not_know_them(m, widths):
    net = experiments.shapes(m, *widths)
    pairs = list(pairwise(widths))
    for layer, (n_in, n_out) in zip(net.layers, pairs, strict=True):
        assert layer == ((m, n_in), (n_in, n_out), (n_out,), (m, n_out))
    rng = np.random.default_rng(0)
    params = Sequential(*(Dense(*pair, rng=rng) for pair in pairs)).params.values()
    assert net.weights == sum(p.size for p in params if p.ndim == 2)
    assert net.biases == sum(p.size for p in params if p.ndim == 1)
    assert net.products == m * net.weights


# What does not fit


@pytest.mark.parametrize(("typed", "m", "n"), TYPED)
def test_what_is_typed_is_what_is_computed(typed, m, n):
    A, weights, b = experiments.X_4[:m, :n], experiments.W_4[:, :n], experiments.B
    tried, right = experiments.typed_layer(typed, m, n), blackboard.dense(A, weights, b)
    try:
        Z = eval(typed, {}, {"A": A, "W": weights, "b": b})
    except ValueError:
        assert tried.Z is None
        assert tried.wrong.sum() == 0
        assert tried.refusal  # where NumPy stops, the package stops with better words
        return
    np.testing.assert_array_equal(tried.Z, Z)
    np.testing.assert_array_equal(tried.left @ tried.right + tried.added, Z)
    same = Z.shape == right.shape
    np.testing.assert_array_equal(tried.wrong, right != Z if same else np.ones(Z.shape, dtype=bool))
    assert tried.wrong.any() == (typed != RIGHT)


def test_when_a_wrong_transpose_is_silent():
    silent = {typed for typed in TYPED if experiments.typed_layer(*typed).wrong.any()}
    assert silent == (
        {(NO_TURN, m, 4) for m in (1, 3, 4)}
        | {(COLUMNS, size, size) for size in (3, 4)}
        | {(B_COLUMN, m, n) for m in (1, 4) for n in (3, 4)}
    )


def test_the_package_sees_a_column_of_biases_and_no_square_matrix():
    for typed in TYPED:
        tried = experiments.typed_layer(*typed)
        if typed[0] == B_COLUMN:
            assert tried.refusal.startswith("b has shape (4, 1)")
        elif tried.wrong.any() or typed[0] == RIGHT:
            assert tried.refusal is None


def test_with_sizes_that_all_differ_every_wrong_transpose_is_an_error():
    X, W, B = experiments.X, experiments.W, experiments.B
    for wrong in (lambda: X @ W + B, lambda: X.T @ W.T + B, lambda: X @ W.T + B[:, None]):
        with pytest.raises(ValueError, match=r"mismatch|broadcast"):
            wrong()


SHAPES = [(4, 3), (4, 1), (1, 3), (3,), (4,)]


@pytest.mark.parametrize("p", SHAPES, ids=str)
@pytest.mark.parametrize("q", SHAPES, ids=str)
def test_broadcasting_follows_its_three_rules_for_all_pairs(p, q):
    left, right, total, copies = experiments.broadcast_sum(p, q)
    assert left.ravel().tolist() == [10 * k for k in range(1, 1 + int(np.prod(p)))]
    assert right.ravel().tolist() == list(range(1, 1 + int(np.prod(q))))
    assert (left.shape, right.shape) == (p, q)
    longest = max(len(p), len(q))
    pairs = list(zip((1,) * (longest - len(p)) + p, (1,) * (longest - len(q)) + q, strict=True))
    assert (total is not None) == all(s == t or 1 in (s, t) for s, t in pairs)
    if total is None:
        assert copies == 0
        return
    assert total.shape == tuple(max(pair) for pair in pairs)
    assert copies == 2 * np.prod(total.shape) - np.prod(p) - np.prod(q)
    assert total.flat[-1] == 10 * np.prod(p) + np.prod(q)


# The units, and what the chapter says of the cost of all pairs


def test_the_sizes_of_the_units_pixel_by_pixel():
    images = np.zeros((3, 8, 8))
    images[0, 3, 3], images[0, 3, 4], images[0, 4, 3], images[0, 4, 4] = -1, -2, -3, -5
    images[2, 7, 0], images[1, 2, 7] = -4, 3  # at the left edge, and at the right one
    images[0, 2, 3] = images[0, 5, 4] = 9  # beside the middle
    images[1, 3, 3] = -20
    assert experiments.units(images.reshape(3, 64)) == (20, -11 / 4, 4)
    with pytest.raises(ValueError, match="reshape"):
        experiments.units(np.ones((10, 63)))


def test_the_cost_of_all_pairs_is_least_for_the_mean():
    rng = np.random.default_rng(2)
    a, y = rng.normal(size=(6, 1)), rng.normal(size=9)
    pairs = np.mean((a - y) ** 2)
    assert pairs == pytest.approx(np.mean((a - y.mean()) ** 2) + y.var())
    assert np.mean((np.full_like(a, y.mean()) - y) ** 2) == pytest.approx(y.var())

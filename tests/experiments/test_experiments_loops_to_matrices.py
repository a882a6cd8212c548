"""What chapter 4 computes is true: against the board, by hand, and by the rules of broadcasting."""

from itertools import pairwise, product

import numpy as np
import pytest

from dlcourse import blackboard, data, linear, losses, ops
from dlcourse.experiments import gradient_descent
from dlcourse.experiments import loops_to_matrices as experiments
from dlcourse.experiments.loops_to_matrices import B_COLUMN, COLUMNS, NO_TURN, RIGHT
from dlcourse.layers import Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD

WAYS = [experiments.dot_products, experiments.one_example_at_a_time]
SIZES = [(1, 1, 1), (1, 3, 4), (5, 1, 2), (4, 3, 1), (7, 3, 4), (3, 8, 2)]
TYPED = list(product((RIGHT, NO_TURN, COLUMNS, B_COLUMN), (1, 3, 4), (3, 4)))  # m, n
BY_HAND = [[-6, 13, 7, 11], [-10, 8, 0, 6], [-4, 5, 3, 9], [-11, 2, -8, -7], [-3, -2, 1, 14]]


# What a matrix does to the plane


@pytest.mark.parametrize("kind", experiments.MOVES)
def test_a_plane_is_moved_by_one_matrix_after_the_other_and_the_first_stands_on_the_right(kind):
    whole = np.eye(2)
    for part in experiments.MOVES[kind]:
        whole = part @ whole
    assert experiments.moved_plane(kind, 0).tolist() == [[1, 0], [0, 1]]
    np.testing.assert_allclose(experiments.moved_plane(kind, experiments.MOVE_STEPS), whole)
    first = experiments.MOVE_STEPS // len(experiments.MOVES[kind])
    np.testing.assert_allclose(experiments.moved_plane(kind, first), experiments.MOVES[kind][0])


def test_half_of_the_way_each_point_has_come_half_of_the_way():
    half = experiments.moved_plane(experiments.TURN, experiments.MOVE_STEPS // 2)
    np.testing.assert_allclose(half @ [2, 1], [0.5, 1.5])  # between (2, 1) and (−1, 2)


def test_the_two_columns_of_what_flattens_the_plane_have_one_direction():
    W = experiments.moved_plane(experiments.FLATTEN, experiments.MOVE_STEPS)
    assert np.linalg.det(W) == 0
    assert np.linalg.matrix_rank(W) == 1


@pytest.mark.claim("order-of-two-moves")
def test_to_turn_and_to_stretch_in_the_other_order_leads_elsewhere():
    ends = [
        (experiments.moved_plane(kind, experiments.MOVE_STEPS) @ [2, 1]).tolist()
        for kind in (experiments.TURN_STRETCH, experiments.STRETCH_TURN)
    ]
    assert ends == [[-2, 2], [-1, 4]]


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
    fourth = np.array([[3, 1, 1, 0], [-3, -1, -1, 0], [-3, -1, -1, 0], [0, 0, 0, 0], [6, 2, 2, 0]])
    Z = experiments.dot_products(experiments.X_4, experiments.W_4, experiments.B)
    np.testing.assert_array_equal(Z, np.array(BY_HAND) + fourth)


def test_no_two_sums_of_the_first_picture_are_equal():
    assert len(set(np.ravel(BY_HAND).tolist())) == 20


# Products by hand


def test_the_products_of_the_pictures_by_hand():
    assert (experiments.P @ experiments.Q).tolist() == [[20, 15], [18, -3], [59, 36]]
    assert (experiments.P_2 @ experiments.Q_3).tolist() == [[19, 22, 18], [43, 50, 36]]
    assert (experiments.DZ.T @ experiments.A).tolist() == [[-2, 16], [10, -1]]


def test_each_number_of_the_product_by_hand_is_told_apart():
    P, Q = experiments.P, experiments.Q
    for numbers in (np.concatenate((P.ravel(), Q.ravel())), P @ Q):
        assert len(np.unique(numbers)) == numbers.size


def test_the_gradient_by_hand_is_that_of_the_loops():
    _dA, dW, _db = blackboard.dense_backward(experiments.DZ, experiments.A, np.zeros((2, 2)))
    np.testing.assert_array_equal(dW, experiments.DZ.T @ experiments.A)


def test_the_slopes_of_the_three_points_and_their_normal_equation_in_matrices():
    x, y = gradient_descent.three_points()
    X = linear.add_bias_column(x)
    w = np.array([1.0, 3.0])  # the bias first
    np.testing.assert_array_equal(X.T @ (X @ w - y), [3, 5])
    _J, dw, db = blackboard.linear_cost_and_grad(w[1:], w[0], x, y)
    np.testing.assert_allclose(X.T @ (X @ w - y) / 3, [db, *dw])
    np.testing.assert_allclose(np.linalg.solve(X.T @ X, X.T @ y), linear.normal_equation(x, y))


def test_the_three_conventions_of_the_dictionary_agree_in_layer_and_gradient():
    X, W, b, rng = experiments.X, experiments.W, experiments.B, np.random.default_rng(0)
    Z, dZ = ops.dense(X, W, b), rng.normal(size=(5, 4))
    np.testing.assert_array_equal((W @ X.T + b[:, np.newaxis]).T, Z)
    turned = W.T  # (n_in, n_out)
    np.testing.assert_array_equal(X @ turned + b, Z)
    _dA, dW, _db = ops.dense_backward(dZ, X, W)
    for_columns, X_columns = dZ.T, X.T
    np.testing.assert_allclose(for_columns @ X_columns.T, dW)
    np.testing.assert_allclose(X.T @ dZ, dW.T)  # where the weights are stored turned


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
    left, right, total, reused = experiments.broadcast_sum(p, q)
    assert left.ravel().tolist() == [10 * k for k in range(1, 1 + int(np.prod(p)))]
    assert right.ravel().tolist() == list(range(1, 1 + int(np.prod(q))))
    assert (left.shape, right.shape) == (p, q)
    longest = max(len(p), len(q))
    pairs = list(zip((1,) * (longest - len(p)) + p, (1,) * (longest - len(q)) + q, strict=True))
    assert (total is not None) == all(s == t or 1 in (s, t) for s, t in pairs)
    if total is None:
        assert reused == 0
        return
    assert total.shape == tuple(max(pair) for pair in pairs)
    assert reused == 2 * np.prod(total.shape) - np.prod(p) - np.prod(q)
    assert total.flat[-1] == 10 * np.prod(p) + np.prod(q)


# The units, and what the chapter says of the cost of all pairs


def test_the_bare_loop_is_the_descent_of_fit():
    rng = np.random.default_rng(3)
    X, Y = rng.random((30, 5)), data.one_hot(rng.permutation(np.arange(30) % 4))
    W, b, J = experiments.descend(X, Y, lr=0.5, steps=6)
    layer = Dense(5, 4, rng=rng, init="zeros")
    loss = (losses.mse, losses.mse_grad)
    history = fit(Sequential(layer), X, Y, loss=loss, opt=SGD(0.5), epochs=6)
    np.testing.assert_allclose(W, layer.params["W"])
    np.testing.assert_allclose(b, layer.params["b"])
    np.testing.assert_allclose(J, history.loss)


@pytest.mark.claim("ten-quarters", "eight-is-worst")
def test_ten_units_are_right_on_91_to_95_per_cent_and_the_8_is_the_hardest():
    quarters = [experiments.ten_units(seed) for seed in range(10)]
    assert all(0.91 < one.right < 0.95 for one in quarters)
    assert {int(one.of_digit.argmin()) for one in quarters} == {8}


@pytest.mark.claim("no-copy")
def test_a_unit_does_not_copy_its_digit():
    learned = experiments.ten_units()
    weights, dark = learned.W[0].reshape(8, 8), 8 * 2 + 2
    assert learned.means[0].argmax() == dark
    assert round(weights[2, 2], 2) == 0.02
    assert (learned.means[1:, dark] > 0.6).sum() == 5
    lowest = learned.W[0].argmin()
    assert lowest == 8 * 3 + 4  # in the middle of the ring
    assert learned.means[0, lowest] < 0.05
    assert (learned.means[1:, lowest] > 0.4).sum() == 8  # where other digits have ink
    assert np.abs(learned.W[:, ::8]).max() < np.abs(learned.W).max() / 20  # the left edge


def test_the_cost_of_all_pairs_is_least_for_the_mean():
    rng = np.random.default_rng(2)
    a, y = rng.normal(size=(6, 1)), rng.normal(size=9)
    pairs = np.mean((a - y) ** 2)
    assert pairs == pytest.approx(np.mean((a - y.mean()) ** 2) + y.var())
    assert np.mean((np.full_like(a, y.mean()) - y) ** 2) == pytest.approx(y.var())

"""What chapter 13 computes: pooling, the way back, networks that read digits, moved digits."""

from functools import partial

import numpy as np
import pytest
from long import long

from dlcourse import blackboard, data, gradcheck, losses, ops
from dlcourse.activations import relu, relu_prime, softmax
from dlcourse.experiments import convolutional_network as experiments
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, MaxPool2D
from dlcourse.network import Sequential, minibatches
from dlcourse.optim import Adam
from dlcourse.schedules import cosine


def image(grid):
    return np.asarray(grid, float)[np.newaxis, ..., np.newaxis]


def same_parameters(one, other):
    np.testing.assert_array_equal(one.params.flat, other.params.flat)


# By hand


def test_a_pool_by_hand():
    A = [[1, 3, 2, 2], [5, 0, 2, 1], [0, 0, 4, 6], [0, 0, 7, 1]]
    np.testing.assert_array_equal(experiments.A_POOL, A)
    np.testing.assert_array_equal(experiments.pooled(), [[5, 2], [0, 7]])
    found = {at: experiments.winner(*at) for at in experiments.WINDOWS}
    assert found == {(0, 0): (1, 0), (0, 1): (0, 2), (1, 0): (2, 0), (1, 1): (3, 2)}


def test_the_winner_is_the_largest_of_its_own_window_in_any_table(monkeypatch):
    A = np.random.default_rng(1).permutation(64).reshape(8, 8)
    for table in (A, A[::-1, ::-1]):
        monkeypatch.setattr(experiments, "A_POOL", table)
        for r, c in np.ndindex(3, 3):
            places = [(2 * r + u, 2 * c + v) for u, v in np.ndindex(2, 2)]
            assert experiments.winner(r, c) == max(places, key=lambda at, table=table: table[at])


def test_each_window_routes_its_derivative_to_its_winner():
    assert not experiments.routed([]).any()
    dA = np.array([[0, 0, -1, 0], [2, 0, 0, 0], [3, 0, 0, 0], [0, 0, 0.5, 0]])
    np.testing.assert_array_equal(experiments.routed(experiments.WINDOWS), dA)
    np.testing.assert_array_equal(experiments.routed([(1, 0)]), dA * (dA == 3))
    for module in (blackboard, ops):
        A, dP = image(experiments.A_POOL), image(experiments.DP_POOL)
        np.testing.assert_array_equal(module.maxpool2d_backward(dP, A)[0, :, :, 0], dA)


def test_the_way_back_by_hand_gives_the_finite_difference():
    np.testing.assert_array_equal(experiments.A_HAND, [[1, 0, 2], [3, 1, 0], [0, 2, 1]])
    W, dZ = experiments.W_HAND[:, :, np.newaxis, np.newaxis], image(experiments.DZ_HAND)

    def J(A):
        return float(np.sum(dZ * ops.conv2d(image(A), W, np.zeros(1))))

    dA = experiments.full_convolution()
    slope = gradcheck.numerical_gradient(J, experiments.A_HAND)
    np.testing.assert_allclose(dA, slope, atol=1e-7)
    # Row by row: each entry of the kernel times ±1 or 2, where it lands.
    np.testing.assert_array_equal(dA, [[1, 1, -2], [5, 5, -4], [6, 8, 0]])


def test_a_tie_moved_together_is_felt_once_and_alone_by_half():
    tied = np.array([[3.0, 3.0], [1.0, 0.0]])

    def p(V):
        return float(ops.maxpool2d(image(V)).sum())

    together = gradcheck.numerical_gradient(lambda h: p(tied + h[0]), np.zeros(1))
    assert together[0] == pytest.approx(1)
    alone = gradcheck.numerical_gradient(p, tied)
    np.testing.assert_allclose(alone, [[0.5, 0.5], [0, 0]], atol=1e-9)


def test_the_way_back_of_a_small_block_agrees_with_differences():
    """The block of the chapter, where the graph of Values is the fourth witness."""
    rng = np.random.default_rng(3)
    A, W = rng.normal(size=(1, 5, 5, 1)), rng.normal(size=(2, 2, 1, 1))
    b, G = np.array([0.1]), image(experiments.DP_POOL)

    def J(A, W, b):
        return float(np.sum(G * ops.maxpool2d(relu(ops.conv2d(A, W, b)))))

    def back(module):
        Z = module.conv2d(A, W, b)
        dZ = module.maxpool2d_backward(G, relu(Z)) * relu_prime(Z)
        return module.conv2d_backward(dZ, A, W)

    slope = gradcheck.numerical_gradient
    measured = (
        slope(lambda V: J(V, W, b), A),
        slope(lambda V: J(A, V, b), W),
        slope(lambda v: J(A, W, v), b),
    )
    for way in (back(blackboard), back(ops)):
        for ours, theirs in zip(way, measured, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-8)


def test_with_padding_and_channels_dA_is_a_full_convolution_with_the_turned_kernels():
    rng = np.random.default_rng(0)
    A, W = rng.normal(size=(2, 5, 4, 3)), rng.normal(size=(3, 3, 3, 2))
    dZ = rng.normal(size=(2, 5, 4, 2))
    turned = W[::-1, ::-1].transpose(0, 1, 3, 2)
    again = ops.conv2d(dZ, turned, np.zeros(3), pad=1)
    np.testing.assert_allclose(ops.conv2d_backward(dZ, A, W, pad=1)[0], again, atol=1e-12)


# The digits


def test_the_digits_are_dealt_once_each_into_three_parts():
    table, part = data.digits(), experiments.deal()
    rows = {row.tobytes(): i for i, row in enumerate(table.X)}
    dealt = []
    for X, y in ((part.X, part.y), (part.X_val, part.y_val), (part.X_test, part.y_test)):
        assert X.shape[1:] == (8, 8, 1)
        assert X.max() == 1
        at = [rows[(16 * x).tobytes()] for x in X]
        np.testing.assert_array_equal(table.y[at], y)
        dealt.append(set(at))
    assert [len(at) for at in dealt] == [1011, 337, 449]
    assert len(set.union(*dealt)) == 1797


def test_the_deal_is_that_of_the_chapter():
    table, rng = data.digits(), np.random.default_rng(0)
    images = table.X.reshape(-1, 8, 8, 1) / 16
    X, X_test, y, y_test = data.train_test_split(images, table.y, rng=rng)
    X, X_val, y, y_val = data.train_test_split(X, y, rng=rng)
    expected = (X, y, X_val, y_val, X_test, y_test)
    for one, other, again in zip(experiments.deal(), expected, experiments.digits(), strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, again)


def test_the_examples_are_the_first_of_their_class():
    X, y = experiments.deal().X_test, experiments.deal().y_test
    assert experiments.examples().shape == (10, 8, 8, 1)
    for k, x in enumerate(experiments.examples()):
        first = next(i for i in range(len(X)) if y[i] == k)
        np.testing.assert_array_equal(x, X[first])


def test_a_canvas_holds_the_digit_where_it_was_put():
    X = experiments.examples()[:3]
    A = experiments.on_canvas(X, [-2, 0, 2], [1, 0, -2])
    np.testing.assert_array_equal(A[0, 0:8, 3:11], X[0])
    np.testing.assert_array_equal(A[1, 2:10, 2:10], X[1])
    np.testing.assert_array_equal(A[2, 4:12, 0:8], X[2])
    assert A.sum() == X.sum()
    # One number for all; and unless told, the middle.
    same = experiments.on_canvas(X, 1, -1)
    np.testing.assert_array_equal(same[:, 3:11, 1:9], X)
    np.testing.assert_array_equal(experiments.on_canvas(X)[:, 2:10, 2:10], X)
    assert same.shape == A.shape == (3, 12, 12, 1)


def test_anywhere_is_up_to_two_pixels_both_ways():
    X = experiments.deal().X[:200]
    down, right = np.random.default_rng(4).integers(-2, 3, (2, 200))
    A = experiments.anywhere(X, np.random.default_rng(4))
    np.testing.assert_array_equal(A, experiments.on_canvas(X, down, right))
    assert set(down) == set(right) == {-2, -1, 0, 1, 2}


def test_the_canvases_hold_the_dealt_digits_in_the_middle_or_moved_at_random():
    dealt, rng = experiments.deal(), np.random.default_rng(7)
    centred, moved = experiments.digits(False), experiments.digits(True)
    for part in (0, 2, 4):  # for training, validation and the test
        np.testing.assert_array_equal(centred[part], experiments.on_canvas(dealt[part]))
        np.testing.assert_array_equal(moved[part], experiments.anywhere(dealt[part], rng))
    for canvases in (centred, moved):
        for part in (1, 3, 5):
            np.testing.assert_array_equal(canvases[part], dealt[part])


# The networks


def test_the_network_is_two_blocks_and_a_dense_layer():
    net = experiments.cnn(8, (8, 16))
    assert [type(layer).__name__ for layer in net.layers] == [
        *("Conv2D", "Activation", "MaxPool2D") * 2,
        *("Flatten", "Dense"),
    ]
    assert [p.size for p in net.params.values()] == [72, 8, 1152, 16, 640, 10]
    assert experiments.cnn(12, (2, 3)).params["7.W"].shape == (10, 27)
    assert net.predict(np.zeros((2, 8, 8, 1))).shape == (2, 10)


@pytest.mark.parametrize(
    ("make", "n_in"),
    [(partial(experiments.cnn, 8, (40, 40)), 9 * 40), (partial(experiments.mlp, 360, 90), 90)],
    ids=["cnn", "mlp"],
)
def test_the_first_weights_are_those_of_he_and_of_the_seed(make, n_in):
    net = make()
    assert net.params["3.W"].std() == pytest.approx(np.sqrt(2 / n_in), rel=0.1)
    same_parameters(net, make(seed=0))
    assert not np.array_equal(net.params.flat, make(seed=1).params.flat)
    assert net.params.flat.dtype == np.float64
    assert make(dtype=np.float32).params.flat.dtype == np.float32


def test_an_mlp_has_one_hidden_layer():
    params = experiments.mlp(64, 5).params
    assert [p.shape for p in params.values()] == [(5, 64), (5,), (10, 5), (10,)]
    assert experiments.mlp(64, 5).layers[2].name == "relu"


def test_training_is_adam_on_batches_of_32_with_a_rate_that_falls_as_a_cosine():
    X, y = experiments.deal().X[:40], experiments.deal().y[:40]  # a batch of 32 and one of 8
    net, by_hand = (experiments.mlp(64, 4) for _ in range(2))
    experiments.train(net, X, y, epochs=3, lr=0.02, seed=5)
    opt, rng, Y = Adam(cosine(0.02, 6)), np.random.default_rng(5), np.eye(10)[y]
    for _ in range(3):
        for Xb, Yb in minibatches(X, Y, batch_size=32, rng=rng):
            by_hand.backward(losses.softmax_cross_entropy_grad(by_hand.forward(Xb), Yb))
            opt.step(by_hand.params, by_hand.grads)
    np.testing.assert_allclose(net.params.flat, by_hand.params.flat, rtol=1e-12)


def test_several_sets_take_turns_from_epoch_to_epoch():
    X, y = experiments.deal().X[:64], experiments.deal().y[:64]
    one, other = (experiments.mlp(64, 4) for _ in range(2))
    experiments.train(one, [X, 1 - X], y, epochs=3)
    opt, rng = Adam(cosine(0.01, 6)), np.random.default_rng(0)
    for images in (X, 1 - X, X):
        for Xb, Yb in minibatches(images, np.eye(10)[y], batch_size=32, rng=rng):
            other.backward(losses.softmax_cross_entropy_grad(other.forward(Xb), Yb))
            opt.step(other.params, other.grads)
    np.testing.assert_allclose(one.params.flat, other.params.flat, rtol=1e-12)


def test_unless_told_training_begins_at_a_hundredth_and_with_the_seed_0():
    X, y = experiments.deal().X[:64], experiments.deal().y[:64]
    one, other = (experiments.mlp(64, 4) for _ in range(2))
    experiments.train(one, X, y, epochs=2)
    experiments.train(other, X, y, epochs=2, lr=0.01, seed=0)
    same_parameters(one, other)


def test_the_share_right_by_hand():
    net = Sequential(Flatten(), Dense(4, 10, rng=np.random.default_rng(0), init="zeros"))
    net.params["1.b"][3] = 1  # it always says 3
    assert experiments.share_right(net, np.zeros((4, 2, 2, 1)), np.array([3, 1, 3, 3])) == 0.75


def test_the_stages_are_what_passes_from_layer_to_layer():
    net, X = experiments.cnn(8, (2, 3)), experiments.examples()
    out = experiments.stages(net, X)
    assert [A.shape[1:] for A in out[:2]] == [(8, 8, 1), (8, 8, 2)]
    assert len(out) == 9
    np.testing.assert_array_equal(out[0], X)
    np.testing.assert_allclose(out[-1], net.predict(X))
    for layer, A, after in zip(net.layers, out[:-1], out[1:], strict=True):
        np.testing.assert_allclose(layer.forward(A), after)


def test_the_rivals_are_as_they_are_called():
    for name, rival in experiments.RIVALS.items():
        params, sizes = rival.make().params, list(map(int, name[4:].split("-")))
        assert rival.epochs == (60 if name.startswith("MLP") else 20)
        if name.startswith("MLP"):
            n, hidden, K = sizes
            assert (params["1.W"].shape, params["3.W"].shape) == ((hidden, n), (K, hidden))
        else:
            n, k1, k2, K = sizes
            assert params["0.W"].shape == (3, 3, 1, k1)
            assert params["3.W"].shape == (3, 3, k1, k2)
            assert params["7.W"].shape == (K, n // 16 * k2)


def test_the_rivals_have_about_as_many_parameters_as_the_chapter_says():
    n = {name: rival.make().params.flat.size for name, rival in experiments.RIVALS.items()}
    assert abs(n[experiments.SAME] / n[experiments.LARGE] - 1) < 0.05
    assert abs(n[experiments.FEW] / n[experiments.SMALL] - 1) < 0.05
    assert 4.8 < n[experiments.WIDE] / n[experiments.LARGE] < 5.2
    assert 4.8 < n[experiments.MANY] / n[experiments.SMALL] < 5.2


@pytest.mark.parametrize("how", [{}, {"seed": 1}, {"lr": 0.003}])
def test_a_rival_is_trained_as_the_table_says(how):
    part, seed = experiments.digits(), how.get("seed", 0)
    net = experiments.mlp(64, 26, seed=seed, dtype=np.float32)
    experiments.train(net, part.X, part.y, epochs=60, lr=how.get("lr", 0.03), seed=seed)
    found = experiments.rival("MLP 64-26-10", **how)
    same_parameters(found, net)
    assert found.params.flat.dtype == np.float32


def test_more_places_are_new_moves_of_the_same_digits():
    part, rng = experiments.digits(True), np.random.default_rng(8)
    sets = [part.X, *(experiments.anywhere(experiments.deal().X, rng) for _ in range(3))]
    net = experiments.mlp(144, 17, dtype=np.float32)
    experiments.train(net, sets, part.y, epochs=60, lr=0.003)
    same_parameters(experiments.rival(experiments.SAME, True, places=4), net)


def test_the_scores_are_those_of_five_starts_in_the_test():
    part = experiments.digits()
    found = experiments.scores(experiments.FEW)
    assert found.shape == (5,)
    for seed in (0, 4):
        net = experiments.rival(experiments.FEW, seed=seed)
        assert found[seed] == experiments.share_right(net, part.X_test, part.y_test)


@long("trained")
@pytest.mark.claim("rates-of-the-rivals")
@pytest.mark.parametrize("name", experiments.RIVALS)
def test_each_rate_is_the_best_of_three_on_the_validation_part(name):
    moved = None if "64-" in name else True
    for places, lr in experiments.RIVALS[name].lr.items():
        assert experiments.best_rate(name, moved, places=places) == lr


@long("trained")
@pytest.mark.claim("small-centred-digits")
def test_on_centred_digits_the_cnn_is_a_point_ahead_of_its_size_and_level_with_the_larger_mlp():
    few, many, shared = (
        experiments.scores(name) for name in (experiments.FEW, experiments.MANY, experiments.SMALL)
    )
    assert 0.004 < shared.mean() - few.mean() < 0.018
    assert abs(shared.mean() - many.mean()) < 0.007


# Moved digits


def test_the_probability_of_the_truth_is_that_of_each_moved_image():
    net = experiments.cnn(12, (2, 3), seed=4)
    found = experiments.truth_by_move(net, 6)
    assert found.shape == (5,)
    for p, right in zip(found, range(-2, 3), strict=True):
        x = experiments.on_canvas(experiments.examples()[[6]], 0, right)
        assert p == pytest.approx(softmax(net.predict(x))[0, 6])


def test_the_share_is_counted_for_each_of_25_moves():
    net, part = experiments.cnn(12, (2, 3), seed=4), experiments.deal()
    share = experiments.share_by_move(net)
    assert share.shape == (5, 5)
    for down, right in ((-2, -2), (-1, 2), (0, 0), (2, 1), (2, -2)):
        A = experiments.on_canvas(part.X_test, down, right)
        assert share[down + 2, right + 2] == experiments.share_right(net, A, part.y_test)


@long("trained")
@pytest.mark.claim("shared-weights-on-moved-digits")
def test_on_moved_digits_shared_weights_are_far_ahead_in_all_starts():
    same, wide, large = (
        experiments.scores(name, True)
        for name in (experiments.SAME, experiments.WIDE, experiments.LARGE)
    )
    assert 0.55 < same.mean() < 0.65
    assert 0.78 < wide.mean() < 0.82
    assert same.max() < wide.min()
    assert wide.max() < large.min()
    assert 0.87 < large.mean() < 0.91


@long("trained")
@pytest.mark.claim("places-for-shared-weights")
def test_with_a_new_place_in_every_epoch_the_larger_mlp_reads_as_many():
    same, wide, large = (
        np.array([experiments.scores(name, True, places=n) for n in experiments.PLACES])
        for name in (experiments.SAME, experiments.WIDE, experiments.LARGE)
    )
    for right in (same, wide, large):  # more places help everyone
        assert (np.diff(right.mean(axis=1)) > 0).all()
    assert 0.07 < large[0].mean() - wide[0].mean() < 0.11
    assert abs(large[2].mean() - wide[2].mean()) < 0.01
    assert same[2].max() < large[2].min() - 0.15


@pytest.mark.claim("centred-is-not-moved")
def test_trained_on_centred_digits_both_collapse_on_moved_ones_in_all_starts():
    moved = experiments.digits(True)
    for name, most in ((experiments.SAME, 0.22), (experiments.LARGE, 0.4)):
        for seed in range(5):
            net = experiments.rival(name, False, seed=seed)
            assert experiments.share_right(net, moved.X_test, moved.y_test) < most
        assert experiments.scores(name, False).min() > 0.95


def test_moving_the_image_moves_the_maps():
    net = experiments.rival(experiments.LARGE, False)
    X = experiments.deal().X_test[:50]
    left, right = (experiments.stages(net, experiments.on_canvas(X, 0, c)) for c in (-1, 1))
    for stage, s in ((0, 2), (2, 2), (3, 1)):
        np.testing.assert_allclose(
            right[stage][:, :, s:], left[stage][:, :, :-s], atol=1e-5, rtol=1e-5
        )


def blind(seed, side=6):
    """The network of the chapter whose last pooling covers the whole map."""
    how = {"rng": np.random.default_rng(seed), "init": "he", "dtype": np.float32}
    first = Conv2D(1, 8, f=3, pad=1, **how), Activation("relu"), MaxPool2D()
    second = Conv2D(8, 16, f=3, pad=1, **how), Activation("relu")
    whole = MaxPool2D(side, stride=side), Flatten(), Dense(16, 10, **how)
    return Sequential(*first, *second, *whole)


@pytest.mark.claim("blind-to-the-place")
def test_blind_to_the_place_only_every_second_move_is_harmless_in_all_starts():
    middle, moved = experiments.digits(False), experiments.digits(True)
    X_test, y_test = experiments.deal().X_test, experiments.deal().y_test
    roomy = [np.pad(X_test, ((0, 0), (6, 6), (6 + c, 6 - c), (0, 0))) for c in range(-2, 3)]
    for seed in range(5):
        net, wide = blind(seed), blind(seed, side=10)
        experiments.train(net, middle.X, middle.y, epochs=20, seed=seed)
        told = experiments.rival(experiments.LARGE, False, seed=seed)
        any_move = [experiments.share_right(it, moved.X_test, y_test) for it in (told, net)]
        assert any_move[0] + 0.15 < any_move[1] < 0.75
        assert net.params.flat.size < 0.55 * told.params.flat.size
        wide.params.flat[:] = net.params.flat
        share = [experiments.share_right(wide, A, y_test) for A in roomy]
        np.testing.assert_allclose(share[0::2], share[2], atol=0.003)
        np.testing.assert_allclose(share[1::2], share[1], atol=0.003)
        assert share[2] - 0.27 < share[1] < share[2] - 0.14


# The mistakes


class EveryTie(MaxPool2D):
    def backward(self, dZ, *, need_dA=True):
        A = self.remembered()
        return (spread(ops.maxpool2d(A)) == A) * spread(dZ)


class ChannelsFirst(Flatten):
    def backward(self, dZ, *, need_dA=True):
        m, H, W, C = self.remembered().shape
        return dZ.reshape(m, C, H, W).transpose(0, 2, 3, 1)


class NoMask(Activation):
    def backward(self, dZ, *, need_dA=True):
        return dZ


def spread(P):
    return P.repeat(2, axis=1).repeat(2, axis=2)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({}, True),
        ({"pool": EveryTie}, False),
        ({"flatten": ChannelsFirst}, False),
        ({"relu": partial(NoMask, "relu")}, False),
    ],
    ids=["right", "every tie", "channels first", "no mask"],
)
def test_the_differences_find_each_mistake_of_the_chapter(wrong, right):
    part = experiments.digits(moved=True)
    some, Y = part.X[:4], data.one_hot(part.y[:4], 10)
    net = experiments.cnn(12, (2, 3), **wrong)
    start = net.params.flat + 0.1

    def J(v):
        net.params.flat[:] = v
        return losses.softmax_cross_entropy(net.forward(some), Y)

    def dJ(v):
        J(v)
        net.backward(losses.softmax_cross_entropy_grad(net.forward(some), Y))
        return net.grads.flat.copy()

    found = gradcheck.check_gradient(J, dJ, start)
    assert found.passed == right
    assert right or found.error > 0.5


@pytest.mark.claim("wrong-but-it-trains")
def test_with_every_tie_the_training_reaches_the_same_and_the_wrong_order_hurts():
    part, slope = experiments.deal(), losses.softmax_cross_entropy_grad
    Y = data.one_hot(part.y, 10)

    def five_starts(**wrong):
        right = []
        for seed in range(5):
            net, rng = experiments.cnn(8, (8, 16), seed=seed, **wrong), np.random.default_rng(seed)
            how = {"lr": 0.1, "rng": rng, "batch_size": 32, "epochs": 5}
            before = losses.softmax_cross_entropy(net.predict(part.X), Y)
            blackboard.train(net, part.X, Y, slope, **how)
            assert losses.softmax_cross_entropy(net.predict(part.X), Y) < 0.5 * before
            right.append(experiments.share_right(net, part.X_val, part.y_val))
        return np.array(right)

    none, ties = five_starts(), five_starts(pool=EveryTie)
    order, unmasked = five_starts(flatten=ChannelsFirst), five_starts(relu=partial(NoMask, "relu"))
    assert abs(none.mean() - ties.mean()) < 0.01
    assert 0.7 < order.min() < order.mean() < none.mean() - 0.03
    assert np.sum(unmasked > none.mean() - 0.02) >= 2


def test_about_a_quarter_of_the_windows_on_canvases_have_a_tie_above_0():
    net = experiments.rival(experiments.LARGE, True)
    A = experiments.stages(net, experiments.digits(False).X)[2]
    top = ops.maxpool2d(A)
    winners = 4 * (spread(top) == A).reshape(-1, 6, 2, 6, 2, 8).mean(axis=(2, 4))
    assert np.mean((winners > 1) & (top > 0)) == pytest.approx(0.25, abs=0.05)

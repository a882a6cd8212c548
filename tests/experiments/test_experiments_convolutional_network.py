"""What chapter 13 computes: pooling, the way back, networks that read digits, moved digits."""

from functools import partial

import numpy as np
import pytest

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


@pytest.mark.parametrize("whole_forms", [False, True])
def test_the_digits_are_dealt_once_each_and_forms_stay_together_if_told(whole_forms):
    table, (X, X_test, y, y_test) = data.digits(), experiments.deal(whole_forms)
    assert X.shape[1:] == X_test.shape[1:] == (8, 8, 1)
    assert X.max() == X_test.max() == 1
    assert len(X) / 1797 == pytest.approx(0.75, abs=0.05)
    rows = {row.tobytes(): i for i, row in enumerate(table.X)}
    train, test = ([rows[(16 * x).tobytes()] for x in part] for part in (X, X_test))
    assert set(train).isdisjoint(test)
    np.testing.assert_array_equal(table.y[train], y)
    np.testing.assert_array_equal(table.y[test], y_test)
    shared = set(table.groups[train]) & set(table.groups[test])
    assert (not shared) == whole_forms


def test_the_usual_deal_is_of_single_digits_with_the_seed_0():
    table, rng = data.digits(), np.random.default_rng(0)
    dealt = data.train_test_split(table.X.reshape(-1, 8, 8, 1) / 16, table.y, rng=rng)
    for one, other, again in zip(experiments.deal(), dealt, experiments.digits(), strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, again)
    whole = experiments.digits(whole_forms=True)
    np.testing.assert_array_equal(whole[0], experiments.deal(True)[0])


def test_the_examples_are_the_first_of_their_class():
    _, X, _, y = experiments.deal()
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


def test_the_canvases_hold_the_dealt_digits_in_the_middle_or_moved_at_random():
    dealt, centred = experiments.deal(), experiments.digits(False)
    moved, rng = experiments.digits(True), np.random.default_rng(7)
    for part in (0, 1):  # for training, and for the test
        np.testing.assert_array_equal(centred[part], experiments.on_canvas(dealt[part]))
        down, right = rng.integers(-2, 3, (2, len(dealt[part])))
        expected = experiments.on_canvas(dealt[part], down, right)
        np.testing.assert_array_equal(moved[part], expected)
        assert set(down) == set(right) == {-2, -1, 0, 1, 2}
    for canvases in (centred, moved):
        np.testing.assert_array_equal(canvases[2], dealt[2])
        np.testing.assert_array_equal(canvases[3], dealt[3])


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
    X, _, y, _ = experiments.deal()
    X, y = X[:40], y[:40]  # a batch of 32 and one of 8
    net, by_hand = (experiments.mlp(64, 4) for _ in range(2))
    seen = []
    history = experiments.train(
        net, X, y, epochs=3, lr=0.02, seed=5, callback=lambda epoch: seen.append(epoch.number)
    )
    opt, rng, Y = Adam(cosine(0.02, 6)), np.random.default_rng(5), np.eye(10)[y]
    for _ in range(3):
        for Xb, Yb in minibatches(X, Y, batch_size=32, rng=rng):
            by_hand.backward(losses.softmax_cross_entropy_grad(by_hand.forward(Xb), Yb))
            opt.step(by_hand.params, by_hand.grads)
    np.testing.assert_allclose(net.params.flat, by_hand.params.flat, rtol=1e-12)
    assert seen == [1, 2, 3]
    assert len(history.loss) == 3


def test_unless_told_training_begins_at_a_hundredth_and_with_the_seed_0():
    X, _, y, _ = experiments.deal()
    one, other = (experiments.mlp(64, 4) for _ in range(2))
    experiments.train(one, X[:64], y[:64], epochs=2)
    experiments.train(other, X[:64], y[:64], epochs=2, lr=0.01, seed=0)
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


def test_the_rivals_are_those_of_the_chapter():
    assert {name: rival[1:] for name, rival in experiments.RIVALS.items()} == {
        "CNN 8, 16": (12, 0.01),
        "MLP 64-26-10": (20, 0.01),
        "MLP 64-128-10": (20, 0.01),
        "MLP 144-48-10": (30, 0.02),
        "MLP 144-256-10": (12, 0.01),
        "CNN 16, 32": (10, 0.01),
    }
    for name, (make, _, _) in experiments.RIVALS.items():
        params = make().params
        if name.startswith("MLP"):
            n, hidden, K = map(int, name[4:].split("-"))
            assert (params["1.W"].shape, params["3.W"].shape) == ((hidden, n), (K, hidden))
        else:
            k1, k2 = map(int, name[4:].split(", "))
            side = {"CNN 8, 16": 8, "CNN 16, 32": 12}[name]
            assert params["3.W"].shape == (3, 3, k1, k2)
            assert params["7.W"].shape == (10, (side // 4) ** 2 * k2)


def test_the_rivals_have_about_as_many_parameters_as_the_chapter_says():
    n = {name: make().params.flat.size for name, (make, _, _) in experiments.RIVALS.items()}
    assert n[experiments.SAME] == 144 * 48 + 48 + 48 * 10 + 10
    assert abs(n[experiments.SAME] / n[experiments.LARGE] - 1) < 0.05
    assert abs(n["MLP 64-26-10"] / n[experiments.SMALL] - 1) < 0.05
    assert n[experiments.WIDE] > 5 * n[experiments.LARGE]


@pytest.mark.parametrize("how", [{}, {"seed": 1}, {"whole_forms": True}])
def test_a_rival_is_trained_as_the_table_says(how):
    X, _, y, _ = experiments.digits(whole_forms=how.get("whole_forms", False))
    seed = how.get("seed", 0)
    net = experiments.mlp(64, 26, seed=seed, dtype=np.float32)
    experiments.train(net, X, y, epochs=20, lr=0.01, seed=seed)
    found = experiments.rival("MLP 64-26-10", **how)
    same_parameters(found, net)
    assert found.params.flat.dtype == np.float32


def test_the_small_network_is_watched_from_its_start():
    net, kernels, shares = experiments.small_cnn(2)
    X, X_test, y, y_test = experiments.deal()
    again = experiments.cnn(8, (8, 16))
    assert len(kernels) == len(shares) == 3
    np.testing.assert_array_equal(kernels[0], again.params["0.W"][:, :, 0])
    assert shares[0] == experiments.share_right(again, X_test, y_test)
    experiments.train(again, X, y, epochs=2, lr=0.01)
    same_parameters(net, again)
    np.testing.assert_array_equal(kernels[2], again.params["0.W"][:, :, 0])
    assert shares[2] == experiments.share_right(again, X_test, y_test)


def test_the_small_network_reads_96_of_100_after_twelve_epochs():
    net, kernels, shares = experiments.small_cnn()
    assert len(kernels) == len(shares) == 13
    assert shares[-1] > 0.96 > 0.3 > shares[0]
    check_the_maps(net)


def check_the_maps(net):
    """What the chapter says of them."""
    _, X, _, _ = experiments.deal()
    out = experiments.stages(net, X)
    ink = X[..., 0] > 0.5
    assert np.mean(out[1][..., 4][ink]) < 0  # map 5
    assert np.mean(out[1][..., 7][ink] > 0) > 0.95  # map 8
    seven = experiments.stages(net, experiments.examples())[1][7, :, :, 7]
    assert np.maximum(seven, 0).sum(axis=1).argmax() == 4  # the row of its bar
    columns = net.params["0.W"][:, :, 0, 3].sum(axis=0)  # kernel 4
    assert columns[0] < 0 < columns[2]
    silent = np.flatnonzero((out[5].max(axis=(1, 2)) <= 0).all(axis=0))
    assert silent.tolist() == [6, 15]


def test_kernels_left_to_chance_are_worse_than_none():
    X, X_test, y, y_test = experiments.deal()
    net = experiments.cnn(8, (8, 16))

    def only_the_last(A, A_test):
        last = Sequential(Flatten(), Dense(64, 10, rng=np.random.default_rng(0)))
        experiments.train(last, A, y, epochs=12)
        return experiments.share_right(last, A_test, y_test)

    chance = only_the_last(experiments.stages(net, X)[6], experiments.stages(net, X_test)[6])
    pixels = only_the_last(X, X_test)
    assert chance < pixels - 0.03 < experiments.small_cnn()[2][-1] - 0.03


# Moved digits


def test_the_probability_of_the_truth_is_that_of_each_moved_image():
    net = experiments.cnn(12, (2, 3), seed=4)
    found = experiments.truth_by_move(net, 6)
    assert found.shape == (5,)
    for p, right in zip(found, range(-2, 3), strict=True):
        x = experiments.on_canvas(experiments.examples()[[6]], 0, right)
        assert p == pytest.approx(softmax(net.predict(x))[0, 6])


def test_the_share_is_counted_for_each_of_25_moves():
    net, (_, X, _, y) = experiments.cnn(12, (2, 3), seed=4), experiments.deal()
    share = experiments.share_by_move(net)
    assert share.shape == (5, 5)
    for down, right in ((-2, -2), (-1, 2), (0, 0), (2, 1), (2, -2)):
        A = experiments.on_canvas(X, down, right)
        assert share[down + 2, right + 2] == experiments.share_right(net, A, y)


def test_on_moved_digits_shared_weights_win_and_on_centred_ones_nobody_does():
    _, X, _, y = experiments.digits(moved=True)
    same, wide, large = (
        experiments.share_right(experiments.rival(name, True), X, y)
        for name in (experiments.SAME, experiments.WIDE, experiments.LARGE)
    )
    assert same < 0.82 < wide < 0.88 < large
    _, X, _, y = experiments.digits()
    names = ("MLP 64-26-10", experiments.SMALL)
    few, shared = (experiments.share_right(experiments.rival(name), X, y) for name in names)
    assert abs(few - shared) < 0.02


def test_moving_the_image_moves_the_maps():
    net = experiments.rival(experiments.LARGE, False)
    _, X, _, _ = experiments.deal()
    left, right = (experiments.stages(net, experiments.on_canvas(X[:50], 0, c)) for c in (-1, 1))
    for stage, s in ((0, 2), (2, 2), (3, 1)):
        np.testing.assert_allclose(
            right[stage][:, :, s:], left[stage][:, :, :-s], atol=1e-5, rtol=1e-5
        )


def blind(side, seed=0):
    """The network of the chapter whose last pooling covers the whole map."""
    rng = np.random.default_rng(seed)
    how = {"f": 3, "pad": 1, "rng": rng, "init": "he"}
    first = Conv2D(1, 16, **how), Activation("relu"), MaxPool2D()
    second = Conv2D(16, 32, **how), Activation("relu"), MaxPool2D(side, stride=side)
    return Sequential(*first, *second, Flatten(), Dense(32, 10, rng=rng, init="he"))


def test_blind_to_the_place_only_every_second_move_is_harmless():
    X, _, y, _ = experiments.digits(moved=False)
    _, X_test, _, y_test = experiments.deal()
    net = blind(6)
    experiments.train(net, X, y, epochs=10)
    share = [
        experiments.share_right(net, experiments.on_canvas(X_test, 0, c), y_test)
        for c in range(-2, 3)
    ]
    assert share[4] == pytest.approx(share[2], abs=0.01)
    assert max(share[1], share[3]) < share[2] - 0.2
    # Far from the edge the same parameters do not mind two pixels to either side.
    wide = blind(10)
    wide.params.flat[:] = net.params.flat
    roomy = [np.pad(X_test, ((0, 0), (6, 6), (6 + c, 6 - c), (0, 0))) for c in (-2, 0, 2)]
    left, middle, right = (experiments.share_right(wide, A, y_test) for A in roomy)
    assert left == pytest.approx(middle, abs=0.005)
    assert right == pytest.approx(middle, abs=0.005)


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
    X, _, y, _ = experiments.digits(moved=True)
    some, Y = X[:4], data.one_hot(y[:4], 10)
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

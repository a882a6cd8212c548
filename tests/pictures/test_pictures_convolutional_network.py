"""The pictures of chapter 13 show what they claim, at every kind of position of their controls."""

from functools import partial

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, data, gradcheck, losses, ops
from dlcourse.activations import relu, relu_prime, softmax
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, MaxPool2D
from dlcourse.network import Sequential
from dlcourse.pictures import convolutional_network as pictures


def image(grid):
    return np.asarray(grid, float)[np.newaxis, ..., np.newaxis]


def test_a_static_picture_draws_and_says_what_is_to_be_seen():
    for frame in (pictures.journey(), pictures.share_by_move(moved=False)):
        assert frame.svg().count("<svg") in (1, 2)
        assert len(frame.alt) > 100
        assert all(np.isfinite(value) for value in frame.shown.values())


# Pooling


@some(pictures.pooling)
def test_pooling_shows_the_largest_of_each_window_and_routes_to_it(at):
    shown, step = pictures.pooling(**at).shown, at["step"]
    A, dP = pictures.A_POOL, pictures.DP_POOL
    P = np.array([[A[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].max() for c in (0, 1)] for r in (0, 1)])
    for k, (r, c) in enumerate(np.ndindex(2, 2)):
        assert (f"p{r}{c}" in shown) == (step > k)
        assert shown.get(f"p{r}{c}", P[r, c]) == P[r, c]
        given = [shown.get(f"da{2 * r + u}{2 * c + v}") for u, v in np.ndindex(2, 2)]
        if step < k + 6:
            assert given == [None] * 4
        else:
            first = A[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].ravel().argmax()
            assert given == [dP[r, c] if n == first else 0 for n in range(4)]


def test_the_last_step_of_pooling_is_what_both_modules_compute():
    shown = pictures.pooling(step=9).shown
    dA = np.array([[shown[f"da{r}{c}"] for c in range(4)] for r in range(4)])
    for module in (blackboard, ops):
        A, dP = image(pictures.A_POOL), image(pictures.DP_POOL)
        np.testing.assert_array_equal(module.maxpool2d_backward(dP, A)[0, :, :, 0], dA)
    assert dA.sum() == pictures.DP_POOL.sum()
    # What the chapter says beside it: two ties, and where their derivatives go.
    assert (dA[0, 2], dA[2, 0]) == (-1, 3)
    assert np.count_nonzero(dA) == 4


def test_a_tie_moved_together_is_felt_once_and_alone_by_half():
    tied = np.array([[3.0, 3.0], [1.0, 0.0]])

    def p(V):
        return float(ops.maxpool2d(image(V)).sum())

    together = gradcheck.numerical_gradient(lambda h: p(tied + h[0]), np.zeros(1))
    assert together[0] == pytest.approx(1)
    alone = gradcheck.numerical_gradient(p, tied)
    np.testing.assert_allclose(alone, [[0.5, 0.5], [0, 0]], atol=1e-9)


# The way back through a convolution


@some(pictures.full_convolution)
def test_the_turned_kernel_over_the_frame_gives_the_finite_difference(at):
    shown = pictures.full_convolution(**at).shown
    W, dZ = pictures.W_HAND[:, :, np.newaxis, np.newaxis], image(pictures.DZ_HAND)

    def J(A):
        return float(np.sum(dZ * ops.conv2d(image(A), W, np.zeros(1))))

    dA = gradcheck.numerical_gradient(J, pictures.A_HAND)
    assert len(shown) == at["step"]
    for name, value in shown.items():
        assert value == pytest.approx(dA[int(name[2]), int(name[3])], abs=1e-7)


def test_the_way_back_of_a_small_block_agrees_with_differences():
    """The block of the chapter, where the graph of Values is the fourth witness."""
    rng = np.random.default_rng(3)
    A, W = rng.normal(size=(1, 5, 5, 1)), rng.normal(size=(2, 2, 1, 1))
    b, G = np.array([0.1]), image(pictures.DP_POOL)

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


# What the small network sees


def test_the_picture_at_the_start_is_the_answer_of_the_small_network():
    net, _, shares = pictures.small_cnn()
    _, X, _, y = pictures.deal()
    shown = pictures.journey().shown
    p = softmax(net.predict(pictures.examples()[[5]]))[0]
    assert shown["answer"] == p.argmax() == 5
    assert shown["p"] == pytest.approx(p[5])
    assert shares[-1] == pytest.approx(np.mean(net.predict(X).argmax(axis=1) == y))
    assert shares[-1] > 0.96
    assert net.params.flat.size == 80 + 1168 + 650


@some(pictures.feature_maps)
def test_the_maps_are_those_of_the_loops(at):
    """Layer by layer with the blackboard, from the pixels."""
    net, _, _ = pictures.small_cnn()
    A = pictures.examples()[[at["digit"]]]
    Z = blackboard.conv2d(A, net.params["0.W"], net.params["0.b"], pad=1)
    pooled = blackboard.maxpool2d(np.maximum(Z, 0))
    second = blackboard.conv2d(pooled, net.params["3.W"], net.params["3.b"], pad=1)
    maps = {"sums": Z, "pooled": pooled, "second block": np.maximum(second, 0)}[at["layer"]][0]
    shown = pictures.feature_maps(**at).shown
    assert (shown["side"], shown["maps"]) == maps.shape[1:]
    assert shown["largest"] == pytest.approx(maps.max())
    assert shown["map"] == maps.max(axis=(0, 1)).argmax() + 1
    assert shown["zero"] == pytest.approx(np.mean(maps <= 0))


def test_what_the_chapter_says_of_the_maps():
    net, _, _ = pictures.small_cnn()
    _, X, _, _ = pictures.deal()
    out = pictures.stages(net, X)
    ink = X[..., 0] > 0.5
    assert np.mean(out[1][..., 4][ink]) < 0  # map 5
    assert np.mean(out[1][..., 7][ink] > 0) > 0.95  # map 8
    seven = pictures.stages(net, pictures.examples())[1][7, :, :, 7]
    assert np.maximum(seven, 0).sum(axis=1).argmax() == 4  # the row of its bar
    columns = net.params["0.W"][:, :, 0, 3].sum(axis=0)  # kernel 4
    assert columns[0] < 0 < columns[2]
    silent = np.flatnonzero((out[5].max(axis=(1, 2)) <= 0).all(axis=0))
    assert silent.tolist() == [6, 15]


@some(pictures.kernels_learn)
def test_the_kernels_start_where_they_start_and_the_share_is_of_that_epoch(at):
    net, kernels, shares = pictures.small_cnn()
    shown = pictures.kernels_learn(**at).shown
    assert shown["share"] == shares[at["epoch"]]
    assert (shown["moved"] == 0) == (at["epoch"] == 0)
    start = pictures.cnn(8, (8, 16)).params["0.W"][:, :, 0]
    moved = np.linalg.norm(kernels[at["epoch"]] - start) / np.linalg.norm(start)
    assert shown["moved"] == pytest.approx(moved)
    np.testing.assert_array_equal(kernels[-1], net.params["0.W"][:, :, 0])


def test_kernels_left_to_chance_are_worse_than_none():
    X, X_test, y, y_test = pictures.deal()
    net = pictures.cnn(8, (8, 16))

    def only_the_last(A, A_test):
        last = Sequential(Flatten(), Dense(64, 10, rng=np.random.default_rng(0)))
        pictures.train(last, A, y, epochs=12)
        return pictures.share_right(last, A_test, y_test)

    chance = only_the_last(pictures.stages(net, X)[6], pictures.stages(net, X_test)[6])
    pixels = only_the_last(X, X_test)
    assert chance < pixels - 0.03 < pictures.small_cnn()[2][-1] - 0.03


# Moved digits


def test_a_canvas_holds_the_digit_where_it_was_put():
    X = pictures.examples()[:3]
    A = pictures.on_canvas(X, [-2, 0, 2], [1, 0, -2])
    np.testing.assert_array_equal(A[0, 0:8, 3:11], X[0])
    np.testing.assert_array_equal(A[1, 2:10, 2:10], X[1])
    np.testing.assert_array_equal(A[2, 4:12, 0:8], X[2])
    assert A.sum() == X.sum()


def test_the_rivals_have_about_as_many_parameters_as_the_chapter_says():
    n = {name: make().params.flat.size for name, (make, _, _) in pictures.RIVALS.items()}
    assert n[pictures.SAME] == 144 * 48 + 48 + 48 * 10 + 10
    assert abs(n[pictures.SAME] / n[pictures.LARGE] - 1) < 0.05
    assert abs(n["MLP 64-26-10"] / n[pictures.SMALL] - 1) < 0.05
    assert n[pictures.WIDE] > 5 * n[pictures.LARGE]


def test_on_moved_digits_shared_weights_win_and_on_centred_ones_nobody_does():
    _, X, _, y = pictures.digits(moved=True)
    same, wide, large = (
        pictures.share_right(pictures.rival(name, True), X, y)
        for name in (pictures.SAME, pictures.WIDE, pictures.LARGE)
    )
    assert same < 0.82 < wide < 0.88 < large
    _, X, _, y = pictures.digits()
    names = ("MLP 64-26-10", pictures.SMALL)
    few, shared = (pictures.share_right(pictures.rival(name), X, y) for name in names)
    assert abs(few - shared) < 0.02


@pytest.mark.parametrize("moved", [False, True])
def test_trained_on_centred_digits_both_collapse_away_from_the_middle(moved):
    shown = pictures.share_by_move(moved).shown
    _, X, _, y = pictures.deal()
    middle = pictures.share_right(pictures.rival(pictures.LARGE, moved), pictures.on_canvas(X), y)
    assert shown["CNN middle"] == pytest.approx(middle)
    if moved:
        assert shown["CNN corners"] > 0.8 > shown["MLP corners"]
    else:
        assert shown["MLP middle"] > 0.95
        assert shown["CNN middle"] > 0.95
        assert shown["MLP corners"] < 0.1 < shown["CNN corners"] < 0.2
        assert shown["MLP next"] < shown["CNN next"] < 0.8


@some(pictures.moves)
def test_the_probabilities_are_those_of_the_two_networks(at):
    shown = pictures.moves(**at).shown
    x = pictures.on_canvas(pictures.examples()[[at["digit"]]], 0, at["right"])
    for label, name in (("MLP", pictures.SAME), ("CNN", pictures.LARGE)):
        net = pictures.rival(name, at["trained"] == "moved")
        p = softmax(net.predict(x).astype(float))[0, at["digit"]]
        assert shown[label] == pytest.approx(p, abs=1e-4)


def test_one_pixel_aside_both_networks_lose_the_6_unless_they_have_seen_moved_digits():
    for right in (-1, 1):
        shown = pictures.moves(right=right, digit=6, trained="centred").shown
        assert max(shown.values()) < 0.1
    for right in range(-2, 3):
        for digit in (1, 6):
            assert pictures.moves(right=right, digit=digit, trained="moved").shown["CNN"] > 0.9


def test_moving_the_image_moves_the_maps():
    net = pictures.rival(pictures.LARGE, False)
    _, X, _, _ = pictures.deal()
    left, right = (pictures.stages(net, pictures.on_canvas(X[:50], 0, c)) for c in (-1, 1))
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
    X, _, y, _ = pictures.digits(moved=False)
    _, X_test, _, y_test = pictures.deal()
    net = blind(6)
    pictures.train(net, X, y, epochs=10)
    share = [
        pictures.share_right(net, pictures.on_canvas(X_test, 0, c), y_test) for c in range(-2, 3)
    ]
    assert share[4] == pytest.approx(share[2], abs=0.01)
    assert max(share[1], share[3]) < share[2] - 0.2
    # Far from the edge the same parameters do not mind two pixels to either side.
    wide = blind(10)
    wide.params.flat[:] = net.params.flat
    roomy = [np.pad(X_test, ((0, 0), (6, 6), (6 + c, 6 - c), (0, 0))) for c in (-2, 0, 2)]
    left, middle, right = (pictures.share_right(wide, A, y_test) for A in roomy)
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
    X, _, y, _ = pictures.digits(moved=True)
    some, Y = X[:4], data.one_hot(y[:4], 10)
    net = pictures.cnn(12, (2, 3), **wrong)
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

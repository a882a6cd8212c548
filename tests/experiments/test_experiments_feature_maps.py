"""What chapter 13 says of its small network: how it learns, what excites its maps, read-outs."""

import numpy as np
import pytest
from long import long

from dlcourse import blackboard, data, losses
from dlcourse.experiments import convolutional_network as networks
from dlcourse.experiments import feature_maps as experiments

# The loop, watched


def test_the_watched_loop_is_that_of_the_blackboard():
    net, moments = experiments.learning()
    part, again = networks.deal(), networks.cnn(8, (8, 16))
    kernels = again.params["0.W"][:, :, 0].copy()
    Y, rng = data.one_hot(part.y, 10), np.random.default_rng(0)
    slope, how = losses.softmax_cross_entropy_grad, {"batch_size": 32, "epochs": 30}
    np.testing.assert_array_equal(moments[0].kernels, kernels)
    assert moments[0].cost == losses.softmax_cross_entropy(again.predict(part.X), Y)
    blackboard.train(again, part.X, Y, slope, lr=0.3, rng=rng, **how)
    np.testing.assert_array_equal(net.params.flat, again.params.flat)
    same = experiments.trained(0.3)
    np.testing.assert_array_equal(net.params.flat, same.params.flat)
    assert tuple(it.updates for it in moments) == experiments.UPDATES
    np.testing.assert_array_equal(moments[-1].kernels, net.params["0.W"][:, :, 0])
    assert moments[-1].share == networks.share_right(net, part.X_val, part.y_val)


@pytest.mark.claim("rate-of-the-small-network")
def test_of_three_rates_the_largest_reads_most_of_the_validation_part():
    part = networks.deal()
    means = [
        np.mean(
            [
                networks.share_right(experiments.trained(lr, seed), part.X_val, part.y_val)
                for seed in range(3)
            ]
        )
        for lr in experiments.RATES
    ]
    assert experiments.RATES == (0.03, 0.1, 0.3)
    assert means == sorted(means)


def test_the_small_network_reads_97_of_100_and_keeps_its_kernels():
    net, moments = experiments.learning()
    part = networks.deal()
    assert networks.share_right(net, part.X_test, part.y_test) > 0.97
    assert moments[0].share < 0.2
    assert 0.6 < moments[experiments.UPDATES.index(64)].share < 0.75
    first, last = (moments[at].kernels.reshape(9, 8) for at in (0, -1))
    size = np.linalg.norm(first, axis=0) * np.linalg.norm(last, axis=0)
    assert (np.sum(first * last, axis=0) / size).min() > 0.8
    assert (np.linalg.norm(last, axis=0) > np.linalg.norm(first, axis=0)).all()


def test_map_3_is_an_edge_detector():
    net = experiments.learning()[0]
    columns = net.params["0.W"][:, :, 0, 3].sum(axis=0)
    assert columns[0] < 0 < columns[2]
    stroke = np.zeros((1, 8, 8, 1))
    stroke[0, :, 4] = 1
    row = networks.stages(net, stroke)[1][0, 4, :, 3]
    assert row[3] > 0 > row[5]  # left and right of the stroke


# What excites a map


@pytest.mark.parametrize("side", [8, 16])
def test_the_strongest_patches_are_one_of_each_digit_in_falling_order(side):
    maps = experiments.second_maps(side)[1][5]
    for k in (0, 4, 15):
        found = experiments.strongest(k, side)
        values = [patch.value for patch in found]
        assert values == sorted(values, reverse=True)
        assert len({patch.digit for patch in found}) == len(found) == 9
        for patch in found:
            assert patch.value == maps[patch.digit, patch.row, patch.column, k]
        others = np.delete(maps[..., k].max(axis=(1, 2)), [patch.digit for patch in found])
        assert others.max() <= values[-1]


@pytest.mark.parametrize("side", [8, 16])
def test_a_number_depends_on_its_patch_and_on_nothing_else(side):
    X, out = experiments.second_maps(side)
    net, rng = experiments.learning(side)[0], np.random.default_rng(2)
    for row, column in ((0, 0), (1, 2), (side // 2 - 1, side // 2 - 1)):
        patch = experiments.Patch(5, row, column, 0.0)
        seen = experiments.seen_by(patch, side)
        assert seen.shape == (8, 8)
        inside = ~np.isnan(seen)
        rows, columns = (2 * at - 3 + np.arange(8) for at in (row, column))
        grid = np.ix_(*(at[(at >= 0) & (at < side)] for at in (rows, columns)))
        np.testing.assert_array_equal(seen[inside], X[5, :, :, 0][grid].ravel())
        other = rng.uniform(size=(1, side, side, 1))
        other[0, :, :, 0][grid] = X[5, :, :, 0][grid]
        again = networks.stages(net, other)[4]
        np.testing.assert_allclose(again[0, row, column], out[4][5, row, column], atol=1e-9)


@pytest.mark.parametrize("side", [8, 16])
def test_the_sums_and_the_bias_make_the_number(side):
    for k in range(16):
        patch = experiments.strongest(k, side)[0]
        window, W, sums = experiments.sums_of(patch, k, side)
        bias = experiments.learning(side)[0].params["3.b"][k]
        assert window.shape == W.shape == (3, 3, 8)
        assert sums.sum() + bias == pytest.approx(patch.value)
        np.testing.assert_allclose(sums, [(window[..., j] * W[..., j]).sum() for j in range(8)])
        assert patch.value > 0  # no map is dead


def test_an_enlarged_image_mixes_three_to_one():
    X = np.zeros((1, 2, 2, 1))
    X[0, 0, 0] = 16
    grid = experiments.enlarged(X)[0, :, :, 0]
    np.testing.assert_array_equal(grid[0], [16, 12, 4, 0])
    np.testing.assert_array_equal(grid[:, 1], [12, 9, 3, 0])
    np.testing.assert_allclose(experiments.enlarged(np.full((2, 3, 3, 1), 0.5)), 0.5)


def labels(k, side):
    return [networks.deal().y_test[patch.digit] for patch in experiments.strongest(k, side)]


def test_what_the_chapter_says_of_single_maps():
    assert set(labels(8, 8)) == {0}
    assert set(labels(3, 8)) == {7}
    assert set(labels(4, 8)) == {2, 6}
    maps = experiments.second_maps()[1][5]
    assert np.mean(maps[..., 5] > 0) < 0.01  # it hardly ever speaks
    assert sum(len(set(labels(k, 8))) > 1 for k in range(16)) > 8  # most answer to several


@pytest.mark.claim("patches-of-more-digits")
def test_on_enlarged_digits_the_nine_patches_come_from_more_digits():
    kinds = [np.mean([len(set(labels(k, side))) for k in range(16)]) for side in (8, 16)]
    assert kinds[1] > kinds[0] + 0.5


# Read-outs


def test_a_read_out_ends_where_the_slope_is_0():
    part = networks.deal()
    F = np.column_stack((part.X.reshape(-1, 64), np.ones(len(part.X))))
    Y = data.one_hot(part.y, 10)
    W, slope = experiments.to_the_minimum(F, Y, np.zeros((65, 10)), 0.1)
    P = np.exp(F @ W) / np.exp(F @ W).sum(axis=1, keepdims=True)
    there = F.T @ (P - Y) / len(F) + 0.1 * np.vstack((W[:-1], np.zeros((1, 10))))
    assert np.abs(there).max() < 1e-4
    assert slope < 1e-4


@long("trained")
def test_every_read_out_of_the_chapter_has_converged():
    for stage, learnt in ((0, False), (3, False), (5, False), (6, False), (6, True)):
        for out in experiments.read_outs(stage, learnt):
            assert out.slope < 4e-4
            assert out.penalty in experiments.PENALTIES
            assert out.numbers == {0: 64, 3: 128, 5: 256, 6: 64}[stage]


def shares(stage, learnt=False):
    return np.array([out.share for out in experiments.read_outs(stage, learnt)])


@pytest.mark.claim("random-kernels-before-the-second-pooling")
def test_kernels_left_to_chance_read_about_as_many_as_the_pixels():
    (pixels,) = shares(0)
    for stage in (3, 5):
        assert -0.005 < shares(stage).mean() - pixels < 0.015


@pytest.mark.claim("random-kernels-after-the-second-pooling")
def test_after_the_second_pooling_all_starts_by_chance_are_below_the_pixels():
    (pixels,) = shares(0)
    chance = shares(6)
    assert len(chance) == 5
    assert chance.max() < pixels - 0.015
    assert (np.abs(chance - 0.94) < 0.012).all()


@pytest.mark.claim("learnt-kernels-after-the-second-pooling")
def test_with_learnt_kernels_nothing_is_lost_in_the_second_pooling():
    learnt = shares(6, learnt=True)
    assert learnt.mean() == pytest.approx(0.98, abs=0.007)
    assert learnt.min() > shares(6).max() + 0.02
    assert abs(learnt.mean() - shares(5, learnt=True).mean()) < 0.005

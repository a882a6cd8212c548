"""Batch sizes and optimisers on the digits, each with its best rate."""

import itertools

import numpy as np
import pytest

from dlcourse import data, losses
from dlcourse.experiments import batch_sizes


def test_the_digits_are_those_that_the_chapter_splits():
    X, y = batch_sizes.digits()
    table = data.digits()
    split = data.train_test_split(table.X / 16, table.y, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(X[:, 1:], split[0])
    np.testing.assert_array_equal(y, split[2])
    assert (X[:, 0] == 1).all()
    assert len(y) == batch_sizes.BATCHES[-1] == 1348


def test_the_cost_of_the_digits_and_its_gradient_are_those_of_softmax_and_cross_entropy():
    X, y = batch_sizes.digits()
    W = np.random.default_rng(6).normal(size=(65, 10)) / 5
    Y = data.one_hot(y, 10)
    assert batch_sizes.digits_cost(W) == pytest.approx(losses.softmax_cross_entropy(X @ W, Y))
    assert batch_sizes.digits_cost(0 * W) == pytest.approx(np.log(10))
    rows = np.array([3, 1, 700])
    dZ = losses.softmax_cross_entropy_grad(X[rows] @ W, Y[rows])
    np.testing.assert_allclose(batch_sizes.digits_gradient(W, rows), X[rows].T @ dZ, atol=1e-12)
    two = batch_sizes.digits_gradient(np.stack((0 * W, W)), rows)
    np.testing.assert_allclose(two[1], X[rows].T @ dZ, atol=1e-12)


def test_epochs_of_digits_hold_each_digit_once_and_differ():
    batches = list(itertools.islice(batch_sizes.epochs_of_digits(500, 0), 6))
    assert [len(rows) for rows in batches] == [500, 500, 348] * 2
    first, second = np.concatenate(batches[:3]), np.concatenate(batches[3:])
    assert sorted(first) == sorted(second) == list(range(1348))
    assert (first != second).any()


def test_steps_to_the_goal_are_counted_where_the_cost_first_is_0_3():
    steps = batch_sizes.steps_to_goal(1348, 8.0, 0, 100)
    W, costs = np.zeros((65, 10)), []
    for _ in range(steps):
        W = W - 8.0 * batch_sizes.digits_gradient(W, np.arange(1348))
        costs.append(batch_sizes.digits_cost(W))
    assert costs[-1] <= 0.3 < min(costs[:-1])
    assert batch_sizes.steps_to_goal(1348, 8.0, 0, 5) == 5


def test_the_median_is_the_middle_of_five():
    assert batch_sizes.Tuned(4, 1.0, (9, 1, 5, 7, 3)).median == 5


@pytest.mark.claim("tuned-sizes")
def test_from_64_on_larger_batches_buy_almost_nothing():
    found = {one.size: one for one in batch_sizes.tuned_sizes()}
    assert tuple(found) == (1, 4, 16, 64, 256, 1348)
    assert found[1].median > 10 * found[64].median
    assert found[64].median < 1.4 * found[1348].median
    assert found[1348].median == pytest.approx(21, abs=1)
    looked = {size: size * one.median for size, one in found.items()}
    assert looked[1348] > 15 * looked[64]
    assert min(looked, key=looked.get) in (1, 4)
    rates = {size: one.alpha for size, one in found.items()}
    assert rates[16] / rates[1] == 8
    assert rates[1348] / rates[16] == 4
    for size in (64, 1348):
        steps = [
            batch_sizes.steps_to_goal(size, 2 * found[size].alpha, seed, 200) for seed in range(5)
        ]
        assert np.median(steps) >= found[size].median


@pytest.mark.claim("half-the-rate")
@pytest.mark.parametrize("size", batch_sizes.BATCHES)
def test_half_of_the_rate_that_is_found_is_slower(size):
    [one] = [one for one in batch_sizes.tuned_sizes() if one.size == size]
    steps = [batch_sizes.steps_to_goal(size, one.alpha / 2, seed, 1000) for seed in range(5)]
    assert np.median(steps) > one.median


@pytest.mark.claim("optimisers-on-digits")
def test_each_with_its_best_rate_the_optimisers_are_close_on_the_digits():
    assert pytest.approx([10 ** (k / 2) for k in range(-6, 4)]) == batch_sizes.DIGIT_RATES
    found = batch_sizes.optimisers_on_digits()
    best = {name: int(np.argmin(costs.mean(axis=1))) for name, costs in found.items()}
    rates = {name: batch_sizes.DIGIT_RATES[k] for name, k in best.items()}
    assert rates == pytest.approx({"SGD": 10**0.5, "Momentum": 10, "RMSProp": 0.1, "Adam": 0.1})
    ends = {name: (found[name][k].min(), found[name][k].max()) for name, k in best.items()}
    apart = {
        (one, other)
        for one, other in itertools.combinations(ends, 2)
        if max(ends[one][0], ends[other][0]) > min(ends[one][1], ends[other][1])
    }
    assert apart == {("SGD", "Adam")}
    assert min(best, key=lambda name: found[name][best[name]].mean()) == "Adam"
    same = batch_sizes.DIGIT_RATES.index(0.1)
    assert found["Momentum"][same] == pytest.approx(found["SGD"][same], rel=0.02)
    assert found["Adam"][same].mean() < found["SGD"][same].mean() / 5

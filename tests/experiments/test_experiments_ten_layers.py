"""Ten hidden layers on the digits: their sizes before the first step, and their training."""

import numpy as np
import pytest
from long import long

from dlcourse import data, losses, metrics
from dlcourse.experiments import ten_layers as experiments


def test_a_network_has_ten_layers_of_32_units_and_weights_times_the_scale():
    one, two = (experiments.net(s, "tanh", rng=np.random.default_rng(3)) for s in (1.0, 2.0))
    shapes = [layer.params["W"].shape for layer in one.layers[::2]]
    assert shapes == [(32, 64), *[(32, 32)] * 9, (10, 32)]
    for a, b in zip(one.layers[::2], two.layers[::2], strict=True):
        np.testing.assert_allclose(2 * a.params["W"], b.params["W"])


@pytest.mark.parametrize(("name", "variance"), [("tanh", 2 / 64), ("relu", 2 / 32)])
def test_at_scale_1_the_weights_are_those_of_glorot_or_he(name, variance):
    net = experiments.net(1.0, name, rng=np.random.default_rng(0))
    W = np.concatenate([layer.params["W"].ravel() for layer in net.layers[2:-1:2]])
    assert W.var() == pytest.approx(variance, rel=0.05)


def test_a_deal_holds_every_digit_once():
    digits = data.digits()
    X, Y = experiments.dealt(np.random.default_rng(2))
    order = np.random.default_rng(2).permutation(1797)
    np.testing.assert_array_equal(X, digits.X[order] / 16)
    np.testing.assert_array_equal(Y.argmax(axis=1), digits.y[order])


def test_the_sizes_are_those_of_the_layers_written_out():
    outputs, slopes = np.zeros((2, 5, 10))
    for seed in range(5):
        rng = np.random.default_rng(seed)
        X, Y = (part[:1000] for part in experiments.dealt(rng))
        A, layers = [X], experiments.net(1.4, "tanh", rng=rng).layers[::2]
        for layer in layers[:-1]:
            A.append(np.tanh(A[-1] @ layer.params["W"].T))
        P = np.exp(A[-1] @ layers[-1].params["W"].T)
        dA = (P / P.sum(axis=1, keepdims=True) - Y) @ layers[-1].params["W"]
        for k in range(9, -1, -1):
            dZ = dA * (1 - A[k + 1] ** 2)
            outputs[seed, k], slopes[seed, k] = np.mean(A[k + 1] ** 2), np.mean(dZ**2)
            dA = dZ @ layers[k].params["W"]
    found = experiments.sizes(1.4, "tanh")
    np.testing.assert_allclose(found.outputs, np.sqrt(outputs.mean(axis=0)))
    np.testing.assert_allclose(found.slopes, np.sqrt(slopes.mean(axis=0)))


def ends(scale, name):
    """Return the sizes of a in the first and last layer, and of dz, rounded as the page has it."""
    outputs, slopes = experiments.sizes(scale, name)
    return [float(f"{v:.1g}") for v in (outputs[0], outputs[-1], slopes[-1], slopes[0])]


def test_before_the_first_step_half_vanishes_and_twice_explodes_or_saturates():
    assert ends(0.5, "tanh") == [0.3, 0.0004, 0.1, 0.0002]
    assert ends(0.5, "relu") == [0.2, 0.0006, 0.07, 0.0002]
    outputs, slopes = experiments.sizes(2.0, "relu")
    assert (round(outputs[-1]), round(slopes[0])) == (588, 313)
    assert experiments.sizes(2.0, "tanh").outputs.max() < 1


@pytest.mark.parametrize("scale", [0.5, 0.7, 1.4, 2.0])
def test_of_relus_the_scale_acts_with_the_power_of_the_depth(scale):
    """relu(s z) = s relu(z): ten layers multiply by s to the power 10."""
    one, other = (experiments.sizes(s, "relu").outputs for s in (1.0, scale))
    np.testing.assert_allclose(other / one, scale ** np.arange(1, 11))


def test_at_scale_1_tanh_loses_half_on_both_ways_and_at_1_4_the_outputs_stay():
    outputs, slopes = experiments.sizes(1.0, "tanh")
    assert (round(outputs[0], 2), round(outputs[-1], 2)) == (0.45, 0.2)
    assert (np.diff(outputs) < 0).all()
    assert slopes[0] / slopes[-1] == pytest.approx(0.44, abs=0.02)
    kept = experiments.sizes(1.4, "tanh").outputs
    assert kept.min() > 0.95 * kept.max()
    assert experiments.sizes(2.0, "tanh").slopes[0] / slopes[0] == pytest.approx(16, rel=0.05)


def test_a_training_tells_its_costs_and_its_shares():
    found = experiments.trained(1.0, "tanh", 0.05, 1, depth=1)
    assert len(found.J) == 15
    assert found.stopped == ""
    assert found.J[-1] < found.J[0] < np.log(10)
    assert 1000 < experiments.CHOOSE < 1797
    assert found.validation * 300 == pytest.approx(round(found.validation * 300))
    assert found.test * 497 == pytest.approx(round(found.test * 497))


def test_a_rate_of_next_to_nothing_leaves_the_network_as_it_was():
    """Its cost and its shares are those of the first weights, on the parts that are said."""
    found, rng = experiments.trained(1.0, "tanh", 1e-12, 3), np.random.default_rng(3)
    X, Y = experiments.dealt(rng)
    Z = experiments.net(1.0, "tanh", rng=rng).predict(X)
    assert found.J[-1] == pytest.approx(losses.softmax_cross_entropy(Z[:1000], Y[:1000]))
    says, truth = Z.argmax(axis=1), Y.argmax(axis=1)
    assert found.validation == metrics.accuracy(says[1000:1300], truth[1000:1300])
    assert found.test == metrics.accuracy(says[1300:], truth[1300:])


@pytest.mark.claim("half-learns-nothing")
@pytest.mark.parametrize("name", ["tanh", "relu"])
def test_at_half_the_size_the_cost_stays_at_knowing_nothing(name):
    for seed in experiments.SEEDS:
        J = experiments.trained(0.5, name, experiments.RATE, seed).J
        np.testing.assert_allclose(J, np.log(10), atol=0.02)


@pytest.mark.claim("relu-at-2-stops")
def test_at_twice_the_size_all_five_relu_nets_stop_with_an_error_and_tanh_does_not():
    for seed in experiments.SEEDS:
        found = experiments.trained(2.0, "relu", experiments.RATE, seed)
        assert "no longer finite" in found.stopped
        assert (len(found.J), found.validation, found.test) == (0, 0, 0)
        assert not experiments.trained(2.0, "tanh", experiments.RATE, seed).stopped


def test_the_best_rate_is_that_of_the_best_validation():
    found = experiments.tuned(1.0, "tanh", (0.001, 0.1), 1)
    nets = [experiments.trained(1.0, "tanh", 0.1, seed, 1) for seed in range(5)]
    assert found.lr == 0.1
    assert found.validation == pytest.approx(np.mean([net.validation for net in nets]))
    np.testing.assert_array_equal(found.test, [net.test for net in nets])
    assert found.stopped == 0


@pytest.mark.claim("same-rate-for-both")
def test_with_the_same_rate_twice_reads_more_than_once():
    one, two = (
        np.mean([experiments.trained(s, "tanh", 0.05, seed).test for seed in range(5)])
        for s in (1.0, 2.0)
    )
    assert 0.03 < two - one < 0.09  # how much depends on the order in which a machine adds


@long("trained")
@pytest.mark.claim("rates-of-their-own")
def test_with_rates_of_their_own_neither_1_nor_2_is_ahead_in_all_deals():
    one, two = (experiments.tuned(scale, "tanh").test for scale in (1.0, 2.0))
    assert 1 <= sum(two > one) <= 4
    assert 1 <= sum(two < one) <= 4


@long("trained")
@pytest.mark.claim("between-glorot-and-twice")
def test_at_1_4_tanh_is_ahead_of_1_and_of_2_in_four_of_five_deals():
    between = experiments.tuned(1.4, "tanh").test
    for scale in (1.0, 2.0):
        assert sum(between > experiments.tuned(scale, "tanh").test) == 4


@pytest.mark.claim("small-rates-do-not-repair")
def test_relu_at_2_gets_through_at_most_twice_and_with_a_tiny_rate_reads_a_quarter():
    for lr in experiments.RATES:
        nets = [experiments.trained(2.0, "relu", lr, seed) for seed in range(5)]
        assert sum(not net.stopped for net in nets) <= 2
        assert max(net.test for net in nets) < 0.15
    tiny = experiments.tuned(2.0, "relu", (0.0001,))
    assert tiny.stopped == 0
    assert tiny.test.mean() == pytest.approx(0.25, abs=0.05)


@long("trained")
def test_at_half_the_size_no_rate_helps():
    for name in ("tanh", "relu"):
        assert experiments.tuned(0.5, name).test.mean() < 0.15


@long("trained")
@pytest.mark.claim("one-layer-is-enough")
def test_one_hidden_layer_reads_more_than_the_best_of_ten_in_four_of_five_deals():
    one = experiments.tuned(1.0, "tanh", depth=1).test
    found = {(s, a): experiments.tuned(s, a) for s in (1.0, 1.4, 2.0) for a in ("tanh",)}
    found |= {(1.0, "relu"): experiments.tuned(1.0, "relu")}
    best = max(found, key=lambda key: found[key].validation)
    assert best == (1.4, "tanh")
    assert sum(one > found[best].test) == 4
    assert (round(one.min(), 2), round(one.max(), 2), round(one.mean(), 2)) == (0.94, 0.97, 0.95)

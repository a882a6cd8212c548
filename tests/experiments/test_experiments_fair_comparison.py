"""What the comparison of chapter 7 settles, and what it does not."""

import numpy as np
import pytest
from long import long

from dlcourse.activations import ACTIVATIONS
from dlcourse.experiments import fair_comparison as experiments
from dlcourse.optim import SGD


def differences(setting, left, right):
    """What one activation has more than another, deal by deal."""
    return experiments.compared(setting, left).test - experiments.compared(setting, right).test


def settled(setting, left, right):
    """As the chapter says: the same sign in all five, and never below half a percentage point."""
    difference = differences(setting, left, right)
    return bool((difference >= 0.005).all() or (difference <= -0.005).all())


ONE, DEEP, ADAM = experiments.SETTINGS


@long("trained")
@pytest.mark.claim("sigmoid-in-a-stack")
def test_a_sigmoid_is_level_in_one_layer_guesses_in_four_and_with_adam_comes_behind_tanh():
    assert not settled(ONE, "sigmoid", "tanh")
    assert not settled(ONE, "sigmoid", "relu")
    assert experiments.compared(ONE, "sigmoid").lr > 2 * experiments.compared(ONE, "tanh").lr
    assert experiments.compared(DEEP, "sigmoid").test.max() < 0.15
    assert (differences(ADAM, "tanh", "sigmoid") >= 0.005).all()
    assert experiments.compared(ADAM, "sigmoid").test.mean() > 0.7


@long("trained")
@pytest.mark.claim("tanh-and-relu")
def test_tanh_is_ahead_of_relu_in_the_deep_stack_with_sgd_and_elsewhere_nothing_is_settled():
    assert (differences(DEEP, "tanh", "relu") >= 0.005).all()
    assert not settled(ONE, "tanh", "relu")
    assert not settled(ADAM, "tanh", "relu")


@long("trained")
@pytest.mark.claim("leaky-and-relu")
def test_between_leaky_relu_and_relu_no_difference_is_settled():
    assert not any(settled(setting, "leaky_relu", "relu") for setting in experiments.SETTINGS)


@long("trained")
@pytest.mark.claim("try-the-line")
def test_the_line_is_never_more_than_two_points_behind_the_best():
    for setting in experiments.SETTINGS:
        means = {name: experiments.compared(setting, name).test.mean() for name in ACTIVATIONS}
        assert max(means.values()) - means["identity"] < 0.02


def test_each_rate_is_twice_the_one_before_and_the_best_on_validation_is_kept(monkeypatch):
    for _, _, rates in experiments.SETTINGS.values():
        np.testing.assert_allclose(np.divide(rates[1:], rates[:-1]), 2)
    seen = []

    def scores(depth, name, opt, seed):
        seen.append((depth, name, opt.lr, seed))
        return 1 - abs(opt.lr - 0.8), opt.lr + seed / 10

    monkeypatch.setattr(experiments, "_scores", scores)
    score = experiments.compared.__wrapped__(DEEP, "tanh")
    assert (score.lr, score.validation) == (0.8, 1)
    np.testing.assert_allclose(score.test, [0.8, 0.9, 1.0, 1.1, 1.2])
    assert seen == [(4, "tanh", lr, k) for lr in (0.1, 0.2, 0.4, 0.8) for k in range(5)]


def test_a_deep_network_has_layers_of_32_and_one_that_overflows_scores_0():
    net = experiments.deep(2, "tanh", rng=np.random.default_rng(0))
    layers = "Dense(64, 32), Activation('tanh'), Dense(32, 32), Activation('tanh'), Dense(32, 10)"
    assert repr(net) == f"Sequential({layers})"
    assert experiments._scores(4, "identity", SGD(3.0), 0) == (0, 0)

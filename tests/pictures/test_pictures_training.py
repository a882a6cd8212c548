"""The pictures of chapter 11 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import data, layers, losses, metrics, network, optim
from dlcourse.experiments import training as experiments
from dlcourse.network import staircase
from dlcourse.pictures import training as pictures
from dlcourse.schedules import cosine

LOSS = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad


def digit_net(seed, groups=None):
    """The net of the chapter for one deal: the net, and the test part."""
    digits, deal = data.digits(), np.random.default_rng(seed)
    parts = data.train_test_split(digits.X / 16, digits.y, rng=deal, groups=groups)
    X_train, X_test, y_train, y_test = parts
    rng = np.random.default_rng(seed)
    hidden = layers.Dense(64, 128, rng=rng, init="he")
    net = network.Sequential(hidden, layers.Activation("relu"), layers.Dense(128, 10, rng=rng))
    steps = 30 * -(-len(X_train) // 32)
    how = {"opt": optim.Adam(cosine(0.01, steps)), "epochs": 30, "batch_size": 32}
    rng = np.random.default_rng(seed)
    network.fit(net, X_train, data.one_hot(y_train, 10), loss=LOSS, rng=rng, **how)
    return net, X_test, y_test


@pytest.fixture(scope="module")
def held_out():
    """The held-out digits of the chapter: X, what its net says, and y."""
    net, X, y = digit_net(0)
    return X, net.predict(X).argmax(axis=1), y


# Steps and bumps


def test_a_steep_bump_is_1_inside_and_0_outside():
    shown = pictures.step_and_bump().shown
    assert shown["middle"] == pytest.approx(1, abs=1e-6)
    assert shown["outside"] == pytest.approx(0, abs=1e-6)


@some(pictures.bumps)
def test_the_error_of_the_bumps_keeps_to_the_bound(at):
    shown = pictures.bumps(**at).shown
    assert shown["bound"] == pytest.approx(2.5 * np.pi / 2 / (at["H"] + 1))
    assert shown["error"] <= shown["bound"] * (1 + 4 * np.exp(-at["q"]))
    x = np.linspace(0, 1, 997)
    answer = staircase(experiments.curve, at["H"], steepness=at["q"]).predict(x[:, None])[:, 0]
    measured = np.abs(answer - experiments.curve(x)).max()
    assert measured <= shown["error"] + 1e-12
    assert measured == pytest.approx(shown["error"], rel=0.03)


def test_twice_the_pieces_halve_the_error():
    errors = [pictures.bumps(H=H, q=40).shown["error"] for H in (15, 31, 63)]
    np.testing.assert_allclose(np.divide(errors[:-1], errors[1:]), 2, rtol=0.05)


# Two inputs


@some(pictures.tower)
def test_the_last_unit_passes_the_crossing_and_by_its_threshold_the_arms(at):
    shown = pictures.tower(**at).shown
    assert shown["outside"] < shown["arm"] + 1e-9 < shown["here"] + 1e-6
    if at["s"] == 40:
        limit = 1 / (1 + np.exp(at["s"] * (at["c"] - 1)))
        assert shown["arm"] == pytest.approx(limit, abs=0.02)


def test_halfway_the_arms_are_gone_and_the_crossing_is_left():
    shown = pictures.tower(c=1.5, s=40, left=0.2, low=0.2).shown
    assert shown["here"] > 0.999
    assert shown["arm"] < 1e-6


@some(pictures.surface)
def test_the_towers_keep_to_their_bound_and_their_number(at):
    shown, N = pictures.surface(**at).shown, at["N"]
    assert shown["mean"] < shown["most"] < shown["bound"]
    assert shown["units"] == 2 * (N - 1) + N * N


@some(pictures.batches)
def test_the_error_of_the_batch_falls_with_the_step(at):
    shown = pictures.batches(**at).shown
    if at["step"]:
        assert shown["after"] < shown["before"]
    else:
        x, y = experiments.measured("training")
        J = losses.mse(experiments.steep_net(60, 0).predict(x)[:, 0], y)
        assert shown["J"] == pytest.approx(J, rel=0.01)


# Too few units, too many


@some(pictures.capacity)
def test_the_errors_of_the_picture_are_those_of_its_net(at):
    shown, net = pictures.capacity(**at).shown, experiments.fit_output(at["H"])
    for part in ("training", "validation"):
        assert shown[part] == experiments.error_on(net, part)
    held = [experiments.error_on(experiments.fit_output(H), part) for H in experiments.UNITS]
    assert experiments.UNITS[int(np.argmin(held))] == shown["best"] == 9


@some(pictures.epochs)
def test_no_epoch_has_a_lower_validation_error_than_the_best(at):
    shown, run = pictures.epochs(**at).shown, experiments.long_training()
    assert shown["least"] == run.validation.min() <= shown["validation"]
    assert shown["validation"] == run.validation[at["epoch"] - 1]


# Choosing by the test


def test_who_chooses_by_a_test_fools_himself():
    shown = pictures.choosing().shown
    assert shown["nets"] > shown["true"] + 0.025
    assert shown["one"] < shown["true"] < shown["nets"]
    assert shown["true"] <= experiments.tried_nets().mean(axis=1).max()
    assert [round(shown[name], 3) for name in ("nets", "true", "one")] == [0.919, 0.887, 0.868]


# A price on large weights


@some(pictures.penalty)
def test_the_numbers_under_the_boundary_are_those_of_its_net(at):
    shown, net = pictures.penalty(**at).shown, experiments.penalised(at["alpha"]).net
    few = experiments.noisy_moons(60, seed=3)
    Z = net.predict(few.X)
    assert shown["training"] == losses.sigmoid_cross_entropy(Z, few.y[:, None])
    assert shown["right"] == metrics.accuracy(Z[:, 0] >= 0, few.y)
    size = sum(np.sum(net.params[name] ** 2) for name in ("0.W", "2.W"))
    assert shown["size"] == pytest.approx(size)


def test_a_stronger_penalty_means_smaller_weights_and_a_higher_training_cost():
    shown = [pictures.penalty(alpha=alpha).shown for alpha in experiments.STRENGTHS]
    assert (np.diff([at["size"] for at in shown]) < 0).all()
    assert (np.diff([at["training"] for at in shown]) > 0).all()
    held = [at["validation"] for at in shown]
    assert experiments.STRENGTHS[int(np.argmin(held))] == shown[0]["best"] == 0.01
    assert held[0] > 2 * min(held) < held[-1]
    assert shown[0]["right"] == 1
    assert shown[3]["right_held"] > shown[0]["right_held"] + 0.05


# The digits


def test_the_net_reads_98_of_100_and_the_picture_holds_the_others(held_out):
    X, says, y = held_out
    assert metrics.accuracy(says, y) > 0.98
    frame = pictures.mistakes(X, says, y)
    assert frame.shown == {"wrong": np.sum(says != y), "of": len(y)}
    assert frame.readout == f"wrong: {np.sum(says != y)} of 449"
    wrong = metrics.confusion_matrix(says, y, 10)
    assert np.argmax(wrong.sum(axis=1) - np.diag(wrong)) == 8  # mostly eights


@pytest.mark.claim("forms-are-harder")
def test_new_forms_are_harder_than_new_digits():
    scores = []
    for groups in (None, data.digits().groups):
        of_deals = []
        for seed in range(6):
            net, X, y = digit_net(seed, groups)
            of_deals.append(metrics.accuracy(net.predict(X).argmax(axis=1), y))
        scores.append(np.array(of_deals))
    shown = pictures.two_splits(*scores).shown
    assert shown["random"] == scores[0].mean() == pytest.approx(0.98, abs=0.005)
    assert shown["forms"] == scores[1].mean() == pytest.approx(0.95, abs=0.005)
    assert 1 - shown["forms"] > 2 * (1 - shown["random"])
    assert shown["spread"] > np.ptp(scores[0])

"""The pictures of chapter 11 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import data, gradcheck, layers, linear, losses, metrics, network, optim
from dlcourse.activations import sigmoid
from dlcourse.layers._layer import first_weights
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


def test_a_static_picture_draws_and_says_what_is_to_be_seen(held_out):
    for frame in (
        pictures.two_fits(),
        pictures.step_and_bump(),
        pictures.choosing(),
        pictures.mistakes(*held_out),
        pictures.two_splits(np.array([0.98, 0.97]), np.array([0.95, 0.92])),
    ):
        assert frame.svg().count("<svg") in (1, 2)
        assert len(frame.alt) > 60
        assert all(np.isfinite(value) for value in frame.shown.values())


# Steps and bumps


def test_a_steep_step_differs_from_a_true_one_by_less_than_the_exponential():
    d, s = np.linspace(0, 1, 41), 30.0
    assert (sigmoid(-s * d) <= np.exp(-s * d) * (1 + 1e-12)).all()
    assert (1 - sigmoid(s * d) <= np.exp(-s * d) + 1e-12).all()
    shown = pictures.step_and_bump().shown
    assert shown["middle"] == pytest.approx(1, abs=1e-6)
    assert shown["outside"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("H", "q"), [(1, 4), (7, 10), (31, 40)])
def test_the_net_set_by_hand_is_the_sum_of_bumps(H, q):
    x, N = np.linspace(0, 1, 97), H + 1

    def step(c):
        return np.tanh(q * N * (x - c) / 2) / 2 + 0.5

    steps = [np.ones_like(x), *(step(k / N) for k in range(1, N)), np.zeros_like(x)]
    bumps = np.array([steps[k] - steps[k + 1] for k in range(N)])
    np.testing.assert_allclose(bumps.sum(axis=0), 1)  # so the sum is a weighted mean
    assert (bumps >= 0).all()
    heights = pictures.curve((np.arange(N) + 0.5) / N)
    net = pictures.by_hand(H, q)
    np.testing.assert_allclose(net.predict(x[:, None])[:, 0], heights @ bumps, atol=1e-12)
    assert net.params["0.W"].shape == (H, 1)


def test_the_largest_slope_of_the_curve_is_at_0():
    x = np.linspace(0, 1, 2001)
    slopes = np.abs(np.gradient(pictures.curve(x), x))
    assert slopes.max() == pytest.approx(pictures.STEEPEST, rel=1e-3)
    assert slopes.argmax() in (0, 2000)


@some(pictures.bumps)
def test_the_error_of_the_bumps_keeps_to_the_bound(at):
    shown = pictures.bumps(**at).shown
    assert shown["bound"] == pytest.approx(2.5 * np.pi / 2 / (at["H"] + 1))
    assert shown["error"] <= shown["bound"] * (1 + 4 * np.exp(-at["q"]))
    x = np.linspace(0, 1, 997)
    answer = pictures.by_hand(at["H"], at["q"]).predict(x[:, None])[:, 0]
    measured = np.abs(answer - pictures.curve(x)).max()
    assert measured <= shown["error"] + 1e-12
    assert measured == pytest.approx(shown["error"], rel=0.03)


def test_twice_the_pieces_halve_the_error():
    errors = [pictures.bumps(H=H, q=40).shown["error"] for H in (15, 31, 63)]
    np.testing.assert_allclose(np.divide(errors[:-1], errors[1:]), 2, rtol=0.05)


def test_how_many_units_the_chapter_promises():
    assert np.ceil(pictures.STEEPEST / 2 / 0.1) == 40
    assert pictures.worst(39, 40)[1] < 0.1


# Too few units, too many


@some(pictures.capacity)
def test_the_output_weights_are_those_of_least_squared_error(at):
    (x, y), net = pictures.measured("training"), pictures.by_hand(at["H"], pictures.SOFT)
    steps = net.layers[1].forward(net.layers[0].forward(x))
    A = np.column_stack([np.ones(len(x)), steps])
    best = np.mean((A @ np.linalg.lstsq(A, y)[0] - y) ** 2)
    assert pictures.capacity(**at).shown["training"] == pytest.approx(best, abs=1e-9)


def test_training_error_falls_with_capacity_and_validation_error_falls_and_rises():
    shown = [pictures.capacity(H=H).shown for H in pictures.UNITS]
    train, held = ([at[part] for at in shown] for part in ("training", "validation"))
    assert (np.diff(train) < 0).all()
    assert train[-1] == pytest.approx(0, abs=1e-9)
    best = int(np.argmin(held))
    assert pictures.UNITS[best] == shown[0]["best"] == 9
    assert held[0] > 1.5 * held[best]
    assert held[-1] > 1.5 * held[best]


def test_on_new_points_the_noise_is_the_floor():
    rng, net = np.random.default_rng(5), pictures.fit_output(9)
    x = rng.uniform(0, 1, 40000)
    y_hat, noise = net.predict(x[:, None])[:, 0], pictures.NOISE * rng.normal(size=len(x))
    new = losses.mse(y_hat, pictures.curve(x) + noise)
    wrong = losses.mse(y_hat, pictures.curve(x))
    assert new == pytest.approx(wrong + pictures.NOISE**2, rel=0.02)
    assert pictures.error_on(net, "training") < pictures.NOISE**2 < new


def test_the_first_picture_shows_a_good_fit_and_a_memory():
    shown = pictures.two_fits().shown
    assert shown["train9"] == pictures.capacity(H=9).shown["training"]
    assert shown["train31"] == pytest.approx(0, abs=1e-9)


@some(pictures.epochs)
def test_no_epoch_has_a_lower_validation_error_than_the_best(at):
    shown, run = pictures.epochs(**at).shown, pictures.long_training()
    assert shown["least"] == run.validation.min() <= shown["validation"]
    assert shown["validation"] == run.validation[at["epoch"] - 1]


def test_training_goes_on_and_validation_turns_back():
    run = pictures.long_training()
    best = int(run.validation.argmin())
    assert 100 < best < 1000
    assert run.validation[-1] > 1.2 * run.validation[best]
    assert run.training[-1] < 0.5 * run.training[best]
    assert run.training[-1] < pictures.NOISE**2


# Choosing by the test


def test_the_best_coin_is_that_of_many_games():
    assert pictures.best_coin(1, 50) == pytest.approx(0.5)
    assert pictures.best_coin(2, 1) == pytest.approx(0.75)  # both wrong in one game of four
    rng = np.random.default_rng(0)
    games = rng.binomial(50, 0.5, size=(2000, 100)).max(axis=1) / 50
    assert pictures.best_coin(100, 50) == pytest.approx(games.mean(), abs=3e-3)


@pytest.mark.parametrize("K", [2, 10, 1000])
def test_the_best_of_many_keeps_to_the_bound(K):
    excess = pictures.best_coin(K, 50) - 0.5
    assert 0 < excess < np.sqrt(np.log(K) / 100)


def test_who_chooses_by_a_test_fools_himself():
    shown = pictures.choosing().shown
    assert shown["nets"] > shown["true"] + 0.025
    assert shown["one"] < shown["true"] < shown["nets"]
    assert shown["true"] <= pictures.tried_nets().mean(axis=1).max()


# A price on large weights


def test_with_l2_the_step_is_that_of_the_regularised_cost():
    few, alpha = pictures.noisy_moons(20, seed=1), 0.3
    net, y = pictures.moons_net(3), few.y[:, None]
    before, flat = {name: p.copy() for name, p in net.params.items()}, net.params.flat

    def J(values):
        flat[:] = values
        R = sum(losses.l2_penalty(p, alpha) for name, p in net.params.items() if "W" in name)
        return losses.sigmoid_cross_entropy(net.forward(few.X), y) + R

    start = flat.copy()
    gradient = gradcheck.numerical_gradient(J, start)
    flat[:] = start
    opt = optim.WithL2(optim.SGD(0.1), alpha)
    network.fit(net, few.X, y, loss=pictures.BCE, opt=opt, epochs=1)
    np.testing.assert_allclose(flat, start - 0.1 * gradient, atol=1e-8)
    assert not np.allclose(net.params["0.W"], before["0.W"])


@pytest.mark.parametrize("alpha", [1e-4, 1.0])
def test_adams_first_step_does_not_know_how_strong_the_penalty_is(alpha):
    params = {"W": np.array([2.0, -0.5])}
    optim.Adam(0.1).step(params, {"W": losses.l2_penalty_grad(params["W"], alpha)})
    np.testing.assert_allclose(params["W"], [1.9, -0.4], atol=1e-4)


def test_on_a_bowl_the_penalty_shrinks_the_minimum():
    a, alpha, target, w = 0.5, 0.25, 3.0, np.array(0.0)
    for _ in range(200):
        w = w - 0.5 * (a * (w - target) + losses.l2_penalty_grad(w, alpha))
    assert w == pytest.approx(a / (a + alpha) * target)


@some(pictures.penalty)
def test_the_numbers_under_the_boundary_are_those_of_its_net(at):
    shown, net = pictures.penalty(**at).shown, pictures.penalised(at["alpha"]).net
    few = pictures.noisy_moons(60, seed=3)
    Z = net.predict(few.X)
    assert shown["training"] == losses.sigmoid_cross_entropy(Z, few.y[:, None])
    assert shown["right"] == metrics.accuracy(Z[:, 0] >= 0, few.y)
    size = sum(np.sum(net.params[name] ** 2) for name in ("0.W", "2.W"))
    assert shown["size"] == pytest.approx(size)


def test_a_stronger_penalty_means_smaller_weights_and_a_higher_training_cost():
    shown = [pictures.penalty(alpha=alpha).shown for alpha in pictures.STRENGTHS]
    assert (np.diff([at["size"] for at in shown]) < 0).all()
    assert (np.diff([at["training"] for at in shown]) > 0).all()
    held = [at["validation"] for at in shown]
    assert pictures.STRENGTHS[int(np.argmin(held))] == shown[0]["best"] == 0.01
    assert held[0] > 2 * min(held) < held[-1]
    assert shown[0]["right"] == 1
    assert shown[3]["right_held"] > shown[0]["right_held"] + 0.05


def test_a_price_on_the_bias_halves_it_where_the_price_is_1():
    """On standardised features the bias is the mean of y; with the price α it is mean / (1 + α)."""
    patients = data.diabetes()
    Z, _ = data.standardise(patients.X)
    X1, m = linear.add_bias_column(Z), len(Z)
    for alpha in (0.1, 1.0):
        w = np.linalg.solve(X1.T @ X1 / m + alpha * np.eye(11), X1.T @ patients.y / m)
        assert w[0] == pytest.approx(patients.y.mean() / (1 + alpha))


def test_scaled_by_themselves_any_patients_get_the_mean_of_the_training():
    patients = data.diabetes()
    Z, scale = data.standardise(patients.X)
    w = linear.normal_equation(Z, patients.y)
    heavy = patients.X[patients.X[:, 2] > 30]
    own, _ = data.standardise(heavy)
    assert linear.predict_linear(own, w).mean() == pytest.approx(patients.y.mean())
    assert linear.predict_linear(scale.apply(heavy), w).mean() > 1.3 * patients.y.mean()


# The first weights


@pytest.mark.parametrize("value", [0.0, 0.01])
def test_equal_units_stay_equal(value):
    digits, rng = data.digits(), np.random.default_rng(0)
    hidden, last = layers.Dense(64, 5, rng=rng), layers.Dense(5, 10, rng=rng)
    hidden.params["W"][:], last.params["W"][:] = value, value
    net = network.Sequential(hidden, layers.Activation("tanh"), last)
    Y = data.one_hot(digits.y, 10)
    network.fit(net, digits.X / 16, Y, loss=LOSS, opt=optim.SGD(0.1), epochs=20)
    W = net.params["0.W"]
    np.testing.assert_allclose(W, np.tile(W[0], (5, 1)), atol=1e-12)
    assert (np.abs(W - value).max() > 0) == (value > 0)


@pytest.mark.parametrize(("init", "variance"), [("glorot", 2 / 300), ("he", 2 / 200)])
def test_the_first_weights_have_the_variance_of_the_chapter(init, variance):
    W = first_weights((100, 200), 200, 100, init, np.random.default_rng(0))
    assert W.mean() == pytest.approx(0, abs=3 * np.sqrt(variance / W.size))
    assert W.var() == pytest.approx(variance, rel=0.03)


def test_a_sum_has_n_var_w_times_the_mean_square_of_what_comes_in():
    rng, n = np.random.default_rng(0), 400
    A = np.abs(rng.normal(size=(50, n)))  # not of mean 0: only the square counts
    Z = A @ (0.1 * rng.normal(size=(2000, n))).T
    assert Z.var() == pytest.approx(n * 0.1**2 * np.mean(A**2), rel=0.03)
    assert np.mean(np.maximum(Z, 0) ** 2) == pytest.approx(Z.var() / 2, rel=0.03)


@some(pictures.signal)
def test_of_relus_the_scale_acts_with_the_power_of_the_depth(at):
    """relu(s z) = s relu(z): ten layers multiply by s to the power 10, the way back by s⁹."""
    shown = pictures.signal(scale=at["scale"], activation="relu").shown
    one = pictures.signal(scale=1.0, activation="relu").shown
    assert shown["a_last"] / one["a_last"] == pytest.approx(at["scale"] ** 10)
    assert shown["dZ_first"] / one["dZ_first"] == pytest.approx(at["scale"] ** 9)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_at_scale_1_the_signal_keeps_its_size(activation):
    outputs, slopes = pictures.sizes(1.0, activation)
    assert 0.2 < outputs.min() <= outputs.max() < 1.1
    assert 0.2 < slopes.min() <= slopes.max() < 1.1


def test_tanh_saturates_where_relu_explodes():
    outputs, slopes = pictures.sizes(4.0, "tanh")
    assert 0.85 < outputs[-1] < 1
    assert slopes[0] > 10 * slopes[-1]
    assert pictures.sizes(0.5, "tanh")[0][-1] < 0.5**10
    assert pictures.sizes(0.5, "tanh")[1][0] < 2 * 0.5**9


# The digits


def test_the_net_reads_98_of_100_and_the_picture_holds_the_others(held_out):
    X, says, y = held_out
    assert metrics.accuracy(says, y) > 0.98
    frame = pictures.mistakes(X, says, y)
    assert frame.shown == {"wrong": np.sum(says != y), "of": len(y)}
    assert frame.readout == f"wrong: {np.sum(says != y)} of 449"
    wrong = metrics.confusion_matrix(says, y, 10)
    assert np.argmax(wrong.sum(axis=1) - np.diag(wrong)) == 8  # mostly eights


def test_new_forms_are_harder_than_new_digits():
    scores = []
    for groups in (None, data.digits().groups):
        of_deals = []
        for seed in (0, 2, 4):
            net, X, y = digit_net(seed, groups)
            of_deals.append(metrics.accuracy(net.predict(X).argmax(axis=1), y))
        scores.append(np.array(of_deals))
    shown = pictures.two_splits(*scores).shown
    assert shown["random"] == scores[0].mean() > 0.97
    assert shown["forms"] == scores[1].mean() < shown["random"] - 0.02
    assert shown["spread"] > np.ptp(scores[0])


def test_the_nearest_picture_is_mostly_of_the_same_form():
    digits, deal = data.digits(), np.random.default_rng(0)
    A, B, form_a, form_b = data.train_test_split(digits.X, digits.groups, rng=deal)
    squares = (B**2).sum(axis=1)[:, None] - 2 * B @ A.T + (A**2).sum(axis=1)
    same = np.mean(form_a[squares.argmin(axis=1)] == form_b)
    assert same > 0.45 > 6 / len(np.unique(digits.groups))

"""What chapter 11 computes: a curve and its noise, fits, penalties, the best of many, starts."""

import numpy as np
import pytest

from dlcourse import blackboard, data, gradcheck, layers, linear, losses, metrics, network, optim
from dlcourse.experiments import training as experiments
from dlcourse.network import staircase
from dlcourse.schedules import cosine

LOSS = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad


def descend(net, X, y, loss_grad, opt, steps):
    """Full batches, by hand."""
    for _ in range(steps):
        net.backward(loss_grad(net.forward(X), y))
        opt.step(net.params, net.grads)


# One hidden layer by hand


def test_the_curve_by_hand():
    x = np.array([[0, 1 / 12], [1 / 4, 1 / 2]])
    np.testing.assert_allclose(experiments.curve(x), [[0, 0.5], [0.25, 0]], atol=1e-15)
    assert experiments.curve(1 / 12) == pytest.approx(0.5)


def test_the_largest_slope_of_the_curve_is_at_0():
    x = np.linspace(0, 1, 2001)
    slopes = np.abs(np.gradient(experiments.curve(x), x))
    assert slopes.max() == pytest.approx(experiments.STEEPEST, rel=1e-3)
    assert slopes.argmax() in (0, 2000)


def test_a_bump_is_the_difference_of_two_steps():
    x = np.linspace(0, 1, 41)
    found = experiments.bump(x, 0.4, 0.6, 30.0)
    np.testing.assert_allclose(found, (np.tanh(15 * (x - 0.4)) - np.tanh(15 * (x - 0.6))) / 2)


@pytest.mark.parametrize(("H", "q"), [(1, 4), (3, 40), (31, 40)])
def test_the_worst_place_of_a_staircase_is_found(H, q):
    at, error = experiments.worst(H, q)
    net = staircase(experiments.curve, H, steepness=q)

    def error_at(x):
        return np.abs(net.predict(x[:, None])[:, 0] - experiments.curve(x))

    assert error_at(np.array([at]))[0] == pytest.approx(error)
    assert (error_at(np.linspace(0, 1, 997)) <= error + 1e-3).all()
    assert 4000 * at == pytest.approx(round(4000 * at), abs=1e-9)
    assert error <= experiments.bound(H) * (1 + 4 * np.exp(-q))


def test_how_many_units_the_chapter_promises():
    assert experiments.bound(38) > 0.1 > experiments.bound(39)
    assert np.ceil(experiments.STEEPEST / 2 / 0.1) == 40
    assert experiments.worst(39, 40)[1] < 0.1
    errors = [experiments.worst(H, 40)[1] for H in (3, 7, 15, 31, 63)]
    assert [round(error, 2) for error in errors] == [0.53, 0.42, 0.24, 0.12, 0.06]
    np.testing.assert_allclose(np.divide(errors[2:-1], errors[3:]), 2, rtol=0.05)


def test_soft_steps_go_slightly_above_the_bound():
    for H in (31, 63):
        error, bound = experiments.worst(H, 4)[1], experiments.bound(H)
        assert bound < error < 1.04 * bound
    assert round(experiments.worst(31, 4)[1], 3) == 0.126
    assert round(experiments.bound(31), 3) == 0.123


@pytest.mark.claim("training-beats-the-hand")
def test_in_fourteen_of_fifteen_trainings_the_error_is_below_that_by_hand():
    x, fine = (np.linspace(0, 1, count)[:, np.newaxis] for count in (65, 1001))
    below = []
    for H in (3, 7, 15):
        for seed in range(5):
            net, opt = experiments.steep_net(H, seed), optim.Adam(cosine(0.05, 1000))
            how = {"loss": (losses.mse, losses.mse_grad), "opt": opt, "epochs": 1000}
            network.fit(net, x, experiments.curve(x), **how)
            error = np.abs(net.predict(fine) - experiments.curve(fine)).max()
            below.append(error < experiments.worst(H, 40)[1])
    assert len(below) == 15
    assert sum(below) == 14


# Too few units, too many


def test_the_measurements_are_the_curve_and_normal_noise():
    x, y = experiments.measured("training")
    np.testing.assert_allclose(x[:, 0], np.arange(1, 64, 2) / 64)
    noise = np.random.default_rng(32).normal(size=32)
    np.testing.assert_allclose(y - experiments.curve(x[:, 0]), 0.2 * noise)
    x, y = experiments.measured("validation")
    assert x.shape == (100, 1)
    assert 0 <= x.min() < 0.05 < 0.95 < x.max() <= 1
    assert len(np.unique(x)) == 100
    assert np.std(y - experiments.curve(x[:, 0])) == pytest.approx(0.2, rel=0.15)


def features(H, x):
    """Return the hidden units as features, with a column of ones before them."""
    net = staircase(experiments.curve, H, steepness=4)
    return np.column_stack([np.ones(len(x)), net.layers[1].forward(net.layers[0].forward(x))])


@pytest.mark.parametrize("H", [1, 9, 23])
def test_the_output_weights_are_those_of_least_squared_error(H):
    """They solve the normal equation, which for few units has one solution."""
    x, y = experiments.measured("training")
    w, params = linear.normal_equation(features(H, x)[:, 1:], y), experiments.fit_output(H).params
    np.testing.assert_allclose(np.append(params["2.b"], params["2.W"]), w, rtol=1e-6)


@pytest.mark.parametrize("H", [63, 255])
def test_with_more_weights_than_points_they_are_the_shortest_that_fit(H):
    """The shortest solution is a sum of the rows, and goes through all points."""
    x, y = experiments.measured("training")
    A, params = features(H, x), experiments.fit_output(H).params
    w = np.append(params["2.b"], params["2.W"])
    with np.errstate(under="ignore"):  # far from its edge a sigmoid is next to 0
        np.testing.assert_allclose(A @ w, y, atol=1e-9)
        shortest = A.T @ np.linalg.solve(A @ A.T, y)
    np.testing.assert_allclose(w, shortest, rtol=1e-6, atol=1e-9)


def test_other_draws_have_other_noise_at_the_same_places():
    (x, y), (x_other, y_other) = (experiments.measured("training", draw) for draw in (0, 1))
    np.testing.assert_array_equal(x, x_other)
    assert not np.allclose(y, y_other)
    net = experiments.fit_output(40, 1)
    assert experiments.error_on(net, "training", 1) < 1e-9 < experiments.error_on(net, "training")


def errors(part, draw=0):
    """Return the error of each number of units on a part."""
    nets = [experiments.fit_output(H, draw) for H in experiments.UNITS]
    return [experiments.error_on(net, part, draw) for net in nets]


def test_training_error_falls_with_capacity_and_validation_error_falls_and_rises():
    train, held = errors("training"), errors("validation")
    fewer = experiments.UNITS.index(31)
    assert experiments.UNITS == (1, 3, 5, 7, 9, 11, 15, 23, 30, 31, 63, 255, 1023)
    assert (np.diff(train[: fewer + 1]) < 0).all()
    np.testing.assert_allclose(train[fewer:], 0, atol=1e-9)
    assert experiments.UNITS[int(np.argmin(held))] == 9
    assert held[0] > 1.5 * min(held)
    assert held[experiments.UNITS.index(30)] == pytest.approx(2 * min(held), rel=0.05)


@pytest.mark.claim("double-descent")
def test_beyond_the_threshold_the_error_falls_again_and_not_below_the_first_valley():
    for draw in (0, *experiments.DRAWS):
        x, y = experiments.measured("validation")
        nets = [experiments.fit_output(H, draw) for H in experiments.UNITS]
        held = np.array([losses.mse(net.predict(x).ravel(), y) for net in nets])
        peak = experiments.UNITS.index(30)
        assert held[peak] == held[experiments.UNITS.index(15) :].max()
        assert held[:peak].min() < held[-1] < held[peak]
    assert len(experiments.DRAWS) == 5


def test_beyond_the_threshold_the_output_weights_become_shorter():
    nets = [experiments.fit_output(H).params for H in (31, 63, 255, 1023)]
    lengths = [np.linalg.norm(np.append(net["2.b"], net["2.W"])) for net in nets]
    assert (np.diff(lengths) < 0).all()
    assert (round(lengths[0], 2), round(lengths[-1], 2)) == (2.47, 0.31)


@pytest.mark.claim("error-floor")
def test_on_new_points_the_noise_is_the_floor():
    rng, net = np.random.default_rng(5), experiments.fit_output(9)
    x = rng.uniform(0, 1, 40000)
    y_hat, noise = net.predict(x[:, None])[:, 0], experiments.NOISE * rng.normal(size=len(x))
    new = losses.mse(y_hat, experiments.curve(x) + noise)
    wrong = losses.mse(y_hat, experiments.curve(x))
    assert new == pytest.approx(wrong + experiments.NOISE**2, rel=0.02)
    assert experiments.error_on(net, "training") < experiments.NOISE**2 < new


def test_a_steep_net_has_steep_steps_at_random_places():
    params = experiments.steep_net(40_000, seed=0).params
    W = params["0.W"][:, 0]
    assert W.mean() == pytest.approx(0, abs=1)
    assert W.std() == pytest.approx(40, rel=0.01)
    places = -params["0.b"] / W
    assert places.mean() == pytest.approx(0.5, abs=0.01)
    assert 0 <= places.min() < 0.01 < 0.99 < places.max() <= 1
    assert [p.shape for p in params.values()] == [(40_000, 1), (40_000,), (1, 40_000), (1,)]
    others = experiments.steep_net(3, seed=1).params["0.W"]
    assert not np.allclose(others, experiments.steep_net(3, seed=2).params["0.W"])


def test_a_long_training_is_adam_on_the_whole_batch():
    run, net, opt = experiments.long_training(3), experiments.steep_net(60, 0), optim.Adam(0.01)
    (x, y), grid = experiments.measured("training"), np.linspace(0, 1, 141)
    assert list(run.answers) == [1, 3]
    np.testing.assert_array_equal(run.x, grid)
    for epoch in (1, 2, 3):
        loss = losses.mse(net.forward(x), y[:, None])
        assert run.training[epoch - 1] == pytest.approx(loss)
        descend(net, x, y[:, None], losses.mse_grad, opt, 1)
        assert run.validation[epoch - 1] == pytest.approx(experiments.error_on(net, "validation"))
        if epoch in run.answers:
            np.testing.assert_allclose(run.answers[epoch], net.predict(grid[:, None])[:, 0])


@pytest.mark.claim("epochs-of-five-starts")
def test_from_five_starts_validation_turns_back_between_55_and_260_epochs():
    runs = [experiments.long_training(seed=seed) for seed in range(5)]
    lowest = [int(run.validation.argmin()) + 1 for run in runs]
    assert (min(lowest), max(lowest)) == (55, 260)
    assert all(run.validation[-1] > 1.25 * run.validation.min() for run in runs)


def test_the_steps_of_the_picture_are_those_of_the_blackboard():
    first, steps = experiments.batch_steps()
    (x, y), net = experiments.measured("training"), experiments.steep_net(60, seed=0)
    grid = np.linspace(0, 1, 141)[:, None]
    np.testing.assert_array_equal(first, net.predict(grid).ravel())
    rng, how = np.random.default_rng(0), {"lr": 0.01, "batch_size": 8, "epochs": 3}
    blackboard.train(net, x, y[:, None], losses.mse_grad, rng=rng, **how)
    np.testing.assert_allclose(steps[-1].answers, net.predict(grid).ravel())
    assert len(steps) == 12
    for epoch in range(3):
        rows = np.concatenate([step.rows for step in steps[4 * epoch : 4 * epoch + 4]])
        np.testing.assert_array_equal(np.sort(rows), np.arange(32))


@pytest.mark.claim("a-batch-for-itself")
def test_the_error_of_each_batch_falls_and_at_step_10_that_of_all_points_rises():
    first, steps = experiments.batch_steps()
    x, y = experiments.measured("training")
    curves = [first, *(step.answers for step in steps)]
    J = [losses.mse(np.interp(x[:, 0], np.linspace(0, 1, 141), curve), y) for curve in curves]
    assert all(step.after < step.before for step in steps)
    assert [k for k in range(1, 13) if J[k] > J[k - 1]] == [10]


def test_training_goes_on_and_validation_turns_back():
    run = experiments.long_training()
    assert list(run.answers) == [1, 3, 10, 30, 100, 260, 500, 1000, 2000]
    assert len(run.training) == len(run.validation) == 2000
    best = int(run.validation.argmin())
    assert 100 < best < 1000
    assert run.validation[-1] > 1.2 * run.validation[best]
    assert run.training[-1] < 0.5 * run.training[best]
    assert run.training[-1] < experiments.NOISE**2


# Choosing by the test


def test_the_best_coin_is_that_of_many_games():
    assert experiments.best_coin(1, 50) == pytest.approx(0.5)
    assert experiments.best_coin(2, 1) == pytest.approx(0.75)  # both wrong in one game of four
    rng = np.random.default_rng(0)
    games = rng.binomial(50, 0.5, size=(2000, 100)).max(axis=1) / 50
    assert experiments.best_coin(100, 50) == pytest.approx(games.mean(), abs=3e-3)


@pytest.mark.claim("best-of-many")
@pytest.mark.parametrize("K", [2, 10, 1000])
def test_the_best_of_many_keeps_to_the_bound(K):
    excess = experiments.best_coin(K, 50) - 0.5
    assert 0 < excess < experiments.excess_bound(K, 50)


def test_the_bound_of_the_best_by_hand():
    K = np.exp([[0.0, 2.0], [8.0, 18.0]])
    np.testing.assert_allclose(experiments.excess_bound(K, 4), [[0, 0.5], [1, 1.5]])


@pytest.mark.claim("choosing-helps")
def test_who_chooses_by_a_test_fools_himself():
    right = experiments.tried_nets()
    assert right.shape == (40, 4000)
    claimed, true = experiments.best_of_nets(right)
    assert [round(float(v), 3) for v in (claimed[-1], true[-1], true[0])] == [0.919, 0.887, 0.868]
    assert claimed[0] == pytest.approx(true[0], abs=0.005)
    assert (np.diff(claimed) > 0).all()
    assert true[-1] <= right.mean(axis=1).max()


def test_nets_that_toss_coins_do_as_coins_do():
    right = np.random.default_rng(4).random((12, 3000)) < 0.5
    claimed, true = experiments.best_of_nets(right, deals=800)
    coins = [experiments.best_coin(K, 50) for K in range(1, 13)]
    np.testing.assert_allclose(claimed, coins, atol=0.01)
    np.testing.assert_allclose(true, 0.5, atol=0.01)


def test_of_one_good_net_and_one_bad_the_good_one_is_chosen_and_half_the_time_it_is_first():
    right = np.array([[True] * 60, [False] * 60])
    claimed, true = experiments.best_of_nets(right)
    np.testing.assert_array_equal(claimed, true)
    assert true[1] == 1
    assert true[0] == pytest.approx(0.5, abs=0.07)
    assert 500 * true[0] == round(500 * true[0])  # of 500 deals


# A price on large weights


def test_the_moons_are_those_of_the_package_with_much_noise():
    ours = experiments.noisy_moons(20, seed=1)
    theirs = data.moons(20, noise=0.3, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(ours.X, theirs.X)
    np.testing.assert_array_equal(ours.y, theirs.y)


def test_the_net_for_the_moons_begins_with_three_times_the_weights_of_he():
    params = experiments.moons_net(20_000).params
    assert params["0.W"].shape == (20_000, 2)
    assert params["0.W"].std() == pytest.approx(3, rel=0.01)  # 3 √(2/2)
    assert params["2.W"].shape == (1, 20_000)
    same, other = (experiments.moons_net(3, seed=seed).params.flat for seed in (0, 1))
    np.testing.assert_array_equal(experiments.moons_net(3).params.flat, same)
    assert not np.allclose(same, other)


def test_with_l2_the_step_is_that_of_the_regularised_cost():
    few, alpha = experiments.noisy_moons(20, seed=1), 0.3
    net, y = experiments.moons_net(3), few.y[:, None]
    before, flat = {name: p.copy() for name, p in net.params.items()}, net.params.flat

    def J(values):
        flat[:] = values
        R = sum(losses.l2_penalty(p, alpha) for name, p in net.params.items() if "W" in name)
        return losses.sigmoid_cross_entropy(net.forward(few.X), y) + R

    start = flat.copy()
    gradient = gradcheck.numerical_gradient(J, start)
    flat[:] = start
    opt = optim.WithL2(optim.SGD(0.1), alpha)
    network.fit(net, few.X, y, loss=experiments.BCE, opt=opt, epochs=1)
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


def test_a_penalised_net_is_trained_on_the_regularised_cost():
    few, alpha, net = experiments.noisy_moons(60, seed=3), 0.3, experiments.moons_net(40)
    opt = optim.WithL2(optim.Adam(cosine(0.03, 4)), alpha)
    descend(net, few.X, few.y[:, None], losses.sigmoid_cross_entropy_grad, opt, 4)
    found = experiments.penalised(alpha, steps=4)
    np.testing.assert_allclose(found.net.params.flat, net.params.flat)


def test_at_a_sum_of_0_a_net_says_1():
    rng, part = np.random.default_rng(0), experiments.noisy_moons(20, seed=1)
    undecided = network.Sequential(layers.Dense(2, 1, rng=rng, init="zeros"))
    np.testing.assert_array_equal(experiments.right_on(undecided, part), part.y == 1)
    undecided.params["0.b"][:] = -0.1
    np.testing.assert_array_equal(experiments.right_on(undecided, part), part.y == 0)


@pytest.mark.parametrize("steps", [1, 40])
def test_the_numbers_of_a_penalised_net_are_its_own(steps):
    found = experiments.penalised(0.01, steps=steps)
    few, held = experiments.noisy_moons(60, seed=3), experiments.noisy_moons(200, seed=13)
    parts = (few, found.training, found.right), (held, found.validation, found.right_held)
    for part, cost, right in parts:
        Z = found.net.predict(part.X)
        assert cost == losses.sigmoid_cross_entropy(Z, part.y[:, None])
        assert right == metrics.accuracy(Z[:, 0] >= 0, part.y)
    size = sum(np.sum(found.net.params[name] ** 2) for name in ("0.W", "2.W"))
    assert found.size == pytest.approx(size)


def test_a_stronger_penalty_means_smaller_weights_and_a_higher_training_cost():
    found = [experiments.penalised(alpha) for alpha in experiments.STRENGTHS]
    assert (np.diff([each.size for each in found]) < 0).all()
    assert (np.diff([each.training for each in found]) > 0).all()
    held = [each.validation for each in found]
    assert experiments.STRENGTHS[int(np.argmin(held))] == 0.01
    assert held[0] > 2 * min(held) < held[-1]
    assert found[0].right == 1
    assert found[3].right_held > found[0].right_held + 0.05
    np.testing.assert_array_equal(experiments.STRENGTHS, [0, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.3])


@pytest.mark.claim("penalty-of-five-sets")
def test_chosen_by_validation_the_penalty_lowers_the_cost_in_five_sets_and_reads_more_in_four():
    pairs = [experiments.penalty_in_truth(draw) for draw in range(1, 6)]
    assert all(chosen.cost < without.cost for without, chosen in pairs)
    more = [chosen.right > without.right for without, chosen in pairs]
    assert sum(more) == 4
    for draw, (without, chosen) in enumerate(pairs, start=1):
        held = {a: experiments.penalised(a, draw=draw).validation for a in experiments.STRENGTHS}
        assert without.alpha == 0
        assert held[chosen.alpha] == min(held.values())
        new = experiments.noisy_moons(4000, seed=99)
        net = experiments.penalised(chosen.alpha, draw=draw).net
        assert chosen.right == experiments.right_on(net, new).mean()


def test_unless_told_a_penalised_net_makes_1000_steps():
    assert experiments.penalised(0.01).size == experiments.penalised(0.01, steps=1000).size


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
    W = layers.Dense(200, 100, rng=np.random.default_rng(0), init=init).params["W"]
    assert W.mean() == pytest.approx(0, abs=3 * np.sqrt(variance / W.size))
    assert W.var() == pytest.approx(variance, rel=0.03)


def test_a_sum_has_n_var_w_times_the_mean_square_of_what_comes_in():
    rng, n = np.random.default_rng(0), 400
    A = np.abs(rng.normal(size=(50, n)))  # not of mean 0: only the square counts
    Z = A @ (0.1 * rng.normal(size=(2000, n))).T
    assert Z.var() == pytest.approx(n * 0.1**2 * np.mean(A**2), rel=0.03)
    assert np.mean(np.maximum(Z, 0) ** 2) == pytest.approx(Z.var() / 2, rel=0.03)


# The digits


def test_the_nearest_picture_is_mostly_of_the_same_form():
    digits, deal = data.digits(), np.random.default_rng(0)
    A, B, form_a, form_b = data.train_test_split(digits.X, digits.groups, rng=deal)
    squares = (B**2).sum(axis=1)[:, None] - 2 * B @ A.T + (A**2).sum(axis=1)
    same = np.mean(form_a[squares.argmin(axis=1)] == form_b)
    assert same > 0.45 > 6 / len(np.unique(digits.groups))

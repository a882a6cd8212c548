"""The numbers of chapter 7: two ReLUs by hand, a fold, a tide, flat slopes, dead units."""

import math
import statistics

import numpy as np
import pytest

from dlcourse import data, linear, losses, ops
from dlcourse.activations import ACTIVATIONS, leaky_relu, relu, softmax, tanh, tanh_prime
from dlcourse.experiments import activations as experiments
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential

Z = np.array([-3.0, -0.5, 0.25, 2.0])

# Two ReLUs by hand


def test_the_museum_has_a_hundred_visitors_until_hour_2_and_three_hundred_at_hour_4():
    x, y = experiments.visitors()
    np.testing.assert_array_equal(x, np.arange(0, 6.5, 0.5))
    np.testing.assert_array_equal(y[::2], [1, 1, 1, 2, 3, 2, 1])
    np.testing.assert_allclose(np.interp(x, x[::2], y[::2]), y)


def test_two_relus_by_hand_cut_weigh_and_add_up():
    rows = experiments.by_hand(np.array([0.0, 3.0, 6.0]), (2, 5), (3, -1))
    np.testing.assert_array_equal(rows.z, [[-2, -5], [1, -2], [4, 1]])
    np.testing.assert_array_equal(rows.h, [[0, 0], [1, 0], [4, 1]])
    np.testing.assert_array_equal(rows.weighted, [[0, 0], [3, 0], [12, -1]])
    np.testing.assert_array_equal(rows.total, [1, 4, 12])


def test_corners_2_and_4_with_slopes_1_and_minus_2_hit_every_dot():
    x, y = experiments.visitors()
    np.testing.assert_allclose(experiments.by_hand(x, (2, 4), (1, -2)).total, y)
    # Without the cut the same numbers are the line 7 − x.
    z = experiments.by_hand(x, (2, 4), (1, -2)).z
    np.testing.assert_allclose(z @ [1, -2] + 1, 7 - x)


# Linear layers collapse


def test_two_linear_layers_are_the_layer_of_their_product():
    rng = np.random.default_rng(3)
    W1, b1, W2, b2 = (rng.normal(size=s) for s in ((9, 8), 9, (4, 9), 4))
    X = rng.normal(size=(50, 8))
    net = Sequential(Dense(8, 9, rng=rng), Activation("identity"), Dense(9, 4, rng=rng))
    for name, array in {"0.W": W1, "0.b": b1, "2.W": W2, "2.b": b2}.items():
        net.params[name][...] = array
    one = ops.dense(X, W2 @ W1, W2 @ b1 + b2)
    np.testing.assert_allclose(net.predict(X), one, rtol=1e-12, atol=1e-12)


def test_two_layers_are_a_dense_an_activation_and_a_dense():
    net = experiments.two_layers(3, 5, "tanh", rng=np.random.default_rng(0))
    assert repr(net) == "Sequential(Dense(3, 5), Activation('tanh'), Dense(5, 1))"
    X = np.random.default_rng(1).normal(size=(4, 3))
    p = net.params
    by_hand = np.tanh(X @ p["0.W"].T + p["0.b"]) @ p["2.W"].T + p["2.b"]
    np.testing.assert_allclose(net.predict(X), by_hand, rtol=1e-12)


def test_a_bend_between_two_layers_is_no_line():
    net = experiments.two_layers(1, 3, "relu", rng=np.random.default_rng(0))
    net.params["2.W"][...] = 1
    slopes = np.abs(net.params["0.W"][:, 0])  # max(0, wx) + max(0, −wx) = |w| at x = 1
    low, middle, high = net.predict(np.array([[-1.0], [0.0], [1.0]]))[:, 0]
    assert low + high - 2 * middle == pytest.approx(slopes.sum())


# Radius and area


def test_two_linear_layers_learn_the_best_line_and_two_with_relu_learn_the_circle():
    X, y = experiments.tumours()
    assert X.shape == y.shape == (569, 1)
    slope, intercept = np.polyfit(X[:, 0], y[:, 0], 1)
    straight, bent = experiments.areas("identity"), experiments.areas("relu")
    radius = np.arange(6, 29.1, 0.5)
    np.testing.assert_allclose(straight.radius, radius)
    for areas in (straight, bent):
        np.testing.assert_allclose(areas.line, intercept + slope * radius)
    np.testing.assert_allclose(straight.net, straight.line, atol=1e-6)
    assert straight.line[0] < 0 < bent.net[0]
    inside = (radius > 8) & (radius < 22)
    np.testing.assert_allclose(bent.net[inside], np.pi * radius[inside] ** 2, rtol=0.1)


def test_what_the_network_of_the_chapter_makes_of_the_smallest_and_the_largest_radius():
    net = experiments.areas("relu").net
    assert [net[0], net[-1]] == pytest.approx([42.39, 2497.4], rel=1e-4)


def test_the_range_of_an_output_decides_which_targets_it_can_reach():
    area = experiments.tumours()[1][:, 0]
    standard = (area - area.mean()) / area.std()
    ends = {name: (g(-1000.0), g(1000.0)) for name, (g, _) in ACTIVATIONS.items()}
    assert (ends["sigmoid"], ends["tanh"], ends["relu"]) == ((0, 1), (-1, 1), (0, 1000))
    share = {k: np.mean((standard >= a) & (standard <= b)) for k, (a, b) in ends.items()}
    assert share["identity"] == 1
    assert share["sigmoid"] < share["relu"] < share["tanh"] < 1
    assert area.min() > 1  # in u², out of reach for a sigmoid and for tanh


# XOR


def test_xor_by_hand():
    X = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
    H = relu(ops.dense(X, [[1, -1], [-1, 1]], [0, 0]))
    np.testing.assert_array_equal(H, [[0, 0], [0, 0], [2, 0], [0, 2]])
    np.testing.assert_array_equal(ops.dense(H, [[0.5, 0.5]], [0])[:, 0], [0, 0, 1, 1])


@pytest.mark.parametrize("c", [0.0, 0.25, 0.75, 1.0])
def test_the_fold_parts_the_classes_as_far_as_it_bends(c):
    X, y = np.array([[1.0, 1], [-1, -1], [1, -1], [-1, 1]]), np.array([0, 0, 1, 1])
    fold = experiments.fold(X, y, c)
    u = np.array([2.0, -2.0])  # x1 − x2 at the corners of class 1
    bent = u if c == 1 else leaky_relu(u, c)
    np.testing.assert_allclose(fold.H, [[0, 0], [0, 0], bent, bent[::-1]])
    assert fold.cut == pytest.approx(bent.sum() / 2)
    # The corners of class 1 lie at (2, −2c) and (−2c, 2): the line through them has this distance.
    assert fold.gap == pytest.approx(abs(bent.sum()) / np.sqrt(2))
    assert fold.right == (0.5 if c == 1 else 1)
    assert experiments.fold(X, 1 - y, c).right == (0.5 if c == 1 else 0)


def test_a_point_on_the_line_of_the_fold_counts_as_class_0():
    X = np.array([[0.5, -0.5], [2.0, 0.5], [0.0, -0.5]])
    assert experiments.fold(X, np.array([0, 1, 0]), 0.0).right == 1


def test_no_line_parts_xor_and_the_smallest_bend_does():
    table = experiments.xor()
    assert table.X.shape == (80, 2)
    w = linear.normal_equation(table.X, table.y)
    assert np.abs(linear.predict_linear(table.X, w) - 0.5).max() < 0.2
    again = data.xor(80, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(table.X, again.X)
    for c in (0.0, 0.01, 0.1, 0.5, 0.75):
        assert experiments.fold(table.X, table.y, c).right == 1
    assert experiments.fold(table.X, table.y, 1.0).right == 0.5


# A tide


def test_the_tide_is_two_waves_of_which_one_takes_the_whole_day():
    t, y = experiments.tide()
    np.testing.assert_allclose(t, np.arange(49) / 2)
    for hour, height in ((3, 4.4), (9, 1.1), (15, 3.4), (21, 1.1)):
        assert y[2 * hour] == pytest.approx(height)
    turn = np.pi * (t - 3) / 12
    np.testing.assert_allclose(y, 2.5 + 1.4 * np.cos(2 * turn) + 0.5 * np.cos(turn))


def test_a_network_gets_the_tide_from_minus_two_to_two_and_standardised():
    X, T = experiments.scaled_tide()
    t, y = experiments.tide()
    assert X.shape == T.shape == (49, 1)
    np.testing.assert_allclose(X[:, 0] * 6 + 12, t)
    assert T.mean() == pytest.approx(0, abs=1e-12)
    assert T.std() == pytest.approx(1)
    np.testing.assert_allclose(T[:, 0] * y.std() + y.mean(), y)


@pytest.mark.parametrize(
    ("name", "units"), [("identity", 1), ("identity", 10), ("tanh", 2), ("relu", 4)]
)
def test_the_error_is_that_of_the_network_and_only_an_activation_bends(name, units):
    net, error = experiments.fitted(name, units)
    t, y = experiments.tide()
    y_hat = net.predict((t[:, np.newaxis] - 12) / 6)[:, 0] * y.std() + y.mean()
    assert error == pytest.approx(np.sqrt(losses.mse(y_hat, y)))
    np.testing.assert_allclose(experiments.drawn(name, units, t), y_hat)
    line = np.polyval(np.polyfit(t, y, 1), t)
    best_line = np.sqrt(np.mean((line - y) ** 2))
    bend = np.abs(np.diff(y_hat, 2)).max()
    if name == "identity":
        assert bend < 1e-6
        assert error == pytest.approx(best_line, abs=1e-3)
    else:
        assert bend > 0.1
        assert error < best_line - 0.1


@pytest.mark.parametrize("units", [1, 4])
def test_each_relu_brings_at_most_one_corner(units):
    net, _ = experiments.fitted("relu", units)
    y = net.predict(np.linspace(-2, 2, 4001)[:, np.newaxis])[:, 0]
    slopes = np.diff(y)
    steps = np.flatnonzero(np.abs(np.diff(slopes)) > 1e-6)
    at = experiments.corners(units)
    assert len(at) <= units
    for step in steps:  # each change of slope is at a corner of a unit
        assert np.abs(at - (12 + 6 * (-2 + (step + 1) / 1000))).min() < 0.02


@pytest.mark.claim("units-and-bends")
def test_more_units_buy_nothing_with_the_identity_and_more_bends_with_an_activation():
    units = (1, 2, 4, 6, 10)
    error = {
        name: [experiments.fitted(name, count)[1] for count in units]
        for name in ("identity", "tanh", "relu")
    }
    np.testing.assert_allclose(error["identity"], 0.881, atol=5e-4)
    assert (np.diff(error["relu"]) < 0).all()
    assert error["relu"][2] == pytest.approx(0.19, abs=0.005)
    assert 0.4 < error["relu"][4] / error["relu"][2] < 0.6
    assert error["tanh"][3] < 0.02
    # Four corners, each within an hour of a high or a low tide.
    assert np.abs(experiments.corners(4) - [3, 9, 15, 21]).max() < 1


def test_a_line_is_trained_once_and_a_curve_eight_times(monkeypatch):
    nets = []
    monkeypatch.setattr(experiments, "fit", lambda net, *_, **__: nets.append(net))
    experiments.fitted.__wrapped__("identity", 3)
    assert len(nets) == 1
    for name, steep in (("tanh", 2), ("relu", 1)):
        experiments.fitted.__wrapped__(name, 3)
        assert len(nets) == 9
        for net in nets[1:]:  # the bends begin one in each third of the day
            w = net.params["0.W"][:, 0]
            assert set(np.abs(w)) == {steep}
            assert list(np.floor((2 - net.params["0.b"] / w) * 3 / 4)) == [0, 1, 2]
        del nets[1:]


# Slopes


def test_the_forms_of_the_slope_of_tanh_agree():
    by_deck = [4 / (math.exp(z) + math.exp(-z)) ** 2 for z in Z]
    np.testing.assert_allclose(tanh_prime(Z), by_deck, rtol=1e-14)
    np.testing.assert_allclose(tanh_prime(Z), 1 - tanh(Z) ** 2, rtol=1e-12)
    np.testing.assert_allclose(tanh(Z), 2 * ACTIVATIONS["sigmoid"][0](2 * Z) - 1, rtol=1e-14)


def test_softmax_forgets_what_moves_all_sums_together():
    np.testing.assert_allclose(softmax(Z + 3), softmax(Z), rtol=1e-14)
    assert softmax(np.array([7.0])) == 1 == softmax(np.array([-7.0]))


def test_a_dead_relu_stays_dead_and_a_leak_passes_a_hundredth():
    z = np.array([[-5.0, -1.0]])
    for name, left in (("relu", 0.0), ("leaky_relu", 0.01), ("identity", 1.0)):
        layer = Activation(name)
        layer.forward(z)
        np.testing.assert_array_equal(layer.backward([[1.0, -2.0]]), [[left, -2 * left]])


# The flat part


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("scale", experiments.SCALES)
def test_the_share_in_the_flat_part_is_that_of_the_normal_distribution(name, scale):
    X, _ = data.standardise(data.breast_cancer().X)
    # A sum of normal weights is normal, with s ‖x‖ as its standard deviation.
    spread = scale * np.linalg.norm(X[::10], axis=1)
    # Where the slope is 1 % of the largest: a(1 − a) = 0.0025, and tanh(z) = 2σ(2z) − 1.
    a = (1 + math.sqrt(1 - 4 * 0.0025)) / 2
    cut = math.log(a / (1 - a))
    cut = {"sigmoid": cut, "tanh": cut / 2}.get(name)
    normal = statistics.NormalDist()
    expected = 0.5 if cut is None else np.mean([2 * normal.cdf(-cut / s) for s in spread])
    share = experiments.flat_share(name, scale * experiments.sums())
    assert share == pytest.approx(expected, abs=0.06)


def test_the_flat_part_begins_where_the_slope_is_a_hundredth_of_the_largest():
    for name, largest in (("sigmoid", 0.25), ("tanh", 1.0)):
        z = experiments.flat_below(name)
        assert ACTIVATIONS[name][1](z) == pytest.approx(0.01 * largest)
        assert z < 0
        at = np.array([1.001 * z, 0.999 * z, 0.0, -0.999 * z, -1.001 * z])
        assert experiments.flat_share(name, at) == 2 / 5
    assert experiments.flat_below("relu") == 0
    assert experiments.flat_share("relu", np.array([-1e-9, 0.0, 1e-9, 1.0])) == 1 / 2


def test_a_slope_of_exactly_a_hundredth_is_not_flat():
    assert experiments.flat_share("leaky_relu", np.array([-1.0, 1.0])) == 0


def test_the_sums_are_of_every_tenth_tumour_and_twenty_units():
    X, _ = data.standardise(data.breast_cancer().X)
    W = np.random.default_rng(0).standard_normal((20, 30))
    np.testing.assert_allclose(experiments.sums(), [W @ x for x in X[0:569:10]])


def test_only_relu_does_not_mind_the_scale():
    assert experiments.SCALES == (0.03, 0.1, 0.3, 1, 3, 10)
    flat = {name: experiments.flat_shares(name) for name in ("sigmoid", "tanh", "relu")}
    assert len(set(flat["relu"])) == 1
    for name in ("sigmoid", "tanh"):
        assert (np.diff(flat[name]) >= 0).all()
        assert flat[name][0] == 0
        assert flat[name][-1] > 0.85
    assert flat["tanh"][3] == pytest.approx(0.475, abs=0.001)
    assert flat["tanh"][1] == 0


def test_a_sum_is_counted_in_its_half_unit_and_beyond_10_at_the_end():
    at, shares = experiments.shares_by_sum(
        np.array([[-99.0, -10, -0.1, 0.0], [0.49, 0.5, 9.6, 11]])
    )
    np.testing.assert_allclose(at, np.arange(-20, 20) / 2)
    counted = {k: share * 8 for k, share in zip(at, shares, strict=True) if share}
    assert counted == {-10: 2, -0.5: 1, 0: 2, 0.5: 1, 9.5: 2}


@pytest.mark.claim("open-at-every-scale")
def test_an_open_relu_passes_1_at_every_scale_and_tanh_only_near_0():
    z = np.random.default_rng(0).normal(size=100_000)
    of_tanh, of_relu = (
        [experiments.open_share(name, s * z) for s in (0.1, 1, 10, 100)]
        for name in ("tanh", "relu")
    )
    assert len(set(of_relu)) == 1
    assert of_relu[0] == pytest.approx(0.5, abs=0.01)
    assert (np.diff(of_tanh) < 0).all()
    # tanh′ is above 0.9 for |z| below artanh √0.1.
    cut = math.atanh(math.sqrt(0.1))
    normal = statistics.NormalDist()
    expected = [2 * normal.cdf(cut / s) - 1 for s in (0.1, 1, 10, 100)]
    np.testing.assert_allclose(of_tanh, expected, atol=0.01)
    for s in (0.1, 1, 10, 100):  # E[s tanh′(s z)] stays below 2 φ(0) = 0.798
        assert s * tanh_prime(s * z).mean() < 0.8
    assert experiments.open_share("sigmoid", z) == 0


@pytest.mark.claim("mean-and-best")
def test_after_eight_layers_relu_passes_less_than_tanh_in_the_mean_and_as_much_at_best():
    z = np.random.default_rng(0).normal(size=100_000)
    mean = {name: ACTIVATIONS[name][1](z).mean() ** 8 for name in ("sigmoid", "tanh", "relu")}
    assert mean["relu"] < mean["tanh"] / 4
    assert mean["sigmoid"] < 0.25**8 < 2e-5
    assert ACTIVATIONS["tanh"][1](0.0) == ACTIVATIONS["relu"][1](1.0) == 1


# Dead units


def test_a_unit_is_dead_if_its_sum_is_above_0_for_no_example():
    net = experiments.two_layers(1, 3, "relu", rng=np.random.default_rng(0))
    net.params["0.W"][...] = [[1], [1], [-1]]
    net.params["0.b"][...] = [0, -3, 1]
    assert experiments.dead_units(net, np.array([[-1.0], [2.0], [3.0]])) == 1
    assert experiments.dead_units(net, np.array([[-1.0], [0.0]])) == 2


@pytest.mark.claim("the-leak-revives")
def test_dead_relus_stay_dead_in_every_start_and_with_a_leak_some_come_back():
    mean_alone = experiments.visitors()[1].std()
    relus, leaky = experiments.revived("relu"), experiments.revived("leaky_relu")
    assert relus.shape == leaky.shape == (5, 3)
    np.testing.assert_array_equal(relus[:, :2], 10)
    np.testing.assert_allclose(relus[:, 2], mean_alone, rtol=1e-6)
    assert (leaky[:, 0] == 10).all()
    assert (leaky[:, 1] < 10).all()
    assert (leaky[:, 2] < mean_alone - 0.05).all()


@pytest.mark.claim("large-steps-kill")
def test_a_large_rate_kills_several_times_as_many_units():
    counts = {lr: experiments.deaths(lr) for lr in (0.1, 0.5, 1.0)}
    for count in counts.values():
        assert count.shape == (10, 2)
        assert (count[:, 0] == 0).all()
    after = {lr: count[:, 1].mean() for lr, count in counts.items()}
    assert after[1.0] > 3 * max(after[0.1], after[0.5])


# Zero-centred


@pytest.mark.claim("together-in-batches")
def test_how_often_all_weights_move_the_same_way_with_one_example_and_with_a_batch():
    of = {
        name: [experiments.same_way(name, B, seed=seed) for B in (1, 32) for seed in range(5)]
        for name in ("sigmoid", "tanh", "relu")
    }
    assert of["sigmoid"][:5] == of["relu"][:5] == [1] * 5
    np.testing.assert_allclose(of["tanh"], 1 / 16, atol=0.015)
    np.testing.assert_allclose(of["sigmoid"][5:], 2 / 3, atol=0.04)
    np.testing.assert_allclose(of["relu"][5:], 1 / 4, atol=0.03)

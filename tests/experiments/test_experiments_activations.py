"""The numbers of chapter 7: lines that stacking cannot bend, a fold, a year, flat slopes."""

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


# A year


def test_the_year_is_a_cosine_and_its_noise():
    """Coldest at 0.7 months, where it is 3 °C; warmest half a year later, with 29 °C."""
    t, y, noise = experiments.year()
    np.testing.assert_allclose(t, np.arange(49) / 4)
    clean = y - noise
    wave = np.column_stack([np.ones(49), np.cos(np.pi * t / 6), np.sin(np.pi * t / 6)])
    a, b, c = np.linalg.lstsq(wave, clean)[0]
    np.testing.assert_allclose(wave @ [a, b, c], clean, atol=1e-9)
    assert [a, np.hypot(b, c)] == pytest.approx([16, 13])
    assert np.arctan2(-c, -b) * 6 / np.pi == pytest.approx(0.7)
    np.testing.assert_allclose(noise / 1.5, np.random.default_rng(0).standard_normal(49))


@pytest.mark.parametrize(
    ("name", "units"), [("identity", 1), ("identity", 10), ("tanh", 2), ("relu", 3), ("relu", 10)]
)
def test_the_error_is_that_of_the_network_and_only_an_activation_bends(name, units):
    net, error = experiments.fitted(name, units)
    t, y, _ = experiments.year()
    y_hat = net.predict((t[:, np.newaxis] - 6) / 3)[:, 0] * y.std() + y.mean()
    assert error == pytest.approx(np.sqrt(losses.mse(y_hat, y)))
    of_units, curve = experiments.parts(name, units, t)
    np.testing.assert_allclose(curve, y_hat)
    assert of_units.shape == (49, units)
    without = curve - of_units.sum(axis=1)
    np.testing.assert_allclose(without, net.params["2.b"][0] * y.std() + y.mean())
    line = np.polyval(np.polyfit(t, y, 1), t)
    best_line = np.sqrt(np.mean((line - y) ** 2))
    bend = np.abs(np.diff(curve, 2)).max()
    if name == "identity":
        assert bend < 1e-6
        assert error == pytest.approx(best_line, abs=1e-3)
    else:
        assert bend > 0.1
        assert error < best_line - 1


def test_a_part_is_what_one_hidden_unit_adds():
    net, _ = experiments.fitted("relu", 2)
    spread = experiments.year()[1].std()
    of_units, _ = experiments.parts("relu", 2, np.array([0.0, 6.0, 9.0]))
    W, b, w = net.params["0.W"][:, 0], net.params["0.b"], net.params["2.W"][0]
    for row, x in zip(of_units, (-2, 0, 1), strict=True):  # (t − 6)/3
        by_hand = [w[j] * max(0, W[j] * x + b[j]) * spread for j in range(2)]
        np.testing.assert_allclose(row, by_hand)


def test_each_relu_brings_at_most_one_corner():
    for units in (1, 2, 3, 5, 10):
        net, _ = experiments.fitted("relu", units)
        y = net.predict(np.linspace(-2, 2, 4001)[:, np.newaxis])[:, 0]
        bent = np.abs(np.diff(y, 2)) > 1e-9
        corners = np.sum(bent[1:] & ~bent[:-1]) + bent[0]  # two grid points share a corner
        assert corners <= units


def test_the_errors_that_the_chapter_names():
    error = {
        (name, units): experiments.fitted(name, units)[1]
        for name in ("identity", "tanh", "relu")
        for units in (1, 2, 10)
    }
    assert {f"{error['identity', units]:.2f}" for units in (1, 2, 10)} == {"8.62"}
    assert error["tanh", 2] == pytest.approx(1.0251, abs=1e-4)
    assert error["relu", 2] == pytest.approx(1.5488, abs=1e-4)
    assert error["tanh", 1] > 6 < error["relu", 1]
    assert error["relu", 10] < experiments.year()[2].std()
    assert error["relu", 10] == pytest.approx(1.0161, abs=1e-4)
    assert experiments.year()[2].std() == pytest.approx(1.36, abs=0.005)


def test_a_line_is_trained_once_and_a_curve_six_times(monkeypatch):
    nets = []
    monkeypatch.setattr(experiments, "fit", lambda net, *_, **__: nets.append(net))
    experiments.fitted.__wrapped__("identity", 3)
    assert len(nets) == 1
    experiments.fitted.__wrapped__("tanh", 3)
    assert len(nets) == 7
    for net in nets:  # the bends −b/w begin between −2 and 2: from January to December
        assert np.abs(net.params["0.b"] / net.params["0.W"][:, 0]).max() <= 2


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


def test_a_sum_is_counted_at_the_nearest_whole_number_and_beyond_10_at_the_end():
    at, shares = experiments.shares_by_sum(
        np.array([[-99.0, -10, 0.49, -0.5], [0.5, 1.4, 9.6, 11]])
    )
    assert list(at) == list(range(-10, 11))
    counted = {k: share * 8 for k, share in zip(at, shares, strict=True) if share}
    assert counted == {-10: 2, 0: 2, 1: 2, 10: 2}

"""The pictures of chapter 7 show what they claim, at every kind of position of their controls."""

import math
import statistics

import numpy as np
import pytest
from positions import some

from dlcourse import data, gradcheck, linear, losses, ops
from dlcourse.activations import ACTIVATIONS, leaky_relu, relu, softmax, tanh, tanh_prime
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential
from dlcourse.pictures import activations as pictures

Z = np.array([-3.0, -0.5, 0.25, 2.0])


@pytest.mark.parametrize(
    "draw",
    [lambda: pictures.areas("identity"), lambda: pictures.areas("relu"), pictures.gallery],
    ids=["areas of a line", "areas of a curve", "gallery"],
)
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert frame.svg().count("<svg") == 1
    assert len(frame.alt) > 100
    assert frame.readout
    assert all(np.isfinite(value) for value in frame.shown.values())


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


def test_a_bend_between_two_layers_is_no_line():
    net = pictures.two_layers(1, 3, "relu", rng=np.random.default_rng(0))
    net.params["2.W"][...] = 1
    slopes = np.abs(net.params["0.W"][:, 0])  # max(0, wx) + max(0, −wx) = |w| at x = 1
    low, middle, high = net.predict(np.array([[-1.0], [0.0], [1.0]]))[:, 0]
    assert low + high - 2 * middle == pytest.approx(slopes.sum())


# areas


def test_two_linear_layers_learn_the_best_line_and_two_with_relu_learn_the_circle():
    table = data.breast_cancer()
    X, y = table.only("mean radius").X, table.only("mean area").X[:, 0]
    slope, intercept = np.polyfit(X[:, 0], y, 1)
    shown = pictures.areas("identity").shown
    assert shown["apart"] < 1e-6
    assert shown["net_low"] == pytest.approx(intercept + 6 * slope) == shown["line_low"]
    assert shown["line_low"] < 0
    bent = pictures.areas("relu").shown
    assert bent["net_low"] > 0
    radius, area = pictures._area_net("relu")
    inside = (radius[:, 0] > 8) & (radius[:, 0] < 22)
    np.testing.assert_allclose(area[inside], np.pi * radius[inside, 0] ** 2, rtol=0.1)


# fold


def test_xor_by_hand():
    X = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
    H = relu(ops.dense(X, [[1, -1], [-1, 1]], [0, 0]))
    np.testing.assert_array_equal(H, [[0, 0], [0, 0], [2, 0], [0, 2]])
    np.testing.assert_array_equal(ops.dense(H, [[0.5, 0.5]], [0])[:, 0], [0, 0, 1, 1])


@some(pictures.fold)
def test_the_fold_parts_the_classes_as_far_as_it_bends(at):
    c = at["c"]
    shown = pictures.fold(**at).shown
    u = np.array([2.0, -2.0])  # x1 − x2 at the corners of class 1
    bent = u if c == 1 else leaky_relu(u, c)
    assert shown["class1"] == pytest.approx(bent.sum())
    assert shown["class0"] == 0
    # The corners of class 1 lie at (2, −2c) and (−2c, 2): the line through them has this distance.
    corners = np.array([[bent[0], bent[1]], [bent[1], bent[0]]])
    assert shown["gap"] == pytest.approx(abs(corners[0].sum()) / np.sqrt(2))
    assert shown["right"] == (0.5 if c == 1 else 1)


def test_no_line_parts_xor_and_the_smallest_bend_does():
    table = data.xor(80, rng=np.random.default_rng(0))
    w = linear.normal_equation(table.X, table.y)
    assert np.abs(linear.predict_linear(table.X, w) - 0.5).max() < 0.2
    right = {c: pictures.fold(c=c).shown["right"] for c in pictures.LEAKS}
    assert right.pop(1.0) == 0.5
    assert set(right.values()) == {1.0}


# fit_curve


@some(pictures.fit_curve)
def test_the_error_is_that_of_the_network_and_only_an_activation_bends(at):
    net, _ = pictures._fitted(at["name"], at["units"])
    t, y, _ = pictures.year()
    y_hat = net.predict((t[:, np.newaxis] - 6) / 3)[:, 0] * y.std() + y.mean()
    shown = pictures.fit_curve(**at).shown
    assert shown["error"] == pytest.approx(np.sqrt(losses.mse(y_hat, y)))
    line = np.polyval(np.polyfit(t, y, 1), t)
    best_line = np.sqrt(np.mean((line - y) ** 2))
    if at["name"] == "identity":
        assert shown["bend"] < 1e-6
        assert shown["error"] == pytest.approx(best_line, abs=1e-3)
    else:
        assert shown["bend"] > 0.1
        assert shown["error"] < best_line - 1


def test_each_relu_brings_at_most_one_corner():
    for units in pictures.UNITS:
        net, _ = pictures._fitted("relu", units)
        y = net.predict(np.linspace(-2, 2, 4001)[:, np.newaxis])[:, 0]
        bent = np.abs(np.diff(y, 2)) > 1e-9
        corners = np.sum(bent[1:] & ~bent[:-1]) + bent[0]  # two grid points share a corner
        assert corners <= units


def test_the_errors_that_the_chapter_names():
    error = {
        (name, units): pictures.fit_curve(units=units, name=name).shown["error"]
        for name in ("identity", "tanh", "relu")
        for units in (1, 2, 10)
    }
    assert {f"{error['identity', units]:.2f}" for units in (1, 2, 10)} == {"8.62"}
    assert error["tanh", 2] == pytest.approx(1.03, abs=0.01)
    assert error["relu", 2] == pytest.approx(1.55, abs=0.01)
    assert error["tanh", 1] > 6 < error["relu", 1]
    assert error["relu", 10] < pictures.year()[2].std()
    assert pictures.year()[2].std() == pytest.approx(1.36, abs=0.005)


# slopes


@some(pictures.slope_at)
def test_the_slope_of_the_tangent_is_that_of_the_curve(at):
    g = ACTIVATIONS[at["name"]][0]
    shown = pictures.slope_at(**at).shown
    assert shown["a"] == g(at["z"])
    if at["z"] != 0 or "relu" not in at["name"]:
        measured = gradcheck.numerical_gradient(g, at["z"])
        assert measured == pytest.approx(shown["slope"], abs=1e-9)


def test_the_steepest_slopes_of_the_gallery():
    shown = pictures.gallery().shown
    assert shown["sigmoid"] == 0.25
    assert {shown[name] for name in ("tanh", "relu", "leaky_relu", "identity")} == {1}


def test_the_forms_of_the_slope_of_tanh_agree():
    by_deck = [4 / (math.exp(z) + math.exp(-z)) ** 2 for z in Z]
    np.testing.assert_allclose(tanh_prime(Z), by_deck, rtol=1e-14)
    np.testing.assert_allclose(tanh_prime(Z), 1 - tanh(Z) ** 2, rtol=1e-12)
    np.testing.assert_allclose(tanh(Z), 2 * ACTIVATIONS["sigmoid"][0](2 * Z) - 1, rtol=1e-14)


def test_softmax_forgets_what_moves_all_sums_together():
    np.testing.assert_allclose(softmax(Z + 3), softmax(Z), rtol=1e-14)
    assert softmax(np.array([7.0])) == 1 == softmax(np.array([-7.0]))


def test_the_range_of_an_output_decides_which_targets_it_can_reach():
    table = data.breast_cancer()
    area = table.only("mean area").X[:, 0]
    standard = (area - area.mean()) / area.std()
    ends = {name: (g(-1000.0), g(1000.0)) for name, (g, _) in ACTIVATIONS.items()}
    assert (ends["sigmoid"], ends["tanh"], ends["relu"]) == ((0, 1), (-1, 1), (0, 1000))
    share = {k: np.mean((standard >= a) & (standard <= b)) for k, (a, b) in ends.items()}
    assert share["identity"] == 1
    assert share["sigmoid"] < share["relu"] < share["tanh"] < 1
    assert area.min() > 1  # in u², out of reach for a sigmoid and for tanh


# saturation


@some(pictures.saturation)
def test_the_share_in_the_flat_part_is_that_of_the_normal_distribution(at):
    shown = pictures.saturation(**at).shown
    X, _ = data.standardise(data.breast_cancer().X)
    # A sum of normal weights is normal, with s ‖x‖ as its standard deviation.
    spread = at["scale"] * np.linalg.norm(X[::10], axis=1)
    # Where the slope is 1 % of the largest: a(1 − a) = 0.0025, and tanh(z) = 2σ(2z) − 1.
    a = (1 + math.sqrt(1 - 4 * 0.0025)) / 2
    cut = math.log(a / (1 - a))
    cut = {"sigmoid": cut, "tanh": cut / 2}.get(at["name"])
    normal = statistics.NormalDist()
    expected = 0.5 if cut is None else np.mean([2 * normal.cdf(-cut / s) for s in spread])
    assert shown["flat"] == pytest.approx(expected, abs=0.06)


def test_only_relu_does_not_mind_the_scale():
    flat = {
        name: [pictures.saturation(scale=s, name=name).shown["flat"] for s in pictures.SCALES]
        for name in ("sigmoid", "tanh", "relu")
    }
    assert len(set(flat["relu"])) == 1
    for name in ("sigmoid", "tanh"):
        assert (np.diff(flat[name]) >= 0).all()
        assert flat[name][0] == 0
        assert flat[name][-1] > 0.85
    at_1 = pictures.SCALES.index(1.0)
    assert flat["tanh"][at_1] == pytest.approx(0.475, abs=0.001)
    assert flat["tanh"][pictures.SCALES.index(0.1)] == 0


# Dead units


def test_a_dead_relu_stays_dead_and_a_leak_passes_a_hundredth():
    z = np.array([[-5.0, -1.0]])
    for name, left in (("relu", 0.0), ("leaky_relu", 0.01), ("identity", 1.0)):
        layer = Activation(name)
        layer.forward(z)
        np.testing.assert_array_equal(layer.backward([[1.0, -2.0]]), [[left, -2 * left]])


def test_two_layers_are_a_dense_an_activation_and_a_dense():
    net = pictures.two_layers(3, 5, "tanh", rng=np.random.default_rng(0))
    assert repr(net) == "Sequential(Dense(3, 5), Activation('tanh'), Dense(5, 1))"
    X = np.random.default_rng(1).normal(size=(4, 3))
    p = net.params
    by_hand = np.tanh(X @ p["0.W"].T + p["0.b"]) @ p["2.W"].T + p["2.b"]
    np.testing.assert_allclose(net.predict(X), by_hand, rtol=1e-12)

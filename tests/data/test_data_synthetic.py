"""The invented tables follow the formulas that they state."""

import numpy as np
import pytest

from dlcourse import data
from dlcourse.data import _housing, _toys

TOYS = [data.moons, data.spirals, data.blobs, data.xor, data.line]


def rng(seed=0):
    return np.random.default_rng(seed)


# housing


def test_housing_says_its_formula_in_the_docstring_and_in_the_source():
    d = data.housing()
    formula = "price = 50 + 1.5 area + 8 rooms − 0.6 age − 2 distance + noise"
    assert formula in data.housing.__doc__
    assert formula.replace("−", "-") in d.source  # printed, and a console may have no −
    assert "standard deviation 15 thousand dollars" in data.housing.__doc__
    truth = {"b": 50, "area": 1.5, "rooms": 8, "age": -0.6, "distance": -2, "sigma": 15}
    assert d.truth == truth
    assert d.synthetic
    assert d.units == ("m²", "rooms", "years", "km")
    assert 60 <= len(d.y) <= 100


def test_housing_prices_are_the_formula_plus_noise_of_the_stated_size():
    d = data.housing()
    w = np.array([d.truth[name] for name in d.feature_names])
    noise = d.y - d.X @ w - d.truth["b"]
    m = len(noise)
    # The sample's standard deviation scatters by σ/√(2m), its mean by σ/√m: three of each.
    assert np.std(noise) == pytest.approx(d.truth["sigma"], abs=3 * 15 / np.sqrt(2 * m))
    assert abs(np.mean(noise)) < 3 * 15 / np.sqrt(m)
    assert abs(np.corrcoef(noise, d.X[:, 0])[0, 1]) < 3 / np.sqrt(m)


def test_least_squares_finds_the_true_weights_within_their_errors():
    d = data.housing()
    A = np.column_stack([np.ones(len(d.y)), d.X])
    w = np.linalg.solve(A.T @ A, A.T @ d.y)
    error = d.truth["sigma"] * np.sqrt(np.diag(np.linalg.inv(A.T @ A)))
    true = np.array([d.truth[name] for name in ("b", *d.feature_names)])
    assert (np.abs(w - true) < 3 * error).all()


def test_the_slope_of_price_against_area_alone_is_more_than_the_true_weight():
    d = data.housing().only("area")
    area, price = d.X[:, 0], d.y
    slope = np.cov(area, price)[0, 1] / np.var(area, ddof=1)
    assert d.X.shape == (len(price), 1)
    assert slope > _housing.WEIGHTS["area"] + 0.1
    assert np.corrcoef(area, price)[0, 1] > 0.9  # a first picture that looks like a line
    assert d.truth == {}


def test_housing_is_the_same_table_each_time_and_of_believable_houses():
    d = data.housing()
    np.testing.assert_array_equal(d.X, data.housing().X)
    # NumPy may change a stream of random numbers; the chapters print these.
    np.testing.assert_array_equal(d.X[0], [116, 4, 11, 8.1])
    assert d.y[0] == 212.0
    assert d.y.min() > 0
    area, rooms, age, distance = d.X.T
    assert (area / rooms > 15).all()
    np.testing.assert_array_equal(rooms, np.round(rooms))
    assert age.min() >= 0
    assert distance.min() >= 0.5


# toys


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize("m", [4, 5, 7, 300])
def test_a_toy_has_two_features_and_classes_of_equal_size(toy, m):
    d = toy(m, rng=rng())
    assert d.X.shape == (m, 2)
    assert d.X.dtype == np.float64
    assert d.y.dtype == np.int64
    assert d.synthetic
    assert d.name == toy.__name__
    assert d.feature_names == ("x1", "x2")
    counts = np.bincount(d.y, minlength=2)
    assert len(counts) == 2
    assert counts.max() - counts.min() <= 1
    assert "invented" in d.source


@pytest.mark.parametrize("toy", TOYS)
def test_a_toy_follows_its_generator_and_leaves_the_global_one_alone(toy):
    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    np.testing.assert_array_equal(toy(20, rng=rng(1)).X, toy(20, rng=rng(1)).X)
    assert (toy(20, rng=rng(1)).X != toy(20, rng=rng(2)).X).any()
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize("toy", TOYS)
def test_noise_is_the_standard_deviation_of_each_coordinate(toy):
    m, noise = 4000, 0.5
    moved = toy(m, noise=noise, rng=rng()).X - toy(m, noise=0, rng=rng()).X
    # The same seed draws the same places, so the difference is the noise alone.
    np.testing.assert_allclose(moved.std(axis=0), noise, atol=4 * noise / np.sqrt(2 * m))
    np.testing.assert_allclose(moved.mean(axis=0), 0, atol=4 * noise / np.sqrt(m))


def test_moons_without_noise_are_two_half_circles():
    d = data.moons(200, noise=0, rng=rng())
    upper, lower = d.X[d.y == 0], d.X[d.y == 1]
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    assert upper[:, 1].min() >= 0
    np.testing.assert_allclose(np.hypot(1 - lower[:, 0], 0.5 - lower[:, 1]), 1)
    assert lower[:, 1].max() <= 0.5


def test_spirals_without_noise_have_radius_proportional_to_angle():
    d = data.spirals(400, noise=0, rng=rng())
    arm = np.where(d.y[:, None] == 0, d.X, -d.X)
    theta = 3 * np.pi * np.hypot(*arm.T)
    assert theta.min() >= np.pi / 2 - 1e-9
    assert theta.max() <= 3 * np.pi
    np.testing.assert_allclose(arm, (theta / (3 * np.pi) * [np.cos(theta), np.sin(theta)]).T)


@pytest.mark.parametrize("K", [2, 3, 5])
def test_blobs_without_noise_sit_on_their_centres(K):
    d = data.blobs(4 * K, K=K, noise=0, rng=rng())
    assert len(np.unique(d.y)) == len(d.classes) == K
    np.testing.assert_allclose(np.hypot(*d.X.T), 2)
    turn = 2 * np.pi / K
    np.testing.assert_allclose(d.X[d.y == 1], np.full((4, 2), [2 * np.cos(turn), 2 * np.sin(turn)]))


def test_xor_without_noise_is_the_truth_table():
    d = data.xor(4, noise=0, rng=rng())
    assert {tuple(x) for x in d.X} == {(-1, -1), (-1, 1), (1, 1), (1, -1)}
    np.testing.assert_array_equal(d.y, d.X[:, 0] * d.X[:, 1] < 0)


def test_line_without_noise_keeps_every_example_off_the_strip():
    d = data.line(500, rng=rng())
    w, b = np.array([d.truth["x1"], d.truth["x2"]]), d.truth["b"]
    assert np.hypot(*w) == pytest.approx(1)
    distance = d.X @ w + b
    np.testing.assert_array_equal(d.y, distance > 0)
    assert np.abs(distance).min() >= d.truth["margin"] - 1e-12
    assert np.abs(distance).max() <= 1 + 1e-12
    assert d.truth["margin"] == _toys.LINE_MARGIN
    formula = "0.6 x1 + 0.8 x2 − 0.2"
    assert formula.replace("−", "-") in d.source  # printed, and a console may have no −
    assert formula in data.line.__doc__


@pytest.mark.parametrize("toy", TOYS)
def test_a_toy_without_a_generator_says_how_to_make_one(toy):
    with pytest.raises(TypeError, match=rf"{toy.__name__} needs rng\. Write rng=np.random.default"):
        toy(10)
    with pytest.raises(TypeError, match="got rng = 0, which is no numpy Generator"):
        toy(10, rng=0)


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize(
    ("m", "words"),
    [
        (0, "m is 0, but it must be at least 1"),
        (-3, "m is -3, but it must be at least 1"),
        (2.5, "m is 2.5, but a whole number is needed"),
        ("10", "m is '10', but a whole number is needed"),
        (1, "got m = 1: it needs at least"),
    ],
)
def test_a_toy_refuses_a_number_of_examples_that_cannot_be(toy, m, words):
    with pytest.raises(ValueError, match=words):
        toy(m, rng=rng())


@pytest.mark.parametrize("toy", TOYS)
def test_a_toy_refuses_a_noise_that_is_no_standard_deviation(toy):
    with pytest.raises(ValueError, match=r"noise = -0.1: a standard deviation is 0 or more"):
        toy(10, noise=-0.1, rng=rng())
    with pytest.raises(ValueError, match="noise is nan, but a finite number is needed"):
        toy(10, noise=np.nan, rng=rng())


def test_a_toy_needs_an_example_of_each_place():
    with pytest.raises(ValueError, match="xor got m = 3: it needs at least 4 examples"):
        data.xor(3, rng=rng())
    with pytest.raises(ValueError, match="blobs got m = 4: it needs at least 5 examples"):
        data.blobs(4, K=5, rng=rng())


def test_blobs_refuses_a_number_of_classes_that_cannot_be():
    with pytest.raises(ValueError, match="blobs got K = 1: it needs at least 2 classes"):
        data.blobs(10, K=1, rng=rng())
    with pytest.raises(ValueError, match=r"K is 2.0, but a whole number is needed"):
        data.blobs(10, K=2.0, rng=rng())


@pytest.mark.parametrize("make", [data.moons, data.spirals, data.blobs, data.xor, data.line])
def test_a_slip_of_the_keyboard_asks_for_no_terabytes(make):
    words = r"X would have shape \(1000000000000, 2\) and take 14,901 GiB of memory\. Give a smalle"
    with pytest.raises(ValueError, match=words):
        make(10**12, rng=np.random.default_rng(0))

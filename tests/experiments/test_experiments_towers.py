"""Two inputs by hand: towers out of steps, and a surface out of towers."""

import numpy as np
import pytest

from dlcourse.experiments import towers as experiments

EDGES = ((0.2, 0.6), (0.4, 0.8))


def test_two_walls_are_2_where_they_cross_and_1_on_the_arms():
    X = np.array([[0.4, 0.6], [0.4, 0.1], [0.9, 0.6], [0.9, 0.1]])
    np.testing.assert_allclose(experiments.crossed(X, EDGES, 200), [2, 1, 1, 0], atol=1e-8)


@pytest.mark.parametrize(
    ("c", "passes"),
    [
        (
            0.5,
            1,
        ),
        (1.5, 0),
    ],
    ids=["arms", "none"],
)
def test_a_tower_is_1_at_the_crossing_and_the_threshold_decides_about_the_arms(c, passes):
    X = np.array([[0.4, 0.6], [0.4, 0.1], [0.9, 0.1]])
    found = experiments.tower(X, EDGES, 100, c)
    np.testing.assert_allclose(found, [1, passes, 0], atol=1e-8)


def test_unless_told_the_threshold_is_halfway():
    X = np.random.default_rng(0).random((9, 2))
    halfway = experiments.tower(X, EDGES, 10, 1.5)
    np.testing.assert_array_equal(experiments.tower(X, EDGES, 10), halfway)


def test_a_network_of_towers_is_the_sum_of_towers_times_the_heights():
    """Inner pieces have four steps each; the outer ones stay open: their outer edges are far."""
    rng, N, q = np.random.default_rng(1), 3, 12.0
    X, edges = rng.random((40, 2)), [-9, 1 / 3, 2 / 3, 9]
    heights = rng.normal(size=N * N)
    total = np.zeros(len(X))
    for i in range(N):
        for k in range(N):
            own = ((edges[i], edges[i + 1]), (edges[k], edges[k + 1]))
            walls = experiments.crossed(X, own, q * N)
            total += heights[N * i + k] / (1 + np.exp(-q * (walls - 1.5)))
    net = experiments.towers(lambda _middles: heights, N, steepness=q)
    np.testing.assert_allclose(net.predict(X)[:, 0], total)
    assert [layer.params["W"].shape for layer in net.layers[::2]] == [(4, 2), (9, 4), (1, 9)]


def test_the_heights_are_those_in_the_middles():
    asked = []
    experiments.towers(lambda X: asked.append(X) or np.zeros(4), 2, steepness=40)
    np.testing.assert_allclose(asked[0], [[0.25, 0.25], [0.25, 0.75], [0.75, 0.25], [0.75, 0.75]])


def test_the_largest_slope_of_the_surface_is_half_pi():
    side = np.linspace(0, 1, 401)
    X = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    along2, along1 = np.gradient(experiments.surface(X).reshape(401, 401), side, side)
    assert np.hypot(along1, along2).max() == pytest.approx(experiments.STEEPEST, rel=1e-3)


@pytest.mark.parametrize("N", [2, 4, 8, 16])
def test_inside_the_pieces_the_error_keeps_to_the_bound(N):
    mean, largest = experiments.errors(N, 40)
    assert mean < largest < experiments.bound(N)
    assert experiments.bound(N) == pytest.approx(np.pi / 2 / np.sqrt(2) / N)


def test_twice_the_pieces_along_each_side_nearly_halve_the_error():
    errors = [experiments.errors(N, 40) for N in (2, 4, 8, 16)]
    ratios = np.divide(errors[:-1], errors[1:])
    assert (ratios > 1.6).all()
    assert (ratios < 2.1).all()


def test_where_four_pieces_meet_no_tower_passes():
    net = experiments.towers(lambda X: np.ones(len(X)), 2, steepness=40)
    corner, edge, inside = net.predict([[0.5, 0.5], [0.5, 0.25], [0.25, 0.25]])[:, 0]
    assert corner < 1e-6
    assert edge == pytest.approx(1)
    assert inside == pytest.approx(1)


def test_the_surface_is_two_curves_each_over_one_weighted_sum():
    X = np.random.default_rng(2).random((50, 2))
    x1, x2 = X.T
    ridges = 0.5 + np.cos(np.pi * (x1 + x2)) / 4 + np.cos(np.pi * (x1 - x2)) / 4
    np.testing.assert_allclose(experiments.surface(X), ridges)

"""The staircase: a network set by hand is the sum of bumps, and keeps to the bound of its error."""

import re

import numpy as np
import pytest

from dlcourse.activations import sigmoid
from dlcourse.network import staircase


def wave(x):
    return np.sin(2 * np.pi * x) / 2 + np.sin(6 * np.pi * x) / 4


def answer(net, x):
    return net.predict(x[:, np.newaxis])[:, 0]


@pytest.mark.parametrize(("H", "q"), [(1, 4), (7, 10), (31, 40)])
@pytest.mark.parametrize("f", [wave, np.exp], ids=["wave", "exp"])
def test_a_staircase_is_the_sum_of_bumps(H, q, f):
    x, N = np.linspace(0, 1, 97), H + 1

    def step(c):
        return np.tanh(q * N * (x - c) / 2) / 2 + 0.5

    steps = [np.ones_like(x), *(step(k / N) for k in range(1, N)), np.zeros_like(x)]
    bumps = np.array([steps[k] - steps[k + 1] for k in range(N)])
    np.testing.assert_allclose(bumps.sum(axis=0), 1)  # so the sum is a weighted mean
    assert (bumps >= 0).all()
    heights = f((np.arange(N) + 0.5) / N)
    net = staircase(f, H, steepness=q)
    np.testing.assert_allclose(answer(net, x), heights @ bumps, atol=1e-12)
    assert [p.shape for p in net.params.values()] == [(H, 1), (H,), (1, H), (1,)]


def test_a_steep_step_differs_from_a_true_one_by_less_than_the_exponential():
    d, s = np.linspace(0, 1, 41), 30.0
    assert (sigmoid(-s * d) <= np.exp(-s * d) * (1 + 1e-12)).all()
    assert (1 - sigmoid(s * d) <= np.exp(-s * d) + 1e-12).all()


@pytest.mark.parametrize("H", [1, 3, 7, 15, 31])
@pytest.mark.parametrize("q", [4, 40])
def test_the_error_of_a_staircase_keeps_to_the_bound(H, q):
    x, bound = np.linspace(0, 1, 997), 2.5 * np.pi / 2 / (H + 1)
    error = np.abs(answer(staircase(wave, H, steepness=q), x) - wave(x)).max()
    assert error <= bound * (1 + 4 * np.exp(-q))


def test_a_straight_line_misses_by_half_a_step_where_a_step_begins():
    net = staircase(lambda x: 3 * x - 1, 4, steepness=1000)  # steps of width 1/5 and height 3/5
    x = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
    np.testing.assert_allclose(answer(net, x), [-0.7, -0.7, -0.1, 0.5, 1.1, 1.7, 1.7])


@pytest.mark.parametrize(
    ("f", "H", "steepness", "message"),
    [
        (3.0, 5, 10, "f is 3.0, but a function of x is needed, such as np.sin."),
        (lambda x: 1.0, 5, 10, "f(x) has shape () but x has shape (6,): f must return one number"),
        (lambda x: x[:, None], 1, 10, "f(x) has shape (2, 1) but x has shape (2,)"),
        (lambda x: 0 * x + np.nan, 1, 10, "f(x) holds nan at index [0], but every entry must be"),
        (np.sin, 0, 10, "H is 0, but it must be at least 1."),
        (np.sin, 2.0, 10, "H is 2.0, but a whole number is needed."),
        (np.sin, 5, 0, "steepness is 0, but it must be positive: with 0 no step rises, and below"),
        (np.sin, 5, -1, "steepness is -1, but it must be positive"),
        (np.sin, 5, np.inf, "steepness is inf, but a finite number is needed."),
    ],
)
def test_what_makes_no_staircase_is_refused(f, H, steepness, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        staircase(f, H, steepness=steepness)

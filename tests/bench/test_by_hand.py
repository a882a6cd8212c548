"""The steps written by hand make the steps of the package: else the bench compares two things."""

import bench_by_hand
import numpy as np
import pytest
from bench_networks import LENET, LOSS, cnn, mlp

from dlcourse.network import train_step
from dlcourse.optim import SGD, Adam

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("opt", [SGD(0.001), Adam(0.001)], ids=["SGD", "Adam"])
def test_an_mlp_by_hand_is_the_mlp(opt, monkeypatch):
    made = watched(monkeypatch)
    X, Y = (
        RNG.standard_normal((5, 8), dtype=np.float32),
        np.eye(3, dtype=np.float32)[[0, 2, 1, 1, 0]],
    )
    by_hand = bench_by_hand.mlp((8, 6, 4, 3), 5, type(opt).__name__.lower())
    agree(mlp(8, 6, 4, 3), made[0], by_hand, X, Y, opt)


def test_lenet_by_hand_is_lenet(monkeypatch):
    made = watched(monkeypatch)
    X = RNG.standard_normal((3, 28, 28, 1), dtype=np.float32)
    Y = np.eye(10, dtype=np.float32)[[3, 0, 9]]
    by_hand = bench_by_hand.lenet(*LENET, 3, 28)
    agree(cnn(*LENET), made[0], by_hand, X, Y, SGD(0.001))


def watched(monkeypatch):
    """Return a list that will hold the vectors made."""
    made, kind = [], bench_by_hand.Vector

    def make(*shapes):
        made.append(kind(*shapes))
        return made[-1]

    monkeypatch.setattr(bench_by_hand, "Vector", make)
    return made


def agree(net, vector, by_hand, X, Y, opt):
    net.params.flat[:] = vector.w
    before = vector.w.copy()
    for _ in range(3):
        assert train_step(net, X, Y, LOSS, opt) == pytest.approx(by_hand(X, Y), rel=1e-5)
        np.testing.assert_allclose(net.grads.flat, vector.dw, rtol=1e-3, atol=1e-6)
        np.testing.assert_allclose(net.params.flat, vector.w, rtol=1e-3, atol=1e-6)
    assert not np.array_equal(before, vector.w)

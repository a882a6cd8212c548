"""The pictures of what chapter 13's network sees show what they claim, at all kinds of position."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard
from dlcourse.activations import softmax
from dlcourse.experiments import convolutional_network as networks
from dlcourse.experiments import feature_maps as experiments
from dlcourse.pictures import feature_maps as pictures


@some(pictures.journey)
def test_the_picture_at_the_start_is_the_answer_of_the_small_network(at):
    net = experiments.learning()[0]
    shown = pictures.journey(**at).shown
    p = softmax(net.predict(networks.examples()[[at["digit"]]]))[0]
    assert shown["answer"] == p.argmax()
    assert shown["p"] == pytest.approx(p.max())
    assert net.params.flat.size == 80 + 1168 + 650


@some(pictures.kernels_learn)
def test_the_kernels_start_where_they_start_and_the_share_is_of_that_moment(at):
    moments = experiments.learning()[1]
    now = moments[experiments.UPDATES.index(at["update"])]
    shown = pictures.kernels_learn(**at).shown
    assert (shown["share"], shown["cost"]) == (now.share, now.cost)
    start = networks.cnn(8, (8, 16)).params["0.W"][:, :, 0]
    moved = np.linalg.norm(now.kernels - start) / np.linalg.norm(start)
    assert shown["moved"] == pytest.approx(moved)
    assert (shown["moved"] == 0) == (at["update"] == 0)


def test_between_two_looks_the_earlier_one_is_shown():
    assert pictures.kernels_learn.draw(update=17).shown == pictures.kernels_learn(update=15).shown


@some(pictures.feature_maps)
def test_the_maps_are_those_of_the_loops(at):
    """Layer by layer with the blackboard, from the pixels."""
    net = experiments.learning()[0]
    A = networks.examples()[[at["digit"]]]
    Z = blackboard.conv2d(A, net.params["0.W"], net.params["0.b"], pad=1)
    pooled = blackboard.maxpool2d(np.maximum(Z, 0))
    second = blackboard.conv2d(pooled, net.params["3.W"], net.params["3.b"], pad=1)
    maps = {"sums": Z, "pooled": pooled, "second block": np.maximum(second, 0)}[at["layer"]][0]
    shown = pictures.feature_maps(**at).shown
    assert (shown["side"], shown["maps"]) == maps.shape[1:]
    assert shown["largest"] == pytest.approx(maps.max())
    assert shown["map"] == maps.max(axis=(0, 1)).argmax()
    assert shown["zero"] == pytest.approx(np.mean(maps <= 0))


@some(pictures.patches)
def test_the_patches_are_the_strongest_and_their_arithmetic_comes_out(at):
    side = 8 if at["images"] == "8 × 8 pixels" else 16
    X = networks.deal().X_test
    X = experiments.enlarged(X) if side == 16 else X
    maps = networks.stages(experiments.learning(side)[0], X)[5][..., at["map"]]
    best = np.sort(maps.max(axis=(1, 2)))[::-1]
    shown = pictures.patches(**at).shown
    assert shown["value"] == pytest.approx(best[0])
    assert shown["ninth"] == pytest.approx(best[8])
    assert shown["total"] == pytest.approx(best[0])

"""The pictures of what chapter 13's network sees show what they claim, at all kinds of position."""

import re

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


@some(pictures.follow)
def test_the_number_that_is_followed_is_that_of_the_loops(at):
    """Layer by layer with the blackboard, and what was followed is the largest part."""
    it, params = experiments.followed(at["digit"]), experiments.learning()[0].params
    A = networks.examples()[[at["digit"]]]
    first = np.maximum(blackboard.conv2d(A, params["0.W"], params["0.b"], pad=1), 0)
    pooled = blackboard.maxpool2d(first)
    second = np.maximum(blackboard.conv2d(pooled, params["3.W"], params["3.b"], pad=1), 0)
    last = blackboard.maxpool2d(second)[0]
    shown = pictures.follow(**at).shown
    assert shown["z1"] == pytest.approx(first[0][it.first]) == pytest.approx(pooled[0][it.pooled])
    assert shown["z2"] == pytest.approx(second[0][it.second]) == pytest.approx(last[it.last])
    products = params["7.W"][it.answer] * last.ravel()
    assert it.weight * last[it.last] == pytest.approx(products.max())
    p = softmax(params["7.W"] @ last.ravel() + params["7.b"])
    assert shown["answer"] == p.argmax()
    assert shown["p"] == pytest.approx(p.max(), rel=1e-5)
    assert it.sums.sum() + it.biases[1] == pytest.approx(shown["z2"], rel=1e-5)
    assert (it.pixels * it.kernel).sum() + it.biases[0] == pytest.approx(shown["z1"], rel=1e-5)


@pytest.mark.parametrize("digit", range(10))
def test_the_sums_below_the_picture_come_out(digit):
    """What a reader adds up with two decimals is the number behind the sign, but for rounding."""
    for step in (1, 3):
        line = pictures.follow(digit=digit, step=step).readout
        left, right = line.split(": ")[1].replace("−", "-").split(" ≈ ")
        terms = [term.replace("(", "").replace(")", "").split("·") for term in left.split(" + ")]
        total = sum(np.prod([float(value) for value in term]) for term in terms)
        assert total == pytest.approx(float(right), abs=0.06)
    for step in (2, 4):
        numbers = re.findall(r"\d+\.\d\d", pictures.follow(digit=digit, step=step).readout)
        assert len(numbers) == 4
        largest = max(map(float, numbers))
        assert f"≈ {largest:.2f}" in pictures.follow(digit=digit, step=step - 1).readout


def test_the_boxes_lie_on_what_is_read():
    """Step 3 reads the same window of all eight pooled maps."""
    counts = []
    for step in range(6):
        axes = pictures.follow(digit=5, step=step).figures.axes[0]
        counts.append(sum(it.get_linewidth() == 1.6 for it in axes.patches))
    assert counts == [0, 2, 2, 8, 1, 2]


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

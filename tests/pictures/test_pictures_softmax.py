"""The pictures of chapter 10 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import gradcheck, losses, metrics
from dlcourse.activations import softmax
from dlcourse.experiments import softmax as experiments
from dlcourse.pictures import softmax as pictures

Z_LECTURE = np.array([-0.21, 0.47, 1.72])


@pytest.fixture(scope="module")
def held_out():
    """The layer of the chapter: X, y and P of the forms that it has not seen, and its weights."""
    net, X, y = experiments.trained()
    return X, y, softmax(net.predict(X)), net.params["0.W"]


# regions


@some(pictures.regions)
def test_the_readout_of_the_regions_is_the_layer_after_those_steps(at):
    shown, layer = pictures.regions(**at).shown, experiments.plane()[at["step"]]
    assert (shown["J"], shown["right"]) == (layer.J, layer.right)


def test_the_cost_of_the_regions_falls_from_step_to_step():
    steps = pictures.regions.controls["step"].values
    J = [pictures.regions(step=step).shown["J"] for step in steps]
    assert (np.diff(J) < 0).all()


# temperature


@some(pictures.temperature)
def test_the_odds_of_two_classes_are_the_power_of_their_distance_over_the_temperature(at):
    z = np.array(experiments.SUMS[at["sums"]])
    shown = pictures.temperature(**at).shown
    p = np.array([shown[f"p{k + 1}"] for k in range(len(z))])
    assert p.sum() == pytest.approx(1)
    best = z.argmax()
    np.testing.assert_allclose(p / p[best], np.exp((z - z[best]) / at["T"]), rtol=1e-9)
    assert shown["H"] == pytest.approx(-np.sum(p * np.log(p)))


@pytest.mark.parametrize("sums", experiments.SUMS)
def test_a_higher_temperature_opens_the_answer_and_keeps_its_order(sums):
    shown = [
        pictures.temperature(T=T, sums=sums).shown
        for T in pictures.temperature.controls["T"].values
    ]
    assert (np.diff([at["H"] for at in shown]) > 0).all()
    z = np.array(experiments.SUMS[sums])
    for at in shown:
        p = [at[f"p{k + 1}"] for k in range(len(z))]
        assert (np.argsort(p) == np.argsort(z)).all()
    assert shown[-1]["H"] <= np.log(len(z))


def test_a_tenth_of_the_temperature_is_ten_times_the_sums():
    cold = pictures.temperature(T=0.1, sums=experiments.SCORES)
    board = pictures.temperature(T=1.0, sums=experiments.TENFOLD)
    assert cold.readout == board.readout
    assert "(0.000, 0.730, 0.269, 0.001)" in cold.readout


# two_losses


@some(pictures.two_losses)
def test_the_readout_of_the_two_losses_is_their_values_and_slopes(at):
    shown, two = pictures.two_losses(**at).shown, experiments.two_losses(**at)
    assert (shown["p"], shown["entropy"], shown["squared"]) == two[:3]
    assert (shown["push_entropy"], shown["push_squared"]) == two[3:]


# triangle


@some(pictures.triangle)
def test_the_readout_of_a_point_of_the_triangle_is_its_answer(at):
    p = np.array(pictures.ANSWERS[at["answer"]])
    shown, answer = pictures.triangle(**at).shown, experiments.answer(p)
    assert at["answer"] == "({:.2f}, {:.2f}, {:.2f})".format(*p)
    assert p.sum() == pytest.approx(1)
    assert [shown["p1"], shown["p2"], shown["p3"]] == list(answer.p)
    assert (shown["H"], shown["cross"], shown["gap"]) == answer[1:]


def test_the_entropy_is_highest_in_the_middle_and_the_fine_lowest_at_the_truth():
    shown = [pictures.triangle(**at).shown for at in pictures.triangle.positions()]
    middle = max(shown, key=lambda at: at["H"])
    truth = min(shown, key=lambda at: at["cross"])
    assert middle["H"] == pytest.approx(np.log(3))
    assert middle["cross"] == pytest.approx(np.log(3))
    assert [truth[name] for name in ("p1", "p2", "p3")] == pytest.approx(list(experiments.TRUTH))
    assert truth["gap"] == pytest.approx(0, abs=1e-12)
    assert truth["cross"] == pytest.approx(losses.entropy(experiments.TRUTH))
    assert all(at["gap"] >= -1e-12 for at in shown)


# pushes


@pytest.mark.parametrize("true", [1, 2, 3])
def test_the_pushes_are_the_gradient_and_add_up_to_0(true):
    shown = pictures.pushes(Z_LECTURE, true=true).shown
    d = np.array([shown["d1"], shown["d2"], shown["d3"]])
    measured = gradcheck.numerical_gradient(lambda v: -np.log(softmax(v)[true - 1]), Z_LECTURE)
    np.testing.assert_allclose(d, measured, rtol=1e-7)
    assert d.sum() == pytest.approx(0, abs=1e-12)


# The digits


def test_the_confusion_matrix_counts_the_held_out_digits(held_out):
    _, y, P, _ = held_out
    says = P.argmax(axis=1)
    shown = pictures.confusion(says, y).shown
    assert shown["right"] == round(metrics.accuracy(says, y) * len(y)) == 476
    wrong = {(j, k): np.sum((y == j) & (says == k)) for j in range(10) for k in range(10) if j != k}
    assert shown["most"] == max(wrong.values())
    assert shown["pairs"] == sum(count == shown["most"] for count in wrong.values())


def test_the_least_sure_digits_are_those_of_the_highest_entropy(held_out):
    X, y, P, _ = held_out
    H = np.sort(losses.entropy(P))
    shown = pictures.least_sure(X, P, y).shown
    assert (shown["highest"], shown["lowest"]) == (H[-1], H[-10])
    assert shown["right"] == 5
    worst = np.argsort(-losses.entropy(P))[:10]
    assert shown["right"] == np.sum(P[worst].argmax(axis=1) == y[worst])
    assert np.sum(y[worst] == 7) == 4


def test_ink_in_the_middle_speaks_against_a_0(held_out):
    *_, W = held_out
    shown = pictures.weights(W).shown
    assert shown["size"] == np.abs(W).max()
    assert shown["middle_of_0"] == pytest.approx(W[0, [27, 28, 35, 36]].mean())
    assert shown["middle_of_0"] < -0.5

"""The pictures of chapter 8 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, data, losses
from dlcourse.activations import relu, sigmoid, softmax
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential
from dlcourse.pictures import forward_propagation as pictures

# Everything is 0 or 1 here, or rounded sums of a training: the machine's last bits do not show.
ALL_RIGHT = 1.0


def unit_products():
    return pictures.products(unit=30)


@pytest.mark.parametrize(
    ("draw", "panels"), [(pictures.question, 1), (pictures.units, 4), (unit_products, 1)]
)
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw, panels):
    frame = draw()
    assert frame.svg().count("<svg") == panels
    assert len(frame.alt) > 100
    assert all(np.isfinite(value) for value in frame.shown.values())


# flow


@some(pictures.flow)
def test_the_values_in_the_net_are_those_of_the_loops(at):
    x = np.array([pictures.INPUTS[at["x"]]])
    z1 = blackboard.dense(x, pictures.W1, pictures.B1)
    z2 = blackboard.dense(sigmoid(z1), pictures.W2, pictures.B2)
    shown = pictures.flow(**at).shown
    np.testing.assert_allclose([shown[f"z{j}"] for j in (1, 2, 3, 4)], z1[0], rtol=1e-14)
    np.testing.assert_allclose([shown[f"a{j}"] for j in (1, 2, 3, 4)], sigmoid(z1[0]))
    assert shown["z"] == pytest.approx(z2[0, 0])
    assert shown["a"] == pytest.approx(sigmoid(z2[0, 0]))


def test_the_net_of_deck_b_by_hand():
    """Whole numbers in the hidden sums; σ(2) + σ(−2) = 1, σ(0) = ½."""
    z1, a1, z2, a2 = pictures.flow_values(np.array([1.0, 2.0, 3.0]))
    assert list(z1) == [0, 2, -2, 1]
    assert a1[0] == 0.5
    assert a1[1] + a1[2] == pytest.approx(1)
    e = np.exp(1)
    by_hand = 2 * 0.5 + 1 / (1 + e**-2) - 1 / (1 + e**2) - 2 * e / (e + 1) + 1
    assert z2 == pytest.approx(by_hand)
    assert a2 == pytest.approx(1 / (1 + np.exp(-by_hand)))


def test_the_arithmetic_under_the_picture_comes_out():
    """Each readout is a sum and its result: read it as Python would."""
    for x in pictures.INPUTS:
        for step, places in ((1, 0), (2, 0), (3, 0), (4, 0), (6, 0.005)):
            _, sum_, result = pictures.flow(step=step, x=x).readout.split(" = ")
            sum_, result = (text.replace("−", "-").replace("·", "*") for text in (sum_, result))
            assert eval(sum_) == pytest.approx(float(result), abs=places)


def test_zeros_leave_the_biases():
    shown = pictures.flow(x="(0, 0, 0)", step=7).shown
    assert [shown[f"z{j}"] for j in (1, 2, 3, 4)] == list(pictures.B1)


# units and bends


def test_three_units_divide_the_moons_and_the_lines_of_units_are_straight():
    assert pictures.units().shown["right"] == ALL_RIGHT
    net = pictures.shallow_net(pictures.MOONS, 3)
    # A unit is one half on its line: start at a point of it, walk along the line.
    for w, b in zip(net.params["0.W"], net.params["0.b"], strict=True):
        start, along = -b * w / (w @ w), np.array([-w[1], w[0]])
        points = start + np.outer([-1, 0, 2], along)
        np.testing.assert_allclose(sigmoid(points @ w + b), 0.5)


@some(pictures.bends)
def test_the_numbers_of_a_shallow_net_are_those_of_the_two_sums(at):
    table = pictures._examples(at["kind"])
    W, b, w, c = pictures.shallow_net(at["kind"], at["H"]).params.values()
    y_hat = np.zeros(len(table.y))
    for m, x in enumerate(table.X):  # deck D: F inputs, H hidden units
        h = [blackboard.sigmoid(sum(W[j] * x) + b[j]) for j in range(at["H"])]
        y_hat[m] = sum(w[0] * h) + c[0]
    shown = pictures.bends(**at).shown
    assert shown["J"] == pytest.approx(losses.sigmoid_cross_entropy(y_hat, table.y))
    assert shown["right"] == np.mean((y_hat >= 0) == table.y)
    assert shown["parameters"] == at["H"] * 3 + at["H"] + 1


def test_how_many_units_a_boundary_needs():
    def shown(H, kind):
        return pictures.bends(H=H, kind=kind).shown["right"]

    assert shown(1, pictures.MOONS) == 0.875
    assert shown(2, pictures.MOONS) < 0.9
    assert shown(1, pictures.XOR) <= 0.75  # no line does better on XOR
    enough = [shown(H, pictures.MOONS) for H in (3, 4, 6, 8)]
    enough += [shown(H, pictures.XOR) for H in (2, 3, 4, 6, 8)]
    assert enough == [ALL_RIGHT] * 9


def test_one_hidden_unit_has_a_straight_boundary():
    W, b, w, c = pictures.shallow_net(pictures.MOONS, 1).params.values()
    h = -c / w[0]  # z = w h + c = 0
    z = float(np.log(h / (1 - h))[0])  # h = σ(z): the same z all along a line
    on_line = (z - b) * W[0] / (W[0] @ W[0]) + np.outer([-2, 0, 1], [-W[0, 1], W[0, 0]])
    Z = pictures.shallow_net(pictures.MOONS, 1).forward(on_line)
    np.testing.assert_allclose(Z, 0, atol=1e-9)


def test_without_biases_the_moons_are_not_divided():
    table = pictures._examples(pictures.MOONS)
    V1, _, V2, _ = pictures.shallow_net(pictures.MOONS, 3).params.values()
    says = sigmoid(table.X @ V1.T) @ V2.T >= 0
    assert np.mean(says[:, 0] == table.y) == 0.85


# width_depth


@some(pictures.width_depth)
def test_the_parameters_of_equal_widths_are_counted_one_by_one(at):
    n, d = at["width"], at["depth"]
    shapes = [(n, 2), *[(n, n)] * (d - 1), (1, n)]
    count = sum(rows * (columns + 1) for rows, columns in shapes)
    assert pictures.width_depth(**at).shown["parameters"] == count
    assert pictures.parameters(n, d) == count


def test_of_width_1_every_net_has_a_straight_boundary():
    for depth in (1, 2, 4):
        for draw in range(1, 9):
            net = pictures.random_net(1, depth, draw)
            length = pictures.boundary_length(net)
            assert length < np.sqrt(32) + 1e-9  # the diagonal of the square
            W = net.params["0.W"][0]
            x = np.array([0.3, -0.4])
            same_sum = x + np.outer([0, 1, -1], [-W[1], W[0]])
            np.testing.assert_allclose(net.forward(same_sum), net.forward(x[np.newaxis])[0, 0])


def test_the_length_of_a_line_that_is_known():
    """z = x1 − ½: a vertical line through a square of side 4; z = x1 + x2: its diagonal."""
    net = Sequential(Dense(2, 1, rng=np.random.default_rng(0)))
    net.params["0.W"][...], net.params["0.b"][...] = [[1.0, 0.0]], -0.5
    assert pictures.boundary_length(net) == pytest.approx(4)
    net.params["0.W"][...], net.params["0.b"][...] = [[1.0, 1.0]], 0.0
    assert pictures.boundary_length(net) == pytest.approx(np.sqrt(32))


def test_with_the_same_number_of_parameters_a_deeper_net_folds_more():
    shapes = ((28, 1), (9, 2), (5, 4))
    counts = [pictures.parameters(*shape) for shape in shapes]
    assert max(counts) / min(counts) < 1.2
    lengths = [
        np.mean([pictures.boundary_length(pictures.random_net(*shape, k)) for k in range(1, 41)])
        for shape in shapes
    ]
    assert lengths == sorted(lengths)


def test_a_random_net_halves_the_square():
    net = pictures.random_net(8, 2, 1)
    z = net.forward(pictures._grid(pictures.SQUARE)[2])
    assert np.median(z) == pytest.approx(0, abs=1e-12)
    assert np.std(z) == pytest.approx(2)


# question, inside, products, epochs


def by_hand(x, epoch=pictures.EPOCHS):
    """The five lines of the chapter."""
    W1, b1, W2, b2 = pictures.digits_net(epoch).params.values()
    a1 = relu(blackboard.dense(x[np.newaxis], W1, b1))
    return a1[0], softmax(blackboard.dense(a1, W2, b2))[0]


@some(pictures.inside)
def test_the_answer_for_a_digit_is_that_of_the_loops(at):
    a1, p = by_hand(pictures.held_out(at["digit"]))
    shown = pictures.inside(**at).shown
    assert shown["says"] == np.argmax(p)
    assert shown["p"] == pytest.approx(p.max())
    assert shown["awake"] == np.sum(a1 > 0)
    assert shown["total"] == pytest.approx(1)


def test_what_the_chapter_says_about_the_held_out_digits():
    frames = [pictures.inside(digit=k).shown for k in range(10)]
    assert [shown["says"] for shown in frames] == list(range(10))
    assert all(20 <= shown["awake"] <= 25 for shown in frames)
    first = pictures.question().shown
    assert first["says"] == 3
    assert first["p"] == pytest.approx(0.852, abs=5e-4)


def test_the_held_out_images_were_not_trained_on():
    trained = pictures._training()
    X_train, X_test, _, y_test = data.train_test_split(
        data.digits().X / 16, data.digits().y, rng=np.random.default_rng(0)
    )
    np.testing.assert_array_equal(trained.X, X_test)
    np.testing.assert_array_equal(trained.y, y_test)
    assert len(X_train) + len(trained.X) == 1797


@pytest.mark.parametrize("unit", [0, 15, 30, 31])
def test_the_products_of_a_unit_add_up_to_its_sum(unit):
    shown = pictures.products(unit=unit).shown
    W1, b1, _, _ = pictures.digits_net().params.values()
    x = pictures._training().X[pictures.followed()]
    z = blackboard.dense(x[np.newaxis], W1, b1)[0, unit]
    assert shown["z"] == pytest.approx(z)
    assert shown["up"] + shown["down"] + shown["b"] == pytest.approx(z)
    assert shown["down"] <= 0 <= shown["up"]


@some(pictures.epochs)
def test_after_an_epoch_the_same_arithmetic_has_other_numbers(at):
    trained, i = pictures._training(), pictures.followed()
    _, p = by_hand(trained.X[i], at["epoch"])
    shown = pictures.epochs(**at).shown
    assert shown["p"] == pytest.approx(p[trained.y[i]])
    m = 1797 - len(trained.X)
    assert shown["iterations"] == at["epoch"] * np.ceil(m / pictures.BATCH)


def test_an_epoch_has_43_iterations_and_training_reads_the_digits():
    assert len(pictures._training().step_loss) == 20 * 43
    assert len(pictures._training().loss) == 20
    right = [pictures.epochs(epoch=e).shown["right"] for e in (0, 1, 5, 20)]
    np.testing.assert_allclose(right, [0.1, 0.775, 0.95, 0.97], atol=0.01)
    assert pictures.epochs(epoch=5).shown["p"] == pytest.approx(0.268, abs=5e-4)


def test_the_net_at_epoch_0_is_the_one_that_training_begins_with():
    rng = np.random.default_rng(1)
    net = Sequential(Dense(64, 32, rng=rng, init="he"), Activation("relu"), Dense(32, 10, rng=rng))
    for ours, theirs in zip(
        net.params.values(), pictures.digits_net(0).params.values(), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)

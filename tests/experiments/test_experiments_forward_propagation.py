"""The numbers of chapter 8: a net by hand, boundaries and their length, and digits."""

import itertools

import numpy as np
import pytest

from dlcourse import blackboard, data, losses
from dlcourse.activations import relu, sigmoid, softmax
from dlcourse.experiments import forward_propagation as experiments
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential

ALL_RIGHT = 1.0


# The 3-4-1 net


@pytest.mark.parametrize("name", experiments.INPUTS)
def test_the_values_in_the_net_are_those_of_the_loops(name):
    x = np.array([experiments.INPUTS[name]])
    assert name == "({:g}, {:g}, {:g})".format(*x[0])
    z1 = blackboard.dense(x, experiments.W1, experiments.B1)
    z2 = blackboard.dense(sigmoid(z1), experiments.W2, experiments.B2)
    values = experiments.flow_values(x[0])
    by_layers = blackboard.forward(
        x,
        [
            (experiments.W1, experiments.B1, sigmoid),
            (experiments.W2, experiments.B2, sigmoid),
        ],
    )
    assert values[3] == by_layers[0, 0]
    np.testing.assert_allclose(values[0], z1[0], rtol=1e-14)
    np.testing.assert_allclose(values[1], sigmoid(z1[0]), rtol=1e-14)
    assert values[2:] == pytest.approx((z2[0, 0], sigmoid(z2[0, 0])))


def test_the_net_of_deck_b_by_hand():
    """Whole numbers in the hidden sums; σ(2) + σ(−2) = 1, σ(0) = ½."""
    z1, a1, z2, a2 = experiments.flow_values(np.array([1.0, 2.0, 3.0]))
    assert list(z1) == [0, 2, -2, 1]
    assert a1[0] == 0.5
    assert a1[1] + a1[2] == pytest.approx(1)
    e = np.exp(1)
    by_hand = 2 * 0.5 + 1 / (1 + e**-2) - 1 / (1 + e**2) - 2 * e / (e + 1) + 1
    assert z2 == pytest.approx(by_hand)
    assert a2 == pytest.approx(1 / (1 + np.exp(-by_hand)))


def test_with_relu_in_the_hidden_layer_the_numbers_stay_whole():
    z1, a1, z2, a2 = experiments.flow_values(np.array([1.0, 2.0, 3.0]), "ReLU")
    assert list(z1) == [0, 2, -2, 1]
    assert list(a1) == [0, 2, 0, 1]
    assert z2 == 1
    assert a2 == pytest.approx(np.e / (1 + np.e))


# Shallow nets


def test_the_lines_of_units_are_straight():
    net = experiments.shallow_net(experiments.MOONS, 3)
    # A unit is one half on its line: start at a point of it, walk along the line.
    for w, b in zip(net.params["0.W"], net.params["0.b"], strict=True):
        start, along = -b * w / (w @ w), np.array([-w[1], w[0]])
        points = start + np.outer([-1, 0, 2], along)
        np.testing.assert_allclose(sigmoid(points @ w + b), 0.5)


@pytest.mark.parametrize(
    ("kind", "units", "J"),
    [
        (experiments.MOONS, 1, 0.19290),
        (experiments.MOONS, 4, 0.011664),
        (experiments.XOR, 3, 0.0049944),  # a sixth start would end lower
        (experiments.XOR, 6, 0.0011226),  # the fifth start is the best
    ],
)
def test_the_numbers_of_a_shallow_net_are_those_of_the_two_sums(kind, units, J):
    table = experiments.examples(kind)
    assert table.X.shape == (80, 2)
    net = experiments.shallow_net(kind, units)
    W, b, w, c = net.params.values()
    y_hat = np.zeros(len(table.y))
    for m, x in enumerate(table.X):  # deck D: F inputs, H hidden units
        h = [blackboard.sigmoid(sum(W[j] * x) + b[j]) for j in range(units)]
        y_hat[m] = sum(w[0] * h) + c[0]
    np.testing.assert_allclose(net.forward(table.X)[:, 0], y_hat)
    assert losses.sigmoid_cross_entropy(y_hat, table.y) == pytest.approx(J, rel=1e-4)
    assert experiments.own_side(net, table) == np.mean((y_hat >= 0) == table.y)
    assert sum(p.size for p in net.params.values()) == units * 3 + units + 1


def test_a_point_on_the_boundary_counts_as_class_1():
    net = Sequential(Dense(2, 1, rng=np.random.default_rng(0)))
    net.params["0.W"][...], net.params["0.b"][...] = [[1.0, 0.0]], 0.0
    points = np.zeros((80, 2))
    points[:, 0] = np.repeat([-0.5, 0.0, 0.5, 2.0], 20)
    for y, share in (([0, 1, 1, 1], 1), ([0, 0, 1, 1], 0.75), ([1, 0, 0, 0], 0)):
        table = data.Dataset(points, np.repeat(y, 20), ["x1", "x2"], ["", ""], "by hand", True)
        assert experiments.own_side(net, table) == share


def test_how_many_units_a_boundary_needs():
    def right(H, kind):
        return experiments.own_side(experiments.shallow_net(kind, H), experiments.examples(kind))

    assert right(1, experiments.MOONS) == 0.875
    assert right(2, experiments.MOONS) < 0.9
    assert right(1, experiments.XOR) <= 0.75  # no line does better on XOR
    enough = [right(H, experiments.MOONS) for H in (3, 4, 6, 8)]
    enough += [right(H, experiments.XOR) for H in (2, 3, 4, 6, 8)]
    assert enough == [ALL_RIGHT] * 9


def test_one_hidden_unit_has_a_straight_boundary():
    W, b, w, c = experiments.shallow_net(experiments.MOONS, 1).params.values()
    h = -c / w[0]  # z = w h + c = 0
    z = float(np.log(h / (1 - h))[0])  # h = σ(z): the same z all along a line
    on_line = (z - b) * W[0] / (W[0] @ W[0]) + np.outer([-2, 0, 1], [-W[0, 1], W[0, 0]])
    Z = experiments.shallow_net(experiments.MOONS, 1).forward(on_line)
    np.testing.assert_allclose(Z, 0, atol=1e-9)


def test_without_biases_the_moons_are_not_divided():
    table = experiments.examples(experiments.MOONS)
    V1, _, V2, _ = experiments.shallow_net(experiments.MOONS, 3).params.values()
    says = sigmoid(table.X @ V1.T) @ V2.T >= 0
    assert np.mean(says[:, 0] == table.y) == 0.85


# Width and depth


@pytest.mark.parametrize("units", [1, 2, 3])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_the_folds_of_each_layer_multiply_the_pieces(units, depth):
    layers = experiments.folding_net(units, depth)
    assert [W.shape for W, _, _ in layers] == [
        (units, 1),
        *[(units, units)] * (depth - 1),
        (1, units),
    ]
    assert experiments.pieces(layers, 0, 1) == units**depth
    corners = np.arange(units**depth + 1) / units**depth
    out = blackboard.forward(corners[:, np.newaxis], layers)[:, 0]
    np.testing.assert_allclose(out, np.arange(len(corners)) % 2, atol=1e-10)  # 0, 1, 0, 1, …


def test_a_fold_lays_two_places_on_each_other():
    fold = experiments.folding_net(2, 1)
    out = blackboard.forward(np.array([[0.3], [0.7]]), fold)
    np.testing.assert_allclose(out, 0.6)


@pytest.mark.parametrize("sizes", [(12,), (3, 3), (2, 4, 3)])
def test_the_output_of_layers_is_that_of_the_loops(sizes):
    layers = experiments.random_layers(sizes, np.random.default_rng(1))
    x = np.linspace(-2, 2, 7)[:, np.newaxis]
    ours, theirs = experiments.output(layers, x), blackboard.forward(x, layers)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    assert ours.shape == (7, sizes[-1])


def test_the_weights_of_random_layers_have_the_spread_that_is_promised():
    (W1, b1, _), (W2, _, _) = experiments.random_layers((300, 200), np.random.default_rng(1))
    assert np.std(W1) == pytest.approx(np.sqrt(2), rel=0.1)
    assert np.std(W2) == pytest.approx(np.sqrt(2 / 300), rel=0.1)
    assert np.std(b1) == pytest.approx(0.5, rel=0.1)


def test_pieces_end_where_a_unit_opens():
    """|x| opens at 0; of |x − 3| nothing opens between −2 and 2; (x)+ and (−x)+ share a corner."""
    one = (np.ones((1, 1)), np.zeros(1), relu)
    far = (np.ones((1, 1)), np.array([-3.0]), relu)
    two = (np.array([[1.0], [-1.0]]), np.zeros(2), relu)
    assert [experiments.pieces([layer], -2, 2) for layer in (one, far, two)] == [2, 1, 2]


@pytest.mark.claim("folds-by-chance")
def test_random_weights_fold_less_the_deeper_the_net_is():
    shapes = ((12,), (6, 6), (4, 4, 4), (3, 3, 3, 3))
    counts = [experiments.pieces_by_chance(sizes) for sizes in shapes]
    assert [len(c) for c in counts] == [100] * 4
    means = [c.mean() for c in counts]
    # Each mean is below the one before by more than the uncertainty of their difference.
    for (wide, deep), (mean, less) in zip(
        itertools.pairwise(counts), itertools.pairwise(means), strict=True
    ):
        assert mean - less > 2 * np.sqrt((wide.var(ddof=1) + deep.var(ddof=1)) / 100)
    # One hidden layer of twelve units makes at most 13 pieces; of the others some make more.
    assert max(counts[0]) == 13
    assert max(counts[1]) > 13
    assert max(counts[2]) > 13


@pytest.mark.parametrize("sizes", [(2, 6, 1), (2, 3, 3, 1)])
def test_the_two_nets_of_the_drawing_have_25_parameters(sizes):
    assert sum(n * (before + 1) for before, n in itertools.pairwise(sizes)) == 25


# The digits


def by_hand(x, epoch=experiments.EPOCHS):
    """The five lines of the chapter."""
    W1, b1, W2, b2 = experiments.digits_net(epoch).params.values()
    a1 = relu(blackboard.dense(x[np.newaxis], W1, b1))
    return a1[0], softmax(blackboard.dense(a1, W2, b2))[0]


@pytest.mark.parametrize("digit", [0, 3, 9])
def test_the_answer_for_a_digit_is_that_of_the_loops(digit):
    x = experiments.held_out(digit)
    for ours, theirs in zip(experiments.answer(x), by_hand(x), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def test_what_the_chapter_says_about_the_held_out_digits():
    right = {}
    for image in experiments.IMAGES:
        answers = [experiments.answer(experiments.held_out(k, image)) for k in range(10)]
        right[image] = sum(p.argmax() == k for k, (_, p) in enumerate(answers))
        assert all(20 <= np.sum(a1 > 0) <= 26 for a1, _ in answers)
    assert list(right.values()) == [10, 10, 2]


def test_the_held_out_images_of_a_digit_are_two_of_its_kind_and_the_one_that_is_read_worst():
    trained = experiments.training()
    for digit in (0, 4, 9):
        kind = trained.X[trained.y == digit]
        for place, image in ((0, experiments.FIRST), (1, experiments.SECOND)):
            np.testing.assert_array_equal(experiments.held_out(digit, image), kind[place])
        p = [by_hand(x)[1][digit] for x in kind]
        worst = experiments.held_out(digit, experiments.HARDEST)
        np.testing.assert_array_equal(worst, kind[np.argmin(p)])


def test_the_second_3_is_the_image_that_is_followed():
    followed = experiments.training().X[experiments.followed()]
    np.testing.assert_array_equal(experiments.held_out(3, experiments.SECOND), followed)


def test_the_image_that_is_followed_is_the_first_that_is_read_but_not_surely():
    trained, i = experiments.training(), experiments.followed()
    p = [by_hand(x)[1] for x in trained.X[: i + 1]]
    right = [q.argmax() == y for q, y in zip(p, trained.y[: i + 1], strict=True)]
    assert right[i]
    assert trained.y[i] == 3
    assert p[i].max() == pytest.approx(0.852, abs=5e-4)
    assert all(q.max() >= 0.9 for q, good in zip(p[:i], right, strict=False) if good)


def test_the_held_out_images_were_not_trained_on():
    trained = experiments.training()
    X_train, X_test, _, y_test = data.train_test_split(
        data.digits().X / 16, data.digits().y, rng=np.random.default_rng(0)
    )
    np.testing.assert_array_equal(trained.X, X_test)
    np.testing.assert_array_equal(trained.y, y_test)
    assert len(X_train) + len(trained.X) == 1797


@pytest.mark.parametrize("unit", [0, 15, 30, 31])
def test_the_products_of_a_unit_add_up_to_its_sum(unit):
    made = experiments.products(unit)
    W1, b1, _, _ = experiments.digits_net().params.values()
    x = experiments.training().X[experiments.followed()]
    np.testing.assert_array_equal(made.x, x)
    np.testing.assert_array_equal(made.w, W1[unit])
    z = blackboard.dense(x[np.newaxis], W1, b1)[0, unit]
    assert made.z == pytest.approx(z)
    assert made.up + made.down + made.b == pytest.approx(z)
    assert made.up == pytest.approx(sum(w * v for w, v in zip(W1[unit], x, strict=True) if w > 0))


@pytest.mark.parametrize("epoch", [0, 1, 5, 20])
def test_after_an_epoch_the_same_arithmetic_has_other_numbers(epoch):
    trained = experiments.training()
    _, p = by_hand(trained.X[experiments.followed()], epoch)
    progress = experiments.progress(epoch)
    np.testing.assert_allclose(progress.p, p, rtol=1e-9, atol=1e-12)
    m = 1797 - len(trained.X)
    assert progress.iterations == epoch * np.ceil(m / 32)


def test_an_epoch_has_43_iterations_and_training_reads_the_digits():
    trained = experiments.training()
    assert len(trained.step_loss) == 20 * 43
    assert len(trained.loss) == 20
    assert len(trained.params) == 21
    right = [experiments.progress(e).right for e in (0, 1, 5, 20)]
    np.testing.assert_allclose(right, [0.1, 0.775, 0.953, 0.971], atol=0.003)
    p = {epoch: experiments.progress(epoch).p for epoch in (2, 3, 5, 20)}
    assert p[3][3] < p[2][3]
    assert [p[epoch].argmax() for epoch in (2, 3, 5, 20)] == [3, 5, 8, 3]
    assert p[20][3] == pytest.approx(0.852, abs=5e-4)


def test_the_net_at_epoch_0_is_the_one_that_training_begins_with():
    rng = np.random.default_rng(1)
    net = Sequential(Dense(64, 32, rng=rng, init="he"), Activation("relu"), Dense(32, 10, rng=rng))
    for ours, theirs in zip(
        net.params.values(), experiments.digits_net(0).params.values(), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)

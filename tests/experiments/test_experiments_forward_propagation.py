"""The numbers of chapter 8: a net by hand, boundaries and their length, and digits."""

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


@pytest.mark.parametrize("width", [1, 5, 32])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_the_parameters_of_equal_widths_are_counted_one_by_one(width, depth):
    shapes = [(width, 2), *[(width, width)] * (depth - 1), (1, width)]
    count = sum(rows * (columns + 1) for rows, columns in shapes)
    assert experiments.parameters(width, depth) == count
    net = experiments.random_net(width, depth, 1)
    assert sum(p.size for p in net.params.values()) == count


def test_of_width_1_every_net_has_a_straight_boundary():
    for depth in (1, 2, 4):
        for draw in range(1, 9):
            net = experiments.random_net(1, depth, draw)
            length = experiments.boundary_length(net)
            assert length < np.sqrt(32) + 1e-9  # the diagonal of the square
            W = net.params["0.W"][0]
            x = np.array([0.3, -0.4])
            same_sum = x + np.outer([0, 1, -1], [-W[1], W[0]])
            np.testing.assert_allclose(net.forward(same_sum), net.forward(x[np.newaxis])[0, 0])


def test_a_random_net_halves_the_square():
    for width, depth in ((8, 2), (3, 1)):
        z = experiments.random_net(width, depth, 1).forward(experiments.square())
        assert np.median(z) == pytest.approx(0, abs=1e-12)
        assert np.std(z) == pytest.approx(2)


def test_the_weights_of_a_random_net_have_the_spread_that_is_promised():
    params = experiments.random_net(300, 2, 1).params
    assert np.std(params["0.W"]) == pytest.approx(3 / np.sqrt(2), rel=0.1)
    assert np.std(params["2.W"]) == pytest.approx(3 / np.sqrt(300), rel=0.1)
    assert np.std(params["0.b"]) == pytest.approx(1, rel=0.1)


def test_the_square_is_a_grid_of_31_by_31_places_row_by_row():
    places = experiments.square()
    assert places.shape == (31 * 31, 2)
    np.testing.assert_allclose(places[:31, 0], -2 + 4 * np.arange(31) / 30)
    np.testing.assert_allclose(places[:31, 1], -2)
    np.testing.assert_allclose(places[-1], 2)


# The length of a boundary


def test_the_length_of_a_line_that_is_known():
    """z = x1 − ½: a vertical line through a square of side 4; z = x1 + x2: its diagonal."""
    net = Sequential(Dense(2, 1, rng=np.random.default_rng(0)))
    net.params["0.W"][...], net.params["0.b"][...] = [[1.0, 0.0]], -0.5
    assert experiments.boundary_length(net) == pytest.approx(4)
    net.params["0.W"][...], net.params["0.b"][...] = [[1.0, 1.0]], 0.0
    assert experiments.boundary_length(net) == pytest.approx(np.sqrt(32))


def test_the_length_of_a_circle():
    x = np.linspace(-1, 1, 201)
    z = np.hypot(*np.meshgrid(x, x)) - 0.75
    for values in (z, -z, z[:, 20:], z[20:].T):
        assert experiments.line_length(values) * 0.01 == pytest.approx(2 * np.pi * 0.75, rel=1e-3)


R2 = np.sqrt(2)


@pytest.mark.parametrize("size", [0.125, 1, 32])
@pytest.mark.parametrize(
    ("z", "length"),
    [
        ([[1, 2], [3, 4]], 0),
        ([[-1, 1], [1, 1]], R2 / 2),
        ([[-1, 3], [3, 3]], R2 / 4),
        ([[1, 3], [-3, 9]], np.hypot(1 / 4, 3 / 4)),
        ([[3, -1], [-1, 3]], R2 / 2),  # the middle is positive, as the corner is
        ([[-3, 1], [1, -3]], R2 / 2),
        ([[1, -3], [-3, 1]], R2 / 2),  # the middle is negative, the corner is not
        ([[-1, 3], [3, -1]], R2 / 2),
        ([[1, -2], [-2, 3]], R2 / 3 + R2 * 3 / 5),  # a middle of 0 counts as negative
        ([[0, 1], [1, -1]], R2 / 2),  # so does a corner of 0
        ([[-1, 0, 1], [-2, 0, 2], [-1, 0, 5]], 2),
        ([[-2, -1, 0], [-1, 0, 0]], 0),
    ],
)
def test_lines_through_a_few_squares_by_hand(z, length, size):
    assert experiments.line_length(size * np.array(z)) == pytest.approx(length)
    assert experiments.line_length(size * np.array(z).T) == pytest.approx(length)


def test_with_the_same_number_of_parameters_a_deeper_net_folds_more():
    shapes = ((28, 1), (9, 2), (5, 4))
    counts = [experiments.parameters(*shape) for shape in shapes]
    assert max(counts) / min(counts) < 1.2
    lengths = [
        np.mean(
            [experiments.boundary_length(experiments.random_net(*shape, k)) for k in range(1, 41)]
        )
        for shape in shapes
    ]
    assert lengths == sorted(lengths)
    assert lengths == pytest.approx([6.640, 7.127, 8.635], abs=1e-3)


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
    answers = [experiments.answer(experiments.held_out(k)) for k in range(10)]
    assert [p.argmax() for _, p in answers] == list(range(10))
    assert all(20 <= np.sum(a1 > 0) <= 25 for a1, _ in answers)


def test_the_held_out_image_of_a_digit_is_the_first_of_its_kind():
    trained = experiments.training()
    for digit in range(10):
        kind = trained.X[trained.y == digit]
        np.testing.assert_array_equal(experiments.held_out(digit), kind[0])


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
    assert experiments.progress(5).p[3] == pytest.approx(0.268, abs=5e-4)


def test_the_net_at_epoch_0_is_the_one_that_training_begins_with():
    rng = np.random.default_rng(1)
    net = Sequential(Dense(64, 32, rng=rng, init="he"), Activation("relu"), Dense(32, 10, rng=rng))
    for ours, theirs in zip(
        net.params.values(), experiments.digits_net(0).params.values(), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)

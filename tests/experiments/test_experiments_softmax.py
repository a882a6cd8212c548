"""The numbers of chapter 10: digits and their entropy, two losses, answers about three classes."""

import numpy as np
import pytest

from dlcourse import blackboard, data, gradcheck, layers, losses, metrics, network, optim
from dlcourse.activations import softmax, softmax_jacobian
from dlcourse.experiments import softmax as experiments

Z_LECTURE = np.array([-0.21, 0.47, 1.72])


@pytest.fixture(scope="module")
def held_out():
    """The layer of the chapter, trained here once more: X, y and P of the forms it has not seen."""
    table, loss = data.digits(), (losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad)
    X_train, X, y_train, y = data.train_test_split(
        table.X / 16, table.y, test=0.25, rng=np.random.default_rng(0), groups=table.groups
    )
    net = network.Sequential(layers.Dense(64, 10, rng=np.random.default_rng(0)))
    how = {"loss": loss, "opt": optim.SGD(0.5), "epochs": 30, "batch_size": 32}
    network.fit(net, X_train, data.one_hot(y_train, 10), rng=np.random.default_rng(0), **how)
    return X, y, softmax(net.predict(X))


# The digits


def test_the_layer_is_the_one_that_the_chapter_trains(held_out):
    net, X, y = experiments.trained()
    np.testing.assert_array_equal(X, held_out[0])
    np.testing.assert_array_equal(y, held_out[1])
    np.testing.assert_allclose(softmax(net.predict(X)), held_out[2], atol=1e-12)


def test_the_least_sure_come_first(held_out):
    _, y, P = held_out
    H = np.array([-np.sum(p[p > 0] * np.log(p[p > 0])) for p in P])
    order = experiments.least_sure(P)
    assert sorted(order) == list(range(len(P)))
    assert (np.diff(H[order]) <= 1e-12).all()
    assert y[order[0]] == 7


def test_the_surer_half_holds_no_mistake(held_out):
    _, y, P = held_out
    sure = experiments.least_sure(P)[len(y) // 2 :]
    assert metrics.accuracy(P[sure].argmax(axis=1), y[sure]) == 1


def test_the_most_frequent_mistakes_are_off_the_diagonal():
    C = np.array([[90, 1, 2], [0, 80, 5], [4, 3, 70]])
    assert experiments.most_frequent_mistakes(C) == ([(1, 2)], 5)
    C[0, 1] = 9
    assert experiments.most_frequent_mistakes(C) == ([(0, 1)], 9)
    C[2, 0] = 9
    assert experiments.most_frequent_mistakes(C) == ([(0, 1), (2, 0)], 9)


@pytest.mark.claim("softmax-twice")
def test_with_softmax_twice_even_the_best_rate_reads_fewer_digits_in_four_of_five_deals():
    rates, ratios = (5, 20), []  # of the five, one of these has the least cost each time
    for seed in range(5):
        once, twice = (
            min(experiments.with_softmax(mistake, lr, seed) for lr in rates)
            for mistake in (False, True)
        )
        assert twice.J > 1.461
        ratios.append((1 - twice.right) / (1 - once.right))
    assert sum(1.5 < ratio < 2.6 for ratio in ratios) == 4
    assert min(ratios) == pytest.approx(1, abs=0.1)


@pytest.mark.claim("honest-quarter")
def test_of_the_least_sure_quarter_about_as_many_are_right_as_the_layer_claims():
    claimed, right, accuracies = [], [], []
    for seed in range(10):
        X_train, X, y_train, y = experiments.deal(seed)
        net = network.Sequential(layers.Dense(64, 10, rng=np.random.default_rng(0)))
        loss = (losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad)
        how = {"loss": loss, "opt": optim.SGD(0.5), "epochs": 30, "batch_size": 32}
        network.fit(net, X_train, data.one_hot(y_train, 10), rng=np.random.default_rng(0), **how)
        P = softmax(net.predict(X))
        unsure = np.argsort(P.max(axis=1))[: len(X) // 4]
        claimed.append(P[unsure].max(axis=1).mean())
        right.append(metrics.accuracy(P[unsure].argmax(axis=1), y[unsure]))
        accuracies.append(metrics.accuracy(P.argmax(axis=1), y))
    assert np.mean(claimed) == pytest.approx(2 / 3, abs=0.02)
    assert np.mean(right) == pytest.approx(np.mean(claimed), abs=0.06)
    assert [round(f(accuracies), 2) for f in (min, np.mean, max)] == [0.88, 0.92, 0.96]


# The plane


def test_the_layer_of_the_plane_descends_on_its_own_cost():
    steps, table = experiments.plane(), experiments.clouds()
    assert len(steps) == experiments.PLANE_STEPS + 1
    before, after = steps[3:5]
    Y = np.eye(3)[table.y]

    def J(v):
        return losses.softmax_cross_entropy(table.X @ v[:6].reshape(3, 2).T + v[6:], Y)

    at = np.array([*before.W.ravel(), *before.b])
    step = np.array([*after.W.ravel(), *after.b]) - at
    np.testing.assert_allclose(
        step, -experiments.PLANE_LR * gradcheck.numerical_gradient(J, at), rtol=1e-5, atol=1e-9
    )
    assert J(at) == pytest.approx(before.J)


def test_all_three_boundaries_of_the_plane_meet_in_one_point():
    layer = experiments.plane()[-1]
    ahead = layer.W[0] - layer.W[1], layer.W[1] - layer.W[2]
    meet = np.linalg.solve(ahead, [layer.b[1] - layer.b[0], layer.b[2] - layer.b[1]])
    np.testing.assert_allclose(softmax(layer.W @ meet + layer.b), 1 / 3)
    assert np.hypot(*meet) < 1


def test_what_the_chapter_says_beside_the_confusion_matrix(held_out):
    _, y, P = held_out
    says = P.argmax(axis=1)
    missed = [np.sum((y == j) & (says != j)) for j in range(10)]
    assert np.argmax(missed) == 9
    assert (missed[9], np.sum(y == 9)) == (12, 52)
    assert np.argmax([np.sum((says == k) & (y != k)) for k in range(10)]) == 1
    assert [missed[j] for j in (0, 4, 8)] == [0, 1, 1]
    wrong = {(j, k): np.sum((y == j) & (says == k)) for j in range(10) for k in range(10) if j != k}
    C = metrics.confusion_matrix(says, y, 10)
    pairs, count = experiments.most_frequent_mistakes(C)
    assert count == max(wrong.values()) == 6
    assert pairs == [pair for pair, times in wrong.items() if times == count]


# Two losses


@pytest.mark.parametrize("K", [2, 3, 10])
@pytest.mark.parametrize("z", [-6, 0, 2.5, 8])
def test_the_slopes_of_the_two_losses_are_those_of_their_values(z, K):
    y = np.eye(K)[0]
    sums = np.array([float(z)] + [0.0] * (K - 1))
    two = experiments.two_losses(z, K)
    p = np.exp(sums) / np.exp(sums).sum()
    assert two.p == pytest.approx(p[0])
    assert two.entropy == pytest.approx(-np.log(p[0]))
    assert two.squared == pytest.approx(np.sum((p - y) ** 2) / 2)
    slope = gradcheck.numerical_gradient
    by_entropy = slope(lambda v: -np.log(softmax(v)[0]), sums)
    by_squares = slope(lambda v: np.sum((softmax(v) - y) ** 2) / 2, sums)
    assert two.entropy_slope == pytest.approx(by_entropy[0], abs=1e-9)
    assert two.squared_slope == pytest.approx(by_squares[0], abs=1e-9)
    assert two.entropy_slope == pytest.approx(p[0] - 1)


def test_the_probability_of_many_sums_at_once():
    z = np.array([[0.0, 1.0], [-3.0, 700.0]])
    np.testing.assert_allclose(experiments.probability(z, 4), 1 / (1 + 3 * np.exp(-z)))


def test_most_wrong_only_the_cross_entropy_pushes():
    two = experiments.two_losses(-6, 10)
    assert round(two.entropy, 3) == 8.197
    assert round(two.entropy_slope, 4) == -0.9997
    assert round(two.squared, 3) == 0.555
    assert round(two.squared_slope, 4) == -0.0003


def test_the_squared_error_through_the_jacobian_is_the_formula_of_the_chapter():
    p, y = softmax(Z_LECTURE), np.eye(3)[1]
    formula = p * ((p - y) - np.sum((p - y) * p))
    np.testing.assert_allclose((p - y) @ softmax_jacobian(Z_LECTURE), formula, rtol=1e-12)
    measured = gradcheck.numerical_gradient(lambda v: np.sum((softmax(v) - y) ** 2) / 2, Z_LECTURE)
    np.testing.assert_allclose(measured, formula, rtol=1e-7)


# Three classes


def test_the_sums_of_the_lectures_are_named_by_their_numbers():
    for name, z in experiments.SUMS.items():
        assert name == f"({', '.join(f'{v:g}' for v in z)})".replace("-", "−")
        assert experiments.probability(np.array(z), 2).shape == (len(z),)


@pytest.mark.parametrize("p", [(0.05, 0.9, 0.05), (1 / 3, 1 / 3, 1 / 3), (0.95, 0.03, 0.02)])
def test_the_cross_entropy_is_the_entropy_of_the_truth_and_a_gap(p):
    p, y = np.array(p), experiments.TRUTH
    answer = experiments.answer(p)
    H, cross = -np.sum(p * np.log(p)), -np.sum(y * np.log(np.maximum(p, 0.001)))
    assert [answer.H, answer.cross] == pytest.approx([H, cross])
    assert answer.gap == pytest.approx(cross + np.sum(y * np.log(y)), abs=1e-12)


def test_an_answer_that_is_the_truth_costs_the_entropy_of_the_truth():
    answer = experiments.answer(np.array([0.5, 0.3, 0.2]))
    assert answer.gap == pytest.approx(0, abs=1e-12)
    assert answer.cross == pytest.approx(losses.entropy([0.5, 0.3, 0.2]))


def test_no_fine_is_infinite():
    cross = experiments.cross_entropy_with_truth(np.array([[0.0, 0.0, 1.0], [0.5, 0.4995, 0.0005]]))
    by_hand = [0.8 * np.log(1000), -0.5 * np.log(0.5) - 0.3 * np.log(0.4995) + 0.2 * np.log(1000)]
    np.testing.assert_allclose(cross, by_hand)


def test_the_grid_holds_every_answer_in_whole_steps():
    np.testing.assert_array_equal(
        experiments.grid_of_answers(2),
        np.array([(0, 0, 2), (0, 1, 1), (0, 2, 0), (1, 0, 1), (1, 1, 0), (2, 0, 0)]) / 2,
    )
    p = experiments.grid_of_answers()
    assert len(p) == len(np.unique(p, axis=0)) == 31 * 32 / 2
    np.testing.assert_allclose(p.sum(axis=1), 1)


def test_the_cross_entropy_in_the_triangle_is_what_descent_on_the_sums_ends_at():
    """Exercise 5: with a truth that is not one-hot, the answer becomes the truth."""
    z, Y = Z_LECTURE[np.newaxis].copy(), experiments.TRUTH[np.newaxis]
    for _ in range(200):
        z -= blackboard.softmax_cross_entropy_grad(z, Y)
    np.testing.assert_allclose(softmax(z), Y, atol=1e-6)
    assert blackboard.softmax_cross_entropy(z, Y) == pytest.approx(losses.entropy([0.5, 0.3, 0.2]))
    assert z.sum() == pytest.approx(Z_LECTURE.sum())

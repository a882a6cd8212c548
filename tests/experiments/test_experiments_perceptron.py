"""What chapter 5 computes is true: by hand, by the proof's bounds, and by outside witnesses."""

from types import SimpleNamespace

import numpy as np
import pytest

from dlcourse import data, gradcheck, linear, losses
from dlcourse.experiments import perceptron as experiments
from dlcourse.experiments.perceptron import TEN, XOR

LINE = np.array([-1.0, 0.6, 0.8])  # of `strip`
GAPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


def table(kind):
    run = experiments.walk(kind)
    return run.X, run.y


# The two tables


def test_xor_is_the_sign_of_the_product_of_the_features():
    X, y = table(XOR)
    assert (-np.prod(X, axis=1)).tolist() == y.tolist()
    assert {tuple(x) for x in X} == {(a, b) for a in (-1, 1) for b in (-1, 1)}


def test_the_sums_of_the_ten_examples_by_hand():
    X, y = table(TEN)
    assert y.tolist() == [-1, -1, 1, 1, 1, 1, -1, -1, -1, -1]
    assert X[y == 1].sum(axis=0) == pytest.approx([1.9, 3.7])
    assert X[y == -1].sum(axis=0) == pytest.approx([-6.8, -6.7])


def test_the_first_mistakes_on_the_ten_examples_by_hand():
    run = experiments.walk(TEN)
    assert run.w[0].tolist() == [0, 0, 0]
    # At w = 0 the first example is a mistake, y x with y = −1; it leaves the second one right.
    np.testing.assert_allclose(run.w[1], [-1, 1.7, -0.7])
    np.testing.assert_allclose(run.w[2], [0, 1.5, -0.3])  # the third: + (1, −0.2, 0.4)


@pytest.mark.parametrize("kind", [TEN, XOR])
def test_the_weights_are_the_sum_of_the_mistakes_so_far(kind):
    X, y = table(kind)
    run = experiments.walk(kind)
    X1 = np.column_stack((np.ones(len(X)), X))
    w = np.zeros(3)
    assert len(run.w) == len(run.trace.updates) + 1
    for row, before, after in zip(run.trace.updates, run.w, run.w[1:], strict=False):
        assert y[row.i] * (before @ X1[row.i]) <= 1e-12
        w = w + y[row.i] * X1[row.i]
        np.testing.assert_allclose(after, w, atol=1e-12)


def test_eight_mistakes_by_three_of_the_ten_examples_are_the_last():
    X, y, trace, path = experiments.walk(TEN)
    assert trace.converged
    assert len(trace.updates) == 8
    assert trace.updates[-1].epoch == 3
    assert len({row.i for row in trace.updates}) == 3
    assert [experiments.wrong(X, y, w) for w in path] == [10, 4, 3, 1, 2, 1, 1, 1, 0]


def test_on_xor_every_fourth_mistake_brings_the_weights_back_to_0():
    X, y, _, path = experiments.walk(XOR)
    for t, w in enumerate(path[:9]):
        assert (not w.any()) == (t % 4 == 0)
        assert experiments.wrong(X, y, w) > 0
    # The two sums of the proof: 2b for the corners of −1, 2b for the corners of +1.
    X1 = np.column_stack((np.ones(4), X))
    for label in (-1, 1):
        assert X1[label == y].sum(axis=0).tolist() == [2, 0, 0]


def test_the_learning_rate_matters_only_away_from_0():
    X, y = table(TEN)
    runs = [linear.perceptron(X, y, lr=lr, w0=[3.0, -2.0, 1.0]) for lr in (0.01, 1.0, 100.0)]
    assert [len(run.updates) for run in runs] == [203, 2, 5]
    assert {len(linear.perceptron(X, y, lr=lr).updates) for lr in (0.01, 1.0, 100.0)} == {8}


def test_an_example_on_the_line_is_wrong():
    X, y = [[1.0], [2.0], [3.0], [3.0]], [-1, 1, 1, -1]
    assert experiments.wrong(X, y, [-2.0, 1.0]) == 2


# One update


@pytest.mark.parametrize("y", [1, -1])
@pytest.mark.parametrize("angle", [0, 90, 135, 225, 315])
def test_a_mistake_adds_y_x_and_raises_the_product_by_the_square_of_x(angle, y):
    x, old, w, before, after = experiments.update(angle, y)
    assert np.linalg.norm(x) == pytest.approx(1.6)
    assert np.rad2deg(np.arctan2(x[1], x[0])) % 360 == pytest.approx(angle)
    assert old.tolist() == [1.2, 0.9]
    assert before == pytest.approx(y * (old @ x))
    assert after == pytest.approx(y * (w @ x))
    if before > 0:
        np.testing.assert_array_equal(w, old)
    else:
        np.testing.assert_allclose(w, old + y * x)
        assert after - before == pytest.approx(1.6**2)
        # Towards y x: the cosine of the angle between them grows.
        cosines = [y * (v @ x) / np.linalg.norm(v) for v in (old, w)]
        assert cosines[0] < cosines[1]


def test_nothing_happens_on_the_side_to_which_w_points():
    for y, quiet in ((1, {315, 0, 45, 90}), (-1, {135, 180, 225, 270})):
        met = {angle: experiments.update(angle, y) for angle in range(0, 360, 45)}
        assert {angle for angle, at in met.items() if at.after == at.before} == quiet


def test_an_example_on_the_line_is_a_mistake(monkeypatch):
    monkeypatch.setattr(experiments, "W_BEFORE", np.array([0.0, 0.9]))
    met = experiments.update(0, 1)
    assert (met.before, met.after) == (0, pytest.approx(1.6**2))
    assert met.w_after.tolist() == [1.6, 0.9]


# strip, mistakes, squeeze


@pytest.mark.parametrize("gap", GAPS)
def test_the_margin_of_the_known_line_is_the_gap(gap):
    X, y = experiments.strip(gap)
    assert experiments.strip_line().tolist() == LINE.tolist()
    assert linear.margin(X, y, LINE) == pytest.approx(gap)
    distances = y * (X @ LINE[1:] - 1)
    assert distances[:2] == pytest.approx([gap, gap])  # one of each class
    assert y.tolist() == [1, -1] * 10


def test_the_strip_is_one_wide_beyond_the_gap_and_three_long():
    X, y = experiments.strip(0.1, m=2000)
    across, along = y * (X @ LINE[1:] - 1), X @ [-0.8, 0.6]
    assert across[2:].min() > 0.1
    assert 1.09 < across.max() < 1.1
    assert -1.5 < along.min() < -1.49
    assert 1.49 < along.max() < 1.5


@pytest.mark.parametrize("gap", [0.05, 0.2, 1.0])
def test_no_run_makes_more_mistakes_than_the_bound(gap):
    X, y = experiments.strip(gap)
    counts, bound = experiments.mistakes(gap)
    R2 = 1 + np.max(np.sum(X**2, axis=1))
    assert bound == pytest.approx(R2 / (gap / np.sqrt(2)) ** 2)
    assert len(counts) == 10
    assert 1 <= counts.min() <= counts.max() <= bound
    for seed in (0, 9):
        run = linear.perceptron(X, y, max_epochs=10_000, rng=np.random.default_rng(seed))
        assert run.converged
        assert counts[seed] == len(run.updates)


def test_a_narrower_gap_costs_more_mistakes_and_the_bound_grows_faster():
    means, bounds = zip(
        *((counts.mean(), bound) for counts, bound in map(experiments.mistakes, GAPS)), strict=True
    )
    assert (np.diff(means) < 0).all()
    assert (np.diff(np.divide(bounds, means)) < 0).all()


@pytest.mark.claim("mistakes-by-gap")
def test_the_numbers_that_the_chapter_names():
    for gap, mean, most in ((0.2, 17, 324), (0.02, 156, 29355)):
        counts, bound = experiments.mistakes(gap)
        assert (round(counts.mean()), round(bound)) == (mean, most)
    assert round(experiments.squeeze(0.05).bound) == 4776


@pytest.mark.parametrize("gap", [0.05, 0.2, 1.0])
def test_the_length_of_w_stays_between_its_two_bounds(gap):
    X, y = experiments.strip(gap)
    lengths, shadows, R, gamma, bound = experiments.squeeze(gap)
    assert gamma == pytest.approx(gap / np.sqrt(2))
    assert pytest.approx(np.sqrt(1 + np.max(np.sum(X**2, axis=1)))) == R
    assert bound == pytest.approx(linear.mistake_bound(X, y, LINE))
    rows = linear.perceptron(X, y, max_epochs=10_000, rng=np.random.default_rng(0)).updates
    assert len(lengths) == len(shadows) == len(rows) <= bound
    for k, row in enumerate(rows, start=1):
        assert lengths[k - 1] == pytest.approx(np.linalg.norm(row.w_after))
        assert shadows[k - 1] == pytest.approx(LINE @ row.w_after / np.sqrt(2))
        assert k * gamma <= shadows[k - 1] + 1e-12
        assert shadows[k - 1] <= lengths[k - 1] + 1e-12
        assert lengths[k - 1] <= np.sqrt(k) * R + 1e-12


# The fines


@pytest.mark.parametrize("name", experiments.FINES)
@pytest.mark.parametrize("s", [-2.5, -0.3, 0.4, 3.0])
def test_the_push_is_the_slope_of_the_fine_downwards(name, s):
    fine = experiments.FINES[name]
    measured = gradcheck.numerical_gradient(lambda s: float(fine(s)[0]), s)
    assert float(fine(np.array(s))[1]) == pytest.approx(-float(measured), abs=1e-8)


@pytest.mark.parametrize("y", [-1, 1])
def test_the_fines_over_s_are_those_of_the_neurons(y):
    for z in (-2.0, 0.0, 1.5):
        s = np.array(y * z)
        assert experiments.delta_rule_fine(s)[0] == pytest.approx(losses.half_mse([z], [y]))
        entropy = losses.sigmoid_cross_entropy([z], [(y + 1) / 2])
        assert experiments.logistic_fine(s)[0] == pytest.approx(entropy)


def test_the_perceptron_pays_the_distance_on_the_wrong_side_and_nothing_on_the_right_one():
    fine, push = experiments.perceptron_fine(np.array([-2.0, -1e-9, 0.0, 1e-9, 3.0]))
    assert fine.tolist() == [2, 1e-9, 0, 0, 0]
    assert push.tolist() == [1, 1, 1, 0, 0]  # at the corner it is 1


def test_far_on_the_right_side_only_the_delta_rule_pushes_back():
    push = {name: fine(np.array([3.5]))[1][0] for name, fine in experiments.FINES.items()}
    assert push["perceptron"] == 0 < push["logistic"] < 0.05
    assert push["delta rule"] == -2.5


# Zeros and ones


def pair(a, b):
    table = data.digits()
    keep = np.isin(table.y, (a, b))
    X, y = table.X[keep] / 16, np.where(table.y[keep] == b, 1.0, -1.0)
    train = table.groups[keep] < 10
    return X[train], y[train]


def test_the_weights_are_three_ones_less_three_zeros():
    X, y = pair(0, 1)
    run = experiments.zeros_and_ones()
    np.testing.assert_array_equal(run.X, X)
    np.testing.assert_array_equal(run.y, y)
    seen = [row.i for row in linear.perceptron(X, y, rng=np.random.default_rng(0)).updates]
    assert [row.i for row in run.trace.updates] == seen
    assert sorted(y[seen]) == [-1, -1, -1, 1, 1, 1]
    w = sum(y[i] * X[i] for i in seen)
    np.testing.assert_allclose(run.trace.w[1:], w, atol=1e-12)
    np.testing.assert_allclose(run.w[-1], run.trace.w)
    # Where a 1 has its stroke every weight is positive; around it they are negative on the whole.
    image = w.reshape(8, 8)
    assert image[2:6, [1, 2, 5, 6]].sum() < 0 < image[2:6, 3:5].min()


@pytest.mark.parametrize("digits", [(0, 1), (3, 5), (1, 8)])
def test_every_run_of_the_chapter_on_two_digits_converges(digits):
    X, y = pair(*digits)
    runs = [linear.perceptron(X, y, rng=np.random.default_rng(seed)) for seed in range(20)]
    assert all(run.converged for run in runs)
    assert all(len(run.updates) <= linear.mistake_bound(X, y, run.w) for run in runs)


# The tumours


def two_measurements():
    table = data.breast_cancer().only("mean radius", "mean texture")
    rng = np.random.default_rng(0)
    X, _, y, _ = data.train_test_split(table.X, 1.0 - 2 * table.y, rng=rng)
    return data.standardise(X)[0], y


def test_the_last_weights_jump_and_the_best_and_the_mean_do_not():
    X, y = two_measurements()
    rows = linear.perceptron(X, y, max_epochs=20, rng=np.random.default_rng(0)).updates
    last, best, mean = experiments.restless_shares()
    right = [np.mean(y * linear.predict_linear(X, row.w_after) > 0) for row in rows]
    assert last.tolist() == right
    assert best.tolist() == [max(right[: k + 1]) for k in range(len(right))]
    for k in (1, 2, 50, len(rows)):
        w = np.mean([row.w_after for row in rows[:k]], axis=0)
        assert mean[k - 1] == np.mean(y * linear.predict_linear(X, w) > 0)
    assert last[-120:].min() < 0.5 < 0.88 < mean[-1] <= best[-1]


def test_an_example_on_the_line_is_not_right(monkeypatch):
    # Two examples of one label: the first mistake leaves the second one exactly on the line.
    monkeypatch.setattr(experiments.data, "train_test_split", lambda X, y, *, rng: (X, X, y, y))
    two = SimpleNamespace(X=np.array([[1.0, 0.0], [-1.0, 0.0]]), y=np.array([0, 0]))
    table = SimpleNamespace(only=lambda *names: two)
    monkeypatch.setattr(experiments.data, "breast_cancer", lambda: table)
    monkeypatch.setattr(experiments.data, "standardise", lambda X: (X, None))
    assert experiments.restless_shares().last[0] == 0.5


def test_no_line_separates_the_tumours_by_two_measurements():
    # A linear program, as an outside witness: y z ≥ 1 for all examples has no solution.
    optimize = pytest.importorskip("scipy.optimize")
    X, y = two_measurements()
    lines = -y[:, np.newaxis] * linear.add_bias_column(X)
    found = optimize.linprog(np.zeros(3), A_ub=lines, b_ub=-np.ones(len(y)), bounds=(None, None))
    assert found.status == 2  # infeasible


# The exercises


def test_exercise_3_can_be_done_with_four_points():
    trace = linear.perceptron([[2, 3], [3, 5], [1, 0], [3, 1]], [-1, 1, -1, 1])
    assert trace.converged
    assert len(trace.updates) > 20


def test_exercise_4_more_mistakes_far_from_the_origin():
    X, y = experiments.strip(0.2)
    bounds = []
    for c in (0, 1, 2, 4, 8):
        line = LINE - np.array([1.4 * c, 0, 0])
        assert linear.margin(X + c, y, line) == pytest.approx(0.2)
        bounds.append(linear.mistake_bound(X + c, y, line))
    assert (np.diff(bounds) > 0).all()
    near, far = (len(linear.perceptron(X + c, y, max_epochs=10_000).updates) for c in (0, 8))
    assert far > near

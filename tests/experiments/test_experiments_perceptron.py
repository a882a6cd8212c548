"""What chapter 5 computes is true: by hand, by the proof's bounds, and by outside witnesses."""

from types import SimpleNamespace

import numpy as np
import pytest

from dlcourse import data, gradcheck, linear, losses
from dlcourse.experiments import perceptron as experiments
from dlcourse.experiments import unseparated
from dlcourse.experiments.perceptron import COUNTED, LEFT_OUT, TEN, XOR
from dlcourse.experiments.unseparated import PAIR

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


def test_the_first_looks_at_the_ten_films_by_hand():
    run = experiments.walk(TEN)
    assert run.w[0].tolist() == [0, 0, 0]
    # At w = 0 the first film is a mistake, y x with y = −1; it leaves the second one right.
    np.testing.assert_allclose(run.w[1:3], [[-1, 1.7, -0.7]] * 2)
    np.testing.assert_allclose(run.w[3], [0, 1.5, -0.3])  # the third: + (1, −0.2, 0.4)
    assert run.mistakes[:5].tolist() == [True, False, True, False, True]


@pytest.mark.parametrize("kind", [TEN, XOR])
def test_each_look_adds_y_x_at_a_mistake_and_nothing_otherwise(kind):
    X, y, path, mistakes = experiments.walk(kind)
    X1 = np.column_stack((np.ones(len(X)), X))
    assert len(path) == len(mistakes) + 1 == experiments.LOOKS + 1
    for look, mistake in enumerate(mistakes):
        i = look % len(y)
        assert mistake == (y[i] * (path[look] @ X1[i]) <= 0)
        np.testing.assert_allclose(path[look + 1], path[look] + mistake * y[i] * X1[i], atol=1e-12)


@pytest.mark.claim("ten-films")
def test_three_of_the_ten_films_make_all_eight_mistakes_and_one_repair_is_a_loss_for_two_others():
    X, y, path, mistakes = experiments.walk(TEN)
    looks = 1 + np.flatnonzero(mistakes)
    assert looks.tolist() == [1, 3, 5, 11, 13, 15, 21, 25]
    assert {(look - 1) % 10 for look in looks} == {0, 2, 4}
    wrong = [experiments.wrong(X, y, w) for w in path]
    assert wrong[:12] == [10, 4, 4, 3, 3, 1, 1, 1, 1, 1, 1, 2]
    assert (y * linear.predict_linear(X, path[11]) <= 0).nonzero()[0].tolist() == [2, 4]
    assert (wrong[24], wrong[25], wrong[-1]) == (1, 0, 0)
    np.testing.assert_allclose(path[-1], [2.0, 2.3, 2.3])


def test_on_xor_every_fourth_mistake_brings_the_weights_back_to_0():
    X, y, path, mistakes = experiments.walk(XOR)
    assert mistakes.all()
    for look, w in enumerate(path):
        assert (not w.any()) == (look % 4 == 0)
        assert experiments.wrong(X, y, w) > 0
    # The two sums of the proof: 2b for the corners of −1, 2b for the corners of +1.
    X1 = np.column_stack((np.ones(4), X))
    for label in (-1, 1):
        assert X1[label == y].sum(axis=0).tolist() == [2, 0, 0]


def test_a_line_turned_by_hand_has_weights_of_length_1():
    for angle, w in ((0, [1, 0]), (90, [0, 1]), (210, [-np.sqrt(3) / 2, -0.5])):
        np.testing.assert_allclose(experiments.turned(angle, 0.75), [0.75, *w], atol=1e-12)


@pytest.mark.claim("start-elsewhere")
def test_the_learning_rate_matters_only_away_from_0():
    X, y = table(TEN)
    runs = [linear.perceptron(X, y, lr=lr, w0=[3.0, -2.0, 1.0]) for lr in (0.01, 1.0, 100.0)]
    assert [len(run.updates) for run in runs] == [203, 2, 5]
    assert {len(linear.perceptron(X, y, lr=lr).updates) for lr in (0.01, 1.0, 100.0)} == {8}


def test_an_example_on_the_line_is_wrong():
    X, y = [[1.0], [2.0], [3.0], [3.0]], [-1, 1, 1, -1]
    assert experiments.wrong(X, y, [-2.0, 1.0]) == 2


# One update


@pytest.mark.parametrize("bias", [LEFT_OUT, COUNTED])
@pytest.mark.parametrize("y", [1, -1])
@pytest.mark.parametrize("angle", [0, 90, 135, 225, 315])
def test_a_mistake_adds_y_x_and_raises_the_product_by_the_square_of_x(angle, y, bias):
    x, old, w, before, after = experiments.update(angle, y, bias)
    assert np.linalg.norm(x) == pytest.approx(1)
    assert np.rad2deg(np.arctan2(x[1], x[0])) % 360 == pytest.approx(angle)
    assert old.tolist() == [0, 1.2, 0.9]
    x0 = 1 if bias == COUNTED else 0
    assert before == pytest.approx(y * (old[1:] @ x))
    assert after == pytest.approx(y * (w[0] * x0 + w[1:] @ x))
    if before > 0:
        np.testing.assert_array_equal(w, old)
    else:
        np.testing.assert_allclose(w, [y * x0, *(old[1:] + y * x)])
        assert after - before == pytest.approx(1 + x0)
        # Towards y x: the cosine of the angle between them grows.
        cosines = [y * (v[1:] @ x) / np.linalg.norm(v[1:]) for v in (old, w)]
        assert cosines[0] < cosines[1]


def test_nothing_happens_on_the_side_to_which_w_points_and_far_on_the_other_one_is_not_enough():
    for y, quiet in ((1, {*range(0, 121, 15), *range(315, 360, 15)}), (-1, {*range(135, 301, 15)})):
        met = {angle: experiments.update(angle, y, LEFT_OUT) for angle in range(0, 360, 15)}
        assert {angle for angle, at in met.items() if at.after == at.before} == quiet
        if y == 1:
            still = {angle for angle, at in met.items() if at.after <= 0}
            assert still == set(range(180, 256, 15))
        assert min(np.linalg.norm(at.w_after[1:]) for at in met.values()) > 0.5  # long enough


def test_an_example_on_the_line_is_a_mistake(monkeypatch):
    monkeypatch.setattr(experiments, "W_BEFORE", np.array([0.0, 0.9]))
    met = experiments.update(0, 1, LEFT_OUT)
    assert (met.before, met.after) == (0, pytest.approx(1))
    assert met.w_after.tolist() == [0, 1, 0.9]


# The space of the weights


def test_the_run_of_the_five_films_is_the_rule_without_a_bias():
    path, seen = experiments.cone()[:2]
    X, y = experiments.FIVE_X, experiments.FIVE_Y
    w, met = np.zeros(2), []
    for _epoch in range(20):
        for i in range(5):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                met.append(i)
                np.testing.assert_allclose(path[len(met)], w)
    assert seen.tolist() == met == [0, 1, 4, 2, 4, 4, 2, 4]
    assert not path[0].any()
    assert (y * (X @ w) > 0).all()


def test_in_the_cone_and_nowhere_else_all_films_are_right():
    low, high = experiments.cone().edges
    for angle in np.linspace(0, 360, 721):
        if min(abs(angle - low), abs(angle - high)) > 1e-3:
            right = experiments.share(
                experiments.FIVE_X, experiments.FIVE_Y, experiments.turned(angle, 0)
            )
            assert (right == 1) == (low < angle < high)


def test_each_step_goes_along_u_and_not_along_w():
    path, _, edges, u, R, gamma = experiments.cone()
    assert np.rad2deg(np.arctan2(u[1], u[0])) == pytest.approx(sum(edges) / 2)
    assert np.linalg.norm(u) == pytest.approx(1)
    steps = np.diff(path, axis=0)
    assert (steps @ u).min() >= gamma - 1e-12
    assert gamma > 0
    assert (np.sum(steps * path[:-1], axis=1) <= 0).all()
    assert np.linalg.norm(steps, axis=1).max() <= R
    assert gamma == min(experiments.FIVE_Y * (experiments.FIVE_X @ u))
    assert pytest.approx(max(np.hypot(*experiments.FIVE_X.T))) == R
    assert len(steps) <= (R / gamma) ** 2
    assert (np.diff(np.linalg.norm(path, axis=1)) < 0).any()  # sometimes w becomes shorter


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


# The losses


@pytest.mark.parametrize("name", experiments.LOSSES)
@pytest.mark.parametrize("s", [-2.5, -0.3, 0.4, 3.0])
def test_the_push_is_the_slope_of_the_loss_downwards(name, s):
    loss = experiments.LOSSES[name]
    measured = gradcheck.numerical_gradient(lambda s: float(loss(s)[0]), s)
    assert float(loss(np.array(s))[1]) == pytest.approx(-float(measured), abs=1e-8)


@pytest.mark.parametrize("y", [-1, 1])
def test_the_losss_over_s_are_those_of_the_neurons(y):
    for z in (-2.0, 0.0, 1.5):
        s = np.array(y * z)
        assert experiments.delta_rule_loss(s)[0] == pytest.approx(losses.half_mse([z], [y]))
        entropy = losses.sigmoid_cross_entropy([z], [(y + 1) / 2])
        assert experiments.logistic_loss(s)[0] == pytest.approx(entropy)


def test_the_perceptron_pays_the_distance_on_the_wrong_side_and_nothing_on_the_right_one():
    loss, push = experiments.perceptron_loss(np.array([-2.0, -1e-9, 0.0, 1e-9, 3.0]))
    assert loss.tolist() == [2, 1e-9, 0, 0, 0]
    assert push.tolist() == [1, 1, 1, 0, 0]  # at the corner it is 1


def test_far_on_the_right_side_only_the_delta_rule_pushes_back():
    push = {name: loss(np.array([3.5]))[1][0] for name, loss in experiments.LOSSES.items()}
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
    made_X, made_y, trace = experiments.zeros_and_ones()
    np.testing.assert_array_equal(made_X, X)
    np.testing.assert_array_equal(made_y, y)
    seen = [row.i for row in linear.perceptron(X, y, rng=np.random.default_rng(0)).updates]
    assert [row.i for row in trace.updates] == seen
    assert sorted(y[seen]) == [-1, -1, -1, 1, 1, 1]
    w = sum(y[i] * X[i] for i in seen)
    np.testing.assert_allclose(trace.w[1:], w, atol=1e-12)
    # Where a 1 has its stroke every weight is positive; left and right of it most are negative.
    image = w.reshape(8, 8)
    assert image[2:6, 3:5].min() > 0
    assert np.sum(image[2:6, [1, 2, 5, 6]] < 0) == 15 == image[2:6, [1, 2, 5, 6]].size - 1
    assert (image[7, 4:] > 0).all()  # the foot of a 1


@pytest.mark.claim("order-moves-share")
@pytest.mark.parametrize(
    ("digits", "mean", "scores"),
    [
        ((0, 1), 7.1, (0.903, 0.964, 1)),
        ((3, 5), 32.25, (0.962, 0.974, 1)),
        ((1, 8), 161.3, (0.879, 0.913, 0.929)),
    ],
)
def test_the_runs_of_the_chapter_on_two_digits(digits, mean, scores):
    mistakes, right = experiments.in_many_orders(*digits)
    assert mistakes.mean() == pytest.approx(mean)
    assert (right.min(), right.mean(), right.max()) == pytest.approx(scores, abs=5e-4)
    X, y, X_new, y_new = experiments.pair_of_digits(*digits)
    np.testing.assert_array_equal(X, pair(*digits)[0])
    for seed in (0, 19):
        run = linear.perceptron(X, y, rng=np.random.default_rng(seed))
        assert run.converged
        assert mistakes[seed] == len(run.updates) <= linear.mistake_bound(X, y, run.w)
        assert right[seed] == np.mean(y_new * linear.predict_linear(X_new, run.w) > 0)


def test_no_form_is_on_both_sides():
    table = data.digits()
    X, _, X_new, y_new = experiments.pair_of_digits(3, 5)
    assert len(X) + len(X_new) == np.isin(table.y, (3, 5)).sum()
    late = table.X[np.isin(table.y, (3, 5)) & (table.groups >= 10)] / 16
    np.testing.assert_array_equal(X_new, late)
    assert set(y_new) == {-1, 1}


# The tumours


def two_measurements():
    table = data.breast_cancer().only("mean radius", "mean texture")
    rng = np.random.default_rng(0)
    X, X_test, y, y_test = data.train_test_split(table.X, 1.0 - 2 * table.y, rng=rng)
    Z, Z_test, _ = data.standardise(X, X_test)
    for made, part in zip(unseparated.tumours(PAIR), (Z, Z_test, y, y_test), strict=True):
        np.testing.assert_array_equal(made, part)
    return Z, y


@pytest.mark.claim("last-weights-jump")
def test_the_last_weights_jump_and_the_best_and_the_mean_do_not():
    X, y = two_measurements()
    rows = linear.perceptron(X, y, max_epochs=20, rng=np.random.default_rng(0)).updates
    last, best, mean = unseparated.restless_shares()
    right = [np.mean(y * linear.predict_linear(X, row.w_after) > 0) for row in rows]
    assert last.tolist() == right
    assert best.tolist() == [max(right[: k + 1]) for k in range(len(right))]
    for k in (1, 2, 50, len(rows)):
        w = np.mean([row.w_after for row in rows[:k]], axis=0)
        assert mean[k - 1] == np.mean(y * linear.predict_linear(X, w) > 0)
    assert last[-120:].min() == pytest.approx(0.407, abs=5e-4)
    assert 0.88 < mean[-1] <= best[-1]


def test_an_example_on_the_line_is_not_right(monkeypatch):
    # Two examples of one label: the first mistake leaves the second one exactly on the line.
    monkeypatch.setattr(unseparated.data, "train_test_split", lambda X, y, *, rng: (X, X, y, y))
    two = SimpleNamespace(X=np.array([[1.0, 0.0], [-1.0, 0.0]]), y=np.array([0, 0]))
    table = SimpleNamespace(only=lambda *names: two)
    monkeypatch.setattr(unseparated.data, "breast_cancer", lambda: table)
    monkeypatch.setattr(unseparated.data, "standardise", lambda X, X_test: (X, X_test, None))
    assert unseparated.restless_shares().last[0] == 0.5


def test_no_line_separates_the_tumours_by_two_measurements():
    # A linear program, as an outside witness: y z ≥ 1 for all examples has no solution.
    optimize = pytest.importorskip("scipy.optimize")
    X, y = two_measurements()
    lines = -y[:, np.newaxis] * linear.add_bias_column(X)
    found = optimize.linprog(np.zeros(3), A_ub=lines, b_ub=-np.ones(len(y)), bounds=(None, None))
    assert found.status == 2  # infeasible


def test_a_split_of_the_comparison_by_hand():
    """Settings are chosen on the second part, the first of the best; the third only measures."""
    table, seed = data.breast_cancer().only(*PAIR), 3
    rng = np.random.default_rng(seed)
    rest, X_test, y_rest, y_test = data.train_test_split(table.X, 1.0 - 2 * table.y, rng=rng)
    X, X_val, y, y_val = data.train_test_split(rest, y_rest, rng=rng)
    X, X_val, X_test, _ = data.standardise(X, X_val, X_test)

    def right(X, y, w):
        return np.mean(y * linear.predict_linear(X, w) > 0)

    tried = {name: [] for name in ("last weights", "pocket", "mean", "logistic neuron")}
    updates = linear.perceptron(X, y, max_epochs=30, rng=rng).updates
    for most in (1, 3, 10, 30):
        W = [row.w_after for row in updates if row.epoch <= most]
        tried["last weights"].append(W[-1])
        tried["pocket"].append(max(W, key=lambda w: right(X, y, w)))
        tried["mean"].append(np.mean(W, axis=0))
    for lr in (0.1, 1.0):
        for steps in (10, 30, 100, 300):
            run = linear.logistic_regression(X, (y + 1) / 2, lr=lr, max_iter=steps)
            tried["logistic neuron"].append(run.w)
    made = unseparated.compared(PAIR)
    assert list(made) == list(tried)
    for name, weights in tried.items():
        chosen = max(weights, key=lambda w: right(X_val, y_val, w))
        assert made[name][seed] == right(X_test, y_test, chosen)


@pytest.mark.claim("perceptron-or-logistic")
@pytest.mark.parametrize(
    ("names", "means", "ahead"),
    [
        (PAIR, (0.875, 0.880, 0.886, 0.888), ((12, 6), (12, 7), (10, 9))),
        ((), (0.966, 0.964, 0.970, 0.975), ((12, 4), (14, 2), (10, 5))),
    ],
)
def test_the_logistic_neuron_has_the_highest_mean_by_less_than_the_spread(names, means, ahead):
    *perceptrons, logistic = unseparated.compared(names).values()
    assert [v.mean() for v in (*perceptrons, logistic)] == pytest.approx(means, abs=6e-4)
    for right, (more, fewer) in zip(perceptrons, ahead, strict=True):
        assert len(right) == 20
        assert logistic.mean() - right.mean() > 0
        assert logistic.mean() - right.mean() < min(right.std(ddof=1), logistic.std(ddof=1))
        assert (np.sum(logistic > right), np.sum(logistic < right)) == (more, fewer)


@pytest.mark.claim("line-with-patience")
def test_a_line_separates_the_tumours_by_all_measurements_and_100_epochs_do_not_find_it():
    Z, _, y, _ = unseparated.tumours()
    early, late = (
        linear.perceptron(Z, y, max_epochs=most, rng=np.random.default_rng(0))
        for most in (100, 10_000)
    )
    assert not early.converged
    assert late.converged
    assert len(late.mistakes) > 6000
    assert 0 < linear.margin(Z, y, late.w) < 0.001


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

"""The pictures of chapter 5 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import data, gradcheck, linear, losses
from dlcourse.pictures import perceptron as pictures

TEN, XOR = pictures.TEN, pictures.XOR
TABLES = {TEN: (pictures.TEN_X, pictures.TEN_Y), XOR: (pictures.XOR_X, pictures.XOR_Y)}
LINE = np.array([-1.0, 0.6, 0.8])  # of `strip`


def draw_squeeze():
    return pictures.squeeze(gap=0.05)


@pytest.mark.parametrize(
    "draw",
    [pictures.one_mistake, draw_squeeze, pictures.fines, pictures.memory, pictures.restless],
)
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert frame.svg().count("<svg") >= 1
    assert len(frame.alt) > 100
    assert all(np.isfinite(value) for value in frame.shown.values())


# one_mistake


def test_one_update_brings_the_ringed_example_to_its_own_side():
    assert pictures.one_mistake().shown == {"before": 3, "after": 1}
    row = linear.perceptron(*TABLES[TEN]).updates[2]
    x, y = np.array([1.0, *pictures.TEN_X[row.i]]), pictures.TEN_Y[row.i]
    assert y * (row.w_before @ x) < 0 < y * (row.w_after @ x)


# turn


@some(pictures.turn)
def test_a_mistake_adds_y_x_and_raises_the_product_by_the_square_of_x(at):
    shown = pictures.turn(**at).shown
    angle = np.deg2rad(at["angle"])
    x = 1.6 * np.array([np.cos(angle), np.sin(angle)])
    w, old = np.array([shown["w1"], shown["w2"]]), np.array([1.2, 0.9])
    assert shown["before"] == pytest.approx(at["y"] * (old @ x))
    assert shown["after"] == pytest.approx(at["y"] * (w @ x))
    if shown["before"] > 0:
        np.testing.assert_array_equal(w, old)
    else:
        np.testing.assert_allclose(w, old + at["y"] * x)
        assert shown["after"] - shown["before"] == pytest.approx(1.6**2)
        # Towards y x: the cosine of the angle between them grows.
        cosines = [at["y"] * (v @ x) / np.linalg.norm(v) for v in (old, w)]
        assert cosines[0] < cosines[1]


def test_nothing_happens_on_the_side_to_which_w_points():
    for y, quiet in ((1, {315, 0, 45, 90}), (-1, {135, 180, 225, 270})):
        angles = pictures.turn.controls["angle"].values
        shown = {angle: pictures.turn(angle=angle, y=y).shown for angle in angles}
        still = {angle for angle, at in shown.items() if at["after"] == at["before"]}
        assert still == quiet


# updates


@some(pictures.updates)
def test_the_weights_are_the_sum_of_the_mistakes_so_far(at):
    X, y = TABLES[at["kind"]]
    X1 = np.column_stack((np.ones(len(X)), X))
    rows = linear.perceptron(X, y).updates[: at["t"]]
    w = sum((y[row.i] * X1[row.i] for row in rows), np.zeros(3))
    shown = pictures.updates(**at).shown
    np.testing.assert_allclose([shown["b"], shown["w1"], shown["w2"]], w, atol=1e-12)
    assert shown["wrong"] == np.sum(y * (X1 @ w) <= 1e-12)
    if at["t"]:
        assert shown["before"] <= 0
        x = X1[shown["i"]]
        assert shown["after"] - shown["before"] == pytest.approx(x @ x)


def test_eight_mistakes_by_three_of_the_ten_examples_are_the_last():
    trace = linear.perceptron(*TABLES[TEN])
    assert trace.converged
    assert len(trace.updates) == pictures.STEPS[-1] == 8
    assert trace.updates[-1].epoch == 3
    assert len({row.i for row in trace.updates}) == 3
    wrong = [pictures.updates(t=t).shown["wrong"] for t in pictures.STEPS]
    assert wrong == [10, 4, 3, 1, 2, 1, 1, 1, 0]


def test_on_xor_every_fourth_mistake_brings_the_weights_back_to_0():
    for t in pictures.STEPS:
        shown = pictures.updates(t=t, kind=XOR).shown
        assert (shown["b"] == shown["w1"] == shown["w2"] == 0) == (t % 4 == 0)
        assert shown["wrong"] > 0
    # The two sums of the proof: 2b for the corners of −1, 2b for the corners of +1.
    X1 = np.column_stack((np.ones(4), pictures.XOR_X))
    for label in (-1, 1):
        assert X1[label == pictures.XOR_Y].sum(axis=0).tolist() == [2, 0, 0]


def test_the_learning_rate_matters_only_away_from_0():
    X, y = TABLES[TEN]
    runs = [linear.perceptron(X, y, lr=lr, w0=[3.0, -2.0, 1.0]) for lr in (0.01, 1.0, 100.0)]
    assert [len(run.updates) for run in runs] == [203, 2, 5]
    assert {len(linear.perceptron(X, y, lr=lr).updates) for lr in (0.01, 1.0, 100.0)} == {8}


# strip, margins, squeeze


@pytest.mark.parametrize("gap", pictures.GAPS)
def test_the_margin_of_the_known_line_is_the_gap(gap):
    X, y = pictures.strip(gap)
    assert linear.margin(X, y, LINE) == pytest.approx(gap)
    assert sorted(np.unique(y)) == [-1, 1]


@some(pictures.margins)
def test_no_run_makes_more_mistakes_than_the_bound(at):
    X, _ = pictures.strip(at["gap"])
    shown = pictures.margins(**at).shown
    R2 = 1 + np.max(np.sum(X**2, axis=1))
    assert shown["bound"] == pytest.approx(R2 / (at["gap"] / np.sqrt(2)) ** 2)
    assert 1 <= shown["least"] <= shown["mean"] <= shown["most"] <= shown["bound"]


def test_a_narrower_gap_costs_more_mistakes_and_the_bound_grows_faster():
    shown = [pictures.margins(gap=gap).shown for gap in pictures.GAPS]
    means, bounds = ([at[name] for at in shown] for name in ("mean", "bound"))
    assert (np.diff(means) < 0).all()
    assert (np.diff(np.divide(bounds, means)) < 0).all()


def test_the_numbers_that_the_chapter_names():
    wide, narrow = (pictures.margins(gap=gap).shown for gap in (0.2, 0.02))
    assert [round(wide[name]) for name in ("mean", "bound")] == [17, 324]
    assert [round(narrow[name]) for name in ("mean", "bound")] == [156, 29355]
    assert round(draw_squeeze().shown["bound"]) == 4776


@pytest.mark.parametrize("gap", [0.05, 0.2, 1.0])
def test_the_length_of_w_stays_between_its_two_bounds(gap):
    X, y = pictures.strip(gap)
    shown = pictures.squeeze(gap).shown
    assert shown["gamma"] == pytest.approx(gap / np.sqrt(2))
    assert shown["bound"] == pytest.approx(linear.mistake_bound(X, y, LINE))
    rows = linear.perceptron(X, y, max_epochs=10_000, rng=np.random.default_rng(0)).updates
    assert shown["mistakes"] == len(rows) <= shown["bound"]
    for k, row in enumerate(rows, start=1):
        length, shadow = np.linalg.norm(row.w_after), LINE @ row.w_after / np.sqrt(2)
        assert k * shown["gamma"] <= shadow + 1e-12
        assert shadow <= length + 1e-12
        assert length <= np.sqrt(k) * shown["R"] + 1e-12


# fines


@pytest.mark.parametrize("name", pictures.FINES)
@pytest.mark.parametrize("s", [-2.5, -0.3, 0.4, 3.0])
def test_the_push_is_the_slope_of_the_fine_downwards(name, s):
    L, push = pictures.FINES[name]
    measured = gradcheck.numerical_gradient(lambda s: float(L(s)), s)
    assert float(push(s)) == pytest.approx(-float(measured), abs=1e-8)


@pytest.mark.parametrize("y", [-1, 1])
def test_the_fines_over_s_are_those_of_the_neurons(y):
    for z in (-2.0, 0.0, 1.5):
        assert pictures.FINES["delta rule"][0](y * z) == pytest.approx(losses.half_mse([z], [y]))
        entropy = losses.sigmoid_cross_entropy([z], [(y + 1) / 2])
        assert pictures.FINES["logistic"][0](y * z) == pytest.approx(entropy)


def test_far_on_the_right_side_only_the_delta_rule_pushes_back():
    shown = pictures.fines().shown
    assert shown["perceptron"] == 0 < shown["logistic"] < 0.05
    assert shown["delta rule"] == -2.5


# memory


def pair(a, b):
    table = data.digits()
    keep = np.isin(table.y, (a, b))
    X, y = table.X[keep] / 16, np.where(table.y[keep] == b, 1.0, -1.0)
    train = table.groups[keep] < 10
    return X[train], y[train]


def test_the_weights_are_three_ones_less_three_zeros():
    X, y = pair(0, 1)
    trace = linear.perceptron(X, y, rng=np.random.default_rng(0))
    shown = pictures.memory().shown
    assert (shown["mistakes"], shown["ones"]) == (len(trace.updates), 3) == (6, 3)
    w = sum(y[row.i] * X[row.i] for row in trace.updates).reshape(8, 8)
    # Where a 1 has its stroke every weight is positive; around it they are negative on the whole.
    assert shown["middle"] == pytest.approx(w[2:6, 3:5].min())
    assert shown["ring"] == pytest.approx(w[2:6, 1:7].sum() - w[2:6, 3:5].sum())
    assert shown["ring"] < 0 < shown["middle"]


@pytest.mark.parametrize("digits", [(0, 1), (3, 5), (1, 8)])
def test_every_run_of_the_chapter_on_two_digits_converges(digits):
    X, y = pair(*digits)
    runs = [linear.perceptron(X, y, rng=np.random.default_rng(seed)) for seed in range(20)]
    assert all(run.converged for run in runs)
    assert all(len(run.updates) <= linear.mistake_bound(X, y, run.w) for run in runs)


# restless


def two_measurements():
    table = data.breast_cancer().only("mean radius", "mean texture")
    rng = np.random.default_rng(0)
    X, _, y, _ = data.train_test_split(table.X, 1.0 - 2 * table.y, rng=rng)
    return data.standardise(X)[0], y


def test_the_last_weights_jump_and_the_best_and_the_mean_do_not():
    X, y = two_measurements()
    rows = linear.perceptron(X, y, max_epochs=20, rng=np.random.default_rng(0)).updates
    shares = [np.mean(y * linear.predict_linear(X, row.w_after) > 0) for row in rows]
    shown = pictures.restless().shown
    assert shown["mistakes"] == len(rows)
    assert shown["best"] == max(shares)
    assert (shown["last"], shown["lowest"]) == (shares[-1], min(shares[-120:]))
    mean = np.mean([row.w_after for row in rows], axis=0)
    assert shown["mean"] == np.mean(y * linear.predict_linear(X, mean) > 0)
    assert shown["lowest"] < 0.5 < 0.88 < shown["mean"] <= shown["best"]


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
    X, y = pictures.strip(0.2)
    bounds = []
    for c in (0, 1, 2, 4, 8):
        line = LINE - np.array([1.4 * c, 0, 0])
        assert linear.margin(X + c, y, line) == pytest.approx(0.2)
        bounds.append(linear.mistake_bound(X + c, y, line))
    assert (np.diff(bounds) > 0).all()
    near, far = (len(linear.perceptron(X + c, y, max_epochs=10_000).updates) for c in (0, 8))
    assert far > near

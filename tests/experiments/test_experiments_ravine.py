"""Momentum in a ravine, and the race: what a step does, and what the tuned settings come to."""

import itertools

import numpy as np
import pytest

from dlcourse import optim
from dlcourse.experiments import ravine


@pytest.mark.parametrize("kind", [ravine.ALONG, ravine.TURNED])
def test_a_ravine_has_its_curvatures_and_starts_at_26(kind):
    H, start = ravine.ravine(kind)
    np.testing.assert_allclose(np.linalg.eigvalsh(H), [1, 100])
    assert ravine.ravine_cost(start, H) == pytest.approx(26)
    assert np.linalg.norm(start) == pytest.approx((16 + 0.36) ** 0.5)
    w = np.random.default_rng(2).normal(size=(3, 4, 2))
    for at in np.ndindex(3, 4):
        J = w[at] @ H @ w[at] / 2
        assert ravine.ravine_cost(w, H)[at] == pytest.approx(J)


def test_one_ravine_lies_along_the_axes_and_the_other_along_the_diagonal():
    H, start = ravine.ravine(ravine.ALONG)
    np.testing.assert_array_equal(H, [[1, 0], [0, 100]])
    np.testing.assert_array_equal(start, [-4, 0.6])
    H, start = ravine.ravine(ravine.TURNED)
    np.testing.assert_allclose(H @ [1, 1], [1, 1])  # along it, the curvature is 1
    np.testing.assert_allclose(start * 2**0.5, [-4.6, -3.4])


OPTIMISERS = {
    "SGD": (optim.SGD, ()),
    "Momentum": (optim.Momentum, (0.8,)),
    "RMSProp": (optim.RMSProp, (0.9,)),
    "Adam": (optim.Adam, (0.7, 0.99)),
}


@pytest.mark.parametrize("kind", [ravine.ALONG, ravine.TURNED])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_run_makes_the_steps_of_its_optimiser(name, kind):
    maker, betas = OPTIMISERS[name]
    settings = [ravine.Setting(lr, betas) for lr in (0.01, 0.004)]
    paths, costs = ravine.run(name, settings, kind)
    assert paths.shape == (81, 2, 2)
    H, w = ravine.ravine(kind)
    opt = maker(0.004, **dict(zip(ravine.RACERS[name].betas, betas, strict=True)))
    for t in range(81):
        np.testing.assert_allclose(paths[t, 1], w, rtol=1e-6, atol=1e-12)
        opt.step({"w": w}, {"w": H @ w})
    np.testing.assert_allclose(costs, ravine.ravine_cost(paths, H))


def test_a_run_may_start_elsewhere():
    paths, _ = ravine.run("SGD", [ravine.Setting(0.01)], ravine.TURNED, (2.0, 0.0))
    np.testing.assert_allclose(paths[0, 0], [2**0.5, 2**0.5])


def test_a_late_peak_is_among_the_last_twenty_costs_of_a_run_that_kept_down():
    falls = np.arange(81.0)[::-1]
    leaps, bears = falls.copy(), falls.copy()
    leaps[3], bears[3] = 801, 800
    lost = np.where(np.arange(81) > 50, np.nan, falls)
    peaks = ravine.late_peak(np.stack((falls, leaps, bears, lost), axis=1))
    np.testing.assert_array_equal(peaks, [19, np.inf, 19, np.inf])


def test_the_grid_is_the_one_that_the_chapter_names():
    np.testing.assert_allclose(np.log10(ravine.RATES), np.arange(-3, 1.1, 1 / 8), atol=1e-12)
    assert len(ravine.RATES) == 33
    assert ravine.BETAS == (0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 0.999)


@pytest.mark.parametrize("name", ravine.RACERS)
def test_the_best_setting_has_the_lowest_late_peak_of_its_grid(name):
    setting, peak = ravine.best_setting(name, ravine.TURNED)
    _, costs = ravine.run(name, [setting], ravine.TURNED)
    assert peak == pytest.approx(costs[61:].max())  # after the steps 61 to 80
    rng = np.random.default_rng(5)
    n = len(ravine.RACERS[name].betas)
    others = [
        ravine.Setting(rng.choice(ravine.RATES), tuple(rng.choice(ravine.BETAS, n)))
        for _ in range(60)
    ]
    peaks = ravine.late_peak(ravine.run(name, others, ravine.TURNED)[1])
    assert peak <= peaks.min() * (1 + 1e-9)
    assert ravine.RATES[0] < setting.lr < ravine.RATES[-1]


def starts():
    """The chapter's start, and five others on the same level line."""
    rng = np.random.default_rng(1)
    angles = rng.uniform(0, 2 * np.pi, size=5)
    return [
        ravine.RAVINE_START,
        *((float(52**0.5 * np.cos(a)), float(0.52**0.5 * np.sin(a))) for a in angles),
    ]


@pytest.mark.claim("race")
@pytest.mark.parametrize("start", starts())
def test_the_turn_spoils_rmsprop_and_the_setting_of_adam(start):
    along, turned = (
        {name: ravine.best_setting(name, kind, start)[1] for name in ravine.RACERS}
        for kind in (ravine.ALONG, ravine.TURNED)
    )
    kept = {name: ravine.kept_peak(name, start) for name in ravine.RACERS}
    for name in ("SGD", "Momentum"):
        assert turned[name] == pytest.approx(along[name], rel=1e-5)
        assert kept[name] == pytest.approx(along[name], rel=1e-5)
    assert max(along["RMSProp"], along["Adam"]) < along["Momentum"] < along["SGD"]
    assert turned["Momentum"] < turned["Adam"] / 100
    assert turned["Adam"] < turned["SGD"] / 1000
    assert turned["SGD"] / 4 < turned["RMSProp"] < turned["SGD"]
    assert kept["Adam"] > 50 * turned["Adam"]
    assert kept["RMSProp"] > turned["RMSProp"]


@pytest.mark.claim("race-kept")
def test_from_the_start_of_the_chapter_the_kept_settings_do_as_it_says():
    assert ravine.kept_peak("RMSProp") == np.inf
    _, own = ravine.best_setting("Adam", ravine.TURNED)
    assert 200 < ravine.kept_peak("Adam") / own < 500
    race = ravine.race(ravine.TURNED, ravine.ALONG)
    for path, costs in race.values():
        assert path.shape == (81, 2)
        assert costs[0] == pytest.approx(26)
    assert race["Adam"][1][61:].max() == pytest.approx(ravine.kept_peak("Adam"))


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_factor_of_momentum_is_that_of_its_steps_and_1_at_the_limit(beta):
    limit = 2 / 3 * (1 + beta) / (1 - beta)
    assert ravine.factor(limit, beta, 3.0) == pytest.approx(1)
    assert ravine.factor(0.99 * limit, beta, 3.0) < 1 < ravine.factor(1.01 * limit, beta, 3)
    # Where the roots are real the long run shows the factor itself.
    alpha = 1.05 * limit
    w, v, before = 1.0, 0.0, 1.0
    for _ in range(400):
        before = w
        w, v = optim.momentum_step(w, 3 * w, v, lr=alpha, beta=beta)
    assert abs(w / before) == pytest.approx(ravine.factor(alpha, beta, 3.0))


def test_the_best_momentum_has_the_root_of_beta_in_both_directions_and_no_other_is_below():
    for flat, steep in ((1.0, 100.0), (2.0, 50.0)):
        lr, (beta,) = ravine.best_momentum(flat, steep)
        worst = max(ravine.factor(lr, beta, c) for c in (flat, steep))
        assert worst == pytest.approx(beta**0.5, rel=1e-4)
        for a, b in itertools.product((0.8, 1, 1.25), (0.9, 1, 1.1)):
            found = max(ravine.factor(a * lr, b * beta, c) for c in (flat, steep))
            assert found >= worst * (1 - 1e-6)
    lr, betas = ravine.best_momentum(1, 100)
    assert (lr, *betas) == pytest.approx((0.1, 81 / 121))
    assert ravine.best_momentum(1, 25)[1][0] == pytest.approx(4 / 9)


@pytest.mark.claim("momentum-tenth")
def test_momentum_needs_11_steps_for_a_tenth_and_plain_descent_115():
    flat, steep = ravine.RAVINE
    lr, (beta,) = ravine.best_momentum(flat, steep)
    plain = max(ravine.factor(2 / (flat + steep), 0.0, c) for c in (flat, steep))
    found = ravine.factor(lr, beta, steep), plain
    assert found == pytest.approx((9 / 11, 99 / 101), rel=1e-4)
    assert np.round(np.log(0.1) / np.log(found)).tolist() == [11, 115]

"""Rates that look at the loss: Polyak's step fits every unit, and the board's rule none."""

import numpy as np
import pytest

from dlcourse import gradcheck
from dlcourse.descent import gradient_descent, small_gradient
from dlcourse.experiments import batches_schedules_adam, rate_by_loss
from dlcourse.schedules import rate_at

Z, Y, _, LOWEST = batches_schedules_adam.bowl()
START = np.array(batches_schedules_adam.START)


def test_polyaks_step_is_the_height_over_the_squared_slope():
    rule = rate_by_loss.polyak(2.0, lambda: 9.0)
    assert rate_at(rule, 1, 5.0) == pytest.approx(1 / 3)
    # In a valley with the curvature c it is 1/(2c).
    c, w = 7.0, 0.3
    rule = rate_by_loss.polyak(0.0, lambda: (c * w) ** 2)
    assert rate_at(rule, 4, c * w**2 / 2) == pytest.approx(1 / (2 * c))


def test_the_problems_are_two_costs_in_two_units():
    bowl, thousandths, houses, dollars = rate_by_loss.problems().values()
    assert thousandths.J(1000 * bowl.start) == pytest.approx(bowl.J(bowl.start))
    assert dollars.J(1000 * houses.start) == pytest.approx(1e6 * houses.J(houses.start))
    for J, gradient, start, lowest, _c in rate_by_loss.problems().values():
        measured = gradcheck.numerical_gradient(lambda w, J=J: float(J(w)), start)
        np.testing.assert_allclose(gradient(start), measured, rtol=1e-4)
        assert J(start) > lowest
    assert houses.c * houses.J(houses.start) == pytest.approx(0.5)
    assert bowl.c * bowl.J(bowl.start) == pytest.approx(0.5)
    assert houses.lowest == LOWEST


@pytest.mark.claim("polyak")
def test_polyak_needs_ten_steps_in_every_unit_and_the_others_do_not():
    rules = batches_schedules_adam.FIXED, rate_by_loss.BY_LOSS, rate_by_loss.POLYAK
    found = [
        [rate_by_loss.steps_by_loss(rule, problem) for rule in rules]
        for problem in rate_by_loss.problems().values()
    ]
    assert [row[2] for row in found] == [(10, True)] * 4  # half of the way each: 4^10 > 10^6
    assert [near for _, (_, near), _ in found] == [False, False, True, False]
    assert [near for (_, near), _, _ in found] == [True, False, True, True]
    crawls, _, arrives, diverges = (row[1][0] for row in found)
    assert crawls == 10_000
    assert arrives == 92
    assert diverges < 10


def test_a_least_cost_that_is_too_low_makes_polyaks_path_unsettled():
    slope = [0.0]

    def gradient(w):
        found = batches_schedules_adam.gradient(w, Z, Y)
        slope[0] = float(found @ found)
        return found

    for lowest, settles in ((LOWEST, True), (0.0, False)):
        trace = gradient_descent(
            lambda w: batches_schedules_adam.cost(w, Z, Y),
            gradient,
            START,
            lr=rate_by_loss.polyak(lowest, lambda: slope[0]),
            max_iter=60,
            stop=small_gradient(1e-3),
        )
        assert trace.converged == settles
        assert (trace.costs[-4:].max() - LOWEST < 1e-3) == settles

"""A schedule is a function of the step t = 1, 2, …; one of them looks at the loss as well."""

import math
import pickle

import numpy as np
import pytest

from dlcourse import schedules
from dlcourse.descent import gradient_descent, small_gradient
from dlcourse.schedules import (
    LossSchedule,
    constant,
    cosine,
    exponential_decay,
    inverse_power,
    proportional_to_loss,
    rate_at,
    step_decay,
    warmup,
)

FALLING = {
    "inverse_power": inverse_power(0.3, 0.5),
    "step_decay": step_decay(0.3, 0.5, every=4),
    "exponential_decay": exponential_decay(0.3, 0.9),
    "cosine": cosine(0.3, 40),
    "cosine to 0.1": cosine(0.3, 40, lowest=0.1),
}
NEVER = small_gradient(0)


def rates(schedule, n):
    return [schedule(t) for t in range(1, n + 1)]


def test_constant_gives_the_same_rate_at_every_step():
    alpha = constant(0.3)
    assert [alpha(t) for t in (1, 2, 10**9)] == [0.3, 0.3, 0.3]


@pytest.mark.parametrize("name", FALLING)
@pytest.mark.parametrize("made", [lambda s: s, lambda s: warmup(s, 5)])
def test_pickle_keeps_a_schedule(name, made):
    schedule = made(FALLING[name])
    assert rates(pickle.loads(pickle.dumps(schedule)), 40) == rates(schedule, 40)
    assert pickle.loads(pickle.dumps(constant(0.3)))(7) == 0.3


def test_pickle_keeps_a_schedule_that_looks_at_the_loss():
    for schedule in (proportional_to_loss(0.1), warmup(proportional_to_loss(0.1), 5)):
        theirs = pickle.loads(pickle.dumps(schedule))
        assert isinstance(theirs, LossSchedule)
        assert theirs(2, 3.0) == schedule(2, 3.0)


@pytest.mark.parametrize("lr", [0, -1, np.nan, np.inf, "0.1", [0.1], None])
@pytest.mark.parametrize(
    "make",
    [
        constant,
        proportional_to_loss,
        lambda lr: inverse_power(lr, 1),
        lambda lr: step_decay(lr, 0.5, 2),
        lambda lr: exponential_decay(lr, 0.5),
        lambda lr: cosine(lr, 5),
        lambda lr: warmup(lr, 5),
    ],
)
def test_a_rate_that_is_not_a_positive_number_is_refused(make, lr):
    with pytest.raises(ValueError, match=r"lr (is|has)"):
        make(lr)


@pytest.mark.parametrize("name", FALLING)
def test_every_schedule_begins_at_lr_falls_and_stays_above_0(name):
    found = np.array(rates(FALLING[name], 40))
    assert found[0] == 0.3
    assert (np.diff(found) <= 0).all()
    assert found[-1] < 0.3
    assert (found > 0).all()


@pytest.mark.parametrize("name", FALLING)
@pytest.mark.parametrize("t", [0, -1])
def test_there_is_no_step_before_the_first(name, t):
    with pytest.raises(ValueError, match=f"t is {t}, but steps are counted from 1"):
        FALLING[name](t)
    with pytest.raises(ValueError, match=f"t is {t}, but steps are counted from 1"):
        warmup(0.1, 3)(t)


# The values


def test_inverse_power_by_hand():
    assert rates(inverse_power(0.6, 1), 3) == pytest.approx([0.6, 0.3, 0.2])
    assert rates(inverse_power(1.0, 0.5), 4)[3] == pytest.approx(0.5)
    assert inverse_power(0.6, 2)(10) == pytest.approx(0.006)


def test_the_rates_of_one_over_t_add_up_to_infinity_and_their_squares_do_not():
    alpha = rates(inverse_power(1.0, 1), 20_000)
    assert sum(alpha) == pytest.approx(math.log(20_000) + 0.5772, abs=1e-3)  # Euler's constant
    assert sum(a * a for a in alpha) == pytest.approx(math.pi**2 / 6, abs=1e-4)


def test_step_decay_falls_after_each_stair():
    assert rates(step_decay(0.8, 0.5, every=3), 7) == [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2]


def test_exponential_decay_by_hand_and_its_reach():
    assert rates(exponential_decay(0.8, 0.5), 4) == [0.8, 0.4, 0.2, 0.1]
    assert sum(rates(exponential_decay(0.8, 0.5), 200)) == pytest.approx(0.8 / (1 - 0.5))


def test_cosine_begins_at_lr_is_halfway_in_the_middle_and_ends_at_the_lowest():
    alpha = cosine(0.8, 10, lowest=0.2)
    assert [alpha(1), alpha(6), alpha(11), alpha(99)] == pytest.approx([0.8, 0.5, 0.2, 0.2])
    assert cosine(0.8, 10)(10) == pytest.approx(0.4 * (1 + math.cos(0.9 * math.pi)))


def test_cosine_to_0_ends_with_its_last_step():
    with pytest.raises(ValueError, match="cosine was made for 10 steps and step 11 is asked for"):
        cosine(0.8, 10)(11)


def test_warmup_climbs_and_then_leaves_the_schedule_alone():
    assert rates(warmup(0.8, 4), 6) == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8, 0.8])
    base = exponential_decay(0.8, 0.5)
    assert rates(warmup(base, 2), 3) == [0.4, 0.4, 0.2]
    assert rates(warmup(base, 1), 5) == rates(base, 5)


@pytest.mark.parametrize("schedule", [inverse_power(1e-300, 5), exponential_decay(0.1, 0.5)])
def test_a_rate_that_shrinks_for_ever_never_becomes_0(schedule):
    assert rate_at(schedule, 10**6) > 0


# The loss


def test_proportional_to_loss_by_hand():
    alpha = proportional_to_loss(0.1)
    assert isinstance(alpha, LossSchedule)
    assert [alpha(1, 4.0), alpha(2, 0.5)] == [0.4, 0.05]
    assert rate_at(alpha, 1, 4.0) == 0.4


def test_warmup_of_a_loss_schedule_is_one_too():
    alpha = warmup(proportional_to_loss(0.1), 4)
    assert isinstance(alpha, LossSchedule)
    assert [alpha(1, 4.0), alpha(9, 4.0)] == pytest.approx([0.1, 0.4])


def test_the_rate_of_a_descent_follows_the_cost_before_the_step():
    trace = gradient_descent(
        lambda w: w**2, lambda w: 2 * w, 2.0, lr=proportional_to_loss(0.1), max_iter=2, stop=NEVER
    )
    w1 = 2 - 0.1 * 4 * 4
    assert trace.path.tolist() == pytest.approx([2, w1, w1 - 0.1 * w1**2 * 2 * w1])


def test_proportional_to_loss_depends_on_the_unit_of_the_loss():
    def run(unit):
        return gradient_descent(
            lambda w: unit * w**2, lambda w: 2 * unit * w, 1.0, lr=proportional_to_loss(0.1)
        )

    assert run(1.0).w < 0.1
    assert not run(100.0).converged  # α is 100 times as large, and so is the gradient
    assert run(100.0).reason.startswith("Diverged")


def test_proportional_to_loss_crawls_towards_a_minimum_of_0():
    # On J = ½ w² the error obeys w(t+1) = w (1 − ½ lr w²): about 1/√(lr t).
    trace = gradient_descent(
        lambda w: w**2 / 2, lambda w: w, 1.0, lr=proportional_to_loss(0.5), max_iter=2000
    )
    assert not trace.converged
    assert trace.w == pytest.approx(1 / math.sqrt(0.5 * 2000), rel=0.01)


def test_proportional_to_loss_does_not_fall_when_the_minimum_is_above_0():
    J, dJ = lambda w: 10 + w**2 / 2, lambda w: w
    trace = gradient_descent(J, dJ, 1.0, lr=proportional_to_loss(0.25), max_iter=30)
    assert not trace.converged  # α stays near 2.5, above the limit of 2
    assert trace.costs[-1] > trace.costs[0]


@pytest.mark.parametrize(("loss", "rate"), [(0.0, "0"), (-2.0, "-0.2")])
def test_a_loss_that_is_not_positive_is_named(loss, rate):
    words = f"The learning rate at t = 3, made from the loss {loss:g}, is {rate}, but"
    with pytest.raises(ValueError, match=words):
        rate_at(proportional_to_loss(0.1), 3, loss)


# One way to ask them all


def test_rate_at_takes_a_number_and_every_schedule():
    assert rate_at(0.3, 7) == 0.3
    assert rate_at(np.float32(0.5), 7) == 0.5
    assert rate_at(lambda t: 1 / t, 4) == 0.25
    assert rate_at(inverse_power(0.6, 1), 3, loss=5.0) == pytest.approx(0.2)


def test_rate_at_refuses_in_words():
    with pytest.raises(ValueError, match="lr is 0, but the learning rate must be positive"):
        rate_at(0, 1)
    with pytest.raises(ValueError, match="The learning rate at t = 4 is nan"):
        rate_at(lambda t: np.nan, 4)
    words = r"from the loss, and no loss was given: use step\(params, grads, loss=loss\)"
    with pytest.raises(ValueError, match=words):
        rate_at(proportional_to_loss(0.1), 1)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: inverse_power(0.1, 0), "power is 0, but it must be above 0"),
        (lambda: inverse_power(0.1, -1), "power is -1, but"),
        (lambda: step_decay(0.1, 1, 3), "factor is 1, but it must lie between 0 and 1"),
        (lambda: step_decay(0.1, 0, 3), "factor is 0, but"),
        (lambda: step_decay(0.1, 0.5, 0), "every is 0, but it must be at least 1"),
        (lambda: exponential_decay(0.1, 1.5), "factor is 1.5, but"),
        (lambda: exponential_decay(0.1, np.nan), "factor is nan"),
        (lambda: cosine(0.1, 0), "steps is 0, but it must be at least 1"),
        (lambda: cosine(0.1, 5, lowest=0.1), "lowest is 0.1, but it must lie from 0 to below lr"),
        (lambda: cosine(0.1, 5, lowest=-1), "lowest is -1, but"),
        (lambda: warmup(0.1, 1.5), "steps is 1.5, but a whole number is needed"),
    ],
)
def test_settings_out_of_range_are_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_schedules_have_no_state():
    for schedule in (*FALLING.values(), warmup(0.1, 5)):
        first, _, again = schedule(3), schedule(1), schedule(3)
        assert first == again


@pytest.mark.parametrize(
    "maker",
    [
        schedules.constant,
        schedules.inverse_power,
        schedules.proportional_to_loss,
        schedules.step_decay,
        schedules.exponential_decay,
        schedules.cosine,
        schedules.warmup,
    ],
)
def test_a_maker_in_place_of_its_schedule_is_named(maker):
    words = f"^lr is {maker.__name__} itself: call it with its settings, and give the schedule that"
    with pytest.raises(ValueError, match=words):
        schedules.rate_at(maker, 1, 2.0)


@pytest.mark.parametrize("t", [0, 0.5, float("nan"), "3"])
def test_a_step_that_is_not_counted_from_1_is_refused(t):
    with pytest.raises(ValueError, match=f"^t is {t}, but steps are counted from 1"):
        schedules.inverse_power(0.1, 0.5)(t)

"""The laws of gradient descent on bowls whose path is known in closed form."""

import math

import numpy as np
import pytest

from dlcourse.descent import (
    Point,
    any_of,
    gradient_descent,
    sequential_descent,
    small_decrease,
    small_gradient,
    small_step,
    stochastic_gradient_descent,
)
from dlcourse.schedules import inverse_power


def bowl(a):
    """Return J = ½ a w² and its derivative a w."""
    return lambda w: 0.5 * a * w**2, lambda w: a * w


def parabola(x):
    """Return the lecture's y = (x − 1)²."""
    return (x - 1) ** 2


def slope(x):
    return 2 * (x - 1)


NEVER = small_gradient(0)


def test_the_parabola_of_the_lecture_arrives_at_1_from_9():
    trace = gradient_descent(parabola, slope, 9.0, lr=0.1)
    assert trace.converged
    assert trace.w == pytest.approx(1, abs=1e-6)
    assert trace.path[1] == pytest.approx(9 - 0.1 * 16)
    assert trace.reason.startswith("The gradient is small: its length ")
    assert trace.reason.endswith(" is at most 1e-06.")


@pytest.mark.parametrize("alpha", [0.125, 0.25, 0.5, 0.75])
def test_on_a_bowl_the_error_shrinks_by_exactly_1_minus_alpha_a(alpha):
    a = 2.0  # powers of two: not even rounding is in the way
    trace = gradient_descent(*bowl(a), 3.0, lr=alpha, max_iter=20, stop=NEVER)
    t = np.arange(len(trace.path))
    np.testing.assert_array_equal(trace.path, 3.0 * (1 - alpha * a) ** t)


@pytest.mark.parametrize(("alpha", "arrives"), [(0.1, True), (0.6, True), (1.01, False)])
def test_2_over_a_is_the_limit_of_the_learning_rate(alpha, arrives):
    trace = gradient_descent(*bowl(2.0), 1.0, lr=alpha, max_iter=500)
    assert trace.converged == arrives
    signs = np.sign(trace.path[:4])
    assert signs.tolist() == ([1, 1, 1, 1] if alpha < 0.5 else [1, -1, 1, -1])


def test_at_2_over_a_it_swings_for_ever():
    trace = gradient_descent(*bowl(2.0), 3.0, lr=1.0, max_iter=5)
    assert trace.path.tolist() == [3, -3, 3, -3, 3, -3]
    assert not trace.converged
    assert "rose" not in trace.reason


def test_in_n_dimensions_the_steepest_direction_sets_the_limit():
    a = np.array([1.0, 10.0])

    def run(lr):
        return gradient_descent(lambda w: 0.5 * a @ w**2, lambda w: a * w, [1.0, 1.0], lr=lr)

    assert run(0.19).converged
    assert not run(0.21).converged


def test_the_trace_has_a_row_for_the_start_and_one_for_each_step():
    w0 = np.array([1.0, -2.0])
    trace = gradient_descent(lambda w: w @ w, lambda w: 2 * w, w0, lr=0.1, max_iter=7)
    assert trace.iterations == 7
    assert trace.path.shape == (8, 2)
    assert trace.costs.shape == (8,)
    np.testing.assert_array_equal(trace.path[0], w0)
    np.testing.assert_array_equal(trace.path[-1], trace.w)
    np.testing.assert_array_equal(trace.costs, [w @ w for w in trace.path])


def test_w0_is_not_touched_and_w_is_not_part_of_the_path():
    w0 = np.array([1.0, -2.0])
    trace = gradient_descent(lambda w: w @ w, lambda w: 2 * w, w0, lr=0.1, max_iter=7)
    trace.w[:] = 99
    assert w0.tolist() == [1, -2]
    assert w0.flags.writeable
    assert trace.path.max() <= 1


def test_a_function_that_writes_into_w_is_stopped():
    def J(w):
        w -= 1
        return w @ w

    with pytest.raises(ValueError, match="read-only"):
        gradient_descent(J, lambda w: 2 * w, [1.0], lr=0.1)


@pytest.mark.parametrize("w0", [9, 9.0, np.float64(9), np.array(9.0)])
def test_w_may_be_a_single_number(w0):
    trace = gradient_descent(parabola, slope, w0, lr=0.25, max_iter=3)
    assert trace.path.tolist() == [9, 5, 3, 2]
    assert trace.w.shape == ()
    assert f"{trace.w:.1f}" == "2.0"


def test_float32_stays_float32():
    w0 = np.ones(2, np.float32)
    trace = gradient_descent(lambda w: w @ w, lambda w: 2.0 * w.astype(float), w0, lr=0.1)
    assert trace.w.dtype == trace.path.dtype == np.float32


# Stopping


def test_a_start_at_the_bottom_takes_no_step():
    trace = gradient_descent(parabola, slope, 1.0, lr=0.1)
    assert trace.converged
    assert trace.iterations == 0
    assert trace.path.tolist() == [1]


def test_each_rule_stops_at_the_first_point_that_meets_it():
    J, dJ = bowl(1.0)
    by_gradient = gradient_descent(J, dJ, 1.0, lr=0.5, stop=small_gradient(0.25))
    by_step = gradient_descent(J, dJ, 1.0, lr=0.5, stop=small_step(0.25))
    by_decrease = gradient_descent(J, dJ, 1.0, lr=0.5, stop=small_decrease(0.375 / 4))
    assert by_gradient.path.tolist() == [1, 0.5, 0.25]
    assert by_step.path.tolist() == [1, 0.5, 0.25]
    assert by_decrease.path.tolist() == [1, 0.5, 0.25]  # ½ (1 − ¼) = 0.375, then a quarter of it
    assert by_step.reason == "The step is small: its length 0.25 is at most 0.25."
    assert by_decrease.reason == "The cost hardly falls: it fell by 0.0938, at most 0.09375."
    assert by_gradient.converged
    assert by_step.converged
    assert by_decrease.converged


def test_the_two_criteria_of_the_lecture_with_its_small_number():
    rule = any_of(small_gradient(1e-4), small_step(1e-4))
    trace = gradient_descent(parabola, slope, 9.0, lr=0.1, stop=rule)
    steps = np.abs(np.diff(trace.path))
    assert steps[-1] <= 1e-4 < steps[-2]  # with α < 1 the step is the smaller of the two
    assert abs(slope(trace.w)) > 1e-4
    assert trace.reason.startswith("The step is small")


def test_any_of_gives_the_first_reason_in_its_order():
    both = any_of(small_gradient(100), small_gradient(200))
    assert gradient_descent(parabola, slope, 9.0, lr=0.1, stop=both).reason.endswith("most 100.")
    with pytest.raises(ValueError, match="any_of needs at least one rule"):
        any_of()
    with pytest.raises(
        ValueError, match=r"^A rule of any_of is 0.1, but a rule is needed, such as"
    ):
        any_of(small_gradient(1), 0.1)
    with pytest.raises(
        ValueError, match=r"^A rule of any_of is small_step itself: call it, as in s"
    ):
        any_of(small_step)


def test_a_small_gradient_is_fooled_by_a_plain_far_from_the_minimum():
    # J = log(1 + w²) has its minimum at 0 and is flat far out.
    trace = gradient_descent(lambda w: np.log1p(w**2), lambda w: 2 * w / (1 + w**2), 1e7, lr=1)
    assert trace.converged
    assert trace.w == 1e7


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e170, 1e300])
def test_a_length_that_cannot_be_squared_is_neither_zero_nor_infinite(size):
    gradient = np.array([3.0, -4.0]) * size
    at = Point(1, gradient, 0.0, gradient, gradient)
    for rule, what in ((small_gradient, "gradient"), (small_step, "step")):
        assert rule(4.9 * size)(at) is None
        assert rule(0)(at) is None
        words = f"The {what} is small: its length {5 * size:.3g} is at most {5.1 * size:g}."
        assert rule(5.1 * size)(at) == words


def test_a_small_step_is_fooled_by_a_tiny_learning_rate():
    trace = gradient_descent(parabola, slope, 9.0, lr=1e-6, stop=small_step(1e-4))
    assert trace.converged
    assert trace.iterations == 1


def test_a_rising_cost_is_not_a_small_decrease():
    trace = gradient_descent(*bowl(2.0), 1e-6, lr=1.05, max_iter=10, stop=small_decrease(1.0))
    assert not trace.converged


def test_a_small_decrease_is_fooled_by_a_swing_between_two_equal_costs():
    trace = gradient_descent(*bowl(2.0), 3.0, lr=1.0, stop=small_decrease(0))
    assert trace.converged
    assert trace.path.tolist() == [3, -3]


def test_a_rule_of_ones_own():
    trace = gradient_descent(
        parabola, slope, 9.0, lr=0.1, stop=lambda p: "The cost is low." if p.cost < 1 else None
    )
    assert trace.reason == "The cost is low."
    assert trace.costs[-1] < 1 <= trace.costs[-2]


def test_the_most_allowed_iterations_are_said():
    trace = gradient_descent(parabola, slope, 9.0, lr=1e-3, max_iter=10)
    assert not trace.converged
    assert trace.reason == "Stopped after 10 iterations, the most allowed: no rule was met."


def test_1000_iterations_are_allowed_unless_told_otherwise():
    trace = gradient_descent(lambda w: w, lambda w: 1.0, 0.0, lr=1.0)
    assert trace.iterations == -trace.w == 1000


def test_the_last_point_allowed_may_still_meet_the_rule():
    trace = gradient_descent(*bowl(1.0), 1.0, lr=0.5, max_iter=2, stop=small_gradient(0.25))
    assert trace.converged


# Divergence


def test_a_rising_cost_is_said_before_it_overflows():
    trace = gradient_descent(parabola, slope, 9.0, lr=1.1, max_iter=10)
    assert not trace.converged
    assert trace.reason == (
        "Stopped after 10 iterations, the most allowed: no rule was met. "
        f"The cost rose from 64 to {trace.costs[-1]:.3g}. "
        "The learning rate is probably too large: try a smaller one."
    )


def test_a_rise_in_a_single_step_is_said():
    trace = gradient_descent(parabola, slope, 9.0, lr=1.1, max_iter=1)
    assert "The cost rose from 64 to 92.2." in trace.reason


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ([1000.0, 500.0, 100.0, 100.0 + 1e-5], False),
        ([1000.0, 500.0, 100.0, 100.0 + 1e-2], True),
        ([1e6, 1.0, 2.0], False),  # by a millionth of the largest, and no more
        ([1.0, 3.0, 3.0], False),  # and then no more
    ],
)
def test_rounding_at_the_bottom_is_not_called_a_rise(costs, said):
    ahead = iter(costs)
    trace = gradient_descent(
        lambda w: next(ahead),
        lambda w: np.ones(1),
        [0.0],
        lr=1.0,
        max_iter=len(costs) - 1,
        stop=NEVER,
    )
    assert trace.costs.tolist() == costs
    assert ("rose" in trace.reason) == said


def test_divergence_ends_at_the_last_finite_point_and_says_why():
    before = np.geterr()
    trace = gradient_descent(parabola, slope, 9.0, lr=10.0, max_iter=10_000)
    assert np.geterr() == before
    assert not trace.converged
    assert np.isfinite(trace.path).all()
    assert np.isfinite(trace.costs).all()
    assert trace.iterations == len(trace.path) - 1 == len(trace.costs) - 1
    assert trace.w == trace.path[-1] == pytest.approx(1 + 8 * (-19.0) ** trace.iterations)
    assert trace.reason == (
        f"Diverged at iteration {trace.iterations + 1}: the cost or its gradient is no longer a "
        f"finite number. The cost rose from 64 to {trace.costs[-1]:.3g}. The learning rate 10 is "
        "probably too large: try a smaller one. If that does not help, check the sign of the "
        "gradient."
    )


@pytest.mark.parametrize(
    ("J", "dJ"),
    [
        (lambda w: math.exp(w), lambda w: -math.exp(w)),  # OverflowError
        (lambda w: float(w) ** 4, lambda w: -4 * float(w) ** 3),  # OverflowError
        (lambda w: w**4, lambda w: -4 * w**3),  # inf
        (lambda w: w**4 - w**4, lambda w: -4 * w**3),  # inf − inf
        (lambda w: 1.0, lambda w: -np.exp(w)),  # the gradient alone
    ],
)
def test_every_kind_of_overflow_is_divergence(J, dJ):
    trace = gradient_descent(J, dJ, 2.0, lr=1.0)
    assert not trace.converged
    assert trace.reason.startswith("Diverged at iteration ")
    assert np.isfinite(trace.w)


def test_a_function_that_raises_on_overflow_by_itself_is_divergence_too():
    def J(w):
        with np.errstate(over="raise"):
            return w**4

    trace = gradient_descent(J, lambda w: -4 * w**3, 2.0, lr=1.0)
    assert trace.reason.startswith("Diverged at iteration ")


def test_a_step_beyond_all_numbers_is_divergence():
    trace = gradient_descent(lambda w: w, lambda w: np.array(-1e308), 0.0, lr=10.0)
    assert trace.iterations == 0
    assert trace.reason.startswith("Diverged at iteration 1:")


def test_a_value_that_is_missing_is_not_blamed_on_the_learning_rate_alone():
    """The root of a negative number: nothing had grown, so nothing has overflowed."""
    trace = gradient_descent(lambda w: np.sqrt(w), lambda w: np.array(1.0), 0.9, lr=0.5)
    assert trace.reason == (
        "Diverged at iteration 2: the cost or its gradient is no longer a finite number. It is "
        "NaN, and the cost had not risen: J or dJ has no value at this w, as 0/0 or the logarithm "
        "of a negative number has none. Check both there; a learning rate smaller than 0.5 may "
        "stay where they have one."
    )
    assert trace.diverged
    by_slope = gradient_descent(lambda w: -w, lambda w: -np.sqrt(1 - w), 0.0, lr=1.1)
    assert "It is NaN" in by_slope.reason
    grown = gradient_descent(
        lambda w: w**4 - 1, lambda w: 4 * w**3 * (1 if w < 9e9 else np.nan), 3, lr=9
    )
    assert "It is NaN" not in grown.reason
    assert "The cost rose from 80 to" in grown.reason


def test_nan_in_the_data_is_not_blamed_on_the_start_alone():
    words = "Start from another point; if the data that J uses hold NaN, no point helps.$"
    with pytest.raises(ValueError, match=words):
        gradient_descent(lambda w: np.nan, lambda w: np.array(1.0), 0.0, lr=1)


@pytest.mark.parametrize(
    ("costs", "diverged"),
    [
        ([1.0, 5.0, 3.0], True),  # the last step led down, and still it is a loss
        ([1.0, 5.0, 1.0], False),
        ([1.0, 1e6, 2.0], False),  # by a millionth of the largest, and no more: a rounding
        ([1.0, 5.0, 1.0 + 1e-5], True),
        ([1.0, 0.5, 0.9], False),
        ([-1e308, 1.0, 1e308], True),
    ],
)
def test_a_descent_that_ends_above_its_start_has_diverged(costs, diverged):
    ahead = iter(costs)
    trace = gradient_descent(
        lambda w: next(ahead), lambda w: np.ones(1), [0.0], lr=1.0, max_iter=2, stop=NEVER
    )
    assert trace.diverged == diverged
    said = "too large: try a smaller one" in trace.reason
    assert said == (diverged or costs[2] > costs[1])
    if costs == [1.0, 5.0, 3.0]:
        assert trace.reason == (
            "Stopped after 2 iterations, the most allowed: no rule was met. The cost ended at 3, "
            "above the 1 it began with. The learning rate is probably too large: try a smaller one."
        )


def test_what_has_met_a_rule_has_not_diverged_and_what_overflowed_has():
    assert not gradient_descent(parabola, slope, 9.0, lr=0.1).diverged
    stopped = gradient_descent(
        parabola, slope, 9.0, lr=3, stop=lambda p: "Enough." if p.t else None
    )
    assert stopped.costs[-1] > stopped.costs[0]
    assert not stopped.diverged
    assert gradient_descent(parabola, slope, 9.0, lr=3).diverged
    assert gradient_descent(lambda w: 0.0, lambda w: np.array(-1e308), 0.0, lr=10.0).diverged


def test_a_wrong_sign_is_named_among_the_causes():
    trace = gradient_descent(parabola, lambda x: -slope(x), 9.0, lr=0.4, max_iter=5000)
    assert "check the sign of the gradient" in trace.reason


# Schedules and callbacks


def test_a_schedule_is_asked_for_t_1_2_3():
    asked = []

    def schedule(t):
        asked.append(t)
        return 1 / t

    trace = gradient_descent(lambda w: w, lambda w: np.array(1.0), 0.0, lr=schedule, max_iter=3)
    assert asked == [1, 2, 3]
    np.testing.assert_allclose(trace.path, [0, -1, -1.5, -1.5 - 1 / 3])


@pytest.mark.parametrize("value", [0, -1.0, np.nan, None])
def test_a_schedule_that_gives_no_positive_number_is_named_with_its_step(value):
    with pytest.raises(ValueError, match="The learning rate at t = 2 is"):
        gradient_descent(parabola, slope, 9.0, lr=lambda t: 0.1 if t == 1 else value)


def test_the_callback_sees_every_point_with_what_led_to_it():
    seen = []
    trace = gradient_descent(parabola, slope, 9.0, lr=0.25, max_iter=3, callback=seen.append)
    assert [point.t for point in seen] == [0, 1, 2, 3]
    np.testing.assert_array_equal([point.w for point in seen], trace.path)
    np.testing.assert_array_equal([point.cost for point in seen], trace.costs)
    np.testing.assert_array_equal([point.gradient for point in seen], slope(trace.path))
    assert seen[0].step is None
    assert seen[0].decrease is None
    assert [point.step for point in seen[1:]] == [-4, -2, -1]
    assert [point.decrease for point in seen[1:]] == [48, 12, 3]


def test_points_keep_their_gradients_though_dJ_writes_into_one_array():
    buffer, seen = np.empty(2), []

    def dJ(w):
        np.multiply(w, 2, out=buffer)
        return buffer

    trace = gradient_descent(
        lambda w: w @ w, dJ, [3.0, -1.0], lr=0.25, max_iter=4, stop=NEVER, callback=seen.append
    )
    for point, w in zip(seen, trace.path, strict=True):
        np.testing.assert_array_equal(point.gradient, 2 * w)


@pytest.mark.parametrize("name", ["w", "gradient", "step"])
def test_a_callback_cannot_change_the_walk(name):
    def meddle(point):
        if point.t:
            getattr(point, name)[:] = 99

    with pytest.raises(ValueError, match="read-only"):
        gradient_descent(lambda w: w @ w, lambda w: 2 * w, [1.0], lr=0.1, callback=meddle)


def test_a_trace_and_a_point_are_named_in_a_line():
    seen = []
    trace = gradient_descent(
        lambda w: w @ w, lambda w: 2 * w, np.ones(100), lr=0.25, max_iter=1, callback=seen.append
    )
    assert repr(trace) == (
        "Trace(w=array (100,), path=array (2, 100), costs=array([100.0, 25.0]), iterations=1, "
        "converged=False, reason='Stopped after 1 iterations, the most allowed: no rule was met.', "
        "diverged=False)"
    )
    assert repr(seen[0]) == (
        "Point(t=0, w=array (100,), cost=100.0, gradient=array (100,), step=None, decrease=None)"
    )
    assert repr(gradient_descent(parabola, slope, 1.0, lr=1)).startswith("Trace(w=array(1.0), ")


def test_the_cost_and_the_gradient_are_asked_for_once_a_point():
    calls = {"J": 0, "dJ": 0}

    def J(w):
        calls["J"] += 1
        return parabola(w)

    def dJ(w):
        calls["dJ"] += 1
        return slope(w)

    gradient_descent(J, dJ, 9.0, lr=0.1, max_iter=5)
    assert calls == {"J": 6, "dJ": 6}


# Refusals


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lr": 0}, "lr is 0, but the learning rate must be positive"),
        ({"lr": -0.1}, "lr is -0.1, but the learning rate must be positive"),
        ({"max_iter": 0}, "max_iter is 0, but it must be at least 1"),
        ({"max_iter": 10.0}, "max_iter is 10.0, but a whole number is needed"),
        ({"stop": 1e-4}, r"stop is 0.0001, but a rule is needed, such as small_gradient"),
        ({"stop": None}, "stop is None, but a rule is needed"),
        (
            {"stop": small_gradient},
            r"stop is small_gradient itself: call it, as in small_gradient\(1e-6\)",
        ),
        ({"stop": small_step}, "stop is small_step itself"),
        ({"stop": small_decrease}, "stop is small_decrease itself"),
        (
            {"stop": lambda p: p.cost < 1},
            "The rule stop returned .*False.*, but it returns None to",
        ),
        (
            {"stop": any_of(lambda p: True)},
            "The rule stop returned True, but it returns None to go",
        ),
        ({"J": 3.0}, "^J is 3.0, but a function is needed"),
        ({"dJ": np.ones(2)}, "^dJ is array.*, but a function is needed"),
        ({"callback": "print"}, "^callback is 'print', but a function is needed"),
        ({"lr": inverse_power}, "^lr is inverse_power itself: call it with its settings, and give"),
        ({"lr": "constant"}, "^lr is 'constant', but a real number is needed"),
        ({"w0": [1.0, np.nan]}, r"w0 holds nan at index \[1\]"),
        ({"w0": []}, "w0 is empty"),
        ({"w0": ["a"]}, "w0 holds values of type"),
        ({"w0": np.ones((2, 1))}, r"w0 has shape \(2, 1\), but one number or \(n,\) is needed"),
        ({"J": lambda w: w}, r"J\(w\) has shape \(2,\) and type float64, but a cost is one number"),
        ({"J": lambda w: None}, r"J\(w\) has shape \(\) and type object, but a cost is one number"),
        ({"J": lambda w: np.nan}, "At w0 the cost is nan and the gradient is .* Start from anoth"),
        ({"dJ": lambda w: w * np.inf}, "At w0 the cost is 5 and the gradient is .*inf"),
        ({"J": lambda w: math.exp(1e9)}, "At w0 the cost is inf"),
        ({"dJ": lambda w: 1.0}, r"dJ\(w\) has shape \(\) but w0 has shape \(2,\): the gradient"),
        ({"dJ": lambda w: w[:, None]}, r"dJ\(w\) has shape \(2, 1\) but w0 has shape \(2,\)"),
        ({"dJ": lambda w: None}, r"dJ\(w\) holds values of type object"),
    ],
)
def test_wrong_arguments_are_refused_in_words(change, words):
    arguments = {"J": lambda w: w @ w, "dJ": lambda w: 2 * w, "w0": [1.0, 2.0], "lr": 0.1}
    arguments |= change
    J, dJ, w0 = (arguments.pop(name) for name in ("J", "dJ", "w0"))
    with pytest.raises(ValueError, match=words):
        gradient_descent(J, dJ, w0, **arguments)


@pytest.mark.parametrize("rule", [small_gradient, small_step, small_decrease])
@pytest.mark.parametrize("tol", [-1e-9, np.nan, None])
def test_a_tolerance_is_a_number_from_0(rule, tol):
    with pytest.raises(ValueError, match="tol is"):
        rule(tol)


def test_an_error_in_the_callers_function_is_the_callers_to_see():
    before = np.geterr()
    with pytest.raises(ZeroDivisionError):
        gradient_descent(lambda w: 1 / 0, slope, 9.0, lr=0.1)
    assert np.geterr() == before


# Batches


POINTS = np.random.default_rng(3).normal(size=(10, 2))
VALUES = POINTS @ [2.0, -1.0]
NOISY = VALUES + np.random.default_rng(4).normal(size=10)


def fine(w, X, y):
    """Return half the mean squared error of X w."""
    return float(np.mean((X @ w - y) ** 2)) / 2


def fine_grad(w, X, y):
    return X.T @ (X @ w - y) / len(y)


def by_batches(y=VALUES, **settings):
    settings = {"lr": 0.1, "rng": np.random.default_rng(0)} | settings
    return stochastic_gradient_descent(fine, fine_grad, np.zeros(2), POINTS, y, **settings)


def test_a_batch_of_all_examples_is_gradient_descent():
    whole = gradient_descent(
        lambda w: fine(w, POINTS, VALUES),
        lambda w: fine_grad(w, POINTS, VALUES),
        np.zeros(2),
        lr=0.1,
        max_iter=20,
        stop=NEVER,
    )
    trace = by_batches(batch_size=10, epochs=20)
    np.testing.assert_allclose(trace.path, whole.path, rtol=1e-12)
    np.testing.assert_allclose(trace.costs, whole.costs, rtol=1e-12)


@pytest.mark.parametrize(("size", "per_epoch"), [(1, 10), (3, 4), (5, 2), (9, 2), (10, 1)])
def test_an_epoch_deals_every_example_once_and_the_last_batch_may_be_short(size, per_epoch):
    dealt = []

    def spy(w, X, y):
        dealt.append(X[:, 0].tolist())
        return fine_grad(w, X, y)

    trace = stochastic_gradient_descent(
        fine,
        spy,
        np.zeros(2),
        POINTS,
        VALUES,
        lr=0.1,
        batch_size=size,
        epochs=2,
        rng=np.random.default_rng(0),
    )
    assert trace.iterations == 2 * per_epoch
    first, second = (
        [x for batch in dealt[k * per_epoch : (k + 1) * per_epoch] for x in batch] for k in (0, 1)
    )
    assert sorted(first) == sorted(second) == sorted(POINTS[:, 0])
    assert [len(batch) for batch in dealt[: per_epoch - 1]] == [size] * (per_epoch - 1)
    if size < 10:
        assert first != second
        assert first != POINTS[:, 0].tolist()


def test_the_data_are_passed_once_unless_told_otherwise():
    assert by_batches().iterations == 10


def test_X_and_y_are_dealt_alike():
    trace = by_batches(epochs=200)  # a w fits every example, so even single examples agree on it
    np.testing.assert_allclose(trace.w, [2, -1], rtol=1e-6)


def test_the_costs_are_those_of_all_examples():
    trace = by_batches(batch_size=3, epochs=2)
    np.testing.assert_array_equal(trace.costs, [fine(w, POINTS, VALUES) for w in trace.path])
    assert trace.reason == "All 8 steps were made: epochs = 2."
    assert not trace.converged


def test_the_mean_of_the_batch_gradients_is_the_gradient():
    seen = []
    by_batches(lr=1e-12, batch_size=2, epochs=1, callback=seen.append)
    mean = np.mean([point.gradient for point in seen[:5]], axis=0)
    np.testing.assert_allclose(mean, fine_grad(np.zeros(2), POINTS, VALUES), rtol=1e-9)


def test_noise_remains_with_a_fixed_rate_and_dies_out_with_one_over_t():
    best = np.linalg.lstsq(POINTS, NOISY)[0]

    def wander(lr):
        path = by_batches(NOISY, lr=lr, epochs=300).path[-500:]
        return np.linalg.norm(path - best, axis=1).mean()

    assert wander(inverse_power(0.5, 0.75)) < wander(0.1) / 3


def test_the_same_seed_gives_the_same_path_and_w0_is_not_touched():
    w0 = np.zeros(2)
    runs = [
        stochastic_gradient_descent(
            fine, fine_grad, w0, POINTS, VALUES, lr=0.1, rng=np.random.default_rng(seed)
        )
        for seed in (5, 5, 6)
    ]
    np.testing.assert_array_equal(runs[0].path, runs[1].path)
    assert (runs[0].path != runs[2].path).any()
    assert w0.tolist() == [0, 0]


def test_a_rule_may_end_it_and_divergence_is_said():
    stopped = by_batches(epochs=50, stop=small_step(1e-3))
    assert stopped.converged
    assert stopped.reason.startswith("The step is small")
    diverged = by_batches(lr=100.0, epochs=200)
    assert diverged.reason.startswith("Diverged at iteration ")
    assert not diverged.converged
    exact = by_batches(y=0 * VALUES, epochs=3)  # w0 is the minimum: no rule was asked to see it
    assert exact.iterations == 30


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"batch_size": 11}, "batch_size is 11, but there are 10 examples: a batch is a part of"),
        ({"batch_size": 0}, "batch_size is 0, but it must be at least 1"),
        ({"batch_size": 2.0}, "batch_size is 2.0, but a whole number"),
        ({"epochs": 0}, "epochs is 0, but it must be at least 1"),
        ({"lr": 0}, "lr is 0, but the learning rate must be positive"),
        ({"y": VALUES[1:]}, r"X has shape \(10, 2\) but y has shape \(9,\): one y a row"),
        ({"y": VALUES * np.nan}, "y holds nan"),
        ({"y": 3.0}, r"X has shape \(10, 2\) but y has shape \(\)"),
    ],
)
def test_wrong_batches_are_refused_in_words(change, words):
    with pytest.raises(ValueError, match=words):
        by_batches(**change)


def test_a_number_is_no_table_of_examples():
    with pytest.raises(ValueError, match=r"X has shape \(\) but y has shape \(1,\)"):
        stochastic_gradient_descent(
            fine, fine_grad, 0.0, 3.0, [1.0], lr=0.1, rng=np.random.default_rng(0)
        )


def test_batches_need_a_generator():
    with pytest.raises(TypeError, match="stochastic_gradient_descent needs rng"):
        by_batches(rng=None)
    with pytest.raises(TypeError, match="got rng = 3, which is no numpy Generator"):
        by_batches(rng=3)


# One weight after the other


H = np.array([[1.0, 1.0], [1.0, 3.0]])


def bowl_slope(w):
    """Return the gradient of ½ wᵀHw."""
    return H @ w


def in_turn(**change):
    """Return the sequential path on the bowl of H, with some arguments changed."""
    arguments = {"dJ": bowl_slope, "w0": [2.0, 1.0], "lr": 0.5, "rounds": 1, **change}
    dJ, w0 = (arguments.pop(name) for name in ("dJ", "w0"))
    return sequential_descent(dJ, w0, **arguments)


def test_the_second_weight_moves_by_a_gradient_taken_half_way():
    first = 2 - 0.5 * (2 + 1)
    second = 1 - 0.5 * (first + 3)  # gradient descent would take 2 + 3
    assert in_turn().tolist() == [[2, 1], [first, second]]
    again = first - 0.5 * (first + second)
    assert in_turn(rounds=2)[2, 0] == again


def test_of_one_weight_and_of_weights_that_do_not_meet_it_is_gradient_descent():
    for a in ([2.0], [2.0, 0.25, 1.0]):
        J, dJ, w0 = lambda w, a=a: a @ w**2 / 2, lambda w, a=a: a * w, np.arange(1.0, 1 + len(a))
        path = sequential_descent(dJ, w0, lr=0.25, rounds=5)
        np.testing.assert_array_equal(
            path, gradient_descent(J, dJ, w0, lr=0.25, max_iter=5, stop=NEVER).path
        )


def test_the_sequential_path_keeps_its_type_and_leaves_w0_alone():
    w0 = np.array([2.0, 1.0], dtype=np.float32)
    path = in_turn(w0=w0, rounds=3)
    assert path.shape == (4, 2)
    assert path.dtype == np.float32
    assert w0.tolist() == [2, 1]
    assert in_turn(w0=[2, 1]).dtype == np.float64


def test_a_gradient_that_writes_into_w_is_stopped_in_turn_too():
    with pytest.raises(ValueError, match="read-only"):
        in_turn(dJ=lambda w: w.fill(0))


def test_a_sequential_path_that_diverges_says_in_which_round():
    # With the slope w a round multiplies w by 1 − 1e200, whose square is too large.
    words = r"Diverged in round 2: w is no longer a finite number. The learning rate 1e\+200"
    with pytest.raises(ValueError, match=words):
        sequential_descent(lambda w: w, [1.0], lr=1e200, rounds=9)
    with pytest.raises(ValueError, match="Diverged in round 1"):  # math.exp raises by itself
        sequential_descent(lambda w: [math.exp(-w[0]), 0.0], [-1.0, 1e4], lr=1e4, rounds=1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lr": 0}, "lr is 0, but the learning rate must be positive"),
        (
            {"lr": inverse_power(0.1, 1)},
            "lr is <schedule power_of_step: 0.1, 1.0>, but a real number is needed",
        ),
        ({"rounds": 0}, "rounds is 0, but it must be at least 1"),
        ({"rounds": 2.0}, "rounds is 2.0, but a whole number is needed"),
        ({"w0": [1.0, np.nan]}, r"w0 holds nan at index \[1\]"),
        ({"w0": 2.0}, r"w0 has shape \(\), but one entry for each weight"),
        (
            {"w0": np.ones((2, 1))},
            r"w0 has shape \(2, 1\), but one entry for each weight is needed",
        ),
        ({"dJ": lambda w: w * np.inf}, r"At w0 the gradient is \[inf inf\], .* Start from another"),
        ({"dJ": lambda w: 1.0}, r"dJ\(w\) has shape \(\) but w0 has shape \(2,\): the gradient"),
    ],
)
def test_wrong_arguments_of_the_sequential_update_are_refused_in_words(change, words):
    with pytest.raises(ValueError, match=words):
        in_turn(**change)

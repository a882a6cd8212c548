"""Exercise 02, gradient descent: text, solutions, checks and known mistakes in one place."""

import numpy as np

from dlcourse import linear, ops
from dlcourse.grading.exercise.kit import (
    Said,
    agrees,
    answers,
    array,
    choice,
    drawn,
    holds,
    law,
    mistake,
    number,
    parts,
    task,
    warm_up,
)
from dlcourse.grading.exercise.spec import Exercise

POINTS = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])  # the chapter's three points, x0 = 1 first
ANSWERS = np.array([1.0, 3.0, 5.0])


def table(rng, m=8, n=3):
    """Return a random table whose first column is 1, answers, and weights."""
    X = np.hstack((np.ones((m, 1)), rng.normal(size=(m, n - 1))))
    return X, rng.normal(size=m), rng.normal(size=n)


# One number.


def derivative_step(x, lr):
    """The point after one step of descent on y = (x − 1)². x: a number; lr: α."""
    return x - lr * 2 * (x - 1)  # eq. (gd-update)


def step_uphill(x, lr):
    """Your step goes uphill. Down is against the sign of the slope."""
    return x + lr * 2 * (x - 1)


def step_without_two(x, lr):
    """The slope of (x − 1)² is 2(x − 1). A factor 2 is missing."""
    return x - lr * (x - 1)


def step_without_rate(x, lr):
    """The learning rate is missing. It says how far to go for each unit of slope."""
    return x - 2 * (x - 1)


def step_by_height(x, lr):
    """You step by the height y. The step is the learning rate times the slope."""
    return x - lr * (x - 1) ** 2


def step_alone(x, lr):
    """You return the step. Return the new point: where the step leads."""
    return -lr * 2 * (x - 1)


def step_of_other_curve(x, lr):
    """You take the slope of x². The curve is (x − 1)², and its slope is 0 at x = 1."""
    return x - lr * 2 * x


def step_without_brackets(x, lr):
    """Your slope is 2x − 1. The 2 multiplies all of x − 1, so this needs parentheses."""
    return x - lr * (2 * x - 1)


def step_still_squared(x, lr):
    """Your slope still has the square in it. The power falls by one: 2(x − 1)."""
    return x - lr * 2 * (x - 1) ** 2


def step_without_slope(x, lr):
    """Your step is as long everywhere. It is α times the slope at x, and the slope changes."""
    return x - lr * 2


def step_slope_alone(x, lr):
    """You return the slope. Return the new point: where the step leads."""
    return 2 * (x - 1)


def step_plus_one(x, lr):
    """Your slope is 0 at x = −1. The curve is lowest at x = 1."""
    return x - lr * 2 * (x + 1)


def step_halved(x, lr):
    """Your step is a quarter of the right one. The slope of (x − 1)² has a factor 2, and no ½."""
    return x - lr * (x - 1) / 2


def step_rate_outside(x, lr):
    """You multiply the old point by α too. The learning rate belongs to the slope alone."""
    return lr * (x - 2 * (x - 1))


def distance_shrinks(call, rng):
    """Ask for the factor (bowl-factor), from both sides."""
    for lr in (0.1, 0.5, 0.9):
        for x in (9.0, -4.0):
            new = number(call(x, lr))
            holds(
                np.isclose(new - 1, (1 - 2 * lr) * (x - 1)),
                "The distance to the minimum at 1 is multiplied by 1 − 2α, eq. (bowl-factor).",
            )


STEP = task(
    derivative_step,
    r"""
    The curve is $y = (x-1)^2$. Find its slope, and take one step, eq. (gd-update):

    $$x := x - \alpha\, \frac{dy}{dx}$$
    """,
    public=[
        answers(9.0, 0.1),
        agrees(
            "from x = 9",
            derivative_step,
            (9.0, 0.1),
            "At x = 9 the slope is 16, so with α = 0.1 the step is −1.6.",
        ),
        agrees(
            "at the minimum",
            derivative_step,
            (1.0, 0.3),
            "At x = 1 the slope is 0, and the point stays.",
            kind="edge",
            points=0,
        ),
        law("the distance shrinks", distance_shrinks, points=0),
    ],
    hidden=[
        agrees(
            "random points",
            derivative_step,
            lambda rng: (float(rng.normal(scale=5)), float(rng.uniform(0.05, 0.8))),
            "The step is −α times the slope of (x − 1)² at x.",
            points=2,
        )
    ],
    mistakes=[
        mistake("wrong sign", step_uphill),
        mistake("missing 2", step_without_two),
        mistake("the learning rate forgotten", step_without_rate),
        mistake("height for slope", step_by_height),
        mistake("only the step", step_alone),
        mistake("the slope of another curve", step_of_other_curve),
        mistake("x − 1 without parentheses", step_without_brackets),
        mistake("the square still there", step_still_squared),
        mistake("the same step everywhere", step_without_slope),
        mistake("only the slope", step_slope_alone),
        mistake("x + 1 for x − 1", step_plus_one),
        mistake("a quarter of the step", step_halved),
        mistake("the learning rate of all", step_rate_outside),
    ],
    hints=[
        """
        The first section of the chapter finds the slope of exactly this curve. Three numbers take
        part in a step: where you stand, how steep it is there, and the learning rate.
        """,
        r"""
        Give the slope at `x` a name first. What you return is the place where the step leads: you
        go from `x` against the slope, and $\alpha$ says how far for each unit of it.
        """,
        r"""
        The usual mistakes are a lost 2 in the slope, and the height $y$ in place of the slope.
        Check on paper: at $x = 9$ the slope is 16, and with $\alpha = 0.125$ you must land on 7.
        From $x = -4$ the step must lead to the right.
        """,
    ],
    why=r"""
    By the chain rule the slope of $(x - 1)^2$ is $2(x - 1)$ times the slope of $x - 1$, which is 1.
    The step is $-\alpha$ times this slope, and the new point is the old one plus the step. It works
    from both sides without an `if`: left of the minimum the slope is negative, and minus times
    minus leads to the right. The height $y$ cannot do this, for it is never negative and would send
    every point to the left. Multiplied out, $(1 - 2\alpha)\,x + 2\alpha$ is the same number, but
    then nobody recognises eq. (gd-update). Subtract 1 from both sides, and you see what the check
    asks: the distance to the minimum is multiplied by $1 - 2\alpha$ in every step.
    """,
    level="easy",
)


# The gradient of the squared cost.


def mse_gradient(X, y, w):
    """Gradient of the squared cost. X: (m, n) with its column of ones, y: (m,), w: (n,)."""
    return X.T @ (X @ w - y) / len(y)  # eq. (linear-gradient)


def gradient_sum(X, y, w):
    """The 1/m is missing. Then the right learning rate depends on the size of the table."""
    return len(y) * mse_gradient(X, y, w)


def gradient_mean_twice(X, y, w):
    """The 1/m is there twice: divide the sum over the examples by m once."""
    return mse_gradient(X, y, w) / len(y)


def gradient_wrong_sign(X, y, w):
    """The sign is wrong: the error here is the prediction minus the answer."""
    return -mse_gradient(X, y, w)


def gradient_twice(X, y, w):
    """There is a 2 too much. The ½ of the cost cancels the 2 of the square."""
    return 2 * mse_gradient(X, y, w)


def gradient_of_n(X, y, w):
    """You divide by the number of weights n. The mean is over the m examples."""
    return X.T @ (X @ w - y) / len(w)


def gradient_mean_error(X, y, w):
    """The input is missing: the slope of each weight is the mean of error times its input."""
    return np.full(len(w), np.mean(X @ w - y))


def gradient_not_transposed(X, y, w):
    """X @ error sums along the rows. The sum runs over the examples: transpose X."""
    return X @ (X @ w - y) / len(y)


def gradient_without_answers(X, y, w):
    """The answers y are missing: the error is the prediction minus the answer."""
    return X.T @ (X @ w) / len(y)


def gradient_half(X, y, w):
    """You keep the ½ of the cost. In the slope, the 2 of the square has cancelled it."""
    return mse_gradient(X, y, w) / 2


def gradient_one_mean(X, y, w):
    """You take one mean over all the table. Each weight has its own mean, over the examples."""
    return np.mean((X @ w - y)[:, np.newaxis] * X)


def gradient_of_each(X, y, w):
    """You have a row for each example still. The gradient adds them up: one entry a weight."""
    return (X @ w - y)[:, np.newaxis] * X / len(y)


def gradient_last_example(X, y, w):
    """Only the last example counts. In a loop, = keeps the last one, and += adds them up."""
    return (X[-1] @ w - y[-1]) * X[-1] / len(y)


def gradient_of_squares(X, y, w):
    """You square the error. The cost does; in its slope the error stands as it is."""
    return X.T @ (X @ w - y) ** 2 / len(y)


def gradient_first_example(X, y, w):
    """Only the first example counts. Does the return stand inside the loop?"""
    return (X[0] @ w - y[0]) * X[0] / len(y)


def gradient_absolute(X, y, w):
    """You take the absolute value of the error. Its sign says which way is up."""
    return X.T @ np.abs(X @ w - y) / len(y)


def gradient_is_cost(X, y, w):
    """You return the cost. Its slopes are asked for, one for each weight."""
    return squared_cost(X, y, w)


def gradient_along_rows(X, y, w):
    """You add up along the rows. The sum runs over the examples, down each column."""
    return np.sum((X @ w - y)[:, np.newaxis] * X, axis=1) / len(y)


def gradient_without_bias(X, y, w):
    """The slope of the bias is missing. It is the first entry, as w[0] is the bias."""
    return mse_gradient(X, y, w)[1:]


def gradient_moved(X, y, w):
    """You return weights after a step. The gradient alone is asked for."""
    return w - mse_gradient(X, y, w)


def squared_cost(X, y, w):
    """J, eq. (squared-cost), for the finite differences."""
    return np.mean((X @ w - y) ** 2) / 2


def slope_of_cost(call, rng):
    """Compare with finite differences of the cost."""
    X, y, w = table(rng)
    dw = array(call(X, y, w), w.shape)
    for k, e in enumerate(1e-4 * np.eye(len(w))):
        rise = (squared_cost(X, y, w + e) - squared_cost(X, y, w - e)) / 2e-4
        holds(
            abs(dw[k] - rise) < 1e-6,
            "The gradient says how fast J grows with each weight: move a weight by a hair, and J "
            "must move by this hair times the entry of the gradient.",
            what=Said("The entry {k} is not the slope of J.", k=k),
        )


GRADIENT = task(
    mse_gradient,
    r"""
    The squared cost of chapter 1 is $J = \frac{1}{2m} \sum_i (a_i - y_i)^2$. Its slope in each
    weight, eq. (linear-gradient), is a mean over the examples:

    $$\frac{\partial J}{\partial w_j} = \frac1m \sum_{i=1}^{m} (a_i - y_i)\, x_{ij}$$

    The first column of $X$ holds ones, so the bias is `w[0]` and needs no line of its own.
    """,
    public=[
        answers(POINTS, ANSWERS, np.array([2.0, 0.0])),  # errors of either sign, and none is 0
        agrees(
            "the three points of the chapter",
            mse_gradient,
            (POINTS, ANSWERS, np.array([1.0, 3.0])),
            "For the line 3x + 1 the errors are 0, 1, 2. Their mean is the slope for the bias, "
            "and the mean of error times x that for w.",
        ),
        agrees(
            "at the best line",
            mse_gradient,
            (POINTS, ANSWERS, np.array([1.0, 2.0])),
            "The line 2x + 1 meets all three points: no slope is left.",
            kind="edge",
            points=0,
        ),
        law("the slope of the cost", slope_of_cost, kind="gradient", times=5),
    ],
    hidden=[
        agrees(
            "a random table",
            mse_gradient,
            lambda rng: table(rng, m=11, n=4),
            "The gradient is the mean over the examples of error times input.",
            points=2,
        )
    ],
    mistakes=[
        mistake("missing 1/m", gradient_sum),
        mistake("1/m twice", gradient_mean_twice),
        mistake("wrong sign", gradient_wrong_sign),
        mistake("a 2 too much", gradient_twice),
        mistake("divided by n", gradient_of_n),
        mistake("the input forgotten", gradient_mean_error),
        mistake("X not transposed", gradient_not_transposed),
        mistake("the answers forgotten", gradient_without_answers),
        mistake("the ½ kept", gradient_half),
        mistake("one mean for all", gradient_one_mean),
        mistake("not added up", gradient_of_each),
        mistake("the last example alone", gradient_last_example),
        mistake("the error squared", gradient_of_squares),
        mistake("the first example alone", gradient_first_example),
        mistake("absolute errors", gradient_absolute),
        mistake("the cost for its slope", gradient_is_cost),
        mistake("added up along the rows", gradient_along_rows),
        mistake("the bias left out", gradient_without_bias),
        mistake("a step taken", gradient_moved),
    ],
    hints=[
        """
        The chapter says eq. (linear-gradient) in words: the slope of each weight is the mean of
        error times input. There are $m$ errors, and the mean is over the examples. So which size
        vanishes, and which one remains?
        """,
        """
        Take two steps. First the errors of all examples, shape $(m,)$: the prediction is one
        product, because the bias is in `w` already. Which sign have they here? Then a second
        product, in which $m$ is summed and $n$ remains. $X$ is $(m, n)$, so it has to be turned
        before the two $m$ can meet.
        """,
        r"""
        Divide by $m$ at the end, not by the number of weights. Test with the chapter's three
        points: for $w = (1, 3)$ the errors are $0, 1, 2$ and the gradient is $(1, \frac53)$. If
        yours has the opposite signs, you took $y - a$ for the errors.
        """,
    ],
    why=r"""
    `X @ w` is $(m,)$, one prediction for each example, and so are the errors. In `X.T @ ...` stands
    $(n, m)$ times $(m,)$: the sum over the examples for every weight at once, of shape $(n,)$. The
    first column of $X$ holds ones, so the first entry is the mean error, the slope of the bias. No
    2 is left, because the half of the cost has cancelled it. You can also put the errors on the
    left, `e @ X / len(y)`, and no transpose is needed; or write the mean as the formula has it,
    `np.mean(e[:, np.newaxis] * X, axis=0)`, which builds a whole table first. `X @ e` is an error
    as long as $m \ne n$. For a square table it is not, and only the numbers are wrong. Without the
    division by $m$ the direction is right, but the learning rate that fits depends on the size of
    the table.
    """,
    level="medium",
)


# The descent, with both stopping rules.


def walk_down(X, y, w, lr, rule, eps, max_steps):
    """Descend from w. lr: α; rule: "gradient" or "step". Returns the last w, how many steps."""
    for steps in range(max_steps):
        dw = mse_gradient(X, y, w)  # once a round, for the rule and for the update
        if rule == "gradient" and np.linalg.norm(dw) <= eps:  # eq. (stop-gradient)
            return w, steps
        w = w - lr * dw  # eq. (gd-update)
        if rule == "step" and np.linalg.norm(lr * dw) <= eps:  # eq. (stop-step)
            return w, steps + 1
    return w, max_steps


def descend(X, y, w, lr, rule, eps, max_steps, *, length=np.linalg.norm, same_rule="", back=False):
    """The descent with one thing wrong, for the wrong solutions."""
    rule = same_rule or rule
    for steps in range(max_steps):
        dw = mse_gradient(X, y, w)
        if rule == "gradient" and length(dw) <= eps:
            return w, steps
        old, w = w, w - lr * dw
        if rule == "step" and length(lr * dw) <= eps:
            return (old if back else w), steps + 1
    return w, max_steps


def descent_climbs(X, y, w, lr, rule, eps, max_steps):
    """Your descent climbs: the update must go against the gradient."""
    return walk_down(X, y, w, -lr, rule, eps, min(max_steps, 400))


def descent_gradient_rule(X, y, w, lr, rule, eps, max_steps):
    """You always look at the gradient. With the rule "step" it is the length of the step."""
    return descend(X, y, w, lr, rule, eps, max_steps, same_rule="gradient")


def descent_step_rule(X, y, w, lr, rule, eps, max_steps):
    """You always look at the step. With the rule "gradient" it is the length of the gradient."""
    return descend(X, y, w, lr, rule, eps, max_steps, same_rule="step")


def descent_never_stops(X, y, w, lr, rule, eps, max_steps):
    """Your descent never stops early: it takes all its steps, whatever the rule says."""
    return descend(X, y, w, lr, "", eps, max_steps)


def descent_first_entry(X, y, w, lr, rule, eps, max_steps):
    """The length of a vector is the root of the sum of its squares, eq. (stop-gradient)."""
    return descend(X, y, w, lr, rule, eps, max_steps, length=lambda v: np.max(np.abs(v)))


def descent_by_lengths(X, y, w, lr, rule, eps, max_steps):
    """With the rule "step" you compare two lengths. Take the length of the difference instead."""
    for steps in range(max_steps):
        dw = mse_gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(dw) <= eps:
            return w, steps
        old, w = w, w - lr * dw
        if rule == "step" and abs(np.linalg.norm(w) - np.linalg.norm(old)) <= eps:
            return w, steps + 1
    return w, max_steps


def descent_one_step(X, y, w, lr, rule, eps, max_steps):
    """You take one step only. Is a return inside the loop that should be behind it?"""
    return walk_down(X, y, w, lr, rule, eps, min(max_steps, 1))


def descent_counts_one_more(X, y, w, lr, rule, eps, max_steps):
    """The number of steps is one too many: count a step when it is taken, not when it is judged."""
    w, steps = walk_down(X, y, w, lr, rule, eps, max_steps)
    return w, steps + 1


def descent_half_steps(X, y, w, lr, rule, eps, max_steps):
    """Your steps are half as long. The gradient has no ½ any more: a step is α times all of it."""
    return walk_down(X, y, w, lr / 2, rule, eps, max_steps)


def descent_steps_back(X, y, w, lr, rule, eps, max_steps):
    """With the rule "step" you return the w before the last step. The step is taken already."""
    return descend(X, y, w, lr, rule, eps, max_steps, back=True)


def descent_steps_then_looks(X, y, w, lr, rule, eps, max_steps):
    """You step before you look. Where the ground is level already, no step is needed."""
    dw = mse_gradient(X, y, w)
    w, steps = walk_down(X, y, w - lr * dw, lr, rule, eps, max_steps - 1)
    return w, steps + 1


def descent_by_sums(X, y, w, lr, rule, eps, max_steps):
    """You add the absolute entries up. The length is the root of the sum of their squares."""
    return descend(X, y, w, lr, rule, eps, max_steps, length=lambda v: np.sum(np.abs(v)))


def descent_by_squares(X, y, w, lr, rule, eps, max_steps):
    """You compare the square of the length with eps. The length itself is its root."""
    return descend(X, y, w, lr, rule, eps, max_steps, length=lambda v: v @ v)


def descent_same_array(X, y, w, lr, rule, eps, max_steps):
    """By the rule "step" you stop at once. Is the old w the same array, which `-=` has changed?"""
    return walk_down(X, y, w, lr, rule, eps, min(max_steps, 1) if rule == "step" else max_steps)


def descent_counts_from_zero(X, y, w, lr, rule, eps, max_steps):
    """You return the number of the last round. A range begins at 0, so the steps are one more."""
    w, steps = walk_down(X, y, w, lr, rule, eps, max_steps)
    return w, steps - (rule == "step" or steps == max_steps)


def descent_counts_the_look(X, y, w, lr, rule, eps, max_steps):
    """By the rule "gradient" you count the round that stops. No step is taken in it."""
    w, steps = walk_down(X, y, w, lr, rule, eps, max_steps)
    return w, steps + (rule == "gradient" and steps < max_steps)


def descent_looks_late(X, y, w, lr, rule, eps, max_steps):
    """By the rule "gradient" you look after the step. Look before it: no step is needed then."""
    w, steps = walk_down(X, y, w, lr, rule, eps, max_steps)
    late = int(rule == "gradient" and steps < max_steps)
    return walk_down(X, y, w, lr, "", eps, late)[0], steps + late


def descent_one_more(X, y, w, lr, rule, eps, max_steps):
    """You take a step more than max_steps. Does your loop stop when this many have been taken?"""
    return walk_down(X, y, w, lr, rule, eps, max_steps + 1)


def descent_strictly(X, y, w, lr, rule, eps, max_steps):
    """You stop below eps only. A length that is eps itself is short enough: at most eps."""
    return walk_down(X, y, w, lr, rule, np.nextafter(eps, -1.0), max_steps)


def descent_longer_than_eps(X, y, w, lr, rule, eps, max_steps):
    """You stop where the length is above eps. Stop where it is at most eps."""
    for steps in range(max_steps):
        dw = mse_gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(dw) >= eps:
            return w, steps
        w = w - lr * dw
        if rule == "step" and np.linalg.norm(lr * dw) >= eps:
            return w, steps + 1
    return w, max_steps


def descent_from_zero(X, y, w, lr, rule, eps, max_steps):
    """You start at 0. Start at the w that is given."""
    return walk_down(X, y, np.zeros(len(w)), lr, rule, eps, max_steps)


def descent_first_gradient(X, y, w, lr, rule, eps, max_steps):
    """All your steps have the gradient of the start. Take it anew in each round."""
    dw = mse_gradient(X, y, w)
    length = np.linalg.norm(dw) if rule == "gradient" else np.linalg.norm(lr * dw)
    steps = max_steps if length > eps else int(rule == "step")
    return w - steps * lr * dw, steps


def descent_without_rate(X, y, w, lr, rule, eps, max_steps):
    """The learning rate is missing: every step is as long as the gradient."""
    return walk_down(X, y, w, 1.0, rule, eps, max_steps)


def descent_small_step_left_out(X, y, w, lr, rule, eps, max_steps):
    """By the rule "step" you look before the step. Take it, count it, and then look."""
    end, steps = walk_down(X, y, w, lr, rule, eps, max_steps)
    if rule == "step":
        end, taken = descent_steps_back(X, y, w, lr, rule, eps, max_steps)
        steps = taken - 1
    return end, steps


def descent_record(X, y, w, lr, rule, eps, max_steps):
    """You return every w on the way. The last one is asked for, and the number of steps."""
    steps = walk_down(X, y, w, lr, rule, eps, max_steps)[1]
    return [walk_down(X, y, w, lr, "", eps, k)[0] for k in range(steps + 1)], steps


BOTH = ("w", "steps")
START = np.array([0.0, 0.0])
ASIDE = np.array([-3.0, 0.0])  # from here the path turns, and w changes more than its length
LEVEL = np.array([1.0, 2.0])  # the line 2x + 1, without an error


def bowl(rng, m=20):
    """Return a table whose axes are those of its bowl, the answers, and the lowest place.

    It is as steep along the bias as along one weight, so the gradient has two large entries up to
    the end; along the other it is four times as steep, so steps must be short.
    """
    axes, _ = np.linalg.qr(np.column_stack((np.ones(m), rng.normal(size=(m, 2)))))
    X, y = axes / axes[0, 0] * (1, 1, 2), rng.normal(size=m)
    return X, y, X.T @ y / m / (1, 1, 4)


def arrives(call, rng):
    """Ask whether the end is level ground, from two starts."""
    X, y, lowest = bowl(rng)
    for start in (lowest + 1, lowest - (1, -1, 2)):
        end, steps = parts(call(X, y, start, 0.05, "gradient", 1e-3, 2000), BOTH)
        bias, *slopes = array(end, (3,), what="w")
        _, dw, db = ops.linear_cost_and_grad(slopes, bias, X[:, 1:], y)
        holds(number(steps, what="steps") < 2000, "On this bowl the rule ends the descent.")
        holds(
            np.linalg.norm([db, *dw]) <= 1e-3,
            "When the rule stops the descent, the length of the gradient is at most eps.",
        )


DESCENT = task(
    walk_down,
    r"""
    Now walk. In each round take the gradient at $w$, and step against it, eq. (gd-update). Stop
    when the rule says so:

    - `"gradient"`: look **before** the step. Stop if $\lVert dJ \rVert_2 \le \varepsilon$,
      eq. (stop-gradient).
    - `"step"`: look **after** the step. Stop if $\lVert w_{t+1} - w_t \rVert_2 \le \varepsilon$,
      eq. (stop-step).

    Stop in any case after `max_steps` steps. Return the last $w$ and how many steps you took. Use
    your `mse_gradient`. The function must leave the array `w` with which it was called as it is:
    otherwise the next walk begins where this one has ended.
    """,
    public=[
        answers(POINTS, ANSWERS, START, 0.1, "gradient", 1e-4, 1),
        agrees(
            "one step",
            walk_down,
            (POINTS, ANSWERS, START, 0.1, "gradient", 1e-4, 1),
            "One step is −α times the gradient at the start.",
            returns=BOTH,
        ),
        agrees(
            "a few steps, no rule met",
            walk_down,
            (POINTS, ANSWERS, START, 0.1, "gradient", 1e-9, 7),
            "Each step starts where the last one ended, and the steps are counted.",
            points=0,
            returns=BOTH,
        ),
        agrees(
            "both rules, on three points",
            walk_down,
            [(POINTS, ANSWERS, ASIDE, 0.2, rule, 0.2, 50) for rule in ("gradient", "step")],
            'With the rule "gradient", the descent ends where the length of the gradient is at '
            'most eps, and not earlier. With "step", it ends after the first step whose length is '
            "at most eps, and this step counts.",
            points=0,
            returns=BOTH,
        ),
        agrees(
            "a start on level ground",
            walk_down,
            [(POINTS, ANSWERS, LEVEL, 0.1, rule, 0.0, 50) for rule in ("gradient", "step")],
            'At the start the gradient is 0 already, and eps is 0 too. With the rule "gradient" no '
            'step is taken; with "step" a single one, of length 0.',
            kind="edge",
            returns=BOTH,
        ),
        law("it arrives", arrives),
    ],
    hidden=[
        agrees(
            "the gradient rule",
            walk_down,
            lambda rng: (*table(rng, m=30), 0.2, "gradient", 1e-2, 300),
            "The descent ends at the first point where the length of the gradient is at most eps.",
            returns=BOTH,
        ),
        agrees(
            "the step rule",
            walk_down,
            lambda rng: (*table(rng, m=30), 0.2, "step", 1e-2, 300),
            "The descent ends after the first step whose length is at most eps.",
            points=2,
            returns=BOTH,
        ),
    ],
    mistakes=[
        mistake("it climbs", descent_climbs),
        mistake("only the gradient rule", descent_gradient_rule),
        mistake("only the step rule", descent_step_rule),
        mistake("it never stops", descent_never_stops),
        mistake("the largest entry for the length", descent_first_entry),
        mistake("two lengths compared", descent_by_lengths),
        mistake("one step only", descent_one_step),
        mistake("one step too many counted", descent_counts_one_more),
        mistake("half of each step", descent_half_steps),
        mistake("the weights before the last step", descent_steps_back),
        mistake("it steps before it looks", descent_steps_then_looks),
        mistake("the absolute entries added up", descent_by_sums),
        mistake("the square of the length", descent_by_squares),
        mistake("the old w in the same array", descent_same_array),
        mistake("counted from 0", descent_counts_from_zero),
        mistake("the round that stops counted", descent_counts_the_look),
        mistake("the gradient after the step", descent_looks_late),
        mistake("one step more than max_steps", descent_one_more),
        mistake("below eps only", descent_strictly),
        mistake("above eps for below", descent_longer_than_eps),
        mistake("a start at 0", descent_from_zero),
        mistake("the gradient of the start", descent_first_gradient),
        mistake("the learning rate forgotten", descent_without_rate),
        mistake("the last step not taken", descent_small_step_left_out),
        mistake("every w on the way", descent_record),
    ],
    hints=[
        """
        The section "When to stop" has both rules. One of them asks about the ground on which you
        stand, the other about the step that you have just taken. Where in a round does each
        question belong, before the update or after it?
        """,
        """
        Make a loop of at most `max_steps` rounds. In each round, in this order: the gradient; the
        question of the rule `"gradient"`; the update; the question of the rule `"step"`. Each
        question asks for the name of the rule **and** for a length, and ends the function with a
        `return`. `np.linalg.norm` gives the length of a vector. Behind the loop stands one more
        `return`, for the case that no rule was met.
        """,
        r"""
        Now count. In the round with the number $t$, from 0, you have taken $t$ steps before the
        update, and one more after it; so the two `return` lines in the loop give different numbers.
        The length of a step is that of $w_{t+1} - w_t$, which is $\alpha$ times the gradient. It is
        not the difference of the lengths of $w_{t+1}$ and $w_t$: where the path turns, a long step
        may change the length of $w$ very little.
        """,
    ],
    why=r"""
    Each round takes the gradient once, for the rule and for the update together; it is the
    expensive part. The rule `"gradient"` looks before the step, so on level ground it ends with 0
    steps. The rule `"step"` needs a step to look at, so there it ends with 1. `range` counts for
    us: in the loop `steps` is the number of steps taken before this round. `lr * dw` is the step
    but for its sign, and the length does not see a sign; to keep the old `w` and take
    `np.linalg.norm(w - old)` is right as well, and works for every kind of update. Both questions
    have $\le$, for with $\varepsilon = 0$ level ground must still count as level. Write
    `w = w - ...` and not `w -= ...`, which would change the start of whoever called. A `while` loop
    with a counter of your own does the same, as long as it cannot run for ever: when $\alpha$ is
    too large no rule is met, and only `max_steps` ends the walk.
    """,
    level="hard",
)


# The normal equation.


def lowest_weights(X, y):
    """Weights of least cost, in one go. X: (m, n) with its column of ones, y: (m,)."""
    return np.linalg.solve(X.T @ X, X.T @ y)  # eq. (normal-equation)


def normal_without_solving(X, y):
    """You stop at Xᵀy, the right side. The equations have still to be solved for w."""
    return X.T @ y


def normal_multiplied(X, y):
    """You multiply by XᵀX. Solve the equations with it instead."""
    return X.T @ X @ (X.T @ y)


def normal_first_rows(X, y):
    """You solve for the first n examples only. All m examples have a say."""
    n = X.shape[1]
    return np.linalg.solve(X[:n], y[:n])


def normal_inverse_of_x(X, y):
    """An inverse, and `solve` too, needs a square table. X is none, but XᵀX is one."""
    return np.linalg.inv(X) @ y


def normal_without_bias(X, y):
    """The column of ones was left out. It is the input of the bias."""
    return np.concatenate(([0.0], lowest_weights(X[:, 1:], y)))


def normal_pulled_to_zero(X, y):
    """Your weights are pulled towards 0: something was added to XᵀX. That is another problem."""
    return np.linalg.solve(X.T @ X + 0.1 * np.eye(X.shape[1]), X.T @ y)


def normal_of_examples(X, y):
    """X Xᵀ has a row for each example. The equations have one for each weight, and so has XᵀX."""
    return np.linalg.solve(X @ X.T, X.T @ y)


def normal_all_of_lstsq(X, y):
    """`np.linalg.lstsq` returns four things. The weights are the first of them."""
    return np.linalg.lstsq(X, y, rcond=None)


def normal_one_over_each(X, y):
    """One over each entry is not the inverse of a table. `np.linalg.solve` needs no inverse."""
    return (1 / (X.T @ X)) @ (X.T @ y)


def normal_wrong_sign(X, y):
    """All your weights have the wrong sign. Where does a minus come in?"""
    return -lowest_weights(X, y)


def normal_divided(X, y):
    """You divide one side alone by m. Divide both or none: the solution is the same."""
    return lowest_weights(X, y) / len(y)


def normal_table_alone(X, y):
    """The answers y are missing: you stop at the table that they are multiplied by."""
    return np.linalg.inv(X.T @ X) @ X.T


def normal_entry_by_entry(X, y):
    """You divide entry by entry. The equations are solved together, as `np.linalg.solve` does."""
    return (X.T @ y) / (X.T @ X)


def normal_as_column(X, y):
    """Your weights are a table with one column. They have one dimension, as y has."""
    return lowest_weights(X, y)[:, np.newaxis]


def normal_errors(X, y):
    """You return the errors that are left. The weights are asked for."""
    return y - X @ lowest_weights(X, y)


def normal_backwards(X, y):
    """Your weights come in the wrong order. They have that of the columns, the bias first."""
    return lowest_weights(X, y)[::-1]


def right_angle(call, rng):
    """Ask whether the errors stand at a right angle to each column."""
    X, y, _ = table(rng, m=9)
    w = array(call(X, y), (3,))
    holds(
        np.allclose(X.T @ (X @ w - y), 0, atol=1e-8),
        "The errors are at a right angle to each column of X: the gradient at w is 0.",
    )


NORMAL = task(
    lowest_weights,
    r"""
    At the lowest point the gradient is 0. For a bowl that is an equation, eq. (normal-equation):

    $$X^\top X\, w = X^\top y$$

    Solve it for $w$. $X$ has its column of ones already. No learning rate, no steps, no rule.
    (Nobody needs the inverse: `np.linalg.solve` takes a third of its work.)
    """,
    public=[
        answers(POINTS, ANSWERS),
        agrees(
            "the three points of the chapter",
            lowest_weights,
            (POINTS, ANSWERS),
            "The line 2x + 1 meets all three points.",
        ),
        law("at a right angle", right_angle),
    ],
    hidden=[
        agrees(
            "a random table",
            lowest_weights,
            lambda rng: table(rng, m=12, n=4)[:2],
            "No other weights have a lower cost.",
            rtol=1e-6,
        )
    ],
    mistakes=[
        mistake("not solved", normal_without_solving),
        mistake("multiplied instead of solved", normal_multiplied),
        mistake("only the first rows", normal_first_rows),
        mistake("the inverse of X", normal_inverse_of_x),
        mistake("the bias left out", normal_without_bias),
        mistake("pulled towards 0", normal_pulled_to_zero),
        mistake("X Xᵀ for XᵀX", normal_of_examples),
        mistake("four results for one", normal_all_of_lstsq),
        mistake("one over each entry", normal_one_over_each),
        mistake("wrong sign", normal_wrong_sign),
        mistake("one side divided by m", normal_divided),
        mistake("the answers forgotten", normal_table_alone),
        mistake("divided entry by entry", normal_entry_by_entry),
        mistake("a column of weights", normal_as_column),
        mistake("the errors for the weights", normal_errors),
        mistake("the weights backwards", normal_backwards),
    ],
    hints=[
        """
        Equation (normal-equation) has the form: a known matrix, times $w$, is a known vector. Which
        is the matrix, and which is the vector? For $n$ weights both have $n$ rows, however many
        examples there are.
        """,
        """
        Compute the two products and look at their shapes: $(n, n)$ for the matrix and $(n,)$ for
        the right side. `np.linalg.solve` takes them in this order, and returns $w$.
        """,
        """
        If NumPy says that the matrix must be square, you gave it $X$ itself. If your weights are
        far too large, you may have returned the right side, or multiplied by the matrix where you
        should solve. Add no column of ones: $X$ has it.
        """,
    ],
    why=r"""
    $X^\top X$ is $(n, m)$ times $(m, n)$, so $(n, n)$; $X^\top y$ is $(n,)$. They are $n$ equations
    for $n$ weights, and all $m$ examples are inside both. `np.linalg.solve` finds $w$ without an
    inverse, for a third of the products. `np.linalg.inv(X.T @ X) @ X.T @ y` is the formula word for
    word and gives the same weights here, with more work and more rounding. For a real table
    `np.linalg.lstsq(X, y, rcond=None)[0]` is better than both: it works on $X$ itself, so the
    rounding errors are not squared, and it has an answer even if one column is a sum of others. To
    solve the first $n$ rows alone gives a line through $n$ points, and the other examples have no
    say.
    """,
    level="easy",
)


# The experiment.


def three_flats(rng):
    """Return sizes and rents for a variant. A flat of size 0 or 1 keeps the curvatures apart."""
    others = np.sort(rng.choice([2.0, 3.0, 4.0, 5.0], size=2, replace=False))
    sizes = np.append(rng.integers(2), others)
    return sizes, 2 + rng.integers(1, 4) * sizes + np.sort(rng.choice(3, size=3))


SIZES, RENTS = drawn((np.array([0.0, 1.0, 3.0]), np.array([2.0, 3.0, 7.0])), three_flats)
FLATS = np.column_stack([np.ones(3), SIZES])
CURVATURES = np.linalg.eigvalsh(FLATS.T @ FLATS / 3)
X_ROW, Y_ROW = (", ".join(f"{number:g}" for number in numbers) for numbers in (SIZES, RENTS))
ROW_1, ROW_2, ROW_3 = (f"(1, {size:g})" for size in SIZES)


def my_alpha():
    """Your number: return α."""
    return 1.998 / CURVATURES[-1]  # eq. (largest-rate)


def alpha_halfway():
    """Your α is half of what is possible. Up to 2/λ the path oscillates, but it still converges."""
    return 1 / CURVATURES[-1]


def alpha_of_the_weight():
    """You took the curvature along w alone. The steepest direction lies between w and b."""
    return 2 * 3 / np.sum(FLATS[:, 1] ** 2)


def alpha_of_the_flat_axis():
    """You took the curvature of the flattest direction. The steepest one sets the limit."""
    return 2 / CURVATURES[0]


def alpha_careful():
    """Your α is safe, and far too careful. Go on until the cost grows."""
    return 0.01


def alpha_without_mean():
    """Your curvature is that of a sum. The cost is a mean: divide by the number of flats."""
    return 2 / (3 * CURVATURES[-1])


def alpha_with_half():
    """You halve the curvature. The ½ of the cost is in it: it has cancelled the 2 of the square."""
    return 4 / CURVATURES[-1]


def alpha_of_both():
    """You add up the curvatures of both directions. The steepest one alone sets the limit."""
    return 2 / CURVATURES.sum()


def cost_after(lr, steps):
    """The cost above the lowest one, after some steps from w = 0."""
    error = -linear.normal_equation(FLATS[:, 1:], RENTS)
    H = FLATS.T @ FLATS / 3
    error = np.linalg.matrix_power(np.eye(2) - lr * H, steps) @ error  # eq. (bowl-gradient)
    return error @ H @ error / 2


def it_converges(call, rng):
    """Ask whether the descent arrives."""
    lr = number(call())
    holds(lr > 0, "A learning rate is positive.")
    J = cost_after(lr, 20000)
    holds(
        J < 1e-6,
        "With your α the descent arrives at the lowest place.",
        what=Said("After 20000 steps the cost lies {J:.3g} above the lowest one.", J=J),
        hint="Your α is too small: 20000 steps are not enough."
        if lr * CURVATURES[-1] < 1
        else "Your α is too large: the steps do not shrink. Go down.",
    )


def at_the_limit(call, rng):
    """Ask whether the descent arrives, and diverges with a slightly larger rate."""
    it_converges(call, rng)
    lr = number(call())
    J = cost_after(1.01 * lr, 20000)
    holds(
        J > 1e6,
        "An α larger by one per cent diverges.",
        what="With an α larger by one per cent the descent still arrives.",
        hint="Your α is below the limit. Go up until the last w runs away, then halve the gap.",
    )


ALPHA = task(
    my_alpha,
    rf"""
    An experiment. Three flats have the sizes $x = {X_ROW}$ and the rents $y = {Y_ROW}$ (in units of
    their own). A neuron with a weight $w$ and a bias $b$ predicts the rents. Its cost is

    $$J = \frac{{1}}{{2m}} \sum_{{i=1}}^{{m}} (b + w\, x_i - y_i)^2, \qquad m = 3$$

    As in 02.4, the table $X$ has a column of ones, the inputs of $b$. So its rows are ${ROW_1}$,
    ${ROW_2}$, ${ROW_3}$.

    Find the largest learning rate with which the descent still converges, to one per cent: with
    your $\alpha$ it arrives, with $1.01\,\alpha$ it does not. The check starts at $b = w = 0$ and
    takes 20 000 steps. With your $\alpha$ the cost must then lie less than $10^{{-6}}$ above the
    lowest one, with $1.01\,\alpha$ more than $10^6$.

    Let your `walk_down` try, with the rule `"gradient"`, $\varepsilon = 10^{{-6}}$ and at most
    20 000 steps, and watch the last $w$. Where $\alpha$ is too large, NumPy may warn of an
    overflow: the numbers have run away, and this is no mistake of yours. Or compute,
    eq. (largest-rate).
    """,
    public=[
        answers(),
        law("it converges", it_converges, points=0, kind="value"),
        law("a little more diverges", at_the_limit, points=3, kind="value"),
    ],
    mistakes=[
        mistake("half of the limit", alpha_halfway),
        mistake("the curvature of one weight", alpha_of_the_weight),
        mistake("the flattest direction", alpha_of_the_flat_axis),
        mistake("far too careful", alpha_careful),
        mistake("a sum for the mean", alpha_without_mean),
        mistake("half of the curvature", alpha_with_half),
        mistake("the sum of the curvatures", alpha_of_both),
    ],
    main=False,
    hints=[
        r"""
        Equation (largest-rate) says it: the steepest direction sets the limit. The curvatures are
        those of $H = \frac1m X^\top X$, and $X$ has its column of ones here too. You may compute
        them, or find the limit by trial, between an $\alpha$ that arrives and one that does not.
        """,
        r"""
        By trial: let `walk_down` run as the text says; where it takes fewer than 20 000 steps, it
        has arrived. Take an $\alpha$ that arrives, such as 0.1, and one that diverges, such as 1.
        Try the one in the middle, and keep the half in which the change lies. Do this eight times,
        and the interval is narrow enough. Return the lower end.
        """,
        """
        By computation: `np.linalg.eigvalsh(H)` returns all curvatures, the smallest first. Stay a
        little below the limit, by less than one per cent, for at the limit itself the path swings
        for ever. The usual mistake is to take the mean of $x^2$, the curvature along $w$ alone. The
        steepest direction lies between $w$ and $b$, and is steeper.
        """,
    ],
    why=r"""
    In the reference `CURVATURES` is `np.linalg.eigvalsh(FLATS.T @ FLATS / 3)`, where `FLATS` is the
    table with its column of ones. The two curvatures are 0.395 and 3.938, so the limit is
    $2/3.938 = 0.5078$. At the limit the path swings for ever, so the reference stays a thousandth
    below. Every $\alpha$ from 0.503 to 0.5075 is a good answer. By trial you halve the interval:
    from 0.1 and 1, eight times lead to 0.504. The experiment shows how sharp the limit is. With one
    per cent more, the error along the steep axis is multiplied by about $-1.02$ in each step,
    and after 20 000 steps that is a number with more than 150 digits. The curvature along $w$ alone
    is $\frac{10}{3}$ and would allow 0.6, which diverges. And the rents play no part in it: $H$ is
    made of $X$ alone.
    """,
    level="hard",
)


WARM_UP = warm_up(
    r"""
    The cost $J = 3w^2$ has the slope $\frac{dJ}{dw} = 6w$. You stand at $w = -2$ and take one step
    of gradient descent, eq. (gd-update), with $\alpha = 0.1$:

    $$w := w - \alpha\, \frac{dJ}{dw}$$

    Where do you land?
    """,
    choice(
        "At $-3.2$.",
        "You went in the direction of the slope. It is $-12$ here, the ground falls to the "
        "right, and the minus sign of the rule turns $-12$ into a move to the right.",
    ),
    choice(
        "At $-1.9$.",
        r"The direction is right. But you moved by $\alpha$ alone: it says how far to go for "
        "each unit of slope, and the slope has 12 of them.",
    ),
    choice(
        "At $10$.",
        "You took the whole slope as the step. The learning rate makes it ten times shorter.",
    ),
    choice(
        "At $-0.8$.",
        r"The slope is $6 \cdot (-2) = -12$, the step is $-0.1 \cdot (-12) = 1.2$, and "
        "$-2 + 1.2 = -0.8$. The cost falls from 12 to 1.92.",
        right=True,
    ),
)


EXERCISE = Exercise(
    number="02",
    title="Gradient descent",
    chapter="02_gradient_descent",
    tasks=(STEP, GRADIENT, DESCENT, NORMAL, ALPHA),
    text="You walk downhill in the fog: one step, the slope, the walk, and when to stop.",
    warm_up=WARM_UP,
)

"""Exercise 02, gradient descent: text, solutions, checks and known mistakes in one place."""

import numpy as np

from dlcourse.grading.exercise.kit import (
    agrees,
    answers,
    array,
    holds,
    law,
    mistake,
    number,
    parts,
    task,
)
from dlcourse.grading.exercise.spec import Exercise

POINTS = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])  # the chapter's three points, x0 = 1 first
ANSWERS = np.array([1.0, 3.0, 5.0])


def table(rng, m=8, n=3):
    """Return a random table whose first column is 1, answers, and weights."""
    X = np.hstack((np.ones((m, 1)), rng.normal(size=(m, n - 1))))
    return X, rng.normal(size=m), rng.normal(size=n)


# One number.


def derivative_step(x, alpha):
    """The point after one step of descent on y = (x − 1)². x, alpha: numbers."""
    return x - alpha * 2 * (x - 1)  # eq. (gd-update)


def step_uphill(x, alpha):
    """Your step goes uphill. Down is against the sign of the slope."""
    return x + alpha * 2 * (x - 1)


def step_without_two(x, alpha):
    """The slope of (x − 1)² is 2(x − 1). A factor 2 is missing."""
    return x - alpha * (x - 1)


def step_without_rate(x, alpha):
    """The learning rate is missing. It says how far to go for each unit of slope."""
    return x - 2 * (x - 1)


def step_by_height(x, alpha):
    """You step by the height y. The step is the learning rate times the slope."""
    return x - alpha * (x - 1) ** 2


def step_alone(x, alpha):
    """You return the step. Return the new point: where the step leads."""
    return -alpha * 2 * (x - 1)


def distance_shrinks(call, rng):
    """Ask for the factor (bowl-factor), from both sides."""
    for alpha in (0.1, 0.5, 0.9):
        for x in (9.0, -4.0):
            new = number(call(x, alpha))
            holds(
                np.isclose(new - 1, (1 - 2 * alpha) * (x - 1)),
                "The distance to the minimum at 1 is multiplied by 1 − 2α, eq. (bowl-factor).",
            )


STEP = task(
    derivative_step,
    r"""
    The lecture's curve is $y = (x-1)^2$. Find its slope, and take one step, eq. (gd-update):

    $$x := x - \alpha\, \frac{dy}{dx}$$
    """,
    public=[
        answers(9.0, 0.125),
        agrees(
            "from x = 9",
            derivative_step,
            (9.0, 0.125),
            "At x = 9 the slope is 16, so with α = 0.125 the step is −2.",
        ),
        agrees(
            "at the minimum",
            derivative_step,
            (1.0, 0.3),
            "At x = 1 the slope is 0, and the point stays.",
            kind="edge",
            points=0,
        ),
        law("the distance shrinks", distance_shrinks),
    ],
    hidden=[
        agrees(
            "random points",
            derivative_step,
            lambda rng: (float(rng.normal(scale=5)), float(rng.uniform(0.05, 0.8))),
            "The step is −α times the slope of (x − 1)² at x.",
        )
    ],
    mistakes=[
        mistake("wrong sign", step_uphill),
        mistake("missing 2", step_without_two),
        mistake("the learning rate forgotten", step_without_rate),
        mistake("height for slope", step_by_height),
        mistake("only the step", step_alone),
    ],
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
            what=f"The entry {k} is not the slope of J.",
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
        answers(POINTS, ANSWERS, np.array([1.0, 3.0])),
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
        law("the slope of the cost", slope_of_cost, kind="gradient"),
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
    ],
)


# The descent, with both stopping rules.


def walk_down(X, y, w, alpha, rule, eps, max_steps):
    """Descend from w. rule: "gradient" or "step". Returns the last w and the number of steps."""
    for steps in range(max_steps):
        dw = mse_gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(dw) <= eps:  # eq. (stop-gradient)
            return w, steps
        w = w - alpha * dw  # eq. (gd-update)
        if rule == "step" and np.linalg.norm(alpha * dw) <= eps:  # eq. (stop-step)
            return w, steps + 1
    return w, max_steps


def descend(
    X, y, w, alpha, rule, eps, max_steps, *, length=np.linalg.norm, same_rule="", back=False
):
    """The descent with one thing wrong, for the wrong solutions."""
    rule = same_rule or rule
    for steps in range(max_steps):
        dw = mse_gradient(X, y, w)
        if rule == "gradient" and length(dw) <= eps:
            return w, steps
        old, w = w, w - alpha * dw
        if rule == "step" and length(alpha * dw) <= eps:
            return (old if back else w), steps + 1
    return w, max_steps


def descent_climbs(X, y, w, alpha, rule, eps, max_steps):
    """Your descent climbs: the update must go against the gradient."""
    return walk_down(X, y, w, -alpha, rule, eps, min(max_steps, 400))


def descent_gradient_rule(X, y, w, alpha, rule, eps, max_steps):
    """You always look at the gradient. With the rule "step" it is the length of the step."""
    return descend(X, y, w, alpha, rule, eps, max_steps, same_rule="gradient")


def descent_step_rule(X, y, w, alpha, rule, eps, max_steps):
    """You always look at the step. With the rule "gradient" it is the length of the gradient."""
    return descend(X, y, w, alpha, rule, eps, max_steps, same_rule="step")


def descent_never_stops(X, y, w, alpha, rule, eps, max_steps):
    """Your descent never stops early: it takes all its steps, whatever the rule says."""
    return descend(X, y, w, alpha, "", eps, max_steps)


def descent_first_entry(X, y, w, alpha, rule, eps, max_steps):
    """The length of a vector is the root of the sum of its squares, eq. (stop-gradient)."""
    return descend(X, y, w, alpha, rule, eps, max_steps, length=lambda v: np.max(np.abs(v)))


def descent_by_lengths(X, y, w, alpha, rule, eps, max_steps):
    """With the rule "step" you compare two lengths. Take the length of the difference instead."""
    for steps in range(max_steps):
        dw = mse_gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(dw) <= eps:
            return w, steps
        old, w = w, w - alpha * dw
        if rule == "step" and abs(np.linalg.norm(w) - np.linalg.norm(old)) <= eps:
            return w, steps + 1
    return w, max_steps


def descent_one_step(X, y, w, alpha, rule, eps, max_steps):
    """You take one step only. Is a return inside the loop that should be behind it?"""
    return walk_down(X, y, w, alpha, rule, eps, min(max_steps, 1))


def descent_counts_one_more(X, y, w, alpha, rule, eps, max_steps):
    """The number of steps is one too many: count a step when it is taken, not when it is judged."""
    w, steps = walk_down(X, y, w, alpha, rule, eps, max_steps)
    return w, steps + 1


def descent_half_steps(X, y, w, alpha, rule, eps, max_steps):
    """Your steps are half as long. The gradient has no ½ any more: a step is α times all of it."""
    return walk_down(X, y, w, alpha / 2, rule, eps, max_steps)


def descent_steps_back(X, y, w, alpha, rule, eps, max_steps):
    """With the rule "step" you return the w before the last step. The step is taken already."""
    return descend(X, y, w, alpha, rule, eps, max_steps, back=True)


def descent_steps_then_looks(X, y, w, alpha, rule, eps, max_steps):
    """You step before you look. Where the ground is level already, no step is needed."""
    dw = mse_gradient(X, y, w)
    w, steps = walk_down(X, y, w - alpha * dw, alpha, rule, eps, max_steps - 1)
    return w, steps + 1


BOTH = ("w", "steps")
START = np.array([0.0, 0.0])
ASIDE = np.array([3.0, -1.0])  # from here the path turns, and w changes more than its length
LEVEL = np.array([1.0, 2.0])  # the line 2x + 1, without an error


def arrives(call, rng):
    """Ask whether the end is level ground, from two starts."""
    X, y, w = table(rng, m=20)
    for start in (w, np.zeros(3)):
        end, steps = parts(call(X, y, start, 0.3, "gradient", 1e-3, 2000), BOTH)
        dw = mse_gradient(X, y, array(end, (3,), what="w"))
        holds(number(steps, what="steps") < 2000, "On this bowl the rule ends the descent.")
        holds(
            np.linalg.norm(dw) <= 1e-3,
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
    your `mse_gradient`.
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
            lambda rng: (*table(rng), 0.2, "gradient", 1e-2, 300),
            "The descent ends at the first point where the length of the gradient is at most eps.",
            returns=BOTH,
        ),
        agrees(
            "the step rule",
            walk_down,
            lambda rng: (*table(rng), 0.2, "step", 1e-2, 300),
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
    ],
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
    """X is no square: it has no inverse, and `solve` takes no such table. XᵀX is one."""
    return np.linalg.inv(X) @ y


def normal_without_bias(X, y):
    """The column of ones was left out. It is the input of the bias."""
    return np.concatenate(([0.0], lowest_weights(X[:, 1:], y)))


def normal_pulled_to_zero(X, y):
    """Your weights are pulled towards 0: something was added to XᵀX. That is another problem."""
    return np.linalg.solve(X.T @ X + 0.1 * np.eye(X.shape[1]), X.T @ y)


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

    Solve it for $w$. $X$ has its column of ones already; `linear.normal_equation` of the package
    puts it there itself. No learning rate, no steps, no rule. (Nobody needs the inverse:
    `np.linalg.solve` takes a third of its work.)
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
    ],
)


# The experiment.

FLATS = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 3.0]])
RENTS = np.array([2.0, 3.0, 7.0])
CURVATURES = np.linalg.eigvalsh(FLATS.T @ FLATS / 3)


def my_alpha():
    """Your number: return alpha."""
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


def cost_after(alpha, steps):
    """The cost above the lowest one, after some steps from w = 0."""
    error = -lowest_weights(FLATS, RENTS)
    H = FLATS.T @ FLATS / 3
    error = np.linalg.matrix_power(np.eye(2) - alpha * H, steps) @ error  # eq. (bowl-gradient)
    return error @ H @ error / 2


def it_converges(call, rng):
    """Ask whether the descent arrives."""
    alpha = number(call())
    holds(alpha > 0, "A learning rate is positive.")
    J = cost_after(alpha, 20000)
    holds(
        J < 1e-6,
        "With your α the descent arrives at the lowest place.",
        what=f"After 20000 steps the cost lies {J:.3g} above the lowest one.",
    )


def at_the_limit(call, rng):
    """Ask whether a slightly larger rate diverges."""
    alpha = number(call())
    J = cost_after(1.01 * alpha, 20000)
    holds(
        J > 1e6,
        "An α larger by one per cent diverges.",
        what="With an α larger by one per cent the descent still arrives.",
    )


ALPHA = task(
    my_alpha,
    r"""
    An experiment. Three flats have the sizes $x = 0, 1, 3$ and the rents $y = 2, 3, 7$ (in units of
    their own). Find the largest learning rate with which the descent on their squared cost still
    converges, to one per cent: with your $\alpha$ it arrives, with $1.01\,\alpha$ it does not. The
    check starts at $w = 0$ and takes 20 000 steps. With your $\alpha$ the cost must then lie less
    than $10^{-6}$ above the lowest one, with $1.01\,\alpha$ more than $10^6$.

    Let your `walk_down` try, and watch the last $w$; or compute, eq. (largest-rate).
    """,
    public=[
        answers(),
        law("it converges", it_converges, kind="value"),
        law("a little more diverges", at_the_limit, points=2, kind="value"),
    ],
    mistakes=[
        mistake("half of the limit", alpha_halfway),
        mistake("the curvature of one weight", alpha_of_the_weight),
        mistake("the flattest direction", alpha_of_the_flat_axis),
        mistake("far too careful", alpha_careful),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="02",
    title="Gradient descent",
    chapter="02_gradient_descent",
    tasks=(STEP, GRADIENT, DESCENT, NORMAL, ALPHA),
    text="You walk downhill in the fog: one step, the slope, the walk, and when to stop.",
)

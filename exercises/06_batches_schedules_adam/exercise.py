"""Exercise 06, batches, schedules and Adam: text, solutions, checks and known mistakes."""

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
from dlcourse.grading.exercise.spec import Exercise, Failed

# Batches.


def deal_batches(X, y, batch_size, order):
    """Batches of an epoch. X: (m, n), y: (m,), order: the rows, dealt. Returns [(X_B, y_B), …]."""
    starts = range(0, len(order), batch_size)
    rows = [order[k : k + batch_size] for k in starts]
    return [(X[r], y[r]) for r in rows]


def batches_in_table_order(X, y, batch_size, order):
    """You ignore the order, so that every epoch has the same batches."""
    return deal_batches(X, y, batch_size, np.arange(len(order)))


def batches_y_not_dealt(X, y, batch_size, order):
    """You deal the rows of X, but not y: each picture gets the label of another."""
    dealt = deal_batches(X, y, batch_size, order)
    still = deal_batches(X, y, batch_size, np.arange(len(order)))
    return [(a, b) for (a, _), (_, b) in zip(dealt, still, strict=True)]


def batches_short_one_dropped(X, y, batch_size, order):
    """The last batch is missing, because it is short. Its examples count too."""
    return deal_batches(X, y, batch_size, order[: len(order) // batch_size * batch_size])


def batches_one_example(X, y, batch_size, order):
    """Your batches hold one example each. A batch holds batch_size of them."""
    return deal_batches(X, y, 1, order)


def batches_number_for_size(X, y, batch_size, order):
    """You make batch_size batches. batch_size says how many examples are in each."""
    return deal_batches(X, y, -(-len(order) // batch_size), order)


def batches_of_equal_size(X, y, batch_size, order):
    """You deal all batches equally large. All but the last one hold batch_size examples."""
    parts_of_order = np.array_split(order, -(-len(order) // batch_size))
    return [(X[rows], y[rows]) for rows in parts_of_order]


def as_batches(result, n):
    """Return the batches as arrays, or fail kindly."""
    if result is None:
        raise Failed(
            "Nothing came back. Write the lines of the function in place of the dots, "
            "and end with `return`."
        )
    if not isinstance(result, list | tuple):
        raise Failed("The result is no list.", wanted_property="A list of pairs (X_B, y_B).")
    pairs = [parts(pair, ("X_B", "y_B")) for pair in result]
    shapes = [np.shape(y_B) for _, y_B in pairs]
    return [
        (array(X_B, (*shape, n), what="X_B"), array(y_B, shape, what="y_B"))
        for (X_B, y_B), shape in zip(pairs, shapes, strict=True)
    ]


def dealt(rng, m, batch_size):
    """Return a random table, a batch size and an order."""
    return rng.normal(size=(m, 2)), rng.normal(size=m), batch_size, rng.permutation(m)


def batches_check(name, inputs, points, kind="value"):
    """Return a check of every batch."""

    def run(call, rng):
        X, y, size, order = inputs(rng)
        pairs = as_batches(call(X, y, size, order), X.shape[1])
        right = deal_batches(X, y, size, order)
        sizes = "Every batch holds batch_size examples; only the last one may be shorter."
        holds([len(b) for _, b in pairs] == [len(b) for _, b in right], sizes)
        for (X_B, y_B), (X_r, y_r) in zip(pairs, right, strict=True):
            holds(
                np.array_equal(X_B, X_r),
                "The rows come in the order that was dealt, batch after batch.",
            )
            holds(np.array_equal(y_B, y_r), "Each example keeps its own answer y.")

    return law(name, run, points=points, kind=kind)


# Nine cards in fours leave a last batch of one, and equal parts are wrong. Ten in twos come first:
# there equal parts are right, which tells the two mistakes apart.
TEN = (np.arange(20.0).reshape(10, 2), np.arange(10.0), 2, np.array([3, 0, 9, 4, 1, 7, 2, 8, 6, 5]))
NINE = (TEN[0][:9], TEN[1][:9], 4, np.array([3, 0, 4, 1, 7, 2, 8, 6, 5]))

BATCHES = task(
    deal_batches,
    """
    An epoch shows every example once, a batch at a time. The cards have been dealt: `order` holds
    the numbers of the rows in a random order. The mean over such a batch is a noisy gradient,
    eq. (batch-gradient). Return a list of pairs `(X_B, y_B)`: the first
    `batch_size` rows of the order, then the next, and so on. What happens to the last ones when
    the size does not divide $m$?
    """,
    public=[
        answers(*TEN),
        batches_check("nine examples in fours", lambda rng: NINE, 1),
        batches_check("a batch size that divides", lambda rng: dealt(rng, 6, 3), 0, "edge"),
    ],
    hidden=[
        batches_check("a random table", lambda rng: dealt(rng, 17, 5), 1),
        batches_check("one batch for all", lambda rng: dealt(rng, 4, 9), 1, "edge"),
    ],
    mistakes=[
        mistake("the same batches each epoch", batches_in_table_order),
        mistake("y not dealt", batches_y_not_dealt),
        mistake("the last short batch dropped", batches_short_one_dropped),
        mistake("one example each", batches_one_example),
        mistake("number for size", batches_number_for_size),
        mistake("equal parts", batches_of_equal_size),
    ],
)


# A schedule.


def inverse_power(alpha, power, t):
    """Learning rate of step t = 1, 2, … alpha: the rate of the first step. Returns a number."""
    return alpha / t**power  # eq. (inverse-power)


def schedule_from_zero(alpha, power, t):
    """You count the steps from 0: the first step, t = 1, has the rate alpha itself."""
    return alpha / (t + 1) ** power


def schedule_grows(alpha, power, t):
    """Your rate grows. It is divided by a power of t."""
    return alpha * t**power


def schedule_product(alpha, power, t):
    """You divide by power times t. The power is an exponent."""
    return alpha / (power * t)


def schedule_exponential(alpha, power, t):
    """You raise the power to t. It is t that is raised to the power."""
    return alpha / power**t


def schedule_root(alpha, power, t):
    """You always take the root of t. That is the power ½ alone."""
    return alpha / t**0.5


def falls(call, rng):
    """Ask for the first rate and for four times as many steps."""
    alpha = float(rng.uniform(0.1, 1))
    holds(np.isclose(number(call(alpha, 0.7, 1)), alpha), "The first step has the rate alpha.")
    ratio = number(call(alpha, 0.5, 12)) / number(call(alpha, 0.5, 3))
    holds(np.isclose(ratio, 0.5), "With the power ½, four times as many steps halve the rate.")


SCHEDULE = task(
    inverse_power,
    r"""
    Begin fast, end slowly, eq. (inverse-power):

    $$\alpha_t = \frac{\alpha_1}{t^{\,p}}, \qquad t = 1, 2, \dots$$
    """,
    public=[
        answers(0.5, 0.5, 4),
        agrees("step 16", inverse_power, (0.6, 0.75, 16), "16 to the power ¾ is 8."),
        law("it falls", falls),
    ],
    hidden=[
        agrees(
            "random settings",
            inverse_power,
            lambda rng: (
                float(rng.uniform(0.1, 1)),
                float(rng.uniform(0.3, 2)),
                int(rng.integers(2, 50)),
            ),
            "The rate is α divided by t to the power p.",
        )
    ],
    mistakes=[
        mistake("counted from 0", schedule_from_zero),
        mistake("it grows", schedule_grows),
        mistake("a product for a power", schedule_product),
        mistake("the wrong exponent", schedule_exponential),
        mistake("always the root", schedule_root),
    ],
)


# Momentum.


def momentum_step(w, dw, v, alpha, beta):
    """One step along an average of gradients. w, dw, v: (n,); v starts at 0. Returns w, v."""
    v = beta * v + (1 - beta) * dw  # eq. (momentum)
    return w - alpha * v, v


def momentum_old_v(w, dw, v, alpha, beta):
    """You step along the old average. Renew it first, then step along the new one."""
    return w - alpha * v, beta * v + (1 - beta) * dw


def momentum_without_factor(w, dw, v, alpha, beta):
    """The factor 1 − β is missing: an average has weights that add up to 1."""
    v = beta * v + dw
    return w - alpha * v, v


def momentum_exchanged(w, dw, v, alpha, beta):
    """You exchanged β and 1 − β: the old average has the weight β."""
    v = (1 - beta) * v + beta * dw
    return w - alpha * v, v


def momentum_uphill(w, dw, v, alpha, beta):
    """Your step goes uphill. Step against the average."""
    v = beta * v + (1 - beta) * dw
    return w + alpha * v, v


def momentum_plain(w, dw, v, alpha, beta):
    """Your average is renewed, but you step along the gradient alone."""
    return w - alpha * dw, beta * v + (1 - beta) * dw


WV = ("w", "v")


def steady(call, rng):
    """Ask with a gradient that never changes."""
    w, dw, v = np.zeros(2), rng.normal(size=2), np.zeros(2)
    for t in range(1, 6):
        w, v = parts(call(w, dw, v, 0.1, 0.8), WV)
        w, v = array(w, (2,), what="w"), array(v, (2,), what="v")
        holds(
            np.isclose(v, (1 - 0.8**t) * dw),
            "With a steady gradient the average is (1 − β^t) of it after t steps, "
            "eq. (momentum-average).",
        )


MOMENTUM = task(
    momentum_step,
    r"""
    Across a ravine the gradient changes sign at each step, along it never. Keep an average, and
    step along it, eq. (momentum):

    $$v := \beta v + (1 - \beta)\, dw, \qquad w := w - \alpha v$$

    Return the new $w$ and the new $v$.
    """,
    public=[
        answers(np.zeros(2), np.ones(2), np.zeros(2), 0.1, 0.9),
        agrees(
            "one step",
            momentum_step,
            (np.array([1.0, 2.0]), np.array([4.0, -2.0]), np.array([1.0, 3.0]), 0.5, 0.75),
            "The new average is ¾ of the old one and ¼ of the gradient; w steps along the new one.",
            returns=WV,
        ),
        law("a steady gradient", steady),
    ],
    hidden=[
        agrees(
            "random numbers",
            momentum_step,
            lambda rng: (*rng.normal(size=(3, 4)), 0.2, float(rng.uniform(0.6, 0.95))),
            "The average is renewed first; then w steps along it.",
            returns=WV,
        )
    ],
    mistakes=[
        mistake("the old average", momentum_old_v),
        mistake("missing 1 − β", momentum_without_factor),
        mistake("β and 1 − β exchanged", momentum_exchanged),
        mistake("uphill", momentum_uphill),
        mistake("along the gradient alone", momentum_plain),
    ],
)


# Adam.


def adam_step(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """Step t = 1, 2, … of Adam. w, dw, m, v: (n,); m and v start at 0. Returns w, m, v."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2  # eq. (adam-averages)
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)  # eq. (adam-correction)
    return w - alpha * m_hat / (np.sqrt(v_hat) + eps), m, v  # eq. (adam-step)


def adam_with(w, dw, m, v, t, alpha, beta1, beta2, eps, *, step, square=np.square):
    """Adam with another last line, for the wrong solutions. step: (m, v, c1, c2) -> step / α."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * square(dw)
    return w - alpha * step(m, v, 1 - beta1**t, 1 - beta2**t), m, v


def adam_uncorrected(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """The bias correction is missing. Both averages start at 0 and are too small at first."""
    settings = (w, dw, m, v, t, alpha, beta1, beta2, eps)
    return adam_with(*settings, step=lambda m, v, c1, c2: m / (np.sqrt(v) + eps))


def adam_eps_inside(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """Your ε is under the root. It stands outside: it is added to the root."""
    settings = (w, dw, m, v, t, alpha, beta1, beta2, eps)
    return adam_with(*settings, step=lambda m, v, c1, c2: m / c1 / np.sqrt(v / c2 + eps))


def adam_eps_corrected_too(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """You add ε before the correction. Correct v first, take the root, and then add ε."""
    settings = (w, dw, m, v, t, alpha, beta1, beta2, eps)
    return adam_with(
        *settings, step=lambda m, v, c1, c2: m / c1 / ((np.sqrt(v) + eps) / np.sqrt(c2))
    )


def adam_without_root(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """The root is missing. The average of the squares has the unit of a square."""
    settings = (w, dw, m, v, t, alpha, beta1, beta2, eps)
    return adam_with(*settings, step=lambda m, v, c1, c2: m / c1 / (v / c2 + eps))


def adam_same_correction(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """You correct every step like the first one. The exponent t is missing at the two β."""
    settings = (w, dw, m, v, t, alpha, beta1, beta2, eps)
    c1, c2 = 1 - beta1, 1 - beta2
    return adam_with(*settings, step=lambda m, v, *_: m / c1 / (np.sqrt(v / c2) + eps))


def adam_not_squared(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """The second average is one of the SQUARES of the gradients. You take them as they are."""
    return adam_by_size(w, dw, m, v, t, alpha, beta1, beta2, eps, size=np.positive)


def adam_absolute(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """The second average is one of the SQUARES of the gradients. You take their absolute values."""
    return adam_by_size(w, dw, m, v, t, alpha, beta1, beta2, eps, size=np.abs)


def adam_by_size(w, dw, m, v, t, alpha, beta1, beta2, eps, *, size):
    """Adam with something else in the place of the square, for the wrong solutions."""
    settings = (w, dw, m, v, t, alpha, beta1, beta2, eps)
    return adam_with(
        *settings, square=size, step=lambda m, v, c1, c2: m / c1 / (np.sqrt(v / c2) + eps)
    )


def adam_counts_from_zero(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """You correct for step t + 1. The first step has t = 1: use t as it comes."""
    return adam_step(w, dw, m, v, t + 1, alpha, beta1, beta2, eps)


def adam_returns_corrected(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """You return the corrected averages. The next step needs m and v before the correction."""
    w, m, v = adam_step(w, dw, m, v, t, alpha, beta1, beta2, eps)
    return w, m / (1 - beta1**t), v / (1 - beta2**t)


def adam_uphill(w, dw, m, v, t, alpha, beta1, beta2, eps):
    """Your step goes uphill. Step against the average."""
    return adam_step(w, dw, m, v, t, -alpha, beta1, beta2, eps)


WMV = ("w", "m", "v")


def first_step(call, rng):
    """Ask for the first step at very different gradients."""
    dw = np.array([1e-3, -1.0, 1e3])
    zero = np.zeros(3)
    w, *_ = parts(call(zero, dw, zero, zero, 1, 0.1, 0.9, 0.999, 1e-8), WMV)
    holds(
        np.isclose(array(w, (3,), what="w"), [-0.1, 0.1, -0.1], rtol=1e-3),
        "In the first step every weight moves by α, however large or small its gradient is.",
    )


ADAM = task(
    adam_step,
    r"""
    Two averages, their correction, one step: eq. (adam-averages), eq. (adam-correction) and
    eq. (adam-step). Four lines, and the most used optimiser of the field is yours:

    $$m := \beta_1 m + (1 - \beta_1)\, dw, \qquad v := \beta_2 v + (1 - \beta_2)\, dw^2$$

    $$\hat m = \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t}, \quad
    w := w - \alpha \frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$

    Return the new $w$, $m$ and $v$. The $m$ and $v$ that you return are those **before** the
    correction.
    """,
    public=[
        answers(np.zeros(2), np.ones(2), np.zeros(2), np.zeros(2), 1, 0.1, 0.9, 0.999, 0.1),
        agrees(
            "the third step",
            adam_step,
            (
                np.array([1.0, 2.0]),
                np.array([3.0, -0.5]),
                np.array([0.5, 0.25]),
                np.array([2.0, 0.5]),
                3,
                0.1,
                0.9,
                0.99,
                0.1,
            ),
            "Renew both averages, correct both, and step along one over the root of the other.",
            points=2,
            returns=WMV,
        ),
        law("the first step", first_step),
    ],
    hidden=[
        agrees(
            "random numbers",
            adam_step,
            lambda rng: (
                *rng.normal(size=(3, 4)),
                rng.uniform(0.1, 2, size=4),
                int(rng.integers(2, 20)),
                0.05,
                0.9,
                0.99,
                0.01,
            ),
            "Renew both averages, correct both, and step along one over the root of the other.",
            points=2,
            returns=WMV,
        )
    ],
    mistakes=[
        mistake("no bias correction", adam_uncorrected),
        mistake("ε under the root", adam_eps_inside),
        mistake("ε before the correction", adam_eps_corrected_too),
        mistake("no root", adam_without_root),
        mistake("1 − β for 1 − β^t", adam_same_correction),
        mistake("not squared", adam_not_squared),
        mistake("absolute values for squares", adam_absolute),
        mistake("corrected for the wrong step", adam_counts_from_zero),
        mistake("corrected averages kept", adam_returns_corrected),
        mistake("uphill", adam_uphill),
    ],
)


# The experiment.

CURVATURES = np.array([1.0, 100.0])  # a ravine: J = ½ (w1² + 100 w2²)
STEPS = 100


def ravine(alpha, beta):
    """The cost after STEPS steps of momentum from (10, 1)."""
    w, v = np.array([10.0, 1.0]), np.zeros(2)
    for _ in range(STEPS):
        w, v = momentum_step(w, CURVATURES * w, v, alpha, beta)
    return float(CURVATURES @ w**2 / 2)


def my_settings():
    """Your numbers: return alpha, beta."""
    return 0.1, 0.7


def settings_plain():
    """Without momentum the steep direction limits α, and the flat one waits. Let β help."""
    return 0.019, 0.0


def settings_usual():
    """A usual choice, but not for this ravine: here α may be larger than you think."""
    return 0.01, 0.9


def settings_too_large():
    """Your α is too large, even for momentum: the cost grows without end."""
    return 1.5, 0.5


def low_enough(call, rng):
    """Ask for the cost at the end."""
    alpha, beta = (number(v, what="Each setting") for v in parts(call(), ("alpha", "beta")))
    holds(alpha > 0 and 0 <= beta < 1, "α is positive, and β lies from 0 to below 1.")
    J = ravine(min(alpha, 1e3), beta)
    holds(
        J < 1e-4,
        "After 100 gradients the cost is below 0.0001.",
        what=f"After 100 gradients the cost is {J:.3g}.",
    )


SETTINGS = task(
    my_settings,
    r"""
    An experiment, and a race. The ravine is $J = \tfrac12 (w_1^2 + 100\, w_2^2)$, the start is
    $w = (10, 1)$ with $v = 0$. Find $\alpha$ and $\beta$ with which your `momentum_step` brings $J$
    below $0.0001$ in 100 steps: $J$ counts where the 100th step ends, not on the way. Without
    momentum no $\alpha$ can do it: try it, and see what keeps it back.
    """,
    public=[answers(), law("below 0.0001", low_enough, points=3, kind="value")],
    mistakes=[
        mistake("no momentum", settings_plain),
        mistake("the usual settings", settings_usual),
        mistake("too large", settings_too_large),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="06",
    title="Batches, schedules, Adam",
    chapter="06_batches_schedules_adam",
    tasks=(BATCHES, SCHEDULE, MOMENTUM, ADAM, SETTINGS),
    text="You deal the examples, lower the rate, and build the two memories of Adam.",
)

"""Exercise 01, the linear neuron: text, solutions, checks and known mistakes in one place."""

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

TABLE = np.array([[2.0, 3.0], [3.0, 5.0], [1.0, 0.0], [3.0, 1.0]])  # the whiteboard's table
PRICES = np.array([4.0, 6.0, 2.0, 5.0])


def table(rng, m=7, n=3):
    """Return random X (m, n) and y (m,)."""
    return rng.normal(size=(m, n)), rng.normal(size=m)


# The prediction.


def predict(X, w, b):
    """Predictions of a linear neuron. X: (m, n), w: (n,), b: one number. Returns (m,)."""
    return X @ w + b  # eq. (linear-neuron)


def predict_without_bias(X, w, b):
    """The bias is missing. Without it every prediction passes through the origin."""
    return X @ w


def predict_bias_inside(X, w, b):
    """You multiply the bias with the inputs. It is added once, after the products are summed."""
    return X @ (w + b)


def predict_bias_each(X, w, b):
    """You add the bias once for each feature. It is added once, after the products are summed."""
    return X @ w + b * len(w)


def predict_transposed(X, w, b):
    """Here w stands on the wrong side. Each row of X meets w: X comes first in the product."""
    return w @ X + b


def predict_columns(X, w, b):
    """You sum over the examples. The sum runs over the features, along each row."""
    return np.sum(X * w, axis=0) + b


def straight(call, rng):
    """Ask whether the answer to a mean is the mean of the answers."""
    X, w, b = rng.normal(size=(2, 3)), rng.normal(size=3), float(rng.normal())
    ends = array(call(X, w, b), (2,))
    middle = array(call(X.mean(axis=0, keepdims=True), w, b), (1,))
    holds(
        np.isclose(middle[0], ends.mean()),
        "Half-way between two examples the prediction is half-way between the two predictions.",
    )
    at_zero = array(call(np.zeros((1, 3)), w, b), (1,))
    holds(np.isclose(at_zero[0], b), "Where every feature is 0, the prediction is the bias.")


PREDICT = task(
    predict,
    r"""
    A weighted sum and a bias, eq. (linear-neuron), for all rows of a table at once:

    $$a = \sum_{k=1}^{n} w_k x_k + b$$
    """,
    public=[
        answers(np.array([[2.0, 3.0]]), np.array([1.0, 2.0]), 0.0),
        agrees(
            "the whiteboard's table",
            predict,
            (TABLE, np.array([1.0, 2.0]), -1.0),
            "Each prediction is w1 x1 + w2 x2 + b with the numbers of its own row.",
        ),
        law("a plane is flat", straight),
    ],
    hidden=[
        agrees(
            "a random table",
            predict,
            lambda rng: (rng.normal(size=(6, 4)), rng.normal(size=4), float(rng.normal())),
            "Each prediction is the weighted sum of its own row, plus the bias.",
        )
    ],
    mistakes=[
        mistake("the bias forgotten", predict_without_bias),
        mistake("the bias multiplied", predict_bias_inside),
        mistake("the bias added n times", predict_bias_each),
        mistake("w on the wrong side", predict_transposed),
        mistake("summed over the examples", predict_columns),
    ],
)


# The cost.


def cost(a, y):
    """Squared cost J of predictions a (m,) for answers y (m,). Returns one number."""
    return np.mean((y - a) ** 2) / 2  # eq. (squared-cost)


def cost_without_half(a, y):
    """The ½ is missing. You return the mean squared error, which is 2J."""
    return np.mean((y - a) ** 2)


def cost_sum(a, y):
    """The 1/m is missing: with it, a table of 800 houses can be compared with a table of 80."""
    return np.sum((y - a) ** 2) / 2


def cost_mean_twice(a, y):
    """The 1/m is there twice: a mean is divided by m already."""
    return cost(a, y) / len(y)


def cost_not_squared(a, y):
    """Your errors are not squared, so that errors of opposite sign cancel."""
    return np.mean(y - a) / 2


def cost_absolute(a, y):
    """You take the absolute value of each error. The lecture's cost squares it."""
    return np.mean(np.abs(y - a)) / 2


def cost_square_of_mean(a, y):
    """You square the mean of the errors. Square every error first, then take the mean."""
    return np.mean(y - a) ** 2 / 2


def cost_root(a, y):
    """You return the root-mean-square error. It has the unit of y; J has its square."""
    return np.sqrt(np.mean((y - a) ** 2))


def twice_as_wrong(call, rng):
    """Ask with errors, with their opposites, and with errors twice as large."""
    y, e = rng.normal(size=5), rng.normal(size=5)
    once, other = number(call(y + e, y)), number(call(y - e, y))
    holds(once > 0, "Errors cost something: a mean of squares is above 0.")
    holds(np.isclose(once, other), "Too high by 1 costs as much as too low by 1.")
    twice = number(call(y + 2 * e, y))
    holds(np.isclose(twice, 4 * once), "Errors twice as large cost four times as much.")


COST = task(
    cost,
    r"""
    One number for all errors, eq. (squared-cost):

    $$J = \frac{1}{2m} \sum_{i=1}^{m} (y_i - a_i)^2$$

    Why squared? Why $\tfrac1m$? Why $\tfrac12$? If you know the three answers, the line writes
    itself.
    """,
    public=[
        answers(np.array([1.0]), np.array([2.0])),
        agrees(
            "four predictions",
            cost,
            (np.array([1.5, 1.2, 0.2, 3.0]), np.array([1.6, 1.5, 0.7, 1.0])),
            "The errors are 0.1, 0.3, 0.5 and −2. J is half the mean of their squares.",
        ),
        agrees(
            "errors that cancel",
            cost,
            (np.array([3.0, -3.0]), np.array([0.0, 0.0])),
            "The errors −3 and 3 have the mean 0, but the cost is not 0.",
            kind="edge",
        ),
        law("twice as wrong", twice_as_wrong),
    ],
    hidden=[
        agrees(
            "a random table",
            cost,
            lambda rng: (rng.normal(size=11), rng.normal(size=11)),
            "J is half the mean of the squared errors.",
        )
    ],
    mistakes=[
        mistake("missing ½", cost_without_half),
        mistake("missing 1/m", cost_sum),
        mistake("1/m twice", cost_mean_twice),
        mistake("not squared", cost_not_squared),
        mistake("absolute errors", cost_absolute),
        mistake("square of the mean", cost_square_of_mean),
        mistake("the root", cost_root),
    ],
)


# The bias as a weight.


def add_bias_column(X):
    """Put a column of ones before the first column. X: (m, n). Returns (m, n + 1)."""
    return np.hstack((np.ones((len(X), 1)), X))  # eq. (bias-as-weight)


def column_last(X):
    """Your ones stand last. Here w[0] is the bias, so its column comes first."""
    return np.hstack((X, np.ones((len(X), 1))))


def column_of_zeros(X):
    """Your new column holds zeros. Then the bias is multiplied by 0, and does nothing."""
    return np.hstack((np.zeros((len(X), 1)), X))


def row_of_ones(X):
    """You added a row, one more example. The bias needs a column, one more feature."""
    return np.vstack((np.ones((1, X.shape[1])), X))


def one_added(X):
    """You added 1 to every number of the table. The ones need a column of their own."""
    return X + 1


COLUMN = task(
    add_bias_column,
    r"""
    The bias is a weight too, eq. (bias-as-weight): invent an input $x_0 = 1$ that never changes,
    and call its weight $w_0 = b$. In the table, $x_0$ is a column of ones.
    """,
    public=[
        answers(np.array([[2.0]])),
        agrees(
            "the whiteboard's table",
            add_bias_column,
            (TABLE,),
            "The first column holds ones; the other columns are those of X, in their order.",
        ),
    ],
    hidden=[
        agrees(
            "a random table",
            add_bias_column,
            lambda rng: (rng.normal(size=(3, 3)),),
            "The first column holds ones; the other columns are those of X, in their order.",
        )
    ],
    mistakes=[
        mistake("the ones come last", column_last),
        mistake("zeros for ones", column_of_zeros),
        mistake("a row for a column", row_of_ones),
        mistake("1 added everywhere", one_added),
    ],
)


# The delta rule.


def delta_rule_step(w, x, y, alpha):
    """Weights after one example. w: (n + 1,), the bias first; x: (n,); y, alpha: numbers."""
    x = np.concatenate(([1.0], x))
    return w + alpha * (y - w @ x) * x  # eq. (delta-rule)


def step_wrong_sign(w, x, y, alpha):
    """Your step goes the wrong way: where the prediction is too low, the weights must grow."""
    return 2 * w - delta_rule_step(w, x, y, alpha)


def step_bias_stays(w, x, y, alpha):
    """The bias did not move. It is the weight of x0 = 1, and moves like the others."""
    return np.concatenate((w[:1], delta_rule_step(w, x, y, alpha)[1:]))


def step_without_input(w, x, y, alpha):
    """Every weight moves by the same amount. Each one moves by α · error · its own input."""
    return w + alpha * (y - w[0] - w[1:] @ x)


def step_without_rate(w, x, y, alpha):
    """The learning rate is missing: every weight moves by the whole error times its input."""
    return delta_rule_step(w, x, y, 1.0)


def step_twice(w, x, y, alpha):
    """Your step is twice as long. The ½ of the cost has cancelled the 2 of the square."""
    return delta_rule_step(w, x, y, 2 * alpha)


def step_half(w, x, y, alpha):
    """Your step is half as long. The ½ of the cost has gone: it cancelled the 2 of the square."""
    return delta_rule_step(w, x, y, alpha / 2)


def step_without_bias(w, x, y, alpha):
    """The bias is missing in the prediction from which you take the error."""
    x1 = np.concatenate(([1.0], x))
    return w + alpha * (y - w[1:] @ x) * x1


def step_in_turn(w, x, y, alpha):
    """Your error changes while the weights move. Compute it once, then move all weights at once."""
    w, x = w.copy(), np.concatenate(([1.0], x))
    for k in range(len(w)):
        w[k] += alpha * (y - w @ x) * x[k]
    return w


def own_error(call, rng):
    """Ask for the law (own-error), and for an example without an error."""
    w, x, alpha = rng.normal(size=4), rng.normal(size=3), 0.07
    x1 = np.concatenate(([1.0], x))
    y = float(w @ x1) + 2.0
    new = array(call(w, x, y, alpha), (4,))
    holds(
        np.isclose(y - new @ x1, 2.0 * (1 - alpha * x1 @ x1)),
        "The step multiplies the error of its own example by 1 − α Σ x², eq. (own-error). "
        "The sum includes x0 = 1.",
    )


DELTA_STEP = task(
    delta_rule_step,
    r"""
    The whiteboard's neuron corrects itself after each example, eq. (delta-rule):

    $$w_k := w_k + \alpha\,(y - a)\,x_k$$

    `w[0]` is the bias, the weight of $x_0 = 1$. The array `x` does not hold this 1: put it there
    yourself. All weights move at once, by the same error.
    """,
    public=[
        answers(np.array([0.0, 1.0, 2.0]), np.array([2.0, 3.0]), 4.0, 0.05),
        agrees(
            "the first update of the whiteboard",
            delta_rule_step,
            (np.array([0.0, 1.0, 2.0]), np.array([2.0, 3.0]), 4.0, 0.05),
            "The prediction is 8 and the error −4, so each weight moves by −0.2 times its input.",
        ),
        agrees(
            "nothing to correct",
            delta_rule_step,
            (np.array([1.0, 1.0, 0.0]), np.array([2.0, 5.0]), 3.0, 0.5),
            "The prediction is right, so no weight moves.",
            kind="edge",
            points=0,
        ),
        law("what a step promises", own_error),
    ],
    hidden=[
        agrees(
            "a random example",
            delta_rule_step,
            lambda rng: (rng.normal(size=5), rng.normal(size=4), float(rng.normal()), 0.1),
            "Each weight moves by α times the error times its own input.",
        )
    ],
    mistakes=[
        mistake("wrong sign", step_wrong_sign),
        mistake("the bias stays", step_bias_stays),
        mistake("the input forgotten", step_without_input),
        mistake("the learning rate forgotten", step_without_rate),
        mistake("a 2 too much", step_twice),
        mistake("a ½ too much", step_half),
        mistake("a prediction without bias", step_without_bias),
        mistake("one weight after the other", step_in_turn),
    ],
)


def delta_rule(X, y, w, alpha):
    """Weights after one pass over the table, row by row. X: (m, n), y: (m,), w: (n + 1,)."""
    for x_i, y_i in zip(X, y, strict=True):
        w = delta_rule_step(w, x_i, y_i, alpha)
    return w


def pass_with_old_weights(X, y, w, alpha):
    """You take every error at the old weights. Each row must meet the weights of the row before."""
    return w + sum(delta_rule_step(w, x_i, y_i, alpha) - w for x_i, y_i in zip(X, y, strict=True))


def pass_last_row(X, y, w, alpha):
    """Only the last row counts. Does each update start from the first weights again?"""
    return delta_rule_step(w, X[-1], y[-1], alpha)


def pass_first_row(X, y, w, alpha):
    """Only the first row counts. Does the return stand inside the loop?"""
    return delta_rule_step(w, X[0], y[0], alpha)


def pass_unchanged(X, y, w, alpha):
    """Your weights are still the first ones. An update returns new weights: keep them in w."""
    return w


def pass_backwards(X, y, w, alpha):
    """Your pass begins with the last row. It begins with the first; the order matters."""
    return delta_rule(X[::-1], y[::-1], w, alpha)


def pass_wrong_sign(X, y, w, alpha):
    """Your steps go the wrong way: where the prediction is too low, the weights must grow."""
    return delta_rule(X, y, w, -alpha)


DELTA = task(
    delta_rule,
    """
    One pass over the table: an update for each row, in the order of the table. The delta rule does
    not wait. The second row already meets the weights that the first row has left.
    """,
    public=[
        answers(TABLE, PRICES, np.array([1.0, 1.0, 2.0]), 0.05),
        agrees(
            "the whiteboard, from b = 0",
            delta_rule,
            (TABLE, PRICES, np.array([0.0, 1.0, 2.0]), 0.05),
            "After each row the weights have moved by α times the error times the input. "
            "The chapter has a table of every update.",
            points=2,
        ),
    ],
    hidden=[
        agrees(
            "a random table",
            delta_rule,
            lambda rng: (*table(rng), rng.normal(size=4), 0.05),
            "One update for each row, in the order of the table.",
        ),
        agrees(
            "a table with a single row",
            delta_rule,
            lambda rng: (*table(rng, m=1, n=2), rng.normal(size=3), 0.3),
            "With a single row, the pass is a single update.",
            kind="edge",
            points=0,
        ),
    ],
    mistakes=[
        mistake("all errors at the old weights", pass_with_old_weights),
        mistake("only the last row", pass_last_row),
        mistake("return inside the loop", pass_first_row),
        mistake("the weights stay", pass_unchanged),
        mistake("from the last row to the first", pass_backwards),
        mistake("wrong sign", pass_wrong_sign),
    ],
)


# Back to the units of the table.


def back_to_units(w, b, mean, std):
    """Weights in the old units. w, mean, std: (n,), b: a number. Returns w (n,), b."""
    slopes = w / std
    return slopes, b - slopes @ mean  # eq. (back-to-units)


def units_multiplied(w, b, mean, std):
    """You multiply by the standard deviation. A step of one old unit is 1/σ of a new one."""
    return w * std, b - (w * std) @ mean


def units_bias_kept(w, b, mean, std):
    """Your bias did not change. The mean of each feature was subtracted, and must be put back."""
    return w / std, b


def units_bias_added(w, b, mean, std):
    """The bias has the wrong sign: the mean of each feature was subtracted."""
    return w / std, b + (w / std) @ mean


def units_old_weights(w, b, mean, std):
    """In the bias you use the weights before the change of units. Use those after it."""
    return w / std, b - w @ mean


def same_predictions(call, rng):
    """Ask whether both neurons predict alike."""
    X, _ = table(rng, m=5)
    w, b, mean, std = rng.normal(size=3), 0.5, rng.normal(size=3), rng.uniform(0.5, 3, size=3)
    new_w, new_b = parts(call(w, b, mean, std), ("w", "b"))
    before = (X - mean) / std @ w + b
    after = X @ array(new_w, (3,), what="w") + number(new_b, what="b")
    holds(
        np.allclose(before, after),
        "Both neurons predict the same: one on the standardised table, one on the old one.",
    )


UNITS = task(
    back_to_units,
    r"""
    A neuron has learned on standardised features $\tilde x_k = (x_k - \mu_k)/\sigma_k$. What would
    the same neuron say in square metres and years? Equation (back-to-units):

    $$w_k = \frac{\tilde w_k}{\sigma_k}, \qquad b = \tilde b - \sum_{k=1}^{n} w_k\, \mu_k$$
    """,
    public=[
        answers(np.array([3.0]), 1.0, np.array([2.0]), np.array([0.5])),
        agrees(
            "one feature",
            back_to_units,
            (np.array([3.0]), 1.0, np.array([2.0]), np.array([0.5])),
            "The slope per old unit is w / σ. The bias loses this slope times the mean.",
            returns=("w", "b"),
        ),
        law("the predictions stay", same_predictions),
    ],
    hidden=[
        agrees(
            "random weights",
            back_to_units,
            lambda rng: (
                rng.normal(size=4),
                float(rng.normal()),
                rng.normal(size=4),
                rng.uniform(0.5, 3, size=4),
            ),
            "The new neuron predicts on the old table what the old one predicts on the new table.",
            returns=("w", "b"),
        )
    ],
    mistakes=[
        mistake("multiplied by the deviation", units_multiplied),
        mistake("the bias kept", units_bias_kept),
        mistake("the bias with the wrong sign", units_bias_added),
        mistake("the old weights in the bias", units_old_weights),
    ],
)


# The experiment.

AREA = np.array([50.0, 70.0, 90.0, 110.0, 130.0])
PRICE = np.array([135.0, 160.0, 205.0, 225.0, 275.0])


def my_line():
    """Your numbers: return w, b."""
    w = (AREA - AREA.mean()) @ PRICE / np.sum((AREA - AREA.mean()) ** 2)
    return w, PRICE.mean() - w * AREA.mean()


def line_flat():
    """Your line is level: it predicts the mean price for every house. Give it a slope."""
    return 0.0, PRICE.mean()


def line_through_origin():
    """Your line has no bias. It is the best line through the origin, but the origin is no house."""
    return AREA @ PRICE / np.sum(AREA**2), 0.0


def line_through_ends():
    """Your line passes through the first and the last house. The others have a say too."""
    w = (PRICE[-1] - PRICE[0]) / (AREA[-1] - AREA[0])
    return w, PRICE[0] - w * AREA[0]


def line_swapped():
    """Your two numbers seem to be swapped: the slope w comes first, then the bias b."""
    return my_line()[::-1]


def low_enough(call, rng):
    """Ask for the cost of the line."""
    w, b = (number(v) for v in parts(call(), ("w", "b")))
    J = cost(w * AREA + b, PRICE)
    holds(
        J < 21,
        "The cost of your line is below 21 (thousand dollars)².",
        what=f"The cost of your line is J = {J:.2f}.",
    )


LINE = task(
    my_line,
    """
    An experiment. Five houses:

    | area (m²) | 50 | 70 | 90 | 110 | 130 |
    |---|---|---|---|---|---|
    | price (thousand dollars) | 135 | 160 | 205 | 225 | 275 |

    Find a slope $w$ and a bias $b$ whose cost $J$ is below 21. You have `predict` and `cost`; try
    some numbers in a cell of your own, or let the delta rule walk. (It likes small numbers: what
    would standardising do?)
    """,
    public=[answers(), law("a low cost", low_enough, points=3, kind="value")],
    mistakes=[
        mistake("no slope", line_flat),
        mistake("no bias", line_through_origin),
        mistake("through two houses", line_through_ends),
        mistake("w and b swapped", line_swapped),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="01",
    title="The linear neuron",
    chapter="01_linear_neuron",
    tasks=(PREDICT, COST, COLUMN, DELTA_STEP, DELTA, UNITS, LINE),
    text="You build a neuron that predicts prices, and the rule by which it corrects itself.",
)

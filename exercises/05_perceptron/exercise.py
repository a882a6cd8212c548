"""Exercise 05, the perceptron: text, solutions, checks and known mistakes in one place."""

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

# The board's four inputs behind x0 = 1, with the chapter's labels.
BOARD = np.array([[1.0, 2.0, 3.0], [1.0, 3.0, 5.0], [1.0, 1.0, 0.0], [1.0, 3.0, 1.0]])
SIGNS = np.array([-1.0, -1.0, 1.0, 1.0])


def separable(rng, m=20, n=3, gap=0.5):
    """Return a random table with x0 = 1, labels −1 and +1, and weights that separate them."""
    u = rng.normal(size=n)
    X = np.hstack((np.ones((20 * m, 1)), rng.normal(size=(20 * m, n - 1))))
    X = X[np.abs(X @ u) > gap][:m]
    return X, np.where(X @ u > 0, 1.0, -1.0), u


# Is it a mistake?


def is_mistake(w, x, y):
    """Whether the neuron is wrong about one example. w, x: (n + 1,) with x0 = 1; y: −1 or +1."""
    return bool(y * (w @ x) <= 0)  # eq. (mistake)


def mistake_without_zero(w, x, y):
    """On the line itself, z = 0, the neuron has not answered. It counts as a mistake."""
    return bool(y * (w @ x) < 0)


def mistake_line_is_minus(w, x, y):
    """On the line, z = 0, you take the label −1 as right. The neuron has not answered there."""
    return bool((w @ x > 0) != (y > 0))


def mistake_line_is_plus(w, x, y):
    """On the line, z = 0, you take the label +1 as right. The neuron has not answered there."""
    return bool((w @ x >= 0) != (y > 0))


def mistake_near_the_line(w, x, y):
    """You ask for y z ≥ 1. An answer is right on the right side, however near the line is."""
    return bool(y * (w @ x) < 1)


def mistake_reversed(w, x, y):
    """You call the right answers mistakes: y z is positive where the signs agree."""
    return bool(y * (w @ x) >= 0)


def mistake_without_label(w, x, y):
    """The label has no say in your answer. Compare the sign of z with the label."""
    return bool(w @ x <= 0)


def mistake_without_bias(w, x, y):
    """You leave out the bias: w[0] belongs to x[0] = 1, and is part of the sum."""
    return bool(y * (w[1:] @ x[1:]) <= 0)


IS_MISTAKE = task(
    is_mistake,
    """
    The neuron answers with the sign of $z = \\sum_k w_k x_k$, and the label is $y = \\pm 1$. It is
    wrong where the two signs differ. On the line itself, $z = 0$, it has not answered, and this
    counts as a mistake for either label. For all of it eq. (mistake) needs one product and one
    comparison. Which?
    """,
    public=[
        answers(np.array([-2.0, 1.0]), np.array([1.0, 2.0]), 1.0),
        agrees(
            "a right answer",
            is_mistake,
            [(np.array([b, 1.0, -1.0]), np.array([1.0, 3.0, 1.0]), 1.0) for b in (0.5, -1.75)],
            "Here z = 2.5 or 0.25, and y = +1: the answer is right, however near the line is.",
            points=0,
        ),
        agrees(
            "a wrong answer",
            is_mistake,
            [(np.array([-2.0, 1.0, 0.0]), np.array([1.0, 2 - y, 4.0]), y) for y in (1.0, -1.0)],
            "Here z = −1 and y = +1, or z = 1 and y = −1: the answer is wrong.",
            points=0,
        ),
        agrees(
            "on the line",
            is_mistake,
            [
                (np.array([z, 0.0, 0.0]), np.array([1.0, 3.0, 1.0]), y)
                for z, y in ((0.0, -1.0), (0.0, 1.0), (-1.0, -1.0))
            ],
            "Where z = 0 the neuron has not answered, and this counts as a mistake with either "
            "label. With the label −1, a negative z is right.",
            kind="edge",
        ),
    ],
    hidden=[
        agrees(
            "random examples with the label −1",
            is_mistake,
            lambda rng: [
                (np.array([bias, *rng.normal(size=2)]), np.ones(3), -1.0) for bias in (9.0, -9.0)
            ],
            "A mistake is y z ≤ 0, eq. (mistake).",
        )
    ],
    mistakes=[
        mistake("the line itself forgotten", mistake_without_zero),
        mistake("the line given to −1", mistake_line_is_minus),
        mistake("the line given to +1", mistake_line_is_plus),
        mistake("a distance from the line asked for", mistake_near_the_line),
        mistake("right and wrong reversed", mistake_reversed),
        mistake("the label forgotten", mistake_without_label),
        mistake("the bias forgotten", mistake_without_bias),
    ],
)


# The rule.


def perceptron_update(w, x, y, eta):
    """Weights after one example. w, x: (n + 1,) with x0 = 1; y: −1 or +1; eta: learning rate."""
    return w + eta * y * x if is_mistake(w, x, y) else w  # eq. (perceptron-rule)


def update_always(w, x, y, eta):
    """You update on every example. The perceptron learns from its mistakes only."""
    return w + eta * y * x


def update_wrong_sign(w, x, y, eta):
    """The sign is wrong. With y for the label, the rule has a plus: w turns towards a missed +1."""
    return w - eta * y * x if is_mistake(w, x, y) else w


def update_without_input(w, x, y, eta):
    """The input is missing, as on the scan: every weight moves by the same amount."""
    return w + eta * y if is_mistake(w, x, y) else w


def update_without_label(w, x, y, eta):
    """The label is missing: a missed −1 must be subtracted, not added."""
    return w + eta * x if is_mistake(w, x, y) else w


def update_without_rate(w, x, y, eta):
    """The learning rate is missing: the whole example is added or subtracted."""
    return perceptron_update(w, x, y, 1.0)


def update_on_wrong_side_only(w, x, y, eta):
    """On the line, z = 0, you do nothing. Then a start at w = 0 never moves."""
    return w + eta * y * x if y * (w @ x) < 0 else w


def update_by_delta_rule(w, x, y, eta):
    """You took the delta rule: it weighs by the error y − z. The perceptron adds y x as it is."""
    return w + eta * (y - w @ x) * x if is_mistake(w, x, y) else w


def repairs(call, rng):
    """Ask for the law (perceptron-repair)."""
    w, x, eta = rng.normal(size=3), np.concatenate(([1.0], rng.normal(size=2))), 0.7
    y = -1.0 if w @ x > 0 else 1.0
    new = array(call(w, x, y, eta), (3,))
    holds(
        np.isclose(y * (new @ x), y * (w @ x) + eta * (x @ x)),
        "After a mistake, y z has grown by η Σ x², eq. (perceptron-repair).",
    )
    new = array(call(w, x, -y, eta), (3,))
    holds(new == w, "Where the answer is right, nothing moves.")


def both_labels(rng):
    """Return a random example with either label: one is missed, the other is right."""
    w, x = rng.normal(size=4), rng.normal(size=4)
    return [(w, x, y, 0.3) for y in (1.0, -1.0)]


UPDATE = task(
    perceptron_update,
    r"""
    The whole rule, eq. (perceptron-rule): where the answer is a mistake,

    $$w := w + \eta\, y\, x$$

    and where it is right, nothing happens. Return the new weights in both cases.
    """,
    public=[
        answers(np.zeros(2), np.array([1.0, 2.0]), -1.0, 1.0),
        agrees(
            "a missed one",
            perceptron_update,
            (np.array([-1.0, 1.0, -1.0]), np.array([1.0, 1.0, 2.0]), 1.0, 1.0),
            "Here z = −2 and y = +1: the example is added to the weights.",
            points=0,
        ),
        agrees(
            "the first mistake",
            perceptron_update,
            (np.zeros(3), np.array([1.0, 2.0, 3.0]), -1.0, 0.5),
            "At w = 0 every example is a mistake: half of the example is subtracted here.",
        ),
        law("what an update repairs", repairs),
    ],
    hidden=[
        agrees(
            "random examples",
            perceptron_update,
            both_labels,
            "A mistake adds η y x, and a right answer adds nothing.",
        )
    ],
    mistakes=[
        mistake("updating on every example", update_always),
        mistake("wrong sign", update_wrong_sign),
        mistake("the input forgotten", update_without_input),
        mistake("the label forgotten", update_without_label),
        mistake("the learning rate forgotten", update_without_rate),
        mistake("no update on the line", update_on_wrong_side_only),
        mistake("the delta rule", update_by_delta_rule),
    ],
)


# Learning.


def perceptron_fit(X, y, max_epochs):
    """Learn from w = 0, η = 1. X: (m, n + 1) with x0 = 1; y: (m,). Returns w and the updates."""
    w, updates = np.zeros(X.shape[1]), 0
    for _ in range(max_epochs):
        before = updates
        for x_i, y_i in zip(X, y, strict=True):
            if is_mistake(w, x_i, y_i):
                w, updates = w + y_i * x_i, updates + 1  # eq. (perceptron-rule)
        if updates == before:
            break
    return w, updates


def learn(
    X, y, max_epochs, *, update=perceptron_update, reverse=False, together=False, last_alone=False
):
    """Learn with one thing wrong, for the wrong solutions."""
    w, updates, before = np.zeros(X.shape[1]), 0, 0
    for _ in range(max_epochs):
        start, before = w, updates
        rows = list(zip(X, y, strict=True))
        for x_i, y_i in reversed(rows) if reverse else rows:
            step = update(start if together else w, x_i, y_i, 1.0) - (start if together else w)
            updates += bool(step.any())
            w = w + step
        if updates == before:
            break
    return w, updates - before if last_alone else updates


def fit_one_epoch(X, y, max_epochs):
    """You take one epoch only. The last mistakes may have spoiled what was right before."""
    return learn(X, y, 1)


def fit_on_and_on(X, y, max_epochs):
    """You do not stop after max_epochs epochs. Stop there, even if a mistake is left."""
    return learn(X, y, 1000)


def fit_every_example(X, y, max_epochs):
    """You update on every example. Then each epoch adds the same sum, and the line never moves."""
    return learn(X, y, max_epochs, update=update_always)


def fit_together(X, y, max_epochs):
    """Your examples all meet the weights of the epoch's start. Each must meet the newest ones."""
    return learn(X, y, max_epochs, together=True)


def fit_wrong_sign(X, y, max_epochs):
    """The sign of the update is wrong: each mistake makes the next one worse."""
    return learn(X, y, max_epochs, update=update_wrong_sign)


def fit_backwards(X, y, max_epochs):
    """You begin with the last row. Go through the table from the first row to the last."""
    return learn(X, y, max_epochs, reverse=True)


def fit_counts_last_epoch(X, y, max_epochs):
    """You count the updates of the last epoch alone. Count those of all epochs."""
    return learn(X, y, max_epochs, last_alone=True)


def fit_counts_epochs(X, y, max_epochs):
    """You count the epochs. Count the updates: one for each mistake."""
    for epochs in range(max_epochs + 1):
        w, updates = perceptron_fit(X, y, epochs)
        if updates == perceptron_fit(X, y, epochs + 1)[1]:
            break
    return w, epochs


def fit_without_bias(X, y, max_epochs):
    """The bias never moves. The column of ones is a feature like the others."""
    w, updates = perceptron_fit(X[:, 1:], y, max_epochs)
    return np.concatenate(([0.0], w)), updates


BOTH = ("w", "updates")


def separates(call, rng):
    """Ask whether all answers are right in the end, within the bound; and with labels turned."""
    X, y, u = separable(rng)
    gamma, R = np.min(y * (X @ u)) / np.linalg.norm(u), np.max(np.linalg.norm(X, axis=1))
    for labels in (y, -y):
        w, updates = parts(call(X, labels, 200), BOTH)
        w = array(w, (3,), what="w")
        holds(
            labels * (X @ w) > 0,
            "These classes can be separated, so in the end no mistake is left.",
        )
        holds(
            number(updates, what="updates") <= (R / gamma) ** 2,
            "The number of updates is at most (R / γ)², eq. (novikoff-bound).",
        )


FIT = task(
    perceptron_fit,
    """
    Start at $w = 0$ with $\\eta = 1$, and go through the table from the first row to the last,
    again and again, always with the newest weights. Stop after an epoch without a mistake, and in
    any case after `max_epochs` epochs. Return $w$ and the number of updates.
    """,
    public=[
        answers(BOARD, SIGNS, 1),
        agrees(
            "two epochs on the board's table, and one with its rows turned round",
            perceptron_fit,
            [(BOARD, SIGNS, 2), (BOARD[::-1], -SIGNS, 1)],
            "Each row is answered with the weights that the rows before it have left; the chapter "
            "has the table of every update. After max_epochs epochs it ends, mistakes or not.",
            returns=BOTH,
        ),
        agrees(
            "until no mistake is left",
            perceptron_fit,
            (BOARD[::-1], -SIGNS, 50),
            "After the last update no row is a mistake, and the updates of all epochs are counted.",
            returns=BOTH,
        ),
        law("it separates", separates),
    ],
    hidden=[
        agrees(
            "a random table",
            perceptron_fit,
            lambda rng: (*separable(rng, m=15, gap=0.05)[:2], 200),
            "One update for each mistake, in the order of the table, until none is left.",
            points=2,
            returns=BOTH,
        )
    ],
    mistakes=[
        mistake("one epoch only", fit_one_epoch),
        mistake("no end after max_epochs", fit_on_and_on),
        mistake("updating on every example", fit_every_example),
        mistake("old weights for all", fit_together),
        mistake("wrong sign", fit_wrong_sign),
        mistake("from the last row to the first", fit_backwards),
        mistake("the last epoch's updates counted", fit_counts_last_epoch),
        mistake("epochs counted", fit_counts_epochs),
        mistake("the bias forgotten", fit_without_bias),
    ],
)


# The margin.


def margin(X, y, w):
    """Smallest signed distance from the line. X: (m, n) without x0; y: −1, +1; w: bias first."""
    z = w[0] + X @ w[1:]
    return np.min(y * z) / np.linalg.norm(w[1:])  # eq. (signed-distance), eq. (margin)


def sums(X, w):
    """The sums z of a table without x0, for the wrong solutions."""
    return w[0] + X @ w[1:]


def margin_with_bias(X, y, w):
    """You divide by the length of w with its bias. The distance needs the length without it."""
    return np.min(y * sums(X, w)) / np.linalg.norm(w)


def margin_not_divided(X, y, w):
    """You return y z. A distance is y z divided by the length of w without its bias."""
    return np.min(y * sums(X, w))


def margin_without_label(X, y, w):
    """The label is missing. Multiplied by it, the distance is positive on the right side."""
    return np.min(sums(X, w)) / np.linalg.norm(w[1:])


def margin_absolute(X, y, w):
    """Your distances have no sign. An example on the wrong side must make the margin negative."""
    return np.min(np.abs(sums(X, w))) / np.linalg.norm(w[1:])


def margin_mean(X, y, w):
    """You take the mean. The margin is the distance of the example that is nearest to the line."""
    return np.mean(y * sums(X, w)) / np.linalg.norm(w[1:])


def margin_squared(X, y, w):
    """You divide by the square of the length. Take its root."""
    return np.min(y * sums(X, w)) / np.sum(w[1:] ** 2)


def margin_without_bias(X, y, w):
    """The bias is missing in the sum z. X has no x0 here, so add w[0] yourself."""
    return np.min(y * (X @ w[1:])) / np.linalg.norm(w[1:])


def without_x0(X, y, w):
    """Return the table without its column of ones, and the rest as it is."""
    return X[:, 1:], y, w


def longer_weights(call, rng):
    """Ask with weights five times as long, and with all labels turned."""
    X, y, u = without_x0(*separable(rng))
    once, five = number(call(X, y, u)), number(call(X, y, 5 * u))
    holds(once > 0, "A line that separates the classes has a positive margin.")
    holds(np.isclose(once, five), "w and 5 w draw the same line, and have the same margin.")
    holds(number(call(X, -y, u)) < 0, "With every label turned, each example is on the wrong side.")


MARGIN = task(
    margin,
    r"""
    How much space does the line leave? The signed distance of an example is $y z$ divided by the
    length of $w$ **without** the bias, eq. (signed-distance); the margin is the smallest of them,
    eq. (margin):

    $$\text{margin} = \min_i \frac{y_i z_i}{\sqrt{w_1^2 + \dots + w_n^2}}$$

    Here the table comes **without** $x_0$, as for `linear.margin` of the package; `w[0]` is the
    bias.
    """,
    public=[
        answers(BOARD[:, 1:], SIGNS, np.array([0.0, 3.0, -4.0])),
        agrees(
            "the board's table",
            margin,
            (BOARD[:, 1:], SIGNS, np.array([2.0, 3.0, -4.0])),
            "The length of w without the bias is 5. The margin is the smallest y z / 5.",
        ),
        agrees(
            "an example on the wrong side",
            margin,
            (BOARD[:, 1:], np.array([-1.0, 1.0, 1.0, 1.0]), np.array([2.0, 3.0, -4.0])),
            "The second row is on the wrong side, so the margin is negative.",
            kind="edge",
        ),
        law("longer weights", longer_weights, points=0),
    ],
    hidden=[
        agrees(
            "a random table",
            margin,
            lambda rng: without_x0(*separable(rng)),
            "The margin is the smallest signed distance.",
        )
    ],
    mistakes=[
        mistake("the bias in the length", margin_with_bias),
        mistake("the bias forgotten", margin_without_bias),
        mistake("not divided by the length", margin_not_divided),
        mistake("the label forgotten", margin_without_label),
        mistake("no sign", margin_absolute),
        mistake("the mean", margin_mean),
        mistake("the square of the length", margin_squared),
    ],
)


# The experiment.


def my_points():
    """Your table: return X (4, 2), without x0, and y (4,) with −1 and +1."""
    return np.array([[4.0, 4.0], [4.0, 5.0], [5.0, 5.0], [5.0, 4.5]]), np.array([1, 1, -1, -1])


def points_easy():
    """Your classes are far apart, and near the origin. What does eq. (novikoff-bound) ask for?"""
    return np.array([[0.0, 0.0], [1.0, 1.0], [5.0, 4.0], [5.0, 5.0]]), np.array([1, 1, -1, -1])


def points_xor():
    """No line separates your classes: you have built an XOR. The perceptron never stops on it."""
    return my_points()[0], np.array([1, -1, 1, -1])


def points_zeros():
    """Your labels are 0 and 1. The perceptron needs −1 and +1."""
    return my_points()[0], np.array([1, 1, 0, 0])


def points_outside():
    """Your points lie outside: every coordinate must be between −5 and 5."""
    return 4 * my_points()[0], my_points()[1]


def many_updates(call, rng):
    """Ask for the number of updates."""
    X, y = parts(call(), ("X", "y"))
    X, y = array(X, (4, 2), what="X"), array(y, (4,), what="y")
    holds(np.abs(X) <= 5, "Every coordinate lies between −5 and 5.")
    holds(np.isin(y, (-1, 1)), "Every label is −1 or +1.")
    X = np.hstack((np.ones((4, 1)), X))
    w, updates = perceptron_fit(X, y, 500)
    holds(
        y * (X @ w) > 0,
        "A line separates the two classes, and the perceptron finds it.",
        what="After 500 epochs there is still a mistake.",
    )
    holds(
        updates > 20,
        "The perceptron needs more than 20 updates.",
        what=f"The perceptron stops after {updates} updates.",
    )


POINTS = task(
    my_points,
    r"""
    An experiment. Find four points in the plane, with labels $\pm 1$, that a line separates, and
    on which the perceptron needs **more than 20** updates, in the order of your table and from
    $w = 0$. All coordinates lie between $-5$ and $5$. Do not put $x_0$ into your table; the check
    adds it.

    Your `perceptron_fit` counts. What does $(R/\gamma)^2$, eq. (novikoff-bound), tell you about
    where to look?
    """,
    public=[answers(), law("more than 20 updates", many_updates, points=3, kind="value")],
    mistakes=[
        mistake("too easy", points_easy),
        mistake("an XOR", points_xor),
        mistake("labels 0 and 1", points_zeros),
        mistake("outside the square", points_outside),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="05",
    title="The perceptron",
    chapter="05_perceptron",
    tasks=(IS_MISTAKE, UPDATE, FIT, MARGIN, POINTS),
    text="You build the neuron that learns from its mistakes alone, and a table that annoys it.",
)

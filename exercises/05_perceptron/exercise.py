"""Exercise 05, the perceptron: text, solutions, checks and known mistakes in one place."""

import numpy as np

from dlcourse import linear
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

# The board's four inputs behind x0 = 1, with the chapter's labels.
BOARD = np.array([[1.0, 2.0, 3.0], [1.0, 3.0, 5.0], [1.0, 1.0, 0.0], [1.0, 3.0, 1.0]])
SIGNS = np.array([-1.0, -1.0, 1.0, 1.0])


def separable(rng, m=20, n=3, gap=0.5):
    """Return a random table with x0 = 1, labels −1 and +1, and weights of length 1 that separate.

    gap: the smallest distance from them.
    """
    u = rng.normal(size=n)
    u /= np.linalg.norm(u)
    X = np.hstack((np.ones((20 * m, 1)), rng.normal(size=(20 * m, n - 1))))
    X = X[np.abs(X @ u) > gap][:m]
    return X, np.where(X @ u > 0, 1.0, -1.0), u


def beyond(rng, m=20, distance=2.0, gap=0.2):
    """Return a table like that of `separable`, whose line is far from the origin.

    It takes many epochs, and no line through the origin separates it.
    """
    u = rng.normal(size=2)
    u /= np.linalg.norm(u)
    X = distance * u + rng.normal(size=(20 * m, 2))
    X = np.column_stack((np.ones(20 * m), X))
    u = np.array([-distance, *u])
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


def mistake_where_right(w, x, y):
    """You say where the neuron is right, not where it is wrong: there y z is not positive."""
    return not is_mistake(w, x, y)


def mistake_product_alone(w, x, y):
    """You return the product y z. Compare it with 0: the answer is whether this is a mistake."""
    return y * (w @ x)


def mistake_bias_twice(w, x, y):
    """You add the bias twice: x0 = 1 is in x already, and so the bias is in the sum."""
    return bool(y * (w[0] + w @ x) <= 0)


def mistake_label_added(w, x, y):
    """You add the label to z. It is their product that is positive where the signs agree."""
    return bool(y + w @ x <= 0)


def mistake_on_the_line_alone(w, x, y):
    """You call only z = 0 a mistake. The other mistakes are where the signs differ."""
    return bool(w @ x == 0)


def mistake_missed_ones_alone(w, x, y):
    """You find only the missed +1. A −1 can be missed too: there z is positive."""
    return bool(y > 0 and w @ x < 0)


def mistake_minus_one_for_right(w, x, y):
    """You return −1 where the answer is right. Python takes −1 for true: return False or 0."""
    return 1 if is_mistake(w, x, y) else -1


def mistake_sum_for_sign(w, x, y):
    """You compare the sum z itself with the label. Its sign decides, whatever its size is."""
    return bool(w @ x != y)


def mistake_not_summed(w, x, y):
    """You answer once for each entry. First add the products up: one sum z for the example."""
    return y * w * x <= 0


def either_side(rng):
    """Return two random examples that nothing but the bias tells apart."""
    weights = rng.normal(size=2)
    return [(np.array([bias, *weights]), np.ones(3), -1.0) for bias in (9.0, -9.0)]


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
            [(np.array([b, 1.0, -1.0]), np.array([1.0, 3.0, 1.0]), 1.0) for b in (-1, 0.5, -1.75)],
            "Here z = 1, 2.5 or 0.25, and y = +1: the answer is right, however near the line is.",
            points=0,
            rtol=0.0,
            ahead=True,
        ),
        agrees(
            "a wrong answer",
            is_mistake,
            [(y * np.array([-1.0, 0.5, 0.0]), np.array([1.0, 1.0, 4.0]), y) for y in (1.0, -1.0)],
            "Here z = −0.5 and y = +1, or z = 0.5 and y = −1: the answer is wrong.",
            points=0,
            rtol=0.0,
            ahead=True,
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
            either_side,
            "A mistake is y z ≤ 0, eq. (mistake).",
        )
    ],
    mistakes=[
        mistake("the line itself forgotten", mistake_without_zero),
        mistake("the line given to −1", mistake_line_is_minus),
        mistake("the line given to +1", mistake_line_is_plus),
        mistake("a distance from the line asked for", mistake_near_the_line),
        mistake("right and wrong reversed", mistake_reversed),
        mistake("right answers for mistakes", mistake_where_right),
        mistake("the sum compared with the label", mistake_sum_for_sign),
        mistake("not summed", mistake_not_summed),
        mistake("the product alone", mistake_product_alone),
        mistake("the bias twice", mistake_bias_twice),
        mistake("the label added", mistake_label_added),
        mistake("only the line itself", mistake_on_the_line_alone),
        mistake("only the missed +1", mistake_missed_ones_alone),
        mistake("−1 for a right answer", mistake_minus_one_for_right),
        mistake("the label forgotten", mistake_without_label),
        mistake("the bias forgotten", mistake_without_bias),
    ],
    hints=[
        """
        Look at the product $y z$ in the section "A neuron that answers +1 or −1". For which
        examples is it positive? All the others are mistakes, and the line itself is among them.
        """,
        """
        First $z$, then one comparison with 0. `w` and `x` have the same shape $(n + 1,)$, so `@`
        between them gives the whole sum as one number; the bias is already in it, since
        $x_0 = 1$. The usual mistake is a comparison that leaves out $z = 0$.
        """,
    ],
    why=r"""
    `w @ x` multiplies two arrays of the shape $(n + 1,)$ and adds up: one number, the sum $z$ with
    its bias. The product $y z$ is positive exactly where both have the same sign, so one comparison
    serves both labels, and no `if` is needed. With `<=` the line itself counts as a mistake, for
    either label. With `<` a perceptron that starts at $w = 0$ would find no mistake at all, and
    stop before it has learned anything. `bool` only makes a plain truth value of Python out of that
    of NumPy; without it the answer is as right. `np.sign(w @ x) != y` is another right way, and it
    reads like the definition: the sign of 0 is 0, which is neither label.
    """,
    level="easy",
)


# The rule.


def perceptron_update(w, x, y, lr):
    """Weights after one example. w, x: (n + 1,) with x0 = 1; y: −1 or +1; lr: η."""
    return w + lr * y * x if is_mistake(w, x, y) else w  # eq. (perceptron-rule)


def update_always(w, x, y, lr):
    """You update on every example. The perceptron learns from its mistakes only."""
    return w + lr * y * x


def update_wrong_sign(w, x, y, lr):
    """The sign is wrong. With y for the label, the rule has a plus: w turns towards a missed +1."""
    return w - lr * y * x if is_mistake(w, x, y) else w


def update_without_input(w, x, y, lr):
    """The input is missing: every weight moves by the same amount."""
    return w + lr * y if is_mistake(w, x, y) else w


def update_without_label(w, x, y, lr):
    """The label is missing: a missed −1 must be subtracted, not added."""
    return w + lr * x if is_mistake(w, x, y) else w


def update_without_rate(w, x, y, lr):
    """The learning rate is missing: the whole example is added or subtracted."""
    return perceptron_update(w, x, y, 1.0)


def update_on_wrong_side_only(w, x, y, lr):
    """On the line, z = 0, you do nothing. Then a start at w = 0 never moves."""
    return w + lr * y * x if y * (w @ x) < 0 else w


def update_by_delta_rule(w, x, y, lr):
    """You took the delta rule: it weighs by the error y − z. The perceptron adds y x as it is."""
    return w + lr * (y - w @ x) * x if is_mistake(w, x, y) else w


def update_on_right_answers(w, x, y, lr):
    """You move the weights where the answer is right. A mistake is y z ≤ 0: there they move."""
    return w if is_mistake(w, x, y) else w + lr * y * x


def update_by_two_signs(w, x, y, lr):
    """You weigh by y minus the answer: off the line this is 2 y, and the step is twice as long."""
    return w + lr * (y - np.sign(w @ x)) * x


def update_without_bias(w, x, y, lr):
    """The bias stays. Its input is x0 = 1, the first entry of x, so it moves like the others."""
    return np.concatenate((w[:1], perceptron_update(w, x, y, lr)[1:]))


def update_change_alone(w, x, y, lr):
    """You return η y x alone at a mistake. The new weights are w and this change together."""
    return perceptron_update(w, x, y, lr) - w


def update_near_the_line(w, x, y, lr):
    """You update where y z is below 1. An answer is right on the right side, however near."""
    return w + lr * y * x if y * (w @ x) < 1 else w


def update_until_right(w, x, y, lr):
    """You update until the answer is right. It is one update for each example that is met."""
    while is_mistake(w, x, y):
        w = w + lr * y * x
    return w


def update_twice(w, x, y, lr):
    """Your step is twice as long. It is η y x, without a 2."""
    return perceptron_update(w, x, y, 2 * lr)


def update_half_on_the_line(w, x, y, lr):
    """On the line, z = 0, your step is half as long: the sign of 0 is 0. It is η y x there too."""
    return w + lr * (y - np.sign(w @ x)) / 2 * x


def update_or_zero(w, x, y, lr):
    """Where the answer is right you return 0. The weights come back there too, as they are."""
    return w + lr * y * x if is_mistake(w, x, y) else 0


def repairs(call, rng):
    """Ask for the law (perceptron-repair)."""
    for w, x, y, lr in near_and_far(rng):
        new = array(call(w, x, y, lr), w.shape)
        if y * (w @ x) < 0:
            holds(
                np.isclose(y * (new @ x), y * (w @ x) + lr * (x @ x)),
                "After a mistake, y z has grown by η Σ x², eq. (perceptron-repair).",
            )
        else:
            holds(new == w, "Where the answer is right, nothing moves.")


def near_and_far(rng):
    """Return an example for either label, far from and near the line, on either side of it.

    Far on the wrong side, one update does not do; near on the right side, none is due.
    """
    w, x = rng.normal(size=3), np.concatenate(([1.0], rng.normal(size=2)))
    w -= x * (w @ x) / (x @ x)  # on the line
    sides = [(yz, y) for yz in (-99.0, 99.0, -0.1, 0.1) for y in (1.0, -1.0)]
    return [(w + y * yz * x / (x @ x), x, y, 0.7) for yz, y in sides]


UPDATE = task(
    perceptron_update,
    r"""
    The whole rule, eq. (perceptron-rule): where the answer is a mistake,

    $$w := w + \eta\, y\, x$$

    and where it is right, nothing happens. Return the weights in both cases. The function must
    leave the array `w` with which it was called as it is.
    """,
    public=[
        answers(np.zeros(2), np.array([1.0, 2.0]), -1.0, 1.0),
        agrees(
            "a missed one",
            perceptron_update,
            (np.array([-1.0, 1.0, -7.0]), np.array([1.0, 1.0, 2.0]), 1.0, 1.0),
            "Here z = −14 and y = +1: the example is added to the weights, once.",
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
            near_and_far,
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
        mistake("updating on right answers", update_on_right_answers),
        mistake("y minus the answer", update_by_two_signs),
        mistake("the bias forgotten", update_without_bias),
        mistake("the change alone", update_change_alone),
        mistake("near the line too", update_near_the_line),
        mistake("until the answer is right", update_until_right),
        mistake("twice the step", update_twice),
        mistake("half of the step on the line", update_half_on_the_line),
        mistake("0 for a right answer", update_or_zero),
    ],
    hints=[
        """
        The rule has two halves: what happens at a mistake, and what happens where the answer is
        right. Weights come back in both. Whether it is a mistake you have already written, and you
        may call your `is_mistake` here.
        """,
        r"""
        What is added at a mistake has the shape of $w$: two numbers times the array $x$. The label
        decides whether the example is added or subtracted, so one formula does for both labels.
        The usual mistakes are to update on every example, and to forget $x$.
        """,
        r"""
        Try yours on paper: $w = (0, 0)$, $x = (1, 4)$, $y = +1$, $\eta = \frac12$. The example lies
        on the line, so it is a mistake, and the new weights are half of $x$. Make a new array for
        them: `w += ...` would change the array of whoever has called you.
        """,
    ],
    why=r"""
    $\eta\, y$ is one number and $x$ has the shape $(n + 1,)$, so what is added has the shape of
    $w$, and the bias moves by $\eta\, y$ because $x_0 = 1$. The factor $y$ adds a missed $+1$ and
    subtracts a missed $-1$: this is why one line serves both. The question comes first, since all
    that we know about the perceptron, eq. (perceptron-repair) and the bound on its mistakes, is
    about updates on mistakes. Without it each epoch from $w = 0$ adds the same sum, and the line
    never moves after the first one. An `if` with two `return`s is as good, and easier to read when
    there is more to do. `w + …` makes a new array, while `w += …` writes into the array that the
    caller still holds.
    """,
    level="easy",
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
        if updates == before:  # an epoch without a mistake
            break
    return w, updates


def learn(
    X,
    y,
    max_epochs,
    *,
    update=perceptron_update,
    start_at=0.0,
    reverse=False,
    together=False,
    last_alone=False,
):
    """Learn with one thing wrong, for the wrong solutions."""
    w, updates, before = np.full(X.shape[1], start_at), 0, 0
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
    """You have the result of one epoch. Is there no other, or does each begin at 0 again?"""
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


def fit_counts_last_epoch_too(X, y, max_epochs):
    """You count the epochs, the one without a mistake too. Count the updates: one a mistake."""
    w, updates = perceptron_fit(X, y, max_epochs)
    return w, next(
        (k for k in range(1, max_epochs) if perceptron_fit(X, y, k - 1)[1] == updates), max_epochs
    )


def fit_counts_rows(X, y, max_epochs):
    """You count every row that you meet. Count only where the weights change."""
    w, epochs = fit_counts_last_epoch_too(X, y, max_epochs)
    return w, epochs * len(y)


def fit_never_starts(X, y, max_epochs):
    """Your weights stay 0. There every row lies on the line, z = 0, and this is a mistake too."""
    return np.zeros(X.shape[1]), 0


def fit_from_ones(X, y, max_epochs):
    """You start at w = 1. The text starts at w = 0."""
    return learn(X, y, max_epochs, start_at=1.0)


def fit_one_epoch_less(X, y, max_epochs):
    """You stop one epoch too early. max_epochs are allowed, the last of them too."""
    return perceptron_fit(X, y, max_epochs - 1)


def fit_until_a_right_answer(X, y, max_epochs):
    """You stop at the first row that is right. Only a whole epoch without a mistake is the end."""
    w, updates = np.zeros(X.shape[1]), 0
    for x_i, y_i in zip(np.tile(X, (max_epochs, 1)), np.tile(y, max_epochs), strict=True):
        if not is_mistake(w, x_i, y_i):
            break
        w, updates = w + y_i * x_i, updates + 1
    return w, updates


def fit_from_the_top(X, y, max_epochs):
    """After an update you leave the rest of the table out, and begin again at its first row."""
    w, updates = np.zeros(X.shape[1]), 0
    while updates < max_epochs:
        wrong = [k for k in range(len(y)) if is_mistake(w, X[k], y[k])]
        if not wrong:
            break
        w, updates = w + y[wrong[0]] * X[wrong[0]], updates + 1
    return w, updates


def fit_last_row_decides(X, y, max_epochs):
    """You stop where the last row of an epoch is right. No row of the epoch may be a mistake."""
    w, updates = np.zeros(X.shape[1]), 0
    for _ in range(max_epochs):
        for x_i, y_i in zip(X, y, strict=True):
            wrong = is_mistake(w, x_i, y_i)
            w, updates = perceptron_update(w, x_i, y_i, 1.0), updates + wrong
        if not wrong:
            break
    return w, updates


def fit_without_label(X, y, max_epochs):
    """The label is missing in the update: a missed −1 must be subtracted, not added."""
    return learn(X, y, max_epochs, update=update_without_label)


def fit_first_row(X, y, max_epochs):
    """You return after the first row. Does the return stand inside the loops?"""
    return perceptron_fit(X[:1], y[:1], 1)


def fit_with_another_rate(X, y, max_epochs):
    """Your learning rate is 0.1. The text takes 1."""
    w, updates = perceptron_fit(X, y, max_epochs)
    return w / 10, updates


def fit_one_less_counted(X, y, max_epochs):
    """You count one update too few. The first mistake, at w = 0, counts as well."""
    w, updates = perceptron_fit(X, y, max_epochs)
    return w, updates - 1


def fit_with_ones_again(X, y, max_epochs):
    """You put a column of ones before the table. It has one already, and w has its length."""
    return perceptron_fit(np.column_stack((np.ones(len(X)), X)), y, max_epochs)


BOTH = ("w", "updates")


def separates(call, rng):
    """Ask whether all answers are right in the end, within the bound; and with labels turned."""
    # Beside the last, a wide street, lie more rows than the bound allows updates.
    tables = [beyond(rng) for _ in range(6)] + [separable(rng, m=60, gap=0.8)]
    for X, y, u in tables:
        gamma = np.min(y * (X @ u)) / np.linalg.norm(u)
        R = np.max(np.linalg.norm(X, axis=1))
        for labels in (y, -y):
            w, updates = parts(call(X, labels, 1000), BOTH)
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
        answers(BOARD[[2, 0, 3, 1]], SIGNS[[2, 0, 3, 1]], 1),
        agrees(
            "two epochs on four examples, and one with the rows turned round",
            perceptron_fit,
            [(BOARD, SIGNS, 2), (BOARD[::-1], -SIGNS, 1)],
            "At w = 0 each row has z = 0, and this counts as a mistake. Each row is answered with "
            "the weights that the rows before it have left. After max_epochs epochs it ends, "
            "mistakes or not.",
            returns=BOTH,
        ),
        agrees(
            "until no mistake is left",
            perceptron_fit,
            (BOARD[[1, 0, 3, 2]], SIGNS, 50),  # epoch 1 ends with a right row and is not the last
            "After the last update no row is a mistake, and the updates of all epochs are counted.",
            returns=BOTH,
        ),
        law("it separates", separates),
    ],
    hidden=[
        agrees(
            "a random table",
            perceptron_fit,
            lambda rng: (*beyond(rng, m=15)[:2], 1000),
            "One update for each mistake, in the order of the table, until none is left.",
            points=2,
            returns=BOTH,
            times=10,
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
        mistake("the epoch without a mistake counted", fit_counts_last_epoch_too),
        mistake("rows counted", fit_counts_rows),
        mistake("weights that stay 0", fit_never_starts),
        mistake("a start at 1", fit_from_ones),
        mistake("one epoch less", fit_one_epoch_less),
        mistake("the first right row as the end", fit_until_a_right_answer),
        mistake("the first row after each update", fit_from_the_top),
        mistake("the last row as the end", fit_last_row_decides),
        mistake("the label forgotten", fit_without_label),
        mistake("return inside the loops", fit_first_row),
        mistake("another learning rate", fit_with_another_rate),
        mistake("one update too few counted", fit_one_less_counted),
        mistake("a second column of ones", fit_with_ones_again),
    ],
    hints=[
        """
        Two loops, one inside the other, as in the code at the end of the section "The rule": the
        epochs outside, the rows of the table inside. The rule in the middle is yours already. What
        is new is the counting, and when to stop.
        """,
        """
        Before the loops stand a $w$ of zeros, one for each column of `X`, and a counter at 0. In
        the inner loop ask whether this row is a mistake for the weights of this moment; if so,
        change $w$ and the counter together. The usual mistake is to compute all the sums $z$ at the
        start of the epoch: then later rows are answered with old weights.
        """,
        """
        For the end, note at the beginning of each epoch how far the counter is. When the rows are
        through and it still says the same, nothing was wrong in this epoch, and you can leave the
        outer loop early. That loop runs over a range of `max_epochs`, and so is the limit by
        itself. Never set the counter back, and return $w$ first.
        """,
    ],
    why=r"""
    $w$ has one entry for each column of $X$, so its shape is $(n + 1,)$. It changes in the middle
    of an epoch, and the next row must meet the new weights: this is why the rows need a loop here,
    and why one product of $X$ and $w$ for all of them would be another algorithm. `zip` hands out a
    row together with its label. `before` holds the counter as it was when the epoch began; if
    nothing has been added since, every row was right with one and the same $w$, and the work is
    done. It takes one epoch more to notice this, the one without a mistake. The range is needed as
    well, since on XOR the other end never comes. In place of `before` one may keep a flag that each
    mistake lowers, or the number of mistakes of every epoch in a list; this is better when somebody
    wants to look at the record afterwards.
    """,
    level="hard",
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


def margin_largest(X, y, w):
    """You take the largest distance. The margin is that of the nearest example, the smallest."""
    return np.max(y * sums(X, w)) / np.linalg.norm(w[1:])


def margin_of_each(X, y, w):
    """You return a distance for each example. The margin is one number, the smallest of them."""
    return y * sums(X, w) / np.linalg.norm(w[1:])


def margin_bias_last(X, y, w):
    """You take the last weight for the bias. Here the bias comes first, as w[0]."""
    return margin(X, y, np.roll(w, 1))


def margin_by_absolute_sum(X, y, w):
    """You divide by the sum of the absolute weights. The length is the root of their squares."""
    return np.min(y * sums(X, w)) / np.sum(np.abs(w[1:]))


def margin_sign_of_z_lost(X, y, w):
    """You take z without its sign. Multiplied by the label, it is negative on the wrong side."""
    return np.min(y * np.abs(sums(X, w))) / np.linalg.norm(w[1:])


def margin_right_side_alone(X, y, w):
    """You leave out the examples on the wrong side. They are the ones that are negative."""
    d = y * sums(X, w) / np.linalg.norm(w[1:])
    return np.min(d[d > 0])


def margin_bias_subtracted(X, y, w):
    """You subtract the bias. It is added to the sum z."""
    return margin(X, y, np.concatenate((-w[:1], w[1:])))


def margin_place(X, y, w):
    """You return which example is the nearest. The margin is its distance."""
    return np.argmin(y * sums(X, w))


def margin_twice(X, y, w):
    """You return twice the margin, the width of the street. The margin is one side of it."""
    return 2 * margin(X, y, w)


def margin_multiplied(X, y, w):
    """You multiply by the length of w. Divide by it."""
    return np.min(y * sums(X, w)) * np.linalg.norm(w[1:])


def margin_of_first(X, y, w):
    """You return the distance of the first example. Does the return stand inside the loop?"""
    return margin(X[:1], y[:1], w)


def margin_sum(X, y, w):
    """You add the distances up. The margin is the smallest of them."""
    return np.sum(y * sums(X, w)) / np.linalg.norm(w[1:])


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

    Here the table comes **without** $x_0$; `w[0]` is the bias.
    """,
    public=[
        answers(BOARD[:, 1:], SIGNS[[0, 2, 1, 3]], np.array([0.0, 3.0, -4.0])),
        agrees(
            "four examples",
            margin,
            (BOARD[:, 1:], SIGNS, np.array([2.0, 3.0, -4.0])),
            "The length of w without the bias is 5. The margin is the smallest y z / 5.",
            points=0,
        ),
        agrees(
            "an example on the wrong side",
            margin,
            (BOARD[:, 1:], np.array([-1.0, 1.0, 1.0, 1.0]), np.array([2.0, 3.0, -4.0])),
            "The second row is on the wrong side, so the margin is negative.",
            kind="edge",
        ),
        law("longer weights", longer_weights, points=0, times=20),
    ],
    hidden=[
        agrees(
            "a random table",
            margin,
            lambda rng: without_x0(*separable(rng)),
            "The margin is the smallest signed distance.",
            points=2,
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
        mistake("the largest distance", margin_largest),
        mistake("all distances", margin_of_each),
        mistake("the bias taken from the end", margin_bias_last),
        mistake("the sum for the length", margin_by_absolute_sum),
        mistake("the sign of z lost", margin_sign_of_z_lost),
        mistake("the wrong side left out", margin_right_side_alone),
        mistake("the bias subtracted", margin_bias_subtracted),
        mistake("the place for the distance", margin_place),
        mistake("both sides of the line", margin_twice),
        mistake("multiplied by the length", margin_multiplied),
        mistake("the first example alone", margin_of_first),
        mistake("the sum of the distances", margin_sum),
    ],
    hints=[
        """
        See eq. (signed-distance). It needs the sums $z$ of all examples, and one length. In which
        of the two does the bias take part?
        """,
        """
        `X` has the shape $(m, n)$ and `w` the shape $(n + 1,)$, so they do not fit as they are.
        Split `w`: its first entry is the bias, and the others, with the shape $(n,)$, fit the
        columns of the table. The sums then have the shape $(m,)$, one for each example. Do not
        forget to add the bias to them.
        """,
        """
        Multiply the sums by the labels before you look for the smallest one: the label is what
        makes the wrong side negative. `np.linalg.norm` gives a length. The usual mistake is to give
        it all of `w`, with the bias.
        """,
    ],
    why=r"""
    `X @ w[1:]` is $(m, n)$ times $(n,)$, one number for each example, and `w[0]` is added to every
    one of them. `y * z` works entry by entry and is positive on the right side. The length is the
    same positive number for all examples, so it makes no difference whether one divides before or
    after looking for the smallest; after is one division in place of $m$. The bias only shifts the
    line: how fast $z$ grows when one walks straight away from it depends on $w_1, \dots, w_n$
    alone, so the bias has no place in the length. The division makes the margin a property of the
    line, in the unit of the features: $w$ and $5 w$ have the same. One may also put a column of
    ones before $X$ and take all of $w$ for the sums, as the rest of the chapter does; the length
    still needs `w[1:]`. Absolute values in place of the labels would hide that an example is on the
    wrong side.
    """,
    level="medium",
)


# The experiment.

EPOCHS = 500  # of the check: the perceptron ends by itself only where a line exists


def square_and_updates(rng):
    """Return half of the side of a variant's square, and a number of updates."""
    return float(rng.choice([2, 2.5, 3, 4, 4.5])), int(rng.integers(12, 31))


SIDE, UPDATES = drawn((5, 20), square_and_updates)


def my_points():
    """Your table: return X (4, 2), without x0, and y (4,) with −1 and +1."""
    # all near one corner, far from the origin; a line half-way between the x1 separates them
    corner = np.array([[0.8, 0.8], [0.8, 1.0], [1.0, 1.0], [1.0, 0.9]])
    return SIDE * corner, np.array([1, 1, -1, -1])


def points_easy():
    """Your classes are far apart, and near the origin. What does eq. (novikoff-bound) ask for?"""
    X = np.array([[0.0, 0.0], [0.2, 0.2], [1.0, 0.8], [1.0, 1.0]])
    return SIDE * X, np.array([1, 1, -1, -1])


def points_xor():
    """No line separates your classes: you have built an XOR. The perceptron never stops on it."""
    return my_points()[0], np.array([1, -1, 1, -1])


def points_zeros():
    """Your labels are 0 and 1. The perceptron needs −1 and +1."""
    return my_points()[0], np.array([1, 1, 0, 0])


def points_outside():
    """Your points lie outside the square that the coordinates must keep to."""
    return 4 * my_points()[0], my_points()[1]


def many_updates(call, rng):
    """Ask for the number of updates."""
    X, y = parts(call(), ("X", "y"))
    holds(
        (np.shape(X), np.shape(y)) != ((4,), (4, 2)),
        "The table X comes first, then the labels y.",
        what="The labels come first.",
        hint="The two have changed places behind `return`.",
    )
    holds(
        np.shape(X) != (4, 3),
        "X must have the shape (4, 2).",
        what="X has the shape (4, 3).",
        hint="Two coordinates a point are enough: the check puts x0 = 1 before them itself.",
    )
    X, y = array(X, (4, 2), what="X"), array(y, (4,), what="y")
    holds(
        np.abs(X) <= SIDE,
        Said("Every coordinate lies between −{side:g} and {side:g}.", side=SIDE),
        what="A point lies outside the square.",
        hint="The square limits R. What else makes the bound large, eq. (novikoff-bound)?",
    )
    holds(
        np.isin(y, (-1, 1)),
        "Every label is −1 or +1.",
        what="A label is neither −1 nor +1.",
        hint="With −1 and +1 the label tells the rule to subtract the example or to add it.",
    )
    trace = linear.perceptron(X, y, max_epochs=EPOCHS)
    updates = len(trace.updates)
    holds(
        y * linear.predict_linear(X, trace.w) > 0,
        Said(
            "The perceptron finds a line that separates the classes, in at most {n} epochs.",
            n=EPOCHS,
        ),
        what=Said("After {n} epochs there is still a mistake.", n=EPOCHS),
        hint="Either no line separates your classes, as with the labels of an XOR, or the gap "
        "between them is so narrow that the perceptron would need more epochs. Draw your points.",
    )
    holds(
        updates > UPDATES,
        Said("The perceptron needs more than {n} updates.", n=UPDATES),
        what=Said(
            "The number of updates until the perceptron stops is {updates}.", updates=updates
        ),
        hint="Your table is kind to the perceptron. Look at eq. (novikoff-bound): what makes the "
        "bound large?",
    )


POINTS = task(
    my_points,
    rf"""
    An experiment. Find four points in the plane, with labels $\pm 1$, that a line separates, and
    on which the perceptron needs **more than {UPDATES}** updates, in the order of your table and
    from $w = 0$. After {EPOCHS} epochs at most it must have found such a line: the check does not
    wait longer. All coordinates lie between $-{SIDE:g}$ and ${SIDE:g}$. Do not put $x_0$ into your
    table; the check adds it.

    Your `perceptron_fit` counts. What does $(R/\gamma)^2$, eq. (novikoff-bound), tell you about
    where to look?
    """,
    public=[answers(), law("many updates", many_updates, points=3, kind="value")],
    mistakes=[
        mistake("too easy", points_easy),
        mistake("an XOR", points_xor),
        mistake("labels 0 and 1", points_zeros),
        mistake("outside the square", points_outside),
    ],
    main=False,
    hints=[
        r"""
        $(R/\gamma)^2$ promises that there are not more mistakes than this. For many mistakes it has
        to be large. Which of the two, $R$ or $\gamma$, does the square from $-5$ to $5$ limit? And
        what is the most that you can do about each of them?
        """,
        """
        Think of the bias. A mistake moves it by 1 only, but a weight by as much as the coordinate
        of the point. So if all four points lie far from the origin on the same side, and the line
        has to pass between them, the bias must grow large and does so slowly.
        """,
        """
        Begin with a line through one corner of the square and put two points on each side of it.
        Count with your `perceptron_fit`, which wants a column of ones before the points, then move
        one coordinate at a time. The usual mistake is to make an XOR, with the labels crosswise,
        where no line exists. The check waits for 500 epochs, so do not close the gap altogether.
        """,
    ],
    why=r"""
    `SIDE` is 5, half of the square's side. One finds such a table by making $R$ large and $\gamma$
    small, and then by counting. Here all four points are near one corner, and the line $x_1 = 4.5$
    separates them. The perceptron needs 89 updates, while the bound with this line is 4335: it is a
    promise, and most tables are kinder. The gap alone does not explain the 89: shift the same four
    points by $-4.5$ in both directions, so that they lie around the origin, and 4 updates are
    enough. What is hard is the distance from the origin, since the bias must grow large there, but
    a mistake moves it by 1 and a weight by 4 or 5. This is a reason to subtract the mean of each
    feature before training. A smaller gap does the rest: with the first two points at $x_1 = 4.5$
    the perceptron finds a line too, but after 2452 updates, in more epochs than the check waits
    for.
    """,
    level="medium",
)


WARM_UP = warm_up(
    r"""
    A perceptron with $\eta = 1$ has the weights $w = (-1, 2, 1)$, the bias first. It meets the
    example $x = (1, 3)$ with the label $y = -1$. What happens to the sum $z$ of this example?
    """,
    choice(
        "It stays at 4, because nothing is learned here.",
        "The sum is 4, but the label is −1: the signs differ, so this is a mistake, and the neuron "
        "learns from it.",
    ),
    choice(
        "It goes from 4 to 0.",
        "An update does not aim at the line. It subtracts the whole example, whatever $z$ was: put "
        "the new weights into the sum.",
    ),
    choice(
        "It goes from 4 to −6.",
        "Two weights have moved, but the bias has not. Its input is $x_0 = 1$, so it moves too.",
    ),
    choice(
        "It goes from 4 to −7.",
        r"The example $(1, 1, 3)$ is subtracted, the first 1 being the input of the bias. So $z$ "
        r"moves by $1 + 1 + 9 = 11$ towards its own side, eq. (perceptron-repair).",
        right=True,
    ),
)


EXERCISE = Exercise(
    number="05",
    title="The perceptron",
    chapter="05_perceptron",
    tasks=(IS_MISTAKE, UPDATE, FIT, MARGIN, POINTS),
    text="You build the neuron that learns from its mistakes alone, and a table that annoys it.",
    warm_up=WARM_UP,
)

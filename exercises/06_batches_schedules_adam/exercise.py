"""Exercise 06, batches, schedules and Adam: text, solutions, checks and known mistakes."""

import numpy as np

from dlcourse import blackboard
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
from dlcourse.grading.exercise.spec import Exercise, Failed

# Batches.


def deal_batches(X, y, batch_size, order):
    """Batches of an epoch. X: (m, n), y: (m,), order: the rows, dealt. Returns [(X_B, y_B), …]."""
    starts = range(0, len(order), batch_size)  # where each batch begins
    rows = [order[k : k + batch_size] for k in starts]  # the last one may be short
    return [(X[r], y[r]) for r in rows]  # the same rows of both


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


def batches_number_evenly(X, y, batch_size, order):
    """You make batch_size batches. batch_size says how many examples are in each."""
    return [(X[rows], y[rows]) for rows in np.array_split(order, batch_size)]


def batches_first_alone(X, y, batch_size, order):
    """Only the first batch comes back. A `return` inside a loop ends it in the first turn."""
    return deal_batches(X, y, batch_size, order)[:1]


def batches_last_alone(X, y, batch_size, order):
    """Only the last batch comes back. The list begins empty once, before the loop."""
    return deal_batches(X, y, batch_size, order)[-1:]


def batches_rest_joined(X, y, batch_size, order):
    """Your last batch is too large. The rows that are left over are a batch of their own."""
    full = len(order) // batch_size
    ends = [batch_size * k for k in range(1, full)]
    return [(X[rows], y[rows]) for rows in np.split(order, ends)]


def batches_overlap(X, y, batch_size, order):
    """Each batch begins one row after the one before. It begins where that one has ended."""
    rows = [order[k : k + batch_size] for k in range(len(order))]
    return [(X[r], y[r]) for r in rows]


def batches_y_first(X, y, batch_size, order):
    """In your pairs y comes first. The text asks for (X_B, y_B)."""
    return [(y_B, X_B) for X_B, y_B in deal_batches(X, y, batch_size, order)]


def batches_two_lists(X, y, batch_size, order):
    """You return a list of tables and a list of answers. One list of pairs is asked for."""
    pairs = deal_batches(X, y, batch_size, order)
    return [X_B for X_B, _ in pairs], [y_B for _, y_B in pairs]


def batches_one_short(X, y, batch_size, order):
    """Each of your batches lacks its last row. A slice ends before its second number already."""
    starts = range(0, len(order), batch_size)
    rows = [order[k : k + batch_size - 1] for k in starts]
    return [(X[r], y[r]) for r in rows]


def batches_by_their_number(X, y, batch_size, order):
    """Each batch begins one row after the one before. It begins where that one has ended."""
    return batches_overlap(X, y, batch_size, order)[: -(-len(order) // batch_size)]


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


def ask_for_batches(call, X, y, batch_size, order):
    """Ask for the batches of one deal: their sizes, the order of the rows, and the answers."""
    pairs = as_batches(call(X, y, batch_size, order), X.shape[1])
    m, sizes = len(order), [y_B.size for _, y_B in pairs]
    holds(
        sum(sizes) == m and 0 < sizes[-1] <= batch_size and set(sizes[:-1]) <= {batch_size},
        "Every batch holds batch_size examples; only the last one may be shorter.",
    )
    rows = np.concatenate([X_B for X_B, _ in pairs])
    all_there = np.array_equal(np.unique(rows, axis=0), np.unique(X, axis=0))
    holds(
        np.array_equal(rows, X[order]),
        "The rows come in the order that was dealt, batch after batch.",
        hint="All rows are there, but not as they were dealt. Take `order` as it comes, and deal "
        "no second time."
        if all_there
        else "",
    )
    holds(
        np.array_equal(np.concatenate([y_B for _, y_B in pairs]), y[order]),
        "Each example keeps its own answer y.",
    )


# Nine cards in fours leave a last batch of one, and equal parts are wrong. Ten in twos come first:
# there equal parts are right, which tells the two mistakes apart.
TEN = (np.arange(20.0).reshape(10, 2), np.arange(10.0), 2, np.array([3, 0, 9, 4, 1, 7, 2, 8, 6, 5]))
NINE = (TEN[0][:9], TEN[1][:9], 4, np.array([3, 0, 4, 1, 7, 2, 8, 6, 5]))


def nine_in_fours(call, rng):
    """Ask for batches of which the last one is short."""
    ask_for_batches(call, *NINE)


def six_in_threes(call, rng):
    """Ask for batches of one size."""
    ask_for_batches(call, *dealt(rng, 6, 3))


def seventeen_in_fives(call, rng):
    """Ask for batches of a random table."""
    ask_for_batches(call, *dealt(rng, 17, 5))


def four_in_nines(call, rng):
    """Ask for a batch that is larger than the table."""
    ask_for_batches(call, *dealt(rng, 4, 9))


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
        law("nine examples in fours", nine_in_fours, kind="value"),
        law("a batch size that divides", six_in_threes, points=0, kind="edge"),
    ],
    hidden=[
        law("a random table", seventeen_in_fives, kind="value"),
        law("one batch for all", four_in_nines, kind="edge", times=5),
    ],
    mistakes=[
        mistake("the same batches each epoch", batches_in_table_order),
        mistake("y not dealt", batches_y_not_dealt),
        mistake("the last short batch dropped", batches_short_one_dropped),
        mistake("one example each", batches_one_example),
        mistake("number for size", batches_number_for_size),
        mistake("equal parts", batches_of_equal_size),
        mistake("number for size, evenly", batches_number_evenly),
        mistake("the first batch alone", batches_first_alone),
        mistake("the last batch alone", batches_last_alone),
        mistake("the rest in the last full batch", batches_rest_joined),
        mistake("one row further", batches_overlap),
        mistake("one row further, as many batches", batches_by_their_number),
        mistake("one row short", batches_one_short),
        mistake("y before X", batches_y_first),
        mistake("two lists", batches_two_lists),
    ],
    hints=[
        """
        See the section "Epoch, iteration, shuffle". The cards are dealt already: `order` holds the
        numbers of the rows, and each batch is a piece of it. So cut the order, not the table.
        """,
        """
        The pieces begin at the places 0, `batch_size`, twice `batch_size`, and so on, as long as
        there are cards; `range` with a third argument counts in such steps. A slice that reaches
        beyond the end of an array takes what is left, so the last batch needs no case of its own.
        """,
        """
        A piece of the order is an array of row numbers, and it can stand in the brackets of `X` and
        of `y` as it is: $B$ rows come out, in this order. The usual mistake is to do this to `X`
        alone. No error is raised, and each example has the answer of another. Collect the pairs in
        a list that begins empty.
        """,
    ],
    why=r"""
    `range` says where each batch begins, and the slice cuts `batch_size` numbers out of the order.
    At the end a slice takes what is left, so the short batch comes by itself, and there are
    $\lceil m/B \rceil$ batches. Indexing with an array of numbers picks these rows in this order:
    `X[r]` has the shape $(B, n)$ and `y[r]` the shape $(B,)$, with the same `r`, so that each
    example keeps its answer. A loop with `append` is as good. A generator, with `yield`, hands out
    the pairs one by one and never holds all of them, which is better when the table is large.
    Who computes the number of batches with `m // batch_size` loses the last examples in silence,
    and `np.array_split` makes parts that are as equal as possible: all examples are there, but the
    batches do not have the size that was ordered.
    """,
    level="medium",
)


# A schedule.


def inverse_power_rate(lr, power, t):
    """Learning rate of step t = 1, 2, … lr: α1, the rate of step 1. Returns a number."""
    return lr / t**power  # eq. (inverse-power)


def schedule_from_zero(lr, power, t):
    """You count the steps from 0: the first step, t = 1, has the rate lr itself."""
    return lr / (t + 1) ** power


def schedule_grows(lr, power, t):
    """Your rate grows. It is divided by a power of t."""
    return lr * t**power


def schedule_product(lr, power, t):
    """You divide by power times t. The power is an exponent."""
    return lr / (power * t)


def schedule_exponential(lr, power, t):
    """You raise the power to t. It is t that is raised to the power."""
    return lr / power**t


def schedule_root(lr, power, t):
    """You always take the root of t. That is the power ½ alone."""
    return lr / t**0.5


def schedule_no_power(lr, power, t):
    """You divide by t as it is. It is raised to the power first."""
    return lr / t


def schedule_power_of_all(lr, power, t):
    """You raise lr to the power as well. It is t alone that is raised."""
    return (lr / t) ** power


def schedule_of_e(lr, power, t):
    """Your rate falls like a power of e, which is another schedule. Divide by a power of t."""
    return lr * np.exp(-power * t)


def schedule_one_plus(lr, power, t):
    """You divide by 1 + p t, which is another schedule. Here t is raised to the power p."""
    return lr / (1 + power * t)


def falls(call, rng):
    """Ask for the first rate and for four times as many steps."""
    lr = float(rng.uniform(0.1, 1))
    holds(np.isclose(number(call(lr, 0.7, 1)), lr), "The first step has the rate lr.")
    ratio = number(call(lr, 0.5, 12)) / number(call(lr, 0.5, 3))
    holds(np.isclose(ratio, 0.5), "With the power ½, four times as many steps halve the rate.")


SCHEDULE = task(
    inverse_power_rate,
    r"""
    Begin fast, end slowly, eq. (inverse-power):

    $$\alpha_t = \frac{\alpha_1}{t^{\,p}}, \qquad t = 1, 2, \dots$$
    """,
    public=[
        answers(0.5, 0.5, 4),
        agrees("step 16", inverse_power_rate, (0.6, 0.75, 16), "16 to the power ¾ is 8."),
        law("it falls", falls),
    ],
    hidden=[
        agrees(
            "random settings",
            inverse_power_rate,
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
        mistake("no power", schedule_no_power),
        mistake("the rate in the power", schedule_power_of_all),
        mistake("a power of e", schedule_of_e),
        mistake("1 + p t", schedule_one_plus),
    ],
    hints=[
        """
        One line, eq. (inverse-power). Ask what comes out at $t = 1$: every power of 1 is 1, so it
        must be `lr` itself. The steps are counted from 1 here, and `t` is used as it comes.
        """,
        r"""
        A power is `**` in Python. It binds more strongly than a division, so no brackets are
        needed. Test yours with $p = \frac12$: the rate of step 4 is half of the first one. The
        usual mistake is to exchange what is raised and what it is raised to.
        """,
    ],
    why=r"""
    `**` comes before `/`, so it is $t$ that is raised to the power, and $\alpha_1$ that is divided.
    At $t = 1$ the rate is $\alpha_1$, as its name says. Nothing is remembered from step to step:
    the rate of any step can be asked for at any time, and that makes a schedule easy to test. A
    product with `t ** -power` is right as well, except where $t$ is an array of integers and the
    power an integer, since NumPy refuses a negative one there. Who loops over `range(n)` begins at
    $t = 0$ and divides by 0. To add 1 inside the function mends that, and is wrong for everybody
    who counts from 1.
    """,
    level="easy",
)


# Momentum.


def momentum_step(w, dw, v, lr, beta):
    """Step along an average of gradients. w, dw, v: (n,); v starts at 0; lr: α. Returns w, v."""
    v = beta * v + (1 - beta) * dw  # eq. (momentum)
    return w - lr * v, v


def momentum_old_v(w, dw, v, lr, beta):
    """You step along the old average. Renew it first, then step along the new one."""
    return w - lr * v, beta * v + (1 - beta) * dw


def momentum_without_factor(w, dw, v, lr, beta):
    """The factor 1 − β is missing: an average has weights that add up to 1."""
    v = beta * v + dw
    return w - lr * v, v


def momentum_exchanged(w, dw, v, lr, beta):
    """You exchanged β and 1 − β: the old average has the weight β."""
    v = (1 - beta) * v + beta * dw
    return w - lr * v, v


def momentum_uphill(w, dw, v, lr, beta):
    """Your step goes uphill. Step against the average."""
    v = beta * v + (1 - beta) * dw
    return w + lr * v, v


def momentum_plain(w, dw, v, lr, beta):
    """Your average is renewed, but you step along the gradient alone."""
    return w - lr * dw, beta * v + (1 - beta) * dw


def momentum_v_not_returned(w, dw, v, lr, beta):
    """Your w is right, but the v beside it is the old one. Return the renewed average."""
    return momentum_step(w, dw, v, lr, beta)[0], v


def momentum_only_w(w, dw, v, lr, beta):
    """Only w comes back. The next step needs the renewed average too."""
    return momentum_step(w, dw, v, lr, beta)[0]


def momentum_rate_inside(w, dw, v, lr, beta):
    """Your average has α in it, as some books write it. Here α belongs to the step of w."""
    v = beta * v + lr * dw
    return w - v, v


def momentum_subtracted(w, dw, v, lr, beta):
    """You subtract the gradient from the average. Both parts of an average are added."""
    v = beta * v - (1 - beta) * dw
    return w - lr * v, v


def momentum_beta_twice(w, dw, v, lr, beta):
    """Both parts have the weight β. The weights of an average add up to 1."""
    v = beta * v + beta * dw
    return w - lr * v, v


def momentum_without_rate(w, dw, v, lr, beta):
    """Your average is right, and your step lacks α."""
    return momentum_step(w, dw, v, 1.0, beta)


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
        mistake("the old average returned", momentum_v_not_returned),
        mistake("w alone", momentum_only_w),
        mistake("α in the average", momentum_rate_inside),
        mistake("the gradient subtracted", momentum_subtracted),
        mistake("β twice", momentum_beta_twice),
        mistake("no rate", momentum_without_rate),
    ],
    hints=[
        """
        Two lines, in the order of eq. (momentum), and their order counts. There the letters carry
        the step as an index: is it the old or the new average that the second line steps along?
        """,
        r"""
        The new average takes the old one times $\beta$ and the gradient times what is missing
        from $\beta$ to 1, entry by entry; all arrays have the shape $(n,)$. Then step against it,
        and return both. Test with one number: $w = v = 0$, $dw = 4$, $\alpha = 1$,
        $\beta = \frac34$. Now $v$ must be 1 and $w$ must be $-1$. If your $w$ stays at 0, it has
        stepped along the old average, the usual mistake.
        """,
    ],
    why=r"""
    The average is renewed first, and $w$ steps along the new one: in eq. (momentum) both lines have
    the same $v_t$. The weights $\beta$ and $1 - \beta$ add up to 1, so a steady gradient is what
    $v$ comes to in the end, and $\alpha$ keeps its meaning. Many programs leave out the factor
    $1 - \beta$; that is the same path with a smaller $\alpha$, and a reason to ask before one takes
    over a rate. Everything works entry by entry, so each weight has its own memory, and the shape
    stays $(n,)$. The function remembers nothing itself, so it has to return $v$ for the next call.
    A line such as `v *= beta` would save an array, as large networks like it, but it writes into
    the array of whoever has called.
    """,
    level="easy",
)


# Adam.


def adam_step(w, dw, v, s, t, lr, beta1, beta2, eps):
    """Step t = 1, 2, … of Adam. w, dw, v, s: (n,); v, s start at 0; lr: α. Returns w, v, s."""
    v = beta1 * v + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2  # eq. (adam-averages)
    v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)  # eq. (adam-correction)
    return w - lr * v_hat / (np.sqrt(s_hat) + eps), v, s  # eq. (adam-step)


def adam_with(w, dw, v, s, t, lr, beta1, beta2, eps, *, step, square=np.square):
    """Adam with another last line, for the wrong solutions. step: (v, s, c1, c2) -> step / α."""
    v = beta1 * v + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * square(dw)
    return w - lr * step(v, s, 1 - beta1**t, 1 - beta2**t), v, s


def adam_uncorrected(w, dw, v, s, t, lr, beta1, beta2, eps):
    """The bias correction is missing. Both averages start at 0 and are too small at first."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    return adam_with(*settings, step=lambda v, s, c1, c2: v / (np.sqrt(s) + eps))


def adam_eps_inside(w, dw, v, s, t, lr, beta1, beta2, eps):
    """Your ε is under the root. It stands outside: it is added to the root."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    return adam_with(*settings, step=lambda v, s, c1, c2: v / c1 / np.sqrt(s / c2 + eps))


def adam_eps_corrected_too(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You add ε before the correction. Correct s first, take the root, and then add ε."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    return adam_with(
        *settings, step=lambda v, s, c1, c2: v / c1 / ((np.sqrt(s) + eps) / np.sqrt(c2))
    )


def adam_without_root(w, dw, v, s, t, lr, beta1, beta2, eps):
    """The root is missing. The average of the squares has the unit of a square."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    return adam_with(*settings, step=lambda v, s, c1, c2: v / c1 / (s / c2 + eps))


def adam_same_correction(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You correct every step like the first one. The exponent t is missing at the two β."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    c1, c2 = 1 - beta1, 1 - beta2
    return adam_with(*settings, step=lambda v, s, *_: v / c1 / (np.sqrt(s / c2) + eps))


def adam_not_squared(w, dw, v, s, t, lr, beta1, beta2, eps):
    """The second average is one of the SQUARES of the gradients. You take them as they are."""
    return adam_by_size(w, dw, v, s, t, lr, beta1, beta2, eps, size=np.positive)


def adam_absolute(w, dw, v, s, t, lr, beta1, beta2, eps):
    """The second average is one of the SQUARES of the gradients. You take their absolute values."""
    return adam_by_size(w, dw, v, s, t, lr, beta1, beta2, eps, size=np.abs)


def adam_by_size(w, dw, v, s, t, lr, beta1, beta2, eps, *, size):
    """Adam with something else in the place of the square, for the wrong solutions."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    return adam_with(
        *settings, square=size, step=lambda v, s, c1, c2: v / c1 / (np.sqrt(s / c2) + eps)
    )


def adam_counts_from_zero(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You correct for step t + 1. The first step has t = 1: use t as it comes."""
    return adam_step(w, dw, v, s, t + 1, lr, beta1, beta2, eps)


def adam_returns_corrected(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You return the corrected averages. The next step needs v and s before the correction."""
    w, v, s = adam_step(w, dw, v, s, t, lr, beta1, beta2, eps)
    return w, v / (1 - beta1**t), s / (1 - beta2**t)


def adam_uphill(w, dw, v, s, t, lr, beta1, beta2, eps):
    """Your step goes uphill. Step against the average."""
    return adam_step(w, dw, v, s, t, -lr, beta1, beta2, eps)


def adam_betas_exchanged(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You exchanged the two β. The first belongs to the gradients, the second to their squares."""
    return adam_step(w, dw, v, s, t, lr, beta2, beta1, eps)


def adam_one_beta(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You use the first β for both averages. The average of the squares has the second."""
    return adam_step(w, dw, v, s, t, lr, beta1, beta1, eps)


def adam_beta_times_t(w, dw, v, s, t, lr, beta1, beta2, eps):
    """Your correction becomes negative, and its root is no number. Raise β to the power t."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    c1, c2 = 1 - beta1 * t, 1 - beta2 * t
    return adam_with(*settings, step=lambda v, s, *_: v / c1 / (np.sqrt(s / c2) + eps))


def adam_only_v_corrected(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You correct v alone. The average of the squares started at 0 as well."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    return adam_with(*settings, step=lambda v, s, c1, c2: v / c1 / (np.sqrt(s) + eps))


def adam_without_eps(w, dw, v, s, t, lr, beta1, beta2, eps):
    """The ε is missing. It is added to the root, and keeps a division by 0 away."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    return adam_with(*settings, step=lambda v, s, c1, c2: v / c1 / np.sqrt(s / c2))


def adam_along_the_gradient(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You step along this one gradient. Step along the corrected average of all of them."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    return adam_with(*settings, step=lambda v, s, c1, c2: dw / (np.sqrt(s / c2) + eps))


def adam_share_squared(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You square 1 − β₂ too. The square belongs to the gradient alone."""
    share = np.sqrt(1 - beta2)
    return adam_by_size(w, dw, v, s, t, lr, beta1, beta2, eps, size=lambda dw: (share * dw) ** 2)


def adam_only_w(w, dw, v, s, t, lr, beta1, beta2, eps):
    """Only w comes back. The next step needs both averages too."""
    return adam_step(w, dw, v, s, t, lr, beta1, beta2, eps)[0]


def adam_old_averages(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You correct the old averages. Renew them first, and correct the new ones."""
    _, new_v, new_s = adam_step(w, dw, v, s, t, lr, beta1, beta2, eps)
    step = v / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps)
    return w - lr * step, new_v, new_s


def adam_one_step_behind(w, dw, v, s, t, lr, beta1, beta2, eps):
    """You correct for step t − 1, and divide by 0 in the first step. Use t as it comes."""
    settings = (w, dw, v, s, t, lr, beta1, beta2, eps)
    c1, c2 = 1 - beta1 ** (t - 1), 1 - beta2 ** (t - 1)
    return adam_with(*settings, step=lambda v, s, *_: v / c1 / (np.sqrt(s / c2) + eps))


WVS = ("w", "v", "s")


def first_step(call, rng):
    """Ask for the first step at very different gradients."""
    dw = np.array([1e-3, -1.0, 1e3])
    zero = np.zeros(3)
    w, *_ = parts(call(zero, dw, zero, zero, 1, 0.1, 0.9, 0.999, 1e-8), WVS)
    holds(
        np.isclose(array(w, (3,), what="w"), [-0.1, 0.1, -0.1], rtol=1e-3),
        "In the first step every weight moves by α, however large or small its gradient is.",
    )


ADAM = task(
    adam_step,
    r"""
    Two averages, their correction, one step: eq. (adam-averages), eq. (adam-correction) and
    eq. (adam-step). Four lines, and the most used optimiser of the field is yours:

    $$v := \beta_1 v + (1 - \beta_1)\, dw, \qquad s := \beta_2 s + (1 - \beta_2)\, dw^2$$

    $$\hat v = \frac{v}{1 - \beta_1^t}, \quad \hat s = \frac{s}{1 - \beta_2^t}, \quad
    w := w - \alpha \frac{\hat v}{\sqrt{\hat s} + \varepsilon}$$

    Return the new $w$, $v$ and $s$. The $v$ and $s$ that you return are those **before** the
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
            returns=WVS,
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
            points=3,
            returns=WVS,
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
        mistake("β₁ and β₂ exchanged", adam_betas_exchanged),
        mistake("one β for both", adam_one_beta),
        mistake("β times t", adam_beta_times_t),
        mistake("only v corrected", adam_only_v_corrected),
        mistake("no ε", adam_without_eps),
        mistake("along the gradient alone", adam_along_the_gradient),
        mistake("1 − β₂ squared", adam_share_squared),
        mistake("w alone", adam_only_w),
        mistake("the old averages corrected", adam_old_averages),
        mistake("corrected for the step before", adam_one_step_behind),
    ],
    hints=[
        """
        Four lines: eq. (adam-averages) has two, eq. (adam-correction) and eq. (adam-step) one each.
        Keep two kinds of averages apart: those that go on to the next step, and the corrected ones,
        which serve in this step only.
        """,
        r"""
        All arrays have the shape $(n,)$, and all is entry by entry. The second average takes the
        squares of the gradient. Each correction divides by one number, 1 minus a power of its own
        $\beta$, with `t` as it comes. Give the corrected averages new names. The usual mistake is
        to write them over `v` and `s`: then the next step corrects what is corrected already.
        """,
        r"""
        In the step the order is: correct, take the root, add $\varepsilon$, divide. Test the first
        step, with $v = s = 0$, $t = 1$ and a tiny $\varepsilon$. Whatever the gradient is, 5 or
        0.001, $w$ must move by $\alpha$ against its sign. If it moves about three times as far
        with the usual $\beta_1 = 0.9$ and $\beta_2 = 0.999$, the correction is missing.
        """,
    ],
    why=r"""
    The first two lines renew the averages, of the gradient and of its squares; the shapes stay
    $(n,)$, and each weight has its own. Both started at 0, so after $t$ steps their weights add up
    to $1 - \beta^t$ only, and the third line divides by that number. The corrected averages have
    names of their own, because $v$ and $s$ go on to the next step uncorrected: the correction for
    $t + 1$ counts from the start again. The root gives the average of the squares the unit of a
    gradient, the unit cancels, and $\varepsilon$, added outside the root, only keeps a division by
    0 away. Under the root an $\varepsilon$ of $10^{-8}$ would count like $10^{-4}$ outside, and
    small gradients would get short steps. The two corrections may also be put into the rate,
    $\alpha \sqrt{1 - \beta_2^t} / (1 - \beta_1^t)$, which saves two divisions of arrays; then
    $\varepsilon$ has to be scaled too, or the result differs a little.
    """,
    level="medium",
)


# The experiment.

STEPS = 100


def another_ravine(rng):
    """Return how narrow the ravine of a variant is, and a rate and a β that cross it.

    With them both roots of `advice` are complex and a little longer than they must be.
    """
    narrow = int(rng.choice(np.arange(140, 251, 5)))
    root = (np.sqrt(narrow) - 1) / (np.sqrt(narrow) + 1) + 0.01
    beta = round(root**2, 3)
    return narrow, round(0.98 * (1 + root) ** 2 / (1 - beta) / narrow, 3), beta


# With the rate and the β that were found by trying: for each β, the largest rate that stays calm.
NARROW, RATE, BETA = drawn((100, 0.1, 0.7), another_ravine)
CURVATURES = np.array([1.0, NARROW])  # a ravine: J = ½ (w1² + NARROW w2²)


def ravine_slope(w):
    """The gradient of the ravine."""
    return CURVATURES * w


START = np.array([10.0, 1.0])
GOAL = 1e-4


def ravine_costs(lr, beta):
    """The two parts of the cost, along and across, after STEPS steps of momentum from START."""
    # a rate beyond 1000 overflows, and says no more than 1000 does
    w = blackboard.momentum(ravine_slope, START, lr=min(lr, 1e3), beta=beta, steps=STEPS)
    return CURVATURES * w**2 / 2


def my_settings():
    """Your numbers: return lr, beta."""
    return RATE, BETA


def settings_usual():
    """A usual choice, but not for this ravine: here α may be larger than you think."""
    return 0.01, 0.9


def settings_one_number():
    """One number comes back. Two are asked for: lr, then beta."""
    return RATE


def advice(lr, beta):
    """Say what keeps the cost above the goal.

    In a direction of curvature h the path is made of powers of the roots of
    z² − (1 + β − α (1 − β) h) z + β: real ones creep or jump, complex ones swing, all as √β fades.
    """
    if beta == 0:
        return "Without momentum the steep direction limits α, and the flat one waits. Let β help."
    if 0 < beta < lr < 1 and ravine_costs(beta, lr).sum() < GOAL:
        return "The other way round they would do: lr comes first."
    strength = lr * (1 - beta) * CURVATURES
    if strength.max() > 2 * (1 + beta):
        return "Your α is too large, even for momentum: the cost grows without end."
    worst = strength[ravine_costs(lr, beta).argmax()]
    if worst < (1 - np.sqrt(beta)) ** 2:
        return "Your path creeps: with a larger α it would come further in 100 steps."
    if worst > (1 + np.sqrt(beta)) ** 2:
        return "Your path jumps from side to side across the ravine. A smaller α would calm it."
    return "What is left are swings. With a smaller β the average would forget them sooner."


def low_enough(call, rng):
    """Ask for the cost at the end."""
    lr, beta = (number(v, what=Said("Each setting")) for v in parts(call(), ("lr", "beta")))
    holds(
        lr > 0 and 0 <= beta < 1,
        "α is positive, and β lies from 0 to below 1.",
        what=Said("Your α is {lr:g}, and your β is {beta:g}.", lr=lr, beta=beta),
        hint="The shares of an average, β and 1 − β, are not negative, and the gradient must have "
        "a part in it."
        if not 0 <= beta < 1
        else "",
    )
    J = ravine_costs(lr, beta).sum()
    holds(
        J < GOAL,
        "After 100 steps the cost is below 0.0001.",
        what=Said("After 100 steps the cost is {J:.3g}.", J=J),
        hint=advice(lr, beta),
    )


SETTINGS = task(
    my_settings,
    rf"""
    An experiment, and a race. The ravine is $J = \tfrac12 (w_1^2 + {NARROW}\, w_2^2)$, the start is
    $w = (10, 1)$ with $v = 0$. Find $\alpha$ and $\beta$ with which your `momentum_step` brings $J$
    below $0.0001$ in 100 steps: $J$ counts where the 100th step ends, not on the way. Without
    momentum no $\alpha$ can do it: try it, and see what keeps it back.
    """,
    public=[answers(), law("below 0.0001", low_enough, points=3, kind="value")],
    mistakes=[
        mistake("the usual settings", settings_usual),
        mistake("one number", settings_one_number),
    ],
    main=False,
    hints=[
        r"""
        First without momentum, $\beta = 0$. Across the ravine the curvature is 100, and by
        eq. (bowl-factor) of chapter 2 this bounds $\alpha$. Along it the curvature is 1. How much
        of $w_1$ is left after 100 steps with the largest $\alpha$ that you may take?
        """,
        r"""
        Write the race as a loop: the gradient at $w$ is $(w_1, 100\, w_2)$, one call of
        `momentum_step`, 100 times, and print $J$ at the end. Then raise $\beta$. An average swings
        less across the ravine, so $\alpha$ may be several times as large as without it: for each
        $\beta$, raise $\alpha$ until the path explodes, and go back a little.
        """,
        r"""
        The usual $\beta = 0.9$ remembers for too long in a race of 100 steps: its swings die out
        slowly, and with nearly every $\alpha$ the cost is still above the goal at the end. Up to
        $\beta = \frac12$ there is too little help. Look in between.
        """,
    ],
    why=r"""
    `RATE` is 0.1 and `BETA` 0.7. One finds the two numbers with a loop of 100 steps inside two
    loops over $\beta$ and $\alpha$. Without momentum the steep direction allows $\alpha < 2/100$,
    eq. (bowl-factor). Then each step leaves 98 % of $w_1$, after 100 steps 13 %, and $J$ ends near
    1. With $\beta = 0.7$ the rate may go up to 0.11, and with $\alpha = 0.1$ both directions shrink
    by the same factor, $\sqrt{0.7} \approx 0.84$, in each step: $J$ ends near $10^{-13}$. From
    $\beta = 0.6$ to 0.85 many rates arrive, at 0.9 hardly any, since swings that shrink by
    $\sqrt{0.9}$ in each step are slow to die. So $\beta$ is a choice like $\alpha$, and the two
    belong together: a large $\alpha$ that is wild by itself is tame with the right memory. How
    narrow the ravine is decides where the best pair lies.
    """,
    level="medium",
)


WARM_UP = warm_up(
    r"""
    Momentum keeps an average $v$ of the gradients, which starts at 0, with $\beta = \frac12$. Along
    a ravine the gradients of three steps are $8, 8, 8$, across it they are $8, -8, 8$. What is $v$
    after the three steps, along and across?
    """,
    choice(
        "14 along, and 6 across",
        r"The factor $1 - \beta$ is missing: each gradient enters with half of its size, and an "
        "average of three eights cannot be larger than 8.",
    ),
    choice(
        "7 along, and 3 across",
        "Each step halves the old average and adds half of the gradient: 4, 6, 7 along, and 4, −2, "
        "3 across. What keeps its sign comes near to 8, what changes it cancels in part. From 7 to "
        "8 there is 1 missing, because of the start at 0.",
        right=True,
    ),
    choice(
        "8 along, and 8/3 across",
        "This is the plain mean of three numbers. A running average starts at 0, and the newest "
        "gradient counts most.",
    ),
    choice(
        "7 along, and 7 across",
        "The signs count: across the ravine the second gradient pulls the average back.",
    ),
)


EXERCISE = Exercise(
    number="06",
    title="Batches, schedules, Adam",
    chapter="06_batches_schedules_adam",
    tasks=(BATCHES, SCHEDULE, MOMENTUM, ADAM, SETTINGS),
    text="You deal the examples, lower the rate, and build the two memories of Adam.",
    warm_up=WARM_UP,
)

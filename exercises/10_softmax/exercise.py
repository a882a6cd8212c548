"""Exercise 10, softmax and cross-entropy: text, solutions, checks and known mistakes."""

import numpy as np

from dlcourse import activations, losses
from dlcourse.grading.exercise.kit import (
    Said,
    agrees,
    answers,
    array,
    choice,
    compare,
    drawn,
    holds,
    law,
    mistake,
    number,
    task,
    warm_up,
)
from dlcourse.grading.exercise.spec import Exercise

LECTURE = np.array([-0.21, 0.47, 1.72])  # three sums from the lecture


def classes(rng, m=6, K=4):
    """Return random sums Z (m, K) and one-hot Y (m, K)."""
    return 2 * rng.normal(size=(m, K)), np.eye(K)[rng.integers(0, K, size=m)]


# One-hot.


def one_hot(y, K):
    """A row of zeros with a single 1 for each label. y: (m,) of 0 … K−1. Returns (m, K)."""
    return np.eye(K)[y]  # eq. (one-hot)


def one_hot_from_one(y, K):
    """You count the classes from 1. Here the first class is 0, as Python counts."""
    return np.eye(K)[y - 1]


def one_hot_columns(y, K):
    """Your examples are the columns. One row for each example, one column for each class."""
    return np.eye(K)[y].T


def one_hot_of_the_largest(y, K):
    """Your table has as many columns as classes that occur. It must have K, whatever occurs."""
    return np.eye(max(y) + 1)[y]


def one_hot_label(y, K):
    """You put the label in its place. What belongs there is a 1."""
    return np.eye(K)[y] * y[:, np.newaxis]


def one_hot_thermometer(y, K):
    """You fill all places up to the class. Only the place of the class itself holds a 1."""
    return np.where(np.arange(K) <= y[:, np.newaxis], 1, 0)


def one_hot_first_lost(y, K):
    """The label 0 gets no 1: you count the places from 1. The first place is 0."""
    return np.where(np.arange(1, K + 1) == y[:, np.newaxis], 1, 0)


def one_hot_all_rows(y, K):
    """All your rows are alike, with a 1 for every label. A row has the 1 of its own label alone."""
    return np.tile(np.isin(np.arange(K), y), (len(y), 1))


def one_hot_first_row(y, K):
    """Only your first row has its 1. Does the `return` stand within the loop?"""
    return np.eye(K)[y] * (np.arange(len(y)) == 0)[:, np.newaxis]


def one_hot_one_too_many(y, K):
    """Your table has one column too many. The labels 0 … K − 1 are K labels."""
    return np.eye(K + 1)[y]


def back_again(call, rng):
    """Ask whether the label can be read from its row."""
    y = rng.integers(0, 5, size=12)
    Y = array(call(y, 6), (12, 6))  # no label is the last
    holds(np.isin(Y, (0, 1)), "Every entry is 0 or 1.")
    holds(Y.sum(axis=1) == 1, "Each row holds exactly one 1.")
    holds(Y.argmax(axis=1) == y, "The place of the 1 is the label.")


ONE_HOT = task(
    one_hot,
    """
    A class is a name, not a quantity: between 3 and 7 there is no 5. So give every class a place of
    its own, eq. (one-hot): the label $k$ becomes a row of $K$ numbers, with a 1 at place $k$ and 0
    elsewhere. The first place is 0.
    """,
    public=[
        answers(np.array([1, 0]), 3),
        agrees(
            "three labels",
            one_hot,
            (np.array([2, 0, 1]), 4),
            "Row i has its 1 at the place of the label i, counted from 0, and K places.",
        ),
        law("and back again", back_again),
    ],
    hidden=[
        agrees(
            "random labels",
            one_hot,
            lambda rng: (rng.integers(0, 6, size=9), 7),
            "Row i has its 1 at the place of the label i, counted from 0, and K places.",
        )
    ],
    mistakes=[
        mistake("counted from 1", one_hot_from_one),
        mistake("examples as columns", one_hot_columns),
        mistake("too few columns", one_hot_of_the_largest),
        mistake("the label in its place", one_hot_label),
        mistake("filled up to the class", one_hot_thermometer),
        mistake("no place for the first class", one_hot_first_lost),
        mistake("all rows alike", one_hot_all_rows),
        mistake("only the first row", one_hot_first_row),
        mistake("one column too many", one_hot_one_too_many),
    ],
    hints=[
        """
        By eq. (one-hot) row $i$ has its 1 at the place of the label $y_i$, and the table has $K$
        columns. Take the width from `K` and not from the largest label: a class may be missing
        among these examples and still needs its place.
        """,
        """
        There are two good ways. Start with a table of zeros, $(m, K)$, and go through the labels in
        a loop, putting one 1 into each row. Or look at the unit matrix `np.eye(K)` for a moment:
        which of its rows is the code of the label $k$?
        """,
        """
        For the second way you need to know that NumPy can pick rows with an array of whole numbers,
        in any order, and the same row more than once: `M[np.array([2, 0, 2])]` has three rows. The
        labels are such an array.
        """,
    ],
    why="""
    Row $k$ of the unit matrix has its 1 at place $k$, so it is the code of class $k$ already.
    Indexing with the array $y$ picks one such row for each example, and the result has the shape
    $(m, K)$. Because the matrix is made with $K$, a class that does not occur keeps its column; who
    takes the width from `max(y)` gets tables of different widths from different batches, and finds
    out only in the next layer. A table of zeros with a loop over the examples does the same and is
    easier to read when one begins. `y[:, np.newaxis] == np.arange(K)` is a third way: it compares
    each label with each class, and gives True and False instead of numbers. Labels that start at 1
    need a `- 1` before all this.
    """,
    level="easy",
)


# Softmax.


def softmax(z):
    """A row of probabilities for each row of sums. z: (m, K). Returns (m, K)."""
    E = np.exp(z - z.max(axis=1, keepdims=True))  # eq. (softmax-stable)
    return E / E.sum(axis=1, keepdims=True)  # eq. (softmax)


def softmax_without_shift(z):
    """The powers overflow. Subtract the largest sum of each row first: it changes no answer."""
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def softmax_shift_of_table(z):
    """You subtract the largest sum of the whole table. Then rows far below it become 0 / 0."""
    E = np.exp(z - z.max())
    return E / E.sum(axis=1, keepdims=True)


def softmax_columns(z):
    """You add up over the examples. The classes of one example stand in a row: add along it."""
    E = np.exp(z - z.max(axis=1, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)


def softmax_down_the_columns(z):
    """Each column of your table adds up to 1. Each row must, with the classes of an example."""
    E = np.exp(z - z.max(axis=0))
    return E / E.sum(axis=0)


def softmax_shift_of_columns(z):
    """You subtract the largest of each column. The same number must go from all sums of a row."""
    E = np.exp(z - z.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)


def softmax_without_keepdims(z):
    """One number for each row, as a plain array, does not fit to the rows. Keep it a column."""
    return np.exp(z) / np.exp(z).sum(axis=1)


def softmax_whole_table(z):
    """Your whole table adds up to 1. Each row must: every example has its own probabilities."""
    E = np.exp(z - z.max())
    return E / E.sum()


def softmax_without_powers(z):
    """You divide the sums themselves. Take their powers e^z first: a sum may be negative."""
    return z / z.sum(axis=1, keepdims=True)


def softmax_not_divided(z):
    """Your rows do not add up to 1: the powers have still to be divided by their sum."""
    return np.exp(z)


def softmax_twice(z):
    """You apply the softmax twice. The second one pushes all answers towards 1/K."""
    return softmax(softmax(z))


def softmax_scaled(z):
    """You divide the sums by the largest. Subtract it: only then do their differences stay."""
    return softmax(z / np.abs(z).max(axis=1, keepdims=True))


def softmax_by_sums(z):
    """You divide by the sum of the sums z. Divide by the sum of their powers e^z."""
    return np.exp(z) / z.sum(axis=1, keepdims=True)


def softmax_by_shifted_sums(z):
    """You divide by the sum of the shifted sums. Divide by the sum of their powers."""
    return softmax_by_sums(z - z.max(axis=1, keepdims=True))


def softmax_sigmoids(z):
    """You take a sigmoid of each number by itself. The classes of a row have to share the 1."""
    return 1 / (1 + np.exp(-z))


def softmax_up_to_one(z):
    """The largest number of each row is 1, and the row adds up to more. Divide by the sum."""
    return np.exp(z - z.max(axis=1, keepdims=True))


def softmax_first_row(z):
    """Only one row comes back. Does the `return` stand within the loop?"""
    return softmax(z[:1])


def softmax_largest(z):
    """You choose the largest. Softmax leaves the others their share."""
    return np.eye(z.shape[1])[z.argmax(axis=1)]


def only_differences(call, rng):
    """Ask with each row moved by a number of its own."""
    Z, _ = classes(rng)
    P = array(call(Z), Z.shape)
    holds(np.isclose(P.sum(axis=1), 1), "Each row adds up to 1.")
    holds((P > 0) & (P < 1), "Every probability lies between 0 and 1.")
    moved = array(call(Z + 3 * rng.normal(size=(len(Z), 1))), Z.shape)
    holds(
        np.isclose(moved, P),
        "The same number added to all sums of a row changes nothing, eq. (softmax-shift).",
    )


def huge_sums(call, rng):
    """Ask with sums whose powers overflow, beside small ones."""
    Z = np.array([[1000.0, 999.0, 998.0], [-1000.0, -999.0, -998.0], [0.0, 1.0, 2.0]])
    P = array(call(Z), Z.shape)
    cut = "The sums 1000 and 999 get the same probability here. Are large sums cut off? Shift them."
    holds(
        np.isclose(P[1], P[2]) & np.isclose(P[0], P[2][::-1]),
        "Only differences count: the rows (1000, 999, 998), (−1000, −999, −998) and (0, 1, 2) "
        "hold the same three probabilities, in one order or the other.",
        hint=cut if P[0, 0] == P[0, 1] else "",
    )
    holds(np.isclose(P.sum(axis=1), 1), "Each row adds up to 1.")


SOFTMAX = task(
    softmax,
    r"""
    From sums to probabilities, eq. (softmax), for each row of a table:

    $$p_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}$$

    The sums may be as large as 1000, and $e^{1000}$ is too large for the machine. Equation
    (softmax-shift) says what you may do to a row without changing the answer.
    """,
    public=[
        answers(LECTURE[np.newaxis]),
        agrees(
            "the sums of the lecture",
            softmax,
            (np.array([[-0.21, 0.47, 1.72], [1.0, 1.0, 1.0]]),),
            "Each power e^z is divided by the sum of the powers in its row. "
            "Three equal sums share the probability equally.",
        ),
        law("huge sums", huge_sums, kind="edge"),
        law("only differences count", only_differences, times=3),
    ],
    hidden=[
        agrees(
            "a random table",
            softmax,
            lambda rng: classes(rng, m=7, K=5)[:1],
            "Each row of the result is the softmax of the same row of z.",
        ),
        agrees(
            "rows far apart",
            softmax,
            lambda rng: (classes(rng)[0] + 900 * np.arange(-3.0, 3.0)[:, np.newaxis],),
            "Each row is shifted by its own largest sum, so that no power overflows.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("no shift", softmax_without_shift),
        mistake("one shift for the whole table", softmax_shift_of_table),
        mistake("the sum over the wrong axis", softmax_columns),
        mistake("down the columns", softmax_down_the_columns),
        mistake("the largest of each column", softmax_shift_of_columns),
        mistake("keepdims forgotten", softmax_without_keepdims),
        mistake("one distribution for all", softmax_whole_table),
        mistake("no powers", softmax_without_powers),
        mistake("not divided", softmax_not_divided),
        mistake("softmax twice", softmax_twice),
        mistake("the largest takes all", softmax_largest),
        mistake("divided by the largest", softmax_scaled),
        mistake("divided by the sums", softmax_by_sums),
        mistake("divided by the shifted sums", softmax_by_shifted_sums),
        mistake("a sigmoid for each", softmax_sigmoids),
        mistake("the largest is 1", softmax_up_to_one),
        mistake("only the first row", softmax_first_row),
    ],
    hints=[
        """
        By eq. (softmax-shift) the same number may be taken away from all sums of one row. Which
        number makes every power harmless? The section "The usual mistake: powers without a shift"
        answers it with eq. (softmax-stable). Each row has a number of its own.
        """,
        """
        Two lines are enough. The first makes a table of powers, of the shape of `z`; the second
        divides it by the sums of its rows. The largest sum of a row and the sum of its powers are
        both taken along the row, and both must stay columns, $(m, 1)$, to fit to the table.
        """,
        """
        `axis=1` goes along the rows, and `keepdims=True` keeps what comes out a column. Try a table
        with three rows and three columns, where no wrong axis raises an error, and print the sums
        of the rows. And try two rows far apart: if you take away the largest sum of the whole
        table, then all powers of the lower row become 0, and its answer is 0 / 0.
        """,
    ],
    why=r"""
    Taking $c = \max z$ away changes no probability, eq. (softmax-shift), and afterwards no exponent
    is above 0: the largest power is $e^0 = 1$, so nothing overflows and the sum is at least 1. The
    maximum is that of the row. With one maximum for the whole table a row that lies 800 below it
    has only powers that round to 0. `keepdims=True` keeps the maxima and the sums as $(m, 1)$, so
    that NumPy lays each of them along its own row. Without it they are $(m,)$ and are laid along
    the columns, which for $m = K$ raises no error. A loop over the rows, with `z - z.max()` and a
    division, does the same and is a good first version. To put small numbers into the powers or to
    clip them is no substitute: it changes the answers.
    """,
    level="medium",
)


# Cross-entropy.


def cross_entropy(P, Y):
    """Mean loss of m answers. P: (m, K) probabilities; Y: (m, K) one-hot. Returns one number."""
    p = np.sum(P * Y, axis=1)  # what each row gave to its true class
    return -np.mean(np.log(p))  # eq. (cross-entropy), eq. (cross-entropy-cost)


def cross_entropy_without_minus(P, Y):
    """The minus sign is missing, as in the scan. A loss is never negative."""
    return -cross_entropy(P, Y)


def cross_entropy_sum(P, Y):
    """You return the sum of the losses. The cost is their mean: the 1/m is missing."""
    return len(Y) * cross_entropy(P, Y)


def cross_entropy_mean_of_all(P, Y):
    """You divide by m·K, the number of entries. There are m examples: divide by m."""
    return cross_entropy(P, Y) / Y.shape[1]


def cross_entropy_zero_times_infinity(P, Y):
    """0 · log 0 is not a number. Only the true class counts: take the logarithm of that one."""
    return -np.mean(np.sum(Y * np.log(P), axis=1))


def cross_entropy_plus_tiny(P, Y):
    """Your losses stop growing at log 1e8: a tiny number has been put in. Leave it out."""
    return -np.mean(np.sum(Y * np.log(P + 1e-8), axis=1))


def cross_entropy_plus_tinier(P, Y):
    """Your losses stop growing at log 1e12: a tiny number has been put in. Leave it out."""
    return -np.mean(np.sum(Y * np.log(P + 1e-12), axis=1))


def cross_entropy_plus_tiniest(P, Y):
    """Your losses stop growing at log 1e15: a tiny number has been put in. Leave it out."""
    return -np.mean(np.sum(Y * np.log(P + 1e-15), axis=1))


def cross_entropy_squared(P, Y):
    """You take the squared error. The loss here is −log of the probability of the true class."""
    return np.mean(np.sum((P - Y) ** 2, axis=1))


def cross_entropy_swapped(P, Y):
    """Your loss is infinite: the logarithm of a 0 is taken. Y has zeros; the logarithm is of P."""
    return -np.mean(np.sum(P * np.log(Y), axis=1))


def cross_entropy_base_two(P, Y):
    """Your logarithm has the base 2. Here log is the natural logarithm."""
    return cross_entropy(P, Y) / np.log(2)


def cross_entropy_of_the_mean(P, Y):
    """You take the mean of the probabilities, and then its logarithm. The mean comes last."""
    return -np.log(np.mean(np.sum(P * Y, axis=1)))


def cross_entropy_of_the_largest(P, Y):
    """You take the largest probability of each row. What counts is what its true class got."""
    return -np.mean(np.log(P.max(axis=1)))


def cross_entropy_of_each(P, Y):
    """You return a loss for each example. The cost is one number, the mean of them."""
    return -np.log(np.sum(P * Y, axis=1))


def cross_entropy_by_classes(P, Y):
    """You divide by the number of classes. The mean is over the examples: divide by m."""
    return cross_entropy(P, Y) * len(Y) / Y.shape[1]


def cross_entropy_base_ten(P, Y):
    """Your logarithm has the base 10. Here log is the natural logarithm."""
    return cross_entropy(P, Y) / np.log(10)


def no_highest_loss(call, rng):
    """Ask for a truth that got next to nothing, and for one that got nothing."""
    P, Y = np.array([[1.0, 1e-200], [0.5, 0.5]]), np.array([[0, 1], [1, 0]])
    mean = call(P, Y)
    holds(
        np.size(mean) != 1 or mean != np.inf,
        "The first answer gave 1e-200 to the truth. That is little, but not 0, and its logarithm "
        "is about −460.",
        hint="Your loss is infinite already for 1e-200. Are the probabilities rounded, or of type "
        "float32, which has nothing between 0 and about 1e-45? Take them as they come.",
    )
    mean = number(mean)
    first = 2 * mean - np.log(2)  # without the second answer
    holds(
        np.isclose(mean, losses.cross_entropy(P, Y)),
        "The first answer gave 1e-200 to the truth. There is no highest loss: −log p grows "
        "without limit as p goes to 0.",
        hint=Said(
            "Your loss for 1e-200 is {first:.3g}, as if the truth had got {p:.1g}. Is a tiny "
            "number added, or put in the place of a small one? Leave it out.",
            first=first,
            p=np.exp(-first),
        ),
    )
    P[0, 1] = 0
    holds(
        call(P, Y) == np.inf,
        "The first answer gave 0 to the truth. This costs infinity, and so does the mean.",
        hint="Is something put in the place of the 0, or of what its logarithm is? Look at what "
        "the truth got, and take the logarithm of nothing else.",
    )


def a_shrug(call, rng):
    """Ask for uniform answers, and for the same table twice."""
    for K in (2, 5):
        _, Y = classes(rng, m=4, K=K)
        shrug = number(call(np.full(Y.shape, 1 / K), Y))
        holds(np.isclose(shrug, np.log(K)), "A uniform answer over K classes costs log K.")
    Z, Y = classes(rng, m=3)
    P = activations.softmax(Z)
    once, twice = number(call(P, Y)), number(call(np.tile(P, (2, 1)), np.tile(Y, (2, 1))))
    holds(np.isclose(once, twice), "The mean does not change when every example comes twice.")


CROSS = task(
    cross_entropy,
    r"""
    The loss of an answer depends on what it gave to the truth, eq. (cross-entropy), and the cost is
    the mean over the examples, eq. (cross-entropy-cost):

    $$L = -\sum_{k=1}^{K} y_k \log p_k$$

    A certain answer holds zeros, and $\log 0$ is not finite. But the true class is the only one
    that counts. Take care of that before the logarithm, not after it, and let no tiny number stand
    in for a small probability: there is no highest loss, and a truth that got 0 costs infinity.
    """,
    public=[
        answers(np.array([[0.5, 0.5]]), np.array([[1, 0]])),
        agrees(
            "two answers",
            cross_entropy,
            (np.array([[0.2, 0.7, 0.1], [0.6, 0.3, 0.1]]), np.array([[0, 1, 0], [0, 0, 1]])),
            "The first answer gave 0.7 to the truth, the second 0.1. "
            "The result is the mean of −log 0.7 and −log 0.1.",
        ),
        agrees(
            "certain and right",
            cross_entropy,
            (np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([[0, 1], [1, 0]])),
            "The first answer is certain and right, and costs nothing. The second costs log 2.",
            kind="edge",
        ),
        law("next to nothing for the truth", no_highest_loss, points=0, kind="edge"),
        law("a shrug costs log K", a_shrug),
    ],
    hidden=[
        agrees(
            "random answers",
            cross_entropy,
            lambda rng: (softmax(classes(rng)[0]), classes(rng)[1]),
            "The result is the mean of −log p, where p is the probability of the true class.",
            times=20,
        ),
        agrees(
            "nearly certain, and wrong",
            cross_entropy,
            lambda rng: (
                np.array([[1.0, 0.0]]) + rng.uniform(1e-11, 9e-11) * np.array([[-1.0, 1.0]]),
                np.array([[0, 1]]),
            ),
            "There is no highest loss: −log p grows without limit as p goes to 0.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("missing minus sign", cross_entropy_without_minus),
        mistake("missing 1/m", cross_entropy_sum),
        mistake("divided by m·K", cross_entropy_mean_of_all),
        mistake("0 · log 0", cross_entropy_zero_times_infinity),
        mistake("1e-8 in the logarithm", cross_entropy_plus_tiny),
        mistake("1e-12 in the logarithm", cross_entropy_plus_tinier),
        mistake("1e-15 in the logarithm", cross_entropy_plus_tiniest),
        mistake("squared error", cross_entropy_squared),
        mistake("the logarithm of a zero", cross_entropy_swapped),
        mistake("logarithm to the base 2", cross_entropy_base_two),
        mistake("the logarithm of the mean", cross_entropy_of_the_mean),
        mistake("the largest for the true one", cross_entropy_of_the_largest),
        mistake("a loss for each example", cross_entropy_of_each),
        mistake("divided by K", cross_entropy_by_classes),
        mistake("logarithm to the base 10", cross_entropy_base_ten),
    ],
    hints=[
        """
        By eq. (class-likelihood) one probability in each row counts, that of the true class. Find
        it first and take its logarithm afterwards. Then a 0 that was given to another class never
        meets a logarithm.
        """,
        """
        $Y$ is a mask. Multiply it with $P$ entry by entry: what is left in a row? Add up along the
        rows, and you have one number for each example, of the shape $(m,)$. (With `argmax` you
        could look up the place of the 1 instead.) What remains is a logarithm, a mean and a sign.
        """,
        r"""
        The usual mistake is to take the logarithm of the whole table and to multiply by $Y$
        afterwards. Then a right and certain answer meets $0 \cdot (-\infty)$, which is no number.
        To add `1e-8` in the logarithm hides this, and stops the losses from growing at
        $\log 10^8 \approx 18$.
        """,
    ],
    why=r"""
    `P * Y` leaves in each row only what was given to the true class, and the sum along the row
    brings these $m$ numbers out, so the logarithm sees nothing else. In this order a certain and
    right answer costs $-\log 1 = 0$. The formula as it stands on the board, $\sum_k y_k \log p_k$,
    means the same, but the machine takes the logarithm of every entry and then computes
    $0 \cdot (-\infty)$, `nan`. `P[np.arange(m), Y.argmax(axis=1)]` picks the same numbers without
    the products, and is the better way when there are many classes. (Both need a one-hot truth. For
    a truth such as $(0.5, 0.3, 0.2)$ the logarithm has to come first.) A tiny number in the
    logarithm sets a highest loss, and just the worst answers are pushed too little. If the truth
    itself gets an exact 0, the loss is infinite, and rightly so; a network avoids it by taking the
    logarithm on paper, eq. (log-softmax).
    """,
    level="medium",
)


# The gradient.


def softmax_ce_gradient(Z, Y):
    """Slopes of the mean cross-entropy in Z. Z: (m, K) sums; Y: (m, K) one-hot. Returns (m, K)."""
    return (softmax(Z) - Y) / len(Z)  # eq. (softmax-dz-mean)


def gradient_without_m(Z, Y):
    """The 1/m is missing. The cost is a mean over the examples, and so is its slope."""
    return softmax(Z) - Y


def gradient_m_twice(Z, Y):
    """Your slopes are divided by m once too often. The mean brings one 1/m."""
    return (softmax(Z) - Y) / len(Z) ** 2


def gradient_mean_of_all(Z, Y):
    """You divide by m·K, the number of entries. There are m examples: divide by m."""
    return (softmax(Z) - Y) / Z.size


def gradient_overflows(Z, Y):
    """The powers overflow. Use your softmax, which subtracts the largest sum of each row."""
    E = np.exp(Z)
    return (E / E.sum(axis=1, keepdims=True) - Y) / len(Z)


def gradient_wrong_sign(Z, Y):
    """The sign is wrong: the probabilities minus the truth, not the truth minus them."""
    return (Y - softmax(Z)) / len(Z)


def gradient_without_softmax(Z, Y):
    """You subtract Y from the sums. They have to go through the softmax first."""
    return (Z - Y) / len(Z)


def gradient_extra_slope(Z, Y):
    """You multiply by p(1 − p). With this loss the slopes of the softmax have cancelled already."""
    P = softmax(Z)
    return (P - Y) * P * (1 - P) / len(Z)


def gradient_true_class_only(Z, Y):
    """You push the true class only. The others are pushed down: their slope is their p."""
    return (softmax(Z) - Y) * Y / len(Z)


def gradient_in_p(Z, Y):
    """You return the slope in the probabilities. The slope in the sums Z is asked for."""
    return -Y / softmax(Z) / len(Z)


def gradient_by_classes(Z, Y):
    """You divide by the number of classes. The mean is over the examples: divide by m."""
    return (softmax(Z) - Y) / Z.shape[1]


def gradient_one_row(Z, Y):
    """You average over the examples, and one row is left. Each example has slopes of its own."""
    return np.mean(softmax(Z) - Y, axis=0)


def ce_slope(call, rng):
    """Compare with finite differences of the cost."""
    Z, Y = classes(rng, m=3, K=3)
    dZ, h = array(call(Z, Y), Z.shape), 1e-5
    for i, k in np.ndindex(*Z.shape):
        e = np.zeros(Z.shape)
        e[i, k] = h
        up, down = (losses.softmax_cross_entropy(Z + s * e, Y) for s in (1, -1))
        holds(
            abs(dZ[i, k] - (up - down) / (2 * h)) < 1e-7,
            "Move one sum by a hair: the mean cross-entropy must move by this hair times the "
            "entry of dZ.",
            what=Said("dZ[{i}, {k}] is not the slope of the cost.", i=i, k=k),
        )


def pushes_cancel(call, rng):
    """Ask whether the pushes of a row add up to 0."""
    Z, Y = classes(rng)
    dZ = array(call(Z, Y), Z.shape)
    holds(
        np.isclose(dZ.sum(axis=1), 0),
        "The entries of a row add up to 0: what one class gains, the others lose.",
    )
    holds((dZ < 0) == (Y == 1), "Only the true class has a negative slope: its sum must grow.")


GRADIENT = task(
    softmax_ce_gradient,
    r"""
    Push the sums through the softmax, take the loss of the answer, and ask for its slope in each
    sum. After a page of algebra nearly everything cancels, eq. (softmax-dz) and
    eq. (softmax-dz-mean):

    $$dZ = \frac1m\,(P - Y), \qquad P = \text{softmax}(Z)$$

    It is the third time that you meet prediction minus truth. With your `softmax` it bears sums of
    any size.
    """,
    public=[
        answers(np.zeros((1, 2)), np.array([[1, 0]])),
        agrees(
            "three examples, all sums 0",
            softmax_ce_gradient,
            (np.zeros((3, 4)), np.eye(4)[[2, 0, 3]]),
            "With all sums 0 each class has the probability one quarter. The slope is this "
            "probability minus Y, divided by the number of examples.",
        ),
        agrees(
            "sums of 1000",
            softmax_ce_gradient,
            (np.array([[1000.0, 999.0, 998.0], [-1000.0, 0.0, 1.0]]), np.eye(3)[[1, 0]]),
            "The slope stays finite for sums near 1000: the softmax in it is the stable one.",
            points=0,
            kind="edge",
        ),
        law("the pushes of a row cancel", pushes_cancel, points=0),
        law("the slope of the cost", ce_slope, kind="gradient"),
    ],
    hidden=[
        agrees(
            "a random table",
            softmax_ce_gradient,
            lambda rng: classes(rng, m=5, K=6),
            "dZ is the mean cross-entropy's slope in each sum, eq. (softmax-dz-mean).",
        ),
        agrees(
            "huge sums",
            softmax_ce_gradient,
            lambda rng: (classes(rng)[0] * 900, classes(rng)[1]),
            "The slope stays finite for sums near 1000: the softmax in it is the stable one.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("missing 1/m", gradient_without_m),
        mistake("1/m twice", gradient_m_twice),
        mistake("divided by m·K", gradient_mean_of_all),
        mistake("the powers overflow", gradient_overflows),
        mistake("wrong sign", gradient_wrong_sign),
        mistake("the softmax forgotten", gradient_without_softmax),
        mistake("the slope of the softmax once too often", gradient_extra_slope),
        mistake("only the true class", gradient_true_class_only),
        mistake("the slope in P", gradient_in_p),
        mistake("divided by K", gradient_by_classes),
        mistake("one row for all", gradient_one_row),
    ],
    hints=[
        r"""
        The page of algebra is done, and eq. (softmax-dz-mean) is the result. You have a function
        for $P$ already. Ask yourself what $m$ is: $Z$ has $m \cdot K$ entries, and the mean in the
        cost is taken over the examples.
        """,
        r"""
        Three moves on tables of the shape $(m, K)$: your `softmax` of the sums, then a difference
        entry by entry, then a division by the number of rows. Nothing else stands in front. The
        usual mistake is to multiply by $p\,(1 - p)$ once more, which has cancelled on paper. Each
        row of your result must add up to 0.
        """,
    ],
    why=r"""
    For one example the Jacobian of softmax and the slope $-y_i / p_i$ of the loss leave $p - y$,
    eq. (softmax-dz). The cost is a mean over the examples, and each example has its own row of
    sums, so row $i$ of $dZ$ is $\frac1m (p_i - y_i)$. `len(Z)` is $m$, while `Z.size` would be
    $m K$. Using your own `softmax` matters, for with the bare powers the slope is `nan` as soon as
    a sum reaches 710. One could also build the Jacobian of each row, $K \times K$, and multiply:
    the same numbers for $K$ times the work, and with $-y/p$ a division that fails when $p$ rounds
    to 0. The difference $p - y$ cannot fail. It is between $-1$ and 1, and largest where the answer
    was most wrong.
    """,
    level="easy",
)


# Entropy.


def entropy(p):
    """Entropy of one distribution, in natural units. p: (K,), adds up to 1. Returns one number."""
    p = p[p > 0]  # p log p goes to 0 with p
    return -np.sum(p * np.log(p))  # eq. (entropy)


def entropy_without_minus(p):
    """The minus sign is missing, as in the scan. An entropy is never negative."""
    return -entropy(p)


def entropy_zero_times_infinity(p):
    """0 · log 0 is not a number. What never happens does not surprise: leave it out of the sum."""
    return -np.sum(p * np.log(p))


def entropy_plus_tiny(p):
    """Certainty has an entropy a little below 0: a tiny number stands in the logarithm."""
    return -np.sum(p * np.log(p + 1e-15))


def entropy_of_logs(p):
    """The weights p are missing: each −log p counts as often as its case occurs."""
    return -np.sum(np.log(p[p > 0]))


def entropy_mean(p):
    """You take the mean over the classes. The p are the weights already: take the sum."""
    return entropy(p) / len(p)


def entropy_base_two(p):
    """Your logarithm has the base 2, so your entropy is in bits. Here log is the natural one."""
    return entropy(p) / np.log(2)


def entropy_squares(p):
    """You add up the squares of the p. The entropy has the logarithm of each p."""
    return 1 - np.sum(p**2)


def entropy_first_term(p):
    """You return after the first class. Does the `return` stand within the loop?"""
    return entropy(p[:1])


def entropy_to_the_first_zero(p):
    """You stop at the first class that never happens. Skip it, and go on with the next."""
    return entropy(p[: np.argmin(np.append(p, 0) > 0)])


NEVER = (
    "Who knows what happens is never surprised: the entropy is 0. A class that never happens adds "
    "0 to the others."
)


def certainty(call, rng):
    """Ask where one thing happens always, and where one never does."""
    sure = number(call(np.array([0.0, 1.0, 0.0])))
    holds(
        not 0 < abs(sure) < 1e-3,
        NEVER,
        hint="Your entropy of certainty is nearly 0, and not 0. Is a tiny number added to the p, "
        "or put in the place of a 0? Leave the zeros out instead.",
    )
    compare(sure, 0.0, NEVER, rtol=1e-7)
    coin = np.array([0.0, 0.5, 0.5])
    compare(call(coin), losses.entropy(coin), NEVER, rtol=1e-7)


def least_certain(call, rng):
    """Ask whether the uniform distribution has the largest entropy."""
    uniform = number(call(np.full(4, 0.25)))
    holds(np.isclose(uniform, np.log(4)), "Four equal chances have the entropy log 4.")
    p = rng.dirichlet(np.ones(4))
    mixed = number(call(p))
    holds(0 <= mixed <= uniform, "No distribution over four classes has a larger entropy.")
    split = number(call(np.concatenate((p / 2, p / 2))))
    holds(
        np.isclose(split, mixed + np.log(2)),
        "Toss a coin as well: twice as many cases, and the entropy grows by log 2.",
    )


ENTROPY = task(
    entropy,
    r"""
    How uncertain is a distribution? Its entropy, eq. (entropy), is the loss that even the best
    answer pays on average:

    $$H(p) = -\sum_{k=1}^{K} p_k \log p_k$$

    (The scan has lost the minus sign.) What never happens adds nothing: where $p_k = 0$, the term
    is 0.
    """,
    public=[
        answers(np.array([0.5, 0.5])),
        agrees(
            "three chances",
            entropy,
            (np.array([0.2, 0.3, 0.5]),),
            "The entropy is the sum of −p log p over the three classes.",
        ),
        law("certainty", certainty, kind="edge"),
        law("the least certain", least_certain),
    ],
    hidden=[
        agrees(
            "a random distribution with a zero",
            entropy,
            lambda rng: (np.concatenate((rng.dirichlet(np.ones(5)), [0.0])),),
            "The entropy is the sum of −p log p; a class that never happens adds 0.",
        )
    ],
    mistakes=[
        mistake("missing minus sign", entropy_without_minus),
        mistake("0 · log 0", entropy_zero_times_infinity),
        mistake("a tiny number in the logarithm", entropy_plus_tiny),
        mistake("the weights forgotten", entropy_of_logs),
        mistake("mean for sum", entropy_mean),
        mistake("bits", entropy_base_two),
        mistake("squares for logarithms", entropy_squares),
        mistake("only the first class", entropy_first_term),
        mistake("stopped at a zero", entropy_to_the_first_zero),
    ],
    hints=[
        r"""
        Entropy is the mean surprise about what happens. Something that never happens surprises
        nobody, so it adds 0. The machine does not know that: for it $0 \cdot \log 0$ is not a
        number. What could you leave out of the sum before you take a logarithm?
        """,
        """
        Keep only the entries above 0. In NumPy a comparison gives an array of True and False, and
        used as an index it keeps the places with True: for `v = np.array([3, 0, 5])`, `v[v != 0]`
        is (3, 5). Then come the products of each $p$ with its logarithm, their sum, and the sign.
        """,
        r"""
        Take the sum and not the mean. The $p_k$ are the weights of the mean already, for they add
        up to 1. Test with four equal chances, which must give $\log 4$, and with certainty, which
        must give 0 and not a little below it.
        """,
    ],
    why=r"""
    The first line keeps the classes that can happen at all. This agrees with the limit: $p \log p$
    goes to 0 with $p$, so nothing is lost. In the second line each surprise $-\log p$ is weighted
    by how often it occurs, and the sum is the mean surprise. An alternative is
    `np.where(p > 0, p, 1)` inside the logarithm: the terms with $p = 0$ become
    $0 \cdot \log 1 = 0$, and the array keeps its length, which one wants for a whole table of
    distributions. A tiny number in the logarithm avoids the `nan` as well, but then certainty has
    an entropy below 0, and no measure of doubt should be negative. Without the weight in front,
    rare cases would dominate, since their surprise is the largest.
    """,
    level="medium",
)


# The experiment.


def sums_and_goal(rng):
    """Return sums and a probability for a variant. At T = 1 the third class has less than that."""
    middle = np.round(rng.uniform(0.2, 0.9), 2)
    low, high = middle - rng.uniform(0.4, 0.8), middle + rng.uniform(0.9, 1.3)
    return np.round([low, middle, high], 2), float(rng.choice([0.78, 0.8, 0.84, 0.96, 0.97]))


SUMS, GOAL = drawn((LECTURE, 0.9), sums_and_goal)
THREE = ", ".join(f"{z:g}" for z in SUMS)


def largest_at(T):
    """The largest probability of the three sums at a temperature."""
    return float(activations.softmax(SUMS / T).max())


def my_temperature():
    """Your number: return T."""
    low, high = 0.01, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        largest = softmax(SUMS[np.newaxis] / middle).max()
        low, high = (middle, high) if largest > GOAL else (low, middle)
    return middle


def temperature_of_one():
    """At T = 1 nothing changes. Is the answer to be surer, or less sure?"""
    return 1.0


def temperature_inverse():
    """You multiply by T. The sums are divided by the temperature: cold is sure."""
    return 1 / my_temperature()


def temperature_freezing():
    """Your T is so small that the largest sum takes everything. That is too sure."""
    return 0.1


def sure_enough(call, rng):
    """Ask for the largest probability."""
    said = call()
    holds(
        np.shape(said) == (),
        "The function returns one number.",
        what=Said("A table of the shape {shape} came back.", shape=np.shape(said)),
        hint="Return the temperature alone, and not the probabilities that it gives.",
    )
    T = number(said)
    holds(T > 0, "A temperature is positive.")
    p = largest_at(T)
    holds(
        abs(p - GOAL) <= 0.002,
        Said("The largest of the three probabilities is {goal:g} ± 0.002.", goal=GOAL),
        what=Said("At your temperature the largest probability is {p:.4f}.", p=p),
        hint=way_to_go(T, p),
    )


def way_to_go(T, p):
    """Say to whoever has missed the temperature where it lies. p: the largest probability at T."""
    if abs(largest_at(1 / T) - GOAL) <= 0.002:
        return "1 / T would be right. The sums are divided by the temperature: cold is sure."
    if p > GOAL:
        return Said(
            "Your T is too cold: the third class has more than {goal:g}. Try a larger one.",
            goal=GOAL,
        )
    if T > 1:
        return "Above T = 1 the answer is less sure than at 1. Cold is sure: look below 1."
    return Said(
        "Your T is too warm: the third class has less than {goal:g}. Try a smaller one.", goal=GOAL
    )


TEMPERATURE = task(
    my_temperature,
    rf"""
    An experiment. Three sums, $({THREE})$, give the third class about {largest_at(1):.1f}. Divide
    the sums by a temperature $T$, eq. (softmax-temperature): which $T$ makes the third class
    ${GOAL:g}$, to within $0.002$? Your `softmax` answers every guess. Twenty guesses are plenty:
    how would you halve the doubt with each?
    """,
    public=[answers(), law("as sure as that", sure_enough, points=2, kind="value")],
    mistakes=[
        mistake("nothing changed", temperature_of_one),
        mistake("multiplied by T", temperature_inverse),
        mistake("frozen", temperature_freezing),
    ],
    main=False,
    hints=[
        """
        Cold is sure, says eq. (softmax-temperature): as $T$ goes to 0, the largest class takes all.
        At $T = 1$ the third class has about 0.7, and you want 0.9. On which side of 1 must $T$ lie?
        Find one temperature at which the class has too much and one at which it has too little.
        """,
        """
        Between these two there is the answer. Try the middle. If the third class has more than 0.9
        there, the middle is too cold and becomes the new lower end; otherwise it becomes the new
        upper end. Each guess halves what is left, and twenty of them make a million parts of it.
        """,
        """
        Your function may search by itself, with a loop of twenty rounds that ends in `return`, or
        give back a number that you have found in another cell. Your `softmax` wants a table, so
        write the three sums as one row, of the shape $(1, 3)$, and divide them by $T$. The usual
        mistake is to multiply.
        """,
    ],
    why=r"""
    Between a temperature that is too cold and one that is too warm the largest probability falls
    steadily from 1 to $\frac13$, so there is exactly one $T$ for 0.9, and halving must find it:
    sixty such steps are more than the machine's digits can tell apart, and twenty are plenty.
    (`SUMS[np.newaxis]` is the row of the three sums, and `GOAL` is 0.9.) The answer is about 0.51,
    so the sums must be nearly twice as large. You can see it from the odds, too: $p_3 = 0.9$ means
    that $e^{-1.25/T} + e^{-1.93/T} = \frac19$, an equation that cannot be solved for $T$ by hand,
    but by a search. The experiment shows that a temperature changes how sure an answer is and never
    which answer it is. To find a good $T$ for a trained network one would not ask for 0.9 but for
    the lowest cross-entropy on held-out data.
    """,
    level="medium",
)


WARM_UP = warm_up(
    r"""
    The truth is the second class. One network answers $p = (0.7,\; 0.2,\; 0.1)$, another
    $p = (0.4,\; 0.2,\; 0.4)$. Which of the two has the greater cross-entropy?
    """,
    choice(
        "The first: it was surer of something wrong.",
        "It is true that 0.7 is a bold guess. But the loss asks only what was given to the true "
        "class. The second number is 0.2 in both answers, and how the rest was shared does not "
        "count.",
    ),
    choice(
        "Neither: both pay the same.",
        r"Both gave 0.2 to the truth, and the loss is $-\log 0.2 \approx 1.6$ for each. The wrong "
        "classes count only through what they leave to the true one.",
        right=True,
    ),
    choice(
        "The second: its answer is less clear.",
        "Being unsure costs nothing in itself. In both answers the truth got 0.2, and this is all "
        "that enters the loss.",
    ),
    choice(
        "That depends on how the classes are numbered.",
        "A squared error of labels would depend on it. The cross-entropy looks up the "
        "probability at the place of the true class, and that probability moves along when the "
        "classes are numbered anew.",
    ),
)


EXERCISE = Exercise(
    number="10",
    title="Softmax, one-hot, cross-entropy",
    chapter="10_softmax",
    tasks=(ONE_HOT, SOFTMAX, CROSS, GRADIENT, ENTROPY, TEMPERATURE),
    text="You turn ten sums into ten probabilities, see what they cost, and find out which way to "
    "push.",
    warm_up=WARM_UP,
)

"""Exercise 10, softmax and cross-entropy: text, solutions, checks and known mistakes."""

import numpy as np

from dlcourse.grading.exercise.kit import agrees, answers, array, holds, law, mistake, number, task
from dlcourse.grading.exercise.spec import Exercise

LECTURE = np.array([-0.21, 0.47, 1.72])  # the sums of deck E


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


def back_again(call, rng):
    """Ask whether the label can be read from its row."""
    y = rng.integers(0, 5, size=12)
    Y = array(call(y, 5), (12, 5))
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
    ],
)


# Softmax.


def softmax(Z):
    """A row of probabilities for each row of sums. Z: (m, K). Returns (m, K)."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))  # eq. (softmax-stable)
    return E / E.sum(axis=1, keepdims=True)  # eq. (softmax)


def softmax_without_shift(Z):
    """The powers overflow. Subtract the largest sum of each row first: it changes no answer."""
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def softmax_shift_of_table(Z):
    """You subtract the largest sum of the whole table. Then rows far below it become 0 / 0."""
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


def softmax_columns(Z):
    """You add up over the examples. The classes of one example stand in a row: add along it."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)


def softmax_down_the_columns(Z):
    """Each column of your table adds up to 1. Each row must, with the classes of an example."""
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def softmax_shift_of_columns(Z):
    """You subtract the largest of each column. The same number must go from all sums of a row."""
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)


def softmax_without_keepdims(Z):
    """One number for each row, as a plain array, does not fit to the rows. Keep it a column."""
    return np.exp(Z) / np.exp(Z).sum(axis=1)


def softmax_whole_table(Z):
    """Your whole table adds up to 1. Each row must: every example has its own probabilities."""
    E = np.exp(Z - Z.max())
    return E / E.sum()


def softmax_without_powers(Z):
    """You divide the sums themselves. Take their powers e^z first: a sum may be negative."""
    return Z / Z.sum(axis=1, keepdims=True)


def softmax_not_divided(Z):
    """Your rows do not add up to 1: the powers have still to be divided by their sum."""
    return np.exp(Z)


def softmax_twice(Z):
    """You apply the softmax twice. The second one pushes all answers towards 1/K."""
    return softmax(softmax(Z))


def softmax_largest(Z):
    """You choose the largest. Softmax leaves the others their share."""
    return np.eye(Z.shape[1])[Z.argmax(axis=1)]


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
    holds(
        np.isclose(P[1], P[2]) & np.isclose(P[0], P[2][::-1]),
        "Only differences count: the rows (1000, 999, 998), (−1000, −999, −998) and (0, 1, 2) "
        "hold the same three probabilities, in one order or the other.",
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
        law("only differences count", only_differences),
    ],
    hidden=[
        agrees(
            "a random table",
            softmax,
            lambda rng: classes(rng, m=7, K=5)[:1],
            "Each row of the result is the softmax of the same row of Z.",
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
    ],
)


# Cross-entropy.


def cross_entropy(P, Y):
    """Mean fine of m answers. P: (m, K) probabilities; Y: (m, K) one-hot. Returns one number."""
    p = np.sum(P * Y, axis=1)  # what each row gave to its true class
    return -np.mean(np.log(p))  # eq. (cross-entropy), eq. (cross-entropy-cost)


def cross_entropy_without_minus(P, Y):
    """The minus sign is missing, as in the scan. A fine is never negative."""
    return -cross_entropy(P, Y)


def cross_entropy_sum(P, Y):
    """You return the sum of the fines. The cost is their mean: the 1/m is missing."""
    return len(Y) * cross_entropy(P, Y)


def cross_entropy_mean_of_all(P, Y):
    """You divide by m·K, the number of entries. There are m examples: divide by m."""
    return cross_entropy(P, Y) / Y.shape[1]


def cross_entropy_zero_times_infinity(P, Y):
    """0 · log 0 is not a number. Only the true class counts: take the logarithm of that one."""
    return -np.mean(np.sum(Y * np.log(P), axis=1))


def cross_entropy_plus_tiny(P, Y):
    """Your fines stop growing at log 1e8: a tiny number stands in the logarithm. Leave it out."""
    return -np.mean(np.sum(Y * np.log(P + 1e-8), axis=1))


def cross_entropy_plus_tinier(P, Y):
    """Your fines stop growing at log 1e12: a tiny number stands in the logarithm. Leave it out."""
    return -np.mean(np.sum(Y * np.log(P + 1e-12), axis=1))


def cross_entropy_plus_tiniest(P, Y):
    """Your fines stop growing at log 1e15: a tiny number stands in the logarithm. Leave it out."""
    return -np.mean(np.sum(Y * np.log(P + 1e-15), axis=1))


def cross_entropy_squared(P, Y):
    """You take the squared error. The fine here is −log of the probability of the true class."""
    return np.mean(np.sum((P - Y) ** 2, axis=1))


def cross_entropy_swapped(P, Y):
    """Your fine is infinite: the logarithm of a 0 is taken. Y has zeros; the logarithm is of P."""
    return -np.mean(np.sum(P * np.log(Y), axis=1))


def cross_entropy_base_two(P, Y):
    """Your logarithm has the base 2. Here log is the natural logarithm."""
    return cross_entropy(P, Y) / np.log(2)


def a_shrug(call, rng):
    """Ask for uniform answers, and for the same table twice."""
    for K in (2, 5):
        _, Y = classes(rng, m=4, K=K)
        shrug = number(call(np.full(Y.shape, 1 / K), Y))
        holds(np.isclose(shrug, np.log(K)), "A uniform answer over K classes costs log K.")
    Z, Y = classes(rng, m=3)
    P = softmax(Z)
    once, twice = number(call(P, Y)), number(call(np.tile(P, (2, 1)), np.tile(Y, (2, 1))))
    holds(np.isclose(once, twice), "The mean does not change when every example comes twice.")


CROSS = task(
    cross_entropy,
    r"""
    Fine each answer by what it gave to the truth, eq. (cross-entropy), and take the mean over the
    examples, eq. (cross-entropy-cost):

    $$L = -\sum_{k=1}^{K} y_k \log p_k$$

    A certain answer holds zeros, and $\log 0$ is not finite. But the true class is the only one
    that counts. Take care of that before the logarithm, not after it, and let no tiny number stand
    in for a small probability: there is no highest fine.
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
        agrees(
            "next to nothing for the truth",
            cross_entropy,
            (np.array([[1.0, 1e-200], [0.5, 0.5]]), np.array([[0, 1], [1, 0]])),
            "The first answer gave 1e-200 to the truth. There is no highest fine: −log p grows "
            "without limit as p goes to 0.",
            points=0,
            kind="edge",
        ),
        law("a shrug costs log K", a_shrug),
    ],
    hidden=[
        agrees(
            "random answers",
            cross_entropy,
            lambda rng: (softmax(classes(rng)[0]), classes(rng)[1]),
            "The result is the mean of −log p, where p is the probability of the true class.",
        ),
        agrees(
            "nearly certain, and wrong",
            cross_entropy,
            lambda rng: (
                np.array([[1.0, 0.0]]) + rng.uniform(1e-11, 9e-11) * np.array([[-1.0, 1.0]]),
                np.array([[0, 1]]),
            ),
            "There is no highest fine: −log p grows without limit as p goes to 0.",
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
    ],
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
    """You multiply by p(1 − p). With this fine the slopes of the softmax have cancelled already."""
    P = softmax(Z)
    return (P - Y) * P * (1 - P) / len(Z)


def gradient_true_class_only(Z, Y):
    """You push the true class only. The others are pushed down: their slope is their p."""
    return (softmax(Z) - Y) * Y / len(Z)


def gradient_in_p(Z, Y):
    """You return the slope in the probabilities. The slope in the sums Z is asked for."""
    return -Y / softmax(Z) / len(Z)


def ce_slope(call, rng):
    """Compare with finite differences of the cost."""
    Z, Y = classes(rng, m=3, K=3)
    dZ, h = array(call(Z, Y), Z.shape), 1e-5
    for i, k in np.ndindex(*Z.shape):
        e = np.zeros(Z.shape)
        e[i, k] = h
        up, down = (cross_entropy(softmax(Z + s * e), Y) for s in (1, -1))
        holds(
            abs(dZ[i, k] - (up - down) / (2 * h)) < 1e-7,
            "Move one sum by a hair: the mean cross-entropy must move by this hair times the "
            "entry of dZ.",
            what=f"dZ[{i}, {k}] is not the slope of the cost.",
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
    Push the sums through the softmax, fine the answer, and ask for the slope in each sum. After a
    page of algebra nearly everything cancels, eq. (softmax-dz) and eq. (softmax-dz-mean):

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
    ],
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
    How uncertain is a distribution? Its entropy, eq. (entropy), is the fine that even the best
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
            (np.array([0.5, 0.25, 0.25]),),
            "The entropy is the sum of −p log p over the three classes.",
        ),
        agrees(
            "certainty",
            entropy,
            [(np.array([0.0, 1.0, 0.0]),), (np.array([0.0, 0.5, 0.5]),)],
            "Who knows what happens is never surprised: the entropy is 0. A class that never "
            "happens adds 0 to the others.",
            kind="edge",
        ),
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
    ],
)


# The experiment.


def largest_at(T):
    """The largest probability of the lecture's sums at a temperature."""
    return float(softmax(LECTURE[np.newaxis] / T).max())


def my_temperature():
    """Your number: return T."""
    low, high = 0.01, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if largest_at(middle) > 0.9 else (low, middle)
    return middle


def temperature_of_one():
    """At T = 1 nothing changes. Is the answer to be surer, or less sure?"""
    return 1.0


def temperature_inverse():
    """You multiply by T. The sums are divided by the temperature: cold is sure."""
    return 1 / my_temperature()


def temperature_freezing():
    """Your T is so small that the largest sum takes everything. That is more than 0.9."""
    return 0.1


def ninety_per_cent(call, rng):
    """Ask for the largest probability."""
    T = number(call())
    holds(T > 0, "A temperature is positive.")
    p = largest_at(T)
    holds(
        abs(p - 0.9) <= 0.002,
        "The largest of the three probabilities is 0.9 ± 0.002.",
        what=f"At your temperature the largest probability is {p:.4f}.",
    )


TEMPERATURE = task(
    my_temperature,
    r"""
    An experiment. The lecture's sums $(-0.21, 0.47, 1.72)$ give the third class about 0.7. Divide
    the sums by a temperature $T$, eq. (softmax-temperature): which $T$ makes the third class
    $0.9$, to within $0.002$? Your `softmax` answers every guess. Twenty guesses are plenty: how
    would you halve the doubt with each?
    """,
    public=[answers(), law("nine tenths", ninety_per_cent, points=2, kind="value")],
    mistakes=[
        mistake("nothing changed", temperature_of_one),
        mistake("multiplied by T", temperature_inverse),
        mistake("frozen", temperature_freezing),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="10",
    title="Softmax, one-hot, cross-entropy",
    chapter="10_softmax",
    tasks=(ONE_HOT, SOFTMAX, CROSS, GRADIENT, ENTROPY, TEMPERATURE),
    text="You turn ten sums into ten probabilities, fine them, and find out which way to push.",
)

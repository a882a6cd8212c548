"""Exercise 11, training a deep network: text, solutions, checks and known mistakes."""

import numpy as np

from dlcourse.data import digits
from dlcourse.grading.exercise.kit import (
    agrees,
    answers,
    array,
    holds,
    law,
    mistake,
    parts,
    shaped,
    task,
)
from dlcourse.grading.exercise.spec import Exercise


def sigmoid(z):
    """The stable sigmoid, for the references and the wrong solutions."""
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


# A bump.


def bump(x, left, right, s):
    """A bump between two edges. x: (m,), left < right, s: the steepness. Returns (m,)."""
    return sigmoid(s * (x - left)) - sigmoid(s * (x - right))  # eq. (bump)


def bump_sum(x, left, right, s):
    """You add the two steps. The second one takes away what the first has built."""
    return sigmoid(s * (x - left)) + sigmoid(s * (x - right))


def bump_product(x, left, right, s):
    """You multiply a step up and a step down. One output neuron can only add and subtract."""
    return sigmoid(s * (x - left)) * sigmoid(s * (right - x))


def bump_upside_down(x, left, right, s):
    """Your bump is a pit: the step at the left edge goes up."""
    return sigmoid(s * (x - right)) - sigmoid(s * (x - left))


def bump_bias_alone(x, left, right, s):
    """Your steps are not at the edges. The steepness multiplies the distance from the edge."""
    return sigmoid(s * x - left) - sigmoid(s * x - right)


def bump_one_steepness(x, left, right, s):
    """The steepness is missing: your steps are always equally soft."""
    return sigmoid(x - left) - sigmoid(x - right)


def bumps_join(call, rng):
    """Ask for two neighbours, and for one bump over both."""
    x, s = rng.uniform(-1, 2, size=9), float(rng.uniform(5, 9))
    one, two, both = (array(call(x, *at, s), (9,)) for at in ((0.0, 0.4), (0.4, 1.0), (0.0, 1.0)))
    holds(np.isclose(one + two, both), "Two neighbours add up to one wide bump.")
    holds((both > 0) & (both < 1), "A bump lies between 0 and 1.")


BUMP = task(
    bump,
    """
    The brick of the universal approximation theorem, eq. (bump): a step up at the left edge, minus
    a step up at the right edge. A step is a sigmoid of the distance from the edge times $s$.
    """,
    public=[
        answers(np.array([0.5]), 0.25, 1.0, 4.0),
        agrees(
            "five places",
            bump,
            (np.array([-1.0, 0.15, 0.35, 1.0, 2.0]), 0.25, 1.0, 4.0),
            "The step at the left edge minus the step at the right edge, at every x.",
        ),
        law("neighbours join", bumps_join),
    ],
    hidden=[
        agrees(
            "random places",
            bump,
            lambda rng: (rng.normal(size=12), -0.3, float(rng.uniform(0, 1)), 6.0),
            "The step at the left edge minus the step at the right edge, at every x.",
        )
    ],
    mistakes=[
        mistake("a sum of steps", bump_sum),
        mistake("a product of steps", bump_product),
        mistake("upside down", bump_upside_down),
        mistake("the edge not multiplied", bump_bias_alone),
        mistake("no steepness", bump_one_steepness),
    ],
)


# The price.


def l2_gradient(W, b, dW, db, alpha):
    """Slopes of the cost with its price. dW, db: those of the cost alone. Returns dW, db.

    W, dW: (n_out, n_in); b, db: (n_out,); alpha: the strength of the penalty.
    """
    return dW + alpha * W, db  # eq. (l2-gradient)


def l2_on_bias(W, b, dW, db, alpha):
    """You put a price on the bias. It only shifts, and goes free."""
    return dW + alpha * W, db + alpha * b


def l2_twice(W, b, dW, db, alpha):
    """Your pull is twice too strong. The price has a ½ in front of the squares."""
    return dW + 2 * alpha * W, db


def l2_half(W, b, dW, db, alpha):
    """Your pull is half as strong as it should be. The slope of a square has a 2 to meet the ½."""
    return dW + alpha / 2 * W, db


def l2_of_norm(W, b, dW, db, alpha):
    """You took the slope of the norm, as the deck writes it. The price here is its square."""
    return dW + alpha * W / np.linalg.norm(W), db


def l2_pushes(W, b, dW, db, alpha):
    """The sign is wrong: large weights would be paid for, and grow."""
    return dW - alpha * W, db


def l2_alone(W, b, dW, db, alpha):
    """The slope of the cost is gone. The price is added to it."""
    return alpha * W, db


def l2_signs(W, b, dW, db, alpha):
    """Your pull is the same for all weights. A large weight is pulled harder."""
    return dW + alpha * np.sign(W), db


def priced(rng):
    """Return random weights, biases, slopes and a strength."""
    W, dW, b, db = (rng.normal(size=shape) for shape in ((3, 4), (3, 4), 3, 3))
    return W, b, dW, db, float(rng.uniform(0.2, 0.9))


def price_slopes(call, rng):
    """Compare with finite differences of the price."""
    W, b, dW, db, alpha = priced(rng)
    got, _ = parts(call(W, b, 0 * dW, 0 * db, alpha), ("dW", "db"))
    got, h = array(got, W.shape, what="dW"), 1e-5
    for at in np.ndindex(*W.shape):
        e = np.zeros(W.shape)
        e[at] = h
        rise = alpha / 2 * (np.sum((W + e) ** 2) - np.sum((W - e) ** 2)) / (2 * h)
        holds(
            abs(got[at] - rise) < 1e-6,
            "Where the cost is level, dW is the slope of the price, eq. (l2-cost).",
        )


PRICE_WHY = "To each weight's slope the slope of the price is added; the biases go free."

L2 = task(
    l2_gradient,
    r"""
    The price $\frac{\alpha}{2} \lVert W \rVert^2$, eq. (l2-cost), keeps weights small. You have the
    slopes of the cost without it. Return those of the cost with it, eq. (l2-gradient):

    $$\frac{\partial J_\alpha}{\partial w} = \frac{\partial J}{\partial w} + \alpha\, w$$

    for every weight $w$. The biases go free: they only shift, and a shift bends nothing.
    """,
    public=[
        answers(*priced(np.random.default_rng(1))),
        agrees(
            "three units",
            l2_gradient,
            priced(np.random.default_rng(1)),
            PRICE_WHY,
            returns=("dW", "db"),
        ),
        law("the slope of the price", price_slopes, kind="gradient"),
    ],
    hidden=[agrees("random weights", l2_gradient, priced, PRICE_WHY, returns=("dW", "db"))],
    mistakes=[
        mistake("a price on the bias", l2_on_bias),
        mistake("twice", l2_twice),
        mistake("half", l2_half),
        mistake("the norm for its square", l2_of_norm),
        mistake("wrong sign", l2_pushes),
        mistake("the price alone", l2_alone),
        mistake("the same pull for all", l2_signs),
    ],
)


# The deal.


def split(groups, seed):
    """Deal rows into three parts, whole groups each. groups: (m,), the group of each row.

    Of G groups, G // 5 become validation, G // 5 test, the rest training; seed: a whole number.
    Returns training, validation, test: arrays of row numbers.
    """
    names = np.random.default_rng(seed).permutation(np.unique(groups))
    k = len(names) // 5
    deal = names[2 * k :], names[:k], names[k : 2 * k]
    return tuple(np.flatnonzero(np.isin(groups, part)) for part in deal)


def split_rows(groups, seed):
    """You deal single rows. Rows of one group stay together, or the test knows them already."""
    rows = np.random.default_rng(seed).permutation(len(groups))
    k = len(groups) // 5
    return rows[2 * k :], rows[:k], rows[k : 2 * k]


def split_in_order(groups, seed):
    """Your deal is always the same. Shuffle the groups, with the seed."""
    names = np.unique(groups)
    k = len(names) // 5
    deal = names[2 * k :], names[:k], names[k : 2 * k]
    return tuple(np.flatnonzero(np.isin(groups, part)) for part in deal)


def split_twice(groups, seed):
    """What judges has been seen: your training part holds rows of the other parts."""
    _, valid, test = split(groups, seed)
    return np.arange(len(groups)), valid, test


def split_same_judge(groups, seed):
    """Validation and test are the same rows. What chooses must not judge."""
    train, valid, _ = split(groups, seed)
    return train, valid, valid


def split_names(groups, seed):
    """You return the groups. The numbers of their rows are asked for."""
    return tuple(np.unique(groups[part]) for part in split(groups, seed))


def split_order(groups, seed):
    """Your parts come in another order: training, validation, test."""
    train, valid, test = split(groups, seed)
    return valid, test, train


def dealt(call, groups, seed):
    """Return the three parts as arrays of row numbers, or fail."""
    names = ("training", "validation", "test")
    found = parts(call(groups, seed), names)
    return [
        array(part, (np.size(part),), what=name) for part, name in zip(found, names, strict=True)
    ]


def every_row_once(call, rng):
    """Ask whether each row is in one part."""
    groups = rng.permutation(np.repeat(np.arange(10) + 40, rng.integers(2, 6, size=10)))
    rows = np.sort(np.concatenate(dealt(call, groups, 3)))
    holds(
        np.array_equal(rows, np.arange(len(groups))),
        "Every row is in one of the three parts, and in no other.",
    )


def whole_groups(call, rng):
    """Ask whether the groups stay whole, and how many each part has."""
    for n, sizes in ((11, [7, 2, 2]), (14, [10, 2, 2])):
        groups = rng.permutation(np.repeat(np.arange(n) + 40, rng.integers(2, 6, size=n)))
        found = dealt(call, groups, int(rng.integers(1000)))
        for part in found:
            holds(np.isin(part, np.arange(len(groups))), "Each part holds numbers of rows.")
        names = [np.unique(groups[part.astype(int)]) for part in found]
        holds(
            len(np.unique(np.concatenate(names))) == sum(map(len, names)),
            "No group has rows in two parts.",
        )
        holds(
            [len(part) for part in names] == sizes,
            "Eleven groups are dealt as seven, two and two, fourteen as ten, two and two: "
            "training, validation, test.",
        )


def seeds_decide(call, rng):
    """Ask with the same seed twice, and with others."""
    groups = np.repeat(np.arange(20), 3)
    tests = [tuple(np.sort(dealt(call, groups, seed)[2])) for seed in (5, 5, 6, 7, 8)]
    holds(tests[0] == tests[1], "The same seed gives the same deal.")
    holds(len(set(tests)) > 1, "Other seeds give other deals.")


SPLIT = task(
    split,
    """
    Deal the data as the future will: whole groups (patients, writers, days) are held out. Shuffle
    the groups with `np.random.default_rng(seed)`, give a fifth of them, rounded down, to the
    validation part, as many to the test part, and the rest to training. The part that chooses must
    not be the one that judges: eq. (best-of-many) says how far you would fool yourself.
    """,
    public=[
        answers(np.repeat(np.arange(5), 2), 0),
        law("every row once", every_row_once, kind="value"),
        law("whole groups", whole_groups),
        law("the seed decides", seeds_decide, points=0),
    ],
    hidden=[law("whole groups, dealt anew", whole_groups), law("other seeds", seeds_decide)],
    mistakes=[
        mistake("single rows", split_rows),
        mistake("not shuffled", split_in_order),
        mistake("training on the test", split_twice),
        mistake("one part for two jobs", split_same_judge),
        mistake("groups for rows", split_names),
        mistake("another order", split_order),
    ],
)


# The start.


def he_init(n_in, n_out, seed):
    """First weights before a ReLU. seed: a whole number. Returns W, (n_out, n_in)."""
    rng = np.random.default_rng(seed)
    return np.sqrt(2 / n_in) * rng.normal(size=(n_out, n_in))  # eq. (he)


def init_zeros(n_in, n_out, seed):
    """All weights are equal, so all units stay twins for ever, eq. (twin-units)."""
    return np.zeros((n_out, n_in))


def init_variance_as_spread(n_in, n_out, seed):
    """You multiply by the variance. Its square root is the factor."""
    return 2 / n_in * np.random.default_rng(seed).normal(size=(n_out, n_in))


def init_glorot(n_in, n_out, seed):
    """You took Glorot's choice. A ReLU loses half of the squares, and He makes up for it."""
    return he_init(n_in, n_out, seed) * np.sqrt(n_in / (n_in + n_out))


def init_without_two(n_in, n_out, seed):
    """The 2 is missing. A ReLU sets half of the sums to 0, and half of the squares is lost."""
    return he_init(n_in, n_out, seed) / np.sqrt(2)


def init_outputs(n_in, n_out, seed):
    """You divide by the number of outputs. A sum has as many terms as there are inputs."""
    return he_init(n_in, n_out, seed) * np.sqrt(n_in / n_out)


def init_positive(n_in, n_out, seed):
    """Your weights are all positive. The mean of the first weights is 0."""
    return np.abs(he_init(n_in, n_out, seed))


def init_same_seed(n_in, n_out, seed):
    """Your weights do not depend on the seed."""
    return he_init(n_in, n_out, 0)


def he_variance(call, rng):
    """Measure mean and variance of many weights."""
    for n_in, n_out in ((400, 100), (50, 600)):
        W = array(call(n_in, n_out, int(rng.integers(1, 1000))), (n_out, n_in))
        holds(abs(W.mean()) < 0.05 / np.sqrt(n_in), "The weights have the mean 0.")
        ratio = W.var() * n_in / 2
        holds(
            0.93 < ratio < 1.07,
            "The variance is that of eq. (he), up to the luck of the draw.",
            what=f"Your variance is {ratio:.2f} times He's.",
        )


def seeds_start(call, rng):
    """Ask with the same seed twice, and with another."""
    one, same, other = (array(call(6, 5, seed), (5, 6)) for seed in (3, 3, 4))
    holds(one == same, "The same seed gives the same weights.")
    holds(np.any(one != other), "Another seed gives other weights.")


HE = task(
    he_init,
    r"""
    Draw the first weights of a layer that a ReLU follows: random numbers with the mean 0 and He's
    variance, eq. (he), so that the signal keeps its size through many layers:

    $$\mathrm{Var}(w) = \frac{2}{n_\text{in}}$$

    The square root of the variance is the standard deviation.
    """,
    public=[
        answers(3, 2, 1),
        shaped("a row for each unit", (3, 2, 1), (2, 3)),
        law("mean and variance", he_variance, kind="value"),
        law("the seed decides", seeds_start, points=0),
    ],
    hidden=[law("mean and variance, drawn anew", he_variance), law("other seeds", seeds_start)],
    mistakes=[
        mistake("zeros", init_zeros),
        mistake("the variance for its root", init_variance_as_spread),
        mistake("Glorot", init_glorot),
        mistake("the 2 forgotten", init_without_two),
        mistake("outputs for inputs", init_outputs),
        mistake("all positive", init_positive),
        mistake("the seed ignored", init_same_seed),
    ],
)


# The experiment.


def descend(X, y, X_new, *, rate=0.02, epochs=20, scale=1.0):
    """Train 64 ReLUs with Adam, and answer for X_new."""
    rng, K = np.random.default_rng(0), 10
    p = [scale * he_init(X.shape[1], 64, 1).T, np.zeros(64), scale * he_init(64, K, 2).T]
    p.append(np.zeros(K))
    first, second, t = [0 * q for q in p], [0 * q for q in p], 0
    total = epochs * -(-len(X) // 64)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for at in range(0, len(X), 64):
            rows, t = order[at : at + 64], t + 1
            A = np.maximum(X[rows] @ p[0] + p[1], 0)
            Z = A @ p[2] + p[3]
            E = np.exp(Z - Z.max(axis=1, keepdims=True))
            dZ = (E / E.sum(axis=1, keepdims=True) - np.eye(K)[y[rows]]) / len(rows)
            dA = dZ @ p[2].T * (A > 0)
            slopes = [X[rows].T @ dA, dA.sum(axis=0), A.T @ dZ, dZ.sum(axis=0)]
            now = rate * (1 + np.cos(np.pi * t / total)) / 2
            for k, g in enumerate(slopes):
                first[k] = 0.9 * first[k] + 0.1 * g
                second[k] = 0.999 * second[k] + 0.001 * g * g
                root = np.sqrt(second[k] / (1 - 0.999**t)) + 1e-8
                p[k] = p[k] - now * first[k] / (1 - 0.9**t) / root
    return np.argmax(np.maximum(X_new @ p[0] + p[1], 0) @ p[2] + p[3], axis=1)


def train(X, y, X_new):
    """Learn from digits, and read others. X: (m, 64) pixels from 0 to 1, y: (m,) labels 0 … 9.

    X_new: (k, 64), digits that you have not seen. Returns the k labels that you read.
    """
    return descend(X, y, X_new)


def train_untrained(X, y, X_new):
    """Nothing has been learnt: your network still answers as it started."""
    return descend(X, y, X_new, epochs=0)


def train_from_zeros(X, y, X_new):
    """From zeros only the last bias learns. Your network needs a random start."""
    return descend(X, y, X_new, scale=0.0, epochs=1)


def train_slowly(X, y, X_new):
    """Your steps are too small, and training ends before it has arrived."""
    return descend(X, y, X_new, rate=1e-5, epochs=1)


def reads_digits(call, rng):
    """Deal the digits, half of them negatives, and ask for the labels of those held out."""
    table = digits()
    order = rng.permutation(len(table.y))
    old, new = order[450:], order[:450]
    X, turned = table.X / 16, rng.random(len(table.y)) < 0.5
    X[turned] = 1 - X[turned]
    says = array(call(X[old], table.y[old].astype(np.int64), X[new]), (450,))
    right = np.mean(says == table.y[new])
    holds(
        right >= 0.9,
        "At least 90 % of the held-out digits are read correctly.",
        what=f"You read {100 * right:.1f} % of the held-out digits.",
    )


def one_deal(call, rng):
    """Ask with the same deal each time."""
    reads_digits(call, np.random.default_rng(11))


TRAIN = task(
    train,
    """
    An experiment: everything together. You get about 1350 digits with their labels, and 450 others
    without. About half of all are negatives: paper and ink have changed places, and a pixel $x$ has
    become $1 - x$. Train a network on the first, with NumPy alone, and return what it reads in the
    others. At least 90 % must be right, and a call may take 5 seconds: aim at half of that.

    Without a hidden layer nobody gets there: what speaks for a digit in a picture speaks against it
    in the negative. Functions that you have written above, and in earlier exercises, may help.
    Choose the settings on a part of the digits whose labels you have.
    """,
    public=[
        answers(np.eye(64)[:10], np.arange(10), np.eye(64)[:3]),
        law("held-out digits", one_deal, points=2, kind="value"),
    ],
    hidden=[law("another deal", reads_digits, points=2)],
    mistakes=[
        mistake("not trained", train_untrained),
        mistake("zeros at the start", train_from_zeros),
        mistake("steps too small", train_slowly),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="11",
    title="Training a deep network",
    chapter="11_training",
    tasks=(BUMP, L2, SPLIT, HE, TRAIN),
    text="You build the parts of an honest training, and then you train on real digits.",
)

"""Exercise 03, logistic regression: text, solutions, checks and known mistakes in one place."""

import math

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


def examples(rng, m=7, n=3):
    """Return random (w, b, X, y), the arguments of a gradient."""
    X = rng.normal(size=(m, n))
    return rng.normal(size=n), float(rng.normal()), X, rng.integers(0, 2, size=m)


TABLE = np.array([[2.0, 3.0], [3.0, 5.0], [1.0, 0.0], [3.0, 1.0]])  # the whiteboard's inputs
LABELS = np.array([0, 1, 0, 1])
UNEVEN = np.array([0, 1, 1, 1])  # with as many ones as zeros, b would not move at first


def sigmoid(z):
    """Squeeze z, a number or an array of any shape, between 0 and 1. The shape stays."""
    e = np.exp(-np.abs(z))  # never above 1
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


def sigmoid_of_minus_z(z):
    """The exponent has the wrong sign: your curve falls from 1 to 0 where it should rise."""
    return 1 / (1 + np.exp(z))


def sigmoid_plain(z):
    """At z = −720 you answer 0, as 1 / (1 + e^(−z)) does. Find a form that needs only e^(−|z|)."""
    return 1 / (1 + np.exp(-z))


def sigmoid_infinity_by_infinity(z):
    """For large z you get no number, as from infinity / infinity. Find a form with e^(−|z|)."""
    return np.exp(z) / (1 + np.exp(z))


def sigmoid_one_number(z):
    """math.exp takes one number only. The function of NumPy takes a whole array."""
    return 1 / (1 + math.exp(-z))


def sigmoid_clipped(z):
    """You cut z off where it is large. Then all larger sums get the same answer and no slope."""
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def sigmoid_clipped_late(z):
    """You cut z off at ±500. The answer at z = −720 is far smaller than the one at −500."""
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def sigmoid_clipped_last(z):
    """You cut z off at ±709, where e^(−z) still holds. At z = −720 the answer is smaller yet."""
    return 1 / (1 + np.exp(-np.clip(z, -709, 709)))


def sigmoid_slope(z):
    """You return the slope σ(z)(1 − σ(z)). The function itself is asked for."""
    return sigmoid(z) * (1 - sigmoid(z))


def sigmoid_tanh(z):
    """You have tanh, which runs from −1 to 1. The sigmoid runs from 0 to 1."""
    return np.tanh(z)


def keeps_its_shape(call, rng):
    """Ask for a table and for a number."""
    array(call(np.zeros((2, 3))), (2, 3))
    number(call(1.0))


def large_sums(call, rng):
    """Ask where e^(−z) or e^z overflows."""
    a = array(call(np.array([-1000.0, -720.0, 720.0, 1000.0])), (4,))
    holds((a >= 0) & (a <= 1), "Every answer lies between 0 and 1, however large |z| is.")
    holds(a[1] > 0, "σ(−720) is tiny, but not 0: the machine knows the number e^(−720).")
    holds(
        np.isclose(a[1], np.exp(-720.0), rtol=1e-4, atol=0),
        "σ(−720) is e^(−720), up to a factor that rounds to 1.",
    )
    holds(a[2:] == 1, "σ(720) is so close to 1 that the nearest number is 1.")


def mirror(call, rng):
    """Ask for the law (sigmoid-mirror) and for growth."""
    z = np.sort(rng.normal(scale=3, size=6))
    a, b = array(call(z), (6,)), array(call(-z), (6,))
    holds(np.diff(a) > 0, "The sigmoid grows: a larger z gives a larger answer.")
    holds(np.isclose(a + b, 1), "σ(z) + σ(−z) = 1, eq. (sigmoid-mirror).")


SIGMOID = task(
    sigmoid,
    r"""
    The curve that turns a sum into a probability, eq. (sigmoid):

    $$\sigma(z) = \frac{1}{1 + e^{-z}}$$

    It must take one number or a whole array. And it must be right **everywhere**: at $z = -720$ the
    power $e^{720}$ is too large for the machine, but the answer, about $e^{-720}$, is not too small
    for it. Which power is harmless for every $z$?
    """,
    public=[
        answers(0.0),
        law("a table stays a table, a number a number", keeps_its_shape, points=0, kind="shape"),
        agrees(
            "0, and odds of three to one",
            sigmoid,
            (np.array([0.0, np.log(3.0)]),),
            "At z = 0 the answer is one half. At z = log 3 the odds a / (1 − a) are 3.",
        ),
        law("large sums", large_sums, kind="edge"),
        law("the two halves mirror each other", mirror, points=0),
    ],
    hidden=[
        agrees(
            "a table of random sums",
            sigmoid,
            lambda rng: (rng.normal(scale=4, size=(3, 4)),),
            "Each entry of the result is σ of the same entry of z, eq. (sigmoid).",
        ),
        agrees(
            "far to the left",
            sigmoid,
            lambda rng: (rng.uniform(-740, -710, size=5),),
            "Far to the left σ(z) is e^z, up to a factor that rounds to 1.",
            kind="edge",
            rtol=1e-4,
        ),
    ],
    mistakes=[
        mistake("wrong sign in the exponent", sigmoid_of_minus_z),
        mistake("infinity divided by infinity", sigmoid_infinity_by_infinity),
        mistake("math.exp for an array", sigmoid_one_number),
        mistake("the sum is cut off", sigmoid_clipped),
        mistake("the sum is cut off at 500", sigmoid_clipped_late),
        mistake("the sum is cut off at 709", sigmoid_clipped_last),
        mistake("the slope instead", sigmoid_slope),
        mistake("tanh instead", sigmoid_tanh),
        mistake("the power overflows", sigmoid_plain),
    ],
)


def bce(a, y):
    """Mean fine of m answers. a: (m,) between 0 and 1; y: (m,) of 0 and 1. Returns one number."""
    p = np.where(y == 1, a, 1 - a)  # eq. (likelihood): what each answer gave to the truth
    return -np.mean(np.log(p))  # eq. (bce), eq. (logistic-cost)


def bce_without_minus(a, y):
    """The minus sign is missing, as on the board. A logarithm of a probability is never above 0."""
    return -bce(a, y)


def bce_sum(a, y):
    """You return the sum of the fines. The cost is their mean: the 1/m is missing."""
    return len(y) * bce(a, y)


def bce_zero_times_infinity(a, y):
    """0 · log 0 is not a number. Only one of the two logarithms is needed: take that one alone."""
    return -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))


def bce_one_sided(a, y):
    """You fine only the examples with y = 1. The term with (1 − y) is missing."""
    return -np.mean(np.where(y == 1, np.log(a), 0))


def bce_swapped(a, y):
    """The labels are the wrong way round: for y = 1 the probability of the truth is a."""
    return bce(a, 1 - y)


def bce_base_ten(a, y):
    """Your logarithm has the base 10. Here log is the natural logarithm."""
    return bce(a, y) / np.log(10)


def bce_half(a, y):
    """There is a ½ too much. It belongs to the squared cost, where it cancels a 2."""
    return bce(a, y) / 2


def bce_squared(a, y):
    """You take the squared error. The fine here is −log of the probability of the truth."""
    return np.mean((a - y) ** 2) / 2


def bce_shifted(a, y):
    """Something tiny is added inside the logarithm. Then a very wrong answer pays too little."""
    return -np.mean(np.log(np.where(y == 1, a, 1 - a) + 1e-15))


def bce_clipped(a, y):
    """You cut a off near 0 and 1. So a very wrong answer pays too little, and has no slope."""
    return bce(np.clip(a, 1e-7, 1 - 1e-7), y)


def bce_clipped_late(a, y):
    """You cut a off at 1e-15. That is small, but a truth can be given less: then the fine stops."""
    return bce(np.clip(a, 1e-15, 1 - 1e-15), y)


def doubled(call, rng):
    """Ask for one table, and for the same table twice."""
    a, y = np.array([0.9, 0.3]), np.array([1, 1])
    once, twice = number(call(a, y)), number(call(np.tile(a, 2), np.tile(y, 2)))
    holds(once > 0, "A fine is never negative.")
    holds(np.isclose(once, twice), "The mean does not change when every example comes twice.")
    holds(number(call(a / 2, y)) > once, "Who gives less to the truth is fined more.")


BCE = task(
    bce,
    r"""
    What should a probability be fined? Minus the logarithm of what it gave to the truth, eq. (bce):

    $$L = -\bigl(y \log a + (1 - y) \log (1 - a)\bigr)$$

    Return the mean over all examples, eq. (logistic-cost). An answer that is certain **and right**
    costs nothing, but in the formula it meets $0 \cdot \log 0$, and for the machine this is not a
    number. Equation (likelihood) says how to avoid it. And there is no highest fine: who gives
    $10^{-20}$ to the truth pays all of $-\log 10^{-20}$.
    """,
    public=[
        answers(np.array([0.8]), np.array([1])),
        agrees(
            "one example of each kind",
            bce,
            (np.array([0.8, 0.4]), np.array([1, 0])),
            "The first answer gave 0.8 to the truth, the second 0.6. "
            "The result is the mean of −log 0.8 and −log 0.6.",
        ),
        agrees(
            "certain and right",
            bce,
            (np.array([1.0, 0.0, 0.5]), np.array([1, 0, 1])),
            "Who says 1 to what happens, or 0 to what does not, is fined 0.",
            kind="edge",
        ),
        agrees(
            "nearly certain, and as wrong",
            bce,
            (np.array([1e-20, 0.5]), np.array([1, 0])),
            "There is no highest fine: −log a grows without limit as a goes to 0.",
            kind="edge",
            points=0,
        ),
        law("the same table twice", doubled),
    ],
    hidden=[
        agrees(
            "random answers",
            bce,
            lambda rng: (rng.uniform(0.02, 0.98, size=9), rng.integers(0, 2, size=9)),
            "The result is the mean of −log p, where p is the probability of what is true.",
            points=2,
        ),
        agrees(
            "nearly certain, and wrong",
            bce,
            lambda rng: (rng.uniform(1e-20, 9e-20, size=2), np.array([1, 1])),
            "There is no highest fine: −log a grows without limit as a goes to 0.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("missing minus sign", bce_without_minus),
        mistake("missing 1/m", bce_sum),
        mistake("0 · log 0", bce_zero_times_infinity),
        mistake("only the ones are fined", bce_one_sided),
        mistake("labels the wrong way round", bce_swapped),
        mistake("logarithm to the base 10", bce_base_ten),
        mistake("a ½ too much", bce_half),
        mistake("squared error", bce_squared),
        mistake("the answer is cut off", bce_clipped),
        mistake("the answer is cut off at 1e-15", bce_clipped_late),
        mistake("something added inside the logarithm", bce_shifted),
    ],
)


def logistic_gradient_loop(w, b, X, y):
    """Slopes of the cost, in loops. w: (n,), b: a number, X: (m, n), y: (m,). Returns dw, db."""
    m, n = X.shape
    dw, db = np.zeros(n), 0.0
    for i in range(m):  # example i
        z = b
        for k in range(n):  # feature k
            z += w[k] * X[i, k]  # eq. (logistic-neuron)
        dz = sigmoid(z) - y[i]  # eq. (logistic-dz)
        for k in range(n):
            dw[k] += X[i, k] * dz  # eq. (logistic-dw)
        db += dz  # eq. (logistic-db)
    return dw / m, db / m


def logistic_gradient(w, b, X, y):
    """The same slopes without a loop. w: (n,), b: a number, X: (m, n), y: (m,). Returns dw, db."""
    dz = sigmoid(X @ w + b) - y
    return X.T @ dz / len(y), np.mean(dz)  # eq. (logistic-gradient)


def gradient_sum(w, b, X, y):
    """These are sums over the examples. The slopes of a mean are means: the 1/m is missing."""
    dw, db = logistic_gradient(w, b, X, y)
    return len(y) * dw, len(y) * db


def gradient_mean_twice(w, b, X, y):
    """The 1/m is there twice: divide the sums over the examples by m once."""
    dw, db = logistic_gradient(w, b, X, y)
    return dw / len(y), db / len(y)


def gradient_db_sum(w, b, X, y):
    """Only db is wrong: it is the sum of the dz. Divide it by m too."""
    dw, db = logistic_gradient(w, b, X, y)
    return dw, len(y) * db


def gradient_wrong_sign(w, b, X, y):
    """The sign is wrong: dz is the answer minus the label, not the label minus the answer."""
    dw, db = logistic_gradient(w, b, X, y)
    return -dw, -db


def gradient_extra_slope(w, b, X, y):
    """You multiply dz by a(1 − a). It belongs to the squared error; here it has cancelled."""
    a = sigmoid(X @ w + b)
    dz = (a - y) * a * (1 - a)
    return X.T @ dz / len(y), np.mean(dz)


def gradient_without_sigmoid(w, b, X, y):
    """You compare the sum z with the label. It has to go through the sigmoid first."""
    dz = X @ w + b - y
    return X.T @ dz / len(y), np.mean(dz)


def gradient_without_bias(w, b, X, y):
    """The bias b is missing in the sum z."""
    return logistic_gradient(w, 0.0, X, y)


def gradient_last_example(w, b, X, y):
    """Only the last example counts. Are the sums set with = where they should grow with +=?"""
    dw, db = logistic_gradient(w, b, X[-1:], y[-1:])
    return dw / len(y), db / len(y)


def gradient_returned_early(w, b, X, y):
    """Only the first example counts. Does the return stand inside the loop over the examples?"""
    dw, db = logistic_gradient(w, b, X[:1], y[:1])
    return dw / len(y), db / len(y)


def gradient_transposed(w, b, X, y):
    """X @ dz sums over the features. The sum runs over the examples: transpose X."""
    dz = sigmoid(X @ w + b) - y
    return X @ dz / len(y), np.mean(dz)


def gradient_mean_without_x(w, b, X, y):
    """The input is missing in dw: each weight's slope is the mean of input times error."""
    dz = sigmoid(X @ w + b) - y
    return np.full(len(w), np.mean(dz)), np.mean(dz)


def cost(w, b, X, y):
    """The cost J of a neuron, from its sums, eq. (bce-from-z)."""
    z = X @ w + b
    return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))


def slope_of_the_cost(call, rng):
    """Compare with finite differences of the cost."""
    w, b, X, y = examples(rng)
    dw, db = parts(call(w, b, X, y), ("dw", "db"))
    dw, db, h = array(dw, w.shape, what="dw"), number(db, what="db"), 1e-5
    for k in range(len(w)):
        e = h * np.eye(len(w))[k]
        rise = (cost(w + e, b, X, y) - cost(w - e, b, X, y)) / (2 * h)
        holds(
            abs(dw[k] - rise) < 1e-6,
            "dw says how fast J grows with each weight: move a weight by a hair, and J must "
            "move by this hair times the entry of dw.",
            what=f"dw[{k}] is not the slope of J.",
        )
    rise = (cost(w, b + h, X, y) - cost(w, b - h, X, y)) / (2 * h)
    holds(abs(db - rise) < 1e-6, "db is the slope of J in the bias.", what="db is not the slope.")


ZERO = (np.zeros(2), 0.0, TABLE[:1], np.array([0]))
BY_HAND = (np.array([1.0, -1.0]), 2.0, np.array([[2.0, 3.0]]), np.array([0]))
RETURNS = ("dw", "db")


def gradient_checks(function):
    """Return the public and the hidden checks of a gradient."""
    public = [
        answers(*BY_HAND),
        agrees(
            "one example, all weights 0",
            function,
            ZERO,
            "With all weights 0 the answer is one half, and dz is one half minus the label. "
            "Then dw is x · dz, and db is dz.",
            returns=RETURNS,
        ),
        agrees(
            "four examples of the board",
            function,
            (np.array([0.5, -0.5]), 0.25, TABLE, LABELS),
            "dw and db are means over the examples of x · dz and of dz, with dz = a − y.",
            returns=RETURNS,
        ),
    ]
    hidden = [
        agrees(
            "a random table",
            function,
            lambda rng: examples(rng, m=11, n=4),
            "dw_k is the mean of x_k · dz, and db the mean of dz, eq. (logistic-gradient).",
            returns=RETURNS,
        ),
        law("the slope of the cost", slope_of_the_cost, kind="gradient"),
    ]
    return public, hidden


SHARED_MISTAKES = [
    mistake("missing 1/m", gradient_sum),
    mistake("1/m twice", gradient_mean_twice),
    mistake("wrong sign", gradient_wrong_sign),
    mistake("db not divided by m", gradient_db_sum),
    mistake("the slope of the sigmoid once too often", gradient_extra_slope),
    mistake("the sigmoid forgotten", gradient_without_sigmoid),
    mistake("the bias forgotten", gradient_without_bias),
]
PUBLIC, HIDDEN = gradient_checks(logistic_gradient_loop)
LOOP = task(
    logistic_gradient_loop,
    r"""
    Deck C writes the gradient as a loop over the examples. Write it so, with `for` and `+=`, as the
    board has it. For example $i$, by eq. (logistic-neuron), eq. (logistic-dz), eq. (logistic-dw)
    and eq. (logistic-db):

    $$z = \sum_k w_k x_k + b, \quad dz = \sigma(z) - y, \quad dw_k = x_k \, dz, \quad db = dz$$

    Add these up over all $m$ examples, and divide by $m$ at the end. (The update of the weights
    does not belong here.)
    """,
    public=PUBLIC,
    hidden=HIDDEN,
    mistakes=[
        *SHARED_MISTAKES,
        mistake("only the last example", gradient_last_example),
        mistake("return inside the loop", gradient_returned_early),
    ],
)
PUBLIC, HIDDEN = gradient_checks(logistic_gradient)
GRADIENT = task(
    logistic_gradient,
    r"""
    Now the same in two or three lines without a loop. Equation (logistic-gradient) for all features
    at once is

    $$dw = \frac1m X^\top (a - y), \qquad db = \frac1m \sum_{i=1}^{m} (a_i - y_i)$$

    The loop above is your witness: both must say the same on any table.
    """,
    public=PUBLIC,
    hidden=[
        *HIDDEN,
        agrees(
            "one example with many features",
            logistic_gradient,
            lambda rng: examples(rng, m=1, n=6),
            "A table may have a single row. Then the means are those of one example.",
            kind="edge",
            returns=RETURNS,
        ),
    ],
    mistakes=[
        *SHARED_MISTAKES,
        mistake("X not transposed", gradient_transposed),
        mistake("the input forgotten", gradient_mean_without_x),
    ],
)


def predict(w, b, X):
    """Decide: 1 where the answer is at least one half, else 0. X: (m, n). Returns (m,)."""
    return np.where(X @ w + b >= 0, 1, 0)  # eq. (boundary)


def predict_probability(w, b, X):
    """These are the probabilities. Decide: 1 from one half on, 0 below."""
    return sigmoid(X @ w + b)


def predict_half_of_z(w, b, X):
    """You compare the sum z with one half. It is the answer a that is compared with one half."""
    return np.where(X @ w + b >= 0.5, 1, 0)


def predict_above(w, b, X):
    """On the boundary itself the decision is 1: at least one half, not more than one half."""
    return np.where(X @ w + b > 0, 1, 0)


def predict_reversed(w, b, X):
    """Your decisions are the wrong way round: 1 belongs where the answer is at least one half."""
    return 1 - predict(w, b, X)


def predict_bias_subtracted(w, b, X):
    """You subtract the bias. It is added to the sum."""
    return predict(w, -b, X)


def predict_signs(w, b, X):
    """Your decisions are −1 and +1, the labels of the perceptron. Here they are 0 and 1."""
    return np.where(X @ w + b >= 0, 1, -1)


def predict_without_bias(w, b, X):
    """The bias is missing. Your boundary always passes through the origin."""
    return np.where(X @ w >= 0, 1, 0)


def longer(call, rng):
    """Ask with weights ten times as long."""
    w, b, X, _ = examples(rng, m=12)
    short, long = array(call(w, b, X), (12,)), array(call(10 * w, 10 * b, X), (12,))
    holds(np.isin(short, (0, 1)), "Every decision is 0 or 1.")
    holds(short == long, "w and 10 w with b and 10 b have the same boundary, eq. (steepness).")


PREDICT = task(
    predict,
    r"""
    At some point somebody must decide. Say 1 where $a \ge \tfrac12$, and 0 elsewhere. By
    eq. (boundary) you need not even compute the sigmoid. Can you see why?
    """,
    public=[
        answers(np.array([1.0, -1.0]), 1.5, TABLE),
        agrees(
            "the table of the board",
            predict,
            (np.array([2.0, -1.0]), -1.75, TABLE),
            "The decision is 1 exactly where the answer is at least one half.",
        ),
        agrees(
            "on the boundary",
            predict,
            (np.array([1.0, -1.0]), 1.0, np.array([[1.0, 2.0], [0.0, 1.0], [0.0, 3.0]])),
            "The first two points lie on the boundary, where a is exactly one half: the decision "
            "is 1. The third lies on the other side.",
            kind="edge",
        ),
    ],
    hidden=[
        agrees(
            "random points",
            predict,
            lambda rng: examples(rng, m=30)[:3],
            "The decision is 1 exactly where the answer is at least one half.",
        ),
        law("ten times the weights", longer, points=0),
    ],
    mistakes=[
        mistake("no decision", predict_probability),
        mistake("z compared with one half", predict_half_of_z),
        mistake("the boundary on the wrong side", predict_above),
        mistake("the wrong way round", predict_reversed),
        mistake("the bias subtracted", predict_bias_subtracted),
        mistake("labels −1 and +1", predict_signs),
        mistake("the bias forgotten", predict_without_bias),
    ],
)


def fit(X, y, alpha, steps):
    """Descend from w = 0, b = 0. alpha: learning rate; steps: how many. Returns w (n,), b."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        dw, db = logistic_gradient(w, b, X, y)
        w, b = w - alpha * dw, b - alpha * db  # eq. (gd-update)
    return w, b


def descend(gradient, X, y, alpha, steps, start=0.0):
    """Descend with another gradient or from another start, for the wrong solutions."""
    w, b = np.full(X.shape[1], start), start
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w, b = w - alpha * dw, b - alpha * db
    return w, b


def fit_climbs(X, y, alpha, steps):
    """Your cost grows from step to step: the update must go against the slope."""
    return fit(X, y, -alpha, steps)


def fit_in_turn(X, y, alpha, steps):
    """The bias moves with its slope at the new w. Compute both slopes first, then move both."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w = w - alpha * logistic_gradient(w, b, X, y)[0]
        b = b - alpha * logistic_gradient(w, b, X, y)[1]
    return w, b


def fit_bias_first(X, y, alpha, steps):
    """The weights move with their slopes at the new b. Compute all slopes, then move all."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        b = b - alpha * logistic_gradient(w, b, X, y)[1]
        w = w - alpha * logistic_gradient(w, b, X, y)[0]
    return w, b


def fit_with_means_twice(X, y, alpha, steps):
    """Every step is too short by the factor 1/m. The slopes are means already."""
    return descend(gradient_mean_twice, X, y, alpha, steps)


def fit_half(X, y, alpha, steps):
    """Every step is half as long. It is α times the slope, without a ½."""
    return fit(X, y, alpha / 2, steps)


def fit_with_sums(X, y, alpha, steps):
    """The slopes are sums over the examples, so that every step is m times too long."""
    return descend(gradient_sum, X, y, alpha, steps)


def fit_without_bias(X, y, alpha, steps):
    """The bias never moves. It descends like the weights, with its slope db."""
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w = w - alpha * logistic_gradient(w, 0.0, X, y)[0]
    return w, 0.0


def fit_one_step(X, y, alpha, steps):
    """You take one step only. Is the return inside the loop?"""
    return fit(X, y, alpha, min(steps, 1))


def fit_from_one(X, y, alpha, steps):
    """Your descent does not start at w = 0 and b = 0."""
    return descend(logistic_gradient, X, y, alpha, steps, start=1.0)


def cost_falls(call, rng):
    """Ask for several lengths of descent."""
    X, y = rng.normal(size=(20, 2)), rng.integers(0, 2, size=20)
    costs = []
    for steps in (1, 4, 16):
        w, b = parts(call(X, y, 0.1, steps), ("w", "b"))
        costs.append(cost(array(w, (2,), what="w"), number(b, what="b"), X, y))
    holds(costs[0] < np.log(2), "The first step lowers the cost below log 2, where w = 0 starts.")
    holds(np.diff(costs) < 0, "More steps with a small learning rate give a lower cost.")


FIT = task(
    fit,
    r"""
    All pieces are there. Start at $w = 0$, $b = 0$, and take exactly `steps` steps of
    eq. (gd-update), both at once:

    $$w := w - \alpha\, dw, \qquad b := b - \alpha\, db$$

    Use your `logistic_gradient`. After this function you own a machine that learns.
    """,
    public=[
        answers(TABLE, LABELS, 0.1, 1),
        agrees(
            "the first steps",
            fit,
            [(TABLE, UNEVEN, 0.5, steps) for steps in (1, 3)],
            "The first step is −α times the slopes at w = 0, b = 0. Each further step takes both "
            "slopes where the step before it has ended.",
            returns=("w", "b"),
        ),
        agrees(
            "no step at all",
            fit,
            (TABLE, LABELS, 0.5, 0),
            "With steps = 0 the weights are still where they started: at 0.",
            kind="edge",
            points=0,
            returns=("w", "b"),
        ),
        law("the cost falls", cost_falls),
    ],
    hidden=[
        agrees(
            "fifty steps on a random table",
            fit,
            lambda rng: (rng.normal(size=(12, 3)), rng.integers(0, 2, size=12), 0.3, 50),
            "Each step moves w by −α · dw and b by −α · db, both slopes taken at the same point.",
            points=2,
            returns=("w", "b"),
        )
    ],
    mistakes=[
        mistake("it climbs", fit_climbs),
        mistake("one after the other", fit_in_turn),
        mistake("the bias first", fit_bias_first),
        mistake("missing 1/m", fit_with_sums),
        mistake("1/m twice", fit_with_means_twice),
        mistake("half of each step", fit_half),
        mistake("the bias does not learn", fit_without_bias),
        mistake("one step only", fit_one_step),
        mistake("another start", fit_from_one),
    ],
)


def my_neuron():
    """Your numbers: return w1, w2, b."""
    length = np.log(9)  # eq. (log-odds): 0.9 at the distance 1
    return 0.6 * length, 0.8 * length, -2 * length


def neuron_turned():
    """Your line is right, but it answers 0.1 where 0.9 is wanted: w points to the other side."""
    return tuple(-v for v in my_neuron())


def neuron_length_one():
    """Your line is right. Its w has the length 1: how long must it be for 0.9 at the distance 1?"""
    return 0.6, 0.8, -2.0


def neuron_without_bias():
    """Your line passes through the origin. Which b moves it to the two points?"""
    return (*my_neuron()[:2], 0.0)


def right_line(call, rng):
    """Ask whether both points lie on the line."""
    w1, w2, b = (number(v) for v in parts(call(), ("w1", "w2", "b")))
    for x in ((2.0, 1.0), (-2.0, 4.0)):
        a = sigmoid(w1 * x[0] + w2 * x[1] + b)
        holds(
            abs(a - 0.5) <= 0.01,
            "The points (2, 1) and (−2, 4) lie on the boundary: the answer there is 0.5 ± 0.01.",
            what=f"At the point ({x[0]:g}, {x[1]:g}) your neuron answers {a:.3f}.",
        )


def right_length(call, rng):
    """Ask for the answer one unit away from the line."""
    w1, w2, b = (number(v) for v in parts(call(), ("w1", "w2", "b")))
    a = sigmoid(w1 * 2.6 + w2 * 1.8 + b)
    holds(
        abs(a - 0.9) <= 0.01,
        "The point (2.6, 1.8) is one unit away from the line: the answer there is 0.9 ± 0.01.",
        what=f"At the point (2.6, 1.8) your neuron answers {a:.3f}.",
    )


NEURON = task(
    my_neuron,
    """
    An experiment. Build a neuron by hand: choose $w_1$, $w_2$ and $b$ such that its boundary
    passes through the points $(2, 1)$ and $(-2, 4)$, and such that it answers $0.9$ at the point
    $(2.6, 1.8)$, one unit away from the line. The direction of $w$ draws the line, its length says
    how sure the neuron is, eq. (steepness). Each answer may be off by $0.01$. Try numbers, or take
    a pencil. Both count.
    """,
    public=[
        answers(),
        law("the boundary", right_line, kind="value"),
        law("how sure it is", right_length, points=2, kind="value"),
    ],
    mistakes=[
        mistake("the wrong side", neuron_turned),
        mistake("a w of length 1", neuron_length_one),
        mistake("the bias forgotten", neuron_without_bias),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="03",
    title="Logistic regression",
    chapter="03_logistic_regression",
    tasks=(SIGMOID, BCE, LOOP, GRADIENT, PREDICT, FIT, NEURON),
    text="You build the neuron that answers yes or no, and its fine, and you make it learn.",
)

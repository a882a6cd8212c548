"""Exercise 03, logistic regression: text, solutions, checks and known mistakes in one place."""

import math

import numpy as np

from dlcourse import activations
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
    """At z = −720 you answer 0, as 1 / (1 + e^(−z)) does. Needed: e^(−|z|) alone, and float64."""
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


def sigmoid_without_brackets(z):
    """You divide by 1 and then add the power. The denominator is all of 1 + e^(−z)."""
    return 1 + np.exp(-z)


def sigmoid_right_half_twice(z):
    """Your curve is right from 0 on, and rises again to the left. Tell the two sides apart."""
    return sigmoid(np.abs(z))


def sigmoid_left_half_twice(z):
    """Your curve is right up to 0, and falls again to the right. Tell the two sides apart."""
    return sigmoid(-np.abs(z))


def sigmoid_sides_swapped(z):
    """Your two forms have changed sides: each is taken where its own power overflows."""
    return np.where(z < 0, sigmoid_plain(z), sigmoid_infinity_by_infinity(z))


def sigmoid_flat(z):
    """Your result is one long row. The answers keep the shape of z, whatever it is."""
    return sigmoid(np.ravel(z))


def sigmoid_without_one(z):
    """You divide by the power alone. The denominator is 1 + e^(−z)."""
    return 1 / np.exp(-z)


def sigmoid_minus_power(z):
    """You subtract the power. The denominator is 1 + e^(−z)."""
    return 1 / (1 - np.exp(-z))


def sigmoid_base_two(z):
    """Your power has the base 2. The base is e: `np.exp`."""
    return 1 / (1 + 2.0 ** (-z))


def sigmoid_step(z):
    """Your answer is 0 or 1, a decision. The sigmoid says how sure it is."""
    return np.where(np.asarray(z) >= 0, 1, 0)


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
        hint="You give −1000 and −720 the same answer. Is z cut off?" if a[0] == a[1] else "",
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
            (np.array([0.0, np.log(3.0), -np.log(3.0)]),),
            "At z = 0 the answer is one half. At z = log 3 the odds a / (1 − a) are 3, and at "
            "z = −log 3 they are one third.",
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
        mistake("the denominator without parentheses", sigmoid_without_brackets),
        mistake("the right half twice", sigmoid_right_half_twice),
        mistake("the left half twice", sigmoid_left_half_twice),
        mistake("the halves swapped", sigmoid_sides_swapped),
        mistake("one long row", sigmoid_flat),
        mistake("the power alone below", sigmoid_without_one),
        mistake("the power subtracted", sigmoid_minus_power),
        mistake("a power of 2", sigmoid_base_two),
        mistake("a decision", sigmoid_step),
        mistake("the power overflows", sigmoid_plain),
    ],
    hints=[
        r"""
        The chapter meets the same trouble at its end, before eq. (bce-from-z): one of $e^{z}$ and
        $e^{-z}$ may overflow, but $e^{-|z|}$ never exceeds 1. Take a pencil and write $\sigma(z)$
        with $e^{-|z|}$ alone, first for $z \ge 0$, then for $z < 0$.
        """,
        r"""
        For $z \ge 0$ the formula is fine as it stands, since there $|z| = z$. For $z < 0$ multiply
        above and below the bar by $e^{z}$, which is now $e^{-|z|}$. Look at both fractions: below
        the bar they are the same, and only what stands above it differs.
        """,
        """
        So compute the power once, for all entries. `np.where(condition, this, that)` chooses entry
        by entry what stands above the bar, and it takes single numbers too. An `if` cannot ask a
        whole array, and `math.exp` takes one number only. To cut $z$ off, with `np.clip`, gives the
        wrong answer at $z = -720$.
        """,
    ],
    why="""
    `np.exp(-np.abs(z))` lies between 0 and 1 and has the shape of `z`; below the bar stands a
    number between 1 and 2. So nothing overflows, and nothing is divided by 0. Only what is above
    the bar depends on the sign: 1 on the right, $e^{-|z|} = e^{z}$ on the left. (`np.asarray` lets
    the comparison work for a list too.) `np.where` with both whole fractions gives the right
    numbers as well, but it computes both everywhere, and the one that is not used warns of an
    overflow. Two masks, `z >= 0` and `z < 0`, avoid this and need an array to write into.
    `(1 + np.tanh(z / 2)) / 2` is short and never overflows, but at $z = -720$ it is $1 - 1 = 0$:
    the small answer is lost in the rounding. And a $z$ that is cut off gives the same answer to all
    larger sums, so their slope is 0. That is the plateau of the squared error once more.
    """,
    level="hard",
)


def bce(a, y):
    """Mean loss of m answers. a: (m,) between 0 and 1; y: (m,) of 0 and 1. Returns one number."""
    p = np.where(y == 1, a, 1 - a)  # eq. (likelihood): what each answer gave to the truth
    return -np.mean(np.log(p))  # eq. (bce), eq. (logistic-cost)


def bce_without_minus(a, y):
    """The minus sign is missing. A logarithm of a probability is never above 0."""
    return -bce(a, y)


def bce_sum(a, y):
    """You return the sum of the losses. The cost is their mean: the 1/m is missing."""
    return len(y) * bce(a, y)


def bce_zero_times_infinity(a, y):
    """0 · log 0 is not a number. Only one of the two logarithms is needed: take that one alone."""
    return -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))


def bce_one_sided(a, y):
    """You count only the examples with y = 1. The term with (1 − y) is missing."""
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
    """You take the squared error. The loss here is −log of the probability of the truth."""
    return np.mean((a - y) ** 2) / 2


def bce_mean_squared(a, y):
    """You take the mean squared error. The loss is −log of the probability of the truth."""
    return np.mean((a - y) ** 2)


def bce_of_each(a, y):
    """You return a loss for each example. The cost is one number, the mean of them."""
    return -np.log(np.where(y == 1, a, 1 - a))


def bce_log_of_labels(a, y):
    """You take the logarithm of the labels. It belongs to the probabilities a."""
    return -np.mean(a * np.log(y) + (1 - a) * np.log(1 - y))


def bce_log_of_mean(a, y):
    """You take the logarithm of the mean. First the logarithm of each, then the mean of them."""
    return -np.log(np.mean(np.where(y == 1, a, 1 - a)))


def bce_left_out(a, y):
    """You leave out the examples that are no number. They are right, cost 0, and count in m."""
    return -np.nanmean(y * np.log(a) + (1 - y) * np.log(1 - a))


def bce_zeros_alone(a, y):
    """You count only the examples with y = 0. The term with y is missing."""
    return -np.mean(np.where(y == 1, 0, np.log(1 - a)))


def bce_terms_multiplied(a, y):
    """You multiply the two terms. They are added; one of them is always 0."""
    return -np.mean(y * np.log(a) * (1 - y) * np.log(1 - a))


def bce_terms_subtracted(a, y):
    """You subtract the second term. Both are added, and the minus stands before all."""
    return -np.mean(y * np.log(a) - (1 - y) * np.log(1 - a))


def bce_one_plus(a, y):
    """For y = 0 you take log(1 + a). The probability of the truth is 1 − a there."""
    return -np.mean(y * np.log(a) + (1 - y) * np.log(1 + a))


def bce_first(a, y):
    """Only the first example is counted. Does the return stand inside the loop?"""
    return bce(a[:1], y[:1])


def bce_last(a, y):
    """Only the last example is counted. In a loop, = keeps the last loss, and += adds them up."""
    return bce(a[-1:], y[-1:]) / len(y)


def bce_without_log(a, y):
    """The logarithm is missing: you return minus the mean of the probabilities."""
    return -np.mean(np.where(y == 1, a, 1 - a))


def bce_absolute(a, y):
    """You take the absolute error. The loss is −log of the probability of the truth."""
    return np.mean(np.abs(y - a))


def bce_by_ones(a, y):
    """You divide by the number of ones. The mean is over all examples."""
    return len(y) * bce(a, y) / np.sum(y)


def bce_twice(a, y):
    """Your result is twice the mean. Each example has a single loss."""
    return 2 * bce(a, y)


def bce_above(a, y, tiny):
    """The cost where a is cut off at a tiny number, for the wrong solutions."""
    return bce(np.clip(a, tiny, 1 - tiny), y)


def bce_shifted_by(a, y, tiny):
    """The cost with a tiny number inside the logarithm, for the wrong solutions."""
    return -np.mean(np.log(np.where(y == 1, a, 1 - a) + tiny))


def bce_cut_e7(a, y):
    """You cut a off at 1e-7. A truth can be given less: then the loss stops growing."""
    return bce_above(a, y, 1e-7)


def bce_cut_e8(a, y):
    """You cut a off at 1e-8. A truth can be given less: then the loss stops growing."""
    return bce_above(a, y, 1e-8)


def bce_cut_e9(a, y):
    """You cut a off at 1e-9. A truth can be given less: then the loss stops growing."""
    return bce_above(a, y, 1e-9)


def bce_cut_e10(a, y):
    """You cut a off at 1e-10, or add it to a. Then a very wrong answer pays too little."""
    return bce_above(a, y, 1e-10)


def bce_cut_e12(a, y):
    """You cut a off at 1e-12, or add it to a. Then a very wrong answer pays too little."""
    return bce_above(a, y, 1e-12)


def bce_cut_e15(a, y):
    """You cut a off at 1e-15. A truth can be given less: then the loss stops growing."""
    return bce_above(a, y, 1e-15)


def bce_cut_e16(a, y):
    """You cut a off at 1e-16. A truth can be given less: then the loss stops growing."""
    return bce_above(a, y, 1e-16)


def bce_shifted_e7(a, y):
    """You add 1e-7 inside the logarithm. Then a very wrong answer pays too little."""
    return bce_shifted_by(a, y, 1e-7)


def bce_shifted_e8(a, y):
    """You add 1e-8 inside the logarithm. Then a very wrong answer pays too little."""
    return bce_shifted_by(a, y, 1e-8)


def bce_shifted_e9(a, y):
    """You add 1e-9 inside the logarithm. Then a very wrong answer pays too little."""
    return bce_shifted_by(a, y, 1e-9)


def bce_shifted_e15(a, y):
    """You add 1e-15 inside the logarithm. Then a very wrong answer pays too little."""
    return bce_shifted_by(a, y, 1e-15)


def bce_shifted_e16(a, y):
    """You add 1e-16 inside the logarithm. Then a very wrong answer pays too little."""
    return bce_shifted_by(a, y, 1e-16)


def doubled(call, rng):
    """Ask for one table, and for the same table twice."""
    a, y = np.array([0.9, 0.3]), np.array([1, 1])
    once, twice = number(call(a, y)), number(call(np.tile(a, 2), np.tile(y, 2)))
    holds(once > 0, "A loss is never negative.")
    holds(np.isclose(once, twice), "The mean does not change when every example comes twice.")
    holds(number(call(a / 2, y)) > once, "An answer that gives less to the truth costs more.")


BCE = task(
    bce,
    r"""
    What should a probability cost? Minus the logarithm of what it gave to the truth, eq. (bce):

    $$L = -\bigl(y \log a + (1 - y) \log (1 - a)\bigr)$$

    Return the mean over all examples, eq. (logistic-cost). An answer that is certain **and right**
    costs nothing, but in the formula it meets $0 \cdot \log 0$, and for the machine this is not a
    number. Equation (likelihood) says how to avoid it. And there is no highest loss: who gives
    $10^{-20}$ to the truth pays all of $-\log 10^{-20}$.
    """,
    public=[
        answers(np.array([0.8, 0.5, 0.9]), np.array([1, 1, 1])),
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
            "An answer of 1 to what happens, or of 0 to what does not, has the loss 0.",
            kind="edge",
        ),
        agrees(
            "nearly certain, and as wrong",
            bce,
            (np.array([1e-20, 0.5]), np.array([1, 0])),
            "There is no highest loss: −log a grows without limit as a goes to 0.",
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
            "There is no highest loss: −log a grows without limit as a goes to 0.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("missing minus sign", bce_without_minus),
        mistake("missing 1/m", bce_sum),
        mistake("0 · log 0", bce_zero_times_infinity),
        mistake("only the ones are counted", bce_one_sided),
        mistake("labels the wrong way round", bce_swapped),
        mistake("logarithm to the base 10", bce_base_ten),
        mistake("a ½ too much", bce_half),
        mistake("squared error", bce_squared),
        mistake("mean squared error", bce_mean_squared),
        mistake("a loss for each example", bce_of_each),
        mistake("the logarithm of the labels", bce_log_of_labels),
        mistake("the logarithm of the mean", bce_log_of_mean),
        mistake("examples left out", bce_left_out),
        mistake("only the zeros are counted", bce_zeros_alone),
        mistake("the terms multiplied", bce_terms_multiplied),
        mistake("the terms subtracted", bce_terms_subtracted),
        mistake("1 + a for 1 − a", bce_one_plus),
        mistake("the first example alone", bce_first),
        mistake("the last example alone", bce_last),
        mistake("no logarithm", bce_without_log),
        mistake("absolute error", bce_absolute),
        mistake("divided by the ones", bce_by_ones),
        mistake("twice the mean", bce_twice),
        mistake("the answer is cut off at 1e-7", bce_cut_e7),
        mistake("the answer is cut off at 1e-8", bce_cut_e8),
        mistake("the answer is cut off at 1e-9", bce_cut_e9),
        mistake("the answer is cut off at 1e-10", bce_cut_e10),
        mistake("the answer is cut off at 1e-12", bce_cut_e12),
        mistake("the answer is cut off at 1e-15", bce_cut_e15),
        mistake("the answer is cut off at 1e-16", bce_cut_e16),
        mistake("1e-7 added inside the logarithm", bce_shifted_e7),
        mistake("1e-8 added inside the logarithm", bce_shifted_e8),
        mistake("1e-9 added inside the logarithm", bce_shifted_e9),
        mistake("1e-15 added inside the logarithm", bce_shifted_e15),
        mistake("1e-16 added inside the logarithm", bce_shifted_e16),
    ],
    hints=[
        """
        The loss is minus the logarithm of one number: the probability $p$ that the answer gave to
        what is true. Equation (likelihood) says which number that is for $y = 1$, and which for
        $y = 0$. With $p$ at hand you need one logarithm, not two.
        """,
        """
        Choose $p$ for each example with `np.where`: its condition asks about `y`. Up to here the
        shape is $(m,)$. Then comes the logarithm, and at the end minus the mean. No logarithm of
        the probability of what did *not* happen may be computed: that is the one that meets 0.
        """,
        r"""
        Add nothing inside the logarithm, and cut nothing off. It looks like a cure for $\log 0$,
        but then who gives $10^{-20}$ to the truth pays too little. Two numbers to test with: a
        shrug, $a = 0.5$, costs 0.693 whatever the label is, and $a = 0.8$ with $y = 1$ costs 0.223.
        """,
    ],
    why=r"""
    `p` has the shape $(m,)$: what each answer gave to the truth. `np.where` picks `a` or `1 - a`,
    so the other logarithm, which may be that of 0, is never taken. The formula with both terms is
    the same on paper. In the machine $0 \cdot \log 0$ is $0 \cdot (-\infty)$, and that is not a
    number. The first line of eq. (likelihood), `a**y * (1 - a)**(1 - y)`, is right too, because
    NumPy says that $0^0 = 1$. Who cuts `a` off, or adds `1e-15`, gets rid of the warning and of the
    loss: the worst answers no longer pay for being worse. An answer that gives exactly 0 to the
    truth does pay infinity, and rightly so. Where the sum $z$ is known, eq. (bce-from-z) is better
    than all of these, because for $a$ near 1 the difference $1 - a$ has lost its digits already.
    """,
    level="medium",
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
    dz = sigmoid(X @ w + b) - y  # (m,)
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


def gradient_one_sum(w, b, X, y):
    """Your z goes on from one example to the next. Let each begin anew."""
    dz = sigmoid(np.cumsum(X @ w) + b) - y
    return X.T @ dz / len(y), np.mean(dz)


def gradient_moves(w, b, X, y):
    """You move the weights inside the loop. All examples meet the same w and b here."""
    dw, db = np.zeros(len(w)), 0.0
    for x_i, y_i in zip(X, y, strict=True):
        dz = sigmoid(x_i @ w + b) - y_i
        dw, db = dw + x_i * dz, db + dz
        w, b = w - x_i * dz, b - dz
    return dw / len(y), db / len(y)


def gradient_divided_again(w, b, X, y):
    """You divide by m inside the loop, once for each example. Divide once, behind the loop."""
    m = len(y)
    dz = (sigmoid(X @ w + b) - y) / float(m) ** np.arange(m, 0, -1)
    return X.T @ dz, np.sum(dz)


def gradient_db_of_each(w, b, X, y):
    """Your db has an entry for each example. It is their sum, one number."""
    dz = sigmoid(X @ w + b) - y
    return X.T @ dz / len(y), dz / len(y)


def gradient_of_n(w, b, X, y):
    """You divide by the number of features. The mean is over the m examples, the rows of X."""
    dz = sigmoid(X @ w + b) - y
    return X.T @ dz / len(w), np.sum(dz) / len(w)


def gradient_one_mean(w, b, X, y):
    """Your dw is one number. Each weight has its own mean, over the examples alone."""
    dz = sigmoid(X @ w + b) - y
    return np.mean(X * dz[:, np.newaxis]), np.mean(dz)


def gradient_z_in_dw(w, b, X, y):
    """Only dw is wrong: it compares the sum z with the label, where the answer a belongs."""
    return gradient_without_sigmoid(w, b, X, y)[0], logistic_gradient(w, b, X, y)[1]


def gradient_half(w, b, X, y):
    """There is a ½ too much. These slopes are means, without a ½."""
    dw, db = logistic_gradient(w, b, X, y)
    return dw / 2, db / 2


def gradient_dw_sum(w, b, X, y):
    """Only dw is wrong: it is the sum of x · dz. Divide it by m too."""
    dw, db = logistic_gradient(w, b, X, y)
    return len(y) * dw, db


def gradient_last_db(w, b, X, y):
    """In db only the last example counts. Is it set with = where it should grow with +=?"""
    return logistic_gradient(w, b, X, y)[0], gradient_last_example(w, b, X, y)[1]


def gradient_db_each_feature(w, b, X, y):
    """You add to db once for each feature. It does not belong into the loop over them."""
    dw, db = logistic_gradient(w, b, X, y)
    return dw, len(w) * db


def gradient_last_feature(w, b, X, y):
    """In z only the last feature counts. Is it set with = where it should grow with +=?"""
    dz = sigmoid(X[:, -1] * w[-1] + b) - y
    return X.T @ dz / len(y), np.mean(dz)


def gradient_bias_each_feature(w, b, X, y):
    """In z you add the bias once for each feature. It is added once."""
    return logistic_gradient(w, len(w) * b, X, y)


def gradient_error_squared(w, b, X, y):
    """You square the error. Here dz is the answer minus the label, as it stands."""
    dz = (sigmoid(X @ w + b) - y) ** 2
    return X.T @ dz / len(y), np.mean(dz)


def gradient_db_of_dw(w, b, X, y):
    """You add up dw for db. The slope of the bias is the mean of the dz, without inputs."""
    dw = logistic_gradient(w, b, X, y)[0]
    return dw, np.sum(dw)


def gradient_moved(w, b, X, y):
    """You return weights after a step. The slopes alone are asked for."""
    dw, db = logistic_gradient(w, b, X, y)
    return w - dw, b - db


def gradient_of_each(w, b, X, y):
    """Your dw has a row for each example still. Add them up: one entry for each weight."""
    dz = sigmoid(X @ w + b) - y
    return X * dz[:, np.newaxis] / len(y), np.mean(dz)


def gradient_of_decision(w, b, X, y):
    """You compare the decision with the label. The answer a belongs there, with the sigmoid."""
    dz = np.where(X @ w + b >= 0, 1, 0) - y
    return X.T @ dz / len(y), np.mean(dz)


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
            what=Said("dw[{k}] is not the slope of J.", k=k),
        )
    rise = (cost(w, b + h, X, y) - cost(w, b - h, X, y)) / (2 * h)
    holds(abs(db - rise) < 1e-6, "db is the slope of J in the bias.", what="db is not the slope.")


ZERO = (np.zeros(2), 0.0, TABLE[:1], np.array([0]))
BY_HAND = (np.array([1.0, -1.0, 0.5]), 2.0, np.array([[2.0, 3.0, 1.0]]), np.array([0]))
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
            "four examples",
            function,
            (np.array([0.75, -0.5]), 0.25, TABLE, LABELS),
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
    mistake("a ½ too much", gradient_half),
    mistake("divided by n", gradient_of_n),
    mistake("dw not divided by m", gradient_dw_sum),
    mistake("the error squared", gradient_error_squared),
    mistake("the input forgotten", gradient_mean_without_x),
    mistake("a step taken", gradient_moved),
]
PUBLIC, HIDDEN = gradient_checks(logistic_gradient_loop)
LOOP = task(
    logistic_gradient_loop,
    r"""
    Write the gradient as a loop over the examples, with `for` and `+=`. For example $i$, by
    eq. (logistic-neuron), eq. (logistic-dz), eq. (logistic-dw) and eq. (logistic-db):

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
        mistake("one sum z for all examples", gradient_one_sum),
        mistake("the weights moved", gradient_moves),
        mistake("divided by m again and again", gradient_divided_again),
        mistake("the last db alone", gradient_last_db),
        mistake("db once for each feature", gradient_db_each_feature),
        mistake("the last feature in z alone", gradient_last_feature),
        mistake("the bias once for each feature", gradient_bias_each_feature),
    ],
    hints=[
        """
        The loop in the section "From one example to m" has all the lines, for two features.
        For $n$ features, a loop over $k$ takes their place, once in the sum $z$ and once for $dw$.
        Which names must be empty before the first example, and which one starts anew with every
        example?
        """,
        """
        Before the loop: the sizes from `X.shape`, $n$ zeros for `dw`, and 0 for `db`. For each
        example: let `z` begin with the bias and add the products of weights and inputs; then $dz$,
        your sigmoid minus the label; then add what belongs to each `dw[k]` and to `db`. Behind the
        loop: divide both by $m$ and return them.
        """,
        """
        Three slips are frequent: `=` where `+=` belongs, so that only the last example counts; a
        `return` that stands inside the loop; and a factor $a(1 - a)$ in $dz$, which has cancelled
        here. Check with a single example, all weights 0 and the label 0: the answer is one half, so
        `dw` is half of the inputs, and `db` is 0.5.
        """,
    ],
    why="""
    Every line is one equation. `z` starts anew for each example, at the bias, so the bias is there
    once; `dw` and `db` start once, before all examples, because they collect. `dz` is one number:
    the blame of this example, which `x_k` then passes on to the weight `w_k`, and the constant 1 to
    the bias. The division stands behind the loop, since a mean is a sum divided once. To divide
    every term by $m$ gives the same, with more work and more rounding. Both inner loops could go:
    `z = w @ X[i] + b`, and `dw += X[i] * dz` for all features. That is half the way to the next
    function. The loop is slow and plain, which makes it a good witness: each number can be followed
    by hand.
    """,
    level="medium",
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
        mistake("db not summed", gradient_db_of_each),
        mistake("one mean for all", gradient_one_mean),
        mistake("z for a in dw", gradient_z_in_dw),
        mistake("dw added up for db", gradient_db_of_dw),
        mistake("dw not summed", gradient_of_each),
        mistake("the decision for the answer", gradient_of_decision),
    ],
    hints=[
        """
        The gradient of chapter 2 has the same form, error times input, and only the answer is
        another one. In your loop find the sum over the features and the sums over the examples. The
        first becomes a product with `w`. What do the sums for `dw` and for `db` become?
        """,
        """
        First $dz$ for all examples, of shape $(m,)$: all the sums $z$ by one product with `w`, the
        bias, your sigmoid, minus the labels. Then `dw`: $X$ is $(m, n)$, and $m$ must vanish, so
        turn $X$ before you multiply. `db` is one number.
        """,
        r"""
        Ask the loop: on a random table with $m \ne n$, `np.allclose` must say that both gradients
        agree. The usual mistake is `X @ dz`, which raises no error when $m = n$. Another one is to
        divide `dw` by $m$ and forget `db`.
        """,
    ],
    why="""
    `X @ w + b` is $(m,)$, one sum for each example, and so is `dz`. `X.T @ dz` is $(n, m)$ times
    $(m,)$: for each weight the sum over the examples of input times error. Divided by $m$ it is the
    mean, and `np.mean(dz)` is the same mean for the bias, whose input is 1. `dz @ X / len(y)` is
    right too, and needs no transpose. With a column of ones in $X$ the bias would be one more
    weight, and one line would do. No slope of the sigmoid stands here: $a(1 - a)$ has cancelled
    against the slope of the loss, eq. (logistic-dz). Who keeps it trains with the squared error,
    and learns least from the answers that are most wrong. $X$ not turned is the silent mistake: on
    a square table the shapes agree.
    """,
    level="medium",
)


def classify(w, b, X):
    """Decide: 1 where the answer is at least one half, else 0. X: (m, n). Returns (m,)."""
    return np.where(X @ w + b >= 0, 1, 0)  # eq. (boundary)


def classify_probability(w, b, X):
    """These are the probabilities. Decide: 1 from one half on, 0 below."""
    return sigmoid(X @ w + b)


def classify_half_of_z(w, b, X):
    """You compare the sum z with one half. It is the answer a that is compared with one half."""
    return np.where(X @ w + b >= 0.5, 1, 0)


def classify_above(w, b, X):
    """On the boundary itself the decision is 1: at least one half, not more than one half."""
    return np.where(X @ w + b > 0, 1, 0)


def classify_reversed(w, b, X):
    """Your decisions are the wrong way round: 1 belongs where the answer is at least one half."""
    return 1 - classify(w, b, X)


def classify_bias_subtracted(w, b, X):
    """You subtract the bias. It is added to the sum."""
    return classify(w, -b, X)


def classify_signs(w, b, X):
    """Your decisions are −1 and +1, the labels of the perceptron. Here they are 0 and 1."""
    return np.where(X @ w + b >= 0, 1, -1)


def classify_without_bias(w, b, X):
    """The bias is missing. Your boundary always passes through the origin."""
    return np.where(X @ w >= 0, 1, 0)


def classify_first_row(w, b, X):
    """Only the decision for the first row came back. Does the return stand inside the loop?"""
    return int(X[0] @ w + b >= 0)


def classify_sum(w, b, X):
    """These are the sums z. Decide: 1 where z is at least 0, and 0 elsewhere."""
    return X @ w + b


def classify_cut(w, b, X):
    """Your decision is always 0. Where digits are cut off, as by int, all below 1 becomes 0."""
    return sigmoid(X @ w + b).astype(int)


def classify_one_of_z(w, b, X):
    """You compare the sum z with 1. Where is z when the answer is one half?"""
    return np.where(X @ w + b >= 1, 1, 0)


def classify_always(w, b, X):
    """Your decision is always 1."""
    return np.ones(len(X))


def classify_as_column(w, b, X):
    """Your decisions are a table with one column. They have one dimension, one entry a row of X."""
    return classify(w, b, X)[:, np.newaxis]


def longer(call, rng):
    """Ask with weights ten times as long."""
    w, b, X, _ = examples(rng, m=12)
    X = np.vstack((X, 4 * X))  # near the boundary, and far
    short, long = array(call(w, b, X), (24,)), array(call(10 * w, 10 * b, X), (24,))
    holds(np.isin(short, (0, 1)), "Every decision is 0 or 1.")
    holds(short == long, "w and 10 w with b and 10 b have the same boundary, eq. (steepness).")


CLASSIFY = task(
    classify,
    r"""
    At some point somebody must decide. Say 1 where $a \ge \tfrac12$, and 0 elsewhere. By
    eq. (boundary) you need not even compute the sigmoid. Can you see why?
    """,
    public=[
        answers(np.array([1.0, -1.0]), 1.5, TABLE),
        agrees(
            "four examples",
            classify,
            (np.array([2.0, -1.0]), -1.75, TABLE),
            "The decision is 1 exactly where the answer is at least one half.",
            points=0,
        ),
        agrees(
            "on the boundary",
            classify,
            (np.array([1.0, -1.0]), 1.0, np.array([[1.0, 2.0], [0.0, 1.0], [0.0, 3.0]])),
            "The first two points lie on the boundary, where a is exactly one half: the decision "
            "is 1. The third lies on the other side.",
            kind="edge",
        ),
    ],
    hidden=[
        agrees(
            "random points",
            classify,
            lambda rng: examples(rng, m=30)[:3],
            "The decision is 1 exactly where the answer is at least one half.",
            points=2,
        ),
        law("ten times the weights", longer, points=0, times=10),
    ],
    mistakes=[
        mistake("no decision", classify_probability),
        mistake("z compared with one half", classify_half_of_z),
        mistake("the boundary on the wrong side", classify_above),
        mistake("the wrong way round", classify_reversed),
        mistake("the bias subtracted", classify_bias_subtracted),
        mistake("labels −1 and +1", classify_signs),
        mistake("the first row alone", classify_first_row),
        mistake("the sums for the decisions", classify_sum),
        mistake("always 0", classify_cut),
        mistake("z compared with 1", classify_one_of_z),
        mistake("always 1", classify_always),
        mistake("a column of decisions", classify_as_column),
        mistake("the bias forgotten", classify_without_bias),
    ],
    hints=[
        r"""
        Where exactly is $a = \tfrac12$? Equation (boundary) says which sum $z$ belongs to it. And
        since the sigmoid only rises, you know on which side $a$ is larger.
        """,
        """
        Compute the $m$ sums, compare them with the right number, and make 1 and 0 of the yes and
        no. The usual mistake is to compare $z$ with one half, which is the limit for $a$. On the
        boundary itself the decision is 1.
        """,
    ],
    why=r"""
    The sigmoid rises and $\sigma(0) = \tfrac12$, so $a \ge \tfrac12$ says the same as $z \ge 0$,
    and no exponential is needed. The sums are $(m,)$, the comparison gives $(m,)$ of `True` and
    `False`, and `np.where` makes 1 and 0 of them; `(X @ w + b >= 0).astype(int)` does so too. With
    the sigmoid, `sigmoid(z) >= 0.5` decides alike but for one detail: a sum of $-10^{-17}$ is
    negative, and yet the machine's sigmoid of it is exactly 0.5. `np.round(a)` is a trap, since
    NumPy rounds 0.5 to the even number, which is 0. Another threshold $p$ is no harder: compare $z$
    with $\log \frac{p}{1-p}$, eq. (log-odds).
    """,
    level="easy",
)


def train_logistic(X, y, lr, steps):
    """Descend from w = 0, b = 0. lr: α; steps: how many. Returns w (n,), b."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        dw, db = logistic_gradient(w, b, X, y)
        w, b = w - lr * dw, b - lr * db  # eq. (gd-update)
    return w, b


def descend(gradient, X, y, lr, steps, start=0.0):
    """Descend with another gradient or from another start, for the wrong solutions."""
    w, b = np.full(X.shape[1], start), start
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w, b = w - lr * dw, b - lr * db
    return w, b


def descend_with(X, y, steps, update):
    """Descend with another update of w and b, for the wrong solutions."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w, b = update(w, b, *logistic_gradient(w, b, X, y))
    return w, b


def train_climbs(X, y, lr, steps):
    """Your cost grows from step to step: the update must go against the slope."""
    return train_logistic(X, y, -lr, steps)


def train_in_turn(X, y, lr, steps):
    """The bias moves with its slope at the new w. Compute both slopes first, then move both."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w = w - lr * logistic_gradient(w, b, X, y)[0]
        b = b - lr * logistic_gradient(w, b, X, y)[1]
    return w, b


def train_bias_first(X, y, lr, steps):
    """The weights move with their slopes at the new b. Compute all slopes, then move all."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        b = b - lr * logistic_gradient(w, b, X, y)[1]
        w = w - lr * logistic_gradient(w, b, X, y)[0]
    return w, b


def train_with_means_twice(X, y, lr, steps):
    """Every step is too short by the factor 1/m. The slopes are means already."""
    return descend(gradient_mean_twice, X, y, lr, steps)


def train_half(X, y, lr, steps):
    """Every step is half as long. It is α times the slope, without a ½."""
    return train_logistic(X, y, lr / 2, steps)


def train_with_sums(X, y, lr, steps):
    """The slopes are sums over the examples, so that every step is m times too long."""
    return descend(gradient_sum, X, y, lr, steps)


def train_without_bias(X, y, lr, steps):
    """The bias never moves. It descends like the weights, with its slope db."""
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w = w - lr * logistic_gradient(w, 0.0, X, y)[0]
    return w, 0.0


def train_one_step(X, y, lr, steps):
    """You have the result of one step. Is the return in the loop, or do w and b begin anew?"""
    return train_logistic(X, y, lr, min(steps, 1))


def train_from_one(X, y, lr, steps):
    """Your descent does not start at w = 0 and b = 0."""
    return descend(logistic_gradient, X, y, lr, steps, start=1.0)


def train_weights_from_one(X, y, lr, steps):
    """Your w starts at 1. It starts at 0, as b does."""
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(steps):
        dw, db = logistic_gradient(w, b, X, y)
        w, b = w - lr * dw, b - lr * db
    return w, b


def train_one_more(X, y, lr, steps):
    """You take one step more than asked. How often does your loop go round for steps = 1?"""
    return train_logistic(X, y, lr, steps + 1)


def train_one_less(X, y, lr, steps):
    """You take one step less than asked. How often does your loop go round for steps = 1?"""
    return train_logistic(X, y, lr, steps - 1)


def train_same_slopes(X, y, lr, steps):
    """All your steps have the slopes of the start. Take them anew in each round."""
    return train_logistic(X, y, lr * steps, 1)


def train_without_rate(X, y, lr, steps):
    """The learning rate is missing: every step is as long as the slope."""
    return train_logistic(X, y, 1.0, steps)


def train_bias_without_rate(X, y, lr, steps):
    """The learning rate is missing in the step of the bias."""
    return descend_with(X, y, steps, lambda w, b, dw, db: (w - lr * dw, b - db))


def train_bias_climbs(X, y, lr, steps):
    """Your bias climbs: its step must go against its slope, as that of the weights does."""
    return descend_with(X, y, steps, lambda w, b, dw, db: (w - lr * dw, b + lr * db))


def train_slopes(X, y, lr, steps):
    """You return the last slopes. The weights and the bias are asked for."""
    return logistic_gradient(*train_logistic(X, y, lr, steps - 1), X, y)


def train_step_for_weights(X, y, lr, steps):
    """You put the step in place of the weights. Subtract it from them."""
    return descend_with(X, y, steps, lambda w, b, dw, db: (-lr * dw, -lr * db))


def cost_falls(call, rng):
    """Ask for several lengths of descent."""
    X, y = rng.normal(size=(20, 2)), np.repeat((0, 1), (16, 4))  # so b has to move too
    costs = []
    for steps in (1, 4, 16):
        w, b = parts(call(X, y, 0.1, steps), ("w", "b"))
        costs.append(cost(array(w, (2,), what="w"), number(b, what="b"), X, y))
    holds(costs[0] < np.log(2), "The first step lowers the cost below log 2, where w = 0 starts.")
    holds(np.diff(costs) < 0, "More steps with a small learning rate give a lower cost.")


TRAIN = task(
    train_logistic,
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
            train_logistic,
            [(TABLE, UNEVEN, 0.5, steps) for steps in (1, 3)],
            "The first step is −α times the slopes at w = 0, b = 0. Each further step takes both "
            "slopes where the step before it has ended.",
            returns=("w", "b"),
        ),
        agrees(
            "no step at all",
            train_logistic,
            (TABLE, LABELS, 0.5, 0),
            "With steps = 0 the weights are still where they started: at 0.",
            kind="edge",
            points=0,
            returns=("w", "b"),
        ),
        law("the cost falls", cost_falls, times=5),
    ],
    hidden=[
        agrees(
            "fifty steps on a random table",
            train_logistic,
            lambda rng: (rng.normal(size=(12, 3)), rng.integers(0, 2, size=12), 0.3, 50),
            "Each step moves w by −α · dw and b by −α · db, both slopes taken at the same point.",
            points=2,
            returns=("w", "b"),
        )
    ],
    mistakes=[
        mistake("it climbs", train_climbs),
        mistake("one after the other", train_in_turn),
        mistake("the bias first", train_bias_first),
        mistake("missing 1/m", train_with_sums),
        mistake("1/m twice", train_with_means_twice),
        mistake("half of each step", train_half),
        mistake("the bias does not learn", train_without_bias),
        mistake("one step only", train_one_step),
        mistake("another start", train_from_one),
        mistake("w from 1", train_weights_from_one),
        mistake("one step more", train_one_more),
        mistake("one step less", train_one_less),
        mistake("the slopes of the start", train_same_slopes),
        mistake("the learning rate forgotten", train_without_rate),
        mistake("the learning rate of the bias forgotten", train_bias_without_rate),
        mistake("the bias climbs", train_bias_climbs),
        mistake("the slopes for the weights", train_slopes),
        mistake("the step for the weights", train_step_for_weights),
    ],
    hints=[
        """
        It is the loop of chapter 2, and now two things move, `w` and `b`. Both slopes belong to the
        same point. So what must be computed before either of them moves?
        """,
        r"""
        Start with as many zeros as $X$ has columns, and with 0 for the bias. In a loop of exactly
        `steps` rounds, one call of `logistic_gradient` returns both slopes; then both are
        subtracted, each times $\alpha$. No stopping rule is asked for. The `return` stands behind
        the loop.
        """,
        """
        The usual mistake is a second call of the gradient between the two updates: then the bias
        moves by its slope at the new weights. And the slopes are means already, so no $m$ belongs
        here. With `steps = 0` the zeros must come back.
        """,
    ],
    why=r"""
    One call gives both slopes at the same point, and only then do both move: `w` by an array of
    shape $(n,)$, `b` by a number. Two lines are as good as the pair on one line, as long as both
    slopes were computed before. `w = w - ...` makes a new array each time; here `w -= ...` would do
    no harm, because the zeros are our own. There is no random start, and none is needed: the cost
    is convex, so from any start the way leads down the same bowl. At $w = 0$ every answer is one
    half, and the cost is that of a shrug, $\log 2$. `range(steps)` runs not at all for 0 steps, so
    this case needs no line. To train with sums in place of means is the same descent with $m\alpha$
    for $\alpha$; on a larger table its steps become too long.
    """,
    level="medium",
)


def line_and_goal(rng):
    """Return a point on the line of a variant, the direction of its w, and an answer."""
    while True:
        ways = ((0.6, 0.8), (0.8, 0.6), (-0.6, 0.8), (0.8, -0.6), (-0.8, 0.6), (0.6, -0.8))
        way = np.array(ways[rng.integers(len(ways))])
        point = rng.integers(-4, 5, size=2).astype(float)
        if 1 < abs(way @ point) < 4:  # without its bias the line misses both points by far
            return point, way, float(rng.choice([0.8, 0.85, 0.95]))


POINT, WAY, GOAL = drawn((np.array([2.0, 1.0]), np.array([0.6, 0.8]), 0.9), line_and_goal)
OTHER = POINT + 5 * np.array([-WAY[1], WAY[0]])  # on the line, too
BESIDE = POINT + WAY  # one unit away from it
PLACE_1, PLACE_2, PLACE_3 = (f"({x:g}, {y:g})" for x, y in (POINT, OTHER, BESIDE))


def my_neuron():
    """Your numbers: return w1, w2, b."""
    length = np.log(GOAL / (1 - GOAL))  # eq. (log-odds): GOAL at the distance 1
    w1, w2 = length * WAY  # WAY is 1 long
    return w1, w2, -(w1 * POINT[0] + w2 * POINT[1])


def neuron_turned():
    """Your line is right, but the third point is on its wrong side: w points to the other."""
    return tuple(-v for v in my_neuron())


def neuron_length_one():
    """Your line is right. Its w has the length 1: how long must it be for so sure an answer?"""
    return *WAY, -WAY @ POINT


def neuron_without_bias():
    """Your line passes through the origin. Which b moves it to the two points?"""
    return (*my_neuron()[:2], 0.0)


def line_hint(w1, w2):
    """Return the sentence that helps with a line that misses a point."""
    if w1 == w2 == 0:
        return "With both weights 0 the answer is the same everywhere, and there is no line."
    if np.isclose(w1 * WAY[1], w2 * WAY[0]):
        return "Your line runs beside the right one, in its direction. Only the bias is wrong."
    if np.isclose(w1 * WAY[0], -w2 * WAY[1]):
        return "Your w points along the line. It must stand at a right angle to it."
    return (
        "The vector from the one point to the other lies in the line: w is at a right angle to it."
    )


def length_hint(a):
    """Return the sentence that helps with the answer at the third point."""
    if a < 0.5:
        return "Your w points to the other side of the line."
    if a > GOAL:
        return "Your neuron is too sure. Which of its numbers must shrink so that the line stays?"
    return "Your neuron is not sure enough. Which of its numbers must grow so that the line stays?"


def right_line(call, rng):
    """Ask whether both points lie on the line."""
    w1, w2, b = (number(v) for v in parts(call(), ("w1", "w2", "b")))
    for x in (POINT, OTHER):
        a = float(activations.sigmoid(w1 * x[0] + w2 * x[1] + b))
        holds(
            abs(a - 0.5) <= 0.01,
            Said(
                "The points {first} and {second} lie on the boundary: the answer there is "
                "0.5 ± 0.01.",
                first=PLACE_1,
                second=PLACE_2,
            ),
            what=Said(
                "At the point ({x1:g}, {x2:g}) your neuron answers {a:.3f}.", x1=x[0], x2=x[1], a=a
            ),
            hint=line_hint(w1, w2),
        )


def right_length(call, rng):
    """Ask for the line, and for the answer one unit away from it."""
    right_line(call, rng)
    w1, w2, b = (number(v) for v in parts(call(), ("w1", "w2", "b")))
    a = float(activations.sigmoid(w1 * BESIDE[0] + w2 * BESIDE[1] + b))
    holds(
        abs(a - GOAL) <= 0.01,
        Said(
            "The point {place} is one unit away from the line: the answer there is "
            "{goal:g} ± 0.01.",
            place=PLACE_3,
            goal=GOAL,
        ),
        what=Said("At the point {place} your neuron answers {a:.3f}.", place=PLACE_3, a=a),
        hint=length_hint(a),
    )


NEURON = task(
    my_neuron,
    f"""
    An experiment. Build a neuron by hand: choose $w_1$, $w_2$ and $b$ such that its boundary
    passes through the points ${PLACE_1}$ and ${PLACE_2}$, and such that it answers ${GOAL:g}$ at
    the point ${PLACE_3}$, one unit away from the line. The direction of $w$ draws the line, its
    length says how sure the neuron is, eq. (steepness). Each answer may be off by $0.01$. Try
    numbers, or take a pencil. Both count.
    """,
    public=[
        answers(),
        law("the boundary", right_line, points=0, kind="value"),
        law("how sure it is", right_length, points=3, kind="value"),
    ],
    mistakes=[
        mistake("the wrong side", neuron_turned),
        mistake("a w of length 1", neuron_length_one),
        mistake("the bias forgotten", neuron_without_bias),
    ],
    main=False,
    hints=[
        """
        These are two questions, and the section "The boundary is a line" has both. The direction of
        $w$ draws the line, at a right angle to it. The length of $w$ says how sure the neuron is.
        Begin with the direction, and find $b$ before you think of the length.
        """,
        """
        From one point of the line to the other leads $(4, -3)$. Which vector stands at a right
        angle to it, so that the products add up to 0? Divide it by its length, to make it 1 long.
        Then $b$ follows from $w_1 x_1 + w_2 x_2 + b = 0$ at one of the two points. The third point
        must have a positive sum; if it has not, change all three signs.
        """,
        r"""
        With a $w$ of length 1 the third point has the sum 1, and the answer $\sigma(1) = 0.73$.
        Which sum has the answer 0.9? Solve it with eq. (log-odds). By this factor lengthen $w$, and
        $b$ too: when only $w$ grows, the line moves away from the points.
        """,
    ],
    why=r"""
    The line runs in the direction $(4, -3)$, and $(3, 4)$ is at a right angle to it, since
    $4 \cdot 3 - 3 \cdot 4 = 0$. It has the length 5, so $(0.6, 0.8)$ has the length 1. The point
    $(2, 1)$ lies on the line if $0.6 \cdot 2 + 0.8 \cdot 1 + b = 0$, hence $b = -2$. Now the sum
    $z$ is the distance from the line, eq. (steepness), and for 0.9 at the distance 1 the sum must
    be $\log \frac{0.9}{0.1} = \log 9 = 2.197$. All three numbers are multiplied by it:
    $w = (1.318, 1.758)$ and $b = -4.394$. If only $w$ grows and $b$ stays, the line moves. By trial
    you get there too, if you change one thing at a time: the direction and $b$ until both points
    answer 0.5, then all three by one factor, which does not move the line. So a neuron has to learn
    two things, where to draw the line and how sure to be, and its loss asks for both.
    """,
    level="medium",
)


WARM_UP = warm_up(
    """
    Two logistic neurons have the same boundary. The second has ten times the weights and ten times
    the bias of the first. For an example with the label $y = 0$ the first one answers $a = 0.6$.
    What does the second do with this example?
    """,
    choice(
        "It takes the same decision and has the same loss.",
        r"The decision is the same, for $10\,z$ has the sign of $z$. But the loss looks at the "
        "probability, not at the decision, and the sum is ten times as large.",
    ),
    choice(
        "It takes the same decision and has a greater loss.",
        "The sum $z$ is positive, and ten times as large it is still positive. So the second "
        "neuron is far surer (its answer is 0.98), and since the label is 0, it is sure of what "
        "is wrong.",
        right=True,
    ),
    choice(
        "It takes the same decision and has a smaller loss.",
        "It is surer, that is right. But sure of what? The label is 0, and with a larger answer "
        "less is left for the truth.",
    ),
    choice(
        "It takes the other decision.",
        r"The boundary is where $z = 0$, and there $10\,z = 0$ as well. No point changes its "
        "side.",
    ),
)


EXERCISE = Exercise(
    number="03",
    title="Logistic regression",
    chapter="03_logistic_regression",
    tasks=(SIGMOID, BCE, LOOP, GRADIENT, CLASSIFY, TRAIN, NEURON),
    text="You build the neuron that answers yes or no, and its loss, and you make it learn.",
    warm_up=WARM_UP,
)

"""Exercise 07, nonlinearity and the activations: text, solutions, checks and known mistakes."""

import numpy as np

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
    parts,
    task,
    warm_up,
)
from dlcourse.grading.exercise.spec import Exercise


def sigmoid(z):
    """Squeeze z, a number or an array of any shape, between 0 and 1. The shape stays."""
    e = np.exp(-np.abs(z))  # never above 1
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


# Slopes.


def sigmoid_prime(z):
    """Slope of the sigmoid at the SUM z. z: an array. Returns the same shape."""
    a = sigmoid(z)  # the answers
    return a * (1 - a)  # eq. (sigmoid-prime)


def sigmoid_prime_of_a(z):
    """You treat the argument as the answer a. Here it is the sum z: the answer comes first."""
    return z * (1 - z)


def sigmoid_prime_twice(z):
    """There is one sigmoid too many around z: what you multiply is made of σ(σ(z))."""
    return sigmoid_prime(sigmoid(z))


def sigmoid_prime_plus(z):
    """The sign in the bracket is wrong: the slope dies out where a comes near 1."""
    return sigmoid(z) * (1 + sigmoid(z))


def sigmoid_prime_half(z):
    """You have one factor only. The slope is a product: it dies out on both sides."""
    return 1 - sigmoid(z)


def sigmoid_itself(z):
    """You return the sigmoid itself. Its slope is asked for."""
    return sigmoid(z)


def sigmoid_prime_tanh(z):
    """You took 1 − a², as for tanh. The slope of the sigmoid is at most one quarter."""
    return 1 - sigmoid(z) ** 2


def sigmoid_prime_no_brackets(z):
    """Your slope is 0 everywhere. Is 1 − a in brackets? A product comes before a difference."""
    a = sigmoid(z)
    return a * 1 - a


def sigmoid_prime_of_a_sum(z):
    """Your a is larger than 1. What stands below the bar of a sigmoid needs brackets."""
    a = 1 / 1 + np.exp(-z)
    return a * (1 - a)


def sigmoid_prime_half_of_z(z):
    """One of your factors has z in it. Both are made of the answer a."""
    return sigmoid(z) * (1 - z)


def sigmoid_prime_overflows(z):
    """At z = −800 a power of e is too large for the machine. Begin with your sigmoid."""
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def sigmoid_prime_a_squared(z):
    """Both of your factors are a. One of them is 1 − a."""
    return sigmoid(z) ** 2


def sigmoid_prime_falling(z):
    """Your slopes have the wrong sign. The sigmoid rises everywhere."""
    return -sigmoid_prime(z)


def steepest_in_the_middle(call, rng):
    """Ask for the largest slope and for the mirror."""
    z = rng.uniform(0.1, 3, size=5)
    left, right = array(call(-z), (5,)), array(call(z), (5,))
    holds(np.isclose(left, right), "The slopes at z and at −z are equal: the curve is a mirror.")
    holds(left < 0.25, "No slope of the sigmoid is larger than one quarter.")


SIGMOID_PRIME = task(
    sigmoid_prime,
    r"""
    The slope of the sigmoid needs no further power of $e$ when the answer $a = \sigma(z)$ is at
    hand, eq. (sigmoid-prime):

    $$\sigma'(z) = a\,(1 - a)$$

    The argument here is $z$, not $a$, as in every `…_prime` of this course. To confuse the two is
    the usual mistake of this chapter. Your `sigmoid` of exercise 03 may stand in the same cell; it
    stays finite at $z = -800$ too.
    """,
    public=[
        answers(np.array([0.5])),
        agrees(
            "three sums",
            sigmoid_prime,
            (np.array([0.0, 1.0, -2.0]),),
            "The slope at z is the product of a and 1 − a, where a is the sigmoid of z.",
        ),
        agrees(
            "far out",
            sigmoid_prime,
            (np.array([-800.0, 800.0]),),
            "Far out, on both sides, the curve is level, and its slope rounds to 0.",
            kind="edge",
            points=0,
        ),
        law("a mirror", steepest_in_the_middle, points=0),
    ],
    hidden=[
        agrees(
            "random sums",
            sigmoid_prime,
            lambda rng: (rng.normal(scale=2, size=(2, 5)),),
            "The slope at z is the product of a and 1 − a, where a is the sigmoid of z.",
        )
    ],
    mistakes=[
        mistake("a taken for z", sigmoid_prime_of_a),
        mistake("the sigmoid twice", sigmoid_prime_twice),
        mistake("wrong sign", sigmoid_prime_plus),
        mistake("one factor only", sigmoid_prime_half),
        mistake("the sigmoid itself", sigmoid_itself),
        mistake("the slope of tanh", sigmoid_prime_tanh),
        mistake("no brackets", sigmoid_prime_no_brackets),
        mistake("no brackets in the sigmoid", sigmoid_prime_of_a_sum),
        mistake("z in one factor", sigmoid_prime_half_of_z),
        mistake("the powers overflow", sigmoid_prime_overflows),
        mistake("a times a", sigmoid_prime_a_squared),
        mistake("a falling sigmoid", sigmoid_prime_falling),
    ],
    hints=[
        """
        Say the letters aloud, as the section "The usual mistake: σ′ with z for a" advises. The
        argument is the sum $z$; the formula wants the answer $a$. What has to happen to $z$ first?
        """,
        r"""
        Two lines: all the answers at once, with the sigmoid of exercise 03, and then the product of
        the two factors, entry by entry. The shape stays as it is. Test at $z = 0$, where the slope
        is exactly one quarter. If you get 0 there, you have put $z$ into the formula; if you get
        0.235, there is one sigmoid too many.
        """,
    ],
    why=r"""
    The answer $a$ is computed once and used twice, so the slope costs no further power of $e$. All
    is entry by entry, and the shape of $z$ stays. The sigmoid here takes $e^{-|z|}$, which is never
    larger than 1: so nothing overflows at $z = -800$. One can also write the slope as
    $e^{-|z|} / (1 + e^{-|z|})^2$, the same number on paper. That form keeps its digits even at
    $z = 40$, where $a$ rounds to 1 and $1 - a$ to 0; for training it makes no difference, since so
    small a slope lets nothing through in either form. To hand $a$ to this function raises no error
    and gives numbers between 0.20 and 0.25, nearly right in the middle and far too large outside.
    """,
    level="easy",
)


def tanh_prime(z):
    """Slope of tanh at the SUM z. z: an array. Returns the same shape."""
    e = np.exp(-2 * np.abs(z))  # from 0 to 1: it cannot overflow
    return 4 * e / (1 + e) ** 2  # eq. (tanh-prime), above and below times e^(−2|z|)


def tanh_prime_overflows(z):
    """The square overflows, and the slope becomes 0 where it is tiny. Use a form with e^(−2|z|)."""
    return 4 / (np.exp(z) + np.exp(-z)) ** 2


def tanh_prime_cancels(z):
    """1 − tanh² rounds to 0 for large z, where tanh rounds to 1. Use a form with e^(−2|z|)."""
    return 1 - np.tanh(z) ** 2


def tanh_prime_of_a(z):
    """You treat the argument as the answer a. Here it is the sum z."""
    return 1 - np.asarray(z) ** 2


def tanh_itself(z):
    """You return tanh itself. Its slope is asked for."""
    return np.tanh(z)


def tanh_prime_sigmoid(z):
    """You took the slope of the sigmoid. That of tanh is 1 in the middle."""
    return sigmoid(z) * (1 - sigmoid(z))


def tanh_prime_not_squared(z):
    """The sum of the powers below the bar has to be squared."""
    return 4 / (np.exp(z) + np.exp(-z))


def tanh_prime_root(z):
    """Your result is 1/cosh, the root of the slope. It has to be squared."""
    return 2 / (np.exp(z) + np.exp(-z))


def tanh_prime_bracket_not_squared(z):
    """The bracket below the bar is not squared. It is the square of a sum."""
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e)


def tanh_prime_squares_added(z):
    """You square the two powers and then add. It is their sum that is squared."""
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e**2)


def tanh_prime_half_way(z):
    """Your slope is the one at z/2. The power of e has twice |z| in its exponent."""
    return tanh_prime(z / 2)


def tanh_prime_minus(z):
    """Below the bar there is a minus between your powers. They are added."""
    return 4 / (np.exp(z) - np.exp(-z)) ** 2


def tanh_prime_one_sided(z):
    """On the left your power is too large for the machine. The exponent needs |z|."""
    e = np.exp(-2 * z)
    return 4 * e / (1 + e) ** 2


def tanh_prime_above_alone(z):
    """You multiply above the bar alone. What stands below it has to be multiplied too."""
    return 4 * np.exp(-2 * np.abs(z)) / (np.exp(z) + np.exp(-z)) ** 2


def tanh_prime_quarter(z):
    """Your slopes are a quarter of the right ones. What stands above the bar, eq. (tanh-prime)?"""
    return tanh_prime(z) / 4


def tanh_prime_half(z):
    """Your slopes are half of the right ones. What stands above the bar, eq. (tanh-prime)?"""
    return tanh_prime(z) / 2


def tanh_prime_growing(z):
    """Your power is too large for the machine on both sides. The exponent needs a minus."""
    e = np.exp(2 * np.abs(z))
    return 4 * e / (1 + e) ** 2


def far_out(call, rng):
    """Ask where the answer is tiny."""
    z = np.array([-360.0, -30.0, 30.0, 360.0])  # the square of e^360 is too large for the machine
    slope = array(call(z), (4,))
    for here in ([1, 2], [0, 3]):
        holds(
            slope[here] > 0,
            Said(
                "The slope never ends: at z = {z:g} and z = −{z:g} it is about 4 e^(−{twice:g}), "
                "tiny but not 0.",
                z=z[here[1]],
                twice=2 * z[here[1]],
            ),
        )
    holds(
        np.isclose(slope[[0, 1]], slope[[3, 2]], rtol=1e-9, atol=0),
        "The slopes at z and at −z are equal.",
    )
    holds(
        np.isclose(slope, 4 * np.exp(-2 * np.abs(z)), rtol=1e-6, atol=0),
        "Far out the slope is about 4 e^(−2|z|).",
    )


def slope_of_the_curve(call, rng):
    """Ask for the slopes of tanh, by finite differences."""
    z, h = rng.uniform(-4, 4, size=8), 1e-5
    rise = (np.tanh(z + h) - np.tanh(z - h)) / (2 * h)
    holds(
        np.abs(array(call(z), (8,)) - rise) < 1e-6,
        "Move z by a hair, and tanh must move by this hair times the slope.",
    )


TANH_PRIME = task(
    tanh_prime,
    r"""
    The slope of tanh, eq. (tanh-prime):

    $$\tanh'(z) = \frac{4}{(e^z + e^{-z})^2}$$

    At $z = 30$ the slope is about $4 e^{-60}$. The form $1 - a^2$ says 0 there, since $a$ rounds to
    1. The form above says 0 at $z = 360$, where the slope is not 0 yet: the powers still fit into
    the machine, but the square of their sum overflows. Multiply above and below by $e^{-2|z|}$, and
    both troubles are gone.
    """,
    public=[
        answers(np.array([0.0])),
        agrees(
            "the middle, and one unit to the sides",
            tanh_prime,
            (np.array([0.0, 1.0, -1.0]),),
            "In the middle the slope is 1; to the sides it is 4 / (e + 1/e)².",
        ),
        law("far out", far_out, kind="edge"),
        law("the slope of the curve", slope_of_the_curve, kind="gradient"),
    ],
    hidden=[
        agrees(
            "random sums",
            tanh_prime,
            lambda rng: (rng.normal(scale=2, size=(3, 3)),),
            "The slope of tanh at each z, eq. (tanh-prime).",
        ),
        agrees(
            "far out, to many digits",
            tanh_prime,
            lambda rng: (rng.uniform(355, 360, size=4) * np.array([1, -1, 1, -1]),),
            "Far out the slope is about 4 e^(−2|z|), and this is not 0 yet.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("it rounds to 0", tanh_prime_cancels),
        mistake("a taken for z", tanh_prime_of_a),
        mistake("tanh itself", tanh_itself),
        mistake("the slope of the sigmoid", tanh_prime_sigmoid),
        mistake("not squared", tanh_prime_not_squared),
        mistake("the root of the slope", tanh_prime_root),
        mistake("the bracket not squared", tanh_prime_bracket_not_squared),
        mistake("the powers squared", tanh_prime_squares_added),
        mistake("half of z", tanh_prime_half_way),
        mistake("a minus between the powers", tanh_prime_minus),
        mistake("no absolute value", tanh_prime_one_sided),
        mistake("multiplied above alone", tanh_prime_above_alone),
        mistake("the 4 forgotten", tanh_prime_quarter),
        mistake("2 for 4", tanh_prime_half),
        mistake("no minus in the exponent", tanh_prime_growing),
        mistake("the square overflows", tanh_prime_overflows),
    ],
    hints=[
        r"""
        The slope is the same at $z$ and at $-z$, so put $|z|$ for $z$ in eq. (tanh-prime). Only one
        of the two powers in it is dangerous. Which one, and what becomes of it when it is
        multiplied by $e^{-|z|}$?
        """,
        r"""
        Below the bar stands a square, so $e^{-2|z|}$ goes into the bracket as $e^{-|z|}$, once for
        each of the two factors. Multiply both powers in the bracket by it. One becomes 1, the other
        becomes the very number that now stands above the bar beside the 4.
        """,
        r"""
        So everything is said with one number between 0 and 1, for each $z$. Compute it first, give
        it a name, then write the fraction; mind the brackets, since the sum is squared as a whole.
        At $z = 0$ the result is 1, and at $z = 30$ it is about $3.5 \cdot 10^{-26}$. If you get 0
        there, a subtraction from 1 has eaten it, the usual mistake.
        """,
    ],
    why=r"""
    Call the number of the first line $q = e^{-2|z|}$; the fraction is $4q/(1 + q)^2$. This $q$ lies
    between 0 and 1, so nothing can overflow, and above the bar it is the tiny number itself, so no
    digits are lost; at $z = 0$ it is 1, and the slope is $4/4$. The absolute value is allowed
    because the slopes at $z$ and at $-z$ are equal. The other form, $1 - a^2$, is right on paper,
    and the cheapest where $a$ is at hand already, as on the way back through a network. But it
    subtracts two numbers that are nearly equal, and from $|z| = 19$ on nothing is left. Another
    right form is $1/\cosh^2 z$, which is shorter and good for moderate $z$, but its square
    overflows as in eq. (tanh-prime). At $z = 400$ the slope is below the smallest number that the
    machine has, and there 0 is the best answer.
    """,
    level="medium",
)


# ReLU and its leak.


def leaky_relu(z, slope):
    """Leaky ReLU with this slope on the left. z: an array; slope 0 is the ReLU. The same shape."""
    return np.where(z >= 0, z, slope * z)  # eq. (relu), eq. (leaky-relu)


def leaky_no_leak(z, slope):
    """Your left side is level. Let a little through: slope · z where z is negative."""
    return np.maximum(z, 0)


def leaky_constant(z, slope):
    """On the left you return the slope itself. It is multiplied by z."""
    return np.where(z >= 0, z, slope)


def leaky_everywhere(z, slope):
    """The leak is on both sides. Where z is positive, it passes unchanged."""
    return slope * z


def leaky_mirrored(z, slope):
    """Your left side goes up. With z negative, slope · z is negative too."""
    return np.where(z >= 0, z, -slope * z)


def leaky_of_the_deck(z, slope):
    """You fixed the slope at 0.01, a usual choice. Here it is an argument."""
    return np.where(z >= 0, z, 0.01 * z)


def leaky_constant_at_zero(z, slope):
    """On the left, and at 0, you return the slope itself. It is multiplied by z."""
    return np.where(z > 0, z, slope)


def leaky_reversed(z, slope):
    """It is the right side that you multiply by the slope. There z passes unchanged."""
    return np.where(z > 0, slope * z, z)


def leaky_added(z, slope):
    """On the right you add the share to z. There z passes unchanged."""
    return np.maximum(z, 0) + slope * z


def leaky_largest(z, slope):
    """One number comes back, the largest. `np.max` looks at the whole array at once."""
    return np.max(z)


def leaky_divided(z, slope):
    """On the left you divide by the slope. Only a share comes through: multiply."""
    return np.where(z >= 0, z, z / slope)


LEAKY = task(
    leaky_relu,
    """
    A comparison instead of powers: what is positive passes, and of what is negative only a share,
    eq. (leaky-relu). With `slope = 0` it is the ReLU, eq. (relu).
    """,
    public=[
        answers(np.array([1.0]), 0.1),
        agrees(
            "both sides",
            leaky_relu,
            (np.array([-2.0, -0.5, 0.0, 0.5, 3.0]), 0.25),
            "On the right z passes unchanged; on the left slope · z comes out.",
        ),
    ],
    hidden=[
        agrees(
            "a random table",
            leaky_relu,
            lambda rng: (rng.normal(size=(4, 3)), float(rng.uniform(0.05, 0.3))),
            "On the right z passes unchanged; on the left slope · z comes out.",
        )
    ],
    mistakes=[
        mistake("no leak", leaky_no_leak),
        mistake("the slope not multiplied", leaky_constant),
        mistake("the leak on both sides", leaky_everywhere),
        mistake("wrong sign", leaky_mirrored),
        mistake("a fixed slope", leaky_of_the_deck),
        mistake("the slope not multiplied, at 0 too", leaky_constant_at_zero),
        mistake("sides reversed", leaky_reversed),
        mistake("the share added", leaky_added),
        mistake("the largest entry", leaky_largest),
        mistake("divided", leaky_divided),
    ],
    hints=[
        """
        There are two cases in eq. (leaky-relu), and each entry of $z$ decides for itself; `slope`
        stands in the place of the usual 0.01. No loop and no power of $e$ is needed.
        """,
        """
        `np.where(condition, this, that)` takes from `this` where the condition is true and from
        `that` elsewhere, entry by entry. The condition compares `z` with 0. On the left the usual
        mistake is to return the slope alone: a share of `z` comes through, and it is negative.
        """,
    ],
    why=r"""
    `np.where` chooses entry by entry, so the shape of $z$ stays. It computes both sides everywhere
    and then picks, which is harmless, as both are finite. At $z = 0$ both sides are 0, and it makes
    no difference whether the comparison is `>=` or `>`. `np.maximum(z, slope * z)` is right too
    while the slope is between 0 and 1, because then the larger of the two is the one that is meant;
    with a slope above 1 it would pick the wrong one. An `if z >= 0` can decide about one number
    only: an array has no single truth value, and NumPy says so in its error.
    """,
    level="easy",
)


def leaky_relu_prime(z, slope):
    """Slope of the leaky ReLU. z: an array; at the corner the left side counts. The same shape."""
    return np.where(z > 0, 1.0, slope)  # eq. (leaky-relu)


def corner_right(z, slope):
    """At the corner, z = 0, the course takes the left side."""
    return np.where(z >= 0, 1.0, slope)


def prime_of_relu(z, slope):
    """Your slope on the left is 0. There the leak is the slope."""
    return np.where(z > 0, 1.0, 0.0)


def prime_times_z(z, slope):
    """You return the function. Its slope does not depend on how far z is from 0."""
    return leaky_relu(z, slope)


def prime_reversed(z, slope):
    """The two sides are the wrong way round: on the right the slope is 1."""
    return np.where(z > 0, slope, 1.0)


def prime_left_times_z(z, slope):
    """On the left you return the function. Its slope there is the same however far z is from 0."""
    return np.where(z > 0, 1.0, slope * z)


def prime_negative(z, slope):
    """On the left your sign is wrong: the leaky ReLU rises there too."""
    return np.where(z > 0, 1.0, -slope)


def prime_zero_at_the_corner(z, slope):
    """At the corner, z = 0, you return 0. The course takes the slope of the left side."""
    return np.where(z == 0, 0.0, leaky_relu_prime(z, slope))


def prime_middle_at_the_corner(z, slope):
    """At the corner, z = 0, you take the middle of both slopes. The course takes the left one."""
    return np.where(z == 0, (1 + slope) / 2, leaky_relu_prime(z, slope))


def prime_right_times_z(z, slope):
    """On the right you return the function. Its slope there is 1."""
    return np.where(z > 0, z, slope)


LEAKY_PRIME = task(
    leaky_relu_prime,
    """
    Its slope: 1 on the right, `slope` on the left. At $z = 0$ there is a corner, and one has to
    choose. The course takes the left side.
    """,
    public=[
        answers(np.array([1.0]), 0.1),
        agrees(
            "both sides",
            leaky_relu_prime,
            (np.array([-2.0, 3.0, -0.5, 0.5]), 0.25),
            "On the right the slope is 1, on the left it is the leak.",
        ),
        agrees(
            "the corner",
            leaky_relu_prime,
            (np.array([0.0, -0.0]), 0.25),
            "At z = 0 the slope of the left side counts.",
            kind="edge",
            points=0,
        ),
    ],
    hidden=[
        agrees(
            "a random table with exact zeros",
            leaky_relu_prime,
            lambda rng: (np.round(rng.normal(scale=2, size=(5, 4))), float(rng.uniform(0.05, 0.3))),
            "1 where z > 0, the leak elsewhere.",
        )
    ],
    mistakes=[
        mistake("the corner", corner_right),
        mistake("no leak", prime_of_relu),
        mistake("the function itself", prime_times_z),
        mistake("sides reversed", prime_reversed),
        mistake("the function on the left", prime_left_times_z),
        mistake("the function on the right", prime_right_times_z),
        mistake("wrong sign", prime_negative),
        mistake("0 at the corner", prime_zero_at_the_corner),
        mistake("the middle at the corner", prime_middle_at_the_corner),
    ],
    hints=[
        """
        Each side is a straight piece, and its slope is the same however far $z$ is from 0. So there
        are only two values in the result. To which piece does $z = 0$ belong?
        """,
        """
        The tool is that of `leaky_relu`, with two plain numbers to choose from. This time `>` and
        `>=` are not the same: take the one that leaves $z = 0$ to the left side. The usual mistake
        is to copy the comparison of the function itself, where it makes no difference.
        """,
    ],
    why=r"""
    The slope of a straight piece does not depend on $z$, so there are two numbers to choose from,
    and `np.where` spreads them over the shape of $z$. At the corner the curve has no slope; we take
    the left one, and `z > 0` does so, for $-0.0$ as well, which compares like 0. With `>=` the
    function would be as good for training, since a sum is hardly ever exactly 0, but it would not
    agree with the rest of the course. One can also write `slope + (1 - slope) * (z > 0)`, since a
    truth value counts as 0 or 1; this is the same up to rounding, and harder to read.
    """,
    level="easy",
)


# The collapse.


def collapse(W1, b1, W2, b2):
    """One layer for two linear ones. W1: (h, n), W2: (K, h). Returns W (K, n), b (K,)."""
    return W2 @ W1, W2 @ b1 + b2  # eq. (collapse-bias)


def collapse_order(W1, b1, W2, b2):
    """Your factors are in the wrong order. The first layer acts first: W1 stands at the right."""
    return W1 @ W2, W2 @ b1 + b2


def collapse_bias_lost(W1, b1, W2, b2):
    """The first bias has got lost: it goes through the second layer too."""
    return W2 @ W1, b2


def collapse_biases_added(W1, b1, W2, b2):
    """You add the two biases as they are. The first one has to go through the second layer."""
    return W2 @ W1, b1 + b2


def collapse_added(W1, b1, W2, b2):
    """You add the two matrices. One layer after the other is a product."""
    return W1 + W2, W2 @ b1 + b2


def collapse_transposed(W1, b1, W2, b2):
    """Your W is turned. It has one row for each output and one column for each input."""
    return (W2 @ W1).T, W2 @ b1 + b2


def collapse_entry_by_entry(W1, b1, W2, b2):
    """You multiply the weights entry by entry. One layer after the other is a product with `@`."""
    return W2 * W1, W2 @ b1 + b2


def collapse_last_bias_lost(W1, b1, W2, b2):
    """The second bias has got lost. It does not depend on x either."""
    return W2 @ W1, W2 @ b1


def collapse_both_through(W1, b1, W2, b2):
    """Both biases go through your second layer. The second one is added after it."""
    return W2 @ W1, W2 @ (b1 + b2)


def collapse_bias_table(W1, b1, W2, b2):
    """Your b is a table: W2 and b1 meet entry by entry. Their product with `@` has one axis."""
    return W2 @ W1, W2 * b1 + b2[:, np.newaxis]


def collapse_cut_off(W1, b1, W2, b2):
    """Something cuts off what is negative in between. Here no activation stands there."""
    return W2 @ np.maximum(W1, 0), W2 @ np.maximum(b1, 0) + b2


def collapse_only_W(W1, b1, W2, b2):
    """Only W comes back. The one layer has a bias too."""
    return W2 @ W1


def collapse_other_bias_through(W1, b1, W2, b2):
    """In your b the second bias goes through the second layer. It is the first that does."""
    return W2 @ W1, b1 + W2 @ b2


def collapse_first_layer_again(W1, b1, W2, b2):
    """In your b the first bias goes through the first layer. It comes out of that one already."""
    return W2 @ W1, W1 @ b1 + b2


def collapse_through_both(W1, b1, W2, b2):
    """In your b the first bias goes through both layers. It comes out of the first one already."""
    return W2 @ W1, W2 @ W1 @ b1 + b2


def pair(rng, n=3, h=5, K=2):
    """Return two random linear layers."""
    return rng.normal(size=(h, n)), rng.normal(size=h), rng.normal(size=(K, h)), rng.normal(size=K)


SQUARE = (
    np.array([[1.0, 2.0], [0.0, 1.0]]),
    np.array([1.0, -1.0]),
    np.array([[1.0, 0.0], [3.0, 1.0]]),
    np.array([0.5, 0.0]),
)


def the_same_answers(call, rng):
    """Ask whether the one layer answers like the two."""
    W1, b1, W2, b2 = pair(rng)
    W, b = parts(call(W1, b1, W2, b2), ("W", "b"))
    W, b = array(W, (2, 3), what="W"), array(b, (2,), what="b")
    X = rng.normal(size=(6, 3))
    holds(
        np.allclose(X @ W.T + b, (X @ W1.T + b1) @ W2.T + b2),
        "The one layer gives every example the answer of the two.",
    )


COLLAPSE = task(
    collapse,
    r"""
    Two linear layers are one, eq. (collapse-bias). For one example $x$ as a column

    $$z = W_2 (W_1 x + b_1) + b_2 = W^* x + b^*$$

    Find $W^*$ and $b^*$. A hundred layers would collapse in the same way: this is why we need an
    activation in between.
    """,
    public=[
        answers(*SQUARE),
        agrees(
            "two inputs, two hidden units, two outputs",
            collapse,
            SQUARE,
            "W* is what multiplies x in W2 (W1 x + b1) + b2, and b* is what does not depend on x.",
            returns=("W", "b"),
        ),
        law("the same answers", the_same_answers),
    ],
    hidden=[
        agrees(
            "random layers",
            collapse,
            lambda rng: pair(rng, n=4, h=2, K=3),
            "W* is what multiplies x in W2 (W1 x + b1) + b2, and b* is what does not depend on x.",
            returns=("W", "b"),
        )
    ],
    mistakes=[
        mistake("the wrong order", collapse_order),
        mistake("the first bias lost", collapse_bias_lost),
        mistake("the biases added", collapse_biases_added),
        mistake("a sum for a product", collapse_added),
        mistake("turned", collapse_transposed),
        mistake("entry by entry", collapse_entry_by_entry),
        mistake("the second bias lost", collapse_last_bias_lost),
        mistake("both biases through the second layer", collapse_both_through),
        mistake("a table of biases", collapse_bias_table),
        mistake("an activation in between", collapse_cut_off),
        mistake("W alone", collapse_only_W),
        mistake("the other bias through", collapse_other_bias_through),
        mistake("the first layer again", collapse_first_layer_again),
        mistake("the bias through both layers", collapse_through_both),
    ],
    hints=[
        """
        Multiply out the bracket in $W_2 (W_1 x + b_1) + b_2$. Three terms come out. Which of them
        contain $x$? What stands before $x$ is one result, and all the rest is the other.
        """,
        """
        Use the shapes: $W_2$ is $(K, h)$, $W_1$ is $(h, n)$, and the result must be $(K, n)$. Only
        in one order do the two meet at $h$. $b_1$ has the shape $(h,)$ and must become $(K,)$
        before it can be added to $b_2$; what can do this?
        """,
        """
        Test with random layers whose $n$, $h$ and $K$ all differ, and one $x$: both ways must give
        the same. With square matrices a wrong order raises no error. The usual mistakes are to lose
        $b_1$ and to add the two biases as they are; the second goes unnoticed when $h = K$.
        """,
    ],
    why=r"""
    Multiplied out, the two layers are $W_2 W_1\, x + W_2 b_1 + b_2$. What stands before $x$ is
    $W^*$, of shape $(K, h)$ times $(h, n)$, so $(K, n)$. What does not contain $x$ is $b^*$: the
    first bias goes through the second layer like any value of a hidden unit, which makes $(K,)$ of
    $(h,)$, and is added to $b_2$. The layer that acts first stands next to $x$, so at the right;
    with examples as rows, as in `X @ W.T`, the same product appears turned, as $W_1^\top W_2^\top$.
    One can also find $b^*$ without a formula, as the answer to $x = 0$, and each column of $W^*$ as
    the answer to an $x$ with a single 1 in it, less $b^*$: this is the way when one can ask a stack
    of linear layers but not look inside.
    """,
    level="medium",
)


# The output.


def choose_output(goal):
    """The output activation for a goal: "identity", "sigmoid", "tanh" or "softmax"."""
    return {
        "any number": "identity",
        "yes or no": "sigmoid",  # one probability
        "one of several classes": "softmax",  # probabilities that add up to 1
        "between -1 and 1": "tanh",
        "several labels at once": "sigmoid",  # one for each label
    }[goal]


def choose_sigmoid(goal):
    """A sigmoid answers with one probability. Which answers are possible at all for this goal?"""
    return "sigmoid"


def choose_identity(goal):
    """The identity can say every number. Where the answer is bounded, say only what is possible."""
    return "identity"


def choose_relu(goal):
    """A ReLU is for hidden layers. At the output it can never say a negative number."""
    return "relu" if goal == "any number" else choose_output(goal)


def choose_softmax_for_labels(goal):
    """Softmax lets the labels compete. When several may be true at once, each needs its own."""
    return "softmax" if goal == "several labels at once" else choose_output(goal)


def choose_softmax_for_two(goal):
    """For yes or no one number is enough. Softmax of a single sum is always 1."""
    return "softmax" if goal == "yes or no" else choose_output(goal)


def choose_sigmoid_for_classes(goal):
    """Sigmoids know nothing of each other. The probabilities of the classes must add up to 1."""
    return "sigmoid" if goal == "one of several classes" else choose_output(goal)


def choose_tanh_for_numbers(goal):
    """A tanh stays between −1 and 1. A price of 300 it can never say."""
    return "tanh" if goal == "any number" else choose_output(goal)


def choose_identity_for_bounded(goal):
    """The identity can say 5 as well. Which activation stays between −1 and 1 by itself?"""
    return "identity" if goal == "between -1 and 1" else choose_output(goal)


def choose_sigmoid_for_bounded(goal):
    """A sigmoid is never negative. Which activation goes from −1 to 1?"""
    return "sigmoid" if goal == "between -1 and 1" else choose_output(goal)


def choose_linear(goal):
    """You mean the right one, but it has another name here. The text lists the four names."""
    return "linear" if goal == "any number" else choose_output(goal)


def choose_capital(goal):
    """The word is right, but its first letter is a small one in the text."""
    return choose_output(goal).capitalize()


def choose_tanh_for_two(goal):
    """A tanh may be negative, and a probability is not. One of the four stays from 0 to 1."""
    return "tanh" if goal == "yes or no" else choose_output(goal)


def choose_for_some(goal):
    """For one of the five goals you have no answer. The task has all five of them."""
    return None if goal == "between -1 and 1" else choose_output(goal)


def chosen(goal, why, points):
    """Return a check for one goal."""
    return agrees(goal, choose_output, (goal,), why, points=points)


OUTPUT = task(
    choose_output,
    """
    The output activation decides which answers are possible at all. The goal is one of these words:
    `"any number"`, `"yes or no"`, `"one of several classes"`, `"between -1 and 1"`,
    `"several labels at once"` (a photo may show a dog **and** a ball). Return the name of the
    activation that fits: `"identity"`, `"sigmoid"`, `"tanh"` or `"softmax"`.
    """,
    public=[
        answers("any number"),
        chosen("any number", "A price may be any number, negative ones included.", 1),
        chosen("yes or no", "One number is needed: the probability of yes.", 0),
        chosen("one of several classes", "K probabilities are needed that add up to 1.", 1),
        chosen("between -1 and 1", "The range of the activation is the range of the goal.", 1),
        chosen(
            "several labels at once", "Each label has a probability; they need not add up to 1.", 1
        ),
    ],
    mistakes=[
        mistake("always the sigmoid", choose_sigmoid),
        mistake("always the identity", choose_identity),
        mistake("a ReLU at the output", choose_relu),
        mistake("a goal left out", choose_for_some),
        mistake("softmax for labels that do not exclude each other", choose_softmax_for_labels),
        mistake("softmax of one sum", choose_softmax_for_two),
        mistake("sigmoids for classes", choose_sigmoid_for_classes),
        mistake("tanh for any number", choose_tanh_for_numbers),
        mistake("the identity between −1 and 1", choose_identity_for_bounded),
        mistake("a sigmoid between −1 and 1", choose_sigmoid_for_bounded),
        mistake("linear for the identity", choose_linear),
        mistake("a capital letter", choose_capital),
        mistake("tanh for yes or no", choose_tanh_for_two),
    ],
    hints=[
        """
        The table in the section "The activation of the output" has most of the answers. For each
        goal ask: which numbers may the output say at all, and do several of them have to add up
        to 1?
        """,
        """
        Compare `goal` with the five words, spelt exactly as in the task, or let a dictionary find
        the answer. For "several labels at once" imagine a photo with a dog and a ball: both
        probabilities may be near 1. So how many questions with yes or no are these? The usual
        mistake is to answer here as for "one of several classes", of which only one can be true.
        """,
    ],
    why=r"""
    The range of the activation must be the range of the answers. Any number needs the identity: a
    ReLU cannot say a negative one, a sigmoid nothing above 1. A yes or no is one probability, and
    one sigmoid gives it; of a single sum softmax would always make 1. One of several classes needs
    numbers that share 1 among them, which is what softmax does, and several labels at once must
    not share: each is a yes or no of its own. Between $-1$ and $1$ tanh fits as it is, while a
    sigmoid would have to be stretched. A dictionary puts goal and answer side by side, so that one
    can read it like the table of the chapter, and a misspelt goal raises a `KeyError`; a chain of
    `if`s does the same work, but returns `None` in silence when a goal is missing.
    """,
    level="easy",
    table=True,  # five words are all that can be asked
)


# The experiment.


def another_hat(rng):
    """Return where the hat of a variant begins, is highest and ends, and how high it is."""
    bends = np.cumsum(rng.integers(1, 4, size=3)).astype(float)
    return bends, float(rng.integers(1, 7))


BENDS, HEIGHT = drawn((np.array([0.0, 1.0, 2.0]), 1.0), another_hat)
LEFT, TOP, RIGHT = (f"{x:g}" for x in BENDS)
UP, DOWN = HEIGHT / np.diff(BENDS)  # how steep its sides are
MIDDLES = (BENDS[1:] + BENDS[:-1]) / 2
KNOTS = np.sort([*BENDS, *MIDDLES, BENDS[0] - 1, BENDS[2] + 1, BENDS[2] + 8])


def hat(x):
    """The hat: 0 outside, and straight sides up to its height."""
    return np.maximum(0.0, np.minimum(UP * (x - BENDS[0]), DOWN * (BENDS[2] - x)))


def my_hat():
    """Your net: return w, b and v, three numbers in each."""
    # the slope changes by these numbers at the bends
    return np.ones(3), -BENDS, np.array([UP, -UP - DOWN, DOWN])


def hat_half():
    """Your hat never comes down: after its top it stays level. Bend it more there."""
    return np.ones(3), -BENDS, np.array([UP, -UP, 0.0])


def hat_falls_for_ever():
    """Your hat goes below 0 behind its right end. It needs a third bend there."""
    return np.ones(3), -BENDS, np.array([UP, -UP - DOWN, 0.0])


def hat_bends_to_the_left():
    """Your bends are on the other side of 0. A ReLU of x + b bends where x = −b."""
    return np.ones(3), BENDS, my_hat()[2]


def hat_positions_as_weights():
    """The places of your bends stand in w. With w = 1 a ReLU of x + b bends where x = −b."""
    return BENDS, np.zeros(3), my_hat()[2]


def hat_two_units():
    """You have two units. A hat has three corners, and each needs one."""
    return tuple(numbers[:2] for numbers in my_hat())


def hat_only_v():
    """Only one list comes back. The net has w, b and v, with three numbers in each."""
    return my_hat()[2]


def advice(x):
    """Say what the first point at which the hat is wrong, from the left, tells of the net."""
    if x <= BENDS[0]:
        return Said(
            "Left of {left} the hat is 0. With w = 1 a ReLU of x + b is silent where x is below "
            "−b.",
            left=LEFT,
        )
    if x <= BENDS[1]:
        return Said(
            "From {left} to {top} the slope must be {up:.3g}. It is the sum of v · w over the "
            "units that are on.",
            left=LEFT,
            top=TOP,
            up=UP,
        )
    if x <= BENDS[2]:
        return Said(
            "At x = {top} the slope changes from {up:.3g} to −{down:.3g}. By how much is that?",
            top=TOP,
            up=UP,
            down=DOWN,
        )
    return Said(
        "Right of {right} the hat is 0. The slopes of all the units that are on there add up to 0.",
        right=RIGHT,
    )


def hat_fits(call, rng):
    """Ask at a few points, and at others, the same at home and for the mark."""
    w, b, v = (array(p, (3,), what=name) for p, name in zip(
        parts(call(), ("w", "b", "v")), "wbv", strict=True
    ))  # fmt: skip
    others = np.random.default_rng(0).uniform(BENDS[0] - 2, BENDS[2] + 2, size=20)
    for x in (*KNOTS, *others):
        y = float(v @ np.maximum(0.0, w * x + b))
        holds(
            abs(y - hat(x)) <= 1e-3,
            Said(
                "The net draws the hat: 0 up to x = {left}, a straight line up to {height:g} at "
                "x = {top}, a straight line down to 0 at x = {right}, and 0 from there on.",
                left=LEFT,
                top=TOP,
                right=RIGHT,
                height=HEIGHT,
            ),
            what=Said("At x = {x:.3g} your net answers {y:.3g}.", x=x, y=y),
            hint=advice(x),
        )


HAT = task(
    my_hat,
    rf"""
    An experiment. A net with one input, three hidden ReLUs and one linear output answers

    $$y(x) = \sum_{{j=1}}^{{3}} v_j \max(0,\; w_j x + b_j)$$

    Choose $w$, $b$ and $v$ such that it draws a **hat**: 0 up to $x = {LEFT}$, from there a
    straight line up to {HEIGHT:g} at $x = {TOP}$, a straight line down to 0 at $x = {RIGHT}$, and 0
    for ever after. Each ReLU is one bend. Where must the bends be, and how sharp is each?
    """,
    public=[answers(), law("the hat", hat_fits, points=3, kind="value")],
    mistakes=[
        mistake("it stays up", hat_half),
        mistake("it falls for ever", hat_falls_for_ever),
        mistake("bends on the wrong side", hat_bends_to_the_left),
        mistake("places for weights", hat_positions_as_weights),
        mistake("two units", hat_two_units),
        mistake("one list", hat_only_v),
    ],
    main=False,
    hints=[
        """
        A hat has three corners, and there are three ReLUs. Take every $w_j = 1$ to begin with. What
        does $\\max(0, x + b_j)$ look like, and at which $x$ does it bend?
        """,
        """
        Walk along the hat from left to right and write down its slope on each of the four pieces.
        To the left of its bend a unit adds nothing to the slope, to the right of it $v_j w_j$. So
        by how much must the slope change at each of the three corners?
        """,
        """
        Do not stop at the top: from there the slope has to become negative, and a change that only
        makes it level is half of what is needed. The usual mistakes are this one and bends at
        $-1$ and $-2$. Check with a pencil what comes out at $x = 0, 1, 2$ and 3.
        """,
    ],
    why=r"""
    `BENDS` is $(0, 1, 2)$; `UP` and `DOWN`, how steep the two sides are, are both 1.
    With $w_j = 1$ unit $j$ bends at $x = -b_j$, so the biases $0, -1, -2$ put the bends at 0, 1
    and 2. To the right of its bend a unit adds $v_j$ to the slope. The hat's slopes are
    $0, 1, -1, 0$, the changes between them are $1, -2, 1$, and these are the $v_j$; they add up
    to 0, and so the hat is level again at the end. Many other answers are right: a ReLU with $w_j$
    and $b_j$ twice as large and $v_j$ half as large is the same piece. It shows how ReLUs draw any
    curve made of straight pieces: one unit for each corner, with the change of the slope as its
    weight. Hats side by side, each with its own height, can follow any continuous curve as closely
    as one likes; chapter 11 proves the like with steps.
    """,
    level="medium",
)


WARM_UP = warm_up(
    r"""
    Two linear neurons in a row: $h = 2x + 1$ and then $y = 3h - 2$. Now a ReLU is put between them,
    $h = \max(0,\; 2x + 1)$, and nothing else is changed. For which $x$ does $y$ change?
    """,
    choice(
        "For no $x$: two layers are still one layer.",
        "This is true without the ReLU. Put in $x = -1$: first $y$ was $-5$. What is it now?",
    ),
    choice(
        "For all $x$ below 0",
        "The ReLU does not look at $x$. It looks at the sum that the first neuron has made.",
    ),
    choice(
        r"For all $x$ below $-\frac12$",
        "There the sum $2x + 1$ is negative, $h$ becomes 0, and $y$ stays at $-2$. Everywhere else "
        "it is still $6x + 1$, the one line to which the two neurons collapse. So there is a bend, "
        "and no linear neuron has one.",
        right=True,
    ),
    choice(
        r"For all $x$ below $-\frac16$, where $y$ is negative",
        "The ReLU stands before the second neuron and does not see $y$, which may be negative.",
    ),
)


EXERCISE = Exercise(
    number="07",
    title="Why nonlinearity; the activations",
    chapter="07_activations",
    tasks=(SIGMOID_PRIME, TANH_PRIME, LEAKY, LEAKY_PRIME, COLLAPSE, OUTPUT, HAT),
    text="You build the bends that make a network more than one layer, and their slopes.",
    warm_up=WARM_UP,
)

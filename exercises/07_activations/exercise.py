"""Exercise 07, nonlinearity and the activations: text, solutions, checks and known mistakes."""

import numpy as np

from dlcourse.grading.exercise.kit import agrees, answers, array, holds, law, mistake, parts, task
from dlcourse.grading.exercise.spec import Exercise


def sigmoid(z):
    """The stable sigmoid, for the references and the wrong solutions."""
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


def slope_law(curve, name):
    """Return a check that a slope is the one of its curve, by finite differences."""

    def run(call, rng):
        z, h = rng.uniform(-4, 4, size=8), 1e-5
        z = np.where(np.abs(z) < 0.01, 0.5, z)  # away from the corner of a ReLU
        rise = (curve(z + h) - curve(z - h)) / (2 * h)
        holds(
            np.abs(array(call(z), (8,)) - rise) < 1e-6,
            f"Move z by a hair, and {name} must move by this hair times the slope.",
        )

    return law("the slope of the curve", run, kind="gradient")


# Slopes.


def sigmoid_prime(z):
    """Slope of the sigmoid at the SUM z. z: an array. Returns the same shape."""
    a = sigmoid(z)
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
    ],
)


def tanh_prime(z):
    """Slope of tanh at the SUM z. z: an array. Returns the same shape."""
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2  # eq. (tanh-prime), above and below times e^(−2|z|)


def tanh_prime_overflows(z):
    """The powers overflow, and the slope becomes 0 where it is tiny. Use a form with e^(−2|z|)."""
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
    return 2 / (np.exp(z) + np.exp(-z))


def far_out(call, rng):
    """Ask where the answer is tiny."""
    z = np.array([-360.0, -30.0, 30.0, 360.0])  # the square of e^360 is too large for the machine
    slope = array(call(z), (4,))
    holds(
        slope > 0,
        "The slope never ends: at z = 30 it is about 4 e^(−60), tiny but not 0.",
    )
    holds(
        np.isclose(slope[[0, 1]], slope[[3, 2]], rtol=1e-9, atol=0),
        "The slopes at z and at −z are equal.",
    )
    holds(
        np.isclose(slope, 4 * np.exp(-2 * np.abs(z)), rtol=1e-6, atol=0),
        "Far out the slope is about 4 e^(−2|z|).",
    )


TANH_PRIME = task(
    tanh_prime,
    r"""
    Deck E's form, eq. (tanh-prime):

    $$\tanh'(z) = \frac{4}{(e^z + e^{-z})^2}$$

    At $z = 30$ the slope is about $4 e^{-60}$. The form $1 - a^2$ says 0 there, since $a$ rounds to
    1; and at $z = 400$ the powers overflow. Multiply above and below by $e^{-2|z|}$, and both
    troubles are gone.
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
        slope_law(np.tanh, "tanh"),
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
        mistake("the powers overflow", tanh_prime_overflows),
    ],
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
    """You fixed the slope at 0.01, the deck's choice. Here it is an argument."""
    return np.where(z >= 0, z, 0.01 * z)


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
    ],
)


def leaky_relu_prime(z, slope):
    """Slope of the leaky ReLU. z: an array; at the corner the left side counts. The same shape."""
    return np.where(z > 0, 1.0, slope)  # eq. (leaky-relu)


def corner_right(z, slope):
    """At the corner, z = 0, the course takes the left side, as deck E does."""
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


LEAKY_PRIME = task(
    leaky_relu_prime,
    """
    Its slope: 1 on the right, `slope` on the left. At $z = 0$ there is a corner, and one has to
    choose. Deck E takes the left side for the ReLU, and the course does so for both.
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
            lambda rng: (np.round(rng.normal(size=(5, 4))), float(rng.uniform(0.05, 0.3))),
            "1 where z > 0, the leak elsewhere.",
        )
    ],
    mistakes=[
        mistake("the corner", corner_right),
        mistake("no leak", prime_of_relu),
        mistake("the function itself", prime_times_z),
        mistake("sides reversed", prime_reversed),
    ],
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
    ],
)


# The output.


def choose_output(goal):
    """The output activation for a goal: "identity", "sigmoid", "tanh" or "softmax"."""
    return {
        "any number": "identity",
        "yes or no": "sigmoid",
        "one of several classes": "softmax",
        "between -1 and 1": "tanh",
        "several labels at once": "sigmoid",
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
    ],
)


# The experiment.

KNOTS = np.array([-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0])


def hat(x):
    """The hat: 0 outside [0, 2], and 1 at x = 1, with straight sides."""
    return np.maximum(0.0, 1 - np.abs(x - 1))


def my_hat():
    """Your net: return w, b and v, three numbers in each."""
    return np.ones(3), np.array([0.0, -1.0, -2.0]), np.array([1.0, -2.0, 1.0])


def hat_half():
    """Your hat never comes down: after its top it stays level. Bend it twice as much there."""
    return np.ones(3), np.array([0.0, -1.0, -2.0]), np.array([1.0, -1.0, 0.0])


def hat_falls_for_ever():
    """Your hat goes below 0 behind its right end. It needs a third bend, at x = 2."""
    return np.ones(3), np.array([0.0, -1.0, -2.0]), np.array([1.0, -2.0, 0.0])


def hat_bends_to_the_left():
    """Your bends are at −1 and −2. A ReLU of x + b bends where x = −b."""
    return np.ones(3), np.array([0.0, 1.0, 2.0]), np.array([1.0, -2.0, 1.0])


def hat_fits(call, rng):
    """Ask at a few points, and at random ones."""
    w, b, v = (array(p, (3,), what=name) for p, name in zip(
        parts(call(), ("w", "b", "v")), "wbv", strict=True
    ))  # fmt: skip
    for x in (*KNOTS, *rng.uniform(-2, 4, size=20)):
        y = float(v @ np.maximum(0.0, w * x + b))
        holds(
            abs(y - hat(x)) <= 1e-3,
            "The net draws the hat: 0 up to x = 0, a straight line up to 1 at x = 1, a straight "
            "line down to 0 at x = 2, and 0 from there on.",
            what=f"At x = {x:.3g} your net answers {y:.3g}.",
        )


HAT = task(
    my_hat,
    r"""
    An experiment. A net with one input, three hidden ReLUs and one linear output answers

    $$y(x) = \sum_{j=1}^{3} v_j \max(0,\; w_j x + b_j)$$

    Choose $w$, $b$ and $v$ such that it draws a **hat**: 0 up to $x = 0$, from there a straight
    line up to 1 at $x = 1$, a straight line down to 0 at $x = 2$, and 0 for ever after. Each ReLU
    is one bend. Where must the bends be, and how sharp is each?
    """,
    public=[answers(), law("the hat", hat_fits, points=3, kind="value")],
    mistakes=[
        mistake("it stays up", hat_half),
        mistake("it falls for ever", hat_falls_for_ever),
        mistake("bends on the wrong side", hat_bends_to_the_left),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="07",
    title="Why nonlinearity; the activations",
    chapter="07_activations",
    tasks=(SIGMOID_PRIME, TANH_PRIME, LEAKY, LEAKY_PRIME, COLLAPSE, OUTPUT, HAT),
    text="You build the bends that make a network more than one layer, and their slopes.",
)

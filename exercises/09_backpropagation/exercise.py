"""Exercise 09, backpropagation: text, solutions, checks and known mistakes in one place."""

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


def sigmoid(z):
    """The sigmoid, for the references and the wrong solutions."""
    return 1 / (1 + np.exp(-z))


# A product and a fork.


def backward_product(x, y, dz):
    """Slopes of L in the factors of z = x · y. x, y, dz: numbers, dz = ∂L/∂z. Returns dx, dy."""
    return y * dz, x * dz  # eq. (graph-product)


def product_own_factor(x, y, dz):
    """Each factor got itself. The slope of x · y in x is the OTHER factor."""
    return x * dz, y * dz


def product_without_blame(x, y, dz):
    """The incoming slope dz is missing. Local slope times incoming slope is the chain rule."""
    return y, x


def product_as_sum(x, y, dz):
    """You passed dz on unchanged. That is right at a sum, not at a product."""
    return dz, dz


def product_added(x, y, dz):
    """You added local and incoming slope. Along one way they multiply."""
    return y + dz, x + dz


PRODUCT = task(
    backward_product,
    r"""
    The smallest node of a graph, eq. (graph-product): $z = x\,y$. Somebody tells it its blame
    $dz = \partial L / \partial z$. How much does it pass on to $x$, and how much to $y$?
    """,
    public=[
        answers(3.0, -2.0, 5.0),
        agrees(
            "3 times −2",
            backward_product,
            (3.0, -2.0, 5.0),
            "The local slope of a product in one factor is the other factor; "
            "it is multiplied by the incoming slope.",
            returns=("dx", "dy"),
        ),
    ],
    hidden=[
        agrees(
            "random numbers",
            backward_product,
            lambda rng: tuple(float(v) for v in rng.normal(size=3)),
            "Local slope times incoming slope.",
            returns=("dx", "dy"),
        )
    ],
    mistakes=[
        mistake("its own factor", product_own_factor),
        mistake("the incoming slope forgotten", product_without_blame),
        mistake("treated as a sum", product_as_sum),
        mistake("added for multiplied", product_added),
    ],
)


def fork_slopes(a, b):
    """Slopes of L = a · b + a² in a and in b. a, b: numbers. Returns da, db."""
    return b + 2 * a, a  # eq. (fork-sum)


def fork_overwritten_last(a, b):
    """The second way overwrites the first. Where ways part, the blames ADD UP."""
    return 2 * a, a


def fork_overwritten_first(a, b):
    """Only the first way counts. The number a reaches L by a² as well: add both blames."""
    return b, a


def fork_square_once(a, b):
    """The square is a product a · a, and a stands in it twice: each place gets its blame."""
    return b + a, a


def fork_multiplied(a, b):
    """You multiplied the blames of the two ways. Along a way slopes multiply; ways add up."""
    return b * 2 * a, a


def by_differences(call, rng):
    """Compare with finite differences."""
    a, b, h = float(rng.normal()), float(rng.normal()), 1e-5
    da, db = (number(v) for v in parts(call(a, b), ("da", "db")))

    def L(a, b):
        return a * b + a * a

    holds(abs(da - (L(a + h, b) - L(a - h, b)) / (2 * h)) < 1e-6, "Move a by a hair: L follows da.")
    holds(abs(db - (L(a, b + h) - L(a, b - h)) / (2 * h)) < 1e-6, "Move b by a hair: L follows db.")


FORK = task(
    fork_slopes,
    r"""
    Now a number with two ways to $L$: in $L = a\,b + a^2$ the $a$ is used by both parts. Walk back
    along each way, and then? Equation (fork-sum).
    """,
    public=[
        answers(2.0, 5.0),
        agrees(
            "a = 2, b = 7",
            fork_slopes,
            (2.0, 7.0),
            "The slope in a is the sum over both ways from a to L.",
            returns=("da", "db"),
        ),
        law("finite differences", by_differences, kind="gradient"),
    ],
    mistakes=[
        mistake("overwritten at the fork", fork_overwritten_last),
        mistake("the second way forgotten", fork_overwritten_first),
        mistake("the square counted once", fork_square_once),
        mistake("ways multiplied", fork_multiplied),
    ],
)


# Back through an activation and through a layer.


def backward_sigmoid(dA, A):
    """Slopes before a sigmoid. dA, A: (m, n), A the ANSWERS of the sigmoid. Returns dZ (m, n)."""
    return dA * A * (1 - A)  # eq. (activation-backward), eq. (sigmoid-prime)


def backward_slope_of_z(dA, A):
    """You applied the sigmoid again. A is its answer already, so the slope is made of A alone."""
    return dA * sigmoid(A) * (1 - sigmoid(A))


def backward_no_incoming(dA, A):
    """The incoming slope dA is missing: local slope times incoming slope."""
    return A * (1 - A)


def backward_unchanged(dA, A):
    """You passed dA on unchanged. The sigmoid has a slope of its own."""
    return dA


def backward_one_factor(dA, A):
    """The slope of the sigmoid is a product of two factors. One is missing."""
    return dA * (1 - A)


def backward_matrix(dA, A):
    """The sigmoid works entry by entry, and so does its blame: no sum over examples or units."""
    return np.full(A.shape, np.sum(dA * A * (1 - A)))


SIGMOID = task(
    backward_sigmoid,
    r"""
    The blame goes back through the sigmoid, entry by entry, eq. (activation-backward):

    $$dZ = dA \odot \sigma'(Z)$$

    You are given $A = \sigma(Z)$, not $Z$. That is all that you need.
    """,
    public=[
        answers(np.array([[1.0]]), np.array([[0.5]])),
        agrees(
            "two units",
            backward_sigmoid,
            (np.array([[1.0, -2.0]]), np.array([[0.5, 0.9]])),
            "Each entry of dA is multiplied by the slope of the sigmoid at its own place.",
        ),
    ],
    hidden=[
        agrees(
            "a random layer",
            backward_sigmoid,
            lambda rng: (rng.normal(size=(4, 3)), rng.uniform(size=(4, 3))),
            "Each entry of dA is multiplied by the slope of the sigmoid at its own place.",
        )
    ],
    mistakes=[
        mistake("z taken for a", backward_slope_of_z),
        mistake("the incoming slope forgotten", backward_no_incoming),
        mistake("passed on unchanged", backward_unchanged),
        mistake("one factor only", backward_one_factor),
        mistake("summed", backward_matrix),
    ],
)


def backward_dense(dZ, A, W):
    """Back through Z = A Wᵀ + b. dZ: (m, K), A: (m, n), W: (K, n). Returns dA, dW, db."""
    return dZ @ W, dZ.T @ A, dZ.sum(axis=0)  # eq. (dense-backward)


def dense_mean(dZ, A, W):
    """Your dW and db are divided by m. The 1/m of the cost is inside dZ already, once."""
    return dZ @ W, dZ.T @ A / len(A), dZ.mean(axis=0)


def dense_forward_again(dZ, A, W):
    """You used Wᵀ on the way back, as on the way there. Back through A Wᵀ it is W."""
    return dZ @ W.T, dZ.T @ A, dZ.sum(axis=0)


def dense_dw_turned(dZ, A, W):
    """Your dW is turned. It has the shape of W."""
    return dZ @ W, A.T @ dZ, dZ.sum(axis=0)


def dense_db_units(dZ, A, W):
    """Your db adds up over the units. Each unit has its own bias: add over the examples."""
    return dZ @ W, dZ.T @ A, dZ.sum(axis=1)


def dense_passes_dz(dZ, A, W):
    """You passed dZ on as it is. Each input is blamed through the weights that lead from it."""
    return dZ, dZ.T @ A, dZ.sum(axis=0)


THREE = ("dA", "dW", "db")
SQUARE = (  # n = K, so that a wrong product does not raise; m differs from them
    np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]]),
    np.array([[3.0, 1.0], [2.0, 5.0], [-1.0, 4.0]]),
    np.array([[1.0, 4.0], [0.0, 2.0]]),
)


def dense_differences(call, rng):
    """Compare with a linear cost, for which differences are exact."""
    dZ, A, W = rng.normal(size=(5, 2)), rng.normal(size=(5, 3)), rng.normal(size=(2, 3))
    pieces = parts(call(dZ, A, W), THREE)
    dA, dW, db = (
        array(piece, shape, what=name)
        for piece, shape, name in zip(pieces, ((5, 3), (2, 3), (2,)), THREE, strict=True)
    )
    E, F, g = rng.normal(size=A.shape), rng.normal(size=W.shape), rng.normal(size=2)
    holds(np.isclose(np.sum(dA * E), np.sum(dZ * (E @ W.T))), "Move A: the cost follows dA.")
    holds(np.isclose(np.sum(dW * F), np.sum(dZ * (A @ F.T))), "Move W: the cost follows dW.")
    holds(np.isclose(db @ g, np.sum(dZ * g)), "Move b: the cost follows db.")


DENSE = task(
    backward_dense,
    r"""
    Back through a layer $Z = A W^\top + b$. Three questions, eq. (dense-backward): how much is each
    input to blame, each weight, each bias? Let the shapes help: $dA$ is $(m, n)$, $dW$ is $(K, n)$,
    $db$ is $(K,)$, and there are only so many ways to multiply.
    """,
    public=[
        answers(*SQUARE),
        agrees(
            "three examples, two inputs, two units",
            backward_dense,
            SQUARE,
            "dA blames the inputs through W, dW is the sum over the examples of blame times input, "
            "db the sum of the blames.",
            returns=THREE,
        ),
        law("differences of a cost", dense_differences, kind="gradient"),
    ],
    hidden=[
        agrees(
            "random sizes",
            backward_dense,
            lambda rng: (
                rng.normal(size=(6, 4)),
                rng.normal(size=(6, 3)),
                rng.normal(size=(4, 3)),
            ),
            "dA, dW and db follow eq. (dense-backward).",
            points=2,
            returns=THREE,
        )
    ],
    mistakes=[
        mistake("1/m twice", dense_mean),
        mistake("Wᵀ on the way back", dense_forward_again),
        mistake("dW turned", dense_dw_turned),
        mistake("db over the wrong axis", dense_db_units),
        mistake("dZ passed on", dense_passes_dz),
    ],
)


# The whole net.


def backprop(X, y, W1, b1, W2, b2):
    """Slopes of a net with one hidden layer, sigmoids and the mean cross-entropy.

    X: (m, n), y: (m,), W1: (h, n), b1: (h,), W2: (1, h), b2: (1,). Returns dW1, db1, dW2, db2.
    """
    A1 = sigmoid(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    dZ2 = (A2 - y[:, np.newaxis]) / len(y)
    dA1, dW2, db2 = backward_dense(dZ2, A1, W2)
    _, dW1, db1 = backward_dense(backward_sigmoid(dA1, A1), X, W1)
    return dW1, db1, dW2, db2  # eq. (backprop-layer)


def net_slopes(X, y, W1, b1, W2, b2, *, dz2=None, through=None, m=None):
    """Backpropagation with one part exchanged, for the wrong solutions."""
    A1 = sigmoid(X @ W1.T + b1)
    A2 = sigmoid(A1 @ W2.T + b2)
    dZ2 = (A2 - y[:, np.newaxis]) if dz2 is None else dz2(A2, y[:, np.newaxis])
    dZ2 = dZ2 / (len(y) if m is None else m)
    dZ1 = dZ2 @ W2
    dZ1 = dZ1 * A1 * (1 - A1) if through is None else through(dZ1, A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dZ2.T @ A1, dZ2.sum(axis=0)


def net_without_m(X, y, W1, b1, W2, b2):
    """The 1/m is missing in all four: the cost is the mean over the examples."""
    return net_slopes(X, y, W1, b1, W2, b2, m=1)


def net_m_twice(X, y, W1, b1, W2, b2):
    """All four are divided by m once too often. The mean over the examples brings one 1/m."""
    return net_slopes(X, y, W1, b1, W2, b2, m=len(y) ** 2)


def net_table_of_labels(X, y, W1, b1, W2, b2):
    """A table of m columns met a matrix of one row. Is a − y a column? y is (m,), and A2 (m, 1)."""
    return net_slopes(X, y, W1, b1, W2, b2, dz2=lambda A, y: A - y[:, 0])


def net_hidden_slope_missing(X, y, W1, b1, W2, b2):
    """The blame of the hidden layer did not go through its sigmoid."""
    return net_slopes(X, y, W1, b1, W2, b2, through=lambda dA, A: dA)


def net_hidden_slope_of_z(X, y, W1, b1, W2, b2):
    """In the hidden layer you put a sigmoid around the answers, as if they were sums."""
    return net_slopes(X, y, W1, b1, W2, b2, through=backward_slope_of_z)


def net_output_slope_twice(X, y, W1, b1, W2, b2):
    """At the output a(1 − a) has cancelled: with the cross-entropy, dz is a − y."""
    return net_slopes(X, y, W1, b1, W2, b2, dz2=lambda A, y: (A - y) * A * (1 - A))


def net_wrong_sign(X, y, W1, b1, W2, b2):
    """All four have the wrong sign: dz at the output is the answer minus the label."""
    return net_slopes(X, y, W1, b1, W2, b2, dz2=lambda A, y: y - A)


def net_updated_too_early(X, y, W1, b1, W2, b2):
    """The blame went back through weights that had moved already. Update after the last slope."""
    _, _, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    A1 = sigmoid(X @ W1.T + b1)
    dZ2 = (sigmoid(A1 @ W2.T + b2) - y[:, np.newaxis]) / len(y)
    dZ1 = dZ2 @ (W2 - 0.1 * dW2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


FOUR = ("dW1", "db1", "dW2", "db2")


def net(rng, m=6, n=2, h=4):
    """Return random arguments of backprop."""
    return (
        rng.normal(size=(m, n)),
        rng.integers(0, 2, size=m),
        rng.normal(size=(h, n)),
        rng.normal(size=h),
        rng.normal(size=(1, h)),
        rng.normal(size=1),
    )


def net_cost(X, y, W1, b1, W2, b2):
    """The mean cross-entropy of the net, from the sums of its output."""
    z = (sigmoid(X @ W1.T + b1) @ W2.T + b2)[:, 0]
    return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))


def net_differences(call, rng):
    """Compare with finite differences, one random direction for each array."""
    X, y, *params = net(rng)
    slopes = parts(call(X, y, *params), FOUR)
    for k, (name, slope) in enumerate(zip(FOUR, slopes, strict=True)):
        slope = array(slope, params[k].shape, what=name)
        E = 1e-5 * rng.normal(size=slope.shape)
        up, down = ([*params[:k], params[k] + s * E, *params[k + 1 :]] for s in (1, -1))
        rise = (net_cost(X, y, *up) - net_cost(X, y, *down)) / 2
        holds(
            abs(np.sum(slope * E) - rise) < 1e-9,
            "Move the parameters by a hair in any direction: J must follow the slopes.",
            what=f"{name} is not the slope of J.",
        )


BY_HAND = (
    np.array([[1.0, 2.0], [0.0, -1.0], [-2.0, 0.5]]),
    np.array([1, 0, 0]),
    np.array([[1.0, -1.0], [0.5, 0.0]]),
    np.array([0.0, 1.0]),
    np.array([[2.0, -1.0]]),
    np.array([0.5]),
)
BACKPROP = task(
    backprop,
    r"""
    All of it: a net with one hidden layer of sigmoids and one sigmoid at the output, fined by the
    mean cross-entropy. Forward first, and keep $A_1$ and $A_2$. Then back, eq. (backprop-net) and
    eq. (backprop-layer), with your `backward_dense` and `backward_sigmoid`. At the output
    $dz = a - y$; where does the $\frac1m$ go?
    """,
    public=[
        answers(*BY_HAND),
        agrees(
            "three examples, two hidden units",
            backprop,
            BY_HAND,
            "Each slope is the mean over the examples of what the chain rule gives.",
            points=2,
            returns=FOUR,
        ),
        law("differences of the cost", net_differences, kind="gradient"),
    ],
    hidden=[
        agrees(
            "a random net",
            backprop,
            lambda rng: net(rng, m=7, n=3, h=5),
            "Each slope is the mean over the examples of what the chain rule gives.",
            points=3,
            returns=FOUR,
        )
    ],
    mistakes=[
        mistake("missing 1/m", net_without_m),
        mistake("1/m twice", net_m_twice),
        mistake("a table of labels", net_table_of_labels),
        mistake("the hidden sigmoid forgotten", net_hidden_slope_missing),
        mistake("z taken for a", net_hidden_slope_of_z),
        mistake("the output's slope once too often", net_output_slope_twice),
        mistake("wrong sign", net_wrong_sign),
        mistake("updated too early", net_updated_too_early),
    ],
)


# Are two gradients the same?


def relative_distance(a, d):
    """Distance of two gradients over the sum of their lengths. a, d: (n,). Returns a number."""
    lengths = np.linalg.norm(a) + np.linalg.norm(d)
    return np.linalg.norm(a - d) / lengths if lengths > 0 else 0.0


def distance_absolute(a, d):
    """You return the distance alone. Small gradients have small distances, right or wrong."""
    return np.linalg.norm(a - d)


def distance_zero_by_zero(a, d):
    """Two gradients of zeros agree: their distance is 0, but 0 / 0 is not a number."""
    return np.linalg.norm(a - d) / (np.linalg.norm(a) + np.linalg.norm(d))


def distance_of_lengths(a, d):
    """You compare the lengths. Two gradients of the same length may point anywhere."""
    one, other = np.linalg.norm(a), np.linalg.norm(d)
    return abs(one - other) / (one + other) if one + other > 0 else 0.0


def distance_one_length(a, d):
    """You divide by one of the two lengths. Divide by their sum: neither of them is special."""
    length = np.linalg.norm(a)
    return np.linalg.norm(a - d) / length if length > 0 else 0.0


def distance_with_tiny(a, d):
    """You add a tiny number below the bar. Beside tiny slopes it is large."""
    return np.linalg.norm(a - d) / (np.linalg.norm(a) + np.linalg.norm(d) + 1e-8)


RELATIVE = task(
    relative_distance,
    r"""
    Your slopes and the finite differences never agree to the last digit. How near is near? Compare
    the distance of the gradient $a$ and the differences $d$ with their size:

    $$\text{relative distance} = \frac{\lVert a - d \rVert}{\lVert a \rVert + \lVert d \rVert}$$

    If both are zero, they agree: it is 0. Otherwise it says the same of small slopes and of large
    ones. (`gradcheck` of the package asks entry by entry, which is stricter.)
    """,
    public=[
        answers(np.array([3.0, 4.0]), np.array([4.0, 3.0])),
        agrees(
            "two short gradients",
            relative_distance,
            (np.array([3.0, 4.0]), np.array([0.0, 1.0])),
            "The distance of the two, divided by the sum of their lengths 5 and 1.",
            points=0,
        ),
        agrees(
            "the same, but tiny",
            relative_distance,
            (np.array([3e-9, 4e-9]), np.array([0.0, 1e-9])),
            "Both gradients are smaller by the same factor, and nothing else has changed: their "
            "relative distance is what it was.",
        ),
        agrees(
            "two gradients of zeros",
            relative_distance,
            [(np.zeros(3), np.zeros(3)), (np.zeros(3), np.ones(3))],
            "Two zeros agree: the result is 0. For zeros and something else it is 1.",
            kind="edge",
        ),
    ],
    hidden=[
        agrees(
            "random gradients",
            relative_distance,
            lambda rng: (rng.normal(size=5), rng.normal(size=5)),
            "The distance of the two, divided by the sum of their lengths.",
        )
    ],
    mistakes=[
        mistake("not relative", distance_absolute),
        mistake("0 / 0", distance_zero_by_zero),
        mistake("only the lengths", distance_of_lengths),
        mistake("one length only", distance_one_length),
        mistake("a tiny number below the bar", distance_with_tiny),
    ],
)


# The experiment.


def my_depth():
    """Your number: return the number of layers."""
    return 10  # the first power of 1/4 below 1e-6, eq. (quarter-bound)


def depth_one_less():
    """With your number of layers the bound is still above one millionth."""
    return 9


def depth_too_careful():
    """That is deep enough, but fewer layers are too. The smallest number is asked for."""
    return 20


def is_the_first(call, rng):
    """Ask for the smallest depth."""
    depth = number(call())
    holds(depth == int(depth) and 0 < depth < 1000, "A number of layers is a whole number.")
    holds(
        0.25**depth < 1e-6,
        "Behind so many sigmoids less than one millionth of the blame can be left.",
        what=f"Behind {depth:.0f} sigmoids more than one millionth may be left.",
    )
    holds(
        0.25 ** (depth - 1) >= 1e-6,
        "With one layer less, more than one millionth could be left.",
        what="One layer less would do as well.",
    )


DEPTH = task(
    my_depth,
    r"""
    An experiment with a pencil or with a loop. Each sigmoid multiplies the blame by its slope,
    which is at most $\tfrac14$, eq. (quarter-bound). Weights aside: how many sigmoid layers does it
    take at least until surely less than **one millionth** of the blame is left?
    """,
    public=[answers(), law("one millionth", is_the_first, points=2, kind="value")],
    mistakes=[
        mistake("one layer too few", depth_one_less),
        mistake("not the smallest", depth_too_careful),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="09",
    title="Computational graphs and backpropagation",
    chapter="09_backpropagation",
    tasks=(PRODUCT, FORK, SIGMOID, DENSE, BACKPROP, RELATIVE, DEPTH),
    text="You carry the blame back: through a product, a fork, a layer, and a whole net.",
)

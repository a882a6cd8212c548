"""Exercise 09, backpropagation: text, solutions, checks and known mistakes in one place."""

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
    number,
    parts,
    task,
    warm_up,
)
from dlcourse.grading.exercise.spec import Exercise


def sigmoid(z):
    """The answer of a sigmoid to each sum, between 0 and 1."""
    return 1 / (1 + np.exp(-z))


# A product and a fork.


def backward_product(x, y, dz):
    """Slopes of L in the factors of z = x · y. x, y, dz: numbers, dz = ∂L/∂z. Returns dx, dy."""
    return y * dz, x * dz  # eq. (graph-product)


def product_own_factor(x, y, dz):
    """Each factor got itself. The slope of x · y in x is the OTHER factor; dx comes first."""
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


def product_all_three(x, y, dz):
    """Both results are x · y · dz. The slope of x · y in x is y alone, without the x."""
    return x * y * dz, x * y * dz


def product_divided(x, y, dz):
    """You divide the incoming slope. It is multiplied by the local one."""
    return dz / x, dz / y


def product_halved(x, y, dz):
    """Both results are half as large as they should be. A product does not share its blame."""
    return y * dz / 2, x * dz / 2


def product_blame_once(x, y, dz):
    """Your dx is right. In dy the incoming slope is missing."""
    return y * dz, x


def product_one_result(x, y, dz):
    """You added the two slopes. Each factor gets its own: return both."""
    return y * dz + x * dz


def product_blame_twice(x, y, dz):
    """The incoming slope is in your results twice. Once is enough."""
    return y * dz**2, x * dz**2


def product_minus(x, y, dz):
    """Your dx is right. Your dy has the wrong sign: both factors have equal rights."""
    return y * dz, -x * dz


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
        mistake("all three multiplied", product_all_three),
        mistake("divided", product_divided),
        mistake("halved", product_halved),
        mistake("the incoming slope once", product_blame_once),
        mistake("one result", product_one_result),
        mistake("the incoming slope twice", product_blame_twice),
        mistake("a minus", product_minus),
    ],
    hints=[
        """
        Two rules from the chapter are enough: eq. (graph-product) for the slopes of a product, and
        eq. (chain-link), incoming times local. Hold $y$ still and move $x$ by a hair. By how many
        hairs does $z$ move?
        """,
        """
        Two numbers come back: first what goes to $x$, then what goes to $y$. Each is a product of
        two factors. One of them is `dz`, both times; the other is the local slope. The usual
        mistake is to give each factor itself as its slope: if $y$ is $-2$, then one hair more of
        $x$ makes $z$ smaller, so it is $y$ that `dx` has to hear of.
        """,
    ],
    why=r"""
    Hold $y$ still, and $z = x\,y$ is a straight line in $x$ with the slope $y$; hold $x$ still, and
    it is a line in $y$ with the slope $x$. These are the local slopes. Both $x$ and $y$ reach $L$
    only through $z$, so each local slope is multiplied by the incoming $dz$, eq. (chain-link). A
    product exchanges its factors, as the chapter says, while a sum hands the same $dz$ to all its
    terms. To leave $dz$ out is right only at the very end, where $\partial L / \partial L = 1$. The
    same exchange comes back with matrices in `backward_dense`: the slope in the weights contains
    the inputs, and the slope in the inputs contains the weights.
    """,
    level="easy",
)


def fork_slopes(a, b):
    """Slopes of L = a · b + a² in a and in b. a, b: numbers. Returns da, db."""
    return b + 2 * a, a  # eq. (fork-sum)


def fork_square_alone(a, b):
    """Only the way through the square counts. Where ways part, the blames ADD UP."""
    return 2 * a, a


def fork_product_alone(a, b):
    """Only the first way counts. The number a reaches L by a² as well: add both blames."""
    return b, a


def fork_square_once(a, b):
    """The square is a product a · a, and a stands in it twice: each place gets its blame."""
    return b + a, a


def fork_multiplied(a, b):
    """You multiplied the blames of the two ways. Along a way slopes multiply; ways add up."""
    return b * 2 * a, a


def fork_square_kept(a, b):
    """In da you add a² itself. Its slope is asked for."""
    return b + a**2, a


def fork_product_in_a(a, b):
    """In da you have the wrong factor. The slope of a · b in a is b."""
    return 3 * a, a


def fork_product_in_b(a, b):
    """Your da is right. The slope of a · b in b is a."""
    return b + 2 * a, b


def fork_square_in_b(a, b):
    """Your da is right. From b only one way leads to L: there is no b in a²."""
    return b + 2 * a, 3 * a


def fork_mean(a, b):
    """You take the mean of the two ways. Where ways part, the blames ADD UP."""
    return (b + 2 * a) / 2, a


def fork_values(a, b):
    """You return values, L and a · b. Their slopes are asked for."""
    return a * b + a**2, a * b


def fork_subtracted(a, b):
    """You subtract what the second way brings. Where ways part, the blames ADD UP."""
    return b - 2 * a, a


def fork_one_result(a, b):
    """You added the slopes in a and in b. Each of the two numbers gets its own: return both."""
    return b + 3 * a


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
        answers(3.0, 5.0),  # for a = 2 the square and its slope are the same
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
        mistake("the first way forgotten", fork_square_alone),
        mistake("the second way forgotten", fork_product_alone),
        mistake("the square counted once", fork_square_once),
        mistake("ways multiplied", fork_multiplied),
        mistake("the square for its slope", fork_square_kept),
        mistake("a for b", fork_product_in_a),
        mistake("b for a", fork_product_in_b),
        mistake("the square in db", fork_square_in_b),
        mistake("the mean of the ways", fork_mean),
        mistake("values for slopes", fork_values),
        mistake("ways subtracted", fork_subtracted),
        mistake("one result", fork_one_result),
    ],
    hints=[
        """
        Draw the graph and count the ways. From $a$ one way leads to $L$ through the product,
        another through the square; from $b$ there is one way only. Equation (fork-sum) says what
        becomes of what comes back along two ways.
        """,
        r"""
        Take each way by itself. What is the slope of $a\,b$ in $a$, with $b$ held still? And that
        of $a^2$? For `da` put the two together as the chapter does at a fork. The usual mistake is
        to keep only the one that came last.
        """,
        r"""
        If you write the square as $a \cdot a$, then $a$ stands at two places of it, and each place
        gets its blame. You can check this part alone: for $b = 0$ the function is the parabola
        $L = a^2$, and `da` must be its slope.
        """,
    ],
    why=r"""
    From $a$ two ways lead to $L$. Through the product comes $b$, through the square comes $2a$, and
    at a fork what comes back is added, eq. (fork-sum). The $2a$ is a small fork itself: in
    $a \cdot a$ the number stands twice, and each place gets the other factor. From $b$ there is one
    way, through the product, so `db` is $a$. Of course you could differentiate $L = a\,b + a^2$ as
    a whole, and for two variables this is as short. The walk along the ways is worth more in a
    network, where nobody writes $L$ as one formula. Who writes `=` where `+=` belongs loses one
    way, and no test on a chain without forks will notice.
    """,
    level="easy",
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
    """What comes back is dA, unchanged. The sigmoid has a slope of its own."""
    return dA


def backward_one_factor(dA, A):
    """The slope of the sigmoid is a product of two factors. One is missing."""
    return dA * (1 - A)


def backward_matrix(dA, A):
    """The sigmoid works entry by entry, and so does its blame: no sum over examples or units."""
    return np.full(A.shape, np.sum(dA * A * (1 - A)))


def backward_other_factor(dA, A):
    """The slope of the sigmoid is a product of two factors. The one that falls is missing."""
    return dA * A


def backward_plus(dA, A):
    """The sign in the bracket is wrong: where A is near 1, next to nothing passes."""
    return dA * A * (1 + A)


def backward_wrong_sign(dA, A):
    """Your result has the wrong sign. The sigmoid rises: its slope is never negative."""
    return -backward_sigmoid(dA, A)


def backward_no_brackets(dA, A):
    """Your result is dA · A − A. The difference 1 − A needs brackets."""
    return dA * A - A


def backward_tanh(dA, A):
    """You took 1 − A², the slope of tanh. The sigmoid has another one."""
    return dA * (1 - A**2)


def backward_exchanged(dA, A):
    """You made the slope of dA. It is made of the answers A, and dA multiplies it."""
    return A * dA * (1 - dA)


def backward_mean(dA, A):
    """You divide by the number of examples. The 1/m of the cost is inside dA already."""
    return backward_sigmoid(dA, A) / len(A)


def backward_added(dA, A):
    """You add the incoming slope. Along one way slopes multiply."""
    return dA + A * (1 - A)


def backward_column_sums(dA, A):
    """You add over the examples. Every entry of Z has a slope of its own."""
    return backward_sigmoid(dA, A).sum(axis=0)


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
            (
                np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.25]]),
                np.array([[0.5, 0.9], [0.2, 0.75], [0.6, 0.1]]),
            ),
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
        mistake("the other factor only", backward_other_factor),
        mistake("plus for minus", backward_plus),
        mistake("wrong sign", backward_wrong_sign),
        mistake("no brackets", backward_no_brackets),
        mistake("the slope of tanh", backward_tanh),
        mistake("dA and A exchanged", backward_exchanged),
        mistake("1/m once more", backward_mean),
        mistake("added for multiplied", backward_added),
        mistake("summed over the examples", backward_column_sums),
    ],
    hints=[
        """
        The slope of the sigmoid has two faces, eq. (sigmoid-prime): a function of the sum $z$, and
        a formula in the answer $a$. Which of them can you use if you are given $A$ and not $Z$?
        """,
        """
        All tables here have the shape $(m, n)$, and every entry is by itself: you need the product
        entry by entry (`*` in NumPy), no `@` and no sum. What comes in is `dA`; multiply it by the
        slope, which is made of `A` alone and has two factors.
        """,
        """
        The usual mistake is to call a sigmoid here, as if `A` held sums. Test yourself at two
        places: where an answer is 0.5, a quarter of the blame must pass; where it is nearly 1, next
        to nothing.
        """,
    ],
    why=r"""
    $A$ is the answer of the sigmoid, so its slope is $a\,(1 - a)$, without another exponential: the
    forward pass has done that work. It is multiplied by the incoming $dA$ entry by entry, since
    each answer depends on its own sum only; all three tables have the shape $(m, n)$. One could
    keep $Z$ instead and compute $\sigma(z)\,(1 - \sigma(z))$. That gives the same numbers and costs
    more. To put $A$ where $Z$ belongs is the mistake that lives longest: $\sigma'(a)$ lies between
    0.19 and 0.25, so it has the right sign and nearly the right size for units that are undecided,
    and the cost still falls. For units that are sure it is far too large.
    """,
    level="medium",
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


def dense_mean_of_weights(dZ, A, W):
    """Your dW is divided by m. The 1/m of the cost is inside dZ already, once."""
    return dZ @ W, dZ.T @ A / len(A), dZ.sum(axis=0)


def dense_mean_of_biases(dZ, A, W):
    """Your db is a mean. The 1/m of the cost is inside dZ already: add up."""
    return dZ @ W, dZ.T @ A, dZ.mean(axis=0)


def dense_db_row(dZ, A, W):
    """Your db is a table of one row. It has one axis, as b has."""
    return dZ @ W, dZ.T @ A, dZ.sum(axis=0, keepdims=True)


def dense_db_number(dZ, A, W):
    """Your db is one number, the sum of everything. Each unit has its own bias."""
    return dZ @ W, dZ.T @ A, dZ.sum()


def dense_db_not_summed(dZ, A, W):
    """Your db has a row for each example. A bias serves them all: add over the examples."""
    return dZ @ W, dZ.T @ A, dZ


def dense_sigmoid_too(dZ, A, W):
    """Your dA has gone through a sigmoid as well. Here it goes back through the layer alone."""
    return backward_sigmoid(dZ @ W, A), dZ.T @ A, dZ.sum(axis=0)


def dense_weights_for_inputs(dZ, A, W):
    """Your dA is W itself. Each example sends its own blame through the weights."""
    return W, dZ.T @ A, dZ.sum(axis=0)


def dense_two_results(dZ, A, W):
    """You leave out dA. The layer before is waiting for it: return dA, dW and db."""
    return dZ.T @ A, dZ.sum(axis=0)


def dense_all_divided(dZ, A, W):
    """All three are divided by m. The 1/m of the cost is inside dZ already, once."""
    return dZ @ W / len(A), dZ.T @ A / len(A), dZ.mean(axis=0)


def dense_ones(dZ, A, W):
    """Your db holds the local slopes, 1 each. Multiply by what comes in, and add it up."""
    return dZ @ W, dZ.T @ A, np.ones(dZ.shape[1])


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
        mistake("1/m twice in dW", dense_mean_of_weights),
        mistake("1/m twice in db", dense_mean_of_biases),
        mistake("db a row", dense_db_row),
        mistake("db a number", dense_db_number),
        mistake("db for each example", dense_db_not_summed),
        mistake("a sigmoid too many", dense_sigmoid_too),
        mistake("the weights for dA", dense_weights_for_inputs),
        mistake("no dA", dense_two_results),
        mistake("1/m twice in all", dense_all_divided),
        mistake("ones for db", dense_ones),
    ],
    hints=[
        """
        Look at the three sums in eq. (dense-backward-sums). Each runs over one index, over the
        examples or over the units. That index is the one at which two matrices meet in a product,
        and it is no longer there in the result.
        """,
        """
        Write the shapes side by side: $dZ$ is $(m, K)$, $A$ is $(m, n)$, $W$ is $(K, n)$. For $dA$
        the $K$ must go and for $dW$ the $m$. Each is one product with `@`, and in just one of the
        two a matrix has to be turned with `.T` first.
        """,
        r"""
        For $db$ the $m$ goes as well, without a product: add up, for each unit, what the examples
        say. No $\frac1m$ is needed here, for $dZ$ contains it. Test with $n \ne K$: when they are
        equal, a $W$ turned by mistake raises no error.
        """,
    ],
    why=r"""
    Each weight serves all examples, so its slope is a sum over them: $dW = dZ^\top A$ is $(K, m)$
    times $(m, n)$, and $m$ disappears. Each bias serves all examples with the slope 1, so $db$ adds
    up the rows of $dZ$ and has the shape $(K,)$. Each input goes to all units, so $dA = dZ\,W$ adds
    up over the $K$ units and is $(m, n)$ again. There is no transpose at this $W$: it stood as
    $W^\top$ on the way there, and the way back turns it once more. The mean over the examples is a
    matter of the cost. Its $\frac1m$ came in with $dZ$, and whoever takes a mean here divides
    twice. `np.einsum("ik,ij->kj", dZ, A)` writes out the same sum for $dW$ and shows the indices;
    the product is faster.
    """,
    level="medium",
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


def net_slopes(
    X, y, W1, b1, W2, b2, *, dz2=None, through=None, m=None, inside=sigmoid, end=sigmoid
):
    """Backpropagation with one part exchanged, for the wrong solutions."""
    A1 = inside(X @ W1.T + b1)
    A2 = end(A1 @ W2.T + b2)
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
    """All four have the wrong sign. Is dz at the output the answer minus the label?"""
    return net_slopes(X, y, W1, b1, W2, b2, dz2=lambda A, y: y - A)


def net_updated_too_early(X, y, W1, b1, W2, b2):
    """The blame went back through weights that had moved already. Update after the last slope."""
    _, _, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    A1 = sigmoid(X @ W1.T + b1)
    dZ2 = (sigmoid(A1 @ W2.T + b2) - y[:, np.newaxis]) / len(y)
    dZ1 = dZ2 @ (W2 - 0.1 * dW2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


def net_twice(X, y, W1, b1, W2, b2):
    """All four are twice too large. With the cross-entropy dz is a − y, without a 2."""
    return net_slopes(X, y, W1, b1, W2, b2, m=len(y) / 2)


def net_m_twice_in_the_first(X, y, W1, b1, W2, b2):
    """Your dW1 and db1 are divided by m once more. What comes back has the 1/m in it."""
    dW1, db1, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    return dW1 / len(y), db1 / len(y), dW2, db2


def net_m_in_the_second_alone(X, y, W1, b1, W2, b2):
    """The 1/m is missing in dW1 and db1. Put it where the way back begins."""
    dW1, db1, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    return dW1 * len(y), db1 * len(y), dW2, db2


def net_m_not_in_biases(X, y, W1, b1, W2, b2):
    """The 1/m is missing in db1 and db2. The cost is a mean for the biases too."""
    dW1, db1, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    return dW1, db1 * len(y), dW2, db2 * len(y)


def net_means_of_biases(X, y, W1, b1, W2, b2):
    """Your db1 and db2 are divided by m once too often. Add up what has the 1/m already."""
    dW1, db1, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    return dW1, db1 / len(y), dW2, db2 / len(y)


def net_bias_numbers(X, y, W1, b1, W2, b2):
    """Your db1 is one number. Each hidden unit has its own bias: add over the examples alone."""
    dW1, db1, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    return dW1, db1.sum(), dW2, db2.sum()


def net_turned(X, y, W1, b1, W2, b2):
    """Your dW1 and dW2 are turned. Each has the shape of its weights."""
    dW1, db1, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    return dW1.T, db1, dW2.T, db2


def net_answers_for_inputs(X, y, W1, b1, W2, b2):
    """In dW1 you have A1. What comes into the first layer is X."""
    _, db1, dW2, db2 = net_slopes(X, y, W1, b1, W2, b2)
    A1 = sigmoid(X @ W1.T + b1)
    dZ2 = (sigmoid(A1 @ W2.T + b2) - y[:, np.newaxis]) / len(y)
    return backward_sigmoid(dZ2 @ W2, A1).T @ A1, db1, dW2, db2


def net_slope_of_the_output(X, y, W1, b1, W2, b2):
    """In the hidden layer you took the slope of the output's sigmoid. It has answers of its own."""
    A2 = sigmoid(sigmoid(X @ W1.T + b1) @ W2.T + b2)
    return net_slopes(X, y, W1, b1, W2, b2, through=lambda dA, A: backward_sigmoid(dA, A2))


def net_slope_of_the_sum(X, y, W1, b1, W2, b2):
    """In the hidden layer you took z (1 − z), of the sums. The answers belong there."""
    Z1 = X @ W1.T + b1
    return net_slopes(X, y, W1, b1, W2, b2, through=lambda dA, A: backward_sigmoid(dA, Z1))


def net_relu(X, y, W1, b1, W2, b2):
    """Your hidden layer has a ReLU. Here it has a sigmoid."""
    return net_slopes(
        X, y, W1, b1, W2, b2, inside=lambda z: np.maximum(z, 0), through=lambda dA, A: dA * (A > 0)
    )


def net_sums_for_answers(X, y, W1, b1, W2, b2):
    """On the way there the hidden layer lacks its sigmoid."""
    return net_slopes(X, y, W1, b1, W2, b2, inside=lambda z: z)


def net_no_sigmoid_at_the_end(X, y, W1, b1, W2, b2):
    """On the way there the output lacks its sigmoid."""
    return net_slopes(X, y, W1, b1, W2, b2, end=lambda z: z)


def net_without_biases(X, y, W1, b1, W2, b2):
    """On the way there the biases are missing."""
    return net_slopes(X, y, W1, 0 * b1, W2, 0 * b2)


def net_mean_square(X, y, W1, b1, W2, b2):
    """These are the slopes of the mean square. With the cross-entropy dz is a − y alone."""
    return net_slopes(X, y, W1, b1, W2, b2, dz2=lambda A, y: 2 * (A - y) * A * (1 - A))


def net_tanh_inside(X, y, W1, b1, W2, b2):
    """In the hidden layer you took 1 − a², the slope of tanh. There are sigmoids in it."""
    return net_slopes(X, y, W1, b1, W2, b2, through=lambda dA, A: dA * (1 - A**2))


def net_divided_by_features(X, y, W1, b1, W2, b2):
    """You divide by the number of columns of X. The mean is over the examples, its rows."""
    return net_slopes(X, y, W1, b1, W2, b2, m=X.shape[1])


def net_second_layer_alone(X, y, W1, b1, W2, b2):
    """Two slopes come back, those of the second layer. The first layer has some too."""
    return net_slopes(X, y, W1, b1, W2, b2)[2:]


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
            what=Said("{name} is not the slope of J.", name=name),
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
    All of it: a net with one hidden layer of sigmoids and one sigmoid at the output, whose cost is
    the mean cross-entropy. Forward first, and keep $A_1$ and $A_2$. Then back, eq. (backprop-net)
    and eq. (backprop-layer), with your `backward_dense` and `backward_sigmoid`. At the output
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
        law("differences of the cost", net_differences, kind="gradient", times=6),
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
        mistake("twice too large", net_twice),
        mistake("1/m twice in the first layer", net_m_twice_in_the_first),
        mistake("missing 1/m in the first layer", net_m_in_the_second_alone),
        mistake("missing 1/m in the biases", net_m_not_in_biases),
        mistake("1/m twice in the biases", net_means_of_biases),
        mistake("one number for the biases", net_bias_numbers),
        mistake("turned", net_turned),
        mistake("the answers for the inputs", net_answers_for_inputs),
        mistake("the slope of the other sigmoid", net_slope_of_the_output),
        mistake("the slope made of sums", net_slope_of_the_sum),
        mistake("a ReLU inside", net_relu),
        mistake("no hidden sigmoid on the way there", net_sums_for_answers),
        mistake("no sigmoid at the output", net_no_sigmoid_at_the_end),
        mistake("the biases forgotten", net_without_biases),
        mistake("the slopes of a square", net_mean_square),
        mistake("the slope of tanh", net_tanh_inside),
        mistake("divided by the features", net_divided_by_features),
        mistake("the second layer alone", net_second_layer_alone),
    ],
    hints=[
        """
        Backward mirrors forward: to each line of the way there belongs one line of the way back,
        and they come in the opposite order. So write the way there first, with a small `sigmoid` of
        your own beside the function, and give the answers of both layers names. The way back needs
        them.
        """,
        r"""
        Begin at the output. With the cross-entropy, the slope of the last sigmoid has cancelled, so
        what enters the last layer is answer minus label, and here, once, comes the $\frac1m$. Mind
        the shapes: the answers are $(m, 1)$ and `y` is $(m,)$. Make `y` a column first, or NumPy
        builds a table of $m$ by $m$ from the two.
        """,
        """
        Then go back in three steps. `backward_dense` with what came *into* the second layer gives
        two of the four results, and the blame of the hidden answers. `backward_sigmoid` takes this
        blame to the hidden sums. `backward_dense` once more, now with the inputs `X`, gives the
        other two; of its three results you do not need the first.
        """,
    ],
    why=r"""
    The way there leaves behind $A_1$, $(m, h)$, and $A_2$, $(m, 1)$, and the way back uses both. At
    the output the two derivatives $\frac{a - y}{a(1 - a)}$ and $a(1 - a)$ cancel to $a - y$; that
    is why no sigmoid's slope stands there, while the hidden layer has one. `y[:, np.newaxis]` makes
    a column of $y$, for $(m, 1)$ minus $(m,)$ would be a table of all answers minus all labels,
    without an error. The $\frac1m$ stands at one place. Everything behind it is linear in $dZ$, so
    all four slopes have it, and none has it twice. The third piece of the first layer would be the
    slope in $X$; training does not need it, and `_` says so. The four slopes are all computed
    before any weight moves, or the blame would go back through weights that were not there on the
    way forward. For many layers one would keep the answers in a list and write the same lines as a
    loop.
    """,
    level="hard",
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


def distance_over(a, d, length, zeros=0.0):
    """The distance over some length, and `zeros` if it is 0, for the wrong solutions."""
    return np.linalg.norm(a - d) / length if length > 0 else zeros


def distance_over_length_of_sum(a, d):
    """Below the bar you have the length of a + d. It is the sum of two lengths."""
    return distance_over(a, d, np.linalg.norm(a + d))


def distance_by_absolute_values(a, d):
    """You add absolute values. A length is the root of a sum of squares."""
    below = np.abs(a).sum() + np.abs(d).sum()
    return np.abs(a - d).sum() / below if below > 0 else 0.0


def distance_without_roots(a, d):
    """You add squares and take no root. A length is the root of a sum of squares."""
    below = a @ a + d @ d
    return (a - d) @ (a - d) / below if below > 0 else 0.0


def distance_of_entries(a, d):
    """You compare entry by entry. One number is asked for, from the lengths of the vectors."""
    return np.abs(a - d) / (np.abs(a) + np.abs(d))


def distance_without_brackets(a, d):
    """You divide by one length and add the other. The sum below the bar needs brackets."""
    one, other = np.linalg.norm(a), np.linalg.norm(d)
    return np.linalg.norm(a - d) / one + other if one + other > 0 else 0.0


def distance_either_zero(a, d):
    """You return 0 as soon as one of the two is zero. They agree if both are."""
    agree = not a.any() or not d.any()
    return 0.0 if agree else relative_distance(a, d)


def distance_zeros_disagree(a, d):
    """For two gradients of zeros you return 1. They agree: their distance is 0."""
    return distance_over(a, d, np.linalg.norm(a) + np.linalg.norm(d), zeros=1.0)


def distance_other_length(a, d):
    """You divide by one of the two lengths. Divide by their sum: neither of them is special."""
    return distance_over(a, d, np.linalg.norm(d))


def distance_product(a, d):
    """You divide by the product of the lengths. Divide by their sum."""
    return distance_over(a, d, np.linalg.norm(a) * np.linalg.norm(d))


def distance_of_the_sum(a, d):
    """Above the bar you have the length of a + d. It is that of the difference."""
    return relative_distance(a, -d)


def distance_squared_above(a, d):
    """Above the bar a root is missing. A length is the root of a sum of squares."""
    return relative_distance(a, d) * np.linalg.norm(a - d)


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
            points=0,
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
        ),
        agrees(
            "random gradients, tiny",
            relative_distance,
            lambda rng: (1e-9 * rng.normal(size=5), 1e-9 * rng.normal(size=5)),
            "The distance of the two, divided by the sum of their lengths, however short they are.",
        ),
    ],
    mistakes=[
        mistake("not relative", distance_absolute),
        mistake("0 / 0", distance_zero_by_zero),
        mistake("only the lengths", distance_of_lengths),
        mistake("one length only", distance_one_length),
        mistake("a tiny number below the bar", distance_with_tiny),
        mistake("the length of the sum", distance_over_length_of_sum),
        mistake("absolute values", distance_by_absolute_values),
        mistake("no roots", distance_without_roots),
        mistake("entry by entry", distance_of_entries),
        mistake("no brackets", distance_without_brackets),
        mistake("one zero is enough", distance_either_zero),
        mistake("two zeros disagree", distance_zeros_disagree),
        mistake("the other length only", distance_other_length),
        mistake("the product of the lengths", distance_product),
        mistake("the length of the sum above", distance_of_the_sum),
        mistake("no root above", distance_squared_above),
    ],
    hints=[
        """
        The formula has three lengths, and `np.linalg.norm` computes the length of a vector. Of
        which vector is the one above the bar? It is the length of a difference, not the difference
        of two lengths: two gradients may be equally long and point in different directions.
        """,
        """
        Compute what stands below the bar first and give it a name. If it is 0, there is nothing to
        divide, and the text says what comes back. In all other cases you divide by it as it is.
        """,
        """
        The usual way round a division by 0 is to add something like `1e-8` below the bar. Beside
        slopes of size `1e-9` this is no small number any more, and the distance comes out much too
        small. Ask with `if` instead.
        """,
    ],
    why="""
    The length of $a - d$ alone says nothing: $10^{-9}$ is a fine distance for slopes near 1, and a
    terrible one for slopes near $10^{-9}$. Divided by the sum of both lengths, the number lies
    between 0 and 1 and stays the same when both gradients are multiplied by the same factor. With
    the sum neither of the two is special, and a single zero gradient gives 1 instead of a division
    by 0. Both are 0 only if there is nothing to compare, so that case is asked for by name.
    Dividing by the larger of the two lengths would do as well and is common; the result is then at
    most 2. One number for the whole gradient has a weakness: one small wrong entry hides behind
    large right ones. This is why `gradcheck` asks entry by entry.
    """,
    level="medium",
)


# The experiment.


def little_blame(rng):
    """Return a share of the blame for a variant: a digit, and the place behind the point."""
    return int(rng.choice([1, 2, 5])), int(rng.choice([4, 5, 7, 8, 9]))


DIGIT, PLACE = drawn((1, 6), little_blame)
LITTLE = DIGIT / 10**PLACE


def my_depth():
    """Your number: return the number of layers."""
    depth = 1
    while 0.25**depth >= LITTLE:  # eq. (quarter-bound)
        depth = depth + 1
    return depth


def depth_one_less():
    """With your number of layers the bound is still too large."""
    return my_depth() - 1


def depth_too_careful():
    """That is deep enough, but fewer layers are too. The smallest number is asked for."""
    return 2 * my_depth()


def depth_one_more():
    """One layer less would do as well. Does your count begin with 1, before the first layer?"""
    return my_depth() + 1


def depth_by_tenths():
    """So many layers are enough if each leaves a tenth. A sigmoid may leave more than that."""
    return np.ceil(-np.log10(LITTLE))


def not_a_depth(depth):
    """Say what a number that is no number of layers may be."""
    if depth < 0:
        return "A logarithm of a number below 1 is negative. The number of layers is not."
    if 0 < depth < 1:
        return "It looks like what is left of the blame. After how many layers is it so little?"
    return "Count whole layers, one by one, and stop at the first that is enough."


def is_the_first(call, rng):
    """Ask for the smallest depth."""
    depth = number(call())
    holds(
        depth == int(depth) and depth > 0,
        "A number of layers is a whole number, 1 or more.",
        what=Said("Your number is {depth:.6g}.", depth=depth),
        hint=not_a_depth(depth),
    )
    holds(
        depth < 1000,
        "The smallest number that is enough is far below a thousand.",
        hint="Each layer leaves a quarter at most. Count them, one by one, and stop when it is "
        "little enough.",
    )
    holds(
        0.25**depth < LITTLE,
        Said("Behind so many sigmoids less than {share:g} of the blame can be left.", share=LITTLE),
        what=Said(
            "Behind {depth:.0f} sigmoids more than {share:g} may be left.",
            depth=depth,
            share=LITTLE,
        ),
        hint="Multiply by ¼ once for each layer. How much is left at most behind yours?",
    )
    holds(
        0.25 ** (depth - 1) >= LITTLE,
        Said("With one layer less, more than {share:g} could be left.", share=LITTLE),
        what="One layer less would do as well.",
        hint="The smallest number is asked for. Where does your count begin and end?",
    )


DEPTH = task(
    my_depth,
    rf"""
    An experiment with a pencil or with a loop. Each sigmoid multiplies the blame by its slope,
    which is at most $\tfrac14$, eq. (quarter-bound). Weights aside: how many sigmoid layers does it
    take at least until surely less than ${DIGIT} \cdot 10^{{-{PLACE}}}$ of the blame is left?
    """,
    public=[answers(), law("the first that is enough", is_the_first, points=2, kind="value")],
    mistakes=[
        mistake("one layer too few", depth_one_less),
        mistake("not the smallest", depth_too_careful),
        mistake("one layer too many", depth_one_more),
        mistake("a tenth for a quarter", depth_by_tenths),
    ],
    main=False,
    hints=[
        r"""
        By eq. (quarter-bound) one sigmoid leaves at most $\frac14$. How much do two leave at most,
        and how much do $d$ of them? The section "The blame fades on its way" has the same bound as
        a product.
        """,
        """
        Begin with 1 and divide by 4, counting, until the number is below $10^{-6}$ for the first
        time, with a loop or on paper. (It helps that $4^5 = 1024$.) Then try one layer less as
        well: with it the bound must still be above one millionth.
        """,
    ],
    why=r"""
    `LITTLE` is $10^{-6}$. After $d$ sigmoids at most $4^{-d}$ is left, so we look for the first $d$
    with $4^d > 10^6$. Since $4^5 = 1024$, ten layers give $1024^2 = 1{,}048{,}576$, just above a
    million, and nine give $262{,}144$, which is too few. With logarithms: $d > 6 \log 10 / \log 4 =
    9.97$. A loop that divides by 4 finds it as well. The experiment shows how little depth it
    takes: ten layers are not many, and this is the *best* case, in which every sigmoid works at its
    steepest place, $a = \frac12$. Weights larger than 4 could make up for it, but they push the
    sums to where the sigmoid is flat. ReLU, with the slope 1, has no such bound.
    """,
    level="easy",
)


WARM_UP = warm_up(
    r"""
    Let $f = u\,v$ with $u = 2x$ and $v = x + 3$. At $x = 1$ we have $u = 2$ and $v = 4$. Go back
    from $f$ to $x$ along the arrows of the graph. What is $\frac{df}{dx}$ there?
    """,
    choice(
        "2",
        r"This is what comes back along the way through $v$ alone: $2 \cdot 1$. The way through "
        "$u$ brings its part too.",
    ),
    choice(
        "16",
        "You multiplied what the two ways bring, 8 and 2. Slopes are multiplied along one way; "
        "different ways do not act through each other.",
    ),
    choice(
        "3",
        "You added the local slopes at $x$, 2 and 1. Each has to be multiplied by what comes in "
        "from $f$ before anything is added.",
    ),
    choice(
        "10",
        r"Through $u$ comes $4 \cdot 2 = 8$, through $v$ comes $2 \cdot 1 = 2$: incoming times "
        "local along each way, and a sum where the ways meet. Multiplied out, $f = 2x^2 + 6x$ "
        "has the slope $4x + 6 = 10$, too.",
        right=True,
    ),
)


EXERCISE = Exercise(
    number="09",
    title="Computational graphs and backpropagation",
    chapter="09_backpropagation",
    tasks=(PRODUCT, FORK, SIGMOID, DENSE, BACKPROP, RELATIVE, DEPTH),
    text="You carry the blame back: through a product, a fork, a layer, and a whole net.",
    warm_up=WARM_UP,
)

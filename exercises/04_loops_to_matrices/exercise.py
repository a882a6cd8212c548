"""Exercise 04, from loops to matrices: text, solutions, checks and known mistakes."""

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


def layer(rng, m=5, n=3, K=4):
    """Return random inputs A (m, n), weights W (K, n) and biases b (K,), all sizes different."""
    return rng.normal(size=(m, n)), rng.normal(size=(K, n)), rng.normal(size=K)


SMALL = (
    np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]]),
    np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]]),
    np.array([0.5, -1.0, 0.0, 2.0]),
)
# With three of everything no wrong shape is an error, and every mistake shows in its numbers.
SQUARE = (
    np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0], [2.0, 0.0, 5.0]]),
    np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0], [0.0, 3.0, 1.0]]),
    np.array([0.5, -1.0, 2.0]),
)


# The layer, twice.


def dense_loop(A, W, b):
    """Sums of a layer, in loops. A: (m, n), W: (K, n), b: (K,). Returns (m, K)."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):  # example i
        for j in range(K):  # unit j
            for k in range(n):  # input k
                Z[i, j] += W[j, k] * A[i, k]  # eq. (layer-sum)
            Z[i, j] += b[j]
    return Z


def dense(A, W, b):
    """Sums of a layer, without a loop. A: (m, n), W: (K, n), b: (K,). Returns (m, K)."""
    return A @ W.T + b  # eq. (rows-form)


def dense_without_bias(A, W, b):
    """The bias is missing: each unit adds its own b once."""
    return A @ W.T


def dense_bias_each_input(A, W, b):
    """You add the bias once for each input. Does it stand inside the innermost loop?"""
    return A @ W.T + A.shape[1] * b


def dense_last_input(A, W, b):
    """Only the last input counts. Is the sum set with = where it should grow with +=?"""
    return A[:, -1:] @ W[:, -1:].T + b


def dense_columns(A, W, b):
    """Your examples are the columns, as on the board. Here each example is a row."""
    return (A @ W.T + b).T


def dense_squared_weights(A, W, b):
    """The product runs over the weights alone. Each weight meets the input that it belongs to."""
    return np.tile(np.sum(W**2, axis=1) + b, (len(A), 1))


def dense_not_transposed(A, W, b):
    """W has one row for each unit. In the product its columns must be the units: transpose it."""
    return A @ W + b


def dense_turned_but_b(A, W, b):
    """You turned A where W must be turned: the units have become the rows, and b meets none."""
    return W @ A.T + b


def dense_entry_by_entry(A, W, b):
    """The sign * multiplies entry by entry and adds nothing up. A product of matrices is @."""
    return A * W.T + b


def dense_order(A, W, b):
    """Your factors are in the wrong order. The examples, the rows of A, come first."""
    return (W.T @ A) + b


def dense_bias_as_column(A, W, b):
    """Your b is a column. The units are the columns of Z here, so b is a row, as it comes."""
    return A @ W.T + b[:, np.newaxis]


def one_at_a_time(call, rng):
    """Ask whether each example is answered alone."""
    A, W, b = layer(rng)
    Z = array(call(A, W, b), (5, 4))
    alone = array(call(A[2:3], W, b), (1, 4))
    holds(np.isclose(alone[0], Z[2]), "An example gets the same answer alone and in company.")
    at_zero = array(call(np.zeros((2, 3)), W, b), (2, 4))
    holds(np.isclose(at_zero, b), "Where all inputs are 0, each unit answers with its bias.")


def layer_checks(function):
    """Return the public and the hidden checks of a layer."""
    public = [
        answers(*SQUARE),
        agrees(
            "three examples, three inputs, three units",
            function,
            SQUARE,
            "Entry (i, j) is the sum over k of W[j, k] · A[i, k], plus b[j].",
        ),
        law("one example at a time", one_at_a_time),
    ]
    hidden = [
        agrees(
            "random sizes",
            function,
            lambda rng: layer(rng, *(int(v) for v in rng.permutation([3, 4, 6]))),
            "Entry (i, j) needs row i of A and row j of W, and b[j].",
        ),
    ]
    return public, hidden


PUBLIC, HIDDEN = layer_checks(dense_loop)
LOOP = task(
    dense_loop,
    r"""
    First as the board writes it. Three indices, three loops, eq. (layer-sum):

    $$z_{ij} = \sum_{k=1}^{n} w_{jk}\, a_{ik} + b_j$$

    Example $i$, unit $j$, input $k$. Where does the bias belong, so that it is added once?
    """,
    public=PUBLIC,
    hidden=HIDDEN,
    mistakes=[
        mistake("the bias forgotten", dense_without_bias),
        mistake("the bias in the innermost loop", dense_bias_each_input),
        mistake("only the last input", dense_last_input),
        mistake("examples as columns", dense_columns),
        mistake("the input forgotten", dense_squared_weights),
    ],
)
PUBLIC, HIDDEN = layer_checks(dense)
DENSE = task(
    dense,
    r"""
    Now in one line, eq. (rows-form):

    $$Z = A\, W^\top + b$$

    Say aloud which shape each part has before you run it. Your loop is the witness.
    """,
    public=PUBLIC,
    hidden=[
        *HIDDEN,
        agrees(
            "a single example",
            dense,
            lambda rng: layer(rng, m=1, n=2, K=6),
            "One example gives one row, with an entry for each unit.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("W not transposed", dense_not_transposed),
        mistake("A turned for W", dense_turned_but_b),
        mistake("* for @", dense_entry_by_entry),
        mistake("the wrong order", dense_order),
        mistake("b as a column", dense_bias_as_column),
        mistake("the bias forgotten", dense_without_bias),
    ],
)


# A shallow network.


def sigmoid(z):
    """The sigmoid, for the reference and the wrong solutions."""
    return 1 / (1 + np.exp(-z))


def forward_shallow(X, W1, b1, W2, b2):
    """Answers of a net with one hidden layer, for each row of X.

    X: (m, n), W1: (h, n), b1: (h,), W2: (K, h), b2: (K,). Returns (m, K).
    """
    A1 = sigmoid(X @ W1.T + b1)
    return sigmoid(A1 @ W2.T + b2)  # eq. (shallow-rows)


def shallow_no_hidden(X, W1, b1, W2, b2):
    """The hidden layer has no sigmoid. Two linear layers are no more than one."""
    return sigmoid((X @ W1.T + b1) @ W2.T + b2)


def shallow_no_output(X, W1, b1, W2, b2):
    """The output has no sigmoid: you return the sums z of the last layer."""
    return sigmoid(X @ W1.T + b1) @ W2.T + b2


def shallow_hidden_only(X, W1, b1, W2, b2):
    """You return the hidden layer. Its answers are the inputs of the second layer."""
    return sigmoid(X @ W1.T + b1)


def shallow_no_biases(X, W1, b1, W2, b2):
    """Both biases are missing."""
    return sigmoid(sigmoid(X @ W1.T) @ W2.T)


def shallow_no_first_bias(X, W1, b1, W2, b2):
    """The bias of the hidden layer is missing."""
    return sigmoid(sigmoid(X @ W1.T) @ W2.T + b2)


def shallow_no_second_bias(X, W1, b1, W2, b2):
    """The bias of the output is missing."""
    return sigmoid(sigmoid(X @ W1.T + b1) @ W2.T)


def shallow_bias_twice(X, W1, b1, W2, b2):
    """The second bias stands outside the sigmoid. It belongs to the sum inside."""
    return sigmoid(sigmoid(X @ W1.T + b1) @ W2.T) + b2


def net(rng, m=6, n=2, h=5, K=3):
    """Return random arguments of forward_shallow."""
    return (
        rng.normal(size=(m, n)),
        rng.normal(size=(h, n)),
        rng.normal(size=h),
        rng.normal(size=(K, h)),
        rng.normal(size=K),
    )


def between(call, rng):
    """Ask for the range, and for a net whose second layer is 0."""
    X, W1, b1, W2, b2 = net(rng)
    A2 = array(call(X, W1, b1, 5 * W2, b2), (6, 3))
    holds((A2 > 0) & (A2 < 1), "Every answer is a sigmoid, and lies between 0 and 1.")
    A2 = array(call(X, W1, b1, 0 * W2, b2), (6, 3))
    holds(np.isclose(A2, sigmoid(b2)), "With W2 = 0 every example gets the answer σ(b2).")


SHALLOW = task(
    forward_shallow,
    r"""
    Two layers, one after the other, as in deck B. Each is a sum and a sigmoid, eq. (shallow-rows):

    $$A_1 = \sigma(X W_1^\top + b_1), \qquad A_2 = \sigma(A_1 W_2^\top + b_2)$$

    Return $A_2$. (Write the sigmoid yourself; the sums here are small.)
    """,
    public=[
        answers(np.ones((1, 2)), np.eye(2), np.zeros(2), np.ones((1, 2)), np.zeros(1)),
        agrees(
            "two inputs, two hidden units, one output",
            forward_shallow,
            (
                np.array([[1.0, -1.0], [0.0, 2.0]]),
                np.eye(2),
                np.array([0.5, 0.0]),
                np.array([[1.0, -2.0]]),
                np.array([0.25]),
            ),
            "Each layer takes sums of what the layer before it answers, and then the sigmoid.",
        ),
        law("between 0 and 1", between),
    ],
    hidden=[
        agrees(
            "a random net",
            forward_shallow,
            lambda rng: net(rng),
            "A2 = σ(A1 W2ᵀ + b2) with A1 = σ(X W1ᵀ + b1).",
        )
    ],
    mistakes=[
        mistake("no sigmoid in the hidden layer", shallow_no_hidden),
        mistake("no sigmoid at the output", shallow_no_output),
        mistake("only the hidden layer", shallow_hidden_only),
        mistake("the biases forgotten", shallow_no_biases),
        mistake("the first bias forgotten", shallow_no_first_bias),
        mistake("the second bias forgotten", shallow_no_second_bias),
        mistake("the bias outside the sigmoid", shallow_bias_twice),
    ],
)


# The gradient.


def layer_gradient(dZ, A):
    """Slopes in the weights and biases. dZ: (m, K), A: (m, n). Returns dW (K, n), db (K,)."""
    return dZ.T @ A, dZ.sum(axis=0)  # eq. (matrix-dw)


def gradient_mean(dZ, A):
    """You divide by m. The 1/m of the mean is inside dZ already."""
    return dZ.T @ A / len(A), dZ.mean(axis=0)


def gradient_mean_of_weights(dZ, A):
    """You divide dW by m. The 1/m of the mean is inside dZ already."""
    return dZ.T @ A / len(A), dZ.sum(axis=0)


def gradient_mean_of_biases(dZ, A):
    """You divide db by m. The 1/m of the mean is inside dZ already."""
    return dZ.T @ A, dZ.mean(axis=0)


def gradient_turned(dZ, A):
    """Your dW is turned. It has the shape of W: a row for each unit, a column for each input."""
    return A.T @ dZ, dZ.sum(axis=0)


def gradient_db_rows(dZ, A):
    """Your db adds up over the units. There is one slope for each unit: add over the examples."""
    return dZ.T @ A, dZ.sum(axis=1)


def gradient_db_kept(dZ, A):
    """You did not add anything up in db: each bias acts on all the examples."""
    return dZ.T @ A, dZ


def gradient_db_one(dZ, A):
    """Your db is one number for the whole layer. Each unit has a bias of its own."""
    return dZ.T @ A, dZ.sum()


def layer_slope(call, rng):
    """Compare with finite differences of a cost that is a weighted sum of Z."""
    A, W, b = layer(rng)
    dZ = rng.normal(size=(5, 4))
    dW, db = parts(call(dZ, A), ("dW", "db"))
    dW, db = array(dW, W.shape, what="dW"), array(db, b.shape, what="db")
    j, k = int(rng.integers(4)), int(rng.integers(3))
    E = np.zeros(W.shape)
    E[j, k] = 1.0
    rise = np.sum(dZ * (dense(A, W + E, b) - dense(A, W, b)))
    holds(
        np.isclose(dW[j, k], rise),
        "Raise one weight by 1: J grows by its slope, since the sums are linear in the weights.",
        what=f"dW[{j}, {k}] is not the slope of J.",
    )
    rise = np.sum(dZ * (dense(A, W, b + np.eye(4)[j]) - dense(A, W, b)))
    holds(np.isclose(db[j], rise), "Raise one bias by 1: J grows by its slope.")


GRADIENT = task(
    layer_gradient,
    r"""
    Somebody tells you how $J$ answers to each sum, $dZ$. What are the slopes in the weights and in
    the biases? Equations (layer-dw) and (layer-db) say it with indices:

    $$dw_{jk} = \sum_{i=1}^{m} dz_{ij}\, a_{ik}, \qquad db_j = \sum_{i=1}^{m} dz_{ij}$$

    Which index is summed? Then which product is it? (The $\frac1m$ is inside $dZ$ already.)
    """,
    public=[
        answers(np.ones((2, 4)), SMALL[0]),
        agrees(
            "two examples",
            layer_gradient,
            (np.array([[1.0, 0.0, -1.0, 2.0], [0.5, 1.0, 0.0, 0.0]]), SMALL[0]),
            "dW[j, k] is the sum over the examples of dZ[i, j] · A[i, k]; db[j] that of dZ[i, j].",
            returns=("dW", "db"),
        ),
        law("the slope of a cost", layer_slope, kind="gradient"),
    ],
    hidden=[
        agrees(
            "a random layer",
            layer_gradient,
            lambda rng: (rng.normal(size=(7, 2)), rng.normal(size=(7, 5))),
            "dW[j, k] is the sum over the examples of dZ[i, j] · A[i, k]; db[j] that of dZ[i, j].",
            returns=("dW", "db"),
        )
    ],
    mistakes=[
        mistake("1/m twice", gradient_mean),
        mistake("1/m twice in dW", gradient_mean_of_weights),
        mistake("1/m twice in db", gradient_mean_of_biases),
        mistake("dW turned", gradient_turned),
        mistake("db over the wrong axis", gradient_db_rows),
        mistake("db not summed", gradient_db_kept),
        mistake("one db for all units", gradient_db_one),
    ],
)


# Broken snippets.


def mend_cost(a, y):
    """Mean squared error of a layer with one unit. a: (m, 1), y: (m,). Returns one number."""
    return np.mean((a[:, 0] - y) ** 2)


def cost_all_pairs(a, y):
    """You still compare every prediction with every answer. Print the shape of the difference."""
    return np.mean(np.square(np.subtract(a, y)))


def cost_half(a, y):
    """There is a ½ too much: the mean squared error has none."""
    return mend_cost(a, y) / 2


def cost_sum(a, y):
    """You return the sum. Take the mean over the examples."""
    return len(y) * mend_cost(a, y)


def cost_of_means(a, y):
    """You compare the mean prediction with the mean answer. Compare each with its own."""
    return (np.mean(a) - np.mean(y)) ** 2


MEND_COST = task(
    mend_cost,
    """
    A broken snippet. A layer with one unit returns `a` of shape $(m, 1)$, the answers `y` are
    $(m,)$. Somebody wrote

    ```python
    J = ((a - y) ** 2).mean()
    ```

    There is no error message, and yet the number is wrong, eq. (all-pairs). What shape has the
    difference? Mend it.
    """,
    public=[
        answers(np.array([[1.0], [3.0]]), np.array([0.0, 5.0])),
        agrees(
            "two examples",
            mend_cost,
            (np.array([[1.0], [3.0]]), np.array([0.0, 5.0])),
            "The errors are 1 and −2: the mean of their squares has two terms, not four.",
        ),
    ],
    hidden=[
        agrees(
            "random predictions",
            mend_cost,
            lambda rng: (rng.normal(size=(6, 1)), rng.normal(size=6)),
            "Each prediction is compared with its own answer.",
        )
    ],
    mistakes=[
        mistake("all pairs", cost_all_pairs),
        mistake("a ½ too much", cost_half),
        mistake("sum for mean", cost_sum),
        mistake("means compared", cost_of_means),
    ],
)


def mend_columns(X_board, W, b):
    """Sums of a layer, from columns. X_board: (n, m), W: (K, n), b: (K,). Returns (m, K)."""
    return X_board.T @ W.T + b  # eq. (columns-form), turned


def columns_as_board(X_board, W, b):
    """Your examples are still the columns. The result has one row for each example."""
    return W @ X_board + b[:, np.newaxis]


def columns_reshaped(X_board, W, b):
    """You reshaped the table. That keeps the order of the numbers and mixes the examples."""
    return X_board.reshape(X_board.shape[::-1]) @ W.T + b


def columns_bias_missing(X_board, W, b):
    """The bias is missing."""
    return (W @ X_board).T


def columns_result_reshaped(X_board, W, b):
    """You reshaped the result. A table is turned with .T, which moves each number to its place."""
    Z = W @ X_board + b[:, np.newaxis]
    return Z.reshape(Z.shape[::-1])


MEND_COLUMNS = task(
    mend_columns,
    """
    Another one. Deck B writes the examples as columns, $X$ of shape $(n, m)$, eq. (columns-form).
    Your net wants rows: $Z$ of shape $(m, K)$. Somebody used `reshape`, and the shapes agree at
    last. The numbers do not. Why? Write it so that the $W$ and the $b$ of the board can stay as
    they are.
    """,
    public=[
        answers(SMALL[0].T, SMALL[1], SMALL[2]),
        agrees(
            "two examples as columns",
            mend_columns,
            (SMALL[0].T.copy(), SMALL[1], SMALL[2]),
            "Row i of the result belongs to column i of the board's X.",
        ),
    ],
    hidden=[
        agrees(
            "a random board",
            mend_columns,
            lambda rng: (rng.normal(size=(3, 5)), rng.normal(size=(4, 3)), rng.normal(size=4)),
            "Row i of the result belongs to column i of the board's X.",
        )
    ],
    mistakes=[
        mistake("examples as columns", columns_as_board),
        mistake("reshape for .T", columns_reshaped),
        mistake("the bias forgotten", columns_bias_missing),
        mistake("the result reshaped", columns_result_reshaped),
    ],
)


# The experiment.


def my_sizes():
    """Your numbers: return m, n, K."""
    return 3, 3, 3


def sizes_all_different():
    """All your sizes differ. Then every slip is an error, and that is why it is good practice."""
    return 5, 3, 4


def sizes_square_weights():
    """Your W is square, so it can be turned unseen. A can not yet: its two sizes differ."""
    return 4, 3, 3


def sizes_square_table():
    """Your table is square, so it can be turned unseen. W can not yet: its two sizes differ."""
    return 3, 3, 4


def slips_pass(call, rng):
    """Ask which wrong lines raise no error, and give wrong numbers."""
    m, n, K = (int(number(v, what="Each size")) for v in parts(call(), ("m", "n", "K")))
    holds(min(m, n, K) >= 2 and max(m, n, K) <= 50, "Each size lies between 2 and 50.")
    A, W, b = layer(rng, m, n, K)
    slips = {
        "A @ W + b": lambda: A @ W + b,
        "A.T @ W.T + b": lambda: A.T @ W.T + b,
        "A @ W.T + b[:, np.newaxis]": lambda: A @ W.T + b[:, np.newaxis],
    }
    for line, slip in slips.items():
        try:
            silent = slip().shape == (m, K)
        except ValueError:
            silent = False
        holds(
            silent,
            "None of the three wrong lines raises an error, and each gives a Z of shape (m, K).",
            what=f"With your sizes NumPy notices the slip in {line}.",
        )


SIZES = task(
    my_sizes,
    """
    An experiment. With the wrong sizes, NumPy is silent. Find sizes $m$, $n$, $K$ (each from 2 to
    50) for which **none** of these three wrong lines raises an error, and each gives a table of
    shape $(m, K)$:

    ```python
    A @ W + b
    A.T @ W.T + b
    A @ W.T + b[:, np.newaxis]
    ```

    And then never use such sizes when you try out your code.
    """,
    public=[answers(), law("all three are silent", slips_pass, points=2, kind="value")],
    mistakes=[
        mistake("all sizes different", sizes_all_different),
        mistake("only W is square", sizes_square_weights),
        mistake("only A is square", sizes_square_table),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="04",
    title="From loops to matrices",
    chapter="04_loops_to_matrices",
    tasks=(LOOP, DENSE, SHALLOW, GRADIENT, MEND_COST, MEND_COLUMNS, SIZES),
    text="You turn three loops into one line, and learn to distrust shapes that happen to agree.",
)

"""Exercise 04, from loops to matrices: text, solutions, checks and known mistakes."""

import numpy as np

from dlcourse import activations, ops
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
            Z[i, j] += b[j]  # once for each entry
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
    """Your examples are the columns. Here each example is a row."""
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


def dense_index_swapped(A, W, b):
    """You take W[k, j]. The rows of W are the units, so the index of the unit comes first."""
    return A @ W + b


def dense_one_sum(A, W, b):
    """Your sum goes on from one entry to the next. Let each begin at 0."""
    Z = A @ W.T
    return np.cumsum(Z).reshape(Z.shape) + b


def dense_without_last_input(A, W, b):
    """You leave out the last input. A range ends before its last number."""
    return A[:, :-1] @ W[:, :-1].T + b


def dense_first_example(A, W, b):
    """Only the first example has its sums. Does the return stand inside the loop?"""
    return np.vstack((dense(A[:1], W, b), np.zeros((len(A) - 1, len(b)))))


def dense_sum_of_biases(A, W, b):
    """You add the biases up. Each unit has its own, and NumPy adds b to each row by itself."""
    return A @ W.T + np.sum(b)


def dense_minus_bias(A, W, b):
    """You subtract the bias. It is added to the sum."""
    return A @ W.T - b


def dense_bias_of_examples(A, W, b):
    """You take b[i]. The bias belongs to the unit j, not to the example."""
    return A @ W.T + b[:, np.newaxis]


def dense_bias_alone(A, W, b):
    """Only the bias is left. Does it replace the sum with = where it should be added?"""
    return np.tile(b, (len(A), 1))


def dense_added(A, W, b):
    """You add input and weight. They are multiplied."""
    return np.sum(A, axis=1)[:, np.newaxis] + np.sum(W, axis=1) + b


def dense_input_index_swapped(A, W, b):
    """You take A[k, i]. The rows of A are the examples, so their index comes first."""
    return A.T @ W.T + b


def dense_input_turned(A, W, b):
    """You turned A too. Its rows are the examples already: only W is turned."""
    return A.T @ W.T + b


def dense_first_unit(A, W, b):
    """Only the first sum is there. Does the return stand inside the loop over the units?"""
    Z = np.zeros((len(A), len(b)))
    Z[0, 0] = dense(A, W, b)[0, 0]
    return Z


def dense_last_product(A, W, b):
    """Only the last product is left, without the bias. Is = used where += should be?"""
    return A[:, -1:] @ W[:, -1:].T


def dense_long_list(A, W, b):
    """Your sums are one long list. They belong in a table: a row an example, a column a unit."""
    return dense(A, W, b).ravel().tolist()


def dense_all_turned(A, W, b):
    """You turned the result. It is W that must be turned, before the product."""
    return (A @ W + b).T


def dense_bias_multiplied(A, W, b):
    """You multiply by the bias. It is added."""
    return A @ W.T * b


def dense_bias_on_inputs(A, W, b):
    """You add the bias to the inputs. It is added to the sums, after the product."""
    return (A + b) @ W.T


def dense_weights_first(A, W, b):
    """W stands first in your product. The examples, the rows of A, come first, and W is turned."""
    return W @ A + b


def dense_divided(A, W, b):
    """You divide by the number of examples. A sum of a layer has no mean in it."""
    return A @ W.T / len(A) + b


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
    First as the formula says it. Three indices, three loops, eq. (layer-sum):

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
        mistake("the index of the unit last", dense_index_swapped),
        mistake("one sum for all entries", dense_one_sum),
        mistake("the last input left out", dense_without_last_input),
        mistake("return inside the loop", dense_first_example),
        mistake("the bias of the example", dense_bias_of_examples),
        mistake("the bias for the sum", dense_bias_alone),
        mistake("added for multiplied", dense_added),
        mistake("the index of the example last", dense_input_index_swapped),
        mistake("the first sum alone", dense_first_unit),
        mistake("the last product alone", dense_last_product),
        mistake("a long list", dense_long_list),
    ],
    hints=[
        """
        Read eq. (layer-sum) from the outside. Which two of the three indices say *where* in $Z$ a
        number stands, and which one is summed? What happens once for each entry stands deeper than
        the first two loops, and not as deep as the third.
        """,
        """
        Take the sizes from `A.shape` and from the length of `b`, and begin with a table of zeros,
        $(m, K)$. Then the loops from the outside in: example $i$, unit $j$, input $k$. The
        innermost line adds one product with `+=`. Mind the order of the indices: a weight names its
        unit first, an input its example.
        """,
        """
        The usual mistake is the bias in the innermost loop, where it is added $n$ times; it belongs
        behind this loop, but still inside the one over the units. To test it, let all inputs be 0:
        then each row of $Z$ is `b`.
        """,
    ],
    why="""
    `Z` has an entry for each pair of example and unit, $(m, K)$, and the loops over $i$ and $j$
    visit each of them once. The loop over $k$ is the sum, so its line has `+=`, and the bias, which
    is added once for each entry, stands behind it. You can also let `Z[i, j]` begin with `b[j]` in
    place of 0. Since addition does not ask for an order, the three loops may be exchanged if the
    bias has a place of its own. The sum alone can become `W[j] @ A[i]`, the dot product of two
    rows: that is move 1 of the chapter. Whoever writes `W[k, j]` gets an error as long as the sizes
    differ, and wrong numbers without an error when $W$ is square.
    """,
    level="medium",
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
        mistake("examples as columns", dense_columns),
        mistake("the biases added up", dense_sum_of_biases),
        mistake("the bias subtracted", dense_minus_bias),
        mistake("the result turned", dense_all_turned),
        mistake("multiplied by the bias", dense_bias_multiplied),
        mistake("the bias on the inputs", dense_bias_on_inputs),
        mistake("A turned", dense_input_turned),
        mistake("W first", dense_weights_first),
        mistake("divided by m", dense_divided),
        mistake("the bias forgotten", dense_without_bias),
    ],
    hints=[
        """
        In a product with `@` the summed index stands second on the left and first on the right.
        Here $k$ is summed, and it stands second in both $a_{ik}$ and $w_{jk}$. So one of the two
        matrices must be turned.
        """,
        """
        Write the shapes in a row: $(m, n)$, $(K, n)$, and the result $(m, K)$. The examples come
        first in the result, so which matrix stands on the left? The bias, $(K,)$, is lined up on
        the right with the units, and NumPy adds it to every row. It needs no reshaping.
        """,
        """
        Try it with sizes that all differ, such as $m = 5$, $n = 3$ and $K = 4$: then every slip is
        an error. With a square $W$ you would not notice a transpose that is missing, and with
        $m = K$ not a bias that was made a column.
        """,
    ],
    why="""
    `A @ W.T` is $(m, n)$ times $(n, K)$: row $i$ of $A$ meets row $j$ of $W$, as in the loop, and
    the two $n$ vanish. The shape $(K,)$ of `b` is lined up on the right with $(m, K)$, so each row
    gets the same biases, one for each unit. `(W @ A.T).T + b` is right as well, turned twice.
    `np.einsum("ik,jk->ij", A, W) + b` has the indices of the formula, which helps where there are
    more than two of them; the plain product is easier to read, and usually faster. `A * W.T`
    multiplies entry by entry and adds nothing up. The most silent mistake is a `b` made a column:
    it is right where the examples are columns and the units are rows, and here it passes when
    $m = K$.
    """,
    level="easy",
)


# A shallow network.


def sigmoid(z):
    """Sigmoid of each entry. z: an array of any shape. Returns the same shape."""
    return 1 / (1 + np.exp(-z))  # eq. (sigmoid)


def forward_shallow(X, W1, b1, W2, b2):
    """Answers of a net with one hidden layer, for each row of X.

    X: (m, n), W1: (h, n), b1: (h,), W2: (K, h), b2: (K,). Returns (m, K).
    """
    A1 = sigmoid(X @ W1.T + b1)  # (m, h)
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


def shallow_both(X, W1, b1, W2, b2):
    """You return two layers. The answers of the second one, A2, are what is asked for."""
    A1 = shallow_hidden_only(X, W1, b1, W2, b2)
    return A1, sigmoid(A1 @ W2.T + b2)


def shallow_falling(X, W1, b1, W2, b2):
    """Your sigmoid falls where it should rise: the sign of its exponent is wrong."""
    A1 = sigmoid(-(X @ W1.T + b1))
    return sigmoid(-(A1 @ W2.T + b2))


def shallow_cut_off(X, W1, b1, W2, b2):
    """Your hidden layer sets what is below 0 to 0. Here it has a sigmoid, as the output has."""
    return sigmoid(np.maximum(X @ W1.T + b1, 0) @ W2.T + b2)


def shallow_columns(X, W1, b1, W2, b2):
    """Your examples are the columns. Here each example is a row."""
    return forward_shallow(X, W1, b1, W2, b2).T


def shallow_first_layer_twice(X, W1, b1, W2, b2):
    """Your second layer has the weights of the first. It has W2 and b2 of its own."""
    return sigmoid(sigmoid(X @ W1.T + b1) @ W1.T + b1)


def shallow_hidden_tanh(X, W1, b1, W2, b2):
    """Your hidden layer has tanh. Here it has the sigmoid, as the output has."""
    return sigmoid(np.tanh(X @ W1.T + b1) @ W2.T + b2)


def shallow_all_tanh(X, W1, b1, W2, b2):
    """Both layers have tanh. Here they have the sigmoid."""
    return np.tanh(np.tanh(X @ W1.T + b1) @ W2.T + b2)


def shallow_linear(X, W1, b1, W2, b2):
    """No layer has a sigmoid. Then two layers are no more than one."""
    return (X @ W1.T + b1) @ W2.T + b2


def shallow_biases_outside(X, W1, b1, W2, b2):
    """Both biases stand outside the sigmoid. They belong to the sums inside."""
    return sigmoid((sigmoid(X @ W1.T) + b1) @ W2.T) + b2


def shallow_decision(X, W1, b1, W2, b2):
    """You return decisions. The answers, between 0 and 1, are asked for."""
    return np.where(forward_shallow(X, W1, b1, W2, b2) >= 0.5, 1, 0)


def shallow_flat(X, W1, b1, W2, b2):
    """Your answers are one long row. They are a table: one column for each output."""
    return forward_shallow(X, W1, b1, W2, b2).ravel()


def shallow_sigmoid_twice(X, W1, b1, W2, b2):
    """Your output goes through the sigmoid twice."""
    return sigmoid(forward_shallow(X, W1, b1, W2, b2))


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
    A2 = array(call(X, W1, b1, W2, b2), (6, 3))
    holds((A2 > 0) & (A2 < 1), "Every answer is a sigmoid, and lies between 0 and 1.")
    A2 = array(call(X, W1, b1, 0 * W2, b2), (6, 3))
    holds(
        np.isclose(A2, activations.sigmoid(b2)), "With W2 = 0 every example gets the answer σ(b2)."
    )


SHALLOW = task(
    forward_shallow,
    r"""
    Two layers, one after the other. Each is a sum and a sigmoid, eq. (shallow-rows):

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
        mistake("both layers", shallow_both),
        mistake("a falling sigmoid", shallow_falling),
        mistake("the first layer twice", shallow_first_layer_twice),
        mistake("tanh in the hidden layer", shallow_hidden_tanh),
        mistake("tanh in both layers", shallow_all_tanh),
        mistake("no sigmoid at all", shallow_linear),
        mistake("both biases outside the sigmoid", shallow_biases_outside),
        mistake("decisions", shallow_decision),
        mistake("a long row", shallow_flat),
        mistake("the sigmoid twice", shallow_sigmoid_twice),
        mistake("a hidden layer cut off at 0", shallow_cut_off),
        mistake("examples as columns", shallow_columns),
    ],
    hints=[
        """
        The second layer does the same as the first, with other letters: a sum, and then a sigmoid.
        What plays the part of $X$ in it?
        """,
        """
        Write a small function `sigmoid` above this one; `np.exp` takes a whole table. Then your
        `dense` serves twice, and after each time comes the sigmoid. Say the shapes aloud: $(m, n)$
        becomes $(m, h)$, and then $(m, K)$. Give the answers of the hidden layer a name.
        """,
        r"""
        The usual mistakes are a sigmoid forgotten in the hidden layer, and a bias outside the
        parentheses of the sigmoid. A test for the first: with zeros in $W_1$ and $b_1$ each of the
        $h$ hidden units answers $\frac12$, so with ones in $W_2$ and zeros in $b_2$ the answer is
        $\sigma(h/2)$. A test for the second: with zeros in $W_2$ it is $\sigma(b_2)$.
        """,
    ],
    why=r"""
    Each layer is a sum and a sigmoid. The first takes $(m, n)$ to $(m, h)$, the second takes the
    *answers* of the first, `A1`, to $(m, K)$. The height $m$ passes through untouched: examples do
    not mix. With your `dense` the whole net could be one line,
    `sigmoid(dense(sigmoid(dense(X, W1, b1)), W2, b2))`, but a name for $A_1$ is worth its line,
    because chapter 9 needs these numbers again on the way back. Without the sigmoid in the middle,
    $(X W_1^\top + b_1) W_2^\top + b_2$ is a single layer with the weights $W_2 W_1$, and the hidden
    units were for nothing. The plain $1/(1 + e^{-z})$ is good enough for small sums; for $z$ below
    about $-709$ it warns, and `sigmoid` of exercise 03 does not.
    """,
    level="easy",
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


def gradient_db_as_row(dZ, A):
    """Your db is a table with one row. Its shape is that of b, with one dimension."""
    return dZ.T @ A, dZ.sum(axis=0, keepdims=True)


def gradient_last_example(dZ, A):
    """Only the last example counts. In a loop, = keeps the last one, and += adds them up."""
    return layer_gradient(dZ[-1:], A[-1:])


def gradient_db_each_input(dZ, A):
    """You add to db once for each input. Does it stand inside the innermost loop?"""
    dW, db = layer_gradient(dZ, A)
    return dW, A.shape[1] * db


def gradient_db_of_inputs(dZ, A):
    """Your db adds up the inputs. The slope of a bias is the sum of its dz."""
    return dZ.T @ A, A.sum(axis=0)


def gradient_first_example(dZ, A):
    """Only the first example counts. Does the return stand inside the loop?"""
    return layer_gradient(dZ[:1], A[:1])


def gradient_db_of_dw(dZ, A):
    """You add up dW for db. The slope of a bias is the sum of its dz, without inputs."""
    dW = dZ.T @ A
    return dW, dW.sum(axis=1)


def gradient_negative(dZ, A):
    """Both have the wrong sign. The minus belongs to the step, not to the slopes."""
    return -dZ.T @ A, -dZ.sum(axis=0)


def gradient_db_same_for_all(dZ, A):
    """Every unit has the same db, the sum of all dz. Each unit has its own column of dZ."""
    return dZ.T @ A, np.full(dZ.shape[1], dZ.sum())


def layer_slope(call, rng):
    """Compare with finite differences of a cost that is a weighted sum of Z."""
    A, W, b = layer(rng)
    dZ = rng.normal(size=(5, 4))
    dW, db = parts(call(dZ, A), ("dW", "db"))
    dW, db = array(dW, W.shape, what="dW"), array(db, b.shape, what="db")
    j, k = int(rng.integers(4)), int(rng.integers(3))
    E = np.zeros(W.shape)
    E[j, k] = 1.0
    rise = np.sum(dZ * (ops.dense(A, W + E, b) - ops.dense(A, W, b)))
    holds(
        np.isclose(dW[j, k], rise),
        "Raise one weight by 1: J grows by its slope, since the sums are linear in the weights.",
        what=Said("dW[{j}, {k}] is not the slope of J.", j=j, k=k),
    )
    rise = np.sum(dZ * (ops.dense(A, W, b + np.eye(4)[j]) - ops.dense(A, W, b)))
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
        mistake("db as a table", gradient_db_as_row),
        mistake("the last example alone", gradient_last_example),
        mistake("db in the innermost loop", gradient_db_each_input),
        mistake("db of the inputs", gradient_db_of_inputs),
        mistake("the first example alone", gradient_first_example),
        mistake("dW added up for db", gradient_db_of_dw),
        mistake("wrong sign", gradient_negative),
        mistake("the same db for all", gradient_db_same_for_all),
    ],
    hints=[
        """
        Look at the two sums. Which index is summed in both, and which are left? Those that are left
        give the shape of the result. A weight acts on one column of $Z$, for all examples, and so
        does a bias.
        """,
        """
        In a product the summed index stands second on the left and first on the right. In $dz_{ij}$
        and $a_{ik}$ it stands first in both, so one of the two tables must be turned, and the unit
        $j$ must come out first. For the shapes: $dZ$ is $(m, K)$, $A$ is $(m, n)$, and $dW$ has to
        be $(K, n)$ like $W$.
        """,
        r"""
        For $db$ add up $dZ$ along one axis: over the examples, so that one number is left for each
        unit. `sum(axis=...)` removes the axis that you name. No division by $m$ is needed, because
        the $\frac1m$ came in with $dZ$. With $K \ne n$, a $dW$ that is turned shows itself in its
        shape.
        """,
    ],
    why=r"""
    Both sums run over the examples. `dZ.T @ A` is $(K, m)$ times $(m, n)$: the two $m$ meet and
    vanish, and $(K, n)$ is left, the shape of $W$. `A.T @ dZ` holds the same numbers turned, and an
    update `W - alpha * dW` with it is an error, or a silent mistake when $W$ is square. The bias
    acts with the slope 1, so its slope is the sum down each column of $dZ$, $(K,)$;
    `np.ones(len(dZ)) @ dZ` is the same sum as a product. `axis=0` is the axis that disappears, the
    examples. To take means here divides by $m$ for the second time: the cost is a mean, and its
    $\frac1m$ stands in $dZ$. The check raises a weight by a whole 1 and not by a hair. It may do
    that because the sums are linear in the weights.
    """,
    level="medium",
)


# Broken snippets.


def mend_cost(a, y):
    """Mean squared error of a layer with one unit. a: (m, 1), y: (m,). Returns one number."""
    return np.mean((a[:, 0] - y) ** 2)  # (m,) minus (m,)


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
    """You square the mean of the errors, so only the means are compared. Square each error."""
    return (np.mean(a) - np.mean(y)) ** 2


def cost_root(a, y):
    """You take the root. The mean squared error has none."""
    return np.sqrt(mend_cost(a, y))


def cost_absolute(a, y):
    """You take the absolute value of each error. The snippet squares it."""
    return np.mean(np.abs(a[:, 0] - y))


def cost_pairs_by_m(a, y):
    """You add up the squares of all pairs. Print the shape of the difference."""
    return len(y) * cost_all_pairs(a, y)


def cost_pairs_of_column(a, y):
    """You take the mean over one axis of all the pairs. Print the shape of the difference."""
    return np.mean((a - y) ** 2, axis=0)


def cost_of_each(a, y):
    """You return a square for each example. Take the mean of them."""
    return (a[:, 0] - y) ** 2


def cost_first_prediction(a, y):
    """You compare all answers with the first prediction alone. Each has its own."""
    return np.mean((a[0] - y) ** 2)


def cost_half_sum(a, y):
    """You halve the sum. Divide it by the number of examples."""
    return len(y) * mend_cost(a, y) / 2


def cost_pairs_sum(a, y):
    """You add up all pairs, and take no mean. Print the shape of the difference."""
    return np.sum((a - y) ** 2)


def cost_not_squared(a, y):
    """Your errors are not squared, so that errors of opposite sign cancel."""
    return np.mean(a[:, 0] - y)


def cost_of_squares(a, y):
    """You subtract the squares. Subtract first, then square each difference."""
    return np.mean(a[:, 0] ** 2 - y**2)


def cost_as_array(a, y):
    """Your mean is an array with one entry. Take the mean over all entries: it is one number."""
    return np.array([mend_cost(a, y)])


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
            "three examples",  # with two, half of the sum is the mean
            mend_cost,
            (np.array([[1.0], [3.0], [2.0]]), np.array([0.0, 5.0, 2.5])),
            "The errors are 1, −2 and −0.5: the mean of their squares has three terms, not nine.",
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
        mistake("the root", cost_root),
        mistake("absolute errors", cost_absolute),
        mistake("all pairs divided by m", cost_pairs_by_m),
        mistake("the mean over one axis", cost_pairs_of_column),
        mistake("no mean", cost_of_each),
        mistake("the first prediction alone", cost_first_prediction),
        mistake("half of the sum", cost_half_sum),
        mistake("the sum of all pairs", cost_pairs_sum),
        mistake("not squared", cost_not_squared),
        mistake("the difference of the squares", cost_of_squares),
        mistake("an array for a number", cost_as_array),
    ],
    hints=[
        """
        Line up the two shapes on the right, as the rule of broadcasting says: $(m, 1)$ above
        $(m,)$. What does NumPy do along each axis of length 1, and how many differences are there
        at the end?
        """,
        """
        Make the two shapes equal before you subtract. It is best to take the one column out of `a`,
        so that it becomes a vector $(m,)$ like `y`. What follows can stay as it is. Do not reach
        for a half or a sum: only the shape is broken.
        """,
    ],
    why="""
    $(m, 1)$ minus $(m,)$ is stretched both ways to $(m, m)$: every prediction minus every answer.
    `a[:, 0]` takes the only column, and then both are $(m,)$ and each prediction meets its own
    answer. `a - y[:, np.newaxis]` mends it from the other side, with two columns; that is the
    better way if the table is needed later, as on the way back through a layer. `a.ravel()` and
    `a.squeeze()` work too, but they ask no questions: `ravel` makes a vector even of a table with
    several units, and `squeeze` turns a single example, $(1, 1)$, into a mere number. The wrong
    line is dangerous because its result looks like a cost. By eq. (all-pairs) it is smallest when
    every prediction is the mean answer, so training with it teaches the net to ignore its inputs.
    """,
    level="easy",
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


def columns_weights_reshaped(X_board, W, b):
    """You reshaped W. A table is turned with .T, which moves each number to its place."""
    return X_board.T @ W.reshape(W.shape[::-1]) + b


def columns_bias_subtracted(X_board, W, b):
    """You subtract the bias. It is added."""
    return X_board.T @ W.T - b


def columns_bias_summed(X_board, W, b):
    """You add the biases up. Each unit has its own, and NumPy adds b to each row by itself."""
    return X_board.T @ W.T + np.sum(b)


def columns_turned_alone(X_board, W, b):
    """You only turn the table. The sums of the layer are asked for."""
    return X_board.T


def columns_bias_twice(X_board, W, b):
    """You add the bias twice."""
    return X_board.T @ W.T + 2 * b


MEND_COLUMNS = task(
    mend_columns,
    """
    Another broken snippet. Blackboards often have the examples as columns, eq. (columns-form): here
    `X_board` has the shape $(n, m)$. Your net wants rows: $Z$ of shape $(m, K)$. Somebody wrote

    ```python
    n, m = X_board.shape
    Z = X_board.reshape(m, n) @ W.T + b
    ```

    The shapes agree at last. The numbers do not. Why? Mend it. $W$, of shape $(K, n)$, and $b$, of
    shape $(K,)$, can stay as they are.
    """,
    public=[
        answers(SMALL[0].T, SMALL[1], SMALL[2]),
        agrees(
            "two examples as columns",
            mend_columns,
            (SMALL[0].T.copy(), SMALL[1], SMALL[2]),
            "Row i of the result belongs to column i of X_board.",
        ),
    ],
    hidden=[
        agrees(
            "a random table",
            mend_columns,
            lambda rng: (rng.normal(size=(3, 5)), rng.normal(size=(4, 3)), rng.normal(size=4)),
            "Row i of the result belongs to column i of X_board.",
        )
    ],
    mistakes=[
        mistake("examples as columns", columns_as_board),
        mistake("reshape for .T", columns_reshaped),
        mistake("the bias forgotten", columns_bias_missing),
        mistake("the result reshaped", columns_result_reshaped),
        mistake("the weights reshaped", columns_weights_reshaped),
        mistake("the bias subtracted", columns_bias_subtracted),
        mistake("the biases added up", columns_bias_summed),
        mistake("only turned", columns_turned_alone),
        mistake("the bias twice", columns_bias_twice),
    ],
    hints=[
        """
        A table is turned by exchanging its two indices: entry $(k, i)$ goes to the place $(i, k)$.
        `reshape` does something else. It reads all numbers row by row and fills them in again row
        by row. What does it do to a column of `X_board`, which is one example?
        """,
        """
        There are two ways. Turn `X_board` first and use rows from then on; or compute with columns,
        as eq. (columns-form) does, with `b` made a column, and turn the result at the end. Either
        way $W$ and `b` keep their numbers, and the turning is done by `.T`.
        """,
    ],
    why="""
    `X_board.T` has an example in each row, $(m, n)$, and from there on it is the line of `dense`.
    `(W @ X_board + b[:, np.newaxis]).T` is the other way: it computes with columns, and turns at
    the end. By eq. (transpose-product) both are the same, and so $W$ and `b` need no change. The
    second way needs `b` as a column, because there the units are the rows. `reshape` makes the same
    shape and keeps the *order* of the numbers, so that it mixes features of different examples in
    one row. No error can show this, since the shapes agree; only the numbers can. Only when one of
    the two sizes is 1 do `reshape` and `.T` give the same table.
    """,
    level="easy",
)


# The experiment.


def two_bounds(rng):
    """Return the smallest and the largest size of a variant."""
    low = int(rng.integers(4, 31))
    return low, low + int(rng.integers(20, 61))


LOW, HIGH = drawn((2, 50), two_bounds)


def my_sizes():
    """Your numbers: return m, n, K."""
    return LOW + 1, LOW + 1, LOW + 1  # m = n = K


def sizes_all_different():
    """All your sizes differ. Then every slip is an error, and that is why it is good practice."""
    return LOW + 3, LOW + 1, LOW + 2


def sizes_square_weights():
    """Your W is square, so it can be turned unseen. A can not yet: its two sizes differ."""
    return LOW + 2, LOW + 1, LOW + 1


def sizes_square_table():
    """Your table is square, so it can be turned unseen. W can not yet: its two sizes differ."""
    return LOW + 1, LOW + 1, LOW + 2


def slips_pass(call, rng):
    """Ask which wrong lines raise no error, and give wrong numbers."""
    sizes = [number(v, what=Said("Each size")) for v in parts(call(), ("m", "n", "K"))]
    holds(
        [size == int(size) for size in sizes],
        "Each size is a whole number.",
        what="A size is no whole number.",
        hint="A size counts rows or columns.",
    )
    m, n, K = (int(size) for size in sizes)
    holds(
        min(m, n, K) >= LOW,
        Said("Each size lies between {low} and {high}.", low=LOW, high=HIGH),
        what=Said("A size is below {low}.", low=LOW),
        hint="With a size of 1 NumPy repeats the one entry, and nearly everything fits."
        if min(m, n, K) == 1
        else "",
    )
    holds(
        max(m, n, K) <= HIGH,
        Said("Each size lies between {low} and {high}.", low=LOW, high=HIGH),
        what=Said("A size is above {high}.", high=HIGH),
        hint="Small sizes do: what counts is which of them are equal.",
    )
    A, W, b = layer(np.random.default_rng(0), m, n, K)  # the same at home and for the mark
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
            what=Said("With your sizes NumPy notices the slip in {line}.", line=line),
            hint="Write the shapes below this line. Which two sizes must be equal for it to run?",
        )


SIZES = task(
    my_sizes,
    f"""
    An experiment. With the wrong sizes, NumPy is silent. Find sizes $m$, $n$, $K$ (each from {LOW}
    to {HIGH}) for which **none** of these three wrong lines raises an error, and each gives a table
    of shape $(m, K)$:

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
    hints=[
        """
        Ask each line by itself, with letters in place of numbers: $A$ is $(m, n)$, $W$ is $(K, n)$,
        `b` is $(K,)$. Which two sizes must be equal for the product to exist, and for the result to
        be $(m, K)$?
        """,
        """
        Each line gives one condition. In the third it comes from broadcasting: `b` is a column
        there, $(K, 1)$, beside a table $(m, K)$, and an axis of length 1 is no way out, because
        every size is at least 2. Write down the three conditions and satisfy all of them at once.
        """,
    ],
    why="""
    `LOW` is 2. `A @ W + b` multiplies $(m, n)$ by $(K, n)$, so it needs $n = K$. `A.T @ W.T + b`
    multiplies $(n, m)$ by $(n, K)$, so it needs $m = n$. In the last line a column $(K, 1)$ meets a
    table $(m, K)$, so it needs $m = K$. Together $m = n = K$, and every number from 2 to 50 will
    do. To find it by trial, write three loops over small sizes with a `try` inside. The experiment
    shows that the slips are silent just with those sizes that one likes to type in a hurry, three
    by three. With three sizes that all differ, NumPy is your witness: each of these slips is an
    error at once. A check with square tables proves less than it seems to.
    """,
    level="easy",
)


WARM_UP = warm_up(
    r"""
    A layer has 3 inputs and 4 units, and a batch of 5 examples goes through it. So $Z$ has
    $5 \cdot 4 = 20$ entries. You change one single weight, $w_{jk}$. How many entries of $Z$ change
    (if no input is 0)?
    """,
    choice(
        "1",
        "A weight belongs to one pair of unit and input, but it is used for every example. All "
        "examples share the same weights.",
    ),
    choice(
        "4",
        "These are the answers of all units to one example, a row of $Z$. The other units have "
        "weights of their own.",
    ),
    choice(
        "5",
        "The weight $w_{jk}$ stands in the sum of unit $j$ alone, and in this sum for every "
        "example. So one column of $Z$ changes, with an entry for each of the 5 examples.",
        right=True,
    ),
    choice(
        "20",
        "The whole table would change if all units used this weight. Only unit $j$ does.",
    ),
)


EXERCISE = Exercise(
    number="04",
    title="From loops to matrices",
    chapter="04_loops_to_matrices",
    tasks=(LOOP, DENSE, SHALLOW, GRADIENT, MEND_COST, MEND_COLUMNS, SIZES),
    text="You turn three loops into one line, and learn to distrust shapes that happen to agree.",
    warm_up=WARM_UP,
)

"""Exercise 08, forward propagation: text, solutions, checks and known mistakes in one place."""

from itertools import pairwise

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
from dlcourse.grading.exercise.spec import Exercise, Failed


def sigmoid(z):
    """The sigmoid, for the references and the wrong solutions."""
    return 1 / (1 + np.exp(-z))


def net(rng, sizes=(3, 5, 4, 2), m=6):
    """Return random inputs and the (W, b) of each layer."""
    layers = [
        (rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)) for n_in, n_out in pairwise(sizes)
    ]
    return rng.normal(size=(m, sizes[0])), layers


# Counting.


def count_parameters(sizes):
    """How many weights and biases a net has. sizes: [n_0, n_1, …], the inputs first."""
    total = 0
    for n_in, n_out in pairwise(sizes):
        total += n_out * (n_in + 1)  # eq. (parameter-count)
    return total


def count_without_biases(sizes):
    """The biases are not counted. Each unit has one."""
    return sum(a * b for a, b in pairwise(sizes))


def count_bias_of_inputs(sizes):
    """You count a bias for each input of a layer. It is the units that have one each."""
    return sum((b + 1) * a for a, b in pairwise(sizes))


def count_units(sizes):
    """You count the units. Each unit has a weight for every input, and a bias."""
    return sum(sizes[1:])


def count_one_bias(sizes):
    """You count one bias for each layer. Each unit of it has its own."""
    return sum(a * b + 1 for a, b in pairwise(sizes))


def count_last_layer(sizes):
    """What comes back is the count of the last layer alone. Add up over all of them."""
    return sizes[-1] * (sizes[-2] + 1)


COUNT = task(
    count_parameters,
    r"""
    How many numbers does the training have to find? A layer with $n_{l-1}$ inputs and $n_l$ units
    has $n_l (n_{l-1} + 1)$ of them, eq. (parameter-count). Where does the $+1$ come from?
    """,
    public=[
        answers([3, 4, 2]),
        agrees(
            "a net of the sizes 3-4-2",
            count_parameters,
            ([3, 4, 2],),
            "Four units with 3 weights and a bias each, then two units with 4 weights and a bias.",
        ),
    ],
    hidden=[
        agrees(
            "a deep net",
            count_parameters,
            lambda rng: ([int(n) for n in rng.integers(2, 40, size=5)],),
            "Every unit of every layer has a weight for each of its inputs, and a bias.",
        ),
        agrees(
            "no hidden layer",
            count_parameters,
            lambda rng: ([int(n) for n in rng.integers(2, 40, size=2)],),
            "With two sizes there is a single layer.",
            kind="edge",
            points=0,
        ),
    ],
    mistakes=[
        mistake("biases not counted", count_without_biases),
        mistake("a bias for each input", count_bias_of_inputs),
        mistake("units counted", count_units),
        mistake("one bias a layer", count_one_bias),
        mistake("only the last layer", count_last_layer),
    ],
)


# The first numbers.


def init_params(sizes, seed):
    """Random weights and zero biases. sizes: [n_0, n_1, …]. Returns [(W, b), …], one a layer."""
    generator = np.random.default_rng(seed)
    return [
        (generator.normal(size=(n_out, n_in)) * np.sqrt(1 / n_in), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


def init_zeros(sizes, seed):
    """All weights are 0. Then the units of a layer are equal, and stay equal for ever."""
    return [(0 * W, b) for W, b in init_params(sizes, seed)]


def init_ones(sizes, seed):
    """All weights are 1. Then the units of a layer are equal, and stay equal for ever."""
    return [(0 * W + 1, b) for W, b in init_params(sizes, seed)]


def init_turned(sizes, seed):
    """Your W is turned. It has one row for each unit and one column for each input."""
    return [(W.T, b) for W, b in init_params(sizes, seed)]


def init_same_seed(sizes, seed):
    """Your weights do not depend on the seed. Another seed must give other weights."""
    return init_params(sizes, 0)


def init_too_large(sizes, seed):
    """Your weights do not shrink with the number of inputs, so the sums grow layer by layer."""
    return [(W * np.sqrt(W.shape[1]), b) for W, b in init_params(sizes, seed)]


def init_without_root(sizes, seed):
    """Your weights are 1/√n_in times too small: you scale by 1/n_in, and its root is missing."""
    return [(W / np.sqrt(W.shape[1]), b) for W, b in init_params(sizes, seed)]


def init_outputs(sizes, seed):
    """Your weights shrink with the number of units. A sum has as many terms as there are inputs."""
    return [(W * np.sqrt(W.shape[1] / len(W)), b) for W, b in init_params(sizes, seed)]


def init_uniform(sizes, seed):
    """All values between two bounds are equally likely. A normal distribution has most near 0."""
    generator = np.random.default_rng(seed)
    return [
        (generator.uniform(-1, 1, size=(n_out, n_in)) * np.sqrt(3 / n_in), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


def as_layers(result, sizes):
    """Return the layers as arrays, or fail kindly."""
    if result is None:
        raise Failed(
            "Nothing came back. Write the lines of the function in place of the dots, "
            "and end with `return`."
        )
    if not isinstance(result, list | tuple) or len(result) != len(sizes) - 1:
        raise Failed(
            "The result is not a list with one entry for each layer.",
            wanted_property=f"For sizes {list(sizes)} there are {len(sizes) - 1} pairs (W, b).",
        )
    layers = []
    for k, pair in enumerate(result):
        W, b = parts(pair, ("W", "b"))
        shape = (sizes[k + 1], sizes[k])
        W = array(W, shape, what=f"W of layer {k + 1}")
        layers.append((W, array(b, shape[:1], what=f"b of layer {k + 1}")))
    return layers


def right_shapes(call, rng):
    """Ask for a net of three layers."""
    for _, b in as_layers(call([3, 5, 4, 2], 7), (3, 5, 4, 2)):
        holds(b == 0, "The biases start at 0.")


def all_different(call, rng):
    """Ask whether units differ, and whether seeds matter."""
    ((W, _),) = as_layers(call([6, 8], 3), (6, 8))
    holds(np.unique(W.round(12)).size == W.size, "No two weights are equal.")
    ((again, _),) = as_layers(call([6, 8], 3), (6, 8))
    holds(again == W, "The same seed gives the same weights.")
    ((other, _),) = as_layers(call([6, 8], 4), (6, 8))
    holds(other != W, "Another seed gives other weights.")


def right_scale(call, rng):
    """Ask for the spread of many weights."""
    for n in (25, 400):
        ((W, _),) = as_layers(call([n, 400], int(rng.integers(1, 1000))), (n, 400))
        holds(abs(W.mean()) * np.sqrt(n) < 0.1, "The weights have the mean 0.")
        holds(
            abs(W.std() * np.sqrt(n) - 1) < 0.05,
            "The weights of a layer have the standard deviation 1 / √n_in.",
            what=f"For {n} inputs the standard deviation of your weights is {W.std():.3f}.",
        )
        near = np.mean(np.abs(W) < W.std())
        holds(
            abs(near - 0.683) < 0.03,
            "Of numbers from a normal distribution two in three are nearer to the mean than one "
            "standard deviation.",
            what=f"Of your weights {100 * near:.0f} % are.",
        )


INIT = task(
    init_params,
    r"""
    A net starts with random weights. Return a list with one pair `(W, b)` for each layer: $W$ of
    shape $(n_l, n_{l-1})$, eq. (forward-shapes), drawn from a normal distribution with the mean 0
    and the standard deviation $1/\sqrt{n_{l-1}}$, and $b = 0$. Use
    `rng = np.random.default_rng(seed)`, so that the same seed gives the same net.
    """,
    public=[
        answers([2, 3], 0),
        law("shapes, and biases of 0", right_shapes, points=0, kind="shape"),
        law("all different", all_different),
        law("the spread", right_scale),
    ],
    hidden=[law("the spread of other nets", right_scale)],
    mistakes=[
        mistake("zeros", init_zeros),
        mistake("all equal", init_ones),
        mistake("W turned", init_turned),
        mistake("the seed ignored", init_same_seed),
        mistake("too large", init_too_large),
        mistake("the root forgotten", init_without_root),
        mistake("units for inputs", init_outputs),
        mistake("not from a normal distribution", init_uniform),
    ],
)


# Forward.


def forward(X, layers):
    """Answers of a net. X: (m, n_0); layers: [(W, b), …]. ReLU inside, sigmoid at the end."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)  # eq. (forward-layer)
    W, b = layers[-1]
    return sigmoid(A @ W.T + b)


def run_net(X, layers, inside=lambda z: np.maximum(0, z), end=sigmoid, bias=1, skip=0):
    """Go forward with something exchanged, for the wrong solutions."""
    A = X
    for W, b in layers[skip:-1]:
        A = inside(A @ W.T + bias * b)
    W, b = layers[-1]
    return end(A @ W.T + bias * b)


def forward_linear(X, layers):
    """The ReLU is missing between the layers. Then all of them together are one layer."""
    return run_net(X, layers, inside=lambda z: z)


def forward_no_end(X, layers):
    """The sigmoid at the end is missing."""
    return run_net(X, layers, end=lambda z: z)


def forward_sigmoid_everywhere(X, layers):
    """Inside you take the sigmoid. It is the ReLU here; the sigmoid stands at the end only."""
    return run_net(X, layers, inside=sigmoid)


def forward_relu_at_end(X, layers):
    """Before the last sigmoid you take a ReLU. It cuts away all answers below one half."""
    return run_net(X, layers, end=lambda z: sigmoid(np.maximum(0, z)))


def forward_no_biases(X, layers):
    """The biases are missing."""
    return run_net(X, layers, bias=0)


SMALL = (
    np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 0.0]]),
    [
        (np.array([[1.0, 1.0], [-1.0, 2.0]]), np.array([0.5, -0.5])),
        (np.array([[0.5, -1.0]]), np.array([0.25])),
    ],
)


def forward_one_hidden(X, layers):
    """Your net has one hidden layer, however many come in. Let a loop go through all of them."""
    return run_net(X, [*layers[:1], layers[-1]] if len(layers) > 1 else layers)


def forward_units_as_rows(X, layers):
    """You add b to sums that have a row for each unit. Keep a row for each example."""
    A = X
    for W, b in layers:
        A = sigmoid(W @ A.T + b)
    return A


def forward_turned(X, layers):
    """Your answers are turned. An example is a row, as in X, and so are its answers."""
    return forward(X, layers).T


TWO_HIDDEN = (
    SMALL[0],
    [
        (np.array([[1.0, 0.5], [-1.0, 1.0]]), np.array([0.25, 0.5])),
        (np.array([[1.0, -2.0], [0.5, 1.0]]), np.array([0.5, -0.25])),
        (np.array([[1.0, -0.5], [-2.0, 1.0]]), np.array([0.0, 0.75])),
    ],
)


def ends(call, rng):
    """Ask for a net without a hidden layer, and for the range."""
    X, layers = net(rng, sizes=(3, 2))
    holds(
        np.isclose(array(call(X, layers), (6, 2)), sigmoid(X @ layers[0][0].T + layers[0][1])),
        "A net with a single layer is a layer of logistic neurons.",
    )
    X, layers = net(rng)
    A = array(call(X, layers), (6, 2))
    holds((A >= 0) & (A <= 1), "Every answer lies between 0 and 1.")


FORWARD = task(
    forward,
    r"""
    The same two lines for every layer, eq. (forward-layer): a sum, an activation. Here the hidden
    layers have a ReLU, $\max(0, z)$, and the last layer has a sigmoid. The net may have any number
    of layers; one line inside one loop does most of it.
    """,
    public=[
        answers(*SMALL),
        agrees(
            "one hidden layer, and two",
            forward,
            [SMALL, TWO_HIDDEN],
            "Each layer takes the answers of the layer before; ReLU inside, sigmoid at the end.",
            points=2,
        ),
        law("a single layer", ends),
    ],
    hidden=[
        agrees(
            "a deep net",
            forward,
            lambda rng: net(rng),
            "Each layer takes the answers of the layer before; ReLU inside, sigmoid at the end.",
            points=2,
        )
    ],
    mistakes=[
        mistake("the activation forgotten", forward_linear),
        mistake("no sigmoid at the end", forward_no_end),
        mistake("the sigmoid everywhere", forward_sigmoid_everywhere),
        mistake("a ReLU before the last sigmoid", forward_relu_at_end),
        mistake("the biases forgotten", forward_no_biases),
        mistake("one hidden layer for all", forward_one_hidden),
        mistake("turned", forward_turned),
        mistake("a row for each unit", forward_units_as_rows),
    ],
)


# Deciding.


def predict(A):
    """The class of each example. A: (m, K) answers. Returns (m,), counted from 0."""
    return A.argmax(axis=1)


def predict_over_examples(A):
    """You look for the largest down the columns. The classes of an example stand in its row."""
    return A.argmax(axis=0)


def predict_largest_answer(A):
    """You return the largest answer. Its place is the class."""
    return A.max(axis=1)


def predict_from_one(A):
    """You count the classes from 1. Here the first class is 0."""
    return A.argmax(axis=1) + 1


def predict_threshold(A):
    """You return a decision for each class. One class for each example is asked for."""
    return A >= 0.5


def predict_least(A):
    """You chose the least of the answers."""
    return A.argmin(axis=1)


PREDICT = task(
    predict,
    """
    Ten answers for each picture: which digit is it? The class with the largest answer, counted from
    0. (A threshold could find two classes, or none.)
    """,
    public=[
        answers(np.array([[0.2, 0.7]])),
        agrees(
            "three examples, three classes",
            predict,
            (np.array([[0.1, 0.2, 0.4], [0.9, 0.8, 0.7], [0.3, 0.35, 0.1]]),),
            "The result is the place of the largest answer in each row, counted from 0.",
        ),
    ],
    hidden=[
        agrees(
            "random answers",
            predict,
            lambda rng: (rng.uniform(size=(8, 5)),),
            "The result is the place of the largest answer in each row, counted from 0.",
        )
    ],
    mistakes=[
        mistake("down the columns", predict_over_examples),
        mistake("the answer for its place", predict_largest_answer),
        mistake("counted from 1", predict_from_one),
        mistake("a threshold", predict_threshold),
        mistake("the least", predict_least),
    ],
)


# The experiment.


def my_width():
    """Your number: return the width n."""
    return 27


def width_one_less():
    """Your net has at most 1000 parameters, but a wider one has too."""
    return 26


def width_without_biases():
    """You may have left out the biases. With them the net has more than 1000 parameters."""
    return 28


def widest(call, rng):
    """Ask for the number of parameters, and for one unit more."""
    n = number(call())
    holds(n == int(n) and 0 < n < 10_000, "A width is a whole number.")
    counts = [count_parameters([5, int(n) + k, int(n) + k, 1]) for k in (0, 1)]
    holds(
        counts[0] <= 1000,
        "The net has at most 1000 parameters.",
        what=f"With n = {n:.0f} the net has {counts[0]} parameters.",
    )
    holds(
        counts[1] > 1000,
        "With one unit more in each hidden layer there would be more than 1000.",
        what="A wider net is still small enough.",
    )


WIDTH = task(
    my_width,
    """
    An experiment with your `count_parameters`, or with eq. (equal-widths-count). A net with 5
    inputs, two hidden layers of $n$ units each, and one output may have at most 1000 parameters.
    What is the largest $n$?
    """,
    public=[answers(), law("the widest", widest, points=2, kind="value")],
    mistakes=[
        mistake("one unit too few", width_one_less),
        mistake("biases not counted", width_without_biases),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="08",
    title="Forward propagation",
    chapter="08_forward_propagation",
    tasks=(COUNT, INIT, FORWARD, PREDICT, WIDTH),
    text="You count a net, start it, run it, and let it decide.",
)

"""Exercise 08, forward propagation: text, solutions, checks and known mistakes in one place."""

from itertools import pairwise

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
from dlcourse.grading.exercise.spec import Exercise, Failed


def sigmoid(z):
    """The answer of a sigmoid to each sum, between 0 and 1."""
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


def count_first_layer(sizes):
    """Only the first layer is counted. A `return` inside a loop ends it in the first turn."""
    return count_parameters(sizes[:2])


def count_without_last(sizes):
    """The last layer is not counted. It belongs to the last two numbers of the list."""
    return count_parameters(sizes[:-1])


def count_wrapped(sizes):
    """You count one layer too many: before the first number there is none, and sizes[-1] is the
    last one.
    """
    return count_parameters([sizes[-1], *sizes])


def count_biases_of_inputs_too(sizes):
    """You count biases for the inputs as well. They are given, and have none."""
    return count_without_biases(sizes) + sum(sizes)


def count_multiplied(sizes):
    """You multiply what the layers have. Add it up."""
    return int(np.prod([count_parameters(pair) for pair in pairwise(sizes)]))


def count_one_more_on_both_sides(sizes):
    """You add 1 to both numbers. The bias comes with the inputs of a unit, not with the units."""
    return sum((a + 1) * (b + 1) for a, b in pairwise(sizes))


def count_added(sizes):
    """You add the numbers of two neighbours. Each unit has a weight for each input: multiply."""
    return sum(a + b for a, b in pairwise(sizes))


def count_output_without_biases(sizes):
    """The output has no biases in your count. Its units have them like all others."""
    return count_parameters(sizes) - sizes[-1]


COUNT = task(
    count_parameters,
    r"""
    How many numbers does the training have to find? A layer with $n_{l-1}$ inputs and $n_l$ units
    has $n_l (n_{l-1} + 1)$ of them, eq. (parameter-count). Where does the $+1$ come from?
    """,
    public=[
        answers([2, 5, 3, 4]),  # with three layers the first two and the last two differ
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
        mistake("only the first layer", count_first_layer),
        mistake("the last layer forgotten", count_without_last),
        mistake("a layer before the inputs", count_wrapped),
        mistake("biases of the inputs", count_biases_of_inputs_too),
        mistake("multiplied", count_multiplied),
        mistake("1 on both sides", count_one_more_on_both_sides),
        mistake("added", count_added),
        mistake("no biases at the output", count_output_without_biases),
    ],
    hints=[
        r"""
        One layer is counted in eq. (parameter-count) with two numbers: its own units, and those of
        the layer before. In the list these two are neighbours, and a layer belongs to each pair of
        neighbours. The inputs are the first entry, and have no parameters of their own.
        """,
        """
        Begin with 0, go through the neighbours in a loop, and add what each layer has.
        `itertools.pairwise`, which the chapter uses, hands out the neighbours; so does `zip` with
        the list and the list without its first entry. Test with 3-4-1, where the chapter counts 21.
        If you get 16, the biases are missing, the usual mistake.
        """,
    ],
    why=r"""
    `pairwise` gives $(n_0, n_1)$, then $(n_1, n_2)$, and so on: one pair for each layer, so the
    loop does not mind how many layers there are, and with two sizes it has one turn. A unit has a
    weight for each of its inputs and one bias, $n_{l-1} + 1$ numbers, and a layer has $n_l$ such
    units: the $+1$ stands inside the bracket because each unit has a bias of its own.
    `sum(b * (a + 1) for a, b in zip(sizes, sizes[1:]))` is the same in one line. When the arrays
    exist already, adding up their sizes is the better way, since it counts what is really stored;
    the formula tells before anything has been built. The inputs are not computed, so they have no
    biases; to count some for them is as common as to forget those of the units.
    """,
    level="easy",
)


# The first numbers.


def init_params(sizes, seed):
    """Random weights and zero biases. sizes: [n_0, n_1, …]. Returns [(W, b), …], one a layer."""
    generator = np.random.default_rng(seed)  # one for all layers
    return [
        (generator.normal(size=(n_out, n_in)) * np.sqrt(1 / n_in), np.zeros(n_out))  # W, b
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
    generator = np.random.default_rng(seed)
    return [
        (generator.normal(size=(n_in, n_out)) * np.sqrt(1 / n_in), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


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


def init_from_zero_to_one(sizes, seed):
    """Your weights are all positive: `random` draws between 0 and 1. Take `normal`."""
    generator = np.random.default_rng(seed)
    return [
        (generator.random((n_out, n_in)) * np.sqrt(1 / n_in), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


def init_he(sizes, seed):
    """Your weights have the variance 2/n_in, which suits a ReLU. Here 1/n_in is asked for."""
    return [(W * np.sqrt(2), b) for W, b in init_params(sizes, seed)]


def init_old_generator(sizes, seed):
    """Your numbers come from NumPy's old generator. Draw from `np.random.default_rng(seed)`."""
    generator = np.random.RandomState(seed)
    return [
        (generator.normal(size=(n_out, n_in)) * np.sqrt(1 / n_in), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


def init_generator_anew(sizes, seed):
    """Each layer begins with the same numbers. Make the generator once, before the loop."""
    return [init_params(pair, seed)[0] for pair in pairwise(sizes)]


def init_random_biases(sizes, seed):
    """Your biases are random too. They start at 0."""
    generator = np.random.default_rng(seed)
    return [
        tuple(generator.normal(size=shape) * np.sqrt(1 / n_in) for shape in ((n_out, n_in), n_out))
        for n_in, n_out in pairwise(sizes)
    ]


def init_bias_columns(sizes, seed):
    """Your b is a column. It has one axis, with an entry for each unit."""
    return [(W, b[:, np.newaxis]) for W, b in init_params(sizes, seed)]


def init_bias_numbers(sizes, seed):
    """Your b is one number. Each unit has a bias of its own."""
    return [(W, 0) for W, _ in init_params(sizes, seed)]


def init_first_layer(sizes, seed):
    """Only the first layer comes back. A `return` inside a loop ends it in the first turn."""
    return init_params(sizes, seed)[:1]


def init_two_lists(sizes, seed):
    """You return a list of weights and a list of biases. One list of pairs is asked for."""
    layers = init_params(sizes, seed)
    return [W for W, _ in layers], [b for _, b in layers]


def init_b_first(sizes, seed):
    """In your pairs b comes first. The text asks for (W, b)."""
    return [(b, W) for W, b in init_params(sizes, seed)]


def init_inputs_and_units(sizes, seed):
    """Your deviation has inputs and units in it. Here it has the inputs alone."""
    return [(W * np.sqrt(2 / (1 + len(W) / W.shape[1])), b) for W, b in init_params(sizes, seed)]


def init_hundredth(sizes, seed):
    """Your deviation is 0.01 in every layer. Here it depends on the number of inputs."""
    return [(0.01 * np.sqrt(W.shape[1]) * W, b) for W, b in init_params(sizes, seed)]


def init_biases_of_inputs(sizes, seed):
    """Your b has an entry for each input. Each unit has a bias."""
    return [(W, np.zeros(W.shape[1])) for W, _ in init_params(sizes, seed)]


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
            wanted_property=Said(
                "For sizes {sizes} there are {n} pairs (W, b).", sizes=list(sizes), n=len(sizes) - 1
            ),
        )
    layers = []
    for k, pair in enumerate(result):
        W, b = parts(pair, ("W", "b"))
        shape = (sizes[k + 1], sizes[k])
        W = array(W, shape, what=Said("W of layer {k}", k=k + 1))
        layers.append((W, array(b, shape[:1], what=Said("b of layer {k}", k=k + 1))))
    return layers


def right_shapes(call, rng):
    """Ask for a net of three layers."""
    for _, b in as_layers(call([3, 5, 4, 2], 7), (3, 5, 4, 2)):
        holds(b == 0, "The biases start at 0.", hint="The biases of your net are not all 0.")


def all_different(call, rng):
    """Ask whether units and layers differ, and whether the numbers are those of the seed."""
    ((W, _),) = as_layers(call([6, 8], 3), (6, 8))
    holds(np.unique(W.round(12)).size == W.size, "No two weights are equal.")
    ((again, _),) = as_layers(call([6, 8], 3), (6, 8))
    holds(
        again == W,
        "The same seed gives the same weights.",
        hint="Asked twice with one seed, your function gives two nets. Does `rng` know the seed?",
    )
    ((other, _),) = as_layers(call([6, 8], 4), (6, 8))
    holds(other != W, "Another seed gives other weights.")
    # in whatever order they were drawn, and whatever they were multiplied by
    drawn = np.sort(np.random.default_rng(3).normal(size=W.size))
    holds(
        np.isclose(np.sort(W.ravel()) / W.std(), drawn / drawn.std(), rtol=1e-6),
        "The weights are drawn from the normal distribution of np.random.default_rng(seed).",
        hint="With this seed other numbers come from `rng.normal`. Is everything drawn with `rng`?",
    )
    (first, _), (second, _) = as_layers(call([6, 6, 6], 3), (6, 6, 6))
    holds(first != second, "No layer begins with the numbers of another one.")


def right_scale(call, rng):
    """Ask for the spread of many weights."""
    for n in (25, 400):
        ((W, _),) = as_layers(call([n, 400], int(rng.integers(1, 1000))), (n, 400))
        holds(abs(W.mean()) * np.sqrt(n) < 0.1, "The weights have the mean 0.")
        holds(
            abs(W.std() * np.sqrt(n) - 1) < 0.05,
            "The weights of a layer have the standard deviation 1 / √n_in.",
            what=Said(
                "For {n} inputs the standard deviation of your weights is {std:.3f}.",
                n=n,
                std=W.std(),
            ),
        )
        near = np.mean(np.abs(W) < W.std())
        holds(
            abs(near - 0.683) < 0.03,
            "Of numbers from a normal distribution two in three are nearer to the mean than one "
            "standard deviation.",
            what=Said("Of your weights {percent:.0f} % are.", percent=100 * near),
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
        mistake("from 0 to 1", init_from_zero_to_one),
        mistake("twice the variance", init_he),
        mistake("the old generator", init_old_generator),
        mistake("the generator made anew", init_generator_anew),
        mistake("random biases", init_random_biases),
        mistake("biases as columns", init_bias_columns),
        mistake("one bias a layer", init_bias_numbers),
        mistake("only the first layer", init_first_layer),
        mistake("two lists", init_two_lists),
        mistake("b before W", init_b_first),
        mistake("inputs and units", init_inputs_and_units),
        mistake("one hundredth", init_hundredth),
        mistake("a bias for each input", init_biases_of_inputs),
    ],
    hints=[
        """
        See the shapes in eq. (forward-shapes), and go through the neighbours in `sizes` as in
        `count_parameters`. Which of the two numbers is the number of rows of $W$? And which of them
        stands under the root: how many terms has a sum of this layer?
        """,
        """
        Make the generator once, before the loop. Its method `normal` with `size=(rows, columns)`
        draws numbers with the mean 0 and the standard deviation 1; multiplying by a number changes
        the standard deviation to this number. The biases are an array of zeros, one for each unit.
        Collect the pairs in a list.
        """,
        """
        Three usual mistakes: the variance, which is one over the number of inputs, taken for the
        standard deviation, which is its root; the number of units taken for that of the inputs; and
        `np.random.normal`, which knows nothing of your seed. A generator made anew inside the loop
        is a fourth one: every layer begins with the same numbers.
        """,
    ],
    why=r"""
    $W$ has a row for each unit and a column for each input, $(n_l, n_{l-1})$, so that `A @ W.T`
    fits in `forward_propagation`. One generator serves all layers, so the same seed gives the same
    net, and yet no two layers begin alike. The weights have to differ, or the units of a layer
    would compute the same and learn the same for ever; the biases may be 0, since the weights make
    the units differ already. A sum of $n_{l-1}$ products with weights of the variance $1/n_{l-1}$
    is about as large as one input, so that the sums neither grow nor fade from layer to layer; this
    is what the root is for. `normal(0, 1 / np.sqrt(n_in), size=…)` says the same, and may be easier
    to read. Before a ReLU one often takes $2/n_{l-1}$ as the variance, because the ReLU cuts half
    of it away; chapter 11 has the reckoning.
    """,
    level="medium",
)


# Forward.


def forward_propagation(X, layers):
    """Answers of a net. X: (m, n_0); layers: [(W, b), …]. ReLU inside, sigmoid at the end."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)  # eq. (forward-layer)
    W, b = layers[-1]
    return sigmoid(A @ W.T + b)  # the last layer


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
    return forward_propagation(X, layers).T


def forward_first_two(X, layers):
    """Your net has two layers, however many come in. Let a loop go through all of them."""
    return run_net(X, layers[:2])


def forward_always_X(X, layers):
    """Only the last hidden layer counts: each one gets X, and not the answers before it."""
    return run_net(X, layers[-2:])


def forward_last_bias_missing(X, layers):
    """The bias of the last layer is missing."""
    W, b = layers[-1]
    return run_net(X, [*layers[:-1], (W, 0 * b)])


def forward_relu_everywhere(X, layers):
    """You end with a ReLU. The last layer has a sigmoid in its place."""
    return run_net(X, layers, end=lambda z: np.maximum(0, z))


def forward_exchanged(X, layers):
    """You exchanged the activations. Inside is the ReLU, at the end the sigmoid."""
    return run_net(X, layers, inside=sigmoid, end=lambda z: np.maximum(0, z))


def forward_sign(X, layers):
    """Your answers are 1 minus the right ones. Look at the sign in the exponent of the sigmoid."""
    return run_net(X, layers, end=lambda z: sigmoid(-z))


def answers_of_all(X, layers):
    """Return the answers of each layer of the net."""
    inside = [run_net(X, layers[:k], end=lambda z: np.maximum(0, z)) for k in range(1, len(layers))]
    return [*inside, forward_propagation(X, layers)]


def forward_all_layers(X, layers):
    """You return the answers of all layers. Those of the last one are asked for."""
    return answers_of_all(X, layers)


def forward_first_layer(X, layers):
    """Only the first layer is run. A `return` inside a loop ends it in the first turn."""
    return answers_of_all(X, layers)[0]


def forward_last_layer_missing(X, layers):
    """Your sigmoid sits on the hidden answers. The last layer has weights and biases too."""
    return sigmoid([X, *answers_of_all(X, layers)][-2])


def forward_biases_subtracted(X, layers):
    """You subtract the biases. They are added."""
    return run_net(X, layers, bias=-1)


def forward_two_sigmoids(X, layers):
    """The sigmoid is taken twice at the end."""
    return run_net(X, layers, end=lambda z: sigmoid(sigmoid(z)))


def forward_decisions(X, layers):
    """You return decisions, 0 or 1. The answers of the sigmoid are asked for, as they are."""
    return run_net(X, layers, end=lambda z: sigmoid(z) > 0.5)


def forward_softmax(X, layers):
    """At the end you divide by a sum, as softmax does. Each output has a sigmoid of its own."""
    return run_net(X, layers, end=lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))


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
    right = activations.sigmoid(ops.dense(X, *layers[0]))
    holds(
        np.isclose(array(call(X, layers), (6, 2)), right),
        "A net with a single layer is a layer of logistic neurons.",
    )
    X, layers = net(rng)
    A = array(call(X, layers), (6, 2))
    holds((A >= 0) & (A <= 1), "Every answer lies between 0 and 1.")


FORWARD = task(
    forward_propagation,
    r"""
    The same two lines for every layer, eq. (forward-layer): a sum, an activation. Here the hidden
    layers have a ReLU, $\max(0, z)$, and the last layer has a sigmoid. The net may have any number
    of layers; one line inside one loop does most of it.
    """,
    public=[
        answers(*SMALL),
        agrees(
            "one hidden layer, and two",
            forward_propagation,
            [SMALL, TWO_HIDDEN],
            "Each layer takes the answers of the layer before; ReLU inside, sigmoid at the end.",
            points=2,
        ),
        law("a single layer", ends, times=5),
    ],
    hidden=[
        agrees(
            "a deep net",
            forward_propagation,
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
        mistake("two layers for all", forward_first_two),
        mistake("always X", forward_always_X),
        mistake("the last bias forgotten", forward_last_bias_missing),
        mistake("a ReLU at the end", forward_relu_everywhere),
        mistake("the activations exchanged", forward_exchanged),
        mistake("wrong sign in the sigmoid", forward_sign),
        mistake("the answers of all layers", forward_all_layers),
        mistake("only the first layer", forward_first_layer),
        mistake("the last weights unused", forward_last_layer_missing),
        mistake("the biases subtracted", forward_biases_subtracted),
        mistake("two sigmoids at the end", forward_two_sigmoids),
        mistake("decisions", forward_decisions),
        mistake("a softmax at the end", forward_softmax),
    ],
    hints=[
        """
        See the section "Depth is repetition". One variable is enough: it begins as $X$, and each
        layer replaces it by its own answers, which are the inputs of the next layer. Which layer is
        different from the others, and in what?
        """,
        r"""
        The shapes of eq. (forward-shapes): $A$ is $(m, n_{l-1})$ and $W$ is $(n_l, n_{l-1})$, so
        $W$ has to be turned before they fit, and $b$ is added to each row. Let the loop go through
        all pairs but the last, for which the slice `[:-1]` is made, and do the last one after it.
        """,
        """
        The usual mistake is to let the loop go through all layers and to put a sigmoid behind the
        last ReLU: then no answer is below one half. Test with sizes that all differ, $m$ too, and
        with a single layer: the loop has nothing to do there, and the lines after it are enough.
        """,
    ],
    why=r"""
    `A` begins as $X$ with the shape $(m, n_0)$, and each turn makes $(m, n_l)$ of $(m, n_{l-1})$:
    `W.T` has the shape $(n_{l-1}, n_l)$, and $b$, with $n_l$ entries, is added to every row. The
    examples remain rows all the way through. Only the activation sets the last layer apart, so it
    stands behind the loop; with a single layer the loop has no turn, and the function is still
    right. A second way is one loop over all layers that keeps the last sum $Z$ and puts the sigmoid
    on it at the end. A third is a list with an activation for each layer, as `Sequential` has it,
    which is better as soon as the layers differ in more than one place. Without the ReLU all layers
    together are one, and on many tables neither a shape nor the score betrays it.
    """,
    level="medium",
)


# Deciding.


def predicted_class(A):
    """The class of each example. A: (m, K) answers. Returns (m,), counted from 0."""
    return A.argmax(axis=1)  # along each row


def class_over_examples(A):
    """You look for the largest down the columns. The classes of an example stand in its row."""
    return A.argmax(axis=0)


def class_largest_answer(A):
    """You return the largest answer. Its place is the class."""
    return A.max(axis=1)


def class_from_one(A):
    """You count the classes from 1. Here the first class is 0."""
    return A.argmax(axis=1) + 1


def class_threshold(A):
    """You return a decision for each class. One class for each example is asked for."""
    return A >= 0.5


def class_least(A):
    """You chose the least of the answers."""
    return A.argmin(axis=1)


def class_without_axis(A):
    """One place comes back for the whole table. Look along each row: name the axis."""
    return A.argmax()


def class_first_above(A):
    """You take the first answer above one half, or 0. The largest counts, however small it is."""
    return (A > 0.5).argmax(axis=1)


def class_first_example(A):
    """Only the first example has a class. A `return` inside a loop ends it in the first turn."""
    return A.argmax(axis=1)[:1]


def class_one_hot(A):
    """You return a row of 0 and 1 for each example. Its class is one number, the place of the 1."""
    return np.eye(A.shape[1])[A.argmax(axis=1)]


def class_column(A):
    """Your classes stand in a column. One axis is to remain, with a class for each example."""
    return A.argmax(axis=1)[:, np.newaxis]


def class_ranking(A):
    """You return all classes in the order of their answers. One for each example is asked for."""
    return A.argsort(axis=1)


CLASS = task(
    predicted_class,
    """
    Ten answers for each picture: which digit is it? The class with the largest answer, counted from
    0. (A threshold could find two classes, or none.)
    """,
    public=[
        answers(np.array([[0.2, 0.7]])),
        agrees(
            "three examples, three classes",
            predicted_class,
            (np.array([[0.2, 0.6, 0.9], [0.9, 0.8, 0.7], [0.3, 0.35, 0.1]]),),
            "The result is the place of the largest answer in each row, counted from 0.",
        ),
    ],
    hidden=[
        agrees(
            "random answers",
            predicted_class,
            lambda rng: (rng.uniform(size=(8, 5)),),
            "The result is the place of the largest answer in each row, counted from 0.",
        )
    ],
    mistakes=[
        mistake("down the columns", class_over_examples),
        mistake("the answer for its place", class_largest_answer),
        mistake("counted from 1", class_from_one),
        mistake("a threshold", class_threshold),
        mistake("the least", class_least),
        mistake("no axis", class_without_axis),
        mistake("the first above one half", class_first_above),
        mistake("only the first example", class_first_example),
        mistake("a row of 0 and 1", class_one_hot),
        mistake("a column", class_column),
        mistake("all classes in order", class_ranking),
    ],
    hints=[
        """
        A row of `A` holds all answers for one example, and the class is the place of the largest of
        them, not the largest itself. NumPy has one function for the largest and another for its
        place; the chapter uses the second when it counts how many digits are read correctly.
        """,
        """
        Tell that function along which axis it has to look: the axis that you name is the one that
        disappears. From $(m, K)$ the shape $(m,)$ must remain. Without an axis one single number
        comes out, for the whole table. Places are counted from 0 anyway, so nothing is added.
        """,
    ],
    why=r"""
    `argmax` returns a place, and `axis=1` makes it look along each row, so the $K$ disappears from
    $(m, K)$, and one class for each example remains. It does not matter whether the answers are
    probabilities or the sums $z$ before the last sigmoid: the sigmoid rises everywhere, so the
    largest sum is the largest answer too, and to predict one may leave it out. If two answers are
    equally large, the first of them is taken. A loop over the rows with `max` and `index` does the
    same and takes longer. A threshold of one half answers another question, the one where each
    class is a yes or no by itself.
    """,
    level="easy",
)


# The experiment.


def inputs_and_limit(rng):
    """Return the inputs and the limit of a variant."""
    limits = (700, 800, 900, 1100, 1200, 1400, 1500, 1700, 1800, 2000)
    return int(rng.choice([3, 4, 6, 7, 8])), int(rng.choice(limits))


INPUTS, LIMIT = drawn((5, 1000), inputs_and_limit)


def my_width():
    """Your number: return the width n."""
    n = 1
    while count_parameters([INPUTS, n + 1, n + 1, 1]) <= LIMIT:
        n = n + 1
    return n


def width_one_less():
    """Your net has few enough parameters, but a wider one has too."""
    return my_width() - 1


def width_one_more():
    """Your net has too many. Are all biases counted, and the output? Did a loop go on?"""
    return my_width() + 1


def width_one_hidden():
    """That is the width of a net with one hidden layer. Two of them have n² weights in between."""
    return (LIMIT - 1) // (INPUTS + 2)


def width_of_the_square():
    """Hardly more than the weights between the hidden layers find room. Count them all."""
    return int(np.sqrt(LIMIT))


def width_count():
    """That is how many parameters the net has. Its width n is asked for."""
    return count_parameters([INPUTS, my_width(), my_width(), 1])


def width_sizes():
    """You return the sizes of the net. One number is asked for, the width n."""
    return [INPUTS, my_width(), my_width(), 1]


def widest(call, rng):
    """Ask for the number of parameters, and for one unit more."""
    n = number(call())
    holds(
        n == int(n) and n > 0,
        "A width is a whole number, 1 or more.",
        what=Said("Your n is {n:.6g}.", n=n),
        hint="Units come whole. What is the largest whole number that is allowed?",
    )
    holds(
        n < 10_000,
        Said("The net has at most {limit} parameters.", limit=LIMIT),
        what="So wide a net has millions of parameters.",
    )
    # (INPUTS + 1) n in the first hidden layer, n (n + 1) in the second, n + 1 in the output
    counts = [width**2 + (INPUTS + 3) * width + 1 for width in (int(n), int(n) + 1)]
    holds(
        counts[0] <= LIMIT,
        Said("The net has at most {limit} parameters.", limit=LIMIT),
        what=Said("With n = {n:.0f} the net has {count} parameters.", n=n, count=counts[0]),
    )
    holds(
        counts[1] > LIMIT,
        Said(
            "With one unit more in each hidden layer there would be more than {limit}.", limit=LIMIT
        ),
        what="A wider net is still small enough.",
    )


WIDTH = task(
    my_width,
    f"""
    An experiment with your `count_parameters`, or with eq. (equal-widths-count). A net with
    {INPUTS} inputs, two hidden layers of $n$ units each, and one output may have at most {LIMIT}
    parameters. What is the largest $n$?
    """,
    public=[answers(), law("the widest", widest, points=2, kind="value")],
    mistakes=[
        mistake("one unit too few", width_one_less),
        mistake("one unit too many", width_one_more),
        mistake("one hidden layer", width_one_hidden),
        mistake("the square alone", width_of_the_square),
        mistake("the count for the width", width_count),
        mistake("the sizes for the width", width_sizes),
    ],
    main=False,
    hints=[
        r"""
        Write the sizes of the net as a list with $n$ in two places, and let your
        `count_parameters` count for $n = 10$ and for $n = 100$. Between them is the answer.
        """,
        r"""
        Raise $n$ one by one, or halve the interval again and again. Or by hand: in
        eq. (equal-widths-count) with $d = 2$ the first hidden layer has $3n$ parameters because the
        net has 2 inputs there. With 5 inputs another number stands before this $n$. The usual
        mistake is to leave out the biases, and then one unit too many seems to fit.
        """,
    ],
    why=r"""
    `INPUTS` is 5 and `LIMIT` 1000. The first hidden layer has $6n$ parameters, the second $n(n +
    1)$, the output $n + 1$, together $n^2 + 8n + 1$. For $n = 27$ that is 946, for $n = 28$ it is
    1009. One finds it by trying, or from $(n + 4)^2 \le 1015$, so $n \le 27.9$; with a loop one has
    to take care to return the last $n$ that is allowed and not the first that is not. It shows
    where the parameters are: 756 of the 946 lie between the two hidden layers. Because of the $n^2$
    twice as many parameters do not buy twice the width: 2000 of them are enough for $n = 40$.
    """,
    level="easy",
)


WARM_UP = warm_up(
    r"""
    A network 6-4-3 has 6 inputs, 4 hidden units and 3 outputs. A table $X$ with 10 examples goes
    through it. Which shapes do $A^{[1]}$ and $W^{[2]}$ have in this book?
    """,
    choice(
        r"$A^{[1]}$: (10, 4), $W^{[2]}$: (3, 4)",
        "Each example is a row and keeps its row, now with the values of the 4 hidden units. Each "
        "of the 3 outputs has a row of weights, one for each of these 4.",
        right=True,
    ),
    choice(
        r"$A^{[1]}$: (10, 4), $W^{[2]}$: (4, 3)",
        "Decks D and E have their weights in this order. In this book a row of $W$ belongs to a "
        "unit, which is why it is turned in eq. (forward-layer).",
    ),
    choice(
        r"$A^{[1]}$: (4, 10), $W^{[2]}$: (3, 4)",
        "An example is a row here, as in $X$. One example alone may stand as a column, a table of "
        "them does not.",
    ),
    choice(
        r"$A^{[1]}$: (10, 6), $W^{[2]}$: (4, 6)",
        "These belong to one layer earlier: the inputs are layer 0, and $A^{[0]} = X$.",
    ),
)


EXERCISE = Exercise(
    number="08",
    title="Forward propagation",
    chapter="08_forward_propagation",
    tasks=(COUNT, INIT, FORWARD, CLASS, WIDTH),
    text="You count a net, start it, run it, and let it decide.",
    warm_up=WARM_UP,
)

"""Wrong answers to exercise 08, as students write them, and what the check must say to each."""

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


def _squash(z):
    return 1 / (1 + np.exp(-z))


@answered("biases not counted")
def count_parameters__no_biases(sizes):
    """The biases are not counted."""
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1]
    return total


@answered("a bias for each input")
def count_parameters__one_more_unit(sizes):
    """The one is added to the wrong factor."""
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i - 1] * (sizes[i] + 1)
    return total


@answered("one bias a layer")
def count_parameters__one_bias_a_layer(sizes):
    """The brackets are missing: a layer gets one bias."""
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i] * sizes[i - 1] + 1
    return total


@answered("the last layer forgotten")
def count_parameters__last_layer_missing(sizes):
    """The loop ends one layer too early."""
    total = 0
    for i in range(1, len(sizes) - 1):
        total += sizes[i] * (sizes[i - 1] + 1)
    return total


@answered("only the first layer")
def count_parameters__return_in_the_loop(sizes):
    """The return stands inside the loop."""
    total = 0
    for i in range(1, len(sizes)):
        n_in, n_out = sizes[i - 1], sizes[i]
        total += n_out * (n_in + 1)
        return total


@answered("a layer before the inputs")
def count_parameters__around_the_corner(sizes):
    """The loop begins at 0, where sizes[-1] is the last size."""
    s = 0
    for l in range(len(sizes)):  # noqa: E741
        s = s + sizes[l] * (sizes[l - 1] + 1)
    return s


@answered(IN_WORDS)
def count_parameters__beyond_the_end(sizes):
    """The loop goes on beyond the last layer."""
    n = 0
    for i in range(len(sizes)):
        n += sizes[i + 1] * (sizes[i] + 1)
    return n


@answered("only the last layer")
def count_parameters__last_layer_alone(sizes):
    """The sum is overwritten in each turn."""
    for i in range(1, len(sizes)):
        total = sizes[i] * (sizes[i - 1] + 1)
    return total


@answered("biases of the inputs")
def count_parameters__inputs_have_biases(sizes):
    """The inputs get biases too."""
    weights = sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))
    biases = sum(sizes)
    return weights + biases


@answered("multiplied")
def count_parameters__product(sizes):
    """The layers are multiplied."""
    total = 1
    for i in range(1, len(sizes)):
        total *= sizes[i] * (sizes[i - 1] + 1)
    return total


@answered("1 on both sides")
def count_parameters__two_biases(sizes):
    """Both sides get one more."""
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i] + 1) * (sizes[i - 1] + 1)
    return total


@answered("added")
def count_parameters__weights_of_neighbours_only(sizes):
    """The units are added to each other, not multiplied."""
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] + sizes[i + 1]
    return total


@answered("no biases at the output")
def count_parameters__biases_of_hidden(sizes):
    """The output has no biases."""
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i] * sizes[i - 1]
    return total + sum(sizes[1:-1])


@answered("W turned")
def init_params__transposed(sizes, seed):
    """The shape of W is the wrong way round."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        n_in, n_out = sizes[i - 1], sizes[i]
        W = rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_out))
        layers.append((W, np.zeros(n_out)))
    return layers


@answered("the root forgotten")
def init_params__variance_as_deviation(sizes, seed):
    """The root is missing: the variance stands where the deviation belongs."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        n_in, n_out = sizes[i - 1], sizes[i]
        W = rng.normal(0, 1 / n_in, size=(n_out, n_in))
        layers.append((W, np.zeros(n_out)))
    return layers


@answered("too large")
def init_params__deviation_one(sizes, seed):
    """The weights have the standard deviation 1."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.standard_normal((sizes[i], sizes[i - 1]))
        b = np.zeros(sizes[i])
        layers.append((W, b))
    return layers


@answered("twice the variance")
def init_params__he(sizes, seed):
    """The deviation is that of He, with a 2."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.normal(size=(sizes[i], sizes[i - 1])) * np.sqrt(2 / sizes[i - 1])
        layers.append((W, np.zeros(sizes[i])))
    return layers


@answered("units for inputs")
def init_params__units_in_the_deviation(sizes, seed):
    """The deviation has the number of units, not of inputs."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.normal(0, 1 / np.sqrt(sizes[i]), (sizes[i], sizes[i - 1]))
        layers.append((W, np.zeros(sizes[i])))
    return layers


@answered("the old generator")
def init_params__old_generator(sizes, seed):
    """It uses another generator of NumPy."""
    np.random.seed(seed)  # noqa: NPY002
    layers = []
    for i in range(1, len(sizes)):
        W = np.random.randn(sizes[i], sizes[i - 1]) / np.sqrt(sizes[i - 1])  # noqa: NPY002
        layers.append((W, np.zeros(sizes[i])))
    return layers


@answered("the generator made anew")
def init_params__generator_anew(sizes, seed):
    """The generator is made anew for each layer, which begins with the same numbers."""
    layers = []
    for i in range(1, len(sizes)):
        rng = np.random.default_rng(seed)
        W = rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i], sizes[i - 1]))
        layers.append((W, np.zeros(sizes[i])))
    return layers


@answered("from 0 to 1")
def init_params__uniform(sizes, seed):
    """The weights are drawn uniformly."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.random((sizes[i], sizes[i - 1])) / np.sqrt(sizes[i - 1])
        layers.append((W, np.zeros(sizes[i])))
    return layers


@answered("random biases")
def init_params__random_biases(sizes, seed):
    """The biases are random too."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        s = 1 / np.sqrt(sizes[i - 1])
        W = rng.normal(0, s, (sizes[i], sizes[i - 1]))
        b = rng.normal(0, s, sizes[i])
        layers.append((W, b))
    return layers


@answered("biases as columns")
def init_params__bias_a_column(sizes, seed):
    """The biases are a column."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i], sizes[i - 1]))
        b = np.zeros((sizes[i], 1))
        layers.append((W, b))
    return layers


@answered("one bias a layer")
def init_params__bias_a_number(sizes, seed):
    """The bias is the number 0, not one for each unit."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i], sizes[i - 1]))
        layers.append((W, 0))
    return layers


@answered("zeros")
def init_params__zero_weights(sizes, seed):
    """All weights are 0."""
    layers = []
    for i in range(1, len(sizes)):
        layers.append((np.zeros((sizes[i], sizes[i - 1])), np.zeros(sizes[i])))
    return layers


@answered("only the first layer")
def init_params__return_in_the_loop(sizes, seed):
    """The return stands inside the loop."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i], sizes[i - 1]))
        layers.append((W, np.zeros(sizes[i])))
        return layers


@answered("two lists")
def init_params__two_lists(sizes, seed):
    """Two lists come back, not one list of pairs."""
    rng = np.random.default_rng(seed)
    Ws, bs = [], []
    for i in range(1, len(sizes)):
        Ws.append(rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i], sizes[i - 1])))
        bs.append(np.zeros(sizes[i]))
    return Ws, bs


@answered("b before W")
def init_params__b_first(sizes, seed):
    """The pairs are the wrong way round."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i], sizes[i - 1]))
        layers.append((np.zeros(sizes[i]), W))
    return layers


@answered("inputs and units")
def init_params__scaled_by_all(sizes, seed):
    """The deviation has inputs and units in it, as Glorot's."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        s = np.sqrt(2 / (sizes[i - 1] + sizes[i]))
        layers.append((rng.normal(0, s, (sizes[i], sizes[i - 1])), np.zeros(sizes[i])))
    return layers


@answered("one hundredth")
def init_params__small(sizes, seed):
    """The weights have the deviation 0.01, as many programs do."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.standard_normal((sizes[i], sizes[i - 1])) * 0.01
        layers.append((W, np.zeros(sizes[i])))
    return layers


@answered(IN_WORDS)
def init_params__unseeded(sizes, seed):
    """The seed is not given to the generator."""
    rng = np.random.default_rng()
    layers = []
    for i in range(1, len(sizes)):
        W = rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i], sizes[i - 1]))
        layers.append((W, np.zeros(sizes[i])))
    return layers


@answered("a bias for each input")
def init_params__biases_of_the_inputs(sizes, seed):
    """The biases are as many as the inputs."""
    rng = np.random.default_rng(seed)
    layers = []
    for i in range(1, len(sizes)):
        W = rng.normal(0, 1 / np.sqrt(sizes[i - 1]), (sizes[i], sizes[i - 1]))
        layers.append((W, np.zeros(sizes[i - 1])))
    return layers


@answered("a ReLU at the end")
def forward_propagation__relu_at_the_end(X, layers):
    """The last layer has a ReLU too."""
    A = X
    for W, b in layers:
        A = np.maximum(0, A @ W.T + b)
    return A


@answered("the sigmoid everywhere")
def forward_propagation__sigmoid_inside(X, layers):
    """All layers have a sigmoid."""
    A = X
    for W, b in layers:
        A = _squash(A @ W.T + b)
    return A


@answered("no sigmoid at the end")
def forward_propagation__no_sigmoid(X, layers):
    """The last layer has no activation."""
    A = X
    for i, (W, b) in enumerate(layers):
        Z = A @ W.T + b
        A = np.maximum(0, Z) if i < len(layers) - 1 else Z
    return A


@answered("the activation forgotten")
def forward_propagation__no_relu(X, layers):
    """The hidden layers have no activation."""
    A = X
    for W, b in layers:
        A = A @ W.T + b
    return _squash(A)


@answered(IN_WORDS)
def forward_propagation__not_transposed(X, layers):
    """The weights are not transposed."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W + b)
    W, b = layers[-1]
    return _squash(A @ W + b)


@answered("the biases forgotten")
def forward_propagation__no_biases(X, layers):
    """The biases are not added."""
    A = X
    for W, _b in layers[:-1]:
        A = np.maximum(0, A @ W.T)
    W, _b = layers[-1]
    return _squash(A @ W.T)


@answered("the last bias forgotten")
def forward_propagation__last_bias_missing(X, layers):
    """The bias of the last layer is not added."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)
    W, b = layers[-1]
    return _squash(A @ W.T)


@answered("always X")
def forward_propagation__always_X(X, layers):
    """Each layer gets the inputs, not the answers of the layer before."""
    for W, b in layers[:-1]:
        A = np.maximum(0, X @ W.T + b)
    W, b = layers[-1]
    return _squash(A @ W.T + b)


@answered("only the first layer")
def forward_propagation__return_in_the_loop(X, layers):
    """The return stands inside the loop, so only the first layer is run."""
    A = X
    for l in range(len(layers)):  # noqa: E741
        W, b = layers[l]
        Z = A @ W.T + b
        A = _squash(Z) if l == len(layers) - 1 else np.maximum(0, Z)
        return A


@answered(IN_WORDS)
def forward_propagation__np_max(X, layers):
    """It calls np.max, which takes the largest of one array."""
    A = X
    for W, b in layers[:-1]:
        A = np.max(0, A @ W.T + b)
    W, b = layers[-1]
    return _squash(A @ W.T + b)


@answered("the answers of all layers")
def forward_propagation__all_answers(X, layers):
    """The answers of all layers come back."""
    answers = []
    A = X
    for i in range(len(layers)):
        W, b = layers[i]
        Z = A @ W.T + b
        A = _squash(Z) if i == len(layers) - 1 else np.maximum(0, Z)
        answers.append(A)
    return answers


@answered("a ReLU before the last sigmoid")
def forward_propagation__sigmoid_of_the_relu(X, layers):
    """The last layer has a ReLU, and then the sigmoid."""
    A = X
    for W, b in layers:
        Z = A @ W.T + b
        A = np.maximum(0, Z)
    return _squash(A)


@answered("the last weights unused")
def forward_propagation__last_layer_missing(X, layers):
    """The sigmoid is taken of the last hidden layer, and the last weights are not used."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)
    return _squash(A)


@answered("wrong sign in the sigmoid")
def forward_propagation__sign_in_the_sigmoid(X, layers):
    """The sigmoid has the wrong sign in the exponent."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)
    W, b = layers[-1]
    return 1 / (1 + np.exp(A @ W.T + b))


@answered("the activations exchanged")
def forward_propagation__activations_swapped(X, layers):
    """The sigmoid is inside, and the ReLU at the end."""
    A = X
    for W, b in layers[:-1]:
        A = _squash(A @ W.T + b)
    W, b = layers[-1]
    return np.maximum(0, A @ W.T + b)


@answered("two layers for all")
def forward_propagation__two_layers(X, layers):
    """It is written for two layers."""
    W1, b1 = layers[0]
    W2, b2 = layers[1]
    A1 = np.maximum(0, X @ W1.T + b1)
    return _squash(A1 @ W2.T + b2)


@answered(GENERIC)
def forward_propagation__relu_of_the_input(X, layers):
    """The ReLU comes before the sum."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A) @ W.T + b
    W, b = layers[-1]
    return _squash(A @ W.T + b)


@answered("the biases subtracted")
def forward_propagation__bias_subtracted(X, layers):
    """The bias is a threshold, and is subtracted."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T - b)
    W, b = layers[-1]
    return _squash(A @ W.T - b)


@answered("two sigmoids at the end")
def forward_propagation__sigmoid_twice(X, layers):
    """The last layer has its sigmoid twice."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)
    W, b = layers[-1]
    return _squash(_squash(A @ W.T + b))


@answered("decisions")
def forward_propagation__decided(X, layers):
    """The answers are rounded to decisions."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)
    W, b = layers[-1]
    return (_squash(A @ W.T + b) > 0.5).astype(int)


@answered("a softmax at the end")
def forward_propagation__softmax(X, layers):
    """The last layer has a softmax."""
    A = X
    for W, b in layers[:-1]:
        A = np.maximum(0, A @ W.T + b)
    W, b = layers[-1]
    E = np.exp(A @ W.T + b)
    return E / E.sum(axis=1, keepdims=True)


@answered("down the columns")
def predicted_class__columns(A):
    """The largest of each column."""
    return np.argmax(A, axis=0)


@answered("the answer for its place")
def predicted_class__the_answer(A):
    """The largest answer, not its place."""
    return np.max(A, axis=1)


@answered("no axis")
def predicted_class__no_axis(A):
    """The largest of the whole table."""
    return np.argmax(A)


@answered("counted from 1")
def predicted_class__from_one(A):
    """The classes are counted from 1."""
    return np.argmax(A, axis=1) + 1


@answered("the least")
def predicted_class__smallest(A):
    """The smallest answer wins."""
    return A.argmin(axis=1)


@answered("a threshold")
def predicted_class__threshold(A):
    """A threshold, which may find two classes or none."""
    return (A > 0.5).astype(int)


@answered("the first above one half")
def predicted_class__first_over_a_half(A):
    """The first class over a half."""
    classes = []
    for row in A:
        c = 0
        for k in range(len(row)):
            if row[k] > 0.5:
                c = k
                break
        classes.append(c)
    return np.array(classes)


@answered("only the first example")
def predicted_class__return_in_the_loop(A):
    """The return stands inside the loop."""
    result = []
    for i in range(len(A)):
        result.append(int(np.argmax(A[i])))
        return result


@answered("a row of 0 and 1")
def predicted_class__one_hot(A):
    """A row of zeros and a one for each example."""
    one_hot = np.zeros_like(A)
    one_hot[np.arange(len(A)), np.argmax(A, axis=1)] = 1
    return one_hot


@answered("a column")
def predicted_class__column_vector(A):
    """The classes come as a column."""
    return np.argmax(A, axis=1, keepdims=True)


@answered("the least")
def predicted_class__sorted_first(A):
    """The first of the sorted places is that of the smallest."""
    return np.argsort(A, axis=1)[:, 0]


@answered("the answer for its place")
def predicted_class__list_of_largest(A):
    """The largest answers, found in a loop."""
    best = []
    for row in A:
        largest = 0
        for value in row:
            if value > largest:
                largest = value
        best.append(largest)
    return np.array(best)


@answered("all classes in order")
def predicted_class__last_axis_sorted(A):
    """The order of all classes."""
    return np.argsort(A, axis=1)


@answered("a threshold")
def predicted_class__rounded(A):
    """The answers are rounded."""
    return np.round(A)


@answered("one unit too many")
def my_width__rounded_up():
    """One too many."""
    return 28


@answered("one unit too few")
def my_width__one_too_few():
    """One too few: less than 1000 is not the largest."""
    return 26


@answered("one unit too many")
def my_width__no_biases():
    """The biases are not counted."""
    n = 1
    while 5 * (n + 1) + (n + 1) ** 2 + (n + 1) <= 1000:
        n += 1
    return n


@answered("one hidden layer")
def my_width__one_hidden_layer():
    """One hidden layer only."""
    n = 0
    while 6 * (n + 1) + (n + 1) + 1 <= 1000:
        n += 1
    return n


@answered(IN_WORDS)
def my_width__fraction():
    """The solution of the quadratic equation, no whole number."""
    return -4 + np.sqrt(16 + 999)


@answered("the count for the width")
def my_width__the_count():
    """The number of parameters, not the width."""
    n = 27
    return n * 6 + n * (n + 1) + (n + 1)


@answered("the square alone")
def my_width__root():
    """The root of 1000, as if there were only the square."""
    return int(np.sqrt(1000))


@answered("the sizes for the width")
def my_width__the_sizes():
    """The sizes of the net, not the width."""
    return [5, 27, 27, 1]


@answered("one unit too many")
def my_width__no_output():
    """The output layer is not counted."""
    n = 0
    while 6 * (n + 1) + (n + 1) * (n + 2) <= 1000:
        n += 1
    return n


@answered("one unit too many")
def my_width__after_the_loop():
    """The loop ends with the first width that is too large."""
    n = 1
    while n * 6 + n * (n + 1) + n + 1 <= 1000:
        n += 1
    return n


@answered(IN_WORDS)
def my_width__prints():
    """It prints the number."""
    print(27)


@answered(GENERIC)
def my_width__half():
    """Half of the parameters for each hidden layer."""
    return 22


@answered(GENERIC)
def my_width__guess():
    """A hundred units."""
    return 100

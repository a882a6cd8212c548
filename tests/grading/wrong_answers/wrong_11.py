"""Wrong answers to exercise 11, as students write them, and what the check must answer to each."""

import numpy as np
from wrong_answers import IN_WORDS, answered


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@answered("upside down")
def bump__edges_swapped(x, left, right, s):
    """The step at the left edge is subtracted: the bump hangs down."""
    return sigmoid(s * (x - right)) - sigmoid(s * (x - left))


@answered("a sum of steps")
def bump__two_steps_up(x, left, right, s):
    """The steps are added, so the curve ends at 2."""
    step_up = sigmoid(s * (x - left))
    step_down = sigmoid(s * (x - right))
    return step_up + step_down


@answered("no steepness")
def bump__no_steepness(x, left, right, s):
    """The steepness is not used."""
    return sigmoid(x - left) - sigmoid(x - right)


@answered("the edge not multiplied")
def bump__steepness_of_x_alone(x, left, right, s):
    """Only x is multiplied by the steepness, not the distance from the edge."""
    return sigmoid(s * x - left) - sigmoid(s * x - right)


@answered("the height multiplied")
def bump__steepness_outside(x, left, right, s):
    """The height is multiplied by the steepness."""
    return s * (sigmoid(x - left) - sigmoid(x - right))


@answered("hard edges")
def bump__hard_edges(x, left, right, s):
    """Steps without a slope."""
    return np.where((x > left) & (x < right), 1.0, 0.0)


@answered("a product of steps")
def bump__product(x, left, right, s):
    """A product of two steps, not a difference."""
    return sigmoid(s * (x - left)) * sigmoid(s * (right - x))


@answered("upside down")
def bump__exp_without_minus(x, left, right, s):
    """The minus in the exponent of the sigmoid is missing."""
    a = 1 / (1 + np.exp(s * (x - left)))
    b = 1 / (1 + np.exp(s * (x - right)))
    return a - b


@answered("a price on the bias")
def l2_gradient__biases_pay(W, b, dW, db, alpha):
    """The biases pay too."""
    return dW + alpha * W, db + alpha * b


@answered("twice")
def l2_gradient__doubled(W, b, dW, db, alpha):
    """The slope of the price without its one half."""
    dW = dW + 2 * alpha * W
    return dW, db


@answered("half")
def l2_gradient__halved(W, b, dW, db, alpha):
    """The one half of the price is left in its slope."""
    dW_new = dW + alpha / 2 * W
    return dW_new, db


@answered("the price for its slope")
def l2_gradient__price_itself(W, b, dW, db, alpha):
    """It adds the price, not its slope."""
    penalty = alpha / 2 * np.sum(W**2)
    return dW + penalty, db


@answered("the squares")
def l2_gradient__squares(W, b, dW, db, alpha):
    """It adds the square of each weight."""
    return dW + alpha * W**2, db


@answered("wrong sign")
def l2_gradient__decay(W, b, dW, db, alpha):
    """It subtracts, as the step does later."""
    return dW - alpha * W, db


@answered("the slopes multiplied")
def l2_gradient__slopes_scaled(W, b, dW, db, alpha):
    """It multiplies the slopes, not the weights."""
    return dW + alpha * dW, db


@answered("only dW")
def l2_gradient__only_dW(W, b, dW, db, alpha):
    """It returns only one of the two results."""
    return dW + alpha * W


@answered("the same pull for all")
def l2_gradient__sign_of_w(W, b, dW, db, alpha):
    """The slope of the absolute values, not of the squares."""
    return dW + alpha * np.sign(W), db


@answered("single rows")
def split__rows_dealt(groups, seed):
    """The rows are shuffled, so a group is torn apart."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(groups))
    k = len(groups) // 5
    return rows[2 * k :], rows[:k], rows[k : 2 * k]


@answered("not shuffled")
def split__not_shuffled(groups, seed):
    """The groups are dealt in their order, and the seed is not used."""
    names = np.unique(groups)
    k = len(names) // 5
    val, test = names[:k], names[k : 2 * k]
    in_val = np.isin(groups, val)
    in_test = np.isin(groups, test)
    rows = np.arange(len(groups))
    return rows[~in_val & ~in_test], rows[in_val], rows[in_test]


@answered(IN_WORDS)
def split__group_names(groups, seed):
    """The names of the groups come back, not the numbers of the rows."""
    rng = np.random.default_rng(seed)
    g = rng.permutation(np.unique(groups))
    k = len(g) // 5
    return g[2 * k :], g[:k], g[k : 2 * k]


@answered("one part for two jobs")
def split__test_is_validation(groups, seed):
    """The test part is taken from the start again, so it is the validation part."""
    rng = np.random.default_rng(seed)
    g = rng.permutation(np.unique(groups))
    k = len(g) // 5
    val = np.where(np.isin(groups, g[:k]))[0]
    test = np.where(np.isin(groups, g[:k]))[0]
    train = np.where(np.isin(groups, g[2 * k :]))[0]
    return train, val, test


@answered(IN_WORDS)
def split__masks(groups, seed):
    """Masks come back, not row numbers."""
    rng = np.random.default_rng(seed)
    g = rng.permutation(np.unique(groups))
    k = len(g) // 5
    val = np.isin(groups, g[:k])
    test = np.isin(groups, g[k : 2 * k])
    return ~(val | test), val, test


@answered(IN_WORDS)
def split__seed_not_given(groups, seed):
    """The generator gets no seed, so each call deals differently."""
    rng = np.random.default_rng()
    g = rng.permutation(np.unique(groups))
    k = len(g) // 5
    val = np.where(np.isin(groups, g[:k]))[0]
    test = np.where(np.isin(groups, g[k : 2 * k]))[0]
    train = np.where(np.isin(groups, g[2 * k :]))[0]
    return train, val, test


@answered("rounded up")
def split__rounded_up(groups, seed):
    """A fifth is rounded up."""
    rng = np.random.default_rng(seed)
    g = rng.permutation(np.unique(groups))
    k = int(np.ceil(len(g) / 5))
    val = np.where(np.isin(groups, g[:k]))[0]
    test = np.where(np.isin(groups, g[k : 2 * k]))[0]
    train = np.where(np.isin(groups, g[2 * k :]))[0]
    return train, val, test


@answered(IN_WORDS)
def split__validation_left_in_training(groups, seed):
    """The training part is all but the test part, and holds the validation part too."""
    rng = np.random.default_rng(seed)
    g = rng.permutation(np.unique(groups))
    k = len(g) // 5
    val = np.where(np.isin(groups, g[:k]))[0]
    test = np.where(np.isin(groups, g[k : 2 * k]))[0]
    train = np.array([i for i in range(len(groups)) if i not in test])
    return train, val, test


@answered(IN_WORDS)
def split__shuffle_returns_none(groups, seed):
    """The shuffle works in place and returns None."""
    rng = np.random.default_rng(seed)
    g = np.unique(groups)
    g = rng.shuffle(g)
    k = len(g) // 5
    val = np.where(np.isin(groups, g[:k]))[0]
    test = np.where(np.isin(groups, g[k : 2 * k]))[0]
    train = np.where(np.isin(groups, g[2 * k :]))[0]
    return train, val, test


@answered(IN_WORDS)
def split__groups_not_unique(groups, seed):
    """The list of all rows' groups is shuffled, in which a group stands many times."""
    rng = np.random.default_rng(seed)
    g = rng.permutation(groups)
    k = len(g) // 5
    val = np.where(np.isin(groups, g[:k]))[0]
    test = np.where(np.isin(groups, g[k : 2 * k]))[0]
    train = np.where(np.isin(groups, g[2 * k :]))[0]
    return train, val, test


@answered("another order")
def split__training_last(groups, seed):
    """The training part comes last, not first."""
    rng = np.random.default_rng(seed)
    g = rng.permutation(np.unique(groups))
    k = len(g) // 5
    val = np.where(np.isin(groups, g[:k]))[0]
    test = np.where(np.isin(groups, g[k : 2 * k]))[0]
    train = np.where(np.isin(groups, g[2 * k :]))[0]
    return val, test, train


@answered("the variance for its root")
def he_init__variance_as_deviation(n_in, n_out, seed):
    """The root is missing: the variance is used as the standard deviation."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, 2 / n_in, size=(n_out, n_in))


@answered("the 2 forgotten")
def he_init__one_over_n(n_in, n_out, seed):
    """The variance 1/n, without the 2."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n_out, n_in)) * np.sqrt(1 / n_in)


@answered("Glorot")
def he_init__glorot(n_in, n_out, seed):
    """Glorot's variance, with both numbers."""
    rng = np.random.default_rng(seed)
    std = np.sqrt(2 / (n_in + n_out))
    return rng.standard_normal((n_out, n_in)) * std


@answered("outputs for inputs")
def he_init__by_n_out(n_in, n_out, seed):
    """The number of outputs, where the inputs count."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_out)


@answered(IN_WORDS)
def he_init__columns_out(n_in, n_out, seed):
    """The shape is (n_in, n_out)."""
    rng = np.random.default_rng(seed)
    W = rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)
    return W


@answered(IN_WORDS)
def he_init__uniform_from_zero(n_in, n_out, seed):
    """Uniform numbers from 0 to 1, which are all positive."""
    rng = np.random.default_rng(seed)
    return rng.random((n_out, n_in)) * np.sqrt(2 / n_in)


@answered("spread evenly")
def he_init__uniform_to_the_deviation(n_in, n_out, seed):
    """Uniform numbers up to the standard deviation have a third of the variance."""
    rng = np.random.default_rng(seed)
    limit = np.sqrt(2 / n_in)
    return rng.uniform(-limit, limit, (n_out, n_in))


@answered(IN_WORDS)
def he_init__no_seed(n_in, n_out, seed):
    """The seed is not used."""
    return np.random.randn(n_out, n_in) * np.sqrt(2 / n_in)  # noqa: NPY002


@answered(IN_WORDS)
def he_init__small_numbers(n_in, n_out, seed):
    """A fixed small number, whatever the width."""
    rng = np.random.default_rng(seed)
    return 0.01 * rng.standard_normal((n_out, n_in))


@answered("divided")
def he_init__divided_by_the_root(n_in, n_out, seed):
    """It divides by the standard deviation."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n_out, n_in)) / np.sqrt(2 / n_in)


def two_layers(X, y, W1, W2, rate, steps, sign=-1.0):
    """Train a hidden layer and an output layer on the whole table."""
    b1, b2 = np.zeros(len(W1)), np.zeros(len(W2))
    Y = np.eye(10)[y]
    m = len(X)
    for _ in range(steps):
        A1 = np.maximum(0, X @ W1.T + b1)
        dZ2 = (softmax(A1 @ W2.T + b2) - Y) / m
        dZ1 = (dZ2 @ W2) * (A1 > 0)
        W2 = W2 + sign * rate * (dZ2.T @ A1)
        b2 = b2 + sign * rate * dZ2.sum(axis=0)
        W1 = W1 + sign * rate * (dZ1.T @ X)
        b1 = b1 + sign * rate * dZ1.sum(axis=0)
    return W1, b1, W2, b2


def random_weights(n_in, hidden):
    rng = np.random.default_rng(0)
    W1 = rng.standard_normal((hidden, n_in)) * np.sqrt(2 / n_in)
    W2 = rng.standard_normal((10, hidden)) * np.sqrt(2 / hidden)
    return W1, W2


@answered(IN_WORDS)
def train_and_read__no_hidden_layer(X, y, X_new):
    """A softmax on the pixels, without a hidden layer."""
    W, b = np.zeros((10, X.shape[1])), np.zeros(10)
    Y = np.eye(10)[y]
    for _ in range(200):
        dZ = (softmax(X @ W.T + b) - Y) / len(X)
        W -= 0.5 * dZ.T @ X
        b -= 0.5 * dZ.sum(axis=0)
    return np.argmax(X_new @ W.T + b, axis=1)


@answered(IN_WORDS)
def train_and_read__zeros(X, y, X_new):
    """All weights begin at 0."""
    W1, W2 = np.zeros((32, X.shape[1])), np.zeros((10, 32))
    W1, b1, W2, b2 = two_layers(X, y, W1, W2, 0.5, 50)
    return np.argmax(np.maximum(0, X_new @ W1.T + b1) @ W2.T + b2, axis=1)


@answered(IN_WORDS)
def train_and_read__probabilities(X, y, X_new):
    """It returns the probabilities, not the labels."""
    W1, W2 = random_weights(X.shape[1], 32)
    W1, b1, W2, b2 = two_layers(X, y, W1, W2, 0.5, 50)
    return softmax(np.maximum(0, X_new @ W1.T + b1) @ W2.T + b2)


@answered(IN_WORDS)
def train_and_read__reads_the_old_ones(X, y, X_new):
    """It reads the digits that it has learnt from."""
    W1, W2 = random_weights(X.shape[1], 32)
    W1, b1, W2, b2 = two_layers(X, y, W1, W2, 0.5, 50)
    return np.argmax(np.maximum(0, X @ W1.T + b1) @ W2.T + b2, axis=1)


@answered(IN_WORDS)
def train_and_read__uphill(X, y, X_new):
    """The step goes uphill."""
    W1, W2 = random_weights(X.shape[1], 32)
    W1, b1, W2, b2 = two_layers(X, y, W1, W2, 0.1, 50, sign=1.0)
    return np.argmax(np.maximum(0, X_new @ W1.T + b1) @ W2.T + b2, axis=1)


@answered(IN_WORDS)
def train_and_read__too_few_steps(X, y, X_new):
    """A few steps on the whole table are too few."""
    W1, W2 = random_weights(X.shape[1], 64)
    W1, b1, W2, b2 = two_layers(X, y, W1, W2, 0.1, 20)
    return np.argmax(np.maximum(0, X_new @ W1.T + b1) @ W2.T + b2, axis=1)


@answered(IN_WORDS)
def train_and_read__argmax_down(X, y, X_new):
    """The largest is looked for down the columns."""
    W1, W2 = random_weights(X.shape[1], 32)
    W1, b1, W2, b2 = two_layers(X, y, W1, W2, 0.5, 50)
    return np.argmax(np.maximum(0, X_new @ W1.T + b1) @ W2.T + b2, axis=0)


@answered(IN_WORDS)
def train_and_read__rate_too_large(X, y, X_new):
    """The learning rate is so large that the weights run away."""
    W1, W2 = random_weights(X.shape[1], 32)
    W1, b1, W2, b2 = two_layers(X, y, W1, W2, 50.0, 50)
    return np.argmax(np.maximum(0, X_new @ W1.T + b1) @ W2.T + b2, axis=1)


@answered(IN_WORDS)
def train_and_read__one_share(X, y, X_new):
    """It returns how many it reads right, not what it reads."""
    W1, W2 = random_weights(X.shape[1], 32)
    W1, b1, W2, b2 = two_layers(X, y, W1, W2, 0.5, 50)
    read = np.argmax(np.maximum(0, X @ W1.T + b1) @ W2.T + b2, axis=1)
    return np.mean(read == y)

"""Wrong answers to exercise 09, as students write them, and what the check must say to each."""

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


def _squash(z):
    return 1 / (1 + np.exp(-z))


@answered("its own factor")
def backward_product__own_factor(x, y, dz):
    """Each factor gets itself, not the other one."""
    dx = dz * x
    dy = dz * y
    return dx, dy


@answered("the incoming slope forgotten")
def backward_product__without_dz(x, y, dz):
    """The blame that comes in is not used."""
    dx = y
    dy = x
    return dx, dy


@answered("treated as a sum")
def backward_product__dz_alone(x, y, dz):
    """The blame goes through as at a plus node."""
    return dz, dz


@answered("added for multiplied")
def backward_product__added(x, y, dz):
    """The other factor is added, not multiplied."""
    return dz + y, dz + x


@answered("all three multiplied")
def backward_product__all_three(x, y, dz):
    """Both get all three multiplied."""
    z = x * y
    return z * dz, z * dz


@answered("divided")
def backward_product__divided(x, y, dz):
    """The blame is divided by the factor."""
    dx = dz / x
    dy = dz / y
    return dx, dy


@answered("one result")
def backward_product__one_result(x, y, dz):
    """The two slopes are added to one."""
    return y * dz + x * dz


@answered("halved")
def backward_product__halves(x, y, dz):
    """The blame is shared out by halves."""
    return dz / 2 * y, dz / 2 * x


@answered("the incoming slope once")
def backward_product__dz_once(x, y, dz):
    """The second slope lacks the blame."""
    dx = y * dz
    dy = x
    return dx, dy


@answered("a minus")
def backward_product__minus(x, y, dz):
    """The second slope has a minus, as a quotient would."""
    return y * dz, -x * dz


@answered("the incoming slope twice")
def backward_product__dz_squared(x, y, dz):
    """The blame is put in twice."""
    return y * dz * dz, x * dz * dz


@answered(GENERIC)
def backward_product__ones(x, y, dz):
    """The local slopes are 1, and dx is dz times x y."""
    return dz * x * y, dz


@answered("the second way forgotten")
def fork_slopes__one_way(a, b):
    """Only the way through the product is walked."""
    da = b
    db = a
    return da, db


@answered("the square counted once")
def fork_slopes__without_two(a, b):
    """The slope of the square lacks its 2."""
    return b + a, a


@answered("the first way forgotten")
def fork_slopes__square_alone(a, b):
    """Only the way through the square is walked."""
    return 2 * a, a


@answered("b for a")
def fork_slopes__b_in_both(a, b):
    """The slope in b is b."""
    da = b + 2 * a
    db = b
    return da, db


@answered("in another order")
def fork_slopes__b_first(a, b):
    """The results are in the wrong order."""
    da = b + 2 * a
    db = a
    return db, da


@answered("ways multiplied")
def fork_slopes__ways_multiplied(a, b):
    """The ways are multiplied."""
    return b * 2 * a, a


@answered("values for slopes")
def fork_slopes__values(a, b):
    """The values of the two parts, not slopes."""
    u = a * b
    v = a**2
    return u + v, u


@answered("a for b")
def fork_slopes__a_for_b(a, b):
    """The product is differentiated in the wrong factor."""
    da = a + 2 * a
    db = a
    return da, db


@answered("the square in db")
def fork_slopes__square_in_db(a, b):
    """The square is counted in b too."""
    da = b + 2 * a
    db = a + 2 * a
    return da, db


@answered("the mean of the ways")
def fork_slopes__mean(a, b):
    """The mean of the ways, not their sum."""
    return (b + 2 * a) / 2, a


@answered("the square for its slope")
def fork_slopes__square_stays(a, b):
    """The square is not differentiated."""
    return b + a**2, a


@answered(GENERIC)
def fork_slopes__times_a(a, b):
    """The two is added and not multiplied."""
    return b + 2 + a, a


@answered("one result")
def fork_slopes__all_in_one(a, b):
    """One slope comes back, the sum of both."""
    return b + 2 * a + a


@answered("ways subtracted")
def fork_slopes__minus(a, b):
    """The ways are subtracted."""
    return b - 2 * a, a


@answered("z taken for a")
def backward_sigmoid__sigmoid_again(dA, A):
    """The sigmoid is taken once more of the answers."""
    s = _squash(A)
    return dA * s * (1 - s)


@answered("the incoming slope forgotten")
def backward_sigmoid__without_dA(dA, A):
    """The blame that comes in is not used."""
    return A * (1 - A)


@answered(IN_WORDS)
def backward_sigmoid__matrix_product(dA, A):
    """A matrix product in place of entry by entry."""
    return dA @ (A * (1 - A))


@answered("plus for minus")
def backward_sigmoid__plus(dA, A):
    """A plus in place of the minus."""
    return dA * A * (1 + A)


@answered("the slope of tanh")
def backward_sigmoid__of_tanh(dA, A):
    """The slope of tanh."""
    return dA * (1 - A**2)


@answered("no brackets")
def backward_sigmoid__no_brackets(dA, A):
    """The brackets around 1 - A are missing."""
    return dA * A * 1 - A


@answered("passed on unchanged")
def backward_sigmoid__of_relu(dA, A):
    """The slope of the ReLU."""
    return dA * (A > 0)


@answered("wrong sign")
def backward_sigmoid__minus(dA, A):
    """The sign is wrong."""
    dZ = dA * A * (A - 1)
    return dZ


@answered("dA and A exchanged")
def backward_sigmoid__dA_as_answer(dA, A):
    """The variables are mixed up."""
    return A * dA * (1 - dA)


@answered("one factor only")
def backward_sigmoid__half_the_slope(dA, A):
    """The factor A is missing."""
    return dA * (1 - A)


@answered("1/m once more")
def backward_sigmoid__mean(dA, A):
    """The 1/m stands here too."""
    m = A.shape[0]
    return dA * A * (1 - A) / m


@answered("the other factor only")
def backward_sigmoid__forward(dA, A):
    """The sigmoid itself in place of its slope."""
    return dA * A


@answered(GENERIC)
def backward_sigmoid__squares(dA, A):
    """The square of A is written as its double."""
    return dA * (A - 2 * A)


@answered("added for multiplied")
def backward_sigmoid__added(dA, A):
    """The blame is added, not multiplied."""
    return dA + A * (1 - A)


@answered(GENERIC)
def backward_sigmoid__of_dA_too(dA, A):
    """The sigmoid is taken of the blame."""
    return _squash(dA) * A * (1 - A)


@answered("summed over the examples")
def backward_sigmoid__column_sums(dA, A):
    """The blame is summed over the examples."""
    return np.sum(dA * A * (1 - A), axis=0)


@answered("1/m twice")
def backward_dense__mean_once_more(dZ, A, W):
    """The 1/m stands here too, though dZ has it already."""
    m = A.shape[0]
    dA = dZ @ W
    dW = dZ.T @ A / m
    db = np.sum(dZ, axis=0) / m
    return dA, dW, db


@answered("dW turned")
def backward_dense__dW_transposed(dZ, A, W):
    """The slopes of W are transposed."""
    dA = dZ @ W
    dW = A.T @ dZ
    db = dZ.sum(axis=0)
    return dA, dW, db


@answered("1/m twice in db")
def backward_dense__mean_of_biases(dZ, A, W):
    """The blame of a bias is the mean over the examples."""
    return dZ @ W, dZ.T @ A, dZ.mean(axis=0)


@answered("db over the wrong axis")
def backward_dense__biases_over_units(dZ, A, W):
    """The sum is over the units, not over the examples."""
    dA = np.dot(dZ, W)
    dW = np.dot(dZ.T, A)
    db = np.sum(dZ, axis=1)
    return dA, dW, db


@answered("db a row")
def backward_dense__biases_a_row(dZ, A, W):
    """The slopes of b are a table with one row."""
    dA = dZ @ W
    dW = dZ.T @ A
    db = np.sum(dZ, axis=0, keepdims=True)
    return dA, dW, db


@answered("db a number")
def backward_dense__biases_one_number(dZ, A, W):
    """The slopes of b are summed to one number."""
    return dZ @ W, dZ.T @ A, np.sum(dZ)


@answered("db for each example")
def backward_dense__biases_each_example(dZ, A, W):
    """The slopes of b are not summed over the examples."""
    return dZ @ W, dZ.T @ A, dZ


@answered("Wᵀ on the way back")
def backward_dense__W_transposed(dZ, A, W):
    """The weights are transposed on the way back too."""
    dA = dZ @ W.T
    dW = dZ.T @ A
    db = dZ.sum(axis=0)
    return dA, dW, db


@answered("in another order")
def backward_dense__dA_last(dZ, A, W):
    """The results are in the wrong order."""
    dW = dZ.T @ A
    db = dZ.sum(axis=0)
    dA = dZ @ W
    return dW, db, dA


@answered(IN_WORDS)
def backward_dense__entry_by_entry(dZ, A, W):
    """The products are entry by entry."""
    dA = dZ * W
    dW = dZ * A
    db = dZ.sum(axis=0)
    return dA, dW, db


@answered("a sigmoid too many")
def backward_dense__slope_of_the_sigmoid(dZ, A, W):
    """The slope of a sigmoid is put in, which another function does."""
    dA = (dZ @ W) * A * (1 - A)
    dW = dZ.T @ A
    db = dZ.sum(axis=0)
    return dA, dW, db


@answered("no dA")
def backward_dense__two_results(dZ, A, W):
    """The slopes of the inputs are forgotten."""
    dW = dZ.T @ A
    db = dZ.sum(axis=0)
    return dW, db


@answered("the weights for dA")
def backward_dense__weights_come_back(dZ, A, W):
    """The weights stand where the slopes of the inputs belong."""
    dA = W
    dW = dZ.T @ A
    db = dZ.sum(0)
    return dA, dW, db


@answered("1/m twice in dW")
def backward_dense__mean_in_dW(dZ, A, W):
    """The 1/m stands at the weights, and not at the biases."""
    m = dZ.shape[0]
    return dZ @ W, dZ.T @ A / m, dZ.sum(axis=0)


@answered(GENERIC)
def backward_dense__dA_with_A(dZ, A, W):
    """The inputs stand where the weights belong."""
    dA = dZ.T @ A
    dW = dZ.T @ A
    db = dZ.sum(axis=0)
    return dA, dW, db


@answered("1/m twice in all")
def backward_dense__mean_everywhere(dZ, A, W):
    """All three are divided by m."""
    m = len(dZ)
    return dZ @ W / m, dZ.T @ A / m, dZ.sum(axis=0) / m


@answered("ones for db")
def backward_dense__ones_for_db(dZ, A, W):
    """The slopes of b are the local ones."""
    return dZ @ W, dZ.T @ A, np.ones(dZ.shape[1])


@answered(GENERIC)
def backward_dense__db_of_dW(dZ, A, W):
    """The slopes of b are sums of those of W."""
    dW = dZ.T @ A
    return dZ @ W, dW, dW.sum(axis=1)


def _forward(X, W1, b1, W2, b2):
    A1 = _squash(X @ W1.T + b1)
    return A1, _squash(A1 @ W2.T + b2)


@answered("missing 1/m")
def backprop__without_mean(X, y, W1, b1, W2, b2):
    """The 1/m is missing."""
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = A2 - y.reshape(-1, 1)
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("1/m twice in the first layer")
def backprop__mean_twice(X, y, W1, b1, W2, b2):
    """The first layer has the 1/m twice."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y[:, None]) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    dW1 = dZ1.T @ X / m
    db1 = dZ1.sum(axis=0) / m
    return dW1, db1, dW2, db2


@answered("wrong sign")
def backprop__y_minus_a(X, y, W1, b1, W2, b2):
    """The sign at the output is wrong."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (y[:, None] - A2) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("a table of labels")
def backprop__y_a_row(X, y, W1, b1, W2, b2):
    """The answers are (m, 1) and y is (m,), so the difference is a table."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("the output's slope once too often")
def backprop__slope_at_the_output(X, y, W1, b1, W2, b2):
    """The slope of the output's sigmoid is put in once more."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y.reshape(-1, 1)) * A2 * (1 - A2) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("twice too large")
def backprop__two(X, y, W1, b1, W2, b2):
    """A factor 2, as from a square."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = 2 * (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("the hidden sigmoid forgotten")
def backprop__no_hidden_slope(X, y, W1, b1, W2, b2):
    """The slope of the hidden sigmoid is missing."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = dZ2 @ W2
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("the slope of the other sigmoid")
def backprop__slope_of_A2(X, y, W1, b1, W2, b2):
    """The hidden slope is taken at the output's answers."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A2 * (1 - A2)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("the answers for the inputs")
def backprop__A1_for_X(X, y, W1, b1, W2, b2):
    """The first layer's slopes are taken with its answers, not with its inputs."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ A1, dZ1.sum(axis=0), dW2, db2


@answered("in another order")
def backprop__second_layer_first(X, y, W1, b1, W2, b2):
    """The results are in the order in which they are found."""
    m = len(y)
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    dW1 = dZ1.T @ X
    db1 = dZ1.sum(axis=0)
    return dW2, db2, dW1, db1


@answered("the slope made of sums")
def backprop__slope_of_Z1(X, y, W1, b1, W2, b2):
    """The hidden slope is taken of the sum, as z (1 - z)."""
    m = len(y)
    Z1 = X @ W1.T + b1
    A1 = _squash(Z1)
    A2 = _squash(A1 @ W2.T + b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * Z1 * (1 - Z1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("a ReLU inside")
def backprop__relu_hidden(X, y, W1, b1, W2, b2):
    """The hidden layer has a ReLU."""
    m = len(y)
    Z1 = X @ W1.T + b1
    A1 = np.maximum(0, Z1)
    A2 = _squash(A1 @ W2.T + b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * (Z1 > 0)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("missing 1/m in the biases")
def backprop__mean_not_in_biases(X, y, W1, b1, W2, b2):
    """The 1/m stands at the weights, and is missing at the biases."""
    m = X.shape[0]
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = A2 - y.reshape(-1, 1)
    dW2 = dZ2.T @ A1 / m
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    dW1 = dZ1.T @ X / m
    db1 = dZ1.sum(axis=0)
    return dW1, db1, dW2, db2


@answered("missing 1/m in the first layer")
def backprop__mean_only_at_the_output(X, y, W1, b1, W2, b2):
    """The 1/m stands at the output layer alone."""
    m = X.shape[0]
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = A2 - y.reshape(-1, 1)
    dW2 = dZ2.T @ A1 / m
    db2 = dZ2.sum(axis=0) / m
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    dW1 = dZ1.T @ X
    db1 = dZ1.sum(axis=0)
    return dW1, db1, dW2, db2


@answered("turned")
def backprop__transposed(X, y, W1, b1, W2, b2):
    """The slopes of the weights are transposed."""
    m = X.shape[0]
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = A1.T @ dZ2
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    dW1 = X.T @ dZ1
    db1 = dZ1.sum(axis=0)
    return dW1, db1, dW2, db2


@answered("no hidden sigmoid on the way there")
def backprop__hidden_without_sigmoid(X, y, W1, b1, W2, b2):
    """The hidden layer has no activation on the way forward."""
    m = X.shape[0]
    A1 = X @ W1.T + b1
    A2 = _squash(A1 @ W2.T + b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("no sigmoid at the output")
def backprop__output_without_sigmoid(X, y, W1, b1, W2, b2):
    """The output has no sigmoid on the way forward."""
    m = X.shape[0]
    A1 = _squash(X @ W1.T + b1)
    A2 = A1 @ W2.T + b2
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("the biases forgotten")
def backprop__biases_forgotten(X, y, W1, b1, W2, b2):
    """The way forward lacks the biases."""
    m = X.shape[0]
    A1 = _squash(X @ W1.T)
    A2 = _squash(A1 @ W2.T)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = dZ2.sum(axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dW2, db2


@answered("one number for the biases")
def backprop__one_bias_number(X, y, W1, b1, W2, b2):
    """The slopes of the biases are summed to numbers."""
    m = X.shape[0]
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = np.sum(dZ2)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    dW1 = dZ1.T @ X
    db1 = np.sum(dZ1)
    return dW1, db1, dW2, db2


@answered("1/m twice in the biases")
def backprop__means_of_biases(X, y, W1, b1, W2, b2):
    """The biases take a mean where dZ has the 1/m already."""
    m = X.shape[0]
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y.reshape(-1, 1)) / m
    dW2 = dZ2.T @ A1
    db2 = np.mean(dZ2, axis=0)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    dW1 = dZ1.T @ X
    db1 = np.mean(dZ1, axis=0)
    return dW1, db1, dW2, db2


@answered("the slopes of a square")
def backprop__mean_square(X, y, W1, b1, W2, b2):
    """The cost is the mean square."""
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = 2 * (A2 - y[:, None]) * A2 * (1 - A2) / len(y)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dZ2.T @ A1, dZ2.sum(axis=0)


@answered(GENERIC)
def backprop__blame_of_the_labels(X, y, W1, b1, W2, b2):
    """The slope of the cost stops at a - y over a (1 - a)."""
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y[:, None]) / (A2 * (1 - A2)) / len(y)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dZ2.T @ A1, dZ2.sum(axis=0)


@answered("divided by the features")
def backprop__m_is_n(X, y, W1, b1, W2, b2):
    """The number of inputs is taken for the number of examples."""
    m = X.shape[1]
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y[:, None]) / m
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dZ2.T @ A1, dZ2.sum(axis=0)


@answered("the slope of tanh")
def backprop__tanh_slope(X, y, W1, b1, W2, b2):
    """The hidden slope is that of tanh."""
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y[:, None]) / len(y)
    dZ1 = (dZ2 @ W2) * (1 - A1**2)
    return dZ1.T @ X, dZ1.sum(axis=0), dZ2.T @ A1, dZ2.sum(axis=0)


@answered("wrong sign")
def backprop__all_minus(X, y, W1, b1, W2, b2):
    """The steps come back, with their sign."""
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y[:, None]) / len(y)
    dZ1 = (dZ2 @ W2) * A1 * (1 - A1)
    return -dZ1.T @ X, -dZ1.sum(axis=0), -dZ2.T @ A1, -dZ2.sum(axis=0)


@answered("the second layer alone")
def backprop__second_layer_alone(X, y, W1, b1, W2, b2):
    """Only the second layer's slopes come back."""
    A1, A2 = _forward(X, W1, b1, W2, b2)
    dZ2 = (A2 - y[:, None]) / len(y)
    return dZ2.T @ A1, dZ2.sum(axis=0)


@answered("0 / 0")
def relative_distance__zero_by_zero(a, d):
    """Two zeros are divided by zero."""
    return np.linalg.norm(a - d) / (np.linalg.norm(a) + np.linalg.norm(d))


@answered("one length only")
def relative_distance__over_one_length(a, d):
    """The distance is divided by the length of the gradient alone."""
    if np.linalg.norm(a) == 0:
        return 0.0
    return np.linalg.norm(a - d) / np.linalg.norm(a)


@answered("not relative")
def relative_distance__distance_alone(a, d):
    """The distance is not divided."""
    return np.linalg.norm(a - d)


@answered("the length of the sum")
def relative_distance__length_of_the_sum(a, d):
    """Under the line is the length of the sum."""
    bottom = np.linalg.norm(a + d)
    if bottom == 0:
        return 0
    return np.linalg.norm(a - d) / bottom


@answered("absolute values")
def relative_distance__absolute_values(a, d):
    """Sums of absolute values stand for lengths."""
    below = np.sum(np.abs(a)) + np.sum(np.abs(d))
    if below == 0:
        return 0
    return np.sum(np.abs(a - d)) / below


@answered("no roots")
def relative_distance__no_roots(a, d):
    """The roots are missing."""
    below = np.sum(a**2) + np.sum(d**2)
    if below == 0:
        return 0
    return np.sum((a - d) ** 2) / below


@answered("entry by entry")
def relative_distance__entry_by_entry(a, d):
    """Each entry is compared for itself."""
    return np.abs(a - d) / (np.abs(a) + np.abs(d))


@answered("only the lengths")
def relative_distance__of_the_lengths(a, d):
    """The difference of the lengths, not the length of the difference."""
    na = np.linalg.norm(a)
    nd = np.linalg.norm(d)
    if na + nd == 0:
        return 0.0
    return abs(na - nd) / (na + nd)


@answered("a tiny number below the bar")
def relative_distance__small_number(a, d):
    """A small number under the line, which changes the answer for small slopes."""
    return np.linalg.norm(a - d) / (np.linalg.norm(a) + np.linalg.norm(d) + 1e-8)


@answered("no brackets")
def relative_distance__no_brackets(a, d):
    """The brackets under the line are missing."""
    na, nd = np.linalg.norm(a), np.linalg.norm(d)
    if na == 0 and nd == 0:
        return 0
    return np.linalg.norm(a - d) / na + nd


@answered("one zero is enough")
def relative_distance__either_zero(a, d):
    """It says 0 where only one of the two is zero."""
    na, nd = np.linalg.norm(a), np.linalg.norm(d)
    if na == 0 or nd == 0:
        return 0.0
    return np.linalg.norm(a - d) / (na + nd)


@answered("two zeros disagree")
def relative_distance__one_for_zeros(a, d):
    """Two zeros get a 1."""
    below = np.linalg.norm(a) + np.linalg.norm(d)
    if below == 0:
        return 1
    return np.linalg.norm(a - d) / below


@answered("one length only")
def relative_distance__larger_length(a, d):
    """The larger length, not the sum of both."""
    below = max(np.linalg.norm(a), np.linalg.norm(d))
    return 0.0 if below == 0 else np.linalg.norm(a - d) / below


@answered("no root above")
def relative_distance__squared_distance(a, d):
    """The distance lacks its root, and the lengths have theirs."""
    below = np.linalg.norm(a) + np.linalg.norm(d)
    return 0 if below == 0 else np.sum((a - d) ** 2) / below


@answered("the length of the sum above")
def relative_distance__plus(a, d):
    """The sum stands above the bar."""
    below = np.linalg.norm(a) + np.linalg.norm(d)
    return 0 if below == 0 else np.linalg.norm(a + d) / below


@answered("the product of the lengths")
def relative_distance__product(a, d):
    """The lengths are multiplied."""
    below = np.linalg.norm(a) * np.linalg.norm(d)
    return 0 if below == 0 else np.linalg.norm(a - d) / below


@answered("the other length only")
def relative_distance__of_the_second(a, d):
    """The distance is divided by the length of the differences."""
    below = np.linalg.norm(d)
    return 0.0 if below == 0 else np.linalg.norm(a - d) / below


@answered("one layer too few")
def my_depth__nine():
    """One too few."""
    return 9


@answered("one layer too many")
def my_depth__eleven():
    """One too many."""
    return 11


@answered("a tenth for a quarter")
def my_depth__tenths():
    """As if each layer left a tenth."""
    return 6


@answered("not the smallest")
def my_depth__halves():
    """As if each layer left a half."""
    n = 0
    while 0.5**n >= 1e-6:
        n += 1
    return n


@answered(IN_WORDS)
def my_depth__fraction():
    """The logarithm, no whole number."""
    return np.log(1e-6) / np.log(0.25)


@answered(IN_WORDS)
def my_depth__blame():
    """The blame that is left, not the number of layers."""
    return 0.25**10


@answered(IN_WORDS)
def my_depth__negative():
    """The sign of the logarithm is wrong."""
    return np.log(1e-6) / np.log(4)


@answered("one layer too many")
def my_depth__loop_from_one():
    """The loop counts one layer before it begins."""
    layers = 1
    blame = 1.0
    while blame >= 1e-6:
        blame = blame / 4
        layers += 1
    return layers


@answered(IN_WORDS)
def my_depth__divided():
    """A million divided by 4."""
    return 1_000_000 / 4


@answered(IN_WORDS)
def my_depth__prints():
    """It prints the number."""
    n = 0
    while 0.25**n >= 1e-6:
        n += 1
    print(n)


@answered(IN_WORDS)
def my_depth__logarithm_of_ten():
    """The exponent of ten times 4."""
    return 24


@answered(IN_WORDS)
def my_depth__five():
    """Half of the way."""
    return 5

"""Wrong answers to exercise 04, from loops to matrices."""

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


@answered("the bias in the innermost loop")
def dense_loop__bias_too_often(A, W, b):
    """It adds the bias once for each input."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            for k in range(n):
                Z[i, j] += W[j, k] * A[i, k] + b[j]
    return Z


@answered("the bias forgotten")
def dense_loop__no_bias(A, W, b):
    """It forgets the bias."""
    Z = np.zeros((A.shape[0], W.shape[0]))
    for i in range(A.shape[0]):
        for j in range(W.shape[0]):
            for k in range(A.shape[1]):
                Z[i, j] += W[j, k] * A[i, k]
    return Z


@answered("only the last input")
def dense_loop__overwrites(A, W, b):
    """It keeps the last input's product alone."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            for k in range(n):
                Z[i, j] = W[j, k] * A[i, k]
            Z[i, j] += b[j]
    return Z


@answered("the index of the unit last")
def dense_loop__index_swapped(A, W, b):
    """It asks W for row k and column j."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            Z[i, j] = b[j]
            for k in range(n):
                Z[i, j] += W[k, j] * A[i, k]
    return Z


@answered("one sum for all entries")
def dense_loop__sum_kept(A, W, b):
    """It does not begin each sum at zero."""
    m, n = A.shape
    K = W.shape[0]
    Z = np.zeros((m, K))
    s = 0
    for i in range(m):
        for j in range(K):
            for k in range(n):
                s += W[j, k] * A[i, k]
            Z[i, j] = s + b[j]
    return Z


@answered("examples as columns")
def dense_loop__units_as_rows(A, W, b):
    """The result has a row for each unit."""
    m, n = A.shape
    K = W.shape[0]
    Z = np.zeros((K, m))
    for i in range(m):
        for j in range(K):
            for k in range(n):
                Z[j, i] += W[j, k] * A[i, k]
            Z[j, i] += b[j]
    return Z


@answered("the last input left out")
def dense_loop__last_input_left_out(A, W, b):
    """It leaves out the last input."""
    m, n = A.shape
    Z = np.zeros((m, len(b)))
    for i in range(m):
        for j in range(len(b)):
            for k in range(n - 1):
                Z[i, j] += W[j, k] * A[i, k]
            Z[i, j] += b[j]
    return Z


@answered("return inside the loop")
def dense_loop__return_in_the_loop(A, W, b):
    """It returns inside the loop, after the first example."""
    m, n = A.shape
    Z = np.zeros((m, len(b)))
    for i in range(m):
        for j in range(len(b)):
            for k in range(n):
                Z[i, j] += W[j, k] * A[i, k]
            Z[i, j] += b[j]
        return Z


@answered("the bias of the example")
def dense_loop__bias_i(A, W, b):
    """It takes the bias of the example."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            for k in range(n):
                Z[i, j] += W[j, k] * A[i, k]
            Z[i, j] += b[i]
    return Z


@answered("the bias for the sum")
def dense_loop__bias_overwrites(A, W, b):
    """It sets the sum to the bias."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            for k in range(n):
                Z[i, j] += W[j, k] * A[i, k]
            Z[i, j] = b[j]
    return Z


@answered("added for multiplied")
def dense_loop__adds_not_mult(A, W, b):
    """It adds input and weight."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            for k in range(n):
                Z[i, j] += W[j, k] + A[i, k]
            Z[i, j] += b[j]
    return Z


@answered("the index of the example last")
def dense_loop__A_wrong(A, W, b):
    """It asks A for row k and column i."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            for k in range(n):
                Z[i, j] += W[j, k] * A[k, i]
            Z[i, j] += b[j]
    return Z


@answered("the first sum alone")
def dense_loop__return_after_unit(A, W, b):
    """It returns inside the loop, after the first unit."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            for k in range(n):
                Z[i, j] += W[j, k] * A[i, k]
            Z[i, j] += b[j]
            return Z


@answered("the last product alone")
def dense_loop__bias_overwritten_start(A, W, b):
    """It begins at the bias and then writes over it."""
    m, n = A.shape
    K = len(b)
    Z = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            Z[i, j] = b[j]
            for k in range(n):
                Z[i, j] = W[j, k] * A[i, k]
    return Z


@answered("a long list")
def dense_loop__list(A, W, b):
    """It collects the sums in one long list."""
    m, n = A.shape
    K = len(b)
    Z = []
    for i in range(m):
        for j in range(K):
            s = 0
            for k in range(n):
                s += W[j, k] * A[i, k]
            Z.append(s + b[j])
    return Z


@answered("W not transposed")
def dense__not_transposed(A, W, b):
    """It forgets to transpose W."""
    return A @ W + b


@answered("the bias forgotten")
def dense__no_bias(A, W, b):
    """It forgets the bias."""
    return np.dot(A, W.T)


@answered("examples as columns")
def dense__columns(A, W, b):
    """It writes the form with examples as columns."""
    return W @ A.T + b[:, None]


@answered("* for @")
def dense__entry_by_entry(A, W, b):
    """It multiplies entry by entry."""
    return A * W.T + b


@answered("W not transposed")
def dense__reshaped(A, W, b):
    """It reshapes W where it should transpose it."""
    K, n = W.shape
    return A @ W.reshape(n, K) + b


@answered("the biases added up")
def dense__bias_summed(A, W, b):
    """It adds the sum of all biases to each unit."""
    return A @ W.T + np.sum(b)


@answered("the bias subtracted")
def dense__minus(A, W, b):
    """It subtracts the bias."""
    return A @ W.T - b


@answered("b as a column")
def dense__bias_as_column(A, W, b):
    """It makes the bias a column, one for each example."""
    return A @ W.T + b.reshape(-1, 1)


@answered("the result turned")
def dense__transposed_all(A, W, b):
    """It turns the result and not the weights."""
    return (A @ W + b).T


@answered("multiplied by the bias")
def dense__b_product(A, W, b):
    """It multiplies by the bias."""
    return A @ W.T * b


@answered("the bias on the inputs")
def dense__bias_in(A, W, b):
    """It adds the bias to the inputs."""
    return (A + b) @ W.T


@answered("A turned")
def dense__a_t(A, W, b):
    """It turns the inputs too."""
    return A.T @ W.T + b


@answered("W first")
def dense__wa(A, W, b):
    """It has the factors in the wrong order."""
    return W @ A + b


@answered("divided by m")
def dense__mean(A, W, b):
    """It divides by the number of examples."""
    return A @ W.T / len(A) + b


def _sigma(z):
    """The curve, which is right for small sums."""
    return 1 / (1 + np.exp(-z))


@answered("no sigmoid in the hidden layer")
def forward_shallow__hidden_linear(X, W1, b1, W2, b2):
    """It forgets the sigmoid of the hidden layer."""
    Z1 = X @ W1.T + b1
    Z2 = Z1 @ W2.T + b2
    return _sigma(Z2)


@answered("no sigmoid at the output")
def forward_shallow__output_linear(X, W1, b1, W2, b2):
    """It forgets the sigmoid at the end."""
    A1 = _sigma(X @ W1.T + b1)
    return A1 @ W2.T + b2


@answered("the second bias forgotten")
def forward_shallow__no_second_bias(X, W1, b1, W2, b2):
    """It forgets the second bias."""
    A1 = _sigma(X @ W1.T + b1)
    return _sigma(A1 @ W2.T)


@answered("the first bias forgotten")
def forward_shallow__no_first_bias(X, W1, b1, W2, b2):
    """It forgets the first bias."""
    A1 = _sigma(X @ W1.T)
    return _sigma(A1 @ W2.T + b2)


@answered("both layers")
def forward_shallow__both(X, W1, b1, W2, b2):
    """It returns the hidden layer too."""
    A1 = _sigma(X @ W1.T + b1)
    A2 = _sigma(A1 @ W2.T + b2)
    return A1, A2


@answered("only the hidden layer")
def forward_shallow__hidden_only(X, W1, b1, W2, b2):
    """It returns the hidden layer."""
    A1 = _sigma(X @ W1.T + b1)
    A2 = _sigma(A1 @ W2.T + b2)
    assert A2.shape[0] == A1.shape[0]
    return A1


@answered("no sigmoid in the hidden layer")
def forward_shallow__z_for_a(X, W1, b1, W2, b2):
    """It computes A1 and hands Z1 on."""
    Z1 = X @ W1.T + b1
    A1 = _sigma(Z1)
    Z2 = Z1 @ W2.T + b2
    return _sigma(Z2) + 0 * A1.sum()


@answered("a falling sigmoid")
def forward_shallow__sign_of_sigmoid(X, W1, b1, W2, b2):
    """The sigmoid has the wrong sign in its power."""
    A1 = 1 / (1 + np.exp(X @ W1.T + b1))
    return 1 / (1 + np.exp(A1 @ W2.T + b2))


@answered("a hidden layer cut off at 0")
def forward_shallow__relu(X, W1, b1, W2, b2):
    """The hidden layer cuts off at zero in place of the sigmoid."""
    A1 = np.maximum(0, X @ W1.T + b1)
    return _sigma(A1 @ W2.T + b2)


@answered(IN_WORDS)
def forward_shallow__not_transposed(X, W1, b1, W2, b2):
    """It forgets to transpose the weights."""
    A1 = _sigma(X @ W1 + b1)
    return _sigma(A1 @ W2 + b2)


@answered("examples as columns")
def forward_shallow__columns(X, W1, b1, W2, b2):
    """It writes the form with examples as columns."""
    A1 = _sigma(W1 @ X.T + b1[:, None])
    return _sigma(W2 @ A1 + b2[:, None])


@answered("the first layer twice")
def forward_shallow__same_w(X, W1, b1, W2, b2):
    """It takes the first weights twice."""
    A1 = _sigma(X @ W1.T + b1)
    return _sigma(A1 @ W1.T + b1)


@answered("tanh in the hidden layer")
def forward_shallow__tanh(X, W1, b1, W2, b2):
    """It has tanh in the hidden layer."""
    A1 = np.tanh(X @ W1.T + b1)
    return _sigma(A1 @ W2.T + b2)


@answered("no sigmoid at all")
def forward_shallow__no_sigs(X, W1, b1, W2, b2):
    """It has no sigmoid at all."""
    A1 = X @ W1.T + b1
    return A1 @ W2.T + b2


@answered("both biases outside the sigmoid")
def forward_shallow__biases_out(X, W1, b1, W2, b2):
    """It adds the biases behind the sigmoids."""
    A1 = _sigma(X @ W1.T) + b1
    return _sigma(A1 @ W2.T) + b2


@answered("decisions")
def forward_shallow__decide(X, W1, b1, W2, b2):
    """It decides."""
    A1 = _sigma(X @ W1.T + b1)
    return (_sigma(A1 @ W2.T + b2) >= 0.5).astype(int)


@answered("a long row")
def forward_shallow__ravel(X, W1, b1, W2, b2):
    """It returns one long row."""
    A1 = _sigma(X @ W1.T + b1)
    return _sigma(A1 @ W2.T + b2).ravel()


@answered("the sigmoid twice")
def forward_shallow__double_sigmoid(X, W1, b1, W2, b2):
    """It takes the sigmoid twice at the end."""
    A1 = _sigma(X @ W1.T + b1)
    return _sigma(_sigma(A1 @ W2.T + b2))


@answered("tanh in both layers")
def forward_shallow__tanh_out(X, W1, b1, W2, b2):
    """It has tanh in both layers."""
    A1 = np.tanh(X @ W1.T + b1)
    return np.tanh(A1 @ W2.T + b2)


@answered("dW turned")
def layer_gradient__other_side(dZ, A):
    """It returns dW transposed."""
    return A.T @ dZ, dZ.sum(axis=0)


@answered("1/m twice")
def layer_gradient__mean(dZ, A):
    """It divides by m once more."""
    m = len(dZ)
    return dZ.T @ A / m, dZ.sum(axis=0) / m


@answered("1/m twice in db")
def layer_gradient__db_mean(dZ, A):
    """It takes the mean for db alone."""
    return dZ.T @ A, np.mean(dZ, axis=0)


@answered("db over the wrong axis")
def layer_gradient__db_axis(dZ, A):
    """It adds up over the units for db."""
    return dZ.T @ A, np.sum(dZ, axis=1)


@answered("one db for all units")
def layer_gradient__db_one_number(dZ, A):
    """It adds up everything for db."""
    return dZ.T @ A, np.sum(dZ)


@answered("db as a table")
def layer_gradient__db_row(dZ, A):
    """It keeps db as a table with one row."""
    return np.dot(dZ.T, A), np.sum(dZ, axis=0, keepdims=True)


@answered("in another order")
def layer_gradient__db_first(dZ, A):
    """It returns db first."""
    dW = dZ.T @ A
    db = dZ.sum(axis=0)
    return db, dW


@answered("db not summed")
def layer_gradient__db_not_summed(dZ, A):
    """It returns dZ for db."""
    return dZ.T @ A, dZ


@answered(IN_WORDS)
def layer_gradient__not_transposed(dZ, A):
    """It forgets to transpose dZ."""
    return dZ @ A, dZ.sum(axis=0)


@answered("the last example alone")
def layer_gradient__overwrites(dZ, A):
    """It keeps the last example alone."""
    m, K = dZ.shape
    dW, db = np.zeros((K, A.shape[1])), np.zeros(K)
    for i in range(m):
        for j in range(K):
            dW[j] = dZ[i, j] * A[i]
            db[j] = dZ[i, j]
    return dW, db


@answered("db in the innermost loop")
def layer_gradient__db_in_the_inner_loop(dZ, A):
    """It adds to db once for each input."""
    m, K = dZ.shape
    n = A.shape[1]
    dW, db = np.zeros((K, n)), np.zeros(K)
    for i in range(m):
        for j in range(K):
            for k in range(n):
                dW[j, k] += dZ[i, j] * A[i, k]
                db[j] += dZ[i, j]
    return dW, db


@answered("1/m twice in dW")
def layer_gradient__dw_mean(dZ, A):
    """It divides dW by m, and not db."""
    return (dZ.T @ A / len(A), dZ.sum(0))


@answered("db of the inputs")
def layer_gradient__db_A(dZ, A):
    """It adds up the inputs for db."""
    return (dZ.T @ A, A.sum(axis=0))


@answered("the first example alone")
def layer_gradient__first(dZ, A):
    """It returns inside the loop, after the first example."""
    for i in range(len(A)):
        return (np.outer(dZ[i], A[i]), dZ[i])


@answered("dW added up for db")
def layer_gradient__db_of_dw(dZ, A):
    """It adds up dW for db."""
    dW = dZ.T @ A
    return (dW, dW.sum(axis=1))


@answered("dW turned")
def layer_gradient__outer_order(dZ, A):
    """It has the factors of dW in the wrong order."""
    dW = 0
    for i in range(len(A)):
        dW = dW + np.outer(A[i], dZ[i])
    return (dW, dZ.sum(0))


@answered("wrong sign")
def layer_gradient__minus(dZ, A):
    """It has the wrong sign."""
    return (-dZ.T @ A, -dZ.sum(0))


@answered(GENERIC)
def layer_gradient__only(dZ, A):
    """It returns dW alone."""
    return dZ.T @ A


@answered(IN_WORDS)
def layer_gradient__star(dZ, A):
    """It multiplies entry by entry."""
    return (dZ.T * A, dZ.sum(0))


@answered("the same db for all")
def layer_gradient__db_all_one(dZ, A):
    """It gives all units the same db."""
    return (dZ.T @ A, np.full(dZ.shape[1], dZ.sum()))


@answered("all pairs")
def mend_cost__as_it_was(a, y):
    """It leaves the snippet as it was."""
    J = ((a - y) ** 2).mean()
    return J


@answered("sum for mean")
def mend_cost__sum(a, y):
    """It adds up and does not take the mean."""
    return np.sum((a[:, 0] - y) ** 2)


@answered("a ½ too much")
def mend_cost__half(a, y):
    """It brings the one half of the other cost along."""
    m = len(y)
    return np.sum((a.flatten() - y) ** 2) / (2 * m)


@answered("means compared")
def mend_cost__square_outside(a, y):
    """It squares the mean."""
    return np.mean(a.ravel() - y) ** 2


@answered("the root")
def mend_cost__root(a, y):
    """It takes the root."""
    return np.sqrt(((a.squeeze() - y) ** 2).mean())


@answered("all pairs")
def mend_cost__row(a, y):
    """It makes y a row, which changes nothing."""
    y = y.reshape(1, -1)
    return ((a - y) ** 2).mean()


@answered("all pairs divided by m")
def mend_cost__divided_by_m(a, y):
    """It adds up all pairs and divides by m."""
    return ((a - y) ** 2).sum() / len(y)


@answered("the mean over one axis")
def mend_cost__axis(a, y):
    """It takes the mean over one axis of all pairs."""
    return ((a - y) ** 2).mean(axis=0)


@answered("no mean")
def mend_cost__no_mean(a, y):
    """It returns the squares without a mean."""
    return (a[:, 0] - y) ** 2


@answered("absolute errors")
def mend_cost__absolute(a, y):
    """It takes absolute values in place of squares."""
    return np.abs(a.reshape(-1) - y).mean()


@answered("the first prediction alone")
def mend_cost__first_only(a, y):
    """It takes the first answer of the layer alone."""
    return ((a[0] - y) ** 2).mean()


@answered("the sum of all pairs")
def mend_cost__sum_over_pairs(a, y):
    """It adds up all pairs."""
    return ((a - y) ** 2).sum()


@answered("half of the sum")
def mend_cost__half_sum(a, y):
    """It halves the sum."""
    return ((a.ravel() - y) ** 2).sum() / 2


@answered("sum for mean")
def mend_cost__column_and_sum(a, y):
    """It makes y a column, and adds up."""
    return ((a - y.reshape(-1, 1)) ** 2).sum()


@answered("not squared")
def mend_cost__no_square(a, y):
    """It forgets the square."""
    return (a[:, 0] - y).mean()


@answered("the difference of the squares")
def mend_cost__squares_subtracted(a, y):
    """It subtracts the squares."""
    return (a.flatten() ** 2 - y**2).mean()


@answered("an array for a number")
def mend_cost__array(a, y):
    """It returns an array with one entry."""
    return ((a - y[:, None]) ** 2).mean(axis=0)


@answered("reshape for .T")
def mend_columns__reshape(X_board, W, b):
    """It reshapes the table where it should transpose it."""
    n, m = X_board.shape
    return X_board.reshape(m, n) @ W.T + b


@answered("examples as columns")
def mend_columns__units_as_rows(X_board, W, b):
    """It leaves the examples as columns."""
    return W @ X_board + b[:, None]


@answered("the result reshaped")
def mend_columns__reshape_at_the_end(X_board, W, b):
    """It reshapes the result where it should transpose it."""
    Z = W @ X_board + b.reshape(-1, 1)
    return Z.reshape(X_board.shape[1], len(b))


@answered("the bias forgotten")
def mend_columns__no_bias(X_board, W, b):
    """It forgets the bias."""
    return X_board.T @ W.T


@answered(IN_WORDS)
def mend_columns__bias_after_board(X_board, W, b):
    """It adds the bias while the examples are columns."""
    return (W @ X_board + b).T


@answered(IN_WORDS)
def mend_columns__not_transposed(X_board, W, b):
    """It does not transpose the table."""
    return X_board @ W.T + b


@answered(IN_WORDS)
def mend_columns__weights_not_transposed(X_board, W, b):
    """It transposes the table and not the weights."""
    return X_board.T @ W + b


@answered("the weights reshaped")
def mend_columns__weights_reshaped(X_board, W, b):
    """It transposes the table and reshapes the weights."""
    return X_board.T @ W.reshape(W.shape[1], W.shape[0]) + b


@answered(IN_WORDS)
def mend_columns__prints_the_shape(X_board, W, b):
    """It prints the result and does not return it."""
    Z = X_board.T @ W.T + b
    print(Z.shape)


@answered("the bias forgotten")
def mend_columns__both_turned(X_board, W, b):
    """It turns both tables and forgets the bias."""
    return X_board.T @ W.T


@answered("the bias subtracted")
def mend_columns__bias_row_first(X_board, W, b):
    """It subtracts the bias."""
    return (W @ X_board).T - b


@answered("reshape for .T")
def mend_columns__reshape_minus(X_board, W, b):
    """It reshapes the table with -1."""
    return X_board.reshape(-1, W.shape[1]) @ W.T + b


@answered("the biases added up")
def mend_columns__sum_bias(X_board, W, b):
    """It adds the sum of the biases."""
    return X_board.T @ W.T + b.sum()


@answered("only turned")
def mend_columns__only_transposed(X_board, W, b):
    """It turns the table and does no more."""
    return X_board.T


@answered("the bias twice")
def mend_columns__b_twice(X_board, W, b):
    """It adds the bias twice."""
    return (W @ X_board + b[:, None]).T + b


@answered(IN_WORDS)
def my_sizes__all_different():
    """All sizes differ."""
    return 4, 3, 2


@answered(IN_WORDS)
def my_sizes__inputs_and_units():
    """As many inputs as units, and another number of examples."""
    return 5, 3, 3


@answered(IN_WORDS)
def my_sizes__examples_and_inputs():
    """As many examples as inputs, and another number of units."""
    return 3, 3, 2


@answered(IN_WORDS)
def my_sizes__examples_and_units():
    """As many examples as units, and another number of inputs."""
    return 4, 7, 4


@answered(IN_WORDS)
def my_sizes__ones():
    """All sizes are 1, which is not allowed."""
    return 1, 1, 1


@answered(GENERIC)
def my_sizes__one_number():
    """It returns one number for all."""
    return 3


@answered(IN_WORDS)
def my_sizes__too_large():
    """The sizes are above 50."""
    return 64, 64, 64


@answered(IN_WORDS)
def my_sizes__halves():
    """The sizes are no whole numbers."""
    return 2.5, 2.5, 2.5

"""Wrong answers to exercise 10, as students write them, and what the check must answer to each."""

import numpy as np
from wrong_answers import IN_WORDS, answered


def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@answered("counted from 1")
def one_hot__label_one_comes_first(y, K):
    """The places are counted from 1, so the label 0 goes to the last column."""
    Y = np.zeros((len(y), K))
    for i in range(len(y)):
        Y[i, y[i] - 1] = 1
    return Y


@answered("no place for the first class")
def one_hot__compares_with_one_to_K(y, K):
    """The labels are compared with 1 … K, so the label 0 has no 1 in its row."""
    classes = np.arange(1, K + 1)
    return (y[:, None] == classes).astype(float)


@answered("examples as columns")
def one_hot__one_column_for_each_example(y, K):
    """A label becomes a column, so the table is transposed."""
    m = len(y)
    table = np.zeros((K, m))
    table[y, np.arange(m)] = 1
    return table


@answered("all rows alike")
def one_hot__every_row_gets_all(y, K):
    """The colon puts a 1 into every row, for each label of the list."""
    Y = np.zeros((y.shape[0], K))
    Y[:, y] = 1
    return Y


@answered("too few columns")
def one_hot__as_many_as_seen(y, K):
    """The width is read off the labels, and K is not used."""
    return np.eye(np.max(y) + 1)[y]


@answered("only the first row")
def one_hot__return_in_the_loop(y, K):
    """It returns within the loop, so only the first row has its 1."""
    Y = np.zeros((len(y), K))
    for i, k in enumerate(y):
        Y[i, k] = 1
        return Y


@answered("the label in its place")
def one_hot__label_in_its_place(y, K):
    """The label itself is written where the 1 should be."""
    out = np.zeros((len(y), K))
    for i in range(len(y)):
        out[i, y[i]] = y[i]
    return out


@answered("no shift")
def softmax__nothing_taken_off(z):
    """The sums are not shifted, so large ones overflow."""
    e = np.exp(z)
    return e / np.sum(e, axis=1, keepdims=True)


@answered("one distribution for all")
def softmax__whole_table(z):
    """The sum runs over the whole table, not over each row."""
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@answered("down the columns")
def softmax__axis_0(z):
    """The sum runs down each column, as in code for one vector."""
    e_x = np.exp(z - np.max(z))
    return e_x / e_x.sum(axis=0)


@answered("one shift for the whole table")
def softmax__one_shift_for_the_table(z):
    """The largest number of the whole table is taken off, so a row far below it becomes 0 / 0."""
    e = np.exp(z - np.max(z))
    return e / np.sum(e, axis=1, keepdims=True)


@answered("keepdims forgotten")
def softmax__sums_lose_their_axis(z):
    """The row sums have the shape (m,), and do not fit the table."""
    e = np.exp(z - np.max(z, axis=1)[:, None])
    return e / np.sum(e, axis=1)


@answered("divided by the largest")
def softmax__scaled_by_the_largest(z):
    """The sums are divided by the largest one, where it should be subtracted."""
    big = np.max(np.abs(z), axis=1, keepdims=True)
    e = np.exp(z / big)
    return e / e.sum(axis=1, keepdims=True)


@answered(IN_WORDS)
def softmax__clipped(z):
    """Large sums are cut off at 700, so two large ones become equal."""
    e = np.exp(np.clip(z, -700, 700))
    return e / e.sum(axis=1, keepdims=True)


@answered("a sigmoid for each")
def softmax__each_number_alone(z):
    """A sigmoid of each number: the rows do not add up to 1."""
    return 1 / (1 + np.exp(-z))


@answered("divided by the shifted sums")
def softmax__share_of_the_sum(z):
    """The exponentials are divided by the sum of the sums, not by their own."""
    z = z - z.max(axis=1, keepdims=True)
    return np.exp(z) / z.sum(axis=1, keepdims=True)


@answered("0 · log 0")
def cross_entropy__log_of_zero(P, Y):
    """The formula as it stands: 0 · log 0 is nan."""
    m = P.shape[0]
    return -np.sum(Y * np.log(P)) / m


@answered("1e-15 in the logarithm")
def cross_entropy__tiny_number_added(P, Y):
    """A tiny number is added to every probability."""
    return -np.mean(np.sum(Y * np.log(P + 1e-15), axis=1))


@answered("1e-12 in the logarithm")
def cross_entropy__clipped(P, Y):
    """The probabilities are clipped, so there is a highest loss."""
    P = np.clip(P, 1e-12, 1 - 1e-12)
    m = len(P)
    return -np.sum(Y * np.log(P)) / m


@answered("missing 1/m")
def cross_entropy__sum_of_all(P, Y):
    """The losses are added up, and not divided by m."""
    total = 0.0
    for i in range(len(P)):
        k = np.argmax(Y[i])
        total -= np.log(P[i, k])
    return total


@answered("missing minus sign")
def cross_entropy__positive_log(P, Y):
    """The minus sign is missing."""
    p_true = P[Y == 1]
    return np.mean(np.log(p_true))


@answered("divided by m·K")
def cross_entropy__mean_of_all_entries(P, Y):
    """The mean runs over all m · K entries."""
    safe = np.where(Y == 1, P, 1)
    return np.mean(-Y * np.log(safe))


@answered(IN_WORDS)
def cross_entropy__nan_mended_afterwards(P, Y):
    """What is not finite is replaced after the logarithm, the infinite loss too."""
    L = -np.sum(np.nan_to_num(Y * np.log(P), neginf=0.0), axis=1)
    return np.mean(L)


@answered("the logarithm of the mean")
def cross_entropy__log_of_the_mean(P, Y):
    """The mean is taken before the logarithm."""
    p_true = np.sum(P * Y, axis=1)
    return -np.log(np.mean(p_true))


@answered("the largest for the true one")
def cross_entropy__largest_probability(P, Y):
    """It takes the loss of the network's own answer, not of the truth."""
    best = P.max(axis=1)
    return -np.mean(np.log(best))


@answered("a loss for each example")
def cross_entropy__fine_of_each(P, Y):
    """It returns the loss of each example, without the mean."""
    return -np.log(np.sum(P * Y, axis=1))


@answered("missing 1/m")
def softmax_ce_gradient__not_divided(Z, Y):
    """The 1/m is missing."""
    return softmax(Z) - Y


@answered("wrong sign")
def softmax_ce_gradient__truth_first(Z, Y):
    """Truth minus prediction: the sign is wrong."""
    m = len(Z)
    return (Y - softmax(Z)) / m


@answered("divided by m·K")
def softmax_ce_gradient__by_size(Z, Y):
    """It divides by the number of entries, m · K."""
    P = softmax(Z)
    return (P - Y) / Z.size


@answered("divided by K")
def softmax_ce_gradient__by_classes(Z, Y):
    """It divides by the number of classes."""
    P = softmax(Z)
    m = Z.shape[1]
    return (P - Y) / m


@answered("the softmax forgotten")
def softmax_ce_gradient__sums_as_prediction(Z, Y):
    """The sums themselves stand where their softmax should."""
    return 1 / len(Y) * (Z - Y)


@answered("the powers overflow")
def softmax_ce_gradient__own_exponentials(Z, Y):
    """It writes the softmax anew, without the shift."""
    P = np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)
    return (P - Y) / len(Y)


@answered("the slope of the softmax once too often")
def softmax_ce_gradient__sigmoid_slope_too(Z, Y):
    """It multiplies by p (1 − p) once more."""
    P = softmax(Z)
    return (P - Y) * P * (1 - P) / len(Z)


@answered("the slope in P")
def softmax_ce_gradient__slope_in_P(Z, Y):
    """The slope of the cost in the probabilities, not in the sums."""
    P = softmax(Z)
    return -Y / P / len(Z)


@answered("one row for all")
def softmax_ce_gradient__mean_over_examples(Z, Y):
    """It takes the mean over the examples, so only one row comes back."""
    return np.mean(softmax(Z) - Y, axis=0)


@answered("0 · log 0")
def entropy__zero_times_infinity(p):
    """The formula as it stands: 0 · log 0 is nan."""
    return -np.sum(p * np.log(p))


@answered("missing minus sign")
def entropy__as_scanned(p):
    """The minus sign is missing."""
    q = p[p > 0]
    return np.sum(q * np.log(q))


@answered("bits")
def entropy__in_bits(p):
    """The logarithm to base 2."""
    H = 0
    for x in p:
        if x > 0:
            H -= x * np.log2(x)
    return H


@answered(IN_WORDS)
def entropy__tiny_number(p):
    """A tiny number is added to every probability."""
    return -np.sum(p * np.log(p + 1e-8))


@answered("mean for sum")
def entropy__mean_of_terms(p):
    """The mean of the terms, not their sum."""
    q = p[p != 0]
    return -np.mean(q * np.log(q))


@answered("the weights forgotten")
def entropy__not_weighted(p):
    """The logarithms are added without their weights."""
    q = p[p > 0]
    return -np.sum(np.log(q))


@answered(IN_WORDS)
def entropy__printed(p):
    """It prints the entropy, and returns nothing."""
    q = p[p > 0]
    print(-np.sum(q * np.log(q)))


@answered("stopped at a zero")
def entropy__stops_at_zero(p):
    """It returns within the loop, at the first class that never happens."""
    h = 0
    for k in range(len(p)):
        if p[k] == 0:
            return h
        h += -p[k] * np.log(p[k])
    return h


@answered("only the first class")
def entropy__first_term(p):
    """It returns within the loop, after the first term."""
    h = 0
    for k in range(len(p)):
        if p[k] > 0:
            h -= p[k] * np.log(p[k])
        return h


@answered("multiplied by T")
def my_temperature__multiplied():
    """It looks for the factor of the sums, which is 1/T."""
    z = np.array([[-0.21, 0.47, 1.72]])
    low, high = 0.0, 10.0
    for _ in range(40):
        T = (low + high) / 2
        if softmax(z * T)[0, 2] < 0.9:
            low = T
        else:
            high = T
    return T


@answered(IN_WORDS)
def my_temperature__wrong_half():
    """It keeps the wrong half, so it runs to an end of the range."""
    z = np.array([[-0.21, 0.47, 1.72]])
    low, high = 0.01, 5.0
    for _ in range(20):
        T = (low + high) / 2
        if softmax(z / T)[0, 2] > 0.9:
            high = T
        else:
            low = T
    return T


@answered(IN_WORDS)
def my_temperature__first_guess():
    """A guess that is near, and not near enough."""
    return 0.6


@answered(IN_WORDS)
def my_temperature__probability():
    """It returns the probability that was asked for."""
    return 0.9


@answered("nothing changed")
def my_temperature__no_change():
    """The temperature that changes nothing."""
    return 1


@answered(IN_WORDS)
def my_temperature__answers_of_softmax():
    """It returns the probabilities, not the temperature."""
    T = 0.555
    z = np.array([[-0.21, 0.47, 1.72]])
    return softmax(z / T)


@answered(IN_WORDS)
def my_temperature__hotter_is_surer():
    """It takes a high temperature for a sure answer."""
    return 2.0

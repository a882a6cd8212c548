"""Wrong answers to exercise 03, logistic regression."""

import math

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


@answered("the power overflows")
def sigmoid__formula(z):
    """It writes the formula down, which loses the answers far to the left."""
    return 1 / (1 + np.exp(-z))


@answered("wrong sign in the exponent")
def sigmoid__sign(z):
    """It forgets the minus in the power."""
    return 1 / (1 + np.exp(z))


@answered("infinity divided by infinity")
def sigmoid__other_form(z):
    """It takes the form that is not a number far to the right."""
    return np.exp(z) / (1 + np.exp(z))


@answered("the sum is cut off at 500")
def sigmoid__clipped(z):
    """It cuts z off at 500 on both sides."""
    z = np.clip(z, -500, 500)
    return 1 / (1 + np.exp(-z))


@answered(IN_WORDS)
def sigmoid__if(z):
    """It asks a whole array with an if."""
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


@answered("math.exp for an array")
def sigmoid__math(z):
    """It takes the exponential of Python, which knows no arrays."""
    return 1 / (1 + math.exp(-z))


@answered("the denominator without parentheses")
def sigmoid__brackets(z):
    """It forgets the brackets of the denominator."""
    return 1 / 1 + np.exp(-z)


@answered("tanh instead")
def sigmoid__tanh(z):
    """It takes tanh, which lies between -1 and 1."""
    return np.tanh(z)


@answered("the power overflows")
def sigmoid__half_tanh(z):
    """It writes the curve with tanh, which cancels far to the left."""
    return 0.5 * (1 + np.tanh(z / 2))


@answered("the right half twice")
def sigmoid__absolute_everywhere(z):
    """It takes the power of -|z| and forgets to tell the two sides apart."""
    e = np.exp(-np.abs(z))
    return 1 / (1 + e)


@answered("the left half twice")
def sigmoid__numerator_everywhere(z):
    """It has the harmless power in the numerator on both sides."""
    e = np.exp(-np.abs(z))
    return e / (1 + e)


@answered("the halves swapped")
def sigmoid__sides_swapped(z):
    """The two forms stand on the wrong sides."""
    return np.where(z < 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


@answered("one long row")
def sigmoid__flat(z):
    """It goes through the entries and loses the shape."""
    out = []
    for v in np.ravel(z):
        e = np.exp(-abs(v))
        out.append(1 / (1 + e) if v >= 0 else e / (1 + e))
    return np.array(out)


@answered(IN_WORDS)
def sigmoid__clip100(z):
    """It cuts z off at 100."""
    return 1 / (1 + np.exp(-np.clip(z, -100, 100)))


@answered("the power alone below")
def sigmoid__no_plus(z):
    """It forgets the one in the denominator."""
    return 1 / np.exp(-z)


@answered("a power of 2")
def sigmoid__base2(z):
    """It takes powers of two."""
    return 1 / (1 + 2 ** (-z))


@answered("the power subtracted")
def sigmoid__minus(z):
    """It subtracts in the denominator."""
    return 1 / (1 - np.exp(-z))


@answered(IN_WORDS)
def sigmoid__loop_list(z):
    """It goes through the entries, where a number has none."""
    out = []
    for v in z:
        out.append(1 / (1 + np.exp(-v)))
    return out


@answered("a decision")
def sigmoid__step(z):
    """It decides."""
    return np.where(z >= 0, 1, 0)


@answered("the power overflows")
def sigmoid__few_digits(z):
    """It computes in float32, in which the power overflows sooner."""
    return (1 / (1 + np.exp(-np.asarray(z, dtype=np.float32)))).astype(float)


@answered(IN_WORDS)
def sigmoid__clip_one_side(z):
    """It cuts z off at -700."""
    return 1 / (1 + np.exp(-np.maximum(z, -700)))


@answered(IN_WORDS)
def sigmoid__tiny(z):
    """It adds a tiny number to the answer."""
    return 1 / (1 + np.exp(-z)) + 1e-300


@answered("missing 1/m")
def bce__sum(a, y):
    """It adds up and does not take the mean."""
    p = np.where(y == 1, a, 1 - a)
    return -np.sum(np.log(p))


@answered("missing minus sign")
def bce__sign(a, y):
    """It forgets the minus."""
    return np.mean(np.log(np.where(y == 1, a, 1 - a)))


@answered("0 · log 0")
def bce__formula(a, y):
    """It writes the formula down, which meets 0 times log 0."""
    return -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))


@answered("1e-15 added inside the logarithm")
def bce__little_more(a, y):
    """It adds a small number before the logarithm."""
    eps = 1e-15
    return -np.mean(y * np.log(a + eps) + (1 - y) * np.log(1 - a + eps))


@answered("the answer is cut off at 1e-12")
def bce__clipped(a, y):
    """It cuts the probabilities off."""
    a = np.clip(a, 1e-12, 1 - 1e-12)
    return -(y * np.log(a) + (1 - y) * np.log(1 - a)).mean()


@answered("only the ones are counted")
def bce__ones_only(a, y):
    """It leaves out the loss of the examples with the label 0."""
    L = 0
    for i in range(len(y)):
        if y[i] == 1:
            L -= np.log(a[i])
    return L / len(y)


@answered("labels the wrong way round")
def bce__labels_swapped(a, y):
    """It gives each label the loss of the other."""
    p = np.where(y == 0, a, 1 - a)
    return -np.mean(np.log(p))


@answered("logarithm to the base 10")
def bce__base_ten(a, y):
    """It takes the logarithm with base 10."""
    p = np.where(y == 1, a, 1 - a)
    return np.mean(-np.log10(p))


@answered("examples left out")
def bce__nanmean(a, y):
    """It leaves the examples out that are no number, and divides by those that are left."""
    L = y * np.log(a) + (1 - y) * np.log(1 - a)
    return -np.nanmean(L)


@answered("a loss for each example")
def bce__without_mean(a, y):
    """It returns a loss for each example."""
    return -np.log(np.where(y == 1, a, 1 - a))


@answered("the logarithm of the labels")
def bce__arguments_swapped(a, y):
    """It takes the logarithm of the labels."""
    return -np.mean(a * np.log(y) + (1 - a) * np.log(1 - y))


@answered("a ½ too much")
def bce__half(a, y):
    """It brings the one half of the squared cost along."""
    p = y * a + (1 - y) * (1 - a)
    return -np.sum(np.log(p)) / (2 * len(y))


@answered("mean squared error")
def bce__squares(a, y):
    """It takes the squared cost."""
    return np.mean((a - y) ** 2)


@answered("the logarithm of the mean")
def bce__log_of_mean(a, y):
    """It takes the logarithm of the mean."""
    return -np.log(np.mean(a**y * (1 - a) ** (1 - y)))


@answered("twice the mean")
def bce__twice(a, y):
    """It returns twice the mean."""
    p = np.where(y == 1, a, 1 - a)
    return -np.sum(np.log(p)) / len(y) * 2


@answered("1 + a for 1 − a")
def bce__one_plus(a, y):
    """It takes the logarithm of 1 + a."""
    return -np.mean(y * np.log(a) + (1 - y) * np.log(1 + a))


@answered("the terms multiplied")
def bce__product(a, y):
    """It multiplies both terms."""
    return -np.mean(y * np.log(a) * (1 - y) * np.log(1 - a))


@answered("the terms subtracted")
def bce__minus_between(a, y):
    """It subtracts the second term."""
    return -np.mean(y * np.log(a) - (1 - y) * np.log(1 - a))


@answered("only the zeros are counted")
def bce__zero_only(a, y):
    """It leaves out the loss of the examples with the label 1."""
    return -np.mean((1 - y) * np.log(1 - a))


@answered("the first example alone")
def bce__first(a, y):
    """It returns inside the loop, after the first example."""
    for i in range(len(y)):
        p = a[i] if y[i] == 1 else 1 - a[i]
        return -np.log(p)


@answered(IN_WORDS)
def bce__if(a, y):
    """It asks a whole array with an if."""
    if y == 1:
        return -np.log(a)
    return -np.log(1 - a)


@answered("the answer is cut off at 1e-10")
def bce__max_only(a, y):
    """It cuts the probabilities off below."""
    return -np.mean(y * np.log(np.maximum(a, 1e-10)) + (1 - y) * np.log(np.maximum(1 - a, 1e-10)))


@answered("the last example alone")
def bce__last(a, y):
    """It keeps the last loss alone."""
    L = 0
    for i in range(len(y)):
        L = -np.log(a[i] if y[i] else 1 - a[i])
    return L / len(y)


@answered("absolute error")
def bce__absolute(a, y):
    """It takes the absolute error."""
    return np.mean(np.abs(y - a))


@answered("no logarithm")
def bce__p_not_log(a, y):
    """It forgets the logarithm."""
    return -np.mean(np.where(y == 1, a, 1 - a))


@answered("divided by the ones")
def bce__sum_ones(a, y):
    """It divides by the number of ones."""
    return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)) / np.sum(y)


def _sigma(z):
    """The curve, which is right for small sums."""
    return 1 / (1 + np.exp(-z))


@answered("missing 1/m")
def logistic_gradient_loop__no_mean(w, b, X, y):
    """It does not divide by m."""
    dw, db = np.zeros(len(w)), 0.0
    for i in range(len(y)):
        z = w @ X[i] + b
        dz = _sigma(z) - y[i]
        dw += X[i] * dz
        db += dz
    return dw, db


@answered("db not divided by m")
def logistic_gradient_loop__db_not_divided(w, b, X, y):
    """It divides dw by m, and not db."""
    m, n = X.shape
    dw, db = np.zeros(n), 0.0
    for i in range(m):
        dz = _sigma(np.dot(w, X[i]) + b) - y[i]
        for k in range(n):
            dw[k] += X[i, k] * dz
        db += dz
    return dw / m, db


@answered("wrong sign")
def logistic_gradient_loop__sign(w, b, X, y):
    """The error has the other sign."""
    m = len(y)
    dw, db = 0, 0
    for i in range(m):
        a = _sigma(np.sum(w * X[i]) + b)
        dz = y[i] - a
        dw = dw + X[i] * dz
        db = db + dz
    return dw / m, db / m


@answered("the sigmoid forgotten")
def logistic_gradient_loop__no_sigmoid(w, b, X, y):
    """It forgets the sigmoid."""
    m = len(y)
    dw, db = np.zeros(len(w)), 0.0
    for x, label in zip(X, y, strict=True):
        dz = w @ x + b - label
        dw += x * dz
        db += dz
    return dw / m, db / m


@answered("the bias forgotten")
def logistic_gradient_loop__no_bias(w, b, X, y):
    """It forgets the bias in the sum."""
    m = len(y)
    dw, db = np.zeros(len(w)), 0.0
    for i in range(m):
        z = 0
        for k in range(len(w)):
            z += w[k] * X[i, k]
        dz = _sigma(z) - y[i]
        dw += X[i] * dz
        db += dz
    return dw / m, db / m


@answered("only the last example")
def logistic_gradient_loop__overwrites(w, b, X, y):
    """It keeps the last example alone."""
    m = len(y)
    for i in range(m):
        dz = _sigma(w @ X[i] + b) - y[i]
        dw = X[i] * dz
        db = dz
    return dw / m, db / m


@answered("return inside the loop")
def logistic_gradient_loop__first_example(w, b, X, y):
    """It divides and returns inside the loop."""
    m = len(y)
    dw, db = np.zeros(len(w)), 0.0
    for i in range(m):
        dz = _sigma(w @ X[i] + b) - y[i]
        dw += X[i] * dz
        db += dz
        return dw / m, db / m


@answered("the slope of the sigmoid once too often")
def logistic_gradient_loop__slope_of_sigmoid(w, b, X, y):
    """It has the slope of the sigmoid as a factor, as the squared cost would."""
    m = len(y)
    dw, db = np.zeros(len(w)), 0.0
    for i in range(m):
        a = _sigma(w @ X[i] + b)
        dz = (a - y[i]) * a * (1 - a)
        dw += X[i] * dz
        db += dz
    return dw / m, db / m


@answered("one sum z for all examples")
def logistic_gradient_loop__sum_kept(w, b, X, y):
    """It does not begin each sum at zero."""
    m, n = X.shape
    dw, db, z = np.zeros(n), 0.0, 0.0
    for i in range(m):
        for k in range(n):
            z += w[k] * X[i, k]
        dz = _sigma(z + b) - y[i]
        dw += X[i] * dz
        db += dz
    return dw / m, db / m


@answered("the weights moved")
def logistic_gradient_loop__updates(w, b, X, y):
    """It moves the weights after each example."""
    m = len(y)
    dw, db = np.zeros(len(w)), 0.0
    for i in range(m):
        dz = _sigma(w @ X[i] + b) - y[i]
        dw += X[i] * dz
        db += dz
        w = w - X[i] * dz
        b = b - dz
    return dw / m, db / m


@answered("divided by m again and again")
def logistic_gradient_loop__divides_in_the_loop(w, b, X, y):
    """It divides by m inside the loop, again and again."""
    m = len(y)
    dw, db = np.zeros(len(w)), 0.0
    for i in range(m):
        dz = _sigma(w @ X[i] + b) - y[i]
        dw += X[i] * dz
        db += dz
        dw /= m
        db /= m
    return dw, db


@answered("the last db alone")
def logistic_gradient_loop__db_overwrite(w, b, X, y):
    """It keeps the last example alone in db."""
    m = len(y)
    dw = np.zeros(len(w))
    db = 0
    for i in range(m):
        dz = _sigma(X[i] @ w + b) - y[i]
        dw += X[i] * dz
        db = dz
    return (dw / m, db / m)


@answered("db once for each feature")
def logistic_gradient_loop__db_times_x(w, b, X, y):
    """It adds to db once for each feature."""
    m = len(y)
    dw = np.zeros(len(w))
    db = 0
    for i in range(m):
        dz = _sigma(X[i] @ w + b) - y[i]
        dw += X[i] * dz
        for k in range(len(w)):
            db += dz
    return (dw / m, db / m)


@answered("in another order")
def logistic_gradient_loop__order(w, b, X, y):
    """It returns db first."""
    m = len(y)
    dw = np.zeros(len(w))
    db = 0
    for i in range(m):
        dz = _sigma(X[i] @ w + b) - y[i]
        dw += X[i] * dz
        db += dz
    return (db / m, dw / m)


@answered("the last feature in z alone")
def logistic_gradient_loop__z_overwrite(w, b, X, y):
    """It keeps the last feature alone in z."""
    m, n = X.shape
    dw = np.zeros(n)
    db = 0
    for i in range(m):
        for k in range(n):
            z = w[k] * X[i, k] + b
        dz = _sigma(z) - y[i]
        dw += X[i] * dz
        db += dz
    return (dw / m, db / m)


@answered("the bias once for each feature")
def logistic_gradient_loop__bias_each(w, b, X, y):
    """It adds the bias once for each feature."""
    m, n = X.shape
    dw = np.zeros(n)
    db = 0
    for i in range(m):
        z = 0
        for k in range(n):
            z += w[k] * X[i, k] + b
        dz = _sigma(z) - y[i]
        dw += X[i] * dz
        db += dz
    return (dw / m, db / m)


@answered("divided by n")
def logistic_gradient_loop__div_n(w, b, X, y):
    """It divides by the number of features."""
    m, n = X.shape
    dw = np.zeros(n)
    db = 0
    for i in range(m):
        dz = _sigma(X[i] @ w + b) - y[i]
        dw += X[i] * dz
        db += dz
    return (dw / n, db / n)


@answered("the input forgotten")
def logistic_gradient_loop__no_x(w, b, X, y):
    """It forgets the input in dw."""
    m, n = X.shape
    dw = np.zeros(n)
    db = 0
    for i in range(m):
        dz = _sigma(X[i] @ w + b) - y[i]
        dw += dz
        db += dz
    return (dw / m, db / m)


@answered("the error squared")
def logistic_gradient_loop__squared(w, b, X, y):
    """It squares the error."""
    m, n = X.shape
    dw = np.zeros(n)
    db = 0
    for i in range(m):
        dz = (_sigma(X[i] @ w + b) - y[i]) ** 2
        dw += X[i] * dz
        db += dz
    return (dw / m, db / m)


@answered("missing 1/m")
def logistic_gradient__no_mean(w, b, X, y):
    """It does not divide by m."""
    a = _sigma(X @ w + b)
    return X.T @ (a - y), np.sum(a - y)


@answered("db not divided by m")
def logistic_gradient__sum_for_db(w, b, X, y):
    """It divides dw by m, and not db."""
    m = len(y)
    a = _sigma(X @ w + b)
    return X.T @ (a - y) / m, (a - y).sum()


@answered("db not summed")
def logistic_gradient__db_array(w, b, X, y):
    """It does not add up for db."""
    m = len(y)
    a = _sigma(X @ w + b)
    dw = (1 / m) * X.T @ (a - y)
    db = (1 / m) * (a - y)
    return dw, db


@answered("in another order")
def logistic_gradient__db_first(w, b, X, y):
    """It returns db first."""
    error = _sigma(X @ w + b) - y
    return error.mean(), X.T @ error / len(y)


@answered("wrong sign")
def logistic_gradient__sign(w, b, X, y):
    """The error has the other sign."""
    error = y - _sigma(X @ w + b)
    return X.T @ error / len(y), error.mean()


@answered("divided by n")
def logistic_gradient__over_features(w, b, X, y):
    """It divides by the number of features."""
    m = X.shape[1]
    error = _sigma(X @ w + b) - y
    return X.T @ error / m, np.sum(error) / m


@answered("the sigmoid forgotten")
def logistic_gradient__no_sigmoid(w, b, X, y):
    """It forgets the sigmoid."""
    a = np.dot(X, w) + b
    return np.dot(X.T, a - y) / len(y), np.mean(a - y)


@answered("the bias forgotten")
def logistic_gradient__no_bias(w, b, X, y):
    """It forgets the bias in the sum."""
    a = _sigma(X @ w)
    return X.T @ (a - y) / len(y), np.mean(a - y)


@answered("one mean for all")
def logistic_gradient__mean_of_all(w, b, X, y):
    """It takes one mean over examples and features for dw."""
    error = _sigma(X @ w + b) - y
    dw = np.mean(X * error[:, None])
    return dw, np.mean(error)


@answered("X not transposed")
def logistic_gradient__not_transposed(w, b, X, y):
    """It forgets to transpose X."""
    error = _sigma(X @ w + b) - y
    return X @ error / len(y), np.mean(error)


@answered("z for a in dw")
def logistic_gradient__uses_z(w, b, X, y):
    """It computes the answer and goes on with the sum for dw."""
    z = X @ w + b
    a = _sigma(z)
    return X.T @ (z - y) / len(y), np.mean(a - y)


@answered("dw not divided by m")
def logistic_gradient__dw_sum(w, b, X, y):
    """It divides db by m, and not dw."""
    e = _sigma(X @ w + b) - y
    return (X.T @ e, e.mean())


@answered("a ½ too much")
def logistic_gradient__half(w, b, X, y):
    """It has a one half too much."""
    e = _sigma(X @ w + b) - y
    return (X.T @ e / (2 * len(y)), e.mean() / 2)


@answered("dw added up for db")
def logistic_gradient__db_of_dw(w, b, X, y):
    """It adds up dw for db."""
    e = _sigma(X @ w + b) - y
    dw = X.T @ e / len(y)
    return (dw, np.sum(dw))


@answered("a step taken")
def logistic_gradient__update(w, b, X, y):
    """It takes a step."""
    e = _sigma(X @ w + b) - y
    return (w - X.T @ e / len(y), b - e.mean())


@answered("dw not summed")
def logistic_gradient__elementwise(w, b, X, y):
    """It does not add up for dw."""
    e = _sigma(X @ w + b) - y
    return (X * e[:, None] / len(y), e.mean())


@answered(GENERIC)
def logistic_gradient__only_dw(w, b, X, y):
    """It returns dw alone."""
    e = _sigma(X @ w + b) - y
    return X.T @ e / len(y)


@answered("the decision for the answer")
def logistic_gradient__threshold(w, b, X, y):
    """It takes the decision for the answer."""
    e = (X @ w + b >= 0) - y
    return (X.T @ e / len(y), e.mean())


@answered("no decision")
def classify__probabilities(w, b, X):
    """It returns the probabilities."""
    return _sigma(X @ w + b)


@answered("z compared with one half")
def classify__half_of_z(w, b, X):
    """It compares the sum with one half."""
    z = X @ w + b
    return (z >= 0.5).astype(int)


@answered("the boundary on the wrong side")
def classify__strictly(w, b, X):
    """It says 0 on the boundary."""
    return np.where(_sigma(X @ w + b) > 0.5, 1, 0)


@answered("labels −1 and +1")
def classify__plus_minus(w, b, X):
    """It answers -1 for no."""
    return np.where(X @ w + b >= 0, 1, -1)


@answered("the bias forgotten")
def classify__no_bias(w, b, X):
    """It forgets the bias."""
    p = np.zeros(len(X))
    for i in range(len(X)):
        if X[i] @ w >= 0:
            p[i] = 1
    return p


@answered("the boundary on the wrong side")
def classify__rounded(w, b, X):
    """It rounds, and one half is rounded to zero."""
    return np.round(_sigma(X @ w + b))


@answered("the wrong way round")
def classify__other_side(w, b, X):
    """It says 1 where the answer is below one half."""
    return (X @ w + b <= 0) * 1


@answered(IN_WORDS)
def classify__if(w, b, X):
    """It asks a whole array with an if."""
    a = _sigma(X @ w + b)
    if a >= 0.5:
        return 1
    return 0


@answered("the first row alone")
def classify__first_row(w, b, X):
    """It returns inside the loop, after the first row."""
    for x in X:
        return 1 if x @ w + b >= 0 else 0


@answered("the wrong way round")
def classify__below_one_half(w, b, X):
    """It says where the answer is below one half."""
    return _sigma(X @ w + b) < 0.5


@answered("always 1")
def classify__ones(w, b, X):
    """It says 1 everywhere."""
    return np.ones(len(X))


@answered("always 0")
def classify__int(w, b, X):
    """It cuts the digits off."""
    return _sigma(X @ w + b).astype(int)


@answered("labels −1 and +1")
def classify__sign(w, b, X):
    """It takes the sign of the sum."""
    return np.sign(X @ w + b)


@answered("the sums for the decisions")
def classify__z(w, b, X):
    """It returns the sums."""
    return X @ w + b


@answered("z compared with 1")
def classify__zstrict1(w, b, X):
    """It compares the sum with 1."""
    return (X @ w + b >= 1).astype(int)


@answered("a column of decisions")
def classify__column(w, b, X):
    """It returns a column."""
    return np.where(X @ w + b >= 0, 1, 0).reshape(-1, 1)


def _slopes(w, b, X, y):
    """The slopes of the cost, which are right."""
    error = _sigma(X @ w + b) - y
    return X.T @ error / len(y), np.mean(error)


@answered("one step more")
def train_logistic__one_step_more(X, y, lr, steps):
    """It takes one step more."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps + 1):
        dw, db = _slopes(w, b, X, y)
        w = w - lr * dw
        b = b - lr * db
    return w, b


@answered("one step less")
def train_logistic__one_step_less(X, y, lr, steps):
    """It takes one step less."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(1, steps):
        dw, db = _slopes(w, b, X, y)
        w, b = w - lr * dw, b - lr * db
    return w, b


@answered("one after the other")
def train_logistic__first_w_then_b(X, y, lr, steps):
    """The bias's slope is taken with the new weights."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w = w - lr * _slopes(w, b, X, y)[0]
        b = b - lr * _slopes(w, b, X, y)[1]
    return w, b


@answered("it climbs")
def train_logistic__uphill(X, y, lr, steps):
    """It adds the slopes."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = w + lr * dw, b + lr * db
    return w, b


@answered("one step only")
def train_logistic__returns_in_the_loop(X, y, lr, steps):
    """It returns inside the loop, after the first step."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w = w - lr * dw
        b = b - lr * db
        return w, b


@answered("the slopes of the start")
def train_logistic__gradient_once(X, y, lr, steps):
    """It takes the slopes once, before the loop."""
    w, b = np.zeros(X.shape[1]), 0.0
    dw, db = _slopes(w, b, X, y)
    for _ in range(steps):
        w = w - lr * dw
        b = b - lr * db
    return w, b


@answered("the bias does not learn")
def train_logistic__no_bias(X, y, lr, steps):
    """It never moves the bias."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        dw, _ = _slopes(w, b, X, y)
        w = w - lr * dw
    return w, b


@answered("in another order")
def train_logistic__bias_first(X, y, lr, steps):
    """It returns the bias first."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = w - lr * dw, b - lr * db
    return b, w


@answered("w from 1")
def train_logistic__ones(X, y, lr, steps):
    """It starts with ones."""
    w, b = np.ones(X.shape[1]), 0.0
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = w - lr * dw, b - lr * db
    return w, b


@answered("the learning rate forgotten")
def train_logistic__no_alpha(X, y, lr, steps):
    """It forgets the learning rate."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w -= dw
        b -= db
    return w, b


@answered(IN_WORDS)
def train_logistic__weights_for_the_rows(X, y, lr, steps):
    """It makes a weight for each row, not for each column."""
    w, b = np.zeros(len(X)), 0.0
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = w - lr * dw, b - lr * db
    return w, b


@answered("1/m twice")
def train_logistic__divides_again(X, y, lr, steps):
    """It divides by m once more."""
    m, n = X.shape
    w, b = np.zeros(n), 0
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w = w - lr * dw / m
        b = b - lr * db / m
    return w, b


@answered("the learning rate of the bias forgotten")
def train_logistic__b_no_alpha(X, y, lr, steps):
    """It forgets the learning rate for the bias."""
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = (w - lr * dw, b - db)
    return (w, b)


@answered("the bias climbs")
def train_logistic__b_up(X, y, lr, steps):
    """It adds the slope of the bias."""
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = (w - lr * dw, b + lr * db)
    return (w, b)


@answered(GENERIC)
def train_logistic__slopes_swapped(X, y, lr, steps):
    """It takes dw for db."""
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        db, dw = _slopes(w, b, X, y)
        w, b = (w - lr * dw, b - lr * db)
    return (w, b)


@answered("one step only")
def train_logistic__reset(X, y, lr, steps):
    """It begins anew in each round."""
    for _ in range(steps):
        w, b = (np.zeros(X.shape[1]), 0.0)
        dw, db = _slopes(w, b, X, y)
        w, b = (w - lr * dw, b - lr * db)
    return (w, b)


@answered("the slopes for the weights")
def train_logistic__returns_slopes(X, y, lr, steps):
    """It returns the slopes."""
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = (w - lr * dw, b - lr * db)
    return (dw, db)


@answered("the step for the weights")
def train_logistic__assign(X, y, lr, steps):
    """It puts the step in place of the weights."""
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = (-lr * dw, -lr * db)
    return (w, b)


@answered(GENERIC)
def train_logistic__w_only(X, y, lr, steps):
    """It returns the weights without the bias."""
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        dw, db = _slopes(w, b, X, y)
        w, b = (w - lr * dw, b - lr * db)
    return w


@answered(IN_WORDS)
def my_neuron__not_scaled():
    """The boundary is right, and the length is as it came."""
    return 3, 4, -10


@answered("the wrong side")
def my_neuron__other_way():
    """It answers 0.1 where 0.9 is asked."""
    s = np.log(0.9 / 0.1) / 5
    return -3 * s, -4 * s, 10 * s


@answered(IN_WORDS)
def my_neuron__bias_not_scaled():
    """It makes the weights shorter and leaves the bias."""
    s = np.log(9) / 5
    return 3 * s, 4 * s, -10


@answered(IN_WORDS)
def my_neuron__probability_for_sum():
    """The sum is 0.9, and not the answer."""
    s = 0.9 / 5
    return 3 * s, 4 * s, -10 * s


@answered(IN_WORDS)
def my_neuron__along_the_line():
    """The weights point along the line."""
    s = np.log(9) / 5
    return -4 * s, 3 * s, 5 * s


@answered(IN_WORDS)
def my_neuron__bias_sign():
    """The bias has the wrong sign."""
    s = np.log(9) / 5
    return 3 * s, 4 * s, 10 * s


@answered("in another order")
def my_neuron__bias_first():
    """It returns the bias first."""
    s = np.log(9) / 5
    return -10 * s, 3 * s, 4 * s


@answered("a w of length 1")
def my_neuron__length_one():
    """It makes the weights one long, so the sum is 1."""
    return 0.6, 0.8, -2


@answered(IN_WORDS)
def my_neuron__base_ten():
    """It takes the logarithm with base 10."""
    s = np.log10(0.9 / 0.1)
    return 0.6 * s, 0.8 * s, -2 * s

"""Wrong answers to exercise 01, the linear neuron."""

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


@answered("the bias forgotten")
def linear_neuron__without_bias(X, w, b):
    """It forgets the bias."""
    return X @ w


@answered("not summed")
def linear_neuron__no_sum(X, w, b):
    """It multiplies entry by entry and does not add up."""
    return X * w + b


@answered("the bias added n times")
def linear_neuron__bias_in_the_sum(X, w, b):
    """It adds the bias once for each feature."""
    m, n = X.shape
    a = np.zeros(m)
    for i in range(m):
        for k in range(n):
            a[i] += w[k] * X[i, k] + b
    return a


@answered("summed over the examples")
def linear_neuron__sum_over_rows(X, w, b):
    """It adds up over the rows, not over the features."""
    return np.sum(w * X, axis=0) + b


@answered("the first row alone")
def linear_neuron__first_row_only(X, w, b):
    """It returns inside the loop, after the first row."""
    for row in X:
        a = np.dot(row, w) + b
        return a


@answered("one sum for the table")
def linear_neuron__one_sum_for_all(X, w, b):
    """It adds up the whole table."""
    return np.sum(X * w) + b


@answered("the last feature alone")
def linear_neuron__loop_overwrites(X, w, b):
    """It keeps the last feature's product alone."""
    m, n = X.shape
    a = np.zeros(m)
    for i in range(m):
        for k in range(n):
            a[i] = w[k] * X[i, k]
    return a + b


@answered("the first feature alone")
def linear_neuron__first_feature(X, w, b):
    """It takes the first feature alone."""
    return X[:, 0] * w[0] + b


@answered("zeros behind the first row")
def linear_neuron__returns_in_inner(X, w, b):
    """It returns after the first row, with zeros for the others."""
    m, n = X.shape
    a = np.zeros(m)
    for i in range(m):
        for k in range(n):
            a[i] += w[k] * X[i, k]
        a[i] += b
        return a


@answered("one sum for all rows")
def linear_neuron__sum_kept(X, w, b):
    """It does not begin each sum at zero."""
    out = []
    s = 0
    for row in X:
        for k in range(len(w)):
            s += w[k] * row[k]
        out.append(s + b)
    return np.array(out)


@answered("the last feature left out")
def linear_neuron__range_short(X, w, b):
    """It leaves out the last feature."""
    m, n = X.shape
    a = np.zeros(m)
    for i in range(m):
        for k in range(n - 1):
            a[i] += w[k] * X[i, k]
        a[i] += b
    return a


@answered("the mean of the products")
def linear_neuron__mean(X, w, b):
    """It takes the mean of the products, not their sum."""
    return np.mean(X * w, axis=1) + b


@answered("missing ½")
def half_mse__without_half(a, y):
    """It forgets the one half."""
    return np.mean((y - a) ** 2)


@answered("missing 1/m")
def half_mse__without_mean(a, y):
    """It forgets to divide by m."""
    return 0.5 * np.sum((y - a) ** 2)


@answered("2m without parentheses")
def half_mse__brackets(a, y):
    """It divides by two and multiplies by m, for want of brackets."""
    m = len(y)
    return np.sum((y - a) ** 2) / 2 * m


@answered("absolute errors")
def half_mse__absolute(a, y):
    """It takes absolute values in place of squares."""
    return np.abs(y - a).sum() / (2 * len(a))


@answered("square of the sum")
def half_mse__square_of_sum(a, y):
    """It squares the sum of the errors."""
    error = 0
    for i in range(len(y)):
        error += y[i] - a[i]
    return error**2 / (2 * len(y))


@answered("not squared")
def half_mse__not_squared(a, y):
    """It forgets the square."""
    return np.sum(a - y) / (2 * len(y))


@answered("the root")
def half_mse__root(a, y):
    """It takes the root of the mean of the squares."""
    return np.sqrt(np.mean((a - y) ** 2))


@answered(IN_WORDS)
def half_mse__prints(a, y):
    """It prints the cost and does not return it."""
    J = np.sum((y - a) ** 2) / (2 * len(y))
    print(J)


@answered("the ½ twice")
def half_mse__half_twice(a, y):
    """It halves twice."""
    return np.mean((y - a) ** 2) / 4


@answered("neither ½ nor 1/m")
def half_mse__neither(a, y):
    """It forgets both the one half and the mean."""
    return np.sum((y - a) ** 2)


@answered("the first error alone")
def half_mse__return_in_loop(a, y):
    """It returns inside the loop, after the first example."""
    J = 0
    for i in range(len(y)):
        J += (y[i] - a[i]) ** 2
        return J / (2 * len(y))


@answered("added for subtracted")
def half_mse__plus(a, y):
    """It adds prediction and answer."""
    return np.mean((y + a) ** 2) / 2


@answered("the difference of the squares")
def half_mse__difference_of_squares(a, y):
    """It subtracts the squares."""
    return np.sum(a**2 - y**2) / (2 * len(y))


@answered("the last error alone")
def half_mse__overwrite(a, y):
    """It keeps the last square alone."""
    for i in range(len(y)):
        J = (y[i] - a[i]) ** 2
    return J / (2 * len(y))


@answered("1/m twice")
def half_mse__mean_of_half_m(a, y):
    """It takes the mean and divides by m once more."""
    return np.mean((a - y) ** 2) / (2 * len(y))


@answered("the ones come last")
def add_bias_column__last(X):
    """It puts the ones behind the last column."""
    return np.c_[X, np.ones(len(X))]


@answered("a row for a column")
def add_bias_column__row(X):
    """It puts a row of ones on top."""
    return np.vstack((np.ones(X.shape[1]), X))


@answered("zeros for ones")
def add_bias_column__zeros(X):
    """It puts zeros in place of the ones."""
    m, n = X.shape
    new = np.zeros((m, n + 1))
    new[:, 1:] = X
    return new


@answered("the first feature overwritten")
def add_bias_column__overwrites(X):
    """It writes the ones over the first feature."""
    X[:, 0] = 1
    return X


@answered("one long row")
def add_bias_column__flat(X):
    """It forgets the axis, so the table becomes one long row."""
    return np.insert(X, 0, 1)


@answered(IN_WORDS)
def add_bias_column__one_dimension(X):
    """It joins a row of ones of one dimension to a table of two."""
    ones = np.ones(X.shape[0])
    return np.hstack([ones, X])


@answered("1 added everywhere")
def add_bias_column__adds_one(X):
    """It adds one to all entries."""
    return X + np.ones((len(X), 1))


@answered("a column of ones for each feature")
def add_bias_column__ones_like(X):
    """It puts a column of ones for each feature."""
    return np.hstack((np.ones_like(X), X))


@answered("all ones, then the table")
def add_bias_column__append(X):
    """It joins the ones and the table to one long row."""
    return np.append(np.ones(len(X)), X)


@answered("the table missing")
def add_bias_column__only_ones(X):
    """It forgets to copy the table."""
    return np.ones((X.shape[0], X.shape[1] + 1))


@answered("a row for a column")
def add_bias_column__insert_row(X):
    """It inserts a row, along the wrong axis."""
    return np.insert(X, 0, 1, axis=0)


@answered("examples as columns")
def add_bias_column__transposed(X):
    """It leaves the table turned."""
    return np.vstack((np.ones(len(X)), X.T))


@answered("wrong sign")
def delta_rule_step__uphill(w, x, y, lr):
    """The error has the other sign."""
    x = np.append(1, x)
    a = x @ w
    return w + lr * (a - y) * x


@answered("the bias stays")
def delta_rule_step__bias_stays(w, x, y, lr):
    """It does not move the bias."""
    new = w.copy()
    a = w[0] + w[1:] @ x
    new[1:] = new[1:] + lr * (y - a) * x
    return new


@answered("one weight after the other")
def delta_rule_step__one_after_another(w, x, y, lr):
    """It computes the error anew for each weight."""
    x = np.concatenate(([1.0], x))
    for k in range(len(w)):
        a = np.sum(w * x)
        w[k] = w[k] + lr * (y - a) * x[k]
    return w


@answered("a prediction without bias")
def delta_rule_step__no_bias_in_answer(w, x, y, lr):
    """It forgets the bias in the answer."""
    a = np.dot(w[1:], x)
    return w + lr * (y - a) * np.insert(x, 0, 1)


@answered("the change alone")
def delta_rule_step__change_only(w, x, y, lr):
    """It returns the change and not the new weights."""
    x = np.insert(x, 0, 1)
    return lr * (y - w @ x) * x


@answered("the learning rate forgotten")
def delta_rule_step__no_alpha(w, x, y, lr):
    """It forgets the learning rate."""
    xx = np.ones(len(w))
    xx[1:] = x
    a = np.dot(w, xx)
    return w + (y - a) * xx


@answered(IN_WORDS)
def delta_rule_step__no_one(w, x, y, lr):
    """It does not put the 1 before x."""
    a = np.dot(w, x)
    return w + lr * (y - a) * x


@answered("the 1 behind x")
def delta_rule_step__one_at_the_end(w, x, y, lr):
    """It puts the 1 behind x."""
    x = np.append(x, 1)
    a = w @ x
    return w + lr * (y - a) * x


@answered("the error squared")
def delta_rule_step__squared_error(w, x, y, lr):
    """It squares the error."""
    x = np.insert(x, 0, 1)
    return w - lr * (w @ x - y) ** 2 * x


@answered("the bias alone")
def delta_rule_step__only_bias(w, x, y, lr):
    """It moves the bias alone."""
    w = w.copy()
    w[0] += lr * (y - (w[0] + w[1:] @ x))
    return w


@answered("the weight for the input")
def delta_rule_step__times_w(w, x, y, lr):
    """It multiplies by the weight, not by the input."""
    x = np.insert(x, 0, 1)
    e = y - w @ x
    return w + lr * e * w


@answered("the bias after the weights")
def delta_rule_step__bias_after(w, x, y, lr):
    """It takes the error anew for the bias, when the weights have moved."""
    w = w.copy()
    w[1:] = w[1:] + lr * (y - (w[0] + w[1:] @ x)) * x
    w[0] = w[0] + lr * (y - (w[0] + w[1:] @ x))
    return w


@answered("wrong sign")
def delta_rule_step__minus_step(w, x, y, lr):
    """It subtracts the step."""
    x = np.insert(x, 0, 1)
    return w - lr * (y - w @ x) * x


@answered(GENERIC)
def delta_rule_step__x_sum(w, x, y, lr):
    """It multiplies by the sum of the inputs."""
    x = np.insert(x, 0, 1)
    return w + lr * (y - w @ x) * np.sum(x)


def _step(w, x, y, lr):
    """A step of the delta rule that is right."""
    x = np.insert(x, 0, 1.0)
    return w + lr * (y - w @ x) * x


@answered("return inside the loop")
def delta_rule__first_row_only(X, y, w, lr):
    """It returns inside the loop, after the first row."""
    for i in range(len(X)):
        w = _step(w, X[i], y[i], lr)
        return w


@answered("all errors at the old weights")
def delta_rule__old_weights(X, y, w, lr):
    """Each row meets the weights from the beginning, and the changes are added up."""
    change = np.zeros(len(w))
    for i in range(len(X)):
        change += _step(w, X[i], y[i], lr) - w
    return w + change


@answered("only the last row")
def delta_rule__result_not_kept(X, y, w, lr):
    """Each row begins with the first weights, so only the last row counts."""
    for row, answer in zip(X, y, strict=True):
        w_new = _step(w, row, answer, lr)
    return w_new


@answered("the weights stay")
def delta_rule__forgets_to_assign(X, y, w, lr):
    """It calls the step and does not keep what comes back."""
    for i in range(X.shape[0]):
        _step(w, X[i], y[i], lr)
    return w


@answered("without the last row")
def delta_rule__leaves_out_the_last(X, y, w, lr):
    """It leaves out the last row."""
    for i in range(len(X) - 1):
        w = _step(w, X[i], y[i], lr)
    return w


@answered("without the first row")
def delta_rule__leaves_out_the_first(X, y, w, lr):
    """It begins with the second row."""
    for i in range(1, len(X)):
        w = _step(w, X[i], y[i], lr)
    return w


@answered("one step for the table")
def delta_rule__mean_of_table(X, y, w, lr):
    """It takes one step with the mean of all rows."""
    X1 = np.c_[np.ones(len(X)), X]
    return w + lr * X1.T @ (y - X1 @ w) / len(y)


@answered("as many rows as columns")
def delta_rule__over_columns(X, y, w, lr):
    """It goes through as many rows as there are columns."""
    for i in range(X.shape[1]):
        w = _step(w, X[i], y[i], lr)
    return w


@answered("the weights after every row")
def delta_rule__all_weights_of_the_pass(X, y, w, lr):
    """It returns the weights after each row in a list."""
    history = []
    for i in range(len(X)):
        w = _step(w, X[i], y[i], lr)
        history.append(w)
    return history


@answered("two passes")
def delta_rule__two_passes(X, y, w, lr):
    """It passes over the table twice."""
    for _ in range(2):
        for i in range(len(X)):
            w = _step(w, X[i], y[i], lr)
    return w


@answered("one answer for all rows")
def delta_rule__one_answer(X, y, w, lr):
    """It takes the first answer for all rows."""
    for i in range(len(X)):
        w = _step(w, X[i], y[0], lr)
    return w


@answered("new weights added to old ones")
def delta_rule__adds(X, y, w, lr):
    """It adds the new weights to the old ones."""
    for i in range(len(X)):
        w = w + _step(w, X[i], y[i], lr)
    return w


@answered("the bias stays")
def delta_rule__no_bias_update(X, y, w, lr):
    """It keeps the bias as it was."""
    for i in range(len(X)):
        o = w[0]
        w = _step(w, X[i], y[i], lr)
        w[0] = o
    return w


@answered("the learning rate forgotten")
def delta_rule__no_alpha(X, y, w, lr):
    """It forgets the learning rate."""
    for i in range(len(X)):
        w = _step(w, X[i], y[i], 1)
    return w


@answered("the old weights in the bias")
def back_to_units__old_w_in_b(w, b, mean, std):
    """The bias is computed with the weights of the standardised features."""
    new_b = b - np.sum(w * mean)
    return w / std, new_b


@answered("the bias with the wrong sign")
def back_to_units__plus(w, b, mean, std):
    """It adds the sum to the bias."""
    w = w / std
    return w, b + w @ mean


@answered("multiplied by the deviation")
def back_to_units__times_std(w, b, mean, std):
    """It multiplies by the standard deviation."""
    w = w * std
    return w, b - np.dot(w, mean)


@answered("in another order")
def back_to_units__bias_first(w, b, mean, std):
    """It returns the bias first."""
    w = w / std
    return b - w @ mean, w


@answered("the bias kept")
def back_to_units__bias_stays(w, b, mean, std):
    """It leaves the bias as it was."""
    return w / std, b


@answered("the bias not summed")
def back_to_units__no_sum(w, b, mean, std):
    """It forgets the sum, so the bias is an array."""
    w = w / std
    return w, b - w * mean


@answered("divided twice")
def back_to_units__divided_twice(w, b, mean, std):
    """It divides the weights in the bias by the deviation a second time."""
    w_new = w / std
    b_new = b
    for k in range(len(w)):
        b_new = b_new - w_new[k] * mean[k] / std[k]
    return w_new, b_new


@answered("the weights standardised")
def back_to_units__standardises(w, b, mean, std):
    """It standardises the weights as if they were features."""
    return (w - mean) / std, b


@answered("the bias divided")
def back_to_units__b_divided(w, b, mean, std):
    """It divides the old bias too."""
    w = w / std
    return (w, b / std - w @ mean)


@answered("the weights missing in the bias")
def back_to_units__mean_over_std(w, b, mean, std):
    """It forgets the weights in the bias."""
    return (w / std, b - np.sum(mean / std))


@answered(GENERIC)
def back_to_units__mean_for_sum(w, b, mean, std):
    """It takes the mean for the sum in the bias."""
    w2 = w / std
    return (w2, b - np.mean(w2 * mean))


@answered("divided by the variance")
def back_to_units__variance(w, b, mean, std):
    """It divides by the square of the deviation."""
    w = w / std**2
    return (w, b - w @ mean)


@answered(GENERIC)
def back_to_units__one_array(w, b, mean, std):
    """It returns one array for both."""
    w = w / std
    return np.concatenate((w, [b - w @ mean]))


@answered("the bias turned round")
def back_to_units__sign_minus_b(w, b, mean, std):
    """It turns the bias round."""
    w = w / std
    return (w, w @ mean - b)


@answered(IN_WORDS)
def my_line__first_two_points():
    """The line goes through the first two houses."""
    w = (160 - 135) / (70 - 50)
    b = 135 - w * 50
    return w, b


@answered("through two houses")
def my_line__first_and_last():
    """The line goes through the first and the last house."""
    w = (275 - 135) / (130 - 50)
    return w, 135 - w * 50


@answered("w and b swapped")
def my_line__other_order():
    """It returns the bias first."""
    w, b = 1.725, 44.75
    return b, w


@answered("no bias")
def my_line__through_zero():
    """The line goes through the origin."""
    x = np.array([50, 70, 90, 110, 130])
    y = np.array([135, 160, 205, 225, 275])
    w = (x @ y) / (x @ x)
    return w, 0


@answered(IN_WORDS)
def my_line__standardised():
    """The weights are those of the standardised areas."""
    x = np.array([50, 70, 90, 110, 130])
    y = np.array([135, 160, 205, 225, 275])
    z = (x - x.mean()) / x.std()
    w = np.mean(z * y)
    b = np.mean(y)
    return w, b


@answered(IN_WORDS)
def my_line__dollars():
    """The prices are in dollars, not in thousands."""
    return 1725, 44750


@answered(IN_WORDS)
def my_line__two_on_the_scale():
    """The slope is a round number by eye."""
    return 2, 20


@answered(GENERIC)
def my_line__predictions():
    """It returns the predictions."""
    x = np.array([50, 70, 90, 110, 130])
    return 1.725 * x + 44.75

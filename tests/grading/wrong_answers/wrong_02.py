"""Wrong answers to exercise 02, gradient descent."""

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


@answered("wrong sign")
def derivative_step__uphill(x, lr):
    """It steps up the slope."""
    return x + lr * 2 * (x - 1)


@answered("missing 2")
def derivative_step__without_two(x, lr):
    """It forgets the 2 of the slope."""
    return x - lr * (x - 1)


@answered("the slope of another curve")
def derivative_step__slope_of_x_squared(x, lr):
    """It takes the slope of x squared."""
    dy = 2 * x
    return x - lr * dy


@answered("x − 1 without parentheses")
def derivative_step__brackets(x, lr):
    """It forgets the brackets round x - 1."""
    return x - lr * (2 * x - 1)


@answered("height for slope")
def derivative_step__height(x, lr):
    """It takes the height of the curve for its slope."""
    y = (x - 1) ** 2
    return x - lr * y


@answered("only the step")
def derivative_step__change_only(x, lr):
    """It returns the change alone."""
    grad = 2 * (x - 1)
    return -lr * grad


@answered("the learning rate forgotten")
def derivative_step__no_alpha(x, lr):
    """It forgets the learning rate."""
    return x - 2 * (x - 1)


@answered("the square still there")
def derivative_step__caret(x, lr):
    """It writes the slope with the square still in it."""
    return x - lr * 2 * (x - 1) ** 2


@answered("x + 1 for x − 1")
def derivative_step__plus_one(x, lr):
    """It takes the slope of another curve."""
    return x - lr * 2 * (x + 1)


@answered("wrong sign")
def derivative_step__one_minus_x(x, lr):
    """It subtracts the wrong way round."""
    return x - lr * 2 * (1 - x)


@answered("the learning rate of all")
def derivative_step__alpha_times_all(x, lr):
    """It multiplies everything by the learning rate."""
    return lr * (x - 2 * (x - 1))


@answered("the same step everywhere")
def derivative_step__constant(x, lr):
    """It forgets the factor x - 1."""
    return x - lr * 2


@answered("only the slope")
def derivative_step__slope(x, lr):
    """It returns the slope."""
    return 2 * (x - 1)


@answered("a quarter of the step")
def derivative_step__half(x, lr):
    """It divides by two where it should multiply."""
    return x - lr * (x - 1) / 2


@answered("missing 1/m")
def mse_gradient__without_mean(X, y, w):
    """It forgets to divide by m."""
    return X.T @ (X @ w - y)


@answered("a 2 too much")
def mse_gradient__twice(X, y, w):
    """It has a factor 2, as where the cost has no one half."""
    m = len(y)
    return 2 / m * X.T @ (X @ w - y)


@answered("the ½ kept")
def mse_gradient__half(X, y, w):
    """It keeps the one half of the cost."""
    m = X.shape[0]
    return 1 / (2 * m) * np.dot(X.T, np.dot(X, w) - y)


@answered("wrong sign")
def mse_gradient__uphill(X, y, w):
    """The error has the other sign."""
    a = X @ w
    return (y - a) @ X / len(y)


@answered("divided by n")
def mse_gradient__over_features(X, y, w):
    """It divides by the number of weights."""
    a = np.dot(X, w)
    return np.dot(X.T, a - y) / len(w)


@answered("the input forgotten")
def mse_gradient__no_inputs(X, y, w):
    """It forgets the factor x, so all slopes are the bias's."""
    a = X @ w
    return np.mean(a - y) * np.ones(len(w))


@answered("one mean for all")
def mse_gradient__one_number(X, y, w):
    """It takes one mean over all examples and all weights."""
    error = X @ w - y
    return np.mean(error[:, np.newaxis] * X)


@answered("not added up")
def mse_gradient__no_mean_over_examples(X, y, w):
    """It does not add up over the examples."""
    error = X @ w - y
    return error[:, None] * X / len(y)


@answered("the last example alone")
def mse_gradient__overwrites(X, y, w):
    """It keeps the last example alone."""
    m, n = X.shape
    dw = np.zeros(n)
    for i in range(m):
        for j in range(n):
            dw[j] = (X[i] @ w - y[i]) * X[i, j]
    return dw / m


@answered("the error squared")
def mse_gradient__squares_the_error(X, y, w):
    """It squares the error, as the cost does."""
    return X.T @ (X @ w - y) ** 2 / len(y)


@answered("X not transposed")
def mse_gradient__not_transposed(X, y, w):
    """It forgets to transpose X."""
    return X @ (X @ w - y) / len(y)


@answered("the first example alone")
def mse_gradient__first(X, y, w):
    """It returns inside the loop, after the first example."""
    for i in range(len(y)):
        dw = (X[i] @ w - y[i]) * X[i]
        return dw / len(y)


@answered("absolute errors")
def mse_gradient__abs(X, y, w):
    """It takes the absolute value of the error."""
    return X.T @ np.abs(X @ w - y) / len(y)


@answered("the cost for its slope")
def mse_gradient__cost(X, y, w):
    """It returns the cost."""
    return np.mean((X @ w - y) ** 2) / 2


@answered("added up along the rows")
def mse_gradient__sum_over_axis1(X, y, w):
    """It adds up over the wrong axis."""
    return np.sum((X @ w - y)[:, None] * X, axis=1) / len(y)


@answered("a 2 too much")
def mse_gradient__mean_2(X, y, w):
    """It has a factor 2, and two signs that cancel."""
    return -2 * X.T @ (y - X @ w) / len(y)


@answered("the bias left out")
def mse_gradient__no_bias(X, y, w):
    """It leaves out the slope of the bias."""
    return _gradient(X, y, w)[1:]


@answered(GENERIC)
def mse_gradient__w_times(X, y, w):
    """It multiplies by the weight, not by the input."""
    return np.mean(X @ w - y) * w


@answered("a step taken")
def mse_gradient__update(X, y, w):
    """It takes a step."""
    return w - _gradient(X, y, w)


def _gradient(X, y, w):
    """The gradient of the squared cost, which is right."""
    return X.T @ (X @ w - y) / len(y)


@answered("counted from 0")
def walk_down__index_for_count(X, y, w, lr, rule, eps, max_steps):
    """It returns the index of the last round, which is one less than the steps."""
    for t in range(max_steps):
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        new = w - lr * g
        far = np.linalg.norm(new - w)
        w = new
        if rule == "step" and far <= eps:
            break
    return w, t


@answered("the round that stops counted")
def walk_down__counts_the_stop(X, y, w, lr, rule, eps, max_steps):
    """It counts the round in which the rule stops before the step."""
    steps = 0
    while steps < max_steps:
        dJ = _gradient(X, y, w)
        steps += 1
        if rule == "gradient" and np.linalg.norm(dJ) <= eps:
            break
        w_new = w - lr * dJ
        if rule == "step" and np.linalg.norm(w_new - w) <= eps:
            w = w_new
            break
        w = w_new
    return w, steps


@answered("the old w in the same array")
def walk_down__same_array(X, y, w, lr, rule, eps, max_steps):
    """The old and the new weights are the same array, so the step always looks like zero."""
    steps = 0
    for _ in range(max_steps):
        dJ = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(dJ) <= eps:
            return w, steps
        w_old = w
        w -= lr * dJ
        steps += 1
        if rule == "step" and np.linalg.norm(w - w_old) <= eps:
            return w, steps
    return w, steps


@answered("only the gradient rule")
def walk_down__step_without_alpha(X, y, w, lr, rule, eps, max_steps):
    """It measures the gradient for both rules."""
    steps = 0
    while steps < max_steps:
        dJ = _gradient(X, y, w)
        if np.linalg.norm(dJ) <= eps:
            break
        w = w - lr * dJ
        steps = steps + 1
    return w, steps


@answered("it never stops")
def walk_down__always_to_the_end(X, y, w, lr, rule, eps, max_steps):
    """It never stops before max_steps."""
    for _ in range(max_steps):
        w = w - lr * _gradient(X, y, w)
    return w, max_steps


@answered("the gradient after the step")
def walk_down__gradient_after_the_step(X, y, w, lr, rule, eps, max_steps):
    """It looks after the step by both rules."""
    for t in range(1, max_steps + 1):
        grad = _gradient(X, y, w)
        new_w = w - lr * grad
        step = np.linalg.norm(new_w - w)
        w = new_w
        if rule == "gradient":
            if np.linalg.norm(grad) <= eps:
                break
        elif step <= eps:
            break
    return w, t


@answered("the weights before the last step")
def walk_down__forgets_the_last_step(X, y, w, lr, rule, eps, max_steps):
    """By the rule of the step it returns the weights before the last step."""
    steps = 0
    for _ in range(max_steps):
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        w_next = w - lr * g
        steps += 1
        if rule == "step" and np.linalg.norm(w_next - w) <= eps:
            break
        w = w_next
    return w, steps


@answered("one step more than max_steps")
def walk_down__one_step_too_many(X, y, w, lr, rule, eps, max_steps):
    """It takes one step more than max_steps."""
    steps = 0
    while steps <= max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        old = w.copy()
        w = w - lr * g
        steps += 1
        if rule == "step" and np.linalg.norm(w - old) <= eps:
            break
    return w, steps


@answered("the absolute entries added up")
def walk_down__sum_of_the_entries(X, y, w, lr, rule, eps, max_steps):
    """It takes the sum of the absolute entries for the length."""
    steps = 0
    for _ in range(max_steps):
        g = _gradient(X, y, w)
        if rule == "gradient" and np.sum(np.abs(g)) <= eps:
            break
        w_old = w
        w = w - lr * g
        steps += 1
        if rule == "step" and np.sum(np.abs(w - w_old)) <= eps:
            break
    return w, steps


@answered("the square of the length")
def walk_down__square_of_the_length(X, y, w, lr, rule, eps, max_steps):
    """It forgets the root in the length."""
    steps = 0
    while steps < max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and g @ g <= eps:
            break
        d = lr * g
        w = w - d
        steps += 1
        if rule == "step" and d @ d <= eps:
            break
    return w, steps


@answered("one step only")
def walk_down__returns_in_the_loop(X, y, w, lr, rule, eps, max_steps):
    """It returns inside the loop, after the first step."""
    steps = 0
    while steps < max_steps:
        g = _gradient(X, y, w)
        w_new = w - lr * g
        steps += 1
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            return w, steps - 1
        if rule == "step" and np.linalg.norm(w_new - w) <= eps:
            return w_new, steps
        w = w_new
        return w, steps


@answered("it climbs")
def walk_down__uphill(X, y, w, lr, rule, eps, max_steps):
    """It adds the gradient."""
    steps = 0
    while steps < max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        new = w + lr * g
        steps += 1
        stop = rule == "step" and np.linalg.norm(new - w) <= eps
        w = new
        if stop:
            break
    return w, steps


@answered(GENERIC)
def walk_down__only_w(X, y, w, lr, rule, eps, max_steps):
    """It returns the weights without the count."""
    for _ in range(max_steps):
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            return w
        old, w = w, w - lr * g
        if rule == "step" and np.linalg.norm(w - old) <= eps:
            return w
    return w


@answered("below eps only")
def walk_down__strict(X, y, w, lr, rule, eps, max_steps):
    """It stops below eps only."""
    s = 0
    while s < max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) < eps:
            break
        n = w - lr * g
        s += 1
        d = np.linalg.norm(n - w)
        w = n
        if rule == "step" and d < eps:
            break
    return (w, s)


@answered("the gradient of the start")
def walk_down__gradient_once(X, y, w, lr, rule, eps, max_steps):
    """It takes the gradient once, before the loop."""
    g = _gradient(X, y, w)
    s = 0
    while s < max_steps:
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        n = w - lr * g
        s += 1
        d = np.linalg.norm(n - w)
        w = n
        if rule == "step" and d <= eps:
            break
    return (w, s)


@answered("a start at 0")
def walk_down__from_zero(X, y, w, lr, rule, eps, max_steps):
    """It starts at zero."""
    w = np.zeros(X.shape[1])
    s = 0
    while s < max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        n = w - lr * g
        s += 1
        d = np.linalg.norm(n - w)
        w = n
        if rule == "step" and d <= eps:
            break
    return (w, s)


@answered("above eps for below")
def walk_down__wrong_ge(X, y, w, lr, rule, eps, max_steps):
    """It stops where the length is above eps."""
    s = 0
    while s < max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) >= eps:
            break
        n = w - lr * g
        s += 1
        d = np.linalg.norm(n - w)
        w = n
        if rule == "step" and d >= eps:
            break
    return (w, s)


@answered("the learning rate forgotten")
def walk_down__no_alpha(X, y, w, lr, rule, eps, max_steps):
    """It forgets the learning rate."""
    s = 0
    while s < max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        n = w - g
        s += 1
        d = np.linalg.norm(n - w)
        w = n
        if rule == "step" and d <= eps:
            break
    return (w, s)


@answered("one step too many counted")
def walk_down__count_first(X, y, w, lr, rule, eps, max_steps):
    """It counts the start as a step."""
    hist = [w]
    for t in range(max_steps):
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        n = w - lr * g
        hist.append(n)
        d = np.linalg.norm(n - w)
        w = n
        if rule == "step" and d <= eps:
            break
    return (w, len(hist))


@answered(GENERIC)
def walk_down__step_rule_next_gradient(X, y, w, lr, rule, eps, max_steps):
    """It measures the step, and before it, for both rules."""
    s = 0
    while s < max_steps:
        g = _gradient(X, y, w)
        if np.linalg.norm(lr * g) <= eps:
            break
        w = w - lr * g
        s += 1
    return (w, s)


@answered("the last step not taken")
def walk_down__step_looks_before(X, y, w, lr, rule, eps, max_steps):
    """It looks before the step by both rules."""
    s = 0
    while s < max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        if rule == "step" and np.linalg.norm(lr * g) <= eps:
            break
        w = w - lr * g
        s += 1
    return (w, s)


@answered("every w on the way")
def walk_down__history(X, y, w, lr, rule, eps, max_steps):
    """It returns all weights on the way."""
    s = 0
    ws = [w]
    while s < max_steps:
        g = _gradient(X, y, w)
        if rule == "gradient" and np.linalg.norm(g) <= eps:
            break
        n = w - lr * g
        s += 1
        d = np.linalg.norm(n - w)
        w = n
        ws.append(w)
        if rule == "step" and d <= eps:
            break
    return (ws, s)


@answered("X Xᵀ for XᵀX")
def lowest_weights__wrong_side(X, y):
    """It multiplies X by its transpose from the wrong side."""
    return np.linalg.solve(X @ X.T, X.T @ y)


@answered(IN_WORDS)
def lowest_weights__ones_again(X, y):
    """It adds a second column of ones."""
    X = np.c_[np.ones(len(X)), X]
    return np.linalg.solve(X.T @ X, X.T @ y)


@answered("four results for one")
def lowest_weights__whole_lstsq(X, y):
    """It returns all that lstsq gives."""
    return np.linalg.lstsq(X, y, rcond=None)


@answered("multiplied instead of solved")
def lowest_weights__not_solved(X, y):
    """It multiplies where it should solve."""
    return (X.T @ X) @ (X.T @ y)


@answered("one over each entry")
def lowest_weights__inverse_entry_by_entry(X, y):
    """It takes one over each entry for the inverse."""
    A = X.T @ X
    return (1 / A) @ (X.T @ y)


@answered("the inverse of X")
def lowest_weights__solve_x(X, y):
    """It asks for an exact solution of X w = y."""
    return np.linalg.solve(X, y)


@answered("not solved")
def lowest_weights__right_side_alone(X, y):
    """It returns the right side of the equation."""
    return X.T @ y


@answered("wrong sign")
def lowest_weights__minus(X, y):
    """It moves the right side over and keeps a minus."""
    return np.linalg.inv(X.T @ X) @ (-X.T @ y)


@answered("one side divided by m")
def lowest_weights__divided_by_m(X, y):
    """It divides one side by m."""
    return np.linalg.solve(X.T @ X, X.T @ y / len(y))


@answered("the inverse of X")
def lowest_weights__transpose_forgotten(X, y):
    """It forgets to transpose on the left."""
    return np.linalg.inv(X * X) @ X.T @ y


@answered("the answers forgotten")
def lowest_weights__no_xty(X, y):
    """It forgets the answers."""
    return np.linalg.inv(X.T @ X) @ X.T


@answered(IN_WORDS)
def lowest_weights__solve_y(X, y):
    """It forgets the table on the right side."""
    return np.linalg.solve(X.T @ X, y)


@answered(IN_WORDS)
def lowest_weights__pinv_t(X, y):
    """It turns the inverse of the table once too often."""
    return np.linalg.pinv(X).T @ y


@answered("divided entry by entry")
def lowest_weights__div(X, y):
    """It divides entry by entry."""
    return X.T @ y / (X.T @ X)


@answered("the weights backwards")
def lowest_weights__reversed(X, y):
    """It returns the weights backwards."""
    return np.linalg.solve(X.T @ X, X.T @ y)[::-1]


@answered("a column of weights")
def lowest_weights__column(X, y):
    """It makes the answers a column."""
    return np.linalg.solve(X.T @ X, X.T @ y[:, None])


@answered(GENERIC)
def lowest_weights__double_transpose(X, y):
    """It returns the first answers."""
    return np.linalg.inv(X.T @ X) @ (X.T @ X) @ y[: X.shape[1]]


@answered("the errors for the weights")
def lowest_weights__residuals(X, y):
    """It returns the errors that are left."""
    return y - X @ np.linalg.solve(X.T @ X, X.T @ y)


_ROOMS = np.array([[1, 0], [1, 1], [1, 3]])


@answered("half of the limit")
def my_alpha__one_over():
    """It takes one over the largest curvature."""
    H = _ROOMS.T @ _ROOMS / 3
    return 1 / np.max(np.linalg.eigvalsh(H))


@answered("a sum for the mean")
def my_alpha__without_mean():
    """It forgets the 1/m in the curvature."""
    return 2 / np.linalg.eigvalsh(_ROOMS.T @ _ROOMS).max()


@answered("the flattest direction")
def my_alpha__smallest():
    """It takes the smallest curvature."""
    lam = np.linalg.eigvalsh(_ROOMS.T @ _ROOMS / 3)
    return 2 / lam[0]


@answered("the curvature of one weight")
def my_alpha__without_ones():
    """It forgets the column of ones."""
    x = np.array([0, 1, 3])
    return 2 / np.mean(x**2)


@answered(IN_WORDS)
def my_alpha__by_habit():
    """It takes a rate that is common."""
    return 0.1


@answered("the sum of the curvatures")
def my_alpha__trace():
    """It takes the sum of the curvatures."""
    return 2 / np.trace(_ROOMS.T @ _ROOMS / 3)


@answered("half of the curvature")
def my_alpha__half_in_the_curvature():
    """It counts the one half of the cost once more."""
    lam = np.linalg.eigvalsh(_ROOMS.T @ _ROOMS / 6)
    return 2 / lam.max()


@answered(IN_WORDS)
def my_alpha__just_above():
    """It takes a number that is a little too large."""
    return 0.52

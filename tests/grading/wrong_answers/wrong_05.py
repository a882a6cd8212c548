"""Wrong answers to exercise 05, the perceptron."""

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


@answered("the line itself forgotten")
def is_mistake__line_is_right(w, x, y):
    """It counts an example on the line as right."""
    return y * np.dot(w, x) < 0


@answered("right answers for mistakes")
def is_mistake__turned_round(w, x, y):
    """It says whether the neuron is right."""
    return y * (w @ x) > 0


@answered("the label forgotten")
def is_mistake__without_label(w, x, y):
    """It forgets the label."""
    z = np.sum(w * x)
    return z <= 0


@answered("not summed")
def is_mistake__no_sum(w, x, y):
    """It multiplies entry by entry and does not add up."""
    return y * w * x <= 0


@answered("the line given to +1")
def is_mistake__sign_with_line_as_yes(w, x, y):
    """On the line it answers +1."""
    z = w @ x
    answer = 1 if z >= 0 else -1
    return answer != y


@answered("the line given to −1")
def is_mistake__sign_with_line_as_no(w, x, y):
    """On the line it answers -1."""
    z = w @ x
    if z > 0:
        prediction = 1
    else:
        prediction = -1
    return bool(prediction != y)


@answered("the sum compared with the label")
def is_mistake__compares_sum_with_label(w, x, y):
    """It compares the sum itself with the label."""
    return np.dot(w, x) != y


@answered("the bias forgotten")
def is_mistake__without_bias(w, x, y):
    """It leaves the bias out of the sum."""
    return y * np.dot(w[1:], x[1:]) <= 0


@answered("a distance from the line asked for")
def is_mistake__inside_margin(w, x, y):
    """It asks for a product of at least 1."""
    return y * (w @ x) < 1


@answered(IN_WORDS)
def is_mistake__no_else(w, x, y):
    """It returns nothing where the neuron is right."""
    if y * (w @ x) <= 0:
        return True


@answered("the product alone")
def is_mistake__product(w, x, y):
    """It returns the product."""
    return y * (w @ x)


@answered("only the line itself")
def is_mistake__line_only(w, x, y):
    """It calls only the line itself a mistake."""
    return w @ x == 0


@answered("right answers for mistakes")
def is_mistake__sign(w, x, y):
    """It says where the signs agree."""
    return np.sign(w @ x) == y


@answered("the sum compared with the label")
def is_mistake__difference(w, x, y):
    """It says where the sum is not the label."""
    return y - w @ x != 0


@answered("the bias twice")
def is_mistake__bias_twice(w, x, y):
    """It adds the bias twice."""
    return y * (w[0] + w @ x) <= 0


@answered("−1 for a right answer")
def is_mistake__minus_one_for_right(w, x, y):
    """It returns -1 where the neuron is right."""
    return 1 if np.sign(w @ x) != y else -1


@answered("the label added")
def is_mistake__plus(w, x, y):
    """It adds the label to the sum."""
    return y + w @ x <= 0


@answered("only the missed +1")
def is_mistake__only_pos(w, x, y):
    """It finds the missed +1 alone."""
    return w @ x < 0 and y == 1


@answered("the line given to −1")
def is_mistake__line_never_pos(w, x, y):
    """It calls the line right for the label -1."""
    return (w @ x <= 0 and y == 1) or (w @ x > 0 and y == -1)


@answered("updating on every example")
def perceptron_update__always(w, x, y, lr):
    """It updates where the answer is right too."""
    return w + lr * y * x


@answered("no update on the line")
def perceptron_update__not_on_the_line(w, x, y, lr):
    """It does not update on the line."""
    if y * (w @ x) < 0:
        w = w + lr * y * x
    return w


@answered(IN_WORDS)
def perceptron_update__nothing_where_right(w, x, y, lr):
    """It returns nothing where the answer is right."""
    if y * np.dot(w, x) <= 0:
        return w + lr * y * x


@answered("wrong sign")
def perceptron_update__minus(w, x, y, lr):
    """It steps the wrong way."""
    if y * np.dot(w, x) <= 0:
        w = w - lr * y * x
    return w


@answered("the learning rate forgotten")
def perceptron_update__no_eta(w, x, y, lr):
    """It forgets the learning rate."""
    z = w @ x
    if np.sign(z) != y:
        w = w + y * x
    return w


@answered("the label forgotten")
def perceptron_update__no_label(w, x, y, lr):
    """It forgets the label in the update."""
    if (w @ x) * y <= 0:
        return w + lr * x
    else:
        return w


@answered("updating on right answers")
def perceptron_update__where_right(w, x, y, lr):
    """It updates where the answer is right."""
    if y * (w @ x) > 0:
        return w + lr * y * x
    return w


@answered("y minus the answer")
def perceptron_update__error_of_signs(w, x, y, lr):
    """It multiplies by the difference of the signs, which is twice the label."""
    y_hat = np.sign(w @ x)
    return w + lr * (y - y_hat) * x


@answered("the delta rule")
def perceptron_update__delta_rule(w, x, y, lr):
    """It multiplies by the error of the sum, as the delta rule does."""
    z = w @ x
    if y * z <= 0:
        w = w + lr * (y - z) * x
    return w


@answered("the bias forgotten")
def perceptron_update__bias_stays(w, x, y, lr):
    """It does not move the bias."""
    w = w.copy()
    if y * (w @ x) <= 0:
        w[1:] += lr * y * x[1:]
    return w


@answered("the change alone")
def perceptron_update__change_only(w, x, y, lr):
    """It returns the change alone."""
    if y * (w @ x) <= 0:
        return lr * y * x
    return np.zeros(len(w))


@answered("the input forgotten")
def perceptron_update__no_x(w, x, y, lr):
    """It forgets the input."""
    return w + lr * y if y * (w @ x) <= 0 else w


@answered("twice the step")
def perceptron_update__twice(w, x, y, lr):
    """It takes twice the step."""
    return w + 2 * lr * y * x if y * (w @ x) <= 0 else w


@answered("until the answer is right")
def perceptron_update__loop(w, x, y, lr):
    """It updates until the answer is right."""
    while y * (w @ x) <= 0:
        w = w + lr * y * x
    return w


@answered("the change alone")
def perceptron_update__replaces(w, x, y, lr):
    """It puts the step in place of the weights."""
    if y * (w @ x) <= 0:
        w = lr * y * x
    return w


@answered("0 for a right answer")
def perceptron_update__zero_where_right(w, x, y, lr):
    """It returns 0 where the answer is right."""
    if y * (w @ x) <= 0:
        return w + lr * y * x
    return 0


@answered("near the line too")
def perceptron_update__margin1(w, x, y, lr):
    """It updates near the line too."""
    return w + lr * y * x if y * (w @ x) < 1 else w


@answered("half of the step on the line")
def perceptron_update__half_signs(w, x, y, lr):
    """It takes half of the step on the line."""
    return w + lr * (y - np.sign(w @ x)) / 2 * x


@answered("updating on right answers")
def perceptron_update__other(w, x, y, lr):
    """It subtracts where the answer is right."""
    return w - lr * y * x if y * (w @ x) > 0 else w


@answered("one epoch only")
def perceptron_fit__one_epoch(X, y, max_epochs):
    """It goes through the table once."""
    w = np.zeros(X.shape[1])
    updates = 0
    for i in range(len(X)):
        if y[i] * (w @ X[i]) <= 0:
            w = w + y[i] * X[i]
            updates += 1
    return w, updates


@answered("the epoch without a mistake counted")
def perceptron_fit__counts_epochs(X, y, max_epochs):
    """It counts the epochs."""
    w = np.zeros(X.shape[1])
    for epoch in range(1, max_epochs + 1):
        mistakes = 0
        for x, label in zip(X, y, strict=True):
            if label * (w @ x) <= 0:
                w = w + label * x
                mistakes += 1
        if mistakes == 0:
            break
    return w, epoch


@answered("the last epoch's updates counted")
def perceptron_fit__last_epoch_counts(X, y, max_epochs):
    """It counts the updates of the last epoch alone."""
    w = np.zeros(X.shape[1])
    for _ in range(max_epochs):
        updates = 0
        for x, label in zip(X, y, strict=True):
            if label * (w @ x) <= 0:
                w = w + label * x
                updates += 1
        if updates == 0:
            break
    return w, updates


@answered("weights that stay 0")
def perceptron_fit__never_starts(X, y, max_epochs):
    """It counts an example on the line as right, so the first weights never move."""
    w = np.zeros(X.shape[1])
    updates = 0
    for _ in range(max_epochs):
        wrong = False
        for i in range(len(y)):
            if y[i] * np.dot(w, X[i]) < 0:
                w += y[i] * X[i]
                updates += 1
                wrong = True
        if not wrong:
            break
    return w, updates


@answered("the first right row as the end")
def perceptron_fit__stops_at_first_right(X, y, max_epochs):
    """It stops at the first example that is right."""
    w = np.zeros(X.shape[1])
    updates = 0
    for _ in range(max_epochs):
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                updates += 1
            else:
                return w, updates
    return w, updates


@answered("the first row after each update")
def perceptron_fit__from_the_top_after_each(X, y, max_epochs):
    """It begins again at the first row after each update."""
    w = np.zeros(X.shape[1])
    updates = 0
    for _ in range(max_epochs):
        clean = True
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                updates += 1
                clean = False
                break
        if clean:
            break
    return w, updates


@answered("old weights for all")
def perceptron_fit__old_weights(X, y, max_epochs):
    """All rows of an epoch meet the weights from its beginning."""
    w = np.zeros(X.shape[1])
    updates = 0
    for _ in range(max_epochs):
        wrong = y * (X @ w) <= 0
        if not wrong.any():
            break
        w = w + (y[wrong][:, None] * X[wrong]).sum(axis=0)
        updates += wrong.sum()
    return w, updates


@answered("a start at 1")
def perceptron_fit__ones(X, y, max_epochs):
    """It starts with ones."""
    w = np.ones(X.shape[1])
    updates = 0
    for _ in range(max_epochs):
        before = updates
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                updates += 1
        if updates == before:
            break
    return w, updates


@answered("one epoch less")
def perceptron_fit__epoch_less(X, y, max_epochs):
    """It goes one epoch less than max_epochs."""
    w = np.zeros(X.shape[1])
    updates = 0
    for _ in range(1, max_epochs):
        before = updates
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                updates += 1
        if updates == before:
            break
    return w, updates


@answered("rows counted")
def perceptron_fit__counts_all(X, y, max_epochs):
    """It counts every example that it meets."""
    w = np.zeros(X.shape[1])
    updates = 0
    for _ in range(max_epochs):
        wrong = 0
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                wrong += 1
            updates += 1
        if wrong == 0:
            break
    return w, updates


@answered("the last row as the end")
def perceptron_fit__returns_after_first_epoch(X, y, max_epochs):
    """The check for an epoch without a mistake looks at the last example alone."""
    w = np.zeros(X.shape[1])
    updates = 0
    for _ in range(max_epochs):
        for i in range(len(y)):
            mistake = y[i] * (w @ X[i]) <= 0
            if mistake:
                w = w + y[i] * X[i]
                updates += 1
        if not mistake:
            break
    return w, updates


@answered("updating on every example")
def perceptron_fit__always_updates(X, y, max_epochs):
    """It updates for every example."""
    w = np.zeros(X.shape[1])
    updates = 0
    for _ in range(max_epochs):
        mistakes = 0
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                mistakes += 1
            w = w + y[i] * X[i]
            updates += 1
        if mistakes == 0:
            break
    return w, updates


@answered(GENERIC)
def perceptron_fit__only_w(X, y, max_epochs):
    """It returns the weights without the count."""
    w = np.zeros(X.shape[1])
    for _ in range(max_epochs):
        done = True
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                done = False
        if done:
            break
    return w


def _fit(X, y, epochs, lr=1.0):
    """The weights and the updates of a perceptron, which are right for lr = 1."""
    w, updates = np.zeros(X.shape[1]), 0
    for _ in range(epochs):
        before = updates
        for x, label in zip(X, y, strict=True):
            if label * (w @ x) <= 0:
                w = w + lr * label * x
                updates += 1
        if updates == before:
            break
    return w, updates


@answered("another learning rate")
def perceptron_fit__eta(X, y, max_epochs):
    """It takes another learning rate."""
    return _fit(X, y, max_epochs, lr=0.1)


@answered("no end after max_epochs")
def perceptron_fit__extra(X, y, max_epochs):
    """It takes one epoch more than max_epochs."""
    return _fit(X, y, max_epochs + 1)


@answered("no end after max_epochs")
def perceptron_fit__forever(X, y, max_epochs):
    """It goes on after max_epochs."""
    return _fit(X, y, 1000)


@answered("one update too few counted")
def perceptron_fit__minus_one(X, y, max_epochs):
    """It counts one update too few."""
    w, u = _fit(X, y, max_epochs)
    return (w, u - 1)


@answered("in another order")
def perceptron_fit__order(X, y, max_epochs):
    """It returns the count first."""
    w, u = _fit(X, y, max_epochs)
    return (u, w)


@answered("the label forgotten")
def perceptron_fit__no_label(X, y, max_epochs):
    """It forgets the label in the update."""
    w = np.zeros(X.shape[1])
    u = 0
    for _ in range(max_epochs):
        c = 0
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + X[i]
                u += 1
                c += 1
        if c == 0:
            break
    return (w, u)


@answered("return inside the loops")
def perceptron_fit__return_in(X, y, max_epochs):
    """It returns inside both loops, after the first row."""
    w = np.zeros(X.shape[1])
    u = 0
    for _ in range(max_epochs):
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                u += 1
            return (w, u)


@answered("a second column of ones")
def perceptron_fit__adds_ones(X, y, max_epochs):
    """It puts a second column of ones before the table."""
    X = np.c_[np.ones(len(X)), X]
    return _fit(X, y, max_epochs)


@answered("one epoch only")
def perceptron_fit__reset(X, y, max_epochs):
    """It begins anew in each epoch."""
    for _ in range(max_epochs):
        w = np.zeros(X.shape[1])
        u = 0
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                u += 1
    return (w, u)


@answered("the first row after each update")
def perceptron_fit__stop_inside(X, y, max_epochs):
    """It leaves the epoch after an update."""
    w = np.zeros(X.shape[1])
    u = 0
    for _ in range(max_epochs):
        for i in range(len(y)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + y[i] * X[i]
                u += 1
                break
    return (w, u)


@answered("the bias in the length")
def margin__bias_in_the_length(X, y, w):
    """The length takes the bias along."""
    z = X @ w[1:] + w[0]
    return np.min(y * z) / np.linalg.norm(w)


@answered("not divided by the length")
def margin__not_divided(X, y, w):
    """It does not divide by the length."""
    z = X @ w[1:] + w[0]
    return np.min(y * z)


@answered("no sign")
def margin__absolute(X, y, w):
    """It takes the distance without its sign."""
    z = X @ w[1:] + w[0]
    return np.min(np.abs(z)) / np.linalg.norm(w[1:])


@answered("the label forgotten")
def margin__without_label(X, y, w):
    """It forgets the labels."""
    z = X @ w[1:] + w[0]
    return z.min() / np.linalg.norm(w[1:])


@answered("the bias forgotten")
def margin__no_bias(X, y, w):
    """It forgets the bias in the sum."""
    d = y * (X @ w[1:]) / np.sqrt(np.sum(w[1:] ** 2))
    return d.min()


@answered("the square of the length")
def margin__no_root(X, y, w):
    """It forgets the root of the length."""
    z = np.dot(X, w[1:]) + w[0]
    return np.min(y * z / np.sum(w[1:] ** 2))


@answered("the largest distance")
def margin__largest(X, y, w):
    """It takes the largest distance."""
    z = X @ w[1:] + w[0]
    return np.max(y * z / np.linalg.norm(w[1:]))


@answered("all distances")
def margin__all(X, y, w):
    """It returns the distances of all examples."""
    z = X @ w[1:] + w[0]
    return y * z / np.linalg.norm(w[1:])


@answered("the bias taken from the end")
def margin__bias_last(X, y, w):
    """It takes the last weight for the bias."""
    z = X @ w[:-1] + w[-1]
    return np.min(y * z) / np.linalg.norm(w[:-1])


@answered(IN_WORDS)
def margin__without_x0(X, y, w):
    """It multiplies the table by all weights, the bias too."""
    z = X @ w
    return np.min(y * z) / np.linalg.norm(w[1:])


@answered("the sum for the length")
def margin__sum_of_weights(X, y, w):
    """The length is the sum of the absolute weights."""
    z = X @ w[1:] + w[0]
    return np.min(y * z) / np.sum(np.abs(w[1:]))


@answered("the mean")
def margin__mean(X, y, w):
    """It takes the mean distance."""
    z = X @ w[1:] + w[0]
    return np.mean(y * z) / np.linalg.norm(w[1:])


@answered("the sign of z lost")
def margin__abs_min_label(X, y, w):
    """It loses the sign of the sum."""
    return np.min(y * np.abs(X @ w[1:] + w[0])) / np.linalg.norm(w[1:])


@answered("the bias subtracted")
def margin__bias_sub(X, y, w):
    """It subtracts the bias."""
    return np.min(y * (X @ w[1:] - w[0])) / np.linalg.norm(w[1:])


@answered("the place for the distance")
def margin__argmin(X, y, w):
    """It returns the place of the nearest example."""
    return np.argmin(y * (X @ w[1:] + w[0]) / np.linalg.norm(w[1:]))


@answered("both sides of the line")
def margin__twice(X, y, w):
    """It returns the distance from one side to the other."""
    return 2 * np.min(y * (X @ w[1:] + w[0])) / np.linalg.norm(w[1:])


@answered("multiplied by the length")
def margin__mult(X, y, w):
    """It multiplies by the length."""
    return np.min(y * (X @ w[1:] + w[0])) * np.linalg.norm(w[1:])


@answered("the first example alone")
def margin__first(X, y, w):
    """It takes the first example alone."""
    return y[0] * (X[0] @ w[1:] + w[0]) / np.linalg.norm(w[1:])


@answered("the wrong side left out")
def margin__correct_only(X, y, w):
    """It leaves out the examples on the wrong side."""
    d = y * (X @ w[1:] + w[0]) / np.linalg.norm(w[1:])
    return np.min(d[d > 0])


@answered("the sum of the distances")
def margin__sum(X, y, w):
    """It adds the distances up."""
    return np.sum(y * (X @ w[1:] + w[0])) / np.linalg.norm(w[1:])


@answered(GENERIC)
def margin__sign_of_z(X, y, w):
    """It takes the sign of the sum for the sum."""
    return np.min(y * np.sign(X @ w[1:] + w[0])) / np.linalg.norm(w[1:])


@answered(IN_WORDS)
def my_points__crossed():
    """No line separates the corners of a square with crossed labels."""
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([-1, 1, 1, -1])
    return X, y


@answered(IN_WORDS)
def my_points__far_apart():
    """The two sides lie far apart, so a few updates do."""
    X = np.array([[3, 3], [4, 2], [-3, -3], [-4, -2]])
    y = np.array([1, 1, -1, -1])
    return X, y


@answered(IN_WORDS)
def my_points__with_ones():
    """The table has its column of ones already."""
    X = np.array([[1, 5, 5], [1, 5, 4.9], [1, -5, -5], [1, -5, 4]])
    return X, np.array([1, -1, -1, 1])


@answered(IN_WORDS)
def my_points__zero_one():
    """The labels are 0 and 1."""
    X = np.array([[5.0, 5.0], [4.9, 5.0], [5.0, 4.9], [4.9, 4.9]])
    return X, np.array([1, 1, 0, 0])


@answered(IN_WORDS)
def my_points__too_wide():
    """A coordinate lies outside the square."""
    X = np.array([[10, 10], [10, 9.9], [9, 10], [9, 9]])
    return X, np.array([1, -1, 1, -1])


@answered(IN_WORDS)
def my_points__labels_first():
    """It returns the labels first."""
    X = np.array([[5.0, 5.0], [5.0, 4.8], [4.0, 4.1], [4.0, 3.9]])
    y = np.array([1, -1, 1, -1])
    return y, X


@answered(GENERIC)
def my_points__five():
    """It has five points."""
    X = np.array([[5, 5], [5, 4.8], [4, 4.1], [4, 3.9], [0, 0]])
    return X, np.array([1, -1, 1, -1, -1])


@answered(IN_WORDS)
def my_points__one_class():
    """All labels are the same."""
    X = np.array([[5, 5], [5, -5], [-5, 5], [-5, -5]])
    return X, np.array([1, 1, 1, 1])


@answered(IN_WORDS)
def my_points__same_point_twice():
    """One point has both labels."""
    X = np.array([[1, 1], [1, 1], [2, 3], [-2, 0]])
    return X, np.array([1, -1, 1, -1])

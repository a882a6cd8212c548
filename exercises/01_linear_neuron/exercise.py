"""Exercise 01, the linear neuron: text, solutions, checks and known mistakes in one place."""

import numpy as np

from dlcourse import losses
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
from dlcourse.grading.exercise.spec import Exercise

TABLE = np.array([[2.0, 3.0], [3.0, 5.0], [1.0, 0.0], [3.0, 1.0]])  # the whiteboard's table
PRICES = np.array([4.0, 6.0, 2.0, 5.0])


def table(rng, m=7, n=3):
    """Return random X (m, n) and y (m,)."""
    return rng.normal(size=(m, n)), rng.normal(size=m)


# The prediction.


def linear_neuron(X, w, b):
    """Predictions of a linear neuron. X: (m, n), w: (n,), b: one number. Returns (m,)."""
    return X @ w + b  # eq. (linear-neuron)


def neuron_without_bias(X, w, b):
    """The bias is missing. Without it every prediction passes through the origin."""
    return X @ w


def neuron_bias_inside(X, w, b):
    """You multiply the bias with the inputs. It is added once, after the products are summed."""
    return X @ (w + b)


def neuron_bias_each(X, w, b):
    """You add the bias once for each feature. It is added once, after the products are summed."""
    return X @ w + b * len(w)


def neuron_transposed(X, w, b):
    """Here w stands on the wrong side. Each row of X meets w: X comes first in the product."""
    return w @ X + b


def neuron_columns(X, w, b):
    """You sum over the examples. The sum runs over the features, along each row."""
    return np.sum(X * w, axis=0) + b


def neuron_not_summed(X, w, b):
    """You multiply entry by entry. The products of a row have still to be added up."""
    return X * w + b


def neuron_first_row(X, w, b):
    """Only the prediction of the first row came back. Does the return stand inside the loop?"""
    return X[0] @ w + b


def neuron_one_sum(X, w, b):
    """You add up the products of the whole table. Each row has a sum of its own."""
    return np.sum(X * w) + b


def neuron_last_feature(X, w, b):
    """Only the last feature counts. In a loop, = keeps the last product, and += adds them up."""
    return X[:, -1] * w[-1] + b


def neuron_first_row_of_zeros(X, w, b):
    """Only the first row has its prediction, the others are 0. Is the return inside the loop?"""
    return np.where(np.arange(len(X)) == 0, linear_neuron(X, w, b), 0.0)


def neuron_one_long_sum(X, w, b):
    """Your sum goes on from one row to the next. Let each begin at 0."""
    return np.cumsum(X @ w) + b


def neuron_without_last_feature(X, w, b):
    """You leave out the last feature. A range ends before its last number."""
    return X[:, :-1] @ w[:-1] + b


def neuron_mean(X, w, b):
    """You take the mean of the products. A prediction is their sum."""
    return X @ w / len(w) + b


def neuron_first_feature(X, w, b):
    """Only the first feature counts. The others have their weights too."""
    return X[:, 0] * w[0] + b


def straight(call, rng):
    """Ask whether the answer to a mean is the mean of the answers."""
    X, w, b = rng.normal(size=(2, 3)), rng.normal(size=3), float(rng.normal())
    ends = array(call(X, w, b), (2,))
    middle = array(call(X.mean(axis=0, keepdims=True), w, b), (1,))
    holds(
        np.isclose(middle[0], ends.mean()),
        "Half-way between two examples the prediction is half-way between the two predictions.",
    )
    at_zero = array(call(np.zeros((1, 3)), w, b), (1,))
    holds(np.isclose(at_zero[0], b), "Where every feature is 0, the prediction is the bias.")


NEURON = task(
    linear_neuron,
    r"""
    A weighted sum and a bias, eq. (linear-neuron), for all rows of a table at once:

    $$a = \sum_{k=1}^{n} w_k x_k + b$$
    """,
    public=[
        answers(np.array([[2.0, 3.0, 5.0]]), np.array([1.0, 2.0, -1.0]), 0.5),
        agrees(
            "four examples with two features",
            linear_neuron,
            (TABLE, np.array([1.0, 2.0]), -1.0),
            "Each prediction is w1 x1 + w2 x2 + b with the numbers of its own row.",
        ),
        law("a plane is flat", straight),
    ],
    hidden=[
        agrees(
            "a random table",
            linear_neuron,
            lambda rng: (rng.normal(size=(6, 4)), rng.normal(size=4), float(rng.normal())),
            "Each prediction is the weighted sum of its own row, plus the bias.",
        )
    ],
    mistakes=[
        mistake("the bias forgotten", neuron_without_bias),
        mistake("the bias multiplied", neuron_bias_inside),
        mistake("the bias added n times", neuron_bias_each),
        mistake("w on the wrong side", neuron_transposed),
        mistake("summed over the examples", neuron_columns),
        mistake("not summed", neuron_not_summed),
        mistake("the first row alone", neuron_first_row),
        mistake("one sum for the table", neuron_one_sum),
        mistake("the last feature alone", neuron_last_feature),
        mistake("zeros behind the first row", neuron_first_row_of_zeros),
        mistake("one sum for all rows", neuron_one_long_sum),
        mistake("the last feature left out", neuron_without_last_feature),
        mistake("the mean of the products", neuron_mean),
        mistake("the first feature alone", neuron_first_feature),
    ],
    hints=[
        """
        A prediction is one number for one row: each feature times its own weight, the products
        added up, and then the bias. The section "Step 1, the structure" says which sign does this
        for all rows of a table at once.
        """,
        """
        Write the shapes side by side: `X` is $(m, n)$, `w` is $(n,)$, and $(m,)$ must come out. The
        $n$ is summed, so it is where the two meet in a product with `@`, and the table stands
        first. The bias is a single number: NumPy adds it to every entry by itself, without a loop.
        """,
        """
        The usual mistake is to let the bias into the sum, where it is multiplied by the inputs or
        added once for each feature. Test yourself with a row of zeros: whatever `w` is, the
        prediction there must be $b$.
        """,
    ],
    why=r"""
    `X @ w` takes the dot product of each row with `w`: $(m, n)$ times $(n,)$ gives $(m,)$, one sum
    for each example. Then the one number $b$ is added to all $m$ sums. It stands outside the
    product, so it meets no input. `np.sum(X * w, axis=1) + b` is right as well and writes the sum
    out; it builds a whole table of products on the way. A loop over the rows is also right, and
    slow, as chapter 4 will measure. To write `w @ X` is a mistake that shows itself only sometimes:
    for $m \ne n$ it is an error, but for a square table NumPy sums over the examples without a
    word.
    """,
    level="easy",
)


# The cost.


def half_mse(a, y):
    """Half the mean squared error J of predictions a (m,), answers y (m,). Returns one number."""
    return np.mean((a - y) ** 2) / 2  # eq. (squared-cost)


def cost_without_half(a, y):
    """The ½ is missing. You return the mean squared error, which is 2J."""
    return np.mean((a - y) ** 2)


def cost_sum(a, y):
    """The 1/m is missing: with it, a table of 800 houses can be compared with a table of 80."""
    return np.sum((a - y) ** 2) / 2


def cost_mean_twice(a, y):
    """The 1/m is there twice: a mean is divided by m already."""
    return half_mse(a, y) / len(y)


def cost_not_squared(a, y):
    """Your errors are not squared, so that errors of opposite sign cancel."""
    return np.mean(a - y) / 2


def cost_absolute(a, y):
    """You take the absolute value of each error. The cost here squares it."""
    return np.mean(np.abs(a - y)) / 2


def cost_square_of_mean(a, y):
    """You square the mean of the errors. Square every error first, then take the mean."""
    return np.mean(a - y) ** 2 / 2


def cost_root(a, y):
    """You return the root-mean-square error. It has the unit of y; J has its square."""
    return np.sqrt(np.mean((a - y) ** 2))


def cost_without_brackets(a, y):
    """You halve the sum and multiply by m. The denominator 2m needs parentheses."""
    return np.sum((a - y) ** 2) / 2 * len(y)


def cost_square_of_sum(a, y):
    """You square the sum of the errors. Square each error first, then add up."""
    return np.sum(a - y) ** 2 / (2 * len(y))


def cost_of_each(a, y):
    """You return a cost for each example. J is one number, the mean of them."""
    return (a - y) ** 2 / 2


def cost_neither(a, y):
    """You return the sum of the squares. Both the ½ and the 1/m are missing."""
    return np.sum((a - y) ** 2)


def cost_quarter(a, y):
    """The ½ is there twice."""
    return np.mean((a - y) ** 2) / 4


def cost_first(a, y):
    """Only the first error counts. Does the return stand inside the loop?"""
    return (a[0] - y[0]) ** 2 / (2 * len(y))


def cost_last(a, y):
    """Only the last error counts. In a loop, = keeps the last square, and += adds them up."""
    return (a[-1] - y[-1]) ** 2 / (2 * len(y))


def cost_added(a, y):
    """You add prediction and answer. The error is their difference."""
    return np.mean((y + a) ** 2) / 2


def cost_of_squares(a, y):
    """You subtract the squares. Subtract first, then square each difference."""
    return np.mean(a**2 - y**2) / 2


def twice_as_wrong(call, rng):
    """Ask with errors, with their opposites, and with errors twice as large."""
    y, e = rng.normal(size=5), rng.normal(size=5)
    once, other = number(call(y + e, y)), number(call(y - e, y))
    holds(once > 0, "Errors cost something: a mean of squares is above 0.")
    holds(np.isclose(once, other), "Too high by 1 costs as much as too low by 1.")
    twice = number(call(y + 2 * e, y))
    holds(np.isclose(twice, 4 * once), "Errors twice as large cost four times as much.")


COST = task(
    half_mse,
    r"""
    One number for all errors, eq. (squared-cost):

    $$J = \frac{1}{2m} \sum_{i=1}^{m} (a_i - y_i)^2$$

    Why squared? Why $\tfrac1m$? Why $\tfrac12$? If you know the three answers, the line writes
    itself.
    """,
    public=[
        answers(np.array([1.0]), np.array([2.0])),
        agrees(
            "four predictions",
            half_mse,
            (np.array([1.5, 1.2, 0.2, 3.0]), np.array([1.6, 1.5, 0.7, 1.0])),
            "The errors are −0.1, −0.3, −0.5 and 2. J is half the mean of their squares.",
        ),
        agrees(
            "errors that cancel",
            half_mse,
            (np.array([3.0, -3.0]), np.array([0.0, 0.0])),
            "The errors −3 and 3 have the mean 0, but the cost is not 0.",
            kind="edge",
        ),
        law("twice as wrong", twice_as_wrong),
    ],
    hidden=[
        agrees(
            "a random table",
            half_mse,
            lambda rng: (rng.normal(size=11), rng.normal(size=11)),
            "J is half the mean of the squared errors.",
        )
    ],
    mistakes=[
        mistake("missing ½", cost_without_half),
        mistake("missing 1/m", cost_sum),
        mistake("1/m twice", cost_mean_twice),
        mistake("not squared", cost_not_squared),
        mistake("absolute errors", cost_absolute),
        mistake("square of the mean", cost_square_of_mean),
        mistake("the root", cost_root),
        mistake("2m without parentheses", cost_without_brackets),
        mistake("square of the sum", cost_square_of_sum),
        mistake("a cost for each example", cost_of_each),
        mistake("neither ½ nor 1/m", cost_neither),
        mistake("the ½ twice", cost_quarter),
        mistake("the first error alone", cost_first),
        mistake("the last error alone", cost_last),
        mistake("added for subtracted", cost_added),
        mistake("the difference of the squares", cost_of_squares),
    ],
    hints=[
        """
        The section "Why the errors are squared" has three answers, and each is one part of the
        line: the square, the mean and the half. Two of them must not change places. Which comes
        first, the square or the mean?
        """,
        """
        Begin with the errors of all examples, an array of shape $(m,)$. Square each entry by itself
        with `** 2`, let `np.mean` make one number of the squares, and halve it at the end.
        """,
        """
        Two numbers tell you what went wrong. If the errors 3 and −3 cost you 0, you took the mean
        before you squared. If your result is twice as large as it should be, you have the mean
        squared error, and the half is missing.
        """,
    ],
    why=r"""
    The errors `a - y` and their squares have the shape $(m,)$; the mean makes one number of them,
    and the half comes last. The order matters only in one place: a mean taken before the square
    lets errors of opposite sign cancel. `np.mean` divides by $m$ already, so no other $\frac1m$
    belongs here. Whether you write `a - y` or `y - a` makes no difference to a square; in the slope
    of the cost it will. Another right way is `e @ e / (2 * len(y))` with the errors `e`, since a
    vector times itself is the sum of its squares. The half does not move the lowest place. It is
    there for chapter 2, where it cancels a 2.
    """,
    level="easy",
)


# The bias as a weight.


def add_bias_column(X):
    """Put a column of ones before the first column. X: (m, n). Returns (m, n + 1)."""
    return np.hstack((np.ones((len(X), 1)), X))  # eq. (bias-as-weight)


def column_last(X):
    """Your ones stand last. Here w[0] is the bias, so its column comes first."""
    return np.hstack((X, np.ones((len(X), 1))))


def column_of_zeros(X):
    """Your new column holds zeros. Then the bias is multiplied by 0, and does nothing."""
    return np.hstack((np.zeros((len(X), 1)), X))


def row_of_ones(X):
    """You added a row, one more example. The bias needs a column, one more feature."""
    return np.vstack((np.ones((1, X.shape[1])), X))


def one_added(X):
    """You added 1 to every number of the table. The ones need a column of their own."""
    return X + 1


def column_overwritten(X):
    """You wrote the ones over the first feature. They need a column of their own before it."""
    return np.hstack((np.ones((len(X), 1)), X[:, 1:]))


def column_flat(X):
    """Your result is one long row. A function of NumPy that joins or inserts needs its axis."""
    return np.insert(X, 0, 1)


def column_as_row_of_table(X):
    """Your examples are the columns. Here each example is a row, and the ones are a column."""
    return add_bias_column(X).T


def columns_of_ones(X):
    """You put as many columns of ones as X has. The bias is one weight, and needs one column."""
    return np.hstack((np.ones_like(X), X))


def column_joined_flat(X):
    """Your result is one long row, the ones and then X. `np.append` needs its axis, and a table."""
    return np.append(np.ones(len(X)), X)


def column_without_table(X):
    """All is 1. The table has to follow behind the first column."""
    return np.ones((len(X), X.shape[1] + 1))


COLUMN = task(
    add_bias_column,
    r"""
    The bias is a weight too, eq. (bias-as-weight): invent an input $x_0 = 1$ that never changes,
    and call its weight $w_0 = b$. In the table, $x_0$ is a column of ones.
    """,
    public=[
        answers(np.array([[2.0]])),
        agrees(
            "four examples with two features",
            add_bias_column,
            (TABLE,),
            "The first column holds ones; the other columns are those of X, in their order.",
        ),
    ],
    hidden=[
        agrees(
            "a random table",
            add_bias_column,
            lambda rng: (rng.normal(size=(3, 3)),),
            "The first column holds ones; the other columns are those of X, in their order.",
        )
    ],
    mistakes=[
        mistake("the ones come last", column_last),
        mistake("zeros for ones", column_of_zeros),
        mistake("a row for a column", row_of_ones),
        mistake("1 added everywhere", one_added),
        mistake("the first feature overwritten", column_overwritten),
        mistake("one long row", column_flat),
        mistake("examples as columns", column_as_row_of_table),
        mistake("a column of ones for each feature", columns_of_ones),
        mistake("all ones, then the table", column_joined_flat),
        mistake("the table missing", column_without_table),
    ],
    hints=[
        """
        The table keeps its rows and gets one column more, in front, because `w[0]` is the bias. How
        many ones does this column hold: as many as there are features, or as there are examples?
        """,
        """
        Build the column as a table of its own with `np.ones`, one column wide. Then put the two
        tables side by side: `np.hstack((left, right))` does it. Mind the two pairs of parentheses,
        since what it takes is one pair of tables.
        """,
        """
        If NumPy says that the arrays must have the same number of dimensions, your ones are a
        vector of shape $(m,)$. They must be a table of shape $(m, 1)$: give `np.ones` both sizes,
        in parentheses of their own.
        """,
    ],
    why="""
    $(m, 1)$ beside $(m, n)$ is $(m, n + 1)$. `np.hstack` joins tables along their columns, and so
    the ones have to be a table, even if it is only one column wide.
    `np.column_stack((np.ones(len(X)), X))` makes a column of a vector by itself and is just as
    good. `np.insert(X, 0, 1, axis=1)` is short too. You may also fill a table of ones of the final
    size with `X` from its second column on. Where the ones stand is only an agreement, but it must
    be the same everywhere: here `w[0]` is the bias, so they come first. Ones put *above* the table
    would be one more example, a house with 1 in every feature.
    """,
    level="easy",
)


# The delta rule.


def delta_rule_step(w, x, y, lr):
    """Weights after one example. w: (n + 1,), bias first; x: (n,); y: a number; lr: α."""
    x = np.concatenate(([1.0], x))  # x0 = 1 comes first, as the bias does in w
    return w - lr * (w @ x - y) * x  # eq. (delta-rule)


def step_wrong_sign(w, x, y, lr):
    """Your step goes the wrong way: the error is a − y, and α · error · input is subtracted."""
    return 2 * w - delta_rule_step(w, x, y, lr)


def step_bias_stays(w, x, y, lr):
    """The bias did not move. It is the weight of x0 = 1, and moves like the others."""
    return np.concatenate((w[:1], delta_rule_step(w, x, y, lr)[1:]))


def step_without_input(w, x, y, lr):
    """Every weight moves by the same amount. Each one moves by α · error · its own input."""
    return w - lr * (w[0] + w[1:] @ x - y)


def step_without_rate(w, x, y, lr):
    """The learning rate is missing: every weight moves by the whole error times its input."""
    return delta_rule_step(w, x, y, 1.0)


def step_twice(w, x, y, lr):
    """Your step is twice as long. The ½ of the cost has cancelled the 2 of the square."""
    return delta_rule_step(w, x, y, 2 * lr)


def step_half(w, x, y, lr):
    """Your step is half as long. The ½ of the cost has gone: it cancelled the 2 of the square."""
    return delta_rule_step(w, x, y, lr / 2)


def step_without_bias(w, x, y, lr):
    """The bias is missing in the prediction from which you take the error."""
    x1 = np.concatenate(([1.0], x))
    return w - lr * (w[1:] @ x - y) * x1


def step_in_turn(w, x, y, lr):
    """Your error changes while the weights move. Compute it once, then move all weights at once."""
    w, x = w.copy(), np.concatenate(([1.0], x))
    for k in range(len(w)):
        w[k] -= lr * (w @ x - y) * x[k]
    return w


def step_change_alone(w, x, y, lr):
    """You return the change of the weights. The text asks for the new ones: w and the change."""
    return delta_rule_step(w, x, y, lr) - w


def step_one_behind(w, x, y, lr):
    """You put the 1 behind x. In w the bias comes first, so the 1 belongs before x."""
    x1 = np.concatenate((x, [1.0]))
    return w - lr * (w @ x1 - y) * x1


def step_error_squared(w, x, y, lr):
    """You square the error. The cost does; in the rule the error stands as it is."""
    x1 = np.concatenate(([1.0], x))
    return w - lr * (w @ x1 - y) ** 2 * x1


def step_bias_alone(w, x, y, lr):
    """Only the bias moves. The other weights move too, by the error times their inputs."""
    return np.concatenate((delta_rule_step(w, x, y, lr)[:1], w[1:]))


def step_bias_later(w, x, y, lr):
    """The bias moves by another error than the weights. Compute it once, then move all at once."""
    new = delta_rule_step(w, x, y, lr)
    return np.concatenate(([w[0] - lr * (w[0] + new[1:] @ x - y)], new[1:]))


def step_by_weights(w, x, y, lr):
    """You multiply the error by the weight. It is multiplied by the input of this weight."""
    return w - lr * (w[0] + w[1:] @ x - y) * w


def own_error(call, rng):
    """Ask for the law (own-error), and for an example without an error."""
    w, x, lr = rng.normal(size=4), rng.normal(size=3), 0.07
    x1 = np.concatenate(([1.0], x))
    y = float(w @ x1) + 2.0
    new = array(call(w, x, y, lr), (4,))
    holds(
        np.isclose(new @ x1 - y, -2.0 * (1 - lr * x1 @ x1)),
        "The step multiplies the error of its own example by 1 − α Σ x², eq. (own-error). "
        "The sum includes x0 = 1.",
    )


DELTA_STEP = task(
    delta_rule_step,
    r"""
    The neuron corrects itself after each example, eq. (delta-rule):

    $$w_k := w_k - \alpha\,(a - y)\,x_k$$

    `w[0]` is the bias, the weight of $x_0 = 1$. The array `x` does not hold this 1: put it there
    yourself. All weights move at once, by the same error. Return a new array: the function must
    leave `w` and `x` as they are.
    """,
    public=[
        answers(np.array([0.0, 1.0, 2.0]), np.array([2.0, 3.0]), 4.0, 0.05),
        agrees(
            "a prediction that is too high",
            delta_rule_step,
            (np.array([0.0, 1.0, 2.0]), np.array([2.0, 3.0]), 4.0, 0.05),
            "The prediction is 8 and the error 4, so each weight moves by −0.2 times its input.",
        ),
        agrees(
            "nothing to correct",
            delta_rule_step,
            (np.array([1.0, 1.0, 0.0]), np.array([2.0, 5.0]), 3.0, 0.5),
            "The prediction is right, so no weight moves.",
            kind="edge",
            points=0,
        ),
        law("what a step promises", own_error, times=5),
    ],
    hidden=[
        agrees(
            "a random example",
            delta_rule_step,
            lambda rng: (rng.normal(size=5), rng.normal(size=4), float(rng.normal()), 0.1),
            "Each weight moves by α times the error times its own input.",
        )
    ],
    mistakes=[
        mistake("wrong sign", step_wrong_sign),
        mistake("the bias stays", step_bias_stays),
        mistake("the input forgotten", step_without_input),
        mistake("the learning rate forgotten", step_without_rate),
        mistake("a 2 too much", step_twice),
        mistake("a ½ too much", step_half),
        mistake("a prediction without bias", step_without_bias),
        mistake("one weight after the other", step_in_turn),
        mistake("the change alone", step_change_alone),
        mistake("the 1 behind x", step_one_behind),
        mistake("the error squared", step_error_squared),
        mistake("the bias alone", step_bias_alone),
        mistake("the bias after the weights", step_bias_later),
        mistake("the weight for the input", step_by_weights),
    ],
    hints=[
        r"""
        The chapter works through one update, number by number: the prediction, the error,
        $\alpha$ times the error, the step. Your function does these four things in this order. The
        one question is which input belongs to `w[0]`.
        """,
        """
        First put the 1 before `x`, so that `w` and `x` have the same length $n + 1$.
        `np.concatenate` joins a list of arrays; the 1 alone is no array, but `[1.0]` will do. Then
        the prediction is the product of two vectors, which is one number, and so is the error.
        Compute it before anything moves.
        """,
        """
        What you subtract has the shape of `w`: a number times the long `x`. Return the new
        weights, not the change. The usual mistakes are a prediction without the bias,
        a bias that stays where it was, and a loop in which the error is computed again after the
        first weight has moved.
        """,
    ],
    why=r"""
    With the 1 in front, `x` is $(n + 1,)$ like `w`. So `w @ x` is the whole prediction, and the
    bias needs no line of its own. The error is one number, $\alpha$ times the error is one number,
    and multiplied by `x` it becomes a step for every weight. The right side is computed completely
    from the old `w` before anything is returned: that is what "all at once" means. A loop over $k$
    is right too if it computes the error once, before the loop. You can also keep `x` as it is and
    treat `w[0]` and `w[1:]` separately; that is two cases for one rule. Do not write `w += ...`
    here, for it changes the array of whoever called, and the start of the walk would be lost. The
    sign is a minus because $(a - y)\,x_k$ is the slope of the loss, eq. (one-example-slope), and
    the rule goes against it.
    """,
    level="medium",
)


def delta_rule(X, y, w, lr):
    """Weights after one pass, row by row. X: (m, n), y: (m,), w: (n + 1,), bias first; lr: α."""
    for x_i, y_i in zip(X, y, strict=True):
        w = delta_rule_step(w, x_i, y_i, lr)  # the next row meets these
    return w


def pass_with_old_weights(X, y, w, lr):
    """You take every error at the old weights. Each row must meet the weights of the row before."""
    return w + sum(delta_rule_step(w, x_i, y_i, lr) - w for x_i, y_i in zip(X, y, strict=True))


def pass_last_row(X, y, w, lr):
    """Only the last row counts. Does each update start from the first weights again?"""
    return delta_rule_step(w, X[-1], y[-1], lr)


def pass_first_row(X, y, w, lr):
    """Only the first row counts. Does the return stand inside the loop?"""
    return delta_rule_step(w, X[0], y[0], lr)


def pass_unchanged(X, y, w, lr):
    """Your weights are still the first ones. An update returns new weights: keep them in w."""
    return w


def pass_backwards(X, y, w, lr):
    """Your pass begins with the last row. It begins with the first; the order matters."""
    return delta_rule(X[::-1], y[::-1], w, lr)


def pass_wrong_sign(X, y, w, lr):
    """Your steps go the wrong way: where the prediction is too low, the weights must grow."""
    return delta_rule(X, y, w, -lr)


def pass_without_last(X, y, w, lr):
    """You leave out the last row. A range ends before its last number."""
    return delta_rule(X[:-1], y[:-1], w, lr)


def pass_without_first(X, y, w, lr):
    """You leave out the first row. Python counts from 0."""
    return delta_rule(X[1:], y[1:], w, lr)


def pass_in_one_step(X, y, w, lr):
    """You take one step for the whole table, by the mean of its rows. Take a step for each row."""
    return w + (pass_with_old_weights(X, y, w, lr) - w) / len(y)


def pass_as_many_as_columns(X, y, w, lr):
    """You go through as many rows as X has columns. The number of rows is len(X)."""
    return delta_rule(X[: X.shape[1]], y[: X.shape[1]], w, lr)


def pass_record(X, y, w, lr):
    """You return the weights after every row. The text asks for those at the end alone."""
    return [delta_rule(X[: i + 1], y[: i + 1], w, lr) for i in range(len(y))]


def pass_without_rate(X, y, w, lr):
    """The learning rate is missing: every weight moves by the whole error times its input."""
    return delta_rule(X, y, w, 1.0)


def pass_twice(X, y, w, lr):
    """You go through the table twice. One pass is asked for."""
    return delta_rule(X, y, delta_rule(X, y, w, lr), lr)


def pass_bias_stays(X, y, w, lr):
    """The bias does not move. It is the weight of x0 = 1, and moves like the others."""
    for x_i, y_i in zip(X, y, strict=True):
        w = step_bias_stays(w, x_i, y_i, lr)
    return w


def pass_one_answer(X, y, w, lr):
    """All rows have the answer of the first. Each has its own."""
    return delta_rule(X, np.full(len(y), y[0]), w, lr)


def pass_added(X, y, w, lr):
    """You add the new weights to the old ones. The step is in the new ones: they replace w."""
    for x_i, y_i in zip(X, y, strict=True):
        w = w + delta_rule_step(w, x_i, y_i, lr)
    return w


DELTA = task(
    delta_rule,
    """
    One pass over the table: an update for each row, in the order of the table. The delta rule does
    not wait. The second row already meets the weights that the first row has left. The function
    must leave its arguments as they are: the array `w` with which it was called still holds the
    start.
    """,
    public=[
        answers(TABLE, PRICES, np.array([1.0, 1.0, 2.0]), 0.05),
        agrees(
            "four examples, from b = 0",
            delta_rule,
            (TABLE, PRICES, np.array([0.0, 1.0, 2.0]), 0.05),
            "After each row the weights have moved by −α times the error times the input. "
            "The chapter has a table of every update.",
        ),
    ],
    hidden=[
        agrees(
            "a random table",
            delta_rule,
            lambda rng: (*table(rng), rng.normal(size=4), 0.05),
            "One update for each row, in the order of the table.",
            points=2,
        ),
        agrees(
            "a table with a single row",
            delta_rule,
            lambda rng: (*table(rng, m=1, n=2), rng.normal(size=3), 0.3),
            "With a single row, the pass is a single update.",
            kind="edge",
            points=0,
        ),
    ],
    mistakes=[
        mistake("all errors at the old weights", pass_with_old_weights),
        mistake("only the last row", pass_last_row),
        mistake("return inside the loop", pass_first_row),
        mistake("the weights stay", pass_unchanged),
        mistake("from the last row to the first", pass_backwards),
        mistake("wrong sign", pass_wrong_sign),
        mistake("without the last row", pass_without_last),
        mistake("without the first row", pass_without_first),
        mistake("one step for the table", pass_in_one_step),
        mistake("as many rows as columns", pass_as_many_as_columns),
        mistake("the weights after every row", pass_record),
        mistake("the learning rate forgotten", pass_without_rate),
        mistake("two passes", pass_twice),
        mistake("the bias stays", pass_bias_stays),
        mistake("one answer for all rows", pass_one_answer),
        mistake("new weights added to old ones", pass_added),
    ],
    hints=[
        """
        You have the update for one example. A pass is this update, once for each row. Look at the
        second row of the table in the chapter: why is its prediction 8.6 there, and not 13?
        """,
        """
        Use one `for` loop over the rows of `X` and the answers in `y` together; `zip` hands them
        out in pairs. Inside stands a single call of `delta_rule_step`. It returns new weights and
        leaves the old ones alone, so its result must get the name with which the next row is
        called.
        """,
        r"""
        The `return` stands behind the loop; inside, it would end the pass after the first row.
        Check with the chapter: from $(0, 1, 2)$, with $\alpha = 0.05$, the weights after the first
        row are $(-0.2, 0.6, 1.4)$.
        """,
    ],
    why="""
    The name `w` always means the newest weights, and so each row meets what the row before it has
    left. This is why the loop cannot become one product: an update needs the result of the one
    before. In chapter 2 all errors are taken at the same weights, and there the loop will
    disappear. An index works just as well, with `X[i]` and `y[i]` for `i in range(len(y))`.
    `strict=True` only makes `zip` complain if there are more rows than answers, or fewer. The start
    of whoever called is not touched, because `w = ...` gives the name to a new array and does not
    write into the old one. The order of the rows is a part of the rule: from the last row to the
    first, the same table leads to other weights.
    """,
    level="easy",
)


# Back to the units of the table.


def back_to_units(w, b, mean, std):
    """Weights in the old units. w, mean, std: (n,), b: a number. Returns w (n,), b."""
    slopes = w / std  # (n,), per old unit
    return slopes, b - slopes @ mean  # eq. (back-to-units)


def units_multiplied(w, b, mean, std):
    """You multiply by the standard deviation. A step of one old unit is 1/σ of a new one."""
    return w * std, b - (w * std) @ mean


def units_bias_kept(w, b, mean, std):
    """Your bias did not change. The mean of each feature was subtracted, and must be put back."""
    return w / std, b


def units_bias_added(w, b, mean, std):
    """The bias has the wrong sign: the mean of each feature was subtracted."""
    return w / std, b + (w / std) @ mean


def units_old_weights(w, b, mean, std):
    """In the bias you use the weights before the change of units. Use those after it."""
    return w / std, b - w @ mean


def units_not_summed(w, b, mean, std):
    """Your bias has an entry for each feature. Add the products up: the bias is one number."""
    return w / std, b - (w / std) * mean


def units_divided_twice(w, b, mean, std):
    """In the bias you divide by the deviation twice. The new weights are divided already."""
    return w / std, b - (w / std**2) @ mean


def units_standardised(w, b, mean, std):
    """You standardise the weights as if they were features. The mean belongs into the bias."""
    return (w - mean) / std, b


def units_by_variance(w, b, mean, std):
    """You divide by the square of the deviation. Divide by the deviation itself."""
    return back_to_units(w, b, mean, std**2)


def units_bias_negative(w, b, mean, std):
    """Your bias has the other sign throughout: the sum is subtracted from the old bias."""
    slopes, bias = back_to_units(w, b, mean, std)
    return slopes, -bias


def units_without_weights(w, b, mean, std):
    """The weights are missing in the bias. Each mean is multiplied by its new weight."""
    return w / std, b - np.sum(mean / std)


def units_bias_divided(w, b, mean, std):
    """You divide the old bias by the deviation. It has no feature, and stays as it is."""
    return w / std, b / std - (w / std) @ mean


def same_predictions(call, rng):
    """Ask whether both neurons predict alike."""
    X, _ = table(rng, m=5)
    w, b, mean, std = rng.normal(size=3), 0.5, rng.normal(size=3), rng.uniform(0.5, 3, size=3)
    new_w, new_b = parts(call(w, b, mean, std), ("w", "b"))
    before = (X - mean) / std @ w + b
    after = X @ array(new_w, (3,), what="w") + number(new_b, what="b")
    holds(
        np.allclose(before, after),
        "Both neurons predict the same: one on the standardised table, one on the old one.",
    )


UNITS = task(
    back_to_units,
    r"""
    A neuron has learned on standardised features $\tilde x_k = (x_k - \mu_k)/\sigma_k$. What would
    the same neuron say in square metres and years? Equation (back-to-units):

    $$w_k = \frac{\tilde w_k}{\sigma_k}, \qquad b = \tilde b - \sum_{k=1}^{n} w_k\, \mu_k$$
    """,
    public=[
        answers(np.array([3.0]), 1.0, np.array([2.0]), np.array([0.5])),
        agrees(
            "one feature",
            back_to_units,
            (np.array([3.0]), 1.0, np.array([2.0]), np.array([0.5])),
            "The slope per old unit is w / σ. The bias loses this slope times the mean.",
            returns=("w", "b"),
        ),
        law("the predictions stay", same_predictions),
    ],
    hidden=[
        agrees(
            "random weights",
            back_to_units,
            lambda rng: (
                rng.normal(size=4),
                float(rng.normal()),
                rng.normal(size=4),
                rng.uniform(0.5, 3, size=4),
            ),
            "The new neuron predicts on the old table what the old one predicts on the new table.",
            returns=("w", "b"),
        )
    ],
    mistakes=[
        mistake("multiplied by the deviation", units_multiplied),
        mistake("the bias kept", units_bias_kept),
        mistake("the bias with the wrong sign", units_bias_added),
        mistake("the old weights in the bias", units_old_weights),
        mistake("the bias not summed", units_not_summed),
        mistake("divided twice", units_divided_twice),
        mistake("the weights standardised", units_standardised),
        mistake("divided by the variance", units_by_variance),
        mistake("the bias turned round", units_bias_negative),
        mistake("the weights missing in the bias", units_without_weights),
        mistake("the bias divided", units_bias_divided),
    ],
    hints=[
        r"""
        Write the prediction of the standardised neuron and put in what $\tilde x_k$ is. What
        multiplies $x_k$ now? That is the new weight. What is left, without any $x_k$? That is the
        new bias. These are the lines before eq. (back-to-units).
        """,
        """
        All three arrays have the shape $(n,)$, so one division, entry by entry, makes all the new
        weights. Give them a name, because you need them a second time. The sum in the bias runs
        over the features: it is the product of two vectors, and gives one number.
        """,
        r"""
        The usual mistake is to take $\tilde w_k$ in the bias, where the new $w_k$ belongs. Try it
        on paper: for $\tilde w = 4$, $\sigma = 2$ and $\mu = 3$ the new weight is 2, and the bias
        loses 6, not 12.
        """,
    ],
    why=r"""
    Put $\tilde x_k = (x_k - \mu_k)/\sigma_k$ into the prediction, and
    $\tilde w_k \tilde x_k = \frac{\tilde w_k}{\sigma_k} x_k - \frac{\tilde w_k}{\sigma_k} \mu_k$.
    The first part gives the weights, `w / std`, of shape $(n,)$. The second has no $x_k$ in it and
    goes into the bias; `slopes @ mean` adds it up over the features. The same factor stands in both
    parts, which is why the bias needs the new weights. `np.sum(slopes * mean)` is the same number.
    If you are not sure whether to divide or to multiply, ask the units: $\tilde w$ is in dollars
    for each standard deviation and $\sigma$ in m² for each standard deviation, so only the quotient
    is in dollars per m². And there is a test that needs no formula: both neurons must predict the
    same price for every house.
    """,
    level="easy",
)


# The experiment.


def five_houses(rng):
    """Return areas and prices for a variant: the same errors, about another line."""
    errors = rng.choice([-1, 1]) * np.array([4.0, -5.5, 5.0, -9.5, 6.0])
    area = rng.choice([40, 50, 60]) + rng.choice([10.0, 15.0, 20.0, 25.0]) * np.arange(5)
    rise = rng.integers(24, 45) + 0.5  # from one house to the next, so that prices are whole
    first = np.round(rise / (area[1] - area[0]) * area[0]) + rng.integers(40, 81)
    return area, first + rise * np.arange(5) + errors


AREA, PRICE = drawn(
    (
        np.array([50.0, 70.0, 90.0, 110.0, 130.0]),
        np.array([135.0, 160.0, 205.0, 225.0, 275.0]),
    ),
    five_houses,
)
AREAS, PRICED = (" | ".join(f"{number:g}" for number in numbers) for numbers in (AREA, PRICE))


def my_line():
    """Your numbers: return w, b."""
    w = (AREA - AREA.mean()) @ PRICE / np.sum((AREA - AREA.mean()) ** 2)
    return w, PRICE.mean() - w * AREA.mean()  # through the mean house


def line_flat():
    """Your line is level: it predicts the mean price for every house. Give it a slope."""
    return 0.0, PRICE.mean()


def line_through_origin():
    """Your line has no bias. It is the best line through the origin, but the origin is no house."""
    return AREA @ PRICE / np.sum(AREA**2), 0.0


def line_through_ends():
    """Your line passes through the first and the last house. The others have a say too."""
    w = (PRICE[-1] - PRICE[0]) / (AREA[-1] - AREA[0])
    return w, PRICE[0] - w * AREA[0]


def line_swapped():
    """Your two numbers seem to be swapped: the slope w comes first, then the bias b."""
    return my_line()[::-1]


def line_hint(w, b):
    """Return the sentence that helps with a line: what it would fit, or where it is too high."""
    if losses.half_mse(b * AREA + w, PRICE) < 21:
        return "You return b first. The text asks for w, the price of one more square metre."
    if losses.half_mse(w * (AREA - AREA.mean()) / AREA.std() + b, PRICE) < 21:
        return "Your line fits the standardised areas. Take it back to square metres."
    if losses.half_mse((w * AREA + b) / 1000, PRICE) < 21:
        return "Your line fits prices in dollars. Those of the table are in thousands."
    said = w * AREA.mean() + b
    if np.isclose(said, PRICE.mean()):
        if losses.half_mse(w * AREA + b + (AREA - AREA.mean()), PRICE) < losses.half_mse(
            w * AREA + b - (AREA - AREA.mean()), PRICE
        ):
            return "Your line passes through the mean house, which is good. It is not steep enough."
        return "Your line passes through the mean house, which is good. It is too steep."
    return Said(
        "The mean house has {area:g} m² and the price {price:g}; your line says {said:g} there. "
        "Let it pass through this house first, then turn it.",
        area=AREA.mean(),
        price=PRICE.mean(),
        said=said,
    )


def low_enough(call, rng):
    """Ask for the cost of the line."""
    w, b = (number(v) for v in parts(call(), ("w", "b")))
    J = losses.half_mse(w * AREA + b, PRICE)
    holds(
        J < 21,
        "The cost of your line is below 21 (thousand dollars)².",
        what=Said("The cost of your line is J = {J:.2f}.", J=J),
        hint=line_hint(w, b),
    )


LINE = task(
    my_line,
    f"""
    An experiment. Five houses:

    | area (m²) | {AREAS} |
    |---|---|---|---|---|---|
    | price (thousand dollars) | {PRICED} |

    Find a slope $w$ and a bias $b$ whose cost $J$ is below 21. You have `linear_neuron` and
    `half_mse`; try some numbers in a cell of your own, or let the delta rule walk. (It likes small
    numbers: what would standardising do?)
    """,
    public=[answers(), law("a low cost", low_enough, points=3, kind="value")],
    mistakes=[
        mistake("no slope", line_flat),
        mistake("no bias", line_through_origin),
        mistake("through two houses", line_through_ends),
        mistake("w and b swapped", line_swapped),
    ],
    main=False,
    hints=[
        """
        When you raise the slope, you must lower the bias, for the line has to stay in the middle of
        the cloud. So let it always pass through the mean house, with an area of 90 and a price of
        200. Then each slope has its bias, and only one number is left to find.
        """,
        r"""
        Put the two rows of the table into arrays. In a cell of your own, choose $w$, compute the
        $b$ for which $90\,w + b = 200$, and print the cost of the predictions $w x + b$. Begin with
        $w = 1$ and $w = 2$, and narrow the interval. Near the best slope a step of 0.05 is fine
        enough.
        """,
        r"""
        To let the delta rule walk, standardise the areas first: with the raw ones, $\alpha$ would
        have to be near 0.0001. Make many passes with a small $\alpha$ such as 0.01, from zero, and
        take the result home with `back_to_units`. Your function itself only returns two numbers,
        first the slope, then the bias.
        """,
    ],
    why=r"""
    `AREA` and `PRICE` are the two rows of the table. By trial you find a slope a little above 1.7.
    The reference computes it: at the lowest place no change of $w$ or $b$ helps, and from this
    follow a line through the mean house and the slope

    $$w = \frac{\sum_i (x_i - \bar x)\, y_i}{\sum_i (x_i - \bar x)^2}$$

    That is $w = 1.725$ and $b = 44.75$, with $J = 19.75$. The bottom of the bowl is nearly level:
    with the fitting bias every slope from 1.67 to 1.78 stays below 21. The line through the first
    and the last house costs 32.5, because it does not listen to the three in between. With the
    delta rule, only standardised areas make the walk comfortable, since the square of 130 would
    force a tiny $\alpha$ on the bias as well. In chapter 2 the normal equation finds such a line
    for any number of features.
    """,
    level="medium",
)


WARM_UP = warm_up(
    r"""
    A neuron with two features gets the example $x = (0, -3)$. Its prediction $a$ is too **low**.
    One step of the delta rule, eq. (delta-rule), moves every weight, and $b$ is the weight $w_0$:

    $$w_k := w_k - \alpha\,(a - y)\,x_k, \qquad k = 0, 1, 2$$

    What does it do to $b$, $w_1$ and $w_2$?
    """,
    choice(
        "All three grow.",
        "You thought of positive inputs only. The input of $w_2$ is negative, and a larger "
        "$w_2$ would make this prediction still lower. And $w_1$ had no part in the error.",
    ),
    choice(
        "$b$ and $w_1$ stay, $w_2$ falls.",
        "This is right for both weights. But the bias is a weight too: its input is $x_0 = 1$, "
        "so it moves too.",
    ),
    choice(
        "$b$ grows, $w_1$ stays, $w_2$ falls.",
        r"Each weight moves by $-\alpha$ times the error times its own input. The error $a - y$ is "
        "negative, so each weight moves the way its input points: 1, 0 and −3. All three moves "
        "together raise the prediction.",
        right=True,
    ),
    choice(
        "$b$ and $w_2$ grow, $w_1$ stays.",
        "The error alone does not decide the direction. It is multiplied by the input, and the "
        "input of $w_2$ is negative.",
    ),
)


EXERCISE = Exercise(
    number="01",
    title="The linear neuron",
    chapter="01_linear_neuron",
    tasks=(NEURON, COST, COLUMN, DELTA_STEP, DELTA, UNITS, LINE),
    text="You build a neuron that predicts prices, and the rule by which it corrects itself.",
    warm_up=WARM_UP,
)

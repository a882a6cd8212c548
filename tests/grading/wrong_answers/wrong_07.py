"""Wrong answers to exercise 07, as students write them, and what the check must say to each."""

import math

import numpy as np
from wrong_answers import GENERIC, IN_WORDS, answered


def _stable_sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


@answered("a taken for z")
def sigmoid_prime__of_z(z):
    """The sum z is taken for the answer a."""
    return z * (1 - z)


@answered("the sigmoid itself")
def sigmoid_prime__the_sigmoid(z):
    """The sigmoid comes back, not its slope."""
    a = _stable_sigmoid(z)
    return a


@answered("no brackets")
def sigmoid_prime__no_brackets(z):
    """The brackets around 1 - a are missing."""
    a = _stable_sigmoid(z)
    return a * 1 - a


@answered("the powers overflow")
def sigmoid_prime__overflows(z):
    """The quotient of powers overflows at -800."""
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


@answered(IN_WORDS)
def sigmoid_prime__math_exp(z):
    """The exponential of the module math takes no array."""
    a = 1 / (1 + math.exp(-z))
    return a * (1 - a)


@answered("the slope of tanh")
def sigmoid_prime__of_tanh(z):
    """The slope of tanh in the answer: 1 - a²."""
    a = _stable_sigmoid(z)
    return 1 - a**2


@answered("the sigmoid twice")
def sigmoid_prime__twice(z):
    """The sigmoid is taken of the sigmoid."""
    a = _stable_sigmoid(z)
    return _stable_sigmoid(a) * (1 - _stable_sigmoid(a))


@answered("wrong sign")
def sigmoid_prime__plus(z):
    """A plus in place of the minus."""
    a = _stable_sigmoid(z)
    return a * (1 + a)


@answered("no brackets in the sigmoid")
def sigmoid_prime__sigmoid_without_brackets(z):
    """The sigmoid lacks the brackets under the line."""
    a = 1 / 1 + np.exp(-z)
    return a * (1 - a)


@answered("z in one factor")
def sigmoid_prime__times_z(z):
    """The sum is one of the factors."""
    a = _stable_sigmoid(z)
    return a * (1 - z)


@answered(GENERIC)
def sigmoid_prime__square(z):
    """The square of a is written as its double."""
    a = _stable_sigmoid(z)
    return a - a * 2


@answered("a times a")
def sigmoid_prime__of_minus_z(z):
    """Both factors are the same one."""
    s = _stable_sigmoid(z)
    return s * s


@answered("a falling sigmoid")
def sigmoid_prime__derivative_of_e(z):
    """The power of e is differentiated with its sign."""
    return -np.exp(-z) / (1 + np.exp(-z)) ** 2


@answered("it rounds to 0")
def tanh_prime__one_minus_square(z):
    """The form 1 - a² says 0 at 30."""
    return 1 - np.tanh(z) ** 2


@answered("a taken for z")
def tanh_prime__of_z(z):
    """The sum z is taken for the answer a."""
    return 1 - z**2


@answered("the square overflows")
def tanh_prime__powers(z):
    """The formula is written down as it stands."""
    return 4 / (np.exp(z) + np.exp(-z)) ** 2


@answered("half of z")
def tanh_prime__half_the_exponent(z):
    """The power has |z|, not 2|z|."""
    e = np.exp(-np.abs(z))
    return 4 * e / (1 + e) ** 2


@answered("not squared")
def tanh_prime__no_square(z):
    """The sum under the line is not squared."""
    return 4 / (np.exp(z) + np.exp(-z))


@answered("the bracket not squared")
def tanh_prime__no_square_stable(z):
    """The sum under the line is not squared, in the form that does not overflow."""
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e)


@answered("a minus between the powers")
def tanh_prime__minus(z):
    """A minus between the powers."""
    return 4 / (np.exp(z) - np.exp(-z)) ** 2


@answered("no absolute value")
def tanh_prime__no_abs(z):
    """The exponent lacks the absolute value, so the left side overflows."""
    e = np.exp(-2 * z)
    return 4 * e / (1 + e) ** 2


@answered("tanh itself")
def tanh_prime__the_tanh(z):
    """It is tanh itself, not its slope."""
    return np.tanh(z)


@answered("multiplied above alone")
def tanh_prime__only_above(z):
    """Only the number above the line is multiplied."""
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (np.exp(z) + np.exp(-z)) ** 2


@answered("the powers squared")
def tanh_prime__square_of_the_parts(z):
    """Each power is squared, and not their sum."""
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e**2)


@answered("the 4 forgotten")
def tanh_prime__without_four(z):
    """The 4 above the line is missing."""
    e = np.exp(-2 * np.abs(z))
    return e / (1 + e) ** 2


@answered("the slope of the sigmoid")
def tanh_prime__of_the_sigmoid(z):
    """The slope of the sigmoid, not of tanh."""
    a = _stable_sigmoid(z)
    return a * (1 - a)


@answered("2 for 4")
def tanh_prime__two(z):
    """A 2 above the bar."""
    e = np.exp(-2 * np.abs(z))
    return 2 * e / (1 + e) ** 2


@answered("the square overflows")
def tanh_prime__cosh(z):
    """The square of cosh overflows."""
    return 1 / np.cosh(z) ** 2


@answered("no minus in the exponent")
def tanh_prime__plus_exponent(z):
    """The exponent lacks its minus."""
    e = np.exp(2 * np.abs(z))
    return 4 * e / (1 + e) ** 2


@answered(GENERIC)
def tanh_prime__not_squared_and_plain(z):
    """The form 1 - a, without the square."""
    return 1 - np.tanh(z)


@answered("no leak")
def leaky_relu__slope_unused(z, slope):
    """The slope is not used."""
    return np.maximum(0, z)


@answered(IN_WORDS)
def leaky_relu__np_max(z, slope):
    """It calls np.max, which takes the largest of one array."""
    return np.max(slope * z, z)


@answered("the slope not multiplied, at 0 too")
def leaky_relu__slope_alone(z, slope):
    """The slope stands on the left, not the slope times z."""
    return np.where(z > 0, z, slope)


@answered("sides reversed")
def leaky_relu__sides_swapped(z, slope):
    """The sides are swapped."""
    return np.where(z > 0, slope * z, z)


@answered(IN_WORDS)
def leaky_relu__if(z, slope):
    """An if asks one question of an array."""
    if z > 0:
        return z
    return slope * z


@answered("the share added")
def leaky_relu__sum(z, slope):
    """The share is added on both sides."""
    return np.maximum(0, z) + slope * z


@answered("sides reversed")
def leaky_relu__minimum(z, slope):
    """The smaller one passes."""
    return np.minimum(z, slope * z)


@answered(GENERIC)
def leaky_relu__changed_in_place(z, slope):
    """The argument is changed, and nothing is returned."""
    z[z < 0] = slope * z[z < 0]


@answered("wrong sign")
def leaky_relu__minus(z, slope):
    """The left side has the wrong sign."""
    return np.where(z > 0, z, -slope * z)


@answered("the largest entry")
def leaky_relu__one_number(z, slope):
    """np.max of the array makes one number."""
    return np.max(z) if np.max(z) > 0 else slope * np.max(z)


@answered(GENERIC)
def leaky_relu__slope_of_the_left_subtracted(z, slope):
    """The slope is subtracted on the left."""
    return np.where(z > 0, z, z - slope)


@answered("the slope not multiplied, at 0 too")
def leaky_relu__maximum_with_slope(z, slope):
    """The larger of z and the slope."""
    return np.maximum(slope, z)


@answered("divided")
def leaky_relu__divided(z, slope):
    """The left side is divided by the slope."""
    return np.where(z >= 0, z, z / slope)


@answered("the corner")
def leaky_relu_prime__right_side(z, slope):
    """The corner takes the right side."""
    return np.where(z >= 0, 1, slope)


@answered("the function itself")
def leaky_relu_prime__the_function(z, slope):
    """It is the function itself."""
    return np.where(z > 0, z, slope * z)


@answered("no leak")
def leaky_relu_prime__slope_unused(z, slope):
    """The left side is 0."""
    return np.where(z > 0, 1.0, 0.0)


@answered("sides reversed")
def leaky_relu_prime__sides_swapped(z, slope):
    """The sides are swapped."""
    return np.where(z > 0, slope, 1)


@answered("the function on the left")
def leaky_relu_prime__slope_times_z(z, slope):
    """The left side is the function, not its slope."""
    return np.where(z > 0, 1, slope * z)


@answered(IN_WORDS)
def leaky_relu_prime__if(z, slope):
    """An if asks one question of an array."""
    if z > 0:
        return 1
    else:
        return slope


@answered("0 at the corner")
def leaky_relu_prime__zero_at_the_corner(z, slope):
    """The corner gets 0."""
    dz = np.ones_like(z)
    dz[z < 0] = slope
    dz[z == 0] = 0
    return dz


@answered("wrong sign")
def leaky_relu_prime__minus(z, slope):
    """The left side has the wrong sign."""
    return np.where(z > 0, 1, -slope)


@answered("the middle at the corner")
def leaky_relu_prime__middle(z, slope):
    """The corner gets the mean of the sides."""
    d = np.where(z > 0, 1.0, slope)
    return np.where(z == 0, (1 + slope) / 2, d)


@answered("no leak")
def leaky_relu_prime__condition(z, slope):
    """The condition comes back."""
    return z > 0


@answered("wrong sign")
def leaky_relu_prime__sign(z, slope):
    """The sign of z, times the slope on the left."""
    return np.where(z > 0, np.sign(z), np.sign(z) * slope)


@answered("the function on the right")
def leaky_relu_prime__z_on_the_right(z, slope):
    """The right side is the function."""
    return np.where(z > 0, z, slope)


@answered(GENERIC)
def leaky_relu_prime__one_minus(z, slope):
    """The left side is 1 - slope."""
    return np.where(z > 0, 1, 1 - slope)


@answered("the wrong order")
def collapse__W1_first(W1, b1, W2, b2):
    """The product is in the wrong order."""
    W = W1 @ W2
    b = W2 @ b1 + b2
    return W, b


@answered("entry by entry")
def collapse__entry_by_entry(W1, b1, W2, b2):
    """The product is entry by entry."""
    W = W2 * W1
    b = W2 @ b1 + b2
    return W, b


@answered("the biases added")
def collapse__biases_added(W1, b1, W2, b2):
    """The biases are added."""
    return W2 @ W1, b1 + b2


@answered("the first bias lost")
def collapse__last_bias_alone(W1, b1, W2, b2):
    """The bias of the first layer is lost."""
    return W2 @ W1, b2


@answered("the second bias lost")
def collapse__without_b2(W1, b1, W2, b2):
    """The bias of the second layer is lost."""
    W = W2 @ W1
    b = W2 @ b1
    return W, b


@answered("turned")
def collapse__transposed(W1, b1, W2, b2):
    """The weights come back transposed."""
    W = W1.T @ W2.T
    b = b1 @ W2.T + b2
    return W, b


@answered("in another order")
def collapse__b_first(W1, b1, W2, b2):
    """The results are in the wrong order."""
    W = W2.dot(W1)
    b = W2.dot(b1) + b2
    return b, W


@answered("W alone")
def collapse__only_W(W1, b1, W2, b2):
    """Only the weights come back."""
    return W2 @ W1


@answered("an activation in between")
def collapse__relu_between(W1, b1, W2, b2):
    """A ReLU stands in between."""
    W = W2 @ np.maximum(0, W1)
    b = W2 @ np.maximum(0, b1) + b2
    return W, b


@answered("both biases through the second layer")
def collapse__both_biases_through(W1, b1, W2, b2):
    """Both biases go through the second layer."""
    return W2 @ W1, W2 @ (b1 + b2)


@answered("a table of biases")
def collapse__bias_entry_by_entry(W1, b1, W2, b2):
    """The first bias is multiplied entry by entry, so b is a table."""
    return W2 @ W1, W2 * b1 + b2[:, None]


@answered("the other bias through")
def collapse__weights_on_the_wrong_bias(W1, b1, W2, b2):
    """The second bias goes through the weights, not the first."""
    return W2 @ W1, b1 + W2 @ b2


@answered("the first layer again")
def collapse__bias_through_the_first(W1, b1, W2, b2):
    """The bias goes through the first layer."""
    return W2 @ W1, W1 @ b1 + b2


@answered("the bias through both layers")
def collapse__bias_through_both(W1, b1, W2, b2):
    """The bias goes through both layers."""
    W = W2 @ W1
    return W, W @ b1 + b2


@answered("softmax for labels that do not exclude each other")
def choose_output__softmax_for_labels(goal):
    """Several labels at once get a softmax, as if only one could be there."""
    if goal == "any number":
        return "identity"
    if goal == "yes or no":
        return "sigmoid"
    if goal == "between -1 and 1":
        return "tanh"
    return "softmax"


@answered("always the sigmoid")
def choose_output__or(goal):
    """The condition with `or` is always true."""
    labels = "several labels at once"
    if goal == "yes or no" or labels:
        return "sigmoid"
    elif goal == "any number":
        return "identity"
    elif goal == "between -1 and 1":
        return "tanh"
    else:
        return "softmax"


@answered("a capital letter")
def choose_output__capitals(goal):
    """The names begin with capitals."""
    names = {
        "any number": "Identity",
        "yes or no": "Sigmoid",
        "one of several classes": "Softmax",
        "between -1 and 1": "Tanh",
        "several labels at once": "Sigmoid",
    }
    return names[goal]


@answered(IN_WORDS)
def choose_output__key_misspelt(goal):
    """A goal is spelt in another way, so it is not found."""
    names = {
        "any number": "identity",
        "yes or no": "sigmoid",
        "one of several classes": "softmax",
        "between -1 and +1": "tanh",
        "several labels at once": "sigmoid",
    }
    return names[goal]


@answered("tanh for any number")
def choose_output__tanh_for_numbers(goal):
    """Any number gets a tanh."""
    if goal == "yes or no" or goal == "several labels at once":
        return "sigmoid"
    elif goal == "one of several classes":
        return "softmax"
    else:
        return "tanh"


@answered("sigmoids for classes")
def choose_output__sigmoid_for_classes(goal):
    """One of several classes gets a sigmoid."""
    if goal == "any number":
        return "identity"
    elif goal == "between -1 and 1":
        return "tanh"
    else:
        return "sigmoid"


@answered("linear for the identity")
def choose_output__linear(goal):
    """A name that is not in the list."""
    answers = {"any number": "linear", "between -1 and 1": "tanh"}
    if goal in answers:
        return answers[goal]
    return "softmax" if goal == "one of several classes" else "sigmoid"


@answered(IN_WORDS)
def choose_output__prints(goal):
    """It prints the word."""
    word = "sigmoid"
    if goal == "any number":
        word = "identity"
    if goal == "one of several classes":
        word = "softmax"
    if goal == "between -1 and 1":
        word = "tanh"
    print(word)


@answered(IN_WORDS)
def choose_output__one_goal_forgotten(goal):
    """One goal has no answer."""
    if goal == "one of several classes":
        return "softmax"
    if goal in ("any number", "between -1 and 1"):
        return "identity" if goal == "any number" else "tanh"
    if goal == "yes or no":
        return "sigmoid"


@answered("softmax of one sum")
def choose_output__softmax_for_yes_or_no(goal):
    """Yes or no gets a softmax, as if there were two units."""
    if goal == "any number":
        return "identity"
    if goal in ("yes or no", "one of several classes"):
        return "softmax"
    if goal == "between -1 and 1":
        return "tanh"
    return "sigmoid"


@answered("the identity between −1 and 1")
def choose_output__identity_for_minus_one(goal):
    """Between -1 and 1 gets the identity."""
    if goal == "any number" or goal == "between -1 and 1":
        return "identity"
    if goal == "one of several classes":
        return "softmax"
    return "sigmoid"


@answered("a ReLU at the output")
def choose_output__relu(goal):
    """A ReLU for any number."""
    if goal == "any number":
        return "relu"
    return "sigmoid"


@answered("tanh for yes or no")
def choose_output__tanh_for_yes_or_no(goal):
    """Yes or no gets a tanh."""
    if goal == "any number":
        return "identity"
    if "or" in goal or "between" in goal:
        return "tanh"
    return "softmax"


@answered("a sigmoid between −1 and 1")
def choose_output__all_but_one(goal):
    """All classes get a softmax, and all the rest a sigmoid."""
    if goal in ("any number", "between -1 and 1"):
        return "identity" if goal == "any number" else "sigmoid"
    return "softmax" if "several classes" in goal else "sigmoid"


@answered(IN_WORDS)
def my_hat__middle_bend_too_weak():
    """The middle bend makes the line flat, not falling."""
    w = np.array([1, 1, 1])
    b = np.array([0, -1, -2])
    v = np.array([1, -1, 1])
    return w, b, v


@answered("bends on the wrong side")
def my_hat__bends_on_the_left():
    """The signs of b put the bends at -1 and -2."""
    w = [1, 1, 1]
    b = [0, 1, 2]
    v = [1, -2, 1]
    return w, b, v


@answered(IN_WORDS)
def my_hat__no_last_bend():
    """The line goes on falling after 2."""
    return [1, 1, 0], [0, -1, 0], [1, -2, 0]


@answered("places for weights")
def my_hat__positions_as_weights():
    """The positions of the bends stand in w."""
    w = np.array([0, 1, 2])
    b = np.array([0, 0, 0])
    v = np.array([1, -2, 1])
    return w, b, v


@answered(IN_WORDS)
def my_hat__twice_as_high():
    """The hat is twice as high."""
    return [1, 1, 1], [0, -1, -2], [2, -4, 2]


@answered("in another order")
def my_hat__v_first():
    """The results come in the wrong order."""
    w = [1, 1, 1]
    b = [0, -1, -2]
    v = [1, -2, 1]
    return v, w, b


@answered("it stays up")
def my_hat__slopes_as_v():
    """The slopes of the pieces stand in v, not their changes."""
    return [1, 1, 1], [0, -1, -2], [1, -1, 0]


@answered("two units")
def my_hat__two_units():
    """Two units only."""
    return [1, 1], [0, -1], [1, -2]


@answered(IN_WORDS)
def my_hat__heights_as_v():
    """The heights of the corners stand in v."""
    return [1, 1, 1], [0, -1, -2], [0, 1, 0]


@answered("one list")
def my_hat__only_v():
    """Only v comes back."""
    return [1, -2, 1]


@answered(IN_WORDS)
def my_hat__upside_down():
    """The signs of v are wrong."""
    return [1, 1, 1], [0, -1, -2], [-1, 2, -1]


@answered(IN_WORDS)
def my_hat__from_both_sides():
    """The third ReLU looks to the left."""
    return [1, 1, -1], [0, -1, 2], [1, -2, 1]


@answered(IN_WORDS)
def my_hat__changes_of_one():
    """The middle change is 1 too small, and the last too."""
    return [1, 1, 1], [0, -1, -2], [1, -2, 2]

"""What chapter 4 computes: products by hand, a layer with fewer loops, and what does not fit.

Five examples, and a layer as deck B has it: 3 inputs, 4 units. Deck B has no numbers: ours, chosen
so that no two entries of Z are equal.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, losses, ops
from dlcourse._words import Said

Array = NDArray[Any]
Shape = tuple[int, ...]

X = np.array([[-1.0, 0, 4], [1, 3, 2], [1, 0, 2], [0, 5, -1], [5, 0, 1]])
W = np.array([[0.0, -2, -1], [-1, 1, 3], [0, -1, 2], [2, -1, 3]])
B = np.array([-2.0, 0, -1, 1])
# The same with a fourth input, for `typed_layer`.
X_4, W_4 = np.column_stack((X, [1, -1, -1, 0, 2])), np.column_stack((W, [3, 1, 1, 0]))
# Two products by hand, and a gradient: dZ of three examples and two units, and their inputs.
P, Q = np.array([[1.0, 2], [3, 0], [4, 5]]), np.array([[6.0, -1], [7, 8]])
P_2, Q_3 = np.array([[1.0, 2], [3, 4]]), np.array([[5.0, 6, 0], [7, 8, 9]])
DZ, A = np.array([[1.0, -2], [-1, 3], [2, 0]]), np.array([[4.0, 5], [6, 3], [0, 7]])

# What moves the plane, by its name: matrices, of which the first acts first.
TURN, STRETCH, SHEAR, FLATTEN, TURN_STRETCH, STRETCH_TURN = (
    Said("turn"),
    Said("stretch"),
    Said("shear"),
    Said("flatten"),
    Said("turn, then stretch"),
    Said("stretch, then turn"),
)
QUARTER_TURN, TWICE_AS_WIDE = np.array([[0.0, -1], [1, 0]]), np.array([[2.0, 0], [0, 1]])
MOVES: dict[str, tuple[Array, ...]] = {
    TURN: (QUARTER_TURN,),
    STRETCH: (TWICE_AS_WIDE,),
    SHEAR: (np.array([[1.0, 1], [0, 1]]),),
    FLATTEN: (np.array([[1.0, 2], [0.5, 1]]),),
    TURN_STRETCH: (QUARTER_TURN, TWICE_AS_WIDE),
    STRETCH_TURN: (TWICE_AS_WIDE, QUARTER_TURN),
}
MOVE_STEPS = 6  # in which a plane is moved

# What can be typed for one layer.
RIGHT, NO_TURN, COLUMNS, B_COLUMN = (
    "A @ W.T + b",
    "A @ W + b",
    "A.T @ W.T + b",
    "A @ W.T + b[:, None]",
)


class Layer(NamedTuple):
    """The shapes that meet in a layer, A and Wᵀ and b, and the shape of what comes out."""

    A: Shape
    W_T: Shape
    b: Shape
    Z: Shape


class Net(NamedTuple):
    """The layers of a net, and how many weights, biases and products it has."""

    layers: tuple[Layer, ...]
    weights: int
    biases: int
    products: int


class Typed(NamedTuple):
    """What somebody typed for a layer: left @ right + added.

    Z: what NumPy gives, or None where it stops. wrong: which of its entries are. refusal: the words
    with which ops.dense refuses the same arrays, or None.
    """

    left: Array
    right: Array
    added: Array
    Z: Array | None
    wrong: NDArray[np.bool_]
    refusal: str | None


class Sum(NamedTuple):
    """Two arrays and their sum, or None where NumPy stops; reused: entries that are used again."""

    left: Array
    right: Array
    total: Array | None
    reused: int


class Units(NamedTuple):
    """Ten units that have learnt the digits: weights, cost at each step, and how well they do.

    means: (10, 64), the mean training image of each digit. right: the share of all held-out images
    on which the largest sum is that of the right unit; of_digit: the same for each digit.
    """

    W: Array
    J: list[float]
    means: Array
    right: float
    of_digit: Array


def moved_plane(kind: str, step: int) -> Array:
    """Matrix that moves the plane, or a part of the way there.

    Where two matrices act one after the other, each has half of the steps. On its way every point
    goes straight ahead.
    kind: a key of MOVES. step: of MOVE_STEPS. Returns W (2, 2); its columns are where (1, 0) and
    (0, 1) are.
    Source: ours, beside the layer in matrix form (row A10). Chapter 4.
    """
    W = np.eye(2)
    each = MOVE_STEPS / len(MOVES[kind])
    for k, part in enumerate(MOVES[kind]):
        share = np.clip(step / each - k, 0, 1)
        W = (np.eye(2) + share * (part - np.eye(2))) @ W
    return W


def dot_products(A: Array, W: Array, b: Array) -> Array:
    """Weighted sums of a layer with two loops left: the sum over the inputs is a dot product.

    z_ij = w_j · a_i + b_j
    A: (m, n_in). W: (n_out, n_in). b: (n_out,). Returns Z (m, n_out).
    Source: deck B, on the way to the batch (row B2). Chapter 4.
    """
    Z = np.zeros((len(A), len(W)))
    for i in range(len(A)):  # example i
        for j in range(len(W)):  # unit j
            Z[i, j] = W[j] @ A[i] + b[j]  # eq. (dot-product)
    return Z


def one_example_at_a_time(A: Array, W: Array, b: Array) -> Array:
    """Weighted sums of a layer with one loop left: all units of an example at once.

    z_i = W a_i + b
    A: (m, n_in). W: (n_out, n_in). b: (n_out,). Returns Z (m, n_out).
    Source: deck B, the loop over m examples (row B2). Chapter 4.
    """
    Z = np.zeros((len(A), len(W)))
    for i in range(len(A)):  # example i
        Z[i] = W @ A[i] + b  # eq. (matrix-vector)
    return Z


def shapes(m: int, *widths: int) -> Net:
    """Shapes on the way of m examples through a net of dense layers, and what they cost.

    m: examples. widths: the inputs, then the units of each layer. Returns the Net.
    Source: deck E, shapes (row E3). Chapter 4.
    """
    layers, weights, biases = [], 0, 0
    A: Array = np.ones((m, widths[0]))
    for n_in, n_out in pairwise(widths):
        W, b = np.ones((n_out, n_in)), np.ones(n_out)
        Z = ops.dense(A, W, b)
        layers.append(Layer(A.shape, W.T.shape, b.shape, Z.shape))
        weights, biases, A = weights + W.size, biases + b.size, Z
    return Net(tuple(layers), weights, biases, m * weights)


def typed_layer(typed: str, m: int, n: int) -> Typed:
    """What NumPy makes of a layer of 4 units, typed rightly or with a wrong transpose.

    typed: RIGHT, NO_TURN, COLUMNS or B_COLUMN. m: examples, 1 to 5. n: inputs, 3 or 4.
    Returns the Typed.
    Source: deck B, without a loop (row B2). Chapter 4.
    """
    A, W = X_4[:m, :n], W_4[:, :n]
    left, right = (A.T if typed == COLUMNS else A), (W if typed == NO_TURN else W.T)
    added = B[:, np.newaxis] if typed == B_COLUMN else B
    answer = ops.dense(A, W, B)
    Z = _or_none(lambda: left @ right + added)
    if Z is None:
        wrong = np.array([], dtype=bool)
    else:
        wrong = answer != Z if Z.shape == answer.shape else np.ones(Z.shape, dtype=bool)
    return Typed(left, right, added, Z, wrong, _refusal(left, right.T, added))


def broadcast_sum(left: Shape, right: Shape) -> Sum:
    """Sum of two arrays of these shapes: 10, 20, … on the left, 1, 2, … on the right.

    left, right: shapes. Returns the Sum.
    Source: deck B, b for all examples at once (row B2). Chapter 4.
    """
    p, q = (np.arange(1.0, 1 + np.prod(shape)).reshape(shape) for shape in (left, right))
    p = 10 * p
    total = _or_none(lambda: p + q)
    reused = 0 if total is None else 2 * total.size - p.size - q.size
    return Sum(p, q, total, reused)


def descend(X: Array, Y: Array, lr: float, steps: int) -> tuple[Array, Array, list[float]]:
    """Gradient descent for a layer of linear units, with the mean squared error.

    X: (m, n). Y: (m, K). lr: the learning rate. steps: how many. Returns W (K, n), b (K,), and J
    before each step.
    Source: deck B, gradients without a loop (row B2). Chapter 4.
    """
    J: list[float] = []
    W, b = np.zeros((Y.shape[1], X.shape[1])), np.zeros(Y.shape[1])
    for _step in range(steps):
        Z = ops.dense(X, W, b)
        J.append(losses.mse(Z, Y))
        dZ = losses.mse_grad(Z, Y)
        _dX, dW, db = ops.dense_backward(dZ, X, W)
        W, b = W - lr * dW, b - lr * db  # eq. (gd-update)
    return W, b, J


@cache
def ten_units(seed: int = 0) -> Units:
    """Ten linear units after 100 steps on the digits; the target of unit j is 1 for the digit j.

    seed: which quarter of the images is held out. Returns the Units.
    Source: deck A, a layer in matrix form (row A10). Chapter 4.
    """
    digits = data.digits()
    rng = np.random.default_rng(seed)
    X, held, y, answers = data.train_test_split(digits.X / 16, digits.y, test=0.25, rng=rng)
    W, b, J = descend(X, data.one_hot(y), lr=0.5, steps=100)
    right = ops.dense(held, W, b).argmax(axis=1) == answers
    of_digit = np.array([right[answers == j].mean() for j in range(10)])
    means = np.array([X[y == j].mean(axis=0) for j in range(10)])
    return Units(W, J, means, float(right.mean()), of_digit)


def _or_none(compute: Any) -> Array | None:
    """What NumPy computes, or None where the shapes do not fit."""
    try:
        result: Array = compute()
    except ValueError:
        return None
    return result


def _refusal(A: Array, W: Array, b: Array) -> str | None:
    try:
        ops.dense(A, W, b)
    except ValueError as error:
        return str(error)
    return None

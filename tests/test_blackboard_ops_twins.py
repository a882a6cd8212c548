"""`blackboard` and `ops` say the same: in names, in arguments and in numbers, but not in code."""

import ast
import inspect
import math

import numpy as np
import pytest

from dlcourse import activations, blackboard, ops
from dlcourse.gradcheck import check_gradient

RNG = np.random.default_rng(7)


def functions(module):
    """Return the public functions that a module defines itself."""
    return {
        name: f
        for name, f in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and f.__module__ == module.__name__
    }


# The sigmoid of one number has its twin among the activations, which `ops` uses.
BOARD = functions(blackboard)
FAST = functions(ops) | {"sigmoid": activations.sigmoid}


def layer(m, n_in, n_out):
    """Return A, W, b and dZ."""
    return tuple(RNG.normal(size=s) for s in ((m, n_in), (n_out, n_in), (n_out,), (m, n_out)))


def neuron(m, n):
    """Return w, b, X and labels y that hold both classes when m allows it."""
    w, X = RNG.normal(size=n), RNG.normal(size=(m, n))
    return w, float(RNG.normal()), X, np.arange(m) % 2.0


LAYERS = [layer(*s) for s in ((1, 1, 1), (1, 3, 4), (5, 1, 2), (4, 3, 1), (7, 3, 4), (3, 8, 2))]
LAYERS.append(tuple(np.zeros_like(part) for part in layer(2, 3, 4)))
NEURONS = [neuron(*s) for s in ((1, 1), (1, 4), (6, 1), (5, 3), (2, 9))]
NEURONS.append((np.zeros(2), 0.0, np.zeros((3, 2)), np.array([0.0, 1.0, 0.0])))
PAIRS = [(RNG.normal(size=s), RNG.normal(size=s)) for s in ((1,), (5,), (1, 1), (4, 3))]
PAIRS.append((np.zeros(3), np.zeros(3)))
ANSWERS = [(RNG.uniform(size=s), RNG.integers(0, 2, s).astype(float)) for s in ((1,), (6,), (3, 2))]
ANSWERS.append((np.array([0.0, 1.0, 0.5, 1e-300]), np.array([0.0, 1.0, 0.0, 0.0])))

# One column of z: far to both sides, and where e^z or e^z x is too small for a normal number.
HUGE = np.array([-1000.0, -745.0, -720.0, -708.5, -40.0, 0.0, 40.0, 708.5, 720.0, 1000.0])

CASES = {
    "sigmoid": [(z,) for z in HUGE],
    "dense": [(A, W, b) for A, W, b, _ in LAYERS],
    "dense_backward": [(dZ, A, W) for A, W, _, dZ in LAYERS],
    "mse": [*PAIRS, (np.array([1e150, 1e-200]), np.zeros(2))],
    "mse_grad": PAIRS,
    "binary_cross_entropy": ANSWERS,
    "binary_cross_entropy_grad": ANSWERS,
    "linear_cost_and_grad": NEURONS,
    "logistic_cost_and_grad": [
        *NEURONS,
        *((np.array([0.37]), 0.0, HUGE[:, None] / 0.37, np.full(10, y)) for y in (0.0, 1.0)),
        (np.array([1000.0]), 0.0, np.array([[1.0], [-1.0], [0.0]]), np.array([0.0, 1.0, 1.0])),
    ],
}


def test_twins_have_the_same_names():
    assert BOARD.keys() == FAST.keys() == CASES.keys()
    # A layer takes either module as `ops`: every name is found in both.
    assert all(hasattr(ops, name) for name in BOARD)


@pytest.mark.parametrize("name", BOARD)
def test_twins_have_the_same_arguments(name):
    def shape(f):
        return [(p.name, p.kind, p.default) for p in inspect.signature(f).parameters.values()]

    assert shape(BOARD[name]) == shape(FAST[name])


@pytest.mark.parametrize("name", BOARD)
def test_twins_share_no_body(name):
    def body(f):
        tree = ast.parse(inspect.getsource(f)).body[0]
        return [ast.dump(line) for line in tree.body[1:]]  # without the docstring

    assert body(BOARD[name])
    assert not set(body(BOARD[name])) & set(body(FAST[name]))


def test_the_twins_do_not_know_each_other():
    assert "blackboard" not in {n.id for n in ast.walk(_tree(ops)) if isinstance(n, ast.Name)}
    assert "blackboard" not in _imported(ops)
    assert _imported(blackboard) == {"math", "numpy", "numpy.typing"}


def _tree(module):
    return ast.parse(inspect.getsource(module))


def _imported(module):
    names = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module} if node.module else {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases]
)
def test_twins_agree_to_1e_12(name, case):
    board, fast = BOARD[name](*case), FAST[name](*case)
    if not isinstance(board, tuple):
        board, fast = (board,), (fast,)
    assert len(board) == len(fast)
    for loop, whole in zip(board, fast, strict=True):
        assert np.shape(loop) == np.shape(whole)
        assert np.isfinite(whole).all()
        with np.errstate(under="ignore"):  # the comparison's own rtol × tiny
            np.testing.assert_allclose(loop, whole, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("module", [blackboard, ops])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_at_1000_a_wrong_answer_costs_1000_and_a_right_one_nothing(module, y):
    z = np.array([[-1000.0], [1000.0]])
    J, dw, db = module.logistic_cost_and_grad(np.ones(1), 0.0, z, np.full(2, y))
    assert J == 500  # one right, one wrong, and the mean of two
    assert dw.tolist() == [500]  # the wrong example alone: dz x = 1000, halved
    assert db == 0.5 - y


@pytest.mark.parametrize("module", [blackboard, ops])
def test_a_tiny_fine_keeps_its_digits(module):
    cost, _, _ = module.logistic_cost_and_grad(np.ones(1), 40.0, np.zeros((1, 1)), np.ones(1))
    assert cost == pytest.approx(math.exp(-40), rel=1e-14)


# Gradients against finite differences


@pytest.mark.parametrize("module", [blackboard, ops])
@pytest.mark.parametrize("name", ["mse", "binary_cross_entropy"])
def test_loss_gradients_agree_with_finite_differences(module, name):
    f, df = getattr(module, name), getattr(module, f"{name}_grad")
    for shape in ((1,), (5,), (3, 2)):
        x, y = RNG.uniform(0.1, 0.9, shape), RNG.integers(0, 2, shape).astype(float)
        found = check_gradient(lambda v, y=y: f(v, y), lambda v, y=y: df(v, y), x)
        assert found.passed, str(found)


@pytest.mark.parametrize("module", [blackboard, ops])
@pytest.mark.parametrize("name", ["linear_cost_and_grad", "logistic_cost_and_grad"])
@pytest.mark.parametrize("case", NEURONS)
def test_neuron_gradients_agree_with_finite_differences(module, name, case):
    w, b, X, y = case
    f = getattr(module, name)

    def J(v):
        return f(v[1:], v[0], X, y)[0]

    def dJ(v):
        _, dw, db = f(v[1:], v[0], X, y)
        return np.array([db, *dw])

    found = check_gradient(J, dJ, np.array([b, *w]))
    assert found.passed, str(found)


@pytest.mark.parametrize("module", [blackboard, ops])
@pytest.mark.parametrize("case", LAYERS)
def test_layer_gradients_agree_with_finite_differences(module, case):
    A, W, b, dZ = case
    found = dict(zip("AWb", module.dense_backward(dZ, A, W), strict=True))
    at = {"A": A, "W": W, "b": b}
    for name in "AWb":  # J = Σ dz_ij z_ij has ∂J/∂Z = dZ

        def J(v, name=name):
            return np.sum(dZ * module.dense(**(at | {name: v})))

        check = check_gradient(J, lambda v, name=name: found[name], at[name])
        assert check.passed, f"d{name}: {check}"


# Values by hand, and the lecture's column form


@pytest.mark.parametrize("module", [blackboard, ops])
def test_a_layer_by_hand(module):
    A = np.array([[1.0, 2.0], [0.0, -1.0]])
    W = np.array([[1.0, 0.0], [2.0, 3.0], [-1.0, 1.0]])
    b = np.array([10.0, 20.0, 30.0])
    assert module.dense(A, W, b).tolist() == [[11, 28, 31], [10, 17, 29]]
    dA, dW, db = module.dense_backward(np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0]]), A, W)
    assert dA.tolist() == [[-1, 2], [2, 3]]
    assert dW.tolist() == [[1, 2], [0, -1], [2, 4]]
    assert db.tolist() == [1, 1, 2]


@pytest.mark.parametrize("module", [blackboard, ops])
def test_a_linear_neuron_by_hand(module):
    # a = (8, 1), y = (4, 2): errors 4 and −1
    X, y = np.array([[2.0, 3.0], [1.0, 0.0]]), np.array([4.0, 2.0])
    J, dw, db = module.linear_cost_and_grad(np.array([1.0, 2.0]), 0.0, X, y)
    assert J == (16 + 1) / 4
    assert dw.tolist() == [(4 * 2 - 1) / 2, 4 * 3 / 2]
    assert db == 1.5


@pytest.mark.parametrize("module", [blackboard, ops])
def test_the_columns_of_deck_b_give_the_same_numbers_with_the_same_W_and_b(module):
    X_lecture = RNG.normal(size=(3, 5))  # n_x rows, one column for each example
    W, b_column = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 1))
    Z_lecture = W @ X_lecture + b_column  # deck B: Z = W X + b, (4, m)

    X = X_lecture.T
    Z = module.dense(X, W, b_column[:, 0])
    np.testing.assert_allclose(Z.T, Z_lecture, rtol=1e-12, atol=1e-15)

    dZ_lecture = RNG.normal(size=(4, 5))
    dX, dW, db = module.dense_backward(dZ_lecture.T, X, W)
    np.testing.assert_allclose(dW, dZ_lecture @ X_lecture.T, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(db, dZ_lecture.sum(axis=1), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(dX.T, W.T @ dZ_lecture, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("module", [blackboard, ops])
def test_the_columns_of_deck_c_give_the_same_cost_and_gradient(module):
    X_lecture, y = RNG.normal(size=(2, 6)), np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0])
    w, b = RNG.normal(size=(2, 1)), 0.3
    A = 1 / (1 + np.exp(-(w.T @ X_lecture + b)))  # (1, m)
    dZ = A - y
    cost, dw, db = module.logistic_cost_and_grad(w[:, 0], b, X_lecture.T, y)
    assert cost == pytest.approx(-np.mean(y * np.log(A) + (1 - y) * np.log(1 - A)), rel=1e-12)
    np.testing.assert_allclose(dw, (X_lecture @ dZ.T)[:, 0] / 6, rtol=1e-12)
    assert db == pytest.approx(dZ.mean(), rel=1e-12)


# Types, and wrong shapes


def test_ops_keeps_float32_and_the_board_counts_in_float64():
    A, W, b, dZ = (part.astype(np.float32) for part in layer(3, 2, 4))
    w, X, y = b[:2], A, np.array([0, 1, 1])
    for module, dtype in ((ops, np.float32), (blackboard, np.float64)):
        assert module.dense(A, W, b).dtype == dtype
        assert all(part.dtype == dtype for part in module.dense_backward(dZ, A, W))
        assert module.mse_grad(A, A).dtype == dtype
        assert module.logistic_cost_and_grad(w, 0.5, X, y)[1].dtype == dtype
        assert module.linear_cost_and_grad(w, 0.5, X, y)[1].dtype == dtype


@pytest.mark.parametrize("name", ["linear_cost_and_grad", "logistic_cost_and_grad"])
def test_a_bias_in_an_array_without_axes_is_not_written_to(name):
    w, _, X, y = NEURONS[3]
    for module in (blackboard, ops):
        b = np.array(0.5)
        getattr(module, name)(w, b, X, y)
        assert b == 0.5


A, W, B, DZ = layer(5, 3, 4)
w, X, y = RNG.normal(size=3), A, np.array([0.0, 1.0, 0.0, 1.0, 1.0])
MISFITS = [
    ("dense", (A, W.T, B), r"A has shape \(5, 3\) but W has shape \(3, 4\).* Use W\.T\."),
    ("dense", (A, W[:, :2], B), r"A has shape \(5, 3\) but W has shape \(4, 2\)"),
    ("dense", (A[:, :2], W, B), r"A has shape \(5, 2\) but W has shape \(4, 3\)"),
    ("dense", (A[0], W, B), r"A has shape \(3,\)"),
    ("dense", (A, W[0], B), r"W has shape \(3,\)"),
    ("dense", (A, W, B[:, None]), r"b has shape \(4, 1\).* Use b\[:, 0\]\."),
    ("dense", (A, W, B[:3]), r"b has shape \(3,\)"),
    ("dense_backward", (DZ.T, A, W), r"dZ has shape \(4, 5\).*\(5, 4\)"),
    ("dense_backward", (DZ[:4], A, W), r"dZ has shape \(4, 4\).*\(5, 4\)"),
    ("mse", (y[:, None], y), r"y_hat has shape \(5, 1\) but y has shape \(5,\)"),
    ("mse_grad", (y, y[:4]), r"y_hat has shape \(5,\) but y has shape \(4,\)"),
    ("binary_cross_entropy", (y[:, None], y), r"a has shape \(5, 1\) but y has shape \(5,\)"),
    ("binary_cross_entropy_grad", (y, y[:, None]), r"a has shape \(5,\) but y has shape \(5, 1"),
]
for neuron_name in ("linear_cost_and_grad", "logistic_cost_and_grad"):
    MISFITS += [
        (neuron_name, (w[:2], 0.0, X, y), r"X has shape \(5, 3\) but w has shape \(2,\)"),
        (neuron_name, (np.ones(4), 0.0, X, y), r"w has shape \(4,\).* give w\[1:\], and w\[0\]"),
        (neuron_name, (w[:, None], 0.0, X, y), r"but w has shape \(3, 1\)"),
        (neuron_name, (w, 0.0, X, y[:4]), r"X has shape \(5, 3\) but y has shape \(4,\)"),
        (neuron_name, (w, 0.0, X, y[:, None]), r"y has shape \(5, 1\)"),
        (neuron_name, (w, 0.0, X[0], y), r"X has shape \(3,\)"),
        (neuron_name, (w, np.zeros(1), X, y), r"b has shape \(1,\)"),
    ]


@pytest.mark.parametrize(("name", "case", "words"), MISFITS)
def test_wrong_shapes_are_refused_by_both(name, case, words):
    with pytest.raises(ValueError, match=words):
        FAST[name](*case)
    # The board names the same shapes; the advice is in `ops` alone.
    with pytest.raises(ValueError, match=words.split(".*")[0]):
        BOARD[name](*case)


def test_advice_is_given_only_where_it_helps():
    with pytest.raises(ValueError, match=r"each column of A\.$"):
        ops.dense(A, W[0], B)
    with pytest.raises(ValueError, match=r"each column of X\.$"):
        ops.linear_cost_and_grad(w[:, None], 0.0, X, y)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "binary_cross_entropy_grad"])
@pytest.mark.parametrize(("a", "y"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_wrong_answer_of_exactly_0_or_1_is_refused_by_both(name, a, y):
    with pytest.raises(ValueError, match="the fine −log 0 is infinite"):
        FAST[name](np.array([a]), np.array([y]))
    with pytest.raises(ValueError, match=r"of (exactly )?0 or 1 is wrong: the .* is infinite"):
        BOARD[name](np.array([a]), np.array([y]))


def test_ops_refuses_labels_that_the_formula_would_take_in_silence():
    signs = 2 * y - 1
    with pytest.raises(ValueError, match="belong to the perceptron"):
        ops.logistic_cost_and_grad(w, 0.0, X, signs)
    with pytest.raises(ValueError, match="belong to the perceptron"):
        ops.binary_cross_entropy(np.full(5, 0.5), signs)


def test_nan_shows_itself():
    with_nan = np.where(np.arange(3) == 1, np.nan, X)
    J, dw, db = ops.linear_cost_and_grad(w, 0.0, with_nan, y)
    assert np.isnan([J, *dw, db]).all()

"""Every formula stands twice: by loops, and by whole arrays. Both say the same, in other code."""

import ast
import inspect
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlcourse import activations, blackboard, losses, ops
from dlcourse.gradcheck import check_gradient

RNG = np.random.default_rng(7)


def functions(package):
    """Return the functions that a package hands on."""
    handed_on = {name: getattr(package, name) for name in package.__all__}
    return {name: f for name, f in handed_on.items() if inspect.isfunction(f)}


# Loops over time walk beside those that record and check: test_walks.py compares them.
WALKS = {
    *(
        "gradient_descent",
        "sequential_descent",
        "stochastic_gradient_descent",
        "momentum",
        "rmsprop",
        "adam",
    ),
    *("delta_rule", "perceptron", "logistic_regression", "learn_kernel"),
    *("forward", "train", "topological_order", "backpropagate"),
}
BOARD = {name: f for name, f in functions(blackboard).items() if name not in WALKS}
# The sigmoid of one number and the softmax of one row have their twins among the activations.
FAST = (
    functions(ops)
    | functions(losses)
    | {
        "sigmoid": activations.sigmoid,
        "softmax": activations.softmax,
    }
)
whole = SimpleNamespace(**FAST)
ONLY_WHOLE = {"need_dA", "out", "P"}  # spare work or memory; they change no number


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


def images(m, H, W, c_in, c_out, f, **how):
    """Return A, W, b, dZ and how conv2d slides over them."""
    A, kernels, b = (RNG.normal(size=s) for s in ((m, H, W, c_in), (f, f, c_in, c_out), c_out))
    return A, kernels, b, RNG.normal(size=blackboard.conv2d(A, kernels, b, **how).shape), how


def pooled(A, **how):
    """Return dP, A and how maxpool2d slides over A."""
    return RNG.normal(size=blackboard.maxpool2d(A, **how).shape), A, how


CONVOLUTIONS = [
    images(1, 1, 1, 1, 1, 1),
    images(1, 3, 3, 1, 1, 3),  # one window, as large as the image
    images(2, 5, 4, 3, 2, 3),
    images(3, 4, 7, 1, 2, 2, stride=2),  # 7 = 3 · 2 + 1: one column is left over
    images(2, 5, 6, 2, 3, 3, stride=2, pad=1),
    images(1, 6, 3, 2, 1, 2, stride=3),
    images(2, 3, 2, 1, 2, 3, pad=2),
    images(1, 2, 3, 2, 2, 1, stride=2, pad=1),  # a kernel of one pixel, on the frame alone
    images(2, 4, 5, 1, 1, 2, stride=4),  # windows with gaps between them
]
CONVOLUTIONS.append((*(np.zeros_like(part) for part in CONVOLUTIONS[2][:4]), {}))
POOLS = [
    pooled(RNG.normal(size=(1, 2, 2, 1))),
    pooled(RNG.normal(size=(3, 5, 7, 2))),  # neither divides
    pooled(RNG.normal(size=(2, 5, 4, 1)), f=3, stride=1),  # overlap
    pooled(RNG.normal(size=(2, 6, 5, 3)), f=3, stride=2),
    pooled(RNG.normal(size=(1, 7, 4, 2)), f=1, stride=3),  # gaps
    pooled(RNG.normal(size=(2, 3, 4, 1)), f=2, stride=1),
    pooled(RNG.integers(0, 2, (4, 6, 6, 2)).astype(float)),  # ties
    pooled(RNG.integers(0, 2, (4, 5, 6, 2)).astype(float), f=3, stride=1),  # ties in overlaps
    pooled(np.zeros((2, 4, 4, 1))),
    pooled(-np.ones((2, 4, 6, 1)), f=3, stride=2),
]
SIGNALS = [(RNG.normal(size=n), RNG.normal(size=f)) for n, f in ((1, 1), (1, 4), (5, 1), (6, 3))]
SIGNALS += [(RNG.normal(size=2), RNG.normal(size=5)), (np.zeros(3), np.zeros(2))]
TABLES = [
    (RNG.normal(size=size), RNG.normal(size=kernel))
    for size, kernel in (
        *(((1, 1), (1, 1)), ((5, 4), (3, 3)), ((3, 6), (2, 4))),
        ((2, 2), (3, 5)),  # a kernel larger than the image
        ((1, 5), (1, 3)),  # a signal
    )
]
TABLES.append((np.zeros((3, 2)), np.zeros((2, 2))))
ROWS = [  # probabilities, sums, and targets: one-hot, and shared among classes
    (P / P.sum(axis=1, keepdims=True), RNG.normal(size=P.shape), np.eye(K)[RNG.integers(0, K, m)])
    for m, K in ((1, 1), (1, 3), (5, 2), (4, 10))
    for P in (RNG.uniform(0.1, 1, (m, K)),)
]
ROWS.append((np.array([[0.2, 0.3, 0.5]]), np.array([[0.0, 0.0, 0.0]]), np.array([[0.1, 0.9, 0.0]])))
CERTAIN = (np.array([[0.0, 1.0], [1e-300, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]]))
FAR = np.array([[1000.0, -1000.0, 0.0], [0.0, 1000.0, 1000.0]]), np.eye(3)[[1, 2]]

# One column of z: far to both sides, and where e^z or e^z x is too small for a normal number.
HUGE = np.array([-1000.0, -745.0, -720.0, -708.5, -40.0, 0.0, 40.0, 708.5, 720.0, 1000.0])

HUGE_ANSWERS = [(HUGE, np.full(10, y)) for y in (0.0, 1.0)]

CASES = {
    "sigmoid": [(z,) for z in HUGE],
    "dense": [(A, W, b) for A, W, b, _ in LAYERS],
    "dense_backward": [(dZ, A, W) for A, W, _, dZ in LAYERS],
    "mse": [*PAIRS, (np.array([1e150, 1e-200]), np.zeros(2))],
    "mse_grad": PAIRS,
    "half_mse": [*PAIRS, (np.array([1e150, 1e-200]), np.zeros(2))],
    "half_mse_grad": PAIRS,
    "l2_penalty": [(W, alpha) for W, _ in PAIRS for alpha in (0.0, 0.3)],
    "l2_penalty_grad": [(W, alpha) for W, _ in PAIRS for alpha in (0.0, 0.3)],
    "sigmoid_cross_entropy": [*((RNG.normal(size=y.shape), y) for _, y in ANSWERS), *HUGE_ANSWERS],
    "sigmoid_cross_entropy_grad": [
        *((RNG.normal(size=y.shape), y) for _, y in ANSWERS),
        *HUGE_ANSWERS,
    ],
    "entropy": [*((p,) for P, _, _ in ROWS for p in P), (np.array([0.0, 1.0, 1e-300]),)],
    "binary_cross_entropy": ANSWERS,
    "binary_cross_entropy_grad": ANSWERS,
    "linear_cost_and_grad": NEURONS,
    "logistic_cost_and_grad": [
        *NEURONS,
        *((np.array([0.37]), 0.0, HUGE[:, None] / 0.37, np.full(10, y)) for y in (0.0, 1.0)),
        (np.array([1000.0]), 0.0, np.array([[1.0], [-1.0], [0.0]]), np.array([0.0, 1.0, 1.0])),
    ],
    "softmax": [(z,) for _, Z, _ in ROWS for z in Z] + [(z,) for z in FAR[0]],
    "cross_entropy": [*((P, Y) for P, _, Y in ROWS), CERTAIN],
    "cross_entropy_grad": [*((P, Y) for P, _, Y in ROWS), CERTAIN],
    "softmax_cross_entropy": [*((Z, Y) for _, Z, Y in ROWS), FAR],
    "softmax_cross_entropy_grad": [*((Z, Y) for _, Z, Y in ROWS), FAR],
    "conv1d": SIGNALS,
    "cross_correlate1d": SIGNALS,
    "convolve2d": TABLES,
    "conv2d": [(A, W, b, how) for A, W, b, _, how in CONVOLUTIONS],
    "conv2d_backward": [(dZ, A, W, how) for A, W, _, dZ, how in CONVOLUTIONS],
    "maxpool2d": [(A, how) for _, A, how in POOLS],
    "maxpool2d_backward": POOLS,
    "output_size": [
        (n, f, {"stride": stride, "pad": pad})
        for n, f, stride, pad in (
            (1, 1, 1, 0),
            (5, 5, 3, 0),
            (5, 2, 2, 0),
            (4, 2, 2, 1),
            (1, 3, 2, 1),
        )
    ],
}


def test_twins_have_the_same_names():
    assert BOARD.keys() == FAST.keys() == CASES.keys()


@pytest.mark.parametrize("package", [blackboard, ops])
def test_a_package_hands_on_every_public_function_of_its_files(package):
    defined = {
        node.name
        for tree in trees(package, "[a-z]*.py")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    shared = {  # with the layers, whose doors ask the same
        *("demand_room", "demand_fit", "output_shape", "pooled_shape"),
        *("images", "batch_last", "batch_first"),
    }
    of_board = {"need", "q_log_p", "q_over_p"}  # its private file
    assert defined - (shared if package is ops else of_board) == functions(package).keys()


@pytest.mark.parametrize("name", BOARD)
def test_twins_have_the_same_arguments(name):
    def shape(f):
        parameters = inspect.signature(f).parameters.values()
        return [(p.name, p.kind, p.default) for p in parameters if p.name not in ONLY_WHOLE]

    assert shape(BOARD[name]) == shape(FAST[name])


@pytest.mark.parametrize("name", BOARD)
def test_twins_share_no_body(name):
    def body(f):
        tree = ast.parse(inspect.getsource(f)).body[0]
        lines = [line for line in tree.body[1:] if not names_a_result(line)]
        return [ast.dump(line) for line in lines]  # without the docstring

    assert body(BOARD[name])
    assert not set(body(BOARD[name])) & set(body(FAST[name]))


def names_a_result(line):
    """Return whether the line is `return Z`, which says nothing of how Z was found."""
    return isinstance(line, ast.Return) and isinstance(line.value, ast.Name)


@pytest.mark.parametrize("package", [ops, losses])
def test_the_twins_do_not_know_each_other(package):
    names = {n.id for tree in trees(package) for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert "blackboard" not in names
    assert "blackboard" not in " ".join(imported(package))
    outside = {name for name in imported(blackboard) if not name.startswith(".")}
    assert outside <= {
        *("math", "numpy", "numpy.typing"),
        *("__future__", "collections.abc", "typing"),
    }
    assert not any(name.startswith("..") for name in imported(blackboard))


def trees(package, pattern="*.py"):
    """Return the syntax tree of every file of a package."""
    folder = Path(package.__file__).parent
    return [ast.parse(path.read_text("utf8")) for path in folder.glob(pattern)]


def imported(package):
    """Return the names of modules that any file of a package imports, with their dots."""
    names = set()
    for node in (node for tree in trees(package) for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            of = [node.module] if node.module else [alias.name for alias in node.names]
            names |= {"." * node.level + name for name in of}
    return names


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases]
)
def test_twins_agree_to_twelve_digits(name, case):
    board, fast = call(BOARD[name], case), call(FAST[name], case)
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


@pytest.mark.parametrize("case", LAYERS)
def test_without_dA_a_layer_finds_the_same_dW_and_db(case):
    A, W, _, dZ = case
    none, *found = ops.dense_backward(dZ, A, W, need_dA=False)
    assert none is None
    for part, whole in zip(found, ops.dense_backward(dZ, A, W)[1:], strict=True):
        np.testing.assert_array_equal(part, whole)


@pytest.mark.parametrize("case", CONVOLUTIONS)
def test_without_dA_a_convolution_finds_the_same_dW_and_db(case):
    A, W, _, dZ, how = case
    none, *found = ops.conv2d_backward(dZ, A, W, need_dA=False, **how)
    assert none is None
    for part, whole in zip(found, ops.conv2d_backward(dZ, A, W, **how)[1:], strict=True):
        np.testing.assert_array_equal(part, whole)


@pytest.mark.parametrize("case", LAYERS)
def test_a_layer_writes_dW_and_db_into_the_arrays_it_is_given(case):
    A, W, b, dZ = case
    out = np.full_like(W, 7), np.full_like(b, 7)
    _, dW, db = ops.dense_backward(dZ, A, W, out=out)
    assert dW is out[0]
    assert db is out[1]
    for part, whole in zip(out, ops.dense_backward(dZ, A, W)[1:], strict=True):
        np.testing.assert_array_equal(part, whole)


@pytest.mark.parametrize("case", CONVOLUTIONS)
def test_a_convolution_writes_dW_and_db_into_the_arrays_it_is_given(case):
    A, W, b, dZ, how = case
    out = np.full_like(W, 7), np.full_like(b, 7)
    _, dW, db = ops.conv2d_backward(dZ, A, W, out=out, **how)
    assert dW is out[0]
    assert db is out[1]
    for part, whole in zip(out, ops.conv2d_backward(dZ, A, W, **how)[1:], strict=True):
        np.testing.assert_array_equal(part, whole)


@pytest.mark.parametrize("case", POOLS)
def test_with_P_pooling_finds_the_same_way_back(case):
    dP, A, how = case
    P = ops.maxpool2d(A, **how)
    np.testing.assert_array_equal(
        ops.maxpool2d_backward(dP, A, **how, P=P), ops.maxpool2d_backward(dP, A, **how)
    )


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ((np.empty((2, 3)), np.empty(2)), r"out is to hold dW, of shape \(4, 3\), but there is"),
        ((np.empty((4, 3)), np.empty(3)), r"out is to hold db, of shape \(4,\), but there is"),
        ((np.empty((4, 3), int), np.empty(4)), r"dW, of shape \(4, 3\), but there is int64"),
        (([[0.0] * 3] * 4, np.empty(4)), r"dW, of shape \(4, 3\), but there is list of shape"),
        ((np.empty((3, 4)).T, np.empty(4)), "dW, but that array is read-only, or its rows do not"),
        ((np.broadcast_to(0.0, (4, 3)), np.empty(4)), "hold dW, but that array is read-only"),
        (np.empty((4, 3)), r"out is a ndarray, but two arrays are needed: out=\(dW, db\)"),
        ((), r"out is a tuple, but two arrays are needed"),
        ((np.empty((4, 3)),) * 3, r"out is a tuple, but two arrays are needed"),
    ],
)
def test_an_out_that_cannot_be_filled_is_refused(out, words):
    """An array whose columns follow each other was left as it was, in silence."""
    A, W, _, dZ = layer(5, 3, 4)
    with pytest.raises(ValueError, match=words):
        ops.dense_backward(dZ, A, W, out=out)


@pytest.mark.parametrize("k", range(3))
def test_an_out_is_not_one_of_the_arrays_that_are_read(k):
    """Over its own W the gradient dA came out false, in silence."""
    dZ, A, W = (RNG.normal(size=(3, 3)) for _ in range(3))
    out = (dZ, A, W)[k], np.empty(3)
    with pytest.raises(ValueError, match="hold dW, but that array is one of those that are read"):
        ops.dense_backward(dZ, A, W, out=out)
    with pytest.raises(ValueError, match="hold db, but that array is one of those that are read"):
        ops.dense_backward(dZ, A, W, out=(np.empty((3, 3)), out[0][1]))
    images, kernels = RNG.normal(size=(2, 3, 3, 3)), RNG.normal(size=(3, 3, 3, 3))
    dZ = RNG.normal(size=(2, 1, 1, 3))
    with pytest.raises(ValueError, match="hold dW, but that array is one of those that are read"):
        ops.conv2d_backward(dZ, images, kernels, out=(kernels, np.empty(3)))


@pytest.mark.parametrize("kind", [np.ndarray.tolist, lambda P: np.ma.array(P, mask=True)])
def test_maxima_come_as_they_were_returned(kind):
    dP, A, _ = POOLS[1]
    with pytest.raises(
        ValueError, match=r"P is a (list|MaskedArray), but the array that maxpool2d"
    ):
        ops.maxpool2d_backward(dP, A, P=kind(ops.maxpool2d(A)))


def test_kernels_are_not_written_in_another_order():
    A, W, b, dZ, how = CONVOLUTIONS[2]
    turned = np.empty(W.shape[::-1]).T
    with pytest.raises(ValueError, match="dW, but that array is read-only, or its rows do not"):
        ops.conv2d_backward(dZ, A, W, out=(turned, np.empty_like(b)), **how)
    with pytest.raises(ValueError, match=r"P has shape \(1, 1, 1, 1\), but pooling A"):
        ops.maxpool2d_backward(POOLS[1][0], POOLS[1][1], P=np.ones((1, 1, 1, 1)))


NAN = np.nan


@pytest.mark.parametrize(
    ("window", "place"),
    [
        ([1, NAN, 2, 3], 1),
        ([NAN, 1, 2, 3], 0),
        ([1, 2, 3, NAN], 3),
        ([1, NAN, 9, NAN], 1),
        ([NAN, NAN, NAN, NAN], 0),
        ([-np.inf, np.inf, NAN, 0], 2),
    ],
)
@pytest.mark.parametrize("module", [blackboard, ops])
def test_pooling_hides_no_nan_and_gives_its_gradient_to_the_first(module, window, place):
    A = np.array([window, [4, 3, 2, 1]], float).reshape(2, 2, 2, 1)
    P = module.maxpool2d(A)
    assert np.isnan(P[0, 0, 0, 0])
    assert P[1, 0, 0, 0] == 4
    dA = module.maxpool2d_backward(np.full_like(P, 5.0), A)
    assert dA[0].ravel().tolist() == [5.0 * (k == place) for k in range(4)]
    assert dA[1].ravel().tolist() == [5, 0, 0, 0]


def call(f, case):
    """Call f with the case; a dict at its end holds arguments by name."""
    *positional, last = case
    return f(*positional, **last) if isinstance(last, dict) else f(*case)


# Gradients against finite differences


@pytest.mark.parametrize("module", [blackboard, whole])
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


@pytest.mark.parametrize("module", [blackboard, whole])
@pytest.mark.parametrize("case", ROWS)
def test_gradients_of_cross_entropy_agree_with_finite_differences(module, case):
    P, Z, Y = case
    P = 0.9995 * P  # a little below the sum 1, so that every p may move
    for name, x in (("cross_entropy", P), ("softmax_cross_entropy", Z)):
        f, df = getattr(module, name), getattr(module, f"{name}_grad")
        found = check_gradient(lambda v, f=f: f(v, Y), lambda v, df=df: df(v, Y), x)
        assert found.passed, f"{name}: {found}"


@pytest.mark.parametrize("module", [blackboard, ops])
@pytest.mark.parametrize("case", CONVOLUTIONS)
def test_convolution_gradients_agree_with_finite_differences(module, case):
    A, W, b, dZ, how = case
    found = dict(zip("AWb", module.conv2d_backward(dZ, A, W, **how), strict=True))
    at = {"A": A, "W": W, "b": b}
    for name in "AWb":  # J = Σ dz z has ∂J/∂Z = dZ; by `ops`, whose forward agrees with the loops

        def J(v, name=name):
            return np.sum(dZ * ops.conv2d(**(at | {name: v}), **how))

        check = check_gradient(J, lambda v, name=name: found[name], at[name])
        assert check.passed, f"d{name}: {check}"


@pytest.mark.parametrize("module", [blackboard, ops])
@pytest.mark.parametrize("case", POOLS[:6])  # without ties, where a slope exists
def test_pool_gradients_agree_with_finite_differences(module, case):
    dP, A, how = case
    found = check_gradient(
        lambda v: np.sum(dP * ops.maxpool2d(v, **how)),
        lambda v: module.maxpool2d_backward(dP, v, **how),
        A,
    )
    assert found.passed, str(found)


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


def test_whole_arrays_keep_float32_and_the_board_counts_in_float64():
    A, W, b, dZ = (part.astype(np.float32) for part in layer(3, 2, 4))
    w, X, y = b[:2], A, np.array([0, 1, 1])
    P = np.full((3, 2), 0.5, np.float32)
    for module, dtype in ((whole, np.float32), (blackboard, np.float64)):
        assert module.dense(A, W, b).dtype == dtype
        assert all(part.dtype == dtype for part in module.dense_backward(dZ, A, W))
        assert module.mse_grad(A, A).dtype == dtype
        assert module.logistic_cost_and_grad(w, 0.5, X, y)[1].dtype == dtype
        assert module.linear_cost_and_grad(w, 0.5, X, y)[1].dtype == dtype
        assert module.softmax_cross_entropy_grad(A, np.eye(2)[y]).dtype == dtype
        assert module.cross_entropy_grad(P, np.eye(2)[y]).dtype == dtype
        assert module.conv1d(b, b).dtype == module.cross_correlate1d(b, b).dtype == dtype
        assert module.convolve2d(A, W).dtype == dtype
    A, W, b, dZ, how = images(2, 5, 4, 3, 2, 3, stride=2, pad=1)
    A, W, b, dZ = (part.astype(np.float32) for part in (A, W, b, dZ))
    for module, dtype in ((ops, np.float32), (blackboard, np.float64)):
        assert module.conv2d(A, W, b, **how).dtype == dtype
        assert all(part.dtype == dtype for part in module.conv2d_backward(dZ, A, W, **how))
        assert module.maxpool2d(A).dtype == dtype
        assert module.maxpool2d_backward(module.maxpool2d(A), A).dtype == dtype


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
for loss_name, left in (("cross_entropy", "P"), ("softmax_cross_entropy", "Z")):
    for f_name in (loss_name, f"{loss_name}_grad"):
        MISFITS += [
            (
                f_name,
                (A, y),
                rf"{left} has shape \(5, 3\) but Y has shape \(5,\).*one_hot\(y, 3\)",
            ),
            (f_name, (A, A.T), rf"{left} has shape \(5, 3\) but Y has shape \(3, 5\).* same shape"),
            (f_name, (y, y), rf"{left} has shape \(5,\)"),
        ]
IMAGES, KERNELS, BIASES, DZ4, _ = images(2, 5, 4, 3, 2, 3)
for c_name, first, last in (("conv2d", (), (BIASES,)), ("conv2d_backward", (DZ4,), ())):
    MISFITS += [
        (c_name, (*first, A, KERNELS, *last), r"A has shape \(5, 3\)"),
        (
            c_name,
            (*first, IMAGES[0], KERNELS, *last),
            r"A has shape \(5, 4, 3\).*A\[\.\.\., np\.new",
        ),
        (c_name, (*first, IMAGES, A, *last), r"W has shape \(5, 3\)"),
        (c_name, (*first, IMAGES, KERNELS[:2], *last), r"W has shape \(2, 3, 3, 2\), but .*square"),
        (
            c_name,
            (*first, IMAGES[..., :2], KERNELS, *last),
            r"A has shape \(2, 5, 4, 2\) but W has shape \(3, 3, 3, 2\)",
        ),
        (
            c_name,
            (*first, IMAGES.transpose(0, 3, 1, 2), KERNELS[:2, :2], *last),
            r"A has shape \(2, 3, 5, 4\) but W .*Use A\.transpose\(0, 2, 3, 1\)",
        ),
        (
            c_name,
            (*first, IMAGES[:, :, :2], KERNELS, *last),
            "A window of 3 does not fit into 2 pi",
        ),
        (c_name, (*first, IMAGES[:, :2], KERNELS, *last), "A window of 3 does not fit into 2 pi"),
        (c_name, (*first, IMAGES, KERNELS, *last, {"stride": 0}), "stride is 0"),
        (c_name, (*first, IMAGES, KERNELS, *last, {"pad": -1}), "pad is -1"),
    ]
MISFITS += [
    ("conv2d", (IMAGES, KERNELS, BIASES[:1]), r"b has shape \(1,\)"),
    ("conv2d", (IMAGES, KERNELS, BIASES[:, None]), r"b has shape \(2, 1\)"),
    ("conv2d_backward", (DZ4[:1], IMAGES, KERNELS), r"dZ has shape \(1, 3, 2, 2\).*\(2, 3, 2, 2\)"),
    ("maxpool2d", (A,), r"A has shape \(5, 3\)"),
    ("maxpool2d", (IMAGES, {"f": 5}), "A window of 5 does not fit into 4 pixels"),
    ("maxpool2d", (IMAGES[:, :1],), "A window of 2 does not fit into 1 pixels"),
    ("maxpool2d", (IMAGES, {"f": 0}), "f is 0"),
    ("maxpool2d", (IMAGES, {"stride": 0}), "stride is 0"),
    ("maxpool2d_backward", (IMAGES, IMAGES), r"dP has shape \(2, 5, 4, 3\).*\(2, 2, 2, 3\)"),
    ("conv1d", (A, y), r"x has shape \(5, 3\), but a signal has one axis"),
    ("conv1d", (y, A), r"h has shape \(5, 3\), but a signal has one axis"),
    ("cross_correlate1d", (A, y), r"x has shape \(5, 3\), but a signal has one axis"),
    ("cross_correlate1d", (y, A), r"h has shape \(5, 3\), but a signal has one axis"),
    ("convolve2d", (y, A), r"A has shape \(5,\), but here it is one table of numbers"),
    ("convolve2d", (A, y), r"w has shape \(5,\), but here it is one table of numbers"),
    ("output_size", (2, 3), "A window of 3 does not fit into 2 pixels with pad 0"),
    ("output_size", (1, 4, {"pad": 1}), "A window of 4 does not fit into 1 pixels with pad 1"),
    ("output_size", (3, 0), "f is 0"),
    ("output_size", (3, 2, {"stride": 0}), "stride is 0"),
    ("output_size", (3, 2, {"pad": -1}), "pad is -1"),
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
        call(FAST[name], case)
    # The board names the same shapes; the advice is with whole arrays alone.
    with pytest.raises(ValueError, match=words.split(".*")[0]):
        call(BOARD[name], case)


def test_advice_is_given_only_where_it_helps():
    with pytest.raises(ValueError, match=r"each column of A\.$"):
        ops.dense(A, W[0], B)
    with pytest.raises(ValueError, match=r"each column of X\.$"):
        ops.linear_cost_and_grad(w[:, None], 0.0, X, y)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "binary_cross_entropy_grad"])
@pytest.mark.parametrize(("a", "y"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_wrong_answer_of_exactly_0_or_1_is_refused_by_both(name, a, y):
    with pytest.raises(ValueError, match="the loss -log 0 is infinite"):
        FAST[name](np.array([a]), np.array([y]))
    with pytest.raises(ValueError, match=r"of (exactly )?0 or 1 is wrong: the .* is infinite"):
        BOARD[name](np.array([a]), np.array([y]))


@pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_grad"])
def test_a_true_class_with_probability_0_is_refused_by_both(name):
    P, Y = np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(
        ValueError, match=r"At index \[1, 1\] the answer p is 0 but y is 1: the loss"
    ):
        FAST[name](P, Y)
    with pytest.raises(ValueError, match=r"of (exactly )?0 or 1 is wrong: the .* is infinite"):
        BOARD[name](P, Y)


def test_ops_refuses_labels_that_the_formula_would_take_in_silence():
    signs = 2 * y - 1
    with pytest.raises(ValueError, match="belong to the perceptron"):
        ops.logistic_cost_and_grad(w, 0.0, X, signs)
    with pytest.raises(ValueError, match="belong to the perceptron"):
        losses.binary_cross_entropy(np.full(5, 0.5), signs)


def test_nan_shows_itself():
    with_nan = np.where(np.arange(3) == 1, np.nan, X)
    J, dw, db = ops.linear_cost_and_grad(w, 0.0, with_nan, y)
    assert np.isnan([J, *dw, db]).all()


@pytest.mark.parametrize("shape", [(2, 4, 5, 2), (2, 5, 4, 2), (2, 4, 4, 2), (1, 5, 5, 1)])
def test_pixels_that_no_window_reads_receive_0_whatever_lay_in_memory(shape, monkeypatch):
    A = RNG.normal(size=shape)
    dP = RNG.normal(size=ops.maxpool2d(A).shape)
    wanted = blackboard.maxpool2d_backward(dP, A)
    empty = np.empty
    monkeypatch.setattr(np, "empty", lambda *a, **k: np.full_like(empty(*a, **k), np.nan))
    np.testing.assert_array_equal(ops.maxpool2d_backward(dP, A), wanted)


def test_where_windows_tile_the_image_no_zeros_are_made(monkeypatch):
    def refuse(*arguments):
        raise AssertionError("zeros were made")

    A = RNG.normal(size=(2, 4, 6, 3))
    dP = np.ones((2, 2, 3, 3))
    monkeypatch.setattr(np, "zeros", refuse)
    ops.maxpool2d_backward(dP, A)
    with pytest.raises(AssertionError, match="zeros were made"):
        ops.maxpool2d_backward(dP[:, :, :2], A[:, :, :5])

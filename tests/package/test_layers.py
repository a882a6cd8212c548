"""Layers: gradients by finite differences, loops and whole arrays, first weights, refusals."""

import ast
import inspect
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dlcourse import ops
from dlcourse.activations import ACTIVATIONS
from dlcourse.experiments.on_board import BOARD
from dlcourse.gradcheck import check_gradient
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, Layer, MaxPool2D
from dlcourse.network import Sequential
from dlcourse.ops import convolution

RNG = np.random.default_rng(3)
ROWS, IMAGES = RNG.normal(size=(4, 5)), RNG.normal(size=(2, 5, 6, 3))


def dense(kind=Dense, **how):
    return kind(5, 3, rng=np.random.default_rng(1), **how)


def conv(kind=Conv2D, f=3, **how):
    return kind(3, 2, f=f, rng=np.random.default_rng(1), **how)


CASES = {
    "Dense": (dense, ROWS),
    "Dense, one example": (dense, ROWS[:1]),
    "Dense on the board": (lambda: dense(BOARD[Dense]), ROWS),
    **{name: (lambda name=name: Activation(name), ROWS) for name in ACTIVATIONS},
    "Activation of images": (lambda: Activation("tanh"), IMAGES),
    "Conv2D": (conv, IMAGES),
    "Conv2D, stride and pad": (lambda: conv(stride=2, pad=1), IMAGES),
    "Conv2D on the board": (lambda: conv(BOARD[Conv2D], stride=2, pad=1), IMAGES),
    "MaxPool2D": (MaxPool2D, IMAGES),
    "MaxPool2D, overlapping": (lambda: MaxPool2D(3, stride=1), IMAGES),
    "MaxPool2D on the board": (lambda: BOARD[MaxPool2D](3), IMAGES),
    "Flatten": (Flatten, IMAGES),
}
EVERY = pytest.mark.parametrize(("make", "A"), CASES.values(), ids=CASES)


@EVERY
def test_backward_agrees_with_finite_differences(make, A):
    layer = make()
    dZ = RNG.normal(size=layer.forward(A).shape)

    def dA(x):
        layer.forward(x)
        return layer.backward(dZ)

    found = check_gradient(lambda x: np.sum(dZ * layer.forward(x)), dA, A)
    assert found.passed, str(found)
    for name, param in layer.params.items():
        layer.forward(A)
        layer.backward(dZ)
        gradient = layer.grads[name].copy()

        def J(value, param=param):
            param[...] = value
            return np.sum(dZ * layer.forward(A))

        at = param.copy()
        found = check_gradient(J, lambda _, g=gradient: g, at)
        param[...] = at
        assert found.passed, f"{name}: {found}"


@EVERY
def test_backward_before_forward_is_refused(make, A):
    layer = make()
    with pytest.raises(RuntimeError, match="call forward before backward"):
        layer.backward(A)
    layer.forward(A)
    layer.forget()
    with pytest.raises(RuntimeError, match=rf"{layer!r}".split("(")[0]):
        layer.backward(A)


@EVERY
def test_backward_refuses_another_shape_than_that_of_the_output(make, A):
    layer = make()
    Z = layer.forward(A)
    for wrong in (Z[:, :1] if Z.shape[1] > 1 else np.zeros((9, 9)), np.zeros((*Z.shape, 1))):
        with pytest.raises(ValueError, match=r"d[ZPA] has shape"):
            layer.backward(wrong)


@EVERY
def test_a_result_stays_what_it_was_when_the_layer_is_used_again(make, A):
    layer = make()
    Z = layer.forward(A)
    dA = layer.backward(np.ones_like(Z))
    kept, dA_kept, A_kept = Z.copy(), dA.copy(), A.copy()
    layer.forward(2 * A)
    layer.backward(np.full_like(Z, 3.0))
    np.testing.assert_array_equal(Z, kept)
    np.testing.assert_array_equal(dA, dA_kept)
    np.testing.assert_array_equal(A, A_kept)


@EVERY
def test_gradients_are_filled_anew_and_not_added_up(make, A):
    layer = make()
    dZ = np.ones_like(layer.forward(A))
    layer.backward(dZ)
    once = {name: g.copy() for name, g in layer.grads.items()}
    places = dict(layer.grads)
    layer.backward(dZ)
    for name, g in layer.grads.items():
        assert g is places[name]
        np.testing.assert_array_equal(g, once[name])
        assert g.shape == layer.params[name].shape


@pytest.mark.parametrize("make", [dense, conv])
def test_without_dA_the_gradients_are_the_same_and_none_comes_back(make):
    layer = make()
    dZ = np.ones_like(layer.forward(ROWS if make is dense else IMAGES))
    layer.backward(dZ)
    whole = {name: g.copy() for name, g in layer.grads.items()}
    assert layer.backward(dZ, need_dA=False) is None
    for name, g in layer.grads.items():
        np.testing.assert_array_equal(g, whole[name])


@pytest.mark.parametrize(("make", "A"), [(dense, ROWS), (conv, IMAGES)])
def test_dA_is_not_even_computed_where_nobody_needs_it(make, A, monkeypatch):
    def refuse(*arguments):
        raise AssertionError("dA was computed")

    layer = make()
    dZ = np.ones_like(layer.forward(A))
    monkeypatch.setattr(convolution, "_into_image", refuse)
    if make is dense:  # then W is not even looked at
        layer._W = None
    layer.backward(dZ, need_dA=False)
    with pytest.raises((AssertionError, ValueError), match=r"dA was computed|matmul"):
        layer.backward(dZ)


@pytest.mark.parametrize(
    ("layer", "A"),
    [
        *((Activation(name), ROWS) for name in ACTIVATIONS),
        (MaxPool2D(), IMAGES),
        (Flatten(), IMAGES),
    ],
)
def test_a_layer_without_parameters_keeps_float32(layer, A):
    Z = layer.forward(A.astype(np.float32))
    assert Z.dtype == layer.backward(Z).dtype == np.float32


@pytest.mark.parametrize(("make", "A"), [(dense, ROWS), (conv, IMAGES)])
def test_the_type_of_the_parameters_is_that_of_the_result(make, A):
    for dtype in (np.float32, np.float64):
        layer = make(dtype=dtype)
        for given in (A, A.astype(np.float32), np.round(A).astype(int)):
            Z = layer.forward(given)
            dA = layer.backward(np.ones(Z.shape, dtype))
            assert {Z.dtype, dA.dtype, *(g.dtype for g in layer.grads.values())} == {
                np.dtype(dtype)
            }
    with pytest.raises(ValueError, match=r"it must be np\.float32 or np\.float64"):
        make(dtype=np.float16)


# By hand


def test_a_dense_layer_by_hand():
    layer = Dense(2, 1, rng=RNG)
    layer.params["W"][...] = [[2, 3]]
    layer.params["b"][...] = 1
    assert layer.forward([[1, 1], [0, 2]]).tolist() == [[6], [7]]
    assert layer.backward([[1], [10]]).tolist() == [[2, 3], [20, 30]]
    assert layer.grads["W"].tolist() == [[1, 21]]
    assert layer.grads["b"].tolist() == [11]


def test_flatten_keeps_the_order_row_column_channel():
    A = np.arange(12.0).reshape(1, 2, 3, 2)
    layer = Flatten()
    assert layer.forward(A).tolist() == [list(range(12))]
    assert layer.backward(np.arange(12.0)[None]).tolist() == A.tolist()
    turned = ops.maxpool2d(A, f=1, stride=1)  # as it lies in memory between fast layers
    assert Flatten().forward(turned).tolist() == [list(range(12))]


def test_the_slope_of_relu_at_the_corner_is_0():
    layer = Activation("relu")
    layer.forward([-1.0, 0.0, 1.0])
    assert layer.backward([5.0, 5.0, 5.0]).tolist() == [0, 0, 5]


# First weights


@pytest.mark.parametrize(
    ("init", "variance"), [("glorot", 2 / (300 + 200)), ("he", 2 / 300), ("zeros", 0)]
)
def test_the_first_weights_have_the_variance_of_their_rule(init, variance):
    layer = Dense(300, 200, rng=np.random.default_rng(5), init=init)
    assert layer.params["W"].var() == pytest.approx(variance, rel=0.03)  # 60,000 draws: 0.6 %
    assert abs(layer.params["W"].mean()) < 0.001
    assert not layer.params["b"].any()


@pytest.mark.parametrize(
    ("init", "variance"), [("glorot", 2 / (9 * 40 + 9 * 60)), ("he", 2 / (9 * 40))]
)
def test_a_kernel_counts_all_its_pixels_and_channels(init, variance):
    layer = Conv2D(40, 60, f=3, rng=np.random.default_rng(5), init=init)
    assert layer.params["W"].shape == (3, 3, 40, 60)
    assert layer.params["W"].var() == pytest.approx(variance, rel=0.03)


def test_he_keeps_the_size_of_the_signal_through_many_relus():
    A = RNG.normal(size=(200, 100))
    for k in range(20):
        A = Activation("relu").forward(
            Dense(100, 100, rng=np.random.default_rng(k), init="he").forward(A)
        )
    assert 0.3 < np.mean(A**2) / 1.0 < 3


def test_the_same_seed_gives_the_same_weights_in_both_types():
    weights = [dense().params["W"], dense().params["W"], dense(dtype=np.float32).params["W"]]
    np.testing.assert_array_equal(weights[0], weights[1])
    np.testing.assert_array_equal(weights[0].astype(np.float32), weights[2])


# Refusals


def make_dense(n_in=5, n_out=3, **how):
    return Dense(n_in, n_out, **({"rng": RNG} | how))


def make_conv(c_in=3, c_out=2, **how):
    return Conv2D(c_in, c_out, **({"rng": RNG, "f": 3} | how))


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: make_dense(n_in=0), ValueError, "n_in is 0"),
        (lambda: make_dense(n_out=2.5), ValueError, "n_out is 2.5"),
        (
            lambda: make_dense(init="best"),
            ValueError,
            "no init 'best'. There are glorot, he, zeros",
        ),
        (lambda: make_dense(rng=None), TypeError, r"Dense needs rng\. .*default_rng\(0\)"),
        (lambda: make_dense(rng=7), TypeError, "Dense got rng = 7"),
        (lambda: make_conv(c_in=0), ValueError, "c_in is 0"),
        (lambda: make_conv(c_out=0), ValueError, "c_out is 0"),
        (lambda: make_conv(f=0), ValueError, "f is 0"),
        (lambda: make_conv(stride=0), ValueError, "stride is 0"),
        (lambda: make_conv(pad=-1), ValueError, "pad is -1"),
        (lambda: make_conv(rng=None), TypeError, "Conv2D needs rng"),
        (lambda: MaxPool2D(0), ValueError, "f is 0"),
        (lambda: MaxPool2D(stride=0), ValueError, "stride is 0"),
        (
            lambda: Activation("swish"),
            ValueError,
            "no activation 'swish' .* There are sigmoid, tanh",
        ),
        (lambda: Activation("softmax"), ValueError, "Softmax belongs to the loss"),
        (
            lambda: dense().forward(ROWS[:, :4]),
            ValueError,
            r"\(4, 4\), but Dense\(5, 3\) takes \(m, 5\)",
        ),
        (
            lambda: dense().forward(ROWS[0]),
            ValueError,
            r"A has shape \(5,\).* For one example use A\[np\.newaxis\]",
        ),
        (lambda: dense().forward(IMAGES), ValueError, r"Put Flatten\(\) before it"),
        (
            lambda: conv().forward(IMAGES[:, :2]),
            ValueError,
            "window of 3 does not fit into 2 pixels",
        ),
        (lambda: conv().forward(IMAGES[..., :2]), ValueError, "both need c_in channels"),
        (lambda: conv().forward(ROWS), ValueError, "images need four axes"),
        (
            lambda: MaxPool2D(7).forward(IMAGES),
            ValueError,
            "window of 7 does not fit into 5 pixels",
        ),
    ],
)
def test_what_cannot_work_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_after_a_refused_input_the_layer_remembers_what_it_did_before():
    layer = dense()
    layer.forward(ROWS)
    with pytest.raises(ValueError, match="takes"):
        layer.forward(ROWS[:, :2])
    assert layer.remembered() is ROWS


def test_layers_show_how_they_were_made():
    shown = [dense(), Activation("relu"), conv(stride=2, pad=1), conv(), MaxPool2D(), Flatten()]
    assert [repr(layer) for layer in shown] == [
        "Dense(5, 3)",
        "Activation('relu')",
        "Conv2D(3, 2, f=3, stride=2, pad=1)",
        "Conv2D(3, 2, f=3)",
        "MaxPool2D(2, stride=2)",
        "Flatten()",
    ]


def test_a_layer_of_ones_own_says_what_is_missing():
    with pytest.raises(NotImplementedError):
        Layer().forward(ROWS)
    with pytest.raises(NotImplementedError):
        Layer().backward(ROWS)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="asks the C library of Linux")
def test_the_memory_of_a_step_serves_the_next_step():
    code = """
import resource, sys
import numpy as np
if sys.argv[1] == "with":
    import dlcourse.layers
def step():
    kept = [np.ones(2**18) for _ in range(5)]  # 2 MB each, freed at the end
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    step()
before = faults()
for _ in range(10):
    step()
print(faults() - before)
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, how], capture_output=True, check=True, text=True
        )
        for how in ("with", "without")
    ]
    fresh_pages = [int(run.stdout) for run in runs]
    assert fresh_pages[0] < 100 < 1000 < fresh_pages[1]


@pytest.mark.parametrize("pad", [0.0, True, 1.5, "same"])
def test_a_pad_or_stride_that_is_no_whole_number_is_refused(pad):
    with pytest.raises(ValueError, match="but a whole number is needed"):
        conv(pad=pad)
    with pytest.raises(ValueError, match="but a whole number is needed"):
        conv(stride=pad)
    with pytest.raises(ValueError, match="but a whole number is needed"):
        ops.conv2d(IMAGES, np.ones((3, 3, 3, 2)), np.ones(2), pad=pad)


@pytest.mark.parametrize("dtype", ["float32", "float64", float, np.float32, np.dtype("f4")])
def test_a_type_may_be_given_by_any_of_its_names(dtype):
    assert dense(dtype=dtype).params["W"].dtype == np.dtype(dtype)


def test_layers_choose_no_module_and_look_nothing_up_by_name():
    for path in Path(inspect.getfile(Layer)).parent.glob("*.py"):
        tree = ast.parse(path.read_text("utf8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not names & {"getattr", "ModuleType"}
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        assert not [f.name for f in functions if f.args.kwarg]


@pytest.mark.parametrize(
    ("layer", "A", "letter"),
    [
        (dense(), ROWS, "Z"),
        (conv(), IMAGES, "Z"),
        (MaxPool2D(), IMAGES, "P"),
        (Activation("tanh"), ROWS, "A"),
    ],
)
def test_what_comes_back_is_named_by_the_layer_s_letters(layer, A, letter):
    layer.forward(A)
    words = (
        rf"d{letter} has shape \(1,\), but what .* made .*: d{letter} has the shape of {letter}\."
    )
    with pytest.raises(ValueError, match=words):
        layer.backward(np.ones(1))


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "leaky_relu"])
def test_by_itself_too_an_activation_takes_what_is_too_small_for_0(name):
    """Here NumPy raises where a number is too small; within a network's pass it is told not to."""
    layer, far = Activation(name), np.array([[-800.0, -2e-308, 800.0]])
    A = layer.forward(far)
    dZ = layer.backward(np.ones_like(far))
    net = Sequential(Activation(name))
    np.testing.assert_array_equal(net.forward(far), A)
    np.testing.assert_array_equal(net.backward(np.ones_like(far), need_dX=True), dZ)

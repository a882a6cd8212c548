"""A door asks once: the public function refuses in words, and the formula behind asks nothing."""

import inspect
import sys

import numpy as np
import pytest

from dlcourse import _check, losses, ops
from dlcourse._door import bare, behind
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential, fit, train_step
from dlcourse.optim import SGD, Adam

RNG = np.random.default_rng(41)
X, Y = RNG.normal(size=(8, 4)), np.eye(3)[RNG.integers(0, 3, 8)]
LOSS = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad
FROM_Z = losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad


def mlp():
    return Sequential(Dense(4, 5, rng=RNG), Activation("relu"), Dense(5, 3, rng=RNG))


def test_arguments_may_come_by_name():
    by_name = ops.dense(b=np.ones(2), A=np.ones((3, 4)), W=np.ones((2, 4)))
    assert by_name.tolist() == [[5.0, 5.0]] * 3
    assert losses.mse(y=[1.0], y_hat=[3.0]) == losses.mse([3.0], y=[1.0]) == 4


@pytest.mark.parametrize("f", [losses.mse, losses.softmax_cross_entropy, ops.dense])
def test_a_wrong_number_of_arguments_is_python_s_own_error(f):
    with pytest.raises(TypeError, match=r"missing a required argument|missing 2 required"):
        f([1.0])
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'nothing'"):
        f(*[[1.0]] * len(inspect.signature(f).parameters), nothing=3)


def test_behind_the_door_nothing_is_asked():
    nan = np.array([np.nan, 1.0])
    with pytest.raises(ValueError, match="y_hat holds nan"):
        losses.mse(nan, nan)
    assert np.isnan(behind(losses.mse).formula(nan, np.ones(2)))
    assert bare(losses.mse) is behind(losses.mse).formula
    with pytest.raises(ValueError, match=r"Use W\.T"):
        ops.dense(np.ones((3, 4)), np.ones((4, 2)), np.ones(2))


def test_a_function_without_a_door_is_its_own_formula():
    def cost(z, y):
        return 7.0

    assert behind(cost).formula is cost
    assert behind(cost).answers is None


def calls_into_check(call):
    """How often a call enters _check.py."""
    count = 0

    def watch(frame, event, _):
        nonlocal count
        count += event == "call" and frame.f_code.co_filename == _check.__file__

    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(None)
    return count


def test_a_step_of_two_layers_makes_a_handful_of_checks():
    net, opt = mlp(), Adam(0.01)
    train_step(net, X, Y, LOSS, opt)  # the first one meets the arrays
    assert calls_into_check(lambda: train_step(net, X, Y, LOSS, opt)) <= 3


def test_fit_asks_of_the_targets_once_however_long_it_trains():
    def calls(epochs):
        return calls_into_check(lambda: fit(mlp(), X, Y, loss=LOSS, opt=SGD(0.1), epochs=epochs))

    a_step = calls(3) - calls(2)
    assert calls(12) - calls(2) == 10 * a_step
    assert a_step <= 1


@pytest.mark.parametrize(
    ("loss", "y", "words"),
    [
        (LOSS, 2 * Y, r"Row 0 of Y is .* but it must add up to 1"),
        (LOSS, Y - 1e-3, r"Row 0 of Y is .* with no entry below 0"),
        (LOSS, Y[:, 0], r"Y has shape \(8,\).* If these are labels"),
        (
            (losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad),
            2 * Y - 1,
            "perceptron",
        ),
        ((losses.cross_entropy, losses.cross_entropy_grad), Y, "P holds .*softmax_cross_entropy"),
        ((losses.binary_cross_entropy, losses.binary_cross_entropy_grad), Y, "a holds .* lies"),
        ((losses.mse, losses.mse_grad), Y[:, :2], r"has shape \(8, 3\) but y has shape \(8, 2\)"),
        (LOSS, np.where(Y == 1, np.nan, Y), r"[Yy] holds nan"),
        (LOSS, np.where(Y == 1, np.inf, Y), r"[Yy] holds inf"),
        (LOSS, np.full_like(Y, 1e308), r"Row 0 of Y is \[1e\+308, .* but it must add up to 1"),
        (LOSS, np.full(len(Y), np.nan), r"[Yy] holds nan"),
        (FROM_Z, np.where(Y == 1, np.nan, Y), r"[Yy] holds nan"),
        ((losses.mse, losses.mse_grad), np.where(Y == 1, np.nan, Y), r"[Yy] holds nan"),
    ],
)
@pytest.mark.parametrize("train", [fit, train_step])
def test_what_a_loss_refuses_a_training_refuses(train, loss, y, words):
    net = mlp()
    net.params["2.b"] = [5.0, -7.0, 9.0]  # no probabilities
    kept = net.params.flat.copy()
    how = {"loss": loss, "opt": SGD(0.1)} | ({"epochs": 1} if train is fit else {})
    with pytest.raises(ValueError, match=words):
        train(net, X, y, **how)
    np.testing.assert_array_equal(net.params.flat, kept)


def test_a_late_wrong_label_is_found_before_the_training_begins():
    net, wrong = mlp(), Y.copy()
    wrong[-1] = [1, 1, 0]
    kept = net.params.flat.copy()
    with pytest.raises(ValueError, match="Row 7 of Y"):
        fit(net, X, wrong, loss=LOSS, opt=SGD(0.1), epochs=1, batch_size=2, rng=RNG)
    np.testing.assert_array_equal(net.params.flat, kept)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"opt": Adam}, ValueError, r"opt is the class Adam, but an optimiser made from it is"),
        ({"opt": "adam"}, ValueError, "opt is 'adam', but an optimiser is needed, such as Adam"),
        ({"loss": LOSS[::-1]}, ValueError, r"loss of a batch has shape \(8, 3\).* in this order"),
        ({"y": Y[:, :1]}, ValueError, r"Row 0 of Y is \[.*\], but it must add up to 1"),
        ({"validation": X}, ValueError, "validation is a ndarray, but a pair of arrays"),
        ({"validation": (np.full_like(X, np.nan), Y)}, ValueError, "The X of validation holds nan"),
        ({"validation": (X, np.where(Y == 1, np.inf, Y))}, ValueError, "The y of validation holds"),
    ],
)
def test_what_is_no_training_is_refused_in_words(change, error, words):
    how = {"loss": LOSS, "opt": SGD(0.1), "epochs": 1, "y": Y} | change
    with pytest.raises(error, match=words):
        fit(mlp(), X, how.pop("y"), **how)


def test_a_column_of_answers_and_a_row_of_y_are_told_what_to_change_in_y():
    net = Sequential(Dense(4, 1, rng=RNG))
    for loss in ((losses.mse, losses.mse_grad), (lambda z, y: 0.0, lambda z, y: z)):
        with pytest.raises(ValueError, match=r"output has shape \(8, 1\) but y has shape \(8,\)"):
            fit(net, X, Y[:, 0], loss=loss, opt=SGD(0.1), epochs=1)


def test_true_from_the_callback_ends_the_training_and_keeps_the_history():
    history = fit(mlp(), X, Y, loss=LOSS, opt=SGD(0.1), epochs=9, callback=lambda e: e.number == 4)
    assert len(history.loss) == len(history.step_loss) == 4
    assert len(fit(mlp(), X, Y, loss=LOSS, opt=SGD(0.1), epochs=3, callback=lambda e: 1).loss) == 3


def test_a_history_shows_its_ends():
    history = fit(mlp(), X, Y, loss=LOSS, opt=SGD(0.1), epochs=2, validation=(X, Y))
    first, last = history.loss
    shown = f"History(2 epochs, 2 steps: loss {first:.4g} to {last:.4g}, held out"
    assert repr(history).startswith(shown)


def test_the_far_ends_of_the_losses():
    ends = np.array([[1e308, -1e308]])
    assert losses.softmax_cross_entropy(ends, [[1, 0]]) == 0
    assert losses.softmax_cross_entropy(ends, [[0, 1]]) == np.inf  # 2e308 has no float
    assert losses.softmax_cross_entropy_grad(ends, [[0, 1]]).tolist() == [[1, -1]]
    ends = np.array([[3e38, -3e38]], np.float32)
    assert losses.softmax_cross_entropy(ends, [[1, 0]]) == 0
    assert losses.softmax_cross_entropy(ends, [[0, 1]]) > 3e38
    far = np.full(10, 1e20, np.float32)
    assert losses.mse(far, 0 * far) == pytest.approx(1e40)
    assert losses.half_mse(far, 0 * far) == pytest.approx(5e39)
    assert losses.l2_penalty(far, 2.0) == pytest.approx(1e41)
    assert losses.sigmoid_cross_entropy(np.full(9, 3e38, np.float32), np.zeros(9)) == pytest.approx(
        3e38, rel=1e-6
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_of_targets_may_be_off_by_a_rounded_decimal_and_no_more(dtype):
    off, Z = 2.0**-9, np.zeros((3, 2), dtype)
    edge = np.array([[1 - off, 0], [0.25, 0.75 + off], [0, 1]], dtype)
    assert losses.softmax_cross_entropy(Z, edge) == pytest.approx(np.log(2), rel=1e-3)
    for k, wrong in ((1, [1 - 1.01 * off, 0]), (2, [0, 1 + 1.01 * off]), (2, [1.5, -0.5])):
        Y = edge.copy()
        Y[k] = wrong
        with pytest.raises(ValueError, match=f"Row {k} of Y is .* but it must add up to 1"):
            losses.softmax_cross_entropy(Z, Y)


def test_targets_may_be_shares_of_several_classes():
    Y = np.array([[0.25, 0.75, 0.0], [0.0, 0.5, 0.5]])
    Z = RNG.normal(size=(2, 3))
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    by_hand = -np.sum(Y * np.log(P)) / 2
    assert losses.softmax_cross_entropy(Z, Y) == pytest.approx(by_hand, rel=1e-14)
    assert losses.cross_entropy(P, Y) == pytest.approx(by_hand, rel=1e-14)
    np.testing.assert_allclose(losses.softmax_cross_entropy_grad(Z, Y), (P - Y) / 2, rtol=1e-12)
    with pytest.raises(ValueError, match="must add up to 1"):
        losses.cross_entropy([[0.5, 0.5]], [[5, 0.5]])  # what gave −1.6 in silence

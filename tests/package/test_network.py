"""Networks: the same by loops and by whole arrays, gradients, training, copies, files, refusals."""

import builtins
import io
import re
import sys
import types
import zipfile

import numpy as np
import pytest

from dlcourse import blackboard, losses
from dlcourse.experiments.on_board import BOARD
from dlcourse.gradcheck import check_gradient
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, MaxPool2D
from dlcourse.network import Epoch, History, Sequential, fit, minibatches
from dlcourse.optim import SGD

RNG = np.random.default_rng(11)
X, IMAGES = RNG.normal(size=(7, 4)), RNG.normal(size=(6, 8, 7, 1))
Y, Y_IMAGES = np.eye(3)[RNG.integers(0, 3, 7)], np.eye(3)[RNG.integers(0, 3, 6)]
LOSS = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad


class Descent:
    """w := w − α dw, in place: all that fit asks of an optimiser."""

    def __init__(self, lr):
        self.lr = lr
        self.losses = []

    def step(self, params, grads, *, loss=None):
        self.losses.append(loss)
        for name, w in params.items():
            w -= self.lr * grads[name]


WHOLE = {kind: kind for kind in BOARD}  # whole arrays: the layers themselves


def mlp(kinds=WHOLE, seed=1, **how):
    how = {"rng": np.random.default_rng(seed), **how}
    dense = kinds[Dense]
    return Sequential(dense(4, 5, **how), Activation("tanh"), dense(5, 3, **how))


def cnn(kinds=WHOLE, seed=1):
    how = {"rng": np.random.default_rng(seed)}
    return Sequential(
        kinds[Conv2D](1, 2, f=3, pad=1, **how),
        Activation("relu"),
        kinds[MaxPool2D](3, stride=2),
        kinds[Conv2D](2, 3, f=2, stride=2, **how),
        Activation("sigmoid"),
        Flatten(),
        kinds[Dense](3 * 1 * 1, 3, **how),
    )


NETS = pytest.mark.parametrize(
    ("make", "data", "labels"), [(mlp, X, Y), (cnn, IMAGES, Y_IMAGES)], ids=["mlp", "cnn"]
)


# One network, four witnesses


@NETS
@pytest.mark.parametrize("kinds", [WHOLE, BOARD], ids=["whole arrays", "loops"])
def test_the_gradient_in_every_parameter_agrees_with_finite_differences(make, data, labels, kinds):
    net = make(kinds)
    net.backward(LOSS[1](net.forward(data), labels))
    for name, param in net.params.items():
        gradient, at = net.grads[name].copy(), param.copy()

        def J(value, param=param):
            param[...] = value
            return LOSS[0](net.forward(data), labels)

        found = check_gradient(J, lambda _, g=gradient: g, at)
        param[...] = at
        assert found.passed, f"{name}: {found}"


@NETS
def test_the_gradient_in_the_data_agrees_with_finite_differences(make, data, labels):
    net = make()

    def dX(x):
        return net.backward(LOSS[1](net.forward(x), labels), need_dX=True)

    found = check_gradient(lambda x: LOSS[0](net.forward(x), labels), dX, data)
    assert found.passed, str(found)


@NETS
def test_the_same_network_has_the_same_history_by_loops_and_by_whole_arrays(make, data, labels):
    how = {"loss": LOSS, "epochs": 3, "batch_size": 4}
    nets = [make(WHOLE), make(BOARD)]
    histories = [
        fit(net, data, labels, opt=Descent(0.3), rng=np.random.default_rng(2), **how)
        for net in nets
    ]
    for fast, board in zip(*histories, strict=True):
        np.testing.assert_allclose(fast, board, rtol=1e-12)
    for name, param in nets[0].params.items():
        np.testing.assert_allclose(param, nets[1].params[name], rtol=1e-11, atol=1e-13)


@NETS
def test_fit_walks_the_path_of_the_training_loop_on_the_board(make, data, labels):
    how = {"epochs": 3, "batch_size": 4}
    ours, board = make(WHOLE), make(BOARD)
    fit(ours, data, labels, loss=LOSS, opt=SGD(0.3), rng=np.random.default_rng(2), **how)
    slope = blackboard.softmax_cross_entropy_grad
    blackboard.train(board, data, labels, slope, lr=0.3, rng=np.random.default_rng(2), **how)
    np.testing.assert_allclose(ours.params.flat, board.params.flat, rtol=1e-12, atol=1e-14)


def test_a_network_of_one_linear_unit_is_linear_regression():
    y = X @ np.array([1.0, -2.0, 0.5, 3.0]) + 0.7
    net = Sequential(Dense(4, 1, rng=np.random.default_rng(0)))
    fit(net, X, y[:, None], loss=(losses.mse, losses.mse_grad), opt=Descent(0.2), epochs=5000)
    np.testing.assert_allclose(net.params["0.W"][0], [1, -2, 0.5, 3], rtol=1e-4)
    assert net.params["0.b"][0] == pytest.approx(0.7, rel=1e-4)


def test_identity_layers_collapse_into_one():
    first, second = Dense(4, 6, rng=RNG), Dense(6, 2, rng=RNG)
    net = Sequential(first, Activation("identity"), second)
    one = X @ (second.params["W"] @ first.params["W"]).T
    np.testing.assert_allclose(net.forward(X), one, rtol=1e-12, atol=1e-14)


def test_a_network_of_zeros_gives_every_class_the_same_chance():
    net = mlp(init="zeros")
    assert LOSS[0](net.forward(X), Y) == pytest.approx(np.log(3), rel=1e-14)
    net.backward(LOSS[1](net.forward(X), Y))
    assert not net.grads["0.W"].any()  # and nothing but the last biases can learn


# Parameters


def test_params_are_views_of_one_vector_in_the_order_of_the_layers():
    net = mlp()
    assert list(net.params) == list(net.grads) == ["0.W", "0.b", "2.W", "2.b"]
    flat = np.concatenate([p.ravel() for p in net.params.values()])
    np.testing.assert_array_equal(net.params.flat, flat)
    net.params.flat[:] = 1
    assert all((layer.params["W"] == 1).all() for layer in net.layers[::2])
    net.backward(LOSS[1](net.forward(X), Y))
    np.testing.assert_array_equal(net.grads.flat[:20], net.layers[0].grads["W"].ravel())
    assert net.params["0.W"] is net.layers[0].params["W"]


def test_a_second_network_may_use_the_layers_of_the_first():
    net = mlp()
    front = Sequential(*net.layers[:2])
    assert front.params.flat is None
    assert front.params["0.W"] is net.params["0.W"]
    np.testing.assert_array_equal(net.layers[2].forward(front.forward(X)), net.forward(X))
    net.params["0.W"][...] = 0
    assert not front.forward(X).any()
    fit(front, X, np.zeros((7, 5)), loss=(losses.mse, losses.mse_grad), opt=Descent(0.1), epochs=2)


def test_predict_goes_in_portions_and_forgets():
    net = mlp()
    many = RNG.normal(size=(1100, 4))
    np.testing.assert_allclose(net.predict(many), net.forward(many), rtol=1e-12)
    net.predict(many)
    with pytest.raises(RuntimeError, match="call forward before backward"):
        net.backward(np.ones((1100, 3)))


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ((), "at least one layer"),
        ((Flatten(), "relu"), "made of layers, but it got 'relu'"),
        (
            (lambda d: (d, Activation("relu"), d))(Dense(2, 2, rng=RNG)),
            r"Layer 2, Dense\(2, 2\), is in",
        ),
        (
            (Dense(2, 2, rng=RNG), Dense(2, 2, rng=RNG, dtype=np.float32)),
            "Some layers are float32 and some float64",
        ),
    ],
)
def test_what_is_no_network_is_refused(layers, words):
    with pytest.raises(ValueError, match=words):
        Sequential(*layers)


def test_a_shape_that_does_not_fit_names_the_layer():
    net = Sequential(Dense(4, 5, rng=RNG), Dense(6, 2, rng=RNG))
    with pytest.raises(ValueError, match=r"Dense\(6, 2\) takes \(m, 6\)") as caught:
        net.forward(X)
    assert caught.value.__notes__ == ["This was in layer 1, Dense(6, 2)."]
    with pytest.raises(RuntimeError, match="call forward before backward"):
        mlp().backward(np.ones((7, 3)))


def test_a_network_shows_its_layers():
    shown = "Sequential(Dense(4, 5), Activation('tanh'), Dense(5, 3))"
    assert repr(mlp()) == shown


# Batches


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_batches_hold_every_example_once_with_its_own_y(size):
    x, y = np.arange(7.0)[:, None], np.arange(7.0)
    batches = list(minibatches(x, y, batch_size=size, rng=np.random.default_rng(0)))
    assert [len(b) for b, _ in batches] == [size] * (7 // size) + [7 % size] * (7 % size > 0)
    for x_batch, y_batch in batches:
        assert x_batch[:, 0].tolist() == y_batch.tolist()
    assert sorted(np.concatenate([b for _, b in batches])) == list(range(7))


def test_the_generator_decides_the_order_and_the_next_epoch_has_another():
    def order(rng):
        return np.concatenate([y for _, y in minibatches(X, np.arange(7), batch_size=3, rng=rng)])

    rng = np.random.default_rng(4)
    first, second = order(rng), order(rng)
    assert first.tolist() == order(np.random.default_rng(4)).tolist()
    assert first.tolist() != second.tolist()
    assert first.tolist() != list(range(7))


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ({"batch_size": 8}, ValueError, "batch_size is 8, but there are 7 examples"),
        ({"batch_size": 0}, ValueError, "batch_size is 0"),
        ({"batch_size": 2.0}, ValueError, "a whole number is needed"),
        ({"rng": None}, TypeError, r"minibatches needs rng"),
        (
            {"y": Y[:6]},
            ValueError,
            r"X has shape \(7, 4\) but y has shape \(6, 3\): one y for each X",
        ),
        ({"y": 1.0}, ValueError, r"y has shape \(\)"),
    ],
)
def test_batches_that_cannot_be_made_are_refused_at_once(how, error, words):
    how = {"X": X, "y": Y, "batch_size": 2, "rng": RNG} | how
    with pytest.raises(error, match=words):
        minibatches(how.pop("X"), how.pop("y"), **how)


# Training


def test_the_history_holds_every_loss():
    told = []
    opt, net = Descent(0.1), mlp()
    at_first = LOSS[0](net.forward(X), Y)
    found = fit(
        net, X, Y, loss=LOSS, opt=opt, epochs=4, batch_size=3, rng=np.random.default_rng(0),
        validation=(X[:2], Y[:2]), callback=told.append,
    )  # fmt: skip
    assert isinstance(found, History)
    assert [len(part) for part in found] == [4, 4, 12]
    assert found.step_loss.tolist() == opt.losses
    for epoch in range(4):  # batches of 3, 3 and 1
        a, b, c = found.step_loss[3 * epoch : 3 * epoch + 3]
        assert found.loss[epoch] == pytest.approx((3 * a + 3 * b + c) / 7, rel=1e-14)
    assert found.validation_loss[-1] == LOSS[0](net.predict(X[:2]), Y[:2])
    assert all(isinstance(epoch, Epoch) for epoch in told)
    assert [epoch.number for epoch in told] == [1, 2, 3, 4]
    assert [epoch.loss for epoch in told] == found.loss.tolist()
    assert [epoch.validation_loss for epoch in told] == found.validation_loss.tolist()
    assert told[0].net is net
    assert found.loss[-1] < at_first


def test_without_batch_size_every_step_sees_all_examples_in_order():
    net, seen = mlp(), []
    opt = Descent(0.2)
    before = net.predict(X)
    found = fit(net, X, Y, loss=LOSS, opt=opt, epochs=3, callback=lambda e: seen.append(e))
    assert found.loss.tolist() == found.step_loss.tolist() == opt.losses
    assert found.loss[0] == LOSS[0](before, Y)
    assert found.validation_loss.size == 0
    assert seen[0].validation_loss is None


def test_a_network_of_float32_stays_float32():
    net = mlp(dtype=np.float32)
    fit(net, X, Y, loss=LOSS, opt=Descent(0.1), epochs=2)
    assert net.params.flat.dtype == net.grads.flat.dtype == net.predict(X).dtype == np.float32
    assert net.params["0.W"].base is net.params.flat


def test_the_reader_s_arrays_are_left_as_they_were():
    kept = X.copy(), Y.copy()
    fit(mlp(), X, Y, loss=LOSS, opt=Descent(0.5), epochs=2, batch_size=2, rng=RNG)
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(Y, kept[1])


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ({"epochs": 0}, ValueError, "epochs is 0"),
        ({"batch_size": 3}, TypeError, "fit needs rng"),
        ({"batch_size": 8, "rng": RNG}, ValueError, "batch_size is 8, but there are 7 examples"),
        ({"loss": losses.mse}, ValueError, "two functions are needed, the value and its gradient"),
        ({"loss": ("mse", "mse_grad")}, ValueError, "two functions are needed"),
        ({"y": Y[:5]}, ValueError, "one y for each X"),
        ({"y": Y[:, 0]}, ValueError, "Y has shape"),
        ({"X": np.where(X > 1, np.nan, X)}, ValueError, "X holds nan at index"),
        ({"y": np.where(Y > 0, np.inf, Y)}, ValueError, "y holds inf at index"),
        ({"validation": (X, Y[:2])}, ValueError, "one y for each X"),
    ],
)
def test_what_cannot_be_trained_is_refused(how, error, words):
    how = {"X": X, "y": Y, "loss": LOSS, "opt": Descent(0.1), "epochs": 1} | how
    with pytest.raises(error, match=words):
        fit(mlp(), how.pop("X"), how.pop("y"), **how)


# Numbers that grow without bound


def relu_net(rate):
    rng = np.random.default_rng(0)
    net = Sequential(Dense(4, 8, rng=rng), Activation("relu"), Dense(8, 3, rng=rng))
    return fit(net, X, Y, loss=(losses.mse, losses.mse_grad), opt=Descent(rate), epochs=2000)


def test_training_that_diverges_says_where_and_when():
    with pytest.raises(
        FloatingPointError, match="The learning rate is probably too large"
    ) as error:
        relu_net(1e3)
    found = re.match(
        r"Training stopped in epoch (\d+): the (\S+ ?\S*) in layer (\d)", str(error.value)
    )
    assert 2 <= int(found[1]) < 100
    assert "finite" in str(error.value)


@pytest.mark.parametrize("k", [0, 2])
def test_a_parameter_that_is_nan_is_found_in_its_layer(k):
    net = mlp()

    def spoil(epoch):
        if epoch.number == 3:
            net.layers[k].params["b"][1] = np.nan

    words = rf"in epoch 4: the parameter b in layer {k}, Dense\(.*\), is no longer finite"
    with pytest.raises(FloatingPointError, match=words):
        fit(net, X, Y, loss=LOSS, opt=Descent(0.1), epochs=9, callback=spoil)


def test_the_first_layer_whose_output_overflows_is_named():
    net = mlp(dtype=np.float32)
    net.params["2.W"][...] = 3e38
    with pytest.raises(FloatingPointError, match="in epoch 1: the output in layer 2, Dense"):
        fit(net, X, Y, loss=LOSS, opt=Descent(0.1), epochs=1)


@pytest.mark.parametrize("homeless", [False, True])
def test_the_last_layer_whose_gradient_overflows_is_named(homeless):
    net = mlp(dtype=np.float32)
    if homeless:
        net = Sequential(*net.layers)
        assert net.grads.flat is None
    steep = LOSS[0], lambda Z, Y: np.full_like(Z, 1e38)  # W dZ overflows, dZᵀ A too
    with pytest.raises(FloatingPointError, match=r"in epoch 1: the gradient of [Wb] in layer 2"):
        fit(net, X, Y, loss=steep, opt=Descent(0.1), epochs=1)


def test_growth_found_in_the_held_out_examples_stops_too():
    net = mlp(dtype=np.float32)
    net.layers[0].params["W"][...] = 1e30
    net.layers[1].name = "identity"
    far = np.full((1, 4), 1e30)
    small = np.full((7, 4), 1e-30)
    with pytest.raises(FloatingPointError, match="the output in layer 0"):
        fit(net, small, Y, loss=LOSS, opt=Descent(1e-9), epochs=1, validation=(far, Y[:1]))


def test_the_reader_s_settings_for_floating_point_are_left_as_they_were():
    before = np.geterr()
    fit(mlp(), X, Y, loss=LOSS, opt=Descent(0.1), epochs=1)
    with pytest.raises(FloatingPointError):
        relu_net(1e3)
    assert np.geterr() == before


# Progress


def test_without_tqdm_about_ten_lines_are_printed(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    found = fit(mlp(), X, Y, loss=LOSS, opt=Descent(0.1), epochs=25, progress=True)
    lines = capsys.readouterr().err.splitlines()
    assert [int(line.split()[1]) for line in lines] == [3, 5, 8, 10, 13, 15, 18, 20, 23, 25]
    assert lines[-1] == f"epoch 25 of 25: loss {found.loss[-1]:.4g}"
    fit(mlp(), X, Y, loss=LOSS, opt=Descent(0.1), epochs=2, progress=True)
    assert len(capsys.readouterr().err.splitlines()) == 2
    fit(mlp(), X, Y, loss=LOSS, opt=Descent(0.1), epochs=2)
    assert capsys.readouterr() == ("", "")


def test_with_tqdm_its_bar_is_moved_once_an_epoch(monkeypatch):
    made = []

    class Bar:
        def __init__(self, total, unit):
            self.total, self.moves, self.texts = total, 0, []
            made.append(self)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.closed = True

        def set_postfix_str(self, text, refresh):
            self.texts.append(text)

        def update(self):
            self.moves += 1

    monkeypatch.setitem(sys.modules, "tqdm", types.SimpleNamespace(tqdm=Bar))
    found = fit(mlp(), X, Y, loss=LOSS, opt=Descent(0.1), epochs=3, progress=True)
    [bar] = made
    assert (bar.total, bar.moves, bar.closed) == (3, 3, True)
    assert bar.texts[-1] == f"loss {found.loss[-1]:.4g}"


# Files


@NETS
def test_what_was_saved_is_loaded_bit_by_bit(tmp_path, make, data, labels):
    net, other = make(seed=1), make(seed=2)
    net.save(tmp_path / "net.npz")
    flat = other.params.flat
    other.load(str(tmp_path / "net.npz"))
    np.testing.assert_array_equal(other.predict(data), net.predict(data))
    assert other.params.flat is flat
    assert not np.shares_memory(net.params.flat, flat)
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]


def test_a_file_s_name_is_kept_and_float32_travels(tmp_path):
    mlp(dtype=np.float32).save(tmp_path / "weights")
    net = mlp(seed=2)
    net.load(tmp_path / "weights")
    np.testing.assert_array_equal(net.params["0.W"], mlp(dtype=np.float32).params["0.W"])


def archive(**arrays):
    memory = io.BytesIO()
    np.savez(memory, **arrays)
    return memory.getvalue()


def one_array():
    memory = io.BytesIO()
    np.save(memory, np.zeros(3))
    return memory.getvalue()


def pickled():
    memory = io.BytesIO()
    np.save(memory, np.array([{"run": "me"}], dtype=object), allow_pickle=True)
    return memory.getvalue()


def of_other_layers(tmp_path):
    Sequential(Dense(4, 6, rng=RNG), Dense(6, 3, rng=RNG)).save(tmp_path / "x")
    return (tmp_path / "x").read_bytes()


def of_other_shapes(tmp_path):
    how = {"rng": RNG}
    Sequential(Dense(4, 5, **how), Activation("tanh"), Dense(5, 2, **how)).save(tmp_path / "x")
    return (tmp_path / "x").read_bytes()


def ours(tmp_path, **changed):
    mlp().save(tmp_path / "x")
    with np.load(tmp_path / "x") as file:
        return archive(**(dict(file) | changed))


def cut(tmp_path):
    return ours(tmp_path)[:-40]


def flipped(tmp_path):
    """One byte of an array is another: the archive's checksum tells."""
    content = bytearray(ours(tmp_path))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as file:
        info = file.getinfo("2.b.npy")
    content[info.header_offset + 30 + len("2.b.npy") + 160] ^= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda _: b"", "another kind of file, or damaged"),
        (lambda _: b"hello, this is text", "another kind of file, or damaged"),
        (lambda _: one_array(), "another kind of file, or damaged"),
        (lambda _: pickled(), "another kind of file, or damaged"),
        (lambda _: archive(a=np.zeros(3)), "holds arrays, but not those of a network"),
        (lambda p: ours(p, **{"dlcourse network": 99}), "holds arrays, but not those of a network"),
        (lambda p: ours(p, **{"0.b": np.array(["x"] * 5)}), "0.b holds what is no finite number"),
        (lambda p: ours(p, **{"2.b": np.full(3, np.nan)}), "2.b holds what is no finite number"),
        (lambda p: ours(p, extra=np.zeros(1)), r"extra is \(1,\) there and absent here"),
        (of_other_layers, r"0\.W is \(6, 4\) there and \(5, 4\) here"),
        (of_other_shapes, r"2\.W is \(2, 5\) there and \(3, 5\) here"),
        (cut, "another kind of file, or damaged"),
        (flipped, "another kind of file, or damaged"),
    ],
)
def test_a_file_that_is_not_ours_changes_nothing(tmp_path, content, words):
    (tmp_path / "y.npz").write_bytes(content(tmp_path))
    net = mlp()
    kept = net.params.flat.copy()
    with pytest.raises(ValueError, match=words) as error:
        net.load(tmp_path / "y.npz")
    assert "y.npz" in str(error.value)
    np.testing.assert_array_equal(net.params.flat, kept)


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        mlp().load(tmp_path / "none.npz")


def test_no_file_can_run_anything(tmp_path, monkeypatch):
    import pickle

    def refuse(*_, **__):
        raise AssertionError("a file was unpickled")

    monkeypatch.setattr(pickle, "load", refuse)
    monkeypatch.setattr(builtins, "eval", refuse)
    mlp().save(tmp_path / "net.npz")
    mlp().load(tmp_path / "net.npz")


def test_numbers_that_float32_cannot_hold_are_refused_and_nothing_is_loaded(tmp_path):
    big = mlp()
    big.params["2.b"][1] = 1e300
    big.save(tmp_path / "big.npz")
    net = mlp(dtype=np.float32)
    kept = net.params.flat.copy()
    words = r"big\.npz does not fit: 2\.b holds 1e\+300 there, which float32 cannot hold"
    with pytest.raises(ValueError, match=words):
        net.load(tmp_path / "big.npz")
    np.testing.assert_array_equal(net.params.flat, kept)
    mlp().load(tmp_path / "big.npz")

"""A parameter has one array: layer, network, optimiser and reader all see the same numbers."""

import copy
import pickle

import numpy as np
import pytest

from dlcourse import losses
from dlcourse._parameters import Parameters, gather
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, Layer, MaxPool2D
from dlcourse.network import Sequential, fit, train_step
from dlcourse.optim import SGD, Adam

RNG = np.random.default_rng(31)
X, Y = RNG.normal(size=(6, 4)), np.eye(3)[RNG.integers(0, 3, 6)]
LOSS = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad


def mlp(seed=1):
    rng = np.random.default_rng(seed)
    return Sequential(Dense(4, 5, rng=rng), Activation("relu"), Dense(5, 3, rng=rng))


def cnn():
    rng = np.random.default_rng(2)
    return Sequential(Conv2D(1, 2, f=3, rng=rng), MaxPool2D(), Flatten(), Dense(2, 3, rng=rng))


# Assignment writes through


def test_what_is_assigned_to_a_layer_is_what_the_network_learns_and_saves(tmp_path):
    net, new = mlp(), RNG.normal(size=(5, 4))
    net.layers[0].params["W"] = new
    assert net.layers[0].params["W"] is net.params["0.W"]
    np.testing.assert_array_equal(net.params["0.W"], new)
    np.testing.assert_array_equal(net.layers[0].forward(X), X @ new.T)
    train_step(net, X, Y, LOSS, SGD(0.1))
    assert not np.array_equal(net.layers[0].params["W"], new)
    net.save(tmp_path / "net.npz")
    other = mlp(5)
    other.load(tmp_path / "net.npz")
    np.testing.assert_array_equal(other.predict(X), net.predict(X))


def test_the_best_weights_come_back_with_update():
    net = mlp()
    best = {name: w.copy() for name, w in net.params.items()}
    there = net.predict(X)
    fit(net, X, Y, loss=LOSS, opt=Adam(0.1), epochs=5)
    assert not np.allclose(net.predict(X), there)
    net.params.update(best)
    np.testing.assert_array_equal(net.predict(X), there)


def test_an_optimiser_that_replaces_arrays_changes_the_network():
    class Replacing:
        def step(self, params, grads, *, loss=None):
            for name in params:
                params[name] = params[name] - 0.1 * grads[name]

    ours, theirs = mlp(), mlp()
    for net, opt in ((ours, SGD(0.1)), (theirs, Replacing())):
        fit(net, X, Y, loss=LOSS, opt=opt, epochs=3)
    np.testing.assert_allclose(ours.params.flat, theirs.params.flat, rtol=1e-12)


def test_numbers_of_another_type_are_taken_and_the_array_keeps_its_own():
    net = Sequential(Dense(2, 1, rng=RNG, dtype=np.float32))
    net.params["0.W"] = [[1, 2]]
    assert net.params["0.W"].dtype == np.float32
    assert net.params.flat.tolist()[:2] == [1, 2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.__setitem__("0.W", np.ones((4, 5))), r"0\.W has shape \(5, 4\), but what is"),
        (lambda p: p.__setitem__("0.W", 1.0), r"assigned to it has shape \(\): the numbers"),
        (lambda p: p.__setitem__("9.W", np.ones(2)), r"9\.W cannot be added: .* 0\.W, 0\.b, 2\.W"),
        (lambda p: p.__delitem__("0.W"), r"0\.W cannot be removed"),
        (lambda p: p.pop("0.W"), r"0\.W cannot be removed"),
        (lambda p: p.clear(), "cannot be removed"),
        (lambda p: p.__setitem__("0.b", ["a"] * 5), r"The new 0\.b holds values of type"),
    ],
)
def test_what_a_network_cannot_take_is_refused(change, words):
    net = mlp()
    kept = net.params.flat.copy()
    with pytest.raises(ValueError, match=words):
        change(net.params)
    np.testing.assert_array_equal(net.params.flat, kept)
    with pytest.raises(ValueError, match="A layer has to name its parameters before"):
        net.layers[0].params["more"] = np.ones(2)


def test_params_and_grads_themselves_cannot_be_replaced():
    net = mlp()
    for name in ("params", "grads"):
        with pytest.raises(AttributeError):
            setattr(net, name, {})
    with pytest.raises(AttributeError):
        net.params.flat = np.zeros(3)
    with pytest.raises(
        ValueError, match=r"^params of Dense.* has 'b', but the dict assigned to it"
    ):
        net.layers[0].params = {"W": np.ones((5, 4))}
    with pytest.raises(ValueError, match=r"^grads of Dense.* has 'W', but the dict assigned"):
        net.layers[0].grads = {}
    net.layers[0].params = {"W": np.ones((5, 4)), "b": np.ones(5)}
    assert (net.params["0.W"] == 1).all()


def test_parameters_show_their_shapes():
    assert repr(mlp().params) == "Parameters(0.W (5, 4), 0.b (5,), 2.W (3, 5), 2.b (3,))"


# A layer of one's own


class Scale(Layer):
    """A = g Z, column by column. It assigns its gradient, and keeps g as an attribute as well."""

    def __init__(self, n):
        super().__init__()
        self.g = np.ones(n)
        self.params["g"] = self.g

    def forward(self, Z):
        return self.remember(np.asarray(Z)) * self.g

    def backward(self, dA, *, need_dA=True):
        self.grads["g"] = (dA * self.remembered()).sum(axis=0)
        return dA * self.g


class Replacing(Scale):
    def backward(self, dA, *, need_dA=True):
        self.grads = {"g": (dA * self.remembered()).sum(axis=0)}
        return dA * self.g


@pytest.mark.parametrize("kind", [Scale, Replacing])
@pytest.mark.parametrize("place", [0, 1])
def test_a_layer_of_ones_own_learns(kind, place):
    layers = [Dense(4, 3, rng=np.random.default_rng(0))]
    layers.insert(place, kind(4 if place == 0 else 3))
    net = Sequential(*layers)
    history = fit(net, X, Y, loss=LOSS, opt=SGD(0.5), epochs=50)
    assert history.loss[-1] < 0.8 * history.loss[0]
    assert not np.allclose(layers[place].params["g"], 1)
    assert layers[place].g is layers[place].params["g"] is net.params[f"{place}.g"]


def test_a_layer_that_forgets_its_base_is_told():
    class Forgetful(Layer):
        def __init__(self):
            self.params["g"] = np.ones(2)

    with pytest.raises(RuntimeError, match=r"Forgetful has no parameters yet: .*super\(\)\.__init"):
        Forgetful()


def test_a_layer_that_passes_nothing_back_is_named():
    class Silent(Scale):
        def backward(self, dA, *, need_dA=True):
            super().backward(dA)

    net = Sequential(Dense(4, 3, rng=RNG), Silent(3))
    net.forward(X)
    with pytest.raises(ValueError, match=r"Nothing came back to Dense\(4, 3\): the backward of"):
        net.backward(np.ones((6, 3)))


def test_a_layer_knows_whether_it_trains():
    seen = []

    class Watching(Scale):
        def forward(self, Z):
            seen.append(self.training)
            return super().forward(Z)

    net = Sequential(Watching(4), Dense(4, 3, rng=RNG))
    fit(net, X, Y, loss=LOSS, opt=SGD(0.1), epochs=1, validation=(X, Y))
    net.forward(X)
    assert seen == [True, False, True]
    with pytest.raises(ValueError, match=r"This was|broadcast"):
        net.predict(X[:, :3])
    assert net.layers[0].training


# Copies


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
@pytest.mark.parametrize(("make", "data"), [(mlp, X), (cnn, RNG.normal(size=(6, 4, 4, 1)))])
def test_a_copy_is_a_network_of_its_own_with_the_same_numbers(make, data, copied):
    net, opt = make(), Adam(0.05)
    fit(net, data, Y, loss=LOSS, opt=opt, epochs=2)
    theirs, their_opt = copied((net, opt))
    np.testing.assert_array_equal(theirs.predict(data), net.predict(data))
    assert not np.shares_memory(theirs.params.flat, net.params.flat)
    assert theirs.layers[0].params["W"] is theirs.params["0.W"]
    there = net.predict(data)
    kept = theirs.params.flat.copy()
    for one, its in ((theirs, their_opt), (net, opt)):
        fit(one, data, Y, loss=LOSS, opt=its, epochs=2)
    assert not np.allclose(theirs.predict(data), there)
    assert not np.array_equal(theirs.params.flat, kept)
    np.testing.assert_array_equal(theirs.params.flat, net.params.flat)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_layer_of_ones_own_is_copied_with_its_attribute(copied):
    net = copied(Sequential(Scale(4), Dense(4, 3, rng=RNG)))
    assert net.layers[0].g is net.params["0.g"]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickle_keeps_a_network_and_its_optimiser(protocol):
    """Layers without parameters have an empty mapping, which the oldest protocols left out."""
    net, opt = mlp(), Adam(0.05)
    train_step(net, X, Y, LOSS, opt)
    theirs, its = pickle.loads(pickle.dumps((net, opt), protocol))
    train_step(theirs, X, Y, LOSS, its)
    train_step(net, X, Y, LOSS, opt)
    np.testing.assert_array_equal(theirs.params.flat, net.params.flat)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
@pytest.mark.parametrize("first", [True, False])
def test_params_copied_along_with_their_network_are_those_of_its_copy(first, copied):
    """A loop of one's own that holds net, params and grads stepped on arrays of nobody."""
    net, opt = mlp(), SGD(0.1)
    held = copied((net.params, net.grads, net) if first else (net, net.params, net.grads))
    theirs = held[2] if first else held[0]
    params, grads = held[:2] if first else held[1:]
    assert params is theirs.params
    assert grads is theirs.grads
    kept = theirs.params.flat.copy()
    theirs.forward(X)
    theirs.backward(np.ones((len(X), 3)))
    opt.step(params, grads)
    assert not np.array_equal(theirs.layers[0].params["W"].ravel(), kept[:20])


def test_what_a_network_of_ones_own_has_besides_is_copied_with_it():
    class Named(Sequential):
        def __init__(self, name, *layers):
            super().__init__(*layers)
            self.name = name

    theirs = copy.deepcopy(Named("best", Dense(4, 3, rng=RNG)))
    assert theirs.name == "best"
    assert theirs.layers[0].params["W"] is theirs.params["0.W"]


def test_a_network_keeps_its_layers():
    """Others in their place would answer, and never learn."""
    net = mlp()
    with pytest.raises(AttributeError, match="layers"):
        net.layers = mlp().layers
    with pytest.raises(TypeError, match="item assignment"):
        net.layers[0] = Dense(4, 5, rng=RNG)


def test_a_shallow_copy_is_a_second_network_of_the_same_layers():
    net = mlp()
    other = copy.copy(net)
    assert other.params.flat is None
    train_step(other, X, Y, LOSS, SGD(0.1))
    np.testing.assert_array_equal(other.predict(X), net.predict(X))


def test_networks_that_share_a_layer_share_it_in_their_copies():
    net = mlp()
    front = Sequential(*net.layers[:2])
    net_copy, front_copy = copy.deepcopy((net, front))
    net_copy.params["0.W"] = np.zeros((5, 4))
    assert not front_copy.forward(X).any()
    assert front.forward(X).any()


def test_parameters_by_themselves_are_copied_array_by_array():
    net = mlp()
    params = copy.deepcopy(net.params)
    assert params.flat is None
    params["0.W"][...] = 0
    assert net.params["0.W"].any()


# What cannot be gathered


@pytest.mark.parametrize("view", [lambda w: w, lambda w: w[:2], lambda w: w.T])
def test_two_layers_with_one_array_are_refused(view):
    first, second = Scale(3), Scale(3)
    w = np.ones((3, 3))
    first.params["w"], second.params["w"] = w, view(w)
    with pytest.raises(ValueError, match=r"0\.w and 1\.w share their numbers, but in a network"):
        Sequential(first, second)


def test_gathering_keeps_the_numbers_and_their_order():
    parts = [Parameters({"a": [1, 2], "b": 3.0}), Parameters({"a": [[4], [5]]})]
    everything = gather(parts)
    assert everything.flat.tolist() == [1, 2, 3, 4, 5]
    assert list(everything) == ["0.a", "0.b", "1.a"]
    everything.flat[:] = 7
    assert parts[1]["a"].tolist() == [[7], [7]]
    assert gather([Parameters()]).flat is None

"""The page "From here to PyTorch" says what is so: its code, its tables, its numbers.

Skipped where PyTorch is missing; an error there if DLCOURSE_REQUIRE_TORCH is set.
"""

import contextlib
import copy
import io
import json
import os
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from coursesite.around import reading
from dlcourse import data, gradcheck, layers, losses, metrics, network, optim
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, Layer, MaxPool2D
from dlcourse.network import Sequential

if os.environ.get("DLCOURSE_REQUIRE_TORCH"):
    import torch
else:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed", exc_type=ImportError)

nn = torch.nn
PATH = Path(__file__).resolve().parents[2] / "book" / "from_here_to_pytorch.md"
PAGE = PATH.read_text("utf8")
# A block of code, and what it prints, if that stands right below.
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)
BLOCKS = BLOCK.findall(PAGE)
ROW = re.compile(r"^\| (`.*?`) +\| (.*?) +\| (.*?) ?\|$", re.M)
SPAN = re.compile(r"`([^`]+)`")
NAMES = PAGE.split("\n## The names\n")[1].split("\n## ")[0]
LAYERS, LOSSES, OPTIMISERS, USE = (ROW.findall(part) for part in NAMES.split("| Here |")[1:])
SURPRISES = PAGE.split("\n## What will surprise you\n")[1]
RNG = np.random.default_rng(31)
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def code(cell):
    """The first piece of code in a cell."""
    return SPAN.findall(cell)[0]


def rows(table):
    return pytest.mark.parametrize(
        ("ours", "theirs", "note"), table, ids=[code(row[0]) for row in table]
    )


def tensor(x, grad=False):
    return torch.tensor(np.ascontiguousarray(x), dtype=torch.float64, requires_grad=grad)


def channels_first(x):
    return x.transpose(0, 3, 1, 2) if x.ndim == 4 else x


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), **CLOSE)


@pytest.fixture(scope="module")
def page():
    """All code of the page, run from its head to its end: its names, and what each block prints."""
    names, printed, state = {}, [], torch.random.get_rng_state()
    torch.manual_seed(0)
    for source, _ in BLOCKS:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(source, names)  # in one namespace, as a reader types it
        printed.append(out.getvalue())
    torch.random.set_rng_state(state)
    return SimpleNamespace(names=names, printed=printed)


@pytest.fixture(scope="module")
def trained(page):
    """The page's network as it is at the end of the page, and its answers there."""
    return page.names["net"], page.names["X_test"], page.names["y_test"]


# The code


def test_every_block_of_code_on_the_page_is_run():
    assert len(BLOCKS) >= 10
    assert PAGE.count("```") == 2 * (len(BLOCKS) + sum(bool(shown) for _, shown in BLOCKS))


@pytest.mark.parametrize("k", range(len(BLOCKS)))
def test_what_a_block_prints_stands_below_it(page, k):
    assert page.printed[k] == BLOCKS[k][1]


def test_the_network_is_that_of_chapter_13(page):
    chapter = json.loads((PATH.parent / "13_convolutional_network.ipynb").read_text("utf8"))
    outputs = (output for cell in chapter["cells"] for output in cell.get("outputs", []))
    shown = [output["data"]["text/plain"] for output in outputs if "data" in output]
    (table,) = (lines for lines in shown if "comes out" in lines[0])
    rows_of_layers = [line.strip().split("  ")[0] for line in table[2:-1]]
    assert rows_of_layers == [repr(layer) for layer in page.names["net"].layers]


# The tables


def parameters_of(layer):
    """The parameters under the names that PyTorch gives them, kernels turned."""
    turned = {
        name: w.transpose(3, 2, 0, 1) if w.ndim == 4 else w for name, w in layer.params.items()
    }
    return {re.sub(r"W$", "weight", re.sub(r"b$", "bias", n)): tensor(w) for n, w in turned.items()}


def pair(ours, theirs):
    """The layers of a row, made by the code in its cells, with the same parameters."""
    how = {"rng": RNG, "first": Dense(5, 6, rng=RNG), "last": Dense(6, 3, rng=RNG)}
    names = {"nn": nn, "first": nn.Linear(5, 6), "last": nn.Linear(6, 3)}
    layer = eval(code(ours), {**vars(layers), "Sequential": Sequential, **how})
    module = eval(code(theirs), names).double()
    for w in layer.params.values():
        w[...] = RNG.normal(size=w.shape)  # biases too
    module.load_state_dict(parameters_of(layer))
    return layer, module


def an_input(layer):
    if isinstance(layer, (Conv2D, MaxPool2D, Flatten)):
        return RNG.normal(size=(4, 9, 7, getattr(layer, "c_in", 2)))
    n_in = layer.layers[0].n_in if isinstance(layer, Sequential) else getattr(layer, "n_in", 3)
    return RNG.normal(size=(4, n_in))


@rows(LAYERS)
def test_a_layer_does_what_its_namesake_does(ours, theirs, note):
    layer, module = pair(ours, theirs)
    A = an_input(layer)
    Z, Z_t = layer.forward(A), module(tensor(channels_first(A)))
    if isinstance(layer, Flatten):
        assert "another order" in note
        assert not np.allclose(Z, Z_t.numpy())
        Z = channels_first(Z.reshape(A.shape)).reshape(Z.shape)
    same(channels_first(Z), Z_t)


def test_the_table_of_layers_has_all_of_ours():
    assert {code(ours).split("(")[0] for ours, *_ in LAYERS} == {
        *(set(layers.__all__) - {"Layer"}),
        "Sequential",
    }


def test_the_other_activations_are_the_same_too():
    (note,) = (note for ours, _, note in LAYERS if "Activation" in ours)
    Z = RNG.normal(size=(5, 4))
    names = {"nn.Sigmoid()": "sigmoid", "nn.Tanh()": "tanh", "nn.LeakyReLU()": "leaky_relu"}
    assert SPAN.findall(note) == list(names)
    for theirs, name in names.items():
        same(Activation(name).forward(Z), eval(theirs)(tensor(Z)))


def test_what_the_notes_on_layers_say():
    assert nn.Linear(64, 10).weight.shape == Dense(64, 10, rng=RNG).params["W"].shape == (10, 64)
    assert nn.MaxPool2d(3).stride == 3 != MaxPool2D(3).stride == 2
    net, theirs = pair("`Sequential(first, last)`", "`nn.Sequential(first, last)`")
    assert list(net.params) == ["0.W", "0.b", "1.W", "1.b"]
    assert list(theirs.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]


def arguments_of_losses():
    """What the cells of the losses name: of ours as arrays, of theirs as tensors."""
    m, K = 6, 4
    labels = RNG.integers(0, K, m)
    binary = RNG.integers(0, 2, m).astype(float)
    a, z, Z = RNG.uniform(0.01, 0.99, m), RNG.normal(size=m), RNG.normal(size=(m, K))
    y_hat = RNG.normal(size=m)
    ours = {"Z": Z, "Y": data.one_hot(labels, K), "z": z, "a": a, "y_hat": y_hat, "y": binary}
    theirs = {name: tensor(ours[name], grad=True) for name in ("Z", "z", "a", "y_hat")}
    return ours, {**theirs, "y": tensor(binary)}, {**theirs, "y": torch.tensor(labels)}


@rows(LOSSES)
def test_a_loss_and_its_gradient_are_those_of_its_namesake(ours, theirs, note):
    given, theirs_binary, theirs_classes = arguments_of_losses()
    of_theirs = theirs_classes if "CrossEntropyLoss" in theirs else theirs_binary
    J = eval(code(theirs), {"nn": nn, **of_theirs})
    J.backward()
    name, first = re.match(r"(\w+)\((\w+)", code(ours)).groups()
    same(eval(code(ours), {**vars(losses), **given}), J)
    slope = code(ours).replace(name, f"{name}_grad")
    same(eval(slope, {**vars(losses), **given}), of_theirs[first].grad)


def test_what_the_notes_on_losses_say():
    z, y = torch.zeros(2), torch.tensor([0, 1])
    with pytest.raises(RuntimeError):
        nn.BCEWithLogitsLoss()(z, y)  # whole numbers
    with pytest.raises(ValueError, match="must be the same as input size"):
        nn.BCEWithLogitsLoss()(z[:, None], y.float())
    with pytest.raises(ValueError, match="infinite"):
        losses.binary_cross_entropy(np.zeros(1), np.ones(1))
    a = RNG.normal(size=3), RNG.normal(size=3)
    assert 2 * losses.half_mse(*a) == pytest.approx(nn.MSELoss()(*map(tensor, a)).item())


def grouped(params):
    """The groups of the page, for these parameters."""
    (source,) = (source for source, _ in BLOCKS if source.startswith("groups = "))
    names = {"theirs": SimpleNamespace(parameters=lambda: params)}
    exec(source, names)
    return names["groups"]


def steps(ours, theirs):
    """Five steps of both optimisers from the same numbers along the same gradients."""
    rng, alpha = np.random.default_rng(9), 0.05
    params = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=4)}
    others = [nn.Parameter(torch.tensor(w)) for w in params.values()]
    opt = eval(ours, {**vars(optim), "alpha": alpha})
    names = {"params": others, "groups": grouped(others), "alpha": alpha}
    opt_t = eval(theirs, {**vars(torch.optim), **names})
    for _ in range(5):
        grads = {name: w + rng.normal(size=w.shape) for name, w in params.items()}
        for dw, w_t in zip(grads.values(), others, strict=True):
            w_t.grad = torch.tensor(dw)
        opt.step(params, grads)
        opt_t.step()
    return list(params.values()), [w.detach().numpy() for w in others]


def are_the_same_steps(ours, theirs):
    return all(np.allclose(w, w_t, **CLOSE) for w, w_t in zip(*steps(ours, theirs), strict=True))


@rows(OPTIMISERS)
def test_an_optimiser_walks_as_its_namesake_does(ours, theirs, note):
    assert are_the_same_steps(code(ours), code(theirs))


def test_the_tables_have_all_losses_of_a_network_and_all_optimisers():
    named = {code(ours).split("(")[0] for ours, *_ in OPTIMISERS}
    assert named == {n for n in optim.__all__ if not n.endswith("_step")} - {"Optimiser"}


def test_what_the_notes_on_optimisers_say():
    ours, theirs = optim.Adam(), torch.optim.Adam([torch.zeros(1)])
    (note,) = (note for ours, _, note in OPTIMISERS if ours.startswith("`Adam"))
    assert f"betas={theirs.defaults['betas']}" in note
    assert (ours.beta1, ours.beta2) == theirs.defaults["betas"]
    assert (ours.lr, ours.eps) == (theirs.defaults["lr"], theirs.defaults["eps"])
    large = "eps=0.5"  # so large that a root around it would show
    assert are_the_same_steps(f"Adam(alpha, {large})", f"Adam(params, lr=alpha, {large})")
    assert not are_the_same_steps("Momentum(alpha)", "SGD(params, lr=alpha, momentum=0.9)")


class InUse:
    """The rows of the last table: each takes its two cells, our network and theirs."""

    @staticmethod
    def forward(ours, theirs, names):
        same(eval(ours, names), eval(theirs, {**names, "X": names["X_t"]}))

    @staticmethod
    def params(ours, theirs, names):
        same(names["columns"](eval(ours, names)), eval(theirs, names))
        assert torch.equal(names["theirs"].state_dict()["7.weight"], eval(theirs, names))

    @staticmethod
    def grads(ours, theirs, names):
        assert eval(theirs, names) is None
        names["net"].forward(names["X"])
        names["net"].backward(np.ones((len(names["X"]), 10)))
        names["theirs"](names["X_t"]).sum().backward()
        same(names["columns"](eval(ours, names)), eval(theirs, names))

    @staticmethod
    def training(ours, theirs, names):
        asked = []

        class Asked(Layer):
            def forward(self, A, /):
                asked.append(eval(ours, {"layer": self}))
                return A

        Sequential(Asked()).predict(np.ones((1, 2)))
        module = names["theirs"]
        for switch in (module.eval, module.train):
            switch()
            asked.append(eval(theirs, {"module": module[0]}))
        assert asked == [False, False, True]

    @staticmethod
    def predict(ours, theirs, names):
        exec("theirs.eval()\nwith torch.no_grad():\n    Z_t = theirs(X_t)", names)
        assert SPAN.findall(theirs) == ["theirs.eval()", "theirs(X)", "with torch.no_grad():"]
        same(eval(ours, names), names["Z_t"])
        assert names["Z_t"].grad_fn is None
        dropped = nn.Dropout(0.5)
        x = torch.ones(1000)
        with torch.no_grad():  # the one switch does not do the work of the other
            assert not torch.equal(dropped(x), x)
        assert torch.equal(dropped.eval()(x), x)
        assert names["theirs"](names["X_t"]).grad_fn is not None

    @staticmethod
    def save(ours, theirs, names):
        for line in (ours, theirs):
            path = names["folder"] / "saved"
            exec(line, {**names, "path": path})
            assert path.stat().st_size > 0

    @staticmethod
    def load(ours, theirs, names):
        path, module = names["folder"] / "weights", names["theirs"]
        torch.save(module.state_dict(), path)
        kept = copy.deepcopy(module.state_dict())
        with torch.no_grad():
            module[7].weight.zero_()
        exec(theirs, {**names, "path": path})
        assert torch.equal(module[7].weight, kept["7.weight"])

    @staticmethod
    def gradcheck(ours, theirs, names):
        x = RNG.normal(size=3)
        found = eval(ours, vars(gradcheck))(lambda x: float(np.sum(x**3)), lambda x: 3 * x**2, x)
        assert found.passed
        check = eval(theirs, names)
        assert check(lambda x: (x**3).sum(), (tensor(x, grad=True),))
        with pytest.warns(UserWarning, match="double precision"), pytest.raises(RuntimeError):
            check(lambda x: (x**3).sum(), (tensor(x).float().requires_grad_(),))

    @staticmethod
    def loop(ours, theirs, names):
        for name in SPAN.findall(ours):
            assert hasattr(network, name)


OF_USE = {
    "net.forward(X)": InUse.forward,
    'net.params["7.W"]': InUse.params,
    'net.grads["7.W"]': InUse.grads,
    "layer.training": InUse.training,
    "net.predict(X)": InUse.predict,
    "net.save(path)": InUse.save,
    "net.load(path)": InUse.load,
    "check_gradient": InUse.gradcheck,
    "fit": InUse.loop,
}


def test_every_row_of_the_last_table_has_its_check():
    assert [code(ours) for ours, *_ in USE] == list(OF_USE)


@rows(USE)
def test_what_one_does_with_a_network(page, tmp_path, ours, theirs, note):
    kept = ("net", "theirs", "X", "X_t", "columns", "torch")
    names = {name: page.names[name] for name in kept}
    names["net"] = copy.deepcopy(names["net"])
    names["theirs"] = copy.deepcopy(names["theirs"])
    names["theirs"].zero_grad()
    names |= {"X": names["X"][:8], "X_t": names["X_t"][:8], "folder": tmp_path}
    whole = ours if ours.startswith("`fit`") else code(ours)
    cell = theirs if ours == "`net.predict(X)`" else (SPAN.findall(theirs) or [""])[0]
    OF_USE[code(ours)](whole, cell, names)


# The weights, carried over


def answers(page, kernels, columns):
    """The outputs of theirs in float32 for the test part, with weights that went over so."""
    names = {**page.names, "theirs": copy.deepcopy(page.names["theirs"]).float()}
    for line in ("carry_over", "predict"):
        (source,) = (s for s, _ in BLOCKS if f"\ndef {line}(" in s)
        exec(source[source.index(f"def {line}(") :].split("\n\n\n")[0], names)
    names["carry_over"](page.names[kernels], page.names[columns])
    return names["predict"](page.names["X_test"])


def test_both_networks_give_the_same_outputs_as_far_as_float32_reaches(page, trained):
    net, X_test, _ = trained
    Z = net.predict(X_test)
    assert np.abs(answers(page, "kernels", "columns") - Z).max() < 1e-6 * np.abs(Z).max()


def test_in_float64_they_agree_to_the_last_digits(page, trained):
    net, X_test, _ = trained
    names = page.names
    with torch.no_grad():
        Z_t = names["theirs"](names["tensor"](X_test, torch.float64)).numpy()
    Z = net.predict(X_test)
    assert np.abs(Z - Z_t).max() < 1e-10 * np.abs(Z).max()


@pytest.mark.parametrize(
    ("kernels", "columns"),
    [("kernels", "as_it_is"), ("squeezed_in", "columns"), ("squeezed_in", "as_it_is")],
)
def test_a_plain_copy_is_no_better_than_guessing(page, trained, kernels, columns):
    net, X_test, y_test = trained
    right = metrics.accuracy(net.predict(X_test).argmax(axis=1), y_test)
    wrong = metrics.accuracy(answers(page, kernels, columns).argmax(axis=1), y_test)
    assert right > 0.9
    assert wrong <= 0.1


def test_kernels_copied_as_they_are_raise_an_error_and_columns_do_not(page):
    module = copy.deepcopy(page.names["theirs"])
    state = module.state_dict()
    W = page.names["net"].params
    module.load_state_dict({**state, "7.weight": torch.tensor(W["7.W"])})
    with pytest.raises(RuntimeError, match="size mismatch"):
        module.load_state_dict({**state, "3.weight": torch.tensor(W["3.W"])})


# The loop


def loops():
    """The two loops over batches, as the lines below their `for`."""
    bodies = [source.split("for B in batches:\n")[1:] for source, _ in BLOCKS]
    return [body[0].splitlines() for body in bodies if body]


def test_either_loop_has_five_lines():
    assert [len(body) for body in loops()] == [5, 5]


def test_after_the_loops_every_weight_is_still_the_same(page):
    net, columns = page.names["net"], page.names["columns"]
    others = page.names["theirs"].state_dict()
    for name, w in parameters_of(net).items():
        w = tensor(columns(w.numpy())) if name == "7.weight" else w
        np.testing.assert_allclose(others[name].numpy(), w.numpy(), rtol=1e-8, atol=1e-9)


def test_our_five_lines_are_train_step(page):
    net = copy.deepcopy(page.names["net"])
    twin, opt, losses_of = copy.deepcopy(net), optim.Adam(0.01), page.names
    B = page.names["batches"][0]
    X, Y = page.names["X"], page.names["Y"]
    exec("\n".join(line[4:] for line in loops()[0]), {**page.names, "net": net, "opt": opt, "B": B})
    pair_of = losses_of["softmax_cross_entropy"], losses_of["softmax_cross_entropy_grad"]
    network.train_step(twin, X[B], Y[B], pair_of, optim.Adam(0.01))
    np.testing.assert_array_equal(net.params.flat, twin.params.flat)


# What will surprise you


def test_ours_writes_the_gradient_anew():
    net = Sequential(Dense(3, 1, rng=RNG))
    for _ in range(2):
        net.forward(np.ones((5, 3)))
        net.backward(np.full((5, 1), 0.2))
        np.testing.assert_allclose(net.grads["0.W"], [[1, 1, 1]])


def test_weight_decay_pulls_at_biases_and_adamw_does_something_else():
    penalised = "WithL2(Adam(alpha), 0.01)"
    decay = "(params, lr=alpha, weight_decay=0.01)"
    (W, b), (W_t, b_t) = steps(penalised, f"Adam{decay}")
    assert np.allclose(W, W_t, **CLOSE)
    assert not np.allclose(b, b_t, **CLOSE)
    assert not are_the_same_steps(penalised, "AdamW(groups, lr=alpha)")
    (W, _), (W_t, _) = steps("Adam(alpha)", f"Adam{decay}")
    assert not np.allclose(W, W_t, **CLOSE)


def test_adamw_shrinks_the_weights_beside_the_step_of_adam():
    w = tensor([2.0], grad=True)
    w.grad = tensor([0.0])  # Adam stands still
    torch.optim.AdamW([w], lr=0.5, weight_decay=0.01).step()
    assert w.item() == pytest.approx(2 * (1 - 0.5 * 0.01))


def test_the_groups_hold_each_parameter_once(page):
    weights, biases = page.names["groups"]
    assert [w.ndim for w in weights["params"]] == [4, 4, 2]
    assert len(weights["params"] + biases["params"]) == len(list(page.names["theirs"].parameters()))
    spared = {name for name in page.names["net"].params if not name.endswith("W")}
    assert len(biases["params"]) == len(spared)


def test_a_step_in_place_needs_no_grad():
    w = nn.Linear(3, 1).weight
    with pytest.raises(RuntimeError, match="in-place operation"):
        w -= 0.1 * torch.ones(1, 3)


def test_these_copies_share_their_numbers_and_torch_tensor_does_not():
    X = np.zeros(2)
    shared, own = torch.from_numpy(X), torch.tensor(X)
    X[0] = 1
    assert shared.tolist() == [1, 0]
    assert own.tolist() == [0, 0]
    shared.numpy()[1] = 2
    assert X.tolist() == [1, 2]
    module = nn.Linear(1, 1)
    best, kept = module.state_dict(), copy.deepcopy(module.state_dict())
    cut = module.weight.detach()
    with torch.no_grad():
        module.weight += 1
    assert torch.equal(best["weight"], module.weight)
    assert torch.equal(cut, module.weight)
    assert not torch.equal(kept["weight"], module.weight)


def test_a_loss_holds_its_arrays_until_backward():
    def holds(J):
        return J.grad_fn._saved_self is not None

    J = (nn.Linear(2, 1)(torch.ones(3, 2)) ** 2).sum(dim=(0, 1)) ** 2
    assert holds(J)
    J.backward()
    assert J.grad_fn is not None
    with pytest.raises(RuntimeError, match="after they have already been freed"):
        holds(J)
    assert isinstance(J.item(), float)


def test_the_losses_of_batches_are_weighed_by_fit(page):
    X, Y = page.names["X"][:35], page.names["Y"][:35]
    net = copy.deepcopy(page.names["net"])
    how = {"epochs": 1, "batch_size": 32, "rng": np.random.default_rng(0)}
    pair_of = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad
    history = network.fit(net, X, Y, loss=pair_of, opt=optim.SGD(0.1), **how)
    assert history.loss[0] == pytest.approx(np.average(history.step_loss, weights=[32, 3]))
    assert history.loss[0] != pytest.approx(history.step_loss.mean(), rel=1e-3)


def test_softmax_before_the_loss_raises_no_error_and_is_another_loss():
    Z, y = tensor(3 * RNG.normal(size=(5, 4))), torch.tensor([0, 1, 2, 3, 0])
    once, twice = nn.CrossEntropyLoss()(Z, y), nn.CrossEntropyLoss()(nn.Softmax(dim=1)(Z), y)
    assert abs(once - twice) > 0.1


def test_mse_loss_compares_every_pair_and_only_warns():
    y_hat, y = RNG.normal(size=(3, 1)), RNG.normal(size=3)
    with pytest.warns(UserWarning, match="broadcasting"):
        J = nn.MSELoss()(tensor(y_hat), tensor(y))
    assert J.item() == pytest.approx(np.mean((y_hat - y) ** 2))  # nine pairs
    with pytest.raises(ValueError, match="compare every pair"):
        losses.mse(y_hat, y)
    same(losses.mse(y_hat[:, 0], y), nn.MSELoss()(tensor(y_hat)[:, 0], tensor(y)))


def test_a_layer_of_float32_refuses_an_array_of_numpy():
    X = np.ones((2, 3))
    layer = nn.Linear(3, 1)
    assert layer.weight.dtype == torch.float32
    assert torch.tensor(X).dtype == torch.float64
    with pytest.raises(RuntimeError, match="same dtype"):
        layer(torch.tensor(X))
    layer(torch.tensor(X, dtype=torch.float32))


@pytest.mark.parametrize(
    ("make", "n_in", "n_out"),
    [
        (lambda: nn.Linear(400, 300), 400, 300),
        (lambda: nn.Conv2d(40, 60, 3), 9 * 40, 9 * 60),
    ],
)
def test_the_first_weights_are_drawn_evenly_and_can_be_drawn_as_ours(make, n_in, n_out):
    torch.manual_seed(0)
    layer, bound = make(), 1 / np.sqrt(n_in)
    for values in (layer.weight, layer.bias):
        assert 0.9 * bound < values.abs().max() <= bound
        assert values.std().item() == pytest.approx(bound / np.sqrt(3), rel=0.1)
    nn.init.xavier_normal_(layer.weight)
    assert layer.weight.var().item() == pytest.approx(2 / (n_in + n_out), rel=0.03)
    nn.init.kaiming_normal_(layer.weight)
    assert layer.weight.var().item() == pytest.approx(2 / n_in, rel=0.03)
    nn.init.zeros_(layer.bias)
    assert not layer.bias.any()


def test_a_loop_goes_on_with_nan_where_fit_stops_and_names_the_layer():
    X, y = 100 * np.ones((4, 2)), np.ones((4, 1))
    layer = nn.Linear(2, 1)
    opt = torch.optim.SGD(layer.parameters(), lr=10.0)
    for _ in range(50):
        opt.zero_grad()
        J = nn.MSELoss()(layer(tensor(X).float()), tensor(y).float())
        J.backward()
        opt.step()
    assert np.isnan(J.item())
    assert all(w.isnan().all() for w in layer.parameters())
    net = Sequential(Dense(2, 1, rng=RNG))
    with pytest.raises(FloatingPointError, match=r"layer 0, Dense\(2, 1\)"):
        network.fit(net, X, y, loss=(losses.mse, losses.mse_grad), opt=optim.SGD(10.0), epochs=500)


# The numbers in the text


def share(page, kernels, columns):
    """The share right of a way to carry over, as the page printed it."""
    (block,) = (k for k, (source, _) in enumerate(BLOCKS) if "def squeezed_in" in source)
    (line,) = (
        line for line in page.printed[block].splitlines() if line.split()[:2] == [kernels, columns]
    )
    return line.split()[2]


def charged():
    return f"{nn.BCELoss()(torch.zeros(1), torch.ones(1)).item():.0f}"


SAID = {
    r"charges (\d+)": lambda page: (charged(),),
    r"count layers from (\d)": lambda page: (next(iter(page.names["net"].params))[0],),
    r"and of (\S+) there is (\S+) or (\S+) left; both forgotten, (\S+)\.": lambda page: (
        share(page, "kernels", "columns"),
        share(page, "kernels", "as_it_is"),
        share(page, "squeezed_in", "columns"),
        share(page, "squeezed_in", "as_it_is"),
    ),
    r"After these (\d+) steps": lambda page: (str(len(page.names["batches"])),),
    r"adds (\S+) of every parameter": lambda page: (str(page.names["groups"][0]["weight_decay"]),),
    r"with (\d+) images in place of (\d+)": lambda page: (
        str(len(page.names["batches"][-1])),
        str(len(page.names["batches"][0])),
    ),
}
# Formulas, code and links (to "chapter 13", say) are no numbers of the text.
NOT_TEXT = re.compile(r"```.*?^```$|`[^`]+`|\$[^$]+\$|\[[^\]]*\]\([^)]*\)", re.M | re.S)
TEXT = " ".join(NOT_TEXT.sub("…", PAGE).split())
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")


@pytest.mark.parametrize("sentence", SAID)
def test_a_number_in_the_text_is_what_comes_out(page, sentence):
    (found,) = re.finditer(sentence, TEXT)
    assert found.groups() == SAID[sentence](page)


def test_no_other_number_stands_in_the_text():
    text = TEXT
    for sentence in SAID:
        text = re.sub(sentence, "…", text)
    assert NUMBER.findall(text) == []


def test_the_shares_are_those_of_the_networks_then(page):
    """The first block trains, the later loops go on: what was printed is of the time between."""
    assert share(page, "kernels", "columns") == page.printed[0].split()[0]


def test_ten_minutes_are_enough_for_the_page():
    assert reading.minutes(PATH) <= 10

"""PyTorch as a witness from outside: layers, losses and whole training runs.

PyTorch is no requirement of these tests: `pip install torch` for them, or they skip. Where the
variable DLCOURSE_REQUIRE_TORCH is set, its absence is a failure.
"""

import os

import numpy as np
import pytest

from dlcourse import losses, ops
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, MaxPool2D
from dlcourse.network import Sequential

if os.environ.get("DLCOURSE_REQUIRE_TORCH"):
    import torch
else:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed", exc_type=ImportError)

RNG = np.random.default_rng(21)
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def tensor(x, grad=False):
    """The same numbers as a tensor of float64."""
    return torch.tensor(np.ascontiguousarray(x), dtype=torch.float64, requires_grad=grad)


def channels_first(x):
    """Images as PyTorch has them, (m, C, H, W); kernels (c_out, c_in, f, f)."""
    return np.transpose(x, (0, 3, 1, 2))


def kernels_first(W):
    return np.transpose(W, (3, 2, 0, 1))


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), **CLOSE)


# Formulas


@pytest.mark.parametrize("shape", [(1, 1, 1), (5, 3, 4), (2, 7, 1)])
def test_a_dense_layer(shape):
    m, n_in, n_out = shape
    A, W, b, dZ = (RNG.normal(size=s) for s in ((m, n_in), (n_out, n_in), n_out, (m, n_out)))
    tensors = [tensor(x, grad=True) for x in (A, W, b)]
    Z = torch.nn.functional.linear(*tensors)
    Z.backward(tensor(dZ))
    same(ops.dense(A, W, b), Z)
    for found, t in zip(ops.dense_backward(dZ, A, W), tensors, strict=True):
        same(found, t.grad)


@pytest.mark.parametrize(
    ("f", "stride", "pad"), [(1, 1, 0), (3, 1, 1), (2, 2, 0), (3, 2, 1), (4, 3, 2)]
)
def test_a_convolution(f, stride, pad):
    A, W, b = RNG.normal(size=(3, 7, 5, 2)), RNG.normal(size=(f, f, 2, 4)), RNG.normal(size=4)
    A_t, W_t, b_t = (tensor(x, grad=True) for x in (channels_first(A), kernels_first(W), b))
    Z_t = torch.nn.functional.conv2d(A_t, W_t, b_t, stride=stride, padding=pad)
    Z = ops.conv2d(A, W, b, stride=stride, pad=pad)
    same(channels_first(Z), Z_t)
    dZ = RNG.normal(size=Z.shape)
    Z_t.backward(tensor(channels_first(dZ)))
    dA, dW, db = ops.conv2d_backward(dZ, A, W, stride=stride, pad=pad)
    same(channels_first(dA), A_t.grad)
    same(kernels_first(dW), W_t.grad)
    same(db, b_t.grad)


@pytest.mark.parametrize(("f", "stride"), [(2, 2), (3, 1), (3, 2), (2, 3), (1, 1)])
@pytest.mark.parametrize("ties", [False, True])
def test_a_max_pool_ties_included(f, stride, ties):
    A = RNG.integers(0, 2, (2, 7, 6, 3)).astype(float) if ties else RNG.normal(size=(2, 7, 6, 3))
    A_t = tensor(channels_first(A), grad=True)
    P_t = torch.nn.functional.max_pool2d(A_t, f, stride)
    P = ops.maxpool2d(A, f=f, stride=stride)
    same(channels_first(P), P_t)
    dP = RNG.normal(size=P.shape)
    P_t.backward(tensor(channels_first(dP)))
    same(channels_first(ops.maxpool2d_backward(dP, A, f=f, stride=stride)), A_t.grad)


def test_conv1d_flips_where_pytorch_does_not():
    x, h = RNG.normal(size=9), RNG.normal(size=4)
    theirs = torch.nn.functional.conv1d(tensor(x[None, None]), tensor(h[None, None]), padding=3)
    same(ops.cross_correlate1d(x, h), theirs[0, 0])
    same(ops.conv1d(x, h[::-1].copy()), theirs[0, 0])


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("sigmoid", torch.sigmoid),
        ("tanh", torch.tanh),
        ("relu", torch.relu),
        ("leaky_relu", torch.nn.functional.leaky_relu),
        ("identity", lambda z: z * 1),
    ],
)
def test_activations_the_corner_included(name, theirs):
    z = np.array([[-30.0, -2.0, -0.1, 0.0], [0.0, 0.1, 2.0, 30.0]])
    dZ = RNG.normal(size=z.shape)
    layer, z_t = Activation(name), tensor(z, grad=True)
    a_t = theirs(z_t)
    a_t.backward(tensor(dZ))
    same(layer.forward(z), a_t)
    same(layer.backward(dZ), z_t.grad)


# Losses


def one_hot(m, K):
    return np.eye(K)[RNG.integers(0, K, m)]


@pytest.mark.parametrize("scale", [1, 100])
def test_softmax_cross_entropy(scale):
    Z, Y = scale * RNG.normal(size=(6, 4)), one_hot(6, 4)
    Z_t = tensor(Z, grad=True)
    J = torch.nn.functional.cross_entropy(Z_t, tensor(Y))
    J.backward()
    same(losses.softmax_cross_entropy(Z, Y), J)
    same(losses.softmax_cross_entropy_grad(Z, Y), Z_t.grad)


def test_cross_entropy_of_probabilities():
    P, Y = RNG.dirichlet(np.ones(4), 6), one_hot(6, 4)
    P_t = tensor(P, grad=True)
    J = torch.nn.functional.nll_loss(torch.log(P_t), torch.tensor(Y.argmax(axis=1)))
    J.backward()
    same(losses.cross_entropy(P, Y), J)
    same(losses.cross_entropy_grad(P, Y), P_t.grad)


def test_binary_cross_entropy():
    a, y = RNG.uniform(0.01, 0.99, (5, 2)), RNG.integers(0, 2, (5, 2)).astype(float)
    a_t = tensor(a, grad=True)
    J = torch.nn.functional.binary_cross_entropy(a_t, tensor(y))
    J.backward()
    same(losses.binary_cross_entropy(a, y), J)
    same(losses.binary_cross_entropy_grad(a, y), a_t.grad)


def test_binary_cross_entropy_from_z():
    z, y = 20 * RNG.normal(size=8), RNG.integers(0, 2, 8).astype(float)
    z_t = tensor(z, grad=True)
    J = torch.nn.functional.binary_cross_entropy_with_logits(z_t, tensor(y))
    J.backward()
    same(losses.sigmoid_cross_entropy(z, y), J)
    same(losses.sigmoid_cross_entropy_grad(z, y), z_t.grad)


def test_mean_squared_error():
    y_hat, y = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 3))
    t = tensor(y_hat, grad=True)
    J = torch.nn.functional.mse_loss(t, tensor(y))
    J.backward()
    same(losses.mse(y_hat, y), J)
    same(losses.mse_grad(y_hat, y), t.grad)


# Whole networks, over many steps


def lenet():
    """Both programs' LeNet with the same weights. Ours flattens row, column, channel."""
    how = {"rng": np.random.default_rng(2)}
    net = Sequential(
        Conv2D(1, 6, f=5, **how), Activation("relu"), MaxPool2D(),
        Conv2D(6, 16, f=5, **how), Activation("relu"), MaxPool2D(), Flatten(),
        Dense(256, 120, **how), Activation("relu"), Dense(120, 84, **how), Activation("relu"),
        Dense(84, 10, **how),
    )  # fmt: skip
    nn = torch.nn
    theirs = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), ChannelsLast(), nn.Flatten(),
        nn.Linear(256, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    ).double()  # fmt: skip
    copy_weights(net, theirs)
    return net, theirs


class ChannelsLast(torch.nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1)


def copy_weights(net, theirs):
    with torch.no_grad():
        for (_, W), t in zip(net.params.items(), theirs.parameters(), strict=True):
            t.copy_(tensor(kernels_first(W) if W.ndim == 4 else W))


def assert_same_weights(net, theirs, **close):
    for (name, W), t in zip(net.params.items(), theirs.parameters(), strict=True):
        found = kernels_first(W) if W.ndim == 4 else W
        np.testing.assert_allclose(found, t.detach().numpy(), err_msg=name, **close)


def test_lenet_makes_the_same_steps():
    net, theirs = lenet()
    opt = torch.optim.SGD(theirs.parameters(), lr=0.1)
    for _ in range(5):
        X, Y = RNG.normal(size=(4, 28, 28, 1)), one_hot(4, 10)
        opt.zero_grad()
        J = torch.nn.functional.cross_entropy(theirs(tensor(channels_first(X))), tensor(Y))
        J.backward()
        Z = net.forward(X)
        same(losses.softmax_cross_entropy(Z, Y), J)
        net.backward(losses.softmax_cross_entropy_grad(Z, Y))
        for (name, g), t in zip(net.grads.items(), theirs.parameters(), strict=True):
            found = kernels_first(g) if g.ndim == 4 else g
            np.testing.assert_allclose(found, t.grad.numpy(), err_msg=name, **CLOSE)
        opt.step()
        net.params.flat[...] -= 0.1 * net.grads.flat
        assert_same_weights(net, theirs, **CLOSE)


@pytest.mark.parametrize("g", ["tanh", "relu", "sigmoid"])
def test_an_mlp_stays_with_pytorch_for_200_steps(g):
    how = {"rng": np.random.default_rng(4)}
    net = Sequential(Dense(6, 8, **how), Activation(g), Dense(8, 3, **how))
    nn = torch.nn
    of_torch = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid}[g]
    theirs = nn.Sequential(nn.Linear(6, 8), of_torch(), nn.Linear(8, 3)).double()
    copy_weights(net, theirs)
    opt = torch.optim.SGD(theirs.parameters(), lr=0.2)
    X, Y = RNG.normal(size=(20, 6)), one_hot(20, 3)
    for _ in range(200):
        opt.zero_grad()
        J = nn.functional.cross_entropy(theirs(tensor(X)), tensor(Y))
        J.backward()
        opt.step()
        Z = net.forward(X)
        net.backward(losses.softmax_cross_entropy_grad(Z, Y))
        net.params.flat[...] -= 0.2 * net.grads.flat
    assert losses.softmax_cross_entropy(Z, Y) == pytest.approx(J.item(), rel=1e-9)
    assert_same_weights(net, theirs, rtol=1e-8, atol=1e-10)

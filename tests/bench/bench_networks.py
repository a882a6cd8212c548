"""The networks that `bench.py` measures: ours, and the same ones built in PyTorch."""

from itertools import pairwise

import numpy as np

from dlcourse import losses
from dlcourse.layers import Activation, Conv2D, Dense, Flatten, MaxPool2D
from dlcourse.network import Sequential, train_step

try:
    import torch
except ImportError:
    torch = None


def mlp(*sizes, seed=0):
    how = {"rng": np.random.default_rng(seed), "init": "he", "dtype": np.float32}
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers += [Dense(n_in, n_out, **how), Activation("relu")]
    return Sequential(*layers[:-1])


def cnn(channels, f, pad, sizes, seed=0):
    """Blocks of convolution, ReLU and pooling, then dense layers."""
    how = {"rng": np.random.default_rng(seed), "init": "he", "dtype": np.float32}
    layers = []
    for c_in, c_out in pairwise(channels):
        layers += [Conv2D(c_in, c_out, f=f, pad=pad, **how), Activation("relu"), MaxPool2D()]
    layers += [Flatten()]
    for n_in, n_out in pairwise(sizes):
        layers += [Dense(n_in, n_out, **how), Activation("relu")]
    return Sequential(*layers[:-1])


LENET = ((1, 6, 16), 5, 0, (256, 120, 84, 10))
DIGITS_CNN = ((1, 16, 32), 3, 1, (128, 10))
MOVED_CNN = ((1, 16, 32), 3, 1, (288, 10))


LOSS = losses.softmax_cross_entropy, losses.softmax_cross_entropy_grad


def step(net, opt, X, Y):
    """One training step through the public call."""
    return lambda: train_step(net, X, Y, LOSS, opt)


def torch_mlp(*sizes):
    nn = torch.nn
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def torch_cnn(channels, f, pad, sizes):
    nn = torch.nn
    layers = []
    for c_in, c_out in pairwise(channels):
        layers += [nn.Conv2d(c_in, c_out, f, padding=pad), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), *torch_mlp(*sizes))


def torch_step(net, opt, X, y):
    """One training step as PyTorch's manual has it."""
    loss = torch.nn.CrossEntropyLoss()
    X, y = torch.from_numpy(X), torch.from_numpy(y)

    def one():
        opt.zero_grad()
        loss(net(X), y).backward()
        opt.step()

    return one


def torch_fit(net, opt, schedule, X, y, *, epochs, batch_size, rng):
    """The training loop of PyTorch's manual, with the batches that `fit` would draw."""
    loss = torch.nn.CrossEntropyLoss()
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    t = 0
    for _ in range(epochs):
        for i in torch.from_numpy(rng.permutation(len(X))).split(batch_size):
            t += 1
            for group in opt.param_groups:
                group["lr"] = schedule(t)
            opt.zero_grad()
            loss(net(X[i]), y[i]).backward()
            opt.step()

"""The trainings of `make bench`: accuracy on digits, and seconds against PyTorch's.

Learning rates and the width of the first MLP were chosen on a fifth of the training part, kept
back for that: `python tests/bench/bench_training.py` prints what it said. The test part was not
asked.
All train for 30 epochs. The MLP for moved digits has as many parameters as the CNN, about 7500;
the one after it, with five times as many, shows what width alone buys.
"""

import time

import numpy as np
from bench_networks import (
    DIGITS_CNN,
    LOSS,
    MOVED_CNN,
    cnn,
    mlp,
    torch,
    torch_cnn,
    torch_fit,
    torch_mlp,
)

from dlcourse import data
from dlcourse.data import one_hot, train_test_split
from dlcourse.network import fit
from dlcourse.optim import Adam
from dlcourse.schedules import cosine

REST = 0.05  # seconds


def trainings():
    """Every row of the table: what, network, PyTorch's, sizes, data, epochs, learning rate."""
    digits = data.digits()
    X = (digits.X / 16).astype(np.float32)
    parts = train_test_split(X, digits.y, rng=np.random.default_rng(0))
    X_train, X_test, y_train, y_test = parts
    rows = X_train, X_test, y_train, y_test
    images = X_train.reshape(-1, 8, 8, 1), X_test.reshape(-1, 8, 8, 1), y_train, y_test
    rng = np.random.default_rng(7)
    moved = move(X_train, rng), move(X_test, rng), y_train, y_test
    moved_rows = *(part.reshape(-1, 144) for part in moved[:2]), y_train, y_test
    yield "digits, MLP 64-128-10", mlp, torch_mlp, (64, 128, 10), rows, 30, 0.01
    yield "digits, CNN of 16 and 32 kernels", cnn, torch_cnn, DIGITS_CNN, images, 30, 0.01
    yield "moved digits, MLP 144-48-10", mlp, torch_mlp, (144, 48, 10), moved_rows, 30, 0.02
    yield "moved digits, MLP 144-256-10", mlp, torch_mlp, (144, 256, 10), moved_rows, 30, 0.01
    yield "moved digits, CNN of 16 and 32 kernels", cnn, torch_cnn, MOVED_CNN, moved, 30, 0.01


def move(X, rng):
    """Digits on a canvas of 12 × 12, each moved by up to two pixels along both axes."""
    canvas = np.zeros((len(X), 12, 12, 1), X.dtype)
    for image, x, (row, column) in zip(canvas, X, rng.integers(0, 5, (len(X), 2)), strict=True):
        image[row : row + 8, column : column + 8, 0] = x.reshape(8, 8)
    return canvas


def train(net, X, y, epochs, lr, seed):
    """Fit a network to X and its labels, and return the seconds."""
    schedule = cosine(lr, epochs * -(-len(X) // 32))
    time.sleep(REST)
    begin = time.perf_counter()
    how = {"epochs": epochs, "batch_size": 32, "rng": np.random.default_rng(seed)}
    fit(net, X, one_hot(y, 10).astype(np.float32), loss=LOSS, opt=Adam(schedule), **how)
    return time.perf_counter() - begin


def train_theirs(net, X, y, epochs, lr, seed):
    """The same schedule and the same batches for PyTorch's network."""
    schedule = cosine(lr, epochs * -(-len(X) // 32))
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    X = X if X.ndim == 2 else np.ascontiguousarray(X.transpose(0, 3, 1, 2))
    time.sleep(REST)
    begin = time.perf_counter()
    how = {"epochs": epochs, "batch_size": 32, "rng": np.random.default_rng(seed)}
    torch_fit(net, opt, schedule, X, y.astype(np.int64), **how)
    return time.perf_counter() - begin


def share_right(net, X, y):
    return float(np.mean(net.predict(X).argmax(axis=1) == y))


def main():
    """Print the table."""
    print(f"{'training, seeds 0, 1, 2':49} {'test accuracy':16} {'seconds':>8} {'/ PyTorch':>13}")
    for what, make, make_torch, sizes, (X, X_test, y, y_test), epochs, lr in trainings():
        accuracies, seconds = [], []
        for seed in range(3):
            net = make(*sizes, seed=seed)
            seconds.append(train(net, X, y, epochs, lr, seed))
            accuracies.append(share_right(net, X_test, y_test))
        against = ""
        if torch:
            torch.manual_seed(0)
            theirs = train_theirs(make_torch(*sizes), X, y, epochs, lr, seed=0)
            against = f"{min(seconds) / theirs:13.2f}"
        shown = " ".join(f"{100 * a:.1f}" for a in accuracies) + " %"
        print(f"{what:49} {shown:16} {min(seconds):8.2f} {against}", flush=True)


def choose():
    """Print the accuracy that each learning rate reaches on a fifth of the training part."""
    for what, make, _, sizes, (X, _, y, _), epochs, chosen in trainings():
        for lr in (0.003, 0.005, 0.01, 0.02):
            accuracies = []
            for seed in range(3):
                rng = np.random.default_rng(100 + seed)
                X_fit, X_kept, y_fit, y_kept = train_test_split(X, y, test=0.2, rng=rng)
                net = make(*sizes, seed=seed)
                train(net, X_fit, y_fit, epochs, lr, seed)
                accuracies.append(share_right(net, X_kept, y_kept))
            mark = "  chosen" if lr == chosen else ""
            print(f"{what:40} lr {lr:5.3f}  {100 * np.mean(accuracies):5.1f} %{mark}", flush=True)


if __name__ == "__main__":
    choose()

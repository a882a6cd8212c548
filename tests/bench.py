"""`make bench`: how fast the package is, as ratios against other programs in the same run.

Ours and the other program take turns in one process, many times, so that a machine whose speed
drifts slows both. A turn begins with a rest: the threads of a matrix product go on waiting for
work for a while, and would take the processor from the program whose turn is next. The table gives
the ratio of medians; seconds mean nothing elsewhere.
"""

import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np
from bench_networks import (
    DIGITS_CNN,
    LENET,
    MOVED_CNN,
    cnn,
    mlp,
    step,
    torch,
    torch_cnn,
    torch_fit,
    torch_mlp,
    torch_step,
)
from sklearn.linear_model import LinearRegression

from dlcourse import blackboard, data, descent, linear, ops
from dlcourse.data import one_hot, train_test_split
from dlcourse.network import fit
from dlcourse.optim import SGD, Adam
from dlcourse.schedules import cosine

TURNS, REST, TURN = 9, 0.05, 0.06  # how many, and seconds
LOSS = ops.softmax_cross_entropy, ops.softmax_cross_entropy_grad


def turn(call):
    """Median time of a call, over one turn; the first calls are not counted."""
    time.sleep(REST)
    for _ in range(3):
        call()
    spent, end = [], time.perf_counter() + TURN
    while time.perf_counter() < end or len(spent) < 3:
        begin = time.perf_counter()
        call()
        spent.append(time.perf_counter() - begin)
    return median(spent)


def ratio(ours, other):
    """Time of ours over time of other: the median over turns."""
    return median(turn(ours) / turn(other) for _ in range(TURNS))


def cases():
    """Every row of the first table: what, ours, against what, other."""
    yield from one_neuron()
    yield from layers()
    yield from products()
    if torch:
        yield from steps()


def one_neuron():
    rng = np.random.default_rng(1)
    table = data.breast_cancer()
    X, _ = data.standardise(table.X)
    y, w, b = table.y.astype(float), rng.normal(size=X.shape[1]), 0.1
    yield (
        "gradient of logistic regression, 569 × 30, loops",
        lambda: blackboard.logistic_cost_and_grad(w, b, X, y),
        "the same, vectorised",
        lambda: ops.logistic_cost_and_grad(w, b, X, y),
    )
    people = data.diabetes()
    Z, _ = data.standardise(people.X)
    yield (
        "normal equation, diabetes",
        lambda: linear.normal_equation(Z, people.y),
        "scikit-learn's LinearRegression",
        lambda: LinearRegression().fit(Z, people.y),
    )
    yield (
        "descent to ‖dJ‖ ≤ 1, diabetes",
        lambda: linear.linear_regression(Z, people.y, lr=0.4, stop=descent.small_gradient(1.0)),
        "normal equation",
        lambda: linear.normal_equation(Z, people.y),
    )


def layers():
    rng = np.random.default_rng(2)
    A, W, b = rng.normal(size=(64, 30)), rng.normal(size=(16, 30)), rng.normal(size=16)
    yield (
        "dense, 16 units on 64 examples, loops",
        lambda: blackboard.dense(A, W, b),
        "the same, vectorised",
        lambda: ops.dense(A, W, b),
    )
    yield (
        "dense, 16 units on 64 examples, vectorised",
        lambda: ops.dense(A, W, b),
        "the matrix product alone",
        lambda: A @ W.T,
    )
    images, kernels, biases = rng.normal(size=(4, 8, 8, 1)), rng.normal(size=(3, 3, 1, 4)), b[:4]
    yield (
        "conv2d, 4 kernels 3 × 3 on 4 digits, loops",
        lambda: blackboard.conv2d(images, kernels, biases),
        "the same, vectorised",
        lambda: ops.conv2d(images, kernels, biases),
    )


def products():
    """A whole step, against nothing but its eight matrix products, into arrays made beforehand."""
    X, _, Y = examples(128, 784)
    net = mlp(784, 256, 128, 10)
    Ws = [layer.params["W"] for layer in net.layers[::2]]
    outs = [np.empty((128, len(W)), np.float32) for W in Ws]
    As, dZs = [X, *outs[:-1]], [np.ones_like(Z) for Z in outs]
    dWs, dAs = [np.empty_like(W) for W in Ws], [np.empty_like(A) for A in As]

    def products_alone():
        for A, W, Z in zip(As, Ws, outs, strict=True):
            np.matmul(A, W.T, out=Z)
        for A, W, dZ, dW, dA in zip(As, Ws, dZs, dWs, dAs, strict=True):
            np.matmul(dZ.T, A, out=dW)
            if A is not X:
                np.matmul(dZ, W, out=dA)

    ours = step(net, SGD(0.01), X, Y)
    yield "MLP 784-256-128-10, batch 128, SGD", ours, "its matrix products alone", products_alone


def steps():
    """One training step, ours against PyTorch's."""
    Adams, SGDs = (Adam, torch.optim.Adam), (SGD, torch.optim.SGD)
    for sizes, m, optimisers in (
        ((784, 256, 128, 10), 128, SGDs),
        ((784, 256, 128, 10), 128, Adams),
        ((64, 32, 10), 32, SGDs),
        ((64, 32, 10), 32, Adams),
    ):
        X, y, Y = examples(m, sizes[0])
        theirs = torch_mlp(*sizes)
        yield (
            f"MLP {'-'.join(map(str, sizes))}, batch {m}, {optimisers[0].__name__}",
            step(mlp(*sizes), optimisers[0](0.001), X, Y),
            "PyTorch",
            torch_step(theirs, optimisers[1](theirs.parameters(), lr=0.001), X, y),
        )
    yield "LeNet, 28 × 28, batch 64, SGD", our_lenet(), "PyTorch", their_lenet()


def our_lenet():
    X, _, Y = examples(64, 28, 28, 1)
    return step(cnn(*LENET), SGD(0.01), X, Y)


def their_lenet():
    X, y, _ = examples(64, 1, 28, 28)
    net = torch_cnn(*LENET)
    return torch_step(net, torch.optim.SGD(net.parameters(), lr=0.01), X, y)


def examples(m, *shape):
    rng = np.random.default_rng(3)
    X, y = rng.standard_normal((m, *shape), dtype=np.float32), rng.integers(0, 10, m)
    return X, y, one_hot(y, 10).astype(np.float32)


# Training


def trainings():
    """Every row of the second table: what, network, PyTorch's, data, epochs, learning rate."""
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
    yield "digits, CNN of 16 and 32 kernels", cnn, torch_cnn, DIGITS_CNN, images, 20, 0.005
    yield "moved digits, MLP 144-48-10", mlp, torch_mlp, (144, 48, 10), moved_rows, 30, 0.003
    yield "moved digits, CNN of 16 and 32 kernels", cnn, torch_cnn, MOVED_CNN, moved, 15, 0.003


def move(X, rng):
    """Digits on a canvas of 12 × 12, each moved by up to two pixels along both axes."""
    canvas = np.zeros((len(X), 12, 12, 1), X.dtype)
    for image, x, (row, column) in zip(canvas, X, rng.integers(0, 5, (len(X), 2)), strict=True):
        image[row : row + 8, column : column + 8, 0] = x.reshape(8, 8)
    return canvas


def train(make, make_torch, sizes, parts, epochs, lr, seed):
    """Return our accuracy on the test part, our seconds, and PyTorch's; None but for seed 0."""
    X, X_test, y, y_test = parts
    how = {"epochs": epochs, "batch_size": 32}
    schedule = cosine(lr, epochs * -(-len(X) // 32))
    net, Y = make(*sizes, seed=seed), one_hot(y, 10).astype(np.float32)
    rng = np.random.default_rng(seed)
    time.sleep(REST)
    begin = time.perf_counter()
    fit(net, X, Y, loss=LOSS, opt=Adam(schedule), rng=rng, **how)
    ours = time.perf_counter() - begin
    accuracy = float(np.mean(net.predict(X_test).argmax(axis=1) == y_test))
    if not torch or seed:
        return accuracy, ours, None
    torch.manual_seed(seed)
    theirs = make_torch(*sizes)
    opt = torch.optim.Adam(theirs.parameters(), lr=lr)
    X = X if X.ndim == 2 else np.ascontiguousarray(X.transpose(0, 3, 1, 2))
    time.sleep(REST)
    begin = time.perf_counter()
    torch_fit(theirs, opt, schedule, X, y.astype(np.int64), rng=np.random.default_rng(seed), **how)
    return accuracy, ours, time.perf_counter() - begin


# Memory


def high_water():
    """The most memory that this process has held so far, in MB. Only Linux tells."""
    status = Path("/proc/self/status").read_text("utf8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def peak(call):
    """Print by how many MB the high-water mark rises while a step is made 20 times."""
    before = high_water()
    for _ in range(20):
        call()
    print(high_water() - before)


def peak_elsewhere(whose):
    """What peak prints in a process of its own."""
    command = [sys.executable, __file__, "--peak", whose]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main():
    """Print the tables."""
    print(f"{'ours':50}  {'against':32}  ours / other")
    for what, ours, against, other in cases():
        print(f"{what:50}  {against:32}  {ratio(ours, other):10.2f}", flush=True)
    if torch and Path("/proc/self/status").exists():
        mb = [peak_elsewhere(whose) for whose in ("ours", "theirs")]
        what = f"peak memory of LeNet's step, {mb[0]:.1f} MB"
        print(f"{what:50}  {f'PyTorch, {mb[1]:.1f} MB':32}  {mb[0] / mb[1]:10.2f}")
    if not torch:
        print("The rows against PyTorch are left out: it is not installed (pip install torch).")
    print(f"\n{'training, seeds 0, 1, 2':50}  {'test accuracy':16}  {'seconds':14}  ours / PyTorch")
    for what, make, make_torch, sizes, *rest in trainings():
        runs = [train(make, make_torch, sizes, *rest, seed) for seed in range(3)]
        accuracies, ours, theirs = zip(*runs, strict=True)
        shown = " ".join(f"{100 * a:.1f}" for a in accuracies) + " %"
        against = f"{ours[0] / theirs[0]:14.2f}" if torch else ""
        print(f"{what:50}  {shown:16}  {ours[0]:7.2f}       {against}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        peak({"ours": our_lenet, "theirs": their_lenet}[sys.argv[2]]())
    else:
        main()

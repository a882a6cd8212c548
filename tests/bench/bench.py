"""`make bench`: how fast the package is, as ratios against other programs in the same run.

Ours and the other program run in one process, many times, so that a machine whose speed drifts
slows both; the table gives ratios of medians, since seconds mean nothing elsewhere. They share the
time in two ways. In turns: each has some calls to itself, after a rest, as it would have in a
program of its own. Call by call: one of ours, one of theirs. Then the threads of each matrix
library, which go on waiting for work for a while, are in the other's way.
"""

import re
import subprocess
import sys
import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

import bench_by_hand
import bench_faculty
import bench_grading
import bench_lines
import bench_run
import bench_slider
import bench_training
import numpy as np
from bench_networks import LENET, cnn, mlp, step, torch, torch_cnn, torch_mlp, torch_step
from sklearn.linear_model import LinearRegression

from dlcourse import blackboard, data, descent, linear, ops
from dlcourse.data import one_hot
from dlcourse.optim import SGD, Adam

TURNS, REST, TURN = 9, 0.05, 0.06  # how many, and seconds


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


def in_turns(ours, other):
    """Time of ours over time of other: the median over turns."""
    return median(turn(ours) / turn(other) for _ in range(TURNS))


def call_by_call(ours, other):
    """The same, with ours and the other in strict alternation."""
    spent, end = ([], []), time.perf_counter() + TURNS * TURN
    while time.perf_counter() < end or len(spent[0]) < TURNS:
        for call, times in zip((ours, other), spent, strict=True):
            begin = time.perf_counter()
            call()
            times.append(time.perf_counter() - begin)
    return median(spent[0]) / median(spent[1])


def cases():
    """Every row of the first table: what, ours, against what, other."""
    yield from one_neuron()
    yield from layers()
    yield from products()
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
    """Whole steps against nothing but their matrix products; and those against PyTorch."""
    X, y, Y = examples(128, 784)
    sizes = 784, 256, 128, 10
    mlp_alone = products_alone([*pairwise(sizes)], 128)
    # A convolution is one product too: windows × pixels of a window, and pixels × kernels.
    windows = ((25, 6), 64 * 24 * 24), ((150, 16), 64 * 8 * 8)
    convolutions = [products_alone([size], m, first=size == (25, 6)) for size, m in windows]
    dense = products_alone([*pairwise(LENET[3])], 64, first=False)

    def lenet_alone():
        for part in (*convolutions, dense):
            part()

    ours = step(mlp(*sizes), SGD(0.01), X, Y)
    yield "MLP 784-256-128-10, batch 128, SGD", ours, "its matrix products alone", mlp_alone
    yield "LeNet, 28 × 28, batch 64, SGD", our_lenet(), "its matrix products alone", lenet_alone
    if torch:
        theirs = torch_mlp(*sizes)
        sgd = torch.optim.SGD(theirs.parameters(), lr=0.001)
        yield "matrix products of the MLP", mlp_alone, "PyTorch", torch_step(theirs, sgd, X, y)
        yield "matrix products of LeNet", lenet_alone, "PyTorch", their_lenet()


def products_alone(layers, m, first=True):
    """Return a call of the products that m rows need on their way through layers and back.

    They go into arrays made beforehand. The first layer of a network passes nothing further back.
    """
    rng = np.random.default_rng(4)
    arrays = []
    for n_in, n_out in layers:
        shapes = (m, n_in), (n_out, n_in), (m, n_out)
        A, W, Z = (rng.standard_normal(shape, dtype=np.float32) for shape in shapes)
        arrays.append((A, W, Z, np.empty_like(W), np.empty_like(A)))

    def call():
        for A, W, Z, _, _ in arrays:
            np.matmul(A, W.T, out=Z)
        for k, (A, W, Z, dW, dA) in enumerate(arrays):
            np.matmul(Z.T, A, out=dW)
            if k or not first:
                np.matmul(Z, W, out=dA)

    return call


def steps():
    """One training step: ours against the same arithmetic by hand, and against PyTorch's."""
    for sizes, m, optimiser in (
        ((784, 256, 128, 10), 128, SGD),
        ((784, 256, 128, 10), 128, Adam),
        ((64, 32, 10), 32, SGD),
        ((64, 32, 10), 32, Adam),
    ):
        X, y, Y = examples(m, sizes[0])
        what = f"MLP {'-'.join(map(str, sizes))}, batch {m}, {optimiser.__name__}"
        ours = step(mlp(*sizes), optimiser(0.001), X, Y)
        by_hand = bench_by_hand.mlp(sizes, m, optimiser.__name__.lower())
        yield what, ours, "by hand in NumPy", partial(by_hand, X, Y)
        if torch:
            theirs = torch_mlp(*sizes)
            opt = getattr(torch.optim, optimiser.__name__)(theirs.parameters(), lr=0.001)
            yield what, ours, "PyTorch", torch_step(theirs, opt, X, y)
    what, (X, _, Y) = "LeNet, 28 × 28, batch 64, SGD", examples(64, 28, 28, 1)
    yield what, our_lenet(), "by hand in NumPy", partial(bench_by_hand.lenet(*LENET, 64, 28), X, Y)
    if torch:
        yield what, our_lenet(), "PyTorch", their_lenet()


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
    print(f"{'ours / other':49} {'other':32} {'in turns':>8} {'call by call':>13}")
    for what, ours, against, other in cases():
        ratios = in_turns(ours, other), call_by_call(ours, other)
        print(f"{what:49} {against:32} {ratios[0]:8.2f} {ratios[1]:13.2f}", flush=True)
    if torch and Path("/proc/self/status").exists():
        mb = [peak_elsewhere(whose) for whose in ("ours", "theirs")]
        what = f"peak memory of LeNet's step, {mb[0]:.1f} MB"
        print(f"{what:49} {f'PyTorch, {mb[1]:.1f} MB':32} {mb[0] / mb[1]:8.2f}")
    if not torch:
        print("The rows against PyTorch are left out: it is not installed (pip install torch).")
    print()
    bench_lines.main()
    print()
    bench_training.main()
    print()
    bench_slider.main()
    bench_run.main()
    print()
    bench_grading.main()
    print()
    bench_faculty.main()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        peak({"ours": our_lenet, "theirs": their_lenet}[sys.argv[2]]())
    else:
        main()

"""`make bench`: how fast the package is, as ratios against other programs in the same run.

Ours and the other program are called in turn, many times, in one process, so that a machine whose
speed drifts slows both. The table gives the ratio of medians; seconds mean nothing elsewhere.
"""

import time
from statistics import median

import numpy as np
from sklearn.linear_model import LinearRegression

from dlcourse import blackboard, data, descent, linear, ops

ROUNDS = 31


def ratio(ours, other, rounds=ROUNDS):
    """Median time of ours over median time of other, called in turn; one call of each first."""
    times = {ours: [], other: []}
    ours(), other()
    for _ in range(rounds):
        for call, spent in times.items():
            begin = time.perf_counter()
            call()
            spent.append(time.perf_counter() - begin)
    return median(times[ours]) / median(times[other])


def cases():
    """Every row of the table: what, ours, against what, other."""
    rng = np.random.default_rng(1)
    table = data.breast_cancer()
    X, _ = data.standardise(table.X)
    y, w, b = table.y.astype(float), rng.normal(size=X.shape[1]), 0.1
    yield (
        "gradient of logistic regression, 569 × 30",
        lambda: blackboard.logistic_cost_and_grad(w, b, X, y),
        "the same, vectorised",
        lambda: ops.logistic_cost_and_grad(w, b, X, y),
    )
    A, W, c = X[:64], rng.normal(size=(16, 30)), rng.normal(size=16)
    yield (
        "a layer of 16 units on 64 examples, loops",
        lambda: blackboard.dense(A, W, c),
        "the same, vectorised",
        lambda: ops.dense(A, W, c),
    )
    yield (
        "a layer of 16 units on 64 examples, vectorised",
        lambda: ops.dense(A, W, c),
        "the matrix product alone",
        lambda: A @ W.T,
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


def main():
    """Print the table."""
    print(f"{'ours':48}  {'against':34}  ours / other")
    for what, ours, against, other in cases():
        print(f"{what:48}  {against:34}  {ratio(ours, other):10.2f}")


if __name__ == "__main__":
    main()

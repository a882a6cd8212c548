"""A network's forward pass and training loop, and a graph walked in order, forward and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ._board import Array, tiny_is_zero
from .neurons import dense


@tiny_is_zero
def forward(X: Array, layers: Sequence[tuple[Array, Array, Callable[[Array], Array]]]) -> Array:
    """A network's answer: each layer takes what the layer before has made.

    A[0] = X, Z[l] = A[l-1] W[l]^T + b[l], A[l] = g[l](Z[l])       eq. (forward-layer)
    X: (m, n_0). layers: for each layer l a triple of W (n_l, n_(l-1)), b (n_l,) and the activation
    g, an array -> an array. Returns the last A (m, n_L). Raises ValueError when shapes do not fit.
    Source: decks B, D and E, forward propagation (rows B1, D4, E9). Chapter 8.
    """
    A = X
    for W, b, g in layers:  # layer l
        Z = dense(A, W, b)  # eq. (forward-layer)
        A = g(Z)
    return A


@tiny_is_zero
def train(
    net: Any,
    X: Array,
    Y: Array,
    loss_grad: Callable[[Array, Array], Array],
    *,
    lr: float,
    rng: np.random.Generator,
    batch_size: int,
    epochs: int,
) -> None:
    """Train a network: forward, loss, backward, step, for every batch of every epoch.

    net: anything with forward(X), backward(dZ), and dicts params and grads of arrays; changed in
    place. X: (m, …). Y: (m, …). loss_grad: (Z, Y) -> ∂J/∂Z. lr: α. rng: a numpy Generator.
    batch_size: rows in a batch. epochs: passes over all rows.
    Source: decks A, D and E, training (rows A9, D10, E10). Chapter 11.
    """
    m = len(X)
    for _ in range(epochs):
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            B = order[start : start + batch_size]
            Z = net.forward(X[B])  # eq. (forward-layer)
            net.backward(loss_grad(Z, Y[B]))
            for name, w in net.params.items():
                w -= lr * net.grads[name]  # eq. (batch-step)


def topological_order(root: Any) -> list[Any]:
    """Every node of a graph once, parents before children: so each is computed when it can be.

    visit(node): first visit its parents, then write it down
    root: the last node; a node has a tuple `parents`. Returns the nodes, root last.
    Source: decks A and C, the computational graph (rows A11, C4). Chapter 9.
    """
    order: list[Any] = []

    def visit(node: Any) -> None:
        if node not in order:
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


def backpropagate(root: Any) -> None:
    """Give every node of a graph its derivative: from the root back, each after its children.

    ∂root/∂node = Σ over its children of ∂root/∂child · ∂child/∂node       eq. (fork-sum)
    root: the last node; a node has tuples `parents` and `slopes`, one slope ∂node/∂parent for each
    parent, and gets `grad`.
    Source: decks A, C and D, backpropagation (rows A11, C4, D10). Chapter 9.
    """
    order = topological_order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad += node.grad * slope  # eq. (fork-sum)

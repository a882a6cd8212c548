"""Training: batches, one step for each, and the history of the losses."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from ._health import demand_finite_gradient, demand_finite_output, growth_is_checked
from ._progress import with_progress
from .sequential import Sequential

Loss = tuple[Callable[[Any, Any], float], Callable[[Any, Any], FloatArray]]  # value, gradient


class Optimiser(Protocol):
    """What fit needs of an optimiser; those of `optim` have it."""

    def step(self, params: Any, grads: Any, *, loss: float | None = None) -> None:
        """Change params in place."""


class Epoch(NamedTuple):
    """What a callback is told after each epoch; validation_loss is None without validation."""

    number: int
    loss: float
    validation_loss: float | None
    net: Sequential


class History(NamedTuple):
    """Losses of a training. One for each epoch: loss, validation_loss; for each step: step_loss.

    The loss of an epoch is the mean over its examples, each as it was before its batch's step.
    validation_loss is empty without validation.
    """

    loss: FloatArray
    validation_loss: FloatArray
    step_loss: FloatArray


def minibatches(
    X: ArrayLike, y: ArrayLike, *, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """All examples once, in random order, batch_size at a time; the last batch may be shorter.

    X: (m, …). y: (m, …); both are shuffled alike. batch_size: from 1 to m. rng: a numpy Generator.
    Returns an iterator of pairs (X of the batch, y of the batch).
    Raises ValueError when X and y differ in length, or a batch is larger than the data.
    Source: decks A and D, mini-batches (rows A9, D11). Chapter 6.
    """
    X, y = _examples(X, y)
    batch_size = _check.count(batch_size, "batch_size")
    if batch_size > len(X):
        raise ValueError(
            f"batch_size is {batch_size}, but there are {len(X)} examples: a batch is a part of "
            "them. For all at once give fit no batch_size."
        )
    order = _check.check_rng(rng, "minibatches").permutation(len(X))
    return ((X[i], y[i]) for i in np.split(order, range(batch_size, len(X), batch_size)))


def fit(
    net: Sequential,
    X: ArrayLike,
    y: ArrayLike,
    *,
    loss: Loss,
    opt: Optimiser,
    epochs: int,
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    callback: Callable[[Epoch], object] | None = None,
    progress: bool = False,
) -> History:
    """Train a network: forward, loss, backward, step, for every batch of every epoch.

    net, changed in place. X (m, …), y (m, …). loss: (value, gradient), such as (mse, mse_grad).
    opt: from optim. epochs: how often each example comes.
    batch_size: None for all at once, else with rng, which shuffles. validation: (X, y) held out.
    callback: called with an Epoch after each of the epochs. progress: show a bar. Returns History.
    Raises ValueError for data that do not fit, FloatingPointError when numbers grow without bound.
    Source: decks A, D and E, training (rows A9, D11, E2). Chapter 11.
    """
    X, y = _examples(_check.finite_array(X, "X"), _check.finite_array(y, "y"))
    epochs = _check.count(epochs, "epochs")
    _check_loss(loss)
    of_epochs: list[float] = []  # losses, as are the other two
    of_validation, of_steps = [], []
    for epoch in with_progress(epochs, of_epochs) if progress else range(1, epochs + 1):
        total = 0.0
        for X_batch, y_batch in _batches(X, y, batch_size, rng):
            J = _step(net, X_batch, y_batch, loss, opt, epoch)
            of_steps.append(J)
            total += J * len(X_batch)
        of_epochs.append(total / len(X))
        if validation is not None:
            of_validation.append(_validate(net, validation, loss, epoch))
        if callback is not None:
            held_out = of_validation[-1] if of_validation else None
            callback(Epoch(epoch, of_epochs[-1], held_out, net))
    return History(np.array(of_epochs), np.array(of_validation), np.array(of_steps))


def _step(
    net: Sequential, X: FloatArray, y: FloatArray, loss: Loss, opt: Optimiser, epoch: int
) -> float:
    """Make one step on one batch, and return the loss before it."""
    value, gradient = loss
    with growth_is_checked():
        Z = net.forward(X)
        demand_finite_output(net, X, Z, epoch)
        J = float(value(Z, y))
        net.backward(gradient(Z, y))
        demand_finite_gradient(net, epoch)
        opt.step(net.params, net.grads, loss=J)
    return J


def _validate(
    net: Sequential, held_out: tuple[ArrayLike, ArrayLike], loss: Loss, epoch: int
) -> float:
    X, y = _examples(*held_out)
    with growth_is_checked():
        Z = net.predict(X)
        demand_finite_output(net, X, Z, epoch)
        return float(loss[0](Z, y))


def _batches(
    X: FloatArray, y: FloatArray, batch_size: int | None, rng: np.random.Generator | None
) -> Iterable[tuple[FloatArray, FloatArray]]:
    if batch_size is None:
        return [(X, y)]
    return minibatches(X, y, batch_size=batch_size, rng=_check.check_rng(rng, "fit"))


def _examples(X: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Demand as many y as X."""
    X = _check.float_array(X, "X")
    y = _check.float_array(y, "y", default=X.dtype)
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        raise ValueError(f"X has shape {X.shape} but y has shape {y.shape}: one y for each X.")
    return X, y


def _check_loss(loss: Loss) -> None:
    if not (isinstance(loss, tuple) and len(loss) == 2 and all(callable(f) for f in loss)):
        raise ValueError(
            f"loss is {loss!r}, but two functions are needed, the value and its gradient: "
            "loss=(softmax_cross_entropy, softmax_cross_entropy_grad)."
        )

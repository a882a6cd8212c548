"""Training: batches, one step for each, and the history of the losses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _check
from .._check import FloatArray
from .._deal import deal, size_of_batch
from .._door import Behind
from .._quiet import growth_is_checked
from ..optim import Optimiser
from ._health import demand_finite_output
from ._progress import with_progress
from .sequential import Sequential
from .step import Loss, check_loss, check_optimiser, examples, step


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

    def __repr__(self) -> str:
        held_out = f", held out {self.validation_loss[-1]:.4g}" if self.validation_loss.size else ""
        return (
            f"History({len(self.loss)} epochs, {len(self.step_loss)} steps: "
            f"loss {self.loss[0]:.4g} to {self.loss[-1]:.4g}{held_out})"
        )


def minibatches(
    X: ArrayLike, y: ArrayLike, *, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """All examples once, in random order, batch_size at a time; the last batch may be shorter.

    X: (m, …). y: (m, …); both are shuffled alike. batch_size: from 1 to m. rng: a numpy Generator.
    Returns an iterator of pairs (X of the batch, y of the batch).
    Raises ValueError when X and y differ in length, or a batch is larger than the data.
    Source: decks A and D, mini-batches (rows A9, D11). Chapter 6.
    """
    X, y = examples(X, y)
    size, rng = size_of_batch(batch_size, len(X)), _check.check_rng(rng, "minibatches")
    return ((X[B], y[B]) for B in deal(len(X), size, rng))


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
    callback: called with an Epoch after each; True from it ends the training. progress: a bar.
    Returns a History.
    Raises ValueError for data that do not fit, FloatingPointError when numbers grow without bound.
    Source: decks A, D and E, training (rows A9, D11, E2). Chapter 11.
    """
    value, gradient = check_loss(loss)
    X, y = _checked(X, y, "X", "y", value)
    held_out = None if validation is None else _held_out(validation, value)
    check_optimiser(opt)
    of_epochs: list[float] = []  # losses, as are the other two
    of_validation: list[float] = []
    of_steps: list[float] = []
    count = _check.count(epochs, "epochs")
    for epoch in with_progress(count, of_epochs) if progress else range(1, count + 1):
        try:
            batches = _batches(len(X), batch_size, rng)
            of_epochs.append(_epoch(net, X, y, batches, value, gradient, opt, of_steps))
            if held_out is not None:
                of_validation.append(_validate(net, *held_out, value))
        except FloatingPointError as error:
            raise FloatingPointError(f"Training stopped in epoch {epoch}: {error}") from None
        last = of_validation[-1] if of_validation else None
        if callback is not None and callback(Epoch(epoch, of_epochs[-1], last, net)) is True:
            break
    return History(np.array(of_epochs), np.array(of_validation), np.array(of_steps))


@growth_is_checked
def _epoch(
    net: Sequential,
    X: FloatArray,
    y: FloatArray,
    batches: Iterable[slice | NDArray[np.intp]],
    value: Behind[float],
    gradient: Behind[FloatArray],
    opt: Optimiser,
    of_steps: list[float],
) -> float:
    """Make a step for each batch, note its loss, and return their mean over the examples."""
    total = 0.0
    for B in batches:
        X_B, y_B = X[B], y[B]
        J = step(net, X_B, y_B, value, gradient, opt)
        of_steps.append(J)
        total += J * len(X_B)
    return total / len(X)


def _batches(
    m: int, batch_size: int | None, rng: np.random.Generator | None
) -> Iterable[slice | NDArray[np.intp]]:
    if batch_size is None:
        return [slice(None)]
    return deal(m, size_of_batch(batch_size, m), _check.check_rng(rng, "fit"))


@growth_is_checked
def _checked(
    X: ArrayLike, y: ArrayLike, X_name: str, y_name: str, value: Behind[float]
) -> tuple[FloatArray, FloatArray]:
    """Return finite X and y, one y for each X, and y as the loss demands it."""
    X = _check.finite_array(X, X_name)
    X, y = examples(X, _check.finite_array(y, y_name, default=X.dtype))
    value.targets(y)
    return X, y


def _held_out(
    validation: tuple[ArrayLike, ArrayLike], value: Behind[float]
) -> tuple[FloatArray, FloatArray]:
    if not isinstance(validation, tuple) or len(validation) != 2:
        raise ValueError(
            f"validation is a {type(validation).__name__}, but a pair of arrays is needed: "
            "validation=(X_held_out, y_held_out)."
        )
    return _checked(*validation, "The X of validation", "The y of validation", value)


@growth_is_checked
def _validate(net: Sequential, X: FloatArray, y: FloatArray, value: Behind[float]) -> float:
    Z = net.predict(X)
    demand_finite_output(net, X, Z)
    value.shapes(Z, y)
    if value.answers is not None:
        value.answers(Z)
    return float(value.formula(Z, y))

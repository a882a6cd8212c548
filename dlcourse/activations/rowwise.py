"""Softmax: the sums of one example, side by side on the last axis, become probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._door import bare, checked


def _several_sums(z: ArrayLike) -> tuple[FloatArray]:
    """Demand finite sums, one beside the other."""
    z = _check.finite_array(z, "z")
    if z.ndim == 0:
        raise ValueError(
            "z is one number, but softmax shares 1 among several: give one sum for each class."
        )
    return (z,)


def below_0(z: FloatArray) -> FloatArray:
    """Take the largest z_k of each row from all of it: softmax stays the same.

    e^(z_k) overflows above 709. Taking one number from every z_k divides above and below the bar
    by the same factor, and with the largest no power exceeds e⁰. The distance of 1e308 and −1e308
    counts as infinite.
    """
    below: FloatArray = z - z.max(axis=-1, keepdims=True)
    return below


@checked(_several_sums, over="ignore")
def softmax(z: FloatArray) -> FloatArray:
    """Softmax: K sums become K probabilities that add up to 1.

    p_k = e^(z_k) / Σ_i e^(z_i), over the last axis
    z: (K,), (m, K) or more axes. Returns that shape. Safe from overflow at any finite z.
    Raises ValueError when z is one number, or holds NaN or infinity.
    Source: decks D and E (rows D14, E7, E8). Chapter 10.
    """
    e = np.exp(below_0(z))
    p: FloatArray = e / e.sum(axis=-1, keepdims=True)  # eq. (softmax-stable)
    return p


@checked(_several_sums, over="ignore")
def log_softmax(z: FloatArray) -> FloatArray:
    """Logarithm of softmax, finite even where softmax itself rounds to 0.

    log p_k = z_k − log Σ_i e^(z_i), over the last axis; in nats. It is −∞ only where two z are
    farther apart than the largest number, such as 1e308 and −1e308.
    z: (K,), (m, K) or more axes. Returns that shape.
    Raises ValueError when z is one number, or holds NaN or infinity.
    Source: decks D and E (rows D8, D14), with log p rewritten. Chapter 10.
    """
    z = below_0(z)
    log_p: FloatArray = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))  # eq. (log-softmax)
    return log_p


@checked(_several_sums, over="ignore")
def softmax_jacobian(z: FloatArray) -> FloatArray:
    """Jacobian of softmax: how each probability moves with each sum.

    ∂p_i/∂z_j = p_i (δ_ij − p_j), where δ_ij is 1 for i = j and else 0
    z: (K,), (m, K) or more axes. Returns the shape of z with one more axis of K: (…, K, K).
    Raises ValueError when z is one number, or holds NaN or infinity.
    Source: deck E, table of activations (row E6). Chapter 10.
    """
    p = bare(softmax)(z)
    delta = np.eye(p.shape[-1], dtype=p.dtype)
    return p[..., :, np.newaxis] * (delta - p[..., np.newaxis, :])  # eq. (softmax-jacobian)

"""Texts that open to answers: what a student may read once an answer has been earned.

A key is made of plain answers, rounded so far that two ways to compute the same number give the
same one. Rounding has edges, so there are two keys, whose edges lie apart: either opens the lock.
This keeps a text from whoever only looks. Who can guess the answers can open it, and whoever
changes this program can do as he likes with his own answers: no mark depends on it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse.grading.exercise.spec import Boxes

Keys = tuple[bytes, ...]

BITS = 26  # are kept of the largest number of an array, and as many steps of the others: 8 digits
EACH_BITS = 32  # are kept where digits are counted from each number: nearly ten digits
# Numbers of few digits, 1 or 0.25, lie whole steps from 0, and so far from both edges.
SHIFTS = (0.0, 0.25)
OFF_POWERS = 1.37  # the step grows at 2ᵏ/1.37, where no round number lies
MARK = 16  # bytes by which an opened text is known to be the one that was locked


def keys_of(answers: Iterable[Any], *, each: bool = False) -> Keys:
    """Return the keys that answers make, one for each shift; answers: plain, or errors' marks.

    each: digits are counted from each number itself, and not from the largest of its array.
    """
    found = list(answers)
    return tuple(
        hashlib.sha256(b"".join(written(answer, shift, each) for answer in found)).digest()
        for shift in SHIFTS
    )


def written(value: Any, shift: float = 0.0, each: bool = False) -> bytes:
    """Return a value as bytes: the same for values that differ only in digits beyond those kept.

    A list of numbers is written as the array of them, and a tuple as its parts.
    """
    if value is None:
        return b"n"
    if isinstance(value, str):
        return _framed(b"s", value.encode("utf8", "replace"))
    if isinstance(value, dict):
        named = [_framed(b"k", k.encode()) + written(value[k], shift, each) for k in sorted(value)]
        return _framed(b"d", b"".join(named))
    array = None if isinstance(value, tuple) else _array(value)
    if array is not None:
        return _numbers(array, shift, each)
    if isinstance(value, tuple | list):
        return _framed(b"t", b"".join(written(part, shift, each) for part in value))
    return _framed(b"e", repr(value).encode())  # the mark of an error


def _array(value: Any) -> NDArray[np.float64] | None:
    """Return numbers as an array; None for words, errors, and rows of different lengths."""
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return None


def _framed(tag: bytes, body: bytes) -> bytes:
    """Return a part so that no two lists of parts are written alike."""
    return tag + len(body).to_bytes(8, "big") + body


def _numbers(array: NDArray[np.float64], shift: float, each: bool) -> bytes:
    """Write numbers as steps from zero, with the exponents of the steps."""
    size = np.where(np.isfinite(array), np.abs(array), 0.0)
    scale = size if each else np.max(size, initial=0.0)
    with np.errstate(all="ignore"):
        exponent = np.asarray(np.frexp(OFF_POWERS * scale)[1] - (EACH_BITS if each else BITS))
        steps = np.rint(np.ldexp(array, -exponent) + shift) + 0.0  # and -0 is 0
    steps = np.where(np.isnan(steps), np.nan, steps)  # of all its bit patterns, one
    body = exponent.astype("<i4").tobytes() + steps.astype("<f8").tobytes()
    return _framed(b"a", f"{array.shape} ".encode() + body)


def locked(text: str, keys: Keys) -> Boxes:
    """Return a text that opens with any of the keys. The same text and keys give the same bytes."""
    data = text.encode("utf8")
    inner = hashlib.sha256(b"inner" + data + b"".join(keys)).digest()
    return (_sealed(data, inner), *(_sealed(inner, key) for key in keys))


def opened(boxes: Boxes, keys: Keys) -> str | None:
    """Return the text that was locked, or None where no key fits."""
    sealed, *wrapped = boxes
    for box, key in zip(wrapped, keys, strict=False):  # there may be no key yet
        inner = _unsealed(box, key)
        text = None if inner is None else _unsealed(sealed, inner)
        if text is not None:
            return text.decode("utf8")
    return None


def _sealed(data: bytes, key: bytes) -> bytes:
    return _mark(data, key) + _mixed(data, key)


def _unsealed(box: bytes, key: bytes) -> bytes | None:
    data = _mixed(box[MARK:], key)
    return data if hmac.compare_digest(box[:MARK], _mark(data, key)) else None


def _mark(data: bytes, key: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")[:MARK]


def _mixed(data: bytes, key: bytes) -> bytes:
    """Mix data with a stream of bytes that the key begins; twice gives the data again."""
    stream = hashlib.shake_256(b"stream" + key).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))

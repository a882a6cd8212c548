"""Parameters in a file: NumPy's npz, which holds numbers and nothing that could run."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .._check import FloatArray

_MARK = "dlcourse network"
_VERSION = 1


def write(path: str | os.PathLike[str], params: Mapping[str, FloatArray]) -> None:
    """Write the arrays under their names, and a mark by which to know the file."""
    arrays: dict[str, Any] = {_MARK: np.array(_VERSION), **params}
    with Path(path).open("wb") as file:
        np.savez(file, **arrays)  # not allow_pickle=False: NumPy 2.0 takes it for one more array


def read(path: str | os.PathLike[str], params: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the arrays of a file if they fit params by name and shape and are finite."""
    arrays = _open(path)
    if _MARK not in arrays or arrays.pop(_MARK) != _VERSION:
        raise ValueError(
            f"{path} holds arrays, but not those of a network: save writes such files."
        )
    for name in [*params, *arrays]:
        ours = params[name].shape if name in params else "absent"
        theirs = arrays[name].shape if name in arrays else "absent"
        if ours != theirs:
            raise ValueError(
                f"{path} belongs to other layers: {name} is {theirs} there and {ours} here. "
                "Build the network with the layers it was saved with. Nothing was loaded."
            )
        if arrays[name].dtype.kind != "f" or not np.isfinite(arrays[name]).all():
            raise ValueError(f"{path} is damaged: {name} holds what is no finite number.")
    return {name: _as_ours(path, name, arrays[name], params[name].dtype) for name in arrays}


def _as_ours(
    path: str | os.PathLike[str], name: str, array: FloatArray, dtype: np.dtype[Any]
) -> FloatArray:
    """Return the array in our type of float, if that can hold its numbers."""
    with np.errstate(over="ignore", under="ignore"):
        ours = array.astype(dtype, copy=False)
    if not np.isfinite(ours).all():
        raise ValueError(
            f"{path} does not fit: {name} holds {np.abs(array).max():.3g} there, which {dtype} "
            "cannot hold. Build the network with dtype=np.float64. Nothing was loaded."
        )
    return ours


def _open(path: str | os.PathLike[str]) -> dict[str, FloatArray]:
    damage = (ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError)
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (*damage, AttributeError, TypeError) as error:  # the last two: a file of one array
        raise ValueError(
            f"{path} cannot be read as the parameters of a network: it is another kind of file, "
            "or damaged. Nothing was loaded."
        ) from error

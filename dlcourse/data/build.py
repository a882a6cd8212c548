"""Make the bundled .npz files from scikit-learn's copies: python -m dlcourse.data.build [FOLDER].

The same bytes each time: a fixed time stamp, and no compression, whose bytes would depend on the
version of zlib. Integers instead of floats keep the files small; a wheel compresses them anyway.
"""

import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from dlcourse.data._tables import SHA256

MAX_DECIMALS = 9


def as_integers(X: NDArray[np.float64]) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Write each column of decimal numbers as integers and a number of decimals.

    Column k of X equals N[:, k] / 10^d_k exactly. X: (m, n). Returns N (m, n), in the smallest
    unsigned type that holds it, and d (n,).
    Raises ValueError for a negative number or more than nine decimals.
    """
    if X.min() < 0:
        raise ValueError(f"The table holds {X.min()}: only numbers from 0 on are stored here.")
    decimals = np.zeros(X.shape[1], dtype=np.uint8)
    N = np.empty(X.shape, dtype=np.uint64)
    for k in range(X.shape[1]):
        for d in range(MAX_DECIMALS + 1):
            n_k = np.rint(X[:, k] * 10**d)
            if np.array_equal(n_k / 10**d, X[:, k]):
                break
        else:
            raise ValueError(f"Column {k} has more than {MAX_DECIMALS} decimals.")
        N[:, k], decimals[k] = n_k, d
    return N.astype(np.min_scalar_type(N.max())), decimals


def npz_bytes(arrays: dict[str, NDArray[Any]]) -> bytes:
    """Return the arrays as the bytes of an .npz file, the same bytes each time."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as zipped:
        for name, array in arrays.items():
            member = BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), (1, 0), False)
            info = ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # otherwise the byte differs between Windows and Unix
            zipped.writestr(info, member.getvalue())
    return archive.getvalue()


def tables() -> dict[str, bytes]:
    """Return the bytes of every bundled file, by file name."""
    from sklearn import datasets  # for this script alone; the package never needs it here

    sources = {
        "digits.npz": datasets.load_digits(),
        "diabetes.npz": datasets.load_diabetes(scaled=False),
        "breast_cancer.npz": datasets.load_breast_cancer(),
    }
    made = {}
    for file, table in sources.items():
        N, decimals = as_integers(table.data)
        (y,) = as_integers(table.target[:, None].astype(np.float64))[0].T
        made[file] = npz_bytes({"X": N, "decimals": decimals, "y": y})
    return made


def main(folder: Path) -> None:
    """Write the files and say whether each is the one that _tables.py expects."""
    for file, raw in tables().items():
        (folder / file).write_bytes(raw)
        found = sha256(raw).hexdigest()
        verdict = "as expected" if found == SHA256[file] else "NOT the SHA-256 in _tables.py"
        print(f"{file}: {len(raw)} bytes, SHA-256 {found}, {verdict}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)

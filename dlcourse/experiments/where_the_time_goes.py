"""The page "Where the time goes" in numbers: the pieces of rows, and the columns they stand for.

Times are measured on the page itself, and not here.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array = NDArray[Any]

SIDE, F = 5, 3  # pixels along a side of the image, and of the window
# Pixel 23 stands in row 2, column 3.
IMAGE = 10 * np.arange(1, SIDE + 1)[:, np.newaxis] + np.arange(1, SIDE + 1)


class Stacks(NamedTuple):
    """What is written out for a window of F × F on an image, and what it saves."""

    lines: Array  # (pieces, W_out): the pieces of all rows, one below the other
    columns: Array  # (H_out, F², W_out): for each output row, a column for each window
    same: int  # output rows whose columns are a run of lines


def stacks() -> Stacks:
    """The pieces of the rows of IMAGE, F from each, and the columns of its windows.

    The columns of output row r are F² lines, and begin F lines after those of the row before.
    Returns Stacks.
    Source: ours, for the page “Where the time goes”, which takes up Chapter 12.
    """
    out = SIDE - F + 1
    lines = sliding_window_view(IMAGE, out, axis=1).reshape(SIDE * F, out)
    windows = sliding_window_view(IMAGE, (out, out))  # (u, v, H_out, W_out)
    columns = windows.transpose(2, 0, 1, 3).reshape(out, F * F, out)
    same = sum(np.array_equal(lines[F * r : F * r + F * F], columns[r]) for r in range(out))
    return Stacks(lines, columns, same)

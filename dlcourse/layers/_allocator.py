"""Memory that one step of training frees is kept for the next, instead of going back and forth."""

from __future__ import annotations

import numpy as np


def keep_freed_memory() -> None:
    """Ask the C library to keep freed blocks of up to 32 MB, 64 MB in all.

    Linux's gives large blocks back to the system when they are freed, and the next one comes page
    by page, each filled with zeros first: for LeNet that was a third of the time. "Large" is its
    guess, and it corrects the guess to the largest block freed so far. So one block, never written
    to, is made and freed here. Elsewhere this does nothing.
    """
    np.empty(2**25 - 2**13, np.uint8)  # 32 MB, less what the library writes before it

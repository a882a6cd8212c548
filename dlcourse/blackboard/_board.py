"""What every board shares: its arrays, and how it stops at a wrong shape."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# A decorator: a product too small for the machine, such as 1e-200 * 1e-200, becomes 0 in silence.
tiny_is_zero = np.errstate(under="ignore")


def need(condition: bool | np.bool_, message: str) -> None:
    """Stop with the message where the condition does not hold."""
    if not condition:
        raise ValueError(message)

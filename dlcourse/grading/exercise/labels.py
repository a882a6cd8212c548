"""What a check asks of the labels that a student's network has read in new examples."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse._words import Said
from dlcourse.grading.exercise.kit import Array, array, holds

KINDS = 10
NEAR = 0.03  # what is read of other digits differs by as much
BY_CHANCE = 1 / KINDS  # the share of digits that a guess reads
EACH = Said("The function returns a label for each digit of X_new.")
SAME = Said(
    "You read the same label in every digit. Print the cost as you train. If it becomes `nan`, the "
    "learning rate may be too large; if it rises, the sign of the step may be wrong; if it stays "
    "near 2.3, look at the first weights and at the size of the step."
)
GUESS = Said(
    "That is hardly more than a guess. Print the cost as you train: it has to fall. If it rises, "
    "look at the sign and the size of the step; if it hardly moves, take larger steps, or more of "
    "them."
)
SOME = Said(
    "Something has been learnt, and not enough. Print the cost as you train: if it still falls at "
    "the end, train longer."
)


def reads(came: Any, right: NDArray[np.int64], learnt: int, least: float, more: str = "") -> str:
    """Fail where too few labels are read, with what was seen and where to look; or say how many.

    came: what came back; right: (k,), the right labels of k digits; learnt: how many others the
    network was trained on; least: the share that is enough; more: what else to look at where
    something has been learnt.
    """
    says = _one_each(came, len(right), learnt)
    share = float(np.mean(says == right))
    guess = SAME if len(np.unique(says)) == 1 else GUESS
    holds(
        share >= least,
        Said(
            "At least {percent:.0f} % of the held-out digits are read correctly.",
            percent=100 * least,
        ),
        what=Said("You read {percent:.1f} % of the held-out digits.", percent=100 * share),
        hint=Said("{sentence} {more}", sentence=SOME, more=Said(more))
        if share >= 2 * BY_CHANCE
        else guess,
    )
    seen = {"percent": 100 * share, "least": 100 * least}
    if share < least + NEAR:
        return Said(
            "You read {percent:.1f} % of the held-out digits. That is near {least:.0f} %: of other "
            "digits it may be less, and then the mark is.",
            **seen,
        )
    return Said("You read {percent:.1f} % of the held-out digits; {least:.0f} % are asked.", **seen)


def _one_each(came: Any, new: int, learnt: int) -> Array:
    """Return what came back as one label for each new digit, or fail with what it is instead."""
    known = {
        (new, KINDS): Said(
            "Ten numbers for each digit came back. Its label is the place of the largest."
        ),
        (KINDS,): Said(
            "Ten numbers came back. Look for the largest along each row, not down the columns."
        ),
        (learnt,): Said(
            "As many labels came back as you have learnt from. Read the digits of X_new."
        ),
        (): Said("A single number came back. Return what you read in each digit of X_new."),
    }
    shape = came.shape if isinstance(came, np.ndarray) else None
    if isinstance(came, int | float):
        shape = ()
    if shape in known:
        said = Said("The result has the shape {shape}.", shape=shape)
        holds(
            False,
            EACH,
            what=said if shape else Said("The result is one number."),
            hint=known[shape],
        )
    return array(came, (new,))

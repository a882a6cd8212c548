"""A schedule is a function of the step t = 1, 2, …"""

import numpy as np
import pytest

from dlcourse import schedules


def test_constant_gives_the_same_rate_at_every_step():
    alpha = schedules.constant(0.3)
    assert [alpha(t) for t in (1, 2, 10**9)] == [0.3, 0.3, 0.3]


@pytest.mark.parametrize("lr", [0, -1, np.nan, np.inf, "0.1", [0.1], None])
def test_constant_refuses_a_rate_that_is_not_a_positive_number(lr):
    with pytest.raises(ValueError, match=r"lr (is|has)"):
        schedules.constant(lr)

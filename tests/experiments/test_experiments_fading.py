"""Deep sigmoid nets on the tumours of chapter 9: from no start do six layers learn."""

import numpy as np
import pytest

from dlcourse import losses
from dlcourse.experiments import fading


def test_the_tumours_to_train_on_are_in_standard_units():
    X, Y = fading.train_part()
    assert X.shape == (len(Y), 30)
    np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-12)
    assert set(np.unique(Y)) == {0, 1}


@pytest.mark.claim("six-sigmoid-layers")
def test_from_none_of_five_starts_do_six_sigmoid_layers_learn_more_than_the_share():
    share = fading.train_part()[1].mean()
    knowing_the_share = losses.entropy([share, 1 - share])
    costs = fading.final_costs(6, "sigmoid")
    assert costs.shape == (5,)
    np.testing.assert_allclose(costs, knowing_the_share, atol=1e-3)
    for depth, name in ((1, "sigmoid"), (3, "sigmoid"), (1, "relu"), (3, "relu"), (6, "relu")):
        assert fading.final_costs(depth, name).max() < 0.1 < knowing_the_share

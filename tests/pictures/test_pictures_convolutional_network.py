"""The pictures of chapter 13 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, gradcheck, ops
from dlcourse.activations import softmax
from dlcourse.experiments import convolutional_network as experiments
from dlcourse.pictures import convolutional_network as pictures


def image(grid):
    return np.asarray(grid, float)[np.newaxis, ..., np.newaxis]


# Pooling


@some(pictures.pooling)
def test_pooling_shows_the_largest_of_each_window_and_routes_to_it(at):
    shown, step = pictures.pooling(**at).shown, at["step"]
    A, dP = experiments.A_POOL, experiments.DP_POOL
    P = np.array([[A[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].max() for c in (0, 1)] for r in (0, 1)])
    for k, (r, c) in enumerate(np.ndindex(2, 2)):
        assert (f"p{r}{c}" in shown) == (step > k)
        assert shown.get(f"p{r}{c}", P[r, c]) == P[r, c]
        given = [shown.get(f"da{2 * r + u}{2 * c + v}") for u, v in np.ndindex(2, 2)]
        if step < k + 6:
            assert given == [None] * 4
        else:
            first = A[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].ravel().argmax()
            assert given == [dP[r, c] if n == first else 0 for n in range(4)]


def test_the_last_step_of_pooling_is_what_both_modules_compute():
    shown = pictures.pooling(step=9).shown
    dA = np.array([[shown[f"da{r}{c}"] for c in range(4)] for r in range(4)])
    for module in (blackboard, ops):
        A, dP = image(experiments.A_POOL), image(experiments.DP_POOL)
        np.testing.assert_array_equal(module.maxpool2d_backward(dP, A)[0, :, :, 0], dA)
    assert dA.sum() == experiments.DP_POOL.sum()
    # What the chapter says beside it: two ties, and where their derivatives go.
    assert (dA[0, 2], dA[2, 0]) == (-1, 3)
    assert np.count_nonzero(dA) == 4


# The way back through a convolution


@some(pictures.full_convolution)
def test_the_turned_kernel_over_the_frame_gives_the_finite_difference(at):
    shown = pictures.full_convolution(**at).shown
    W, dZ = experiments.W_HAND[:, :, np.newaxis, np.newaxis], image(experiments.DZ_HAND)

    def J(A):
        return float(np.sum(dZ * ops.conv2d(image(A), W, np.zeros(1))))

    dA = gradcheck.numerical_gradient(J, experiments.A_HAND)
    assert len(shown) == at["step"]
    for name, value in shown.items():
        assert value == pytest.approx(dA[int(name[2]), int(name[3])], abs=1e-7)


# Moved digits


@pytest.mark.parametrize("moved", [False, True])
def test_trained_on_centred_digits_both_collapse_away_from_the_middle(moved):
    shown = pictures.share_by_move(moved).shown
    part = experiments.deal()
    middle = experiments.share_right(
        experiments.rival(experiments.LARGE, moved),
        experiments.on_canvas(part.X_test),
        part.y_test,
    )
    assert shown["CNN middle"] == pytest.approx(middle)
    if moved:
        assert shown["CNN corners"] > 0.75 > shown["MLP corners"]
    else:
        assert shown["MLP middle"] > 0.95
        assert shown["CNN middle"] > 0.95
        assert shown["MLP corners"] < 0.1 < shown["CNN corners"] < 0.2
        assert shown["MLP next"] < shown["CNN next"] < 0.8


def test_more_places_shows_the_mean_the_lowest_and_the_highest_of_five_starts():
    shown = pictures.more_places().shown
    for name in (experiments.SAME, experiments.WIDE, experiments.LARGE):
        for places in experiments.PLACES:
            right = 100 * experiments.scores(name, True, places=places)
            assert shown[f"{name} {places} mean"] == pytest.approx(right.mean())
            assert shown[f"{name} {places} lowest"] == right.min()
            assert shown[f"{name} {places} highest"] == right.max()


@some(pictures.moves)
def test_the_probabilities_are_those_of_the_two_networks(at):
    shown = pictures.moves(**at).shown
    x = experiments.on_canvas(experiments.examples()[[at["digit"]]], 0, at["right"])
    for label, name in (("MLP", experiments.SAME), ("CNN", experiments.LARGE)):
        net = experiments.rival(name, at["trained"] == "moved")
        p = softmax(net.predict(x).astype(float))[0, at["digit"]]
        assert shown[label] == pytest.approx(p, abs=1e-4)


def test_away_from_the_middle_both_networks_lose_the_6_unless_they_have_seen_moved_digits():
    for right in (-2, 1, 2):
        shown = pictures.moves(right=right, digit=6, trained="centred").shown
        assert max(shown.values()) < 0.1
    for right in range(-2, 3):
        for digit in (1, 6):
            assert pictures.moves(right=right, digit=digit, trained="moved").shown["CNN"] > 0.8

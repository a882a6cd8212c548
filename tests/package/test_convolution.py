"""Convolution and pooling: values in closed form, for the loops and for whole arrays alike."""

import numpy as np
import pytest

from dlcourse import blackboard, ops

BOTH = pytest.mark.parametrize("module", [blackboard, ops])
RNG = np.random.default_rng(12)
A = RNG.normal(size=(2, 5, 6, 3))
B0 = np.zeros(1)


def kernel(f, *, at=None, value=1.0, c_in=3):
    """A kernel that holds `value` everywhere, or only at (row, column, channel)."""
    W = np.zeros((f, f, c_in, 1))
    W[... if at is None else (*at, 0)] = value
    return W


# One axis


@BOTH
def test_convolution_flips_and_cross_correlation_does_not(module):
    x, h = np.array([1.0, 2.0, 3.0]), np.array([10.0, 1.0])
    # y_t = Σ_τ x_τ h_{t−τ}: 1·10, 1·1 + 2·10, 2·1 + 3·10, 3·1
    assert module.conv1d(x, h).tolist() == [10, 21, 32, 3]
    # y_t = Σ_τ x_τ h_{τ−t} from t = −1: x_0 h_1, x_0 h_0 + x_1 h_1, …
    assert module.cross_correlate1d(x, h).tolist() == [1, 12, 23, 30]


@BOTH
def test_convolution_with_1_changes_nothing_and_with_a_late_1_delays(module):
    x = RNG.normal(size=5)
    np.testing.assert_array_equal(module.conv1d(x, np.ones(1)), x)
    np.testing.assert_array_equal(module.cross_correlate1d(x, np.ones(1)), x)
    late = np.array([0.0, 0.0, 1.0])
    np.testing.assert_array_equal(module.conv1d(x, late), [0, 0, *x])
    np.testing.assert_array_equal(module.cross_correlate1d(x, late), [*x, 0, 0])


@BOTH
def test_the_order_of_a_convolution_does_not_matter_and_sums_multiply(module):
    x, h = RNG.normal(size=6), RNG.normal(size=3)
    np.testing.assert_allclose(module.conv1d(x, h), module.conv1d(h, x), rtol=1e-12, atol=1e-15)
    assert module.conv1d(x, h).sum() == pytest.approx(x.sum() * h.sum(), rel=1e-12)


@BOTH
def test_cross_correlation_is_convolution_with_the_flipped_kernel(module):
    x, h = RNG.normal(size=6), RNG.normal(size=3)
    flipped = module.conv1d(x, h[::-1])
    np.testing.assert_allclose(module.cross_correlate1d(x, h), flipped, rtol=1e-14, atol=1e-15)


@BOTH
def test_the_part_of_conv1d_without_zeros_is_what_conv2d_does_with_the_flipped_kernel(module):
    x, h = RNG.normal(size=7), RNG.normal(size=3)
    W = np.zeros((3, 3, 1, 1))
    W[0, :, 0, 0] = h[::-1]
    image = np.zeros((1, 3, 7, 1))
    image[0, 0, :, 0] = x
    row = module.conv2d(image, W, B0)[0, 0, :, 0]
    np.testing.assert_allclose(row, module.conv1d(x, h)[2:7], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("f", [1, 2, 4])
def test_a_kernel_is_learnt_from_what_it_did(f):
    x, h = RNG.normal(size=30), RNG.normal(size=f)
    y = np.correlate(x, h, "valid")
    found = blackboard.learn_kernel(x, y, np.zeros(f), lr=0.5, steps=400)
    np.testing.assert_allclose(found, h, atol=1e-9)


def test_a_step_towards_a_kernel_is_that_of_descent_on_the_cost():
    x, y, h = RNG.normal(size=8), RNG.normal(size=6), RNG.normal(size=3)
    windows = np.lib.stride_tricks.sliding_window_view(x, 3)
    start, steps = h.copy(), 5
    found = blackboard.learn_kernel(x, y, h, lr=0.1, steps=steps)
    for _ in range(steps):
        h = h - 0.1 * windows.T @ (windows @ h - y) / 6
    np.testing.assert_allclose(found, h, rtol=1e-12)
    np.testing.assert_array_equal(blackboard.learn_kernel(x, y, start, lr=0.1, steps=0), start)


def test_what_a_kernel_is_learnt_from_has_a_number_for_each_place():
    with pytest.raises(ValueError, match=r"y has shape \(5,\), but x and h have 4 places"):
        blackboard.learn_kernel(np.ones(5), np.ones(5), np.ones(2), lr=0.1, steps=1)


# Images


@BOTH
def test_in_two_dimensions_each_pixel_leaves_the_kernel_as_it_is(module):
    w = np.array([[1.0, 2.0], [-4.0, 3.0]])
    point = np.zeros((3, 4))
    point[1, 2] = 10
    Z = module.convolve2d(point, w)
    assert Z.shape == (4, 5)
    assert Z[1:3, 2:4].tolist() == [[10, 20], [-40, 30]]
    assert np.abs(Z).sum() == 100


@BOTH
def test_in_two_dimensions_the_order_does_not_matter_either(module):
    P, Q = RNG.normal(size=(4, 5)), RNG.normal(size=(2, 3))
    np.testing.assert_allclose(module.convolve2d(P, Q), module.convolve2d(Q, P), atol=1e-14)
    assert module.convolve2d(P, Q).sum() == pytest.approx(P.sum() * Q.sum(), rel=1e-12)


@BOTH
@pytest.mark.parametrize("f", [1, 2, 3])
def test_convolution_in_two_dimensions_is_correlation_with_the_flipped_kernel(module, f):
    image, w = RNG.normal(size=(5, 4)), RNG.normal(size=(f, f))
    turned = w[::-1, ::-1][:, :, None, None]
    Z = module.conv2d(image[None, :, :, None], turned, B0, pad=f - 1)[0, :, :, 0]
    np.testing.assert_allclose(module.convolve2d(image, w), Z, rtol=1e-12, atol=1e-14)
    inside = module.conv2d(image[None, :, :, None], turned, B0)[0, :, :, 0]
    np.testing.assert_allclose(
        module.convolve2d(image, w)[f - 1 : 5, f - 1 : 4], inside, atol=1e-14
    )


@BOTH
def test_one_row_is_a_signal(module):
    x, h = RNG.normal(size=6), RNG.normal(size=3)
    np.testing.assert_allclose(module.convolve2d(x[None], h[None])[0], module.conv1d(x, h))


@BOTH
@pytest.mark.parametrize("shape", [(3, 3), (2, 4)])
def test_convolution_in_two_dimensions_is_that_of_another_library(module, shape):
    signal = pytest.importorskip("scipy.signal")
    image, w = RNG.normal(size=(6, 5)), RNG.normal(size=shape)
    np.testing.assert_allclose(module.convolve2d(image, w), signal.convolve2d(image, w), atol=1e-13)


@BOTH
@pytest.mark.parametrize("at", [(0, 0, 0), (2, 1, 2), (1, 2, 1)])
def test_a_kernel_with_a_single_1_crops(module, at):
    u, v, channel = at
    Z = module.conv2d(A, kernel(3, at=at), B0)
    np.testing.assert_array_equal(Z[..., 0], A[:, u : u + 3, v : v + 4, channel])


@BOTH
def test_a_single_1_in_the_middle_with_a_frame_gives_the_picture_back(module):
    Z = module.conv2d(A, kernel(3, at=(1, 1, 2)), B0, pad=1)
    np.testing.assert_array_equal(Z[..., 0], A[..., 2])


@BOTH
def test_a_kernel_of_ones_sums_its_window_over_all_channels(module):
    Z = module.conv2d(A, kernel(2), np.array([0.5]), stride=2)
    assert Z.shape == (2, 2, 3, 1)
    for i, r, c in np.ndindex(2, 2, 3):
        window = A[i, 2 * r : 2 * r + 2, 2 * c : 2 * c + 2]
        assert Z[i, r, c, 0] == pytest.approx(window.sum() + 0.5, rel=1e-12)


@BOTH
def test_of_a_white_picture_the_frame_counts_as_black(module):
    Z = module.conv2d(np.ones((1, 3, 4, 1)), kernel(3, c_in=1), B0, pad=1)
    assert Z[0, :, :, 0].tolist() == [[4, 6, 6, 4], [6, 9, 9, 6], [4, 6, 6, 4]]


@BOTH
def test_no_kernel_is_flipped(module):
    picture = np.arange(4.0).reshape(1, 2, 2, 1)
    W = np.array([[1.0, 10.0], [100.0, 1000.0]])[:, :, None, None]
    assert module.conv2d(picture, W, B0).item() == 0 * 1 + 1 * 10 + 2 * 100 + 3 * 1000


@BOTH
def test_a_picture_moved_moves_the_output(module):
    W, b = RNG.normal(size=(2, 2, 3, 4)), RNG.normal(size=4)
    Z, moved = module.conv2d(A, W, b), module.conv2d(np.roll(A, 1, axis=2), W, b)
    np.testing.assert_allclose(moved[:, :, 1:], Z[:, :, :-1], rtol=1e-12, atol=1e-14)


@BOTH
def test_the_gradients_of_a_convolution_by_hand(module):
    picture = np.array([[1.0, 2.0, 3.0]]).reshape(1, 1, 3, 1)
    W = np.array(5.0).reshape(1, 1, 1, 1)
    dZ = np.array([7.0, 11.0]).reshape(1, 1, 2, 1)
    dA, dW, db = module.conv2d_backward(dZ, picture, W, stride=2)  # reads pixels 0 and 2
    assert dA.ravel().tolist() == [35, 0, 55]
    assert dW.item() == 1 * 7 + 3 * 11
    assert db.tolist() == [18]


@BOTH
def test_what_no_window_reads_has_no_gradient(module):
    dZ, picture = np.ones((1, 2, 1, 1)), np.ones((1, 5, 3, 1))
    dA, *_ = module.conv2d_backward(dZ, picture, kernel(2, c_in=1), stride=2)
    assert dA[0, :, :, 0].tolist() == [[1, 1, 0]] * 4 + [[0, 0, 0]]


# Pools


@BOTH
def test_the_pool_of_a_constant_is_the_constant(module):
    P = module.maxpool2d(np.full((2, 4, 6, 3), -7.0), f=3, stride=1)
    assert P.shape == (2, 2, 4, 3)
    assert (P == -7).all()


@BOTH
def test_a_pool_by_hand(module):
    picture = np.array([[1, 3, 2, 0, 9], [4, 2, 0, 1, 9], [0, 0, 5, 6, 9], [0, 7, 8, 5, 9.0]])
    picture = picture[None, :, :, None]
    assert module.maxpool2d(picture)[0, :, :, 0].tolist() == [[4, 2], [7, 8]]
    dA = module.maxpool2d_backward(np.array([[10.0, 20], [30, 40]])[None, :, :, None], picture)
    assert dA[0, :, :, 0].tolist() == [
        [0, 0, 20, 0, 0],
        [10, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 30, 40, 0, 0],
    ]


@BOTH
def test_of_equals_the_first_in_reading_order_gets_all(module):
    dA = module.maxpool2d_backward(np.full((1, 1, 1, 1), 3.0), np.ones((1, 2, 2, 1)))
    assert dA[0, :, :, 0].tolist() == [[3, 0], [0, 0]]
    low = np.array([[0.0, 1.0], [1.0, 1.0]])[None, :, :, None]
    dA = module.maxpool2d_backward(np.full((1, 1, 1, 1), 3.0), low)
    assert dA[0, :, :, 0].tolist() == [[0, 3], [0, 0]]


@BOTH
def test_a_pixel_that_wins_several_windows_gets_from_all(module):
    picture = np.zeros((1, 3, 3, 1))
    picture[0, 1, 1, 0] = 1
    dP = np.array([[1.0, 10], [100, 1000]])[None, :, :, None]
    dA = module.maxpool2d_backward(dP, picture, f=2, stride=1)
    assert dA[0, 1, 1, 0] == 1111
    assert dA.sum() == 1111


@BOTH
def test_what_goes_back_through_a_pool_is_what_came(module):
    dP = RNG.normal(size=(2, 2, 3, 3))
    assert module.maxpool2d_backward(dP, A).sum() == pytest.approx(dP.sum(), rel=1e-12)


@BOTH
@pytest.mark.parametrize(
    ("n", "f", "stride", "pad", "size"),
    [(28, 5, 1, 0, 24), (24, 2, 2, 0, 12), (7, 3, 2, 1, 4), (8, 3, 2, 1, 4), (3, 1, 5, 0, 1)],
)
def test_output_sizes(module, n, f, stride, pad, size):
    assert module.output_size(n, f, stride=stride, pad=pad) == size


@BOTH
def test_a_window_moves_by_1_without_a_frame_unless_told_otherwise(module):
    assert module.output_size(7, 3) == 5


@pytest.mark.parametrize("how", [{"stride": 1.5}, {"pad": 0.5}, {"stride": True}])
def test_ops_wants_whole_numbers(how):
    with pytest.raises(ValueError, match="a whole number is needed"):
        ops.output_size(8, 3, **how)


# Results are the reader's to keep


def test_the_images_given_are_not_written_to_and_the_results_are_new():
    W, b = RNG.normal(size=(3, 3, 3, 2)), RNG.normal(size=2)
    dZ = RNG.normal(size=(2, 3, 4, 2))
    given = [A, W, b, dZ]
    before = [x.copy() for x in given]
    first = ops.conv2d(A, W, b)
    kept = first.copy()
    ops.conv2d(2 * A, W, b)
    np.testing.assert_array_equal(first, kept)
    results = [*ops.conv2d_backward(dZ, A, W), ops.maxpool2d(A)]
    results.append(ops.maxpool2d_backward(results[-1], A))
    one_pixel = ops.maxpool2d(A, f=1, stride=1)
    for x, x_before in zip(given, before, strict=True):
        np.testing.assert_array_equal(x, x_before)
        assert not any(np.shares_memory(x, r) for r in [*results, first, one_pixel])


def test_images_that_lie_in_memory_in_any_order_give_the_same():
    W, b = RNG.normal(size=(3, 3, 3, 2)), RNG.normal(size=2)
    turned = np.asfortranarray(A)
    np.testing.assert_array_equal(ops.conv2d(turned, W, b), ops.conv2d(A, W, b))
    np.testing.assert_array_equal(ops.conv2d(A[:, ::-1], W, b), ops.conv2d(A[:, ::-1].copy(), W, b))
    np.testing.assert_array_equal(ops.maxpool2d(turned), ops.maxpool2d(A))

"""What chapter 12 computes: doses, sums that slide, windows, kernels over digits, moves."""

import numpy as np
import pytest

from dlcourse import blackboard, data, metrics, ops
from dlcourse.activations import softmax
from dlcourse.experiments import convolution as experiments
from dlcourse.layers import Conv2D, Dense

B0 = np.zeros(1)


def as_images(image):
    return image[np.newaxis, :, :, np.newaxis]


def as_kernels(w):
    return w[:, :, np.newaxis, np.newaxis]


# Over time


@pytest.mark.parametrize("body", ["box", "fades"])
def test_what_is_in_the_blood_solves_the_integral(body):
    t = np.linspace(0, 3, 31)
    drops = (np.arange(2000) + 0.5) / 2000  # the middle of each short time
    age = t[:, np.newaxis] - drops
    left = (age >= 0) & (age < 1) if body == "box" else np.exp(-np.maximum(age, 0)) * (age >= 0)
    np.testing.assert_allclose(experiments.level(t, body), left.mean(axis=1), atol=1e-3)


def test_two_boxes_are_a_triangle_and_the_sum_is_off_by_its_step():
    for step in (0.1, 0.01):
        box = np.ones(round(1 / step))
        y = step * ops.conv1d(box, box)
        error = y - experiments.level(step * np.arange(len(y)), "box")
        assert np.abs(error).max() == pytest.approx(step)


@pytest.mark.parametrize("step", range(7))
@pytest.mark.parametrize("kind", ["convolution", "cross-correlation"])
def test_a_sum_that_slides_is_a_sum_of_the_board(step, kind):
    flips = kind == experiments.CONVOLUTION
    x, h = experiments.DOSES, experiments.FADING
    f = blackboard.conv1d if flips else blackboard.cross_correlate1d
    t, first, kernel, pairs, y = experiments.slide(step, kind)
    np.testing.assert_array_equal(y, f(x, h)[: step + 1])
    assert sum(a * b for a, b in pairs.values()) == y[-1]
    assert t == step - (0 if flips else 2)
    for tau in range(-3, 10):  # h(t − τ), or h(τ − t)
        lag = t - tau if flips else tau - t
        meets = 0 <= tau < 5 and 0 <= lag < 3
        assert pairs.get(tau) == ((x[tau], h[lag]) if meets else None)
    np.testing.assert_array_equal(kernel, [0.25, 0.5, 1] if flips else [1, 0.5, 0.25])
    assert first == (t - 2 if flips else t)


def test_the_doses_of_the_chapter_leave_what_it_says():
    assert experiments.slide(6, "convolution").y.tolist() == [4, 10, 5, 6, 6, 3, 1]
    np.testing.assert_array_equal(experiments.DOSES, [4, 8, 0, 4, 4])
    before = [experiments.slide(step, experiments.CORRELATION) for step in (0, 1)]
    assert [each.t for each in before] == [-2, -1]  # before the first dose
    assert [each.y[-1] for each in before] == [1, 4]


# Over images


def test_the_digit_is_a_five_of_the_table():
    table = data.digits()
    assert table.y[experiments.FIVE] == 5
    np.testing.assert_array_equal(experiments.image().ravel(), table.X[experiments.FIVE])


@pytest.mark.parametrize("kind", [experiments.CONVOLUTION, experiments.CORRELATION])
def test_where_a_kernel_meets_a_small_image_the_products_add_up(kind):
    image, w = experiments.CORNER, experiments.TINY_W
    flips = kind == experiments.CONVOLUTION
    expected = blackboard.convolve2d(image, w if flips else w[::-1, ::-1])
    for r, c in np.ndindex(4, 4):
        it = experiments.meeting(r, c, kind)
        np.testing.assert_array_equal(it.Z, expected)
        assert np.sum(it.kernel * it.window) == expected[r, c]
        np.testing.assert_array_equal(it.kernel, w[::-1, ::-1] if flips else w)
        np.testing.assert_array_equal(it.window, it.framed[r : r + 2, c : c + 2])
    np.testing.assert_array_equal(it.framed[1:4, 1:4], image)
    assert it.framed.sum() == image.sum()


def test_the_picture_has_sky_meadow_and_house_and_no_grey_outside_0_to_1():
    A = experiments.scene()
    assert A.shape == (48, 48)
    assert (A.min(), A.max()) == (0, 1)
    np.testing.assert_allclose(A[:3].std(axis=1), 0, atol=1e-12)  # the sky is even along a row
    assert A[-3:].std() > 0.05  # the meadow has a grain
    assert A[9, 37] == 1  # the sun
    np.testing.assert_array_equal(experiments.scene(12).shape, (12, 12))


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [
        ((0, 0, 0, 0, 1), [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        ((-1, 1, 0, 0, 0), [[0, 0, 0], [-1, 0, 1], [0, 0, 0]]),
        ((0, 0, -1, 1, 0), [[0, -1, 0], [0, 0, 0], [0, 1, 0]]),
        ((1, 1, 1, 1, 1), [[0, 0.2, 0], [0.2, 0.2, 0.2], [0, 0.2, 0]]),
        ((-1, -1, -1, -1, 5), [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        ((-1, -1, -1, -1, 0), [[0, -1, 0], [-1, 0, -1], [0, -1, 0]]),
    ],
)
def test_a_kernel_of_five_numbers_is_divided_only_where_its_sum_is_above_1(numbers, rows):
    np.testing.assert_allclose(experiments.cross(*numbers), rows)


def test_sharpen_adds_the_edges_to_the_picture():
    A, numbers = experiments.scene(), (-1, -1, -1, -1)
    edges, sharp = (experiments.filtered(A, experiments.cross(*numbers, k)) for k in (4, 5))
    np.testing.assert_allclose(sharp, A[1:-1, 1:-1] + edges)


def test_the_vertical_kernel_sees_walls_and_the_horizontal_one_sees_floors():
    A = experiments.scene()
    upright = experiments.filtered(A, experiments.cross(-1, 1, 0, 0, 0), pad=1)
    level = experiments.filtered(A, experiments.cross(0, 0, -1, 1, 0), pad=1)
    inside, wall = A[28, 23], A[28, 24]  # where the house ends on the right, at the sky
    assert abs(upright[28, 23]) == pytest.approx(abs(inside - wall), abs=0.05)
    assert abs(upright[28, 23]) > 5 * abs(level[28, 23])
    sun = upright[8, 30:45]
    assert sun.max() > 0.3
    assert sun.min() < -0.3
    sky = upright[1:3, 1:40]
    np.testing.assert_allclose(sky, 0, atol=1e-12)


@pytest.mark.parametrize("steps", [0, 1, 7])
def test_what_is_learnt_after_so_many_steps(steps):
    x, y = experiments.PIXELS, np.correlate(experiments.PIXELS, experiments.FALLS, "valid")
    h, y_hat, J = experiments.learnt(steps)
    np.testing.assert_array_equal(
        h, blackboard.learn_kernel(x, y, experiments.START, lr=1.0, steps=steps)
    )
    np.testing.assert_allclose(y_hat, np.correlate(x, h, "valid"), atol=1e-15)
    half = np.mean((y_hat - y) ** 2) / 2
    assert pytest.approx(half) == J


def test_the_first_step_takes_most_of_the_blur_away_and_the_others_find_the_difference():
    """The blur is what (1, 1) has of both numbers; the difference is wanted."""
    hs = np.array([experiments.learnt(steps)[0] for steps in range(5)])
    blur, difference = hs.sum(axis=1), hs[:, 0] - hs[:, 1]
    np.testing.assert_allclose(blur[1:] / blur[:-1], 1 / 3)
    np.testing.assert_allclose((2 - difference[1:]) / (2 - difference[:-1]), 7 / 9)


@pytest.mark.parametrize("how", [{}, {"pad": 1}, {"stride": 2, "pad": 2}])
def test_a_filtered_image_is_that_of_the_loops(how):
    A, w = np.random.default_rng(3).normal(size=(5, 4)), np.arange(9.0).reshape(3, 3)
    Z = blackboard.conv2d(as_images(A), as_kernels(w), B0, **how)
    np.testing.assert_allclose(experiments.filtered(A, w, **how), Z[0, :, :, 0])


def test_the_stroke_stands_upright_and_the_kernel_sees_its_left_and_its_right_side():
    Z = experiments.filtered(experiments.STROKE, experiments.VERTICAL)
    np.testing.assert_array_equal(Z, [[8, 4, -8], [9, 0, -9], [8, -4, -8]])


@pytest.mark.parametrize("f", [3, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("pad", [0, 1, 2])
def test_windows_are_counted(f, stride, pad):
    fit = [start for start in range(-pad, 8, stride) if start + f <= 8 + pad]
    starts, lost = experiments.windows(8, f, stride=stride, pad=pad)
    assert starts == fit
    assert lost == 8 + pad - (fit[-1] + f)
    assert (len(starts) == 8) == ((f, stride, pad) in ((3, 1, 1), (5, 1, 2)))


def test_the_tied_matrix_has_four_weights_for_each_window():
    T = experiments.tied_matrix()
    assert T.shape == (9, 16)
    for row in T:
        assert row[row != 0].tolist() == [1, 2, -4, 3]
    image = np.random.default_rng(2).normal(size=(4, 4))
    Z = experiments.filtered(image, experiments.TINY_W)
    np.testing.assert_allclose(T @ image.ravel(), Z.ravel())


# Moved images


def test_what_is_shifted_moves_and_what_leaves_is_lost():
    A = np.arange(1.0, 13).reshape(1, 3, 4, 1)
    rows = A[0, :, :, 0]
    for s in range(-4, 5):
        moved = experiments.shifted(A, s)[0, :, :, 0]
        for c in range(4):
            expected = rows[:, c - s] if 0 <= c - s < 4 else 0
            assert (moved[:, c] == expected).all()
    assert A[0, 0, 0, 0] == 1  # the image given is left alone


def test_what_is_shifted_down_moves_along_the_other_axis():
    A = np.random.default_rng(4).random((2, 3, 4, 1))
    turned = experiments.shifted(A.transpose(0, 2, 1, 3), -1, 2).transpose(0, 2, 1, 3)
    np.testing.assert_array_equal(experiments.shifted(A, 2, -1), turned)


@pytest.mark.claim("moved-misread")
def test_a_dense_layer_reads_fewer_than_half_of_the_moved_digits():
    before, after = (
        [experiments.read_right(seed, right) for seed in range(10)] for right in (0, 1)
    )
    assert min(before) > 0.93
    assert max(after) < 0.45


def test_those_are_asked_that_lose_no_ink():
    net, images, labels = experiments.reader(3)
    roomy = images[:, :, 7, 0].sum(axis=1) == 0
    there = experiments.shifted(images[roomy], 1)
    assert there.sum() == pytest.approx(images[roomy].sum())
    says = net.predict(there.reshape(-1, 64)).argmax(axis=1)
    assert experiments.read_right(3, 1) == metrics.accuracy(says, labels[roomy])


def test_the_five_was_not_among_the_examples_it_was_read_with():
    _, images, labels = experiments.reader()
    same = (images[..., 0] == experiments.image() / 16).all(axis=(1, 2))
    assert labels[same].tolist() == [5]


def test_the_layer_misreads_the_five_one_pixel_further():
    net, images, labels = experiments.reader()
    assert images.shape == (449, 8, 8, 1)
    assert labels.shape == (449,)
    five = experiments.image()[np.newaxis, :, :, np.newaxis] / 16
    here, there = (experiments.reading(A) for A in (five, experiments.shifted(five, 1)))
    np.testing.assert_allclose(here, softmax(net.predict(five.reshape(1, 64)))[0])
    assert (here.argmax(), there.argmax()) == (5, 3)
    assert here[5] > 0.9 > there.max()


def test_the_reader_has_gone_downhill_for_200_epochs():
    net, images, _ = experiments.reader()
    assert images.max() == 1
    table = data.digits()
    rng = np.random.default_rng(0)
    X, _, y, _ = data.train_test_split(table.X / 16, table.y, test=0.25, rng=rng)
    W, b, Y = np.zeros((10, 64)), np.zeros(10), np.eye(10)[y]
    for _ in range(200):
        dZ = (softmax(X @ W.T + b) - Y) / len(X)
        W, b = W - 0.5 * dZ.T @ X, b - 0.5 * dZ.sum(axis=0)
    np.testing.assert_allclose(net.params["0.W"], W, atol=1e-9)
    np.testing.assert_allclose(net.params["0.b"], b, atol=1e-9)


def test_the_outputs_of_a_layer_are_a_square():
    five = experiments.image() / 16
    W = np.random.default_rng(0).normal(size=(64, 64))
    dense = experiments.outputs(five, experiments.DENSE)
    np.testing.assert_allclose(dense, (W @ five.ravel()).reshape(8, 8))
    plain = experiments.filtered(five, experiments.VERTICAL, pad=1)
    np.testing.assert_array_equal(experiments.outputs(five, experiments.PLAIN), plain)
    strided = experiments.outputs(five, experiments.STRIDED)
    np.testing.assert_array_equal(strided, plain[::2, ::2])


def test_what_dense_layers_and_strides_make_of_a_move():
    def after_a_move(by, layer):
        five = experiments.image() / 16
        there = experiments.shifted(five[None, :, :, None], by)[0, :, :, 0]
        before, after = (experiments.outputs(A, layer) for A in (five, there))
        places, agree = experiments.agreement(before, after, by)
        return places, agree.sum(), agree.size

    for by in (1, 2):
        assert after_a_move(by, experiments.DENSE) == (by, 0, 8 * (8 - by))
        assert after_a_move(by, experiments.PLAIN) == (by, 8 * (8 - by), 8 * (8 - by))
    assert after_a_move(1, experiments.STRIDED) == (0, 1, 16)
    assert after_a_move(2, experiments.STRIDED) == (1, 12, 12)


def test_the_share_that_agrees_decides_and_a_tie_goes_to_the_longer_move():
    one = np.ones((2, 5))
    places, agree = experiments.agreement(one, one, 3)
    assert places == 3
    assert agree.tolist() == [[True, True]] * 2
    # The number 1 is found once in ten places, and once in eight.
    places, agree = experiments.agreement(one, np.arange(10.0).reshape(2, 5), 1)
    assert places == 1
    assert agree.tolist() == [[True, False, False, False], [False] * 4]


# What the chapter derives


def test_a_convolution_is_a_dense_layer_with_a_tied_matrix():
    rng = np.random.default_rng(5)
    A, W, b = rng.normal(size=(3, 5, 4, 2)), rng.normal(size=(3, 3, 2, 4)), rng.normal(size=4)
    for how in ({}, {"pad": 1}, {"stride": 2, "pad": 2}):
        Z = ops.conv2d(A, W, b, **how)
        units = np.eye(40).reshape(40, 5, 4, 2)
        matrix = ops.conv2d(units, W, np.zeros(4), **how).reshape(40, -1).T
        biases = np.tile(b, Z[0].size // 4)
        dense = ops.dense(A.reshape(3, 40), matrix, biases)
        np.testing.assert_allclose(dense.reshape(Z.shape), Z, rtol=1e-12, atol=1e-12)
        assert len(np.unique(matrix[matrix != 0])) == W.size


def test_the_parameters_of_a_convolution_do_not_grow_with_the_image():
    rng = np.random.default_rng(0)
    conv = Conv2D(1, 6, f=5, pad=2, rng=rng)
    assert sum(p.size for p in conv.params.values()) == 5 * 5 * 1 * 6 + 6 == 156
    for H, W in ((28, 28), (9, 13)):
        Z = conv.forward(rng.random((1, H, W, 1)))
        assert Z.shape == (1, H, W, 6)
        dense = Dense(H * W, Z.size, rng=rng, dtype=np.float32)
        assert sum(p.size for p in dense.params.values()) == H * W * Z.size + Z.size


def test_on_a_line_the_gradients_are_sliding_sums():
    rng = np.random.default_rng(6)
    x, h, dy = rng.normal(size=7), rng.normal(size=3), rng.normal(size=5)
    row = np.zeros((1, 3, 7, 1))
    row[0, 0, :, 0] = x
    W = np.zeros((3, 3, 1, 1))
    W[0, :, 0, 0] = h
    dA, dW, _ = blackboard.conv2d_backward(dy.reshape(1, 1, 5, 1), row, W)
    dh, dx = ops.cross_correlate1d(x, dy)[4:7], ops.conv1d(dy, h)
    np.testing.assert_allclose(dW[0, :, 0, 0], dh, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(dA[0, 0, :, 0], dx, rtol=1e-12, atol=1e-14)


def test_exchanged_the_cross_correlation_comes_backwards():
    rng = np.random.default_rng(7)
    x, h = rng.normal(size=6), rng.normal(size=3)
    backwards = ops.cross_correlate1d(h, x)[::-1]
    np.testing.assert_allclose(backwards, ops.cross_correlate1d(x, h), rtol=1e-12, atol=1e-14)

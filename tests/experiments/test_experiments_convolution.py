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


@pytest.mark.parametrize("step", range(1, 8))
@pytest.mark.parametrize("kind", ["convolution", "cross-correlation"])
def test_a_sum_that_slides_is_a_sum_of_the_board(step, kind):
    flips = kind == experiments.CONVOLUTION
    x, h = experiments.DOSES, experiments.FADING
    f = blackboard.conv1d if flips else blackboard.cross_correlate1d
    t, first, kernel, pairs, y = experiments.slide(step, kind)
    np.testing.assert_array_equal(y, f(x, h)[:step])
    assert sum(a * b for a, b in pairs.values()) == y[-1]
    assert t == step - (1 if flips else 3)
    for tau in range(-3, 10):  # h(t − τ), or h(τ − t)
        lag = t - tau if flips else tau - t
        meets = 0 <= tau < 5 and 0 <= lag < 3
        assert pairs.get(tau) == ((x[tau], h[lag]) if meets else None)
    np.testing.assert_array_equal(kernel, [0.25, 0.5, 1] if flips else [1, 0.5, 0.25])
    assert first == (t - 2 if flips else t)


def test_the_doses_of_the_chapter_leave_what_it_says():
    assert experiments.slide(7, "convolution").y.tolist() == [4, 10, 5, 6, 6, 3, 1]
    np.testing.assert_array_equal(experiments.DOSES, [4, 8, 0, 4, 4])
    before = [experiments.slide(step, experiments.CORRELATION) for step in (1, 2)]
    assert [each.t for each in before] == [-2, -1]  # before the first dose
    assert [each.y[-1] for each in before] == [1, 4]


# Over images


@pytest.mark.parametrize("digit", ["0", "5", "7"])
def test_the_digits_are_those_of_the_table(digit):
    table = data.digits()
    assert table.y[experiments.DIGITS[digit]] == int(digit)
    np.testing.assert_array_equal(
        experiments.image(digit).ravel(), table.X[experiments.DIGITS[digit]]
    )


def test_unless_told_the_digit_is_the_five():
    np.testing.assert_array_equal(experiments.image(), experiments.image("5"))


@pytest.mark.parametrize("how", [{}, {"pad": 1}, {"stride": 2, "pad": 2}])
def test_a_filtered_image_is_that_of_the_loops(how):
    A, w = np.random.default_rng(3).normal(size=(5, 4)), np.arange(9.0).reshape(3, 3)
    Z = blackboard.conv2d(as_images(A), as_kernels(w), B0, **how)
    np.testing.assert_allclose(experiments.filtered(A, w, **how), Z[0, :, :, 0])


def test_the_stroke_stands_upright_and_the_kernel_sees_its_left_and_its_right_side():
    Z = experiments.filtered(experiments.STROKE, experiments.VERTICAL)
    np.testing.assert_array_equal(Z, [[8, 4, -8], [9, 0, -9], [8, -4, -8]])


@pytest.mark.parametrize("name", list(experiments.KERNELS))
def test_on_an_even_area_a_kernel_answers_with_its_sum(name):
    w = experiments.KERNELS[name]
    Z = ops.conv2d(np.full((1, 4, 5, 1), 3.0), as_kernels(w), B0)
    np.testing.assert_allclose(Z, 3 * w.sum(), atol=1e-12)
    assert w.sum() == pytest.approx(0 if "edges" in name else 1)


def test_each_kernel_by_its_answer_to_a_single_point():
    """A kernel that slides over a point leaves itself behind, turned by half a turn."""
    point = np.zeros((5, 5))
    point[2, 2] = 1
    for name, rows in {
        "do nothing": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "blur": [[1 / 9] * 3] * 3,
        "vertical edges": [[-1, 0, 1]] * 3,
        "horizontal edges": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
        "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    }.items():
        Z = experiments.filtered(point, experiments.KERNELS[name])
        np.testing.assert_allclose(Z[::-1, ::-1], rows, atol=1e-15)


def test_along_the_bar_of_the_seven_the_horizontal_kernel_changes_its_sign():
    A = as_images(experiments.image("7") / 16)
    along, upright = (
        ops.conv2d(A, as_kernels(experiments.KERNELS[name]), B0, pad=1)[0, :, :, 0]
        for name in ("horizontal edges", "vertical edges")
    )
    assert (along[0, 2:7] > 0).all()
    assert (along[1, 2:7] < 0).all()
    assert np.abs(upright[0]).argmax() == 7


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


@pytest.mark.parametrize("r", [0, 1, 2])
def test_a_column_of_the_stack_is_a_window(r):
    stack, A = experiments.stack_of_row(r), experiments.TINY
    assert A.ravel().tolist() == list(range(1, 17))
    for c in range(3):
        assert stack[:, c].tolist() == A[r : r + 2, c : c + 2].ravel().tolist()
    Z = experiments.filtered(A, experiments.TINY_W)
    np.testing.assert_array_equal(experiments.TINY_W.ravel() @ stack, Z[r])


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


def test_the_reader_reads_digits_until_they_move():
    net, images, labels = experiments.reader()
    roomy = images[:, :, 7, 0].sum(axis=1) == 0
    before, after = images[roomy], experiments.shifted(images[roomy], 1)
    assert after.sum() == pytest.approx(before.sum())  # no ink is lost
    right = [
        metrics.accuracy(net.forward(A.reshape(-1, 64)).argmax(axis=1), labels[roomy])
        for A in (before, after)
    ]
    assert right[0] > 0.93
    assert right[1] < 0.45


def test_the_five_was_not_among_the_examples_it_was_read_with():
    _, images, labels = experiments.reader()
    same = (images[..., 0] == experiments.image("5") / 16).all(axis=(1, 2))
    assert labels[same].tolist() == [5]


def test_one_pixel_is_enough_to_misread_a_five():
    net, images, labels = experiments.reader()
    assert images.shape == (449, 8, 8, 1)
    assert labels.shape == (449,)
    five = experiments.image()[np.newaxis, :, :, np.newaxis] / 16
    there = experiments.shifted(five, 1)
    assert 30 < np.sum(five != there) < 64
    (said, p), (then, q) = (experiments.reading(net, A) for A in (five, there))
    assert said == 5 != then
    assert p > 0.9 > q
    assert q == pytest.approx(softmax(net.predict(there.reshape(1, 64))).max())


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
    def after_a_move(s, layer):
        five = experiments.image() / 16
        there = experiments.shifted(five[None, :, :, None], s)[0, :, :, 0]
        before, after = (experiments.outputs(A, layer) for A in (five, there))
        return experiments.agreement(before, after, s)

    for s in (1, 2):
        _, agree, places = after_a_move(s, experiments.DENSE)
        assert (agree, places % 8) == (0, 0)
        assert after_a_move(s, experiments.PLAIN) == (s, 8 * (8 - s), 8 * (8 - s))
    assert after_a_move(1, experiments.STRIDED) == (0, 1, 16)
    assert after_a_move(2, experiments.STRIDED) == (1, 12, 12)


def test_the_share_that_agrees_decides_and_a_tie_goes_to_the_longer_move():
    one = np.ones((2, 5))
    assert experiments.agreement(one, one, 3) == (3, 4, 4)
    # The number 1 is found once in ten places, and once in eight.
    assert experiments.agreement(one, np.arange(10.0).reshape(2, 5), 1) == (1, 1, 8)


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

"""The pictures of chapter 12 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, data, metrics, ops
from dlcourse.layers import Conv2D, Dense
from dlcourse.pictures import convolution as pictures

B0 = np.zeros(1)


def as_images(image):
    return image[np.newaxis, :, :, np.newaxis]


def as_kernels(w):
    return w[:, :, np.newaxis, np.newaxis]


@pytest.mark.parametrize("draw", [pictures.opening, pictures.doses, pictures.tied])
def test_a_static_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert "<svg" in frame.svg()
    assert len(frame.alt) > 100
    assert frame.readout
    assert all(np.isfinite(value) for value in frame.shown.values())


# What the pictures are made of


def test_what_is_shifted_moves_and_what_leaves_is_lost():
    A = np.arange(1.0, 13).reshape(1, 3, 4, 1)
    rows = A[0, :, :, 0]
    for s in range(-4, 5):
        moved = pictures.shifted(A, s)[0, :, :, 0]
        for c in range(4):
            expected = rows[:, c - s] if 0 <= c - s < 4 else 0
            assert (moved[:, c] == expected).all()
    assert A[0, 0, 0, 0] == 1  # the image given is left alone


def test_the_reader_reads_digits_until_they_move():
    net, images, labels = pictures.reader()
    roomy = images[:, :, 7, 0].sum(axis=1) == 0
    before, after = images[roomy], pictures.shifted(images[roomy], 1)
    assert after.sum() == pytest.approx(before.sum())  # no ink is lost
    right = [
        metrics.accuracy(net.forward(A.reshape(-1, 64)).argmax(axis=1), labels[roomy])
        for A in (before, after)
    ]
    assert right[0] > 0.93
    assert right[1] < 0.45


@pytest.mark.parametrize("digit", ["0", "5", "7"])
def test_the_digits_are_those_of_the_table(digit):
    table = data.digits()
    assert table.y[pictures.DIGITS[digit]] == int(digit)
    np.testing.assert_array_equal(pictures.image(digit).ravel(), table.X[pictures.DIGITS[digit]])


def test_the_five_was_not_among_the_examples_it_was_read_with():
    _, images, labels = pictures.reader()
    same = (images[..., 0] == pictures.image("5") / 16).all(axis=(1, 2))
    assert labels[same].tolist() == [5]


@pytest.mark.parametrize("body", ["box", "fades"])
def test_what_is_in_the_blood_solves_the_integral(body):
    t = np.linspace(0, 3, 31)
    drops = (np.arange(2000) + 0.5) / 2000  # the middle of each short time
    age = t[:, np.newaxis] - drops
    left = (age >= 0) & (age < 1) if body == "box" else np.exp(-np.maximum(age, 0)) * (age >= 0)
    np.testing.assert_allclose(pictures.level(t, body), left.mean(axis=1), atol=1e-3)


def test_two_boxes_are_a_triangle_and_the_sum_is_off_by_its_step():
    for step in (0.1, 0.01):
        box = np.ones(round(1 / step))
        y = step * ops.conv1d(box, box)
        error = y - pictures.level(step * np.arange(len(y)), "box")
        assert np.abs(error).max() == pytest.approx(step)


@pytest.mark.parametrize("name", list(pictures.KERNELS))
def test_on_an_even_area_a_kernel_answers_with_its_sum(name):
    w = pictures.KERNELS[name]
    Z = ops.conv2d(np.full((1, 4, 5, 1), 3.0), as_kernels(w), B0)
    np.testing.assert_allclose(Z, 3 * w.sum(), atol=1e-12)
    assert w.sum() == pytest.approx(0 if "edges" in name else 1)


# Static pictures


def test_one_pixel_is_enough_to_misread_a_five():
    shown = pictures.opening().shown
    assert shown["as written, digit"] == 5
    assert shown["moved by one pixel, digit"] != 5
    assert shown["as written, p"] > 0.9 > shown["moved by one pixel, p"]
    assert 30 < shown["changed"] < 64


def test_the_trails_of_the_doses_add_up_to_the_convolution():
    shown = pictures.doses().shown
    y = blackboard.conv1d(pictures.DOSES, pictures.FADING)
    assert list(shown.values()) == y.tolist() == [4, 10, 5, 6, 6, 3, 1]


def test_the_tied_matrix_has_four_weights_for_each_window():
    shown = pictures.tied().shown
    assert (shown["rows"], shown["columns"], shown["used"]) == (9, 16, 9 * 4)
    assert len(np.unique(pictures.TINY_W)) == 4


# Widgets


@some(pictures.drip)
def test_the_area_is_the_level(at):
    t, shown = at["t"], pictures.drip(**at).shown
    closed = max(0, 1 - abs(t - 1)) if at["body"] == "box" else np.exp(-max(t - 1, 0)) - np.exp(-t)
    assert shown["y"] == pytest.approx(closed)


@some(pictures.flip_and_slide)
def test_a_step_is_a_sum_of_the_board(at):
    flips = at["kind"] == "convolution"
    f = blackboard.conv1d if flips else blackboard.cross_correlate1d
    shown = pictures.flip_and_slide(**at).shown
    assert shown["y"] == shown["sum"] == f(pictures.DOSES, pictures.FADING)[at["step"] - 1]
    assert shown["t"] == at["step"] - (1 if flips else 3)


def test_the_kernel_that_is_not_flipped_acts_before_the_first_dose():
    before = [pictures.flip_and_slide(step=step, kind="cross-correlation").shown for step in (1, 2)]
    assert [at["t"] for at in before] == [-2, -1]
    assert [at["y"] for at in before] == [1, 4]
    assert pictures.flip_and_slide(step=1, kind="convolution").shown["t"] == 0


@some(pictures.stepping)
def test_a_window_is_its_right_column_minus_its_left(at):
    shown = pictures.stepping(**at).shown
    Z = blackboard.conv2d(as_images(pictures.image()), as_kernels(pictures.VERTICAL), B0)
    assert shown["z"] == Z.ravel()[at["step"] - 1] == shown["right"] - shown["left"]


def test_the_numbers_that_the_chapter_names_in_row_1_of_the_five():
    row = [pictures.stepping(step=step).shown["z"] for step in (7, 8, 9)]
    assert row == [47, 8, -42]
    assert all(pictures.stepping(step=6 * r + 1).shown["z"] > 0 for r in range(6))


@some(pictures.kernels)
def test_what_a_kernel_makes_of_a_digit(at):
    shown = pictures.kernels(**at).shown
    A = pictures.image(at["digit"]) / 16
    Z = blackboard.conv2d(as_images(A), as_kernels(pictures.KERNELS[at["kernel"]]), B0, pad=1)
    assert shown["least"] == pytest.approx(Z.min(), abs=1e-12)
    assert shown["most"] == pytest.approx(Z.max())


def test_nothing_blur_and_sharpen_as_the_chapter_says():
    nothing, blur, sharpen = (
        pictures.kernels(kernel=name, digit="5").shown for name in ("do nothing", "blur", "sharpen")
    )
    assert nothing["total"] == nothing["ink"]
    assert nothing["most"] == 1
    assert blur["most"] == pytest.approx(0.70, abs=0.005)
    assert blur["negative"] == nothing["negative"] == 0
    assert sharpen["most"] == pytest.approx(3.31, abs=0.005)
    assert sharpen["least"] < 0


def test_along_the_bar_of_the_seven_the_horizontal_kernel_changes_its_sign():
    A = as_images(pictures.image("7") / 16)
    along, upright = (
        ops.conv2d(A, as_kernels(pictures.KERNELS[name]), B0, pad=1)[0, :, :, 0]
        for name in ("horizontal edges", "vertical edges")
    )
    assert (along[0, 2:7] > 0).all()
    assert (along[1, 2:7] < 0).all()
    assert np.abs(upright[0]).argmax() == 7


@some(pictures.sizes)
def test_windows_are_counted(at):
    check_windows(at)


def test_windows_are_counted_at_every_setting():
    for at in pictures.sizes.positions():
        check_windows(at)


def check_windows(at):
    shown = pictures.sizes(**at).shown
    f, stride, padded = at["f"], at["stride"], 8 + 2 * at["pad"]
    starts = [start for start in range(0, padded, stride) if start + f <= padded]
    assert shown["windows"] == len(starts)
    assert shown["lost"] == padded - (starts[-1] + f)


def test_which_settings_keep_eight_pixels():
    kept = [
        (at["f"], at["stride"], at["pad"])
        for at in pictures.sizes.positions()
        if pictures.sizes(**at).shown["windows"] == 8
    ]
    assert kept == [(3, 1, 1), (5, 1, 2)]


@some(pictures.pieces)
def test_a_column_of_the_stack_is_the_window(at):
    r, c = at["r"], at["c"]
    shown = pictures.pieces(**at).shown
    window = pictures.TINY[r : r + 2, c : c + 2]
    assert [shown[f"p{k}"] for k in range(4)] == window.ravel().tolist()
    assert shown["z"] == np.sum(window * pictures.TINY_W)
    # The package's own columns stand in the same order.
    columns = ops.convolution._columns(pictures.TINY[:, np.newaxis, :, np.newaxis], 2, 1)
    assert columns[r, :, c].tolist() == window.ravel().tolist()


@some(pictures.moved)
def test_a_move_is_found_again_where_the_weights_are_shared(at):
    s, layer = at["s"], at["layer"]
    shown = pictures.moved(**at).shown
    if s == 0 or layer == pictures.PLAIN:
        assert (shown["agree"], shown["by"]) == (shown["places"], s)


def test_what_dense_layers_and_strides_make_of_a_move():
    shown = {
        (at["s"], at["layer"]): pictures.moved(**at).shown for at in pictures.moved.positions()
    }
    for s in (1, 2):
        assert shown[s, pictures.DENSE]["agree"] == 0
        assert shown[s, pictures.PLAIN]["agree"] == shown[s, pictures.PLAIN]["places"]
    half, whole = (shown[s, pictures.STRIDED] for s in (1, 2))
    assert (half["agree"], half["places"]) == (1, 16)
    assert (whole["agree"], whole["by"]) == (whole["places"], 1)


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

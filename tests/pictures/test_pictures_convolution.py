"""The pictures of chapter 12 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard, ops
from dlcourse.experiments import convolution as experiments
from dlcourse.pictures import convolution as pictures

B0 = np.zeros(1)


def as_images(image):
    return image[np.newaxis, :, :, np.newaxis]


def as_kernels(w):
    return w[:, :, np.newaxis, np.newaxis]


# Static pictures


def test_one_pixel_is_enough_to_misread_a_five():
    shown = pictures.opening().shown
    assert shown["as written, digit"] == 5
    assert shown["moved by one pixel, digit"] != 5
    assert shown["as written, p"] > 0.9 > shown["moved by one pixel, p"]
    assert 30 < shown["changed"] < 64


def test_the_trails_of_the_doses_add_up_to_the_convolution():
    shown = pictures.doses().shown
    y = blackboard.conv1d(experiments.DOSES, experiments.FADING)
    assert list(shown.values()) == y.tolist() == [4, 10, 5, 6, 6, 3, 1]


def test_the_tied_matrix_has_four_weights_for_each_window():
    shown = pictures.tied().shown
    assert (shown["rows"], shown["columns"], shown["used"]) == (9, 16, 9 * 4)
    assert len(np.unique(experiments.TINY_W)) == 4


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
    assert shown["y"] == shown["sum"] == f(experiments.DOSES, experiments.FADING)[at["step"] - 1]
    assert shown["t"] == at["step"] - (1 if flips else 3)


def test_the_kernel_that_is_not_flipped_acts_before_the_first_dose():
    before = [pictures.flip_and_slide(step=step, kind="cross-correlation").shown for step in (1, 2)]
    assert [at["t"] for at in before] == [-2, -1]
    assert [at["y"] for at in before] == [1, 4]
    assert pictures.flip_and_slide(step=1, kind="convolution").shown["t"] == 0


@some(pictures.stepping)
def test_a_window_is_its_right_column_minus_its_left(at):
    shown = pictures.stepping(**at).shown
    Z = blackboard.conv2d(as_images(experiments.image()), as_kernels(experiments.VERTICAL), B0)
    assert shown["z"] == Z.ravel()[at["step"] - 1] == shown["right"] - shown["left"]


def test_the_numbers_that_the_chapter_names_in_row_1_of_the_five():
    row = [pictures.stepping(step=step).shown["z"] for step in (7, 8, 9)]
    assert row == [47, 8, -42]
    assert all(pictures.stepping(step=6 * r + 1).shown["z"] > 0 for r in range(6))


@some(pictures.kernels)
def test_what_a_kernel_makes_of_a_digit(at):
    shown = pictures.kernels(**at).shown
    A = experiments.image(at["digit"]) / 16
    Z = blackboard.conv2d(as_images(A), as_kernels(experiments.KERNELS[at["kernel"]]), B0, pad=1)
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
    window = experiments.TINY[r : r + 2, c : c + 2]
    assert [shown[f"p{k}"] for k in range(4)] == window.ravel().tolist()
    assert shown["z"] == np.sum(window * experiments.TINY_W)
    # The package's own columns stand in the same order.
    columns = ops.convolution._columns(experiments.TINY[:, np.newaxis, :, np.newaxis], 2, 1)
    assert columns[r, :, c].tolist() == window.ravel().tolist()


@some(pictures.moved)
def test_a_move_is_found_again_where_the_weights_are_shared(at):
    s, layer = at["s"], at["layer"]
    shown = pictures.moved(**at).shown
    if s == 0 or layer == experiments.PLAIN:
        assert (shown["agree"], shown["by"]) == (shown["places"], s)

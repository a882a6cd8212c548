"""The pictures of chapter 12 show what they claim, at every kind of position of their controls."""

import re

import numpy as np
import pytest
from positions import some

from dlcourse import blackboard
from dlcourse.experiments import convolution as experiments
from dlcourse.pictures import convolution as pictures

B0 = np.zeros(1)


def as_images(image):
    return image[np.newaxis, :, :, np.newaxis]


def as_kernels(w):
    return w[:, :, np.newaxis, np.newaxis]


# Static pictures


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
    assert shown["y"] == shown["sum"] == f(experiments.DOSES, experiments.FADING)[at["step"]]
    assert shown["t"] == at["step"] - (0 if flips else 2)


def test_the_kernel_that_is_not_flipped_acts_before_the_first_dose():
    before = [pictures.flip_and_slide(step=step, kind="cross-correlation").shown for step in (0, 1)]
    assert [at["t"] for at in before] == [-2, -1]
    assert [at["y"] for at in before] == [1, 4]
    assert pictures.flip_and_slide(step=0, kind="convolution").shown["t"] == 0


@some(pictures.opening)
def test_the_bars_are_what_the_layer_says_of_the_moved_digit(at):
    there = experiments.shifted(as_images(experiments.image() / 16), at["right"], at["down"])
    p = experiments.reading(there)
    shown = pictures.opening(**at).shown
    assert shown == {"said": p.argmax(), "p": p.max(), "truth": p[5]}


def test_one_pixel_to_the_right_is_enough_to_turn_the_five_into_a_three():
    here, there = (pictures.opening(right=right, down=0).shown for right in (0, 1))
    assert (here["said"], there["said"]) == (5, 3)
    assert here["p"] > 0.9
    assert there["truth"] < 0.5


@some(pictures.two_axes)
def test_a_place_of_a_small_image_is_a_sum_of_the_board(at):
    shown = pictures.two_axes(**at).shown
    image, w = experiments.CORNER, experiments.TINY_W
    turned = w if at["kind"] == experiments.CONVOLUTION else w[::-1, ::-1]
    assert shown["z"] == shown["sum"] == blackboard.convolve2d(image, turned)[at["r"], at["c"]]


def test_the_copy_that_the_five_leaves_stands_in_rows_1_and_2():
    def z(r, c):
        return pictures.two_axes(r=r, c=c, kind="convolution").shown["z"]

    assert [z(1, 1), z(1, 2), z(2, 2)] == [5 * 1 + 1 * 3, 5 * 2, 5 * 3]
    assert z(2, 1) == 5 * -4 + 2 * 2
    assert z(2, 0) == 2 * 1


@some(pictures.stepping)
def test_a_window_is_its_right_column_minus_its_left(at):
    shown = pictures.stepping(**at).shown
    Z = blackboard.conv2d(as_images(experiments.image()), as_kernels(experiments.VERTICAL), B0)
    z = Z[0, at["r"], at["c"], 0]
    assert shown["z"] == z == shown["right"] - shown["left"]


def test_the_numbers_that_the_chapter_names_in_row_1_of_the_five():
    row = [pictures.stepping(r=1, c=c).shown["z"] for c in (0, 1, 2)]
    assert row == [47, 8, -42]
    assert all(pictures.stepping(r=r, c=0).shown["z"] > 0 for r in range(6))


@some(pictures.own_kernel)
def test_what_ones_own_kernel_makes_of_the_picture(at):
    w = np.zeros((3, 3))
    w[1, 0], w[1, 2], w[0, 1], w[2, 1], w[1, 1] = at.values()
    w /= max(1, w.sum())
    Z = blackboard.conv2d(as_images(experiments.scene()), as_kernels(w), B0)
    shown = pictures.own_kernel(**at).shown
    assert shown["least"] == pytest.approx(Z.min(), abs=1e-12)
    assert shown["most"] == pytest.approx(Z.max(), abs=1e-12)
    assert shown["even"] == pytest.approx(w.sum())


def own(*numbers):
    return pictures.own_kernel(**dict(zip(pictures.own_kernel.controls, numbers, strict=True)))


def test_the_kernels_of_the_chapters_table():
    blur, upright, level, edges, sharpen = (
        own(*numbers).shown
        for numbers in (
            *((1, 1, 1, 1, 1), (-1, 1, 0, 0, 0), (0, 0, -1, 1, 0)),
            *((-1, -1, -1, -1, 4), (-1, -1, -1, -1, 5)),
        )
    )
    assert (blur["even"], sharpen["even"]) == (1, 1)
    assert upright["even"] == level["even"] == edges["even"] == 0
    assert blur["least"] > 0
    assert blur["most"] <= 1
    assert (round(sharpen["least"], 2), round(sharpen["most"], 2)) == (-1.97, 2.35)


def test_a_picture_of_many_pixels_is_a_bitmap_of_few_greys():
    svg = own(0, 0, 0, 0, 1).svg(prefix="w")  # where the output is the picture
    assert svg.count("data:image/png") == 2
    assert len(svg) < 20_000
    names = re.findall(r'\bid="([^"]*)"', svg)
    assert len(names) == len(set(names))


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


@some(pictures.moved)
def test_a_move_is_found_again_where_the_weights_are_shared(at):
    by, layer = at["by"], at["layer"]
    shown = pictures.moved(**at).shown
    if by == 0 or layer == experiments.PLAIN:
        assert (shown["agree"], shown["by"]) == (shown["of"], by)
    elif layer == experiments.DENSE:
        assert shown["agree"] == 0


def test_with_stride_2_a_move_of_two_pixels_is_one_of_one_place():
    one, two = (pictures.moved(by=by, layer=experiments.STRIDED).shown for by in (1, 2))
    assert one == {"agree": 1, "of": 16, "by": 0}
    assert two == {"agree": 12, "of": 12, "by": 1}


@some(pictures.learning)
def test_a_step_of_the_picture_is_a_step_of_the_board(at):
    x, f = experiments.PIXELS, len(experiments.START)
    y = np.correlate(x, experiments.FALLS, "valid")
    h = blackboard.learn_kernel(x, y, experiments.START, lr=1.0, steps=at["step"])
    shown = pictures.learning(**at).shown
    assert [shown["h0"], shown["h1"]] == h.tolist()
    error = np.correlate(x, h, "valid") - y
    assert shown["J"] == pytest.approx(error @ error / 2 / (len(x) - f + 1), abs=1e-15)


def test_on_its_way_the_kernel_comes_close_to_what_it_looks_for():
    last = pictures.learning(step=pictures.STEPS).shown
    assert [last["h0"], last["h1"]] == pytest.approx([1, -1], abs=0.01)

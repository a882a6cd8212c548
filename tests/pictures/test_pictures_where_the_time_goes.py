"""The pictures of "Where the time goes" show what they claim, and so does what the page says."""

import numpy as np
import pytest

from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential
from dlcourse.ops import convolution
from dlcourse.optim import SGD, Adam, _arrays
from dlcourse.pictures import where_the_time_goes as pictures

PARTS = {"forward": 200e-6, "loss": 10e-6, "backward": 300e-6, "optimiser": 90e-6}


def small_columns():
    """What the package makes of the picture's image."""
    image = pictures.IMAGE[:, np.newaxis, :, np.newaxis].astype(float)  # (H, C, W, m)
    return convolution._columns(image, pictures.F, 1)


# Pictures


@pytest.mark.parametrize(
    "draw", [lambda: pictures.step_apart(PARTS, 400e-6), pictures.stacks], ids=["step", "stacks"]
)
def test_a_picture_draws_and_says_what_is_to_be_seen(draw):
    frame = draw()
    assert "<svg" in frame.svg()
    assert len(frame.alt) > 100
    assert frame.readout
    assert all(np.isfinite(value) for value in frame.shown.values())


def test_the_words_of_a_step_are_those_of_the_measurement():
    frame = pictures.step_apart(PARTS, 400e-6)
    assert frame.shown["whole"] == pytest.approx(600e-6)
    assert frame.shown["ratio"] == pytest.approx(1.5)
    assert "its longest part is backward, with 50%" in frame.alt
    assert "a training step of 600 µs" in frame.alt
    assert frame.readout == (
        "forward 200 · loss 10 · backward 300 · optimiser 90 · products 400 µs · ratio 1.50"
    )


def test_the_parts_of_a_step_join_without_a_gap():
    bars = pictures.step_apart(PARTS, 400e-6).figures.axes[0].patches
    *of_the_step, products = bars
    pale, hatched = of_the_step[::2], of_the_step[1::2]
    for row in (pale, hatched):
        ends = [bar.get_x() + bar.get_width() for bar in row]
        assert [bar.get_x() for bar in row] == pytest.approx([0, *ends[:3]])
        assert ends[3] == pytest.approx(600)
    assert products.get_width() == pytest.approx(400)
    assert len({bar.get_hatch() for bar in hatched}) == 4  # not told apart by colour alone


def test_the_picture_of_the_stacks_counts_what_the_package_writes():
    shown = pictures.stacks().shown
    columns = small_columns()
    low, high = np.lib.array_utils.byte_bounds(columns)
    assert shown["pieces"] == (high - low) // columns.itemsize
    assert shown["columns"] == columns.size
    assert shown["same"] == len(columns)  # each bracket holds the columns of its output row


def test_the_numbers_of_the_stacks_are_those_of_the_package():
    left, right = pictures.stacks().figures
    drawn = [int(text.get_text()) for text in right.axes[0].texts if text.get_text().isdigit()]
    assert drawn == small_columns().ravel().tolist()
    pieces = [int(text.get_text()) for text in left.axes[0].texts if text.get_text().isdigit()]
    memory = small_columns()
    line, number = memory.strides[1] // memory.itemsize, memory.itemsize
    run = np.lib.stride_tricks.as_strided(memory, (15 * line,), (number,), writeable=False)
    assert pieces == [*pictures.IMAGE.ravel(), *run]


# What the page says


def test_the_columns_of_an_output_row_begin_f_lines_after_those_before():
    columns = small_columns()
    row, line, number = columns.strides
    assert (row, line, number) == (3 * 3 * 8, 3 * 8, 8)  # f lines of W_out numbers
    assert np.shares_memory(columns[0], columns[1])


def net():
    how = {"rng": np.random.default_rng(0), "dtype": np.float32}
    layers = Dense(64, 32, **how), Activation("relu"), Dense(32, 16, **how), Dense(16, 10, **how)
    return Sequential(*layers)


@pytest.mark.parametrize("make", [SGD, Adam])
def test_one_vector_and_six_arrays_make_the_same_step(make):
    one, other = net(), net()
    for each in (one, other):
        each.grads.flat[:] = np.linspace(-1, 1, each.grads.flat.size)
    opt_one, opt_other = make(0.01), make(0.01)
    for _ in range(3):
        opt_one.step(one.params, one.grads)
        opt_other.step(dict(other.params), dict(other.grads))
    assert (len(opt_one._pieces), len(opt_other._pieces)) == (1, 6)
    np.testing.assert_array_equal(one.params.flat, other.params.flat)


def test_adam_takes_the_same_step_in_pieces_of_any_size(monkeypatch):
    rng = np.random.default_rng(1)
    start, grads = rng.normal(size=1000), {"w": rng.normal(size=1000)}
    results = []
    for size in (8, 1024, 2**20):
        monkeypatch.setattr(_arrays, "PIECE_BYTES", size)
        opt, params = Adam(0.1), {"w": start.copy()}
        for _ in range(3):
            opt.step(params, grads)
        results.append(params["w"])
        assert len(opt._pieces) == -(-8000 // size)
    np.testing.assert_array_equal(results[0], results[2])
    np.testing.assert_array_equal(results[1], results[2])

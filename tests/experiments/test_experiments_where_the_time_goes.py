"""What "Where the time goes" computes, and what it says of the package."""

import numpy as np
import pytest

from dlcourse.experiments import where_the_time_goes as experiments
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential
from dlcourse.ops import convolution
from dlcourse.optim import SGD, Adam, _arrays


def small_columns():
    """What the package makes of the image of the page."""
    image = experiments.IMAGE[:, np.newaxis, :, np.newaxis].astype(float)  # (H, C, W, m)
    return convolution._columns(image, experiments.F, 1)


def test_a_pixel_is_named_by_its_row_and_column():
    assert experiments.stacks().lines[:4].tolist() == [
        [11, 12, 13],
        [12, 13, 14],
        [13, 14, 15],
        [21, 22, 23],
    ]
    assert [experiments.IMAGE[r, c] for r, c in ((0, 0), (1, 2), (4, 4))] == [11, 23, 55]


def test_a_column_is_a_window():
    _, columns, same = experiments.stacks()
    assert columns.shape == (3, 9, 3)
    for r, c in np.ndindex(3, 3):
        window = experiments.IMAGE[r : r + 3, c : c + 3]
        assert columns[r, :, c].tolist() == window.ravel().tolist()
    assert same == 3


def test_the_columns_of_an_output_row_are_nine_lines_that_begin_three_further_on():
    lines, columns, _ = experiments.stacks()
    assert lines.shape == (15, 3)
    for r in range(3):
        np.testing.assert_array_equal(lines[3 * r : 3 * r + 9], columns[r])


def test_the_stacks_are_what_the_package_writes():
    lines, columns, _ = experiments.stacks()
    memory = small_columns()
    assert columns.ravel().tolist() == memory.ravel().tolist()
    low, high = np.lib.array_utils.byte_bounds(memory)
    assert lines.size == (high - low) // memory.itemsize
    line, number = memory.strides[1] // memory.itemsize, memory.itemsize
    run = np.lib.stride_tricks.as_strided(memory, (15 * line,), (number,), writeable=False)
    assert lines.ravel().tolist() == run.tolist()


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

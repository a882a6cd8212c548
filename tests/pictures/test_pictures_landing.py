"""The picture of the landing page: the network learns, and the picture says how much."""

import numpy as np
import pytest
from positions import some

from dlcourse import losses
from dlcourse.pictures import landing
from dlcourse.pictures.landing import two_spirals

FRAMES = {epoch: two_spirals(epoch=epoch) for epoch in landing.EPOCHS}


def test_at_the_start_no_more_than_a_line_separates_and_at_the_end_all_is_right():
    table = landing.points()
    line = np.linalg.lstsq(np.c_[table.X, np.ones(160)], 2 * table.y - 1, rcond=None)[0]
    with_a_line = np.mean((np.c_[table.X, np.ones(160)] @ line > 0) == table.y)
    first, last = FRAMES[landing.EPOCHS[0]].shown, FRAMES[landing.EPOCHS[-1]].shown
    assert first["share"] < with_a_line < 0.75
    assert last["share"] == 1
    assert last["cost"] < first["cost"] / 100


def test_the_cost_falls_from_each_frame_of_the_second_half_to_the_next():
    costs = [frame.shown["cost"] for frame in FRAMES.values()]
    half = len(costs) // 2
    assert costs[half:] == sorted(costs[half:], reverse=True)


@some(two_spirals)
def test_the_words_count_what_the_map_shows(at):
    table, frame = landing.points(), two_spirals(**at)
    z = landing.training()[1][round(at["epoch"])][:, 0]
    right = int(np.sum((z > 0) == table.y))
    assert frame.readout.startswith(f"{right} of 160 points")
    assert f"leaves {160 - right} of 160" in frame.alt
    assert frame.shown["cost"] == pytest.approx(losses.sigmoid_cross_entropy(z, table.y))


def test_between_two_positions_of_the_page_the_picture_is_that_of_the_nearest_epoch():
    assert two_spirals(epoch=62.4).shown == two_spirals(epoch=62).shown
    assert two_spirals(epoch=62).shown not in [frame.shown for frame in FRAMES.values()]


def test_each_position_has_a_picture_of_its_own():
    assert len({frame.svg() for frame in FRAMES.values()}) == len(landing.EPOCHS)

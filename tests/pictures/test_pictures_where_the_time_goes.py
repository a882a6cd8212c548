"""The pictures of "Where the time goes" show what they claim."""

import pytest

from dlcourse.experiments import where_the_time_goes as experiments
from dlcourse.pictures import where_the_time_goes as pictures

PARTS = {"forward": 200e-6, "loss": 10e-6, "backward": 300e-6, "optimiser": 90e-6}


# Pictures


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


def test_the_picture_of_the_stacks_counts_its_numbers():
    lines, columns, _ = experiments.stacks()
    shown = pictures.stacks().shown
    assert (shown["image"], shown["pieces"], shown["columns"]) == (25, lines.size, columns.size)
    assert shown["same"] == 3  # each bracket holds the columns of its output row


def test_the_numbers_of_the_stacks_are_drawn_in_their_order():
    lines, columns, _ = experiments.stacks()
    left, right = pictures.stacks().figures
    drawn = [int(text.get_text()) for text in right.axes[0].texts if text.get_text().isdigit()]
    assert drawn == columns.ravel().tolist()
    pieces = [int(text.get_text()) for text in left.axes[0].texts if text.get_text().isdigit()]
    assert pieces == [*experiments.IMAGE.ravel(), *lines.ravel()]

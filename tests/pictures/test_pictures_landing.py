"""The picture of the landing page: the network learns, and the picture says how much."""

from positions import some

from dlcourse.experiments import landing as experiments
from dlcourse.pictures import landing
from dlcourse.pictures.landing import two_spirals

FRAMES = {epoch: two_spirals(epoch=epoch) for epoch in landing.EPOCHS}


def test_the_cost_falls_from_each_frame_of_the_second_half_to_the_next():
    costs = [frame.shown["cost"] for frame in FRAMES.values()]
    half = len(costs) // 2
    assert costs[half:] == sorted(costs[half:], reverse=True)


@some(two_spirals)
def test_the_words_count_what_the_map_shows(at):
    frame = two_spirals(**at)
    cost, right = experiments.standing(round(at["epoch"]))
    assert frame.readout.startswith(f"{right} of 160 points")
    assert f"leaves {160 - right} of 160" in frame.alt
    assert frame.shown == {"cost": cost, "share": right / 160}


def test_between_two_positions_of_the_page_the_picture_is_that_of_the_nearest_epoch():
    assert two_spirals(epoch=62.4).shown == two_spirals(epoch=62).shown
    assert two_spirals(epoch=62).shown not in [frame.shown for frame in FRAMES.values()]


def test_each_position_has_a_picture_of_its_own():
    assert len({frame.svg() for frame in FRAMES.values()}) == len(landing.EPOCHS)

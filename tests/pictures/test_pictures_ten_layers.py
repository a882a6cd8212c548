"""The pictures of ten hidden layers show the sizes and the trainings that they are about."""

import numpy as np
from positions import some

from dlcourse.experiments import ten_layers as experiments
from dlcourse.pictures import ten_layers as pictures


@some(pictures.opening)
def test_the_opening_tells_of_five_trainings_with_tanh(at):
    nets = [experiments.trained(at["scale"], "tanh", 0.05, seed) for seed in range(5)]
    shown = pictures.opening(**at).shown
    assert shown["last"] == np.mean([net.J[-1] for net in nets])
    assert shown["right"] == np.mean([net.test for net in nets])


@some(pictures.ten)
def test_the_sizes_and_the_stopped_trainings_are_those_of_the_experiment(at):
    frame, sizes = pictures.ten(**at), experiments.sizes(at["scale"], at["activation"])
    nets = [experiments.trained(at["scale"], at["activation"], 0.05, seed) for seed in range(5)]
    assert frame.shown["fallen"] == sum(bool(net.stopped) for net in nets)
    assert frame.shown["a_last"] == sizes.outputs[-1]
    assert frame.shown["slope_first"] == sizes.slopes[0]


def test_where_all_trainings_stop_the_words_say_so():
    assert "All five trainings stop with an error" in pictures.ten(scale=2.0, activation="relu").alt
    assert "0 of 5" in pictures.ten(scale=2.0, activation="tanh").alt

"""The pictures of chapter 7 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import gradcheck
from dlcourse.activations import ACTIVATIONS
from dlcourse.experiments import activations as experiments
from dlcourse.pictures import activations as pictures

# areas, fold and fit_curve


@pytest.mark.parametrize("name", ["identity", "relu"])
def test_the_ends_of_the_curves_stand_under_the_picture(name):
    shown, areas = pictures.areas(name).shown, experiments.areas(name)
    assert (shown["line_low"], shown["net_low"]) == (areas.line[0], areas.net[0])
    assert shown["net_high"] == areas.net[-1]
    assert shown["apart"] == np.abs(areas.net - areas.line).max()


@some(pictures.fold)
def test_the_readout_of_a_fold_is_its_gap_and_what_it_gets_right(at):
    shown, table = pictures.fold(**at).shown, experiments.xor()
    fold = experiments.fold(table.X, table.y, at["c"])
    assert (shown["gap"], shown["right"]) == (fold.gap, fold.right)
    assert (shown["class0"], shown["class1"]) == (0, 2 * fold.cut)


@some(pictures.fit_curve)
def test_the_readout_of_a_year_is_the_error_of_its_network(at):
    shown = pictures.fit_curve(**at).shown
    assert shown["error"] == experiments.fitted(at["name"], at["units"])[1]
    assert (shown["bend"] > 0.1) == (at["name"] != "identity")


# slope_at and gallery


@some(pictures.slope_at)
def test_the_slope_of_the_tangent_is_that_of_the_curve(at):
    g = ACTIVATIONS[at["name"]][0]
    shown = pictures.slope_at(**at).shown
    assert shown["a"] == g(at["z"])
    if at["z"] != 0 or "relu" not in at["name"]:
        measured = gradcheck.numerical_gradient(g, at["z"])
        assert measured == pytest.approx(shown["slope"], abs=1e-9)


def test_the_steepest_slopes_of_the_gallery():
    shown = pictures.gallery().shown
    assert shown["sigmoid"] == 0.25
    assert {shown[name] for name in ("tanh", "relu", "leaky_relu", "identity")} == {1}


# saturation


@some(pictures.saturation)
def test_the_readout_of_a_scale_is_its_flat_share_and_its_mean_slope(at):
    shown, z = pictures.saturation(**at).shown, at["scale"] * experiments.sums()
    assert shown["flat"] == experiments.flat_share(at["name"], z)
    assert shown["mean"] == ACTIVATIONS[at["name"]][1](z).mean()

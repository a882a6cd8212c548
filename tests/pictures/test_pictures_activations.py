"""The pictures of chapter 7 show what they claim, at every kind of position of their controls."""

import numpy as np
import pytest
from positions import some

from dlcourse import gradcheck
from dlcourse.activations import ACTIVATIONS
from dlcourse.experiments import activations as experiments
from dlcourse.pictures import activations as pictures

# by_hand and net


@some(pictures.by_hand)
def test_the_total_of_two_relus_has_the_slopes_and_the_error_that_stand_below_it(at):
    frame, (x, y) = pictures.by_hand(**at), experiments.visitors()
    corners, slopes = (at["corner1"], at["corner2"]), (at["slope1"], at["slope2"])
    rows = experiments.by_hand(x, corners, slopes)
    assert frame.shown["error"] == pytest.approx(np.sqrt(np.mean((rows.total - y) ** 2)))
    assert frame.shown["last"] == rows.total[-1] - rows.total[-3] == sum(slopes)
    assert frame.shown["pieces"] == len({0, *corners})
    curve = frame.panels[1].axes[0].lines[1]
    fine = experiments.by_hand(curve.get_xdata(), corners, slopes)
    np.testing.assert_array_equal(curve.get_ydata(), fine.total)


def test_the_dots_are_hit_at_one_position_alone():
    hits = [
        tuple(at.values())
        for at in pictures.by_hand.positions()
        if np.allclose(
            experiments.by_hand(
                experiments.visitors()[0],
                (at["corner1"], at["corner2"]),
                (at["slope1"], at["slope2"]),
            ).total,
            experiments.visitors()[1],
        )
    ]
    assert hits == [(2, 1, 4, -2)]
    assert pictures.by_hand(corner1=2, slope1=1, corner2=4, slope2=-2).shown["error"] == 0


@some(pictures.by_hand)
def test_the_rows_of_a_unit_are_its_sum_what_is_left_and_its_part(at):
    [axes] = pictures.by_hand(**at).panels[0].axes
    fine = np.linspace(0, 6, 61)
    rows = experiments.by_hand(fine, (at["corner1"], at["corner2"]), (at["slope1"], at["slope2"]))
    for unit, curve in enumerate(axes.lines[::2]):
        x, y = (values.reshape(3, 62)[:, :-1] for values in curve.get_data())
        np.testing.assert_allclose(x, np.tile(fine + pictures.BESIDE * unit, (3, 1)))
        np.testing.assert_allclose(12 * y[0], rows.z[:, unit], atol=1e-12)
        np.testing.assert_allclose(12 * (y[1] + 1), rows.h[:, unit], atol=1e-12)
        np.testing.assert_allclose(24 * (y[2] + 2), rows.weighted[:, unit], atol=1e-12)
        assert np.abs(y - [[0], [-1], [-2]]).max() <= 0.5  # no row reaches into the next


# areas, fold and fit_curve


@pytest.mark.parametrize("name", ["identity", "relu"])
def test_the_ends_of_the_curves_stand_under_the_picture(name):
    shown, areas = pictures.areas(name=name).shown, experiments.areas(name)
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
def test_the_readout_of_a_tide_is_the_error_of_its_network(at):
    shown = pictures.fit_curve(**at).shown
    assert shown["error"] == experiments.fitted(at["name"], at["units"])[1]
    assert (shown["bend"] > 1e-3) == (at["name"] != "identity")
    assert (shown["corners"] > 0) == (at["name"] == "relu")


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
    assert shown["open"] == experiments.open_share(at["name"], z)

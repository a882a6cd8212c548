"""The numbers of the landing page: the network learns to tell two spirals apart."""

import numpy as np
import pytest

from dlcourse import losses
from dlcourse.experiments import landing as experiments


def test_at_the_start_no_more_than_a_line_separates_and_at_the_end_all_is_right():
    table = experiments.points()
    assert table.X.shape == (160, 2)
    line = np.linalg.lstsq(np.c_[table.X, np.ones(160)], 2 * table.y - 1, rcond=None)[0]
    with_a_line = np.mean((np.c_[table.X, np.ones(160)] @ line > 0) == table.y)
    (first, right), (last, all_right) = (experiments.standing(k) for k in (0, experiments.EPOCHS))
    assert right / 160 < with_a_line < 0.75
    assert all_right == 160
    assert last < first / 100


def test_the_costs_that_the_page_shows():
    costs, right = zip(*(experiments.standing(k) for k in (0, 50, 100, 300)), strict=True)
    assert costs == pytest.approx([0.66778, 0.52000, 0.14817, 0.0044712], rel=1e-4)
    assert right == (89, 107, 154, 160)


def test_there_is_an_answer_for_each_place_and_each_point_before_and_after_each_epoch():
    maps, answers = experiments.training()
    assert len(maps) == len(answers) == 301
    assert {z.shape for z in maps} == {(37, 37)}
    assert {z.shape for z in answers} == {(160, 1)}
    z = answers[100]
    assert experiments.standing(100)[0] == pytest.approx(
        losses.sigmoid_cross_entropy(z[:, 0], experiments.points().y)
    )


def test_the_map_is_read_row_by_row_from_below():
    """What it says near a point is what the network says of the point."""
    np.testing.assert_allclose(experiments.SIDE, -1.15 + 2.3 * np.arange(37) / 36)
    (maps, answers), X = experiments.training(), experiments.points().X
    column, row = np.rint((X + 1.15) * 36 / 2.3).astype(int).T
    beside = maps[300][row, column]
    assert np.mean((beside > 0) == (answers[300][:, 0] > 0)) > 0.95
    assert np.corrcoef(beside, answers[300][:, 0])[0, 1] > 0.95


def test_a_point_on_the_border_counts_as_class_0(monkeypatch):
    z = np.where(experiments.points().y == 1, 0.0, -1.0)
    monkeypatch.setattr(experiments, "training", lambda: ([], [z[:, np.newaxis]]))
    cost, right = experiments.standing(0)
    assert cost == pytest.approx((np.log(2) + np.log(1 + np.exp(-1))) / 2)
    assert right == 80

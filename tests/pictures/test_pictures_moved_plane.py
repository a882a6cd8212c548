"""The plane that a matrix moves shows what it claims, at every kind of position of its controls."""

import numpy as np
import pytest
from positions import some

from dlcourse.experiments import loops_to_matrices as experiments
from dlcourse.pictures import moved_plane as pictures

END = experiments.MOVE_STEPS


@some(pictures.by_columns)
def test_the_point_is_two_of_the_first_column_and_one_of_the_second(at):
    W = experiments.moved_plane(at["kind"], at["step"])
    shown = pictures.by_columns(**at).shown
    assert (shown["x"], shown["y"]) == pytest.approx(tuple(2 * W[:, 0] + W[:, 1]))


def test_the_words_are_those_of_the_two_columns():
    frame = pictures.by_columns(kind=experiments.FLATTEN, step=END)
    assert frame.readout == "2·(1, 0.5) + 1·(2, 1) = (4, 2)"
    assert "the arrow (1, 0) has come to (1, 0.5) and the arrow (0, 1) to (2, 1)" in frame.alt
    assert "stretch, then turn" in pictures.by_columns(kind=experiments.STRETCH_TURN, step=1).alt


@pytest.mark.parametrize("kind", experiments.MOVES)
def test_the_arrows_lead_to_the_columns_and_the_grid_is_moved_with_them(kind):
    axes = pictures.by_columns(kind=kind, step=END).figures.axes[0]
    W = experiments.moved_plane(kind, END)
    ends = [(float(q.U[0]), float(q.V[0])) for q in axes.collections]
    assert ends == [tuple(W[:, 0]), tuple(W[:, 1])]
    moved = np.array(axes.lines[1].get_data())
    still = np.array(axes.lines[0].get_data())
    np.testing.assert_allclose(moved, W @ still)
    (point,) = axes.lines[3].get_xydata().tolist()
    assert point == (W @ [2, 1]).tolist()


@pytest.mark.parametrize("kind", experiments.MOVES)
@pytest.mark.parametrize("step", range(END + 1))
def test_names_and_point_are_in_the_picture_and_the_names_apart(kind, step):
    figure = pictures.by_columns(kind=kind, step=step).figures
    axes, edges = figure.axes[0], figure.bbox
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert all(edges.x0 <= b.x0 and b.x1 <= edges.x1 for b in boxes)
    assert all(edges.y0 <= b.y0 and b.y1 <= edges.y1 for b in boxes)
    assert not boxes[0].overlaps(boxes[1])
    (x, y), (width, height) = axes.lines[3].get_xydata()[0], (axes.get_xlim(), axes.get_ylim())
    assert width[0] < x < width[1]
    assert height[0] < y < height[1]

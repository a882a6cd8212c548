"""What the chapters' pictures share: numbers in words, panels, cells."""

import numpy as np
import pytest

from dlcourse import plots
from dlcourse.pictures import _cells, _panels, _words
from dlcourse.plots import BLUE, INK, MUTED, VERMILLION


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (0, "0"), (-2.5, "(−2.5)"), (np.float32(-1), "(−1)")]
)
def test_a_negative_factor_stands_in_brackets(value, text):
    assert _words.factor(value) == text


def test_a_sum_of_products_reads_as_it_is_added_up():
    assert _words.sum_of_products([2, -1], [0.5, -3.0]) == "2·0.5 + (−1)·(−3)"
    assert _words.sum_of_products(np.array([2.0]), np.array([1 / 3]), ".3f") == "2·0.333"


def test_a_sum_of_products_needs_as_many_on_both_sides():
    with pytest.raises(ValueError, match="shorter"):
        _words.sum_of_products([1, 2], [1])


def test_numbers_are_listed_in_reading_order():
    assert _words.listed(np.array([[1.0, -2], [0.5, 0]]).flat) == "1, −2, 0.5, 0"


@pytest.mark.parametrize(("exponent", "text"), [(-12, "10⁻¹²"), (0, "10⁰"), (345, "10³⁴⁵")])
def test_an_exponent_is_raised(exponent, text):
    assert _words.power_of_ten(exponent) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.01, "0.01"),
        (999.4, "999.40"),
        (0.00999, "1 · 10⁻²"),
        (8.4e-7, "8 · 10⁻⁷"),
        (1e3, "1 · 10³"),
    ],
)
def test_small_and_large_numbers_take_a_power_of_ten(value, text):
    assert _words.in_powers(value) == text


def test_a_panel_without_limits_takes_in_what_is_drawn():
    _, fixed = _panels.panel("x", "y", (0, 1), (2, 3))
    _, free = _panels.panel()
    for axes in (fixed, free):
        axes.plot([-5, 5], [-5, 5])
    assert fixed.get_xlim() == (0, 1)
    assert fixed.get_ylim() == (2, 3)
    assert fixed.get_xlabel() == "x"
    assert free.get_xlim()[1] > 5 > -5 > free.get_ylim()[0]


def test_axes_in_a_fixed_place_stay_there_whatever_stands_beside_them():
    figure, axes = _panels.placed((0.2, 0.3, 0.5, 0.6))
    axes.set(ylabel="a label\nof three\nlines")
    plots.svg(figure)
    assert axes.get_position().bounds == pytest.approx((0.2, 0.3, 0.5, 0.6))


def test_every_example_is_drawn_in_the_colour_of_its_class():
    _, axes = _panels.panel()
    X, y = np.arange(10.0).reshape(5, 2), np.array([0, 1, 1, 0, 1])
    _panels.two_classes(axes, X, y)
    drawn = {line.get_color(): line.get_xydata().tolist() for line in axes.lines}
    assert drawn == {VERMILLION: X[y == 0].tolist(), BLUE: X[y == 1].tolist()}


def test_ticks_at_powers_of_ten_are_plain_text():
    _, axes = _panels.panel()
    _panels.powers_of_ten(axes, range(-2, 2))
    assert axes.get_ylim() == pytest.approx((0.01, 10))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["10⁻²", "10⁻¹", "10⁰", "10¹"]


@pytest.fixture
def sheet():
    return _cells.sheet((0, 10), (0, 8), width=5, height=4)[1]


def middles(patch):
    """The middle of each outline in a path of many, as rows (x, y)."""
    vertices = patch.get_path().vertices.reshape(-1, 5, 2)
    return (vertices.max(axis=1) + vertices.min(axis=1)) / 2


def test_a_sheet_begins_at_the_top(sheet):
    assert sheet.get_ylim() == (8, 0)
    assert sheet.get_position().bounds == (0, 0, 1, 1)


def test_a_number_stands_in_the_middle_of_its_cell_and_as_large_as_a_text(sheet):
    _cells.numbers(sheet, 2, 3, np.array([[8.0, np.nan], [np.nan, 8.0]]), INK, size=9)
    boxes = [row.get_path().get_extents() for row in sheet.patches]
    at = [((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2) for b in boxes]
    np.testing.assert_allclose(at, [(2.5, 3.5), (3.5, 4.5)], atol=0.01)
    points = boxes[0].height * 72 * 4 / 8  # 8 cells on 4 inches
    assert 0.6 * 9 < points < 0.8 * 9


def test_a_row_without_numbers_draws_nothing(sheet):
    _cells.numbers(sheet, 0, 0, np.full((2, 2), np.nan), INK)
    assert not sheet.patches


@pytest.mark.parametrize(("shape", "lines"), [((1, 1), 0), ((1, 3), 2), ((4, 1), 3), ((4, 3), 5)])
def test_cells_are_set_apart_by_lines(sheet, shape, lines):
    _cells.cells(sheet, 0, 0, shape, MUTED)
    drawn = [line.get_xydata() for line in sheet.lines]
    assert sum(np.isnan(ends[:, 0]).sum() for ends in drawn) == lines


def test_shades_grow_with_the_number_and_0_leaves_the_paper(sheet):
    image = np.array([[0.0, 0.01], [0.5, 1.0]])
    _cells.shades(sheet, 1, 2, image, INK, most=0.8, size=2)
    alphas = [patch.get_facecolor()[3] for patch in sheet.patches]
    assert alphas == pytest.approx([0.1, 0.4, 0.8])
    drawn = [middles(patch)[0].tolist() for patch in sheet.patches]
    assert drawn == [[4, 3], [2, 5], [4, 5]]  # x, y of the middles of cells of 2


def test_the_area_of_a_mark_grows_with_the_number(sheet):
    _cells.by_size(sheet, 0, 0, np.array([[4.0, 0, -1.0]]), 4.0, square=0.5, diamond=0.6)
    square, diamond = (patch.get_path().get_extents() for patch in sheet.patches)
    assert (square.width, diamond.width) == pytest.approx((1.0, 0.6))
    assert [middles(patch)[0].tolist() for patch in sheet.patches] == [[0.5, 0.5], [2.5, 0.5]]
    colours = [patch.get_facecolor()[:3] for patch in sheet.patches]
    assert colours == [plots.mpl.colors.to_rgb(color) for color in (BLUE, VERMILLION)]


@pytest.mark.parametrize("sizes", [2.0, [2.0, 2.0], [(2.0, 2.0), (2.0, 2.0)]])
def test_sizes_may_be_one_for_all_one_each_or_width_and_height(sizes):
    patch = _cells.marks([(0, 0), (5, 5)], _cells.SQUARE, sizes)
    assert patch.get_path().get_extents().bounds == (-2, -2, 9, 9)
    assert middles(patch).tolist() == [[0, 0], [5, 5]]


def test_a_width_and_a_height_are_not_mixed_up():
    patch = _cells.marks([(0, 0)], _cells.SQUARE / 2, [(3.0, 1.0)])
    assert patch.get_path().get_extents().bounds == (-1.5, -0.5, 3, 1)

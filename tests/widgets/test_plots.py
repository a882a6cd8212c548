"""The canvas and its SVG: what a page may rely on."""

import contextlib
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes

from dlcourse import plots

SVG = "{http://www.w3.org/2000/svg}"


def curve(label="area (m²)"):
    with plots.style():
        figure, axes = plots.canvas()
        axes.plot([0, 1, 2], [0, 1, 4], marker="o", label="cost")
        axes.legend()
        axes.set_xlabel(label)
    return figure


def ids(svg):
    return re.findall(r'\bid="([^"]*)"', svg)


def test_svg_is_one_well_formed_element():
    root = ET.fromstring(plots.svg(curve()))
    assert root.tag == f"{SVG}svg"


def test_the_same_figure_gives_the_same_svg():
    assert plots.svg(curve()) == plots.svg(curve())


def test_every_colour_of_the_palette_becomes_a_variable():
    svg = plots.svg(curve())
    assert "var(--dl-blue, #0072b2)" in svg
    bare = re.sub(r"var\([^)]*(\([^)]*\))?[^)]*\)", "", svg)
    assert re.findall(r"#[0-9a-f]{6}\b", bare) == []


def test_ids_are_unique_and_every_reference_finds_its_own():
    svg = plots.svg(curve(), prefix="one")
    assert len(set(ids(svg))) == len(ids(svg)) > 0
    references = re.findall(r'url\(#([^)]*)\)|href="#([^"]*)"', svg)
    assert references
    assert {a or b for a, b in references} <= set(ids(svg))


def test_two_figures_in_a_page_share_no_id():
    assert not set(ids(plots.svg(curve()))) & set(ids(plots.svg(curve("price (1000 $)"))))


def test_no_style_sheet_and_no_foreign_address_is_left_inside():
    svg = plots.svg(curve())
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert set(re.findall(r"https?://[^\"' )]+", svg)) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_shortened_numbers_stay_where_they_were():
    full = plots.svg(curve())
    width, height = (float(v) for v in re.search(r'viewBox="0 0 (\S+) (\S+)"', full).groups())
    assert (width, height) == pytest.approx((4.8 * 72, 3.2 * 72))
    blue = re.findall(r'<path d="([^"]*)"[^>]*stroke: var\(--dl-blue', full)
    line = next(d for d in blue if d.count("L") == 2)
    xs = [float(number) for number in re.findall(r"[ML] (\S+)", line)]
    assert np.diff(xs) == pytest.approx([np.diff(xs)[0]] * 2, abs=0.02)


def test_the_style_is_gone_after_drawing():
    before = dict(mpl.rcParams)
    curve()
    plots.svg(curve())
    assert dict(mpl.rcParams) == before


def test_landscape_shades_higher_costs_deeper_and_keeps_the_palette():
    with plots.style():
        figure, axes = plots.canvas()
        w = np.linspace(-1.0, 1.0, 21)
        plots.landscape(axes, w, w, w[:, None] ** 2 + w**2, levels=4)
    opacity = [float(v) for v in re.findall(r"fill-opacity: ([\d.]+)", plots.svg(figure))]
    assert opacity == sorted(opacity)
    assert len(opacity) >= 3


def test_halves_colours_one_half_with_nothing():
    with plots.style():
        figure, axes = plots.canvas()
        x = np.linspace(0.0, 1.0, 11)
        plots.halves(axes, x, x, np.tile(x, (11, 1)))
    svg = plots.svg(figure)
    assert "var(--dl-blue" in svg
    assert "var(--dl-vermillion" in svg


def test_a_number_is_written_with_a_minus_sign_and_zero_without():
    assert plots.number(-1234.5, ",.1f") == "−1,234.5"
    assert plots.number(-0.001) == "0.00"
    assert plots.number(3, "g") == "3"


def luminance(colour):
    channels = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def themes():
    css = Path(__file__).parents[2] / "book" / "_site" / "static" / "course.css"
    blocks = re.findall(r"(:root|html\[data-theme=\"dark\"\]) \{([^}]*)\}", css.read_text("utf8"))
    return {
        selector: dict(re.findall(r"--dl-(\w+): (#[0-9a-f]{6})", body)) for selector, body in blocks
    }


def test_the_style_sheet_names_the_palette_in_both_themes():
    light, dark = themes().values()
    # Panels, which no figure draws, have a colour that is the page's alone.
    assert light.keys() == dark.keys() == plots.PALETTE.keys() | {"surface"}
    same = {name: colour for name, colour in plots.PALETTE.items() if name != "paper"}
    assert {name: light[name] for name in same} == same


@pytest.mark.parametrize(
    ("theme", "page"),
    [
        (theme, themes()[theme][behind])
        for theme in (":root", 'html[data-theme="dark"]')
        for behind in ("paper", "surface")
    ],
)
def test_colours_stand_out_from_the_page(theme, page):
    """WCAG 2.2: 4.5 for text, 3 for what a figure needs to be understood."""
    colours = themes()[theme]
    assert contrast(colours["ink"], page) >= 4.5
    assert contrast(colours["muted"], page) >= 4.5
    for name in ("blue", "vermillion", "green", "purple"):
        assert contrast(colours[name], page) >= 3, name


def test_a_figure_is_drawn_once_and_looks_as_savefig_lays_it_out(monkeypatch):
    def labelled():
        figure, axes = plots.canvas(width=3.1)
        axes.plot([1, 1000], [1e-9, 2e9], label="a long label")
        axes.set(xlabel="weight w", ylabel="two\nlines", yscale="log", title="above")
        axes.legend()
        return figure

    drawn = []
    draw = Axes.draw
    monkeypatch.setattr(Axes, "draw", lambda axes, to: (drawn.append(axes), draw(axes, to)))
    figure = labelled()
    engine = figure.get_layout_engine()
    once = plots.svg(figure)
    assert drawn == figure.axes
    assert figure.get_layout_engine() is engine
    monkeypatch.setattr(plots, "_laid_out", lambda figure: contextlib.nullcontext())
    assert plots.svg(labelled()) == once


def test_a_map_of_what_has_no_levels_is_refused_in_words():
    _, axes = plots.canvas()
    x, y = np.arange(3.0), np.arange(2.0)
    with pytest.raises(ValueError, match=r"^J is 0.5 everywhere, so it has no level lines"):
        plots.landscape(axes, x, y, np.full((2, 3), 0.5))
    with pytest.raises(
        ValueError, match=r"^J holds NaN or infinity: draw the part where all costs"
    ):
        plots.landscape(axes, x, y, np.full((2, 3), np.nan))

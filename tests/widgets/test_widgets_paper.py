"""The door to the PDF: pictures are files that LaTeX finds, words are safe, tables are tables."""

import re

import pytest

from dlcourse import linear, plots
from dlcourse.widgets import Frame, Slider, Source, Table, widget


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """The folder for the pictures, beside the one in which LaTeX would run."""
    folder = tmp_path / "paper"
    monkeypatch.setenv("DLCOURSE_PAPER", str(folder))
    return folder


def panel(width=3.1):
    figure, axes = plots.canvas(width=width)
    axes.plot([0, 1], [0, width])
    return figure


def frame(*widths, readout=""):
    return Frame([panel(width) for width in widths], "A line that rises to the right.", readout)


def latex(thing):
    return thing._repr_mimebundle_()["text/markdown"]


def pictures(text):
    return re.findall(r"includegraphics\[scale=([\d.]+)\]\{\.\./paper/(\w+\.pdf)\}", text)


def test_a_panel_is_a_file_that_latex_finds_and_the_same_panel_is_there_once(paper):
    for _ in range(2):
        ((scale, name),) = pictures(latex(frame(4.8)))
    assert scale == "1.00"
    assert [path.name for path in paper.iterdir()] == [name]
    assert (paper / name).read_bytes().startswith(b"%PDF")


def test_panels_stand_side_by_side_where_they_can_be_read_and_else_below_each_other(paper):
    beside = latex(frame(3.1, 3.2))
    assert r"\quad" in beside
    assert all(float(scale) * 6.3 <= 6.2 + 0.05 for scale, _ in pictures(beside))
    below = latex(frame(4.8, 4.9))
    assert r"\par" in below
    assert r"\quad" not in below
    assert {scale for scale, _ in pictures(below)} == {"1.00"}


def test_a_widget_stands_at_its_start_and_says_where_that_is(paper):
    @widget(k=Slider("share", (1, 2, 3), 2, unit="{value} %"))
    def rising(k):
        return frame(2 * k, readout="cost_1 = {4}")

    text = latex(rising)
    assert r"share = 2 \% · cost\_1 = \{4\}" in text
    assert pictures(text) == pictures(latex(rising(k=2)))


def test_no_character_of_the_words_is_a_command():
    for character in "&%$#_{}~^\\":
        assert latex_of(character) not in (character, ""), character


def latex_of(character):
    from dlcourse.widgets._paper import SPECIAL

    return character.translate(SPECIAL)


def test_a_table_is_markdown_with_its_bars_escaped(paper):
    text = latex(Table(["z", "|z|"], [[-1.5, 1.5]], ".1f", caption="Two numbers."))
    assert text.split("\n") == [
        "Two numbers.",
        "",
        r"| z | \|z\| |",
        "| ---: | ---: |",
        "| −1.5 | 1.5 |",
    ]


def test_a_source_is_code(paper):
    assert latex(Source(linear.predict_linear)).startswith("```python\ndef predict_linear(")


def test_elsewhere_nothing_of_this_is_shown():
    for thing in (frame(4.8), Table(["z"], [[1]])):
        assert set(thing._repr_mimebundle_()) == {"text/plain", "text/html"}

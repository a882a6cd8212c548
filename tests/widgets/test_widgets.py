"""The mechanism of the sliders: one frame function, two doors."""

import importlib
import inspect
import json
import os
import re
import subprocess
import sys

import pytest

from dlcourse import blackboard, plots
from dlcourse.layers import Dense
from dlcourse.widgets import Choice, Frame, Slider, Source, Table, Widget, picture, widget
from dlcourse.widgets._letters import plain
from dlcourse.widgets._page import frame_data, page_html, start_index, svg_text


def parabola(a=1.0, side="left", width=4.8):
    figure, axes = plots.canvas(width=width)
    axes.plot([-1, 0, 1], [a, 0, a])
    axes.set(xlabel="w", ylabel="J", title=side, ylim=(0, 3))
    return Frame(
        figure, f"A parabola of height {a:g} seen from the {side}.", f"a = {a:g}", {"a": a}
    )


SLIDER = Slider("steepness a", (0.5, 1.0, 1.5), 1.0, fmt=".1f")
CHOICE = Choice("side", ("left", "right"), "left")


@pytest.fixture
def bowl():
    return Widget(parabola, {"a": SLIDER, "side": CHOICE}, play="a", pace=1.5)


def test_a_frame_needs_words():
    figure, _ = plots.canvas()
    with pytest.raises(ValueError, match="needs a sentence that says what is to be seen"):
        Frame(figure, "figure")


def test_a_frame_is_made_of_figures():
    figure, axes = plots.canvas()
    words = (
        r"^figures holds an object of type Axes, but a Figure is needed: the first that canvas\(\)"
    )
    with pytest.raises(TypeError, match=words):
        Frame([figure, axes], "A line that rises.")
    with pytest.raises(TypeError, match=r"^figures holds None, but a Figure is needed"):
        Frame(None, "A line that rises.")


@pytest.mark.parametrize(
    ("drawn", "what"),
    [(lambda: plots.canvas()[0], "an object of type Figure"), (str, "an object of")],
)
def test_a_function_that_draws_no_frame_is_told_what_is_needed(drawn, what):
    def draw(a):
        return drawn()

    words = rf"^draw returned {what}.*, but a Frame is needed, a figure with its words: Frame\(fig"
    with pytest.raises(TypeError, match=words):
        Widget(draw, {"a": SLIDER})(a=1.0)
    with pytest.raises(TypeError, match=r"^forgets returned None, but a Frame is needed"):
        picture(forgets)()


def forgets():
    plots.canvas()


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        (
            {"b": SLIDER},
            "^draw takes a, side, but the controls are named b: each parameter needs a",
        ),
        ({"a": SLIDER, "c": SLIDER}, "^draw takes a, side, but the controls are named a, c: each"),
        ({}, "^draw takes a, side, but the controls are named nothing: each parameter needs a"),
        ({"a": (1, 2, 3)}, r"^a is \(1, 2, 3\), but a control is needed: a Slider or a Choice\.$"),
    ],
)
def test_controls_that_are_not_those_of_the_parameters_are_named_at_once(controls, words):
    def draw(a, side="left"):
        return parabola(a, side)

    with pytest.raises(TypeError, match=words):
        widget(**controls)(draw)
    assert widget(a=SLIDER)(draw)().shown == {"a": 1.0}  # what has a default needs no control


def test_a_frame_displays_svg_with_its_words_and_prints_its_words():
    bundle = parabola(2.0)._repr_mimebundle_()
    assert bundle["text/plain"] == "Figure: A parabola of height 2 seen from the left.\na = 2"
    assert (
        'role="img" aria-label="A parabola of height 2 seen from the left."' in bundle["text/html"]
    )
    assert bundle["text/html"].count("<svg") == 1


def test_words_are_escaped():
    figure, _ = plots.canvas()
    frame = Frame(figure, 'Where a < b & "c" holds', "<b>")
    assert (
        'aria-label="Where a &lt; b &amp; &quot;c&quot; holds"'
        in frame._repr_mimebundle_()["text/html"]
    )
    assert "&lt;b&gt;</p>" in frame._repr_mimebundle_()["text/html"]


def test_panels_share_no_id():
    frame = Frame([parabola().figures, parabola(2.0).figures], "Two parabolas side by side.")
    found = re.findall(r'\bid="([^"]*)"', frame.svg(prefix="w"))
    assert len(found) == len(set(found)) > 0


def test_picture_draws_in_the_course_style_and_keeps_the_name():
    styled = picture(parabola)
    assert styled.__name__ == "parabola"
    assert styled(a=2.0).figures.axes[0].spines["top"].get_visible() is False


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Slider("a", (1.0,), 1.0), "at least two, and each only once"),
        (lambda: Slider("a", (1.0, 1.0), 1.0), "at least two, and each only once"),
        (lambda: Slider("a", (1.0, 2.0), 3.0), "starts at 3.0, which is not one of its values"),
        (lambda: Slider("a", (2.0, 1.0), 2.0), "do not rise"),
        (lambda: Choice("side", ("left", "right"), "up"), "starts at 'up'"),
        (lambda: Widget(parabola, {"a": SLIDER}, play="b"), "play is 'b', but the controls are a"),
        (lambda: Widget(parabola, {"a": Slider("a", range(401), 0)}), "401 positions.*at most 400"),
    ],
)
def test_wrong_controls_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_slider_writes_numbers_for_readers():
    slider = Slider("bias b", (-1.0, 0.0), 0.0, unit="{value} m²", fmt=".1f")
    assert [slider.text(value) for value in slider.values] == ["−1.0 m²", "0.0 m²"]


def test_calling_a_widget_gives_the_frame_and_refuses_what_it_does_not_have(bowl):
    assert bowl().shown == {"a": 1.0}
    assert bowl(a=1.5).shown == {"a": 1.5}
    with pytest.raises(ValueError, match=r"no control .'b'.: it has .'a', 'side'."):
        bowl(b=1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"a": 1.51}, r"'steepness a' cannot be 1\.51: it is a number from 0\.5 to 1\.5\."),
        ({"a": 0.49}, r"'steepness a' cannot be 0\.49"),
        ({"a": float("nan")}, r"'steepness a' cannot be nan"),
        ({"a": "1.0"}, r"'steepness a' cannot be '1\.0'"),
        ({"side": "middle"}, r"'side' cannot be 'middle': it is one of \["),
    ],
)
def test_a_widget_refuses_a_value_that_its_control_cannot_take(bowl, values, words):
    with pytest.raises(ValueError, match=words):
        bowl(**values)


def test_the_rounded_end_of_a_logarithmic_slider_is_taken(bowl):
    assert bowl(a=1.5000000000000002)


def test_the_decorator_makes_a_widget():
    made = widget(a=SLIDER)(parabola)
    assert isinstance(made, Widget)
    assert made.__doc__ == parabola.__doc__


def test_frames_on_the_page_are_the_frames_of_the_function(bowl):
    data = frame_data(bowl)
    assert len(data["frames"]) == 6
    for position, stored in zip(bowl.positions(), data["frames"], strict=True):
        frame = bowl(**position)
        assert svg_text(data["lines"], stored["svg"]) == frame.svg(prefix=bowl.key)
        assert (stored["alt"], stored["readout"]) == (frame.alt, frame.readout)


def test_the_page_begins_at_the_start_values(bowl):
    html = page_html(bowl)
    assert list(bowl.positions())[start_index(bowl)] == {"a": 1.0, "side": "left"}
    assert bowl().svg(prefix=bowl.key) in html
    assert 'aria-valuetext="1.0"' in html
    assert html.count(" checked") == 1
    blob = re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)[1]
    assert json.loads(blob) == frame_data(bowl)


def test_a_script_end_inside_a_frame_does_not_end_the_script(bowl):
    hostile = Widget(
        lambda a: Frame(plots.canvas()[0], f"It says </script> {a} times.", f"{a}"), {"a": SLIDER}
    )
    assert page_html(hostile).count("</script>") == 1


def test_every_control_has_a_label(bowl):
    html = page_html(bowl)
    assert f'<label for="{bowl.key}-a">steepness a</label>' in html
    assert "<legend>side</legend>" in html


def test_frames_of_different_size_are_refused():
    jumping = Widget(lambda a: parabola(a, width=4 + a), {"a": SLIDER})
    with pytest.raises(ValueError, match="frames of 3 sizes: the page would jump"):
        frame_data(jumping)


@pytest.mark.parametrize(
    ("alt", "readout", "words"),
    [
        ("A parabola on its vertex.", "a = {a:g}", "3 positions, but only 1 alternative texts"),
        ("A parabola of height {a:g}.", "", "a position without a readout"),
    ],
)
def test_positions_that_nobody_could_tell_apart_by_words_are_refused(alt, readout, words):
    def draw(a):
        return Frame(parabola(a).panels, alt.format(a=a), readout.format(a=a), {})

    with pytest.raises(ValueError, match=words):
        frame_data(Widget(draw, {"a": SLIDER}))


def test_the_page_is_shown_while_the_book_is_built_and_ipywidgets_otherwise(bowl, monkeypatch):
    monkeypatch.setenv("DLCOURSE_STATIC", "1")
    static = bowl._repr_mimebundle_()
    monkeypatch.delenv("DLCOURSE_STATIC")
    live = bowl._repr_mimebundle_()
    assert set(static) == {"text/plain", "text/html"}
    assert "application/vnd.jupyter.widget-view+json" in live
    assert static["text/plain"] == live["text/plain"]
    assert plain(live["text/plain"]) == repr(bowl)


def test_where_no_ipywidgets_can_be_shown_the_start_frame_stands_without_any_script(bowl):
    """A page that shows a saved notebook has neither a kernel nor the widgets' own scripts."""
    still = bowl._repr_mimebundle_()["text/html"]
    assert still.startswith('<figure class="dl-figure"><div class="dl-stage" role="img"')
    assert bowl().alt in still
    assert bowl().readout in still
    assert "<svg" in still
    assert "<script" not in still


def test_live_controls_move_the_picture(bowl):
    ipywidgets = importlib.import_module("ipywidgets")
    from dlcourse.widgets._live import live_box

    slider, side, steps, image, readout = live_box(bowl, ipywidgets).children
    one_step, play = steps.children
    before = image.value
    slider.value = 1.2  # between two frames of the page
    assert "height 1.2" in image.value
    assert readout.value == "a = 1.2"
    side.value = "right"
    assert "from the right" in image.value
    one_step.click()
    assert slider.value == 1.5
    one_step.click()  # from the end to the beginning
    assert slider.value == 0.5
    play.value = 2
    assert slider.value == 1.5
    assert play.interval == 1500
    assert image.value != before


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((0.1, 0.2, 0.3), "FloatSlider"),
        ((0.01, 0.1, 1.0), "FloatLogSlider"),
        ((0.1, 0.2, 1.0), "SelectionSlider"),
        ((1, 2, 3), "SelectionSlider"),
    ],
)
def test_a_live_slider_goes_between_the_frames_where_their_steps_are_even(values, kind):
    ipywidgets = importlib.import_module("ipywidgets")
    from dlcourse.widgets._live import live_box

    made = live_box(
        Widget(lambda a: parabola(float(a)), {"a": Slider("a", values, values[1])}), ipywidgets
    )
    control = made.children[0]
    assert type(control).__name__ == kind
    assert control.value == pytest.approx(values[1])
    if kind != "SelectionSlider":
        control.value = control.min if kind == "FloatSlider" else 10**control.min
        assert made.children[-1].value == f"a = {values[0]:g}"


def test_without_ipywidgets_the_picture_is_shown_with_what_to_do():
    code = (
        "import sys; sys.modules['ipywidgets'] = None\n"
        "from dlcourse import plots\n"
        "from dlcourse.widgets import Frame, Slider, widget\n"
        "@widget(a=Slider('a', (1, 2), 1))\n"
        "def w(a): return Frame(plots.canvas()[0], 'An empty pair of axes.')\n"
        "html = w._repr_mimebundle_()['text/html']\n"
        "assert '<svg' in html and 'pip install ipywidgets' in html\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "DLCOURSE_STATIC"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_a_table_prints_aligned_and_escapes():
    table = Table(["x (m²)", "a<b"], [[1.0, -2.5], [10.0, "<i>"]], fmt=".1f", caption="Two rows")
    lines = ["Two rows", "x (m²)   a<b", "   1.0  −2.5", "  10.0   <i>"]
    assert table._repr_mimebundle_()["text/plain"].splitlines() == lines
    assert repr(table).splitlines() == [line.replace("−", "-") for line in lines]
    html = table._repr_html_()
    assert "<td>&lt;i&gt;</td>" in html
    assert html.count("<tr>") == html.count("</tr>") == 3
    assert html.count('<th scope="col">') == html.count("</th>") == 2


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("α = −2.5 m², σ′(z) ≤ ½", "alpha = -2.5 m², sigma'(z) <= ½"),
        ("w₁ → ∞ … Σ ΔJ × 10⁻³", "w1 -> infinity … sigma deltaJ × 10-³"),
        ("‖w‖ · ∂J ≈ √2 ≥ λ", "||w|| · dJ ~ sqrt 2 >= lambda"),
        ("plain as it is", "plain as it is"),
        ("⌊t⌋ of 3", r"\u230at\u230b of 3"),
    ],
)
def test_what_is_printed_has_letters_that_a_console_has(text, spelt):
    assert plain(text) == spelt
    for page in ("cp1252", "cp1256"):
        plain(text).encode(page)


def test_letters_of_other_scripts_stay_for_those_who_write_them():
    assert plain("شبکه 網, α") == "شبکه 網, alpha"


def test_every_name_of_what_a_chapter_shows_can_be_printed():
    columns = ["‖w‖", "α"]
    table = Table(columns, [[-1.5, "σ"], [10.25, "∂J"]], caption="The slopes ∂J/∂w")
    frame = Frame(plots.canvas()[0], "A line with the slope −2, and σ at its foot.", "α = −2")
    moved = Widget(lambda a: frame, {"a": Slider("learning rate α", (-1.0, 2.0), -1.0)})
    for shown, letters in ((table, "−σ‖∂"), (frame, "−σα"), (moved, "−σα")):
        kept = shown._repr_mimebundle_()["text/plain"]
        assert set(letters) <= set(kept)  # a notebook has all of them
        assert str(shown) == repr(shown)
        for page in ("cp1252", "cp1256"):
            repr(shown).encode(page)
    widths = {len(line) for line in repr(table).splitlines()[1:]}
    assert len(widths) == 1  # the columns still stand below each other
    assert repr(moved).startswith("Widget at learning rate alpha = -1\nFigure: A line with the slo")


def test_where_the_first_column_has_no_head_its_cells_are_the_heads_of_their_rows():
    shown = Table(["", "a"], [["tanh", 1], ["", 2]])._repr_html_()
    assert '<thead><tr><td></td><th scope="col">a</th></tr></thead>' in shown
    assert '<tr><th scope="row">tanh</th><td>1</td></tr><tr><td></td><td>2</td></tr>' in shown
    assert 'aria-label="a"' in shown
    assert 'scope="row"' not in Table(["name", "a"], [["tanh", 1]])._repr_html_()


def test_a_table_with_a_short_row_is_refused():
    with pytest.raises(ValueError, match="row 1 has 1 values, but there are 2 columns: a, b"):
        Table(["a", "b"], [[1, 2], [1]])


def test_a_table_with_too_few_formats_is_refused():
    with pytest.raises(
        ValueError, match=r"^fmt has 1 formats, but there are 2 columns: give one for"
    ):
        Table(["a", "b"], [[1.0, 2.0]], fmt=[".1f"])


def test_a_source_is_of_a_function_and_not_of_its_name():
    with pytest.raises(
        TypeError, match=r"^Source got 'linear.margin', but it shows a function: Sou"
    ):
        Source("linear.margin")


def test_the_source_of_a_method_stands_at_the_margin_under_the_name_a_reader_imports():
    shown = Source(Dense.forward)
    assert shown.name == "dlcourse.layers.Dense.forward"
    assert shown.code.startswith("def forward(self")


def test_a_source_leaves_out_what_is_said_to_the_type_checker():
    assert "type: ignore" in inspect.getsource(plots.style)
    assert "type: ignore" not in Source(plots.style).code


def test_source_is_the_function_that_runs(monkeypatch):
    shown = Source(blackboard.mse)
    assert "for i in range(" in shown.code
    assert '"""' not in shown.code
    assert '"""' in Source(blackboard.mse, doc=True).code
    assert shown._repr_mimebundle_()["text/markdown"].startswith("```python\n")
    monkeypatch.setenv("DLCOURSE_STATIC", "1")
    assert "dlcourse.blackboard.mse" in shown._repr_mimebundle_()["text/html"]

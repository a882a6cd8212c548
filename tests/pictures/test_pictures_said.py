"""Pictures speak the reader's language: a marked translation leaves no word of them unmarked.

It is a third longer than English, too, and no text is cut at the edge of its figure.
"""

import importlib
import pkgutil
import sys
from functools import partial
from pathlib import Path

import pseudo
import pytest
from long import but, long
from matplotlib.text import Text
from stamps import reads
from test_pictures_static import CALLS, PICTURES
from unsaid import in_sight

from dlcourse import _words, ops, pictures, plots
from dlcourse._words import Said, _
from dlcourse.experiments.loops_to_matrices import NO_TURN, typed_layer
from dlcourse.widgets import Choice, Frame, Slider, Source, Table, Widget, _live, picture
from dlcourse.widgets._page import page_html

pytestmark = reads("dlcourse", "exercises", "book/_site")

PACKAGE = Path(pictures.__path__[0]).parent
WHOLE = "softmax"  # the chapter whose pictures are looked at in every position
# What is the same in every language: functions, classes, people, errors, and what a page hands in.
NAMES = {
    *("sigmoid", "tanh", "relu", "leaky_relu", "identity", "ReLU", "Glorot", "He", "log", "XOR"),
    *("SGD", "Momentum", "RMSProp", "Adam", "MLP", "CNN", "dlcourse", "ops.dense(A, W.T, b)"),
    *("b[:, None]", "slow", "fast", "forward", "backward", typed_layer(NO_TURN, 3, 3).refusal),
}
# Words of code that no reader sees.
UNSEEN = {"none", "row", " checked", "grad ", "sqrt ", "\\par\\small {}", "```{raw} latex"}
UNSEEN |= {"None", "an object of type {}", _live.NAME_SLIDERS}
ROOM = 0.5  # points that a text may stand over: less than the edge of a letter
SOURCES = [
    path for folder in ("pictures", "widgets") for path in sorted(PACKAGE.glob(f"{folder}/*.py"))
]


def widgets(name):
    """Return the widgets of a module by their names."""
    found = vars(importlib.import_module(f"{pictures.__name__}.{name}"))
    return {f"{name}.{key}": one for key, one in found.items() if isinstance(one, Widget)}


MODULES = [m.name for m in pkgutil.iter_modules(pictures.__path__)]
WIDGETS = {key: one for name in MODULES for key, one in widgets(name).items()}
STILL = [(f"{name}", partial(PICTURES[name], *args)) for name, args in CALLS]
START = [*STILL, *WIDGETS.items()]
FEW = list(widgets(WHOLE).values())  # what `make test` looks at
at_start = pytest.mark.parametrize(
    "draw", but(FEW, [draw for _n, draw in START], "pages"), ids=[name for name, _d in START]
)


def drawn(figure):
    """Return each text that a figure draws, and where: x0, y0, x1 and y1 in points."""
    found, draw = [], Text.draw

    def record(text, renderer):
        if text.get_visible() and text.get_text().strip():
            found.append((text.get_text(), text.get_window_extent(renderer).extents))
        draw(text, renderer)

    plots.svg(figure)  # which makes smaller what has no room
    with pytest.MonkeyPatch.context() as patch, plots.style():
        patch.setattr(Text, "draw", record)
        figure.draw_without_rendering()
    return found


def faults(frame):
    """Return the words of a frame that were not translated, and its texts that are cut."""
    texts = [(panel.bbox, *one) for panel in frame.panels for one in drawn(panel)]
    cut = [
        text
        for edge, text, (x0, y0, x1, y1) in texts
        if min(x0, y0) < -ROOM or x1 > edge.width + ROOM or y1 > edge.height + ROOM
    ]
    words = "\n".join([frame.text, *(text for _edge, text, _at in texts)])
    return pseudo.unmarked(words, NAMES), cut


@at_start
def test_a_picture_at_its_start_is_translated_and_nothing_in_it_is_cut(marked, draw):
    assert faults(draw()) == ([], [])


@at_start
def test_in_english_nothing_is_cut(draw):
    assert faults(draw())[1] == []


@long("builds")
@pytest.mark.parametrize("name", widgets(WHOLE))
def test_the_pictures_of_a_chapter_are_translated_at_every_position(marked, name):
    for at in WIDGETS[name].positions():
        assert (at, *faults(WIDGETS[name](**at))) == (at, [], [])


@pytest.mark.parametrize("widget", WIDGETS.values(), ids=list(WIDGETS))
def test_the_controls_of_a_picture_are_translated(marked, widget):
    texts = [text for c in widget.controls.values() for text in (c.name, *map(c.text, c.values))]
    assert pseudo.unmarked("\n".join([*texts, *widget.at_start()]), NAMES) == []


# What would be a fault


LEFT, COST, BOWL = Said("left"), Said("cost"), Said("A bowl, seen from the {name}.")


def bowl(name=LEFT, *, label=COST, alt=BOWL):
    """Draw a picture of the given words."""
    figure, axes = plots.canvas()
    axes.set(xlabel=_(label))
    return Frame(figure, _(alt, name=name), "J = 1")


def found(monkeypatch, tmp_path, **words):
    """Return the faults of that picture, whose sentences the marked catalogue knows."""
    said = ["left", "cost", "A bowl, seen from the {name}.", "side", "{value} px", "Figure: {alt}"]
    monkeypatch.setattr(pseudo, "catalogue", lambda: [type("", (), {"id": one}) for one in said])
    pseudo.write(tmp_path)
    monkeypatch.setattr(_words, "FOLDER", tmp_path)
    monkeypatch.setenv(_words.VARIABLE, pseudo.LANGUAGE)
    return faults(picture(bowl)(**words))


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ({}, ([], [])),
        ({"label": "price"}, (["price"], [])),
        ({"name": "right"}, (["right"], [])),
        ({"alt": "A cup, seen from the {name}."}, (["cup", "seen", "from", "the"], [])),
    ],
)
def test_a_word_that_escaped_is_found(monkeypatch, tmp_path, words, faults):
    assert found(monkeypatch, tmp_path, **words) == faults


def test_a_text_over_the_edge_is_found_and_a_reader_of_another_language_sees_it(
    monkeypatch, tmp_path
):
    figure, axes = plots.canvas()
    long = "a text for which there is hardly any room, so that it is cut"
    axes.text(0.3, 0.5, long, in_layout=False)  # or axes would make room for it
    frame = Frame(figure, "A text that is too long for its figure.")
    assert faults(frame)[1] == [long]  # English is as its author drew it
    monkeypatch.setenv(_words.VARIABLE, pseudo.LANGUAGE)
    assert faults(frame)[1] == []


def test_a_choice_is_a_key_in_code_and_a_word_for_its_reader(monkeypatch, tmp_path):
    found(monkeypatch, tmp_path)
    side = Choice(Said("side"), (Said("left"), "relu"), "left")
    moved = Slider("x", (1, 2), 1, unit=Said("{value} px"))
    widget = Widget(lambda name, x: bowl(name), {"name": side, "x": moved})
    assert [side.name, *map(side.text, side.values)] == [
        *map(pseudo.marked, ("side", "left")),
        "relu",
    ]
    assert moved.text(2) == pseudo.marked("{value} px").format(value=2)
    assert widget(name="left").alt == widget().alt  # by its key, too
    assert pseudo.marked("left") in widget(name="left").alt
    with pytest.raises(ValueError, match="'side' cannot be 'up': it is one of"):
        widget(name="up")


# What stands around pictures


@long("builds")
def test_a_page_says_play_and_pause_and_that_it_stands_still(marked):
    widget = WIDGETS["perceptron.updates"]
    html = page_html(widget).partition('<script type="application/json">')[0]
    words = [*map(pseudo.marked, ("Play", "Pause")), pseudo.marked("This picture moves only")]
    assert all(word in html for word in words)
    assert f'data-pause="{words[1]}">{words[0]}</button>' in html


def test_without_ipywidgets_a_note_says_so(marked, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    html = _live.live_bundle(WIDGETS["perceptron.margins"])["text/html"]
    assert pseudo.unmarked(html.rpartition("<p>")[2].removesuffix("</p>")) == []


def test_live_controls_are_translated(marked):
    import ipywidgets

    box = _live.live_box(WIDGETS["perceptron.updates"], ipywidgets)
    texts = [control.description for control in box.children[:2]]
    texts += [text for text, _value in box.children[1].options]
    assert pseudo.unmarked("\n".join(texts), NAMES) == []
    assert pseudo.marked("films looked at") in texts


def test_the_caption_of_a_source_is_translated(marked):
    assert pseudo.unmarked(repr(Source(ops.dense)), ["dlcourse.ops.dense"]) == []


def test_a_table_shows_the_words_of_modules_in_the_readers_language(marked):
    table = Table([Said("step"), "ŷ"], [[Said("learning rate α"), 1.0]], caption=Said("cost $J$"))
    texts = [*table._repr_mimebundle_().values(), repr(table)]
    assert [word for text in texts for word in ("step", "rate", "cost") if word in text] == []


# The sources


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_source_says_whole_sentences_and_lets_no_word_escape(path):
    assert in_sight(path.read_text("utf8"), NAMES | UNSEEN) == []


def test_what_no_reader_sees_is_there():
    seen = {text for path in SOURCES for _line, text in in_sight(path.read_text("utf8"))}
    assert seen > UNSEEN


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('Frame(figure, f"The cost is {J}.")', "The cost is {}."),
        ('Frame(figure, _("The cost {way}.", way="rose" if up else FELL))', "rose"),
        ('way = "rose" if up else Said("fell")', "rose"),
        ('Frame(figure, alt, "step " + str(t))', "step "),
        ('axes.text(0, 1, "error", ha="center")', "error"),
        ('axes.plot(x, label="cost")', "cost"),
        ('axes.set(xlabel=f"{name} of all")', "{} of all"),
        ('axes.set_yticks([0, 1], ["no", _("yes")])', "no"),
        ('axes.set_title("wide" if wide else _("narrow"))', "wide"),
        ('panel(_("step"), "cost $J$")', "cost $J$"),
        ('Slider("step", (1, 2), 1)', "step"),
        ('Slider(Said("time"), (1, 2), 1, unit=" ms")', " ms"),
        ('Choice(Said("side"), ("left", Said("right")), "left")', "left"),
        ('Table(["weights"], rows)', "weights"),
        ('Table(heads, rows, caption="costs")', "costs"),
        ('title = f"map {k}"', "map {}"),
        ('said = _(f"map {k}")', "map {}"),
    ],
)
def test_what_a_source_does_not_say_is_found(code, text):
    assert in_sight(code) == [(1, text)]


@pytest.mark.parametrize(
    "code",
    [
        'axes.text(0, 1, _("error"), ha="center" if wide else "left")',
        'axes.set(xlabel="$x_1$", ylabel=_("cost $J$"), xscale="log")',
        'axes.legend(loc="upper left")',
        'LOOKS = {"training set": ("o", BLUE)}',
        'shown = {f"map {k}": v for k, v in maps}',
        'shown["map 1"]',
        'Frame(figure, together(_("It rose.") if up else _("It fell."), _("So.")), f"J = {J}")',
        'Choice(Said("side"), (LEFT, RIGHT), LEFT)',
        'raise ValueError(f"{name} is no map.")',
    ],
)
def test_what_is_said_or_no_word_is_let_through(code):
    assert in_sight(code) == []

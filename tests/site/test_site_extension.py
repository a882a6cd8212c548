"""The site's own Sphinx extension: where the frames go, which equations become links."""

import json
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from coursesite.build import extension
from dlcourse import plots
from dlcourse.widgets import Frame, Slider, widget
from dlcourse.widgets._page import page_html


def test_the_frames_of_a_widget_leave_the_page(tmp_path):
    @widget(a=Slider("a", (1, 2), 1))
    def two(a):
        alt = f"A pair of axes with a = {a} and nothing else."
        return Frame(plots.canvas()[0], alt, f"a = {a}")

    document = new_document("page")
    document += nodes.raw("", page_html(two), format="html", classes=["output", "text_html"])
    app = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html"))
    extension.move_frames_out(app, document, "book/chapter")
    (raw,) = document.findall(nodes.raw)
    assert "<script" not in raw.astext()
    assert raw["classes"] == ["output", "text_html"]
    (file,) = (tmp_path / "_static" / "frames").iterdir()
    assert f'data-frames="../_static/frames/{file.name}"' in raw.astext()
    assert file.read_text("utf8").startswith(f'dlcourse.frames("{two.key}",{{"lines":')


def test_a_page_without_widgets_is_left_alone(tmp_path):
    document = new_document("page")
    document += nodes.raw("", "<p>dl-figure</p>", format="html")
    app = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html"))
    extension.move_frames_out(app, document, "book/chapter")
    assert [raw.astext() for raw in document.findall(nodes.raw)] == ["<p>dl-figure</p>"]
    assert not (tmp_path / "_static").exists()


def read(docname, *cells):
    """The sources of a notebook's cells, as the extension hands them on."""
    source = [json.dumps({"cells": [{"cell_type": kind, "source": text} for kind, text in cells]})]
    extension.link_equations(None, docname, source)
    return ["".join(cell["source"]) for cell in json.loads(source[0])["cells"]]


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("The loss, eq. (bce):", "The loss, eq. {eq}`bce`:"),
        ("Equation (likelihood) says", "Equation {eq}`likelihood` says"),
        ("by\neq.\n(logistic-dz)", "by\neq.\n{eq}`logistic-dz`"),
        ("Equations (layer-dw) and (layer-db)", "Equations {eq}`layer-dw` and {eq}`layer-db`"),
        (["a list, ", "eq. (bce)"], "a list, eq. {eq}`bce`"),
        ('behind "eq." (as here) $f (x)$', 'behind "eq." (as here) $f (x)$'),
        ("in sequation (x)", "in sequation (x)"),
    ],
)
def test_an_equation_that_an_exercise_names_becomes_a_link(text, linked):
    assert read("exercises/03_x/03_x", ("markdown", text)) == [linked]


def test_code_chapters_and_pages_of_text_keep_their_words():
    cell = "J = 0  # eq. (bce)"
    assert read("exercises/03_x/03_x", ("code", cell)) == [cell]
    assert read("book/03_x", ("markdown", cell)) == [cell]
    page = ["A page, eq. (bce)"]
    extension.link_equations(None, "exercises/README", page)
    assert page == ["A page, eq. (bce)"]

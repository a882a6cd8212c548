"""Pictures in the kit's chapters before they have run: an image each, beside the recorded words."""

import html
import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from stamps import reads

from coursekit import pictures
from coursekit.archives import HTML, packed
from coursekit.contents import contents
from coursesite.build.needs import write_key
from dlcourse.pictures import gradient_descent
from dlcourse.widgets._page import page_html

SVG = "{http://www.w3.org/2000/svg}svg"
WIDGET, FIGURE = gradient_descent.steps_on_a_parabola, gradient_descent.in_the_fog()


@pytest.fixture(scope="module")
def shown():
    """A widget of two panels and a figure of one, as the site shows them."""
    figure = FIGURE._repr_mimebundle_()["text/html"]
    return {"widget": page_html(WIDGET), "figure": figure}


def parts(still):
    """What an image says, and the picture that it holds."""
    alt, address = re.search(r'<img alt="([^"]*)" src="([^"]*)">', still).groups()
    assert address.startswith("data:image/svg+xml,")
    return html.unescape(alt), ElementTree.fromstring(unquote(address.partition(",")[2]))


@pytest.mark.parametrize("kind", ["widget", "figure"])
def test_an_image_has_the_words_of_the_picture_and_all_its_panels_on_white(kind, shown):
    frame = {"widget": WIDGET(), "figure": FIGURE}[kind]
    alt, image = parts(pictures.still(shown[kind]))
    assert alt == frame.alt
    assert "white" in image.get("style")
    panels = image.findall(SVG)
    assert len(panels) == len(frame.panels)
    assert int(image.get("width")) == sum(int(p.get("width")) for p in panels)
    assert float(image.get("height")) >= max(float(p.get("height")) for p in panels) - 0.5


def test_a_widget_shows_its_numbers_and_says_how_to_move_it_without_any_script(shown):
    still = pictures.still(shown["widget"])
    assert html.escape(WIDGET().readout) in still
    assert "you can move the picture" in still
    assert "you can move the picture" not in pictures.still(shown["figure"])
    assert "<script" not in still
    assert "<input" not in still


def test_other_html_is_no_picture():
    assert pictures.still('<div class="dl-table"><table></table></div>') == ""


@pytest.fixture
def chapter(shown, tmp_path, monkeypatch):
    """A notebook as it is recorded, and the run of the last build: all cells show a picture."""
    monkeypatch.setattr(pictures, "RUNS", tmp_path / "runs")
    path = tmp_path / "chapter.ipynb"
    cells = [nbformat.v4.new_markdown_cell("A picture.")]
    for words in ("as recorded", "recorded otherwise"):
        data = nbformat.v4.new_output("execute_result", data={"text/plain": words})
        cells.append(nbformat.v4.new_code_cell("1", outputs=[data]))
    recorded = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(recorded, path)
    run = nbformat.reads(json.dumps(recorded), as_version=4)
    for cell in run.cells[1:]:
        cell.outputs[0].data = {"text/plain": "as recorded", "text/html": shown["figure"]}
    write_key(run, path)
    bundle = CacheBundleIn(run, str(path))
    get_cache(pictures.RUNS).cache_notebook_bundle(bundle, check_validity=False)
    return path, json.loads(path.read_text("utf8"))


def test_a_picture_stands_only_beside_its_own_words(chapter, shown):
    path, notebook = chapter
    pictures.add_pictures(path, notebook)
    first, second = (cell["outputs"][0]["data"] for cell in notebook["cells"][1:])
    assert "".join(first.pop("text/html")) == pictures.still(shown["figure"])
    assert (first["text/plain"], second) == (
        ["as recorded"],
        {"text/plain": ["recorded otherwise"]},
    )
    nbformat.validate(nbformat.from_dict(notebook))


def test_where_the_site_was_built_from_other_cells_or_never_there_are_none(chapter, monkeypatch):
    path, notebook = chapter
    notebook["cells"][1]["source"] = ["2"]
    before = json.dumps(notebook)
    pictures.add_pictures(path, notebook)
    assert json.dumps(notebook) == before
    monkeypatch.setattr(pictures, "RUNS", path.parent / "never built")
    pictures.add_pictures(path, notebook)
    assert json.dumps(notebook) == before
    assert not pictures.RUNS.exists()


@reads("dlcourse", "book", "_build/html")
@pytest.mark.parametrize("chapter", contents()["Chapters"], ids=lambda path: path.stem)
def test_each_widget_of_the_site_stands_still_in_the_kit(chapter):
    page = (HTML / "book" / f"{chapter.stem}.html").read_text("utf8")
    cells = json.loads(packed(chapter))["cells"]
    said = "".join(
        "".join(o.get("data", {}).get("text/html", ())) for c in cells for o in c.get("outputs", ())
    )
    assert said.count(pictures.TO_MOVE) == page.count('<figure class="dl-figure dl-widget"') >= 2

"""What the sources of the book must keep: labels, links, figures with words, recorded outputs."""

import copy
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from jupyter_cache import get_cache

from coursesite.build.needs import write_key
from coursesite.data_pages.glossary import prose
from dlcourse.grading.exercise.shelf import sources

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))
CHAPTERS = [path for path in NOTEBOOKS if path.name[:2].isdigit()]
LABEL = re.compile(r"^\$\$ \(([a-z0-9-]+)\)\s*$", re.MULTILINE)
CITED = re.compile(r"\beq\. \(([a-z0-9-]+)\)")


def code_cells(path):
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def labels():
    return [label for path in NOTEBOOKS for label in LABEL.findall(prose(path))]


def test_an_equation_label_stands_once():
    assert len(labels()) == len(set(labels())) > 0


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_the_exercises_of_a_chapter_lead_to_its_graded_notebook(path):
    first = prose(path).split("\n## Exercises\n")[1].strip().splitlines()[0]
    assert f"(../exercises/{path.stem}/{path.stem}.ipynb)" in first
    assert path.stem in {source.parent.name for source in sources().values()}


@pytest.mark.this_edition
def test_the_site_holds_every_chapter_and_every_exercise_in_order():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))
    parts = {part["caption"]: [page["file"] for page in part["chapters"]] for part in toc["parts"]}
    assert parts["Chapters"] == [f"book/{path.stem}" for path in CHAPTERS]
    folders = [source.parent.name for source in sources().values()]
    assert parts["Exercises"] == [f"exercises/{name}/{name}" for name in folders]


def test_every_equation_that_the_code_cites_is_in_the_book():
    cited = {
        (label, path.name)
        for path in (ROOT / "dlcourse").rglob("*.py")
        for label in CITED.findall(path.read_text("utf8"))
    }
    assert cited
    assert {(label, file) for label, file in cited if label not in labels()} == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_equation_referred_to_exists(path):
    assert set(re.findall(r"\{eq\}`([^`]+)`", prose(path))) <= set(labels())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_outputs_are_recorded_as_text_only(path):
    kinds = {
        kind
        for cell in code_cells(path)
        for output in cell.outputs
        for kind in output.get("data", {"text/plain": ""})
    }
    assert kinds == {"text/plain"}, "run `make record`"
    assert all(cell.execution_count for cell in code_cells(path)), "run `make record`"
    assert not any("execution" in cell.metadata for cell in code_cells(path)), "when it ran"


def executed(notebook, path):
    """What the build's run of these cells, with all that they need as it is, left in its cache."""
    asked = copy.deepcopy(notebook)
    write_key(asked, path)
    cache = get_cache(ROOT / "_build" / ".jupyter_cache")
    try:
        return cache.get_cache_bundle(cache.match_cache_notebook(asked).pk).nb
    except KeyError:
        pytest.fail("build the site first: the build runs what has changed", pytrace=False)


def said(cell):
    """What a cell prints, as one text since it may come in pieces, and the words that it shows."""
    printed = "".join(o.text for o in cell.outputs if o.output_type == "stream")
    return printed, [o.data["text/plain"] for o in cell.outputs if "data" in o]


def changed(notebook, path):
    """The cells whose recorded text is not what the build's run printed, but for a time, say."""
    built = [cell for cell in executed(notebook, path).cells if cell.cell_type == "code"]
    recorded = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [
        (cell.source, said(run))
        for cell, run in zip(recorded, built, strict=True)
        if "nbval-ignore-output" not in cell.metadata.get("tags", []) and said(run) != said(cell)
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_build_printed_what_is_recorded(path):
    """The build has run each cell with frames in place of live widgets; nbval runs them live."""
    assert changed(nbformat.read(path, as_version=4), path) == [], "run `make record`"


@pytest.mark.parametrize("kind", ["stream", "execute_result"])
def test_a_record_that_is_no_longer_true_would_be_found(kind):
    notebook = nbformat.read(CHAPTERS[0], as_version=4)
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    cell, output = next((c, o) for c in cells for o in c.outputs if o.output_type == kind)
    (output if kind == "stream" else output.data).update({"text": "7", "text/plain": "7"})
    assert [source for source, _ in changed(notebook, CHAPTERS[0])] == [cell.source]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_figure_is_drawn_by_the_package_which_gives_it_words(path):
    """pyplot in a cell would show a picture without alternative text."""
    code = "\n".join(cell.source for cell in code_cells(path))
    assert not re.search(r"pyplot|\bplt\b|savefig", code)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_cells_are_short(path):
    long = [c.source for c in code_cells(path) if len(c.source.splitlines()) > 12]
    assert long == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_has_what_every_chapter_has(path):
    text = prose(path)
    shown = "\n".join(
        output.get("data", {}).get("text/plain", "")
        for cell in code_cells(path)
        for output in cell.outputs
    )
    assert shown.count("Widget at ") >= 2
    assert "Source(" in "\n".join(cell.source for cell in code_cells(path))
    for needed in (
        "?",
        "## What to remember",
        "usual mistake",
        "(ledger.md",
        ":::{dropdown}",
        "{cite",
    ):
        assert needed in text, needed

"""Every name in the ledger leads somewhere: to code, to a heading, to a picture, to a test."""

import ast
import importlib
import inspect
import json
from functools import cache
from pathlib import Path

import pytest

from coursesite.data_pages import glossary, ledger
from dlcourse.grading.exercise.shelf import load, numbers, resolve
from dlcourse.widgets import Frame, Widget

ROOT = Path(__file__).resolve().parents[2]

DATA = ledger.load()
ROWS = DATA["row"]
DONE = [row for row in ROWS if ledger.done(row)]
CELLS = ("functions", "shows", "witnesses")
# A row's algorithm is in the package proper, whatever computes an example of it or draws it.
AROUND = {"experiments", "plots", "widgets", "pictures", "grading"}


def attribute(dotted):
    """The object that "module.name" means below dlcourse; AttributeError where there is none."""
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(f"dlcourse.{module}"), name)


def names_of_tests(file):
    """The names of the test functions in a file of tests/."""
    [path] = (ROOT / "tests").rglob(file)
    tree = ast.parse(path.read_text("utf8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.this_edition
def test_there_are_52_rows_with_ids_of_their_own():
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) == 52
    counts = {deck: sum(i[0] == deck for i in ids) for deck in DATA["decks"]}
    assert counts == {"A": 16, "B": 3, "C": 8, "D": 14, "E": 11}


def test_how_many_rows_are_done_is_printed(request):
    """At the head of every run, where it is seen even when tests run side by side."""
    head = request.config.hook.pytest_report_header(config=request.config, start_path=ROOT)
    lines = [line for given in head for line in ([given] if isinstance(given, str) else given)]
    assert f"ledger: {len(DONE)} of {len(ROWS)} rows done, {len(ROWS) - len(DONE)} not yet" in lines


@pytest.mark.this_edition
def test_a_chapter_that_is_in_the_book_has_all_its_rows_done():
    chapters = {int(path.name[:2]) for path in (ROOT / "book").glob("[0-9][0-9]_*.ipynb")}
    chapters |= {14 for path in (ROOT / "book").glob("where_next.md")}
    assert {row["chapter"] for row in DONE} == chapters
    assert [row["id"] for row in ROWS if row["chapter"] in chapters and row not in DONE] == []


@pytest.mark.parametrize("row", DONE, ids=lambda row: row["id"])
def test_a_done_row_has_no_empty_cell(row):
    empty = [cell for cell in CELLS if not row.get(cell)]
    assert empty == (["functions", "shows"] if "reason" in row else [])


@pytest.mark.this_edition
def test_only_the_list_of_books_has_a_reason_instead_of_code():
    given = {row["id"]: row["reason"] for row in ROWS if "reason" in row}
    assert list(given) == ["E11"]
    assert all(len(reason.split()) > 5 and reason[-1] == "." for reason in given.values())


@pytest.mark.parametrize("row", DONE, ids=lambda row: row["id"])
def test_a_done_row_has_exercises_that_exist_or_says_why_it_has_none(row):
    if "no_exercise" in row:
        assert "exercise" not in row
        assert len(row["no_exercise"].split()) > 5
        assert row["no_exercise"].endswith(".")
    else:
        assert row["exercise"]
        for identifier in row["exercise"]:
            _, task = resolve(identifier)
            assert task is not None, f"{identifier} names no function"


@pytest.mark.this_edition
def test_every_function_of_an_exercise_stands_in_a_row():
    listed = {identifier for row in DONE for identifier in row.get("exercise", [])}
    every = {e.id_of(task) for e in map(load, numbers()) for task in e.tasks}
    assert every - listed == set()


@pytest.mark.parametrize("row", DONE, ids=lambda row: row["id"])
def test_every_name_of_a_row_leads_somewhere(row):
    page, _, heading = row["section"].partition("#")
    assert heading in glossary.addresses(ledger.source(page))
    own = (f"{row['chapter']:02}_", *["where_next"] * (row["chapter"] == 14))
    assert page.startswith(own)
    assert not {name.split(".")[0] for name in row.get("functions", [])} & AROUND
    for name in row.get("functions", []):
        assert callable(attribute(name)), name
    for name in row.get("shows", []):
        shown = attribute(f"pictures.{name}")
        drawn = isinstance(shown, Widget) or inspect.signature(shown).return_annotation
        assert drawn in (True, Frame, "Frame"), name
    for name in row["witnesses"]:
        file, _, test = name.partition("::")
        assert test.startswith("test_")
        assert test in names_of_tests(file), name


# What a row shows, and what of it moves


# Rows of which nothing moves, and why.
STILL = {
    "C8": "The two rules are seen beside each other, each in the place where it is fooled.",
    "E11": "It is a list of books.",
}


def code_of(path):
    """The code of a chapter, with its names for modules made whole, and what its Sources show."""
    notebook = json.loads(path.read_text("utf8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    tree = ast.parse("\n".join(line for c in cells for line in c.split("\n") if line[:1] != "%"))
    known = {
        name.asname or name.name: f"{node.module}.{name.name}".removeprefix("dlcourse.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    named = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute | ast.Name)]
    whole = {id(n): dotted(n, known) for n in named}
    shown = {
        whole[id(arg)]
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Source"
        for arg in call.args
        if id(arg) in whole
    }
    return set(whole.values()), shown


def dotted(node, known):
    """The name of a node, the first part as its module calls it."""
    first, _, rest = ast.unparse(node).partition(".")
    return ".".join(part for part in (known.get(first, first), rest) if part)


@cache
def chapters():
    """The code of each chapter: page -> names that it uses, names of which it shows the source."""
    return {path.stem: code_of(path) for path in (ROOT / "book").glob("[0-9][0-9]_*.ipynb")}


def unseen(row, pages):
    """What the ledger says that a row shows and no reader meets, one sentence each."""
    own = row["section"].partition("#")[0]
    drawn = {
        name: [page for page, (used, _) in pages.items() if f"pictures.{name}" in used]
        for name in row.get("shows", [])
    }
    found = [f"{name} is drawn in no chapter" for name, where in drawn.items() if not where]
    if own in pages and not any(own in where for where in drawn.values()):
        found.append(f"chapter {own} draws nothing of it")
    loops = {name for name in row.get("functions", []) if name.startswith("blackboard.")}
    if loops and not any(loops & shown for _, shown in pages.values()):
        found.append("no chapter shows its loop")
    moving = [name for name in drawn if isinstance(attribute(f"pictures.{name}"), Widget)]
    if not moving and row["id"] not in STILL:
        found.append("nothing of it moves")
    return found


@pytest.mark.this_edition
@pytest.mark.parametrize("row", DONE, ids=lambda row: row["id"])
def test_what_a_row_shows_stands_on_a_page_its_loop_too_and_something_moves(row):
    assert unseen(row, chapters()) == []


@pytest.mark.this_edition
def test_each_row_that_is_said_to_be_still_is():
    rows = {row["id"]: row for row in ROWS}
    for row, why in STILL.items():
        assert unseen(rows[row] | {"id": "A0"}, chapters()) == ["nothing of it moves"], why


STEP = "gradient_descent.one_step"
ROW = {"id": "A0", "section": "02_gradient_descent#a-step", "shows": [STEP]}
LOOP = "blackboard.gradient_descent"
PAGE = {"02_gradient_descent": ({f"pictures.{STEP}", LOOP}, {LOOP}), "03_x": (set(), set())}


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ({"functions": [LOOP]}, []),
        ({"functions": [LOOP, "blackboard.momentum"]}, []),
        ({"functions": ["blackboard.momentum"]}, ["no chapter shows its loop"]),
        (
            {"shows": [STEP, "gradient_descent.fooled"]},
            ["gradient_descent.fooled is drawn in no chapter"],
        ),
        ({"section": "03_x#there"}, ["chapter 03_x draws nothing of it"]),
        (
            {"shows": ["gradient_descent.fooled"]},
            [
                "gradient_descent.fooled is drawn in no chapter",
                "chapter 02_gradient_descent draws nothing of it",
                "nothing of it moves",
            ],
        ),
    ],
)
def test_what_a_row_says_and_no_reader_meets_is_found(row, faults):
    assert unseen(ROW | row, PAGE) == faults


def test_names_of_a_chapter_are_read_through_its_imports(tmp_path):
    code = [
        "from dlcourse import blackboard as board",
        "from dlcourse.pictures import gradient_descent as seen",
        "seen.one_step\nSource(board.momentum)\nboard.adam",
    ]
    cells = [{"cell_type": "code", "source": [text]} for text in code]
    (path := tmp_path / "chapter.ipynb").write_text(json.dumps({"cells": cells}), "utf8")
    used, shown = code_of(path)
    assert used >= {f"pictures.{STEP}", "blackboard.momentum", "blackboard.adam"}
    assert shown == {"blackboard.momentum"}


def test_the_page_is_as_new_as_the_data():
    assert ledger.PAGE.read_text("utf8") == ledger.render(DATA), "run `make record`"

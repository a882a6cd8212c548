"""Which notebooks run again after a change of which file: by the true tree, and by small ones."""

import json
import shutil
import subprocess
import sys
from functools import cache

import pytest
from site_under_test import ROOT

from coursesite.build import needs as module
from coursesite.build.needs import Needs, circumstances, code_of, write_key

NEEDS = Needs()
CHAPTERS = {path.stem: path for path in sorted((ROOT / "book").glob("*.ipynb"))}
EXERCISES = {f"{path.stem} to do": path for path in sorted(ROOT.glob("exercises/*/*.ipynb"))}
NOTEBOOKS = CHAPTERS | EXERCISES
ALL, NONE = set(NOTEBOOKS), set()


def needing(file):
    """The notebooks that need a file of the project."""
    return {name for name in NOTEBOOKS if ROOT / file in files_of(name)}


@cache
def files_of(notebook):
    """The files that a notebook of the true tree needs."""
    return NEEDS.of(NOTEBOOKS[notebook])


@pytest.mark.this_edition
@pytest.mark.parametrize(
    ("file", "notebooks"),
    [
        ("dlcourse/pictures/perceptron.py", {"05_perceptron"}),
        ("dlcourse/pictures/softmax.py", {"10_softmax", "11_training"}),
        ("dlcourse/pictures/landing.py", {"index"}),
        ("dlcourse/experiments/convolution.py", {"12_convolution"}),
        ("dlcourse/experiments/on_board.py", {"09_backpropagation"}),
        ("dlcourse/metrics.py", {"10_softmax", "11_training", "13_convolutional_network"}),
        ("dlcourse/plots.py", set(CHAPTERS)),
        ("dlcourse/widgets/_page.py", set(CHAPTERS)),
        ("dlcourse/grading/checking/plain.py", set(EXERCISES)),
        ("dlcourse/grading/exercise/spec.py", set(EXERCISES)),
        ("dlcourse/__init__.py", ALL),
        ("dlcourse/_equations.py", ALL),
        ("dlcourse/equations.json", NONE),  # a page gets the numbers when it is written
        ("exercises/03_logistic_regression/exercise.py", {"03_logistic_regression to do"}),
        ("exercises/13_convolutional_network/exercise.py", {"13_convolutional_network to do"}),
        ("dlcourse/grading/sandbox/root.py", NONE),
        ("dlcourse/grading/marking/marks.py", NONE),
        ("dlcourse/grading/author/sound.py", NONE),
    ],
)
def test_a_file_is_needed_by_these_notebooks_and_no_others(file, notebooks):
    assert needing(file) == notebooks


@pytest.mark.this_edition
@pytest.mark.parametrize("file", ["dlcourse/data/digits.npz", "dlcourse/data/_tables.py"])
def test_a_table_of_data_is_needed_where_its_package_is(file):
    """By two exercises as well: their exercise.py imports it, their notebooks do not."""
    alone = {"where_the_time_goes"}  # it makes its numbers up
    two = {"11_training to do", "13_convolutional_network to do"}
    assert needing(file) == set(CHAPTERS) - alone | two


@pytest.mark.this_edition
def test_a_core_module_is_needed_by_what_computes_and_by_no_exercise_that_does_not():
    plain = ("06_batches_schedules_adam", "07_activations", "09_backpropagation")
    computing = set(EXERCISES) - {f"{name} to do" for name in plain}
    assert needing("dlcourse/_check.py") == set(CHAPTERS) | computing


def test_what_the_imports_of_a_notebook_load_is_among_its_needs():
    """Python itself is the witness: it runs the import lines and says what they have loaded."""
    script = """
import ast, json, sys
import IPython, ipywidgets, matplotlib.pyplot, numpy
for name, code in json.load(sys.stdin).items():
    for module in [m for m in sys.modules if m.partition(".")[0] == "dlcourse"]:
        del sys.modules[module]
    lines = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(lines, []), name, "exec"), {})
    if "to do" in name:
        from dlcourse.grading.exercise.shelf import load
        load(name[:2])
    ours = [m for m in sys.modules.values() if m.__name__.partition(".")[0] == "dlcourse"]
    print(json.dumps([name, [m.__file__ for m in ours]]))
"""
    codes = {name: code_of(path) for name, path in NOTEBOOKS.items()}
    told = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(codes), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    loaded = dict(map(json.loads, told.splitlines()))
    assert loaded.keys() == NOTEBOOKS.keys()
    for name, files in loaded.items():
        assert len(files) > 10
        assert set(files) <= set(map(str, files_of(name))), name


def test_nothing_else_in_the_package_is_loaded_by_a_name_put_together():
    """What reads imports can follow a name that is written out; a new place has to be thought of.

    The shelf loads exercises, which needs.py knows; these tables lie beside their module.
    """
    words = ("import_module", "__import__", "spec_from", "runpy", "resources.files", "pkgutil")
    files = {
        path.relative_to(ROOT).as_posix()
        for path in [*(ROOT / "dlcourse").rglob("*.py"), *NOTEBOOKS.values()]
        if any(word in path.read_text("utf8") for word in words)
    }
    known = {"dlcourse/grading/exercise/shelf.py", "dlcourse/data/_tables.py"}
    known.add("dlcourse/grading/sandbox/inside/demos.py")  # which names what looks names up
    known.add("dlcourse/grading/sandbox/inside/boot.py")  # which loads what it is sent
    known |= {  # which load what is Python's or NumPy's
        "dlcourse/grading/sandbox/inside/digest.py",
        "dlcourse/grading/sandbox/inside/docs.py",
    }
    known.add("dlcourse/grading/cli.py")  # which reads a teacher's command when it is typed
    of_students_copies = {"dlcourse/grading/exercise/sealed.py"}  # of which no build has any
    assert files == known | of_students_copies


@pytest.fixture
def planted(tmp_path):
    """A small project; planted(code) is a notebook in it with that code, and what it needs."""
    for name, code in {
        "dlcourse/__init__.py": "",
        "dlcourse/a/__init__.py": "from . import b",
        "dlcourse/a/b.py": "def f():\n    from ..c import d",
        "dlcourse/a/deep/table.csv": "1, 2",
        "dlcourse/c/__init__.py": "",
        "dlcourse/c/d.py": "",
        "dlcourse/c/e.py": "class C:\n    def f(self):\n        import dlcourse.alone",
        "dlcourse/alone.py": '"""Not dlcourse.c.d."""\nPLACE = "dlcourse.broken.x"',
        "dlcourse/broken.py": "def",
        "dlcourse/grading/exercise/shelf.py": "",
        "exercises/01_x/exercise.py": "import dlcourse.alone",
        "exercises/02_y/exercise.py": "",
        "requirements.txt": "numpy",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, "utf8")

    def notebook(*codes):
        path = tmp_path / "book" / "chapter.ipynb"
        path.parent.mkdir(exist_ok=True)
        cells = [{"cell_type": "code", "source": [code]} for code in codes]
        cells.append({"cell_type": "markdown", "source": ["import dlcourse.alone"]})
        path.write_text(json.dumps({"cells": cells, "metadata": {}}), "utf8")
        found = (p.relative_to(tmp_path).as_posix() for p in Needs(tmp_path).of(path))
        return {name.removeprefix("dlcourse/") for name in found}

    notebook.root = tmp_path
    return notebook


A = {"__init__.py", "a/__init__.py", "a/b.py", "a/deep/table.csv", "c/__init__.py", "c/d.py"}
ALONE = {"__init__.py", "alone.py", "broken.py"}
SHELF = {"__init__.py", "grading/exercise/shelf.py"}


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("import numpy", set()),
        ("import dlcourse", {"__init__.py"}),
        ("from dlcourse import a", A),
        ("from dlcourse.a import b as c, thing", A),
        ("from dlcourse.a.b import f", A),
        ("import dlcourse.a as x", A),
        ("from dlcourse.a import *", A),
        ("def f():\n    if 1:\n        import dlcourse.alone", ALONE),
        ("from dlcourse.c import e", {"c/__init__.py", "c/e.py"} | ALONE),
        ("from dlcourse.c import *", {"c/__init__.py", "c/d.py", "c/e.py"} | ALONE),
        (
            'command = ["-c", "import dlcourse.c.d; x()"]',
            {"__init__.py", "c/__init__.py", "c/d.py"},
        ),
        ('f(f"from dlcourse.c.d import {x}")', {"__init__.py", "c/__init__.py", "c/d.py"}),
        ('"""Words about dlcourse.c.d"""', set()),
    ],
)
def test_the_reader_of_imports_finds_each_way_to_name_a_module(planted, code, files):
    assert planted("x = 1", code) == files


@pytest.mark.parametrize(
    ("call", "exercises"),
    [
        ('check("02.1", f)', {"exercises/02_y/exercise.py"}),
        ('check("01")', {"exercises/01_x/exercise.py"} | ALONE),
        ("check(f'0{n}')", {"exercises/01_x/exercise.py", "exercises/02_y/exercise.py"} | ALONE),
    ],
)
def test_an_exercise_is_needed_by_its_number_and_all_where_none_is_named(planted, call, exercises):
    assert planted("from dlcourse.grading.exercise import shelf", call) == SHELF | exercises


def test_a_notebook_with_magic_needs_everything(planted):
    assert len(planted("%matplotlib inline")) == 12


def test_each_byte_of_what_is_needed_counts_its_name_too_and_nothing_else(planted):
    planted("import dlcourse.a")
    root, chapter = planted.root, planted.root / "book" / "chapter.ipynb"
    keys = [Needs(root).key(chapter)]
    (root / "dlcourse" / "c" / "e.py").write_text("# not needed", "utf8")
    (root / "exercises" / "01_x" / "exercise.py").write_text("# not needed", "utf8")
    (root / "dlcourse" / "__pycache__").mkdir()
    (root / "dlcourse" / "__pycache__" / "a.pyc").write_bytes(b"compiled")
    assert Needs(root).key(chapter) == keys[0]
    (root / "dlcourse" / "c" / "d.py").write_text("#", "utf8")
    keys.append(Needs(root).key(chapter))
    shutil.move(root / "dlcourse" / "a" / "deep" / "table.csv", root / "dlcourse" / "a" / "t.csv")
    keys.append(Needs(root).key(chapter))
    (root / "dlcourse" / "a" / "new.csv").write_text("", "utf8")
    keys.append(Needs(root).key(chapter))
    (root / "dlcourse" / "a" / "b.py").write_text("", "utf8")  # an import less
    keys.append(Needs(root).key(chapter))
    assert len(set(keys)) == 5


def test_what_is_kept_is_looked_up_by_lock_python_and_paper_too(monkeypatch, tmp_path):
    before = circumstances()
    monkeypatch.setenv("DLCOURSE_PAPER", "x")
    paper = circumstances()
    monkeypatch.delenv("DLCOURSE_PAPER")
    monkeypatch.setattr(module.platform, "python_version", lambda: "3.99")
    python = circumstances()
    monkeypatch.undo()
    (tmp_path / "requirements.txt").write_text("another lock", "utf8")
    assert len({before, paper, python, circumstances(tmp_path)}) == 4
    notebook = {"metadata": {}, "cells": []}
    write_key(notebook, CHAPTERS["index"])
    assert notebook["metadata"]["kernelspec"]["needs"].endswith(circumstances())

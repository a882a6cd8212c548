"""Reading what students hand in, in any state."""

import json

import pytest

from dlcourse.grading.sandbox.inside.cells import MOST, execute, pieces

F = "def f():\n    return 1\n"


OLD = json.dumps(  # format 3
    {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": [F]}]}]}
)


def book(*sources, kind="code"):
    cells = [{"cell_type": kind, "source": source} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4}).encode()


def run(data, name="x.ipynb"):
    """Return the namespace that a file leaves, what it raised, and the notes."""
    found, notes = pieces(data, name)
    namespace = {}
    raised = [f"{p.where}: {what}" for p in found if (what := execute(p, namespace))]
    return namespace, raised, notes


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (F.encode(), "x.py"),
        (F.encode(), "x.PY"),
        (F.encode("utf-16"), "x.py"),
        (b"\xef\xbb\xbf" + F.encode(), "x.py"),
        (F.replace("\n", "\r\n").encode(), "x.py"),
        (book(F), "x.ipynb"),
        (book(F.splitlines(keepends=True)), "x.ipynb"),
        (book("%matplotlib inline\n!pip install x\n" + F), "x.ipynb"),
        (book("%%time\n" + F), "x.ipynb"),
        (book("%%bash\nrm -rf x", F), "x.ipynb"),
        (book("import matplotlib_of_nobody\n" + F), "x.ipynb"),
        (book("1 / 0\n" + F), "x.ipynb"),
        (book("def g(:\n  pass", F), "x.ipynb"),
        (book("def g(:\n  pass\n" + F), "x.ipynb"),
        (book("raise SystemExit", F), "x.ipynb"),
        (book(F), "x.py"),
        (F.encode(), "x.ipynb"),
        (OLD.encode(), "x.ipynb"),
        (book(F)[:-17] + b", {", "x.ipynb"),
        (book(F, "x = 1" * 99)[:-50], "x.ipynb"),
        (book(F + "# caf\xe9").decode().encode("latin-1"), "x.ipynb"),
        ((F + "# caf\xe9").encode("latin-1"), "x.py"),
    ],
    ids=lambda x: repr(x)[:40],
)
def test_the_function_is_found_whatever_stands_around_it(data, name):
    namespace, _, _ = run(data, name)
    assert namespace["f"]() == 1


@pytest.mark.parametrize(
    ("data", "name", "note"),
    [
        (b"", "x.py", "The file is empty."),
        (b" \n", "x.ipynb", "The file is empty."),
        (b"\x00\x01\x02", "x.ipynb", "The file is not a notebook."),
        (b"[]", "x.ipynb", "The notebook has no list of cells."),
        (b'{"cells": 5}', "x.ipynb", "The notebook has no list of cells."),
        (b'{"cells": ' + b"[" * 100_000, "x.ipynb", "The file is not a notebook."),
        (book(F)[:-17], "x.ipynb", "damaged"),
        ("é".encode("latin-1"), "x.py", "not written in UTF-8"),
        (b"x = 1\n" * (MOST + 1), "x.py", f"first {MOST} statements"),
    ],
    ids=lambda x: repr(x)[:40],
)
def test_a_file_in_a_bad_state_gets_a_note(data, name, note):
    _, _, notes = run(data, name)
    assert any(note in said for said in notes)


@pytest.mark.parametrize(
    "cells",
    [[None], [1, "x"], [{}], [{"cell_type": "code"}], [{"cell_type": "code", "source": {"a": 1}}]],
)
def test_cells_of_no_known_shape_are_passed_over(cells):
    assert run(json.dumps({"cells": cells}).encode()) == ({}, [], [])


def test_text_cells_are_not_run():
    assert run(book("x = 1", kind="markdown"))[0] == {}


def test_what_fails_is_named_with_its_place():
    _, raised, _ = run(book("x = 1", "1 / 0", "def g(:"))
    assert raised == ["cell 2: ZeroDivisionError", "cell 3: SyntaxError"]
    _, raised, _ = run(b"x = 1\n\nimport nobody_has_this\n", "x.py")
    assert raised == ["line 3: ModuleNotFoundError"]


def test_brackets_by_the_thousand_are_a_syntax_error():
    _, raised, _ = run(("x = " + "(" * 5000 + ")" * 5000).encode(), "x.py")
    assert raised == ["the file: SyntaxError"]


QUIET = ["def f(x, n=3, *, k='a'): pass", "def f(x: int, *rest: str) -> float: ...", "a = b = 0.5"]
LOUD = [
    "@f\ndef g(): pass",
    "def g(x=f()): pass",
    "def g(*, x=f()): pass",
    "def g(x: f()): pass",
    "def g(*x: f.y): pass",
    "def g() -> f[0]: pass",
    "async def g(): pass",
    "class A: x = f()",
    "import f",
    "a.b = 1",
    "a[0] = 1",
    "a = f()",
    "a: f() = 1",
    "a, b = 1, 2",
    "a += 1",
    "f",
]


@pytest.mark.parametrize("source", [*QUIET, *LOUD])
def test_what_runs_nothing_of_the_students_is_known(source):
    [piece], _ = pieces(source.encode(), "x.py")
    assert piece.quiet == (source in QUIET)
